/* learn.c -- turns phrases into a model, apart from all that serve: it alone links LIBLINEAR.
 *
 *   learn SHARE OUT   the build: from SHARE's phrases, OUT/meanings.model and OUT/languages.table,
 *                     which nlu_shipped.c puts into the programs
 *   learn SHARE       started by admin: the shop's own phrases come on standard input, a line each
 *                     (intent TAB language TAB text); the model goes to standard output, and how
 *                     many phrases it learnt from to standard error */
#include "waiter/learn.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#define PHRASES(share) "%s/sql/seed/phrases", share

static bool put_file(const char *path, const void *bytes, size_t n, struct err *e)
{
    FILE *f = fopen(path, "we");
    bool ok = f && fwrite(bytes, 1, n, f) == n;
    ok = (!f || fclose(f) == 0) && ok;
    return ok || fail(e, ERR_STORAGE, "cannot write %s: %s", path, strerror(errno));
}

static bool build(struct arena *a, const char *share, const char *out, struct err *e)
{
    struct phrases p = {0};
    const void *model, *table;
    size_t model_n, table_n;
    const char *seed = arena_printf(a, "%s/sql/seed", share);
    return phrases_read(a, arena_printf(a, PHRASES(share)), &p, e) &&
           learn_model(a, &p, LEARN_THOROUGHLY, &model, &model_n, e) &&
           learn_languages(a, &p, arena_printf(a, "%s/texts", seed),
                           arena_printf(a, "%s/languages", seed), &table, &table_n, e) &&
           put_file(arena_printf(a, "%s/meanings.model", out), model, model_n, e) &&
           put_file(arena_printf(a, "%s/languages.table", out), table, table_n, e);
}

static bool serve(struct arena *a, const char *share, struct err *e)
{
    struct phrases p = {0};
    const void *model;
    size_t n;
    if (!phrases_read(a, arena_printf(a, PHRASES(share)), &p, e) ||
        !phrases_read_from(a, stdin, "standard input", &p, e) ||
        !learn_model(a, &p, LEARN_QUICKLY, &model, &n, e))
        return false;
    fprintf(stderr, "%zu\n", p.count);
    return (fwrite(model, 1, n, stdout) == n && fflush(stdout) == 0) ||
           fail(e, ERR_STORAGE, "cannot write: %s", strerror(errno));
}

int main(int argc, char **argv)
{
    struct arena a;
    struct err e = {0};
    if (argc < 2 || argc > 3) {
        fputs("usage: learn SHARE [OUT]\n", stderr);
        return 64;
    }
    arena_init(&a);
    bool ok = argc == 3 ? build(&a, argv[1], argv[2], &e) : serve(&a, argv[1], &e);
    if (!ok)
        fprintf(stderr, "learn: %s\n", *e.why ? e.why : err_words(e.kind));
    arena_done(&a);
    return ok ? 0 : 70;
}
