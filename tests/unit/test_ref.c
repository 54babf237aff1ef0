/* test_ref.c -- a row's name for others: nothing but what we wrote is read. */
#include "waiter/ref.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

static void what_is_written_is_read(void **state)
{
    const struct ref r = {42, 1764137302123};
    struct arena a;
    (void)state;
    arena_init(&a);
    assert_string_equal(ref_text(&a, r), "42-1764137302123");
    struct ref back = ref_read(ref_text(&a, r));
    assert_true(ref_is(back, 42, 1764137302123));
    assert_false(ref_is(back, 42, 1764137302124));
    assert_false(ref_is(back, 41, 1764137302123));
    arena_done(&a);
}

static void other_texts_name_nothing(void **state)
{
    static const char *const texts[] = {
        NULL, "", "-", "42", "42-", "-42", "42-1-", "42-1x", "x42-1", " 42-1", "42 -1", "+42-1", "0-1",
        "42-0", "4200000000000000000000-1", "42-9999999999999999999", "42--1",
    };
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct ref r = ref_read(texts[i]);
        assert_int_equal(r.id, 0);
        assert_int_equal(r.born_at, 0);
        assert_false(ref_is(r, 0, 0));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_written_is_read),
        cmocka_unit_test(other_texts_name_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
