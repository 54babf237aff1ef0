/* events.c -- news for open consoles as they happen: server-sent events, a thread a stream.
 *
 * Each event says its id, what kind of thing has changed and which one; the console then fetches
 * it. The id is the event's number in the database, so a browser that comes back with
 * Last-Event-ID (or ?after=) goes on where it was, whatever was restarted meanwhile. Who was away
 * too long is told `hello` instead, as at the very first: here we are, look at everything anew.
 * /admin/changes in admin.c is the same by asking. */
#include "waiter/clock.h"
#include "waiter/crypto.h"
#include "waiter/door.h"
#include "waiter/feed.h"
#include "waiter/log.h"
#include "waiter/serve.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define DOORKEEPERS 4 /* threads that let streams in; each stream then has its own */
#define AT_ONCE 64
#define TEXT_MOST (AT_ONCE * 160)
#define LOOK_ROUND_MS 1000 /* how soon it is seen that a console was closed */
#define BEAT_MS (15 * SECOND_MS)
#define LIFE_MS (55 * MINUTE_MS) /* and up to five more, so that not all come back at once */
#define LIFE_SPREAD_MS (5 * MINUTE_MS)
#define RETRY_MS 1000

static bool events(struct request *rq, struct err *e);
static void watch(struct request *rq, void *what);

static const struct route routes[] = {
    {"GET", "/admin/events", events, STAFF_MEMBER, 0},
};

struct watcher {
    const char *session; /* its id_hash */
    int64_t after;       /* told up to here */
    bool greet;          /* say hello first */
    int64_t beat_at;     /* when to look at the session again (clock_monotonic) */
    struct arena scratch;
};

/* ---- coming in ---- */

/* The browser repeats the last id it saw. Whatever is no number is as good as none. */
static int64_t last_event_id(const struct request *rq)
{
    const char *s = request_header(rq, "Last-Event-ID");
    size_t n = s ? strlen(s) : 0;
    return n > 0 && n <= 18 && strspn(s, "0123456789") == n ? strtoll(s, NULL, 10) : -1;
}

/* Where to go on: the header knows more than the address, which stays as it was first opened. */
static bool read_position(struct request *rq, struct watcher *w, struct err *e)
{
    int64_t seen = last_event_id(rq);
    struct event_range range;
    struct conn *c;
    if (!request_query_int(rq, "after", 0, INT64_MAX, -1, &w->after, e) ||
        !db_borrow(rq->app->db, &c, e))
        return false;
    bool ok = event_range(c, &range, e);
    db_return(rq->app->db, c);
    if (seen >= 0)
        w->after = seen;
    w->greet = w->after < 0 || event_missed(&range, w->after);
    if (w->greet)
        w->after = range.newest;
    return ok;
}

static bool events(struct request *rq, struct err *e)
{
    const struct staff *who = rq->who;
    struct watcher *w = arena_alloc(rq->arena, sizeof *w);
    rq->doing = "telling what happens";
    w->session = who->id_hash;
    if (!read_position(rq, w, e))
        return false;
    reply_header(rq, "X-Accel-Buffering", "no");
    reply_stream(rq, "text/event-stream", watch, w);
    return true;
}

/* ---- staying ---- */

static bool send_text(struct request *rq, struct str *out)
{
    return !out->too_big && stream_send(rq, out->text, out->len);
}

/* Something at once: whatever stands between us and the browser opens its mouth. */
static bool greet(struct request *rq, struct watcher *w)
{
    struct str out = str_new(&w->scratch, TEXT_MOST);
    str_addf(&out, "retry: %d\n\n", RETRY_MS);
    if (w->greet)
        str_addf(&out, "id: %" PRId64 "\nevent: hello\ndata: {\"id\":%" PRId64 "}\n\n", w->after,
                 w->after);
    return send_text(rq, &out);
}

static bool tell(struct request *rq, struct watcher *w, const struct event *news, size_t n)
{
    struct str out = str_new(&w->scratch, TEXT_MOST);
    for (size_t i = 0; i < n; i++) {
        if (news[i].kind == EVENT_SYSTEM)
            w->beat_at = 0; /* perhaps our session was ended */
        const char *kind = event_word(news[i].kind);
        str_addf(&out,
                 "id: %" PRId64 "\nevent: %s\n"
                 "data: {\"id\":%" PRId64 ",\"kind\":\"%s\",\"ref\":%" PRId64 "}\n\n",
                 news[i].id, kind, news[i].id, kind, news[i].ref);
    }
    return send_text(rq, &out);
}

/* False: the stream is over. What broke here is in order again when the browser comes back. */
static bool tell_news(struct request *rq, struct watcher *w)
{
    struct event news[AT_ONCE];
    struct err e = {0};
    size_t n = 0;
    switch (feed_next(rq->app->feed, &w->after, news, AT_ONCE, &n, LOOK_ROUND_MS, &e)) {
    case FEED_NEWS: return n == 0 || tell(rq, w, news, n);
    case FEED_QUIET: return true;
    case FEED_ENDED: return false;
    case FEED_FAILED: break;
    }
    log_err("telling what happens", &e);
    return false;
}

/* A sign of life, and the question whether this console may still listen. */
static bool beat(struct request *rq, struct watcher *w)
{
    struct err e = {0};
    if (clock_monotonic() < w->beat_at)
        return true;
    w->beat_at = clock_monotonic() + BEAT_MS;
    if (staff_session_holds(rq->app->db, w->session, &e))
        return stream_send(rq, ":\n\n", 3);
    log_err("asking who listens", &e);
    return false;
}

static void watch(struct request *rq, void *what)
{
    struct watcher *w = what;
    int64_t now = clock_monotonic();
    int64_t until = now + LIFE_MS + random_id() % LIFE_SPREAD_MS;
    w->beat_at = now + BEAT_MS;
    arena_init(&w->scratch);
    feed_enter(rq->app->feed);
    bool on = greet(rq, w);
    while (on && clock_monotonic() < until) {
        on = tell_news(rq, w) && beat(rq, w) && stream_wanted(rq);
        arena_reset(&w->scratch);
    }
    feed_leave(rq->app->feed);
    arena_done(&w->scratch);
}

/* ---- the program ---- */

static void closing(struct app *app) { feed_end(app->feed); }

static bool start(struct app *app, struct err *e)
{
    app->routes = routes;
    app->route_count = sizeof routes / sizeof *routes;
    app->threads = DOORKEEPERS;
    app->streams = (int)app->settings.events_streams;
    app->authorize = door_authorize;
    app->closing = closing;
    return db_open(settings_database(&app->arena, &app->settings), &app->db, e) &&
           feed_open(app->db, &app->feed, e);
}

static void stop(struct app *app)
{
    feed_close(app->feed);
    db_close(app->db);
}

int main(int argc, char **argv)
{
    if (routes_asked(argc, argv, routes, sizeof routes / sizeof *routes))
        return 0;
    return serve_main(argc, argv, "events", start, stop);
}
