/* delivery.h -- the owner's terms beside prices: delivery zones, opening hours, closed days, taxes, and
 * how long a checkout and an unpaid order keep their pieces. Conversations go by them at once (terms.h). */
#ifndef WAITER_DELIVERY_H
#define WAITER_DELIVERY_H

#include "waiter/catalogue.h"
#include "waiter/db.h"
#include "waiter/json.h"
#include "waiter/staff.h"

#define ZONES_MOST 100
#define AREAS_MOST 500
#define CLOSED_DAYS_MOST 400
#define TAX_RATES_MOST 20

/* Fills zones, hours and closed days. Products bring their tax with them. */
CHECKED bool delivery_read(struct conn *c, struct arena *a, struct catalogue *cat, struct err *e);

/* All of it into the open object, with `version`. */
CHECKED bool delivery_put(struct json *j, struct conn *c, struct arena *a, const char *currency,
                          struct err *e);

/* Takes the members that `wish` holds (zones, zones_only, hours, closed_days, tax_rates, hold_minutes,
 * unpaid_hours), each as a whole. `seen` is the version looked at: ERR_STALE. ERR_BAD_INPUT names the field; ERR_CONFLICT for
 * a tax rate that products still have. */
CHECKED bool delivery_change(struct db *db, struct arena *a, const struct staff *who,
                             const char *currency, const char *seen, const json_value *wish,
                             struct err *e);

/* The same inside a write job, on a shop that is being set up. */
CHECKED bool delivery_set(struct conn *c, struct arena *a, const char *currency,
                          const json_value *wish, struct err *e);

#endif
