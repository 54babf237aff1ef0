/* test_track.c -- a link to an order: what does not open it is told apart by nobody, not by the work done. */
#include "book.h"

#include "waiter/order.h"
#include "waiter/track_page.h"

#include <cmocka.h>

#define SECRET "a secret of the shop"
#define STATEMENTS_MOST 8

static struct arena arena;

static int begin(void **state)
{
    arena_init(&arena);
    return book_begin(state);
}

static int end(void **state)
{
    arena_done(&arena);
    return book_end(state);
}

static const char *const rows =
    "INSERT INTO customer (id, created_at, seen_at) VALUES (1, 1, 1);"
    "INSERT INTO orders (id, number, customer_id, status, currency, subtotal_minor, delivery_minor, total_minor,"
    " delivery_method, name, created_at, updated_at) VALUES"
    " (1, 'ORD-20260101-AAAAAAAA', 1, 'pending', 'EUR', 100, 0, 100, 'pickup', 'Ana', 1, 1),"
    " (2, 'ORD-20260101-BBBBBBBB', 1, 'delivered', 'EUR', 100, 0, 100, 'pickup', 'Ana', 1, 1);";

static void store(void)
{
    sqlite3 *db;
    assert_int_equal(sqlite3_open_v2(book_path, &db, SQLITE_OPEN_READWRITE, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, rows, NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
}

struct seen {
    const char *sql[STATEMENTS_MOST];
    size_t count;
};

static int on_statement(unsigned kind, void *what, void *stmt, void *text)
{
    struct seen *s = what;
    (void)kind;
    (void)text;
    if (s->count < STATEMENTS_MOST)
        s->sql[s->count] = arena_strdup(&arena, sqlite3_sql(stmt));
    s->count++;
    return 0;
}

static bool opens(const char *number, const char *token, struct seen *seen)
{
    struct err e = {0};
    struct conn *c;
    struct order o;
    bool found = false;
    *seen = (struct seen){0};
    if (!db_borrow(book, &c, &e))
        fail_msg("%s", e.why);
    sqlite3_trace_v2(c->handle, SQLITE_TRACE_STMT, on_statement, seen);
    bool ok = track_find(c, &arena, SECRET, number, token, 400 * DAY_MS, &o, &found, &e);
    sqlite3_trace_v2(c->handle, 0, NULL, NULL);
    db_return(book, c);
    if (!ok)
        fail_msg("%s", e.why);
    return found;
}

static void what_does_not_open_runs_the_same_statements_as_what_does(void **state)
{
    static const char a[] = "ORD-20260101-AAAAAAAA", b[] = "ORD-20260101-BBBBBBBB", none[] = "ORD-20260101-CCCCCCCC";
    const char *right = order_token(&arena, SECRET, a);
    const struct { const char *number, *token; } shut[] = {
        {a, ""}, {a, "x"}, {a, order_token(&arena, SECRET, b)}, {a, arena_printf(&arena, "%sx", right)},
        {b, order_token(&arena, SECRET, b)}, /* its time is over */
        {none, order_token(&arena, SECRET, none)}, {none, ""}, {"", ""},
    };
    struct seen open, seen;
    (void)state;
    store();
    assert_true(opens(a, right, &open));
    assert_true(open.count > 0);
    for (size_t i = 0; i < sizeof shut / sizeof *shut; i++) {
        assert_false(opens(shut[i].number, shut[i].token, &seen));
        assert_int_equal(seen.count, open.count);
        for (size_t k = 0; k < open.count; k++)
            assert_string_equal(seen.sql[k], open.sql[k]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_does_not_open_runs_the_same_statements_as_what_does, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
