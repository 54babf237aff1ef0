/* beside.c -- hands bytes to a program that lies beside us and takes back what it made of them. */
#include "waiter/beside.h"
#include "waiter/clock.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

struct helper {
    struct beside *b;
    pid_t pid;
    int pipe, words;    /* its standard input and output in one; its standard error */
    const uint8_t *in;
    size_t in_left;
    int64_t until;
};

/* Wherever we are installed, it is there too. */
static bool beside_us(struct arena *a, const char *program, const char **out, struct err *e)
{
    char self[4096];
    ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);
    if (n <= 0)
        return fail(e, ERR_INTERNAL, "/proc/self/exe: %s", strerror(errno));
    self[n] = '\0';
    *strrchr(self, '/') = '\0';
    *out = arena_printf(a, "%s/%s", self, program);
    return true;
}

/* It inherits its three ends and nothing else: no file, no secret of our environment. */
static bool start(struct helper *h, struct arena *a, const char *path, struct err *e)
{
    int pair[2], words[2];
    char *const argv[] = {arena_strdup(a, h->b->program), arena_strdup(a, h->b->argument), NULL};
    char *const none[] = {NULL};
    posix_spawn_file_actions_t files;
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0)
        return fail(e, ERR_INTERNAL, "socketpair: %s", strerror(errno));
    if (pipe2(words, O_CLOEXEC) != 0) {
        close(pair[0]), close(pair[1]);
        return fail(e, ERR_INTERNAL, "pipe: %s", strerror(errno));
    }
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_adddup2(&files, pair[1], STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&files, pair[1], STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&files, words[1], STDERR_FILENO);
    posix_spawn_file_actions_addclosefrom_np(&files, STDERR_FILENO + 1);
    int failed = posix_spawn(&h->pid, path, &files, NULL, argv, none);
    posix_spawn_file_actions_destroy(&files);
    close(pair[1]);
    close(words[1]);
    h->pipe = pair[0];
    h->words = words[0];
    if (!failed)
        return true;
    close(h->pipe);
    close(h->words);
    return fail(e, ERR_INTERNAL, "%s: %s", path, strerror(failed));
}

static void feed(struct helper *h)
{
    ssize_t now = send(h->pipe, h->in, h->in_left, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (now < 0 && errno != EAGAIN && errno != EINTR)
        h->in_left = 0; /* it has seen enough; its status says why */
    h->in += now > 0 ? now : 0;
    h->in_left -= now > 0 ? (size_t)now : 0;
    if (h->in_left == 0)
        shutdown(h->pipe, SHUT_WR);
}

/* Until it closes its end. False: its time is over, or it says more than it may. */
static bool talk(struct helper *h)
{
    struct beside *b = h->b;
    if (!h->in_left)
        shutdown(h->pipe, SHUT_WR);
    for (;;) {
        struct pollfd p = {h->pipe, (short)(POLLIN | (h->in_left ? POLLOUT : 0)), 0};
        int64_t left = h->until - clock_monotonic();
        if (left <= 0 || b->out_n == b->out_most)
            return false;
        if (poll(&p, 1, (int)left) <= 0)
            continue;
        if (p.revents & POLLOUT)
            feed(h);
        if (!(p.revents & (POLLIN | POLLHUP | POLLERR)))
            continue;
        ssize_t now = recv(h->pipe, b->out + b->out_n, b->out_most - b->out_n, MSG_DONTWAIT);
        if (now == 0 || (now < 0 && errno != EAGAIN && errno != EINTR))
            return true;
        b->out_n += now > 0 ? (size_t)now : 0;
    }
}

static bool run(struct helper *h, struct arena *a, const char *path, struct err *e)
{
    struct beside *b = h->b;
    int status = 0;
    b->out = arena_alloc(a, b->out_most);
    if (!start(h, a, path, e))
        return false;
    h->until = clock_monotonic() + b->within_ms;
    bool in_time = talk(h);
    if (!in_time)
        kill(h->pid, SIGKILL);
    while (waitpid(h->pid, &status, 0) < 0 && errno == EINTR)
        ;
    ssize_t n = in_time ? read(h->words, b->words, sizeof b->words - 1) : 0;
    b->words[n > 0 ? n : 0] = '\0';
    b->status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    close(h->pipe);
    close(h->words);
    return in_time || fail(e, ERR_BUSY, "%s took too long or said too much", b->program);
}

bool beside_run(struct arena *a, struct beside *b, struct err *e)
{
    static pthread_mutex_t one_at_a_time = PTHREAD_MUTEX_INITIALIZER; /* each may take much memory */
    struct helper h = {.b = b, .in = b->in, .in_left = b->in_n};
    const char *path;
    b->out_n = 0;
    if (!beside_us(a, b->program, &path, e))
        return false;
    pthread_mutex_lock(&one_at_a_time);
    bool ok = run(&h, a, path, e);
    pthread_mutex_unlock(&one_at_a_time);
    return ok;
}
