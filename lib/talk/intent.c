/* intent.c -- what the words ask for: the strongest rule that matched; and typed choices. */
#include "talk.h"

/* Whole messages before parts. */
static int strength(const struct hit *h)
{
    static const int by_where[] = {[RULE_EXACT] = 4, [RULE_WHOLE] = 3, [RULE_ANY] = 2,
                                   [RULE_FIRST] = 1, [RULE_TAIL] = 0};
    return by_where[h->where];
}

/* Among whole messages the rule that needs less politeness cut away ("order now" is not
 * "order"), then the order of the language's table. */
static bool stronger(const struct hit *x, const struct hit *y)
{
    if (strength(x) != strength(y))
        return strength(x) > strength(y);
    if (strength(x) >= 3 && x->to - x->from != y->to - y->from)
        return x->to - x->from > y->to - y->from;
    return x->rule < y->rule;
}

void intent_find(struct reading *r, struct understood *out)
{
    const struct hit *best = NULL;
    for (size_t i = 0; i < r->hits.count; i++) {
        const struct hit *h = &r->hits.at[i];
        if (h->wish)
            continue;
        if (!best || stronger(h, best))
            best = h;
    }
    if (!best)
        return;
    out->intent = (enum intent)best->value;
    out->whole = strength(best) >= 3 || (best->from == r->core_from && best->to == r->core_to);
}

/* Words that may stand around a choice: "i'll take the second one please". */
static bool is_small(const struct reading *r, const struct word *w)
{
    return word_is(&r->brain->lexicon, w,
                   WORD_STOP | WORD_FILLER | WORD_PRONOUN | WORD_ORDER_VERB | WORD_CHOICE) &&
           !word_is(&r->brain->lexicon, w, WORD_ASK);
}

static bool covered_by_wish(const struct reading *r, size_t i)
{
    for (size_t k = 0; k < r->hits.count; k++)
        if (r->hits.at[k].wish && i >= r->hits.at[k].from && i < r->hits.at[k].to)
            return true;
    return false;
}

static void ordinal_choice(const struct reading *r, struct understood *out)
{
    const struct lexicon *l = &r->brain->lexicon;
    int64_t choice = 0;
    for (size_t i = 0; i < r->words.count; i++) {
        const struct word *w = &r->words.at[i];
        bool named = w->is_number && i && !w->negative &&
                     word_is(l, &r->words.at[i - 1], WORD_CHOICE) &&
                     !(r->words.at[i - 1].is_number) && !w->separator;
        if (w->ordinal || (w->is_number && w->hash) || named) {
            if (choice && choice != (w->ordinal ? w->ordinal : w->number))
                return;
            choice = w->ordinal ? w->ordinal : w->number;
        } else if (w->masked || (w->is_number && !word_is(l, w, WORD_ONE)) ||
                   (choice && word_is(l, w, WORD_ORDER_VERB)) || /* "my last order" */
                   (!is_small(r, w) && !covered_by_wish(r, i))) {
            return;
        }
    }
    out->choice = choice;
}

void choice_find(struct reading *r, struct understood *out)
{
    size_t n = r->core_to - r->core_from;
    const struct word *w = r->words.at + r->core_from;
    if (n == 0)
        return;
    const struct amount *m = &r->amounts[r->core_from];
    bool plain_number = w->is_number && !w->decimal && !w->ordinal;
    bool worded = m->kind == AMOUNT_SAID && m->words == n && w->is_number &&
                  !word_is(&r->brain->lexicon, w, WORD_DOZEN | WORD_PAIR);
    if (plain_number && (n == 1 || worded)) {
        int64_t number = n == 1 ? w->number : m->number;
        out->only_number = !w->hash;
        out->choice = number > 0 ? number : 0;
        return;
    }
    ordinal_choice(r, out);
}
