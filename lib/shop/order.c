/* order.c -- orders placed, found and shown. */
#include "waiter/order.h"
#include "waiter/clock.h"
#include "waiter/crypto.h"
#include "waiter/event.h"
#include "waiter/hook.h"
#include "waiter/stock.h"

#include <string.h>

#define ITEMS_OF_ORDER_MOST 1000

static const struct field order_fields[] = {
    FIELD(struct order, id, SHOWN),
    FIELD(struct order, number, SHOWN),
    FIELD(struct order, customer_id, STAFF),
    FIELD(struct order, status, SHOWN),
    FIELD(struct order, payment_status, SHOWN),
    FIELD(struct order, currency, SHOWN),
    FIELD(struct order, subtotal_minor, SHOWN | MONEY),
    FIELD(struct order, delivery_minor, SHOWN | MONEY),
    FIELD(struct order, tax_minor, SHOWN | MONEY),
    FIELD(struct order, discount_minor, SHOWN | MONEY),
    FIELD(struct order, total_minor, SHOWN | MONEY),
    FIELD(struct order, tax_included_minor, SHOWN | MONEY),
    FIELD(struct order, coupon_code, SHOWN),
    FIELD(struct order, discount_bp, 0),
    FIELD(struct order, delivery_method, SHOWN),
    FIELD(struct order, zone, STAFF),
    FIELD(struct order, name, STAFF),
    FIELD(struct order, phone, STAFF),
    FIELD(struct order, address, STAFF),
    FIELD(struct order, review, STAFF),
    FIELD(struct order, hold_until, STAFF | TIME),
    FIELD(struct order, version, STAFF),
    FIELD(struct order, created_at, SHOWN | TIME),
    FIELD(struct order, updated_at, SHOWN | TIME),
    FIELD(struct order, items, 0),
};
const struct model order_model = MODEL("order", struct order, order_fields);

static const struct field order_item_fields[] = {
    FIELD(struct order_item, id, SHOWN),
    FIELD(struct order_item, variant_id, SHOWN),
    FIELD(struct order_item, name, SHOWN),
    FIELD(struct order_item, options, SHOWN),
    FIELD(struct order_item, quantity, SHOWN),
    FIELD(struct order_item, cancelled, SHOWN),
    FIELD(struct order_item, returned, STAFF),
    FIELD(struct order_item, unit_price_minor, 0),
    FIELD(struct order_item, discount_minor, 0),
    FIELD(struct order_item, tax_bp, 0),
    FIELD(struct order_item, tax_inclusive, SHOWN),
    FIELD(struct order_item, tax_minor, 0),
};
const struct model order_item_model = MODEL("order_item", struct order_item, order_item_fields);

/* -- placing -- */

static bool sum_up(struct arena *a, const struct order_new *n, struct quote_line **lines,
                   struct quote *q, struct err *e)
{
    struct quote_line *l = arena_array(a, n->count, sizeof *l);
    for (size_t i = 0; i < n->count; i++)
        l[i] = (struct quote_line){
            .unit_price_minor = n->items[i].unit_price_minor, .quantity = n->items[i].quantity,
            .tax_bp = n->items[i].tax_bp, .tax_inclusive = n->items[i].tax_inclusive,
        };
    *lines = l;
    return quote_sum(l, n->count, n->discount, n->delivery_minor, q, e);
}

static bool write_order(struct conn *c, struct arena *a, const struct order_new *n,
                        const struct quote *q, int64_t now, int64_t *id, struct err *e)
{
    const char *number = arena_printf(a, "ORD-%s-%s", clock_yyyymmdd(a, now), random_code(a, 8));
    return db_insert(c, Q_ORDER_ADD,
                     ARGS(V(number), V(n->customer_id), V(n->currency), V(q->subtotal_minor),
                          V(q->delivery_minor), V(q->tax_minor), V(q->discount_minor),
                          V(q->total_minor), V(q->tax_included_minor),
                          V(n->coupon_code ? n->coupon_code : ""), V(n->discount.bp),
                          V(n->pickup ? "pickup" : "delivery"), V(n->zone ? n->zone : ""),
                          V(n->name), V(n->phone), V(n->address), V(now), V(n->review)),
                     id, e) &&
           db_run(c, Q_ORDER_EVENT_ADD,
                  ARGS(V(*id), V("placed"), V("pending"), V("customer"), V(""), V(""), V(now)), NULL, e) &&
           (!n->coupon_id || db_run(c, Q_COUPON_USE_ADD,
                                    ARGS(V(*id), V(n->coupon_id), V(n->customer_id)), NULL, e));
}

static bool write_items(struct conn *c, const struct order_new *n, const struct quote_line *lines,
                        int64_t id, struct err *e)
{
    for (size_t i = 0; i < n->count; i++) {
        const struct order_item *item = &n->items[i];
        if (!db_run(c, Q_ORDER_ITEM_ADD,
                    ARGS(V(id), V(item->variant_id), V(item->name), V(item->options), V(item->quantity),
                         V(item->unit_price_minor), V(lines[i].discount_minor), V(item->tax_bp),
                         V(item->tax_inclusive), V(lines[i].tax_minor)),
                    NULL, e))
            return false;
    }
    return true;
}

bool order_place(struct conn *c, struct arena *a, const struct order_new *n, int64_t now, struct order *out,
                 int64_t *short_variant, int64_t *left, struct err *e)
{
    struct quote_line *lines;
    struct quote q;
    int64_t id;
    if (n->count == 0)
        return fail(e, ERR_BAD_INPUT, "an order without items");
    struct cart_line *pieces = arena_array(a, n->count, sizeof *pieces);
    for (size_t i = 0; i < n->count; i++)
        pieces[i] = (struct cart_line){.variant_id = n->items[i].variant_id,
                                       .quantity = n->items[i].quantity};
    return sum_up(a, n, &lines, &q, e) && write_order(c, a, n, &q, now, &id, e) &&
           stock_sell(c, a, n->customer_id, id, pieces, n->count, now, short_variant, left, e) &&
           write_items(c, n, lines, id, e) && event_add(c, EVENT_ORDER, id, now, e) &&
           order_find(c, a, id, out, e) && hook_order(c, a, HOOK_ORDER_CREATED, id, now, e) &&
           db_run(c, Q_CUSTOMER_ORDER_COUNTED, ARGS(V(n->customer_id), V(1), V(out->total_minor)), NULL,
                  e);
}

/* -- looking -- */

bool order_items(struct conn *c, struct arena *a, int64_t id, struct order_item **items, size_t *count,
                 struct err *e)
{
    void *rows;
    if (!db_all(c, a, Q_ORDER_ITEMS, ARGS(V(id)), &order_item_model, ITEMS_OF_ORDER_MOST, &rows, count, e))
        return false;
    *items = rows;
    return true;
}

bool order_find(struct conn *c, struct arena *a, int64_t id, struct order *out, struct err *e)
{
    return db_one(c, a, Q_ORDER_BY_ID, ARGS(V(id)), &order_model, out, NULL, e);
}

bool order_find_number(struct conn *c, struct arena *a, const char *number, struct order *out, bool *found,
                       struct err *e)
{
    return db_one(c, a, Q_ORDER_BY_NUMBER, ARGS(V(number)), &order_model, out, found, e);
}

char *order_token(struct arena *a, const char *secret, const char *number)
{
    uint8_t mac[SHA256_BYTES];
    char *what = arena_printf(a, "track:%s", number);
    hmac_sha256(secret, strlen(secret), what, strlen(what), mac);
    return base64url_text(a, mac, 16);
}

char *order_track_url(struct arena *a, const char *public_url, const char *secret, const char *number)
{
    const char *dash = strchr(number, '-'); /* "ORD-" goes without saying */
    return arena_printf(a, "%s/t/%s.%s", public_url, dash ? dash + 1 : number,
                        order_token(a, secret, number));
}

struct order_brief order_brief_of(struct arena *a, const struct order *o, const char *public_url,
                                  const char *secret)
{
    struct order_brief b = {
        .id = o->id,
        .total_minor = o->total_minor,
        .created_at = o->created_at,
        .number = o->number,
        .currency = o->currency,
        .items = o->items ? o->items : "",
        .pickup = strcmp(o->delivery_method, "pickup") == 0,
        .track_url = order_track_url(a, public_url, secret, o->number),
    };
    b.pickup = strcmp(o->delivery_method, "pickup") == 0;
    if (!order_status_read(o->status, &b.status))
        b.status = ORDER_PENDING; /* the table's CHECK forbids any other word */
    return b;
}

static void put_item(struct json *j, const struct order_item *i, const char *currency, bool staff)
{
    json_open_object(j, NULL);
    json_put_model(j, &order_item_model, i, staff);
    json_put_money(j, "unit_price", i->unit_price_minor, currency);
    json_put_money(j, "discount", i->discount_minor, currency);
    json_put_money(j, "tax", i->tax_minor, currency);
    json_put_int(j, "tax_bp", i->tax_bp);
    json_close(j);
}

bool order_put(struct json *j, struct conn *c, struct arena *a, const struct order *o, bool staff,
               struct err *e)
{
    struct order_item *items;
    size_t count;
    if (!order_items(c, a, o->id, &items, &count, e))
        return false;
    json_put_model(j, &order_model, o, staff);
    json_open_array(j, "items");
    for (size_t i = 0; i < count; i++)
        put_item(j, &items[i], o->currency, staff);
    json_close(j);
    return order_put_timeline(j, c, a, o, staff, e);
}
