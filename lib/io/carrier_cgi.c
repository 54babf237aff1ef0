/* carrier_cgi.c -- one request in environ and on stdin, one answer on stdout (RFC 3875). */
#include "carrier.h"
#include "waiter/db.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#define LOG_PAGES 250 /* the next program reads the whole log when it starts: a ms for so many */

static const char *cgi_variable(void *carrier, const char *name)
{
    (void)carrier;
    return getenv(name);
}

/* Reads n bytes of stdin. Without CONTENT_LENGTH there is no body to be read, and stdin
 * may be a terminal that never ends. */
static size_t cgi_read(void *carrier, void *into, size_t n)
{
    const char *said = getenv("CONTENT_LENGTH");
    size_t got = 0;

    (void)carrier;
    if (!said || !*said)
        return 0;
    while (got < n) {
        ssize_t part = read(STDIN_FILENO, (char *)into + got, n - got);
        if (part < 0 && errno == EINTR)
            continue;
        if (part <= 0)
            break;
        got += (size_t)part;
    }
    return got;
}

static bool write_all(const char *bytes, size_t n)
{
    while (n > 0) {
        ssize_t part = write(STDOUT_FILENO, bytes, n);
        if (part < 0 && errno == EINTR)
            continue;
        if (part <= 0)
            return false;
        bytes += part;
        n -= (size_t)part;
    }
    return true;
}

static bool write_file(const char *path)
{
    char part[65536];
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t n = fd < 0 ? -1 : 1;

    while (n > 0 && (n = read(fd, part, sizeof part)) > 0)
        if (!write_all(part, (size_t)n))
            n = -1;
    if (fd >= 0)
        close(fd);
    return n == 0;
}

static bool write_body(const struct request *rq)
{
    if (rq->reply.file)
        return strcmp(rq->method, "HEAD") == 0 || write_file(rq->reply.file);
    return !reply_carries_body(rq) || write_all(rq->reply.body.text, rq->reply.body.len);
}

static int answer(const struct request *rq)
{
    struct str head = str_new(rq->arena, REPLY_HEAD_MOST);

    reply_head(rq, &head);
    return write_all(head.text, head.len) && write_body(rq) ? EX_OK : EX_IOERR;
}

int cgi_serve(struct app *app)
{
    struct arena arena;
    struct request rq = {
        .app = app, .arena = &arena, .variable = cgi_variable, .read = cgi_read,
        .sends_files = true};

    signal(SIGPIPE, SIG_IGN);
    arena_init(&arena);
    serve_request(&rq);
    int status = answer(&rq);
    arena_done(&arena);
    if (app->db)
        db_tidy(app->db, LOG_PAGES);
    return status;
}

int cgi_refuse(struct app *app, const struct err *e)
{
    struct request rq = {.app = app,
                         .arena = &app->arena,
                         .method = getenv("REQUEST_METHOD"),
                         .variable = cgi_variable};
    /* The visitor did nothing wrong, whatever is wrong with our settings. */
    struct err shown = {.kind = err_status(e->kind) >= 500 ? e->kind : ERR_INTERNAL};

    reply_problem(&rq, &shown);
    reply_finish(&rq);
    return answer(&rq);
}
