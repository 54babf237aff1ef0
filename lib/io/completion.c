/* completion.c -- what is sent to a model and what its server's answers mean. */
#include "waiter/completion.h"

#include "waiter/clock.h"
#include "waiter/json.h"
#include "waiter/utf8.h"

#include <string.h>

#define REQUEST_MOST (64u << 10)
#define ANSWER_MOST (64u << 10) /* reliability.md: what is longer is no answer of three sentences */
#define ANSWER_TOKENS 400
#define BYTES_A_TOKEN 4 /* where the server does not count */
#define TOLD_MOST 160

size_t completion_models(struct arena *a, const char *list, const char *out[COMPLETION_MODELS_MOST])
{
    size_t n = 0;
    while (*list && n < COMPLETION_MODELS_MOST) {
        list += strspn(list, ", \t");
        size_t len = strcspn(list, ", \t");
        if (len)
            out[n++] = arena_strndup(a, list, len);
        list += len;
    }
    return n;
}

static bool ends(const char *s, const char *with)
{
    size_t n = strlen(s), m = strlen(with);
    return n >= m && strcmp(s + n - m, with) == 0;
}

const char *completion_url(struct arena *a, const char *base)
{
    if (ends(base, "/chat/completions"))
        return base;
    return arena_printf(a, ends(base, "/v1") ? "%s/chat/completions" : "%s/v1/chat/completions", base);
}

static void put_message(struct json *j, const char *role, const char *text)
{
    json_open_object(j, NULL);
    json_put_text(j, "role", role);
    json_put_text(j, "content", text);
    json_close(j);
}

struct http_request completion_request(struct arena *a, const struct completion_ask *q)
{
    struct str body = str_new(a, REQUEST_MOST);
    struct json j = json_writer(&body);
    json_open_object(&j, NULL);
    json_put_text(&j, "model", q->model);
    json_put_bool(&j, "stream", false);
    json_put_raw(&j, "temperature", "0.2");
    json_put_int(&j, "max_tokens", ANSWER_TOKENS);
    json_open_array(&j, "messages");
    put_message(&j, "system", q->system);
    put_message(&j, "user", q->user);
    json_close(&j);
    if (q->schema) {
        json_open_object(&j, "response_format");
        json_put_text(&j, "type", "json_schema");
        json_open_object(&j, "json_schema");
        json_put_text(&j, "name", "reply");
        json_put_bool(&j, "strict", true);
        json_put_raw(&j, "schema", q->schema);
        json_close(&j);
        json_close(&j);
    }
    json_close(&j);
    const char **headers = arena_array(a, 2, sizeof *headers);
    headers[0] = arena_printf(a, "Authorization: Bearer %s", q->key);
    return (struct http_request){
        .url = completion_url(a, q->base), .body = body.text, .body_len = body.len,
        .content_type = "application/json", .headers = headers, .timeout_ms = q->timeout_ms,
        .connect_ms = q->connect_ms < q->timeout_ms ? q->connect_ms : q->timeout_ms,
        .answer_most = ANSWER_MOST,
    };
}

/* The first text found of {"error":..}, {"error":{"message":..}}, {"detail":..}, {"message":..}. */
static const char *told(struct arena *a, const json_value *v, const char *body)
{
    static const char *const places[] = {"error", "error.message", "detail", "message"};
    const char *text = NULL;
    for (size_t i = 0; v && !text && i < sizeof places / sizeof *places; i++)
        text = json_text(v, places[i]);
    text = utf8_repair(a, text ? text : v ? "" : body, strlen(text ? text : v ? "" : body));
    return arena_strndup(a, text, utf8_prefix(text, TOLD_MOST));
}

static void read_refusal(const struct completion_ask *q, const struct http_answer *answer,
                         struct completion *out)
{
    int s = answer->status;
    out->act = COMPLETION_NEXT;
    out->wait_ms = answer->retry_after_s * SECOND_MS;
    if (!s)
        out->why = answer->timed_out ? "no answer in time" : "it could not be reached";
    else if (s == 401 || s == 403)
        out->act = COMPLETION_STOP, out->why = "the key was refused";
    else if (s == 402)
        out->act = COMPLETION_SPENT, out->why = "its credits are used up", out->wait_ms = HOUR_MS;
    else if (s == 429)
        out->act = COMPLETION_SPENT, out->why = "it was asked too often";
    else if (s == 404)
        out->why = "nobody serves that model";
    else if (s >= 500)
        out->why = "its server has a problem";
    else
        out->act = q->schema && (s == 400 || s == 422) ? COMPLETION_PLAIN : COMPLETION_NEXT,
        out->why = "it did not take the question";
}

/* Some put what they think into the answer: nobody's business. */
static const char *without_thoughts(const char *text)
{
    const char *end = strstr(text, "</think>");
    if (end)
        text = end + strlen("</think>");
    else if (strstr(text, "<think>"))
        return "";
    return text + strspn(text, " \t\r\n");
}

static void read_text(struct arena *a, const json_value *v, struct completion *out)
{
    const char *text = json_text(v, "choices.0.message.content");
    const char *finish = json_text(v, "choices.0.finish_reason");
    out->act = COMPLETION_NEXT;
    if (!text || !*without_thoughts(text)) {
        out->why = "it said nothing";
    } else if (finish && strcmp(finish, "length") == 0) {
        out->why = "it was cut off";
    } else if (finish && strcmp(finish, "content_filter") == 0) {
        out->why = "its own filter kept it back";
    } else {
        size_t n;
        out->act = COMPLETION_TEXT;
        out->text = without_thoughts(text);
        for (n = strlen(out->text); n && strchr(" \t\r\n", out->text[n - 1]);)
            n--;
        out->text = arena_strndup(a, out->text, n);
        out->len = n;
        out->why = "";
    }
}

void completion_read(struct arena *a, const struct completion_ask *q, const struct http_answer *answer,
                     struct completion *out)
{
    struct err e = {0};
    const json_value *v = NULL;
    bool parsed = answer->len && json_parse(a, answer->body, answer->len, &v, &e) && json_is_object(v);
    *out = (struct completion){.text = "", .told = ""};
    if (answer->status == 200 && parsed && !json_at(v, "error"))
        read_text(a, v, out);
    else if (answer->status == 200)
        out->act = COMPLETION_NEXT, out->why = "its answer is none";
    else
        read_refusal(q, answer, out);
    if (out->act != COMPLETION_TEXT)
        out->told = told(a, parsed ? v : NULL, answer->body);
    bool may_cost = answer->status == 200 || (!answer->status && answer->sent);
    int64_t asked = (int64_t)(strlen(q->system) + strlen(q->user)) / BYTES_A_TOKEN;
    out->prompt_tokens = parsed ? json_int(v, "usage.prompt_tokens", -1) : -1;
    out->completion_tokens = parsed ? json_int(v, "usage.completion_tokens", -1) : -1;
    if (out->prompt_tokens < 0)
        out->prompt_tokens = may_cost ? asked : 0;
    if (out->completion_tokens < 0)
        out->completion_tokens = may_cost ? (int64_t)out->len / BYTES_A_TOKEN : 0;
}
