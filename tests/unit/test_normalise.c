/* test_normalise.c -- texts that look different and mean the same become the same. */
#include "test_shops.h"

static struct arena arena;

static void expect_plain(const char *text, const char *plain)
{
    const char *got = plain_text(&arena, text);
    if (strcmp(got, plain))
        fail_msg("'%s': expected '%s', got '%s'", text, plain, got);
}

static void test_case_accents_and_punctuation_fold(void **state)
{
    (void)state;
    expect_plain("Café  CRÈME!", "cafe creme");
    expect_plain("  Señor Müller-Straße ", "senor muller strasse");
    expect_plain("ŁÓDŹ, Øresund & Ångström", "lodz oresund angstrom");
    expect_plain("Việt Nam", "viet nam");
    expect_plain("that's", "thats");
    expect_plain("that\xE2\x80\x99s", "thats");
    expect_plain("T-Shirt / Mug...", "t shirt mug");
    expect_plain("Cheese & Onion Pasty", "cheese onion pasty");
    expect_plain("", "");
    expect_plain("?!", "");
}

static void test_numbers_keep_their_marks(void **state)
{
    (void)state;
    expect_plain("€12.50", "12.50");
    expect_plain("1,5 kg.", "1,5 kg");
    expect_plain("2.", "2");
}

static void test_other_scripts_digits_and_widths(void **state)
{
    (void)state;
    expect_plain("\xEF\xBC\xA8\xEF\xBC\xA9 \xEF\xBC\x92", "hi 2");          /* fullwidth */
    expect_plain("\xD9\xA3 \xDB\xB4", "3 4");                               /* Arabic, Persian */
    expect_plain("\xE2\x80\x8Bme\xE2\x80\x8Dnu\xEF\xBB\xBF", "menu");       /* zero width */
    expect_plain("\xE2\x80\xAEmenu\xE2\x80\xAC", "menu");                   /* bidi override */
    expect_plain("2\xEF\xB8\x8F\xE2\x83\xA3", "2");                         /* keycap 2 */
    expect_plain("e\xCC\x81t\xC3\xA9", "ete");                              /* combining */
    expect_plain("\xF0\x9F\x9B\x92 Cart", "cart");
    expect_plain("МОСКВА", "москва");
}

static void test_plain_is_stable(void **state)
{
    (void)state;
    const char *texts[] = {"Café  CRÈME!", "½ Straße", "x\xC2\xA0y", "İstanbul", "1.000,50"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        const char *once = plain_text(&arena, texts[i]);
        assert_string_equal(plain_text(&arena, once), once);
    }
}

static void test_text_is_cleaned_for_quoting(void **state)
{
    (void)state;
    struct understood u;
    understand(demo_brain(), &arena, "  \xE2\x80\x8B Two \xE2\x80\xAEMugs\xE2\x80\xAC!  \n", &u);
    assert_string_equal(u.text, "Two Mugs!");
    assert_string_equal(u.plain, "two mugs");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_case_accents_and_punctuation_fold),
        cmocka_unit_test(test_numbers_keep_their_marks),
        cmocka_unit_test(test_other_scripts_digits_and_widths),
        cmocka_unit_test(test_plain_is_stable),
        cmocka_unit_test(test_text_is_cleaned_for_quoting),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    arena_done(&arena);
    return shops_close(failed);
}
