/* modifiers.c -- "no onions", "without sugar", "extra cheese": what a thing shall come without or
 * with more of. It belongs to the thing named before, and its words name nothing themselves. */
#include "clauses.h"

#define WORDS_AFTER 4 /* "no" and what it may be about */

/* The words from i on are something the shop sells: then nothing is modified, it is refused or
 * wanted itself. "without the cap" means the cap; "no cheese" no mac and cheese. */
static bool is_sold(const struct cut *c, size_t i, bool pointed)
{
    const struct matcher *m = &c->r->brain->matcher;
    if (c->block[i])
        return true;
    if (!pointed || !c->r->senses[i].count)
        return false;
    const struct vocab *v = &m->vocab[c->r->senses[i].at[0].vocab];
    for (size_t k = 0; k < v->phrase_count; k++) {
        const struct phrase *p = &m->phrases[m->phrase_of[v->phrases + k]];
        if (&m->vocab[p->words[p->head]] == v)
            return true;
    }
    return false;
}

static bool ends_here(const struct cut *c, size_t i, bool any)
{
    bool next_amount = c->r->amounts[i].kind && c->r->amounts[i].kind != AMOUNT_ARTICLE;
    return cut_word(c, i)->separator || cut_is(c, i, WORD_AND | WORD_MODIFIER) || next_amount ||
           cut_word(c, i)->masked || (any && cut_is(c, i, WORD_STOP | WORD_FILLER));
}

/* How many words the modifier that starts at i has; 0 when it is none. */
static size_t modifier_at(const struct cut *c, size_t i)
{
    bool any = false, pointed = false;
    size_t at = i + 1, most = i + WORDS_AFTER;
    if (!cut_is(c, i, WORD_MODIFIER) || cut_word(c, i)->masked || c->option_len[i])
        return 0;
    for (; at < c->r->words.count && at <= most && !ends_here(c, at, any); at++) {
        bool small = cut_is(c, at, WORD_STOP);
        pointed |= small && cut_is(c, at, WORD_THE);
        if (!small && is_sold(c, at, pointed || !any)) {
            if (c->block[at] || pointed)
                return any ? at - i : 0;
        }
        any |= !small;
    }
    return any ? at - i : 0;
}

static bool thing_before(const struct cut *c, size_t i)
{
    while (i-- > 0) {
        if (c->block[i] || (c->r->senses[i].count && !c->option_len[i]))
            return true;
        if (cut_word(c, i + 1)->separator == SEP_BREAK)
            return false;
    }
    return false;
}

void modifiers_find(struct cut *c)
{
    for (size_t i = 1; i < c->r->words.count; i++) {
        size_t n = thing_before(c, i) ? modifier_at(c, i) : 0;
        if (!n || c->modifier_count == MODIFIED_MOST)
            continue;
        c->modifiers[c->modifier_count++] = (struct modifier){i, i + n};
        for (size_t k = i; k < i + n; k++) {
            c->r->senses[k].count = 0;
            c->r->amounts[k] = (struct amount){0};
            c->block[k] = c->option_len[k] = c->wish_at[k] = 0;
        }
        if (c->r->amounts[i - 1].kind == AMOUNT_ARTICLE) { /* "with an extra shot" counts nothing */
            c->r->amounts[i - 1] = (struct amount){0};
            c->wish_at[i - 1] = 0;
        }
        i += n - 1;
    }
}

bool in_modifier(const struct cut *c, size_t i)
{
    for (size_t k = 0; k < c->modifier_count; k++)
        if (i >= c->modifiers[k].from && i < c->modifiers[k].to)
            return true;
    return false;
}

/* The clause it belongs to: the nearest before it that names a thing, else the next one. */
static struct clause *owner(struct cut *c, const struct modifier *m)
{
    struct clause *best = NULL;
    for (size_t i = 0; i < c->count; i++) {
        bool before = c->at[i].from <= m->from;
        if (c->at[i].found_count && (before || !best))
            best = &c->at[i];
    }
    return best;
}

void modifiers_give(struct cut *c, const struct clause *k, const char *text, struct item *it)
{
    for (size_t i = 0; i < c->modifier_count && it->modifier_count < MODIFIERS_MOST; i++) {
        const struct modifier *m = &c->modifiers[i];
        if (owner(c, m) != k)
            continue;
        uint32_t from = cut_word(c, m->from)->from, to = cut_word(c, m->to - 1)->to;
        it->modifiers[it->modifier_count++] = arena_strndup(c->r->arena, text + from, to - from);
    }
}
