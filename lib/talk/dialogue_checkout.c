/* dialogue_checkout.c -- name, delivery or pickup, address, summary, an explicit yes.
 *
 * A summary carries a nonce and leaves a fingerprint of everything it says: a yes counts
 * only for the summary that is open, and only while prices, fee and lines are still the
 * same. Otherwise the new summary is shown and asked about. */
#include "dialogue_parts.h"

#include "waiter/utf8.h"

#include <string.h>

bool pickup_offered(const struct turn *t)
{
    const char *where = t->v->catalogue->pickup_address;
    return where && *where;
}

/* ---- the cart before it is ordered ---- */

/* Takes out what is no longer sold and updates the prices seen; says so when `tell`. */
static void cart_refresh(struct turn *t, bool tell)
{
    for (size_t i = 0; i < t->cart_count;) {
        struct cart_line *l = &t->cart[i];
        const struct variant *v = catalogue_variant(t->v->catalogue, l->variant_id, NULL);
        if (!v || !variant_stock(t, l->variant_id)) {
            if (tell)
                para_line(t,
                          v ? SAY(t, "line_sold_out", "line", variant_line(t, v->id, l->quantity))
                            : SAY(t, "line_gone_removed"));
            cart_put(t, l->variant_id, 0);
            continue;
        }
        if (v->price_minor != l->seen_price_minor) {
            if (tell)
                para_line(t,
                          SAY(t, "price_changed", "name", variant_name(t, v->id), "price",
                              money(t, v->price_minor), "before", money(t, l->seen_price_minor)));
            cart_put(t, l->variant_id, l->quantity);
        }
        i++;
    }
}

/* The first line that asks for more than is left becomes a question. */
static bool lines_fit(struct turn *t)
{
    for (size_t i = 0; i < t->cart_count; i++) {
        const struct cart_line *l = &t->cart[i];
        int64_t left = variant_stock(t, l->variant_id);
        if (l->quantity <= left)
            continue;
        struct want w = {.kind = WANT_FIT, .candidates = {l->variant_id}, .candidate_count = 1,
                         .offer = left};
        t->c->want_count = 0;
        want_push(t, &w);
        want_ask(t);
        return false;
    }
    return true;
}

/* What the cart comes to as things stand; all zero while it cannot be sold like that. */
static struct offer offer_now(struct turn *t)
{
    struct offer_wish w = {.lines = t->cart, .count = t->cart_count, .pickup = t->c->pickup,
                           .address = t->c->address, .coupon = coupon_now(t)};
    struct offer o;
    struct err e = {0};
    if (!offer_make(t->v->catalogue, t->a, &w, &o, &e))
        o = (struct offer){0};
    return o;
}

static int64_t total_now(struct turn *t) { return offer_now(t).sum.total_minor; }

static uint64_t mixed(uint64_t h, uint64_t n) { return (h ^ n) * 0x9E3779B97F4A7C15u ^ (h >> 29); }

/* Of everything the summary says; 52 bits, so that JSON keeps it exactly. Never 0. */
static int64_t fingerprint(struct turn *t)
{
    uint64_t h = mixed(17, (uint64_t)total_now(t));
    for (size_t i = 0; i < t->cart_count; i++) {
        const struct cart_line *l = &t->cart[i];
        const struct variant *v = catalogue_variant(t->v->catalogue, l->variant_id, NULL);
        /* The order of the lines is not what was agreed to. */
        uint64_t line = mixed(mixed((uint64_t)l->variant_id, (uint64_t)l->quantity),
                              v ? (uint64_t)v->price_minor : 0);
        h += line * line | 1;
    }
    h = mixed(h, t->c->pickup);
    for (const char *p = t->c->coupon; p && *p; p++)
        h = mixed(h, (unsigned char)*p);
    for (const char *p = t->c->address; *p; p++)
        h = mixed(h, (unsigned char)*p);
    return (int64_t)(h >> 12) | 1;
}

/* ---- questions ---- */

void ask_name(struct turn *t)
{
    menu_clear(t);
    const char *profile = t->v->profile_name ? safe_cut(t, t->v->profile_name, NAME_MOST) : "";
    para(t, *profile ? SAY(t, "ask_name_profile", "name", profile) : SAY(t, "ask_name"));
    if (*profile)
        menu_add(t, "myname", profile, NULL);
}

static void ask_mode(struct turn *t)
{
    const struct catalogue *c = t->v->catalogue;
    bool same;
    int64_t least = delivery_fee_least(c, cart_total(t), &same);
    const char *fee = least ? money(t, least) : SAY(t, "free");
    if (!same)
        fee = SAY(t, "price_from", "price", fee);
    menu_clear(t);
    para(t, SAY(t, "ask_mode", "fee", fee, "address", safe(t, c->pickup_address)));
    menu_add(t, "delivery", SAY(t, "choice_delivery"), fee);
    menu_add(t, "pickup", SAY(t, "choice_pickup"), c->pickup_address);
}

const char *one_line(struct turn *t, const char *text)
{
    char *copy = arena_strdup(t->a, text);
    char *to = copy;
    for (const char *p = copy; *p; p++) {
        char c = *p == '\n' || *p == '\t' || *p == '\r' ? ' ' : *p;
        if (c != ' ' || (to > copy && to[-1] != ' '))
            *to++ = c;
    }
    while (to > copy && to[-1] == ' ')
        to--;
    *to = '\0';
    return copy;
}

const char *known_address(const struct turn *t)
{
    return history(t)->last_address && *history(t)->last_address ? history(t)->last_address : NULL;
}

void ask_address(struct turn *t)
{
    const char *known = known_address(t);
    menu_clear(t);
    if (known) {
        para(t, SAY(t, "ask_address_again", "address", safe_cut(t, known, ADDRESS_MOST)));
        menu_add(t, "sameaddress", SAY(t, "choice_same_address"), known);
    } else {
        para(t, SAY(t, "ask_address"));
    }
}

/* What is taken off and what comes on top. */
static void summary_sums(struct turn *t, const struct quote *q)
{
    if (q->discount_minor)
        para_line(t, SAY(t, "summary_discount", "code", safe(t, t->c->coupon), "amount",
                         money(t, -q->discount_minor)));
    if (q->tax_minor)
        para_line(t, SAY(t, "summary_tax", "tax", money(t, q->tax_minor)));
    para(t, SAY(t, "summary_total", "total", money(t, q->total_minor)));
    if (q->tax_included_minor)
        para_line(t, SAY(t, "summary_tax_included", "tax", money(t, q->tax_included_minor)));
}

static void summary_lines(struct turn *t)
{
    const struct catalogue *c = t->v->catalogue;
    struct offer o = offer_now(t);
    int64_t fee = o.sum.delivery_minor;
    para(t, SAY(t, "summary_head"));
    para_line(t, cart_lines(t));
    if (t->c->pickup) {
        para(t, SAY(t, "summary_pickup", "address", safe(t, c->pickup_address)));
    } else {
        para(t, SAY(t, "summary_delivery", "address", safe(t, t->c->address)));
        para_line(t, SAY(t, "summary_fee", "fee", fee ? money(t, fee) : SAY(t, "free")));
    }
    if (t->name)
        para_line(t, SAY(t, "summary_name", "name", safe(t, t->name)));
    summary_sums(t, &o.sum);
    para_line(t, SAY(t, "summary_ask"));
}

static void ask_summary(struct turn *t)
{
    int64_t nonce = ++t->c->nonce;
    menu_clear(t);
    summary_lines(t);
    menu_add(t, tap_id(t, "orderyes", nonce), SAY(t, "choice_order_yes"), NULL);
    menu_add(t, tap_id(t, "change", nonce), SAY(t, "choice_change"), NULL);
    menu_add(t, tap_id(t, "leave", nonce), SAY(t, "choice_cancel"), NULL);
    t->c->agreed = fingerprint(t);
}

/* The yes was for what was agreed to: where that has changed, the summary comes again. */
static void ask_pay(struct turn *t)
{
    if (fingerprint(t) == t->c->agreed) {
        pay_ask(t, "pay", ++t->c->nonce);
        return;
    }
    t->c->stage = STAGE_SUMMARY;
    para(t, SAY(t, "summary_changed"));
    checkout_ask(t);
}

/* The shop goes to some places only: back to the question where, unless it is said by now. */
static void check_place(struct turn *t)
{
    struct conversation *c = t->c;
    const struct catalogue *shop = t->v->catalogue;
    if (c->stage != STAGE_SUMMARY || c->pickup || delivers_to(shop, zone_of(shop, t->a, c->address)))
        return;
    struct str names = str_new(t->a, 1000);
    for (size_t i = 0; i < shop->zone_count && names.len < 300; i++)
        str_addf(&names, "%s%s", i ? ", " : "", safe(t, shop->zones[i].name));
    para(t, SAY(t, "address_outside", "zones", names.text));
    if (pickup_offered(t))
        para_line(t, SAY(t, "address_outside_pickup"));
    c->stage = STAGE_ADDRESS;
    c->address = "";
}

/* With a name: to how it gets there, or past that when it is known. */
enum stage stage_named(const struct conversation *c)
{
    return c->pickup || *c->address ? STAGE_SUMMARY : STAGE_MODE;
}

/* Asks the question of the stage, after going past the stages that need no question. */
void checkout_ask(struct turn *t)
{
    struct conversation *c = t->c;
    cart_refresh(t, true);
    if (!t->cart_count) {
        conversation_close_questions(c);
        cart_show(t);
        return;
    }
    t->c->cart_shown = false;
    if (c->stage == STAGE_BEGIN || (c->stage == STAGE_NAME && t->name))
        c->stage = t->name ? stage_named(c) : STAGE_NAME;
    if (c->stage == STAGE_MODE && !pickup_offered(t)) {
        c->pickup = false;
        c->stage = STAGE_ADDRESS;
    }
    if (c->stage == STAGE_SUMMARY && c->pickup && !pickup_offered(t))
        c->stage = STAGE_ADDRESS; /* the shop stopped it meanwhile */
    coupon_refresh(t);
    check_place(t);
    switch (c->stage) {
    case STAGE_NAME: ask_name(t); break;
    case STAGE_MODE: ask_mode(t); break;
    case STAGE_ADDRESS: ask_address(t); break;
    case STAGE_PAY:
        if (lines_fit(t))
            ask_pay(t);
        break;
    default:
        if (lines_fit(t))
            ask_summary(t);
    }
}

void checkout_again(struct turn *t, bool pickup)
{
    const char *known = known_address(t);
    t->c->want_count = 0;
    t->c->cancel = 0;
    t->c->pickup = pickup && pickup_offered(t);
    t->c->address = !t->c->pickup && known ? one_line(t, text_cut(t->a, known, ADDRESS_MOST)) : "";
    t->c->stage = !t->name ? STAGE_NAME : t->c->pickup || *t->c->address ? STAGE_SUMMARY : STAGE_MODE;
    checkout_ask(t);
}

void checkout_begin(struct turn *t)
{
    t->c->stage = STAGE_BEGIN;
    t->c->cancel = 0;
    if (t->c->want_count)
        want_ask(t); /* what is not settled yet comes first */
    else
        checkout_ask(t);
}

/* ---- the end of a checkout ---- */

void checkout_leave(struct turn *t)
{
    source_is(t, SOURCE_RULE, "checkout left", 100);
    conversation_close_questions(t->c);
    para(t, SAY(t, "checkout_left"));
    if (t->cart_count)
        cart_show(t);
    else
        show_menu(t);
}

void checkout_change(struct turn *t)
{
    source_is(t, SOURCE_RULE, "change", 100);
    conversation_close_questions(t->c);
    para(t, SAY(t, "change_hint"));
    cart_show(t);
}

/* Is it still what was agreed to? Else it is asked about anew. */
static bool still_agreed(struct turn *t)
{
    /* What is gone goes silently here: only if that changes the summary is it worth a word. */
    struct turn trial = *t;
    struct outcome scratch = {0};
    trial.out = &scratch;
    trial.first_action = 0;
    trial.c = conversation_copy(t->a, t->c);
    trial.text = str_new(t->a, t->text.max);
    cart_refresh(&trial, false);
    if (!trial.cart_count || fingerprint(&trial) != t->c->agreed) {
        cart_refresh(t, true);
        para(t, t->cart_count ? SAY(t, "summary_changed") : "");
        t->c->stage = STAGE_SUMMARY;
        checkout_ask(t);
        return false;
    }
    if (!lines_fit(t))
        return false;
    cart_refresh(t, false);
    return true;
}

static void place(struct turn *t, enum pay_way way)
{
    t->c->nonce++; /* this yes is used up */
    struct action *a = act(t, ACTION_ORDER_PLACE);
    a->text = t->c->pickup ? "" : t->c->address;
    a->name = t->name ? t->name : "";
    a->pickup = t->c->pickup;
    a->way = way;
    a->coupon = t->c->coupon;
    a->amount_minor = total_now(t);
    menu_clear(t);
}

void checkout_yes(struct turn *t)
{
    enum pay_way ways[PAY__MAX];
    size_t n = pay_ways(t, ways);
    source_is(t, SOURCE_RULE, "order", 100);
    if (!still_agreed(t))
        return;
    if (n <= 1 || !total_now(t)) {
        place(t, n ? ways[0] : PAY_CASH);
        return;
    }
    t->c->stage = STAGE_PAY;
    pay_ask(t, "pay", ++t->c->nonce);
}

void checkout_pay(struct turn *t, enum pay_way way)
{
    source_is(t, SOURCE_RULE, "order", 100);
    if (way >= PAY__MAX || !t->v->catalogue->pays[way])
        checkout_ask(t); /* switched off since it was asked */
    else if (still_agreed(t))
        place(t, way);
}

/* A yes to a summary that is no longer the open one. */
void checkout_stale(struct turn *t)
{
    source_is(t, SOURCE_RULE, "old yes", 100);
    para(t, SAY(t, "old_yes"));
    if (ask_open(t))
        return;
    if (t->cart_count)
        cart_show(t);
    else if (history(t)->order_count)
        order_show(t, &history(t)->orders[0]);
    else
        show_menu(t);
}

/* ---- how the order went ---- */

static void order_placed(struct turn *t, const struct action *did, const struct order_brief *o)
{
    conversation_close_questions(t->c);
    t->c->focus = 0;
    card_is(t, 0, 0, NULL, NULL);
    t->c->address = "";
    t->c->coupon = NULL;
    t->c->cart_shown = false;
    menu_clear(t);
    para(t,
         t->name ? SAY(t, "order_placed_name", "name", safe(t, t->name)) : SAY(t, "order_placed"));
    para(t, SAY(t, "order_placed_facts", "number", o->number, "status",
                order_status_say(t, o->status), "total", money_of(t, o)));
    if (did->pickup)
        para_line(
            t, SAY(t, "order_placed_pickup", "address", safe(t, t->v->catalogue->pickup_address)));
    else
        para_line(t, SAY(t, "order_placed_delivery", "address", safe(t, did->text)));
    pay_instruct(t, o);
    closed_say(t);
    if (o->track_url && *o->track_url)
        para(t, SAY(t, "track", "link", o->track_url));
}

/* The stock went to someone else between the summary and the yes. The view is read anew. */
static void order_out_of_stock(struct turn *t, const struct action_result *how)
{
    struct cart_line *l = cart_find(t, how->variant_id);
    t->c->stage = STAGE_SUMMARY;
    if (l && how->left > 0 && l->quantity > how->left) {
        struct want w = {.kind = WANT_FIT, .candidates = {l->variant_id}, .candidate_count = 1,
                         .offer = how->left};
        t->c->want_count = 0;
        want_push(t, &w);
        want_ask(t);
        return;
    }
    checkout_ask(t);
}

void checkout_after(struct turn *t, const struct action *did, const struct action_result *how)
{
    source_is(t, SOURCE_RULE, "order", 100);
    if (how->done) {
        order_placed(t, did, &how->order);
    } else if (how->problem == ERR_OUT_OF_STOCK) {
        order_out_of_stock(t, how);
    } else if (how->problem == ERR_CONFLICT) {
        t->c->stage = STAGE_SUMMARY;
        para(t, SAY(t, "summary_changed"));
        checkout_ask(t);
    } else {
        conversation_close_questions(t->c);
        menu_clear(t);
        para(t, SAY(t, "order_failed"));
        menu_add(t, "cart", SAY(t, "choice_cart"), NULL);
        menu_add(t, "human", SAY(t, "choice_human"), NULL);
    }
}
