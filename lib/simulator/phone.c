/* phone.c -- the JSON API behind the page: customers, what they send, what went wrong.
 *
 * For the page and for tests alike (docs/simulator.md). Bodies are JSON or an image's bytes,
 * never a form, so another site's page cannot make a browser send them. */
#include "simulator.h"

#include "waiter/clock.h"
#include "waiter/log.h"
#include "waiter/str.h"
#include "waiter/utf8.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define BODY_MOST 1600
#define WAIT_MOST_MS 25000
#define MESSAGES_MOST 500

/* One second of silence, Ogg Opus: what a voice note looks like to the shop. */
static const uint8_t voice_note[] = {
     79, 103, 103,  83,   0,   2,   0,   0,   0,   0,   0,   0,   0,   0,  84,  73,
     65,  87,   0,   0,   0,   0, 182, 110,  64,  16,   1,  19,  79, 112, 117, 115,
     72, 101,  97, 100,   1,   1,  56,   1, 128, 187,   0,   0,   0,   0,   0,  79,
    103, 103,  83,   0,   0,   0,   0,   0,   0,   0,   0,   0,   0,  84,  73,  65,
     87,   1,   0,   0,   0,  17, 249, 184, 170,   1,  22,  79, 112, 117, 115,  84,
     97, 103, 115,   6,   0,   0,   0, 119,  97, 105, 116, 101, 114,   0,   0,   0,
      0,  79, 103, 103,  83,   0,   4, 128, 187,   0,   0,   0,   0,   0,   0,  84,
     73,  65,  87,   2,   0,   0,   0, 172,  72,  17, 207,  50,   3,   3,   3,   3,
      3,   3,   3,   3,   3,   3,   3,   3,   3,   3,   3,   3,   3,   3,   3,   3,
      3,   3,   3,   3,   3,   3,   3,   3,   3,   3,   3,   3,   3,   3,   3,   3,
      3,   3,   3,   3,   3,   3,   3,   3,   3,   3,   3,   3,   3,   3, 248, 255,
    254, 248, 255, 254, 248, 255, 254, 248, 255, 254, 248, 255, 254, 248, 255, 254,
    248, 255, 254, 248, 255, 254, 248, 255, 254, 248, 255, 254, 248, 255, 254, 248,
    255, 254, 248, 255, 254, 248, 255, 254, 248, 255, 254, 248, 255, 254, 248, 255,
    254, 248, 255, 254, 248, 255, 254, 248, 255, 254, 248, 255, 254, 248, 255, 254,
    248, 255, 254, 248, 255, 254, 248, 255, 254, 248, 255, 254, 248, 255, 254, 248,
    255, 254, 248, 255, 254, 248, 255, 254, 248, 255, 254, 248, 255, 254, 248, 255,
    254, 248, 255, 254, 248, 255, 254, 248, 255, 254, 248, 255, 254, 248, 255, 254,
    248, 255, 254, 248, 255, 254, 248, 255, 254, 248, 255, 254, 248, 255, 254, 248,
    255, 254, 248, 255, 254, 248, 255, 254, 248, 255, 254, 248, 255, 254, 248, 255,
    254, 248, 255, 254,
};

/* ---- waiting ---- */

/* The house closes: the carrier of serve.h taps its threads, who block that while they work. */
static bool closing(void)
{
    sigset_t set;
    return sigpending(&set) == 0 && sigismember(&set, SIGUSR2) == 1;
}

/* Waits on the condition in short naps until `after` is passed (or never, if it is
 * INT64_MAX), the time is over, or the house closes. The caller holds the lock. */
static void nap(struct simulator *s, int64_t after, int64_t wait_ms)
{
    int64_t end = clock_monotonic() + wait_ms, left;
    while (s->version <= after && !s->stopping && (left = end - clock_monotonic()) > 0
           && !closing()) {
        struct timespec until;
        int64_t ms = left < 200 ? left : 200;
        clock_gettime(CLOCK_REALTIME, &until);
        until.tv_nsec += ms * 1000000;
        until.tv_sec += until.tv_nsec / 1000000000;
        until.tv_nsec %= 1000000000;
        pthread_cond_timedwait(&s->changed, &s->lock, &until);
    }
}

bool simulator_wait(struct simulator *s, int64_t after, int64_t wait_ms)
{
    pthread_mutex_lock(&s->lock);
    bool room = s->waiting < s->waiting_most;
    if (room) {
        s->waiting++;
        nap(s, after, wait_ms);
        s->waiting--;
    }
    pthread_mutex_unlock(&s->lock);
    return room;
}

void simulator_hang(struct simulator *s, int64_t ms)
{
    simulator_wait(s, INT64_MAX, ms);
}

/* ---- what the page sees ---- */

static void customer_json(struct json *j, const struct customer *c)
{
    json_open_object(j, NULL);
    json_put_int(j, "id", c->id);
    json_put_text(j, "address", c->address);
    json_put_text(j, "bsuid", c->bsuid);
    json_put_text(j, "name", c->name);
    json_put_bool(j, "window_closed", c->window_closed);
    json_put_int(j, "last_inbound_at", c->last_inbound_at);
    json_put_int(j, "typing_until", c->typing_until);
    json_put_int(j, "version", c->version);
    json_close(j);
}

/* Attempts at the webhook (inbound) or receipts (outbound). */
static void traces_json(struct request *rq, struct json *j, const struct message *m,
                        const char *kind, const char *key)
{
    struct trace *all;
    size_t n;
    struct err e = {0};
    json_open_array(j, key);
    if (trace_list(simulator_here(), rq->arena, m->sid, kind, &all, &n, &e))
        for (size_t i = 0; i < n; i++) {
            json_open_object(j, NULL);
            if (*all[i].status)
                json_put_text(j, "status", all[i].status);
            json_put_text(j, "url", all[i].url);
            json_put_int(j, "http_status", all[i].http_status);
            json_put_int(j, "error", all[i].error);
            json_put_int(j, "took_ms", all[i].took_ms);
            json_put_int(j, "at", all[i].at);
            json_put_text(j, "reply", all[i].reply);
            json_close(j);
        }
    json_close(j);
}

static void raw_or_null(struct json *j, const char *key, const char *json)
{
    if (json && *json)
        json_put_raw(j, key, json);
    else
        json_put_null(j, key);
}

/* {"buttons":[..]} or {"list":{..}} as two members that are always there. */
static void choices_json(struct request *rq, struct json *j, const char *choices)
{
    const json_value *v = NULL;
    struct err e = {0};
    bool some = *choices && json_parse(rq->arena, choices, strlen(choices), &v, &e);
    const json_value *buttons = some ? json_at(v, "buttons") : NULL;
    json_open_array(j, "buttons");
    for (size_t i = 0; buttons && i < json_count(buttons); i++) {
        json_open_object(j, NULL);
        json_put_text(j, "id", json_text(json_item(buttons, i), "id"));
        json_put_text(j, "title", json_text(json_item(buttons, i), "title"));
        json_close(j);
    }
    json_close(j);
    const json_value *items = some ? json_at(v, "list.items") : NULL;
    if (!items) {
        json_put_null(j, "list");
        return;
    }
    json_open_object(j, "list");
    json_put_text(j, "button", json_text(v, "list.button"));
    json_open_array(j, "items");
    for (size_t i = 0; i < json_count(items); i++) {
        const json_value *item = json_item(items, i);
        json_open_object(j, NULL);
        json_put_text(j, "id", json_text(item, "id"));
        json_put_text(j, "title", json_text(item, "title"));
        json_put_text(j, "description", json_text(item, "description"));
        json_close(j);
    }
    json_close(j);
    json_close(j);
}

static const char *first_media(struct request *rq, const char *media)
{
    const json_value *v;
    struct err e = {0};
    return json_parse(rq->arena, media, strlen(media), &v, &e) ? json_text(v, "0.url") : NULL;
}

static void message_json(struct request *rq, struct json *j, const struct message *m)
{
    bool inbound = strcmp(m->direction, "inbound") == 0;
    json_open_object(j, NULL);
    json_put_int(j, "id", m->id);
    json_put_int(j, "version", m->version);
    json_put_int(j, "customer_id", m->customer_id);
    json_put_text(j, "customer", inbound ? m->from : m->to);
    json_put_text(j, "sid", m->sid);
    json_put_text(j, "direction", inbound ? "inbound" : "outbound");
    json_put_text(j, "via", m->via);
    json_put_text(j, "type", m->type);
    json_put_text(j, "from", m->from);
    json_put_text(j, "to", m->to);
    json_put_text(j, "body", m->body);
    json_put_text(j, "media_url", first_media(rq, m->media));
    raw_or_null(j, "media", m->media);
    choices_json(rq, j, m->choices);
    raw_or_null(j, "location", m->location);
    json_put_text(j, "content_sid", *m->content_sid ? m->content_sid : NULL);
    json_put_text(j, "status", m->status);
    json_put_int(j, "error_code", m->error_code);
    json_put_int(j, "created_at", m->created_at);
    json_put_int(j, "sent_at", m->sent_at);
    if (inbound) {
        json_open_object(j, "webhook");
        json_put_text(j, "state", m->webhook);
        json_put_int(j, "http_status", m->webhook_status);
        json_put_int(j, "error", m->webhook_error);
        json_close(j);
        traces_json(rq, j, m, "webhook", "deliveries");
    } else {
        json_put_text(j, "status_callback", *m->callback ? m->callback : m->action);
        traces_json(rq, j, m, "callback", "callbacks");
    }
    json_close(j);
}

static void messages_json(struct request *rq, struct json *j, const struct message *all, size_t n)
{
    json_open_array(j, "messages");
    for (size_t i = 0; i < n; i++)
        message_json(rq, j, &all[i]);
    json_close(j);
}

static bool changes_json(struct request *rq, int64_t after, struct err *e)
{
    struct simulator *s = simulator_here();
    struct message_query q = {.with_after_version = true, .after_version = after,
                              .limit = MESSAGES_MOST};
    struct customer *customers;
    struct message *messages;
    size_t nc, nm;
    pthread_mutex_lock(&s->lock);
    int64_t epoch = s->epoch, last = s->version;
    pthread_mutex_unlock(&s->lock);
    if (!customer_list(s, rq->arena, after, &customers, &nc, e)
        || !message_list(s, rq->arena, &q, &messages, &nm, e))
        return false;
    if (nm == MESSAGES_MOST) /* more to come: go on from the last one shown */
        last = messages[nm - 1].version;
    struct json j = reply_json(rq, 200);
    json_open_object(&j, NULL);
    json_put_int(&j, "last", last);
    json_put_int(&j, "epoch", epoch);
    json_put_int(&j, "now", clock_now());
    json_open_object(&j, "shop");
    json_put_text(&j, "name", s->settings->shop_name);
    json_put_text(&j, "number", s->settings->twilio_whatsapp_number);
    json_put_text(&j, "public_url", s->settings->public_url);
    json_close(&j);
    json_open_array(&j, "customers");
    for (size_t i = 0; i < nc; i++)
        customer_json(&j, &customers[i]);
    json_close(&j);
    messages_json(rq, &j, messages, nm);
    switches_write(s, &j, "switches", after == 0);
    json_close(&j);
    return true;
}

/* GET /simulator/api/changes?after=VERSION&wait=SECONDS: answers as soon as there is news. */
bool phone_changes(struct request *rq, struct err *e)
{
    struct simulator *s = simulator_here();
    int64_t after, wait;
    if (!request_query_int(rq, "after", 0, INT64_MAX, 0, &after, e)
        || !request_query_int(rq, "wait", 0, WAIT_MOST_MS / 1000, 0, &wait, e))
        return false;
    pthread_mutex_lock(&s->lock);
    if (after > s->version || after < s->epoch) /* a page older than the last reset */
        after = 0;
    pthread_mutex_unlock(&s->lock);
    if (after > 0 && wait > 0 && !simulator_wait(s, after, wait * 1000))
        reply_header(rq, "Retry-After", "1");
    return changes_json(rq, after, e);
}

/* GET /simulator/api/messages?customer=ID|ADDRESS&after=VERSION: oldest first. */
bool phone_messages(struct request *rq, struct err *e)
{
    struct simulator *s = simulator_here();
    struct message_query q = {.limit = MESSAGES_MOST};
    const char *key = request_query(rq, "customer");
    struct customer c;
    struct message *all;
    size_t n;
    if (!request_query_int(rq, "after", 0, INT64_MAX, 0, &q.after_version, e)
        || !request_query_int(rq, "limit", 1, 10000, MESSAGES_MOST, &q.limit, e)
        || (key && !customer_find(s, rq->arena, key, &c, e)))
        return false;
    q.customer_id = key ? c.id : 0;
    if (!message_list(s, rq->arena, &q, &all, &n, e))
        return false;
    struct message *oldest = arena_array(rq->arena, n + 1, sizeof *oldest);
    size_t kept = 0;
    while (n--)
        if (all[n].version > q.after_version)
            oldest[kept++] = all[n];
    struct json j = reply_json(rq, 200);
    json_open_object(&j, NULL);
    messages_json(rq, &j, oldest, kept);
    json_close(&j);
    return true;
}

/* The picture or voice note that a customer sent, for the page itself. */
bool phone_media(struct request *rq, struct err *e)
{
    struct media m;
    if (!media_find(simulator_here(), rq->arena, request_route(rq, "media"), &m, e))
        return false;
    reply_text(rq, 200, m.content_type, "");
    rq->reply.body = str_new(rq->arena, m.len + 1);
    str_add_bytes(&rq->reply.body, m.bytes, m.len);
    reply_header(rq, "Cache-Control", "private, max-age=86400, immutable");
    return true;
}

/* ---- customers ---- */

static bool bsuid_good(const char *s)
{
    size_t n = strspn(s, "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.");
    return n >= 4 && n <= 131 && s[n] == '\0' && s[2] == '.' && !strchr(s + 3, '.')
        && strspn(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") >= 2;
}

static bool address_choose(struct request *rq, const json_value *v, const char **address,
                           const char **bsuid, struct err *e)
{
    struct arena *a = rq->arena;
    const char *phone = json_text(v, "phone"), *given = json_text(v, "bsuid");
    if (given && strncmp(given, "whatsapp:", 9) == 0)
        given += 9;
    if (given && !bsuid_good(given))
        return fail_field(e, "bsuid", "two capitals, a dot, letters and digits");
    *bsuid = arena_printf(a, "whatsapp:%s", given ? given : sid_new(a, "ES."));
    *address = *bsuid;
    if (!phone && !given && !json_bool(v, "without_number", false))
        return fail_field(e, "phone", "a phone, a bsuid or without_number");
    if (!phone)
        return true;
    if (strncmp(phone, "whatsapp:", 9) == 0)
        phone += 9;
    struct str digits = str_new(a, 32);
    for (; *phone; phone++)
        if (*phone >= '0' && *phone <= '9')
            str_add_char(&digits, *phone);
        else if (!strchr(" +-().", *phone))
            return fail_field(e, "phone", "not a number");
    if (digits.len < 7 || digits.len > 15 || digits.text[0] == '0')
        return fail_field(e, "phone", "7 to 15 digits with country code");
    *address = arena_printf(a, "whatsapp:+%s", digits.text);
    return true;
}

static bool customer_reply(struct request *rq, int status, const struct customer *c)
{
    struct json j = reply_json(rq, status);
    customer_json(&j, c);
    return true;
}

bool phone_customer_add(struct request *rq, struct err *e)
{
    const json_value *v;
    const char *address = NULL, *bsuid = NULL;
    struct customer c;
    if (!request_json(rq, &v, e) || !address_choose(rq, v, &address, &bsuid, e))
        return false;
    const char *name = json_text(v, "name");
    if (name && utf8_length(name) > 120)
        return fail_field(e, "name", "120 characters at most");
    return customer_add(simulator_here(), rq->arena, address, bsuid,
                        name ? name : address + strlen("whatsapp:"), &c, e)
        && customer_reply(rq, 201, &c);
}

static bool customer_of_route(struct request *rq, struct customer *c, struct err *e)
{
    return customer_find(simulator_here(), rq->arena, request_route(rq, "customer"), c, e);
}

/* POST {"name"?,"window_closed"?} */
bool phone_customer_change(struct request *rq, struct err *e)
{
    const json_value *v;
    struct customer c;
    if (!customer_of_route(rq, &c, e) || !request_json(rq, &v, e))
        return false;
    c.window_closed = json_bool(v, "window_closed", c.window_closed);
    if (json_text(v, "name") && utf8_length(json_text(v, "name")) <= 120)
        c.name = json_text(v, "name");
    return customer_change(simulator_here(), &c, e) && customer_reply(rq, 200, &c);
}

bool phone_seen(struct request *rq, struct err *e)
{
    struct customer c;
    if (!customer_of_route(rq, &c, e))
        return false;
    delivery_seen(simulator_here(), &c);
    reply_text(rq, 204, "application/json", "");
    return true;
}

/* ---- sending ---- */

/* What the customer does, beyond what struct message holds. */
struct tap { const char *id, *title, *description, *reply_to; bool list; };

static const char *form_text(struct arena *a, const struct customer *c, const struct message *m,
                             const struct tap *tap, const char *media_type)
{
    const struct settings *set = simulator_here()->settings;
    const char *phone = strncmp(c->address, "whatsapp:+", 10) == 0 ? c->address + 10 : NULL;
    const json_value *place = NULL, *media = NULL;
    struct err e = {0};
    struct str f = str_new(a, 64 * 1024);
    if (*m->location && !json_parse(a, m->location, strlen(m->location), &place, &e))
        place = NULL;
    if (media_type && !json_parse(a, m->media, strlen(m->media), &media, &e))
        media = NULL;
    form_add(&f, "SmsMessageSid", m->sid);
    form_add(&f, "NumMedia", media ? "1" : "0");
    form_add(&f, "ProfileName", c->name);
    form_add(&f, "MessageType", m->type);
    form_add(&f, "SmsSid", m->sid);
    form_add(&f, "WaId", phone);
    form_add(&f, "SmsStatus", "received");
    form_add(&f, "Body", m->body);
    form_add(&f, "To", m->to);
    form_add(&f, "NumSegments", "1");
    form_add(&f, "ReferralNumMedia", "0");
    form_add(&f, "MessageSid", m->sid);
    form_add(&f, "AccountSid", set->twilio_account_sid);
    form_add(&f, "From", m->from);
    form_add(&f, "ExternalUserId", c->bsuid);
    form_add(&f, "ApiVersion", "2010-04-01");
    form_add(&f, "ChannelMetadata", "{\"type\":\"whatsapp\",\"data\":{\"context\":{}}}");
    if (media) {
        form_add(&f, "MediaUrl0", json_text(media, "0.url"));
        form_add(&f, "MediaContentType0", media_type);
    }
    if (place) {
        form_add(&f, "Latitude", json_text(place, "latitude"));
        form_add(&f, "Longitude", json_text(place, "longitude"));
        form_add(&f, "Label", json_text(place, "label"));
        form_add(&f, "Address", json_text(place, "address"));
    }
    form_add(&f, tap->list ? "ListId" : "ButtonPayload", tap->id);
    form_add(&f, tap->list ? "ListTitle" : "ButtonText", tap->title);
    if (tap->list)
        form_add(&f, "ListDescription", tap->description);
    else
        form_add(&f, "ButtonType", tap->title ? "REPLY" : NULL);
    if (tap->reply_to) {
        form_add(&f, "OriginalRepliedMessageSid", tap->reply_to);
        form_add(&f, "OriginalRepliedMessageSender", m->to);
    }
    return f.text;
}

/* Waits until the webhook has answered for good, then tells how it went. */
static bool sent_reply(struct request *rq, const char *sid, int64_t wait_ms, struct err *e)
{
    struct simulator *s = simulator_here();
    int64_t end = clock_monotonic() + wait_ms, left;
    struct message m;
    for (;;) {
        pthread_mutex_lock(&s->lock);
        int64_t seen = s->version;
        pthread_mutex_unlock(&s->lock);
        if (!message_find(s, rq->arena, sid, &m, e))
            return false;
        left = end - clock_monotonic();
        if (strcmp(m.webhook, "waiting") != 0 || left <= 0 || closing()
            || !simulator_wait(s, seen, left))
            break;
    }
    struct json j = reply_json(rq, 201);
    message_json(rq, &j, &m);
    return true;
}

static bool inbound_send(struct request *rq, const struct customer *c, struct message *m,
                 const struct tap *tap, const struct media *media, int64_t wait_ms,
                 struct err *e)
{
    struct simulator *s = simulator_here();
    struct arena *a = rq->arena;
    m->sid = sid_new(a, media ? "MM" : "SM");
    m->customer_id = c->id;
    m->direction = "inbound";
    m->via = "phone";
    m->status = "received";
    m->webhook = "waiting";
    m->from = c->address;
    m->to = s->settings->twilio_whatsapp_number;
    m->body = m->body ? m->body : "";
    m->location = m->location ? m->location : "";
    m->media = "[]";
    if (media) {
        const char *sid = sid_new(a, "ME");
        struct media stored = *media;
        stored.sid = sid;
        stored.message_sid = m->sid;
        m->media = arena_printf(a, "[{\"sid\":\"%s\",\"content_type\":\"%s\",\"url\":"
                                   "\"%s/2010-04-01/Accounts/%s/Messages/%s/Media/%s\"}]",
                                sid, media->content_type, s->media_base,
                                s->settings->twilio_account_sid, m->sid, sid);
        if (!media_add(s, &stored, e))
            return false;
    }
    m->form = form_text(a, c, m, tap, media ? media->content_type : NULL);
    if (!message_add(s, m, e))
        return false;
    delivery_inbound(s, m);
    return sent_reply(rq, m->sid, wait_ms, e);
}

static bool place_take(struct request *rq, const json_value *v, const char **out, struct err *e)
{
    const char *lat = json_decimal(rq->arena, json_at(v, "latitude"));
    const char *lng = json_decimal(rq->arena, json_at(v, "longitude"));
    if (!lat || !lng)
        return fail_field(e, "location", "latitude and longitude");
    struct str s = str_new(rq->arena, 8192);
    struct json j = json_writer(&s);
    json_open_object(&j, NULL);
    json_put_text(&j, "latitude", lat);
    json_put_text(&j, "longitude", lng);
    json_put_text(&j, "label", json_text(v, "label"));
    json_put_text(&j, "address", json_text(v, "address"));
    json_close(&j);
    return str_done(&s, out, e);
}

/* A button or list row: what is tapped is also the text. */
static bool tap_take(const json_value *v, struct tap *tap, struct message *m, struct err *e)
{
    const json_value *list = json_at(v, "list"), *from = list ? list : json_at(v, "button");
    tap->list = list != NULL;
    tap->id = json_text(from, "id");
    tap->title = json_text(from, "title");
    tap->description = json_text(from, "description");
    if (!tap->title)
        return fail_field(e, list ? "list" : "button", "an id and a title");
    m->type = list ? "interactive" : "button";
    m->body = tap->title;
    return true;
}

/* POST {"text"} | {"button":{}} | {"list":{}} | {"location":{}} | {"audio":true}, with
 * "reply_to" and "wait" (ms) where wanted. */
bool phone_send(struct request *rq, struct err *e)
{
    static const struct media note = {.content_type = "audio/ogg", .bytes = voice_note,
                                      .len = sizeof voice_note};
    const json_value *v;
    struct customer c;
    struct message m = {.type = "text"};
    struct tap tap = {0};
    bool audio = false;
    if (!customer_of_route(rq, &c, e) || !request_json(rq, &v, e))
        return false;
    tap.reply_to = json_text(v, "reply_to");
    m.body = json_text(v, "text");
    if (m.body) {
        if (utf8_length(m.body) > BODY_MOST)
            return fail_field(e, "text", "longer than 1600 characters");
    } else if (json_at(v, "button") || json_at(v, "list")) {
        if (!tap_take(v, &tap, &m, e))
            return false;
    } else if (json_at(v, "location")) {
        m.type = "location";
        if (!place_take(rq, json_at(v, "location"), &m.location, e))
            return false;
    } else if (json_bool(v, "audio", false)) {
        m.type = "audio";
        audio = true;
    } else {
        return fail_field(e, "text", "text, button, list, location or audio");
    }
    int64_t wait = json_int(v, "wait", 0);
    return inbound_send(rq, &c, &m, &tap, audio ? &note : NULL,
                wait < 0 ? 0 : wait > WAIT_MOST_MS ? WAIT_MOST_MS : wait, e);
}

/* The type as its first bytes tell, never as somebody says. */
static const char *image_type(const char *b, size_t n)
{
    if (n > 8 && memcmp(b, "\x89PNG\r\n\x1a\n", 8) == 0)
        return "image/png";
    if (n > 3 && memcmp(b, "\xff\xd8\xff", 3) == 0)
        return "image/jpeg";
    if (n > 12 && memcmp(b, "RIFF", 4) == 0 && memcmp(b + 8, "WEBP", 4) == 0)
        return "image/webp";
    return NULL;
}

/* POST the bytes of an image, Content-Type image/...; ?caption= and ?wait= (ms). */
bool phone_send_image(struct request *rq, struct err *e)
{
    struct customer c;
    struct message m = {.type = "image"};
    struct tap tap = {0};
    int64_t wait;
    const char *said = request_header(rq, "Content-Type");
    if (!customer_of_route(rq, &c, e)
        || !request_query_int(rq, "wait", 0, WAIT_MOST_MS, 0, &wait, e))
        return false;
    const char *type = rq->body ? image_type(rq->body, rq->body_len) : NULL;
    if (!said || strncasecmp(said, "image/", 6) != 0 || !type)
        return fail(e, ERR_MEDIA_TYPE, "a PNG, JPEG or WebP, sent as image/...");
    struct media media = {.content_type = type, .bytes = rq->body, .len = rq->body_len};
    m.body = request_query(rq, "caption");
    return inbound_send(rq, &c, &m, &tap, &media, wait, e);
}

/* POST {"copies":1}: deliver an old inbound message again. */
bool phone_again(struct request *rq, struct err *e)
{
    const json_value *v;
    struct message m;
    if (!message_find(simulator_here(), rq->arena, request_route(rq, "sid"), &m, e)
        || !request_json(rq, &v, e))
        return false;
    int64_t copies = json_int(v, "copies", 1), wait = json_int(v, "wait", 0);
    if (strcmp(m.direction, "inbound") != 0 || copies < 1 || copies > 64)
        return fail_field(e, "copies", "an inbound message, 1 to 64 times");
    delivery_again(simulator_here(), &m, (int)copies);
    return sent_reply(rq, m.sid, wait < 0 || wait > WAIT_MOST_MS ? 0 : wait, e);
}

/* ---- switches ---- */

bool phone_switches(struct request *rq, struct err *e)
{
    (void)e;
    struct json j = reply_json(rq, 200);
    json_open_object(&j, NULL);
    switches_write(simulator_here(), &j, "switches", true);
    json_close(&j);
    return true;
}

bool phone_switches_set(struct request *rq, struct err *e)
{
    struct simulator *s = simulator_here();
    const json_value *v;
    if (!request_json(rq, &v, e) || !switches_read(s, v, e))
        return false;
    if (!switch_value(s, SWITCH_REORDER))
        delivery_release(s);
    return phone_switches(rq, e);
}

bool phone_release(struct request *rq, struct err *e)
{
    (void)e;
    delivery_release(simulator_here());
    reply_text(rq, 204, "application/json", "");
    return true;
}

/* POST {}: customers and messages forgotten, switches as at first; contents stay. */
bool phone_reset(struct request *rq, struct err *e)
{
    const json_value *v;
    if (!request_json(rq, &v, e))
        return false;
    carrier_forget(simulator_here());
    if (!store_reset(simulator_here(), e))
        return false;
    return phone_switches(rq, e);
}
