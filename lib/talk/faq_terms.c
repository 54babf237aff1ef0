/* faq_terms.c -- a question as what it is compared by: stems, ideas, groups of letters, and how
 * likely each meaning is. */
#include "faq_parts.h"

#include <libstemmer.h>
#include <math.h>
#include <pthread.h>
#include <string.h>

#define SLOTS 1024u /* more than FAQ_TERMS_MOST, a power of two */

/* How loud a word speaks before rarity is known. */
#define LOUD_SMALL 0.2f
#define LOUD_ITEM 0.5f
#define LOUD_GROUPED 0.5f /* its idea speaks as well */
#define LOUD_IDEA 1.1f

/* Ideas that stand in any question, and words that ask rather than say what about. */
static const char weak_ideas[] =
    " have want give show help yes no hello thanks bye sorry another item new ";
/* What the card of anything sold tells: with nothing but that, goods are asked about. */
static const char card_ideas[] = " price colour available ";
static const char asking[] = " what whats which how why who whose about get got getting like know "
                             "tell take make makes go going let much many thing "
                             "things ever also something anything algo algun alguna algum alguma "
                             "quelque quelques chose حاجه شي شيء "
                             "que qual quais como cual cuales cuanto cuantos "
                             "quien quel quelle quels quelles comment quoi "
                             "combien quanto quantos ما ماذا كيف اي هل كم ";

struct gather {
    struct faq_terms *out;
    uint16_t slot[SLOTS];
    uint8_t from, to; /* words being read */
};

static uint32_t mix(uint32_t h, const char *s, size_t n)
{
    for (size_t i = 0; i < n; i++)
        h = (h ^ (unsigned char)s[i]) * 16777619u;
    return h;
}

static void add(struct gather *g, enum faq_kind kind, uint32_t h, float loud)
{
    h ^= h >> 15;
    h *= 0x2c1b3c6du;
    h ^= h >> 13;
    uint32_t row = h & (FAQ_ROWS - 1), at = row & (SLOTS - 1);
    struct faq_terms *t = g->out;
    while (g->slot[at] && t->at[g->slot[at] - 1].row != row)
        at = (at + 1) & (SLOTS - 1);
    if (g->slot[at]) {
        struct faq_term *have = &t->at[g->slot[at] - 1];
        have->loud = loud > have->loud ? loud : have->loud;
        return;
    }
    if (t->count == FAQ_TERMS_MOST)
        return;
    t->at[t->count++] = (struct faq_term){
        .row = (uint16_t)row, .kind = (uint8_t)kind, .from = g->from, .to = g->to, .loud = loud};
    g->slot[at] = (uint16_t)t->count;
}

static uint32_t seed(enum faq_kind kind, uint32_t what)
{
    return 2166136261u ^ ((uint32_t)kind * 0x9e3779b1u + what * 0x85ebca6bu);
}

#define WORDS_LISTED 120
static struct word_set weak_set, card_set, asking_set;
static pthread_once_t sets_once = PTHREAD_ONCE_INIT;

static void make_sets(void)
{
    word_set_open(&weak_set, WORDS_LISTED);
    word_set_open(&card_set, WORDS_LISTED);
    word_set_open(&asking_set, WORDS_LISTED);
    word_set_add(&weak_set, weak_ideas, 1);
    word_set_add(&card_set, card_ideas, 1);
    word_set_add(&asking_set, asking, 1);
}

static bool is_idea_of(const struct word_set *set, uint16_t group)
{
    const char *name = nlu_synonyms[group - 1];
    return word_set_find(set, name, strcspn(name, " "));
}

bool faq_idea_is_weak(uint16_t group)
{
    pthread_once(&sets_once, make_sets);
    return is_idea_of(&weak_set, group);
}

static void add_idea(struct gather *g, uint16_t group)
{
    if (!group)
        return;
    const char *name = nlu_synonyms[group - 1];
    size_t n = strcspn(name, " ");
    add(g, FAQ_IDEA, mix(seed(FAQ_IDEA, 0), name, n),
        is_idea_of(&weak_set, group) ? LOUD_SMALL : LOUD_IDEA);
}

static bool says_little(const struct nlu_token *t)
{
    return t->small || t->number || word_set_find(&asking_set, t->text, t->len) ||
           (t->group && is_idea_of(&weak_set, t->group));
}

static void add_word(struct gather *g, struct sb_stemmer *s, const struct nlu_token *t, bool little)
{
    const char *stem = t->text;
    size_t n = t->len;
    if (s && !t->number && *t->text != '#') {
        stem = (const char *)sb_stemmer_stem(s, (const sb_symbol *)t->text, (int)t->len);
        n = (size_t)sb_stemmer_length(s);
    }
    float loud = little ? LOUD_SMALL : t->item ? LOUD_ITEM : t->group ? LOUD_GROUPED : 1;
    g->out->said[g->from] = little ? LOUD_SMALL : t->item ? LOUD_ITEM : 1;
    add(g, FAQ_WORD, mix(seed(FAQ_WORD, 0), stem, n), loud);
    if (!t->item)
        add_idea(g, t->group);
}

/* Groups of three and four characters of a word. */
static void add_letters(struct gather *g, const struct nlu_token *t)
{
    struct nlu_letters l;
    if (*t->text == '#')
        return;
    nlu_letters_of(t->text, t->len, &l);
    for (size_t i = 0; i < l.count; i++)
        for (size_t k = 3; k <= 4 && i + k <= l.count; k++)
            add(g, FAQ_LETTERS, mix(seed(FAQ_LETTERS, 0), l.text + l.starts[i],
                                    l.starts[i + k] - l.starts[i]), 1);
}

/* "send it back": two words of an idea with a small one between them. */
static void add_split_ideas(struct gather *g, const struct nlu_words *w, const struct nlu_tokens *t)
{
    for (size_t i = 0; i + 2 < t->count; i++) {
        const struct nlu_token *x = &t->at[i], *y = &t->at[i + 2];
        char pair[128];
        if (!t->at[i + 1].small || (size_t)x->len + y->len + 1 > sizeof pair)
            continue;
        memcpy(pair, x->text, x->len);
        pair[x->len] = '_';
        memcpy(pair + x->len + 1, y->text, y->len);
        g->from = (uint8_t)i;
        g->to = (uint8_t)(i + 2);
        add_idea(g, nlu_group(w, pair, x->len + 1u + y->len));
    }
}

void faq_terms_of(const struct nlu *n, enum spoken lang, const struct nlu_tokens *t,
                  struct faq_terms *out)
{
    static const char *const names[] = {"english", "spanish", "portuguese", "french", "arabic"};
    struct gather g = {.out = out};
    pthread_once(&sets_once, make_sets);
    out->count = out->words = out->items = 0;
    out->said_count = t->count;
    size_t card = 0;
    struct sb_stemmer *s = sb_stemmer_new(names[lang], "UTF_8");
    for (size_t i = 0; i < t->count; i++) {
        const struct nlu_token *x = &t->at[i];
        bool little = says_little(x);
        g.from = g.to = (uint8_t)i;
        add_word(&g, s, x, little);
        if (!little)
            add_letters(&g, x);
        g.to = (uint8_t)(i + 1);
        add_idea(&g, t->pair_groups[i]);
        out->words += !little;
        out->items += !little && x->item;
        card += !little && !x->item && x->group && is_idea_of(&card_set, x->group);
    }
    sb_stemmer_delete(s);
    out->about_goods = out->items && out->items + card == out->words;
    add_split_ideas(&g, nlu_words_of(n), t);
}

void faq_meaning_of(const struct nlu *n, enum spoken lang, const struct nlu_tokens *t, float share[MEANING__MAX])
{
    struct reckoning r;
    nlu_reckon_tokens(n, lang, NULL, t, &r);
    memcpy(share, r.share, sizeof r.share);
}
