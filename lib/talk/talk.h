/* talk.h -- what the files of lib/talk that understand messages share; nobody else includes it. */
#ifndef WAITER_TALK_H
#define WAITER_TALK_H

#include "waiter/arena.h"
#include "waiter/catalogue.h"
#include "waiter/understand.h"
#include "waiter/utf8.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* fold.c: one character, compared. */
enum fold_class { FOLD_NOTHING, FOLD_LETTER, FOLD_DIGIT, FOLD_SPACE, FOLD_PUNCT, FOLD_EMOJI };

/* Writes the folded form of cp (n bytes, at most 8) and says what kind of character it is. */
enum fold_class fold_char(uint32_t cp, char out[8], size_t *n);
bool is_invisible(uint32_t cp); /* never seen, never meant */
bool is_space(uint32_t cp);     /* Unicode white space */

/* normalise.c */
/* The text without invisible characters and outer white space: what is quoted back. */
char *text_clean(struct arena *a, const char *text);

#endif
