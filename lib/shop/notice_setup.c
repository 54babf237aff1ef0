/* notice_setup.c -- what the owner sets about notices, and the list of things to see to. */
#include "waiter/notice_setup.h"

#include "waiter/audit.h"
#include "waiter/clock.h"
#include "waiter/event.h"
#include "waiter/utf8.h"

#include <stdlib.h>
#include <string.h>

#define VARIABLES_MOST 30
#define BODY_CHARS_MOST 1024 /* twilio-whatsapp.md: a template's body */
#define LIST_MOST 200

/* -- templates -- */

struct template_row {
    int64_t version;
    const char *kind, *language, *content_sid, *variables, *body;
};
static const struct field template_fields[] = {
    FIELD(struct template_row, kind, 0),
    FIELD(struct template_row, language, SHOWN),
    FIELD(struct template_row, content_sid, SHOWN),
    FIELD(struct template_row, variables, 0),
    FIELD(struct template_row, body, SHOWN),
    FIELD(struct template_row, version, SHOWN),
};
static const struct model template_model =
    MODEL("notice_template", struct template_row, template_fields);

/* HX and 32 hexadecimal digits (twilio-whatsapp.md §9). */
static bool sid_fits(const char *sid)
{
    return sid && strlen(sid) == 34 && strncmp(sid, "HX", 2) == 0 &&
           strspn(sid + 2, "0123456789abcdefABCDEF") == 32;
}

static bool says(enum notice_kind kind, const char *value)
{
    return value && str_has_words(notice_types[kind].values, value);
}

static bool read_variables(struct arena *a, const struct template_wish *w, const char **out,
                           struct err *e)
{
    const json_value *list = json_at(w->json, "variables");
    struct str s = str_new(a, 4096);
    struct json j = json_writer(&s);
    if (!list || !json_is_array(list) || json_count(list) > VARIABLES_MOST)
        return fail_field(e, "variables", "not a list of up to %d", VARIABLES_MOST);
    json_open_array(&j, NULL);
    for (size_t i = 0; i < json_count(list); i++) {
        const char *value = json_text(json_item(list, i), "");
        if (!says(w->kind, value))
            return fail_field(e, "variables", "%s does not say %.40s", notice_types[w->kind].name,
                              value ? value : "that");
        json_put_text(&j, NULL, value);
    }
    json_close(&j);
    return str_done(&s, out, e);
}

/* The words with {{1}} to {{n}}, each of them at least once: else what is shown would not be what is sent. */
static bool body_fits(const char *body, size_t n, struct err *e)
{
    unsigned used = 0;
    if (utf8_length(body) > BODY_CHARS_MOST)
        return fail_field(e, "body", "longer than %d characters", BODY_CHARS_MOST);
    for (const char *at = body; *body && (at = strstr(at, "{{")); at += 2) {
        char *end;
        long hole = strtol(at + 2, &end, 10);
        if (hole < 1 || hole > (long)n || strncmp(end, "}}", 2) != 0)
            return fail_field(e, "body", "a hole that is none of the %zu variables", n);
        used |= 1u << (hole - 1);
    }
    return !*body || used == (1u << n) - 1 || fail_field(e, "body", "not all %zu variables are in it", n);
}

static bool read_body(const struct template_wish *w, const char **out, struct err *e)
{
    const json_value *body = json_at(w->json, "body");
    *out = body ? json_text(w->json, "body") : "";
    return (*out || fail_field(e, "body", "not a text")) &&
           body_fits(*out, json_count(json_at(w->json, "variables")), e);
}

static bool only_known(const json_value *v, const char *const *names, struct err *e)
{
    for (size_t i = 0; i < json_count(v); i++) {
        const char *key = json_key(json_item(v, i));
        size_t at = 0;
        while (names[at] && strcmp(key, names[at]) != 0)
            at++;
        if (!names[at])
            return fail_field(e, key, "cannot be set");
    }
    return true;
}

struct deed {
    struct arena *arena;
    const struct staff *who;
    const struct template_wish *wish;
    struct template_row row;
    int64_t version;
};

static const char *ref_of(struct arena *a, const struct template_row *row)
{
    return arena_printf(a, "%s.%s", row->kind, row->language);
}

static const char *row_json(struct arena *a, const struct template_row *row)
{
    struct str s = str_new(a, 16 * 1024);
    str_add(&s, arena_printf(a, "{\"content_sid\":\"%s\",\"variables\":%s,\"body\":\"",
                             row->content_sid, row->variables));
    str_add_json(&s, row->body);
    str_add(&s, "\"}");
    return s.text;
}

static bool find_template(struct conn *c, struct deed *d, struct template_row *was, bool *found,
                          struct err *e)
{
    return db_one(c, d->arena, Q_NOTICE_TEMPLATE_FIND, ARGS(V(d->row.kind), V(d->row.language)),
                  &template_model, was, found, e);
}

static bool save_job(struct conn *c, void *what, struct err *e)
{
    struct deed *d = what;
    struct template_row was;
    bool found;
    int64_t now = clock_now(), seen = d->wish->seen;
    if (!find_template(c, d, &was, &found, e))
        return false;
    if (seen && (!found || was.version != seen))
        return fail(e, ERR_STALE, "the template has version %lld", found ? (long long)was.version : 0);
    d->version = found ? was.version + 1 : 1;
    return db_run(c, Q_NOTICE_TEMPLATE_PUT,
                  ARGS(V(d->row.kind), V(d->row.language), V(d->row.content_sid),
                       V(d->row.variables), V(d->row.body), V(now)),
                  NULL, e) &&
           audit(c, d->who, "template.save", "template", ref_of(d->arena, &d->row),
                 found ? row_json(d->arena, &was) : NULL, row_json(d->arena, &d->row), e);
}

bool template_save(struct shop *shop, struct arena *a, const struct staff *who,
                   const struct template_wish *w, int64_t *version, struct err *e)
{
    struct deed d = {.arena = a, .who = who, .wish = w};
    d.row = (struct template_row){.kind = notice_types[w->kind].name, .language = w->language,
                                  .content_sid = json_text(w->json, "content_sid")};
    if (!texts_has(shop_texts_shipped(shop), w->language, notice_types[w->kind].key))
        return fail(e, ERR_NOT_FOUND, "no language %.10s", w->language);
    if (!only_known(w->json, (const char *const[]){"content_sid", "variables", "body", NULL}, e))
        return false;
    if (!sid_fits(d.row.content_sid))
        return fail_field(e, "content_sid", "not HX and 32 digits");
    if (!read_variables(a, w, &d.row.variables, e) || !read_body(w, &d.row.body, e) || !db_write(shop_db(shop), save_job, &d, e))
        return false;
    *version = d.version;
    return true;
}

static bool remove_job(struct conn *c, void *what, struct err *e)
{
    struct deed *d = what;
    struct template_row was;
    bool found;
    if (!find_template(c, d, &was, &found, e))
        return false;
    if (!found)
        return fail(e, ERR_NOT_FOUND, "no such template");
    return db_run(c, Q_NOTICE_TEMPLATE_REMOVE, ARGS(V(d->row.kind), V(d->row.language)), NULL, e) &&
           audit(c, d->who, "template.remove", "template", ref_of(d->arena, &d->row),
                 row_json(d->arena, &was), NULL, e);
}

bool template_remove(struct shop *shop, struct arena *a, const struct staff *who,
                     enum notice_kind kind, const char *language, struct err *e)
{
    struct deed d = {.arena = a, .who = who};
    d.row = (struct template_row){.kind = notice_types[kind].name, .language = language};
    return db_write(shop_db(shop), remove_job, &d, e);
}

/* -- the owner's choices -- */

struct choice_wish {
    struct arena *arena;
    const struct staff *who;
    const char *kind;
    bool whatsapp, email;
};

static bool choice_job(struct conn *c, void *what, struct err *e)
{
    struct choice_wish *w = what;
    const char *after = arena_printf(w->arena, "{\"whatsapp\":%s,\"email\":%s}",
                                     w->whatsapp ? "true" : "false", w->email ? "true" : "false");
    return db_run(c, Q_OWNER_CHOICE_PUT, ARGS(V(w->kind), V(w->whatsapp), V(w->email)), NULL, e) &&
           audit(c, w->who, "notice.choose", "notice", w->kind, NULL, after, e);
}

static bool read_flag(const json_value *v, const char *name, bool *out, struct err *e)
{
    *out = json_bool(v, name, false);
    return *out == json_bool(v, name, true) || fail_field(e, name, "neither true nor false");
}

bool owner_choice_save(struct db *db, struct arena *a, const struct staff *who,
                       enum notice_kind kind, const json_value *wish, struct err *e)
{
    struct choice_wish w = {.arena = a, .who = who, .kind = notice_types[kind].name};
    if (!notice_is_owners(kind))
        return fail(e, ERR_NOT_FOUND, "%s is for customers", w.kind);
    return only_known(wish, (const char *const[]){"whatsapp", "email", NULL}, e) && read_flag(wish, "whatsapp", &w.whatsapp, e) &&
           read_flag(wish, "email", &w.email, e) && db_write(db, choice_job, &w, e);
}

/* -- trying -- */

struct try {
    struct shop *shop;
    struct arena *arena;
    const struct staff *who;
    const struct snapshot *snap;
};

static bool try_job(struct conn *c, void *what, struct err *e)
{
    const struct try *t = what;
    const struct notifier by = {t->shop, t->snap, c, t->arena, clock_now()};
    const char *text = texts_say(by.snap->texts, by.arena, notifier_owner_lang(&by), "owner_trial", "shop",
                                 t->snap->catalogue.shop_name, NULL);
    return notify_mail(&by, shop_settings(t->shop)->owner_email, 0, text, e) &&
           audit(c, t->who, "notice.try", "notice", "mail", NULL, NULL, e);
}

bool notice_try_mail(struct shop *shop, struct arena *a, const struct staff *who, struct err *e)
{
    const struct settings *s = shop_settings(shop);
    struct try t = {.shop = shop, .arena = a, .who = who};
    if (!*s->smtp_url || !*s->mail_from || !*s->owner_email)
        return fail(e, ERR_NOT_ALLOWED_NOW, "SMTP_URL, MAIL_FROM and OWNER_EMAIL are not all set");
    if (!shop_snapshot_now(shop, &t.snap, e))
        return false;
    bool ok = db_write(shop_db(shop), try_job, &t, e);
    shop_release(shop, t.snap);
    return ok;
}

/* -- showing -- */

static void put_values(struct json *j, struct arena *a, const char *values)
{
    char *rest = arena_strdup(a, values);
    json_open_array(j, "values");
    for (char *value; (value = strsep(&rest, " "));)
        json_put_text(j, NULL, value);
    json_close(j);
}

static void put_templates(struct json *j, const char *kind, const struct template_row *rows,
                          size_t n)
{
    json_open_array(j, "templates");
    for (size_t i = 0; i < n; i++) {
        if (strcmp(rows[i].kind, kind) != 0)
            continue;
        json_open_object(j, NULL);
        json_put_model(j, &template_model, &rows[i], true);
        json_put_raw(j, "variables", rows[i].variables);
        json_close(j);
    }
    json_close(j);
}

struct choice_row { bool whatsapp, email; };
static const struct field choice_fields[] = {
    FIELD(struct choice_row, whatsapp, SHOWN),
    FIELD(struct choice_row, email, SHOWN),
};
static const struct model choice_model = MODEL("owner_choice", struct choice_row, choice_fields);

static bool put_choice(struct json *j, struct conn *c, struct arena *a, enum notice_kind kind,
                       struct err *e)
{
    const struct notice_type *type = &notice_types[kind];
    struct choice_row how;
    bool found;
    if (!db_one(c, a, Q_OWNER_CHOICE, ARGS(V(type->name)), &choice_model, &how, &found, e))
        return false;
    if (!found)
        how = (struct choice_row){type->whatsapp, type->email};
    json_put_model(j, &choice_model, &how, true);
    json_put_bool(j, "task", type->task);
    return true;
}

static bool put_kinds(struct json *j, struct conn *c, struct arena *a, bool owners,
                      const struct template_row *rows, size_t n, struct err *e)
{
    json_open_array(j, owners ? "owner" : "customers");
    for (enum notice_kind kind = 0; kind < NOTICE__MAX; kind++) {
        if (notice_is_owners(kind) != owners)
            continue;
        json_open_object(j, NULL);
        json_put_text(j, "kind", notice_types[kind].name);
        put_values(j, a, notice_types[kind].values);
        put_templates(j, notice_types[kind].name, rows, n);
        if (!owners)
            json_put_bool(j, "promotional", notice_types[kind].promotional);
        else if (!put_choice(j, c, a, kind, e))
            return false;
        json_close(j);
    }
    json_close(j);
    return true;
}

bool notices_put(struct json *j, struct conn *c, struct arena *a, const struct settings *s,
                 struct err *e)
{
    void *rows;
    size_t n;
    if (!db_all(c, a, Q_NOTICE_TEMPLATES, NO_ARGS, &template_model, LIST_MOST, &rows, &n, e) ||
        !put_kinds(j, c, a, false, rows, n, e) || !put_kinds(j, c, a, true, rows, n, e))
        return false;
    json_open_object(j, "ways");
    json_put_text(j, "owner_whatsapp", s->owner_whatsapp);
    json_put_text(j, "owner_email", s->owner_email);
    json_put_bool(j, "mail", *s->smtp_url && *s->mail_from);
    json_close(j);
    return true;
}

/* -- tasks -- */

struct task_row {
    int64_t id, ref, created_at, done_at;
    const char *kind, *facts, *done_by;
};
static const struct field task_fields[] = {
    FIELD(struct task_row, id, SHOWN),
    FIELD(struct task_row, kind, SHOWN),
    FIELD(struct task_row, ref, SHOWN),
    FIELD(struct task_row, facts, 0),
    FIELD(struct task_row, created_at, SHOWN | TIME),
    FIELD(struct task_row, done_at, SHOWN | TIME),
    FIELD(struct task_row, done_by, SHOWN),
};
static const struct model task_model = MODEL("task", struct task_row, task_fields);

bool task_list(struct json *j, struct conn *c, struct arena *a, bool done, int64_t before,
               int64_t limit, int64_t *last, struct err *e)
{
    void *rows;
    size_t n;
    *last = 0;
    if (!db_all(c, a, Q_TASK_LIST, ARGS(V(done), V(before ? before : INT64_MAX), V(limit)),
                &task_model, (size_t)limit, &rows, &n, e))
        return false;
    for (size_t i = 0; i < n; i++) {
        const struct task_row *t = (const struct task_row *)rows + i;
        json_open_object(j, NULL);
        json_put_model(j, &task_model, t, true);
        json_put_raw(j, "facts", t->facts);
        json_close(j);
        *last = n == (size_t)limit ? t->id : 0;
    }
    return true;
}

bool task_count(struct conn *c, int64_t *open, struct err *e)
{
    return db_int(c, Q_TASK_COUNT, NO_ARGS, open, NULL, e);
}

struct ticking {
    const struct staff *who;
    int64_t id;
    bool done;
};

static bool tick_job(struct conn *c, void *what, struct err *e)
{
    const struct ticking *t = what;
    const char *none = NULL, *kind;
    struct arena a;
    int64_t changed = 0, now = clock_now();
    arena_init(&a);
    bool ok = db_text(c, &a, Q_TASK_KIND, ARGS(V(t->id)), &kind, NULL, e) &&
              db_run(c, Q_TASK_DONE,
                     ARGS(V(t->id), V(t->done ? now : 0), V(t->done ? t->who->username : none)),
                     &changed, e) &&
              (changed || fail(e, ERR_NOT_ALLOWED_NOW, "it is so already")) &&
              event_add(c, EVENT_TASK, t->id, now, e) &&
              audit_id(c, t->who, t->done ? "task.done" : "task.reopen", "task", t->id, NULL, NULL, e);
    arena_done(&a);
    return ok;
}

bool task_done(struct db *db, const struct staff *who, int64_t id, bool done, struct err *e)
{
    struct ticking t = {who, id, done};
    return db_write(db, tick_job, &t, e);
}
