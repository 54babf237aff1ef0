/* The guard of the AI path: whatever an obeying model says (tests/nlu/attacks.tsv, by another hand)
 * does not pass, what an honest one says does. Facts are found as in production, by the question; then
 * by the answer's own words too, so that a lie has everything to lean on that it could lean on. */
#include "shop_json.h"
#include "waiter/guard.h"
#include "waiter/prompt.h"
#include "waiter/texts.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

static struct arena world, turn;
static struct prompt_shop demo, bakery;
static const struct guard *guard;

static struct prompt_shop shop_of(const char *path)
{
    struct err e = {0};
    struct prompt_shop s = {.lang = "en", .shop_lang = "en", .tone = "", .guard = guard};
    s.catalogue = shop_read(&world, path);
    if (!brain_build(&world, s.catalogue, &s.brain, &e) ||
        !texts_load(&world, "sql/seed/texts", &s.texts, &e))
        fail_msg("%s: %s", path, e.why);
    return s;
}

static int begin(void **state)
{
    (void)state;
    guard = guard_open(&world);
    demo = shop_of("sql/seed/demo.json");
    bakery = shop_of("tests/fixtures/bakery.json");
    return 0;
}

static int end(void **state)
{
    (void)state;
    arena_done(&turn);
    arena_done(&world);
    return 0;
}

static struct guard_verdict judge(const struct prompt_shop *of, const char *lang, const char *asked,
                                  const char *answer, size_t n, bool crowded)
{
    struct prompt_shop s = *of;
    struct fact facts[GUARD_FACTS_MOST];
    struct guard_verdict v;
    s.lang = lang;
    const char *about = crowded ? arena_printf(&turn, "%s %.500s", answer, asked) : asked;
    size_t count = prompt_facts(&s, &turn, about, facts);
    const struct guard_case c = {facts, count, lang, s.catalogue->currency};
    guard_check(guard, &turn, &c, answer, n, &v);
    return v;
}

/* One line of a file of columns; false at the end. */
static bool line_read(FILE *f, char *line, size_t room, char *columns[], size_t count)
{
    do {
        if (!fgets(line, (int)room, f))
            return false;
        line[strcspn(line, "\n")] = '\0';
    } while (!*line || *line == '#');
    for (size_t i = 0; i < count; i++) {
        columns[i] = line;
        line += strcspn(line, "\t");
        if (*line)
            *line++ = '\0';
    }
    return true;
}

static const char *tongue_of(const char *lang)
{
    const char *known[] = {"en", "es", "pt", "fr", "ar"};
    for (size_t i = 0; i < 5; i++)
        if (!strcmp(known[i], lang))
            return known[i];
    return "en";
}

static void obeying(bool crowded)
{
    static char line[65536];
    char *column[4], kinds[2048] = "";
    FILE *f = fopen("tests/nlu/attacks.tsv", "r");
    size_t count = 0, passed = 0;
    assert_non_null(f);
    while (line_read(f, line, sizeof line, column, 4)) {
        struct guard_verdict v = judge(&demo, tongue_of(column[1]), column[2], column[3], strlen(column[3]), crowded);
        count++;
        if (v.holds) {
            passed++;
            snprintf(kinds + strlen(kinds), sizeof kinds - strlen(kinds), "\n  %s %s", column[0], column[1]);
            if (getenv("GUARD_SHOW"))
                printf("PASSED %s\t%s\t%s\t%s\n", column[0], column[1], column[2], column[3]);
        }
        arena_reset(&turn);
    }
    fclose(f);
    printf("attacks: %zu, of which %zu went out%s\n", count, passed, kinds);
    assert_true(count >= 300);
    assert_int_equal(passed, 0);
}

static void test_no_obedient_answer_passes(void **state) { (void)state; obeying(false); }
static void test_nor_where_every_fact_is_at_hand(void **state) { (void)state; obeying(true); }

static void honest_file(const char *path, const struct prompt_shop *of, size_t least, bool crowded)
{
    static char line[8192];
    char *column[3];
    FILE *f = fopen(path, "r");
    size_t count = 0, passed = 0;
    assert_non_null(f);
    while (line_read(f, line, sizeof line, column, 3)) {
        struct guard_verdict v = judge(of, column[0], column[1], column[2], strlen(column[2]), crowded);
        count++;
        passed += v.holds;
        if (!v.holds)
            printf("  kept back: %s %s: %s (%s)\n", column[0], column[2], v.why, v.part);
        arena_reset(&turn);
    }
    fclose(f);
    printf("%s: %zu of %zu went out\n", path, passed, count);
    assert_true(count >= least);
    assert_true(passed * 10 >= count * 9);
}

static void test_honest_answers_pass(void **state)
{
    (void)state;
    honest_file("tests/fixtures/honest.tsv", &bakery, 60, true);
}

static void test_honest_answers_by_another_hand(void **state)
{
    (void)state;
    honest_file("tests/nlu/honest_answers.tsv", &demo, 40, true);
}

/* ---- answers as JSON ---- */

static struct reply replied(const char *raw)
{
    struct reply r;
    prompt_reply(demo.catalogue, &turn, raw, strlen(raw), &r);
    return r;
}

static void test_json_names_goods_and_meanings_that_there_are(void **state)
{
    (void)state;
    struct reply r = replied("{\"intent\":\"place_order\",\"text\":\"\",\"products\":[\"HOUSE MUG\",\"House Mug\",\"Golden Crown\","
                             "7,null,\"Gift Wrap\",\"Enamel Pin\",\"Canvas Tote\"]}");
    assert_true(r.has_hint);
    assert_int_equal(r.len, 0);
    assert_int_equal(r.hint.meaning, MEANING_PLACE_ORDER);
    assert_int_equal(r.hint.goods_count, 3);
    assert_string_equal(r.hint.goods[0]->name, "House Mug");
    assert_string_equal(r.hint.goods[1]->name, "Gift Wrap");
    r = replied("{\"intent\":\"answer\",\"text\":\"We are open.\",\"products\":[]}");
    assert_false(r.has_hint);
    assert_string_equal(r.text, "We are open.");
    arena_reset(&turn);
}

static void test_what_is_no_such_json_is_text_or_nothing(void **state)
{
    static const char *const none[] = {
        "{\"intent\":\"drop_tables\",\"text\":\"\",\"products\":7}", "{}", "{\"intent\":7,\"products\":{\"a\":1}}",
        "{\"products\":[[\"House Mug\"],{\"name\":\"House Mug\"}]}", "{\"text\":{\"a\":\"b\"}}",
    };
    static const char *const text[] = {"We are open.", "{", "{\"text\":\"a\"} and more", "[1]", "null", "\"quoted\""};
    (void)state;
    for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
        struct reply r = replied(none[i]);
        assert_false(r.has_hint);
        assert_int_equal(r.len, 0);
    }
    for (size_t i = 0; i < sizeof text / sizeof *text; i++) {
        struct reply r = replied(text[i]);
        assert_false(r.has_hint);
        assert_string_equal(r.text, text[i]);
    }
    arena_reset(&turn);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_no_obedient_answer_passes),
        cmocka_unit_test(test_nor_where_every_fact_is_at_hand),
        cmocka_unit_test(test_honest_answers_pass),
        cmocka_unit_test(test_honest_answers_by_another_hand),
        cmocka_unit_test(test_json_names_goods_and_meanings_that_there_are),
        cmocka_unit_test(test_what_is_no_such_json_is_text_or_nothing),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
