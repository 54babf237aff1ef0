/* texts.c -- what the shop says: the shipped words, and the owner's own in their place. */
#include "waiter/texts.h"
#include "parts.h"
#include "waiter/audit.h"
#include "waiter/clock.h"
#include "waiter/lang.h"
#include "waiter/shop.h"
#include "waiter/text_check.h"

#include <string.h>

#define OWN_MOST 2000 /* of one language */

struct own { int64_t updated_at; const char *key, *text; };
static const struct field own_fields[] = {
    FIELD(struct own, key, 0), FIELD(struct own, text, WRITABLE | NEEDED, .min = 1, .max = TEXT_CHARS_MOST * 2),
    FIELD(struct own, updated_at, 0),
};
static const struct model own_model = MODEL("text", struct own, own_fields);

/* -- showing -- */

static void put_text(struct json *j, struct arena *a, const struct text_entry *t, const struct own *own)
{
    json_open_object(j, NULL);
    json_put_text(j, "key", t->key);
    json_put_text(j, "shipped", t->text);
    json_put_text(j, "own", own ? own->text : NULL);
    json_put_int(j, "version", own ? own->updated_at : 0);
    json_put_bool(j, "heard", text_is_heard(t->key));
    json_put_int(j, "longest", (int64_t)text_longest(t->key, t->text));
    json_open_array(j, "placeholders");
    const char *names = text_placeholders(a, t->text);
    for (size_t n; *names; names += n + (names[n] != '\0')) {
        n = strcspn(names, ",");
        json_put_text(j, NULL, arena_strndup(a, names, n));
    }
    json_close(j);
    json_close(j);
}

static const struct own *own_of(const struct own *all, size_t n, const char *key)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(all[i].key, key) == 0)
            return &all[i];
    return NULL;
}

static void put_languages(struct json *j, const struct texts *shipped)
{
    struct text_entry t;
    const char *last = "";
    json_open_array(j, "languages");
    for (size_t i = 0; texts_at(shipped, i, &t); i++)
        if (strcmp(t.language, last) != 0)
            json_put_text(j, NULL, last = t.language);
    json_close(j);
}

static bool read_texts(struct request *rq, struct conn *c, struct err *e)
{
    const struct texts *shipped = shop_texts_shipped(rq->app->shop);
    const char *lang = request_query(rq, "language");
    struct text_entry t;
    void *own;
    size_t n;
    lang = lang ? lang : "en";
    if (!texts_has(shipped, lang, "greeting"))
        return fail_field(e, "language", "no texts in %.8s", lang);
    if (!db_all(c, rq->arena, Q_TEXT_LIST, ARGS(V(lang)), &own_model, OWN_MOST, &own, &n, e))
        return false;
    struct json j = reply_json(rq, 200);
    json_open_object(&j, NULL);
    json_put_text(&j, "language", lang);
    json_put_int(&j, "forms", (int64_t)lang_plural_forms(lang));
    put_languages(&j, shipped);
    json_open_array(&j, "texts");
    for (size_t i = 0; texts_at(shipped, i, &t); i++)
        if (strcmp(t.language, lang) == 0)
            put_text(&j, rq->arena, &t, own_of(own, n, t.key));
    json_close(&j);
    json_close(&j);
    return true;
}

bool handle_texts(struct request *rq, struct err *e)
{
    rq->doing = "listing reply texts";
    return desk_read(rq, read_texts, e);
}

/* -- changing -- */

struct change {
    const struct staff *who;
    struct arena *arena;
    const char *lang, *key, *text; /* text NULL: as it was shipped */
    int64_t seen;
};

static const char *text_json(struct arena *a, const char *text)
{
    struct str out = str_new(a, 16384);
    str_add(&out, "{\"text\":\"");
    str_add_json(&out, text);
    str_add(&out, "\"}");
    return out.text;
}

static bool change_job(struct conn *c, void *what, struct err *e)
{
    struct change *w = what;
    struct own was;
    bool found;
    if (!db_one(c, w->arena, Q_TEXT_ONE, ARGS(V(w->lang), V(w->key)), &own_model, &was, &found, e))
        return false;
    if (w->seen && (!found || was.updated_at != w->seen))
        return fail(e, ERR_STALE, "text %s of %s", w->key, w->lang);
    if (!w->text && !found)
        return fail(e, ERR_NOT_FOUND, "%s of %s is as it was shipped", w->key, w->lang);
    return (w->text ? db_run(c, Q_TEXT_PUT, ARGS(V(w->lang), V(w->key), V(w->text), V(clock_now())), NULL, e)
                    : db_run(c, Q_TEXT_REMOVE, ARGS(V(w->lang), V(w->key)), NULL, e)) &&
           audit(c, w->who, w->text ? "text.change" : "text.reset", "text",
                 arena_printf(w->arena, "%s/%s", w->lang, w->key), found ? text_json(w->arena, was.text) : NULL,
                 w->text ? text_json(w->arena, w->text) : NULL, e);
}

static void put_names(struct json *j, const char *key, struct arena *a, const char *names)
{
    json_open_array(j, key);
    for (size_t n; names && *names; names += n + (names[n] != '\0')) {
        n = strcspn(names, ",");
        json_put_text(j, NULL, arena_strndup(a, names, n));
    }
    json_close(j);
}

/* 400 that says what is wrong with the words. */
static void reply_faults(struct request *rq, const struct text_faults *f)
{
    struct err e = {0};
    fail_field(&e, "text", "it does not do");
    struct json j = desk_problem_open(rq, &e);
    json_put_bool(&j, "empty", f->empty);
    json_put_bool(&j, "broken", f->broken);
    put_names(&j, "missing", rq->arena, f->missing);
    put_names(&j, "unknown", rq->arena, f->unknown);
    json_put_int(&j, "forms", (int64_t)f->forms);
    json_put_int(&j, "longest", (int64_t)f->longest);
    json_close(&j);
}

static bool read_one(struct request *rq, struct conn *c, struct err *e)
{
    const char *lang = request_route(rq, "language"), *key = request_route(rq, "key");
    struct text_entry t = {lang, key, texts_raw(shop_texts_shipped(rq->app->shop), lang, key)};
    struct own own;
    bool found;
    if (!db_one(c, rq->arena, Q_TEXT_ONE, ARGS(V(lang), V(key)), &own_model, &own, &found, e))
        return false;
    struct str out = str_new(rq->arena, REPLY_MOST);
    struct json j = json_writer(&out);
    put_text(&j, rq->arena, &t, found ? &own : NULL);
    const char *text;
    if (!str_done(&out, &text, e))
        return false;
    reply_text(rq, 200, "application/json", text);
    return true;
}

static bool find_shipped(struct request *rq, struct change *w, const char **shipped, struct err *e)
{
    w->lang = request_route(rq, "language");
    w->key = request_route(rq, "key");
    *shipped = w->lang && w->key ? texts_raw(shop_texts_shipped(rq->app->shop), w->lang, w->key) : NULL;
    return *shipped || fail(e, ERR_NOT_FOUND, "no such text");
}

bool handle_text_change(struct request *rq, struct err *e)
{
    struct change w = {.who = rq->who, .arena = rq->arena};
    struct text_faults faults;
    struct own given = {0};
    const char *shipped;
    const json_value *v;
    rq->doing = "changing a reply text";
    if (!find_shipped(rq, &w, &shipped, e) || !desk_seen(rq, &w.seen, e) || !request_json(rq, &v, e) ||
        !json_read_model(rq->arena, v, &own_model, &given, true, NULL, e))
        return false;
    w.text = given.text;
    if (!text_check(rq->arena, w.lang, w.key, shipped, w.text, &faults)) {
        reply_faults(rq, &faults);
        return true;
    }
    return db_write(rq->app->db, change_job, &w, e) && desk_read(rq, read_one, e);
}

bool handle_text_reset(struct request *rq, struct err *e)
{
    struct change w = {.who = rq->who, .arena = rq->arena};
    const char *shipped;
    rq->doing = "resetting a reply text";
    return find_shipped(rq, &w, &shipped, e) && desk_seen(rq, &w.seen, e) &&
           db_write(rq->app->db, change_job, &w, e) && desk_read(rq, read_one, e);
}
