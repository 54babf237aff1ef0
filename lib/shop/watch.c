/* watch.c -- schedules that watch over the shop itself: programs that died, and a silence that is
 * longer than usual. What was told already is kept as a setting, so that it is told once. */
#include "schedules.h"
#include "waiter/clock.h"
#include "waiter/meter.h"

#include <inttypes.h>
#include <stdlib.h>

#define TOLD_DEATHS "watch.deaths"
#define TOLD_SILENCE "watch.silent_since"

struct finding {
    const struct schedule_turn *turn;
    const char *setting, *value; /* what to remember */
    struct notice notice;        /* without values: nothing is said */
};

static bool tell_job(struct conn *c, void *what, struct err *e)
{
    const struct finding *f = what;
    struct notifier by = schedule_notifier(f->turn, c);
    return db_run(c, Q_SETTING_PUT, ARGS(V(f->setting), V(f->value)), NULL, e) &&
           (!f->notice.values[0].name || notify_owner(&by, &f->notice, e));
}

static bool remembered(struct schedule_turn *t, const char *setting, int64_t *out, struct err *e)
{
    const char *text = "0";
    struct conn *c;
    bool found;
    if (!db_borrow(t->db, &c, e))
        return false;
    bool ok = db_text(c, t->arena, Q_SETTING_GET, ARGS(V(setting)), &text, &found, e);
    db_return(t->db, c);
    *out = ok && found ? strtoll(text, NULL, 10) : 0;
    return ok;
}

/* says NULL: only to be remembered. */
static bool tell(struct schedule_turn *t, enum notice_kind kind, const char *setting, int64_t value,
                 const char *name, const char *says, struct err *e)
{
    struct finding f = {.turn = t, .setting = setting, .notice = {.kind = kind}};
    f.value = arena_printf(t->arena, "%" PRId64, value);
    if (says)
        notice_say(&f.notice, name, says);
    t->result = says;
    return db_write(t->db, tell_job, &f, e);
}

/* Some supervisor has started it anew, or it is down now: either way somebody should look why. */
bool run_watch_programs(struct schedule_turn *t, struct err *e)
{
    const char *dead = meter_dead_now();
    int64_t told, deaths = meter_deaths() + (dead != NULL); /* its next start will count this one */
    if (!remembered(t, TOLD_DEATHS, &told, e))
        return false;
    if (deaths == told)
        return true;
    const char *which = dead ? dead : meter_died_last();
    /* Fewer than before: the file of counters is a new one. */
    return tell(t, OWNER_PROGRAM, TOLD_DEATHS, deaths, "program", deaths > told ? which : NULL, e);
}

bool run_watch_silence(struct schedule_turn *t, struct err *e)
{
    int64_t hours = shop_settings(t->shop)->silent_hours, last = 0, told;
    struct conn *c;
    bool found;
    if (!hours)
        return true;
    if (!db_borrow(t->db, &c, e))
        return false;
    bool ok = db_int(c, Q_HEALTH_LAST_IN, NO_ARGS, &last, &found, e);
    db_return(t->db, c);
    if (!ok || !remembered(t, TOLD_SILENCE, &told, e))
        return false;
    if (!last || last == told || t->now - last < hours * HOUR_MS)
        return true;
    return tell(t, OWNER_SILENT, TOLD_SILENCE, last, "hours",
                arena_printf(t->arena, "%lld", (long long)((t->now - last) / HOUR_MS)), e);
}
