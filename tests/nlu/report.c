/* report.c -- how well messages are understood, on lines that nothing was trained on (README.md):
 * report HELDOUT LANGID. Prints figures, never lines. Exit 1 when one falls below its floor. */
#include "waiter/learn.h"
#include "waiter/nlu.h"
#include "waiter/spoken.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define LINES_MOST 20000

struct tally {
    size_t n, right, inside, third;
    size_t met[MEANING__MAX][MEANING__MAX]; /* meant, read */
    struct { float score; bool outside; } at[LINES_MOST];
};

static int64_t nanoseconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static void judge(struct tally *t, enum meaning meant, const struct reckoning *r)
{
    t->met[meant][r->order[0]]++;
    t->right += r->order[0] == meant;
    if (meant != MEANING_OUT_OF_SCOPE) {
        t->inside++;
        t->third += r->order[0] == meant || r->order[1] == meant || r->order[2] == meant;
    }
    t->at[t->n].outside = meant == MEANING_OUT_OF_SCOPE;
    t->at[t->n++].score = r->share[MEANING_OUT_OF_SCOPE];
}

/* The share of pairs (outside, inside) in which the outside one looks more like outside. */
static double auroc(const struct tally *t)
{
    double won = 0, pairs = 0;
    for (size_t i = 0; i < t->n; i++)
        for (size_t k = 0; t->at[i].outside && k < t->n; k++)
            if (!t->at[k].outside) {
                pairs++;
                won += t->at[i].score > t->at[k].score   ? 1
                       : t->at[i].score == t->at[k].score ? 0.5 : 0;
            }
    return pairs > 0 ? won / pairs : 0;
}

static double f1_of(const struct tally *t, int m)
{
    size_t meant = 0, read = 0;
    for (int k = 0; k < MEANING__MAX; k++) {
        meant += t->met[m][k];
        read += t->met[k][m];
    }
    return meant + read ? 2.0 * (double)t->met[m][m] / (double)(meant + read) : 1;
}

static double macro_f1(const struct tally *t)
{
    double sum = 0;
    for (int m = 0; m < MEANING__MAX; m++)
        sum += f1_of(t, m);
    return sum / MEANING__MAX;
}

static void print_tally(const char *name, const struct tally *t)
{
    printf("%-10s %5zu messages   macro-F1 %.3f   accuracy %.3f   top-3 %.3f   out of scope AUROC %.3f\n",
           name, t->n, macro_f1(t), (double)t->right / (double)t->n,
           (double)t->third / (double)(t->inside ? t->inside : 1), auroc(t));
}

static void print_pairs(const struct tally *t)
{
    puts("\nmeaning             F1    taken for");
    for (int m = 0; m < MEANING__MAX; m++) {
        printf("%-18s %.2f   ", meaning_word((enum meaning)m), f1_of(t, m));
        for (int k = 0; k < MEANING__MAX; k++)
            if (k != m && t->met[m][k] > 1)
                printf(" %s %zu", meaning_word((enum meaning)k), t->met[m][k]);
        putchar('\n');
    }
}

/* As they stand; with one slip of the finger each; in each language; without those that the
 * phrases have word for word. */
static double messages(struct arena *a, const struct phrases *lines, const struct phrases *known)
{
    static struct tally plain, slipped, by_lang[SPOKEN__MAX], fresh;
    int64_t spent = 0;
    for (size_t i = 0; i < lines->count && i < LINES_MOST; i++) {
        const struct phrase_line *x = &lines->at[i];
        const char *slip = phrase_slip(a, x->text, 20261123);
        struct reckoning r;
        bool seen = false;
        int64_t from = nanoseconds();
        nlu_reckon(nlu_shipped(), x->lang, NULL, NULL, x->text, &r);
        spent += nanoseconds() - from;
        judge(&plain, x->meaning, &r);
        judge(&by_lang[x->lang], x->meaning, &r);
        for (size_t k = 0; k < known->count && !seen; k++)
            seen = strcasecmp(known->at[k].text, x->text) == 0;
        if (!seen)
            judge(&fresh, x->meaning, &r);
        nlu_reckon(nlu_shipped(), x->lang, NULL, NULL, slip ? slip : x->text, &r);
        judge(&slipped, x->meaning, &r);
    }
    print_tally("all", &plain);
    print_tally("one slip", &slipped);
    print_tally("unseen", &fresh);
    for (int l = 0; l < SPOKEN__MAX; l++)
        print_tally(spoken_code((enum spoken)l), &by_lang[l]);
    printf("\ntime a message: %.1f us\n", (double)spent / 1000 / (double)plain.n);
    print_pairs(&by_lang[SPOKEN_EN]);
    return macro_f1(&by_lang[SPOKEN_EN]);
}

static void languages(FILE *f)
{
    char line[4096];
    size_t n[SPOKEN__MAX] = {0}, right[SPOKEN__MAX] = {0}, all = 0, good = 0;
    while (fgets(line, sizeof line, f)) {
        char *text = strchr(line, '\t');
        enum spoken l;
        line[strcspn(line, "\n")] = '\0';
        if (!text)
            continue;
        *text++ = '\0';
        if (!spoken_read(line, &l))
            continue;
        bool ok = spoken_guess(text, SPOKEN_ALL).lang == l;
        n[l]++, all++;
        right[l] += ok, good += ok;
    }
    printf("\nlanguage of %zu short lines: %.3f", all, (double)good / (double)(all ? all : 1));
    for (int l = 0; l < SPOKEN__MAX; l++)
        printf("   %s %.3f", spoken_code((enum spoken)l), (double)right[l] / (double)(n[l] ? n[l] : 1));
    putchar('\n');
}

static bool learnt_size_and_time(struct arena *a, const struct phrases *known, struct err *e)
{
    const void *blob;
    size_t quick, shipped;
    int64_t from = nanoseconds();
    if (!learn_model(a, known, LEARN_QUICKLY, &blob, &quick, e))
        return false;
    printf("\nphrases: %zu   training while the owner waits: %.0f ms\n", known->count,
           (double)(nanoseconds() - from) / 1e6);
    (void)nlu_shipped_blob(&shipped);
    printf("model: %.2f MB\n", (double)shipped / 1e6);
    return true;
}

int main(int argc, char **argv)
{
    struct arena a;
    struct err e = {0};
    struct phrases lines = {0}, known = {0};
    FILE *langid = argc == 4 ? fopen(argv[2], "re") : NULL;
    if (!langid) {
        fputs("usage: report HELDOUT LANGID LEAST-F1\n", stderr);
        return 64;
    }
    arena_init(&a);
    if (!phrases_read_file(&a, argv[1], &lines, &e) ||
        !phrases_read(&a, "sql/seed/phrases", &known, &e)) {
        fprintf(stderr, "report: %s\n", e.why);
        return 70;
    }
    double f1 = messages(&a, &lines, &known);
    languages(langid);
    fclose(langid);
    bool ok = learnt_size_and_time(&a, &known, &e);
    arena_done(&a);
    return ok && f1 >= strtod(argv[3], NULL) ? 0 : 1;
}
