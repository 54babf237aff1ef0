/* understand.h -- what a message says, seen alone: no conversation, no database, no clock.
 *
 * A brain is the index of one catalogue version in one language (catalogue.language): names, aliases, option values, FAQ. It is
 * immutable and shared by all threads. understand() is pure and takes microseconds.
 * The dialogue decides what it means here and now. */
#ifndef WAITER_UNDERSTAND_H
#define WAITER_UNDERSTAND_H

#include "waiter/arena.h"
#include "waiter/catalogue.h"
#include "waiter/err.h"
#include "waiter/nlu.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct brain;

/* Builds the index; lives (with its compiled patterns) as long as the arena, as must the catalogue.
 * A broken FAQ pattern is left out and logged, not fatal. */
CHECKED bool brain_build(struct arena *a, const struct catalogue *c, const struct brain **out,
                         struct err *e);

/* What the words ask for, by rules over the whole message. */
enum intent {
    INTENT_NONE, INTENT_GREETING, INTENT_THANKS, INTENT_GOODBYE,
    INTENT_MENU, INTENT_HELP, INTENT_HUMAN, INTENT_STOP, INTENT_START,
    INTENT_YES, INTENT_NO, INTENT_CANCEL,      /* bare "cancel": leave what is running */
    INTENT_BROWSE, INTENT_CART_SHOW, INTENT_CART_CLEAR, INTENT_CHECKOUT,
    INTENT_ORDER_STATUS, INTENT_ORDER_LIST, INTENT_ORDER_CANCEL,
    INTENT_ORDER_AGAIN,                        /* "same as last time", "the usual" */
    INTENT_QUESTIONS,                          /* "questions", "faq": the list of them */
    INTENT_LOGIN_CODE,                         /* "login code": access to one's orders on the web */
    INTENT_MORE, INTENT_BACK,                  /* paging */
    INTENT_PICKUP, INTENT_DELIVERY,
    INTENT_SAME_ADDRESS, INTENT_CHANGE,
    INTENT_WAIT,                               /* "one moment", "let me think" */
    INTENT_RECOMMEND,                          /* "what do you recommend?", "what goes with it?" */
    INTENT__MAX
};

/* What is wanted done with the items named. */
enum wish {
    WISH_NONE,     /* items are only mentioned ("classic hoodie?") */
    WISH_ADD,      /* "i want", "add", "2 ...", "can i get"        */
    WISH_REMOVE,   /* "remove the mug", "without the cap", "cancel the coke" */
    WISH_SET,      /* "make it three", "change the mugs to 2": quantity is the new one */
    WISH_MORE,     /* "one more", "another mug": quantity is added */
    WISH_SHOW      /* "show me", "do you have", "price of"         */
};

#define ITEMS_MOST 12
#define CANDIDATES_MOST 8
#define MODIFIERS_MOST 6
#define UNKNOWN_MOST 3

struct item {
    /* Products the words may mean, best first; one when sure. 0 = no product was named
     * ("make it three": the item is the one in focus). */
    const struct product *candidates[CANDIDATES_MOST];
    size_t candidate_count;
    int confidence;            /* 0..100 of the best candidate; >= 70 is sure */
    const char *option1, *option2; /* canonical values that were said, or NULL */
    int64_t quantity;          /* as said; 0 = not said; negative and huge kept as said, capped at +-10^9 */
    enum wish wish;
    bool told;                 /* in a story or a question: nothing is wanted */
    const char *words;         /* the part of the message it came from */
    const char *modifiers[MODIFIERS_MOST]; /* "no onions", "extra cheese", as written */
    size_t modifier_count;
};

#define FAQ_PATTERN 95 /* a faq_score from here on: the owner's own pattern, or the very question */

struct understood {
    const char *text;          /* trimmed, zero-width and bidi marks removed; what to quote back */
    const char *plain;         /* lower case, accents and punctuation folded: for comparing titles */
    enum intent intent;
    bool whole;                /* the intent is the whole message ("stop"), not a part of it */
    int64_t choice;            /* "2", "#2", "the second one", "last" (-1): else 0 */
    bool only_number;          /* nothing but a number was sent */
    struct item items[ITEMS_MOST];
    size_t item_count;
    const struct category *category; /* a category was named, or NULL */
    const struct faq_entry *faq[3];  /* best first */
    int faq_score[3];                /* 0..100; >= 60 answers by itself */
    const char *faq_said[3];         /* the phrasing or pattern of each that came nearest */
    const char *faq_why;             /* "pattern", "words" or NULL: for the chat log */
    const char *order_number;        /* "ORD-20261123-ABCDEFGH" when one was written, upper case */
    const char *language;      /* asked for by the whole message ("español por favor"): "es"; or NULL */
    struct spoken_votes votes;       /* which language the words are in */
    int felt;                        /* how it sounds: -100 (furious) to 100 (delighted), sentiment.h */
    bool too_many_items;             /* more than ITEMS_MOST were named */
    const char *unknown[UNKNOWN_MOST]; /* things beside the items that nothing here is called */
    size_t unknown_count;
};

/* Never fails: any valid UTF-8 in, an answer out; never more items than words. Memory: arena. */
void understand(const struct brain *b, struct arena *a, const char *text, struct understood *out);

/* What the conversation waits for; "nothing", "confirm", "address", "item". */
enum waiting { WAITING_NOTHING, WAITING_CONFIRM, WAITING_ADDRESS, WAITING_ITEM };
bool waiting_read(const char *word, enum waiting *out);

/* What an understood message is about, among the 28 meanings: by rule where a few plain words
 * leave no doubt, else by the model, given what is waited for. Never fails. */
void meaning_find(const struct brain *b, const struct understood *u, enum spoken lang,
                  enum waiting waiting, struct reckoning *out);

/* The message as one order, where nothing came before: things wanted with their quantities, each
 * once; "make that three" changes the one before, what is removed is gone. */
struct order_said { struct item items[ITEMS_MOST]; size_t count; };
void order_said(const struct understood *u, struct order_said *out);

#define PATTERN_WHY_MOST 160
/* Would that pattern do for an FAQ entry? False with the reason in `why`: PCRE2's own words, or too
 * long, or it fits everything, or it needs more steps than a message is given. */
bool faq_pattern_holds(const char *pattern, char why[PATTERN_WHY_MOST]);

/* Lower case, accents, punctuation and Unicode tricks folded, spaces single: for comparing
 * what people type with titles ("Café  CRÈME!" -> "cafe creme"). */
char *plain_text(struct arena *a, const char *text);

/* Products for a free search ("blak hodie"), best first, at most `most`. */
size_t brain_search(const struct brain *b, struct arena *a, const char *words,
                    const struct product **out, size_t most);

/* Products that the words name in passing, well spelt ("the scarf sounds nice"): what may be
 * shown where nothing else in the message was understood. */
size_t brain_mentioned(const struct brain *b, struct arena *a, const char *words,
                       const struct product **out, size_t most);

/* Questions of the shop that the words may ask, best first, at most ten; score 0..100. */
struct faq_rank { const struct faq_entry *entry; int score; };
size_t brain_questions(const struct brain *b, struct arena *a, const char *words,
                       struct faq_rank *out, size_t most);

/* The canonical value of this product's option (1 or 2) that the words name ("large" -> "L",
 * "blk" -> "Black"), or NULL. */
const char *option_named(const struct brain *b, struct arena *a, const struct product *p, int option,
                         const char *words);

/* A value of any product, or a size that the language has a word for ("xxl"), that the words name;
 * NULL when there is none. Memory: arena. */
const char *value_named(const struct brain *b, struct arena *a, const char *words);

#endif
