/* dialogue_again.c -- "same as last time": the newest order that was not cancelled, at today's prices.
 *
 * Its lines go into the cart beside what is there, as far as they are still sold and there; then the
 * summary is shown with the address of last time. Nothing is ordered without a yes. */
#include "dialogue_parts.h"

#include <string.h>

static const struct order_brief *last_bought(const struct turn *t)
{
    for (size_t i = 0; i < history(t)->order_count; i++)
        if (history(t)->orders[i].status != ORDER_CANCELLED)
            return &history(t)->orders[i];
    return history(t)->order_count ? &history(t)->orders[0] : NULL;
}

/* What of a line can be had; says so where it is less than last time. */
static bool line_again(struct turn *t, const struct cart_line *l)
{
    const struct variant *v = catalogue_variant(t->v->catalogue, l->variant_id, NULL);
    int64_t left = v ? variant_stock(t, l->variant_id) : 0;
    int64_t most = left < LINE_QUANTITY_MOST ? left : LINE_QUANTITY_MOST;
    int64_t quantity = l->quantity < most ? l->quantity : most;
    if (!v) {
        para_line(t, SAY(t, "again_gone"));
    } else if (!quantity) {
        para_line(t, SAY(t, "variant_sold_out", "name", variant_name(t, v->id)));
    } else {
        if (quantity < l->quantity)
            para_line(t, SAY(t, "again_fewer", "line", variant_line(t, v->id, quantity)));
        cart_put(t, v->id, quantity);
    }
    return quantity > 0;
}

void order_again(struct turn *t)
{
    struct cart_line lines[CART_LINES_MOST];
    const struct order_brief *o = last_bought(t);
    size_t n = o && t->v->order_lines ? t->v->order_lines(t->v->shop, o->id, lines, CART_LINES_MOST) : 0;
    bool any = false;
    source_is(t, SOURCE_RULE, "same again", 100);
    if (!n) {
        para(t, SAY(t, "orders_none"));
        show_menu(t);
        return;
    }
    para(t, SAY(t, "again_head"));
    for (size_t i = 0; i < n; i++)
        any |= line_again(t, &lines[i]);
    if (any)
        checkout_again(t, o->pickup);
    else
        cart_show(t);
}
