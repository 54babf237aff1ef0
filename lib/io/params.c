/* params.c -- name=value pairs of a query string or a form body.
 *
 * Decoded in one pass over one copy: decoding never makes text longer, and the '=' and
 * '&' that are consumed leave the room for the terminators. */
#include "waiter/params.h"

#include "waiter/utf8.h"

#include <string.h>

/* The value of a hex digit, -1 when it is none. */
static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

/* Decodes n bytes at `text` in place and terminates them (text[n] is ours too). */
static bool decode(char *text, size_t n, size_t *len)
{
    size_t to = 0;

    for (size_t from = 0; from < n; from++) {
        char c = text[from];
        if (c == '+') {
            c = ' ';
        } else if (c == '%') {
            int high = from + 2 < n ? hex_digit(text[from + 1]) : -1;
            int low = from + 2 < n ? hex_digit(text[from + 2]) : -1;
            if (high < 0 || low < 0)
                return false;
            c = (char)(high * 16 + low);
            from += 2;
        }
        text[to++] = c;
    }
    text[to] = '\0';
    *len = to;
    return true;
}

/* One "name=value" of n bytes; without '=' it is a name with an empty value. */
static bool pair_read(char *text, size_t n, struct param *out, struct err *e)
{
    char *equals = memchr(text, '=', n);
    size_t name = equals ? (size_t)(equals - text) : n;
    char *value = equals ? equals + 1 : text + n;

    /* The value first: where there is no '=', both end at the same terminator. */
    if (!decode(value, n - (size_t)(value - text), &out->value_len)
        || !decode(text, name, &out->name_len))
        return fail(e, ERR_BAD_INPUT, "a %% without two hex digits in a form or query");
    if (out->name_len > PARAM_NAME_MOST)
        return fail(e, ERR_TOO_BIG, "a parameter name of %zu bytes", out->name_len);
    if (out->value_len > PARAM_VALUE_MOST)
        return fail(e, ERR_TOO_BIG, "a parameter value of %zu bytes", out->value_len);
    out->name = text;
    out->value = value;
    return true;
}

/* How many pairs there are, not counting empty ones ("a=1&&b=2" holds two). */
static size_t pairs_in(const char *text, size_t n)
{
    size_t count = 0;

    for (size_t i = 0; i < n; i++)
        count += text[i] != '&' && (i == 0 || text[i - 1] == '&');
    return count;
}

bool params_parse(struct arena *a, const char *text, size_t n, struct params *out, struct err *e)
{
    size_t count = pairs_in(text, n);
    struct params p = {.count = 0};

    if (count > PARAMS_MOST)
        return fail(e, ERR_TOO_BIG, "%zu parameters", count);
    char *copy = arena_copy(a, text, n);
    p.at = arena_array(a, count ? count : 1, sizeof *p.at);
    for (size_t from = 0; from < n;) {
        const char *amp = memchr(text + from, '&', n - from);
        size_t end = amp ? (size_t)(amp - text) : n;
        if (end > from && !pair_read(copy + from, end - from, &p.at[p.count++], e))
            return false;
        from = end + 1;
    }
    *out = p;
    return true;
}

const struct param *param_find(const struct params *p, const char *name)
{
    size_t len = strlen(name);

    for (size_t i = 0; i < p->count; i++)
        if (p->at[i].name_len == len && memcmp(p->at[i].name, name, len) == 0)
            return &p->at[i];
    return NULL;
}

const char *param_text(struct arena *a, const struct params *p, const char *name)
{
    const struct param *found = param_find(p, name);

    /* A NUL inside would make two texts look the same to code that stops at it. */
    if (!found || memchr(found->value, '\0', found->value_len))
        return NULL;
    return utf8_repair(a, found->value, found->value_len);
}
