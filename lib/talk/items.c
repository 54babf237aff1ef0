/* items.c -- orders in plain words: a message is cut into clauses ("2 black hoodies in L" ·
 * "a mug"), each clause gets an amount, options, a wish and the products it may mean.
 *
 * Cautious where nothing was asked for: a word that merely looks like a product in a sentence
 * about something else names no product. */
#include "talk.h"

#include <string.h>

#define CLAUSES_MOST 40
#define OPTIONS_MOST 6
#define FOUND_MOST 24

struct clause {
    size_t from, to;
    int64_t quantity;
    enum amount_kind amount;
    struct option_hit options[OPTIONS_MOST];
    size_t option_count;
    int wish;                 /* an enum wish, or WISH_REMOVE_HERE */
    bool wish_said, question, product, pronoun, against, borrowed, amount_behind;
    bool wish_here;           /* the wish stands in this clause, it is not one before it */
    bool swapped;             /* "change THIS to THAT": one half of it */
    bool to_cart;             /* "... to my cart" */
    uint8_t separator;        /* in front of it */
    struct found found[FOUND_MOST];
    size_t found_count;
};

struct cut {
    struct reading *r;
    struct clause *at;
    size_t count;
    uint8_t *block;           /* words covered by a full name that starts here */
    uint8_t *wish_at;         /* 1 + index of the wish hit that starts here */
    uint8_t *option_len;      /* words of the option that starts here */
    struct option_hit *options;
    bool after_style;         /* "hoodie 2 mug 3": amounts stand behind */
    bool bare_list;           /* "hoodie mug cap": nothing but names */
    size_t foreign;           /* words that have nothing to do with an order */
};

static const struct word *word(const struct cut *c, size_t i)
{
    return &c->r->words.at[i];
}

static bool is(const struct cut *c, size_t i, unsigned flags)
{
    return i < c->r->words.count && word_is(&c->r->brain->lexicon, word(c, i), flags);
}

/* ---- what stands where ---- */

static void find_blocks(struct cut *c)
{
    const struct reading *r = c->r;
    for (size_t i = 0; i < r->words.count; i++) {
        uint16_t phrase;
        int quality;
        if (!r->senses[i].count)
            continue;
        size_t n = phrase_at(r->brain, &r->words, r->senses, i, r->words.count, &phrase, &quality);
        c->block[i] = (uint8_t)n;
        if (n > 1)
            i += n - 1;
    }
    /* "two bags of ...": the bags only count. */
    for (size_t i = 0; i < r->words.count; i++) {
        size_t at = i + r->amounts[i].words;
        if (r->amounts[i].kind && is(c, at, WORD_COUNTER) && is(c, at + 1, WORD_CONNECTOR) &&
            c->block[at] < 2) {
            r->senses[at].count = 0;
            c->block[at] = 0;
        }
    }
}

static bool may_be_option(const struct cut *c, size_t i)
{
    const struct word *w = word(c, i);
    if (w->masked || w->negative || (is(c, i, WORD_STOP) && !w->is_number))
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

static bool in_wish(const struct cut *c, size_t i)
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
        const struct word *w = word(c, i);
        bool ours = w->is_number || c->r->senses[i].count || i < optioned || is(c, i, small) ||
                    w->len < 2 || in_wish(c, i);
        c->foreign += !ours;
    }
}

/* ---- clauses ---- */

static struct clause *open_clause(struct cut *c, size_t from, int wish, bool wish_said)
{
    if (c->count == CLAUSES_MOST)
        c->count--; /* a flood: the last place is used again, too_many_items tells */
    struct clause *k = &c->at[c->count++];
    *k = (struct clause){.from = from, .to = from, .wish = wish, .wish_said = wish_said};
    k->separator = from < c->r->words.count ? word(c, from)->separator : 0;
    return k;
}

static bool has_anything(const struct clause *k)
{
    return k->product || k->option_count || k->amount || k->pronoun;
}

/* Is the amount at word i the end of what is said about its item ("mugs: 2, caps x3")? */
static bool ends_clause(const struct cut *c, size_t i)
{
    size_t next = i + c->r->amounts[i].words;
    return c->after_style || c->r->amounts[i].kind == AMOUNT_TIMES ||
           next >= c->r->words.count || word(c, next)->separator || is(c, next, WORD_AND) ||
           (is(c, next, WORD_FILLER) && !c->r->senses[next].count);
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
    return c->r->amounts[i].kind == AMOUNT_ARTICLE && i && is(c, i - 1, WORD_CONNECTOR) &&
           i + 1 < c->r->words.count && c->option_len[i + 1];
}

static bool starts_clause(const struct cut *c, const struct clause *k, size_t i)
{
    const struct amount *m = &c->r->amounts[i];
    if (is_article_of_value(c, i))
        return false;
    if (word(c, i)->separator || is(c, i, WORD_AND))
        return true;
    if (c->wish_at[i] && has_anything(k) && !tells_of(c, k, i))
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
    if (h->value != WISH_ADD || !is(c, h->to, WORD_TO) || word(c, h->to)->separator)
        return h->value;
    if (is(c, h->to + 1, WORD_ORDER_VERB))
        return WISH_ADD;
    return is(c, h->to + 1, WORD_SHOW_VERB) ? WISH_SHOW : WISH_NONE;
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
        bare = !c->r->amounts[i].kind && !word(c, i)->separator && !is(c, i, WORD_AND);
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
    if (k->wish != WISH_SET || k->swapped || !is(c, i, WORD_BECOMES))
        return BECOMES_NOTHING;
    for (size_t at = i + 1; at < c->r->words.count; at++) {
        if (word(c, at)->separator || is(c, at, WORD_AND))
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
        if (i && word(c, i)->separator == SEP_BREAK) {
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
        k->pronoun |= is(c, i, WORD_PRONOUN);
        k->question |= word(c, i)->question;
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
                same &= word(c, w)->separator != SEP_BREAK;
            if (same) {
                c->at[k].to_cart = h->value == WISH_ADD;
                c->at[k].wish = h->value;
                c->at[k].wish_said = true;
            }
        }
    }
}

/* ---- which products ---- */

static size_t only_word(const struct clause *k, const struct found *f)
{
    return k->from + (size_t)__builtin_ctzll(f->words);
}

static bool short_word(const struct cut *c, const struct clause *k, const struct found *f)
{
    return word(c, only_word(k, f))->len < 5;
}

/* The catalogue's word that was read in is an ordinary one ("card" of Gift Card). */
static bool common_product_word(const struct cut *c, const struct clause *k, const struct found *f)
{
    const struct brain *b = c->r->brain;
    const struct senses *s = &c->r->senses[only_word(k, f)];
    return s->count && (b->lexicon.at[b->matcher.vocab[s->at[0].vocab].lex].flags & WORD_COMMON);
}

/* True when the best reading is believable here; lowers its confidence where it is not sure. */
static bool believable(const struct cut *c, const struct clause *k, struct found *f)
{
    /* "I need a cake, she loves chocolate": an order reaches on only where nothing else is told. */
    bool far = k->wish == WISH_ADD && !k->wish_here && !k->to_cart && !k->swapped &&
               c->foreign > 1;
    bool wished = k->wish_said && k->wish != WISH_NONE && k->wish != WISH_TOLD && !far;
    bool alone = c->foreign == 0;
    bool asked = wished || k->amount == AMOUNT_SAID || k->amount == AMOUNT_TIMES ||
                 (k->amount == AMOUNT_ARTICLE && !k->question && c->foreign < 4 && f->head &&
                  (alone || !f->common_only));
    /* "Cara", "Rosa": names of four letters are one edit away from too many things. */
    if (f->fuzzy && !asked && __builtin_popcountll(f->words) == 1 &&
        (short_word(c, k, f) || (!f->full && common_product_word(c, k, f))))
        return false;
    if (f->full && !f->fuzzy)
        return !f->common_only || asked || c->foreign < 2 ||
               __builtin_popcountll(f->words) > 1;
    if (f->full)
        return asked || c->foreign < 2;
    if (f->head && !f->common_only)
        return asked || c->foreign < (f->fuzzy ? 1 : 2);
    if (!f->head && !f->common_only)
        return f->fuzzy ? asked || alone : asked || c->foreign < 2;
    if (!asked && f->confidence > 55)
        f->confidence = 55;
    return alone && (asked || f->head || c->r->words.count <= 3);
}

/* Part of its name: the chocolate of "a large chocolate one". */
static bool in_name(const struct clause *k, const struct found *f, const struct option_hit *o)
{
    size_t at = o->from - k->from;
    return !k->borrowed && at < 64 && (f->words >> at & 1);
}

/* Every value said is one of the product's, or part of its name. */
static bool has_all_options(const struct cut *c, const struct clause *k, const struct found *f)
{
    for (size_t i = 0; i < k->option_count; i++)
        if (!option_of(c->r->brain, f->product, 1, k->options[i].value) &&
            !option_of(c->r->brain, f->product, 2, k->options[i].value) &&
            !in_name(k, f, &k->options[i]))
            return false;
    return true;
}

/* Those that come as was said stand before better names that do not. */
static void prefer_fitting(const struct cut *c, struct clause *k)
{
    struct found sorted[FOUND_MOST];
    size_t n = 0;
    if (!k->option_count || k->found[0].full)
        return;
    for (int fitting = 1; fitting >= 0; fitting--)
        for (size_t i = 0; i < k->found_count; i++)
            if (has_all_options(c, k, &k->found[i]) == fitting)
                sorted[n++] = k->found[i];
    memcpy(k->found, sorted, n * sizeof *sorted);
}

static void keep_like_best(const struct cut *c, struct clause *k)
{
    struct found best = k->found[0];
    size_t n = 0;
    /* "mustard hat": the hat that comes in mustard, though another is just called "hat". */
    if (best.full && __builtin_popcountll(best.words) == 1 && k->option_count &&
        !has_all_options(c, k, &best))
        best.full = false;
    for (size_t i = 0; i < k->found_count; i++) {
        const struct found *f = &k->found[i];
        bool like = best.full ? f->full && f->weight * 100 >= best.weight * 97
                              : f->weight * 100 >= best.weight * 85 && f->head == best.head;
        if (like)
            k->found[n++] = *f;
    }
    k->found_count = n;
}

/* "black hoodie": only the hoodies that come in black. */
static bool narrow_by_options(const struct cut *c, struct clause *k)
{
    size_t n = 0;
    if (!k->option_count || k->found_count < 2)
        return false;
    struct found kept[FOUND_MOST];
    for (size_t i = 0; i < k->found_count; i++)
        if (has_all_options(c, k, &k->found[i]))
            kept[n++] = k->found[i];
    if (!n)
        return false;
    memcpy(k->found, kept, n * sizeof *kept);
    bool fewer = n < k->found_count;
    k->found_count = n;
    return fewer;
}

static void narrow(struct cut *c, struct clause *k)
{
    bool narrowed = narrow_by_options(c, k);
    struct found *best = &k->found[0];
    if (k->found_count > 1 && best->confidence > 65)
        best->confidence = 65;
    else if (k->found_count == 1 && narrowed && best->head && best->confidence < 80)
        best->confidence = 80;
    if (best->confidence < 10)
        best->confidence = 10;
}

static void find_products(struct cut *c, struct clause *k)
{
    const struct reading *r = c->r;
    k->found_count = products_rank(r->brain, r->arena, &r->words, r->senses, k->from, k->to,
                                   k->options, k->option_count, k->found, FOUND_MOST);
    prefer_fitting(c, k);
    if (!k->found_count || !believable(c, k, &k->found[0])) {
        k->found_count = 0;
        k->product = false;
        return;
    }
    keep_like_best(c, k);
    narrow(c, k);
}

/* ---- clauses that need each other ---- */

static bool slot_free(const struct clause *k, const struct cut *c, uint16_t value)
{
    for (size_t i = 0; i < k->option_count; i++) {
        const char *x = c->r->brain->options.name_of_value[k->options[i].value];
        const char *y = c->r->brain->options.name_of_value[value];
        if (x && y && strcmp(x, y) == 0)
            return false;
    }
    return true;
}

static void borrow_options(struct cut *c, struct clause *k, const struct clause *from)
{
    for (size_t i = 0; i < from->option_count && k->option_count < OPTIONS_MOST; i++)
        if (slot_free(k, c, from->options[i].value))
            k->options[k->option_count++] = from->options[i];
}

static void borrow_product(struct cut *c, struct clause *k, const struct clause *from)
{
    memcpy(k->found, from->found, sizeof k->found);
    k->found_count = from->found_count;
    k->product = k->borrowed = true;
    borrow_options(c, k, from);
    if (!k->wish_said && from->wish_said)
        k->wish = from->wish, k->wish_said = true;
}

static void move_options(struct clause *to, struct clause *from)
{
    for (size_t i = 0; i < from->option_count && to->option_count < OPTIONS_MOST; i++)
        to->options[to->option_count++] = from->options[i];
    from->option_count = 0;
    if (from->to > to->to)
        to->to = from->to;
    else
        to->from = from->from;
}

/* The nearest clause of the same sentence, in that direction, that names a product. */
static struct clause *neighbour(struct cut *c, size_t i, bool before)
{
    for (size_t k = i; before ? k > 0 : k + 1 < c->count;) {
        if (c->at[before ? k : k + 1].separator == SEP_BREAK)
            return NULL;
        k = before ? k - 1 : k + 1;
        if (c->at[k].found_count && !c->at[k].borrowed)
            return c->at[k].against ? NULL : &c->at[k];
        if (!before && has_anything(&c->at[k]) && !c->at[k].option_count)
            return NULL;
    }
    return NULL;
}

/* "Do you have hoodies? I'd take a black one": what was asked about is what is wanted. */
static bool borrow_mentioned(struct cut *c, size_t i)
{
    struct clause *k = &c->at[i];
    for (size_t n = i; n-- > 0;) {
        const struct clause *before = &c->at[n];
        bool mention = before->wish == WISH_NONE || before->wish == WISH_SHOW;
        if (!before->found_count)
            continue;
        if (!mention || before->amount == AMOUNT_SAID || k->separator != SEP_BREAK)
            return false;
        borrow_product(c, k, before);
        k->wish = WISH_ADD;
        narrow(c, k);
        return true;
    }
    return false;
}

/* "an L and an M black hoodie", "2 hoodies in L and 1 in M", "a hoodie, black, large". */
static void join_clauses(struct cut *c)
{
    for (size_t i = 0; i < c->count; i++) {
        struct clause *k = &c->at[i];
        if (k->found_count || k->against || k->swapped)
            continue;
        if (k->pronoun && k->wish_said && k->wish == WISH_ADD && k->amount && borrow_mentioned(c, i))
            continue;
        if (!k->option_count)
            continue;
        struct clause *other = neighbour(c, i, true);
        bool counted = k->amount != AMOUNT_NONE;
        if (!other)
            other = neighbour(c, i, false);
        if (!other)
            continue;
        if (k->amount == AMOUNT_ARTICLE && other > k && other->amount == AMOUNT_NONE) {
            other->amount = k->amount; /* "a black and white shirt" is one */
            other->quantity = k->quantity;
            counted = false;
        }
        if (counted)
            borrow_product(c, k, other);
        else
            move_options(other, k);
        narrow(c, counted ? k : other);
    }
}

/* "2 hoodies, one black and one white": the first clause is the sum of the others. */
static void drop_sums(struct cut *c)
{
    for (size_t i = 0; i + 1 < c->count; i++) {
        struct clause *k = &c->at[i];
        int64_t sum = 0;
        size_t parts = 0;
        for (size_t n = i + 1; n < c->count && c->at[n].borrowed; n++, parts++)
            sum += c->at[n].quantity;
        if (parts >= 2 && !k->option_count && k->found_count && sum == k->quantity)
            k->found_count = 0, k->product = false, k->amount = AMOUNT_NONE, k->wish_said = false;
    }
}

/* "do you have hoodies? i want a black hoodie": the second says it all. */
static bool said_better_later(const struct cut *c, size_t i)
{
    const struct clause *k = &c->at[i];
    if (k->amount == AMOUNT_SAID || k->amount == AMOUNT_TIMES || k->option_count ||
        (k->wish_said && k->wish != WISH_SHOW && k->wish != WISH_NONE))
        return false;
    for (size_t n = i + 1; n < c->count; n++)
        for (size_t f = 0; f < c->at[n].found_count; f++)
            if (c->at[n].found[f].product == k->found[0].product)
                return true;
    return false;
}

/* "make it large and black" is one change. */
static void join_changes(struct cut *c)
{
    for (size_t i = c->count; i-- > 1;) {
        struct clause *k = &c->at[i], *before = &c->at[i - 1];
        bool loose = !k->found_count && !before->found_count && k->option_count &&
                     before->option_count && !k->amount && k->separator < SEP_BREAK;
        if (!loose || before->wish != WISH_SET || k->wish != WISH_SET || k->against ||
            before->against)
            continue;
        move_options(before, k);
        k->wish = WISH_NONE;
        k->wish_said = false;
    }
}

/* ---- items ---- */

static void put_options(const struct cut *c, const struct clause *k, size_t product,
                        struct item *it)
{
    const struct brain *b = c->r->brain;
    const struct product *p = &b->catalogue->products[product];
    const char *names[2] = {p->option1_name, p->option2_name};
    const char **slots[2] = {&it->option1, &it->option2};
    bool conflict[2] = {false, false};
    for (size_t i = 0; i < k->option_count; i++)
        for (int s = 0; s < 2; s++) {
            size_t words;
            const char *value = option_here(b, &c->r->words, k->options[i].from, product, s + 1,
                                            &words);
            const char *kind = b->options.name_of_value[k->options[i].value];
            if (!value && !option_of(b, product, 2 - s, k->options[i].value) && names[s] && kind &&
                !in_name(k, &k->found[0], &k->options[i]) &&
                strcmp(plain_text(c->r->arena, names[s]), kind) == 0)
                value = b->options.canonical[k->options[i].value];
            if (!value)
                continue;
            conflict[s] |= *slots[s] && strcmp(*slots[s], value) != 0;
            if (!*slots[s])
                *slots[s] = value;
            break;
        }
    for (int s = 0; s < 2; s++)
        if (conflict[s] && !k->borrowed)
            *slots[s] = NULL; /* "in black and white": ask which */
}

/* No product: the slot where most products of the shop have the value. */
static void put_loose_options(const struct cut *c, const struct clause *k, struct item *it)
{
    const struct options *o = &c->r->brain->options;
    for (size_t i = 0; i < k->option_count; i++) {
        bool first = o->slot_of_value[k->options[i].value] == 1;
        const char **slot = first ? &it->option1 : &it->option2;
        if (*slot)
            slot = first ? &it->option2 : &it->option1;
        if (!*slot)
            *slot = o->canonical[k->options[i].value];
    }
}

/* "and candles" goes on with an order. */
static bool goes_on(const struct cut *c, const struct clause *k)
{
    return k->from == 0 && is(c, 0, WORD_AND) && !k->question && k->found_count == 1 &&
           k->found[0].confidence >= 70;
}

static enum wish wish_of(const struct cut *c, const struct clause *k)
{
    bool counted = k->amount == AMOUNT_SAID || k->amount == AMOUNT_TIMES;
    if (k->wish == WISH_REMOVE_HERE || k->wish == WISH_REMOVE)
        return WISH_REMOVE;
    if (k->wish == WISH_TOLD)
        return WISH_NONE;
    if (counted && k->quantity == 0)
        return WISH_REMOVE;
    if (k->wish_said)
        return (enum wish)k->wish;
    if (counted || (k->amount == AMOUNT_ARTICLE && !k->question) || goes_on(c, k))
        return WISH_ADD;
    return WISH_NONE;
}

static const char *words_of(const struct cut *c, const struct clause *k, const char *text)
{
    size_t from = k->from, to = k->to;
    while (from + 1 < to && is(c, from, WORD_AND | WORD_FILLER))
        from++;
    if (to > c->r->words.count)
        to = c->r->words.count;
    if (from >= to)
        return "";
    const struct word *x = word(c, from), *y = word(c, to - 1);
    return arena_strndup(c->r->arena, text + x->from, y->to > x->from ? y->to - x->from : 0);
}

static void put_item(struct cut *c, struct clause *k, struct understood *out)
{
    if (out->item_count == ITEMS_MOST) {
        out->too_many_items = true;
        return;
    }
    if (out->item_count >= c->r->words.raw_count)
        return;
    struct item *it = &out->items[out->item_count++];
    *it = (struct item){.wish = wish_of(c, k), .words = words_of(c, k, out->text)};
    bool article = k->amount == AMOUNT_ARTICLE;
    if (k->amount && !(article && (it->wish == WISH_SHOW || it->wish == WISH_NONE ||
                                   it->wish == WISH_REMOVE)))
        it->quantity = k->quantity;
    if (it->wish == WISH_MORE && !it->quantity)
        it->quantity = 1;
    for (size_t i = 0; i < k->found_count && i < CANDIDATES_MOST; i++)
        it->candidates[it->candidate_count++] =
            &c->r->brain->catalogue->products[k->found[i].product];
    it->confidence = k->found_count ? k->found[0].confidence : 0;
    if (k->found_count)
        put_options(c, k, k->found[0].product, it);
    else
        put_loose_options(c, k, it);
}

/* "how much?", "is it in stock?": nothing but a wish to know about what was shown. */
static bool asks_about_focus(const struct cut *c, const struct clause *k)
{
    if (c->foreign || c->count > 1 || !k->wish_said || k->wish != WISH_SHOW || k->amount)
        return false;
    for (size_t i = 0; i < c->r->words.count; i++)
        if (!in_wish(c, i) && !is(c, i, WORD_PRONOUN | WORD_FILLER))
            return false;
    return k->pronoun || k->question;
}

/* A clause without product that still says something about the item in focus. */
static bool speaks_of_focus(const struct cut *c, const struct clause *k,
                            const struct understood *out)
{
    bool counted = k->amount == AMOUNT_SAID || k->amount == AMOUNT_TIMES;
    if (k->wish == WISH_TOLD)
        return false;
    if (k->swapped)
        return k->option_count > 0;
    if (asks_about_focus(c, k))
        return true;
    bool change = k->wish_said && (k->wish == WISH_SET || k->wish == WISH_MORE);
    if (k->against || out->choice || c->foreign > 1)
        return k->wish_said && k->wish == WISH_REMOVE && out->choice && c->foreign < 2;
    if (change)
        return counted || k->option_count || k->wish == WISH_MORE;
    if (counted && k->option_count)
        return true;
    if (counted)
        return c->foreign == 0 && (k->wish_said ? k->wish != WISH_SHOW
                                                : k->pronoun && !k->question);
    if (k->amount == AMOUNT_ARTICLE && k->option_count && k->wish != WISH_SHOW)
        return c->foreign == 0;
    bool free = out->intent == INTENT_NONE || out->intent == INTENT_YES ||
                out->intent == INTENT_NO;
    return (k->pronoun || k->to_cart) && k->wish_said && free && c->foreign == 0 &&
           (k->wish == WISH_ADD || k->wish == WISH_REMOVE);
}

/* "not the blue one, the black": what is left is the correction. */
static void correct(struct cut *c)
{
    bool against = false;
    for (size_t i = 0; i < c->count; i++) {
        struct clause *k = &c->at[i];
        bool denied = k->against || (i == 0 && is(c, 0, WORD_NOT) && !k->wish_said);
        if (denied && !k->found_count) {
            against = true;
            k->option_count = k->option_count && k->to > k->from ? k->option_count : 0;
            k->against = true;
        } else if (against && !k->found_count && k->option_count && !k->amount) {
            k->wish = WISH_SET;
            k->wish_said = true;
        }
    }
}

/* "black, not blue": the denied value goes, the other one is the correction. */
static void correct_backwards(struct cut *c)
{
    for (size_t i = 0; i + 1 < c->count; i++) {
        struct clause *k = &c->at[i];
        const struct clause *next = &c->at[i + 1];
        if (next->against && next->option_count && !next->found_count && !k->found_count &&
            k->option_count && !k->against)
            k->wish = WISH_SET, k->wish_said = true;
    }
}

void items_find(struct reading *r, struct understood *out)
{
    size_t n = r->words.count;
    if (n == 0)
        return;
    struct cut c = {.r = r, .at = arena_array(r->arena, CLAUSES_MOST, sizeof *c.at)};
    c.block = arena_array(r->arena, n + 1, 1);
    c.wish_at = arena_array(r->arena, n + 1, 1);
    c.option_len = arena_array(r->arena, n + 1, 1);
    c.options = arena_array(r->arena, n + 1, sizeof *c.options);
    find_blocks(&c);
    find_options(&c);
    find_wishes(&c);
    count_foreign(&c);
    look_at_style(&c);
    look_at_list(&c);
    cut_clauses(&c);
    values_only(&c);
    apply_tails(&c);
    for (size_t i = 0; i < c.count; i++)
        if (c.at[i].product)
            find_products(&c, &c.at[i]);
    correct(&c);
    correct_backwards(&c);
    join_changes(&c);
    join_clauses(&c);
    drop_sums(&c);
    for (size_t i = 0; i < c.count; i++)
        if (c.at[i].found_count ? !said_better_later(&c, i) : speaks_of_focus(&c, &c.at[i], out))
            put_item(&c, &c.at[i], out);
}
