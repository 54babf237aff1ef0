/* sentiment.h -- how somebody sounds: a lexicon with negation and boosters, per language.
 *
 * Enough to notice who is angry; no measure of how satisfied a shop's customers are. */
#ifndef WAITER_SENTIMENT_H
#define WAITER_SENTIMENT_H

#include "waiter/spoken.h"

/* -100 (furious) .. 100 (delighted); 0 where nothing is felt. `text` is valid UTF-8. */
int sentiment_of(enum spoken lang, const char *text);

/* "negative", "neutral", "positive". */
const char *sentiment_word(int score);

#endif
