/* health.c -- what is wrong with the shop, in plain words, and what is left to do in a new one.
 *
 * `says` and `do` are English; the console has both in its languages, by code. */
#include "waiter/health.h"
#include "waiter/backup.h"
#include "waiter/clock.h"
#include "waiter/crypto.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#define WAITS_MS (5 * MINUTE_MS)
#define BACKUP_OLD_MS (7 * DAY_MS)
#define UNSENT_MOST_MS (15 * MINUTE_MS)
#define FREE_LEAST (500LL << 20)
#define FREE_NONE (50LL << 20)
#define READ_WHOLE_MOST (16LL << 20) /* bytes; a tenth of a second */

struct look {
    struct json *j;
    const struct settings *settings;
    struct arena *arena;
    int64_t now;
    /* what was found */
    int64_t last_in, last_sent, oldest, dead, free_bytes, backup_at, products;
    const char *refused;
    bool worker_runs, name_given, fee_given, copy_broken;
    bool broken, attention;
};

/* -- finding out -- */

static bool moment(struct conn *c, enum query q, int64_t *out, struct err *e)
{
    bool found;
    *out = 0;
    return db_int(c, q, NO_ARGS, out, &found, e);
}

static bool flag(struct conn *c, enum query q, bool *out, struct err *e)
{
    int64_t n;
    if (!db_int(c, q, NO_ARGS, &n, NULL, e))
        return false;
    *out = n != 0;
    return true;
}

static bool ask_database(struct look *l, struct conn *c, struct err *e)
{
    bool found;
    return moment(c, Q_HEALTH_LAST_IN, &l->last_in, e) &&
           moment(c, Q_HEALTH_LAST_SENT, &l->last_sent, e) &&
           moment(c, Q_HEALTH_OLDEST, &l->oldest, e) &&
           moment(c, Q_HEALTH_PRODUCTS, &l->products, e) &&
           flag(c, Q_HEALTH_NAME_GIVEN, &l->name_given, e) &&
           flag(c, Q_HEALTH_FEE_GIVEN, &l->fee_given, e) &&
           flag(c, Q_HEALTH_COPY_BROKEN, &l->copy_broken, e) &&
           db_int(c, Q_HEALTH_DEAD, ARGS(V(l->now - 7 * DAY_MS)), &l->dead, NULL, e) &&
           db_text(c, l->arena, Q_HEALTH_REFUSED, NO_ARGS, &l->refused, &found, e);
}

/* The worker holds its lock as long as it lives. Taken shared and let go at once; a worker that
 * starts in this very moment tries again (worker.c). */
static bool worker_runs(const struct look *l)
{
    int fd = open(arena_printf(l->arena, "%s/worker.lock", l->settings->waiter_home),
                  O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return false;
    bool held = flock(fd, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK;
    close(fd);
    return held;
}

static bool ask_machine(struct look *l, struct err *e)
{
    struct statvfs st;
    struct backup *copies;
    size_t count;
    if (statvfs(l->settings->waiter_home, &st) != 0)
        return fail(e, ERR_STORAGE, "statvfs: %s", strerror(errno));
    l->free_bytes = (int64_t)st.f_bavail * (int64_t)st.f_frsize;
    l->worker_runs = worker_runs(l);
    if (!backup_list(l->settings, l->arena, &copies, &count, e))
        return false;
    l->backup_at = count ? copies[0].made_at : 0;
    return true;
}

static bool find_out(struct look *l, struct db *db, struct err *e)
{
    struct conn *c;
    l->now = clock_now();
    if (!db_borrow(db, &c, e))
        return false;
    bool ok = ask_database(l, c, e);
    db_return(db, c);
    return ok && ask_machine(l, e);
}

static bool is_public(const struct settings *s)
{
    return strncmp(s->public_url, "https://", 8) == 0;
}

static bool has_twilio(const struct settings *s)
{
    return !s->waiter_simulator && *s->twilio_account_sid && *s->twilio_auth_token &&
           *s->twilio_whatsapp_number;
}

/* -- telling -- */

enum level { NOTE, ATTENTION, BROKEN };

static void problem(struct look *l, enum level level, const char *code, int64_t n,
                    const char *what, const char *says, const char *todo)
{
    static const char *const words[] = {"note", "attention", "broken"};
    l->broken = l->broken || level == BROKEN;
    l->attention = l->attention || level == ATTENTION;
    json_open_object(l->j, NULL);
    json_put_text(l->j, "code", code);
    json_put_text(l->j, "level", words[level]);
    json_put_text(l->j, "says", says);
    json_put_text(l->j, "do", todo);
    json_put_int(l->j, "n", n);
    json_put_text(l->j, "what", what);
    json_close(l->j);
}

static void tell_messages(struct look *l)
{
    int64_t silent = l->last_in ? l->now - l->last_in : 0;
    int64_t waits = l->oldest ? l->now - l->oldest : 0;
    if (!l->worker_runs)
        problem(l, BROKEN, "worker_stopped", 0, NULL, "The program that sends messages is not running.",
                "Start the shop again; orders and answers wait and are not lost.");
    if (l->refused)
        problem(l, BROKEN, "twilio_refused", 0, l->refused, "Twilio refuses our account or number.",
                "Check TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN, the number and the balance at Twilio.");
    else if (l->worker_runs && waits > WAITS_MS)
        problem(l, ATTENTION, "messages_wait", waits / MINUTE_MS, NULL,
                "Messages have been waiting to be sent for some minutes.",
                "Twilio may be slow or out of reach; they are sent as soon as it answers.");
    if (l->dead)
        problem(l, ATTENTION, "dead_letters", l->dead, NULL,
                "Messages of the last seven days could not be sent.",
                "Open these chats, see why, and send them again.");
    if (l->settings->silent_hours && silent > l->settings->silent_hours * HOUR_MS)
        problem(l, ATTENTION, "silent", silent / HOUR_MS, NULL,
                "No customer has written for a long time.",
                "Write to your own number; if no answer comes, check the webhook address at Twilio.");
}

static void tell_place(struct look *l)
{
    if (l->settings->waiter_simulator)
        problem(l, NOTE, "simulator_on", 0, NULL,
                "The simulator is on: messages do not reach real phones.",
                "Give the Twilio settings and take WAITER_SIMULATOR out when the shop shall open.");
    if (!is_public(l->settings))
        problem(l, l->settings->waiter_simulator ? NOTE : BROKEN, "not_https", 0,
                l->settings->public_url, "The shop's public address is not https.",
                "Set PUBLIC_URL to the https address that customers and Twilio use.");
    if (l->free_bytes < FREE_LEAST)
        problem(l, l->free_bytes < FREE_NONE ? BROKEN : ATTENTION, "disk_full",
                l->free_bytes >> 20, NULL, "The disk is nearly full.",
                "Delete what is not needed, or get a larger disk.");
    if (l->now - l->backup_at > BACKUP_OLD_MS)
        problem(l, NOTE, "backup_old", l->backup_at ? (l->now - l->backup_at) / DAY_MS : 0, NULL,
                "There is no copy of the database from the last seven days.",
                "Make a copy and keep it somewhere else.");
}

/* A small database is read whole with each look. A large one is when it is copied by night: then its
 * copy is checked, and what came of that counts. */
static bool is_damaged(const struct look *l, struct db *db)
{
    struct stat st;
    struct err why = {0};
    bool small = stat(settings_database(l->arena, l->settings), &st) != 0 || st.st_size <= READ_WHOLE_MOST;
    return l->copy_broken || (small && !db_check(db, &why));
}

static void tell_database(struct look *l, struct db *db)
{
    if (is_damaged(l, db))
        problem(l, BROKEN, "database_damaged", 0, NULL, "The database is damaged.",
                "Stop the shop and put the newest whole copy in its place.");
}

bool health_put(struct json *j, const struct settings *s, struct db *db, struct arena *a,
                struct err *e)
{
    struct look l = {.j = j, .settings = s, .arena = a};
    if (!find_out(&l, db, e))
        return false;
    json_open_array(j, "problems");
    tell_database(&l, db);
    tell_messages(&l);
    tell_place(&l);
    json_close(j);
    json_put_text(j, "status", l.broken ? "broken" : l.attention ? "attention" : "well");
    json_put_time(j, "checked_at", l.now);
    json_put_time(j, "last_in_at", l.last_in);
    json_put_time(j, "last_sent_at", l.last_sent);
    json_put_time(j, "backup_at", l.backup_at);
    json_put_int(j, "free_megabytes", l.free_bytes >> 20);
    json_put_bool(j, "worker_runs", l.worker_runs);
    json_put_bool(j, "simulator", s->waiter_simulator);
    json_put_text(j, "public_url", s->public_url);
    return true;
}

/* -- for machines that watch -- */

bool health_ready(struct json *j, const struct settings *s, struct db *db, struct arena *a,
                  bool *ready, struct err *e)
{
    struct look l = {.j = j, .settings = s, .arena = a};
    if (!find_out(&l, db, e))
        return false;
    const struct { const char *code; bool missing; } parts[] = {
        {"worker_stopped", !l.worker_runs},
        {"disk_full", l.free_bytes < FREE_NONE},
        {"messages_wait", l.oldest && l.now - l.oldest > UNSENT_MOST_MS},
    };
    *ready = true;
    if (j)
        json_open_array(j, "missing");
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        *ready = *ready && !parts[i].missing;
        if (j && parts[i].missing)
            json_put_text(j, NULL, parts[i].code);
    }
    if (j) {
        json_close(j);
        json_put_text(j, "status", *ready ? "ready" : "not_ready");
    }
    return true;
}

static void gauge(struct str *out, const char *name, const char *help, int64_t value)
{
    str_addf(out, "# HELP %s %s\n# TYPE %s gauge\n%s %" PRId64 "\n", name, help, name, name, value);
}

bool health_gauges(struct str *out, const struct settings *s, struct db *db, struct arena *a,
                   struct err *e)
{
    struct look l = {.settings = s, .arena = a};
    struct conn *c;
    int64_t queued = 0;
    if (!find_out(&l, db, e) || !db_borrow(db, &c, e))
        return false;
    bool ok = db_int(c, Q_HEALTH_QUEUED, NO_ARGS, &queued, NULL, e);
    db_return(db, c);
    gauge(out, "waiter_outbox_queued", "Messages that wait to be sent.", queued);
    gauge(out, "waiter_outbox_oldest_seconds", "How long the oldest of them has waited.",
          l.oldest ? (l.now - l.oldest) / SECOND_MS : 0);
    gauge(out, "waiter_outbox_dead", "Messages of the last seven days that could not be sent.", l.dead);
    gauge(out, "waiter_last_message_in_timestamp_seconds", "When a customer wrote last.",
          l.last_in / SECOND_MS);
    gauge(out, "waiter_last_message_sent_timestamp_seconds", "When a message was sent last.",
          l.last_sent / SECOND_MS);
    gauge(out, "waiter_last_backup_timestamp_seconds", "When the database was copied last.",
          l.backup_at / SECOND_MS);
    gauge(out, "waiter_disk_free_bytes", "Room where the database is.", l.free_bytes);
    gauge(out, "waiter_database_log_bytes", "Size of the write-ahead log.", db_wal_bytes(db));
    return ok;
}

/* -- a new shop -- */

static void step(struct json *j, const char *code, bool done, const char *what)
{
    json_open_object(j, NULL);
    json_put_text(j, "code", code);
    json_put_bool(j, "done", done);
    json_put_text(j, "what", what);
    json_close(j);
}

struct password_row {
    const char *password_hash;
};

/* Not the one any more that `waiter init` made up or somebody wrote into a file. */
static bool own_password(const struct settings *s, struct db *db, struct arena *a,
                         const struct staff *who, bool *own, struct err *e)
{
    static const struct field fields[] = {FIELD(struct password_row, password_hash, 0)};
    static const struct model model = MODEL("staff", struct password_row, fields);
    struct password_row row = {0};
    struct conn *c;
    bool found;
    if (!db_borrow(db, &c, e))
        return false;
    bool ok = db_one(c, a, Q_STAFF_HASH, ARGS(V(who->id)), &model, &row, &found, e);
    db_return(db, c);
    *own = ok && found && (!*s->admin_password || !password_holds(row.password_hash,
                                                                  s->admin_password));
    return ok;
}

bool checklist_put(struct json *j, const struct settings *s, struct db *db, struct arena *a,
                   const struct staff *who, struct err *e)
{
    struct look l = {.j = j, .settings = s, .arena = a};
    bool own;
    if (!find_out(&l, db, e) || !own_password(s, db, a, who, &own, e))
        return false;
    bool real = has_twilio(s);
    json_open_array(j, "steps");
    step(j, "password", own, NULL);
    step(j, "shop", l.name_given || *s->shop_name, NULL);
    step(j, "products", l.products > 0, NULL);
    step(j, "delivery", l.fee_given, NULL);
    step(j, "backup", l.backup_at > 0, NULL);
    step(j, "public_url", is_public(s), s->public_url);
    step(j, "twilio", real, s->waiter_simulator ? NULL : s->twilio_whatsapp_number);
    step(j, "webhook", real && l.last_in > 0,
         arena_printf(a, "%s/webhook/whatsapp", s->public_url));
    step(j, "answer", real && l.last_sent > 0, NULL);
    json_close(j);
    json_put_text(j, "status_callback", arena_printf(a, "%s/webhook/whatsapp/status", s->public_url));
    return true;
}
