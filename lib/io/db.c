/* db.c -- opening connections the one right way, lending them out, and the schema.
 *
 * Every connection is made by conn_open, so the rules of design.md §6 stand in one place. */
#include "db_inside.h"
#include "waiter/clock.h"
#include "waiter/log.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#define BUSY_MS 2000       /* only a net: the gate keeps writers apart */
#define OPEN_TRIES 2       /* of up to BUSY_MS each */
#define BORROW_MS 4000
#define CHECKPOINT_WAIT_MS 50

bool conn_fail(struct conn *c, int rc, const char *doing, struct err *e)
{
    enum err_kind kind = ERR_INTERNAL;
    switch (rc & 0xff) {
    case SQLITE_BUSY: case SQLITE_LOCKED: case SQLITE_INTERRUPT: case SQLITE_PROTOCOL:
        kind = ERR_BUSY;
        break;
    case SQLITE_CONSTRAINT:
        kind = ERR_CONFLICT;
        break;
    case SQLITE_TOOBIG:
        kind = ERR_TOO_BIG;
        break;
    case SQLITE_FULL: case SQLITE_IOERR: case SQLITE_CANTOPEN: case SQLITE_READONLY:
    case SQLITE_CORRUPT: case SQLITE_NOTADB: case SQLITE_NOMEM: case SQLITE_PERM:
        kind = ERR_STORAGE;
        break;
    }
    return fail(e, kind, "%s: %s", doing, c && c->handle ? sqlite3_errmsg(c->handle) : sqlite3_errstr(rc));
}

bool conn_exec(struct conn *c, const char *sql, struct err *e)
{
    int rc = sqlite3_exec(c->handle, sql, NULL, NULL, NULL);
    return rc == SQLITE_OK || conn_fail(c, rc, "setting up a connection", e);
}

static bool ask_int(struct conn *c, const char *sql, int64_t *out, struct err *e)
{
    sqlite3_stmt *stmt = NULL;
    int rc = sqlite3_prepare_v2(c->handle, sql, -1, &stmt, NULL);
    if (rc == SQLITE_OK && (rc = sqlite3_step(stmt)) == SQLITE_ROW)
        *out = sqlite3_column_int64(stmt, 0);
    bool ok = rc == SQLITE_ROW || conn_fail(c, rc, sql, e);
    sqlite3_finalize(stmt);
    return ok;
}

static bool is_file(const char *path, struct err *e)
{
    struct stat st;
    return (stat(path, &st) == 0 && S_ISREG(st.st_mode)) ||
           fail(e, ERR_STORAGE, "%s is not a file", path);
}

/* A WAL needs shared memory between processes: no network file system has it. */
static bool is_local(const char *path, struct err *e)
{
    struct statfs fs;
    if (statfs(path, &fs) != 0)
        return fail(e, ERR_STORAGE, "%s: %s", path, strerror(errno));
    unsigned long kind = (unsigned long)fs.f_type & 0xffffffffUL;
    if (kind == 0x6969 || kind == 0xff534d42 || kind == 0xfe534d42 || kind == 0x517b)
        return fail(e, ERR_STORAGE, "%s is on a network file system", path);
    return true;
}

/* A copy by VACUUM INTO is no WAL database until somebody makes it one. */
static bool check_journal(struct db *db, struct conn *c, struct err *e)
{
    sqlite3_stmt *stmt = NULL;
    int rc = sqlite3_prepare_v2(c->handle, "PRAGMA journal_mode", -1, &stmt, NULL);
    bool got = rc == SQLITE_OK && (rc = sqlite3_step(stmt)) == SQLITE_ROW;
    bool wal = got && strcmp((const char *)sqlite3_column_text(stmt, 0), "wal") == 0;
    if (!got)
        conn_fail(c, rc, "journal_mode", e);
    else if (!wal)
        fail(e, ERR_STORAGE, "%s has no write-ahead log: run waiter migrate", db->path);
    sqlite3_finalize(stmt);
    return wal;
}

static bool check_is_ours(struct db *db, struct conn *c, struct err *e)
{
    int64_t id = 0, version = 0;
    if (!ask_int(c, "PRAGMA application_id", &id, e) ||
        !ask_int(c, "PRAGMA user_version", &version, e))
        return false;
    if (db->any_version) {
        int64_t tables = 0;
        if (version > (int64_t)SCHEMA_VERSION)
            return fail(e, ERR_STORAGE, "%s is newer (schema %lld) than this program (%d)", db->path,
                        (long long)version, SCHEMA_VERSION);
        return id == DB_APPLICATION_ID ||
               (ask_int(c, "SELECT count(*) FROM sqlite_schema", &tables, e) &&
                (tables == 0 || fail(e, ERR_STORAGE, "%s is not a waiter database", db->path)));
    }
    if (id != DB_APPLICATION_ID)
        return fail(e, ERR_STORAGE, "%s is not a waiter database", db->path);
    if (version != SCHEMA_VERSION)
        return fail(e, ERR_STORAGE, "%s has schema %lld, this program needs %d: run waiter migrate",
                    db->path, (long long)version, SCHEMA_VERSION);
    return check_journal(db, c, e);
}

/* A storm of messages has no quiet moment for the worker to tidy up, and there may be no worker. Then a
 * commit does it, seldom, since its caller waits for that. Called inside the gate, as every commit is. */
#define LOG_PAGES_MOST 6000

static int committed(void *of, sqlite3 *handle, const char *name, int pages)
{
    struct conn *c = of;
    c->log_pages = pages;
    if (pages >= LOG_PAGES_MOST)
        sqlite3_wal_checkpoint(handle, name);
    return SQLITE_OK;
}

static bool set_up(struct db *db, struct conn *c, bool writes, struct err *e)
{
    sqlite3_busy_timeout(c->handle, BUSY_MS);
    sqlite3_extended_result_codes(c->handle, 1);
    sqlite3_db_config(c->handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_wal_hook(c->handle, writes ? committed : NULL, c); /* instead of wal_autocheckpoint */
    /* Closing must never checkpoint outside the gate. */
    sqlite3_db_config(c->handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
    return conn_exec(c,
                     "PRAGMA trusted_schema = OFF; PRAGMA mmap_size = 0; PRAGMA synchronous = FULL;"
                     "PRAGMA foreign_keys = ON; PRAGMA cache_size = -4000; PRAGMA temp_store = MEMORY;",
                     e) &&
           /* secure_delete: what is erased is wiped where it lies (I23); db_rewrite does the rest. */
           conn_exec(c, writes ? "PRAGMA secure_delete = ON" : "PRAGMA query_only = ON", e) &&
           check_is_ours(db, c, e);
}

/* SQLite's own count of its memory is one lock for all threads, and nobody reads it. */
static void set_up_sqlite(void)
{
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    wal_vfs_start();
}

/* Another process may be recovering the WAL: an open that says BUSY is tried again. */
bool conn_open(struct db *db, bool writes, struct conn **out, struct err *e)
{
    for (int tries = 0; tries < OPEN_TRIES; tries++) {
        struct err why = {0};
        struct conn *c = calloc(1, sizeof *c);
        if (!c)
            abort();
        int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX |
                    (db->any_version && writes ? SQLITE_OPEN_CREATE : 0);
        int rc = sqlite3_open_v2(db->path, &c->handle, flags, wal_vfs);
        bool ok = rc == SQLITE_OK || conn_fail(c, rc, db->path, &why);
        if (ok && set_up(db, c, writes, &why)) {
            *out = c;
            return true;
        }
        conn_close(c);
        if (why.kind != ERR_BUSY)
            return fail(e, why.kind, "%s", why.why);
    }
    return fail(e, ERR_BUSY, "%s stays locked", db->path);
}

void conn_close(struct conn *c)
{
    for (size_t i = 0; i < Q__MAX; i++)
        sqlite3_finalize(c->queries[i].stmt);
    for (size_t i = 0; i < FIXED__MAX; i++)
        sqlite3_finalize(c->fixed[i]);
    sqlite3_close(c->handle);
    free(c);
}

/* Only a new file is touched by hand: closing an old one would drop SQLite's locks on it. */
static bool make_file(const char *path, struct err *e)
{
    int fd = open(path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0660);
    if (fd >= 0)
        close(fd);
    return fd >= 0 || errno == EEXIST || fail(e, ERR_STORAGE, "%s: %s", path, strerror(errno));
}

static struct db *new_db(char *real_path, bool any)
{
    struct db *db = calloc(1, sizeof *db);
    if (!db)
        abort();
    db->path = real_path;
    db->any_version = any;
    db->gate.fd = -1;
    db->end = &db->first;
    pthread_mutex_init(&db->lock, NULL);
    pthread_condattr_t attr;
    pthread_condattr_init(&attr);
    pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
    pthread_cond_init(&db->reader_back, &attr);
    pthread_cond_init(&db->lead_free, &attr);
    pthread_condattr_destroy(&attr);
    return db;
}

static bool open_file(const char *path, bool any, struct db **out, struct err *e)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, set_up_sqlite);
    if (any && !make_file(path, e))
        return false;
    char *real = realpath(path, NULL); /* a later chdir must not change what we open */
    if (!real || access(real, R_OK | W_OK) != 0) {
        fail(e, ERR_STORAGE, "%s: %s (waiter migrate makes it)", path, strerror(errno));
        free(real);
        return false;
    }
    *out = new_db(real, any);
    return is_file(real, e) && is_local(real, e) && gate_open(&(*out)->gate, real, e);
}

bool db_open_any(const char *path, struct db **out, struct err *e)
{
    struct db *db = NULL;
    if (open_file(path, true, &db, e)) {
        *out = db;
        return true;
    }
    db_close(db);
    return false;
}

bool db_open(const char *path, struct db **out, struct err *e)
{
    struct db *db = NULL;
    struct conn *c;
    if (open_file(path, false, &db, e) && db_borrow(db, &c, e)) { /* proves it is ours, now */
        db_return(db, c);
        *out = db;
        return true;
    }
    db_close(db);
    return false;
}

void db_close(struct db *db)
{
    if (!db)
        return;
    while (db->idle) {
        struct conn *c = db->idle;
        db->idle = c->next;
        conn_close(c);
    }
    if (db->writer)
        conn_close(db->writer);
    gate_close(&db->gate);
    pthread_mutex_destroy(&db->lock);
    pthread_cond_destroy(&db->reader_back);
    pthread_cond_destroy(&db->lead_free);
    free(db->path);
    free(db);
}

int db_sqlite_version(void) { return sqlite3_libversion_number(); }

static bool wait_for_reader(struct db *db, struct err *e)
{
    struct timespec deadline;
    db_deadline(&deadline, BORROW_MS);
    while (!db->idle && db->readers >= DB_READERS_MOST)
        if (pthread_cond_timedwait(&db->reader_back, &db->lock, &deadline) == ETIMEDOUT)
            return db->idle || db->readers < DB_READERS_MOST ||
                   fail(e, ERR_BUSY, "all reading connections are in use");
    return true;
}

bool db_borrow(struct db *db, struct conn **out, struct err *e)
{
    pthread_mutex_lock(&db->lock);
    if (!wait_for_reader(db, e)) {
        pthread_mutex_unlock(&db->lock);
        return false;
    }
    struct conn *c = db->idle;
    if (c)
        db->idle = c->next;
    else
        db->readers++;
    pthread_mutex_unlock(&db->lock);
    if (c || conn_open(db, false, &c, e)) {
        *out = c;
        return true;
    }
    pthread_mutex_lock(&db->lock);
    db->readers--;
    pthread_cond_signal(&db->reader_back);
    pthread_mutex_unlock(&db->lock);
    return false;
}

void db_return(struct db *db, struct conn *c)
{
    bool clean = sqlite3_txn_state(c->handle, NULL) == SQLITE_TXN_NONE;
    if (!clean) { /* an old snapshot would pin the WAL for ever */
        log_error("a reading connection came back inside a transaction", NULL);
        conn_close(c);
    }
    pthread_mutex_lock(&db->lock);
    if (clean) {
        c->next = db->idle;
        db->idle = c;
    } else {
        db->readers--;
    }
    pthread_cond_signal(&db->reader_back);
    pthread_mutex_unlock(&db->lock);
}

static bool migrate_step(struct conn *c, int version, struct err *e)
{
    char mark[96];
    snprintf(mark, sizeof mark, "PRAGMA user_version = %d; PRAGMA application_id = %d;", version,
             DB_APPLICATION_ID);
    if (!conn_exec(c, "BEGIN IMMEDIATE", e))
        return false;
    if (conn_exec(c, schema_steps[version - 1].sql, e) && conn_exec(c, mark, e) &&
        conn_exec(c, "COMMIT", e))
        return true;
    struct err ignored = {0};
    conn_exec(c, "ROLLBACK", &ignored);
    return false;
}

static bool migrate_all(struct conn *c, void *what, struct err *e)
{
    int *steps = what;
    int64_t version = 0;
    /* DEFENSIVE refuses journal_mode changes of an existing file only; a new one starts here. */
    if (!conn_exec(c, "PRAGMA journal_mode = WAL", e) ||
        !ask_int(c, "PRAGMA user_version", &version, e))
        return false;
    for (int next = (int)version + 1; next <= SCHEMA_VERSION; next++, ++*steps)
        if (!migrate_step(c, next, e))
            return false;
    return true;
}

static bool read_version(struct conn *c, void *what, struct err *e)
{
    return ask_int(c, "PRAGMA user_version", what, e);
}

bool db_schema(struct db *db, int64_t *version, struct err *e)
{
    return db_alone(db, read_version, version, e);
}

bool db_migrate(struct db *db, int *steps, struct err *e)
{
    *steps = 0;
    return db_alone(db, migrate_all, steps, e);
}

static int64_t wal_bytes(const char *path)
{
    struct stat wal;
    char name[4096];
    snprintf(name, sizeof name, "%s-wal", path);
    return stat(name, &wal) == 0 ? wal.st_size : 0;
}

int64_t db_wal_bytes(const struct db *db) { return wal_bytes(db->path); }

struct checkpoint { const char *path; int64_t above; };

/* True too when readers kept it from its end: the next round tries again. */
static bool checkpoint(struct conn *c, int how, int wait_ms, struct err *e)
{
    int64_t one;
    int frames = -1, moved = -1;
    /* A connection that has not read yet would checkpoint nothing and call it fine. */
    if (!ask_int(c, "SELECT count(*) FROM sqlite_schema", &one, e))
        return false;
    sqlite3_busy_timeout(c->handle, wait_ms);
    int rc = sqlite3_wal_checkpoint_v2(c->handle, NULL, how, &frames, &moved);
    sqlite3_busy_timeout(c->handle, BUSY_MS);
    if (rc == SQLITE_OK && frames >= 0 && moved == frames)
        c->log_pages = 0;
    if (rc == SQLITE_BUSY || (rc == SQLITE_OK && frames >= 0))
        return true;
    return conn_fail(c, rc ? rc : SQLITE_ERROR, "checkpoint", e);
}

static bool checkpoint_now(struct conn *c, void *what, struct err *e)
{
    struct checkpoint *point = what;
    return wal_bytes(point->path) <= point->above ||
           checkpoint(c, SQLITE_CHECKPOINT_TRUNCATE, CHECKPOINT_WAIT_MS, e);
}

bool db_checkpoint(struct db *db, int64_t above, struct err *e)
{
    struct checkpoint point = {db->path, above};
    return db_alone(db, checkpoint_now, &point, e);
}

static void tidy(struct conn *c)
{
    struct err ignored = {0};
    /* FULL has SQLite's own lock of writers too: it keeps out whoever knows no gate, say somebody with the
     * sqlite3 shell. What a reader still needs stays for the next time. */
    checkpoint(c, SQLITE_CHECKPOINT_FULL, 0, &ignored);
}

void db_tidy(struct db *db, int pages)
{
    if (gate_noted(&db->gate).log_pages > pages)
        db_alone_if_idle(db, tidy);
}

#define QUIET_MS 5
#define QUIET_PAGES 1000

void db_tidy_in_quiet(struct db *db)
{
    int64_t since = clock_monotonic() - gate_noted(&db->gate).at;
    if (since < 0 || since >= QUIET_MS) /* below 0: noted before the machine started anew */
        db_tidy(db, QUIET_PAGES);
}

static bool vacuum(struct conn *c, void *what, struct err *e)
{
    (void)what;
    return conn_exec(c, "VACUUM", e);
}

bool db_rewrite(struct db *db, int64_t most, bool *done, struct err *e)
{
    struct stat file;
    *done = stat(db->path, &file) == 0 && file.st_size <= most;
    return !*done || db_alone(db, vacuum, NULL, e);
}

bool db_check(struct db *db, struct err *e)
{
    struct conn *c;
    if (!db_borrow(db, &c, e))
        return false;
    sqlite3_stmt *stmt = NULL;
    int rc = sqlite3_prepare_v2(c->handle, "PRAGMA quick_check(1)", -1, &stmt, NULL);
    bool ok = rc == SQLITE_OK && sqlite3_step(stmt) == SQLITE_ROW;
    const char *said = ok ? (const char *)sqlite3_column_text(stmt, 0) : NULL;
    ok = said && strcmp(said, "ok") == 0;
    if (!ok)
        fail(e, ERR_STORAGE, "quick_check: %s", said ? said : sqlite3_errmsg(c->handle));
    sqlite3_finalize(stmt);
    db_return(db, c);
    return ok;
}
