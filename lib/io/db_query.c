/* db_query.c -- named queries: prepared once a connection, bound by name, read by model. */
#include "db_inside.h"
#include "waiter/log.h"
#include "waiter/str.h"

#include <ctype.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

struct rows {
    struct conn *conn;
    struct statement *st;
    enum query query;
};

static const char *const fixed_sql[FIXED__MAX] = {
    [BEGIN_WRITE] = "BEGIN IMMEDIATE", [COMMIT] = "COMMIT", [ROLLBACK] = "ROLLBACK",
    [JOB_OPEN] = "SAVEPOINT job", [JOB_KEEP] = "RELEASE job", [JOB_UNDO] = "ROLLBACK TO job",
    [PART_OPEN] = "SAVEPOINT part", [PART_KEEP] = "RELEASE part", [PART_UNDO] = "ROLLBACK TO part",
    [DATA_VERSION] = "PRAGMA data_version",
};

static bool fixed_prepare(struct conn *c, enum fixed which, struct err *e)
{
    if (c->fixed[which])
        return true;
    int rc = sqlite3_prepare_v3(c->handle, fixed_sql[which], -1, SQLITE_PREPARE_PERSISTENT,
                                &c->fixed[which], NULL);
    return rc == SQLITE_OK || conn_fail(c, rc, fixed_sql[which], e);
}

/* FULL, IOERR and the like may have taken the whole transaction away in the middle of a job; what
 * the job then says goes nowhere, else each word of it would be committed at once and alone. */
static bool still_inside(struct conn *c, struct err *e)
{
    return !c->in_job || !sqlite3_get_autocommit(c->handle) ||
           fail(e, ERR_STORAGE, "the transaction is gone");
}

bool fixed_run(struct conn *c, enum fixed which, struct err *e)
{
    if (!fixed_prepare(c, which, e))
        return false;
    int rc = sqlite3_step(c->fixed[which]);
    if (rc != SQLITE_DONE)
        conn_fail(c, rc, fixed_sql[which], e);
    sqlite3_reset(c->fixed[which]);
    return rc == SQLITE_DONE;
}

bool db_savepoint(struct conn *c, struct err *e)
{
    return still_inside(c, e) && fixed_run(c, PART_OPEN, e);
}

void db_savepoint_keep(struct conn *c)
{
    struct err ignored = {0};
    fixed_run(c, PART_KEEP, &ignored);
}

void db_savepoint_undo(struct conn *c)
{
    struct err ignored = {0};
    if (fixed_run(c, PART_UNDO, &ignored))
        fixed_run(c, PART_KEEP, &ignored);
}

bool db_data_version(struct conn *c, int64_t *out, struct err *e)
{
    if (!fixed_prepare(c, DATA_VERSION, e))
        return false;
    int rc = sqlite3_step(c->fixed[DATA_VERSION]);
    if (rc == SQLITE_ROW)
        *out = sqlite3_column_int64(c->fixed[DATA_VERSION], 0);
    else
        conn_fail(c, rc, "data_version", e);
    sqlite3_reset(c->fixed[DATA_VERSION]);
    return rc == SQLITE_ROW;
}

bool db_changed(struct conn *c, int64_t *seen)
{
    struct err e = {0};
    int64_t before = *seen;
    if (!db_data_version(c, seen, &e))
        log_err("watching the database", &e);
    return *seen != before;
}

static int compile(struct conn *c, enum query q, struct statement *st)
{
    const char *sql = query_texts[q].sql;
    if (!query_texts[q].has_lines)
        return sqlite3_prepare_v3(c->handle, sql, -1, SQLITE_PREPARE_PERSISTENT, &st->stmt, NULL);
    char *chosen = query_lines(sql, st->given);
    if (!chosen)
        return SQLITE_NOMEM;
    sqlite3_finalize(st->stmt);
    st->stmt = NULL;
    st->model = NULL;
    int rc = sqlite3_prepare_v2(c->handle, chosen, -1, &st->stmt, NULL);
    sqlite3_free(chosen);
    return rc;
}

/* `given` matters only where a query has optional lines: it is prepared anew when it changes. */
static bool prepare(struct conn *c, enum query q, unsigned given, struct statement **out, struct err *e)
{
    struct statement *st = &c->queries[q];
    *out = st;
    if (st->stmt && (!query_texts[q].has_lines || st->given == given || st->running))
        return true;
    st->given = given;
    int rc = compile(c, q, st);
    if (rc != SQLITE_OK)
        return conn_fail(c, rc, query_texts[q].name, e);
    for (int i = 1; i <= BIND_MOST; i++) {
        char name[16];
        snprintf(name, sizeof name, "$%d", i);
        st->bind_at[i] = (unsigned char)sqlite3_bind_parameter_index(st->stmt, name);
    }
    return true;
}

static int bind_one(sqlite3_stmt *stmt, int at, const struct value *v)
{
    switch (v->kind) {
    case VALUE_INT: return sqlite3_bind_int64(stmt, at, v->number);
    case VALUE_TEXT: return sqlite3_bind_text(stmt, at, v->text, -1, SQLITE_STATIC);
    case VALUE_BLOB: return sqlite3_bind_blob64(stmt, at, v->text, v->len, SQLITE_STATIC);
    case VALUE_NULL: break;
    }
    return sqlite3_bind_null(stmt, at);
}

static unsigned given_of(struct values args)
{
    unsigned given = 0;
    for (size_t i = 0; i < args.count; i++) {
        const struct value *v = &args.at[i];
        if (v->kind == VALUE_BLOB || (v->kind == VALUE_TEXT && *v->text) || (v->kind == VALUE_INT && v->number))
            given |= 1U << i;
    }
    return given;
}

static bool start(struct conn *c, enum query q, struct values args, struct statement **out,
                  struct err *e)
{
    struct statement *st;
    bool has_lines = query_texts[q].has_lines;
    if (!still_inside(c, e) || !prepare(c, q, has_lines ? given_of(args) : 0, &st, e))
        return false;
    if (st->running)
        return fail(e, ERR_INTERNAL, "%s is already running", query_texts[q].name);
    if (!has_lines && (int)args.count != sqlite3_bind_parameter_count(st->stmt))
        return fail(e, ERR_INTERNAL, "%s wants %d values, got %zu", query_texts[q].name,
                    sqlite3_bind_parameter_count(st->stmt), args.count);
    for (size_t i = 0; i < args.count; i++) {
        if (has_lines && !st->bind_at[i + 1])
            continue; /* its lines are not there, or it only chooses some */
        int rc = bind_one(st->stmt, st->bind_at[i + 1], &args.at[i]);
        if (rc != SQLITE_OK)
            return conn_fail(c, rc, query_texts[q].name, e);
    }
    st->running = true;
    *out = st;
    return true;
}

static void stop(struct statement *st)
{
    sqlite3_reset(st->stmt);
    sqlite3_clear_bindings(st->stmt); /* bound texts are the caller's and may go now */
    st->running = false;
}

bool db_run(struct conn *c, enum query q, struct values args, int64_t *changed, struct err *e)
{
    struct statement *st;
    if (!start(c, q, args, &st, e))
        return false;
    int rc = sqlite3_step(st->stmt);
    bool ok = rc == SQLITE_DONE || rc == SQLITE_ROW || conn_fail(c, rc, query_texts[q].name, e);
    if (ok && changed)
        *changed = sqlite3_changes64(c->handle);
    stop(st);
    return ok;
}

bool db_insert(struct conn *c, enum query q, struct values args, int64_t *id, struct err *e)
{
    if (!db_run(c, q, args, NULL, e))
        return false;
    *id = sqlite3_last_insert_rowid(c->handle);
    return true;
}

/* Which field each column fills is looked up once: the same query is read by the same model. */
static void match_columns(struct statement *st, const struct model *m)
{
    if (st->model == m)
        return;
    st->model = m;
    int count = sqlite3_column_count(st->stmt);
    for (int i = 0; i < count && i < COLUMNS_MOST; i++) {
        const struct field *f = model_field(m, sqlite3_column_name(st->stmt, i));
        st->fields[i] = f && f->flags != BESIDE ? f : NULL;
    }
}

static void fill(struct statement *st, struct arena *a, void *into)
{
    int count = sqlite3_column_count(st->stmt);
    for (int i = 0; i < count && i < COLUMNS_MOST; i++) {
        const struct field *f = st->fields[i];
        if (!f)
            continue;
        char *at = (char *)into + f->at;
        const char *text;
        switch (f->kind) {
        case FIELD_INT: *(int64_t *)(void *)at = sqlite3_column_int64(st->stmt, i); break;
        case FIELD_BOOL: *(bool *)at = sqlite3_column_int64(st->stmt, i) != 0; break;
        case FIELD_TEXT:
            text = (const char *)sqlite3_column_text(st->stmt, i);
            *(const char **)(void *)at =
                text ? arena_copy(a, text, (size_t)sqlite3_column_bytes(st->stmt, i)) : NULL;
            break;
        }
    }
}

/* Steps once; *got says whether there is a row. */
static bool step(struct conn *c, struct statement *st, enum query q, bool *got, struct err *e)
{
    int rc = sqlite3_step(st->stmt);
    *got = rc == SQLITE_ROW;
    return rc == SQLITE_ROW || rc == SQLITE_DONE || conn_fail(c, rc, query_texts[q].name, e);
}

static bool must_exist(enum query q, bool got, bool *found, struct err *e)
{
    if (found)
        *found = got;
    return got || found || fail(e, ERR_NOT_FOUND, "%s found nothing", query_texts[q].name);
}

bool db_one(struct conn *c, struct arena *a, enum query q, struct values args, const struct model *m,
            void *out, bool *found, struct err *e)
{
    struct statement *st;
    bool got = false;
    if (!start(c, q, args, &st, e))
        return false;
    bool ok = step(c, st, q, &got, e);
    if (ok && got) {
        match_columns(st, m);
        fill(st, a, out);
    }
    stop(st);
    return ok && must_exist(q, got, found, e);
}

bool db_int(struct conn *c, enum query q, struct values args, int64_t *out, bool *found, struct err *e)
{
    struct statement *st;
    bool got = false;
    if (!start(c, q, args, &st, e))
        return false;
    bool ok = step(c, st, q, &got, e);
    if (ok && got)
        *out = sqlite3_column_int64(st->stmt, 0);
    stop(st);
    return ok && must_exist(q, got, found, e);
}

bool db_text(struct conn *c, struct arena *a, enum query q, struct values args, const char **out,
             bool *found, struct err *e)
{
    struct statement *st;
    bool got = false;
    if (!start(c, q, args, &st, e))
        return false;
    bool ok = step(c, st, q, &got, e);
    if (ok && got)
        *out = arena_strdup(a, (const char *)sqlite3_column_text(st->stmt, 0));
    stop(st);
    return ok && must_exist(q, got, found, e);
}

bool db_all(struct conn *c, struct arena *a, enum query q, struct values args, const struct model *m,
            size_t most, void **out, size_t *count, struct err *e)
{
    struct statement *st;
    size_t room = most < 16 ? most : 16;
    char *rows = arena_array(a, room, m->size);
    *count = 0;
    if (!start(c, q, args, &st, e))
        return false;
    match_columns(st, m);
    bool got = true, ok = true;
    while (*count < most && (ok = step(c, st, q, &got, e)) && got) {
        if (*count == room) {
            size_t more = room * 2 < most ? room * 2 : most;
            char *grown = arena_array(a, more, m->size);
            memcpy(grown, rows, room * m->size);
            rows = grown;
            room = more;
        }
        fill(st, a, rows + *count * m->size);
        ++*count;
    }
    stop(st);
    *out = rows;
    return ok;
}

bool rows_begin(struct conn *c, enum query q, struct values args, struct rows **out, struct err *e)
{
    struct statement *st;
    if (!start(c, q, args, &st, e))
        return false;
    struct rows *r = sqlite3_malloc(sizeof *r);
    if (!r) {
        stop(st);
        return fail(e, ERR_STORAGE, "out of memory");
    }
    *r = (struct rows){.conn = c, .st = st, .query = q};
    *out = r;
    return true;
}

bool row_next(struct rows *r, struct err *e)
{
    bool got = false;
    return step(r->conn, r->st, r->query, &got, e) && got;
}

int64_t row_int(struct rows *r, int column) { return sqlite3_column_int64(r->st->stmt, column); }

const char *row_text(struct rows *r, int column, struct arena *a)
{
    return arena_strdup(a, (const char *)sqlite3_column_text(r->st->stmt, column));
}

const void *row_blob(struct rows *r, int column, struct arena *a, size_t *n)
{
    *n = (size_t)sqlite3_column_bytes(r->st->stmt, column);
    const void *bytes = sqlite3_column_blob(r->st->stmt, column);
    return bytes ? arena_copy(a, bytes, *n) : NULL;
}

void rows_end(struct rows *r)
{
    stop(r->st);
    sqlite3_free(r);
}

bool db_prepare_all(struct conn *c, struct err *e)
{
    struct statement *st;
    for (int q = 0; q < Q__MAX; q++)
        if (!prepare(c, (enum query)q, UINT_MAX, &st, e))
            return false;
    return true;
}

#define FTS_TOKENS_MOST 16

static bool is_word(unsigned char c) { return isalnum(c) || c >= 0x80; }

static const char *fts_joined(struct arena *a, const char *typed, const char *joint, const char *ending)
{
    struct str out = str_new(a, 8192);
    const char *text = NULL;
    int tokens = 0;
    for (const char *p = typed; *p && tokens < FTS_TOKENS_MOST;) {
        size_t n = 0;
        while (*p && !is_word((unsigned char)*p))
            p++;
        while (is_word((unsigned char)p[n]))
            n++;
        if (!n)
            break;
        str_add(&out, tokens++ ? joint : "");
        str_add(&out, "\"");
        str_add_bytes(&out, p, n);
        str_add(&out, ending);
        p += n;
    }
    struct err e = {0};
    return tokens && str_done(&out, &text, &e) ? text : NULL;
}

const char *fts_query(struct arena *a, const char *typed) { return fts_joined(a, typed, " OR ", "\"*"); }

const char *fts_query_all(struct arena *a, const char *typed, bool begun)
{
    return fts_joined(a, typed, " AND ", begun ? "\"*" : "\"");
}
