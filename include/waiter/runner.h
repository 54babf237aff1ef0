/* runner.h -- the worker's second room: takes errands out, mails by SMTP and webhook calls.
 *
 * One thread, the sender's own: it never waits for the network itself. Needs http.o. */
#ifndef WAITER_RUNNER_H
#define WAITER_RUNNER_H

#include "waiter/http.h"
#include "waiter/shop.h"

#define RUNNER_JOBS 8

struct runner;

/* Takes back what an earlier worker left running (the caller holds the worker lock). `http` must
 * be closed before runner_close. */
CHECKED bool runner_open(struct shop *shop, struct http *http, struct runner **out, struct err *e);
void runner_close(struct runner *r);

/* Begins what is due (unless `finishing`); the calls move on in http_work. */
void runner_turn(struct runner *r, bool finishing);

size_t runner_busy(const struct runner *r);
/* Nothing under way and nothing due now. */
bool runner_done(const struct runner *r);

#endif
