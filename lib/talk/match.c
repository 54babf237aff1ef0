/* match.c -- products in words: names and aliases indexed by word, misspelt words read into
 * them by edit distance, candidates ranked by how much of what was said they explain. */
#include "talk.h"

#include <string.h>

#define CONNECTOR 0xffff
#define CONTENT (uint32_t)(WORD_STOP | WORD_FILLER)

static uint16_t vocab_for(struct brain *b, struct arena *a, const char *text, size_t n)
{
    struct matcher *m = &b->matcher;
    uint16_t lex = lexicon_add(&b->lexicon, a, text, n);
    if (b->lexicon.at[lex].vocab)
        return (uint16_t)(b->lexicon.at[lex].vocab - 1);
    char forms[3][32];
    size_t count = singulars(text, n, forms);
    for (size_t i = 0; i < count; i++) {
        uint16_t known = lexicon_find(&b->lexicon, forms[i], strlen(forms[i]));
        if (known && b->lexicon.at[known].vocab) {
            b->lexicon.at[lex].vocab = b->lexicon.at[known].vocab;
            return (uint16_t)(b->lexicon.at[lex].vocab - 1);
        }
    }
    if (m->vocab_count == m->vocab_cap) {
        m->vocab_cap = m->vocab_cap ? m->vocab_cap * 2 : 256;
        struct vocab *at = arena_array(a, m->vocab_cap, sizeof *at);
        if (m->vocab_count)
            memcpy(at, m->vocab, m->vocab_count * sizeof *at);
        m->vocab = at;
    }
    uint16_t v = (uint16_t)m->vocab_count++;
    m->vocab[v] = (struct vocab){.lex = lex};
    b->lexicon.at[lex].vocab = (uint16_t)(v + 1);
    for (size_t i = 0; i < count; i++) { /* catalogue "socks" is found by "sock" */
        uint16_t one = lexicon_add_stem(&b->lexicon, a, forms[i], strlen(forms[i]));
        if (!b->lexicon.at[one].vocab)
            b->lexicon.at[one].vocab = (uint16_t)(v + 1);
    }
    return v;
}

static void put_word(struct brain *b, struct arena *a, struct phrase *p, const char *text,
                     size_t n)
{
    if (p->count == PHRASE_WORDS_MOST)
        return;
    p->head = p->count;
    p->words[p->count++] = vocab_for(b, a, text, n);
    p->content++;
}

static void put_connector(struct phrase *p)
{
    if (p->count && p->count < PHRASE_WORDS_MOST && p->words[p->count - 1] != CONNECTOR)
        p->words[p->count++] = CONNECTOR;
}

static void add_phrase(struct brain *b, struct arena *a, size_t product, const char *text,
                       bool name)
{
    struct phrase *p = &b->matcher.phrases[b->matcher.phrase_count];
    struct words w;
    words_read(&b->lexicon, a, text_clean(a, text), &w);
    bool any = false;
    for (size_t i = 0; i < w.count; i++)
        any |= !word_is(&b->lexicon, &w.at[i], CONTENT);
    *p = (struct phrase){.product = (uint16_t)product, .name = name};
    for (size_t i = 0; i < w.count; i++) {
        if (w.at[i].separator == SEP_AND || (any && word_is(&b->lexicon, &w.at[i], CONTENT)))
            put_connector(p);
        if (!any || !word_is(&b->lexicon, &w.at[i], CONTENT))
            put_word(b, a, p, w.at[i].text, w.at[i].len);
    }
    while (p->count && p->words[p->count - 1] == CONNECTOR)
        p->count--;
    if (p->content)
        b->matcher.phrase_count++;
}

/* "long sleeve tee" is also typed "longsleeve tee". */
static void add_joined(struct brain *b, struct arena *a, size_t of)
{
    struct phrase from = b->matcher.phrases[of];
    for (size_t i = 0; i + 1 < from.count && from.count <= 4; i++) {
        if (from.words[i] == CONNECTOR || from.words[i + 1] == CONNECTOR)
            continue;
        const struct lexeme *x = &b->lexicon.at[b->matcher.vocab[from.words[i]].lex];
        const struct lexeme *y = &b->lexicon.at[b->matcher.vocab[from.words[i + 1]].lex];
        if (x->len + y->len > 24 || x->number >= 0)
            continue;
        char joined[64];
        memcpy(joined, x->text, x->len);
        memcpy(joined + x->len, y->text, (size_t)y->len + 1);
        struct phrase *p = &b->matcher.phrases[b->matcher.phrase_count];
        *p = (struct phrase){.product = from.product, .name = from.name};
        for (size_t k = 0; k < from.count; k++) {
            if (k == i)
                put_word(b, a, p, joined, strlen(joined));
            else if (from.words[k] == CONNECTOR)
                put_connector(p);
            else if (k != i + 1) {
                p->head = p->count;
                p->words[p->count++] = from.words[k];
                p->content++;
            }
        }
        b->matcher.phrase_count++;
    }
}

static void weigh(struct brain *b, struct arena *a)
{
    struct matcher *m = &b->matcher;
    size_t products = b->catalogue->product_count;
    int32_t *last = arena_array(a, m->vocab_count + 1, sizeof *last);
    size_t links = 0;
    for (size_t i = 0; i < m->phrase_count; i++)
        for (size_t k = 0; k < m->phrases[i].count; k++) {
            uint16_t v = m->phrases[i].words[k];
            if (v == CONNECTOR)
                continue;
            links++;
            m->vocab[v].phrase_count++;
            if (last[v] != m->phrases[i].product + 1)
                m->vocab[v].df++;
            last[v] = m->phrases[i].product + 1;
        }
    m->phrase_of = arena_array(a, links + 1, sizeof *m->phrase_of);
    uint32_t at = 0;
    for (size_t v = 0; v < m->vocab_count; v++) {
        m->vocab[v].phrases = at;
        at += m->vocab[v].phrase_count;
        m->vocab[v].phrase_count = 0;
        m->vocab[v].weight = (uint16_t)(16 + rarity(products + 1, m->vocab[v].df));
    }
    for (size_t i = 0; i < m->phrase_count; i++)
        for (size_t k = 0; k < m->phrases[i].count; k++) {
            uint16_t v = m->phrases[i].words[k];
            if (v == CONNECTOR)
                continue;
            m->phrase_of[m->vocab[v].phrases + m->vocab[v].phrase_count++] = (uint32_t)i;
            m->phrases[i].weight = (uint16_t)(m->phrases[i].weight + m->vocab[v].weight);
        }
}

static void note_fuzzy(struct brain *b, struct arena *a)
{
    struct matcher *m = &b->matcher;
    size_t n = 0;
    for (size_t i = 1; i < b->lexicon.count; i++)
        n += b->lexicon.at[i].vocab != 0;
    m->fuzzy = arena_array(a, n + 1, sizeof *m->fuzzy);
    for (size_t len = 0; len < COUNT(m->fuzzy_from); len++) {
        m->fuzzy_from[len] = (uint16_t)m->fuzzy_count;
        for (size_t i = 1; i < b->lexicon.count && len >= 4; i++)
            if (b->lexicon.at[i].vocab && b->lexicon.at[i].len == len)
                m->fuzzy[m->fuzzy_count++] = (struct fuzzy_target){
                    .lex = (uint16_t)i, .vocab = (uint16_t)(b->lexicon.at[i].vocab - 1)};
    }
}

void matcher_build(struct brain *b, struct arena *a)
{
    const struct catalogue *c = b->catalogue;
    size_t most = 0;
    for (size_t i = 0; i < c->product_count; i++)
        most += 4 * (1 + c->products[i].alias_count);
    b->matcher.phrases = arena_array(a, most + 1, sizeof *b->matcher.phrases);
    for (size_t i = 0; i < c->product_count && i < 60000; i++) {
        add_phrase(b, a, i, c->products[i].name, true);
        for (size_t k = 0; k < c->products[i].alias_count; k++)
            add_phrase(b, a, i, c->products[i].aliases[k], false);
    }
    size_t plain = b->matcher.phrase_count;
    for (size_t i = 0; i < plain && b->matcher.phrase_count + 3 < most; i++)
        add_joined(b, a, i);
    weigh(b, a);
    note_fuzzy(b, a);
}

static void add_sense(struct senses *s, uint16_t vocab, int quality)
{
    for (size_t i = 0; i < s->count; i++)
        if (s->at[i].vocab == vocab)
            return;
    size_t i = s->count < SENSES_MOST ? s->count++ : SENSES_MOST;
    for (; i > 0 && s->at[i - 1].quality < quality; i--)
        if (i < SENSES_MOST)
            s->at[i] = s->at[i - 1];
    if (i < SENSES_MOST)
        s->at[i] = (struct sense){.vocab = vocab, .quality = (uint8_t)quality};
}

/* Misspelt: one edit for words of four letters, two from eight on; a wrong first letter only
 * in longer words and with one edit. */
static void fuzzy_senses(const struct brain *b, const char *text, size_t n, struct senses *out)
{
    const struct matcher *m = &b->matcher;
    uint32_t letters = letters_of(text, n);
    size_t low = n > 6 ? n - 2 : n > 4 ? n - 1 : 4;
    for (size_t i = m->fuzzy_from[low]; i < m->fuzzy_from[n + 3]; i++) {
        const struct lexeme *y = &b->lexicon.at[m->fuzzy[i].lex];
        int most = edits_allowed(y->len > n ? y->len : n);
        if (__builtin_popcount(letters ^ y->letters) > 2 * most)
            continue;
        int d = edit_distance(text, n, y->text, y->len, most);
        bool first = text[0] == y->text[0];
        if (d > most || (!first && (d > 1 || n < 5)))
            continue;
        add_sense(out, m->fuzzy[i].vocab, 100 - 12 * d - (first ? 0 : 6));
        out->fuzzy = true;
    }
}

/* "beany" for beanie, "hoody" for hoodie, and the other way round. */
static void respelt_sense(const struct brain *b, const struct word *w, struct senses *out)
{
    char text[36];
    memcpy(text, w->text, w->len);
    size_t n = w->len;
    if (text[n - 1] == 'y')
        memcpy(text + n - 1, "ie", 2), n++;
    else if (text[n - 2] == 'i' && text[n - 1] == 'e')
        text[n - 2] = 'y', n--;
    else
        return;
    uint16_t vocab = b->lexicon.at[lexicon_find(&b->lexicon, text, n)].vocab;
    if (vocab)
        add_sense(out, (uint16_t)(vocab - 1), 95);
}

/* "muggs", "capps": doubled letters of words too short for fuzzy matching. */
static void undoubled_sense(const struct brain *b, const struct word *w, struct senses *out)
{
    char text[32];
    size_t n = 0;
    for (size_t i = 0; i < w->len; i++)
        if (!i || w->text[i] != w->text[i - 1])
            text[n++] = w->text[i];
    text[n] = '\0';
    if (n == w->len || word_is_real(&b->lexicon, w->text, w->len))
        return;
    uint16_t lex = lexicon_find(&b->lexicon, text, n);
    char forms[3][32];
    if (!b->lexicon.at[lex].vocab && singulars(text, n, forms))
        lex = lexicon_find(&b->lexicon, forms[0], strlen(forms[0]));
    if (b->lexicon.at[lex].vocab) {
        add_sense(out, (uint16_t)(b->lexicon.at[lex].vocab - 1), 95);
    }
}

void senses_find(const struct brain *b, const struct word *w, struct senses *out)
{
    *out = (struct senses){0};
    if (w->masked || w->len > 28)
        return;
    const struct lexeme *x = &b->lexicon.at[w->lex];
    if (w->lex && x->vocab)
        add_sense(out, (uint16_t)(x->vocab - 1), 100);
    char forms[3][32];
    size_t count = out->count ? 0 : singulars(w->text, w->len, forms);
    for (size_t i = 0; i < count && !out->count; i++) {
        uint16_t lex = lexicon_find(&b->lexicon, forms[i], strlen(forms[i]));
        if (lex && b->lexicon.at[lex].vocab)
            add_sense(out, (uint16_t)(b->lexicon.at[lex].vocab - 1), 98);
    }
    if (!out->count && w->len >= 4) {
        respelt_sense(b, w, out);
        undoubled_sense(b, w, out);
    }
    if (out->count || w->is_number || w->len < 4 || word_is_real(&b->lexicon, w->text, w->len))
        return;
    fuzzy_senses(b, w->text, w->len, out);
    if (w->text[w->len - 1] == 's' && singulars(w->text, w->len, forms) && strlen(forms[0]) >= 4)
        fuzzy_senses(b, forms[0], strlen(forms[0]), out);
}

static bool has_sense(const struct senses *s, uint16_t vocab)
{
    for (size_t i = 0; i < s->count; i++)
        if (s->at[i].vocab == vocab)
            return true;
    return false;
}

/* Words covered when the whole phrase stands at `from`, else 0. */
static size_t phrase_fits(const struct brain *b, const struct words *w, const struct senses *s,
                          size_t from, size_t to, const struct phrase *p)
{
    size_t at = from;
    for (size_t i = 0; i < p->count; i++) {
        bool loose = i && p->words[i - 1] == CONNECTOR;
        if (p->words[i] == CONNECTOR) {
            if (at < to && !s[at].count && word_is(&b->lexicon, &w->at[at], WORD_STOP))
                at++;
            continue;
        }
        if (at >= to || (at > from && w->at[at].separator > (loose ? SEP_AND : SEP_NONE)))
            return 0;
        if (!has_sense(&s[at], p->words[i]))
            return 0;
        at++;
    }
    return at - from;
}

size_t phrase_at(const struct brain *b, const struct words *w, const struct senses *s, size_t from,
                 size_t to)
{
    size_t best = 0;
    const struct matcher *m = &b->matcher;
    for (size_t i = 0; i < s[from].count; i++) {
        const struct vocab *v = &m->vocab[s[from].at[i].vocab];
        for (size_t k = 0; k < v->phrase_count; k++) {
            size_t n = phrase_fits(b, w, s, from, to, &m->phrases[m->phrase_of[v->phrases + k]]);
            best = n > best ? n : best;
        }
    }
    return best;
}

bool named_together(const struct brain *b, uint16_t one, uint16_t other)
{
    const struct matcher *m = &b->matcher;
    const struct vocab *v = &m->vocab[one];
    for (size_t i = 0; i < v->phrase_count; i++) {
        const struct phrase *p = &m->phrases[m->phrase_of[v->phrases + i]];
        for (size_t k = 0; k < p->count; k++)
            if (p->words[k] == other)
                return true;
    }
    return false;
}

struct tally { uint16_t gained, matched; uint8_t hits, worst; uint64_t words; };

static void tally_word(const struct brain *b, const struct senses *s, size_t bit,
                       struct tally *all, uint32_t *touched, size_t *touched_count)
{
    const struct matcher *m = &b->matcher;
    for (size_t i = 0; i < s->count; i++) {
        const struct vocab *v = &m->vocab[s->at[i].vocab];
        for (size_t k = 0; k < v->phrase_count; k++) {
            uint32_t at = m->phrase_of[v->phrases + k];
            struct tally *t = &all[at];
            if (t->words >> bit & 1)
                continue;
            const struct phrase *p = &m->phrases[at];
            for (size_t j = 0; j < p->count; j++) {
                if (p->words[j] != s->at[i].vocab || (t->matched >> j & 1))
                    continue;
                if (!t->hits) {
                    t->worst = 100;
                    touched[(*touched_count)++] = at;
                }
                t->gained = (uint16_t)(t->gained + v->weight * s->at[i].quality / 100);
                t->matched = (uint16_t)(t->matched | 1u << j);
                t->words |= 1ull << bit;
                t->hits++;
                if (s->at[i].quality < t->worst)
                    t->worst = s->at[i].quality;
                break;
            }
        }
    }
}

/* Weight of product words that this phrase leaves unexplained and that are not its options. */
static int unexplained(const struct brain *b, const struct senses *s, size_t from, size_t to,
                       const struct option_hit *o, size_t option_count, uint64_t words,
                       size_t product)
{
    int missed = 0;
    for (size_t i = from; i < to && i - from < 64; i++) {
        if (!s[i].count || (words >> (i - from) & 1))
            continue;
        bool option = false;
        for (size_t k = 0; k < option_count; k++)
            option |= i >= o[k].from && i < (size_t)o[k].from + o[k].count &&
                      (option_of(b, product, 1, o[k].value) ||
                       option_of(b, product, 2, o[k].value));
        if (!option)
            missed += b->matcher.vocab[s[i].at[0].vocab].weight;
    }
    return missed;
}

static struct found describe(const struct brain *b, const struct words *w, size_t from,
                             const struct phrase *p, const struct tally *t, int missed)
{
    struct found f = {.product = p->product, .weight = t->gained, .words = t->words};
    f.full = t->hits == p->content;
    f.head = t->matched >> p->head & 1;
    f.fuzzy = t->worst < 95;
    f.common_only = true;
    for (size_t i = 0; i < 64 && from + i < w->count; i++)
        if (t->words >> i & 1)
            f.common_only &= word_is(&b->lexicon, &w->at[from + i], WORD_COMMON);
    f.score = (int16_t)(2000 * t->gained / (p->weight + t->gained + missed));
    int sure = f.full ? (p->name ? 97 : 94) : f.head ? 78 : f.common_only ? 50 : 75;
    sure -= (100 - t->worst) / 2;
    if (f.full && missed)
        sure -= 10 + 10 * missed / (missed + t->gained);
    else if (missed)
        sure -= 25 * missed / (missed + t->gained);
    f.confidence = (int16_t)sure;
    return f;
}

/* Full names before parts, then what explains more, then the head of a name before its
 * ornaments, then what leaves less of the name unsaid, then shop order. */
static bool better(const struct found *x, const struct found *y)
{
    int wx = x->weight + (x->full ? 12 : 0) + (x->head ? 6 : 0);
    int wy = y->weight + (y->full ? 12 : 0) + (y->head ? 6 : 0);
    if (wx != wy)
        return wx > wy;
    if (x->score != y->score)
        return x->score > y->score;
    return x->product < y->product;
}

static size_t keep_found(struct found *out, size_t n, size_t most, struct found f)
{
    for (size_t i = 0; i < n; i++)
        if (out[i].product == f.product) {
            if (!better(&f, &out[i]))
                return n;
            memmove(&out[i], &out[i + 1], (n - i - 1) * sizeof *out);
            n--;
            break;
        }
    size_t i = n < most ? n++ : most;
    for (; i > 0 && better(&f, &out[i - 1]); i--)
        if (i < most)
            out[i] = out[i - 1];
    if (i < most)
        out[i] = f;
    return n;
}

size_t products_rank(const struct brain *b, struct arena *a, const struct words *w,
                     const struct senses *s, size_t from, size_t to, const struct option_hit *o,
                     size_t option_count, struct found *out, size_t most)
{
    const struct matcher *m = &b->matcher;
    struct tally *all = arena_array(a, m->phrase_count + 1, sizeof *all);
    uint32_t *touched = arena_array(a, m->phrase_count + 1, sizeof *touched);
    size_t touched_count = 0, n = 0;
    for (size_t i = from; i < to && i - from < 64; i++)
        if (s[i].count)
            tally_word(b, &s[i], i - from, all, touched, &touched_count);
    for (size_t i = 0; i < touched_count; i++) {
        const struct phrase *p = &m->phrases[touched[i]];
        const struct tally *t = &all[touched[i]];
        int missed = unexplained(b, s, from, to, o, option_count, t->words, p->product);
        n = keep_found(out, n, most, describe(b, w, from, p, t, missed));
    }
    return n;
}
