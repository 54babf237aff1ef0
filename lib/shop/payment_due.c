/* payment_due.c -- what an order's customer shall pay: begun, and followed when the order changes.
 *
 * Asked for is the part that comes first (all, or the deposit) less what the shop has. What is too
 * much goes back when a person of the shop says so; the owner has a task until then. */
#include "payment_parts.h"

#include "waiter/clock.h"
#include "waiter/lang.h"

#include <string.h>

#define KEY(key) key /* tests look for it (test_texts.c) */
#define LINK_LEAST_MS (30 * MINUTE_MS) /* stripe.md §2 */
#define LINK_SPARE_MS (5 * MINUTE_MS)  /* for clocks that differ, and tries that fail */
#define LINK_MOST_MS (DAY_MS - MINUTE_MS)

static bool is(const char *word, const char *other) { return strcmp(word, other) == 0; }

/* --- Begun --------------------------------------------------------------------------- */

static int64_t due_now(const struct catalogue *shop, enum pay_way way, const struct order *o,
                       int64_t kept)
{
    int64_t first = pay_up_front(shop, way, o->total_minor);
    return first > kept ? first - kept : 0;
}

static int64_t link_end(const struct catalogue *shop, int64_t now)
{
    int64_t lasts = shop->pay_link_minutes * MINUTE_MS;
    if (lasts < LINK_LEAST_MS + LINK_SPARE_MS)
        lasts = LINK_LEAST_MS + LINK_SPARE_MS;
    return now + (lasts > LINK_MOST_MS ? LINK_MOST_MS : lasts);
}

static bool add(struct conn *c, const struct order *o, enum pay_way way, int64_t amount,
                const struct catalogue *shop, int64_t now, struct err *e)
{
    bool online = pay_provider_of(way) != NULL;
    int64_t id;
    return db_insert(c, Q_PAYMENT_ADD,
                     ARGS(V(o->id), V(pay_way_word(way)), V(amount), V(o->currency),
                          V(online ? link_end(shop, now) : 0),
                          V(online ? "open" : (const char *)NULL), V(now)),
                     &id, e);
}

static bool ask_for(struct conn *c, struct arena *a, const struct order *o, enum pay_way way,
                    const struct catalogue *shop, int64_t kept, int64_t now, struct err *e)
{
    struct pay_turn t = {.conn = c, .arena = a, .actor = "system:payment", .now = now};
    if (!o->total_minor)
        return payment_step(&t, o->id, "paid", "", e);
    int64_t due = due_now(shop, way, o, kept);
    return !due || add(c, o, way, due, shop, now, e);
}

static bool is_offered(const struct order *o, enum pay_way way, const struct catalogue *shop, struct err *e)
{
    return shop->pays[way] || !o->total_minor ||
           fail(e, ERR_CONFLICT, "%s is not offered", pay_way_word(way));
}

/* Cash comes last; what is to be paid before keeps its pieces only so long. */
static int64_t kept_until(enum pay_way way, const struct catalogue *shop, int64_t now)
{
    return way == PAY_CASH || !shop->unpaid_hours ? 0 : now + shop->unpaid_hours * HOUR_MS;
}

bool payment_begin(struct conn *c, struct arena *a, const struct order *o, enum pay_way way,
                   const struct catalogue *shop, int64_t now, struct err *e)
{
    int64_t until = kept_until(way, shop, now);
    return is_offered(o, way, shop, e) && (!until || order_hold(c, o->id, until, e)) &&
           ask_for(c, a, o, way, shop, 0, now, e);
}

bool payment_again(struct conn *c, struct arena *a, const struct order *o, enum pay_way way,
                   const struct catalogue *shop, int64_t now, struct err *e)
{
    int64_t kept, none = 0;
    return is_offered(o, way, shop, e) &&
           db_run(c, Q_PAYMENTS_VOID, ARGS(V(o->id), V(none), V(now)), NULL, e) &&
           order_hold(c, o->id, kept_until(way, shop, now), e) &&
           db_int(c, Q_ORDER_MONEY_KEPT, ARGS(V(o->id)), &kept, NULL, e) &&
           ask_for(c, a, o, way, shop, kept, now, e);
}

/* --- The order changed --------------------------------------------------------------- */

/* A page cannot be given another amount: there is a new one. */
static bool reprice(struct conn *c, const struct payment *p, enum pay_way way, int64_t due,
                    const struct order *o, const struct catalogue *shop, int64_t now, struct err *e)
{
    int64_t none = 0;
    if (due == p->amount_minor)
        return true;
    if (due > 0 && !pay_provider_of(way))
        return db_run(c, Q_PAYMENT_AMOUNT_PUT, ARGS(V(p->id), V(due), V(now)), NULL, e);
    return db_run(c, Q_PAYMENTS_VOID, ARGS(V(o->id), V(none), V(now)), NULL, e) &&
           (due <= 0 || add(c, o, way, due, shop, now, e));
}

bool payment_follow(struct conn *c, struct arena *a, const struct order *o,
                    const struct catalogue *shop, int64_t now, struct err *e)
{
    struct payment p;
    enum pay_way way;
    bool any;
    int64_t kept;
    if (!db_run(c, Q_ORDER_PAYMENT_SETTLE, ARGS(V(o->id)), NULL, e) ||
        !db_int(c, Q_ORDER_MONEY_KEPT, ARGS(V(o->id)), &kept, NULL, e) ||
        !db_one(c, a, Q_PAYMENT_STANDING, ARGS(V(o->id)), &payment_model, &p, &any, e))
        return false;
    if (!any)
        return true; /* the last try came to nothing: the next one asks for what is due then */
    if (!pay_way_read(p.way, &way))
        return fail(e, ERR_INTERNAL, "payment %lld by %s", (long long)p.id, p.way);
    int64_t due = due_now(shop, way, o, kept);
    if (is(p.status, "waiting"))
        return reprice(c, &p, way, due, o, shop, now, e);
    /* All that was asked for is paid, and now it is more: the difference, in the same way. */
    return !is(p.status, "paid") || due <= 0 || !shop->pays[way] ||
           add(c, o, way, due, shop, now, e);
}

/* --- Told ---------------------------------------------------------------------------- */

static int64_t excess_of(const struct order *o, int64_t kept)
{
    int64_t owed = is(o->status, "cancelled") ? 0 : o->total_minor;
    return kept > owed ? kept - owed : 0;
}

/* How what is due shall be paid, or NULL. A page that stands has been told already. */
static const char *how_to_pay(const struct notifier *by, const struct order *o,
                              const struct payment *p, const char *lang)
{
    enum pay_way way;
    const char *amount = lang_money(by->arena, lang, p->amount_minor, o->currency);
    const struct text_value values[] = {
        {"amount", amount}, {"number", o->number},
        {"account", by->snap->catalogue.bank_account},
    };
    if (!is(p->status, "waiting") || !pay_way_read(p->way, &way) || p->link)
        return NULL;
    const char *key = way == PAY_BANK             ? KEY("pay_bank")
                      : way != PAY_CASH           ? KEY("pay_link_soon")
                      : is(o->delivery_method, "pickup") ? KEY("pay_cash_pickup")
                                                         : KEY("pay_cash_delivery");
    return texts_fill(by->snap->texts, by->arena, lang, key, values,
                      sizeof values / sizeof *values);
}

bool payment_change_said(const struct notifier *by, const struct order *o, struct notice *n,
                         struct err *e)
{
    struct customer to;
    struct payment p;
    bool any;
    int64_t kept;
    if (!customer_find(by->conn, by->arena, o->customer_id, &to, e) ||
        !db_int(by->conn, Q_ORDER_MONEY_KEPT, ARGS(V(o->id)), &kept, NULL, e) ||
        !db_one(by->conn, by->arena, Q_PAYMENT_STANDING, ARGS(V(o->id)), &payment_model, &p, &any, e))
        return false;
    int64_t excess = excess_of(o, kept);
    const char *how = any ? how_to_pay(by, o, &p, to.language) : NULL;
    if (excess)
        notice_say(n, "excess", lang_money(by->arena, to.language, excess, o->currency));
    if (how)
        notice_say(n, "pay", how);
    return true;
}

static bool order_excess(struct conn *c, struct arena *a, int64_t order_id, struct order *o, int64_t *excess,
                         struct err *e)
{
    int64_t kept;
    if (!order_find(c, a, order_id, o, e) || !db_int(c, Q_ORDER_MONEY_KEPT, ARGS(V(order_id)), &kept, NULL, e))
        return false;
    *excess = excess_of(o, kept);
    return true;
}

bool payment_excess_told(const struct notifier *by, int64_t order_id, struct err *e)
{
    struct order o;
    struct notice n;
    int64_t excess;
    if (!order_excess(by->conn, by->arena, order_id, &o, &excess, e))
        return false;
    if (!excess)
        return notify_settled(by->conn, OWNER_EXCESS, order_id, by->now, e);
    if (!notice_of_order(by, OWNER_EXCESS, &o, &n, e))
        return false;
    notice_say(&n, "amount", lang_money(by->arena, notifier_owner_lang(by), excess, o.currency));
    return notify_owner(by, &n, e);
}

bool payment_excess_seen_to(struct pay_turn *t, int64_t order_id, struct err *e)
{
    struct order o;
    int64_t excess;
    return order_excess(t->conn, t->arena, order_id, &o, &excess, e) &&
           (excess || notify_settled(t->conn, OWNER_EXCESS, order_id, t->now, e));
}
