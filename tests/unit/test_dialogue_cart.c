/* test_dialogue_cart.c -- putting into the cart and changing what is there, in the flower shop of florist.h. */
#include "florist.h"

/* ---- adding ---- */

static void what_is_complete_goes_in_and_the_rest_is_asked(void **state)
{
    (void)state;
    struct understood *u = heard("2 rose bouquets, a cactus and tulips");
    names(u, ROSES, WISH_ADD, 2);
    names(u, CACTUS, WISH_ADD, 1);
    names(u, TULIPS, WISH_ADD, 1);
    florist_hear();
    assert_int_equal(in_cart(CACTUS_1), 1);
    assert_said("1 x Cactus");
    assert_said("Size");
    taps("Large");
    assert_said("Colour");
    taps("White");
    assert_int_equal(in_cart(ROSES_L_WHITE), 2);
    assert_said("Tulip");
    taps("Yellow");
    assert_int_equal(in_cart(TULIPS_YELLOW), 1);
    assert_said("106.50");
}

static void only_what_is_in_stock_is_offered(void **state)
{
    (void)state;
    names(heard("a small rose bouquet"), ROSES, WISH_ADD, 1)->option1 = "Small";
    florist_hear();
    assert_int_equal(in_cart(ROSES_S_RED), 1);
    assert_said("Only Red is left");
}

static void a_sold_out_variant_is_said_and_not_replaced_silently(void **state)
{
    (void)state;
    struct item *it = names(heard("small white roses"), ROSES, WISH_ADD, 1);
    it->option1 = "Small";
    it->option2 = "White";
    florist_hear();
    assert_said("Rose Bouquet (Small, White) is sold out");
    assert_int_equal(florist.view.cart_count, 0);
    taps("Red");
    assert_int_equal(in_cart(ROSES_S_RED), 1);
}

static void a_sold_out_product_offers_others(void **state)
{
    (void)state;
    adds(ORCHID, 1);
    assert_said("Orchid is sold out");
    assert_said("Cactus");
    assert_int_equal(florist.view.cart_count, 0);
    assert_int_equal(florist.unanswered, 0);
    taps_id("p:4");
    assert_said("Sold out");
    assert_said("1. Cactus");
    assert_unsaid("Add to cart");
}

static void more_than_there_is_offers_what_is_left(void **state)
{
    (void)state;
    adds(CACTUS, 5);
    assert_int_equal(florist.view.cart_count, 0);
    const char *take = id_of("Take 3");
    taps("No thanks");
    assert_int_equal(florist.view.cart_count, 0);
    taps_id(take);
    assert_int_equal(florist.view.cart_count, 0);
    adds(CACTUS, 5);
    says("yes", INTENT_YES);
    assert_int_equal(in_cart(CACTUS_1), 3);
    adds(CACTUS, 1);
    assert_int_equal(in_cart(CACTUS_1), 3);
    assert_said("3 x Cactus");
}

static void one_line_holds_ninety_nine(void **state)
{
    (void)state;
    adds(PALM, 100);
    assert_said("99");
    assert_int_equal(florist.view.cart_count, 0);
    adds(PALM, 1000000000);
    assert_int_equal(florist.view.cart_count, 0);
    adds(PALM, 99);
    assert_int_equal(in_cart(PALM_1), 99);
    adds(PALM, 1);
    assert_int_equal(in_cart(PALM_1), 99);
}

static void less_than_nothing_is_not_understood(void **state)
{
    (void)state;
    adds(CACTUS, -2);
    assert_int_equal(florist.view.cart_count, 0);
    assert_int_equal(florist.unanswered, 1);
}

static void a_product_only_mentioned_is_shown(void **state)
{
    (void)state;
    names(heard("rose bouquet"), ROSES, WISH_NONE, 0);
    florist_hear();
    assert_int_equal(florist.view.cart_count, 0);
    assert_said("from €25.00");
    assert_said("Size: Small, Large");
    assert_string_equal(florist.out.said[0].picture, "/media/roses.png");
    names(heard("2 cacti"), CACTUS, WISH_NONE, 2);
    florist_hear();
    assert_int_equal(in_cart(CACTUS_1), 2);
}

static void which_of_several_is_asked(void **state)
{
    (void)state;
    struct item *it = names(heard("3 bouquets"), ROSES, WISH_ADD, 3);
    it->candidates[it->candidate_count++] = catalogue_product(&florist.catalogue, TULIPS);
    florist_hear();
    assert_said("1. Rose Bouquet");
    assert_said("2. Tulip Bouquet");
    says("the tulip ones", INTENT_NONE);
    taps("Red");
    assert_int_equal(in_cart(TULIPS_RED), 3);
}

static void a_guess_is_asked_before_it_is_added(void **state)
{
    (void)state;
    names(heard("a cakctuss"), CACTUS, WISH_ADD, 1)->confidence = 50;
    florist_hear();
    assert_int_equal(florist.view.cart_count, 0);
    says("yes", INTENT_YES);
    assert_int_equal(in_cart(CACTUS_1), 1);
}

static void an_old_size_button_adds_nothing(void **state)
{
    (void)state;
    adds(TULIPS, 1);
    const char *red = id_of("Red");
    taps_id(red);
    assert_int_equal(in_cart(TULIPS_RED), 1);
    taps_id(red);
    taps_id(red);
    assert_int_equal(in_cart(TULIPS_RED), 1);
}

static void an_old_add_button_asks_first(void **state)
{
    (void)state;
    taps_id("p:3");
    const char *add = id_of("Add to cart");
    taps_id(add);
    assert_int_equal(in_cart(CACTUS_1), 1);
    taps_id(add);
    assert_int_equal(in_cart(CACTUS_1), 1);
    const char *more = id_of("Add one more");
    taps_id(more);
    assert_int_equal(in_cart(CACTUS_1), 2);
    taps_id(more);
    assert_int_equal(in_cart(CACTUS_1), 2);
}

static void a_card_about_one_colour_adds_that_colour(void **state)
{
    (void)state;
    names(heard("roses in white"), ROSES, WISH_SHOW, 0)->option2 = "White";
    florist_hear();
    assert_said("Colour: White");
    assert_unsaid("Red");
    taps("Add to cart");
    assert_int_equal(in_cart(ROSES_L_WHITE), 1); /* the small ones are sold out */
    taps_id("add:1:2:Purple");
    assert_int_equal(florist.view.cart_count, 1);
}

static void just_two_is_how_many(void **state)
{
    (void)state;
    adds(CACTUS, 5);
    struct understood *u = heard("just 2");
    u->only_number = true;
    u->choice = 2;
    florist_hear();
    assert_int_equal(in_cart(CACTUS_1), 2);
    u = heard("only one");
    u->only_number = true;
    u->choice = 1;
    florist_hear();
    assert_int_equal(in_cart(CACTUS_1), 1);
    types_number(2); /* bare, it is the second button, Clear cart, which asks first */
    assert_int_equal(florist.view.cart_count, 1);
    assert_said("Empty your cart?");
}

static void part_of_a_value_answers(void **state)
{
    (void)state;
    const char *was = florist_variants[4].option1;
    florist_variants[4].option1 = "Red Parrot";
    adds(TULIPS, 1);
    names(heard("parrot"), LILY, WISH_NONE, 0); /* sounds like something else, too */
    florist_hear();
    assert_int_equal(in_cart(TULIPS_RED), 1);
    florist_variants[4].option1 = was;
}

/* ---- changing ---- */

static void unnamed(const char *text, enum wish wish, int64_t quantity)
{
    names(heard(text), 0, wish, quantity);
    florist_hear();
}

static void it_is_the_line_last_touched(void **state)
{
    (void)state;
    adds(VASE, 1);
    adds(PALM, 1);
    unnamed("make it three", WISH_SET, 3);
    assert_int_equal(in_cart(PALM_1), 3);
    unnamed("one more", WISH_MORE, 1);
    assert_int_equal(in_cart(PALM_1), 4);
    unnamed("remove it", WISH_REMOVE, 0);
    assert_int_equal(in_cart(PALM_1), 0);
    assert_int_equal(in_cart(VASE_1), 1);
}

static void the_second_line_is_removed(void **state)
{
    (void)state;
    adds(VASE, 1);
    adds(PALM, 1);
    adds(CACTUS, 1);
    names(heard("remove the second one"), 0, WISH_REMOVE, 0);
    florist.heard.choice = 2;
    florist_hear();
    assert_int_equal(in_cart(PALM_1), 0);
    assert_int_equal(florist.view.cart_count, 2);
}

static void not_the_red_the_yellow(void **state)
{
    (void)state;
    names(heard("2 red tulips"), TULIPS, WISH_ADD, 2)->option1 = "Red";
    florist_hear();
    struct understood *u = heard("not the red, the yellow");
    names(u, 0, WISH_REMOVE, 0)->option1 = "Red";
    names(u, 0, WISH_NONE, 0)->option1 = "Yellow";
    florist_hear();
    assert_int_equal(in_cart(TULIPS_RED), 0);
    assert_int_equal(in_cart(TULIPS_YELLOW), 2);
}

static void several_lines_of_one_product_are_asked_about(void **state)
{
    (void)state;
    names(heard("red tulips"), TULIPS, WISH_ADD, 1)->option1 = "Red";
    florist_hear();
    names(heard("yellow tulips"), TULIPS, WISH_ADD, 1)->option1 = "Yellow";
    florist_hear();
    names(heard("remove the tulips"), TULIPS, WISH_REMOVE, 0);
    florist_hear();
    assert_int_equal(florist.view.cart_count, 2);
    types_number(2);
    assert_int_equal(in_cart(TULIPS_YELLOW), 0);
    assert_int_equal(in_cart(TULIPS_RED), 1);
}

static void what_is_not_there_cannot_be_removed(void **state)
{
    (void)state;
    adds(VASE, 1);
    names(heard("remove the palm"), PALM, WISH_REMOVE, 0);
    florist_hear();
    assert_said("Parlour Palm is not in your cart");
    assert_int_equal(florist.view.cart_count, 1);
}

static void an_old_clear_button_asks_first(void **state)
{
    (void)state;
    adds(VASE, 1);
    const char *clear = id_of("Clear cart");
    says("menu", INTENT_MENU);
    taps_id(clear);
    assert_int_equal(in_cart(VASE_1), 1);
    taps("Yes, clear it");
    assert_int_equal(florist.view.cart_count, 0);
}

/* ---- what people say in other words ---- */

static void a_yes_to_a_card_is_an_add(void **state)
{
    (void)state;
    taps_id(arena_printf(&florist.arena, "p:%d", CACTUS));
    says("yes please", INTENT_YES);
    assert_int_equal(in_cart(CACTUS_1), 1);
    says("ok", INTENT_YES);
    assert_int_equal(in_cart(CACTUS_1), 1);
    assert_said("checkout");
    assert_int_equal(florist.placed, 0);
}

static void it_in_the_cart_is_not_added_again(void **state)
{
    (void)state;
    adds(CACTUS, 1);
    names(heard("i'll take it"), 0, WISH_ADD, 0);
    florist_hear();
    assert_int_equal(in_cart(CACTUS_1), 1);
    assert_said("1 x Cactus");
}

static void a_card_remembers_what_was_said(void **state)
{
    (void)state;
    taps_id(arena_printf(&florist.arena, "p:%d", ROSES));
    says("large", INTENT_NONE);
    assert_said("45.00");
    says("white", INTENT_NONE);
    assert_said("Rose Bouquet (Large, White)");
    says("small", INTENT_NONE);
    assert_said("Rose Bouquet (Small, White)");
    assert_said("Sold out");
    assert_said("other options");
}

static void an_offer_is_answered_with_a_number_of_it(void **state)
{
    (void)state;
    adds(CACTUS, 9);
    assert_said("only have 3 x Cactus");
    adds(CACTUS, 8);
    assert_said("only have 3 x Cactus");
    assert_int_equal(in_cart(CACTUS_1), 0);
    adds(CACTUS, 2);
    assert_int_equal(in_cart(CACTUS_1), 2);
    assert_unsaid("only have");
}

static void the_open_question_is_filled_not_doubled(void **state)
{
    (void)state;
    adds(TULIPS, 2);
    assert_said("Which colour");
    struct understood *u = heard("3 red tulips and a palm");
    names(u, TULIPS, WISH_ADD, 3)->option1 = "Red";
    names(u, PALM, WISH_ADD, 1);
    florist_hear();
    assert_int_equal(in_cart(TULIPS_RED), 3);
    assert_int_equal(in_cart(PALM_1), 1);
    assert_unsaid("Which colour");
}

static void the_same_again_says_what_went_in(void **state)
{
    (void)state;
    adds(PALM, 2);
    assert_unsaid("Added");
    adds(PALM, 2);
    assert_said("Added: 2 x Parlour Palm");
    assert_said("4 x Parlour Palm");
}

static void a_number_not_on_the_list_shows_the_list_again(void **state)
{
    (void)state;
    taps_id("cat:2:1");
    types_number(99);
    assert_said("1. Cactus");
    types_number(1);
    assert_said("Needs");
}

static void one_line_becomes_another(void **state)
{
    (void)state;
    struct understood *u = heard("3 red tulips and 2 yellow ones");
    names(u, TULIPS, WISH_ADD, 3)->option1 = "Red";
    names(u, TULIPS, WISH_ADD, 2)->option1 = "Yellow";
    florist_hear();
    /* All of them: the line named, though the other was touched last. */
    u = heard("change the red ones to yellow");
    names(u, 0, WISH_REMOVE, 0)->option1 = "Red";
    names(u, 0, WISH_SET, 0)->option1 = "Yellow";
    florist_hear();
    assert_int_equal(in_cart(TULIPS_RED), 0);
    assert_int_equal(in_cart(TULIPS_YELLOW), 5);
    /* Some of them. */
    u = heard("change 2 of the yellow tulips to red");
    names(u, TULIPS, WISH_REMOVE, 2)->option1 = "Yellow";
    names(u, 0, WISH_SET, 0)->option1 = "Red";
    florist_hear();
    assert_int_equal(in_cart(TULIPS_RED), 2);
    assert_int_equal(in_cart(TULIPS_YELLOW), 3);
    /* A slip of the tongue, in a word; a longer sentence is none. */
    says("sorry, yellow", INTENT_NONE);
    assert_int_equal(in_cart(TULIPS_YELLOW), 5);
    says("my neighbour has a red car in front of his house", INTENT_NONE);
    assert_int_equal(in_cart(TULIPS_YELLOW), 5);
}

static void a_bare_number_never_empties_a_cart(void **state)
{
    (void)state;
    adds(CACTUS, 1);
    types_number(2); /* "Clear cart" is the second button, but maybe two were meant */
    assert_int_equal(in_cart(CACTUS_1), 1);
    assert_said("make it 2");
    types_number(1);
    assert_int_equal(in_cart(CACTUS_1), 0);
    adds(CACTUS, 1);
    taps("Clear cart");
    assert_int_equal(in_cart(CACTUS_1), 0);
}

static void how_much_is_about_the_card(void **state)
{
    (void)state;
    taps_id(arena_printf(&florist.arena, "p:%d", PALM));
    struct understood *u = heard("how much?");
    names(u, 0, WISH_SHOW, 0);
    u->faq[0] = &florist_faq[0];
    u->faq_score[0] = 90;
    florist_hear();
    assert_said("39.00");
    assert_unsaid("from 10 to 14");
}

static void a_wrong_name_is_put_right(void **state)
{
    (void)state;
    adds(CACTUS, 1);
    says("checkout", INTENT_CHECKOUT);
    says("Mery", INTENT_NONE);
    says("pickup", INTENT_PICKUP);
    says("change the name to Mary", INTENT_CHANGE);
    assert_said("Name: Mary");
    assert_said("Yes, place order");
    assert_string_equal(florist.view.name, "Mary");
    says("cancel", INTENT_CANCEL);
    says("my name is Maria", INTENT_NONE);
    assert_string_equal(florist.view.name, "Maria");
    assert_int_equal(florist.placed, 0);
}

static void an_order_and_a_question_are_both_taken(void **state)
{
    (void)state;
    struct understood *u = heard("2 cactus and do you deliver on sundays?");
    names(u, CACTUS, WISH_ADD, 2);
    florist_hear();
    assert_said("from 10 to 14");
    assert_said("2 x Cactus");
    assert_int_equal(in_cart(CACTUS_1), 2);
    says("How long do the flowers last? And do you deliver on sundays?", INTENT_NONE);
    assert_said("A week");
    assert_said("from 10 to 14");
    /* A comma in an address and a question nobody can answer cut nothing. */
    u = heard("a palm, is it pretty?");
    names(u, PALM, WISH_ADD, 1);
    florist_hear();
    assert_int_equal(in_cart(PALM_1), 1);
    assert_unsaid("from 10 to 14");
}

static void what_fits_a_little_is_offered(void **state)
{
    (void)state;
    struct understood *u = heard("flowers sunday");
    for (size_t i = 0; i < 2; i++) {
        u->faq[i] = &florist_faq[i];
        u->faq_score[i] = 55 - (int)i;
    }
    florist_hear();
    assert_said("1. Do you deliver on Sundays?");
    assert_said("3. Talk to a person");
    assert_int_equal(florist.unanswered, 1);
    types_number(2);
    assert_said("A week");
    says("that vase is so pretty", INTENT_NONE);
    assert_said("1. Glass Vase");
    assert_int_equal(florist.view.cart_count, 0);
}

static void an_address_must_say_where(void **state)
{
    (void)state;
    adds(CACTUS, 1);
    says("checkout", INTENT_CHECKOUT);
    says("Ana", INTENT_NONE);
    says("delivery", INTENT_DELIVERY);
    says("my place", INTENT_NONE);
    assert_said("full address");
    says("I live in 5 Lily Road, Oldtown", INTENT_NONE);
    assert_said("Delivery to: 5 Lily Road, Oldtown");
    says("7 Rose Lane, Oldtown", INTENT_NONE);
    assert_said("Delivery to: 7 Rose Lane, Oldtown");
    assert_int_equal(florist.placed, 0);
    says("place the order", INTENT_CHECKOUT);
    assert_int_equal(florist.placed, 1);
}

#define T(name) cmocka_unit_test_setup_teardown(name, florist_open, florist_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(what_is_complete_goes_in_and_the_rest_is_asked),
        T(only_what_is_in_stock_is_offered),
        T(a_sold_out_variant_is_said_and_not_replaced_silently),
        T(a_sold_out_product_offers_others),
        T(more_than_there_is_offers_what_is_left),
        T(one_line_holds_ninety_nine),
        T(less_than_nothing_is_not_understood),
        T(a_product_only_mentioned_is_shown),
        T(which_of_several_is_asked),
        T(a_guess_is_asked_before_it_is_added),
        T(an_old_size_button_adds_nothing),
        T(an_old_add_button_asks_first),
        T(a_card_about_one_colour_adds_that_colour),
        T(just_two_is_how_many),
        T(part_of_a_value_answers),
        T(it_is_the_line_last_touched),
        T(the_second_line_is_removed),
        T(not_the_red_the_yellow),
        T(several_lines_of_one_product_are_asked_about),
        T(what_is_not_there_cannot_be_removed),
        T(an_old_clear_button_asks_first),
        T(a_yes_to_a_card_is_an_add),
        T(it_in_the_cart_is_not_added_again),
        T(a_card_remembers_what_was_said),
        T(an_offer_is_answered_with_a_number_of_it),
        T(the_open_question_is_filled_not_doubled),
        T(the_same_again_says_what_went_in),
        T(a_number_not_on_the_list_shows_the_list_again),
        T(one_line_becomes_another),
        T(how_much_is_about_the_card),
        T(a_wrong_name_is_put_right),
        T(a_bare_number_never_empties_a_cart),
        T(an_order_and_a_question_are_both_taken),
        T(what_fits_a_little_is_offered),
        T(an_address_must_say_where),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
