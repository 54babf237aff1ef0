/* err.c -- keeps the first failure, and tells status, code and words of each kind. */
#include "waiter/err.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

struct err_row {
    int status;
    const char *code, *words;
};

#define ERR_AS_ROW(kind, status, code, words) [kind] = {status, code, words},
static const struct err_row rows[ERR__MAX] = {ERRORS(ERR_AS_ROW)};
#undef ERR_AS_ROW

/* A kind out of range can only be our own mistake. */
static const struct err_row *row(enum err_kind kind)
{
    return &rows[(unsigned)kind < ERR__MAX ? kind : ERR_INTERNAL];
}

__attribute__((format(printf, 4, 0)))
static void note(struct err *e, enum err_kind kind, const char *field, const char *why,
                 va_list ap)
{
    if (e->kind != ERR_NONE)
        return;
    e->kind = kind;
    snprintf(e->field, sizeof e->field, "%s", field);
    vsnprintf(e->why, sizeof e->why, why, ap);
}

bool fail(struct err *e, enum err_kind kind, const char *why, ...)
{
    va_list ap;
    va_start(ap, why);
    note(e, kind, "", why, ap);
    va_end(ap);
    return false;
}

bool fail_field(struct err *e, const char *field, const char *why, ...)
{
    va_list ap;
    va_start(ap, why);
    note(e, ERR_BAD_INPUT, field, why, ap);
    va_end(ap);
    return false;
}

void err_clear(struct err *e)
{
    *e = (struct err){0};
}

int err_status(enum err_kind kind)
{
    return row(kind)->status;
}

const char *err_code(enum err_kind kind)
{
    return row(kind)->code;
}

const char *err_words(enum err_kind kind)
{
    return row(kind)->words;
}
