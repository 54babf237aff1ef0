/* test_shops.h -- three shops for the tests of lib/talk: the demo shop and the bakery from
 * their files, and a phone repair written here by hand. Nothing may be fitted to one of them. */
#ifndef WAITER_TESTS_SHOPS_H
#define WAITER_TESTS_SHOPS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

/* cmocka's fail() would swallow ours: its header comes last. */
#include "shop_json.h"
#include "waiter/understand.h"

#include <cmocka.h>

static struct arena shops;

static inline const struct brain *built(const struct catalogue *c)
{
    const struct brain *b;
    struct err e = {0};
    if (!brain_build(&shops, c, &b, &e)) {
        fprintf(stderr, "brain_build: %s\n", e.why);
        exit(1);
    }
    return b;
}

static inline const struct brain *demo_brain(void)
{
    static const struct brain *b;
    return b ? b : (b = built(shop_read(&shops, "sql/seed/demo.json")));
}

static inline const struct brain *bakery_brain(void)
{
    static const struct brain *b;
    return b ? b : (b = built(shop_read(&shops, "tests/fixtures/bakery.json")));
}

static const char *const glass_aliases[] = {"screen protector", "tempered glass"};
static const char *const charger_aliases[] = {"charging plug", "power adapter"};
static const char *const screen_aliases[] = {"broken screen", "display repair"};
static const struct variant repair_variants[] = {
    {.id = 11, .product_id = 1, .option1 = "iPhone 13", .option2 = "Original", .stock = 3},
    {.id = 12, .product_id = 1, .option1 = "iPhone 13", .option2 = "Compatible", .stock = 3},
    {.id = 13, .product_id = 1, .option1 = "Galaxy S22", .option2 = "Compatible", .stock = 1},
    {.id = 21, .product_id = 2, .option1 = "iPhone 13", .stock = 9},
    {.id = 22, .product_id = 2, .option1 = "Galaxy S22", .stock = 9},
    {.id = 31, .product_id = 3, .option1 = "1 m", .option2 = "White", .stock = 9},
    {.id = 32, .product_id = 3, .option1 = "2 m", .option2 = "White", .stock = 9},
    {.id = 33, .product_id = 3, .option1 = "2 m", .option2 = "Black", .stock = 9},
    {.id = 41, .product_id = 4, .option1 = "20 W", .stock = 9},
    {.id = 42, .product_id = 4, .option1 = "65 W", .stock = 9},
    {.id = 51, .product_id = 5, .stock = 9},
    {.id = 61, .product_id = 6, .option1 = "Black", .stock = 9},
    {.id = 62, .product_id = 6, .option1 = "Clear", .stock = 9},
};
static const struct product repair_products[] = {
    {.id = 1, .category_id = 1, .name = "Screen Replacement", .description = "Done in an hour.",
     .option1_name = "Model", .option2_name = "Quality", .aliases = screen_aliases,
     .alias_count = 2, .variants = repair_variants, .variant_count = 3},
    {.id = 2, .category_id = 1, .name = "Battery Replacement", .description = "With warranty.",
     .option1_name = "Model", .variants = repair_variants + 3, .variant_count = 2},
    {.id = 3, .category_id = 2, .name = "USB-C Cable", .description = "Braided nylon.",
     .option1_name = "Length", .option2_name = "Colour", .variants = repair_variants + 5,
     .variant_count = 3},
    {.id = 4, .category_id = 2, .name = "Fast Charger", .description = "For any socket.",
     .option1_name = "Power", .aliases = charger_aliases, .alias_count = 2,
     .variants = repair_variants + 8, .variant_count = 2},
    {.id = 5, .category_id = 2, .name = "Glass Protector", .description = "9H, clear.",
     .aliases = glass_aliases, .alias_count = 2, .variants = repair_variants + 10,
     .variant_count = 1},
    {.id = 6, .category_id = 2, .name = "Silicone Case", .description = "Soft to the touch.",
     .option1_name = "Colour", .variants = repair_variants + 11, .variant_count = 2},
};
static const struct category repair_categories[] = {{.id = 1, .name = "Repairs"},
                                                     {.id = 2, .name = "Accessories"}};
static const char *const repair_time[] = {"how fast can you fix it", "repair time"};
static const char *const repair_data[] = {"will i lose my photos", "do i need a backup"};
static const char *const repair_patterns[] = {
    "(unclosed", "\\bwarrant(y|ies)\\b", "^(a+)+$",
};
static const char *const repair_cancel[] = {"what if i cancel after paying",
                                            "cancellation policy"};
static const struct faq_entry repair_faq[] = {
    {.id = 1, .question = "How long does a repair take?", .answer = "Most are done in an hour.",
     .phrasings = repair_time, .phrasing_count = 2},
    {.id = 2, .question = "Will my data be safe?", .answer = "We never open your photos.",
     .phrasings = repair_data, .phrasing_count = 2},
    {.id = 3, .question = "Is there a warranty?", .answer = "Two years on every repair.",
     .patterns = repair_patterns, .pattern_count = 3},
    {.id = 4, .question = "Can I cancel my order after paying?", .answer = "Until we start.",
     .phrasings = repair_cancel, .phrasing_count = 2},
};
static const struct catalogue repair_shop = {
    .version = 1, .shop_name = "Fix & Go", .currency = "USD", .pickup_address = "",
    .categories = repair_categories, .category_count = 2, .products = repair_products,
    .product_count = 6, .faq = repair_faq, .faq_count = 4,
};

static inline const struct brain *repair_brain(void)
{
    static const struct brain *b;
    return b ? b : (b = built(&repair_shop));
}

static inline int shops_close(int failed)
{
    arena_done(&shops);
    return failed;
}

#endif
