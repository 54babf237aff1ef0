/* store.c -- what the simulator remembers, in a SQLite file of its own.
 *
 * The shop's database room is not used: the simulator plays somebody else's computer. One
 * connection, one mutex; every change takes the next version number, so that the page can ask
 * "what is new since 17?" and so that waiting is one condition variable. */
#include "simulator.h"

#include "waiter/clock.h"
#include "waiter/log.h"
#include "waiter/value.h"

#include <sqlite3.h>
#include <string.h>

static const char schema[] =
    "CREATE TABLE IF NOT EXISTS customer (id INTEGER PRIMARY KEY AUTOINCREMENT,"
    " version INTEGER NOT NULL, address TEXT NOT NULL UNIQUE, bsuid TEXT NOT NULL UNIQUE,"
    " name TEXT NOT NULL, window_closed INTEGER NOT NULL DEFAULT 0,"
    " last_inbound_at INTEGER NOT NULL DEFAULT 0, typing_until INTEGER NOT NULL DEFAULT 0,"
    " created_at INTEGER NOT NULL) STRICT;"
    "CREATE TABLE IF NOT EXISTS message (id INTEGER PRIMARY KEY AUTOINCREMENT,"
    " version INTEGER NOT NULL, customer_id INTEGER NOT NULL, sid TEXT NOT NULL UNIQUE,"
    " direction TEXT NOT NULL, sender TEXT NOT NULL, recipient TEXT NOT NULL,"
    " body TEXT NOT NULL, type TEXT NOT NULL, status TEXT NOT NULL, via TEXT NOT NULL,"
    " media TEXT NOT NULL, choices TEXT NOT NULL, location TEXT NOT NULL, form TEXT NOT NULL,"
    " callback TEXT NOT NULL, action TEXT NOT NULL, content_sid TEXT NOT NULL,"
    " service_sid TEXT NOT NULL, error_code INTEGER NOT NULL, planned_error INTEGER NOT NULL,"
    " webhook TEXT NOT NULL, webhook_status INTEGER NOT NULL, webhook_error INTEGER NOT NULL,"
    " created_at INTEGER NOT NULL, sent_at INTEGER NOT NULL, updated_at INTEGER NOT NULL) STRICT;"
    "CREATE INDEX IF NOT EXISTS message_version ON message (version);"
    "CREATE INDEX IF NOT EXISTS message_customer ON message (customer_id, version);"
    "CREATE TABLE IF NOT EXISTS trace (id INTEGER PRIMARY KEY, sid TEXT NOT NULL,"
    " kind TEXT NOT NULL, status TEXT NOT NULL, url TEXT NOT NULL, reply TEXT NOT NULL,"
    " http_status INTEGER NOT NULL, error INTEGER NOT NULL, took_ms INTEGER NOT NULL,"
    " at INTEGER NOT NULL) STRICT;"
    "CREATE INDEX IF NOT EXISTS trace_sid ON trace (sid);"
    "CREATE TABLE IF NOT EXISTS media (sid TEXT PRIMARY KEY, message_sid TEXT NOT NULL,"
    " content_type TEXT NOT NULL, bytes BLOB NOT NULL) STRICT;"
    "CREATE TABLE IF NOT EXISTS content (sid TEXT PRIMARY KEY, json TEXT NOT NULL,"
    " approval TEXT NOT NULL, created_at INTEGER NOT NULL) STRICT;"
    "CREATE TABLE IF NOT EXISTS switch (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT;"
    "CREATE TABLE IF NOT EXISTS counter (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT;"
    "INSERT OR IGNORE INTO counter VALUES ('version', 1), ('epoch', 1);";

/* ---- SQLite in three steps; the caller holds the lock ---- */

static bool trouble(struct simulator *s, struct err *e)
{
    return fail(e, ERR_STORAGE, "simulator.db: %s", sqlite3_errmsg(s->db));
}

/* A statement with ?1.. bound. */
static bool prepare(struct simulator *s, sqlite3_stmt **st, const char *sql, struct values args,
                    struct err *e)
{
    if (sqlite3_prepare_v2(s->db, sql, -1, st, NULL) != SQLITE_OK)
        return trouble(s, e);
    for (size_t i = 0; i < args.count; i++) {
        const struct value *v = &args.at[i];
        int at = (int)i + 1, rc = SQLITE_OK;
        if (v->kind == VALUE_INT)
            rc = sqlite3_bind_int64(*st, at, v->number);
        else if (v->kind == VALUE_TEXT)
            rc = sqlite3_bind_text(*st, at, v->text, -1, SQLITE_STATIC);
        else if (v->kind == VALUE_BLOB)
            rc = sqlite3_bind_blob64(*st, at, v->text, v->len, SQLITE_STATIC);
        if (rc != SQLITE_OK) {
            trouble(s, e);
            sqlite3_finalize(*st);
            return false;
        }
    }
    return true;
}

/* A statement without rows. */
static bool run(struct simulator *s, const char *sql, struct values args, struct err *e)
{
    sqlite3_stmt *st;
    if (!prepare(s, &st, sql, args, e))
        return false;
    bool ok = sqlite3_step(st) == SQLITE_DONE || trouble(s, e);
    sqlite3_finalize(st);
    return ok;
}

static const char *text_of(struct arena *a, sqlite3_stmt *st, int column)
{
    const char *text = (const char *)sqlite3_column_text(st, column);
    return text ? arena_strdup(a, text) : "";
}

/* The number of one row; `otherwise` when there is none. */
static int64_t number(struct simulator *s, const char *sql, int64_t otherwise)
{
    sqlite3_stmt *st;
    struct err e = {0};
    if (!prepare(s, &st, sql, NO_ARGS, &e))
        return otherwise;
    int64_t n = sqlite3_step(st) == SQLITE_ROW ? sqlite3_column_int64(st, 0) : otherwise;
    sqlite3_finalize(st);
    return n;
}

/* The version of the change about to be made. */
static int64_t version_next(struct simulator *s)
{
    struct err e = {0};
    s->version++;
    if (!run(s, "UPDATE counter SET value = ?1 WHERE name = 'version'", ARGS(V(s->version)), &e))
        log_err("counting a change", &e); /* the change itself will fail and say so */
    pthread_cond_broadcast(&s->changed);
    return s->version;
}

static bool locked(struct simulator *s)
{
    pthread_mutex_lock(&s->lock);
    return true;
}

static bool unlocked(struct simulator *s, bool ok)
{
    pthread_mutex_unlock(&s->lock);
    return ok;
}

/* ---- the file ---- */

static bool switches_load(struct simulator *s, struct err *e)
{
    sqlite3_stmt *st;
    for (int i = 0; i < SWITCH__MAX; i++)
        s->switches[i] = switch_rows[i].initial;
    if (!prepare(s, &st, "SELECT name, value FROM switch", NO_ARGS, e))
        return false;
    while (sqlite3_step(st) == SQLITE_ROW)
        for (int i = 0; i < SWITCH__MAX; i++) {
            int64_t value = sqlite3_column_int64(st, 1);
            if (strcmp(switch_rows[i].name, (const char *)sqlite3_column_text(st, 0)) == 0
                && value >= switch_rows[i].min && value <= switch_rows[i].max)
                s->switches[i] = value;
        }
    sqlite3_finalize(st);
    return true;
}

bool store_open(struct simulator *s, struct err *e)
{
    struct arena a;
    arena_init(&a);
    const char *file = arena_printf(&a, "%s/simulator.db", s->settings->waiter_home);
    int rc = sqlite3_open_v2(file, &s->db,
                             SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_FULLMUTEX,
                             NULL);
    bool ok = rc == SQLITE_OK || fail(e, ERR_STORAGE, "%s: %s", file, sqlite3_errmsg(s->db));
    arena_done(&a);
    if (!ok)
        return false;
    sqlite3_busy_timeout(s->db, 5000);
    if (sqlite3_exec(s->db, "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL", 0, 0, 0)
            != SQLITE_OK
        || sqlite3_exec(s->db, schema, 0, 0, 0) != SQLITE_OK)
        return trouble(s, e);
    s->version = number(s, "SELECT value FROM counter WHERE name = 'version'", 1);
    s->epoch = number(s, "SELECT value FROM counter WHERE name = 'epoch'", 1);
    return switches_load(s, e);
}

void store_close(struct simulator *s)
{
    sqlite3_close(s->db);
    s->db = NULL;
}

bool store_reset(struct simulator *s, struct err *e)
{
    static const char *const empty[] = {
        "DELETE FROM customer", "DELETE FROM message", "DELETE FROM trace", "DELETE FROM media",
        "DELETE FROM switch", "DELETE FROM sqlite_sequence", /* customer 1 is 1 again */
        /* Contents stay: the shop keeps their sids, as it would those of a real account. */
    };
    bool ok = locked(s);
    for (size_t i = 0; ok && i < sizeof empty / sizeof *empty; i++)
        ok = run(s, empty[i], NO_ARGS, e);
    s->epoch = version_next(s);
    ok = ok && run(s, "UPDATE counter SET value = ?1 WHERE name = 'epoch'", ARGS(V(s->epoch)), e)
        && switches_load(s, e);
    return unlocked(s, ok);
}

void store_touch(struct simulator *s)
{
    locked(s);
    version_next(s);
    unlocked(s, true);
}

bool switch_store(struct simulator *s, enum switch_id id, int64_t value, struct err *e)
{
    locked(s);
    s->switches[id] = value;
    version_next(s);
    return unlocked(s, run(s, "INSERT INTO switch VALUES (?1, ?2)"
                              " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                           ARGS(V(switch_rows[id].name), V(value)), e));
}

/* ---- customers ---- */

#define CUSTOMER \
    "SELECT id, version, address, bsuid, name, window_closed, last_inbound_at, typing_until," \
    " created_at FROM customer "

static struct customer customer_of(struct arena *a, sqlite3_stmt *st)
{
    return (struct customer){
        .id = sqlite3_column_int64(st, 0), .version = sqlite3_column_int64(st, 1),
        .address = text_of(a, st, 2), .bsuid = text_of(a, st, 3), .name = text_of(a, st, 4),
        .window_closed = sqlite3_column_int64(st, 5) != 0,
        .last_inbound_at = sqlite3_column_int64(st, 6),
        .typing_until = sqlite3_column_int64(st, 7), .created_at = sqlite3_column_int64(st, 8),
    };
}

bool customer_find(struct simulator *s, struct arena *a, const char *key, struct customer *out,
                   struct err *e)
{
    sqlite3_stmt *st;
    locked(s);
    if (!prepare(s, &st, CUSTOMER "WHERE address = ?1 OR bsuid = ?1 OR CAST(id AS TEXT) = ?1",
                 ARGS(V(key)), e))
        return unlocked(s, false);
    bool found = sqlite3_step(st) == SQLITE_ROW;
    if (found)
        *out = customer_of(a, st);
    sqlite3_finalize(st);
    return unlocked(s, found || fail(e, ERR_NOT_FOUND, "no customer %s", key));
}

bool customer_add(struct simulator *s, struct arena *a, const char *address, const char *bsuid,
                  const char *name, struct customer *out, struct err *e)
{
    locked(s);
    bool ok = run(s, "INSERT INTO customer (version, address, bsuid, name, created_at)"
                     " VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING",
                  ARGS(V(version_next(s)), V(address), V(bsuid), V(name), V(clock_now())), e);
    return unlocked(s, ok) && customer_find(s, a, address, out, e);
}

bool customer_change(struct simulator *s, const struct customer *c, struct err *e)
{
    locked(s);
    return unlocked(s, run(s, "UPDATE customer SET version = ?1, name = ?2, window_closed = ?3,"
                              " typing_until = ?4 WHERE id = ?5",
                           ARGS(V(version_next(s)), V(c->name), V(c->window_closed),
                                V(c->typing_until), V(c->id)), e));
}

bool customer_list(struct simulator *s, struct arena *a, int64_t after_version,
                   struct customer **out, size_t *n, struct err *e)
{
    sqlite3_stmt *st;
    locked(s);
    size_t room = (size_t)number(s, "SELECT count(*) FROM customer", 0);
    *out = arena_array(a, room + 1, sizeof **out);
    *n = 0;
    if (!prepare(s, &st, CUSTOMER "WHERE version > ?1 ORDER BY id", ARGS(V(after_version)), e))
        return unlocked(s, false);
    while (*n < room && sqlite3_step(st) == SQLITE_ROW)
        (*out)[(*n)++] = customer_of(a, st);
    sqlite3_finalize(st);
    return unlocked(s, true);
}

/* ---- messages ---- */

#define MESSAGE \
    "SELECT id, version, customer_id, sid, direction, sender, recipient, body, type, status," \
    " via, media, choices, location, form, callback, action, content_sid, service_sid," \
    " error_code, planned_error, webhook, webhook_status, webhook_error, created_at, sent_at," \
    " updated_at FROM message "

static struct message message_of(struct arena *a, sqlite3_stmt *st)
{
    return (struct message){
        .id = sqlite3_column_int64(st, 0), .version = sqlite3_column_int64(st, 1),
        .customer_id = sqlite3_column_int64(st, 2), .sid = text_of(a, st, 3),
        .direction = text_of(a, st, 4), .from = text_of(a, st, 5), .to = text_of(a, st, 6),
        .body = text_of(a, st, 7), .type = text_of(a, st, 8), .status = text_of(a, st, 9),
        .via = text_of(a, st, 10), .media = text_of(a, st, 11), .choices = text_of(a, st, 12),
        .location = text_of(a, st, 13), .form = text_of(a, st, 14),
        .callback = text_of(a, st, 15), .action = text_of(a, st, 16),
        .content_sid = text_of(a, st, 17), .service_sid = text_of(a, st, 18),
        .error_code = sqlite3_column_int64(st, 19),
        .planned_error = sqlite3_column_int64(st, 20), .webhook = text_of(a, st, 21),
        .webhook_status = sqlite3_column_int64(st, 22),
        .webhook_error = sqlite3_column_int64(st, 23),
        .created_at = sqlite3_column_int64(st, 24), .sent_at = sqlite3_column_int64(st, 25),
        .updated_at = sqlite3_column_int64(st, 26),
    };
}

static const char *or_empty(const char *text)
{
    return text ? text : "";
}

static bool message_insert(struct simulator *s, struct message *m, struct err *e)
{
    int64_t now = clock_now();
    bool inbound = strcmp(m->direction, "inbound") == 0;
    m->created_at = m->updated_at = now;
    m->sent_at = inbound ? now : 0;
    m->version = version_next(s);
    if (!run(s, "INSERT INTO message (version, customer_id, sid, direction, sender, recipient,"
                " body, type, status, via, media, choices, location, form, callback, action,"
                " content_sid, service_sid, error_code, planned_error, webhook, webhook_status,"
                " webhook_error, created_at, sent_at, updated_at) VALUES (?1, ?2, ?3, ?4, ?5,"
                " ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, 0, ?19, ?20, 0,"
                " 0, ?21, ?22, ?21)",
             ARGS(V(m->version), V(m->customer_id), V(m->sid), V(m->direction), V(m->from),
                  V(m->to), V(or_empty(m->body)), V(or_empty(m->type)), V(m->status), V(m->via),
                  V(m->media ? m->media : "[]"), V(or_empty(m->choices)),
                  V(or_empty(m->location)), V(or_empty(m->form)), V(or_empty(m->callback)),
                  V(or_empty(m->action)), V(or_empty(m->content_sid)),
                  V(or_empty(m->service_sid)), V(m->planned_error), V(or_empty(m->webhook)),
                  V(now), V(m->sent_at)), e))
        return false;
    m->id = sqlite3_last_insert_rowid(s->db);
    /* An inbound message opens the window again; a message out ends the typing dots. */
    return run(s, inbound ? "UPDATE customer SET version = ?1, last_inbound_at = ?2 WHERE id = ?3"
                          : "UPDATE customer SET version = ?1, typing_until = 0"
                            " WHERE id = ?3 AND typing_until > 0 AND ?2 > 0",
               ARGS(V(m->version), V(now), V(m->customer_id)), e);
}

bool message_add(struct simulator *s, struct message *m, struct err *e)
{
    locked(s);
    return unlocked(s, message_insert(s, m, e));
}

bool message_find(struct simulator *s, struct arena *a, const char *sid, struct message *out,
                  struct err *e)
{
    sqlite3_stmt *st;
    locked(s);
    if (!prepare(s, &st, MESSAGE "WHERE sid = ?1", ARGS(V(sid)), e))
        return unlocked(s, false);
    bool found = sqlite3_step(st) == SQLITE_ROW;
    if (found)
        *out = message_of(a, st);
    sqlite3_finalize(st);
    return unlocked(s, found || fail(e, ERR_NOT_FOUND, "no message %s", sid));
}

bool message_list(struct simulator *s, struct arena *a, const struct message_query *q,
                  struct message **out, size_t *n, struct err *e)
{
    sqlite3_stmt *st;
    const char *sql = q->with_after_version
        ? MESSAGE "WHERE version > ?1 AND (?2 = 0 OR customer_id = ?2) ORDER BY version LIMIT ?3"
        : MESSAGE "WHERE (?4 = 0 OR id < ?4) AND (?2 = 0 OR customer_id = ?2)"
                  " AND (?5 IS NULL OR recipient = ?5) AND (?6 IS NULL OR sender = ?6)"
                  " AND (?7 = 0 OR (sent_at > 0 AND sent_at / 1000 * 1000 >= ?7))"
                  " AND (?8 = 0 OR (sent_at > 0 AND sent_at < ?8))"
                  " ORDER BY id DESC LIMIT ?3";
    struct value all[] = {V(q->after_version), V(q->customer_id), V(q->limit), V(q->before_id),
                          V(q->to), V(q->from), V(q->sent_from), V(q->sent_before)};
    *out = arena_array(a, (size_t)q->limit + 1, sizeof **out);
    *n = 0;
    locked(s);
    if (!prepare(s, &st, sql, (struct values){all, q->with_after_version ? 3 : 8}, e))
        return unlocked(s, false);
    while (*n < (size_t)q->limit && sqlite3_step(st) == SQLITE_ROW)
        (*out)[(*n)++] = message_of(a, st);
    sqlite3_finalize(st);
    return unlocked(s, true);
}

bool message_status_set(struct simulator *s, const char *sid, const char *status,
                        int64_t error_code, struct err *e)
{
    int64_t now = clock_now();
    locked(s);
    return unlocked(s, run(s, "UPDATE message SET version = ?1, status = ?2, error_code = ?3,"
                              " updated_at = ?4, sent_at = iif(sent_at > 0, sent_at, ?4)"
                              " WHERE sid = ?5",
                           ARGS(V(version_next(s)), V(status), V(error_code), V(now), V(sid)),
                           e));
}

bool message_webhook_set(struct simulator *s, const char *sid, const char *state,
                         int64_t http_status, int64_t error, struct err *e)
{
    locked(s);
    return unlocked(s, run(s, "UPDATE message SET version = ?1, webhook = ?2,"
                              " webhook_status = ?3, webhook_error = ?4, updated_at = ?5"
                              " WHERE sid = ?6",
                           ARGS(V(version_next(s)), V(state), V(http_status), V(error),
                                V(clock_now()), V(sid)), e));
}

bool message_delete(struct simulator *s, const char *sid, struct err *e)
{
    locked(s);
    s->epoch = version_next(s); /* pages cannot see a row that is gone: they load anew */
    return unlocked(s, run(s, "DELETE FROM media WHERE message_sid = ?1", ARGS(V(sid)), e)
                       && run(s, "DELETE FROM message WHERE sid = ?1", ARGS(V(sid)), e));
}

/* ---- traces, media, contents ---- */

bool trace_add(struct simulator *s, const struct trace *t, struct err *e)
{
    locked(s);
    return unlocked(s, run(s, "INSERT INTO trace (sid, kind, status, url, reply, http_status,"
                              " error, took_ms, at) VALUES (?1,?2,?3,?4,?5,?6,?7,?8,?9)",
                           ARGS(V(t->sid), V(t->kind), V(or_empty(t->status)),
                                V(or_empty(t->url)), V(or_empty(t->reply)), V(t->http_status),
                                V(t->error), V(t->took_ms), V(t->at)), e));
}

bool trace_list(struct simulator *s, struct arena *a, const char *sid, const char *kind,
                struct trace **out, size_t *n, struct err *e)
{
    enum { MOST = 100 };
    sqlite3_stmt *st;
    *out = arena_array(a, MOST, sizeof **out);
    *n = 0;
    locked(s);
    if (!prepare(s, &st, "SELECT status, url, reply, http_status, error, took_ms, at FROM trace"
                         " WHERE sid = ?1 AND kind = ?2 ORDER BY id",
                 ARGS(V(sid), V(kind)), e))
        return unlocked(s, false);
    while (*n < MOST && sqlite3_step(st) == SQLITE_ROW)
        (*out)[(*n)++] = (struct trace){
            .sid = sid, .kind = kind, .status = text_of(a, st, 0), .url = text_of(a, st, 1),
            .reply = text_of(a, st, 2), .http_status = sqlite3_column_int64(st, 3),
            .error = sqlite3_column_int64(st, 4), .took_ms = sqlite3_column_int64(st, 5),
            .at = sqlite3_column_int64(st, 6)};
    sqlite3_finalize(st);
    return unlocked(s, true);
}

bool media_add(struct simulator *s, const struct media *m, struct err *e)
{
    locked(s);
    return unlocked(s, run(s, "INSERT INTO media VALUES (?1, ?2, ?3, ?4)",
                           ARGS(V(m->sid), V(m->message_sid), V(m->content_type),
                                value_blob(m->bytes, m->len)), e));
}

bool media_find(struct simulator *s, struct arena *a, const char *sid, struct media *out,
                struct err *e)
{
    sqlite3_stmt *st;
    locked(s);
    if (!prepare(s, &st, "SELECT message_sid, content_type, bytes FROM media WHERE sid = ?1",
                 ARGS(V(sid)), e))
        return unlocked(s, false);
    bool found = sqlite3_step(st) == SQLITE_ROW;
    if (found) {
        size_t len = (size_t)sqlite3_column_bytes(st, 2);
        *out = (struct media){.sid = arena_strdup(a, sid), .message_sid = text_of(a, st, 0),
                              .content_type = text_of(a, st, 1), .len = len,
                              .bytes = arena_copy(a, sqlite3_column_blob(st, 2), len)};
    }
    sqlite3_finalize(st);
    return unlocked(s, found || fail(e, ERR_NOT_FOUND, "no media %s", sid));
}

bool content_add(struct simulator *s, const struct content *c, struct err *e)
{
    locked(s);
    return unlocked(s, run(s, "INSERT INTO content VALUES (?1, ?2, '', ?3)",
                           ARGS(V(c->sid), V(c->json), V(clock_now())), e));
}

bool content_list(struct simulator *s, struct arena *a, struct content **out, size_t *n,
                  struct err *e)
{
    sqlite3_stmt *st;
    locked(s);
    size_t room = (size_t)number(s, "SELECT count(*) FROM content", 0);
    *out = arena_array(a, room + 1, sizeof **out);
    *n = 0;
    if (!prepare(s, &st, "SELECT sid, json, approval, created_at FROM content ORDER BY rowid",
                 NO_ARGS, e))
        return unlocked(s, false);
    while (*n < room && sqlite3_step(st) == SQLITE_ROW)
        (*out)[(*n)++] = (struct content){
            .sid = text_of(a, st, 0), .json = text_of(a, st, 1), .approval = text_of(a, st, 2),
            .created_at = sqlite3_column_int64(st, 3)};
    sqlite3_finalize(st);
    return unlocked(s, true);
}

bool content_find(struct simulator *s, struct arena *a, const char *sid, struct content *out,
                  struct err *e)
{
    struct content *all;
    size_t n;
    if (!content_list(s, a, &all, &n, e))
        return false;
    for (size_t i = 0; i < n; i++)
        if (strcmp(all[i].sid, sid) == 0) {
            *out = all[i];
            return true;
        }
    return fail(e, ERR_NOT_FOUND, "no content %s", sid);
}

bool content_approve(struct simulator *s, const char *sid, const char *json, struct err *e)
{
    locked(s);
    return unlocked(s, run(s, "UPDATE content SET approval = ?1 WHERE sid = ?2",
                           ARGS(V(json), V(sid)), e));
}
