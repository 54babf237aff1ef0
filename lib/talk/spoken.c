/* spoken.c -- which language a message is written in. */
#include "waiter/spoken.h"
#include "nlu_parts.h"
#include "talk.h"

#include <string.h>

unsigned spoken_set(const char *list)
{
    unsigned set = 0;
    for (const char *p = list; *p;) {
        enum spoken l;
        char code[3] = {0};
        size_t n = strcspn(p, ", ");
        memcpy(code, p, n < 2 ? n : 2);
        if (n == 2 && spoken_read(code, &l))
            set |= 1u << l;
        p += n + strspn(p + n, ", ");
    }
    return set;
}

/* ---- guessing ---- */

static bool is_arabic(uint32_t cp)
{
    return (cp >= 0x600 && cp <= 0x6ff) || (cp >= 0x750 && cp <= 0x77f) ||
           (cp >= 0xfb50 && cp <= 0xfdff) || (cp >= 0xfe70 && cp <= 0xfeff);
}

/* Letters of the Arabic and of the Latin script. */
static void count_scripts(const char *text, size_t *arabic, size_t *latin)
{
    *arabic = *latin = 0;
    while (*text) {
        uint32_t cp = utf8_next(&text);
        *arabic += is_arabic(cp);
        *latin += (cp | 32) - 'a' < 26 || (cp >= 0xc0 && cp < 0x250 && cp != 0xd7 && cp != 0xf7);
    }
}

static struct spoken_guess first_of(unsigned allowed)
{
    return (struct spoken_guess){allowed ? (enum spoken)__builtin_ctz(allowed) : SPOKEN_EN, 0};
}

#define SURE_AT 24 /* sixths of a nat between the first and the second that leave no doubt */

struct spoken_votes spoken_count(const char *text)
{
    size_t arabic, latin;
    uint16_t terms[SPOKEN_TERMS_MOST];
    struct spoken_votes v = {0};
    count_scripts(text, &arabic, &latin);
    v.arabic = arabic > latin;
    if (v.arabic || !latin)
        return v;
    size_t n = spoken_terms(text, terms);
    v.any = n > 0;
    for (size_t i = 0; i < n; i++)
        for (int l = 0; l < SPOKEN__MAX; l++)
            v.by[l] += spoken_table()[terms[i] * SPOKEN__MAX + l];
    return v;
}

struct spoken_guess spoken_winner(const struct spoken_votes *v, unsigned allowed)
{
    struct spoken_guess best = first_of(allowed);
    if (v->arabic)
        return allowed >> SPOKEN_AR & 1 ? (struct spoken_guess){SPOKEN_AR, 100} : best;
    allowed &= ~(1u << SPOKEN_AR);
    if (!v->any || !allowed)
        return best;
    best = first_of(allowed);
    int second = -(1 << 30);
    for (int l = 0; l < SPOKEN__MAX; l++)
        if (allowed >> l & 1 && v->by[l] > v->by[best.lang])
            best.lang = (enum spoken)l;
    for (int l = 0; l < SPOKEN__MAX; l++)
        if (allowed >> l & 1 && l != (int)best.lang && v->by[l] > second)
            second = v->by[l];
    int64_t lead = ((int64_t)v->by[best.lang] - second) * 100 / (SURE_AT * 6);
    best.sure = lead < 0 ? 0 : lead > 100 ? 100 : (int)lead;
    return best;
}

struct spoken_guess spoken_guess(const char *text, unsigned allowed)
{
    struct spoken_votes v = spoken_count(text);
    return spoken_winner(&v, allowed);
}
