/* text_check.h -- would the owner's own words do for a reply text? Pure. */
#ifndef WAITER_TEXT_CHECK_H
#define WAITER_TEXT_CHECK_H

#include "waiter/arena.h"

#include <stdbool.h>
#include <stddef.h>

#define TEXT_CHARS_MOST 1000  /* a reply is put together of several */
#define TITLE_CHARS_MOST 20   /* buttons (WhatsApp's own limit) */

struct text_faults {
    bool empty;
    bool broken;                    /* a brace without its partner, or an empty name */
    const char *missing, *unknown;  /* placeholders, by commas; NULL: none */
    size_t forms;                   /* a number has not the so many forms its language needs; 0: fine */
    size_t longest;                 /* longer than so many characters; 0: fine */
};

/* True when `own` may stand for the text `key` of that language, which is shipped as `shipped`: the same
 * placeholders, plurals with every form. Else *out says what is wrong. Memory: arena. */
bool text_check(struct arena *a, const char *lang, const char *key, const char *shipped, const char *own,
                struct text_faults *out);

/* Not said by the shop but listened for: usual wordings of a customer, parted by |. */
bool text_is_heard(const char *key);

/* The names of a text's placeholders in order, each once, by commas; "" when it has none. */
const char *text_placeholders(struct arena *a, const char *text);

/* How long the text of that key may be, in characters. */
size_t text_longest(const char *key, const char *shipped);

#endif
