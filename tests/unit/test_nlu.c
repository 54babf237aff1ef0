/* test_nlu.c -- the reader of meanings: what it makes of texts, and that phrases teach it the same
 * thing every time. */
#include "random.h"
#include "test_shops.h"

#include "waiter/learn.h"
#include "waiter/nlu.h"
#include "waiter/spoken.h"
#include "waiter/utf8.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

static struct arena arena;

static const char *best(const char *text)
{
    struct reckoning r;
    nlu_reckon(nlu_shipped(), SPOKEN_EN, NULL, NULL, text, &r);
    return meaning_word(r.order[0]);
}

static void expect_meaning(const char *text, const char *meaning)
{
    if (strcmp(best(text), meaning) != 0)
        fail_msg("'%s': expected %s, got %s", text, meaning, best(text));
}

static void expect_normal(enum spoken lang, const char *text, const char *expected)
{
    const char *got = nlu_normalise(nlu_shipped(), lang, &arena, text);
    if (strcmp(got, expected) != 0)
        fail_msg("'%s': expected '%s', got '%s'", text, expected, got);
}

static void test_plain_questions_are_read(void **state)
{
    (void)state;
    expect_meaning("u guys open on sundays?", "opening_hours");
    expect_meaning("parcel still not here", "track_order");
    expect_meaning("my card was declined", "payment_problem");
    expect_meaning("can i get my money back if it doesnt fit", "return_policy");
    expect_meaning("i need a receipt for my taxes", "invoice");
    expect_meaning("let me talk to a real person", "human_agent");
    expect_meaning("whats the weather like in paris", "out_of_scope");
    expect_meaning("", "out_of_scope");
}

static void test_texts_are_made_alike(void **state)
{
    (void)state;
    expect_normal(SPOKEN_EN, "WHERE  is my   Örder?!", "where is my order");
    expect_normal(SPOKEN_EN, "whr r u?", "where are you");
    expect_normal(SPOKEN_EN, "pleaaase", "please");
    expect_normal(SPOKEN_EN, "i want to cancle my oder", "i want to cancel my order");
    expect_normal(SPOKEN_EN, "delivrey adress", "delivery address");
    expect_normal(SPOKEN_EN, "order ٣ of 12", "order #1 of #2");
    expect_normal(SPOKEN_EN, "call ४५६७", "call #4");
    expect_normal(SPOKEN_EN, "👍", "#yes");
    expect_normal(SPOKEN_EN, "write to a.b@example.com", "write to #mail");
    expect_normal(SPOKEN_ES, "xfa, q tal", "por favor que tal");
    expect_normal(SPOKEN_AR, "أَيْنَ طلبي", "اين طلبي");
    expect_normal(SPOKEN_EN, "", "");
}

static void test_any_text_stays_a_text(void **state)
{
    (void)state;
    struct random r = random_begin();
    for (int i = 0; i < 3000; i++) {
        char text[600];
        size_t n = 0, many = random_below(&r, 120);
        for (size_t k = 0; k < many; k++) {
            uint64_t kind = random_below(&r, 4);
            n += utf8_put(text + n, kind == 0   ? ' '
                                    : kind == 1 ? 'a' + (uint32_t)random_below(&r, 26)
                                    : kind == 2 ? 1 + (uint32_t)random_below(&r, 0x2fff)
                                                : 1 + (uint32_t)random_below(&r, 0x10ffff));
        }
        text[n] = '\0';
        enum spoken lang = (enum spoken)random_below(&r, SPOKEN__MAX);
        char *normal = nlu_normalise(nlu_shipped(), lang, &arena, text);
        assert_true(utf8_valid(normal, strlen(normal)));
        struct reckoning once, again;
        nlu_reckon(nlu_shipped(), lang, NULL, NULL, text, &once);
        nlu_reckon(nlu_shipped(), lang, NULL, NULL, text, &again);
        assert_memory_equal(once.score, again.score, sizeof once.score);
        float sum = 0;
        for (int m = 0; m < MEANING__MAX; m++)
            sum += once.share[m];
        assert_true(sum > 0.99f && sum < 1.01f);
        assert_in_range(spoken_guess(text, SPOKEN_ALL).sure, 0, 100);
        arena_reset(&arena);
    }
}

static void test_names_of_the_catalogue_are_things(void **state)
{
    (void)state;
    struct understood u;
    struct reckoning demo, bakery;
    understand(demo_brain(), &arena, "put 2 hoodies in my cart", &u);
    meaning_find(demo_brain(), &u, SPOKEN_EN, WAITING_NOTHING, &demo);
    assert_string_equal(meaning_word(demo.order[0]), "add_to_cart");
    understand(bakery_brain(), &arena, "put 2 sourdoughs in my cart", &u);
    meaning_find(bakery_brain(), &u, SPOKEN_EN, WAITING_NOTHING, &bakery);
    assert_string_equal(meaning_word(bakery.order[0]), "add_to_cart");
}

static void test_what_is_waited_for_counts(void **state)
{
    (void)state;
    struct understood u;
    struct reckoning r;
    understand(demo_brain(), &arena, "12 rose street", &u);
    meaning_find(demo_brain(), &u, SPOKEN_EN, WAITING_ADDRESS, &r);
    assert_string_equal(meaning_word(r.order[0]), "delivery_address");
    understand(demo_brain(), &arena, "that's perfect", &u);
    meaning_find(demo_brain(), &u, SPOKEN_EN, WAITING_CONFIRM, &r);
    assert_string_equal(meaning_word(r.order[0]), "confirm");
}

static void test_same_phrases_same_model(void **state)
{
    (void)state;
    static const struct { enum meaning meaning; const char *text; } taught[] = {
        {MEANING_GREETING, "hello there"}, {MEANING_GREETING, "good morning"},
        {MEANING_TRACK_ORDER, "where is my parcel"}, {MEANING_TRACK_ORDER, "track my order"},
        {MEANING_INVOICE, "send me the invoice"}, {MEANING_INVOICE, "i need a receipt"},
    };
    const void *blob[3];
    size_t n[3];
    struct err e = {0};
    for (int way = LEARN_QUICKLY; way <= LEARN_THOROUGHLY; way++) {
        for (size_t round = 0; round < 3; round++) {
            struct phrases p = {0};
            for (size_t i = 0; i < COUNT(taught); i++) { /* forth, back, and each one twice */
                size_t at = round == 1 ? COUNT(taught) - 1 - i : i;
                phrases_add(&p, &arena, taught[at].meaning, SPOKEN_EN, taught[at].text);
                if (round == 2)
                    phrases_add(&p, &arena, taught[at].meaning, SPOKEN_EN, taught[at].text);
            }
            assert_true(learn_model(&arena, &p, (enum learn_way)way, &blob[round], &n[round], &e));
        }
        assert_int_equal(n[0], n[1]);
        assert_memory_equal(blob[0], blob[1], n[0]);
    }
    const struct nlu *own;
    struct reckoning r;
    assert_true(nlu_open(&arena, blob[0], n[0], &own));
    nlu_reckon(own, SPOKEN_EN, NULL, NULL, "wher is the parcel", &r);
    assert_string_equal(meaning_word(r.order[0]), "track_order");
}

static void test_blobs_of_others_are_refused(void **state)
{
    (void)state;
    size_t n;
    const void *shipped = nlu_shipped_blob(&n);
    const struct nlu *own;
    char *copy = arena_copy(&arena, shipped, n);
    assert_true(nlu_open(&arena, copy, n, &own));
    assert_false(nlu_open(&arena, copy, n / 2, &own));
    assert_false(nlu_open(&arena, copy, 0, &own));
    copy[4]++; /* another version of the features */
    assert_false(nlu_open(&arena, copy, n, &own));
    assert_true(n < 1000 * 1000);
}

static void test_one_meaning_alone_teaches_nothing(void **state)
{
    (void)state;
    struct phrases p = {0};
    struct err e = {0};
    const void *blob;
    size_t n;
    phrases_add(&p, &arena, MEANING_GREETING, SPOKEN_EN, "hello");
    assert_false(learn_model(&arena, &p, LEARN_QUICKLY, &blob, &n, &e));
    assert_int_equal(e.kind, ERR_BAD_INPUT);
}

static void test_languages_are_told_apart(void **state)
{
    (void)state;
    static const struct { const char *text; enum spoken lang; } lines[] = {
        {"where is my order please", SPOKEN_EN}, {"do you have this in blue", SPOKEN_EN},
        {"dónde está mi pedido", SPOKEN_ES}, {"quiero dos camisetas por favor", SPOKEN_ES},
        {"onde está o meu pedido", SPOKEN_PT}, {"você pode me ajudar", SPOKEN_PT},
        {"où est ma commande", SPOKEN_FR}, {"je voudrais deux chemises", SPOKEN_FR},
        {"أين طلبي", SPOKEN_AR}, {"بكم هذا القميص XL", SPOKEN_AR},
    };
    for (size_t i = 0; i < COUNT(lines); i++)
        if (spoken_guess(lines[i].text, SPOKEN_ALL).lang != lines[i].lang)
            fail_msg("'%s' is not %s", lines[i].text, spoken_code(lines[i].lang));
    assert_int_equal(spoken_guess("onde está o meu pedido", spoken_set("en,es")).lang, SPOKEN_ES);
    assert_int_equal(spoken_guess("12345 👍", SPOKEN_ALL).sure, 0);
    assert_int_equal(spoken_set("fr, xx,ar"), 1u << SPOKEN_FR | 1u << SPOKEN_AR);
}

static int done(void **state)
{
    (void)state;
    arena_done(&arena);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_plain_questions_are_read),
        cmocka_unit_test(test_texts_are_made_alike),
        cmocka_unit_test(test_any_text_stays_a_text),
        cmocka_unit_test(test_names_of_the_catalogue_are_things),
        cmocka_unit_test(test_what_is_waited_for_counts),
        cmocka_unit_test(test_same_phrases_same_model),
        cmocka_unit_test(test_blobs_of_others_are_refused),
        cmocka_unit_test(test_one_meaning_alone_teaches_nothing),
        cmocka_unit_test(test_languages_are_told_apart),
    };
    return cmocka_run_group_tests(tests, NULL, done);
}
