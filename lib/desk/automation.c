/* automation.c -- what the shop does by itself: rules, schedules, other people's webhooks. */
#include "parts.h"
#include "waiter/audit.h"
#include "waiter/hook.h"
#include "waiter/rules.h"
#include "waiter/schedule.h"

#include <string.h>

/* -- rules -- */

static bool read_rules(struct request *rq, struct conn *c, struct err *e)
{
    const char *currency, *version;
    struct json j = reply_json(rq, 200);
    json_open_object(&j, NULL);
    if (!shop_currency(rq->app->shop, c, rq->arena, &currency, e) ||
        !rules_put(&j, c, rq->arena, currency, &version, e))
        return false;
    json_close(&j);
    return true;
}

bool handle_rules(struct request *rq, struct err *e)
{
    rq->doing = "showing the rules";
    return desk_read(rq, read_rules, e);
}

bool handle_rules_change(struct request *rq, struct err *e)
{
    const json_value *wish;
    const char *seen;
    rq->doing = "changing the rules";
    return request_json(rq, &wish, e) && desk_seen_text(rq, &seen, e) &&
           rules_change(rq->app->shop, rq->arena, rq->who, seen, wish, e) &&
           desk_read(rq, read_rules, e);
}

/* -- schedules -- */

static bool read_schedules(struct request *rq, struct conn *c, struct err *e)
{
    struct json j = desk_list_open(rq, "schedules");
    if (!schedule_list(&j, c, rq->arena, e))
        return false;
    json_close(&j);
    json_close(&j);
    return true;
}

bool handle_schedules(struct request *rq, struct err *e)
{
    rq->doing = "listing schedules";
    return desk_read(rq, read_schedules, e);
}

static bool read_schedule(struct request *rq, struct conn *c, struct err *e)
{
    int64_t version;
    struct json j = reply_json(rq, 200);
    json_open_object(&j, NULL);
    if (!schedule_put(&j, c, rq->arena, request_route(rq, "name"), &version, e))
        return false;
    json_close(&j);
    desk_version(rq, version);
    return true;
}

bool handle_schedule_change(struct request *rq, struct err *e)
{
    const json_value *wish;
    int64_t seen;
    rq->doing = "changing a schedule";
    return request_json(rq, &wish, e) && desk_seen(rq, &seen, e) &&
           schedule_change(rq->app->db, rq->arena, rq->who, request_route(rq, "name"), wish, seen,
                           e) &&
           desk_read(rq, read_schedule, e);
}

struct note {
    const struct staff *who;
    const char *name;
};

static bool note_run(struct conn *c, void *what, struct err *e)
{
    const struct note *n = what;
    return audit(c, n->who, "schedule.run", "schedule", n->name, NULL, NULL, e);
}

bool handle_schedule_run(struct request *rq, struct err *e)
{
    struct note n = {rq->who, request_route(rq, "name")};
    rq->doing = "running a schedule";
    return schedule_run(rq->app->shop, rq->arena, n.name, NULL, e) &&
           db_write(rq->app->db, note_run, &n, e) && desk_read(rq, read_schedule, e);
}

/* -- webhooks of others -- */

static bool is_private(const struct request *rq) { return rq->app->settings.hooks_private; }

static bool read_hooks(struct request *rq, struct conn *c, struct err *e)
{
    struct json j = desk_list_open(rq, "hooks");
    if (!hook_list(&j, c, rq->arena, e))
        return false;
    json_close(&j);
    json_open_array(&j, "events");
    for (enum hook_event event = 0; event < HOOK__MAX; event++)
        json_put_text(&j, NULL, hook_event_word(event));
    json_close(&j);
    json_close(&j);
    return true;
}

bool handle_hooks(struct request *rq, struct err *e)
{
    rq->doing = "listing webhooks";
    return desk_read(rq, read_hooks, e);
}

static bool reply_hook(struct request *rq, int status, int64_t id, const char *secret, struct err *e)
{
    struct conn *c;
    int64_t version;
    if (!db_borrow(rq->app->db, &c, e))
        return false;
    struct json j = reply_json(rq, status);
    json_open_object(&j, NULL);
    bool ok = hook_put(&j, c, rq->arena, id, &version, e);
    db_return(rq->app->db, c);
    if (!ok)
        return false;
    if (secret)
        json_put_text(&j, "secret", secret);
    json_close(&j);
    desk_version(rq, version);
    return true;
}

bool handle_hook_add(struct request *rq, struct err *e)
{
    const json_value *wish;
    const char *secret;
    int64_t id;
    rq->doing = "adding a webhook";
    if (!request_json(rq, &wish, e) ||
        !hook_add(rq->app->db, rq->arena, rq->who, wish, is_private(rq), &id, &secret, e) ||
        !reply_hook(rq, 201, id, secret, e))
        return false;
    reply_header(rq, "Location", arena_printf(rq->arena, "/admin/hooks/%lld", (long long)id));
    return true;
}

bool handle_hook_change(struct request *rq, struct err *e)
{
    const json_value *wish;
    int64_t id, seen;
    rq->doing = "changing a webhook";
    return request_id_param(rq, "id", &id, e) && request_json(rq, &wish, e) &&
           desk_seen(rq, &seen, e) &&
           hook_change(rq->app->db, rq->arena, rq->who, id, wish, is_private(rq), seen, e) &&
           reply_hook(rq, 200, id, NULL, e);
}

bool handle_hook_remove(struct request *rq, struct err *e)
{
    int64_t id;
    rq->doing = "removing a webhook";
    if (!request_id_param(rq, "id", &id, e) ||
        !hook_remove(rq->app->db, rq->arena, rq->who, id, e))
        return false;
    reply_text(rq, 204, NULL, "");
    return true;
}

static bool read_calls(struct request *rq, struct conn *c, struct err *e)
{
    int64_t id, limit, before, last;
    struct hook h;
    if (!request_id_param(rq, "id", &id, e) || !hook_find(c, rq->arena, id, &h, e) ||
        !request_page(rq, &limit, &before, e))
        return false;
    struct json j = desk_list_open(rq, "calls");
    if (!hook_calls(&j, c, rq->arena, id, before, limit, &last, e))
        return false;
    desk_list_close(rq, &j, last);
    return true;
}

bool handle_hook_calls(struct request *rq, struct err *e)
{
    rq->doing = "showing a webhook's log";
    return desk_read(rq, read_calls, e);
}

bool handle_hook_again(struct request *rq, struct err *e)
{
    int64_t id;
    rq->doing = "calling a webhook again";
    if (!request_id_param(rq, "id", &id, e) || !hook_again(rq->app->db, rq->arena, rq->who, id, e))
        return false;
    reply_text(rq, 202, NULL, "");
    return true;
}
