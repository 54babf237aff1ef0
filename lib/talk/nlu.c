/* nlu.c -- what a message is about: the model's answer for its features. */
#include "nlu_parts.h"

#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

struct nlu {
    struct nlu_words *words;
    const int8_t *weights; /* NLU_ROWS rows of MEANING__MAX */
    float scale[MEANING__MAX], bias[MEANING__MAX];
};

#define WEIGHT_BYTES ((size_t)NLU_ROWS * MEANING__MAX)

bool nlu_open(struct arena *a, const void *blob, size_t n, const struct nlu **out)
{
    struct nlu_head head;
    const char *at = blob;
    if (n <= sizeof head + WEIGHT_BYTES || at[n - 1])
        return false;
    memcpy(&head, at, sizeof head);
    if (memcmp(head.magic, NLU_MAGIC, 4) != 0 || head.version != NLU_FEATURES_VERSION ||
        head.rows != NLU_ROWS || head.meanings != MEANING__MAX)
        return false;
    struct nlu *r = arena_alloc(a, sizeof *r);
    memcpy(r->scale, head.scale, sizeof r->scale);
    memcpy(r->bias, head.bias, sizeof r->bias);
    r->weights = (const int8_t *)at + sizeof head;
    r->words = nlu_words_build(a);
    nlu_words_meet(r->words, a, at + sizeof head + WEIGHT_BYTES);
    *out = r;
    return true;
}

static struct arena shipped_arena;
static const struct nlu *shipped;

static void open_shipped(void)
{
    size_t n;
    const void *blob = nlu_shipped_blob(&n);
    arena_init(&shipped_arena);
    if (!nlu_open(&shipped_arena, blob, n, &shipped))
        abort(); /* made by the same build */
}

const struct nlu *nlu_shipped(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, open_shipped);
    return shipped;
}

char *nlu_normalise(const struct nlu *n, enum spoken lang, struct arena *a, const char *text)
{
    return nlu_tokens_text(n->words, lang, a, text);
}

/* Margins into shares of one; how steep was fitted by cross-validation on the phrases. */
#define STEEP 4.5f

static void share_out(struct reckoning *r)
{
    float most = r->score[0], sum = 0;
    for (int m = 1; m < MEANING__MAX; m++)
        most = r->score[m] > most ? r->score[m] : most;
    for (int m = 0; m < MEANING__MAX; m++)
        sum += r->share[m] = expf(STEEP * (r->score[m] - most));
    for (int m = 0; m < MEANING__MAX; m++)
        r->share[m] /= sum;
}

static void put_in_order(struct reckoning *r)
{
    for (int m = 0; m < MEANING__MAX; m++) {
        int at = m;
        for (; at > 0 && r->score[r->order[at - 1]] < r->score[m]; at--)
            r->order[at] = r->order[at - 1];
        r->order[at] = (enum meaning)m;
    }
}

const struct nlu_words *nlu_words_of(const struct nlu *n) { return n->words; }

void nlu_reckon(const struct nlu *n, enum spoken lang, const struct nlu_goods *goods,
                const struct nlu_lean *lean, const char *text, struct reckoning *out)
{
    struct nlu_tokens t;
    nlu_tokens_read(n->words, lang, goods, text, &t);
    nlu_reckon_tokens(n, lang, lean, &t, out);
}

typedef int8_t four_weights __attribute__((vector_size(4), aligned(1), may_alias));
static void add_up(const struct nlu *n, const struct nlu_features *f, float score[MEANING__MAX])
{
    nlu_four sum[MEANING__MAX / 4] = {{0}};
    for (size_t i = 0; i < f->count; i++) {
        const int8_t *row = n->weights + (size_t)f->at[i].row * MEANING__MAX;
        for (int k = 0; k < MEANING__MAX / 4; k++)
            sum[k] += f->at[i].value *
                      __builtin_convertvector(*(const four_weights *)(row + 4 * k), nlu_four);
    }
    memcpy(score, sum, sizeof sum);
}

void nlu_reckon_tokens(const struct nlu *n, enum spoken lang, const struct nlu_lean *lean,
                       const struct nlu_tokens *t, struct reckoning *out)
{
    struct nlu_features f;
    memset(out, 0, sizeof *out);
    nlu_features_of(lang, t, &f);
    out->empty = !f.count;
    out->unknown = f.unknown;
    out->strange = f.unknown * 2 > f.words;
    add_up(n, &f, out->score);
    for (int m = 0; m < MEANING__MAX; m++)
        out->score[m] = out->score[m] * n->scale[m] + n->bias[m] + (lean ? lean->by[m] : 0);
    if (out->empty)
        out->score[MEANING_OUT_OF_SCOPE] += 1;
    share_out(out);
    put_in_order(out);
}
