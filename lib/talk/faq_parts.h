/* faq_parts.h -- what the files of the FAQ's ranking share; nobody else includes it. */
#ifndef WAITER_FAQ_PARTS_H
#define WAITER_FAQ_PARTS_H

#include "nlu_parts.h"
#include "talk.h"

#define FAQ_ROWS 32768u /* what terms are hashed to, a power of two */
#define FAQ_TERMS_MOST 512

enum faq_kind { FAQ_WORD, FAQ_IDEA, FAQ_LETTERS };

/* from, to: the words of the text it comes from. */
struct faq_term { uint16_t row; uint8_t kind, from, to; float loud; };

/* A text as it is compared; each row once. */
struct faq_terms {
    struct faq_term at[FAQ_TERMS_MOST];
    size_t count;
    float said[NLU_TOKENS_MOST]; /* how loud each word of the text is by itself */
    size_t said_count;
    size_t words, items;         /* that say something; of them things that are sold */
    bool about_goods;            /* nothing but things that are sold, and what their cards tell */
};

void faq_terms_of(const struct nlu *n, enum spoken lang, const struct nlu_tokens *t,
                  struct faq_terms *out);
/* How likely it means each. */
void faq_meaning_of(const struct nlu *n, enum spoken lang, const struct nlu_tokens *t, float share[MEANING__MAX]);

/* An idea that stands in any question ("have", "want"); group as of nlu_group, not 0. */
bool faq_idea_is_weak(uint16_t group);

#endif
