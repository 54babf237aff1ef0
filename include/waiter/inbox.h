/* inbox.h -- what the people of the shop do in a chat: answer, take, give back, close, note, block.
 *
 * Each is one write job; what only the shop shall know of it stands as a note between the
 * messages. A person who answers has the conversation: the bot is silent until it is given back,
 * closed, or `WAITER_HUMAN_TIMEOUT_MS` have passed since the last answer. */
#ifndef WAITER_INBOX_H
#define WAITER_INBOX_H

#include "waiter/customer.h"
#include "waiter/notify.h"
#include "waiter/shop.h"
#include "waiter/staff.h"

#define CANNED_MOST 200

/* What a person writes. The key is the browser's own for this one text: the same again is the
 * same message (ERR_CONFLICT with other words). */
struct written {
    const char *text, *key;
};

/* Queues the text to the customer and takes the conversation; *id is the message's. ERR_BLOCKED,
 * ERR_OPTED_OUT, ERR_WINDOW_CLOSED when WhatsApp or the customer does not want it. */
CHECKED bool inbox_reply(struct shop *shop, struct arena *a, int64_t customer_id,
                         const struct written *what, const struct staff *who, int64_t *id,
                         struct err *e);

/* A note that only the shop sees; *id is the note's. */
CHECKED bool inbox_note(struct shop *shop, struct arena *a, int64_t customer_id,
                        const struct written *what, const struct staff *who, int64_t *id,
                        struct err *e);

/* Sends a message anew that did not arrive (dead or failed). ERR_NOT_FOUND, ERR_NOT_ALLOWED_NOW for
 * any other state, and as inbox_reply. */
CHECKED bool inbox_retry(struct shop *shop, struct arena *a, const struct staff *who, int64_t message_id,
                         struct err *e);

/* The conversation is this person's, whoever had it; the time begins anew. */
CHECKED bool inbox_take(struct shop *shop, struct arena *a, int64_t customer_id,
                        const struct staff *who, struct err *e);

/* The rest by name. ERR_NOT_ALLOWED_NOW when it is so already. Closing gives back too; a closed
 * conversation opens by itself when the customer writes. */
enum inbox_move { INBOX_GIVE_BACK, INBOX_CLOSE, INBOX_REOPEN, INBOX_BLOCK, INBOX_UNBLOCK };
CHECKED bool inbox_move(struct shop *shop, int64_t customer_id, enum inbox_move move,
                        const struct staff *who, struct err *e);

/* Messages up to that one have been seen. */
CHECKED bool inbox_read(struct shop *shop, int64_t customer_id, int64_t up_to, struct err *e);

/* What an approved template can still say after the 24 h (inbox_template.c): its kind, its text as the
 * customer reads it (approved: the template's own words; else the shop's, which may differ), and whether a
 * person's own words belong into it, where {words} stands. None while one may write freely or must not.
 * Memory: by->arena. ERR_NOT_FOUND. */
#define INBOX_TEMPLATES_MOST 8
struct inbox_template { enum notice_kind kind; const char *text; bool approved, words; };
CHECKED bool inbox_templates(const struct notifier *by, int64_t customer_id,
                             struct inbox_template out[INBOX_TEMPLATES_MOST], size_t *n, struct err *e);

/* Sends one of them by the outbox; `words` ("": none) is what the person adds. ERR_NOT_ALLOWED_NOW where
 * one may write anyway, or such a template is not there or went since they last wrote; as inbox_reply. */
CHECKED bool inbox_send_template(struct shop *shop, struct arena *a, int64_t customer_id, const char *kind,
                                 const char *words, const struct staff *who, struct err *e);

/* May a person write to this customer now? The error says why not. */
CHECKED bool inbox_may_write(const struct customer *to, int64_t now, struct err *e);

#endif
