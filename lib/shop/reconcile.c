/* reconcile.c -- one round: list page by page, keep what is unknown, ask what came with it, take it
 * in oldest first. `reconcile.seen` in the settings is how far the last whole round reached. */
#include "waiter/reconcile.h"

#include "waiter/chat.h"
#include "waiter/clock.h"
#include "waiter/log.h"
#include "waiter/phone.h"
#include "waiter/twilio_send.h"

#include <stdlib.h>
#include <string.h>

#define SEEN "reconcile.seen"
#define GRACE_MS MINUTE_MS /* so young, a message may still be on its way to the webhook */
#define OVERLAP_MS (10 * MINUTE_MS)
#define REACH_MS (7 * DAY_MS) /* an answer to something older helps nobody */
#define PAGES_MOST 500
#define AT_ONCE 5 /* taken in between two looks at the rest of the worker's work */

enum step { WAIT, LIST, MEDIA, TAKE };

struct found {
    struct found *younger; /* the list comes newest first: its last one becomes the head */
    struct twilio_inbound m;
    const char *media_sid, *media_type;
};

struct reconciler {
    struct shop *shop;
    struct http *http;
    const struct settings *settings;
    struct arena arena; /* of one round */
    enum step step;
    int64_t round_after; /* clock_monotonic */
    int64_t began_at, since;
    struct found *oldest, *asking;
    size_t count;
    int pages;
    bool once_round;
};

static void list(struct reconciler *r, const char *next);
static void media(struct reconciler *r);

bool reconciler_open(struct shop *shop, struct http *http, struct reconciler **out, struct err *e)
{
    struct reconciler *r = calloc(1, sizeof *r);
    (void)e;
    if (!r)
        abort();
    r->shop = shop;
    r->http = http;
    r->settings = shop_settings(shop);
    *out = r;
    return true;
}

void reconciler_close(struct reconciler *r)
{
    if (!r)
        return;
    arena_done(&r->arena);
    free(r);
}

bool reconciler_done(const struct reconciler *r)
{
    return !r->settings->reconcile_ms || (r->once_round && r->step == WAIT);
}

/* -- how far we came -- */

static bool keep_seen(struct conn *c, void *what, struct err *e)
{
    struct reconciler *r = what;
    const char *text = arena_printf(&r->arena, "%lld", (long long)r->began_at);
    return db_run(c, Q_SETTING_PUT, ARGS(V(SEEN), V(text)), NULL, e);
}

/* A shop that never looked begins now: what came before is somebody else's. */
static bool read_since(struct reconciler *r, bool *first, struct err *e)
{
    struct conn *c;
    const char *text;
    bool found;
    if (!db_borrow(shop_db(r->shop), &c, e))
        return false;
    bool ok = db_text(c, &r->arena, Q_SETTING_GET, ARGS(V(SEEN)), &text, &found, e);
    db_return(shop_db(r->shop), c);
    *first = ok && !found;
    if (ok && found) {
        r->since = strtoll(text, NULL, 10) - OVERLAP_MS;
        if (r->since < r->began_at - REACH_MS)
            r->since = r->began_at - REACH_MS;
    }
    return ok;
}

static void end_round(struct reconciler *r, bool whole)
{
    struct err e = {0};
    if (whole && !db_write(shop_db(r->shop), keep_seen, r, &e))
        log_err("noting how far Twilio's list was read", &e);
    arena_reset(&r->arena);
    r->oldest = r->asking = NULL;
    r->count = 0;
    r->step = WAIT;
    r->once_round = true;
    r->round_after = clock_monotonic() + r->settings->reconcile_ms;
}

static void give_up(struct reconciler *r, const char *why)
{
    log_warn("messages that may have been missed could not be asked for", "why", why, NULL);
    end_round(r, false);
}

static bool start(struct reconciler *r, struct http_request *call,
                  void (*done)(void *, const struct http_answer *))
{
    struct err e = {0};
    call->timeout_ms = r->settings->send_timeout_ms;
    call->connect_ms = call->timeout_ms;
    if (http_start(r->http, call, done, r, &e))
        return true;
    give_up(r, e.why);
    return false;
}

/* -- listing -- */

static bool is_known(struct conn *c, const char *sid, bool *known, struct err *e)
{
    int64_t n;
    if (!db_int(c, Q_INBOUND_KNOWN, ARGS(V(sid)), &n, NULL, e))
        return false;
    *known = n != 0;
    return true;
}

static bool keep_unknown(struct reconciler *r, const struct twilio_inbox *in, struct err *e)
{
    int64_t grace = r->settings->reconcile_ms / 2;
    int64_t until = r->began_at - (grace < GRACE_MS ? grace : GRACE_MS);
    struct conn *c;
    bool ok = true, known = false;
    if (!db_borrow(shop_db(r->shop), &c, e))
        return false;
    for (size_t i = 0; ok && i < in->count; i++) {
        if (in->at[i].sent_at > until)
            continue;
        ok = is_known(c, in->at[i].sid, &known, e);
        if (!ok || known)
            continue;
        struct found *f = arena_alloc(&r->arena, sizeof *f);
        f->m = in->at[i];
        f->younger = r->oldest;
        r->oldest = f;
        r->count++;
    }
    db_return(shop_db(r->shop), c);
    return ok;
}

static void listed(void *what, const struct http_answer *answer)
{
    struct reconciler *r = what;
    struct twilio_inbox in;
    struct err e = {0};
    if (!twilio_inbound_read(&r->arena, answer, r->settings, r->since, &in)) {
        give_up(r, answer->status ? "Twilio's answer was no list" : answer->trouble);
    } else if (!keep_unknown(r, &in, &e)) {
        give_up(r, e.why);
    } else if (in.next && ++r->pages < PAGES_MOST) {
        list(r, in.next);
    } else {
        r->asking = r->oldest;
        media(r);
    }
}

static void list(struct reconciler *r, const char *next)
{
    struct http_request call = twilio_list_inbound(&r->arena, r->settings, r->since, next);
    r->step = LIST;
    (void)start(r, &call, listed);
}

/* -- what came with them -- */

static void media_told(void *what, const struct http_answer *answer)
{
    struct reconciler *r = what;
    struct found *f = r->asking;
    if (!twilio_media_read(&r->arena, answer, &f->media_sid, &f->media_type))
        f->media_sid = f->media_type = NULL;
    r->asking = f->younger;
    media(r);
}

static void media(struct reconciler *r)
{
    while (r->asking && !r->asking->m.media)
        r->asking = r->asking->younger;
    r->step = r->asking ? MEDIA : TAKE;
    if (r->asking) {
        struct http_request call = twilio_list_media(&r->arena, r->settings, r->asking->m.sid);
        (void)start(r, &call, media_told);
    }
}

/* -- taking in -- */

static bool take_one(struct reconciler *r, const struct found *f, struct err *e)
{
    struct answer answer;
    struct arena a;
    arena_init(&a);
    const struct incoming in = {
        .channel = "whatsapp",
        .provider_id = f->m.sid,
        .from = {.address = f->m.from,
                 .phone = strncmp(f->m.from, "whatsapp:+", 10) == 0 ? phone_normal(&a, f->m.from)
                                                                    : NULL},
        .message = {.kind = f->m.media ? chat_media_kind(f->media_type) : MESSAGE_TEXT,
                    .text = f->m.body ? f->m.body : ""},
        .media_sid = f->media_sid,
        .sent_at = f->m.sent_at,
    };
    bool ok = chat_receive(r->shop, &a, &in, &answer, e);
    if (ok && !answer.duplicate)
        log_info("a message that never reached us was taken in", "sid", f->m.sid, NULL);
    arena_done(&a);
    return ok;
}

static void take_some(struct reconciler *r)
{
    struct err e = {0};
    for (int i = 0; i < AT_ONCE && r->oldest; i++) {
        if (!take_one(r, r->oldest, &e)) {
            give_up(r, e.why); /* the next round finds it again */
            return;
        }
        r->oldest = r->oldest->younger;
    }
    if (!r->oldest)
        end_round(r, true);
}

/* -- the turn -- */

static void begin(struct reconciler *r)
{
    struct err e = {0};
    bool first;
    r->began_at = clock_now();
    r->pages = 0;
    if (!read_since(r, &first, &e))
        give_up(r, e.why);
    else if (first)
        end_round(r, true);
    else
        list(r, NULL);
}

void reconciler_turn(struct reconciler *r, bool finishing)
{
    if (finishing || !r->settings->reconcile_ms)
        return;
    if (r->step == WAIT && clock_monotonic() >= r->round_after)
        begin(r);
    if (r->step == TAKE)
        take_some(r);
}
