/* Which copies stay: the newest three, the newest of each of seven days, of each of four weeks. */
#include "waiter/backup.h"
#include "waiter/clock.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define MOST 400
#define MONDAY (20000LL * 7 * DAY_MS + 4 * DAY_MS) /* 1970-01-05 was one */

static struct backup all[MOST];
static bool keep[MOST];

static size_t kept(size_t count)
{
    size_t n = 0;
    memset(keep, 0, sizeof keep);
    backups_needed(all, count, keep);
    for (size_t i = 0; i < count; i++)
        n += keep[i];
    return n;
}

static void few_all_stay(void **state)
{
    (void)state;
    for (int i = 0; i < 3; i++)
        all[i].made_at = MONDAY + 10 * HOUR_MS - i * MINUTE_MS;
    assert_int_equal(kept(3), 3);
    assert_int_equal(kept(0), 0);
}

static void many_of_one_day_make_room(void **state)
{
    (void)state;
    for (int i = 0; i < 20; i++)
        all[i].made_at = MONDAY + 20 * HOUR_MS - i * MINUTE_MS;
    assert_int_equal(kept(20), 3);
    assert_true(keep[0] && keep[1] && keep[2]);
}

/* One a day for 60 days, the newest on a Sunday: 7 days, and the Sundays of the 3 weeks before. */
static void days_and_weeks(void **state)
{
    (void)state;
    for (int i = 0; i < 60; i++)
        all[i].made_at = MONDAY + 6 * DAY_MS + 3 * HOUR_MS - i * DAY_MS;
    assert_int_equal(kept(60), 7 + 3);
    for (int i = 0; i < 7; i++)
        assert_true(keep[i]);
    assert_true(keep[7] && keep[14] && keep[21]);
    assert_false(keep[28]);
}

/* Twice a day: the later one of the day stays. */
static void the_newest_of_a_day(void **state)
{
    (void)state;
    for (int i = 0; i < 20; i++)
        all[i].made_at = MONDAY + 6 * DAY_MS + 20 * HOUR_MS - i * 12 * HOUR_MS;
    kept(20);
    for (int day = 2; day < 7; day++) {
        assert_true(keep[2 * day]);
        assert_false(keep[2 * day + 1]);
    }
}

/* A shop that was closed for months loses nothing by it. */
static void gaps(void **state)
{
    (void)state;
    for (int i = 0; i < 10; i++)
        all[i].made_at = MONDAY - i * 40 * DAY_MS;
    assert_int_equal(kept(10), 7);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(few_all_stay),       cmocka_unit_test(many_of_one_day_make_room),
        cmocka_unit_test(days_and_weeks),     cmocka_unit_test(the_newest_of_a_day),
        cmocka_unit_test(gaps),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
