/* products.c -- the catalogue as its owner sees and changes it. */
#include "parts.h"
#include "waiter/audit.h"
#include "waiter/clock.h"
#include "waiter/crypto.h"
#include "waiter/dialogue.h"
#include "waiter/home.h"
#include "waiter/photo.h"
#include "waiter/product.h"
#include "waiter/shop.h"
#include "waiter/staff.h"
#include "waiter/utf8.h"

#include <string.h>

/* ?name= as one of these words, "" when absent. */
static bool one_of(struct request *rq, const char *name, const char *const *words,
                   const char **out, struct err *e)
{
    const char *given = request_query(rq, name);
    *out = given ? given : "";
    for (; *words; words++)
        if (strcmp(*out, *words) == 0)
            return true;
    return !**out || fail_field(e, name, "no such %s", name);
}

static bool read_filter(struct request *rq, struct product_desk_filter *f, struct err *e)
{
    static const char *const states[] = {"on_sale", "low", "out", "hidden", NULL};
    static const char *const sorts[] = {"name", "cheapest", "dearest", "stock", "newest", NULL};
    const char *category = request_query(rq, "category"), *search = request_query(rq, "search");
    f->category = category ? category : "";
    f->search = search ? search : "";
    if (utf8_length(f->search) > SEARCH_CHARS_MOST)
        return fail_field(e, "search", "longer than %d characters", SEARCH_CHARS_MOST);
    return one_of(rq, "state", states, &f->state, e) && one_of(rq, "sort", sorts, &f->sort, e) &&
           request_page(rq, &f->limit, &f->skip, e);
}

/* The cursor is how many to skip: sorted by what staff changes, there is no better place to go on. */
static bool read_products(struct request *rq, struct conn *c, struct err *e)
{
    struct product_desk_filter f = {0};
    const char *currency;
    bool more;
    if (!read_filter(rq, &f, e) || !shop_currency(rq->app->shop, c, rq->arena, &currency, e))
        return false;
    struct json j = reply_json(rq, 200);
    json_open_object(&j, NULL);
    if (!f.skip && !product_desk_counts(&j, c, rq->arena, &f, e))
        return false;
    json_open_array(&j, "products");
    if (!product_desk_list_put(&j, c, rq->arena, &f, currency, &more, e))
        return false;
    desk_list_close(rq, &j, more ? f.skip + f.limit : 0);
    return true;
}

bool handle_products(struct request *rq, struct err *e)
{
    rq->doing = "listing products";
    return desk_read(rq, read_products, e);
}

static bool tell_version(struct request *rq, struct conn *c, int64_t id, struct err *e)
{
    int64_t version;
    if (!db_int(c, Q_PRODUCT_VERSION, ARGS(V(id)), &version, NULL, e))
        return false;
    desk_version(rq, version);
    return true;
}

static bool reply_product(struct request *rq, struct conn *c, int status, int64_t id,
                          struct err *e)
{
    const char *currency;
    if (!shop_currency(rq->app->shop, c, rq->arena, &currency, e))
        return false;
    struct json j = reply_json(rq, status);
    json_open_object(&j, NULL);
    if (!product_put(&j, c, rq->arena, id, currency, true, e))
        return false;
    json_close(&j);
    return tell_version(rq, c, id, e);
}

static bool read_product(struct request *rq, struct conn *c, struct err *e)
{
    int64_t id;
    return request_id_param(rq, "id", &id, e) && reply_product(rq, c, 200, id, e);
}

bool handle_product(struct request *rq, struct err *e)
{
    rq->doing = "showing a product";
    return desk_read(rq, read_product, e);
}

struct product_wish {
    struct request *rq;
    const json_value *json;
    const char *photo;      /* path of a new one, or NULL */
    int64_t id;             /* 0: a new product */
    int64_t saved;          /* which it is now; a job may run twice, so `id` stays */
    int64_t seen;           /* its version, 0: any */
};

/* The product for the book of changes; NULL for one that is still to come. */
static bool product_json(struct conn *c, struct request *rq, int64_t id, const char *currency,
                         const char **out, struct err *e)
{
    struct str text = str_new(rq->arena, REPLY_MOST);
    struct json j = json_writer(&text);
    *out = NULL;
    if (!id)
        return true;
    json_open_object(&j, NULL);
    if (!product_put(&j, c, rq->arena, id, currency, true, e))
        return false;
    json_close(&j);
    return str_done(&text, out, e);
}

static bool save_or_add_photo(struct conn *c, struct product_wish *w, const char *currency,
                              struct err *e)
{
    const struct staff *who = w->rq->who;
    struct product_saving how = {
        .currency = currency,
        .actor = arena_printf(w->rq->arena, "staff:%s", who->username),
        .now = clock_now(),
        .seen = w->seen};
    return w->photo ? product_photo_add(c, w->id, w->photo, how.now, e)
                    : product_save(c, w->rq->arena, w->json, &how, &w->saved, e);
}

/* The currency is read by the same connection: inside the transaction it cannot be another's. */
static bool save_job(struct conn *c, void *what, struct err *e)
{
    struct product_wish *w = what;
    struct request *rq = w->rq;
    const char *currency, *before, *after;
    w->saved = w->id;
    const char *action = w->photo ? "product.photo" : w->id ? "product.change" : "product.add";
    return shop_currency(rq->app->shop, c, rq->arena, &currency, e) &&
           product_json(c, rq, w->id, currency, &before, e) &&
           save_or_add_photo(c, w, currency, e) &&
           product_json(c, rq, w->saved, currency, &after, e) &&
           audit_id(c, rq->who, action, "product", w->saved, before, after, e);
}

static bool read_latest(struct request *rq, struct conn *c, struct err *e)
{
    struct str out = str_new(rq->arena, REPLY_MOST);
    struct json j = json_writer(&out);
    return audit_last(&j, NULL, c, rq->arena, "product", request_route(rq, "id"), e) &&
           str_done(&out, &rq->latest, e);
}

bool handle_product_add(struct request *rq, struct err *e)
{
    struct product_wish w = {.rq = rq};
    struct conn *c;
    rq->doing = "adding a product";
    if (!request_json(rq, &w.json, e) || !db_write(rq->app->db, save_job, &w, e) ||
        !db_borrow(rq->app->db, &c, e))
        return false;
    bool ok = reply_product(rq, c, 201, w.saved, e);
    db_return(rq->app->db, c);
    reply_header(rq, "Location", arena_printf(rq->arena, "/admin/products/%lld", (long long)w.saved));
    return ok;
}

bool handle_product_change(struct request *rq, struct err *e)
{
    struct product_wish w = {.rq = rq};
    struct err ignored = {0};
    rq->doing = "changing a product";
    if (!request_id_param(rq, "id", &w.id, e) || !desk_seen(rq, &w.seen, e) ||
        !request_json(rq, &w.json, e))
        return false;
    if (db_write(rq->app->db, save_job, &w, e))
        return desk_read(rq, read_product, e);
    if (e->kind == ERR_STALE && !desk_read(rq, read_latest, &ignored))
        rq->latest = NULL;
    return false;
}

/* -- photos -- */

/* Named by its content: the same photo twice is one file, and an old address never shows a new photo.
 * Files stay when a product drops them, for an undo and for chats, until photo_sweep.c. */
static bool keep_photo(struct request *rq, const void *bytes, size_t n, const char **path,
                       struct err *e)
{
    uint8_t hash[SHA256_BYTES];
    sha256(bytes, n, hash);
    *path = arena_printf(rq->arena, "/media/photo-%s.jpg", hex_text(rq->arena, hash, 16));
    return home_write(rq->arena,
                      arena_printf(rq->arena, "%s%s", rq->app->settings.waiter_home, *path), bytes,
                      n, 0644, e);
}

static bool read_of(struct request *rq, struct conn *c, struct err *e)
{
    int64_t id;
    return request_query_int(rq, "product", 1, INT64_MAX, 0, &id, e) &&
           reply_product(rq, c, 201, id, e);
}

static bool is_there(struct request *rq, struct conn *c, struct err *e)
{
    int64_t id, version;
    return request_query_int(rq, "product", 1, INT64_MAX, 0, &id, e) &&
           db_int(c, Q_PRODUCT_VERSION, ARGS(V(id)), &version, NULL, e);
}

/* Whether there is such a product is asked first: decoding is work. */
bool handle_photo_add(struct request *rq, struct err *e)
{
    struct product_wish w = {.rq = rq};
    const void *made;
    size_t n;
    rq->doing = "taking a photo";
    if (!request_query_int(rq, "product", 1, INT64_MAX, 0, &w.id, e))
        return false;
    if (!w.id)
        return fail_field(e, "product", "of which product?");
    if (!rq->body_len)
        return fail_field(e, "photo", "is empty");
    return desk_read(rq, is_there, e) &&
           photo_remake(rq->arena, rq->body, rq->body_len, &made, &n, e) &&
           keep_photo(rq, made, n, &w.photo, e) && db_write(rq->app->db, save_job, &w, e) &&
           desk_read(rq, read_of, e);
}

/* -- what a customer sees -- */

static int64_t stock_now(void *conn, int64_t variant_id)
{
    struct err e = {0};
    int64_t stock = 0;
    bool found;
    return db_int(conn, Q_STOCK_OF, ARGS(V(variant_id)), &stock, &found, &e) ? stock : 0;
}

static void put_said(struct json *j, const struct said *s)
{
    json_open_object(j, NULL);
    json_put_text(j, "text", s->text);
    json_put_text(j, "picture", s->picture);
    json_open_array(j, "choices");
    for (size_t i = 0; i < s->choice_count; i++)
        json_put_text(j, NULL, s->choices[i].title);
    json_close(j);
    json_close(j);
}

/* A stranger taps on the product, and the very engine answers that answers customers. */
static void show_card(struct request *rq, struct conn *c, const struct snapshot *snap, int64_t id,
                      struct outcome *out)
{
    const struct tongue *tongue = snapshot_tongue(snap, request_query(rq, "lang"));
    struct view v = {.catalogue = tongue->catalogue,
                     .brain = tongue->brain,
                     .texts = snap->texts,
                     .lang = tongue->code,
                     .now = clock_now(),
                     .stock = stock_now,
                     .shop = c};
    struct message m = {.kind = MESSAGE_TAP,
                        .text = "",
                        .tap_id = arena_printf(rq->arena, "p:%lld", (long long)id)};
    struct understood u;
    understand(tongue->brain, rq->arena, "", &u);
    dialogue_turn(&v, conversation_new(rq->arena), &m, &u, rq->arena, out);
}

static bool read_version(struct request *rq, int64_t *version, struct err *e)
{
    struct conn *c;
    if (!db_borrow(rq->app->db, &c, e))
        return false;
    bool ok = db_int(c, Q_CATALOGUE_VERSION, NO_ARGS, version, NULL, e);
    db_return(rq->app->db, c);
    return ok;
}

/* What is not for sale is shown to nobody: an empty list. */
bool handle_product_preview(struct request *rq, struct err *e)
{
    const struct snapshot *snap;
    struct outcome *out = arena_alloc(rq->arena, sizeof *out);
    struct conn *c;
    int64_t id, version;
    rq->doing = "showing what customers see";
    if (!request_id_param(rq, "id", &id, e) || !read_version(rq, &version, e) ||
        !shop_snapshot(rq->app->shop, version, &snap, e))
        return false;
    bool ok = true;
    if (catalogue_product(&snap->catalogue, id) && (ok = db_borrow(rq->app->db, &c, e))) {
        show_card(rq, c, snap, id, out);
        db_return(rq->app->db, c);
    }
    struct json j = reply_json(rq, 200);
    json_open_object(&j, NULL);
    json_open_array(&j, "messages");
    for (size_t i = 0; ok && i < out->said_count; i++)
        put_said(&j, &out->said[i]);
    json_close(&j);
    json_close(&j);
    shop_release(rq->app->shop, snap);
    return ok;
}

static bool retire_job(struct conn *c, void *what, struct err *e)
{
    struct product_wish *w = what;
    return product_retire(c, w->id, clock_now(), e) &&
           audit_id(c, w->rq->who, "product.remove", "product", w->id, "{\"active\":true}",
                    "{\"active\":false}", e);
}

bool handle_product_remove(struct request *rq, struct err *e)
{
    struct product_wish w = {.rq = rq};
    rq->doing = "taking a product out of the shop";
    if (!request_id_param(rq, "id", &w.id, e) || !db_write(rq->app->db, retire_job, &w, e))
        return false;
    reply_text(rq, 204, NULL, "");
    return true;
}
