/* product_csv.c -- the catalogue as a file: downloaded, tried, read in. */
#include "waiter/product_csv.h"
#include "parts.h"
#include "waiter/audit.h"
#include "waiter/clock.h"
#include "waiter/shop.h"
#include "waiter/utf8.h"

#include <string.h>

#define VALUE_CHARS 60 /* of a cell that is told to be wrong */

static bool read_csv(struct request *rq, struct conn *c, struct err *e)
{
    struct str csv = str_new(rq->arena, REPLY_MOST);
    const char *text, *currency;
    int64_t limit, after, last;
    if (!request_page(rq, &limit, &after, e) ||
        !shop_currency(rq->app->shop, c, rq->arena, &currency, e) ||
        !product_csv_put(&csv, c, rq->arena, after, currency, &last, e) ||
        !str_done(&csv, &text, e))
        return false;
    struct json none = reply_json(rq, 200); /* its cursor goes into the header alone */
    json_open_object(&none, NULL);
    reply_next(rq, &none, last);
    reply_text(rq, 200, "text/csv; charset=utf-8", text);
    reply_header(rq, "Content-Disposition", "attachment; filename=\"products.csv\"");
    return true;
}

bool handle_products_csv(struct request *rq, struct err *e)
{
    rq->doing = "writing products as CSV";
    return desk_read(rq, read_csv, e);
}

struct taking {
    struct request *rq;
    struct conn *conn;
    bool dry;
    struct csv_import *out;
};

static bool note(void *what, int64_t id, struct err *e)
{
    struct taking *t = what;
    return t->dry || audit_id(t->conn, t->rq->who, "product.import", "product", id, NULL, NULL, e);
}

static bool take_job(struct conn *c, void *what, struct err *e)
{
    struct taking *t = what;
    struct request *rq = t->rq;
    const struct staff *who = rq->who;
    struct product_saving how = {
        .actor = arena_printf(rq->arena, "staff:%s", who->username), .now = clock_now()};
    t->conn = c;
    return shop_currency(rq->app->shop, c, rq->arena, &how.currency, e) &&
           product_csv_take(c, rq->arena, rq->body, rq->body_len, t->dry, &how, note, t, t->out, e);
}

static void put_import(struct json *j, struct arena *a, const struct csv_import *i, bool written)
{
    json_put_bool(j, "written", written);
    json_put_int(j, "rows", i->rows);
    json_put_int(j, "added", i->added);
    json_put_int(j, "changed", i->changed);
    json_put_int(j, "unchanged", i->unchanged);
    json_open_array(j, "errors");
    for (size_t k = 0; k < i->wrong_count; k++) {
        const struct csv_wrong *w = &i->wrong[k];
        json_open_object(j, NULL);
        json_put_int(j, "row", w->line);
        json_put_text(j, "column", w->column);
        json_put_text(j, "reason", w->code);
        json_put_text(j, "value", arena_strndup(a, w->value, utf8_prefix(w->value, VALUE_CHARS)));
        json_close(j);
    }
    json_close(j);
}

/* A trial is answered with what would happen; a file with mistakes is refused whole. */
bool handle_products_import(struct request *rq, struct err *e)
{
    struct taking t = {.rq = rq, .out = arena_alloc(rq->arena, sizeof *t.out)};
    struct err refused = {.kind = ERR_BAD_INPUT, .field = "csv"};
    int64_t dry;
    rq->doing = "reading products from CSV";
    if (!request_query_int(rq, "dry_run", 0, 1, 0, &dry, e))
        return false;
    t.dry = dry;
    if (!rq->body_len)
        return fail_field(e, "csv", "is empty");
    if (!db_write(rq->app->db, take_job, &t, e))
        return false;
    bool bad = t.out->wrong_count > 0 && !t.dry;
    struct json j = bad ? desk_problem_open(rq, &refused) : reply_json(rq, 200);
    if (!bad)
        json_open_object(&j, NULL);
    put_import(&j, rq->arena, t.out, !t.dry && !bad);
    json_close(&j);
    if (t.dry)
        audit_nothing(rq->who);
    return true;
}
