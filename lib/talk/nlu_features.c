/* nlu_features.c -- the features of a text: stems, ideas, pairs of them, groups of letters. */
#include "nlu_parts.h"

#include <libstemmer.h>
#include <math.h>
#include <string.h>

enum family { FAMILY_WORD, FAMILY_IDEA, FAMILY_PAIR, FAMILY_LETTERS, FAMILY__MAX };

/* How loud each family speaks; chosen by cross-validation on the phrases (make nlu-report). */
static const float nlu_loud[FAMILY__MAX] = {1.0f, 1.4f, 0.7f, 1.0f};

#define SLOTS 2048u /* more than NLU_FEATURES_MOST, a power of two */

struct gather {
    struct nlu_features *out;
    uint8_t family[NLU_FEATURES_MOST];
    uint16_t slot[SLOTS];      /* 1 + index of the feature of a row */
};

static uint32_t mix(uint32_t h, const char *s, size_t n)
{
    for (size_t i = 0; i < n; i++)
        h = (h ^ (unsigned char)s[i]) * 16777619u;
    return h;
}

static uint32_t finish(uint32_t h)
{
    h ^= h >> 16;
    h *= 0x7feb352du;
    h ^= h >> 15;
    h *= 0x846ca68bu;
    return h ^ h >> 16;
}

static void add(struct gather *g, enum family family, uint32_t h)
{
    uint32_t row = finish(h) & (NLU_ROWS - 1);
    uint32_t at = row & (SLOTS - 1);
    struct nlu_features *f = g->out;
    while (g->slot[at] && f->at[g->slot[at] - 1].row != row)
        at = (at + 1) & (SLOTS - 1);
    if (!g->slot[at]) {
        if (f->count == NLU_FEATURES_MOST)
            return;
        g->family[f->count] = (uint8_t)family;
        f->at[f->count++] = (struct nlu_feature){.row = row};
        g->slot[at] = (uint16_t)f->count;
    }
    f->at[g->slot[at] - 1].value += 1;
}

static uint32_t seed(enum family family, int what)
{
    return 2166136261u ^ ((uint32_t)family * 0x9e3779b1u + (uint32_t)what * 0x85ebca6bu);
}

/* ---- stems ---- */

static struct sb_stemmer *stemmer_open(enum spoken lang)
{
    static const char *const names[] = {"english", "spanish", "portuguese", "french", "arabic"};
    return sb_stemmer_new(names[lang], "UTF_8");
}

/* What a token is called in words and pairs: its stem, or what stands for a kind of things. */
static void name_of(struct sb_stemmer *s, const struct nlu_token *t, char *out, size_t *n)
{
    const char *name = t->text;
    *n = t->len;
    if (t->item) {
        name = "#item";
        *n = 5;
    } else if (s && !t->number) {
        name = (const char *)sb_stemmer_stem(s, (const sb_symbol *)t->text, t->len);
        *n = (size_t)sb_stemmer_length(s);
    }
    if (*n > 47)
        *n = 47;
    memcpy(out, name, *n);
}

struct name { char text[48]; size_t n; uint32_t idea; };

static uint32_t pair_hash(int what, uint32_t x, uint32_t y)
{
    return (mix(seed(FAMILY_PAIR, what), (const char *)&x, sizeof x) ^ y) * 16777619u;
}

#define EDGE 0x5bd1e995u

static void add_words(struct gather *g, const struct nlu_tokens *t, const struct name *names)
{
    uint32_t before = EDGE, idea_before = EDGE;
    bool item_before = false;
    for (size_t i = 0; i < t->count; i++) {
        uint32_t word = mix(seed(FAMILY_WORD, 0), names[i].text, names[i].n);
        if (!(t->at[i].item && item_before)) { /* "leather ankle boots" is one thing */
            add(g, FAMILY_WORD, word);
            add(g, FAMILY_PAIR, pair_hash(0, before, word));
            before = word;
            if (!t->at[i].small) {
                add(g, FAMILY_PAIR, pair_hash(1, idea_before, names[i].idea));
                idea_before = names[i].idea;
            }
        }
        item_before = t->at[i].item;
    }
    add(g, FAMILY_PAIR, pair_hash(0, before, EDGE));
    add(g, FAMILY_PAIR, pair_hash(1, idea_before, EDGE));
}

static void add_ideas(struct gather *g, const struct nlu_tokens *t, struct name *names)
{
    for (size_t i = 0; i < t->count; i++) {
        uint16_t group = t->at[i].group, pair = t->pair_groups[i];
        names[i].idea = group && !t->at[i].item
                            ? seed(FAMILY_IDEA, group)
                            : mix(seed(FAMILY_WORD, 0), names[i].text, names[i].n);
        if (group && !t->at[i].item)
            add(g, FAMILY_IDEA, seed(FAMILY_IDEA, group));
        if (pair)
            add(g, FAMILY_IDEA, seed(FAMILY_IDEA, pair));
    }
    if (t->question)
        add(g, FAMILY_IDEA, seed(FAMILY_IDEA, 9999));
    int length = t->count < 4 ? (int)t->count : t->count < 7 ? 4 : t->count < 12 ? 5 : 6;
    add(g, FAMILY_IDEA, seed(FAMILY_IDEA, 10000 + length));
}

void nlu_letters_of(const char *word, size_t n, struct nlu_letters *out)
{
    n = n < NLU_LETTERS_MOST ? n : NLU_LETTERS_MOST;
    out->text[0] = out->text[n + 1] = ' ';
    memcpy(out->text + 1, word, n);
    out->count = 0;
    for (size_t i = 0; i < n + 2; i++)
        if (((unsigned char)out->text[i] & 0xc0) != 0x80)
            out->starts[out->count++] = (uint8_t)i;
    out->starts[out->count] = (uint8_t)(n + 2);
}

/* Groups of 2 to 5 characters of a word: the hash of a longer one goes on from the shorter. */
static void add_letters(struct gather *g, const struct nlu_token *t)
{
    struct nlu_letters l;
    if (t->item || t->number)
        return;
    nlu_letters_of(t->text, t->len, &l);
    for (size_t i = 0; i < l.count; i++) {
        uint32_t h = seed(FAMILY_LETTERS, 0);
        for (size_t k = 1; k <= 5 && i + k <= l.count; k++) {
            h = mix(h, l.text + l.starts[i + k - 1], l.starts[i + k] - l.starts[i + k - 1]);
            if (k >= 2)
                add(g, FAMILY_LETTERS, h);
        }
    }
}

/* Each family at its own length, then all of them together at 1. */
static void scale(struct gather *g)
{
    float sum[FAMILY__MAX] = {0}, factor[FAMILY__MAX], all = 0;
    struct nlu_features *f = g->out;
    for (size_t i = 0; i < f->count; i++) {
        f->at[i].value = 1 + logf(f->at[i].value);
        sum[g->family[i]] += f->at[i].value * f->at[i].value;
    }
    for (int k = 0; k < FAMILY__MAX; k++) {
        factor[k] = sum[k] > 0 ? nlu_loud[k] / sqrtf(sum[k]) : 0;
        all += sum[k] > 0 ? nlu_loud[k] * nlu_loud[k] : 0;
    }
    for (size_t i = 0; i < f->count; i++)
        f->at[i].value *= factor[g->family[i]] / sqrtf(all);
}

void nlu_features_of(enum spoken lang, const struct nlu_tokens *t, struct nlu_features *out)
{
    struct name names[NLU_TOKENS_MOST];
    struct gather g = {.out = out};
    out->count = 0;
    out->words = t->count;
    out->unknown = t->unknown;
    if (!t->count)
        return;
    struct sb_stemmer *s = stemmer_open(lang);
    for (size_t i = 0; i < t->count; i++)
        name_of(s, &t->at[i], names[i].text, &names[i].n);
    sb_stemmer_delete(s);
    add_ideas(&g, t, names);
    add_words(&g, t, names);
    for (size_t i = 0; i < t->count; i++)
        add_letters(&g, &t->at[i]);
    scale(&g);
}

void nlu_features(const struct nlu_words *w, enum spoken lang, const struct nlu_goods *goods,
                  const char *text, struct nlu_features *out)
{
    struct nlu_tokens t;
    nlu_tokens_read(w, lang, goods, text, &t);
    nlu_features_of(lang, &t, out);
}
