/* talk.h -- what the files of lib/talk that understand messages share; nobody else includes it.
 *
 * brain_build interns every word of the language tables, the catalogue and the FAQ in one
 * lexicon; a message is cut into words, each looked up once, and from there on only numbers
 * are compared. Order of work: tokens, rules, options, products, items, FAQ. */
#ifndef WAITER_TALK_H
#define WAITER_TALK_H

#include "waiter/arena.h"
#include "waiter/catalogue.h"
#include "waiter/recommend.h"
#include "waiter/str.h"
#include "waiter/understand.h"
#include "waiter/utf8.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

#define WORDS_MOST 256     /* words of a message that are looked at; the rest is only quoted */
#define SENSES_MOST 4      /* catalogue words that one (misspelt) word may be               */
#define HITS_MOST 64       /* rules that may match in one message                           */
#define PHRASE_WORDS_MOST 12

/* ---- fold.c: one character, compared ---- */
enum fold_class { FOLD_NOTHING, FOLD_LETTER, FOLD_DIGIT, FOLD_SPACE, FOLD_PUNCT, FOLD_EMOJI };

/* Writes the folded form of cp (n bytes, at most 8) and says what kind of character it is. */
enum fold_class fold_char(uint32_t cp, char out[8], size_t *n);
bool is_invisible(uint32_t cp); /* never seen, never meant */
bool is_space(uint32_t cp);     /* Unicode white space */

/* ---- normalise.c ---- */
/* The text without invisible characters and outer white space: what is quoted back. */
char *text_clean(struct arena *a, const char *text);
/* Lower case, white space single, typographic quotes plain, accents kept: for patterns. */
char *text_lower(struct arena *a, const char *text);

/* ---- words_en.c: a language as data ---- */
enum word_flag {
    WORD_STOP = 1, WORD_COMMON = 2, WORD_FILLER = 4, WORD_CONNECTOR = 8, WORD_AND = 16,
    WORD_UNIT = 32, WORD_COUNTER = 64, WORD_STREET = 128, WORD_BEFORE_NUMBER = 256,
    WORD_PLURAL = 512, WORD_ORDER_VERB = 1024, WORD_SHOW_VERB = 2048, WORD_PRONOUN = 4096,
    WORD_THE = 8192, WORD_ASK = 16384, WORD_RULE = 32768, WORD_REAL = 65536, WORD_ROAD = 131072,
    WORD_TIMES = 1 << 18, WORD_ARTICLE = 1 << 19, WORD_PAIR = 1 << 20, WORD_HALF = 1 << 21,
    WORD_DOZEN = 1 << 22, WORD_ONE = 1 << 23, WORD_TO = 1 << 24, WORD_CHOICE = 1 << 25,
    WORD_NOT = 1 << 26, WORD_CONTEXT = 1 << 27, WORD_BECOMES = 1 << 28,
    WORD_NUMBERED = 1 << 29, /* the catalogue has a number behind it: iPhone 13 */
    WORD_MODIFIER = 1 << 30  /* "no", "extra": something about the thing before */
};

enum rule_where { RULE_EXACT, RULE_WHOLE, RULE_ANY, RULE_FIRST, RULE_TAIL };
#define WISH_REMOVE_HERE (WISH_SHOW + 1) /* "without", "no": only for the item right behind it */
#define WISH_TOLD (WISH_SHOW + 2)        /* "i bought": a story, nothing is asked for */

struct spelling { const char *from, *to; };
struct number_word { const char *word; int16_t number; };
struct rule { enum rule_where where; int value; const char *pattern; };
struct word_list { enum word_flag flag; const char *words; };

struct language {
    const char *code;
    const struct spelling *spellings;
    size_t spelling_count;
    const struct number_word *numbers, *ordinals;
    size_t number_count, ordinal_count;
    const struct rule *intents, *wishes;
    size_t intent_count, wish_count;
    const char *const *option_words; /* each line: surfaces of one option value */
    size_t option_word_count;
    const char *const *synonyms;     /* each line: words that mean the same in a question */
    size_t synonym_count;
    struct word_list lists[32];
};
extern const struct language language_en, language_es, language_pt, language_fr, language_ar;
extern const struct language *const language_all[]; /* ends with NULL */
const struct language *language_of(const char *code); /* English for an unknown one */

/* ---- lexicon.c: every known word, once ---- */
struct lexeme {
    const char *text;
    uint16_t len;
    uint32_t flags;
    int16_t number, ordinal;   /* -1 = none (ordinal 0 = none, -1 = last) */
    uint16_t spell[3];         /* chat spelling: what it stands for; 0 ends */
    uint16_t vocab;            /* index + 1 of the catalogue word */
    uint16_t rule, surface;    /* heads of lists (index + 1) */
    uint16_t concept;          /* lexeme that stands for it in questions; 0 = none */
    uint16_t category;         /* 1 + index of the category it names, 0xffff: several */
    uint32_t letters;          /* which of a-z occur */
};

struct lexicon {
    struct lexeme *at;         /* at[0] is nothing */
    size_t count, cap;
    uint16_t *slots;
    size_t mask;
};

void lexicon_start(struct lexicon *l, struct arena *a);
uint16_t lexicon_add(struct lexicon *l, struct arena *a, const char *text, size_t n);
uint16_t lexicon_add_stem(struct lexicon *l, struct arena *a, const char *text, size_t n);
uint16_t lexicon_find(const struct lexicon *l, const char *text, size_t n); /* 0 = unknown */
/* True for a word somebody wrote on purpose (language, catalogue, FAQ), in any simple form. */
bool word_is_real(const struct lexicon *l, const char *text, size_t n);
/* Singular forms worth trying ("cookies": cookie, cooky); returns how many, at most 3. */
size_t singulars(const char *word, size_t n, char out[3][32]);
/* Light stem for questions, into out[32]; returns its length. */
size_t stem_word(const char *word, size_t n, char out[32]);
/* Damerau-Levenshtein distance, or most + 1 when it is more. */
int edit_distance(const char *a, size_t an, const char *b, size_t bn, int most);
/* How many edits a word of that length may be away and still be read as another. */
int edits_allowed(size_t len);
uint32_t letters_of(const char *text, size_t n);

/* ---- word_set.c: lists of words ---- */
struct set_word { const char *text; uint16_t len; int16_t value; bool prefix; };
struct word_set { struct set_word *at; size_t mask, room; bool prefixes; };
void word_set_open(struct word_set *s, size_t most); /* for at most so many words; never freed */
/* Words with blanks between ("word*": whatever begins so); `words` must live on. A word that is there
 * already keeps its value. */
void word_set_add(struct word_set *s, const char *words, int value);
int word_set_find(const struct word_set *s, const char *word, size_t n); /* 0: not there */

/* ---- tokens.c: a message as words ---- */
enum separator { SEP_NONE, SEP_COMMA, SEP_AND, SEP_BREAK }; /* what stands before the word */

struct word {
    const char *text;
    uint16_t len, lex;        /* lex 0 = unknown */
    uint32_t from, to;        /* bytes in the cleaned text */
    uint8_t separator;
    bool glued;               /* nothing stands between it and the word before */
    bool is_number, negative, decimal;
    bool masked;              /* e-mail, URL, time, phone, street: says nothing about products */
    bool measure;             /* a number that is no amount: size 42, 250 g, 9.90 */
    bool hash;                /* "#2" */
    bool listed;              /* "2)" or "2.": may be a place in a list */
    bool question;            /* its sentence ends with a question mark */
    int64_t number;           /* capped at 10^9 */
    uint8_t digits;
    int16_t ordinal;          /* 2nd, second: 2; last: -1 */
};

struct words {
    struct word *at;
    size_t count;
    size_t raw_count;         /* words as a person counts them */
};

void words_read(const struct lexicon *l, struct arena *a, const char *clean, struct words *out);
/* The language (its code) that the whole message asks to be spoken, or NULL. */
const char *language_asked(const struct words *w);
/* True when that word of the message has the flag. */
bool word_is(const struct lexicon *l, const struct word *w, unsigned flags);

/* ---- arabic.c: words with what Arabic joins to them ---- */
struct arabic_word {
    uint16_t lex;             /* the known word inside, or 0 */
    bool joined_by_and;       /* "و" stood before it */
    bool two;                 /* it was a dual */
};
/* "والكوبين" (and the two cups) -> the word for cup. Folded text. */
struct arabic_word arabic_known(const struct lexicon *l, const char *text, size_t n);

/* ---- rules.c: phrase rules over words ---- */
struct element { uint16_t first, count; bool optional, gap, number; }; /* into choices[] */
struct compiled_rule {
    uint16_t element, element_count;
    uint8_t where, value;
    bool wish;
};
struct rule_link { uint16_t rule, next; };
struct rules {
    uint16_t *choices;
    size_t choice_count, choice_cap;
    struct element *elements;
    size_t element_count, element_cap;
    struct compiled_rule *at;
    size_t count;
    struct rule_link *links;
    size_t link_count, link_cap;
    uint16_t number_head;     /* rules that start with a number */
};
struct hit { uint16_t from, to, rule; uint8_t value, where; bool wish; };
struct hits { struct hit at[HITS_MOST]; size_t count; };

/* All of `lang`; of the other languages what always works: stop, start and a person. */
void rules_build(struct lexicon *l, struct arena *a, const struct language *lang,
                 struct rules *out);
/* Every rule that matches, with the words it covers. */
void rules_find(const struct brain *b, const struct words *w, size_t core_from, size_t core_to,
                struct hits *out);

/* ---- options.c: sizes, colours and other option values ---- */
struct option_value { const char *plain; int64_t low, high; }; /* low..high for "36-40" */
struct surface {
    uint16_t words[6], next;  /* next surface starting with the same lexeme */
    uint16_t value;
    uint8_t count;
    bool canonical, digits_glued;
};
struct owned_value { uint16_t value; const char *canonical; };
struct product_options { struct owned_value *at[2]; uint16_t count[2]; };
struct options {
    struct option_value *values;
    size_t value_count;
    struct surface *surfaces;
    size_t surface_count, surface_cap;
    struct product_options *products;
    uint16_t *fuzzy;          /* lexemes that one-word surfaces start with */
    size_t fuzzy_count;
    uint16_t *slot_of_value;  /* 1 or 2: where most products have it */
    const char **canonical;   /* one spelling of each value */
    const char **name_of_value; /* plain option name ("colour") where it is used first */
};
struct option_hit { uint16_t from, count, value; uint8_t quality; };

void options_build(struct brain *b, struct arena *a);
/* Option values said from word `from` on, the longest reading first; false when none. */
bool option_at(const struct brain *b, const struct words *w, size_t from, struct option_hit *out);
/* That product's own value (slot 1 or 2) which the words name from `from` on, and how many
 * words it takes; NULL when none. */
const char *option_here(const struct brain *b, const struct words *w, size_t from, size_t product,
                        int slot, size_t *count);
/* The canonical spelling in that product's slot (1, 2), or NULL. */
const char *option_of(const struct brain *b, size_t product, int slot, uint16_t value);

/* ---- match.c: products in words ---- */
struct vocab {
    uint16_t lex, weight, df;
    uint32_t phrases, phrase_count; /* into phrase_of[] */
};
struct phrase {
    uint16_t product, weight;
    uint16_t words[PHRASE_WORDS_MOST]; /* vocab; 0xffff for a connector */
    uint8_t count, content, head;      /* head: position of the last content word */
    bool name;
};
struct fuzzy_target { uint16_t lex, vocab; };
struct matcher {
    struct vocab *vocab;
    size_t vocab_count, vocab_cap;
    struct phrase *phrases;
    size_t phrase_count;
    uint32_t *phrase_of;
    struct fuzzy_target *fuzzy;  /* sorted by length of the word */
    size_t fuzzy_count;
    uint16_t fuzzy_from[34];     /* first target of each length */
};
struct sense { uint16_t vocab; uint8_t quality; };
struct senses { struct sense at[SENSES_MOST]; uint8_t count; bool fuzzy; };
struct found { uint16_t product; int16_t score; int16_t confidence; uint16_t weight;
               bool full, head, fuzzy, common_only; uint64_t words; };

void matcher_build(struct brain *b, struct arena *a);
void senses_find(const struct brain *b, const struct word *w, struct senses *out);
/* A full name or alias that starts at word `from`: how many words it covers (0 = none). */
size_t phrase_at(const struct brain *b, const struct words *w, const struct senses *s, size_t from,
                 size_t to);
/* Do the two words stand in one full name or alias? */
bool named_together(const struct brain *b, uint16_t one, uint16_t other);
/* Products that the words from..to may mean, best first; `o` are the option values among the
 * words, which a product that has them need not explain by its name. */
size_t products_rank(const struct brain *b, struct arena *a, const struct words *w,
                     const struct senses *s, size_t from, size_t to, const struct option_hit *o,
                     size_t option_count, struct found *out, size_t most);

/* ---- quantity.c ---- */
enum amount_kind { AMOUNT_NONE, AMOUNT_ARTICLE, AMOUNT_SAID, AMOUNT_TIMES };
struct amount { int64_t number; uint8_t kind, words; }; /* words it covers, from where it starts */
/* One entry a word; also masks numbers that are prices, sizes, times, phones and streets. */
void amounts_find(const struct brain *b, struct words *w, struct amount *out);

/* ---- intent.c, items.c, faq_match.c ---- */
struct nlu_tokens;
struct reading {
    const struct brain *brain;
    struct arena *arena;
    const struct nlu_tokens *tokens; /* the words as the model compares them; NULL: not asked for */
    enum spoken spoken;              /* the language they were read in */
    struct words words;
    struct hits hits;
    struct senses *senses;
    struct amount *amounts;
    size_t core_from, core_to;  /* the message without politeness around it */
    bool question;
};
void intent_find(struct reading *r, struct understood *out);
void choice_find(struct reading *r, struct understood *out);
void items_find(struct reading *r, struct understood *out);

/* category.c */
void categories_build(struct brain *b, struct arena *a);
void category_find(struct reading *r, struct understood *out);

/* recommend.c */
const struct likeness *likeness_build(const struct brain *b, struct arena *a);

/* concepts.c */
void concepts_build(struct brain *b, struct arena *a);

/* meaning.c */
/* True for a word that names something the shop sells; n bytes, folded. */
bool brain_sells(const struct brain *b, const char *word, size_t n);
struct nlu_goods brain_goods(const struct brain *b);
/* The owner's model, else the shipped one. */
const struct nlu *brain_nlu(const struct brain *b);
/* Reads r->tokens, in the language of the words where that is sure, else the brain's. */
void reading_tokens(struct reading *r, const char *text, const struct spoken_votes *votes);

struct faq_index;
struct faq_patterns;
/* patterns.c: the owner's regular expressions, with limits; a broken one is logged and left out. */
const struct faq_patterns *patterns_build(struct brain *b, struct arena *a);
/* The first entry with a pattern that matches the lower-cased text, or -1; `more` gets a second. */
long patterns_find(const struct faq_patterns *p, const char *lower, long *more, const char *said[2]);
const struct faq_index *faq_build(struct brain *b, struct arena *a);
void faq_find(const struct reading *r, const char *lower, struct understood *out); /* needs r->tokens */
size_t faq_ranking(const struct reading *r, const char *lower, const char *plain, struct faq_rank *out,
                   size_t most);

struct brain {
    const struct catalogue *catalogue;
    const struct language *language;
    enum spoken spoken;           /* the same, for the model and the lists of feelings */
    struct lexicon lexicon;
    struct rules rules;
    struct options options;
    struct matcher matcher;
    uint16_t *category_words;     /* long enough to be misspelt */
    size_t category_word_count;
    uint16_t *correct_to;         /* words of rules and questions, for misspelt ones */
    size_t correct_to_count;
    const struct faq_index *faq;
    const struct faq_patterns *patterns;
    const struct likeness *likeness;
};

/* Integer logarithm for weights: 16 * log2(n / d), at least 4. */
int rarity(size_t n, size_t d);
uint32_t root(uint64_t n);

#endif
