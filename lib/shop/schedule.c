/* schedule.c -- what the shop does by itself: the table, when each is due, one run, and what the
 * owner sees and sets of it. */
#include "waiter/schedule.h"

#include "schedules.h"
#include "waiter/audit.h"
#include "waiter/clock.h"
#include "waiter/crypto.h"
#include "waiter/log.h"

#include <stdio.h>
#include <string.h>

#define AGAIN_MS (10 * MINUTE_MS) /* after a failure, at the latest */
#define DAY_MOST_MS (25 * HOUR_MS) /* the longest day a clock change makes */

const struct schedule schedules[] = {
    {"checkpoint", .every_ms = 5 * SECOND_MS, .run = run_checkpoint, .wanted = want_checkpoint},
    {"undelivered", .every_ms = 2 * SECOND_MS, .run = run_tend, .wanted = want_tend},
    {"expire-reservations", .every_ms = 30 * SECOND_MS, .run = run_expire_reservations,
     .wanted = want_expire_reservations},
    {"expire-unpaid", .every_ms = MINUTE_MS, .run = run_expire_unpaid, .wanted = want_expire_unpaid},
    {"confirm-orders", .every_ms = 2 * SECOND_MS, .run = run_confirm, .wanted = want_confirm},
    {"restock", .every_ms = MINUTE_MS, .run = run_restock, .wanted = want_restock},
    {"low-stock", .every_ms = 5 * MINUTE_MS, .run = run_stock_low, .wanted = want_stock_low},
    {"cart-reminder", .every_ms = 5 * MINUTE_MS, .run = run_carts, .wanted = want_carts},
    {"pending-reminder", .every_ms = 30 * MINUTE_MS, .run = run_waiting},
    {"feedback", .every_ms = 10 * MINUTE_MS, .run = run_feedback, .wanted = want_feedback},
    {"reports", .every_ms = 5 * SECOND_MS, .run = run_reports, .wanted = want_reports},
    {"search", .every_ms = 10 * SECOND_MS, .run = run_search, .wanted = want_search},
    {"companions", .at_minute = 4 * 60, .run = run_companions},
    {"daily-summary", .at_minute = 20 * 60, .run = run_summary},
    {"forget", .at_minute = 4 * 60 + 30, .run = run_forget},
    {"forget-photos", .at_minute = 4 * 60 + 40, .run = run_forget_photos},
    {"forget-events", .every_ms = 10 * MINUTE_MS, .run = run_forget_events},
    {"backup", .at_minute = 3 * 60 + 30, .run = run_backup},
    {"watch-programs", .every_ms = 15 * SECOND_MS, .run = run_watch_programs},
    {"watch-silence", .every_ms = 10 * MINUTE_MS, .run = run_watch_silence},
    {0},
};
_Static_assert(sizeof schedules / sizeof *schedules <= SCHEDULES_MOST + 1, "room in schedule_pace");

/* Whether there is anything to do may cost a walk, and is asked again and again until there is. */
#define ASKED_IN_A_PERIOD 40

struct state { /* its row */
    int64_t at_minute, next_at, lease, lease_until, runs, last_at, last_ms, version;
    bool active, last_ok;
    const char *name, *last_result;
};
static const struct field state_fields[] = {
    FIELD(struct state, name, SHOWN),
    FIELD(struct state, active, SHOWN),
    FIELD(struct state, at_minute, 0),
    FIELD(struct state, next_at, SHOWN | TIME),
    FIELD(struct state, lease, 0),
    FIELD(struct state, lease_until, 0),
    FIELD(struct state, runs, SHOWN),
    FIELD(struct state, last_at, SHOWN | TIME),
    FIELD(struct state, last_ms, SHOWN),
    FIELD(struct state, last_ok, SHOWN),
    FIELD(struct state, last_result, SHOWN),
    FIELD(struct state, version, SHOWN),
};
static const struct model state_model = MODEL("schedule", struct state, state_fields);

static const struct schedule *schedule_named(const char *name)
{
    for (const struct schedule *s = schedules; s->name; s++)
        if (strcmp(s->name, name) == 0)
            return s;
    return NULL;
}

/* -- when -- */

/* When it runs next, seen from now. A daily one that the owner gave no time has the table's. */
static int64_t next_time(const struct schedule *s, int64_t at_minute, int64_t now)
{
    return s->every_ms ? now + s->every_ms
                       : clock_next(now, at_minute < 0 ? s->at_minute : (int)at_minute);
}

static bool is_due(const struct schedule *s, const struct state *is, int64_t now)
{
    return is->active && (is->next_at <= now ||
                          is->next_at > now + (s->every_ms ? s->every_ms : DAY_MOST_MS));
}

static bool is_running(const struct state *is, int64_t now)
{
    return is->lease && is->lease_until > now && is->lease_until <= now + SCHEDULE_LEASE_MS;
}

static struct value minute_value(const struct schedule *s, int64_t minute)
{
    return s->every_ms ? (struct value){0} : value_int(minute < 0 ? s->at_minute : minute);
}

/* Rows for those that have none yet; their first time is one period away. */
static bool add_missing(struct conn *c, void *what, struct err *e)
{
    int64_t now = *(const int64_t *)what;
    for (const struct schedule *s = schedules; s->name; s++)
        if (!db_run(c, Q_SCHEDULE_ADD,
                    ARGS(V(s->name), minute_value(s, -1), V(next_time(s, -1, now))), NULL, e))
            return false;
    return true;
}

static bool find_state(struct conn *c, struct arena *a, const char *name, struct state *out,
                       bool *found, struct err *e)
{
    return db_one(c, a, Q_SCHEDULE_FIND, ARGS(V(name)), &state_model, out, found, e);
}

/* -- one run -- */

struct run {
    const struct schedule *schedule;
    struct schedule_turn turn;
    int64_t lease, lease_until, started;
    bool by_worker, claimed, ok;
    const char *result;
};

static bool claim_job(struct conn *c, void *what, struct err *e)
{
    struct run *r = what;
    int64_t changed = 0;
    if (!add_missing(c, &r->turn.now, e) ||
        !db_run(c, Q_SCHEDULE_CLAIM,
                ARGS(V(r->schedule->name), V(r->lease), V(r->turn.now), V(r->lease_until),
                     V(r->by_worker)),
                &changed, e))
        return false;
    r->claimed = changed == 1;
    return true;
}

static bool finish_job(struct conn *c, void *what, struct err *e)
{
    struct run *r = what;
    struct state is;
    bool found;
    int64_t now = clock_now(), took = clock_monotonic() - r->started;
    if (!find_state(c, r->turn.arena, r->schedule->name, &is, &found, e))
        return false;
    int64_t next = next_time(r->schedule, found ? is.at_minute : -1, now);
    if (!r->ok && next > now + AGAIN_MS)
        next = now + AGAIN_MS;
    return db_run(c, Q_SCHEDULE_FINISH,
                  ARGS(V(r->schedule->name), V(r->lease), V(next), V(now), V(took), V(r->ok),
                       V(r->result ? r->result : "")),
                  NULL, e);
}

/* ERR_CONFLICT when somebody else runs it. What it failed with goes on to the caller. */
static bool run_one(struct run *r, struct err *e)
{
    const char *name = r->schedule->name;
    struct err noting = {0};
    r->lease = random_id();
    r->lease_until = r->turn.now + SCHEDULE_LEASE_MS;
    r->started = clock_monotonic();
    if (!db_write(r->turn.db, claim_job, r, e))
        return false;
    if (!r->claimed)
        return fail(e, ERR_CONFLICT, "%s is running", name);
    r->ok = shop_snapshot_now(r->turn.shop, &r->turn.snap, e) && r->schedule->run(&r->turn, e);
    if (r->turn.snap)
        shop_release(r->turn.shop, r->turn.snap);
    r->result = r->ok ? r->turn.result : err_words(e->kind);
    if (!r->ok)
        log_warn("a schedule failed", "name", name, "code", err_code(e->kind), "why", e->why, NULL);
    else if (r->result)
        log_info("schedule", "name", name, "result", r->result, NULL);
    if (!db_write(r->turn.db, finish_job, r, &noting))
        log_err("noting a schedule's run", &noting);
    return r->ok;
}

static struct run run_of(struct shop *shop, struct arena *a, const struct schedule *s)
{
    return (struct run){.schedule = s, .turn = {.shop = shop, .db = shop_db(shop), .arena = a,
                                                .now = clock_now()}};
}

/* Read only. */
static bool look(struct run *r, int64_t *ask_at, bool *due, bool *missing, struct err *e)
{
    const struct schedule *s = r->schedule;
    struct state is;
    struct conn *c;
    bool found;
    *due = false;
    if (!db_borrow(r->turn.db, &c, e))
        return false;
    bool ok = find_state(c, r->turn.arena, s->name, &is, &found, e);
    if (ok && found && is_due(s, &is, r->turn.now) && !is_running(&is, r->turn.now)) {
        *due = true;
        if (s->wanted)
            ok = s->wanted(&r->turn, c, due, e);
        if (!*due)
            *ask_at = clock_monotonic() + s->every_ms / ASKED_IN_A_PERIOD;
    }
    *missing |= ok && !found;
    db_return(r->turn.db, c);
    return ok;
}

bool schedule_run_due(struct shop *shop, struct schedule_pace *pace, size_t *ran, struct err *e)
{
    bool missing = false;
    *ran = 0;
    for (const struct schedule *s = schedules; s->name; s++) {
        int64_t *ask_at = &pace->ask_at[s - schedules];
        struct arena a;
        struct err why = {0};
        bool due;
        if (clock_monotonic() < *ask_at)
            continue;
        arena_init(&a);
        struct run r = run_of(shop, &a, s);
        r.by_worker = true;
        if (!look(&r, ask_at, &due, &missing, &why))
            log_err("looking at a schedule", &why);
        else if (due)
            *ran += run_one(&r, &why);
        arena_done(&a);
    }
    int64_t now = clock_now();
    return !missing || db_write(shop_db(shop), add_missing, &now, e);
}

bool schedule_run(struct shop *shop, struct arena *a, const char *name, const char **result,
                  struct err *e)
{
    const struct schedule *s = schedule_named(name);
    if (!s)
        return fail(e, ERR_NOT_FOUND, "no schedule %.40s", name);
    struct run r = run_of(shop, a, s);
    if (!run_one(&r, e))
        return false;
    if (result)
        *result = r.result;
    return true;
}

static bool rescue_job(struct conn *c, void *what, struct err *e)
{
    (void)what;
    return db_run(c, Q_SCHEDULE_RESCUE, NO_ARGS, NULL, e);
}

bool schedule_rescue(struct db *db, struct err *e) { return db_write(db, rescue_job, NULL, e); }

/* -- the owner's side -- */

static void put_members(struct json *j, struct arena *a, const struct schedule *s,
                        const struct state *is)
{
    int64_t minute = is->at_minute;
    json_put_model(j, &state_model, is, true);
    json_put_bool(j, "running", is_running(is, clock_now()));
    json_put_int(j, "every_ms", s->every_ms ? s->every_ms : DAY_MS);
    json_put_text(j, "at", s->every_ms ? NULL
                                       : arena_printf(a, "%02d:%02d", (int)(minute / 60),
                                                      (int)(minute % 60)));
}

static bool state_or_first(struct conn *c, struct arena *a, const struct schedule *s,
                           struct state *is, struct err *e)
{
    bool found;
    if (!find_state(c, a, s->name, is, &found, e))
        return false;
    if (!found)
        *is = (struct state){.name = s->name, .active = true, .at_minute = s->at_minute,
                             .next_at = next_time(s, -1, clock_now()), .last_ok = true,
                             .last_result = "", .version = 1};
    return true;
}

bool schedule_list(struct json *j, struct conn *c, struct arena *a, struct err *e)
{
    for (const struct schedule *s = schedules; s->name; s++) {
        struct state is;
        if (!state_or_first(c, a, s, &is, e))
            return false;
        json_open_object(j, NULL);
        put_members(j, a, s, &is);
        json_close(j);
    }
    return true;
}

bool schedule_put(struct json *j, struct conn *c, struct arena *a, const char *name,
                  int64_t *version, struct err *e)
{
    const struct schedule *s = schedule_named(name);
    struct state is;
    if (!s)
        return fail(e, ERR_NOT_FOUND, "no schedule %.40s", name);
    if (!state_or_first(c, a, s, &is, e))
        return false;
    put_members(j, a, s, &is);
    *version = is.version;
    return true;
}

/* "18:30" as minutes of the day. */
static bool read_minute(const char *text, int64_t *out)
{
    int hour, minute;
    char end;
    if (strlen(text) != 5 || sscanf(text, "%2d:%2d%c", &hour, &minute, &end) != 2 || hour < 0 ||
        hour > 23 || minute < 0 || minute > 59)
        return false;
    *out = hour * 60 + minute;
    return true;
}

struct change {
    struct arena *arena;
    const struct staff *who;
    const struct schedule *schedule;
    const json_value *wish;
    int64_t seen;
};

static bool read_wish(const struct change *w, struct state *is, struct err *e)
{
    for (size_t i = 0; i < json_count(w->wish); i++) {
        const json_value *v = json_item(w->wish, i);
        const char *key = json_key(v);
        if (strcmp(key, "active") == 0 && json_bool(v, "", true) == json_bool(v, "", false)) {
            is->active = json_bool(v, "", true);
        } else if (strcmp(key, "at") == 0 && !w->schedule->every_ms) {
            if (!json_is_text(v) || !read_minute(json_text(v, ""), &is->at_minute))
                return fail_field(e, "at", "not hh:mm");
        } else {
            return fail_field(e, key, "cannot be set");
        }
    }
    return true;
}

static const char *state_json(struct arena *a, const struct state *is)
{
    return arena_printf(a, "{\"active\":%s,\"at_minute\":%lld}", is->active ? "true" : "false",
                        (long long)is->at_minute);
}

static bool change_job(struct conn *c, void *what, struct err *e)
{
    struct change *w = what;
    struct arena *a = w->arena;
    const char *name = w->schedule->name;
    struct state was, is;
    int64_t changed, now = clock_now();
    if (!add_missing(c, &now, e) || !find_state(c, a, name, &was, NULL, e))
        return false;
    is = was;
    if (!read_wish(w, &is, e))
        return false;
    int64_t next = is.at_minute == was.at_minute && is.active == was.active
                       ? was.next_at
                       : next_time(w->schedule, is.at_minute, now);
    if (!db_run(c, Q_SCHEDULE_CHANGE,
                ARGS(V(name), V(is.active), minute_value(w->schedule, is.at_minute), V(next),
                     V(w->seen)),
                &changed, e))
        return false;
    if (!changed)
        return fail(e, ERR_STALE, "%s has version %lld", name, (long long)was.version);
    return audit(c, w->who, "schedule.change", "schedule", name, state_json(a, &was),
                 state_json(a, &is), e);
}

bool schedule_change(struct db *db, struct arena *a, const struct staff *who, const char *name,
                     const json_value *wish, int64_t seen, struct err *e)
{
    struct change w = {a, who, schedule_named(name), wish, seen};
    if (!w.schedule)
        return fail(e, ERR_NOT_FOUND, "no schedule %.40s", name);
    return db_write(db, change_job, &w, e);
}
