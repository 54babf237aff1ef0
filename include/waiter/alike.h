/* alike.h -- which of many messages ask the same, also in two languages. Pure; no order matters but
 * the given one. */
#ifndef WAITER_ALIKE_H
#define WAITER_ALIKE_H

#include "waiter/arena.h"

#include <stddef.h>

/* Groups texts: group[i] is the index of the first text that text i is like (i itself: it begins a
 * group). Grows with the square of `count`: meant for some hundred. Scratch memory: arena. */
void group_alike(struct arena *a, const char *const *texts, size_t count, size_t *group);

#endif
