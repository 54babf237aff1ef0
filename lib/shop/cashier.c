/* cashier.c -- from a row's errand to its provider and back into the books.
 *
 * Order of this file: opening, taking errands, payments' answers, refunds' answers, the turn. */
#include "waiter/cashier.h"

#include "payment_parts.h"
#include "waiter/clock.h"
#include "waiter/log.h"
#include "waiter/outbox.h"

#include <stdlib.h>
#include <string.h>

#define JOBS 4
#define POLL_MS 100
#define CONNECT_MS 5000
#define OPEN_LEAST_MS (30 * MINUTE_MS + 30 * SECOND_MS) /* a page must be open for so long (stripe.md §2) */
#define LOOK_AGAIN_MS HOUR_MS
/* Idempotency-Keys are kept for 24 h: behind that, asking again could give back twice. */
#define REFUND_BUDGET_MS (20 * HOUR_MS)

enum errand { OPEN, CLOSE, LOOK, REFUND };

struct job {
    struct cashier *cashier;
    bool used;
    enum errand errand;
    struct arena arena;
    struct payment payment; /* or: */
    struct refund refund;
    const struct pay_provider *provider;
    const char *why;
};

struct cashier {
    struct shop *shop;
    struct http *http;
    struct job jobs[JOBS];
    size_t busy;
    int64_t poll_after; /* clock_monotonic */
    bool idle;          /* nothing was due when last asked */
};

/* --- Opening ------------------------------------------------------------------------- */

struct cashier *cashier_open(struct shop *shop, struct http *http)
{
    struct cashier *c = calloc(1, sizeof *c);
    if (!c)
        abort();
    c->shop = shop;
    c->http = http;
    for (size_t i = 0; i < JOBS; i++)
        c->jobs[i].cashier = c;
    return c;
}

void cashier_close(struct cashier *c)
{
    for (size_t i = 0; c && i < JOBS; i++)
        arena_done(&c->jobs[i].arena);
    free(c);
}

size_t cashier_busy(const struct cashier *c) { return c->busy; }
bool cashier_done(const struct cashier *c) { return c->busy == 0 && c->idle; }

/* --- Taking errands ------------------------------------------------------------------ */

static struct job *job_free(struct cashier *c)
{
    for (size_t i = 0; i < JOBS; i++)
        if (!c->jobs[i].used)
            return &c->jobs[i];
    return NULL;
}

static bool at_it(const struct cashier *c, bool refund, int64_t id)
{
    for (size_t i = 0; i < JOBS; i++) {
        const struct job *j = &c->jobs[i];
        if (j->used && (j->errand == REFUND) == refund &&
            (refund ? j->refund.id : j->payment.id) == id)
            return true;
    }
    return false;
}

static void job_end(struct job *job)
{
    job->used = false;
    job->cashier->busy--;
    job->cashier->idle = false;
    job->cashier->poll_after = 0;
    arena_reset(&job->arena);
}

static bool write(struct job *job, db_job what)
{
    struct err e = {0};
    if (db_write(shop_db(job->cashier->shop), what, job, &e))
        return true;
    log_err("noting what a payment provider said", &e); /* the errand stands: it comes again */
    return false;
}

static void payment_answered(void *what, const struct http_answer *answer);
static void refund_answered(void *what, const struct http_answer *answer);
static bool no_page_job(struct conn *c, void *what, struct err *e);

static void start(struct job *job, struct http_request r,
                  void (*done)(void *, const struct http_answer *))
{
    const struct settings *s = shop_settings(job->cashier->shop);
    struct err e = {0};
    r.timeout_ms = s->send_timeout_ms;
    r.connect_ms = r.timeout_ms < CONNECT_MS ? r.timeout_ms : CONNECT_MS;
    if (http_start(job->cashier->http, &r, done, job, &e))
        return;
    log_err("calling a payment provider", &e);
    job_end(job);
}

static struct pay_ask ask_of(struct job *job)
{
    const struct settings *s = shop_settings(job->cashier->shop);
    const struct payment *p = &job->payment;
    return (struct pay_ask){
        .payment = {p->id, p->created_at}, .amount_minor = p->amount_minor, .expires_at = p->expires_at,
        .order_number = p->order_number, .currency = p->currency, .session_id = p->session_id,
        .charge_id = p->charge_id,
        .thanks_url = order_track_url(&job->arena, s->public_url, s->secret_key, p->order_number),
    };
}

static void begin_payment(struct job *job)
{
    const struct settings *s = shop_settings(job->cashier->shop);
    struct pay_ask ask = ask_of(job);
    const char *errand = job->payment.errand;
    job->errand = strcmp(errand, "open") == 0 ? OPEN : strcmp(errand, "close") == 0 ? CLOSE : LOOK;
    if (job->errand == OPEN && job->payment.expires_at - clock_now() < OPEN_LEAST_MS) {
        job->why = "it could not be made in time";
        (void)write(job, no_page_job);
        job_end(job);
        return;
    }
    start(job,
          job->errand == OPEN    ? job->provider->open(&job->arena, s, &ask)
          : job->errand == CLOSE ? job->provider->close(&job->arena, s, &ask)
                                 : job->provider->look(&job->arena, s, &ask),
          payment_answered);
}

static void begin_refund(struct job *job)
{
    const struct refund *r = &job->refund;
    struct pay_ask ask = {
        .refund = {r->id, r->created_at}, .amount_minor = r->amount_minor,
        .order_number = r->order_number, .currency = r->currency, .charge_id = r->charge_id,
    };
    job->errand = REFUND;
    start(job, job->provider->refund(&job->arena, shop_settings(job->cashier->shop), &ask),
          refund_answered);
}

static bool job_take(struct cashier *c, enum query by_id, int64_t id, const struct model *m,
                     struct conn *conn, bool refund)
{
    struct job *job = job_free(c);
    struct err e = {0};
    enum pay_way way;
    void *into = refund ? (void *)&job->refund : (void *)&job->payment;
    if (!db_one(conn, &job->arena, by_id, ARGS(V(id)), m, into, NULL, &e) ||
        !pay_way_read(refund ? job->refund.way : job->payment.way, &way) ||
        !(job->provider = pay_provider_of(way)) ||
        !job->provider->takes(shop_settings(c->shop),
                              refund ? job->refund.currency : job->payment.currency)) {
        arena_reset(&job->arena); /* its key was taken away: it waits for another */
        return false;
    }
    job->used = true;
    c->busy++;
    return true;
}

/* Ids first, the calls when the connection is given back. */
static void take(struct cashier *c, bool refund)
{
    const struct model *m = refund ? &refund_model : &payment_model;
    enum query due = refund ? Q_REFUNDS_QUEUED : Q_PAYMENT_ERRANDS;
    enum query by_id = refund ? Q_REFUND_BY_ID : Q_PAYMENT_BY_ID;
    struct job *taken[JOBS];
    struct err e = {0};
    struct arena a;
    struct conn *conn;
    void *rows;
    size_t n, count = 0;
    arena_init(&a);
    if (db_borrow(shop_db(c->shop), &conn, &e)) {
        if (!db_all(conn, &a, due, ARGS(V(clock_now()), V((int64_t)(2 * JOBS))), m, 2 * JOBS, &rows, &n, &e))
            n = 0;
        for (size_t i = 0; i < n && c->busy < JOBS; i++) {
            int64_t id = refund ? ((struct refund *)rows)[i].id : ((struct payment *)rows)[i].id;
            struct job *job = job_free(c);
            if (!at_it(c, refund, id) && job_take(c, by_id, id, m, conn, refund)) {
                if (refund)
                    job->errand = REFUND;
                else
                    job->errand = OPEN; /* begin_payment says which */
                taken[count++] = job;
            }
        }
        c->idle = c->idle && count == 0;
        db_return(shop_db(c->shop), conn);
    }
    if (e.kind != ERR_NONE)
        log_err("looking for payments to see to", &e);
    arena_done(&a);
    for (size_t i = 0; i < count; i++)
        refund ? begin_refund(taken[i]) : begin_payment(taken[i]);
}

/* --- A payment's answer -------------------------------------------------------------- */

static const char *const errand_words[] = {[OPEN] = "open", [CLOSE] = "close", [LOOK] = "look"};

static bool put_errand(struct conn *c, const struct job *job, const char *errand, int64_t attempts,
                       int64_t at, struct err *e)
{
    return db_run(c, Q_PAYMENT_ERRAND_PUT,
                  ARGS(V(job->payment.id), V(errand), V(attempts), V(at), V(clock_now())), NULL, e);
}

static bool again_job(struct conn *c, void *what, struct err *e)
{
    const struct job *job = what;
    int64_t tries = job->payment.attempts + 1;
    int64_t pause = outbox_backoff(shop_settings(job->cashier->shop)->retry_base_ms, tries);
    return put_errand(c, job, errand_words[job->errand], tries, clock_now() + pause, e);
}

/* It would not be closed: maybe it was paid that moment. */
static bool look_job(struct conn *c, void *what, struct err *e)
{
    const struct job *job = what;
    return put_errand(c, job, "look", 0, clock_now(), e);
}

/* Nothing changed by looking: later once more. One that nobody shall pay any more is closed. */
static bool later_job(struct conn *c, void *what, struct err *e)
{
    const struct job *job = what;
    int64_t now = clock_now();
    return db_run(c, Q_PAYMENT_ERRAND_LATER,
                  ARGS(V(job->payment.id), V(now), V(now + LOOK_AGAIN_MS), V(now + MINUTE_MS)), NULL, e);
}

/* There will be no page: the customer may try again or pay another way. */
static bool no_page_job(struct conn *c, void *what, struct err *e)
{
    struct job *job = what;
    const struct payment *p = &job->payment;
    struct pay_turn t = {.conn = c, .arena = &job->arena, .shop = job->cashier->shop,
                         .actor = "system:payment", .now = clock_now()};
    int64_t moved;
    if (!db_run(c, Q_PAYMENT_MOVE, ARGS(V(p->id), V("waiting"), V("failed"), V(job->why), V(t.now)),
                &moved, e))
        return false;
    if (!moved) /* it was given up meanwhile: there is nothing to open */
        return put_errand(c, job, NULL, 0, 0, e);
    if (!shop_snapshot_now(t.shop, &t.snap, e))
        return false;
    bool ok = payment_step(&t, p->order_id, "link_failed", job->why, e) &&
              payment_say(&t, NOTICE_PAY_NO_LINK, p, p->amount_minor, "", e);
    shop_release(t.shop, t.snap);
    return ok;
}

static bool forget_job(struct conn *c, void *what, struct err *e)
{
    return put_errand(c, what, NULL, 0, 0, e);
}

static void payment_refused(struct job *job)
{
    log_error("a payment provider refuses", "number", job->payment.order_number, "errand",
              errand_words[job->errand], "why", job->why, NULL);
    (void)write(job, job->errand == OPEN    ? no_page_job
                     : job->errand == CLOSE ? look_job
                                            : forget_job);
}

static void payment_answered(void *what, const struct http_answer *answer)
{
    struct job *job = what;
    struct cashier *c = job->cashier;
    struct pay_news news;
    struct err e = {0};
    switch (job->provider->read(&job->arena, shop_settings(c->shop), answer, false, &news, &job->why)) {
    case PAY_CALL_DONE:
        news.payment = (struct ref){job->payment.id, job->payment.created_at};
        if (!payment_told(c->shop, &job->arena, job->provider->way, &news, &e))
            log_err("noting how a payment stands", &e);
        else if (job->errand != OPEN)
            (void)write(job, later_job);
        break;
    case PAY_CALL_AGAIN:
        log_warn("a payment provider is asked again later", "number", job->payment.order_number,
                 "why", job->why, NULL);
        (void)write(job, again_job);
        break;
    case PAY_CALL_NO: payment_refused(job); break;
    }
    job_end(job);
}

/* --- A refund's answer --------------------------------------------------------------- */

static bool refund_later_job(struct conn *c, void *what, struct err *e)
{
    const struct job *job = what;
    const struct refund *r = &job->refund;
    int64_t now = clock_now(), tries = r->attempts + 1;
    int64_t pause = outbox_backoff(shop_settings(job->cashier->shop)->retry_base_ms, tries);
    return db_run(c, Q_REFUND_LATER, ARGS(V(r->id), V(tries), V(now + pause), V(job->why), V(now)),
                  NULL, e);
}

static bool refund_failed_job(struct conn *c, void *what, struct err *e)
{
    struct job *job = what;
    struct pay_turn t = {.conn = c, .arena = &job->arena, .shop = job->cashier->shop,
                         .actor = arena_printf(&job->arena, "system:%s", job->refund.way),
                         .now = clock_now()};
    return refund_moved(&t, &job->refund, REFUND_FAILED, NULL, job->why, e);
}

static void refund_answered(void *what, const struct http_answer *answer)
{
    struct job *job = what;
    struct cashier *c = job->cashier;
    struct pay_news news;
    struct err e = {0};
    enum pay_verdict verdict =
        job->provider->read(&job->arena, shop_settings(c->shop), answer, true, &news, &job->why);
    if (verdict == PAY_CALL_AGAIN && clock_now() - job->refund.created_at > REFUND_BUDGET_MS) {
        verdict = PAY_CALL_NO;
        job->why = "no answer: look in the provider's own console before refunding again";
    }
    if (verdict == PAY_CALL_DONE) {
        news.refund = (struct ref){job->refund.id, job->refund.created_at};
        if (!payment_told(c->shop, &job->arena, job->provider->way, &news, &e))
            log_err("noting a refund", &e);
    } else {
        log_warn("a refund waits", "number", job->refund.order_number, "why", job->why, NULL);
        (void)write(job, verdict == PAY_CALL_NO ? refund_failed_job : refund_later_job);
    }
    job_end(job);
}

/* --- The turn ------------------------------------------------------------------------ */

void cashier_turn(struct cashier *c, bool finishing)
{
    int64_t now = clock_monotonic();
    if (finishing || c->busy == JOBS || now < c->poll_after)
        return;
    c->poll_after = now + POLL_MS;
    c->idle = true;
    take(c, false);
    if (c->busy < JOBS)
        take(c, true);
}
