/* test_json.c -- the strict door, looking into values, and the writer. Models: test_model.c */
#include "random.h"

#include "waiter/clock.h"
#include "waiter/json.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

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

/* The value of a text, or NULL when it is refused. */
static const json_value *parsed_bytes(const char *text, size_t n)
{
    struct err e = {0};
    const json_value *v = NULL;
    /* A copy of exactly n bytes, so that the sanitizer sees a look beyond. */
    char *exact = arena_alloc(&arena, n);
    memcpy(exact, text, n);
    bool taken = json_parse(&arena, exact, n, &v, &e);
    assert_int_equal(e.kind, taken ? ERR_NONE : ERR_BAD_INPUT);
    assert_int_equal(taken, v != NULL);
    return v;
}

static const json_value *parsed(const char *text)
{
    return parsed_bytes(text, strlen(text));
}

/* Named as in JSONTestSuite where it has the case. */
static const char *const taken[] = {
    "null", "true", "false", "0", "-0", "42", "-1", "\"\"", "\"a\"", "[]", "{}", " [ ] ",
    "\t\n\r {\n}\t", "[1,2]", "[[],[[]]]", "[null, 1, \"1\", {}]", "{\"a\":[]}",
    "{\"asd\":\"sdf\", \"dfg\":\"fgh\"}", "{\"\":0}", "{\"a\":1,\"A\":2}",
    "[123e65]", "[0e+1]", "[0e1]", "[1E22]", "[1E-2]", "[1E+2]", "[123.456]", "[123.456e78]",
    "[20e1]", "[1.5e-3]", "[-123]", "[-0.0]", "[0.1]", "[39.90]", "[9007199254740991]",
    "[-9007199254740991]", "[1.0]", "[100.00]",
    "[\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"]", "[\"\\u0060\\u012a\\u12AB\"]", "[\"\\uD801\\udc37\"]",
    "[\"\\ud83d\\ude39\\ud83d\\udc8d\"]", "[\"\\\\u0000\"]", "[\"\\u0001\"]", "[\"\\uFFFF\"]",
    "[\"\x7F\"]", "[\"é€😀\"]", "[\"\xF4\x8F\xBF\xBF\"]", "[\"a/*b*/c\"]", "\" \"",
};

static const char *const refused[] = {
    "", " ", "nul", "nulll", "True", "NULL", "tru", "nan", "NaN", "Infinity", "-Infinity", "-",
    "[", "]", "{", "}", "[1", "[1,", "[1,]", "[,1]", "[1,,2]", "[1 2]", "[1:2]", "[\"a\",\n4\n,1,",
    "[x", "[*]", "{\"a\"}", "{\"a\":}", "{\"a\" 1}", "{:1}", "{1:1}", "{a:1}", "{'a':1}",
    "{\"a\":1,}", "{,\"a\":1}", "{\"a\":1,,\"b\":2}", "{\"a\":1 \"b\":2}", "{\"a\"::1}", "['a']",
    "[1]x", "[1] 2", "{}{}", "{}}", "[]]", "1 2", "\"a\" \"b\"", "null,", "{}#", "{}//", "{}/**/",
    "/**/{}", "[1]\xEF\xBB\xBF", "\xEF\xBB\xBF[]", "\f[]", "[\v1]", "\xC2\xA0[]", "\xE2\x81\xA0[]",
    "01", "-01", "00", "[012]", "1.", "[.5]", "[-.5]", "1e", "[1e+]", "[1E-]", "[1.e1]", "[1.2.3]",
    "[+1]", "[++1]", "[--1]", "[0x10]", "[1_000]", "[1,000]x", "[0e]", "[1eE2]", "[1+2]", "[٣]",
    "1e400", "[-1e400]", "[1e99999999999999999999]", "1e-400",
    "[9007199254740992]", "[9007199254740993]", "[-9007199254740993]",
    "[18446744073709551616]", "[0.99999999999999999999]", "[1.00000000000000000001]",
    "[9007199254740993.5]",
    "[0.0000000000000000000000000000000000000000000000000000000000000000001]", /* too long */
    "\"", "\"a", "[\"a]", "[a\"", "\"\\\"", "\"\\", "\"\\x41\"", "\"\\a\"", "\"\\'\"",
    "\"\\\xF0\x9F\x8C\x80\"", "\"a\nb\"", "\"\t\"", "\"\x1F\"",
    "\"\\u0000\"", "\"admin\\u0000evil\"", "{\"a\\u0000b\":1}", "\"\\u\"", "\"\\u00\"",
    "\"\\u00G1\"", "\"\\u 123\"", "\"\\u123", "\"\\uD800\"", "\"\\uD800a\"", "\"\\uD800\\n\"",
    "\"\\uD800\\u\"", "\"\\uD800\\uD800\"", "\"\\uD800\\u0041\"", "\"\\uDC00\"",
    "\"\\uDC00\\uD800\"", "\"\\uD8", "\"\xFF\"", "\"\xC0\x80\"", "\"\xED\xA0\x80\"",
    "\"\xE2\x82\"", "\"caf\xE9\"", "{\"\xFF\":1}", "\"\xF4\x90\x80\x80\"",
    "{\"a\":1,\"a\":2}", "{\"a\":1,\"\\u0061\":2}", "[{\"x\":{\"b\":1,\"c\":2,\"b\":1}}]",
    "{\"\":1,\"\":1}",
};

static void json_is_taken(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof taken / sizeof taken[0]; i++)
        if (!parsed(taken[i]))
            fail_msg("refused: %s", taken[i]);
}

static void anything_else_is_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++)
        if (parsed(refused[i]))
            fail_msg("taken: %s", refused[i]);
}

static void a_nul_byte_is_refused_anywhere(void **state)
{
    (void)state;
    assert_null(parsed_bytes("{}\0", 3));
    assert_null(parsed_bytes("\0{}", 3));
    assert_null(parsed_bytes("\"a\0b\"", 5));
    assert_null(parsed_bytes("[\0]", 3));
}

static void every_cut_of_a_text_is_refused(void **state)
{
    (void)state;
    static const char whole[] =
        "{\"a\":[1.5e3,true,null,\"\\uD83D\\uDE00é\\n\"],\"b\":{\"c\":\"\"}}";
    assert_non_null(parsed(whole));
    for (size_t n = 0; n < sizeof whole - 1; n++)
        assert_null(parsed_bytes(whole, n));
}

static const char *nested(const char *open, const char *close, size_t depth)
{
    struct str s = str_new(&arena, 1 << 20);
    for (size_t i = 0; i < depth; i++)
        str_add(&s, open);
    for (size_t i = 0; i < depth; i++)
        str_add(&s, close);
    return s.text;
}

static void depth_32_is_taken_and_33_refused(void **state)
{
    (void)state;
    assert_non_null(parsed(nested("[", "]", 32)));
    assert_null(parsed(nested("[", "]", 33)));
    assert_non_null(parsed(arena_printf(&arena, "[%s]", nested("{\"a\":[", "]}", 15))));
    assert_null(parsed(arena_printf(&arena, "[%s]", nested("{\"a\":[", "]}", 16))));
}

static void siblings_do_not_add_to_the_depth(void **state)
{
    (void)state;
    assert_non_null(parsed(arena_printf(&arena, "[%s[]]", nested("[],", "", 1000))));
}

static void two_hundred_thousand_brackets_are_refused_at_once(void **state)
{
    (void)state;
    const char *text = nested("[", "", 200000);
    int64_t before = clock_monotonic();
    assert_null(parsed(text));
    assert_in_range(clock_monotonic() - before, 0, 50);
}

static void many_keys_are_compared_fast(void **state)
{
    (void)state;
    struct str s = str_new(&arena, 1 << 20);
    str_add(&s, "{\"last\":0");
    for (int i = 0; i < 20000; i++)
        str_addf(&s, ",\"k%d\":0", i);
    int64_t before = clock_monotonic();
    assert_non_null(parsed(arena_printf(&arena, "%s}", s.text)));
    assert_null(parsed(arena_printf(&arena, "%s,\"last\":1}", s.text)));
    assert_in_range(clock_monotonic() - before, 0, 1000);
}

static void random_bytes_never_crash_the_door(void **state)
{
    (void)state;
    static const char *const pieces[] = {"{", "}", "[", "]", ",", ":", "\"", "\\", "\\u", "D83D",
                                         "0", "1", "-", ".", "e", "E+", "true", "null", "a", " ",
                                         "\"a\":", "\xC3", "\xA9", "\n", "999999999999999999"};
    struct random r = random_begin();
    for (int round = 0; round < 50000; round++) {
        struct str s = str_new(&arena, 1000);
        for (size_t n = random_below(&r, 20); n > 0; n--)
            str_add(&s, pieces[random_below(&r, sizeof pieces / sizeof pieces[0])]);
        parsed(s.text);
        arena_reset(&arena);
    }
}

/* --- Looking into values --- */

static const json_value *sample(void)
{
    return parsed("{\"choices\":[{\"message\":{\"content\":\"hi\"}}],\"n\":5,\"neg\":-7,"
                  "\"half\":0.5,\"whole\":2.0,\"big\":9007199254740991,\"huge\":1e300,"
                  "\"yes\":true,\"no\":false,\"none\":null,\"text5\":\"5\",\"N\":6,"
                  "\"list\":[10,20,30],\"uni\":\"\\u00e9\\ud83d\\ude00\"}");
}

static void paths_lead_through_objects_and_arrays(void **state)
{
    (void)state;
    const json_value *v = sample();
    assert_string_equal(json_text(v, "choices.0.message.content"), "hi");
    assert_int_equal(json_int(v, "list.2", -1), 30);
    assert_ptr_equal(json_at(v, ""), v);
}

static void paths_to_nowhere_lead_to_null(void **state)
{
    (void)state;
    const json_value *v = sample();
    static const char *const nowhere[] = {"x", "choices.1", "choices.x", "choices.-1", "n.0",
                                          "choices.0.message.content.x", "choice", "choicess",
                                          "list.3", ".", "list.0x",
                                          "list.99999999999999999999999"};
    for (size_t i = 0; i < sizeof nowhere / sizeof nowhere[0]; i++)
        if (json_at(v, nowhere[i]))
            fail_msg("found: %s", nowhere[i]);
    assert_null(json_at(NULL, "x"));
    assert_null(json_at(NULL, ""));
}

static void names_differ_by_case(void **state)
{
    (void)state;
    assert_int_equal(json_int(sample(), "n", -1), 5);
    assert_int_equal(json_int(sample(), "N", -1), 6);
}

static void a_text_is_only_a_text(void **state)
{
    (void)state;
    const json_value *v = sample();
    assert_string_equal(json_text(v, "text5"), "5");
    assert_string_equal(json_text(v, "uni"), "é😀");
    assert_null(json_text(v, "n"));
    assert_null(json_text(v, "none"));
    assert_null(json_text(v, "absent"));
    assert_null(json_text(NULL, ""));
}

static void an_int_is_only_a_whole_exact_number(void **state)
{
    (void)state;
    const json_value *v = sample();
    int64_t n = 0;
    assert_int_equal(json_int(v, "n", 1), 5);
    assert_int_equal(json_int(v, "neg", 1), -7);
    assert_int_equal(json_int(v, "whole", 1), 2);
    assert_int_equal(json_int(v, "big", 1), 9007199254740991);
    assert_int_equal(json_int(v, "half", 1), 1);
    assert_int_equal(json_int(v, "huge", 1), 1);
    assert_int_equal(json_int(v, "text5", 1), 1);
    assert_int_equal(json_int(v, "yes", 2), 2);
    assert_int_equal(json_int(v, "absent", 3), 3);
    assert_false(json_is_int(NULL, &n));
}

static void a_bool_is_only_true_or_false(void **state)
{
    (void)state;
    const json_value *v = sample();
    assert_true(json_bool(v, "yes", false));
    assert_false(json_bool(v, "no", true));
    assert_true(json_bool(v, "n", true));
    assert_false(json_bool(v, "none", false));
    assert_true(json_bool(v, "absent", true));
}

static void items_and_keys_come_in_order(void **state)
{
    (void)state;
    const json_value *v = parsed("{\"a\":[1,2],\"b\":null}");
    assert_int_equal(json_count(v), 2);
    assert_string_equal(json_key(json_item(v, 0)), "a");
    assert_string_equal(json_key(json_item(v, 1)), "b");
    assert_null(json_item(v, 2));
    assert_int_equal(json_count(json_item(v, 0)), 2);
    assert_null(json_key(json_item(json_item(v, 0), 0)));
    assert_int_equal(json_count(json_item(v, 1)), 0);
    assert_null(json_item(json_item(v, 1), 0));
    assert_int_equal(json_count(NULL), 0);
    assert_null(json_item(NULL, 0));
    assert_null(json_key(NULL));
}

static void kinds_are_told_apart(void **state)
{
    (void)state;
    const json_value *v = sample();
    assert_true(json_is_object(v));
    assert_false(json_is_array(v));
    assert_true(json_is_array(json_at(v, "list")));
    assert_true(json_is_text(json_at(v, "text5")));
    assert_false(json_is_text(json_at(v, "n")));
    assert_false(json_is_object(NULL) || json_is_array(NULL) || json_is_text(NULL));
}

static void decimals_keep_the_amount_that_was_written(void **state)
{
    (void)state;
    static const struct { const char *json, *decimal; } amounts[] = {
        {"39.90", "39.9"}, {"0.1", "0.1"}, {"12", "12"}, {"0", "0"}, {"-5.5", "-5.5"},
        {"9999999999.99", "9999999999.99"}, {"1e2", "100"}, {"\"39.90\"", "39.90"},
        {"\"x\"", "x"}, {"0.001", "0.001"},
    };
    for (size_t i = 0; i < sizeof amounts / sizeof amounts[0]; i++)
        assert_string_equal(json_decimal(&arena, parsed(amounts[i].json)), amounts[i].decimal);
}

static void what_has_no_short_decimal_is_no_amount(void **state)
{
    (void)state;
    static const char *const none[] = {"0.1234567890123456", "1e300", "0.00000001", "null", "true",
                                       "[]", "{}", "39.900000000000006"};
    for (size_t i = 0; i < sizeof none / sizeof none[0]; i++)
        assert_null(json_decimal(&arena, parsed(none[i])));
    assert_null(json_decimal(&arena, NULL));
}

static void every_cent_survives_as_a_json_number(void **state)
{
    (void)state;
    struct random r = random_begin();
    for (int round = 0; round < 50000; round++) {
        uint64_t cents = random_below(&r, 1000000000000u) / (1 + random_below(&r, 1000000));
        char json[40];
        snprintf(json, sizeof json, "%llu.%02llu", (unsigned long long)(cents / 100),
                 (unsigned long long)(cents % 100));
        const char *text = json_decimal(&arena, parsed(json));
        size_t n = strlen(json); /* as written, but for zeros at the end */
        while (json[n - 1] == '0')
            n--;
        n -= json[n - 1] == '.';
        json[n] = '\0';
        assert_string_equal(text, json);
        arena_reset(&arena);
    }
}

/* --- Writing --- */

static void the_writer_sets_commas_and_brackets(void **state)
{
    (void)state;
    struct str out = str_new(&arena, 10000);
    struct json j = json_writer(&out);
    json_open_object(&j, NULL);
    json_put_text(&j, "name", "Hoodie \"classic\"");
    json_open_array(&j, "sizes");
    json_put_text(&j, NULL, "S");
    json_put_int(&j, NULL, 42);
    json_open_object(&j, NULL);
    json_close(&j);
    json_open_array(&j, NULL);
    json_close(&j);
    json_close(&j);
    json_put_bool(&j, "active", true);
    json_put_bool(&j, "gone", false);
    json_put_null(&j, "none");
    json_put_text(&j, "nothing", NULL);
    json_put_raw(&j, "raw", "[1]");
    json_put_text(&j, "a\"b", "");
    json_close(&j);
    assert_string_equal(out.text,
                        "{\"name\":\"Hoodie \\\"classic\\\"\",\"sizes\":[\"S\",42,{},[]],"
                        "\"active\":true,\"gone\":false,\"none\":null,\"nothing\":null,"
                        "\"raw\":[1],\"a\\\"b\":\"\"}");
}

static void the_writer_goes_as_deep_as_the_reader(void **state)
{
    (void)state;
    struct str out = str_new(&arena, 1000);
    struct json j = json_writer(&out);
    for (int i = 0; i < JSON_DEPTH_MOST; i++)
        json_open_array(&j, NULL);
    json_put_int(&j, NULL, 1);
    for (int i = 0; i < JSON_DEPTH_MOST; i++)
        json_close(&j);
    assert_non_null(parsed(out.text));
}

static void times_are_rfc3339_and_zero_is_null(void **state)
{
    (void)state;
    struct str out = str_new(&arena, 1000);
    struct json j = json_writer(&out);
    json_open_object(&j, NULL);
    json_put_time(&j, "at", 1795428000123);
    json_put_time(&j, "never", 0);
    json_close(&j);
    assert_string_equal(out.text, "{\"at\":\"2026-11-23T10:00:00.123Z\",\"never\":null}");
}

static void money_is_exact_decimal_and_currency(void **state)
{
    (void)state;
    struct str out = str_new(&arena, 1000);
    struct json j = json_writer(&out);
    json_open_object(&j, NULL);
    json_put_money(&j, "price", 3990, "EUR");
    json_close(&j);
    assert_string_equal(out.text, "{\"price_minor\":3990,\"price\":39.90,\"currency\":\"EUR\"}");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(json_is_taken),
        TEST(anything_else_is_refused),
        TEST(a_nul_byte_is_refused_anywhere),
        TEST(every_cut_of_a_text_is_refused),
        TEST(depth_32_is_taken_and_33_refused),
        TEST(siblings_do_not_add_to_the_depth),
        TEST(two_hundred_thousand_brackets_are_refused_at_once),
        TEST(many_keys_are_compared_fast),
        TEST(random_bytes_never_crash_the_door),
        TEST(paths_lead_through_objects_and_arrays),
        TEST(paths_to_nowhere_lead_to_null),
        TEST(names_differ_by_case),
        TEST(a_text_is_only_a_text),
        TEST(an_int_is_only_a_whole_exact_number),
        TEST(a_bool_is_only_true_or_false),
        TEST(items_and_keys_come_in_order),
        TEST(kinds_are_told_apart),
        TEST(decimals_keep_the_amount_that_was_written),
        TEST(what_has_no_short_decimal_is_no_amount),
        TEST(every_cent_survives_as_a_json_number),
        TEST(the_writer_sets_commas_and_brackets),
        TEST(the_writer_goes_as_deep_as_the_reader),
        TEST(times_are_rfc3339_and_zero_is_null),
        TEST(money_is_exact_decimal_and_currency),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
