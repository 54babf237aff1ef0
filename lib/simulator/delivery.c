/* delivery.c -- a message's way: from the phone to the webhook, from the shop to the phone.
 *
 * Inbound: signed form POST to PUBLIC_URL/webhook/whatsapp, the TwiML in the answer becomes
 * messages from the shop. Outbound: queued, sent, delivered, read, each told by a signed
 * receipt to the addresses the shop gave, or a failure with its code. Functions named
 * *_begin and *_end run on the carrier's thread, one at a time. */
#include "simulator.h"

#include "waiter/clock.h"
#include "waiter/log.h"
#include "waiter/str.h"
#include "waiter/utf8.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define SENT_MS 30
#define DELIVERED_MS 80
#define READ_MS 300
#define BODY_MOST 1600

/* A handler without a client to tell: the log is told. */
static void told(const char *doing, bool ok, struct err *e)
{
    if (!ok)
        log_err(doing, e);
    err_clear(e);
}

static void job_add(struct simulator *s, enum job_kind kind, const char *sid, const char *status,
                    const char *url, int64_t error, int64_t delay_ms)
{
    struct job job = {.kind = kind, .error_code = error};
    snprintf(job.sid, sizeof job.sid, "%s", sid);
    snprintf(job.status, sizeof job.status, "%s", status);
    snprintf(job.url, sizeof job.url, "%s", url);
    carrier_add(s, &job, delay_ms);
}

/* Up to ten ms, different for each message and the same for it every time. */
static int64_t jitter(const char *sid)
{
    return str_hash(sid, strlen(sid)) % 10;
}

bool delivery_url_ours(const struct simulator *s, const char *url)
{
    size_t n = strlen(s->settings->public_url);
    return n && strncmp(url, s->settings->public_url, n) == 0 && strchr("/?#", url[n]);
}

/* ---- inbound: on the way to the webhook ---- */

static bool held_by(struct simulator *s, struct arena *a, int64_t customer_id,
                    struct message **out, size_t *n)
{
    struct message_query q = {.customer_id = customer_id, .limit = 1000};
    struct message *all;
    size_t count;
    struct err e = {0};
    *n = 0;
    if (!message_list(s, a, &q, &all, &count, &e))
        return false;
    *out = all;
    for (size_t i = 0; i < count; i++)
        if (strcmp(all[i].webhook, "held") == 0)
            all[(*n)++] = all[i];
    return *n > 0;
}

static void webhook_state(struct simulator *s, const char *sid, const char *state)
{
    struct err e = {0};
    told("noting a delivery", message_webhook_set(s, sid, state, 0, 0, &e), &e);
}

static void set_out(struct simulator *s, const char *sid)
{
    int64_t copies = switch_value(s, SWITCH_DUPLICATE);
    int64_t delay = switch_value(s, SWITCH_DELAY_MS);
    int64_t gap = switch_value(s, SWITCH_DUPLICATE_AT_ONCE) ? 0 : 250;
    for (int64_t i = 0; i < copies; i++)
        job_add(s, JOB_WEBHOOK, sid, "", "", 0, delay + i * gap);
}

void delivery_inbound(struct simulator *s, const struct message *m)
{
    if (switch_value(s, SWITCH_WEBHOOK_DOWN)) {
        webhook_state(s, m->sid, "kept");
        return;
    }
    if (switch_value(s, SWITCH_REORDER)) {
        struct arena a;
        struct message *held;
        size_t n;
        arena_init(&a);
        bool another = held_by(s, &a, m->customer_id, &held, &n);
        arena_done(&a);
        if (!another) { /* webhook_end of the next one lets it go */
            webhook_state(s, m->sid, "held");
            return;
        }
    }
    set_out(s, m->sid);
}

void delivery_again(struct simulator *s, const struct message *m, int copies)
{
    if (strcmp(m->webhook, "done") != 0)
        webhook_state(s, m->sid, "waiting");
    for (int i = 0; i < copies; i++)
        job_add(s, JOB_WEBHOOK, m->sid, "", "", 0, 0);
}

static void release(struct simulator *s, int64_t customer_id)
{
    struct arena a;
    struct message *held;
    size_t n;
    arena_init(&a);
    if (held_by(s, &a, customer_id, &held, &n))
        while (n--) {
            webhook_state(s, held[n].sid, "waiting");
            set_out(s, held[n].sid);
        }
    arena_done(&a);
}

void delivery_release(struct simulator *s)
{
    release(s, 0);
}

/* The signature header for a form, right or (forged) wrong. */
static const char *signed_header(struct simulator *s, struct arena *a, const char *url,
                                 const char *form, bool forged)
{
    struct params pairs = {0};
    struct err e = {0};
    told("signing a form", params_parse(a, form, strlen(form), &pairs, &e), &e);
    const char *token = forged ? "somebody else's token" : s->settings->twilio_auth_token;
    return arena_printf(a, "X-Twilio-Signature: %s", form_signature(a, token, url, &pairs));
}

static void form_call(struct simulator *s, struct call *call, const char *url, const char *form,
                      bool forged)
{
    struct arena *a = &call->arena;
    call->url = arena_strndup(a, url, strcspn(url, "#"));
    call->form = form;
    call->headers[0] = signed_header(s, a, url, form, forged);
    call->headers[1] = "Content-Type: application/x-www-form-urlencoded; charset=UTF-8";
    call->headers[2] = arena_printf(a, "I-Twilio-Idempotency-Token: %s", call->job.sid);
}

static bool webhook_begin(struct simulator *s, struct call *call)
{
    struct message m;
    struct err e = {0};
    if (!message_find(s, &call->arena, call->job.sid, &m, &e))
        return false;
    form_call(s, call,
              arena_printf(&call->arena, "%s/webhook/whatsapp", s->settings->public_url),
              m.form, switch_value(s, SWITCH_FORGE));
    return true;
}

/* An address in TwiML may be relative to the webhook's. */
static const char *absolute(struct simulator *s, struct arena *a, const char *url)
{
    if (!url || url[0] != '/')
        return url;
    const char *host = strstr(s->settings->public_url, "://");
    size_t origin = host ? (size_t)(host - s->settings->public_url) + 3
                               + strcspn(host + 3, "/") : 0;
    return arena_printf(a, "%.*s%s", (int)origin, s->settings->public_url, url);
}

static const char *media_json(struct arena *a, const struct twiml_message *t)
{
    struct str out = str_new(a, 64 * 1024);
    struct json j = json_writer(&out);
    json_open_array(&j, NULL);
    for (size_t i = 0; i < t->media_count; i++) {
        json_open_object(&j, NULL);
        json_put_text(&j, "url", t->media[i]);
        json_close(&j);
    }
    json_close(&j);
    return out.text;
}

/* One <Message> of the answer; returns Twilio's code when it cannot be sent. */
static int twiml_send(struct simulator *s, struct arena *a, const struct message *in,
                      const struct twiml_message *t, struct err *e)
{
    if (!*t->body && !t->media_count)
        return 21619;
    if (utf8_length(t->body) > BODY_MOST)
        return 21617;
    for (size_t i = 0; i < t->media_count; i++)
        if (strncmp(t->media[i], "http", 4) != 0)
            return 21620;
    struct message out = {
        .sid = sid_new(a, t->media_count ? "MM" : "SM"), .direction = "outbound-reply",
        .from = t->from ? t->from : in->to, .to = t->to ? t->to : in->from, .body = t->body,
        .via = "twiml", .media = media_json(a, t), .action = absolute(s, a, t->action),
        .callback = absolute(s, a, t->status_callback),
    };
    return outbound_send(s, a, &out, false, e) ? 0 : 30008;
}

static bool xml_type(const char *type)
{
    return strncasecmp(type, "text/xml", 8) == 0 || strncasecmp(type, "application/xml", 15) == 0;
}

/* What the answer is worth: 0 and the messages, or Twilio's error number. */
static int answer_read(struct call *call, struct twiml *answer, const char **why)
{
    int code = 0;
    *answer = (struct twiml){0};
    if (call->status < 200 || call->status > 299) {
        *why = call->trouble;
        return 11200;
    }
    if (call->reply_len == 0)
        return 0;
    if (!xml_type(call->content_type)) {
        *why = "the answer is not text/xml";
        return 12300;
    }
    return twiml_read(&call->arena, call->reply, call->reply_len, answer, &code, why) ? 0 : code;
}

static void answer_send(struct simulator *s, struct call *call, const struct message *m,
                        const struct twiml *answer)
{
    struct err e = {0};
    int error = 0;
    for (size_t i = 0; i < answer->count; i++) {
        int code = twiml_send(s, &call->arena, m, &answer->messages[i], &e);
        error = error ? error : code;
        if (code)
            log_err("sending a TwiML message", &e);
        err_clear(&e);
    }
    told("noting an answer",
         message_webhook_set(s, m->sid, "done", call->status, error, &e), &e);
}

static void webhook_end(struct simulator *s, struct call *call)
{
    struct message m;
    struct twiml answer;
    struct err e = {0};
    const char *why = NULL;
    if (!message_find(s, &call->arena, call->job.sid, &m, &e))
        return;
    int error = answer_read(call, &answer, &why);
    struct trace t = {.sid = m.sid, .kind = "webhook", .url = call->url, .took_ms = call->took_ms,
                      .http_status = call->status, .error = error, .at = clock_now(),
                      .reply = error && why ? why : call->reply};
    told("noting a call", trace_add(s, &t, &e), &e);
    bool first = strcmp(m.webhook, "done") != 0; /* a copy's answer is noted, never sent again */
    if (!error && first) {
        answer_send(s, call, &m, &answer);
    } else if (error && call->job.attempt < switch_value(s, SWITCH_WEBHOOK_RETRIES)) {
        struct job again = call->job;
        again.attempt++;
        carrier_add(s, &again, 200LL << again.attempt);
    } else if (error && first) {
        told("noting a failure",
             message_webhook_set(s, m.sid, "failed", call->status, error, &e), &e);
    } else {
        store_touch(s);
    }
    release(s, m.customer_id);
}

/* ---- outbound: receipts ---- */

static int rank(const char *status)
{
    static const char *const order[] = {"accepted", "queued", "sent", "delivered", "read"};
    for (int i = 0; i < 5; i++)
        if (strcmp(order[i], status) == 0)
            return i;
    return 9; /* failed, undelivered: final */
}

/* Codes that mean "not even sent": the sender's own trouble. */
static bool never_sent(int64_t code)
{
    static const int codes[] = {63001, 63007, 63018, 63038, 63051, 63112, 20003, 21610};
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
        if (codes[i] == code)
            return true;
    return false;
}

static void receipts_plan(struct simulator *s, const char *sid, int64_t error)
{
    int64_t more = switch_value(s, SWITCH_RECEIPT_DELAY_MS), extra = jitter(sid);
    if (error && (never_sent(error) || error == 63016)) {
        job_add(s, JOB_STATUS, sid, error == 63016 ? "undelivered" : "failed", "", error,
                SENT_MS + extra + more);
        return;
    }
    job_add(s, JOB_STATUS, sid, "sent", "", 0, SENT_MS + extra + more);
    if (error) {
        job_add(s, JOB_STATUS, sid, "undelivered", "", error, DELIVERED_MS + extra + 2 * more);
        return;
    }
    job_add(s, JOB_STATUS, sid, "delivered", "", 0, DELIVERED_MS + extra + 2 * more);
    if (switch_value(s, SWITCH_READ) == READ_AUTO)
        job_add(s, JOB_STATUS, sid, "read", "", 0, DELIVERED_MS + READ_MS + extra + 3 * more);
}

/* The first media address, or NULL. */
static const char *media_url(struct arena *a, const char *json)
{
    const json_value *v;
    struct err e = {0};
    return json_parse(a, json, strlen(json), &v, &e) ? json_text(v, "0.url") : NULL;
}

void delivery_outbound(struct simulator *s, const struct message *m)
{
    struct arena a;
    arena_init(&a);
    const char *url = m->planned_error ? NULL : media_url(&a, m->media ? m->media : "[]");
    if (url && delivery_url_ours(s, url))
        job_add(s, JOB_MEDIA, m->sid, "", url, 0, 0); /* Twilio fetches before it sends */
    else
        receipts_plan(s, m->sid, m->planned_error);
    arena_done(&a);
}

/* Could the customer really see it? 63019: not to be had; 63021: not of a kind WhatsApp shows. */
static int64_t media_error(const struct call *call)
{
    static const char *const kinds[] = {"image/jpeg", "image/png", "image/webp", "video/mp4",
                                        "video/3gpp", "audio/", "text/vcard", "application/"};
    if (call->status != 200)
        return 63019;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (strncasecmp(call->content_type, kinds[i], strlen(kinds[i])) == 0)
            return 0;
    return 63021;
}

static void status_apply(struct simulator *s, struct arena *a, const struct job *job)
{
    struct message m;
    struct err e = {0};
    if (!message_find(s, a, job->sid, &m, &e) || rank(m.status) >= rank(job->status))
        return;
    if (!message_status_set(s, m.sid, job->status, job->error_code, &e)) {
        log_err("moving a status", &e);
        return;
    }
    enum callbacks how = (enum callbacks)switch_value(s, SWITCH_CALLBACKS);
    if (how == CALLBACKS_OFF)
        return;
    /* Reversed: the earlier the status, the later it is told. */
    int64_t late = how == CALLBACKS_REVERSED && rank(job->status) < 5
                 ? (4 - rank(job->status)) * 600 : 0;
    const char *to[] = {m.callback, strcmp(m.action, m.callback) ? m.action : ""};
    for (size_t i = 0; i < 2; i++)
        for (int copy = 0; copy < (how == CALLBACKS_TWICE ? 2 : 1) && *to[i]; copy++)
            job_add(s, JOB_CALLBACK, m.sid, job->status, to[i], job->error_code, late);
}

static const char *receipt_form(struct simulator *s, struct arena *a, const struct message *m,
                                const struct job *job)
{
    struct str f = str_new(a, 16 * 1024);
    form_add(&f, "ChannelPrefix", "whatsapp");
    form_add(&f, "ApiVersion", "2010-04-01");
    form_add(&f, "MessageStatus", job->status);
    form_add(&f, "SmsStatus", job->status);
    form_add(&f, "SmsSid", m->sid);
    form_add(&f, "MessageSid", m->sid);
    form_add(&f, "ChannelInstallSid", "XE00000000000000000000000000000000");
    form_add(&f, "To", m->to);
    form_add(&f, "From", m->from);
    form_add(&f, "AccountSid", s->settings->twilio_account_sid);
    if (*m->service_sid)
        form_add(&f, "MessagingServiceSid", m->service_sid);
    if (job->error_code) {
        form_add_int(&f, "ErrorCode", job->error_code);
        form_add(&f, "ChannelStatusMessage", "");
    }
    if (strcmp(job->status, "read") == 0)
        form_add(&f, "EventType", "READ");
    return f.text;
}

static bool callback_begin(struct simulator *s, struct call *call)
{
    struct message m;
    struct err e = {0};
    if (!message_find(s, &call->arena, call->job.sid, &m, &e)
        || !delivery_url_ours(s, call->job.url))
        return false;
    form_call(s, call, call->job.url, receipt_form(s, &call->arena, &m, &call->job), false);
    return true;
}

static void callback_end(struct simulator *s, struct call *call)
{
    struct err e = {0};
    struct trace t = {.sid = call->job.sid, .kind = "callback", .status = call->job.status,
                      .url = call->job.url, .reply = call->trouble, .http_status = call->status,
                      .error = call->job.error_code, .took_ms = call->took_ms, .at = clock_now()};
    told("noting a receipt", trace_add(s, &t, &e), &e);
}

/* ---- the carrier's two doors ---- */

bool delivery_begin(struct simulator *s, struct call *call)
{
    switch (call->job.kind) {
    case JOB_WEBHOOK:
        return webhook_begin(s, call);
    case JOB_CALLBACK:
        return callback_begin(s, call);
    case JOB_STATUS:
        status_apply(s, &call->arena, &call->job);
        return false;
    case JOB_MEDIA:
        call->url = call->job.url;
        return true;
    }
    return false;
}

void delivery_end(struct simulator *s, struct call *call)
{
    switch (call->job.kind) {
    case JOB_WEBHOOK:
        webhook_end(s, call);
        break;
    case JOB_CALLBACK:
        callback_end(s, call);
        break;
    case JOB_MEDIA:
        receipts_plan(s, call->job.sid, media_error(call));
        break;
    case JOB_STATUS:
        break;
    }
}

/* ---- now and then ---- */

void delivery_seen(struct simulator *s, const struct customer *c)
{
    struct arena a;
    struct message_query q = {.customer_id = c->id, .limit = 200};
    struct message *all;
    size_t n;
    struct err e = {0};
    if (switch_value(s, SWITCH_READ) != READ_PHONE)
        return;
    arena_init(&a);
    if (message_list(s, &a, &q, &all, &n, &e))
        while (n--)
            if (strcmp(all[n].direction, "inbound") && !strcmp(all[n].status, "delivered"))
                job_add(s, JOB_STATUS, all[n].sid, "read", "", 0, 0);
    arena_done(&a);
}

void delivery_resume(struct simulator *s)
{
    struct arena a;
    struct message_query q = {.limit = 1000};
    struct message *all;
    size_t n;
    struct err e = {0};
    arena_init(&a);
    if (message_list(s, &a, &q, &all, &n, &e))
        while (n--) {
            if (strcmp(all[n].webhook, "waiting") == 0)
                job_add(s, JOB_WEBHOOK, all[n].sid, "", "", 0, 500);
            else if (strcmp(all[n].direction, "inbound") && rank(all[n].status) < 3)
                delivery_outbound(s, &all[n]);
        }
    arena_done(&a);
}
