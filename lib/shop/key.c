/* key.c -- keys of machines. A key has 256 random bits, so that a plain SHA-256 of it is enough. */
#include "waiter/key.h"
#include "waiter/audit.h"
#include "waiter/clock.h"
#include "waiter/crypto.h"
#include "waiter/utf8.h"

#include <string.h>

#define PREFIX "wk_"
#define KEY_BYTES 32
#define HINT_CHARS 8
#define USED_STEP_MS MINUTE_MS /* a key's last use is noted at most this often */

struct key_row {
    int64_t id, created_at, used_at, revoked_at;
    const char *name, *hint, *role, *made_by;
};
static const struct field key_fields[] = {
    FIELD(struct key_row, id, SHOWN),
    FIELD(struct key_row, name, SHOWN),
    FIELD(struct key_row, hint, SHOWN),
    FIELD(struct key_row, role, SHOWN),
    FIELD(struct key_row, made_by, SHOWN),
    FIELD(struct key_row, created_at, SHOWN | TIME),
    FIELD(struct key_row, used_at, SHOWN | TIME),
    FIELD(struct key_row, revoked_at, 0),
};
static const struct model key_model = MODEL("api_key", struct key_row, key_fields);

static const char *key_hash(struct arena *a, const char *key)
{
    uint8_t hash[SHA256_BYTES];
    sha256(key, strlen(key), hash);
    return hex_text(a, hash, sizeof hash);
}

/* What the book of changes shows of a key. */
static const char *key_json(struct arena *a, const char *name, const char *role)
{
    struct str out = str_new(a, 1024);
    struct json j = json_writer(&out);
    json_open_object(&j, NULL);
    json_put_text(&j, "name", name);
    json_put_text(&j, "role", role);
    json_close(&j);
    return out.text;
}

struct key_job {
    struct arena *arena;
    const struct staff *who;
    const char *name, *role, *key;
    int64_t id;
};

static bool add_job(struct conn *c, void *what, struct err *e)
{
    struct key_job *k = what;
    return db_insert(c, Q_API_KEY_ADD,
                     ARGS(V(k->name), V(key_hash(k->arena, k->key)),
                          V(arena_strndup(k->arena, k->key, HINT_CHARS)), V(k->role),
                          V(k->who->username), V(clock_now())),
                     &k->id, e) &&
           audit_id(c, k->who, "key.add", "key", k->id, NULL,
                    key_json(k->arena, k->name, k->role), e);
}

bool key_add(struct db *db, struct arena *a, const struct staff *who, const char *name,
             const char *role, const char **key, int64_t *id, struct err *e)
{
    struct key_job k = {.arena = a, .who = who, .name = name, .role = role};
    size_t chars = utf8_length(name);
    if (chars < 1 || chars > KEY_NAME_CHARS_MOST)
        return fail_field(e, "name", "a key's name has 1 to %d characters", KEY_NAME_CHARS_MOST);
    if (!role_known(role))
        return fail_field(e, "role", "a role is owner, staff or viewer");
    k.key = arena_printf(a, PREFIX "%s", random_token(a, KEY_BYTES));
    if (!db_write(db, add_job, &k, e))
        return false;
    *key = k.key;
    *id = k.id;
    return true;
}

static bool revoke_job(struct conn *c, void *what, struct err *e)
{
    struct key_job *k = what;
    struct key_row row = {0};
    return db_one(c, k->arena, Q_API_KEY_ONE, ARGS(V(k->id)), &key_model, &row, NULL, e) &&
           db_run(c, Q_API_KEY_REVOKE, ARGS(V(k->id), V(clock_now())), NULL, e) &&
           audit_id(c, k->who, "key.revoke", "key", k->id,
                    key_json(k->arena, row.name, row.role), NULL, e);
}

bool key_revoke(struct db *db, struct arena *a, const struct staff *who, int64_t id,
                struct err *e)
{
    struct key_job k = {.arena = a, .who = who, .id = id};
    return db_write(db, revoke_job, &k, e);
}

static bool note_used(struct conn *c, void *what, struct err *e)
{
    return db_run(c, Q_API_KEY_USED, ARGS(V(*(int64_t *)what), V(clock_now())), NULL, e);
}

bool key_find(struct db *db, struct arena *a, const char *key, struct staff *out, struct err *e)
{
    struct key_row row = {0};
    struct conn *c;
    bool found;
    if (!db_borrow(db, &c, e))
        return false;
    bool ok = db_one(c, a, Q_API_KEY_FIND, ARGS(V(key_hash(a, key))), &key_model, &row, &found, e);
    db_return(db, c);
    if (!ok || !found)
        return ok && fail(e, ERR_NO_LOGIN, "unknown or revoked key");
    *out = (struct staff){.key_id = row.id,
                          .username = arena_printf(a, "key:%s", row.name),
                          .role = row.role};
    return clock_now() - row.used_at < USED_STEP_MS || db_write(db, note_used, &row.id, e);
}

bool key_list(struct json *j, struct conn *c, struct arena *a, struct err *e)
{
    void *found;
    size_t count;
    if (!db_all(c, a, Q_API_KEY_LIST, NO_ARGS, &key_model, 500, &found, &count, e))
        return false;
    for (size_t i = 0; i < count; i++) {
        json_open_object(j, NULL);
        json_put_model(j, &key_model, (struct key_row *)found + i, true);
        json_close(j);
    }
    return true;
}

bool key_put(struct json *j, struct conn *c, struct arena *a, int64_t id, struct err *e)
{
    struct key_row row = {0};
    if (!db_one(c, a, Q_API_KEY_ONE, ARGS(V(id)), &key_model, &row, NULL, e))
        return false;
    json_put_model(j, &key_model, &row, true);
    return true;
}
