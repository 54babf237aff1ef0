/* alike.c -- which of many messages ask the same: by the letters they share, three at a time; and in
 * two languages where both are made of the same ideas (nlu_synonyms.c) and of nothing else. */
#include "waiter/alike.h"

#include "faq_parts.h"
#include "waiter/understand.h"

#include <string.h>

#define BITS 1024 /* of a set of trigrams; more than a question has, so few fall together */
#define ALIKE_PERCENT 45

#define IDEAS_MOST 8

struct set { uint64_t at[BITS / 64]; size_t count; };
struct ideas { uint16_t at[IDEAS_MOST]; size_t count; bool whole; }; /* whole: no other word says anything */

static void put(struct set *s, const char *three)
{
    uint32_t bit = str_hash(three, 3) % BITS;
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

static void add_idea(struct ideas *s, uint16_t group)
{
    for (size_t i = 0; i < s->count; i++)
        if (s->at[i] == group)
            return;
    if (s->count == IDEAS_MOST)
        s->whole = false;
    else
        s->at[s->count++] = group;
}

/* A word of grammar: "puede", "posso". */
static bool is_idle(const struct language *l, const struct nlu_token *t)
{
    bool found = t->small || t->len <= 2;
    for (size_t i = 0; i < COUNT(l->lists) && l->lists[i].words && !found; i++) {
        if (!(l->lists[i].flag & (WORD_STOP | WORD_FILLER)))
            continue;
        for (const char *p = l->lists[i].words; *p && !found; p += strcspn(p, " "), p += *p == ' ')
            found = strcspn(p, " ") == t->len && !memcmp(p, t->text, t->len);
    }
    return found;
}

static void read_ideas(const char *text, struct ideas *out)
{
    struct nlu_tokens t;
    enum spoken lang = spoken_guess(text, SPOKEN_ALL).lang;
    const struct language *l = language_of(spoken_code(lang));
    nlu_tokens_read(nlu_words_of(nlu_shipped()), lang, NULL, text, &t);
    *out = (struct ideas){.whole = true};
    for (size_t i = 0; i < t.count; i++) {
        bool in_pair = t.pair_groups[i] || (i && t.pair_groups[i - 1]);
        uint16_t group = t.at[i].small ? 0 : t.at[i].group;
        if (t.pair_groups[i] && !faq_idea_is_weak(t.pair_groups[i]))
            add_idea(out, t.pair_groups[i]);
        if (group && !faq_idea_is_weak(group))
            add_idea(out, group);
        else if (!group && !in_pair && !is_idle(l, &t.at[i]))
            out->whole = false;
    }
}

static bool same_ideas(const struct ideas *x, const struct ideas *y)
{
    if (!x->whole || !y->whole || !x->count || x->count != y->count)
        return false;
    for (size_t i = 0; i < x->count; i++) {
        bool there = false;
        for (size_t k = 0; k < y->count; k++)
            there |= x->at[i] == y->at[k];
        if (!there)
            return false;
    }
    return true;
}

void group_alike(struct arena *a, const char *const *texts, size_t count, size_t *group)
{
    struct set *sets = arena_array(a, count ? count : 1, sizeof *sets);
    struct ideas *ideas = arena_array(a, count ? count : 1, sizeof *ideas);
    for (size_t i = 0; i < count; i++) {
        size_t best = ALIKE_PERCENT;
        read_set(a, texts[i], &sets[i]);
        read_ideas(texts[i], &ideas[i]);
        group[i] = i;
        for (size_t k = 0; k < i; k++) {
            size_t like = group[k] == k ? likeness(&sets[i], &sets[k]) : 0;
            if (group[k] == k && like < best && same_ideas(&ideas[i], &ideas[k]))
                like = best;
            if (like >= best) {
                best = like + 1;
                group[i] = k;
            }
        }
    }
}
