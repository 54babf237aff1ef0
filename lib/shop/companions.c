/* companions.c -- the schedule "companions": what was bought together lately, counted once a night.
 *
 * Counting reads outside of the write gate and looks at a bounded number of orders; what differs
 * from what is known goes in by small jobs, so a turn waits for none of it. */
#include "companions.h"
#include "schedules.h"
#include "waiter/clock.h"

#define SINCE_MS (365 * DAY_MS)
#define ORDERS_MOST 20000 /* the newest */
#define TOGETHER_LEAST 2  /* once is chance */
#define EACH_MOST 8       /* companions of one product */
#define ROWS_MOST 100000
#define AT_ONCE 500       /* rows of one write job */

static const struct field fields[] = {
    FIELD(struct companion, product_id, 0),
    FIELD(struct companion, with_id, 0),
    FIELD(struct companion, orders, 0),
};
static const struct model companion_model = MODEL("companion", struct companion, fields);

bool companions_read(struct conn *c, struct arena *a, struct catalogue *out, struct err *e)
{
    void *rows;
    if (!db_all(c, a, Q_CATALOGUE_COMPANIONS, NO_ARGS, &companion_model, ROWS_MOST, &rows,
                &out->companion_count, e))
        return false;
    out->companions = rows;
    return true;
}

struct companions { struct companion *at; size_t count; };

static bool read_both(struct schedule_turn *t, struct companions *now, struct companions *known,
                      struct err *e)
{
    struct conn *c;
    void *counted, *stored;
    if (!db_borrow(t->db, &c, e))
        return false;
    bool ok = db_all(c, t->arena, Q_COMPANIONS_COUNT,
                     ARGS(V(t->now - SINCE_MS), V(ORDERS_MOST), V(TOGETHER_LEAST), V(EACH_MOST)),
                     &companion_model, ROWS_MOST, &counted, &now->count, e) &&
              db_all(c, t->arena, Q_COMPANIONS_KNOWN, NO_ARGS, &companion_model, ROWS_MOST, &stored,
                     &known->count, e);
    db_return(t->db, c);
    if (ok) {
        now->at = counted;
        known->at = stored;
    }
    return ok;
}

static int64_t order_of(const struct companion *x, const struct companion *y)
{
    return x->product_id != y->product_id ? x->product_id - y->product_id : x->with_id - y->with_id;
}

/* What is to be written: orders 0 = to be dropped. Both lists have the same order. */
static struct companions differences(struct arena *a, const struct companions *now,
                                     const struct companions *known)
{
    struct companions out = {arena_array(a, now->count + known->count + 1, sizeof *out.at), 0};
    size_t i = 0, k = 0;
    while (i < now->count || k < known->count) {
        int64_t by = i == now->count ? 1 : k == known->count ? -1 : order_of(&now->at[i], &known->at[k]);
        if (by > 0)
            out.at[out.count++] = (struct companion){known->at[k].product_id, known->at[k].with_id, 0};
        else if (by < 0 || now->at[i].orders != known->at[k].orders)
            out.at[out.count++] = now->at[i];
        i += by <= 0;
        k += by >= 0;
    }
    return out;
}

static bool write_job(struct conn *c, void *what, struct err *e)
{
    const struct companions *w = what;
    for (size_t i = 0; i < w->count; i++) {
        const struct companion *n = &w->at[i];
        bool ok = n->orders ? db_run(c, Q_COMPANION_PUT, ARGS(V(n->product_id), V(n->with_id), V(n->orders)), NULL, e)
                            : db_run(c, Q_COMPANION_DROP, ARGS(V(n->product_id), V(n->with_id)), NULL, e);
        if (!ok)
            return false;
    }
    return db_run(c, Q_CATALOGUE_TOUCH, NO_ARGS, NULL, e);
}

bool run_companions(struct schedule_turn *t, struct err *e)
{
    struct companions now, known;
    if (!read_both(t, &now, &known, e))
        return false;
    struct companions all = differences(t->arena, &now, &known);
    for (size_t from = 0; from < all.count; from += AT_ONCE) {
        size_t left = all.count - from;
        struct companions some = {all.at + from, left < AT_ONCE ? left : AT_ONCE};
        if (!db_write(t->db, write_job, &some, e))
            return false;
    }
    t->result = all.count ? arena_printf(t->arena, "%zu counts changed", all.count) : NULL;
    return true;
}
