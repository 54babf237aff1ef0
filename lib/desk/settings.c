/* settings.c -- the shop's own data, copies of it, whether it is well, what a new one needs. */
#include "parts.h"
#include "waiter/audit.h"
#include "waiter/backup.h"
#include "waiter/door.h"
#include "waiter/facts.h"
#include "waiter/health.h"

#include <string.h>

/* -- settings -- */

static bool read_settings(struct request *rq, struct conn *c, struct err *e)
{
    struct json j = reply_json(rq, 200);
    json_open_object(&j, NULL);
    if (!facts_put(&j, &rq->app->settings, c, rq->arena, e))
        return false;
    json_close(&j);
    return true;
}

bool handle_settings(struct request *rq, struct err *e)
{
    rq->doing = "showing the settings";
    return desk_read(rq, read_settings, e);
}

static bool read_latest(struct request *rq, struct conn *c, struct err *e)
{
    struct str out = str_new(rq->arena, REPLY_MOST);
    struct json j = json_writer(&out);
    return audit_last(&j, NULL, c, rq->arena, "settings", "shop", e) &&
           str_done(&out, &rq->latest, e);
}

bool handle_settings_change(struct request *rq, struct err *e)
{
    const json_value *wish;
    const char *seen = NULL;
    struct err ignored = {0};
    rq->doing = "changing the settings";
    if (!request_json(rq, &wish, e) || !desk_seen_text(rq, &seen, e))
        return false;
    if (facts_change(rq->app->db, &rq->app->settings, rq->arena, rq->who, seen, wish, e))
        return desk_read(rq, read_settings, e);
    if (e->kind == ERR_STALE && !desk_read(rq, read_latest, &ignored))
        rq->latest = NULL;
    return false;
}

/* -- copies -- */

static void put_backup(struct json *j, const char *key, const struct backup *b)
{
    json_open_object(j, key);
    json_put_text(j, "name", b->name);
    json_put_int(j, "bytes", b->bytes);
    json_put_time(j, "made_at", b->made_at);
    json_close(j);
}

bool handle_backups(struct request *rq, struct err *e)
{
    struct backup *all;
    size_t count;
    rq->doing = "listing copies";
    if (!backup_list(&rq->app->settings, rq->arena, &all, &count, e))
        return false;
    struct json j = reply_json(rq, 200);
    json_open_object(&j, NULL);
    json_open_array(&j, "backups");
    for (size_t i = 0; i < count; i++)
        put_backup(&j, NULL, &all[i]);
    json_close(&j);
    json_close(&j);
    return true;
}

struct note {
    const struct staff *who;
    const char *action, *name;
};

static bool note_job(struct conn *c, void *what, struct err *e)
{
    struct note *n = what;
    return audit(c, n->who, n->action, "backup", n->name, NULL, NULL, e);
}

bool handle_backup_add(struct request *rq, struct err *e)
{
    struct backup made;
    rq->doing = "copying the database";
    if (!door_person(rq, e) || !backup_make(&rq->app->settings, rq->app->db, rq->arena, &made, e))
        return false;
    struct note n = {rq->who, "backup.add", made.name};
    if (!db_write(rq->app->db, note_job, &n, e))
        return false;
    struct json j = reply_json(rq, 201);
    put_backup(&j, NULL, &made);
    reply_header(rq, "Location", arena_printf(rq->arena, "/admin/backups/%s", made.name));
    return true;
}

/* Who took it stands in the book. */
bool handle_backup(struct request *rq, struct err *e)
{
    struct backup is;
    rq->doing = "sending a copy";
    if (!door_person(rq, e) || !backup_find(&rq->app->settings, rq->arena,
                                            request_route(rq, "name"), &is, e))
        return false;
    struct note n = {rq->who, "backup.download", is.name};
    if (!db_write(rq->app->db, note_job, &n, e))
        return false;
    reply_file(rq, "application/vnd.sqlite3", arena_printf(rq->arena, "/_backup/%s", is.name),
               arena_printf(rq->arena, "%s/backups/%s", rq->app->settings.waiter_home, is.name));
    reply_header(rq, "Content-Disposition",
                 arena_printf(rq->arena, "attachment; filename=\"%s\"", is.name));
    return true;
}

/* -- how it is -- */

bool handle_health(struct request *rq, struct err *e)
{
    rq->doing = "looking whether the shop is well";
    struct json j = reply_json(rq, 200);
    json_open_object(&j, NULL);
    if (!health_put(&j, &rq->app->settings, rq->app->db, rq->arena, e))
        return false;
    json_close(&j);
    return true;
}

bool handle_checklist(struct request *rq, struct err *e)
{
    rq->doing = "looking what a new shop still needs";
    struct json j = reply_json(rq, 200);
    json_open_object(&j, NULL);
    if (!checklist_put(&j, &rq->app->settings, rq->app->db, rq->arena, rq->who, e))
        return false;
    json_close(&j);
    return true;
}
