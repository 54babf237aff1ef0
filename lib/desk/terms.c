/* terms.c -- delivery, hours and taxes as one page of the owner's; and coupons. */
#include "parts.h"
#include "waiter/audit.h"
#include "waiter/coupon.h"
#include "waiter/delivery.h"
#include "waiter/shop.h"

#include <string.h>

/* -- delivery, hours, taxes -- */

static bool read_delivery(struct request *rq, struct conn *c, struct err *e)
{
    const char *currency;
    if (!shop_currency(rq->app->shop, c, rq->arena, &currency, e))
        return false;
    struct json j = reply_json(rq, 200);
    json_open_object(&j, NULL);
    if (!delivery_put(&j, c, rq->arena, currency, e))
        return false;
    json_close(&j);
    return true;
}

bool handle_delivery(struct request *rq, struct err *e)
{
    rq->doing = "showing delivery, hours and taxes";
    return desk_read(rq, read_delivery, e);
}

static bool read_latest(struct request *rq, struct conn *c, struct err *e)
{
    struct str out = str_new(rq->arena, REPLY_MOST);
    struct json j = json_writer(&out);
    return audit_last(&j, NULL, c, rq->arena, "delivery", "shop", e) && str_done(&out, &rq->latest, e);
}

/* The shop's currency, for amounts in what was sent. */
static bool currency_of(struct request *rq, const char **out, struct err *e)
{
    struct conn *c;
    if (!db_borrow(rq->app->db, &c, e))
        return false;
    bool ok = shop_currency(rq->app->shop, c, rq->arena, out, e);
    db_return(rq->app->db, c);
    return ok;
}

bool handle_delivery_change(struct request *rq, struct err *e)
{
    const json_value *wish;
    const char *seen = NULL, *currency;
    struct err ignored = {0};
    rq->doing = "changing delivery, hours or taxes";
    if (!request_json(rq, &wish, e) || !desk_seen_text(rq, &seen, e) || !currency_of(rq, &currency, e))
        return false;
    if (delivery_change(rq->app->db, rq->arena, rq->who, currency, seen, wish, e))
        return desk_read(rq, read_delivery, e);
    if (e->kind == ERR_STALE && !desk_read(rq, read_latest, &ignored))
        rq->latest = NULL;
    return false;
}

/* -- coupons -- */

static bool read_coupons(struct request *rq, struct conn *c, struct err *e)
{
    const char *currency;
    if (!shop_currency(rq->app->shop, c, rq->arena, &currency, e))
        return false;
    struct json j = desk_list_open(rq, "coupons");
    if (!coupon_list(&j, c, rq->arena, currency, e))
        return false;
    json_close(&j);
    json_put_text(&j, "currency", currency);
    json_close(&j);
    return true;
}

bool handle_coupons(struct request *rq, struct err *e)
{
    rq->doing = "listing coupons";
    return desk_read(rq, read_coupons, e);
}

static bool reply_coupon(struct request *rq, int status, int64_t id, const char *currency, struct err *e)
{
    struct conn *c;
    int64_t version;
    if (!db_borrow(rq->app->db, &c, e))
        return false;
    struct json j = reply_json(rq, status);
    json_open_object(&j, NULL);
    bool ok = coupon_put(&j, c, rq->arena, id, currency, &version, e);
    db_return(rq->app->db, c);
    if (!ok)
        return false;
    json_close(&j);
    desk_version(rq, version);
    return true;
}

static bool save(struct request *rq, int64_t id, int64_t seen, int status, struct err *e)
{
    const json_value *wish;
    const char *currency;
    return request_json(rq, &wish, e) && currency_of(rq, &currency, e) &&
           coupon_save(rq->app->db, rq->arena, rq->who, wish, currency, seen, &id, e) &&
           reply_coupon(rq, status, id, currency, e);
}

bool handle_coupon_add(struct request *rq, struct err *e)
{
    rq->doing = "adding a coupon";
    return save(rq, 0, 0, 201, e);
}

bool handle_coupon_change(struct request *rq, struct err *e)
{
    int64_t id, seen;
    rq->doing = "changing a coupon";
    return request_id_param(rq, "id", &id, e) && desk_seen(rq, &seen, e) && save(rq, id, seen, 200, e);
}

bool handle_coupon_remove(struct request *rq, struct err *e)
{
    int64_t id;
    rq->doing = "removing a coupon";
    if (!request_id_param(rq, "id", &id, e) || !coupon_remove(rq->app->db, rq->who, id, e))
        return false;
    reply_text(rq, 204, NULL, "");
    return true;
}
