/* product.c -- products for the API and the console: shown, searched, created, changed. */
#include "waiter/product.h"
#include "waiter/clock.h"
#include "waiter/event.h"
#include "waiter/money.h"
#include "waiter/utf8.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#define VARIANTS_MOST 200
#define OPTION_CHARS_MOST 40
#define PICTURE_CHARS_MOST 300
#define STOCK_MOST 1000000

static const struct field product_fields[] = {
    FIELD(struct product_row, id, SHOWN),
    FIELD(struct product_row, name, SHOWN | WRITABLE | NEEDED, .min = 1, .max = 120),
    FIELD(struct product_row, description, SHOWN | WRITABLE, .min = 0, .max = 2000),
    FIELD(struct product_row, category, SHOWN | WRITABLE | NEEDED, .min = 1, .max = 60),
    FIELD(struct product_row, price_minor, SHOWN | WRITABLE | NEEDED | MONEY, .min = 0,
          .max = MONEY_MOST),
    FIELD(struct product_row, currency, SHOWN),
    FIELD(struct product_row, picture, SHOWN | WRITABLE, .min = 0, .max = PICTURE_CHARS_MOST),
    FIELD(struct product_row, option1_name, SHOWN | WRITABLE, .min = 0, .max = 30),
    FIELD(struct product_row, option2_name, SHOWN | WRITABLE, .min = 0, .max = 30),
    FIELD(struct product_row, active, SHOWN | WRITABLE),
    FIELD(struct product_row, created_at, SHOWN | TIME),
    FIELD(struct product_row, updated_at, SHOWN | TIME),
    FIELD(struct product_row, category_id, 0),
    FIELD(struct product_row, aliases, 0),
    FIELD_BESIDE("variants"),
    FIELD_BESIDE("sizes"),
    FIELD_BESIDE("colors"),
    FIELD_BESIDE("stock"),
    FIELD_BESIDE("stock_seen"),
    FIELD_BESIDE("image_url"),
};
const struct model product_model = MODEL("product", struct product_row, product_fields);

struct variant_row {
    int64_t id, product_id, price_minor, stock;
    const char *sku, *option1, *option2;
    bool active;
};
static const struct field variant_fields[] = {
    FIELD(struct variant_row, id, SHOWN),
    FIELD(struct variant_row, sku, SHOWN | WRITABLE | NEEDED, .min = 1, .max = 64),
    FIELD(struct variant_row, option1, SHOWN | WRITABLE, .min = 1, .max = OPTION_CHARS_MOST),
    FIELD(struct variant_row, option2, SHOWN | WRITABLE, .min = 1, .max = OPTION_CHARS_MOST),
    FIELD(struct variant_row, price_minor, WRITABLE | MONEY, .min = 0, .max = MONEY_MOST),
    FIELD(struct variant_row, stock, STAFF | WRITABLE, .min = 0, .max = STOCK_MOST),
    FIELD(struct variant_row, active, STAFF | WRITABLE),
    FIELD_BESIDE("stock_seen"),
};
static const struct model variant_model = MODEL("variant", struct variant_row, variant_fields);

/* -- showing -- */

/* The seed's flat `sizes` and `colors`: the distinct values of the option with such a name. */
static void put_values(struct json *j, const char *key, const struct product_row *p,
                       const struct variant_row *v, size_t n, const char *prefix)
{
    bool first = p->option1_name && strncasecmp(p->option1_name, prefix, strlen(prefix)) == 0;
    bool second = p->option2_name && strncasecmp(p->option2_name, prefix, strlen(prefix)) == 0;
    json_open_array(j, key);
    for (size_t i = 0; (first || second) && i < n; i++) {
        const char *value = first ? v[i].option1 : v[i].option2;
        bool seen = !value;
        for (size_t k = 0; k < i && !seen; k++) {
            const char *earlier = first ? v[k].option1 : v[k].option2;
            seen = earlier && strcmp(earlier, value) == 0;
        }
        if (!seen)
            json_put_text(j, NULL, value);
    }
    json_close(j);
}

static const char *stock_word(int64_t stock)
{
    return stock == 0 ? "sold_out" : stock <= 3 ? "low" : "in_stock";
}

/* Strangers learn a word, staff the number (reliability.md E5). */
static void put_variants(struct json *j, const struct variant_row *v, size_t n,
                         const char *currency, bool staff)
{
    json_open_array(j, "variants");
    for (size_t i = 0; i < n; i++) {
        if (!staff && !v[i].active)
            continue;
        json_open_object(j, NULL);
        json_put_model(j, &variant_model, &v[i], staff);
        json_put_money(j, "price", v[i].price_minor, currency);
        json_put_text(j, "availability", stock_word(v[i].stock));
        json_close(j);
    }
    json_close(j);
}

static bool put_one(struct json *j, struct conn *c, struct arena *a, struct product_row *p,
                    const char *currency, bool staff, struct err *e)
{
    void *rows;
    size_t n;
    int64_t stock = 0;
    if (!db_all(c, a, Q_PRODUCT_VARIANTS, ARGS(V(p->id)), &variant_model, VARIANTS_MOST, &rows, &n,
                e))
        return false;
    const struct variant_row *v = rows;
    for (size_t i = 0; i < n; i++)
        stock += v[i].active ? v[i].stock : 0;
    p->currency = currency;
    json_put_model(j, &product_model, p, staff);
    json_put_text(j, "image_url", p->picture);
    json_put_bool(j, "in_stock", stock > 0);
    if (staff)
        json_put_int(j, "stock", stock);
    put_values(j, "sizes", p, v, n, "size");
    put_values(j, "colors", p, v, n, "colo");
    put_variants(j, v, n, currency, staff);
    return true;
}

bool product_list_put(struct json *j, struct conn *c, struct arena *a,
                      const struct product_filter *f, const char *currency, int64_t *last,
                      struct err *e)
{
    const char *match = f->search ? fts_query(a, f->search) : NULL;
    void *rows;
    size_t n = 0;
    *last = 0;
    if (f->search && !match)
        return true; /* nothing that could be a word: nothing found */
    bool ok =
        match ? db_all(c, a, Q_PRODUCT_FIND,
                       ARGS(V(f->after), V(match), V(f->category), V(f->staff), V(f->limit + 1)),
                       &product_model, (size_t)f->limit + 1, &rows, &n, e)
              : db_all(c, a, Q_PRODUCT_LIST,
                       ARGS(V(f->after), V(f->category), V(f->staff), V(f->limit + 1)),
                       &product_model, (size_t)f->limit + 1, &rows, &n, e);
    for (size_t i = 0; ok && i < n && i < (size_t)f->limit; i++) {
        struct product_row *p = (struct product_row *)rows + i;
        json_open_object(j, NULL);
        ok = put_one(j, c, a, p, currency, f->staff, e);
        json_close(j);
        *last = p->id;
    }
    if (n <= (size_t)f->limit)
        *last = 0;
    return ok;
}

bool product_put(struct json *j, struct conn *c, struct arena *a, int64_t id, const char *currency,
                 bool staff, struct err *e)
{
    struct product_row p = {0};
    return db_one(c, a, Q_PRODUCT_BY_ID, ARGS(V(id), V(staff)), &product_model, &p, NULL, e) &&
           put_one(j, c, a, &p, currency, staff, e);
}

/* -- changing -- */

/* `image_url` is the seed's name for the picture. */
static bool read_picture(const json_value *v, struct product_row *p, struct err *e)
{
    const json_value *url = json_at(v, "image_url");
    if (url && (!json_is_text(url) || utf8_length(json_text(url, "")) > PICTURE_CHARS_MOST))
        return fail_field(e, "image_url", "not a text of at most %d characters",
                          PICTURE_CHARS_MOST);
    if (url)
        p->picture = json_text(url, "");
    if (p->picture && *p->picture && p->picture[0] != '/' &&
        strncmp(p->picture, "https://", 8) != 0)
        return fail_field(e, url ? "image_url" : "picture",
                          "a path of this server or an https address");
    return true;
}

static bool read_product(struct arena *a, const json_value *v, struct product_row *p,
                         bool creating, const char *currency, struct err *e)
{
    return json_read_model(a, v, &product_model, p, creating, currency, e) &&
           read_picture(v, p, e);
}

static bool find_category(struct conn *c, const char *name, int64_t *id, struct err *e)
{
    bool found;
    return db_int(c, Q_CATEGORY_BY_NAME, ARGS(V(name)), id, &found, e) &&
           (found || db_insert(c, Q_CATEGORY_ADD, ARGS(V(name)), id, e));
}

static bool note_stock(struct conn *c, int64_t variant_id, int64_t change, const char *actor,
                       int64_t now, struct err *e)
{
    struct value no_order = {0};
    return change == 0 ||
           db_run(c, Q_STOCK_MOVEMENT_ADD,
                  ARGS(V(variant_id), V(change), V("staff"), no_order, V(actor), V(now)), NULL, e);
}

struct change {
    struct conn *conn;
    struct arena *arena;
    const char *currency, *actor;
    const struct product_row *product;
    int64_t now, product_id;
};

/* The whole shop shares one room of SKUs, retired products too: their orders still name them. */
static bool sku_is_free(struct change *ch, const char *sku, struct err *e)
{
    int64_t id;
    bool found;
    if (!db_int(ch->conn, Q_VARIANT_BY_SKU, ARGS(V(sku)), &id, &found, e))
        return false;
    if (!found)
        return true;
    fail(e, ERR_CONFLICT, "sku %s is taken by variant %lld", sku, (long long)id);
    snprintf(e->field, sizeof e->field, "sku");
    return false;
}

/* A variant answers each question its product asks, and no other. */
static bool options_fit(const struct product_row *p, const struct variant_row *v, struct err *e)
{
    bool one = p->option1_name && *p->option1_name, two = p->option2_name && *p->option2_name;
    if (one != (v->option1 != NULL))
        return fail_field(e, "option1", "%s",
                          one ? "is needed" : "the product has no option1_name");
    if (two != (v->option2 != NULL))
        return fail_field(e, "option2", "%s",
                          two ? "is needed" : "the product has no option2_name");
    return true;
}

static bool add_variant(struct change *ch, const struct variant_row *v, bool own_price,
                        struct err *e)
{
    int64_t id;
    struct value price = own_price ? value_int(v->price_minor) : (struct value){0};
    return options_fit(ch->product, v, e) && sku_is_free(ch, v->sku, e) &&
           db_insert(ch->conn, Q_VARIANT_ADD,
                     ARGS(V(ch->product_id), V(v->sku), V(v->option1), V(v->option2), price,
                          V(v->stock)),
                     &id, e) &&
           note_stock(ch->conn, id, v->stock, ch->actor, ch->now, e);
}

/* Sets a stock that somebody counted. `stock_seen`, where given, is the number he looked at: if
 * pieces were sold meanwhile, his new number would bring them back to life. */
static bool set_stock(struct change *ch, const json_value *v, const struct variant_row *known,
                      int64_t stock, struct err *e)
{
    const json_value *seen = json_at(v, "stock_seen");
    int64_t n;
    if (seen && !json_is_int(seen, &n))
        return fail_field(e, "stock_seen", "not a whole number");
    if (seen && n != known->stock) {
        fail(e, ERR_CONFLICT, "stock of %s is %lld now, not %lld", known->sku,
             (long long)known->stock, (long long)n);
        snprintf(e->field, sizeof e->field, "stock");
        return false;
    }
    return db_run(ch->conn, Q_STOCK_SET, ARGS(V(known->id), V(stock)), NULL, e) &&
           note_stock(ch->conn, known->id, stock - known->stock, ch->actor, ch->now, e);
}

static bool change_variant(struct change *ch, const struct variant_row *known, const json_value *v,
                           const struct variant_row *wanted, struct err *e)
{
    bool price = json_at(v, "price") || json_at(v, "price_minor");
    return (!json_at(v, "stock") || set_stock(ch, v, known, wanted->stock, e)) &&
           (!json_at(v, "active") || db_run(ch->conn, Q_VARIANT_ACTIVE_PUT,
                                            ARGS(V(known->id), V(wanted->active)), NULL, e)) &&
           (!price || db_run(ch->conn, Q_VARIANT_PRICE_PUT,
                             ARGS(V(known->id), V(wanted->price_minor)), NULL, e));
}

static bool known_variant(struct change *ch, const char *sku, struct variant_row *out, bool *found,
                          struct err *e)
{
    void *rows;
    size_t n;
    *found = false;
    if (!db_all(ch->conn, ch->arena, Q_PRODUCT_VARIANTS, ARGS(V(ch->product_id)), &variant_model,
                VARIANTS_MOST, &rows, &n, e))
        return false;
    for (size_t i = 0; i < n && !*found; i++)
        if (strcmp(((struct variant_row *)rows)[i].sku, sku) == 0) {
            *out = ((struct variant_row *)rows)[i];
            *found = true;
        }
    return true;
}

/* Twice in one list, the second would quietly win. */
static bool named_before(const json_value *list, size_t i, const char *sku)
{
    for (size_t k = 0; k < i; k++) {
        const char *earlier = json_text(json_item(list, k), "sku");
        if (earlier && strcmp(earlier, sku) == 0)
            return true;
    }
    return false;
}

static bool save_variants(struct change *ch, const json_value *list, struct err *e)
{
    if (!json_is_array(list) || json_count(list) > VARIANTS_MOST)
        return fail_field(e, "variants", "a list of at most %d", VARIANTS_MOST);
    for (size_t i = 0; i < json_count(list); i++) {
        const json_value *v = json_item(list, i);
        struct variant_row wanted = {0}, known;
        bool found;
        if (!json_read_model(ch->arena, v, &variant_model, &wanted, true, ch->currency, e) ||
            !known_variant(ch, wanted.sku, &known, &found, e))
            return false;
        if (named_before(list, i, wanted.sku))
            return fail_field(e, "sku", "twice in this list");
        bool own_price = json_at(v, "price") || json_at(v, "price_minor");
        if (found ? !change_variant(ch, &known, v, &wanted, e)
                  : !add_variant(ch, &wanted, own_price, e))
            return false;
    }
    return true;
}

/* `sizes` or `colors`: an array of short texts, each once; absent is like empty. */
static bool read_values(const json_value *v, const char *field, const json_value **out,
                        size_t *count, struct err *e)
{
    *out = json_at(v, field);
    *count = json_count(*out);
    if (*out && (!json_is_array(*out) || *count > VARIANTS_MOST))
        return fail_field(e, field, "a list of at most %d", VARIANTS_MOST);
    for (size_t i = 0; i < *count; i++) {
        const char *text = json_text(json_item(*out, i), "");
        if (!text || !*text || utf8_length(text) > OPTION_CHARS_MOST)
            return fail_field(e, field, "texts of 1 to %d characters", OPTION_CHARS_MOST);
        for (size_t k = 0; k < i; k++)
            if (strcmp(text, json_text(json_item(*out, k), "")) == 0)
                return fail_field(e, field, "the same value twice");
    }
    return true;
}

static bool read_stock(const json_value *v, int64_t *stock, struct err *e)
{
    *stock = 0;
    if (!v)
        return true;
    if (!json_is_int(v, stock) || *stock < 0 || *stock > STOCK_MOST)
        return fail_field(e, "stock", "0 to %d", STOCK_MOST);
    return true;
}

/* The seed's flat form: every size with every colour, the stock spread over them. */
static bool save_flat(struct change *ch, const json_value *v, struct err *e)
{
    const json_value *sizes, *colors;
    size_t size_count, color_count;
    int64_t stock;
    if (!read_values(v, "sizes", &sizes, &size_count, e) ||
        !read_values(v, "colors", &colors, &color_count, e) ||
        !read_stock(json_at(v, "stock"), &stock, e))
        return false;
    size_t ns = size_count ? size_count : 1, nc = color_count ? color_count : 1;
    if (ns * nc > VARIANTS_MOST)
        return fail_field(e, "sizes", "too many variants");
    int64_t each = stock / (int64_t)(ns * nc);
    for (size_t i = 0; i < ns * nc; i++) {
        const char *size = json_text(json_item(sizes, i / nc), "");
        const char *color = json_text(json_item(colors, i % nc), "");
        struct variant_row row = {
            .sku = arena_printf(ch->arena, "P%lld-%zu-%zu", (long long)ch->product_id, i / nc + 1,
                                i % nc + 1),
            .option1 = size_count    ? size
                       : color_count ? color
                                     : NULL,
            .option2 = size_count && color_count ? color : NULL,
            .stock = each + (i == 0 ? stock % (int64_t)(ns * nc) : 0),
        };
        if (!add_variant(ch, &row, false, e))
            return false;
    }
    return true;
}

/* A product whose stock is one number: the change goes to its only variant. */
static bool save_stock(struct change *ch, const json_value *v, struct err *e)
{
    void *rows;
    size_t n;
    int64_t stock;
    if (!read_stock(json_at(v, "stock"), &stock, e) ||
        !db_all(ch->conn, ch->arena, Q_PRODUCT_VARIANTS, ARGS(V(ch->product_id)), &variant_model,
                2, &rows, &n, e))
        return false;
    if (n != 1)
        return fail_field(e, "stock", "this product has several variants: set their stock");
    return set_stock(ch, v, rows, stock, e);
}

/* The flat form needs names for its questions. */
static void name_options(const json_value *v, struct product_row *p)
{
    if (json_count(json_at(v, "sizes")) && !p->option1_name)
        p->option1_name = "Size";
    if (json_count(json_at(v, "colors")))
        *(json_count(json_at(v, "sizes")) ? &p->option2_name : &p->option1_name) = "Colour";
}

static bool create(struct change *ch, const json_value *v, struct product_row *p, struct err *e)
{
    const json_value *variants = json_at(v, "variants");
    bool flat = !variants || (json_is_array(variants) && json_count(variants) == 0);
    int64_t category;
    if (flat)
        name_options(v, p);
    return find_category(ch->conn, p->category, &category, e) &&
           db_insert(ch->conn, Q_PRODUCT_ADD,
                     ARGS(V(category), V(p->name), V(p->description ? p->description : ""),
                          V(p->price_minor), V(p->picture), V(p->option1_name), V(p->option2_name),
                          V("[]"), V(ch->now)),
                     &ch->product_id, e) &&
           db_run(ch->conn, Q_PRODUCT_SEARCH_ADD, ARGS(V(ch->product_id)), NULL, e) &&
           (flat ? save_flat(ch, v, e) : save_variants(ch, variants, e));
}

static bool change(struct change *ch, const json_value *v, struct product_row *p, struct err *e)
{
    int64_t category;
    if (json_at(v, "sizes") || json_at(v, "colors"))
        return fail_field(e, json_at(v, "sizes") ? "sizes" : "colors",
                          "change its variants instead");
    return find_category(ch->conn, p->category, &category, e) &&
           db_run(ch->conn, Q_PRODUCT_SEARCH_DROP, ARGS(V(ch->product_id)), NULL, e) &&
           db_run(ch->conn, Q_PRODUCT_PUT,
                  ARGS(V(ch->product_id), V(category), V(p->name), V(p->description),
                       V(p->price_minor), V(p->picture), V(p->active), V(p->option1_name),
                       V(p->option2_name), V(ch->now)),
                  NULL, e) &&
           db_run(ch->conn, Q_PRODUCT_SEARCH_ADD, ARGS(V(ch->product_id)), NULL, e) &&
           (!json_at(v, "variants") || save_variants(ch, json_at(v, "variants"), e)) &&
           (!json_at(v, "stock") || save_stock(ch, v, e));
}

/* An empty text takes a picture or an option away. */
static void empty_to_null(const char **text)
{
    if (*text && !**text)
        *text = NULL;
}

bool product_save(struct conn *c, struct arena *a, const json_value *v, const char *currency,
                  const char *actor, int64_t now, int64_t *id, struct err *e)
{
    struct product_row p = {.active = true};
    struct change ch = {.conn = c,
                        .arena = a,
                        .currency = currency,
                        .actor = actor,
                        .now = now,
                        .product = &p,
                        .product_id = *id};
    bool creating = *id == 0;
    if (!creating &&
        !db_one(c, a, Q_PRODUCT_BY_ID, ARGS(V(*id), V(1)), &product_model, &p, NULL, e))
        return false;
    if (!read_product(a, v, &p, creating, currency, e))
        return false;
    empty_to_null(&p.picture);
    empty_to_null(&p.option1_name);
    empty_to_null(&p.option2_name);
    if (!(creating ? create(&ch, v, &p, e) : change(&ch, v, &p, e)))
        return false;
    *id = ch.product_id;
    return event_add(c, EVENT_PRODUCT, *id, now, e);
}

bool product_retire(struct conn *c, int64_t id, int64_t now, struct err *e)
{
    int64_t changed;
    return db_run(c, Q_PRODUCT_RETIRE, ARGS(V(id), V(now)), &changed, e) &&
           (changed == 1 || fail(e, ERR_NOT_FOUND, "no active product %lld", (long long)id)) &&
           event_add(c, EVENT_PRODUCT, id, now, e);
}
