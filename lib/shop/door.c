/* door.c -- cookie, role and the proofs that a request came from the console. */
#include "waiter/door.h"

#include "waiter/crypto.h"
#include "waiter/key.h"

#include <string.h>
#include <strings.h>

/* "https://shop.example" of "https://shop.example/some/where". */
static const char *origin_of(struct arena *a, const char *url)
{
    const char *host = strstr(url, "://");
    size_t n = host ? (size_t)(host + 3 - url) + strcspn(host + 3, "/") : strlen(url);
    return arena_strndup(a, url, n);
}

bool door_same_origin(const struct request *rq, bool typed, struct err *e)
{
    const char *site = request_header(rq, "Sec-Fetch-Site"),
               *origin = request_header(rq, "Origin");
    if (site) {
        /* The browser knows better than any list of ours; a page cannot set this header. */
        if (strcmp(site, "same-origin") == 0 || (typed && strcmp(site, "none") == 0))
            return true;
        return fail(e, ERR_CSRF, "Sec-Fetch-Site is %.40s", site);
    }
    const char *ours = origin_of(rq->arena, rq->app->settings.public_url);
    if (origin && strcmp(origin, ours) != 0)
        return fail(e, ERR_CSRF, "Origin is %.80s, PUBLIC_URL is %.80s", origin, ours);
    return true;
}

static bool changes_something(const char *method)
{
    return strcmp(method, "GET") != 0 && strcmp(method, "HEAD") != 0;
}

static bool came_from_console(const struct request *rq, const struct staff *who, struct err *e)
{
    const char *token = request_header(rq, "X-CSRF-Token");
    if (!same_text(token, who->csrf_token))
        return fail(e, ERR_CSRF, "X-CSRF-Token is %s", token ? "another" : "missing");
    return door_same_origin(rq, false, e);
}

/* The key of "Authorization: Bearer KEY", or NULL. */
static const char *bearer(const struct request *rq)
{
    const char *given = request_header(rq, "Authorization");
    return given && strncasecmp(given, "Bearer ", 7) == 0 ? given + 7 : NULL;
}

/* A key is never sent by a browser on its own, so it needs no proof of where it came from. */
static bool who_asks(struct request *rq, struct staff *out, struct err *e)
{
    const char *key = bearer(rq),
               *cookie = request_cookie(rq, staff_cookie_name(&rq->app->settings));
    if (key)
        return key_find(rq->app->db, rq->arena, key, out, e);
    return staff_session(rq->app->db, rq->arena, cookie, out, e) &&
           (!changes_something(rq->method) || came_from_console(rq, out, e));
}

static enum who rank(const char *role)
{
    if (strcmp(role, "owner") == 0)
        return OWNER;
    return strcmp(role, "staff") == 0 ? STAFF_MEMBER : VIEWER;
}

/* The one place that says what a role may: a viewer reads whatever staff reads. */
static bool role_may(const char *role, const char *method, enum who who)
{
    if (who == STAFF_MEMBER && !changes_something(method))
        who = VIEWER;
    return rank(role) >= who;
}

bool door_authorize(struct request *rq, enum who who, struct err *e)
{
    struct staff *staff = arena_alloc(rq->arena, sizeof *staff);
    if (!who_asks(rq, staff, e))
        return false;
    if (!role_may(staff->role, rq->method, who))
        return fail(e, ERR_FORBIDDEN, "%s is %s", staff->username, staff->role);
    staff->audited = arena_alloc(rq->arena, sizeof *staff->audited);
    rq->who = staff;
    return true;
}

bool door_person(const struct request *rq, struct err *e)
{
    const struct staff *who = rq->who;
    return !who->key_id || fail(e, ERR_FORBIDDEN, "%s is no person", who->username);
}

void door_cookie(struct request *rq, const char *value)
{
    const struct settings *s = &rq->app->settings;
    bool tls = strncmp(s->public_url, "https://", 8) == 0;
    reply_header(rq, "Set-Cookie",
                 arena_printf(rq->arena, "%s=%s; Path=/; HttpOnly; SameSite=Strict%s%s",
                              staff_cookie_name(s), value ? value : "", tls ? "; Secure" : "",
                              value ? "" : "; Max-Age=0"));
}
