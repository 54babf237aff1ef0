/* test_search.c -- what was typed becomes a way to look for it; the indexes follow what is written; and
 * the counts of a list are those that counting gives. */
#include "book.h"

#include "waiter/order_list.h"
#include "waiter/search.h"

static struct arena arena;

static bool run_sql(struct conn *c, void *sql, struct err *e) { return conn_exec(c, sql, e); }
static void write_sql(const char *sql)
{
    struct err e = {0};
    if (!db_write(book, run_sql, (void *)(uintptr_t)sql, &e))
        fail_msg("%s", e.why);
}

static struct typed typed(enum search which, const char *text)
{
    struct typed out;
    struct conn *c;
    struct err e = {0};
    assert_true(db_borrow(book, &c, &e));
    if (!search_read(c, &arena, which, text, &out, &e))
        fail_msg("%s: %s", text, e.why);
    db_return(book, c);
    return out;
}

static void follow(enum search which)
{
    struct err e = {0};
    if (!search_follow(book, which, &e))
        fail_msg("%s", e.why);
}

/* How many customers the index finds by what was typed, brought up to date as a search does it. */
static int64_t found(const char *text)
{
    follow(SEARCH_CUSTOMERS);
    struct typed t = typed(SEARCH_CUSTOMERS, text);
    assert_non_null(t.match);
    return book_ask(arena_printf(&arena, "SELECT count(*) FROM customer_search WHERE customer_search MATCH '%s'", t.match));
}

static void add_customers(int from, int until, const char *name)
{
    write_sql(arena_printf(&arena,
        "WITH RECURSIVE c(i) AS (SELECT %d UNION ALL SELECT i + 1 FROM c WHERE i + 1 < %d)"
        " INSERT INTO customer (id, name, profile_name, phone, created_at, seen_at)"
        " SELECT i, '%s', NULL, printf('+346%%08d', i), 1, i FROM c", from, until, name));
}

#define ORDERS 400

static void add_orders(void)
{
    add_customers(1, 2, "Ina");
    write_sql(arena_printf(&arena,
        "WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c WHERE i < %d)"
        " INSERT INTO orders (id, number, customer_id, status, currency, subtotal_minor, delivery_minor, total_minor,"
        " delivery_method, name, review, created_at, updated_at)"
        " SELECT i, 'ORD-' || i, 1, CASE i %% 3 WHEN 0 THEN 'pending' ELSE 'shipped' END, 'EUR', 5, 0, 5, 'pickup',"
        " 'Ina', '', 1700000000000 + i * 7200123, 1 FROM c", ORDERS));
    write_sql("UPDATE orders SET status = 'delivered' WHERE id % 5 = 0; UPDATE orders SET payment_status = 'paid' WHERE id % 4 = 0;"
              "UPDATE orders SET created_at = created_at + 40000000 WHERE id % 7 = 0; DELETE FROM orders WHERE id % 50 = 0");
}

/* --- Optional lines ------------------------------------------------------------------------ */

static void lines_are_there_when_their_values_are(void **state)
{
    const char *sql = "SELECT 1\n WHERE true\n AND a = $2 -- if $2\n AND b < $1 -- if $1 $3\n LIMIT $4;\n";
    static const struct { unsigned given; const char *chosen; } cases[] = {
        {0, "SELECT 1\n WHERE true\n LIMIT $4;\n"},
        {1 << 1, "SELECT 1\n WHERE true\n AND a = $2 -- if $2\n LIMIT $4;\n"},
        {1 << 0, "SELECT 1\n WHERE true\n LIMIT $4;\n"},
        {1 << 2, "SELECT 1\n WHERE true\n LIMIT $4;\n"},
        {1 << 0 | 1 << 2, "SELECT 1\n WHERE true\n AND b < $1 -- if $1 $3\n LIMIT $4;\n"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char *chosen = query_lines(sql, cases[i].given);
        assert_string_equal(chosen, cases[i].chosen);
        sqlite3_free(chosen);
    }
    char *all = query_lines(sql, UINT32_MAX);
    assert_string_equal(all, sql);
    sqlite3_free(all);
}

/* --- What was typed ------------------------------------------------------------------------ */

static void a_phone_is_found_in_any_spelling(void **state)
{
    static const char *const spellings[] = {"+34600111222", "0034 600-111 222", "(0)34 600.111.222", "34 600 111 222",
                                            "0600 111 222", "٣٤٦٠٠١١١٢٢٢", "۳۴۶۰۰۱۱۱۲۲۲"};
    (void)state;
    add_customers(1, 3, "Ina");
    write_sql("UPDATE customer SET phone = '+34600111222' WHERE id = 2");
    for (size_t i = 0; i < sizeof spellings / sizeof *spellings; i++)
        assert_int_equal(found(spellings[i]), 1);
}

/* What could be a phone may be part of an order's number as well. */
static void part_of_a_number_is_found_too(void **state)
{
    (void)state;
    add_orders();
    write_sql("UPDATE orders SET number = 'ORD-20260101-0042ABCD' WHERE id = 7");
    follow(SEARCH_ORDERS);
    assert_int_equal(book_ask(arena_printf(&arena, "SELECT count(*) FROM order_search WHERE order_search MATCH '%s'",
                                           typed(SEARCH_ORDERS, "20260101-0042").match)), 1);
}

static void words_become_one_text_to_match(void **state)
{
    (void)state;
    assert_string_equal(typed(SEARCH_CUSTOMERS, "Ana \"Bo\" OR").match, "\"Ana \"\"Bo\"\" OR\"");
    struct typed none = typed(SEARCH_CUSTOMERS, ""), brief = typed(SEARCH_CUSTOMERS, "b%");
    assert_true(!none.match && !none.like && !none.reach && !none.all);
    assert_true(!brief.match && !brief.all && brief.reach == 0); /* a small shop is looked through as a whole */
    assert_string_equal(brief.like, "%b~%%");
    assert_non_null(typed(SEARCH_CUSTOMERS, "مها").match); /* characters, not bytes */
}

static void what_very_many_hold_is_read_from_the_top(void **state)
{
    (void)state;
    add_customers(1, SEARCH_COUNT_MOST + 1, "Bente");
    follow(SEARCH_CUSTOMERS);
    assert_string_equal(typed(SEARCH_CUSTOMERS, "bente").match, "\"bente\"");
    add_customers(SEARCH_COUNT_MOST + 1, SEARCH_COUNT_MOST + 2, "Bente");
    follow(SEARCH_CUSTOMERS);
    struct typed t = typed(SEARCH_CUSTOMERS, "bente");
    assert_null(t.match);
    assert_string_equal(t.like, "%bente%");
    assert_string_equal(t.all, "\"bente\"");
    assert_int_equal(t.reach, 0);
    assert_true(typed(SEARCH_CUSTOMERS, "be").reach > 0);
}

/* --- Following ------------------------------------------------------------------------------ */

static void an_index_follows_what_is_added_changed_and_gone(void **state)
{
    (void)state;
    add_customers(1, 6, "Änne");
    assert_int_equal(found("änn"), 5); /* also large letters with accents */
    assert_int_equal(found("60000000"), 5);
    write_sql("UPDATE customer SET name = 'Zoltan' WHERE id = 2; UPDATE customer SET seen_at = 9 WHERE id = 3");
    assert_int_equal(book_ask("SELECT count(*) FROM search_due"), 1);
    assert_int_equal(found("änn"), 4);
    assert_int_equal(found("zoltan"), 1);
    assert_int_equal(book_ask("SELECT count(*) FROM search_due"), 0);
    write_sql("DELETE FROM customer WHERE id = 2");
    assert_int_equal(found("zoltan"), 0);
}

/* The newest changes before the index has those below it: none of them may be passed over. */
static void a_change_ahead_of_the_index_leaves_no_gap(void **state)
{
    (void)state;
    add_customers(1, 3, "Quentin");
    assert_int_equal(found("quentin"), 2);
    add_customers(3, 8, "Quentin");
    write_sql("UPDATE customer SET name = 'Quentina' WHERE id IN (2, 7)");
    assert_int_equal(found("quentin"), 7);
    assert_int_equal(found("quentina"), 2);
    assert_int_equal(book_ask("SELECT count(*) FROM customer_search"), 7);
}

static void what_left_an_index_leaves_its_file(void **state)
{
    struct err e = {0};
    (void)state;
    add_customers(1, 50, "Wxyzwx");
    follow(SEARCH_CUSTOMERS);
    write_sql("UPDATE customer SET name = NULL");
    follow(SEARCH_CUSTOMERS);
    if (!search_clean(book, &e))
        fail_msg("%s", e.why);
    assert_int_equal(book_ask("SELECT count(*) FROM customer_search_data WHERE instr(block, CAST('wxy' AS BLOB)) > 0"), 0);
    assert_int_equal(book_ask("SELECT count(*) FROM customer_search_content WHERE c0 IS NOT NULL"), 0);
}

/* --- Counts -------------------------------------------------------------------------------- */

static int64_t counted(const struct order_filter *f, const char *status)
{
    struct conn *c;
    struct err e = {0};
    struct str text = str_new(&arena, 4096);
    struct json j = json_writer(&text);
    const json_value *v;
    assert_true(db_borrow(book, &c, &e));
    json_open_object(&j, NULL);
    if (!order_list_counts(&j, c, &arena, f, &e))
        fail_msg("%s", e.why);
    json_close(&j);
    db_return(book, c);
    assert_true(json_parse(&arena, text.text, text.len, &v, &e));
    return json_int(json_at(v, "counts"), status, -1);
}

static void a_list_counts_what_counting_gives(void **state)
{
    static const char *const words[] = {"pending", "shipped", "delivered", "cancelled"};
    const int64_t begin = 1700000000000;
    (void)state;
    add_orders();
    for (int i = 0; i < 60; i++) {
        int64_t from = i % 4 ? begin + i * 17 * HOUR_MS : 0, until = i % 3 ? begin + (i * i + 5) * 5 * HOUR_MS : 0;
        const char *payment = i % 2 ? "paid" : "";
        struct order_filter f = {.status = "", .search = "", .payment = payment, .from = from, .until = until};
        for (size_t w = 0; w < sizeof words / sizeof *words; w++)
            assert_int_equal(counted(&f, words[w]),
                book_ask(arena_printf(&arena, "SELECT count(*) FROM orders WHERE status = '%s' AND created_at >= %lld AND created_at < %lld"
                                            " AND ('%s' = '' OR payment_status = '%s')", words[w], (long long)from,
                                    until ? (long long)until : INT64_MAX, payment, payment)));
    }
}

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

#define SEARCH_TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_are_there_when_their_values_are),
        SEARCH_TEST(a_phone_is_found_in_any_spelling),
        SEARCH_TEST(part_of_a_number_is_found_too),
        SEARCH_TEST(words_become_one_text_to_match),
        SEARCH_TEST(what_very_many_hold_is_read_from_the_top),
        SEARCH_TEST(an_index_follows_what_is_added_changed_and_gone),
        SEARCH_TEST(a_change_ahead_of_the_index_leaves_no_gap),
        SEARCH_TEST(what_left_an_index_leaves_its_file),
        SEARCH_TEST(a_list_counts_what_counting_gives),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
