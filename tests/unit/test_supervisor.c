/* What systemd hears of us, and that nobody listening is no trouble. */
#include "waiter/supervisor.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cmocka.h>

static int listen_at(const char *path, bool abstract)
{
    struct sockaddr_un at = {.sun_family = AF_UNIX};
    int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    snprintf(at.sun_path, sizeof at.sun_path, "%s", path);
    if (abstract)
        at.sun_path[0] = '\0';
    socklen_t n = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + strlen(path));
    assert_int_equal(bind(fd, (struct sockaddr *)&at, n), 0);
    return fd;
}

static void hears(int fd, const char *words)
{
    char got[64] = "";
    assert_int_equal(recv(fd, got, sizeof got - 1, MSG_DONTWAIT), (ssize_t)strlen(words));
    assert_string_equal(got, words);
}

static void a_socket_in_a_folder(void **state)
{
    (void)state;
    char folder[] = "/tmp/waiter-notify-XXXXXX", path[64];
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/notify", folder);
    int fd = listen_at(path, false);
    setenv("NOTIFY_SOCKET", path, 1);
    supervisor_tell("READY=1");
    supervisor_tell("WATCHDOG=1");
    hears(fd, "READY=1");
    hears(fd, "WATCHDOG=1");
    close(fd);
    supervisor_tell("STOPPING=1"); /* to nobody */
    unlink(path);
    supervisor_tell("STOPPING=1");
    rmdir(folder);
}

static void an_abstract_socket(void **state)
{
    (void)state;
    char name[64];
    snprintf(name, sizeof name, "@waiter-test-%d", (int)getpid());
    int fd = listen_at(name, true);
    setenv("NOTIFY_SOCKET", name, 1);
    supervisor_tell("READY=1");
    hears(fd, "READY=1");
    close(fd);
}

static void nobody(void **state)
{
    (void)state;
    char endless[300];
    unsetenv("NOTIFY_SOCKET");
    supervisor_tell("READY=1");
    setenv("NOTIFY_SOCKET", "", 1);
    supervisor_tell("READY=1");
    memset(endless, 'a', sizeof endless - 1);
    endless[sizeof endless - 1] = '\0';
    setenv("NOTIFY_SOCKET", endless, 1);
    supervisor_tell("READY=1");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_socket_in_a_folder),
        cmocka_unit_test(an_abstract_socket),
        cmocka_unit_test(nobody),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
