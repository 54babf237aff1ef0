/* report_parts.h -- what reading reports and counting for them share. */
#ifndef WAITER_SHOP_REPORT_PARTS_H
#define WAITER_SHOP_REPORT_PARTS_H

#include "waiter/report.h"

/* A day's orders as they are now, by state and currency; or what was sold, by product. */
struct order_row {
    int64_t day, orders, first_orders, pieces;
    int64_t total_minor, delivery_minor, tax_minor, discount_minor;
    const char *status, *currency;
};
struct product_row {
    int64_t day, product_id, orders, pieces, sales_minor;
    const char *currency;
};

CHECKED bool report_orders_now(struct conn *c, struct arena *a, int64_t from, int64_t until,
                               struct order_row **out, size_t *n, struct err *e);
CHECKED bool report_products_now(struct conn *c, struct arena *a, int64_t from, int64_t until,
                                 struct product_row **out, size_t *n, struct err *e);

/* Different customers with an order that stands: how many, and their ids as report_buyer has them. */
CHECKED bool report_buyers_now(struct conn *c, struct arena *a, int64_t from, int64_t until,
                               int64_t *n, const char **ids, struct err *e);

/* Room for one more row in an array that grows in the arena. */
void *report_room(struct arena *a, void *rows, size_t n, size_t size);

/* Day numbers of times that come in order: the clock is asked once a day. */
struct day_finder { int64_t day, begins_at, ends_at; };
int64_t report_day_of(struct day_finder *f, int64_t ms);

/* Days are valid where the worker counted them with the bounds they have now: `counted` says so,
 * `buyers` is of those. Wants `day` and the bounds of all lines. */
CHECKED bool report_days_counted(struct conn *c, struct report_line *lines, size_t n, struct err *e);

/* Adds up to `most` messages behind *place to days; `add` gets each count. *place moves on. */
typedef void report_add(void *what, int64_t day, enum report_count count, int64_t n);
CHECKED bool report_tally_messages(struct conn *c, struct arena *a, int64_t *place, int64_t most,
                                   report_add *add, void *what, int64_t *seen, struct err *e);
CHECKED bool report_tally_customers(struct conn *c, struct arena *a, int64_t *place, int64_t most,
                                    report_add *add, void *what, int64_t *seen, struct err *e);

#endif
