/* log.c -- writes each line with one write(2), so that lines of many threads never mix. */
#include "waiter/log.h"

#include "waiter/clock.h"
#include "waiter/str.h"
#include "waiter/utf8.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define LINE_MOST    4096 /* PIPE_BUF: what a pipe takes whole */
#define VALUE_MOST   600  /* bytes of one value; longer ones are cut */
#define CLOSING_ROOM 16

static char program[32] = "waiter";
static _Thread_local char request[33];

static void copy_cut(char *to, size_t size, const char *from)
{
    size_t n = strnlen(from, size - 1);
    memcpy(to, from, n);
    to[n] = '\0';
}

void log_program(const char *name)
{
    copy_cut(program, sizeof program, name);
}

void log_request(const char *id)
{
    copy_cut(request, sizeof request, id ? id : "");
}

/* A cut at a character's border; continuation bytes begin with the bits 10. */
static size_t cut_length(const char *text)
{
    size_t n = strnlen(text, VALUE_MOST + 1);
    if (n <= VALUE_MOST)
        return n;
    for (n = VALUE_MOST; n > VALUE_MOST - 4 && ((unsigned char)text[n] & 0xC0) == 0x80;)
        n--;
    return n;
}

static void add_value(struct str *line, const char *value)
{
    if (!value) {
        str_add(line, "null");
        return;
    }
    char part[VALUE_MOST + 1];
    size_t n = cut_length(value);
    memcpy(part, value, n);
    part[n] = '\0';
    str_add_char(line, '"');
    str_add_json(line, part);
    if (value[n])
        str_add(line, "…");
    str_add_char(line, '"');
}

/* A pair that has no room left is dropped whole, so that the line stays JSON. */
static void add_pair(struct str *line, const char *name, const char *value)
{
    size_t before = line->len;
    str_addf(line, ",\"%s\":", name);
    add_value(line, value);
    if (line->too_big) {
        line->len = before;
        line->text[before] = '\0';
    }
}

static void add_time(struct str *line)
{
    int64_t now = clock_now();
    time_t seconds = (time_t)(now / SECOND_MS);
    struct tm utc;
    char text[32];
    gmtime_r(&seconds, &utc);
    strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S", &utc);
    str_addf(line, "{\"ts\":\"%s.%03dZ\"", text, (int)(now % SECOND_MS));
}

/* The text of the line is `buffer` for good: a str that may not outgrow its first room
 * never asks its arena. */
static struct str line_begin(char buffer[LINE_MOST], const char *level, const char *what)
{
    struct str line = {
        .text = buffer, .cap = LINE_MOST, .max = LINE_MOST - CLOSING_ROOM};
    buffer[0] = '\0';
    add_time(&line);
    add_pair(&line, "level", level);
    add_pair(&line, "program", program);
    if (*request)
        add_pair(&line, "request", request);
    add_pair(&line, "msg", what);
    return line;
}

static void line_write(struct str *line)
{
    int saved = errno;
    bool cut = line->too_big;
    line->too_big = false;
    line->max = LINE_MOST - 1;
    str_add(line, cut ? ",\"cut\":true}\n" : "}\n");
    while (write(STDERR_FILENO, line->text, line->len) < 0 && errno == EINTR)
        continue;
    errno = saved;
}

static void log_pairs(const char *level, const char *what, va_list ap)
{
    char buffer[LINE_MOST];
    struct str line = line_begin(buffer, level, what);
    for (const char *name; (name = va_arg(ap, const char *));)
        add_pair(&line, name, va_arg(ap, const char *));
    line_write(&line);
}

#define LOG_AT(function, level)                \
    void function(const char *what, ...)       \
    {                                          \
        va_list ap;                            \
        va_start(ap, what);                    \
        log_pairs(level, what, ap);            \
        va_end(ap);                            \
    }
LOG_AT(log_info, "info")
LOG_AT(log_warn, "warn")
LOG_AT(log_error, "error")
#undef LOG_AT

void log_err(const char *doing, const struct err *e)
{
    char buffer[LINE_MOST];
    struct str line = line_begin(buffer, err_status(e->kind) >= 500 ? "error" : "info", doing);
    add_pair(&line, "code", err_code(e->kind));
    if (*e->field)
        add_pair(&line, "field", e->field);
    add_pair(&line, "why", e->why);
    line_write(&line);
}
