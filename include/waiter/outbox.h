/* outbox.h -- every message that shall leave: once, in its customer's order, whatever crashes.
 *
 * Rows are added inside the transaction that decided them. A worker claims with a
 * fenced token and a lease; finishing or rescuing with an old token changes nothing.
 * An ambiguous send (timeout, 5xx, a worker killed in between) is never simply
 * repeated: it waits for its callback, then the provider is asked (reliability.md I4-I8). */
#ifndef WAITER_OUTBOX_H
#define WAITER_OUTBOX_H

#include "waiter/db.h"

struct outbox_new {
    int64_t customer_id, chat_log_id;
    const char *to_address, *body;
    const char *media;   /* URL path or NULL */
    const char *choices; /* JSON array of {"id","title","note"}, or NULL */
    bool notice;         /* not an answer to a message: dropped for customers who said STOP */
};

struct outbox_row {
    int64_t id, customer_id, attempts, lease, next_at, created_at;
    const char *to_address, *body, *media, *choices, *status, *provider_id;
    bool notice;
    bool opted_out, blocked_by_human; /* as of the claim */
    int64_t window_end_at;
};
extern const struct model outbox_row_model;

/* Adds a queued row; *id is its id. Call inside a write job. */
CHECKED bool outbox_add(struct conn *c, const struct outbox_new *n, int64_t now, int64_t *id,
                        struct err *e);

/* True in *open when this customer has an open row older than `id`: then TwiML must not overtake it. */
CHECKED bool outbox_older_open(struct conn *c, int64_t customer_id, int64_t id, bool *open, struct err *e);

/* queued -> handed: the row leaves in this webhook's TwiML answer; looked up after look_at. */
CHECKED bool outbox_hand(struct conn *c, int64_t id, int64_t look_at, int64_t now, struct err *e);

/* A receipt from the provider: found by our id (0 = not given) or the provider's. Status only moves
 * forward (queued < sent < delivered < read; failed is final); unknown rows are ignored.
 * A handed, unsure or running row is thereby proven accepted. A failed or undelivered receipt with
 * code 63016 and the like ends as failed with error_code. Call inside a write job. */
CHECKED bool outbox_receipt(struct conn *c, int64_t id, const char *provider_id, const char *status,
                            int64_t error_code, int64_t now, struct err *e);

/* STOP: queued rows of the customer become cancelled, in the same transaction. */
CHECKED bool outbox_cancel(struct conn *c, int64_t customer_id, int64_t now, struct err *e);

/* Worker side. Claims up to `most` due rows that are the oldest open row of their customer: status
 * running, new lease token, attempt counted. Notices of opted-out customers and rows whose
 * window has closed are settled here (cancelled, dead) instead of returned. */
CHECKED bool outbox_claim(struct db *db, struct arena *a, int64_t now, int64_t lease_ms, size_t most,
                          struct outbox_row **rows, size_t *count, struct err *e);

/* What became of a claimed row. Changes nothing (and says so in *held) when the token is old. */
enum outbox_end { OUTBOX_SENT, OUTBOX_RETRY, OUTBOX_UNSURE, OUTBOX_DEAD };
CHECKED bool outbox_finish(struct db *db, const struct outbox_row *row, enum outbox_end end,
                           const char *provider_id, int64_t error_code, const char *error,
                           int64_t next_at, bool *held, struct err *e);

/* Leases that ran out (or all of them when `all`: this host's worker has just started and holds the
 * worker lock) become unsure: the send may have happened. *count is how many. */
CHECKED bool outbox_rescue(struct db *db, int64_t now, bool all, int64_t *count, struct err *e);

#endif
