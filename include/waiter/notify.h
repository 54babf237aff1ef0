/* notify.h -- one call that tells a customer something, and one that tells the owner.
 *
 * The way is chosen here and nowhere else. A customer: free text while WhatsApp's 24 h since their
 * last message run; an approved template after that, where the owner has named one (kind and
 * language); else a mail, where an address is known; else a task for the owner. Who said STOP gets
 * nothing promotional by any way and nothing at all by WhatsApp. What turns out not to be
 * deliverable later goes the rest of that way (tend.c: Twilio's 63016 comes back once, as the
 * template). The owner: always the console (tasks for what a person must see to), and WhatsApp
 * and mail as chosen, where OWNER_WHATSAPP and OWNER_EMAIL name somebody.
 * To add a kind: a line in notice.c, its text in sql/seed/texts, its words in the console. */
#ifndef WAITER_NOTIFY_H
#define WAITER_NOTIFY_H

#include "waiter/customer.h"
#include "waiter/dialogue.h"
#include "waiter/order.h"
#include "waiter/shop.h"
#include "waiter/texts.h"

enum notice_kind {
    /* To customers: */
    NOTICE_ORDER_PENDING, NOTICE_ORDER_CONFIRMED, NOTICE_ORDER_SHIPPED, NOTICE_ORDER_DELIVERED,
    NOTICE_ORDER_CANCELLED, NOTICE_ORDER_CHANGED, NOTICE_PAY_LINK, NOTICE_PAY_NO_LINK,
    NOTICE_PAY_PENDING, NOTICE_PAY_FAILED, NOTICE_PAY_EXPIRED, NOTICE_PAID, NOTICE_PROOF_REFUSED,
    NOTICE_REFUND, NOTICE_ASK_BACK, NOTICE_FROM_STAFF,
    NOTICE_RESTOCK, NOTICE_CART, NOTICE_FEEDBACK,
    /* To the owner: */
    OWNER_ORDER, OWNER_REVIEW, OWNER_PENDING, OWNER_HANDOFF, OWNER_SEND_FAILED, OWNER_STOCK_LOW,
    OWNER_PROOF, OWNER_EXCESS, OWNER_FEEDBACK, OWNER_SUMMARY, OWNER_PROGRAM, OWNER_SILENT,
    NOTICE__MAX
};

struct notice_type {
    const char *name;   /* "order_shipped": in the database, the API and the console's words */
    const char *key;    /* of its text */
    const char *values; /* names of what it can say, by blanks: a template's variables are these */
    bool promotional;   /* customers: not after STOP, and never worth a task */
    bool whatsapp, email; /* owner: unless chosen otherwise */
    bool task;          /* owner: somebody must see to it */
};
extern const struct notice_type notice_types[NOTICE__MAX];
/* Is it for the owner? */
bool notice_is_owners(enum notice_kind kind);
/* The kind of that name; false when there is none. */
bool notice_named(const char *name, enum notice_kind *out);

#define NOTICE_VALUES_MOST 12
struct notice {
    enum notice_kind kind;
    struct text_value values[NOTICE_VALUES_MOST]; /* ends with a NULL name, or full */
    int64_t ref;                                  /* a task's: the order, customer ... */
    const struct choice *choices;                 /* buttons, inside the 24 h only */
    size_t choice_count;
};

/* Where a notice is written: inside a write job, with the words of a snapshot. */
struct notifier {
    struct shop *shop;
    const struct snapshot *snap;
    struct conn *conn;
    struct arena *arena;
    int64_t now;
};

/* The language the owner reads notices in (a setting, else the shop's first). */
const char *notifier_owner_lang(const struct notifier *by);

CHECKED bool notify(const struct notifier *by, int64_t customer_id, const struct notice *what,
                    struct err *e);

/* What an order's notices say (number, total, items, name, link), in the customer's language where
 * it matters. Leaves room for more values behind them. */
CHECKED bool notice_of_order(const struct notifier *by, enum notice_kind kind,
                             const struct order *o, struct notice *out, struct err *e);
/* Puts one more value behind the last; it must live as long. */
void notice_say(struct notice *n, const char *name, const char *value);

/* A notice with nothing but its order. */
CHECKED bool notify_order(const struct notifier *by, enum notice_kind kind, const struct order *o,
                          struct err *e);

CHECKED bool notify_owner(const struct notifier *by, const struct notice *what, struct err *e);

/* The thing that a task asked for has happened: the open ones of this kind about it are done. */
CHECKED bool notify_settled(struct conn *c, enum notice_kind kind, int64_t ref, int64_t now,
                            struct err *e);

/* -- the ways, for those who tend what did not arrive (tend.c) -- */

/* The notice as that language says it; kind and values may come from a row of the outbox. */
const char *notice_text(struct arena *a, const struct texts *t, const char *lang,
                        enum notice_kind kind, const struct text_value *values, size_t count);

/* What a notice says as its text, and its values as a JSON object. */
const char *notice_words(struct arena *a, const struct texts *t, const char *lang, const struct notice *n);
CHECKED bool notice_facts(struct arena *a, const struct notice *n, const char **out, struct err *e);

/* The template for it, filled: content_sid, variables (JSON) and, where the owner told its words, the
 * text as it is read (else NULL). `whole`: no variable was without a value. *found false when the owner
 * named none for this language, nor for English. */
struct notice_filled { const char *content_sid, *variables, *text; bool whole; };
CHECKED bool notice_template(struct conn *c, struct arena *a, enum notice_kind kind,
                             const char *lang, const char *facts, struct notice_filled *out,
                             bool *found, struct err *e);

/* A mail to that address: the text's first line is the subject. */
CHECKED bool notify_mail(const struct notifier *by, const char *address, int64_t customer_id,
                         const char *text, struct err *e);
/* Something for a person to see to. */
CHECKED bool task_add(const struct notifier *by, enum notice_kind kind, int64_t ref,
                      const char *facts, struct err *e);

#endif
