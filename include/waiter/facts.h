/* facts.h -- what the owner says about the shop in the console, and conversations go by at once.
 *
 * Kept as settings "shop.*" in the database; SHOP_NAME, SHOP_CURRENCY and
 * SHOP_LANGUAGES of the environment go before. */
#ifndef WAITER_FACTS_H
#define WAITER_FACTS_H

#include "waiter/db.h"
#include "waiter/json.h"
#include "waiter/settings.h"
#include "waiter/staff.h"

struct facts {
    const char *name, *currency, *pickup_address; /* pickup "" = none */
    const char *languages; /* "en,es": those the shop speaks, the first where nothing is known */
    const char *owner_language; /* of what the owner is told; "" = the first of those */
    int64_t delivery_fee_minor, delivery_free_from_minor; /* free_from 0 = never free */
    int64_t human_timeout_minutes; /* the bot returns by itself after so long */
    bool pay_cash, pay_bank, pay_stripe; /* ways to pay that are switched on */
    const char *bank_account;            /* as customers read it; needed for pay_bank */
    int64_t deposit_percent;             /* asked for up front; 100 = all of it */
    int64_t pay_link_minutes;            /* how long a link to pay works */
};

CHECKED bool facts_read(const struct settings *s, struct conn *c, struct arena *a,
                        struct facts *out, struct err *e);

/* All of it into the open object, with `version`, `fixed` (set by the environment: read only) and
 * `currency_fixed` (there are orders). */
CHECKED bool facts_put(struct json *j, const struct settings *s, struct conn *c, struct arena *a,
                       struct err *e);

/* Takes what `wish` holds. `seen` is the version that was looked at: ERR_STALE when it is another by
 * now. ERR_BAD_INPUT names the field; ERR_NOT_ALLOWED_NOW for a currency once there are orders. */
CHECKED bool facts_change(struct db *db, const struct settings *s, struct arena *a,
                          const struct staff *who, const char *seen, const json_value *wish,
                          struct err *e);

#endif
