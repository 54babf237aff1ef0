/* db.h -- the one door to SQLite: pooled readers, and one write queue for the whole process.
 *
 * Reading: borrow a connection, ask named queries, give it back. Writing: db_write(job)
 * only. Waiting jobs are committed together by a leader under a gate that all
 * processes share; the call returns after COMMIT with synchronous=FULL, so a true
 * answer is on disk (design.md §6, the SQLite rules). */
#ifndef WAITER_DB_H
#define WAITER_DB_H

#include "queries.h"
#include "waiter/arena.h"
#include "waiter/err.h"
#include "waiter/model.h"
#include "waiter/value.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct db;   /* a database file, shared by all threads of a process */
struct conn; /* one connection with its prepared statements; one thread at a time */
struct rows; /* a running query */

#define DB_APPLICATION_ID 0x57414954 /* "WAIT" */
#define DB_BATCH_MOST 64
#define DB_GATE_MS 4000
#define DB_READERS_MOST 8

/* Opens an existing database of this schema version; connections are made when needed.
 * ERR_STORAGE: missing, not ours, older or newer schema, on a network file system. */
CHECKED bool db_open(const char *path, struct db **out, struct err *e);
/* The same for `waiter migrate` only: makes the file when missing and takes any older version. */
CHECKED bool db_open_any(const char *path, struct db **out, struct err *e);
void db_close(struct db *db);
/* SQLite's version as it runs: 3040001 is 3.40.1. */
int db_sqlite_version(void);

/* Which schema it has; 0: a new file. */
CHECKED bool db_schema(struct db *db, int64_t *version, struct err *e);
/* Brings the schema up to date, one step a transaction, under the gate. *steps is how many ran. */
CHECKED bool db_migrate(struct db *db, int *steps, struct err *e);

/* A read-only connection from the pool (at most DB_READERS_MOST; waits 4 s, then ERR_BUSY).
 * Never hold one while calling db_write. */
CHECKED bool db_borrow(struct db *db, struct conn **out, struct err *e);
void db_return(struct db *db, struct conn *c);

/* A write job: touches only `c` and its own `what`; must not call db_write. Returning false rolls
 * back this job alone. It may be run on another thread than the caller's. */
typedef bool (*db_job)(struct conn *c, void *what, struct err *e);

/* Runs the job in the next batch and returns after its commit. ERR_BUSY when the gate is not
 * free within DB_GATE_MS (then the job did not run), ERR_STORAGE when the commit failed. */
CHECKED bool db_write(struct db *db, db_job job, void *what, struct err *e);

/* A savepoint inside a job: undo a part and go on. On a reading connection: what is asked until it is
 * kept is all of one moment, and SQLite takes its locks once. */
CHECKED bool db_savepoint(struct conn *c, struct err *e);
void db_savepoint_keep(struct conn *c);
void db_savepoint_undo(struct conn *c);

/* Values go by name: the first is $1. Where a query has optional lines (`-- if $3`), NULL, 0 and "" are
 * not given. */

/* Runs a query that gives no rows; *changed (may be NULL) is how many rows it changed. */
CHECKED bool db_run(struct conn *c, enum query q, struct values args, int64_t *changed, struct err *e);
/* INSERT: *id is the new row's id. */
CHECKED bool db_insert(struct conn *c, enum query q, struct values args, int64_t *id, struct err *e);
/* The first row into a struct by its model (columns by name; texts copied to the arena).
 * *found says whether there was one; ERR_NOT_FOUND when found is NULL. */
CHECKED bool db_one(struct conn *c, struct arena *a, enum query q, struct values args,
                    const struct model *m, void *out, bool *found, struct err *e);
/* The first column of the first row. */
CHECKED bool db_int(struct conn *c, enum query q, struct values args, int64_t *out, bool *found,
                    struct err *e);
CHECKED bool db_text(struct conn *c, struct arena *a, enum query q, struct values args,
                     const char **out, bool *found, struct err *e);
/* All rows into an array of structs in the arena; at most `most` are taken. */
CHECKED bool db_all(struct conn *c, struct arena *a, enum query q, struct values args,
                    const struct model *m, size_t most, void **out, size_t *count, struct err *e);

/* Row by row, for shapes that no model has: while (row_next(r, e)) ... ; rows_end always. */
CHECKED bool rows_begin(struct conn *c, enum query q, struct values args, struct rows **out, struct err *e);
bool row_next(struct rows *r, struct err *e); /* false at the end or on failure (then *e is set) */
int64_t row_int(struct rows *r, int column);
const char *row_text(struct rows *r, int column, struct arena *a); /* NULL for NULL; copied */
const void *row_blob(struct rows *r, int column, struct arena *a, size_t *n); /* copied */
void rows_end(struct rows *r);

/* Puts what lies in the WAL into its place, when that is more than so many pages and nobody writes just
 * now. To be called where nobody waits for the caller, say when an answer has left. */
void db_tidy(struct db *db, int pages);
/* The same for the worker, again and again: when no program has written for a moment. */
void db_tidy_in_quiet(struct db *db);
/* TRUNCATE checkpoint under the gate when the WAL is above `above` bytes; waits <= 50 ms for readers. */
CHECKED bool db_checkpoint(struct db *db, int64_t above, struct err *e);
/* Writes the file anew if it has at most so many bytes, some ms for each MB, while nobody else writes:
 * secure_delete wipes a row where it lies, but not where SQLite copied it from when it shared out the
 * rows of a full page. */
CHECKED bool db_rewrite(struct db *db, int64_t most, bool *done, struct err *e);
/* How long the WAL is now; 0 when there is none. */
int64_t db_wal_bytes(const struct db *db);
/* A consistent copy by VACUUM INTO, while others write; the target must not exist. */
CHECKED bool db_copy(struct db *db, const char *target, struct err *e);
/* Is such a copy whole? It is then readable by our user and group alone. ERR_STORAGE with the
 * first complaint. */
CHECKED bool db_check_copy(const char *path, struct err *e);
/* Is the file a waiter database, of this schema version or an older one? */
CHECKED bool db_check_ours(const char *path, struct err *e);
/* The file `copy` takes the place of the database at `path`, which is renamed to `kept` (if there is
 * one). ERR_NOT_ALLOWED_NOW, and nothing has changed, while any program has that database open. */
CHECKED bool db_replace(const char *path, const char *copy, const char *kept, struct err *e);
/* PRAGMA quick_check; ERR_STORAGE with its first complaint. */
CHECKED bool db_check(struct db *db, struct err *e);
/* Changes whenever another connection commits: cheap to ask often. */
CHECKED bool db_data_version(struct conn *c, int64_t *out, struct err *e);
/* Has anything been committed since *seen was put there (0: yes)? Updates it. What goes wrong is logged
 * and is no news. */
bool db_changed(struct conn *c, int64_t *seen);

/* An FTS5 MATCH text from what a person typed: at most 16 tokens, each quoted, joined by OR;
 * NULL when there is no token (reliability.md §0.4). */
const char *fts_query(struct arena *a, const char *typed);
/* The same joined by AND: rows that hold all of it; begun: or words that begin so. */
const char *fts_query_all(struct arena *a, const char *typed, bool begun);

/* Words as chat_search has them: lower case, without accents. Open one for some texts, close it. */
#define FOLDED_MOST 16
struct fold;
struct folded { const char *word[FOLDED_MOST]; size_t n; };
CHECKED bool fold_open(struct conn *c, struct arena *a, struct fold **out, struct err *e);
void fold_words(struct fold *f, struct arena *a, const char *text, struct folded *out);
/* Does each of these begin a word of the text? */
bool fold_has(struct fold *f, const struct folded *begins, const char *text);
void fold_close(struct fold *f);

/* Prepares every named query against an empty schema; for the test that keeps SQL honest. */
CHECKED bool db_prepare_all(struct conn *c, struct err *e);

#endif
