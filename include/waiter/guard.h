/* guard.h -- may that sentence, written by a machine, go to a customer of ours?
 *
 * A model has no authority. What it writes goes out only where it can be traced, sentence by
 * sentence, to the facts it was given: every amount, percentage, quantity, date, time, address,
 * number of a phone or an order, in digits or in words, has to stand in ONE fact, said of the same
 * thing, in the same unit; whoever promises (a discount, something for nothing, money back, a day,
 * a deed done) has to find the promise there with its conditions; and words that neither the facts
 * nor everyday politeness know are few. Everything else is refused, and a template goes out.
 * Pure: no clock, database or network (reliability.md E12). */
#ifndef WAITER_GUARD_H
#define WAITER_GUARD_H

#include "waiter/arena.h"

#include <stdbool.h>
#include <stddef.h>

#define GUARD_ANSWER_MOST 1000 /* characters */
#define GUARD_FACTS_MOST 32

enum fact_kind {
    FACT_SHOP,    /* an answer of the shop's to a question */
    FACT_PRODUCT, /* what it costs and whether there are any */
    FACT_ORDER    /* one of this customer's own */
};

struct fact {
    enum fact_kind kind;
    const char *about;              /* the question, the product's name, the order's number */
    const char *text;               /* what is true of it */
    const char *lang;               /* both are written in; NULL: that of the case */
    const char *const *names;       /* a product's other names */
    size_t name_count;
};

struct guard_case {
    const struct fact *facts;
    size_t count;
    const char *lang;               /* the answer shall be in, "es" */
    const char *currency;           /* the only one the shop knows, "EUR" */
};

struct guard_verdict {
    bool holds;
    const char *why;  /* static; for the log and the owner */
    const char *part; /* what of the answer it is about, in the arena; "" = all of it */
    int traced;       /* 0..100: how much of what was said the facts hold */
};

struct guard; /* the word lists, ready to look up; immutable, shared by all threads */
const struct guard *guard_open(struct arena *a);

/* n bytes that a model wrote. Never fails: what cannot be read does not hold. Memory: arena. */
void guard_check(const struct guard *g, struct arena *a, const struct guard_case *c,
                 const char *answer, size_t n, struct guard_verdict *out);

#endif
