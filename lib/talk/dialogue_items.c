/* dialogue_items.c -- what the items of a message want: add, remove, change, "it", "one more".
 *
 * An item becomes a want (dialogue_wants.c), which is settled at once when it is complete.
 * Items that name no product are about the card just shown or the line last touched. */
#include "dialogue_parts.h"

#include <stdlib.h>
#include <string.h>

/* ---- which lines, which product ---- */

static bool is_candidate(const struct item *it, const struct product *p)
{
    for (size_t i = 0; i < it->candidate_count; i++)
        if (it->candidates[i] == p)
            return true;
    return false;
}

/* Cart lines the item may mean; those that also fit the options said come alone when there
 * are any, because "remove the black one" means the black one. */
static void lines_meant(struct turn *t, const struct item *it, struct want *w)
{
    bool fitting_only = false;
    for (int round = 0; round < 2 && !w->candidate_count; round++) {
        fitting_only = round == 0;
        for (size_t i = 0; i < t->cart_count && w->candidate_count < CANDIDATES_MOST; i++) {
            const struct product *p;
            const struct variant *v =
                catalogue_variant(t->v->catalogue, t->cart[i].variant_id, &p);
            if (!v || (it->candidate_count && !is_candidate(it, p)))
                continue;
            if (fitting_only && !variant_fits(v, it->option1, it->option2))
                continue;
            w->candidates[w->candidate_count++] = v->id;
        }
        if (it->wish == WISH_REMOVE || (!it->option1 && !it->option2))
            break; /* "remove the red mug" with only a blue one there removes nothing */
    }
}

/* "change the cups to 1" with an enamel cup in the cart: what lies there is meant, whatever in
 * the shop fits the word better. */
static void lines_alike(struct turn *t, const struct item *it, struct want *w)
{
    const struct product *like[CANDIDATES_MOST];
    size_t n = it->words ? brain_search(t->v->brain, t->a, it->words, like, CANDIDATES_MOST) : 0;
    for (size_t i = 0; i < t->cart_count && w->candidate_count < CANDIDATES_MOST; i++) {
        const struct product *p;
        const struct variant *v = catalogue_variant(t->v->catalogue, t->cart[i].variant_id, &p);
        for (size_t k = 0; v && k < n; k++)
            if (like[k]->id == p->id && variant_fits(v, it->option1, it->option2))
                w->candidates[w->candidate_count++] = v->id;
    }
}

static struct want want_of(struct turn *t, const struct item *it, enum want_kind kind)
{
    const char *note = NULL;
    for (size_t i = 0; i < it->modifier_count; i++)
        note = note ? arena_printf(t->a, "%s, %s", note, it->modifiers[i]) : it->modifiers[i];
    return (struct want){.kind = kind, .option1 = it->option1, .option2 = it->option2, .note = note,
                         .quantity = it->quantity};
}

/* The open question was about this very product: what is said now completes that want, it is
 * not one more. Only once a message: "a hoodie in L and one in M" are two. */
static bool open_want_filled(struct turn *t, const struct item *it)
{
    struct want *w = &t->c->wants[0];
    if (!t->want_was_open || w->kind != WANT_ADD || it->candidate_count != 1)
        return false;
    for (size_t i = 0; i < w->candidate_count; i++) {
        if (w->candidates[i] != it->candidates[0]->id)
            continue;
        t->want_was_open = false;
        w->candidates[0] = w->candidates[i];
        w->candidate_count = 1;
        w->unsure = it->confidence < ITEM_SURE;
        w->option1 = it->option1 ? it->option1 : w->option1;
        w->option2 = it->option2 ? it->option2 : w->option2;
        w->quantity = it->quantity > 0 ? it->quantity : w->quantity;
        w->offer = 0;
        return true;
    }
    return false;
}

static void product_wanted(struct turn *t, const struct item *it)
{
    if (open_want_filled(t, it))
        return;
    struct want w = want_of(t, it, WANT_ADD);
    for (size_t i = 0; i < it->candidate_count; i++)
        w.candidates[w.candidate_count++] = it->candidates[i]->id;
    w.unsure = it->confidence < ITEM_SURE;
    if (!want_push(t, &w))
        para(t, SAY(t, "too_many_items", "most", number(t, WANTS_MOST)));
}

/* ---- items that name no product: "make it three", "one more", "in black" ---- */

/* The value of that option which the item names: its own words first, then the message. */
static const char *value_meant(struct turn *t, const struct item *it, const struct product *p,
                               int option, const char *but_not)
{
    for (size_t i = 0; i < p->variant_count; i++) {
        const char *value = option == 1 ? p->variants[i].option1 : p->variants[i].option2;
        bool said = value && ((it->option1 && !strcmp(value, it->option1)) ||
                              (it->option2 && !strcmp(value, it->option2)));
        if (said && (!but_not || strcmp(value, but_not)))
            return value;
    }
    return value_said(t, p, option, t->u->text, but_not);
}

static const struct product *product_in_focus(struct turn *t)
{
    const struct product *p = NULL;
    if (t->c->card)
        return catalogue_product(t->v->catalogue, t->c->card);
    if (t->c->focus)
        catalogue_variant(t->v->catalogue, t->c->focus, &p);
    return p;
}

/* The line in focus, or the only one; NULL when it could be several. */
static struct cart_line *line_in_focus(struct turn *t)
{
    struct cart_line *l = t->c->focus ? cart_find(t, t->c->focus) : NULL;
    return l ? l : t->cart_count == 1 ? &t->cart[0] : NULL;
}

/* What is said about the want that is being asked about: "make it three", "one more". */
static bool front_want_changed(struct turn *t, const struct item *it)
{
    struct want *w = t->c->want_count ? &t->c->wants[0] : NULL;
    if (!w || it->candidate_count || (w->kind != WANT_ADD && w->kind != WANT_SWAP))
        return false;
    int64_t had = w->quantity > 0 ? w->quantity : 1;
    if (it->wish == WISH_REMOVE) {
        w->candidate_count = 0;
        return true;
    }
    if (it->wish == WISH_MORE)
        w->quantity = had + (it->quantity > 0 ? it->quantity : 1);
    else if (it->quantity > 0)
        w->quantity = it->quantity;
    w->offer = 0;
    const struct product *p =
        w->candidate_count == 1 ? catalogue_product(t->v->catalogue, w->candidates[0]) : NULL;
    const char *one = p ? value_said(t, p, 1, t->u->text, NULL) : NULL;
    const char *two = p ? value_said(t, p, 2, t->u->text, NULL) : NULL;
    w->option1 = one ? one : w->option1;
    w->option2 = two ? two : w->option2;
    return true;
}

static const char *other_option(const char *const said[2], const struct variant *v, int k)
{
    if (said[k - 1])
        return said[k - 1];
    return k == 1 ? v->option1 : v->option2;
}

/* The line becomes another variant of the same product: "in L", "not the blue, the black". */
static bool line_swapped(struct turn *t, const struct item *it, const struct cart_line *l,
                         int64_t quantity)
{
    const struct product *p;
    const struct variant *v = catalogue_variant(t->v->catalogue, l->variant_id, &p);
    if (!v)
        return false;
    const char *said[2] = {value_meant(t, it, p, 1, v->option1),
                           value_meant(t, it, p, 2, v->option2)};
    if (!said[0] && !said[1])
        return false;
    struct want w = {.kind = WANT_SWAP, .candidates = {p->id}, .candidate_count = 1,
                     .quantity = quantity > 0 ? quantity : l->quantity, .replaces = l->variant_id};
    w.option1 = other_option(said, v, 1);
    w.option2 = other_option(said, v, 2);
    return want_push(t, &w);
}

static void ask_which_line(struct turn *t, const struct item *it, enum want_kind kind)
{
    struct want w = want_of(t, it, kind);
    for (size_t i = 0; i < t->cart_count && w.candidate_count < CANDIDATES_MOST; i++)
        w.candidates[w.candidate_count++] = t->cart[i].variant_id;
    want_push(t, &w);
}

static bool says_none(const struct item *it)
{
    return it->words && strpbrk(it->words, "0") != NULL;
}

static void line_want(struct turn *t, const struct item *it, enum want_kind kind)
{
    const struct cart_line *l = line_in_focus(t);
    if (!l) {
        ask_which_line(t, it, kind);
        return;
    }
    struct want w = want_of(t, it, kind);
    w.candidates[w.candidate_count++] = l->variant_id;
    want_push(t, &w);
}

static bool focus_changed(struct turn *t, const struct item *it)
{
    struct cart_line *l = line_in_focus(t);
    if (it->wish == WISH_SET && !it->quantity && says_none(it)) {
        line_want(t, it, WANT_REMOVE);
        return true;
    }
    if (l && line_swapped(t, it, l, it->wish == WISH_MORE ? 0 : it->quantity))
        return true;
    if (it->wish == WISH_SET && it->quantity > 0) {
        line_want(t, it, WANT_SET);
        return true;
    }
    return false;
}

/* "2 of those", "I'll take it": the product on the card, else the line in focus again. */
static bool focus_added(struct turn *t, const struct item *it)
{
    const struct product *p = product_in_focus(t);
    if (!p)
        return false;
    if (!t->c->card && !it->quantity && !it->option1 && !it->option2 && cart_find(t, t->c->focus))
        return true; /* it is in the cart, which is shown */
    struct want w = want_of(t, it, WANT_ADD);
    w.candidates[w.candidate_count++] = p->id;
    w.option1 = value_meant(t, it, p, 1, NULL);
    w.option2 = value_meant(t, it, p, 2, NULL);
    const struct conversation *c = t->c;
    const struct variant *v =
        catalogue_variant(t->v->catalogue, c->card ? c->variant : c->focus, NULL);
    bool one = v && v->product_id == p->id;
    const char *known1 = one ? v->option1 : c->card ? c->said1 : NULL;
    const char *known2 = one ? v->option2 : c->card ? c->said2 : NULL;
    w.option1 = w.option1 ? w.option1 : known1;
    w.option2 = w.option2 ? w.option2 : known2;
    return want_push(t, &w);
}

static bool comes_as(const struct product *p, const char *option1, const char *option2)
{
    for (size_t i = 0; i < p->variant_count; i++)
        if (variant_fits(&p->variants[i], option1, option2))
            return true;
    return false;
}

bool card_narrowed(struct turn *t)
{
    const struct product *p = t->c->card ? catalogue_product(t->v->catalogue, t->c->card) : NULL;
    const char *one = p ? value_said(t, p, 1, t->u->text, NULL) : NULL;
    const char *two = p ? value_said(t, p, 2, t->u->text, NULL) : NULL;
    if (!one && !two)
        return false;
    const char *known1 = one ? one : t->c->said1, *known2 = two ? two : t->c->said2;
    source_is(t, SOURCE_RULE, "product", 90);
    if (comes_as(p, known1, known2))
        show_card(t, p, known1, known2);
    else
        show_card(t, p, one, two);
    return true;
}

/* "how much is it?", "is it in stock?", "in large?" */
static bool card_shown_again(struct turn *t)
{
    const struct product *p = t->c->card ? catalogue_product(t->v->catalogue, t->c->card) : NULL;
    if (!p || card_narrowed(t))
        return p != NULL;
    source_is(t, SOURCE_RULE, "product", 90);
    show_card(t, p, t->c->said1, t->c->said2);
    return true;
}

/* "the second one" with a wish: of the cart when it was shown last or the wish is about what
 * is in it; else of the list shown last. */
static bool position_meant(struct turn *t, const struct item *it)
{
    int64_t at = t->u->choice;
    if (!at || t->u->only_number)
        return true;
    bool about_cart = it->wish == WISH_REMOVE || it->wish == WISH_SET || t->c->cart_shown;
    if (about_cart)
        return line_at(t, at);
    const char *id = choice_id(t, at);
    if (!id || strncmp(id, "p:", 2))
        return false;
    card_is(t, strtoll(id + 2, NULL, 10), 0, NULL, NULL);
    return true;
}

static bool unnamed_item(struct turn *t, const struct item *it)
{
    if (front_want_changed(t, it))
        return true;
    if (!position_meant(t, it))
        return false;
    bool card_first = t->c->card && !t->c->cart_shown;
    switch (it->wish) {
    case WISH_REMOVE:
        if (!t->cart_count)
            return false;
        line_want(t, it, WANT_REMOVE);
        return true;
    case WISH_SET:
        if (card_first && !it->quantity)
            return card_narrowed(t); /* "the pink one instead" */
        return t->cart_count ? focus_changed(t, it) || focus_added(t, it) : focus_added(t, it);
    case WISH_MORE:
        if (card_first || !t->cart_count)
            return focus_added(t, it);
        if (line_in_focus(t) && value_said(t, product_in_focus(t), 1, t->u->text, NULL))
            return focus_added(t, it); /* "one more in L" */
        if (line_in_focus(t) && value_said(t, product_in_focus(t), 2, t->u->text, NULL))
            return focus_added(t, it);
        line_want(t, it, WANT_MORE);
        return true;
    case WISH_ADD: return focus_added(t, it);
    case WISH_SHOW: return card_shown_again(t);
    case WISH_NONE: break;
    }
    if (it->quantity > 0)
        return focus_added(t, it);
    return card_narrowed(t) || (!t->c->card && focus_changed(t, it));
}

/* ---- items that name a product ---- */

static bool named_change(struct turn *t, const struct item *it)
{
    struct want w = want_of(t, it, it->wish == WISH_REMOVE ? WANT_REMOVE
                                : it->wish == WISH_MORE ? WANT_MORE : WANT_SET);
    lines_meant(t, it, &w);
    if (!w.candidate_count && it->wish != WISH_MORE)
        lines_alike(t, it, &w);
    bool nothing_to_add = it->wish == WISH_REMOVE || (it->wish == WISH_SET && !it->quantity);
    if (!w.candidate_count && nothing_to_add) {
        const char *name = it->candidate_count == 1 ? safe(t, it->candidates[0]->name) : NULL;
        para(t, name ? SAY(t, "not_in_cart", "name", name) : SAY(t, "not_in_cart_any"));
        return true;
    }
    if (!w.candidate_count) {
        product_wanted(t, it);
        return true;
    }
    const struct variant *v = catalogue_variant(t->v->catalogue, w.candidates[0], NULL);
    bool other = v && !variant_fits(v, it->option1, it->option2);
    if (other && it->wish == WISH_MORE) {
        product_wanted(t, it);
    } else if (w.candidate_count == 1 && (other || (it->wish == WISH_SET && !it->quantity))) {
        const struct cart_line *l = cart_find(t, w.candidates[0]);
        if (!line_swapped(t, it, l, it->quantity) && !want_push(t, &w))
            return false;
    } else {
        want_push(t, &w);
    }
    return true;
}

static bool named_item(struct turn *t, const struct item *it)
{
    if (it->wish == WISH_REMOVE || it->wish == WISH_SET || it->wish == WISH_MORE)
        return named_change(t, it);
    product_wanted(t, it);
    return true;
}

/* "change the custard ones to chocolate": the first item goes, the second one, which names no
 * product, says what it becomes. */
static bool is_exchange(const struct turn *t)
{
    const struct item *old = &t->u->items[0], *new = &t->u->items[1];
    return t->u->item_count == 2 && old->wish == WISH_REMOVE && new->wish == WISH_SET &&
           !new->candidate_count && (old->candidate_count || old->option1 || old->option2) &&
           (new->option1 || new->option2);
}

/* Of several lines that fit the one touched last is meant. */
static int64_t line_to_exchange(struct turn *t, const struct want *lines)
{
    for (size_t i = 0; i < lines->candidate_count; i++)
        if (lines->candidates[i] == t->c->focus)
            return t->c->focus;
    return lines->candidates[0];
}

static bool exchanged(struct turn *t)
{
    const struct item *old = &t->u->items[0], *new = &t->u->items[1];
    struct want w = want_of(t, old, WANT_REMOVE);
    lines_meant(t, old, &w);
    if (!w.candidate_count) {
        para(t, SAY(t, "not_in_cart_any"));
        return true;
    }
    int64_t id = line_to_exchange(t, &w);
    const struct cart_line *l = cart_find(t, id);
    if (old->quantity <= 0 || old->quantity >= l->quantity)
        return line_swapped(t, new, l, 0);
    /* Only some of them: those are taken away here and added anew. */
    if (!line_swapped(t, new, l, old->quantity))
        return false;
    struct want *last = &t->c->wants[t->c->want_count - 1], added = *last;
    added.kind = WANT_ADD;
    added.replaces = 0;
    w.candidates[0] = id;
    w.candidate_count = 1;
    *last = w;
    return want_push(t, &added);
}

/* "not the blue, the black" comes as two items without a product, one of them unwanted:
 * the rest of the sentence says what it becomes. */
static bool is_swap(const struct turn *t)
{
    bool removed = false, said = false;
    for (size_t i = 0; i < t->u->item_count; i++) {
        const struct item *it = &t->u->items[i];
        if (it->candidate_count)
            return false;
        removed = removed || it->wish == WISH_REMOVE;
        said = said || (it->wish != WISH_REMOVE && (it->option1 || it->option2));
    }
    return removed && said;
}

static bool items_taken(struct turn *t)
{
    if (is_exchange(t))
        return exchanged(t);
    if (is_swap(t)) {
        struct cart_line *l = line_in_focus(t);
        for (size_t i = 0; l && i < t->u->item_count; i++)
            if (t->u->items[i].wish != WISH_REMOVE)
                return line_swapped(t, &t->u->items[i], l, 0);
    }
    bool taken = false;
    for (size_t i = 0; i < t->u->item_count; i++) {
        const struct item *it = &t->u->items[i];
        taken |= it->candidate_count ? named_item(t, it) : unnamed_item(t, it);
    }
    return taken;
}

void items_want(struct turn *t, const struct item *it)
{
    source_is(t, SOURCE_RULE, "items", it->confidence);
    t->c->cancel = 0;
    product_wanted(t, it);
    wants_settle(t);
}

/* What was ordered beside the rest and is not sold here: never left out in silence. */
static void unknown_told(struct turn *t)
{
    for (size_t i = 0; order_wish(t) && i < t->u->unknown_count; i++)
        para(t, SAY(t, "item_unknown", "words", safe(t, text_cut(t->a, t->u->unknown[i], 60))));
}

bool items_handled(struct turn *t)
{
    if (!t->u->item_count)
        return false;
    const char *why = t->why;
    source_is(t, SOURCE_RULE, "items", t->u->items[0].confidence);
    if (!items_taken(t)) {
        source_is(t, SOURCE_RULE, why, 0);
        return false;
    }
    t->c->cancel = 0;
    if (t->shown)
        return true;
    details_noted(t);
    unknown_told(t);
    if (t->u->too_many_items)
        para(t, SAY(t, "too_many_items", "most", number(t, ITEMS_MOST)));
    if (t->u->intent == INTENT_CHECKOUT && t->c->stage == STAGE_NONE)
        t->c->stage = STAGE_BEGIN;
    wants_settle(t);
    return true;
}

#define SLIP_WORDS 4 /* "no sorry, the blue" */

bool line_revalued(struct turn *t)
{
    const struct conversation *c = t->c;
    struct item it = {.wish = WISH_SET, .words = t->u->text};
    const struct cart_line *l = line_in_focus(t);
    if (c->card || !l || open_question(c) || is_question(t) || str_words(t->u->plain) > SLIP_WORDS ||
        !line_swapped(t, &it, l, 0))
        return false;
    source_is(t, SOURCE_RULE, "items", 90);
    wants_settle(t);
    return true;
}

bool quantity_said(struct turn *t)
{
    return t->u->only_number && t->u->choice > 0 && has_one_of(t, SAY(t, "quantity_words"));
}

bool quantity_changed(struct turn *t)
{
    if (!quantity_said(t) || open_question(t->c))
        return false;
    struct item it = {.wish = WISH_SET, .quantity = t->u->choice, .words = t->u->text};
    if (t->c->cart_shown && line_in_focus(t))
        line_want(t, &it, WANT_SET);
    else if (!focus_added(t, &it))
        return false;
    source_is(t, SOURCE_RULE, "items", 90);
    wants_settle(t);
    return true;
}
