/* test_understand.c -- what a message asks for: intents, choices, order numbers; and that any
 * text at all, from any number of threads, gets a sane answer. */
#include "test_shops.h"

#include "waiter/utf8.h"

#include <pthread.h>
#include <time.h>

static struct arena arena;

static const char *const names[INTENT__MAX] = {
    [INTENT_NONE] = "none", [INTENT_GREETING] = "greeting", [INTENT_THANKS] = "thanks",
    [INTENT_GOODBYE] = "goodbye", [INTENT_MENU] = "menu", [INTENT_HELP] = "help",
    [INTENT_HUMAN] = "human", [INTENT_STOP] = "stop", [INTENT_START] = "start",
    [INTENT_YES] = "yes", [INTENT_NO] = "no", [INTENT_CANCEL] = "cancel",
    [INTENT_BROWSE] = "browse", [INTENT_CART_SHOW] = "cart", [INTENT_CART_CLEAR] = "clear",
    [INTENT_CHECKOUT] = "checkout", [INTENT_ORDER_STATUS] = "status",
    [INTENT_ORDER_LIST] = "orders", [INTENT_ORDER_CANCEL] = "cancel order", [INTENT_ORDER_AGAIN] = "again",
    [INTENT_QUESTIONS] = "questions", [INTENT_LOGIN_CODE] = "login", [INTENT_MORE] = "more",
    [INTENT_BACK] = "back", [INTENT_PICKUP] = "pickup", [INTENT_DELIVERY] = "delivery",
    [INTENT_SAME_ADDRESS] = "same address", [INTENT_CHANGE] = "change",
    [INTENT_WAIT] = "wait", [INTENT_RECOMMEND] = "recommend",
};

struct expected { const char *message; enum intent intent; };

static void check(const struct brain *b, const struct expected *e, size_t n)
{
    int wrong = 0;
    for (size_t i = 0; i < n; i++) {
        struct understood u;
        understand(b, &arena, e[i].message, &u);
        if (u.intent != e[i].intent) {
            print_message("'%s': expected %s, got %s\n", e[i].message, names[e[i].intent],
                          names[u.intent]);
            wrong++;
        }
    }
    assert_int_equal(wrong, 0);
    arena_reset(&arena);
}

static void test_intents(void **state)
{
    (void)state;
    static const struct expected e[] = {
        {"hi", INTENT_GREETING}, {"Hello!", INTENT_GREETING}, {"hellooo", INTENT_GREETING},
        {"good morning", INTENT_GREETING}, {"hey there", INTENT_GREETING},
        {"hi, do you have hoodies?", INTENT_NONE},
        {"thanks", INTENT_THANKS}, {"thx", INTENT_THANKS}, {"thank you so much", INTENT_THANKS},
        {"bye", INTENT_GOODBYE}, {"see you later", INTENT_GOODBYE},
        {"menu", INTENT_MENU}, {"Menu please", INTENT_MENU}, {"main menu", INTENT_MENU},
        {"help", INTENT_HELP}, {"i need help", INTENT_HELP}, {"what can you do?", INTENT_HELP},
        {"human", INTENT_HUMAN}, {"agent please", INTENT_HUMAN},
        {"can i talk to a real person", INTENT_HUMAN},
        {"I want to speak to someone about my order", INTENT_HUMAN},
        {"representative", INTENT_HUMAN}, {"let me speak with the manager", INTENT_HUMAN},
        {"yes", INTENT_YES}, {"Yep", INTENT_YES}, {"ok", INTENT_YES}, {"yes please", INTENT_YES},
        {"\xF0\x9F\x91\x8D", INTENT_YES}, {"\xF0\x9F\x91\x8D\xF0\x9F\x8F\xBD", INTENT_YES},
        {"\xE2\x9C\x85", INTENT_YES}, {"sure", INTENT_YES}, {"go ahead", INTENT_YES},
        {"no", INTENT_NO}, {"nope", INTENT_NO}, {"no thanks", INTENT_NO},
        {"\xE2\x9D\x8C", INTENT_NO},
        {"cancel", INTENT_CANCEL}, {"never mind", INTENT_CANCEL},
        {"cancel my order", INTENT_ORDER_CANCEL}, {"please cancel the order", INTENT_ORDER_CANCEL},
        {"cancel the mug", INTENT_NONE}, {"cancel the coke", INTENT_NONE},
        {"products", INTENT_BROWSE}, {"what do you sell?", INTENT_BROWSE},
        {"show me the catalogue", INTENT_BROWSE},
        {"cart", INTENT_CART_SHOW}, {"show my cart", INTENT_CART_SHOW},
        {"what's in my basket", INTENT_CART_SHOW},
        {"empty my cart", INTENT_CART_CLEAR}, {"clear cart", INTENT_CART_CLEAR},
        {"remove everything", INTENT_CART_CLEAR},
        {"checkout", INTENT_CHECKOUT}, {"order now", INTENT_CHECKOUT},
        {"that's all", INTENT_CHECKOUT}, {"thats all thanks", INTENT_CHECKOUT},
        {"i'm done", INTENT_CHECKOUT}, {"place order", INTENT_CHECKOUT},
        {"where is my order?", INTENT_ORDER_STATUS}, {"wheres my parcel", INTENT_ORDER_STATUS},
        {"order status", INTENT_ORDER_STATUS}, {"track my order", INTENT_ORDER_STATUS},
        {"ORD-20261123-ABCDEFGH", INTENT_ORDER_STATUS},
        {"my orders", INTENT_ORDER_LIST}, {"order history", INTENT_ORDER_LIST},
        {"questions", INTENT_QUESTIONS}, {"faq", INTENT_QUESTIONS},
        {"login code", INTENT_LOGIN_CODE}, {"send me a login code", INTENT_LOGIN_CODE},
        {"more", INTENT_MORE}, {"next page", INTENT_MORE}, {"show more", INTENT_MORE},
        {"back", INTENT_BACK}, {"go back", INTENT_BACK},
        {"pickup", INTENT_PICKUP}, {"i'll pick it up", INTENT_PICKUP},
        {"delivery", INTENT_DELIVERY}, {"deliver it please", INTENT_DELIVERY},
        {"same address", INTENT_SAME_ADDRESS}, {"same address as last time", INTENT_SAME_ADDRESS},
        {"change", INTENT_CHANGE},
        {"asdfgh", INTENT_NONE}, {"", INTENT_NONE}, {"...", INTENT_NONE},
    };
    check(demo_brain(), e, sizeof e / sizeof *e);
    check(bakery_brain(), e, sizeof e / sizeof *e);
}

static void test_intents_in_other_words(void **state)
{
    (void)state;
    static const struct expected e[] = {
        {"thank you", INTENT_THANKS}, {"Thank you!", INTENT_THANKS}, {"ty", INTENT_THANKS},
        {"ready", INTENT_CHECKOUT}, {"can i order", INTENT_BROWSE}, {"nvm", INTENT_CANCEL},
        {"wait", INTENT_WAIT}, {"one moment please", INTENT_WAIT},
        {"what do you recommend?", INTENT_RECOMMEND}, {"what goes well with this", INTENT_RECOMMEND},
        {"what should i get", INTENT_RECOMMEND}, {"any suggestions", INTENT_RECOMMEND},
        {"let me think about it", INTENT_WAIT}, {"hold on", INTENT_WAIT},
        {"do you have a menu?", INTENT_BROWSE}, {"what's on the menu", INTENT_BROWSE},
        {"yes place it", INTENT_YES}, {"yes, place the order please", INTENT_YES},
        {"yes please go ahead and place the order", INTENT_YES}, {"ok send it", INTENT_YES},
        {"confirm order", INTENT_YES},
        {"place my order", INTENT_CHECKOUT}, {"ok i take", INTENT_YES},
        {"WHERE THE HELL IS MY ORDER???", INTENT_ORDER_STATUS},
        {"where on earth are my things", INTENT_ORDER_STATUS},
        {"are you a bot?", INTENT_HELP}, {"are you a real person?", INTENT_HELP},
        {"am i talking to a human?", INTENT_HELP}, {"who are you", INTENT_HELP},
        {"can i talk to a real person", INTENT_HUMAN},
        {"what do you have under 20 euro?", INTENT_BROWSE},
        {"i take it", INTENT_NONE}, {"i collect it", INTENT_PICKUP},
        {"back", INTENT_BACK}, {"return", INTENT_NONE},
    };
    check(demo_brain(), e, sizeof e / sizeof *e);
}

static void test_stop_only_as_the_whole_message(void **state)
{
    (void)state;
    static const struct expected e[] = {
        {"stop", INTENT_STOP}, {"STOP ", INTENT_STOP}, {"Stop.", INTENT_STOP},
        {"unsubscribe", INTENT_STOP}, {"START", INTENT_START}, {"start", INTENT_START},
        {"stop the delivery", INTENT_NONE}, {"is there a bus stop near you", INTENT_NONE},
        {"when do you start", INTENT_NONE}, {"don't stop", INTENT_NONE},
    };
    check(demo_brain(), e, sizeof e / sizeof *e);
}

static void test_a_question_of_policy_is_no_command(void **state)
{
    (void)state;
    struct understood u;
    understand(repair_brain(), &arena, "can I cancel my order after paying?", &u);
    assert_int_equal(u.intent, INTENT_NONE);
    assert_true(u.faq_score[0] >= 60);
    assert_int_equal(u.faq[0]->id, 4);
    understand(repair_brain(), &arena, "cancel my order", &u);
    assert_int_equal(u.intent, INTENT_ORDER_CANCEL);
    understand(demo_brain(), &arena, "can i pick up my order?", &u);
    assert_int_equal(u.intent, INTENT_NONE);
    assert_true(u.faq_score[0] >= 60);
}

static void test_whole_or_part(void **state)
{
    (void)state;
    struct understood u;
    understand(demo_brain(), &arena, "yes please", &u);
    assert_true(u.whole);
    understand(demo_brain(), &arena, "yes, and add a mug", &u);
    assert_int_equal(u.intent, INTENT_YES);
    assert_false(u.whole);
    assert_int_equal(u.item_count, 1);
    assert_int_equal(u.items[0].wish, WISH_ADD);
}

static void test_choices(void **state)
{
    (void)state;
    static const struct { const char *message; int64_t choice; bool only; } e[] = {
        {"2", 2, true}, {"2.", 2, true}, {" 12 ", 12, true}, {"two", 2, true},
        {"two please", 2, true}, {"twenty one", 21, true}, {"2\xEF\xB8\x8F\xE2\x83\xA3", 2, true},
        {"\xD9\xA3", 3, true}, {"#2", 2, false}, {"number 2", 2, false}, {"option 3", 3, false},
        {"the second one", 2, false}, {"second", 2, false}, {"2nd", 2, false},
        {"i'll take the third one please", 3, false}, {"the last one", -1, false},
        {"0", 0, true}, {"-2", 0, true}, {"2 mugs", 0, false}, {"mug", 0, false},
        {"12.50", 0, false}, {"my last order", 0, false}, {"10 minutes", 0, false},
    };
    for (size_t i = 0; i < sizeof e / sizeof *e; i++) {
        struct understood u;
        understand(demo_brain(), &arena, e[i].message, &u);
        if (u.choice != e[i].choice || u.only_number != e[i].only)
            fail_msg("'%s': choice %lld%s", e[i].message, (long long)u.choice,
                     u.only_number ? " only" : "");
    }
}

static void test_order_numbers(void **state)
{
    (void)state;
    struct understood u;
    understand(demo_brain(), &arena, "track ord-20261123-abcd2345 please", &u);
    assert_string_equal(u.order_number, "ORD-20261123-ABCD2345");
    assert_int_equal(u.item_count, 0);
    understand(demo_brain(), &arena, "where is ORD\xE2\x80\x93" "20261123\xE2\x80\x93" "ABCD2345", &u);
    assert_string_equal(u.order_number, "ORD-20261123-ABCD2345");
    understand(demo_brain(), &arena, "ord-12", &u);
    assert_null(u.order_number);
}

static void test_categories(void **state)
{
    (void)state;
    static const struct { const char *message, *category; } e[] = {
        {"coffee", "Coffee Beans"}, {"show me hoodies", "Hoodies"}, {"hoodie", "Hoodies"},
        {"caps and accessories", "Caps & Accessories"}, {"mugs & cups", "Mugs & Cups"},
        {"hodies", NULL}, {"helicopter", NULL},
    };
    for (size_t i = 0; i + 2 < sizeof e / sizeof *e; i++) {
        struct understood u;
        understand(demo_brain(), &arena, e[i].message, &u);
        if (!u.category || strcmp(u.category->name, e[i].category))
            fail_msg("'%s': %s", e[i].message, u.category ? u.category->name : "none");
    }
    struct understood u;
    understand(demo_brain(), &arena, "helicopter", &u);
    assert_null(u.category);
}

/* ---- any text at all ---- */

static uint64_t random_state;

static uint32_t random_next(void)
{
    random_state = random_state * 6364136223846793005ull + 1442695040888963407ull;
    return (uint32_t)(random_state >> 33);
}

static const char *const pieces[] = {
    "hoodie", "2", "black", "L", " ", " ", " ", ",", "and", "mug", "\n", "x2", "€", "12.50", "@",
    "http://", "-", "&", "+", "?", "no", "without", "a", "dozen", "ORD-20261123-", "street", "'",
    "\xF0\x9F\x91\x8D", "\xE2\x80\x8B", "remove", "36-40", "the", "one", "more", "not", "coffee",
};

static const char *random_text(char *out)
{
    size_t n = random_next() % 60, len = 0;
    for (size_t i = 0; i < n; i++) {
        uint32_t kind = random_next() % 4;
        if (kind < 2) {
            const char *p = pieces[random_next() % (sizeof pieces / sizeof *pieces)];
            memcpy(out + len, p, strlen(p));
            len += strlen(p);
        } else if (kind == 2) {
            len += utf8_put(out + len, 1 + random_next() % 0x2fff);
        } else {
            len += utf8_put(out + len, 1 + random_next() % 0x10ffff);
        }
        if (random_next() % 3 == 0)
            out[len++] = ' ';
    }
    out[len] = '\0';
    return out;
}

static void check_sane(const struct brain *b, const char *text)
{
    struct understood u;
    understand(b, &arena, text, &u);
    assert_true(utf8_valid(u.text, strlen(u.text)));
    assert_true(utf8_valid(u.plain, strlen(u.plain)));
    size_t words = 0;
    for (const char *p = u.plain; *p; p++)
        words += *p != ' ' && (p == u.plain || p[-1] == ' ');
    assert_true(u.item_count <= words);
    for (size_t i = 0; i < u.item_count; i++) {
        const struct item *it = &u.items[i];
        assert_true(it->words && utf8_valid(it->words, strlen(it->words)));
        assert_true(it->candidate_count <= CANDIDATES_MOST);
        assert_true(it->confidence >= 0 && it->confidence <= 100);
        assert_true(it->quantity >= -1000000000 && it->quantity <= 1000000000);
    }
    for (int i = 0; i < 3; i++)
        assert_true(u.faq_score[i] >= 0 && u.faq_score[i] <= 100);
    arena_reset(&arena);
}

static void test_random_text(void **state)
{
    (void)state;
    const char *given = getenv("SEED");
    random_state = given ? strtoull(given, NULL, 10) : (uint64_t)time(NULL);
    print_message("SEED=%llu\n", (unsigned long long)random_state);
    char text[2048];
    const struct brain *brains[] = {demo_brain(), bakery_brain(), repair_brain()};
    for (int i = 0; i < 6000; i++)
        check_sane(brains[i % 3], random_text(text));
}

/* Seed 1795417212 once found this: a typographic minus has three bytes. */
static void test_quotes_begin_at_a_character(void **state)
{
    (void)state;
    struct understood u;
    understand(demo_brain(), &arena, "\xE2\x88\x92" "2 mugs", &u);
    assert_int_equal(u.items[0].quantity, -2);
    assert_string_equal(u.items[0].words, "\xE2\x88\x92" "2 mugs");
}

static void test_huge_text(void **state)
{
    (void)state;
    size_t n = 60000;
    char *text = malloc(n + 1);
    for (int kind = 0; kind < 3; kind++) {
        for (size_t i = 0; i < n; i++)
            text[i] = kind == 0 ? 'a' : "1 mug, "[i % 7];
        if (kind == 2)
            memset(text, '-', n);
        text[n] = '\0';
        check_sane(demo_brain(), text);
    }
    free(text);
}

static void test_empty_shop(void **state)
{
    (void)state;
    struct catalogue empty = {.shop_name = "", .currency = "EUR", .pickup_address = ""};
    const struct brain *b = built(&empty);
    struct understood u;
    understand(b, &arena, "2 black hoodies", &u);
    assert_int_equal(u.item_count, 0);
    understand(b, &arena, "menu", &u);
    assert_int_equal(u.intent, INTENT_MENU);
}

static void *many_times(void *brain)
{
    struct arena own;
    arena_init(&own);
    for (int i = 0; i < 300; i++) {
        struct understood u;
        understand(brain, &own, "2 black hoodies in L and a mug pls, is it vegan?", &u);
        assert_int_equal(u.item_count, 2);
        arena_reset(&own);
    }
    arena_done(&own);
    return NULL;
}

static void test_threads_share_a_brain(void **state)
{
    (void)state;
    pthread_t threads[8];
    void *b = (void *)(uintptr_t)demo_brain();
    for (size_t i = 0; i < 8; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, many_times, b), 0);
    for (size_t i = 0; i < 8; i++)
        pthread_join(threads[i], NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_intents),
        cmocka_unit_test(test_intents_in_other_words),
        cmocka_unit_test(test_stop_only_as_the_whole_message),
        cmocka_unit_test(test_a_question_of_policy_is_no_command),
        cmocka_unit_test(test_whole_or_part),
        cmocka_unit_test(test_choices),
        cmocka_unit_test(test_order_numbers),
        cmocka_unit_test(test_categories),
        cmocka_unit_test(test_random_text),
        cmocka_unit_test(test_quotes_begin_at_a_character),
        cmocka_unit_test(test_huge_text),
        cmocka_unit_test(test_empty_shop),
        cmocka_unit_test(test_threads_share_a_brain),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    arena_done(&arena);
    return shops_close(failed);
}
