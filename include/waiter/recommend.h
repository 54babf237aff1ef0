/* recommend.h -- which goods to speak of: instead of one, beside one, or for a few words. Pure.
 *
 * Three things are weighed: how alike goods are in their words (stems of name, other names, category
 * and description, the rare ones loudest), how often they were in one order lately
 * (catalogue.companions), and, asked of the caller for the best ones alone, whether they can be had.
 * Same catalogue, same answer: ties are settled by the shop's own order. */
#ifndef WAITER_RECOMMEND_H
#define WAITER_RECOMMEND_H

#include "waiter/arena.h"
#include "waiter/catalogue.h"

#include <stdbool.h>
#include <stddef.h>

#define RECOMMEND_MOST 3

/* The words of the goods, weighed, to be compared with: part of the brain, immutable. */
struct likeness;
struct brain;
const struct likeness *brain_likeness(const struct brain *b); /* NULL for no brain */

enum recommend_kind {
    RECOMMEND_INSTEAD, /* of a product that is not to be had: something like it */
    RECOMMEND_BESIDE,  /* a product: what others had with it; else something of another shelf */
    RECOMMEND_BOUGHT,  /* a product: only what several others had with it */
    RECOMMEND_FOR,     /* words ("a gift for a coffee lover"); else what is bought most */
    RECOMMEND_LIKE     /* words ("something warm") and nothing else */
};

struct recommend_ask {
    enum recommend_kind kind;
    const struct product *of;  /* of the catalogue; NULL where words ask */
    const char *words;         /* as written; NULL where a product asks */
    /* Can it be had, and is it worth saying? Asked for at most 24 products. */
    bool (*fits)(void *who, const struct product *p);
    void *who;
};

/* What to speak of, best first, at most RECOMMEND_MOST, never `of` itself; returns how many.
 * `l` may be NULL: then words count for nothing. Memory: arena, for the time of the call. */
size_t recommend(const struct catalogue *c, const struct likeness *l, struct arena *a,
                 const struct recommend_ask *ask, const struct product *out[RECOMMEND_MOST]);

/* In how many orders the two were together lately; with itself: in how many it was. */
int64_t bought_together(const struct catalogue *c, int64_t product, int64_t with);

#endif
