/* learn_parts.h -- what train.c and quick.c share; nobody else includes it. */
#ifndef WAITER_LEARN_PARTS_H
#define WAITER_LEARN_PARTS_H

#include "../talk/nlu_parts.h"

/* A phrase as its features. */
struct learn_line { enum meaning meaning; size_t count; const struct nlu_feature *at; };
struct lines { struct learn_line *at; size_t count, cap; };

/* NLU_ROWS + 1 rows of MEANING__MAX weights, the last one the biases; `cost` of a mistake by meaning. */
const float *learn_quickly(struct arena *a, const struct lines *lines, const float cost[MEANING__MAX]);

#endif
