/* guard_parts.h -- what the files of the guard share; nobody else includes it. */
#ifndef WAITER_GUARD_PARTS_H
#define WAITER_GUARD_PARTS_H

#include "nlu_parts.h"
#include "talk.h"
#include "waiter/guard.h"

#define GUARD_NO_CURRENCY "XXX" /* ISO 4217 for none: money, but of no currency that a shop has */

/* What a word is to the guard; every language in one table. */
enum guard_flag {
    GUARD_PLAIN = 1,   /* says nothing that could be false */
    GUARD_NOT = 2,     /* turns around what stands behind it */
    GUARD_CAN = 4,     /* behind a GUARD_NOT: the shop says that it cannot */
    GUARD_FROM = 8,    /* the number behind it is a limit, not the thing itself */
    GUARD_UNIT = 16,   /* `id` is the unit of the number before it */
    GUARD_CLAIM = 32,  /* promises something; `id` says what */
    GUARD_DAY = 64,    /* a weekday or month: `id`, bound like a number */
    GUARD_FOREIGN = 128, /* a currency's name; `code` */
    GUARD_IDEA = 512,  /* `id`: words of several languages for one thing */
    GUARD_YOURS = 1024, /* what stands behind it is the customer's */
    GUARD_IF = 256     /* what stands there is true under a condition */
};

enum guard_unit {
    UNIT_NONE, UNIT_MONEY, UNIT_PERCENT, UNIT_TIME, UNIT_MINUTE, UNIT_HOUR, UNIT_DAY, UNIT_WEEK,
    UNIT_MONTH, UNIT_YEAR, UNIT_WEIGHT, UNIT_LENGTH, UNIT_DEGREE, UNIT_PIECE, UNIT_WEEKDAY,
    UNIT_PART, UNIT_FOREIGN
};

#define GUARD_PAYS 3      /* a promise only where it is denied: "you need not pay" */
#define GUARD_OFFERS 201  /* a promise unless it is asked: "shall I add one?" */
#define GUARD_ORDER_IDEA 10
#define GUARD_YOUR_ORDER 200
#define GUARD_DISCOUNT 2 /* the promise that may be denied without a reason */

struct guard_line { unsigned flag; int id; const char *code, *words; };
extern const struct guard_line guard_lines[];
extern const size_t guard_line_count;

struct guard_word { const char *text; size_t n; bool open; unsigned flags; int claim, unit, day, idea;
                    const char *code; int16_t number[SPOKEN__MAX]; };
struct guard {
    const struct nlu_words *words;
    struct guard_word *at; /* sorted: those that end where the word ends, then the open ones */
    size_t count, closed;
};
/* What is known of a folded word: all its flags; a zeroed one when nothing is. */
struct guard_word guard_look(const struct guard *g, const char *word, size_t n);

enum guard_token_kind { GUARD_WORD, GUARD_NUMBER, GUARD_CODE };
struct guard_token {
    enum guard_token_kind kind;
    const char *text;            /* folded; a code as it is compared */
    size_t n;
    struct guard_word is;
    char stem[32];
    uint16_t group, sentence, clause; /* clause: counted through the whole text */
    bool small, limit, negated, asked; /* asked: its sentence is a question */
    /* limit: a number behind "from"; negated: its clause is */
    bool exact, glued;           /* exact: with decimals */
    bool named;                  /* part of a product's name */
    int unit;
    int64_t thousandths;         /* a number's value */
    uint32_t from, to;           /* bytes in the text */
};
#define GUARD_TOKENS_MOST 512
struct guard_tokens {
    struct guard_token *at;
    size_t count;
    uint16_t sentences, clauses;
    bool too_many, foreign;      /* foreign: an amount in another currency */
};

/* Cuts a valid text. Numbers in words are read in that language. */
void guard_read(const struct guard *g, struct arena *a, const char *text, const char *lang,
                const char *currency, struct guard_tokens *out);

#endif
