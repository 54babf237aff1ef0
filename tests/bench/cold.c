/* cold.c -- from exec to the first answer: starts a program on a socket and asks at once.
 *
 * usage: cold PROGRAM SOCKET PATH     prints milliseconds; the program is stopped again */
#include "../unit/fcgi_client.h"

#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <time.h>

static double now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

int main(int argc, char **argv)
{
    if (argc != 4)
        return 64;
    unlink(argv[2]);
    double began = now_ms();
    pid_t pid = fork();
    if (pid == 0) {
        execl(argv[1], argv[1], "-l", argv[2], (char *)NULL);
        _exit(127);
    }
    int fd;
    while ((fd = fcgi_connect(argv[2])) < 0 && now_ms() - began < 10000 &&
           waitpid(pid, NULL, WNOHANG) == 0)
        nanosleep(&(struct timespec){.tv_nsec = 200000}, NULL);
    const char *const variables[] = {"REQUEST_METHOD",    "GET",     "REQUEST_URI", argv[3],
                                     "GATEWAY_INTERFACE", "CGI/1.1", NULL};
    char *answer =
        fd >= 0 && fcgi_send(fd, false, variables, "", 0) ? fcgi_receive(fd, NULL) : NULL;
    double took = now_ms() - began;
    kill(pid, SIGTERM);
    waitpid(pid, NULL, 0);
    if (!answer)
        return 1;
    printf("%.1f\n", took);
    return 0;
}
