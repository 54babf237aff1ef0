/* clauses.c -- a message cut into clauses, "2 black hoodies in L" · "a mug": what stands where,
 * where a new thing begins, and which wish, amount and options belong to it. */
#include "clauses.h"

#include <string.h>

/* ---- what stands where ---- */

static bool in_one_name(const struct reading *r, size_t one, size_t other)
{
    for (size_t i = 0; i < r->senses[one].count; i++)
        for (size_t k = 0; k < r->senses[other].count; k++)
            if (named_together(r->brain, r->senses[one].at[i].vocab, r->senses[other].at[k].vocab))
                return true;
    return false;
}

/* "two bags of coffee": the bags only count. "Two cups, please" and "two cups of the house" are cups. */
static bool only_counts_goods(const struct cut *c, size_t at)
{
    size_t of = at + 1;
    if (!cut_is(c, at, WORD_COUNTER) || !cut_is(c, of, WORD_CONNECTOR))
        return false;
    while (cut_is(c, of, WORD_CONNECTOR | WORD_STOP) && !c->r->senses[of].count)
        of++;
    bool names = of < c->r->words.count && c->r->senses[of].count;
    return (names || !c->r->senses[at].count) && !(names && in_one_name(c->r, at, of));
}

static void find_blocks(struct cut *c)
{
    const struct reading *r = c->r;
    for (size_t i = 0; i < r->words.count; i++) {
        if (!r->senses[i].count)
            continue;
        size_t n = phrase_at(r->brain, &r->words, r->senses, i, r->words.count);
        c->block[i] = (uint8_t)n;
        if (n > 1)
            i += n - 1;
    }
    for (size_t i = 0; i < r->words.count; i++) {
        size_t at = i + r->amounts[i].words;
        if (r->amounts[i].kind && c->block[at] < 2 && only_counts_goods(c, at)) {
            r->senses[at].count = 0;
            c->block[at] = 0;
        }
    }
}

static bool may_be_option(const struct cut *c, size_t i)
{
    const struct word *w = cut_word(c, i);
    if (w->masked || w->negative || (cut_is(c, i, WORD_STOP) && !w->is_number))
        return false;
    if (!w->is_number)
        return true;
    /* A bare number is a size only where something says so. */
    return w->measure || (i + 1 < c->r->words.count && c->option_len[i] > 1);
}

/* The 36 of "36-40" and the 15 of "iPhone 15" are no amounts, "lemon curd" no lemon cake. */
static void cover_option(struct cut *c, size_t *i)
{
    size_t n = c->option_len[*i];
    for (size_t k = 0; n > 1 && k < n; k++) {
        c->r->amounts[*i + k] = (struct amount){0};
        c->r->senses[*i + k].count = 0;
        c->block[*i + k] = 0;
    }
    *i += n - 1;
}

static void find_options(struct cut *c)
{
    const struct reading *r = c->r;
    for (size_t i = 0; i < r->words.count; i++) {
        if (c->block[i] > 1) {
            i += c->block[i] - 1u;
            continue;
        }
        if (!option_at(r->brain, &r->words, i, &c->options[i]))
            continue;
        c->option_len[i] = c->options[i].count;
        if (!may_be_option(c, i))
            c->option_len[i] = 0;
        else
            cover_option(c, &i);
    }
}

/* Of the wish rules that start at one word the longest counts; none inside another. */
static void find_wishes(struct cut *c)
{
    const struct hits *h = &c->r->hits;
    for (size_t i = 0; i < h->count; i++) {
        if (!h->at[i].wish || h->at[i].where == RULE_TAIL)
            continue;
        uint8_t *slot = &c->wish_at[h->at[i].from];
        const struct hit *best = *slot ? &h->at[*slot - 1] : NULL;
        if (!best || h->at[i].to > best->to ||
            (h->at[i].to == best->to && h->at[i].rule < best->rule))
            *slot = (uint8_t)(i + 1);
    }
    size_t end = 0;
    for (size_t i = 0; i < c->r->words.count; i++) {
        if (i < end)
            c->wish_at[i] = 0;
        else if (c->wish_at[i])
            end = h->at[c->wish_at[i] - 1].to;
    }
}

bool cut_in_wish(const struct cut *c, size_t i)
{
    for (size_t k = 0; k < c->r->hits.count; k++)
        if (c->r->hits.at[k].wish && i >= c->r->hits.at[k].from && i < c->r->hits.at[k].to)
            return true;
    return false;
}

static void count_foreign(struct cut *c)
{
    const unsigned small = WORD_STOP | WORD_FILLER | WORD_CONNECTOR | WORD_AND | WORD_UNIT |
                           WORD_COUNTER | WORD_PRONOUN | WORD_ORDER_VERB | WORD_SHOW_VERB;
    size_t optioned = 0;
    for (size_t i = 0; i < c->r->words.count; i++) {
        if (i + c->option_len[i] > optioned)
            optioned = i + c->option_len[i];
        const struct word *w = cut_word(c, i);
        bool ours = w->is_number || c->r->senses[i].count || i < optioned || cut_is(c, i, small) ||
                    w->len < 2 || cut_in_wish(c, i) || in_modifier(c, i);
        c->foreign += !ours;
    }
}

/* ---- clauses ---- */

static struct clause *open_clause(struct cut *c, size_t from, int wish, bool wish_said)
{
    if (c->count == c->most)
        c->count--; /* a flood: the last place is used again, too_many_items tells */
    struct clause *k = &c->at[c->count++];
    *k = (struct clause){.from = from, .to = from, .wish = wish, .wish_said = wish_said};
    k->separator = from < c->r->words.count ? cut_word(c, from)->separator : 0;
    return k;
}

bool clause_says_anything(const struct clause *k)
{
    return k->product || k->option_count || k->amount || k->pronoun;
}

/* Is the amount at word i the end of what is said about its item ("mugs: 2, caps x3")? */
static bool ends_clause(const struct cut *c, size_t i)
{
    size_t next = i + c->r->amounts[i].words;
    return c->after_style || c->r->amounts[i].kind == AMOUNT_TIMES ||
           next >= c->r->words.count || cut_word(c, next)->separator ||
           cut_is(c, next, WORD_AND) ||
           (cut_is(c, next, WORD_FILLER) && !c->r->senses[next].count);
}

/* "the hoodie i bought": the story is about what stands before it. */
static bool tells_of(const struct cut *c, const struct clause *k, size_t i)
{
    return c->r->hits.at[c->wish_at[i] - 1].value == WISH_TOLD && k->product && !k->wish_said &&
           k->amount != AMOUNT_SAID;
}

/* A full name, or the noun of one ("hoodie" of Classic Hoodie). */
static bool is_thing(const struct cut *c, size_t i)
{
    const struct matcher *m = &c->r->brain->matcher;
    if (c->block[i])
        return true;
    if (!c->r->senses[i].count || c->option_len[i])
        return false;
    const struct vocab *v = &m->vocab[c->r->senses[i].at[0].vocab];
    for (size_t k = 0; k < v->phrase_count; k++) {
        const struct phrase *p = &m->phrases[m->phrase_of[v->phrases + k]];
        if (&m->vocab[p->words[p->head]] == v)
            return true;
    }
    return false;
}

/* "a case for an iPhone 13": the article belongs to the value, it counts nothing. */
static bool is_article_of_value(const struct cut *c, size_t i)
{
    return c->r->amounts[i].kind == AMOUNT_ARTICLE && i && cut_is(c, i - 1, WORD_CONNECTOR) &&
           i + 1 < c->r->words.count && c->option_len[i + 1];
}

static bool starts_clause(const struct cut *c, const struct clause *k, size_t i)
{
    const struct amount *m = &c->r->amounts[i];
    if (is_article_of_value(c, i))
        return false;
    if (cut_word(c, i)->separator || cut_is(c, i, WORD_AND))
        return true;
    if (c->wish_at[i] && clause_says_anything(k) && !tells_of(c, k, i))
        return true;
    if (c->bare_list && k->product && is_thing(c, i))
        return true;
    bool uncounted = k->amount == AMOUNT_NONE ||
                     (k->amount == AMOUNT_ARTICLE && m->kind == AMOUNT_TIMES);
    if (m->kind && k->product &&
        !(m->kind != AMOUNT_ARTICLE && uncounted && ends_clause(c, i)))
        return true;
    if (m->kind && k->amount == AMOUNT_SAID && k->option_count)
        return true;
    /* "hoodie x2 mug": what comes behind the amount is the next thing. */
    if (k->product && k->amount_behind && c->r->senses[i].count && !c->option_len[i])
        return true;
    if (!c->block[i] || !k->product)
        return false;
    for (size_t p = k->from; p < i; p++)
        if (c->block[p] && p + c->block[p] <= i)
            return true;
    return false;
}

/* "i want to pay": the wish is for the verb behind it, not for a thing. */
static int wish_meant(const struct cut *c, const struct hit *h)
{
    if (h->value != WISH_ADD || !cut_is(c, h->to, WORD_TO) || cut_word(c, h->to)->separator)
        return h->value;
    if (cut_is(c, h->to + 1, WORD_ORDER_VERB))
        return WISH_ADD;
    return cut_is(c, h->to + 1, WORD_SHOW_VERB) ? WISH_SHOW : WISH_NONE;
}

static void take_option(struct cut *c, struct clause *k, size_t i)
{
    if (k->option_count < OPTIONS_MOST)
        k->options[k->option_count++] = c->options[i];
}

static void take_amount(struct cut *c, struct clause *k, size_t i)
{
    const struct amount *m = &c->r->amounts[i];
    bool weak = k->amount == AMOUNT_NONE || k->amount == AMOUNT_ARTICLE;
    if (weak && (m->kind != AMOUNT_ARTICLE || k->amount == AMOUNT_NONE)) {
        k->quantity = m->number;
        k->amount = m->kind;
        k->amount_behind = k->product;
    }
}

/* "hoodie 2 mug 3": a product first, an amount last, and as many of one as of the other. */
static void look_at_style(struct cut *c)
{
    size_t products = 0, amounts = 0;
    bool product_first = false, amount_last = false;
    for (size_t i = 0; i < c->r->words.count; i++) {
        bool amount = c->r->amounts[i].kind == AMOUNT_SAID;
        bool product = c->block[i] || (c->r->senses[i].count && !c->option_len[i]);
        amounts += amount;
        products += product;
        if ((amount || product) && products + amounts == 1)
            product_first = product;
        if (amount || product)
            amount_last = amount;
        if (amount)
            i += c->r->amounts[i].words - 1u;
        else if (c->block[i] > 1)
            i += c->block[i] - 1u;
    }
    c->after_style = product_first && amount_last && products == amounts && products > 1;
}

/* Three things and more, one after the other, with nothing said about them. */
static void look_at_list(struct cut *c)
{
    size_t things = 0;
    bool bare = c->foreign == 0 && c->r->hits.count == 0;
    for (size_t i = 0; i < c->r->words.count && bare; i++) {
        things += is_thing(c, i);
        bare = !c->r->amounts[i].kind && !cut_word(c, i)->separator && !cut_is(c, i, WORD_AND);
        if (c->block[i] > 1)
            i += c->block[i] - 1u;
    }
    c->bare_list = bare && things >= 3;
}

/* ---- "change this to that" ---- */

static const char *kind_of_option(const struct cut *c, const struct option_hit *o)
{
    const char *kind = c->r->brain->options.name_of_value[o->value];
    return kind ? kind : "";
}

static bool has_option_like(const struct cut *c, const struct clause *k,
                            const struct option_hit *o)
{
    for (size_t i = 0; i < k->option_count; i++)
        if (!strcmp(kind_of_option(c, &k->options[i]), kind_of_option(c, o)))
            return true;
    return false;
}

enum becomes { BECOMES_NOTHING, BECOMES_VALUE, BECOMES_PRODUCT };

/* What stands behind the "to" at word i: another value of an option named before it, or
 * another product. "Change the hoodie to L" and "the mugs to 4" are plain changes. */
static enum becomes what_it_becomes(const struct cut *c, const struct clause *k, size_t i)
{
    bool product = false;
    if (k->wish != WISH_SET || k->swapped || !cut_is(c, i, WORD_BECOMES))
        return BECOMES_NOTHING;
    for (size_t at = i + 1; at < c->r->words.count; at++) {
        if (cut_word(c, at)->separator || cut_is(c, at, WORD_AND))
            break;
        if (c->option_len[at] && has_option_like(c, k, &c->options[at]))
            return BECOMES_VALUE;
        product |= c->r->senses[at].count && !c->option_len[at];
    }
    return product && k->product ? BECOMES_PRODUCT : BECOMES_NOTHING;
}

/* The clause so far goes, a new one takes its place. */
static struct clause *swap_clause(struct cut *c, struct clause *k, size_t i, enum becomes what)
{
    k->wish = WISH_REMOVE;
    k->swapped = true;
    k = open_clause(c, i, what == BECOMES_VALUE ? WISH_SET : WISH_ADD, true);
    k->swapped = true;
    return k;
}

/* The values of a half without product are no names ("... to chocolate"). */
static void values_only(struct cut *c)
{
    for (size_t i = 0; i < c->count; i++)
        if (c->at[i].swapped && c->at[i].wish == WISH_SET)
            c->at[i].product = false;
}

/* Words from..to that belong to a wish rule are not looked at as products ("get", "order"),
 * unless they are one. */
static void cut_clauses(struct cut *c)
{
    const struct reading *r = c->r;
    int wish = WISH_NONE;
    bool said = false;
    struct clause *k = open_clause(c, 0, wish, said);
    for (size_t i = 0; i < r->words.count; i++) {
        size_t step = c->block[i] > 1 ? c->block[i] : c->option_len[i] > 1 ? c->option_len[i] : 1;
        if (i && cut_word(c, i)->separator == SEP_BREAK) {
            wish = WISH_NONE;
            said = false;
        }
        enum becomes other = what_it_becomes(c, k, i);
        if (other != BECOMES_NOTHING) {
            k = swap_clause(c, k, i, other);
            wish = k->wish;
        } else if (i && starts_clause(c, k, i)) {
            if (wish == WISH_REMOVE_HERE)
                wish = WISH_NONE, said = false;
            k = open_clause(c, i, wish, said);
        }
        if (c->wish_at[i]) {
            const struct hit *h = &r->hits.at[c->wish_at[i] - 1];
            k->wish = wish = wish_meant(c, h);
            k->wish_said = k->wish_here = said = wish != WISH_NONE;
            k->against = wish == WISH_REMOVE_HERE;
        }
        if (r->amounts[i].kind) {
            take_amount(c, k, i);
            if (r->amounts[i].words > step)
                step = r->amounts[i].words;
        }
        if (c->option_len[i])
            take_option(c, k, i);
        k->product |= r->senses[i].count > 0;
        k->pronoun |= cut_is(c, i, WORD_PRONOUN);
        k->question |= cut_word(c, i)->question;
        k->to = i + step;
        i += step - 1;
    }
}

/* "... to my cart", "... instead", "... in stock" colour the clauses of their sentence. */
static void apply_tails(struct cut *c)
{
    for (size_t i = 0; i < c->r->hits.count; i++) {
        const struct hit *h = &c->r->hits.at[i];
        if (!h->wish || h->where != RULE_TAIL)
            continue;
        for (size_t k = 0; k < c->count; k++) {
            bool add_too = c->at[k].wish == WISH_ADD && h->value == WISH_ADD;
            if (c->at[k].from > h->from ||
                (c->at[k].wish_said && h->value != WISH_SET && !add_too))
                continue;
            bool same = true;
            for (size_t w = c->at[k].from + 1; w <= h->from; w++)
                same &= cut_word(c, w)->separator != SEP_BREAK;
            if (same) {
                c->at[k].to_cart = h->value == WISH_ADD;
                c->at[k].wish = h->value;
                c->at[k].wish_said = true;
            }
        }
    }
}

void clauses_cut(struct reading *r, struct cut *c)
{
    size_t n = r->words.count;
    *c = (struct cut){.r = r, .most = n < CLAUSES_MOST ? n + 1 : CLAUSES_MOST}; /* one a word, one in front */
    c->at = arena_array(r->arena, c->most, sizeof *c->at);
    c->block = arena_array(r->arena, n + 1, 1);
    c->wish_at = arena_array(r->arena, n + 1, 1);
    c->option_len = arena_array(r->arena, n + 1, 1);
    c->options = arena_array(r->arena, n + 1, sizeof *c->options);
    find_blocks(c);
    find_options(c);
    find_wishes(c);
    modifiers_find(c);
    count_foreign(c);
    look_at_style(c);
    look_at_list(c);
    cut_clauses(c);
    values_only(c);
    apply_tails(c);
}
