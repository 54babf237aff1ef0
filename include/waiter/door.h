/* door.h -- the console's door: who is asking, and was it really the console that asked?
 *
 * A session cookie says who (staff.h). Whatever changes something must also come from our own
 * pages: the session's token in X-CSRF-Token, and what the browser tells about its origin. */
#ifndef WAITER_DOOR_H
#define WAITER_DOOR_H

#include "waiter/serve.h"
#include "waiter/staff.h"

/* For app.authorize: viewer < staff < owner, by session or by `Authorization: Bearer KEY` (then without the
 * proofs). Sets rq->who to a struct staff. ERR_NO_LOGIN before ERR_CSRF before ERR_FORBIDDEN. */
CHECKED bool door_authorize(struct request *rq, enum who who, struct err *e);

/* What only people may: accounts, sessions, keys. ERR_FORBIDDEN for a machine with a key. */
CHECKED bool door_person(const struct request *rq, struct err *e);

/* Did a page of ours send this, or somebody without a browser? ERR_CSRF. Addresses typed by hand
 * (`typed`: Sec-Fetch-Site none) are let in where there is no session to abuse yet. */
CHECKED bool door_same_origin(const struct request *rq, bool typed, struct err *e);

/* Gives the browser its session, or takes it away (NULL). */
void door_cookie(struct request *rq, const char *value);

#endif
