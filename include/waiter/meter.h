/* meter.h -- what the programs of a shop have done, counted across all of them and their lives.
 *
 * One small file, WAITER_HOME/run/meters, mapped by every program; counting is one atomic addition.
 * It is no part of the books: lost with the folder, it begins again at zero (Prometheus knows that
 * counters do). Before meter_open, and where it failed, counts go nowhere. */
#ifndef WAITER_METER_H
#define WAITER_METER_H

#include "waiter/settings.h"
#include "waiter/str.h"

/* What is counted beside requests. */
enum meter {
    METER_MESSAGES_IN, METER_MESSAGES_SENT, METER_SENDS_FAILED, METER_SENDS_RETRIED,
    METER__MAX
};

/* Maps the file for this program ("webhook"). `serving`: a program that stays: its start is counted, and
 * if its earlier life was not ended by meter_close, a death too. Failing is logged, never fatal. */
void meter_open(const struct settings *s, const char *program, bool serving);
/* A life that ends as it should. */
void meter_close(void);

void meter_count(enum meter what);
/* One request answered. */
void meter_request(int status, int64_t took_ms);

/* How often programs have died since the file was made, as their next starts have counted; which of
 * them was the last (NULL: none has); and one that is dead now: it began, was not ended, and no
 * process has its id (NULL: none). */
int64_t meter_deaths(void);
const char *meter_died_last(void);
const char *meter_dead_now(void);
/* When the program began, UTC ms; 0: not known. */
int64_t meter_started_at(const char *program);

/* All counters as Prometheus text 0.0.4. */
void meter_print(struct str *out);

#endif
