/* asker.h -- the worker's third room: asks a model what the shop's own words did not answer.
 *
 * One thread, the sender's own: it never waits for the network itself. Needs http.o. */
#ifndef WAITER_ASKER_H
#define WAITER_ASKER_H

#include "waiter/http.h"
#include "waiter/shop.h"

#define ASKER_JOBS 4

struct asker;

/* Takes back what an earlier worker left (the caller holds the worker lock). `http` must be closed
 * before asker_close. Works without a key too: then what waits gets its template. */
CHECKED bool asker_open(struct shop *shop, struct http *http, struct asker **out, struct err *e);
void asker_close(struct asker *k);

/* Begins what is due (unless `finishing`); the calls move on in http_work. */
void asker_turn(struct asker *k, bool finishing);

size_t asker_busy(const struct asker *k);
/* Nothing under way, nothing waiting. */
bool asker_done(const struct asker *k);

#endif
