/* content.c -- Twilio's Content API: texts with buttons and lists, made once and sent by sid.
 *
 * Known: twilio/text, twilio/media, twilio/quick-reply, twilio/list-picker. Limits of the
 * protocol sheet §9 are held when a content is made where they can be seen, and again when
 * its variables are filled; what WhatsApp would find only then fails by receipt (63013). */
#include "simulator.h"

#include "waiter/clock.h"
#include "waiter/str.h"
#include "waiter/utf8.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BODY_MOST 1024
#define TEXT_BODY_MOST 1600
#define BUTTONS_MOST 3
#define BUTTONS_APPROVED_MOST 10
#define ITEMS_MOST 10
#define VARIABLES_MOST 100

/* The one type a content has; its name in *kind. */
static const json_value *type_of(const json_value *content, const char **kind)
{
    const json_value *types = json_at(content, "types");
    static const char *const known[] = {"twilio/list-picker", "twilio/quick-reply",
                                        "twilio/media", "twilio/text"};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        for (size_t k = 0; types && k < json_count(types); k++)
            if (strcmp(json_key(json_item(types, k)), known[i]) == 0) {
                *kind = known[i];
                return json_item(types, k);
            }
    *kind = "";
    return NULL;
}

/* ---- variables ---- */

/* 92002/92007, or 0. */
static int variables_check(const json_value *v)
{
    if (!json_is_object(v) || json_count(v) > VARIABLES_MOST)
        return 92002;
    for (size_t i = 0; i < json_count(v); i++) {
        const char *text = json_text(json_item(v, i), "");
        if (!text)
            return 92002;
        if (!*text || strpbrk(text, "\r\n"))
            return 92007;
    }
    return 0;
}

static const char *variable(const json_value *v, const char *name, size_t n)
{
    for (size_t i = 0; v && i < json_count(v); i++) {
        const json_value *item = json_item(v, i);
        if (strncmp(json_key(item), name, n) == 0 && json_key(item)[n] == '\0')
            return json_text(item, "");
    }
    return NULL;
}

/* {{1}} -> given value, else the content's own example, else nothing. */
static const char *filled(struct arena *a, const char *text, const json_value *given,
                          const json_value *content)
{
    struct str s = str_new(a, 32 * 1024);
    while (text && *text) {
        const char *close = strncmp(text, "{{", 2) == 0 ? strstr(text, "}}") : NULL;
        if (!close) {
            str_add_char(&s, *text++);
            continue;
        }
        size_t n = (size_t)(close - text) - 2;
        const char *value = variable(given, text + 2, n);
        str_add(&s, value ? value : variable(json_at(content, "variables"), text + 2, n));
        text = close + 2;
    }
    return s.text;
}

/* ---- rendering ---- */

struct render {
    struct arena *arena;
    const json_value *content, *type, *given;
    struct message *m;
    bool approved;
    const char *bad; /* the first limit that does not hold */
};

/* A text of the type with its variables, 1..most characters (0 allowed when optional). */
static const char *field(struct render *r, const json_value *from, const char *name, size_t most,
                         bool optional)
{
    const char *text = filled(r->arena, json_text(from, name), r->given, r->content);
    size_t n = utf8_length(text);
    if (!r->bad && (n > most || (!n && !optional)))
        r->bad = arena_printf(r->arena, "%s: %zu characters, 1 to %zu allowed", name, n, most);
    return text;
}

static void buttons_render(struct render *r)
{
    const json_value *actions = json_at(r->type, "actions");
    size_t n = actions ? json_count(actions) : 0;
    size_t most = r->approved ? BUTTONS_APPROVED_MOST : BUTTONS_MOST;
    struct str s = str_new(r->arena, 64 * 1024);
    struct json j = json_writer(&s);
    if (!r->bad && (n < 1 || n > most))
        r->bad = "quick-reply: 1 to 3 buttons";
    json_open_object(&j, NULL);
    json_open_array(&j, "buttons");
    for (size_t i = 0; i < n; i++) {
        const json_value *action = json_item(actions, i);
        json_open_object(&j, NULL);
        json_put_text(&j, "id", field(r, action, "id", 200, true));
        json_put_text(&j, "title", field(r, action, "title", 20, false));
        json_close(&j);
    }
    json_close(&j);
    json_close(&j);
    r->m->choices = s.text;
}

static void list_render(struct render *r)
{
    const json_value *items = json_at(r->type, "items");
    size_t n = items ? json_count(items) : 0;
    struct str s = str_new(r->arena, 64 * 1024);
    struct json j = json_writer(&s);
    if (!r->bad && (n < 1 || n > ITEMS_MOST))
        r->bad = "list-picker: 1 to 10 items";
    json_open_object(&j, NULL);
    json_open_object(&j, "list");
    json_put_text(&j, "button", field(r, r->type, "button", 20, false));
    json_open_array(&j, "items");
    for (size_t i = 0; i < n; i++) {
        const json_value *item = json_item(items, i);
        json_open_object(&j, NULL);
        json_put_text(&j, "id", field(r, item, "id", 200, false));
        json_put_text(&j, "title", field(r, item, "item", 24, false));
        json_put_text(&j, "description", field(r, item, "description", 72, true));
        json_close(&j);
    }
    json_close(&j);
    json_close(&j);
    json_close(&j);
    r->m->choices = s.text;
}

static void media_render(struct render *r)
{
    const json_value *media = json_at(r->type, "media");
    struct str s = str_new(r->arena, 16 * 1024);
    struct json j = json_writer(&s);
    json_open_array(&j, NULL);
    for (size_t i = 0; media && i < json_count(media); i++) {
        json_open_object(&j, NULL);
        json_put_text(&j, "url", filled(r->arena, json_text(json_item(media, i), ""), r->given,
                                        r->content));
        json_close(&j);
    }
    json_close(&j);
    r->m->media = s.text;
}

/* Body, buttons, rows and media of the content; r->bad says what does not hold. */
static void type_render(struct render *r, const char *kind)
{
    bool text = strcmp(kind, "twilio/text") == 0, media = strcmp(kind, "twilio/media") == 0;
    r->m->body = field(r, r->type, "body", text || media ? TEXT_BODY_MOST : BODY_MOST, media);
    if (media)
        media_render(r);
    else if (strcmp(kind, "twilio/quick-reply") == 0)
        buttons_render(r);
    else if (strcmp(kind, "twilio/list-picker") == 0)
        list_render(r);
}

int content_render(struct simulator *s, struct arena *a, const char *sid, const char *variables,
                   struct message *m, bool *approved, bool *late, const char **why)
{
    struct content c;
    struct err e = {0};
    const char *kind;
    struct render r = {.arena = a, .m = m};
    *why = "The ContentSid is Invalid";
    if (!content_find(s, a, sid, &c, &e)
        || !json_parse(a, c.json, strlen(c.json), &r.content, &e))
        return 21655;
    if (variables && *variables) {
        bool json = json_parse(a, variables, strlen(variables), &r.given, &e);
        int code = json ? variables_check(r.given) : 92002;
        *why = "The Content Variables parameter is invalid";
        if (code)
            return code;
    }
    *approved = r.approved = strstr(c.approval, "\"approved\"") != NULL;
    r.type = type_of(r.content, &kind);
    if (!r.type)
        return 21655;
    type_render(&r, kind);
    *late = r.bad != NULL;
    *why = r.bad;
    return r.bad ? 63013 : 0;
}

/* ---- the API ---- */

/* A value as it was given. */
static void value_write(struct json *j, const char *key, const json_value *v)
{
    int64_t n;
    if (!v) {
        json_put_null(j, key);
    } else if (json_is_object(v) || json_is_array(v)) {
        if (json_is_object(v))
            json_open_object(j, key);
        else
            json_open_array(j, key);
        for (size_t i = 0; i < json_count(v); i++)
            value_write(j, json_is_object(v) ? json_key(json_item(v, i)) : NULL,
                        json_item(v, i));
        json_close(j);
    } else if (json_is_int(v, &n)) {
        json_put_int(j, key, n);
    } else if (json_is_text(v)) {
        json_put_text(j, key, json_text(v, ""));
    } else if (json_bool(v, "", false) == json_bool(v, "", true)) {
        json_put_bool(j, key, json_bool(v, "", false));
    } else {
        json_put_null(j, key);
    }
}

static void content_json(struct request *rq, struct json *j, const struct content *c)
{
    const json_value *v;
    struct err e = {0};
    const char *base = simulator_here()->media_base;
    json_open_object(j, NULL);
    json_put_text(j, "sid", c->sid);
    json_put_text(j, "account_sid", simulator_here()->settings->twilio_account_sid);
    if (json_parse(rq->arena, c->json, strlen(c->json), &v, &e)) {
        json_put_text(j, "friendly_name", json_text(v, "friendly_name"));
        json_put_text(j, "language", json_text(v, "language"));
        value_write(j, "variables", json_at(v, "variables"));
        value_write(j, "types", json_at(v, "types"));
    }
    json_put_text(j, "date_created", clock_rfc3339(rq->arena, c->created_at));
    json_put_text(j, "date_updated", clock_rfc3339(rq->arena, c->created_at));
    json_put_text(j, "url", arena_printf(rq->arena, "%s/v1/Content/%s", base, c->sid));
    json_open_object(j, "links");
    json_put_text(j, "approval_create",
                  arena_printf(rq->arena, "%s/v1/Content/%s/ApprovalRequests/whatsapp", base,
                               c->sid));
    json_put_text(j, "approval_fetch",
                  arena_printf(rq->arena, "%s/v1/Content/%s/ApprovalRequests", base, c->sid));
    json_close(j);
    json_close(j);
}

/* The limits that can be seen before variables are known; NULL when fine. */
static const char *content_wrong(struct request *rq, const json_value *v)
{
    struct message m = {0};
    const char *kind;
    struct render r = {.arena = rq->arena, .content = v, .m = &m, .approved = true};
    if (!json_text(v, "language"))
        return "language is required";
    r.type = type_of(v, &kind);
    if (!r.type)
        return "types must hold twilio/text, twilio/media, twilio/quick-reply or"
               " twilio/list-picker";
    type_render(&r, kind);
    return r.bad;
}

bool content_create(struct request *rq, struct err *e)
{
    const json_value *v;
    struct content c;
    if (!twilio_door(rq))
        return true;
    if (!request_json(rq, &v, e)) {
        err_clear(e);
        return twilio_error(rq, 400, 20001, "The body must be JSON");
    }
    const char *wrong = content_wrong(rq, v);
    if (wrong)
        return twilio_error(rq, 400, 20001,
                            arena_printf(rq->arena, "Invalid content: %s", wrong));
    c = (struct content){.sid = sid_new(rq->arena, "HX"),
                         .json = arena_strndup(rq->arena, rq->body, rq->body_len)};
    if (!content_add(simulator_here(), &c, e)
        || !content_find(simulator_here(), rq->arena, c.sid, &c, e))
        return false;
    struct json j = reply_json(rq, 201);
    content_json(rq, &j, &c);
    return true;
}

bool content_index(struct request *rq, struct err *e)
{
    struct content *all;
    size_t n;
    if (!twilio_door(rq))
        return true;
    if (!content_list(simulator_here(), rq->arena, &all, &n, e))
        return false;
    struct json j = reply_json(rq, 200);
    json_open_object(&j, NULL);
    json_open_array(&j, "contents");
    for (size_t i = 0; i < n; i++)
        content_json(rq, &j, &all[i]);
    json_close(&j);
    json_open_object(&j, "meta");
    json_put_text(&j, "key", "contents");
    json_put_int(&j, "page", 0);
    json_put_int(&j, "page_size", 50);
    json_put_null(&j, "next_page_url");
    json_close(&j);
    json_close(&j);
    return true;
}

/* The content of the route; false: answered. */
static bool content_of_route(struct request *rq, struct content *c)
{
    struct err e = {0};
    if (content_find(simulator_here(), rq->arena, request_route(rq, "content"), c, &e))
        return true;
    twilio_error(rq, 404, 20404, "The requested resource was not found");
    return false;
}

bool content_show(struct request *rq, struct err *e)
{
    struct content c;
    (void)e;
    if (!twilio_door(rq) || !content_of_route(rq, &c))
        return true;
    struct json j = reply_json(rq, 200);
    content_json(rq, &j, &c);
    return true;
}

/* Approved at once; only lists never are, for they work inside the window alone. */
bool content_approval_ask(struct request *rq, struct err *e)
{
    struct content c;
    const json_value *v, *content;
    const char *kind;
    if (!twilio_door(rq) || !content_of_route(rq, &c))
        return true;
    if (!request_json(rq, &v, e) || !json_parse(rq->arena, c.json, strlen(c.json), &content, e))
        return false;
    const char *name = json_text(v, "name"), *category = json_text(v, "category");
    if (!name || !category || name[strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_")])
        return twilio_error(rq, 400, 20001, "name (a-z, 0-9, _) and category are required");
    type_of(content, &kind);
    bool list = strcmp(kind, "twilio/list-picker") == 0;
    struct str s = str_new(rq->arena, 4096);
    struct json j = json_writer(&s);
    json_open_object(&j, NULL);
    json_put_text(&j, "type", "whatsapp");
    json_put_text(&j, "name", name);
    json_put_text(&j, "category", category);
    json_put_text(&j, "content_type", kind);
    json_put_text(&j, "status", list ? "rejected" : "approved");
    json_put_text(&j, "rejection_reason", list ? "List pickers cannot be approved" : "");
    json_close(&j);
    if (!content_approve(simulator_here(), c.sid, s.text, e))
        return false;
    reply_text(rq, 201, "application/json", s.text);
    return true;
}

bool content_approval_show(struct request *rq, struct err *e)
{
    struct content c;
    (void)e;
    if (!twilio_door(rq) || !content_of_route(rq, &c))
        return true;
    struct json j = reply_json(rq, 200);
    json_open_object(&j, NULL);
    json_put_text(&j, "sid", c.sid);
    json_put_text(&j, "account_sid", simulator_here()->settings->twilio_account_sid);
    if (*c.approval) {
        json_put_raw(&j, "whatsapp", c.approval);
    } else {
        json_open_object(&j, "whatsapp");
        json_put_text(&j, "type", "whatsapp");
        json_put_text(&j, "status", "unsubmitted");
        json_close(&j);
    }
    json_close(&j);
    return true;
}
