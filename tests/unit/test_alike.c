/* test_alike.c -- which open questions are one: by their letters, and by their ideas in two languages. */
#include "waiter/alike.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#define COUNT_OF(array) (sizeof(array) / sizeof *(array))

static struct arena arena;

static void the_same_in_other_letters_is_one_group(void **state)
{
    static const char *const texts[] = {"do you rent out ovens?", "Do you rent out ovens", "is the miller a wizard?",
                                        "do you rent out your ovens"};
    size_t group[COUNT_OF(texts)];
    (void)state;
    group_alike(&arena, texts, COUNT_OF(texts), group);
    assert_int_equal(group[1], 0);
    assert_int_equal(group[2], 2);
    assert_int_equal(group[3], 0);
}

static void the_same_in_another_language_is_one_group(void **state)
{
    static const char *const texts[] = {"can i freeze it?", "¿se puede congelar?", "posso congelar?",
                                        "on peut congeler ?", "do you have wifi?", "are pets welcome there?"};
    size_t group[COUNT_OF(texts)];
    (void)state;
    group_alike(&arena, texts, COUNT_OF(texts), group);
    for (size_t i = 1; i < 4; i++)
        assert_int_equal(group[i], 0);
    assert_int_equal(group[4], 4);
    assert_int_equal(group[5], 5);
}

static void other_words_keep_questions_apart(void **state)
{
    static const char *const texts[] = {"do you have new zeppelins?", "tienen perros nuevos?", "", "?"};
    size_t group[COUNT_OF(texts)];
    (void)state;
    group_alike(&arena, texts, COUNT_OF(texts), group);
    assert_int_equal(group[0], 0);
    assert_int_equal(group[1], 1);
    assert_int_equal(group[2], 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_in_other_letters_is_one_group),
        cmocka_unit_test(the_same_in_another_language_is_one_group),
        cmocka_unit_test(other_words_keep_questions_apart),
    };
    arena_init(&arena);
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    arena_done(&arena);
    return failed;
}
