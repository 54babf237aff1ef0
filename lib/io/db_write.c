/* db_write.c -- every write of the house: a queue, one leader, one commit for all that wait.
 *
 * The first waiter without a leader leads: it passes the gate, takes the waiting jobs, runs each
 * in a savepoint of its own, commits once and wakes everybody. Under load the commit's
 * fsync is shared by dozens of jobs; alone it is an ordinary transaction.
 *
 * Nobody is TAKEN before the gate is ours: who waits keeps a deadline of his own, and a gate
 * that stays shut fails its waiters one by one, each at his time. */
#include "db_inside.h"
#include "waiter/clock.h"
#include "waiter/log.h"

#include <errno.h>
#include <string.h>
#include <time.h>

#define BATCH_MS 20 /* a batch takes no further job after this long */

struct batch {
    struct write_call *calls[DB_BATCH_MOST];
    int count, ran;
};

/* Whether this thread is inside a job: a write in there would wait for itself. */
static _Thread_local bool in_a_job;

static void lead(struct db *db, struct write_call *own);
static void wait_turn(struct db *db, struct write_call *call);
static void pass_on(struct db *db);
static bool enter(struct db *db, int64_t until, struct err *e);
static void leave(struct db *db);
static void take_batch(struct db *db, struct batch *b);
static void run_batch(struct db *db, struct batch *b);
static void give_back(struct db *db, struct batch *b);

void db_deadline(struct timespec *ts, int64_t ms_from_now)
{
    clock_gettime(CLOCK_MONOTONIC, ts);
    ts->tv_sec += ms_from_now / 1000;
    ts->tv_nsec += ms_from_now % 1000 * 1000000;
    if (ts->tv_nsec >= 1000000000) {
        ts->tv_sec++;
        ts->tv_nsec -= 1000000000;
    }
}

static void cond_start(pthread_cond_t *cond)
{
    pthread_condattr_t attr;
    pthread_condattr_init(&attr);
    pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
    pthread_cond_init(cond, &attr);
    pthread_condattr_destroy(&attr);
}

static void queue_add(struct db *db, struct write_call *call)
{
    *db->end = call;
    db->end = &call->next;
}

static void queue_remove(struct db *db, struct write_call *call)
{
    struct write_call **at = &db->first;
    while (*at != call)
        at = &(*at)->next;
    *at = call->next;
    if (!*at)
        db->end = at;
}

bool db_write(struct db *db, db_job job, void *what, struct err *e)
{
    struct write_call call = {
        .job = job, .what = what, .e = e, .until = clock_monotonic() + DB_GATE_MS,
    };
    if (in_a_job)
        return fail(e, ERR_INTERNAL, "a write inside a write job");
    cond_start(&call.wake);
    pthread_mutex_lock(&db->lock);
    queue_add(db, &call);
    while (call.state != DONE)
        if (call.state == WAITING && !db->leading)
            lead(db, &call);
        else
            wait_turn(db, &call);
    pthread_mutex_unlock(&db->lock);
    pthread_cond_destroy(&call.wake);
    return call.ok;
}

/* Only for a call that still stands in the queue: once taken, it is part of a transaction. */
static void give_up(struct db *db, struct write_call *call, const struct err *why)
{
    queue_remove(db, call);
    call->state = DONE;
    call->ok = fail(call->e, why->kind, "%s", why->why);
}

static void wait_turn(struct db *db, struct write_call *call)
{
    static const struct err late = {.kind = ERR_BUSY, .why = "the write queue did not move in time"};
    struct timespec deadline = {.tv_sec = call->until / 1000, .tv_nsec = call->until % 1000 * 1000000};
    if (call->state == TAKEN)
        pthread_cond_wait(&call->wake, &db->lock);
    else if (pthread_cond_timedwait(&call->wake, &db->lock, &deadline) == ETIMEDOUT &&
             call->state == WAITING && db->leading)
        give_up(db, call, &late);
    /* Late with nobody leading: the wake-up was ours. We lead, be it only to pass it on. */
}

/* Called and returns with the lock held; the work in the middle runs without it. */
static void lead(struct db *db, struct write_call *own)
{
    struct batch b = {0};
    struct err e = {0};
    db->leading = true;
    pthread_mutex_unlock(&db->lock);
    bool entered = enter(db, own->until, &e);
    pthread_mutex_lock(&db->lock);
    if (entered) {
        take_batch(db, &b);
        pthread_mutex_unlock(&db->lock);
        run_batch(db, &b);
        leave(db);
        pthread_mutex_lock(&db->lock);
        give_back(db, &b);
    } else {
        give_up(db, own, &e);
    }
    pass_on(db);
}

/* The lead is free for the longest waiter, or for who wants to be alone. */
static void pass_on(struct db *db)
{
    db->leading = false;
    if (db->first)
        pthread_cond_signal(&db->first->wake);
    pthread_cond_signal(&db->lead_free);
}

/* From here to gate_leave nobody else writes, in any process of this machine. */
static bool enter(struct db *db, int64_t until, struct err *e)
{
    if (!gate_take(&db->gate, until, e))
        return false;
    if (!db->writer && !conn_open(db, true, &db->writer, e)) {
        gate_leave(&db->gate);
        return false;
    }
    db->writer->log_pages = -1;
    return true;
}

static void leave(struct db *db)
{
    if (db->writer->log_pages >= 0)
        gate_note(&db->gate, db->writer->log_pages);
    gate_leave(&db->gate);
}

static void take_batch(struct db *db, struct batch *b)
{
    while (db->first && b->count < DB_BATCH_MOST) {
        struct write_call *call = db->first;
        db->first = call->next;
        call->next = NULL;
        call->state = TAKEN;
        b->calls[b->count++] = call;
    }
    if (!db->first)
        db->end = &db->first;
}

/* Jobs that ran are told; those the batch had no time for go back to the head of the queue and
 * are woken too, because they have a deadline again. */
static void give_back(struct db *db, struct batch *b)
{
    for (int i = b->count - 1; i >= 0; i--) {
        struct write_call *call = b->calls[i];
        call->state = i < b->ran ? DONE : WAITING;
        pthread_cond_signal(&call->wake);
        if (call->state == DONE)
            continue;
        call->next = db->first;
        if (!db->first)
            db->end = &call->next;
        db->first = call;
    }
}

static void batch_failed(struct batch *b, const struct err *why)
{
    for (int i = 0; i < b->ran; i++) {
        b->calls[i]->ok = false;
        fail(b->calls[i]->e, why->kind, "%s", why->why);
    }
}

/* False when the transaction is gone: FULL, IOERR and the like roll everything back silently,
 * and the next savepoint would then commit alone. */
static bool run_job(struct conn *c, struct write_call *call, struct err *e)
{
    if (!fixed_run(c, JOB_OPEN, e))
        return false;
    c->in_job = in_a_job = true;
    call->ok = call->job(c, call->what, call->e);
    c->in_job = in_a_job = false;
    if (sqlite3_get_autocommit(c->handle))
        return fail(e, ERR_STORAGE, "the transaction was rolled back under a job");
    if (call->ok)
        return fixed_run(c, JOB_KEEP, e);
    return fixed_run(c, JOB_UNDO, e) && fixed_run(c, JOB_KEEP, e);
}

static bool run_jobs(struct conn *c, struct batch *b, struct err *e)
{
    int64_t until = clock_monotonic() + BATCH_MS;
    while (b->ran < b->count && (b->ran == 0 || clock_monotonic() < until))
        if (!run_job(c, b->calls[b->ran++], e))
            return false;
    return fixed_run(c, COMMIT, e);
}

static void run_batch(struct db *db, struct batch *b)
{
    struct err e = {0};
    if (!fixed_run(db->writer, BEGIN_WRITE, &e))
        b->ran = b->count; /* nobody's fault: all are told */
    else if (run_jobs(db->writer, b, &e))
        return;
    if (!sqlite3_get_autocommit(db->writer->handle)) {
        struct err ignored = {0};
        fixed_run(db->writer, ROLLBACK, &ignored);
    }
    log_err("committing a batch", &e);
    batch_failed(b, &e);
}

bool db_alone(struct db *db, bool (*fn)(struct conn *, void *, struct err *), void *what,
              struct err *e)
{
    int64_t until = clock_monotonic() + DB_GATE_MS;
    struct timespec deadline;
    if (in_a_job)
        return fail(e, ERR_INTERNAL, "a write inside a write job");
    db_deadline(&deadline, DB_GATE_MS);
    pthread_mutex_lock(&db->lock);
    while (db->leading)
        if (pthread_cond_timedwait(&db->lead_free, &db->lock, &deadline) == ETIMEDOUT && db->leading) {
            pthread_mutex_unlock(&db->lock);
            return fail(e, ERR_BUSY, "the writing connection was not free in time");
        }
    db->leading = true;
    pthread_mutex_unlock(&db->lock);

    bool ok = enter(db, until, e);
    if (ok) {
        ok = fn(db->writer, what, e);
        leave(db);
    }
    pthread_mutex_lock(&db->lock);
    pass_on(db);
    pthread_mutex_unlock(&db->lock);
    return ok;
}

void db_alone_if_idle(struct db *db, void (*fn)(struct conn *))
{
    struct err ignored = {0};
    pthread_mutex_lock(&db->lock);
    bool idle = !db->leading && !db->first;
    db->leading |= idle;
    pthread_mutex_unlock(&db->lock);
    if (!idle)
        return;
    if (enter(db, 0, &ignored)) {
        fn(db->writer);
        leave(db);
    }
    pthread_mutex_lock(&db->lock);
    pass_on(db);
    pthread_mutex_unlock(&db->lock);
}
