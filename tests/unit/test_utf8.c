/* test_utf8.c -- valid UTF-8 in, nothing else is ever stored. */
#include "random.h"

#include "waiter/utf8.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

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

static const char *const good[] = {
    "", "plain", "señor", "مرحبا", "€", "日本語", "\U0001F600", "\x7F",
    "\xC2\x80", "\xDF\xBF", "\xE0\xA0\x80", "\xED\x9F\xBF", "\xEE\x80\x80", "\xEF\xBF\xBF",
    "\xF0\x90\x80\x80", "\xF4\x8F\xBF\xBF",
};

static const char *const bad[] = {
    "\x80",                 /* continuation without beginning */
    "\xBF",
    "\xC2",                 /* cut short */
    "\xE2\x82",
    "\xF0\x9F\x98",
    "\xC2" "a",
    "\xC0\x80",             /* overlong NUL */
    "\xC1\xBF",
    "\xE0\x9F\xBF",         /* overlong */
    "\xF0\x8F\xBF\xBF",
    "\xED\xA0\x80",         /* surrogates */
    "\xED\xBF\xBF",
    "\xF4\x90\x80\x80",     /* above U+10FFFF */
    "\xF5\x80\x80\x80",
    "\xF8\x88\x80\x80\x80", /* five bytes */
    "\xFE", "\xFF",
};

static void valid_texts_are_taken(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++)
        assert_true(utf8_valid(good[i], strlen(good[i])));
    assert_true(utf8_valid("a\0b", 3));
}

static void invalid_texts_are_refused_wherever_the_mistake_stands(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        for (int before = 0; before < 20; before++) {
            const char *text = arena_printf(&arena, "%.*s%sz", before, "aaaaaaaaaaaaaaaaaaaa",
                                            bad[i]);
            assert_false(utf8_valid(text, strlen(text)));
        }
}

static void a_text_cut_inside_a_character_is_refused(void **state)
{
    (void)state;
    assert_true(utf8_valid("a€", 4));
    assert_false(utf8_valid("a€", 3));
    assert_false(utf8_valid("a€", 2));
}

static void every_code_point_survives_put_and_next(void **state)
{
    (void)state;
    for (uint32_t cp = 1; cp <= 0x10FFFF; cp++) {
        if (cp >= 0xD800 && cp <= 0xDFFF)
            continue;
        char text[5] = {0};
        size_t n = utf8_put(text, cp);
        const char *p = text;
        if (!utf8_valid(text, n) || utf8_next(&p) != cp || p != text + n)
            fail_msg("U+%04X", (unsigned)cp);
    }
}

static void put_replaces_what_is_no_character(void **state)
{
    (void)state;
    static const uint32_t none[] = {0xD800, 0xDFFF, 0x110000, UINT32_MAX};
    for (size_t i = 0; i < sizeof none / sizeof none[0]; i++) {
        char text[4];
        assert_int_equal(utf8_put(text, none[i]), 3);
        assert_memory_equal(text, "\xEF\xBF\xBD", 3);
    }
}

static void next_ends_at_the_terminator(void **state)
{
    (void)state;
    const char *text = "";
    const char *p = text;
    assert_int_equal(utf8_next(&p), 0);
    assert_ptr_equal(p, text);
}

static void next_takes_invalid_bytes_one_by_one(void **state)
{
    (void)state;
    const char *p = "\xF0\x9F\x98" "a";
    assert_int_equal(utf8_next(&p), 0xFFFD);
    assert_int_equal(utf8_next(&p), 0xFFFD);
    assert_int_equal(utf8_next(&p), 0xFFFD);
    assert_int_equal(utf8_next(&p), 'a');
    assert_int_equal(utf8_next(&p), 0);
}

static void repair_leaves_clean_texts_alone(void **state)
{
    (void)state;
    const char *text = "Señora, 2 × «café» \U0001F600\n\tمرحبا";
    assert_string_equal(utf8_repair(&arena, text, strlen(text)), text);
}

static void repair_replaces_invalid_bytes(void **state)
{
    (void)state;
    assert_string_equal(utf8_repair(&arena, "a\xFF" "b\xE2\x82", 5), "a\uFFFDb\uFFFD\uFFFD");
}

static void repair_drops_controls_and_turns_crlf_into_lf(void **state)
{
    (void)state;
    assert_string_equal(utf8_repair(&arena, "a\0b\r\nc\x1B[1m\td\x01", 13), "ab\nc[1m\td");
}

static bool is_clean(const char *text)
{
    for (; *text; text++)
        if ((unsigned char)*text < 0x20 && *text != '\n' && *text != '\t')
            return false;
    return true;
}

/* Bytes that are often at borders of the encoding. */
static char hostile_byte(struct random *r)
{
    static const unsigned char edges[] = {0x00, 0x09, 0x0A, 0x0D, 0x7F, 0x80, 0xBF, 0xC2,
                                          0xE0, 0xED, 0xEF, 0xF0, 0xF4, 0xFF};
    return (char)(random_below(r, 2) ? edges[random_below(r, sizeof edges)] : random_next(r));
}

static void repair_of_random_bytes_is_always_valid_clean_and_final(void **state)
{
    (void)state;
    struct random r = random_begin();
    for (int round = 0; round < 20000; round++) {
        char bytes[40];
        size_t n = random_below(&r, sizeof bytes);
        for (size_t i = 0; i < n; i++)
            bytes[i] = hostile_byte(&r);
        char *once = utf8_repair(&arena, bytes, n);
        assert_true(utf8_valid(once, strlen(once)));
        assert_true(is_clean(once));
        assert_string_equal(utf8_repair(&arena, once, strlen(once)), once);
        arena_reset(&arena);
    }
}

static void next_on_random_bytes_agrees_with_valid(void **state)
{
    (void)state;
    struct random r = random_begin();
    for (int round = 0; round < 20000; round++) {
        char bytes[12] = {0};
        for (size_t i = 0; i < sizeof bytes - 1; i++)
            bytes[i] = (char)(hostile_byte(&r) | 1); /* no terminator within */
        bool replaced = false;
        for (const char *p = bytes, *before = p; utf8_next(&p); before = p)
            replaced |= p - before == 1 && (unsigned char)*before >= 0x80;
        assert_int_equal(!replaced, utf8_valid(bytes, strlen(bytes)));
    }
}

static void length_counts_characters(void **state)
{
    (void)state;
    assert_int_equal(utf8_length(""), 0);
    assert_int_equal(utf8_length("señor"), 5);
    assert_int_equal(utf8_length("€\U0001F600"), 2);
}

static void prefix_never_cuts_a_character(void **state)
{
    (void)state;
    assert_int_equal(utf8_prefix("a€\U0001F600z", 0), 0);
    assert_int_equal(utf8_prefix("a€\U0001F600z", 1), 1);
    assert_int_equal(utf8_prefix("a€\U0001F600z", 2), 4);
    assert_int_equal(utf8_prefix("a€\U0001F600z", 3), 8);
    assert_int_equal(utf8_prefix("a€\U0001F600z", 99), 9);
    assert_int_equal(utf8_prefix("", 5), 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(valid_texts_are_taken),
        TEST(invalid_texts_are_refused_wherever_the_mistake_stands),
        TEST(a_text_cut_inside_a_character_is_refused),
        TEST(every_code_point_survives_put_and_next),
        TEST(put_replaces_what_is_no_character),
        TEST(next_ends_at_the_terminator),
        TEST(next_takes_invalid_bytes_one_by_one),
        TEST(repair_leaves_clean_texts_alone),
        TEST(repair_replaces_invalid_bytes),
        TEST(repair_drops_controls_and_turns_crlf_into_lf),
        TEST(repair_of_random_bytes_is_always_valid_clean_and_final),
        TEST(next_on_random_bytes_agrees_with_valid),
        TEST(length_counts_characters),
        TEST(prefix_never_cuts_a_character),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
