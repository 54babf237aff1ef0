/* utf8.c -- checks, walks and repairs UTF-8 (RFC 3629). */
#include "waiter/utf8.h"

#include <string.h>

#define REPLACEMENT 0xFFFD

static bool is_tail(unsigned char c)
{
    return (c & 0xC0) == 0x80;
}

/* Decodes one character of at most n bytes and returns how many it took, 0 when it is
 * invalid. Looks at a byte only after the one before it was right, so a terminator ends
 * every look: n may be 4 for terminated texts. */
static size_t decode(const char *s, size_t n, uint32_t *cp)
{
    const unsigned char *p = (const unsigned char *)s;
    if (n == 0)
        return 0;
    if (p[0] < 0x80) {
        *cp = p[0];
        return 1;
    }
    size_t len = p[0] < 0xC2 ? 0 : p[0] < 0xE0 ? 2 : p[0] < 0xF0 ? 3 : p[0] < 0xF5 ? 4 : 0;
    if (len == 0 || len > n)
        return 0;
    uint32_t c = p[0] & (0xFFu >> (len + 1));
    for (size_t i = 1; i < len; i++) {
        if (!is_tail(p[i]))
            return 0;
        c = c << 6 | (p[i] & 0x3F);
    }
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    if (c < least[len] || c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF))
        return 0;
    *cp = c;
    return len;
}

/* How many of the n bytes at s are plain ASCII, eight at a time. */
static size_t ascii_run(const char *s, size_t n)
{
    size_t i = 0;
    for (uint64_t word; i + sizeof word <= n; i += sizeof word) {
        memcpy(&word, s + i, sizeof word);
        if (word & 0x8080808080808080u)
            break;
    }
    while (i < n && (unsigned char)s[i] < 0x80)
        i++;
    return i;
}

bool utf8_valid(const char *s, size_t n)
{
    size_t i = 0;
    while ((i += ascii_run(s + i, n - i)) < n) {
        uint32_t cp;
        size_t len = decode(s + i, n - i, &cp);
        if (len == 0)
            return false;
        i += len;
    }
    return true;
}

uint32_t utf8_next(const char **s)
{
    uint32_t cp = (unsigned char)**s;
    if (cp < 0x80) { /* the end counts as none */
        *s += cp != 0;
        return cp;
    }
    size_t len = decode(*s, 4, &cp);
    *s += len ? len : 1;
    return len ? cp : REPLACEMENT;
}

size_t utf8_put(char *out, uint32_t cp)
{
    if (cp > 0x10FFFF || (cp >= 0xD800 && cp <= 0xDFFF))
        cp = REPLACEMENT;
    if (cp < 0x80) {
        out[0] = (char)cp;
        return 1;
    }
    size_t len = cp < 0x800 ? 2 : cp < 0x10000 ? 3 : 4;
    for (size_t i = len - 1; i > 0; i--, cp >>= 6)
        out[i] = (char)(0x80 | (cp & 0x3F));
    static const unsigned char lead[] = {0, 0, 0xC0, 0xE0, 0xF0};
    out[0] = (char)(lead[len] | cp);
    return len;
}

/* CR is dropped too: that is how CRLF becomes LF. */
static bool is_dropped(unsigned char c)
{
    return c < 0x20 && c != '\t' && c != '\n';
}

char *utf8_repair(struct arena *a, const char *bytes, size_t n)
{
    /* Each byte becomes three at most; a valid text never grows. */
    char *text = arena_array(a, (utf8_valid(bytes, n) ? n : 3 * n) + 1, 1);
    char *out = text;
    for (size_t i = 0; i < n;) {
        uint32_t cp;
        size_t len = decode(bytes + i, n - i, &cp);
        if (len == 0)
            out += utf8_put(out, REPLACEMENT);
        else if (len > 1 || !is_dropped((unsigned char)bytes[i]))
            out = (char *)memcpy(out, bytes + i, len) + len;
        i += len ? len : 1;
    }
    *out = '\0';
    return text;
}

size_t utf8_length(const char *s)
{
    size_t chars = 0;
    for (; *s; s++)
        chars += !is_tail((unsigned char)*s);
    return chars;
}

size_t utf8_prefix(const char *s, size_t chars)
{
    const char *p = s;
    while (*p && (chars > 0 || is_tail((unsigned char)*p)))
        chars -= !is_tail((unsigned char)*p++);
    return (size_t)(p - s);
}
