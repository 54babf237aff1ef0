/* alike.c -- which of many messages ask the same: by the letters they share, three at a time. */
#include "waiter/alike.h"

#include "waiter/arena.h"
#include "waiter/understand.h"

#include <string.h>

#define BITS 1024 /* of a set of trigrams; more than a question has, so few fall together */
#define ALIKE_PERCENT 45

struct set { uint64_t at[BITS / 64]; size_t count; };

static void put(struct set *s, const char *three)
{
    uint32_t h = 2166136261u;
    for (int i = 0; i < 3; i++)
        h = (h ^ (unsigned char)three[i]) * 16777619u;
    uint32_t bit = (h ^ h >> 15) % BITS;
    if (!(s->at[bit / 64] >> (bit % 64) & 1))
        s->count++;
    s->at[bit / 64] |= 1ull << (bit % 64);
}

static void read_set(struct arena *a, const char *text, struct set *out)
{
    const char *padded = arena_printf(a, " %s ", plain_text(a, text));
    *out = (struct set){0};
    for (const char *c = padded; c[0] && c[1] && c[2]; c++)
        put(out, c);
}

/* What both have of what either has, in percent. */
static size_t likeness(const struct set *x, const struct set *y)
{
    size_t both = 0;
    for (size_t i = 0; i < BITS / 64; i++)
        both += (size_t)__builtin_popcountll(x->at[i] & y->at[i]);
    size_t either = x->count + y->count - both;
    return either ? both * 100 / either : 100;
}

void group_alike(struct arena *a, const char *const *texts, size_t count, size_t *group)
{
    struct set *sets = arena_array(a, count ? count : 1, sizeof *sets);
    for (size_t i = 0; i < count; i++) {
        size_t best = ALIKE_PERCENT;
        read_set(a, texts[i], &sets[i]);
        group[i] = i;
        for (size_t k = 0; k < i; k++) {
            size_t like = group[k] == k ? likeness(&sets[i], &sets[k]) : 0;
            if (like >= best) {
                best = like + 1;
                group[i] = k;
            }
        }
    }
}
