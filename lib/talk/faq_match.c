/* faq_match.c -- which question of the shop is meant: patterns first, then a ranking by shared
 * ideas (stems and synonyms, rare ones weigh more) and by shared letters (trigrams, which
 * forgive misspelling). Everything is integers; an index over all phrasings is built once. */
#include "talk.h"

#include <string.h>

#define TRIGRAM_BITS 12
#define TRIGRAMS (1u << TRIGRAM_BITS)
#define ANSWER_SHARE 3 /* a word of the answer weighs a third */
#define TERMS_MOST 128

struct posting { uint16_t text, weight; };
struct list { uint32_t first; uint16_t count; };
struct text { uint16_t entry; uint32_t word_norm, trigram_norm; uint32_t hash; const char *said; };
struct term { uint16_t concept, weight; };

struct faq_index {
    struct text *texts;
    size_t text_count, entry_count;
    struct list *by_concept;      /* per lexeme */
    size_t concept_count;
    struct list by_trigram[TRIGRAMS];
    uint8_t trigram_weight[TRIGRAMS];
    struct posting *word_postings, *trigram_postings;
    uint16_t *concept_weight;     /* per lexeme; 0 = in no question */
    struct list *entries_of;      /* per lexeme: entries that have it anywhere */
    struct posting *entry_postings; /* text = entry, weight = 3 for questions, 1 for the answer */
    uint16_t unknown_weight;
};

/* ---- words to concepts ---- */

static uint16_t concept_of(const struct lexicon *l, const struct word *w)
{
    if (w->lex && l->at[w->lex].concept)
        return l->at[w->lex].concept;
    char stem[32];
    size_t n = stem_word(w->text, w->len, stem);
    return l->at[lexicon_find(l, stem, n)].concept;
}

static uint16_t learn_concept(struct brain *b, struct arena *a, const struct word *w)
{
    uint16_t known = concept_of(&b->lexicon, w);
    if (known)
        return known;
    char stem[32];
    size_t n = stem_word(w->text, w->len, stem);
    uint16_t lex = lexicon_add(&b->lexicon, a, w->text, w->len);
    uint16_t root_lex = lexicon_add_stem(&b->lexicon, a, stem, n);
    b->lexicon.at[lex].concept = b->lexicon.at[root_lex].concept = root_lex;
    return root_lex;
}

static void learn_synonyms(struct brain *b, struct arena *a)
{
    for (size_t i = 0; i < b->language->synonym_count; i++) {
        uint16_t head = 0;
        for (const char *p = b->language->synonyms[i]; *p;) {
            size_t n = strcspn(p, " ");
            char stem[32];
            size_t m = stem_word(p, n, stem);
            uint16_t lex = lexicon_add(&b->lexicon, a, p, n);
            uint16_t root_lex = lexicon_add_stem(&b->lexicon, a, stem, m);
            if (!head)
                head = lex;
            if (!b->lexicon.at[lex].concept)
                b->lexicon.at[lex].concept = head;
            if (!b->lexicon.at[root_lex].concept)
                b->lexicon.at[root_lex].concept = head;
            p += n + strspn(p + n, " ");
        }
    }
}

/* Words from `at` on that the phrase covers ('*' stands for up to two), or 0. */
static size_t idea_fits(const struct words *w, size_t at, const char *phrase)
{
    size_t from = at;
    while (*phrase) {
        size_t n = strcspn(phrase, " ");
        const char *rest = phrase + n + strspn(phrase + n, " ");
        if (n == 1 && *phrase == '*') {
            for (size_t skip = 0; skip <= 2; skip++) {
                size_t more = idea_fits(w, at + skip, rest);
                if (more)
                    return at + skip + more - from;
            }
            return 0;
        }
        if (at >= w->count || w->at[at].len != n || memcmp(w->at[at].text, phrase, n) != 0)
            return 0;
        at++;
        phrase = rest;
    }
    return at - from;
}

/* Phrases that are one idea ("how much") become that word before terms are counted. */
static size_t idea_at(const struct brain *b, const struct words *w, size_t i, const char **to)
{
    for (size_t k = 0; k < b->language->idea_count; k++) {
        const char *from = b->language->ideas[k].from;
        size_t n = *from == w->at[i].text[0] ? idea_fits(w, i, from) : 0;
        if (n) {
            *to = b->language->ideas[k].to;
            return n;
        }
    }
    return 0;
}

static bool asks_something(const struct brain *b, const struct word *w)
{
    return !word_is(&b->lexicon, w, WORD_STOP | WORD_FILLER) && !(w->is_number && w->digits);
}

struct terms { uint16_t at[TERMS_MOST]; size_t count, unknown; }; /* unknown: in halves */

#define WEAK_MOST 55 /* nothing but product names or one common idea: no question by itself */

static void put_term(struct terms *t, uint16_t concept)
{
    for (size_t i = 0; i < t->count; i++)
        if (t->at[i] == concept)
            return;
    if (t->count < TERMS_MOST)
        t->at[t->count++] = concept;
}

/* The ideas of a text; with `learn` new ones are added to the lexicon. */
static void terms_of(struct brain *learn, const struct brain *b, struct arena *a,
                     const struct words *w, struct terms *out)
{
    *out = (struct terms){0};
    for (size_t i = 0; i < w->count; i++) {
        const char *to;
        size_t n = idea_at(b, w, i, &to);
        while (n && *to) {
            size_t len = strcspn(to, " ");
            struct word as = {.text = to, .len = (uint16_t)len,
                              .lex = lexicon_find(&b->lexicon, to, len)};
            uint16_t c = learn ? learn_concept(learn, a, &as) : concept_of(&b->lexicon, &as);
            if (c)
                put_term(out, c);
            to += len + strspn(to + len, " ");
        }
        if (n) {
            i += n - 1;
            continue;
        }
        uint16_t c = concept_of(&b->lexicon, &w->at[i]);
        if (!c && !asks_something(b, &w->at[i]))
            continue;
        if (!c && learn)
            c = learn_concept(learn, a, &w->at[i]);
        if (c)
            put_term(out, c);
        else
            out->unknown += word_is(&b->lexicon, &w->at[i], WORD_COMMON) ? 1 : 2;
    }
}

/* Product names and mere circumstances (a day, a country) say little about the question. */
static bool names_product(const struct lexicon *l, uint16_t concept)
{
    const struct lexeme *x = &l->at[concept];
    char whole[40];
    if (x->vocab || (x->flags & WORD_CONTEXT))
        return true;
    if (x->len > 30)
        return false;
    memcpy(whole, x->text, x->len); /* stems lose their e and turn y into i */
    memcpy(whole + x->len, "e", 1);
    if (l->at[lexicon_find(l, whole, x->len + 1u)].vocab)
        return true;
    whole[x->len - 1] = 'y';
    return x->len > 3 && x->text[x->len - 1] == 'i' && l->at[lexicon_find(l, whole, x->len)].vocab;
}

/* ---- trigrams ---- */

static uint32_t trigram_hash(const char *s)
{
    uint32_t h = (uint32_t)(unsigned char)s[0] * 0x9e3779b1u;
    h = (h ^ (unsigned char)s[1]) * 0x85ebca6bu;
    h = (h ^ (unsigned char)s[2]) * 0xc2b2ae35u;
    return (h >> 13) & (TRIGRAMS - 1);
}

#define TRIGRAMS_MOST 256

/* Distinct trigrams of the words, each word between blanks; stop words are left out, except
 * where nothing else is there. */
static size_t trigrams_of(const struct brain *b, const struct words *w, uint16_t *out)
{
    size_t n = 0;
    uint64_t seen[TRIGRAMS / 64] = {0};
    for (size_t i = 0; i < w->count; i++) {
        if (word_is(&b->lexicon, &w->at[i], WORD_STOP) || w->at[i].len > 40)
            continue;
        char padded[44] = " ";
        memcpy(padded + 1, w->at[i].text, w->at[i].len);
        padded[w->at[i].len + 1] = ' ';
        for (size_t k = 0; k < w->at[i].len && n < TRIGRAMS_MOST; k++) {
            uint32_t h = trigram_hash(padded + k);
            if (seen[h / 64] >> (h % 64) & 1)
                continue;
            seen[h / 64] |= 1ull << (h % 64);
            out[n++] = (uint16_t)h;
        }
    }
    return n;
}

/* ---- building ---- */

struct source { struct words words; struct terms terms; uint16_t *trigrams; size_t trigram_count;
                uint16_t entry; bool answer; };

static uint32_t hash_plain(const char *s)
{
    uint32_t h = 2166136261u;
    for (; *s; s++)
        h = (h ^ (unsigned char)*s) * 16777619u;
    return h;
}

static void read_source(struct brain *b, struct arena *a, struct faq_index *x, struct source *s,
                        size_t i, const char *text, size_t entry, bool answer)
{
    words_read(&b->lexicon, a, text_clean(a, text), &s[i].words);
    terms_of(b, b, a, &s[i].words, &s[i].terms);
    uint16_t buffer[TRIGRAMS_MOST];
    s[i].trigram_count = trigrams_of(b, &s[i].words, buffer);
    s[i].trigrams = arena_copy(a, buffer, s[i].trigram_count * sizeof *buffer);
    s[i].entry = (uint16_t)entry;
    s[i].answer = answer;
    x->texts[i] = (struct text){.entry = (uint16_t)entry, .hash = hash_plain(plain_text(a, text)),
                                .said = text};
}

static size_t read_sources(struct brain *b, struct arena *a, struct faq_index *x,
                           struct source **out)
{
    const struct catalogue *c = b->catalogue;
    size_t count = 0, i = 0;
    for (size_t e = 0; e < c->faq_count; e++)
        count += 2 + c->faq[e].phrasing_count;
    struct source *s = arena_array(a, count + 1, sizeof *s);
    x->texts = arena_array(a, count + 1, sizeof *x->texts);
    for (size_t e = 0; e < c->faq_count && count < 60000; e++) {
        read_source(b, a, x, s, i++, c->faq[e].question, e, false);
        for (size_t k = 0; k < c->faq[e].phrasing_count; k++)
            read_source(b, a, x, s, i++, c->faq[e].phrasings[k], e, false);
    }
    x->text_count = i;
    for (size_t e = 0; e < c->faq_count && count < 60000; e++)
        read_source(b, a, x, s, i++, c->faq[e].answer, e, true);
    *out = s;
    return i;
}

/* In how many entries each concept stands (questions only count for its weight). */
static void weigh_concepts(struct brain *b, struct arena *a, struct faq_index *x,
                           const struct source *s)
{
    uint16_t *df = arena_array(a, x->concept_count, sizeof *df);
    uint32_t *last = arena_array(a, x->concept_count, sizeof *last);
    for (size_t i = 0; i < x->text_count; i++)
        for (size_t k = 0; k < s[i].terms.count; k++) {
            uint16_t c = s[i].terms.at[k];
            if (last[c] != s[i].entry + 1u)
                df[c]++;
            last[c] = s[i].entry + 1u;
        }
    for (size_t c = 1; c < x->concept_count; c++) {
        if (!df[c])
            continue;
        int w = 8 + rarity(x->entry_count + 1, df[c]);
        if (b->lexicon.at[c].flags & WORD_STOP)
            w /= 2;
        if (names_product(&b->lexicon, (uint16_t)c)) /* "hoodie" says little about the question */
            w = (w + 1) / 2;
        x->concept_weight[c] = (uint16_t)w;
    }
    x->unknown_weight = (uint16_t)(8 + rarity(x->entry_count + 1, 2));
}

static void add_list(struct list *l, struct posting *postings, uint32_t *next, uint16_t text,
                     uint16_t weight)
{
    if (!l->count)
        l->first = *next; /* room was counted before */
    postings[l->first + l->count++] = (struct posting){.text = text, .weight = weight};
}

static void index_concepts(struct arena *a, struct faq_index *x, const struct source *s,
                           size_t total)
{
    uint32_t *room = arena_array(a, x->concept_count, sizeof *room);
    uint32_t links = 0, entry_links = 0, next = 0;
    for (size_t i = 0; i < total; i++)
        for (size_t k = 0; k < s[i].terms.count; k++)
            room[s[i].terms.at[k]]++, links++;
    entry_links = links;
    x->word_postings = arena_array(a, links + 1, sizeof *x->word_postings);
    x->entry_postings = arena_array(a, entry_links + 1, sizeof *x->entry_postings);
    for (size_t c = 0; c < x->concept_count; c++) {
        x->by_concept[c].first = x->entries_of[c].first = next;
        next += room[c];
    }
    for (size_t i = 0; i < total; i++)
        for (size_t k = 0; k < s[i].terms.count; k++) {
            uint16_t c = s[i].terms.at[k], w = x->concept_weight[c];
            struct list *l = &x->by_concept[c], *e = &x->entries_of[c];
            if (!s[i].answer) {
                x->word_postings[l->first + l->count++] =
                    (struct posting){.text = (uint16_t)i, .weight = w};
                x->texts[i].word_norm += (uint32_t)w * w;
            }
            bool have = false;
            for (size_t p = 0; p < e->count; p++)
                have |= x->entry_postings[e->first + p].text == s[i].entry;
            if (!have)
                x->entry_postings[e->first + e->count++] = (struct posting){
                    .text = s[i].entry, .weight = s[i].answer ? 1 : ANSWER_SHARE};
        }
}

static void index_trigrams(struct arena *a, struct faq_index *x, const struct source *s)
{
    uint32_t *room = arena_array(a, TRIGRAMS, sizeof *room);
    uint32_t links = 0, next = 0;
    for (size_t i = 0; i < x->text_count; i++)
        for (size_t k = 0; k < s[i].trigram_count; k++)
            room[s[i].trigrams[k]]++, links++;
    x->trigram_postings = arena_array(a, links + 1, sizeof *x->trigram_postings);
    for (size_t t = 0; t < TRIGRAMS; t++) {
        x->by_trigram[t].first = next;
        next += room[t];
        x->trigram_weight[t] = (uint8_t)rarity(x->text_count + 1, room[t] ? room[t] : 1);
    }
    for (size_t i = 0; i < x->text_count; i++)
        for (size_t k = 0; k < s[i].trigram_count; k++) {
            uint16_t t = s[i].trigrams[k], w = x->trigram_weight[t];
            add_list(&x->by_trigram[t], x->trigram_postings, &x->by_trigram[t].first,
                     (uint16_t)i, w);
            x->texts[i].trigram_norm += (uint32_t)w * w;
        }
}

const struct faq_index *faq_build(struct brain *b, struct arena *a)
{
    struct faq_index *x = arena_alloc(a, sizeof *x);
    struct source *s;
    learn_synonyms(b, a);
    x->entry_count = b->catalogue->faq_count;
    size_t total = read_sources(b, a, x, &s);
    x->concept_count = b->lexicon.count;
    x->by_concept = arena_array(a, x->concept_count, sizeof *x->by_concept);
    x->entries_of = arena_array(a, x->concept_count, sizeof *x->entries_of);
    x->concept_weight = arena_array(a, x->concept_count, sizeof *x->concept_weight);
    weigh_concepts(b, a, x, s);
    for (size_t c = 1; c < x->concept_count; c++)
        if (!x->concept_weight[c])
            x->concept_weight[c] = x->unknown_weight; /* only in answers */
    index_concepts(a, x, s, total);
    index_trigrams(a, x, s);
    for (size_t i = 0; i < x->text_count; i++) {
        x->texts[i].word_norm = root(x->texts[i].word_norm);
        x->texts[i].trigram_norm = root(x->texts[i].trigram_norm);
    }
    return x;
}

/* ---- asking ---- */

struct scores { uint32_t *words, *letters; uint32_t *covered; };

/* Per mille: shared ideas with each phrasing, shared letters, share of the message explained. */
static void add_up(const struct faq_index *x, const struct terms *t, const uint16_t *trigrams,
                   size_t trigram_count, struct scores *s, uint32_t *word_norm,
                   uint32_t *letter_norm, uint32_t *whole)
{
    uint64_t words = 0, letters = 0;
    *whole = 0;
    for (size_t i = 0; i < t->count; i++) {
        uint16_t c = t->at[i];
        if (c >= x->concept_count)
            continue;
        uint32_t w = x->concept_weight[c];
        words += w * w;
        *whole += w;
        for (size_t k = 0; k < x->by_concept[c].count; k++) {
            const struct posting *p = &x->word_postings[x->by_concept[c].first + k];
            s->words[p->text] += w * p->weight;
        }
        for (size_t k = 0; k < x->entries_of[c].count; k++) {
            const struct posting *p = &x->entry_postings[x->entries_of[c].first + k];
            s->covered[p->text] += w * p->weight;
        }
    }
    words += (uint64_t)t->unknown * x->unknown_weight * x->unknown_weight / 2;
    *whole += (uint32_t)t->unknown * x->unknown_weight / 2;
    for (size_t i = 0; i < trigram_count; i++) {
        uint32_t w = x->trigram_weight[trigrams[i]];
        letters += w * w;
        const struct list *l = &x->by_trigram[trigrams[i]];
        for (size_t k = 0; k < l->count; k++) {
            const struct posting *p = &x->trigram_postings[l->first + k];
            s->letters[p->text] += w * p->weight;
        }
    }
    *word_norm = root(words);
    *letter_norm = root(letters);
}

static uint32_t share(uint32_t dot, uint32_t n1, uint32_t n2)
{
    uint64_t d = (uint64_t)n1 * n2;
    return d ? (uint32_t)((uint64_t)dot * 1000 / d) : 0;
}

#define RANKED_MOST 10 /* the first three are looked at in conversations */

struct ranked { uint16_t entry; int score; const char *said; }; /* said: the phrasing or pattern that fits */

static void rank_entry(struct ranked best[RANKED_MOST], uint16_t entry, int score, const char *said)
{
    size_t at = RANKED_MOST;
    for (size_t i = 0; i < RANKED_MOST; i++)
        if (best[i].score > 0 && best[i].entry == entry) {
            if (score <= best[i].score)
                return;
            at = i;
            break;
        }
    if (at == RANKED_MOST) {
        at--;
        if (score <= best[at].score)
            return;
    }
    for (; at > 0 && best[at - 1].score < score; at--)
        best[at] = best[at - 1];
    best[at] = (struct ranked){entry, score, said};
}

/* 0..100 out of the three shares. A question is answered by itself from 60 on. */
static int fuse(uint32_t words, uint32_t letters, uint32_t covered)
{
    uint32_t s = (50 * words + 25 * letters + 25 * covered) / 1000;
    return s > 100 ? 100 : (int)s;
}

/* Returns how many ideas of the message the index knows. */
static size_t rank(const struct reading *r, const struct faq_index *x, const char *plain,
                 struct ranked best[RANKED_MOST])
{
    struct terms t;
    uint16_t trigrams[TRIGRAMS_MOST];
    terms_of(NULL, r->brain, r->arena, &r->words, &t);
    size_t n = trigrams_of(r->brain, &r->words, trigrams);
    struct scores s = {.words = arena_array(r->arena, x->text_count + 1, sizeof(uint32_t)),
                       .letters = arena_array(r->arena, x->text_count + 1, sizeof(uint32_t)),
                       .covered = arena_array(r->arena, x->entry_count + 1, sizeof(uint32_t))};
    uint32_t word_norm, letter_norm, whole, hash = hash_plain(plain);
    /* "do you have hoodies" shares its word with a question about hoodies. */
    bool weak = t.count == 1 && names_product(&r->brain->lexicon, t.at[0]);
    add_up(x, &t, trigrams, n, &s, &word_norm, &letter_norm, &whole);
    for (size_t i = 0; i < x->text_count; i++) {
        const struct text *y = &x->texts[i];
        uint32_t covered = whole ? s.covered[y->entry] * 1000 / (whole * ANSWER_SHARE) : 0;
        int score = fuse(share(s.words[i], word_norm, y->word_norm),
                         share(s.letters[i], letter_norm, y->trigram_norm), covered);
        /* One known word among strange ones ("the meaning of life") must be all of a phrasing. */
        bool chance = t.count == 1 && t.unknown && y->word_norm > x->concept_weight[t.at[0]];
        if ((weak || chance) && score > WEAK_MOST)
            score = WEAK_MOST;
        if (y->hash == hash && *plain)
            score = 100;
        if (score > 0)
            rank_entry(best, y->entry, score, y->said);
    }
    return t.count;
}

/* Two entries that fit equally well: better to ask than to guess. */
static void keep_margin(struct ranked best[RANKED_MOST], size_t ideas)
{
    int margin = best[0].score - best[1].score;
    if (margin >= 15 && best[0].score >= 45 && best[0].score < 85 && ideas > 1)
        best[0].score += 10; /* nothing else comes near */
    if (best[0].score >= 85 || best[0].score < 60 || margin >= 5)
        return;
    for (size_t i = 0; i < 3; i++)
        if (best[i].score > 59)
            best[i].score = 59;
}

/* The owner's pattern goes before what words and letters say; `why` is which of them it was. */
static const char *rank_all(const struct reading *r, const char *lower, const char *plain,
                            struct ranked best[RANKED_MOST])
{
    const char *said[2];
    long second, first = patterns_find(r->brain->patterns, r->arena, lower, &second, said);
    size_t ideas = rank(r, r->brain->faq, plain, best);
    if (first < 0) {
        keep_margin(best, ideas);
        return best[0].score > 0 ? "words" : NULL;
    }
    bool surer = best[0].entry == first && best[0].score > 95;
    rank_entry(best, (uint16_t)first, surer ? best[0].score : 95, said[0]);
    if (second >= 0)
        rank_entry(best, (uint16_t)second, 90, said[1]);
    return best[0].entry == first ? "pattern" : "words";
}

void faq_find(const struct reading *r, const char *lower, struct understood *out)
{
    const struct brain *b = r->brain;
    struct ranked best[RANKED_MOST] = {{0}};
    if (!b->catalogue->faq_count || !r->words.count)
        return;
    out->faq_why = rank_all(r, lower, out->plain, best);
    bool by_pattern = out->faq_why && *out->faq_why == 'p';
    for (size_t i = 0; i < 3 && best[i].score > 0; i++) {
        bool chooses = out->choice && !by_pattern; /* "option 3" chooses, it does not ask */
        out->faq[i] = &b->catalogue->faq[best[i].entry];
        out->faq_score[i] = chooses && best[i].score > WEAK_MOST ? WEAK_MOST : best[i].score;
        out->faq_said[i] = best[i].said;
    }
}

size_t faq_ranking(const struct reading *r, const char *lower, const char *plain,
                   struct faq_rank *out, size_t most)
{
    struct ranked best[RANKED_MOST] = {{0}};
    size_t n = 0;
    if (!r->brain->catalogue->faq_count || !r->words.count)
        return 0;
    rank_all(r, lower, plain, best);
    for (; n < most && n < RANKED_MOST && best[n].score > 0; n++)
        out[n] = (struct faq_rank){&r->brain->catalogue->faq[best[n].entry], best[n].score};
    return n;
}
