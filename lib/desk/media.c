/* media.c -- what customers sent, to the people of the shop. */
#include "parts.h"
#include "waiter/media.h"

#include <string.h>

/* Never shown as a page of ours: its type is one that we recognised, and browsers keep it rather
 * than open it. nginx says so too (/_inbound/), since it drops these headers there. */
static bool read_media(struct request *rq, struct conn *c, struct err *e)
{
    struct media m;
    int64_t id;
    if (!request_id_param(rq, "id", &id, e) ||
        !db_one(c, rq->arena, Q_MEDIA_BY_ID, ARGS(V(id)), &media_model, &m, NULL, e))
        return false;
    if (strcmp(m.status, "kept") != 0)
        return fail(e, ERR_NOT_FOUND, "media %lld is %s", (long long)id, m.status);
    reply_file(rq, m.type, arena_printf(rq->arena, "/_inbound/%s", m.file),
               arena_printf(rq->arena, "%s/inbound/%s", rq->app->settings.waiter_home, m.file));
    reply_header(rq, "Content-Disposition",
                 arena_printf(rq->arena, "attachment; filename=\"customer-%lld.%s\"", (long long)id,
                              strrchr(m.type, '/') + 1));
    reply_header(rq, "Cache-Control", "private, max-age=3600");
    reply_header(rq, "X-Content-Type-Options", "nosniff");
    reply_header(rq, "Content-Security-Policy", "default-src 'none'; sandbox");
    return true;
}

bool handle_media(struct request *rq, struct err *e)
{
    rq->doing = "showing what a customer sent";
    return desk_read(rq, read_media, e);
}
