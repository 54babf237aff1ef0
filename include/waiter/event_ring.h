/* event_ring.h -- the newest events in memory: one writer, any number of readers who wait.
 *
 * The ring knows every event with floor < id <= last and nothing else. A reader names the last
 * id it has; what it is given next is complete, or it is told that it is behind and must ask the
 * database. Nothing is taken out: readers do not know of each other. */
#ifndef WAITER_EVENT_RING_H
#define WAITER_EVENT_RING_H

#include "waiter/event.h"

#include <pthread.h>

#define EVENT_RING 1024

struct event_ring {
    pthread_mutex_t lock; /* guards everything */
    pthread_cond_t news;  /* last moved, or it was closed */
    int64_t floor, last;
    size_t count, next;   /* next: where the next one is put */
    bool closed;
    struct event at[EVENT_RING];
};

enum ring_says {
    RING_NEWS,   /* *count events, the first ones behind `after` */
    RING_BEHIND, /* *floor: ask for (after, floor], then come back */
    RING_QUIET,  /* nothing came in time */
    RING_CLOSED,
};

void ring_init(struct event_ring *r);
void ring_done(struct event_ring *r);

/* Forgets all and goes on behind `last`: the writer looked away for a while. */
void ring_restart(struct event_ring *r, int64_t last);

/* Adds events in the order of their ids, all above those added before, and wakes who waits. */
void ring_add(struct event_ring *r, const struct event *events, size_t n);

/* Everybody who waits, now or later, is told RING_CLOSED. */
void ring_close(struct event_ring *r);

/* What comes behind `after`; waits up to wait_ms when there is nothing. */
enum ring_says ring_take(struct event_ring *r, int64_t after, struct event *out, size_t most,
                         size_t *count, int64_t *floor, int64_t wait_ms);

#endif
