/* products.c -- the catalogue as its owner sees and changes it. */
#include "parts.h"
#include "waiter/audit.h"
#include "waiter/clock.h"
#include "waiter/product.h"
#include "waiter/shop.h"
#include "waiter/staff.h"
#include "waiter/utf8.h"

static bool read_products(struct request *rq, struct conn *c, struct err *e)
{
    const char *category = request_query(rq, "category"), *search = request_query(rq, "search"),
               *currency;
    struct product_filter f = {
        .category = category ? category : "", .search = search, .staff = true};
    int64_t last;
    if (search && utf8_length(search) > SEARCH_CHARS_MOST)
        return fail_field(e, "search", "longer than %d characters", SEARCH_CHARS_MOST);
    if (!request_page(rq, &f.limit, &f.after, e) ||
        !shop_currency(rq->app->shop, c, rq->arena, &currency, e))
        return false;
    struct json j = desk_list_open(rq, "products");
    if (!product_list_put(&j, c, rq->arena, &f, currency, &last, e))
        return false;
    desk_list_close(rq, &j, last);
    return true;
}

bool handle_products(struct request *rq, struct err *e)
{
    rq->doing = "listing products";
    return desk_read(rq, read_products, e);
}

static bool reply_product(struct request *rq, struct conn *c, int status, int64_t id,
                          struct err *e)
{
    const char *currency;
    if (!shop_currency(rq->app->shop, c, rq->arena, &currency, e))
        return false;
    struct json j = reply_json(rq, status);
    json_open_object(&j, NULL);
    if (!product_put(&j, c, rq->arena, id, currency, true, e))
        return false;
    json_close(&j);
    return true;
}

static bool read_product(struct request *rq, struct conn *c, struct err *e)
{
    int64_t id;
    return request_id_param(rq, "id", &id, e) && reply_product(rq, c, 200, id, e);
}

bool handle_product(struct request *rq, struct err *e)
{
    rq->doing = "showing a product";
    return desk_read(rq, read_product, e);
}

struct product_wish {
    struct request *rq;
    const json_value *json;
    int64_t id; /* 0: a new one */
};

/* The product for the book of changes; NULL for one that is still to come. */
static bool product_json(struct conn *c, struct request *rq, int64_t id, const char *currency,
                         const char **out, struct err *e)
{
    struct str text = str_new(rq->arena, REPLY_MOST);
    struct json j = json_writer(&text);
    *out = NULL;
    if (!id)
        return true;
    json_open_object(&j, NULL);
    if (!product_put(&j, c, rq->arena, id, currency, true, e))
        return false;
    json_close(&j);
    return str_done(&text, out, e);
}

/* The currency is read by the same connection: inside the transaction it cannot be another's. */
static bool save_job(struct conn *c, void *what, struct err *e)
{
    struct product_wish *w = what;
    struct request *rq = w->rq;
    const struct staff *who = rq->who;
    const char *currency, *before, *after,
        *actor = arena_printf(rq->arena, "staff:%s", who->username);
    const char *action = w->id ? "product.change" : "product.add";
    return shop_currency(rq->app->shop, c, rq->arena, &currency, e) &&
           product_json(c, rq, w->id, currency, &before, e) &&
           product_save(c, rq->arena, w->json, currency, actor, clock_now(), &w->id, e) &&
           product_json(c, rq, w->id, currency, &after, e) &&
           audit_id(c, who, action, "product", w->id, before, after, e);
}

static bool save_product(struct request *rq, int64_t *id, struct err *e)
{
    struct product_wish w = {.rq = rq, .id = *id};
    bool ok = request_json(rq, &w.json, e) && db_write(rq->app->db, save_job, &w, e);
    *id = w.id;
    return ok;
}

bool handle_product_add(struct request *rq, struct err *e)
{
    struct conn *c;
    int64_t id = 0;
    rq->doing = "adding a product";
    if (!save_product(rq, &id, e) || !db_borrow(rq->app->db, &c, e))
        return false;
    bool ok = reply_product(rq, c, 201, id, e);
    db_return(rq->app->db, c);
    reply_header(rq, "Location", arena_printf(rq->arena, "/admin/products/%lld", (long long)id));
    return ok;
}

bool handle_product_change(struct request *rq, struct err *e)
{
    int64_t id;
    rq->doing = "changing a product";
    return request_id_param(rq, "id", &id, e) && save_product(rq, &id, e) &&
           desk_read(rq, read_product, e);
}

static bool retire_job(struct conn *c, void *what, struct err *e)
{
    struct product_wish *w = what;
    return product_retire(c, w->id, clock_now(), e) &&
           audit_id(c, w->rq->who, "product.remove", "product", w->id, "{\"active\":true}",
                    "{\"active\":false}", e);
}

bool handle_product_remove(struct request *rq, struct err *e)
{
    struct product_wish w = {.rq = rq};
    rq->doing = "taking a product out of the shop";
    if (!request_id_param(rq, "id", &w.id, e) || !db_write(rq->app->db, retire_job, &w, e))
        return false;
    reply_text(rq, 204, NULL, "");
    return true;
}
