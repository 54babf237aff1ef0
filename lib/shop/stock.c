/* stock.c -- pieces taken, put aside and given back; each step in the ledger. */
#include "waiter/stock.h"
#include "waiter/clock.h"
#include "waiter/event.h"

#define HELD_MOST 1000
#define EXPIRE_AT_ONCE 200

static bool note(struct conn *c, const struct stock_move *m, int64_t change, int64_t now, int64_t *id,
                 struct err *e)
{
    struct value order = m->order_id ? value_int(m->order_id) : (struct value){0};
    return db_insert(c, Q_STOCK_MOVEMENT_ADD,
                     ARGS(V(m->variant_id), V(change), V(m->reason), order, V(m->actor), V(now)), id, e);
}

static bool take(struct conn *c, const struct stock_move *m, int64_t now, int64_t *left, int64_t *movement,
                 struct err *e)
{
    int64_t changed;
    bool found;
    if (m->quantity <= 0)
        return fail(e, ERR_BAD_INPUT, "%lld pieces cannot be taken", (long long)m->quantity);
    if (!db_run(c, Q_STOCK_TAKE, ARGS(V(m->quantity), V(m->variant_id)), &changed, e))
        return false;
    if (changed == 1)
        return note(c, m, -m->quantity, now, movement, e);
    *left = 0;
    if (!db_int(c, Q_STOCK_OF, ARGS(V(m->variant_id)), left, &found, e))
        return false;
    return fail(e, ERR_OUT_OF_STOCK, "variant %lld: %lld asked, %lld left", (long long)m->variant_id,
                (long long)m->quantity, (long long)*left);
}

bool stock_take(struct conn *c, const struct stock_move *m, int64_t now, int64_t *left, struct err *e)
{
    int64_t movement;
    return take(c, m, now, left, &movement, e);
}

bool stock_give_back(struct conn *c, const struct stock_move *m, int64_t now, struct err *e)
{
    int64_t movement;
    if (m->quantity <= 0)
        return fail(e, ERR_BAD_INPUT, "%lld pieces cannot come back", (long long)m->quantity);
    return db_run(c, Q_STOCK_RETURN, ARGS(V(m->quantity), V(m->variant_id)), NULL, e) &&
           note(c, m, m->quantity, now, &movement, e);
}

bool stock_count(struct conn *c, int64_t variant_id, int64_t was, int64_t stock, const char *actor,
                 int64_t now, struct err *e)
{
    struct stock_move m = {.variant_id = variant_id, .reason = "staff", .actor = actor};
    int64_t movement;
    return stock == was || (db_run(c, Q_STOCK_SET, ARGS(V(variant_id), V(stock)), NULL, e) &&
                            note(c, &m, stock - was, now, &movement, e));
}

bool stock_for(struct conn *c, int64_t variant_id, int64_t customer_id, int64_t *left, struct err *e)
{
    bool found;
    *left = 0;
    return db_int(c, Q_STOCK_FOR, ARGS(V(variant_id), V(customer_id)), left, &found, e);
}

/* -- what a customer in a checkout holds -- */

struct held { int64_t variant_id, quantity, movement_id; };
static const struct field held_fields[] = {
    FIELD(struct held, variant_id, 0),
    FIELD(struct held, quantity, 0),
    FIELD(struct held, movement_id, 0),
};
static const struct model held_model = MODEL("reservation", struct held, held_fields);

static bool read_held(struct conn *c, struct arena *a, int64_t customer_id, struct held **out,
                      size_t *count, struct err *e)
{
    void *rows;
    if (!db_all(c, a, Q_RESERVATIONS_OF, ARGS(V(customer_id)), &held_model, HELD_MOST, &rows, count, e))
        return false;
    *out = rows;
    return true;
}

static bool let_go(struct conn *c, int64_t customer_id, int64_t variant_id, int64_t quantity,
                   const char *actor, int64_t now, struct err *e)
{
    struct stock_move back = {.variant_id = variant_id, .quantity = quantity, .reason = "release",
                              .actor = actor};
    return stock_give_back(c, &back, now, e) &&
           db_run(c, Q_RESERVATION_DROP, ARGS(V(customer_id), V(variant_id)), NULL, e);
}

static bool hold_line(struct conn *c, int64_t customer_id, const struct cart_line *line, int64_t until,
                      int64_t now, struct err *e)
{
    struct stock_move m = {.variant_id = line->variant_id, .quantity = line->quantity,
                           .reason = "reserve", .actor = "customer"};
    struct err why = {0};
    int64_t left, movement;
    if (!take(c, &m, now, &left, &movement, &why)) /* gone: the conversation tells, nothing is held */
        return why.kind == ERR_OUT_OF_STOCK || fail(e, why.kind, "%s", why.why);
    return db_run(c, Q_RESERVATION_ADD,
                  ARGS(V(customer_id), V(m.variant_id), V(m.quantity), V(movement), V(until)), NULL, e);
}

static const struct cart_line *line_of(const struct cart_line *lines, size_t count, int64_t variant_id)
{
    for (size_t i = 0; i < count; i++)
        if (lines[i].variant_id == variant_id)
            return &lines[i];
    return NULL;
}

static const struct held *held_of(const struct held *held, size_t count, int64_t variant_id)
{
    for (size_t i = 0; i < count; i++)
        if (held[i].variant_id == variant_id)
            return &held[i];
    return NULL;
}

bool stock_hold(struct conn *c, struct arena *a, int64_t customer_id, const struct cart_line *lines,
                size_t count, int64_t until, int64_t now, struct err *e)
{
    struct held *held;
    size_t n;
    bool moved = false;
    if (!read_held(c, a, customer_id, &held, &n, e))
        return false;
    for (size_t i = 0; i < n; i++) {
        const struct cart_line *line = line_of(lines, count, held[i].variant_id);
        bool same = line && line->quantity == held[i].quantity;
        moved = moved || !same;
        if (same ? !db_run(c, Q_RESERVATION_RENEW, ARGS(V(customer_id), V(held[i].variant_id), V(until)),
                           NULL, e)
                 : !let_go(c, customer_id, held[i].variant_id, held[i].quantity, "customer", now, e))
            return false;
    }
    for (size_t i = 0; i < count; i++) {
        const struct held *h = held_of(held, n, lines[i].variant_id);
        if (h && h->quantity == lines[i].quantity)
            continue;
        moved = true;
        if (!hold_line(c, customer_id, &lines[i], until, now, e))
            return false;
    }
    return !moved || event_add(c, EVENT_PRODUCT, 0, now, e);
}

/* What the order does not take in that very number goes back first. */
static bool let_others_go(struct conn *c, int64_t customer_id, const struct held *held, size_t n,
                          const struct cart_line *lines, size_t count, int64_t now, struct err *e)
{
    for (size_t i = 0; i < n; i++) {
        const struct cart_line *line = line_of(lines, count, held[i].variant_id);
        if (!(line && line->quantity == held[i].quantity) &&
            !let_go(c, customer_id, held[i].variant_id, held[i].quantity, "customer", now, e))
            return false;
    }
    return true;
}

bool stock_sell(struct conn *c, struct arena *a, int64_t customer_id, int64_t order_id,
                const struct cart_line *lines, size_t count, int64_t now, int64_t *short_variant,
                int64_t *left, struct err *e)
{
    struct held *held;
    size_t n;
    if (!read_held(c, a, customer_id, &held, &n, e) ||
        !let_others_go(c, customer_id, held, n, lines, count, now, e))
        return false;
    for (size_t i = 0; i < count; i++) {
        const struct held *h = held_of(held, n, lines[i].variant_id);
        struct stock_move m = {.variant_id = lines[i].variant_id, .quantity = lines[i].quantity,
                               .reason = "order", .order_id = order_id, .actor = "customer"};
        *short_variant = m.variant_id;
        if (h && h->quantity == m.quantity
                ? !db_run(c, Q_STOCK_MOVEMENT_SOLD, ARGS(V(h->movement_id), V(order_id)), NULL, e)
                : !stock_take(c, &m, now, left, e))
            return false;
    }
    return n == 0 || db_run(c, Q_RESERVATIONS_DROP, ARGS(V(customer_id)), NULL, e);
}

/* -- the end of their time -- */

struct due { int64_t customer_id, variant_id, quantity; };
static const struct field due_fields[] = {
    FIELD(struct due, customer_id, 0),
    FIELD(struct due, variant_id, 0),
    FIELD(struct due, quantity, 0),
};
static const struct model due_model = MODEL("reservation", struct due, due_fields);

struct expiry { int64_t now, expired; };

static bool expire(struct conn *c, struct arena *a, struct expiry *x, struct err *e)
{
    void *rows;
    size_t n;
    if (!db_all(c, a, Q_RESERVATIONS_DUE, ARGS(V(x->now), V(EXPIRE_AT_ONCE)), &due_model, EXPIRE_AT_ONCE,
                &rows, &n, e))
        return false;
    const struct due *due = rows;
    for (size_t i = 0; i < n; i++)
        if (!let_go(c, due[i].customer_id, due[i].variant_id, due[i].quantity, "system:expiry", x->now, e))
            return false;
    x->expired = (int64_t)n;
    return n == 0 || event_add(c, EVENT_PRODUCT, 0, x->now, e);
}

static bool expire_job(struct conn *c, void *what, struct err *e)
{
    struct arena a;
    arena_init(&a);
    bool ok = expire(c, &a, what, e);
    arena_done(&a);
    return ok;
}

bool reservations_expire(struct db *db, int64_t now, int64_t *expired, bool *more, struct err *e)
{
    struct expiry x = {.now = now};
    if (!db_write(db, expire_job, &x, e))
        return false;
    *expired = x.expired;
    *more = x.expired == EXPIRE_AT_ONCE;
    return true;
}
