/* test_texts.c -- reply texts are data: read strictly, filled in, and complete. */
#include "waiter/texts.h"

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

static char *source_of_the_dialogue(void)
{
    char *all = arena_strdup(&arena, "");
    DIR *dir = opendir("lib/talk");
    assert_non_null(dir);
    for (struct dirent *d; (d = readdir(dir));) {
        if (strncmp(d->d_name, "dialogue", 8) && strcmp(d->d_name, "render.c"))
            continue;
        FILE *f = fopen(arena_printf(&arena, "lib/talk/%s", d->d_name), "r");
        assert_non_null(f);
        char *text = arena_alloc(&arena, 200000);
        size_t n = fread(text, 1, 199999, f);
        text[n] = '\0';
        fclose(f);
        all = arena_printf(&arena, "%s%s", all, text);
    }
    closedir(dir);
    return all;
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
    assert_true(keys_after(source, "SAY(&t, \"", t) > 0);
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
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
