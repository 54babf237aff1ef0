/* gate.c -- the write gate: flock on a side file, with a deadline.
 *
 * SQLite's own busy handler starves writers for seconds (performance.md §3) and cannot
 * keep a commit out of a checkpoint, which Debian's 3.40.1 needs (reliability.md §0.1).
 * flock is freed by the kernel when its holder dies. It has no time limit of its own, so a
 * timer interrupts the wait.
 *
 * Nor does flock know whose turn it is: a program that writes on and on has it back before those
 * whom the kernel wakes can take it. So there is a turnstile before the gate, a lock of another
 * kind on the same file: who waits at the gate stands in it, and who has just left comes behind
 * him. It is a courtesy for COURTESY_MS, then everybody goes to the gate. */
#include "db_inside.h"
#include "waiter/clock.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

#define GATE_SIGNAL (SIGRTMIN + 5)
#define GATE_TICK_MS 50 /* the timer repeats: waits end at a tick, and one may fire before its wait begins */
#define COURTESY_MS 500 /* who stands in the turnstile may be frozen or dead slow */

static void interrupted(int sig) { (void)sig; }

static void handle_interrupts(void)
{
    struct sigaction act = {.sa_handler = interrupted}; /* no SA_RESTART: flock must return */
    sigemptyset(&act.sa_mask);
    sigaction(GATE_SIGNAL, &act, NULL);
}

/* `real_path` is without links, so that every name of a database means one gate. */
bool gate_open(struct gate *g, const char *real_path, struct err *e)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, handle_interrupts);
    char *path = NULL;
    if (asprintf(&path, "%s.gate", real_path) < 0)
        abort();
    g->fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0660);
    bool ok = g->fd >= 0 || fail(e, ERR_STORAGE, "%s: %s", path, strerror(errno));
    free(path);
    return ok;
}

/* A thread that blocks every signal would wait for ever. */
static void let_in(sigset_t *before)
{
    sigset_t ours;
    sigemptyset(&ours);
    sigaddset(&ours, GATE_SIGNAL);
    pthread_sigmask(SIG_UNBLOCK, &ours, before);
}

static bool start_ticking(timer_t *timer, struct err *e)
{
    struct sigevent ev = {.sigev_notify = SIGEV_THREAD_ID, .sigev_signo = GATE_SIGNAL};
    ev._sigev_un._tid = gettid();
    if (timer_create(CLOCK_MONOTONIC, &ev, timer) != 0)
        return fail(e, ERR_STORAGE, "timer for the write gate: %s", strerror(errno));
    const struct timespec tick = {.tv_nsec = GATE_TICK_MS * 1000000};
    timer_settime(*timer, 0, &(struct itimerspec){.it_value = tick, .it_interval = tick}, NULL);
    return true;
}

/* Belongs to the open file, as flock does, and goes with it. */
static bool turnstile(struct gate *g, int how, short type)
{
    struct flock first_byte = {.l_type = type, .l_whence = SEEK_SET, .l_len = 1};
    return fcntl(g->fd, how, &first_byte) == 0;
}

static void come_in_turn(struct gate *g, int64_t until)
{
    while (!turnstile(g, F_OFD_SETLKW, F_WRLCK) && errno == EINTR && clock_monotonic() < until)
        ;
}

static bool wait_for_gate(struct gate *g, int64_t deadline, struct err *e)
{
    int64_t now = clock_monotonic(), courtesy = now + COURTESY_MS;
    timer_t timer;
    sigset_t before;
    if (now >= deadline)
        return fail(e, ERR_BUSY, "no time left for the write gate");
    if (!start_ticking(&timer, e))
        return false;
    let_in(&before);
    come_in_turn(g, courtesy < deadline ? courtesy : deadline);
    int rc;
    while ((rc = flock(g->fd, LOCK_EX)) != 0 && errno == EINTR && clock_monotonic() < deadline)
        ;
    int why = errno;
    turnstile(g, F_OFD_SETLK, F_UNLCK);
    timer_delete(timer);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (rc == 0)
        return true;
    if (why == EINTR)
        return fail(e, ERR_BUSY, "the write gate was not free in time");
    return fail(e, ERR_STORAGE, "write gate: %s", strerror(why));
}

bool gate_try(struct gate *g)
{
    if (!turnstile(g, F_OFD_SETLK, F_WRLCK))
        return false;
    bool ours = flock(g->fd, LOCK_EX | LOCK_NB) == 0;
    turnstile(g, F_OFD_SETLK, F_UNLCK);
    return ours;
}

bool gate_take(struct gate *g, int64_t deadline, struct err *e)
{
    return gate_try(g) || wait_for_gate(g, deadline, e);
}

/* Behind the byte of the turnstile. Whoever has the gate writes it; who reads it while that happens
 * may see half, and acts a moment too soon or too late. */
#define NOTE_AT 8

void gate_note(struct gate *g, int log_pages)
{
    const struct gate_note note = {clock_monotonic(), log_pages};
    ssize_t n = pwrite(g->fd, &note, sizeof note, NOTE_AT);
    (void)n; /* a full disk: tidying up comes later, with a commit */
}

struct gate_note gate_noted(struct gate *g)
{
    struct gate_note note;
    return pread(g->fd, &note, sizeof note, NOTE_AT) == sizeof note ? note : (struct gate_note){0};
}

void gate_leave(struct gate *g) { flock(g->fd, LOCK_UN); }

void gate_close(struct gate *g)
{
    if (g->fd >= 0)
        close(g->fd);
    g->fd = -1;
}
