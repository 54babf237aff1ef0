/* test_stripe.c -- the vectors S1 to S6 of the sheet; amounts of every kind of currency. */
#include "waiter/stripe.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#define SECRET "whsec_test_secret"
#define AT 1700000000LL
#define S1 "{\"id\":\"evt_1\",\"object\":\"event\",\"type\":\"checkout.session.completed\",\"data\":{\"object\":{\"id\":\"cs_1\",\"payment_status\":\"paid\",\"client_reference_id\":\"order-42\"}}}"
#define S1_MAC "f96f1adf47f19b87928c2c0624609ec4f7411ad026683810c4efa55134e3e689"
#define ZEROES "0000000000000000000000000000000000000000000000000000000000000000"

static bool holds(const char *header, const char *body, int64_t now)
{
    return stripe_signature_holds(SECRET, header, body, strlen(body), now);
}

static void vectors_of_the_sheet(void **state)
{
    (void)state;
    assert_true(holds("t=1700000000,v1=" S1_MAC, S1, AT));
    assert_true(holds("t=1700000000,v1=d5333f2972a36deac0a5fed22e98dc441671d528b3819ab6cc536db1ac2943e9",
                      "{\"id\":\"evt_2\",\"note\":\"Caf\xC3\xA9 \xF0\x9F\x8D\x95\"}", AT));
    assert_true(holds("t=1700000000,v1=804ab8b04d31204f30da59d6be745da29884a47ac96e10380959cfd9c2289541",
                      "{\n  \"id\": \"evt_3\",\n  \"object\": \"event\"\n}", AT));
    assert_true(holds("t=1700000000,v1=" ZEROES ",v1=" S1_MAC ",v0=deadbeef", S1, AT));
    assert_false(holds("t=1700000000,v0=" S1_MAC, S1, AT));
    assert_true(holds("t=1700000000,v1=" S1_MAC, S1, AT + 300));
    assert_false(holds("t=1700000000,v1=" S1_MAC, S1, AT + 301));
    assert_false(holds("t=1700000000,v1=" S1_MAC, S1, AT - 301));
}

static void nothing_else_holds(void **state)
{
    static const char *const bad[] = {
        "", "t=1700000000", "v1=" S1_MAC, "t=,v1=" S1_MAC, "t=x,v1=" S1_MAC, "t=-1,v1=" S1_MAC,
        "t=1700000000 ,v1=" S1_MAC, "t=01700000000,v1=" S1_MAC, "t=1700000000,v1=", "t=1700000000;v1=" S1_MAC,
        "t=1700000000,v1=" S1_MAC "0", "t=99999999999999999999,v1=" S1_MAC,
    };
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(holds(bad[i], S1, AT));
    assert_false(holds(NULL, S1, AT));
    assert_false(holds("t=1700000000,v1=" S1_MAC, S1 " ", AT));
    assert_false(stripe_signature_holds("", "t=1700000000,v1=" S1_MAC, S1, strlen(S1), AT));
}

static void amounts_as_stripe_counts_them(void **state)
{
    static const struct { const char *currency; int64_t ours, theirs; } rows[] = {
        {"EUR", 1250, 1250}, {"USD", 1, 1},     {"JPY", 500, 500},  {"KRW", 5000, 5000},
        {"HUF", 12300, 12300}, {"ISK", 5, 500}, {"UGX", 5, 500},    {"CLP", 990, 990},
    };
    int64_t n;
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        assert_true(stripe_amount(rows[i].currency, rows[i].ours, &n));
        assert_int_equal(n, rows[i].theirs);
        assert_true(stripe_minor(rows[i].currency, rows[i].theirs, &n));
        assert_int_equal(n, rows[i].ours);
    }
    assert_false(stripe_amount("KWD", 1000, &n));  /* three decimals: until somebody has tried them */
    assert_false(stripe_amount("XYZ", 1000, &n));
    assert_false(stripe_amount("EUR", -1, &n));
    assert_false(stripe_minor("ISK", 501, &n));    /* no such amount with us */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(vectors_of_the_sheet),
        cmocka_unit_test(nothing_else_holds),
        cmocka_unit_test(amounts_as_stripe_counts_them),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
