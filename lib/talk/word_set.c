/* word_set.c -- a few words written as one text, found by hash. Made once, for the life of the process. */
#include "talk.h"

#include <stdlib.h>
#include <string.h>

#define PREFIX_LEAST 2

static struct set_word *place(const struct word_set *s, const char *word, size_t n, bool prefix)
{
    for (size_t i = str_hash(word, n) & s->mask;; i = (i + 1) & s->mask) {
        struct set_word *w = &s->at[i];
        if (!w->text || (w->len == n && w->prefix == prefix && !memcmp(w->text, word, n)))
            return w;
    }
}

void word_set_open(struct word_set *s, size_t most)
{
    size_t slots = 8;
    while (slots < 2 * most)
        slots *= 2;
    *s = (struct word_set){.at = calloc(slots, sizeof *s->at), .mask = slots - 1, .room = most};
    if (!s->at)
        abort();
}

void word_set_add(struct word_set *s, const char *words, int value)
{
    for (const char *p = words + strspn(words, " "); *p; p += strspn(p, " ")) {
        size_t n = strcspn(p, " ");
        bool prefix = p[n - 1] == '*';
        struct set_word *w = place(s, p, n - prefix, prefix);
        if (!w->text && s->room) {
            *w = (struct set_word){p, (uint16_t)(n - prefix), (int16_t)value, prefix};
            s->room--;
            s->prefixes |= prefix;
        }
        p += n;
    }
}

int word_set_find(const struct word_set *s, const char *word, size_t n)
{
    const struct set_word *w = place(s, word, n, false);
    for (size_t most = n; !w->text && s->prefixes && most >= PREFIX_LEAST; most--)
        w = place(s, word, most, true);
    return w->value;
}
