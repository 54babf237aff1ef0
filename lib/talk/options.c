/* options.c -- option values in words: "large", "blk", "6 years", "grey" for Gray, 38 for 36-40.
 *
 * Values come from the catalogue; the language adds other surfaces of common ones. */
#include "talk.h"

#include <string.h>

static uint16_t cut_lexemes(const struct brain *b, struct arena *a, const char *text,
                            uint16_t *out, size_t most, bool *glued)
{
    struct words w;
    words_read(&b->lexicon, a, text_clean(a, text), &w);
    uint16_t n = 0;
    *glued = false;
    for (size_t i = 0; i < w.count && n < most; i++) {
        out[n++] = w.at[i].lex;
        if (!w.at[i].lex)
            return 0;
        if (i && w.at[i].glued && w.at[i - 1].is_number)
            *glued = true;
    }
    return n;
}

/* Interns every word of a text, so that the catalogue's own words are known. */
static void learn(struct brain *b, struct arena *a, const char *text)
{
    struct words w;
    words_read(&b->lexicon, a, text_clean(a, text), &w);
    for (size_t i = 0; i < w.count; i++)
        lexicon_add(&b->lexicon, a, w.at[i].text, w.at[i].len);
}

static void add_surface(struct brain *b, struct arena *a, const char *text, uint16_t value,
                        bool canonical)
{
    struct options *o = &b->options;
    if (o->surface_count == o->surface_cap) {
        o->surface_cap = o->surface_cap ? o->surface_cap * 2 : 128;
        struct surface *at = arena_array(a, o->surface_cap, sizeof *at);
        if (o->surface_count)
            memcpy(at, o->surfaces, o->surface_count * sizeof *at);
        o->surfaces = at;
    }
    struct surface *s = &o->surfaces[o->surface_count];
    *s = (struct surface){.value = value, .canonical = canonical};
    learn(b, a, text);
    s->count = (uint8_t)cut_lexemes(b, a, text, s->words, COUNT(s->words), &s->digits_glued);
    if (!s->count)
        return;
    struct lexeme *x = &b->lexicon.at[s->words[0]];
    s->next = x->surface;
    x->surface = (uint16_t)++o->surface_count;
}

static bool same_line_part(const char *part, size_t n, const char *plain)
{
    return strlen(plain) == n && memcmp(part, plain, n) == 0;
}

/* Other words for a value, from the language's lines ("s, small, sm"). */
static void add_line(struct brain *b, struct arena *a, const char *line, const char *plain,
                     uint16_t value)
{
    bool ours = false;
    for (int pass = 0; pass < 2; pass++) {
        for (const char *p = line; *p;) {
            size_t n = strcspn(p, ",");
            if (pass == 0)
                ours |= same_line_part(p, n, plain);
            else if (!same_line_part(p, n, plain))
                add_surface(b, a, arena_strndup(a, p, n), value, false);
            p += n + strspn(p + n, ", ");
        }
        if (!ours)
            return;
    }
}

static void read_range(struct option_value *v)
{
    const char *p = v->plain;
    int64_t n[2] = {0, 0};
    for (int i = 0; i < 2; i++) {
        size_t digits = strspn(p, "0123456789");
        if (digits == 0 || digits > 6)
            return;
        while (digits--)
            n[i] = n[i] * 10 + (*p++ - '0');
        if (i == 0 && *p++ != ' ')
            return;
    }
    if (!*p && n[0] < n[1]) {
        v->low = n[0];
        v->high = n[1];
    }
}

static uint16_t value_for(struct brain *b, struct arena *a, const char *canonical)
{
    struct options *o = &b->options;
    const char *plain = plain_text(a, canonical);
    for (size_t i = 0; i < o->value_count; i++)
        if (strcmp(o->values[i].plain, plain) == 0)
            return (uint16_t)i;
    uint16_t v = (uint16_t)o->value_count++;
    o->values[v] = (struct option_value){.plain = plain};
    o->canonical[v] = canonical;
    read_range(&o->values[v]);
    add_surface(b, a, canonical, v, true);
    for (size_t i = 0; i < b->language->option_word_count; i++)
        add_line(b, a, b->language->option_words[i], plain, v);
    return v;
}

/* `also`: what the shop itself calls the value, in a translated catalogue; or NULL. */
static void own(struct brain *b, struct arena *a, size_t product, int slot, const char *canonical,
                const char *also)
{
    if (!canonical || !*canonical)
        return;
    uint16_t v = value_for(b, a, canonical);
    struct product_options *p = &b->options.products[product];
    for (size_t i = 0; i < p->count[slot]; i++)
        if (p->at[slot][i].value == v)
            return;
    p->at[slot][p->count[slot]++] = (struct owned_value){.value = v, .canonical = canonical};
    if (also)
        add_surface(b, a, also, v, false);
}

static void note_slots(struct brain *b, struct arena *a)
{
    struct options *o = &b->options;
    const struct catalogue *c = b->catalogue;
    int *votes = arena_array(a, o->value_count + 1, sizeof *votes);
    for (size_t i = 0; i < c->product_count; i++)
        for (int slot = 0; slot < 2; slot++)
            for (size_t k = 0; k < o->products[i].count[slot]; k++) {
                uint16_t v = o->products[i].at[slot][k].value;
                const struct product *p = &c->products[i];
                const char *name = slot ? p->option2_name : p->option1_name;
                votes[v] += slot ? 1 : -1;
                if (!o->name_of_value[v] && name)
                    o->name_of_value[v] = plain_text(a, name);
            }
    for (size_t v = 0; v < o->value_count; v++)
        o->slot_of_value[v] = votes[v] > 0 ? 2 : 1;
}

/* Words of four letters and more that a misspelt value may be read into. */
static void note_fuzzy(struct brain *b, struct arena *a)
{
    struct options *o = &b->options;
    o->fuzzy = arena_array(a, o->surface_count + 1, sizeof *o->fuzzy);
    for (size_t i = 0; i < o->surface_count; i++) {
        uint16_t lex = o->surfaces[i].words[0];
        bool known = b->lexicon.at[lex].len < 4;
        for (size_t k = 0; k < o->fuzzy_count; k++)
            known |= o->fuzzy[k] == lex;
        if (!known)
            o->fuzzy[o->fuzzy_count++] = lex;
    }
}

void options_build(struct brain *b, struct arena *a)
{
    const struct catalogue *c = b->catalogue;
    struct options *o = &b->options;
    size_t most = 0;
    for (size_t i = 0; i < c->product_count; i++)
        most += 2 * c->products[i].variant_count;
    if (most > 60000)
        most = 60000;
    o->values = arena_array(a, most + 1, sizeof *o->values);
    o->canonical = arena_array(a, most + 1, sizeof *o->canonical);
    o->slot_of_value = arena_array(a, most + 1, sizeof *o->slot_of_value);
    o->name_of_value = arena_array(a, most + 1, sizeof *o->name_of_value);
    o->products = arena_array(a, c->product_count + 1, sizeof *o->products);
    for (size_t i = 0; i < c->product_count; i++) {
        const struct product *p = &c->products[i];
        for (int slot = 0; slot < 2; slot++)
            o->products[i].at[slot] = arena_array(a, p->variant_count + 1,
                                                  sizeof(struct owned_value));
        for (size_t k = 0; k < p->variant_count && o->value_count + 2 < most + 1; k++) {
            own(b, a, i, 0, p->variants[k].option1, p->own ? p->own[k].option1 : NULL);
            own(b, a, i, 1, p->variants[k].option2, p->own ? p->own[k].option2 : NULL);
        }
    }
    note_slots(b, a);
    note_fuzzy(b, a);
}

const char *option_of(const struct brain *b, size_t product, int slot, uint16_t value)
{
    const struct product_options *p = &b->options.products[product];
    for (size_t i = 0; i < p->count[slot - 1]; i++)
        if (p->at[slot - 1][i].value == value)
            return p->at[slot - 1][i].canonical;
    return NULL;
}

static bool same_word(const struct brain *b, const struct word *w, uint16_t lex)
{
    if (w->lex == lex)
        return true;
    char forms[3][32];
    size_t n = singulars(w->text, w->len, forms);
    const struct lexeme *x = &b->lexicon.at[lex];
    for (size_t i = 0; i < n; i++)
        if (strcmp(forms[i], x->text) == 0)
            return true;
    return false;
}

static bool surface_fits(const struct brain *b, const struct words *w, size_t from,
                         const struct surface *s)
{
    if (from + s->count > w->count)
        return false;
    for (size_t i = 1; i < s->count; i++) {
        if (!same_word(b, &w->at[from + i], s->words[i]))
            return false;
        /* "2XL" is a size, "2 XL" is two of them. */
        if (s->digits_glued && w->at[from].is_number && !w->at[from + i].glued &&
            b->lexicon.at[s->words[i]].surface)
            return false;
    }
    return !w->at[from].masked && !w->at[from].negative;
}

static void try_surfaces(const struct brain *b, const struct words *w, size_t from, uint16_t lex,
                         int quality, struct option_hit *out)
{
    for (uint16_t i = b->lexicon.at[lex].surface; i; i = b->options.surfaces[i - 1].next) {
        const struct surface *s = &b->options.surfaces[i - 1];
        int q = quality + (s->canonical ? 2 : 0);
        bool better = s->count > out->count || (s->count == out->count && q > out->quality);
        if (better && surface_fits(b, w, from, s))
            *out = (struct option_hit){.from = (uint16_t)from, .count = s->count,
                                       .value = s->value, .quality = (uint8_t)q};
    }
}

/* A misspelt or cut word: one edit, or the beginning ("burg" for Burgundy). */
static void try_fuzzy(const struct brain *b, const struct words *w, size_t from,
                      struct option_hit *out)
{
    const struct word *x = &w->at[from];
    uint32_t letters = letters_of(x->text, x->len);
    for (size_t i = 0; i < b->options.fuzzy_count; i++) {
        const struct lexeme *y = &b->lexicon.at[b->options.fuzzy[i]];
        if (__builtin_popcount(letters ^ y->letters) > 8)
            continue;
        bool begins = y->len > x->len && y->len <= x->len + 5 &&
                      memcmp(x->text, y->text, x->len) == 0;
        if (begins || (x->text[0] == y->text[0] &&
                       edit_distance(x->text, x->len, y->text, y->len, 1) <= 1))
            try_surfaces(b, w, from, b->options.fuzzy[i], begins ? 80 : 85, out);
    }
}

bool option_at(const struct brain *b, const struct words *w, size_t from, struct option_hit *out)
{
    *out = (struct option_hit){0};
    const struct word *x = &w->at[from];
    if (x->masked)
        return false;
    if (x->lex)
        try_surfaces(b, w, from, x->lex, 97, out);
    char forms[3][32];
    size_t n = out->count ? 0 : singulars(x->text, x->len, forms);
    for (size_t i = 0; i < n && !out->count; i++)
        try_surfaces(b, w, from, lexicon_find(&b->lexicon, forms[i], strlen(forms[i])), 93, out);
    bool ordinary = word_is(&b->lexicon, x, WORD_STOP | WORD_COMMON | WORD_RULE | WORD_UNIT);
    if (!out->count && x->len >= 4 && !ordinary && !x->is_number)
        try_fuzzy(b, w, from, out);
    return out->count > 0;
}

/* A number inside "36-40", or the one word that tells the product's values apart. */
static const char *named_in_part(const struct brain *b, struct arena *a, const struct words *w,
                                 const struct product_options *p, int slot)
{
    const char *found = NULL;
    size_t hits = 0;
    for (size_t i = 0; i < p->count[slot]; i++) {
        const struct option_value *v = &b->options.values[p->at[slot][i].value];
        struct words parts;
        words_read(&b->lexicon, a, v->plain, &parts);
        bool hit = false;
        for (size_t k = 0; k < w->count; k++) {
            const struct word *x = &w->at[k];
            hit |= x->is_number && v->high && x->number >= v->low && x->number <= v->high;
            for (size_t m = 0; m < parts.count && x->len >= 3 && !x->is_number; m++)
                hit |= parts.at[m].len >= x->len &&
                       memcmp(parts.at[m].text, x->text, x->len) == 0 &&
                       !word_is(&b->lexicon, x, WORD_STOP);
        }
        if (hit) {
            hits++;
            found = p->at[slot][i].canonical;
        }
    }
    return hits == 1 ? found : NULL;
}

/* Only this product's values compete: "whole" may be another thing elsewhere. */
const char *option_here(const struct brain *b, const struct words *w, size_t from, size_t product,
                        int slot, size_t *count)
{
    const struct product_options *p = &b->options.products[product];
    const char *best = NULL;
    const struct word *x = &w->at[from];
    char forms[3][32];
    size_t n = x->masked ? 0 : 1 + singulars(x->text, x->len, forms);
    *count = 0;
    for (size_t f = 0; f < n; f++) {
        uint16_t lex = f == 0 ? x->lex
                              : lexicon_find(&b->lexicon, forms[f - 1], strlen(forms[f - 1]));
        for (uint16_t i = b->lexicon.at[lex].surface; i; i = b->options.surfaces[i - 1].next) {
            const struct surface *s = &b->options.surfaces[i - 1];
            const char *value = option_of(b, product, slot, s->value);
            if (value && s->count > *count && surface_fits(b, w, from, s)) {
                *count = s->count;
                best = value;
            }
        }
    }
    struct option_hit hit;
    if (best || p->count[slot - 1] == 0 || !option_at(b, w, from, &hit))
        return best;
    *count = hit.count;
    return option_of(b, product, slot, hit.value);
}

const char *option_named(const struct brain *b, struct arena *a, const struct product *p,
                         int option, const char *words)
{
    size_t product = (size_t)(p - b->catalogue->products);
    if (product >= b->catalogue->product_count || (option != 1 && option != 2))
        return NULL;
    struct words w;
    words_read(&b->lexicon, a, text_clean(a, words), &w);
    const char *best = NULL;
    size_t best_count = 0;
    for (size_t i = 0; i < w.count; i++) {
        size_t count;
        const char *value = option_here(b, &w, i, product, option, &count);
        bool negated = i && (word_is(&b->lexicon, &w.at[i - 1], WORD_NOT) ||
                             (i > 1 && word_is(&b->lexicon, &w.at[i - 2], WORD_NOT)));
        if (value && count > best_count && !negated) {
            best_count = count;
            best = value;
        }
    }
    return best ? best : named_in_part(b, a, &w, &b->options.products[product], option - 1);
}

#define VALUE_LEAST 3 /* letters: "m" and "l" are too often something else */

/* "xxl" as sizes are written; others as they were said. */
static const char *as_written(struct arena *a, const char *value)
{
    char *out = arena_strdup(a, value);
    if (strspn(value, "xsml0123456789") == strlen(value))
        for (char *c = out; *c; c++)
            *c = (char)(*c >= 'a' ? *c - 32 : *c);
    return out;
}

const char *value_named(const struct brain *b, struct arena *a, const char *words)
{
    const char *plain = plain_text(a, words);
    for (size_t i = 0; i < b->options.value_count; i++)
        if (strlen(b->options.canonical[i]) >= VALUE_LEAST &&
            str_has_words(plain, plain_text(a, b->options.canonical[i])))
            return b->options.canonical[i];
    for (size_t i = 0; i < b->language->option_word_count; i++) {
        const char *line = b->language->option_words[i];
        bool size = strspn(line, "xsml") == strcspn(line, ","); /* "xxl, 2xl" */
        for (const char *p = line; size && *p;) {
            size_t n = strcspn(p, ",");
            const char *value = arena_strndup(a, p, n);
            if (n >= VALUE_LEAST && str_has_words(plain, value))
                return as_written(a, value);
            p += n + strspn(p + n, ", ");
        }
    }
    return NULL;
}
