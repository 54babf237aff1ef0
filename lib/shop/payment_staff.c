/* payment_staff.c -- what the people of the shop do with an order's money, and what they see of it. */
#include "payment_parts.h"

#include "waiter/audit.h"
#include "waiter/clock.h"

#include <string.h>

#define PAYMENTS_MOST 50
#define REFUNDS_MOST 200

struct deed {
    struct pay_turn turn;
    const struct order_wish *wish;
    const struct staff *who;
    int64_t payment_id;
    const char *reason;
    const struct refund_wish *refund;
    bool (*act)(struct deed *d, const struct order *o, struct err *e);
    const char *name; /* in the book of changes */
};

static bool is(const char *word, const char *other) { return strcmp(word, other) == 0; }

static const char *standing(struct arena *a, const struct order *o)
{
    return arena_printf(a, "{\"payment_status\":\"%s\"}", o->payment_status);
}

static bool deed_job(struct conn *c, void *what, struct err *e)
{
    struct deed *d = what;
    struct arena *a = d->turn.arena;
    struct order was, now_is;
    d->turn.conn = c;
    d->turn.now = clock_now();
    if (!order_find(c, a, d->wish->id, &was, e))
        return false;
    if (d->wish->seen && d->wish->seen != was.version)
        return fail(e, ERR_STALE, "%s has version %lld", was.number, (long long)was.version);
    return d->act(d, &was, e) && order_find(c, a, was.id, &now_is, e) &&
           audit_id(c, d->who, d->name, "order", was.id, standing(a, &was), standing(a, &now_is), e);
}

static bool run(struct shop *shop, struct arena *a, struct deed *d, struct err *e)
{
    d->turn.arena = a;
    d->turn.shop = shop;
    d->turn.actor = arena_printf(a, "staff:%s", d->who->username);
    if (!shop_snapshot_now(shop, &d->turn.snap, e))
        return false;
    bool ok = db_write(shop_db(shop), deed_job, d, e);
    shop_release(shop, d->turn.snap);
    return ok;
}

/* One of this order's. */
static bool own_payment(struct deed *d, struct payment *out, struct err *e)
{
    return payment_find(&d->turn, d->payment_id, out, e) &&
           (out->order_id == d->wish->id ||
            fail(e, ERR_NOT_FOUND, "payment %lld is of another order", (long long)d->payment_id));
}

static bool by_hand(const struct payment *p)
{
    enum pay_way way;
    return pay_way_read(p->way, &way) && !pay_provider_of(way);
}

/* --- Approve, reject ----------------------------------------------------------------- */

static bool approve(struct deed *d, const struct order *o, struct err *e)
{
    struct payment p;
    if (!own_payment(d, &p, e))
        return false;
    if (!by_hand(&p) || (!is(p.status, "waiting") && !is(p.status, "proof")))
        return fail(e, ERR_NOT_ALLOWED_NOW, "a payment by %s is %s", p.way, p.status);
    return is(o->status, "cancelled")
               ? fail(e, ERR_NOT_ALLOWED_NOW, "%s is cancelled", o->number)
               : payment_settle(&d->turn, &p, NULL, e);
}

bool payment_approve(struct shop *shop, struct arena *a, const struct order_wish *w,
                     int64_t payment_id, const struct staff *who, struct err *e)
{
    struct deed d = {.wish = w, .who = who, .payment_id = payment_id,
                     .act = approve, .name = "payment.approve"};
    return run(shop, a, &d, e);
}

static bool reject(struct deed *d, const struct order *o, struct err *e)
{
    struct payment p;
    int64_t moved;
    if (!own_payment(d, &p, e))
        return false;
    if (!is(p.status, "proof"))
        return fail(e, ERR_NOT_ALLOWED_NOW, "there is no proof to reject: %s", p.status);
    return db_run(d->turn.conn, Q_PAYMENT_MOVE,
                  ARGS(V(p.id), V("proof"), V("waiting"), V(d->reason), V(d->turn.now)), &moved,
                  e) &&
           payment_follow(d->turn.conn, d->turn.arena, o, &d->turn.snap->catalogue, d->turn.now, e) &&
           payment_find(&d->turn, p.id, &p, e) &&
           payment_step(&d->turn, o->id, "proof_rejected", d->reason, e) &&
           notify_settled(d->turn.conn, OWNER_PROOF, o->id, d->turn.now, e) &&
           payment_say(&d->turn, NOTICE_PROOF_REFUSED, &p, p.amount_minor, d->reason, e);
}

bool payment_reject(struct shop *shop, struct arena *a, const struct order_wish *w,
                    int64_t payment_id, const char *reason, const struct staff *who, struct err *e)
{
    struct deed d = {.wish = w, .who = who, .payment_id = payment_id,
                     .reason = reason, .act = reject, .name = "payment.reject"};
    return run(shop, a, &d, e);
}

/* --- Cash ---------------------------------------------------------------------------- */

static bool receive(struct deed *d, const struct order *o, struct err *e)
{
    struct conn *c = d->turn.conn;
    struct payment p;
    int64_t kept, id, none = 0, now = d->turn.now;
    const char *no_errand = NULL;
    if (!db_int(c, Q_ORDER_MONEY_KEPT, ARGS(V(o->id)), &kept, NULL, e))
        return false;
    if (kept >= o->total_minor || is(o->status, "cancelled"))
        return fail(e, ERR_NOT_ALLOWED_NOW, "nothing is due for %s", o->number);
    return db_run(c, Q_PAYMENTS_VOID, ARGS(V(o->id), V(none), V(now)), NULL, e) &&
           db_insert(c, Q_PAYMENT_ADD,
                     ARGS(V(o->id), V("cash"), V(o->total_minor - kept), V(o->currency), V(none),
                          V(no_errand), V(now)),
                     &id, e) &&
           payment_find(&d->turn, id, &p, e) &&
           payment_settle(&d->turn, &p, NULL, e);
}

bool payment_received(struct shop *shop, struct arena *a, const struct order_wish *w,
                      const struct staff *who, struct err *e)
{
    struct deed d = {.wish = w, .who = who, .act = receive,
                     .name = "payment.received"};
    return run(shop, a, &d, e);
}

/* --- Refunds ------------------------------------------------------------------------- */

static bool give_back(struct deed *d, const struct order *o, struct err *e)
{
    struct payment p;
    if (!own_payment(d, &p, e))
        return false;
    int64_t left = p.amount_minor - p.refunded_minor;
    if (!is(p.status, "paid"))
        return fail(e, ERR_NOT_ALLOWED_NOW, "it is %s", p.status);
    if (left == 0) /* also whoever asks anew since the answer was lost */
        return fail(e, ERR_NOT_ALLOWED_NOW, "all of it was given back");
    if (d->refund->amount_minor > left)
        return fail_field(e, "amount", "more than is left of it");
    if (d->refund->restock && !order_restock(d->turn.conn, d->turn.arena, o->id, NULL, 0,
                                             (struct order_by){.actor = d->turn.actor, .reason = d->refund->reason},
                                             d->turn.now, e))
        return false;
    return payment_give_back(&d->turn, &p, d->refund, e);
}

bool payment_refund(struct shop *shop, struct arena *a, const struct order_wish *w,
                    const struct refund_wish *r, const struct staff *who, struct err *e)
{
    struct deed d = {.wish = w, .who = who, .payment_id = r->payment_id,
                     .refund = r, .act = give_back, .name = "payment.refund"};
    return run(shop, a, &d, e);
}

/* --- Looking ------------------------------------------------------------------------- */

static bool put_proofs(struct json *j, struct conn *c, struct arena *a, int64_t payment_id,
                       struct err *e)
{
    struct rows *r;
    if (!rows_begin(c, Q_MEDIA_OF_PAYMENT, ARGS(V(payment_id)), &r, e))
        return false;
    json_open_array(j, "proofs");
    while (row_next(r, e)) {
        json_open_object(j, NULL);
        json_put_int(j, "id", row_int(r, 0));
        json_put_text(j, "status", row_text(r, 1, a));
        json_put_text(j, "type", row_text(r, 2, a));
        json_put_text(j, "error", row_text(r, 3, a));
        json_put_time(j, "created_at", row_int(r, 4));
        json_close(j);
    }
    json_close(j);
    rows_end(r);
    return e->kind == ERR_NONE;
}

bool payment_put(struct json *j, struct conn *c, struct arena *a, const struct order *o,
                 struct err *e)
{
    void *payments, *refunds;
    size_t n, refund_n;
    int64_t kept;
    if (!db_all(c, a, Q_PAYMENTS_OF_ORDER, ARGS(V(o->id)), &payment_model, PAYMENTS_MOST, &payments,
                &n, e) ||
        !db_all(c, a, Q_REFUNDS_OF_ORDER, ARGS(V(o->id)), &refund_model, REFUNDS_MOST, &refunds,
                &refund_n, e) ||
        !db_int(c, Q_ORDER_MONEY_KEPT, ARGS(V(o->id)), &kept, NULL, e))
        return false;
    int64_t owed = is(o->status, "cancelled") ? 0 : o->total_minor;
    json_put_int(j, "due_minor", kept < owed ? owed - kept : 0);
    json_put_int(j, "excess_minor", kept > owed ? kept - owed : 0);
    json_open_array(j, "payments");
    for (size_t i = 0; i < n; i++) {
        const struct payment *p = (struct payment *)payments + i;
        json_open_object(j, NULL);
        json_put_model(j, &payment_model, p, true);
        if (!put_proofs(j, c, a, p->id, e))
            return false;
        json_close(j);
    }
    json_close(j);
    json_open_array(j, "refunds");
    for (size_t i = 0; i < refund_n; i++) {
        json_open_object(j, NULL);
        json_put_model(j, &refund_model, (struct refund *)refunds + i, true);
        json_close(j);
    }
    json_close(j);
    return true;
}
