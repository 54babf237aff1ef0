/* staff.c -- accounts, one's own password and sessions, and the keys of machines. */
#include "parts.h"
#include "waiter/account.h"
#include "waiter/door.h"
#include "waiter/key.h"

#include <string.h>

/* -- accounts -- */

struct account_wish {
    const char *username, *password, *role;
};
static const struct field add_fields[] = {
    FIELD(struct account_wish, username, WRITABLE | NEEDED, .min = 1, .max = 64),
    FIELD(struct account_wish, password, WRITABLE | NEEDED, .min = 1, .max = 128),
    FIELD(struct account_wish, role, WRITABLE | NEEDED, .min = 1, .max = 16),
};
static const struct model add_model = MODEL("account", struct account_wish, add_fields);
static const struct field change_fields[] = {
    FIELD(struct account_wish, password, WRITABLE, .min = 1, .max = 128),
    FIELD(struct account_wish, role, WRITABLE, .min = 1, .max = 16),
};
static const struct model change_model = MODEL("account", struct account_wish, change_fields);

static bool read_accounts(struct request *rq, struct conn *c, struct err *e)
{
    struct json j = reply_json(rq, 200);
    json_open_object(&j, NULL);
    json_open_array(&j, "staff");
    if (!account_list(&j, c, rq->arena, e))
        return false;
    json_close(&j);
    json_close(&j);
    return true;
}

bool handle_staff(struct request *rq, struct err *e)
{
    rq->doing = "listing accounts";
    return desk_read(rq, read_accounts, e);
}

static bool reply_account(struct request *rq, int status, int64_t id, struct err *e)
{
    struct conn *c;
    if (!db_borrow(rq->app->db, &c, e))
        return false;
    struct json j = reply_json(rq, status);
    json_open_object(&j, NULL);
    bool ok = account_put(&j, c, rq->arena, id, e);
    json_close(&j);
    db_return(rq->app->db, c);
    return ok;
}

bool handle_staff_add(struct request *rq, struct err *e)
{
    struct account_wish w = {0};
    const json_value *v;
    int64_t id;
    rq->doing = "adding an account";
    if (!door_person(rq, e) || !request_json(rq, &v, e) ||
        !json_read_model(rq->arena, v, &add_model, &w, true, NULL, e) ||
        !account_add(rq->app->db, rq->arena, rq->who, w.username, w.password, w.role, &id, e) ||
        !reply_account(rq, 201, id, e))
        return false;
    reply_header(rq, "Location", arena_printf(rq->arena, "/admin/staff/%lld", (long long)id));
    return true;
}

bool handle_staff_change(struct request *rq, struct err *e)
{
    struct account_wish w = {0};
    const json_value *v;
    int64_t id;
    rq->doing = "changing an account";
    return door_person(rq, e) && request_id_param(rq, "id", &id, e) && request_json(rq, &v, e) &&
           json_read_model(rq->arena, v, &change_model, &w, false, NULL, e) &&
           account_change(rq->app->db, rq->arena, rq->who, id, w.role, w.password, e) &&
           reply_account(rq, 200, id, e);
}

bool handle_staff_remove(struct request *rq, struct err *e)
{
    int64_t id;
    rq->doing = "removing an account";
    if (!door_person(rq, e) || !request_id_param(rq, "id", &id, e) ||
        !account_remove(rq->app->db, rq->arena, rq->who, id, e))
        return false;
    reply_text(rq, 204, NULL, "");
    return true;
}

/* -- oneself -- */

struct password_wish {
    const char *old_password, *password;
};

bool handle_password(struct request *rq, struct err *e)
{
    static const struct field fields[] = {
        FIELD(struct password_wish, old_password, WRITABLE | NEEDED, .min = 1, .max = 128),
        FIELD(struct password_wish, password, WRITABLE | NEEDED, .min = 1, .max = 128),
    };
    static const struct model model = MODEL("password", struct password_wish, fields);
    struct password_wish w = {0};
    const json_value *v;
    rq->doing = "changing one's password";
    if (!door_person(rq, e) || !request_json(rq, &v, e) ||
        !json_read_model(rq->arena, v, &model, &w, true, NULL, e) ||
        !account_password(rq->app->db, rq->arena, rq->who, w.old_password, w.password, e))
        return false;
    reply_text(rq, 204, NULL, "");
    return true;
}

/* Everybody sees their own sessions; ?all=1 shows an owner everybody's. */
static bool read_sessions(struct request *rq, struct conn *c, struct err *e)
{
    const struct staff *who = rq->who;
    int64_t all;
    if (!request_query_int(rq, "all", 0, 1, 0, &all, e))
        return false;
    if (all && strcmp(who->role, "owner") != 0)
        return fail(e, ERR_FORBIDDEN, "%s is no owner", who->username);
    struct json j = reply_json(rq, 200);
    json_open_object(&j, NULL);
    json_open_array(&j, "sessions");
    if (!session_list(&j, c, rq->arena, all ? 0 : who->id, who->id_hash, e))
        return false;
    json_close(&j);
    json_close(&j);
    return true;
}

bool handle_sessions(struct request *rq, struct err *e)
{
    rq->doing = "listing sessions";
    return door_person(rq, e) && desk_read(rq, read_sessions, e);
}

bool handle_session_end(struct request *rq, struct err *e)
{
    const struct staff *who = rq->who;
    int64_t id;
    rq->doing = "ending a session";
    if (!door_person(rq, e) || !request_id_param(rq, "id", &id, e) ||
        !session_end(rq->app->db, who, id, strcmp(who->role, "owner") == 0 ? 0 : who->id, e))
        return false;
    reply_text(rq, 204, NULL, "");
    return true;
}

bool handle_sessions_end_others(struct request *rq, struct err *e)
{
    rq->doing = "ending one's other sessions";
    if (!door_person(rq, e) || !session_end_others(rq->app->db, rq->who, e))
        return false;
    reply_text(rq, 204, NULL, "");
    return true;
}

/* -- keys -- */

struct key_wish {
    const char *name, *role;
};

static bool read_keys(struct request *rq, struct conn *c, struct err *e)
{
    struct json j = reply_json(rq, 200);
    json_open_object(&j, NULL);
    json_open_array(&j, "keys");
    if (!key_list(&j, c, rq->arena, e))
        return false;
    json_close(&j);
    json_close(&j);
    return true;
}

bool handle_keys(struct request *rq, struct err *e)
{
    rq->doing = "listing keys";
    return desk_read(rq, read_keys, e);
}

/* The only answer that ever holds the key itself. */
static bool reply_key(struct request *rq, int64_t id, const char *key, struct err *e)
{
    struct conn *c;
    if (!db_borrow(rq->app->db, &c, e))
        return false;
    struct json j = reply_json(rq, 201);
    json_open_object(&j, NULL);
    bool ok = key_put(&j, c, rq->arena, id, e);
    json_put_text(&j, "key", key);
    json_close(&j);
    db_return(rq->app->db, c);
    return ok;
}

bool handle_key_add(struct request *rq, struct err *e)
{
    static const struct field fields[] = {
        FIELD(struct key_wish, name, WRITABLE | NEEDED, .min = 1, .max = KEY_NAME_CHARS_MOST),
        FIELD(struct key_wish, role, WRITABLE | NEEDED, .min = 1, .max = 16),
    };
    static const struct model model = MODEL("key", struct key_wish, fields);
    struct key_wish w = {0};
    const json_value *v;
    const char *key;
    int64_t id;
    rq->doing = "making a key";
    return door_person(rq, e) && request_json(rq, &v, e) &&
           json_read_model(rq->arena, v, &model, &w, true, NULL, e) &&
           key_add(rq->app->db, rq->arena, rq->who, w.name, w.role, &key, &id, e) &&
           reply_key(rq, id, key, e);
}

bool handle_key_revoke(struct request *rq, struct err *e)
{
    int64_t id;
    rq->doing = "revoking a key";
    if (!door_person(rq, e) || !request_id_param(rq, "id", &id, e) ||
        !key_revoke(rq->app->db, rq->arena, rq->who, id, e))
        return false;
    reply_text(rq, 204, NULL, "");
    return true;
}
