/* fetcher.c -- from a media row to a file, or to why there is none. */
#include "waiter/fetcher.h"

#include "waiter/clock.h"
#include "waiter/event.h"
#include "waiter/log.h"
#include "waiter/media.h"
#include "waiter/outbox.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define JOBS 2 /* each may hold 16 MB */
#define POLL_MS 100
#define CONNECT_MS 5000
#define CALL_MS (20 * SECOND_MS)
#define HOPS_MOST 3
#define TRIES_MOST 8
#define HOST_MOST 253

struct job {
    struct fetcher *fetcher;
    bool used;
    struct arena arena;
    struct media media;
    int hops;
    const char *type, *file, *error; /* what is noted */
    int64_t bytes;
};

struct fetcher {
    struct shop *shop;
    struct http *http;
    struct job jobs[JOBS];
    size_t busy;
    int64_t poll_after;
    bool idle;
};

/* --- Where we may go ----------------------------------------------------------------- */

static bool host_allowed(const char *list, const char *host, size_t n)
{
    for (const char *p = list; *p;) {
        p += strspn(p, " ,");
        size_t len = strcspn(p, " ,");
        bool below = len > 1 && *p == '.' && n > len && strncasecmp(host + n - len, p, len) == 0;
        if (len && (below || (len == n && strncasecmp(host, p, n) == 0)))
            return true;
        p += len;
    }
    return false;
}

bool fetcher_may_ask(const struct settings *s, const char *url, bool *ours)
{
    size_t base = strlen(s->twilio_api_url);
    *ours = strncmp(url, s->twilio_api_url, base) == 0 && url[base] == '/';
    if (*ours)
        return true;
    if (strncmp(url, "https://", 8) != 0)
        return false;
    const char *host = url + 8;
    size_t n = strspn(host, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-");
    /* Nothing but a name and a path: no port, no user, no number in brackets. */
    return n > 0 && n <= HOST_MOST && host[n] == '/' && host_allowed(s->media_hosts, host, n);
}

/* --- Opening ------------------------------------------------------------------------- */

static bool is_known(struct conn *c, const char *file, bool *known, struct err *e)
{
    int64_t id;
    return db_int(c, Q_MEDIA_BY_FILE, ARGS(V(file)), &id, known, e);
}

static void sweep(struct fetcher *f)
{
    const struct settings *s = shop_settings(f->shop);
    struct err e = {0};
    struct conn *c;
    struct arena a;
    arena_init(&a);
    DIR *folder = opendir(arena_printf(&a, "%s/inbound", s->waiter_home));
    if (folder && db_borrow(shop_db(f->shop), &c, &e)) {
        for (struct dirent *d; e.kind == ERR_NONE && (d = readdir(folder));) {
            bool known = true;
            if (d->d_name[0] != '.' && is_known(c, d->d_name, &known, &e) && !known)
                media_drop(&a, s, d->d_name);
        }
        db_return(shop_db(f->shop), c);
    }
    if (e.kind != ERR_NONE)
        log_err("looking through kept media", &e);
    if (folder)
        closedir(folder);
    arena_done(&a);
}

struct fetcher *fetcher_open(struct shop *shop, struct http *http)
{
    struct fetcher *f = calloc(1, sizeof *f);
    if (!f)
        abort();
    f->shop = shop;
    f->http = http;
    for (size_t i = 0; i < JOBS; i++)
        f->jobs[i].fetcher = f;
    sweep(f);
    return f;
}

void fetcher_close(struct fetcher *f)
{
    for (size_t i = 0; f && i < JOBS; i++)
        arena_done(&f->jobs[i].arena);
    free(f);
}

size_t fetcher_busy(const struct fetcher *f) { return f->busy; }
bool fetcher_done(const struct fetcher *f) { return f->busy == 0 && f->idle; }

/* --- Noting -------------------------------------------------------------------------- */

static bool tell(struct conn *c, const struct media *m, int64_t now, struct err *e)
{
    int64_t order;
    bool found;
    return event_add(c, EVENT_MESSAGE, m->customer_id, now, e) &&
           db_int(c, Q_MEDIA_ORDER, ARGS(V(m->id)), &order, &found, e) &&
           (!found || event_add(c, EVENT_ORDER, order, now, e));
}

static bool kept_job(struct conn *c, void *what, struct err *e)
{
    const struct job *j = what;
    int64_t now = clock_now(), changed;
    return db_run(c, Q_MEDIA_KEPT, ARGS(V(j->media.id), V(j->type), V(j->bytes), V(j->file), V(now)),
                  &changed, e) &&
           (changed == 1 || fail(e, ERR_NOT_FOUND, "the row is gone")) && tell(c, &j->media, now, e);
}

static bool refused_job(struct conn *c, void *what, struct err *e)
{
    const struct job *j = what;
    int64_t now = clock_now();
    return db_run(c, Q_MEDIA_REFUSED, ARGS(V(j->media.id), V(j->error), V(now)), NULL, e) &&
           tell(c, &j->media, now, e);
}

static bool later_job(struct conn *c, void *what, struct err *e)
{
    const struct job *j = what;
    int64_t now = clock_now(), tries = j->media.attempts + 1;
    int64_t pause = outbox_backoff(shop_settings(j->fetcher->shop)->retry_base_ms, tries);
    return db_run(c, Q_MEDIA_LATER, ARGS(V(j->media.id), V(tries), V(now + pause), V(j->error), V(now)),
                  NULL, e);
}

static void end(struct job *j, db_job what)
{
    struct fetcher *f = j->fetcher;
    struct err e = {0};
    if (!db_write(shop_db(f->shop), what, j, &e)) {
        log_err("noting what a customer sent", &e); /* the row stands: it is fetched again */
        if (what == kept_job)
            media_drop(&j->arena, shop_settings(f->shop), j->file);
    }
    j->used = false;
    f->busy--;
    f->idle = false;
    f->poll_after = 0;
    arena_reset(&j->arena);
}

static void refuse(struct job *j, const char *error)
{
    j->error = error;
    log_warn("what a customer sent is not kept", "media", j->media.media_sid, "why", error, NULL);
    end(j, refused_job);
}

static void later(struct job *j)
{
    j->error = "";
    if (j->media.attempts + 1 >= TRIES_MOST)
        refuse(j, "gone");
    else
        end(j, later_job);
}

/* --- Fetching ------------------------------------------------------------------------ */

static void fetched(void *what, const struct http_answer *answer);

static void ask(struct job *j, const char *url)
{
    const struct settings *s = shop_settings(j->fetcher->shop);
    struct http_request r = {.url = url, .timeout_ms = CALL_MS, .connect_ms = CONNECT_MS,
                             .answer_most = MEDIA_MOST};
    struct err e = {0};
    bool ours;
    if (!fetcher_may_ask(s, url, &ours)) {
        refuse(j, "gone");
        return;
    }
    if (ours) {
        r.user = s->twilio_account_sid;
        r.password = s->twilio_auth_token;
    }
    r.public_only = !ours;
    if (http_start(j->fetcher->http, &r, fetched, j, &e))
        return;
    log_err("fetching what a customer sent", &e);
    later(j);
}

static void keep(struct job *j, const struct http_answer *answer)
{
    struct err e = {0};
    j->type = media_type(answer->body, answer->len);
    j->bytes = (int64_t)answer->len;
    if (!j->type) {
        refuse(j, "type");
    } else if (!media_keep(&j->arena, shop_settings(j->fetcher->shop), answer->body, answer->len,
                           &j->file, &e)) {
        log_err("keeping what a customer sent", &e);
        later(j);
    } else {
        log_info("kept what a customer sent", "media", j->media.media_sid, "type", j->type, NULL);
        end(j, kept_job);
    }
}

static void fetched(void *what, const struct http_answer *answer)
{
    struct job *j = what;
    if (answer->too_big)
        refuse(j, "too_big");
    else if (answer->status == 200)
        keep(j, answer);
    else if (answer->status >= 300 && answer->status < 400 && answer->redirect && j->hops < HOPS_MOST) {
        j->hops++;
        ask(j, arena_strdup(&j->arena, answer->redirect));
    } else if (answer->status >= 300 && answer->status < 400) {
        refuse(j, "gone");
    } else {
        later(j);
    }
}

static void begin(struct job *j)
{
    const struct settings *s = shop_settings(j->fetcher->shop);
    j->hops = 0;
    ask(j, arena_printf(&j->arena, "%s/2010-04-01/Accounts/%s/Messages/%s/Media/%s",
                        s->twilio_api_url, s->twilio_account_sid, j->media.message_sid,
                        j->media.media_sid));
}

/* --- The turn ------------------------------------------------------------------------ */

static struct job *job_free(struct fetcher *f)
{
    for (size_t i = 0; i < JOBS; i++)
        if (!f->jobs[i].used)
            return &f->jobs[i];
    return NULL;
}

static bool at_it(const struct fetcher *f, int64_t id)
{
    for (size_t i = 0; i < JOBS; i++)
        if (f->jobs[i].used && f->jobs[i].media.id == id)
            return true;
    return false;
}

static size_t take(struct fetcher *f, struct conn *c, struct job **taken, struct err *e)
{
    struct arena a;
    void *rows;
    size_t n = 0, count = 0;
    arena_init(&a);
    if (!db_all(c, &a, Q_MEDIA_WAITING, ARGS(V(clock_now()), V((int64_t)(2 * JOBS))), &media_model, 2 * JOBS,
                &rows, &n, e))
        n = 0;
    for (size_t i = 0; i < n && f->busy < JOBS; i++) {
        int64_t id = ((struct media *)rows)[i].id;
        struct job *j = job_free(f);
        if (at_it(f, id) ||
            !db_one(c, &j->arena, Q_MEDIA_BY_ID, ARGS(V(id)), &media_model, &j->media, NULL, e))
            continue;
        j->used = true;
        f->busy++;
        taken[count++] = j;
    }
    arena_done(&a);
    return count;
}

void fetcher_turn(struct fetcher *f, bool finishing)
{
    struct job *taken[JOBS];
    struct err e = {0};
    struct conn *c;
    size_t count = 0;
    int64_t now = clock_monotonic();
    if (finishing || f->busy == JOBS || now < f->poll_after)
        return;
    f->poll_after = now + POLL_MS;
    if (db_borrow(shop_db(f->shop), &c, &e)) {
        count = take(f, c, taken, &e);
        db_return(shop_db(f->shop), c);
    }
    if (e.kind != ERR_NONE)
        log_err("looking for what customers sent", &e);
    f->idle = count == 0;
    for (size_t i = 0; i < count; i++)
        begin(taken[i]);
}
