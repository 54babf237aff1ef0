/* dialogue_recommend.c -- what to have instead, what to have with it, what is worth having.
 *
 * Asked, it always answers; unasked, it speaks up on the first card that others bought something
 * with, and then never again in this conversation (a day of WhatsApp's). */
#include "dialogue_parts.h"

#include "waiter/clock.h"

#include <string.h>

/* ---- what may be spoken of ---- */

static bool in_cart(const struct turn *t, const struct product *p)
{
    for (size_t i = 0; i < t->cart_count; i++) {
        const struct product *of;
        if (catalogue_variant(t->v->catalogue, t->cart[i].variant_id, &of) && of == p)
            return true;
    }
    return false;
}

static bool can_be_had(void *turn, const struct product *p) { return stock_of(turn, p) > 0; }

static bool is_news(void *turn, const struct product *p)
{
    return can_be_had(turn, p) && !in_cart(turn, p);
}

static size_t find(struct turn *t, enum recommend_kind kind, const struct product *of,
                   const struct product **out)
{
    const struct recommend_ask ask = {
        .kind = kind, .of = of, .words = of ? NULL : t->u->text,
        .fits = kind == RECOMMEND_INSTEAD ? can_be_had : is_news, .who = t,
    };
    return recommend(t->v->catalogue, brain_likeness(t->v->brain), t->a, &ask, out);
}

/* ---- instead of what is sold out ---- */

size_t alternatives(struct turn *t, const struct product *p, const struct product **out)
{
    return find(t, RECOMMEND_INSTEAD, p, out);
}

/* ---- unasked ---- */

bool companion_suggested(struct turn *t, const struct product *p)
{
    const struct product *found[RECOMMEND_MOST];
    struct conversation *c = t->c;
    if (c->suggested && t->v->now - c->suggested < DAY_MS)
        return false;
    if (!find(t, RECOMMEND_BOUGHT, p, found))
        return false;
    c->suggested = t->v->now;
    para(t, SAY(t, "often_with", "name", safe(t, found[0]->name)));
    product_entry(t, found[0]);
    return true;
}

/* ---- asked ---- */

/* "what goes with the hoodie", else with what was just shown or put into the cart. */
static const struct product *spoken_of(struct turn *t)
{
    const struct understood *u = t->u;
    const struct catalogue *c = t->v->catalogue;
    const struct product *p = NULL;
    if (!has_one_of(t, SAY(t, "beside_words")))
        return NULL;
    for (size_t i = 0; i < u->item_count; i++)
        if (u->items[i].candidate_count && u->items[i].confidence >= ITEM_SURE)
            return catalogue_product(c, u->items[i].candidates[0]->id);
    if (t->c->card)
        p = catalogue_product(c, t->c->card);
    if (!p && t->c->focus)
        (void)catalogue_variant(c, t->c->focus, &p);
    if (!p && t->cart_count)
        (void)catalogue_variant(c, t->cart[t->cart_count - 1].variant_id, &p);
    return p;
}

static void list(struct turn *t, const char *head, const struct product *const *goods, size_t n)
{
    conversation_close_questions(t->c);
    show_products(t, head, goods, n);
    menu_nav(t, "menu", SAY(t, "choice_menu"));
}

bool recommend_asked(struct turn *t)
{
    const struct product *found[RECOMMEND_MOST];
    if (t->u->intent != INTENT_RECOMMEND || (t->u->faq[0] && t->u->faq_score[0] >= FAQ_ASKED))
        return false;
    const struct product *of = spoken_of(t);
    const char *name = of ? safe(t, of->name) : "";
    size_t n = find(t, of ? RECOMMEND_BESIDE : RECOMMEND_FOR, of, found);
    source_is(t, SOURCE_RULE, "recommend", 90);
    if (!n) {
        para(t, SAY(t, "recommend_none"));
        show_categories(t, 1);
    } else if (!of) {
        list(t, SAY(t, "recommend"), found, n);
    } else if (bought_together(t->v->catalogue, of->id, found[0]->id)) {
        list(t, SAY(t, "recommend_bought", "name", name), found, n);
    } else {
        list(t, SAY(t, "recommend_with", "name", name), found, n);
    }
    return true;
}

bool something_like(struct turn *t)
{
    const struct product *found[RECOMMEND_MOST];
    if (open_question(t->c) || order_wish(t) || !has_one_of(t, SAY(t, "something_words")))
        return false;
    size_t n = find(t, RECOMMEND_LIKE, NULL, found);
    if (!n)
        return false;
    source_is(t, SOURCE_RULE, "recommend", 60);
    list(t, SAY(t, "recommend"), found, n);
    return true;
}
