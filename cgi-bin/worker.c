/* worker.c -- the shop's carrier: sends what the outbox holds, keeps the database's log short and
 * forgets old news.
 *
 *   worker          runs until SIGTERM or SIGINT
 *   worker --once   for cron: works until nothing is due (50 s at most), then ends
 *
 * One worker a shop: the second one ends with 75 (EX_TEMPFAIL). Ends with 0 when told to stop. */
#include "waiter/clock.h"
#include "waiter/crypto.h"
#include "waiter/event.h"
#include "waiter/log.h"
#include "waiter/sender.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>

#define TURN_MS 30 /* how soon a new row is seen */
#define LOCK_TRIES 5
#define LOCK_PAUSE_MS 10
#define ONCE_MOST_MS (50 * SECOND_MS)
#define FINISH_MS 1500 /* a stop has to be over within 2 s */
#define CHECKPOINT_ABOVE (16LL << 20)
#define CHECKPOINT_IDLE_MS (5 * SECOND_MS)
#define CHECKPOINT_BUSY_MS MINUTE_MS
#define FORGET_EVERY_MS (10 * MINUTE_MS)
#define FORGET_AGAIN_MS 200 /* while there is more */

struct worker {
    struct arena arena;
    struct settings settings;
    struct db *db;
    struct sender *sender; /* NULL: no Twilio settings */
    bool once;
    int64_t started, checkpointed, forget_at;
};

static volatile sig_atomic_t told_to_stop;

static void stop(int sig)
{
    (void)sig;
    told_to_stop = 1;
}

static void handle_signals(void)
{
    struct sigaction act = {.sa_handler = stop}; /* no SA_RESTART: a wait ends */
    sigemptyset(&act.sa_mask);
    sigaction(SIGTERM, &act, NULL);
    sigaction(SIGINT, &act, NULL);
    signal(SIGPIPE, SIG_IGN);
}

/* The lock is held until the process ends, however it ends. */
static int lock_home(struct worker *w)
{
    const char *path = arena_printf(&w->arena, "%s/worker.lock", w->settings.waiter_home);
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0660);
    if (fd < 0) {
        log_error("cannot open the worker's lock", "path", path, "why", strerror(errno), NULL);
        return EX_CANTCREAT;
    }
    /* Whoever looks whether a worker runs (health.c) holds it for a moment: that is no worker. */
    const struct timespec moment = {.tv_nsec = LOCK_PAUSE_MS * 1000000L};
    bool ours = false;
    for (int tries = 0; !ours && tries < LOCK_TRIES; tries++) {
        if (tries)
            nanosleep(&moment, NULL);
        ours = flock(fd, LOCK_EX | LOCK_NB) == 0;
    }
    if (!ours) {
        log_error("another worker is running for this shop", "lock", path, NULL);
        return EX_TEMPFAIL;
    }
    return EX_OK;
}

static bool can_send(const struct settings *s)
{
    return *s->twilio_account_sid && *s->twilio_auth_token && *s->twilio_whatsapp_number;
}

static bool open_rooms(struct worker *w, struct err *e)
{
    if (!db_open(settings_database(&w->arena, &w->settings), &w->db, e))
        return false;
    if (!can_send(&w->settings)) {
        log_info("no Twilio settings: nothing will be sent", NULL);
        return true;
    }
    return sender_open(&w->settings, w->db, &w->sender, e);
}

/* A quiet moment is best; a busy shop must not let the log grow for ever either. */
static void checkpoint_sometimes(struct worker *w)
{
    struct err e = {0};
    int64_t now = clock_monotonic();
    bool busy = w->sender && sender_busy(w->sender);
    if (now - w->checkpointed < (busy ? CHECKPOINT_BUSY_MS : CHECKPOINT_IDLE_MS))
        return;
    if (!db_checkpoint(w->db, CHECKPOINT_ABOVE, &e))
        log_err("checkpoint", &e);
    w->checkpointed = clock_monotonic();
}

static void forget_sometimes(struct worker *w)
{
    struct err e = {0};
    bool more = false;
    if (clock_monotonic() < w->forget_at)
        return;
    if (!event_forget(w->db, clock_now(), &more, &e))
        log_err("forgetting old news", &e);
    w->forget_at = clock_monotonic() + (more ? FORGET_AGAIN_MS : FORGET_EVERY_MS);
}

static void turn(struct worker *w, bool finishing)
{
    if (w->sender) {
        sender_turn(w->sender, finishing, TURN_MS);
    } else {
        struct timespec pause = {.tv_nsec = TURN_MS * 1000000L};
        nanosleep(&pause, NULL);
    }
}

static bool is_done(const struct worker *w)
{
    if (told_to_stop)
        return true;
    return w->once && (!w->sender || sender_done(w->sender) ||
                       clock_monotonic() - w->started > ONCE_MOST_MS);
}

static void work(struct worker *w)
{
    w->started = w->checkpointed = clock_monotonic();
    while (!is_done(w)) {
        turn(w, false);
        checkpoint_sometimes(w);
        forget_sometimes(w);
    }
    int64_t until = clock_monotonic() + FINISH_MS;
    while (w->sender && sender_busy(w->sender) && clock_monotonic() < until)
        turn(w, true);
}

static int run(struct worker *w)
{
    struct err e = {0};
    if (!settings_load(&w->arena, &w->settings, &e)) {
        log_err("reading the settings", &e);
        return EX_CONFIG;
    }
    int status = lock_home(w);
    if (status != EX_OK)
        return status;
    if (!open_rooms(w, &e)) {
        log_err("starting", &e);
        return EX_UNAVAILABLE;
    }
    log_info("worker started", "home", w->settings.waiter_home, NULL);
    work(w);
    log_info("worker stopped", NULL);
    return EX_OK;
}

int main(int argc, char **argv)
{
    struct worker w = {.once = argc == 2 && strcmp(argv[1], "--once") == 0};
    if (argc > 1 && !w.once) {
        fprintf(stderr, "usage: worker [--once]\n");
        return EX_USAGE;
    }
    arena_init(&w.arena);
    log_program("worker");
    crypto_start();
    handle_signals();
    int status = run(&w);
    sender_close(w.sender);
    db_close(w.db);
    arena_done(&w.arena);
    return status;
}
