/* errand.h -- what leaves by other ways than a chat: mails, and calls of other people's webhooks.
 *
 * The same care as in the outbox: added in the transaction that decided it, claimed with a fenced
 * lease, tried again with growing pauses, and given up where everybody can see it. An errand may
 * be done twice when a worker dies in the middle; both ways carry an id that tells (the mail's
 * Message-ID, the webhook's event id). */
#ifndef WAITER_ERRAND_H
#define WAITER_ERRAND_H

#include "waiter/db.h"

#define ERRAND_TRIES_MOST 10 /* about a day of pauses that double, up to 4 h */

struct errand {
    int64_t id, customer_id, attempts, lease, created_at;
    const char *way, *target, *subject, *body; /* way: "mail" or "hook" */
};
extern const struct model errand_model;

/* Inside a write job. Every text is copied. */
CHECKED bool errand_add(struct conn *c, const struct errand *n, int64_t now, struct err *e);

/* Read only: is something due? *next_at: when more will be; 0: never. */
CHECKED bool errand_ready(struct conn *c, int64_t now, bool *due, int64_t *next_at, struct err *e);

/* Up to `most` due ones, the oldest first; attempt counted, lease taken. What an earlier holder let
 * run out is due again. */
CHECKED bool errand_claim(struct db *db, struct arena *a, int64_t now, int64_t lease_ms,
                          size_t most, struct errand **rows, size_t *count, struct err *e);

/* All that are running are queued again: this shop's worker has just started and holds its lock. */
CHECKED bool errand_rescue(struct db *db, struct err *e);

/* What became of it: nothing happens when the lease is not held any more. ERRAND_RETRY is dead
 * after ERRAND_TRIES_MOST tries; ERRAND_BACK is a try that does not count, again after pause_ms. */
enum errand_end { ERRAND_DONE, ERRAND_RETRY, ERRAND_BACK, ERRAND_DEAD };
CHECKED bool errand_finish(struct db *db, const struct errand *r, enum errand_end end, int64_t code,
                           const char *error, int64_t pause_ms, struct err *e);

/* Once more, from the beginning. ERR_NOT_FOUND, ERR_NOT_ALLOWED_NOW unless it is done or dead. */
CHECKED bool errand_again(struct conn *c, int64_t id, int64_t now, struct err *e);

#endif
