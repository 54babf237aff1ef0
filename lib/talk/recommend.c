/* recommend.c -- goods that are alike, goods that go together, goods for a few words. */
#include "waiter/recommend.h"

#include "talk.h"
#include "waiter/spoken.h"

#include <libstemmer.h>
#include <math.h>
#include <string.h>

#define ROWS 16384u          /* a power of two: stems are hashed to it */
#define TERMS_MOST 96        /* different stems of one product */
#define LEAST 3              /* bytes of a word that says something */
#define LOUD_NAME 3.0f       /* beside a word of the description */
#define LOUD_OTHER_NAME 2.0f
#define SAME_SHELF 0.3f      /* beside a likeness of 0..1 */
#define OTHER_SHELF 0.3f
#define ALIKE_LEAST 0.1f     /* less is a word in common by chance */
#define LOOKED_AT_MOST 24    /* each may be a question to the database */

struct term { uint16_t row; float weight; };

struct likeness {
    const struct lexicon *lexicon;
    enum spoken lang;
    size_t count;
    struct term **terms;       /* of each product */
    uint16_t *term_count;
    float *rare;               /* of each row */
};

/* ---- words into rows ---- */

struct bag { struct term at[TERMS_MOST]; size_t count; };

static uint16_t row_of(const char *stem, size_t n)
{
    return (uint16_t)(str_hash(stem, n) & (ROWS - 1));
}

static void bag_add(struct bag *b, uint16_t row, float weight)
{
    for (size_t i = 0; i < b->count; i++)
        if (b->at[i].row == row) {
            b->at[i].weight += weight;
            return;
        }
    if (b->count < TERMS_MOST)
        b->at[b->count++] = (struct term){row, weight};
}

/* What reads words: of which language, and which of them say nothing. */
struct reader {
    const struct lexicon *lexicon;
    struct sb_stemmer *stemmer;
    struct arena *paper;
    uint32_t idle; /* flags of words that say nothing */
};

static bool says_nothing(const struct reader *r, const char *word, size_t n)
{
    uint16_t lex = lexicon_find(r->lexicon, word, n);
    return n < LEAST || (lex && r->lexicon->at[lex].flags & r->idle);
}

static void bag_words(struct bag *b, const struct reader *r, const char *text, float weight)
{
    struct sb_stemmer *s = r->stemmer;
    for (const char *p = plain_text(r->paper, text ? text : ""); *p;) {
        size_t n = strcspn(p, " ");
        const sb_symbol *stem = s && !says_nothing(r, p, n)
                                    ? sb_stemmer_stem(s, (const sb_symbol *)p, (int)n) : NULL;
        if (stem)
            bag_add(b, row_of((const char *)stem, (size_t)sb_stemmer_length(s)), weight);
        p += n + strspn(p + n, " ");
    }
}

static struct sb_stemmer *stemmer_of(enum spoken lang)
{
    static const char *const names[] = {"english", "spanish", "portuguese", "french", "arabic"};
    return sb_stemmer_new(names[lang], "UTF_8");
}

static void bag_product(struct bag *b, const struct reader *r, const struct catalogue *c,
                        const struct product *p)
{
    const struct category *shelf = catalogue_category(c, p->category_id);
    b->count = 0;
    bag_words(b, r, p->name, LOUD_NAME);
    for (size_t i = 0; i < p->alias_count; i++)
        bag_words(b, r, p->aliases[i], LOUD_OTHER_NAME);
    bag_words(b, r, shelf ? shelf->name : "", LOUD_OTHER_NAME);
    bag_words(b, r, p->description, 1);
}

/* Said once or five times: the second time says less. Length one in the end. */
static void weigh(struct term *at, size_t n, const float *rare)
{
    float sum = 0;
    for (size_t i = 0; i < n; i++) {
        at[i].weight = (1 + logf(at[i].weight)) * rare[at[i].row];
        sum += at[i].weight * at[i].weight;
    }
    for (size_t i = 0; i < n && sum > 0; i++)
        at[i].weight /= sqrtf(sum);
}

/* A word of nearly all goods tells none of them. */
static void weigh_all(struct likeness *l)
{
    for (size_t i = 0; i < ROWS; i++)
        l->rare[i] = logf(((float)l->count + 1) / (l->rare[i] + 0.5f));
    for (size_t i = 0; i < l->count; i++)
        weigh(l->terms[i], l->term_count[i], l->rare);
}

const struct likeness *likeness_build(const struct brain *b, struct arena *a)
{
    const struct catalogue *c = b->catalogue;
    struct likeness *l = arena_alloc(a, sizeof *l);
    struct arena paper;
    struct bag bag;
    l->lexicon = &b->lexicon;
    (void)spoken_read(b->language->code, &l->lang);
    l->count = c->product_count;
    l->terms = arena_array(a, l->count + 1, sizeof *l->terms);
    l->term_count = arena_array(a, l->count + 1, sizeof *l->term_count);
    l->rare = arena_array(a, ROWS, sizeof *l->rare);
    arena_init(&paper);
    struct reader r = {l->lexicon, stemmer_of(l->lang), &paper, WORD_STOP | WORD_FILLER};
    for (size_t i = 0; i < l->count; i++) {
        bag_product(&bag, &r, c, &c->products[i]);
        l->terms[i] = arena_copy(a, bag.at, bag.count * sizeof *bag.at);
        l->term_count[i] = (uint16_t)bag.count;
        for (size_t k = 0; k < bag.count; k++)
            l->rare[bag.at[k].row]++;
        arena_reset(&paper);
    }
    sb_stemmer_delete(r.stemmer);
    arena_done(&paper);
    weigh_all(l);
    return l;
}

const struct likeness *brain_likeness(const struct brain *b) { return b ? b->likeness : NULL; }

/* ---- how alike ---- */

/* Of every product, 0..1, to the words in the bag. */
static void compare(const struct likeness *l, struct arena *a, const struct term *asked, size_t n,
                    float *alike)
{
    float *row = arena_array(a, ROWS, sizeof *row);
    for (size_t i = 0; i < n; i++)
        row[asked[i].row] = asked[i].weight;
    for (size_t i = 0; i < l->count; i++)
        for (size_t k = 0; k < l->term_count[i]; k++)
            alike[i] += row[l->terms[i][k].row] * l->terms[i][k].weight;
}

static void compare_words(const struct likeness *l, struct arena *a, const char *words, float *alike)
{
    /* "best sellers" asks for them; that some coffee is best as filter says nothing here */
    struct reader r = {l->lexicon, stemmer_of(l->lang), a, WORD_STOP | WORD_FILLER | WORD_RULE};
    struct bag b = {.count = 0};
    bag_words(&b, &r, words, 1);
    sb_stemmer_delete(r.stemmer);
    weigh(b.at, b.count, l->rare);
    compare(l, a, b.at, b.count, alike);
}

/* ---- bought together ---- */

/* The first of that product's companions; they are sorted by product. */
static size_t companions_of(const struct catalogue *c, int64_t product)
{
    size_t from = 0, to = c->companion_count;
    while (from < to) {
        size_t middle = from + (to - from) / 2;
        if (c->companions[middle].product_id < product)
            from = middle + 1;
        else
            to = middle;
    }
    return from;
}

int64_t bought_together(const struct catalogue *c, int64_t product, int64_t with)
{
    for (size_t i = companions_of(c, product);
         i < c->companion_count && c->companions[i].product_id == product; i++)
        if (c->companions[i].with_id == with)
            return c->companions[i].orders;
    return 0;
}

/* ---- the three best ---- */

static int64_t most_bought(const struct catalogue *c)
{
    int64_t most = 0;
    for (size_t i = 0; i < c->companion_count; i++)
        if (c->companions[i].orders > most)
            most = c->companions[i].orders;
    return most;
}

/* How well one does, 0 = not at all. `most`: the orders of what is bought most. */
static float worth(const struct catalogue *c, const struct recommend_ask *ask,
                   const struct product *p, float alike, int64_t most)
{
    const struct product *of = ask->of;
    int64_t together = of ? bought_together(c, of->id, p->id) : 0;
    int64_t sold = most ? bought_together(c, p->id, p->id) : 0;
    float share = together ? (float)together / (float)bought_together(c, of->id, of->id) : 0;
    float liked = most ? (float)sold / (float)most : 0;
    bool shelf = of && of->category_id == p->category_id;
    switch (ask->kind) {
    case RECOMMEND_INSTEAD:
        if (!shelf && alike < ALIKE_LEAST)
            return 0;
        return alike + (shelf ? SAME_SHELF : 0) + 0.1f * share + 0.05f * liked;
    case RECOMMEND_BESIDE:
        return together ? 2 + share : (shelf ? 0 : OTHER_SHELF) + 0.5f * alike + 0.5f * liked + 0.01f;
    case RECOMMEND_BOUGHT: return share;
    case RECOMMEND_LIKE: return alike >= ALIKE_LEAST ? 1 + alike + 0.2f * liked : 0;
    default: return alike >= ALIKE_LEAST ? 1 + alike + 0.2f * liked : liked + 0.01f;
    }
}

size_t recommend(const struct catalogue *c, const struct likeness *l, struct arena *a,
                 const struct recommend_ask *ask, const struct product *out[RECOMMEND_MOST])
{
    float *score = arena_array(a, c->product_count + 1, sizeof *score);
    int64_t most = most_bought(c);
    size_t n = 0, of = ask->of ? (size_t)(ask->of - c->products) : c->product_count;
    if (l && ask->of)
        compare(l, a, l->terms[of], l->term_count[of], score);
    else if (l && ask->words)
        compare_words(l, a, ask->words, score);
    for (size_t i = 0; i < c->product_count; i++)
        score[i] = i == of ? 0 : worth(c, ask, &c->products[i], score[i], most);
    for (int looked = 0; n < RECOMMEND_MOST && looked < LOOKED_AT_MOST; looked++) {
        size_t best = 0;
        for (size_t i = 1; i < c->product_count; i++)
            if (score[i] > score[best])
                best = i;
        if (!c->product_count || score[best] <= 0)
            break;
        score[best] = 0;
        if (ask->fits(ask->who, &c->products[best]))
            out[n++] = &c->products[best];
    }
    return n;
}
