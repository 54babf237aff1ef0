/* guard.c -- the judgement: each sentence of an answer against the facts. */
#include "guard_parts.h"

#include <string.h>

struct read_fact {
    const struct fact *fact;
    struct guard_tokens about, text;
};

struct judge {
    const struct guard *g;
    struct arena *arena;
    const struct guard_case *c;
    struct read_fact facts[GUARD_FACTS_MOST];
    size_t count;
    struct guard_tokens answer;
    uint32_t mentions[GUARD_TOKENS_MOST]; /* per token: the products it names, as bits */
    bool bound[GUARD_TOKENS_MOST];
    uint32_t focus;                       /* the products spoken of last */
    const struct read_fact *last;         /* what the sentence before was traced to */
    size_t known, content;
    const char *why;
    const char *part;
};

static bool refuse(struct judge *j, const char *why, const char *part)
{
    j->why = why;
    j->part = part;
    return false;
}

static const char *token_text(struct judge *j, const char *answer, const struct guard_token *t)
{
    return arena_strndup(j->arena, answer + t->from, t->to - t->from);
}

/* ---- characters ---- */

/* Latin and Arabic letters, usual signs and pictures. Digits of other scripts, styled letters,
 * look-alikes and whatever is not seen have no business in a shop's answer. */
static bool is_usual(uint32_t cp)
{
    static const struct { uint32_t from, to; } usual[] = {
        {' ', ';'}, {'?', '?'}, {'@', 'Z'}, {'_', '_'}, {'a', 'z'}, {'\n', '\n'}, {0xa0, 0xa1}, {0xa3, 0xa3},
        {0xab, 0xab}, {0xb0, 0xb0}, {0xb7, 0xb7}, {0xbb, 0xbb}, {0xbf, 0xd6}, {0xd8, 0xf6}, {0xf8, 0x17f},
        {0x60c, 0x60c}, {0x61b, 0x61b}, {0x61f, 0x61f}, {0x621, 0x63a}, {0x640, 0x655}, {0x660, 0x66c},
        {0x670, 0x671}, {0x6f0, 0x6f9}, {0x2010, 0x2015}, {0x2018, 0x201e}, {0x2022, 0x2022}, {0x2026, 0x2026},
        {0x202f, 0x202f}, {0x20ac, 0x20ac}, {0x2600, 0x26ff}, {0x2705, 0x2764}, {0xfe0f, 0xfe0f}, {0x1f300, 0x1f64f},
        {0x1f680, 0x1f6ff}, {0x1f900, 0x1f9ff},
    };
    for (size_t i = 0; i < COUNT(usual); i++)
        if (cp >= usual[i].from && cp <= usual[i].to)
            return true;
    return false;
}

static bool in_facts(const struct guard_case *c, uint32_t cp)
{
    char bytes[5] = {0};
    (void)utf8_put(bytes, cp);
    for (size_t i = 0; i < c->count; i++)
        if (strstr(c->facts[i].about, bytes) || strstr(c->facts[i].text, bytes))
            return true;
    return false;
}

static bool characters_hold(struct judge *j, const char *answer)
{
    for (const char *p = answer; *p;) {
        uint32_t cp = utf8_next(&p);
        char folded[8];
        size_t n;
        bool letter = !is_invisible(cp) && fold_char(cp, folded, &n) == FOLD_LETTER && cp < 0x10000;
        if (!is_usual(cp) && !(letter && in_facts(j->c, cp)))
            return refuse(j, "hidden or strange characters", "");
    }
    return true;
}

/* ---- words ---- */

static bool same_spelt(const struct guard_token *a, const struct guard_token *b)
{
    if (a->kind != GUARD_WORD || b->kind != GUARD_WORD)
        return false;
    size_t n = a->n < b->n ? a->n : b->n;
    bool long_start = n >= 10 ? !memcmp(a->text, b->text, 7) : n >= 5 && !memcmp(a->text, b->text, n - (n > 5));
    return !strcmp(a->text, b->text) || !strcmp(a->stem, b->stem) || long_start;
}

static bool same_word(const struct guard_token *a, const struct guard_token *b)
{
    return same_spelt(a, b) ||
           (a->kind == GUARD_WORD && b->kind == GUARD_WORD &&
            ((a->group && a->group == b->group) || (a->is.claim && a->is.claim == b->is.claim) ||
             (a->is.idea && a->is.idea == b->is.idea)));
}

static bool has_word(const struct guard_tokens *in, const struct guard_token *t)
{
    for (size_t i = 0; i < in->count; i++)
        if (same_word(&in->at[i], t))
            return true;
    return false;
}

static bool fact_knows(const struct read_fact *f, const struct guard_token *t)
{
    return has_word(&f->about, t) || has_word(&f->text, t);
}

static bool is_claim(const struct guard_token *t)
{
    return t->kind == GUARD_WORD && t->is.flags & GUARD_CLAIM && (t->is.claim != GUARD_PAYS || t->negated) &&
           (t->is.claim != GUARD_OFFERS || !t->asked);
}

/* A word that could be false: neither small talk nor grammar. */
static bool is_content(const struct guard_token *t)
{
    return t->kind == GUARD_WORD &&
           (is_claim(t) || !(t->small || t->is.flags & (GUARD_PLAIN | GUARD_NOT | GUARD_CAN | GUARD_FROM | GUARD_UNIT |
                                                       GUARD_FOREIGN | GUARD_IF)));
}

/* ---- products named ---- */

static size_t name_at(const struct judge *j, size_t i, const struct guard_tokens *name)
{
    size_t n = 0;
    for (; n < name->count && i + n < j->answer.count; n++)
        if (!same_spelt(&j->answer.at[i + n], &name->at[n]) ||
            j->answer.at[i + n].sentence != j->answer.at[i].sentence)
            return 0;
    return n == name->count ? n : 0;
}

static void name_whole(struct judge *j, size_t i)
{
    size_t longest = 0;
    for (size_t f = 0; f < j->count; f++) {
        if (j->facts[f].fact->kind != FACT_PRODUCT)
            continue;
        size_t n = name_at(j, i, &j->facts[f].about);
        for (size_t k = 0; k < j->facts[f].fact->name_count; k++) {
            struct guard_tokens other;
            guard_read(j->g, j->arena, j->facts[f].fact->names[k], j->c->lang, j->c->currency, &other);
            size_t m = name_at(j, i, &other);
            n = m > n ? m : n;
        }
        if (n < longest || !n)
            continue;
        for (size_t k = 0; k < n; k++)
            j->mentions[i + k] = (n > longest ? 0 : j->mentions[i + k]) | 1u << f;
        longest = n;
    }
}

/* "the zip hoodie", "hoodies": those whose names have the words. */
static void name_in_part(struct judge *j, size_t i)
{
    uint32_t all = 0;
    for (size_t f = 0; f < j->count; f++)
        if (j->facts[f].fact->kind == FACT_PRODUCT)
            for (size_t k = 0; k < j->facts[f].about.count; k++)
                if (is_content(&j->answer.at[i]) && same_spelt(&j->answer.at[i], &j->facts[f].about.at[k]))
                    all |= 1u << f;
    bool runs_on = i && j->mentions[i - 1] && j->answer.at[i - 1].sentence == j->answer.at[i].sentence;
    uint32_t both = runs_on ? all & j->mentions[i - 1] : 0;
    j->mentions[i] = both ? both : all;
    for (size_t k = i; both && k-- > 0 && j->mentions[k] && j->answer.at[k].sentence == j->answer.at[i].sentence;)
        j->mentions[k] &= both;
}

static void find_mentions(struct judge *j)
{
    for (size_t i = 0; i < j->answer.count; i++)
        if (!j->mentions[i])
            name_whole(j, i);
    for (size_t i = 0; i < j->answer.count; i++)
        if (!j->mentions[i])
            name_in_part(j, i);
}

/* ---- numbers ---- */

static bool is_span(int unit) { return unit >= UNIT_MINUTE && unit <= UNIT_YEAR; }

static bool same_number(const struct guard_token *said, const struct guard_token *fact, const struct guard_tokens *all)
{
    if (said->kind != fact->kind)
        return false;
    if (said->kind == GUARD_CODE)
        return !strcmp(said->text, fact->text);
    if (said->thousandths != fact->thousandths || said->limit != fact->limit)
        return false;
    if (said->unit == fact->unit)
        return true;
    if (!said->unit && said->exact && fact->unit == UNIT_MONEY)
        return true;
    if (!fact->unit && is_span(said->unit)) /* "one working day, the rest two to three" */
        for (size_t i = 0; i < all->count; i++)
            if (all->at[i].unit == said->unit)
                return true;
    return !fact->unit && said->unit == UNIT_PIECE;
}

/* Words of the sentence's clause that stand in one clause of the fact but not in the other. */
static size_t words_only_in(const struct judge *j, const struct guard_token *said, const struct guard_tokens *f,
                            uint16_t in, uint16_t not_in)
{
    size_t n = 0;
    for (size_t i = 0; i < j->answer.count; i++) {
        const struct guard_token *t = &j->answer.at[i];
        bool here = false, there = false;
        if (t->clause != said->clause || t->kind != GUARD_WORD || (!is_content(t) && t->is.flags & GUARD_PLAIN))
            continue;
        for (size_t k = 0; k < f->count; k++) {
            here |= f->at[k].clause == in && same_word(t, &f->at[k]);
            there |= f->at[k].clause == not_in && same_word(t, &f->at[k]);
        }
        n += here && !there;
    }
    return n;
}

/* "Lisbon one day, elsewhere four": what is said of Lisbon is not bound to the four. */
static bool of_another(const struct judge *j, const struct guard_token *said, const struct guard_tokens *f,
                       const struct guard_token *is)
{
    for (size_t i = 0; i < f->count; i++) {
        const struct guard_token *other = &f->at[i];
        bool alike = other->kind == GUARD_NUMBER && other->clause != is->clause &&
                     (other->unit == is->unit || !other->unit || !is->unit);
        if (alike && words_only_in(j, said, f, other->clause, is->clause) &&
            !words_only_in(j, said, f, is->clause, other->clause))
            return true;
    }
    return false;
}

static bool number_in(const struct judge *j, const struct read_fact *f, const struct guard_token *t)
{
    for (size_t i = 0; i < f->text.count; i++)
        if (same_number(t, &f->text.at[i], &f->text) && !of_another(j, t, &f->text, &f->text.at[i]))
            return true;
    for (size_t i = 0; f->fact->kind != FACT_PRODUCT && i < f->about.count; i++)
        if (same_number(t, &f->about.at[i], &f->about))
            return true;
    return false;
}

/* A price belongs to the product named nearest before it, else behind it, else spoken of last. */
static uint32_t whose(const struct judge *j, size_t i)
{
    const struct guard_tokens *o = &j->answer;
    for (size_t k = i; k-- > 0 && o->at[k].sentence == o->at[i].sentence;)
        if (j->mentions[k])
            return j->mentions[k];
    for (size_t k = i + 1; k < o->count && o->at[k].sentence == o->at[i].sentence; k++)
        if (j->mentions[k])
            return j->mentions[k];
    return j->focus;
}

static void bind_to_products(struct judge *j, uint16_t s)
{
    for (size_t i = 0; i < j->answer.count; i++) {
        const struct guard_token *t = &j->answer.at[i];
        if (t->sentence != s || (t->kind == GUARD_WORD && !is_claim(t)))
            continue;
        uint32_t mask = whose(j, i);
        for (size_t f = 0; f < j->count && !j->bound[i]; f++) {
            if (!(mask >> f & 1))
                continue;
            for (size_t k = 0; k < j->facts[f].text.count; k++) {
                const struct guard_token *is = &j->facts[f].text.at[k];
                j->bound[i] |= t->kind == GUARD_WORD ? is->is.claim == t->is.claim && is->negated == t->negated
                                                     : same_number(t, is, &j->facts[f].text);
            }
        }
    }
}

/* ---- promises ---- */

/* "I cannot give a discount", "no discounts": said in words that everybody knows. */
static bool is_refusal(const struct judge *j, size_t i)
{
    const struct guard_tokens *o = &j->answer;
    bool not = false, can = false, close = false;
    for (size_t k = 0; k < o->count; k++) {
        const struct guard_token *t = &o->at[k];
        if (t->clause != o->at[i].clause)
            continue;
        if (t->kind != GUARD_WORD || (is_content(t) && !is_claim(t) && !j->mentions[k]))
            return false;
        if (k < i) {
            not |= (t->is.flags & GUARD_NOT) != 0;
            can |= not && t->is.flags & GUARD_CAN;
            can |= k + 1 < i && t->is.flags & GUARD_CAN && o->at[k + 1].is.flags & GUARD_NOT; /* "peux pas" */
            close |= t->is.flags & GUARD_NOT && i - k <= 2;
        }
    }
    return not && (can || (close && o->at[i].is.claim == GUARD_DISCOUNT));
}

static bool sentence_has(const struct judge *j, uint16_t s, const struct guard_token *number)
{
    for (size_t i = 0; i < j->answer.count; i++)
        if (j->answer.at[i].sentence == s && same_number(&j->answer.at[i], number, &j->answer))
            return true;
    return false;
}

/* The promise stands in the fact, turned the same way, and all its conditions were said too. */
static bool claim_in(const struct judge *j, const struct read_fact *f, const struct guard_token *t, bool by_number)
{
    if (t->is.claim == GUARD_YOUR_ORDER && f->fact->kind == FACT_ORDER)
        return true;
    for (size_t i = 0; i < f->text.count; i++) {
        const struct guard_token *is = &f->text.at[i];
        bool whole = is->kind == GUARD_WORD && is->is.claim == t->is.claim && is->negated == t->negated;
        for (size_t k = 0; whole && k < f->text.count; k++) {
            const struct guard_token *near = &f->text.at[k];
            if (near->clause == is->clause && near->kind != GUARD_WORD)
                whole = sentence_has(j, t->sentence, near);
        }
        if (whole)
            return true;
    }
    for (size_t i = 0; by_number && i < f->about.count; i++)
        if (f->about.at[i].is.claim == t->is.claim)
            return true;
    return false;
}

/* ---- one sentence, one fact ---- */

/* Words that the fact says only where it says no. */
static bool turned_around(const struct read_fact *f, const struct guard_token *t)
{
    bool said = false, plainly = has_word(&f->about, t);
    for (size_t i = 0; i < f->text.count; i++)
        if (same_word(&f->text.at[i], t)) {
            said = true;
            plainly |= !f->text.at[i].negated;
        }
    return said && !plainly && !t->negated;
}

static bool traced_to(struct judge *j, const struct read_fact *f, uint16_t s)
{
    const struct guard_tokens *o = &j->answer;
    size_t unknown = 0, known = 0, claims = 0, numbers = 0;
    for (size_t i = 0; i < o->count; i++)
        if (o->at[i].sentence == s && o->at[i].kind != GUARD_WORD && !j->bound[i]) {
            if (!number_in(j, f, &o->at[i]))
                return false;
            numbers++;
            known += o->at[i].kind == GUARD_CODE; /* a number of a phone is of that phone alone */
        }
    for (size_t i = 0; i < o->count; i++) {
        const struct guard_token *t = &o->at[i];
        if (t->sentence != s || t->kind != GUARD_WORD || j->bound[i] || (is_claim(t) && is_refusal(j, i)))
            continue;
        if (!t->small && turned_around(f, t))
            return false;
        if (!is_content(t))
            continue;
        if (is_claim(t)) {
            if (!claim_in(j, f, t, numbers > 0))
                return false;
            claims++;
        }
        bool is_known = fact_knows(f, t);
        if (!is_known && i && o->at[i - 1].kind == GUARD_NUMBER && o->at[i - 1].sentence == s)
            return false; /* "39.90 doubloons" */
        known += is_known;
        unknown += !is_known;
    }
    if ((claims ? unknown : unknown * 4 > known + unknown) || (known + numbers <= claims && j->last != f))
        return false; /* a promise needs its thing too: "it is free" alone is of everything */
    j->known += known;
    return true;
}

/* Something to bind is left. */
static bool is_risky(const struct judge *j, uint16_t s)
{
    bool left = false;
    for (size_t i = 0; i < j->answer.count; i++) {
        const struct guard_token *t = &j->answer.at[i];
        if (t->sentence != s || !(t->kind != GUARD_WORD || (is_claim(t) && !j->mentions[i])))
            continue;
        left |= !j->bound[i] && !(t->kind == GUARD_WORD && is_refusal(j, i));
    }
    return left;
}

/* "Opened coffee stays with you" and "you may return it" make no "you may return opened coffee": who
 * takes words that only one sentence of the fact has, and others that it has not, says it whole. */
static bool mixes(const struct judge *j, const struct read_fact *f, uint16_t s, uint16_t of)
{
    size_t own = 0, others = 0, said = 0, all = 0;
    for (size_t i = 0; i < j->answer.count; i++) {
        const struct guard_token *t = &j->answer.at[i];
        bool here = false, there = has_word(&f->about, t);
        if (t->sentence != s || !is_content(t))
            continue;
        for (size_t k = 0; k < f->text.count; k++) {
            here |= f->text.at[k].sentence == of && same_word(&f->text.at[k], t);
            there |= f->text.at[k].sentence != of && same_word(&f->text.at[k], t);
        }
        own += here && !there;
        others += there && !here;
    }
    for (size_t k = 0; k < f->text.count; k++) {
        const struct guard_token *is = &f->text.at[k];
        if (is->sentence != of || !is_content(is))
            continue;
        bool found = false;
        for (size_t i = 0; i < j->answer.count && !found; i++)
            found = j->answer.at[i].sentence == s && same_word(&j->answer.at[i], is);
        all++;
        said += found;
    }
    return own && others && said * 4 < all * 3;
}

/* Nothing to bind: still most of the words have to be one fact's, a courtesy, or grammar. */
static bool words_of(struct judge *j, const struct read_fact *f, uint16_t s)
{
    size_t unknown = 0, known = 0;
    for (size_t i = 0; i < j->answer.count; i++) {
        const struct guard_token *t = &j->answer.at[i];
        bool stands = j->mentions[i] || j->bound[i];
        if (t->sentence != s || t->kind != GUARD_WORD || (is_claim(t) && is_refusal(j, i)))
            continue;
        if (f && !stands && !t->small && turned_around(f, t))
            return false;
        if (!is_content(t))
            continue;
        stands |= f && fact_knows(f, t);
        if (!stands && i && j->answer.at[i - 1].kind == GUARD_NUMBER && j->answer.at[i - 1].sentence == s)
            return false; /* "39.90 doubloons" */
        known += stands;
        unknown += !stands;
    }
    if (unknown * 4 > known + unknown)
        return false;
    for (uint16_t of = 0; f && f->fact->kind == FACT_SHOP && of <= f->text.sentences; of++)
        if (mixes(j, f, s, of))
            return false;
    j->known += known;
    return true;
}

static bool words_hold(struct judge *j, uint16_t s)
{
    if (words_of(j, NULL, s))
        return true;
    for (size_t f = 0; f < j->count; f++)
        if (words_of(j, &j->facts[f], s)) {
            j->last = &j->facts[f];
            return true;
        }
    return false;
}

static bool sentence_holds(struct judge *j, uint16_t s, const char *part)
{
    bind_to_products(j, s);
    for (size_t i = 0; i < j->answer.count; i++)
        if (j->answer.at[i].sentence == s && j->mentions[i])
            j->focus = j->mentions[i];
    if (!is_risky(j, s))
        return words_hold(j, s) || refuse(j, "it says what no fact holds", part);
    for (size_t f = 0; f < j->count; f++)
        if (traced_to(j, &j->facts[f], s)) {
            j->last = &j->facts[f];
            return true;
        }
    return refuse(j, "a number or promise that no fact holds", part);
}

static const char *sentence_text(struct judge *j, const char *answer, uint16_t s)
{
    uint32_t from = UINT32_MAX, to = 0;
    for (size_t i = 0; i < j->answer.count; i++)
        if (j->answer.at[i].sentence == s) {
            from = j->answer.at[i].from < from ? j->answer.at[i].from : from;
            to = j->answer.at[i].to > to ? j->answer.at[i].to : to;
        }
    return to > from ? arena_strndup(j->arena, answer + from, to - from) : "";
}

/* ---- the whole ---- */

static void read_facts(struct judge *j)
{
    for (size_t i = 0; i < j->c->count && j->count < GUARD_FACTS_MOST; i++) {
        struct read_fact *f = &j->facts[j->count++];
        f->fact = &j->c->facts[i];
        const char *lang = f->fact->lang ? f->fact->lang : j->c->lang;
        guard_read(j->g, j->arena, f->fact->about, lang, j->c->currency, &f->about);
        guard_read(j->g, j->arena, f->fact->text, lang, j->c->currency, &f->text);
    }
}

static bool holds(struct judge *j, const char *answer, size_t n)
{
    if (!n || strlen(answer) != n || !utf8_valid(answer, n))
        return refuse(j, "not a valid text", "");
    if (utf8_length(answer) > GUARD_ANSWER_MOST)
        return refuse(j, "too long", "");
    if (!characters_hold(j, answer))
        return false;
    read_facts(j);
    guard_read(j->g, j->arena, answer, j->c->lang, j->c->currency, &j->answer);
    if (j->answer.too_many || !j->answer.count)
        return refuse(j, j->answer.count ? "too long" : "it says nothing", "");
    for (size_t i = 0; i < j->answer.count; i++)
        if (j->answer.at[i].unit == UNIT_FOREIGN)
            return refuse(j, "another currency than the shop's", token_text(j, answer, &j->answer.at[i]));
    find_mentions(j);
    for (uint16_t s = 0; s <= j->answer.sentences; s++)
        if (!sentence_holds(j, s, sentence_text(j, answer, s)))
            return false;
    return true;
}

void guard_check(const struct guard *g, struct arena *a, const struct guard_case *c,
                 const char *answer, size_t n, struct guard_verdict *out)
{
    struct judge *j = arena_alloc(a, sizeof *j);
    *j = (struct judge){.g = g, .arena = a, .c = c, .why = "", .part = ""};
    bool ok = holds(j, answer, n);
    for (size_t i = 0; i < j->answer.count; i++)
        j->content += is_content(&j->answer.at[i]) && !j->bound[i];
    size_t known = j->known < j->content ? j->known : j->content;
    *out = (struct guard_verdict){.holds = ok, .why = j->why, .part = j->part,
                                  .traced = j->content ? (int)(known * 100 / j->content) : 100};
}
