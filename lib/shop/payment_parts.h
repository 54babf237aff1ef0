/* payment_parts.h -- what the files of payments share; nobody else includes it. */
#ifndef WAITER_PAYMENT_PARTS_H
#define WAITER_PAYMENT_PARTS_H

#include "waiter/notify.h"
#include "waiter/payment.h"

/* A step on its way through a write job. */
struct pay_turn {
    struct conn *conn;
    struct arena *arena;
    struct shop *shop;
    const struct snapshot *snap;
    const char *actor; /* customer, staff:NAME, system:payment, system:stripe */
    int64_t now;
};

struct notifier payment_notifier(const struct pay_turn *t);

/* Some of what was too much has been promised back: the owner's task is done when that was all. */
CHECKED bool payment_excess_seen_to(struct pay_turn *t, int64_t order_id, struct err *e);

CHECKED bool payment_find(struct pay_turn *t, int64_t id, struct payment *out, struct err *e);

/* A line of the order's timeline (its kind is `step`), its payment_status worked out anew, news for consoles. */
CHECKED bool payment_step(struct pay_turn *t, int64_t order_id, const char *step,
                          const char *reason, struct err *e);

/* Tells the order's customer; `amount_minor` is what it is about, `reason` may be "". */
CHECKED bool payment_say(struct pay_turn *t, enum notice_kind kind, const struct payment *p,
                         int64_t amount_minor, const char *reason, struct err *e);

/* It is paid: the rest that waited is given up when nothing is due any more, and what is too much
 * (paid twice, or for an order that is off) goes back. Does nothing to a paid one. `news` NULL: paid
 * by hand. */
CHECKED bool payment_settle(struct pay_turn *t, const struct payment *p,
                            const struct pay_news *news, struct err *e);

/* Promises money back and notes it: by hand it is done at once, else the worker asks for it.
 * ERR_NOT_ALLOWED_NOW when there is not so much left. */
CHECKED bool payment_give_back(struct pay_turn *t, const struct payment *p,
                               const struct refund_wish *w, struct err *e);

/* What became of a refund at its provider. Moves forward only; failed gives the promise back. */
CHECKED bool refund_moved(struct pay_turn *t, const struct refund *r, enum refund_state to,
                          const char *provider_id, const char *error, struct err *e);

#endif
