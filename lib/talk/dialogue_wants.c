/* dialogue_wants.c -- what was asked for and is not settled: a queue.
 *
 * wants_settle does everything in the queue that is complete and in stock, so nothing of a
 * message is lost, and asks for the first thing missing (dialogue_ask.c). What is in stock is
 * looked up each time: an old answer may no longer hold. */
#include "dialogue_parts.h"

#include <string.h>

/* ---- the queue ---- */

bool want_push(struct turn *t, const struct want *w)
{
    struct conversation *c = t->c;
    if (c->want_count == WANTS_MOST)
        return false;
    c->wants[c->want_count++] = *w;
    return true;
}

void want_remove(struct conversation *c, size_t at)
{
    c->want_count--;
    memmove(&c->wants[at], &c->wants[at + 1], (c->want_count - at) * sizeof c->wants[0]);
}

void want_drop(struct turn *t)
{
    struct want *w = &t->c->wants[0];
    if (w->kind == WANT_FIT)
        cart_put(t, w->candidates[0], 0);
    want_remove(t->c, 0);
    para(t, SAY(t, "left_out"));
    wants_settle(t);
}

/* ---- variants of a product ---- */

static bool fits(const char *value, const char *said)
{
    return !said || (value && !strcmp(value, said));
}

bool variant_fits(const struct variant *v, const char *option1, const char *option2)
{
    return fits(v->option1, option1) && fits(v->option2, option2);
}

const char *variant_value(const struct variant *v, int option)
{
    return option == 1 ? v->option1 : v->option2;
}

static bool any_variant(struct turn *t, const struct product *p, const char *option1,
                        const char *option2, bool in_stock)
{
    for (size_t i = 0; i < p->variant_count; i++)
        if (variant_fits(&p->variants[i], option1, option2) &&
            (!in_stock || variant_stock(t, p->variants[i].id)))
            return true;
    return false;
}

size_t values_left(struct turn *t, const struct product *p, int option,
                          const struct want *w, bool in_stock, const char **out)
{
    const char *one = option == 1 ? NULL : w->option1, *two = option == 2 ? NULL : w->option2;
    size_t n = 0;
    for (size_t i = 0; i < p->variant_count && n < VALUES_MOST; i++) {
        const char *value = variant_value(&p->variants[i], option);
        bool told = !value ||
                    !variant_fits(&p->variants[i], in_stock ? one : NULL, in_stock ? two : NULL);
        for (size_t k = 0; k < n && !told; k++)
            told = !strcmp(out[k], value);
        if (!told && (!in_stock || variant_stock(t, p->variants[i].id)))
            out[n++] = value;
    }
    return n;
}

int option_missing(const struct product *p, const struct want *w)
{
    for (int k = 1; k <= 2; k++) {
        if (k == 1 ? w->option1 != NULL : w->option2 != NULL)
            continue;
        for (size_t i = 0; i < p->variant_count; i++)
            if (variant_value(&p->variants[i], k))
                return k;
    }
    return 0;
}

/* Trusts the language room first; then whole words, because "not the blue, the black" names
 * two. Single letters are left to it: "i'm" is no size M. */
const char *value_said(struct turn *t, const struct product *p, int option, const char *words,
                       const char *but_not)
{
    const char *value = option_named(t->v->brain, t->a, p, option, words);
    if (value && (!but_not || strcmp(value, but_not)))
        return value;
    for (size_t i = 0; i < p->variant_count; i++) {
        value = variant_value(&p->variants[i], option);
        if (value && value[0] && value[1] && (!but_not || strcmp(value, but_not)) &&
            has_words(t, words, value))
            return value;
    }
    return NULL;
}

/* ---- which product ---- */

const struct product *product_of(struct turn *t, const struct want *w)
{
    return w->candidate_count == 1 ? catalogue_product(t->v->catalogue, w->candidates[0]) : NULL;
}

/* Keeps the products that are still there and, of several, those that come as was said. */
static void candidates_narrow(struct turn *t, struct want *w)
{
    size_t n = 0, fitting = 0;
    int64_t kept[CANDIDATES_MOST], fit[CANDIDATES_MOST];
    for (size_t i = 0; i < w->candidate_count; i++) {
        const struct product *p = catalogue_product(t->v->catalogue, w->candidates[i]);
        if (!p)
            continue;
        kept[n++] = p->id;
        if (any_variant(t, p, w->option1, w->option2, false))
            fit[fitting++] = p->id;
    }
    const int64_t *from = fitting ? fit : kept;
    w->candidate_count = fitting ? fitting : n;
    memcpy(w->candidates, from, w->candidate_count * sizeof *from);
}

/* ---- which variant ---- */

/* Forgets what was said but does not exist or is sold out, and says so. */
static void options_relax(struct turn *t, const struct product *p, struct want *w)
{
    if (any_variant(t, p, w->option1, w->option2, true))
        return;
    bool known1 = any_variant(t, p, w->option1, NULL, false);
    bool known2 = any_variant(t, p, NULL, w->option2, false);
    bool sold_out = any_variant(t, p, w->option1, w->option2, false);
    const char *said = safe(t, line_text(t->a, p->name, w->option1, w->option2, 1) + 4);
    para(t, SAY(t, sold_out ? KEY("variant_sold_out") : KEY("variant_unknown"), "name", said));
    w->relaxed = true;
    if (!known1)
        w->option1 = NULL;
    if (!known2)
        w->option2 = NULL;
    if (any_variant(t, p, w->option1, w->option2, true))
        return;
    if (w->option1 && any_variant(t, p, w->option1, NULL, true))
        w->option2 = NULL;
    else if (w->option2 && any_variant(t, p, NULL, w->option2, true))
        w->option1 = NULL;
    else
        w->option1 = w->option2 = NULL;
}

/* Fills in what there is no choice about; false when the customer has to choose. */
static bool options_complete(struct turn *t, const struct product *p, struct want *w)
{
    for (int k; (k = option_missing(p, w));) {
        const char *left[VALUES_MOST], *all[VALUES_MOST];
        size_t n = values_left(t, p, k, w, true, left);
        if (n != 1 || w->relaxed)
            return false;
        if (values_left(t, p, k, w, false, all) > 1)
            para(t,
                 SAY(t, "only_value_left", "value", safe(t, left[0]), "name", safe(t, p->name)));
        *(k == 1 ? &w->option1 : &w->option2) = left[0];
    }
    return true;
}

const struct variant *variant_of(const struct product *p, const struct want *w)
{
    for (size_t i = 0; i < p->variant_count; i++)
        if (variant_fits(&p->variants[i], w->option1, w->option2))
            return &p->variants[i];
    return NULL;
}

/* ---- how many ---- */

enum room { ROOM_FOR_IT, ROOM_FOR_LESS, ROOM_FOR_NONE };

/* May the line of this variant hold `wanted` in all? Says why not; *most is what it may hold. */
static enum room room_for(struct turn *t, int64_t variant_id, int64_t wanted, int64_t *most)
{
    const struct cart_line *l = cart_find(t, variant_id);
    int64_t left = variant_stock(t, variant_id);
    if (wanted > LINE_QUANTITY_MOST) {
        para(t, SAY(t, "quantity_limit", "most", number(t, LINE_QUANTITY_MOST), "name",
                    variant_name(t, variant_id)));
        return ROOM_FOR_NONE;
    }
    if (!l && t->cart_count == CART_LINES_MOST) {
        para(t, SAY(t, "cart_full", "most", number(t, CART_LINES_MOST)));
        return ROOM_FOR_NONE;
    }
    *most = left;
    return wanted <= left ? ROOM_FOR_IT : ROOM_FOR_LESS;
}

/* ---- settling ---- */

static bool settle_variant(struct turn *t, struct want *w, const struct variant *v)
{
    const struct cart_line *l = cart_find(t, v->id);
    int64_t in_cart = l && v->id != w->replaces ? l->quantity : 0;
    int64_t wanted = w->quantity > 0 ? w->quantity : 1, most = 0;
    switch (room_for(t, v->id, wanted > LINE_QUANTITY_MOST ? wanted : in_cart + wanted, &most)) {
    case ROOM_FOR_NONE: return true;
    case ROOM_FOR_LESS:
        if (most - in_cart <= 0) {
            para(t, SAY(t, "all_in_cart", "line", variant_line(t, v->id, in_cart)));
            return true;
        }
        w->offer = most - in_cart;
        return false;
    case ROOM_FOR_IT: break;
    }
    if (w->replaces && w->replaces != v->id)
        cart_put(t, w->replaces, 0);
    cart_put(t, v->id, in_cart + wanted);
    cart_note(t, v->id, w->note);
    const char *line = variant_line(t, v->id, wanted);
    if (w->replaces)
        para_line(t, SAY(t, "changed", "line", line));
    else
        str_addf(&t->added, "%s%s", t->added.len ? "\n" : "", SAY(t, "added", "line", line));
    return true;
}

static bool settle_add(struct turn *t, struct want *w)
{
    size_t asked = w->candidate_count;
    candidates_narrow(t, w);
    if (!w->candidate_count)
        para(t, asked ? SAY(t, "gone") : SAY(t, "left_out"));
    if (!w->candidate_count)
        return true;
    if (w->candidate_count > 1 || w->unsure)
        return false;
    const struct product *p = product_of(t, w);
    if (!stock_of(t, p)) {
        para(t, SAY(t, "product_sold_out", "name", safe(t, p->name)));
        t->sold_out = p;
        return true;
    }
    options_relax(t, p, w);
    if (!options_complete(t, p, w))
        return false;
    const struct variant *v = variant_of(p, w);
    return !v || settle_variant(t, w, v);
}

static void line_set(struct turn *t, int64_t id, int64_t quantity)
{
    cart_put(t, id, quantity);
    para_line(t, SAY(t, "changed", "line", variant_line(t, id, quantity)));
}

static void line_remove(struct turn *t, int64_t id)
{
    const struct cart_line *l = cart_find(t, id);
    const char *line = variant_line(t, id, l->quantity);
    cart_put(t, id, 0);
    para_line(t, SAY(t, "removed", "line", line));
}

static bool settle_quantity(struct turn *t, struct want *w, int64_t id, int64_t quantity)
{
    int64_t most = 0;
    switch (room_for(t, id, quantity, &most)) {
    case ROOM_FOR_NONE: return true;
    case ROOM_FOR_IT: line_set(t, id, quantity); return true;
    case ROOM_FOR_LESS: break;
    }
    int64_t have = cart_find(t, id)->quantity;
    if (have == most || (w->kind == WANT_MORE && most < have)) {
        para(t, SAY(t, "all_in_cart", "line", variant_line(t, id, have)));
        return true;
    }
    if (!most) {
        line_remove(t, id);
        return true;
    }
    w->offer = most;
    return false;
}

static bool settle_line(struct turn *t, struct want *w)
{
    size_t n = 0;
    for (size_t i = 0; i < w->candidate_count; i++)
        if (cart_find(t, w->candidates[i]))
            w->candidates[n++] = w->candidates[i];
    w->candidate_count = n;
    if (n != 1)
        return n == 0;
    int64_t id = w->candidates[0], have = cart_find(t, id)->quantity;
    switch (w->kind) {
    case WANT_REMOVE:
        if (w->quantity > 0 && w->quantity < have)
            line_set(t, id, have - w->quantity);
        else
            line_remove(t, id);
        return true;
    case WANT_SET:
        if (w->quantity > 0)
            return settle_quantity(t, w, id, w->quantity);
        para(t, SAY(t, "change_how", "name", variant_name(t, id)));
        return true;
    case WANT_MORE:
        return settle_quantity(t, w, id, have + (w->quantity > 0 ? w->quantity : 1));
    default: /* WANT_FIT */
        if (have <= variant_stock(t, id))
            return true;
        return settle_quantity(t, w, id, have);
    }
}

static bool settled(struct turn *t, struct want *w)
{
    return w->kind == WANT_ADD || w->kind == WANT_SWAP ? settle_add(t, w) : settle_line(t, w);
}

/* Nothing is open any more: the cart, and what may be had instead of what is sold out. */
static void wants_done(struct turn *t)
{
    const struct product *others[RECOMMEND_MOST];
    size_t n = t->sold_out ? alternatives(t, t->sold_out, others) : 0;
    if (t->c->stage != STAGE_NONE) {
        checkout_ask(t);
    } else if (!n && (t->cart_count || !t->text.len)) {
        cart_show(t);
    } else if (!n) {
        if (t->out->action_count)
            cart_show(t);
        else
            show_menu(t);
    } else {
        if (t->cart_count)
            cart_show(t);
        show_products(t, SAY(t, "alternatives"), others, n);
        restock_offer(t, t->sold_out);
        if (t->cart_count)
            menu_nav(t, "checkout", SAY(t, "choice_checkout"));
    }
}

/* What went in: named on its own for those who had something already, else by the cart as it
 * is now, so that nothing is in doubt before a question. */
static void added_say(struct turn *t)
{
    const struct conversation *c = t->c;
    bool told_by_summary = c->stage == STAGE_SUMMARY;
    if (!t->added.len)
        return;
    if (c->want_count ? c->stage == STAGE_NONE : c->stage == STAGE_BEGIN)
        cart_brief(t);
    else if (c->stage != STAGE_NONE ? !told_by_summary : t->v->cart_count > 0)
        para(t, t->added.text);
    t->added = str_new(t->a, t->added.max);
}

void wants_settle(struct turn *t)
{
    struct conversation *c = t->c;
    for (size_t i = 0; i < c->want_count;) {
        if (settled(t, &c->wants[i]))
            want_remove(c, i);
        else
            i++;
    }
    added_say(t);
    if (c->want_count)
        want_ask(t);
    else
        wants_done(t);
}
