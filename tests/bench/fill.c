/* fill.c -- prepares a shop for the bench, and times the queries of a full one.
 *
 * usage: fill DATABASE customers N       customers +34600000000.. as the load generator has them
 *        fill DATABASE summary  FIRST N  puts customers FIRST.. where customer 0 stands (cart,
 * state) fill DATABASE carts             gives every customer a cart of one line (for the floor)
 *        fill DATABASE full O M C        O orders and M messages of C customers
 *        fill DATABASE queries           processor time of each query of a turn and of the API
 *        fill DATABASE rows              rows of each table that a turn writes to */
#include "../../lib/io/db_inside.h"
#include "waiter/clock.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

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
}

/* --- Timing -------------------------------------------------------------------------------- */

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID,
                  &t); /* others on this machine are not the query's fault */
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

/* Steps the query to its end, as its caller would; `who` changes from run to run. */
static int walk(struct conn *c, enum query q, struct values args)
{
    struct err e = {0};
    struct rows *r;
    int n = 0;
    if (!rows_begin(c, q, args, &r, &e))
        die(&e);
    while (row_next(r, &e))
        n++;
    rows_end(r);
    if (e.kind)
        die(&e);
    return n;
}

static int query_named(const char *name)
{
    for (int q = 0; q < Q__MAX; q++)
        if (strcmp(query_texts[q].name, name) == 0)
            return q;
    printf("%-28s is gone: fill.c wants a look\n", name);
    return Q__MAX;
}

static void time_one(struct conn *c, const char *label, enum query q, int which)
{
    enum { RUNS = 1000 };
    static double took[RUNS];
    int rows = 0;
    for (int i = 0; i < RUNS; i++) {
        int64_t who = 1 + i * 7 % 2000, far = INT64_MAX;
        struct arena a;
        arena_init(&a);
        const char *phone = arena_printf(&a, "+346%08lld", (long long)who - 1);
        const char *address = arena_printf(&a, "whatsapp:%s", phone);
        const char *sid = arena_printf(&a, "SMf%031lld", (long long)who * 2);
        const char *number = arena_printf(&a, "ORD-20260101-%08lld", (long long)who * 5);
        const char *like = arena_printf(&a, "%%%lld%%", (long long)who * 5);
        struct values args[] = {
            NO_ARGS,
            ARGS(V(who)),
            ARGS(V(address)),
            ARGS(V(phone)),
            ARGS(V("whatsapp"), V(sid)),
            ARGS(V(number)),
            ARGS(V(who), V(5)),
            ARGS(V(far), V(50)),
            ARGS(V(far), V(50), V("pending")),
            ARGS(V(far), V(who), V(50)),
            ARGS(V(far), V(0), V(50)),
            ARGS(V(sid)),
            ARGS(V(sid)),
            ARGS(V(0), V(50), V(1), V("")),
            ARGS(V(far), V(50), V(""), V(like)),
            ARGS(V(1), V(10)),
            ARGS(V(50)),
            ARGS(V(5000)),
        };
        double began = now_ms();
        rows = walk(c, q, args[which]);
        took[i] = now_ms() - began;
        arena_done(&a);
    }
    qsort(took, RUNS, sizeof *took, by_size);
    printf("%-28s %4d rows %8.3f %8.3f %8.3f\n", label, rows, took[RUNS / 2],
           took[RUNS * 99 / 100], took[RUNS - 1]);
}

static void queries(void)
{
    struct err e = {0};
    struct conn *c;
    if (!db_borrow(db, &c, &e))
        die(&e);
    printf("%-28s %9s %8s %8s %8s\n", "query (cpu ms)", "", "p50", "p99", "max");
#define TIME(name, which) \
    if (query_named(name) != Q__MAX) \
    time_one(c, name, (enum query)query_named(name), which)
    TIME("catalogue_version", 0);
    TIME("inbound_reply", 4);
    TIME("customer_by_address", 2);
    TIME("customer_by_id", 1);
    TIME("customer_by_phone", 3);
    TIME("cart_list", 1);
    TIME("stock_of", 1);
    TIME("orders_of_customer", 6);
    TIME("order_last_address", 1);
    TIME("outbox_any_open", 1);
    TIME("outbox_by_id", 1);
    TIME("outbox_by_provider_id", 12);
    TIME("outbox_claimable", 15);
    TIME("order_by_number", 5);
    TIME("order_by_id", 1);
    TIME("order_items", 1);
    TIME("order_events", 1);
    TIME("orders_all", 7);
    TIME("orders_with_status", 8);
    TIME("orders_search", 14);
    TIME("order_counts", 0);
    TIME("orders_since", 17);
    TIME("outbox_counts", 0);
    TIME("chat_log_list", 9);
    TIME("chat_log_list", 10);
    TIME("customers_page", 13);
    TIME("unanswered_newest", 16);
    db_return(db, c);
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
    else if (strcmp(what, "carts") == 0)
        carts();
    else if (strcmp(what, "full") == 0)
        full(a, b, argc > 5 ? atoll(argv[5]) : 1);
    else if (strcmp(what, "queries") == 0)
        queries();
    else if (strcmp(what, "rows") == 0)
        rows();
    else
        return 64;
    db_close(db);
    return 0;
}
