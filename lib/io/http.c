/* http.c -- one curl_multi, many requests, no surprises. */
#include "waiter/http.h"

#include "waiter/str.h"

#include <curl/curl.h>
#include <stdlib.h>
#include <string.h>

#define CONNECTIONS_MOST 40L
#define IDLE_MOST_S 20L /* a connection kept for longer is likely half dead */

struct call {
    struct call *next;
    struct arena arena;
    CURL *easy;
    struct curl_slist *headers;
    const char *body;
    size_t body_len, body_at;
    struct str answer;
    char trouble[CURL_ERROR_SIZE];
    void (*done)(void *, const struct http_answer *);
    void *what;
};

struct http {
    CURLM *multi;
    struct call *calls;
    size_t running;
};

bool http_open(struct http **out, struct err *e)
{
    struct http *h = calloc(1, sizeof *h);
    if (!h || curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK ||
        !(h->multi = curl_multi_init())) {
        free(h);
        return fail(e, ERR_INTERNAL, "libcurl does not start");
    }
    curl_multi_setopt(h->multi, CURLMOPT_MAXCONNECTS, CONNECTIONS_MOST);
    curl_multi_setopt(h->multi, CURLMOPT_MAX_TOTAL_CONNECTIONS, CONNECTIONS_MOST);
    *out = h;
    return true;
}

static void call_end(struct http *h, struct call *call)
{
    for (struct call **at = &h->calls; *at; at = &(*at)->next)
        if (*at == call) {
            *at = call->next;
            break;
        }
    h->running--;
    if (call->easy) {
        curl_multi_remove_handle(h->multi, call->easy);
        curl_easy_cleanup(call->easy);
    }
    curl_slist_free_all(call->headers);
    arena_done(&call->arena);
    free(call);
}

void http_close(struct http *h)
{
    if (!h)
        return;
    while (h->calls)
        call_end(h, h->calls);
    curl_multi_cleanup(h->multi);
    curl_global_cleanup();
    free(h);
}

size_t http_running(const struct http *h) { return h->running; }

/* --- One request --------------------------------------------------------------------- */

static size_t take_answer(char *bytes, size_t size, size_t n, void *what)
{
    struct call *call = what;
    str_add_bytes(&call->answer, bytes, size * n);
    return call->answer.too_big ? 0 : size * n;
}

/* A body that is read, and cannot be rewound (there is no seek function), is what keeps libcurl
 * from sending a POST again by itself when a kept connection dies under it. */
static size_t give_body(char *room, size_t size, size_t n, void *what)
{
    struct call *call = what;
    size_t left = call->body_len - call->body_at, most = size * n;
    size_t count = left < most ? left : most;
    memcpy(room, call->body + call->body_at, count);
    call->body_at += count;
    return count;
}

static void add_header(struct call *call, const char *line)
{
    struct curl_slist *more = curl_slist_append(call->headers, line);
    if (!more)
        abort(); /* out of memory, as everywhere */
    call->headers = more;
}

static void set_headers(struct call *call, const struct http_request *r)
{
    if (r->body && r->content_type)
        add_header(call, arena_printf(&call->arena, "Content-Type: %s", r->content_type));
    add_header(call, "Accept: application/json");
    add_header(call, "Expect:");
    for (size_t i = 0; r->headers && r->headers[i]; i++)
        add_header(call, r->headers[i]);
    curl_easy_setopt(call->easy, CURLOPT_HTTPHEADER, call->headers);
}

static void set_safety(CURL *easy)
{
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(easy, CURLOPT_PROXY, "");
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
    curl_easy_setopt(easy, CURLOPT_HTTPAUTH, (long)CURLAUTH_BASIC);
    curl_easy_setopt(easy, CURLOPT_MAXAGE_CONN, IDLE_MOST_S);
    curl_easy_setopt(easy, CURLOPT_USERAGENT, "waiter/1");
}

static void set_request(struct call *call, const struct http_request *r)
{
    CURL *easy = call->easy;
    curl_easy_setopt(easy, CURLOPT_URL, r->url);
    curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, (long)r->timeout_ms);
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, (long)r->connect_ms);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, take_answer);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, call);
    curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, call->trouble);
    curl_easy_setopt(easy, CURLOPT_PRIVATE, call);
    if (r->user) {
        curl_easy_setopt(easy, CURLOPT_USERNAME, r->user);
        curl_easy_setopt(easy, CURLOPT_PASSWORD, r->password ? r->password : "");
    }
    if (r->body) {
        curl_easy_setopt(easy, CURLOPT_POST, 1L);
        curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)r->body_len);
        curl_easy_setopt(easy, CURLOPT_READFUNCTION, give_body);
        curl_easy_setopt(easy, CURLOPT_READDATA, call);
    }
}

static struct call *call_new(const struct http_request *r)
{
    struct call *call = calloc(1, sizeof *call);
    if (!call)
        abort();
    arena_init(&call->arena);
    call->answer = str_new(&call->arena, r->answer_most);
    if (r->body) {
        call->body = arena_copy(&call->arena, r->body, r->body_len);
        call->body_len = r->body_len;
    }
    return call;
}

bool http_start(struct http *h, const struct http_request *r,
                void (*done)(void *what, const struct http_answer *answer), void *what,
                struct err *e)
{
    struct call *call = call_new(r);
    call->done = done;
    call->what = what;
    call->next = h->calls;
    h->calls = call;
    h->running++;
    call->easy = curl_easy_init();
    if (call->easy) {
        set_safety(call->easy);
        set_request(call, r);
        set_headers(call, r);
        if (curl_multi_add_handle(h->multi, call->easy) == CURLM_OK)
            return true;
    }
    call_end(h, call);
    return fail(e, ERR_INTERNAL, "libcurl takes no further request");
}

/* --- All requests -------------------------------------------------------------------- */

static struct http_answer answer_of(struct call *call, CURLcode result)
{
    long status = 0, request_bytes = 0;
    curl_off_t retry_after = 0;
    curl_easy_getinfo(call->easy, CURLINFO_RESPONSE_CODE, &status);
    curl_easy_getinfo(call->easy, CURLINFO_REQUEST_SIZE, &request_bytes);
    curl_easy_getinfo(call->easy, CURLINFO_RETRY_AFTER, &retry_after);
    bool whole = result == CURLE_OK;
    return (struct http_answer){
        .status = whole ? (int)status : 0,
        .sent = whole || request_bytes > 0,
        .timed_out = result == CURLE_OPERATION_TIMEDOUT,
        .body = call->answer.text,
        .len = call->answer.len,
        .retry_after_s = retry_after,
        .trouble = whole ? NULL : *call->trouble ? call->trouble : curl_easy_strerror(result),
    };
}

/* True when there was one: its caller may have something new to start at once. */
static bool tell_finished(struct http *h)
{
    CURLMsg *msg;
    int left;
    bool any = false;
    while ((msg = curl_multi_info_read(h->multi, &left))) {
        if (msg->msg != CURLMSG_DONE)
            continue;
        void *private;
        CURLcode result = msg->data.result;
        curl_easy_getinfo(msg->easy_handle, CURLINFO_PRIVATE, &private);
        struct call *call = private;
        struct http_answer answer = answer_of(call, result);
        call->done(call->what, &answer);
        call_end(h, call);
        any = true;
    }
    return any;
}

void http_work(struct http *h, int wait_ms)
{
    int running;
    curl_multi_perform(h->multi, &running);
    if (tell_finished(h))
        return;
    curl_multi_poll(h->multi, NULL, 0, wait_ms, NULL);
    curl_multi_perform(h->multi, &running);
    tell_finished(h);
}
