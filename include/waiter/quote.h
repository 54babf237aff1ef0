/* quote.h -- what an order comes to: the one place where lines, discount, tax and delivery are added up.
 *
 * Pure. The conversation shows it, placing an order checks it against what was agreed to, and changing
 * an order does it again. total = sum of the lines + delivery + tax on top - discount, always. A tax that
 * is inside the prices is told beside it and added to nothing. Tax is taken of each line after its share
 * of the discount and rounded half up there; the delivery fee is what the owner says it is. */
#ifndef WAITER_QUOTE_H
#define WAITER_QUOTE_H

#include "waiter/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define BP_WHOLE 10000 /* basis points, hundredths of a percent: 2100 is 21 % */

struct quote_line {
    int64_t unit_price_minor, quantity;
    int64_t tax_bp;     /* 0..BP_WHOLE */
    bool tax_inclusive; /* the price has it in it */
    /* filled by quote_sum */
    int64_t sum_minor, discount_minor, tax_minor; /* tax_minor: inside or on top, as tax_inclusive says */
};

/* Off the goods: a share of every line, or an amount spread over the lines by their sums (never more
 * than they come to). At most one of the two is not 0. */
struct quote_discount {
    int64_t bp, amount_minor;
};

struct quote {
    int64_t subtotal_minor, delivery_minor, discount_minor, total_minor;
    int64_t tax_minor, tax_included_minor; /* on top; inside the prices */
};

/* ERR_BAD_INPUT: a negative quantity or price, or an amount above MONEY_MOST. */
CHECKED bool quote_sum(struct quote_line *lines, size_t count, struct quote_discount off,
                       int64_t delivery_minor, struct quote *out, struct err *e);

/* The sums of lines whose discount and quantity are already settled. */
CHECKED bool quote_settled(struct quote_line *lines, size_t count, int64_t delivery_minor,
                           struct quote *out, struct err *e);

/* part/whole of an amount, rounded half up; whole > 0, all within MONEY_MOST. */
int64_t quote_share(int64_t amount, int64_t part, int64_t whole);

#endif
