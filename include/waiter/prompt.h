/* prompt.h -- what a model is told before it answers a customer: facts that fit the question, the
 * shop's manner, and nothing else. Pure. No name, phone or address of anybody, no key, no rule that
 * would hurt to be printed (reliability.md E12). */
#ifndef WAITER_PROMPT_H
#define WAITER_PROMPT_H

#include "waiter/dialogue.h"
#include "waiter/guard.h"

#define PROMPT_WORDS_MOST 1000 /* characters of a customer's that are shown to a model */
#define PROMPT_TONE_MOST 300

struct prompt_shop {
    const struct catalogue *catalogue; /* in the customer's language */
    const struct brain *brain;
    const struct texts *texts;
    const struct guard *guard;
    struct shop_time here;             /* on the shop's own clock */
    const char *lang, *shop_lang;      /* the customer's; the one entries without a language are in */
    const struct order_brief *orders;  /* this customer's own; those that are over are left out */
    size_t order_count;
    const char *tone;                  /* the owner's words; "" = none */
};

/* The facts that the words may be about, at most GUARD_FACTS_MOST; returns how many. Memory: arena. */
size_t prompt_facts(const struct prompt_shop *p, struct arena *a, const char *words,
                    struct fact out[GUARD_FACTS_MOST]);

/* What the model is, may do and knows: the message of role "system". */
const char *prompt_text(const struct prompt_shop *p, struct arena *a, const struct fact *facts, size_t count);

/* For models that can: the same as JSON, so that they may also say what is wanted. */
extern const char prompt_json[];                  /* stands behind prompt_text */
const char *prompt_schema(struct arena *a);       /* JSON schema of it */

/* What came back: JSON as asked for, or plain text. Goods are those of the catalogue alone, by their
 * very names. A model never acts: lib/talk/dialogue_meaning.c offers what it names. */
struct reply { const char *text; size_t len; struct hint hint; bool has_hint; };
void prompt_reply(const struct catalogue *c, struct arena *a, const char *raw, size_t len,
                  struct reply *out);

/* The customer's words as they are shown to it, cut to PROMPT_WORDS_MOST. */
const char *prompt_words(struct arena *a, const char *words);

#endif
