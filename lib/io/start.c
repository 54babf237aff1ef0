/* start.c -- a program from its start to its stop.
 *
 * One binary runs in every hosting mode and finds out which by itself; then a carrier
 * (carrier_fcgi.c, carrier_cgi.c) brings the requests. */
#include "waiter/serve.h"

#include "carrier.h"
#include "waiter/crypto.h"
#include "waiter/log.h"
#include "waiter/meter.h"

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
        if (door_open(&door, &e)) {
            meter_open(&app.settings, name, !door.cgi);
            status = serve(&app, &door);
            meter_close();
        } else {
            log_err("opening the socket", &e);
        }
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
