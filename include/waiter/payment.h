/* payment.h -- the money of an order: who shall pay how, what came, what was given back.
 *
 * An axis beside the order's status. Every step is one transaction: the payment, the order's
 * payment_status (always worked out from its payments and refunds), its timeline, the news for
 * consoles, and what the customer is told. A step that finds its payment in another state does
 * nothing, so notices may come twice and in any order. */
#ifndef WAITER_PAYMENT_H
#define WAITER_PAYMENT_H

#include "waiter/notify.h"
#include "waiter/order.h"
#include "waiter/order_staff.h"
#include "waiter/pay_provider.h"
#include "waiter/shop.h"

#define PAY_REASON_CHARS_MOST 300

struct payment {
    int64_t id, order_id, amount_minor, refunded_minor, expires_at, attempts, created_at, updated_at;
    const char *way, *status, *currency, *reason, *session_id, *charge_id, *link, *errand;
    const char *order_number, *order_status;
};
extern const struct model payment_model;

struct refund {
    int64_t id, payment_id, order_id, amount_minor, attempts, created_at, updated_at;
    const char *status, *reason, *error, *actor, *provider_id, *way, *currency, *charge_id,
        *order_number;
    bool restock;
};
extern const struct model refund_model;

/* --- Inside a write job -------------------------------------------------------------- */

/* The order was just placed and shall be paid that way. A page to pay on is asked for by the worker.
 * An order that costs nothing is paid. */
CHECKED bool payment_begin(struct conn *c, struct arena *a, const struct order *o, enum pay_way way,
                           const struct catalogue *shop, int64_t now, struct err *e);
/* Another try, or another way: what else waited for the order is given up, what was paid counts. */
CHECKED bool payment_again(struct conn *c, struct arena *a, const struct order *o, enum pay_way way,
                           const struct catalogue *shop, int64_t now, struct err *e);

/* The customer sent a picture of the transfer (the message chat_log_id). ERR_NOT_ALLOWED_NOW when
 * no transfer is waited for. */
CHECKED bool payment_prove(struct conn *c, struct arena *a, int64_t order_id, int64_t chat_log_id,
                           int64_t now, struct err *e);

/* The order costs something else now: what waits to be paid follows, and payment_status with it. A
 * page that is open is closed and made anew. A proof or money on its way keeps its amount. Where all
 * was paid and more is due now, the difference is asked for in the same way. */
CHECKED bool payment_follow(struct conn *c, struct arena *a, const struct order *o,
                            const struct catalogue *shop, int64_t now, struct err *e);

/* What an order's customer has to know of its money behind a change, into the notice of it: how what
 * is due is paid, and what was paid too much. */
CHECKED bool payment_change_said(const struct notifier *by, const struct order *o, struct notice *n,
                                 struct err *e);

/* Whether the shop has more than the order comes to: then the owner has a task to give it back, until
 * somebody did or more is due again. */
CHECKED bool payment_excess_told(const struct notifier *by, int64_t order_id, struct err *e);

/* The order is off: nobody shall pay for it any more. What was paid stays until it is refunded. */
CHECKED bool payment_order_off(struct conn *c, int64_t order_id, int64_t now, struct err *e);

/* How paying stands, into the briefs of a customer's orders. */
CHECKED bool payment_briefs(struct conn *c, struct arena *a, int64_t customer_id,
                            struct order_brief *orders, size_t count, struct err *e);

/* --- What a provider says ------------------------------------------------------------ */

/* A notice, or the answer to a call, once: one that was taken before changes nothing. What does not
 * fit the payment (another amount or currency) is logged and left alone. */
CHECKED bool payment_told(struct shop *shop, struct arena *a, enum pay_way way,
                          const struct pay_news *news, struct err *e);

/* --- What staff do (order_wish: which order, and which version of it was seen) -------- */

/* The proof is good, or the money is there anyway. */
CHECKED bool payment_approve(struct shop *shop, struct arena *a, const struct order_wish *w,
                             int64_t payment_id, const struct staff *who, struct err *e);
/* The proof is not good; the customer is told why and may send another. */
CHECKED bool payment_reject(struct shop *shop, struct arena *a, const struct order_wish *w,
                            int64_t payment_id, const char *reason, const struct staff *who,
                            struct err *e);
/* What is still due was paid in cash. */
CHECKED bool payment_received(struct shop *shop, struct arena *a, const struct order_wish *w,
                              const struct staff *who, struct err *e);
/* Money goes back: by hand where it came by hand, else the worker asks the provider for it. */
struct refund_wish {
    int64_t payment_id, amount_minor;
    const char *reason;
    bool restock; /* the pieces go back on the shelf */
};
CHECKED bool payment_refund(struct shop *shop, struct arena *a, const struct order_wish *w,
                            const struct refund_wish *r, const struct staff *who, struct err *e);

/* "payments" and what may be done, into the open object of an order. */
CHECKED bool payment_put(struct json *j, struct conn *c, struct arena *a, const struct order *o,
                         struct err *e);

#endif
