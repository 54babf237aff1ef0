/* test_breaker.c -- when to stop knocking, how long, and how to begin again. */
#include "waiter/breaker.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

static void some_failures_are_borne(void **state)
{
    struct breaker b = {.base_ms = 100};
    (void)state;
    for (int i = 1; i < BREAKER_FAILURES_MOST; i++)
        assert_false(breaker_failure(&b, 1000, 60000, "net"));
    assert_int_equal(breaker_room(&b, 1000, 32, 2), 30);
    assert_false(breaker_success(&b)); /* was never open */
    for (int i = 1; i < BREAKER_FAILURES_MOST; i++)
        assert_false(breaker_failure(&b, 1000, 60000, "net"));
    assert_true(breaker_failure(&b, 1000, 60000, "net"));
    assert_true(breaker_paused(&b, 1099));
    assert_int_equal(breaker_room(&b, 1099, 32, 0), 0);
}

static void half_open_is_one_try(void **state)
{
    struct breaker b = {.base_ms = 100};
    (void)state;
    assert_true(breaker_open(&b, 0, 60000, "login"));
    assert_false(breaker_open(&b, 50, 60000, "login")); /* siblings that were under way */
    assert_false(breaker_paused(&b, 100));
    assert_int_equal(breaker_room(&b, 100, 32, 0), 1);
    assert_int_equal(breaker_room(&b, 100, 32, 1), 0);
    assert_false(breaker_failure(&b, 100, 60000, "login")); /* open again; no news */
    assert_true(breaker_paused(&b, 299));
    assert_true(breaker_open(&b, 300, 60000, "other"));     /* news */
    assert_true(breaker_success(&b));
    assert_int_equal(breaker_room(&b, 301, 32, 0), 32);
}

static void pauses_double_up_to_the_cap(void **state)
{
    struct breaker b = {.base_ms = 100};
    int64_t now = 0;
    static const int64_t pauses[] = {100, 200, 400, 800, 1000, 1000, 1000};
    (void)state;
    for (size_t i = 0; i < sizeof pauses / sizeof *pauses; i++) {
        breaker_open(&b, now, 1000, "x");
        assert_int_equal(b.open_until - now, pauses[i]);
        now = b.open_until;
    }
    for (int i = 0; i < 10000; i++) {
        breaker_open(&b, now, 1000, "x");
        now = b.open_until;
    }
    breaker_success(&b);
    breaker_open(&b, now, 1000, "x");
    assert_int_equal(b.open_until - now, 100);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(some_failures_are_borne),
        cmocka_unit_test(half_open_is_one_try),
        cmocka_unit_test(pauses_double_up_to_the_cap),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
