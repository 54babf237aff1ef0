/* event.h -- what has changed, noted where it changed, for every console that watches.
 *
 * An event says only what kind of thing and which one; who is told fetches the thing itself.
 * Writers follow one another, so ids grow in the order of the commits and a reader that goes
 * on behind the last id it saw misses nothing. */
#ifndef WAITER_EVENT_H
#define WAITER_EVENT_H

#include "waiter/db.h"

#define EVENT_KEEP_MS (7LL * 24 * 60 * 60 * 1000)
#define EVENT_KEEP_ROWS 100000

enum event_kind {
    EVENT_ORDER,        /* placed or moved; ref: the order      */
    EVENT_MESSAGE,      /* in, out or receipt; ref: the customer */
    EVENT_PRODUCT,      /* saved or retired; ref: the product. 0: categories, pieces put aside */
    EVENT_CONVERSATION, /* a person or the bot has it now; ref: the customer */
    EVENT_TASK,         /* something for a person to see to, new or done; ref: the task */
    EVENT_SYSTEM,       /* a message given up; ref: the customer. 0: what the book of changes has,
                         * sessions that began or ended, a webhook called or a mail sent */
    EVENT__MAX
};

struct event {
    int64_t id, ref, created_at;
    enum event_kind kind;
};

/* "order", "message" ...; static memory. */
const char *event_word(enum event_kind kind);

/* Notes a change, inside the transaction that makes it. */
CHECKED bool event_add(struct conn *c, enum event_kind kind, int64_t ref, int64_t now,
                       struct err *e);

/* The first `most` events behind `after`, the oldest first, into out. */
CHECKED bool event_list(struct conn *c, int64_t after, struct event *out, size_t most,
                        size_t *count, struct err *e);

/* The oldest and newest ids that are kept; 0 and 0 when nothing has happened yet. */
struct event_range { int64_t oldest, newest; };
CHECKED bool event_range(struct conn *c, struct event_range *out, struct err *e);

/* True when a reader that saw `after` last cannot be told everything that came since: it was away
 * for longer than we keep events, or knows another database (a restored backup). */
bool event_missed(const struct event_range *r, int64_t after);

/* Forgets what is older than EVENT_KEEP_MS or beyond EVENT_KEEP_ROWS, some hundred rows at a time:
 * *more says whether to come back soon. */
CHECKED bool event_forget(struct db *db, int64_t now, bool *more, struct err *e);

#endif
