/* db_copy.c -- a database as a file: copying it, proving a copy, putting one in its place. */
#include "db_inside.h"
#include "waiter/clock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool copy_with(struct conn *c, const char *target, struct err *e)
{
    sqlite3_stmt *stmt = NULL;
    int rc = sqlite3_prepare_v2(c->handle, "VACUUM INTO $1", -1, &stmt, NULL);
    if (rc == SQLITE_OK)
        rc = sqlite3_bind_text(stmt, 1, target, -1, SQLITE_STATIC);
    if (rc == SQLITE_OK)
        rc = sqlite3_step(stmt);
    bool ok = rc == SQLITE_DONE || conn_fail(c, rc, "copying the database", e);
    sqlite3_finalize(stmt);
    return ok;
}

/* On a connection of its own and outside the gate: VACUUM INTO only reads the database, and a large
 * one would keep every writer out for longer than they wait. */
bool db_copy(struct db *db, const char *target, struct err *e)
{
    struct conn *c;
    if (access(target, F_OK) == 0)
        return fail_field(e, "target", "%s exists already", target);
    /* SQLite takes an empty file for a new database: so nobody else may read it, from its first moment. */
    int fd = open(target, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0)
        return fail(e, ERR_STORAGE, "%s: %s", target, strerror(errno));
    close(fd);
    if (!conn_open(db, true, &c, e))
        return false;
    bool ok = copy_with(c, target, e);
    conn_close(c);
    return ok;
}

/* --- Proving ------------------------------------------------------------------------------ */

/* A file that nobody else writes; for a copy or a database that is closed. */
static bool open_copy(const char *path, int flags, struct conn *c, struct err *e)
{
    int rc = sqlite3_open_v2(path, &c->handle, flags | SQLITE_OPEN_NOMUTEX, NULL);
    return rc == SQLITE_OK || conn_fail(c, rc, path, e);
}

static bool ask_pragma(struct conn *c, const char *sql, char *out, size_t room, struct err *e)
{
    sqlite3_stmt *stmt = NULL;
    int rc = sqlite3_prepare_v2(c->handle, sql, -1, &stmt, NULL);
    bool ok = rc == SQLITE_OK && (rc = sqlite3_step(stmt)) == SQLITE_ROW;
    if (ok)
        snprintf(out, room, "%s", (const char *)sqlite3_column_text(stmt, 0));
    else
        conn_fail(c, rc, sql, e);
    sqlite3_finalize(stmt);
    return ok;
}

bool db_check_copy(const char *path, struct err *e)
{
    struct conn c = {0};
    char said[200];
    bool ok = open_copy(path, SQLITE_OPEN_READONLY, &c, e) &&
              ask_pragma(&c, "PRAGMA quick_check(1)", said, sizeof said, e) &&
              (strcmp(said, "ok") == 0 || fail(e, ERR_STORAGE, "the copy is not whole: %s", said));
    sqlite3_close(c.handle);
    return ok && (chmod(path, 0640) == 0 || fail(e, ERR_STORAGE, "%s: %s", path, strerror(errno)));
}

bool db_check_ours(const char *path, struct err *e)
{
    struct conn c = {0};
    char id[32], version[32];
    bool ok = open_copy(path, SQLITE_OPEN_READONLY, &c, e) &&
              ask_pragma(&c, "PRAGMA application_id", id, sizeof id, e) &&
              ask_pragma(&c, "PRAGMA user_version", version, sizeof version, e);
    sqlite3_close(c.handle);
    if (!ok)
        return false;
    if (strtol(id, NULL, 10) != DB_APPLICATION_ID)
        return fail(e, ERR_STORAGE, "%s is not a waiter database", path);
    return strtol(version, NULL, 10) <= SCHEMA_VERSION ||
           fail(e, ERR_STORAGE, "%s is newer (schema %s) than this program (%d)", path, version,
                SCHEMA_VERSION);
}

/* --- Putting in place ---------------------------------------------------------------------- */

/* Leaving WAL needs every other connection gone: SQLite itself tells us whether one is left. The
 * log is then folded into the file, which is whole by itself. */
static bool nobody_has_it(const char *path, struct err *e)
{
    struct conn c = {0};
    char mode[32];
    struct err why = {0};
    if (!open_copy(path, SQLITE_OPEN_READWRITE, &c, e))
        return false;
    bool alone = ask_pragma(&c, "PRAGMA journal_mode = DELETE", mode, sizeof mode, &why) &&
                 strcmp(mode, "delete") == 0;
    sqlite3_close(c.handle);
    return alone || fail(e, ERR_NOT_ALLOWED_NOW,
                         "the shop is open; stop it first (%s is in use)", path);
}

static bool swap(const char *path, const char *copy, const char *kept, struct err *e)
{
    if (access(path, F_OK) == 0 &&
        (!nobody_has_it(path, e) ||
         (rename(path, kept) != 0 && !fail(e, ERR_STORAGE, "%s: %s", kept, strerror(errno)))))
        return false;
    return rename(copy, path) == 0 || fail(e, ERR_STORAGE, "%s: %s", path, strerror(errno));
}

bool db_replace(const char *path, const char *copy, const char *kept, struct err *e)
{
    struct gate gate = {.fd = -1};
    if (!gate_open(&gate, path, e) || !gate_take(&gate, clock_monotonic() + DB_GATE_MS, e)) {
        gate_close(&gate);
        return false;
    }
    bool ok = swap(path, copy, kept, e);
    gate_close(&gate);
    return ok;
}
