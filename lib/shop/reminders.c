/* reminders.c -- what customers are told or asked unbidden, once each: a forgotten cart, something
 * that is back, how the order was; and the owner, of orders that wait. */
#include "schedules.h"
#include "waiter/cart.h"
#include "waiter/clock.h"
#include "waiter/lang.h"
#include "waiter/outbox.h"
#include "waiter/rules.h"

#include <string.h>

#define LINES_TOLD 10
#define AT_ONCE 5 /* in one write job: it holds the gate for everybody */
#define ASK_WITHIN_MS (3 * DAY_MS) /* nobody is asked about an order of last month */

struct id_row { int64_t id; };
static const struct field id_fields[] = {FIELD(struct id_row, id, 0)};
static const struct model id_model = MODEL("id", struct id_row, id_fields);

struct batch {
    struct schedule_turn *turn;
    struct rules rules;
    size_t count, all;
};

/* Runs the job until it finds fewer than it takes at once. */
static bool in_batches(struct schedule_turn *t, db_job job, struct batch *b, struct err *e)
{
    b->turn = t;
    do {
        if (!db_write(t->db, job, b, e))
            return false;
        b->all += b->count;
    } while (b->count == AT_ONCE);
    return true;
}

static bool ask_any(struct conn *c, enum query q, struct values args, bool *any, struct err *e)
{
    int64_t n;
    if (!db_int(c, q, args, &n, NULL, e))
        return false;
    *any = n != 0;
    return true;
}

/* -- carts -- */

bool want_carts(struct schedule_turn *t, struct conn *c, bool *wanted, struct err *e)
{
    struct rules r;
    if (!rules_read(c, t->arena, &r, e))
        return false;
    *wanted = false;
    return !r.cart_minutes ||
           ask_any(c, Q_CART_FORGOTTEN_ANY, ARGS(V(t->now - r.cart_minutes * MINUTE_MS)), wanted, e);
}

static bool cart_notice(const struct notifier *by, const struct customer *to,
                        const struct catalogue *shop, struct notice *n, bool *any, struct err *e)
{
    static const struct choice buttons[] = {{.id = "checkout"}, {.id = "cart"}};
    struct choice *offered = arena_copy(by->arena, buttons, sizeof buttons);
    struct cart_words cart;
    if (!cart_read(by->conn, by->arena, to->id, "\n", &cart, e))
        return false;
    offered[0].title = texts_say(by->snap->texts, by->arena, to->language, "choice_checkout", NULL);
    offered[1].title = texts_say(by->snap->texts, by->arena, to->language, "choice_cart", NULL);
    *n = (struct notice){.kind = NOTICE_CART, .choices = offered, .choice_count = 2};
    notice_say(n, "name", customer_called(to));
    notice_say(n, "items", cart.items);
    notice_say(n, "total", lang_money(by->arena, to->language, cart.total_minor, shop->currency));
    *any = cart.count > 0;
    return true;
}

struct cart_row {
    int64_t id;
    bool told;
};
static const struct field cart_fields[] = {
    FIELD(struct cart_row, id, 0),
    FIELD(struct cart_row, told, 0),
};
static const struct model cart_model = MODEL("cart_item", struct cart_row, cart_fields);

/* Inside the window only: a cart is no reason to pay for a template. */
static bool may_hear(const struct customer *to, int64_t now)
{
    return !to->opted_out && !to->blocked && strcmp(to->owner, "bot") == 0 &&
           to->window_end_at - OUTBOX_WINDOW_MARGIN_MS > now;
}

static bool remind(const struct batch *b, const struct notifier *by, const struct cart_row *cart,
                   struct err *e)
{
    struct customer to;
    struct notice n;
    bool any;
    if (!db_run(by->conn, Q_CART_REMINDED, ARGS(V(cart->id)), NULL, e) ||
        !customer_find(by->conn, by->arena, cart->id, &to, e))
        return false;
    if (cart->told || !may_hear(&to, by->now))
        return true;
    return cart_notice(by, &to, &b->turn->snap->catalogue, &n, &any, e) &&
           (!any || notify(by, to.id, &n, e));
}

static bool carts_job(struct conn *c, void *what, struct err *e)
{
    struct batch *b = what;
    struct notifier by = schedule_notifier(b->turn, c);
    void *rows;
    b->count = 0;
    if (!rules_read(c, by.arena, &b->rules, e) || !b->rules.cart_minutes)
        return e->kind == ERR_NONE;
    if (!db_all(c, by.arena, Q_CART_FORGOTTEN,
                ARGS(V(by.now - b->rules.cart_minutes * MINUTE_MS), V(AT_ONCE)), &cart_model,
                AT_ONCE, &rows, &b->count, e))
        return false;
    for (size_t i = 0; i < b->count; i++)
        if (!remind(b, &by, (const struct cart_row *)rows + i, e))
            return false;
    return true;
}

bool run_carts(struct schedule_turn *t, struct err *e)
{
    struct batch b = {0};
    if (!in_batches(t, carts_job, &b, e))
        return false;
    t->result = arena_printf(t->arena, "%zu reminded", b.all);
    return true;
}

/* -- back in stock -- */

struct back_row {
    int64_t customer_id, product_id;
    const char *name;
};
static const struct field back_fields[] = {
    FIELD(struct back_row, customer_id, 0),
    FIELD(struct back_row, product_id, 0),
    FIELD(struct back_row, name, 0),
};
static const struct model back_model = MODEL("restock_wish", struct back_row, back_fields);

bool want_restock(struct schedule_turn *t, struct conn *c, bool *wanted, struct err *e)
{
    (void)t;
    return ask_any(c, Q_RESTOCK_DUE_ANY, NO_ARGS, wanted, e);
}

static bool restock_job(struct conn *c, void *what, struct err *e)
{
    struct batch *b = what;
    struct notifier by = schedule_notifier(b->turn, c);
    void *rows;
    if (!db_all(c, by.arena, Q_RESTOCK_DUE, ARGS(V(AT_ONCE)), &back_model, AT_ONCE, &rows,
                &b->count, e))
        return false;
    for (size_t i = 0; i < b->count; i++) {
        const struct back_row *w = (const struct back_row *)rows + i;
        struct customer to;
        struct notice n = {.kind = NOTICE_RESTOCK};
        if (!customer_find(c, by.arena, w->customer_id, &to, e))
            return false;
        notice_say(&n, "name", customer_called(&to));
        notice_say(&n, "product", w->name);
        if (!notify(&by, to.id, &n, e) ||
            !db_run(c, Q_RESTOCK_WISH_DROP, ARGS(V(w->customer_id), V(w->product_id)), NULL, e))
            return false;
    }
    return true;
}

bool run_restock(struct schedule_turn *t, struct err *e)
{
    struct batch b = {0};
    if (!in_batches(t, restock_job, &b, e))
        return false;
    t->result = arena_printf(t->arena, "%zu told", b.all);
    return true;
}

/* -- how was it -- */

static bool feedback_args(struct schedule_turn *t, const struct rules *r, int64_t *until,
                          int64_t *since)
{
    *until = t->now - r->feedback_minutes * MINUTE_MS;
    *since = *until - ASK_WITHIN_MS;
    return r->feedback_minutes > 0;
}

bool want_feedback(struct schedule_turn *t, struct conn *c, bool *wanted, struct err *e)
{
    struct rules r;
    int64_t until, since, id;
    *wanted = false;
    return rules_read(c, t->arena, &r, e) &&
           (!feedback_args(t, &r, &until, &since) ||
            db_int(c, Q_FEEDBACK_DUE, ARGS(V(until), V(since), V(1)), &id, wanted, e));
}

static bool ask_how(const struct notifier *by, int64_t order_id, struct err *e)
{
    struct choice marks[5];
    struct notice n;
    struct order o;
    if (!order_find(by->conn, by->arena, order_id, &o, e) ||
        !notice_of_order(by, NOTICE_FEEDBACK, &o, &n, e))
        return false;
    for (int i = 0; i < 5; i++)
        marks[i] = (struct choice){
            .id = arena_printf(by->arena, "mark:%lld:%d", (long long)order_id, i + 1),
            .title = arena_printf(by->arena, "%.*s", (i + 1) * 3, "★★★★★"), /* 3 bytes each */
        };
    n.choices = marks;
    n.choice_count = 5;
    return db_run(by->conn, Q_FEEDBACK_ASK, ARGS(V(order_id), V(o.customer_id), V(by->now)), NULL,
                  e) &&
           notify(by, o.customer_id, &n, e);
}

static bool feedback_job(struct conn *c, void *what, struct err *e)
{
    struct batch *b = what;
    struct notifier by = schedule_notifier(b->turn, c);
    int64_t until, since;
    void *rows;
    b->count = 0;
    if (!rules_read(c, by.arena, &b->rules, e))
        return false;
    if (!feedback_args(b->turn, &b->rules, &until, &since))
        return true;
    if (!db_all(c, by.arena, Q_FEEDBACK_DUE, ARGS(V(until), V(since), V(AT_ONCE)), &id_model,
                AT_ONCE, &rows, &b->count, e))
        return false;
    for (size_t i = 0; i < b->count; i++)
        if (!ask_how(&by, ((const struct id_row *)rows)[i].id, e))
            return false;
    return true;
}

bool run_feedback(struct schedule_turn *t, struct err *e)
{
    struct batch b = {0};
    if (!in_batches(t, feedback_job, &b, e))
        return false;
    t->result = arena_printf(t->arena, "%zu asked", b.all);
    return true;
}

/* -- orders that wait -- */

struct waiting_row {
    int64_t total_minor, created_at;
    const char *number, *name, *currency;
};
static const struct field waiting_fields[] = {
    FIELD(struct waiting_row, number, 0),
    FIELD(struct waiting_row, name, 0),
    FIELD(struct waiting_row, total_minor, 0),
    FIELD(struct waiting_row, currency, 0),
    FIELD(struct waiting_row, created_at, 0),
};
static const struct model waiting_model = MODEL("orders", struct waiting_row, waiting_fields);

static bool waiting_job(struct conn *c, void *what, struct err *e)
{
    struct batch *b = what;
    struct notifier by = schedule_notifier(b->turn, c);
    struct arena *a = by.arena;
    int64_t count = 0;
    void *rows;
    size_t n;
    const char *list = "";
    if (!rules_read(c, a, &b->rules, e) || !b->rules.pending_minutes)
        return e->kind == ERR_NONE;
    int64_t until = by.now - b->rules.pending_minutes * MINUTE_MS;
    if (!db_int(c, Q_PENDING_COUNT, ARGS(V(until)), &count, NULL, e) || !count)
        return e->kind == ERR_NONE;
    if (!db_all(c, a, Q_PENDING_OLDEST, ARGS(V(until), V(LINES_TOLD)), &waiting_model, LINES_TOLD,
                &rows, &n, e))
        return false;
    for (size_t i = 0; i < n; i++) {
        const struct waiting_row *o = (const struct waiting_row *)rows + i;
        list = arena_printf(a, "%s%s%s %s %s (%s %s)", list, i ? "\n" : "", o->number, o->name,
                            lang_money(a, notifier_owner_lang(&by), o->total_minor, o->currency),
                            clock_date(a, o->created_at), clock_time(a, o->created_at));
    }
    struct notice told = {.kind = OWNER_PENDING};
    notice_say(&told, "count", arena_printf(a, "%lld", (long long)count));
    notice_say(&told, "orders", list);
    b->count = (size_t)count;
    return notify_owner(&by, &told, e);
}

bool run_waiting(struct schedule_turn *t, struct err *e)
{
    struct batch b = {.turn = t};
    if (!db_write(t->db, waiting_job, &b, e))
        return false;
    t->result = arena_printf(t->arena, "%zu waiting", b.count);
    return true;
}
