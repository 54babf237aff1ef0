/* test_items.c -- orders in plain words, in three shops of different trades. */
#include "test_shops.h"

static struct arena arena;

static const char *const wishes[] = {"none", "add", "remove", "set", "more", "show"};

/* "add 2 Classic Hoodie (L, Black)": one item a line; "?" when not sure which, all named. */
static const char *told(const struct understood *u)
{
    char *out = arena_strdup(&arena, "");
    for (size_t i = 0; i < u->item_count; i++) {
        const struct item *it = &u->items[i];
        const char *names = it->candidate_count ? "" : " -";
        for (size_t k = 0; k < it->candidate_count; k++)
            names = arena_printf(&arena, "%s%s%s", names, k ? "|" : " ", it->candidates[k]->name);
        out = arena_printf(&arena, "%s%s%s %lld%s%s", out, i ? "; " : "", wishes[it->wish],
                           (long long)it->quantity, names,
                           it->candidate_count && it->confidence < 70 ? "?" : "");
        if (it->option1 || it->option2)
            out = arena_printf(&arena, "%s (%s,%s)", out, it->option1 ? it->option1 : "",
                               it->option2 ? it->option2 : "");
    }
    return out;
}

struct expected { const char *message, *items; };

static void check(const struct brain *b, const struct expected *e, size_t n)
{
    int wrong = 0;
    for (size_t i = 0; i < n; i++) {
        struct understood u;
        understand(b, &arena, e[i].message, &u);
        const char *got = told(&u);
        if (strcmp(got, e[i].items)) {
            print_message("'%s'\n  expected: %s\n  got:      %s\n", e[i].message, e[i].items, got);
            wrong++;
        }
    }
    assert_int_equal(wrong, 0);
    arena_reset(&arena);
}

#define HOODIES "Classic Hoodie|Zip Hoodie|Kids Hoodie|Cropped Hoodie"

static void test_clothing_shop(void **state)
{
    (void)state;
    static const struct expected e[] = {
        {"2 black hoodies in L and a mug pls",
         "add 2 Classic Hoodie (L,Black); add 1 House Mug"},
        {"blak hodie", "none 0 Classic Hoodie (,Black)"},
        {"hoodie black large", "none 0 Classic Hoodie (L,Black)"},
        {"an L and an M black hoodie",
         "add 1 Classic Hoodie (L,Black); add 1 Classic Hoodie (M,Black)"},
        {"hi, do you have hoodies?", "show 0 " HOODIES "?"},
        {"hoody", "none 0 Classic Hoodie"},
        {"Classic Hoodie", "none 0 Classic Hoodie"},
        {"i want 3 mugs and two espresso cup sets", "add 3 House Mug; add 2 Espresso Cup Set"},
        {"mug x2, 3x tote bag", "add 2 House Mug; add 3 Canvas Tote"},
        {"2 x mug + 1 umbrella", "add 2 House Mug; add 1 Pocket Umbrella"},
        {"2mugs", "add 2 House Mug"},
        {"mugs: 2\ncaps: 3", "add 2 House Mug; add 3 Baseball Cap"},
        {"hoodie 2 mug 3", "add 2 " HOODIES "?; add 3 House Mug"},
        {"2 hoodies 1 mug 3 caps", "add 2 " HOODIES "?; add 1 House Mug; add 3 Baseball Cap"},
        {"a couple of mugs and half a dozen stickers", "add 2 House Mug; add 6 Sticker Pack"},
        {"a dozen mugs", "add 12 House Mug"},
        {"two dozen mugs", "add 24 House Mug"},
        {"twenty five mugs", "add 25 House Mug"},
        {"a pair of socks 36-40", "add 1 Merino Socks (36-40,)"},
        {"2 pairs of socks", "add 2 Merino Socks"},
        {"-2 mugs", "add -2 House Mug"},
        {"1000000 mugs", "add 1000000 House Mug"},
        {"99999999999 mugs", "add 1000000000 House Mug"},
        {"0 mugs", "remove 0 House Mug"},
        {"250 g house blend", "none 0 House Blend (250 g,)"},
        {"2 bags of house blend 1kg ground", "add 2 House Blend (1 kg,Ground)"},
        {"grey beanie", "none 0 Wool Beanie (Grey,)"},
        {"gray beanie", "none 0 Wool Beanie (Grey,)"},
        {"classic hoodie extra large navy", "none 0 Classic Hoodie (XL,Navy)"},
        {"€25 gift card", "none 0 Gift Card (25 euro,)"},
        {"t shirt striped", "none 0 Striped T-Shirt"},
        {"remove the mug", "remove 0 House Mug"},
        {"cancel the mug", "remove 0 House Mug"},
        {"no mug", "remove 0 House Mug"},
        {"remove one mug", "remove 1 House Mug"},
        {"i don't want the cap anymore", "remove 0 Baseball Cap"},
        {"classic hoodie without the cap", "none 0 Classic Hoodie; remove 0 Baseball Cap"},
        {"add 2 mugs and remove the cap", "add 2 House Mug; remove 0 Baseball Cap"},
        {"make it three", "set 3 -"},
        {"change the mugs to 2", "set 2 House Mug"},
        {"one more", "more 1 -"},
        {"another mug", "more 1 House Mug"},
        {"2 more mugs", "more 2 House Mug"},
        {"how much is the zip hoodie?", "show 0 Zip Hoodie"},
        {"not the blue one, the black", "set 0 - (Black,)"},
        {"2 hoodies, one black and one grey",
         "add 1 Classic Hoodie (,Black); add 1 Classic Hoodie|Zip Hoodie? (,Grey)"},
        {"a classic hoodie, black, large and 2 tote bags",
         "add 1 Classic Hoodie (L,Black); add 2 Canvas Tote"},
        {"pls gimme 2 mugs thx", "add 2 House Mug"},
        {"do you have wol beany", "show 0 Wool Beanie"},
        {"3 muggs", "add 3 House Mug"},
        {"add to cart", "add 0 -"},
        {"mustard hat", "none 0 Wool Beanie (Mustard,)"},
        {"make it large and black", "set 0 - (L,Black)"},
        {"i paid 25 euro for 2 mugs", "none 2 House Mug"},
    };
    check(demo_brain(), e, sizeof e / sizeof *e);
}

static void test_nothing_is_read_into_other_talk(void **state)
{
    (void)state;
    static const struct expected e[] = {
        {"my dog ate a shoe lace yesterday", ""},
        {"i want to pay by card", ""},
        {"my phone is broken", ""},
        {"what's your phone number", ""},
        {"14 Rose Street, Lisbon", ""},
        {"my number is +351 912 345 678", ""},
        {"see you at 10", ""},
        {"tell me a joke", ""},
        {"the second one", ""},
        {"black", ""},
        {"L black", ""},
        {"i live in a white house", ""},
        {"my name is Maria Lopez", ""},
        {"", ""},
        {"?!", ""},
        {"asdfgh qwerty", ""},
        {"Cara", ""},
        {"Rosa Pinto", ""},
        {"Rua das Flores 12, 4050-262 Porto", ""},
    };
    check(demo_brain(), e, sizeof e / sizeof *e);
}

static void test_bakery(void **state)
{
    (void)state;
    static const struct expected e[] = {
        {"2 chocolate donuts and a large sourdough, sliced",
         "add 2 Doughnut (Chocolate,); add 1 Sourdough Loaf (Large,Sliced)"},
        {"croissant", "none 0 Butter Croissant|Almond Croissant?"},
        {"3 almond crossants", "add 3 Almond Croissant"},
        {"chocolate cake with cherry, small", "none 0 Chocolate Cake (Small,Cherry)"},
        {"cheese and onion pasty", "none 0 Cheese & Onion Pasty"},
        {"two cheese & onion pasties please", "add 2 Cheese & Onion Pasty"},
        {"4 pain au chocolat", "add 4 Pain au Chocolat"},
        {"one croissant with almonds and 2 bagettes", "add 1 Almond Croissant; add 2 Baguette"},
        {"a dozen sausage rolls", "add 12 Sausage Roll"},
        {"do you have gluten free bread?", "show 0 Gluten-Free Loaf"},
        {"sour dough loaf small unsliced", "none 0 Sourdough Loaf (Small,Unsliced)"},
        {"6 jam doughnuts, 2 cinamon buns", "add 6 Doughnut (Jam,); add 2 Cinnamon Bun"},
        {"family chicken pie", "none 0 Chicken Pie (Family,)"},
        {"a steak pie and a chicken pie", "add 1 Steak Pie; add 1 Chicken Pie"},
        {"can i get a carrot cake", "add 1 Carrot Cake"},
        {"pie", "none 0 Chicken Pie|Steak Pie?"},
        {"a large victoria sponge with lemon curd please",
         "add 1 Victoria Sponge (Large,Lemon Curd)"},
        {"without the candles", "remove 0 Birthday Candles"},
        {"12 Mill Lane", ""},
        {"i will come in 10 minutes", ""},
    };
    check(bakery_brain(), e, sizeof e / sizeof *e);
}

static void test_phone_repair(void **state)
{
    (void)state;
    static const struct expected e[] = {
        {"screen replacement iphone 13 original", "none 0 Screen Replacement (iPhone 13,Original)"},
        {"i need a new battery replacement for my galaxy s22",
         "add 1 Battery Replacement (Galaxy S22,)"},
        {"2 usb c cables 2 m black", "add 2 USB-C Cable (2 m,Black)"},
        {"2 usb-c cables, white, 1m", "add 2 USB-C Cable (1 m,White)"},
        {"charger 65w", "none 0 Fast Charger (65 W,)"},
        {"tempered glas", "none 0 Glass Protector"},
        {"one clear silicone case and one in black",
         "add 1 Silicone Case (Clear,); add 1 Silicone Case (Black,)"},
        {"replacement", "none 0 Screen Replacement|Battery Replacement?"},
    };
    check(repair_brain(), e, sizeof e / sizeof *e);
}

static void test_pointing_and_lists(void **state)
{
    (void)state;
    static const struct expected e[] = {
        {"2 of those please", "add 2 -"},
        {"are 2 of those enough?", ""},
        {"sorry, blue", ""},
        {"2 organic t shirts", "add 2 Organic T-Shirt"},
        {"1) canvas tote black 2) sticker pack 3) enamel pin",
         "add 1 Canvas Tote (Black,); add 1 Sticker Pack; add 1 Enamel Pin"},
        {"1. 2 mugs\n2. a glass bottle\n3. cold brew bags x 3",
         "add 2 House Mug; add 1 Glass Bottle; add 3 Cold Brew Bags"},
        {"hoodie mug cap", "none 0 " HOODIES "?; none 0 House Mug; none 0 Baseball Cap"},
        {"umbrella scarf poncho",
         "none 0 Pocket Umbrella; none 0 Cotton Scarf; none 0 Rain Poncho"},
        {"coffee mug", "none 0 House Mug"},
        {"how much?", "show 0 -"},
        {"how much is it", "show 0 -"},
        {"is it in stock?", "show 0 -"},
        {"is it raining in lisbon?", ""},
        {"and cold brew bags", "add 0 Cold Brew Bags"},
        {"and the poncho?", "none 0 Rain Poncho"},
        {"are the hoodies true to size? i'd take a black one in L",
         "add 1 Classic Hoodie (L,Black)"},
        {"do you have umbrellas? i want 2 of them", "add 2 Pocket Umbrella"},
        {"i give you 10 euros for 2 mugs", "show 2 House Mug"},
        {"change the black hoodie to grey", "remove 0 Classic Hoodie (,Black); set 0 - (,Grey)"},
        {"my mom said i can have a red hoodie im 6", "add 1 Kids Hoodie (,Red)"},
        {"a mug, 2 pieces", "add 2 House Mug"},
        {"enamel pins, 3 pcs and a tote", "add 3 Enamel Pin; add 1 Canvas Tote"},
        {"help me choose a mug", "show 0 House Mug"},
        {"change the hoodie to L", "set 0 Classic Hoodie|Zip Hoodie|Cropped Hoodie? (L,)"},
    };
    check(demo_brain(), e, sizeof e / sizeof *e);
}

static void test_one_for_another(void **state)
{
    (void)state;
    static const struct expected e[] = {
        {"change the custard ones to chocolate",
         "remove 0 - (Custard,); set 0 - (Chocolate,)"},
        {"change 2 of the jam doughnuts to custard",
         "remove 2 Doughnut (Jam,); set 0 - (Custard,)"},
        {"swap the baguette for a sliced rye bread",
         "remove 0 Baguette; add 1 Rye Bread (Sliced,)"},
        {"replace the oat cookies with shortbread", "remove 0 Oat Cookie; add 0 Shortbread"},
        {"change the baguettes to 4", "set 4 Baguette"},
        {"i need a cake for her birthday, she turns 7 and loves chocolate", ""},
        {"a large chocolate one with cherry", "add 1 Chocolate Cake (Large,Cherry)"},
    };
    check(bakery_brain(), e, sizeof e / sizeof *e);
    static const struct expected models[] = {
        {"iphone 11 battery", "none 0 Battery Replacement"},
        {"usb c cable, two meters, 2 pieces", "add 2 USB-C Cable (2 m,)"},
        {"2 batteries for an iphone 13", "add 2 Battery Replacement (iPhone 13,)"},
        {"how much would you give me for 2 silicone cases", "show 2 Silicone Case"},
    };
    check(repair_brain(), models, sizeof models / sizeof *models);
}

static void test_confidence(void **state)
{
    (void)state;
    struct understood u;
    understand(demo_brain(), &arena, "classic hoodie", &u);
    assert_int_equal(u.items[0].candidate_count, 1);
    assert_true(u.items[0].confidence >= 90);
    understand(demo_brain(), &arena, "hoody", &u);
    assert_true(u.items[0].confidence >= 90);
    understand(demo_brain(), &arena, "hoodie", &u);
    assert_true(u.items[0].candidate_count > 1 && u.items[0].confidence < 70);
}

static void test_many_items(void **state)
{
    (void)state;
    struct understood u;
    const char *many = "1 mug, 1 cap, 1 beanie, 1 tote bag, 1 scarf, 1 belt, 1 umbrella, 1 pin, "
                       "1 poncho, 1 sticker pack, 1 glass bottle, 1 gift wrap, 1 gift box, 1 decaf";
    understand(demo_brain(), &arena, many, &u);
    assert_int_equal(u.item_count, ITEMS_MOST);
    assert_true(u.too_many_items);
    understand(demo_brain(), &arena, "1 mug", &u);
    assert_false(u.too_many_items);
}

static void test_option_named(void **state)
{
    (void)state;
    const struct brain *b = demo_brain();
    struct understood u;
    understand(b, &arena, "classic hoodie", &u);
    const struct product *hoodie = u.items[0].candidates[0];
    assert_string_equal(option_named(b, &arena, hoodie, 1, "large"), "L");
    assert_string_equal(option_named(b, &arena, hoodie, 1, "L black"), "L");
    assert_string_equal(option_named(b, &arena, hoodie, 2, "L black"), "Black");
    assert_string_equal(option_named(b, &arena, hoodie, 2, "blk"), "Black");
    assert_string_equal(option_named(b, &arena, hoodie, 2, "gray please"), "Grey");
    assert_string_equal(option_named(b, &arena, hoodie, 2, "not the grey, the navy one"), "Navy");
    assert_null(option_named(b, &arena, hoodie, 1, "purple"));
    assert_null(option_named(b, &arena, hoodie, 2, "yellow"));
    understand(b, &arena, "merino socks", &u);
    assert_string_equal(option_named(b, &arena, u.items[0].candidates[0], 1, "size 38"), "36-40");
    understand(b, &arena, "phone case", &u);
    assert_string_equal(option_named(b, &arena, u.items[0].candidates[0], 1, "galaxy"),
                        "Galaxy S24");
}

static void test_search(void **state)
{
    (void)state;
    const struct product *found[8];
    size_t n = brain_search(demo_brain(), &arena, "blak hodie", found, 8);
    assert_int_equal(n, 4);
    assert_string_equal(found[0]->name, "Classic Hoodie");
    assert_int_equal(brain_search(demo_brain(), &arena, "mug", found, 1), 1);
    assert_int_equal(brain_search(demo_brain(), &arena, "helicopter", found, 8), 0);
    n = brain_search(bakery_brain(), &arena, "jasmine", found, 8);
    assert_int_equal(n, 0);
    n = brain_search(demo_brain(), &arena, "jasmine", found, 8); /* said in the description */
    assert_int_equal(n, 1);
    assert_string_equal(found[0]->name, "Ethiopia Sidamo");
}

/* Twenty thousand names of three words: more links from words to names than 16 bits count. */
static void test_large_catalogue(void **state)
{
    (void)state;
    enum { MANY = 20000 };
    static const char *const first[] = {"ba", "ko", "ri", "mu", "ta", "le", "so", "vi"};
    static const char *const last[] = {"nda", "pex", "zul", "gor", "fim", "duk", "hob", "jat"};
    struct arena a;
    arena_init(&a);
    struct product *products = arena_array(&a, MANY, sizeof *products);
    struct variant *variants = arena_array(&a, MANY, sizeof *variants);
    for (size_t i = 0; i < MANY; i++) {
        variants[i] = (struct variant){.id = (int64_t)i + 1, .product_id = (int64_t)i + 1};
        products[i] = (struct product){.id = (int64_t)i + 1, .category_id = 1,
                                       .variants = &variants[i], .variant_count = 1};
        products[i].name = arena_printf(
            &a, "%s%s%s %s%s%s %s%s%s", first[i % 8], first[i / 8 % 8], last[i / 64 % 8],
            first[i / 512 % 8], last[i / 4096 % 8], last[i % 8], last[i / 8 % 8],
            first[i / 64 % 8], last[i / 512 % 8]);
    }
    const struct category all = {.id = 1, .name = "All"};
    const struct catalogue c = {.version = 1, .shop_name = "Big", .currency = "EUR",
                                .categories = &all, .category_count = 1, .products = products,
                                .product_count = MANY};
    const struct brain *b;
    struct err e = {0};
    assert_true(brain_build(&a, &c, &b, &e));
    for (size_t i = 7; i < MANY; i += 2221) {
        struct understood u;
        understand(b, &a, arena_printf(&a, "2 %s", products[i].name), &u);
        assert_int_equal(u.item_count, 1);
        assert_string_equal(u.items[0].candidates[0]->name, products[i].name);
    }
    arena_done(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_clothing_shop),
        cmocka_unit_test(test_nothing_is_read_into_other_talk),
        cmocka_unit_test(test_bakery),
        cmocka_unit_test(test_phone_repair),
        cmocka_unit_test(test_pointing_and_lists),
        cmocka_unit_test(test_one_for_another),
        cmocka_unit_test(test_confidence),
        cmocka_unit_test(test_many_items),
        cmocka_unit_test(test_option_named),
        cmocka_unit_test(test_search),
        cmocka_unit_test(test_large_catalogue),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    arena_done(&arena);
    return shops_close(failed);
}
