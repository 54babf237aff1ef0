/* changes.c -- what has changed since an event: the stream's twin for those who ask by themselves. */
#include "parts.h"
#include "waiter/clock.h"
#include "waiter/event.h"

#define CHANGES_MOST 500

static void put_events(struct json *j, const struct event *events, size_t n)
{
    json_open_array(j, "events");
    for (size_t i = 0; i < n; i++) {
        json_open_object(j, NULL);
        json_put_int(j, "id", events[i].id);
        json_put_text(j, "kind", event_word(events[i].kind));
        json_put_int(j, "ref", events[i].ref);
        json_put_time(j, "created_at", events[i].created_at);
        json_close(j);
    }
    json_close(j);
}

/* Without ?after= it tells only where to go on. The range is read first: what is committed in
 * between is listed and moves last_id. */
static bool read_changes(struct request *rq, struct conn *c, struct err *e)
{
    struct event_range range;
    struct event *events;
    int64_t after, limit;
    size_t n = 0;
    if (!request_query_int(rq, "after", 0, INT64_MAX, -1, &after, e) ||
        !request_query_int(rq, "limit", 1, CHANGES_MOST, CHANGES_MOST, &limit, e) ||
        !event_range(c, &range, e))
        return false;
    bool missed = after >= 0 && event_missed(&range, after);
    events = arena_array(rq->arena, (size_t)limit, sizeof *events);
    if (after >= 0 && !missed && !event_list(c, after, events, (size_t)limit, &n, e))
        return false;
    struct json j = reply_json(rq, 200);
    json_open_object(&j, NULL);
    put_events(&j, events, n);
    json_put_int(&j, "last_id", n ? events[n - 1].id : range.newest);
    json_put_bool(&j, "missed", missed);
    json_close(&j);
    return true;
}

bool handle_changes(struct request *rq, struct err *e)
{
    rq->doing = "telling what has changed";
    return desk_read(rq, read_changes, e);
}
