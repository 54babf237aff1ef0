/* test_dialogue_orders.c -- from checkout to an order and after it, in the flower shop of florist.h. */
#include "florist.h"

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

#define T(name) cmocka_unit_test_setup_teardown(name, florist_open, florist_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(order_means_checkout_with_a_full_cart),
        T(back_goes_one_step_back),
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
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
