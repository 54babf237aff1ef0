/* admin.c -- what the people of the shop may see and do, behind a login.
 *
 * STAFF_MEMBER is anybody with an account; only taking a product out of the shop needs the OWNER,
 * since it is the one thing here that customers notice and staff cannot undo by themselves. */
#include "waiter/chat.h"
#include "waiter/clock.h"
#include "waiter/desk.h"
#include "waiter/door.h"
#include "waiter/event.h"
#include "waiter/product.h"
#include "waiter/serve.h"
#include "waiter/shop.h"
#include "waiter/utf8.h"

#include <string.h>
#include <strings.h>

#define LOGIN_MOST (4 * 1024)
#define STATUS_MOST 1024
#define PRODUCT_MOST (64 * 1024) /* 200 variants */
#define SEARCH_CHARS_MOST 100
#define CHANGES_MOST 500

static bool login(struct request *rq, struct err *e);
static bool logout(struct request *rq, struct err *e);
static bool session(struct request *rq, struct err *e);
static bool dashboard(struct request *rq, struct err *e);
static bool order_list(struct request *rq, struct err *e);
static bool order_one(struct request *rq, struct err *e);
static bool order_status(struct request *rq, struct err *e);
static bool product_list(struct request *rq, struct err *e);
static bool product_add(struct request *rq, struct err *e);
static bool product_one(struct request *rq, struct err *e);
static bool product_change(struct request *rq, struct err *e);
static bool product_remove(struct request *rq, struct err *e);
static bool chat_logs(struct request *rq, struct err *e);
static bool customers(struct request *rq, struct err *e);
static bool hand_back(struct request *rq, struct err *e);
static bool changes(struct request *rq, struct err *e);

static const struct route routes[] = {
    {"POST", "/admin/login", login, ANYONE, LOGIN_MOST},
    {"POST", "/admin/logout", logout, STAFF_MEMBER, 0},
    {"GET", "/admin/session", session, STAFF_MEMBER, 0},
    {"GET", "/admin/dashboard", dashboard, STAFF_MEMBER, 0},
    {"GET", "/admin/orders", order_list, STAFF_MEMBER, 0},
    {"GET", "/admin/orders/:id", order_one, STAFF_MEMBER, 0},
    {"PUT", "/admin/orders/:id/status", order_status, STAFF_MEMBER, STATUS_MOST},
    {"GET", "/admin/products", product_list, STAFF_MEMBER, 0},
    {"POST", "/admin/products", product_add, STAFF_MEMBER, PRODUCT_MOST},
    {"GET", "/admin/products/:id", product_one, STAFF_MEMBER, 0},
    {"PUT", "/admin/products/:id", product_change, STAFF_MEMBER, PRODUCT_MOST},
    {"DELETE", "/admin/products/:id", product_remove, OWNER, 0},
    {"GET", "/admin/chat-logs", chat_logs, STAFF_MEMBER, 0},
    {"GET", "/admin/customers", customers, STAFF_MEMBER, 0},
    {"POST", "/admin/conversations/:customer_id/handback", hand_back, STAFF_MEMBER, 0},
    {"GET", "/admin/changes", changes, STAFF_MEMBER, 0},
};

/* Runs the reading part of a handler with a borrowed connection. */
static bool with_reader(struct request *rq,
                        bool (*read)(struct request *, struct conn *, struct err *), struct err *e)
{
    struct conn *c;
    if (!db_borrow(rq->app->db, &c, e))
        return false;
    bool ok = read(rq, c, e);
    db_return(rq->app->db, c);
    return ok;
}

/* -- coming and going -- */

struct credentials {
    const char *username, *password;
};

/* The seed's page sends a form, ours and machines send JSON. */
static bool read_credentials(struct request *rq, struct credentials *out, struct err *e)
{
    static const struct field fields[] = {
        FIELD(struct credentials, username, WRITABLE | NEEDED, .min = 1, .max = 64),
        FIELD(struct credentials, password, WRITABLE | NEEDED, .min = 1, .max = 128),
    };
    static const struct model model = MODEL("login", struct credentials, fields);
    const char *type = request_header(rq, "Content-Type");
    const json_value *v;
    struct params form;
    if (type && strncasecmp(type, "application/json", 16) == 0)
        return request_json(rq, &v, e) &&
               json_read_model(rq->arena, v, &model, out, true, NULL, e);
    if (!request_form(rq, &form, e))
        return false;
    out->username = param_text(rq->arena, &form, "username");
    out->password = param_text(rq->arena, &form, "password");
    if (!out->username || !*out->username)
        return fail_field(e, "username", "is needed");
    if (!out->password || !*out->password || utf8_length(out->password) > 128)
        return fail_field(e, "password", "1 to 128 characters");
    return true;
}

static void reply_staff(struct request *rq, const struct staff *who)
{
    struct json j = reply_json(rq, 200);
    json_open_object(&j, NULL);
    json_open_object(&j, "user");
    json_put_text(&j, "username", who->username);
    json_put_text(&j, "role", who->role);
    json_close(&j);
    json_put_text(&j, "csrf_token", who->csrf_token);
    json_close(&j);
}

static bool login(struct request *rq, struct err *e)
{
    struct credentials given = {0};
    struct staff who;
    const char *cookie;
    int64_t wait_ms = 0;
    rq->doing = "signing in";
    if (!door_same_origin(rq, true, e) || !read_credentials(rq, &given, e))
        return false;
    if (!staff_login(rq->app->db, rq->arena, given.username, given.password, &cookie, &who,
                     &wait_ms, e)) {
        if (wait_ms)
            reply_header(rq, "Retry-After",
                         arena_printf(rq->arena, "%lld", (long long)(wait_ms + 999) / 1000));
        return false;
    }
    door_cookie(rq, cookie);
    reply_staff(rq, &who);
    return true;
}

static bool logout(struct request *rq, struct err *e)
{
    rq->doing = "signing out";
    if (!staff_logout(rq->app->db, rq->who, e))
        return false;
    door_cookie(rq, NULL);
    reply_text(rq, 204, NULL, "");
    return true;
}

static bool session(struct request *rq, struct err *e)
{
    (void)e;
    rq->doing = "telling who it is";
    reply_staff(rq, rq->who);
    return true;
}

/* -- the day -- */

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

static bool dashboard(struct request *rq, struct err *e)
{
    rq->doing = "looking at the day";
    return with_reader(rq, read_dashboard, e);
}

/* -- lists: {"orders":[...],"next_cursor":...} -- */

static bool read_filter(struct request *rq, struct desk_filter *f, struct err *e)
{
    const char *q = request_query(rq, "q"), *status = request_query(rq, "status");
    f->search = q ? q : "";
    f->status = status ? status : "";
    if (utf8_length(f->search) > SEARCH_CHARS_MOST)
        return fail_field(e, "q", "longer than %d characters", SEARCH_CHARS_MOST);
    return request_page(rq, &f->limit, &f->before, e);
}

static struct json list_open(struct request *rq, const char *name)
{
    struct json j = reply_json(rq, 200);
    json_open_object(&j, NULL);
    json_open_array(&j, name);
    return j;
}

static void list_close(struct request *rq, struct json *j, int64_t last)
{
    json_close(j);
    reply_next(rq, j, last);
    json_close(j);
}

/* -- orders -- */

static bool read_orders(struct request *rq, struct conn *c, struct err *e)
{
    struct desk_filter f = {0};
    enum order_status known;
    int64_t last;
    if (!read_filter(rq, &f, e))
        return false;
    if (*f.status && !order_status_read(f.status, &known))
        return fail_field(e, "status", "no such status");
    struct json j = list_open(rq, "orders");
    if (!desk_orders(&j, c, rq->arena, &f, &last, e))
        return false;
    list_close(rq, &j, last);
    return true;
}

static bool order_list(struct request *rq, struct err *e)
{
    rq->doing = "listing orders";
    return with_reader(rq, read_orders, e);
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

static bool order_one(struct request *rq, struct err *e)
{
    rq->doing = "showing an order";
    return with_reader(rq, read_order, e);
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

static bool order_status(struct request *rq, struct err *e)
{
    const struct staff *who = rq->who;
    enum order_status to;
    struct order o;
    int64_t id;
    rq->doing = "moving an order";
    return request_id_param(rq, "id", &id, e) && read_status(rq, &to, e) &&
           chat_order_move(rq->app->shop, rq->arena, id, to, who->username, &o, e) &&
           with_reader(rq, read_order, e);
}

/* -- products -- */

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
    struct json j = list_open(rq, "products");
    if (!product_list_put(&j, c, rq->arena, &f, currency, &last, e))
        return false;
    list_close(rq, &j, last);
    return true;
}

static bool product_list(struct request *rq, struct err *e)
{
    rq->doing = "listing products";
    return with_reader(rq, read_products, e);
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

static bool product_one(struct request *rq, struct err *e)
{
    rq->doing = "showing a product";
    return with_reader(rq, read_product, e);
}

struct product_wish {
    struct request *rq;
    const json_value *json;
    const char *actor;
    int64_t id;
};

/* The currency is read by the same connection: inside the transaction it cannot be another's. */
static bool save_job(struct conn *c, void *what, struct err *e)
{
    struct product_wish *w = what;
    const char *currency;
    return shop_currency(w->rq->app->shop, c, w->rq->arena, &currency, e) &&
           product_save(c, w->rq->arena, w->json, currency, w->actor, clock_now(), &w->id, e);
}

static bool save_product(struct request *rq, int64_t *id, struct err *e)
{
    const struct staff *who = rq->who;
    struct product_wish w = {
        .rq = rq,
        .actor = arena_printf(rq->arena, "staff:%s", who->username),
        .id = *id,
    };
    bool ok = request_json(rq, &w.json, e) && db_write(rq->app->db, save_job, &w, e);
    *id = w.id;
    return ok;
}

static bool product_add(struct request *rq, struct err *e)
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

static bool product_change(struct request *rq, struct err *e)
{
    int64_t id;
    rq->doing = "changing a product";
    return request_id_param(rq, "id", &id, e) && save_product(rq, &id, e) &&
           with_reader(rq, read_product, e);
}

static bool retire_job(struct conn *c, void *what, struct err *e)
{
    return product_retire(c, *(int64_t *)what, clock_now(), e);
}

static bool product_remove(struct request *rq, struct err *e)
{
    int64_t id;
    rq->doing = "taking a product out of the shop";
    if (!request_id_param(rq, "id", &id, e) || !db_write(rq->app->db, retire_job, &id, e))
        return false;
    reply_text(rq, 204, NULL, "");
    return true;
}

/* -- chats and customers -- */

static bool read_chats(struct request *rq, struct conn *c, struct err *e)
{
    struct desk_filter f = {0};
    int64_t last;
    if (!read_filter(rq, &f, e) ||
        !request_query_int(rq, "customer_id", 1, INT64_MAX, 0, &f.customer_id, e))
        return false;
    struct json j = list_open(rq, "chat_logs");
    if (!desk_chats(&j, c, rq->arena, &f, &last, e))
        return false;
    list_close(rq, &j, last);
    return true;
}

static bool chat_logs(struct request *rq, struct err *e)
{
    rq->doing = "listing chats";
    return with_reader(rq, read_chats, e);
}

static bool read_customers(struct request *rq, struct conn *c, struct err *e)
{
    struct desk_filter f = {0};
    int64_t last;
    if (!read_filter(rq, &f, e))
        return false;
    struct json j = list_open(rq, "customers");
    if (!desk_customers(&j, c, rq->arena, &f, clock_now(), &last, e))
        return false;
    list_close(rq, &j, last);
    return true;
}

static bool customers(struct request *rq, struct err *e)
{
    rq->doing = "listing customers";
    return with_reader(rq, read_customers, e);
}

static bool hand_back(struct request *rq, struct err *e)
{
    int64_t id;
    rq->doing = "giving a conversation back to the bot";
    if (!request_id_param(rq, "customer_id", &id, e) || !chat_hand_back(rq->app->shop, id, e))
        return false;
    struct json j = reply_json(rq, 200);
    json_open_object(&j, NULL);
    json_put_int(&j, "customer_id", id);
    json_put_text(&j, "owner", "bot");
    json_close(&j);
    return true;
}

/* -- news, for those who ask (events.c tells those who listen) -- */

static void put_events(struct json *j, const struct event *events, size_t n)
{
    json_open_array(j, "events");
    for (size_t i = 0; i < n; i++) {
        json_open_object(j, NULL);
        json_put_int(j, "id", events[i].id);
        json_put_text(j, "kind", event_word(events[i].kind));
        json_put_int(j, "ref", events[i].ref);
        json_put_time(j, "created_at", events[i].created_at);
        json_close(j);
    }
    json_close(j);
}

/* Without ?after= it tells only where to go on. The range is read first: what is committed in
 * between is listed and moves last_id. */
static bool read_changes(struct request *rq, struct conn *c, struct err *e)
{
    struct event_range range;
    struct event *events;
    int64_t after, limit;
    size_t n = 0;
    if (!request_query_int(rq, "after", 0, INT64_MAX, -1, &after, e) ||
        !request_query_int(rq, "limit", 1, CHANGES_MOST, CHANGES_MOST, &limit, e) ||
        !event_range(c, &range, e))
        return false;
    bool missed = after >= 0 && event_missed(&range, after);
    events = arena_array(rq->arena, (size_t)limit, sizeof *events);
    if (after >= 0 && !missed && !event_list(c, after, events, (size_t)limit, &n, e))
        return false;
    struct json j = reply_json(rq, 200);
    json_open_object(&j, NULL);
    put_events(&j, events, n);
    json_put_int(&j, "last_id", n ? events[n - 1].id : range.newest);
    json_put_bool(&j, "missed", missed);
    json_close(&j);
    return true;
}

static bool changes(struct request *rq, struct err *e)
{
    rq->doing = "telling what has changed";
    return with_reader(rq, read_changes, e);
}

/* -- the program -- */

static bool start(struct app *app, struct err *e)
{
    app->routes = routes;
    app->route_count = sizeof routes / sizeof *routes;
    app->threads = (int)app->settings.admin_threads;
    app->authorize = door_authorize;
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
    return serve_main(argc, argv, "admin", start, stop);
}
