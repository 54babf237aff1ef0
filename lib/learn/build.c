/* build.c -- what the build learns from the shipped phrases: SHARE OUT writes OUT/meanings.model and
 * OUT/languages.table, which nlu_shipped.c puts into the programs. */
#include "waiter/learn.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

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
    return phrases_read(a, arena_printf(a, "%s/phrases", share), &p, e) &&
           learn_model(a, &p, LEARN_THOROUGHLY, &model, &model_n, e) &&
           learn_languages(a, &p, arena_printf(a, "%s/texts", share),
                           arena_printf(a, "%s/languages", share), &table, &table_n, e) &&
           put_file(arena_printf(a, "%s/meanings.model", out), model, model_n, e) &&
           put_file(arena_printf(a, "%s/languages.table", out), table, table_n, e);
}

int main(int argc, char **argv)
{
    struct arena a;
    struct err e = {0};
    if (argc != 3) {
        fputs("usage: learn SHARE OUT\n", stderr);
        return 64;
    }
    arena_init(&a);
    bool ok = build(&a, argv[1], argv[2], &e);
    if (!ok)
        fprintf(stderr, "learn: %s\n", *e.why ? e.why : err_words(e.kind));
    arena_done(&a);
    return ok ? 0 : 70;
}
