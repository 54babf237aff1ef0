/* heartbeat.c -- one GET a minute, while the shop is ready. A beat that fails is not tried again: the
 * next one comes soon, and who watches outside allows for some that are missing. */
#include "waiter/heartbeat.h"

#include "waiter/clock.h"
#include "waiter/health.h"
#include "waiter/log.h"

#define EVERY_MS MINUTE_MS
#define WITHIN_MS (10 * SECOND_MS)
#define CONNECT_MS (3 * SECOND_MS)
#define ANSWER_MOST 4096

static void answered(void *what, const struct http_answer *answer)
{
    struct heartbeat *h = what;
    bool well = answer->status >= 200 && answer->status < 300;
    if (!well && !h->failing)
        log_warn("the outside watch does not take our heartbeat", "why",
                 answer->trouble ? answer->trouble : "its status", NULL);
    h->failing = !well;
}

void heartbeat_turn(struct heartbeat *h, struct http *http, const struct settings *s, struct db *db)
{
    struct http_request get = {.url = s->heartbeat_url, .timeout_ms = WITHIN_MS,
                               .connect_ms = CONNECT_MS, .answer_most = ANSWER_MOST};
    struct arena a;
    struct err e = {0};
    bool ready;
    if (!*s->heartbeat_url || clock_monotonic() < h->next_at)
        return;
    h->next_at = clock_monotonic() + EVERY_MS;
    arena_init(&a);
    if (!health_ready(NULL, s, db, &a, &ready, &e) ||
        (ready && !http_start(http, &get, answered, h, &e)))
        log_err("the heartbeat", &e);
    arena_done(&a);
}
