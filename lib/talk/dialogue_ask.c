/* dialogue_ask.c -- one question about the want in front, and its answer.
 *
 * Which product, which size, so many instead, which line of the cart: an answer changes the
 * want and settles the queue again. Words that answer nothing are left to the next room. */
#include "dialogue_parts.h"

#include <string.h>

/* ---- asking ---- */

static void ask_offer(struct turn *t, const struct want *w, int64_t id)
{
    const struct cart_line *l = cart_find(t, id);
    const char *line = variant_line(t, id, w->offer);
    if (l && w->kind == WANT_ADD)
        para(t, SAY(t, "offer_more", "line", line, "had", number(t, l->quantity)));
    else
        para(t, SAY(t, "offer", "line", line));
    t->c->nonce++;
    menu_add(t, tap_id2(t, "take", w->offer, t->c->nonce),
             SAY(t, "choice_take", "count", number(t, w->offer)), NULL);
    menu_add(t, tap_id(t, "skip", t->c->nonce),
             SAY(t, "choice_no_thanks"), NULL);
}

static void ask_which(struct turn *t, const struct want *w)
{
    const char *words = w->candidate_count == 1 ? SAY(t, "ask_did_you_mean") : SAY(t, "ask_which");
    para(t, words);
    for (size_t i = 0; i < w->candidate_count; i++) {
        const struct product *p = catalogue_product(t->v->catalogue, w->candidates[i]);
        if (!p)
            continue;
        const char *note = price_of(t, p);
        if (!stock_of(t, p))
            note = SAY(t, "price_sold_out", "price", note);
        menu_add(t, tap_id(t, "p", p->id), p->name, note);
    }
    t->c->nonce++;
    menu_nav(t, tap_id(t, "skip", t->c->nonce),
             SAY(t, "choice_no_thanks"));
}

/* The price beside a value, where it depends on it. */
static const char *value_note(struct turn *t, const struct product *p, const struct want *w,
                              int option, const char *value)
{
    int64_t low = 0, left = 0;
    for (size_t i = 0; i < p->variant_count; i++) {
        const struct variant *v = &p->variants[i];
        if (!variant_fits(v, option == 1 ? value : w->option1, option == 2 ? value : w->option2))
            continue;
        left += variant_stock(t, v->id);
        if (!low || v->price_minor < low)
            low = v->price_minor;
    }
    bool last = option == 2 || w->option2 || !p->option2_name;
    if (p->price_most_minor > p->price_minor)
        return money(t, low);
    return last && left <= 3 ? stock_word(t, left) : "";
}

/* "Size" inside a sentence; "USB version" stays as it is. */
static const char *option_word(struct turn *t, const char *name)
{
    char *word = arena_strdup(t->a, name ? name : SAY(t, "option"));
    bool capital = word[0] >= 'A' && word[0] <= 'Z';
    bool more = capital && word[1] >= 'A' && word[1] <= 'Z';
    if (capital && !more)
        word[0] = (char)(word[0] - 'A' + 'a');
    return safe(t, word);
}

static void ask_option(struct turn *t, const struct product *p, const struct want *w, int option)
{
    const char *values[VALUES_MOST];
    size_t n = values_left(t, p, option, w, true, values);
    const char *name = option == 1 ? p->option1_name : p->option2_name;
    const char *line =
        line_text(t->a, p->name, w->option1, w->option2, w->quantity > 0 ? w->quantity : 1);
    para(t, SAY(t, "ask_option", "option", option_word(t, name), "line", safe(t, line)));
    for (size_t i = 0; i < n; i++)
        menu_add(t, arena_printf(t->a, "opt:%lld:%d:%s", (long long)p->id, option, values[i]),
                 values[i], value_note(t, p, w, option, values[i]));
    if (n == 1) {
        t->c->nonce++;
        menu_nav(t, tap_id(t, "skip", t->c->nonce),
                 SAY(t, "choice_no_thanks"));
    }
}

static void ask_line(struct turn *t, const struct want *w)
{
    para(t, SAY(t, "ask_line"));
    for (size_t i = 0; i < w->candidate_count; i++) {
        const struct cart_line *l = cart_find(t, w->candidates[i]);
        const struct product *p;
        const struct variant *v = catalogue_variant(t->v->catalogue, w->candidates[i], &p);
        if (l && v)
            menu_add(t, tap_id(t, "line", v->id),
                     line_text(t->a, p->name, v->option1, v->option2, l->quantity), NULL);
    }
}

void want_ask(struct turn *t)
{
    struct want *w = &t->c->wants[0];
    const struct product *p = NULL;
    bool adds = w->kind == WANT_ADD || w->kind == WANT_SWAP;
    menu_clear(t);
    t->c->cart_shown = false;
    if (!adds) {
        if (w->offer)
            ask_offer(t, w, w->candidates[0]);
        else
            ask_line(t, w);
        return;
    }
    if (w->candidate_count != 1 || w->unsure) {
        ask_which(t, w);
        return;
    }
    p = product_of(t, w);
    const struct variant *v = p && !option_missing(p, w) ? variant_of(p, w) : NULL;
    if (w->offer && v) {
        ask_offer(t, w, v->id);
    } else if (p && option_missing(p, w)) {
        ask_option(t, p, w, option_missing(p, w));
    } else {
        want_remove(t->c, 0); /* what it was about is gone */
        para(t, SAY(t, "gone"));
        wants_settle(t);
    }
}

/* ---- answers ---- */

bool want_candidate(struct turn *t, int64_t id)
{
    struct want *w = t->c->want_count ? &t->c->wants[0] : NULL;
    if (!w || w->kind == WANT_SWAP || w->offer || (w->candidate_count < 2 && !w->unsure))
        return false;
    for (size_t i = 0; i < w->candidate_count; i++) {
        if (w->candidates[i] != id)
            continue;
        w->candidates[0] = id;
        w->candidate_count = 1;
        w->unsure = false;
        wants_settle(t);
        return true;
    }
    return false;
}

void want_option(struct turn *t, int64_t product, int option, const char *value)
{
    struct want *w = &t->c->wants[0];
    const struct product *p = product_of(t, w);
    if (!p || p->id != product || option_missing(p, w) != option) {
        ask_open(t);
        return;
    }
    for (size_t i = 0; i < p->variant_count; i++) {
        const char *known = variant_value(&p->variants[i], option);
        if (known && !strcmp(known, value))
            *(option == 1 ? &w->option1 : &w->option2) = known;
    }
    w->relaxed = false;
    wants_settle(t);
}

void want_take(struct turn *t, int64_t n)
{
    struct want *w = &t->c->wants[0];
    if (w->offer)
        w->quantity = n < w->offer ? n : w->offer;
    if (w->kind == WANT_MORE || w->kind == WANT_FIT)
        w->kind = WANT_SET;
    w->offer = 0;
    wants_settle(t);
}

/* "the zip one": words that only one of the candidates has in its name. */
static int64_t candidate_said(struct turn *t, const struct want *w)
{
    int64_t found = 0;
    char *rest = plain_text(t->a, t->u->text);
    for (char *word; (word = strsep(&rest, " "));) {
        int64_t one = 0;
        int hits = 0;
        for (size_t i = 0; i < w->candidate_count; i++) {
            const struct product *p = catalogue_product(t->v->catalogue, w->candidates[i]);
            if (p && strlen(word) > 2 && has_words(t, p->name, word)) {
                one = p->id;
                hits++;
            }
        }
        if (hits != 1)
            continue;
        if (found && found != one)
            return 0;
        found = one;
    }
    return found;
}

/* The item of this message that is about the want in front, if it is about one of its
 * candidates only; *other when it is about something else. */
static const struct item *item_about(struct turn *t, const struct want *w, int64_t *id,
                                     bool *other)
{
    for (size_t i = 0; i < t->u->item_count; i++) {
        const struct item *it = &t->u->items[i];
        int hits = 0;
        for (size_t k = 0; k < it->candidate_count; k++)
            for (size_t j = 0; j < w->candidate_count; j++)
                if (it->candidates[k]->id == w->candidates[j]) {
                    *id = w->candidates[j];
                    hits++;
                }
        if (hits == 1)
            return it;
        *other = *other || (it->candidate_count && !hits);
    }
    return NULL;
}

static bool which_answered(struct turn *t, struct want *w)
{
    int64_t id = 0;
    bool other = false;
    const struct item *it = item_about(t, w, &id, &other);
    if (!it && !other)
        id = candidate_said(t, w);
    if (!id || t->u->item_count > 1)
        return false;
    if (it && it->quantity > 0)
        w->quantity = it->quantity;
    if (it && it->option1)
        w->option1 = it->option1;
    if (it && it->option2)
        w->option2 = it->option2;
    return want_candidate(t, id);
}

/* "lemon" for "Lemon Curd": the one value that has every word of the message. */
static const char *value_part(struct turn *t, const struct product *p, const struct want *w,
                              int option)
{
    const char *values[VALUES_MOST], *found = NULL;
    size_t n = values_left(t, p, option, w, true, values);
    for (size_t i = 0; i < n; i++) {
        if (!has_words(t, values[i], t->u->text))
            continue;
        if (found)
            return NULL;
        found = values[i];
    }
    return found;
}

static bool option_answered(struct turn *t, struct want *w, const struct product *p)
{
    int64_t id = 0;
    bool other = false;
    const struct item *it = item_about(t, w, &id, &other);
    int asked = option_missing(p, w);
    const char *part = asked ? value_part(t, p, w, asked) : NULL;
    if ((other && !part) || t->u->item_count > 1)
        return false;
    const char *one = value_said(t, p, 1, t->u->text, NULL);
    const char *two = value_said(t, p, 2, t->u->text, NULL);
    if (part)
        *(asked == 1 ? &one : &two) = part;
    if (!one && !two)
        return false;
    if (it && it->quantity < 0)
        return false;
    if (t->u->item_count && t->u->items[0].quantity > 0)
        w->quantity = t->u->items[0].quantity;
    w->option1 = one ? one : w->option1;
    w->option2 = two ? two : w->option2;
    w->relaxed = false;
    wants_settle(t);
    return true;
}

static bool yes_taken(struct turn *t, struct want *w)
{
    const struct product *p = product_of(t, w);
    const char *values[VALUES_MOST];
    int k = p ? option_missing(p, w) : 0;
    if (w->offer) {
        want_take(t, w->offer);
        return true;
    }
    if (p && w->unsure)
        return want_candidate(t, p->id);
    if (k && values_left(t, p, k, w, true, values) == 1) {
        want_option(t, p->id, k, values[0]);
        return true;
    }
    return false;
}

static bool is_offered(struct turn *t, const struct want *w, const struct product *p)
{
    for (size_t i = 0; i < w->candidate_count; i++) {
        const struct product *of = catalogue_product(t->v->catalogue, w->candidates[i]);
        if (w->kind != WANT_ADD && w->kind != WANT_SWAP)
            catalogue_variant(t->v->catalogue, w->candidates[i], &of);
        if (of == p)
            return true;
    }
    return false;
}

/* "15 rolls" where 15 are offered; a larger number is asked about again, not added to it. */
static bool offer_answered(struct turn *t, struct want *w)
{
    const struct item *it = &t->u->items[0];
    if (t->u->item_count != 1 || it->quantity <= 0 || it->wish == WISH_REMOVE ||
        (it->candidate_count && !is_offered(t, w, it->candidates[0])) ||
        (it->option1 && w->option1 && strcmp(it->option1, w->option1)) ||
        (it->option2 && w->option2 && strcmp(it->option2, w->option2)))
        return false;
    if (it->quantity <= w->offer)
        want_take(t, it->quantity);
    else
        ask_open(t);
    return true;
}

bool want_answered(struct turn *t)
{
    struct want *w = &t->c->wants[0];
    bool adds = w->kind == WANT_ADD || w->kind == WANT_SWAP;
    source_is(t, SOURCE_RULE, "answer", 100);
    if (t->u->whole && (t->u->intent == INTENT_NO || t->u->intent == INTENT_BACK)) {
        want_drop(t);
        return true;
    }
    if (t->u->whole && t->u->intent == INTENT_YES)
        return yes_taken(t, w);
    if (w->offer && quantity_said(t)) {
        want_take(t, t->u->choice);
        return true;
    }
    if (w->offer)
        return offer_answered(t, w);
    if (!adds)
        return false;
    if (w->candidate_count > 1 || w->unsure)
        return which_answered(t, w);
    const struct product *p = product_of(t, w);
    return p && !is_question(t) && option_answered(t, w, p);
}
