/* normalise.c -- a message as it can be compared: cleaned for quoting, plain for titles. */
#include "talk.h"

#include <string.h>

char *text_clean(struct arena *a, const char *text)
{
    char *out = arena_alloc(a, strlen(text) + 1);
    size_t n = 0, end = 0;
    while (*text) {
        const char *from = text;
        uint32_t cp = utf8_next(&text);
        if (is_invisible(cp) || (is_space(cp) && n == 0))
            continue;
        memcpy(out + n, from, (size_t)(text - from));
        n += (size_t)(text - from);
        if (!is_space(cp))
            end = n;
    }
    out[end] = '\0';
    return out;
}

/* A decimal point or comma between digits belongs to the number: 12.50. */
static bool inside_number(char c, const char *next, const char *out, size_t n)
{
    return (c == '.' || c == ',') && n && out[n - 1] >= '0' && out[n - 1] <= '9' &&
           *next >= '0' && *next <= '9';
}

char *plain_text(struct arena *a, const char *text)
{
    char *out = arena_alloc(a, 2 * strlen(text) + 1);
    size_t n = 0;
    bool gap = false;
    while (*text) {
        char piece[8];
        size_t len;
        enum fold_class class = fold_char(utf8_next(&text), piece, &len);
        if (class == FOLD_NOTHING || (class == FOLD_PUNCT && piece[0] == '\''))
            continue;
        bool word = class == FOLD_LETTER || class == FOLD_DIGIT ||
                    (class == FOLD_PUNCT && !gap && inside_number(piece[0], text, out, n));
        if (!word) {
            gap = true;
            continue;
        }
        if (gap && n)
            out[n++] = ' ';
        gap = false;
        memcpy(out + n, piece, len);
        n += len;
    }
    out[n] = '\0';
    return out;
}

char *text_lower(struct arena *a, const char *text)
{
    char *out = arena_alloc(a, strlen(text) * 2 + 1);
    size_t n = 0;
    while (*text) {
        const char *from = text;
        uint32_t cp = utf8_next(&text);
        char piece[8];
        size_t len;
        enum fold_class class = fold_char(cp, piece, &len);
        bool accent = class == FOLD_LETTER && cp >= 0x80 && cp < 0xff00;
        if (class == FOLD_SPACE) {
            if (n && out[n - 1] != ' ')
                out[n++] = ' ';
        } else if (class == FOLD_NOTHING || accent) {
            if (is_invisible(cp))
                continue;
            memcpy(out + n, from, (size_t)(text - from));
            n += (size_t)(text - from);
        } else {
            memcpy(out + n, piece, len);
            n += len;
        }
    }
    out[n] = '\0';
    return out;
}
