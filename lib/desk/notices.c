/* notices.c -- templates, the owner's choices, tasks, and what customers thought of their orders. */
#include "parts.h"
#include "waiter/notice_setup.h"

#include <string.h>

/* -- notices -- */

static bool read_notices(struct request *rq, struct conn *c, struct err *e)
{
    struct json j = reply_json(rq, 200);
    json_open_object(&j, NULL);
    if (!notices_put(&j, c, rq->arena, &rq->app->settings, e))
        return false;
    json_close(&j);
    return true;
}

bool handle_notices(struct request *rq, struct err *e)
{
    rq->doing = "listing notices";
    return desk_read(rq, read_notices, e);
}

static bool read_kind(struct request *rq, enum notice_kind *out, struct err *e)
{
    return notice_named(request_route(rq, "kind"), out) ||
           fail(e, ERR_NOT_FOUND, "no such notice");
}

bool handle_notice_choice(struct request *rq, struct err *e)
{
    enum notice_kind kind;
    const json_value *wish;
    rq->doing = "choosing how to hear of something";
    return read_kind(rq, &kind, e) && request_json(rq, &wish, e) &&
           owner_choice_save(rq->app->db, rq->arena, rq->who, kind, wish, e) &&
           desk_read(rq, read_notices, e);
}

bool handle_template_save(struct request *rq, struct err *e)
{
    struct template_wish w = {.language = request_route(rq, "language")};
    int64_t version;
    rq->doing = "saving a template";
    if (!read_kind(rq, &w.kind, e) || !request_json(rq, &w.json, e) || !desk_seen(rq, &w.seen, e) ||
        !template_save(rq->app->shop, rq->arena, rq->who, &w, &version, e) ||
        !desk_read(rq, read_notices, e))
        return false;
    desk_version(rq, version);
    return true;
}

bool handle_template_remove(struct request *rq, struct err *e)
{
    enum notice_kind kind;
    rq->doing = "removing a template";
    if (!read_kind(rq, &kind, e) ||
        !template_remove(rq->app->shop, rq->arena, rq->who, kind, request_route(rq, "language"), e))
        return false;
    reply_text(rq, 204, NULL, "");
    return true;
}

bool handle_notice_try(struct request *rq, struct err *e)
{
    rq->doing = "sending a mail to try";
    if (!notice_try_mail(rq->app->shop, rq->arena, rq->who, e))
        return false;
    reply_text(rq, 202, NULL, "");
    return true;
}

/* -- tasks -- */

static bool read_tasks(struct request *rq, struct conn *c, struct err *e)
{
    int64_t limit, before, last, open;
    const char *done = request_query(rq, "done");
    if (!request_page(rq, &limit, &before, e) || !task_count(c, &open, e))
        return false;
    struct json j = desk_list_open(rq, "tasks");
    if (!task_list(&j, c, rq->arena, done && strcmp(done, "1") == 0, before, limit, &last, e))
        return false;
    json_close(&j);
    json_put_int(&j, "open", open);
    reply_next(rq, &j, last);
    json_close(&j);
    return true;
}

bool handle_tasks(struct request *rq, struct err *e)
{
    rq->doing = "listing tasks";
    return desk_read(rq, read_tasks, e);
}

static bool tick(struct request *rq, bool done, struct err *e)
{
    int64_t id;
    if (!request_id_param(rq, "id", &id, e) || !task_done(rq->app->db, rq->who, id, done, e))
        return false;
    reply_text(rq, 204, NULL, "");
    return true;
}

bool handle_task_done(struct request *rq, struct err *e)
{
    rq->doing = "ticking off a task";
    return tick(rq, true, e);
}

bool handle_task_reopen(struct request *rq, struct err *e)
{
    rq->doing = "taking up a task again";
    return tick(rq, false, e);
}
