/* str.h -- text that grows, with a stated most.
 *
 * A str remembers its first failure (too big): write freely, check once at the
 * end with str_done. Escaping is in the verb: str_add_xml, str_add_json. The
 * text is always terminated; it lives in the arena. */
#ifndef WAITER_STR_H
#define WAITER_STR_H

#include "waiter/arena.h"
#include "waiter/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct str {
    struct arena *arena;
    char *text; /* never NULL after str_new */
    size_t len, cap, max;
    bool too_big;
};

/* An empty text that may grow to max bytes. */
struct str str_new(struct arena *a, size_t max);

void str_add(struct str *s, const char *text);                 /* NULL adds nothing */
void str_add_bytes(struct str *s, const void *bytes, size_t n);
void str_add_char(struct str *s, char c);
void str_add_int(struct str *s, int64_t n);
void str_addf(struct str *s, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* Escapes for XML text and double-quoted attributes; drops characters that XML 1.0 forbids. */
void str_add_xml(struct str *s, const char *text);
/* The inside of a JSON string (no quotes added); control characters as \u00XX. */
void str_add_json(struct str *s, const char *text);
/* Percent-encodes everything but RFC 3986 unreserved characters. */
void str_add_url(struct str *s, const char *text);
/* name=value of a form body, both percent-encoded, behind & where it is not the first. */
void str_add_form(struct str *form, const char *name, const char *value);
/* Would a spreadsheet run a cell that begins so? = + - @, also in full width, TAB and CR. */
bool str_begins_formula(const char *text);
/* One CSV cell: quoted where needed, cells that a spreadsheet would run get a leading apostrophe,
 * except plain numbers and +phone numbers. */
void str_add_csv(struct str *s, const char *text);

/* How many words, parted by blanks; and whether those stand among them, side by side (none never do). */
size_t str_words(const char *text);
bool str_has_words(const char *text, const char *words);

/* A number of some bytes, the same in every program and run (FNV-1a, its high bits folded in): for
 * tables, never against an attacker. Inline, because every word of a message is looked up by it. */
static inline uint32_t str_hash(const char *bytes, size_t n)
{
    uint32_t h = 2166136261u;
    for (size_t i = 0; i < n; i++)
        h = (h ^ (unsigned char)bytes[i]) * 16777619u;
    return h ^ h >> 15;
}

/* The one check: ERR_TOO_BIG if it ever outgrew max; else *out is the text. */
CHECKED bool str_done(struct str *s, const char **out, struct err *e);

#endif
