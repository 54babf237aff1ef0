/* test_clock.c -- UTC milliseconds in, the dates of RFC 3339 and RFC 5322 out, and back. */
#include "random.h"

#include "waiter/clock.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <time.h>

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

#define NOV_23 1795428000000LL /* 2026-11-23T10:00:00Z, a Monday */

static void now_is_the_wall_clock_and_can_be_shifted(void **state)
{
    (void)state;
    int64_t before = (int64_t)time(NULL) * 1000;
    int64_t now = clock_now();
    assert_in_range(now - before + 2000, 0, 10000);
    clock_shift(3 * DAY_MS);
    assert_in_range(clock_now() - now - 3 * DAY_MS, 0, 10000);
    clock_shift(-3 * DAY_MS);
    assert_in_range(clock_now() - now, 0, 10000);
}

static void monotonic_does_not_go_back_nor_shift(void **state)
{
    (void)state;
    int64_t before = clock_monotonic();
    clock_shift(-DAY_MS);
    for (int i = 0; i < 1000; i++) {
        int64_t now = clock_monotonic();
        assert_true(now >= before && now < before + DAY_MS);
        before = now;
    }
    clock_shift(DAY_MS);
}

static void rfc3339_is_written_in_utc_with_milliseconds(void **state)
{
    (void)state;
    assert_string_equal(clock_rfc3339(&arena, NOV_23 + 123), "2026-11-23T10:00:00.123Z");
    assert_string_equal(clock_rfc3339(&arena, 0), "1970-01-01T00:00:00.000Z");
    assert_string_equal(clock_rfc3339(&arena, -1), "1969-12-31T23:59:59.999Z");
    assert_string_equal(clock_rfc3339(&arena, 951782400000), "2000-02-29T00:00:00.000Z");
}

static void rfc5322_is_written_in_english(void **state)
{
    (void)state;
    assert_string_equal(clock_rfc5322(&arena, NOV_23), "Mon, 23 Nov 2026 10:00:00 +0000");
    assert_string_equal(clock_rfc5322(&arena, 0), "Thu, 01 Jan 1970 00:00:00 +0000");
}

static void the_day_is_that_of_utc(void **state)
{
    (void)state;
    assert_string_equal(clock_yyyymmdd(&arena, NOV_23), "20261123");
    assert_string_equal(clock_yyyymmdd(&arena, 1795478399999), "20261123");
    assert_string_equal(clock_yyyymmdd(&arena, 1795478400000), "20261124");
}

static void dates_agree_with_the_c_library(void **state)
{
    (void)state;
    struct random r = random_begin();
    for (int round = 0; round < 20000; round++) {
        time_t seconds = (time_t)random_below(&r, 253402300800u);
        struct tm tm;
        char expected[40], weekday[40];
        gmtime_r(&seconds, &tm);
        strftime(expected, sizeof expected, "%Y-%m-%dT%H:%M:%S.000Z", &tm);
        strftime(weekday, sizeof weekday, "%a, %d %b %Y %H:%M:%S +0000", &tm);
        assert_string_equal(clock_rfc3339(&arena, seconds * SECOND_MS), expected);
        assert_string_equal(clock_rfc5322(&arena, seconds * SECOND_MS), weekday);
        arena_reset(&arena);
    }
}

static void what_is_written_is_read_back(void **state)
{
    (void)state;
    struct random r = random_begin();
    for (int round = 0; round < 20000; round++) {
        int64_t ms = (int64_t)random_below(&r, 253402300800000u), back = -1;
        assert_true(clock_parse(clock_rfc3339(&arena, ms), &back));
        assert_int_equal(back, ms);
        assert_true(clock_parse(clock_rfc5322(&arena, ms), &back));
        assert_int_equal(back, ms / 1000 * 1000);
        arena_reset(&arena);
    }
}

static void dates_of_either_kind_are_read(void **state)
{
    (void)state;
    static const struct { const char *text; int64_t ms; } dates[] = {
        {"2026-11-23T10:00:00Z", NOV_23},
        {"2026-11-23t10:00:00z", NOV_23},
        {"2026-11-23 10:00:00Z", NOV_23},
        {"2026-11-23T10:00:00.5Z", NOV_23 + 500},
        {"2026-11-23T10:00:00.1234567Z", NOV_23 + 123},
        {"2026-11-23T11:30:00+01:30", NOV_23},
        {"2026-11-23T02:00:00-08:00", NOV_23},
        {"2026-11-23T10:00:00-00:00", NOV_23},
        {"2016-12-31T23:59:60Z", 1483228800000},
        {"2024-02-29T00:00:00Z", 1709164800000},
        {"Mon, 23 Nov 2026 10:00:00 +0000", NOV_23},
        {"Mon, 23 Nov 2026 11:00:00 +0100", NOV_23},
        {"23 Nov 2026 10:00:00 GMT", NOV_23},
        {"Thu, 1 Jan 1970 00:00:00 +0000", 0},
    };
    for (size_t i = 0; i < sizeof dates / sizeof dates[0]; i++) {
        int64_t ms = -1;
        if (!clock_parse(dates[i].text, &ms) || ms != dates[i].ms)
            fail_msg("%s: %lld", dates[i].text, (long long)ms);
    }
}

static void what_is_no_date_is_refused(void **state)
{
    (void)state;
    static const char *const none[] = {
        NULL, "", "now", "2026", "2026-11-23", "2026-11-23T10:00Z", "2026-11-23T10:00:00",
        "2026-11-23T10:00:00.Z", "2026-11-23T10:00:00Z ", " 2026-11-23T10:00:00Z",
        "2026-13-01T00:00:00Z", "2026-00-01T00:00:00Z", "2026-02-29T00:00:00Z",
        "2100-02-29T00:00:00Z", "2026-04-31T00:00:00Z", "2026-11-00T00:00:00Z",
        "2026-11-23T24:00:00Z", "2026-11-23T10:60:00Z", "2026-11-23T10:00:61Z",
        "2026-11-23T10:00:00+24:00", "2026-11-23T10:00:00+01:60", "2026-11-23T10:00:00+0100",
        "2026-1-23T10:00:00Z", "02026-11-23T10:00:00Z", "-026-11-23T10:00:00Z",
        "Xyz, 23 Nov 2026 10:00:00 +0000", "Mon 23 Nov 2026 10:00:00 +0000",
        "Mon, 23 Foo 2026 10:00:00 +0000", "Mon, 23 Nov 26 10:00:00 +0000",
        "Mon, 32 Dec 2026 10:00:00 +0000", "Mon, 23 Nov 2026 10:00:00",
        "Mon, 23 Nov 2026 10:00:00 +00:00", "Mon, 23 Nov 2026 10:00:00 EST",
    };
    for (size_t i = 0; i < sizeof none / sizeof none[0]; i++) {
        int64_t ms = -1;
        if (clock_parse(none[i], &ms))
            fail_msg("taken: %s", none[i]);
        assert_int_equal(ms, -1);
    }
}

/* Days follow one another without gap or overlap, also where clocks go forward at midnight (Beirut),
 * by half an hour (Lord Howe), or where a day was left out (Samoa, 30 December 2011). */
static void days_of_the_shop_leave_no_gap(void **state)
{
    static const char *const zones[] = {"UTC", "Europe/Madrid", "Asia/Tokyo", "America/New_York",
                                        "Asia/Beirut", "Australia/Lord_Howe", "Pacific/Apia",
                                        "America/Havana"};
    (void)state;
    for (size_t z = 0; z < sizeof zones / sizeof *zones; z++) {
        assert_true(clock_zone(zones[z]));
        int64_t first, at;
        int minute;
        assert_true(clock_day_read("2011-01-01", &first));
        for (int64_t day = first; day < first + 1000; day++) {
            int64_t begin = clock_day_begin(day), end = clock_day_begin(day + 1);
            if (begin == end) { /* no such day */
                assert_string_equal(clock_day_text(&arena, day), "2011-12-30");
                assert_string_equal(zones[z], "Pacific/Apia");
                continue;
            }
            clock_local(begin, &at, &minute);
            assert_int_equal(at, day);
            clock_local(end - 1, &at, &minute);
            assert_int_equal(at, day);
            assert_in_range(end - begin, 23 * HOUR_MS, 25 * HOUR_MS);
        }
    }
    assert_true(clock_zone("UTC"));
}

static void days_are_read_as_they_are_written(void **state)
{
    static const char *const none[] = {"", "2026-2-03", "2026-02-29", "2026-13-01", "2026-01-01 ", "x"};
    int64_t day;
    (void)state;
    assert_true(clock_day_read("2026-11-23", &day));
    assert_int_equal(day, 20780);
    assert_string_equal(clock_day_text(&arena, day), "2026-11-23");
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        assert_false(clock_day_read(none[i], &day));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(now_is_the_wall_clock_and_can_be_shifted),
        TEST(monotonic_does_not_go_back_nor_shift),
        TEST(rfc3339_is_written_in_utc_with_milliseconds),
        TEST(rfc5322_is_written_in_english),
        TEST(the_day_is_that_of_utc),
        TEST(dates_agree_with_the_c_library),
        TEST(what_is_written_is_read_back),
        TEST(dates_of_either_kind_are_read),
        TEST(what_is_no_date_is_refused),
        TEST(days_of_the_shop_leave_no_gap),
        TEST(days_are_read_as_they_are_written),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
