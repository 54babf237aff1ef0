/* nlu.h -- what a message is about: one of 28 meanings, by a linear model over hashed features.
 *
 * The model is trained from phrases (waiter/learn.h) and stored as one blob of int8 weights; one
 * trained from the shipped phrases is built into the programs. Reading a message needs no
 * library and no network, only the blob: the words, word pairs and letter groups of the message
 * are hashed, each names a row of weights, and the sums say how well each meaning fits.
 * Same text, same blob, same answer. */
#ifndef WAITER_NLU_H
#define WAITER_NLU_H

#include "waiter/arena.h"
#include "waiter/spoken.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MEANINGS(X)                                                                              \
    X(GREETING, "greeting") X(GOODBYE, "goodbye") X(THANKS, "thanks")                            \
    X(BROWSE_CATALOG, "browse_catalog") X(PRODUCT_QUESTION, "product_question")                  \
    X(PLACE_ORDER, "place_order") X(ADD_TO_CART, "add_to_cart") X(VIEW_CART, "view_cart")        \
    X(CONFIRM, "confirm") X(DENY, "deny") X(CANCEL_ORDER, "cancel_order")                        \
    X(CHANGE_ORDER, "change_order") X(TRACK_ORDER, "track_order")                                \
    X(DELIVERY_INFO, "delivery_info") X(DELIVERY_ADDRESS, "delivery_address")                    \
    X(PAYMENT_METHODS, "payment_methods") X(PAYMENT_PROBLEM, "payment_problem")                  \
    X(REFUND_STATUS, "refund_status") X(RETURN_POLICY, "return_policy") X(INVOICE, "invoice")    \
    X(COMPLAINT, "complaint") X(FEEDBACK, "feedback") X(HUMAN_AGENT, "human_agent")              \
    X(OPENING_HOURS, "opening_hours") X(STORE_LOCATION, "store_location")                        \
    X(ACCOUNT, "account") X(NEWSLETTER, "newsletter") X(OUT_OF_SCOPE, "out_of_scope")

#define MEANING_ENUM(name, word) MEANING_##name,
enum meaning { MEANINGS(MEANING_ENUM) MEANING__MAX };
#undef MEANING_ENUM

const char *meaning_word(enum meaning m);                  /* "track_order" */
bool meaning_read(const char *word, enum meaning *out);    /* false when there is none */

/* True for a word that names something the shop sells; n bytes, folded. May be NULL. */
struct nlu_goods { bool (*is_item)(const void *of, const char *word, size_t n); const void *of; };

/* Word lists and a model, ready to read with; immutable, shared by all threads. */
struct nlu;

/* From a blob that learn_model made and that must live as long as the arena, as does what comes
 * out; false when it is none or of another version of the reader. */
bool nlu_open(struct arena *a, const void *blob, size_t n, const struct nlu **out);
/* With the model trained from the shipped phrases. */
const struct nlu *nlu_shipped(void);
const void *nlu_shipped_blob(size_t *n);

struct reckoning {
    float score[MEANING__MAX];        /* comparable within one message */
    float share[MEANING__MAX];        /* 0..1, sum 1: how likely each is */
    enum meaning order[MEANING__MAX]; /* likeliest first */
    bool empty;                       /* no letter, digit or emoji to go by */
    size_t unknown;                   /* words that were never met */
    bool strange;                     /* they are most of them */
};

/* What speaks for a meaning besides the words, in scores. */
struct nlu_lean { float by[MEANING__MAX]; };

/* What a text (valid UTF-8) in that language is about. `goods` and `lean` may be NULL. Never fails. */
void nlu_reckon(const struct nlu *n, enum spoken lang, const struct nlu_goods *goods,
                const struct nlu_lean *lean, const char *text, struct reckoning *out);

/* The words of a text as they are compared, one blank between: lower case, no accents, chat
 * spellings opened, slips corrected, numbers as #1 to #4 by their length. */
char *nlu_normalise(const struct nlu *n, enum spoken lang, struct arena *a, const char *text);

#endif
