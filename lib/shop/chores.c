/* chores.c -- schedules that keep the house: the database's log, old news, a copy each night. */
#include "schedules.h"
#include "waiter/backup.h"
#include "waiter/clock.h"
#include "waiter/event.h"
#include "waiter/report.h"
#include "waiter/rules.h"

#define CHECKPOINT_ABOVE (48LL << 20) /* more than it comes to when all is well (db.c) */
#define IDS_KEPT_MS (400 * DAY_MS)

bool want_checkpoint(struct schedule_turn *t, struct conn *c, bool *wanted, struct err *e)
{
    (void)c;
    (void)e;
    *wanted = db_wal_bytes(t->db) > CHECKPOINT_ABOVE;
    return true;
}

bool run_checkpoint(struct schedule_turn *t, struct err *e)
{
    return db_checkpoint(t->db, CHECKPOINT_ABOVE, e);
}

bool run_forget_events(struct schedule_turn *t, struct err *e)
{
    bool more = true;
    while (more)
        if (!event_forget(t->db, t->now, &more, e))
            return false;
    return true;
}

bool run_backup(struct schedule_turn *t, struct err *e)
{
    struct backup made;
    if (!backup_make(shop_settings(t->shop), t->db, t->arena, &made, e))
        return false;
    t->result = made.name;
    return true;
}

/* -- forgetting what is old (reliability.md §4, the limits) -- */

struct forgetting {
    enum query query;
    int64_t before, changed;
};

static bool forget_job(struct conn *c, void *what, struct err *e)
{
    struct forgetting *f = what;
    return db_run(c, f->query, ARGS(V(f->before)), &f->changed, e);
}

static bool forget(struct schedule_turn *t, enum query query, int64_t keep_ms, int64_t *all,
                   struct err *e)
{
    struct forgetting f = {.query = query, .before = t->now - keep_ms};
    do {
        if (!db_write(t->db, forget_job, &f, e))
            return false;
        *all += f.changed;
    } while (f.changed > 0);
    return true;
}

/* -- ids that were seen: those too old are found by reading, then deleted one by one -- */

struct old_ids { struct { const char *channel, *id; } at[500]; size_t n; };

static bool read_old_ids(struct schedule_turn *t, int64_t before, struct arena *a,
                         struct old_ids *out, struct err *e)
{
    size_t most = sizeof out->at / sizeof *out->at;
    struct conn *c;
    struct rows *r;
    out->n = 0;
    if (!db_borrow(t->db, &c, e))
        return false;
    bool ok = rows_begin(c, Q_FORGET_INBOUND_OLD, ARGS(V(before), V((int64_t)most)), &r, e);
    while (ok && out->n < most && row_next(r, e)) {
        out->at[out->n].channel = row_text(r, 0, a);
        out->at[out->n++].id = row_text(r, 1, a);
    }
    if (ok)
        rows_end(r);
    db_return(t->db, c);
    return ok && e->kind == ERR_NONE;
}

static bool forget_ids_job(struct conn *c, void *what, struct err *e)
{
    const struct old_ids *old = what;
    for (size_t i = 0; i < old->n; i++)
        if (!db_run(c, Q_FORGET_INBOUND, ARGS(V(old->at[i].channel), V(old->at[i].id)), NULL, e))
            return false;
    return true;
}

static bool forget_ids(struct schedule_turn *t, int64_t keep_ms, int64_t *all, struct err *e)
{
    struct old_ids old;
    do {
        struct arena a;
        arena_init(&a);
        bool ok = read_old_ids(t, t->now - keep_ms, &a, &old, e) &&
                  (!old.n || db_write(t->db, forget_ids_job, &old, e));
        arena_done(&a);
        if (!ok)
            return false;
        *all += (int64_t)old.n;
    } while (old.n);
    return true;
}

/* -- what was said: the next rows that still say something are found by reading -- */

struct saying {
    enum query span, said;
    int64_t before, from, to, changed;
};

static bool next_span(struct schedule_turn *t, struct saying *s, struct err *e)
{
    struct conn *c;
    struct rows *r;
    if (!db_borrow(t->db, &c, e))
        return false;
    bool ok = rows_begin(c, s->span, ARGS(V(s->before), V(s->to)), &r, e);
    if (ok) {
        bool any = row_next(r, e);
        s->from = any ? row_int(r, 0) : 0;
        s->to = any ? row_int(r, 1) : 0;
        rows_end(r);
    }
    db_return(t->db, c);
    return ok && e->kind == ERR_NONE;
}

/* The search holds no texts of its own: it is told what goes while that is still there. */
static bool forget_said_job(struct conn *c, void *what, struct err *e)
{
    struct saying *s = what;
    const struct values span = ARGS(V(s->before), V(s->from), V(s->to));
    return (s->said != Q_FORGET_CHATS || db_run(c, Q_FORGET_CHATS_FOUND, span, NULL, e)) &&
           db_run(c, s->said, span, &s->changed, e);
}

static bool forget_said(struct schedule_turn *t, struct saying s, int64_t *all, struct err *e)
{
    for (;;) {
        if (!next_span(t, &s, e))
            return false;
        if (!s.to)
            return true;
        if (!db_write(t->db, forget_said_job, &s, e))
            return false;
        *all += s.changed;
    }
}

static bool forget_chats(struct schedule_turn *t, int64_t *all, struct err *e)
{
    struct conn *c;
    struct rules r;
    if (!db_borrow(t->db, &c, e))
        return false;
    bool ok = rules_read(c, t->arena, &r, e);
    db_return(t->db, c);
    if (!ok || !r.keep_chats_days)
        return ok;
    int64_t before = t->now - r.keep_chats_days * DAY_MS;
    const struct saying kinds[] = {
        {.span = Q_FORGET_CHATS_SPAN, .said = Q_FORGET_CHATS, .before = before},
        {.span = Q_FORGET_SAID_SPAN, .said = Q_FORGET_SAID, .before = before},
        {.span = Q_FORGET_AI_SPAN, .said = Q_FORGET_AI_SAID, .before = before},
    };
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (!forget_said(t, kinds[i], all, e))
            return false;
    return true;
}

bool run_forget(struct schedule_turn *t, struct err *e)
{
    static const struct { enum query query; int64_t keep_ms; } kept[] = {
        {Q_FORGET_ERRANDS, 30 * DAY_MS},  {Q_FORGET_TASKS, 90 * DAY_MS},
        {Q_FORGET_OUTBOX, 90 * DAY_MS},   {Q_FORGET_AUDIT, 730 * DAY_MS},
        {Q_FORGET_SESSIONS, SESSION_MOST_MS},
        {Q_FORGET_AI_CALLS, REPORT_DAYS_MOST * DAY_MS}, /* reports tell their cost for so long */
        {Q_FORGET_AI_TURNS, REPORT_DAYS_MOST * DAY_MS},
        {Q_FORGET_GUESSES, DAY_MS},       {Q_FORGET_REPEATS, DAY_MS},
    };
    int64_t all = 0;
    for (size_t i = 0; i < sizeof kept / sizeof *kept; i++)
        if (!forget(t, kept[i].query, kept[i].keep_ms, &all, e))
            return false;
    if (!forget_ids(t, IDS_KEPT_MS, &all, e) || !forget_chats(t, &all, e))
        return false;
    t->result = arena_printf(t->arena, "%lld rows", (long long)all);
    return true;
}
