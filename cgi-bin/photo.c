/* photo.c -- one picture from standard input, made harmless, to standard output (photo.h).
 *
 * Started by admin for each upload, with no environment and no file but its pipe. Before the first
 * byte is decoded it takes away from itself whatever a picture does not need: memory beyond a
 * photo's, time, and every system call but reading, writing and asking for memory (malloc wants a
 * random number once). A bug in a decoder then has nothing to reach for. */
#include "waiter/photo.h"

#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#define MEMORY_MOST (640L * 1024 * 1024)
#define SECONDS_MOST 15 /* of work */

#if defined __SANITIZE_ADDRESS__ || defined __SANITIZE_THREAD__
#define SANITIZED 1 /* they need far more memory and their own calls */
#else
#define SANITIZED 0
#endif

#if defined __x86_64__
#define ARCH AUDIT_ARCH_X86_64
#elif defined __aarch64__
#define ARCH AUDIT_ARCH_AARCH64
#endif

static bool limit(int what, rlim_t most)
{
    return setrlimit(what, &(struct rlimit){most, most}) == 0;
}

static bool few_resources(void)
{
    return (SANITIZED || (limit(RLIMIT_AS, MEMORY_MOST) && limit(RLIMIT_NOFILE, 3))) &&
           limit(RLIMIT_CPU, SECONDS_MOST) && limit(RLIMIT_CORE, 0);
}

#ifdef ARCH
#define ALLOW(call)                                         \
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_##call, 0, 1), \
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)

/* On other machines the limits alone have to do. */
static bool few_calls(void)
{
    static struct sock_filter rules[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ARCH, 1, 0),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        ALLOW(read), ALLOW(write), ALLOW(brk), ALLOW(mmap), ALLOW(munmap), ALLOW(mremap),
        ALLOW(madvise), ALLOW(mprotect), ALLOW(futex), ALLOW(getrandom), ALLOW(rt_sigreturn),
        ALLOW(exit), ALLOW(exit_group),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
    };
    struct sock_fprog filter = {sizeof rules / sizeof *rules, rules};
    return SANITIZED || (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
                         prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter, 0, 0) == 0);
}
#else
static bool few_calls(void) { return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0; }
#endif

static bool write_all(const uint8_t *bytes, size_t n)
{
    while (n > 0) {
        ssize_t now = write(STDOUT_FILENO, bytes, n);
        if (now < 0 && errno != EINTR)
            return false;
        bytes += now > 0 ? now : 0;
        n -= now > 0 ? (size_t)now : 0;
    }
    return true;
}

/* At once: nothing is kept that would have to be put away. */
static _Noreturn void end(int how, const char *why)
{
    ssize_t ignored = write(STDERR_FILENO, why, strlen(why));
    (void)ignored;
    _exit(how);
}

int main(void)
{
    static uint8_t upload[PHOTO_BYTES_MOST + 1];
    uint8_t *made = NULL;
    size_t n = 0, made_n = 0;
    const char *why = "";
    if (!few_resources() || !few_calls())
        end(70, "cannot limit itself"); /* better no photo than a decoder let loose */
    for (ssize_t now = 1; now != 0 && n < sizeof upload;) {
        now = read(STDIN_FILENO, upload + n, sizeof upload - n);
        if (now < 0 && errno != EINTR)
            end(74, "cannot read");
        n += now > 0 ? (size_t)now : 0;
        now = now < 0 ? 1 : now;
    }
    if (n > PHOTO_BYTES_MOST)
        end(PHOTO_TOO_LARGE, "too many bytes");
    enum photo_end how = photo_make(upload, n, &made, &made_n, &why);
    if (how != PHOTO_MADE)
        end(how, why);
    if (!write_all(made, made_n))
        end(74, "cannot write");
    end(PHOTO_MADE, "");
}
