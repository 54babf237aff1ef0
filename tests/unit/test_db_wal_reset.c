/* test_db_wal_reset.c -- Debian's SQLite 3.40.1 and the WAL-reset bug (reliability.md §0.1, P8).
 *
 * A commit of another connection in the middle of a PASSIVE checkpoint may start the log anew,
 * and the checkpoint then writes down that pages were copied which never were. The hook forces
 * that moment. Without the gate it corrupts, which proves that the test bites; through the
 * database room the second writer is refused in that very moment. */
#include "book.h"
#include "vfs_shim.h"

#include <stdatomic.h>
#include <sys/wait.h>

#define FIXED_IN 3051003

static sqlite3 *plain_writer;
static int plain_rc;

static int run(sqlite3 *h, const char *sql) { return sqlite3_exec(h, sql, NULL, NULL, NULL); }

/* A file of its own: what is corrupted depends on which pages meet, so not on our growing schema. */
static sqlite3 *plain_open(void)
{
    sqlite3 *h;
    char path[200];
    snprintf(path, sizeof path, "%s/plain.db", book_folder);
    assert_int_equal(sqlite3_open(path, &h), SQLITE_OK);
    assert_int_equal(run(h, "PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0;"
                            "PRAGMA synchronous = OFF; CREATE TABLE IF NOT EXISTS setting"
                            " (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;"
                            "SELECT count(*) FROM sqlite_schema"),
                     SQLITE_OK);
    return h;
}

static bool plain_is_whole(void)
{
    sqlite3 *h = plain_open();
    sqlite3_stmt *stmt;
    bool whole = sqlite3_prepare_v2(h, "PRAGMA integrity_check", -1, &stmt, NULL) == SQLITE_OK &&
                 sqlite3_step(stmt) == SQLITE_ROW &&
                 strcmp((const char *)sqlite3_column_text(stmt, 0), "ok") == 0;
    sqlite3_finalize(stmt);
    sqlite3_close(h);
    return whole;
}

#define FILL(label, n) \
    "WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c WHERE i < " #n ")" \
    "INSERT INTO setting SELECT '" label "' || i, hex(randomblob(1500)) FROM c"

static int passive(sqlite3 *h)
{
    return sqlite3_wal_checkpoint_v2(h, NULL, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
}

/* --- Without the gate --------------------------------------------------------------------- */

static void commit_small(void)
{
    plain_rc = run(plain_writer, "INSERT INTO setting VALUES ('in the hook', 'x')");
}

static void commit_open_one(void) { plain_rc = run(plain_writer, "COMMIT"); }

static bool ends_whole(sqlite3 *checkpointer)
{
    assert_int_equal(plain_rc, SQLITE_OK);
    assert_int_equal(run(plain_writer, FILL("second", 200)), SQLITE_OK);
    passive(checkpointer);
    run(plain_writer, "INSERT INTO setting VALUES ('last', 'x')");
    sqlite3_close(plain_writer);
    sqlite3_close(checkpointer);
    return plain_is_whole();
}

static bool survives(void (*in_the_hook)(void), const char *before)
{
    plain_writer = plain_open();
    sqlite3 *checkpointer = plain_open();
    plain_rc = -1;
    assert_int_equal(run(plain_writer, FILL("first", 120)), SQLITE_OK);
    assert_int_equal(passive(checkpointer), SQLITE_OK);
    assert_int_equal(run(plain_writer, before), SQLITE_OK);
    shim.in_checkpoint = in_the_hook;
    passive(checkpointer);
    assert_null(shim.in_checkpoint); /* else the moment never came */
    return ends_whole(checkpointer);
}

static void corrupts_without_the_gate(void **state)
{
    (void)state;
    if (sqlite3_libversion_number() >= FIXED_IN) {
        print_message("skipped: SQLite %s has the fix\n", sqlite3_libversion());
        skip();
    }
    assert_false(survives(commit_small, ""));
}

static void corrupts_when_the_writer_was_there_first(void **state)
{
    (void)state;
    if (sqlite3_libversion_number() >= FIXED_IN) {
        print_message("skipped: SQLite %s has the fix\n", sqlite3_libversion());
        skip();
    }
    assert_false(
        survives(commit_open_one, "BEGIN IMMEDIATE; INSERT INTO setting VALUES ('open', 'x')"));
}

/* --- Through the database room -------------------------------------------------------------- */

static struct db *other; /* as another program would have it */
static struct err second_err;
static bool second_ok;
static int second_ran, hooks;

static bool note_and_count(struct conn *c, void *what, struct err *e)
{
    second_ran++;
    return note(c, what, e);
}

/* The second writer, of this process but with a handle of its own. It knocks for a moment instead
 * of db_write's 4 s; should it be let in, it commits, and the end of the test shows what comes of
 * it. */
static void write_with_other(void)
{
    struct err e = {0};
    hooks++;
    bool let_in = gate_take(&other->gate, clock_monotonic() + 30, &e);
    if (let_in) {
        gate_leave(&other->gate);
        second_ok = db_write(other, note_and_count, (char *)"let in", &second_err);
    }
    second_ran += let_in;
    if (!let_in)
        assert_int_equal(e.kind, ERR_BUSY);
}

static void write_with_other_patiently(void)
{
    hooks++;
    second_ok = db_write(other, note_and_count, (char *)"patient", &second_err);
}

static int other_process(void)
{
    struct err e = {0};
    struct db *db = NULL;
    if (!db_open(book_path, &db, &e))
        return 3;
    bool let_in = gate_take(&db->gate, clock_monotonic() + 30, &e);
    db_close(db);
    return let_in ? 4 : e.kind == ERR_BUSY ? 0 : 5; /* 4: it would have come in */
}

static int other_status;

static void write_with_other_process(void)
{
    hooks++;
    fflush(NULL);
    pid_t pid = fork();
    if (pid == 0) {
        execl("/proc/self/exe", "test_db_wal_reset", "--second", book_path, (char *)NULL);
        _exit(6);
    }
    int status = -1;
    waitpid(pid, &status, 0);
    other_status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static bool fill_first(struct conn *c, void *what, struct err *e)
{
    (void)what;
    return conn_exec(c, FILL("first", 120), e);
}

static bool fill_second(struct conn *c, void *what, struct err *e)
{
    (void)what;
    return conn_exec(c, FILL("second", 200), e);
}

static bool fill_much(struct conn *c, void *what, struct err *e)
{
    (void)what;
    return conn_exec(c, FILL("much", 400), e);
}

static bool after_each_commit(struct conn *c, void *what, struct err *e)
{
    (void)what;
    return conn_exec(c, "PRAGMA wal_autocheckpoint = 1", e);
}

static bool passive_inside(struct conn *c, void *what, struct err *e)
{
    (void)what;
    int rc = passive(c->handle);
    return rc == SQLITE_OK || conn_fail(c, rc, "passive", e);
}

/* The same steps as without the gate, each by its own door. A PASSIVE checkpoint first, so that
 * the log is wholly copied and the next commit may start it anew. */
static void room_at_the_edge(void)
{
    struct err e = {0};
    other = book_open();
    hooks = second_ran = 0;
    second_err = e;
    assert_noted(other, "other was here");
    assert_true(db_write(book, fill_first, NULL, &e));
    assert_true(db_alone(book, passive_inside, NULL, &e));
}

static void room_stays_whole(void)
{
    struct err e = {0};
    assert_int_equal(hooks, 1);
    assert_null(shim.in_checkpoint);
    shim.checkpoint = false;
    assert_true(db_write(other, fill_second, NULL, &e));
    assert_true(db_checkpoint(book, 0, &e));
    assert_noted(other, "last");
    db_close(other);
    assert_true(book_is_whole());
    assert_int_equal(second_ran, 0);
    assert_int_equal(book_ask("SELECT count(*) FROM setting WHERE name LIKE 'second%'"), 200);
}

/* Exactly the moment that corrupts: the checkpointing connection has not looked since the log
 * was written and wholly copied by the other, who now wants to commit. */
static void room_at_the_moment_that_corrupts(void)
{
    struct err e = {0};
    other = book_open();
    hooks = second_ran = 0;
    assert_noted(book, "book was here");
    assert_true(db_write(other, fill_first, NULL, &e));
    assert_true(db_alone(other, passive_inside, NULL, &e));
    shim.in_checkpoint = write_with_other;
}

static void the_moment_that_corrupts_is_refused(void **state)
{
    struct err e = {0};
    (void)state;
    room_at_the_moment_that_corrupts();
    assert_true(db_alone(book, passive_inside, NULL, &e));
    room_stays_whole();
}

/* Tidying up looks first, so that moment never comes; but there is one where it copies. */
static void room_with_a_log(void)
{
    struct err e = {0};
    other = book_open();
    hooks = second_ran = 0;
    assert_true(db_write(book, fill_much, NULL, &e));
    assert_true(db_write(other, fill_first, NULL, &e));
    shim.in_checkpoint = write_with_other;
}

static void tidying_up_refuses_it_too(void **state)
{
    (void)state;
    room_with_a_log();
    db_tidy(book, 250);
    room_stays_whole();
}

static int shell_said;

/* Somebody with the sqlite3 shell, who does not know of the gate. */
static void write_with_a_shell(void)
{
    sqlite3 *shell;
    hooks++;
    assert_int_equal(sqlite3_open_v2(book_path, &shell, SQLITE_OPEN_READWRITE, NULL), SQLITE_OK);
    shell_said = sqlite3_exec(shell, "BEGIN IMMEDIATE", NULL, NULL, NULL);
    sqlite3_close(shell);
}

static void tidying_up_keeps_out_who_knows_no_gate(void **state)
{
    (void)state;
    room_with_a_log();
    shim.in_checkpoint = write_with_a_shell;
    shell_said = SQLITE_OK;
    db_tidy(book, 250);
    assert_int_equal(shell_said, SQLITE_BUSY);
    room_stays_whole();
}

static void our_checkpoint_refuses_a_second_handle(void **state)
{
    struct err e = {0};
    (void)state;
    room_at_the_edge();
    shim.in_checkpoint = write_with_other;
    assert_true(db_checkpoint(book, 0, &e));
    room_stays_whole();
}

static void our_checkpoint_refuses_a_second_process(void **state)
{
    struct err e = {0};
    (void)state;
    room_at_the_edge();
    other_status = -1;
    shim.in_checkpoint = write_with_other_process;
    assert_true(db_checkpoint(book, 0, &e));
    assert_int_equal(other_status, 0);
    room_stays_whole();
}

/* A reader that stays keeps TRUNCATE from its end, and SQLite falls back to what PASSIVE does:
 * the case that corrupted in reliability.md §0.1. */
static void our_checkpoint_refuses_also_while_a_reader_stays(void **state)
{
    struct err e = {0};
    struct conn *reader;
    struct rows *rows;
    (void)state;
    room_at_the_edge();
    assert_true(db_borrow(other, &reader, &e));
    assert_true(rows_begin(reader, Q_SETTING_GET, ARGS(V("other was here")), &rows, &e));
    assert_true(row_next(rows, &e));
    shim.in_checkpoint = write_with_other;
    assert_true(db_checkpoint(book, 0, &e));
    rows_end(rows);
    db_return(other, reader);
    room_stays_whole();
}

/* The checkpoint inside our own COMMIT, which SQLite runs as PASSIVE. */
static void our_commit_refuses_a_second_handle(void **state)
{
    struct err e = {0};
    (void)state;
    room_at_the_edge();
    assert_true(db_alone(book, after_each_commit, NULL, &e));
    shim.in_checkpoint = write_with_other;
    assert_noted(book, "with a checkpoint");
    room_stays_whole();
}

static void our_commit_refuses_a_second_process(void **state)
{
    struct err e = {0};
    (void)state;
    room_at_the_edge();
    assert_true(db_alone(book, after_each_commit, NULL, &e));
    other_status = -1;
    shim.in_checkpoint = write_with_other_process;
    assert_noted(book, "with a checkpoint");
    assert_int_equal(other_status, 0);
    room_stays_whole();
}

/* The whole db_write of the second writer: ERR_BUSY after its 4 s, its job never ran. */
static void a_second_write_in_the_hook_is_busy_and_never_runs(void **state)
{
    struct err e = {0};
    (void)state;
    room_at_the_edge();
    shim.in_checkpoint = write_with_other_patiently;
    assert_true(db_checkpoint(book, 0, &e));
    assert_false(second_ok);
    assert_int_equal(second_err.kind, ERR_BUSY);
    assert_int_equal(second_ran, 0);
    room_stays_whole();
}

int main(int argc, char **argv)
{
    if (argc == 3 && strcmp(argv[1], "--second") == 0) {
        snprintf(book_path, sizeof book_path, "%s", argv[2]);
        return other_process();
    }
    shim_install();
#define BOOK_TEST(name) cmocka_unit_test_setup_teardown(name, book_begin, book_end)
    const struct CMUnitTest tests[] = {
        BOOK_TEST(corrupts_without_the_gate),
        BOOK_TEST(corrupts_when_the_writer_was_there_first),
        BOOK_TEST(the_moment_that_corrupts_is_refused),
        BOOK_TEST(tidying_up_refuses_it_too),
        BOOK_TEST(tidying_up_keeps_out_who_knows_no_gate),
        BOOK_TEST(our_checkpoint_refuses_a_second_handle),
        BOOK_TEST(our_checkpoint_refuses_a_second_process),
        BOOK_TEST(our_checkpoint_refuses_also_while_a_reader_stays),
        BOOK_TEST(our_commit_refuses_a_second_handle),
        BOOK_TEST(our_commit_refuses_a_second_process),
        BOOK_TEST(a_second_write_in_the_hook_is_busy_and_never_runs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
