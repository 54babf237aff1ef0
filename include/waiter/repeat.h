/* repeat.h -- the same request sent twice does its work once (Idempotency-Key).
 *
 * A machine's POST with that header is remembered for a day with its answer: asked again with the same body
 * it gets the same answer; with another one it is refused. */
#ifndef WAITER_REPEAT_H
#define WAITER_REPEAT_H

#include "waiter/serve.h"

#define REPEAT_KEY_MOST 200
#define REPEAT_KEPT_MS (24 * 3600 * 1000LL)

/* For app.around: runs the route's handler, or repeats what it answered before, and sees to it that no
 * change goes unaudited. ERR_REPEAT_DIFFERS for another body; ERR_CONFLICT while the first one still runs or
 * was cut off, so that nobody knows. */
CHECKED bool repeat_or_handle(struct request *rq, const struct route *route, struct err *e);

#endif
