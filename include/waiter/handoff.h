/* handoff.h -- what a person has to know who takes a conversation over, in a few lines. */
#ifndef WAITER_HANDOFF_H
#define WAITER_HANDOFF_H

#include "waiter/cart.h"
#include "waiter/order.h"

#define HANDOFF_ASKED_MOST 3

struct handoff {
    const char *asked[HANDOFF_ASKED_MOST]; /* the newest messages in the customer's words, oldest first */
    size_t asked_count;
    struct cart_words cart;
    struct order order;                    /* the newest; number NULL = none */
    int mood;                              /* -100 .. 100, of the last messages (sentiment.h) */
};

/* `state`: the conversation's, as it is kept (JSON, or NULL). Memory: arena. */
CHECKED bool handoff_read(struct conn *c, struct arena *a, int64_t customer_id, const char *state,
                          struct handoff *out, struct err *e);

#endif
