/* desk.c -- reads for the console; nothing here changes anything. */
#include "waiter/desk.h"
#include "waiter/report.h"

#include <string.h>

#define WAITING_MOST 50
#define UNANSWERED_MOST 10

struct chat_row {
    int64_t id, customer_id, confidence, created_at;
    const char *direction, *kind, *body, *source, *why, *customer_name, *media, *delivery,
        *delivery_error;
};
static const struct field chat_fields[] = {
    FIELD(struct chat_row, id, SHOWN),
    FIELD(struct chat_row, customer_id, SHOWN),
    FIELD(struct chat_row, customer_name, SHOWN),
    FIELD(struct chat_row, direction, SHOWN),
    FIELD(struct chat_row, kind, SHOWN),
    FIELD(struct chat_row, body, SHOWN),
    FIELD(struct chat_row, media, SHOWN),
    FIELD(struct chat_row, source, SHOWN),
    FIELD(struct chat_row, why, SHOWN),
    FIELD(struct chat_row, confidence, SHOWN),
    FIELD(struct chat_row, delivery, SHOWN),
    FIELD(struct chat_row, delivery_error, SHOWN),
    FIELD(struct chat_row, created_at, SHOWN | TIME),
};
static const struct model chat_model = MODEL("chat_log", struct chat_row, chat_fields);

struct waiting_row {
    int64_t id, human_until, last_in_at;
    const char *name, *profile_name, *phone;
};
static const struct field waiting_fields[] = {
    FIELD(struct waiting_row, id, SHOWN),
    FIELD(struct waiting_row, name, SHOWN),
    FIELD(struct waiting_row, profile_name, SHOWN),
    FIELD(struct waiting_row, phone, SHOWN),
    FIELD(struct waiting_row, human_until, SHOWN | TIME),
    FIELD(struct waiting_row, last_in_at, SHOWN | TIME),
};
static const struct model waiting_model = MODEL("waiting", struct waiting_row, waiting_fields);

struct unanswered_row {
    int64_t id, customer_id, created_at;
    const char *text, *customer_name;
};
static const struct field unanswered_fields[] = {
    FIELD(struct unanswered_row, id, SHOWN),
    FIELD(struct unanswered_row, customer_id, SHOWN),
    FIELD(struct unanswered_row, customer_name, SHOWN),
    FIELD(struct unanswered_row, text, SHOWN),
    FIELD(struct unanswered_row, created_at, SHOWN | TIME),
};
static const struct model unanswered_model =
    MODEL("unanswered", struct unanswered_row, unanswered_fields);

/* -- what lists have in common -- */

static int64_t before(const struct desk_filter *f)
{
    return f->before > 0 ? f->before : INT64_MAX;
}

/* How many of the n rows found (one more than the page holds, if there is a next one) to show. */
static size_t page(const struct desk_filter *f, size_t n)
{
    return n > (size_t)f->limit ? (size_t)f->limit : n;
}

static void put_rows(struct json *j, const struct model *m, const void *rows, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        json_open_object(j, NULL);
        json_put_model(j, m, (const char *)rows + i * m->size, true);
        json_close(j);
    }
}

/* -- chats -- */

bool desk_chats(struct json *j, struct conn *c, struct arena *a, const struct desk_filter *f,
                int64_t *last, struct err *e)
{
    void *rows;
    size_t n;
    *last = 0;
    if (!db_all(c, a, Q_CHAT_LOG_LIST, ARGS(V(before(f)), V(f->customer_id), V(f->limit + 1)),
                &chat_model, (size_t)f->limit + 1, &rows, &n, e))
        return false;
    put_rows(j, &chat_model, rows, page(f, n));
    if (n > (size_t)f->limit)
        *last = ((const struct chat_row *)rows)[f->limit - 1].id;
    return true;
}

/* -- the day -- */

/* The first row of a query that counts two things. */
static bool read_pair(struct conn *c, enum query q, struct values args, int64_t *one, int64_t *two,
                      struct err *e)
{
    struct rows *r;
    if (!rows_begin(c, q, args, &r, e))
        return false;
    bool got = row_next(r, e);
    *one = got ? row_int(r, 0) : 0;
    *two = got ? row_int(r, 1) : 0;
    rows_end(r);
    return e->kind == ERR_NONE;
}

static void put_sales(struct json *j, const char *key, int64_t orders, int64_t revenue,
                      const char *currency)
{
    json_open_object(j, key);
    json_put_int(j, "orders", orders);
    json_put_money(j, "revenue", revenue, currency);
    json_close(j);
}

static bool put_sold(struct json *j, struct conn *c, struct arena *a, const char *currency,
                     int64_t midnight, struct err *e)
{
    int64_t orders = 0, today, today_revenue;
    struct report_totals all;
    if (!report_all(c, a, currency, &all, e) ||
        !read_pair(c, Q_ORDERS_SINCE, ARGS(V(midnight)), &today, &today_revenue, e))
        return false;
    json_open_object(j, "orders");
    for (int s = 0; s < ORDER__MAX; s++) {
        json_put_int(j, order_status_word((enum order_status)s), all.orders[s]);
        orders += s == ORDER_CANCELLED ? 0 : all.orders[s]; /* nothing was sold */
    }
    json_close(j);
    put_sales(j, "today", today, today_revenue, currency);
    put_sales(j, "total", orders, all.sales_minor, currency);
    return true;
}

static bool put_waiting(struct json *j, struct conn *c, struct arena *a, int64_t now,
                        struct err *e)
{
    void *rows;
    size_t n;
    if (!db_all(c, a, Q_CUSTOMERS_WAITING, ARGS(V(now), V(WAITING_MOST)), &waiting_model,
                WAITING_MOST, &rows, &n, e))
        return false;
    json_open_array(j, "waiting");
    put_rows(j, &waiting_model, rows, n);
    json_close(j);
    return true;
}

static bool put_unanswered(struct json *j, struct conn *c, struct arena *a, struct err *e)
{
    void *rows;
    size_t n;
    if (!db_all(c, a, Q_UNANSWERED_NEWEST, ARGS(V(UNANSWERED_MOST)), &unanswered_model,
                UNANSWERED_MOST, &rows, &n, e))
        return false;
    json_open_array(j, "unanswered");
    put_rows(j, &unanswered_model, rows, n);
    json_close(j);
    return true;
}

bool desk_dashboard(struct json *j, struct conn *c, struct arena *a, const char *currency,
                    int64_t midnight, int64_t now, struct err *e)
{
    int64_t products, low, queued, dead, chats, tasks;
    json_put_text(j, "currency", currency);
    if (!put_sold(j, c, a, currency, midnight, e) ||
        !read_pair(c, Q_PRODUCTS_ON_SALE, NO_ARGS, &products, &low, e) ||
        !put_waiting(j, c, a, now, e) || !put_unanswered(j, c, a, e) ||
        !read_pair(c, Q_ATTENTION_COUNTS, ARGS(V(now)), &chats, &tasks, e) ||
        !read_pair(c, Q_OUTBOX_COUNTS, NO_ARGS, &queued, &dead, e))
        return false;
    json_put_int(j, "products", products);
    json_put_int(j, "low_stock", low);
    json_open_object(j, "attention");
    json_put_int(j, "chats", chats);
    json_put_int(j, "tasks", tasks);
    json_close(j);
    json_open_object(j, "outbox");
    json_put_int(j, "queued", queued);
    json_put_int(j, "dead", dead);
    json_close(j);
    return true;
}
