/* serve.c -- a program from its start to its stop, and one request from door to door.
 *
 * serve_main finds out how it was started and hands over to a carrier (carrier_fcgi.c,
 * carrier_cgi.c); the carrier calls serve_request, whose steps follow in their order. */
#include "waiter/serve.h"

#include "carrier.h"
#include "waiter/clock.h"
#include "waiter/crypto.h"
#include "waiter/log.h"
#include "waiter/phone.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sysexits.h>
#include <unistd.h>

#define SYSTEMD_FD 3
#define BACKLOG 1024 /* a burst waits here, not at nginx with a 502 */
#define ID_MOST 32
#define ID_LEAST 8

/* ---- one request ---- */

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

static bool request_handle(struct request *rq, const struct route *r, struct err *e)
{
    rq->doing = r->pattern;
    if (!r->handle(rq, e))
        return false;
    if (rq->reply.body.too_big || rq->reply.headers.too_big)
        return fail(e, ERR_INTERNAL, "the answer is too big");
    return true;
}

void reply_finish(struct request *rq)
{
    if (!rq->reply.status) /* done, and nothing to say about it */
        rq->reply.status = 204;
    reply_header(rq, "X-Content-Type-Options", "nosniff");
    if (!reply_has_header(rq, "Cache-Control"))
        reply_header(rq, "Cache-Control", "no-store");
}

/* The path for the log, telephone numbers in it shortened. */
static const char *path_shown(struct request *rq)
{
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
    log_request(NULL);
}

/* ---- how the program was started ---- */

struct door {
    bool cgi;
    int listening;
    const char *socket; /* to be opened by us, else NULL */
};

static bool is_listening(int fd)
{
    int yes = 0;
    socklen_t n = sizeof yes;

    return getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &yes, &n) == 0 && yes;
}

/* systemd's protocol: a socket as fd 3, meant for this very process. */
static bool systemd_gave_one(void)
{
    const char *pid = getenv("LISTEN_PID"), *fds = getenv("LISTEN_FDS");

    return pid && fds && strtol(pid, NULL, 10) == getpid() && strtol(fds, NULL, 10) >= 1;
}

/* The five ways of design.md §2, in their order; false: none of them. */
static bool door_find(int argc, char **argv, struct door *out)
{
    bool cgi = getenv("GATEWAY_INTERFACE") || getenv("REQUEST_METHOD");
    struct door d = {.listening = -1};

    if (systemd_gave_one()) {
        d.listening = SYSTEMD_FD;
    } else if (!cgi && argc == 3 && strcmp(argv[1], "-l") == 0) {
        /* Not under CGI: there the query string of a stranger becomes our arguments
         * (RFC 3875 §4.4), and "?-l+/some/where" must not open anything. */
        d.socket = argv[2];
    } else if (argc <= 1 && is_listening(STDIN_FILENO)) {
        d.listening = STDIN_FILENO;
    } else if (cgi) {
        d.cgi = true;
    } else {
        return false;
    }
    *out = d;
    return true;
}

static int usage(const char *name)
{
    fprintf(stderr,
            "usage: %s -l SOCKET\n"
            "Or started by systemd (socket activation), spawn-fcgi (socket on fd 0)\n"
            "or a web server as a plain CGI program.\n",
            name);
    return EX_USAGE;
}

/* Removes a socket that an earlier life left behind; never a file that is something else. */
static bool stale_socket_remove(const char *path, struct err *e)
{
    struct stat st;

    if (lstat(path, &st) != 0)
        return true;
    if (!S_ISSOCK(st.st_mode))
        return fail(e, ERR_STORAGE, "%.150s is there and is not a socket", path);
    if (unlink(path) != 0)
        return fail(e, ERR_STORAGE, "cannot remove %.150s: %s", path, strerror(errno));
    return true;
}

/* Listens at `path`, for our user and group only. FCGX_OpenSocket would remove whatever is
 * there and call exit(). */
static bool socket_open(const char *path, int *out, struct err *e)
{
    struct sockaddr_un name = {.sun_family = AF_UNIX};

    if (strlen(path) >= sizeof name.sun_path)
        return fail(e, ERR_STORAGE, "the socket's path is too long");
    memcpy(name.sun_path, path, strlen(path) + 1);
    if (!stale_socket_remove(path, e))
        return false;
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    mode_t before = umask(0117); /* so that it is 0660 from its first moment */
    bool ok = fd >= 0 && bind(fd, (struct sockaddr *)&name, sizeof name) == 0
        && listen(fd, BACKLOG) == 0;
    int why = errno;
    umask(before);
    if (!ok) {
        if (fd >= 0)
            close(fd);
        return fail(e, ERR_STORAGE, "cannot listen at %.150s: %s", path, strerror(why));
    }
    *out = fd;
    return true;
}

static bool door_open(struct door *d, struct err *e)
{
    if (d->cgi)
        return true;
    if (d->socket)
        return socket_open(d->socket, &d->listening, e);
    if (!is_listening(d->listening))
        return fail(e, ERR_STORAGE, "fd %d does not listen", d->listening);
    if (d->listening != STDIN_FILENO)
        fcntl(d->listening, F_SETFD, FD_CLOEXEC);
    return true;
}

static int serve(struct app *app, const struct door *d)
{
    return d->cgi ? cgi_serve(app) : fastcgi_serve(app, d->listening, d->socket != NULL);
}

int serve_main(int argc, char **argv, const char *name, bool (*start)(struct app *, struct err *),
               void (*stop)(struct app *))
{
    struct app app = {.name = name, .threads = 1};
    struct door door = {.listening = -1};
    struct err e = {0};
    int status = EX_CONFIG;

    log_program(name);
    if (!door_find(argc, argv, &door))
        return usage(name);
    crypto_start();
    arena_init(&app.arena);
    if (!door.cgi)
        fastcgi_signals();
    if (settings_load(&app.arena, &app.settings, &e) && start(&app, &e)) {
        /* Opened last: whoever sees the socket finds us ready. */
        if (door_open(&door, &e))
            status = serve(&app, &door);
        else
            log_err("opening the socket", &e);
        if (stop)
            stop(&app);
    } else {
        log_err("starting", &e);
        if (door.cgi)
            status = cgi_refuse(&app, &e);
    }
    arena_done(&app.arena);
    return status;
}
