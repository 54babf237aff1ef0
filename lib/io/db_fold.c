/* db_fold.c -- words as FTS5's own tokenizer makes them: what it finds and what is compared here agree. */
#include "db_inside.h"

#include <string.h>

struct fold {
    fts5_tokenizer calls;
    Fts5Tokenizer *tokenizer;
};

/* SQLite gives its FTS5 interface through a pointer that is bound to a query. */
static fts5_api *find_api(struct conn *c)
{
    fts5_api *api = NULL;
    sqlite3_stmt *stmt;
    if (sqlite3_prepare_v2(c->handle, "SELECT fts5(?1)", -1, &stmt, NULL) == SQLITE_OK &&
        sqlite3_bind_pointer(stmt, 1, &api, "fts5_api_ptr", NULL) == SQLITE_OK)
        sqlite3_step(stmt);
    sqlite3_finalize(stmt);
    return api;
}

bool fold_open(struct conn *c, struct arena *a, struct fold **out, struct err *e)
{
    static const char *options[] = {"remove_diacritics", "2"}; /* as chat_search has them */
    struct fold *f = *out = arena_alloc(a, sizeof *f);
    fts5_api *api = find_api(c);
    void *context;
    if (!api || api->xFindTokenizer(api, "unicode61", &context, &f->calls) != SQLITE_OK ||
        f->calls.xCreate(context, options, 2, &f->tokenizer) != SQLITE_OK)
        return fail(e, ERR_STORAGE, "FTS5 has no tokenizer unicode61");
    return true;
}

void fold_close(struct fold *f) { f->calls.xDelete(f->tokenizer); }

static void each_word(struct fold *f, const char *text, void *what,
                      int (*fn)(void *, int, const char *, int, int, int))
{
    f->calls.xTokenize(f->tokenizer, what, FTS5_TOKENIZE_QUERY, text, (int)strlen(text), fn);
}

struct taking {
    struct arena *arena;
    struct folded *words;
};

static int take(void *what, int flags, const char *word, int n, int start, int end)
{
    struct taking *t = what;
    (void)flags, (void)start, (void)end;
    if (t->words->n == FOLDED_MOST)
        return SQLITE_DONE;
    t->words->word[t->words->n++] = arena_strndup(t->arena, word, (size_t)n);
    return SQLITE_OK;
}

void fold_words(struct fold *f, struct arena *a, const char *text, struct folded *out)
{
    struct taking t = {a, out};
    out->n = 0;
    each_word(f, text, &t, take);
}

struct looking {
    const struct folded *begins;
    unsigned missing; /* a bit for each */
};

static int look(void *what, int flags, const char *word, int n, int start, int end)
{
    struct looking *l = what;
    (void)flags, (void)start, (void)end;
    for (size_t i = 0; i < l->begins->n; i++) {
        size_t length = strlen(l->begins->word[i]);
        if (length <= (size_t)n && memcmp(word, l->begins->word[i], length) == 0)
            l->missing &= ~(1U << i);
    }
    return l->missing ? SQLITE_OK : SQLITE_DONE;
}

bool fold_has(struct fold *f, const struct folded *begins, const char *text)
{
    struct looking l = {begins, (1U << begins->n) - 1};
    each_word(f, text, &l, look);
    return !l.missing;
}
