/* repeat.c -- remembers answers to POSTs by their Idempotency-Key.
 *
 * For machines alone: answers to people may hold what must not be kept (a new key).
 * The row is there before the work begins: of two at the same time one works. Should we be killed
 * in between, the row stays without an answer and a repeat is told that the outcome is unknown:
 * better that a person looks than that an order is made twice. */
#include "waiter/repeat.h"
#include "waiter/audit.h"
#include "waiter/clock.h"
#include "waiter/crypto.h"
#include "waiter/log.h"

#include <string.h>

struct answer_row {
    const char *asked_hash, *location, *body;
    int64_t status;
};
static const struct field answer_fields[] = {
    FIELD(struct answer_row, asked_hash, 0),
    FIELD(struct answer_row, location, 0),
    FIELD(struct answer_row, body, 0),
    FIELD(struct answer_row, status, 0),
};
static const struct model answer_model = MODEL("repeat", struct answer_row, answer_fields);

struct repeat {
    struct arena *arena;
    const char *actor, *key, *hash;
    bool found;
    struct answer_row before, now;
};

static const char *asked_hash(struct request *rq)
{
    struct str all = str_new(rq->arena, rq->body_len + 4096);
    uint8_t hash[SHA256_BYTES];
    str_add(&all, rq->path);
    str_add_char(&all, '\n');
    str_add_bytes(&all, rq->body ? rq->body : "", rq->body ? rq->body_len : 0);
    sha256(all.text, all.len, hash);
    return hex_text(rq->arena, hash, sizeof hash);
}

static bool begin_job(struct conn *c, void *what, struct err *e)
{
    struct repeat *r = what;
    int64_t now = clock_now();
    return db_run(c, Q_REPEAT_FORGET, ARGS(V(now - REPEAT_KEPT_MS)), NULL, e) &&
           db_one(c, r->arena, Q_REPEAT_FIND, ARGS(V(r->actor), V(r->key)), &answer_model,
                  &r->before, &r->found, e) &&
           (r->found || db_run(c, Q_REPEAT_BEGIN,
                               ARGS(V(r->actor), V(r->key), V(r->hash), V(now)), NULL, e));
}

static bool end_job(struct conn *c, void *what, struct err *e)
{
    struct repeat *r = what;
    if (!r->now.status)
        return db_run(c, Q_REPEAT_UNDO, ARGS(V(r->actor), V(r->key)), NULL, e);
    return db_run(c, Q_REPEAT_END,
                  ARGS(V(r->actor), V(r->key), V(r->now.status), V(r->now.location),
                       V(r->now.body)),
                  NULL, e);
}

/* The value of a header that the handler has set, or NULL. */
static const char *reply_value(struct request *rq, const char *name)
{
    size_t n = strlen(name);
    for (const char *at = rq->reply.headers.text; at && *at;) {
        size_t line = strcspn(at, "\r\n");
        if (line > n + 2 && strncmp(at, name, n) == 0 && at[n] == ':')
            return arena_strndup(rq->arena, at + n + 2, line - n - 2);
        at += line + strspn(at + line, "\r\n");
    }
    return NULL;
}

static bool answer_again(struct request *rq, const struct repeat *r, struct err *e)
{
    if (strcmp(r->before.asked_hash, r->hash) != 0)
        return fail(e, ERR_REPEAT_DIFFERS, "another request had this Idempotency-Key");
    if (!r->before.status)
        return fail(e, ERR_CONFLICT, "the first request with this Idempotency-Key did not end");
    audit_nothing(rq->who);
    reply_text(rq, (int)r->before.status, "application/json", r->before.body);
    if (r->before.location)
        reply_header(rq, "Location", r->before.location);
    reply_header(rq, "Idempotency-Replayed", "true");
    return true;
}

/* A refused request has changed nothing and may be sent again; after a 5xx nobody knows. */
static void remember(struct request *rq, struct repeat *r, bool ok, const struct err *why)
{
    struct err e = {0};
    if (!ok && err_status(why->kind) >= 500)
        return;
    r->now = (struct answer_row){
        .status = ok ? rq->reply.status ? rq->reply.status : 204 : 0,
        .location = reply_value(rq, "Location"),
        .body = ok && rq->reply.body.text ? rq->reply.body.text : ""};
    if (!db_write(rq->app->db, end_job, r, &e))
        log_err("remembering an answer", &e);
}

static bool handle_once(struct request *rq, const struct route *route, const char *key,
                        struct err *e)
{
    const struct staff *who = rq->who;
    size_t n = strlen(key);
    if (n < 1 || n > REPEAT_KEY_MOST)
        return fail_field(e, "Idempotency-Key", "1 to %d characters", REPEAT_KEY_MOST);
    struct repeat r = {
        .arena = rq->arena, .key = key, .hash = asked_hash(rq),
        .actor = arena_printf(rq->arena, "key:%lld", (long long)who->key_id)};
    if (!db_write(rq->app->db, begin_job, &r, e))
        return false;
    if (r.found)
        return answer_again(rq, &r, e);
    bool ok = route->handle(rq, e);
    remember(rq, &r, ok, e);
    return ok;
}

/* -- the net below audit() -- */

struct net {
    struct request *rq;
    const struct route *route;
};

static bool net_job(struct conn *c, void *what, struct err *e)
{
    struct net *n = what;
    const struct params *named = &n->rq->route;
    const char *ref = named->count ? named->at[named->count - 1].value : "";
    const char *action = arena_printf(n->rq->arena, "%s %s", n->route->method, n->route->pattern);
    return audit(c, n->rq->who, action, "request", ref, NULL, NULL, e);
}

/* A handler that changed something and did not say what is at least named. Reading POSTs say
 * "nothing" by counting below zero (audit_nothing). */
static void catch_unaudited(struct request *rq, const struct route *route)
{
    const struct staff *who = rq->who;
    struct net n = {rq, route};
    struct err e = {0};
    if (who && who->audited && *who->audited == 0 && !db_write(rq->app->db, net_job, &n, &e))
        log_err("writing the audit row", &e);
}

bool repeat_or_handle(struct request *rq, const struct route *route, struct err *e)
{
    if (strcmp(route->method, "GET") == 0 || !rq->who)
        return route->handle(rq, e);
    const struct staff *who = rq->who;
    const char *key = who->key_id && strcmp(route->method, "POST") == 0
                          ? request_header(rq, "Idempotency-Key")
                          : NULL;
    bool ok = key ? handle_once(rq, route, key, e) : route->handle(rq, e);
    if (ok && rq->reply.status < 400)
        catch_unaudited(rq, route);
    return ok;
}
