/* languages.c -- from texts in known languages to the table that spoken_guess reads: how much more
 * likely each group of letters is in one language than in all, in sixths of a nat (naive Bayes). */
#include "waiter/learn.h"

#include "../talk/nlu_parts.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define SMOOTH 1.0
#define STEPS_A_NAT 6

struct counts { double at[SPOKEN_ROWS][SPOKEN__MAX], sum[SPOKEN__MAX]; };

static void count_text(struct counts *c, enum spoken lang, const char *text, double weight)
{
    uint16_t terms[SPOKEN_TERMS_MOST];
    size_t n = spoken_terms(text, terms);
    for (size_t i = 0; i < n; i++)
        c->at[terms[i]][lang] += weight;
    c->sum[lang] += (double)n * weight;
}

/* Reply texts and lists of common words: LANG.txt, where "key = " in front is not language. */
static bool count_file(struct counts *c, enum spoken lang, const char *path, double weight,
                       struct err *e)
{
    char line[8192];
    FILE *f = fopen(path, "re");
    if (!f)
        return fail(e, ERR_NOT_FOUND, "cannot read %s", path);
    while (fgets(line, sizeof line, f)) {
        char *text = strstr(line, " = ");
        if (*line != '#')
            count_text(c, lang, text ? text + 3 : line, weight);
    }
    fclose(f);
    return true;
}

/* Each language weighs the same, however much there is to read in it. */
static void write_table(const struct counts *c, int8_t *out)
{
    double mean = 0;
    for (int l = 0; l < SPOKEN_AR; l++)
        mean += c->sum[l] / SPOKEN_AR;
    for (size_t row = 0; row < SPOKEN_ROWS; row++) {
        double share[SPOKEN__MAX], all = 0;
        for (int l = 0; l < SPOKEN_AR; l++) { /* Arabic has a script of its own */
            share[l] = c->at[row][l] * mean / (c->sum[l] > 0 ? c->sum[l] : 1) + SMOOTH;
            all += share[l] / SPOKEN_AR;
        }
        for (int l = 0; l < SPOKEN_AR; l++) {
            double steps = log(share[l] / all) * STEPS_A_NAT;
            out[row * SPOKEN__MAX + (size_t)l] = (int8_t)lrint(fmax(-60, fmin(60, steps)));
        }
    }
}

bool learn_languages(struct arena *a, const struct phrases *p, const char *texts,
                     const char *common, const void **table, size_t *n, struct err *e)
{
    struct counts *c = arena_alloc(a, sizeof *c);
    int8_t *out = arena_alloc(a, SPOKEN_TABLE_BYTES);
    for (size_t i = 0; i < p->count; i++)
        count_text(c, p->at[i].lang, p->at[i].text, 1);
    for (int l = 0; l < SPOKEN_AR; l++) {
        const char *code = spoken_code((enum spoken)l);
        if (!count_file(c, (enum spoken)l, arena_printf(a, "%s/%s.txt", texts, code), 1, e) ||
            !count_file(c, (enum spoken)l, arena_printf(a, "%s/%s.txt", common, code), 8, e))
            return false;
    }
    write_table(c, out);
    *table = out;
    *n = SPOKEN_TABLE_BYTES;
    return true;
}
