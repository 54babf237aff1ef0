/* outbox.c -- a message's way out: added, handed or claimed, finished, rescued, looked up.
 *
 * Order of this file: the deciding side (inside other people's transactions), receipts, then
 * the worker's side, where each function is one short transaction of its own. Every change
 * names the status (and lease) it starts from, so a late or second call changes nothing. */
#include "waiter/outbox.h"

#include "waiter/clock.h"
#include "waiter/crypto.h"
#include "waiter/event.h"

#include <string.h>

static const struct field row_fields[] = {
    FIELD(struct outbox_row, id, SHOWN),
    FIELD(struct outbox_row, customer_id, SHOWN),
    FIELD(struct outbox_row, attempts, SHOWN),
    FIELD(struct outbox_row, lease, 0),
    FIELD(struct outbox_row, next_at, SHOWN | TIME),
    FIELD(struct outbox_row, created_at, SHOWN | TIME),
    FIELD(struct outbox_row, error_code, SHOWN),
    FIELD(struct outbox_row, to_address, STAFF),
    FIELD(struct outbox_row, body, STAFF),
    FIELD(struct outbox_row, media, STAFF),
    FIELD(struct outbox_row, choices, STAFF),
    FIELD(struct outbox_row, content_sid, STAFF),
    FIELD(struct outbox_row, variables, STAFF),
    FIELD(struct outbox_row, request_id, 0),
    FIELD(struct outbox_row, status, SHOWN),
    FIELD(struct outbox_row, provider_id, STAFF),
    FIELD(struct outbox_row, notice, SHOWN),
    FIELD(struct outbox_row, opted_out, 0),
    FIELD(struct outbox_row, blocked, 0),
    FIELD(struct outbox_row, blocked_by_human, 0),
    FIELD(struct outbox_row, window_end_at, 0),
};
const struct model outbox_row_model = MODEL("outbox", struct outbox_row, row_fields);

#define CODE_SAID_STOP 21610 /* the customer said STOP to Twilio itself */

/* What became of a message shows in its chat; one that was given up wants somebody to look. */
static bool tell_console(struct conn *c, const struct outbox_row *row, const char *status,
                         int64_t now, struct err *e)
{
    return event_add(c, EVENT_MESSAGE, row->customer_id, now, e) &&
           (strcmp(status, "dead") != 0 || event_add(c, EVENT_SYSTEM, row->customer_id, now, e));
}

/* --- The deciding side --------------------------------------------------------------- */

bool outbox_add(struct conn *c, const struct outbox_new *n, int64_t now, int64_t *id, struct err *e)
{
    bool handed = n->look_at != 0;
    return db_insert(c, Q_OUTBOX_ADD,
                     ARGS(V(n->customer_id), V(n->to_address), V(n->body), V(n->media),
                          V(n->choices), V(n->notice), V(n->chat_log_id),
                          V(handed ? "handed" : "queued"), V(handed ? 1 : 0),
                          V(handed ? n->look_at : now), V(now), V(n->kind), V(n->facts),
                          V(n->content_sid), V(n->variables), V(n->request_id)),
                     id, e);
}

bool outbox_any_open(struct conn *c, int64_t customer_id, bool *open, struct err *e)
{
    int64_t n = 0;
    if (!db_int(c, Q_OUTBOX_ANY_OPEN, ARGS(V(customer_id)), &n, NULL, e))
        return false;
    *open = n != 0;
    return true;
}

bool outbox_cancel(struct conn *c, int64_t customer_id, int64_t now, struct err *e)
{
    return db_run(c, Q_OUTBOX_CANCEL_QUEUED, ARGS(V(customer_id), V(now)), NULL, e) &&
           db_run(c, Q_OUTBOX_CANCEL_LATER, ARGS(V(customer_id)), NULL, e);
}

/* --- Receipts ------------------------------------------------------------------------ */

/* The provider's words (twilio-whatsapp.md §7) in ours; NULL for what tells us nothing. */
static const char *status_of_receipt(const char *word)
{
    static const struct { const char *theirs, *ours; } words[] = {
        {"accepted", "sent"}, {"scheduled", "sent"}, {"queued", "sent"}, {"sending", "sent"},
        {"sent", "sent"}, {"delivered", "delivered"}, {"partially_delivered", "delivered"},
        {"read", "read"}, {"failed", "failed"}, {"undelivered", "failed"}, {"canceled", "failed"},
    };
    for (size_t i = 0; word && i < sizeof words / sizeof *words; i++)
        if (strcmp(words[i].theirs, word) == 0)
            return words[i].ours;
    return NULL;
}

static int rank_of(const char *status)
{
    return strcmp(status, "read") == 0        ? 3
           : strcmp(status, "delivered") == 0 ? 2
           : strcmp(status, "sent") == 0      ? 1
                                              : 0;
}

static bool moves_forward(const struct outbox_row *row, const char *provider_id, const char *next)
{
    if (strcmp(row->status, "failed") == 0)
        return false;
    if (strcmp(next, "failed") != 0)
        return rank_of(next) > rank_of(row->status);
    /* A second copy's failure says nothing about the first, and nothing undoes a delivery. */
    bool same = !row->provider_id || !provider_id || strcmp(row->provider_id, provider_id) == 0;
    return same && rank_of(row->status) < rank_of("delivered");
}

static bool receipt_find(struct conn *c, struct arena *a, struct ref ours, const char *provider_id,
                         struct outbox_row *row, bool *found, struct err *e)
{
    *found = false;
    if (ours.id && !db_one(c, a, Q_OUTBOX_BY_ID, ARGS(V(ours.id)), &outbox_row_model, row, found, e))
        return false;
    *found = *found && ref_is(ours, row->id, row->created_at);
    return *found || !provider_id ||
           db_one(c, a, Q_OUTBOX_BY_PROVIDER_ID, ARGS(V(provider_id)), &outbox_row_model, row,
                  found, e);
}

static bool opt_out(struct conn *c, int64_t customer_id, int64_t now, struct err *e)
{
    return db_run(c, Q_OUTBOX_OPT_OUT, ARGS(V(customer_id)), NULL, e) &&
           outbox_cancel(c, customer_id, now, e);
}

static bool receipt_apply(struct conn *c, const struct outbox_row *row, const char *provider_id,
                          const char *status, const char *word, int64_t code, int64_t now,
                          struct err *e)
{
    bool failed = strcmp(status, "failed") == 0;
    if (!failed)
        code = 0;
    if (!db_run(c, Q_OUTBOX_RECEIVE,
                ARGS(V(row->id), V(status), V(provider_id), V(code),
                     V(failed ? word : (char *)NULL), V(now)),
                NULL, e))
        return false;
    return tell_console(c, row, status, now, e) &&
           (code != CODE_SAID_STOP || opt_out(c, row->customer_id, now, e));
}

bool outbox_receipt(struct conn *c, struct ref ours, const char *provider_id, const char *status,
                    int64_t error_code, int64_t now, struct err *e)
{
    const char *next = status_of_receipt(status);
    struct outbox_row row = {0};
    struct arena a;
    bool found;
    if (!next)
        return true;
    arena_init(&a);
    bool ok = receipt_find(c, &a, ours, provider_id, &row, &found, e) &&
              (!found || !moves_forward(&row, provider_id, next) ||
               receipt_apply(c, &row, provider_id, next, status, error_code, now, e));
    arena_done(&a);
    return ok;
}

/* --- The worker's side: is there work? ----------------------------------------------- */

bool outbox_ready(struct conn *c, int64_t now, struct outbox_due *out, struct err *e)
{
    struct rows *r;
    struct err why = {0};
    *out = (struct outbox_due){0};
    if (!rows_begin(c, Q_OUTBOX_READY, ARGS(V(now)), &r, e))
        return false;
    if (row_next(r, &why))
        *out = (struct outbox_due){row_int(r, 0) != 0, row_int(r, 1) != 0, row_int(r, 2)};
    rows_end(r);
    return why.kind == ERR_NONE || fail(e, why.kind, "%s", why.why);
}

bool outbox_provider_id_taken(struct conn *c, const char *provider_id, int64_t id, bool *taken,
                              struct err *e)
{
    int64_t n = 0;
    if (!db_int(c, Q_OUTBOX_PROVIDER_ID_TAKEN, ARGS(V(provider_id), V(id)), &n, NULL, e))
        return false;
    *taken = n != 0;
    return true;
}

int64_t outbox_backoff(int64_t base_ms, int64_t attempts)
{
    int64_t pause = base_ms;
    for (int64_t i = 1; i < attempts && pause < OUTBOX_BACKOFF_MOST_MS; i++)
        pause *= 2;
    if (pause > OUTBOX_BACKOFF_MOST_MS)
        pause = OUTBOX_BACKOFF_MOST_MS;
    pause = pause * 4 / 5 + random_id() % (pause * 2 / 5 + 1);
    return pause < OUTBOX_BACKOFF_MOST_MS ? pause : OUTBOX_BACKOFF_MOST_MS;
}

/* --- Claiming ------------------------------------------------------------------------ */

struct claim {
    struct arena *arena;
    int64_t now, lease_ms;
    size_t most, count;
    struct outbox_row *rows;
};

/* Looked at again in the claiming transaction: what must not leave any more is ended here. */
static bool settle(struct conn *c, const struct outbox_row *row, int64_t now, bool *settled,
                   struct err *e)
{
    const char *status = "dead", *why = NULL;
    int64_t code = 0;
    if (row->notice && row->opted_out) {
        status = "cancelled";
        why = "the customer said STOP";
    } else if (row->blocked) {
        status = "cancelled";
        why = "the customer is blocked";
    } else if (!row->content_sid && row->window_end_at - OUTBOX_WINDOW_MARGIN_MS <= now) {
        code = OUTBOX_WINDOW_CLOSED;
        why = "the 24 h window is closed";
    } else if (now - row->created_at > OUTBOX_BUDGET_MS) {
        code = row->error_code;
        why = "could not be sent in time";
    }
    *settled = why != NULL;
    return !why || (db_run(c, Q_OUTBOX_SETTLE,
                           ARGS(V(row->id), V(status), V(code), V(why), V(now)), NULL, e) &&
                    tell_console(c, row, status, now, e));
}

static bool take(struct conn *c, struct claim *claim, struct outbox_row *row, struct err *e)
{
    int64_t until = claim->now + claim->lease_ms;
    row->lease = random_id();
    row->attempts++;
    row->status = "running";
    if (!db_run(c, Q_OUTBOX_TAKE, ARGS(V(row->id), V(row->lease), V(until), V(claim->now)), NULL,
                e))
        return false;
    claim->rows[claim->count++] = *row;
    return true;
}

/* Settled rows uncover the next one of their customer, so a round that only settled goes on.
 * Rounds are few: the job holds the gate for everybody. */
#define ROUNDS_MOST 8

static bool claim_round(struct conn *c, struct claim *claim, bool *again, struct err *e)
{
    struct outbox_row *found;
    size_t n = 0;
    *again = false;
    if (!db_all(c, claim->arena, Q_OUTBOX_CLAIMABLE,
                ARGS(V(claim->now), V((int64_t)(claim->most - claim->count))), &outbox_row_model,
                claim->most - claim->count, (void **)&found, &n, e))
        return false;
    for (size_t i = 0; i < n; i++) {
        bool settled;
        if (!settle(c, &found[i], claim->now, &settled, e) ||
            (!settled && !take(c, claim, &found[i], e)))
            return false;
        *again |= settled;
    }
    return true;
}

static bool claim_job(struct conn *c, void *what, struct err *e)
{
    struct claim *claim = what;
    bool again = true;
    claim->count = 0; /* a batch may be run anew */
    for (int i = 0; again && claim->count < claim->most && i < ROUNDS_MOST; i++)
        if (!claim_round(c, claim, &again, e))
            return false;
    return true;
}

bool outbox_claim(struct db *db, struct arena *a, int64_t now, int64_t lease_ms, size_t most,
                  struct outbox_row **rows, size_t *count, struct err *e)
{
    struct claim claim = {.arena = a, .now = now, .lease_ms = lease_ms, .most = most,
                          .rows = arena_array(a, most, sizeof(struct outbox_row))};
    if (!db_write(db, claim_job, &claim, e))
        return false;
    *rows = claim.rows;
    *count = claim.count;
    return true;
}

/* --- Finishing ----------------------------------------------------------------------- */

struct finish {
    const struct outbox_row *row;
    const char *status, *provider_id, *error;
    int64_t code, next_at, uncount, now;
    bool held;
};

/* Back in the queue it looks to the owner as it did before. */
static bool is_final(const char *status)
{
    return strcmp(status, "queued") != 0 && strcmp(status, "unsure") != 0;
}

static bool finish_job(struct conn *c, void *what, struct err *e)
{
    struct finish *f = what;
    int64_t changed = 0;
    if (!db_run(c, Q_OUTBOX_FINISH,
                ARGS(V(f->row->id), V(f->row->lease), V(f->status), V(f->provider_id), V(f->code),
                     V(f->error), V(f->next_at), V(f->uncount), V(f->now)),
                &changed, e))
        return false;
    f->held = changed == 1;
    if (!f->held)
        return true;
    return (!is_final(f->status) || tell_console(c, f->row, f->status, f->now, e)) &&
           (f->code != CODE_SAID_STOP || opt_out(c, f->row->customer_id, f->now, e));
}

static bool is_spent(const struct outbox_row *row, int64_t now)
{
    return row->attempts >= OUTBOX_TRIES_MOST || now - row->created_at > OUTBOX_BUDGET_MS;
}

bool outbox_finish(struct db *db, const struct outbox_row *row, enum outbox_end end,
                   const char *provider_id, int64_t error_code, const char *error, int64_t next_at,
                   bool *held, struct err *e)
{
    static const char *const statuses[] = {
        [OUTBOX_SENT] = "sent", [OUTBOX_RETRY] = "queued", [OUTBOX_BACK] = "queued",
        [OUTBOX_UNSURE] = "unsure", [OUTBOX_DEAD] = "dead",
    };
    struct finish f = {.row = row, .status = statuses[end], .provider_id = provider_id,
                       .error = error, .code = error_code, .next_at = next_at,
                       .uncount = end == OUTBOX_BACK, .now = clock_now()};
    if (end == OUTBOX_RETRY && is_spent(row, f.now))
        f.status = "dead";
    if (!db_write(db, finish_job, &f, e))
        return false;
    *held = f.held;
    return true;
}

/* --- Rescuing ------------------------------------------------------------------------ */

struct rescue { int64_t now, wait_ms, count; bool all; };

static bool rescue_job(struct conn *c, void *what, struct err *e)
{
    struct rescue *r = what;
    return db_run(c, Q_OUTBOX_RESCUE, ARGS(V(r->now), V(r->all), V(r->now + r->wait_ms)),
                  &r->count, e) &&
           (!r->all || db_run(c, Q_OUTBOX_RESCUE_LOOKS, ARGS(V(r->now)), NULL, e));
}

bool outbox_rescue(struct db *db, int64_t now, bool all, int64_t wait_ms, int64_t *count,
                   struct err *e)
{
    struct rescue r = {.now = now, .wait_ms = wait_ms, .all = all};
    if (!db_write(db, rescue_job, &r, e))
        return false;
    *count = r.count;
    return true;
}

/* --- Looking up ---------------------------------------------------------------------- */

static bool look_job(struct conn *c, void *what, struct err *e)
{
    struct claim *look = what;
    if (!db_all(c, look->arena, Q_OUTBOX_LOOKABLE, ARGS(V(look->now), V((int64_t)look->most)),
                &outbox_row_model, look->most, (void **)&look->rows, &look->count, e))
        return false;
    for (size_t i = 0; i < look->count; i++) {
        struct outbox_row *row = &look->rows[i];
        row->lease = random_id();
        if (!db_run(c, Q_OUTBOX_LOOK,
                    ARGS(V(row->id), V(row->lease), V(look->now + look->lease_ms)), NULL, e))
            return false;
    }
    return true;
}

bool outbox_look(struct db *db, struct arena *a, int64_t now, int64_t lease_ms, size_t most,
                 struct outbox_row **rows, size_t *count, struct err *e)
{
    struct claim look = {.arena = a, .now = now, .lease_ms = lease_ms, .most = most};
    if (!db_write(db, look_job, &look, e))
        return false;
    *rows = look.rows;
    *count = look.count;
    return true;
}

struct looked {
    const struct outbox_row *row;
    enum outbox_look_end end;
    const char *provider_id, *word;
    int64_t code, next_at, now;
    bool held;
};

static bool looked_job(struct conn *c, void *what, struct err *e)
{
    struct looked *l = what;
    const struct outbox_row *row = l->row;
    l->held = true;
    if (l->end == LOOK_FOUND)
        return outbox_receipt(c, (struct ref){row->id, row->created_at}, l->provider_id, l->word, l->code, l->now, e);
    bool absent = l->end == LOOK_ABSENT;
    bool dead = absent ? is_spent(row, l->now) : l->now - row->created_at > OUTBOX_BUDGET_MS;
    const char *status = dead ? "dead" : absent ? "queued" : row->status;
    const char *why = absent ? "the provider does not have it" : "the provider could not be asked";
    int64_t changed = 0;
    if (!db_run(c, Q_OUTBOX_LOOKED,
                ARGS(V(row->id), V(row->lease), V(status), V(l->next_at), V(why), V(l->now)),
                &changed, e))
        return false;
    l->held = changed == 1;
    return !l->held || !dead || tell_console(c, row, status, l->now, e);
}

bool outbox_looked(struct db *db, const struct outbox_row *row, enum outbox_look_end end,
                   const char *provider_id, const char *status, int64_t error_code,
                   int64_t next_at, bool *held, struct err *e)
{
    struct looked l = {.row = row, .end = end, .provider_id = provider_id, .word = status,
                       .code = error_code, .next_at = next_at, .now = clock_now()};
    if (!db_write(db, looked_job, &l, e))
        return false;
    *held = l.held;
    return true;
}
