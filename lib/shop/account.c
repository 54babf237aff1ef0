/* account.c -- accounts as an owner keeps them, and one's own password and sessions. */
#include "waiter/account.h"
#include "waiter/audit.h"
#include "waiter/clock.h"
#include "waiter/crypto.h"
#include "waiter/utf8.h"

#include <string.h>

#define ROWS_MOST 500

struct account {
    int64_t id, created_at, locked_until, seen_at, sessions;
    const char *username, *role;
};
static const struct field list_fields[] = {
    FIELD(struct account, id, SHOWN),
    FIELD(struct account, username, SHOWN),
    FIELD(struct account, role, SHOWN),
    FIELD(struct account, created_at, SHOWN | TIME),
    FIELD(struct account, seen_at, SHOWN | TIME),
    FIELD(struct account, sessions, SHOWN),
    FIELD(struct account, locked_until, 0),
};
static const struct model list_model = MODEL("staff", struct account, list_fields);
struct one_account {
    int64_t id, failures, locked_until;
    const char *username, *password_hash, *role;
};
static const struct field account_fields[] = {
    FIELD(struct one_account, id, 0),       FIELD(struct one_account, failures, 0),
    FIELD(struct one_account, username, 0), FIELD(struct one_account, locked_until, 0),
    FIELD(struct one_account, role, 0),     FIELD(struct one_account, password_hash, 0),
};
static const struct model account_model = MODEL("staff", struct one_account, account_fields);

struct account_job {
    struct arena *arena;
    const struct staff *who;
    int64_t id;
    const char *username, *role, *hash;
};

/* What the book of changes shows of an account: never its password, only that there is a new one. */
static const char *account_json(struct account_job *w, const char *username, const char *role,
                                bool new_password)
{
    struct str out = str_new(w->arena, 1024);
    struct json j = json_writer(&out);
    json_open_object(&j, NULL);
    json_put_text(&j, "username", username);
    json_put_text(&j, "role", role);
    if (new_password)
        json_put_bool(&j, "new_password", true);
    json_close(&j);
    return out.text;
}

static bool find(struct conn *c, struct account_job *w, struct one_account *out, struct err *e)
{
    return db_one(c, w->arena, Q_STAFF_BY_ID, ARGS(V(w->id)), &account_model, out, NULL, e);
}

/* Somebody must be left who can let others in. */
static bool another_owner(struct conn *c, const struct one_account *is, struct err *e)
{
    int64_t others;
    if (strcmp(is->role, "owner") != 0)
        return true;
    return db_int(c, Q_STAFF_OWNERS, ARGS(V(is->id)), &others, NULL, e) &&
           (others > 0 || fail(e, ERR_NOT_ALLOWED_NOW, "%s is the last owner", is->username));
}

static bool add_job(struct conn *c, void *what, struct err *e)
{
    struct account_job *w = what;
    struct one_account is = {0};
    bool found;
    if (!db_one(c, w->arena, Q_STAFF_BY_NAME, ARGS(V(w->username)), &account_model, &is, &found, e))
        return false;
    if (found)
        return fail(e, ERR_CONFLICT, "%s is there already", w->username);
    if (!db_run(c, Q_STAFF_PUT, ARGS(V(w->username), V(w->hash), V(w->role), V(clock_now())), NULL,
                e) ||
        !db_one(c, w->arena, Q_STAFF_BY_NAME, ARGS(V(w->username)), &account_model, &is, NULL, e))
        return false;
    w->id = is.id;
    return audit_id(c, w->who, "staff.add", "staff", is.id, NULL,
                    account_json(w, is.username, w->role, false), e);
}

bool account_add(struct db *db, struct arena *a, const struct staff *who, const char *username,
                 const char *password, const char *role, int64_t *id, struct err *e)
{
    struct account_job w = {.arena = a, .who = who, .username = username, .role = role};
    size_t chars = utf8_length(username);
    /* "key:" is how machines are written in the book of changes. */
    if (chars < 1 || chars > 64 || strncmp(username, "key:", 4) == 0)
        return fail_field(e, "username", "a user name has 1 to 64 characters");
    if (!role_known(role))
        return fail_field(e, "role", "a role is owner, staff or viewer");
    if (!staff_password(a, "password", password, &w.hash, e) || !db_write(db, add_job, &w, e))
        return false;
    *id = w.id;
    return true;
}

static bool change_job(struct conn *c, void *what, struct err *e)
{
    struct account_job *w = what;
    struct one_account is = {0};
    if (!find(c, w, &is, e))
        return false;
    const char *role = w->role ? w->role : is.role;
    if (strcmp(role, "owner") != 0 && !another_owner(c, &is, e))
        return false;
    return db_run(c, Q_STAFF_ROLE_SET, ARGS(V(w->id), V(role)), NULL, e) &&
           (!w->hash ||
            (db_run(c, Q_STAFF_PASSWORD_SET, ARGS(V(w->id), V(w->hash)), NULL, e) &&
             db_run(c, Q_SESSIONS_END_OF, ARGS(V(is.username)), NULL, e))) &&
           audit_id(c, w->who, "staff.change", "staff", w->id,
                    account_json(w, is.username, is.role, false),
                    account_json(w, is.username, role, w->hash != NULL), e);
}

bool account_change(struct db *db, struct arena *a, const struct staff *who, int64_t id,
                    const char *role, const char *password, struct err *e)
{
    struct account_job w = {.arena = a, .who = who, .id = id, .role = role};
    if (role && !role_known(role))
        return fail_field(e, "role", "a role is owner, staff or viewer");
    return (!password || staff_password(a, "password", password, &w.hash, e)) &&
           db_write(db, change_job, &w, e);
}

static bool remove_job(struct conn *c, void *what, struct err *e)
{
    struct account_job *w = what;
    struct one_account is = {0};
    return find(c, w, &is, e) && another_owner(c, &is, e) &&
           db_run(c, Q_SESSIONS_END_OF, ARGS(V(is.username)), NULL, e) &&
           db_run(c, Q_STAFF_REMOVE, ARGS(V(w->id)), NULL, e) &&
           audit_id(c, w->who, "staff.remove", "staff", w->id,
                    account_json(w, is.username, is.role, false), NULL, e);
}

bool account_remove(struct db *db, struct arena *a, const struct staff *who, int64_t id,
                    struct err *e)
{
    struct account_job w = {.arena = a, .who = who, .id = id};
    return db_write(db, remove_job, &w, e);
}

static bool password_job(struct conn *c, void *what, struct err *e)
{
    struct account_job *w = what;
    return db_run(c, Q_STAFF_PASSWORD_SET, ARGS(V(w->id), V(w->hash)), NULL, e) &&
           db_run(c, Q_SESSIONS_END_OTHERS, ARGS(V(w->id), V(w->who->id_hash)), NULL, e) &&
           audit_id(c, w->who, "staff.password", "staff", w->id, NULL, NULL, e);
}

static bool old_holds(struct db *db, struct account_job *w, const char *old, struct err *e)
{
    struct one_account is = {0};
    struct conn *c;
    if (!db_borrow(db, &c, e))
        return false;
    bool ok = find(c, w, &is, e);
    db_return(db, c);
    return ok && (password_holds(is.password_hash, old) ||
                  fail_field(e, "old_password", "the old password is another"));
}

bool account_password(struct db *db, struct arena *a, const struct staff *who, const char *old,
                      const char *password, struct err *e)
{
    struct account_job w = {.arena = a, .who = who, .id = who->id};
    return old_holds(db, &w, old, e) && staff_password(a, "password", password, &w.hash, e) &&
           db_write(db, password_job, &w, e);
}

/* -- lists -- */

static struct values sessions_alive(struct value room[2])
{
    int64_t now = clock_now();
    room[0] = V(now - SESSION_MOST_MS);
    room[1] = V(now - SESSION_IDLE_MS);
    return (struct values){room, 2};
}

static bool read_accounts(struct conn *c, struct arena *a, struct account **out, size_t *count,
                          struct err *e)
{
    struct value room[2];
    void *found;
    if (!db_all(c, a, Q_STAFF_LIST, sessions_alive(room), &list_model, ROWS_MOST, &found, count, e))
        return false;
    *out = found;
    return true;
}

static void put_account(struct json *j, const struct account *is)
{
    json_put_model(j, &list_model, is, true);
    json_put_bool(j, "locked", is->locked_until > clock_now());
}

bool account_list(struct json *j, struct conn *c, struct arena *a, struct err *e)
{
    struct account *all;
    size_t count;
    if (!read_accounts(c, a, &all, &count, e))
        return false;
    for (size_t i = 0; i < count; i++) {
        json_open_object(j, NULL);
        put_account(j, &all[i]);
        json_close(j);
    }
    return true;
}

bool account_put(struct json *j, struct conn *c, struct arena *a, int64_t id, struct err *e)
{
    struct account *all;
    size_t count;
    if (!read_accounts(c, a, &all, &count, e))
        return false;
    for (size_t i = 0; i < count; i++)
        if (all[i].id == id) {
            put_account(j, &all[i]);
            return true;
        }
    return fail(e, ERR_NOT_FOUND, "no account %lld", (long long)id);
}

struct session_row {
    int64_t id, created_at, seen_at;
    const char *username, *device, *address, *id_hash;
};
static const struct field session_fields[] = {
    FIELD(struct session_row, id, SHOWN),
    FIELD(struct session_row, username, SHOWN),
    FIELD(struct session_row, device, SHOWN),
    FIELD(struct session_row, address, SHOWN),
    FIELD(struct session_row, created_at, SHOWN | TIME),
    FIELD(struct session_row, seen_at, SHOWN | TIME),
    FIELD(struct session_row, id_hash, 0),
};
static const struct model session_model = MODEL("session", struct session_row, session_fields);

bool session_list(struct json *j, struct conn *c, struct arena *a, int64_t staff_id,
                  const char *mine, struct err *e)
{
    int64_t now = clock_now();
    void *found;
    size_t count;
    if (!db_all(c, a, Q_SESSION_LIST,
                ARGS(V(staff_id), V(now - SESSION_MOST_MS), V(now - SESSION_IDLE_MS)),
                &session_model, ROWS_MOST, &found, &count, e))
        return false;
    const struct session_row *rows = found;
    for (size_t i = 0; i < count; i++) {
        json_open_object(j, NULL);
        json_put_model(j, &session_model, &rows[i], true);
        json_put_bool(j, "this_one", mine && strcmp(rows[i].id_hash, mine) == 0);
        json_close(j);
    }
    return true;
}

struct end_job {
    const struct staff *who;
    int64_t id, staff_id;
};

static bool end_job(struct conn *c, void *what, struct err *e)
{
    struct end_job *w = what;
    int64_t changed;
    return db_run(c, Q_SESSION_END_ID, ARGS(V(w->id), V(w->staff_id)), &changed, e) &&
           (changed == 1 || fail(e, ERR_NOT_FOUND, "no such session")) &&
           audit_id(c, w->who, "session.end", "session", w->id, NULL, NULL, e);
}

bool session_end(struct db *db, const struct staff *who, int64_t id, int64_t staff_id,
                 struct err *e)
{
    struct end_job w = {who, id, staff_id};
    return db_write(db, end_job, &w, e);
}

static bool end_others_job(struct conn *c, void *what, struct err *e)
{
    const struct staff *who = what;
    return db_run(c, Q_SESSIONS_END_OTHERS, ARGS(V(who->id), V(who->id_hash)), NULL, e) &&
           audit_id(c, who, "session.end_others", "staff", who->id, NULL, NULL, e);
}

bool session_end_others(struct db *db, const struct staff *who, struct err *e)
{
    return db_write(db, end_others_job, (void *)(uintptr_t)who, e);
}
