/* sender.h -- the worker's sending room: takes due rows, talks to Twilio, notes what came of it.
 *
 * One thread. Up to SENDER_JOBS messages are under way, one per customer (the outbox sees to it).
 * It never waits for the network elsewhere than in sender_turn. Needs http.o. */
#ifndef WAITER_SENDER_H
#define WAITER_SENDER_H

#include "waiter/db.h"
#include "waiter/settings.h"

#define SENDER_JOBS 32

struct sender;

/* Rescues what an earlier worker left running (the caller holds the worker lock). */
CHECKED bool sender_open(const struct settings *s, struct db *db, struct sender **out,
                         struct err *e);
/* What is still under way stays `running` in the outbox, for the next start's rescue. */
void sender_close(struct sender *s);

/* One turn: takes new rows (unless `finishing`), moves all calls, waits up to wait_ms for news. */
void sender_turn(struct sender *s, bool finishing, int wait_ms);

/* Messages and look-ups under way. */
size_t sender_busy(const struct sender *s);
/* True when nothing is under way and nothing can be done now (due later, or Twilio is away). */
bool sender_done(const struct sender *s);

#endif
