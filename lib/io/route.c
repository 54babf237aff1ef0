/* route.c -- which row of the route table a request means.
 *
 * The path comes undecoded and is decoded once, segment by segment, so that a %2F can
 * never become a border. Where several patterns fit, text beats a :name at the first
 * segment where they differ, whatever their order in the table. */
#include "waiter/serve.h"

#include "carrier.h"
#include "waiter/str.h"
#include "waiter/utf8.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SEGMENTS_MOST 16
#define ALLOW_MOST 128

struct segment {
    const char *text; /* decoded, terminated */
    size_t len;
};

struct segments {
    struct segment at[SEGMENTS_MOST];
    size_t count;
};

static int hex_digit(char c)
{
    const char *digits = "0123456789abcdef0123456789ABCDEF", *at = c ? strchr(digits, c) : NULL;

    return at ? (int)(at - digits) % 16 : -1;
}

/* Decodes one segment; false for a bad %XX, %00, %2F, a control character or broken UTF-8. */
static bool segment_decode(struct arena *a, const char *raw, size_t n, struct segment *out)
{
    char *text = arena_alloc(a, n + 1);
    size_t len = 0;

    for (size_t i = 0; i < n; i++) {
        unsigned char c = (unsigned char)raw[i];
        if (c == '%') {
            int high = i + 2 < n ? hex_digit(raw[i + 1]) : -1;
            int low = i + 2 < n ? hex_digit(raw[i + 2]) : -1;
            if (high < 0 || low < 0)
                return false;
            c = (unsigned char)(high * 16 + low);
            i += 2;
            if (c == '/')
                return false;
        }
        if (c < 0x20 || c == 0x7f)
            return false;
        text[len++] = (char)c;
    }
    *out = (struct segment){text, len};
    return utf8_valid(text, len);
}

const char *segment_text(struct arena *a, const char *raw, size_t n)
{
    struct segment s;

    return segment_decode(a, raw, n, &s) ? s.text : NULL;
}

/* "/api/products/7" as its three segments; false when it is not a sound path. */
static bool path_split(struct arena *a, const char *path, struct segments *out)
{
    out->count = 0;
    if (*path != '/')
        return false;
    while (*path == '/') {
        size_t n = strcspn(++path, "/");
        if (out->count == SEGMENTS_MOST
            || !segment_decode(a, path, n, &out->at[out->count]))
            return false;
        out->count++;
        path += n;
    }
    return true;
}

bool path_sound(struct arena *a, const char *path)
{
    struct segments ignored;

    return path_split(a, path, &ignored);
}

/* Does the pattern take this path? */
static bool pattern_fits(const char *pattern, const struct segments *path)
{
    for (size_t i = 0; i < path->count; i++) {
        if (*pattern++ != '/')
            return false;
        size_t n = strcspn(pattern, "/");
        const struct segment *s = &path->at[i];
        if (*pattern == ':' ? s->len == 0 : s->len != n || memcmp(s->text, pattern, n) != 0)
            return false;
        pattern += n;
    }
    return *pattern == '\0';
}

/* Of two patterns that fit the same path: does `a` have its text before `b` has? */
static bool pattern_beats(const char *a, const char *b)
{
    while (*a == '/' && *b == '/') {
        a++;
        b++;
        if ((*a == ':') != (*b == ':'))
            return *b == ':';
        a += strcspn(a, "/");
        b += strcspn(b, "/");
    }
    return false;
}

/* The path's values for the pattern's :names. */
static struct params pattern_take(struct arena *a, const char *pattern,
                                  const struct segments *path)
{
    struct params found = {.at = arena_array(a, path->count, sizeof(struct param))};

    for (size_t i = 0; i < path->count; i++) {
        size_t n = strcspn(++pattern, "/");
        if (*pattern == ':')
            found.at[found.count++] =
                (struct param){.name = arena_strndup(a, pattern + 1, n - 1),
                               .name_len = n - 1,
                               .value = path->at[i].text,
                               .value_len = path->at[i].len};
        pattern += n;
    }
    return found;
}

/* HEAD is answered by whoever answers GET. */
static bool method_fits(const char *routes, const char *asked)
{
    return strcmp(routes, asked) == 0
        || (strcmp(asked, "HEAD") == 0 && strcmp(routes, "GET") == 0);
}

/* Adds a method to an Allow list, once; GET brings HEAD with it. */
static void allow_add(struct str *list, const char *method)
{
    size_t n = strlen(method);

    for (const char *at = list->text; (at = strstr(at, method)); at += n)
        if ((at == list->text || at[-1] == ' ') && (at[n] == ',' || at[n] == '\0'))
            return;
    if (list->len)
        str_add(list, ", ");
    str_add(list, method);
    if (strcmp(method, "GET") == 0)
        str_add(list, ", HEAD");
}

const struct route *route_find(const struct route *routes, size_t n, const char *method,
                               const char *path, struct arena *a, struct params *found,
                               const char **allow)
{
    const struct route *best = NULL;
    struct str methods = str_new(a, ALLOW_MOST);
    struct segments split;

    if (path_split(a, path, &split))
        for (const struct route *r = routes; r < routes + n; r++) {
            if (!pattern_fits(r->pattern, &split))
                continue;
            allow_add(&methods, r->method);
            if (method_fits(r->method, method)
                && (!best || pattern_beats(r->pattern, best->pattern)))
                best = r;
        }
    if (best)
        *found = pattern_take(a, best->pattern, &split);
    *allow = methods.text;
    return best;
}

bool routes_asked(int argc, char **argv, const struct route *routes, size_t n)
{
    static const char *const words[] = {
        [ANYONE] = "anyone", [SIGNED] = "signed", [VIEWER] = "viewer",
        [STAFF_MEMBER] = "staff", [OWNER] = "owner",
    };

    /* Under CGI our arguments may be a stranger's query string (RFC 3875 §4.4). */
    if (argc != 2 || strcmp(argv[1], "--routes") != 0 || getenv("GATEWAY_INTERFACE")
        || getenv("REQUEST_METHOD"))
        return false;
    for (const struct route *r = routes; r < routes + n; r++)
        printf("{\"method\":\"%s\",\"pattern\":\"%s\",\"who\":\"%s\",\"body_most\":%zu}\n",
               r->method, r->pattern, words[r->who], r->body_most);
    return true;
}
