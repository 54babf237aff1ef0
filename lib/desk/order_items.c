/* order_items.c -- what is in an order, changed by staff: quantities while it waits, pieces cancelled. */
#include "parts.h"
#include "waiter/order_staff.h"

/* {"items":[{"id","quantity"}],"reason"?} */
struct edit_wanted {
    const char *reason;
};
struct item_wanted {
    int64_t id, quantity;
};

static bool read_item(struct request *rq, const json_value *v, struct order_change *out, struct err *e)
{
    static const struct field fields[] = {
        FIELD(struct item_wanted, id, WRITABLE | NEEDED, .min = 1, .max = INT64_MAX),
        FIELD(struct item_wanted, quantity, WRITABLE | NEEDED, .min = 0, .max = INT32_MAX),
    };
    static const struct model model = MODEL("item", struct item_wanted, fields);
    struct item_wanted w = {0};
    if (!json_read_model(rq->arena, v, &model, &w, true, NULL, e))
        return false;
    *out = (struct order_change){w.id, w.quantity};
    return true;
}

static bool read_edit(struct request *rq, struct order_edit *d, struct err *e)
{
    static const struct field fields[] = {
        FIELD(struct edit_wanted, reason, WRITABLE, .max = ORDER_REASON_CHARS_MOST),
        FIELD_BESIDE("items"),
    };
    static const struct model model = MODEL("edit", struct edit_wanted, fields);
    struct edit_wanted w = {0};
    const json_value *v;
    if (!request_json(rq, &v, e) || !json_read_model(rq->arena, v, &model, &w, true, NULL, e))
        return false;
    const json_value *list = json_at(v, "items");
    size_t n = json_count(list);
    if (!list || !json_is_array(list) || n == 0 || n > CART_LINES_MOST)
        return fail_field(e, "items", "1 to %d lines", CART_LINES_MOST);
    struct order_change *changes = arena_array(rq->arena, n, sizeof *changes);
    for (size_t i = 0; i < n; i++) {
        if (!read_item(rq, json_item(list, i), &changes[i], e))
            return false;
        for (size_t k = 0; k < i; k++)
            if (changes[k].item_id == changes[i].item_id)
                return fail_field(e, "items", "the same line twice");
    }
    d->changes = changes;
    d->count = n;
    d->reason = w.reason;
    return true;
}

static bool edit(struct request *rq, bool cancel, struct err *e)
{
    struct order_wish w = {0};
    struct order_edit d = {.cancel = cancel};
    struct order o;
    if (!desk_order_wish(rq, &w, e) || !read_edit(rq, &d, e))
        return false;
    return desk_order_answer(rq, order_staff_edit(rq->app->shop, rq->arena, &w, &d, rq->who, &o, e), e);
}

bool handle_order_items(struct request *rq, struct err *e)
{
    rq->doing = "changing what is in an order";
    return edit(rq, false, e);
}

bool handle_order_cancel_part(struct request *rq, struct err *e)
{
    rq->doing = "cancelling a part of an order";
    return edit(rq, true, e);
}
