/* test_seed.c -- the catalogue file is read strictly, and stored whole or not at all. */
#include "waiter/db.h"
#include "waiter/seed.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>
#undef fail

#define Q(text) "\"" text "\""
#define SHOP Q("shop") ":{" Q("name") ":" Q("S") "," Q("currency") ":" Q("EUR") "},"
#define MUGS Q("categories") ":[{" Q("name") ":" Q("Mugs") "}],"
#define GOOD(name, price, more) \
    "{" Q("name") ":" Q(name) "," Q("category") ":" Q("Mugs") ","  \
    Q("price") ":" price "," more "}"
#define SOLD(more) Q("variants") ":[{" Q("sku") ":" Q("A") more "}]"
#define MUG(more) GOOD("Mug", Q("12.50"), SOLD("," Q("stock") ":3") more)
#define FILE_OF(goods, more) "{" SHOP MUGS Q("products") ":[" goods "]" more "}"
#define FAQ(pattern) "," Q("faq") ":[{" Q("question") ":" Q("q") "," Q("answer") ":" Q("a") "," \
    Q("patterns") ":[" Q(pattern) "]}]"
#define SIZES Q("option1") ":" Q("Size") ","
#define LARGE(sku) "{" Q("sku") ":" Q(sku) "," Q("option1") ":" Q("L") "," Q("price") ":" Q("4") "}"

static bool parse(struct arena *a, const char *text, struct seed *out, struct err *e)
{
    return seed_parse(a, text, strlen(text), out, e);
}

static void test_what_is_right(void **state)
{
    (void)state;
    struct arena a;
    struct seed s;
    struct err e = {0};
    arena_init(&a);
    static const char text[] =
        FILE_OF(MUG("," Q("aliases") ":[" Q("cup") "]") ","
                GOOD("MUG!", "3", SIZES Q("variants") ":[" LARGE("B") "]"), FAQ("^q"));
    assert_true(parse(&a, text, &s, &e));
    assert_int_equal(s.product_count, 2);
    assert_int_equal(s.products[0].price_minor, 1250);
    assert_string_equal(s.products[0].aliases, "[\"cup\"]");
    assert_string_equal(s.products[0].slug, "mug");
    assert_string_equal(s.products[1].slug, "mug-2");
    assert_int_equal(s.products[1].price_minor, 300);
    assert_true(s.products[1].variants[0].own_price);
    assert_int_equal(s.variant_count, 2);
    assert_string_equal(s.faq[0].patterns, "[\"^q\"]");
    arena_done(&a);
}

static void test_what_is_wrong_is_named(void **state)
{
    (void)state;
    static const struct { const char *text, *field; } cases[] = {
        {FILE_OF(MUG(""), "," Q("extra") ":1"), "extra"},
        {FILE_OF(MUG("," Q("colour") ":1"), ""), "products.0.colour"},
        {FILE_OF(MUG("") "," MUG(""), ""), "products.1.variants.0.sku"},
        {"{" SHOP Q("categories") ":[{" Q("name") ":" Q("Cups") "}],"
         Q("products") ":[" MUG("") "]}",
         "products.0.category"},
        {FILE_OF(GOOD("M", Q("1,50"), SOLD("")), ""), "products.0.price"},
        {FILE_OF(GOOD("M", Q("1.505"), SOLD("")), ""), "products.0.price"},
        {FILE_OF(GOOD("M", "1", Q("variants") ":[]"), ""), "products.0.variants"},
        {FILE_OF(GOOD("M", "1", SOLD("," Q("stock") ":-1")), ""), "products.0.variants.0.stock"},
        {FILE_OF(GOOD("M", "1", Q("variants") ":[" LARGE("A") "]"), ""),
         "products.0.variants.0.option1"},
        {FILE_OF(GOOD("M", "1", SIZES Q("variants") ":[" LARGE("A") "," LARGE("B") "]"), ""),
         "products.0.variants.1.option1"},
        {FILE_OF(MUG("," Q("picture") ":{" Q("shape") ":" Q("mug") ","
                     Q("colour") ":" Q("red") "}"), ""),
         "products.0.picture.colour"},
        {FILE_OF(MUG(""), FAQ("(")), "faq.0.patterns"},
        {FILE_OF(MUG(""), "," Q("settings") ":{" Q("delivery_fee") ":" Q("free") "}"),
         "settings.delivery_fee"},
        {"{" Q("shop") ":{" Q("name") ":" Q("S") "," Q("currency") ":" Q("XXX") "}}",
         "shop.currency"},
        {"{" Q("shop") ":{" Q("name") ":" Q(" ") "," Q("currency") ":" Q("EUR") "}}", "shop.name"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct arena a;
        struct seed s;
        struct err e = {0};
        arena_init(&a);
        assert_false(parse(&a, cases[i].text, &s, &e));
        assert_int_equal(e.kind, ERR_BAD_INPUT);
        assert_string_equal(e.field, cases[i].field);
        arena_done(&a);
    }
}

static int64_t count(struct db *db, enum query q)
{
    struct conn *c;
    struct err e = {0};
    int64_t n = -1;
    bool found;
    assert_true(db_borrow(db, &c, &e));
    assert_true(db_int(c, q, NO_ARGS, &n, &found, &e));
    db_return(db, c);
    return n;
}

static void test_whole_or_not_at_all(void **state)
{
    (void)state;
    char folder[] = "/tmp/waiter-seed-XXXXXX";
    assert_non_null(mkdtemp(folder));
    struct arena a;
    struct seed s, other;
    struct err e = {0};
    struct db *db;
    int steps;
    arena_init(&a);
    assert_true(db_open_any(arena_printf(&a, "%s/t.db", folder), &db, &e));
    assert_true(db_migrate(db, &steps, &e));
    assert_true(parse(&a, FILE_OF(MUG(""), ""), &s, &e));
    assert_true(seed_store(db, &s, false, &e));
    int64_t before = count(db, Q_SEED_COUNT);

    assert_false(seed_fits(db, &s, false, &e)); /* once is enough */
    assert_int_equal(e.kind, ERR_CONFLICT);
    err_clear(&e);
    assert_false(seed_store(db, &s, true, &e)); /* the SKU is taken, after a product was written */
    assert_int_equal(e.kind, ERR_CONFLICT);
    assert_int_equal(count(db, Q_SEED_COUNT), before);
    err_clear(&e);

    other = s;
    other.currency = "GBP";
    assert_false(seed_store(db, &other, true, &e)); /* pounds beside euros */
    assert_int_equal(e.kind, ERR_CONFLICT);
    assert_non_null(strstr(e.why, "counts in EUR"));
    db_close(db);
    assert_int_equal(system(arena_printf(&a, "rm -rf '%s'", folder)), 0);
    arena_done(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_what_is_right),
                                       cmocka_unit_test(test_what_is_wrong_is_named),
                                       cmocka_unit_test(test_whole_or_not_at_all)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
