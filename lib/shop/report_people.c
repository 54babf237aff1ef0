/* report_people.c -- who bought in several days. Somebody who comes twice is one, so days do not add up
 * to it: each counted day keeps its customers' ids as a text ("7 12 4711"), and a range is their union. */
#include "report_parts.h"

/* Ids, each once: 64 neighbours are the bits of one slot, and slots are an open table of a power of
 * two, at most half full. Lists are sorted, so a year's half million ids stay within the cache. */
struct slot { int64_t block; uint64_t bits; /* 0: free */ };
struct id_set {
    struct arena *arena;
    struct slot *slots;
    size_t size, used, n;
};

static struct slot *slot_of(const struct id_set *s, int64_t block)
{
    size_t i = (size_t)(((uint64_t)block * 0x9E3779B97F4A7C15u) >> 32) & (s->size - 1);
    while (s->slots[i].bits && s->slots[i].block != block)
        i = (i + 1) & (s->size - 1);
    return &s->slots[i];
}

static uint64_t bit_of(int64_t id) { return (uint64_t)1 << (id & 63); }

static void set_grow(struct id_set *s)
{
    struct id_set more = *s;
    more.size = s->size ? 2 * s->size : 1024;
    more.slots = arena_array(s->arena, more.size, sizeof *more.slots);
    for (size_t i = 0; i < s->size; i++)
        if (s->slots[i].bits)
            *slot_of(&more, s->slots[i].block) = s->slots[i];
    *s = more;
}

static void set_add(struct id_set *s, int64_t id)
{
    if (2 * s->used >= s->size)
        set_grow(s);
    struct slot *slot = slot_of(s, id >> 6);
    s->used += slot->bits == 0;
    s->n += !(slot->bits & bit_of(id));
    *slot = (struct slot){id >> 6, slot->bits | bit_of(id)};
}

/* How many of a block's ids are in the set. */
static int set_common(const struct id_set *s, int64_t block, uint64_t bits)
{
    return s->n ? __builtin_popcountll(slot_of(s, block)->bits & bits) : 0;
}

static void add_list(struct id_set *s, const char *ids)
{
    for (int64_t id; (id = report_next_id(&ids));)
        set_add(s, id);
}

static bool add_counted(struct conn *c, struct id_set *s, const struct report_line *lines, size_t n,
                        struct err *e)
{
    struct rows *r;
    if (!rows_begin(c, Q_REPORT_BUYERS, ARGS(V(lines[0].day), V(lines[n - 1].day)), &r, e))
        return false;
    while (row_next(r, e))
        if (lines[row_int(r, 0) - lines[0].day].counted)
            add_list(s, row_text(r, 1, s->arena));
    rows_end(r);
    return e->kind == ERR_NONE;
}

bool report_buyers_now(struct conn *c, struct arena *a, int64_t from, int64_t until, int64_t *n,
                       const char **ids, struct err *e)
{
    struct rows *r;
    if (!rows_begin(c, Q_REPORT_BUYERS_NOW, ARGS(V(from), V(until)), &r, e))
        return false;
    bool any = row_next(r, e);
    *n = any ? row_int(r, 0) : 0;
    *ids = any ? row_text(r, 1, a) : "";
    rows_end(r);
    return e->kind == ERR_NONE;
}

static bool add_range(struct conn *c, struct id_set *s, const struct report_people *range,
                      struct err *e)
{
    if (!add_counted(c, s, range->lines, range->n, e))
        return false;
    for (size_t i = 0; i < range->n; i++) {
        const struct report_line *l = &range->lines[i];
        const char *ids = "";
        int64_t n;
        if (!l->counted && !report_buyers_now(c, s->arena, l->begins_at, l->ends_at, &n, &ids, e))
            return false;
        add_list(s, ids);
    }
    return true;
}

bool report_customers(struct conn *c, struct arena *a, struct report_people *ranges, size_t count,
                      struct err *e)
{
    struct id_set *sets = arena_array(a, count, sizeof *sets);
    struct rows *r;
    for (size_t i = 0; i < count; i++) {
        sets[i].arena = a;
        if (!add_range(c, &sets[i], &ranges[i], e))
            return false;
        ranges[i].buyers = (int64_t)sets[i].n;
        ranges[i].again = 0;
    }
    if (!rows_begin(c, Q_REPORT_AGAIN, NO_ARGS, &r, e))
        return false;
    while (row_next(r, e))
        for (size_t i = 0; i < count; i++)
            ranges[i].again += set_common(&sets[i], row_int(r, 0), (uint64_t)row_int(r, 1));
    rows_end(r);
    return e->kind == ERR_NONE;
}
