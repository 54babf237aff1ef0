/* report_parts.h -- what reading reports and counting for them share. */
#ifndef WAITER_SHOP_REPORT_PARTS_H
#define WAITER_SHOP_REPORT_PARTS_H

#include "waiter/report.h"

/* A day's orders as they are now, by state and currency; what was sold, by product; its clicks, by source,
 * and what they sold, by currency (see report_click). */
struct order_row {
    int64_t day, orders, first_orders, pieces;
    int64_t total_minor, delivery_minor, tax_minor, discount_minor;
    const char *status, *currency;
};
struct product_row {
    int64_t day, product_id, orders, pieces, sales_minor;
    const char *currency;
};
struct click_row {
    int64_t told_id, last_id, clicks, new_customers, orders, sales_minor;
    const char *source, *currency, *customer_ids;
};

CHECKED bool report_orders_now(struct conn *c, struct arena *a, int64_t from, int64_t until,
                               struct order_row **out, size_t *n, struct err *e);
CHECKED bool report_products_now(struct conn *c, struct arena *a, int64_t from, int64_t until,
                                 struct product_row **out, size_t *n, struct err *e);

/* The two figures of a query's only row: how many, and their sum. */
CHECKED bool report_sum_now(struct conn *c, enum query q, struct values args, int64_t *n, int64_t *sum,
                            struct err *e);
CHECKED bool report_clicks_now(struct conn *c, struct arena *a, int64_t from, int64_t until,
                               struct click_row **out, size_t *n, struct err *e);

/* Different customers with an order that stands: how many, and their ids as report_buyer has them. */
CHECKED bool report_buyers_now(struct conn *c, struct arena *a, int64_t from, int64_t until,
                               int64_t *n, const char **ids, struct err *e);

/* Room for one more row in an array that grows in the arena. */
void *report_room(struct arena *a, void *rows, size_t n, size_t size);

/* Day numbers of times that come in order: the clock is asked once a day. */
struct day_finder { int64_t day, begins_at, ends_at; };
int64_t report_day_of(struct day_finder *f, int64_t ms);

/* The next id of a list like "7 12 4711"; 0 at its end. By hand: strtoll() would be a third of a
 * year's report. */
static inline int64_t report_next_id(const char **ids)
{
    int64_t id = 0;
    const char *p = *ids;
    while (*p == ' ')
        p++;
    for (; *p > ' '; p++)
        id = id * 10 + (*p - '0');
    *ids = p;
    return id;
}

/* `n` days with their bounds, nothing else. */
struct report_line *report_lines(struct arena *a, int64_t first, size_t n);

/* Days are valid where the worker counted them with the bounds they have now: `counted` says so,
 * `buyers` and marks are of those. `days` tells them: Q_REPORT_DAYS or, of clicks, Q_REPORT_CLICK_DAYS. */
CHECKED bool report_days_counted(struct conn *c, enum query days, struct report_line *lines, size_t n,
                                 struct err *e);

/* Adds up to `most` messages behind *place to days; `add` gets each count. *place moves on. */
typedef void report_add(void *what, int64_t day, enum report_count count, int64_t n);
CHECKED bool report_tally_messages(struct conn *c, struct arena *a, int64_t *place, int64_t most,
                                   report_add *add, void *what, int64_t *seen, struct err *e);
CHECKED bool report_tally_customers(struct conn *c, struct arena *a, int64_t *place, int64_t most,
                                    report_add *add, void *what, int64_t *seen, struct err *e);

#endif
