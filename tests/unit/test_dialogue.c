/* test_dialogue.c -- the rules of the conversation, talked through in a flower shop. */
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

/* ---- checkout ---- */

static void the_straight_way_to_an_order(void **state)
{
    (void)state;
    adds(CACTUS, 2);
    taps("Checkout");
    assert_said("name");
    says("my name is Ana Ribeiro", INTENT_NONE);
    assert_string_equal(florist.view.name, "Ana Ribeiro");
    says("delivery", INTENT_DELIVERY);
    says("12 High Street, Oldtown", INTENT_NONE);
    assert_said("Delivery: €5.00");
    assert_said("Total: €20.00");
    says("yes", INTENT_YES);
    assert_int_equal(florist.placed, 1);
    assert_int_equal(florist.last.amount_minor, 2000);
    assert_string_equal(florist.last.text, "12 High Street, Oldtown");
    assert_said("ORD-20261123-ABCDEFGA");
    assert_said("pending");
    assert_said("https://shop.example/track/x");
    says("yes", INTENT_YES);
    assert_int_equal(florist.placed, 1);
}

static void the_second_order_knows_name_and_address(void **state)
{
    (void)state;
    the_straight_way_to_an_order(state);
    adds(VASE, 1);
    says("checkout", INTENT_CHECKOUT);
    taps("Delivery");
    taps("Same address");
    assert_said("12 High Street, Oldtown");
    says("yes", INTENT_YES);
    assert_int_equal(florist.placed, 2);
}

static void without_pickup_there_is_no_such_question(void **state)
{
    (void)state;
    florist.catalogue.pickup_address = "";
    florist.view.name = "Ana";
    adds(CACTUS, 1);
    says("checkout", INTENT_CHECKOUT);
    assert_said("address");
    taps_id("pickup");
    assert_int_equal(florist.placed, 0);
    assert_said("pickup");
}

static void an_empty_cart_cannot_be_checked_out(void **state)
{
    (void)state;
    says("checkout", INTENT_CHECKOUT);
    assert_said("empty");
    taps_id("checkout");
    assert_said("empty");
    says("yes", INTENT_YES);
    assert_int_equal(florist.placed, 0);
}

static void bad_names_and_addresses_are_asked_again(void **state)
{
    (void)state;
    adds(CACTUS, 1);
    says("checkout", INTENT_CHECKOUT);
    says("12345", INTENT_NONE);
    assert_null(florist.view.name);
    says(arena_printf(&florist.arena, "%090d", 0), INTENT_NONE);
    assert_null(florist.view.name);
    says("Ana", INTENT_NONE);
    says("delivery", INTENT_DELIVERY);
    says("here", INTENT_NONE);
    assert_said("full address");
    says("123456789", INTENT_NONE);
    assert_said("full address");
    assert_int_equal(florist.unanswered, 0);
}

static void a_place_on_the_map_is_an_address(void **state)
{
    (void)state;
    florist.view.name = "Ana";
    adds(CACTUS, 1);
    heard("");
    florist.message = (struct message){.kind = MESSAGE_LOCATION, .text = "", .latitude = "40.4168",
                                       .longitude = "-3.7038", .address = "Calle Mayor 1, Madrid"};
    florist_hear();
    assert_said("check out");
    says("checkout", INTENT_CHECKOUT);
    taps("Delivery");
    heard("");
    florist.message = (struct message){.kind = MESSAGE_LOCATION, .text = "", .latitude = "40.4168",
                                       .longitude = "-3.7038", .address = "Calle Mayor 1, Madrid"};
    florist_hear();
    assert_said("Calle Mayor 1, Madrid (40.4168,-3.7038)");
}

static void only_the_summary_that_is_open_can_be_agreed_to(void **state)
{
    (void)state;
    cactus_summary();
    const char *first = id_of("Yes, place order");
    names(heard("and a vase"), VASE, WISH_ADD, 1);
    florist_hear();
    assert_said("Glass Vase");
    const char *second = id_of("Yes, place order");
    assert_string_not_equal(first, second);
    taps_id(first);
    assert_int_equal(florist.placed, 0);
    taps_id(id_of("Yes, place order"));
    assert_int_equal(florist.placed, 1);
    taps_id(second);
    taps_id(first);
    assert_int_equal(florist.placed, 1);
    assert_said("ORD-");
}

static void a_yes_with_more_words_is_no_yes(void **state)
{
    (void)state;
    cactus_summary();
    struct understood *u = heard("yes but when does it come");
    u->intent = INTENT_YES;
    florist_hear();
    assert_int_equal(florist.placed, 0);
    u = heard("yes and a vase");
    u->intent = INTENT_YES;
    names(u, VASE, WISH_ADD, 1);
    florist_hear();
    assert_int_equal(florist.placed, 0);
    assert_said("Total: €20.00");
}

static void a_price_that_changed_is_shown_before_the_order(void **state)
{
    (void)state;
    cactus_summary();
    florist_variant(CACTUS_1)->price_minor = 800;
    says("yes", INTENT_YES);
    assert_int_equal(florist.placed, 0);
    assert_said("€8.00");
    assert_said("it was €7.50");
    says("yes", INTENT_YES);
    assert_int_equal(florist.placed, 1);
    assert_int_equal(florist.last.amount_minor, 800);
}

static void a_fee_that_changed_is_shown_before_the_order(void **state)
{
    (void)state;
    florist.view.name = "Ana";
    adds(CACTUS, 1);
    says("checkout", INTENT_CHECKOUT);
    taps("Delivery");
    says("12 High Street, Oldtown", INTENT_NONE);
    florist.catalogue.delivery_fee_minor = 700;
    says("yes", INTENT_YES);
    assert_int_equal(florist.placed, 0);
    assert_said("Total: €14.50");
    says("yes", INTENT_YES);
    assert_int_equal(florist.placed, 1);
}

static void what_sold_out_meanwhile_is_told_and_taken_out(void **state)
{
    (void)state;
    adds(VASE, 1);
    cactus_summary();
    florist_variant(CACTUS_1)->stock = 0;
    says("yes", INTENT_YES);
    assert_int_equal(florist.placed, 0);
    assert_said("Cactus is sold out");
    assert_int_equal(in_cart(CACTUS_1), 0);
    assert_said("Total: €12.50");
    says("yes", INTENT_YES);
    assert_int_equal(florist.placed, 1);
}

static void what_became_too_few_is_asked_about(void **state)
{
    (void)state;
    florist.view.name = "Ana";
    adds(CACTUS, 3);
    says("checkout", INTENT_CHECKOUT);
    taps("Pickup");
    florist_variant(CACTUS_1)->stock = 2;
    says("yes", INTENT_YES);
    assert_int_equal(florist.placed, 0);
    assert_said("2 x Cactus");
    taps("Take 2");
    assert_said("Total: €15.00");
    says("yes", INTENT_YES);
    assert_int_equal(florist.placed, 1);
}

static void losing_the_race_for_the_last_one_is_told(void **state)
{
    (void)state;
    adds(VASE, 1);
    adds(CACTUS, 3);
    florist.view.name = "Ana";
    says("checkout", INTENT_CHECKOUT);
    taps("Pickup");
    florist.next_order_fails = ERR_OUT_OF_STOCK;
    florist.fails_variant = CACTUS_1;
    florist.fails_left = 1;
    florist_variant(CACTUS_1)->stock = 3;
    says("yes", INTENT_YES);
    assert_int_equal(florist.placed, 0);
    assert_said("1 x Cactus");
    florist_variant(CACTUS_1)->stock = 1;
    taps("Take 1");
    assert_int_equal(in_cart(CACTUS_1), 1);
    assert_said("Total: €20.00");
    says("yes", INTENT_YES);
    assert_int_equal(florist.placed, 1);
}

static void a_conflict_shows_the_summary_again(void **state)
{
    (void)state;
    cactus_summary();
    florist.next_order_fails = ERR_CONFLICT;
    says("yes", INTENT_YES);
    assert_int_equal(florist.placed, 0);
    assert_said("Yes, place order");
    florist.next_order_fails = ERR_STORAGE;
    says("yes", INTENT_YES);
    assert_said("could not place");
    assert_int_equal(in_cart(CACTUS_1), 1);
}

static void cancel_and_change_keep_the_cart(void **state)
{
    (void)state;
    cactus_summary();
    const char *yes = id_of("Yes, place order");
    says("cancel", INTENT_CANCEL);
    assert_said("cart is kept");
    taps_id(yes);
    assert_int_equal(florist.placed, 0);
    cactus_summary();
    taps("Change");
    assert_said("checkout");
    says("yes", INTENT_YES);
    assert_int_equal(florist.placed, 0);
    cactus_summary();
    says("no", INTENT_NO);
    says("yes", INTENT_YES);
    assert_int_equal(florist.placed, 0);
    assert_int_equal(in_cart(CACTUS_1), 3);
}

static void order_means_checkout_with_a_full_cart(void **state)
{
    (void)state;
    says("order", INTENT_ORDER_STATUS);
    assert_said("no orders");
    adds(CACTUS, 1);
    says("Order!", INTENT_ORDER_STATUS);
    assert_said("name");
}

static void back_goes_one_step_back(void **state)
{
    (void)state;
    florist.view.name = "Ana";
    adds(CACTUS, 1);
    says("checkout", INTENT_CHECKOUT);
    taps("Delivery");
    says("12 High Street, Oldtown", INTENT_NONE);
    says("back", INTENT_BACK);
    assert_said("address");
    says("back", INTENT_BACK);
    assert_said("pick it up");
    says("back", INTENT_BACK);
    assert_said("cart is kept");
}

/* The owner writes {hours} once, and it stays true when the hours change. */
static void an_answer_is_filled_with_what_the_shop_knows_now(void **state)
{
    static const struct opening hours[] = {{0, 540, 1080}, {1, 540, 1080}, {5, 600, 840}};
    static const char *const centre[] = {"10*"};
    static const struct zone zones[] = {{"Centre", centre, 1, 200, 2000}};
    struct faq_entry f = {.id = 9, .question = "Hours", .answer = "{shop}: {open_now}\n{hours}\n{delivery}\n{pickup} {else}"};
    (void)state;
    florist.catalogue.opening = hours;
    florist.catalogue.opening_count = 3;
    florist.catalogue.zones = zones;
    florist.catalogue.zone_count = 1;
    florist.view.here = (struct shop_time){.day = 4, .minute = 600}; /* 5 January 1970, a Monday */
    struct understood *u = heard("when are you open");
    u->faq[0] = &f;
    u->faq_score[0] = 95;
    florist_hear();
    assert_said("Petal & Stem: We are open now, until 18:00.");
    assert_said("Monday–Tuesday: 09:00–18:00");
    assert_said("Wednesday–Friday: closed");
    assert_said("Saturday: 10:00–14:00");
    assert_said("Centre: €2.00 (free from €20.00)");
    assert_said("Elsewhere: €5.00 (free from €50.00)");
    assert_said("1 Flower Lane {else}");
}

static void faq_is_answered_and_the_question_asked_again(void **state)
{
    (void)state;
    adds(CACTUS, 1);
    says("checkout", INTENT_CHECKOUT);
    struct understood *u = heard("do you deliver on sundays?");
    u->faq[0] = &florist_faq[0];
    u->faq_score[0] = 95;
    florist_hear();
    assert_said("from 10 to 14");
    assert_said("name");
    assert_int_equal(florist.out.said[0].source, SOURCE_FAQ);
    assert_null(florist.view.name);
    says("Ana", INTENT_NONE);
    assert_string_equal(florist.view.name, "Ana");
}

static void menu_leaves_the_checkout(void **state)
{
    (void)state;
    cactus_summary();
    says("menu", INTENT_MENU);
    assert_said("Browse products");
    says("yes", INTENT_YES);
    assert_int_equal(florist.placed, 0);
    assert_int_equal(in_cart(CACTUS_1), 1);
}

/* ---- late ---- */

static void hears_late(void)
{
    florist.message.late = true;
    florist_hear();
}

static void a_late_yes_orders_nothing(void **state)
{
    (void)state;
    cactus_summary();
    const char *tap = id_of("Yes, place order");
    struct understood *u = heard("yes");
    u->intent = INTENT_YES;
    u->whole = true;
    hears_late();
    assert_int_equal(florist.placed, 0);
    assert_said("delay");
    assert_said("Yes, place order");
    heard("Yes, place order");
    florist.message.kind = MESSAGE_TAP;
    florist.message.tap_id = tap;
    hears_late();
    assert_int_equal(florist.placed, 0);
    says("yes", INTENT_YES);
    assert_int_equal(florist.placed, 1);
}

static void a_late_wish_moves_nothing(void **state)
{
    (void)state;
    names(heard("2 cacti"), CACTUS, WISH_ADD, 2);
    hears_late();
    assert_int_equal(florist.view.cart_count, 0);
    adds(VASE, 1);
    names(heard("remove the vase"), VASE, WISH_REMOVE, 0);
    hears_late();
    assert_int_equal(in_cart(VASE_1), 1);
}

static void a_late_question_may_be_answered(void **state)
{
    (void)state;
    struct understood *u = heard("do you deliver on sundays?");
    u->faq[0] = &florist_faq[0];
    u->faq_score[0] = 95;
    hears_late();
    assert_said("from 10 to 14");
}

static void a_late_stop_stops_and_a_late_start_does_not_start(void **state)
{
    (void)state;
    struct understood *u = heard("stop");
    u->intent = INTENT_STOP;
    u->whole = true;
    hears_late();
    assert_int_equal(florist.opt_outs, 1);
    u = heard("start");
    u->intent = INTENT_START;
    u->whole = true;
    hears_late();
    assert_silence();
    assert_int_equal(florist.opt_ins, 0);
}

/* ---- orders ---- */

static void an_order_is_cancelled_after_a_second_yes(void **state)
{
    (void)state;
    cactus_summary();
    says("yes", INTENT_YES);
    says("cancel my order", INTENT_ORDER_CANCEL);
    assert_said("ORD-20261123-ABCDEFGA");
    const char *yes = id_of("Yes, cancel it");
    taps("Keep it");
    assert_int_equal(florist.cancelled, 0);
    taps_id(yes);
    assert_int_equal(florist.cancelled, 0);
    says("yes", INTENT_YES);
    assert_int_equal(florist.cancelled, 0);
    says("cancel my order", INTENT_ORDER_CANCEL);
    says("yes", INTENT_YES);
    assert_int_equal(florist.cancelled, 1);
    assert_said("is cancelled");
    says("cancel my order", INTENT_ORDER_CANCEL);
    assert_said("no order");
}

static void what_was_sent_needs_a_person(void **state)
{
    (void)state;
    cactus_summary();
    says("yes", INTENT_YES);
    florist.orders[0].status = ORDER_SHIPPED;
    says("cancel my order", INTENT_ORDER_CANCEL);
    assert_said("shipped");
    says("yes", INTENT_YES);
    assert_int_equal(florist.cancelled, 0);
    says("cancel my order", INTENT_ORDER_CANCEL);
    taps("Talk to a person");
    assert_int_equal(florist.humans, 1);
}

static void shipped_between_question_and_yes_is_told(void **state)
{
    (void)state;
    cactus_summary();
    says("yes", INTENT_YES);
    says("cancel my order", INTENT_ORDER_CANCEL);
    florist.orders[0].status = ORDER_SHIPPED;
    says("yes", INTENT_YES);
    assert_int_equal(florist.cancelled, 0);
    assert_said("shipped");
}

static void several_orders_are_a_list(void **state)
{
    (void)state;
    cactus_summary();
    says("yes", INTENT_YES);
    cactus_summary();
    says("yes", INTENT_YES);
    says("cancel my order", INTENT_ORDER_CANCEL);
    assert_said("1. ORD-20261123-ABCDEFGB");
    assert_said("2. ORD-20261123-ABCDEFGA");
    types_number(2);
    says("yes", INTENT_YES);
    assert_int_equal(florist.orders[1].status, ORDER_CANCELLED);
    assert_int_equal(florist.orders[0].status, ORDER_PENDING);
    says("my orders", INTENT_ORDER_LIST);
    assert_said("ORD-20261123-ABCDEFGA – cancelled");
}

static void an_order_of_somebody_else_does_not_exist(void **state)
{
    (void)state;
    cactus_summary();
    says("yes", INTENT_YES);
    struct understood *u = heard("where is ORD-20261123-ZZZZZZZZ");
    u->intent = INTENT_ORDER_STATUS;
    u->order_number = "ORD-20261123-ZZZZZZZZ";
    florist_hear();
    assert_said("can't find");
    u = heard("ord-20261123-abcdefga");
    u->order_number = "ORD-20261123-ABCDEFGA";
    florist_hear();
    assert_said("pending");
}

static void a_login_link_is_given(void **state)
{
    (void)state;
    says("login code", INTENT_LOGIN_CODE);
    assert_said("https://shop.example/my/1");
    assert_said("15 minutes");
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
    if (florist.view.order_count && !random_below(r, 12))
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
    if (florist.view.order_count && !random_below(r, 20))
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
        T(order_means_checkout_with_a_full_cart),
        T(back_goes_one_step_back),
        T(it_is_the_line_last_touched),
        T(the_second_line_is_removed),
        T(not_the_red_the_yellow),
        T(several_lines_of_one_product_are_asked_about),
        T(what_is_not_there_cannot_be_removed),
        T(an_old_clear_button_asks_first),
        T(the_straight_way_to_an_order),
        T(the_second_order_knows_name_and_address),
        T(without_pickup_there_is_no_such_question),
        T(an_empty_cart_cannot_be_checked_out),
        T(bad_names_and_addresses_are_asked_again),
        T(a_place_on_the_map_is_an_address),
        T(only_the_summary_that_is_open_can_be_agreed_to),
        T(a_yes_with_more_words_is_no_yes),
        T(a_price_that_changed_is_shown_before_the_order),
        T(a_fee_that_changed_is_shown_before_the_order),
        T(what_sold_out_meanwhile_is_told_and_taken_out),
        T(what_became_too_few_is_asked_about),
        T(losing_the_race_for_the_last_one_is_told),
        T(a_conflict_shows_the_summary_again),
        T(cancel_and_change_keep_the_cart),
        T(an_answer_is_filled_with_what_the_shop_knows_now),
        T(faq_is_answered_and_the_question_asked_again),
        T(menu_leaves_the_checkout),
        T(a_late_yes_orders_nothing),
        T(a_late_wish_moves_nothing),
        T(a_late_question_may_be_answered),
        T(a_late_stop_stops_and_a_late_start_does_not_start),
        T(an_order_is_cancelled_after_a_second_yes),
        T(what_was_sent_needs_a_person),
        T(shipped_between_question_and_yes_is_told),
        T(several_orders_are_a_list),
        T(an_order_of_somebody_else_does_not_exist),
        T(a_login_link_is_given),
        T(yes_to_nothing_does_nothing),
        T(the_second_time_a_person_is_offered),
        T(media_and_empty_messages_are_answered),
        T(long_answers_are_cut_into_messages),
        T(fifty_lines_fit),
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
        T(strange_ids_do_no_harm),
        T(any_conversation_keeps_the_rules),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
