/* feed.h -- what has just changed, for everybody who watches: one poller, many readers.
 *
 * The poller asks SQLite every FEED_LOOK_MS whether anybody has committed (a look into shared
 * memory), and only then for new events. While nobody watches it sleeps. */
#ifndef WAITER_FEED_H
#define WAITER_FEED_H

#include "waiter/event.h"

#define FEED_LOOK_MS 100

struct feed;

/* Starts the poller. */
CHECKED bool feed_open(struct db *db, struct feed **out, struct err *e);
/* Ends all waiting, now and later; call it before the readers are joined. */
void feed_end(struct feed *f);
/* Joins the poller and frees the feed; the readers must be gone. NULL does nothing. */
void feed_close(struct feed *f);

/* A reader comes, a reader goes: in between the poller looks. */
void feed_enter(struct feed *f);
void feed_leave(struct feed *f);

enum feed_says { FEED_NEWS, FEED_QUIET, FEED_ENDED, FEED_FAILED };

/* The events behind *after into out, the oldest first; waits up to wait_ms for one. FEED_NEWS:
 * *after is moved behind them (*count may be 0 when they are forgotten already). FEED_FAILED: *e. */
enum feed_says feed_next(struct feed *f, int64_t *after, struct event *out, size_t most,
                         size_t *count, int64_t wait_ms, struct err *e);

#endif
