/* outbox.h -- every message that shall leave: once, in its customer's order, whatever crashes.
 *
 * Rows are added inside the transaction that decided them. A worker claims with a
 * fenced token and a lease; finishing or rescuing with an old token changes nothing.
 * An ambiguous send (timeout, 5xx, a worker killed in between) is never simply
 * repeated: it waits for its callback, then the provider is asked (reliability.md I4-I8). */
#ifndef WAITER_OUTBOX_H
#define WAITER_OUTBOX_H

#include "waiter/db.h"
#include "waiter/ref.h"

#define OUTBOX_TRIES_MOST 8
#define OUTBOX_BACKOFF_MOST_MS (15 * 60 * 1000)
/* A row that could not leave for so long is dead: nobody waits for a day-old answer, and the
 * customer's younger messages must not wait behind it for ever. */
#define OUTBOX_BUDGET_MS (24LL * 60 * 60 * 1000)
/* The end of a 24 h window is not to be trusted to the minute (twilio-whatsapp.md §9). */
#define OUTBOX_WINDOW_CLOSED 63016 /* Twilio's code for it, and ours */
#define OUTBOX_WINDOW_MARGIN_MS (2 * 60 * 1000)

struct outbox_new {
    int64_t customer_id, chat_log_id;
    const char *to_address, *body;
    const char *media;   /* URL path or NULL */
    const char *choices; /* JSON array of {"id","title","note"}, or NULL */
    bool notice;         /* not an answer to a message: dropped for customers who said STOP */
    int64_t look_at;     /* 0: queued for the worker. Else the row is handed over at once, in the
                            webhook's TwiML answer, and looked up then if no receipt has come */
    const char *kind, *facts; /* a notice: its name and values (JSON); else NULL */
    const char *content_sid, *variables; /* leaves as that approved template; else NULL */
    const char *request_id; /* which request caused it, for the logs; or NULL */
};

struct outbox_row {
    int64_t id, customer_id, attempts, lease, next_at, created_at;
    int64_t error_code; /* of the try before this one, 0: none */
    const char *to_address, *body, *media, *choices, *status, *provider_id;
    const char *content_sid, *variables, *request_id;
    bool notice;
    bool opted_out, blocked, blocked_by_human; /* as of the claim */
    int64_t window_end_at;
};
extern const struct model outbox_row_model;

/* Adds a row; *id is its id. Call inside a write job. */
CHECKED bool outbox_add(struct conn *c, const struct outbox_new *n, int64_t now, int64_t *id,
                        struct err *e);

/* True in *open when this customer still has an open row: then TwiML must not overtake it. */
CHECKED bool outbox_any_open(struct conn *c, int64_t customer_id, bool *open, struct err *e);

/* A receipt from the provider: found by our row ({0} = not given) or the provider's id. Status only
 * moves forward (queued < sent < delivered < read; failed is final, but does not undo a
 * delivery); unknown rows and words are ignored. A handed, unsure, running, queued or dead row
 * is thereby proven accepted. A failed or undelivered receipt with code 63016 and the like ends
 * as failed with error_code; 21610 (said STOP to Twilio) also opts the customer out. Call inside
 * a write job. */
CHECKED bool outbox_receipt(struct conn *c, struct ref ours, const char *provider_id,
                            const char *status, int64_t error_code, int64_t now, struct err *e);

/* STOP: queued rows of the customer become cancelled, in the same transaction; what is on its way
 * is not sent again. Add the confirmation after this call. */
CHECKED bool outbox_cancel(struct conn *c, int64_t customer_id, int64_t now, struct err *e);

/* --- The worker's side --------------------------------------------------------------- */

struct outbox_due {
    bool send, look; /* there is something to claim, to look up */
    int64_t next_at; /* when more becomes due by itself; 0: never */
};
/* Is there work? Read only and cheap. */
CHECKED bool outbox_ready(struct conn *c, int64_t now, struct outbox_due *out, struct err *e);

/* Claims up to `most` due rows that are the oldest open row of their customer: status
 * running, new lease token, attempt counted. Notices of opted-out customers and rows whose
 * window or budget is over are settled here (cancelled, dead) instead of returned. */
CHECKED bool outbox_claim(struct db *db, struct arena *a, int64_t now, int64_t lease_ms,
                          size_t most, struct outbox_row **rows, size_t *count, struct err *e);

/* What became of a claimed row. Changes nothing (and says so in *held) when the token is old.
 * OUTBOX_RETRY becomes dead after OUTBOX_TRIES_MOST tries or OUTBOX_BUDGET_MS. OUTBOX_BACK is for
 * a try that was none (nobody reachable, account stopped): it is not counted. Code 21610 opts the
 * customer out, as in a receipt. */
enum outbox_end { OUTBOX_SENT, OUTBOX_RETRY, OUTBOX_BACK, OUTBOX_UNSURE, OUTBOX_DEAD };
CHECKED bool outbox_finish(struct db *db, const struct outbox_row *row, enum outbox_end end,
                           const char *provider_id, int64_t error_code, const char *error,
                           int64_t next_at, bool *held, struct err *e);

/* Leases that ran out (or all of them when `all`: this host's worker has just started and holds
 * the worker lock) become unsure: the send may have happened. They are looked up after wait_ms,
 * and at once (when `all`) those that were being looked up. *count is how many became unsure. */
CHECKED bool outbox_rescue(struct db *db, int64_t now, bool all, int64_t wait_ms, int64_t *count,
                           struct err *e);

/* Takes up to `most` handed or unsure rows whose time to be looked up has come: they keep their
 * status, get a token, and come back by themselves after lease_ms. */
CHECKED bool outbox_look(struct db *db, struct arena *a, int64_t now, int64_t lease_ms,
                         size_t most, struct outbox_row **rows, size_t *count, struct err *e);

/* What the provider said. FOUND: as a receipt with its id, status and code. ABSENT: proven not to
 * be there, so it is queued (dead after the last try). LATER: look again at next_at (dead after
 * the budget). Only FOUND does something when the token is old or a receipt was faster. */
enum outbox_look_end { LOOK_FOUND, LOOK_ABSENT, LOOK_LATER };
CHECKED bool outbox_looked(struct db *db, const struct outbox_row *row, enum outbox_look_end end,
                           const char *provider_id, const char *status, int64_t error_code,
                           int64_t next_at, bool *held, struct err *e);

/* True in *taken when another row is known to be that message of the provider's. */
CHECKED bool outbox_provider_id_taken(struct conn *c, const char *provider_id, int64_t id,
                                      bool *taken, struct err *e);

/* The pause after the attempts-th try (1, 2, ...): base * 2^(attempts-1), +-20 %, <= 15 min. */
int64_t outbox_backoff(int64_t base_ms, int64_t attempts);

#endif
