/* db_write.c -- every write of the house: a queue, one leader, one commit for all that wait.
 *
 * The first waiter without a leader leads: it takes the waiting jobs, passes the gate, runs each
 * job in a savepoint of its own, commits once and wakes everybody. Under load the commit's
 * fsync is shared by dozens of jobs; alone it is an ordinary transaction. */
#include "db_inside.h"
#include "waiter/clock.h"
#include "waiter/log.h"

#include <errno.h>
#include <string.h>
#include <time.h>

#define BATCH_MS 20 /* a batch takes no further job after this long */

enum call_state { WAITING, TAKEN, DONE };

struct write_call {
    db_job job;
    void *what;
    struct err *e;
    struct write_call *next;
    pthread_cond_t wake;
    enum call_state state;
    bool ok;
};

struct batch {
    struct write_call *calls[DB_BATCH_MOST];
    int count, ran;
};

static void lead(struct db *db);
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
    struct write_call call = {.job = job, .what = what, .e = e};
    struct timespec deadline;
    db_deadline(&deadline, DB_GATE_MS);
    cond_start(&call.wake);
    pthread_mutex_lock(&db->lock);
    queue_add(db, &call);
    while (call.state != DONE) {
        if (call.state == WAITING && !db->leading) {
            lead(db);
            continue;
        }
        /* Once taken a job is somebody's transaction: it can no longer be given up. */
        int rc = call.state == WAITING
                     ? pthread_cond_timedwait(&call.wake, &db->lock, &deadline)
                     : pthread_cond_wait(&call.wake, &db->lock);
        if (rc == ETIMEDOUT && call.state == WAITING) {
            queue_remove(db, &call);
            fail(e, ERR_BUSY, "the write queue did not move in time");
            break;
        }
    }
    bool ok = call.state == DONE && call.ok;
    pthread_mutex_unlock(&db->lock);
    pthread_cond_destroy(&call.wake);
    return ok;
}

/* Called and returns with the lock held; the work in the middle runs without it. */
static void lead(struct db *db)
{
    struct batch b = {0};
    db->leading = true;
    take_batch(db, &b);
    pthread_mutex_unlock(&db->lock);
    run_batch(db, &b);
    pthread_mutex_lock(&db->lock);
    db->leading = false;
    give_back(db, &b);
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

/* Jobs that ran are told; those the batch had no time for go back to the head of the queue. */
static void give_back(struct db *db, struct batch *b)
{
    for (int i = b->count - 1; i >= b->ran; i--) {
        struct write_call *call = b->calls[i];
        call->state = WAITING;
        call->next = db->first;
        if (!db->first)
            db->end = &call->next;
        db->first = call;
    }
    for (int i = 0; i < b->ran; i++) {
        b->calls[i]->state = DONE;
        pthread_cond_signal(&b->calls[i]->wake);
    }
    if (db->first)
        pthread_cond_signal(&db->first->wake);
    pthread_cond_signal(&db->lead_free);
}

static void batch_failed(struct batch *b, int count, const struct err *why)
{
    for (int i = 0; i < count; i++) {
        b->calls[i]->ok = false;
        fail(b->calls[i]->e, why->kind, "%s", why->why);
    }
    b->ran = count;
}

/* False when the transaction is gone: FULL, IOERR and the like roll everything back silently,
 * and the next savepoint would then commit alone. */
static bool run_job(struct conn *c, struct write_call *call, struct err *e)
{
    if (!fixed_run(c, JOB_OPEN, e))
        return false;
    call->ok = call->job(c, call->what, call->e);
    if (sqlite3_get_autocommit(c->handle))
        return fail(e, ERR_STORAGE, "the transaction was rolled back under a job");
    if (call->ok)
        return fixed_run(c, JOB_KEEP, e);
    return fixed_run(c, JOB_UNDO, e) && fixed_run(c, JOB_KEEP, e);
}

static bool run_jobs(struct conn *c, struct batch *b, struct err *e)
{
    int64_t until = clock_monotonic() + BATCH_MS;
    if (!fixed_run(c, BEGIN_WRITE, e))
        return false;
    while (b->ran < b->count && (b->ran == 0 || clock_monotonic() < until))
        if (!run_job(c, b->calls[b->ran++], e))
            return false;
    return fixed_run(c, COMMIT, e);
}

static void run_batch(struct db *db, struct batch *b)
{
    struct err e = {0};
    bool ok = (db->writer || conn_open(db, true, &db->writer, &e)) &&
              gate_take(&db->gate, clock_monotonic() + DB_GATE_MS, &e);
    if (!ok) {
        batch_failed(b, b->count, &e);
        return;
    }
    if (!run_jobs(db->writer, b, &e)) {
        if (!sqlite3_get_autocommit(db->writer->handle)) {
            struct err ignored = {0};
            fixed_run(db->writer, ROLLBACK, &ignored);
        }
        log_err("committing a batch", &e);
        batch_failed(b, b->ran ? b->ran : b->count, &e);
    }
    gate_leave(&db->gate);
}

bool db_alone(struct db *db, bool (*fn)(struct conn *, void *, struct err *), void *what,
              struct err *e)
{
    struct timespec deadline;
    db_deadline(&deadline, DB_GATE_MS);
    pthread_mutex_lock(&db->lock);
    while (db->leading)
        if (pthread_cond_timedwait(&db->lead_free, &db->lock, &deadline) == ETIMEDOUT && db->leading) {
            pthread_mutex_unlock(&db->lock);
            return fail(e, ERR_BUSY, "the writing connection was not free in time");
        }
    db->leading = true;
    pthread_mutex_unlock(&db->lock);

    bool ok = (db->writer || conn_open(db, true, &db->writer, e)) &&
              gate_take(&db->gate, clock_monotonic() + DB_GATE_MS, e);
    if (ok) {
        ok = fn(db->writer, what, e);
        gate_leave(&db->gate);
    }
    pthread_mutex_lock(&db->lock);
    struct batch none = {0};
    db->leading = false;
    give_back(db, &none);
    pthread_mutex_unlock(&db->lock);
    return ok;
}
