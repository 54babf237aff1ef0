/* test_db.c -- the door to the database: what may be opened, who may read, which queries there are. */
#include "book.h"
#include "random.h"
#include "vfs_shim.h"

#include "waiter/customer.h"

#include <ctype.h>
#include <fcntl.h>
#include <pthread.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* --- Opening -------------------------------------------------------------------------------- */

static void raw(const char *sql)
{
    sqlite3 *h;
    char *why = NULL;
    assert_int_equal(sqlite3_open(book_path, &h), SQLITE_OK);
    if (sqlite3_exec(h, sql, NULL, NULL, &why) != SQLITE_OK)
        fail_msg("%s: %s", sql, why);
    sqlite3_close(h);
}

static void refused(const char *path, const char *word)
{
    struct err e = {0};
    struct db *db = NULL;
    assert_false(db_open(path, &db, &e));
    assert_null(db);
    assert_int_equal(e.kind, ERR_STORAGE);
    if (!strstr(e.why, word))
        fail_msg("refused with other words: %s", e.why);
}

static void open_refuses_what_is_missing(void **state)
{
    char path[128];
    (void)state;
    snprintf(path, sizeof path, "%s/none.db", book_folder);
    refused(path, "No such file");
    assert_int_not_equal(access(path, F_OK), 0); /* and does not make it */
    refused(book_folder, "not a file");
    snprintf(path, sizeof path, "%s.gate", book_folder);
    assert_int_not_equal(access(path, F_OK), 0);
}

static void open_refuses_another_kind_of_file(void **state)
{
    char path[128];
    (void)state;
    snprintf(path, sizeof path, "%s/letter.db", book_folder);
    FILE *f = fopen(path, "w");
    for (int i = 0; i < 1000; i++)
        fputs("this is not a database but a letter\n", f);
    fclose(f);
    refused(path, "not a database");
    f = fopen(path, "w"); /* empty: SQLite takes it for a new database, we do not */
    fclose(f);
    refused(path, "not a waiter database");
}

static void open_refuses_another_application(void **state)
{
    struct err e = {0};
    struct db *db = NULL;
    (void)state;
    raw("PRAGMA application_id = 77");
    refused(book_path, "not a waiter database");
    int steps;
    assert_true(db_open_any(book_path, &db, &e)); /* it looks when it first connects */
    assert_false(db_migrate(db, &steps, &e));
    db_close(db);
    assert_int_equal(e.kind, ERR_STORAGE);
}

static void open_refuses_an_older_and_a_newer_schema(void **state)
{
    struct err e = {0};
    struct db *db = NULL;
    int steps;
    char sql[64];
    (void)state;
    snprintf(sql, sizeof sql, "PRAGMA user_version = %d", SCHEMA_VERSION - 1);
    raw(sql);
    refused(book_path, "waiter migrate");
    snprintf(sql, sizeof sql, "PRAGMA user_version = %d", SCHEMA_VERSION + 1);
    raw(sql);
    refused(book_path, "schema");
    assert_true(db_open_any(book_path, &db, &e));
    assert_false(db_migrate(db, &steps, &e)); /* nor may an old program bring it "up" to date */
    db_close(db);
}

static void open_refuses_a_file_without_its_log(void **state)
{
    (void)state;
    db_close(book);
    raw("PRAGMA journal_mode = DELETE");
    refused(book_path, "waiter migrate");
    book = NULL;
}

static void open_refuses_what_it_may_not_read(void **state)
{
    (void)state;
    if (geteuid() == 0) {
        fflush(NULL);
        pid_t pid = fork(); /* root reads everything: become nobody, who may enter the folder */
        if (pid == 0) {
            struct err e = {0};
            struct db *db = NULL;
            if (chmod(book_folder, 0755) || chmod(book_path, 0600) || setgid(65534) ||
                setuid(65534))
                _exit(2);
            _exit(!db_open(book_path, &db, &e) && e.kind == ERR_STORAGE ? 0 : 1);
        }
        int status;
        waitpid(pid, &status, 0);
        assert_int_equal(status, 0);
        return;
    }
    assert_int_equal(chmod(book_path, 0), 0);
    refused(book_path, "Permission denied");
}

static void a_link_opens_the_same_book(void **state)
{
    char link[128], wal[200];
    struct err e = {0};
    struct db *db = NULL;
    struct stat st;
    (void)state;
    snprintf(link, sizeof link, "%s/link.db", book_folder);
    assert_int_equal(symlink(book_path, link), 0);
    assert_true(db_open(link, &db, &e));
    assert_string_equal(db->path, book->path);
    assert_noted(db, "through the link");
    assert_true(db_checkpoint(db, 0, &e)); /* finds the -wal beside the real file */
    snprintf(wal, sizeof wal, "%s-wal", book_path);
    assert_int_equal(stat(wal, &st), 0);
    assert_int_equal(st.st_size, 0);
    db_close(db);
}

/* Opening by hand and closing a database file drops SQLite's locks on it (fcntl, per process). */
static void opening_again_keeps_the_locks(void **state)
{
    struct err e = {0};
    struct conn *c;
    struct db *again = NULL;
    (void)state;
    assert_true(db_borrow(book, &c, &e));
    struct rows *rows;
    assert_true(rows_begin(c, Q_CATALOGUE_VERSION, NO_ARGS, &rows, &e) && row_next(rows, &e));
    assert_true(db_open_any(book_path, &again, &e));
    fflush(NULL);
    pid_t pid = fork();
    if (pid == 0) { /* only another process sees our locks: is SQLite's shared one still there? */
        struct flock lock = {
            .l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = 0x40000002, .l_len = 510};
        int fd = open(book_path, O_RDWR | O_CLOEXEC);
        _exit(fd >= 0 && fcntl(fd, F_GETLK, &lock) == 0 && lock.l_type == F_RDLCK ? 0 : 1);
    }
    int status;
    waitpid(pid, &status, 0);
    assert_int_equal(status, 0);
    rows_end(rows);
    db_return(book, c);
    db_close(again);
}

/* --- The schema --------------------------------------------------------------------------------
 */

static void migrating_again_changes_nothing(void **state)
{
    struct err e = {0};
    struct db *db = NULL;
    int steps = -1;
    (void)state;
    assert_noted(book, "before");
    assert_true(db_open_any(book_path, &db, &e) && db_migrate(db, &steps, &e));
    assert_int_equal(steps, 0);
    assert_true(db_migrate(db, &steps, &e));
    assert_int_equal(steps, 0);
    db_close(db);
    assert_int_equal(noted(), 1);
    assert_true(book_is_whole());
}

static int migrate_one(const char *path)
{
    struct err e = {0};
    struct db *db = NULL;
    int steps = 0;
    if (!db_open_any(path, &db, &e) || !db_migrate(db, &steps, &e)) {
        fprintf(stderr, "migrating: %s\n", e.why);
        return 100;
    }
    db_close(db);
    return steps;
}

static void two_migrators_at_once_do_it_once(void **state)
{
    enum { ROUNDS = 10, AT_ONCE = 4 };
    (void)state;
    db_close(book);
    book = NULL;
    for (int round = 0; round < ROUNDS; round++) {
        char path[128];
        pid_t pids[AT_ONCE];
        int steps = 0, go[2];
        snprintf(path, sizeof path, "%s/new%d.db", book_folder, round);
        assert_int_equal(pipe(go), 0);
        fflush(NULL);
        for (int i = 0; i < AT_ONCE; i++)
            if ((pids[i] = fork()) == 0) {
                char byte;
                close(go[1]);
                if (read(go[0], &byte, 1) != 0) /* all start when the pipe is closed */
                    _exit(101);
                _exit(migrate_one(path));
            }
        close(go[0]);
        close(go[1]);
        for (int i = 0; i < AT_ONCE; i++) {
            int status;
            waitpid(pids[i], &status, 0);
            assert_true(WIFEXITED(status) && WEXITSTATUS(status) < 100);
            steps += WEXITSTATUS(status);
        }
        assert_int_equal(steps, SCHEMA_VERSION);
    }
}

static void *migrate_it(void *db)
{
    static struct err e;
    int steps;
    memset(&e, 0, sizeof e);
    return db_migrate(db, &steps, &e) ? NULL : &e;
}

/* What a migrator believes of a file it must have seen under the gate: here the file becomes
 * somebody else's while it waits. */
static void a_migrator_looks_after_the_gate(void **state)
{
    char path[128];
    struct err e = {0}, *told = NULL;
    struct db *holder = NULL, *waiter = NULL;
    pthread_t thread;
    sqlite3 *h;
    (void)state;
    snprintf(path, sizeof path, "%s/empty.db", book_folder);
    assert_true(db_open_any(path, &holder, &e) && db_open_any(path, &waiter, &e));
    assert_true(gate_take(&holder->gate, clock_monotonic() + 100, &e));
    assert_int_equal(pthread_create(&thread, NULL, migrate_it, waiter), 0);
    usleep(50000); /* a wrong one has looked by now; a right one is not hurt by it */
    assert_int_equal(sqlite3_open(path, &h), SQLITE_OK);
    assert_int_equal(
        sqlite3_exec(h, "PRAGMA application_id = 77; CREATE TABLE theirs (x)", NULL, NULL, NULL),
        SQLITE_OK);
    sqlite3_close(h);
    gate_leave(&holder->gate);
    pthread_join(thread, (void **)&told);
    assert_non_null(told);
    assert_int_equal(told->kind, ERR_STORAGE);
    db_close(holder);
    db_close(waiter);
}

static void a_copy_is_whole_and_becomes_a_book_by_migrating(void **state)
{
    char copy[128];
    struct err e = {0};
    struct db *db = NULL;
    (void)state;
    snprintf(copy, sizeof copy, "%s/copy.db", book_folder);
    assert_noted(book, "copied");
    assert_true(db_copy(book, copy, &e));
    assert_false(db_copy(book, copy, &e)); /* never over something */
    refused(copy, "waiter migrate");
    assert_int_equal(migrate_one(copy), 0);
    memset(&e, 0, sizeof e);
    assert_true(db_open(copy, &db, &e));
    assert_true(db_check(db, &e));
    db_close(db);
    snprintf(book_path, sizeof book_path, "%s", copy);
    assert_int_equal(noted(), 1);
}

/* --- Readers
 * ------------------------------------------------------------------------------------- */

struct borrower {
    struct err e;
    bool ok;
    struct conn *conn;
    int64_t took;
};

static void *borrow(void *arg)
{
    struct borrower *b = arg;
    int64_t began = clock_monotonic();
    b->ok = db_borrow(book, &b->conn, &b->e);
    b->took = clock_monotonic() - began;
    return NULL;
}

/* Lasts 4 s, the limit it is about. */
static void the_pool_ends_at_eight_and_says_busy(void **state)
{
    struct conn *taken[DB_READERS_MOST];
    struct borrower late = {0}, lucky = {0};
    pthread_t thread;
    struct err e = {0};
    (void)state;
    for (int i = 0; i < DB_READERS_MOST; i++)
        assert_true(db_borrow(book, &taken[i], &e));
    borrow(&late);
    assert_false(late.ok);
    assert_int_equal(late.e.kind, ERR_BUSY);
    assert_in_range(late.took, 3900, 5000);
    assert_int_equal(pthread_create(&thread, NULL, borrow, &lucky), 0);
    db_return(book, taken[0]);
    pthread_join(thread, NULL);
    assert_true(lucky.ok);
    assert_ptr_equal(lucky.conn, taken[0]);
    db_return(book, lucky.conn);
    for (int i = 1; i < DB_READERS_MOST; i++)
        db_return(book, taken[i]);
}

static void the_warmest_reader_comes_first(void **state)
{
    struct conn *a, *b, *c;
    struct err e = {0};
    (void)state;
    assert_true(db_borrow(book, &a, &e) && db_borrow(book, &b, &e));
    db_return(book, a);
    db_return(book, b);
    assert_true(db_borrow(book, &c, &e));
    assert_ptr_equal(c, b);
    db_return(book, c);
}

static void a_reader_left_in_a_transaction_is_not_lent_again(void **state)
{
    struct conn *a, *b;
    struct rows *rows;
    struct err e = {0};
    (void)state;
    assert_true(db_borrow(book, &a, &e));
    assert_true(rows_begin(a, Q_CATALOGUE_VERSION, NO_ARGS, &rows, &e) && row_next(rows, &e));
    assert_int_equal(sqlite3_txn_state(a->handle, NULL), SQLITE_TXN_READ);
    sqlite3_free(rows); /* the mistake: no rows_end */
    db_return(book, a);
    for (int i = 0; i < DB_READERS_MOST + 1; i++) { /* and its place in the pool is free again */
        assert_true(db_borrow(book, &b, &e));
        assert_int_equal(sqlite3_txn_state(b->handle, NULL), SQLITE_TXN_NONE);
        db_return(book, b);
    }
}

static void a_reader_cannot_write(void **state)
{
    struct conn *c;
    struct err e = {0};
    (void)state;
    assert_true(db_borrow(book, &c, &e));
    assert_false(note(c, (char *)"by a reader", &e));
    assert_int_equal(e.kind, ERR_STORAGE);
    db_return(book, c);
    assert_int_equal(noted(), 0);
}

static int64_t pragma(struct conn *c, const char *sql)
{
    sqlite3_stmt *stmt;
    assert_int_equal(sqlite3_prepare_v2(c->handle, sql, -1, &stmt, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(stmt), SQLITE_ROW);
    int64_t value = sqlite3_column_int64(stmt, 0);
    sqlite3_finalize(stmt);
    return value;
}

static void rules_of(struct conn *c, int64_t query_only)
{
    int on = 0;
    assert_int_equal(pragma(c, "PRAGMA synchronous"), 2); /* FULL */
    assert_int_equal(pragma(c, "PRAGMA foreign_keys"), 1);
    assert_int_equal(pragma(c, "PRAGMA trusted_schema"), 0);
    assert_int_equal(pragma(c, "PRAGMA mmap_size"), 0);
    assert_int_equal(pragma(c, "PRAGMA wal_autocheckpoint"), 0); /* we have a hook of our own */
    assert_int_equal(pragma(c, "PRAGMA query_only"), query_only);
    sqlite3_db_config(c->handle, SQLITE_DBCONFIG_DEFENSIVE, -1, &on);
    assert_true(on);
    sqlite3_db_config(c->handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, -1, &on);
    assert_true(on);
}

static bool rules_of_the_writer(struct conn *c, void *what, struct err *e)
{
    (void)what, (void)e;
    rules_of(c, 0);
    return true;
}

static void every_connection_follows_the_rules(void **state)
{
    struct conn *c;
    struct err e = {0};
    (void)state;
    assert_true(db_borrow(book, &c, &e));
    rules_of(c, 1);
    db_return(book, c);
    assert_true(db_alone(book, rules_of_the_writer, NULL, &e));
}

/* --- Named queries
 * --------------------------------------------------------------------------------- */

static void every_query_prepares_and_binds_by_name(void **state)
{
    struct conn *c;
    struct err e = {0};
    (void)state;
    assert_true(db_borrow(book, &c, &e));
    if (!db_prepare_all(c, &e))
        fail_msg("%s", e.why);
    for (int q = 0; q < Q__MAX; q++) {
        sqlite3_stmt *stmt = c->queries[q].stmt;
        int n = sqlite3_bind_parameter_count(stmt);
        assert_true(n <= BIND_MOST && sqlite3_column_count(stmt) <= COLUMNS_MOST);
        for (int i = 1; i <= n; i++) /* $1 to $n without a gap: the count is what callers give */
            if (!c->queries[q].bind_at[i])
                fail_msg("%s has %d parameters but no $%d", query_texts[q].name, n, i);
    }
    db_return(book, c);
}

/* The tables that grow for ever must be reached by an index. Only these may walk one (make bench-scale
 * shows what they cost). A new variant or order only seems to: that walk would settle deferred foreign
 * keys, and we have none. */
static const char *const may_walk[] = {
    "order_add",        "chat_log_list",
    "merge_drop_customer", "variant_add",   "seed_variant_add",
    "health_last_in",   /* backwards, to the newest that came in     */
    "health_last_sent", /* backwards, to the newest that arrived     */
    "faq_uses", "past_messages", "ai_calls_newest", "confirmed_list", /* backwards, so and so many */
    "event_forget", "forget_outbox", "forget_errands", "forget_tasks", "forget_audit", "forget_ai_turns", /* the oldest 500 */
    "forget_inbound_old", /* in the night, by a reader: no turn waits */
    "summary_of_day",     /* once a day */
    "pending_count", "pending_oldest", "orders_any_unpaid_due", "orders_unpaid_due", /* pending orders: few */
    "erase_tasks", "erase_errands", "erase_messages", "erase_customer", /* an owner, seldom: whatever names the customer */
};

static bool may(const char *name)
{
    for (size_t i = 0; i < sizeof may_walk / sizeof *may_walk; i++)
        if (strcmp(name, may_walk[i]) == 0)
            return true;
    return false;
}

/* Whether that query calls one of the growing tables by this name. */
static bool grows(const char *sql, const char *name)
{
    static const char *const tables[] = {
        "orders",      "chat_log", "outbox",       "inbound",        "customer",  "order_item",
        "order_event", "address",  "conversation", "stock_movement", "cart_item", "event",
        "unanswered",  "payment",  "refund",       "feedback",       "errand",    "audit",
        "ai_turn",     "ai_call",  "media",        "referral",       "task",      "confirmed",
        "coupon_use",  "order_note", "chat_note",  "customer_tag",
    };
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
        char as[128];
        if (strcmp(tables[i], name) == 0)
            return true;
        snprintf(as, sizeof as, "%s %s", tables[i], name);
        for (const char *at = sql; (at = strstr(at, as)); at++)
            if (!isalnum((unsigned char)at[strlen(as)]) && at[strlen(as)] != '_')
                return true;
    }
    return false;
}

static bool walks(const char *sql, const char *plan)
{
    char name[64];
    if (strstr(plan, "orders_status (status=?)")) /* of a state in which orders stay that is all of them */
        return true;
    if (strncmp(plan, "SCAN ", 5) != 0 || strstr(plan, "INDEX"))
        return false;
    snprintf(name, sizeof name, "%.*s", (int)strcspn(plan + 5, " "), plan + 5);
    return grows(sql, name);
}

static void no_query_walks_a_growing_table(void **state)
{
    struct conn *c;
    struct err e = {0};
    int plans = 0;
    (void)state;
    assert_true(db_borrow(book, &c, &e));
    for (int q = 0; q < Q__MAX; q++) {
        char sql[8192];
        sqlite3_stmt *stmt;
        snprintf(sql, sizeof sql, "EXPLAIN QUERY PLAN %s", query_texts[q].sql);
        assert_int_equal(sqlite3_prepare_v2(c->handle, sql, -1, &stmt, NULL), SQLITE_OK);
        while (sqlite3_step(stmt) == SQLITE_ROW) {
            const char *plan = (const char *)sqlite3_column_text(stmt, 3);
            plans++;
            if (!may(query_texts[q].name) && walks(query_texts[q].sql, plan))
                fail_msg("%s: %s", query_texts[q].name, plan);
        }
        sqlite3_finalize(stmt);
    }
    db_return(book, c);
    assert_true(plans > 20);
    for (size_t i = 0; i < sizeof may_walk / sizeof *may_walk; i++) {
        bool there = false;
        for (int q = 0; q < Q__MAX; q++)
            there |= strcmp(query_texts[q].name, may_walk[i]) == 0;
        if (!there)
            fail_msg("%s is gone", may_walk[i]);
    }
    /* The test can see a walk: */
    assert_true(walks("SELECT * FROM chat_log", "SCAN chat_log"));
    assert_true(walks("SELECT * FROM chat_log l, customer c", "SCAN l"));
    assert_true(walks("SELECT * FROM orders o", "SEARCH o USING COVERING INDEX orders_status (status=?)"));
    assert_false(walks("SELECT * FROM variant v", "SCAN v"));
    assert_false(walks("SELECT * FROM orders o", "SCAN o USING INDEX orders_customer"));
}

/* stock_take says $1 before $2, stock_set $2 before $1: values go by name, not by appearance. */
static bool take_and_set(struct conn *c, void *what, struct err *e)
{
    int64_t changed = 0;
    (void)what;
    return conn_exec(
               c,
               "INSERT INTO category (id, name, position) VALUES (1, 'a', 0);"
               "INSERT INTO product (id, category_id, name, price_minor, created_at, updated_at)"
               " VALUES (1, 1, 'p', 1, 1, 1);"
               "INSERT INTO variant (id, product_id, sku, stock) VALUES (7, 1, 's', 100)",
               e) &&
           db_run(c, Q_STOCK_TAKE, ARGS(V(30), V(7)), &changed, e) && changed == 1 &&
           db_run(c, Q_STOCK_TAKE, ARGS(V(71), V(7)), &changed, e) && changed == 0;
}

static bool set_stock(struct conn *c, void *what, struct err *e)
{
    return db_run(c, Q_STOCK_SET, ARGS(V(7), V(55)), what, e);
}

static void values_are_bound_by_name(void **state)
{
    struct err e = {0};
    int64_t changed = 0;
    (void)state;
    if (!db_write(book, take_and_set, NULL, &e))
        fail_msg("%s", e.why);
    assert_int_equal(book_ask("SELECT stock FROM variant WHERE id = 7"), 70);
    assert_true(db_write(book, set_stock, &changed, &e));
    assert_int_equal(book_ask("SELECT stock FROM variant WHERE id = 7"), 55);
}

static void a_wrong_number_of_values_is_refused(void **state)
{
    struct err e = {0};
    struct conn *c;
    int64_t out;
    bool found;
    (void)state;
    assert_true(db_borrow(book, &c, &e));
    assert_false(db_int(c, Q_STOCK_OF, NO_ARGS, &out, &found, &e));
    assert_int_equal(e.kind, ERR_INTERNAL);
    memset(&e, 0, sizeof e);
    assert_false(db_int(c, Q_STOCK_OF, ARGS(V(1), V(2)), &out, &found, &e));
    memset(&e, 0, sizeof e);
    assert_true(db_int(c, Q_STOCK_OF, ARGS(V(1)), &out, &found, &e)); /* and does no harm */
    assert_false(found);
    assert_false(db_int(c, Q_STOCK_OF, ARGS(V(1)), &out, NULL, &e));
    assert_int_equal(e.kind, ERR_NOT_FOUND);
    db_return(book, c);
}

struct line {
    const char *body, *source;
    int64_t id, customer_id;
    bool nothing;
};

static bool three_messages(struct conn *c, void *what, struct err *e)
{
    const char *none = NULL;
    (void)what;
    if (!conn_exec(c, "INSERT INTO customer (id, created_at, seen_at) VALUES (5, 1, 1)", e))
        return false;
    for (int i = 0; i < 40; i++)
        if (!db_run(c, Q_CHAT_LOG_ADD,
                    ARGS(V(5), V("in"), V("text"), V("¿qué? ' \" %_"), V(none), V(none), V(i),
                         V(none), V(1), V(none)),
                    NULL, e))
            return false;
    return true;
}

static void rows_fill_a_model_by_column_name(void **state)
{
    static const struct field fields[] = {
        FIELD(struct line, source, 0),      FIELD(struct line, body, 0),
        FIELD(struct line, customer_id, 0), FIELD(struct line, id, 0),
        FIELD(struct line, nothing, 0),
    };
    static const struct model model = MODEL("line", struct line, fields);
    struct err e = {0};
    struct conn *c;
    struct arena a;
    struct line *lines;
    size_t count;
    void *out;
    (void)state;
    arena_init(&a);
    assert_true(db_write(book, three_messages, NULL, &e));
    assert_true(db_borrow(book, &c, &e));
    assert_true(db_all(c, &a, Q_CHAT_LOG_LIST, ARGS(V(INT64_MAX), V(0), V(100)), &model, 100, &out,
                       &count, &e));
    lines = out;
    assert_int_equal(count, 40); /* more than the first room, which holds 16 */
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(lines[i].id, 40 - i);
        assert_int_equal(lines[i].customer_id, 5);
        assert_string_equal(lines[i].body, "¿qué? ' \" %_");
        assert_null(lines[i].source);
        assert_false(lines[i].nothing);
    }
    assert_true(db_all(c, &a, Q_CHAT_LOG_LIST, ARGS(V(INT64_MAX), V(0), V(100)), &model, 3, &out,
                       &count, &e));
    assert_int_equal(count, 3);
    assert_int_equal(sqlite3_txn_state(c->handle, NULL),
                     SQLITE_TXN_NONE); /* cut short, yet ended */
    db_return(book, c);
    arena_done(&a);
}

/* --- Searching for what people type
 * ------------------------------------------------------------------ */

static const char *const hostile[] = {
    "where is my order?",
    "it's late",
    "100% discount",
    "secret:cost",
    "\"",
    "\"\"\"",
    "'",
    "(",
    ")",
    "()",
    "*",
    "a*",
    "^a",
    "-",
    "a - b",
    "a -b",
    "+",
    "a+b",
    "NEAR",
    "NEAR(a b, 2)",
    "a NEAR b",
    "AND",
    "OR",
    "NOT",
    "a AND",
    "OR b",
    "NOT a",
    "{a b}: c",
    "name:",
    "name:a",
    "{",
    "}",
    ":",
    ",",
    ";",
    "--",
    "/*",
    "\\",
    "%",
    "_",
    "[",
    "]",
    "<>",
    "a\nb",
    "a\tb",
    "\x01\x02",
    "é",
    "שלום",
    "مرحبا",
    "😀",
    "\xff\xfe",
    "\xc3",
    "a\xf0\x9f",
    "——",
    "\u200b",
    "\u202e",
    "",
    "' OR 1=1 --",
    "\"; DROP TABLE orders; --",
    "a\" OR \"b",
    "1e400",
    "a b c d e f g h i j k l m n o p q r s t u v",
};

static void ask_fts(sqlite3 *h, const char *typed)
{
    struct arena a;
    sqlite3_stmt *stmt;
    arena_init(&a);
    const char *match = fts_query(&a, typed);
    if (match) {
        int quotes = 0;
        for (const char *p = match; *p; p++)
            quotes += *p == '"';
        assert_true(quotes <= 2 * 16);
        assert_int_equal(
            sqlite3_prepare_v2(h, "SELECT rowid FROM product_search WHERE product_search MATCH ?",
                               -1, &stmt, NULL),
            SQLITE_OK);
        sqlite3_bind_text(stmt, 1, match, -1, SQLITE_STATIC);
        int rc;
        while ((rc = sqlite3_step(stmt)) == SQLITE_ROW)
            ;
        if (rc != SQLITE_DONE)
            fail_msg("%s -> %s: %s", typed, match, sqlite3_errmsg(h));
        sqlite3_finalize(stmt);
    }
    arena_done(&a);
}

static void nothing_typed_breaks_the_search(void **state)
{
    struct random r = random_begin();
    sqlite3 *h;
    char text[400];
    (void)state;
    assert_int_equal(sqlite3_open(book_path, &h), SQLITE_OK);
    sqlite3_db_config(h, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
    for (size_t i = 0; i < sizeof hostile / sizeof *hostile; i++)
        ask_fts(h, hostile[i]);
    for (int round = 0; round < 3000; round++) {
        size_t n = random_below(&r, sizeof text - 1);
        for (size_t i = 0; i < n; i++)
            text[i] = random_below(&r, 3) ? " \"*():^-{}ANDORa"[random_below(&r, 16)]
                                          : (char)random_below(&r, 256);
        text[n] = '\0';
        ask_fts(h, text);
    }
    sqlite3_close(h);
}

static void searching_takes_sixteen_words_and_none_for_nothing(void **state)
{
    struct arena a;
    (void)state;
    arena_init(&a);
    assert_null(fts_query(&a, ""));
    assert_null(fts_query(&a, " ?!\"'*"));
    assert_string_equal(fts_query(&a, "it's"), "\"it\"* OR \"s\"*");
    const char *many = fts_query(&a, "a a a a a a a a a a a a a a a a a a a a");
    int words = 0;
    for (const char *p = many; (p = strchr(p, 'a')); p++)
        words++;
    assert_int_equal(words, 16);
    arena_done(&a);
}

int main(void)
{
    shim_install();
#define BOOK_TEST(name) cmocka_unit_test_setup_teardown(name, book_begin, book_end)
    const struct CMUnitTest tests[] = {
        BOOK_TEST(open_refuses_what_is_missing),
        BOOK_TEST(open_refuses_another_kind_of_file),
        BOOK_TEST(open_refuses_another_application),
        BOOK_TEST(open_refuses_an_older_and_a_newer_schema),
        BOOK_TEST(open_refuses_a_file_without_its_log),
        BOOK_TEST(open_refuses_what_it_may_not_read),
        BOOK_TEST(a_link_opens_the_same_book),
        BOOK_TEST(opening_again_keeps_the_locks),
        BOOK_TEST(migrating_again_changes_nothing),
        BOOK_TEST(two_migrators_at_once_do_it_once),
        BOOK_TEST(a_migrator_looks_after_the_gate),
        BOOK_TEST(a_copy_is_whole_and_becomes_a_book_by_migrating),
        BOOK_TEST(the_pool_ends_at_eight_and_says_busy),
        BOOK_TEST(the_warmest_reader_comes_first),
        BOOK_TEST(a_reader_left_in_a_transaction_is_not_lent_again),
        BOOK_TEST(a_reader_cannot_write),
        BOOK_TEST(every_connection_follows_the_rules),
        BOOK_TEST(every_query_prepares_and_binds_by_name),
        BOOK_TEST(no_query_walks_a_growing_table),
        BOOK_TEST(values_are_bound_by_name),
        BOOK_TEST(a_wrong_number_of_values_is_refused),
        BOOK_TEST(rows_fill_a_model_by_column_name),
        BOOK_TEST(nothing_typed_breaks_the_search),
        BOOK_TEST(searching_takes_sixteen_words_and_none_for_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
