/* order_staff.c -- what the people of the shop do to an order. */
#include "waiter/order_staff.h"
#include "chat_parts.h"
#include "waiter/audit.h"
#include "waiter/clock.h"
#include "waiter/event.h"
#include "waiter/notify.h"
#include "waiter/payment.h"

#include <string.h>

#define EXPIRE_MOST 500 /* a run; the next one goes on */

struct staff_move {
    struct shop *shop;
    struct arena *arena;
    const struct snapshot *snap;
    const struct order_wish *wish;
    const struct order_edit *edit;
    const struct staff *who;
    struct order *out;
};

static bool tell_customer(struct conn *c, struct staff_move *m, int64_t now, struct err *e)
{
    static const enum notice_kind kinds[ORDER__MAX] = {
        [ORDER_PENDING] = NOTICE_ORDER_PENDING,     [ORDER_CONFIRMED] = NOTICE_ORDER_CONFIRMED,
        [ORDER_SHIPPED] = NOTICE_ORDER_SHIPPED,     [ORDER_DELIVERED] = NOTICE_ORDER_DELIVERED,
        [ORDER_CANCELLED] = NOTICE_ORDER_CANCELLED,
    };
    const struct notifier by = {m->shop, m->snap, c, m->arena, now};
    struct notice n;
    enum order_status is;
    if (!order_status_read(m->out->status, &is))
        return true;
    if (!notice_of_order(&by, m->edit ? NOTICE_ORDER_CHANGED : kinds[is], m->out, &n, e))
        return false;
    if ((m->edit || is == ORDER_CANCELLED) &&
        (!payment_change_said(&by, m->out, &n, e) || !payment_excess_told(&by, m->out->id, e)))
        return false;
    if (m->wish->tracking) {
        notice_say(&n, "carrier", m->wish->carrier ? m->wish->carrier : "");
        notice_say(&n, "tracking", m->wish->tracking);
    }
    return notify(&by, m->out->customer_id, &n, e);
}

static const char *status_json(struct arena *a, const char *status)
{
    return arena_printf(a, "{\"status\":\"%s\"}", status);
}

static const char *actor_of(struct arena *a, const struct staff *who)
{
    return arena_printf(a, "staff:%s", who->username);
}

/* Is it still what somebody looked at? */
static bool still(struct conn *c, struct arena *a, const struct order_wish *w, struct order *was,
                  struct err *e)
{
    if (!order_find(c, a, w->id, was, e))
        return false;
    return !w->seen || w->seen == was->version ||
           fail(e, ERR_STALE, "%s has version %lld, not %lld", was->number,
                (long long)was->version, (long long)w->seen);
}

static bool note_status(struct conn *c, struct staff_move *m, const char *action, const struct order *was,
                        struct err *e)
{
    return audit_id(c, m->who, action, "order", m->wish->id, status_json(m->arena, was->status),
                    status_json(m->arena, m->out->status), e);
}

static struct order_by by_staff(const struct staff_move *m)
{
    const struct order_wish *w = m->wish;
    const char *parcel = w->tracking ? arena_printf(m->arena, "%s%s%s", w->carrier ? w->carrier : "",
                                                    w->carrier ? " " : "", w->tracking) : NULL;
    return (struct order_by){actor_of(m->arena, m->who), w->reason, parcel};
}

static bool move_job(struct conn *c, void *what, struct err *e)
{
    struct staff_move *m = what;
    struct order was;
    int64_t now = clock_now();
    return still(c, m->arena, m->wish, &was, e) &&
           order_move(c, m->arena, m->wish->id, m->wish->to, by_staff(m), now, m->out, e) &&
           note_status(c, m, "order.status", &was, e) && tell_customer(c, m, now, e);
}

static bool undo_job(struct conn *c, void *what, struct err *e)
{
    struct staff_move *m = what;
    struct order was;
    int64_t now = clock_now(), unsent;
    return still(c, m->arena, m->wish, &was, e) &&
           order_undo(c, m->arena, m->wish->id, actor_of(m->arena, m->who), now, m->out, e) &&
           note_status(c, m, "order.undo", &was, e) &&
           db_run(c, Q_ORDER_NOTICE_TAKE_BACK, ARGS(V(was.customer_id), V(was.number), V(now)), &unsent, e) &&
           (unsent > 0 || tell_customer(c, m, now, e));
}

static bool run(struct staff_move *m, db_job job, struct err *e)
{
    if (!shop_snapshot_now(m->shop, &m->snap, e))
        return false;
    bool ok = db_write(shop_db(m->shop), job, m, e);
    shop_release(m->shop, m->snap);
    return ok;
}

bool order_staff_move(struct shop *shop, struct arena *a, const struct order_wish *w,
                      const struct staff *who, struct order *out, struct err *e)
{
    struct staff_move m = {.shop = shop, .arena = a, .wish = w, .who = who, .out = out};
    return run(&m, move_job, e);
}

bool order_staff_undo(struct shop *shop, struct arena *a, const struct order_wish *w,
                      const struct staff *who, struct order *out, struct err *e)
{
    struct staff_move m = {.shop = shop, .arena = a, .wish = w, .who = who, .out = out};
    return run(&m, undo_job, e);
}

/* -- what is in it -- */

static const char *sums_json(struct arena *a, const struct order *o)
{
    struct str out = str_new(a, 16384);
    struct json j = json_writer(&out);
    json_open_object(&j, NULL);
    json_put_text(&j, "items", o->items);
    json_put_money(&j, "total", o->total_minor, o->currency);
    json_close(&j);
    return out.text;
}

static bool edit_job(struct conn *c, void *what, struct err *e)
{
    struct staff_move *m = what;
    const struct order_edit *d = m->edit;
    struct order_by by = {.actor = actor_of(m->arena, m->who), .reason = d->reason};
    struct order was;
    int64_t now = clock_now();
    return still(c, m->arena, m->wish, &was, e) &&
           (d->cancel ? order_cancel_part(c, m->arena, was.id, d->changes, d->count, by, now, m->out, e)
                      : order_change_quantities(c, m->arena, was.id, d->changes, d->count, by, now, m->out,
                                                e)) &&
           payment_follow(c, m->arena, m->out, &m->snap->catalogue, now, e) &&
           order_find(c, m->arena, was.id, m->out, e) &&
           audit_id(c, m->who, d->cancel ? "order.cancel_part" : "order.change", "order", was.id,
                    sums_json(m->arena, &was), sums_json(m->arena, m->out), e) &&
           tell_customer(c, m, now, e);
}

bool order_staff_edit(struct shop *shop, struct arena *a, const struct order_wish *w,
                      const struct order_edit *edit, const struct staff *who, struct order *out,
                      struct err *e)
{
    struct staff_move m = {.shop = shop, .arena = a, .wish = w, .edit = edit, .who = who, .out = out};
    return run(&m, edit_job, e);
}

/* -- not paid in time -- */

/* Paid or moved since it was found: then the table of moves or this look leaves it alone. */
static bool expire_job(struct conn *c, void *what, struct err *e)
{
    struct staff_move *m = what;
    int64_t now = clock_now();
    if (!order_find(c, m->arena, m->wish->id, m->out, e))
        return false;
    if (!m->out->hold_until || m->out->hold_until > now || strcmp(m->out->payment_status, "unpaid") != 0)
        return fail(e, ERR_NOT_ALLOWED_NOW, "%s need not be paid now", m->out->number);
    return order_move(c, m->arena, m->out->id, ORDER_CANCELLED,
                      (struct order_by){.actor = "system:unpaid", .reason = "not paid in time"}, now, m->out, e) &&
           tell_customer(c, m, now, e);
}

static bool find_unpaid(struct shop *shop, int64_t now, int64_t *ids, size_t *n, struct err *e)
{
    struct conn *c;
    struct rows *r;
    *n = 0;
    if (!db_borrow(shop_db(shop), &c, e))
        return false;
    if (rows_begin(c, Q_ORDERS_UNPAID_DUE, ARGS(V(now), V(EXPIRE_MOST)), &r, e)) {
        while (*n < EXPIRE_MOST && row_next(r, e))
            ids[(*n)++] = row_int(r, 0);
        rows_end(r);
    }
    db_return(shop_db(shop), c);
    return e->kind == ERR_NONE;
}

bool orders_expire_unpaid(struct shop *shop, struct arena *a, int64_t now, int64_t *count, struct err *e)
{
    int64_t *ids = arena_array(a, EXPIRE_MOST, sizeof *ids);
    size_t n;
    *count = 0;
    if (!find_unpaid(shop, now, ids, &n, e))
        return false;
    for (size_t i = 0; i < n; i++) {
        struct order_wish w = {.id = ids[i]};
        struct order o;
        struct err why = {0};
        struct staff_move m = {.shop = shop, .arena = a, .wish = &w, .out = &o};
        if (run(&m, expire_job, &why))
            ++*count;
        else if (why.kind != ERR_NOT_ALLOWED_NOW && why.kind != ERR_CONFLICT)
            return fail(e, why.kind, "%s", why.why);
    }
    return true;
}

/* -- notes -- */

struct note_wish {
    const struct order_wish *order;
    const char *text;
    int64_t note_id, order_id;
    const struct staff *who;
};

static bool note_add(struct conn *c, struct arena *a, struct note_wish *w, struct err *e)
{
    struct order was;
    return still(c, a, w->order, &was, e) &&
           db_insert(c, Q_ORDER_NOTE_ADD,
                     ARGS(V(w->order->id), V(w->text), V(w->who->username), V(clock_now())),
                     &w->note_id, e) &&
           event_add(c, EVENT_ORDER, w->order->id, clock_now(), e) &&
           audit_id(c, w->who, "order.note", "order", w->order->id, NULL, NULL, e);
}

struct note_row {
    int64_t id, created_at;
    const char *text, *actor;
};
static const struct field note_fields[] = {
    FIELD(struct note_row, id, 0),
    FIELD(struct note_row, text, 0),
    FIELD(struct note_row, actor, 0),
    FIELD(struct note_row, created_at, 0),
};
static const struct model note_model = MODEL("order_note", struct note_row, note_fields);

static bool note_remove(struct conn *c, struct arena *a, struct note_wish *w, struct err *e)
{
    struct note_row row;
    if (!db_one(c, a, Q_ORDER_NOTE_FIND, ARGS(V(w->note_id), V(w->order_id)), &note_model, &row, NULL, e))
        return false;
    if (strcmp(row.actor, w->who->username) != 0 && strcmp(w->who->role, "owner") != 0)
        return fail(e, ERR_FORBIDDEN, "%s's note", row.actor);
    return db_run(c, Q_ORDER_NOTE_REMOVE, ARGS(V(row.id)), NULL, e) &&
           event_add(c, EVENT_ORDER, w->order_id, clock_now(), e) &&
           audit_id(c, w->who, "order.note.remove", "order", w->order_id, NULL, NULL, e);
}

static bool with_arena(struct conn *c, struct note_wish *w,
                       bool (*act)(struct conn *, struct arena *, struct note_wish *, struct err *),
                       struct err *e)
{
    struct arena a;
    arena_init(&a);
    bool ok = act(c, &a, w, e);
    arena_done(&a);
    return ok;
}

static bool note_add_job(struct conn *c, void *what, struct err *e)
{
    return with_arena(c, what, note_add, e);
}

static bool note_remove_job(struct conn *c, void *what, struct err *e)
{
    return with_arena(c, what, note_remove, e);
}

bool order_note_add(struct db *db, const struct order_wish *w, const char *text,
                    const struct staff *who, struct err *e)
{
    struct note_wish wish = {.order = w, .text = text, .who = who};
    return db_write(db, note_add_job, &wish, e);
}

bool order_note_remove(struct db *db, int64_t order_id, int64_t note_id, const struct staff *who,
                       struct err *e)
{
    struct note_wish wish = {.order_id = order_id, .note_id = note_id, .who = who};
    return db_write(db, note_remove_job, &wish, e);
}
