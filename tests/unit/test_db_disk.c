/* test_db_disk.c -- what lies on the disk when an answer has gone out, when the disk fails, and when
 * somebody was erased. */
#include "book.h"
#include "vfs_shim.h"

#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

/* --- What an answer is worth ----------------------------------------------------------------- */

static int syncs_in_job;

static bool note_syncs(struct conn *c, void *what, struct err *e)
{
    bool ok = note(c, what, e);
    syncs_in_job = atomic_load(&shim.wal_syncs);
    return ok;
}

static int synced_writes(int writes)
{
    int synced = 0;
    for (int i = 0; i < writes; i++) {
        char word[16];
        struct err e = {0};
        snprintf(word, sizeof word, "w%d", i);
        assert_true(db_write(book, note_syncs, word, &e));
        synced += atomic_load(&shim.wal_syncs) > syncs_in_job;
    }
    return synced;
}

static bool be_careless(struct conn *c, void *what, struct err *e)
{
    (void)what;
    return conn_exec(c, "PRAGMA synchronous = NORMAL", e);
}

static void an_answer_comes_after_the_sync(void **state)
{
    (void)state;
    assert_int_equal(synced_writes(100), 100);
}

/* The twin: with synchronous=NORMAL the measure above must see that answers come too early. */
static void the_measure_sees_a_missing_sync(void **state)
{
    struct err e = {0};
    (void)state;
    assert_true(db_alone(book, be_careless, NULL, &e));
    assert_true(synced_writes(100) < 100);
}

/* --- Storage that fails ---------------------------------------------------------------------- */

/* Fails the nth write or sync, once or for good, until a round comes through without a fault. What
 * was acknowledged stays, what was not is told as storage, and the house works when the fault is
 * over. */
static int fail_each_point(int code, bool for_good)
{
    int points = 0;
    assert_noted(book, "after the fault");
    for (int n = 1;; n++) {
        struct err e = {0};
        int64_t before = noted();
        char one[24], two[24];
        snprintf(one, sizeof one, "%d-%d-%d-a", code, for_good, n);
        snprintf(two, sizeof two, "%d-%d-%d-b", code, for_good, n);
        atomic_store(&shim.faults, 0);
        atomic_store(&shim.fail_with, code);
        atomic_store(&shim.fail_on, for_good);
        atomic_store(&shim.writes_until, n);
        bool first = db_write(book, note, one, &e);
        assert_true(first || e.kind == ERR_STORAGE);
        bool moved = db_checkpoint(book, 0, &(struct err){0});
        memset(&e, 0, sizeof e);
        bool second = db_write(book, note, two, &e);
        assert_true(second || e.kind == ERR_STORAGE);
        atomic_store(&shim.writes_until, 0);
        bool fired = atomic_load(&shim.faults) > 0;
        assert_noted(book, "after the fault");
        assert_true(book_is_whole());
        assert_int_equal(noted() - before, first + second);
        points += fired;
        if (!fired) {
            assert_true(first && second && moved);
            return points;
        }
    }
}

static void a_failing_disk_loses_nothing_acknowledged(void **state)
{
    static const int codes[] = {SQLITE_FULL, SQLITE_IOERR_WRITE, SQLITE_IOERR_FSYNC};
    (void)state;
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
        int once = fail_each_point(codes[i], false), always = fail_each_point(codes[i], true);
        assert_true(once > 3 && always > 3);
        print_message("code %d: %d points once, %d for good\n", codes[i], once, always);
    }
}

static bool fat_note(struct conn *c, void *what, struct err *e)
{
    static char fat[100001];
    memset(fat, 'x', sizeof fat - 1);
    return db_run(c, Q_SETTING_PUT, ARGS(V((const char *)what), V((const char *)fat)), NULL, e);
}

static void a_real_full_disk_answers_storage_and_recovers(void **state)
{
    char small[] = "/tmp/small-XXXXXX";
    struct err e = {0};
    int written = 0;
    (void)state;
    if (!mkdtemp(small) || mount("none", small, "tmpfs", 0, "size=2m") != 0) {
        print_message("skipped: cannot mount a small tmpfs here (needs root)\n");
        rmdir(small);
        skip();
    }
    book_make(small);
    book = book_open();
    assert_noted(book, "before");
    for (;; written++) {
        char word[16];
        snprintf(word, sizeof word, "fat%d", written);
        if (!db_write(book, fat_note, word, &e))
            break;
        assert_true(written < 100);
    }
    assert_int_equal(e.kind, ERR_STORAGE);
    assert_true(written > 0);
    struct conn *c;
    struct arena a;
    const char *value;
    arena_init(&a);
    memset(&e, 0, sizeof e);
    assert_true(db_borrow(book, &c, &e)); /* reading goes on */
    assert_true(db_text(c, &a, Q_SETTING_GET, ARGS(V("before")), &value, NULL, &e));
    db_return(book, c);
    arena_done(&a);
    assert_int_equal(mount("none", small, "tmpfs", MS_REMOUNT, "size=16m"), 0);
    assert_noted(book, "after");
    assert_int_equal(noted(), 2);
    assert_int_equal(book_ask("SELECT count(*) FROM setting WHERE name LIKE 'fat%'"), written);
    assert_true(book_is_whole());
    db_close(book);
    book = NULL;
    assert_int_equal(umount(small), 0);
    rmdir(small);
}

/* --- What a commit puts into the log ------------------------------------------------------ */

#define FAT /* of book_pages */ "SELECT count(*) FROM setting WHERE length(value) = 4000"

static void a_commit_goes_to_the_log_in_few_writes(void **state)
{
    int forty = 40;
    struct err e = {0};
    (void)state;
    assert_true(db_write(book, book_pages, &forty, &e));
    atomic_store(&shim.wal_writes, 0);
    assert_true(db_write(book, book_pages, &forty, &e));
    assert_in_range(atomic_load(&shim.wal_writes), 1, 4);
}

#define MUCH 3000 /* more than the cache holds: it goes to the log before the commit, and is read back from there */

static bool write_much_and_look(struct conn *c, void *what, struct err *e)
{
    bool keep = *(bool *)what;
    int many = MUCH;
    int64_t before = book_ask(FAT);
    sqlite3_stmt *stmt;
    if (!book_pages(c, &many, e))
        return false;
    assert_int_equal(sqlite3_prepare_v2(c->handle, FAT, -1, &stmt, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(stmt), SQLITE_ROW);
    assert_int_equal(sqlite3_column_int64(stmt, 0), before + MUCH);
    sqlite3_finalize(stmt);
    assert_int_equal(book_ask(FAT), before); /* nobody else sees it yet */
    return keep;
}

static void what_the_cache_does_not_hold_is_read_back(void **state)
{
    bool keep = true, undo = false;
    int forty = 40;
    struct err e = {0};
    (void)state;
    assert_true(db_write(book, write_much_and_look, &keep, &e));
    assert_false(db_write(book, write_much_and_look, &undo, &e));
    assert_true(db_write(book, book_pages, &forty, &e));
    assert_int_equal(book_ask(FAT), MUCH + 40);
    assert_true(db_checkpoint(book, 0, &e));
    assert_true(book_is_whole());
}

/* --- What is erased ---------------------------------------------------------------------- */

#define ERASED "+34655777003"

static bool on_disk(const char *mark)
{
    struct err e = {0};
    struct stat is;
    assert_true(db_checkpoint(book, 0, &e));
    assert_int_equal(db_wal_bytes(book), 0);
    FILE *f = fopen(book_path, "rb");
    assert_non_null(f);
    assert_int_equal(fstat(fileno(f), &is), 0);
    char *bytes = malloc((size_t)is.st_size);
    assert_int_equal(fread(bytes, 1, (size_t)is.st_size, f), is.st_size);
    bool there = memmem(bytes, (size_t)is.st_size, mark, strlen(mark));
    fclose(f);
    free(bytes);
    return there;
}

/* Rows that grow after they were written, so that pages are shared out anew; then some are erased. */
static bool grow_and_erase(struct conn *c, void *what, struct err *e)
{
    (void)what;
    if (!conn_exec(c, "CREATE TABLE IF NOT EXISTS sent (id INTEGER PRIMARY KEY, phone TEXT, body TEXT, state TEXT)", e))
        return false;
    for (int i = 0; i < 400; i++)
        if (!conn_exec(c,
                       "INSERT INTO sent (phone, body) SELECT '+3465577700' || (random() & 7),"
                       " substr(hex(zeroblob(300)), 1, 20 + (random() & 511));"
                       "UPDATE sent SET state = hex(zeroblob(26)) WHERE id = (SELECT max(id) FROM sent) - (random() & 15)",
                       e))
            return false;
    return conn_exec(c, "DELETE FROM sent WHERE phone = '" ERASED "'", e);
}

static void what_wiping_leaves_a_rewrite_takes(void **state)
{
    struct err e = {0};
    bool done, traces = false;
    (void)state;
    for (int tries = 0; !traces && tries < 40; tries++) {
        assert_true(db_write(book, grow_and_erase, NULL, &e));
        traces = on_disk(ERASED);
    }
    if (!traces)
        print_message("this SQLite leaves no traces\n");
    assert_true(db_rewrite(book, 1, &done, &e));
    assert_false(done);
    assert_true(db_rewrite(book, 64 << 20, &done, &e));
    assert_true(done);
    assert_false(on_disk(ERASED));
    assert_true(on_disk("+34655777004"));
    assert_true(book_is_whole());
}

static int nothing_before(void **state)
{
    (void)state;
    return 0;
}

static int nothing_after(void **state)
{
    (void)state;
    return 0;
}

int main(void)
{
    shim_install();
#define BOOK_TEST(name) cmocka_unit_test_setup_teardown(name, book_begin, book_end)
    const struct CMUnitTest tests[] = {
        BOOK_TEST(an_answer_comes_after_the_sync),
        BOOK_TEST(the_measure_sees_a_missing_sync),
        BOOK_TEST(a_commit_goes_to_the_log_in_few_writes),
        BOOK_TEST(what_the_cache_does_not_hold_is_read_back),
        BOOK_TEST(what_wiping_leaves_a_rewrite_takes),
        BOOK_TEST(a_failing_disk_loses_nothing_acknowledged),
        cmocka_unit_test_setup_teardown(a_real_full_disk_answers_storage_and_recovers,
                                        nothing_before, nothing_after),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
