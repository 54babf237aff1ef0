/* admin.c -- what the people of the shop may see and do, behind a login.
 *
 * STAFF_MEMBER is anybody with an account; only taking a product out of the shop needs the OWNER,
 * since it is the one thing here that customers notice and staff cannot undo by themselves. */
#include "waiter/desk_handlers.h"
#include "waiter/door.h"
#include "waiter/shop.h"

static const struct route routes[] = {
    {"POST", "/admin/login", handle_login, ANYONE, LOGIN_MOST},
    {"POST", "/admin/logout", handle_logout, STAFF_MEMBER, 0},
    {"GET", "/admin/session", handle_session, STAFF_MEMBER, 0},
    {"GET", "/admin/dashboard", handle_dashboard, STAFF_MEMBER, 0},
    {"GET", "/admin/orders", handle_orders, STAFF_MEMBER, 0},
    {"GET", "/admin/orders/:id", handle_order, STAFF_MEMBER, 0},
    {"PUT", "/admin/orders/:id/status", handle_order_status, STAFF_MEMBER, STATUS_MOST},
    {"GET", "/admin/products", handle_products, STAFF_MEMBER, 0},
    {"POST", "/admin/products", handle_product_add, STAFF_MEMBER, PRODUCT_MOST},
    {"GET", "/admin/products/:id", handle_product, STAFF_MEMBER, 0},
    {"PUT", "/admin/products/:id", handle_product_change, STAFF_MEMBER, PRODUCT_MOST},
    {"DELETE", "/admin/products/:id", handle_product_remove, OWNER, 0},
    {"GET", "/admin/chat-logs", handle_chat_logs, STAFF_MEMBER, 0},
    {"GET", "/admin/customers", handle_customers, STAFF_MEMBER, 0},
    {"POST", "/admin/conversations/:customer_id/handback", handle_hand_back, STAFF_MEMBER, 0},
};

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
