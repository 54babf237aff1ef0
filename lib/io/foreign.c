/* foreign.c -- a table of somebody else's: only the columns that are there are asked for. Table and
 * column names are our own constants, never a stranger's words. */
#include "waiter/foreign.h"

#include "waiter/str.h"
#include "waiter/utf8.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

#define QUERY_MOST 4096
#define FIRST_ROWS 256

struct foreign {
    sqlite3 *handle;
};

static bool trouble(struct foreign *f, const char *doing, struct err *e)
{
    return fail(e, ERR_STORAGE, "%s: %s", doing, sqlite3_errmsg(f->handle));
}

bool foreign_open(const char *path, struct foreign **out, struct err *e)
{
    struct foreign *f = calloc(1, sizeof *f);
    if (!f)
        abort();
    bool ok = (sqlite3_open_v2(path, &f->handle, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, NULL) ==
                   SQLITE_OK && sqlite3_exec(f->handle, "PRAGMA trusted_schema = OFF; SELECT count(*) FROM sqlite_schema",
                                             NULL, NULL, NULL) == SQLITE_OK) ||
              trouble(f, path, e);
    if (ok)
        *out = f;
    else
        foreign_close(f);
    return ok;
}

void foreign_close(struct foreign *f)
{
    if (!f)
        return;
    sqlite3_close(f->handle);
    free(f);
}

static bool has(struct foreign *f, const char *table, const char *column)
{
    sqlite3_stmt *stmt = NULL;
    bool found = false;
    if (sqlite3_prepare_v2(f->handle, "SELECT 1 FROM pragma_table_info($1) WHERE lower(name) = $2 OR $2 IS NULL",
                           -1, &stmt, NULL) == SQLITE_OK) {
        sqlite3_bind_text(stmt, 1, table, -1, SQLITE_STATIC);
        if (column)
            sqlite3_bind_text(stmt, 2, column, -1, SQLITE_STATIC);
        found = sqlite3_step(stmt) == SQLITE_ROW;
    }
    sqlite3_finalize(stmt);
    return found;
}

static bool prepare(struct foreign *f, struct arena *a, const char *table,
                    const char *const *columns, size_t n, sqlite3_stmt **stmt, struct err *e)
{
    struct str sql = str_new(a, QUERY_MOST);
    const char *text;
    str_add(&sql, "SELECT ");
    for (size_t i = 0; i < n; i++)
        str_addf(&sql, "%s%s", i ? ", " : "", has(f, table, columns[i]) ? columns[i] : "NULL");
    str_addf(&sql, " FROM %s ORDER BY %s", table, has(f, table, "id") ? "id" : "rowid");
    return str_done(&sql, &text, e) &&
           (sqlite3_prepare_v2(f->handle, text, -1, stmt, NULL) == SQLITE_OK || trouble(f, table, e));
}

static const char **read_row(sqlite3_stmt *stmt, struct arena *a, size_t n)
{
    const char **row = arena_array(a, n, sizeof *row);
    for (size_t i = 0; i < n; i++) {
        const char *text = (const char *)sqlite3_column_text(stmt, (int)i);
        row[i] = text ? utf8_repair(a, text, (size_t)sqlite3_column_bytes(stmt, (int)i)) : NULL;
    }
    return row;
}

bool foreign_table(struct foreign *f, struct arena *a, const char *table,
                   const char *const *columns, size_t n, const char ****rows, size_t *count,
                   struct err *e)
{
    sqlite3_stmt *stmt = NULL;
    size_t room = FIRST_ROWS;
    int rc;
    *rows = arena_array(a, room, sizeof **rows);
    *count = 0;
    if (!has(f, table, NULL))
        return true;
    if (!prepare(f, a, table, columns, n, &stmt, e))
        return false;
    while ((rc = sqlite3_step(stmt)) == SQLITE_ROW) {
        if (*count == room) {
            const char ***more = arena_array(a, 2 * room, sizeof *more);
            memcpy(more, *rows, room * sizeof *more);
            *rows = more;
            room *= 2;
        }
        (*rows)[(*count)++] = read_row(stmt, a, n);
    }
    bool ok = rc == SQLITE_DONE || trouble(f, table, e);
    sqlite3_finalize(stmt);
    return ok;
}
