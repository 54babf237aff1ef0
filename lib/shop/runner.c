/* runner.c -- from a due errand to a noted result. An errand that may have been done when its
 * worker died is done again: its id tells whoever receives it. */
#include "waiter/runner.h"

#include "waiter/clock.h"
#include "waiter/errand.h"
#include "waiter/hook.h"
#include "waiter/log.h"
#include "waiter/mail.h"
#include "waiter/outbox.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CONNECT_MS 10000
#define POLL_MS 100
#define ANSWER_MOST 4096
#define HOOK_GONE 410
#define MAIL_PAUSE_MS (15 * MINUTE_MS) /* a login must not be hammered: servers lock it out */

struct job {
    struct runner *runner;
    bool busy;
    struct arena arena;
    struct errand row;
};

struct runner {
    struct shop *shop;
    struct db *db;
    struct http *http;
    const struct settings *settings;
    struct mail_server server;
    struct arena arena;
    struct job jobs[RUNNER_JOBS];
    size_t busy;
    int64_t version, next_at;
    int64_t poll_after, mail_after; /* clock_monotonic */
    bool ask;
};

bool runner_open(struct shop *shop, struct http *http, struct runner **out, struct err *e)
{
    struct runner *r = calloc(1, sizeof *r);
    const struct settings *s = shop_settings(shop);
    if (!r)
        abort();
    r->shop = shop;
    r->db = shop_db(shop);
    r->http = http;
    r->settings = s;
    r->ask = true;
    arena_init(&r->arena);
    for (size_t i = 0; i < RUNNER_JOBS; i++)
        r->jobs[i].runner = r;
    if (*s->smtp_url && *s->mail_from)
        r->server = mail_server_read(&r->arena, s->smtp_url, s->mail_from);
    if (!errand_rescue(r->db, e)) {
        runner_close(r);
        return false;
    }
    *out = r;
    return true;
}

void runner_close(struct runner *r)
{
    if (!r)
        return;
    for (size_t i = 0; i < RUNNER_JOBS; i++)
        arena_done(&r->jobs[i].arena);
    arena_done(&r->arena);
    free(r);
}

size_t runner_busy(const struct runner *r) { return r->busy; }

bool runner_done(const struct runner *r) { return r->busy == 0 && !r->ask; }

/* -- noting -- */

static void end(struct job *job, enum errand_end how, int64_t code, const char *why,
                int64_t pause_ms)
{
    struct runner *r = job->runner;
    struct err e = {0};
    const char *id = arena_printf(&job->arena, "%lld", (long long)job->row.id);
    const char *told = arena_printf(&job->arena, "%lld", (long long)code);
    if (how == ERRAND_DONE)
        log_info("errand done", "errand", id, "way", job->row.way, "what", job->row.subject, NULL);
    else
        log_warn(how == ERRAND_DEAD ? "errand is dead" : "errand waits", "errand", id, "way",
                 job->row.way, "code", told, "why", why, NULL);
    /* If it cannot be noted it stays running, and comes again when its lease is over. */
    if (!errand_finish(r->db, &job->row, how, code, why, pause_ms, &e))
        log_err("noting an errand", &e);
    arena_reset(&job->arena);
    job->busy = false;
    r->busy--;
    r->ask = true;
    r->poll_after = 0;
}

static int64_t pause_of(const struct job *job)
{
    return outbox_backoff(job->runner->settings->retry_base_ms, job->row.attempts);
}

/* -- mails (smtp-curl.md §6) -- */

static void mailed(void *what, const struct http_answer *a)
{
    struct job *job = what;
    struct runner *r = job->runner;
    if (a->taken) {
        end(job, ERRAND_DONE, a->status, NULL, 0);
    } else if (a->misconfigured || a->status == 530 || a->status == 535) {
        r->mail_after = clock_monotonic() + MAIL_PAUSE_MS;
        log_error("the mail server refuses us: mails wait, nothing is lost", "why", a->trouble, NULL);
        end(job, ERRAND_BACK, a->status, a->trouble, MAIL_PAUSE_MS);
    } else {
        bool never = a->status >= 500 && a->status < 600;
        end(job, never ? ERRAND_DEAD : ERRAND_RETRY, a->status, a->trouble, pause_of(job));
    }
}

static void mail(struct job *job)
{
    struct runner *r = job->runner;
    const struct settings *s = r->settings;
    struct err e = {0};
    const struct snapshot *snap;
    const char *bytes;
    size_t len;
    int64_t wait_ms = r->mail_after - clock_monotonic();
    if (!r->server.url || wait_ms > 0) {
        end(job, ERRAND_BACK, 0, r->server.url ? "the mail server is left alone for a while"
                                               : "SMTP_URL and MAIL_FROM are not set",
            r->server.url ? wait_ms : MAIL_PAUSE_MS);
        return;
    }
    if (!shop_snapshot_now(r->shop, &snap, &e)) {
        end(job, ERRAND_BACK, 0, err_words(e.kind), pause_of(job));
        return;
    }
    const struct mail m = {
        .from = s->mail_from, .from_name = snap->catalogue.shop_name, .to = job->row.target,
        .subject = job->row.subject, .text = job->row.body, .date = clock_now(),
        .id = arena_printf(&job->arena, "waiter.%lld.%lld", (long long)job->row.created_at,
                           (long long)job->row.id),
    };
    bool ok = mail_compose(&job->arena, &m, &bytes, &len, &e);
    shop_release(r->shop, snap);
    if (!ok) {
        end(job, ERRAND_DEAD, 0, e.why, 0);
        return;
    }
    const struct http_mail call = {
        .url = r->server.url, .plain = r->server.plain, .user = r->server.user,
        .password = r->server.password, .ca_file = s->smtp_ca_file, .from = s->mail_from,
        .to = job->row.target, .message = bytes, .len = len,
        .timeout_ms = s->send_timeout_ms,
        .connect_ms = s->send_timeout_ms < CONNECT_MS ? s->send_timeout_ms : CONNECT_MS,
    };
    if (!http_start_mail(r->http, &call, mailed, job, &e))
        end(job, ERRAND_BACK, 0, e.why, pause_of(job));
}

/* -- webhook calls -- */

static void called(void *what, const struct http_answer *a)
{
    struct job *job = what;
    if (a->status >= 200 && a->status < 300)
        end(job, ERRAND_DONE, a->status, NULL, 0);
    else if (a->status == HOOK_GONE)
        end(job, ERRAND_DEAD, a->status, "it says that it is gone for good", 0);
    else
        end(job, ERRAND_RETRY, a->status, a->status ? "it did not answer with success" : a->trouble,
            pause_of(job));
}

static bool find_hook(struct job *job, struct hook *out, struct err *e)
{
    struct conn *c;
    if (!db_borrow(job->runner->db, &c, e))
        return false;
    bool ok = hook_find(c, &job->arena, strtoll(job->row.target, NULL, 10), out, e);
    db_return(job->runner->db, c);
    return ok;
}

static void call_hook(struct job *job)
{
    struct runner *r = job->runner;
    const struct settings *s = r->settings;
    struct arena *a = &job->arena;
    struct hook hook;
    struct err e = {0};
    size_t len = strlen(job->row.body);
    if (!find_hook(job, &hook, &e) || !hook.active) {
        bool gone = e.kind == ERR_NONE || e.kind == ERR_NOT_FOUND;
        end(job, gone ? ERRAND_DEAD : ERRAND_BACK, 0, "the webhook was removed or switched off",
            pause_of(job));
        return;
    }
    const char *const headers[] = {
        arena_printf(a, "Waiter-Signature: %s",
                     hook_signature(a, hook.secret, clock_now() / SECOND_MS, job->row.body, len)),
        arena_printf(a, "Waiter-Delivery: %lld", (long long)job->row.id),
        arena_printf(a, "Waiter-Event: %s", job->row.subject),
        NULL,
    };
    const struct http_request call = {
        .url = hook.url, .body = job->row.body, .body_len = len,
        .content_type = "application/json", .headers = headers,
        .timeout_ms = s->send_timeout_ms,
        .connect_ms = s->send_timeout_ms < CONNECT_MS ? s->send_timeout_ms : CONNECT_MS,
        .answer_most = ANSWER_MOST, .public_only = !s->hooks_private,
    };
    if (!http_start(r->http, &call, called, job, &e))
        end(job, ERRAND_BACK, 0, e.why, pause_of(job));
}

/* -- taking -- */

static struct errand row_copy(struct arena *a, const struct errand *from)
{
    struct errand row = *from;
    row.way = arena_strdup(a, from->way);
    row.target = arena_strdup(a, from->target);
    row.subject = arena_strdup(a, from->subject);
    row.body = arena_strdup(a, from->body);
    return row;
}

static void begin(struct runner *r, const struct errand *row)
{
    for (size_t i = 0; i < RUNNER_JOBS; i++) {
        struct job *job = &r->jobs[i];
        if (job->busy)
            continue;
        job->busy = true;
        r->busy++;
        job->row = row_copy(&job->arena, row);
        if (strcmp(row->way, "mail") == 0)
            mail(job);
        else
            call_hook(job);
        return;
    }
}

static bool worth_asking(struct runner *r, struct conn *c)
{
    if (db_changed(c, &r->version) || (r->next_at && clock_now() >= r->next_at))
        r->ask = true;
    return r->ask;
}

static bool is_due(struct runner *r)
{
    struct err e = {0};
    struct conn *c;
    bool due = false;
    if (!db_borrow(r->db, &c, &e)) {
        log_err("reading the errands", &e);
        return false;
    }
    if (worth_asking(r, c) && !errand_ready(c, clock_now(), &due, &r->next_at, &e))
        log_err("reading the errands", &e);
    r->ask = due;
    db_return(r->db, c);
    return due;
}

void runner_turn(struct runner *r, bool finishing)
{
    struct errand *rows;
    struct err e = {0};
    struct arena a;
    size_t n = 0;
    if (finishing || r->busy == RUNNER_JOBS || clock_monotonic() < r->poll_after)
        return;
    r->poll_after = clock_monotonic() + POLL_MS;
    if (!is_due(r))
        return;
    arena_init(&a);
    if (!errand_claim(r->db, &a, clock_now(), r->settings->lease_ms, RUNNER_JOBS - r->busy, &rows,
                      &n, &e))
        log_err("taking errands", &e);
    for (size_t i = 0; i < n; i++)
        begin(r, &rows[i]);
    arena_done(&a);
}
