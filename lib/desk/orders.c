/* orders.c -- looking at orders, moving them on one by one or many at once, and noting things. */
#include "parts.h"
#include "waiter/clock.h"
#include "waiter/order_list.h"
#include "waiter/order_staff.h"
#include "waiter/utf8.h"

#include <string.h>

#define PARCEL_MOST 60 /* characters of a carrier's name, of a tracking number */
#define CSV_ROWS 2000 /* of one answer; `Link` leads to the next */

/* -- what is asked for, by an address or by the filter of a bulk move -- */

typedef const char *asked(const void *from, const char *name);

static const char *asked_by_query(const void *from, const char *name)
{
    return request_query(from, name);
}

static const char *asked_by_json(const void *from, const char *name)
{
    return json_text(from, name);
}

static bool read_time(asked *ask, const void *from, const char *name, int64_t *out, struct err *e)
{
    const char *text = ask(from, name);
    if (!text || !*text)
        return true;
    return (clock_parse(text, out) && *out >= 0) || fail_field(e, name, "no time: %.40s", text);
}

static bool read_filter(asked *ask, const void *from, struct order_filter *f, struct err *e)
{
    const char *status = ask(from, "status"), *search = ask(from, "q"), *sort = ask(from, "sort");
    const char *payment = ask(from, "payment"), *review = ask(from, "review");
    enum order_status known;
    f->status = status ? status : "";
    f->search = search ? search : "";
    f->payment = payment ? payment : "";
    f->review = review && strcmp(review, "open") == 0;
    if (*f->status && !order_status_read(f->status, &known))
        return fail_field(e, "status", "no such status");
    if (*f->payment && !order_payment_known(f->payment))
        return fail_field(e, "payment", "no such standing");
    if (review && *review && !f->review)
        return fail_field(e, "review", "open or nothing");
    if (utf8_length(f->search) > SEARCH_CHARS_MOST)
        return fail_field(e, "q", "longer than %d characters", SEARCH_CHARS_MOST);
    if (sort && *sort && !order_sort_read(sort, &f->sort))
        return fail_field(e, "sort", "no such order");
    return read_time(ask, from, "from", &f->from, e) && read_time(ask, from, "until", &f->until, e);
}

static bool filter_of_query(struct request *rq, struct order_filter *f, struct err *e)
{
    return read_filter(asked_by_query, rq, f, e) && request_page(rq, &f->limit, &f->after, e) &&
           request_query_int(rq, "customer_id", 1, INT64_MAX, 0, &f->customer_id, e);
}

/* -- looking -- */

static bool read_orders(struct request *rq, struct conn *c, struct err *e)
{
    struct order_filter f = {0};
    int64_t last;
    if (!filter_of_query(rq, &f, e))
        return false;
    struct json j = reply_json(rq, 200);
    json_open_object(&j, NULL);
    if (!f.after && !order_list_counts(&j, c, rq->arena, &f, e))
        return false;
    json_open_array(&j, "orders");
    if (!order_list_put(&j, c, rq->arena, &f, &last, e))
        return false;
    desk_list_close(rq, &j, last);
    return true;
}

bool handle_orders(struct request *rq, struct err *e)
{
    rq->doing = "listing orders";
    return desk_search(rq, SEARCH_ORDERS, read_orders, e);
}

static bool read_csv(struct request *rq, struct conn *c, struct err *e)
{
    struct order_filter f = {0};
    struct str csv = str_new(rq->arena, REPLY_MOST);
    struct json none = reply_json(rq, 200); /* its cursor goes into the header alone */
    const char *text;
    int64_t last;
    if (!filter_of_query(rq, &f, e))
        return false;
    f.limit = CSV_ROWS;
    if (!order_list_csv(&csv, c, rq->arena, &f, &last, e) || !str_done(&csv, &text, e))
        return false;
    json_open_object(&none, NULL);
    reply_next(rq, &none, last);
    reply_text(rq, 200, "text/csv; charset=utf-8", text);
    reply_header(rq, "Content-Disposition", "attachment; filename=\"orders.csv\"");
    return true;
}

bool handle_orders_csv(struct request *rq, struct err *e)
{
    rq->doing = "listing orders as CSV";
    return desk_search(rq, SEARCH_ORDERS, read_csv, e);
}

static bool read_order(struct request *rq, struct conn *c, struct err *e)
{
    struct order o;
    int64_t id;
    if (!request_id_param(rq, "id", &id, e) || !order_find(c, rq->arena, id, &o, e))
        return false;
    struct json j = reply_json(rq, 200);
    json_open_object(&j, NULL);
    if (!order_desk_put(&j, c, rq->arena, &o, clock_now(), e))
        return false;
    json_close(&j);
    desk_version(rq, o.version);
    return true;
}

bool handle_order(struct request *rq, struct err *e)
{
    rq->doing = "showing an order";
    return desk_read(rq, read_order, e);
}

/* -- one order -- */

/* The edit was made from an older look: a 412 that tells what happened since. */
static bool read_stale(struct request *rq, struct conn *c, struct err *e)
{
    struct err stale = {.kind = ERR_STALE};
    struct order o;
    int64_t id, seen;
    if (!request_id_param(rq, "id", &id, e) || !desk_seen(rq, &seen, e) ||
        !order_find(c, rq->arena, id, &o, e))
        return false;
    struct json j = desk_problem_open(rq, &stale);
    json_put_int(&j, "version", o.version);
    json_put_text(&j, "order_status", o.status);
    if (!order_put_changes(&j, c, rq->arena, &o, seen, e))
        return false;
    json_close(&j);
    return true;
}

bool desk_order_answer(struct request *rq, bool ok, struct err *e)
{
    if (ok)
        return desk_read(rq, read_order, e);
    if (e->kind != ERR_STALE)
        return false;
    err_clear(e);
    return desk_read(rq, read_stale, e);
}

bool desk_order_wish(struct request *rq, struct order_wish *w, struct err *e)
{
    return request_id_param(rq, "id", &w->id, e) && desk_seen(rq, &w->seen, e);
}

struct move_wanted {
    const char *status, *reason, *carrier, *tracking;
};

static bool read_status(struct request *rq, struct order_wish *w, struct err *e)
{
    static const struct field fields[] = {
        FIELD(struct move_wanted, status, WRITABLE | NEEDED),
        FIELD(struct move_wanted, reason, WRITABLE, .max = ORDER_REASON_CHARS_MOST),
        FIELD(struct move_wanted, carrier, WRITABLE, .max = PARCEL_MOST),
        FIELD(struct move_wanted, tracking, WRITABLE, .max = PARCEL_MOST),
    };
    static const struct model model = MODEL("status", struct move_wanted, fields);
    struct move_wanted wish = {0};
    const json_value *v;
    if (!request_json(rq, &v, e) || !json_read_model(rq->arena, v, &model, &wish, true, NULL, e))
        return false;
    if (!order_status_read(wish.status, &w->to))
        return fail_field(e, "status", "no such status");
    if (wish.tracking && w->to != ORDER_SHIPPED)
        return fail_field(e, "tracking", "only what is shipped has a tracking number");
    if (wish.tracking && *wish.tracking && !(wish.carrier && *wish.carrier))
        return fail_field(e, "carrier", "whose number is it?");
    w->reason = wish.reason;
    w->tracking = wish.tracking && *wish.tracking ? wish.tracking : NULL;
    w->carrier = wish.carrier && *wish.carrier ? wish.carrier : NULL;
    return true;
}

bool handle_order_status(struct request *rq, struct err *e)
{
    struct order_wish w = {0};
    struct order o;
    rq->doing = "moving an order";
    if (!desk_order_wish(rq, &w, e) || !read_status(rq, &w, e))
        return false;
    return desk_order_answer(rq, order_staff_move(rq->app->shop, rq->arena, &w, rq->who, &o, e), e);
}

bool handle_order_undo(struct request *rq, struct err *e)
{
    struct order_wish w = {0};
    struct order o;
    rq->doing = "taking a move back";
    if (!desk_order_wish(rq, &w, e))
        return false;
    return desk_order_answer(rq, order_staff_undo(rq->app->shop, rq->arena, &w, rq->who, &o, e), e);
}

struct note_wanted {
    const char *text;
};

bool handle_order_note_add(struct request *rq, struct err *e)
{
    static const struct field fields[] = {
        FIELD(struct note_wanted, text, WRITABLE | NEEDED, .min = 1, .max = ORDER_NOTE_CHARS_MOST),
    };
    static const struct model model = MODEL("note", struct note_wanted, fields);
    struct note_wanted note = {0};
    struct order_wish w = {0};
    const json_value *v;
    rq->doing = "noting something about an order";
    if (!desk_order_wish(rq, &w, e) || !request_json(rq, &v, e) ||
        !json_read_model(rq->arena, v, &model, &note, true, NULL, e))
        return false;
    return desk_order_answer(rq, order_note_add(rq->app->db, &w, note.text, rq->who, e), e);
}

bool handle_order_note_remove(struct request *rq, struct err *e)
{
    int64_t id, note;
    rq->doing = "removing a note about an order";
    return request_id_param(rq, "id", &id, e) && request_id_param(rq, "note", &note, e) &&
           order_note_remove(rq->app->db, id, note, rq->who, e) && desk_read(rq, read_order, e);
}

/* -- many at once: each in a transaction of its own, each with its own result -- */

struct bulk {
    const char *status; /* the move's; NULL: undo */
    enum order_status to;
    const json_value *body;
    int64_t *ids;
    size_t count;
};

static bool read_ids(const json_value *list, struct bulk *b, struct err *e)
{
    b->count = json_count(list);
    if (b->count == 0 || b->count > ORDERS_AT_ONCE_MOST)
        return fail_field(e, "ids", "1 to %d of them", ORDERS_AT_ONCE_MOST);
    for (size_t i = 0; i < b->count; i++)
        if (!json_is_int(json_item(list, i), &b->ids[i]) || b->ids[i] < 1)
            return fail_field(e, "ids", "no id");
    return true;
}

/* All that match now, also those that no page has shown. */
static bool find_ids(struct request *rq, struct bulk *b, struct err *e)
{
    struct order_filter f = {0};
    const json_value *filter = json_at(b->body, "filter");
    struct conn *c;
    f.customer_id = json_int(filter, "customer_id", 0);
    if (!read_filter(asked_by_json, filter, &f, e) ||
        (*f.search && !search_follow(rq->app->db, SEARCH_ORDERS, e)) || !db_borrow(rq->app->db, &c, e))
        return false;
    bool ok = order_list_ids(c, rq->arena, &f, b->ids, ORDERS_AT_ONCE_MOST, &b->count, e);
    db_return(rq->app->db, c);
    if (ok && b->count > ORDERS_AT_ONCE_MOST)
        return fail_field(e, "filter", "finds more than %d", ORDERS_AT_ONCE_MOST);
    return ok;
}

static bool read_bulk(struct request *rq, struct bulk *b, bool undo, struct err *e)
{
    static const struct field fields[] = {
        FIELD(struct bulk, status, WRITABLE), FIELD_BESIDE("ids"), FIELD_BESIDE("filter"),
    };
    static const struct model model = MODEL("bulk", struct bulk, fields);
    b->ids = arena_array(rq->arena, ORDERS_AT_ONCE_MOST, sizeof *b->ids);
    if (!request_json(rq, &b->body, e) ||
        !json_read_model(rq->arena, b->body, &model, b, true, NULL, e))
        return false;
    if (undo ? b->status != NULL : !b->status || !order_status_read(b->status, &b->to))
        return fail_field(e, "status", undo ? "is not asked" : "no such status");
    const json_value *ids = json_at(b->body, "ids"), *filter = json_at(b->body, "filter");
    if (ids && !filter && json_is_array(ids))
        return read_ids(ids, b, e);
    if (filter && !ids && !undo && json_is_object(filter))
        return find_ids(rq, b, e);
    return fail_field(e, "ids", "either a list of them or a filter");
}

static void put_result(struct json *j, int64_t id, bool ok, const struct order *o, const struct err *why)
{
    json_open_object(j, NULL);
    json_put_int(j, "id", id);
    json_put_text(j, "number", o->number);
    json_put_text(j, "status", o->status);
    json_put_text(j, "code", ok ? "ok" : err_code(why->kind));
    if (!ok)
        json_put_text(j, "error", err_words(why->kind));
    json_close(j);
}

static bool run_bulk(struct request *rq, const struct bulk *b, bool undo, struct err *e)
{
    int64_t moved = 0;
    struct json j = reply_json(rq, 200);
    json_open_object(&j, NULL);
    json_open_array(&j, "results");
    for (size_t i = 0; i < b->count; i++) {
        struct order_wish w = {.id = b->ids[i], .to = b->to};
        struct order o = {0};
        struct err why = {0};
        bool ok = undo ? order_staff_undo(rq->app->shop, rq->arena, &w, rq->who, &o, &why)
                       : order_staff_move(rq->app->shop, rq->arena, &w, rq->who, &o, &why);
        if (!ok && err_status(why.kind) >= 500)
            return fail(e, why.kind, "order %lld: %s", (long long)w.id, why.why);
        put_result(&j, w.id, ok, &o, &why);
        moved += ok;
    }
    json_close(&j);
    json_put_int(&j, "moved", moved);
    json_put_int(&j, "refused", (int64_t)b->count - moved);
    json_close(&j);
    return true;
}

bool handle_orders_move(struct request *rq, struct err *e)
{
    struct bulk b = {0};
    rq->doing = "moving many orders";
    return read_bulk(rq, &b, false, e) && run_bulk(rq, &b, false, e);
}

bool handle_orders_undo(struct request *rq, struct err *e)
{
    struct bulk b = {0};
    rq->doing = "taking many moves back";
    return read_bulk(rq, &b, true, e) && run_bulk(rq, &b, true, e);
}
