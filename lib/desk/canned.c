/* canned.c -- replies at hand: short words that open into a text. */
#include "parts.h"
#include "waiter/audit.h"
#include "waiter/clock.h"
#include "waiter/dialogue.h"
#include "waiter/inbox.h"

#include <string.h>

struct canned {
    int64_t id;
    const char *shortcut, *text;
};
static const struct field canned_fields[] = {
    FIELD(struct canned, id, SHOWN),
    FIELD(struct canned, shortcut, SHOWN | WRITABLE | NEEDED, .min = 1, .max = 32),
    FIELD(struct canned, text, SHOWN | WRITABLE | NEEDED, .min = 1, .max = TEXT_MOST),
};
static const struct model canned_model = MODEL("canned", struct canned, canned_fields);

static bool read_list(struct request *rq, struct conn *c, struct err *e)
{
    void *rows;
    size_t n;
    if (!db_all(c, rq->arena, Q_CANNED_LIST, ARGS(V(CANNED_MOST)), &canned_model, CANNED_MOST, &rows, &n, e))
        return false;
    struct json j = desk_list_open(rq, "canned");
    for (size_t i = 0; i < n; i++) {
        json_open_object(&j, NULL);
        json_put_model(&j, &canned_model, (struct canned *)rows + i, true);
        json_close(&j);
    }
    json_close(&j);
    json_close(&j);
    return true;
}

bool handle_canned_list(struct request *rq, struct err *e)
{
    rq->doing = "listing replies at hand";
    return desk_read(rq, read_list, e);
}

/* One word that can be typed behind a slash, in any script. */
static bool is_shortcut(const char *s)
{
    return *s && !s[strcspn(s, " \t\n/{}")];
}

static bool read_wish(struct request *rq, struct canned *wish, struct err *e)
{
    const json_value *v;
    return request_json(rq, &v, e) &&
           json_read_model(rq->arena, v, &canned_model, wish, true, NULL, e) &&
           (is_shortcut(wish->shortcut) || fail_field(e, "shortcut", "not one word")) &&
           (wish->text[strspn(wish->text, " \t\n")] || fail_field(e, "text", "empty"));
}

struct deed {
    const struct staff *who;
    struct arena *arena;
    struct canned *canned;
};

static const char *canned_json(struct deed *d)
{
    struct str out = str_new(d->arena, 16384);
    struct json j = json_writer(&out);
    json_open_object(&j, NULL);
    json_put_model(&j, &canned_model, d->canned, true);
    json_close(&j);
    return out.text;
}

/* Adds (id 0) or changes. */
static bool put_canned(struct conn *c, struct canned *w, struct err *e)
{
    int64_t other = 0, count, changed;
    bool taken;
    if (!db_int(c, Q_CANNED_BY_SHORTCUT, ARGS(V(w->shortcut)), &other, &taken, e))
        return false;
    if (taken && other != w->id)
        return fail(e, ERR_CONFLICT, "there is a reply /%s", w->shortcut);
    if (w->id)
        return db_run(c, Q_CANNED_PUT, ARGS(V(w->id), V(w->shortcut), V(w->text), V(clock_now())), &changed, e) &&
               (changed || fail(e, ERR_NOT_FOUND, "no reply %lld", (long long)w->id));
    if (!db_int(c, Q_CANNED_COUNT, NO_ARGS, &count, NULL, e))
        return false;
    if (count >= CANNED_MOST)
        return fail(e, ERR_TOO_BIG, "more than %d replies", CANNED_MOST);
    return db_insert(c, Q_CANNED_ADD, ARGS(V(w->shortcut), V(w->text), V(clock_now())), &w->id, e);
}

static bool save_job(struct conn *c, void *what, struct err *e)
{
    struct deed *d = what;
    const char *action = d->canned->id ? "canned.change" : "canned.add";
    return put_canned(c, d->canned, e) &&
           audit_id(c, d->who, action, "canned", d->canned->id, NULL, canned_json(d), e);
}

static bool save(struct request *rq, struct canned *w, struct err *e)
{
    struct deed d = {rq->who, rq->arena, w};
    return db_write(rq->app->db, save_job, &d, e);
}

static void reply_canned(struct request *rq, int status, const struct canned *w)
{
    struct json j = reply_json(rq, status);
    json_open_object(&j, NULL);
    json_put_model(&j, &canned_model, w, true);
    json_close(&j);
}

bool handle_canned_add(struct request *rq, struct err *e)
{
    struct canned wish = {0};
    rq->doing = "adding a reply at hand";
    if (!read_wish(rq, &wish, e) || !save(rq, &wish, e))
        return false;
    reply_canned(rq, 201, &wish);
    return true;
}

bool handle_canned_change(struct request *rq, struct err *e)
{
    struct canned wish = {0};
    int64_t id;
    rq->doing = "changing a reply at hand";
    if (!request_id_param(rq, "id", &id, e) || !read_wish(rq, &wish, e))
        return false;
    wish.id = id;
    if (!save(rq, &wish, e))
        return false;
    reply_canned(rq, 200, &wish);
    return true;
}

static bool remove_job(struct conn *c, void *what, struct err *e)
{
    struct deed *d = what;
    int64_t changed;
    return db_run(c, Q_CANNED_REMOVE, ARGS(V(d->canned->id)), &changed, e) &&
           (changed || fail(e, ERR_NOT_FOUND, "no such reply")) &&
           audit_id(c, d->who, "canned.remove", "canned", d->canned->id, NULL, NULL, e);
}

bool handle_canned_remove(struct request *rq, struct err *e)
{
    struct canned gone = {0};
    struct deed d = {rq->who, rq->arena, &gone};
    rq->doing = "removing a reply at hand";
    if (!request_id_param(rq, "id", &gone.id, e) || !db_write(rq->app->db, remove_job, &d, e))
        return false;
    reply_text(rq, 204, NULL, "");
    return true;
}
