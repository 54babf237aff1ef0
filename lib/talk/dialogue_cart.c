/* dialogue_cart.c -- the cart: shown, filled, emptied.
 *
 * t->cart is the working copy: every change is also an action, so that what the customer
 * reads is what the shop stores. */
#include "dialogue_parts.h"

#include "waiter/utf8.h"

#include <string.h>

#define LINES_CHARS 1100
#define NOTE_CHARS 160

/* ---- lines ---- */

struct cart_line *cart_find(struct turn *t, int64_t variant_id)
{
    for (size_t i = 0; i < t->cart_count; i++)
        if (t->cart[i].variant_id == variant_id)
            return &t->cart[i];
    return NULL;
}

static int64_t price_now(struct turn *t, const struct cart_line *l)
{
    const struct variant *v = catalogue_variant(t->v->catalogue, l->variant_id, NULL);
    return v ? v->price_minor : l->seen_price_minor;
}

/* One action a variant and turn: the last word counts. */
static void cart_act(struct turn *t, const struct cart_line *l)
{
    struct action *a = NULL;
    for (size_t i = t->first_action; i < t->out->action_count; i++)
        if (t->out->actions[i].kind == ACTION_CART_SET &&
            t->out->actions[i].variant_id == l->variant_id)
            a = &t->out->actions[i];
    if (!a)
        a = act(t, ACTION_CART_SET);
    a->variant_id = l->variant_id;
    a->quantity = l->quantity;
    a->amount_minor = l->seen_price_minor;
    a->text = l->note ? l->note : "";
}

void cart_put(struct turn *t, int64_t variant_id, int64_t quantity)
{
    struct cart_line *l = cart_find(t, variant_id);
    if (!l && (quantity <= 0 || t->cart_count == CART_LINES_MOST))
        return;
    if (!l) {
        l = &t->cart[t->cart_count++];
        *l = (struct cart_line){.variant_id = variant_id};
    }
    l->quantity = quantity;
    l->seen_price_minor = price_now(t, l);
    cart_act(t, l);
    if (quantity > 0) {
        t->c->focus = variant_id;
        card_is(t, 0, 0, NULL, NULL);
        return;
    }
    size_t at = (size_t)(l - t->cart);
    memmove(l, l + 1, (--t->cart_count - at) * sizeof *l);
    if (t->c->focus == variant_id)
        t->c->focus = t->cart_count ? t->cart[t->cart_count - 1].variant_id : 0;
}

void cart_note(struct turn *t, int64_t variant_id, const char *note)
{
    struct cart_line *l = cart_find(t, variant_id);
    if (!l || !note || !*note)
        return;
    bool more = l->note && *l->note && strcmp(l->note, note);
    l->note = text_cut(t->a, more ? arena_printf(t->a, "%s, %s", l->note, note) : note, NOTE_CHARS);
    cart_act(t, l);
}

int64_t cart_total(struct turn *t)
{
    int64_t sum = 0;
    for (size_t i = 0; i < t->cart_count; i++)
        sum += price_now(t, &t->cart[i]) * t->cart[i].quantity;
    return sum;
}

/* ---- shown ---- */

static const char *cart_line_say(struct turn *t, const struct cart_line *l)
{
    const char *line = variant_line(t, l->variant_id, l->quantity);
    if (l->note && *l->note)
        line = arena_printf(t->a, "%s, %s", line, safe(t, l->note));
    return SAY(t, "cart_line", "line", line, "price",
               money(t, price_now(t, l) * l->quantity));
}

/* The lines, as many as fit beside a total and a menu in one message. */
const char *cart_lines(struct turn *t)
{
    struct str s = str_new(t->a, 16 * 1024);
    size_t i = 0;
    for (; i < t->cart_count; i++) {
        const char *line = cart_line_say(t, &t->cart[i]);
        if (i && utf8_length(s.text) + utf8_length(line) > LINES_CHARS)
            break;
        str_addf(&s, "%s%s", i ? "\n" : "", line);
    }
    if (i < t->cart_count)
        str_addf(&s, "\n%s",
                 SAY(t, "cart_lines_more", "count", number(t, (int64_t)(t->cart_count - i))));
    return s.text;
}

static void cart_empty_say(struct turn *t)
{
    menu_clear(t);
    para(t, SAY(t, "cart_empty"));
    menu_add(t, "cats:1", SAY(t, "choice_browse"), NULL);
    menu_nav(t, "menu", SAY(t, "choice_menu"));
}

void cart_brief(struct turn *t)
{
    para(t, SAY(t, "cart_head"));
    para_line(t, cart_lines(t));
    para(t, SAY(t, "cart_total", "total", money(t, cart_total(t))));
}

void cart_show(struct turn *t)
{
    if (!t->cart_count) {
        cart_empty_say(t);
        return;
    }
    cart_brief(t);
    menu_clear(t);
    menu_nav(t, "checkout", SAY(t, "choice_checkout"));
    menu_nav(t, "clear", SAY(t, "choice_clear"));
    menu_nav(t, "menu", SAY(t, "choice_menu"));
    t->c->cart_shown = true;
}

void cart_clear(struct turn *t)
{
    if (!t->cart_count) {
        cart_empty_say(t);
        return;
    }
    act(t, ACTION_CART_CLEAR);
    t->cart_count = 0;
    t->c->focus = 0;
    menu_clear(t);
    para(t, SAY(t, "cart_cleared"));
    menu_add(t, "cats:1", SAY(t, "choice_browse"), NULL);
    menu_nav(t, "menu", SAY(t, "choice_menu"));
}

bool line_at(struct turn *t, int64_t position)
{
    if (position == -1)
        position = (int64_t)t->cart_count;
    if (position < 1 || position > (int64_t)t->cart_count)
        return false;
    t->c->focus = t->cart[position - 1].variant_id;
    return true;
}
