/* payment.c -- the books of an order's money: told, proven, paid, given back. */
#include "payment_parts.h"

#include "waiter/clock.h"
#include "waiter/hook.h"
#include "waiter/lang.h"
#include "waiter/log.h"

#include <string.h>

#define PAYMENTS_MOST 50

static const struct field payment_fields[] = {
    FIELD(struct payment, id, SHOWN),
    FIELD(struct payment, order_id, 0),
    FIELD(struct payment, way, SHOWN),
    FIELD(struct payment, status, SHOWN),
    FIELD(struct payment, currency, SHOWN),
    FIELD(struct payment, amount_minor, SHOWN | MONEY),
    FIELD(struct payment, refunded_minor, SHOWN | MONEY),
    FIELD(struct payment, reason, SHOWN),
    FIELD(struct payment, session_id, 0),
    FIELD(struct payment, charge_id, 0),
    FIELD(struct payment, link, SHOWN),
    FIELD(struct payment, errand, 0),
    FIELD(struct payment, attempts, 0),
    FIELD(struct payment, expires_at, SHOWN | TIME),
    FIELD(struct payment, created_at, SHOWN | TIME),
    FIELD(struct payment, updated_at, SHOWN | TIME),
    FIELD(struct payment, order_number, 0),
    FIELD(struct payment, order_status, 0),
};
const struct model payment_model = MODEL("payment", struct payment, payment_fields);

static const struct field refund_fields[] = {
    FIELD(struct refund, id, SHOWN),
    FIELD(struct refund, payment_id, SHOWN),
    FIELD(struct refund, order_id, 0),
    FIELD(struct refund, way, 0),
    FIELD(struct refund, currency, SHOWN),
    FIELD(struct refund, amount_minor, SHOWN | MONEY),
    FIELD(struct refund, status, SHOWN),
    FIELD(struct refund, reason, SHOWN),
    FIELD(struct refund, restock, SHOWN),
    FIELD(struct refund, error, SHOWN),
    FIELD(struct refund, actor, SHOWN),
    FIELD(struct refund, provider_id, 0),
    FIELD(struct refund, charge_id, 0),
    FIELD(struct refund, order_number, 0),
    FIELD(struct refund, attempts, 0),
    FIELD(struct refund, created_at, SHOWN | TIME),
    FIELD(struct refund, updated_at, SHOWN | TIME),
};
const struct model refund_model = MODEL("refund", struct refund, refund_fields);

bool payment_find(struct pay_turn *t, int64_t id, struct payment *out, struct err *e)
{
    return db_one(t->conn, t->arena, Q_PAYMENT_BY_ID, ARGS(V(id)), &payment_model, out, NULL, e);
}

bool payment_step(struct pay_turn *t, int64_t order_id, const char *step, const char *reason,
                  struct err *e)
{
    struct order o;
    return db_run(t->conn, Q_ORDER_PAYMENT_SETTLE, ARGS(V(order_id)), NULL, e) &&
           order_find(t->conn, t->arena, order_id, &o, e) &&
           order_note_event(t->conn, &o, step, (struct order_by){.actor = t->actor, .reason = reason}, "", t->now, e);
}

/* --- As a conversation sees it ------------------------------------------------------- */

static bool is(const char *word, const char *other) { return strcmp(word, other) == 0; }

/* `kept`: what the shop has of the order's money already. */
static struct pay_brief brief_of(struct arena *a, const struct payment *p,
                                 const struct order_brief *o, int64_t kept)
{
    struct pay_brief b = {.amount_minor = p->amount_minor, .link = arena_strdup(a, p->link)};
    if (!pay_way_read(p->way, &b.way))
        b.way = PAY_CASH; /* the table's CHECK forbids any other word */
    b.state = is(p->status, "waiting")   ? PAY_DUE
              : is(p->status, "proof")   ? PAY_PROVEN
              : is(p->status, "pending") ? PAY_COMING
              : is(p->status, "failed") || is(p->status, "expired") ? PAY_LOST
                                                                      : PAY_SETTLED;
    int64_t open = o->total_minor - kept;
    b.excess_minor = o->status == ORDER_CANCELLED ? kept : 0;
    if (b.state == PAY_LOST)
        b.amount_minor = open; /* as the order is now, not as it was when that was tried */
    b.rest_minor = b.amount_minor < open ? open - b.amount_minor : 0;
    return b;
}

bool payment_briefs(struct conn *c, struct arena *a, int64_t customer_id, struct order_brief *orders,
                    size_t count, struct err *e)
{
    void *rows;
    size_t n;
    if (!db_all(c, a, Q_PAYMENTS_OF_CUSTOMER, ARGS(V(customer_id), V((int64_t)count)),
                &payment_model, count, &rows, &n, e))
        return false;
    const struct payment *p = rows;
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < count; k++) {
            int64_t kept = 0;
            if (orders[k].id != p[i].order_id)
                continue;
            bool plain = is(p[i].status, "paid") && orders[k].status != ORDER_CANCELLED;
            if (!plain &&
                !db_int(c, Q_ORDER_MONEY_KEPT, ARGS(V(p[i].order_id)), &kept, NULL, e))
                return false;
            orders[k].pay = brief_of(a, &p[i], &orders[k], kept);
        }
    return true;
}

/* --- Telling ------------------------------------------------------------------------- */

struct notifier payment_notifier(const struct pay_turn *t)
{
    return (struct notifier){t->shop, t->snap, t->conn, t->arena, t->now};
}

bool payment_say(struct pay_turn *t, enum notice_kind kind, const struct payment *p,
                 int64_t amount_minor, const char *reason, struct err *e)
{
    const struct notifier by = payment_notifier(t);
    struct order o;
    struct customer to;
    struct notice n;
    int64_t kept;
    if (!order_find(t->conn, t->arena, p->order_id, &o, e) ||
        !customer_find(t->conn, t->arena, o.customer_id, &to, e) ||
        !db_int(t->conn, Q_ORDER_MONEY_KEPT, ARGS(V(o.id)), &kept, NULL, e) ||
        !notice_of_order(&by, kind, &o, &n, e))
        return false;
    int64_t rest = o.total_minor - kept - (is(p->status, "paid") ? 0 : p->amount_minor);
    notice_say(&n, "amount", lang_money(t->arena, to.language, amount_minor, o.currency));
    notice_say(&n, "reason", reason);
    notice_say(&n, "page", p->link ? p->link : "");
    if (rest > 0 && strcmp(o.payment_status, "paid") != 0)
        notice_say(&n, "rest", lang_money(t->arena, to.language, rest, o.currency));
    return notify(&by, o.customer_id, &n, e);
}

/* --- Proven -------------------------------------------------------------------------- */

/* The newest transfer of that order that waits, or waits to be looked at. */
static bool find_transfer(struct conn *c, struct arena *a, int64_t order_id, struct payment *out,
                          struct err *e)
{
    void *rows;
    size_t n;
    if (!db_all(c, a, Q_PAYMENTS_OF_ORDER, ARGS(V(order_id)), &payment_model, PAYMENTS_MOST, &rows,
                &n, e))
        return false;
    for (struct payment *p = (struct payment *)rows + n; n-- > 0;)
        if (is((--p)->way, "bank") && (is(p->status, "waiting") || is(p->status, "proof"))) {
            *out = *p;
            return true;
        }
    return fail(e, ERR_NOT_ALLOWED_NOW, "order %lld waits for no transfer", (long long)order_id);
}

bool payment_prove(struct conn *c, struct arena *a, int64_t order_id, int64_t chat_log_id,
                   int64_t now, struct err *e)
{
    struct pay_turn t = {.conn = c, .arena = a, .actor = "customer", .now = now};
    struct payment p = {0};
    int64_t moved;
    return find_transfer(c, a, order_id, &p, e) &&
           db_run(c, Q_PAYMENT_MOVE, ARGS(V(p.id), V(p.status), V("proof"), V(""), V(now)), &moved,
                  e) &&
           db_run(c, Q_MEDIA_PROVES, ARGS(V(chat_log_id), V(p.id)), NULL, e) &&
           payment_step(&t, order_id, "proof_sent", "", e);
}

bool payment_order_off(struct conn *c, int64_t order_id, int64_t now, struct err *e)
{
    int64_t none = 0;
    return db_run(c, Q_PAYMENTS_VOID, ARGS(V(order_id), V(none), V(now)), NULL, e);
}

/* --- Paid ---------------------------------------------------------------------------- */

/* Paid twice, or for an order that is off or smaller now: the shop does not keep what it is not
 * owed. What came by hand goes back by hand, when somebody says so. */
static bool return_excess(struct pay_turn *t, const struct payment *p, const struct order *o,
                          struct err *e)
{
    struct pay_turn shop = *t;
    enum pay_way way;
    if (!pay_way_read(p->way, &way) || !pay_provider_of(way))
        return true;
    int64_t kept, owed = is(o->status, "cancelled") ? 0 : o->total_minor;
    shop.actor = "system:payment";
    if (!db_int(t->conn, Q_ORDER_MONEY_KEPT, ARGS(V(o->id)), &kept, NULL, e))
        return false;
    int64_t excess = kept - owed < p->amount_minor ? kept - owed : p->amount_minor;
    struct refund_wish w = {.payment_id = p->id, .amount_minor = excess,
                            .reason = owed ? "more than was due" : "the order is cancelled"};
    return excess <= 0 || payment_give_back(&shop, p, &w, e);
}

bool payment_settle(struct pay_turn *t, const struct payment *p, const struct pay_news *news,
                    struct err *e)
{
    const struct notifier by = payment_notifier(t);
    const char *charge = news ? news->charge_id : NULL, *session = news ? news->session_id : NULL;
    struct payment paid;
    struct order o;
    int64_t moved, kept;
    if (!db_run(t->conn, Q_PAYMENT_PAID_PUT, ARGS(V(p->id), V(charge), V(session), V(t->now)),
                &moved, e))
        return false;
    if (!moved)
        return true; /* told before */
    if (!payment_step(t, p->order_id, "paid", "", e) || !payment_find(t, p->id, &paid, e) ||
        !order_find(t->conn, t->arena, p->order_id, &o, e) ||
        !db_int(t->conn, Q_ORDER_MONEY_KEPT, ARGS(V(o.id)), &kept, NULL, e))
        return false;
    if (!notify_settled(t->conn, OWNER_PROOF, o.id, t->now, e))
        return false;
    log_info("paid", "number", o.number, "way", p->way, "actor", t->actor, NULL);
    return (kept < o.total_minor
                ? payment_follow(t->conn, t->arena, &o, &t->snap->catalogue, t->now, e)
                : db_run(t->conn, Q_PAYMENTS_VOID, ARGS(V(o.id), V(p->id), V(t->now)), NULL, e)) &&
           payment_say(t, NOTICE_PAID, &paid, p->amount_minor, "", e) &&
           hook_order(t->conn, t->arena, HOOK_ORDER_PAID, o.id, t->now, e) &&
           return_excess(t, &paid, &o, e) && payment_excess_told(&by, o.id, e);
}

/* --- Given back ---------------------------------------------------------------------- */

bool payment_give_back(struct pay_turn *t, const struct payment *p, const struct refund_wish *w,
                       struct err *e)
{
    enum pay_way way;
    struct refund r;
    int64_t promised, id;
    bool by_hand = pay_way_read(p->way, &way) && !pay_provider_of(way);
    if (!db_run(t->conn, Q_REFUND_PROMISE, ARGS(V(p->id), V(w->amount_minor), V(t->now)),
                &promised, e))
        return false;
    if (!promised)
        return fail(e, ERR_NOT_ALLOWED_NOW, "payment %lld has not so much left", (long long)p->id);
    if (!payment_excess_seen_to(t, p->order_id, e))
        return false;
    if (!db_insert(t->conn, Q_REFUND_ADD,
                   ARGS(V(p->id), V(w->amount_minor), V("queued"), V(w->reason), V(w->restock),
                        V(t->actor), V(t->now)),
                   &id, e))
        return false;
    if (!by_hand)
        return payment_step(t, p->order_id, "refund_asked", w->reason, e);
    return db_one(t->conn, t->arena, Q_REFUND_BY_ID, ARGS(V(id)), &refund_model, &r, NULL, e) &&
           refund_moved(t, &r, REFUND_DONE, NULL, "", e);
}

static const char *const refund_words[] = {
    [REFUND_QUEUED] = "queued", [REFUND_PENDING] = "pending",
    [REFUND_DONE] = "done",     [REFUND_FAILED] = "failed",
};

/* queued < pending < done < failed: a bank may send back even what it took. */
static bool is_behind(const char *word, enum refund_state to)
{
    for (int s = REFUND_QUEUED; s < (int)to; s++)
        if (is(word, refund_words[s]))
            return true;
    return false;
}

bool refund_moved(struct pay_turn *t, const struct refund *r, enum refund_state to,
                  const char *provider_id, const char *error, struct err *e)
{
    static const char *const steps[] = {
        [REFUND_PENDING] = "refund_pending", [REFUND_DONE] = "refunded",
        [REFUND_FAILED] = "refund_failed",
    };
    int64_t moved;
    if (!is_behind(r->status, to))
        return true;
    if (!db_run(t->conn, Q_REFUND_MOVE,
                ARGS(V(r->id), V(r->status), V(refund_words[to]), V(provider_id), V(error),
                     V(t->now)),
                &moved, e))
        return false;
    if (!moved)
        return true; /* somebody was faster */
    log_info("refund", "number", r->order_number, "to", refund_words[to], "why", error, NULL);
    if (to == REFUND_FAILED && !db_run(t->conn, Q_REFUND_UNPROMISE,
                                       ARGS(V(r->payment_id), V(r->amount_minor), V(t->now)), NULL, e))
        return false;
    const struct notifier by = payment_notifier(t);
    struct payment p;
    return payment_step(t, r->order_id, steps[to], *error ? error : r->reason, e) &&
           (to != REFUND_FAILED || payment_excess_told(&by, r->order_id, e)) &&
           (to != REFUND_DONE || (payment_find(t, r->payment_id, &p, e) &&
                                  payment_say(t, NOTICE_REFUND, &p, r->amount_minor, "", e)));
}
