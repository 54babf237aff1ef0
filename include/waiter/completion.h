/* completion.h -- the chat-completions call of the Hugging Face router and of every server that
 * speaks like it: requests out, answers in; pure, no network (hugging-face.md). */
#ifndef WAITER_COMPLETION_H
#define WAITER_COMPLETION_H

#include "waiter/http.h"

#define COMPLETION_MODELS_MOST 8

/* "a/b, c/d:cheapest" -> at most COMPLETION_MODELS_MOST names; returns how many. Memory: arena. */
size_t completion_models(struct arena *a, const char *list, const char *out[COMPLETION_MODELS_MOST]);

/* The address to call for a base such as .../v1 (hugging-face.md §5). */
const char *completion_url(struct arena *a, const char *base);

struct completion_ask {
    const char *base, *key, *model, *system, *user;
    const char *schema; /* JSON schema that the answer shall have, or NULL: plain text */
    int64_t timeout_ms, connect_ms;
};
struct http_request completion_request(struct arena *a, const struct completion_ask *q);

/* What an answer means for what is done next. */
enum completion_act {
    COMPLETION_TEXT,   /* there is one */
    COMPLETION_NEXT,   /* another model may do it: nothing usable, refused, overloaded, too slow */
    COMPLETION_PLAIN,  /* it may not know schemas: ask it once more for plain text (400, 422) */
    COMPLETION_SPENT,  /* this model's account has no credit or allowance for a good while (402, 429) */
    COMPLETION_STOP    /* the key is wrong: no model will answer (401, 403) */
};
struct completion {
    enum completion_act act;
    const char *text;  /* without the model's thoughts; COMPLETION_TEXT */
    size_t len;
    const char *why;   /* static */
    const char *told;  /* the server's own words, cut; "" = none. For the log */
    int64_t prompt_tokens, completion_tokens; /* as told, else estimated from the lengths */
    int64_t wait_ms;   /* it is to be left alone so long; 0: not said */
};
void completion_read(struct arena *a, const struct completion_ask *q, const struct http_answer *answer,
                     struct completion *out);

#endif
