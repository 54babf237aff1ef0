/* customer.h -- who writes to us: an opaque id with channel addresses; the phone is only a fact about them.
 *
 * Since WhatsApp usernames an address may hold no number (twilio-whatsapp.md §2). When a message
 * carries both, the two customers are one and are merged. */
#ifndef WAITER_CUSTOMER_H
#define WAITER_CUSTOMER_H

#include "waiter/db.h"

struct customer {
    int64_t id, human_until, last_in_at, window_end_at;
    const char *name, *profile_name, *phone, *email, *language, *address, *state, *owner;
    bool language_said;      /* they asked for it in words: nothing else changes it */
    bool opted_out, blocked; /* blocked: what they write is kept, nothing is answered */
};
extern const struct model customer_model;

/* How somebody identified himself in one message. */
struct sender {
    const char *address;      /* From, exactly as received: where the reply goes */
    const char *other;        /* the same person's other address (ExternalUserId), or NULL */
    const char *phone;        /* E.164 when the channel told it, or NULL */
    const char *profile_name; /* or NULL */
};

/* Finds or makes the customer behind a message and notes what is new (addresses, phone, profile name,
 * merging two that turn out to be one). *is_new: first contact. Inside a write job. */
CHECKED bool customer_meet(struct conn *c, struct arena *a, const struct sender *who, int64_t now,
                           struct customer *out, bool *is_new, struct err *e);

/* They are spoken to in that language from now on; `said`: because they asked for it. */
CHECKED bool customer_language_set(struct conn *c, struct customer *who, const char *lang, bool said,
                                   struct err *e);

/* The customer with that id, with the address that wrote last. ERR_NOT_FOUND. */
CHECKED bool customer_find(struct conn *c, struct arena *a, int64_t id, struct customer *out, struct err *e);

/* What the shop calls them: the name they gave, the channel's, or the phone's last digits. */
const char *customer_called(const struct customer *c);

/* A token that lets this customer see his own orders once, within 15 minutes (HMAC; stored is only which
 * was used), and its use: ERR_NO_LOGIN unless it is for this id, still valid and was not used. Not
 * while a connection is borrowed. */
char *customer_token(struct arena *a, const char *secret, int64_t id, int64_t now);
CHECKED bool customer_token_use(struct db *db, struct arena *a, const char *secret, int64_t id,
                                const char *token, int64_t now, struct err *e);

#endif
