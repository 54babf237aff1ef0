/* breaker.h -- stops knocking at a door that does not open, and tries again with one knock.
 *
 * Closed: everything goes. After some failures in a row (or one that says so) it opens: nothing
 * goes for a pause that doubles each time. Then it is half open: one try; a success closes it.
 * Times are clock_monotonic. Pure: no clock, no log, no threads. */
#ifndef WAITER_BREAKER_H
#define WAITER_BREAKER_H

#include <stdbool.h>
#include <stdint.h>

#define BREAKER_FAILURES_MOST 5

struct breaker {
    int64_t base_ms;      /* first pause */
    int64_t open_until;   /* 0: closed */
    int failures, pauses; /* in a row */
    const char *why;      /* static text: what opened it last */
};

/* How many may go now, of `most`, when `busy` are under way. */
int breaker_room(const struct breaker *b, int64_t now, int most, int busy);
/* True when it is open and its pause is not over. */
bool breaker_paused(const struct breaker *b, int64_t now);
/* It worked. True when that closed it. */
bool breaker_success(struct breaker *b);
/* It did not; opens after BREAKER_FAILURES_MOST in a row, at once when half open. True when it has
 * just opened for a new reason (worth a log line). Pauses stay below cap_ms. */
bool breaker_failure(struct breaker *b, int64_t now, int64_t cap_ms, const char *why);
/* Opens at once: trying on would be useless. As breaker_failure. */
bool breaker_open(struct breaker *b, int64_t now, int64_t cap_ms, const char *why);

#endif
