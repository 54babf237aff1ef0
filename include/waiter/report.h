/* report.h -- the shop in figures, by the days of its own calendar (SHOP_TIMEZONE).
 *
 * Days that are over were counted by the worker (schedule "reports"); days that go on, or whose
 * orders were touched since, are counted while one looks. So figures are always those of a full
 * recount, and no turn of a customer pays for them. Messages and new customers are added up once,
 * by id: their counts stay when chats are forgotten. Memory: the arena given. */
#ifndef WAITER_REPORT_H
#define WAITER_REPORT_H

#include "waiter/db.h"
#include "waiter/order.h"

#define REPORT_DAYS_MOST 400

/* What is added up by id. Answers are counted once for each message they answer. */
enum report_count {
    COUNT_IN,          /* messages of customers */
    COUNT_OUT,         /* of the shop */
    COUNT_CHATS,       /* customers who wrote on that day */
    COUNT_RULE, COUNT_FAQ, COUNT_AI, COUNT_PERSON, COUNT_UNANSWERED, /* who or what answered */
    COUNT_BOT_MS,      /* how long customers waited for all but persons */
    COUNT_PERSON_MS,
    COUNT_PERSON_5M,   /* answers of persons within 5 minutes, within an hour */
    COUNT_PERSON_60M,
    COUNT_CUSTOMERS,   /* seen for the first time */
    COUNT__MAX
};
extern const char *const report_count_names[COUNT__MAX];

/* One day, or several added up. Money is of one currency; orders in others are left out. */
struct report_line {
    int64_t day;                /* since 1970, on the shop's calendar; of a sum: the first */
    int64_t begins_at, ends_at; /* ms */
    int64_t orders;             /* that stand: not cancelled */
    int64_t cancelled, first_orders, pieces;
    int64_t sales_minor, delivery_minor, tax_minor, discount_minor; /* of those that stand */
    int64_t buyers;             /* different customers with an order that stands, day by day */
    int64_t refunds, refunded_minor;
    int64_t marks, mark_sum;    /* feedback */
    int64_t ai_calls, ai_micro; /* of models, and their cost in millionths of a US dollar */
    int64_t counts[COUNT__MAX];
    bool counted;               /* its orders by the worker, else just now */
};

/* What stands beside orders and messages: added up row by row only where it is wanted. */
enum report_beside { REPORT_REFUNDS = 1, REPORT_MARKS = 2, REPORT_AI = 4 };

/* One line for each day from `first` to `last` (at most REPORT_DAYS_MOST, else ERR_BAD_INPUT).
 * `beside`: a sum of enum report_beside; the others may be 0. */
CHECKED bool report_read(struct conn *c, struct arena *a, const char *currency, int64_t first,
                         int64_t last, unsigned beside, struct report_line **out, struct err *e);
struct report_line report_sum(const struct report_line *lines, size_t n);

/* Different customers who bought in some days of report_read, and how many of them have ordered more
 * than once by now. For `count` such ranges at a time: all customers are gone through but once. */
struct report_people { const struct report_line *lines; size_t n; int64_t buyers, again; };
CHECKED bool report_customers(struct conn *c, struct arena *a, struct report_people *ranges,
                              size_t count, struct err *e);

/* All orders there ever were: how many in each state, and what those that stand came to. */
struct report_totals { int64_t orders[ORDER__MAX], sales_minor; };
CHECKED bool report_all(struct conn *c, struct arena *a, const char *currency,
                        struct report_totals *out, struct err *e);

/* What was sold, the most money first; at most `most` products. */
struct report_product { int64_t product_id, orders, pieces, sales_minor; const char *name; };
CHECKED bool report_products(struct conn *c, struct arena *a, const char *currency, int64_t first,
                             int64_t last, size_t most, struct report_product **out, size_t *n,
                             struct err *e);

/* The advertisements that brought customers. */
struct report_source {
    int64_t clicks, customers, new_customers, orders, sales_minor;
    const char *headline, *source_id, *type, *url;
};
CHECKED bool report_sources(struct conn *c, struct arena *a, const char *currency, int64_t first,
                            int64_t last, size_t most, struct report_source **out, size_t *n,
                            struct err *e);

#endif
