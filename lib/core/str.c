/* str.c -- a growing text in an arena, with the escapes of the formats we write. */
#include "waiter/str.h"

#include "waiter/utf8.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define FIRST_ROOM 256

struct str str_new(struct arena *a, size_t max)
{
    size_t cap = max < FIRST_ROOM ? max + 1 : FIRST_ROOM;
    return (struct str){.arena = a, .text = arena_alloc(a, cap), .cap = cap, .max = max};
}

static void grow(struct str *s, size_t least)
{
    size_t cap = s->cap > s->max / 2 ? s->max + 1 : s->cap * 2;
    if (cap < least)
        cap = least;
    char *bigger = arena_alloc(s->arena, cap);
    memcpy(bigger, s->text, s->len + 1);
    s->text = bigger;
    s->cap = cap;
}

static bool has_room(struct str *s, size_t n)
{
    if (s->too_big || n > s->max - s->len) {
        s->too_big = true;
        return false;
    }
    if (s->len + n >= s->cap)
        grow(s, s->len + n + 1);
    return true;
}

void str_add(struct str *s, const char *text)
{
    if (text)
        str_add_bytes(s, text, strlen(text));
}

void str_add_bytes(struct str *s, const void *bytes, size_t n)
{
    if (n == 0 || !has_room(s, n))
        return;
    memcpy(s->text + s->len, bytes, n);
    s->len += n;
    s->text[s->len] = '\0';
}

void str_add_char(struct str *s, char c)
{
    str_add_bytes(s, &c, 1);
}

void str_add_int(struct str *s, int64_t n)
{
    char digits[24], *p = digits + sizeof digits;
    uint64_t rest = n < 0 ? -(uint64_t)n : (uint64_t)n;
    do
        *--p = (char)('0' + rest % 10);
    while (rest /= 10);
    if (n < 0)
        *--p = '-';
    str_add_bytes(s, p, (size_t)(digits + sizeof digits - p));
}

void str_addf(struct str *s, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    size_t room = s->cap - s->len;
    int n = vsnprintf(s->text + s->len, room, fmt, ap);
    va_end(ap);
    if (n < 0 || !has_room(s, (size_t)n)) {
        s->text[s->len] = '\0';
        return;
    }
    if ((size_t)n >= room) { /* has_room made more */
        va_start(ap, fmt);
        vsnprintf(s->text + s->len, (size_t)n + 1, fmt, ap);
        va_end(ap);
    }
    s->len += (size_t)n;
}

/* What is written instead of a character; NULL keeps it, "" drops it. */
struct escapes {
    const char *ascii[128];
    const char *noncharacter; /* U+FFFE and U+FFFF */
};

static const char *instead_of(const struct escapes *how, const char **p)
{
    if ((unsigned char)**p < 0x80)
        return how->ascii[(unsigned char)*(*p)++];
    const char *start = *p;
    uint32_t cp = utf8_next(p);
    if (*p - start == 1)
        return "\xEF\xBF\xBD"; /* not UTF-8: a reader would refuse all of it */
    return cp == 0xFFFE || cp == 0xFFFF ? how->noncharacter : NULL;
}

/* Copies whole runs between the characters that need another spelling. */
static void add_escaped(struct str *s, const char *text, const struct escapes *how)
{
    if (!text)
        return;
    const char *run = text, *p = text;
    while (*p) {
        const char *here = p, *instead = instead_of(how, &p);
        if (!instead)
            continue;
        str_add_bytes(s, run, (size_t)(here - run));
        str_add(s, instead);
        run = p;
    }
    str_add_bytes(s, run, (size_t)(p - run));
}

void str_add_xml(struct str *s, const char *text)
{
    static const struct escapes xml = {
        .ascii = {[0x01] = "", "", "", "", "", "", "", "",       /* TAB and LF stay; a bare  */
                  [0x0B] = "", "", [0x0D] = "&#13;", "", "",     /* CR would be read as LF   */
                  [0x10] = "", "", "", "", "", "", "", "", "", "", "", "", "", "", "", "",
                  ['&'] = "&amp;", ['<'] = "&lt;", ['>'] = "&gt;", ['"'] = "&quot;",
                  ['\''] = "&#39;"},
        .noncharacter = "",
    };
    add_escaped(s, text, &xml);
}

void str_add_json(struct str *s, const char *text)
{
    static const struct escapes json = {.ascii = {
        "\\u0000", "\\u0001", "\\u0002", "\\u0003", "\\u0004", "\\u0005", "\\u0006", "\\u0007",
        "\\b", "\\t", "\\n", "\\u000b", "\\f", "\\r", "\\u000e", "\\u000f",
        "\\u0010", "\\u0011", "\\u0012", "\\u0013", "\\u0014", "\\u0015", "\\u0016", "\\u0017",
        "\\u0018", "\\u0019", "\\u001a", "\\u001b", "\\u001c", "\\u001d", "\\u001e", "\\u001f",
        ['"'] = "\\\"", ['\\'] = "\\\\",
    }};
    add_escaped(s, text, &json);
}

static bool is_unreserved(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           c == '-' || c == '.' || c == '_' || c == '~';
}

void str_add_url(struct str *s, const char *text)
{
    static const char hex[] = "0123456789ABCDEF";
    const char *p = text ? text : "";
    while (*p) {
        const char *run = p;
        while (is_unreserved(*p))
            p++;
        str_add_bytes(s, run, (size_t)(p - run));
        if (*p) {
            unsigned char c = (unsigned char)*p++;
            str_add_bytes(s, (char[]){'%', hex[c >> 4], hex[c & 15]}, 3);
        }
    }
}

/* "-5", "+34600111222", "1.50": a spreadsheet shows these as they are. */
static bool is_plain_number(const char *text)
{
    const char *p = text + (*text == '+' || *text == '-');
    size_t whole = strspn(p, "0123456789");
    if (whole == 0)
        return false;
    p += whole;
    if (*p == '.') {
        size_t fraction = strspn(++p, "0123456789");
        if (fraction == 0)
            return false;
        p += fraction;
    }
    return *p == '\0';
}

void str_add_form(struct str *form, const char *name, const char *value)
{
    if (form->len)
        str_add_char(form, '&');
    str_add_url(form, name);
    str_add_char(form, '=');
    str_add_url(form, value);
}

bool str_begins_formula(const char *text)
{
    static const char *const wide[] = {"\uff1d", "\uff0b", "\uff0d", "\uff20"}; /* = + - @, as Japanese types them */
    if (*text && strchr("=+-@\t\r", *text))
        return true;
    for (size_t i = 0; i < sizeof wide / sizeof *wide; i++)
        if (strncmp(text, wide[i], strlen(wide[i])) == 0)
            return true;
    return false;
}

void str_add_csv(struct str *s, const char *text)
{
    if (!text || !*text)
        return;
    bool runs = (str_begins_formula(text) && !is_plain_number(text)) ||
                (*text == '\'' && (text[1] == '\'' || str_begins_formula(text + 1))); /* csv.c takes one away */
    bool quoted = strpbrk(text, ",;\"\t\r\n") != NULL;
    if (quoted)
        str_add_char(s, '"');
    if (runs)
        str_add_char(s, '\'');
    for (const char *quote; (quote = strchr(text, '"')); text = quote + 1) {
        str_add_bytes(s, text, (size_t)(quote - text));
        str_add(s, "\"\"");
    }
    str_add(s, text);
    if (quoted)
        str_add_char(s, '"');
}

size_t str_words(const char *text)
{
    size_t n = 0;
    for (const char *p = text + strspn(text, " "); *p; p += strcspn(p, " "), p += strspn(p, " "))
        n++;
    return n;
}

bool str_has_words(const char *text, const char *words)
{
    size_t n = strlen(words);
    for (const char *hit = text; n && (hit = strstr(hit, words)); hit++)
        if ((hit == text || hit[-1] == ' ') && (hit[n] == ' ' || !hit[n]))
            return true;
    return false;
}

bool str_done(struct str *s, const char **out, struct err *e)
{
    if (s->too_big)
        return fail(e, ERR_TOO_BIG, "text outgrew its %zu bytes", s->max);
    *out = s->text;
    return true;
}
