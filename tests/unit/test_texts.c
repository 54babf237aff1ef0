/* test_texts.c -- reply texts are data: read strictly, filled in, and complete. */
#include "waiter/lang.h"
#include "waiter/text_check.h"
#include "waiter/texts.h"
#include "waiter/utf8.h"

#include <ctype.h>
#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#define SHIPPED "sql/seed/texts"

static struct arena arena;
static char folder[64];

static int begin(void **state)
{
    (void)state;
    arena_init(&arena);
    strcpy(folder, "/tmp/waiter-texts-XXXXXX");
    return mkdtemp(folder) ? 0 : -1;
}

static int end(void **state)
{
    (void)state;
    static const char *const names[] = {"en.txt", "es.txt", "notes.md"};
    for (size_t i = 0; i < 3; i++)
        unlink(arena_printf(&arena, "%s/%s", folder, names[i]));
    rmdir(folder);
    arena_done(&arena);
    return 0;
}

static void file_is(const char *name, const char *content)
{
    FILE *f = fopen(arena_printf(&arena, "%s/%s", folder, name), "w");
    assert_non_null(f);
    fputs(content, f);
    fclose(f);
}

static const struct texts *loaded(const char *from)
{
    const struct texts *t = NULL;
    struct err e = {0};
    if (!texts_load(&arena, from, &t, &e))
        fail_msg("%s", e.why);
    return t;
}

static void refused(const char *why)
{
    const struct texts *t = NULL;
    struct err e = {0};
    assert_false(texts_load(&arena, folder, &t, &e));
    assert_int_equal(e.kind, ERR_BAD_INPUT);
    if (!strstr(e.why, why))
        fail_msg("'%s' should say '%s'", e.why, why);
}

static void a_text_is_found_and_filled(void **state)
{
    (void)state;
    file_is("en.txt",
            "# greetings\n\n  hello = Hi {name}, welcome to {shop}!  \nplain = a\\nb\\\\n\n");
    const struct texts *t = loaded(folder);
    assert_string_equal(texts_say(t, &arena, "en", "hello", "name", "Ana", "shop", "X", NULL),
                        "Hi Ana, welcome to X!");
    assert_string_equal(texts_say(t, &arena, "en", "plain", NULL), "a\nb\\n");
}

static void a_placeholder_without_value_stays_empty(void **state)
{
    (void)state;
    file_is("en.txt", "hello = Hi {name}! {odd\nempty =\n");
    const struct texts *t = loaded(folder);
    assert_string_equal(texts_say(t, &arena, "en", "hello", "shop", "X", NULL), "Hi ! {odd");
    assert_string_equal(texts_say(t, &arena, "en", "empty", NULL), "");
}

static void values_are_not_filled_again(void **state)
{
    (void)state;
    file_is("en.txt", "hello = {a} {b}\n");
    const struct texts *t = loaded(folder);
    assert_string_equal(texts_say(t, &arena, "en", "hello", "a", "{b}%s", "b", "{a}", NULL),
                        "{b}%s {a}");
}

static void another_language_falls_back_to_english(void **state)
{
    (void)state;
    file_is("en.txt", "yes = Yes\nno = No\n");
    file_is("es.txt", "yes = Sí\n");
    file_is("notes.md", "no texts here");
    const struct texts *t = loaded(folder);
    assert_string_equal(texts_say(t, &arena, "es", "yes", NULL), "Sí");
    assert_string_equal(texts_say(t, &arena, "es", "no", NULL), "No");
    assert_string_equal(texts_say(t, &arena, "xx", "yes", NULL), "Yes");
    assert_true(texts_has(t, "es", "yes"));
    assert_false(texts_has(t, "es", "no"));
}

static void a_missing_key_shows_itself(void **state)
{
    (void)state;
    file_is("en.txt", "yes = Yes\n");
    assert_string_equal(texts_say(loaded(folder), &arena, "en", "nope", NULL), "[nope]");
}

static void mistakes_name_file_and_line(void **state)
{
    (void)state;
    file_is("en.txt", "yes = Yes\n\nthis is no text\n");
    refused("en.txt:3");
    file_is("en.txt", "Yes = Yes\n");
    refused("en.txt:1");
    file_is("en.txt", "yes = Yes\nno = No\nyes = Si\n");
    refused("key yes");
    file_is("en.txt", "yes = \xff\n");
    refused("UTF-8");
    file_is("en.txt", "# nothing\n");
    refused("no texts");
}

static void a_folder_that_is_not_there_is_refused(void **state)
{
    (void)state;
    const struct texts *t = NULL;
    struct err e = {0};
    assert_false(texts_load(&arena, "/nowhere/texts", &t, &e));
    assert_int_equal(e.kind, ERR_BAD_INPUT);
}

/* ---- the shipped texts against the program ---- */

static char *file_text(const char *path)
{
    FILE *f = fopen(path, "r");
    assert_non_null(f);
    char *text = arena_alloc(&arena, 200000);
    size_t n = fread(text, 1, 199999, f);
    text[n] = '\0';
    fclose(f);
    return text;
}

static char *source_of_the_dialogue(void)
{
    char *all = arena_strdup(&arena, "");
    DIR *dir = opendir("lib/talk");
    assert_non_null(dir);
    for (struct dirent *d; (d = readdir(dir));) {
        if (strncmp(d->d_name, "dialogue", 8) && strcmp(d->d_name, "render.c"))
            continue;
        all = arena_printf(&arena, "%s%s", all,
                           file_text(arena_printf(&arena, "lib/talk/%s", d->d_name)));
    }
    closedir(dir);
    return arena_printf(&arena, "%s%s%s%s%s%s", all, file_text("lib/shop/notice.c"),
                        file_text("lib/shop/notice_setup.c"), file_text("lib/shop/track_page.c"),
                        file_text("lib/shop/review.c"), file_text("lib/shop/payment_due.c"));
}

/* The text keys right behind `call`: SAY(t, "key" or KEY("key"). */
static size_t keys_after(const char *source, const char *call, const struct texts *t)
{
    size_t n = 0;
    for (const char *at = source; (at = strstr(at, call)); n++) {
        at += strlen(call);
        const char *key = arena_strndup(&arena, at, strcspn(at, "\""));
        if (!texts_has(t, "en", key))
            fail_msg("the program says '%s', which en.txt does not have", key);
    }
    return n;
}

static void every_key_the_program_uses_is_there(void **state)
{
    (void)state;
    const struct texts *t = loaded(SHIPPED);
    const char *source = source_of_the_dialogue();
    assert_true(keys_after(source, "SAY(t, \"", t) > 80);
    assert_true(keys_after(source, "KEY(\"", t) > 10);
}

static void every_key_that_is_there_is_used(void **state)
{
    (void)state;
    const char *source = source_of_the_dialogue();
    FILE *f = fopen(SHIPPED "/en.txt", "r");
    assert_non_null(f);
    char line[4096];
    while (fgets(line, sizeof line, f)) {
        if (!islower((unsigned char)line[0]))
            continue;
        line[strcspn(line, " =")] = '\0';
        if (!strstr(source, arena_printf(&arena, "\"%s\"", line)))
            fail_msg("nothing says '%s'", line);
    }
    fclose(f);
}

/* ---- the languages against each other ---- */

static const char *const languages[] = {"en", "es", "pt", "fr", "ar"};
#define LANGUAGES (sizeof languages / sizeof *languages)

static char *file_of(const char *lang)
{
    FILE *f = fopen(arena_printf(&arena, SHIPPED "/%s.txt", lang), "r");
    assert_non_null(f);
    char *text = arena_alloc(&arena, 200000);
    text[fread(text, 1, 199999, f)] = '\0';
    fclose(f);
    return text;
}

/* The next `key = text` of a file, cut in two; false at its end. */
static bool next_text(char **rest, const char **key, const char **text)
{
    for (char *line; (line = strsep(rest, "\n"));) {
        char *equals = strstr(line, " =");
        if (!islower((unsigned char)*line) || !equals)
            continue;
        *equals = '\0';
        *key = line;
        *text = equals + 2 + strspn(equals + 2, " ");
        return true;
    }
    return false;
}

static const char *text_in(const char *lang, const char *wanted)
{
    char *rest = file_of(lang);
    const char *key, *text;
    while (next_text(&rest, &key, &text))
        if (!strcmp(key, wanted))
            return text;
    return NULL;
}

static bool mentions(const char *text, const char *name, size_t n)
{
    for (const char *at = text; (at = strchr(at, '{')); at++)
        if (!strncmp(at + 1, name, n) && strchr(":}", at[1 + n]))
            return true;
    return false;
}

/* Each {name} or {name:...} of `text` is in `other` too, with as many forms as its language has. */
static void placeholders_fit(const char *lang, const char *key, const char *text, const char *other)
{
    for (const char *at = text; (at = strchr(at, '{')); at++) {
        const char *name = at + 1, *end = strchr(at, '}');
        if (!end)
            fail_msg("%s.txt: %s has a { without }", lang, key);
        size_t n = strcspn(name, ":}");
        if (!mentions(other, name, n))
            fail_msg("%s.txt: %s: {%.*s} is only on one side", lang, key, (int)n, name);
        size_t forms = 1;
        for (const char *c = name + n; c < end; c++)
            forms += *c == '|';
        if (name + n != end && forms != lang_plural_forms(lang))
            fail_msg("%s.txt: %s: %zu plural forms", lang, key, forms);
    }
}

static void every_language_has_every_text(void **state)
{
    (void)state;
    const struct texts *t = loaded(SHIPPED);
    for (size_t i = 0; i < LANGUAGES; i++) {
        char *rest = file_of("en");
        const char *key, *english;
        while (next_text(&rest, &key, &english)) {
            if (!texts_has(t, languages[i], key))
                fail_msg("%s.txt lacks '%s'", languages[i], key);
            const char *text = text_in(languages[i], key);
            placeholders_fit("en", key, english, text);
            placeholders_fit(languages[i], key, text, english);
        }
    }
}

static void no_language_has_a_text_of_its_own(void **state)
{
    (void)state;
    const struct texts *t = loaded(SHIPPED);
    for (size_t i = 0; i < LANGUAGES; i++) {
        char *rest = file_of(languages[i]);
        const char *key, *text;
        while (next_text(&rest, &key, &text))
            if (!texts_has(t, "en", key))
                fail_msg("%s.txt has '%s', which en.txt does not have", languages[i], key);
    }
}

/* Twenty characters is what a button holds. */
/* Wordings of customers are lists; what is said has | in the forms of a number alone (and the weekdays). */
static void what_is_listened_for_is_told_from_what_is_said(void **state)
{
    (void)state;
    const struct texts *t = loaded(SHIPPED);
    struct text_entry one;
    size_t heard = 0;
    for (size_t i = 0; texts_at(t, i, &one); i++) {
        bool list = false, inside = false;
        for (const char *c = one.text; *c; c++) {
            inside = *c == '{' || (inside && *c != '}');
            list |= *c == '|' && !inside;
        }
        heard += text_is_heard(one.key);
        if (list && !text_is_heard(one.key) && strcmp(one.key, "weekdays") != 0)
            fail_msg("%s of %s is a list", one.key, one.language);
        if (text_is_heard(one.key) && strchr(one.text, '{'))
            fail_msg("%s of %s has a value", one.key, one.language);
    }
    assert_true(heard > 20);
}

static void every_button_is_short(void **state)
{
    (void)state;
    for (size_t i = 0; i < LANGUAGES; i++) {
        char *rest = file_of(languages[i]);
        const char *key, *text;
        while (next_text(&rest, &key, &text))
            if (!strncmp(key, "choice_", 7) && utf8_length(text) > 20)
                fail_msg("%s.txt: %s is too long for a button", languages[i], key);
    }
}

/* ---- what languages do with values ---- */

static void numbers_choose_their_words(void **state)
{
    (void)state;
    file_is("en.txt", "left = {n:# cup|# cups} left\nonly = {n:one|many}\n");
    file_is("ar.txt", "left = {n:صفر|كوب|كوبان|# أكواب|# كوبًا|# كوب}\n");
    const struct texts *t = loaded(folder);
    assert_string_equal(texts_say(t, &arena, "en", "left", "n", "1", NULL), "1 cup left");
    assert_string_equal(texts_say(t, &arena, "en", "left", "n", "0", NULL), "0 cups left");
    assert_string_equal(texts_say(t, &arena, "en", "left", "n", "12", NULL), "12 cups left");
    assert_string_equal(texts_say(t, &arena, "en", "only", "n", "1", NULL), "one");
    static const struct { const char *n, *says; } arabic[] = {
        {"0", "صفر"}, {"1", "كوب"}, {"2", "كوبان"}, {"3", "3 أكواب"}, {"10", "10 أكواب"},
        {"11", "11 كوبًا"}, {"99", "99 كوبًا"}, {"100", "100 كوب"}, {"102", "102 كوب"},
        {"103", "103 أكواب"}, {"111", "111 كوبًا"},
    };
    for (size_t i = 0; i < sizeof arabic / sizeof *arabic; i++)
        assert_string_equal(texts_say(t, &arena, "ar", "left", "n", arabic[i].n, NULL),
                            arabic[i].says);
    unlink(arena_printf(&arena, "%s/ar.txt", folder));
}

static void foreign_values_are_isolated_in_arabic(void **state)
{
    (void)state;
    file_is("en.txt", "total = Total: {total}\n");
    file_is("ar.txt", "total = المجموع: {total}\n");
    const struct texts *t = loaded(folder);
    assert_string_equal(texts_say(t, &arena, "ar", "total", "total", "€39.90", NULL),
                        "المجموع: \u2068€39.90\u2069");
    assert_string_equal(texts_say(t, &arena, "ar", "total", "total", "3", NULL), "المجموع: 3");
    assert_string_equal(texts_say(t, &arena, "ar", "total", "total", "كوب", NULL), "المجموع: كوب");
    assert_string_equal(texts_say(t, &arena, "en", "total", "total", "€39.90", NULL),
                        "Total: €39.90");
    unlink(arena_printf(&arena, "%s/ar.txt", folder));
}

static void money_looks_as_people_write_it(void **state)
{
    (void)state;
    static const struct { const char *lang, *currency, *shows; int64_t minor; } cases[] = {
        {"en", "EUR", "€39.90", 3990}, {"es", "EUR", "39,90\u00a0€", 3990},
        {"pt", "BRL", "R$\u00a05,00", 500}, {"fr", "EUR", "0,05\u00a0€", 5},
        {"ar", "EUR", "€39.90", 3990}, {"es", "MXN", "39,90\u00a0MXN", 3990},
        {"fr", "JPY", "500\u00a0JPY", 500}, {"xx", "GBP", "£1.00", 100},
        {"es", "EUR", "-1,50\u00a0€", -150},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_string_equal(lang_money(&arena, cases[i].lang, cases[i].minor, cases[i].currency),
                            cases[i].shows);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_text_is_found_and_filled, begin, end),
        cmocka_unit_test_setup_teardown(a_placeholder_without_value_stays_empty, begin, end),
        cmocka_unit_test_setup_teardown(values_are_not_filled_again, begin, end),
        cmocka_unit_test_setup_teardown(another_language_falls_back_to_english, begin, end),
        cmocka_unit_test_setup_teardown(a_missing_key_shows_itself, begin, end),
        cmocka_unit_test_setup_teardown(mistakes_name_file_and_line, begin, end),
        cmocka_unit_test_setup_teardown(a_folder_that_is_not_there_is_refused, begin, end),
        cmocka_unit_test_setup_teardown(every_key_the_program_uses_is_there, begin, end),
        cmocka_unit_test_setup_teardown(every_key_that_is_there_is_used, begin, end),
        cmocka_unit_test_setup_teardown(every_language_has_every_text, begin, end),
        cmocka_unit_test_setup_teardown(no_language_has_a_text_of_its_own, begin, end),
        cmocka_unit_test_setup_teardown(what_is_listened_for_is_told_from_what_is_said, begin, end),
        cmocka_unit_test_setup_teardown(every_button_is_short, begin, end),
        cmocka_unit_test_setup_teardown(numbers_choose_their_words, begin, end),
        cmocka_unit_test_setup_teardown(foreign_values_are_isolated_in_arabic, begin, end),
        cmocka_unit_test_setup_teardown(money_looks_as_people_write_it, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
