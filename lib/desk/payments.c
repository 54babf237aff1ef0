/* payments.c -- what people of the shop do with an order's money. */
#include "parts.h"
#include "waiter/payment.h"

struct wanted {
    const char *reason, *currency;
    int64_t amount_minor;
    bool restock;
};

static bool read_payment(struct request *rq, struct order_wish *w, int64_t *payment, struct err *e)
{
    return desk_order_wish(rq, w, e) && request_id_param(rq, "payment", payment, e);
}

bool handle_payment_approve(struct request *rq, struct err *e)
{
    struct order_wish w = {0};
    int64_t payment;
    rq->doing = "approving a payment";
    if (!read_payment(rq, &w, &payment, e))
        return false;
    return desk_order_answer(rq, payment_approve(rq->app->shop, rq->arena, &w, payment, rq->who, e), e);
}

bool handle_payment_reject(struct request *rq, struct err *e)
{
    static const struct field fields[] = {
        FIELD(struct wanted, reason, WRITABLE | NEEDED, .min = 1, .max = PAY_REASON_CHARS_MOST),
    };
    static const struct model model = MODEL("rejection", struct wanted, fields);
    struct wanted is = {0};
    struct order_wish w = {0};
    const json_value *v;
    int64_t payment;
    rq->doing = "rejecting a payment";
    if (!read_payment(rq, &w, &payment, e) || !request_json(rq, &v, e) ||
        !json_read_model(rq->arena, v, &model, &is, true, NULL, e))
        return false;
    return desk_order_answer(
        rq, payment_reject(rq->app->shop, rq->arena, &w, payment, is.reason, rq->who, e), e);
}

bool handle_payment_received(struct request *rq, struct err *e)
{
    struct order_wish w = {0};
    rq->doing = "noting a payment";
    return desk_order_wish(rq, &w, e) &&
           desk_order_answer(rq, payment_received(rq->app->shop, rq->arena, &w, rq->who, e), e);
}

/* What a decimal amount is counted in. */
static bool read_currency(struct request *rq, int64_t order_id, const char **out, struct err *e)
{
    struct order o;
    struct conn *c;
    if (!db_borrow(rq->app->db, &c, e))
        return false;
    bool ok = order_find(c, rq->arena, order_id, &o, e);
    db_return(rq->app->db, c);
    *out = ok ? o.currency : NULL;
    return ok;
}

bool handle_payment_refund(struct request *rq, struct err *e)
{
    static const struct field fields[] = {
        FIELD(struct wanted, currency, SHOWN),
        FIELD(struct wanted, amount_minor, WRITABLE | NEEDED | MONEY, .min = 1, .max = INT64_MAX),
        FIELD(struct wanted, reason, WRITABLE, .max = PAY_REASON_CHARS_MOST),
        FIELD(struct wanted, restock, WRITABLE),
    };
    static const struct model model = MODEL("refund", struct wanted, fields);
    struct wanted is = {.reason = ""};
    struct order_wish w = {0};
    struct refund_wish r = {0};
    const json_value *v;
    const char *currency;
    rq->doing = "refunding a payment";
    if (!read_payment(rq, &w, &r.payment_id, e) || !request_json(rq, &v, e) ||
        !read_currency(rq, w.id, &currency, e) ||
        !json_read_model(rq->arena, v, &model, &is, true, currency, e))
        return false;
    r.amount_minor = is.amount_minor;
    r.reason = is.reason;
    r.restock = is.restock;
    return desk_order_answer(rq, payment_refund(rq->app->shop, rq->arena, &w, &r, rq->who, e), e);
}
