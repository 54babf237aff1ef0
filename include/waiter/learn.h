/* learn.h -- from phrases to a model. Links LIBLINEAR, so only the program `learn` has it: it
 * runs, answers and is gone. */
#ifndef WAITER_LEARN_H
#define WAITER_LEARN_H

#include "waiter/arena.h"
#include "waiter/err.h"
#include "waiter/nlu.h"

#include <stdio.h>

struct phrase_line {
    enum meaning meaning;
    enum spoken lang;
    const char *text;
};

struct phrases { struct phrase_line *at; size_t count, cap; };

/* Puts one phrase behind the others. Memory: arena. */
void phrases_add(struct phrases *p, struct arena *a, enum meaning m, enum spoken lang,
                 const char *text);

/* Reads every FILE.tsv of a directory, in the order of their names: "meaning<TAB>text" in a file
 * named after its language (es.tsv, es-more.tsv), or "meaning<TAB>language<TAB>text" anywhere.
 * Empty lines and lines that start with # are skipped; a wrong one is ERR_BAD_INPUT with its place. */
CHECKED bool phrases_read(struct arena *a, const char *directory, struct phrases *out, struct err *e);
/* One such file; one that is open already (`path` is only its name). */
CHECKED bool phrases_read_file(struct arena *a, const char *path, struct phrases *out, struct err *e);
CHECKED bool phrases_read_from(struct arena *a, FILE *f, const char *path, struct phrases *out,
                               struct err *e);

/* The text with one slip of the finger (two letters changed about, one lost, one twice), where
 * its own hash and `salt` say; NULL when there are too few plain letters. */
const char *phrase_slip(struct arena *a, const char *text, uint32_t salt);

/* The table that spoken_guess reads: from the phrases, the reply texts (texts/en.txt ...) and lists of
 * common words (common/en.txt ...), each language weighing the same. Memory: arena. */
CHECKED bool learn_languages(struct arena *a, const struct phrases *p, const char *texts,
                             const char *common, const void **table, size_t *n, struct err *e);

/* The build has time: it also learns from misspelt and wrapped copies of each phrase (seconds).
 * Somebody who waits in front of the console gets the plain phrases' model (tenths of a second). */
enum learn_way { LEARN_QUICKLY, LEARN_THOROUGHLY };

/* Trains on the phrases, whatever their order: same phrases, same blob. ERR_BAD_INPUT when fewer
 * than two meanings have one. Memory: arena. */
CHECKED bool learn_model(struct arena *a, const struct phrases *p, enum learn_way way,
                         const void **blob, size_t *n, struct err *e);

#endif
