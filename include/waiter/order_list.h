/* order_list.h -- orders as the desk looks at them: lists that can be narrowed and sorted, and one. */
#ifndef WAITER_ORDER_LIST_H
#define WAITER_ORDER_LIST_H

#include "waiter/order.h"

#define ORDERS_AT_ONCE_MOST 1000 /* of one bulk move */

enum order_sort { SORT_NEWEST, SORT_OLDEST, SORT_DEAREST, SORT_CHEAPEST };

struct order_filter {
    const char *status, *search; /* "" = all; search: part of a number, name or phone, as typed */
    const char *payment;         /* a payment_status, "" = any */
    bool review;                 /* only those that a rule wants looked at, and nobody has yet */
    int64_t from, until;         /* placed at or after, before; until 0 = open */
    int64_t customer_id;         /* 0 = of everybody */
    enum order_sort sort;
    int64_t after, limit;        /* after: the id that the last page ended with, 0 = the first page */
};

/* "newest", "oldest", "dearest", "cheapest". */
CHECKED bool order_sort_read(const char *word, enum order_sort *out);

/* Is that a payment_status? */
bool order_payment_known(const char *word);

/* A page into the open array: the order's own fields and `summary` of what was bought; *last is the id to
 * go on behind, 0: that was all. */
CHECKED bool order_list_put(struct json *j, struct conn *c, struct arena *a,
                            const struct order_filter *f, int64_t *last, struct err *e);
/* The newest orders of a customer, at most `most`, the same fields: `orders` in the open object. */
CHECKED bool order_list_of_customer(struct json *j, struct conn *c, struct arena *a, int64_t customer_id,
                                    int64_t most, struct err *e);
/* How many of each status the filter finds, whatever its status: `counts` in the open object. */
CHECKED bool order_list_counts(struct json *j, struct conn *c, struct arena *a,
                               const struct order_filter *f, struct err *e);
/* The same page as lines of CSV; times in UTC, amounts as decimals. */
CHECKED bool order_list_csv(struct str *out, struct conn *c, struct arena *a,
                            const struct order_filter *f, int64_t *last, struct err *e);
/* The ids found, at most `most`; *count is most + 1 when there are more. */
CHECKED bool order_list_ids(struct conn *c, struct arena *a, const struct order_filter *f,
                            int64_t *ids, size_t most, size_t *count, struct err *e);

/* One order into the open object: items, timeline, notes, the `moves` allowed from here, whether the
 * newest can be undone, and what its customer bought in all. */
CHECKED bool order_desk_put(struct json *j, struct conn *c, struct arena *a, const struct order *o,
                            int64_t now, struct err *e);

#endif
