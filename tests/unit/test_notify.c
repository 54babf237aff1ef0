/* test_notify.c -- which way a notice goes: chat, template, mail or task; and what is tended after. */
#include "book.h"

#include "waiter/schedule.h"

#include <cmocka.h>

#define ANA "whatsapp:+34600000001"
#define OWNER "whatsapp:+34699999999"

static struct settings settings;
static struct shop *shop;
static struct arena arena;

static bool sql_job(struct conn *c, void *sql, struct err *e)
{
    (void)e;
    if (sqlite3_exec(c->handle, sql, NULL, NULL, NULL) != SQLITE_OK)
        fail_msg("%s: %s", (const char *)sql, sqlite3_errmsg(c->handle));
    return true;
}

static void sql(const char *text)
{
    struct err e = {0};
    if (!db_write(book, sql_job, (char *)(uintptr_t)text, &e))
        fail_msg("%s", e.why);
}

static int begin(void **state)
{
    struct err e = {0};
    arena_init(&arena);
    book_begin(state);
    settings = (struct settings){.waiter_share = ".", .waiter_home = book_folder,
                                 .public_url = "https://shop.example", .secret_key = "k",
                                 .shop_name = "", .shop_currency = "", .owner_whatsapp = "",
                                 .owner_email = "", .smtp_url = "smtp://x", .mail_from = "s@x.es"};
    if (!shop_open(&settings, book, &shop, &e))
        fail_msg("%s", e.why);
    sql("INSERT INTO customer (id, name, language, created_at, seen_at) VALUES (1, 'Ana', 'es', 0, 0);"
        "INSERT INTO address VALUES ('" ANA "', 1, 0);"
        "INSERT INTO conversation (customer_id) VALUES (1);");
    return 0;
}

static int end(void **state)
{
    shop_close(shop);
    arena_done(&arena);
    return book_end(state);
}

static void window(int64_t customer_id, int64_t left_ms)
{
    sql(arena_printf(&arena, "UPDATE conversation SET window_end_at = %lld WHERE customer_id = %lld",
                     (long long)(clock_now() + left_ms), (long long)customer_id));
}

static void template(const char *kind, const char *language, const char *sid)
{
    sql(arena_printf(&arena, "INSERT INTO notice_template VALUES ('%s', '%s', '%s', "
                             "'[\"number\",\"carrier\",\"name\"]', '', 1, 0)", kind, language, sid));
}

static const char *ask(const char *query)
{
    sqlite3 *look;
    sqlite3_stmt *stmt = NULL;
    const char *out = "nothing";
    assert_int_equal(sqlite3_open_v2(book_path, &look, SQLITE_OPEN_READWRITE, NULL), SQLITE_OK);
    sqlite3_db_config(look, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
    if (sqlite3_prepare_v2(look, query, -1, &stmt, NULL) != SQLITE_OK)
        fail_msg("%s: %s", query, sqlite3_errmsg(look));
    if (sqlite3_step(stmt) == SQLITE_ROW)
        out = arena_strdup(&arena, (const char *)sqlite3_column_text(stmt, 0));
    sqlite3_finalize(stmt);
    sqlite3_close(look);
    return out ? out : "null";
}

static bool notify_job(struct conn *c, void *what, struct err *e)
{
    const struct notice *n = what;
    const struct snapshot *snap;
    if (!shop_snapshot(shop, 0, &snap, e))
        return false;
    const struct notifier by = {shop, snap, c, &arena, clock_now()};
    bool ok = notice_is_owners(n->kind) ? notify_owner(&by, n, e) : notify(&by, 1, n, e);
    shop_release(shop, snap);
    return ok;
}

static void tell(enum notice_kind kind)
{
    struct err e = {0};
    struct notice n = {.kind = kind, .ref = 1};
    notice_say(&n, "number", "ORD-1");
    notice_say(&n, "name", "Ana");
    notice_say(&n, "carrier", "Fast\nPost");
    notice_say(&n, "tracking", "ZX9");
    notice_say(&n, "product", "Mug");
    if (!db_write(book, notify_job, &n, &e))
        fail_msg("%s", e.why);
}

static void run(const char *schedule)
{
    struct err e = {0};
    if (!schedule_run(shop, &arena, schedule, NULL, &e))
        fail_msg("%s", e.why);
}

static void inside_the_window_the_words_leave_in_the_customers_language(void **state)
{
    (void)state;
    window(1, HOUR_MS);
    tell(NOTICE_ORDER_SHIPPED);
    const char *body = ask("SELECT body FROM outbox WHERE content_sid IS NULL AND notice = 1");
    assert_non_null(strstr(body, "ha salido"));
    assert_non_null(strstr(body, "ZX9"));
    assert_int_equal(book_ask("SELECT count(*) FROM chat_log WHERE source = 'notice'"), 1);
    assert_int_equal(book_ask("SELECT count(*) FROM task"), 0);
}

static void outside_it_the_template_of_that_language_or_english(void **state)
{
    (void)state;
    window(1, -HOUR_MS);
    template("order_shipped", "en", "HXenglish");
    tell(NOTICE_ORDER_SHIPPED);
    assert_string_equal(ask("SELECT content_sid FROM outbox"), "HXenglish");
    /* Its variables by name, with neither line breaks nor nothing in them. */
    assert_string_equal(ask("SELECT variables FROM outbox"),
                        "{\"1\":\"ORD-1\",\"2\":\"Fast Post\",\"3\":\"Ana\"}");
    template("order_shipped", "es", "HXspanish");
    tell(NOTICE_ORDER_SHIPPED);
    assert_string_equal(ask("SELECT content_sid FROM outbox ORDER BY id DESC"), "HXspanish");
}

static void the_last_minutes_of_the_window_count_as_closed(void **state)
{
    (void)state;
    template("order_shipped", "en", "HXenglish");
    window(1, MINUTE_MS);
    tell(NOTICE_ORDER_SHIPPED);
    assert_string_equal(ask("SELECT content_sid FROM outbox"), "HXenglish");
}

static void else_a_mail_else_a_task(void **state)
{
    (void)state;
    window(1, -HOUR_MS);
    tell(NOTICE_ORDER_SHIPPED);
    assert_int_equal(book_ask("SELECT count(*) FROM outbox"), 0);
    assert_string_equal(ask("SELECT kind FROM task"), "owner_send_failed");
    assert_int_equal(book_ask("SELECT count(*) FROM event WHERE kind = 'task'"), 1);
    tell(NOTICE_ORDER_SHIPPED); /* one task about somebody is enough */
    assert_int_equal(book_ask("SELECT count(*) FROM task"), 1);
    sql("UPDATE customer SET email = 'ana@example.com' WHERE id = 1");
    tell(NOTICE_ORDER_SHIPPED);
    assert_string_equal(ask("SELECT target FROM errand"), "ana@example.com");
    assert_non_null(strstr(ask("SELECT subject FROM errand"), "ORD-1"));
    assert_null(strchr(ask("SELECT subject FROM errand"), '\n'));
}

static void nothing_promotional_after_stop_and_nothing_by_whatsapp(void **state)
{
    (void)state;
    window(1, HOUR_MS);
    sql("UPDATE customer SET opted_out = 1, email = 'ana@example.com' WHERE id = 1");
    tell(NOTICE_RESTOCK);
    tell(NOTICE_CART);
    tell(NOTICE_FEEDBACK);
    assert_int_equal(book_ask("SELECT count(*) FROM errand"), 0);
    tell(NOTICE_ORDER_SHIPPED); /* what they bought is theirs to know */
    assert_int_equal(book_ask("SELECT count(*) FROM errand"), 1);
    sql("UPDATE customer SET email = NULL WHERE id = 1");
    tell(NOTICE_ORDER_SHIPPED);
    assert_int_equal(book_ask("SELECT count(*) FROM outbox"), 0);
    assert_int_equal(book_ask("SELECT count(*) FROM task"), 0);
}

static void who_is_blocked_hears_nothing(void **state)
{
    (void)state;
    window(1, HOUR_MS);
    sql("UPDATE customer SET blocked = 1, email = 'ana@example.com' WHERE id = 1");
    tell(NOTICE_ORDER_SHIPPED);
    assert_int_equal(book_ask("SELECT (SELECT count(*) FROM outbox) + (SELECT count(*) FROM errand)"),
                     0);
}

/* Twilio said 63016: we thought the window was open, it was not. */
static void a_refused_notice_comes_once_more_as_its_template(void **state)
{
    (void)state;
    window(1, HOUR_MS);
    template("order_shipped", "en", "HXenglish");
    tell(NOTICE_ORDER_SHIPPED);
    sql("UPDATE outbox SET status = 'failed', error_code = 63016, provider_id = 'SM1'");
    run("undelivered");
    assert_int_equal(book_ask("SELECT count(*) FROM outbox"), 2);
    assert_string_equal(ask("SELECT content_sid FROM outbox WHERE status = 'queued'"), "HXenglish");
    assert_int_equal(book_ask("SELECT count(*) FROM outbox WHERE chat_log_id IS NOT NULL"), 1);
    run("undelivered");
    assert_int_equal(book_ask("SELECT count(*) FROM outbox"), 2);
    sql("UPDATE outbox SET status = 'failed', error_code = 63016 WHERE status = 'queued'");
    run("undelivered");
    assert_int_equal(book_ask("SELECT count(*) FROM outbox"), 2);
    assert_string_equal(ask("SELECT kind FROM task"), "owner_send_failed");
}

static void a_reply_that_died_is_told_to_the_owner(void **state)
{
    (void)state;
    settings.owner_email = "boss@example.com";
    sql("INSERT INTO outbox (customer_id, to_address, body, status, error, next_at, created_at, "
        "updated_at) VALUES (1, '" ANA "', 'hi', 'dead', 'could not be sent in time', 0, 0, 0)");
    run("undelivered");
    assert_string_equal(ask("SELECT target FROM errand"), "boss@example.com");
    assert_string_equal(ask("SELECT facts ->> 'name' FROM task"), "Ana");
    run("undelivered");
    assert_int_equal(book_ask("SELECT count(*) FROM errand"), 1);
}

static void the_owner_hears_as_chosen(void **state)
{
    (void)state;
    settings.owner_whatsapp = OWNER;
    settings.owner_email = "boss@example.com";
    tell(OWNER_ORDER); /* their window is closed: mail alone */
    assert_int_equal(book_ask("SELECT count(*) FROM outbox"), 0);
    assert_string_equal(ask("SELECT target FROM errand"), "boss@example.com");
    int64_t owner = book_ask("SELECT customer_id FROM address WHERE channel_address = '" OWNER "'");
    sql(arena_printf(&arena, "INSERT INTO conversation (customer_id) VALUES (%lld)", (long long)owner));
    window(owner, HOUR_MS);
    tell(OWNER_ORDER);
    assert_string_equal(ask("SELECT to_address FROM outbox"), OWNER);
    assert_int_equal(book_ask("SELECT count(*) FROM chat_log"), 0);
    assert_int_equal(book_ask("SELECT count(*) FROM errand"), 2);
    sql("INSERT INTO owner_choice VALUES ('owner_order', 0, 0)");
    tell(OWNER_ORDER);
    assert_int_equal(book_ask("SELECT count(*) FROM outbox"), 1);
    assert_int_equal(book_ask("SELECT count(*) FROM errand"), 2);
    /* WhatsApp only, and it does not take it: mail all the same. */
    sql("UPDATE owner_choice SET whatsapp = 1");
    window(owner, -HOUR_MS);
    tell(OWNER_ORDER);
    assert_int_equal(book_ask("SELECT count(*) FROM errand"), 3);
}

static void the_owner_hears_in_the_language_of_the_settings(void **state)
{
    const struct snapshot *snap;
    struct err e = {0};
    (void)state;
    settings.owner_email = "boss@example.com";
    sql("INSERT INTO setting (name, value) VALUES ('shop.owner_language', 'fr')");
    assert_true(shop_snapshot_now(shop, &snap, &e));
    shop_release(shop, snap);
    tell(OWNER_ORDER);
    assert_non_null(strstr(ask("SELECT subject FROM errand"), "Nouvelle commande"));
}

static bool settle_job(struct conn *c, void *what, struct err *e)
{
    (void)what;
    return notify_settled(c, OWNER_PROOF, 1, clock_now(), e);
}

static void a_task_is_done_when_its_thing_has_happened(void **state)
{
    struct err e = {0};
    (void)state;
    tell(OWNER_PROOF);
    assert_int_equal(book_ask("SELECT count(*) FROM task WHERE done_at = 0"), 1);
    assert_true(db_write(book, settle_job, NULL, &e));
    assert_int_equal(book_ask("SELECT count(*) FROM task WHERE done_at = 0"), 0);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, begin, end)
    const struct CMUnitTest tests[] = {
        TEST(inside_the_window_the_words_leave_in_the_customers_language),
        TEST(outside_it_the_template_of_that_language_or_english),
        TEST(the_last_minutes_of_the_window_count_as_closed),
        TEST(else_a_mail_else_a_task),
        TEST(nothing_promotional_after_stop_and_nothing_by_whatsapp),
        TEST(who_is_blocked_hears_nothing),
        TEST(a_refused_notice_comes_once_more_as_its_template),
        TEST(a_reply_that_died_is_told_to_the_owner),
        TEST(the_owner_hears_as_chosen),
        TEST(the_owner_hears_in_the_language_of_the_settings),
        TEST(a_task_is_done_when_its_thing_has_happened),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
