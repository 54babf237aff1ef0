/* dialogue_parts.h -- what the rooms of the dialogue share; nobody else includes it.
 *
 * A turn is one message on its way through: rooms read t->v, t->m and t->u, change t->c
 * (the new state) and t->cart (a working copy), note actions, and add paragraphs and menu
 * entries. turn_close (render.c) makes messages of them. */
#ifndef WAITER_DIALOGUE_PARTS_H
#define WAITER_DIALOGUE_PARTS_H

#include "waiter/dialogue.h"
#include "waiter/recommend.h"
#include "waiter/str.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MENU_MOST 24        /* numbered entries of one menu; buttons show the first ten */
#define PAGE_MOST 8         /* products, categories or questions on one page */
#define WANTS_MOST ITEMS_MOST
#define NAME_MOST 80
#define ADDRESS_LEAST 6
#define ADDRESS_MOST 300
#define ITEM_SURE 70
#define FAQ_SURE 60
#define FAQ_ASKED 90 /* a question, though it may not look like one */
#define FAQ_MAYBE 36 /* good enough to ask whether it is meant */

/* ---- the state ---- */

/* Steps of a checkout, in their order. BEGIN waits for nothing: it runs into the next one. */
enum stage {
    STAGE_NONE,
    STAGE_BEGIN,
    STAGE_NAME,
    STAGE_MODE,
    STAGE_ADDRESS,
    STAGE_SUMMARY,
    STAGE_PAY, /* the summary had its yes; only how to pay is open */
    STAGE__MAX
};

/* Something the customer asked for that is not settled yet. */
enum want_kind {
    WANT_ADD,    /* candidates are product ids */
    WANT_REMOVE, /* from here on candidates are variant ids of cart lines */
    WANT_SET,
    WANT_MORE,
    WANT_FIT,    /* a line that asks for more than is left */
    WANT_SWAP,   /* like ADD, for a line that it replaces */
    WANT__MAX
};

struct want {
    enum want_kind kind;
    int64_t candidates[CANDIDATES_MOST];
    size_t candidate_count;
    const char *option1, *option2; /* as said; NULL = not yet known */
    const char *note;              /* "no onions, extra cheese"; NULL = none */
    int64_t quantity;              /* 0 = not said */
    int64_t replaces;              /* variant whose line it takes over, or 0 */
    int64_t offer;                 /* so many are offered instead, or 0 */
    bool unsure;                   /* the product was guessed: ask before adding */
    bool relaxed;                  /* what was said is sold out: ask even if one value is left */
};

struct menu_entry {
    const char *id, *title;
    const char *note, *button; /* not saved; button: a shorter title, or NULL */
};

struct conversation {
    int64_t nonce;       /* grows with every question whose yes has an effect */
    int64_t focus;       /* variant of the cart line last touched, or 0 */
    int64_t card;        /* product last shown, or 0 */
    int64_t variant;     /* which variant of it, when the card was about one */
    const char *said1, *said2; /* options the card was narrowed to, or NULL */
    bool cart_shown;     /* the cart was the last list shown */
    const char *asked;   /* the words for which meanings were offered, or NULL */
    int64_t misses;      /* messages not understood in a row */
    int64_t mood;        /* -100..100, of the last messages; the newest counts half */
    int64_t soothed;     /* 1: a person was offered to somebody angry */
    struct menu_entry menu[MENU_MOST];
    size_t menu_count, menu_content; /* content entries come first, then More, Back, ... */
    struct want wants[WANTS_MOST];   /* the first is being asked about */
    size_t want_count;
    enum stage stage;
    bool pickup;
    const char *address;   /* "" when none was given */
    const char *coupon;    /* the code that shall count, or NULL */
    int64_t agreed;        /* fingerprint of the summary last shown */
    int64_t cancel;        /* order whose cancelling waits for a yes, or 0 */
    int64_t suggested;     /* when something was suggested unasked (ms), or 0 */
    int64_t feedback;      /* order that got a mark just now: words may follow, or 0 */
};

struct conversation *conversation_copy(struct arena *a, const struct conversation *c);
void conversation_close_questions(
    struct conversation *c); /* nothing waits for an answer any more */

/* ---- a turn ---- */

#define STOCK_SLOTS 256

struct stock_seen { int64_t variant_id, left; };

struct turn {
    const struct view *v;
    const struct message *m;
    const struct understood *u;
    struct arena *a;
    struct outcome *out;
    struct conversation *c;
    struct cart_line cart[CART_LINES_MOST];
    size_t cart_count;
    struct stock_seen *stock; /* each variant is asked about once a turn: it is a query; NULL: none was */
    const char *name; /* of the customer, or NULL */
    size_t first_action; /* those before it were noted, and done, by an earlier step */
    bool want_was_open;  /* the want in front was asked about before this message came */
    /* the reply so far */
    struct str text;
    struct str added; /* lines put into the cart, for those who had some already */
    const char *picture;
    enum source source;
    const char *why;
    int confidence;
    bool greeted; /* no welcome needed in front */
    bool silent;
    bool missed;
    bool shown; /* a card was shown: no cart below it */
    const struct product *sold_out; /* wanted in this turn, but gone: offer others */
};

static inline const struct history *history(const struct turn *t) { return t->v->history(t->v->shop); }

void turn_open(struct turn *t, const struct view *v, const struct conversation *before,
               struct arena *a, struct outcome *out);
void turn_close(struct turn *t);

#define SAY(t, ...) texts_say((t)->v->texts, (t)->a, (t)->v->lang, __VA_ARGS__, NULL)
#define KEY(k) k /* a text key in a table: lets a test find it */

struct action *act(struct turn *t, enum action_kind kind);

/* ---- render.c ---- */

void para(struct turn *t, const char *text);  /* a paragraph of its own */
void para_line(struct turn *t, const char *text); /* a line right below the last one */
void source_is(struct turn *t, enum source source, const char *why, int confidence);
void menu_clear(struct turn *t);              /* a typed number means nothing any more */
void menu_again(struct turn *t);              /* the menu that is open is offered once more */
void menu_add(struct turn *t, const char *id, const char *title, const char *note);
void menu_button(struct turn *t, const char *title); /* the last entry's, shorter */
void menu_nav(struct turn *t, const char *id, const char *title); /* More, Back, Menu */
/* "verb:1" and "verb:1:2": what comes back when a button is tapped. */
const char *tap_id(struct turn *t, const char *verb, int64_t n);
const char *tap_id2(struct turn *t, const char *verb, int64_t n, int64_t m);
bool menu_has(const struct conversation *c, const char *id);
/* Text from outside, safe inside a reply: one line, formatting characters disarmed. */
const char *safe(struct turn *t, const char *text);
const char *safe_cut(struct turn *t, const char *text, size_t chars);
const char *text_cut(struct arena *a, const char *text, size_t chars); /* ends in an ellipsis */
const char *money(struct turn *t, int64_t minor);
const char *money_of(struct turn *t, const struct order_brief *o); /* its total */
const char *number(struct turn *t, int64_t n);
const char *variant_line(struct turn *t, int64_t variant_id, int64_t quantity); /* safe */
const char *variant_name(struct turn *t,
                         int64_t variant_id); /* "Classic Hoodie (L, Black)", safe */
bool same_words(struct turn *t, const char *one, const char *other); /* equal when folded */
bool has_words(struct turn *t, const char *text, const char *words); /* whole words inside */
bool says_one_of(struct turn *t, const char *choices); /* the message is "this|or this" */
bool has_one_of(struct turn *t, const char *choices);  /* ... or has one of them in it */
bool card_asked(struct turn *t); /* about the thing whose card is open: dialogue_card.c */
bool is_question(const struct turn *t);

/* ---- dialogue.c ---- */

/* Asks again what is open; false when nothing is. */
bool ask_open(struct turn *t);
bool open_question(const struct conversation *c);
void not_understood(struct turn *t);
void missed(struct turn *t); /* counts it as not understood, whatever is offered */
void yes_said(struct turn *t); /* where no question is open */
void no_said(struct turn *t);
void cancelled(struct turn *t); /* leaves the innermost open question */
bool faq_answers(const struct turn *t);
void faq_answer(struct turn *t, const struct faq_entry *f, int score);
void human_called(struct turn *t);
/* Some item shall be added, removed or changed. */
bool items_wished(const struct understood *u);
bool order_wish(const struct turn *t); /* the same, of this message */

/* ---- dialogue_meaning.c: what the model makes of words that nothing else took ---- */

/* dialogue_mood.c: how the message sounds; a person is offered to who is angry. */
void mood_noted(struct turn *t);

bool meaning_taken(struct turn *t);   /* it is sure */
bool trouble_told(struct turn *t);    /* of goods that are named */
bool meaning_offered(struct turn *t); /* it can say what may be meant */
void meaning_chosen(struct turn *t, int64_t meaning, bool fresh);

/* ---- dialogue_several.c: an order and a question in one message, two questions ---- */

/* True when that was all. Else t->u may be what is left of the message beside its questions. */
bool several_answered(struct turn *t);

/* ---- dialogue_menu.c: what the ids of buttons, rows and numbers do ---- */

bool choose_by_id(struct turn *t, const char *id);
bool choose_by_words(struct turn *t); /* a number or title of the last menu */
const char *choice_id(struct turn *t, int64_t position); /* content entry; -1 last; NULL none */

/* ---- dialogue_browse.c ---- */

void show_menu(struct turn *t);
void show_greeting(struct turn *t);
void show_categories(struct turn *t, int64_t page);
void show_category(struct turn *t, int64_t id, int64_t page);
void show_card(struct turn *t, const struct product *p, const char *option1, const char *option2);
/* What "it" and "that one" are from now on; no product (0) after something else was done. */
void card_is(struct turn *t, int64_t product, int64_t variant, const char *option1,
             const char *option2);
void show_products(struct turn *t, const char *head, const struct product *const *list, size_t n);
void show_questions(struct turn *t, int64_t page);
bool show_named(struct turn *t); /* products or a category that were only mentioned */
int64_t stock_of(struct turn *t, const struct product *p); /* over all variants */
int64_t variant_stock(struct turn *t, int64_t variant_id);
const char *price_of(struct turn *t, const struct product *p);
const char *stock_word(struct turn *t, int64_t left);

void product_entry(struct turn *t, const struct product *p); /* a row: name, price */

/* ---- dialogue_recommend.c ---- */

bool recommend_asked(struct turn *t); /* "what do you recommend?", "what goes with it?" */
bool something_like(struct turn *t); /* "anything warm?": goods whose words are like that */
/* What may stand in for one that is sold out; `out` has room for RECOMMEND_MOST. */
size_t alternatives(struct turn *t, const struct product *p, const struct product **out);
/* On a card, once a conversation: what others bought with it. True when something was said. */
bool companion_suggested(struct turn *t, const struct product *p);

/* ---- dialogue_price.c ---- */

bool price_asked(struct turn *t); /* "hoodies under 30", "something cheap" */

/* ---- dialogue_cart.c ---- */

struct cart_line *cart_find(struct turn *t, int64_t variant_id);
void cart_put(struct turn *t, int64_t variant_id, int64_t quantity); /* 0 removes */
/* How it shall come ("no onions"), beside what is noted already; NULL or "" adds nothing. */
void cart_note(struct turn *t, int64_t variant_id, const char *note);
void cart_clear(struct turn *t);
void cart_show(struct turn *t);
void cart_brief(struct turn *t); /* without choices */
int64_t cart_total(struct turn *t);
const char *cart_lines(struct turn *t);
/* "the second one" of the cart becomes the focus; false when there is none. */
bool line_at(struct turn *t, int64_t position);

/* ---- dialogue_items.c ---- */

bool items_handled(struct turn *t); /* adds, removes, changes what the message names */
void items_want(struct turn *t, const struct item *it); /* adds one that was only mentioned */
bool quantity_said(struct turn *t); /* "just 2": how many of what we talk about */
bool quantity_changed(struct turn *t);
bool line_revalued(struct turn *t); /* "sorry, blue" about the line last touched */
bool card_narrowed(struct turn *t); /* "in large?" about the card that was shown */

/* ---- dialogue_wants.c ---- */

#define VALUES_MOST MENU_MOST

bool want_push(struct turn *t, const struct want *w);
void want_remove(struct conversation *c, size_t at);
void want_drop(struct turn *t); /* the one in front is not wanted any more */
void wants_settle(struct turn *t); /* does what is complete, asks for the first thing missing */
const struct product *product_of(struct turn *t, const struct want *w); /* NULL: not yet known */
const struct variant *variant_of(const struct product *p, const struct want *w);
const char *variant_value(const struct variant *v, int option); /* of option 1 or 2 */
/* The option values of v fit what was said (NULL fits all). */
bool variant_fits(const struct variant *v, const char *option1, const char *option2);
/* The first option that is not said and that there is something to say about; 0 = none. */
int option_missing(const struct product *p, const struct want *w);
/* The different values of an option that can be had with what was said of the other; all
 * that exist unless in_stock. `out` has room for VALUES_MOST. */
size_t values_left(struct turn *t, const struct product *p, int option, const struct want *w,
                   bool in_stock, const char **out);
/* The value of that option which the words name, but not `but_not` (may be NULL); or NULL. */
const char *value_said(struct turn *t, const struct product *p, int option, const char *words,
                       const char *but_not);

/* ---- dialogue_ask.c ---- */

void want_ask(struct turn *t);
bool want_answered(struct turn *t);
void want_option(struct turn *t, int64_t product, int option, const char *value);
bool want_candidate(struct turn *t, int64_t id); /* false when that is not what is asked */
void want_take(struct turn *t, int64_t n);

/* ---- dialogue_checkout.c ---- */

void checkout_begin(struct turn *t);
void checkout_again(struct turn *t, bool pickup); /* straight to the summary, as last time */
void checkout_ask(struct turn *t);
void checkout_leave(struct turn *t);
void checkout_change(struct turn *t);
void checkout_yes(struct turn *t);
void checkout_pay(struct turn *t, enum pay_way way);
void checkout_stale(struct turn *t);
void checkout_after(struct turn *t, const struct action *did, const struct action_result *how);
bool pickup_offered(const struct turn *t);
void ask_name(struct turn *t);
void ask_address(struct turn *t);
const char *known_address(const struct turn *t); /* NULL: none is known */
const char *one_line(struct turn *t, const char *text);
enum stage stage_named(const struct conversation *c);

/* ---- dialogue_answers.c ---- */

bool checkout_answered(struct turn *t);
bool checkout_location(struct turn *t);
void checkout_mode(struct turn *t, bool pickup);
void checkout_profile_name(struct turn *t);
void checkout_same_address(struct turn *t);
void details_noted(struct turn *t);  /* name and address that an order brings along */
bool name_corrected(struct turn *t); /* "change the name to Mary" */

/* ---- dialogue_pay.c ---- */

/* The ways this customer can choose from; `out` has room for PAY__MAX. */
size_t pay_ways(const struct turn *t, enum pay_way *out);
void pay_ask(struct turn *t, const char *verb, int64_t n); /* taps are "verb:WAY:n" */
bool pay_way_said(struct turn *t, enum pay_way *out);
void pay_instruct(struct turn *t, const struct order_brief *o); /* how to pay, as paragraphs */
void pay_facts(struct turn *t, const struct order_brief *o); /* how paying stands, where it does */
void pay_excess_told(struct turn *t, const struct order_brief *o); /* what was paid comes back */
bool pay_again_offered(const struct order_brief *o);
void pay_again(struct turn *t, int64_t order_id);
void pay_again_by(struct turn *t, enum pay_way way, int64_t order_id);
bool proof_taken(struct turn *t); /* a picture, while a transfer waits for one */
void pay_after(struct turn *t, const struct action *did, const struct action_result *how);

/* ---- dialogue_coupon.c ---- */

bool coupon_taken(struct turn *t);   /* the message gives a code, or takes it back */
const struct coupon *coupon_now(struct turn *t); /* the one that counts for this cart, or NULL */
void coupon_refresh(struct turn *t); /* one that counts no more is said so and dropped */

/* ---- dialogue_hours.c ---- */

void closed_say(struct turn *t);     /* a line about when we open again, where we are closed */
/* answer_filled() inside a turn. */
const char *filled(struct turn *t, const char *text);

/* ---- dialogue_again.c ---- */

void order_again(struct turn *t);    /* "same as last time" */

/* ---- dialogue_orders.c ---- */

void orders_list(struct turn *t);
void order_show(struct turn *t, const struct order_brief *o);
void order_status_asked(struct turn *t);
void order_cancel_asked(struct turn *t);
void order_cancel_ask(struct turn *t, const struct order_brief *o); /* or says why not */
void order_cancel_question(struct turn *t);
bool order_cancel_answered(struct turn *t);
void order_cancel_yes(struct turn *t);
void order_cancel_no(struct turn *t);
void order_cancel_after(struct turn *t, const struct action_result *how);
const struct order_brief *order_by_id(const struct turn *t, int64_t id);
const struct order_brief *order_by_number(const struct turn *t, const char *number);
const char *order_status_say(struct turn *t, enum order_status s);

/* dialogue_wishes.c: what is asked or wished for beside an order */
bool feedback_told(struct turn *t); /* words behind a mark */
void feedback_marked(struct turn *t, int64_t order_id, int64_t mark);
bool restock_said(struct turn *t);
void restock_wished(struct turn *t, int64_t product_id);
void restock_offer(struct turn *t, const struct product *p); /* a button for it */

#endif
