/* chat_search.c -- messages found again by their words. */
#include "parts.h"
#include "waiter/str.h"
#include "waiter/utf8.h"

#include <string.h>

#define FOUND_CHARS 300  /* of a message that is shown */
#define STEM_CHARS 3     /* the index has the beginnings of words in two and three letters */
#define LOOKED_FIRST 125
#define LOOKED_MOST 4000 /* messages */

struct found_row {
    int64_t id, customer_id, created_at;
    const char *customer_name, *direction, *kind, *body;
};
static const struct field found_fields[] = {
    FIELD(struct found_row, id, SHOWN),
    FIELD(struct found_row, customer_id, SHOWN),
    FIELD(struct found_row, customer_name, SHOWN),
    FIELD(struct found_row, direction, SHOWN),
    FIELD(struct found_row, kind, SHOWN),
    FIELD(struct found_row, body, SHOWN),
    FIELD(struct found_row, created_at, SHOWN | TIME),
};
static const struct model found_model = MODEL("found", struct found_row, found_fields);

struct finding {
    struct conn *c;
    struct arena *arena;
    const char *typed;
    int64_t before;
    struct found_row *rows; /* room for `most` */
    size_t n, most;
};

static bool matching(struct finding *f, const char *match, struct err *e)
{
    void *rows = f->rows;
    f->n = 0;
    if (match && !db_all(f->c, f->arena, Q_CHAT_SEARCH,
                         ARGS(V(match), V(f->before), V((int64_t)f->most)), &found_model, f->most, &rows,
                         &f->n, e))
        return false;
    f->rows = rows;
    return true;
}

/* What the index has ready of words that begin so: their first letters. NULL: they are too short. */
static const char *stems(struct arena *a, const struct folded *words)
{
    struct str out = str_new(a, 4096);
    for (size_t i = 0; i < words->n; i++)
        if (utf8_length(words->word[i]) > 1)
            str_addf(&out, "%s\"%.*s\"*", out.len ? " AND " : "",
                     (int)utf8_prefix(words->word[i], STEM_CHARS), words->word[i]);
    return out.len ? out.text : NULL;
}

/* Goes through what could be it, newest first. *all: there was no more to look at. */
static bool look_through(struct finding *f, struct fold *fold, bool *all, struct err *e)
{
    struct folded words;
    fold_words(fold, f->arena, f->typed, &words);
    const char *match = stems(f->arena, &words);
    struct found_row *kept = arena_array(f->arena, f->most, sizeof *kept);
    int64_t before = f->before, looked = 0;
    *all = !words.n;
    f->n = 0;
    while (!*all && f->n < f->most && looked < LOOKED_MOST) {
        int64_t some = looked ? looked : LOOKED_FIRST; /* twice as many in all each time */
        void *rows;
        size_t got;
        if (match ? !db_all(f->c, f->arena, Q_CHAT_SEARCH, ARGS(V(match), V(before), V(some)),
                            &found_model, (size_t)some, &rows, &got, e)
                  : !db_all(f->c, f->arena, Q_CHAT_NEWEST, ARGS(V(before), V(some)), &found_model,
                            (size_t)some, &rows, &got, e))
            return false;
        const struct found_row *r = rows;
        for (size_t i = 0; i < got && f->n < f->most; i++)
            if (fold_has(fold, &words, r[i].body))
                kept[f->n++] = r[i];
        *all = got < (size_t)some;
        before = got ? r[got - 1].id : before;
        looked += some;
    }
    f->rows = kept;
    return true;
}

/* FTS5 puts a list of all messages together before it tells the first of words that begin so: a second, where
 * millions hold them. Then the newest hold them too, and looking through those is enough; where a page of
 * them is not among the newest, there are not many. */
static bool begun(struct finding *f, struct err *e)
{
    struct fold *fold;
    bool all;
    if (!fold_open(f->c, f->arena, &fold, e))
        return false;
    bool ok = look_through(f, fold, &all, e);
    fold_close(fold);
    return ok && (all || f->n == f->most || matching(f, fts_query_all(f->arena, f->typed, true), e));
}

/* Whole words first: a page of them is quickly read also where millions of messages hold them. Where they
 * do not fill it, words that begin so count too. */
static bool find(struct finding *f, struct err *e)
{
    return matching(f, fts_query_all(f->arena, f->typed, false), e) && (f->n == f->most || begun(f, e));
}

static void put_found(struct json *j, struct arena *a, struct found_row *m)
{
    m->body = arena_strndup(a, m->body, utf8_prefix(m->body, FOUND_CHARS));
    json_open_object(j, NULL);
    json_put_model(j, &found_model, m, true);
    json_close(j);
}

static bool search_messages(struct request *rq, struct conn *c, struct err *e)
{
    struct desk_filter asked = {0};
    int64_t behind;
    if (!desk_filter_read(rq, &asked, e))
        return false;
    if (!*asked.search)
        return fail_field(e, "q", "missing");
    struct finding f = {.c = c, .arena = rq->arena, .typed = asked.search, .most = (size_t)asked.limit + 1,
                        .before = asked.before > 0 ? asked.before : INT64_MAX};
    if (!find(&f, e) || !db_int(c, Q_SEARCH_MESSAGES_BEHIND, NO_ARGS, &behind, NULL, e))
        return false;
    size_t shown = f.n == f.most ? f.n - 1 : f.n;
    struct json j = reply_json(rq, 200);
    json_open_object(&j, NULL);
    json_put_int(&j, "behind", behind);
    json_open_array(&j, "messages");
    for (size_t i = 0; i < shown; i++)
        put_found(&j, rq->arena, &f.rows[i]);
    desk_list_close(rq, &j, f.n > shown ? f.rows[shown - 1].id : 0);
    return true;
}

bool handle_chat_search(struct request *rq, struct err *e)
{
    rq->doing = "searching messages";
    return desk_search(rq, SEARCH_MESSAGES, search_messages, e);
}
