/* feed.c -- the poller that fills the ring, and the way back to the database for who is behind. */
#include "waiter/feed.h"

#include "waiter/event_ring.h"
#include "waiter/log.h"

#include <stdlib.h>
#include <time.h>

#define AT_ONCE 256
#define TROUBLE_MS 1000 /* a database in trouble is asked less often */

struct feed {
    struct db *db;
    struct conn *conn; /* the poller's own: what data_version says is told per connection */
    struct event_ring ring;
    pthread_t poller;
    pthread_mutex_t lock; /* guards what follows */
    pthread_cond_t wake;  /* watchers came, or it is over */
    int watchers;
    bool over;
};

/* ---- the poller ---- */

/* Waits until somebody watches; false when it is over. *slept: nobody did for a while. */
static bool is_watched(struct feed *f, bool *slept)
{
    pthread_mutex_lock(&f->lock);
    *slept = f->watchers == 0;
    while (f->watchers == 0 && !f->over)
        pthread_cond_wait(&f->wake, &f->lock);
    bool on = !f->over;
    pthread_mutex_unlock(&f->lock);
    return on;
}

/* Until it is time to look again, or over. */
static void pause_ms(struct feed *f, long ms)
{
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_nsec += ms % 1000 * 1000000;
    until.tv_sec += ms / 1000 + until.tv_nsec / 1000000000;
    until.tv_nsec %= 1000000000;
    pthread_mutex_lock(&f->lock);
    while (!f->over && pthread_cond_timedwait(&f->wake, &f->lock, &until) == 0)
        continue;
    pthread_mutex_unlock(&f->lock);
}

struct position { int64_t version, last; };

/* Where the news begin. The version is read first: who commits in between is seen next time. */
static bool begin(struct feed *f, struct position *p, struct err *e)
{
    struct event_range range;
    if (!db_data_version(f->conn, &p->version, e) || !event_range(f->conn, &range, e))
        return false;
    p->last = range.newest;
    ring_restart(&f->ring, p->last);
    return true;
}

static bool take_news(struct feed *f, struct position *p, struct err *e)
{
    struct event events[AT_ONCE];
    size_t n = AT_ONCE;
    while (n == AT_ONCE) {
        if (!event_list(f->conn, p->last, events, AT_ONCE, &n, e))
            return false;
        if (n) {
            ring_add(&f->ring, events, n);
            p->last = events[n - 1].id;
        }
    }
    return true;
}

static bool look(struct feed *f, struct position *p, struct err *e)
{
    int64_t version;
    if (!db_data_version(f->conn, &version, e))
        return false;
    if (version == p->version)
        return true;
    if (!take_news(f, p, e))
        return false;
    p->version = version;
    return true;
}

static void *poll_for_ever(void *of)
{
    struct feed *f = of;
    struct position p = {0};
    bool slept = false, anew = true, trouble = false;
    while (is_watched(f, &slept)) {
        struct err e = {0};
        bool ok = anew || slept ? begin(f, &p, &e) : look(f, &p, &e);
        if (!ok && !trouble)
            log_err("looking for news", &e);
        trouble = !ok;
        anew = !ok && (anew || slept);
        pause_ms(f, ok ? FEED_LOOK_MS : TROUBLE_MS);
    }
    return NULL;
}

/* ---- opening and closing ---- */

static void locks_open(struct feed *f)
{
    pthread_condattr_t attr;
    pthread_mutex_init(&f->lock, NULL);
    pthread_condattr_init(&attr);
    pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
    pthread_cond_init(&f->wake, &attr);
    pthread_condattr_destroy(&attr);
    ring_init(&f->ring);
}

static void feed_free(struct feed *f)
{
    if (f->conn)
        db_return(f->db, f->conn);
    ring_done(&f->ring);
    pthread_cond_destroy(&f->wake);
    pthread_mutex_destroy(&f->lock);
    free(f);
}

bool feed_open(struct db *db, struct feed **out, struct err *e)
{
    struct feed *f = calloc(1, sizeof *f);
    if (!f)
        abort();
    f->db = db;
    locks_open(f);
    if (db_borrow(db, &f->conn, e)) {
        if (pthread_create(&f->poller, NULL, poll_for_ever, f) == 0) {
            *out = f;
            return true;
        }
        fail(e, ERR_INTERNAL, "no thread for the poller");
    }
    feed_free(f);
    return false;
}

void feed_end(struct feed *f)
{
    pthread_mutex_lock(&f->lock);
    f->over = true;
    pthread_cond_broadcast(&f->wake);
    pthread_mutex_unlock(&f->lock);
    ring_close(&f->ring);
}

void feed_close(struct feed *f)
{
    if (!f)
        return;
    feed_end(f);
    pthread_join(f->poller, NULL);
    feed_free(f);
}

/* ---- readers ---- */

void feed_enter(struct feed *f)
{
    pthread_mutex_lock(&f->lock);
    if (f->watchers++ == 0)
        pthread_cond_broadcast(&f->wake);
    pthread_mutex_unlock(&f->lock);
}

void feed_leave(struct feed *f)
{
    pthread_mutex_lock(&f->lock);
    f->watchers--;
    pthread_mutex_unlock(&f->lock);
}

/* What the ring does not know any more. An empty answer means that it was forgotten, since all
 * up to the floor was committed before the floor came to be. */
static bool catch_up(struct feed *f, int64_t *after, int64_t floor, struct event *out, size_t most,
                     size_t *count, struct err *e)
{
    struct conn *c;
    if (!db_borrow(f->db, &c, e))
        return false;
    bool ok = event_list(c, *after, out, most, count, e);
    db_return(f->db, c);
    if (ok && !*count)
        *after = floor;
    return ok;
}

enum feed_says feed_next(struct feed *f, int64_t *after, struct event *out, size_t most,
                         size_t *count, int64_t wait_ms, struct err *e)
{
    int64_t floor;
    switch (ring_take(&f->ring, *after, out, most, count, &floor, wait_ms)) {
    case RING_QUIET: return FEED_QUIET;
    case RING_CLOSED: return FEED_ENDED;
    case RING_BEHIND:
        if (!catch_up(f, after, floor, out, most, count, e))
            return FEED_FAILED;
        break;
    case RING_NEWS: break;
    }
    if (*count)
        *after = out[*count - 1].id;
    return FEED_NEWS;
}
