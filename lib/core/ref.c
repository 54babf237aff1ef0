/* ref.c -- a row's name for others, written and read. */
#include "waiter/ref.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define DIGITS_MOST 18 /* fits an int64_t whatever they are */

const char *ref_text(struct arena *a, struct ref r)
{
    return arena_printf(a, "%" PRId64 "-%" PRId64, r.id, r.born_at);
}

/* Digits alone, and behind them `end`; -1 for anything else. */
static int64_t number(const char **text, char end)
{
    size_t n = strspn(*text, "0123456789");
    if (!n || n > DIGITS_MOST || (*text)[n] != end)
        return -1;
    int64_t value = strtoll(*text, NULL, 10);
    *text += n + 1;
    return value;
}

struct ref ref_read(const char *text)
{
    struct ref r = {0};
    if (text && (r.id = number(&text, '-')) > 0 && (r.born_at = number(&text, '\0')) > 0)
        return r;
    return (struct ref){0};
}
