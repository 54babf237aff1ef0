/* http.c -- one curl_multi, many requests, no surprises. */
#include "waiter/http.h"

#include "waiter/str.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#define CONNECTIONS_MOST 40L
#define IDLE_MOST_S 20L /* a connection kept for longer is likely half dead */

struct call {
    struct call *next;
    struct arena arena;
    CURL *easy;
    struct curl_slist *headers; /* of a mail: its recipient */
    bool mail;
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

/* -- the public internet -- */

static bool v4_is_public(uint32_t ip)
{
    static const struct { uint32_t net; int bits; } ours[] = {
        {0x00000000, 8},  {0x0a000000, 8},  {0x64400000, 10}, {0x7f000000, 8},
        {0xa9fe0000, 16}, {0xac100000, 12}, {0xc0000000, 24}, {0xc0000200, 24},
        {0xc0586300, 24}, {0xc0a80000, 16}, {0xc6120000, 15}, {0xc6336400, 24},
        {0xcb007100, 24}, {0xe0000000, 3},
    };
    for (size_t i = 0; i < sizeof ours / sizeof *ours; i++)
        if (ip >> (32 - ours[i].bits) == ours[i].net >> (32 - ours[i].bits))
            return false;
    return true;
}

static uint32_t v4_at(const uint8_t *b)
{
    return (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
}

/* Global unicast only; an IPv4 address inside counts as what it is (mapped, NAT64, 6to4). */
static bool v6_is_public(const uint8_t *b)
{
    static const uint8_t mapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
    static const uint8_t nat64[12] = {0, 0x64, 0xff, 0x9b};
    if (memcmp(b, mapped, 12) == 0 || memcmp(b, nat64, 12) == 0)
        return v4_is_public(v4_at(b + 12));
    if (b[0] == 0x20 && b[1] == 0x02)
        return v4_is_public(v4_at(b + 2));
    bool documentation = b[0] == 0x20 && b[1] == 0x01 && b[2] == 0x0d && b[3] == 0xb8;
    bool teredo = b[0] == 0x20 && b[1] == 0x01 && b[2] == 0 && b[3] == 0;
    return b[0] >> 5 == 1 && !documentation && !teredo;
}

bool http_is_public(const struct sockaddr *address)
{
    if (address->sa_family == AF_INET)
        return v4_is_public(ntohl(((const struct sockaddr_in *)(const void *)address)->sin_addr.s_addr));
    return address->sa_family == AF_INET6 &&
           v6_is_public(((const struct sockaddr_in6 *)(const void *)address)->sin6_addr.s6_addr);
}

/* Asked for the very address that would be connected to, so no name can change in between. */
static curl_socket_t open_public(void *what, curlsocktype purpose, struct curl_sockaddr *to)
{
    (void)what;
    (void)purpose;
    return http_is_public(&to->addr)
               ? socket(to->family, to->socktype | SOCK_CLOEXEC, to->protocol)
               : CURL_SOCKET_BAD;
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
    if (r->public_only) {
        curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, open_public);
        curl_easy_setopt(easy, CURLOPT_FRESH_CONNECT, 1L); /* a kept one was not looked at */
    }
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

static struct call *call_new(struct http *h, const char *body, size_t len, size_t answer_most,
                             void (*done)(void *, const struct http_answer *), void *what)
{
    struct call *call = calloc(1, sizeof *call);
    if (!call)
        abort();
    arena_init(&call->arena);
    call->answer = str_new(&call->arena, answer_most);
    if (body) {
        call->body = arena_copy(&call->arena, body, len);
        call->body_len = len;
    }
    call->done = done;
    call->what = what;
    call->next = h->calls;
    h->calls = call;
    h->running++;
    call->easy = curl_easy_init();
    return call;
}

static bool call_begin(struct http *h, struct call *call, struct err *e)
{
    if (call->easy && curl_multi_add_handle(h->multi, call->easy) == CURLM_OK)
        return true;
    call_end(h, call);
    return fail(e, ERR_INTERNAL, "libcurl takes no further request");
}

bool http_start(struct http *h, const struct http_request *r,
                void (*done)(void *what, const struct http_answer *answer), void *what,
                struct err *e)
{
    struct call *call = call_new(h, r->body, r->body_len, r->answer_most, done, what);
    if (call->easy) {
        set_safety(call->easy);
        set_request(call, r);
        set_headers(call, r);
    }
    return call_begin(h, call, e);
}

/* --- One mail (smtp-curl.md) ----------------------------------------------------------- */

static void set_mail(struct call *call, const struct http_mail *m)
{
    CURL *easy = call->easy;
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    curl_easy_setopt(easy, CURLOPT_URL, m->url);
    curl_easy_setopt(easy, CURLOPT_USE_SSL, (long)(m->plain ? CURLUSESSL_NONE : CURLUSESSL_ALL));
    if (*m->ca_file)
        curl_easy_setopt(easy, CURLOPT_CAINFO, m->ca_file);
    if (m->user) {
        curl_easy_setopt(easy, CURLOPT_USERNAME, m->user);
        curl_easy_setopt(easy, CURLOPT_PASSWORD, m->password ? m->password : "");
    }
    curl_easy_setopt(easy, CURLOPT_MAIL_FROM, arena_printf(&call->arena, "<%s>", m->from));
    add_header(call, arena_printf(&call->arena, "<%s>", m->to));
    curl_easy_setopt(easy, CURLOPT_MAIL_RCPT, call->headers);
    curl_easy_setopt(easy, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(easy, CURLOPT_READFUNCTION, give_body);
    curl_easy_setopt(easy, CURLOPT_READDATA, call);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, take_answer);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, call);
    curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, (long)m->timeout_ms);
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, (long)m->connect_ms);
    curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, call->trouble);
    curl_easy_setopt(easy, CURLOPT_PRIVATE, call);
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_PROXY, "");
}

bool http_start_mail(struct http *h, const struct http_mail *m,
                     void (*done)(void *what, const struct http_answer *answer), void *what,
                     struct err *e)
{
    struct call *call = call_new(h, m->message, m->len, 4096, done, what);
    call->mail = true;
    if (call->easy)
        set_mail(call, m);
    return call_begin(h, call, e);
}

/* --- All requests -------------------------------------------------------------------- */

/* libcurl writes our own credentials into it; whoever follows it says anew who we are. */
static const char *redirect_of(struct call *call)
{
    char *url = NULL, *bare = NULL;
    const char *out = NULL;
    CURLU *u = curl_url();
    curl_easy_getinfo(call->easy, CURLINFO_REDIRECT_URL, &url);
    if (u && url && curl_url_set(u, CURLUPART_URL, url, CURLU_NON_SUPPORT_SCHEME) == CURLUE_OK &&
        curl_url_set(u, CURLUPART_USER, NULL, 0) == CURLUE_OK &&
        curl_url_set(u, CURLUPART_PASSWORD, NULL, 0) == CURLUE_OK &&
        curl_url_get(u, CURLUPART_URL, &bare, 0) == CURLUE_OK)
        out = arena_strdup(&call->arena, bare);
    curl_free(bare);
    curl_url_cleanup(u);
    return out;
}

static struct http_answer answer_of(struct call *call, CURLcode result)
{
    long status = 0, request_bytes = 0;
    curl_off_t retry_after = 0;
    curl_easy_getinfo(call->easy, CURLINFO_RESPONSE_CODE, &status);
    curl_easy_getinfo(call->easy, CURLINFO_REQUEST_SIZE, &request_bytes);
    curl_easy_getinfo(call->easy, CURLINFO_RETRY_AFTER, &retry_after);
    bool whole = result == CURLE_OK;
    return (struct http_answer){
        .taken = call->mail && whole,
        .misconfigured = call->mail &&
                         (result == CURLE_USE_SSL_FAILED || result == CURLE_LOGIN_DENIED ||
                          result == CURLE_PEER_FAILED_VERIFICATION ||
                          result == CURLE_SSL_CACERT_BADFILE || result == CURLE_SSL_CONNECT_ERROR),
        .status = whole || call->mail ? (int)status : 0,
        .sent = whole || request_bytes > 0,
        .too_big = call->answer.too_big,
        .redirect = redirect_of(call),
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
