/* report_count.c -- the schedule "reports": counts days that are over, and adds up what has come.
 *
 * Counting reads outside of the write gate; the job that writes looks whether anything was touched
 * meanwhile: a customer's turn never waits for it, a crash anywhere loses and doubles nothing. */
#include "report_parts.h"
#include "schedules.h"
#include "waiter/clock.h"

#define AT_ONCE 2000       /* messages, customers of one write job */
#define STEPS_MOST 50      /* write jobs of each kind in one run */
#define DAYS_AT_ONCE 60
#define RUN_MOST_MS 2000   /* then other schedules have their turn */
#define DAYS_MOST 40000    /* before that there were no shops here */

/* -- messages and customers -- */

struct tallied { int64_t day, n[COUNT__MAX]; };

struct tally_run {
    struct arena *arena;
    const char *name;
    int64_t from, to, seen;
    struct tallied *days;
    size_t count;
};

static void add_to_run(void *what, int64_t day, enum report_count count, int64_t n)
{
    struct tally_run *w = what;
    size_t i = w->count;
    while (i > 0 && w->days[i - 1].day != day)
        i--;
    if (i == 0) {
        w->days = report_room(w->arena, w->days, w->count, sizeof *w->days);
        w->days[w->count++] = (struct tallied){.day = day};
        i = w->count;
    }
    w->days[i - 1].n[count] += n;
}

static bool tally_job(struct conn *c, void *what, struct err *e)
{
    struct tally_run *w = what;
    int64_t changed;
    if (!db_run(c, Q_REPORT_PLACE_MOVE, ARGS(V(w->name), V(w->from), V(w->to)), &changed, e))
        return false;
    if (changed != 1) /* somebody else did it, or its rows are gone */
        return true;
    for (size_t i = 0; i < w->count; i++)
        for (int k = 0; k < COUNT__MAX; k++)
            if (w->days[i].n[k] &&
                !db_run(c, Q_REPORT_COUNT_ADD,
                        ARGS(V(w->days[i].day), V(report_count_names[k]), V(w->days[i].n[k])), NULL,
                        e))
                return false;
    return true;
}

static bool tally_step(struct schedule_turn *t, struct tally_run *w, bool messages, struct err *e)
{
    struct conn *c;
    if (!db_borrow(t->db, &c, e))
        return false;
    bool ok = db_int(c, Q_REPORT_PLACE, ARGS(V(w->name)), &w->from, NULL, e);
    w->to = w->from;
    ok = ok && (messages ? report_tally_messages : report_tally_customers)(
                   c, w->arena, &w->to, AT_ONCE, add_to_run, w, &w->seen, e);
    db_return(t->db, c);
    return ok && (!w->seen || db_write(t->db, tally_job, w, e));
}

static bool tally(struct schedule_turn *t, const char *name, bool messages, struct err *e)
{
    bool more = true;
    for (int i = 0; more && i < STEPS_MOST; i++) {
        struct arena a;
        arena_init(&a);
        struct tally_run w = {.arena = &a, .name = name};
        bool ok = tally_step(t, &w, messages, e);
        arena_done(&a);
        if (!ok)
            return false;
        more = w.seen == AT_ONCE;
    }
    return true;
}

/* -- days -- */

struct days { int64_t first, last; };

/* The days that are over since the first order; false where there is none. */
static bool days_over(struct conn *c, int64_t now, struct days *out, bool *any, struct err *e)
{
    int64_t first_at = 0, today;
    int minute;
    if (!db_int(c, Q_REPORT_FIRST_ORDER, NO_ARGS, &first_at, any, e))
        return false;
    clock_local(now, &today, &minute);
    clock_local(first_at, &out->first, &minute);
    out->last = today - 1;
    if (out->last - out->first >= DAYS_MOST)
        out->first = out->last - DAYS_MOST + 1;
    *any = *any && out->first <= out->last;
    return true;
}

static bool some_unknown(struct conn *c, const struct days *d, bool *unknown, struct err *e)
{
    int64_t known;
    if (!db_int(c, Q_REPORT_DAYS_KNOWN, ARGS(V(d->first), V(d->last)), &known, NULL, e))
        return false;
    *unknown = known < d->last - d->first + 1;
    return true;
}

/* A day must have the bounds that this time zone gives it; the newest stands for all. */
static bool bounds_moved(struct conn *c, const struct days *d, bool *moved, struct err *e)
{
    int64_t begin = clock_day_begin(d->last), end = clock_day_begin(d->last + 1);
    struct rows *r;
    if (!rows_begin(c, Q_REPORT_BOUNDS, ARGS(V(d->last)), &r, e))
        return false;
    *moved = row_next(r, e) && (row_int(r, 0) != begin || row_int(r, 1) != end);
    rows_end(r);
    return e->kind == ERR_NONE;
}

static bool days_wanted(struct conn *c, int64_t now, struct days *d, bool *wanted, struct err *e)
{
    bool any, unknown = false, moved = false;
    if (!days_over(c, now, d, &any, e) || (any && !some_unknown(c, d, &unknown, e)) ||
        (any && !unknown && !bounds_moved(c, d, &moved, e)))
        return false;
    *wanted = any && (unknown || moved);
    return true;
}

static bool add_days_job(struct conn *c, void *what, struct err *e)
{
    const struct days *d = what;
    int64_t begin = clock_day_begin(d->first);
    for (int64_t day = d->first; day <= d->last; day++) {
        int64_t end = clock_day_begin(day + 1);
        if (!db_run(c, Q_REPORT_DAY_ADD, ARGS(V(day), V(begin), V(end)), NULL, e))
            return false;
        begin = end;
    }
    return true;
}

#define DAYS_ADDED_AT_ONCE 200

static bool add_days(struct schedule_turn *t, struct err *e)
{
    struct days d = {0};
    struct conn *c;
    bool wanted = false;
    if (!db_borrow(t->db, &c, e))
        return false;
    bool ok = days_wanted(c, t->now, &d, &wanted, e);
    db_return(t->db, c);
    for (int64_t last = d.last; ok && wanted && d.first <= last; d.first = d.last + 1) {
        d.last = d.first + DAYS_ADDED_AT_ONCE - 1 < last ? d.first + DAYS_ADDED_AT_ONCE - 1 : last;
        ok = db_write(t->db, add_days_job, &d, e);
    }
    return ok;
}

struct count_run {
    int64_t day, begins_at, ends_at, touched, buyers, marks, mark_sum;
    struct order_row *orders;
    struct product_row *products;
    struct click_row *clicks;
    size_t order_count, product_count, click_count;
    const char *buyer_ids;
};

static bool put_counted(struct conn *c, const struct count_run *w, struct err *e)
{
    if (w->buyers && !db_run(c, Q_REPORT_BUYERS_ADD, ARGS(V(w->day), V(w->buyer_ids)), NULL, e))
        return false;
    for (size_t i = 0; i < w->order_count; i++) {
        const struct order_row *o = &w->orders[i];
        if (!db_run(c, Q_REPORT_ORDER_ADD,
                    ARGS(V(w->day), V(o->currency), V(o->status), V(o->orders), V(o->first_orders),
                         V(o->pieces), V(o->total_minor), V(o->delivery_minor), V(o->tax_minor),
                         V(o->discount_minor)),
                    NULL, e))
            return false;
    }
    for (size_t i = 0; i < w->product_count; i++) {
        const struct product_row *p = &w->products[i];
        if (!db_run(c, Q_REPORT_PRODUCT_ADD,
                    ARGS(V(w->day), V(p->product_id), V(p->currency), V(p->orders), V(p->pieces),
                         V(p->sales_minor)),
                    NULL, e))
            return false;
    }
    return true;
}

/* Only while nobody has touched the day since it was looked at; else the next run counts it. */
static bool count_job(struct conn *c, void *what, struct err *e)
{
    struct count_run *w = what;
    int64_t changed;
    if (!db_run(c, Q_REPORT_DAY_COUNTED,
                ARGS(V(w->day), V(w->touched), V(w->buyers), V(w->begins_at), V(w->ends_at),
                     V(w->marks), V(w->mark_sum)),
                &changed, e))
        return false;
    return changed != 1 || (db_run(c, Q_REPORT_ORDERS_DROP, ARGS(V(w->day)), NULL, e) &&
                            db_run(c, Q_REPORT_PRODUCTS_DROP, ARGS(V(w->day)), NULL, e) &&
                            db_run(c, Q_REPORT_BUYERS_DROP, ARGS(V(w->day)), NULL, e) &&
                            put_counted(c, w, e));
}

static bool count_day(struct schedule_turn *t, struct count_run *w, struct err *e)
{
    struct conn *c;
    struct arena a;
    if (!db_borrow(t->db, &c, e))
        return false;
    arena_init(&a);
    int64_t from = w->begins_at, until = w->ends_at;
    bool ok = report_orders_now(c, &a, from, until, &w->orders, &w->order_count, e) &&
              report_products_now(c, &a, from, until, &w->products, &w->product_count, e) &&
              report_buyers_now(c, &a, from, until, &w->buyers, &w->buyer_ids, e) &&
              report_sum_now(c, Q_REPORT_MARKS, ARGS(V(from), V(until)), &w->marks, &w->mark_sum, e);
    db_return(t->db, c);
    ok = ok && db_write(t->db, count_job, w, e);
    arena_done(&a);
    return ok;
}

/* -- clicks of days after which no order can follow them -- */

static int64_t clicks_closed(int64_t now) { return now - 7 * DAY_MS; }

static bool put_clicks(struct conn *c, const struct count_run *w, struct err *e)
{
    for (size_t i = 0; i < w->click_count; i++) {
        const struct click_row *k = &w->clicks[i];
        if (!db_run(c, Q_REPORT_CLICK_ADD,
                    ARGS(V(w->day), V(k->source), V(k->currency), V(k->told_id), V(k->last_id),
                         V(k->clicks), V(k->new_customers), V(k->customer_ids), V(k->orders),
                         V(k->sales_minor)),
                    NULL, e))
            return false;
    }
    return true;
}

static bool clicks_job(struct conn *c, void *what, struct err *e)
{
    struct count_run *w = what;
    int64_t changed;
    if (!db_run(c, Q_REPORT_CLICKS_COUNTED,
                ARGS(V(w->day), V(w->touched), V(w->begins_at), V(w->ends_at)), &changed, e))
        return false;
    return changed != 1 ||
           (db_run(c, Q_REPORT_CLICKS_DROP, ARGS(V(w->day)), NULL, e) && put_clicks(c, w, e));
}

static bool count_clicks(struct schedule_turn *t, struct count_run *w, struct err *e)
{
    struct conn *c;
    struct arena a;
    if (!db_borrow(t->db, &c, e))
        return false;
    arena_init(&a);
    bool ok = report_clicks_now(c, &a, w->begins_at, w->ends_at, &w->clicks, &w->click_count, e);
    db_return(t->db, c);
    ok = ok && db_write(t->db, clicks_job, w, e);
    arena_done(&a);
    return ok;
}

/* -- days that wait for it -- */

static bool stale_days(struct schedule_turn *t, enum query which, int64_t before, struct count_run *out,
                       size_t *n, struct err *e)
{
    struct conn *c;
    struct rows *r;
    if (!db_borrow(t->db, &c, e))
        return false;
    bool ok = rows_begin(c, which, ARGS(V(DAYS_AT_ONCE), V(before)), &r, e);
    for (*n = 0; ok && *n < DAYS_AT_ONCE && row_next(r, e); ++*n)
        out[*n] = (struct count_run){.day = row_int(r, 0), .begins_at = row_int(r, 1),
                                     .ends_at = row_int(r, 2), .touched = row_int(r, 3)};
    if (ok)
        rows_end(r);
    db_return(t->db, c);
    return ok && e->kind == ERR_NONE;
}

typedef bool count_fn(struct schedule_turn *t, struct count_run *w, struct err *e);

static bool count_stale(struct schedule_turn *t, enum query which, int64_t before, count_fn *count,
                        int64_t end, struct err *e)
{
    struct count_run *days = arena_array(t->arena, DAYS_AT_ONCE, sizeof *days);
    size_t n = DAYS_AT_ONCE;
    while (n == DAYS_AT_ONCE && clock_monotonic() < end) {
        if (!stale_days(t, which, before, days, &n, e))
            return false;
        for (size_t i = 0; i < n; i++)
            if (!count(t, &days[i], e))
                return false;
    }
    return true;
}

/* -- the schedule -- */

bool want_reports(struct schedule_turn *t, struct conn *c, bool *wanted, struct err *e)
{
    struct days d;
    int64_t tail, stale, clicks;
    if (!db_int(c, Q_REPORT_TAIL_ANY, NO_ARGS, &tail, NULL, e) ||
        !db_int(c, Q_REPORT_STALE_ANY, NO_ARGS, &stale, NULL, e) ||
        !db_int(c, Q_REPORT_CLICKS_STALE_ANY, ARGS(V(clicks_closed(t->now))), &clicks, NULL, e))
        return false;
    *wanted = tail || stale || clicks;
    return *wanted || days_wanted(c, t->now, &d, wanted, e);
}

bool run_reports(struct schedule_turn *t, struct err *e)
{
    int64_t end = clock_monotonic() + RUN_MOST_MS;
    return tally(t, "chat_log", true, e) && tally(t, "customer", false, e) && add_days(t, e) &&
           count_stale(t, Q_REPORT_STALE, t->now, count_day, end, e) &&
           count_stale(t, Q_REPORT_CLICKS_STALE, clicks_closed(t->now), count_clicks, end, e);
}
