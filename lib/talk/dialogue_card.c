/* dialogue_card.c -- a thing's card is open and something is asked about it: "in XXL?", "which
 * colours?". A value that it does not come in is told, not passed over. */
#include "dialogue_parts.h"

#include <string.h>

#define ASKED_MOST 8 /* words; a longer message is about something else */

/* No thing is named beside the card's own. */
static bool about_card(const struct turn *t, const struct product *p)
{
    for (size_t i = 0; i < t->u->item_count; i++)
        for (size_t k = 0; k < t->u->items[i].candidate_count; k++)
            if (t->u->items[i].candidates[k] != p)
                return false;
    return !t->u->category && str_words(t->u->plain) <= ASKED_MOST;
}

static bool comes_in(struct turn *t, const struct product *p)
{
    return option_named(t->v->brain, t->a, p, 1, t->u->text) ||
           option_named(t->v->brain, t->a, p, 2, t->u->text);
}

bool card_asked(struct turn *t)
{
    const struct product *p =
        t->c->card ? catalogue_product(t->v->catalogue, t->c->card) : NULL;
    if (!p || open_question(t->c) || !about_card(t, p) || t->u->whole ||
        (t->u->faq_why && t->u->faq_score[0] >= FAQ_PATTERN))
        return false;
    const char *missing = comes_in(t, p) ? NULL : value_named(t->v->brain, t->a, t->u->text);
    bool options = has_one_of(t, SAY(t, "options_asked_words"));
    if (!missing && !options)
        return false;
    source_is(t, SOURCE_RULE, "product", 90);
    if (missing)
        para(t, SAY(t, "card_not_in", "name", safe(t, p->name), "value", safe(t, missing)));
    show_card(t, p, NULL, NULL);
    return true;
}
