/* dialogue_meaning.c -- what the model made of a message that no rule and no question took.
 *
 * Sure: the message is answered like its meaning. Unsure: the likeliest meanings are offered, and
 * the one that is tapped is remembered as what the words meant. What nobody asks a shop is left to
 * "I did not get that". A model only ever informs, shows or offers; it moves nothing. */
#include "dialogue_parts.h"

#include "waiter/spoken.h"

#include <string.h>

#define SURE_SHARE 0.5f   /* of all there is to be sure of ... */
#define SURE_SHARE_STRANGE 0.9f /* "do you repair zeppelins on sundays?" */
#define SURE_MARGIN 0.25f /* ... and so far before the next */
#define TROUBLE_SHARE 0.8f
#define OFFER_SHARE 0.12f /* worth asking about */
#define OFFERED_MOST 3
#define KNOWN_SCORE 60    /* a question of the shop is what a usual wording asks */
#define ASKED_CHARS 300

/* ---- one room a meaning ---- */

static void say_and_offer(struct turn *t, const char *words)
{
    menu_clear(t);
    para(t, words);
    menu_add(t, "human", SAY(t, "choice_human"), NULL);
    menu_nav(t, "menu", SAY(t, "choice_menu"));
}

/* The shop has not said: its people may know, and the owner sees that it was asked. */
static void unknown_here(struct turn *t)
{
    act(t, ACTION_UNANSWERED)->text = t->c->asked ? t->c->asked : t->u->text;
    say_and_offer(t, SAY(t, "meant_unknown"));
}

static void about_trouble(struct turn *t)
{
    say_and_offer(t, SAY(t, "meant_trouble"));
    if (history(t)->order_count)
        menu_add(t, "orders", SAY(t, "choice_orders"), NULL);
}

/* Whoever is handed over waits for a person: never on a guess. */
static void about_person(struct turn *t) { say_and_offer(t, SAY(t, "meant_person")); }

static void about_delivery(struct turn *t)
{
    const char *address = t->v->catalogue->pickup_address;
    para(t, SAY(t, "meant_delivery", "fees", filled(t, "{delivery}")));
    if (address && *address)
        para_line(t, SAY(t, "meant_pickup", "address", safe(t, address)));
}

static void about_hours(struct turn *t)
{
    if (t->v->catalogue->opening_count)
        para(t, filled(t, "{open_now}\n{hours}"));
    else
        unknown_here(t);
}

static void about_place(struct turn *t)
{
    const char *address = t->v->catalogue->pickup_address;
    if (address && *address)
        para(t, SAY(t, "meant_place", "address", safe(t, address)));
    else
        unknown_here(t);
}

static void about_account(struct turn *t) { para(t, SAY(t, "meant_account")); }
static void about_news(struct turn *t) { para(t, SAY(t, "meant_news")); }
static void about_address(struct turn *t) { para(t, SAY(t, "delivery_unasked")); }
static void about_feedback(struct turn *t) { para(t, SAY(t, "meant_feedback")); }

static void order_wanted(struct turn *t)
{
    para(t, SAY(t, "meant_order"));
    show_categories(t, 1);
}

static void product_asked(struct turn *t)
{
    const struct product *card = t->c->card ? catalogue_product(t->v->catalogue, t->c->card) : NULL;
    if (card)
        show_card(t, card, t->c->said1, t->c->said2);
    else
        order_wanted(t);
}

static void change_wanted(struct turn *t)
{
    if (t->cart_count) {
        para(t, SAY(t, "change_hint"));
        cart_brief(t);
    } else if (history(t)->order_count) {
        say_and_offer(t, SAY(t, "meant_change"));
    } else {
        cart_show(t);
    }
}

static void cancel_wanted(struct turn *t)
{
    if (history(t)->order_count || !t->cart_count)
        order_cancel_asked(t);
    else
        cancelled(t);
}

static void goods_wanted(struct turn *t)
{
    if (!something_like(t))
        show_categories(t, 1);
}

static void thanked(struct turn *t) { para(t, SAY(t, "thanks")); }
static void parted(struct turn *t) { para(t, SAY(t, "goodbye")); }

/* `title`: on a button. `asks`: usual wordings of it, to find the shop's own answer by.
 * `informs`: may be answered while a question is open, which is then asked again. */
static const struct room {
    const char *title, *asks;
    void (*enter)(struct turn *);
    bool informs;
} rooms[MEANING__MAX] = {
    [MEANING_GREETING] = {NULL, NULL, show_greeting, false},
    [MEANING_GOODBYE] = {NULL, NULL, parted, true},
    [MEANING_THANKS] = {NULL, NULL, thanked, true},
    [MEANING_BROWSE_CATALOG] = {KEY("choice_browse"), NULL, goods_wanted, false},
    [MEANING_PRODUCT_QUESTION] = {KEY("meaning_product"), NULL, product_asked, false},
    [MEANING_PLACE_ORDER] = {KEY("meaning_order"), NULL, order_wanted, false},
    [MEANING_ADD_TO_CART] = {KEY("meaning_order"), NULL, order_wanted, false},
    [MEANING_VIEW_CART] = {KEY("choice_cart"), NULL, cart_show, false},
    [MEANING_CONFIRM] = {NULL, NULL, yes_said, false},
    [MEANING_DENY] = {NULL, NULL, no_said, false},
    [MEANING_CANCEL_ORDER] = {KEY("choice_cancel_order"), NULL, cancel_wanted, false},
    [MEANING_CHANGE_ORDER] = {KEY("meaning_change"), KEY("asks_change"), change_wanted, false},
    [MEANING_TRACK_ORDER] = {KEY("meaning_track"), NULL, order_status_asked, true},
    [MEANING_DELIVERY_INFO] = {KEY("meaning_delivery"), KEY("asks_delivery"), about_delivery, true},
    [MEANING_DELIVERY_ADDRESS] = {KEY("meaning_address"), NULL, about_address, true},
    [MEANING_PAYMENT_METHODS] = {KEY("meaning_pay"), KEY("asks_pay"), unknown_here, true},
    [MEANING_PAYMENT_PROBLEM] = {KEY("meaning_pay_trouble"), NULL, about_trouble, true},
    [MEANING_REFUND_STATUS] = {KEY("meaning_refund"), KEY("asks_refund"), about_trouble, true},
    [MEANING_RETURN_POLICY] = {KEY("meaning_return"), KEY("asks_return"), unknown_here, true},
    [MEANING_INVOICE] = {KEY("meaning_invoice"), KEY("asks_invoice"), unknown_here, true},
    [MEANING_COMPLAINT] = {KEY("meaning_complaint"), NULL, about_trouble, true},
    [MEANING_FEEDBACK] = {KEY("meaning_feedback"), NULL, about_feedback, true},
    [MEANING_HUMAN_AGENT] = {KEY("choice_human"), NULL, about_person, true},
    [MEANING_OPENING_HOURS] = {KEY("meaning_hours"), KEY("asks_hours"), about_hours, true},
    [MEANING_STORE_LOCATION] = {KEY("meaning_place"), KEY("asks_place"), about_place, true},
    [MEANING_ACCOUNT] = {KEY("meaning_account"), NULL, about_account, true},
    [MEANING_NEWSLETTER] = {KEY("meaning_news"), NULL, about_news, true},
};

/* ---- the shop's own answer ---- */

static int said_score(const struct understood *u, const struct faq_entry *f)
{
    for (size_t i = 0; i < 3 && u->faq[i]; i++)
        if (u->faq[i] == f)
            return u->faq_score[i];
    return 0;
}

/* Of the questions that usual wordings of the meaning ask here, the one nearest to these words. */
static const struct faq_entry *shop_answer(struct turn *t, const char *wordings)
{
    const struct faq_entry *found = NULL;
    int best = -1;
    while (*wordings) {
        struct faq_rank rank;
        size_t n = strcspn(wordings, "|");
        const char *asked = arena_strndup(t->a, wordings, n);
        if (brain_questions(t->v->brain, t->a, asked, &rank, 1) && rank.score >= KNOWN_SCORE &&
            said_score(t->u, rank.entry) > best) {
            best = said_score(t->u, rank.entry);
            found = rank.entry;
        }
        wordings += n + (wordings[n] == '|');
    }
    return found;
}

static void enter(struct turn *t, enum meaning m, int sure)
{
    const struct room *r = &rooms[m];
    const struct faq_entry *f = r->asks ? shop_answer(t, SAY(t, r->asks)) : NULL;
    bool open = open_question(t->c);
    if (!r->informs)
        conversation_close_questions(t->c);
    if (f)
        para(t, filled(t, f->answer));
    else
        r->enter(t);
    source_is(t, SOURCE_MODEL, meaning_word(m), sure); /* what it did may have named its own */
    bool offers = !f && (r->enter == unknown_here || r->enter == about_trouble || r->enter == about_person);
    if (open && r->informs && !offers && m != MEANING_TRACK_ORDER)
        ask_open(t);
}

/* ---- sure, or worth asking ---- */

/* Once a turn: reading takes its time. */
static void reckon(struct turn *t, struct reckoning *r)
{
    enum spoken lang = SPOKEN_EN;
    (void)spoken_read(t->v->lang, &lang);
    if (!t->out->meant_known)
        meaning_find(t->v->brain, t->u, lang, WAITING_NOTHING, &t->out->meant);
    t->out->meant_known = true;
    *r = t->out->meant;
}

static bool is_sure(const struct reckoning *r)
{
    enum meaning m = r->order[0];
    float first = r->share[m], second = r->share[r->order[1]];
    return !r->empty && !r->strange && m != MEANING_OUT_OF_SCOPE &&
           first >= (r->unknown ? SURE_SHARE_STRANGE : SURE_SHARE) && first - second >= SURE_MARGIN;
}

/* "the scarf sounds nice", "discounts for bulk?": what was named, and questions that nearly fit,
 * say more than a meaning that has nothing to tell by itself. */
static bool others_know_better(const struct turn *t, enum meaning m)
{
    const struct product *one;
    if (m == MEANING_PRODUCT_QUESTION && !t->c->card)
        return true; /* of what, the shop cannot say */
    if (rooms[m].informs && m != MEANING_FEEDBACK)
        return false;
    return t->u->faq_score[0] >= FAQ_MAYBE ||
           brain_mentioned(t->v->brain, t->a, t->u->text, &one, 1);
}

bool meaning_taken(struct turn *t)
{
    struct reckoning r;
    if (order_wish(t) || t->u->only_number)
        return false;
    reckon(t, &r);
    enum meaning m = r.order[0];
    if (!is_sure(&r) || (open_question(t->c) && !rooms[m].informs) || others_know_better(t, m))
        return false;
    float first = r.share[m];
    enter(t, m, (int)(first * 100));
    return true;
}

/* "the mug arrived broken": what is wrong with goods comes before showing them. */
bool trouble_told(struct turn *t)
{
    struct reckoning r;
    if (t->u->whole || order_wish(t) || (!t->u->item_count && !t->u->category))
        return false;
    reckon(t, &r);
    enum meaning m = r.order[0];
    bool trouble = m == MEANING_COMPLAINT || m == MEANING_PAYMENT_PROBLEM || m == MEANING_REFUND_STATUS ||
                   m == MEANING_TRACK_ORDER;
    if (!trouble || !is_sure(&r) || r.share[m] < TROUBLE_SHARE)
        return false;
    enter(t, m, (int)(r.share[m] * 100));
    return true;
}

bool meaning_offered(struct turn *t)
{
    struct reckoning r;
    size_t offered = 0;
    if (order_wish(t) || t->u->only_number || open_question(t->c))
        return false;
    reckon(t, &r);
    if (r.empty || r.strange || r.order[0] == MEANING_OUT_OF_SCOPE ||
        r.order[0] == MEANING_PRODUCT_QUESTION || r.share[r.order[0]] < 2 * OFFER_SHARE)
        return false;
    menu_clear(t);
    for (int i = 0; i < MEANING__MAX && offered < OFFERED_MOST; i++) {
        enum meaning m = r.order[i];
        if (r.share[m] < OFFER_SHARE || !rooms[m].title || m == MEANING_HUMAN_AGENT)
            continue;
        menu_add(t, arena_printf(t->a, "mean:%d", (int)m), SAY(t, rooms[m].title), NULL);
        offered++;
    }
    if (!offered)
        return false;
    act(t, ACTION_UNANSWERED)->text = t->u->text;
    missed(t);
    t->c->asked = text_cut(t->a, t->u->text, ASKED_CHARS);
    source_is(t, SOURCE_FALLBACK, "meanings offered", (int)(r.share[r.order[0]] * 100));
    para(t, SAY(t, "meant_maybe"));
    menu_nav(t, "human", SAY(t, "choice_human"));
    menu_nav(t, "menu", SAY(t, "choice_menu"));
    return true;
}

/* A meaning was tapped: that is what the words before meant, once. */
void meaning_chosen(struct turn *t, int64_t n, bool fresh)
{
    if (n < 0 || n >= MEANING__MAX || !rooms[n].title) {
        show_menu(t);
        return;
    }
    if (fresh && t->c->asked) {
        struct action *a = act(t, ACTION_MEANT);
        a->text = t->c->asked;
        a->name = meaning_word((enum meaning)n);
    }
    enter(t, (enum meaning)n, 100);
    t->c->asked = NULL;
}

/* ---- what a model took it for ---- */

/* A tap says what was meant, as one on our own guesses does. */
static bool hint_offered(struct turn *t, const struct hint *h)
{
    if (h->goods_count) {
        show_products(t, SAY(t, "found_maybe"), h->goods, h->goods_count);
    } else if (h->meaning == MEANING_HUMAN_AGENT) {
        about_person(t);
    } else if (h->meaning < MEANING__MAX && rooms[h->meaning].title) {
        menu_clear(t);
        para(t, SAY(t, "meant_maybe"));
        menu_add(t, arena_printf(t->a, "mean:%d", (int)h->meaning), SAY(t, rooms[h->meaning].title), NULL);
        menu_nav(t, "human", SAY(t, "choice_human"));
        menu_nav(t, "menu", SAY(t, "choice_menu"));
        t->c->asked = text_cut(t->a, t->u->text, ASKED_CHARS);
    } else {
        return false;
    }
    return true;
}

bool dialogue_hint(const struct view *v, const struct conversation *before, const char *words,
                   const struct hint *h, struct arena *a, struct outcome *out)
{
    static const struct message no_message = {.text = ""};
    const struct understood said = {.text = words, .plain = ""};
    struct turn *t = arena_alloc(a, sizeof *t);
    memset(out, 0, sizeof *out);
    turn_open(t, v, before, a, out);
    t->m = &no_message;
    t->u = &said;
    t->greeted = t->missed = true; /* what was not understood stays so */
    bool offered = hint_offered(t, h);
    t->silent = !offered;
    source_is(t, SOURCE_AI, "", 0);
    turn_close(t);
    return offered;
}
