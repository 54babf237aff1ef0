/* category.c -- a category named in a message: "coffee", "show me the hoodies". */
#include "talk.h"

#include <string.h>

#define SEVERAL 0xffff
#define MISSPELT_LEAST 5

static void note(struct brain *b, struct arena *a, const char *text, size_t n, size_t category)
{
    uint16_t lex = lexicon_add(&b->lexicon, a, text, n);
    uint16_t *c = &b->lexicon.at[lex].category;
    if (*c == 0)
        *c = (uint16_t)(category + 1);
    else if (*c != category + 1)
        *c = SEVERAL;
}

void categories_build(struct brain *b, struct arena *a)
{
    for (size_t i = 0; i < b->catalogue->category_count && i < SEVERAL - 1; i++) {
        struct words w;
        words_read(&b->lexicon, a, text_clean(a, b->catalogue->categories[i].name), &w);
        for (size_t k = 0; k < w.count; k++) {
            const struct word *x = &w.at[k];
            if (word_is(&b->lexicon, x, WORD_STOP) || x->is_number || x->len < 2)
                continue;
            note(b, a, x->text, x->len, i);
            char forms[3][32];
            size_t n = singulars(x->text, x->len, forms);
            for (size_t f = 0; f < n; f++)
                note(b, a, forms[f], strlen(forms[f]), i);
        }
    }
    b->category_words = arena_array(a, b->lexicon.count, sizeof *b->category_words);
    for (size_t i = 1; i < b->lexicon.count; i++)
        if (b->lexicon.at[i].category && b->lexicon.at[i].len >= MISSPELT_LEAST)
            b->category_words[b->category_word_count++] = (uint16_t)i;
}

/* "a present" where the category is Gifts. */
static uint16_t category_alike(const struct brain *b, const struct word *w)
{
    uint16_t concept = b->lexicon.at[w->lex].concept;
    return w->lex && concept ? b->lexicon.at[concept].category : 0;
}

static uint16_t category_of(const struct brain *b, const struct word *w, bool misspelt)
{
    char forms[3][32];
    uint16_t c = w->lex ? b->lexicon.at[w->lex].category : 0;
    size_t n = c ? 0 : singulars(w->text, w->len, forms);
    for (size_t i = 0; i < n && !c; i++)
        c = b->lexicon.at[lexicon_find(&b->lexicon, forms[i], strlen(forms[i]))].category;
    if (c || !misspelt || w->len < MISSPELT_LEAST || word_is_real(&b->lexicon, w->text, w->len))
        return c;
    for (size_t i = 0; i < b->category_word_count && !c; i++) {
        const struct lexeme *x = &b->lexicon.at[b->category_words[i]];
        if (x->text[0] == w->text[0] &&
            edit_distance(w->text, w->len, x->text, x->len, 1) <= 1)
            c = x->category;
    }
    return c;
}

/* An ordinary word ("it is a gift") names its category only where something is asked for. */
static bool asks(const struct reading *r, const struct understood *out)
{
    if (r->core_to - r->core_from <= 3 || out->intent == INTENT_BROWSE)
        return true;
    for (size_t i = 0; i < r->hits.count; i++)
        if (r->hits.at[i].wish &&
            (r->hits.at[i].value == WISH_SHOW || r->hits.at[i].value == WISH_ADD))
            return true;
    return false;
}

/* "the hoodie i bought is too small" is no wish to look at hoodies. */
static bool tells(const struct reading *r)
{
    bool told = false;
    for (size_t i = 0; i < r->hits.count; i++) {
        const struct hit *h = &r->hits.at[i];
        if (h->wish && (h->value == WISH_SHOW || h->value == WISH_ADD))
            return false;
        told |= h->wish && h->value == WISH_TOLD;
    }
    return told;
}

void category_find(struct reading *r, struct understood *out)
{
    const struct brain *b = r->brain;
    size_t best = 0, best_hits = 0;
    bool asked = asks(r, out);
    if (tells(r))
        return;
    for (size_t i = 0; i < r->words.count; i++) {
        const struct word *w = &r->words.at[i];
        uint16_t c = w->masked || w->is_number ? 0 : category_of(b, w, !r->senses[i].count);
        if (!c && !w->masked && asked)
            c = category_alike(b, w);
        if (!c || c == SEVERAL || (word_is(&b->lexicon, w, WORD_COMMON) && !asked))
            continue;
        size_t hits = 0;
        for (size_t k = i; k < r->words.count; k++)
            hits += category_of(b, &r->words.at[k], !r->senses[k].count) == c;
        /* "coffee mug" names the mugs when the item said so. */
        if (out->item_count && out->items[0].candidate_count &&
            out->items[0].candidates[0]->category_id == b->catalogue->categories[c - 1].id)
            hits += 100;
        if (hits > best_hits) {
            best = c;
            best_hits = hits;
        }
    }
    if (best)
        out->category = &b->catalogue->categories[best - 1];
}
