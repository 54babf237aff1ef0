/* dialogue.h -- a conversation as a pure function: (state, message, the shop) -> (state, actions, replies).
 *
 * No clock, no database, no network: the view holds what may be looked at, actions say
 * what shall be done. lib/shop/chat performs them inside one transaction and comes back
 * through dialogue_after where the reply depends on how it went (an order number, a
 * stock that was gone). The same engine runs in production, in the simulator, in
 * `waiter chat` and in the transcripts. */
#ifndef WAITER_DIALOGUE_H
#define WAITER_DIALOGUE_H

#include "waiter/arena.h"
#include "waiter/catalogue.h"
#include "waiter/err.h"
#include "waiter/terms.h"
#include "waiter/texts.h"
#include "waiter/understand.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define LINE_QUANTITY_MOST 99
#define CART_LINES_MOST 50
#define CHOICES_MOST 10
#define REPLIES_MOST 4
#define ACTIONS_MOST 64 /* a full cart may change at once */
#define TEXT_MOST 1600 /* characters of one message (twilio-whatsapp.md §5) */
#define CHOICE_TITLE_MOST 24
#define LATE_MS (15 * 60 * 1000)

enum message_kind {
    MESSAGE_TEXT, MESSAGE_TAP, MESSAGE_LOCATION, MESSAGE_IMAGE, MESSAGE_AUDIO, MESSAGE_VIDEO,
    MESSAGE_STICKER, MESSAGE_DOCUMENT, MESSAGE_CONTACT
};

struct message {
    enum message_kind kind;
    const char *text;   /* body, caption or the tapped title; "" when none */
    const char *tap_id; /* MESSAGE_TAP: the id we sent with the button, or NULL */
    const char *latitude, *longitude, *address, *label; /* MESSAGE_LOCATION; address and label may be NULL */
    bool late;          /* older than what was already handled: never an answer to an open question */
};

/* What the conversation remembers between messages; saved as versioned JSON. */
struct conversation;

struct cart_line {
    int64_t variant_id, quantity, seen_price_minor; /* unit price last shown */
    const char *note;                               /* "no onions, extra cheese"; "" or NULL: none */
};

enum order_status { ORDER_PENDING, ORDER_CONFIRMED, ORDER_SHIPPED, ORDER_DELIVERED, ORDER_CANCELLED, ORDER__MAX };
const char *order_status_word(enum order_status s);                     /* "pending" ... */
bool order_status_read(const char *word, enum order_status *out);       /* false when unknown */

/* How the payment that an order waits for stands. */
enum pay_state {
    PAY_SETTLED, /* nothing is waited for */
    PAY_DUE,
    PAY_PROVEN,  /* somebody of the shop has to look at the picture */
    PAY_COMING,  /* the provider says: on its way */
    PAY_LOST     /* the last try came to nothing */
};
struct pay_brief {
    enum pay_state state;
    enum pay_way way;
    int64_t amount_minor, rest_minor; /* rest: of the total, on delivery */
    int64_t excess_minor;             /* paid for an order that is cancelled, and not given back yet */
    const char *link;                 /* the page where one pays, once there is one; or NULL */
};

struct order_brief {
    int64_t id, total_minor, created_at;
    const char *number, *currency, *items; /* items: "2 x Classic Hoodie (L, Black), 1 x Mug" */
    const char *track_url;
    enum order_status status;
    bool pickup;
    struct pay_brief pay;
};

/* What the customer has ordered so far. */
struct history {
    const struct order_brief *orders; /* newest first, at most 5 */
    size_t order_count;
    const char *last_address;         /* of the newest delivered-by-us order, or NULL */
};

struct view {
    const struct catalogue *catalogue;
    const struct brain *brain;
    const struct texts *texts;
    const char *lang;
    int64_t now;                   /* ms */
    struct shop_time here;         /* the same on the shop's own clock */
    /* The customer. */
    const char *name;              /* given earlier in chat, or NULL */
    const char *profile_name;      /* as WhatsApp shows it: untrusted, may be NULL */
    bool opted_out, blocked_by_human; /* human owns the conversation now */
    bool first_contact;
    const struct cart_line *cart;
    size_t cart_count;
    /* What came before; never NULL. Most messages are not about it, so it is read when first asked for. */
    const struct history *(*history)(void *shop);
    /* What can be sold right now; a database read in production, a table in tests. */
    int64_t (*stock)(void *shop, int64_t variant_id);
    /* How often a coupon was used, in all and by this customer; NULL = never. */
    void (*coupon_used)(void *shop, int64_t coupon_id, int64_t *used, int64_t *by_customer);
    /* What an order of this customer holds, seen_price 0; returns how many lines. NULL = none known. */
    size_t (*order_lines)(void *shop, int64_t order_id, struct cart_line *out, size_t most);
    void *shop;
};

enum action_kind {
    ACTION_CART_SET,      /* variant_id, quantity (0 removes), amount = unit price shown, text = its note */
    ACTION_CART_CLEAR,
    ACTION_NAME_SET,      /* text */
    ACTION_ORDER_PLACE,   /* text = address ("" for pickup), name, pickup, way, amount = the total agreed to */
    ACTION_ORDER_CANCEL,  /* order_id */
    ACTION_HUMAN,         /* hand over; text = why, for the owner */
    ACTION_OPT_OUT, ACTION_OPT_IN,
    ACTION_UNANSWERED,    /* text */
    ACTION_MEANT,         /* text = the words, name = the meaning the customer tapped for them */
    ACTION_FEEDBACK,      /* order_id, quantity = the mark from 1 to 5; or (0) text = words behind it */
    ACTION_RESTOCK,       /* product_id: tell me when it is back */
    ACTION_LOGIN_CODE,
    ACTION_PAY,           /* order_id, way: that way (again) */
    ACTION_PROOF          /* order_id: this message's picture proves the transfer */
};

struct action {
    enum action_kind kind;
    int64_t variant_id, product_id, quantity, order_id, amount_minor;
    const char *text, *name;
    const char *coupon;            /* ACTION_ORDER_PLACE: the code, or NULL */
    bool pickup;
    enum pay_way way;
};

/* How ACTION_ORDER_PLACE, ACTION_ORDER_CANCEL, ACTION_LOGIN_CODE, ACTION_PAY or ACTION_PROOF went. */
struct action_result {
    bool done;
    enum err_kind problem;        /* ERR_OUT_OF_STOCK, ERR_CONFLICT (the total changed), ERR_NOT_ALLOWED_NOW */
    struct order_brief order;     /* the order placed or cancelled */
    int64_t variant_id, left;     /* ERR_OUT_OF_STOCK: which, and how many there are */
    const char *link;             /* ACTION_LOGIN_CODE */
};

struct choice {
    const char *id;    /* comes back as tap_id; stable, <= 200 bytes */
    const char *title; /* <= 24 characters (20 when there are three or fewer) */
    const char *note;  /* <= 72 characters or NULL */
};

/* Where an answer came from, for the chat log. */
enum source { SOURCE_RULE, SOURCE_FAQ, SOURCE_FALLBACK, SOURCE_STAFF, SOURCE_NOTICE,
              SOURCE_MODEL, SOURCE_AI };
const char *source_word(enum source s);

struct said {
    const char *text;    /* numbered menus are part of the text: it works without buttons */
    const char *picture; /* URL path, or NULL */
    struct choice choices[CHOICES_MOST];
    size_t choice_count;
    const char *opener;  /* what opens the choices where they are a list, <= 20 characters; or NULL */
    enum source source;
    const char *why;     /* rule or FAQ question that answered; short */
    int confidence;      /* 0..100 */
    const char *others;  /* JSON, set by whoever keeps the log: what else it could have been; or NULL */
};

struct outcome {
    struct conversation *conversation; /* the new state, in the arena */
    struct action actions[ACTIONS_MOST];
    size_t action_count;
    struct said said[REPLIES_MOST];
    size_t said_count;
    struct reckoning meant; /* what the model of meanings made of it, where it was asked */
    bool meant_known;
};

/* A fresh conversation, or one from its JSON (an unknown version or broken text gives a fresh
 * one: a customer must never be stuck). Memory: arena. */
struct conversation *conversation_new(struct arena *a);
struct conversation *conversation_read(struct arena *a, const char *json);
const char *conversation_write(struct arena *a, const struct conversation *c);

/* How the last messages sounded, -100 .. 100 (sentiment.h); the newest counts half. */
int conversation_mood(const struct conversation *c);

/* An answer is awaited: an address, a size, a yes. */
bool conversation_waits(const struct conversation *c);

/* One message. `before` is not changed. Never fails. */
void dialogue_turn(const struct view *v, const struct conversation *before, const struct message *m,
                   const struct understood *u, struct arena *a, struct outcome *out);

/* Called after an action that has a result, with the view read anew; adds the replies to it
 * (and a new state) in `out`. */
void dialogue_after(const struct view *v, const struct conversation *before, const struct action *did,
                    const struct action_result *how, struct arena *a, struct outcome *out);

/* An answer of the owner's with what the shop knows now in place of {hours}, {open_now}, {delivery},
 * {delivery_fee}, {delivery_free_from}, {pickup} and {shop}; of the view it needs catalogue, texts, lang and here. */
const char *answer_filled(struct arena *a, const struct view *v, const char *text);
/* Where the first thing like {this} stands in it that nothing fills, or NULL. */
const char *answer_unknown(const char *text);

/* What is asked for up front of a total by that way; the rest is due on delivery. */
int64_t pay_up_front(const struct catalogue *c, enum pay_way way, int64_t total_minor);

/* The menu is not shown yet: takes it out of the conversation, and gives what dialogue_menu_back puts
 * into the state of then once it is. Memory: arena. */
const char *dialogue_menu_leave(struct arena *a, struct conversation *c);
const char *dialogue_menu_back(struct arena *a, const char *state, const char *left);

/* What a model took the words to be about. It moves nothing: it becomes an offer of taps. */
struct hint {
    enum meaning meaning;            /* MEANING__MAX = none */
    const struct product *goods[3];  /* of the view's catalogue */
    size_t goods_count;
};
/* Says it (out->said, with its menu in out->conversation); false when there is nothing to offer. */
bool dialogue_hint(const struct view *v, const struct conversation *before, const char *words,
                   const struct hint *h, struct arena *a, struct outcome *out);

/* Buttons that a notice offers, beside the chat. Where no question is open they become the menu whose
 * numbers count from now on: *state is the conversation with it, *menu the numbered lines. Else both
 * stay as they are ("" and the state given), and a tap works all the same. */
void dialogue_offer(struct arena *a, const char *before, const struct choice *choices, size_t count,
                    const char **state, const char **menu);

/* "2 x Classic Hoodie (L, Black)"; used for carts, orders and notices alike. */
const char *line_text(struct arena *a, const char *name, const char *option1, const char *option2,
                      int64_t quantity);

/* Whether the checkout has begun: then the shop keeps the cart's pieces for this customer. */
bool conversation_in_checkout(const struct conversation *c);

#endif
