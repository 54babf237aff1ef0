/* test_err.c -- the first failure wins, and each kind has status, code and words. */
#include "waiter/err.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#undef fail_msg
#undef fail /* cmocka's macros; here we mean our own */

#include <string.h>

static void the_first_failure_wins(void **state)
{
    (void)state;
    struct err e = {0};
    assert_false(fail(&e, ERR_NOT_FOUND, "order %d", 7));
    assert_false(fail_field(&e, "price", "not an amount"));
    assert_int_equal(e.kind, ERR_NOT_FOUND);
    assert_string_equal(e.why, "order 7");
    assert_string_equal(e.field, "");
}

static void a_wrong_field_is_bad_input(void **state)
{
    (void)state;
    struct err e = {0};
    assert_false(fail_field(&e, "price", "%s", "not an amount"));
    assert_int_equal(e.kind, ERR_BAD_INPUT);
    assert_string_equal(e.field, "price");
}

static void long_texts_are_cut(void **state)
{
    (void)state;
    struct err e = {0};
    char text[1000];
    memset(text, 'x', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    fail_field(&e, text, "%s", text);
    assert_int_equal(strlen(e.field), sizeof e.field - 1);
    assert_int_equal(strlen(e.why), sizeof e.why - 1);
}

static void a_cleared_failure_makes_room_for_the_next(void **state)
{
    (void)state;
    struct err e = {0};
    fail(&e, ERR_BUSY, "gate");
    err_clear(&e);
    assert_int_equal(e.kind, ERR_NONE);
    fail(&e, ERR_STORAGE, "disk full");
    assert_int_equal(e.kind, ERR_STORAGE);
}

static void each_kind_has_status_code_and_words(void **state)
{
    (void)state;
    for (enum err_kind kind = 0; kind < ERR__MAX; kind++) {
        assert_in_range(err_status(kind), 200, 599);
        assert_true(*err_code(kind) && *err_words(kind));
        for (enum err_kind other = 0; other < kind; other++)
            assert_string_not_equal(err_code(kind), err_code(other));
    }
    assert_int_equal(err_status(ERR_NOT_FOUND), 404);
    assert_string_equal(err_code(ERR_NOT_FOUND), "not_found");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_failure_wins),
        cmocka_unit_test(a_wrong_field_is_bad_input),
        cmocka_unit_test(long_texts_are_cut),
        cmocka_unit_test(a_cleared_failure_makes_room_for_the_next),
        cmocka_unit_test(each_kind_has_status_code_and_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
