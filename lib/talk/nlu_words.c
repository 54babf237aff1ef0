/* nlu_words.c -- the reader's word lists, folded once and found by hash. */
#include "nlu_parts.h"
#include "talk.h"

#include <stdlib.h>
#include <string.h>

#define SLOTS 16384u /* twice what the lists hold at the least */
#define PREFIX_LEAST 3
#define CORRECT_LEAST 2

enum kind { KIND_WORD, KIND_PREFIX, KIND_SPELLING /* + language */ };

struct entry {
    const char *text, *to; /* to: what a spelling stands for */
    uint16_t len, group;   /* group: 1 + index; 0 = none */
    uint16_t rank;         /* among the words of phrases, the commonest first; 0 = in none */
    uint8_t kind;
    bool goods, small;
    uint8_t langs; /* of the phrases that have it: 1 << lang */
};

#define LENGTH_MOST 24

/* A word that others may be misspelt from. */
struct familiar { const char *text; uint32_t letters; uint16_t rank; uint8_t langs; };

struct nlu_words {
    struct entry *at;
    size_t count;
    struct familiar *familiar[LENGTH_MOST + 1]; /* by length */
    uint16_t familiar_count[LENGTH_MOST + 1];
};

size_t nlu_fold(const char *text, size_t n, char *out, size_t most)
{
    const char *end = text + n;
    size_t used = 0;
    while (text < end && *text) {
        char piece[8];
        size_t len;
        enum fold_class class = fold_char(utf8_next(&text), piece, &len);
        if (class == FOLD_NOTHING || (class == FOLD_PUNCT && piece[0] == '\''))
            continue;
        if (used + len > most)
            break;
        memcpy(out + used, piece, len);
        used += len;
    }
    return used;
}

static struct entry *slot(const struct nlu_words *w, int kind, const char *text, size_t n)
{
    uint32_t h = 2166136261u + (uint32_t)kind;
    for (size_t i = 0; i < n; i++)
        h = (h ^ (unsigned char)text[i]) * 16777619u;
    for (size_t i = (h ^ h >> 14) & (SLOTS - 1);; i = (i + 1) & (SLOTS - 1)) {
        struct entry *e = &w->at[i];
        if (!e->text || (e->kind == kind && e->len == n && memcmp(e->text, text, n) == 0))
            return e;
    }
}

static struct entry *put(struct nlu_words *w, struct arena *a, int kind, const char *text, size_t n)
{
    char folded[64];
    size_t len = nlu_fold(text, n, folded, sizeof folded);
    struct entry *e = slot(w, kind, folded, len);
    if (!e->text && w->count < SLOTS / 4 * 3) {
        e->text = arena_strndup(a, folded, len);
        e->len = (uint16_t)len;
        e->kind = (uint8_t)kind;
        w->count++;
    }
    return e;
}

static const char *next_word(const char **list, size_t *n)
{
    const char *word = *list + strspn(*list, " ");
    *n = strcspn(word, " ");
    *list = word + *n;
    return *n ? word : NULL;
}

static void put_group(struct nlu_words *w, struct arena *a, const char *line, uint16_t group)
{
    size_t n;
    const char *word = next_word(&line, &n); /* the name of the group */
    while ((word = next_word(&line, &n))) {
        bool prefix = word[n - 1] == '*';
        struct entry *e = put(w, a, prefix ? KIND_PREFIX : KIND_WORD, word, n - prefix);
        if (!e->group)
            e->group = group;
    }
}

struct nlu_words *nlu_words_build(struct arena *a)
{
    struct nlu_words *w = arena_alloc(a, sizeof *w);
    w->at = arena_array(a, SLOTS, sizeof *w->at);
    const char *goods = nlu_goods_words, *small = nlu_small_words, *word;
    size_t n;
    for (size_t i = 0; i < nlu_synonym_count; i++)
        put_group(w, a, nlu_synonyms[i], (uint16_t)(i + 1));
    while ((word = next_word(&goods, &n)))
        put(w, a, KIND_WORD, word, n)->goods = true;
    while ((word = next_word(&small, &n)))
        put(w, a, KIND_WORD, word, n)->small = true;
    for (size_t i = 0; i < nlu_spelling_count; i++) {
        const struct nlu_spelling *s = &nlu_spellings[i];
        put(w, a, KIND_SPELLING + (int)s->lang, s->from, strlen(s->from))->to = s->to;
    }
    return w;
}

static bool is_familiar(const struct entry *e)
{
    return e->text && e->kind == KIND_WORD && e->len >= CORRECT_LEAST && e->len <= LENGTH_MOST &&
           !memchr(e->text, '_', e->len);
}

/* Common words first: of two that a slip may have been, it is the commoner one. */
static int by_rank(const void *x, const void *y)
{
    const struct familiar *f = x, *g = y;
    int d = (int)f->rank - (int)g->rank;
    return d ? d : strcmp(f->text, g->text);
}

static void meet(struct entry *e, enum spoken lang, uint16_t rank)
{
    e->langs |= (uint8_t)(1 << lang);
    if (!e->rank || rank < e->rank)
        e->rank = rank;
}

void nlu_words_meet(struct nlu_words *w, struct arena *a, const char *words)
{
    const char *word;
    size_t n;
    for (int lang = 0; lang < SPOKEN__MAX; lang++, words += strlen(words) + 1) {
        uint16_t rank = 1;
        for (const char *list = words; (word = next_word(&list, &n)); rank += rank < UINT16_MAX)
            meet(put(w, a, KIND_WORD, word, n), (enum spoken)lang, rank);
    }
    for (size_t i = 0; i < SLOTS; i++)
        w->familiar_count[w->at[i].len <= LENGTH_MOST ? w->at[i].len : 0] += is_familiar(&w->at[i]);
    for (size_t len = 0; len <= LENGTH_MOST; len++) {
        w->familiar[len] = arena_array(a, w->familiar_count[len] + 1u, sizeof **w->familiar);
        w->familiar_count[len] = 0;
    }
    for (size_t i = 0; i < SLOTS; i++) {
        const struct entry *e = &w->at[i];
        if (is_familiar(e))
            w->familiar[e->len][w->familiar_count[e->len]++] =
                (struct familiar){e->text, letters_of(e->text, e->len), e->rank ? e->rank : UINT16_MAX,
                                  e->langs};
    }
    for (size_t len = 0; len <= LENGTH_MOST; len++)
        qsort(w->familiar[len], w->familiar_count[len], sizeof **w->familiar, by_rank);
}

#define FAR 99
#define SURE_LENGTH 5

/* In quarters of a letter. Nobody slips into another language; a slip in the first letter is rare,
 * and so is a word that no phrase has. Short words must be sure. */
static int distance(enum spoken lang, const char *word, size_t n, uint32_t letters,
                    const struct familiar *f, size_t len, int most)
{
    bool same_start = word[0] == f->text[0], here = f->langs >> lang & 1;
    if (__builtin_popcount(letters ^ f->letters) > 2 * most || (f->langs && !here) ||
        (n < SURE_LENGTH && !(same_start && here)))
        return FAR;
    int d = edit_distance(word, n, f->text, len, most);
    return d > most ? FAR : 4 * d + (same_start ? 0 : 2) + (here ? 0 : 1);
}

const char *nlu_corrected(const struct nlu_words *w, enum spoken lang, const char *word, size_t n,
                          size_t *len)
{
    int allowed = n >= 8 ? 2 : 1, best = FAR;
    const char *found = NULL;
    if (n < CORRECT_LEAST || n > LENGTH_MOST - 2)
        return NULL;
    uint32_t letters = letters_of(word, n);
    for (size_t l = n - (size_t)allowed; l <= n + (size_t)allowed; l++)
        for (size_t i = 0; i < w->familiar_count[l]; i++) {
            int d = distance(lang, word, n, letters, &w->familiar[l][i], l, allowed);
            if (d < best) {
                best = d;
                found = w->familiar[l][i].text;
                *len = l;
            }
        }
    return found;
}

const char *nlu_spelt(const struct nlu_words *w, enum spoken lang, const char *word, size_t n)
{
    const char *to = slot(w, KIND_SPELLING + (int)lang, word, n)->to;
    return to ? to : slot(w, KIND_SPELLING + SPOKEN__MAX, word, n)->to;
}

static uint16_t prefix_group(const struct nlu_words *w, const char *word, size_t n)
{
    uint16_t group = 0;
    for (size_t most = n; !group && most >= PREFIX_LEAST; most--)
        group = slot(w, KIND_PREFIX, word, most)->group;
    return group;
}

uint16_t nlu_group(const struct nlu_words *w, const char *word, size_t n)
{
    uint16_t group = slot(w, KIND_WORD, word, n)->group;
    return group ? group : prefix_group(w, word, n);
}

struct nlu_known nlu_know(const struct nlu_words *w, const char *word, size_t n)
{
    const struct entry *e = slot(w, KIND_WORD, word, n);
    uint16_t group = e->group ? e->group : prefix_group(w, word, n);
    return (struct nlu_known){group, e->text || group, e->small, e->goods};
}
