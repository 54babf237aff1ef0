/* session.c -- coming and going: who signs in, who is there. */
#include "parts.h"
#include "waiter/door.h"
#include "waiter/utf8.h"

#include <strings.h>

#define DEVICE_MOST 300

struct credentials {
    const char *username, *password;
};

/* The seed's page sends a form, ours and machines send JSON. */
static bool read_credentials(struct request *rq, struct credentials *out, struct err *e)
{
    static const struct field fields[] = {
        FIELD(struct credentials, username, WRITABLE | NEEDED, .min = 1, .max = 64),
        FIELD(struct credentials, password, WRITABLE | NEEDED, .min = 1, .max = 128),
    };
    static const struct model model = MODEL("login", struct credentials, fields);
    const char *type = request_header(rq, "Content-Type");
    const json_value *v;
    struct params form;
    if (type && strncasecmp(type, "application/json", 16) == 0)
        return request_json(rq, &v, e) &&
               json_read_model(rq->arena, v, &model, out, true, NULL, e);
    if (!request_form(rq, &form, e))
        return false;
    out->username = param_text(rq->arena, &form, "username");
    out->password = param_text(rq->arena, &form, "password");
    if (!out->username || !*out->username)
        return fail_field(e, "username", "is needed");
    if (!out->password || !*out->password || utf8_length(out->password) > 128)
        return fail_field(e, "password", "1 to 128 characters");
    return true;
}

static void reply_staff(struct request *rq, const struct staff *who)
{
    struct json j = reply_json(rq, 200);
    json_open_object(&j, NULL);
    json_open_object(&j, "user");
    json_put_text(&j, "username", who->username);
    json_put_text(&j, "role", who->role);
    json_close(&j);
    json_put_text(&j, "csrf_token", who->csrf_token);
    json_close(&j);
}

bool handle_login(struct request *rq, struct err *e)
{
    struct credentials given = {0};
    struct staff who;
    const char *cookie;
    int64_t wait_ms = 0;
    const char *device = request_header(rq, "User-Agent");
    struct visit from = {
        .device = device ? arena_strndup(rq->arena, device, utf8_prefix(device, DEVICE_MOST)) : "",
        .address = rq->remote};
    rq->doing = "signing in";
    if (!door_same_origin(rq, true, e) || !read_credentials(rq, &given, e))
        return false;
    if (!staff_login(rq->app->db, rq->arena, given.username, given.password, &from, &cookie,
                     &who, &wait_ms, e)) {
        if (wait_ms)
            reply_header(rq, "Retry-After",
                         arena_printf(rq->arena, "%lld", (long long)(wait_ms + 999) / 1000));
        return false;
    }
    door_cookie(rq, cookie);
    reply_staff(rq, &who);
    return true;
}

bool handle_logout(struct request *rq, struct err *e)
{
    rq->doing = "signing out";
    if (!staff_logout(rq->app->db, rq->who, e))
        return false;
    door_cookie(rq, NULL);
    reply_text(rq, 204, NULL, "");
    return true;
}

bool handle_session(struct request *rq, struct err *e)
{
    (void)e;
    rq->doing = "telling who it is";
    reply_staff(rq, rq->who);
    return true;
}
