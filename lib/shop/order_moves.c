/* order_moves.c -- one table says how far an order may go, and at whose word; each step is in its timeline. */
#include "waiter/order.h"
#include "waiter/event.h"
#include "waiter/hook.h"
#include "waiter/log.h"
#include "waiter/payment.h"
#include "waiter/stock.h"

#include <string.h>

#define EVENTS_MOST 200

/* -- the table -- */

enum who { CUSTOMER = 1, STAFF_MEMBER = 2, SYSTEM = 4 };

static const struct move {
    enum order_status from, to;
    unsigned who;
    bool back;  /* staff may take it back for a while */
} moves[] = {
    {ORDER_PENDING,   ORDER_CONFIRMED, STAFF_MEMBER | SYSTEM,            true},
    {ORDER_PENDING,   ORDER_CANCELLED, CUSTOMER | STAFF_MEMBER | SYSTEM, false},
    {ORDER_CONFIRMED, ORDER_SHIPPED,   STAFF_MEMBER | SYSTEM,            true},
    {ORDER_CONFIRMED, ORDER_CANCELLED, CUSTOMER | STAFF_MEMBER | SYSTEM, false},
    {ORDER_SHIPPED,   ORDER_DELIVERED, STAFF_MEMBER | SYSTEM,            true},
};

static const struct move *move_between(enum order_status from, enum order_status to)
{
    for (size_t i = 0; i < sizeof moves / sizeof *moves; i++)
        if (moves[i].from == from && moves[i].to == to)
            return &moves[i];
    return NULL;
}

/* The move that led there, if it can be taken back. */
static const struct move *move_back(enum order_status from)
{
    for (size_t i = 0; i < sizeof moves / sizeof *moves; i++)
        if (moves[i].to == from && moves[i].back)
            return &moves[i];
    return NULL;
}

bool order_may_move(enum order_status from, enum order_status to)
{
    return move_between(from, to) != NULL;
}

static unsigned who_is(const char *actor)
{
    return strncmp(actor, "staff:", 6) == 0 ? STAFF_MEMBER
           : strncmp(actor, "system:", 7) == 0 ? SYSTEM
                                               : CUSTOMER;
}

/* -- forward -- */

static bool give_stock_back(struct conn *c, struct arena *a, int64_t id, const char *actor, int64_t now,
                            struct err *e)
{
    struct order_item *items;
    size_t count;
    if (!order_items(c, a, id, &items, &count, e))
        return false;
    for (size_t i = 0; i < count; i++) {
        struct stock_move back = {
            .variant_id = items[i].variant_id, .quantity = items[i].quantity - items[i].returned,
            .reason = "cancel", .order_id = id, .actor = actor,
        };
        if (back.quantity > 0 && !stock_give_back(c, &back, now, e))
            return false;
    }
    return db_run(c, Q_ORDER_ITEMS_RETURNED, ARGS(V(id)), NULL, e) &&
           db_run(c, Q_COUPON_USE_DROP, ARGS(V(id)), NULL, e);
}

static bool add_event(struct conn *c, int64_t id, const char *kind, const char *status,
                      struct order_by by, const char *detail, int64_t now, struct err *e)
{
    return db_run(c, Q_ORDER_EVENT_ADD,
                  ARGS(V(id), V(kind), V(status), V(by.actor), V(by.reason ? by.reason : ""), V(detail),
                       V(now)),
                  NULL, e);
}

bool order_note_event(struct conn *c, const struct order *o, const char *kind, struct order_by by,
                      const char *detail, int64_t now, struct err *e)
{
    return db_run(c, Q_ORDER_TOUCH, ARGS(V(o->id), V(now)), NULL, e) &&
           add_event(c, o->id, kind, o->status, by, detail, now, e) &&
           event_add(c, EVENT_ORDER, o->id, now, e);
}

/* Status and timeline, together. */
static bool put_status(struct conn *c, const struct order *o, const char *kind, const char *word,
                       struct order_by by, int64_t now, struct err *e)
{
    int64_t changed;
    if (!db_run(c, Q_ORDER_STATUS_PUT, ARGS(V(o->id), V(o->status), V(word), V(now)), &changed, e))
        return false;
    if (changed != 1)
        return fail(e, ERR_CONFLICT, "%s was moved meanwhile", o->number);
    /* Nothing was spent on what is cancelled. */
    return (strcmp(word, "cancelled") != 0 ||
            db_run(c, Q_CUSTOMER_ORDER_COUNTED, ARGS(V(o->customer_id), V(0), V(-o->total_minor)), NULL, e)) &&
           add_event(c, o->id, kind, word, by, by.detail ? by.detail : "", now, e);
}

bool order_move(struct conn *c, struct arena *a, int64_t id, enum order_status to, struct order_by by,
                int64_t now, struct order *out, struct err *e)
{
    enum order_status from;
    const char *word = order_status_word(to);
    if (!order_find(c, a, id, out, e))
        return false;
    const struct move *m = order_status_read(out->status, &from) ? move_between(from, to) : NULL;
    if (!m || !(m->who & who_is(by.actor)))
        return fail(e, ERR_NOT_ALLOWED_NOW, "%s cannot go from %s to %s", out->number, out->status, word);
    if (!put_status(c, out, "status", word, by, now, e))
        return false;
    if (to == ORDER_CANCELLED &&
        (!give_stock_back(c, a, id, by.actor, now, e) || !payment_order_off(c, id, now, e)))
        return false;
    if (from == ORDER_PENDING && !notify_settled(c, OWNER_REVIEW, id, now, e))
        return false;
    if (!event_add(c, EVENT_ORDER, id, now, e) || !hook_order(c, a, HOOK_ORDER_STATUS, id, now, e))
        return false;
    log_info("order moved", "number", out->number, "from", out->status, "to", word, "actor", by.actor, NULL);
    return order_find(c, a, id, out, e);
}

bool order_hold(struct conn *c, int64_t id, int64_t until, struct err *e)
{
    struct value at = until ? value_int(until) : (struct value){0};
    return db_run(c, Q_ORDER_HOLD_PUT, ARGS(V(id), at), NULL, e);
}

/* -- the timeline -- */

struct step { const char *kind, *to_status, *actor, *reason, *detail; int64_t created_at; };
static const struct field step_fields[] = {
    FIELD(struct step, kind, SHOWN),
    FIELD(struct step, to_status, SHOWN),
    FIELD(struct step, actor, STAFF),
    FIELD(struct step, reason, STAFF),
    FIELD(struct step, detail, STAFF),
    FIELD(struct step, created_at, SHOWN | TIME),
};
static const struct model step_model = MODEL("order_event", struct step, step_fields);

static bool read_steps(struct conn *c, struct arena *a, int64_t id, struct step **events,
                        size_t *count, struct err *e)
{
    void *rows;
    if (!db_all(c, a, Q_ORDER_EVENTS, ARGS(V(id)), &step_model, EVENTS_MOST, &rows, count, e))
        return false;
    *events = rows;
    return true;
}

/* -- back again -- */

bool order_may_undo(struct conn *c, struct arena *a, const struct order *o, int64_t now, bool *may,
                    struct err *e)
{
    enum order_status from;
    struct step *events;
    size_t n;
    if (!read_steps(c, a, o->id, &events, &n, e))
        return false;
    while (n && strcmp(events[n - 1].kind, "status") != 0 && strcmp(events[n - 1].kind, "undone") != 0)
        n--; /* what moved nothing is in nobody's way */
    const struct step *last = n ? &events[n - 1] : NULL;
    *may = last && strcmp(last->kind, "status") == 0 && strncmp(last->actor, "staff:", 6) == 0 &&
           now - last->created_at <= ORDER_UNDO_MS && strcmp(last->to_status, o->status) == 0 &&
           order_status_read(o->status, &from) && move_back(from);
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
    const char *word = order_status_word(move_back(from)->from);
    if (!put_status(c, out, "undone", word, (struct order_by){.actor = actor}, now, e) ||
        !event_add(c, EVENT_ORDER, id, now, e) ||
        !hook_order(c, a, HOOK_ORDER_STATUS, id, now, e))
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

bool order_put_timeline(struct json *j, struct conn *c, struct arena *a, const struct order *o,
                        bool staff, struct err *e)
{
    struct step *steps;
    size_t n;
    if (!read_steps(c, a, o->id, &steps, &n, e))
        return false;
    json_open_array(j, "timeline");
    for (size_t i = 0; i < n; i++) {
        json_open_object(j, NULL);
        json_put_model(j, &step_model, &steps[i], staff);
        json_close(j);
    }
    json_close(j);
    return true;
}
