/* clauses.h -- a message cut into clauses: what clauses.c finds and items.c reads. */
#ifndef WAITER_CLAUSES_H
#define WAITER_CLAUSES_H

#include "talk.h"

#define CLAUSES_MOST 40
#define OPTIONS_MOST 6
#define FOUND_MOST 24

struct clause {
    size_t from, to;
    int64_t quantity;
    enum amount_kind amount;
    struct option_hit options[OPTIONS_MOST];
    size_t option_count;
    int wish;                 /* an enum wish, or WISH_REMOVE_HERE */
    bool wish_said, question, product, pronoun, against, borrowed, amount_behind;
    bool wish_here;           /* the wish stands in this clause, it is not one before it */
    bool swapped;             /* "change THIS to THAT": one half of it */
    bool to_cart;             /* "... to my cart" */
    uint8_t separator;        /* in front of it */
    struct found found[FOUND_MOST];
    size_t found_count;
};

struct modifier { size_t from, to; }; /* words */
#define MODIFIED_MOST 16

struct cut {
    struct reading *r;
    struct clause *at;
    size_t count, most;
    uint8_t *block;           /* words covered by a full name that starts here */
    uint8_t *wish_at;         /* 1 + index of the wish hit that starts here */
    uint8_t *option_len;      /* words of the option that starts here */
    struct option_hit *options;
    bool after_style;         /* "hoodie 2 mug 3": amounts stand behind */
    bool bare_list;           /* "hoodie mug cap": nothing but names */
    struct modifier modifiers[MODIFIED_MOST];
    size_t modifier_count;
    size_t foreign;           /* words that have nothing to do with an order */
};

static inline const struct word *cut_word(const struct cut *c, size_t i)
{
    return &c->r->words.at[i];
}

static inline bool cut_is(const struct cut *c, size_t i, unsigned flags)
{
    return i < c->r->words.count && word_is(&c->r->brain->lexicon, cut_word(c, i), flags);
}

/* Words that are part of a wish rule ("can i have"). */
bool cut_in_wish(const struct cut *c, size_t i);
/* A product, an option, an amount or a pronoun. */
bool clause_says_anything(const struct clause *k);
/* modifiers.c: finds them and takes their words out of the search for things. */
void modifiers_find(struct cut *c);
bool in_modifier(const struct cut *c, size_t i);
/* Those that belong to this clause, as they were written, onto its item. */
void modifiers_give(struct cut *c, const struct clause *k, const char *text, struct item *it);
/* Cuts the message; `c` lives in the reading's arena. */
void clauses_cut(struct reading *r, struct cut *c);

#endif
