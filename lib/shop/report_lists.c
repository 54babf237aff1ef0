/* report_lists.c -- what was sold, by product. */
#include "report_parts.h"

#include <stdlib.h>
#include <string.h>

bool report_products_now(struct conn *c, struct arena *a, int64_t from, int64_t until,
                         struct product_row **out, size_t *n, struct err *e)
{
    struct rows *r;
    *out = NULL;
    *n = 0;
    if (!rows_begin(c, Q_REPORT_PRODUCTS_NOW, ARGS(V(from), V(until)), &r, e))
        return false;
    while (row_next(r, e)) {
        *out = report_room(a, *out, *n, sizeof **out);
        (*out)[(*n)++] = (struct product_row){
            .product_id = row_int(r, 0), .currency = row_text(r, 1, a), .orders = row_int(r, 2),
            .pieces = row_int(r, 3),     .sales_minor = row_int(r, 4),
        };
    }
    rows_end(r);
    return e->kind == ERR_NONE;
}

/* -- rows of all days, sorted and added up -- */

struct list {
    struct arena *arena;
    struct report_product *rows;
    size_t n;
};

static void list_add(struct list *l, const struct product_row *p)
{
    l->rows = report_room(l->arena, l->rows, l->n, sizeof *l->rows);
    l->rows[l->n++] = (struct report_product){.product_id = p->product_id, .orders = p->orders,
                                              .pieces = p->pieces, .sales_minor = p->sales_minor};
}

static int by_id(const void *a, const void *b)
{
    const struct report_product *p = a, *q = b;
    return (p->product_id > q->product_id) - (p->product_id < q->product_id);
}

static int by_sales(const void *a, const void *b)
{
    const struct report_product *p = a, *q = b;
    int order = (p->sales_minor < q->sales_minor) - (p->sales_minor > q->sales_minor);
    return order ? order : by_id(a, b);
}

static void list_join(struct list *l)
{
    size_t kept = 0;
    if (l->n)
        qsort(l->rows, l->n, sizeof *l->rows, by_id);
    for (size_t i = 0; i < l->n; i++) {
        struct report_product *last = kept ? &l->rows[kept - 1] : NULL, *p = &l->rows[i];
        if (last && last->product_id == p->product_id) {
            last->orders += p->orders;
            last->pieces += p->pieces;
            last->sales_minor += p->sales_minor;
        } else {
            l->rows[kept++] = *p;
        }
    }
    l->n = kept;
    if (l->n)
        qsort(l->rows, l->n, sizeof *l->rows, by_sales);
}

static bool add_counted(struct conn *c, struct list *l, const char *currency,
                        const struct report_line *lines, size_t n, struct err *e)
{
    struct rows *r;
    if (!rows_begin(c, Q_REPORT_PRODUCTS,
                    ARGS(V(lines[0].day), V(lines[n - 1].day), V(currency)), &r, e))
        return false;
    while (row_next(r, e)) {
        struct product_row p = {.product_id = row_int(r, 1), .orders = row_int(r, 2),
                                .pieces = row_int(r, 3),     .sales_minor = row_int(r, 4)};
        if (lines[row_int(r, 0) - lines[0].day].counted)
            list_add(l, &p);
    }
    rows_end(r);
    return e->kind == ERR_NONE;
}

static bool add_now(struct conn *c, struct list *l, const char *currency, int64_t from,
                    int64_t until, struct err *e)
{
    struct product_row *rows;
    size_t n;
    if (!report_products_now(c, l->arena, from, until, &rows, &n, e))
        return false;
    for (size_t i = 0; i < n; i++)
        if (strcmp(rows[i].currency, currency) == 0)
            list_add(l, &rows[i]);
    return true;
}

bool report_products(struct conn *c, struct arena *a, const char *currency, int64_t first,
                     int64_t last, size_t most, struct report_product **out, size_t *n,
                     struct err *e)
{
    struct list l = {.arena = a};
    size_t days = (size_t)(last - first + 1);
    struct report_line *lines = report_lines(a, first, days);
    if (!report_days_counted(c, Q_REPORT_DAYS, lines, days, e) ||
        !add_counted(c, &l, currency, lines, days, e))
        return false;
    for (size_t i = 0; i < days; i++)
        if (!lines[i].counted && !add_now(c, &l, currency, lines[i].begins_at, lines[i].ends_at, e))
            return false;
    list_join(&l);
    *out = l.rows;
    *n = l.n < most ? l.n : most;
    for (size_t i = 0; i < *n; i++)
        if (!db_text(c, a, Q_REPORT_PRODUCT_NAME, ARGS(V(l.rows[i].product_id)), &l.rows[i].name,
                     NULL, e))
            return false;
    return true;
}
