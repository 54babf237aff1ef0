/* test_schedule.c -- schedules run when they are due: through restarts, crashes and clocks that jump. */
#include "book.h"

#include "waiter/schedule.h"

#include <cmocka.h>

static struct settings settings;
static struct shop *shop;
static int64_t shifted;

static void shift(int64_t ms)
{
    clock_shift(ms);
    shifted += ms;
}

static int begin(void **state)
{
    struct err e = {0};
    settings = (struct settings){.waiter_share = ".", .public_url = "http://x", .secret_key = "k",
                                 .shop_name = "", .shop_currency = ""};
    clock_zone("UTC");
    book_begin(state);
    settings.waiter_home = book_folder;
    if (!shop_open(&settings, book, &shop, &e))
        fail_msg("%s", e.why);
    return 0;
}

static int end(void **state)
{
    clock_shift(-shifted);
    shifted = 0;
    shop_close(shop);
    return book_end(state);
}

static size_t run_at(struct schedule_pace *pace)
{
    struct err e = {0};
    size_t ran;
    if (!schedule_run_due(shop, pace, &ran, &e))
        fail_msg("%s", e.why);
    return ran;
}

static size_t run_due(void) { return run_at(&(struct schedule_pace){0}); }

static int64_t runs(const char *name)
{
    char sql[120];
    snprintf(sql, sizeof sql, "SELECT runs FROM schedule WHERE name = '%s'", name);
    return book_ask(sql);
}

static void restart(void)
{
    struct err e = {0};
    shop_close(shop);
    db_close(book);
    book = book_open();
    if (!shop_open(&settings, book, &shop, &e))
        fail_msg("%s", e.why);
}

static void each_runs_when_its_time_has_come_and_not_before(void **state)
{
    (void)state;
    assert_int_equal(run_due(), 0); /* their rows are made */
    shift(9 * MINUTE_MS);
    run_due();
    assert_int_equal(runs("forget-events"), 0);
    shift(2 * MINUTE_MS);
    run_due();
    assert_int_equal(runs("forget-events"), 1);
    run_due();
    assert_int_equal(runs("forget-events"), 1);
}

static void the_next_time_survives_a_restart(void **state)
{
    (void)state;
    run_due();
    shift(11 * MINUTE_MS);
    run_due();
    restart();
    shift(9 * MINUTE_MS);
    run_due();
    assert_int_equal(runs("forget-events"), 1);
    shift(2 * MINUTE_MS);
    run_due();
    assert_int_equal(runs("forget-events"), 2);
}

static void days_of_sleep_are_made_up_for_once(void **state)
{
    (void)state;
    run_due();
    shift(5 * DAY_MS);
    run_due();
    run_due();
    assert_int_equal(runs("forget-events"), 1);
    assert_int_equal(runs("backup"), 1);
}

static void a_clock_that_went_back_holds_nothing_up(void **state)
{
    (void)state;
    run_due();
    shift(11 * MINUTE_MS);
    run_due();
    shift(-DAY_MS);
    run_due();
    assert_int_equal(runs("forget-events"), 2);
    run_due();
    assert_int_equal(runs("forget-events"), 2); /* and it does not run on and on */
    shift(11 * MINUTE_MS);
    run_due();
    assert_int_equal(runs("forget-events"), 3);
}

/* Half past three at night, of the shop's day. */
static void a_daily_one_runs_once_a_day(void **state)
{
    (void)state;
    shift(clock_next(clock_now(), 3 * 60 + 20) - clock_now());
    run_due();
    shift(5 * MINUTE_MS);
    run_due();
    assert_int_equal(runs("backup"), 0);
    shift(10 * MINUTE_MS);
    run_due();
    assert_int_equal(runs("backup"), 1);
    shift(-HOUR_MS); /* summer time ends, or a clock is set right */
    run_due();
    shift(HOUR_MS);
    run_due();
    assert_int_equal(runs("backup"), 1);
    shift(DAY_MS);
    run_due();
    assert_int_equal(runs("backup"), 2);
}

static bool job(struct conn *c, void *sql, struct err *e)
{
    (void)e;
    return sqlite3_exec(c->handle, sql, NULL, NULL, NULL) == SQLITE_OK;
}

static void write_sql(const char *sql)
{
    struct err e = {0};
    if (!db_write(book, job, (char *)(uintptr_t)sql, &e))
        fail_msg("%s", e.why);
}

static void a_run_that_goes_on_is_not_begun_again(void **state)
{
    char sql[200];
    struct err e = {0};
    struct arena a;
    (void)state;
    arena_init(&a);
    run_due();
    shift(11 * MINUTE_MS);
    snprintf(sql, sizeof sql, "UPDATE schedule SET lease = 1, by_worker = 1, lease_until = %lld",
             (long long)(clock_now() + MINUTE_MS));
    write_sql(sql);
    run_due();
    assert_int_equal(runs("forget-events"), 0);
    assert_false(schedule_run(shop, &a, "forget-events", NULL, &e));
    assert_int_equal(e.kind, ERR_CONFLICT);
    /* Its worker died: the next one frees it; without one it is free when the lease is over. */
    err_clear(&e);
    assert_true(schedule_rescue(book, &e));
    run_due();
    assert_int_equal(runs("forget-events"), 1);
    write_sql(sql);
    shift(12 * MINUTE_MS);
    run_due();
    assert_int_equal(runs("forget-events"), 2);
    arena_done(&a);
}

static void a_failure_is_noted_and_tried_again_soon(void **state)
{
    (void)state;
    settings.waiter_home = "/nowhere";
    run_due();
    shift(2 * DAY_MS);
    run_due();
    assert_int_equal(book_ask("SELECT last_ok FROM schedule WHERE name = 'backup'"), 0);
    assert_int_equal(runs("forget-events"), 1); /* the others ran all the same */
    settings.waiter_home = book_folder;
    shift(11 * MINUTE_MS);
    run_due();
    assert_int_equal(book_ask("SELECT last_ok FROM schedule WHERE name = 'backup'"), 1);
    assert_int_equal(runs("backup"), 2);
}

static void add_messages(int count)
{
    char sql[400];
    snprintf(sql, sizeof sql,
             "INSERT OR IGNORE INTO customer (id, phone, created_at, seen_at) VALUES (1, '+1', 1, 1);"
             "WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c WHERE i < %d)"
             " INSERT INTO chat_log (customer_id, direction, body, created_at) SELECT 1, 'in', 'hi', %lld FROM c",
             count, (long long)clock_now());
    write_sql(sql);
}

static int64_t messages_indexed(void) { return book_ask("SELECT count(*) FROM chat_search_docsize"); }

/* Whether what ran with the messages there ran at once: a machine that stalls makes them old. */
static bool run_search_with(int messages)
{
    shift(11 * SECOND_MS);
    int64_t began = clock_now();
    add_messages(messages);
    run_due();
    return clock_now() < began + SECOND_MS;
}

/* What the desk searches follows by itself, but no customer waits for that. */
static void search_follows_when_nobody_writes(void **state)
{
    int64_t before;
    bool in_time;
    (void)state;
    run_due(); /* their rows are made */
    do {
        before = messages_indexed();
        in_time = run_search_with(1500);
    } while (!in_time);
    assert_int_equal(messages_indexed(), before); /* they have only just come */
    shift(2 * SECOND_MS);
    run_due();
    assert_int_equal(messages_indexed(), book_ask("SELECT count(*) FROM chat_log"));
    do {
        before = messages_indexed();
        in_time = run_search_with(20200);
    } while (!in_time);
    assert_true(messages_indexed() > before); /* so many that a search would take long */
    assert_true(messages_indexed() < book_ask("SELECT count(*) FROM chat_log"));
}

/* Where nothing is to be done that is asked now and then only: it may be a walk. */
static void what_has_nothing_to_do_is_not_asked_all_the_time(void **state)
{
    struct schedule_pace pace = {0};
    (void)state;
    run_at(&pace); /* their rows are made */
    shift(6 * MINUTE_MS);
    int64_t began = clock_monotonic();
    run_at(&pace);
    assert_int_equal(runs("low-stock"), 0); /* due, but nothing is low */
    write_sql("INSERT INTO category (id, name) VALUES (9, 'Tea');"
              "INSERT INTO product (id, category_id, name, price_minor, created_at, updated_at)"
              " VALUES (9, 9, 'Green', 500, 1, 1);"
              "INSERT INTO variant (id, product_id, sku, stock) VALUES (9, 9, 'G', 1)");
    run_at(&pace);
    if (clock_monotonic() < began + 5 * SECOND_MS)
        assert_int_equal(runs("low-stock"), 0);
    run_due(); /* some seconds later */
    assert_int_equal(runs("low-stock"), 1);
}

static void the_shop_has_a_day_of_its_own(void **state)
{
    struct arena a;
    int64_t before;
    (void)state;
    arena_init(&a);
    assert_false(clock_zone("Europe/Atlantis"));
    assert_false(clock_zone("../../etc/passwd"));
    assert_true(clock_zone("Europe/Madrid"));
    assert_true(clock_parse("2026-10-24T22:30:00Z", &before)); /* half past midnight there */
    assert_string_equal(clock_date(&a, before), "2026-10-25");
    assert_string_equal(clock_time(&a, before), "00:30");
    /* The day on which summer time ends has 25 hours. */
    assert_int_equal(clock_next(before, 20 * 60) - clock_midnight(before), 21 * HOUR_MS);
    assert_int_equal(clock_next(before, 20) - clock_midnight(before), 25 * HOUR_MS + 20 * MINUTE_MS);
    assert_true(clock_zone("UTC"));
    arena_done(&a);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, begin, end)
    const struct CMUnitTest tests[] = {
        TEST(each_runs_when_its_time_has_come_and_not_before),
        TEST(the_next_time_survives_a_restart),
        TEST(days_of_sleep_are_made_up_for_once),
        TEST(a_clock_that_went_back_holds_nothing_up),
        TEST(a_daily_one_runs_once_a_day),
        TEST(a_run_that_goes_on_is_not_begun_again),
        TEST(a_failure_is_noted_and_tried_again_soon),
        TEST(search_follows_when_nobody_writes),
        TEST(what_has_nothing_to_do_is_not_asked_all_the_time),
        TEST(the_shop_has_a_day_of_its_own),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
