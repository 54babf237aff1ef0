/* review.h -- whether somebody of the shop should look at a new order: review.c. */
#ifndef WAITER_REVIEW_H
#define WAITER_REVIEW_H

#include "waiter/notify.h"
#include "waiter/rules.h"

struct review_facts {
    bool pickup;
    const char *address;
    int64_t total_minor, pieces;
};

/* Why somebody should look, words by commas: "no_address", "total", "items"; "": no need. NULL: no need,
 * and the rules may confirm it by themselves, which the worker sees to. Memory: arena. */
const char *review_placed(struct arena *a, const struct rules *r, const struct review_facts *o);
/* Asks the owner to look, for those words. Inside a write job. */
CHECKED bool review_ask(const struct notifier *by, const struct order *o, const char *flags, struct err *e);

#endif
