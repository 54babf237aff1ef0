/* quick.c -- a model while the owner waits: all meanings at once (Crammer and Singer's machine) by
 * coordinate descent on its dual, what LIBLINEAR calls MCSVM_CS. In single precision, the weights of
 * a feature side by side and a fixed number of rounds it takes a tenth of the time; the same phrases
 * make the same model. */
#include "learn_parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Chosen by the time they take and by the held-out lines of make nlu-report. */
#define ROUNDS 8
#define ALL_AGAIN 4 /* in every fourth round all lines are looked at, else those that moved */
#define MEAN_OF 4   /* what comes out is the mean of the last rounds: steadier than any of them */
#define STILL 0.1f  /* a line whose alphas go no further moves nothing */
#define FOURS (MEANING__MAX / 4)

/* The weights of a feature, or what speaks for each meaning. */
struct sums { nlu_four of[FOURS]; };

struct quick {
    const struct lines *lines;
    const float *cost;    /* of each meaning */
    struct sums *weights; /* NLU_ROWS, and one for what has no feature */
    struct sums *alpha;   /* of each line */
    bool *moved;
};

static void add_times(struct sums *to, const struct sums *what, float times)
{
    for (int k = 0; k < FOURS; k++)
        to->of[k] += times * what->of[k];
}

static int by_size_down(const void *x, const void *y)
{
    float a = *(const float *)x, b = *(const float *)y;
    return (a < b) - (a > b);
}

/* The best alphas of one line while all others stay: a projection, found by sorting. */
static void best_alphas(const float *b, float length, int meant, float cost, float *alpha)
{
    float d[MEANING__MAX];
    memcpy(d, b, sizeof d);
    d[meant] += length * cost;
    qsort(d, MEANING__MAX, sizeof *d, by_size_down);
    float beta = d[0] - length * cost;
    int r = 1;
    for (; r < MEANING__MAX && beta < (float)r * d[r]; r++)
        beta += d[r];
    beta /= (float)r;
    for (int m = 0; m < MEANING__MAX; m++) {
        float a = (beta - b[m]) / length, most = m == meant ? cost : 0;
        alpha[m] = a < most ? a : most;
    }
}

/* True when the line moved the weights. */
static bool improve(struct quick *q, size_t i)
{
    const struct learn_line *x = &q->lines->at[i];
    struct sums score = q->weights[NLU_ROWS], step;
    float b[MEANING__MAX], now[MEANING__MAX], then[MEANING__MAX], by[MEANING__MAX], length = 1, far = 0;
    for (size_t k = 0; k < x->count; k++) {
        add_times(&score, &q->weights[x->at[k].row], x->at[k].value);
        length += x->at[k].value * x->at[k].value;
    }
    memcpy(b, &score, sizeof b);
    memcpy(now, &q->alpha[i], sizeof now);
    for (int m = 0; m < MEANING__MAX; m++)
        b[m] += (m == (int)x->meaning ? 0 : 1) - length * now[m];
    best_alphas(b, length, (int)x->meaning, q->cost[x->meaning], then);
    for (int m = 0; m < MEANING__MAX; m++) {
        by[m] = then[m] - now[m];
        far += fabsf(by[m]);
    }
    if (far < STILL)
        return false;
    memcpy(&q->alpha[i], then, sizeof then);
    memcpy(&step, by, sizeof step);
    add_times(&q->weights[NLU_ROWS], &step, 1);
    for (size_t k = 0; k < x->count; k++)
        add_times(&q->weights[x->at[k].row], &step, x->at[k].value);
    return true;
}

static void shuffle(uint32_t *order, size_t n, uint32_t *seed)
{
    for (size_t i = n; i > 1; i--) {
        *seed = *seed * 1664525u + 1013904223u;
        size_t at = (size_t)((uint64_t)*seed * i >> 32);
        uint32_t kept = order[i - 1];
        order[i - 1] = order[at];
        order[at] = kept;
    }
}

const float *learn_quickly(struct arena *a, const struct lines *lines, const float cost[MEANING__MAX])
{
    struct quick q = {.lines = lines, .cost = cost,
                      .weights = arena_array(a, NLU_ROWS + 1, sizeof *q.weights),
                      .alpha = arena_array(a, lines->count + 1, sizeof *q.alpha),
                      .moved = arena_array(a, lines->count + 1, sizeof *q.moved)};
    struct sums *mean = arena_array(a, NLU_ROWS + 1, sizeof *mean);
    uint32_t *order = arena_array(a, lines->count + 1, sizeof *order), seed = 1;
    for (size_t i = 0; i < lines->count; i++)
        order[i] = (uint32_t)i;
    for (int round = 0; round < ROUNDS; round++) {
        shuffle(order, lines->count, &seed);
        for (size_t i = 0; i < lines->count; i++)
            if (round % ALL_AGAIN == 0 || q.moved[order[i]])
                q.moved[order[i]] = improve(&q, order[i]);
        for (size_t row = 0; row <= NLU_ROWS && round >= ROUNDS - MEAN_OF; row++)
            add_times(&mean[row], &q.weights[row], 1.0f / MEAN_OF);
    }
    return (const float *)mean;
}
