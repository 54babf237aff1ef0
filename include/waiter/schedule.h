/* schedule.h -- what the shop does by itself, every so often or at a time of the shop's day.
 *
 * One line a schedule in schedules[] (lib/shop/schedule.c): to add one, write its function in
 * its own room and name it there. The worker runs what is due; so do `worker --once`, `waiter
 * schedule run NAME` and the console. When next, the lease and the last result are in the
 * database, so that nothing is forgotten or done twice by a restart or a clock that jumps:
 * a schedule that should have run long ago runs once, and a next time that lies further ahead
 * than it ever can (the clock went back) is now. A run may be cut short by a crash and come
 * again, so each does its work in write jobs that know what was done already. */
#ifndef WAITER_SCHEDULE_H
#define WAITER_SCHEDULE_H

#include "waiter/db.h"
#include "waiter/json.h"
#include "waiter/notify.h"
#include "waiter/shop.h"
#include "waiter/staff.h"

#define SCHEDULE_LEASE_MS (10 * 60 * 1000LL) /* no run takes longer */

/* One run. `result` is what the owner reads: "3 orders cancelled"; NULL: nothing to tell. */
struct schedule_turn {
    struct shop *shop;
    struct db *db;
    struct arena *arena;
    const struct snapshot *snap; /* the newest; NULL in `wanted` */
    int64_t now;
    const char *result;
};

struct schedule {
    const char *name; /* stable: the database's key, the command's argument */
    int64_t every_ms; /* 0: once a day */
    int at_minute;    /* once a day: of the shop's day, unless the owner says another */
    bool (*run)(struct schedule_turn *t, struct err *e);
    /* Read only and cheap: is there anything to do? Where it says no, the run is left out and
     * nothing is written. NULL: runs each time. */
    bool (*wanted)(struct schedule_turn *t, struct conn *c, bool *wanted, struct err *e);
};
extern const struct schedule schedules[]; /* ends with a NULL name */

/* The functions behind the table, each in the room it belongs to. False: it is tried again soon. */
typedef bool schedule_fn(struct schedule_turn *t, struct err *e);
typedef bool schedule_wanted_fn(struct schedule_turn *t, struct conn *c, bool *wanted, struct err *e);

/* For notices in a run's write job. */
static inline struct notifier schedule_notifier(const struct schedule_turn *t, struct conn *c)
{
    return (struct notifier){t->shop, t->snap, c, t->arena, t->now};
}

/* When each is asked again whether there is anything to do for it; starts as {0}. */
#define SCHEDULES_MOST 31
struct schedule_pace { int64_t ask_at[SCHEDULES_MOST]; /* clock_monotonic */ };

/* Runs what is due, one after the other; *ran is how many. A failure of one is logged and noted
 * with it, and does not stop the others. For the holder of the worker lock, who comes again and again. */
CHECKED bool schedule_run_due(struct shop *shop, struct schedule_pace *pace, size_t *ran, struct err *e);

/* Runs that one now; *result (may be NULL) is what it told, in the arena. ERR_NOT_FOUND, ERR_CONFLICT
 * while it runs already, or its own failure. */
CHECKED bool schedule_run(struct shop *shop, struct arena *a, const char *name,
                          const char **result, struct err *e);

/* Frees what an earlier worker held when it died. */
CHECKED bool schedule_rescue(struct db *db, struct err *e);

/* All of them into the open array, or one as members of the open object (ERR_NOT_FOUND). */
CHECKED bool schedule_list(struct json *j, struct conn *c, struct arena *a, struct err *e);
CHECKED bool schedule_put(struct json *j, struct conn *c, struct arena *a, const char *name,
                          int64_t *version, struct err *e);

/* On or off, and when on a day: {"active","at"} ("18:30", for daily ones). seen: the version looked
 * at (ERR_STALE), 0: whichever. */
CHECKED bool schedule_change(struct db *db, struct arena *a, const struct staff *who,
                             const char *name, const json_value *wish, int64_t seen,
                             struct err *e);

#endif
