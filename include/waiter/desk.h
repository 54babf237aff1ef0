/* desk.h -- what the people behind the counter look at: chats, the day so far.
 *
 * Each writes into an open JSON value; lists go into an open array, and *last is the id to go
 * on behind (0: that was all). */
#ifndef WAITER_DESK_H
#define WAITER_DESK_H

#include "waiter/db.h"
#include "waiter/json.h"
#include "waiter/order.h"

struct desk_filter {
    int64_t before, limit;  /* `before`: the id the last page ended with, 0 = from the newest */
    const char *search;     /* as typed: part of a number, name or phone; "" = all */
    int64_t customer_id;    /* chats; 0 = of everybody */
};

/* Messages in and out, the newest first, with what answered and how far each one has come. */
CHECKED bool desk_chats(struct json *j, struct conn *c, struct arena *a, const struct desk_filter *f,
                        int64_t *last, struct err *e);

/* The day since `midnight` and everything so far, into the open object. */
CHECKED bool desk_dashboard(struct json *j, struct conn *c, struct arena *a, const char *currency,
                            int64_t midnight, int64_t now, struct err *e);

#endif
