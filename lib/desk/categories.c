/* categories.c -- the shelves of the shop: named, put in order, taken away when they are empty. */
#include "parts.h"
#include "waiter/audit.h"
#include "waiter/clock.h"
#include "waiter/event.h"
#include "waiter/translate.h"

#define CATEGORIES_MOST 200

struct category_row {
    int64_t id, position, products;
    const char *name, *translated; /* translated: translations, as stored */
};
static const struct field fields[] = {
    FIELD(struct category_row, id, SHOWN),
    FIELD(struct category_row, name, SHOWN | WRITABLE | NEEDED, .min = 1, .max = 60),
    FIELD(struct category_row, position, SHOWN),
    FIELD(struct category_row, products, SHOWN),
    FIELD(struct category_row, translated, 0),
    FIELD_BESIDE("translations"),
};
static const struct model model = MODEL("category", struct category_row, fields);

static void put_category(struct json *j, const struct category_row *row)
{
    json_open_object(j, NULL);
    json_put_model(j, &model, row, true);
    json_put_raw(j, "translations", row->translated);
    json_close(j);
}

static bool all(struct conn *c, struct arena *a, struct category_row **out, size_t *n,
                struct err *e)
{
    void *rows;
    bool ok = db_all(c, a, Q_CATEGORY_LIST, ARGS(V(CATEGORIES_MOST)), &model, CATEGORIES_MOST,
                     &rows, n, e);
    *out = ok ? rows : NULL;
    return ok;
}

static bool read_list(struct request *rq, struct conn *c, struct err *e)
{
    struct category_row *rows;
    size_t n;
    if (!all(c, rq->arena, &rows, &n, e))
        return false;
    struct json j = desk_list_open(rq, "categories");
    for (size_t i = 0; i < n; i++)
        put_category(&j, &rows[i]);
    json_close(&j);
    json_close(&j);
    return true;
}

bool handle_categories(struct request *rq, struct err *e)
{
    rq->doing = "listing categories";
    return desk_read(rq, read_list, e);
}

struct category_wish {
    struct request *rq;
    struct category_row row; /* id 0: a new one */
    struct category_row now; /* as saved */
    const json_value *ids;   /* the order wanted */
    const json_value *words; /* translations wanted, or NULL */
};

/* The category for the book of changes. */
static const char *row_json(struct arena *a, const struct category_row *row)
{
    struct str text = str_new(a, 2 * CATEGORY_MOST);
    struct json j = json_writer(&text);
    put_category(&j, row);
    return text.text;
}

static bool read_one(struct conn *c, struct category_wish *w, int64_t id, struct category_row *out,
                     struct err *e)
{
    return db_one(c, w->rq->arena, Q_CATEGORY_ONE, ARGS(V(id)), &model, out, NULL, e);
}

static bool name_is_free(struct conn *c, const struct category_wish *w, struct err *e)
{
    int64_t other;
    bool found;
    return db_int(c, Q_CATEGORY_BY_NAME, ARGS(V(w->row.name)), &other, &found, e) &&
           (!found || other == w->row.id ||
            fail(e, ERR_CONFLICT, "category %lld has this name", (long long)other));
}

static bool save_words(struct conn *c, const struct category_wish *w, struct err *e)
{
    return !w->words || db_run(c, Q_CATEGORY_TRANSLATIONS_PUT,
                               ARGS(V(w->now.id), V(translations_text(w->rq->arena, w->words))),
                               NULL, e);
}

static bool save_job(struct conn *c, void *what, struct err *e)
{
    struct category_wish *w = what;
    struct category_row was = {0};
    bool new = w->row.id == 0;
    w->now = (struct category_row){.id = w->row.id};
    if (!name_is_free(c, w, e) || (!new && !read_one(c, w, w->row.id, &was, e)))
        return false;
    return (new ? db_insert(c, Q_CATEGORY_ADD, ARGS(V(w->row.name)), &w->now.id, e)
                : db_run(c, Q_CATEGORY_NAME_PUT, ARGS(V(w->row.id), V(w->row.name)), NULL, e)) &&
           save_words(c, w, e) && read_one(c, w, w->now.id, &w->now, e) &&
           audit_id(c, w->rq->who, new ? "category.add" : "category.change", "category", w->now.id,
                    new ? NULL : row_json(w->rq->arena, &was), row_json(w->rq->arena, &w->now),
                    e) &&
           event_add(c, EVENT_PRODUCT, 0, clock_now(), e);
}

static bool save(struct request *rq, struct category_wish *w, int status, struct err *e)
{
    const json_value *v;
    if (!request_json(rq, &v, e) ||
        !json_read_model(rq->arena, v, &model, &w->row, true, NULL, e))
        return false;
    w->words = json_at(v, "translations");
    if ((w->words && !translations_check(w->words, TRANSLATED_CATEGORY, e)) ||
        !db_write(rq->app->db, save_job, w, e))
        return false;
    struct json j = reply_json(rq, status);
    put_category(&j, &w->now);
    return true;
}

bool handle_category_add(struct request *rq, struct err *e)
{
    struct category_wish w = {.rq = rq};
    rq->doing = "adding a category";
    return save(rq, &w, 201, e);
}

bool handle_category_change(struct request *rq, struct err *e)
{
    struct category_wish w = {.rq = rq};
    rq->doing = "renaming a category";
    return request_id_param(rq, "id", &w.row.id, e) && save(rq, &w, 200, e);
}

/* All of them, each once: whoever did not know of one must look again. */
static bool is_whole_order(const json_value *ids, const struct category_row *rows, size_t n,
                           struct err *e)
{
    bool fits = json_is_array(ids) && json_count(ids) == n;
    for (size_t i = 0; fits && i < n; i++) {
        size_t seen = 0;
        int64_t id;
        for (size_t k = 0; k < n; k++)
            seen += json_is_int(json_item(ids, k), &id) && id == rows[i].id;
        fits = seen == 1;
    }
    return fits || fail(e, ERR_CONFLICT, "these are not the categories there are");
}

static bool order_job(struct conn *c, void *what, struct err *e)
{
    struct category_wish *w = what;
    struct category_row *rows;
    size_t n;
    int64_t id = 0;
    if (!all(c, w->rq->arena, &rows, &n, e) || !is_whole_order(w->ids, rows, n, e))
        return false;
    for (size_t i = 0; i < n; i++)
        if (!json_is_int(json_item(w->ids, i), &id) ||
            !db_run(c, Q_CATEGORY_POSITION_PUT, ARGS(V(id), V((int64_t)i + 1)), NULL, e))
            return false;
    return audit(c, w->rq->who, "category.order", "category", "", NULL, NULL, e) &&
           event_add(c, EVENT_PRODUCT, 0, clock_now(), e);
}

bool handle_categories_order(struct request *rq, struct err *e)
{
    struct category_wish w = {.rq = rq};
    const json_value *v;
    rq->doing = "putting categories in order";
    if (!request_json(rq, &v, e))
        return false;
    w.ids = json_at(v, "ids");
    if (!json_is_array(w.ids) || json_count(v) != 1)
        return fail_field(e, "ids", "a list of all of them");
    return db_write(rq->app->db, order_job, &w, e) && desk_read(rq, read_list, e);
}

static bool remove_job(struct conn *c, void *what, struct err *e)
{
    struct category_wish *w = what;
    struct category_row was = {0};
    if (!read_one(c, w, w->row.id, &was, e))
        return false;
    if (was.products)
        return fail(e, ERR_NOT_ALLOWED_NOW, "%lld products are in it", (long long)was.products);
    return db_run(c, Q_CATEGORY_REMOVE, ARGS(V(was.id)), NULL, e) &&
           audit_id(c, w->rq->who, "category.remove", "category", was.id,
                    row_json(w->rq->arena, &was), NULL, e) &&
           event_add(c, EVENT_PRODUCT, 0, clock_now(), e);
}

bool handle_category_remove(struct request *rq, struct err *e)
{
    struct category_wish w = {.rq = rq};
    rq->doing = "removing a category";
    if (!request_id_param(rq, "id", &w.row.id, e) || !db_write(rq->app->db, remove_job, &w, e))
        return false;
    reply_text(rq, 204, NULL, "");
    return true;
}
