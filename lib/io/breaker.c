/* breaker.c -- a circuit breaker as a small pure state machine. */
#include "waiter/breaker.h"

#include <stddef.h>
#include <string.h>

bool breaker_paused(const struct breaker *b, int64_t now)
{
    return b->open_until && now < b->open_until;
}

int breaker_room(const struct breaker *b, int64_t now, int most, int busy)
{
    if (breaker_paused(b, now))
        return 0;
    if (b->open_until) /* half open */
        most = 1;
    return busy < most ? most - busy : 0;
}

bool breaker_success(struct breaker *b)
{
    bool was_open = b->open_until != 0;
    b->open_until = 0;
    b->failures = b->pauses = 0;
    b->why = NULL;
    return was_open;
}

bool breaker_failure(struct breaker *b, int64_t now, int64_t cap_ms, const char *why)
{
    b->failures++;
    if (!b->open_until && b->failures < BREAKER_FAILURES_MOST)
        return false;
    return breaker_open(b, now, cap_ms, why);
}

bool breaker_open(struct breaker *b, int64_t now, int64_t cap_ms, const char *why)
{
    if (breaker_paused(b, now)) /* the others that were under way: the same news */
        return false;
    int64_t pause = b->base_ms;
    for (int i = 0; i < b->pauses && pause < cap_ms; i++)
        pause *= 2;
    b->pauses++;
    b->open_until = now + (pause < cap_ms ? pause : cap_ms);
    bool news = !b->why || strcmp(b->why, why) != 0;
    b->why = why;
    return news;
}
