/* order_list.c -- orders as the desk looks at them; nothing here changes anything. */
#include "waiter/order_list.h"
#include "waiter/clock.h"
#include "waiter/desk.h"
#include "waiter/money.h"
#include "waiter/payment.h"

#include <string.h>

#define NOTES_MOST 200

static const char *const sort_words[] = {
    [SORT_NEWEST] = "newest", [SORT_OLDEST] = "oldest", [SORT_DEAREST] = "dearest",
    [SORT_CHEAPEST] = "cheapest",
};

bool order_sort_read(const char *word, enum order_sort *out)
{
    for (size_t i = 0; i < sizeof sort_words / sizeof *sort_words; i++)
        if (strcmp(word, sort_words[i]) == 0) {
            *out = (enum order_sort)i;
            return true;
        }
    return false;
}

bool order_payment_known(const char *word)
{
    static const char *const words[] = {"unpaid", "proof_sent", "part_paid", "paid", "part_refunded",
                                        "refunded"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(word, words[i]) == 0)
            return true;
    return false;
}

static int64_t until(const struct order_filter *f)
{
    return f->until ? f->until : INT64_MAX;
}

/* Nothing is asked but perhaps a status: the common look, answered by an index of its own. */
static bool is_plain(const struct order_filter *f)
{
    return f->sort == SORT_NEWEST && !*f->search && !*f->payment && !f->from && !f->until && !f->customer_id &&
           !f->review;
}

static bool read_orders(struct conn *c, struct arena *a, const struct order_filter *f, int64_t most,
                        void **rows, size_t *n, struct err *e)
{
    static const enum query by_sort[] = {
        [SORT_NEWEST] = Q_ORDERS_NEWEST, [SORT_OLDEST] = Q_ORDERS_OLDEST,
        [SORT_DEAREST] = Q_ORDERS_DEAREST, [SORT_CHEAPEST] = Q_ORDERS_CHEAPEST,
    };
    int64_t before = f->after ? f->after : INT64_MAX;
    if (is_plain(f) && *f->status)
        return db_all(c, a, Q_ORDERS_WITH_STATUS, ARGS(V(before), V(most), V(f->status)),
                      &order_model, (size_t)most, rows, n, e);
    if (is_plain(f))
        return db_all(c, a, Q_ORDERS_ALL, ARGS(V(before), V(most)), &order_model, (size_t)most, rows, n,
                      e);
    return db_all(c, a, by_sort[f->sort],
                  ARGS(V(f->after), V(most), V(f->status), V(desk_pattern(a, f->search)), V(f->from),
                       V(until(f)), V(f->customer_id), V(f->payment), V(f->review)),
                  &order_model, (size_t)most, rows, n, e);
}

/* One row more than the page holds tells whether there is a next one. */
static bool read_page(struct conn *c, struct arena *a, const struct order_filter *f,
                      const struct order **page, size_t *n, int64_t *last, struct err *e)
{
    void *rows;
    if (!read_orders(c, a, f, f->limit + 1, &rows, n, e))
        return false;
    *page = rows;
    *last = 0;
    if (*n > (size_t)f->limit) {
        *n = (size_t)f->limit;
        *last = (*page)[*n - 1].id;
    }
    return true;
}

static void put_rows(struct json *j, const struct order *o, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        json_open_object(j, NULL);
        json_put_text(j, "order_number", o[i].number);
        json_put_model(j, &order_model, &o[i], true);
        json_put_text(j, "summary", o[i].items ? o[i].items : "");
        json_close(j);
    }
}

bool order_list_put(struct json *j, struct conn *c, struct arena *a, const struct order_filter *f,
                    int64_t *last, struct err *e)
{
    const struct order *o;
    size_t n;
    if (!read_page(c, a, f, &o, &n, last, e))
        return false;
    put_rows(j, o, n);
    return true;
}

bool order_list_of_customer(struct json *j, struct conn *c, struct arena *a, int64_t customer_id,
                            int64_t most, struct err *e)
{
    void *rows;
    size_t n;
    if (!db_all(c, a, Q_ORDERS_OF_CUSTOMER, ARGS(V(customer_id), V(most)), &order_model, (size_t)most, &rows, &n, e))
        return false;
    json_open_array(j, "orders");
    put_rows(j, rows, n);
    json_close(j);
    return true;
}

bool order_list_counts(struct json *j, struct conn *c, struct arena *a, const struct order_filter *f,
                       struct err *e)
{
    int64_t count[ORDER__MAX] = {0};
    struct order_filter any = *f;
    struct rows *r;
    any.sort = SORT_NEWEST;
    if (!(is_plain(&any)
              ? rows_begin(c, Q_ORDERS_BY_STATUS, NO_ARGS, &r, e)
              : rows_begin(c, Q_ORDERS_FOUND,
                           ARGS(V(desk_pattern(a, f->search)), V(f->from), V(until(f)), V(f->customer_id),
                                V(f->payment), V(f->review)),
                           &r, e)))
        return false;
    while (row_next(r, e)) {
        enum order_status s;
        if (order_status_read(row_text(r, 0, a), &s))
            count[s] = row_int(r, 1);
    }
    rows_end(r);
    json_open_object(j, "counts");
    for (int s = 0; s < ORDER__MAX; s++)
        json_put_int(j, order_status_word((enum order_status)s), count[s]);
    json_close(j);
    return e->kind == ERR_NONE;
}

bool order_list_ids(struct conn *c, struct arena *a, const struct order_filter *f, int64_t *ids,
                    size_t most, size_t *count, struct err *e)
{
    void *rows;
    if (!read_orders(c, a, f, (int64_t)most + 1, &rows, count, e))
        return false;
    const struct order *o = rows;
    for (size_t i = 0; i < *count && i < most; i++)
        ids[i] = o[i].id;
    return true;
}

/* -- CSV -- */

static void put_line(struct str *out, struct arena *a, const struct order *o)
{
    const char *const cells[] = {
        o->number, clock_rfc3339(a, o->created_at), o->status, o->payment_status, o->name,
        o->phone ? o->phone : "", o->delivery_method, o->address, o->items ? o->items : "",
        money_decimal(a, o->subtotal_minor, o->currency), money_decimal(a, o->delivery_minor, o->currency),
        money_decimal(a, o->total_minor, o->currency), o->currency,
    };
    for (size_t i = 0; i < sizeof cells / sizeof *cells; i++) {
        if (i)
            str_add_char(out, ',');
        str_add_csv(out, cells[i]);
    }
    str_add(out, "\r\n");
}

bool order_list_csv(struct str *out, struct conn *c, struct arena *a, const struct order_filter *f,
                    int64_t *last, struct err *e)
{
    const struct order *o;
    size_t n;
    if (!read_page(c, a, f, &o, &n, last, e))
        return false;
    if (!f->after) /* the first bytes tell a spreadsheet that this is UTF-8 */
        str_add(out, "\xEF\xBB\xBFnumber,placed,status,payment,customer,phone,method,address,items,"
                     "subtotal,delivery,total,currency\r\n");
    for (size_t i = 0; i < n; i++)
        put_line(out, a, &o[i]);
    return true;
}

/* -- one -- */

struct note_row {
    int64_t id, created_at;
    const char *text, *actor;
};
static const struct field note_fields[] = {
    FIELD(struct note_row, id, SHOWN),
    FIELD(struct note_row, text, SHOWN),
    FIELD(struct note_row, actor, SHOWN),
    FIELD(struct note_row, created_at, SHOWN | TIME),
};
static const struct model note_model = MODEL("order_note", struct note_row, note_fields);

static bool put_notes(struct json *j, struct conn *c, struct arena *a, int64_t id, struct err *e)
{
    void *rows;
    size_t n;
    if (!db_all(c, a, Q_ORDER_NOTES, ARGS(V(id)), &note_model, NOTES_MOST, &rows, &n, e))
        return false;
    json_open_array(j, "notes");
    for (size_t i = 0; i < n; i++) {
        json_open_object(j, NULL);
        json_put_model(j, &note_model, (struct note_row *)rows + i, true);
        json_close(j);
    }
    json_close(j);
    return true;
}

static bool put_customer(struct json *j, struct conn *c, const struct order *o, struct err *e)
{
    struct rows *r;
    if (!rows_begin(c, Q_CUSTOMER_BOUGHT, ARGS(V(o->customer_id)), &r, e))
        return false;
    bool got = row_next(r, e);
    json_open_object(j, "customer");
    json_put_int(j, "id", o->customer_id);
    json_put_int(j, "orders", got ? row_int(r, 0) : 0);
    json_put_money(j, "spent", got ? row_int(r, 1) : 0, o->currency);
    json_close(j);
    rows_end(r);
    return e->kind == ERR_NONE;
}

static void put_moves(struct json *j, const struct order *o)
{
    enum order_status from;
    json_open_array(j, "moves");
    for (int to = 0; order_status_read(o->status, &from) && to < ORDER__MAX; to++)
        if (order_may_move(from, (enum order_status)to))
            json_put_text(j, NULL, order_status_word((enum order_status)to));
    json_close(j);
}

bool order_desk_put(struct json *j, struct conn *c, struct arena *a, const struct order *o, int64_t now,
                    struct err *e)
{
    bool may;
    json_put_text(j, "order_number", o->number);
    if (!order_put(j, c, a, o, true, e) || !put_notes(j, c, a, o->id, e) || !put_customer(j, c, o, e) ||
        !payment_put(j, c, a, o, e) || !order_may_undo(c, a, o, now, &may, e))
        return false;
    put_moves(j, o);
    json_put_bool(j, "undo", may);
    return true;
}
