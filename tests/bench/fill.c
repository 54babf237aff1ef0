/* fill.c -- prepares a shop for the bench: customers, carts, years of orders and messages.
 *
 * usage: fill DATABASE customers N       customers +34600000000.. as the load generator has them
 *        fill DATABASE summary  FIRST N  puts customers FIRST.. where customer 0 stands (cart,
 * state) fill DATABASE carts             gives every customer a cart of one line (for the floor)
 *        fill DATABASE full O M C        O orders and M messages of C customers, and what comes with them
 *        fill DATABASE delivered         what was said has reached its customers
 *        fill DATABASE rows              rows of each table that a turn writes to */
#include "../../lib/io/db_inside.h"
#include "waiter/clock.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct arena arena;
static struct db *db;

static void die(const struct err *e)
{
    fprintf(stderr, "fill: %s\n", e->why);
    exit(1);
}

static bool run_sql(struct conn *c, void *sql, struct err *e) { return conn_exec(c, sql, e); }

static void write_sql(char *sql)
{
    struct err e = {0};
    if (!db_write(db, run_sql, sql, &e))
        die(&e);
}

static void customers(long long n)
{
    write_sql(arena_printf(
        &arena,
        "WITH RECURSIVE c(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM c WHERE i + 1 < %lld)"
        " INSERT INTO customer (id, name, profile_name, phone, created_at, seen_at)"
        " SELECT i + 1, 'Ben', 'Ben', printf('+346%%08d', i), 1, 1 FROM c",
        n));
    write_sql(arena_printf(
        &arena,
        "INSERT INTO address SELECT 'whatsapp:' || phone, id, 1 FROM customer WHERE id <= %lld",
        n));
    write_sql(arena_printf(
        &arena, "INSERT INTO conversation (customer_id) SELECT id FROM customer WHERE id <= %lld",
        n));
}

/* Customer 0 has talked his way to the summary; the others stand there by copy. */
static void summary(long long first, long long n)
{
    write_sql((
        char
            *)"UPDATE variant SET stock = 1000000 WHERE id IN (SELECT variant_id FROM cart_item)");
    write_sql(arena_printf(&arena,
                           "INSERT INTO cart_item (customer_id, variant_id, quantity, seen_price_minor, position)"
                           " SELECT c.id, variant_id, quantity, "
                           "seen_price_minor, position FROM cart_item i,"
                           " customer c WHERE i.customer_id = 1 AND c.id BETWEEN %lld AND %lld",
                           first + 1, first + n));
    write_sql(arena_printf(
        &arena,
        "UPDATE conversation SET (state, last_in_at, window_end_at) = (SELECT state, last_in_at, "
        "window_end_at"
        " FROM conversation WHERE customer_id = 1) WHERE customer_id BETWEEN %lld AND %lld",
        first + 1, first + n));
}

static void delivered(void)
{
    write_sql((char *)"UPDATE outbox SET status = 'delivered', lease = NULL, lease_until = NULL WHERE open = 1");
}

static void carts(void)
{
    write_sql((char *)"UPDATE variant SET stock = 1000000 WHERE id = 1");
    write_sql((char *)"INSERT INTO cart_item (customer_id, variant_id, quantity, seen_price_minor, position)"
                      " SELECT id, 1, 2, 250, 1 FROM customer");
}

/* One INSERT for each so many rows: a transaction that is never too large for its log. */
#define AT_ONCE 200000
static void in_parts(long long n, const char *counted)
{
    for (long long first = 1; first <= n; first += AT_ONCE) {
        long long last = first + AT_ONCE - 1 < n ? first + AT_ONCE - 1 : n;
        write_sql(arena_printf(&arena,
                               "WITH RECURSIVE c(i) AS (SELECT %lld UNION ALL SELECT i + 1 FROM c WHERE i < %lld) %s",
                               first, last, counted));
    }
}

/* What comes with orders and messages: payments, moves, stock, marks, clicks, notes, files, calls. */
static void beside(long long orders, long long messages, long long people)
{
    write_sql((char *)"INSERT INTO coupon (id, code, kind, value, created_at) VALUES (777, 'YEARS', 'percent', 500, 1)");
    write_sql((char *)"INSERT INTO hook (id, url, secret, events, active, created_at)"
                      " VALUES (777, 'https://bench.example/hook', 's', '[\"order.created\"]', 0, 1)");
    static const char *const of_orders[] = {
        "order_event (order_id, kind, to_status, actor, created_at)"
        " SELECT id, 'status', status, 'staff:ana', created_at + 86400000 FROM o WHERE status <> 'pending'",
        "stock_movement (variant_id, change, reason, order_id, actor, created_at)"
        " SELECT i.variant_id, -1, 'order', o.id, 'customer', o.created_at FROM o JOIN order_item i ON i.order_id = o.id",
        "payment (id, order_id, way, status, amount_minor, refunded_minor, currency, charge_id, created_at, updated_at)"
        " SELECT id, id, CASE id % 3 WHEN 0 THEN 'cash' WHEN 1 THEN 'bank' ELSE 'stripe' END, iif(status = 'pending', 'waiting', 'paid'),"
        " total_minor, iif(status = 'cancelled', total_minor, 0), currency, iif(id % 3 = 2, 'ch_' || id, NULL), created_at, created_at FROM o",
        "refund (payment_id, amount_minor, status, actor, created_at, updated_at)"
        " SELECT id, total_minor, 'done', 'staff:ana', created_at, created_at + 86400000 FROM o WHERE status = 'cancelled'",
        "feedback (order_id, customer_id, asked_at, mark, words, answered_at)"
        " SELECT id, customer_id, created_at + 172800000, iif(id % 5, NULL, 1 + id / 5 % 5), iif(id % 15, '', 'good'),"
        " iif(id % 5, 0, created_at + 180000000) FROM o",
        "order_note (order_id, text, actor, created_at) SELECT id, 'Rang twice', 'ana', created_at FROM o WHERE id % 20 = 0",
        "coupon_use (order_id, coupon_id, customer_id) SELECT id, 777, customer_id FROM o WHERE id % 20 = 0",
        "errand (way, target, subject, body, customer_id, status, next_at, created_at, updated_at)"
        " SELECT 'hook', '777', 'order.created', '{}', customer_id, 'done', 0, created_at, created_at FROM o WHERE id % 10 = 0",
        "audit (actor, action, subject, ref, created_at) SELECT 'ana', 'order.status', 'order', id, created_at FROM o WHERE id % 5 = 0",
        "task (kind, ref, facts, created_at, done_at, done_by) SELECT 'order', id, '{\"number\":\"' || number || '\"}', created_at,"
        " created_at + 1, 'ana' FROM o WHERE id % 100 = 0",
        "referral (customer_id, source_type, source_id, source_url, headline, created_at)"
        " SELECT customer_id, 'ad', id / 50 % 40, 'https://ads.example/' || (id / 50 % 40), 'Ad ' || (id / 50 % 40), created_at - 3600000"
        " FROM o WHERE id % 50 = 0",
    };
    static const char *const of_messages[] = {
        "unanswered (customer_id, text, solved_at, created_at) SELECT customer_id, body, iif(id % 5000 = 1, 0, created_at), created_at"
        " FROM l WHERE id % 100 = 1",
        "ai_turn (id, customer_id, status, outcome, words, language, message_sid, template, why, confidence, due_at, until_at, created_at)"
        " SELECT id, customer_id, 'done', 'answered', body, 'en', provider_id, 'Sorry?', 'ai', 50, 0, 0, created_at FROM l WHERE id % 50 = 1",
        "ai_call (turn_id, customer_id, model, status, prompt_tokens, completion_tokens, cost_micros, ms, verdict, created_at)"
        " SELECT id, customer_id, 'a-model', 200, 900, 60, 250, 800, 'sent', created_at FROM l WHERE id % 50 = 1",
        "media (customer_id, chat_log_id, message_sid, media_sid, status, type, bytes, file, created_at, updated_at)"
        " SELECT customer_id, id, provider_id, 'ME' || id, 'kept', 'image/jpeg', 9000, 'file-' || id || '.jpg', created_at, created_at"
        " FROM l WHERE id % 250 = 1",
        "confirmed (customer_id, intent, language, text, created_at) SELECT customer_id, 'hours', 'en', body, created_at FROM l WHERE id % 250 = 1",
        "chat_note (customer_id, after_id, kind, author, body, created_at) SELECT customer_id, id, 'note', 'ana', 'Kind', created_at"
        " FROM l WHERE id % 250 = 1",
    };
    for (size_t i = 0; i < sizeof of_orders / sizeof *of_orders; i++)
        in_parts(orders, arena_printf(&arena, ", o AS (SELECT orders.* FROM c JOIN orders ON orders.id = c.i) INSERT INTO %s", of_orders[i]));
    for (size_t i = 0; i < sizeof of_messages / sizeof *of_messages; i++)
        in_parts(messages, arena_printf(&arena, ", l AS (SELECT chat_log.* FROM c JOIN chat_log ON chat_log.id = c.i) INSERT INTO %s", of_messages[i]));
    in_parts(people, "INSERT INTO customer_tag (customer_id, tag) SELECT i, 'tag ' || i % 12 FROM c WHERE i % 4 = 0");
    in_parts(people, "INSERT INTO cart_item (customer_id, variant_id, quantity, seen_price_minor, position, reminded)"
                     " SELECT i, 1 + i % 20, 1, 645, 1, 1 FROM c WHERE i % 10 = 0 AND i > 10000");
    write_sql((char *)"UPDATE variant SET stock = 0 WHERE id = 20");
    in_parts(people, "INSERT INTO restock_wish (customer_id, variant_id, created_at) SELECT i, 20, 1 FROM c WHERE i % 50 = 0");
    write_sql((char *)"INSERT INTO stock_movement (variant_id, change, reason, actor, created_at)"
                      " SELECT variant_id, -sum(change), 'staff', 'staff:ana', 1 FROM stock_movement WHERE reason = 'order' GROUP BY variant_id");
}

/* Tells every search index, in FTS5's way: rows for a table of its own name. */
static void tell_indexes(const char *columns_and_rows)
{
    static const char *const indexes[] = {"customer_search", "order_search", "chat_search"};
    for (size_t i = 0; i < sizeof indexes / sizeof *indexes; i++)
        write_sql(arena_printf(&arena, "INSERT INTO %s (%s%s", indexes[i], indexes[i], columns_and_rows));
}

/* Orders and messages of the last two years, spread over the customers. */
static void full(long long orders, long long messages, long long people)
{
    long long from = (long long)clock_now() - 730 * DAY_MS, each = 730 * DAY_MS;
    in_parts(orders, arena_printf(&arena,
        "INSERT INTO orders (number, customer_id, status, currency, subtotal_minor, delivery_minor,"
        " total_minor, delivery_method, name, review, created_at, updated_at)"
        " SELECT printf('ORD-20260101-%%08d', i), 1 + i %% %lld, CASE i %% 100 WHEN 0 THEN 'pending' WHEN 1 THEN 'confirmed'"
        " WHEN 2 THEN 'shipped' WHEN 3 THEN 'cancelled' ELSE 'delivered' END, 'EUR', 1290, 0, 1290, 'pickup', 'Ben', '',"
        " %lld + i * (%lld / %lld), %lld + i * (%lld / %lld) FROM c",
        people, from, each, orders, from, each, orders));
    in_parts(orders, "INSERT INTO order_item (order_id, variant_id, name, options, quantity, unit_price_minor)"
                     " SELECT i, 1 + (i + n) % 20, 'Enamel Mug', '', 1, 645 FROM c, (SELECT 0 AS n UNION SELECT 1)");
    in_parts(orders, "INSERT INTO order_event (order_id, kind, to_status, actor, created_at)"
                     " SELECT i, 'placed', 'pending', 'customer', (SELECT created_at FROM orders WHERE id = i) FROM c");
    in_parts(messages, arena_printf(&arena,
        "INSERT INTO chat_log (customer_id, direction, body, source, confidence, provider_id, created_at)"
        " SELECT 1 + i / 2 %% %lld, CASE i %% 2 WHEN 0 THEN 'in' ELSE 'out' END, 'what are your opening hours?',"
        " CASE i %% 2 WHEN 0 THEN NULL ELSE 'faq' END, 90, printf('SMf%%031d', i), %lld + i * (%lld / %lld) FROM c",
        people, from, each, messages));
    in_parts(messages, "INSERT INTO outbox (customer_id, to_address, body, status, next_at, chat_log_id, provider_id,"
                       " created_at, updated_at) SELECT l.customer_id, 'whatsapp:x', l.body, 'delivered', 0, l.id,"
                       " l.provider_id, l.created_at, l.created_at FROM c JOIN chat_log l ON l.id = c.i WHERE l.direction = 'out'");
    in_parts(messages, "INSERT INTO inbound (channel, provider_id, customer_id, outbox_id, received_at)"
                       " SELECT 'whatsapp', l.provider_id, l.customer_id, NULL, l.created_at"
                       " FROM c JOIN chat_log l ON l.id = c.i WHERE l.direction = 'in'");
    write_sql(arena_printf(&arena, "UPDATE customer SET order_count = %lld, spent_minor = 1290 * %lld, seen_at = %lld + id,"
                                   " last_in_id = (SELECT max(l.id) FROM chat_log l WHERE l.customer_id = customer.id)",
                           orders / people, orders / people, from + each - people));
    beside(orders, messages, people);
    /* What the schedule does in small steps for the sake of others (lib/shop/search.c); here FTS5 may merge. */
    tell_indexes(", rank) VALUES ('automerge', 4), ('crisismerge', 16)");
    in_parts(people, "INSERT INTO customer_search (rowid, name, profile_name, phone)"
                     " SELECT id, name, profile_name, phone FROM c JOIN customer ON id = i");
    in_parts(orders, "INSERT INTO order_search (rowid, number, name, phone)"
                     " SELECT id, number, name, phone FROM c JOIN orders ON id = i");
    in_parts(messages, "INSERT INTO chat_search (rowid, body) SELECT id, body FROM c JOIN chat_log ON id = i");
    tell_indexes(", rank) VALUES ('automerge', 0), ('crisismerge', 400)"); /* as the schema has them */
    /* As in a shop that has grown: the large parts were merged long ago. FTS5 cannot pause within one word. */
    tell_indexes(") VALUES ('optimize')");
}

static void rows(void)
{
    static const char *const tables[] = {
        "inbound",     "chat_log",       "outbox",    "orders",   "order_item",
        "order_event", "stock_movement", "cart_item", "customer", "conversation",
        "event",       "payment"};
    struct err e = {0};
    struct conn *c;
    if (!db_borrow(db, &c, &e))
        die(&e);
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
        sqlite3_stmt *stmt;
        if (sqlite3_prepare_v2(c->handle,
                               arena_printf(&arena, "SELECT count(*) FROM %s", tables[i]), -1,
                               &stmt, NULL) != SQLITE_OK ||
            sqlite3_step(stmt) != SQLITE_ROW)
            exit(1);
        printf("%s %lld ", tables[i], (long long)sqlite3_column_int64(stmt, 0));
        sqlite3_finalize(stmt);
    }
    printf("\n");
    db_return(db, c);
}

int main(int argc, char **argv)
{
    struct err e = {0};
    const char *what = argc > 2 ? argv[2] : "";
    long long a = argc > 3 ? atoll(argv[3]) : 0, b = argc > 4 ? atoll(argv[4]) : 0;
    arena_init(&arena);
    if (argc < 3 || !db_open(argv[1], &db, &e))
        die(&e);
    if (strcmp(what, "customers") == 0)
        customers(a);
    else if (strcmp(what, "summary") == 0)
        summary(a, b);
    else if (strcmp(what, "delivered") == 0)
        delivered();
    else if (strcmp(what, "carts") == 0)
        carts();
    else if (strcmp(what, "full") == 0)
        full(a, b, argc > 5 ? atoll(argv[5]) : 1);
    else if (strcmp(what, "rows") == 0)
        rows();
    else
        return 64;
    db_close(db);
    return 0;
}
