/* rest.c -- Twilio's REST API for messages: same paths, fields, errors and login.
 *
 * Written from the protocol sheet (§6, §8). A message that Twilio would refuse is refused here
 * with the same number; one that Twilio takes and WhatsApp then refuses (closed window, photo
 * that cannot be fetched) is taken, and fails by receipt. */
#include "simulator.h"

#include "waiter/clock.h"
#include "waiter/crypto.h"
#include "waiter/log.h"
#include "waiter/str.h"
#include "waiter/utf8.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define BODY_MOST 1600
#define MEDIA_MOST 10
#define WINDOW_MS (24 * HOUR_MS)
#define PAGE_SIZE 50
#define PAGE_SIZE_MOST 1000

/* ---- the door ---- */

bool twilio_error(struct request *rq, int status, int code, const char *message)
{
    struct json j = reply_json(rq, status);
    json_open_object(&j, NULL);
    json_put_int(&j, "code", code);
    json_put_text(&j, "message", message);
    json_put_text(&j, "more_info",
                  arena_printf(rq->arena, "https://www.twilio.com/docs/errors/%d", code));
    json_put_int(&j, "status", status);
    json_close(&j);
    return true;
}

static bool login_holds(struct request *rq, const struct settings *set)
{
    const char *header = request_header(rq, "Authorization");
    uint8_t *plain;
    size_t n;
    if (!header || strncasecmp(header, "Basic ", 6) != 0
        || !base64_bytes(rq->arena, header + 6, &plain, &n))
        return false;
    const char *wanted = arena_printf(rq->arena, "%s:%s", set->twilio_account_sid,
                                      set->twilio_auth_token);
    return *set->twilio_auth_token && same_bytes(plain, n, wanted, strlen(wanted));
}

bool twilio_door(struct request *rq)
{
    const struct settings *set = simulator_here()->settings;
    const char *account = request_route(rq, "account");
    if (!login_holds(rq, set)) {
        reply_header(rq, "WWW-Authenticate", "Basic realm=\"Twilio API\"");
        twilio_error(rq, 401, 20003, "Authenticate");
        return false;
    }
    if (account && strcmp(account, set->twilio_account_sid) != 0) {
        twilio_error(rq, 404, 20404, "The requested resource was not found");
        return false;
    }
    return true;
}

static bool not_found(struct request *rq)
{
    return twilio_error(rq, 404, 20404,
                        arena_printf(rq->arena, "The requested resource %s was not found",
                                     rq->path));
}

char *sid_new(struct arena *a, const char *prefix)
{
    uint64_t halves[2] = {(uint64_t)random_id(), (uint64_t)random_id()};
    return arena_printf(a, "%s%016llx%016llx", prefix, (unsigned long long)halves[0],
                        (unsigned long long)halves[1]);
}

/* ---- a message as Twilio shows it ---- */

static size_t media_count(struct arena *a, const struct message *m)
{
    const json_value *v;
    struct err e = {0};
    return json_parse(a, m->media, strlen(m->media), &v, &e) ? json_count(v) : 0;
}

static const char *uri(struct request *rq, const struct message *m, const char *rest)
{
    return arena_printf(rq->arena, "/2010-04-01/Accounts/%s/Messages/%s%s",
                        simulator_here()->settings->twilio_account_sid, m->sid, rest);
}

static void message_json(struct request *rq, struct json *j, const struct message *m)
{
    struct arena *a = rq->arena;
    size_t media = media_count(a, m);
    size_t segments = strlen(m->body) > BODY_MOST ? 2 : 1;
    json_open_object(j, NULL);
    json_put_text(j, "account_sid", simulator_here()->settings->twilio_account_sid);
    json_put_text(j, "api_version", "2010-04-01");
    json_put_text(j, "body", m->body);
    json_put_text(j, "date_created", clock_rfc5322(a, m->created_at));
    json_put_text(j, "date_sent", m->sent_at ? clock_rfc5322(a, m->sent_at) : NULL);
    json_put_text(j, "date_updated", clock_rfc5322(a, m->updated_at));
    json_put_text(j, "direction", m->direction);
    if (m->error_code)
        json_put_int(j, "error_code", m->error_code);
    else
        json_put_null(j, "error_code");
    json_put_text(j, "error_message", m->error_code ? "The message was not delivered" : NULL);
    json_put_text(j, "from", m->from);
    json_put_text(j, "messaging_service_sid", *m->service_sid ? m->service_sid : NULL);
    json_put_text(j, "num_media", arena_printf(a, "%zu", media));
    json_put_text(j, "num_segments", arena_printf(a, "%zu", segments));
    json_put_null(j, "price");
    json_put_null(j, "price_unit");
    json_put_text(j, "sid", m->sid);
    json_put_text(j, "status", m->status);
    json_open_object(j, "subresource_uris");
    json_put_text(j, "media", uri(rq, m, "/Media.json"));
    json_close(j);
    json_put_text(j, "to", m->to);
    json_put_text(j, "uri", uri(rq, m, ".json"));
    json_close(j);
}

/* ---- create ---- */

/* whatsapp:+ and 7 to 15 digits, or whatsapp:CC. and letters or digits. */
static bool address_good(const char *s)
{
    static const char alnum[] = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    if (strncmp(s, "whatsapp:", 9) != 0)
        return false;
    s += 9;
    if (*s == '+') {
        size_t n = strspn(s + 1, "0123456789");
        return n >= 7 && n <= 15 && s[n + 1] == '\0' && s[1] != '0';
    }
    size_t country = strspn(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ");
    size_t n = country == 2 && s[2] == '.' ? strspn(s + 3, alnum) : 0;
    return n >= 1 && n <= 128 && s[n + 3] == '\0';
}

static bool web_url(const char *s)
{
    const char *host = strncmp(s, "http://", 7) == 0 ? s + 7
                     : strncmp(s, "https://", 8) == 0 ? s + 8 : "";
    return *host && *host != '/' && !strpbrk(s, " \"<>\\\n\r\t");
}

/* A status callback's host may not hold an underscore. */
static bool callback_good(const char *s)
{
    if (!web_url(s))
        return false;
    const char *host = strstr(s, "://") + 3;
    return !memchr(host, '_', strcspn(host, "/:?#"));
}

/* All MediaUrl values as JSON; returns how many, -1 when one is no address. */
static int media_take(struct request *rq, const struct params *form, const char **out)
{
    struct str s = str_new(rq->arena, 64 * 1024);
    struct json j = json_writer(&s);
    int n = 0;
    json_open_array(&j, NULL);
    for (size_t i = 0; i < form->count; i++) {
        if (strcmp(form->at[i].name, "MediaUrl") != 0)
            continue;
        if (!web_url(form->at[i].value))
            return -1;
        json_open_object(&j, NULL);
        json_put_text(&j, "url", form->at[i].value);
        json_close(&j);
        n++;
    }
    json_close(&j);
    *out = s.text;
    return n;
}

/* PersistentAction geo:LAT,LNG|label: a place on the map. */
static const char *location_take(struct arena *a, const char *action, const char *body)
{
    if (!action || strncmp(action, "geo:", 4) != 0)
        return "";
    const char *lat = action + 4, *comma = strchr(lat, ',');
    if (!comma)
        return "";
    size_t lng = strcspn(comma + 1, "|");
    struct str s = str_new(a, 4096);
    struct json j = json_writer(&s);
    json_open_object(&j, NULL);
    json_put_text(&j, "latitude", arena_strndup(a, lat, (size_t)(comma - lat)));
    json_put_text(&j, "longitude", arena_strndup(a, comma + 1, lng));
    json_put_text(&j, "label", body);
    json_put_text(&j, "address", comma[1 + lng] == '|' ? comma + 2 + lng : "");
    json_close(&j);
    return s.text;
}

struct refusal { int code; const char *words; };

static struct refusal refuse(int code, const char *words)
{
    return (struct refusal){code, words};
}

/* Who and from whom. */
static struct refusal parties_take(struct request *rq, const struct params *form,
                                   struct message *m)
{
    struct arena *a = rq->arena;
    const char *ours = simulator_here()->settings->twilio_whatsapp_number;
    m->to = param_text(a, form, "To");
    m->from = param_text(a, form, "From");
    m->service_sid = param_text(a, form, "MessagingServiceSid");
    if (!m->to || !*m->to)
        return refuse(21604, "A 'To' phone number is required.");
    if (!m->from && !m->service_sid)
        return refuse(21603, "A 'From' phone number is required.");
    if (!m->from)
        m->from = ours;
    if (!address_good(m->to))
        return refuse(21211, arena_printf(a, "Invalid 'To' Phone Number: %s", m->to));
    if (strcmp(m->from, ours) != 0)
        return refuse(63007, "Twilio could not find a Channel with the specified From address");
    return refuse(0, NULL);
}

/* What is said. `approved`: a template that may be sent outside of the window. */
static struct refusal words_take(struct request *rq, const struct params *form,
                                 struct message *m, bool *approved)
{
    struct arena *a = rq->arena;
    const char *why = NULL;
    bool late = false;
    m->content_sid = param_text(a, form, "ContentSid");
    if (m->content_sid) {
        int code = content_render(simulator_here(), a, m->content_sid,
                                  param_text(a, form, "ContentVariables"), m, approved, &late,
                                  &why);
        if (code && late)
            m->planned_error = code;
        return code && !late ? refuse(code, why) : refuse(0, NULL);
    }
    m->body = param_text(a, form, "Body");
    int media = media_take(rq, form, &m->media);
    if (media < 0)
        return refuse(21620, "Invalid media URL(s)");
    if (media > MEDIA_MOST)
        return refuse(21623, "Number of media files exceeds allowed limit");
    if (!media && (!m->body || !*m->body))
        return refuse(21619, "A text message body or media urls must be specified.");
    if (m->body && utf8_length(m->body) > BODY_MOST)
        return refuse(21617, "The concatenated message body exceeds the 1600 character limit.");
    m->location = location_take(a, param_text(a, form, "PersistentAction"), m->body);
    return refuse(0, NULL);
}

static struct refusal message_take(struct request *rq, const struct params *form,
                                   struct message *m, bool *approved)
{
    struct refusal no = parties_take(rq, form, m);
    if (!no.code)
        no = words_take(rq, form, m, approved);
    m->callback = param_text(rq->arena, form, "StatusCallback");
    if (!no.code && m->callback && *m->callback && !callback_good(m->callback))
        no = refuse(21609, arena_printf(rq->arena, "Invalid 'StatusCallback' URL: %s",
                                        m->callback));
    return no;
}

/* Writes what the switch asks for; true when the answer is settled and nothing was taken. */
static bool failed_on_demand(struct request *rq, enum rest_fail how)
{
    struct simulator *s = simulator_here();
    switch (how) {
    case REST_429:
        return twilio_error(rq, 429, 20429, "Too Many Requests");
    case REST_500:
        return twilio_error(rq, 500, 20500, "Internal Server Error");
    case REST_TIMEOUT:
        simulator_hang(s, switch_value(s, SWITCH_REST_HANG_MS));
        reply_text(rq, 504, "text/html", "<html><body>Gateway Timeout</body></html>\n");
        return true;
    case REST_GARBAGE:
        reply_text(rq, 200, "application/json", "{\"sid\": \"SM\x01 <not json\xff");
        return true;
    case REST_FINE:
    case REST_ACCEPT_HANG:
    case REST_ACCEPT_DROP:
        break;
    }
    return false;
}

bool message_create(struct request *rq, struct err *e)
{
    struct simulator *s = simulator_here();
    struct params form;
    struct message m = {.direction = "outbound-api", .via = "rest"};
    bool approved = false;
    if (!twilio_door(rq))
        return true;
    enum rest_fail how = switch_rest_fail(s);
    if (failed_on_demand(rq, how))
        return true;
    if (!request_form(rq, &form, e))
        return false;
    struct refusal no = message_take(rq, &form, &m, &approved);
    if (no.code)
        return twilio_error(rq, 400, no.code, no.words);
    bool media = m.media && strcmp(m.media, "[]") != 0;
    m.sid = sid_new(rq->arena, media ? "MM" : "SM");
    if (!outbound_send(s, rq->arena, &m, approved, e)
        || !message_find(s, rq->arena, m.sid, &m, e))
        return false;
    if (how == REST_ACCEPT_HANG)
        simulator_hang(s, switch_value(s, SWITCH_REST_HANG_MS));
    m.status = *m.service_sid ? "accepted" : "queued"; /* as it was when it was taken */
    struct json j = reply_json(rq, 201);
    message_json(rq, &j, &m);
    if (how == REST_ACCEPT_DROP) { /* the line breaks in the middle of the answer */
        rq->reply.body.len = 20;
        reply_header(rq, "Content-Length", "9999");
    }
    return true;
}

/* Was the customer's window still open? Nothing free-form is delivered outside. */
static bool window_open(const struct customer *c)
{
    return !c->window_closed && c->last_inbound_at
        && clock_now() - c->last_inbound_at < WINDOW_MS;
}

/* The customer with this address; strangers get a phone of their own. */
static bool customer_met(struct simulator *s, struct arena *a, const char *address,
                         struct customer *c, struct err *e)
{
    struct err missing = {0};
    if (customer_find(s, a, address, c, &missing))
        return true;
    const char *plain = address + strlen("whatsapp:");
    const char *bsuid = *plain == '+' ? arena_printf(a, "whatsapp:ES.%s", plain + 1) : address;
    return missing.kind == ERR_NOT_FOUND
        && customer_add(s, a, address, bsuid, plain, c, e);
}

bool outbound_send(struct simulator *s, struct arena *a, struct message *m, bool approved,
                   struct err *e)
{
    struct customer c;
    const json_value *media;
    struct err ignored = {0};
    if (!address_good(m->to))
        return fail(e, ERR_BAD_INPUT, "21211: not an address of WhatsApp");
    if (!customer_met(s, a, m->to, &c, e))
        return false;
    m->customer_id = c.id;
    m->status = m->service_sid ? "accepted" : "queued";
    if (!m->media)
        m->media = "[]";
    int64_t on_demand = switch_value(s, SWITCH_FAIL_ERROR_CODE);
    bool many = json_parse(a, m->media, strlen(m->media), &media, &ignored)
             && json_count(media) > 1;
    if (on_demand)
        m->planned_error = on_demand;
    else if (!window_open(&c) && !approved)
        m->planned_error = 63016;
    else if (many) /* WhatsApp: one a message */
        m->planned_error = 63021;
    if (!message_add(s, m, e))
        return false;
    delivery_outbound(s, m);
    return true;
}

/* ---- list ---- */

/* A date ("2026-11-23") or moment; `day`: it was a whole day. */
static bool date_read(struct arena *a, const char *text, int64_t *ms, bool *day)
{
    *day = strlen(text) == 10;
    return clock_parse(*day ? arena_printf(a, "%sT00:00:00Z", text) : text, ms);
}

/* DateSent (that day), DateSent> and DateSent< (from, until and with). */
static bool dates_take(struct request *rq, struct message_query *q)
{
    static const char *const names[] = {"DateSent", "DateSent>", "DateSent<"};
    for (int i = 0; i < 3; i++) {
        const char *text = request_query(rq, names[i]);
        int64_t ms;
        bool day;
        if (!text || !*text)
            continue;
        if (!date_read(rq->arena, text, &ms, &day))
            return false;
        int64_t until = ms + (day ? DAY_MS : SECOND_MS);
        if (i != 2 && ms > q->sent_from)
            q->sent_from = ms;
        if (i != 1 && (!q->sent_before || until < q->sent_before))
            q->sent_before = until;
    }
    return true;
}

/* The same list again from another message on. */
static const char *page_uri(struct request *rq, int64_t size, int64_t page, const char *token)
{
    struct str s = str_new(rq->arena, 16 * 1024);
    str_addf(&s, "%s?PageSize=%lld", rq->path, (long long)size);
    for (size_t i = 0; i < rq->query.count; i++) {
        const struct param *p = &rq->query.at[i];
        if (strncmp(p->name, "Page", 4) == 0)
            continue;
        str_add_char(&s, '&');
        str_add_url(&s, p->name);
        str_add_char(&s, '=');
        str_add_url(&s, p->value);
    }
    str_addf(&s, "&Page=%lld", (long long)page);
    if (token)
        str_addf(&s, "&PageToken=%s", token);
    return s.text;
}

static void page_json(struct request *rq, const struct message *all, size_t n, int64_t size,
                      int64_t page)
{
    size_t shown = n > (size_t)size ? (size_t)size : n;
    bool more = n > shown;
    struct json j = reply_json(rq, 200);
    json_open_object(&j, NULL);
    json_open_array(&j, "messages");
    for (size_t i = 0; i < shown; i++)
        message_json(rq, &j, &all[i]);
    json_close(&j);
    json_put_int(&j, "page", page);
    json_put_int(&j, "page_size", size);
    json_put_int(&j, "start", page * size);
    json_put_int(&j, "end", page * size + (shown ? (int64_t)shown - 1 : 0));
    json_put_text(&j, "uri", rq->target);
    json_put_text(&j, "first_page_uri", page_uri(rq, size, 0, NULL));
    json_put_null(&j, "previous_page_uri");
    json_put_text(&j, "next_page_uri",
                  more ? page_uri(rq, size, page + 1,
                                  arena_printf(rq->arena, "PA%s", all[shown - 1].sid))
                       : NULL);
    json_close(&j);
}

bool message_index(struct request *rq, struct err *e)
{
    struct simulator *s = simulator_here();
    struct message_query q = {.to = request_query(rq, "To"), .from = request_query(rq, "From")};
    const char *token = request_query(rq, "PageToken");
    int64_t size, page;
    struct message *all, last;
    struct err unknown = {0};
    size_t n;
    if (!twilio_door(rq))
        return true;
    if (!request_query_int(rq, "PageSize", 1, 1 << 30, PAGE_SIZE, &size, e)
        || !request_query_int(rq, "Page", 0, 1 << 20, 0, &page, e)) {
        err_clear(e);
        return twilio_error(rq, 400, 20006, "Page size must be greater than 0");
    }
    if (!dates_take(rq, &q))
        return twilio_error(rq, 400, 20001, "Parameter 'DateSent' is not valid");
    if (token && (strncmp(token, "PA", 2) != 0
                  || !message_find(s, rq->arena, token + 2, &last, &unknown)))
        return twilio_error(rq, 400, 20001, "Invalid paging token");
    q.before_id = token ? last.id : 0;
    size = size > PAGE_SIZE_MOST ? PAGE_SIZE_MOST : size;
    q.limit = size + 1; /* one more tells that there is a next page */
    if (!message_list(s, rq->arena, &q, &all, &n, e))
        return false;
    page_json(rq, all, n, size, page);
    return true;
}

/* ---- one ---- */

/* The message of the route, whose last segment may end in .json; false: answered. */
static bool message_of_route(struct request *rq, struct message *m)
{
    const char *sid = request_route(rq, "message");
    size_t n = strlen(sid);
    struct err e = {0};
    if (n > 5 && strcmp(sid + n - 5, ".json") == 0)
        sid = arena_strndup(rq->arena, sid, n - 5);
    if (message_find(simulator_here(), rq->arena, sid, m, &e))
        return true;
    not_found(rq);
    return false;
}

bool message_show(struct request *rq, struct err *e)
{
    struct message m;
    (void)e;
    if (!twilio_door(rq) || !message_of_route(rq, &m))
        return true;
    struct json j = reply_json(rq, 200);
    message_json(rq, &j, &m);
    return true;
}

bool message_remove(struct request *rq, struct err *e)
{
    struct message m;
    if (!twilio_door(rq) || !message_of_route(rq, &m))
        return true;
    if (!message_delete(simulator_here(), m.sid, e))
        return false;
    reply_text(rq, 204, "application/json", "");
    return true;
}

static void media_json(struct request *rq, struct json *j, const struct message *m,
                       const char *sid, const char *type)
{
    json_open_object(j, NULL);
    json_put_text(j, "sid", sid);
    json_put_text(j, "account_sid", simulator_here()->settings->twilio_account_sid);
    json_put_text(j, "parent_sid", m->sid);
    json_put_text(j, "content_type", type);
    json_put_text(j, "date_created", clock_rfc5322(rq->arena, m->created_at));
    json_put_text(j, "date_updated", clock_rfc5322(rq->arena, m->updated_at));
    json_put_text(j, "uri", uri(rq, m, arena_printf(rq->arena, "/Media/%s.json", sid)));
    json_close(j);
}

bool message_media_index(struct request *rq, struct err *e)
{
    struct message m;
    const json_value *media;
    if (!twilio_door(rq) || !message_of_route(rq, &m))
        return true;
    if (!json_parse(rq->arena, m.media, strlen(m.media), &media, e))
        return false;
    struct json j = reply_json(rq, 200);
    json_open_object(&j, NULL);
    json_open_array(&j, "media_list");
    for (size_t i = 0; i < json_count(media); i++) {
        const char *sid = json_text(json_item(media, i), "sid");
        if (sid)
            media_json(rq, &j, &m, sid, json_text(json_item(media, i), "content_type"));
    }
    json_close(&j);
    json_put_null(&j, "next_page_uri");
    json_close(&j);
    return true;
}

bool message_media_show(struct request *rq, struct err *e)
{
    struct message m;
    struct media media;
    struct err unknown = {0};
    (void)e;
    if (!twilio_door(rq) || !message_of_route(rq, &m))
        return true;
    const char *sid = request_route(rq, "media");
    size_t n = strlen(sid);
    bool described = n > 5 && strcmp(sid + n - 5, ".json") == 0;
    sid = described ? arena_strndup(rq->arena, sid, n - 5) : sid;
    if (!media_find(simulator_here(), rq->arena, sid, &media, &unknown)
        || strcmp(media.message_sid, m.sid) != 0)
        return not_found(rq);
    if (described) {
        struct json j = reply_json(rq, 200);
        media_json(rq, &j, &m, sid, media.content_type);
        return true;
    }
    reply_text(rq, 200, media.content_type, "");
    rq->reply.body = str_new(rq->arena, media.len + 1);
    str_add_bytes(&rq->reply.body, media.bytes, media.len);
    return true;
}

/* Typing dots: POST /v2/Indicators/Typing.json channel=whatsapp&messageId=SM.. */
bool typing_show(struct request *rq, struct err *e)
{
    struct simulator *s = simulator_here();
    struct params form;
    struct message m;
    struct customer c;
    struct err unknown = {0};
    if (!twilio_door(rq))
        return true;
    if (!request_form(rq, &form, e))
        return false;
    const char *sid = param_text(rq->arena, &form, "messageId");
    if (!sid || !message_find(s, rq->arena, sid, &m, &unknown))
        return not_found(rq);
    if (!customer_find(s, rq->arena, m.from, &c, e))
        return false;
    c.typing_until = clock_now() + 25 * SECOND_MS;
    if (!customer_change(s, &c, e))
        return false;
    struct json j = reply_json(rq, 200);
    json_open_object(&j, NULL);
    json_put_bool(&j, "success", true);
    json_close(&j);
    return true;
}
