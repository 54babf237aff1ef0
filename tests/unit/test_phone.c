/* test_phone.c -- numbers out of addresses, and addresses fit for a log. */
#include "waiter/phone.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

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

static void numbers_become_e164(void **state)
{
    (void)state;
    static const char *const spellings[] = {
        "whatsapp:+34600111222", "+34600111222", "34600111222", "0034 600-111 222",
        "+34 (600) 111.222", "sim:+34600111222", " +34600111222 ",
    };
    for (size_t i = 0; i < sizeof spellings / sizeof spellings[0]; i++)
        assert_string_equal(phone_normal(&arena, spellings[i]), "+34600111222");
}

static void seven_to_fifteen_digits_are_a_number(void **state)
{
    (void)state;
    assert_null(phone_normal(&arena, "123456"));
    assert_string_equal(phone_normal(&arena, "1234567"), "+1234567");
    assert_string_equal(phone_normal(&arena, "123456789012345"), "+123456789012345");
    assert_null(phone_normal(&arena, "1234567890123456"));
}

static void other_addresses_have_no_number(void **state)
{
    (void)state;
    static const char *const none[] = {
        NULL, "", "whatsapp:", "whatsapp:ES.ab12", "whatsapp:ES.12345678", "hello", "+", "00",
        "0600111222", "+0600111222", "34+600111222", "++34600111222", "34600111222x",
        "whatsapp:whatsapp:+34600111222", "٣٤٦٠٠١١١٢٢٢",
    };
    for (size_t i = 0; i < sizeof none / sizeof none[0]; i++)
        if (phone_normal(&arena, none[i]))
            fail_msg("taken: %s", none[i]);
}

static void the_mask_keeps_channel_and_last_four(void **state)
{
    (void)state;
    assert_string_equal(phone_mask(&arena, "whatsapp:+34600111222"), "whatsapp:…1222");
    assert_string_equal(phone_mask(&arena, "+34600111222"), "…1222");
    assert_string_equal(phone_mask(&arena, "whatsapp:ES.ab12cd"), "whatsapp:…12cd");
}

static void the_mask_cuts_between_characters(void **state)
{
    (void)state;
    assert_string_equal(phone_mask(&arena, "whatsapp:peñañaña"), "whatsapp:…ñaña");
}

static void what_is_as_short_as_its_end_is_hidden_whole(void **state)
{
    (void)state;
    assert_string_equal(phone_mask(&arena, "sim:1222"), "sim:…");
    assert_string_equal(phone_mask(&arena, "12"), "…");
    assert_string_equal(phone_mask(&arena, ""), "…");
    assert_null(phone_mask(&arena, NULL));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(numbers_become_e164),
        TEST(seven_to_fifteen_digits_are_a_number),
        TEST(other_addresses_have_no_number),
        TEST(the_mask_keeps_channel_and_last_four),
        TEST(the_mask_cuts_between_characters),
        TEST(what_is_as_short_as_its_end_is_hidden_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
