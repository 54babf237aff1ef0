/* test_quote.c -- what an order comes to: by hand for currencies of 0, 2 and 3 decimals, and by the law
 * total = sum of lines + delivery + tax - discount for ten thousand random orders. */
#include "waiter/arena.h"
#include "waiter/money.h"
#include "waiter/quote.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static const struct quote_discount none = {0};

/* The total as the shop shows it. */
static void comes_to(struct quote_line *l, size_t n, struct quote_discount off, int64_t fee,
                     const char *currency, const char *tax, const char *total)
{
    struct arena a;
    struct quote q;
    struct err e = {0};
    arena_init(&a);
    assert_true(quote_sum(l, n, off, fee, &q, &e));
    assert_string_equal(money_decimal(&a, q.tax_minor + q.tax_included_minor, currency), tax);
    assert_string_equal(money_decimal(&a, q.total_minor, currency), total);
    arena_done(&a);
}

static void yen_have_no_decimals(void **state)
{
    (void)state;
    /* 3 x 333 = 999; 8 % of it is 79.92: 80. 10 % of 105 is 10.5: 11. */
    comes_to((struct quote_line[]){{333, 3, 800, false, 0, 0, 0}, {105, 1, 1000, false, 0, 0, 0}}, 2, none, 500,
             "JPY", "91", "1695");
    /* Inside: 1080 holds 80. */
    comes_to((struct quote_line[]){{1080, 1, 800, true, 0, 0, 0}}, 1, none, 0, "JPY", "80", "1080");
}

static void euros_have_two(void **state)
{
    (void)state;
    /* 22.50 at 21 % is 4.725: 4.73. 12.50 is 2.625: 2.63. */
    comes_to((struct quote_line[]){{750, 3, 2100, false, 0, 0, 0}, {1250, 1, 2100, false, 0, 0, 0}}, 2, none, 0,
             "EUR", "7.36", "42.36");
    /* 10 % off 25.00 is 2.50; of the 22.50 left, 20 % inside are 3.75. */
    comes_to((struct quote_line[]){{1250, 2, 2000, true, 0, 0, 0}}, 1, (struct quote_discount){1000, 0}, 350,
             "EUR", "3.75", "26.00");
}

static void dinars_have_three(void **state)
{
    (void)state;
    /* 1.005 x 5 = 5.025; 5 % is 0.25125: 0.251. */
    comes_to((struct quote_line[]){{1005, 5, 500, false, 0, 0, 0}}, 1, none, 1500, "KWD", "0.251", "6.776");
    comes_to((struct quote_line[]){{1000, 1, 0, true, 0, 0, 0}}, 1, (struct quote_discount){0, 1}, 0, "KWD", "0.000",
             "0.999");
}

static void an_amount_is_spread_over_the_lines_and_never_more_than_they_are(void **state)
{
    struct quote_line l[3] = {{100, 1, 0, true, 0, 0, 0}, {100, 1, 0, true, 0, 0, 0}, {100, 1, 0, true, 0, 0, 0}};
    struct quote q;
    struct err e = {0};
    (void)state;
    assert_true(quote_sum(l, 3, (struct quote_discount){0, 100}, 0, &q, &e));
    assert_int_equal(q.discount_minor, 100);
    assert_int_equal(l[0].discount_minor + l[1].discount_minor + l[2].discount_minor, 100);
    assert_true(quote_sum(l, 3, (struct quote_discount){0, 9999}, 50, &q, &e));
    assert_int_equal(q.discount_minor, 300);
    assert_int_equal(q.total_minor, 50);
}

static void what_cannot_be_is_refused(void **state)
{
    static const struct {
        struct quote_line line;
        struct quote_discount off;
        int64_t fee;
    } bad[] = {
        {{100, -1, 0, true, 0, 0, 0}, {0, 0}, 0},
        {{-100, 1, 0, true, 0, 0, 0}, {0, 0}, 0},
        {{100, 1, 10001, true, 0, 0, 0}, {0, 0}, 0},
        {{100, 1, -1, true, 0, 0, 0}, {0, 0}, 0},
        {{100, 1, 0, true, 0, 0, 0}, {10001, 0}, 0},
        {{100, 1, 0, true, 0, 0, 0}, {0, -1}, 0},
        {{100, 1, 0, true, 0, 0, 0}, {0, 0}, -1},
        {{MONEY_MOST, 2, 0, true, 0, 0, 0}, {0, 0}, 0},
        {{MONEY_MOST, 1, 0, true, 0, 0, 0}, {0, 0}, 1},
        {{MONEY_MOST, 1, 1, false, 0, 0, 0}, {0, 0}, 0},
        {{INT64_MAX, INT64_MAX, 0, true, 0, 0, 0}, {0, 0}, 0},
    };
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct quote_line l = bad[i].line;
        struct quote q;
        struct err e = {0};
        if (quote_sum(&l, 1, bad[i].off, bad[i].fee, &q, &e))
            fail_msg("case %zu was taken", i);
        assert_int_equal(e.kind, ERR_BAD_INPUT);
    }
}

static int64_t below(int64_t n) { return (int64_t)(random() % n); }

static void the_total_is_always_lines_and_delivery_and_tax_without_the_discount(void **state)
{
    (void)state;
    srandom(20261125);
    for (int round = 0; round < 10000; round++) {
        struct quote_line l[8] = {0};
        size_t n = 1 + (size_t)below(8);
        int64_t lines = 0, taxes = 0, inside = 0, discounts = 0;
        for (size_t i = 0; i < n; i++)
            l[i] = (struct quote_line){below(1000000), below(100), below(BP_WHOLE + 1), below(2) == 0, 0, 0, 0};
        struct quote_discount off = {0};
        if (below(2))
            off.bp = below(BP_WHOLE + 1);
        else
            off.amount_minor = below(1000000);
        int64_t fee = below(10000);
        struct quote q, again;
        struct err e = {0};
        assert_true(quote_sum(l, n, off, fee, &q, &e));
        for (size_t i = 0; i < n; i++) {
            lines += l[i].unit_price_minor * l[i].quantity;
            discounts += l[i].discount_minor;
            *(l[i].tax_inclusive ? &inside : &taxes) += l[i].tax_minor;
            int64_t net = l[i].sum_minor - l[i].discount_minor;
            assert_true(l[i].discount_minor >= 0 && net >= 0 && l[i].tax_minor >= 0);
            assert_true(!l[i].tax_inclusive || l[i].tax_minor <= net);
        }
        assert_int_equal(q.total_minor, lines + fee + taxes - discounts);
        assert_int_equal(q.subtotal_minor, lines);
        assert_int_equal(q.discount_minor, discounts);
        assert_int_equal(q.tax_minor, taxes);
        assert_int_equal(q.tax_included_minor, inside);
        assert_true(quote_settled(l, n, fee, &again, &e));
        assert_int_equal(again.total_minor, q.total_minor);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(yen_have_no_decimals),
        cmocka_unit_test(euros_have_two),
        cmocka_unit_test(dinars_have_three),
        cmocka_unit_test(an_amount_is_spread_over_the_lines_and_never_more_than_they_are),
        cmocka_unit_test(what_cannot_be_is_refused),
        cmocka_unit_test(the_total_is_always_lines_and_delivery_and_tax_without_the_discount),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
