/* carrier_fcgi.c -- many threads answering on one listening socket (libfcgi 2.4.2).
 *
 * Connections are accepted here and not by FCGX_Accept_r, whose accept cannot be stopped
 * cleanly: the signal that wakes it may instead hit its poll() or read() of a request that
 * has just come in, which then is dropped, and after FCGX_ShutdownPending a connection
 * that stays silent sends OS_Accept into an endless loop that closes other threads' files.
 * So the wake signal is let in only where a thread waits for work; a request under way is
 * never interrupted. libfcgi finds a connection already in its request and reads it. */
#include "carrier.h"

#include "waiter/clock.h"
#include "waiter/log.h"

#include <errno.h>
#include <fcgiapp.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>

#define STACK_BYTES (512u * 1024)
#define THREADS_MOST 256
#define WAKE_SIGNAL SIGUSR2
#define WAKE_EVERY_MS 5
/* A web server that says nothing for so long in the middle of a request has lost it. */
#define PEER_SILENT_S 10
/* A connection that does not begin to speak is given up after this. */
#define FIRST_BYTE_MS 2000
/* Longer than nginx keeps an idle connection (60 s), so that it is nginx who closes it and
 * no request crosses our goodbye. */
#define IDLE_MS 75000
#define CLOSING_MS 200      /* who is let in but silent has so long when the house closes */
#define CLOSE_WAIT_MS "300" /* libfcgi waits for the peer's close, by default 2 s */
#define LEFTOVER_MOST 65536 /* of a body nobody wanted, on a connection that is kept */

struct house {
    struct app *app;
    int listening;
    bool ours;
    int64_t closed_at; /* clock_monotonic; written before `closing` is set */
    atomic_bool closing;
};

/* ---- waiting for work ---- */

static void nothing(int signal)
{
    (void)signal; /* its arrival is the message: accept and ppoll return */
}

static void wake_signal_let_in(bool in)
{
    sigset_t set;

    sigemptyset(&set);
    sigaddset(&set, WAKE_SIGNAL);
    pthread_sigmask(in ? SIG_UNBLOCK : SIG_BLOCK, &set, NULL);
}

static void nap_ms(long ms)
{
    nanosleep(&(struct timespec){.tv_nsec = ms * 1000000L}, NULL);
}

/* Neither side may leave the other waiting for ever. */
static void patience_set(int fd)
{
    struct timeval most = {.tv_sec = PEER_SILENT_S};

    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &most, sizeof most);
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &most, sizeof most);
}

/* The next connection, or -1 when the house closes. A socket of our own has been shut by
 * then: who is queued is still served, then accept says EINVAL. */
static int connection_next(struct house *h)
{
    while (h->ours || !atomic_load(&h->closing)) {
        wake_signal_let_in(true);
        int fd = accept4(h->listening, NULL, NULL, SOCK_CLOEXEC);
        int why = errno;
        wake_signal_let_in(false);
        if (fd >= 0) {
            patience_set(fd);
            return fd;
        }
        if (why == EINTR || why == ECONNABORTED)
            continue;
        if (atomic_load(&h->closing))
            break;
        log_warn("cannot accept a connection", "why", strerror(why), NULL);
        nap_ms(100); /* out of descriptors: others will give some back */
    }
    return -1;
}

/* Waits until a connection brings something; false when that takes too long. */
static bool connection_speaks(struct house *h, int fd, int64_t patience_ms)
{
    struct pollfd p = {.fd = fd, .events = POLLIN};
    int64_t until = clock_monotonic() + patience_ms;
    sigset_t mask;
    int n;

    pthread_sigmask(SIG_SETMASK, NULL, &mask);
    sigdelset(&mask, WAKE_SIGNAL);
    do {
        if (atomic_load(&h->closing) && until > h->closed_at + CLOSING_MS)
            until = h->closed_at + CLOSING_MS;
        int64_t now = clock_monotonic(), left = until > now ? until - now : 0;
        struct timespec most = {.tv_sec = left / 1000, .tv_nsec = left % 1000 * 1000000};
        n = ppoll(&p, 1, &most, &mask);
    } while (n < 0 && errno == EINTR);
    return n > 0;
}

/* Fills `fcgi` with the next request; false when the house closes. */
static bool request_next(struct house *h, FCGX_Request *fcgi)
{
    for (;;) {
        bool kept = fcgi->ipcFd >= 0;
        if (!kept && (fcgi->ipcFd = connection_next(h)) < 0)
            return false;
        if (!connection_speaks(h, fcgi->ipcFd, kept ? IDLE_MS : FIRST_BYTE_MS)) {
            FCGX_Free(fcgi, 1);
            continue;
        }
        fcgi->keepConnection = 1; /* or FCGX_Accept_r would finish and close it first */
        if (FCGX_Accept_r(fcgi) == 0)
            return true;
        /* A broken record; libfcgi has closed the connection. */
    }
}

/* ---- one request ---- */

static const char *fcgi_variable(void *carrier, const char *name)
{
    return FCGX_GetParam(name, ((FCGX_Request *)carrier)->envp);
}

static size_t fcgi_read(void *carrier, void *into, size_t n)
{
    int got = FCGX_GetStr(into, (int)n, ((FCGX_Request *)carrier)->in);

    return got > 0 ? (size_t)got : 0;
}

/* On a kept connection the next request must not begin with the rest of this one. */
static void leftover_drop(FCGX_Request *fcgi)
{
    char junk[4096];
    int got = sizeof junk;

    for (int total = 0; got == sizeof junk && total < LEFTOVER_MOST; total += got)
        got = FCGX_GetStr(junk, sizeof junk, fcgi->in);
    if (got == sizeof junk)
        fcgi->keepConnection = 0;
}

static void answer(const struct request *rq, FCGX_Request *fcgi)
{
    struct str head = str_new(rq->arena, REPLY_HEAD_MOST);

    reply_head(rq, &head);
    FCGX_PutStr(head.text, (int)head.len, fcgi->out);
    if (reply_carries_body(rq))
        FCGX_PutStr(rq->reply.body.text, (int)rq->reply.body.len, fcgi->out);
    if (fcgi->keepConnection)
        leftover_drop(fcgi);
    FCGX_Finish_r(fcgi);
}

/* A thread's life: one request after the other, one arena for all of them. */
static void *seat(void *of)
{
    struct house *h = of;
    struct arena arena;
    FCGX_Request fcgi;

    arena_init(&arena);
    FCGX_InitRequest(&fcgi, -1, FCGI_FAIL_ACCEPT_ON_INTR);
    while (request_next(h, &fcgi)) {
        struct request rq = {.app = h->app,
                             .arena = &arena,
                             .variable = fcgi_variable,
                             .read = fcgi_read,
                             .carrier = &fcgi};
        serve_request(&rq);
        answer(&rq, &fcgi);
        arena_reset(&arena);
    }
    arena_done(&arena);
    return NULL;
}

/* ---- opening and closing the house ---- */

void fastcgi_signals(void)
{
    sigset_t set;

    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    sigaddset(&set, WAKE_SIGNAL);
    pthread_sigmask(SIG_BLOCK, &set, NULL);
}

static bool libfcgi_start(void)
{
    setenv("LIBFCGI_OS_CLOSE_POLL_TIMEOUT", CLOSE_WAIT_MS, 0);
    if (FCGX_Init() != 0)
        return false;
    /* After FCGX_Init, which sets handlers of its own. */
    signal(SIGPIPE, SIG_IGN);
    sigaction(WAKE_SIGNAL, &(struct sigaction){.sa_handler = nothing}, NULL);
    return true;
}

static int seats_open(struct house *h, pthread_t *seats, int wanted)
{
    pthread_attr_t attr;
    int n = 0;

    pthread_attr_init(&attr);
    pthread_attr_setstacksize(&attr, STACK_BYTES);
    while (n < wanted && pthread_create(&seats[n], &attr, seat, h) == 0)
        n++;
    pthread_attr_destroy(&attr);
    if (n < wanted)
        log_warn("fewer threads than wanted", NULL);
    return n;
}

static void wait_for_the_end(void)
{
    sigset_t set;
    int which;

    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    while (sigwait(&set, &which) != 0)
        continue;
}

/* Nobody new comes in, everybody who waits for work goes home, the rest finish theirs. A
 * signal that falls between a thread's look at `closing` and its accept is lost, so it is
 * repeated until the thread is gone. */
static void seats_close(struct house *h, pthread_t *seats, int n)
{
    h->closed_at = clock_monotonic();
    atomic_store(&h->closing, true);
    if (h->ours)
        shutdown(h->listening, SHUT_RD);
    for (int i = 0; i < n; i++)
        pthread_kill(seats[i], WAKE_SIGNAL);
    for (int i = 0; i < n; i++)
        while (pthread_tryjoin_np(seats[i], NULL) == EBUSY) {
            pthread_kill(seats[i], WAKE_SIGNAL);
            nap_ms(WAKE_EVERY_MS);
        }
}

int fastcgi_serve(struct app *app, int listening, bool ours)
{
    struct house h = {.app = app, .listening = listening, .ours = ours};
    pthread_t seats[THREADS_MOST];
    int wanted = app->threads < 1 ? 1 : app->threads > THREADS_MOST ? THREADS_MOST : app->threads;

    if (!libfcgi_start())
        return EX_OSERR;
    int n = seats_open(&h, seats, wanted);
    if (n == 0)
        return EX_OSERR;
    log_info("serving", NULL);
    wait_for_the_end();
    seats_close(&h, seats, n);
    close(listening);
    log_info("stopped", NULL);
    return EX_OK;
}
