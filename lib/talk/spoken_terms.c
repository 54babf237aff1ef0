/* spoken_terms.c -- what a language is told by: groups of letters, and whole words. */
#include "nlu_parts.h"
#include "talk.h"

#include <string.h>

static const char *const codes[] = {"en", "es", "pt", "fr", "ar"};

const char *spoken_code(enum spoken l) { return codes[l]; }

bool spoken_read(const char *code, enum spoken *out)
{
    for (int l = 0; l < SPOKEN__MAX; l++)
        if (strcmp(codes[l], code) == 0) {
            *out = (enum spoken)l;
            return true;
        }
    return false;
}

struct terms_of_text { uint16_t *at; size_t count; };

static void put(struct terms_of_text *t, uint32_t kind, const char *s, size_t n)
{
    uint32_t h = 2166136261u + kind * 0x9e3779b1u;
    for (size_t i = 0; i < n; i++)
        h = (h ^ (unsigned char)s[i]) * 16777619u;
    h ^= h >> 15;
    h *= 0x7feb352du;
    if (t->count < SPOKEN_TERMS_MOST)
        t->at[t->count++] = (uint16_t)((h ^ h >> 16) & (SPOKEN_ROWS - 1));
}

/* A word with its ends: groups of 1 to 4 characters, and the word itself. */
static void put_word(struct terms_of_text *t, const char *word, size_t n)
{
    struct nlu_letters l;
    nlu_letters_of(word, n, &l);
    for (size_t i = 0; i < l.count; i++)
        for (size_t k = 1; k <= 4 && i + k <= l.count; k++)
            if (k > 1 || (l.text[l.starts[i]] & 0x80)) /* single letters tell only with an accent */
                put(t, (uint32_t)k, l.text + l.starts[i], l.starts[i + k] - l.starts[i]);
    put(t, 9, l.text, l.starts[l.count]);
    put(t, 9, l.text, l.starts[l.count]); /* a whole word says more than its letters */
}

static uint32_t lower(uint32_t cp)
{
    bool capital = (cp >= 'A' && cp <= 'Z') || (cp >= 0xc0 && cp <= 0xde && cp != 0xd7);
    return capital ? cp + 32 : cp;
}

/* Words as written but for their case, and without accents where they have some: many leave
 * them out in chats. */
static void read_words(struct terms_of_text *t, const char *text)
{
    char kept[64], bare[64];
    size_t k = 0, b = 0;
    for (bool more = true; more;) {
        char piece[8];
        size_t n;
        uint32_t cp = utf8_next(&text);
        enum fold_class class = fold_char(cp, piece, &n);
        more = cp != 0;
        if (class == FOLD_LETTER && k + 4 < sizeof kept && b + n < sizeof bare) {
            k += utf8_put(kept + k, lower(cp));
            memcpy(bare + b, piece, n);
            b += n;
        } else if (class != FOLD_NOTHING && k) {
            put_word(t, kept, k);
            if (k != b || memcmp(kept, bare, k) != 0)
                put_word(t, bare, b);
            k = b = 0;
        }
    }
}

size_t spoken_terms(const char *text, uint16_t out[SPOKEN_TERMS_MOST])
{
    struct terms_of_text t = {out, 0};
    read_words(&t, text);
    return t.count;
}
