/* rules.c -- phrase rules: compiled from the language's tables, matched at every word.
 *
 * A rule is a row of elements, each a set of words; the first word of a rule leads to it, so
 * a message costs a few comparisons a word, not a walk over all rules. */
#include "talk.h"

#include <string.h>

#define GAP_MOST 2 /* words that '*' may stand for */

static void *grown(struct arena *a, void *old, size_t count, size_t *cap, size_t size)
{
    if (count < *cap)
        return old;
    *cap = *cap ? *cap * 2 : 512;
    void *at = arena_array(a, *cap, size);
    if (old)
        memcpy(at, old, count * size);
    return at;
}

static void add_choices(struct lexicon *l, struct arena *a, struct rules *r, struct element *e,
                        const char *text, size_t n)
{
    e->first = (uint16_t)r->choice_count;
    while (n) {
        const char *bar = memchr(text, '|', n);
        size_t len = bar ? (size_t)(bar - text) : n;
        uint16_t lex = lexicon_add(l, a, text, len);
        l->at[lex].flags |= WORD_RULE;
        r->choices = grown(a, r->choices, r->choice_count, &r->choice_cap, sizeof *r->choices);
        r->choices[r->choice_count++] = lex;
        e->count++;
        text += len + (bar != NULL);
        n -= len + (bar != NULL);
    }
}

static void add_element(struct lexicon *l, struct arena *a, struct rules *r, const char *text,
                        size_t n)
{
    struct element e = {0};
    if (n && text[n - 1] == '?') {
        e.optional = true;
        n--;
    }
    if (n == 1 && *text == '*')
        e.gap = true;
    else if (n == 1 && *text == '#')
        e.number = true;
    else if (n >= 2 && text[n - 1] == '#' && text[n - 2] == '|')
        e.number = true, add_choices(l, a, r, &e, text, n - 2);
    else
        add_choices(l, a, r, &e, text, n);
    r->elements = grown(a, r->elements, r->element_count, &r->element_cap, sizeof *r->elements);
    r->elements[r->element_count++] = e;
}

static void link_rule(struct arena *a, struct rules *r, uint16_t *head, size_t rule)
{
    r->links = grown(a, r->links, r->link_count, &r->link_cap, sizeof *r->links);
    r->links[r->link_count++] = (struct rule_link){.rule = (uint16_t)rule, .next = *head};
    *head = (uint16_t)r->link_count;
}

/* Every word a rule can start with leads to it. */
static void link_starts(struct lexicon *l, struct arena *a, struct rules *r, size_t rule)
{
    const struct compiled_rule *c = &r->at[rule];
    for (size_t i = 0; i < c->element_count; i++) {
        const struct element *e = &r->elements[c->element + i];
        for (size_t k = 0; k < e->count; k++)
            link_rule(a, r, &l->at[r->choices[e->first + k]].rule, rule);
        if (e->number)
            link_rule(a, r, &r->number_head, rule);
        if (!e->optional)
            return;
    }
}

static void add_rules(struct lexicon *l, struct arena *a, struct rules *r,
                      const struct rule *rules, size_t count, bool wish)
{
    for (size_t i = 0; i < count; i++) {
        struct compiled_rule *c = &r->at[r->count];
        *c = (struct compiled_rule){.where = (uint8_t)rules[i].where, .wish = wish,
                                    .value = (uint8_t)rules[i].value,
                                    .element = (uint16_t)r->element_count};
        for (const char *p = rules[i].pattern; *p;) {
            size_t n = strcspn(p, " ");
            add_element(l, a, r, p, n);
            p += n + strspn(p + n, " ");
        }
        c->element_count = (uint16_t)(r->element_count - c->element);
        link_starts(l, a, r, r->count++);
    }
}

/* Somebody who wants to be left alone or to talk to a person is understood in any language. */
static bool always_works(const struct rule *r)
{
    bool wanted = r->value == INTENT_STOP || r->value == INTENT_START || r->value == INTENT_HUMAN;
    return wanted && (r->where == RULE_EXACT || r->where == RULE_WHOLE);
}

void rules_build(struct lexicon *l, struct arena *a, const struct language *lang,
                 struct rules *out)
{
    size_t most = lang->wish_count + 1;
    for (size_t i = 0; language_all[i]; i++)
        most += language_all[i]->intent_count;
    *out = (struct rules){.at = arena_array(a, most, sizeof *out->at)};
    add_rules(l, a, out, lang->intents, lang->intent_count, false);
    add_rules(l, a, out, lang->wishes, lang->wish_count, true);
    for (size_t i = 0; language_all[i]; i++)
        for (size_t k = 0; language_all[i] != lang && k < language_all[i]->intent_count; k++)
            if (always_works(&language_all[i]->intents[k]))
                add_rules(l, a, out, &language_all[i]->intents[k], 1, false);
}

struct attempt {
    const struct rules *r;
    const struct words *w;
    size_t end;               /* where it must end, or SIZE_MAX for anywhere */
};

static bool element_fits(const struct rules *r, const struct element *e, const struct word *w)
{
    if (e->number && w->is_number && !w->masked && !w->measure)
        return true;
    for (size_t i = 0; w->lex && i < e->count; i++)
        if (r->choices[e->first + i] == w->lex)
            return true;
    return false;
}

/* The word behind the match, or 0 when the elements do not fit from word `at` on. */
static size_t match_from(const struct attempt *t, const struct element *e, size_t left, size_t at)
{
    if (left == 0)
        return t->end == SIZE_MAX || at == t->end ? at : 0;
    if (e->gap) {
        for (size_t skip = 0; skip <= GAP_MOST && at + skip <= t->w->count; skip++) {
            size_t to = match_from(t, e + 1, left - 1, at + skip);
            if (to)
                return to;
        }
        return 0;
    }
    if (at < t->w->count && element_fits(t->r, e, &t->w->at[at])) {
        size_t to = match_from(t, e + 1, left - 1, at + 1);
        if (to)
            return to;
    }
    return e->optional ? match_from(t, e + 1, left - 1, at) : 0;
}

static size_t try_rule(const struct rules *r, const struct compiled_rule *c, const struct words *w,
                       size_t at, size_t core_from, size_t core_to)
{
    const struct element *e = &r->elements[c->element];
    struct attempt t = {.r = r, .w = w, .end = SIZE_MAX};
    size_t to = 0;
    switch (c->where) {
    case RULE_EXACT:
        t.end = w->count;
        return at == 0 ? match_from(&t, e, c->element_count, 0) : 0;
    case RULE_WHOLE:
        t.end = w->count;
        if (at == 0)
            to = match_from(&t, e, c->element_count, 0);
        t.end = core_to;
        return to || at != core_from ? to : match_from(&t, e, c->element_count, at);
    case RULE_FIRST:
        return at == 0 || at == core_from ? match_from(&t, e, c->element_count, at) : 0;
    default:
        return match_from(&t, e, c->element_count, at);
    }
}

static void try_list(const struct rules *r, uint16_t head, const struct words *w, size_t at,
                     size_t core_from, size_t core_to, struct hits *out)
{
    for (uint16_t i = head; i && out->count < HITS_MOST; i = r->links[i - 1].next) {
        uint16_t rule = r->links[i - 1].rule;
        const struct compiled_rule *c = &r->at[rule];
        size_t to = try_rule(r, c, w, at, core_from, core_to);
        if (to)
            out->at[out->count++] = (struct hit){.from = (uint16_t)at, .to = (uint16_t)to,
                                                 .rule = rule, .value = c->value,
                                                 .where = c->where, .wish = c->wish};
    }
}

void rules_find(const struct brain *b, const struct words *w, size_t core_from, size_t core_to,
                struct hits *out)
{
    out->count = 0;
    for (size_t i = 0; i < w->count; i++) {
        const struct word *x = &w->at[i];
        if (x->lex)
            try_list(&b->rules, b->lexicon.at[x->lex].rule, w, i, core_from, core_to, out);
        if (x->is_number && !x->masked)
            try_list(&b->rules, b->rules.number_head, w, i, core_from, core_to, out);
    }
}
