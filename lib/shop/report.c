/* report.c -- reads the shop's figures: days that were counted, and the rest as it is now. */
#include "report_parts.h"
#include "waiter/clock.h"

#include <string.h>

#define TAIL_MOST 1000000

/* -- what is shared with counting -- */

void *report_room(struct arena *a, void *rows, size_t n, size_t size)
{
    if (n && (n < 16 || n & (n - 1)))
        return rows; /* there is room up to the next power of two */
    char *more = arena_array(a, n ? 2 * n : 16, size);
    if (n)
        memcpy(more, rows, n * size);
    return more;
}

struct report_line *report_lines(struct arena *a, int64_t first, size_t n)
{
    struct report_line *lines = arena_array(a, n, sizeof *lines);
    int64_t begin = clock_day_begin(first);
    for (size_t i = 0; i < n; i++) {
        lines[i] = (struct report_line){.day = first + (int64_t)i, .begins_at = begin};
        begin = lines[i].ends_at = clock_day_begin(lines[i].day + 1);
    }
    return lines;
}

bool report_orders_now(struct conn *c, struct arena *a, int64_t from, int64_t until,
                       struct order_row **out, size_t *n, struct err *e)
{
    struct rows *r;
    *out = NULL;
    *n = 0;
    if (!rows_begin(c, Q_REPORT_ORDERS_NOW, ARGS(V(from), V(until)), &r, e))
        return false;
    while (row_next(r, e)) {
        *out = report_room(a, *out, *n, sizeof **out);
        (*out)[(*n)++] = (struct order_row){
            .currency = row_text(r, 0, a),  .status = row_text(r, 1, a),
            .orders = row_int(r, 2),        .first_orders = row_int(r, 3),
            .pieces = row_int(r, 4),        .total_minor = row_int(r, 5),
            .delivery_minor = row_int(r, 6), .tax_minor = row_int(r, 7),
            .discount_minor = row_int(r, 8),
        };
    }
    rows_end(r);
    return e->kind == ERR_NONE;
}

bool report_sum_now(struct conn *c, enum query q, struct values args, int64_t *n, int64_t *sum,
                    struct err *e)
{
    struct rows *r;
    if (!rows_begin(c, q, args, &r, e))
        return false;
    if (row_next(r, e)) {
        *n = row_int(r, 0);
        *sum = row_int(r, 1);
    }
    rows_end(r);
    return e->kind == ERR_NONE;
}

/* -- orders, day by day -- */

static void add_orders(struct report_line *l, const struct order_row *o)
{
    if (strcmp(o->status, order_status_word(ORDER_CANCELLED)) == 0) {
        l->cancelled += o->orders;
        return;
    }
    l->orders += o->orders;
    l->first_orders += o->first_orders;
    l->pieces += o->pieces;
    l->sales_minor += o->total_minor;
    l->delivery_minor += o->delivery_minor;
    l->tax_minor += o->tax_minor;
    l->discount_minor += o->discount_minor;
}

bool report_days_counted(struct conn *c, enum query days, struct report_line *lines, size_t n,
                         struct err *e)
{
    struct rows *r;
    if (!rows_begin(c, days, ARGS(V(lines[0].day), V(lines[n - 1].day)), &r, e))
        return false;
    while (row_next(r, e)) {
        struct report_line *l = &lines[row_int(r, 0) - lines[0].day];
        l->counted = l->begins_at == row_int(r, 1) && l->ends_at == row_int(r, 2);
        l->buyers = l->counted ? row_int(r, 3) : 0;
        l->marks = l->counted ? row_int(r, 4) : 0;
        l->mark_sum = l->counted ? row_int(r, 5) : 0;
    }
    rows_end(r);
    return e->kind == ERR_NONE;
}

static bool read_counted(struct conn *c, struct arena *a, const char *currency,
                         struct report_line *lines, size_t n, struct err *e)
{
    struct rows *r;
    if (!rows_begin(c, Q_REPORT_ORDERS,
                    ARGS(V(lines[0].day), V(lines[n - 1].day), V(currency)), &r, e))
        return false;
    while (row_next(r, e)) {
        struct report_line *l = &lines[row_int(r, 0) - lines[0].day];
        struct order_row o = {
            .status = row_text(r, 1, a),    .orders = row_int(r, 2),
            .first_orders = row_int(r, 3),  .pieces = row_int(r, 4),
            .total_minor = row_int(r, 5),   .delivery_minor = row_int(r, 6),
            .tax_minor = row_int(r, 7),     .discount_minor = row_int(r, 8),
        };
        if (l->counted)
            add_orders(l, &o);
    }
    rows_end(r);
    return e->kind == ERR_NONE;
}

static bool read_now(struct conn *c, struct arena *a, const char *currency, struct report_line *l,
                     struct err *e)
{
    struct order_row *rows;
    const char *ids;
    size_t n;
    if (!report_orders_now(c, a, l->begins_at, l->ends_at, &rows, &n, e))
        return false;
    if (n && !report_buyers_now(c, a, l->begins_at, l->ends_at, &l->buyers, &ids, e))
        return false;
    for (size_t i = 0; i < n; i++)
        if (strcmp(rows[i].currency, currency) == 0)
            add_orders(l, &rows[i]);
    return true;
}

static bool read_orders(struct conn *c, struct arena *a, const char *currency,
                        struct report_line *lines, size_t n, struct err *e)
{
    if (!report_days_counted(c, Q_REPORT_DAYS, lines, n, e) ||
        !read_counted(c, a, currency, lines, n, e))
        return false;
    for (size_t i = 0; i < n; i++)
        if (!lines[i].counted && !read_now(c, a, currency, &lines[i], e))
            return false;
    return true;
}

/* -- refunds, marks and calls of models: an index has them by time, SQLite adds a day's up -- */

static bool read_beside(struct conn *c, const char *currency, unsigned wanted,
                        struct report_line *l, struct err *e)
{
    int64_t from = l->begins_at, until = l->ends_at;
    return (!(wanted & REPORT_REFUNDS) ||
            report_sum_now(c, Q_REPORT_REFUNDS, ARGS(V(from), V(until), V(currency)), &l->refunds,
                           &l->refunded_minor, e)) &&
           (l->counted || !(wanted & REPORT_MARKS) ||
            report_sum_now(c, Q_REPORT_MARKS, ARGS(V(from), V(until)), &l->marks, &l->mark_sum, e)) &&
           (!(wanted & REPORT_AI) ||
            report_sum_now(c, Q_REPORT_AI, ARGS(V(from), V(until)), &l->ai_calls, &l->ai_micro, e));
}

/* -- messages and new customers -- */

struct counting {
    struct report_line *lines;
    size_t n;
};

static void add_count(void *what, int64_t day, enum report_count count, int64_t n)
{
    struct counting *w = what;
    int64_t i = day - w->lines->day;
    if (i >= 0 && i < (int64_t)w->n)
        w->lines[i].counts[count] += n;
}

static bool read_counted_counts(struct conn *c, struct arena *a, struct counting *w, struct err *e)
{
    struct rows *r;
    int64_t first = w->lines->day;
    if (!rows_begin(c, Q_REPORT_COUNTS, ARGS(V(first), V(first + (int64_t)w->n - 1)), &r, e))
        return false;
    while (row_next(r, e)) {
        const char *name = row_text(r, 1, a);
        for (int i = 0; i < COUNT__MAX; i++)
            if (strcmp(name, report_count_names[i]) == 0)
                add_count(w, row_int(r, 0), (enum report_count)i, row_int(r, 2));
    }
    rows_end(r);
    return e->kind == ERR_NONE;
}

/* What was added up, and what came since. */
static bool read_counts(struct conn *c, struct arena *a, struct report_line *lines, size_t n,
                        struct err *e)
{
    struct counting w = {lines, n};
    int64_t messages, customers, seen;
    return db_int(c, Q_REPORT_PLACE, ARGS(V("chat_log")), &messages, NULL, e) &&
           db_int(c, Q_REPORT_PLACE, ARGS(V("customer")), &customers, NULL, e) &&
           read_counted_counts(c, a, &w, e) &&
           report_tally_messages(c, a, &messages, TAIL_MOST, add_count, &w, &seen, e) &&
           report_tally_customers(c, a, &customers, TAIL_MOST, add_count, &w, &seen, e);
}

/* All of one moment: the worker may be adding up and counting anew meanwhile. */
static bool read_lines(struct conn *c, struct arena *a, const char *currency, unsigned beside,
                       struct report_line *lines, size_t n, struct err *e)
{
    if (!db_savepoint(c, e))
        return false;
    bool ok = read_orders(c, a, currency, lines, n, e) && read_counts(c, a, lines, n, e);
    for (size_t i = 0; ok && i < n; i++)
        ok = read_beside(c, currency, beside, &lines[i], e);
    db_savepoint_keep(c);
    return ok;
}

bool report_read(struct conn *c, struct arena *a, const char *currency, int64_t first, int64_t last,
                 unsigned beside, struct report_line **out, struct err *e)
{
    if (last < first || last - first >= REPORT_DAYS_MOST)
        return fail(e, ERR_BAD_INPUT, "not 1 to %d days", REPORT_DAYS_MOST);
    size_t n = (size_t)(last - first + 1);
    *out = report_lines(a, first, n);
    return read_lines(c, a, currency, beside, *out, n, e);
}

struct report_line report_sum(const struct report_line *lines, size_t n)
{
    struct report_line sum = {0};
    for (size_t i = 0; i < n; i++) {
        const struct report_line *l = &lines[i];
        if (i == 0)
            sum = *l;
        sum.ends_at = l->ends_at;
        if (i == 0)
            continue;
        sum.orders += l->orders;
        sum.cancelled += l->cancelled;
        sum.first_orders += l->first_orders;
        sum.pieces += l->pieces;
        sum.sales_minor += l->sales_minor;
        sum.delivery_minor += l->delivery_minor;
        sum.tax_minor += l->tax_minor;
        sum.discount_minor += l->discount_minor;
        sum.buyers += l->buyers;
        sum.refunds += l->refunds;
        sum.refunded_minor += l->refunded_minor;
        sum.marks += l->marks;
        sum.mark_sum += l->mark_sum;
        sum.ai_calls += l->ai_calls;
        sum.ai_micro += l->ai_micro;
        for (int k = 0; k < COUNT__MAX; k++)
            sum.counts[k] += l->counts[k];
    }
    return sum;
}

/* -- all orders there ever were -- */

struct totals {
    struct report_totals *out;
    const char *currency;
};

static void add_total(struct totals *t, const char *status, const char *currency, int64_t orders,
                      int64_t minor)
{
    enum order_status s;
    if (!status || !order_status_read(status, &s))
        return;
    t->out->orders[s] += orders;
    if (s != ORDER_CANCELLED && strcmp(currency, t->currency) == 0)
        t->out->sales_minor += minor;
}

static bool add_totals_now(struct conn *c, struct arena *a, struct totals *t, int64_t from,
                           int64_t until, struct err *e)
{
    struct rows *r;
    if (!rows_begin(c, Q_REPORT_TOTALS_NOW, ARGS(V(from), V(until)), &r, e))
        return false;
    while (row_next(r, e))
        add_total(t, row_text(r, 0, a), row_text(r, 1, a), row_int(r, 2), row_int(r, 3));
    rows_end(r);
    return e->kind == ERR_NONE;
}

struct span { int64_t from, until; };

/* Adds what was counted; *gaps are the times between, which were not. A day that overlaps the one
 * before (the shop has moved to another time zone) is left to the gaps. */
static bool add_counted(struct conn *c, struct arena *a, struct totals *t, struct span **gaps,
                        size_t *n, struct err *e)
{
    int64_t begin = INT64_MIN, end = INT64_MIN;
    struct rows *r;
    *gaps = NULL;
    *n = 0;
    if (!rows_begin(c, Q_REPORT_TOTALS, NO_ARGS, &r, e))
        return false;
    while (row_next(r, e)) {
        int64_t from = row_int(r, 0), until = row_int(r, 1);
        if (from != begin && from < end)
            continue;
        if (from > end) {
            *gaps = report_room(a, *gaps, *n, sizeof **gaps);
            (*gaps)[(*n)++] = (struct span){end, from};
        }
        begin = from;
        end = until;
        add_total(t, row_text(r, 2, a), row_text(r, 3, a), row_int(r, 4), row_int(r, 5));
    }
    rows_end(r);
    *gaps = report_room(a, *gaps, *n, sizeof **gaps);
    (*gaps)[(*n)++] = (struct span){end, INT64_MAX};
    return e->kind == ERR_NONE;
}

bool report_all(struct conn *c, struct arena *a, const char *currency, struct report_totals *out,
                struct err *e)
{
    struct totals t = {out, currency};
    struct span *gaps;
    size_t n;
    *out = (struct report_totals){0};
    if (!add_counted(c, a, &t, &gaps, &n, e))
        return false;
    for (size_t i = 0; i < n; i++)
        if (!add_totals_now(c, a, &t, gaps[i].from, gaps[i].until, e))
            return false;
    return true;
}
