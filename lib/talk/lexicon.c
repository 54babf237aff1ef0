/* lexicon.c -- every known word once, with what is known about it; and words that look alike. */
#include "talk.h"

#include <string.h>

void lexicon_start(struct lexicon *l, struct arena *a)
{
    l->cap = 1024;
    l->count = 1;
    l->at = arena_array(a, l->cap, sizeof *l->at);
    l->at[0] = (struct lexeme){.text = "", .number = -1};
    l->mask = 4095;
    l->slots = arena_array(a, l->mask + 1, sizeof *l->slots);
}

static void grow(struct lexicon *l, struct arena *a)
{
    struct lexeme *at = arena_array(a, l->cap * 2, sizeof *at);
    memcpy(at, l->at, l->count * sizeof *at);
    l->at = at;
    l->cap *= 2;
    l->mask = l->cap * 4 - 1;
    l->slots = arena_array(a, l->mask + 1, sizeof *l->slots);
    for (size_t i = 1; i < l->count; i++) {
        size_t at_slot = str_hash(at[i].text, at[i].len) & l->mask;
        while (l->slots[at_slot])
            at_slot = (at_slot + 1) & l->mask;
        l->slots[at_slot] = (uint16_t)i;
    }
}

static size_t slot_of(const struct lexicon *l, const char *text, size_t n)
{
    size_t slot = str_hash(text, n) & l->mask;
    while (l->slots[slot]) {
        const struct lexeme *x = &l->at[l->slots[slot]];
        if (x->len == n && memcmp(x->text, text, n) == 0)
            break;
        slot = (slot + 1) & l->mask;
    }
    return slot;
}

uint16_t lexicon_find(const struct lexicon *l, const char *text, size_t n)
{
    return l->slots[slot_of(l, text, n)];
}

uint16_t lexicon_add(struct lexicon *l, struct arena *a, const char *text, size_t n)
{
    uint16_t id = lexicon_add_stem(l, a, text, n);
    l->at[id].flags |= WORD_REAL;
    return id;
}

uint16_t lexicon_add_stem(struct lexicon *l, struct arena *a, const char *text, size_t n)
{
    size_t slot = slot_of(l, text, n);
    if (l->slots[slot])
        return l->slots[slot];
    if (l->count >= 65000) /* ids are 16 bits; a shop with more words keeps the first ones */
        return 0;
    if (l->count == l->cap) {
        grow(l, a);
        slot = slot_of(l, text, n);
    }
    uint16_t id = (uint16_t)l->count++;
    l->at[id] = (struct lexeme){.text = arena_strndup(a, text, n), .len = (uint16_t)n,
                                .number = -1, .letters = letters_of(text, n)};
    l->slots[slot] = id;
    return id;
}

uint32_t letters_of(const char *text, size_t n)
{
    uint32_t set = 0;
    for (size_t i = 0; i < n; i++) {
        unsigned char c = (unsigned char)text[i];
        set |= 1u << (c >= 'a' && c <= 'z' ? c - 'a' : 26 + c % 6);
    }
    return set;
}

static bool ends(const char *w, size_t n, const char *tail)
{
    size_t t = strlen(tail);
    return n > t && memcmp(w + n - t, tail, t) == 0;
}

static size_t keep(char out[32], const char *w, size_t n, const char *tail)
{
    size_t t = strlen(tail);
    memcpy(out, w, n);
    memcpy(out + n, tail, t + 1);
    return n + t;
}

/* Endings of plurals and what stands there in the singular; English, Spanish, Portuguese, French. */
static const struct { const char *plural, *singular; } plurals[] = {
    {"ies", "y"}, {"ves", "f"}, {"oes", "ao"}, {"aes", "ao"}, {"ais", "al"}, {"eis", "el"},
    {"ces", "z"}, {"ns", "m"}, {"es", ""}, {"eaux", "eau"}, {"eux", "eu"}, {"aux", "al"},
};

size_t singulars(const char *w, size_t n, char out[3][32])
{
    size_t count = 0;
    if (n < 3 || n > 28 || (w[n - 1] != 's' && w[n - 1] != 'x') || ends(w, n, "ss"))
        return 0;
    if (w[n - 1] == 's')
        keep(out[count++], w, n - 1, "");
    for (size_t i = 0; i < COUNT(plurals) && count < 3 && n > 4; i++)
        if (ends(w, n, plurals[i].plural))
            keep(out[count++], w, n - strlen(plurals[i].plural), plurals[i].singular);
    return count;
}

static bool has_vowel(const char *w, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (strchr("aeiouy", w[i]))
            return true;
    return false;
}

/* shipp -> ship, but not "fill", "pass", "buzz". */
static size_t undouble(const char *w, size_t n)
{
    bool twice = n > 3 && w[n - 1] == w[n - 2] && !strchr("lsz", w[n - 1]);
    return twice ? n - 1 : n;
}

size_t stem_word(const char *w, size_t n, char out[32])
{
    if (n > 28)
        n = 28;
    if (ends(w, n, "ies") && n > 4)
        n = keep(out, w, n - 3, "y");
    else if (ends(w, n, "sses"))
        n = keep(out, w, n - 2, "");
    else if (n > 3 && w[n - 1] == 's' && !strchr("sui", w[n - 2]))
        n = keep(out, w, n - 1, "");
    else
        n = keep(out, w, n, "");
    if (ends(out, n, "ing") && n > 5 && has_vowel(out, n - 3))
        n = undouble(out, n - 3);
    else if (ends(out, n, "ed") && n > 4 && has_vowel(out, n - 2))
        n = undouble(out, n - 2);
    if (n > 3 && out[n - 1] == 'e')
        n--;
    if (n > 3 && out[n - 1] == 'y')
        out[n - 1] = 'i';
    out[n] = '\0';
    return n;
}

static bool is_real(const struct lexicon *l, const char *text, size_t n)
{
    uint16_t id = lexicon_find(l, text, n);
    return id && (l->at[id].flags & WORD_REAL);
}

bool word_is_real(const struct lexicon *l, const char *text, size_t n)
{
    char forms[3][32], stem[32];
    if (is_real(l, text, n))
        return true;
    size_t count = singulars(text, n, forms);
    for (size_t i = 0; i < count; i++)
        if (is_real(l, forms[i], strlen(forms[i])))
            return true;
    size_t m = stem_word(text, n, stem);
    if (m == n)
        return false;
    if (is_real(l, stem, m))
        return true;
    memcpy(stem + m, "e", 2); /* baking -> bake */
    return text[n - 1] != 's' && is_real(l, stem, m + 1);
}

int edits_allowed(size_t len)
{
    return len < 4 ? 0 : len < 8 ? 1 : 2;
}

int edit_distance(const char *a, size_t an, const char *b, size_t bn, int most)
{
    int before[32], row[32], next[32];
    if (an > 30 || bn > 30 || (an > bn ? an - bn : bn - an) > (size_t)most)
        return most + 1;
    for (size_t k = 0; k <= bn; k++)
        row[k] = (int)k;
    memset(before, 0, sizeof before);
    for (size_t i = 1; i <= an; i++) {
        int least = next[0] = (int)i;
        for (size_t k = 1; k <= bn; k++) {
            int d = row[k - 1] + (a[i - 1] != b[k - 1]);
            if (row[k] + 1 < d)
                d = row[k] + 1;
            if (next[k - 1] + 1 < d)
                d = next[k - 1] + 1;
            if (i > 1 && k > 1 && a[i - 1] == b[k - 2] && a[i - 2] == b[k - 1] &&
                before[k - 2] + 1 < d)
                d = before[k - 2] + 1;
            next[k] = d;
            if (d < least)
                least = d;
        }
        if (least > most)
            return most + 1;
        memcpy(before, row, (bn + 1) * sizeof *row);
        memcpy(row, next, (bn + 1) * sizeof *row);
    }
    return row[bn] <= most ? row[bn] : most + 1;
}

int rarity(size_t n, size_t d)
{
    uint64_t x = ((uint64_t)n << 16) / (d ? d : 1); /* 16.16 */
    int whole = 0;
    while (x >= (2u << 16)) {
        x >>= 1;
        whole++;
    }
    int w = 16 * whole + (int)((x - (1u << 16)) >> 12);
    return n <= d || w < 4 ? 4 : w;
}

uint32_t root(uint64_t n)
{
    uint64_t r = 0, bit = 1ull << 62;
    while (bit > n)
        bit >>= 2;
    for (; bit; bit >>= 2) {
        if (n >= r + bit) {
            n -= r + bit;
            r = (r >> 1) + bit;
        } else {
            r >>= 1;
        }
    }
    return (uint32_t)r;
}
