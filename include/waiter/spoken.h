/* spoken.h -- which of the languages that customers are answered in a message is written in.
 *
 * A script of its own decides; else letters and words are compared with a table made at build
 * time from the shipped phrases, reply texts and lists of common words. Pure and deterministic. */
#ifndef WAITER_SPOKEN_H
#define WAITER_SPOKEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum spoken { SPOKEN_EN, SPOKEN_ES, SPOKEN_PT, SPOKEN_FR, SPOKEN_AR, SPOKEN__MAX };

const char *spoken_code(enum spoken l);                     /* "en" */
bool spoken_read(const char *code, enum spoken *out);       /* false: none of these */

/* Languages as a set of bits (1 << lang), from a list such as "en,es"; unknown ones are left out. */
unsigned spoken_set(const char *codes);
#define SPOKEN_ALL ((1u << SPOKEN__MAX) - 1)

struct spoken_guess {
    enum spoken lang;   /* the likeliest of those allowed */
    int sure;         /* 0..100: 0 = nothing to go by, 100 = no other comes near */
};

/* The language a text (valid UTF-8) is written in, among the allowed ones (at least one). */
struct spoken_guess spoken_guess(const char *text, unsigned allowed);

/* The same in two steps, for who asks about one text more than once. */
struct spoken_votes { int by[SPOKEN__MAX]; bool arabic, any; };
struct spoken_votes spoken_count(const char *text);
struct spoken_guess spoken_winner(const struct spoken_votes *v, unsigned allowed);

#endif
