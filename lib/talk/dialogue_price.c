/* dialogue_price.c -- "hoodies under 30", "something cheap": things by what they cost. */
#include "dialogue_parts.h"

#include "waiter/money.h"

#include <string.h>

#define PRICED_MOST 8
#define LIST_MOST 64

/* The amount that stands behind one of the words, in minor units; 0 when there is none. */
static int64_t limit_said(struct turn *t, const char *words)
{
    if (!strpbrk(t->u->plain, "0123456789"))
        return 0;
    const char *plain = arena_printf(t->a, " %s ", t->u->plain);
    char *rest = arena_strdup(t->a, words);
    for (char *one; (one = strsep(&rest, "|"));) {
        const char *at = strstr(plain, arena_printf(t->a, " %s ", plain_text(t->a, one)));
        if (!at)
            continue;
        at = strpbrk(at, "0123456789");
        size_t n = at ? strspn(at, "0123456789.,") : 0;
        char *amount = n ? arena_strndup(t->a, at, n) : NULL;
        struct err e = {0};
        int64_t minor;
        for (char *c = amount; c && *c; c++)
            *c = *c == ',' ? '.' : *c;
        if (amount && money_parse(amount, t->v->catalogue->currency, &minor, &e))
            return minor;
    }
    return 0;
}

/* What is looked at: the category or the things that were named, else all there is. */
static size_t looked_at(struct turn *t, const struct product **out)
{
    const struct catalogue *c = t->v->catalogue;
    size_t n = 0;
    if (!t->u->category && t->u->item_count && t->u->items[0].candidate_count)
        return brain_search(t->v->brain, t->a, t->u->items[0].words, out, LIST_MOST);
    for (size_t i = 0; i < c->product_count && n < LIST_MOST; i++)
        if (!t->u->category || c->products[i].category_id == t->u->category->id)
            out[n++] = &c->products[i];
    return n;
}

/* Cheapest first, at most PRICED_MOST, none dearer than `most` (0: any) or sold out. */
static size_t cheapest(struct turn *t, int64_t most, const struct product **out)
{
    const struct product *all[LIST_MOST];
    size_t count = looked_at(t, all), n = 0;
    for (size_t i = 0; i < count; i++) {
        const struct product *p = all[i];
        if ((most && p->price_minor > most) || !stock_of(t, p))
            continue;
        size_t at = n < PRICED_MOST ? n++ : PRICED_MOST;
        for (; at > 0 && out[at - 1]->price_minor > p->price_minor; at--)
            if (at < PRICED_MOST)
                out[at] = out[at - 1];
        if (at < PRICED_MOST)
            out[at] = p;
    }
    return n;
}

bool price_asked(struct turn *t)
{
    const struct product *list[PRICED_MOST];
    if (t->c->stage != STAGE_NONE || (t->u->item_count && t->u->items[0].quantity > 1))
        return false;
    int64_t most = limit_said(t, SAY(t, "price_under_words"));
    if (!most && (!has_one_of(t, SAY(t, "price_cheap_words")) || faq_answers(t)))
        return false;
    source_is(t, SOURCE_RULE, "price", 90);
    size_t n = cheapest(t, most, list);
    if (!n) {
        para(t, SAY(t, "found_none_under", "price", money(t, most)));
        show_categories(t, 1);
        return true;
    }
    show_products(t, most ? SAY(t, "found_under", "price", money(t, most)) : SAY(t, "found_cheap"),
                  list, n);
    return true;
}
