/* order.c -- placing and moving orders; the only code that touches stock, with its ledger. */
#include "waiter/order.h"
#include "waiter/clock.h"
#include "waiter/crypto.h"
#include "waiter/event.h"
#include "waiter/log.h"
#include "waiter/money.h"

#include <string.h>

#define EVENTS_MOST 200

static const struct field order_fields[] = {
    FIELD(struct order, id, SHOWN),
    FIELD(struct order, number, SHOWN),
    FIELD(struct order, customer_id, STAFF),
    FIELD(struct order, status, SHOWN),
    FIELD(struct order, payment_status, SHOWN),
    FIELD(struct order, currency, SHOWN),
    FIELD(struct order, subtotal_minor, SHOWN | MONEY),
    FIELD(struct order, delivery_minor, SHOWN | MONEY),
    FIELD(struct order, total_minor, SHOWN | MONEY),
    FIELD(struct order, delivery_method, SHOWN),
    FIELD(struct order, name, STAFF),
    FIELD(struct order, phone, STAFF),
    FIELD(struct order, address, STAFF),
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
    FIELD(struct order_item, unit_price_minor, 0),
};
const struct model order_item_model = MODEL("order_item", struct order_item, order_item_fields);

struct step { const char *kind, *to_status, *actor; int64_t created_at; };
static const struct field step_fields[] = {
    FIELD(struct step, kind, SHOWN),
    FIELD(struct step, to_status, SHOWN),
    FIELD(struct step, actor, STAFF),
    FIELD(struct step, created_at, SHOWN | TIME),
};
static const struct model step_model = MODEL("order_event", struct step, step_fields);

/* Rows: from. Columns: to. */
static const bool moves[ORDER__MAX][ORDER__MAX] = {
    [ORDER_PENDING] = {[ORDER_CONFIRMED] = true, [ORDER_CANCELLED] = true},
    [ORDER_CONFIRMED] = {[ORDER_SHIPPED] = true, [ORDER_CANCELLED] = true},
    [ORDER_SHIPPED] = {[ORDER_DELIVERED] = true},
};

bool order_may_move(enum order_status from, enum order_status to)
{
    return from < ORDER__MAX && to < ORDER__MAX && moves[from][to];
}

static bool sum_up(const struct order_new *n, int64_t *subtotal, int64_t *total, struct err *e)
{
    *subtotal = 0;
    for (size_t i = 0; i < n->count; i++) {
        int64_t line;
        if (!money_times(n->items[i].unit_price_minor, n->items[i].quantity, &line, e) ||
            !money_add(*subtotal, line, subtotal, e))
            return false;
    }
    return money_add(*subtotal, n->delivery_minor, total, e);
}

static bool move_stock(struct conn *c, int64_t variant_id, int64_t change, const char *reason,
                       int64_t order_id, const char *actor, int64_t now, struct err *e)
{
    return db_run(c, Q_STOCK_MOVEMENT_ADD,
                  ARGS(V(variant_id), V(change), V(reason), V(order_id), V(actor), V(now)), NULL, e);
}

static bool take_stock(struct conn *c, const struct order_item *item, int64_t order_id, int64_t now,
                       int64_t *short_variant, int64_t *left, struct err *e)
{
    int64_t changed;
    bool found;
    if (!db_run(c, Q_STOCK_TAKE, ARGS(V(item->quantity), V(item->variant_id)), &changed, e))
        return false;
    if (changed == 1)
        return move_stock(c, item->variant_id, -item->quantity, "order", order_id, "customer", now, e);
    *short_variant = item->variant_id;
    *left = 0;
    if (!db_int(c, Q_STOCK_OF, ARGS(V(item->variant_id)), left, &found, e))
        return false;
    return fail(e, ERR_OUT_OF_STOCK, "%s: %lld asked, %lld left", item->name, (long long)item->quantity,
                (long long)*left);
}

static bool write_order(struct conn *c, struct arena *a, const struct order_new *n, int64_t now,
                        int64_t *id, struct err *e)
{
    int64_t subtotal, total;
    if (!sum_up(n, &subtotal, &total, e))
        return false;
    const char *number = arena_printf(a, "ORD-%s-%s", clock_yyyymmdd(a, now), random_code(a, 8));
    return db_insert(c, Q_ORDER_ADD,
                     ARGS(V(number), V(n->customer_id), V(n->currency), V(subtotal), V(n->delivery_minor),
                          V(total), V(n->pickup ? "pickup" : "delivery"), V(n->name), V(n->phone),
                          V(n->address), V(now)),
                     id, e) &&
           db_run(c, Q_ORDER_EVENT_ADD, ARGS(V(*id), V("placed"), V("pending"), V("customer"), V(now)), NULL, e);
}

bool order_place(struct conn *c, struct arena *a, const struct order_new *n, int64_t now, struct order *out,
                 int64_t *short_variant, int64_t *left, struct err *e)
{
    int64_t id;
    if (n->count == 0)
        return fail(e, ERR_BAD_INPUT, "an order without items");
    if (!write_order(c, a, n, now, &id, e))
        return false;
    for (size_t i = 0; i < n->count; i++) {
        const struct order_item *item = &n->items[i];
        if (!take_stock(c, item, id, now, short_variant, left, e) ||
            !db_run(c, Q_ORDER_ITEM_ADD,
                    ARGS(V(id), V(item->variant_id), V(item->name), V(item->options), V(item->quantity),
                         V(item->unit_price_minor)),
                    NULL, e))
            return false;
    }
    return event_add(c, EVENT_ORDER, id, now, e) && order_find(c, a, id, out, e) &&
           db_run(c, Q_CUSTOMER_ORDER_COUNTED, ARGS(V(n->customer_id), V(1), V(out->total_minor)), NULL, e);
}

static bool read_items(struct conn *c, struct arena *a, int64_t id, struct order_item **items,
                       size_t *count, struct err *e)
{
    void *rows;
    if (!db_all(c, a, Q_ORDER_ITEMS, ARGS(V(id)), &order_item_model, 1000, &rows, count, e))
        return false;
    *items = rows;
    return true;
}

static bool give_stock_back(struct conn *c, struct arena *a, int64_t id, const char *actor, int64_t now,
                            struct err *e)
{
    struct order_item *items;
    size_t count;
    if (!read_items(c, a, id, &items, &count, e))
        return false;
    for (size_t i = 0; i < count; i++)
        if (!db_run(c, Q_STOCK_RETURN, ARGS(V(items[i].quantity), V(items[i].variant_id)), NULL, e) ||
            !move_stock(c, items[i].variant_id, items[i].quantity, "cancel", id, actor, now, e))
            return false;
    return true;
}

/* Status and timeline, together. */
static bool put_status(struct conn *c, const struct order *o, const char *kind, const char *word,
                       const char *actor, int64_t now, struct err *e)
{
    int64_t changed;
    if (!db_run(c, Q_ORDER_STATUS_PUT, ARGS(V(o->id), V(o->status), V(word), V(now)), &changed, e))
        return false;
    if (changed != 1)
        return fail(e, ERR_CONFLICT, "%s was moved meanwhile", o->number);
    /* Nothing was spent on what is cancelled. */
    bool was = strcmp(o->status, "cancelled") != 0, is = strcmp(word, "cancelled") != 0;
    return (was == is || db_run(c, Q_CUSTOMER_ORDER_COUNTED,
                                ARGS(V(o->customer_id), V(0), V(is ? o->total_minor : -o->total_minor)),
                                NULL, e)) &&
           db_run(c, Q_ORDER_EVENT_ADD, ARGS(V(o->id), V(kind), V(word), V(actor), V(now)), NULL, e);
}

bool order_move(struct conn *c, struct arena *a, int64_t id, enum order_status to, const char *actor,
                int64_t now, struct order *out, struct err *e)
{
    enum order_status from;
    const char *word = order_status_word(to);
    if (!order_find(c, a, id, out, e))
        return false;
    if (!order_status_read(out->status, &from) || !order_may_move(from, to))
        return fail(e, ERR_NOT_ALLOWED_NOW, "%s cannot go from %s to %s", out->number, out->status, word);
    if (!put_status(c, out, "status", word, actor, now, e))
        return false;
    if (to == ORDER_CANCELLED && !give_stock_back(c, a, id, actor, now, e))
        return false;
    if (!event_add(c, EVENT_ORDER, id, now, e))
        return false;
    log_info("order moved", "number", out->number, "from", out->status, "to", word, "actor", actor, NULL);
    return order_find(c, a, id, out, e);
}

/* -- back again -- */

static const enum order_status back_to[ORDER__MAX] = {
    [ORDER_CONFIRMED] = ORDER_PENDING,
    [ORDER_SHIPPED] = ORDER_CONFIRMED,
    [ORDER_DELIVERED] = ORDER_SHIPPED,
};

static bool read_steps(struct conn *c, struct arena *a, int64_t id, struct step **events,
                        size_t *count, struct err *e)
{
    void *rows;
    if (!db_all(c, a, Q_ORDER_EVENTS, ARGS(V(id)), &step_model, EVENTS_MOST, &rows, count, e))
        return false;
    *events = rows;
    return true;
}

bool order_may_undo(struct conn *c, struct arena *a, const struct order *o, int64_t now, bool *may,
                    struct err *e)
{
    enum order_status from;
    struct step *events;
    size_t n;
    if (!read_steps(c, a, o->id, &events, &n, e))
        return false;
    const struct step *last = n ? &events[n - 1] : NULL;
    *may = last && strcmp(last->kind, "status") == 0 && strncmp(last->actor, "staff:", 6) == 0 &&
           now - last->created_at <= ORDER_UNDO_MS && strcmp(last->to_status, o->status) == 0 &&
           order_status_read(o->status, &from) && from != ORDER_PENDING && from != ORDER_CANCELLED;
    return true;
}

bool order_undo(struct conn *c, struct arena *a, int64_t id, const char *actor, int64_t now,
                struct order *out, struct err *e)
{
    enum order_status from;
    bool may;
    if (!order_find(c, a, id, out, e) || !order_may_undo(c, a, out, now, &may, e))
        return false;
    if (!may || !order_status_read(out->status, &from))
        return fail(e, ERR_NOT_ALLOWED_NOW, "%s is %s for good", out->number, out->status);
    const char *word = order_status_word(back_to[from]);
    if (!put_status(c, out, "undone", word, actor, now, e) || !event_add(c, EVENT_ORDER, id, now, e))
        return false;
    log_info("move undone", "number", out->number, "from", out->status, "to", word, "actor", actor, NULL);
    return order_find(c, a, id, out, e);
}

/* Each event but the placing raised the version by one. */
bool order_put_changes(struct json *j, struct conn *c, struct arena *a, const struct order *o,
                       int64_t version, struct err *e)
{
    struct step *events;
    size_t n;
    if (!read_steps(c, a, o->id, &events, &n, e))
        return false;
    size_t from = version > 0 && version < (int64_t)n ? (size_t)version : n ? n - 1 : 0;
    json_open_array(j, "changes");
    for (size_t i = from; i < n; i++) {
        json_open_object(j, NULL);
        json_put_model(j, &step_model, &events[i], true);
        json_close(j);
    }
    json_close(j);
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
    return arena_printf(a, "%s/api/orders/%s/track?token=%s", public_url, number,
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
        .track_url = order_track_url(a, public_url, secret, o->number),
    };
    if (!order_status_read(o->status, &b.status))
        b.status = ORDER_PENDING; /* the table's CHECK forbids any other word */
    return b;
}

bool order_put(struct json *j, struct conn *c, struct arena *a, const struct order *o, bool staff,
               struct err *e)
{
    struct order_item *items;
    struct step *steps;
    size_t count, step_count;
    if (!read_items(c, a, o->id, &items, &count, e) ||
        !read_steps(c, a, o->id, &steps, &step_count, e))
        return false;
    json_put_model(j, &order_model, o, staff);
    json_open_array(j, "items");
    for (size_t i = 0; i < count; i++) {
        json_open_object(j, NULL);
        json_put_model(j, &order_item_model, &items[i], staff);
        json_put_money(j, "unit_price", items[i].unit_price_minor, o->currency);
        json_close(j);
    }
    json_close(j);
    json_open_array(j, "timeline");
    for (size_t i = 0; i < step_count; i++) {
        json_open_object(j, NULL);
        json_put_model(j, &step_model, &steps[i], staff);
        json_close(j);
    }
    json_close(j);
    return true;
}
