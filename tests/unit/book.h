/* book.h -- a database of its own for a test of the database room: made, opened, asked, removed.
 */
#ifndef TESTS_BOOK_H
#define TESTS_BOOK_H

#include "../../lib/io/db_inside.h"
#include "waiter/clock.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char book_folder[64], book_path[160];
static struct db *book;

static inline void book_make(const char *under)
{
    struct err e = {0};
    struct db *db = NULL;
    int steps = 0;
    snprintf(book_folder, sizeof book_folder, "%s/book-XXXXXX", under);
    if (!mkdtemp(book_folder))
        fail_msg("no folder under %s", under);
    snprintf(book_path, sizeof book_path, "%s/waiter.db", book_folder);
    if (!db_open_any(book_path, &db, &e) || !db_migrate(db, &steps, &e))
        fail_msg("making %s: %s", book_path, e.why);
    db_close(db);
}

static inline struct db *book_open(void)
{
    struct err e = {0};
    struct db *db = NULL;
    if (!db_open(book_path, &db, &e))
        fail_msg("opening %s: %s", book_path, e.why);
    return db;
}

/* For cmocka's setup and teardown. */
static inline int book_begin(void **state)
{
    (void)state;
    book_make("/tmp");
    book = book_open();
    return 0;
}

static inline int book_end(void **state)
{
    char command[96];
    (void)state;
    db_close(book);
    book = NULL;
    snprintf(command, sizeof command, "rm -rf '%s'", book_folder);
    return system(command);
}

/* One number, through a connection of its own that never writes or checkpoints. */
static inline int64_t book_ask(const char *sql)
{
    sqlite3 *look;
    sqlite3_stmt *stmt = NULL;
    int64_t out = -1;
    assert_int_equal(sqlite3_open_v2(book_path, &look, SQLITE_OPEN_READWRITE, NULL), SQLITE_OK);
    sqlite3_busy_timeout(look, 5000);
    sqlite3_db_config(look, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
    if (sqlite3_prepare_v2(look, sql, -1, &stmt, NULL) != SQLITE_OK)
        fail_msg("%s: %s", sql, sqlite3_errmsg(look));
    if (sqlite3_step(stmt) == SQLITE_ROW)
        out = sqlite3_column_int64(stmt, 0);
    sqlite3_finalize(stmt);
    sqlite3_close(look);
    return out;
}

static inline bool book_is_whole(void)
{
    return book_ask("SELECT count(*) FROM pragma_integrity_check WHERE integrity_check = 'ok'") ==
           1;
}

/* A job: remembers a word in the settings. */
static inline bool note(struct conn *c, void *what, struct err *e)
{
    return db_run(c, Q_SETTING_PUT, ARGS(V((const char *)what), V("noted")), NULL, e);
}

static inline int64_t noted(void)
{
    return book_ask("SELECT count(*) FROM setting WHERE value = 'noted'");
}

static inline void assert_noted(struct db *db, const char *word)
{
    struct err e = {0};
    if (!db_write(db, note, (char *)(uintptr_t)word, &e))
        fail_msg("%s: %s %s", word, err_code(e.kind), e.why);
}

/* A job: so many (an int) rows of 4000 bytes, about a page each. */
static inline bool book_pages(struct conn *c, void *what, struct err *e)
{
    char sql[256];
    snprintf(sql, sizeof sql,
             "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d)"
             " INSERT INTO setting (name, value) SELECT 'page' || random(), hex(randomblob(2000)) FROM n",
             *(int *)what);
    return conn_exec(c, sql, e);
}

#endif
