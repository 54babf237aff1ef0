/* chat.h -- one message's journey inside: remembered, understood, answered, acted on; once.
 *
 * chat_receive understands outside the write gate, then does everything else in one write job:
 * the message, the customer, the cart or order, the reply in the outbox. When it returns
 * true the message is on disk with its effects (design.md §4). */
#ifndef WAITER_CHAT_H
#define WAITER_CHAT_H

#include "waiter/customer.h"
#include "waiter/dialogue.h"
#include "waiter/order.h"
#include "waiter/shop.h"
#include "waiter/staff.h"

/* The advertisement that a first message came from; each text may be NULL. */
struct referral {
    const char *source_type, *source_id, *source_url, *headline, *body, *click_id;
};

struct incoming {
    const char *channel;     /* "whatsapp" */
    const char *provider_id; /* MessageSid: the dedupe key */
    struct sender from;
    struct message message;
    const char *request_id;  /* of the HTTP request it came with, for the logs; or NULL */
    const struct referral *referral; /* or NULL */
    const char *media_sid;   /* of what came with it, at the provider; or NULL */
    int64_t sent_at;         /* provider's time, ms; 0 = now */
    bool may_answer;         /* the reply may ride back in the webhook answer (TwiML) */
};

/* What rides back in the answer: one text, at most one picture, the outbox row it came from. */
struct answer {
    int64_t outbox_id; /* 0: nothing */
    int64_t outbox_at; /* that row's created_at */
    const char *text, *media;
    bool duplicate;    /* we had this message: the stored reply again */
};

CHECKED bool chat_receive(struct shop *shop, struct arena *a, const struct incoming *in, struct answer *out,
                          struct err *e);

/* What a thing of that content type is to us; MESSAGE_DOCUMENT when in doubt. */
enum message_kind chat_media_kind(const char *type);

#endif
