/* lang.h -- what differs between languages besides their words: plural forms, the direction of
 * writing, how money looks. Languages are ISO 639-1 codes ("es"); an unknown one is like English. */
#ifndef WAITER_LANG_H
#define WAITER_LANG_H

#include "waiter/arena.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PLURAL_FORMS_MOST 6
#define LANGUAGES_ALL "en,es,pt,fr,ar" /* those there are texts for */

/* True for a list such as "en,es" of languages that are spoken, each once, without blanks. */
bool languages_known(const char *list);

/* How many plural forms a text has in that language (2; Arabic 6), and which of them, from 0,
 * belongs to n, in the order of CLDR: zero, one, two, few, many, other; those a language has. */
size_t lang_plural_forms(const char *lang);
size_t lang_plural(const char *lang, int64_t n);

/* True where text runs from right to left. */
bool lang_rtl(const char *lang);

/* In a language that runs from right to left: `value` between Unicode isolates, so that prices,
 * numbers with letters and foreign names neither break apart nor turn the words around them.
 * Plain digits, Arabic words and left-to-right languages: `value` itself. Memory: arena. */
const char *lang_isolate(struct arena *a, const char *lang, const char *value);

/* "€39.90" in English, "39,90 €" (no-break space) in Spanish, Portuguese and French. */
const char *lang_money(struct arena *a, const char *lang, int64_t minor, const char *currency);

#endif
