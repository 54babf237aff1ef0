/* product.c -- products for the API and the console: shown, searched, created, changed, retired. */
#include "waiter/product.h"
#include "waiter/clock.h"
#include "waiter/money.h"

#include <string.h>
#include <strings.h>

#define VARIANTS_MOST 200
#define STOCK_MOST 1000000

static const struct field product_fields[] = {
    FIELD(struct product_row, id, SHOWN),
    FIELD(struct product_row, name, SHOWN | WRITABLE | NEEDED, .min = 1, .max = 120),
    FIELD(struct product_row, description, SHOWN | WRITABLE, .min = 0, .max = 2000),
    FIELD(struct product_row, category, SHOWN | WRITABLE | NEEDED, .min = 1, .max = 60),
    FIELD(struct product_row, price_minor, SHOWN | WRITABLE | NEEDED | MONEY, .min = 0, .max = MONEY_MOST),
    FIELD(struct product_row, currency, SHOWN),
    FIELD(struct product_row, picture, SHOWN | WRITABLE, .min = 0, .max = 300),
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
    FIELD(struct variant_row, option1, SHOWN | WRITABLE, .min = 1, .max = 40),
    FIELD(struct variant_row, option2, SHOWN | WRITABLE, .min = 1, .max = 40),
    FIELD(struct variant_row, price_minor, WRITABLE | MONEY, .min = 0, .max = MONEY_MOST),
    FIELD(struct variant_row, stock, STAFF | SHOWN | WRITABLE, .min = 0, .max = STOCK_MOST),
    FIELD(struct variant_row, active, STAFF | SHOWN),
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

static const char *stock_word(int64_t stock) { return stock == 0 ? "sold_out" : stock <= 3 ? "low" : "in_stock"; }

/* Strangers learn a word, staff the number (reliability.md E5). */
static void put_variants(struct json *j, const struct variant_row *v, size_t n, const char *currency, bool staff)
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
    if (!db_all(c, a, Q_PRODUCT_VARIANTS, ARGS(V(p->id)), &variant_model, VARIANTS_MOST, &rows, &n, e))
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

bool product_list_put(struct json *j, struct conn *c, struct arena *a, const struct product_filter *f,
                      const char *currency, int64_t *last, struct err *e)
{
    const char *match = f->search ? fts_query(a, f->search) : NULL;
    void *rows;
    size_t n = 0;
    *last = 0;
    if (f->search && !match)
        return true; /* nothing that could be a word: nothing found */
    bool ok = match ? db_all(c, a, Q_PRODUCT_FIND,
                             ARGS(V(f->after), V(match), V(f->category), V(f->staff), V(f->limit + 1)),
                             &product_model, (size_t)f->limit + 1, &rows, &n, e)
                    : db_all(c, a, Q_PRODUCT_LIST, ARGS(V(f->after), V(f->category), V(f->staff), V(f->limit + 1)),
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

static bool read_product(struct arena *a, const json_value *v, struct product_row *p, bool creating,
                         const char *currency, struct err *e)
{
    if (!json_read_model(a, v, &product_model, p, creating, currency, e))
        return false;
    if (json_text(v, "image_url")) /* the seed's name for it */
        p->picture = json_text(v, "image_url");
    if (p->picture && *p->picture && p->picture[0] != '/' && strncmp(p->picture, "https://", 8) != 0)
        return fail_field(e, "picture", "a path of this server or an https address");
    return true;
}

static bool find_category(struct conn *c, const char *name, int64_t *id, struct err *e)
{
    bool found;
    return db_int(c, Q_CATEGORY_BY_NAME, ARGS(V(name)), id, &found, e) &&
           (found || db_insert(c, Q_CATEGORY_ADD, ARGS(V(name)), id, e));
}

static bool note_stock(struct conn *c, int64_t variant_id, int64_t change, const char *actor, int64_t now,
                       struct err *e)
{
    struct value no_order = {0};
    return change == 0 || db_run(c, Q_STOCK_MOVEMENT_ADD,
                                 ARGS(V(variant_id), V(change), V("staff"), no_order, V(actor), V(now)), NULL, e);
}

struct change {
    struct conn *conn;
    struct arena *arena;
    const char *currency, *actor;
    int64_t now, product_id;
};

static bool add_variant(struct change *ch, const struct variant_row *v, bool own_price, struct err *e)
{
    int64_t id;
    struct value price = own_price ? value_int(v->price_minor) : (struct value){0};
    return db_insert(ch->conn, Q_VARIANT_ADD,
                     ARGS(V(ch->product_id), V(v->sku), V(v->option1), V(v->option2), price, V(v->stock)), &id,
                     e) &&
           note_stock(ch->conn, id, v->stock, ch->actor, ch->now, e);
}

static bool change_variant(struct change *ch, const struct variant_row *known, const json_value *v,
                           const struct variant_row *wanted, struct err *e)
{
    bool stock = json_at(v, "stock") != NULL;
    bool price = json_at(v, "price") || json_at(v, "price_minor");
    return (!stock ||
            (db_run(ch->conn, Q_STOCK_SET, ARGS(V(known->id), V(wanted->stock)), NULL, e) &&
             note_stock(ch->conn, known->id, wanted->stock - known->stock, ch->actor, ch->now, e))) &&
           (!price || db_run(ch->conn, Q_VARIANT_PRICE_PUT, ARGS(V(known->id), V(wanted->price_minor)), NULL, e));
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
        bool own_price = json_at(v, "price") || json_at(v, "price_minor");
        if (found ? !change_variant(ch, &known, v, &wanted, e) : !add_variant(ch, &wanted, own_price, e))
            return false;
    }
    return true;
}

/* The seed's flat form: every size with every colour, the stock spread over them, rest to the first. */
static bool save_flat(struct change *ch, const json_value *v, struct err *e)
{
    const json_value *sizes = json_at(v, "sizes"), *colors = json_at(v, "colors");
    size_t ns = json_count(sizes) ? json_count(sizes) : 1, nc = json_count(colors) ? json_count(colors) : 1;
    int64_t stock = json_int(v, "stock", 0), each = stock / (int64_t)(ns * nc);
    if (stock < 0 || stock > STOCK_MOST)
        return fail_field(e, "stock", "0 to %d", STOCK_MOST);
    if (ns * nc > VARIANTS_MOST)
        return fail_field(e, "sizes", "too many variants");
    for (size_t s = 0; s < ns; s++)
        for (size_t k = 0; k < nc; k++) {
            const char *size = json_text(json_item(sizes, s), ""), *color = json_text(json_item(colors, k), "");
            struct variant_row row = {
                .sku = arena_printf(ch->arena, "P%lld-%zu-%zu", (long long)ch->product_id, s + 1, k + 1),
                .option1 = json_count(sizes) ? size : json_count(colors) ? color : NULL,
                .option2 = json_count(sizes) && json_count(colors) ? color : NULL,
                .stock = each + (s + k == 0 ? stock % (int64_t)(ns * nc) : 0),
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
    if (!json_is_int(json_at(v, "stock"), &stock) || stock < 0 || stock > STOCK_MOST)
        return fail_field(e, "stock", "0 to %d", STOCK_MOST);
    if (!db_all(ch->conn, ch->arena, Q_PRODUCT_VARIANTS, ARGS(V(ch->product_id)), &variant_model, 2, &rows, &n, e))
        return false;
    const struct variant_row *only = rows;
    if (n != 1)
        return fail_field(e, "stock", "this product has several variants: set their stock");
    return db_run(ch->conn, Q_STOCK_SET, ARGS(V(only->id), V(stock)), NULL, e) &&
           note_stock(ch->conn, only->id, stock - only->stock, ch->actor, ch->now, e);
}

static bool create(struct change *ch, const json_value *v, struct product_row *p, struct err *e)
{
    int64_t category;
    if (json_at(v, "sizes") && !p->option1_name)
        p->option1_name = json_count(json_at(v, "sizes")) ? "Size" : NULL;
    if (json_count(json_at(v, "colors")))
        *(p->option1_name ? &p->option2_name : &p->option1_name) = "Colour";
    return find_category(ch->conn, p->category, &category, e) &&
           db_insert(ch->conn, Q_PRODUCT_ADD,
                     ARGS(V(category), V(p->name), V(p->description ? p->description : ""), V(p->price_minor),
                          V(p->picture), V(p->option1_name), V(p->option2_name), V("[]"), V(ch->now)),
                     &ch->product_id, e) &&
           db_run(ch->conn, Q_PRODUCT_SEARCH_ADD, ARGS(V(ch->product_id)), NULL, e) &&
           (json_at(v, "variants") ? save_variants(ch, json_at(v, "variants"), e) : save_flat(ch, v, e));
}

static bool change(struct change *ch, const json_value *v, struct product_row *p, struct err *e)
{
    int64_t category;
    return find_category(ch->conn, p->category, &category, e) &&
           db_run(ch->conn, Q_PRODUCT_SEARCH_DROP, ARGS(V(ch->product_id)), NULL, e) &&
           db_run(ch->conn, Q_PRODUCT_PUT,
                  ARGS(V(ch->product_id), V(category), V(p->name), V(p->description), V(p->price_minor),
                       V(p->picture), V(p->active), V(ch->now)),
                  NULL, e) &&
           db_run(ch->conn, Q_PRODUCT_SEARCH_ADD, ARGS(V(ch->product_id)), NULL, e) &&
           (!json_at(v, "variants") || save_variants(ch, json_at(v, "variants"), e)) &&
           (!json_at(v, "stock") || save_stock(ch, v, e));
}

bool product_save(struct conn *c, struct arena *a, const json_value *v, const char *currency,
                  const char *actor, int64_t now, int64_t *id, struct err *e)
{
    struct product_row p = {.active = true};
    struct change ch = {.conn = c, .arena = a, .currency = currency, .actor = actor, .now = now, .product_id = *id};
    bool creating = *id == 0;
    if (!creating && !db_one(c, a, Q_PRODUCT_BY_ID, ARGS(V(*id), V(1)), &product_model, &p, NULL, e))
        return false;
    if (!read_product(a, v, &p, creating, currency, e) ||
        !(creating ? create(&ch, v, &p, e) : change(&ch, v, &p, e)))
        return false;
    *id = ch.product_id;
    return true;
}

bool product_retire(struct conn *c, int64_t id, int64_t now, struct err *e)
{
    int64_t changed;
    return db_run(c, Q_PRODUCT_RETIRE, ARGS(V(id), V(now)), &changed, e) &&
           (changed == 1 || fail(e, ERR_NOT_FOUND, "no active product %lld", (long long)id));
}
