/* dialogue.c -- one message, in the order of trust.
 *
 * The rooms below are asked one after the other; the first that takes the message ends the
 * turn: silence where it is owed, words that always work, the last menu, the answer the open
 * question waits for, what the words ask for, the FAQ, and at last an honest "I did not get
 * that". The other dialogue_*.c files are the subjects: browse, cart, wants, checkout, orders. */
#include "dialogue_parts.h"

#include <string.h>

#define MENTIONS_MOST 5
#define FAQ_NEAR 28 /* good enough to stand beside one that is asked about */
#define FAQ_BETTER 80 /* beats an intent that is only part of the message */

/* ---- who may be spoken to ---- */

static void opted_in(struct turn *t)
{
    act(t, ACTION_OPT_IN);
    t->greeted = true;
    source_is(t, SOURCE_RULE, "start", 100);
    para(t, SAY(t, "opted_in", "shop", safe(t, t->v->catalogue->shop_name)));
    if (!t->v->blocked_by_human)
        show_menu(t);
}

static void opted_out(struct turn *t)
{
    act(t, ACTION_OPT_OUT);
    t->greeted = true;
    conversation_close_questions(t->c);
    menu_clear(t);
    source_is(t, SOURCE_RULE, "stop", 100);
    para(t, SAY(t, "opted_out", "shop", safe(t, t->v->catalogue->shop_name)));
}

static bool said_whole(const struct turn *t, enum intent intent)
{
    return t->u->intent == intent && t->u->whole;
}

/* After STOP only START is heard, and while a person has the conversation only STOP. A START
 * that comes late is older than something we already acted on, maybe than the STOP. */
static bool silence_owed(struct turn *t)
{
    if (t->v->opted_out) {
        if (said_whole(t, INTENT_START) && !t->m->late)
            opted_in(t);
        else
            t->silent = true;
        return true;
    }
    if (t->v->blocked_by_human) {
        if (said_whole(t, INTENT_STOP))
            opted_out(t);
        else
            t->silent = true;
        return true;
    }
    return false;
}

/* ---- words that always work ---- */

void human_called(struct turn *t)
{
    struct action *a = act(t, ACTION_HUMAN);
    a->text = t->u->text && *t->u->text ? t->u->text : "asked for a person";
    t->greeted = true;
    conversation_close_questions(t->c);
    menu_clear(t);
    source_is(t, SOURCE_RULE, "human", 100);
    para(t, SAY(t, "human_called"));
    closed_say(t);
}

/* A name or an address may contain such words ("Person Street 5"); there only the whole
 * message counts. */
static bool human_wanted(const struct turn *t)
{
    bool free_text = !t->c->want_count &&
                     (t->c->stage == STAGE_NAME || t->c->stage == STAGE_ADDRESS);
    return t->u->intent == INTENT_HUMAN && (t->u->whole || !free_text);
}

/* "cancel": leaves the innermost open question. */
void cancelled(struct turn *t)
{
    source_is(t, SOURCE_RULE, "cancel", 100);
    if (t->c->cancel) {
        order_cancel_no(t);
    } else if (t->c->want_count) {
        t->c->want_count = 0;
        para(t, SAY(t, "want_cancelled"));
        if (!ask_open(t))
            show_menu(t);
    } else if (t->c->stage != STAGE_NONE) {
        checkout_leave(t);
    } else {
        menu_clear(t);
        para(t, SAY(t, "nothing_to_cancel"));
        if (history(t)->order_count)
            menu_add(t, "ocancel", SAY(t, "choice_cancel_order"), NULL);
        if (t->cart_count)
            menu_add(t, "clear", SAY(t, "choice_clear"), NULL);
        menu_nav(t, "menu", SAY(t, "choice_menu"));
    }
}

static void menu_wanted(struct turn *t)
{
    source_is(t, SOURCE_RULE, "menu", 100);
    if (t->c->stage != STAGE_NONE && t->cart_count)
        para(t, SAY(t, "checkout_left"));
    else if (t->u->intent == INTENT_HELP)
        para(t, SAY(t, "help"));
    conversation_close_questions(t->c);
    show_menu(t);
}

static bool always_works(struct turn *t)
{
    if (said_whole(t, INTENT_STOP))
        opted_out(t);
    else if (human_wanted(t))
        human_called(t);
    else if (said_whole(t, INTENT_START))
        show_greeting(t);
    else if (said_whole(t, INTENT_CANCEL))
        cancelled(t);
    else if (said_whole(t, INTENT_MENU) || said_whole(t, INTENT_HELP))
        menu_wanted(t);
    else
        return false;
    return true;
}

/* ---- messages that are not words ---- */

static bool media_taken(struct turn *t)
{
    const struct message *m = t->m;
    if (proof_taken(t))
        return true;
    bool caption = t->u->text && *t->u->text;
    if (m->kind == MESSAGE_TEXT || m->kind == MESSAGE_TAP ||
        (m->kind != MESSAGE_LOCATION && caption))
        return false;
    source_is(t, SOURCE_RULE, "media", 100);
    if (m->kind == MESSAGE_LOCATION) {
        if (checkout_location(t))
            return true;
        para(t, SAY(t, "location_unasked"));
    } else {
        para(t, SAY(t, "media"));
    }
    if (!ask_open(t))
        show_menu(t);
    return true;
}

static bool empty_taken(struct turn *t)
{
    if (t->u->text && *t->u->text)
        return false;
    source_is(t, SOURCE_RULE, "empty", 100);
    if (!ask_open(t)) {
        para(t, SAY(t, "empty"));
        show_menu(t);
    }
    return true;
}

/* ---- the answer a question waits for ---- */

bool open_question(const struct conversation *c)
{
    return c->cancel || c->want_count || c->stage != STAGE_NONE;
}

bool ask_open(struct turn *t)
{
    if (t->c->cancel)
        order_cancel_question(t);
    else if (t->c->want_count)
        want_ask(t);
    else if (t->c->stage != STAGE_NONE)
        checkout_ask(t);
    else
        return false;
    return true;
}

static bool step_answered(struct turn *t)
{
    if (t->c->cancel)
        return order_cancel_answered(t);
    if (t->c->want_count)
        return want_answered(t);
    if (t->c->stage != STAGE_NONE)
        return checkout_answered(t);
    return false;
}

/* ---- what the words ask for ---- */

bool items_wished(const struct understood *u)
{
    for (size_t i = 0; i < u->item_count; i++) {
        const struct item *it = &u->items[i];
        if (it->wish != WISH_SHOW && (it->wish != WISH_NONE || it->quantity > 0))
            return true;
    }
    return false;
}

bool order_wish(const struct turn *t) { return items_wished(t->u); }

bool faq_answers(const struct turn *t) { return t->u->faq[0] && t->u->faq_score[0] >= FAQ_SURE; }

void faq_answer(struct turn *t, const struct faq_entry *f, int score)
{
    source_is(t, SOURCE_FAQ, f->own_question ? f->own_question : f->question, score);
    para(t, filled(t, f->answer));
    ask_open(t);
}

/* "yes book it" is a yes, though the FAQ knows something about booking. */
static bool is_small_talk(const struct turn *t)
{
    enum intent i = t->u->intent;
    return t->u->whole && (i == INTENT_YES || i == INTENT_NO || i == INTENT_THANKS ||
                           i == INTENT_GOODBYE || i == INTENT_GREETING || i == INTENT_WAIT ||
                           i == INTENT_BACK);
}

/* "linen shirt" wants to see it, though some answer speaks of linen. */
static bool names_goods(const struct turn *t)
{
    const struct item *i = t->u->items;
    return t->u->item_count == 1 && i->candidate_count && i->confidence >= 70 && !is_question(t);
}

static bool faq_taken(struct turn *t)
{
    bool sure = t->u->faq_score[0] >= FAQ_PATTERN || (!is_small_talk(t) && !names_goods(t));
    if (!faq_answers(t) || order_wish(t) || !sure)
        return false;
    faq_answer(t, t->u->faq[0], t->u->faq_score[0]);
    return true;
}

/* Leaves what was open, for somewhere else in the shop; the cart stays. */
static void go(struct turn *t, const char *why, void (*where)(struct turn *))
{
    source_is(t, SOURCE_RULE, why, 100);
    conversation_close_questions(t->c);
    where(t);
}

static void first_categories(struct turn *t) { show_categories(t, 1); }
static void first_questions(struct turn *t) { show_questions(t, 1); }
static void login_code(struct turn *t) { act(t, ACTION_LOGIN_CODE); }

/* Places one can go to from anywhere. Small talk is answered and the open question asked again. */
static bool intent_strong(struct turn *t)
{
    switch (t->u->intent) {
    case INTENT_BROWSE:
        if (t->u->category || t->u->item_count)
            return false;
        go(t, "browse", first_categories);
        return true;
    case INTENT_CART_SHOW: go(t, "cart", cart_show); return true;
    case INTENT_CART_CLEAR: go(t, "clear cart", cart_clear); return true;
    case INTENT_CHECKOUT:
        source_is(t, SOURCE_RULE, "checkout", 100);
        if (t->c->stage == STAGE_NONE)
            checkout_begin(t);
        else
            ask_open(t);
        return true;
    case INTENT_ORDER_STATUS: order_status_asked(t); return true;
    case INTENT_ORDER_LIST: go(t, "my orders", orders_list); return true;
    case INTENT_ORDER_CANCEL: go(t, "cancel order", order_cancel_asked); return true;
    case INTENT_ORDER_AGAIN: go(t, "order again", order_again); return true;
    case INTENT_QUESTIONS: go(t, "questions", first_questions); return true;
    case INTENT_LOGIN_CODE: go(t, "login code", login_code); return true;
    default: return false;
    }
}

static void small_talk(struct turn *t, const char *why, const char *words)
{
    source_is(t, SOURCE_RULE, why, 100);
    para(t, words);
    ask_open(t);
}

/* A yes where no question is open: to the card just shown, or to the cart. */
void yes_said(struct turn *t)
{
    const struct conversation *c = t->c;
    const char *first = c->menu_count ? c->menu[0].id : "";
    source_is(t, SOURCE_RULE, "yes", 100);
    if (ask_open(t))
        return;
    if (c->card && (!strncmp(first, "add:", 4) || !strncmp(first, "v:", 2))) {
        choose_by_id(t, first);
    } else if (t->cart_count && has_one_of(t, SAY(t, "checkout_words"))) {
        checkout_begin(t);
    } else if (t->cart_count) {
        para(t, SAY(t, "yes_to_cart"));
        cart_show(t);
    } else {
        para(t, SAY(t, "yes_to_nothing"));
        show_menu(t);
    }
}

/* A no or "pickup" that no open question could use. */
static void answer_to_nothing(struct turn *t, const char *why, const char *words)
{
    source_is(t, SOURCE_RULE, why, 100);
    if (ask_open(t))
        return;
    para(t, words);
    show_menu(t);
}

void no_said(struct turn *t) { answer_to_nothing(t, "no", SAY(t, "no_to_nothing")); }

static bool intent_weak(struct turn *t)
{
    switch (t->u->intent) {
    case INTENT_GREETING:
    case INTENT_START:
        if (open_question(t->c))
            small_talk(t, "greeting",
                       SAY(t, "greeting_short", "shop", safe(t, t->v->catalogue->shop_name)));
        else
            show_greeting(t);
        return true;
    case INTENT_WAIT: small_talk(t, "wait", SAY(t, "wait")); return true;
    case INTENT_THANKS: small_talk(t, "thanks", SAY(t, "thanks")); return true;
    case INTENT_GOODBYE: small_talk(t, "goodbye", SAY(t, "goodbye")); return true;
    case INTENT_MENU:
    case INTENT_HELP: menu_wanted(t); return true;
    case INTENT_YES: yes_said(t); return true;
    case INTENT_NO: no_said(t); return true;
    case INTENT_CANCEL: cancelled(t); return true;
    case INTENT_BACK: go(t, "menu", show_menu); return true;
    case INTENT_PICKUP:
    case INTENT_DELIVERY:
    case INTENT_SAME_ADDRESS:
    case INTENT_CHANGE:
        if (!t->u->whole)
            return false;
        answer_to_nothing(t, "delivery", SAY(t, "delivery_unasked"));
        return true;
    default: return false;
    }
}

/* The FAQ knows "how do I pay" better than the word "pay" does: an intent that is only part
 * of the message yields to a question that fits well. Orders never do. */
static bool faq_knows_better(const struct turn *t)
{
    enum intent i = t->u->intent;
    bool about_orders = i == INTENT_ORDER_STATUS || i == INTENT_ORDER_LIST ||
                        i == INTENT_ORDER_CANCEL;
    bool about_card = t->c->card && t->u->item_count && !t->u->items[0].candidate_count;
    bool only_category = t->u->category && !t->u->item_count && is_question(t);
    return !t->u->whole && !about_orders && !about_card && t->u->faq[0] && !order_wish(t) &&
           !names_goods(t) &&
           t->u->faq_score[0] >= (only_category ? FAQ_SURE : FAQ_BETTER);
}

static bool order_number_only(struct turn *t)
{
    const struct order_brief *o = t->u->order_number ? order_by_number(t, t->u->order_number)
                                                     : NULL;
    if (!t->u->order_number || t->u->item_count)
        return false;
    if (o && menu_has(t->c, tap_id(t, "oc", o->id))) {
        order_cancel_ask(t, o); /* it was just asked which one to cancel */
        return true;
    }
    order_status_asked(t);
    return true;
}

/* "order" asks after an order, except from somebody who stands there with a full cart. */
static bool checkout_said(struct turn *t)
{
    if (!says_one_of(t, SAY(t, "checkout_words")) || !t->cart_count || t->c->stage != STAGE_NONE)
        return false;
    source_is(t, SOURCE_RULE, "checkout", 100);
    checkout_begin(t);
    return true;
}

/* Asked for in words; the turn is held in it already where the shop speaks it. Values noted in
 * the other language are no values of this one: they are asked for again. */
static bool language_said(struct turn *t)
{
    if (!t->u->language)
        return false;
    source_is(t, SOURCE_RULE, "language", 100);
    if (strcmp(t->u->language, t->v->lang)) {
        para(t, SAY(t, "language_unknown"));
    } else {
        para(t, SAY(t, "language_now"));
        t->greeted = true;
        for (size_t i = 0; i < t->c->want_count; i++)
            t->c->wants[i].option1 = t->c->wants[i].option2 = NULL;
        t->c->said1 = t->c->said2 = NULL;
    }
    if (!ask_open(t))
        show_menu(t);
    return true;
}

static bool asked_for(struct turn *t)
{
    for (size_t i = 0; i < t->u->item_count; i++)
        if (t->u->items[i].quantity < 0)
            return false;
    if (name_corrected(t))
        return true;
    if (price_asked(t) || recommend_asked(t) || card_asked(t))
        return true;
    if (order_wish(t))
        return items_handled(t);
    if (faq_knows_better(t))
        return faq_taken(t);
    return checkout_said(t) || intent_strong(t) || order_number_only(t) || trouble_told(t) ||
           show_named(t) || items_handled(t) || card_narrowed(t) || line_revalued(t) || quantity_changed(t);
}

/* ---- nothing fits ---- */

void missed(struct turn *t)
{
    t->missed = true;
    t->c->misses++;
}

void not_understood(struct turn *t)
{
    act(t, ACTION_UNANSWERED)->text = t->u->text;
    missed(t);
    source_is(t, SOURCE_FALLBACK, "not understood", 0);
    para(t, SAY(t, t->c->misses >= 2 ? KEY("not_understood_again") : KEY("not_understood")));
    if (!ask_open(t))
        show_menu(t);
}

/* A picture with words that say nothing by themselves: "do you have this?" */
static bool picture_unread(struct turn *t)
{
    if (t->m->kind == MESSAGE_TEXT || t->m->kind == MESSAGE_TAP)
        return false;
    act(t, ACTION_UNANSWERED)->text = t->u->text;
    missed(t);
    source_is(t, SOURCE_FALLBACK, "not understood", 0);
    para(t, SAY(t, "media"));
    if (!ask_open(t))
        show_menu(t);
    return true;
}

/* Some questions fit a little: asking beats guessing. It still counts as not understood. */
static bool faq_offered(struct turn *t)
{
    const struct understood *u = t->u;
    if (open_question(t->c) || order_wish(t) || names_goods(t) || !u->faq[0] || u->faq_score[0] < FAQ_MAYBE)
        return false;
    act(t, ACTION_UNANSWERED)->text = u->text;
    missed(t);
    source_is(t, SOURCE_FALLBACK, "questions offered", u->faq_score[0]);
    menu_clear(t);
    para(t, SAY(t, "questions_maybe"));
    for (size_t i = 0; i < 3 && u->faq[i] && u->faq_score[i] >= FAQ_NEAR; i++)
        menu_add(t, tap_id(t, "faq", u->faq[i]->id), u->faq[i]->question, NULL);
    menu_nav(t, "human", SAY(t, "choice_human"));
    menu_nav(t, "menu", SAY(t, "choice_menu"));
    return true;
}

/* "the scarf sounds nice": nothing was asked for, but what was named can be shown. */
static bool mention_shown(struct turn *t)
{
    const struct product *list[MENTIONS_MOST];
    if (open_question(t->c) || order_wish(t))
        return false;
    size_t n = brain_mentioned(t->v->brain, t->a, t->u->text, list, MENTIONS_MOST);
    if (!n)
        return false;
    source_is(t, SOURCE_RULE, "mentioned", 40);
    show_products(t, SAY(t, "found_maybe"), list, n);
    return true;
}

static bool number_without_menu(struct turn *t)
{
    if (!t->u->only_number || !t->c->menu_count || t->u->choice == 0)
        return false;
    source_is(t, SOURCE_RULE, "number", 100);
    para(t, SAY(t, "number_unknown", "most", number(t, (int64_t)t->c->menu_count)));
    if (!ask_open(t))
        menu_again(t);
    return true;
}

/* ---- a message that comes too late ---- */

/* It answers no question that is open now and moves nothing; what is plain information may
 * be told, everything else is asked again. STOP and a call for a person count whenever. */
static void late_taken(struct turn *t)
{
    if (said_whole(t, INTENT_STOP)) {
        opted_out(t);
    } else if (t->u->intent == INTENT_HUMAN && t->u->whole && t->m->kind == MESSAGE_TEXT) {
        human_called(t);
    } else if (t->u->intent == INTENT_ORDER_STATUS) {
        order_status_asked(t);
    } else if (proof_taken(t)) {
        /* what was paid stays paid, however late its picture comes */
    } else if (t->m->kind == MESSAGE_TEXT && faq_taken(t)) {
        /* what was asked then is as true now */
    } else {
        source_is(t, SOURCE_RULE, "late", 100);
        bool asks_menu = t->u->intent == INTENT_MENU || t->u->intent == INTENT_HELP;
        if (!asks_menu || open_question(t->c))
            para(t, SAY(t, open_question(t->c) ? KEY("late_ask_again") : KEY("late")));
        if (!ask_open(t))
            show_menu(t);
    }
}

/* ---- the turn ---- */

void dialogue_turn(const struct view *v, const struct conversation *before,
                   const struct message *m, const struct understood *u, struct arena *a,
                   struct outcome *out)
{
    struct turn *t = arena_alloc(a, sizeof *t);
    memset(out, 0, sizeof *out);
    turn_open(t, v, before, a, out);
    t->m = m;
    t->u = u;
    if (silence_owed(t)) {
        /* nothing more to do */
    } else if (m->late) {
        late_taken(t);
    } else if (m->kind == MESSAGE_TAP && m->tap_id && choose_by_id(t, m->tap_id)) {
        /* a button says exactly what it means */
    } else if (!always_works(t) && !media_taken(t) && !empty_taken(t) && !feedback_told(t) &&
               !choose_by_words(t) &&
               !language_said(t) && !coupon_taken(t) && !several_answered(t) && !step_answered(t) &&
               !restock_said(t) && !asked_for(t) && !faq_taken(t) && !intent_weak(t) && !number_without_menu(t) &&
               !meaning_taken(t) && !picture_unread(t) && !(!is_question(t) && mention_shown(t)) && !something_like(t) &&
               !faq_offered(t) && !mention_shown(t) && !meaning_offered(t)) {
        not_understood(t);
    }
    mood_noted(t);
    turn_close(t);
}

void dialogue_after(const struct view *v, const struct conversation *before,
                    const struct action *did, const struct action_result *how, struct arena *a,
                    struct outcome *out)
{
    static const struct message no_message = {.text = ""};
    static const struct understood no_words = {.text = "", .plain = ""};
    struct turn *t = arena_alloc(a, sizeof *t);
    turn_open(t, v, before, a, out);
    t->m = &no_message;
    t->u = &no_words;
    t->greeted = true;
    if (did->kind == ACTION_ORDER_PLACE) {
        checkout_after(t, did, how);
    } else if (did->kind == ACTION_ORDER_CANCEL) {
        order_cancel_after(t, how);
    } else if (did->kind == ACTION_PAY || did->kind == ACTION_PROOF) {
        pay_after(t, did, how);
    } else if (did->kind == ACTION_LOGIN_CODE) {
        source_is(t, SOURCE_RULE, "login code", 100);
        menu_clear(t);
        para(t, how->done ? SAY(t, "login_link", "link", how->link ? how->link : "")
                          : SAY(t, "login_failed"));
    } else {
        t->silent = true;
    }
    turn_close(t);
}
