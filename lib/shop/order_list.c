/* order_list.c -- orders as the desk looks at them; nothing here changes anything. */
#include "waiter/order_list.h"
#include "waiter/clock.h"
#include "waiter/desk.h"
#include "waiter/money.h"
#include "waiter/payment.h"
#include "waiter/search.h"

#include <string.h>

#define NOTES_MOST 200
#define SORTED_MOST 50000 /* orders */

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

/* Sorted by total: are there so many of that time that they are better found by walking all by total? */
static bool many_in_time(struct conn *c, const struct order_filter *f, bool *many, struct err *e)
{
    int64_t n = 0, until = f->until ? f->until : INT64_MAX;
    bool timed = (f->from || f->until) && (f->sort == SORT_DEAREST || f->sort == SORT_CHEAPEST);
    if (timed && !db_int(c, Q_ORDERS_IN_DAYS, ARGS(V(f->from / DAY_MS), V(until / DAY_MS)), &n, NULL, e))
        return false;
    *many = n > SORTED_MOST;
    return true;
}

static bool read_orders(struct conn *c, struct arena *a, const struct order_filter *f, int64_t most,
                        void **rows, size_t *n, struct err *e)
{
    struct typed t;
    bool many;
    if (!search_read(c, a, SEARCH_ORDERS, f->search, &t, e) || !many_in_time(c, f, &many, e))
        return false;
    int64_t from = many ? 0 : f->from, until = many ? 0 : f->until;
    return db_all(c, a, Q_ORDERS_LIST,
                  ARGS(V(f->after), V(most), V(t.match), V(t.like), V(t.reach), V(f->status), V(from), V(until),
                       V(f->customer_id), V(f->payment), V(f->from - from), V(f->until - until), V(f->review),
                       V(f->sort == SORT_NEWEST), V(f->sort == SORT_OLDEST), V(f->sort == SORT_DEAREST),
                       V(f->sort == SORT_CHEAPEST), V(f->review && !t.match && !f->customer_id)),
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

/* Whole days are counted already; of the parts of days at both ends the orders are. */
static bool count_in_time(struct conn *c, const struct order_filter *f, struct rows **out, struct err *e)
{
    int64_t from = f->from, until = f->until ? f->until : INT64_MAX;
    int64_t first = from / DAY_MS + (from % DAY_MS != 0), last = until / DAY_MS;
    bool whole = first <= last;
    int64_t begin_ends = whole ? first * DAY_MS : until, end_begins = whole ? last * DAY_MS : until;
    return rows_begin(c, Q_ORDERS_TALLIED,
                      ARGS(V(f->payment), V(first), V(last), V(from), V(begin_ends), V(end_begins), V(until)),
                      out, e);
}

/* The counts by the way that reads least; *capped: more match what was typed than are counted. */
static bool count_orders(struct conn *c, struct arena *a, const struct order_filter *f, struct rows **out,
                         bool *capped, struct err *e)
{
    struct typed t;
    if (!search_read(c, a, SEARCH_ORDERS, f->search, &t, e))
        return false;
    *capped = t.reach || (t.all && !t.match);
    if (!*f->search && !f->customer_id && !f->review)
        return count_in_time(c, f, out, e);
    return rows_begin(c, Q_ORDERS_FOUND,
                      ARGS(V(t.all), V(t.all ? NULL : t.like), V(t.reach), V(f->from), V(f->until),
                           V(f->customer_id), V(f->payment), V(SEARCH_COUNT_MOST), V(f->review),
                           V(f->review && !t.all && !f->customer_id)),
                      out, e);
}

bool order_list_counts(struct json *j, struct conn *c, struct arena *a, const struct order_filter *f,
                       struct err *e)
{
    int64_t count[ORDER__MAX] = {0};
    struct rows *r;
    bool capped;
    if (!count_orders(c, a, f, &r, &capped, e))
        return false;
    while (row_next(r, e)) {
        enum order_status s;
        if (order_status_read(row_text(r, 0, a), &s))
            count[s] = row_int(r, 1);
    }
    rows_end(r);
    json_put_bool(j, "counts_capped", capped);
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
