/* scoring.h -- how well messages are read, line by line: for owners who want to see, and for tests.
 *
 * Needs no shop and no database: what there is to buy or to ask comes from a JSON text. */
#ifndef WAITER_SCORING_H
#define WAITER_SCORING_H

#include "waiter/arena.h"
#include "waiter/err.h"
#include "waiter/understand.h"

#include <stdio.h>

/* {"products": [{"name", "aliases"?}]} as a catalogue; NULL: nothing is for sale. Memory: arena. */
CHECKED bool scoring_catalogue(struct arena *a, const char *json, size_t n,
                               const struct catalogue **out, struct err *e);
/* [{"id", "question", "answer"?, "phrasings"?}] as a catalogue that has only questions. */
CHECKED bool scoring_questions(struct arena *a, const char *json, size_t n,
                               const struct catalogue **out, struct err *e);

/* One message a line from `in`; for each a JSON object a line: text, language, intent, confidence,
 * top [{intent, confidence}], items [{product, quantity, options, modifiers, confidence}],
 * sentiment. */
CHECKED bool scoring_messages(const struct catalogue *c, enum waiting waiting, FILE *in, FILE *out,
                              struct err *e);
/* One question a line; for each {"query", "ranked": [{"id", "score"}]}, best first. */
CHECKED bool scoring_asked(const struct catalogue *c, FILE *in, FILE *out, struct err *e);

#endif
