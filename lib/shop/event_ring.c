/* event_ring.c -- a ring under one lock; readers copy out, so nothing they hold can change. */
#include "waiter/event_ring.h"

#include <errno.h>
#include <time.h>

void ring_init(struct event_ring *r)
{
    pthread_condattr_t attr;
    *r = (struct event_ring){0};
    pthread_mutex_init(&r->lock, NULL);
    pthread_condattr_init(&attr);
    pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
    pthread_cond_init(&r->news, &attr);
    pthread_condattr_destroy(&attr);
}

void ring_done(struct event_ring *r)
{
    pthread_cond_destroy(&r->news);
    pthread_mutex_destroy(&r->lock);
}

void ring_restart(struct event_ring *r, int64_t last)
{
    pthread_mutex_lock(&r->lock);
    r->floor = r->last = last;
    r->count = r->next = 0;
    pthread_cond_broadcast(&r->news); /* some are behind now */
    pthread_mutex_unlock(&r->lock);
}

void ring_add(struct event_ring *r, const struct event *events, size_t n)
{
    pthread_mutex_lock(&r->lock);
    for (size_t i = 0; i < n; i++) {
        if (r->count == EVENT_RING)
            r->floor = r->at[r->next].id; /* this one goes */
        else
            r->count++;
        r->at[r->next] = events[i];
        r->next = (r->next + 1) % EVENT_RING;
        r->last = events[i].id;
    }
    pthread_cond_broadcast(&r->news);
    pthread_mutex_unlock(&r->lock);
}

void ring_close(struct event_ring *r)
{
    pthread_mutex_lock(&r->lock);
    r->closed = true;
    pthread_cond_broadcast(&r->news);
    pthread_mutex_unlock(&r->lock);
}

/* The i-th newest, 1 being the newest. */
static const struct event *newest(const struct event_ring *r, size_t i)
{
    return &r->at[(r->next + EVENT_RING - i) % EVENT_RING];
}

/* Counts back from the newest: who is not behind misses only a few. */
static size_t copy_behind(const struct event_ring *r, int64_t after, struct event *out,
                          size_t most)
{
    size_t back = 0, n = 0;
    while (back < r->count && newest(r, back + 1)->id > after)
        back++;
    for (; back > 0 && n < most; back--)
        out[n++] = *newest(r, back);
    return n;
}

static struct timespec moment(int64_t ms_from_now)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    t.tv_sec += ms_from_now / 1000;
    t.tv_nsec += ms_from_now % 1000 * 1000000;
    if (t.tv_nsec >= 1000000000) {
        t.tv_sec++;
        t.tv_nsec -= 1000000000;
    }
    return t;
}

enum ring_says ring_take(struct event_ring *r, int64_t after, struct event *out, size_t most,
                         size_t *count, int64_t *floor, int64_t wait_ms)
{
    struct timespec until = moment(wait_ms);
    enum ring_says says = RING_NEWS;
    *count = 0;
    pthread_mutex_lock(&r->lock);
    while (!r->closed && after >= r->last)
        if (pthread_cond_timedwait(&r->news, &r->lock, &until) == ETIMEDOUT)
            break;
    *floor = r->floor;
    if (r->closed)
        says = RING_CLOSED;
    else if (after >= r->last)
        says = RING_QUIET;
    else if (after < r->floor)
        says = RING_BEHIND;
    else
        *count = copy_behind(r, after, out, most);
    pthread_mutex_unlock(&r->lock);
    return says;
}
