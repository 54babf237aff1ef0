/* test_terms.c -- delivery zones, coupons and opening hours: pure rules, tried by hand. */
#include "waiter/dialogue.h"
#include "waiter/terms.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#define LIST(...) (const char *const[]){__VA_ARGS__}, sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *)

static struct arena arena;

static int open_arena(void **state) { (void)state; arena_init(&arena); return 0; }
static int close_arena(void **state) { (void)state; arena_done(&arena); return 0; }

static const char *zone_name(const struct catalogue *c, const char *address)
{
    const struct zone *z = zone_of(c, &arena, address);
    return z ? z->name : "-";
}

static void an_address_finds_the_first_zone_that_names_it(void **state)
{
    const struct zone zones[] = {
        {"Old Town", LIST("Alfama", "Casco Viejo"), 100, 0},
        {"Centre", LIST("28001-28020", "SW1*"), 200, 5000},
        {"Region", LIST("28*"), 300, 0},
    };
    struct catalogue c = {.zones = zones, .zone_count = 3, .delivery_fee_minor = 900};
    (void)state;
    assert_string_equal(zone_name(&c, "Beco do Carneiro 3, ALFÁMA"), "Old Town");
    assert_string_equal(zone_name(&c, "calle 1, casco viejo, 28001"), "Old Town");
    assert_string_equal(zone_name(&c, "Gran Via 5, 28013 Madrid"), "Centre");
    assert_string_equal(zone_name(&c, "Gran Via 5, 28021 Madrid"), "Region");
    assert_string_equal(zone_name(&c, "10 Downing St, London SW1A 2AA"), "Centre");
    assert_string_equal(zone_name(&c, "12 viejo casco 9"), "-"); /* words in that order only */
    assert_string_equal(zone_name(&c, "128 Main Street"), "-");  /* a word's beginning, not its middle */
    assert_string_equal(zone_name(&c, ""), "-");
    assert_true(delivers_to(&c, NULL));
    c.zones_only = true;
    assert_false(delivers_to(&c, NULL));
    bool same;
    assert_int_equal(delivery_fee(&c, &zones[1], 4999), 200);
    assert_int_equal(delivery_fee(&c, &zones[1], 5000), 0);
    assert_int_equal(delivery_fee_least(&c, 100, &same), 100);
    assert_false(same);
}

static void a_coupon_counts_within_its_limits_only(void **state)
{
    const struct coupon p = {1, "SPRING10", COUPON_PERCENT, 1000, 3000, 1000, 2000, 5, 2};
    const struct catalogue c = {.coupons = &p, .coupon_count = 1};
    (void)state;
    assert_ptr_equal(coupon_by_code(&c, "spring10"), &p);
    assert_null(coupon_by_code(&c, "SPRING"));
    assert_null(coupon_by_code(&c, NULL));
    assert_int_equal(coupon_check(NULL, 9999, 1500, 0, 0), COUPON_UNKNOWN);
    assert_int_equal(coupon_check(&p, 3000, 1500, 4, 1), COUPON_COUNTS);
    assert_int_equal(coupon_check(&p, 3000, 999, 0, 0), COUPON_EARLY);
    assert_int_equal(coupon_check(&p, 3000, 1000, 0, 0), COUPON_COUNTS);
    assert_int_equal(coupon_check(&p, 3000, 2000, 0, 0), COUPON_EXPIRED);
    assert_int_equal(coupon_check(&p, 3000, 1500, 5, 0), COUPON_USED_UP);
    assert_int_equal(coupon_check(&p, 3000, 1500, 2, 2), COUPON_USED_BY_YOU);
    assert_int_equal(coupon_check(&p, 2999, 1500, 0, 0), COUPON_BELOW_MINIMUM);
}

static void the_shop_is_open_by_its_own_week_and_its_closed_days(void **state)
{
    int64_t monday;
    (void)state;
    assert_true(day_read("2026-12-07", &monday));
    assert_int_equal(weekday_of(monday), 0);
    const struct opening hours[] = {{0, 540, 780}, {0, 900, 1140}, {2, 540, 1440}};
    const struct closed_day closed[] = {{monday + 2, "holiday"}};
    struct catalogue c = {.opening = hours, .opening_count = 3, .closed = closed, .closed_count = 1};
    struct hours_now h = hours_look(&c, (struct shop_time){monday, 540});
    assert_true(h.known && h.open && h.until == 780);
    h = hours_look(&c, (struct shop_time){monday, 780});
    assert_true(!h.open && h.next_day == monday && h.next_minute == 900);
    h = hours_look(&c, (struct shop_time){monday, 1140}); /* Wednesday is closed: Monday again */
    assert_true(!h.open && h.next_day == monday + 7 && h.next_minute == 540);
    h = hours_look(&c, (struct shop_time){monday + 2, 600});
    assert_true(!h.open && strcmp(h.note, "holiday") == 0);
    h = hours_look(&c, (struct shop_time){monday + 9, 1439});
    assert_true(h.open && h.until == 1440);
    c.opening_count = 0;
    assert_false(hours_look(&c, (struct shop_time){monday, 600}).known);
}

static void days_are_read_and_written(void **state)
{
    static const char *const wrong[] = {"2026-02-29", "2026-13-01", "2026-00-10", "2026-1-1", "26-01-01",
                                        "2026-01-01x", "", "2026-04-31", "-026-01-01"};
    int64_t day;
    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_false(day_read(wrong[i], &day));
    assert_false(day_read(NULL, &day));
    assert_true(day_read("1970-01-01", &day) && day == 0);
    assert_true(day_read("2028-02-29", &day));
    assert_string_equal(day_text(&arena, day), "2028-02-29");
    for (int64_t d = 0; d < 50000; d += 97) {
        assert_true(day_read(day_text(&arena, d), &day));
        assert_int_equal(day, d);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_address_finds_the_first_zone_that_names_it),
        cmocka_unit_test(a_coupon_counts_within_its_limits_only),
        cmocka_unit_test(the_shop_is_open_by_its_own_week_and_its_closed_days),
        cmocka_unit_test(days_are_read_and_written),
    };
    return cmocka_run_group_tests(tests, open_arena, close_arena);
}
