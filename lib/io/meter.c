/* meter.c -- counters in a file that all programs map. */
#include "waiter/meter.h"

#include "waiter/clock.h"
#include "waiter/log.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define LAYOUT 0x574d5431 /* "WMT1": another layout is another number */
#define CLASSES 5         /* 1xx to 5xx */

typedef _Atomic int64_t count;

static const char *const programs[] = {"webhook", "api", "admin", "events", "worker", "simulator"};
#define PROGRAMS (sizeof programs / sizeof programs[0])
#define NOBODY   PROGRAMS

/* Upper bounds of the answer times told, ms; the last bucket has none. */
static const int bounds[] = {1, 2, 5, 10, 25, 50, 100, 250, 1000, 5000};
#define BUCKETS (sizeof bounds / sizeof bounds[0] + 1)

static const struct { const char *name, *help; } meters[METER__MAX] = {
    [METER_MESSAGES_IN] = {"waiter_messages_in_total", "Customers' messages taken."},
    [METER_MESSAGES_SENT] = {"waiter_messages_sent_total", "Messages that the provider took from the worker."},
    [METER_SENDS_FAILED] = {"waiter_sends_failed_total", "Messages that will not be sent."},
    [METER_SENDS_RETRIED] = {"waiter_sends_retried_total", "Sends to be tried again."},
};

struct program {
    count pid, started_at, starts, deaths, died_at; /* pid 0: ended as it should */
    count requests[CLASSES], took_ms, times[BUCKETS];
};

struct file {
    count layout;
    count meters[METER__MAX];
    struct program programs[PROGRAMS];
};

static struct file nowhere, *file = &nowhere;
static size_t own = NOBODY;
static bool stays;

static size_t program_of(const char *name)
{
    for (size_t i = 0; i < PROGRAMS; i++)
        if (strcmp(programs[i], name) == 0)
            return i;
    return NOBODY;
}

static bool map_file(const char *path, bool serving)
{
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0660);
    void *at = MAP_FAILED;
    if (fd >= 0 && ftruncate(fd, sizeof(struct file)) == 0)
        at = mmap(NULL, sizeof(struct file), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    int why = errno;
    if (fd >= 0)
        close(fd);
    if (at == MAP_FAILED) {
        if (serving) /* who only looks may come before the shop was ever opened */
            log_warn("nothing is counted", "file", path, "why", strerror(why), NULL);
        return false;
    }
    file = at;
    if (atomic_load(&file->layout) != LAYOUT) { /* new, or of another version */
        memset((void *)file, 0, sizeof *file);
        atomic_store(&file->layout, LAYOUT);
    }
    return true;
}

static bool is_running(int64_t pid)
{
    return pid > 0 && (kill((pid_t)pid, 0) == 0 || errno != ESRCH);
}

void meter_open(const struct settings *s, const char *program, bool serving)
{
    struct arena a;
    arena_init(&a);
    bool mapped = map_file(arena_printf(&a, "%s/run/meters", s->waiter_home), serving);
    arena_done(&a);
    own = program_of(program);
    if (!mapped || own == NOBODY || !serving)
        return;
    struct program *p = &file->programs[own];
    stays = true;
    int64_t before = atomic_exchange(&p->pid, getpid());
    if (before && !is_running(before)) {
        atomic_fetch_add(&p->deaths, 1);
        atomic_store(&p->died_at, clock_now());
    }
    atomic_fetch_add(&p->starts, 1);
    atomic_store(&p->started_at, clock_now());
}

void meter_close(void)
{
    int64_t mine = getpid(); /* and not that of one who has taken over meanwhile */
    if (stays)
        atomic_compare_exchange_strong(&file->programs[own].pid, &mine, 0);
    stays = false;
}

void meter_count(enum meter what)
{
    atomic_fetch_add_explicit(&file->meters[what], 1, memory_order_relaxed);
}

void meter_request(int status, int64_t took_ms)
{
    if (own == NOBODY)
        return;
    struct program *p = &file->programs[own];
    size_t bucket = 0, class = status >= 100 && status < 600 ? (size_t)status / 100 - 1 : 4;
    while (bucket < BUCKETS - 1 && took_ms > bounds[bucket])
        bucket++;
    atomic_fetch_add_explicit(&p->requests[class], 1, memory_order_relaxed);
    atomic_fetch_add_explicit(&p->times[bucket], 1, memory_order_relaxed);
    atomic_fetch_add_explicit(&p->took_ms, took_ms, memory_order_relaxed);
}

int64_t meter_deaths(void)
{
    int64_t sum = 0;
    for (size_t i = 0; i < PROGRAMS; i++)
        sum += atomic_load(&file->programs[i].deaths);
    return sum;
}

const char *meter_died_last(void)
{
    int64_t latest = 0;
    const char *name = NULL;
    for (size_t i = 0; i < PROGRAMS; i++)
        if (atomic_load(&file->programs[i].died_at) > latest) {
            latest = atomic_load(&file->programs[i].died_at);
            name = programs[i];
        }
    return name;
}

const char *meter_dead_now(void)
{
    for (size_t i = 0; i < PROGRAMS; i++) {
        int64_t pid = atomic_load(&file->programs[i].pid);
        if (pid && !is_running(pid))
            return programs[i];
    }
    return NULL;
}

int64_t meter_started_at(const char *program)
{
    size_t i = program_of(program);
    return i == NOBODY ? 0 : atomic_load(&file->programs[i].started_at);
}

/* --- Prometheus ---------------------------------------------------------------------------- */

static void head(struct str *out, const char *name, const char *help, const char *type)
{
    str_addf(out, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

static void print_requests(struct str *out)
{
    head(out, "waiter_requests_total", "Requests answered, by program and class of status.", "counter");
    for (size_t i = 0; i < PROGRAMS; i++)
        for (int c = 0; c < CLASSES; c++)
            str_addf(out, "waiter_requests_total{program=\"%s\",status=\"%dxx\"} %" PRId64 "\n",
                     programs[i], c + 1, atomic_load(&file->programs[i].requests[c]));
}

static void print_times(struct str *out)
{
    const char *name = "waiter_request_seconds";
    head(out, name, "Time from a request's first byte read to its answer made.", "histogram");
    for (size_t i = 0; i < PROGRAMS; i++) {
        int64_t sum = 0;
        for (size_t b = 0; b < BUCKETS; b++) {
            sum += atomic_load(&file->programs[i].times[b]);
            str_addf(out, "%s_bucket{program=\"%s\",le=\"", name, programs[i]);
            if (b < BUCKETS - 1)
                str_addf(out, "%d.%03d", bounds[b] / 1000, bounds[b] % 1000);
            else
                str_add(out, "+Inf");
            str_addf(out, "\"} %" PRId64 "\n", sum);
        }
        int64_t ms = atomic_load(&file->programs[i].took_ms);
        str_addf(out, "%s_sum{program=\"%s\"} %" PRId64 ".%03" PRId64 "\n", name, programs[i],
                 ms / 1000, ms % 1000);
        str_addf(out, "%s_count{program=\"%s\"} %" PRId64 "\n", name, programs[i], sum);
    }
}

static void print_lives(struct str *out)
{
    head(out, "waiter_program_starts_total", "Starts of each program.", "counter");
    for (size_t i = 0; i < PROGRAMS; i++)
        str_addf(out, "waiter_program_starts_total{program=\"%s\"} %" PRId64 "\n", programs[i],
                 atomic_load(&file->programs[i].starts));
    head(out, "waiter_program_deaths_total", "Lives of each program that ended unasked.", "counter");
    for (size_t i = 0; i < PROGRAMS; i++)
        str_addf(out, "waiter_program_deaths_total{program=\"%s\"} %" PRId64 "\n", programs[i],
                 atomic_load(&file->programs[i].deaths));
    head(out, "waiter_program_up", "Whether the program runs.", "gauge");
    for (size_t i = 0; i < PROGRAMS; i++)
        str_addf(out, "waiter_program_up{program=\"%s\"} %d\n", programs[i],
                 is_running(atomic_load(&file->programs[i].pid)));
}

void meter_print(struct str *out)
{
    print_requests(out);
    print_times(out);
    print_lives(out);
    for (size_t i = 0; i < METER__MAX; i++) {
        head(out, meters[i].name, meters[i].help, "counter");
        str_addf(out, "%s %" PRId64 "\n", meters[i].name, atomic_load(&file->meters[i]));
    }
}
