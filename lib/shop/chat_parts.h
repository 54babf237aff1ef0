/* chat_parts.h -- what chat.c and chat_act.c share: one turn of one customer. */
#ifndef WAITER_CHAT_PARTS_H
#define WAITER_CHAT_PARTS_H

#include "waiter/chat.h"
#include "waiter/outbox.h"
#include "waiter/spoken.h"

/* A message on its way through the write job. Made anew for every try. */
struct turn {
    struct shop *shop;
    struct arena *arena;
    struct conn *conn;
    const struct snapshot *snap;
    const struct incoming *in;
    const struct understood *readings[LANGUAGES_MOST]; /* of the message, by tongue; NULL: not yet read in it */
    struct spoken_guess heard;           /* among the shop's languages, from the words alone */
    const struct tongue *tongue;         /* in which this turn is held */
    const struct understood *understood; /* the reading in that tongue */
    struct answer *answer;
    int64_t now, version; /* version: of the catalogue, as the database has it */
    struct customer customer;
    bool first_contact;
    int64_t chat_log_id;      /* of the message that came */
    bool late;                /* it came too late to be the answer to anything */
    bool holding; /* pieces may be put aside: the checkout had begun before this message */
    const char *owner_before; /* who had the conversation when the message came: bot, human */
    struct view view;
    const struct history *history; /* NULL: not asked for since something was done */
    struct err broken;             /* a read for the dialogue failed */
    struct outcome outcome;
};

/* chat_act.c: looks at the shop on behalf of this customer. */
CHECKED bool turn_view(struct turn *t, struct err *e);
/* The cart alone, as it is now. */
CHECKED bool turn_cart(struct turn *t, struct err *e);
/* Performs the actions in order; those with a result go back to the dialogue. */
CHECKED bool turn_act(struct turn *t, struct err *e);

/* chat_say.c: one thing said becomes chat log and outbox rows; *outbox_id is the last one. `how` is
 * a row with what shall be special about it (notice, look_at, a notice's kind ...). */
CHECKED bool chat_say(struct conn *c, struct arena *a, const struct customer *to,
                      const struct said *s, const struct outbox_new *how, int64_t now,
                      int64_t *outbox_id, struct err *e);
/* Its choices as the outbox keeps them; NULL: none, or too long. `how` may bring some along. */
const char *chat_choices(struct arena *a, const struct said *s);

#endif
