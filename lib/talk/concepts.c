/* concepts.c -- words that stand for one another in questions: lines of synonyms, and forms of the
 * words of the FAQ. Known like this they are real words, which nothing is misread from. */
#include "talk.h"

#include <string.h>

static uint16_t concept_of(const struct lexicon *l, const struct word *w)
{
    if (w->lex && l->at[w->lex].concept)
        return l->at[w->lex].concept;
    char stem[32];
    size_t n = stem_word(w->text, w->len, stem);
    return l->at[lexicon_find(l, stem, n)].concept;
}

static void learn_concept(struct brain *b, struct arena *a, const struct word *w)
{
    if (concept_of(&b->lexicon, w))
        return;
    char stem[32];
    size_t n = stem_word(w->text, w->len, stem);
    uint16_t lex = lexicon_add(&b->lexicon, a, w->text, w->len);
    uint16_t root_lex = lexicon_add_stem(&b->lexicon, a, stem, n);
    b->lexicon.at[lex].concept = b->lexicon.at[root_lex].concept = root_lex;
}

static void learn_synonyms(struct brain *b, struct arena *a)
{
    for (size_t i = 0; i < b->language->synonym_count; i++) {
        uint16_t head = 0;
        for (const char *p = b->language->synonyms[i]; *p;) {
            size_t n = strcspn(p, " ");
            char stem[32];
            size_t m = stem_word(p, n, stem);
            uint16_t lex = lexicon_add(&b->lexicon, a, p, n);
            uint16_t root_lex = lexicon_add_stem(&b->lexicon, a, stem, m);
            if (!head)
                head = lex;
            if (!b->lexicon.at[lex].concept)
                b->lexicon.at[lex].concept = head;
            if (!b->lexicon.at[root_lex].concept)
                b->lexicon.at[root_lex].concept = head;
            p += n + strspn(p + n, " ");
        }
    }
}

static void learn_text(struct brain *b, struct arena *a, const char *text)
{
    struct words w;
    words_read(&b->lexicon, a, text_clean(a, text), &w);
    for (size_t i = 0; i < w.count; i++)
        if (!word_is(&b->lexicon, &w.at[i], WORD_STOP | WORD_FILLER) &&
            !(w.at[i].is_number && w.at[i].digits))
            learn_concept(b, a, &w.at[i]);
}

void concepts_build(struct brain *b, struct arena *a)
{
    const struct catalogue *c = b->catalogue;
    learn_synonyms(b, a);
    for (size_t e = 0; e < c->faq_count; e++) {
        learn_text(b, a, c->faq[e].question);
        for (size_t k = 0; k < c->faq[e].phrasing_count; k++)
            learn_text(b, a, c->faq[e].phrasings[k]);
        learn_text(b, a, c->faq[e].answer);
    }
}
