/* admin.c -- what the people of the shop may see and do, behind a login.
 *
 * VIEWER is anybody with an account and reads what staff reads (door.c); OWNER is needed for who may come in,
 * for settings and copies, and for taking a product out of the shop: customers notice it and staff
 * cannot undo it by themselves. */
#include "waiter/desk_handlers.h"
#include "waiter/door.h"
#include "waiter/photo.h"
#include "waiter/product_csv.h"
#include "waiter/repeat.h"
#include "waiter/shop.h"

static const struct route routes[] = {
    {"POST", "/admin/login", handle_login, ANYONE, LOGIN_MOST},
    {"POST", "/admin/logout", handle_logout, VIEWER, 0},
    {"GET", "/admin/session", handle_session, VIEWER, 0},
    {"PUT", "/admin/password", handle_password, VIEWER, LOGIN_MOST},
    {"GET", "/admin/sessions", handle_sessions, VIEWER, 0},
    {"DELETE", "/admin/sessions", handle_sessions_end_others, VIEWER, 0},
    {"DELETE", "/admin/sessions/:id", handle_session_end, VIEWER, 0},
    {"GET", "/admin/staff", handle_staff, OWNER, 0},
    {"POST", "/admin/staff", handle_staff_add, OWNER, LOGIN_MOST},
    {"PUT", "/admin/staff/:id", handle_staff_change, OWNER, LOGIN_MOST},
    {"DELETE", "/admin/staff/:id", handle_staff_remove, OWNER, 0},
    {"GET", "/admin/keys", handle_keys, OWNER, 0},
    {"POST", "/admin/keys", handle_key_add, OWNER, LOGIN_MOST},
    {"DELETE", "/admin/keys/:id", handle_key_revoke, OWNER, 0},
    {"GET", "/admin/audit", handle_audit, OWNER, 0},
    {"GET", "/admin/settings", handle_settings, VIEWER, 0},
    {"PUT", "/admin/settings", handle_settings_change, OWNER, LOGIN_MOST},
    {"GET", "/admin/backups", handle_backups, OWNER, 0},
    {"POST", "/admin/backups", handle_backup_add, OWNER, 0},
    {"GET", "/admin/backups/:name", handle_backup, OWNER, 0},
    {"GET", "/admin/health", handle_health, VIEWER, 0},
    {"GET", "/admin/checklist", handle_checklist, OWNER, 0},
    {"GET", "/admin/notices", handle_notices, VIEWER, 0},
    {"PUT", "/admin/notices/:kind", handle_notice_choice, OWNER, STATUS_MOST},
    {"PUT", "/admin/notices/:kind/templates/:language", handle_template_save, OWNER, LOGIN_MOST},
    {"DELETE", "/admin/notices/:kind/templates/:language", handle_template_remove, OWNER, 0},
    {"POST", "/admin/notices/trial", handle_notice_try, OWNER, 0},
    {"GET", "/admin/tasks", handle_tasks, STAFF_MEMBER, 0},
    {"POST", "/admin/tasks/:id/done", handle_task_done, STAFF_MEMBER, 0},
    {"POST", "/admin/tasks/:id/reopen", handle_task_reopen, STAFF_MEMBER, 0},
    {"GET", "/admin/feedback", handle_feedback, STAFF_MEMBER, 0},
    {"GET", "/admin/ai", handle_ai, STAFF_MEMBER, 0},
    {"POST", "/admin/ai/tries", handle_ai_try, OWNER, LOGIN_MOST},
    {"GET", "/admin/ai/tries/:id", handle_ai_tried, OWNER, 0},
    {"GET", "/admin/rules", handle_rules, VIEWER, 0},
    {"PUT", "/admin/rules", handle_rules_change, OWNER, LOGIN_MOST},
    {"GET", "/admin/schedules", handle_schedules, VIEWER, 0},
    {"PUT", "/admin/schedules/:name", handle_schedule_change, OWNER, STATUS_MOST},
    {"POST", "/admin/schedules/:name/run", handle_schedule_run, OWNER, 0},
    {"GET", "/admin/hooks", handle_hooks, OWNER, 0},
    {"POST", "/admin/hooks", handle_hook_add, OWNER, LOGIN_MOST},
    {"PUT", "/admin/hooks/:id", handle_hook_change, OWNER, LOGIN_MOST},
    {"DELETE", "/admin/hooks/:id", handle_hook_remove, OWNER, 0},
    {"GET", "/admin/hooks/:id/calls", handle_hook_calls, OWNER, 0},
    {"POST", "/admin/hook-calls/:id/again", handle_hook_again, OWNER, 0},
    {"GET", "/admin/dashboard", handle_dashboard, STAFF_MEMBER, 0},
    {"GET", "/admin/analytics/:report", handle_report, STAFF_MEMBER, 0},
    {"GET", "/analytics/:report", handle_report, STAFF_MEMBER, 0}, /* as the first shop had it */
    {"GET", "/admin/changes", handle_changes, VIEWER, 0},
    {"GET", "/admin/orders", handle_orders, STAFF_MEMBER, 0},
    {"GET", "/admin/orders/:id", handle_order, STAFF_MEMBER, 0},
    {"GET", "/admin/orders.csv", handle_orders_csv, STAFF_MEMBER, 0},
    {"PUT", "/admin/orders/:id/status", handle_order_status, STAFF_MEMBER, NOTE_MOST},
    {"PUT", "/admin/orders/:id/items", handle_order_items, STAFF_MEMBER, NOTE_MOST},
    {"POST", "/admin/orders/:id/cancel-items", handle_order_cancel_part, STAFF_MEMBER, NOTE_MOST},
    {"POST", "/admin/orders/:id/undo", handle_order_undo, STAFF_MEMBER, 0},
    {"POST", "/admin/orders/:id/notes", handle_order_note_add, STAFF_MEMBER, NOTE_MOST},
    {"DELETE", "/admin/orders/:id/notes/:note", handle_order_note_remove, STAFF_MEMBER, 0},
    {"POST", "/admin/orders/:id/payments/:payment/approve", handle_payment_approve, STAFF_MEMBER, 0},
    {"POST", "/admin/orders/:id/payments/:payment/reject", handle_payment_reject, STAFF_MEMBER, PAY_MOST},
    {"POST", "/admin/orders/:id/payments/:payment/refund", handle_payment_refund, STAFF_MEMBER, PAY_MOST},
    {"POST", "/admin/orders/:id/paid", handle_payment_received, STAFF_MEMBER, 0},
    {"POST", "/admin/orders/bulk-status", handle_orders_move, STAFF_MEMBER, BULK_MOST},
    {"POST", "/admin/orders/bulk-undo", handle_orders_undo, STAFF_MEMBER, BULK_MOST},
    {"GET", "/admin/delivery", handle_delivery, VIEWER, 0},
    {"PUT", "/admin/delivery", handle_delivery_change, OWNER, TERMS_MOST},
    {"GET", "/admin/coupons", handle_coupons, STAFF_MEMBER, 0},
    {"POST", "/admin/coupons", handle_coupon_add, OWNER, LOGIN_MOST},
    {"PUT", "/admin/coupons/:id", handle_coupon_change, OWNER, LOGIN_MOST},
    {"DELETE", "/admin/coupons/:id", handle_coupon_remove, OWNER, 0},
    {"GET", "/admin/products", handle_products, STAFF_MEMBER, 0},
    {"POST", "/admin/products", handle_product_add, STAFF_MEMBER, PRODUCT_MOST},
    {"GET", "/admin/products/:id", handle_product, STAFF_MEMBER, 0},
    {"PUT", "/admin/products/:id", handle_product_change, STAFF_MEMBER, PRODUCT_MOST},
    {"DELETE", "/admin/products/:id", handle_product_remove, OWNER, 0},
    {"GET", "/admin/products/:id/preview", handle_product_preview, STAFF_MEMBER, 0},
    {"GET", "/admin/products.csv", handle_products_csv, STAFF_MEMBER, 0},
    {"POST", "/admin/products.csv", handle_products_import, STAFF_MEMBER, CSV_BYTES_MOST},
    {"GET", "/admin/categories", handle_categories, STAFF_MEMBER, 0},
    {"POST", "/admin/categories", handle_category_add, STAFF_MEMBER, CATEGORY_MOST},
    {"PUT", "/admin/categories", handle_categories_order, STAFF_MEMBER, BULK_MOST},
    {"PUT", "/admin/categories/:id", handle_category_change, STAFF_MEMBER, CATEGORY_MOST},
    {"DELETE", "/admin/categories/:id", handle_category_remove, STAFF_MEMBER, 0},
    {"POST", "/admin/photos", handle_photo_add, STAFF_MEMBER, PHOTO_BYTES_MOST},
    {"GET", "/admin/chat-logs", handle_chat_logs, STAFF_MEMBER, 0},
    {"GET", "/admin/customers", handle_customers, STAFF_MEMBER, 0},
    {"GET", "/admin/customers/:id", handle_customer, STAFF_MEMBER, 0},
    {"PUT", "/admin/customers/:id/email", handle_customer_email, STAFF_MEMBER, STATUS_MOST},
    {"POST", "/admin/customers/:id/tags", handle_customer_tag, STAFF_MEMBER, STATUS_MOST},
    {"DELETE", "/admin/customers/:id/tags/:tag", handle_customer_untag, STAFF_MEMBER, 0},
    {"GET", "/admin/customers/:id/export", handle_customer_export, OWNER, 0},
    {"POST", "/admin/customers/:id/erase", handle_customer_erase, OWNER, STATUS_MOST},
    {"GET", "/admin/tags", handle_tags, STAFF_MEMBER, 0},
    {"GET", "/admin/faq", handle_faq_list, STAFF_MEMBER, 0},
    {"POST", "/admin/faq", handle_faq_add, STAFF_MEMBER, FAQ_BODY_MOST},
    {"POST", "/admin/faq/order", handle_faq_arrange, STAFF_MEMBER, BULK_MOST},
    {"POST", "/admin/faq/try", handle_faq_try, STAFF_MEMBER, CHAT_MOST},
    {"POST", "/admin/faq/check", handle_faq_check, STAFF_MEMBER, FAQ_BODY_MOST},
    {"GET", "/admin/faq/:id", handle_faq, STAFF_MEMBER, 0},
    {"PUT", "/admin/faq/:id", handle_faq_change, STAFF_MEMBER, FAQ_BODY_MOST},
    {"DELETE", "/admin/faq/:id", handle_faq_remove, STAFF_MEMBER, 0},
    {"GET", "/admin/texts", handle_texts, STAFF_MEMBER, 0},
    {"PUT", "/admin/texts/:language/:key", handle_text_change, OWNER, CHAT_MOST},
    {"DELETE", "/admin/texts/:language/:key", handle_text_reset, OWNER, 0},
    {"GET", "/admin/unanswered", handle_unanswered, STAFF_MEMBER, 0},
    {"POST", "/admin/unanswered/solve", handle_unanswered_solve, STAFF_MEMBER, BULK_MOST},
    {"POST", "/admin/unanswered/reopen", handle_unanswered_reopen, STAFF_MEMBER, BULK_MOST},
    {"GET", "/admin/chats", handle_chats, STAFF_MEMBER, 0},
    {"GET", "/admin/chats/:id", handle_chat, STAFF_MEMBER, 0},
    {"GET", "/admin/chats/:id/messages", handle_chat_messages, STAFF_MEMBER, 0},
    {"POST", "/admin/chats/:id/messages", handle_chat_reply, STAFF_MEMBER, CHAT_MOST},
    {"POST", "/admin/chats/:id/notes", handle_chat_note, STAFF_MEMBER, CHAT_MOST},
    {"GET", "/admin/chats/:id/templates", handle_chat_templates, STAFF_MEMBER, 0},
    {"POST", "/admin/chats/:id/templates", handle_chat_template, STAFF_MEMBER, CHAT_MOST},
    {"POST", "/admin/chats/:id/take", handle_chat_take, STAFF_MEMBER, 0},
    {"POST", "/admin/chats/:id/give-back", handle_chat_give_back, STAFF_MEMBER, 0},
    {"POST", "/admin/chats/:id/close", handle_chat_close, STAFF_MEMBER, 0},
    {"POST", "/admin/chats/:id/reopen", handle_chat_reopen, STAFF_MEMBER, 0},
    {"POST", "/admin/chats/:id/block", handle_chat_block, STAFF_MEMBER, 0},
    {"POST", "/admin/chats/:id/unblock", handle_chat_unblock, STAFF_MEMBER, 0},
    {"POST", "/admin/chats/:id/read", handle_chat_read, STAFF_MEMBER, STATUS_MOST},
    {"GET", "/admin/media/:id", handle_media, STAFF_MEMBER, 0},
    {"POST", "/admin/messages/:id/retry", handle_message_retry, STAFF_MEMBER, 0},
    {"GET", "/admin/message-search", handle_chat_search, STAFF_MEMBER, 0},
    {"GET", "/admin/canned", handle_canned_list, STAFF_MEMBER, 0},
    {"POST", "/admin/canned", handle_canned_add, STAFF_MEMBER, CHAT_MOST},
    {"PUT", "/admin/canned/:id", handle_canned_change, STAFF_MEMBER, CHAT_MOST},
    {"DELETE", "/admin/canned/:id", handle_canned_remove, STAFF_MEMBER, 0},
    {"GET", "/admin/phrases", handle_phrases, STAFF_MEMBER, 0},
    {"POST", "/admin/phrases", handle_phrase_add, STAFF_MEMBER, NOTE_MOST},
    {"DELETE", "/admin/phrases/:id", handle_phrase_remove, STAFF_MEMBER, 0},
    {"GET", "/admin/model", handle_model, STAFF_MEMBER, 0},
    {"POST", "/admin/model", handle_model_train, STAFF_MEMBER, 0},
    {"POST", "/admin/conversations/:customer_id/handback", handle_hand_back, STAFF_MEMBER, 0},
};

/* -- the program -- */

static bool start(struct app *app, struct err *e)
{
    app->routes = routes;
    app->route_count = sizeof routes / sizeof *routes;
    app->threads = (int)app->settings.admin_threads;
    app->authorize = door_authorize;
    app->around = repeat_or_handle;
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
