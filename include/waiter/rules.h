/* rules.h -- what the owner lets the shop do by itself: rows "rules.*" of the settings. */
#ifndef WAITER_RULES_H
#define WAITER_RULES_H

#include "waiter/db.h"
#include "waiter/json.h"
#include "waiter/shop.h"
#include "waiter/staff.h"

struct rules {
    bool auto_confirm;              /* orders that need no look are confirmed at once */
    int64_t confirm_below_minor;    /* only below this total; 0: never */
    int64_t confirm_sure_percent;   /* only when every answer before was surer than this */
    int64_t review_above_minor;     /* orders above this are marked for a look; 0: none */
    int64_t review_items;           /* ... and those of more pieces */
    int64_t pending_minutes;        /* the owner is reminded of orders that wait longer; 0: never */
    int64_t cart_minutes;           /* a forgotten cart is spoken of once; 0: never */
    int64_t feedback_minutes;       /* how long after the delivery we ask; 0: never */
    int64_t feedback_low;           /* a mark up to this is told to the owner */
    bool ai_on;                     /* a model may be asked where a key is set */
    const char *ai_tone;            /* the manner of its answers, in the owner's words; "" = none */
    int64_t ai_day_tokens;          /* what all calls of a day may take; 0: nothing */
    int64_t ai_customer_tokens;     /* ... and those for one customer */
    int64_t ai_price_in, ai_price_out; /* dollar cents for a million tokens: what calls cost */
    int64_t keep_chats_days;        /* chats are forgotten after; 0: never */
};

CHECKED bool rules_read(struct conn *c, struct arena *a, struct rules *out, struct err *e);
/* Into the open object, with `version`. */
CHECKED bool rules_put(struct json *j, struct conn *c, struct arena *a, const char *currency,
                       const char **version, struct err *e);
/* Takes what `wish` holds. `seen`: the version looked at (ERR_STALE). */
CHECKED bool rules_change(struct shop *shop, struct arena *a, const struct staff *who,
                          const char *seen, const json_value *wish, struct err *e);

#endif
