/* sender.h -- the worker's sending room: takes due rows, talks to Twilio, notes what came of it.
 *
 * One thread. Up to SENDER_JOBS messages are under way, one per customer (the outbox sees to it).
 * It never waits for the network itself: http_work does, for all rooms at once. Needs http.o. */
#ifndef WAITER_SENDER_H
#define WAITER_SENDER_H

#include "waiter/db.h"
#include "waiter/http.h"
#include "waiter/settings.h"

#define SENDER_JOBS 32

struct sender;

/* Rescues what an earlier worker left running (the caller holds the worker lock). `http` must be
 * closed before sender_close. */
CHECKED bool sender_open(const struct settings *s, struct db *db, struct http *http,
                         struct sender **out, struct err *e);
/* What is still under way stays `running` in the outbox, for the next start's rescue. */
void sender_close(struct sender *s);

/* Notes what waits to be noted, takes new rows (unless `finishing`); the calls move on in http_work. */
void sender_turn(struct sender *s, bool finishing);

/* Messages and look-ups under way. */
size_t sender_busy(const struct sender *s);
/* True when nothing is under way and nothing can be done now (due later, or Twilio is away). */
bool sender_done(const struct sender *s);

#endif
