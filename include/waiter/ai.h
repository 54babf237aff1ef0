/* ai.h -- turns that a model shall answer: queued where the message is taken, asked by the worker.
 *
 * A message that would otherwise get "I did not get that" waits here with that very text as its
 * template: whatever happens (no answer in time, budget, a guard that refuses), the template goes
 * out. One open turn a customer: what is written in a burst is asked as one. */
#ifndef WAITER_AI_H
#define WAITER_AI_H

#include "waiter/customer.h"
#include "waiter/dialogue.h"
#include "waiter/rules.h"
#include "waiter/shop.h"
#include "waiter/staff.h"

struct ai_turn {
    int64_t id, customer_id; /* customer 0: the owner tries */
    int64_t confidence, due_at, until_at;
    const char *words, *language, *message_sid;
    const char *template, *choices, *menu, *why, *alternatives, *status; /* what goes out otherwise */
};

/* A key is set. */
bool ai_has_key(const struct settings *s);

/* May one be asked now, for that customer (0: nobody's)? Else *why says why not (static). */
CHECKED bool ai_may_ask(struct conn *c, struct arena *a, const struct settings *s,
                        int64_t customer_id, int64_t now, struct rules *rules, const char **why,
                        struct err *e);

/* Queues the words (or adds them to the turn that is open); `said` is the template. *queued false:
 * no model may be asked, say it yourself. Inside a write job. */
struct ai_wish {
    const struct customer *from;
    const char *words, *message_sid;
    const struct said *said;
    const char *choices; /* said's, as JSON; or NULL */
    struct conversation *conversation; /* queued: loses said's menu, which comes with the template */
};
CHECKED bool ai_turn_put(struct conn *c, struct arena *a, const struct settings *s,
                         const struct ai_wish *w, int64_t now, bool *queued, struct err *e);
/* The customer has an answer, or a person: an open turn is over. Inside a write job. */
CHECKED bool ai_turn_drop(struct conn *c, int64_t customer_id, const char *why, struct err *e);

/* A question of the owner's, to see what would be answered: nothing is said to anybody. Its id, or
 * ERR_NOT_ALLOWED_NOW (no key, or the day's budget is used up). */
CHECKED bool ai_try(struct db *db, struct arena *a, const struct settings *s, const struct staff *who,
                    const char *question, int64_t *id, struct err *e);

/* Is a model being asked for that customer right now? */
CHECKED bool ai_is_answering(struct conn *c, int64_t customer_id, bool *answering, struct err *e);

/* -- the worker's side -- */

/* Is something due (asked or answered otherwise)? Read only and cheap. */
CHECKED bool ai_ready(struct conn *c, int64_t now, bool *due, int64_t *next_at, struct err *e);
CHECKED bool ai_due(struct conn *c, struct arena *a, int64_t now, size_t most, struct ai_turn **out,
                    size_t *count, struct err *e);
/* It is being asked with these words; *taken false: more was written just now. `prompt` is kept
 * for a try of the owner's alone. */
CHECKED bool ai_take(struct db *db, const struct ai_turn *t, const char *prompt, bool *taken,
                     struct err *e);
/* A worker has just started: what an earlier one was asking waits again. */
CHECKED bool ai_rescue(struct db *db, struct err *e);

struct ai_call {
    const char *model, *verdict; /* "sent", or why not */
    int64_t status, prompt_tokens, completion_tokens, cost_micros, ms;
};
CHECKED bool ai_call_note(struct db *db, const struct ai_turn *t, const struct ai_call *call,
                          struct err *e);

/* How it ends: with `answer`, with an offer of what `hint` names, or with the template. Nothing is said
 * when more was written meanwhile, or a person has the chat by now. `model` and `raw` may be "". */
struct ai_end {
    const char *answer;        /* NULL: none */
    const struct hint *hint;   /* NULL: none; of `tongue`, which is of `snap` */
    const struct snapshot *snap;
    const struct tongue *tongue;
    const char *why, *model, *raw;
    int confidence;
};
CHECKED bool ai_finish(struct shop *shop, struct arena *a, const struct ai_turn *t, const struct ai_end *end,
                       struct err *e);

#endif
