/* test_recommend.c -- goods to speak of, in three trades: what is like, what goes with, what fits. */
#include "test_shops.h"

#include "../../lib/talk/talk.h"

static struct arena arena;

static const struct product *named(const struct catalogue *c, const char *name)
{
    for (size_t i = 0; i < c->product_count; i++)
        if (!strcmp(c->products[i].name, name))
            return &c->products[i];
    fail_msg("no %s here", name);
    return NULL;
}

static int asked;
static bool anything(void *who, const struct product *p)
{
    asked++;
    return p != who;
}

static size_t find(const struct brain *b, const struct catalogue *c, struct recommend_ask ask,
                   const struct product *out[RECOMMEND_MOST])
{
    ask.fits = anything;
    asked = 0;
    size_t n = recommend(c, brain_likeness(b), &arena, &ask, out);
    assert_true(n <= RECOMMEND_MOST && asked <= 24);
    for (size_t i = 0; i < n; i++) {
        assert_ptr_not_equal(out[i], ask.of);
        assert_ptr_not_equal(out[i], ask.who);
        for (size_t k = 0; k < i; k++)
            assert_ptr_not_equal(out[i], out[k]);
    }
    return n;
}

/* The first of what may stand in for it. */
static const char *instead(const struct brain *b, const struct catalogue *c, const char *of,
                           const char *gone)
{
    const struct product *out[RECOMMEND_MOST];
    size_t n = find(b, c, (struct recommend_ask){.kind = RECOMMEND_INSTEAD, .of = named(c, of),
                                                 .who = gone ? (void *)(uintptr_t)named(c, gone) : NULL}, out);
    return n ? out[0]->name : "";
}

static void what_is_like_it_comes_first(void **state)
{
    const struct catalogue *demo = demo_brain()->catalogue, *bakery = bakery_brain()->catalogue;
    (void)state;
    assert_string_equal(instead(bakery_brain(), bakery, "Almond Croissant", NULL), "Butter Croissant");
    assert_string_equal(instead(bakery_brain(), bakery, "Almond Croissant", "Butter Croissant"), "Pain au Chocolat");
    assert_string_equal(instead(bakery_brain(), bakery, "Steak Pie", NULL), "Chicken Pie");
    assert_non_null(strstr(instead(demo_brain(), demo, "Cropped Hoodie", NULL), "Hoodie"));
    assert_non_null(strstr(instead(demo_brain(), demo, "Linen Shirt", NULL), "Shirt"));
    assert_string_equal(instead(repair_brain(), repair_brain()->catalogue, "Battery Replacement", NULL), "Screen Replacement");
}

static void words_find_what_is_written_of_the_goods(void **state)
{
    const struct catalogue *demo = demo_brain()->catalogue;
    const struct product *out[RECOMMEND_MOST];
    (void)state;
    assert_int_equal(find(demo_brain(), demo, (struct recommend_ask){.kind = RECOMMEND_FOR, .words = "something of merino wool"}, out), 3);
    assert_string_equal(out[0]->name, "Wool Beanie");
    /* Nothing said: the shop's own order, as nothing was bought yet. */
    assert_int_equal(find(demo_brain(), demo, (struct recommend_ask){.kind = RECOMMEND_FOR, .words = "what do you recommend"}, out), 3);
    assert_ptr_equal(out[0], &demo->products[0]);
}

static void what_was_bought_together_goes_together(void **state)
{
    struct catalogue c = *demo_brain()->catalogue;
    const struct product *mug = named(&c, "House Mug"), *wrap = named(&c, "Gift Wrap"), *pin = named(&c, "Enamel Pin");
    const struct companion low_first[] = {
        {pin->id, pin->id, 9}, {mug->id, mug->id, 6}, {mug->id, wrap->id, 4}, {mug->id, pin->id, 2}, {wrap->id, wrap->id, 4},
    };
    const struct product *out[RECOMMEND_MOST];
    (void)state;
    c.companions = low_first;
    c.companion_count = 5;
    assert_int_equal(bought_together(&c, mug->id, wrap->id), 4);
    assert_int_equal(bought_together(&c, wrap->id, mug->id), 0);
    assert_int_equal(find(demo_brain(), &c, (struct recommend_ask){.kind = RECOMMEND_BOUGHT, .of = mug}, out), 2);
    assert_ptr_equal(out[0], wrap);
    assert_ptr_equal(out[1], pin);
    assert_int_equal(find(demo_brain(), &c, (struct recommend_ask){.kind = RECOMMEND_BOUGHT, .of = wrap}, out), 0);
    assert_int_equal(find(demo_brain(), &c, (struct recommend_ask){.kind = RECOMMEND_BESIDE, .of = mug}, out), 3);
    assert_ptr_equal(out[0], wrap);
    assert_int_equal(find(demo_brain(), &c, (struct recommend_ask){.kind = RECOMMEND_FOR, .words = "best sellers"}, out), 3);
    assert_ptr_equal(out[0], pin);
}

static bool nothing(void *who, const struct product *p)
{
    (void)who;
    (void)p;
    return false;
}

static void an_empty_shelf_recommends_nothing(void **state)
{
    const struct catalogue none = {0};
    const struct product *out[RECOMMEND_MOST];
    const struct recommend_ask ask = {.kind = RECOMMEND_FOR, .words = "anything", .fits = nothing};
    (void)state;
    assert_int_equal(recommend(&none, NULL, &arena, &ask, out), 0);
    assert_int_equal(recommend(demo_brain()->catalogue, NULL, &arena, &ask, out), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_like_it_comes_first),
        cmocka_unit_test(words_find_what_is_written_of_the_goods),
        cmocka_unit_test(what_was_bought_together_goes_together),
        cmocka_unit_test(an_empty_shelf_recommends_nothing),
    };
    arena_init(&arena);
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    arena_done(&arena);
    arena_done(&shops);
    return failed;
}
