/* test_model.c -- a struct declared once: what is shown, and what a client may set. */
#include "waiter/json.h"
#include "waiter/model.h"
#include "waiter/money.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

struct product {
    int64_t id;
    const char *name, *note, *currency;
    int64_t price_minor, cost_minor, stock;
    bool active;
    int64_t created_at, sold_out_at;
    int64_t secret;
};

static const struct field product_fields[] = {
    FIELD(struct product, id, SHOWN),
    FIELD(struct product, name, SHOWN | WRITABLE | NEEDED, .min = 2, .max = 10),
    FIELD(struct product, note, SHOWN | WRITABLE),
    FIELD(struct product, currency, SHOWN),
    FIELD(struct product, price_minor, SHOWN | WRITABLE | NEEDED | MONEY),
    FIELD(struct product, cost_minor, STAFF | WRITABLE | MONEY, .min = 1, .max = 5000),
    FIELD(struct product, stock, SHOWN | WRITABLE, .min = 1, .max = 1000),
    FIELD(struct product, active, SHOWN | WRITABLE),
    FIELD(struct product, created_at, SHOWN | TIME),
    FIELD(struct product, sold_out_at, SHOWN | WRITABLE | TIME),
    FIELD(struct product, secret, 0),
    FIELD_BESIDE("variants"),
};
static const struct model product_model = MODEL("product", struct product, product_fields);

static struct arena arena;

static int begin(void **state)
{
    (void)state;
    arena_init(&arena);
    return 0;
}

static int end(void **state)
{
    (void)state;
    arena_done(&arena);
    return 0;
}

static const struct product hoodie = {
    .id = 7, .name = "Hoodie", .currency = "EUR", .price_minor = 3990, .cost_minor = 1500,
    .stock = 12, .active = true, .created_at = 1795428000000, .secret = 99};

static const char *shown(const struct product *p, bool staff)
{
    struct str out = str_new(&arena, 10000);
    struct json j = json_writer(&out);
    json_open_object(&j, NULL);
    json_put_model(&j, &product_model, p, staff);
    json_close(&j);
    return out.text;
}

static bool reads(const char *json, struct product *p, bool creating, struct err *e)
{
    const json_value *v = NULL;
    assert_true(json_parse(&arena, json, strlen(json), &v, e));
    return json_read_model(&arena, v, &product_model, p, creating, "EUR", e);
}

static void assert_refused(const char *json, const char *field)
{
    struct product p = {0};
    struct err e = {0};
    if (reads(json, &p, false, &e))
        fail_msg("taken: %s", json);
    assert_int_equal(e.kind, ERR_BAD_INPUT);
    assert_string_equal(e.field, field);
}

static void fields_are_found_by_name(void **state)
{
    (void)state;
    assert_ptr_equal(model_field(&product_model, "name"), &product_fields[1]);
    assert_ptr_equal(model_field(&product_model, "secret"), &product_fields[10]);
    assert_null(model_field(&product_model, "price"));
    assert_null(model_field(&product_model, "Name"));
    assert_null(model_field(&product_model, ""));
}

static void kinds_follow_the_members(void **state)
{
    (void)state;
    assert_int_equal(model_field(&product_model, "id")->kind, FIELD_INT);
    assert_int_equal(model_field(&product_model, "name")->kind, FIELD_TEXT);
    assert_int_equal(model_field(&product_model, "active")->kind, FIELD_BOOL);
    assert_int_equal(product_model.size, sizeof(struct product));
}

static void everyone_sees_the_shown_fields(void **state)
{
    (void)state;
    assert_string_equal(shown(&hoodie, false),
                        "{\"id\":7,\"name\":\"Hoodie\",\"note\":null,\"currency\":\"EUR\","
                        "\"price_minor\":3990,\"price\":39.90,\"stock\":12,\"active\":true,"
                        "\"created_at\":\"2026-11-23T10:00:00.000Z\",\"sold_out_at\":null}");
}

static void staff_see_the_staff_fields_too(void **state)
{
    (void)state;
    const char *json = shown(&hoodie, true);
    assert_non_null(strstr(json, "\"cost_minor\":1500,\"cost\":15.00"));
    assert_null(strstr(json, "secret"));
}

static void without_a_currency_there_is_no_decimal(void **state)
{
    (void)state;
    struct product p = hoodie;
    p.currency = NULL;
    assert_non_null(strstr(shown(&p, false), "\"price_minor\":3990,\"stock\""));
}

static void a_client_fills_the_writable_fields(void **state)
{
    (void)state;
    struct product p = {.id = 7};
    struct err e = {0};
    assert_true(reads("{\"name\":\"Cap\",\"note\":\"warm\",\"price_minor\":1250,\"stock\":3,"
                      "\"active\":true,\"sold_out_at\":\"2026-11-23T10:00:00Z\"}", &p, true, &e));
    assert_int_equal(p.id, 7);
    assert_string_equal(p.name, "Cap");
    assert_string_equal(p.note, "warm");
    assert_int_equal(p.price_minor, 1250);
    assert_int_equal(p.stock, 3);
    assert_true(p.active);
    assert_int_equal(p.sold_out_at, 1795428000000);
}

static void what_is_absent_stays_as_it_was(void **state)
{
    (void)state;
    struct product p = hoodie;
    struct err e = {0};
    assert_true(reads("{\"stock\":5}", &p, false, &e));
    assert_int_equal(p.stock, 5);
    assert_string_equal(p.name, "Hoodie");
    assert_int_equal(p.price_minor, 3990);
}

static void creating_needs_what_is_needed(void **state)
{
    (void)state;
    struct product p = {0};
    struct err e = {0};
    assert_false(reads("{\"price\":1}", &p, true, &e));
    assert_string_equal(e.field, "name");
    e = (struct err){0};
    assert_false(reads("{\"name\":\"Cap\"}", &p, true, &e));
    assert_string_equal(e.field, "price");
    e = (struct err){0};
    assert_true(reads("{\"name\":\"Cap\",\"price\":1}", &p, true, &e));
}

static void unknown_and_unwritable_names_are_refused(void **state)
{
    (void)state;
    assert_refused("{\"colour\":\"red\"}", "colour");
    assert_refused("{\"id\":1}", "id");
    assert_refused("{\"secret\":1}", "secret");
    assert_refused("{\"created_at\":null}", "created_at");
    assert_refused("{\"Name\":\"Cap\"}", "Name");
    assert_refused("{\"stock_minor\":1}", "stock_minor");
}

static void fields_read_beside_are_let_through_and_left_alone(void **state)
{
    (void)state;
    struct product p = {.id = 7};
    struct err e = {0};
    assert_true(reads("{\"variants\":[{\"sku\":\"S\"}],\"stock\":3}", &p, false, &e));
    assert_int_equal(p.id, 7);
    assert_int_equal(p.stock, 3);
}

static void other_types_are_refused(void **state)
{
    (void)state;
    assert_refused("{\"name\":5}", "name");
    assert_refused("{\"name\":null}", "name");
    assert_refused("{\"name\":[\"Cap\"]}", "name");
    assert_refused("{\"stock\":\"5\"}", "stock");
    assert_refused("{\"stock\":5.5}", "stock");
    assert_refused("{\"stock\":null}", "stock");
    assert_refused("{\"active\":1}", "active");
    assert_refused("{\"active\":\"true\"}", "active");
    assert_refused("{\"price_minor\":\"100\"}", "price_minor");
    assert_refused("{\"sold_out_at\":1795428000000}", "sold_out_at");
    assert_refused("{\"sold_out_at\":\"today\"}", "sold_out_at");
}

static void only_an_object_fills_a_model(void **state)
{
    (void)state;
    assert_refused("[]", "");
    assert_refused("null", "");
    assert_refused("\"name\"", "");
}

static void numbers_stay_in_their_range(void **state)
{
    (void)state;
    struct product p = {0};
    struct err e = {0};
    assert_true(reads("{\"stock\":1}", &p, false, &e));
    assert_true(reads("{\"stock\":1000}", &p, false, &e));
    assert_refused("{\"stock\":0}", "stock");
    assert_refused("{\"stock\":1001}", "stock");
}

static void texts_are_measured_in_characters(void **state)
{
    (void)state;
    struct product p = {0};
    struct err e = {0};
    assert_true(reads("{\"name\":\"ññññññññññ\"}", &p, false, &e));
    assert_refused("{\"name\":\"ñññññññññññ\"}", "name");
    assert_refused("{\"name\":\"x\"}", "name");
}

static void controls_in_texts_are_dropped(void **state)
{
    (void)state;
    struct product p = {0};
    struct err e = {0};
    assert_true(reads("{\"note\":\"a\\u0007b\\r\\nc\"}", &p, false, &e));
    assert_string_equal(p.note, "ab\nc");
}

static void money_comes_exact_or_decimal(void **state)
{
    (void)state;
    static const struct { const char *json; int64_t minor; } prices[] = {
        {"{\"price\":39.90}", 3990},
        {"{\"price\":39.9}", 3990},
        {"{\"price\":\"39.90\"}", 3990},
        {"{\"price\":0}", 0},
        {"{\"price\":0.29}", 29},
        {"{\"price_minor\":3990}", 3990},
        {"{\"price\":39.90,\"price_minor\":3990}", 3990},
        {"{\"price_minor\":3990,\"price\":39.90}", 3990},
        {"{\"price_minor\":1000000000000}", MONEY_MOST},
    };
    for (size_t i = 0; i < sizeof prices / sizeof prices[0]; i++) {
        struct product p = {.price_minor = -1};
        struct err e = {0};
        assert_true(reads(prices[i].json, &p, false, &e));
        assert_int_equal(p.price_minor, prices[i].minor);
    }
}

static void wrong_money_is_refused(void **state)
{
    (void)state;
    assert_refused("{\"price\":39.905}", "price");
    assert_refused("{\"price\":-1}", "price");
    assert_refused("{\"price\":\"1,50\"}", "price");
    assert_refused("{\"price\":null}", "price");
    assert_refused("{\"price_minor\":-1}", "price_minor");
    assert_refused("{\"price_minor\":1.5}", "price_minor");
    assert_refused("{\"price_minor\":1000000000001}", "price_minor");
    assert_refused("{\"price\":39.90,\"price_minor\":3991}", "price");
    assert_refused("{\"price_minor\":3991,\"price\":39.90}", "price");
    assert_refused("{\"cost\":50.01}", "cost");
    assert_refused("{\"cost_minor\":0}", "cost_minor");
}

static void null_clears_a_time(void **state)
{
    (void)state;
    struct product p = {.sold_out_at = 5};
    struct err e = {0};
    assert_true(reads("{\"sold_out_at\":null}", &p, false, &e));
    assert_int_equal(p.sold_out_at, 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(fields_are_found_by_name),
        TEST(kinds_follow_the_members),
        TEST(everyone_sees_the_shown_fields),
        TEST(staff_see_the_staff_fields_too),
        TEST(without_a_currency_there_is_no_decimal),
        TEST(a_client_fills_the_writable_fields),
        TEST(what_is_absent_stays_as_it_was),
        TEST(creating_needs_what_is_needed),
        TEST(unknown_and_unwritable_names_are_refused),
        TEST(fields_read_beside_are_let_through_and_left_alone),
        TEST(other_types_are_refused),
        TEST(only_an_object_fills_a_model),
        TEST(numbers_stay_in_their_range),
        TEST(texts_are_measured_in_characters),
        TEST(controls_in_texts_are_dropped),
        TEST(money_comes_exact_or_decimal),
        TEST(wrong_money_is_refused),
        TEST(null_clears_a_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
