/* errand.c -- the queue of mails and webhook calls. Every change names the status and lease it
 * starts from, so a late or second call changes nothing. */
#include "waiter/errand.h"

#include "waiter/clock.h"
#include "waiter/crypto.h"
#include "waiter/event.h"

#include <string.h>

static const struct field errand_fields[] = {
    FIELD(struct errand, id, SHOWN),
    FIELD(struct errand, way, SHOWN),
    FIELD(struct errand, target, SHOWN),
    FIELD(struct errand, subject, SHOWN),
    FIELD(struct errand, body, 0),
    FIELD(struct errand, customer_id, SHOWN),
    FIELD(struct errand, attempts, SHOWN),
    FIELD(struct errand, created_at, SHOWN | TIME),
};
const struct model errand_model = MODEL("errand", struct errand, errand_fields);

bool errand_add(struct conn *c, const struct errand *n, int64_t now, struct err *e)
{
    return db_run(c, Q_ERRAND_ADD,
                  ARGS(V(n->way), V(n->target), V(n->subject), V(n->body), V(n->customer_id),
                       V(now)),
                  NULL, e);
}

bool errand_ready(struct conn *c, int64_t now, bool *due, int64_t *next_at, struct err *e)
{
    struct rows *r;
    struct err why = {0};
    *due = false;
    *next_at = 0;
    if (!rows_begin(c, Q_ERRAND_READY, ARGS(V(now)), &r, e))
        return false;
    if (row_next(r, &why)) {
        *due = row_int(r, 0) != 0;
        *next_at = row_int(r, 1);
    }
    rows_end(r);
    return why.kind == ERR_NONE || fail(e, why.kind, "%s", why.why);
}

/* -- claiming -- */

struct claim {
    struct arena *arena;
    int64_t now, lease_ms;
    size_t most, count;
    struct errand *rows;
};

static bool claim_job(struct conn *c, void *what, struct err *e)
{
    struct claim *k = what;
    void *rows;
    if (!db_run(c, Q_ERRAND_OVERDUE, ARGS(V(k->now), V(0)), NULL, e) ||
        !db_all(c, k->arena, Q_ERRAND_CLAIMABLE, ARGS(V(k->now), V((int64_t)k->most)),
                &errand_model, k->most, &rows, &k->count, e))
        return false;
    k->rows = rows;
    for (size_t i = 0; i < k->count; i++) {
        struct errand *r = &k->rows[i];
        r->lease = random_id();
        r->attempts++;
        if (!db_run(c, Q_ERRAND_TAKE,
                    ARGS(V(r->id), V(r->lease), V(k->now + k->lease_ms), V(k->now)), NULL, e))
            return false;
    }
    return true;
}

bool errand_claim(struct db *db, struct arena *a, int64_t now, int64_t lease_ms, size_t most,
                  struct errand **rows, size_t *count, struct err *e)
{
    struct claim k = {.arena = a, .now = now, .lease_ms = lease_ms, .most = most};
    if (!db_write(db, claim_job, &k, e))
        return false;
    *rows = k.rows;
    *count = k.count;
    return true;
}

static bool rescue_job(struct conn *c, void *what, struct err *e)
{
    (void)what;
    return db_run(c, Q_ERRAND_OVERDUE, ARGS(V(clock_now()), V(1)), NULL, e);
}

bool errand_rescue(struct db *db, struct err *e) { return db_write(db, rescue_job, NULL, e); }

/* -- finishing -- */

struct finish {
    const struct errand *row;
    const char *status, *error;
    int64_t code, next_at, uncount, now;
};

static bool finish_job(struct conn *c, void *what, struct err *e)
{
    const struct finish *f = what;
    int64_t changed;
    if (!db_run(c, Q_ERRAND_FINISH,
                ARGS(V(f->row->id), V(f->row->lease), V(f->status), V(f->code), V(f->error),
                     V(f->next_at), V(f->uncount), V(f->now)),
                &changed, e))
        return false;
    bool over = strcmp(f->status, "queued") != 0; /* who reads a webhook's log sees it at once */
    return !changed || !over || event_add(c, EVENT_SYSTEM, 0, f->now, e);
}

bool errand_finish(struct db *db, const struct errand *r, enum errand_end end, int64_t code,
                   const char *error, int64_t pause_ms, struct err *e)
{
    static const char *const statuses[] = {
        [ERRAND_DONE] = "done", [ERRAND_RETRY] = "queued", [ERRAND_BACK] = "queued",
        [ERRAND_DEAD] = "dead",
    };
    struct finish f = {r, statuses[end], error, code, clock_now() + pause_ms, end == ERRAND_BACK,
                       clock_now()};
    if (end == ERRAND_RETRY && r->attempts >= ERRAND_TRIES_MOST)
        f.status = "dead";
    return db_write(db, finish_job, &f, e);
}

bool errand_again(struct conn *c, int64_t id, int64_t now, struct err *e)
{
    struct arena a;
    const char *status;
    int64_t changed = 0;
    arena_init(&a);
    bool ok = db_text(c, &a, Q_ERRAND_STATUS, ARGS(V(id)), &status, NULL, e) &&
              db_run(c, Q_ERRAND_AGAIN, ARGS(V(id), V(now)), &changed, e) &&
              (changed || fail(e, ERR_NOT_ALLOWED_NOW, "it is %s", status));
    arena_done(&a);
    return ok;
}
