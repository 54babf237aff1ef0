/* chores.c -- schedules that keep the house: the database's log, old news, a copy each night. */
#include "schedules.h"
#include "waiter/backup.h"
#include "waiter/clock.h"
#include "waiter/event.h"
#include "waiter/report.h"
#include "waiter/rules.h"

#define CHECKPOINT_ABOVE (16LL << 20)

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

/* What was said: out of the search first, which holds no texts of its own. */
static bool forget_said_job(struct conn *c, void *what, struct err *e)
{
    struct forgetting *f = what;
    int64_t to;
    return db_int(c, Q_FORGET_CHATS_TO, ARGS(V(f->before)), &to, NULL, e) &&
           db_run(c, Q_FORGET_CHATS_FOUND, ARGS(V(to)), NULL, e) &&
           db_run(c, Q_FORGET_CHATS, ARGS(V(to)), &f->changed, e);
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
    struct forgetting f = {.before = t->now - r.keep_chats_days * DAY_MS};
    do {
        if (!db_write(t->db, forget_said_job, &f, e))
            return false;
        *all += f.changed;
    } while (f.changed > 0);
    return forget(t, Q_FORGET_SAID, r.keep_chats_days * DAY_MS, all, e) &&
           forget(t, Q_FORGET_AI_SAID, r.keep_chats_days * DAY_MS, all, e);
}

bool run_forget(struct schedule_turn *t, struct err *e)
{
    static const struct { enum query query; int64_t keep_ms; } kept[] = {
        {Q_FORGET_ERRANDS, 30 * DAY_MS},  {Q_FORGET_TASKS, 90 * DAY_MS},
        {Q_FORGET_OUTBOX, 90 * DAY_MS},   {Q_FORGET_INBOUND, 400 * DAY_MS},
        {Q_FORGET_AUDIT, 730 * DAY_MS},   {Q_FORGET_SESSIONS, SESSION_MOST_MS},
        {Q_FORGET_AI_CALLS, REPORT_DAYS_MOST * DAY_MS}, /* reports tell their cost for so long */
        {Q_FORGET_AI_TURNS, REPORT_DAYS_MOST * DAY_MS},
        {Q_FORGET_GUESSES, DAY_MS},       {Q_FORGET_REPEATS, DAY_MS},
    };
    int64_t all = 0;
    for (size_t i = 0; i < sizeof kept / sizeof *kept; i++)
        if (!forget(t, kept[i].query, kept[i].keep_ms, &all, e))
            return false;
    if (!forget_chats(t, &all, e))
        return false;
    t->result = arena_printf(t->arena, "%lld rows", (long long)all);
    return true;
}
