/* event.c -- the console's news: a row a change, read by its number. */
#include "waiter/event.h"

#include <string.h>

#define FORGET_AT_ONCE 500

static const char *const words[EVENT__MAX] = {
    [EVENT_ORDER] = "order",     [EVENT_MESSAGE] = "message",
    [EVENT_PRODUCT] = "product", [EVENT_CONVERSATION] = "conversation",
    [EVENT_SYSTEM] = "system",   [EVENT_TASK] = "task",
};

const char *event_word(enum event_kind kind) { return words[kind]; }

static enum event_kind kind_of(const char *word)
{
    for (enum event_kind kind = 0; kind < EVENT__MAX; kind++)
        if (word && strcmp(words[kind], word) == 0)
            return kind;
    return EVENT_SYSTEM; /* the table's CHECK forbids any other word */
}

bool event_add(struct conn *c, enum event_kind kind, int64_t ref, int64_t now, struct err *e)
{
    return db_run(c, Q_EVENT_ADD, ARGS(V(words[kind]), V(ref), V(now)), NULL, e);
}

bool event_list(struct conn *c, int64_t after, struct event *out, size_t most, size_t *count,
                struct err *e)
{
    struct err why = {0};
    struct arena a;
    struct rows *r;
    *count = 0;
    if (!rows_begin(c, Q_EVENT_LIST, ARGS(V(after), V((int64_t)most)), &r, e))
        return false;
    arena_init(&a);
    while (*count < most && row_next(r, &why))
        out[(*count)++] = (struct event){.id = row_int(r, 0),
                                         .kind = kind_of(row_text(r, 1, &a)),
                                         .ref = row_int(r, 2),
                                         .created_at = row_int(r, 3)};
    arena_done(&a);
    rows_end(r);
    return why.kind == ERR_NONE || fail(e, why.kind, "%s", why.why);
}

bool event_range(struct conn *c, struct event_range *out, struct err *e)
{
    struct err why = {0};
    struct rows *r;
    *out = (struct event_range){0};
    if (!rows_begin(c, Q_EVENT_RANGE, NO_ARGS, &r, e))
        return false;
    if (row_next(r, &why))
        *out = (struct event_range){row_int(r, 0), row_int(r, 1)};
    rows_end(r);
    return why.kind == ERR_NONE || fail(e, why.kind, "%s", why.why);
}

/* Ids have no gaps: a job that is rolled back gives its numbers back, and only the oldest go. */
bool event_missed(const struct event_range *r, int64_t after)
{
    return after > r->newest || (r->oldest && after < r->oldest - 1);
}

struct forget { int64_t now, gone; };

static bool forget_job(struct conn *c, void *what, struct err *e)
{
    struct forget *f = what;
    return db_run(c, Q_EVENT_FORGET,
                  ARGS(V(f->now - EVENT_KEEP_MS), V((int64_t)EVENT_KEEP_ROWS),
                       V((int64_t)FORGET_AT_ONCE)),
                  &f->gone, e);
}

bool event_forget(struct db *db, int64_t now, bool *more, struct err *e)
{
    struct forget f = {.now = now};
    *more = false;
    if (!db_write(db, forget_job, &f, e))
        return false;
    *more = f.gone == FORGET_AT_ONCE;
    return true;
}
