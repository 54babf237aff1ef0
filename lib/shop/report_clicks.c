/* report_clicks.c -- which advertisements brought customers, and what those bought. Days are counted once no
 * order can follow their clicks; the rest is read as it is now. */
#include "report_parts.h"

#include <stdlib.h>
#include <string.h>

static struct click_row read_row(struct rows *r, struct arena *a)
{
    return (struct click_row){
        .source = row_text(r, 0, a),       .currency = row_text(r, 1, a), .told_id = row_int(r, 2),
        .last_id = row_int(r, 3),          .clicks = row_int(r, 4),       .new_customers = row_int(r, 5),
        .customer_ids = row_text(r, 6, a), .orders = row_int(r, 7),       .sales_minor = row_int(r, 8),
    };
}

bool report_clicks_now(struct conn *c, struct arena *a, int64_t from, int64_t until,
                       struct click_row **out, size_t *n, struct err *e)
{
    struct rows *r;
    *out = NULL;
    *n = 0;
    if (!rows_begin(c, Q_REPORT_CLICKS_NOW, ARGS(V(from), V(until)), &r, e))
        return false;
    while (row_next(r, e)) {
        *out = report_room(a, *out, *n, sizeof **out);
        (*out)[(*n)++] = read_row(r, a);
    }
    rows_end(r);
    return e->kind == ERR_NONE;
}

/* -- rows of all days -- */

struct list {
    struct arena *arena;
    const char *currency;
    struct click_row *rows;
    size_t n;
};

static void list_add(struct list *l, const struct click_row *k)
{
    if (*k->currency && strcmp(k->currency, l->currency) != 0)
        return;
    l->rows = report_room(l->arena, l->rows, l->n, sizeof *l->rows);
    l->rows[l->n++] = *k;
}

static bool add_counted(struct conn *c, struct list *l, const struct report_line *lines, size_t n,
                        struct err *e)
{
    struct rows *r;
    if (!rows_begin(c, Q_REPORT_CLICKS,
                    ARGS(V(lines[0].day), V(lines[n - 1].day), V(l->currency)), &r, e))
        return false;
    while (row_next(r, e))
        if (lines[row_int(r, 9) - lines[0].day].counted) {
            struct click_row k = read_row(r, l->arena);
            list_add(l, &k);
        }
    rows_end(r);
    return e->kind == ERR_NONE;
}

static bool add_now(struct conn *c, struct list *l, const struct report_line *line, struct err *e)
{
    struct click_row *rows;
    size_t n;
    if (!report_clicks_now(c, l->arena, line->begins_at, line->ends_at, &rows, &n, e))
        return false;
    for (size_t i = 0; i < n; i++)
        list_add(l, &rows[i]);
    return true;
}

static bool add_days(struct conn *c, struct list *l, struct report_line *lines, size_t n, struct err *e)
{
    if (!report_days_counted(c, Q_REPORT_CLICK_DAYS, lines, n, e) || !add_counted(c, l, lines, n, e))
        return false;
    for (size_t i = 0; i < n; i++)
        if (!lines[i].counted && !add_now(c, l, &lines[i], e))
            return false;
    return true;
}

/* -- added up by source -- */

static int by_source(const void *a, const void *b)
{
    return strcmp(((const struct click_row *)a)->source, ((const struct click_row *)b)->source);
}

static int by_id(const void *a, const void *b)
{
    int64_t p = *(const int64_t *)a, q = *(const int64_t *)b;
    return (p > q) - (p < q);
}

/* Somebody who clicked twice is one. */
static int64_t count_customers(struct arena *a, const struct click_row *rows, size_t n, int64_t clicks)
{
    int64_t *ids = arena_array(a, (size_t)clicks, sizeof *ids), different = 0;
    size_t count = 0;
    for (size_t i = 0; i < n; i++) {
        const char *p = rows[i].customer_ids;
        for (int64_t id; count < (size_t)clicks && (id = report_next_id(&p));)
            ids[count++] = id;
    }
    if (count)
        qsort(ids, count, sizeof *ids, by_id);
    for (size_t i = 0; i < count; i++)
        different += i == 0 || ids[i] != ids[i - 1];
    return different;
}

struct advert {
    struct report_source figures;
    int64_t shown_id; /* its newest click with a headline, or its newest */
};

static struct advert add_up(struct arena *a, const struct click_row *rows, size_t n)
{
    struct advert s = {0};
    int64_t told = 0, last = 0;
    for (size_t i = 0; i < n; i++) {
        told = rows[i].told_id > told ? rows[i].told_id : told;
        last = rows[i].last_id > last ? rows[i].last_id : last;
        s.figures.clicks += rows[i].clicks;
        s.figures.new_customers += rows[i].new_customers;
        s.figures.orders += rows[i].orders;
        s.figures.sales_minor += rows[i].sales_minor;
    }
    s.figures.customers = count_customers(a, rows, n, s.figures.clicks);
    s.shown_id = told ? told : last;
    return s;
}

static int by_sales(const void *a, const void *b)
{
    const struct advert *p = a, *q = b;
    const struct report_source *f = &p->figures, *g = &q->figures;
    if (f->sales_minor != g->sales_minor)
        return f->sales_minor < g->sales_minor ? 1 : -1;
    if (f->clicks != g->clicks)
        return f->clicks < g->clicks ? 1 : -1;
    return (p->shown_id < q->shown_id) - (p->shown_id > q->shown_id);
}

static size_t list_join(struct list *l, struct advert **out)
{
    size_t n = 0;
    *out = NULL;
    if (l->n)
        qsort(l->rows, l->n, sizeof *l->rows, by_source);
    for (size_t i = 0, end; i < l->n; i = end) {
        for (end = i + 1; end < l->n && by_source(&l->rows[i], &l->rows[end]) == 0;)
            end++;
        *out = report_room(l->arena, *out, n, sizeof **out);
        (*out)[n++] = add_up(l->arena, &l->rows[i], end - i);
    }
    if (n)
        qsort(*out, n, sizeof **out, by_sales);
    return n;
}

static bool read_shown(struct conn *c, struct arena *a, int64_t id, struct report_source *s, struct err *e)
{
    struct rows *r;
    if (!rows_begin(c, Q_REPORT_CLICK_SHOWN, ARGS(V(id)), &r, e))
        return false;
    bool any = row_next(r, e);
    s->headline = any ? row_text(r, 0, a) : "";
    s->source_id = any ? row_text(r, 1, a) : "";
    s->type = any ? row_text(r, 2, a) : "";
    s->url = any ? row_text(r, 3, a) : "";
    rows_end(r);
    return e->kind == ERR_NONE;
}

static bool read_sources(struct conn *c, struct list *l, struct report_line *lines, size_t days,
                         size_t most, struct report_source *out, size_t *n, struct err *e)
{
    struct advert *all;
    if (!add_days(c, l, lines, days, e))
        return false;
    size_t found = list_join(l, &all);
    for (*n = 0; *n < found && *n < most; ++*n) {
        out[*n] = all[*n].figures;
        if (!read_shown(c, l->arena, all[*n].shown_id, &out[*n], e))
            return false;
    }
    return true;
}

/* All of one moment: the worker may be counting anew meanwhile. */
bool report_sources(struct conn *c, struct arena *a, const char *currency, int64_t first,
                    int64_t last, size_t most, struct report_source **out, size_t *n,
                    struct err *e)
{
    struct list l = {.arena = a, .currency = currency};
    size_t days = (size_t)(last - first + 1);
    struct report_line *lines = report_lines(a, first, days);
    *out = arena_array(a, most, sizeof **out);
    if (!db_savepoint(c, e))
        return false;
    bool ok = read_sources(c, &l, lines, days, most, *out, n, e);
    db_savepoint_keep(c);
    return ok;
}
