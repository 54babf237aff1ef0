/* serve.c -- one request from door to door.
 *
 * The entry, serve_request, stands at the end; its steps come before it in their order.
 * Nothing is read of a body before its route has said how much it takes and who may. */
#include "waiter/serve.h"

#include "carrier.h"
#include "waiter/clock.h"
#include "waiter/crypto.h"
#include "waiter/log.h"
#include "waiter/meter.h"
#include "waiter/phone.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ID_MOST 32
#define ID_LEAST 8

static const char *variable(const struct request *rq, const char *name)
{
    const char *value = rq->variable ? rq->variable(rq->carrier, name) : NULL;

    return value ? value : "";
}

/* nginx's request id, if it is one that may stand in a log; else one of our own. */
static const char *request_id(struct request *rq)
{
    const char *given = request_header(rq, "X-Request-Id");
    size_t n = given ? strlen(given) : 0;

    if (n >= ID_LEAST && n <= ID_MOST
        && strspn(given, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-") == n)
        return given;
    int64_t random = random_id();
    return hex_text(rq->arena, (const uint8_t *)&random, sizeof random);
}

/* Fills what the carrier left out. */
static void request_begin(struct request *rq)
{
    if (!rq->method)
        rq->method = variable(rq, "REQUEST_METHOD");
    if (!rq->target)
        rq->target = variable(rq, "REQUEST_URI");
    if (!rq->remote)
        rq->remote = variable(rq, "REMOTE_ADDR");
    if (!rq->id)
        rq->id = request_id(rq);
    rq->path = arena_strndup(rq->arena, rq->target, strcspn(rq->target, "?"));
    rq->doing = "understanding the request";
}

/* The row for this request; where there is none, says whether it is the path or the method. */
static bool request_route_choose(struct request *rq, const struct route **out, struct err *e)
{
    const char *allow = "";
    const char *query = rq->target + strlen(rq->path);

    if (!params_parse(rq->arena, query + (*query == '?'), strlen(query) - (*query == '?'),
                      &rq->query, e))
        return false;
    *out = route_find(rq->app->routes, rq->app->route_count, rq->method, rq->path, rq->arena,
                      &rq->route, &allow);
    if (*out)
        return true;
    if (*allow) {
        reply_header(rq, "Allow", allow);
        return fail(e, ERR_METHOD, "%.16s here", rq->method);
    }
    return path_sound(rq->arena, rq->path)
        ? fail(e, ERR_NOT_FOUND, "no such path")
        : fail(e, ERR_BAD_INPUT, "a path that cannot be decoded");
}

/* Is there a body although nobody said how long it is? */
static bool body_unannounced(struct request *rq)
{
    bool usual = strcmp(rq->method, "POST") == 0 || strcmp(rq->method, "PUT") == 0
        || strcmp(rq->method, "PATCH") == 0;
    char first;

    return *variable(rq, "HTTP_TRANSFER_ENCODING")
        || (usual && rq->read && rq->read(rq->carrier, &first, 1) > 0);
}

/* How long the body says it is; 0 when there is none. */
static bool body_length(struct request *rq, size_t *out, struct err *e)
{
    const char *said = variable(rq, "CONTENT_LENGTH");
    size_t digits = strspn(said, "0123456789");

    if (said[digits] != '\0')
        return fail(e, ERR_BAD_INPUT, "Content-Length is not a number");
    if (digits == 0 && body_unannounced(rq))
        return fail(e, ERR_BAD_INPUT, "a body without Content-Length");
    /* Sixteen digits are more than any route takes, and would overflow one day. */
    *out = digits > 15 ? SIZE_MAX : digits ? strtoul(said, NULL, 10) : 0;
    return true;
}

/* Refuses what is too big while it is still outside. */
static bool body_fits(struct request *rq, const struct route *r, struct err *e)
{
    if (!rq->body && !body_length(rq, &rq->body_len, e))
        return false;
    if (rq->body_len > r->body_most)
        return fail(e, ERR_TOO_BIG, "a body of %zu bytes, %zu taken", rq->body_len, r->body_most);
    return true;
}

static bool body_take(struct request *rq, struct err *e)
{
    if (rq->body || !rq->read || rq->body_len == 0)
        return true;
    rq->doing = "reading the body";
    char *body = arena_alloc(rq->arena, rq->body_len + 1);
    size_t got = rq->read(rq->carrier, body, rq->body_len);
    if (got != rq->body_len)
        return fail(e, ERR_BAD_INPUT, "the body ended after %zu of %zu bytes", got, rq->body_len);
    rq->body = body;
    return true;
}

static bool visitor_may(struct request *rq, const struct route *r, struct err *e)
{
    if (r->who == ANYONE || r->who == SIGNED)
        return true;
    rq->doing = "asking who it is";
    if (!rq->app->authorize)
        return fail(e, ERR_FORBIDDEN, "nobody can be authorized here");
    return rq->app->authorize(rq, r->who, e);
}

/* The last door of an answer that goes on: there must be a place for it. */
static bool stream_allowed(struct request *rq, struct err *e)
{
    if (strcmp(rq->method, "HEAD") == 0) {
        rq->reply.stream = NULL;
        return true;
    }
    return rq->place ? rq->place(rq->carrier, e)
                     : fail(e, ERR_NO_STREAM, "this carrier ends with its answer");
}

static bool request_handle(struct request *rq, const struct route *r, struct err *e)
{
    rq->doing = r->pattern;
    if (!(rq->app->around ? rq->app->around(rq, r, e) : r->handle(rq, e)))
        return false;
    if (rq->reply.body.too_big || rq->reply.headers.too_big)
        return fail(e, ERR_INTERNAL, "the answer is too big");
    return !rq->reply.stream || stream_allowed(rq, e);
}

void reply_finish(struct request *rq)
{
    if (!rq->reply.status) /* done, and nothing to say about it */
        rq->reply.status = 204;
    reply_header(rq, "X-Content-Type-Options", "nosniff");
    if (!reply_has_header(rq, "Cache-Control"))
        reply_header(rq, "Cache-Control", "no-store");
}

/* The path for the log, telephone numbers in it shortened, keys left out. */
static const char *path_shown(struct request *rq)
{
    if (strncmp(rq->path, "/t/", 3) == 0)
        return "/t/…"; /* an order's link is its key */
    struct str out = str_new(rq->arena, 4096);

    for (const char *at = rq->path; *at;) {
        size_t n = 1 + strcspn(at + 1, "/");
        const char *text = segment_text(rq->arena, at + 1, n - 1);
        str_add_char(&out, *at);
        if (!text) /* who knows what it hides */
            str_add(&out, "…");
        else if (strpbrk(text, "0123456789") && phone_normal(rq->arena, text))
            str_add(&out, phone_mask(rq->arena, text));
        else
            str_add_bytes(&out, at + 1, n - 1);
        at += n;
    }
    return out.text;
}

static void request_log(struct request *rq, int64_t began)
{
    char status[16], ms[24];

    snprintf(status, sizeof status, "%d", rq->reply.status);
    snprintf(ms, sizeof ms, "%lld", (long long)(clock_monotonic() - began));
    log_info("request", "method", rq->method, "path", path_shown(rq), "status", status, "ms", ms,
             NULL);
}

void serve_request(struct request *rq)
{
    int64_t began = clock_monotonic();
    const struct route *route = NULL;
    struct err e = {0};

    request_begin(rq);
    log_request(rq->id);
    if (!(request_route_choose(rq, &route, &e)
          && body_fits(rq, route, &e)
          && visitor_may(rq, route, &e)
          && body_take(rq, &e)
          && request_handle(rq, route, &e))) {
        log_err(rq->doing, &e);
        reply_problem(rq, &e);
    }
    reply_finish(rq);
    request_log(rq, began);
    meter_request(rq->reply.status, clock_monotonic() - began);
    log_request(NULL);
}
