/* api.c -- what anybody may ask: products, an order by its link, a customer's own orders, health. */
#include "waiter/chat.h"
#include "waiter/clock.h"
#include "waiter/crypto.h"
#include "waiter/customer.h"
#include "waiter/health.h"
#include "waiter/meter.h"
#include "waiter/order.h"
#include "waiter/phone.h"
#include "waiter/product.h"
#include "waiter/serve.h"
#include "waiter/shop.h"
#include "waiter/staff.h"
#include "waiter/track_page.h"

#include <stdlib.h>
#include <string.h>

#define ORDERS_MOST 50
#define SEARCH_MOST 200
#define PAGE_MOST (64u << 10)
#define METRICS_MOST 65536

static bool product_list(struct request *rq, struct err *e);
static bool product_one(struct request *rq, struct err *e);
static bool order_track(struct request *rq, struct err *e);
static bool order_page(struct request *rq, struct err *e);
static bool customer_orders(struct request *rq, struct err *e);
static bool health(struct request *rq, struct err *e);
static bool alive(struct request *rq, struct err *e);
static bool ready(struct request *rq, struct err *e);
static bool metrics(struct request *rq, struct err *e);

static const struct route routes[] = {
    {"GET", "/api/products", product_list, .who = ANYONE},
    {"GET", "/api/products/:id", product_one, .who = ANYONE},
    {"GET", "/api/orders/:number/track", order_track, .who = ANYONE},
    {"GET", "/t/:token", order_page, .who = ANYONE},
    {"GET", "/api/customers/:phone/orders", customer_orders, .who = SIGNED},
    {"GET", "/api/health", health, .who = ANYONE},
    /* For this machine only: nginx says so. */
    {"GET", "/healthz", alive, .who = ANYONE},
    {"GET", "/readyz", ready, .who = ANYONE},
    {"GET", "/metrics", metrics, .who = ANYONE},
};

/* Runs a reading handler with a borrowed connection. */
static bool with_reader(struct request *rq, bool (*read)(struct request *, struct conn *, struct err *),
                        struct err *e)
{
    struct conn *c;
    if (!db_borrow(rq->app->db, &c, e))
        return false;
    bool ok = read(rq, c, e);
    db_return(rq->app->db, c);
    return ok;
}

/* -- products -- */

/* NULL when not given. A text that cannot be one (a NUL in it) must not look like none: the whole
 * list would be the answer to a question for a part of it. */
static bool read_filter(struct request *rq, const char *name, const char **out, struct err *e)
{
    *out = request_query(rq, name);
    if (!*out && param_find(&rq->query, name))
        return fail_field(e, name, "not a text");
    return !*out || strlen(*out) <= SEARCH_MOST || fail_field(e, name, "longer than %d bytes", SEARCH_MOST);
}

static bool read_products(struct request *rq, struct conn *c, struct err *e)
{
    struct product_filter f = {0};
    const char *category, *currency;
    int64_t last;
    if (!read_filter(rq, "category", &category, e) || !read_filter(rq, "search", &f.search, e) ||
        !request_page(rq, &f.limit, &f.after, e) || !shop_currency(rq->app->shop, c, rq->arena, &currency, e))
        return false;
    f.category = category ? category : "";
    struct json j = reply_json(rq, 200);
    json_open_object(&j, NULL);
    json_open_array(&j, "products");
    if (!product_list_put(&j, c, rq->arena, &f, currency, &last, e))
        return false;
    json_close(&j);
    reply_next(rq, &j, last);
    json_close(&j);
    return true;
}

static bool product_list(struct request *rq, struct err *e)
{
    rq->doing = "listing products";
    return with_reader(rq, read_products, e);
}

static bool read_product(struct request *rq, struct conn *c, struct err *e)
{
    const char *currency;
    int64_t id;
    if (!request_id_param(rq, "id", &id, e) || !shop_currency(rq->app->shop, c, rq->arena, &currency, e))
        return false;
    struct json j = reply_json(rq, 200);
    json_open_object(&j, NULL);
    if (!product_put(&j, c, rq->arena, id, currency, false, e))
        return false;
    json_close(&j);
    return true;
}

static bool product_one(struct request *rq, struct err *e)
{
    rq->doing = "showing a product";
    return with_reader(rq, read_product, e);
}

/* -- tracking: the token is the key; a wrong one and a wrong number look the same -- */

static bool read_tracked(struct request *rq, struct conn *c, struct err *e)
{
    const char *number = request_route(rq, "number"), *token = request_query(rq, "token");
    struct order o;
    bool found;
    if (!track_find(c, rq->arena, rq->app->settings.secret_key, number, token, clock_now(), &o, &found, e))
        return false;
    if (!found)
        return fail(e, ERR_NOT_FOUND, "unknown order, wrong token, or its time is over");
    struct json j = reply_json(rq, 200);
    json_open_object(&j, NULL);
    json_put_text(&j, "order_number", o.number);
    if (!order_put(&j, c, rq->arena, &o, false, e))
        return false;
    json_close(&j);
    reply_header(rq, "Referrer-Policy", "no-referrer");
    return true;
}

static bool order_track(struct request *rq, struct err *e)
{
    rq->doing = "tracking an order";
    return with_reader(rq, read_tracked, e);
}

/* The page behind the link: the same, for people. */
static bool write_page(struct request *rq, struct conn *c, const struct snapshot *shop, struct err *e)
{
    struct str page = str_new(rq->arena, PAGE_MOST);
    struct order o;
    const char *html;
    bool found;
    if (!track_find_page(c, rq->arena, rq->app->settings.secret_key, request_route(rq, "token"), clock_now(), &o,
                         &found, e) ||
        !track_page(&page, c, rq->arena, shop, found ? &o : NULL, e) || !str_done(&page, &html, e))
        return false;
    reply_text(rq, found ? 200 : 404, "text/html; charset=utf-8", html);
    reply_header(rq, "X-Robots-Tag", "noindex");
    return true;
}

static bool order_page(struct request *rq, struct err *e)
{
    const struct snapshot *shop;
    struct conn *c;
    rq->doing = "showing an order's page";
    if (!shop_snapshot(rq->app->shop, 0, &shop, e))
        return false;
    bool ok = db_borrow(rq->app->db, &c, e);
    if (ok) {
        ok = write_page(rq, c, shop, e);
        db_return(rq->app->db, c);
    }
    shop_release(rq->app->shop, shop);
    return ok;
}

/* -- a customer's own orders: staff, or the token that was sent into the customer's chat -- */

/* The :phone is a number in any spelling, or "c" and the customer's id for those who show none. */
static bool find_customer(struct request *rq, int64_t *id, struct err *e)
{
    const char *who = request_route(rq, "phone");
    struct conn *c;
    bool found = false;
    *id = 0;
    if (who[0] == 'c') {
        *id = strtoll(who + 1, NULL, 10);
        return true;
    }
    const char *phone = phone_normal(rq->arena, who);
    if (!phone)
        return true;
    if (!db_borrow(rq->app->db, &c, e))
        return false;
    bool ok = db_int(c, Q_CUSTOMER_BY_PHONE, ARGS(V(phone)), id, &found, e);
    db_return(rq->app->db, c);
    return ok;
}

static bool put_customer_orders(struct request *rq, struct conn *c, int64_t id, struct err *e)
{
    void *rows;
    size_t count;
    if (!db_all(c, rq->arena, Q_ORDERS_OF_CUSTOMER, ARGS(V(id), V(ORDERS_MOST)), &order_model, ORDERS_MOST,
                &rows, &count, e))
        return false;
    struct json j = reply_json(rq, 200);
    json_open_object(&j, NULL);
    json_open_array(&j, "orders");
    for (size_t i = 0; i < count; i++) {
        json_open_object(&j, NULL);
        if (!order_put(&j, c, rq->arena, (struct order *)rows + i, false, e))
            return false;
        json_close(&j);
    }
    json_close(&j);
    json_close(&j);
    return true;
}

static bool customer_orders(struct request *rq, struct err *e)
{
    struct app *app = rq->app;
    const char *cookie = request_cookie(rq, staff_cookie_name(&app->settings));
    struct staff staff;
    struct conn *c;
    struct err no = {0};
    int64_t id;
    rq->doing = "listing a customer's orders";
    bool is_staff = cookie && staff_session(app->db, rq->arena, cookie, &staff, &no);
    if (!find_customer(rq, &id, e) ||
        (!is_staff && !customer_token_use(app->db, rq->arena, app->settings.secret_key, id,
                                          request_query(rq, "token"), clock_now(), e)) ||
        !db_borrow(app->db, &c, e))
        return false;
    bool ok = put_customer_orders(rq, c, id, e);
    db_return(app->db, c);
    return ok;
}

/* -- health: proves that the database answers, tells nothing else -- */

static bool read_health(struct request *rq, struct conn *c, struct err *e)
{
    int64_t version;
    if (!db_int(c, Q_CATALOGUE_VERSION, NO_ARGS, &version, NULL, e))
        return false;
    struct json j = reply_json(rq, 200);
    json_open_object(&j, NULL);
    json_put_text(&j, "status", "healthy");
    json_put_time(&j, "timestamp", clock_now());
    json_close(&j);
    return true;
}

static bool health(struct request *rq, struct err *e)
{
    rq->doing = "looking at our own health";
    return with_reader(rq, read_health, e);
}

/* The program answers; nothing else is looked at, so that a watcher may ask each second. */
static bool alive(struct request *rq, struct err *e)
{
    (void)e;
    reply_text(rq, 200, "application/json", "{\"status\":\"alive\"}");
    return true;
}

static bool ready(struct request *rq, struct err *e)
{
    bool is;
    rq->doing = "looking whether we are ready";
    struct json j = reply_json(rq, 200);
    json_open_object(&j, NULL);
    if (!health_ready(&j, &rq->app->settings, rq->app->db, rq->arena, &is, e))
        return false;
    json_close(&j);
    rq->reply.status = is ? 200 : 503;
    return true;
}

static bool metrics(struct request *rq, struct err *e)
{
    struct str out = str_new(rq->arena, METRICS_MOST);
    const char *text;
    rq->doing = "counting";
    meter_print(&out);
    if (!health_gauges(&out, &rq->app->settings, rq->app->db, rq->arena, e) ||
        !str_done(&out, &text, e))
        return false;
    reply_text(rq, 200, "text/plain; version=0.0.4; charset=utf-8", text);
    return true;
}

/* -- the program -- */

static bool start(struct app *app, struct err *e)
{
    app->routes = routes;
    app->route_count = sizeof routes / sizeof *routes;
    app->threads = (int)app->settings.api_threads;
    if (strlen(app->settings.secret_key) < 32)
        return fail_field(e, "SECRET_KEY", "needed: at least 32 characters (waiter init makes one)");
    return db_open(settings_database(&app->arena, &app->settings), &app->db, e) &&
           shop_open(&app->settings, app->db, &app->shop, e);
}

static void stop(struct app *app)
{
    shop_close(app->shop);
    db_close(app->db);
}

int main(int argc, char **argv)
{
    if (routes_asked(argc, argv, routes, sizeof routes / sizeof *routes))
        return 0;
    return serve_main(argc, argv, "api", start, stop);
}
