/* cart.h -- a customer's cart in words, for notices and for whoever takes a chat over. */
#ifndef WAITER_CART_H
#define WAITER_CART_H

#include "waiter/arena.h"
#include "waiter/db.h"

struct cart_words {
    const char *items;    /* "2 x House Mug", the lines with `glue` between; "" = empty; at most ten */
    size_t count;         /* lines, shown or not */
    int64_t total_minor;  /* at today's prices, of all of them */
};
CHECKED bool cart_read(struct conn *c, struct arena *a, int64_t customer_id, const char *glue,
                       struct cart_words *out, struct err *e);

#endif
