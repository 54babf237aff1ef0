/* faq_match.c -- which question of the shop is meant: the owner's patterns first, then a ranking.
 *
 * A message is compared with every phrasing of every entry by its words and ideas and by its groups
 * of letters (which forgive misspelling), with the whole entry by how much of the message stands in
 * it, and by what both mean to the classifier. Rare terms weigh more. The index is built once. */
#include "faq_parts.h"
#include "waiter/spoken.h"

#include <math.h>
#include <string.h>

#define TEXTS_MOST 60000
#define ANSWER_SHARE 0.35f /* a word that only the answer has */
#define COMMONEST                                                                                  \
    0.3f /* how much a term tells that stands everywhere; one that is unknown: 1 more */

/* What each way of being alike counts; chosen by how many of the questions in tests/nlu come right, so a
 * fresh set is the better judge of them. */
#define COUNT_WORDS 38
#define COUNT_LETTERS 7
#define COUNT_COVERED 64
#define COUNT_MEANING 20

struct posting { uint16_t of; uint16_t weight; }; /* weight: thousandths */
struct text { uint16_t entry; uint32_t hash; const char *said; size_t words; };
struct span { uint32_t first, count; };

struct faq_index {
    struct text *texts;
    size_t text_count, entry_count;
    struct span by_row[FAQ_ROWS];   /* texts that have it */
    struct span entries_of[FAQ_ROWS]; /* entries that have it anywhere */
    struct posting *texts_with, *entries_with;
    float rare[FAQ_ROWS];           /* how much a term tells, from the questions that have it */
    float *meaning[MEANING__MAX];   /* roots of shares, of all entries */
    float unknown; /* the same for what no question has */
};

/* ---- building ---- */

struct source { struct faq_terms terms; float share[MEANING__MAX]; uint16_t entry; bool answer; }; /* share: of questions */
struct build {
    struct brain *brain;
    struct arena *arena;
    struct faq_index *x;
    struct source *at;
    size_t count;
};

/* Entries for everybody may be in another language than this conversation, and a translated one has
 * phrasings of both. */
static enum spoken language_of_text(const struct brain *b, const struct faq_entry *f, bool own)
{
    enum spoken lang;
    if (f->language && spoken_read(f->language, &lang))
        return lang;
    if (f->own_question && !own && spoken_read(b->language->code, &lang))
        return lang;
    const char *sample = f->own_question ? f->own_question
                         : f->answer && *f->answer ? f->answer : f->question;
    return spoken_guess(sample, SPOKEN_ALL).lang;
}

static void read_source(struct build *w, const char *text, enum spoken lang, size_t entry,
                        bool answer)
{
    struct nlu_goods goods = brain_goods(w->brain);
    const struct nlu *n = brain_nlu(w->brain);
    struct nlu_tokens tokens;
    struct source *s = &w->at[w->count];
    nlu_tokens_read(nlu_words_of(n), lang, &goods, text, &tokens);
    faq_terms_of(n, lang, &tokens, &s->terms);
    s->entry = (uint16_t)entry;
    s->answer = answer;
    w->count++;
    if (answer)
        return;
    faq_meaning_of(n, lang, &tokens, s->share);
    const char *plain = plain_text(w->arena, text);
    w->x->texts[w->x->text_count++] = (struct text){
        .entry = (uint16_t)entry, .hash = str_hash(plain, strlen(plain)), .said = text,
        .words = s->terms.words};
}

static void read_sources(struct build *w)
{
    const struct catalogue *c = w->brain->catalogue;
    size_t most = 0;
    for (size_t e = 0; e < c->faq_count; e++)
        most += 2 + c->faq[e].phrasing_count;
    w->at = arena_array(w->arena, most + 1, sizeof *w->at);
    w->x->texts = arena_array(w->arena, most + 1, sizeof *w->x->texts);
    for (size_t e = 0; e < c->faq_count && most < TEXTS_MOST; e++) {
        const struct faq_entry *f = &c->faq[e];
        enum spoken ours = language_of_text(w->brain, f, false);
        enum spoken own = language_of_text(w->brain, f, true);
        read_source(w, f->question, ours, e, false);
        for (size_t k = 0; k < f->phrasing_count; k++)
            read_source(w, f->phrasings[k], k < f->own_from ? ours : own, e, false);
    }
    for (size_t e = 0; e < c->faq_count && most < TEXTS_MOST; e++)
        read_source(w, c->faq[e].answer, language_of_text(w->brain, &c->faq[e], false), e, true);
}

/* In how many entries' questions each term stands. */
static void weigh(struct build *w)
{
    uint16_t *df = arena_array(w->arena, FAQ_ROWS, sizeof *df);
    uint16_t *last = arena_array(w->arena, FAQ_ROWS, sizeof *last);
    for (size_t i = 0; i < w->count; i++)
        for (size_t k = 0; k < w->at[i].terms.count && !w->at[i].answer; k++) {
            uint16_t row = w->at[i].terms.at[k].row;
            df[row] += last[row] != w->at[i].entry + 1u;
            last[row] = (uint16_t)(w->at[i].entry + 1u);
        }
    float n = (float)w->x->entry_count + 1;
    float nowhere = logf(n / 0.5f);
    w->x->unknown = COMMONEST + 1;
    for (size_t r = 0; r < FAQ_ROWS; r++)
        w->x->rare[r] = COMMONEST + (df[r] ? logf(n / ((float)df[r] + 0.5f)) : nowhere) / nowhere;
}

static float loudness(const struct faq_index *x, const struct faq_term *t)
{
    return t->loud * x->rare[t->row];
}

/* The length of the words and ideas of a text, and of its letters. */
static void lengths(const struct faq_index *x, const struct faq_terms *t, float *words,
                    float *letters)
{
    float sum[2] = {0};
    for (size_t i = 0; i < t->count; i++) {
        float v = loudness(x, &t->at[i]);
        sum[t->at[i].kind == FAQ_LETTERS] += v * v;
    }
    *words = sqrtf(sum[0]);
    *letters = sqrtf(sum[1]);
}

static struct posting posting(size_t of, float weight)
{
    return (struct posting){.of = (uint16_t)of, .weight = (uint16_t)(weight * 1000 + 0.5f)};
}

/* Counted spans become places side by side, empty again. */
static void lay_out(struct span spans[FAQ_ROWS])
{
    uint32_t next = 0;
    for (size_t r = 0; r < FAQ_ROWS; r++) {
        spans[r].first = next;
        next += spans[r].count;
        spans[r].count = 0;
    }
}

static void link_texts(struct build *w)
{
    struct faq_index *x = w->x;
    uint32_t links = 0;
    for (size_t i = 0; i < x->text_count; i++)
        for (size_t k = 0; k < w->at[i].terms.count; k++, links++)
            x->by_row[w->at[i].terms.at[k].row].count++;
    x->texts_with = arena_array(w->arena, links + 1, sizeof *x->texts_with);
    lay_out(x->by_row);
    for (size_t i = 0; i < x->text_count; i++) { /* the questions stand first among the sources */
        const struct faq_terms *t = &w->at[i].terms;
        float words, letters;
        lengths(x, t, &words, &letters);
        for (size_t k = 0; k < t->count; k++) {
            struct span *s = &x->by_row[t->at[k].row];
            float length = t->at[k].kind == FAQ_LETTERS ? letters : words;
            x->texts_with[s->first + s->count++] = posting(i, loudness(x, &t->at[k]) / length);
        }
    }
}

/* Each term once an entry: in full where a question has it. */
static void link_entries(struct build *w)
{
    struct faq_index *x = w->x;
    uint32_t links = 0;
    for (size_t i = 0; i < w->count; i++)
        for (size_t k = 0; k < w->at[i].terms.count; k++, links++)
            x->entries_of[w->at[i].terms.at[k].row].count++;
    x->entries_with = arena_array(w->arena, links + 1, sizeof *x->entries_with);
    lay_out(x->entries_of);
    for (size_t i = 0; i < w->count; i++)
        for (size_t k = 0; k < w->at[i].terms.count; k++) {
            const struct faq_term *t = &w->at[i].terms.at[k];
            struct span *s = &x->entries_of[t->row];
            bool have = t->kind == FAQ_LETTERS;
            for (size_t p = 0; p < s->count && !have; p++)
                have = x->entries_with[s->first + p].of == w->at[i].entry;
            if (!have)
                x->entries_with[s->first + s->count++] =
                    posting(w->at[i].entry, w->at[i].answer ? ANSWER_SHARE : 1);
        }
}

/* What an entry means: the mean of its questions. */
static void note_meanings(struct build *w)
{
    struct faq_index *x = w->x;
    uint16_t *texts = arena_array(w->arena, x->entry_count + 1, sizeof *texts);
    for (size_t i = 0; i < x->text_count; i++)
        texts[w->at[i].entry]++;
    for (int m = 0; m < MEANING__MAX; m++) {
        float *of = x->meaning[m] = arena_array(w->arena, x->entry_count + 1, sizeof *of);
        for (size_t i = 0; i < x->text_count; i++)
            of[w->at[i].entry] += w->at[i].share[m];
        for (size_t e = 0; e < x->entry_count; e++)
            of[e] = sqrtf(of[e] / (float)(texts[e] ? texts[e] : 1));
    }
}

const struct faq_index *faq_build(struct brain *b, struct arena *a)
{
    struct faq_index *x = arena_alloc(a, sizeof *x);
    struct build w = {.brain = b, .arena = a, .x = x};
    x->entry_count = b->catalogue->faq_count;
    read_sources(&w);
    weigh(&w);
    link_texts(&w);
    link_entries(&w);
    note_meanings(&w);
    return x;
}

/* ---- asking ---- */

struct scores {
    float *words, *letters, *covered;
    uint8_t *said; /* words of the message that an entry has */
};

#define SAID_SO 200     /* the very words of a phrasing */
#define BY_PATTERN 150  /* the owner's pattern */
#define BY_PATTERN_2 140
#define RANKED_MOST 10 /* the first three are looked at in conversations */
/* Found by asking for each phrasing of two shops in five languages without having it, and once more
 * without its entry. */
#define CHANCE_WORDS 0.7f
#define CHANCE_COVERED 0.55f
#define MEANS_SAME 0.8f
#define WEAK_WORD 0.45f /* of those that say little */
#define MEANS_OTHER 0.2f
#define OTHER_WORDS 0.6f
#define WEAK_MOST 55 /* nothing but product names or one common idea: no question by itself */

struct ranked {
    uint16_t entry;
    int score; /* from FAQ_PATTERN on it only tells apart, see told */
    const char *said;
    bool chance;
}; /* said: the phrasing or pattern that fits */

static void add_alike(const struct faq_index *x, const struct faq_terms *t, struct scores *s)
{
    float words, letters;
    lengths(x, t, &words, &letters);
    for (size_t i = 0; i < t->count; i++) {
        const struct faq_term *q = &t->at[i];
        bool letter = q->kind == FAQ_LETTERS;
        float share = loudness(x, q) / (letter ? letters : words) / 1000;
        float *sum = letter ? s->letters : s->words;
        const struct span *with = &x->by_row[q->row];
        for (size_t k = 0; k < with->count; k++) {
            const struct posting *p = &x->texts_with[with->first + k];
            sum[p->of] += share * (float)p->weight;
        }
    }
}

/* How rare a word of the message is: as rare as the commonest thing that it says here. */
static float rarity_of(const struct faq_index *x, const struct faq_terms *t, size_t word)
{
    float least = x->unknown;
    for (size_t i = 0; i < t->count; i++) {
        const struct faq_term *q = &t->at[i];
        if (q->kind != FAQ_LETTERS && (q->from == word || q->to == word) && x->rare[q->row] < least)
            least = x->rare[q->row];
    }
    return least;
}

/* The share of the message that stands in an entry: a word counts once, by its best way of being
 * there. */
static void add_covered(const struct reading *r, const struct faq_index *x,
                        const struct faq_terms *t, struct scores *s)
{
    float *best = arena_array(r->arena, x->entry_count + 1, sizeof *best);
    uint8_t *seen = arena_array(r->arena, x->entry_count + 1, sizeof *seen);
    float whole = 0, loud[NLU_TOKENS_MOST];
    for (size_t w = 0; w < t->said_count; w++)
        whole += loud[w] = t->said[w] * rarity_of(x, t, w);
    for (size_t w = 0; w < t->said_count; w++)
        for (size_t i = 0; i < t->count; i++) {
            const struct faq_term *q = &t->at[i];
            if (q->kind == FAQ_LETTERS || (q->from != w && q->to != w))
                continue;
            const struct span *with = &x->entries_of[q->row];
            for (size_t k = 0; k < with->count; k++) {
                const struct posting *p = &x->entries_with[with->first + k];
                float v = (float)p->weight / 1000, had = seen[p->of] == w + 1 ? best[p->of] : 0;
                if (v <= had)
                    continue;
                s->covered[p->of] += (v - had) * loud[w] / whole;
                bool tells = q->from != q->to ? w == q->from : t->said[w] > 0.9f;
                if (v > 0.9f && had < 0.9f && tells && s->said[p->of] < UINT8_MAX)
                    s->said[p->of]++;
                best[p->of] = v;
                seen[p->of] = (uint8_t)(w + 1);
            }
        }
}

static void rank_entry(struct ranked best[RANKED_MOST], struct ranked one)
{
    size_t at = RANKED_MOST;
    if (one.score <= best[RANKED_MOST - 1].score)
        return;
    for (size_t i = 0; i < RANKED_MOST; i++)
        if (best[i].score > 0 && best[i].entry == one.entry) {
            if (one.score <= best[i].score)
                return;
            at = i;
            break;
        }
    if (at == RANKED_MOST)
        at--;
    for (; at > 0 && best[at - 1].score < one.score; at--)
        best[at] = best[at - 1];
    best[at] = one;
}

/* 0..129 out of the four shares. A question is answered by itself from 60 on. */
static int fuse(float words, float letters, float covered, float meaning)
{
    float s = COUNT_WORDS * words + COUNT_LETTERS * letters + COUNT_COVERED * covered +
              COUNT_MEANING * meaning;
    return (int)s;
}

/* How far the message means what each entry means. */
static void add_meanings(const struct reading *r, const struct faq_index *x, float *sum)
{
    float share[MEANING__MAX];
    faq_meaning_of(brain_nlu(r->brain), r->spoken, r->tokens, share);
    for (int m = 0; m < MEANING__MAX; m++) {
        const float *of = x->meaning[m];
        float root_share = sqrtf(share[m]);
        for (size_t e = 0; e < x->entry_count && m != MEANING_OUT_OF_SCOPE; e++)
            sum[e] += root_share * of[e];
    }
}

/* Words of the message that no entry knows, nor another word for them: with an idea of their own
 * ("parking"), or just words. */
struct strange { size_t ideas, words; };

static struct strange strange_of(const struct faq_index *x, const struct faq_terms *t)
{
    struct strange s = {0};
    for (size_t w = 0; w < t->said_count; w++) {
        bool idea = false, known = t->said[w] <= WEAK_WORD;
        for (size_t i = 0; i < t->count; i++) {
            const struct faq_term *q = &t->at[i];
            if (q->kind == FAQ_LETTERS || (q->from != w && q->to != w))
                continue;
            idea |= q->kind == FAQ_IDEA;
            known |= x->entries_of[q->row].count > 0;
        }
        s.ideas += !known && idea;
        s.words += !known && !idea;
    }
    return s;
}

/* One word of several ("remove the cap", "the meaning of life") must be all of a phrasing, or the
 * message mean what the entry means. What means something else must say the same, and what speaks of
 * something that nobody here wrote about is another question. */
static bool by_chance(const struct faq_terms *t, const struct strange *strange, float words,
                      float covered, size_t said, float means, int score)
{
    bool one_word = said < 2 && words < CHANCE_WORDS && (t->words < 2 || covered < CHANCE_COVERED);
    bool meant = t->words > 1 && means >= MEANS_SAME && score >= 60 && strange->words < 2;
    return strange->ideas || (one_word && !meant) || (means < MEANS_OTHER && words < OTHER_WORDS);
}

/* Returns how many ideas of the message the index knows. */
static size_t rank(const struct reading *r, const struct faq_index *x, const char *plain,
                   struct ranked best[RANKED_MOST])
{
    struct faq_terms t;
    faq_terms_of(brain_nlu(r->brain), r->spoken, r->tokens, &t);
    struct scores s = {.words = arena_array(r->arena, x->text_count + 1, sizeof(float)),
                       .letters = arena_array(r->arena, x->text_count + 1, sizeof(float)),
                       .covered = arena_array(r->arena, x->entry_count + 1, sizeof(float)),
                       .said = arena_array(r->arena, x->entry_count + 1, sizeof(uint8_t))};
    float *meaning = arena_array(r->arena, x->entry_count + 1, sizeof *meaning);
    add_meanings(r, x, meaning);
    add_alike(x, &t, &s);
    add_covered(r, x, &t, &s);
    uint32_t hash = str_hash(plain, strlen(plain));
    const struct strange strange = strange_of(x, &t);
    bool weak = t.about_goods;
    for (size_t i = 0; i < x->text_count; i++) {
        const struct text *y = &x->texts[i];
        int score = fuse(s.words[i], s.letters[i], s.covered[y->entry], meaning[y->entry]);
        bool chance = by_chance(&t, &strange, s.words[i], s.covered[y->entry], s.said[y->entry],
                                meaning[y->entry], score);
        if ((weak || chance) && score > WEAK_MOST - 5)
            score = WEAK_MOST - 5 + (score - (WEAK_MOST - 5)) / 10;
        if (y->hash == hash && *plain)
            score = SAID_SO;
        if (score > 0)
            rank_entry(best, (struct ranked){y->entry, score, y->said, chance});
    }
    return t.words;
}

/* Two entries that fit equally well: better to ask than to guess. */
static void keep_margin(struct ranked best[RANKED_MOST], size_t ideas)
{
    int margin = best[0].score - best[1].score;
    if (margin >= 14 && best[0].score >= 48 && best[0].score < 85 && ideas > 1 && !best[0].chance)
        best[0].score += 12; /* nothing else comes near */
    if (best[0].score >= 85 || best[0].score < 60 || margin >= 8)
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
    long second, first = patterns_find(r->brain->patterns, lower, &second, said);
    size_t ideas = rank(r, r->brain->faq, plain, best);
    if (first < 0) {
        keep_margin(best, ideas);
        return best[0].score > 0 ? "words" : NULL;
    }
    rank_entry(best, (struct ranked){(uint16_t)first, BY_PATTERN, said[0], false});
    if (second >= 0)
        rank_entry(best, (struct ranked){(uint16_t)second, BY_PATTERN_2, said[1], false});
    return best[0].entry == first ? "pattern" : "words";
}

/* 100 the very words, FAQ_PATTERN the owner's pattern, below that what was weighed. */
static int told(int score)
{
    int weighed = score < FAQ_PATTERN ? score : FAQ_PATTERN - 1;
    return score >= SAID_SO ? 100 : score >= BY_PATTERN ? FAQ_PATTERN : weighed;
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
        out->faq_score[i] = told(chooses && best[i].score > WEAK_MOST ? WEAK_MOST : best[i].score);
        out->faq_said[i] = best[i].said;
    }
}

size_t faq_ranking(const struct reading *r, const char *lower, const char *plain, struct faq_rank *out,
                   size_t most)
{
    struct ranked best[RANKED_MOST] = {{0}};
    size_t n = 0;
    if (!r->brain->catalogue->faq_count || !r->words.count)
        return 0;
    rank_all(r, lower, plain, best);
    for (; n < most && n < RANKED_MOST && best[n].score > 0; n++)
        out[n] = (struct faq_rank){&r->brain->catalogue->faq[best[n].entry], told(best[n].score)};
    return n;
}
