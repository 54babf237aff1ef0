/* test_dialogue.c -- the rules of the conversation, talked through in a flower shop: who is spoken to, menus, anything at all. */
#include "florist.h"
#include "random.h"

/* ---- who may be spoken to ---- */

static void a_greeting_names_the_shop_and_shows_the_menu(void **state)
{
    (void)state;
    says("hi", INTENT_GREETING);
    assert_said("Petal & Stem");
    assert_said("1. Browse products");
    assert_said("5. Talk to a person");
    assert_int_equal(florist.out.said[0].choice_count, 5);
    florist.view.name = "Ana";
    says("hi", INTENT_GREETING);
    assert_said("Hi Ana");
}

static void a_first_question_gets_a_welcome_and_an_answer(void **state)
{
    (void)state;
    florist.view.first_contact = true;
    adds(CACTUS, 2);
    assert_said("Welcome to");
    assert_said("2 x Cactus");
    adds(CACTUS, 1);
    assert_unsaid("Welcome to");
}

static void stop_is_confirmed_once_and_start_brings_back(void **state)
{
    (void)state;
    says("stop", INTENT_STOP);
    assert_said("START");
    assert_int_equal(florist.out.said_count, 1);
    says("stop", INTENT_STOP);
    assert_silence();
    says("hi", INTENT_GREETING);
    assert_silence();
    adds(CACTUS, 1);
    assert_silence();
    assert_int_equal(florist.view.cart_count, 0);
    says("start", INTENT_START);
    assert_said("Browse products");
    assert_int_equal(florist.opt_outs, 1);
    assert_int_equal(florist.opt_ins, 1);
}

static void stop_inside_a_sentence_is_not_stop(void **state)
{
    (void)state;
    struct understood *u = heard("please stop sending so many thorns");
    u->intent = INTENT_STOP;
    florist_hear();
    assert_int_equal(florist.opt_outs, 0);
}

static void a_person_takes_over_and_the_bot_is_silent(void **state)
{
    (void)state;
    adds(CACTUS, 1);
    says("checkout", INTENT_CHECKOUT);
    says("human", INTENT_HUMAN);
    assert_int_equal(florist.humans, 1);
    assert_int_equal(florist.out.said_count, 1);
    says("Ana", INTENT_NONE);
    assert_silence();
    taps_id("menu");
    assert_silence();
    says("human", INTENT_HUMAN);
    assert_silence();
    assert_int_equal(florist.humans, 1);
    /* Given back: the old question is not asked of the next words. */
    florist.view.blocked_by_human = false;
    says("Ana", INTENT_NONE);
    assert_null(florist.view.name);
    assert_int_equal(in_cart(CACTUS_1), 1);
}

static void stop_is_heard_while_a_person_has_the_conversation(void **state)
{
    (void)state;
    says("human", INTENT_HUMAN);
    says("stop", INTENT_STOP);
    assert_int_equal(florist.opt_outs, 1);
    says("start", INTENT_START);
    assert_int_equal(florist.opt_ins, 1);
    assert_unsaid("1. Browse");
}

/* ---- menus ---- */

static void number_title_and_tap_do_the_same(void **state)
{
    (void)state;
    for (int way = 0; way < 3; way++) {
        says("menu", INTENT_MENU);
        if (way == 0)
            types_number(1);
        else if (way == 1)
            says("browse  PRODUCTS", INTENT_NONE);
        else
            taps("Browse products");
        assert_said("1. Bouquets");
        assert_said("3. Extras");
    }
}

static void a_number_is_the_menu_shown_last(void **state)
{
    (void)state;
    says("menu", INTENT_MENU);
    types_number(1);
    types_number(2);
    assert_said("Plants");
    types_number(1);
    assert_said("Cactus");
    assert_said("Only 3 left");
    types_number(1);
    assert_int_equal(in_cart(CACTUS_1), 1);
    types_number(9);
    assert_said("1 to 3");
    assert_int_equal(florist.unanswered, 0);
}

static void a_number_without_a_menu_is_words(void **state)
{
    (void)state;
    types_number(2);
    assert_int_equal(florist.unanswered, 1);
    assert_said("did not get that");
}

static void the_second_one_is_of_the_list_not_of_the_buttons(void **state)
{
    (void)state;
    taps_id("cat:2:1");
    struct understood *u = heard("the last one");
    u->choice = -1;
    florist_hear();
    assert_said("Parlour Palm");
    assert_said("In stock");
}

static void titles_are_cut_and_stay_different(void **state)
{
    (void)state;
    char longer[2][80] = {"Extraordinarily Long Flower Name One",
                          "Extraordinarily Long Flower Name Two"};
    const char *was[2] = {florist_products[2].name, florist_products[3].name};
    florist_products[2].name = longer[0];
    florist_products[3].name = longer[1];
    taps_id("cat:2:1");
    assert_said(longer[0]);
    assert_said(longer[1]);
    says(longer[0], INTENT_NONE);
    assert_said("7.50");
    florist_products[2].name = was[0];
    florist_products[3].name = was[1];
}

static void text_from_outside_formats_nothing(void **state)
{
    (void)state;
    taps_id("p:3");
    assert_unsaid("*nothing*");
    taps_id("p:8");
    assert_unsaid("_Card_");
    florist.view.profile_name = "*Bob* ~x~\n`y`";
    adds(CACTUS, 1);
    says("checkout", INTENT_CHECKOUT);
    assert_unsaid("*Bob*");
    assert_unsaid("`y`");
    assert_unsaid("~x~");
}

static void a_mark_inside_a_word_stays(void **state)
{
    (void)state;
    struct turn t = {.a = &florist.arena};
    assert_string_equal(safe(&t, "ana_maria 2*3 \n x"), "ana_maria 2*3 x");
    assert_string_equal(safe(&t, "*x*"), "\u2217x\u2217");
}

/* ---- the rest ---- */

static void yes_to_nothing_does_nothing(void **state)
{
    (void)state;
    says("yes", INTENT_YES);
    assert_int_equal(florist.out.action_count, 0);
    assert_said("Browse products");
}

static void the_second_time_a_person_is_offered(void **state)
{
    (void)state;
    says("qwrtz", INTENT_NONE);
    assert_said("did not get that");
    says("fnord", INTENT_NONE);
    assert_said("person from our team");
    assert_int_equal(florist.unanswered, 2);
    assert_int_equal(florist.out.said[0].source, SOURCE_FALLBACK);
    says("hi", INTENT_GREETING);
    says("qwrtz", INTENT_NONE);
    assert_unsaid("person from our team");
}

static void media_and_empty_messages_are_answered(void **state)
{
    (void)state;
    static const enum message_kind kinds[] = {MESSAGE_IMAGE,   MESSAGE_AUDIO,    MESSAGE_VIDEO,
                                              MESSAGE_STICKER, MESSAGE_DOCUMENT, MESSAGE_CONTACT,
                                              MESSAGE_LOCATION};
    for (size_t i = 0; i < COUNT_OF(kinds); i++) {
        heard("");
        florist.message.kind = kinds[i];
        florist_hear();
        assert_int_equal(florist.out.said_count, 1);
    }
    says("", INTENT_NONE);
    assert_said("empty");
    names(heard("2 cacti"), CACTUS, WISH_ADD, 2);
    florist.message.kind = MESSAGE_IMAGE;
    florist_hear();
    assert_int_equal(in_cart(CACTUS_1), 2);
    assert_int_equal(florist.unanswered, 0);
}

static void long_answers_are_cut_into_messages(void **state)
{
    (void)state;
    char *answer = arena_alloc(&florist.arena, 20001);
    for (size_t i = 0; i < 20000; i += 4)
        memcpy(answer + i, i % 400 ? "abc " : "\n\nü", 4);
    struct faq_entry f = {.id = 9, .question = "Tell me everything", .answer = answer};
    struct understood *u = heard("tell me everything");
    u->faq[0] = &f;
    u->faq_score[0] = 100;
    florist_hear();
    assert_int_equal(florist.out.said_count, REPLIES_MOST);
}

static void fifty_lines_fit(void **state)
{
    (void)state;
    enum { MANY = 60 };
    static struct variant variants[MANY];
    static struct product products[MANY];
    for (int i = 0; i < MANY; i++) {
        variants[i] = (struct variant){
            .id = 1000 + i, .product_id = 1000 + i, .price_minor = 100, .stock = 9};
        products[i] = (struct product){
            .id = 1000 + i,
            .category_id = 1,
            .price_minor = 100,
            .price_most_minor = 100,
            .variants = &variants[i],
            .variant_count = 1,
            .description = "",
            .name = arena_printf(&florist.arena,
                                 "A rather long flower name with the number %d and more", i)};
    }
    florist.catalogue.products = products;
    florist.catalogue.product_count = MANY;
    for (int i = 0; i < CART_LINES_MOST; i++)
        florist_cart_set(1000 + i, 1, 100);
    says("my cart", INTENT_CART_SHOW);
    assert_said("Total: €50.00");
    assert_said("more");
    says("checkout", INTENT_CHECKOUT);
    assert_said("name");
    taps_id("cats:1");
    taps_id("cat:1:1");
    taps("More");
    taps("Back");
}

static void strange_ids_do_no_harm(void **state)
{
    (void)state;
    static const char *const ids[] = {
        "",
        ":",
        "p",
        "p:",
        "p:x",
        "p:999",
        "add:-1",
        "v:99999999999999999999",
        "opt:1:1:",
        "opt:1:9:L",
        "cat:0:0",
        "cat:1:-5",
        "cats:999999",
        "faq:77",
        "faqs:-1",
        "orderyes:0",
        "orderyes:1",
        "take:3:0",
        "skip:0",
        "ocyes:1:0",
        "line:31",
        "more:31:0",
        "clearyes:0",
        "change:0",
        "leave:0",
        "sameaddress",
        "myname",
        "pickup",
        "delivery",
        "ord:1",
        "oc:1",
        "nonsense:1:2:3",
    };
    adds(VASE, 1);
    for (size_t i = 0; i < COUNT_OF(ids); i++)
        taps_id(ids[i]);
    assert_int_equal(in_cart(VASE_1), 1);
    assert_int_equal(florist.view.cart_count, 1);
    assert_int_equal(florist.placed, 0);
}

/* ---- anything at all ---- */

static void random_message(struct random *r, struct understood *u)
{
    static const char *const texts[] = {"yes",   "2",    "large red", "12 High Street, Oldtown",
                                        "Ana",   "*_~`", "what?",     "the second one",
                                        "white", "ü\n🌷"};
    u->text = texts[random_below(r, COUNT_OF(texts))];
    u->intent = random_below(r, 3) ? INTENT_NONE : (enum intent)random_below(r, INTENT__MAX);
    if (u->intent == INTENT_STOP || u->intent == INTENT_HUMAN)
        u->intent = INTENT_CHECKOUT;
    if (florist.history.order_count && !random_below(r, 12))
        u->intent = INTENT_ORDER_CANCEL;
    u->whole = random_below(r, 3) > 0;
    if (!random_below(r, 3)) {
        u->choice = (int64_t)random_below(r, 6) - 1;
        u->only_number = u->choice > 0 && random_below(r, 3);
    }
    for (size_t n = u->only_number ? 0 : random_below(r, 3); n > 0; n--) {
        static const int64_t quantities[] = {0, 0, 1, 2, 3, 30, 100, -1};
        struct item *it = names(u, (int64_t)random_below(r, 9), (enum wish)random_below(r, 6),
                                quantities[random_below(r, 8)]);
        if (it->candidate_count && !random_below(r, 4))
            it->candidates[it->candidate_count++] = &florist_products[random_below(r, 8)];
        it->confidence = random_below(r, 5) ? 95 : 40;
        it->option1 = random_below(r, 2) ? "Large" : random_below(r, 2) ? "Red" : NULL;
        it->option2 = random_below(r, 3) ? NULL : "White";
    }
    if (!random_below(r, 8)) {
        u->faq[0] = &florist_faq[0];
        u->faq_score[0] = (int)random_below(r, 101);
    }
}

/* An order comes of an explicit yes to the open summary only. */
static bool agreed(const struct conversation *before, const char *tap)
{
    bool words = florist.message.kind == MESSAGE_TEXT &&
                 ((florist.heard.whole && florist.heard.intent == INTENT_YES) ||
                  florist.heard.only_number || florist.heard.choice);
    return before->stage == STAGE_SUMMARY && !florist.message.late && (words || tap);
}

static void one_random_step(struct random *r)
{
    const struct conversation *before = florist.conversation;
    int64_t placed = florist.placed;
    const char *tap = NULL;
    struct understood *u = heard("");
    if (before->menu_count && random_below(r, 2)) {
        tap = before->menu[random_below(r, 2) ? 0 : random_below(r, before->menu_count)].id;
        florist.message = (struct message){.kind = MESSAGE_TAP, .text = "x", .tap_id = tap};
        u->text = "x";
    } else {
        random_message(r, u);
        florist.message.text = u->text;
    }
    florist.message.late = !random_below(r, 10);
    florist_hear();
    florist.view.blocked_by_human = false;
    assert_true(florist.out.said_count > 0);
    assert_null(strchr(all_said(), '['));
    assert_true(florist.placed == placed || (florist.placed == placed + 1 && agreed(before, tap)));
    for (size_t i = 0; i < florist.view.cart_count; i++)
        assert_true(florist.cart[i].quantity > 0 &&
                    florist.cart[i].quantity <= LINE_QUANTITY_MOST);
}

static void the_world_moves_on(struct random *r)
{
    struct variant *v = &florist_variants[random_below(r, COUNT_OF(florist_variants))];
    if (!random_below(r, 10))
        v->stock = (int64_t)random_below(r, 6);
    if (!random_below(r, 40))
        v->price_minor = 500 + (int64_t)random_below(r, 5) * 100;
    if (!random_below(r, 60))
        florist.catalogue.pickup_address = random_below(r, 2) ? "" : "1 Flower Lane";
    if (florist.history.order_count && !random_below(r, 20))
        florist.orders[0].status = (enum order_status)random_below(r, ORDER__MAX);
}

static void any_conversation_keeps_the_rules(void **state)
{
    struct random r = random_begin();
    int64_t placed = 0, cancelled = 0;
    for (int chat = 0; chat < 150; chat++) {
        for (int i = 0; i < 60; i++) {
            the_world_moves_on(&r);
            one_random_step(&r);
        }
        placed += florist.placed;
        cancelled += florist.cancelled;
        florist_close(state);
        florist_open(state);
    }
    assert_true(placed > 20); /* it did get somewhere */
    assert_true(cancelled > 2);
}

#define T(name) cmocka_unit_test_setup_teardown(name, florist_open, florist_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(a_greeting_names_the_shop_and_shows_the_menu),
        T(a_first_question_gets_a_welcome_and_an_answer),
        T(stop_is_confirmed_once_and_start_brings_back),
        T(stop_inside_a_sentence_is_not_stop),
        T(a_person_takes_over_and_the_bot_is_silent),
        T(stop_is_heard_while_a_person_has_the_conversation),
        T(number_title_and_tap_do_the_same),
        T(a_number_is_the_menu_shown_last),
        T(a_number_without_a_menu_is_words),
        T(the_second_one_is_of_the_list_not_of_the_buttons),
        T(titles_are_cut_and_stay_different),
        T(text_from_outside_formats_nothing),
        T(a_mark_inside_a_word_stays),
        T(yes_to_nothing_does_nothing),
        T(the_second_time_a_person_is_offered),
        T(media_and_empty_messages_are_answered),
        T(long_answers_are_cut_into_messages),
        T(fifty_lines_fit),
        T(strange_ids_do_no_harm),
        T(any_conversation_keeps_the_rules),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
