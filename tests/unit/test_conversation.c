/* test_conversation.c -- the state survives as JSON, and what cannot be read is a fresh start. */
#include "../../lib/talk/dialogue_parts.h"
#include "random.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
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

static void assert_fresh(const char *json)
{
    const char *fresh = conversation_write(&arena, conversation_new(&arena));
    assert_string_equal(conversation_write(&arena, conversation_read(&arena, json)), fresh);
}

static void a_new_conversation_is_small(void **state)
{
    (void)state;
    assert_string_equal(conversation_write(&arena, conversation_new(&arena)), "{\"v\":1}");
}

static void what_cannot_be_read_is_a_fresh_start(void **state)
{
    (void)state;
    static const char *const broken[] = {
        "",
        "{",
        "null",
        "[]",
        "7",
        "{}",
        "{\"v\":2,\"nonce\":5}",
        "{\"v\":\"1\"}",
        "{\"v\":1,\"stage\":99}",
        "{\"v\":1,\"stage\":-1}",
        "{\"v\":1,\"menu\":[[\"a\"]]}",
        "{\"v\":1,\"menu\":[[1,2]]}",
        "{\"v\":1,\"menu\":[\"ab\"]}",
        "{\"v\":1,\"wants\":[{\"kind\":77,\"of\":[1]}]}",
        "{\"v\":1,\"wants\":[{\"kind\":0,\"of\":[\"x\"]}]}",
        "{\"v\":1,\"wants\":[5]}",
        "{\"v\":1}garbage",
    };
    assert_fresh(NULL);
    for (size_t i = 0; i < sizeof broken / sizeof *broken; i++)
        assert_fresh(broken[i]);
}

static void too_much_of_anything_is_a_fresh_start(void **state)
{
    (void)state;
    struct str s = str_new(&arena, 100000);
    str_add(&s, "{\"v\":1,\"menu\":[");
    for (int i = 0; i <= MENU_MOST; i++)
        str_addf(&s, "%s[\"a\",\"b\"]", i ? "," : "");
    str_add(&s, "]}");
    assert_fresh(s.text);
    s = str_new(&arena, 100000);
    str_add(&s, "{\"v\":1,\"wants\":[");
    for (int i = 0; i <= WANTS_MOST; i++)
        str_addf(&s, "%s{\"kind\":0,\"of\":[1]}", i ? "," : "");
    str_add(&s, "]}");
    assert_fresh(s.text);
}

static const char *random_text(struct random *r)
{
    static const char *const texts[] = {"L",       "Black", "Ünïcode 🌷", "quote\"back\\slash",
                                        "a\nb\tc", "x y"};
    return texts[random_below(r, sizeof texts / sizeof *texts)];
}

static struct want random_want(struct random *r)
{
    struct want w = {.kind = (enum want_kind)random_below(r, WANT__MAX)};
    w.candidate_count = random_below(r, CANDIDATES_MOST + 1);
    for (size_t i = 0; i < w.candidate_count; i++)
        w.candidates[i] = (int64_t)random_below(r, 100000);
    w.option1 = random_below(r, 2) ? random_text(r) : NULL;
    w.option2 = random_below(r, 2) ? random_text(r) : NULL;
    w.quantity = (int64_t)random_below(r, 100);
    w.replaces = (int64_t)random_below(r, 3);
    w.offer = (int64_t)random_below(r, 3);
    w.unsure = random_below(r, 2);
    w.relaxed = random_below(r, 2);
    return w;
}

static struct conversation *random_conversation(struct random *r)
{
    struct conversation *c = conversation_new(&arena);
    c->nonce = (int64_t)random_below(r, 1000000);
    c->focus = (int64_t)random_below(r, 1000);
    c->card = (int64_t)random_below(r, 1000);
    c->variant = (int64_t)random_below(r, 1000);
    c->cart_shown = random_below(r, 2);
    c->misses = (int64_t)random_below(r, 5);
    c->menu_count = random_below(r, MENU_MOST + 1);
    for (size_t i = 0; i < c->menu_count; i++)
        c->menu[i] = (struct menu_entry){.id = random_text(r), .title = random_text(r)};
    c->menu_content = random_below(r, c->menu_count + 1);
    c->want_count = random_below(r, WANTS_MOST + 1);
    for (size_t i = 0; i < c->want_count; i++)
        c->wants[i] = random_want(r);
    c->stage = (enum stage)random_below(r, STAGE__MAX);
    c->pickup = random_below(r, 2);
    c->address = random_below(r, 2) ? random_text(r) : "";
    c->agreed = (int64_t)(random_next(r) >> 12) | 1;
    c->cancel = (int64_t)random_below(r, 1000);
    return c;
}

static void assert_same_text(const char *a, const char *b)
{
    assert_true((a == NULL) == (b == NULL));
    if (a)
        assert_string_equal(a, b);
}

static void assert_same(const struct conversation *a, const struct conversation *b)
{
    assert_int_equal(a->nonce, b->nonce);
    assert_int_equal(a->focus, b->focus);
    assert_int_equal(a->card, b->card);
    assert_int_equal(a->variant, b->variant);
    assert_int_equal(a->misses, b->misses);
    assert_int_equal(a->agreed, b->agreed);
    assert_int_equal(a->cancel, b->cancel);
    assert_int_equal(a->stage, b->stage);
    assert_int_equal(a->pickup, b->pickup);
    assert_int_equal(a->cart_shown, b->cart_shown);
    assert_string_equal(a->address, b->address);
    assert_int_equal(a->menu_count, b->menu_count);
    assert_int_equal(a->menu_content, b->menu_content);
    for (size_t i = 0; i < a->menu_count; i++) {
        assert_string_equal(a->menu[i].id, b->menu[i].id);
        assert_string_equal(a->menu[i].title, b->menu[i].title);
    }
    assert_int_equal(a->want_count, b->want_count);
    for (size_t i = 0; i < a->want_count; i++) {
        const struct want *w = &a->wants[i], *x = &b->wants[i];
        assert_int_equal(w->kind, x->kind);
        assert_int_equal(w->candidate_count, x->candidate_count);
        assert_memory_equal(w->candidates, x->candidates, sizeof w->candidates);
        assert_same_text(w->option1, x->option1);
        assert_same_text(w->option2, x->option2);
        assert_int_equal(w->quantity, x->quantity);
        assert_int_equal(w->replaces, x->replaces);
        assert_int_equal(w->offer, x->offer);
        assert_int_equal(w->unsure, x->unsure);
        assert_int_equal(w->relaxed, x->relaxed);
    }
}

static void every_state_comes_back_as_it_was(void **state)
{
    (void)state;
    struct random r = random_begin();
    for (int i = 0; i < 500; i++) {
        struct conversation *c = random_conversation(&r);
        const char *json = conversation_write(&arena, c);
        struct conversation *back = conversation_read(&arena, json);
        assert_same(c, back);
        assert_string_equal(conversation_write(&arena, back), json);
        assert_same(c, conversation_copy(&arena, c));
        arena_reset(&arena);
    }
}

/* Cut or changed anywhere, it is read without harm: as something, or as a fresh start. */
static void damaged_states_do_no_harm(void **state)
{
    (void)state;
    struct random r = random_begin();
    for (int i = 0; i < 2000; i++) {
        char *json = arena_strdup(&arena, conversation_write(&arena, random_conversation(&r)));
        size_t n = strlen(json), at = random_below(&r, n);
        if (random_below(&r, 2))
            json[at] = '\0';
        else
            json[at] = (char)(' ' + random_below(&r, 95));
        struct conversation *c = conversation_read(&arena, json);
        assert_true(c->menu_count <= MENU_MOST && c->menu_content <= c->menu_count);
        assert_true(c->want_count <= WANTS_MOST);
        assert_non_null(c->address);
        assert_non_null(conversation_write(&arena, c));
        arena_reset(&arena);
    }
}

static void closing_questions_keeps_the_rest(void **state)
{
    (void)state;
    struct random r = random_begin();
    struct conversation *c = random_conversation(&r);
    int64_t nonce = c->nonce, focus = c->focus;
    conversation_close_questions(c);
    assert_int_equal(c->want_count, 0);
    assert_int_equal(c->stage, STAGE_NONE);
    assert_int_equal(c->cancel, 0);
    assert_int_equal(c->agreed, 0);
    assert_int_equal(c->nonce, nonce);
    assert_int_equal(c->focus, focus);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_new_conversation_is_small, begin, end),
        cmocka_unit_test_setup_teardown(what_cannot_be_read_is_a_fresh_start, begin, end),
        cmocka_unit_test_setup_teardown(too_much_of_anything_is_a_fresh_start, begin, end),
        cmocka_unit_test_setup_teardown(every_state_comes_back_as_it_was, begin, end),
        cmocka_unit_test_setup_teardown(damaged_states_do_no_harm, begin, end),
        cmocka_unit_test_setup_teardown(closing_questions_keeps_the_rest, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
