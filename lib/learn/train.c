/* train.c -- from phrases to a model, with LIBLINEAR. */
#include "waiter/learn.h"
#include "waiter/str.h"

#include "learn_parts.h"

#include <linear.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define QUICK_COST 4    /* both chosen by cross-validation on the phrases */
#define THOROUGH_COST 1

#define VOCABULARY_MOST 200000 /* words of all phrases, each as often as it stands there */

static void be_quiet(const char *s) { (void)s; }

/* ---- the rows ---- */

static int by_content(const void *x, const void *y)
{
    const struct phrase_line *p = x, *q = y;
    if (p->meaning != q->meaning)
        return p->meaning < q->meaning ? -1 : 1;
    if (p->lang != q->lang)
        return p->lang < q->lang ? -1 : 1;
    return strcmp(p->text, q->text);
}

static void add_row(struct lines *r, struct arena *a, const struct nlu_words *w, enum meaning m,
                    enum spoken lang, const char *text)
{
    struct nlu_features f;
    nlu_features(w, lang, NULL, text, &f);
    if (f.count && r->count < r->cap)
        r->at[r->count++] = (struct learn_line){m, f.count, arena_copy(a, f.at, f.count * sizeof *f.at)};
}

/* ---- what else people would have written ---- */

struct carrier { const char *before, *after; };
static const struct carrier carriers[SPOKEN__MAX][6] = {
    [SPOKEN_EN] = {{"hi, ", ""}, {"hello ", " please"}, {"can you help me? ", ""}, {"sorry, ", ""},
                 {"", " thanks"}, {"i would like to know: ", ""}},
    [SPOKEN_ES] = {{"hola, ", ""}, {"buenas, ", " por favor"}, {"perdona, ", ""}, {"", " gracias"},
                 {"una pregunta: ", ""}, {"oye ", ""}},
    [SPOKEN_PT] = {{"oi, ", ""}, {"ola, ", " por favor"}, {"bom dia, ", ""}, {"", " obrigado"},
                 {"uma duvida: ", ""}, {"gente, ", ""}},
    [SPOKEN_FR] = {{"bonjour, ", ""}, {"salut, ", " svp"}, {"excusez moi, ", ""}, {"", " merci"},
                 {"une question: ", ""}, {"dites, ", ""}},
    [SPOKEN_AR] = {{"مرحبا ", ""}, {"السلام عليكم ", ""}, {"لو سمحت ", ""}, {"", " شكرا"},
                 {"عندي سؤال ", ""}, {"", " من فضلك"}},
};

static bool is_talk(enum meaning m)
{
    return m == MEANING_GREETING || m == MEANING_GOODBYE || m == MEANING_THANKS ||
           m == MEANING_CONFIRM || m == MEANING_DENY;
}

/* One slip of the finger, where the text's own hash says: two letters changed about, one lost or
 * one twice. Only plain letters inside a word. */
const char *phrase_slip(struct arena *a, const char *text, uint32_t salt)
{
    size_t n = strlen(text), places[512], count = 0;
    for (size_t i = 1; i + 1 < n && count < 512; i++)
        if (text[i - 1] >= 'a' && text[i - 1] <= 'z' && text[i] >= 'a' && text[i] <= 'z' &&
            text[i + 1] >= 'a' && text[i + 1] <= 'z')
            places[count++] = i;
    if (count < 3)
        return NULL;
    uint32_t h = str_hash(text, strlen(text)) * 2654435761u + salt * 40503u;
    h ^= h >> 13;
    size_t at = places[h % count];
    char *out = arena_alloc(a, n + 2);
    memcpy(out, text, n);
    switch (h / 7919 % 3) {
    case 0:
        out[at] = text[at + 1];
        out[at + 1] = text[at];
        break;
    case 1: memmove(out + at, text + at + 1, n - at); break;
    default: memmove(out + at + 1, text + at, n - at + 1);
    }
    return out;
}

struct counted { const char *text; size_t times; };

static int by_word(const void *x, const void *y)
{
    return strcmp(((const struct counted *)x)->text, ((const struct counted *)y)->text);
}

static int by_times(const void *x, const void *y)
{
    const struct counted *p = x, *q = y;
    if (p->times != q->times)
        return p->times > q->times ? -1 : 1;
    return strcmp(p->text, q->text);
}

/* Like words become one with their number; returns how many are left. */
static size_t count_words(struct counted *words, size_t count)
{
    size_t n = 0;
    qsort(words, count, sizeof *words, by_word);
    for (size_t i = 0; i < count; i++)
        if (n && !strcmp(words[n - 1].text, words[i].text))
            words[n - 1].times++;
        else
            words[n++] = words[i];
    qsort(words, n, sizeof *words, by_times);
    return n;
}

/* The different words of the phrases in that language, the commonest first, blank between, NUL
 * behind. */
static void add_words(struct str *out, struct arena *a, const struct phrases *p, enum spoken lang,
                      const struct nlu_words *w)
{
    struct counted *words = arena_array(a, VOCABULARY_MOST, sizeof *words);
    size_t count = 0, n;
    for (size_t i = 0; i < p->count; i++)
        for (char *s = p->at[i].lang == lang ? nlu_tokens_text(w, lang, a, p->at[i].text) : ""; *s;
             s += n + strspn(s + n, " ")) {
            n = strcspn(s, " ");
            if (n > 1 && *s != '#' && count < VOCABULARY_MOST)
                words[count++] = (struct counted){arena_strndup(a, s, n), 1};
        }
    count = count_words(words, count);
    for (size_t i = 0; i < count; i++)
        str_addf(out, "%s ", words[i].text);
    str_add_bytes(out, "", 1);
}

static void add_phrase(struct lines *r, struct arena *a, const struct nlu_words *w,
                       const struct phrase_line *p, enum learn_way way)
{
    add_row(r, a, w, p->meaning, p->lang, p->text);
    if (way == LEARN_QUICKLY)
        return;
    uint32_t h = str_hash(p->text, strlen(p->text));
    const struct carrier *c = &carriers[p->lang][h % 6];
    const char *slipped = phrase_slip(a, p->text, 1);
    if (!is_talk(p->meaning))
        add_row(r, a, w, p->meaning, p->lang,
                arena_printf(a, "%s%s%s", c->before, p->text, c->after));
    if (slipped)
        add_row(r, a, w, p->meaning, p->lang, slipped);
}

/* ---- training ---- */

/* What a mistake costs, more where there are few lines of a meaning; false for less than two meanings. */
static bool weigh_meanings(const struct lines *r, float whole, float cost[MEANING__MAX])
{
    size_t of[MEANING__MAX] = {0}, meanings = 0;
    for (size_t i = 0; i < r->count; i++)
        of[r->at[i].meaning]++;
    for (int m = 0; m < MEANING__MAX; m++)
        meanings += of[m] > 0;
    for (int m = 0; m < MEANING__MAX; m++)
        cost[m] = of[m] ? whole * (float)sqrt((double)r->count / (double)meanings / (double)of[m]) : 0;
    return meanings > 1;
}

static int by_index(const void *x, const void *y)
{
    return ((const struct feature_node *)x)->index - ((const struct feature_node *)y)->index;
}

static struct feature_node *nodes_of(struct arena *a, const struct learn_line *line)
{
    struct feature_node *x = arena_array(a, line->count + 2, sizeof *x);
    for (size_t i = 0; i < line->count; i++)
        x[i] = (struct feature_node){(int)line->at[i].row + 1, (double)line->at[i].value};
    qsort(x, line->count, sizeof *x, by_index);
    x[line->count] = (struct feature_node){(int)NLU_ROWS + 1, 1.0};
    x[line->count + 1].index = -1;
    return x;
}

/* Each meaning against all others, by LIBLINEAR; weights as learn_quickly gives them. */
static const float *learn_thoroughly(struct arena *a, const struct lines *r, const float cost[MEANING__MAX])
{
    struct parameter param = {.solver_type = L2R_L2LOSS_SVC_DUAL, .C = 1, .eps = 0.1, .p = 0.1};
    struct problem problem = {.l = (int)r->count, .n = (int)NLU_ROWS + 1, .bias = 1};
    float *out = arena_array(a, ((size_t)NLU_ROWS + 1) * MEANING__MAX, sizeof *out);
    param.weight_label = arena_array(a, MEANING__MAX, sizeof *param.weight_label);
    param.weight = arena_array(a, MEANING__MAX, sizeof *param.weight);
    for (int m = 0; m < MEANING__MAX; m++)
        if (cost[m] > 0) {
            param.weight_label[param.nr_weight] = m;
            param.weight[param.nr_weight++] = (double)cost[m];
        }
    problem.x = arena_array(a, r->count + 1, sizeof *problem.x);
    problem.y = arena_array(a, r->count + 1, sizeof *problem.y);
    for (size_t i = 0; i < r->count; i++) {
        problem.x[i] = nodes_of(a, &r->at[i]);
        problem.y[i] = (double)r->at[i].meaning;
    }
    set_print_string_function(be_quiet);
    srand(1); /* LIBLINEAR shuffles with rand() */
    struct model *m = train(&problem, &param);
    for (size_t row = 0; row <= NLU_ROWS; row++)
        for (int k = 0; k < m->nr_class; k++)
            out[row * MEANING__MAX + (size_t)m->label[k]] = (float)m->w[row * (size_t)m->nr_class + (size_t)k];
    free_and_destroy_model(&m);
    return out;
}

/* The weights of each meaning as shares of its largest one, in 127ths. */
static const void *write_blob(struct arena *a, const float *weights, const float cost[MEANING__MAX],
                              const struct str *vocabulary, size_t *n)
{
    *n = sizeof(struct nlu_head) + (size_t)NLU_ROWS * MEANING__MAX + vocabulary->len;
    char *blob = arena_alloc(a, *n);
    struct nlu_head head = {.version = NLU_FEATURES_VERSION, .rows = NLU_ROWS, .meanings = MEANING__MAX};
    for (int m = 0; m < MEANING__MAX; m++) {
        float most = 1e-9f;
        head.bias[m] = -9; /* a meaning nobody gave a phrase for is never meant */
        if (cost[m] <= 0)
            continue;
        for (size_t row = 0; row < NLU_ROWS; row++)
            most = fmaxf(most, fabsf(weights[row * MEANING__MAX + (size_t)m]));
        head.scale[m] = most / 127;
        head.bias[m] = weights[(size_t)NLU_ROWS * MEANING__MAX + (size_t)m];
        for (size_t row = 0; row < NLU_ROWS; row++)
            blob[sizeof head + row * MEANING__MAX + (size_t)m] =
                (char)lrintf(weights[row * MEANING__MAX + (size_t)m] * 127 / most);
    }
    memcpy(head.magic, NLU_MAGIC, sizeof head.magic);
    memcpy(blob, &head, sizeof head);
    memcpy(blob + sizeof head + (size_t)NLU_ROWS * MEANING__MAX, vocabulary->text, vocabulary->len);
    return blob;
}

bool learn_model(struct arena *a, const struct phrases *p, enum learn_way way, const void **blob,
                 size_t *n, struct err *e)
{
    struct lines r = {.cap = p->count * 3};
    float cost[MEANING__MAX];
    bool quick = way == LEARN_QUICKLY;
    struct phrase_line *sorted = arena_copy(a, p->at, p->count * sizeof *p->at);
    qsort(sorted, p->count, sizeof *sorted, by_content);
    struct nlu_words *w = nlu_words_build(a);
    struct str vocabulary = str_new(a, 1 << 20);
    for (int lang = 0; lang < SPOKEN__MAX; lang++)
        add_words(&vocabulary, a, p, (enum spoken)lang, w);
    nlu_words_meet(w, a, vocabulary.text);
    r.at = arena_array(a, r.cap + 1, sizeof *r.at);
    for (size_t i = 0; i < p->count; i++)
        if (i == 0 || by_content(&sorted[i - 1], &sorted[i]) != 0)
            add_phrase(&r, a, w, &sorted[i], way);
    if (!weigh_meanings(&r, quick ? QUICK_COST : THOROUGH_COST, cost))
        return fail(e, ERR_BAD_INPUT, "phrases for two meanings at least are needed to learn");
    const float *weights = quick ? learn_quickly(a, &r, cost) : learn_thoroughly(a, &r, cost);
    *blob = write_blob(a, weights, cost, &vocabulary, n);
    return true;
}
