/* twilio_send.c -- Twilio's REST API as data: requests out, verdicts back.
 *
 * Order of this file: sending, shapes (buttons and lists), the table of errors, judging an
 * answer, looking up. twilio-whatsapp.md §6, §8 and §9 are the law. */
#include "waiter/twilio_send.h"

#include "waiter/clock.h"
#include "waiter/json.h"
#include "waiter/utf8.h"

#include <stdlib.h>
#include <string.h>

#define API_VERSION "2010-04-01"
#define FORM "application/x-www-form-urlencoded"
#define ANSWER_MOST (64u << 10)
#define LIST_MOST (1u << 20)
#define FORM_MOST (64u << 10)
#define PAGE_SIZE 100

/* --- Sending ------------------------------------------------------------------------- */

static struct http_request request_to(const struct settings *s, const char *url,
                                      size_t answer_most)
{
    return (struct http_request){.url = url, .user = s->twilio_account_sid,
                                 .password = s->twilio_auth_token, .answer_most = answer_most};
}

static const char *messages_url(struct arena *a, const struct settings *s)
{
    return arena_printf(a, "%s/" API_VERSION "/Accounts/%s/Messages.json", s->twilio_api_url,
                        s->twilio_account_sid);
}

const char *twilio_receipt_url(struct arena *a, const struct settings *s, struct ref oid)
{
    return arena_printf(a, "%s/webhook/whatsapp/status?oid=%s", s->public_url, ref_text(a, oid));
}

/* Too big a form is cut short by str: Twilio refuses it, which ends the row. */
struct http_request twilio_create_message(struct arena *a, const struct settings *s,
                                          const struct twilio_message *m, const char *content_sid,
                                          const struct twilio_shape *shape)
{
    struct str form = str_new(a, FORM_MOST);
    str_add_form(&form, "To", m->to);
    str_add_form(&form, "From", s->twilio_whatsapp_number);
    if (content_sid) { /* then no Body and no MediaUrl */
        str_add_form(&form, "ContentSid", content_sid);
        str_add_form(&form, "ContentVariables", shape->variables);
    } else {
        str_add_form(&form, "Body", m->body);
        if (m->media)
            str_add_form(&form, "MediaUrl", arena_printf(a, "%s%s", s->public_url, m->media));
    }
    str_add_form(&form, "StatusCallback", twilio_receipt_url(a, s, m->oid));
    struct http_request r = request_to(s, messages_url(a, s), ANSWER_MOST);
    r.body = form.text;
    r.body_len = form.len;
    r.content_type = FORM;
    return r;
}

struct http_request twilio_create_plain(struct arena *a, const struct settings *s,
                                        const struct twilio_message *m)
{
    struct twilio_message plain = *m;
    plain.media = plain.choices = NULL;
    return twilio_create_message(a, s, &plain, NULL, NULL);
}

struct http_request twilio_create_content(struct arena *a, const struct settings *s,
                                          const struct twilio_shape *shape)
{
    struct http_request r =
        request_to(s, arena_printf(a, "%s/v1/Content", s->twilio_content_url), ANSWER_MOST);
    r.body = shape->creation;
    r.body_len = strlen(shape->creation);
    r.content_type = "application/json";
    return r;
}

/* Twilio has them on a host of their own; whoever stands in for Twilio has one for all. */
struct http_request twilio_show_typing(struct arena *a, const struct settings *s,
                                       const char *message_sid)
{
    bool real = strcmp(s->twilio_api_url, "https://api.twilio.com") == 0;
    struct str form = str_new(a, FORM_MOST);
    str_add_form(&form, "channel", "whatsapp");
    str_add_form(&form, "messageId", message_sid);
    struct http_request r = request_to(
        s, arena_printf(a, "%s/v2/Indicators/Typing.json",
                        real ? "https://messaging.twilio.com" : s->twilio_api_url), ANSWER_MOST);
    r.body = form.text;
    r.body_len = form.len;
    r.content_type = FORM;
    return r;
}

/* --- Shapes: buttons and lists ------------------------------------------------------- */

#define BODY_MOST 1024
#define BUTTONS_MOST 3
#define ITEMS_MOST 10
#define BUTTON_TITLE_MOST 20
#define ITEM_TITLE_MOST 24
#define NOTE_MOST 72
#define ID_MOST 200
#define LINES_MOST 24
#define OPENER_ELSE "Choose" /* where the first choice brings none in the customer's language */

struct option { const char *id, *title, *note; };

/* While a shape is built: the content's JSON and the variables of this message, side by side. */
struct shaping {
    struct arena *arena;
    struct option options[ITEMS_MOST];
    size_t count;
    const char *opener; /* a variable, so that a language needs no content of its own */
    bool buttons, notes;
    struct str body;           /* the content's: {{1}}\n{{2}} */
    struct str pattern;        /* "l3b1l2" */
    struct str values, samples; /* JSON: this message's variables, the content's examples */
    struct json value, sample;
    int variables, lines;
};

/* One text into the next variable; gives "{{7}}". */
static const char *variable(struct shaping *sh, const char *text)
{
    const char *name = arena_printf(sh->arena, "%d", ++sh->variables);
    json_put_text(&sh->value, name, text);
    json_put_text(&sh->sample, name, arena_printf(sh->arena, "text %s", name));
    return arena_printf(sh->arena, "{{%s}}", name);
}

static bool fits(const char *text, size_t most)
{
    return text && text[strspn(text, " ")] && !strpbrk(text, "\r\n") && utf8_length(text) <= most;
}

static bool option_read(const json_value *v, struct option *out, size_t title_most)
{
    const char *id = json_text(v, "id"), *note = json_text(v, "note");
    *out = (struct option){id, json_text(v, "title"), note && *note ? note : NULL};
    return fits(out->title, title_most) && fits(id, ID_MOST) && strlen(id) <= ID_MOST &&
           (!out->note || fits(out->note, NOTE_MOST));
}

static bool options_read(struct shaping *sh, const char *choices)
{
    const json_value *list;
    struct err ignored = {0};
    if (!choices || !json_parse(sh->arena, choices, strlen(choices), &list, &ignored))
        return false;
    sh->count = json_is_array(list) ? json_count(list) : 0;
    sh->buttons = sh->count <= BUTTONS_MOST;
    if (sh->count < 1 || sh->count > ITEMS_MOST)
        return false;
    for (size_t i = 0; i < sh->count; i++) {
        if (!option_read(json_item(list, i), &sh->options[i],
                         sh->buttons ? BUTTON_TITLE_MOST : ITEM_TITLE_MOST))
            return false;
        sh->notes |= sh->options[i].note != NULL;
    }
    const char *opener = json_text(json_item(list, 0), "opener");
    sh->opener = fits(opener, BUTTON_TITLE_MOST) ? opener : OPENER_ELSE;
    return true;
}

static bool is_blank(const char *line) { return line[strspn(line, " \t")] == '\0'; }

/* Each line a variable; blank ones (a variable must not be empty) stay in the content. */
static bool lines_shape(struct shaping *sh, const char *body)
{
    char *rest = arena_strdup(sh->arena, body);
    char kind = 0;
    int run = 0;
    if (strchr(body, '\r') || utf8_length(body) > BODY_MOST)
        return false;
    for (char *line; (line = strsep(&rest, "\n")); sh->lines++) {
        char now = is_blank(line) ? 'b' : 'l';
        if (sh->lines)
            str_add_char(&sh->body, '\n');
        if (now == 'l')
            str_add(&sh->body, variable(sh, line));
        if (kind && now != kind) {
            str_addf(&sh->pattern, "%c%d", kind, run);
            run = 0;
        }
        kind = now;
        run++;
    }
    str_addf(&sh->pattern, "%c%d", kind, run);
    return sh->variables > 0 && sh->lines <= LINES_MOST;
}

static void buttons_write(struct shaping *sh, struct json *j)
{
    json_open_array(j, "actions");
    for (size_t i = 0; i < sh->count; i++) {
        json_open_object(j, NULL);
        json_put_text(j, "type", "QUICK_REPLY");
        json_put_text(j, "title", variable(sh, sh->options[i].title));
        json_put_text(j, "id", variable(sh, sh->options[i].id));
        json_close(j);
    }
    json_close(j);
}

/* Descriptions are in the shape when any row has one; a row without shows its title twice then. */
static void items_write(struct shaping *sh, struct json *j)
{
    json_put_text(j, "button", variable(sh, sh->opener));
    json_open_array(j, "items");
    for (size_t i = 0; i < sh->count; i++) {
        const struct option *o = &sh->options[i];
        json_open_object(j, NULL);
        json_put_text(j, "item", variable(sh, o->title));
        json_put_text(j, "id", variable(sh, o->id));
        if (sh->notes)
            json_put_text(j, "description", variable(sh, o->note ? o->note : o->title));
        json_close(j);
    }
    json_close(j);
}

static const char *shape_key(struct shaping *sh)
{
    const char *kind = sh->buttons ? "quick_reply" : sh->notes ? "list_notes" : "list";
    return arena_printf(sh->arena, sh->lines > 1 ? "%s.%zu.%s" : "%s.%zu", kind, sh->count,
                        sh->pattern.text);
}

static const char *friendly_name(struct arena *a, const char *key)
{
    char *name = arena_printf(a, "waiter_%s", key);
    for (char *p = name; (p = strchr(p, '.'));)
        *p = '_';
    return name;
}

static const char *creation_json(struct shaping *sh, const char *key)
{
    struct str types = str_new(sh->arena, FORM_MOST), out = str_new(sh->arena, FORM_MOST);
    struct json t = json_writer(&types), j = json_writer(&out);
    json_open_object(&t, NULL);
    json_open_object(&t, sh->buttons ? "twilio/quick-reply" : "twilio/list-picker");
    json_put_text(&t, "body", sh->body.text);
    if (sh->buttons)
        buttons_write(sh, &t);
    else
        items_write(sh, &t);
    json_close(&t);
    json_close(&t);
    json_close(&sh->sample);
    json_close(&sh->value);
    json_open_object(&j, NULL);
    json_put_text(&j, "friendly_name", friendly_name(sh->arena, key));
    json_put_text(&j, "language", "en");
    json_put_raw(&j, "variables", sh->samples.text);
    json_put_raw(&j, "types", types.text);
    json_close(&j);
    return out.text;
}

bool twilio_shape(struct arena *a, const struct twilio_message *m, struct twilio_shape *out)
{
    struct shaping sh = {.arena = a, .body = str_new(a, 4096), .pattern = str_new(a, 256),
                         .values = str_new(a, 32u << 10), .samples = str_new(a, 16u << 10)};
    sh.value = json_writer(&sh.values);
    sh.sample = json_writer(&sh.samples);
    json_open_object(&sh.value, NULL);
    json_open_object(&sh.sample, NULL);
    if (m->media || !options_read(&sh, m->choices) || !lines_shape(&sh, m->body))
        return false;
    out->key = shape_key(&sh);
    out->creation = creation_json(&sh, out->key);
    out->variables = sh.values.text;
    return !sh.values.too_big && !sh.samples.too_big;
}

/* --- The table of errors ------------------------------------------------------------- */

/* twilio-whatsapp.md §8; 21655 and 21656 are the create call's own words for contents. */
const struct twilio_code twilio_codes[] = {
    {20429, TWILIO_RETRY, "too many calls at once"},
    {63018, TWILIO_RETRY_SLOW, "rate limit of sender or recipient"},
    {63012, TWILIO_RETRY_SLOW, "WhatsApp is in trouble"},
    {63016, TWILIO_DEAD, "outside the 24 h window"},
    {63049, TWILIO_DEAD, "withheld by Meta"},
    {63032, TWILIO_DEAD, "recipient is in an experiment of Meta's"},
    {63015, TWILIO_DEAD, "sandbox: the recipient has to join first"},
    {63003, TWILIO_DEAD_MARK, "recipient unknown"},
    {63024, TWILIO_DEAD_MARK, "recipient cannot be reached"},
    {21211, TWILIO_DEAD_MARK, "not an address"},
    {21614, TWILIO_DEAD_MARK, "not a mobile number"},
    {21610, TWILIO_SAID_STOP, "recipient said STOP"},
    {63013, TWILIO_PLAIN, "content refused by WhatsApp"},
    {63005, TWILIO_PLAIN, "content refused by the channel"},
    {63021, TWILIO_PLAIN, "content invalid"},
    {63019, TWILIO_PLAIN, "picture could not be fetched"},
    {21620, TWILIO_PLAIN, "picture's address invalid"},
    {21617, TWILIO_PLAIN, "too long"},
    {63040, TWILIO_PLAIN, "template rejected"},
    {63041, TWILIO_PLAIN, "template paused"},
    {63042, TWILIO_PLAIN, "template disabled"},
    {92002, TWILIO_PLAIN, "content variables wrong"},
    {92007, TWILIO_PLAIN, "content variables wrong"},
    {21655, TWILIO_PLAIN, "content unknown"},
    {21656, TWILIO_PLAIN, "content variables wrong"},
    {63001, TWILIO_STOP_QUEUE, "channel login failed"},
    {63007, TWILIO_STOP_QUEUE, "sender is not a WhatsApp sender of this account"},
    {63051, TWILIO_STOP_QUEUE, "WhatsApp account locked"},
    {63112, TWILIO_STOP_QUEUE, "WhatsApp account disabled"},
    {63038, TWILIO_STOP_QUEUE, "daily limit of the account"},
    {20003, TWILIO_STOP_QUEUE, "account id or token refused"},
    {0, TWILIO_DEAD, NULL},
};

static const struct twilio_code *code_find(int64_t code)
{
    for (const struct twilio_code *c = twilio_codes; c->code; c++)
        if (c->code == code)
            return c;
    return NULL;
}

bool twilio_wants_plain(int64_t code)
{
    const struct twilio_code *known = code_find(code);
    return known ? known->act == TWILIO_PLAIN : twilio_content_unknown(code);
}

bool twilio_content_unknown(int64_t code)
{
    return code == 20404 || code == 21655 || code == 63013 || (code >= 63040 && code <= 63042);
}

/* --- Judging an answer --------------------------------------------------------------- */

static const json_value *answer_json(struct arena *a, const struct http_answer *answer)
{
    const json_value *v;
    struct err ignored = {0};
    bool ok = answer->len && json_parse(a, answer->body, answer->len, &v, &ignored);
    return ok && json_is_object(v) ? v : NULL;
}

/* Two letters and something; a page of HTML or an empty object is no acceptance. */
static const char *sid_in(const json_value *v, const char *first, const char *second)
{
    static const char alnums[] = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    const char *sid = v ? json_text(v, "sid") : NULL;
    size_t n = sid ? strlen(sid) : 0;
    bool kind = sid && (strncmp(sid, first, 2) == 0 || strncmp(sid, second, 2) == 0);
    return kind && n > 2 && n <= 64 && strspn(sid, alnums) == n ? sid : NULL;
}

static struct twilio_verdict accepted(const json_value *v, int status)
{
    const char *sid = sid_in(v, "SM", "MM");
    if (!sid)
        return (struct twilio_verdict){.act = TWILIO_UNSURE, .code = status,
                                       .why = "an answer without a message id"};
    const char *word = json_text(v, "status");
    return (struct twilio_verdict){.act = TWILIO_SENT,
                                   .sid = sid,
                                   .status = word ? word : "queued",
                                   .code = json_int(v, "error_code", 0)};
}

/* Refusals whose code the table does not know: by HTTP status. */
static struct twilio_code by_status(int status)
{
    if (status == 429)
        return (struct twilio_code){0, TWILIO_RETRY, "too many calls"};
    if (status == 401 || status == 403)
        return (struct twilio_code){0, TWILIO_STOP_QUEUE, "account or token refused"};
    if (status == 404 || (status >= 300 && status < 400))
        return (struct twilio_code){0, TWILIO_STOP_QUEUE, "no such account, or not Twilio's API"};
    if (status >= 400 && status < 500 && status != 408)
        return (struct twilio_code){0, TWILIO_DEAD, "refused"};
    return (struct twilio_code){0, TWILIO_UNSURE, "trouble at Twilio; it may have been sent"};
}

static int64_t wait_of(const struct http_answer *answer)
{
    int64_t most = 15 * 60;
    int64_t s = answer->retry_after_s < 0 ? 0 : answer->retry_after_s;
    return (s < most ? s : most) * SECOND_MS;
}

static struct twilio_verdict refused(const json_value *v, const struct http_answer *answer,
                                     bool rich)
{
    int64_t code = v ? json_int(v, "code", 0) : 0;
    const struct twilio_code *known = answer->status < 500 ? code_find(code) : NULL;
    struct twilio_code c = known ? *known : by_status(answer->status);
    if (rich && !known && answer->status < 500 && twilio_content_unknown(code))
        c = (struct twilio_code){0, TWILIO_PLAIN, "content unknown"};
    if (c.act == TWILIO_PLAIN && !rich)
        c.act = TWILIO_DEAD;
    return (struct twilio_verdict){.act = c.act,
                                   .code = code ? code : answer->status,
                                   .why = c.why,
                                   .wait_ms = wait_of(answer)};
}

struct twilio_verdict twilio_judge(struct arena *a, const struct http_answer *answer, bool rich)
{
    if (!answer->status)
        return (struct twilio_verdict){
            .act = answer->sent ? TWILIO_UNSURE : TWILIO_NOT_REACHED,
            .why = !answer->sent      ? "could not be reached"
                   : answer->timed_out ? "no answer in time; it may have been sent"
                                       : "the answer was cut off; it may have been sent"};
    const json_value *v = answer_json(a, answer);
    if (answer->status >= 200 && answer->status < 300)
        return accepted(v, answer->status);
    return refused(v, answer, rich);
}

const char *twilio_content_sid(struct arena *a, const struct http_answer *answer)
{
    if (answer->status < 200 || answer->status > 299)
        return NULL;
    return sid_in(answer_json(a, answer), "HX", "HX");
}

/* --- Looking up ---------------------------------------------------------------------- */

#define CLOCKS_APART_MS (2 * MINUTE_MS)

struct http_request twilio_list_messages(struct arena *a, const struct settings *s, const char *to,
                                         const char *next)
{
    if (next)
        return request_to(s, arena_printf(a, "%s%s", s->twilio_api_url, next), LIST_MOST);
    struct str url = str_new(a, 4096);
    str_addf(&url, "%s?PageSize=%d&", messages_url(a, s), PAGE_SIZE);
    str_add(&url, "To=");
    str_add_url(&url, to);
    str_add(&url, "&From=");
    str_add_url(&url, s->twilio_whatsapp_number);
    return request_to(s, url.text, LIST_MOST);
}

/* What a provider may change in a text without changing what is said. */
static const char *essence(struct arena *a, const char *text)
{
    char *out = arena_alloc(a, strlen(text) + 1), *p = out;
    for (; *text; text++)
        if ((unsigned char)*text > ' ')
            *p++ = *text;
    return out;
}

/* A message with buttons may be listed without a body (unconfirmed, so both are right). */
static bool is_like(struct arena *a, const struct twilio_message *m, const char *body)
{
    const char *theirs = essence(a, body ? body : "");
    return strcmp(essence(a, m->body), theirs) == 0 || (m->choices && !*theirs);
}

static int64_t made_at(const json_value *v)
{
    const char *text = json_text(v, "date_created");
    int64_t ms;
    return text && clock_parse(text, &ms) ? ms : 0;
}

/* The next page's path, only below the API we know: it is called with our credentials. */
static const char *next_page(const json_value *v)
{
    const char *next = json_text(v, "next_page_uri");
    return next && strncmp(next, "/" API_VERSION "/", strlen(API_VERSION) + 2) == 0 ? next : NULL;
}

bool twilio_list_read(struct arena *a, const struct http_answer *answer,
                      const struct twilio_message *m, int64_t since, struct twilio_list *out)
{
    const json_value *v = answer->status == 200 ? answer_json(a, answer) : NULL;
    const json_value *list = v ? json_at(v, "messages") : NULL;
    if (!list || !json_is_array(list))
        return false;
    size_t n = json_count(list);
    bool reached = false;
    *out = (struct twilio_list){.at = arena_array(a, n + 1, sizeof *out->at)};
    for (size_t i = 0; i < n; i++) {
        const json_value *item = json_item(list, i);
        const char *sid = sid_in(item, "SM", "MM"), *status = json_text(item, "status");
        int64_t at = made_at(item);
        bool older = at && at < since - CLOCKS_APART_MS;
        reached |= older;
        if (sid && status && !older && is_like(a, m, json_text(item, "body")))
            out->at[out->count++] =
                (struct twilio_listed){sid, status, json_int(item, "error_code", 0)};
    }
    out->next = reached ? NULL : next_page(v);
    return true;
}

/* --- Messages to us ------------------------------------------------------------------- */

struct http_request twilio_list_inbound(struct arena *a, const struct settings *s, int64_t since,
                                        const char *next)
{
    if (next)
        return request_to(s, arena_printf(a, "%s%s", s->twilio_api_url, next), LIST_MOST);
    struct str url = str_new(a, 4096);
    str_addf(&url, "%s?PageSize=%d&To=", messages_url(a, s), PAGE_SIZE);
    str_add_url(&url, s->twilio_whatsapp_number);
    str_addf(&url, "&DateSent%%3E=%.10s", clock_rfc3339(a, since - CLOCKS_APART_MS));
    return request_to(s, url.text, LIST_MOST);
}

bool twilio_inbound_read(struct arena *a, const struct http_answer *answer,
                         const struct settings *s, int64_t since, struct twilio_inbox *out)
{
    const json_value *v = answer->status == 200 ? answer_json(a, answer) : NULL;
    const json_value *list = v ? json_at(v, "messages") : NULL;
    if (!list || !json_is_array(list))
        return false;
    size_t n = json_count(list);
    bool reached = false;
    *out = (struct twilio_inbox){.at = arena_array(a, n + 1, sizeof *out->at)};
    for (size_t i = 0; i < n; i++) {
        const json_value *item = json_item(list, i);
        const char *to = json_text(item, "to"), *from = json_text(item, "from"),
                   *direction = json_text(item, "direction"), *media = json_text(item, "num_media");
        const struct twilio_inbound m = {
            .sid = sid_in(item, "SM", "MM"), .from = arena_strdup(a, from),
            .body = arena_strdup(a, json_text(item, "body")), .sent_at = made_at(item),
            .media = media ? strtoll(media, NULL, 10) : 0,
        };
        bool older = m.sent_at && m.sent_at < since - CLOCKS_APART_MS;
        reached |= older;
        if (!older && m.sid && from && to && strcmp(to, s->twilio_whatsapp_number) == 0 &&
            direction && strcmp(direction, "inbound") == 0)
            out->at[out->count++] = m;
    }
    out->next = reached ? NULL : arena_strdup(a, next_page(v));
    return true;
}

struct http_request twilio_list_media(struct arena *a, const struct settings *s, const char *sid)
{
    return request_to(s, arena_printf(a, "%s/" API_VERSION "/Accounts/%s/Messages/%s/Media.json",
                                      s->twilio_api_url, s->twilio_account_sid, sid),
                      LIST_MOST);
}

bool twilio_media_read(struct arena *a, const struct http_answer *answer, const char **sid,
                       const char **type)
{
    const json_value *v = answer->status == 200 ? answer_json(a, answer) : NULL;
    *sid = v ? arena_strdup(a, json_text(v, "media_list.0.sid")) : NULL;
    *type = v ? arena_strdup(a, json_text(v, "media_list.0.content_type")) : NULL;
    return *sid && *type;
}
