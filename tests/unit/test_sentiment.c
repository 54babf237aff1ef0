/* test_sentiment.c -- who is angry, who is glad, and who only asks. */
#include "test_shops.h"

#include "waiter/sentiment.h"

static struct arena arena;

static void expect(enum spoken lang, const char *text, const char *word)
{
    int score = sentiment_of(lang, text);
    if (strcmp(sentiment_word(score), word) != 0)
        fail_msg("'%s': expected %s, got %s (%d)", text, word, sentiment_word(score), score);
}

static void test_feelings_are_heard(void **state)
{
    (void)state;
    expect(SPOKEN_EN, "this is the worst shop ever, i am furious", "negative");
    expect(SPOKEN_EN, "my parcel arrived broken and the driver was rude", "negative");
    expect(SPOKEN_EN, "thank you, the cake was delicious!", "positive");
    expect(SPOKEN_EN, "how much is delivery", "neutral");
    expect(SPOKEN_EN, "2 black hoodies in L", "neutral");
    expect(SPOKEN_EN, "😡", "negative");
    expect(SPOKEN_ES, "qué vergüenza, es una estafa", "negative");
    expect(SPOKEN_ES, "todo perfecto, muchas gracias", "positive");
    expect(SPOKEN_PT, "péssimo atendimento", "negative");
    expect(SPOKEN_FR, "c'est inadmissible", "negative");
    expect(SPOKEN_AR, "خدمة ممتازة شكرا", "positive");
    expect(SPOKEN_AR, "هذا نصب", "negative");
    expect(SPOKEN_EN, "", "neutral");
}

static void test_negation_turns_and_boosters_add(void **state)
{
    (void)state;
    expect(SPOKEN_EN, "that is not good", "negative");
    expect(SPOKEN_EN, "it was not bad", "positive");
    expect(SPOKEN_ES, "no es bueno", "negative");
    assert_true(sentiment_of(SPOKEN_EN, "very bad") < sentiment_of(SPOKEN_EN, "bad"));
    assert_true(sentiment_of(SPOKEN_EN, "bad!!!") < sentiment_of(SPOKEN_EN, "bad"));
    assert_in_range(sentiment_of(SPOKEN_EN, "terrible terrible terrible terrible awful") + 100, 0, 0);
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
        cmocka_unit_test(test_feelings_are_heard),
        cmocka_unit_test(test_negation_turns_and_boosters_add),
    };
    return cmocka_run_group_tests(tests, NULL, done);
}
