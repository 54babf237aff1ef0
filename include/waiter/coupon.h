/* coupon.h -- discount codes as the owner keeps them; whether one counts is said by terms.h. */
#ifndef WAITER_COUPON_H
#define WAITER_COUPON_H

#include "waiter/db.h"
#include "waiter/json.h"
#include "waiter/staff.h"

#define COUPONS_MOST 1000

/* How often it was used by orders that stand, in all and by that customer. */
CHECKED bool coupon_uses(struct conn *c, int64_t coupon_id, int64_t customer_id, int64_t *used,
                         int64_t *by_customer, struct err *e);

/* All of them into the open array, the newest first; or one as members of the open object. */
CHECKED bool coupon_list(struct json *j, struct conn *c, struct arena *a, const char *currency,
                         struct err *e);
CHECKED bool coupon_put(struct json *j, struct conn *c, struct arena *a, int64_t id,
                        const char *currency, int64_t *version, struct err *e);

/* Adds (*id 0) or changes one by what `wish` holds. seen: the version looked at (ERR_STALE), 0 = whichever.
 * ERR_BAD_INPUT names the field; ERR_CONFLICT when the code is taken. A write job of its own. */
CHECKED bool coupon_save(struct db *db, struct arena *a, const struct staff *who, const json_value *wish,
                         const char *currency, int64_t seen, int64_t *id, struct err *e);
/* Adds one inside a write job, on a shop that is being set up. */
CHECKED bool coupon_add(struct conn *c, struct arena *a, const json_value *wish, const char *currency,
                        struct err *e);
/* ERR_NOT_ALLOWED_NOW when orders have used it: it can be switched off instead. */
CHECKED bool coupon_remove(struct db *db, const struct staff *who, int64_t id, struct err *e);

#endif
