/* nlu_parts.h -- what the files of the reader of meanings share; nobody else includes it. */
#ifndef WAITER_NLU_PARTS_H
#define WAITER_NLU_PARTS_H

#include "waiter/nlu.h"

/* Raised whenever the features of a text change: models trained before fit no more. */
#define NLU_FEATURES_VERSION 2u
#define NLU_MAGIC "WNLU"

/* The blob: this, then NLU_ROWS rows of MEANING__MAX weights. */
struct nlu_head {
    char magic[4];
    uint32_t version, rows, meanings;
    float scale[MEANING__MAX], bias[MEANING__MAX];
};

/* ---- nlu_spellings.c, nlu_synonyms.c: data ---- */
struct nlu_spelling { enum spoken lang; const char *from, *to; };
extern const struct nlu_spelling nlu_spellings[];
extern const size_t nlu_spelling_count;
/* Each line: the group's name, then words (folded) that mean the same. "word*": whatever begins
 * so; "two_words": one behind the other. */
extern const char *const nlu_synonyms[];
extern const size_t nlu_synonym_count;
extern const char nlu_goods_words[]; /* things shops sell, blank between */
extern const char nlu_small_words[]; /* words that say nothing by themselves, every language */

/* ---- nlu_words.c ---- */
struct nlu_words;
struct nlu_words *nlu_words_build(struct arena *a);
/* At most `most` bytes of the folded text (n bytes of it) into out; returns how many. */
size_t nlu_fold(const char *text, size_t n, char *out, size_t most);
/* What a chat spelling or emoji stands for, blank between words; NULL: it is none. */
const char *nlu_spelt(const struct nlu_words *w, enum spoken lang, const char *word, size_t n);
/* 1 + index of the group of synonyms the word is in, 0 = none. */
uint16_t nlu_group(const struct nlu_words *w, const char *word, size_t n);
/* All that the lists say of a word; `known`: it stands in one, or in a phrase. */
struct nlu_known { uint16_t group; bool known, small, goods; };
struct nlu_known nlu_know(const struct nlu_words *w, const char *word, size_t n);

/* Adds the words that phrases have: a list for each language, the commonest first,
 * blank between words, NUL behind each list. To be called once: then slips can be corrected. */
void nlu_words_meet(struct nlu_words *w, struct arena *a, const char *words);
/* The known word that this unknown one was probably meant to be, or NULL. */
const char *nlu_corrected(const struct nlu_words *w, enum spoken lang, const char *word, size_t n,
                          size_t *len);

/* ---- nlu_tokens.c ---- */
#define NLU_TOKENS_MOST 96

struct nlu_token {
    const char *text;   /* folded, chat spellings opened; in the reader's buffer */
    uint16_t len, group;
    bool item, number, small, unknown;
};

struct nlu_tokens {
    struct nlu_token at[NLU_TOKENS_MOST];
    size_t count;
    uint16_t pair_groups[NLU_TOKENS_MOST]; /* of a token and the next, 0 = none */
    size_t unknown;
    bool question;
    char buffer[4096];
    size_t used;
};

void nlu_tokens_read(const struct nlu_words *w, enum spoken lang, const struct nlu_goods *goods,
                     const char *text, struct nlu_tokens *out);

/* The words of a text, blank between. */
char *nlu_tokens_text(const struct nlu_words *w, enum spoken lang, struct arena *a, const char *text);

/* ---- nlu_features.c ---- */
/* A word cut into letters, a blank at either end: letter i is text[starts[i]] up to starts[i + 1]. */
#define NLU_LETTERS_MOST 60
struct nlu_letters {
    char text[NLU_LETTERS_MOST + 2];
    uint8_t starts[NLU_LETTERS_MOST + 3];
    size_t count;
};
void nlu_letters_of(const char *word, size_t n, struct nlu_letters *out); /* its first 60 bytes */

#define NLU_FEATURES_MOST 1024
#define NLU_BITS 14
#define NLU_ROWS (1u << NLU_BITS)

/* One feature: a row of the model and how strongly it speaks. */
struct nlu_feature { uint32_t row; float value; };
struct nlu_features {
    struct nlu_feature at[NLU_FEATURES_MOST];
    size_t count, words, unknown; /* of the words: not met in any phrase or list */
};

/* Each row once, all together of length (L2) 1; none for a text without words. What does not fit
 * is left out. */
void nlu_features(const struct nlu_words *w, enum spoken lang, const struct nlu_goods *goods,
                  const char *text, struct nlu_features *out);
/* The same of a text that is read already. */
void nlu_features_of(enum spoken lang, const struct nlu_tokens *t, struct nlu_features *out);

/* Four meanings at a time, which any x86-64 or ARM can do; elsewhere the compiler takes them apart. */
typedef float nlu_four __attribute__((vector_size(16), aligned(16)));
_Static_assert(MEANING__MAX % 4 == 0, "meanings are added up four at a time");

/* ---- nlu.c ---- */
const struct nlu_words *nlu_words_of(const struct nlu *n);
void nlu_reckon_tokens(const struct nlu *n, enum spoken lang, const struct nlu_lean *lean,
                       const struct nlu_tokens *t, struct reckoning *out);

/* ---- sentiment.c ---- */
int sentiment_of_tokens(enum spoken lang, const struct nlu_tokens *tokens, const char *text);

/* ---- lang.c ---- */
#define SPOKEN_BITS 15
#define SPOKEN_ROWS (1u << SPOKEN_BITS)
#define SPOKEN_TABLE_BYTES ((size_t)SPOKEN_ROWS * SPOKEN__MAX)
#define SPOKEN_TERMS_MOST 1024

/* Rows of the table that the letters and words of a text lead to, as often as they stand there. */
const int8_t *spoken_table(void); /* SPOKEN_ROWS rows of SPOKEN__MAX */
size_t spoken_terms(const char *text, uint16_t out[SPOKEN_TERMS_MOST]);

#endif
