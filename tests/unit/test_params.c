/* test_params.c -- query strings and forms: what is in them, what is refused. */
#include "random.h"

#include "waiter/params.h"
#include "waiter/str.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

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

static struct params parsed(const char *text)
{
    struct params p;
    struct err e = {0};

    assert_true(params_parse(&arena, text, strlen(text), &p, &e));
    return p;
}

static enum err_kind refused(const char *text, size_t n)
{
    struct params p = {.count = 12345};
    struct err e = {0};

    assert_false(params_parse(&arena, text, n, &p, &e));
    assert_int_equal(p.count, 12345); /* written only on success */
    return e.kind;
}

static void pair_is(struct params p, size_t i, const char *name, const char *value)
{
    assert_true(i < p.count);
    assert_string_equal(p.at[i].name, name);
    assert_string_equal(p.at[i].value, value);
    assert_int_equal(p.at[i].name_len, strlen(name));
    assert_int_equal(p.at[i].value_len, strlen(value));
}

static void ordinary_pairs(void **state)
{
    (void)state;
    struct params p = parsed("Body=Caf%C3%A9+%26+1%2B1%3D2&From=whatsapp%3A%2B34600&NumMedia=0");

    assert_int_equal(p.count, 3);
    pair_is(p, 0, "Body", "Café & 1+1=2");
    pair_is(p, 1, "From", "whatsapp:+34600");
    pair_is(p, 2, "NumMedia", "0");
    assert_string_equal(param_text(&arena, &p, "From"), "whatsapp:+34600");
    assert_null(param_text(&arena, &p, "from"));
    assert_null(param_find(&p, "Fro"));
}

static void odd_pairs(void **state)
{
    (void)state;
    struct params p = parsed("&&a&b=&=c&d==e&a=2&%61=3&");

    assert_int_equal(p.count, 6);
    pair_is(p, 0, "a", "");
    pair_is(p, 1, "b", "");
    pair_is(p, 2, "", "c");
    pair_is(p, 3, "d", "=e");
    pair_is(p, 4, "a", "2");
    pair_is(p, 5, "a", "3"); /* order and repeats are kept */
    assert_string_equal(param_text(&arena, &p, "a"), ""); /* the first counts */
}

static void nothing_in_it(void **state)
{
    (void)state;
    assert_int_equal(parsed("").count, 0);
    assert_int_equal(parsed("&&&").count, 0);
    struct params none = parsed("");
    assert_null(param_find(&none, "a"));
    assert_null(param_text(&arena, &none, ""));
}

static void bytes_that_are_not_text(void **state)
{
    (void)state;
    struct params p = parsed("nul=a%00b&bad=a%FFb&lines=1%0D%0A2%07");

    assert_int_equal(param_find(&p, "nul")->value_len, 3);
    assert_memory_equal(param_find(&p, "nul")->value, "a\0b", 4);
    assert_null(param_text(&arena, &p, "nul")); /* bytes yes, text no */
    assert_string_equal(param_text(&arena, &p, "bad"), "a\xEF\xBF\xBD" "b");
    assert_string_equal(param_text(&arena, &p, "lines"), "1\n2");
}

static void bad_escapes(void **state)
{
    (void)state;
    static const char *const bad[] = {"a=%",   "a=%4",  "a=%4&b=1", "a=%g1", "a=%1g", "%=1",
                                      "%4=41", "a=%%41", "a=% 41",  "a=%+1", "a=%\xC3\xA9"};

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_int_equal(refused(bad[i], strlen(bad[i])), ERR_BAD_INPUT);
    /* The digits must not be taken from the next pair, nor from behind the end. */
    assert_int_equal(refused("a=%41", 4), ERR_BAD_INPUT);
}

static char *many(size_t pairs)
{
    struct str s = str_new(&arena, 1 << 20);

    for (size_t i = 0; i < pairs; i++)
        str_addf(&s, "%sp%zu=%zu", i ? "&" : "", i, i);
    return s.text;
}

static void limits(void **state)
{
    (void)state;
    char *name = arena_alloc(&arena, PARAM_NAME_MOST + 8);
    char *value = arena_alloc(&arena, PARAM_VALUE_MOST + 8);

    assert_int_equal(parsed(many(PARAMS_MOST)).count, PARAMS_MOST);
    assert_int_equal(refused(many(PARAMS_MOST + 1), strlen(many(PARAMS_MOST + 1))), ERR_TOO_BIG);

    memset(name, 'n', PARAM_NAME_MOST);
    assert_int_equal(parsed(name).at[0].name_len, PARAM_NAME_MOST);
    name[PARAM_NAME_MOST] = 'n';
    assert_int_equal(refused(name, strlen(name)), ERR_TOO_BIG);

    memcpy(value, "v=", 2);
    memset(value + 2, 'x', PARAM_VALUE_MOST);
    assert_int_equal(parsed(value).at[0].value_len, PARAM_VALUE_MOST);
    value[2 + PARAM_VALUE_MOST] = 'x';
    assert_int_equal(refused(value, strlen(value)), ERR_TOO_BIG);
}

/* What str_add_url writes, params_parse reads: every byte, any cut of the text is safe. */
static void whatever_is_encoded_comes_back(void **state)
{
    (void)state;
    struct random r = random_begin();

    for (int round = 0; round < 2000; round++) {
        char value[64] = {0};
        size_t n = random_below(&r, sizeof value - 1);
        struct str s = str_new(&arena, 4096);
        for (size_t i = 0; i < n; i++)
            value[i] = (char)(1 + random_below(&r, 255));
        str_add(&s, "x=1&v=");
        str_add_url(&s, value);
        struct params p = parsed(s.text);
        assert_int_equal(p.count, 2);
        pair_is(p, 1, "v", value);
        arena_reset(&arena);
    }
}

static void garbage_never_hurts(void **state)
{
    (void)state;
    struct random r = random_begin();
    static const char letters[] = "a=&%+4\0C\xFF";

    for (int round = 0; round < 20000; round++) {
        size_t n = random_below(&r, 24);
        char *text = malloc(n ? n : 1); /* exactly so long: reading beyond is seen by ASan */
        struct params p = {.count = 0};
        struct err e = {0};
        for (size_t i = 0; i < n; i++)
            text[i] = letters[random_below(&r, sizeof letters - 1)];
        bool ok = params_parse(&arena, text, n, &p, &e);
        assert_true(ok || e.kind != ERR_NONE);
        for (size_t i = 0; ok && i < p.count; i++) {
            assert_int_equal(p.at[i].name[p.at[i].name_len], '\0');
            assert_int_equal(p.at[i].value[p.at[i].value_len], '\0');
        }
        free(text);
        arena_reset(&arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(ordinary_pairs, begin, end),
        cmocka_unit_test_setup_teardown(odd_pairs, begin, end),
        cmocka_unit_test_setup_teardown(nothing_in_it, begin, end),
        cmocka_unit_test_setup_teardown(bytes_that_are_not_text, begin, end),
        cmocka_unit_test_setup_teardown(bad_escapes, begin, end),
        cmocka_unit_test_setup_teardown(limits, begin, end),
        cmocka_unit_test_setup_teardown(whatever_is_encoded_comes_back, begin, end),
        cmocka_unit_test_setup_teardown(garbage_never_hurts, begin, end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
