/* dialogue_menu.c -- what buttons, list rows, numbers and titles of the last menu do.
 *
 * An id says all it means ("p:12", "cat:3:1"), so a tap on an old menu is read against the
 * state of now. Whatever takes effect by a yes carries the nonce of its question: when that
 * question is no longer the open one, nothing is done and the customer sees what is. */
#include "dialogue_parts.h"

#include <stdlib.h>
#include <string.h>

/* The parts of an id behind its verb. */
struct call {
    int64_t n[3];      /* numbers, 0 when absent */
    const char *value; /* what is behind the second number */
    bool fresh;        /* the id is in the menu that is open now */
};

static bool nonce_holds(struct turn *t, int64_t nonce) { return nonce == t->c->nonce; }

static void leave(struct turn *t, const char *why)
{
    source_is(t, SOURCE_RULE, why, 100);
    conversation_close_questions(t->c);
}

/* ---- places ---- */

static void do_menu(struct turn *t, const struct call *c)
{
    (void)c;
    leave(t, "menu");
    show_menu(t);
}

static void do_categories(struct turn *t, const struct call *c)
{
    leave(t, "browse");
    show_categories(t, c->n[0]);
}

static void do_category(struct turn *t, const struct call *c)
{
    leave(t, "category");
    show_category(t, c->n[0], c->n[1]);
}

static void do_cart(struct turn *t, const struct call *c)
{
    (void)c;
    leave(t, "cart");
    cart_show(t);
}

static void do_orders(struct turn *t, const struct call *c)
{
    (void)c;
    leave(t, "my orders");
    orders_list(t);
}

static void do_questions(struct turn *t, const struct call *c)
{
    leave(t, "questions");
    show_questions(t, c->n[0]);
}

static void do_human(struct turn *t, const struct call *c)
{
    (void)c;
    human_called(t);
}

static void do_question(struct turn *t, const struct call *c)
{
    const struct catalogue *shop = t->v->catalogue;
    for (size_t i = 0; i < shop->faq_count; i++)
        if (shop->faq[i].id == c->n[0]) {
            faq_answer(t, &shop->faq[i], 100);
            return;
        }
    para(t, SAY(t, "gone"));
    show_questions(t, 1);
}

/* ---- products and cart ---- */

static void do_product(struct turn *t, const struct call *c)
{
    const struct product *p = catalogue_product(t->v->catalogue, c->n[0]);
    if (p && want_candidate(t, p->id))
        return;
    leave(t, "product");
    if (p) {
        show_card(t, p, NULL, NULL);
    } else {
        para(t, SAY(t, "gone"));
        show_categories(t, 1);
    }
}

/* A second tap on an old card may be an accident: what is in the cart is asked about first. */
static bool asked_about_second(struct turn *t, const struct product *p)
{
    for (size_t i = t->cart_count; i-- > 0;) {
        const struct product *of;
        const struct cart_line *l = &t->cart[i];
        if (!catalogue_variant(t->v->catalogue, l->variant_id, &of) || of != p)
            continue;
        para(t, SAY(t, "already_in_cart", "line", variant_line(t, l->variant_id, l->quantity)));
        menu_clear(t);
        t->c->nonce++;
        menu_add(
            t,
            tap_id2(t, "more", l->variant_id, t->c->nonce),
            SAY(t, "choice_one_more"), NULL);
        menu_nav(t, "cart", SAY(t, "choice_cart"));
        menu_nav(t, "menu", SAY(t, "choice_menu"));
        return true;
    }
    return false;
}

static void add_one(struct turn *t, const struct product *p, const char *option1,
                    const char *option2)
{
    struct want w = {.kind = WANT_ADD, .candidates = {p->id}, .candidate_count = 1, .quantity = 1,
                     .option1 = option1, .option2 = option2};
    t->c->cancel = 0;
    want_push(t, &w);
    wants_settle(t);
}

/* The value as the catalogue has it: an id comes from outside. */
static const char *value_known(const struct product *p, int64_t option, const char *value)
{
    for (size_t i = 0; i < p->variant_count && (option == 1 || option == 2); i++) {
        const char *known = variant_value(&p->variants[i], (int)option);
        if (known && !strcmp(known, value))
            return known;
    }
    return NULL;
}

static void do_add(struct turn *t, const struct call *c)
{
    const struct product *p = catalogue_product(t->v->catalogue, c->n[0]);
    source_is(t, SOURCE_RULE, "add", 100);
    if (!p) {
        para(t, SAY(t, "gone"));
        show_categories(t, 1);
    } else if (c->fresh || !asked_about_second(t, p)) {
        const char *value = value_known(p, c->n[1], c->value);
        add_one(t, p, c->n[1] == 1 ? value : NULL, c->n[1] == 2 ? value : NULL);
    }
}

static void do_add_variant(struct turn *t, const struct call *c)
{
    const struct product *p;
    const struct variant *v = catalogue_variant(t->v->catalogue, c->n[0], &p);
    source_is(t, SOURCE_RULE, "add", 100);
    if (!v) {
        para(t, SAY(t, "gone"));
        show_categories(t, 1);
    } else if (c->fresh || !asked_about_second(t, p)) {
        add_one(t, p, v->option1, v->option2);
    }
}

static void do_more(struct turn *t, const struct call *c)
{
    const struct product *p;
    const struct variant *v = catalogue_variant(t->v->catalogue, c->n[0], &p);
    source_is(t, SOURCE_RULE, "one more", 100);
    if (v && c->fresh && nonce_holds(t, c->n[1]))
        add_one(t, p, v->option1, v->option2);
    else
        cart_show(t);
}

static void do_clear(struct turn *t, const struct call *c)
{
    bool by_number = t->u->only_number;
    leave(t, "clear cart");
    if ((c->fresh && !by_number) || !t->cart_count) {
        cart_clear(t);
        return;
    }
    /* A number may have been a quantity; and since an old button the cart was filled anew. */
    para(t, SAY(t, "clear_sure"));
    if (by_number)
        para_line(t, SAY(t, "quantity_hint", "count", number(t, t->u->choice)));
    menu_clear(t);
    t->c->nonce++;
    menu_add(t, tap_id(t, "clearyes", t->c->nonce),
             SAY(t, "choice_clear_yes"), NULL);
    menu_nav(t, "cart", SAY(t, "choice_keep"));
}

static void do_clear_yes(struct turn *t, const struct call *c)
{
    leave(t, "clear cart");
    if (c->fresh && nonce_holds(t, c->n[0]))
        cart_clear(t);
    else
        cart_show(t);
}

/* ---- answers about wants ---- */

/* What an answer shows whose question is no longer open. */
static void show_now(struct turn *t)
{
    if (!ask_open(t))
        cart_show(t);
}

static void do_option(struct turn *t, const struct call *c)
{
    const struct conversation *s = t->c;
    const struct want *w = s->want_count ? &s->wants[0] : NULL;
    bool asked = w && c->fresh;
    source_is(t, SOURCE_RULE, "option", 100);
    if (asked)
        want_option(t, c->n[0], (int)c->n[1], c->value);
    else if (open_question(s))
        ask_open(t);
    else
        do_product(t, c);
}

static void do_line(struct turn *t, const struct call *c)
{
    source_is(t, SOURCE_RULE, "line", 100);
    if (!want_candidate(t, c->n[0]))
        show_now(t);
}

static void do_take(struct turn *t, const struct call *c)
{
    source_is(t, SOURCE_RULE, "take what is left", 100);
    if (t->c->want_count && nonce_holds(t, c->n[1]))
        want_take(t, c->n[0]);
    else
        show_now(t);
}

static void do_skip(struct turn *t, const struct call *c)
{
    source_is(t, SOURCE_RULE, "no thanks", 100);
    if (t->c->want_count && nonce_holds(t, c->n[0]))
        want_drop(t);
    else
        show_now(t);
}

/* ---- checkout ---- */

static void do_checkout(struct turn *t, const struct call *c)
{
    (void)c;
    source_is(t, SOURCE_RULE, "checkout", 100);
    t->c->cancel = 0;
    if (t->c->stage == STAGE_NONE)
        checkout_begin(t);
    else
        ask_open(t);
}

static void do_profile_name(struct turn *t, const struct call *c)
{
    (void)c;
    if (t->c->stage == STAGE_NAME)
        checkout_profile_name(t);
    else
        show_now(t);
}

static void do_mode(struct turn *t, bool pickup)
{
    if (t->c->stage >= STAGE_MODE)
        checkout_mode(t, pickup);
    else
        show_now(t);
}

static void do_pickup(struct turn *t, const struct call *c)
{
    (void)c;
    do_mode(t, true);
}

static void do_delivery(struct turn *t, const struct call *c)
{
    (void)c;
    do_mode(t, false);
}

static void do_same_address(struct turn *t, const struct call *c)
{
    (void)c;
    if (t->c->stage == STAGE_ADDRESS)
        checkout_same_address(t);
    else
        show_now(t);
}

static bool summary_open(struct turn *t, int64_t nonce)
{
    return t->c->stage == STAGE_SUMMARY && !t->c->want_count && !t->c->cancel &&
           nonce_holds(t, nonce);
}

static void do_order_yes(struct turn *t, const struct call *c)
{
    source_is(t, SOURCE_RULE, "order", 100);
    if (summary_open(t, c->n[0]))
        checkout_yes(t);
    else if (t->c->stage == STAGE_PAY)
        ask_open(t); /* a second tap on the yes that counted already */
    else
        checkout_stale(t);
}

static void do_pay(struct turn *t, const struct call *c)
{
    if (t->c->stage == STAGE_PAY && !t->c->want_count && nonce_holds(t, c->n[1]))
        checkout_pay(t, (enum pay_way)c->n[0]);
    else
        checkout_stale(t);
}

static void do_pay_again(struct turn *t, const struct call *c) { pay_again(t, c->n[0]); }

static void do_pay_again_by(struct turn *t, const struct call *c)
{
    pay_again_by(t, (enum pay_way)c->n[0], c->n[1]);
}

static void do_order_change(struct turn *t, const struct call *c)
{
    if (summary_open(t, c->n[0]))
        checkout_change(t);
    else
        show_now(t);
}

static void do_order_stop(struct turn *t, const struct call *c)
{
    if (summary_open(t, c->n[0]))
        checkout_leave(t);
    else
        show_now(t);
}

/* ---- orders ---- */

static void do_order(struct turn *t, const struct call *c)
{
    const struct order_brief *o = order_by_id(t, c->n[0]);
    leave(t, "order");
    if (o)
        order_show(t, o);
    else
        orders_list(t);
}

static void do_cancel_any(struct turn *t, const struct call *c)
{
    (void)c;
    leave(t, "cancel order");
    order_cancel_asked(t);
}

static void do_cancel_order(struct turn *t, const struct call *c)
{
    const struct order_brief *o = order_by_id(t, c->n[0]);
    leave(t, "cancel order");
    if (o)
        order_cancel_ask(t, o);
    else
        orders_list(t);
}

static void do_cancel_yes(struct turn *t, const struct call *c)
{
    if (t->c->cancel && t->c->cancel == c->n[0] && nonce_holds(t, c->n[1]))
        order_cancel_yes(t);
    else if (!ask_open(t))
        do_order(t, c);
}

static void do_mark(struct turn *t, const struct call *c) { feedback_marked(t, c->n[0], c->n[1]); }

static void do_restock(struct turn *t, const struct call *c) { restock_wished(t, c->n[0]); }

static void do_cancel_no(struct turn *t, const struct call *c)
{
    if (t->c->cancel && nonce_holds(t, c->n[0]))
        order_cancel_no(t);
    else
        show_now(t);
}

static void do_meaning(struct turn *t, const struct call *c)
{
    meaning_chosen(t, c->n[0], c->fresh);
}

/* ---- the table ---- */

static const struct {
    const char *verb;
    void (*act)(struct turn *, const struct call *);
} verbs[] = {
    {"menu", do_menu},           {"cats", do_categories},       {"cat", do_category},
    {"cart", do_cart},           {"orders", do_orders},         {"faqs", do_questions},
    {"human", do_human},         {"faq", do_question},          {"p", do_product},
    {"add", do_add},             {"v", do_add_variant},         {"more", do_more},
    {"clear", do_clear},         {"clearyes", do_clear_yes},    {"opt", do_option},
    {"line", do_line},           {"take", do_take},             {"skip", do_skip},
    {"checkout", do_checkout},   {"myname", do_profile_name},   {"pickup", do_pickup},
    {"delivery", do_delivery},   {"sameaddress", do_same_address}, {"orderyes", do_order_yes},
    {"change", do_order_change}, {"leave", do_order_stop},      {"ord", do_order},
    {"ocancel", do_cancel_any},  {"oc", do_cancel_order},       {"ocyes", do_cancel_yes},
    {"mark", do_mark},           {"back", do_restock},
    {"ocno", do_cancel_no},      {"pay", do_pay},               {"opay", do_pay_again},
    {"payby", do_pay_again_by},  {"mean", do_meaning},
};

/* Numbers between colons; a tap id comes from outside, so anything may be in it. */
static struct call call_read(const char *rest)
{
    struct call c = {.value = ""};
    for (size_t i = 0; i < 3 && *rest == ':'; i++) {
        char *end;
        c.value = i == 2 ? rest + 1 : c.value;
        c.n[i] = strtoll(rest + 1, &end, 10);
        rest = end == rest + 1 ? "" : end;
    }
    return c;
}

bool choose_by_id(struct turn *t, const char *id)
{
    size_t n = strcspn(id, ":");
    for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++) {
        if (strlen(verbs[i].verb) != n || strncmp(verbs[i].verb, id, n))
            continue;
        struct call c = call_read(id + n);
        c.fresh = menu_has(t->c, id);
        verbs[i].act(t, &c);
        return true;
    }
    return false;
}

/* ---- by number or title ---- */

const char *choice_id(struct turn *t, int64_t position)
{
    const struct conversation *c = t->c;
    if (position == -1)
        position = (int64_t)c->menu_content;
    if (position < 1 || position > (int64_t)c->menu_content)
        return NULL;
    return c->menu[position - 1].id;
}

/* Titles are compared in full and as the channel cut them. */
static const char *id_by_title(struct turn *t)
{
    const struct conversation *c = t->c;
    for (size_t i = 0; i < c->menu_count; i++) {
        const char *title = c->menu[i].title;
        if (same_words(t, t->u->text, title) ||
            same_words(t, t->u->text, text_cut(t->a, title, CHOICE_TITLE_MOST)) ||
            same_words(t, t->u->text, text_cut(t->a, title, 20)))
            return c->menu[i].id;
    }
    return NULL;
}

static const char *id_by_number(struct turn *t)
{
    const struct understood *u = t->u;
    const struct conversation *c = t->c;
    if (quantity_said(t))
        return NULL; /* "just 2" is how many, not the second button */
    if (u->only_number && u->choice >= 1 && u->choice <= (int64_t)c->menu_count)
        return c->menu[u->choice - 1].id;
    /* "the second one": of what was listed, not of the buttons below; with a wish it is
     * about the cart, see items_handled. */
    if (!u->only_number && u->choice && !u->item_count && u->intent == INTENT_NONE)
        return choice_id(t, u->choice);
    return NULL;
}

static const char *id_by_paging(struct turn *t)
{
    if (t->u->intent != INTENT_MORE && t->u->intent != INTENT_BACK)
        return NULL;
    const char *title = t->u->intent == INTENT_MORE ? SAY(t, "choice_more")
                                                    : SAY(t, "choice_back");
    for (size_t i = t->c->menu_content; i < t->c->menu_count; i++)
        if (same_words(t, t->c->menu[i].title, title))
            return t->c->menu[i].id;
    return NULL;
}

bool choose_by_words(struct turn *t)
{
    const char *id = id_by_title(t);
    if (!id)
        id = id_by_number(t);
    if (!id)
        id = id_by_paging(t);
    return id && choose_by_id(t, id);
}
