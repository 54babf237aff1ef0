/* order_change.c -- quantities changed while an order waits, pieces cancelled, pieces that came back.
 *
 * The order keeps what was agreed: prices, tax rates, the delivery fee, and the coupon even if it would
 * not fit the smaller order. A share in percent is taken anew; an amount shrinks with its lines. */
#include "waiter/order.h"
#include "waiter/log.h"
#include "waiter/money.h"
#include "waiter/stock.h"

#include <string.h>

#define QUANTITY_MOST 9999
#define DETAIL_BYTES 2000

struct edit {
    struct conn *conn;
    struct arena *arena;
    struct order *order;
    struct order_item *items;
    size_t count;
    struct order_by by;
    int64_t now;
    struct str detail;
};

static bool edit_open(struct edit *x, struct conn *c, struct arena *a, int64_t id, struct order_by by,
                      int64_t now, struct order *o, struct err *e)
{
    *x = (struct edit){.conn = c, .arena = a, .order = o, .by = by, .now = now,
                       .detail = str_new(a, DETAIL_BYTES)};
    return order_find(c, a, id, o, e) && order_items(c, a, id, &x->items, &x->count, e);
}

static struct order_item *item_of(struct edit *x, int64_t id)
{
    for (size_t i = 0; i < x->count; i++)
        if (x->items[i].id == id)
            return &x->items[i];
    return NULL;
}

static bool status_is(const struct order *o, const char *one, const char *other)
{
    return strcmp(o->status, one) == 0 || (other && strcmp(o->status, other) == 0);
}

static void tell(struct edit *x, const struct order_item *i, int64_t before, int64_t after)
{
    str_addf(&x->detail, "%s%s%s%s%s: %lld > %lld", x->detail.len ? ", " : "",
                                     i->name, *i->options ? " (" : "", i->options,
                                     *i->options ? ")" : "", (long long)before, (long long)after);
}

/* More is taken from the stock, less goes back. */
static bool move_pieces(struct edit *x, const struct order_item *i, int64_t more, const char *reason,
                        struct err *e)
{
    struct stock_move m = {.variant_id = i->variant_id, .quantity = more > 0 ? more : -more,
                           .reason = reason, .order_id = x->order->id, .actor = x->by.actor};
    int64_t left;
    return more > 0 ? stock_take(x->conn, &m, x->now, &left, e)
                    : stock_give_back(x->conn, &m, x->now, e);
}

static int64_t discount_of(const struct order *o, const struct order_item *i, int64_t quantity)
{
    if (o->discount_bp)
        return quote_share(i->unit_price_minor * quantity, o->discount_bp, BP_WHOLE);
    return quantity < i->quantity ? quote_share(i->discount_minor, quantity, i->quantity)
                                  : i->discount_minor;
}

static bool set_quantity(struct edit *x, struct order_item *i, int64_t quantity, const char *reason,
                         struct err *e)
{
    int64_t sum;
    if (quantity == i->quantity)
        return true;
    if (!money_times(i->unit_price_minor, quantity, &sum, e) ||
        !move_pieces(x, i, quantity - i->quantity, reason, e))
        return false;
    tell(x, i, i->quantity, quantity);
    i->discount_minor = discount_of(x->order, i, quantity);
    i->quantity = quantity;
    return true;
}

/* The sums anew, and all of it written. */
static bool edit_save(struct edit *x, const char *kind, struct err *e)
{
    struct quote_line *l = arena_array(x->arena, x->count ? x->count : 1, sizeof *l);
    struct order *o = x->order;
    struct quote q;
    int64_t pieces = 0, changed;
    for (size_t i = 0; i < x->count; i++) {
        const struct order_item *it = &x->items[i];
        pieces += it->quantity;
        l[i] = (struct quote_line){it->unit_price_minor, it->quantity, it->tax_bp, it->tax_inclusive,
                                   0, it->discount_minor, 0};
    }
    if (pieces == 0)
        return fail_field(e, "items", "nothing would be left: cancel the order instead");
    if (!quote_settled(l, x->count, o->delivery_minor, &q, e))
        return false;
    for (size_t i = 0; i < x->count; i++)
        if (!db_run(x->conn, Q_ORDER_ITEM_PUT,
                    ARGS(V(x->items[i].id), V(x->items[i].quantity), V(x->items[i].cancelled),
                         V(l[i].discount_minor), V(l[i].tax_minor)),
                    NULL, e))
            return false;
    if (!db_run(x->conn, Q_ORDER_TOTALS_PUT,
                ARGS(V(o->id), V(o->version), V(q.subtotal_minor), V(q.delivery_minor), V(q.tax_minor),
                     V(q.discount_minor), V(q.total_minor), V(q.tax_included_minor)),
                &changed, e))
        return false;
    if (changed != 1)
        return fail(e, ERR_CONFLICT, "%s was changed meanwhile", o->number);
    log_info("order changed", "number", o->number, "what", kind, "actor", x->by.actor, NULL);
    return db_run(x->conn, Q_CUSTOMER_ORDER_COUNTED,
                  ARGS(V(o->customer_id), V(0), V(q.total_minor - o->total_minor)), NULL, e) &&
           order_note_event(x->conn, o, kind, x->by, x->detail.text, x->now, e) &&
           order_find(x->conn, x->arena, o->id, o, e);
}

bool order_change_quantities(struct conn *c, struct arena *a, int64_t id,
                             const struct order_change *changes, size_t count, struct order_by by,
                             int64_t now, struct order *out, struct err *e)
{
    struct edit x;
    if (!edit_open(&x, c, a, id, by, now, out, e))
        return false;
    if (!status_is(out, "pending", NULL))
        return fail(e, ERR_NOT_ALLOWED_NOW, "%s is %s", out->number, out->status);
    for (size_t i = 0; i < count; i++) {
        struct order_item *it = item_of(&x, changes[i].item_id);
        if (!it)
            return fail_field(e, "items", "no line %lld", (long long)changes[i].item_id);
        if (changes[i].quantity < 0 || changes[i].quantity > QUANTITY_MOST)
            return fail_field(e, "quantity", "0 to %d", QUANTITY_MOST);
        /* A line taken out altogether is told as cancelled: each line once had a piece. */
        if (changes[i].quantity == 0)
            it->cancelled += it->quantity;
        if (!set_quantity(&x, it, changes[i].quantity, "change", e))
            return false;
    }
    if (x.detail.len == 0)
        return fail_field(e, "items", "nothing is different");
    return edit_save(&x, "changed", e);
}

bool order_cancel_part(struct conn *c, struct arena *a, int64_t id, const struct order_change *changes,
                       size_t count, struct order_by by, int64_t now, struct order *out, struct err *e)
{
    struct edit x;
    if (!edit_open(&x, c, a, id, by, now, out, e))
        return false;
    if (!status_is(out, "pending", "confirmed"))
        return fail(e, ERR_NOT_ALLOWED_NOW, "%s is %s", out->number, out->status);
    for (size_t i = 0; i < count; i++) {
        struct order_item *it = item_of(&x, changes[i].item_id);
        int64_t n = changes[i].quantity;
        if (!it)
            return fail_field(e, "items", "no line %lld", (long long)changes[i].item_id);
        if (n < 1 || n > it->quantity)
            return fail_field(e, "quantity", "1 to %lld", (long long)it->quantity);
        it->cancelled += n;
        if (!set_quantity(&x, it, it->quantity - n, "cancel", e))
            return false;
    }
    if (x.detail.len == 0)
        return fail_field(e, "items", "nothing is cancelled");
    return edit_save(&x, "cancelled_part", e);
}

/* -- after a refund -- */

static bool restock_line(struct edit *x, struct order_item *it, int64_t n, struct err *e)
{
    if (n < 1 || n > it->quantity - it->returned)
        return fail_field(e, "quantity", "%lld of %s are out", (long long)(it->quantity - it->returned),
                          it->name);
    tell(x, it, it->returned, it->returned + n);
    it->returned += n;
    return move_pieces(x, it, -n, "return", e) &&
           db_run(x->conn, Q_ORDER_ITEM_RETURNED, ARGS(V(it->id), V(n)), NULL, e);
}

bool order_restock(struct conn *c, struct arena *a, int64_t id, const struct order_change *changes,
                   size_t count, struct order_by by, int64_t now, struct err *e)
{
    struct edit x;
    struct order o;
    if (!edit_open(&x, c, a, id, by, now, &o, e))
        return false;
    for (size_t i = 0; i < count; i++) {
        struct order_item *it = item_of(&x, changes[i].item_id);
        if (!it)
            return fail_field(e, "items", "no line %lld", (long long)changes[i].item_id);
        if (!restock_line(&x, it, changes[i].quantity, e))
            return false;
    }
    for (size_t i = 0; count == 0 && i < x.count; i++) {
        int64_t out = x.items[i].quantity - x.items[i].returned;
        if (out > 0 && !restock_line(&x, &x.items[i], out, e))
            return false;
    }
    return x.detail.len == 0 || order_note_event(c, &o, "restocked", by, x.detail.text, now, e);
}
