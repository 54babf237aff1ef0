/* worker.c -- the shop's carrier: sends what the outbox holds, and runs the shop's schedules.
 *
 *   worker          runs until SIGTERM or SIGINT
 *   worker --once   for cron: works until nothing is due (50 s at most), then ends
 *
 * Sending is one thread that never waits for anything but the network; the schedules have another,
 * since a copy of the database takes its time. One worker a shop: the second one ends with 75
 * (EX_TEMPFAIL). Ends with 0 when told to stop. */
#include "waiter/asker.h"
#include "waiter/cashier.h"
#include "waiter/clock.h"
#include "waiter/crypto.h"
#include "waiter/fetcher.h"
#include "waiter/heartbeat.h"
#include "waiter/log.h"
#include "waiter/meter.h"
#include "waiter/reconcile.h"
#include "waiter/runner.h"
#include "waiter/schedule.h"
#include "waiter/sender.h"
#include "waiter/shop.h"
#include "waiter/supervisor.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
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
#define ALIVE_EVERY_MS (20 * SECOND_MS) /* a third of the unit's WatchdogSec */
#define SCHEDULES_EVERY_MS 250
#define SCHEDULES_END_MS 400

struct worker {
    struct arena arena;
    struct settings settings;
    struct db *db;
    struct shop *shop;
    struct http *http;
    struct sender *sender; /* NULL: no Twilio settings */
    struct runner *runner;
    struct asker *asker;
    struct heartbeat heartbeat;
    struct cashier *cashier;
    struct fetcher *fetcher;
    struct reconciler *reconciler; /* NULL as the sender */
    struct schedule_pace pace;
    bool once;
    int64_t started, alive_at;
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
    if (!db_open(settings_database(&w->arena, &w->settings), &w->db, e) ||
        !shop_open(&w->settings, w->db, &w->shop, e) || !schedule_rescue(w->db, e) ||
        !http_open(&w->http, e) || !runner_open(w->shop, w->http, &w->runner, e) ||
        !asker_open(w->shop, w->http, &w->asker, e))
        return false;
    w->cashier = cashier_open(w->shop, w->http);
    w->fetcher = fetcher_open(w->shop, w->http);
    if (!can_send(&w->settings)) {
        log_info("no Twilio settings: nothing will be sent", NULL);
        return true;
    }
    return sender_open(&w->settings, w->db, w->http, &w->sender, e) &&
           reconciler_open(w->shop, w->http, &w->reconciler, e);
}

static void run_schedules(struct worker *w)
{
    struct err e = {0};
    size_t ran;
    if (!schedule_run_due(w->shop, &w->pace, &ran, &e))
        log_err("running the schedules", &e);
}

static void *keep_schedules(void *worker)
{
    const struct timespec pause = {.tv_nsec = SCHEDULES_EVERY_MS * 1000000L};
    while (!told_to_stop) {
        run_schedules(worker);
        nanosleep(&pause, NULL);
    }
    return NULL;
}

/* Signals are for the thread that sends: a wait of its own must end at once. */
static bool start_schedules(struct worker *w, pthread_t *thread)
{
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    bool ok = pthread_create(thread, NULL, keep_schedules, w) == 0;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return ok;
}

/* A run that takes longer than a stop may is left behind: the next worker takes it up again. */
static void end_schedules(pthread_t thread)
{
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_nsec += SCHEDULES_END_MS * 1000000L;
    until.tv_sec += until.tv_nsec / 1000000000L;
    until.tv_nsec %= 1000000000L;
    if (pthread_timedjoin_np(thread, NULL, &until) == 0)
        return;
    log_warn("a schedule is cut short", NULL);
    _exit(EX_OK);
}

static void say_alive(struct worker *w)
{
    if (clock_monotonic() < w->alive_at)
        return;
    supervisor_tell("WATCHDOG=1");
    w->alive_at = clock_monotonic() + ALIVE_EVERY_MS;
}

static void turn(struct worker *w, bool finishing)
{
    if (w->sender)
        sender_turn(w->sender, finishing);
    if (w->reconciler)
        reconciler_turn(w->reconciler, finishing);
    runner_turn(w->runner, finishing);
    cashier_turn(w->cashier, finishing);
    fetcher_turn(w->fetcher, finishing);
    asker_turn(w->asker, finishing);
    db_tidy_in_quiet(w->db);
    http_work(w->http, TURN_MS);
}

static bool is_idle(const struct worker *w)
{
    return (!w->reconciler || reconciler_done(w->reconciler)) &&
           (!w->sender || sender_done(w->sender)) && runner_done(w->runner) &&
           asker_done(w->asker) &&
           cashier_done(w->cashier) && fetcher_done(w->fetcher);
}

static bool is_busy(const struct worker *w)
{
    return (w->sender && sender_busy(w->sender)) || runner_busy(w->runner) ||
           asker_busy(w->asker) ||
           cashier_busy(w->cashier) || fetcher_busy(w->fetcher);
}

static bool is_done(const struct worker *w)
{
    return told_to_stop ||
           (w->once && (is_idle(w) || clock_monotonic() - w->started > ONCE_MOST_MS));
}

static void work(struct worker *w)
{
    w->started = clock_monotonic();
    while (!is_done(w)) {
        turn(w, false);
        say_alive(w);
        heartbeat_turn(&w->heartbeat, w->http, &w->settings, w->db);
    }
    supervisor_tell("STOPPING=1");
    int64_t until = clock_monotonic() + FINISH_MS;
    while (is_busy(w) && clock_monotonic() < until)
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
    meter_open(&w->settings, "worker", !w->once);
    supervisor_tell("READY=1");
    pthread_t thread;
    if (w->once)
        run_schedules(w); /* what they have to say leaves in the same minute */
    else if (!start_schedules(w, &thread))
        return EX_OSERR;
    work(w);
    if (!w->once)
        end_schedules(thread);
    meter_close();
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
    http_close(w.http);
    sender_close(w.sender);
    reconciler_close(w.reconciler);
    runner_close(w.runner);
    cashier_close(w.cashier);
    fetcher_close(w.fetcher);
    asker_close(w.asker);
    shop_close(w.shop);
    db_close(w.db);
    arena_done(&w.arena);
    return status;
}
