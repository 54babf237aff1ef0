/* stock.h -- the only code that moves stock, with its ledger: the sum of a variant's movements is its stock.
 *
 * `variant.stock` is what can still be sold. An order has taken its pieces; so has a customer in a
 * checkout, who holds them (a reservation) until the order is placed, the checkout is left or the time
 * is over. All of it happens inside a write job; whoever fails undoes his savepoint. */
#ifndef WAITER_STOCK_H
#define WAITER_STOCK_H

#include "waiter/db.h"
#include "waiter/dialogue.h"

struct stock_move {
    int64_t variant_id, quantity; /* > 0 */
    const char *reason;           /* of schema 001's list: order, change, cancel, return ... */
    int64_t order_id;             /* 0 = none */
    const char *actor;
};

/* Takes pieces out by one guarded UPDATE. ERR_OUT_OF_STOCK when there are fewer: *left says how many
 * (0 too for what is not sold any more). */
CHECKED bool stock_take(struct conn *c, const struct stock_move *m, int64_t now, int64_t *left,
                        struct err *e);
/* Puts pieces back. */
CHECKED bool stock_give_back(struct conn *c, const struct stock_move *m, int64_t now, struct err *e);
/* What staff counted: from `was` (as just read in this transaction) to `stock`, with the reason "staff". */
CHECKED bool stock_count(struct conn *c, int64_t variant_id, int64_t was, int64_t stock,
                         const char *actor, int64_t now, struct err *e);
/* What this customer could have of it: what is left and what they hold themselves. */
CHECKED bool stock_for(struct conn *c, int64_t variant_id, int64_t customer_id, int64_t *left,
                       struct err *e);

/* What a customer in a checkout holds becomes exactly these lines, until then; a line that is not there
 * in full is not held at all. No lines: everything goes back. */
CHECKED bool stock_hold(struct conn *c, struct arena *a, int64_t customer_id,
                        const struct cart_line *lines, size_t count, int64_t until, int64_t now,
                        struct err *e);

/* The pieces of a new order: those that its customer holds become the order's without moving again, the
 * others are taken, and nothing is held any more. Each variant at most once. ERR_OUT_OF_STOCK:
 * *short_variant and *left say what was missing. */
CHECKED bool stock_sell(struct conn *c, struct arena *a, int64_t customer_id, int64_t order_id,
                        const struct cart_line *lines, size_t count, int64_t now,
                        int64_t *short_variant, int64_t *left, struct err *e);

/* Gives back what checkouts held for too long, some hundred a call: *expired lines went back, *more
 * says whether to come again. A write job of its own. */
CHECKED bool reservations_expire(struct db *db, int64_t now, int64_t *expired, bool *more,
                                 struct err *e);

#endif
