/* test_faq_questions.c -- questions that another hand wrote for the demo shop (tests/nlu/README.md):
 * how many find their entry, and how many that no entry answers are left alone.
 *
 * It prints figures and no lines: nobody shall mend the ranking line by line. */
#include "test_shops.h"

#include "waiter/spoken.h"
#include "waiter/translate.h"


#define LINE_MOST 1024
#define ANSWERS 60       /* what a conversation answers by itself */
#define OFFERS 36        /* from here on it asks which of the next three is meant */
#define OFFERED 28
#define FIRST_LEAST 85   /* percent: the right entry stands first */
#define ANSWERED_LEAST 80 /* percent: it is the answer */
#define HELPED_LEAST 90  /* percent: it is the answer, or one tap away */
#define WRONG_MOST 5     /* percent that another entry answered */
#define STRAY_MOST 20    /* percent of the unanswerable that got an answer */

static struct arena arena, shops_arena;
static const struct brain *brains[SPOKEN__MAX];

struct figures { int asked, first, third, answered, offered, wrong; };

/* 0-based rank of the entry, or 99. */
static int place_of(const struct faq_rank *r, size_t n, const char *question)
{
    for (size_t i = 0; i < n; i++)
        if (!strcmp(r[i].entry->own_question ? r[i].entry->own_question : r[i].entry->question, question))
            return (int)i;
    return 99;
}

static void ask(const char *question, const char *entry, struct figures *f)
{
    struct faq_rank ranked[10];
    const struct brain *b = brains[spoken_guess(question, SPOKEN_ALL).lang];
    size_t n = brain_questions(b, &arena, question, ranked, 10);
    int place = place_of(ranked, n, entry);
    bool answers = n && ranked[0].score >= ANSWERS;
    f->asked++;
    f->first += place == 0;
    f->third += place < 3;
    f->answered += answers && place == 0;
    f->offered += !answers && n && ranked[0].score >= OFFERS && place < 3 && ranked[place].score >= OFFERED;
    f->wrong += answers && place != 0;
    arena_reset(&arena);
}

static void show(const char *name, const struct figures *f)
{
    print_message("%-12s %3d asked: first %3d, among three %3d, answered %3d, offered %3d, answered wrongly %3d\n",
                  name, f->asked, f->first, f->third, f->answered, f->offered, f->wrong);
}

static void add(struct figures *to, const struct figures *f)
{
    to->asked += f->asked;
    to->first += f->first;
    to->third += f->third;
    to->answered += f->answered;
    to->offered += f->offered;
    to->wrong += f->wrong;
}

static void test_questions_find_their_entry(void **state)
{
    (void)state;
    struct figures by[SPOKEN__MAX] = {{0}}, all = {0}, none = {0};
    char line[LINE_MOST];
    FILE *in = fopen("tests/nlu/faq_questions.tsv", "re");
    assert_non_null(in);
    while (fgets(line, sizeof line, in)) {
        char *entry = strchr(line, '\t');
        assert_non_null(entry);
        *entry++ = '\0';
        entry[strcspn(entry, "\r\n")] = '\0';
        ask(line, entry, *entry == '-' ? &none : &by[spoken_guess(line, SPOKEN_ALL).lang]);
    }
    fclose(in);
    for (int i = 0; i < SPOKEN__MAX; i++) {
        show(spoken_code((enum spoken)i), &by[i]);
        add(&all, &by[i]);
    }
    show("all", &all);
    show("unanswerable", &none);
    assert_int_equal(all.asked, 150);
    assert_true(all.first * 100 >= all.asked * FIRST_LEAST);
    assert_true(all.answered * 100 >= all.asked * ANSWERED_LEAST);
    assert_true((all.answered + all.offered) * 100 >= all.asked * HELPED_LEAST);
    assert_true(all.wrong * 100 <= all.asked * WRONG_MOST);
    assert_true(none.wrong * 100 <= none.asked * STRAY_MOST);
}

static int build_brains(void **state)
{
    (void)state;
    struct err e = {0};
    arena_init(&arena);
    arena_init(&shops_arena);
    const struct catalogue *c = shop_read(&shops_arena, "sql/seed/demo.json");
    for (int i = 0; i < SPOKEN__MAX; i++)
        assert_true(brain_build(&shops_arena, catalogue_in(&shops_arena, c, spoken_code((enum spoken)i)),
                                &brains[i], &e));
    return 0;
}

static int drop_brains(void **state)
{
    (void)state;
    arena_done(&arena);
    arena_done(&shops_arena);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_questions_find_their_entry)};
    return cmocka_run_group_tests(tests, build_brains, drop_brains);
}
