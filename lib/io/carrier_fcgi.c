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
#include "waiter/db.h"
#include "waiter/log.h"

#include <errno.h>
#include <fcgiapp.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>

#define STACK_BYTES (512u * 1024)
#define STREAM_STACK_BYTES (256u * 1024) /* a stream waits, reads a little and writes */
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
#define GOODBYE_MS 200
#define PLACE_RETRY_S "10"  /* when to ask again for a place among the streams */
#define CLOSE_WAIT_MS "300" /* libfcgi waits for the peer's close, by default 2 s */
#define LEFTOVER_MOST 65536 /* of a body nobody wanted, on a connection that is kept */

struct house {
    struct app *app;
    int listening;
    bool ours;
    int64_t closed_at; /* clock_monotonic; written before `closing` is set */
    atomic_bool closing;
    pthread_mutex_t lock; /* guards what follows */
    pthread_cond_t last_stream_ended;
    struct visit *streams;
    int places; /* taken by answers that go on */
};

/* One request with all it needs, in a piece of memory of its own: libfcgi keeps pointers into
 * FCGX_Request, and an answer that goes on takes it along to another thread. */
struct visit {
    struct house *house;
    struct visit *next; /* among the streams */
    bool placed;
    FCGX_Request fcgi;
    struct arena arena;
    struct request rq;
};

static bool stream_place(void *carrier, struct err *e);
static bool stream_put(void *carrier, const char *bytes, size_t n);
static bool stream_heard(void *carrier);
static void stream_start(struct visit *v);

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
static void patience_set(int fd, struct timeval most)
{
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
            patience_set(fd, (struct timeval){.tv_sec = PEER_SILENT_S});
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
    return FCGX_GetParam(name, ((struct visit *)carrier)->fcgi.envp);
}

static size_t fcgi_read(void *carrier, void *into, size_t n)
{
    int got = FCGX_GetStr(into, (int)n, ((struct visit *)carrier)->fcgi.in);

    return got > 0 ? (size_t)got : 0;
}

static struct visit *visit_new(struct house *h)
{
    struct visit *v = calloc(1, sizeof *v);

    if (!v)
        abort();
    v->house = h;
    arena_init(&v->arena);
    FCGX_InitRequest(&v->fcgi, -1, FCGI_FAIL_ACCEPT_ON_INTR);
    return v;
}

static void visit_drop(struct visit *v)
{
    arena_done(&v->arena);
    free(v);
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

static void answer(struct visit *v)
{
    const struct request *rq = &v->rq;
    struct str head = str_new(rq->arena, REPLY_HEAD_MOST);

    reply_head(rq, &head);
    FCGX_PutStr(head.text, (int)head.len, v->fcgi.out);
    if (reply_carries_body(rq))
        FCGX_PutStr(rq->reply.body.text, (int)rq->reply.body.len, v->fcgi.out);
}

static void goodbye(struct visit *v)
{
    if (v->fcgi.keepConnection)
        leftover_drop(&v->fcgi);
    FCGX_Finish_r(&v->fcgi);
}

/* A thread's life: one request after the other, one arena for all of them. A request whose
 * answer goes on leaves with its visit, and the thread takes a new one. */
static void *seat(void *of)
{
    struct house *h = of;
    struct visit *v = visit_new(h);

    while (request_next(h, &v->fcgi)) {
        v->rq = (struct request){.app = h->app,
                                 .arena = &v->arena,
                                 .variable = fcgi_variable,
                                 .read = fcgi_read,
                                 .place = stream_place,
                                 .send = stream_put,
                                 .wanted = stream_heard,
                                 .carrier = v};
        serve_request(&v->rq);
        answer(v);
        if (v->placed) {
            stream_start(v);
            v = visit_new(h);
            continue;
        }
        goodbye(v);
        arena_reset(&v->arena);
    }
    visit_drop(v);
    return NULL;
}

/* ---- answers that go on ---- */

static bool stream_place(void *carrier, struct err *e)
{
    struct visit *v = carrier;
    struct house *h = v->house;

    pthread_mutex_lock(&h->lock);
    v->placed = h->places < h->app->streams && !atomic_load(&h->closing);
    h->places += v->placed;
    pthread_mutex_unlock(&h->lock);
    if (v->placed)
        return true;
    reply_header(&v->rq, "Retry-After", PLACE_RETRY_S);
    return fail(e, ERR_BUSY, "all %d places for streams are taken", h->app->streams);
}

static bool stream_put(void *carrier, const char *bytes, size_t n)
{
    FCGX_Stream *out = ((struct visit *)carrier)->fcgi.out;

    return FCGX_PutStr(bytes, (int)n, out) == (int)n && FCGX_FFlush(out) == 0;
}

/* A web server whose visitor left closes its connection to us. */
static bool stream_heard(void *carrier)
{
    struct visit *v = carrier;
    struct pollfd p = {.fd = v->fcgi.ipcFd, .events = POLLRDHUP};

    return !atomic_load(&v->house->closing)
        && (poll(&p, 1, 0) <= 0 || !(p.revents & (POLLRDHUP | POLLHUP | POLLERR | POLLNVAL)));
}

static void stream_list(struct visit *v)
{
    struct house *h = v->house;

    pthread_mutex_lock(&h->lock);
    v->next = h->streams;
    h->streams = v;
    pthread_mutex_unlock(&h->lock);
}

/* From here on streams_close cannot hang up our connection: its number may soon be another's. */
static void stream_unlist(struct visit *v)
{
    struct house *h = v->house;
    struct visit **at = &h->streams;

    pthread_mutex_lock(&h->lock);
    while (*at != v)
        at = &(*at)->next;
    *at = v->next;
    pthread_mutex_unlock(&h->lock);
}

static void stream_end(struct visit *v)
{
    struct house *h = v->house;

    stream_unlist(v);
    patience_set(v->fcgi.ipcFd, (struct timeval){.tv_usec = GOODBYE_MS * 1000});
    v->fcgi.keepConnection = 0;
    goodbye(v);
    visit_drop(v);
    pthread_mutex_lock(&h->lock);
    if (--h->places == 0)
        pthread_cond_signal(&h->last_stream_ended);
    pthread_mutex_unlock(&h->lock);
}

static void *stream(void *of)
{
    struct visit *v = of;
    int64_t began = clock_monotonic();
    char ms[24];

    log_request(v->rq.id);
    if (FCGX_FFlush(v->fcgi.out) == 0) /* the head */
        v->rq.reply.stream(&v->rq, v->rq.reply.stream_what);
    snprintf(ms, sizeof ms, "%lld", (long long)(clock_monotonic() - began));
    log_info("stream ended", "ms", ms, NULL);
    stream_end(v);
    return NULL;
}

static void stream_start(struct visit *v)
{
    pthread_attr_t attr;
    pthread_t thread;

    stream_list(v);
    pthread_attr_init(&attr);
    pthread_attr_setstacksize(&attr, STREAM_STACK_BYTES);
    pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
    int why = pthread_create(&thread, &attr, stream, v);
    pthread_attr_destroy(&attr);
    if (why != 0) {
        log_warn("no thread for a stream", "why", strerror(why), NULL);
        stream_end(v);
    }
}

/* The program's part has been told (app->closing); who still writes to a reader that does not
 * read is hung up after a moment. */
static void streams_close(struct house *h)
{
    struct timespec until;

    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_nsec += CLOSING_MS * 1000000L;
    until.tv_sec += until.tv_nsec / 1000000000L;
    until.tv_nsec %= 1000000000L;
    pthread_mutex_lock(&h->lock);
    while (h->places && pthread_cond_timedwait(&h->last_stream_ended, &h->lock, &until) == 0)
        continue;
    for (struct visit *v = h->streams; v; v = v->next)
        shutdown(v->fcgi.ipcFd, SHUT_RDWR);
    while (h->places)
        pthread_cond_wait(&h->last_stream_ended, &h->lock);
    pthread_mutex_unlock(&h->lock);
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
    if (h->app->closing)
        h->app->closing(h->app);
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
    struct house h = {.app = app,
                      .listening = listening,
                      .ours = ours,
                      .lock = PTHREAD_MUTEX_INITIALIZER,
                      .last_stream_ended = PTHREAD_COND_INITIALIZER};
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
    streams_close(&h);
    close(listening);
    log_info("stopped", NULL);
    return EX_OK;
}
