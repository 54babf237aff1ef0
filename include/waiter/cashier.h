/* cashier.h -- the worker's errands at payment providers: pages to pay on, how they stand, refunds.
 *
 * What is to be asked stands in the rows (payment.errand, refund.status); one worker a shop asks,
 * with an Idempotency-Key that is the row's own. So a worker killed anywhere asks again for the
 * same thing and gets the same answer; nothing is kept in memory that would be missed. */
#ifndef WAITER_CASHIER_H
#define WAITER_CASHIER_H

#include "waiter/http.h"
#include "waiter/shop.h"

struct cashier; /* one thread: the worker's */

/* All that is given must live on. */
struct cashier *cashier_open(struct shop *shop, struct http *http);
void cashier_close(struct cashier *c);

/* Starts what is due, unless it is finishing; answers come in through http_work. */
void cashier_turn(struct cashier *c, bool finishing);
/* Calls under way; and is there nothing that could be done now? */
size_t cashier_busy(const struct cashier *c);
bool cashier_done(const struct cashier *c);

#endif
