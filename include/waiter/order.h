/* order.h -- what a customer bought and how far it has come.
 *
 * Placing takes stock with one guarded UPDATE per line and fails whole; cancelling gives it back.
 * Every move follows one table of allowed moves and writes the timeline. The total is always the sum of
 * the lines + delivery + tax - discount (quote.h), and a CHECK of the database says so too. */
#ifndef WAITER_ORDER_H
#define WAITER_ORDER_H

#include "waiter/db.h"
#include "waiter/dialogue.h"
#include "waiter/json.h"
#include "waiter/quote.h"

struct order {
    int64_t id, customer_id, subtotal_minor, delivery_minor, tax_minor, discount_minor, total_minor,
        tax_included_minor, discount_bp, hold_until, created_at, updated_at, version;
    const char *number, *status, *payment_status, *currency, *coupon_code, *delivery_method, *zone, *name,
        *phone, *address, *items;
    const char *review; /* words of review.c, by commas; "": no need to look; NULL: the rules may confirm it */
};
extern const struct model order_model;

/* One line. `quantity` is what the customer still gets, `cancelled` what was taken out again, and
 * `returned` how much of `quantity` is back on the shelf (a cancelled or refunded order). */
struct order_item {
    int64_t id, variant_id, quantity, cancelled, returned, unit_price_minor, discount_minor, tax_bp,
        tax_minor;
    bool tax_inclusive;
    const char *name, *options;
};
extern const struct model order_item_model;

struct order_new {
    int64_t customer_id;
    const char *currency, *name, *phone, *address; /* address "" for pickup */
    bool pickup;
    const char *zone;                              /* its name, or NULL */
    const char *coupon_code;                       /* or NULL */
    int64_t coupon_id;                             /* 0 = none; its use is counted by the caller */
    struct quote_discount discount;
    int64_t delivery_minor;
    const char *review;                            /* why somebody should look (review.h) */
    const struct order_item *items;                /* discount and tax_minor are worked out here */
    size_t count;
};

/* Takes the stock and writes order, items, event and movements. ERR_OUT_OF_STOCK: nothing is left
 * half done only if the caller undoes its savepoint; *short_variant and *left say what was missing. */
CHECKED bool order_place(struct conn *c, struct arena *a, const struct order_new *n, int64_t now,
                         struct order *out, int64_t *short_variant, int64_t *left, struct err *e);

/* -- the life of an order: order_moves.c -- */

/* Who does it and why: "customer", "staff:NAME" or "system:NAME", and words for the timeline ("" = none);
 * detail: what goes with it, say a tracking number ("" or NULL = nothing). */
struct order_by { const char *actor, *reason, *detail; };
#define ORDER_REASON_CHARS_MOST 300

/* True when the table of moves has it for anybody. */
bool order_may_move(enum order_status from, enum order_status to);

/* Moves the order: status, timeline, and stock and coupon back on cancel. ERR_NOT_ALLOWED_NOW when the
 * table says no to this actor. Inside a write job. */
CHECKED bool order_move(struct conn *c, struct arena *a, int64_t id, enum order_status to,
                        struct order_by by, int64_t now, struct order *out, struct err *e);

/* Back to where it was, when staff's newest move is younger than ORDER_UNDO_MS and took nothing that
 * cannot be given again: *may says so. A cancelled order's stock may be sold by now. */
#define ORDER_UNDO_MS (10 * 60 * 1000LL)
CHECKED bool order_may_undo(struct conn *c, struct arena *a, const struct order *o, int64_t now,
                            bool *may, struct err *e);
CHECKED bool order_undo(struct conn *c, struct arena *a, int64_t id, const char *actor, int64_t now,
                        struct order *out, struct err *e);

/* A line for the timeline that moves nothing: a payment, a change. Raises the version like any other. */
CHECKED bool order_note_event(struct conn *c, const struct order *o, const char *kind,
                              struct order_by by, const char *detail, int64_t now, struct err *e);

/* What happened to it after that version, into the open object as `changes`: what a 412 tells. */
CHECKED bool order_put_changes(struct json *j, struct conn *c, struct arena *a, const struct order *o,
                               int64_t version, struct err *e);
/* The whole timeline as an open object's `timeline`. */
CHECKED bool order_put_timeline(struct json *j, struct conn *c, struct arena *a, const struct order *o,
                                bool staff, struct err *e);

/* Not paid by then: cancelled (orders_expire). 0 = there is no such time. */
CHECKED bool order_hold(struct conn *c, int64_t id, int64_t until, struct err *e);

/* -- changing what was ordered: order_change.c -- */

struct order_change { int64_t item_id, quantity; };

/* While pending: each line gets that quantity (0 takes it out); more is taken from the stock, less goes
 * back. ERR_OUT_OF_STOCK, ERR_NOT_ALLOWED_NOW (not pending), ERR_BAD_INPUT (no such line, out of range,
 * or nothing would be left: cancel the order instead). */
CHECKED bool order_change_quantities(struct conn *c, struct arena *a, int64_t id,
                                     const struct order_change *changes, size_t count,
                                     struct order_by by, int64_t now, struct order *out, struct err *e);

/* While pending or confirmed: so many pieces of each line are cancelled and go back to the stock. */
CHECKED bool order_cancel_part(struct conn *c, struct arena *a, int64_t id,
                               const struct order_change *changes, size_t count, struct order_by by,
                               int64_t now, struct order *out, struct err *e);

/* For a refund: pieces that came back and can be sold again; never more than are out. count 0: all of
 * the order's. The money is the payment's business. */
CHECKED bool order_restock(struct conn *c, struct arena *a, int64_t id,
                           const struct order_change *changes, size_t count, struct order_by by,
                           int64_t now, struct err *e);

/* -- looking -- */

CHECKED bool order_find(struct conn *c, struct arena *a, int64_t id, struct order *out, struct err *e);
CHECKED bool order_find_number(struct conn *c, struct arena *a, const char *number, struct order *out,
                               bool *found, struct err *e);
CHECKED bool order_items(struct conn *c, struct arena *a, int64_t id, struct order_item **items,
                         size_t *count, struct err *e);

/* The 128-bit tracking token of an order: derived from the secret key, so nothing is stored. */
char *order_token(struct arena *a, const char *secret, const char *number);
/* PUBLIC_URL/t/20261125-ABCDEFGH.TOKEN: the page (track_page.h). */
char *order_track_url(struct arena *a, const char *public_url, const char *secret, const char *number);

/* As a conversation sees it. */
struct order_brief order_brief_of(struct arena *a, const struct order *o, const char *public_url,
                                  const char *secret);

/* {"id","number",...,"items":[...]} into the open object; names, phone and address only for staff. */
CHECKED bool order_put(struct json *j, struct conn *c, struct arena *a, const struct order *o, bool staff,
                       struct err *e);

#endif
