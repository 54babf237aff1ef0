/* orders.c -- looking at orders and moving them on. */
#include "parts.h"
#include "waiter/chat.h"
#include "waiter/staff.h"

static bool read_orders(struct request *rq, struct conn *c, struct err *e)
{
    struct desk_filter f = {0};
    enum order_status known;
    int64_t last;
    if (!desk_filter_read(rq, &f, e))
        return false;
    if (*f.status && !order_status_read(f.status, &known))
        return fail_field(e, "status", "no such status");
    struct json j = desk_list_open(rq, "orders");
    if (!desk_orders(&j, c, rq->arena, &f, &last, e))
        return false;
    desk_list_close(rq, &j, last);
    return true;
}

bool handle_orders(struct request *rq, struct err *e)
{
    rq->doing = "listing orders";
    return desk_read(rq, read_orders, e);
}

static bool read_order(struct request *rq, struct conn *c, struct err *e)
{
    struct order o;
    int64_t id;
    if (!request_id_param(rq, "id", &id, e) || !order_find(c, rq->arena, id, &o, e))
        return false;
    struct json j = reply_json(rq, 200);
    json_open_object(&j, NULL);
    if (!desk_order(&j, c, rq->arena, &o, e))
        return false;
    json_close(&j);
    return true;
}

bool handle_order(struct request *rq, struct err *e)
{
    rq->doing = "showing an order";
    return desk_read(rq, read_order, e);
}

struct move_wanted {
    const char *status;
};

static bool read_status(struct request *rq, enum order_status *to, struct err *e)
{
    static const struct field fields[] = {FIELD(struct move_wanted, status, WRITABLE | NEEDED)};
    static const struct model model = MODEL("status", struct move_wanted, fields);
    struct move_wanted wish = {0};
    const json_value *v;
    return request_json(rq, &v, e) &&
           json_read_model(rq->arena, v, &model, &wish, true, NULL, e) &&
           (order_status_read(wish.status, to) || fail_field(e, "status", "no such status"));
}

bool handle_order_status(struct request *rq, struct err *e)
{
    enum order_status to;
    struct order o;
    int64_t id;
    rq->doing = "moving an order";
    return request_id_param(rq, "id", &id, e) && read_status(rq, &to, e) &&
           chat_order_move(rq->app->shop, rq->arena, id, to, rq->who, &o, e) &&
           desk_read(rq, read_order, e);
}
