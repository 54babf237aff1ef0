/* texts.h -- the shop's reply texts: data, one file a language (sql/seed/texts/en.txt).
 *
 * A line is `key = text`; \n in the text is a line break, {name} a placeholder,
 * {count:one|other} the words that go with that number, # in them the number itself, in
 * the language's plural forms (lang.h); lines starting with # are comments. A missing key
 * shows as [key], and a test fails when a file lacks a key that the code uses. */
#ifndef WAITER_TEXTS_H
#define WAITER_TEXTS_H

#include "waiter/arena.h"
#include "waiter/err.h"

#include <stdbool.h>
#include <stddef.h>

struct texts; /* read only after loading; shared by threads */

/* Reads every *.txt of a folder; lives in the arena. ERR_BAD_INPUT names file and line. */
CHECKED bool texts_load(struct arena *a, const char *folder, const struct texts **out, struct err *e);

/* The text with its placeholders filled: texts_say(t, a, "en", "cart_line", "name", p->name, NULL).
 * Falls back to English. A placeholder without value stays empty. In Arabic a value that runs
 * from left to right comes isolated. */
const char *texts_say(const struct texts *t, struct arena *a, const char *lang, const char *key, ...)
    __attribute__((sentinel));

/* The same with the values in a table; a NULL value stays empty. */
struct text_value { const char *name, *value; };
const char *texts_fill(const struct texts *t, struct arena *a, const char *lang, const char *key,
                       const struct text_value *values, size_t count);

/* The owner's words instead of the shipped ones. */
struct text_override { const char *language, *key, *text; };

/* The shipped texts with the owner's words in their place; shares the shipped ones, which must live
 * on. What the shipped texts do not know is left out. Memory: arena. */
const struct texts *texts_with(struct arena *a, const struct texts *shipped,
                               const struct text_override *own, size_t count);

/* One text as it stands there, and the i-th of all, by language and key; false behind the last. */
struct text_entry { const char *language, *key, *text; };
const char *texts_raw(const struct texts *t, const char *lang, const char *key); /* NULL: there is none */
bool texts_at(const struct texts *t, size_t i, struct text_entry *out);

/* True when that language has the key. */
bool texts_has(const struct texts *t, const char *lang, const char *key);

#endif
