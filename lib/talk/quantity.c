/* quantity.c -- which numbers say how many: digits, words, "x2", a couple, half a dozen; and
 * which do not: sizes, units, prices, times, phones, house numbers. */
#include "talk.h"

#include <string.h>

#define NUMBER_MOST 1000000000LL

static const struct lexeme *lexeme_at(const struct brain *b, const struct words *w, size_t i)
{
    return i < w->count ? &b->lexicon.at[w->at[i].lex] : &b->lexicon.at[0];
}

static bool has(const struct brain *b, const struct words *w, size_t i, uint32_t flags)
{
    return i < w->count && (lexeme_at(b, w, i)->flags & flags);
}

/* "250 g", "42 cm", "20 euro"; but in "2 L hoodies" the L is a size, in "2 pound cakes" a name. */
static bool is_measure(const struct brain *b, struct words *w, size_t i)
{
    /* "2XL" is one size; where the shop has none of it, it is no XL either. */
    if (i + 1 < w->count && w->at[i + 1].glued && w->at[i + 1].text[0] == 'x' &&
        w->at[i + 1].len > 1 && lexeme_at(b, w, i + 1)->surface) {
        struct option_hit hit;
        w->at[i + 1].masked = !(option_at(b, w, i, &hit) && hit.count > 1);
        return true;
    }
    if (!has(b, w, i + 1, WORD_UNIT) || w->at[i + 1].separator)
        return false;
    const struct lexeme *x = lexeme_at(b, w, i + 1);
    if (w->at[i + 1].glued && !x->surface)
        return true;
    return !x->surface && !x->vocab;
}

/* "4 piece nuggets", "a 6 pack": the size of one thing; "2 pieces", "2 packs of" count. */
static bool sizes_one(const struct brain *b, const struct words *w, size_t i)
{
    const struct lexeme *x = lexeme_at(b, w, i + 1);
    bool singular = !strcmp(x->text, "piece") || !strcmp(x->text, "pack");
    return singular && w->at[i].number > 1 && i + 2 < w->count && !w->at[i + 2].separator &&
           !has(b, w, i + 2, WORD_CONNECTOR);
}

/* "20W", "5k": letters of which the shop knows nothing stick to the number. */
static bool has_strange_tail(const struct brain *b, const struct words *w, size_t i)
{
    if (i + 1 >= w->count || !w->at[i + 1].glued || w->at[i + 1].to - w->at[i + 1].from > 2)
        return false;
    const struct lexeme *x = lexeme_at(b, w, i + 1);
    return !x->surface && !x->vocab && !(x->flags & (WORD_TIMES | WORD_COUNTER | WORD_AND));
}

/* "my iphone 12": behind a word that names nothing we sell, with nothing behind it to count. */
static bool is_model(const struct brain *b, const struct words *w, size_t i)
{
    const unsigned small = WORD_STOP | WORD_FILLER | WORD_CONNECTOR | WORD_AND | WORD_UNIT |
                           WORD_COUNTER | WORD_PRONOUN | WORD_ORDER_VERB | WORD_SHOW_VERB |
                           WORD_RULE | WORD_TIMES;
    struct senses s = {0};
    if (!i || w->at[i].separator || w->at[i - 1].is_number || has(b, w, i - 1, small))
        return false;
    senses_find(b, &w->at[i - 1], &s);
    if ((s.count && !s.fuzzy) || lexeme_at(b, w, i - 1)->surface)
        return false;
    s.count = 0;
    if (i + 1 < w->count && !w->at[i + 1].separator)
        senses_find(b, &w->at[i + 1], &s);
    return !s.count;
}

/* "PROMO20": a code, whatever its letters spell. */
static void mask_codes(const struct brain *b, struct words *w)
{
    for (size_t i = 1; i < w->count; i++) {
        struct word *x = &w->at[i - 1], *n = &w->at[i];
        if (n->is_number && n->digits >= 2 && n->glued && !x->is_number && x->len > 2 &&
            !has(b, w, i - 1, WORD_TIMES | WORD_NUMBERED))
            x->masked = n->masked = true;
    }
}

static bool is_count(const struct words *w, size_t i)
{
    return i < w->count && w->at[i].is_number && !w->at[i].masked && !w->at[i].measure;
}

/* Digits written in groups are a phone number; so is a long number that names no amount. */
static void mask_phones(const struct brain *b, struct words *w)
{
    for (size_t i = 0; i < w->count;) {
        size_t k = i, digits = 0;
        while (is_count(w, k) && w->at[k].digits &&
               (k == i || w->at[k].separator == SEP_NONE || w->at[k].separator == SEP_COMMA))
            digits += w->at[k++].digits;
        bool phone = k - i >= 2 && digits >= 7;
        if (k - i == 1 && w->at[i].text[0] == '0' && digits > 1)
            phone = true;
        if (k - i == 1 && digits >= 6 && !has(b, w, k, WORD_COUNTER) &&
            !lexeme_at(b, w, k)->surface) {
            struct senses s = {0};
            if (k < w->count)
                senses_find(b, &w->at[k], &s);
            phone = !s.count;
        }
        for (size_t m = i; m < k && phone; m++)
            w->at[m].masked = true;
        i = k > i ? k : i + 1;
    }
}

/* "14 Rose Street" is no order for roses; "Rua Augusta 12" none for twelve. */
static void mask_streets(const struct brain *b, struct words *w)
{
    for (size_t i = 0; i < w->count; i++) {
        if (has(b, w, i, WORD_ROAD))
            for (size_t k = i; k < w->count && k < i + 5 && !w->at[k].question; k++)
                w->at[k].masked = true;
        if (!w->at[i].is_number || !w->at[i].digits)
            continue;
        for (size_t k = i + 1; k < w->count && k <= i + 4; k++) {
            if (w->at[k].separator || has(b, w, k, WORD_AND | WORD_CONNECTOR | WORD_PRONOUN))
                break;
            if (!has(b, w, k, WORD_STREET) || k == i + 1)
                continue;
            for (size_t m = i; m <= k; m++)
                w->at[m].masked = true;
            break;
        }
    }
}

static void mask_measures(const struct brain *b, struct words *w)
{
    for (size_t i = 0; i < w->count; i++) {
        struct word *x = &w->at[i];
        if (!x->is_number || !x->digits)
            continue;
        bool after = i && has(b, w, i - 1, WORD_BEFORE_NUMBER) && !x->separator;
        bool code = i && x->glued && !has(b, w, i - 1, WORD_TIMES) && !w->at[i - 1].is_number;
        bool model = i && has(b, w, i - 1, WORD_NUMBERED) && !x->separator;
        if (x->decimal || x->ordinal || after || code || model || is_measure(b, w, i) ||
            sizes_one(b, w, i) || has_strange_tail(b, w, i) || is_model(b, w, i))
            x->measure = true;
    }
}

/* "1) mug 2) cap" numbers its lines: each is one thing, and the numbers are no amounts. */
static void read_list_numbers(struct words *w, struct amount *out)
{
    size_t places = 0;
    for (int pass = 0; pass < 2; pass++) {
        int64_t next = 1;
        for (size_t i = 0; i + 1 < w->count; i++) {
            struct word *x = &w->at[i];
            bool first = !i || x->separator == SEP_BREAK || next > 1;
            if (!x->listed || x->masked || x->decimal || !first || x->number != next)
                continue;
            next++;
            if (pass == 0) {
                places++;
            } else if (places > 1) {
                x->masked = x->measure = true;
                x->separator = SEP_BREAK;
                x[1].separator = SEP_NONE;
                out[i] = (struct amount){.number = 1, .kind = AMOUNT_ARTICLE, .words = 1};
            }
        }
    }
}

/* twenty five, two hundred, two dozen; returns how many words were read. */
static size_t read_words(const struct brain *b, const struct words *w, size_t i, int64_t *n)
{
    size_t k = i;
    *n = 0;
    int64_t part = 0, last = INT64_MAX;
    while (is_count(w, k) &&
           (k == i || !w->at[k].separator)) {
        int64_t v = w->at[k].number;
        bool scale = !w->at[k].digits && (v == 100 || v == 1000 || has(b, w, k, WORD_DOZEN));
        if (k > i && w->at[k].digits)
            break;
        if (scale)
            part = part ? part * v : v;
        else if (k == i || (last >= 20 && v < 10 && last < 100 && !w->at[k].digits))
            part += v;
        else if (last == 100)
            part += v;
        else
            break;
        last = scale ? 100 : v;
        k++;
        if (part > NUMBER_MOST)
            part = NUMBER_MOST;
    }
    *n = part;
    return k - i;
}

/* A pair of socks is one thing, a pair of mugs are two. */
static int64_t pair_size(const struct brain *b, const struct words *w, size_t after)
{
    if (has(b, w, after, WORD_CONNECTOR))
        after++;
    while (after < w->count && !has(b, w, after, WORD_PLURAL) && after + 1 < w->count &&
           !w->at[after + 1].separator && !has(b, w, after + 1, WORD_STOP))
        after++;
    return has(b, w, after, WORD_PLURAL) ? 1 : 2;
}

/* "the black one", "another one": no amount. "one more", "one hoodie", "one": an amount. */
static bool one_is_pronoun(const struct brain *b, const struct words *w, size_t i)
{
    if (!has(b, w, i, WORD_ONE) || i == 0 || w->at[i].separator)
        return false;
    if (i + 1 < w->count && !w->at[i + 1].separator && lexeme_at(b, w, i + 1)->vocab &&
        !has(b, w, i - 1, WORD_THE)) /* "... black one mug" */
        return false;
    return has(b, w, i - 1, WORD_THE) || lexeme_at(b, w, i - 1)->surface ||
           lexeme_at(b, w, i - 1)->vocab || w->at[i - 1].ordinal;
}

static struct amount half_dozen(const struct brain *b, const struct words *w, size_t i)
{
    size_t at = has(b, w, i + 1, WORD_ARTICLE) ? i + 2 : i + 1;
    if (!has(b, w, i, WORD_HALF) || !has(b, w, at, WORD_DOZEN))
        return (struct amount){0};
    return (struct amount){.number = 6, .kind = AMOUNT_SAID, .words = (uint8_t)(at + 1 - i)};
}

static struct amount amount_at(const struct brain *b, const struct words *w, size_t i)
{
    struct amount m = half_dozen(b, w, i);
    if (m.kind)
        return m;
    if (has(b, w, i, WORD_TIMES) && is_count(w, i + 1) && w->at[i + 1].digits)
        return (struct amount){.number = w->at[i + 1].number, .kind = AMOUNT_TIMES, .words = 2};
    bool article = has(b, w, i, WORD_ARTICLE);
    size_t at = article ? i + 1 : i;
    if (has(b, w, at, WORD_PAIR))
        return (struct amount){.number = pair_size(b, w, at + 1), .kind = AMOUNT_SAID,
                               .words = (uint8_t)(at + 1 - i)};
    bool counted = is_count(w, at) && !w->at[at].ordinal;
    if (article && !(counted && !w->at[at].digits && w->at[at].number != 1))
        return (struct amount){.number = 1, .kind = AMOUNT_ARTICLE, .words = 1};
    if (!counted || one_is_pronoun(b, w, i))
        return m;
    m.words = (uint8_t)(read_words(b, w, at, &m.number) + (at - i));
    m.kind = AMOUNT_SAID;
    if (has(b, w, i + m.words, WORD_PAIR)) {
        m.number *= pair_size(b, w, i + m.words + 1);
        m.words++;
    } else if (has(b, w, i + m.words, WORD_TIMES) && w->at[i].digits) {
        m.words++;
    }
    return m;
}

void amounts_find(const struct brain *b, struct words *w, struct amount *out)
{
    read_list_numbers(w, out);
    mask_streets(b, w);
    mask_codes(b, w);
    mask_measures(b, w);
    mask_phones(b, w);
    for (size_t i = 0; i < w->count; i++) {
        if (w->at[i].masked)
            continue;
        out[i] = amount_at(b, w, i);
        if (out[i].words > 1)
            i += out[i].words - 1u;
    }
}
