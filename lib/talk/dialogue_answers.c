/* dialogue_answers.c -- what is answered to a checkout's questions: a name, how it gets there, where to, yes. */
#include "dialogue_parts.h"
#include "waiter/utf8.h"

#include <string.h>
#include <strings.h>

#define NAME_WORDS_MOST 4 /* where it stands among other words */

static bool has_letter(const char *text)
{
    for (; *text; text++) {
        unsigned char c = (unsigned char)*text;
        if (c >= 0x80 || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'))
            return true;
    }
    return false;
}

static size_t digits_in(const char *text)
{
    size_t n = 0;
    for (; *text; text++)
        n += *text >= '0' && *text <= '9';
    return n;
}

static void name_keep(struct turn *t, const char *name)
{
    act(t, ACTION_NAME_SET)->text = t->name = name;
    source_is(t, SOURCE_RULE, "name", 100);
    para(t, SAY(t, "name_thanks", "name", safe(t, name)));
}

static void name_set(struct turn *t, const char *name)
{
    name_keep(t, name);
    t->c->stage = stage_named(t->c);
    checkout_ask(t);
}

void checkout_profile_name(struct turn *t)
{
    const char *profile = t->v->profile_name ? safe_cut(t, t->v->profile_name, NAME_MOST) : "";
    if (*profile)
        name_set(t, profile);
    else
        checkout_ask(t);
}

/* "My name is Ana" -> "Ana"; the lead-ins are in the texts, because they are language. */
static const char *without_lead_in(struct turn *t, const char *text, const char *lead_ins)
{
    char *rest = arena_strdup(t->a, lead_ins);
    for (char *lead; (lead = strsep(&rest, "|"));) {
        size_t n = strlen(lead);
        if (n && !strncasecmp(text, lead, n) && strchr(" :", text[n]) && text[n])
            return text + n + strspn(text + n, " :");
    }
    return text;
}

static bool asks_question(struct turn *t)
{
    return faq_answers(t) && (is_question(t) || t->u->faq_score[0] >= FAQ_ASKED);
}

/* Some item is surely a product and something shall be done with it. */
static bool sure_order(const struct turn *t)
{
    for (size_t i = 0; i < t->u->item_count; i++) {
        const struct item *it = &t->u->items[i];
        bool wish = it->wish != WISH_SHOW && (it->wish != WISH_NONE || it->quantity > 0);
        if (wish && it->candidate_count == 1 && it->confidence >= 85)
            return true;
    }
    return false;
}

/* "the mug arrived broken!!" is no name, though it has no digits either. */
static bool is_complaint(const struct turn *t, const char *text)
{
    return str_words(text) > 2 && (t->u->felt < 0 || t->u->item_count || strpbrk(text, "!?"));
}

static bool is_name(const char *text)
{
    return has_letter(text) && !digits_in(text) && utf8_length(text) <= NAME_MOST;
}

bool name_corrected(struct turn *t)
{
    const char *text = one_line(t, t->u->text);
    const char *name = without_lead_in(t, text, SAY(t, "name_changes"));
    if (name == text || !is_name(name) || !t->cart_count)
        return false;
    name_keep(t, name);
    if (!ask_open(t))
        cart_show(t);
    return true;
}

/* "Bank Bea" is a name, though a question has its words: it takes a question mark or the very question. */
static bool asks_instead(struct turn *t)
{
    return faq_answers(t) && (is_question(t) || t->u->faq_score[0] >= FAQ_PATTERN);
}

static bool name_answered(struct turn *t)
{
    enum intent i = t->u->intent;
    if (t->u->whole && i == INTENT_YES && t->v->profile_name) {
        checkout_profile_name(t);
        return true;
    }
    if ((t->u->whole && i != INTENT_NONE) || asks_instead(t) || sure_order(t))
        return false;
    const char *text = one_line(t, t->u->text);
    const char *name = without_lead_in(t, text, SAY(t, "name_lead_ins"));
    if (name == text && is_complaint(t, text))
        return false;
    if (is_name(name)) {
        name_set(t, name);
    } else {
        para(t, SAY(t, "name_unclear", "most", number(t, NAME_MOST)));
        checkout_ask(t);
    }
    return true;
}

void checkout_mode(struct turn *t, bool pickup)
{
    source_is(t, SOURCE_RULE, "delivery", 100);
    if (pickup && !pickup_offered(t)) {
        para(t, SAY(t, "pickup_none"));
        pickup = false;
    }
    t->c->pickup = pickup;
    t->c->address = "";
    t->c->stage = pickup ? STAGE_SUMMARY : STAGE_ADDRESS;
    checkout_ask(t);
}

static void address_set(struct turn *t, const char *address)
{
    t->c->address = address;
    t->c->pickup = false;
    t->c->stage = STAGE_SUMMARY;
    source_is(t, SOURCE_RULE, "address", 100);
    checkout_ask(t);
}

void checkout_same_address(struct turn *t)
{
    if (known_address(t))
        address_set(t, one_line(t, text_cut(t->a, known_address(t), ADDRESS_MOST)));
    else
        checkout_ask(t);
}

/* A courier could find it: a number, a comma, or at least three words. */
static bool looks_like_address(const struct turn *t, const char *text)
{
    size_t chars = utf8_length(text);
    return chars >= ADDRESS_LEAST && chars <= ADDRESS_MOST && has_letter(text) &&
           !is_question(t) && (digits_in(text) || strchr(text, ',') || str_words(text) > 2);
}

/* What was typed where an address is asked for, without "I live in". */
static const char *address_typed(struct turn *t)
{
    const char *text = one_line(t, t->u->text);
    const char *alone = without_lead_in(t, text, SAY(t, "address_lead_ins"));
    return looks_like_address(t, alone) ? alone : text;
}

static bool address_answered(struct turn *t)
{
    enum intent i = t->u->intent;
    const char *text = address_typed(t);
    if (t->u->whole && i == INTENT_PICKUP && pickup_offered(t)) {
        checkout_mode(t, true);
        return true;
    }
    bool same = i == INTENT_SAME_ADDRESS ||
                (t->u->whole && (i == INTENT_YES || i == INTENT_ORDER_AGAIN));
    if (same && known_address(t)) {
        checkout_same_address(t);
        return true;
    }
    bool question = is_question(t) || (asks_question(t) && !digits_in(text));
    if ((t->u->whole && i != INTENT_NONE) || (question && faq_answers(t)) ||
        (sure_order(t) && !strchr(text, ',')))
        return false;
    if (looks_like_address(t, text)) {
        address_set(t, text);
    } else {
        para(t, SAY(t, "address_unclear"));
        checkout_ask(t);
    }
    return true;
}

/* "12 Main Street, Porto", and nothing else in the message explains it. */
static bool only_address(struct turn *t, const char *text)
{
    return t->u->intent == INTENT_NONE && !t->u->item_count && !t->u->choice && !asks_question(t) &&
           digits_in(text) && str_words(text) > 2 && looks_like_address(t, text);
}

/* ---- said together with an order: "2 mugs, delivered to 5 Oak Avenue, my name is Sarah" ---- */

/* Where one of the words stands in the text, between other words; *after gets what follows it. */
static const char *words_within(struct turn *t, const char *text, const char *words, const char **after)
{
    char *rest = arena_strdup(t->a, words);
    const char *first = NULL;
    for (char *w; (w = strsep(&rest, "|"));) {
        size_t n = strlen(w);
        for (const char *p = text; n && *p; p++) {
            if ((p > text && !strchr(" ,.;", p[-1])) || strncasecmp(p, w, n) || !strchr(" :", p[n]) || !p[n])
                continue;
            if (!first || p < first) {
                first = p;
                *after = p + n + strspn(p + n, " :");
            }
            break;
        }
    }
    return first;
}

/* From there as far as the line, or the other of the two, goes. */
static const char *part_said(struct turn *t, const char *from, const char *stop)
{
    size_t n = strcspn(from, "\n;!");
    if (stop && stop > from && (size_t)(stop - from) < n)
        n = (size_t)(stop - from);
    while (n && strchr(" ,.", from[n - 1]))
        n--;
    return one_line(t, arena_strndup(t->a, from, n));
}

void details_noted(struct turn *t)
{
    const char *where = NULL, *who = NULL;
    const char *text = t->u->text;
    const char *name_at = words_within(t, text, SAY(t, "name_words_within"), &who);
    const char *address_at = words_within(t, text, SAY(t, "address_words_within"), &where);
    const char *address = address_at ? part_said(t, where, name_at) : "";
    const char *name = name_at ? part_said(t, who, address_at) : "";
    if (digits_in(address) && looks_like_address(t, address)) {
        t->c->address = address;
        t->c->pickup = false;
    }
    if (!t->name && is_name(name) && str_words(name) <= NAME_WORDS_MOST)
        act(t, ACTION_NAME_SET)->text = t->name = name;
}

/* "Pickup", "I'll pick it up tomorrow", or at once "(deliver to) 12 Main Street, Porto". */
static bool mode_answered(struct turn *t)
{
    bool pickup = t->u->intent == INTENT_PICKUP;
    const char *said = address_typed(t), *all = one_line(t, t->u->text);
    if (is_question(t) || order_wish(t))
        return false;
    if (!pickup && digits_in(said) && looks_like_address(t, said) &&
        (strcmp(said, all) || only_address(t, said))) {
        address_set(t, said);
        return true;
    }
    if (!pickup && t->u->intent != INTENT_DELIVERY)
        return false;
    checkout_mode(t, pickup);
    return true;
}

/* A place sent from the phone is an address where one is asked for. */
bool checkout_location(struct turn *t)
{
    const struct message *m = t->m;
    if (t->c->want_count || t->c->cancel || t->c->stage < STAGE_MODE || !m->latitude ||
        !m->longitude)
        return false;
    const char *where = m->address && *m->address ? m->address
                        : m->label && *m->label   ? m->label
                                                  : NULL;
    const char *at = arena_printf(t->a, "(%s,%s)", m->latitude, m->longitude);
    if (where)
        at =
            arena_printf(t->a, "%s %s", text_cut(t->a, one_line(t, where), ADDRESS_MOST - 60), at);
    address_set(t, at);
    return true;
}

/* An address at the summary: deliver there instead. The new summary needs a yes of its own. */
static bool address_changed(struct turn *t)
{
    const char *text = address_typed(t);
    if (t->c->pickup || !only_address(t, text))
        return false;
    address_set(t, text);
    return true;
}

/* "change the address" at the summary: that is asked again, and nothing else. */
static bool part_changed(struct turn *t)
{
    bool where = has_one_of(t, SAY(t, "change_address_words"));
    if (!where && !has_one_of(t, SAY(t, "change_name_words")))
        return false;
    source_is(t, SOURCE_RULE, "change", 100);
    t->c->stage = where ? STAGE_ADDRESS : STAGE_NAME;
    if (where)
        ask_address(t);
    else
        ask_name(t);
    return true;
}

static bool summary_answered(struct turn *t)
{
    if (address_changed(t) || part_changed(t))
        return true;
    if (says_one_of(t, SAY(t, "checkout_words"))) {
        checkout_yes(t);
        return true;
    }
    if (!t->u->whole)
        return t->u->intent != INTENT_NONE && mode_answered(t);
    switch (t->u->intent) {
    case INTENT_YES: checkout_yes(t); return true;
    case INTENT_NO: checkout_leave(t); return true;
    case INTENT_CHANGE: checkout_change(t); return true;
    default: return mode_answered(t);
    }
}

static bool pay_answered(struct turn *t)
{
    enum pay_way way;
    if (t->u->whole && t->u->intent == INTENT_NO) {
        checkout_leave(t);
        return true;
    }
    if (is_question(t) || order_wish(t) || !pay_way_said(t, &way))
        return false;
    checkout_pay(t, way);
    return true;
}

/* One step back; from the first one out of the checkout. */
static bool step_back(struct turn *t)
{
    struct conversation *c = t->c;
    if (!t->u->whole || t->u->intent != INTENT_BACK)
        return false;
    source_is(t, SOURCE_RULE, "back", 100);
    bool choice = pickup_offered(t);
    if (c->stage == STAGE_PAY)
        c->stage = STAGE_SUMMARY;
    else if (c->stage == STAGE_SUMMARY && !c->pickup)
        c->stage = STAGE_ADDRESS;
    else if (choice && c->stage > STAGE_MODE)
        c->stage = STAGE_MODE;
    else
        c->stage = STAGE_NONE;
    if (c->stage == STAGE_NONE)
        checkout_leave(t);
    else
        checkout_ask(t);
    return true;
}

bool checkout_answered(struct turn *t)
{
    if (step_back(t) || (t->c->stage != STAGE_NAME && name_corrected(t)))
        return true;
    switch (t->c->stage) {
    case STAGE_NAME: return name_answered(t);
    case STAGE_MODE: return mode_answered(t);
    case STAGE_ADDRESS: return address_answered(t);
    case STAGE_SUMMARY: return summary_answered(t);
    case STAGE_PAY: return pay_answered(t);
    default: return false;
    }
}
