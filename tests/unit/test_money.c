/* test_money.c -- amounts are exact or refused. */
#include "random.h"

#include "waiter/money.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

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

static void exponents_are_those_of_iso_4217(void **state)
{
    (void)state;
    assert_int_equal(money_exponent("EUR"), 2);
    assert_int_equal(money_exponent("ZWL"), 2);
    assert_int_equal(money_exponent("JPY"), 0);
    assert_int_equal(money_exponent("XPF"), 0);
    assert_int_equal(money_exponent("KWD"), 3);
    assert_int_equal(money_exponent("TND"), 3);
}

static void unknown_codes_are_no_currency(void **state)
{
    (void)state;
    static const char *const none[] = {NULL, "", "E", "EU", "EURO", "eur", "XYZ", "EUR ", "R G",
                                       "EUR GBP"};
    for (size_t i = 0; i < sizeof none / sizeof none[0]; i++)
        assert_int_equal(money_exponent(none[i]), -1);
}

static void amounts_are_read_exactly(void **state)
{
    (void)state;
    static const struct { const char *text, *currency; int64_t minor; } amounts[] = {
        {"39.90", "EUR", 3990}, {"39.9", "EUR", 3990},  {"39", "EUR", 3900}, {"0", "EUR", 0},
        {"0.01", "EUR", 1},     {"500", "JPY", 500},    {"1.234", "KWD", 1234},
        {"1.2", "KWD", 1200},   {"007.50", "EUR", 750}, {"0.29", "USD", 29},
        {"10000000000.00", "EUR", MONEY_MOST},          {"1000000000000", "JPY", MONEY_MOST},
    };
    for (size_t i = 0; i < sizeof amounts / sizeof amounts[0]; i++) {
        struct err e = {0};
        int64_t minor = -1;
        assert_true(money_parse(amounts[i].text, amounts[i].currency, &minor, &e));
        assert_int_equal(minor, amounts[i].minor);
    }
}

static void anything_else_is_refused(void **state)
{
    (void)state;
    static const struct { const char *text, *currency; } amounts[] = {
        {NULL, "EUR"},    {"", "EUR"},       {".", "EUR"},      {".5", "EUR"},    {"5.", "EUR"},
        {"1,50", "EUR"},  {"1.500", "EUR"},  {"1.5.0", "EUR"},  {"-1", "EUR"},    {"+1", "EUR"},
        {" 1", "EUR"},    {"1 ", "EUR"},     {"1e3", "EUR"},    {"0x10", "EUR"},  {"1'000", "EUR"},
        {"€1", "EUR"},    {"1.0", "JPY"},    {"1.", "JPY"},     {"1.2345", "KWD"},
        {"10000000000.01", "EUR"},           {"1000000000001", "JPY"},
        {"99999999999999999999999999", "EUR"},                  {"1.-5", "EUR"},
        {"١٢", "EUR"},    {"nan", "EUR"},    {"inf", "EUR"},    {"1", "ABC"},     {"1", NULL},
    };
    for (size_t i = 0; i < sizeof amounts / sizeof amounts[0]; i++) {
        struct err e = {0};
        int64_t minor = -1;
        if (money_parse(amounts[i].text, amounts[i].currency, &minor, &e))
            fail_msg("taken: %s", amounts[i].text);
        assert_int_equal(e.kind, ERR_BAD_INPUT);
        assert_int_equal(minor, -1);
    }
}

static void decimals_have_the_digits_of_the_currency(void **state)
{
    (void)state;
    assert_string_equal(money_decimal(&arena, 3990, "EUR"), "39.90");
    assert_string_equal(money_decimal(&arena, 5, "EUR"), "0.05");
    assert_string_equal(money_decimal(&arena, 0, "EUR"), "0.00");
    assert_string_equal(money_decimal(&arena, 500, "JPY"), "500");
    assert_string_equal(money_decimal(&arena, 1234, "KWD"), "1.234");
    assert_string_equal(money_decimal(&arena, -3990, "EUR"), "-39.90");
    assert_string_equal(money_decimal(&arena, -5, "EUR"), "-0.05");
    assert_string_equal(money_decimal(&arena, INT64_MIN, "JPY"), "-9223372036854775808");
}

static void decimal_and_parse_are_inverse(void **state)
{
    (void)state;
    static const char *const currencies[] = {"EUR", "JPY", "KWD", "USD", "GBP", "VND"};
    struct random r = random_begin();
    for (int round = 0; round < 50000; round++) {
        const char *currency = currencies[random_below(&r, 6)];
        int64_t minor = (int64_t)random_below(&r, 1u << random_below(&r, 31));
        if (random_below(&r, 10) == 0)
            minor = (int64_t)random_below(&r, MONEY_MOST + 1);
        struct err e = {0};
        int64_t back = -1;
        assert_true(money_parse(money_decimal(&arena, minor, currency), currency, &back, &e));
        assert_int_equal(back, minor);
        arena_reset(&arena);
    }
}

static void people_read_the_sign_or_the_code(void **state)
{
    (void)state;
    assert_string_equal(money_show(&arena, 3990, "EUR"), "€39.90");
    assert_string_equal(money_show(&arena, 350, "GBP"), "£3.50");
    assert_string_equal(money_show(&arena, 350, "USD"), "$3.50");
    assert_string_equal(money_show(&arena, 500, "JPY"), "JPY 500");
    assert_string_equal(money_show(&arena, 1234, "KWD"), "KWD 1.234");
    assert_string_equal(money_show(&arena, -3990, "EUR"), "-€39.90");
    assert_string_equal(money_show(&arena, -500, "JPY"), "-JPY 500");
}

static void sums_are_exact_or_refused(void **state)
{
    (void)state;
    struct err e = {0};
    int64_t sum = 7;
    assert_true(money_add(3990, 350, &sum, &e));
    assert_int_equal(sum, 4340);
    assert_true(money_add(100, -350, &sum, &e));
    assert_int_equal(sum, -250);
    assert_true(money_add(MONEY_MOST, 0, &sum, &e));
    assert_false(money_add(MONEY_MOST, 1, &sum, &e));
    assert_int_equal(e.kind, ERR_BAD_INPUT);
    assert_int_equal(sum, MONEY_MOST);
    assert_false(money_add(INT64_MAX, INT64_MAX, &sum, &e));
    assert_false(money_add(-MONEY_MOST, -1, &sum, &e));
}

static void products_are_exact_or_refused(void **state)
{
    (void)state;
    struct err e = {0};
    int64_t product = 7;
    assert_true(money_times(3990, 3, &product, &e));
    assert_int_equal(product, 11970);
    assert_true(money_times(1000000, 1000000, &product, &e));
    assert_int_equal(product, MONEY_MOST);
    assert_false(money_times(1000000, 1000001, &product, &e));
    assert_int_equal(e.kind, ERR_BAD_INPUT);
    assert_false(money_times(INT64_MAX, 2, &product, &e));
    assert_false(money_times(INT64_MIN, -1, &product, &e));
    assert_int_equal(product, MONEY_MOST);
}

static void prices_below_a_cent_are_millionths(void **state)
{
    static const char *const none[] = {"", ".5", "5.", "-1", "1e3", "0.0000001", "1000.000001", "0,5"};
    int64_t micro;
    (void)state;
    assert_true(money_micro("0.005", &micro));
    assert_int_equal(micro, 5000);
    assert_string_equal(money_micro_text(&arena, 5000), "0.005");
    assert_string_equal(money_micro_text(&arena, 12000000), "12");
    assert_string_equal(money_micro_text(&arena, 1000001), "1.000001");
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        assert_false(money_micro(none[i], &micro));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(exponents_are_those_of_iso_4217),
        TEST(unknown_codes_are_no_currency),
        TEST(amounts_are_read_exactly),
        TEST(anything_else_is_refused),
        TEST(decimals_have_the_digits_of_the_currency),
        TEST(decimal_and_parse_are_inverse),
        TEST(people_read_the_sign_or_the_code),
        TEST(sums_are_exact_or_refused),
        TEST(products_are_exact_or_refused),
        TEST(prices_below_a_cent_are_millionths),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
