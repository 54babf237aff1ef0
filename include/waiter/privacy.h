/* privacy.h -- one customer's personal data: handed out whole, or forgotten (reliability.md I23, T33). */
#ifndef WAITER_PRIVACY_H
#define WAITER_PRIVACY_H

#include "waiter/db.h"
#include "waiter/json.h"
#include "waiter/settings.h"
#include "waiter/staff.h"

/* Everything the shop knows of that customer into the open object, a member a subject.
 * ERR_NOT_FOUND: nobody has that id, or it was erased. */
CHECKED bool privacy_export(struct json *j, struct conn *c, struct arena *a, int64_t customer_id,
                            struct err *e);

/* Forgets the person: messages, what was sent with them, notes, addresses, names, also in the search index and the write-ahead
 * log. Orders keep number, lines and sums. `typed` must be the customer's phone, name or id
 * (ERR_BAD_INPUT, field "confirm"); ERR_NOT_ALLOWED_NOW while an order is not done. Takes as long as
 * the search index needs to be merged, other writers come in between. */
CHECKED bool privacy_erase(struct db *db, const struct settings *s, struct arena *a,
                           const struct staff *who, int64_t customer_id, const char *typed,
                           struct err *e);

#endif
