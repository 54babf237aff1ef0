/* understand.c -- from a message to what it says: builds the brain, reads a message in steps. */
#include "nlu_parts.h"
#include "talk.h"

#include <string.h>

#define SEARCH_MOST 64
#define CORRECT_LEAST 6 /* shorter words are too near to names (Stark, start) */

/* ---- building ---- */

static void add_list(struct brain *b, struct arena *a, const struct word_list *list)
{
    for (const char *p = list->words; *p;) {
        size_t n = strcspn(p, " ");
        uint16_t lex = lexicon_add(&b->lexicon, a, p, n);
        b->lexicon.at[lex].flags |= list->flag;
        p += n + strspn(p + n, " ");
    }
}

static void add_spelling(struct brain *b, struct arena *a, const struct spelling *s)
{
    uint16_t lex = lexicon_add(&b->lexicon, a, s->from, strlen(s->from));
    const char *p = s->to;
    if (strcmp(s->from, s->to) == 0)
        return;
    for (size_t i = 0; i < 3 && *p; i++) {
        size_t n = strcspn(p, " ");
        uint16_t to = lexicon_add(&b->lexicon, a, p, n);
        b->lexicon.at[lex].spell[i] = to;
        p += n + strspn(p + n, " ");
    }
}

static void learn_language(struct brain *b, struct arena *a)
{
    const struct language *l = b->language;
    for (size_t i = 0; i < COUNT(l->lists) && l->lists[i].words; i++)
        add_list(b, a, &l->lists[i]);
    for (size_t i = 0; i < l->spelling_count; i++)
        add_spelling(b, a, &l->spellings[i]);
    for (size_t i = 0; i < l->number_count; i++)
        b->lexicon.at[lexicon_add(&b->lexicon, a, l->numbers[i].word, strlen(l->numbers[i].word))]
            .number = l->numbers[i].number;
    for (size_t i = 0; i < l->ordinal_count; i++)
        b->lexicon.at[lexicon_add(&b->lexicon, a, l->ordinals[i].word,
                                  strlen(l->ordinals[i].word))]
            .ordinal = l->ordinals[i].number;
    rules_build(&b->lexicon, a, l, &b->rules);
}

/* Words of descriptions are real words: nothing is misread into a product because of them. */
static void learn_descriptions(struct brain *b, struct arena *a)
{
    for (size_t i = 0; i < b->catalogue->product_count; i++) {
        struct words w;
        const char *d = b->catalogue->products[i].description;
        words_read(&b->lexicon, a, text_clean(a, d ? d : ""), &w);
        for (size_t k = 0; k < w.count; k++)
            lexicon_add(&b->lexicon, a, w.at[k].text, w.at[k].len);
    }
}

static void note_numbered(struct brain *b, struct arena *a, const char *text)
{
    struct words w;
    words_read(&b->lexicon, a, text_clean(a, text), &w);
    for (size_t i = 1; i < w.count; i++)
        if (w.at[i].is_number && w.at[i].digits && !w.at[i - 1].is_number && !w.at[i].separator)
            b->lexicon.at[w.at[i - 1].lex].flags |= WORD_NUMBERED;
}

/* "iPhone 13" is sold here: then the 11 of "iphone 11" is no amount either. */
static void learn_numbered(struct brain *b, struct arena *a)
{
    for (size_t i = 0; i < b->catalogue->product_count; i++) {
        const struct product *p = &b->catalogue->products[i];
        note_numbered(b, a, p->name);
        for (size_t k = 0; k < p->alias_count; k++)
            note_numbered(b, a, p->aliases[k]);
    }
    for (size_t i = 0; i < b->options.value_count; i++)
        note_numbered(b, a, b->options.canonical[i]);
}

/* Long words of rules and questions: one wrong letter in them is put right. */
static void note_corrections(struct brain *b, struct arena *a)
{
    b->correct_to = arena_array(a, b->lexicon.count, sizeof *b->correct_to);
    for (size_t i = 1; i < b->lexicon.count; i++) {
        const struct lexeme *x = &b->lexicon.at[i];
        if (x->len >= CORRECT_LEAST && !x->spell[0] && (x->flags & WORD_REAL) &&
            ((x->flags & WORD_RULE) || x->concept || x->number >= 0))
            b->correct_to[b->correct_to_count++] = (uint16_t)i;
    }
}

bool brain_build(struct arena *a, const struct catalogue *c, const struct brain **out,
                 struct err *e)
{
    if (c->product_count > 60000 || c->faq_count > 10000)
        return fail(e, ERR_TOO_BIG, "%zu products, %zu questions", c->product_count, c->faq_count);
    struct brain *b = arena_alloc(a, sizeof *b);
    b->catalogue = c;
    b->language = language_of(c->language);
    (void)spoken_read(b->language->code, &b->spoken); /* English, where there is none of that name */
    lexicon_start(&b->lexicon, a);
    learn_language(b, a);
    categories_build(b, a);
    options_build(b, a);
    matcher_build(b, a);
    learn_descriptions(b, a);
    learn_numbered(b, a);
    concepts_build(b, a);
    b->faq = faq_build(b, a);
    note_corrections(b, a);
    b->patterns = patterns_build(b, a);
    b->likeness = likeness_build(b, a);
    b->lexicon.at[0] = (struct lexeme){.text = "", .number = -1}; /* a full one puts the rest here */
    *out = b;
    return true;
}

/* ---- reading ---- */

/* "t shirt" where the shop writes T-Shirt, "sour dough" for Sourdough: one word after all. */
static void join_split_words(const struct brain *b, struct arena *a, struct words *w)
{
    for (size_t i = 0; i + 1 < w->count; i++) {
        struct word *x = &w->at[i], *y = &w->at[i + 1];
        if (x->is_number || y->is_number || y->separator || x->len + y->len > 28 ||
            (b->lexicon.at[x->lex].vocab && b->lexicon.at[y->lex].vocab))
            continue;
        char joined[32];
        memcpy(joined, x->text, x->len);
        memcpy(joined + x->len, y->text, y->len);
        size_t n = (size_t)x->len + y->len;
        joined[n] = '\0';
        uint16_t lex = lexicon_find(&b->lexicon, joined, n);
        char forms[3][32];
        if (!b->lexicon.at[lex].vocab && singulars(joined, n, forms))
            lex = lexicon_find(&b->lexicon, forms[0], strlen(forms[0]));
        if (!lex || !b->lexicon.at[lex].vocab || word_is(&b->lexicon, x, WORD_ARTICLE))
            continue;
        x->text = arena_strdup(a, b->lexicon.at[lex].text);
        x->len = b->lexicon.at[lex].len;
        x->lex = lex;
        x->to = y->to;
        memmove(y, y + 1, (w->count - i - 2) * sizeof *y);
        w->count--;
    }
}

static void correct_word(const struct brain *b, struct word *w)
{
    uint32_t letters = letters_of(w->text, w->len);
    for (size_t i = 0; i < b->correct_to_count; i++) {
        const struct lexeme *x = &b->lexicon.at[b->correct_to[i]];
        if (x->text[0] != w->text[0] || x->len > w->len + 1u || x->len + 1u < w->len ||
            __builtin_popcount(letters ^ x->letters) > 2)
            continue;
        if (edit_distance(w->text, w->len, x->text, x->len, 1) == 1) {
            w->lex = b->correct_to[i];
            w->text = x->text;
            w->len = x->len;
            return;
        }
    }
}

static void find_core(struct reading *r)
{
    const struct lexicon *l = &r->brain->lexicon;
    size_t from = 0, to = r->words.count;
    while (from < to && word_is(l, &r->words.at[from], WORD_FILLER))
        from++;
    while (to > from && word_is(l, &r->words.at[to - 1], WORD_FILLER))
        to--;
    if (from == to) { /* nothing but politeness: then that is the message */
        from = 0;
        to = r->words.count;
    }
    r->core_from = from;
    r->core_to = to;
}

static void read_message(const struct brain *b, struct arena *a, const char *text,
                         struct reading *r)
{
    *r = (struct reading){.brain = b, .arena = a};
    words_read(&b->lexicon, a, text, &r->words);
    join_split_words(b, a, &r->words);
    size_t n = r->words.count;
    r->senses = arena_array(a, n + 1, sizeof *r->senses);
    r->amounts = arena_array(a, n + 1, sizeof *r->amounts);
    amounts_find(b, &r->words, r->amounts);
    for (size_t i = 0; i < n; i++) {
        struct word *w = &r->words.at[i];
        senses_find(b, w, &r->senses[i]);
        if (!w->lex && !r->senses[i].count && w->len >= CORRECT_LEAST && !w->masked &&
            !word_is_real(&b->lexicon, w->text, w->len))
            correct_word(b, w);
        r->question |= w->question;
    }
    find_core(r);
    rules_find(b, &r->words, r->core_from, r->core_to, &r->hits);
}

/* "ORD-20261123-ABCDEFGH", in any case and with any dash. */
static void order_number_find(struct arena *a, const char *plain, struct understood *out)
{
    const char *p = strstr(plain, "ord ");
    for (; p; p = strstr(p + 1, "ord ")) {
        if (p != plain && p[-1] != ' ')
            continue;
        size_t digits = strspn(p + 4, "0123456789");
        size_t tail = strspn(p + 5 + digits, "abcdefghijklmnopqrstuvwxyz0123456789");
        if (digits != 8 || p[4 + digits] != ' ' || tail < 4 || tail > 12)
            continue;
        char *number = arena_printf(a, "ORD-%.8s-%.*s", p + 4, (int)tail, p + 13);
        for (char *c = number; *c; c++)
            if (*c >= 'a' && *c <= 'z')
                *c = (char)(*c - 32);
        out->order_number = number;
        return;
    }
}

/* "Can I cancel my order after paying?" asks for the rule, it does not ask to do it. */
static void let_questions_be_questions(const struct reading *r, struct understood *out)
{
    static const int needed[INTENT__MAX] = {
        [INTENT_ORDER_CANCEL] = 70, [INTENT_ORDER_AGAIN] = 70, [INTENT_CART_CLEAR] = 60, [INTENT_CHECKOUT] = 60,
        [INTENT_PICKUP] = 60, [INTENT_DELIVERY] = 60, [INTENT_CHANGE] = 60,
        [INTENT_SAME_ADDRESS] = 60, [INTENT_ORDER_STATUS] = 90, [INTENT_ORDER_LIST] = 90,
        [INTENT_LOGIN_CODE] = 90, [INTENT_BROWSE] = 90, [INTENT_RECOMMEND] = 90,
    };
    if (!needed[out->intent] || out->faq_score[0] < needed[out->intent])
        return;
    bool asks = r->question ||
                word_is(&r->brain->lexicon, &r->words.at[r->core_from], WORD_ASK);
    if (asks && !(out->whole && out->faq_score[0] < 95)) {
        out->intent = INTENT_NONE;
        out->whole = false;
    }
}

/* "no mug" is about the mug, "yes, 2 mugs" about both. */
static void let_items_speak(struct understood *out)
{
    bool product = out->item_count && out->items[0].candidate_count;
    if (product && out->intent == INTENT_NO && out->items[0].wish == WISH_REMOVE)
        out->intent = INTENT_NONE;
    if (product && !out->whole && out->intent == INTENT_BROWSE)
        out->intent = INTENT_NONE;
}

void understand(const struct brain *b, struct arena *a, const char *text, struct understood *out)
{
    struct reading r;
    *out = (struct understood){.text = text_clean(a, text)};
    out->plain = plain_text(a, out->text);
    read_message(b, a, out->text, &r);
    if (r.words.count == 0)
        return;
    out->votes = spoken_count(out->text);
    reading_tokens(&r, out->text, &out->votes);
    order_number_find(a, out->plain, out);
    intent_find(&r, out);
    choice_find(&r, out);
    items_find(&r, out);
    category_find(&r, out);
    faq_find(&r, text_lower(a, out->text), out);
    if (!out->item_count || out->items[0].confidence < 90) /* a shop may sell "Spanish" */
        out->language = language_asked(&r.words);
    let_questions_be_questions(&r, out);
    let_items_speak(out);
    out->felt = sentiment_of_tokens(r.spoken, r.tokens, out->text);
    if (out->order_number && out->intent == INTENT_NONE)
        out->intent = INTENT_ORDER_STATUS;
}

/* ---- searching ---- */

static size_t search_descriptions(const struct brain *b, struct arena *a, const struct words *w,
                                  const struct product **out, size_t most)
{
    size_t n = 0;
    for (size_t i = 0; i < b->catalogue->product_count && n < most; i++) {
        const char *d = b->catalogue->products[i].description;
        const char *plain = plain_text(a, d ? d : "");
        bool all = false;
        for (size_t k = 0; k < w->count; k++) {
            if (word_is(&b->lexicon, &w->at[k], WORD_STOP) || w->at[k].len < 4)
                continue;
            const char *hit = strstr(plain, w->at[k].text);
            all = hit && (hit == plain || hit[-1] == ' ');
            if (!all)
                break;
        }
        if (all)
            out[n++] = &b->catalogue->products[i];
    }
    return n;
}

size_t brain_search(const struct brain *b, struct arena *a, const char *words,
                    const struct product **out, size_t most)
{
    struct reading r;
    struct found found[SEARCH_MOST];
    struct option_hit hits[8];
    size_t hit_count = 0, n = 0;
    read_message(b, a, text_clean(a, words), &r);
    for (size_t i = 0; i < r.words.count && hit_count < COUNT(hits); i++)
        if (option_at(b, &r.words, i, &hits[hit_count]))
            i += hits[hit_count++].count - 1u;
    size_t count = products_rank(b, a, &r.words, r.senses, 0, r.words.count, hits, hit_count,
                                 found, SEARCH_MOST);
    for (size_t i = 0; i < count && n < most; i++)
        if (found[i].weight * 2 >= found[0].weight)
            out[n++] = &b->catalogue->products[found[i].product];
    return n ? n : search_descriptions(b, a, &r.words, out, most);
}

size_t brain_mentioned(const struct brain *b, struct arena *a, const char *words,
                       const struct product **out, size_t most)
{
    struct reading r;
    struct found found[SEARCH_MOST];
    size_t n = 0;
    read_message(b, a, text_clean(a, words), &r);
    for (size_t i = 0; i < r.hits.count; i++)
        if (r.hits.at[i].wish && r.hits.at[i].value == WISH_TOLD)
            return 0; /* what was bought before is a story */
    size_t count = products_rank(b, a, &r.words, r.senses, 0, r.words.count, NULL, 0, found,
                                 SEARCH_MOST);
    for (size_t i = 0; i < count && n < most; i++)
        if ((found[i].head || found[i].full) && !found[i].fuzzy && !found[i].common_only &&
            found[i].weight * 2 >= found[0].weight)
            out[n++] = &b->catalogue->products[found[i].product];
    return n;
}

size_t brain_questions(const struct brain *b, struct arena *a, const char *words,
                       struct faq_rank *out, size_t most)
{
    struct reading r;
    const char *clean = text_clean(a, words);
    const struct spoken_votes votes = spoken_count(clean);
    read_message(b, a, clean, &r);
    reading_tokens(&r, clean, &votes);
    return faq_ranking(&r, text_lower(a, clean), plain_text(a, clean), out, most);
}
