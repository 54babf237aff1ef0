/* order_expiry.c -- schedules that give back what nobody came back for: pieces put aside in a checkout that
 * was left lying, and orders that were not paid in time. */
#include "schedules.h"
#include "waiter/order_staff.h"
#include "waiter/stock.h"

static bool any(struct conn *c, enum query q, int64_t now, bool *wanted, struct err *e)
{
    int64_t n = 0;
    bool found;
    if (!db_int(c, q, ARGS(V(now)), &n, &found, e))
        return false;
    *wanted = found && n != 0;
    return true;
}

bool want_expire_reservations(struct schedule_turn *t, struct conn *c, bool *wanted, struct err *e)
{
    return any(c, Q_RESERVATIONS_ANY_DUE, t->now, wanted, e);
}

bool run_expire_reservations(struct schedule_turn *t, struct err *e)
{
    int64_t all = 0, some;
    for (bool more = true; more; all += some)
        if (!reservations_expire(t->db, t->now, &some, &more, e))
            return false;
    if (all)
        t->result = arena_printf(t->arena, "%lld reservations ended", (long long)all);
    return true;
}

bool want_expire_unpaid(struct schedule_turn *t, struct conn *c, bool *wanted, struct err *e)
{
    return any(c, Q_ORDERS_ANY_UNPAID_DUE, t->now, wanted, e);
}

bool run_expire_unpaid(struct schedule_turn *t, struct err *e)
{
    int64_t all;
    if (!orders_expire_unpaid(t->shop, t->arena, t->now, &all, e))
        return false;
    if (all)
        t->result = arena_printf(t->arena, "%lld orders cancelled", (long long)all);
    return true;
}
