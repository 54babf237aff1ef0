/* items.c -- orders in plain words: each clause (clauses.c) gets the products it may mean, takes
 * from its neighbours what it leaves out, and becomes an item.
 *
 * Cautious where nothing was asked for: a word that merely looks like a product in a sentence
 * about something else names no product. */
#include "clauses.h"

#include <string.h>

/* ---- which products ---- */

static size_t only_word(const struct clause *k, const struct found *f)
{
    return k->from + (size_t)__builtin_ctzll(f->words);
}

static bool short_word(const struct cut *c, const struct clause *k, const struct found *f)
{
    return cut_word(c, only_word(k, f))->len < 5;
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
    /* "I need a cake, she loves chocolate": a wish reaches on only where nothing is told. */
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
        if (!before && clause_says_anything(&c->at[k]) && !c->at[k].option_count)
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
        if (k->pronoun && k->wish_said && k->wish == WISH_ADD && k->amount &&
            borrow_mentioned(c, i))
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

/* "a mug, 2 pieces": nothing but the amount of what was named just before. */
static bool only_counts(const struct cut *c, const struct clause *k)
{
    if (k->amount != AMOUNT_SAID || k->found_count || k->option_count || k->pronoun)
        return false;
    for (size_t i = k->from; i < k->to && i < c->r->words.count; i++)
        if (!cut_word(c, i)->is_number && !cut_is(c, i, WORD_COUNTER | WORD_FILLER))
            return false;
    return true;
}

static void lend_amounts(struct cut *c)
{
    for (size_t i = 1; i < c->count; i++) {
        struct clause *k = &c->at[i], *before = &c->at[i - 1];
        for (size_t n = i - 1; n > 0 && !before->found_count; n--)
            before = &c->at[n - 1]; /* "a cable, 2 m, 2 pieces" */
        bool free = before->amount == AMOUNT_NONE || before->amount == AMOUNT_ARTICLE;
        if (!only_counts(c, k) || !before->found_count || !free || k->separator == SEP_BREAK)
            continue;
        before->amount = k->amount;
        before->quantity = k->quantity;
        k->amount = AMOUNT_NONE;
        k->wish_said = false;
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
    for (size_t n = i + 1; n < c->count; n++) {
        bool beside = k->amount == AMOUNT_ARTICLE && c->at[n].amount && !k->question &&
                      k->wish != WISH_SHOW &&
                      (c->at[n].separator == SEP_AND || cut_is(c, c->at[n].from, WORD_AND));
        for (size_t f = 0; f < c->at[n].found_count && !beside; f++)
            if (c->at[n].found[f].product == k->found[0].product)
                return true;
    }
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
    return k->from == 0 && cut_is(c, 0, WORD_AND) && !k->question && k->found_count == 1 &&
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
    while (from + 1 < to && cut_is(c, from, WORD_AND | WORD_FILLER))
        from++;
    if (to > c->r->words.count)
        to = c->r->words.count;
    if (from >= to)
        return "";
    const struct word *x = cut_word(c, from), *y = cut_word(c, to - 1);
    return arena_strndup(c->r->arena, text + x->from, y->to > x->from ? y->to - x->from : 0);
}

/* "how long does a screen repair take?": a question that only mentions it. */
static bool asks_first(const struct cut *c, const struct clause *k)
{
    return k->question && cut_is(c, c->r->core_from, WORD_ASK) && !cut_in_wish(c, c->r->core_from);
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
    it->told = k->wish == WISH_TOLD || (it->wish == WISH_NONE && asks_first(c, k));
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
    modifiers_give(c, k, out->text, it);
}

/* "how much?", "is it in stock?": nothing but a wish to know about what was shown. */
static bool asks_about_focus(const struct cut *c, const struct clause *k)
{
    if (c->foreign || c->count > 1 || !k->wish_said || k->wish != WISH_SHOW || k->amount)
        return false;
    for (size_t i = 0; i < c->r->words.count; i++)
        if (!cut_in_wish(c, i) && !cut_is(c, i, WORD_PRONOUN | WORD_FILLER))
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
        bool denied = k->against || (i == 0 && cut_is(c, 0, WORD_NOT) && !k->wish_said);
        if (denied && !k->found_count) {
            against = true;
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

#define NOT_A_THING (WORD_STOP | WORD_COMMON | WORD_FILLER | WORD_CONNECTOR | WORD_AND | WORD_UNIT |     \
                     WORD_COUNTER | WORD_ARTICLE | WORD_PRONOUN | WORD_ORDER_VERB | WORD_SHOW_VERB | \
                     WORD_RULE | WORD_NOT | WORD_TIMES | WORD_PAIR | WORD_DOZEN | WORD_HALF)
#define THING_WORDS_MOST 4

static bool names_thing(const struct cut *c, size_t i)
{
    const struct word *w = cut_word(c, i);
    return w->len > 2 && !w->is_number && !w->masked && !w->measure && !cut_in_wish(c, i) &&
           !in_modifier(c, i) && !cut_is(c, i, NOT_A_THING);
}

/* "2 mugs and 3 umbrelllas": something was counted that the shop does not know. */
static void note_unknown(const struct cut *c, const struct clause *k, struct understood *out)
{
    bool wanted = k->wish == WISH_ADD || k->wish == WISH_MORE ||
                  (!k->wish_said && k->wish == WISH_NONE);
    bool counted = k->amount != AMOUNT_NONE;
    size_t from = k->to, to = k->from;
    if (!counted || !wanted || k->question || k->pronoun || k->option_count ||
        out->unknown_count == UNKNOWN_MOST)
        return;
    for (size_t i = k->from; i < k->to && i < c->r->words.count; i++)
        if (names_thing(c, i)) {
            from = i < from ? i : from;
            to = i + 1;
        }
    if (from < to && to - from <= THING_WORDS_MOST) {
        const struct word *x = cut_word(c, from), *y = cut_word(c, to - 1);
        out->unknown[out->unknown_count++] =
            arena_strndup(c->r->arena, out->text + x->from, y->to - x->from);
    }
}

void items_find(struct reading *r, struct understood *out)
{
    struct cut c;
    if (r->words.count == 0)
        return;
    clauses_cut(r, &c);
    for (size_t i = 0; i < c.count; i++)
        if (c.at[i].product)
            find_products(&c, &c.at[i]);
    correct(&c);
    correct_backwards(&c);
    join_changes(&c);
    join_clauses(&c);
    drop_sums(&c);
    lend_amounts(&c);
    for (size_t i = 0; i < c.count; i++)
        if (c.at[i].found_count ? !said_better_later(&c, i) : speaks_of_focus(&c, &c.at[i], out))
            put_item(&c, &c.at[i], out);
        else if (!c.at[i].found_count)
            note_unknown(&c, &c.at[i], out);
}

/* ---- one order ---- */

static bool same_thing(const struct item *x, const struct item *y)
{
    const char *a1 = x->option1 ? x->option1 : "", *a2 = x->option2 ? x->option2 : "";
    const char *b1 = y->option1 ? y->option1 : "", *b2 = y->option2 ? y->option2 : "";
    return x->candidates[0] == y->candidates[0] && !strcmp(a1, b1) && !strcmp(a2, b2);
}

static void leave_out(struct order_said *o, const struct item *it)
{
    size_t n = 0;
    for (size_t i = 0; i < o->count; i++)
        if (o->items[i].candidates[0] != it->candidates[0])
            o->items[n++] = o->items[i];
    o->count = n;
}

static void take_in(struct order_said *o, const struct item *it)
{
    struct item *same = NULL;
    for (size_t i = 0; i < o->count && !same; i++)
        same = same_thing(&o->items[i], it) ? &o->items[i] : NULL;
    if (!same) {
        same = &o->items[o->count++];
        *same = *it;
        same->quantity = it->quantity ? it->quantity : 1;
        return;
    }
    bool sets = it->wish == WISH_SET;
    same->quantity = (sets ? 0 : same->quantity) + (it->quantity ? it->quantity : 1);
    for (size_t i = 0; i < it->modifier_count && same->modifier_count < MODIFIERS_MOST; i++)
        same->modifiers[same->modifier_count++] = it->modifiers[i];
}

void order_said(const struct understood *u, struct order_said *out)
{
    out->count = 0;
    for (size_t i = 0; i < u->item_count; i++) {
        const struct item *it = &u->items[i];
        struct item *last = out->count ? &out->items[out->count - 1] : NULL;
        if (it->told || (it->wish == WISH_SHOW && !it->quantity))
            continue;
        if (!it->candidate_count) {
            if (last && it->quantity > 0 && it->wish == WISH_SET)
                last->quantity = it->quantity;
            else if (last && it->quantity > 0 && it->wish == WISH_MORE)
                last->quantity += it->quantity;
        } else if (it->wish == WISH_REMOVE) {
            leave_out(out, it);
        } else {
            take_in(out, it);
        }
    }
}
