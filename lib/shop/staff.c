/* staff.c -- who may use the console; the cookie's value is never stored, only its hash. */
#include "waiter/staff.h"
#include "waiter/clock.h"
#include "waiter/crypto.h"
#include "waiter/event.h"
#include "waiter/log.h"
#include "waiter/utf8.h"

#include <string.h>

#define FREE_FAILURES 5
#define DELAY_MOST_MS (15 * MINUTE_MS)
#define SEEN_STEP_MS MINUTE_MS /* a session's last use is noted at most this often */

struct account {
    int64_t id, failures, locked_until;
    const char *username, *password_hash, *role;
};
static const struct field account_fields[] = {
    FIELD(struct account, id, 0),
    FIELD(struct account, failures, 0),
    FIELD(struct account, locked_until, 0),
    FIELD(struct account, username, 0),
    FIELD(struct account, password_hash, 0),
    FIELD(struct account, role, 0),
};
static const struct model account_model = MODEL("staff", struct account, account_fields);

struct open_session {
    int64_t id, session_created_at, seen_at;
    const char *username, *role, *csrf_token, *id_hash;
};
static const struct field session_fields[] = {
    FIELD(struct open_session, id, 0),      FIELD(struct open_session, session_created_at, 0),
    FIELD(struct open_session, seen_at, 0), FIELD(struct open_session, username, 0),
    FIELD(struct open_session, role, 0),    FIELD(struct open_session, csrf_token, 0),
    FIELD(struct open_session, id_hash, 0),
};
static const struct model session_model = MODEL("session", struct open_session, session_fields);

struct new_account {
    const char *username, *hash, *role;
};

static bool put_account(struct conn *c, void *what, struct err *e)
{
    struct new_account *n = what;
    int64_t now = clock_now(), ended = 0;
    return db_run(c, Q_STAFF_PUT, ARGS(V(n->username), V(n->hash), V(n->role), V(now)), NULL, e) &&
           db_run(c, Q_SESSIONS_END_OF, ARGS(V(n->username)), &ended, e) &&
           (!ended || event_add(c, EVENT_SYSTEM, 0, now, e));
}

bool role_known(const char *role)
{
    return !strcmp(role, "owner") || !strcmp(role, "staff") || !strcmp(role, "viewer");
}

bool staff_password(struct arena *a, const char *field, const char *password, const char **hash,
                    struct err *e)
{
    size_t chars = utf8_length(password);
    if (chars < PASSWORD_CHARS_LEAST || chars > 128)
        return fail_field(e, field, "a password has %d to 128 characters", PASSWORD_CHARS_LEAST);
    return password_hash(a, password, hash, e);
}

bool staff_set(struct db *db, const char *username, const char *password, const char *role,
               struct err *e)
{
    size_t chars = utf8_length(username);
    struct new_account n = {.username = username, .role = role};
    if (chars < 1 || chars > 64)
        return fail_field(e, "username", "a user name has 1 to 64 characters");
    if (!role_known(role))
        return fail_field(e, "role", "a role is owner, staff or viewer");
    struct arena a;
    arena_init(&a);
    bool ok = staff_password(&a, "password", password, &n.hash, e) &&
              db_write(db, put_account, &n, e);
    arena_done(&a);
    return ok;
}

static const char *session_hash(struct arena *a, const char *cookie)
{
    uint8_t hash[SHA256_BYTES];
    sha256(cookie, strlen(cookie), hash);
    return hex_text(a, hash, sizeof hash);
}

/* Names that differ only in case are one account, so they are one guess too. */
static const char *name_hash(struct arena *a, const char *username)
{
    char *lower = arena_strdup(a, username);
    for (char *p = lower; *p; p++)
        if (*p >= 'A' && *p <= 'Z')
            *p = (char)(*p - 'A' + 'a');
    return session_hash(a, lower);
}

/* Of a name that nobody has, *out tells how often it was tried: it is delayed like a real one. */
static bool find_account(struct conn *c, struct arena *a, const char *username,
                         struct account *out, bool *found, struct err *e)
{
    bool tried;
    return db_one(c, a, Q_STAFF_BY_NAME, ARGS(V(username)), &account_model, out, found, e) &&
           (*found || db_one(c, a, Q_GUESS_FIND, ARGS(V(name_hash(a, username))), &account_model,
                             out, &tried, e));
}

/* 1, 2, 4 ... seconds from the fifth failure on; never for ever. */
static int64_t delay_after(int64_t failures)
{
    int64_t over = failures - FREE_FAILURES;
    if (over < 0)
        return 0;
    int64_t ms = over > 20 ? DELAY_MOST_MS : SECOND_MS << over;
    return ms < DELAY_MOST_MS ? ms : DELAY_MOST_MS;
}

struct login {
    struct arena *arena;
    const char *username, *id_hash, *csrf_token;
    const struct visit *from;
    bool good;
    int64_t wait_ms; /* out: it was locked meanwhile */
};

static bool start_session(struct conn *c, const struct login *l, int64_t staff_id, int64_t now,
                          struct err *e)
{
    return db_run(c, Q_SESSION_END_OLD, ARGS(V(now - SESSION_MOST_MS), V(now - SESSION_IDLE_MS)),
                  NULL, e) &&
           db_run(c, Q_SESSION_ADD,
                  ARGS(V(l->id_hash), V(staff_id), V(l->csrf_token), V(l->from->device),
                       V(l->from->address), V(now)),
                  NULL, e) &&
           event_add(c, EVENT_SYSTEM, 0, now, e); /* one's other devices show it */
}

static bool note_failures(struct conn *c, const struct login *l, const struct account *acc,
                          bool found, int64_t now, struct err *e)
{
    int64_t failures = l->good ? 0 : acc->failures + 1;
    int64_t locked_until = l->good ? 0 : now + delay_after(failures);
    if (found)
        return db_run(c, Q_STAFF_FAILED, ARGS(V(acc->id), V(failures), V(locked_until)), NULL, e);
    return db_run(c, Q_GUESS_FORGET, ARGS(V(now - DAY_MS)), NULL, e) &&
           db_run(c, Q_GUESS_FAILED,
                  ARGS(V(name_hash(l->arena, l->username)), V(failures), V(locked_until), V(now)),
                  NULL, e);
}

/* Counts from what the account says now: of many tries at the same time each one counts, and those
 * that come after the fifth failure are not looked at, right or wrong. */
static bool note_login(struct conn *c, void *what, struct err *e)
{
    struct login *l = what;
    struct account acc = {0};
    int64_t now = clock_now();
    bool found;
    if (!find_account(c, l->arena, l->username, &acc, &found, e))
        return false;
    if (acc.locked_until > now) {
        l->wait_ms = acc.locked_until - now;
        return true;
    }
    /* Removed between the look and now: the password was right, the account is gone. */
    l->good = l->good && found;
    return note_failures(c, l, &acc, found, now, e) &&
           (!l->good || start_session(c, l, acc.id, now, e));
}

static bool look_up(struct db *db, struct arena *a, const char *username, struct account *out,
                    bool *found, struct err *e)
{
    struct conn *c;
    if (!db_borrow(db, &c, e))
        return false;
    bool ok = find_account(c, a, username, out, found, e);
    db_return(db, c);
    return ok;
}

bool staff_login(struct db *db, struct arena *a, const char *username, const char *password,
                 const struct visit *from, const char **cookie, struct staff *out,
                 int64_t *wait_ms, struct err *e)
{
    struct account acc = {0};
    bool found;
    int64_t now = clock_now();
    if (!look_up(db, a, username, &acc, &found, e))
        return false;
    *wait_ms = acc.locked_until > now ? acc.locked_until - now : 0;
    if (*wait_ms)
        return fail(e, ERR_TOO_MANY, "%lld failures", (long long)acc.failures);
    bool good = password_holds(found ? acc.password_hash : NULL, password) && found;
    *cookie = random_token(a, 32);
    struct login l = {
        .arena = a,
        .username = username,
        .from = from,
        .good = good,
        .id_hash = session_hash(a, *cookie),
        .csrf_token = random_token(a, 32),
    };
    if (!db_write(db, note_login, &l, e)) /* for unknown users too: it takes its time */
        return false;
    *wait_ms = l.wait_ms;
    if (*wait_ms)
        return fail(e, ERR_TOO_MANY, "too many at once");
    if (!l.good)
        return fail(e, ERR_BAD_LOGIN, "%s", found ? "wrong password" : "no such user");
    *out = (struct staff){.id = acc.id,
                          .username = acc.username,
                          .role = acc.role,
                          .csrf_token = l.csrf_token,
                          .id_hash = l.id_hash};
    return true;
}

static bool note_seen(struct conn *c, void *what, struct err *e)
{
    return db_run(c, Q_SESSION_SEEN, ARGS(V((const char *)what), V(clock_now())), NULL, e);
}

static bool session_find(struct db *db, struct arena *a, const char *id_hash, int64_t now,
                         struct open_session *s, struct err *e)
{
    struct conn *c;
    bool found;
    if (!db_borrow(db, &c, e))
        return false;
    bool ok = db_one(c, a, Q_SESSION_FIND, ARGS(V(id_hash)), &session_model, s, &found, e);
    db_return(db, c);
    if (!ok)
        return false;
    if (!found || now - s->seen_at > SESSION_IDLE_MS ||
        now - s->session_created_at > SESSION_MOST_MS)
        return fail(e, ERR_NO_LOGIN, "%s", found ? "the session is over" : "unknown session");
    return true;
}

bool staff_session(struct db *db, struct arena *a, const char *cookie, struct staff *out,
                   struct err *e)
{
    struct open_session s = {0};
    int64_t now = clock_now();
    if (!cookie || !*cookie)
        return fail(e, ERR_NO_LOGIN, "no session cookie");
    if (!session_find(db, a, session_hash(a, cookie), now, &s, e))
        return false;
    *out = (struct staff){.id = s.id,
                          .username = s.username,
                          .role = s.role,
                          .csrf_token = s.csrf_token,
                          .id_hash = s.id_hash};
    return now - s.seen_at < SEEN_STEP_MS ||
           db_write(db, note_seen, (char *)(uintptr_t)s.id_hash, e);
}

bool staff_session_holds(struct db *db, const char *id_hash, struct err *e)
{
    struct open_session s = {0};
    struct arena a;
    arena_init(&a);
    bool ok = session_find(db, &a, id_hash, clock_now(), &s, e);
    arena_done(&a);
    return ok;
}

const char *staff_cookie_name(const struct settings *s)
{
    return strncmp(s->public_url, "https://", 8) == 0 ? "__Host-waiter" : "waiter_session";
}

/* Its open consoles hear of it at once. */
static bool end_session(struct conn *c, void *what, struct err *e)
{
    return db_run(c, Q_SESSION_END, ARGS(V((const char *)what)), NULL, e) &&
           event_add(c, EVENT_SYSTEM, 0, clock_now(), e);
}

bool staff_logout(struct db *db, const struct staff *who, struct err *e)
{
    return db_write(db, end_session, (char *)(uintptr_t)who->id_hash, e);
}
