/* photo.c -- hands a picture to the program photo and takes back what it made of it. */
#include "waiter/photo.h"
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

#define WITHIN_MS (20 * 1000)
#define MADE_MOST (8 * 1024 * 1024)
#define WORDS_MOST 200

struct helper {
    pid_t pid;
    int pipe, words;    /* its standard input and output in one; its standard error */
    const uint8_t *in;
    size_t in_left;
    uint8_t *out;
    size_t out_n;
    int64_t until;
};

/* The program lies beside us, wherever that is. */
static bool beside_us(struct arena *a, const char **out, struct err *e)
{
    char self[4096];
    ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);
    if (n <= 0)
        return fail(e, ERR_INTERNAL, "/proc/self/exe: %s", strerror(errno));
    self[n] = '\0';
    *strrchr(self, '/') = '\0';
    *out = arena_printf(a, "%s/photo", self);
    return true;
}

/* It inherits its three ends and nothing else: no file, no secret of our environment. */
static bool start(struct helper *h, const char *path, struct err *e)
{
    int pair[2], words[2];
    char *const argv[] = {"photo", NULL}, *const none[] = {NULL};
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

/* Until it closes its end. False: its time is over, or it says more than a photo can be. */
static bool talk(struct helper *h)
{
    for (;;) {
        struct pollfd p = {h->pipe, (short)(POLLIN | (h->in_left ? POLLOUT : 0)), 0};
        int64_t left = h->until - clock_monotonic();
        if (left <= 0 || h->out_n == MADE_MOST)
            return false;
        if (poll(&p, 1, (int)left) <= 0)
            continue;
        if (p.revents & POLLOUT)
            feed(h);
        if (!(p.revents & (POLLIN | POLLHUP | POLLERR)))
            continue;
        ssize_t now = recv(h->pipe, h->out + h->out_n, MADE_MOST - h->out_n, MSG_DONTWAIT);
        if (now == 0 || (now < 0 && errno != EAGAIN && errno != EINTR))
            return true;
        h->out_n += now > 0 ? (size_t)now : 0;
    }
}

static bool judge(struct helper *h, int status, struct err *e)
{
    char words[WORDS_MOST + 1] = "";
    ssize_t n = read(h->words, words, WORDS_MOST);
    words[n > 0 ? n : 0] = '\0';
    int how = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    if (how == PHOTO_MADE && h->out_n > 0)
        return true;
    if (how == PHOTO_UNKNOWN)
        return fail(e, ERR_MEDIA_TYPE, "%s", words);
    if (how == PHOTO_TOO_LARGE)
        return fail(e, ERR_TOO_BIG, "%s", words);
    if (how == PHOTO_BROKEN || how == -1) /* a limit of its own ended it */
        return fail_field(e, "photo", "%s (status %d)", words, status);
    return fail(e, ERR_INTERNAL, "photo ended with %d: %s", how, words);
}

static bool remake(struct helper *h, struct arena *a, const char *path, struct err *e)
{
    int status = 0;
    h->out = arena_alloc(a, MADE_MOST);
    if (!start(h, path, e))
        return false;
    h->until = clock_monotonic() + WITHIN_MS;
    bool in_time = talk(h);
    if (!in_time)
        kill(h->pid, SIGKILL);
    while (waitpid(h->pid, &status, 0) < 0 && errno == EINTR)
        ;
    bool ok = in_time ? judge(h, status, e) : fail(e, ERR_BUSY, "photo took too long");
    close(h->pipe);
    close(h->words);
    return ok;
}

bool photo_remake(struct arena *a, const void *bytes, size_t n, const void **out, size_t *out_n,
                  struct err *e)
{
    static pthread_mutex_t one_at_a_time = PTHREAD_MUTEX_INITIALIZER; /* each may take much memory */
    struct helper h = {.in = bytes, .in_left = n};
    const char *path;
    if (n > PHOTO_BYTES_MOST)
        return fail(e, ERR_TOO_BIG, "a photo of %zu bytes", n);
    if (!beside_us(a, &path, e))
        return false;
    pthread_mutex_lock(&one_at_a_time);
    bool ok = remake(&h, a, path, e);
    pthread_mutex_unlock(&one_at_a_time);
    *out = h.out;
    *out_n = h.out_n;
    return ok;
}
