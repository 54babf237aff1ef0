/* reconcile.h -- the worker's third room: messages that never reached our webhook.
 *
 * Twilio tries a webhook for 15 s at most and then says nothing more (twilio-whatsapp.md §4). So it is
 * asked every so often what came in since the last time, and what we do not know is taken in by the
 * same way as everything else, in the order it was written. Messages of the last minute are
 * left to the webhook, which knows more about them (names, taps). */
#ifndef WAITER_RECONCILE_H
#define WAITER_RECONCILE_H

#include "waiter/http.h"
#include "waiter/shop.h"

struct reconciler;

/* `http` must be closed before reconciler_close. */
CHECKED bool reconciler_open(struct shop *shop, struct http *http, struct reconciler **out,
                             struct err *e);
void reconciler_close(struct reconciler *r);

/* Begins a round when it is time (unless `finishing`), and takes in what the last one found. */
void reconciler_turn(struct reconciler *r, bool finishing);

/* True when a round was made since the start and none is under way. */
bool reconciler_done(const struct reconciler *r);

#endif
