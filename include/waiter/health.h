/* health.h -- is the shop well? Looked up each time, nothing is remembered. */
#ifndef WAITER_HEALTH_H
#define WAITER_HEALTH_H

#include "waiter/db.h"
#include "waiter/json.h"
#include "waiter/settings.h"
#include "waiter/staff.h"

/* `status` (well, attention, broken), `problems` with what is wrong and what to do, and facts. */
CHECKED bool health_put(struct json *j, const struct settings *s, struct db *db, struct arena *a,
                        struct err *e);

/* Is it fit to take messages now: the database answers, the worker runs, the disk has room and nothing
 * has waited long to be sent? `status` "ready" or "not_ready", and the codes of what is missing (j NULL: only *ready). */
CHECKED bool health_ready(struct json *j, const struct settings *s, struct db *db, struct arena *a,
                          bool *ready, struct err *e);

/* What the shop is at this moment, as Prometheus gauges; meter.h has the counters. */
CHECKED bool health_gauges(struct str *out, const struct settings *s, struct db *db, struct arena *a,
                           struct err *e);

/* From nothing to the first real message: `steps`, each done or not by what the shop is now. */
CHECKED bool checklist_put(struct json *j, const struct settings *s, struct db *db,
                           struct arena *a, const struct staff *who, struct err *e);

#endif
