/* heartbeat.h -- tells an outside watch, each minute, that the shop is well; its silence is the alarm. */
#ifndef WAITER_HEARTBEAT_H
#define WAITER_HEARTBEAT_H

#include "waiter/db.h"
#include "waiter/http.h"
#include "waiter/settings.h"

struct heartbeat { /* begins zeroed; lives as long as `http` has requests */
    int64_t next_at;
    bool failing; /* told once, until it goes well again */
};

/* Asks HEARTBEAT_URL when it is time and the shop is ready (health.h); nothing where none is set. Never
 * waits: whoever has `http` moves the call on. */
void heartbeat_turn(struct heartbeat *h, struct http *http, const struct settings *s, struct db *db);

#endif
