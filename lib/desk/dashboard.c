/* dashboard.c -- the day so far. */
#include "parts.h"
#include "waiter/clock.h"
#include "waiter/shop.h"

static bool shop_name(struct request *rq, struct conn *c, const char **out, struct err *e)
{
    bool found = true;
    *out = rq->app->settings.shop_name;
    if (!**out && !db_text(c, rq->arena, Q_SETTING_GET, ARGS(V("shop.name")), out, &found, e))
        return false;
    if (!found)
        *out = "";
    return true;
}

/* ?since= is when the reader's day began (his browser knows where he is); else midnight UTC. */
static bool read_dashboard(struct request *rq, struct conn *c, struct err *e)
{
    const char *since = request_query(rq, "since"), *currency, *name;
    int64_t now = clock_now(), midnight = now - now % DAY_MS;
    if (since && (!clock_parse(since, &midnight) || midnight < 0))
        return fail_field(e, "since", "not a time");
    if (!shop_currency(rq->app->shop, c, rq->arena, &currency, e) || !shop_name(rq, c, &name, e))
        return false;
    struct json j = reply_json(rq, 200);
    json_open_object(&j, NULL);
    json_put_text(&j, "shop", name);
    if (!desk_dashboard(&j, c, rq->arena, currency, midnight, now, e))
        return false;
    json_close(&j);
    return true;
}

bool handle_dashboard(struct request *rq, struct err *e)
{
    rq->doing = "looking at the day";
    return desk_read(rq, read_dashboard, e);
}
