/* terminal.h -- the shop's own voice at the terminal: `waiter chat`. */
#ifndef WAITER_TERMINAL_H
#define WAITER_TERMINAL_H

#include "waiter/db.h"
#include "waiter/settings.h"

#include <stdio.h>

/* Plays the customer: each line of `in` is a message, the replies go to `out`, until the input ends.
 * Works on a copy of the database beside it, which is removed at the end: trying the shop
 * changes nothing in it and reaches nobody. */
CHECKED bool terminal_chat(struct db *db, const struct settings *settings, FILE *in, FILE *out,
                           struct err *e);

#endif
