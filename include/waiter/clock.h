/* clock.h -- UTC epoch milliseconds in, RFC 3339 out. */
#ifndef WAITER_CLOCK_H
#define WAITER_CLOCK_H

#include "waiter/arena.h"

#include <stdbool.h>
#include <stdint.h>

#define SECOND_MS 1000LL
#define MINUTE_MS (60 * SECOND_MS)
#define HOUR_MS   (60 * MINUTE_MS)
#define DAY_MS    (24 * HOUR_MS)

/* Wall clock, ms since 1970 UTC. `waiter chat` and the transcripts move it with clock_shift. */
int64_t clock_now(void);
/* Added to every clock_now from here on, in this process. */
void clock_shift(int64_t ms);
/* Never goes backwards; for deadlines inside this process only. */
int64_t clock_monotonic(void);

/* "2026-11-23T10:00:00.123Z". */
char *clock_rfc3339(struct arena *a, int64_t ms);
/* "Mon, 23 Nov 2026 10:00:00 +0000" (RFC 5322; English whatever the locale). */
char *clock_rfc5322(struct arena *a, int64_t ms);
/* Reads RFC 3339 (any offset, optional fraction) or RFC 2822 dates as Twilio writes
 * them; false when it is neither. */
bool clock_parse(const char *text, int64_t *ms);
/* The shop's time zone ("Europe/Madrid"; "" is the machine's), for the whole process: called once
 * at start, before there are threads. False when the machine does not know it. */
bool clock_zone(const char *name);
/* When the shop's day of that moment began; "2026-11-23", and "18:05", as the shop's clock says. */
int64_t clock_midnight(int64_t ms);
char *clock_date(struct arena *a, int64_t ms);
char *clock_time(struct arena *a, int64_t ms);
/* The same as whole days since 1970 on the shop's calendar, and the minute of that day. */
void clock_local(int64_t ms, int64_t *day, int *minute);
/* A day of that calendar: "2026-11-23" of it, and back (false: there is no such date); its begin.
 * A day ends where the next begins, so days leave no gap, whatever the clocks do. */
char *clock_day_text(struct arena *a, int64_t day);
bool clock_day_read(const char *text, int64_t *day);
int64_t clock_day_begin(int64_t day);
/* The next moment after `now` at which the shop's clock shows so many minutes after midnight. */
int64_t clock_next(int64_t now, int minute);

/* "20261123" of that moment in UTC. */
char *clock_yyyymmdd(struct arena *a, int64_t ms);

#endif
