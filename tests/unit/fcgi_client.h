/* fcgi_client.h -- the web server's side of FastCGI, just enough to visit a program. */
#ifndef TESTS_FCGI_CLIENT_H
#define TESTS_FCGI_CLIENT_H

#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum { FCGI_BEGIN = 1, FCGI_END = 3, FCGI_PARAMS = 4, FCGI_STDIN = 5, FCGI_STDOUT = 6 };

/* A connection to the socket at `path`, or -1. */
static inline int fcgi_connect(const char *path)
{
    struct sockaddr_un name = {.sun_family = AF_UNIX};
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

    strncpy(name.sun_path, path, sizeof name.sun_path - 1);
    if (connect(fd, (struct sockaddr *)&name, sizeof name) == 0)
        return fd;
    close(fd);
    return -1;
}

static inline bool fcgi_write(int fd, const void *bytes, size_t n)
{
    const char *p = bytes;

    for (ssize_t part; n > 0; p += part, n -= (size_t)part)
        if ((part = send(fd, p, n, MSG_NOSIGNAL)) <= 0)
            return false;
    return true;
}

static inline bool fcgi_record(int fd, uint8_t type, const void *content, size_t n)
{
    uint8_t head[8] = {1, type, 0, 1, (uint8_t)(n >> 8), (uint8_t)n, 0, 0};

    return fcgi_write(fd, head, sizeof head) && fcgi_write(fd, content, n);
}

/* Sends a request of these variables (pairs ended by NULL) and body, as nginx does. False
 * when the other side stopped listening, which it may after it has answered. */
static inline bool fcgi_send(int fd, bool keep, const char *const *variables, const char *body,
                             size_t body_len)
{
    uint8_t begin[8] = {0, 1, keep, 0, 0, 0, 0, 0}, params[8192];
    size_t n = 0;

    for (; *variables; variables += 2) {
        size_t name = strlen(variables[0]), value = strlen(variables[1]);
        params[n++] = (uint8_t)name;
        params[n++] = 0x80;
        params[n++] = 0;
        params[n++] = (uint8_t)(value >> 8);
        params[n++] = (uint8_t)value;
        memcpy(params + n, variables[0], name);
        memcpy(params + n + name, variables[1], value);
        n += name + value;
    }
    if (!fcgi_record(fd, FCGI_BEGIN, begin, sizeof begin)
        || !fcgi_record(fd, FCGI_PARAMS, params, n)
        || !fcgi_record(fd, FCGI_PARAMS, "", 0))
        return false;
    for (size_t at = 0; at < body_len; at += 32768) {
        size_t part = body_len - at < 32768 ? body_len - at : 32768;
        if (!fcgi_record(fd, FCGI_STDIN, body + at, part))
            return false;
    }
    return fcgi_record(fd, FCGI_STDIN, "", 0);
}

static inline bool fcgi_read_n(int fd, void *into, size_t n)
{
    struct pollfd p = {.fd = fd, .events = POLLIN};

    for (size_t got = 0; got < n;) {
        if (poll(&p, 1, 20000) <= 0) /* never hang a test */
            return false;
        ssize_t part = read(fd, (char *)into + got, n - got);
        if (part <= 0)
            return false;
        got += (size_t)part;
    }
    return true;
}

/* Reads one answer up to FCGI_END_REQUEST: a text to be freed, NULL when it was cut short. */
static inline char *fcgi_receive(int fd, size_t *len)
{
    size_t n = 0;
    char *text = calloc(1, 1);

    for (;;) {
        uint8_t head[8];
        if (!fcgi_read_n(fd, head, sizeof head))
            break;
        size_t content = (size_t)head[4] << 8 | head[5], all = content + head[6];
        text = realloc(text, n + all + 1);
        if (!fcgi_read_n(fd, text + n, all))
            break;
        if (head[1] == FCGI_STDOUT)
            n += content;
        text[n] = '\0';
        if (head[1] == FCGI_END) {
            if (len)
                *len = n;
            return text;
        }
    }
    free(text);
    return NULL;
}

#endif
