/* audit.c -- the book of who did what. Rows are only ever added. */
#include "waiter/audit.h"
#include "waiter/clock.h"
#include "waiter/event.h"

#include <stdio.h>

#define REF_MOST 24

bool audit(struct conn *c, const struct staff *who, const char *action, const char *subject,
           const char *ref, const char *before, const char *after, struct err *e)
{
    int64_t now = clock_now();
    if (who->audited)
        *who->audited = *who->audited < 0 ? 1 : *who->audited + 1;
    return db_run(c, Q_AUDIT_ADD,
                  ARGS(V(who->username), V(action), V(subject), V(ref), V(before), V(after), V(now)),
                  NULL, e) &&
           event_add(c, EVENT_SYSTEM, 0, now, e);
}

bool audit_id(struct conn *c, const struct staff *who, const char *action, const char *subject,
              int64_t id, const char *before, const char *after, struct err *e)
{
    char ref[REF_MOST];
    snprintf(ref, sizeof ref, "%lld", (long long)id);
    return audit(c, who, action, subject, ref, before, after, e);
}

void audit_nothing(const struct staff *who)
{
    if (who->audited)
        *who->audited = -1;
}

struct audit_row {
    int64_t id, created_at;
    const char *actor, *action, *subject, *ref, *before, *after;
};
static const struct field fields[] = {
    FIELD(struct audit_row, id, 0),      FIELD(struct audit_row, created_at, 0),
    FIELD(struct audit_row, actor, 0),   FIELD(struct audit_row, action, 0),
    FIELD(struct audit_row, subject, 0), FIELD(struct audit_row, ref, 0),
    FIELD(struct audit_row, before, 0),  FIELD(struct audit_row, after, 0),
};
static const struct model model = MODEL("audit", struct audit_row, fields);

static void put_row(struct json *j, const char *key, const struct audit_row *r)
{
    json_open_object(j, key);
    json_put_int(j, "id", r->id);
    json_put_time(j, "at", r->created_at);
    json_put_text(j, "actor", r->actor);
    json_put_text(j, "action", r->action);
    json_put_text(j, "subject", r->subject);
    json_put_text(j, "ref", r->ref);
    json_put_raw(j, "before", r->before ? r->before : "null");
    json_put_raw(j, "after", r->after ? r->after : "null");
    json_close(j);
}

bool audit_list(struct json *j, struct conn *c, struct arena *a, const struct audit_filter *f,
                int64_t *last, struct err *e)
{
    void *found;
    size_t count;
    if (!db_all(c, a, Q_AUDIT_LIST,
                ARGS(V(f->before ? f->before : INT64_MAX), V(f->actor), V(f->subject), V(f->ref),
                     V(f->since), V(f->until ? f->until : INT64_MAX), V(f->limit + 1)),
                &model, (size_t)f->limit + 1, &found, &count, e))
        return false;
    const struct audit_row *rows = found;
    size_t shown = count > (size_t)f->limit ? (size_t)f->limit : count;
    for (size_t i = 0; i < shown; i++)
        put_row(j, NULL, &rows[i]);
    *last = count > shown ? rows[shown - 1].id : 0;
    return true;
}

bool audit_last(struct json *j, const char *key, struct conn *c, struct arena *a,
                const char *subject, const char *ref, struct err *e)
{
    struct audit_row row = {0};
    bool found;
    if (!db_one(c, a, Q_AUDIT_LAST, ARGS(V(subject), V(ref)), &model, &row, &found, e))
        return false;
    if (found)
        put_row(j, key, &row);
    else
        json_put_null(j, key);
    return true;
}
