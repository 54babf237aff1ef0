/* order.h -- what a customer bought and how far it has come.
 *
 * Placing takes stock with one guarded UPDATE per line and fails whole; cancelling gives it back.
 * Every move follows one table of allowed moves and writes the timeline. */
#ifndef WAITER_ORDER_H
#define WAITER_ORDER_H

#include "waiter/db.h"
#include "waiter/dialogue.h"
#include "waiter/json.h"

struct order {
    int64_t id, customer_id, subtotal_minor, delivery_minor, total_minor, created_at, updated_at, version;
    const char *number, *status, *payment_status, *currency, *delivery_method, *name, *phone, *address, *items;
};
extern const struct model order_model;

struct order_item {
    int64_t id, variant_id, quantity, unit_price_minor;
    const char *name, *options;
};
extern const struct model order_item_model;

struct order_new {
    int64_t customer_id, delivery_minor;
    const char *currency, *name, *phone, *address; /* address "" for pickup */
    bool pickup;
    const struct order_item *items;
    size_t count;
};

/* Takes the stock and writes order, items, event and movements. ERR_OUT_OF_STOCK: nothing is left
 * half done only if the caller undoes its savepoint; *short_variant and *left say what was missing. */
CHECKED bool order_place(struct conn *c, struct arena *a, const struct order_new *n, int64_t now,
                         struct order *out, int64_t *short_variant, int64_t *left, struct err *e);

/* True when the table of moves allows it. */
bool order_may_move(enum order_status from, enum order_status to);

/* Moves the order: status, timeline, and stock back on cancel. ERR_NOT_ALLOWED_NOW when the table
 * says no. `actor` is "customer" or "staff:NAME". Inside a write job. */
CHECKED bool order_move(struct conn *c, struct arena *a, int64_t id, enum order_status to,
                        const char *actor, int64_t now, struct order *out, struct err *e);

/* Back to where it was, when staff's newest move is younger than ORDER_UNDO_MS and took nothing that
 * cannot be given again: *may says so. What was delivered goes back to shipped, shipped to confirmed,
 * confirmed to pending; a cancelled order's stock may be sold by now. */
#define ORDER_UNDO_MS (10 * 60 * 1000LL)
CHECKED bool order_may_undo(struct conn *c, struct arena *a, const struct order *o, int64_t now,
                            bool *may, struct err *e);
CHECKED bool order_undo(struct conn *c, struct arena *a, int64_t id, const char *actor, int64_t now,
                        struct order *out, struct err *e);

/* What happened to it after that version, into the open object as `changes`: what a 412 tells. */
CHECKED bool order_put_changes(struct json *j, struct conn *c, struct arena *a, const struct order *o,
                               int64_t version, struct err *e);

CHECKED bool order_find(struct conn *c, struct arena *a, int64_t id, struct order *out, struct err *e);
CHECKED bool order_find_number(struct conn *c, struct arena *a, const char *number, struct order *out,
                               bool *found, struct err *e);

/* The 128-bit tracking token of an order: derived from the secret key, so nothing is stored. */
char *order_token(struct arena *a, const char *secret, const char *number);
/* PUBLIC_URL/api/orders/NUMBER/track?token=... */
char *order_track_url(struct arena *a, const char *public_url, const char *secret, const char *number);

/* As a conversation sees it. */
struct order_brief order_brief_of(struct arena *a, const struct order *o, const char *public_url,
                                  const char *secret);

/* {"id","number",...,"items":[...]} into the open object; names, phone and address only for staff. */
CHECKED bool order_put(struct json *j, struct conn *c, struct arena *a, const struct order *o, bool staff,
                       struct err *e);

#endif
