/* hook.c -- other people's webhooks: telling them, and who they are. */
#include "waiter/hook.h"

#include "waiter/audit.h"
#include "waiter/clock.h"
#include "waiter/crypto.h"
#include "waiter/errand.h"

#include <string.h>

#define PAYLOAD_MOST (256 * 1024)
#define URL_CHARS_MOST 500
#define SECRET_BYTES 24

static const struct field hook_fields[] = {
    FIELD(struct hook, id, SHOWN),
    FIELD(struct hook, url, SHOWN),
    FIELD(struct hook, secret, 0),
    FIELD(struct hook, events, 0),
    FIELD(struct hook, active, SHOWN),
    FIELD(struct hook, version, SHOWN),
    FIELD(struct hook, created_at, SHOWN | TIME),
};
static const struct model hook_model = MODEL("hook", struct hook, hook_fields);

static const char *const words[HOOK__MAX] = {
    [HOOK_ORDER_CREATED] = "order.created", [HOOK_ORDER_STATUS] = "order.status",
    [HOOK_ORDER_PAID] = "order.paid",       [HOOK_MESSAGE] = "message.received",
};
const char *hook_event_word(enum hook_event event) { return words[event]; }

/* -- telling -- */

static bool is_wanted(struct conn *c, enum hook_event event, bool *wanted, struct err *e)
{
    int64_t any = 0;
    if (!db_int(c, Q_HOOK_WANTED, ARGS(V(words[event])), &any, NULL, e))
        return false;
    *wanted = any != 0;
    return true;
}

static struct json payload_open(struct str *s, struct arena *a, enum hook_event event, int64_t now)
{
    struct json j = json_writer(s);
    json_open_object(&j, NULL);
    json_put_text(&j, "id", random_token(a, 16));
    json_put_text(&j, "type", words[event]);
    json_put_time(&j, "created_at", now);
    json_open_object(&j, "data");
    return j;
}

static bool payload_queue(struct conn *c, struct str *s, struct json *j, enum hook_event event,
                          int64_t customer_id, int64_t now, struct err *e)
{
    const char *body;
    json_close(j);
    json_close(j);
    return str_done(s, &body, e) &&
           db_run(c, Q_HOOK_CALL, ARGS(V(words[event]), V(body), V(customer_id), V(now)), NULL, e);
}

bool hook_order(struct conn *c, struct arena *a, enum hook_event event, int64_t order_id,
                int64_t now, struct err *e)
{
    struct order o;
    bool wanted;
    if (!is_wanted(c, event, &wanted, e))
        return false;
    if (!wanted)
        return true;
    struct str s = str_new(a, PAYLOAD_MOST);
    struct json j = payload_open(&s, a, event, now);
    if (!order_find(c, a, order_id, &o, e))
        return false;
    json_open_object(&j, "order");
    if (!order_put(&j, c, a, &o, true, e))
        return false;
    json_close(&j);
    return payload_queue(c, &s, &j, event, o.customer_id, now, e);
}

bool hook_message(struct conn *c, struct arena *a, const struct hook_message *m, int64_t now,
                  struct err *e)
{
    bool wanted;
    if (!is_wanted(c, HOOK_MESSAGE, &wanted, e))
        return false;
    if (!wanted)
        return true;
    struct str s = str_new(a, PAYLOAD_MOST);
    struct json j = payload_open(&s, a, HOOK_MESSAGE, now);
    json_put_text(&j, "message_id", m->id);
    json_put_text(&j, "kind", m->kind);
    json_put_text(&j, "text", m->text);
    json_open_object(&j, "customer");
    json_put_int(&j, "id", m->customer_id);
    json_put_text(&j, "name", m->name);
    json_put_text(&j, "phone", m->phone);
    json_close(&j);
    return payload_queue(c, &s, &j, HOOK_MESSAGE, m->customer_id, now, e);
}

const char *hook_signature(struct arena *a, const char *secret, int64_t seconds, const char *body,
                           size_t len)
{
    uint8_t mac[SHA256_BYTES];
    struct str s = str_new(a, PAYLOAD_MOST + 32);
    str_addf(&s, "%lld.", (long long)seconds);
    str_add_bytes(&s, body, len);
    hmac_sha256(secret, strlen(secret), s.text, s.len, mac);
    return arena_printf(a, "t=%lld,v1=%s", (long long)seconds, hex_text(a, mac, sizeof mac));
}

bool hook_find(struct conn *c, struct arena *a, int64_t id, struct hook *out, struct err *e)
{
    return db_one(c, a, Q_HOOK_FIND, ARGS(V(id)), &hook_model, out, NULL, e);
}

/* -- the owner's side -- */

struct deed {
    struct arena *arena;
    const struct staff *who;
    const json_value *json;
    bool private;
    int64_t id, seen;
    struct hook hook;
};

static bool url_fits(const char *url, bool private)
{
    bool scheme = strncmp(url, "https://", 8) == 0 || (private && strncmp(url, "http://", 7) == 0);
    const char *host = strstr(url, "://");
    size_t n = host ? strcspn(host + 3, "/?#") : 0;
    return scheme && n > 0 && !memchr(host + 3, '@', n) && strlen(url) <= URL_CHARS_MOST &&
           !strpbrk(url, " \t\r\n\"'<>\\^`{|}#");
}

static bool event_known(const char *word)
{
    for (size_t i = 0; word && i < HOOK__MAX; i++)
        if (strcmp(words[i], word) == 0)
            return true;
    return false;
}

static bool read_events(struct arena *a, const json_value *v, const char **out, struct err *e)
{
    struct str s = str_new(a, 1024);
    struct json j = json_writer(&s);
    if (!json_is_array(v) || json_count(v) == 0 || json_count(v) > HOOK__MAX)
        return fail_field(e, "events", "not a list of one to %d", HOOK__MAX);
    json_open_array(&j, NULL);
    for (size_t i = 0; i < json_count(v); i++) {
        const char *word = json_text(json_item(v, i), "");
        if (!event_known(word))
            return fail_field(e, "events", "no such event");
        for (size_t k = 0; k < i; k++)
            if (strcmp(json_text(json_item(v, k), ""), word) == 0)
                return fail_field(e, "events", "%s twice", word);
        json_put_text(&j, NULL, word);
    }
    json_close(&j);
    return str_done(&s, out, e);
}

static bool read_wish(struct deed *w, struct err *e)
{
    for (size_t i = 0; i < json_count(w->json); i++) {
        const json_value *v = json_item(w->json, i);
        const char *key = json_key(v);
        if (strcmp(key, "url") == 0) {
            w->hook.url = json_text(v, "");
            if (!w->hook.url || !url_fits(w->hook.url, w->private))
                return fail_field(e, "url", "must be an https:// address");
        } else if (strcmp(key, "events") == 0) {
            if (!read_events(w->arena, v, &w->hook.events, e))
                return false;
        } else if (strcmp(key, "active") == 0 && json_bool(v, "", true) == json_bool(v, "", false)) {
            w->hook.active = json_bool(v, "", true);
        } else {
            return fail_field(e, key, "cannot be set");
        }
    }
    return (w->hook.url || fail_field(e, "url", "missing")) &&
           (w->hook.events || fail_field(e, "events", "missing"));
}

static const char *hook_json(struct arena *a, const struct hook *h)
{
    struct str s = str_new(a, 8192);
    struct json j = json_writer(&s);
    json_open_object(&j, NULL);
    json_put_text(&j, "url", h->url);
    json_put_raw(&j, "events", h->events);
    json_put_bool(&j, "active", h->active);
    json_close(&j);
    return s.text;
}

static bool add_job(struct conn *c, void *what, struct err *e)
{
    struct deed *w = what;
    void *rows;
    size_t n;
    if (!db_all(c, w->arena, Q_HOOK_LIST, ARGS(V(HOOKS_MOST)), &hook_model, HOOKS_MOST, &rows, &n, e))
        return false;
    if (n == HOOKS_MOST)
        return fail(e, ERR_NOT_ALLOWED_NOW, "%d webhooks are the most", HOOKS_MOST);
    return db_insert(c, Q_HOOK_ADD,
                     ARGS(V(w->hook.url), V(w->hook.secret), V(w->hook.events), V(clock_now())),
                     &w->id, e) &&
           audit_id(c, w->who, "hook.add", "hook", w->id, NULL, hook_json(w->arena, &w->hook), e);
}

bool hook_add(struct db *db, struct arena *a, const struct staff *who, const json_value *json,
              bool private, int64_t *id, const char **secret, struct err *e)
{
    struct deed w = {.arena = a, .who = who, .json = json, .private = private};
    w.hook.active = true;
    w.hook.secret = *secret = arena_printf(a, "whsec_%s", random_token(a, SECRET_BYTES));
    if (!read_wish(&w, e) || !db_write(db, add_job, &w, e))
        return false;
    *id = w.id;
    return true;
}

static bool change_job(struct conn *c, void *what, struct err *e)
{
    struct deed *w = what;
    int64_t changed;
    if (!hook_find(c, w->arena, w->id, &w->hook, e))
        return false;
    const char *before = hook_json(w->arena, &w->hook);
    if (!read_wish(w, e) ||
        !db_run(c, Q_HOOK_CHANGE,
                ARGS(V(w->id), V(w->hook.url), V(w->hook.events), V(w->hook.active), V(w->seen)),
                &changed, e))
        return false;
    if (!changed)
        return fail(e, ERR_STALE, "the webhook has version %lld", (long long)w->hook.version);
    return audit_id(c, w->who, "hook.change", "hook", w->id, before, hook_json(w->arena, &w->hook),
                    e);
}

bool hook_change(struct db *db, struct arena *a, const struct staff *who, int64_t id,
                 const json_value *json, bool private, int64_t seen, struct err *e)
{
    struct deed w = {.arena = a, .who = who, .json = json, .private = private, .id = id,
                     .seen = seen};
    return db_write(db, change_job, &w, e);
}

static bool remove_job(struct conn *c, void *what, struct err *e)
{
    struct deed *w = what;
    const char *target = arena_printf(w->arena, "%lld", (long long)w->id);
    return hook_find(c, w->arena, w->id, &w->hook, e) &&
           db_run(c, Q_HOOK_REMOVE, ARGS(V(w->id)), NULL, e) &&
           db_run(c, Q_HOOK_DROP_CALLS, ARGS(V(target), V(clock_now())), NULL, e) &&
           audit_id(c, w->who, "hook.remove", "hook", w->id, hook_json(w->arena, &w->hook), NULL, e);
}

bool hook_remove(struct db *db, struct arena *a, const struct staff *who, int64_t id, struct err *e)
{
    struct deed w = {.arena = a, .who = who, .id = id};
    return db_write(db, remove_job, &w, e);
}

static bool again_job(struct conn *c, void *what, struct err *e)
{
    struct deed *w = what;
    int64_t hook_id;
    return db_int(c, Q_HOOK_CALL_OWNER, ARGS(V(w->id)), &hook_id, NULL, e) &&
           errand_again(c, w->id, clock_now(), e) &&
           audit_id(c, w->who, "hook.again", "hook", hook_id, NULL, NULL, e);
}

bool hook_again(struct db *db, struct arena *a, const struct staff *who, int64_t call_id,
                struct err *e)
{
    struct deed w = {.arena = a, .who = who, .id = call_id};
    return db_write(db, again_job, &w, e);
}

static void put_members(struct json *j, const struct hook *h)
{
    json_put_model(j, &hook_model, h, true);
    json_put_raw(j, "events", h->events);
}

bool hook_put(struct json *j, struct conn *c, struct arena *a, int64_t id, int64_t *version,
              struct err *e)
{
    struct hook h;
    if (!hook_find(c, a, id, &h, e))
        return false;
    put_members(j, &h);
    *version = h.version;
    return true;
}

bool hook_list(struct json *j, struct conn *c, struct arena *a, struct err *e)
{
    void *rows;
    size_t n;
    if (!db_all(c, a, Q_HOOK_LIST, ARGS(V(HOOKS_MOST)), &hook_model, HOOKS_MOST, &rows, &n, e))
        return false;
    for (size_t i = 0; i < n; i++) {
        json_open_object(j, NULL);
        put_members(j, (const struct hook *)rows + i);
        json_close(j);
    }
    return true;
}

struct call_row {
    int64_t id, attempts, next_at, code, created_at, updated_at;
    const char *subject, *status, *error;
};
static const struct field call_fields[] = {
    FIELD(struct call_row, id, SHOWN),
    FIELD(struct call_row, subject, 0),
    FIELD(struct call_row, status, SHOWN),
    FIELD(struct call_row, attempts, SHOWN),
    FIELD(struct call_row, next_at, 0),
    FIELD(struct call_row, code, SHOWN),
    FIELD(struct call_row, error, SHOWN),
    FIELD(struct call_row, created_at, SHOWN | TIME),
    FIELD(struct call_row, updated_at, SHOWN | TIME),
};
static const struct model call_model = MODEL("call", struct call_row, call_fields);

bool hook_calls(struct json *j, struct conn *c, struct arena *a, int64_t id, int64_t before,
                int64_t limit, int64_t *last, struct err *e)
{
    const char *target = arena_printf(a, "%lld", (long long)id);
    void *rows;
    size_t n;
    *last = 0;
    if (!db_all(c, a, Q_HOOK_CALLS, ARGS(V(target), V(before ? before : INT64_MAX), V(limit)),
                &call_model, (size_t)limit, &rows, &n, e))
        return false;
    for (size_t i = 0; i < n; i++) {
        const struct call_row *row = (const struct call_row *)rows + i;
        json_open_object(j, NULL);
        json_put_model(j, &call_model, row, true);
        json_put_text(j, "event", row->subject);
        json_put_time(j, "next_at", strcmp(row->status, "queued") == 0 ? row->next_at : 0);
        json_close(j);
        *last = n == (size_t)limit ? row->id : 0;
    }
    return true;
}
