/* sender.c -- from a due row to a noted result.
 *
 * A job is one row under way. It goes CONTENT (make the shape its buttons need, or WAIT for
 * another job that makes it) -> SEND -> NOTE, or LOOK -> NOTE. Noting is a step of its own
 * because the database may be locked or full at that moment: the result is kept and noted
 * later; if the lease runs out first, the rescued row is looked up at Twilio and found.
 * Order of this file: opening, taking rows, sending, looking up, noting, the turn. */
#include "waiter/sender.h"

#include "contents.h"
#include "waiter/breaker.h"
#include "waiter/clock.h"
#include "waiter/http.h"
#include "waiter/log.h"
#include "waiter/meter.h"
#include "waiter/outbox.h"
#include "waiter/phone.h"
#include "waiter/twilio_send.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CONNECT_MS 5000
#define PAUSE_NET_MS MINUTE_MS            /* longest pause when Twilio cannot be reached */
#define PAUSE_ACCOUNT_MS (15 * MINUTE_MS) /* ... when it refuses our account */
#define REFUSED_MS (10 * MINUTE_MS)       /* a shape that could not be made is left alone */
#define RESCUE_EVERY_MS (5 * SECOND_MS)
#define POLL_MS 20
#define NOTE_AGAIN_MS 250
#define LEASE_SPARE_MS (5 * SECOND_MS)
#define SLOW_FACTOR 12 /* the slow back-off begins at a minute where the usual one begins at 5 s */
#define PAGES_MOST 10

enum step { FREE, CONTENT, WAIT, SEND, LOOK, NOTE };

struct job {
    struct sender *sender;
    enum step step;
    struct arena arena;
    struct outbox_row row;
    struct twilio_message message;
    struct twilio_shape shape;
    struct content *content; /* of the shape in use; NULL: plain */
    int64_t taken_at;        /* clock_monotonic */
    int pages;
    /* What is to be noted: */
    bool looked;
    enum outbox_end end;
    enum outbox_look_end look_end;
    const char *sid, *status, *why;
    int64_t code, next_at, note_after;
};

struct sender {
    const struct settings *settings;
    struct db *db;
    struct http *http;
    struct contents contents;
    struct breaker breaker;
    struct job jobs[SENDER_JOBS];
    size_t busy;
    int64_t version, next_at; /* data_version last seen; when rows become due by themselves */
    int64_t poll_after, rescue_after; /* clock_monotonic */
    bool ask;                 /* something may be due: ask the outbox */
};

static void job_begin(struct job *job);
static void send_message(struct job *job);
static void note_send(struct job *job, const struct twilio_verdict *v);
static void note(struct job *job);

/* --- Opening ------------------------------------------------------------------------- */

static void rescue(struct sender *s, bool all)
{
    struct err e = {0};
    int64_t count = 0;
    char number[24];
    s->rescue_after = clock_monotonic() + RESCUE_EVERY_MS;
    if (!outbox_rescue(s->db, clock_now(), all, s->settings->unsure_wait_ms, &count, &e)) {
        log_err("rescuing messages", &e);
        return;
    }
    snprintf(number, sizeof number, "%lld", (long long)count);
    if (count)
        log_warn("messages of unclear outcome will be looked up", "count", number, NULL);
}

bool sender_open(const struct settings *settings, struct db *db, struct http *http,
                 struct sender **out, struct err *e)
{
    struct sender *s = calloc(1, sizeof *s);
    if (!s)
        abort();
    s->settings = settings;
    s->db = db;
    s->http = http;
    s->ask = true;
    s->breaker.base_ms = settings->retry_base_ms;
    for (size_t i = 0; i < SENDER_JOBS; i++)
        s->jobs[i].sender = s;
    if (!contents_load(&s->contents, db, e)) {
        sender_close(s);
        return false;
    }
    rescue(s, true);
    *out = s;
    return true;
}

void sender_close(struct sender *s)
{
    if (!s)
        return;
    for (size_t i = 0; i < SENDER_JOBS; i++)
        arena_done(&s->jobs[i].arena);
    free(s);
}

size_t sender_busy(const struct sender *s) { return s->busy; }

bool sender_done(const struct sender *s)
{
    return s->busy == 0 && (!s->ask || breaker_paused(&s->breaker, clock_monotonic()));
}

/* --- What goes well and what does not ------------------------------------------------ */

static const char *number_text(struct job *job, int64_t n)
{
    return arena_printf(&job->arena, "%lld", (long long)n);
}

static void went_well(struct sender *s)
{
    if (breaker_success(&s->breaker))
        log_info("sending again", NULL);
}

static void went_wrong(struct sender *s, bool account, const char *why)
{
    int64_t now = clock_monotonic();
    bool news = account ? breaker_open(&s->breaker, now, PAUSE_ACCOUNT_MS, why)
                        : breaker_failure(&s->breaker, now, PAUSE_NET_MS, why);
    if (news && account)
        log_error("Twilio refuses our account or sender: the queue waits, nothing is lost",
                  "why", why, NULL);
    else if (news)
        log_warn("Twilio cannot be used at the moment: the queue waits", "why", why, NULL);
}

/* What an answer says about Twilio as a whole. */
static void learn(struct sender *s, const struct twilio_verdict *v)
{
    if (v->act == TWILIO_STOP_QUEUE)
        went_wrong(s, true, v->why);
    else if (v->act == TWILIO_NOT_REACHED || v->act == TWILIO_UNSURE)
        went_wrong(s, false, v->why);
    else
        went_well(s);
}

/* --- Taking rows --------------------------------------------------------------------- */

static struct job *job_free(struct sender *s)
{
    for (size_t i = 0; i < SENDER_JOBS; i++)
        if (s->jobs[i].step == FREE)
            return &s->jobs[i];
    return NULL;
}

static void job_end(struct job *job)
{
    job->step = FREE;
    job->content = NULL;
    arena_reset(&job->arena);
    job->sender->busy--;
    job->sender->ask = true; /* its customer's next row may go now */
    job->sender->poll_after = 0;
}

static struct outbox_row row_copy(struct arena *a, const struct outbox_row *from)
{
    struct outbox_row row = *from;
    row.to_address = arena_strdup(a, from->to_address);
    row.body = arena_strdup(a, from->body);
    row.media = arena_strdup(a, from->media);
    row.choices = arena_strdup(a, from->choices);
    row.status = arena_strdup(a, from->status);
    row.provider_id = arena_strdup(a, from->provider_id);
    row.content_sid = arena_strdup(a, from->content_sid);
    row.variables = arena_strdup(a, from->variables);
    row.request_id = arena_strdup(a, from->request_id);
    return row;
}

static void jobs_add(struct sender *s, const struct outbox_row *rows, size_t n, bool look,
                     int64_t taken)
{
    for (size_t i = 0; i < n; i++) {
        struct job *job = job_free(s);
        s->busy++;
        job->looked = look;
        job->step = look ? LOOK : SEND;
        job->taken_at = taken;
        job->pages = 0;
        job->row = row_copy(&job->arena, &rows[i]);
        job->message = (struct twilio_message){.oid = {job->row.id, job->row.created_at},
                                               .to = job->row.to_address, .body = job->row.body,
                                               .media = job->row.media,
                                               .choices = job->row.choices};
        job_begin(job);
    }
}

typedef bool take_fn(struct db *, struct arena *, int64_t, int64_t, size_t, struct outbox_row **,
                     size_t *, struct err *);

static void take(struct sender *s, bool look)
{
    take_fn *take_rows = look ? outbox_look : outbox_claim;
    int64_t taken = clock_monotonic();
    int room = breaker_room(&s->breaker, taken, SENDER_JOBS, (int)s->busy);
    struct outbox_row *rows;
    struct err e = {0};
    struct arena a;
    size_t n = 0;
    if (room <= 0) {
        s->ask = true;
        return;
    }
    arena_init(&a);
    if (take_rows(s->db, &a, clock_now(), s->settings->lease_ms, (size_t)room, &rows, &n, &e)) {
        jobs_add(s, rows, n, look, taken);
    } else {
        log_err("taking messages", &e);
        s->poll_after = clock_monotonic() + NOTE_AGAIN_MS;
    }
    s->ask = true; /* there may be more behind them */
    arena_done(&a);
}

/* Asks the outbox only when something was committed, a time has come, or a job ended. */
static bool worth_asking(struct sender *s, struct conn *c)
{
    if (db_changed(c, &s->version) || (s->next_at && clock_now() >= s->next_at))
        s->ask = true;
    return s->ask;
}

static void look_for_work(struct sender *s, struct outbox_due *due)
{
    struct err e = {0};
    struct conn *c;
    *due = (struct outbox_due){0};
    s->poll_after = clock_monotonic() + POLL_MS;
    if (!db_borrow(s->db, &c, &e)) {
        log_err("reading the outbox", &e);
        return;
    }
    if (worth_asking(s, c)) {
        s->ask = false;
        if (outbox_ready(c, clock_now(), due, &e))
            s->next_at = due->next_at;
        else
            log_err("reading the outbox", &e);
    }
    db_return(s->db, c);
}

static void take_work(struct sender *s)
{
    struct outbox_due due;
    int64_t now = clock_monotonic();
    if (now >= s->rescue_after)
        rescue(s, false);
    if (s->busy == SENDER_JOBS || now < s->poll_after || breaker_paused(&s->breaker, now))
        return;
    look_for_work(s, &due);
    if (due.look)
        take(s, true);
    if (due.send)
        take(s, false);
}

/* --- Sending ------------------------------------------------------------------------- */

static void to_note(struct job *job)
{
    job->step = NOTE;
    job->note_after = 0;
    note(job);
}

/* Gives the row back untried. */
static void give_back(struct job *job, const char *why)
{
    job->end = OUTBOX_BACK;
    job->code = job->row.error_code;
    job->why = why;
    job->sid = NULL;
    job->next_at = clock_now();
    to_note(job);
}

static bool start(struct job *job, struct http_request *r, int64_t timeout_ms,
                  void (*done)(void *, const struct http_answer *))
{
    struct err e = {0};
    r->timeout_ms = timeout_ms;
    r->connect_ms = timeout_ms < CONNECT_MS ? timeout_ms : CONNECT_MS;
    if (http_start(job->sender->http, r, done, job, &e))
        return true;
    log_err("starting a call", &e);
    return false;
}

static void sent(void *what, const struct http_answer *answer)
{
    struct job *job = what;
    struct twilio_verdict v =
        twilio_judge(&job->arena, answer, job->content || job->message.media);
    learn(job->sender, &v);
    note_send(job, &v);
}

/* What is left of the time for the whole call, contents included; 0: too late to begin, because
 * the lease would not outlast it (this process was stopped for a while, or the disk was). */
static int64_t time_left(const struct job *job)
{
    const struct settings *s = job->sender->settings;
    int64_t gone = clock_monotonic() - job->taken_at;
    int64_t left = s->send_timeout_ms - (job->content ? gone : 0);
    if (left < s->send_timeout_ms / 4)
        left = s->send_timeout_ms / 4;
    return gone + left + LEASE_SPARE_MS > s->lease_ms ? 0 : left;
}

static void send_message(struct job *job)
{
    const struct settings *s = job->sender->settings;
    int64_t left = time_left(job);
    const char *sid = job->row.content_sid ? job->row.content_sid
                      : job->content       ? job->content->sid
                                           : NULL;
    struct http_request r =
        twilio_create_message(&job->arena, s, &job->message, sid, &job->shape);
    job->step = SEND;
    if (!left || !start(job, &r, left, sent))
        give_back(job, "there was no time to send it");
}

/* Buttons or not: the row's last try, its shape, and what Twilio thinks of that shape decide. */
static void content_choose(struct job *job)
{
    job->content = NULL;
    if (job->row.content_sid) { /* an approved template: there is nothing plainer */
        job->shape.variables = job->row.variables;
        return;
    }
    if (twilio_wants_plain(job->row.error_code)) {
        job->message.media = job->message.choices = NULL;
        return;
    }
    if (!job->message.choices || !twilio_shape(&job->arena, &job->message, &job->shape))
        return;
    struct content *c = contents_find(&job->sender->contents, job->shape.key);
    if (c && clock_monotonic() >= c->refused_until)
        job->content = c;
}

/* The content is there or will not be: everybody who waited for it goes on. */
static void content_settled(struct sender *s, struct content *content)
{
    content->making = false;
    for (size_t i = 0; i < SENDER_JOBS; i++) {
        struct job *job = &s->jobs[i];
        if ((job->step != WAIT && job->step != CONTENT) || job->content != content)
            continue;
        if (!*content->sid)
            job->content = NULL;
        send_message(job);
    }
}

static void content_made(void *what, const struct http_answer *answer)
{
    struct job *job = what;
    struct sender *s = job->sender;
    struct content *content = job->content;
    struct err e = {0};
    const char *sid = twilio_content_sid(&job->arena, answer);
    if (sid && strlen(sid) < sizeof content->sid) {
        if (!contents_keep(&s->contents, content, sid, &e))
            log_err("remembering a content", &e);
        log_info("content made", "shape", content->key, "sid", sid, NULL);
    } else {
        content->refused_until = clock_monotonic() + REFUSED_MS;
        log_warn("content not made: its messages leave as plain text", "shape", content->key,
                 "http", number_text(job, answer->status), NULL);
    }
    content_settled(s, content);
}

static void content_make(struct job *job)
{
    const struct settings *s = job->sender->settings;
    struct http_request r = twilio_create_content(&job->arena, s, &job->shape);
    job->step = CONTENT;
    job->content->making = true;
    if (!start(job, &r, s->send_timeout_ms / 2, content_made)) {
        job->content->making = false;
        give_back(job, "there was no way to send it");
    }
}

static void look(struct job *job, const char *next);

static void job_begin(struct job *job)
{
    if (job->looked) {
        look(job, NULL);
        return;
    }
    content_choose(job);
    if (!job->content || *job->content->sid)
        send_message(job);
    else if (job->content->making)
        job->step = WAIT;
    else
        content_make(job);
}

/* --- Looking up ---------------------------------------------------------------------- */

static void look_ended(struct job *job, enum outbox_look_end end,
                       const struct twilio_listed *found)
{
    const struct settings *s = job->sender->settings;
    job->look_end = end;
    job->sid = found ? found->sid : NULL;
    job->status = found ? found->status : NULL;
    job->code = found ? found->error_code : 0;
    job->next_at = clock_now() + (end == LOOK_LATER ? outbox_backoff(s->unsure_wait_ms, 1) : 0);
    to_note(job);
}

/* The first of those that can be it and are not known to be another row's message. */
static bool pick(struct job *job, const struct twilio_list *list,
                 const struct twilio_listed **found, struct err *e)
{
    struct conn *c;
    bool ok = true;
    *found = NULL;
    if (!db_borrow(job->sender->db, &c, e))
        return false;
    for (size_t i = 0; ok && !*found && i < list->count; i++) {
        bool taken = false;
        ok = outbox_provider_id_taken(c, list->at[i].sid, job->row.id, &taken, e);
        if (ok && !taken)
            *found = &list->at[i];
    }
    db_return(job->sender->db, c);
    return ok;
}

static void listed(void *what, const struct http_answer *answer)
{
    struct job *job = what;
    struct err e = {0};
    struct twilio_list list;
    const struct twilio_listed *found;
    if (!twilio_list_read(&job->arena, answer, &job->message, job->row.created_at, &list)) {
        struct twilio_verdict v = twilio_judge(&job->arena, answer, false);
        learn(job->sender, &v);
        look_ended(job, LOOK_LATER, NULL);
        return;
    }
    went_well(job->sender);
    if (!pick(job, &list, &found, &e)) {
        log_err("looking up a message", &e);
        look_ended(job, LOOK_LATER, NULL);
    } else if (found || !list.next) {
        look_ended(job, found ? LOOK_FOUND : LOOK_ABSENT, found);
    } else if (++job->pages < PAGES_MOST) {
        look(job, list.next);
    } else {
        look_ended(job, LOOK_LATER, NULL); /* not proven absent */
    }
}

static void look(struct job *job, const char *next)
{
    const struct settings *s = job->sender->settings;
    struct http_request r = twilio_list_messages(&job->arena, s, job->message.to, next);
    if (!start(job, &r, s->send_timeout_ms, listed))
        look_ended(job, LOOK_LATER, NULL);
}

/* --- Noting -------------------------------------------------------------------------- */

static int64_t pause_after(struct job *job, const struct twilio_verdict *v)
{
    const struct settings *s = job->sender->settings;
    if (v->act == TWILIO_UNSURE)
        return s->unsure_wait_ms;
    if (v->act == TWILIO_PLAIN || v->act == TWILIO_STOP_QUEUE)
        return 0; /* the latter waits for the breaker */
    int64_t base = v->act == TWILIO_RETRY_SLOW ? s->retry_base_ms * SLOW_FACTOR : s->retry_base_ms;
    int64_t pause = outbox_backoff(base, v->act == TWILIO_NOT_REACHED ? 1 : job->row.attempts);
    return pause > v->wait_ms ? pause : v->wait_ms;
}

/* The shape did not work: made anew if Twilio has lost it, left alone for a while otherwise. */
static void content_failed(struct job *job, int64_t code)
{
    struct err e = {0};
    if (!job->content)
        return;
    if (code != 20404 && code != 21655)
        job->content->refused_until = clock_monotonic() + REFUSED_MS;
    if (twilio_content_unknown(code) && *job->content->sid &&
        !contents_forget(&job->sender->contents, job->content, &e))
        log_err("forgetting a content", &e);
}

static void note_send(struct job *job, const struct twilio_verdict *v)
{
    static const enum outbox_end ends[] = {
        [TWILIO_SENT] = OUTBOX_SENT,        [TWILIO_RETRY] = OUTBOX_RETRY,
        [TWILIO_RETRY_SLOW] = OUTBOX_RETRY, [TWILIO_NOT_REACHED] = OUTBOX_BACK,
        [TWILIO_UNSURE] = OUTBOX_UNSURE,    [TWILIO_PLAIN] = OUTBOX_RETRY,
        [TWILIO_DEAD] = OUTBOX_DEAD,        [TWILIO_DEAD_MARK] = OUTBOX_DEAD,
        [TWILIO_SAID_STOP] = OUTBOX_DEAD,   [TWILIO_STOP_QUEUE] = OUTBOX_BACK,
    };
    int64_t now = clock_now();
    job->end = ends[v->act];
    job->sid = v->sid;
    job->code = v->act == TWILIO_SENT ? 0 : v->code;
    job->why = v->why;
    job->next_at = now + pause_after(job, v);
    if (v->act == TWILIO_PLAIN)
        content_failed(job, v->code);
    to_note(job);
}

static void note_log(struct job *job, bool held)
{
    const char *id = number_text(job, job->row.id);
    const char *to = phone_mask(&job->arena, job->row.to_address);
    if (!held)
        log_info("a result came too late: somebody else knew already", "outbox", id, "to", to,
                 NULL);
    else if (job->looked)
        log_info("message looked up", "outbox", id, "to", to, "found",
                 job->look_end == LOOK_FOUND    ? "yes"
                 : job->look_end == LOOK_ABSENT ? "no"
                                                : "not answered",
                 "sid", job->sid, NULL);
    else if (job->end == OUTBOX_SENT)
        log_info("message sent", "outbox", id, "to", to, "sid", job->sid, NULL);
    else
        log_warn(job->end == OUTBOX_DEAD     ? "message is dead"
                 : job->end == OUTBOX_UNSURE ? "message of unclear outcome"
                                             : "message waits",
                 "outbox", id, "to", to, "code", number_text(job, job->code), "why", job->why,
                 "try", number_text(job, job->row.attempts), NULL);
}

/* False: the database did not take it; it will be tried again while the lease lasts. */
static bool note_write(struct job *job, bool *held, struct err *e)
{
    struct db *db = job->sender->db;
    if (job->looked)
        return outbox_looked(db, &job->row, job->look_end, job->sid, job->status, job->code,
                             job->next_at, held, e);
    return outbox_finish(db, &job->row, job->end, job->sid, job->code, job->why, job->next_at,
                         held, e);
}

static void note_count(const struct job *job, bool held)
{
    if (held && !job->looked && job->end != OUTBOX_UNSURE)
        meter_count(job->end == OUTBOX_SENT   ? METER_MESSAGES_SENT
                    : job->end == OUTBOX_DEAD ? METER_SENDS_FAILED
                                              : METER_SENDS_RETRIED);
}

static void note(struct job *job)
{
    struct err e = {0};
    bool held = false;
    int64_t lease_end = job->taken_at + job->sender->settings->lease_ms;
    if (note_write(job, &held, &e)) {
        log_request(job->row.request_id); /* the line of the request that caused it, gone on */
        note_log(job, held);
        log_request(NULL);
        note_count(job, held);
        job_end(job);
        return;
    }
    if (!job->note_after)
        log_err("noting what became of a message", &e);
    job->note_after = clock_monotonic() + NOTE_AGAIN_MS;
    if (job->note_after > lease_end)
        job_end(job);
}

static void note_again(struct sender *s)
{
    int64_t now = clock_monotonic();
    for (size_t i = 0; i < SENDER_JOBS; i++)
        if (s->jobs[i].step == NOTE && now >= s->jobs[i].note_after)
            note(&s->jobs[i]);
}

/* --- The turn ------------------------------------------------------------------------ */

void sender_turn(struct sender *s, bool finishing)
{
    note_again(s);
    if (!finishing)
        take_work(s);
}
