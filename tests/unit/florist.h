/* florist.h -- a small flower shop with a table for a database: it performs what the dialogue
 * decides, so that a test can talk to it. What a message means is said by the test itself,
 * so that these tests are about the dialogue and not about understanding. Every reply is
 * checked against the limits of WhatsApp as it comes. */
#ifndef TESTS_FLORIST_H
#define TESTS_FLORIST_H

#include "../../lib/talk/dialogue_parts.h"

#include "waiter/utf8.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#define COUNT_OF(array) (sizeof(array) / sizeof *(array))

enum { ROSES = 1, TULIPS, CACTUS, ORCHID, LILY, PALM, VASE, CARDS };
enum { ROSES_S_RED = 11, ROSES_S_WHITE, ROSES_L_RED, ROSES_L_WHITE, TULIPS_RED = 21, TULIPS_YELLOW,
       CACTUS_1 = 31, ORCHID_1 = 41, LILY_1 = 51, PALM_1 = 61, VASE_1 = 71, CARDS_1 = 81 };

static struct variant florist_variants[] = {
    {ROSES_S_RED, ROSES, "R1", "Small", "Red", 2500, 5},
    {ROSES_S_WHITE, ROSES, "R2", "Small", "White", 2500, 0},
    {ROSES_L_RED, ROSES, "R3", "Large", "Red", 4500, 5},
    {ROSES_L_WHITE, ROSES, "R4", "Large", "White", 4500, 2},
    {TULIPS_RED, TULIPS, "T1", "Red", NULL, 900, 20},
    {TULIPS_YELLOW, TULIPS, "T2", "Yellow", NULL, 900, 20},
    {CACTUS_1, CACTUS, "C1", NULL, NULL, 750, 3},
    {ORCHID_1, ORCHID, "O1", NULL, NULL, 1990, 0},
    {LILY_1, LILY, "L1", NULL, NULL, 1490, 1},
    {PALM_1, PALM, "P1", NULL, NULL, 3900, 200},
    {VASE_1, VASE, "V1", NULL, NULL, 1250, 50},
    {CARDS_1, CARDS, "G1", NULL, NULL, 250, 500},
};
static struct product florist_products[] = {
    {ROSES, 1, "Rose Bouquet", "Twelve stems, tied by hand.", "/media/roses.png", "Size", "Colour",
     2500, 4500, NULL, 0, &florist_variants[0], 4, NULL, NULL, 0, true},
    {TULIPS, 1, "Tulip Bouquet", "Ten tulips.", NULL, "Colour", NULL, 900, 900, NULL, 0,
     &florist_variants[4], 2, NULL, NULL, 0, true},
    {CACTUS, 2, "Cactus", "Needs *nothing* but light.", NULL, NULL, NULL, 750, 750, NULL, 0,
     &florist_variants[6], 1, NULL, NULL, 0, true},
    {ORCHID, 2, "Orchid", "White and proud.", NULL, NULL, NULL, 1990, 1990, NULL, 0,
     &florist_variants[7], 1, NULL, NULL, 0, true},
    {LILY, 2, "Peace Lily", "Cleans the air.", NULL, NULL, NULL, 1490, 1490, NULL, 0,
     &florist_variants[8], 1, NULL, NULL, 0, true},
    {PALM, 2, "Parlour Palm", "A green corner.", NULL, NULL, NULL, 3900, 3900, NULL, 0,
     &florist_variants[9], 1, NULL, NULL, 0, true},
    {VASE, 3, "Glass Vase", "", NULL, NULL, NULL, 1250, 1250, NULL, 0, &florist_variants[10], 1, NULL, NULL, 0, true},
    {CARDS, 3, "Greeting _Card_", "With envelope.", NULL, NULL, NULL, 250, 250, NULL, 0,
     &florist_variants[11], 1, NULL, NULL, 0, true},
};
static const struct category florist_categories[] = {
    {1, "Bouquets", NULL}, {2, "Plants", NULL}, {3, "Extras", NULL}};
static const struct faq_entry florist_faq[] = {
    {.id = 1, .question = "Do you deliver on Sundays?", .answer = "Yes, from 10 to 14."},
    {.id = 2, .question = "How long do the flowers last?", .answer = "A week, often more."},
};

static struct {
    struct arena arena;
    struct catalogue catalogue;
    struct view view;
    struct conversation *conversation;
    struct cart_line cart[CART_LINES_MOST];
    struct history history;
    struct order_brief orders[5];
    int64_t placed, cancelled, unanswered, humans, opt_outs, opt_ins;
    struct action last;                /* of the kinds that have a result */
    enum err_kind next_order_fails;    /* the next order ends so */
    int64_t fails_variant, fails_left;
    struct outcome out;
    struct message message;
    struct understood heard;
} florist;

static inline const struct history *florist_history(void *shop)
{
    (void)shop;
    return &florist.history;
}

static inline struct variant *florist_variant(int64_t id)
{
    for (size_t i = 0; i < COUNT_OF(florist_variants); i++)
        if (florist_variants[i].id == id)
            return &florist_variants[i];
    return NULL;
}

static inline int64_t florist_stock(void *shop, int64_t id)
{
    (void)shop;
    const struct variant *v = florist_variant(id);
    return v ? v->stock : 0;
}

static inline int florist_open(void **state)
{
    static struct variant fresh[COUNT_OF(florist_variants)];
    static bool kept;
    struct err e = {0};
    (void)state;
    if (!kept)
        memcpy(fresh, florist_variants, sizeof fresh);
    kept = true;
    memcpy(florist_variants, fresh, sizeof fresh);
    memset(&florist, 0, sizeof florist);
    arena_init(&florist.arena);
    florist.catalogue = (struct catalogue){.version = 1,
                                           .shop_name = "Petal & Stem",
                                           .currency = "EUR",
                                           .pickup_address = "1 Flower Lane",
                                           .delivery_fee_minor = 500,
                                           .delivery_free_from_minor = 5000,
                                           .categories = florist_categories,
                                           .category_count = 3,
                                           .products = florist_products,
                                           .product_count = COUNT_OF(florist_products),
                                           .faq = florist_faq,
                                           .faq_count = 2};
    struct view *v = &florist.view;
    *v = (struct view){.catalogue = &florist.catalogue, .lang = "en", .now = 1764000000000,
                       .profile_name = "Ana", .stock = florist_stock, .cart = florist.cart,
                       .history = florist_history};
    florist.history.orders = florist.orders;
    florist.conversation = conversation_new(&florist.arena);
    return texts_load(&florist.arena, "sql/seed/texts", &v->texts, &e) &&
                   brain_build(&florist.arena, v->catalogue, &v->brain, &e)
               ? 0 : -1;
}

static inline int florist_close(void **state)
{
    (void)state;
    arena_done(&florist.arena);
    return 0;
}

/* ---- the table that is the database ---- */

static inline void florist_cart_set(int64_t id, int64_t quantity, int64_t price)
{
    size_t i = 0, n = florist.view.cart_count;
    while (i < n && florist.cart[i].variant_id != id)
        i++;
    if (quantity > 0) {
        assert_true(i < CART_LINES_MOST && quantity <= LINE_QUANTITY_MOST);
        florist.cart[i] = (struct cart_line){id, quantity, price, NULL};
        florist.view.cart_count = i == n ? n + 1 : n;
    } else if (i < n) {
        memmove(&florist.cart[i], &florist.cart[i + 1], (n - i - 1) * sizeof florist.cart[0]);
        florist.view.cart_count--;
    }
}

static inline struct action_result florist_order(const struct action *a)
{
    struct action_result how = {.problem = florist.next_order_fails,
                                .variant_id = florist.fails_variant,
                                .left = florist.fails_left};
    florist.next_order_fails = ERR_NONE;
    if (how.problem != ERR_NONE)
        return how;
    int64_t goods = 0;
    for (size_t i = 0; i < florist.view.cart_count; i++) {
        struct variant *v = florist_variant(florist.cart[i].variant_id);
        assert_non_null(v);
        assert_true(v->stock >= florist.cart[i].quantity);
        v->stock -= florist.cart[i].quantity;
        goods += v->price_minor * florist.cart[i].quantity;
    }
    assert_true(goods > 0);
    assert_int_equal(goods + (a->pickup ? 0 : delivery_fee(&florist.catalogue, NULL, goods)), a->amount_minor);
    assert_true(a->pickup == (*a->text == '\0'));
    memmove(&florist.orders[1], &florist.orders[0], 4 * sizeof florist.orders[0]);
    florist.orders[0] =
        (struct order_brief){.id = 100 + florist.placed,
                             .total_minor = a->amount_minor,
                             .currency = "EUR",
                             .number = arena_printf(&florist.arena, "ORD-20261123-ABCDEFG%c",
                                                    (char)('A' + florist.placed % 26)),
                             .items = "1 x Cactus",
                             .track_url = "https://shop.example/track/x"};
    florist.history.order_count += florist.history.order_count < 5;
    florist.placed++;
    florist.view.cart_count = 0;
    if (!a->pickup)
        florist.history.last_address = arena_strdup(&florist.arena, a->text);
    how.done = true;
    how.order = florist.orders[0];
    return how;
}

static inline struct action_result florist_cancel(const struct action *a)
{
    struct action_result how = {.problem = ERR_NOT_ALLOWED_NOW};
    for (size_t i = 0; i < florist.history.order_count; i++) {
        struct order_brief *o = &florist.orders[i];
        if (o->id != a->order_id)
            continue;
        how.done = o->status == ORDER_PENDING || o->status == ORDER_CONFIRMED;
        if (how.done)
            o->status = ORDER_CANCELLED;
        how.order = *o;
        florist.cancelled += how.done;
    }
    return how;
}

static inline void florist_with_result(const struct action *a)
{
    struct action_result how = {0};
    florist.last = *a;
    if (a->kind == ACTION_ORDER_PLACE)
        how = florist_order(a);
    else if (a->kind == ACTION_ORDER_CANCEL)
        how = florist_cancel(a);
    else
        how = (struct action_result){.done = true, .link = "https://shop.example/my/1"};
    florist.view.first_contact = false;
    dialogue_after(&florist.view, florist.out.conversation, a, &how, &florist.arena, &florist.out);
}

static inline void florist_perform(const struct action *a)
{
    switch (a->kind) {
    case ACTION_CART_SET: florist_cart_set(a->variant_id, a->quantity, a->amount_minor); break;
    case ACTION_CART_CLEAR: florist.view.cart_count = 0; break;
    case ACTION_NAME_SET: florist.view.name = arena_strdup(&florist.arena, a->text); break;
    case ACTION_HUMAN: florist.humans++; florist.view.blocked_by_human = true; break;
    case ACTION_OPT_OUT: florist.opt_outs++; florist.view.opted_out = true; break;
    case ACTION_OPT_IN: florist.opt_ins++; florist.view.opted_out = false; break;
    case ACTION_UNANSWERED: florist.unanswered++; break;
    case ACTION_MEANT: break;
    default: florist_with_result(a);
    }
}

/* ---- what WhatsApp takes ---- */

static inline void assert_title(const struct said *s, size_t i)
{
    size_t most = s->choice_count <= 3 ? 20 : CHOICE_TITLE_MOST;
    const struct choice *c = &s->choices[i];
    assert_true(c->id && *c->id && strlen(c->id) <= 200);
    assert_true(c->title && *c->title && utf8_length(c->title) <= most);
    assert_true(utf8_valid(c->title, strlen(c->title)));
    assert_true(!c->note || (utf8_length(c->note) <= 72 && utf8_valid(c->note, strlen(c->note))));
    for (size_t k = 0; k < i; k++)
        assert_string_not_equal(s->choices[k].title, c->title);
}

static inline void assert_said_well(const struct said *s)
{
    assert_true(s->text && *s->text && utf8_valid(s->text, strlen(s->text)));
    assert_true(utf8_length(s->text) <= TEXT_MOST);
    assert_non_null(s->why);
    assert_true(s->confidence >= 0 && s->confidence <= 100);
    assert_true(s->choice_count <= CHOICES_MOST);
    for (size_t i = 0; i < s->choice_count; i++)
        assert_title(s, i);
}

/* The message heard in florist.heard; the state goes through its JSON each time. */
static inline void florist_hear(void)
{
    florist.heard.plain = plain_text(&florist.arena, florist.heard.text);
    dialogue_turn(&florist.view, florist.conversation, &florist.message, &florist.heard,
                  &florist.arena, &florist.out);
    for (size_t i = 0; i < florist.out.action_count; i++) {
        struct action a = florist.out.actions[i];
        florist_perform(&a);
    }
    assert_true(florist.out.said_count <= REPLIES_MOST);
    for (size_t i = 0; i < florist.out.said_count; i++)
        assert_said_well(&florist.out.said[i]);
    const char *json = conversation_write(&florist.arena, florist.out.conversation);
    florist.conversation = conversation_read(&florist.arena, json);
    assert_string_equal(conversation_write(&florist.arena, florist.conversation), json);
    florist.view.first_contact = false;
}

static inline struct understood *heard(const char *text)
{
    florist.message = (struct message){.kind = MESSAGE_TEXT, .text = text};
    florist.heard = (struct understood){.text = text};
    return &florist.heard;
}

static inline void says(const char *text, enum intent intent)
{
    struct understood *u = heard(text);
    u->intent = intent;
    u->whole = intent != INTENT_NONE;
    florist_hear();
}

static inline void types_number(int64_t n)
{
    struct understood *u = heard(arena_printf(&florist.arena, "%lld", (long long)n));
    u->choice = n;
    u->only_number = true;
    florist_hear();
}

static inline struct item *names(struct understood *u, int64_t product, enum wish wish,
                                 int64_t quantity)
{
    struct item *it = &u->items[u->item_count++];
    const struct product *p = catalogue_product(&florist.catalogue, product);
    *it = (struct item){.confidence = 95, .wish = wish, .quantity = quantity, .words = u->text};
    if (p)
        it->candidates[it->candidate_count++] = p;
    return it;
}

static inline void adds(int64_t product, int64_t quantity)
{
    names(heard("please add it"), product, WISH_ADD, quantity);
    florist_hear();
}

static inline void taps_id(const char *id)
{
    heard("tapped");
    florist.message.kind = MESSAGE_TAP;
    florist.message.tap_id = arena_strdup(&florist.arena, id);
    florist_hear();
}

/* The id behind a title in the newest reply that has it. */
static inline const char *id_of(const char *title)
{
    for (size_t i = florist.out.said_count; i-- > 0;)
        for (size_t k = 0; k < florist.out.said[i].choice_count; k++)
            if (!strcmp(florist.out.said[i].choices[k].title, title))
                return florist.out.said[i].choices[k].id;
    fail_msg("no choice '%s' in: %s", title,
             florist.out.said_count ? florist.out.said[0].text : "(silence)");
    return NULL;
}

static inline void taps(const char *title) { taps_id(id_of(title)); }

static inline const char *all_said(void)
{
    struct str s = str_new(&florist.arena, 64 * 1024);
    for (size_t i = 0; i < florist.out.said_count; i++)
        str_addf(&s, "%s\n", florist.out.said[i].text);
    return s.text;
}

static inline void assert_said(const char *words)
{
    if (!strcasestr(all_said(), words))
        fail_msg("'%s' was not said, but:\n%s", words, all_said());
}

static inline void assert_unsaid(const char *words)
{
    if (strcasestr(all_said(), words))
        fail_msg("'%s' was said:\n%s", words, all_said());
}

static inline void assert_silence(void) { assert_int_equal(florist.out.said_count, 0); }

static inline int64_t in_cart(int64_t variant)
{
    for (size_t i = 0; i < florist.view.cart_count; i++)
        if (florist.cart[i].variant_id == variant)
            return florist.cart[i].quantity;
    return 0;
}

/* To the summary of one cactus, picked up. */
static inline void cactus_summary(void)
{
    adds(CACTUS, 1);
    says("checkout", INTENT_CHECKOUT);
    if (!florist.view.name)
        taps("Ana");
    taps("Pickup");
}

#endif
