/* product_save.c -- products created and changed from JSON, with their variants, stock and photos. */
#include "product_parts.h"
#include "waiter/event.h"
#include "waiter/stock.h"
#include "waiter/translate.h"
#include "waiter/utf8.h"

#include <stdio.h>
#include <string.h>

#define PICTURE_CHARS_MOST 300
#define ALIASES_MOST 20
#define ALIAS_CHARS_MOST 60
#define ALIASES_ROOM 8192
#define LOW_STOCK 3 /* the schema's own default */

struct change {
    struct conn *conn;
    struct arena *arena;
    const struct product_saving *how;
    const struct product_row *product;
    int64_t product_id;
};

/* -- photos and aliases -- */

/* An address that nginx or somebody else serves over TLS; "//host" would be neither. */
static bool photo_fits(const char *path)
{
    return utf8_length(path) <= PICTURE_CHARS_MOST &&
           ((path[0] == '/' && path[1] != '/') || strncmp(path, "https://", 8) == 0);
}

/* `image_url` is the seed's name for the picture. */
static bool read_picture(const json_value *v, struct product_row *p, struct err *e)
{
    const json_value *url = json_at(v, "image_url");
    if (url && !json_is_text(url))
        return fail_field(e, "image_url", "not a text");
    if (url)
        p->picture = json_text(url, "");
    if (p->picture && *p->picture && !photo_fits(p->picture))
        return fail_field(e, url ? "image_url" : "picture",
                          "a path of this server or an https address");
    return true;
}

static bool put_photo(struct conn *c, int64_t product_id, const char *path, struct err *e)
{
    return db_run(c, Q_PRODUCT_PHOTO_ADD, ARGS(V(product_id), V(path)), NULL, e);
}

static bool save_photos(struct change *ch, const json_value *list, struct err *e)
{
    size_t n = json_count(list);
    if (!json_is_array(list) || n > PRODUCT_PHOTOS_MOST)
        return fail_field(e, "photos", "a list of at most %d", PRODUCT_PHOTOS_MOST);
    if (!db_run(ch->conn, Q_PRODUCT_PHOTOS_DROP, ARGS(V(ch->product_id)), NULL, e))
        return false;
    for (size_t i = 0; i < n; i++) {
        const char *path = json_text(json_item(list, i), "");
        if (!path || !photo_fits(path))
            return fail_field(e, "photos", "paths of this server or https addresses");
        for (size_t k = 0; k < i; k++)
            if (strcmp(path, json_text(json_item(list, k), "")) == 0)
                return fail_field(e, "photos", "the same photo twice");
        if (!put_photo(ch->conn, ch->product_id, path, e))
            return false;
    }
    return true;
}

/* The first photo alone; the others keep their order behind it. */
static bool save_picture(struct change *ch, const char *picture, struct err *e)
{
    struct str old = str_new(ch->arena, PRODUCT_PHOTOS_MOST * PICTURE_CHARS_MOST * 8);
    struct json j = json_writer(&old);
    struct rows *r;
    const char *text;
    const json_value *list;
    if (!rows_begin(ch->conn, Q_PRODUCT_PHOTOS, ARGS(V(ch->product_id)), &r, e))
        return false;
    json_open_array(&j, NULL);
    if (picture && *picture)
        json_put_text(&j, NULL, picture);
    for (bool first = true; row_next(r, e); first = false) {
        const char *path = row_text(r, 0, ch->arena);
        if (!first && !(picture && strcmp(path, picture) == 0))
            json_put_text(&j, NULL, path);
    }
    rows_end(r);
    json_close(&j);
    return e->kind == ERR_NONE && str_done(&old, &text, e) &&
           json_parse(ch->arena, text, strlen(text), &list, e) && save_photos(ch, list, e);
}

static bool save_pictures(struct change *ch, const json_value *v, struct err *e)
{
    if (json_at(v, "photos"))
        return save_photos(ch, json_at(v, "photos"), e);
    if (json_at(v, "picture") || json_at(v, "image_url"))
        return save_picture(ch, ch->product->picture, e);
    return true;
}

bool product_photo_add(struct conn *c, int64_t id, const char *path, int64_t now, struct err *e)
{
    int64_t count, changed;
    if (!db_run(c, Q_PRODUCT_TOUCH, ARGS(V(id), V(now)), &changed, e) ||
        !db_int(c, Q_PRODUCT_PHOTO_COUNT, ARGS(V(id)), &count, NULL, e))
        return false;
    if (changed == 0)
        return fail(e, ERR_NOT_FOUND, "no product %lld", (long long)id);
    if (count >= PRODUCT_PHOTOS_MOST) {
        fail(e, ERR_TOO_BIG, "product %lld has %lld photos", (long long)id, (long long)count);
        snprintf(e->field, sizeof e->field, "photos");
        return false;
    }
    return put_photo(c, id, path, e) && event_add(c, EVENT_PRODUCT, id, now, e);
}

/* Other names that customers use: kept as a JSON array of texts. */
static bool read_aliases(struct arena *a, const json_value *v, struct product_row *p,
                         struct err *e)
{
    const json_value *list = json_at(v, "aliases");
    struct str out = str_new(a, ALIASES_ROOM);
    struct json j = json_writer(&out);
    if (!list)
        return true;
    if (!json_is_array(list) || json_count(list) > ALIASES_MOST)
        return fail_field(e, "aliases", "a list of at most %d", ALIASES_MOST);
    json_open_array(&j, NULL);
    for (size_t i = 0; i < json_count(list); i++) {
        const char *text = json_text(json_item(list, i), "");
        if (!text || !*text || utf8_length(text) > ALIAS_CHARS_MOST)
            return fail_field(e, "aliases", "texts of 1 to %d characters", ALIAS_CHARS_MOST);
        json_put_text(&j, NULL, text);
    }
    json_close(&j);
    return str_done(&out, &p->alias_list, e);
}

/* Names and descriptions in the shop's other languages: all of them at once, or left as they are. */
static bool save_translations(const struct change *ch, const json_value *v, struct err *e)
{
    const json_value *words = json_at(v, "translations");
    return !words || (translations_check(words, TRANSLATED_PRODUCT, e) &&
                      db_run(ch->conn, Q_PRODUCT_TRANSLATIONS_PUT,
                             ARGS(V(ch->product_id), V(translations_text(ch->arena, words))), NULL, e));
}

/* -- variants -- */

static bool find_category(struct conn *c, const char *name, int64_t *id, struct err *e)
{
    bool found;
    return db_int(c, Q_CATEGORY_BY_NAME, ARGS(V(name)), id, &found, e) &&
           (found || db_insert(c, Q_CATEGORY_ADD, ARGS(V(name)), id, e));
}

/* The whole shop shares one room of SKUs, retired products too: their orders still name them. */
static bool sku_is_free(struct change *ch, const char *sku, int64_t for_variant, struct err *e)
{
    int64_t id;
    bool found;
    if (!db_int(ch->conn, Q_VARIANT_BY_SKU, ARGS(V(sku)), &id, &found, e))
        return false;
    if (!found || id == for_variant)
        return true;
    fail(e, ERR_CONFLICT, "sku %s is taken by variant %lld", sku, (long long)id);
    snprintf(e->field, sizeof e->field, "sku");
    return false;
}

static struct value own_price(const json_value *v, const struct variant_row *wanted)
{
    bool price = json_at(v, "price") || json_at(v, "price_minor");
    return price && json_bool(v, "own_price", true) ? value_int(wanted->price_minor)
                                                    : (struct value){0};
}

static bool add_variant(struct change *ch, const json_value *v, const struct variant_row *wanted,
                        struct err *e)
{
    int64_t id;
    bool active = json_bool(v, "active", true);
    return sku_is_free(ch, wanted->sku, 0, e) &&
           db_insert(ch->conn, Q_VARIANT_ADD,
                     ARGS(V(ch->product_id), V(wanted->sku), V(wanted->option1),
                          V(wanted->option2), own_price(v, wanted), V(active)),
                     &id, e) &&
           stock_count(ch->conn, id, 0, wanted->stock, ch->how->actor, ch->how->now, e);
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
    return stock_count(ch->conn, known->id, known->stock, stock, ch->how->actor, ch->how->now, e);
}

static bool change_variant(struct change *ch, const struct variant_row *known, const json_value *v,
                           const struct variant_row *wanted, struct err *e)
{
    bool price = json_at(v, "price") || json_at(v, "price_minor") || json_at(v, "own_price");
    bool named = json_at(v, "option1") || json_at(v, "option2") ||
                 strcmp(known->sku, wanted->sku) != 0;
    const char *option1 = wanted->option1 ? wanted->option1 : known->option1;
    const char *option2 = wanted->option2 ? wanted->option2 : known->option2;
    return (!named || (sku_is_free(ch, wanted->sku, known->id, e) &&
                       db_run(ch->conn, Q_VARIANT_NAME_PUT,
                              ARGS(V(known->id), V(wanted->sku), V(option1), V(option2)), NULL,
                              e))) &&
           (!json_at(v, "stock") || set_stock(ch, v, known, wanted->stock, e)) &&
           (!json_at(v, "active") || db_run(ch->conn, Q_VARIANT_ACTIVE_PUT,
                                            ARGS(V(known->id), V(wanted->active)), NULL, e)) &&
           (!price || db_run(ch->conn, Q_VARIANT_PRICE_PUT,
                             ARGS(V(known->id), own_price(v, wanted)), NULL, e));
}

/* By its id where that is given (its SKU may change then), else by its SKU. */
static bool known_variant(const json_value *v, const char *sku, const struct variant_row *all,
                          size_t n, const struct variant_row **out, struct err *e)
{
    const json_value *given = json_at(v, "id");
    int64_t id = 0;
    *out = NULL;
    if (given && !json_is_int(given, &id))
        return fail_field(e, "id", "not a whole number");
    for (size_t i = 0; i < n && !*out; i++)
        if (given ? all[i].id == id : strcmp(all[i].sku, sku) == 0)
            *out = &all[i];
    return *out || !given || fail_field(e, "id", "no variant of this product");
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
    const struct variant_row *all, *known;
    size_t n;
    if (!json_is_array(list) || json_count(list) > VARIANTS_MOST)
        return fail_field(e, "variants", "a list of at most %d", VARIANTS_MOST);
    if (!product_variants(ch->conn, ch->arena, ch->product_id, &all, &n, e))
        return false;
    for (size_t i = 0; i < json_count(list); i++) {
        const json_value *v = json_item(list, i);
        struct variant_row wanted = {0};
        if (ch->how->wrong)
            *ch->how->wrong = json_text(v, "sku");
        if (!json_read_model(ch->arena, v, &variant_model, &wanted, true, ch->how->currency, e) ||
            !known_variant(v, wanted.sku, all, n, &known, e))
            return false;
        if (named_before(list, i, wanted.sku))
            return fail_field(e, "sku", "twice in this list");
        if (known ? !change_variant(ch, known, v, &wanted, e) : !add_variant(ch, v, &wanted, e))
            return false;
    }
    return true;
}

/* A variant for sale answers each question its product asks, and no other; no two answer alike. */
static bool options_fit(struct change *ch, struct err *e)
{
    const struct product_row *p = ch->product;
    bool one = p->option1_name != NULL, two = p->option2_name != NULL;
    const struct variant_row *v;
    size_t n;
    if (!product_variants(ch->conn, ch->arena, ch->product_id, &v, &n, e))
        return false;
    if (n >= VARIANTS_MOST)
        return fail_field(e, "variants", "at most %d", VARIANTS_MOST - 1);
    for (size_t i = 0; i < n; i++) {
        if (ch->how->wrong)
            *ch->how->wrong = v[i].sku;
        if (v[i].active && one != (v[i].option1 != NULL))
            return fail_field(e, "option1", "%s", one ? "is needed" : "there is no option1_name");
        if (v[i].active && two != (v[i].option2 != NULL))
            return fail_field(e, "option2", "%s", two ? "is needed" : "there is no option2_name");
        for (size_t k = 0; v[i].active && k < i; k++)
            if (v[k].active && (!one || strcmp(v[k].option1, v[i].option1) == 0) &&
                (!two || strcmp(v[k].option2, v[i].option2) == 0))
                return fail_field(e, "variants", "%s and %s are alike", v[k].sku, v[i].sku);
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
        if (!add_variant(ch, NULL, &row, e))
            return false;
    }
    return true;
}

/* A product whose stock is one number: the change goes to its only variant. */
static bool save_stock(struct change *ch, const json_value *v, struct err *e)
{
    const struct variant_row *all;
    size_t n;
    int64_t stock;
    if (!read_stock(json_at(v, "stock"), &stock, e) ||
        !product_variants(ch->conn, ch->arena, ch->product_id, &all, &n, e))
        return false;
    if (n != 1)
        return fail_field(e, "stock", "this product has several variants: set their stock");
    return set_stock(ch, v, all, stock, e);
}

/* The flat form needs names for its questions. */
static void name_options(const json_value *v, struct product_row *p)
{
    if (json_count(json_at(v, "sizes")) && !p->option1_name)
        p->option1_name = "Size";
    if (json_count(json_at(v, "colors")))
        *(json_count(json_at(v, "sizes")) ? &p->option2_name : &p->option1_name) = "Colour";
}

/* -- products -- */

/* 0: the shop's usual rate. */
static bool save_tax(struct change *ch, const json_value *v, struct err *e)
{
    int64_t rate = ch->product->tax_rate_id, known;
    if (!json_at(v, "tax_rate_id"))
        return true;
    if (!db_int(ch->conn, Q_TAX_RATE_KNOWN, ARGS(V(rate)), &known, NULL, e))
        return false;
    if (rate && !known)
        return fail_field(e, "tax_rate_id", "there is no rate %lld", (long long)rate);
    return db_run(ch->conn, Q_PRODUCT_TAX_PUT, ARGS(V(ch->product_id), V(rate)), NULL, e);
}

static bool create(struct change *ch, const json_value *v, struct product_row *p, struct err *e)
{
    const json_value *variants = json_at(v, "variants");
    bool flat = !variants || (json_is_array(variants) && json_count(variants) == 0);
    int64_t category, low = json_at(v, "low_stock") ? p->low_stock : LOW_STOCK;
    if (flat)
        name_options(v, p);
    return find_category(ch->conn, p->category, &category, e) &&
           db_insert(ch->conn, Q_PRODUCT_ADD,
                     ARGS(V(category), V(p->name), V(p->description ? p->description : ""),
                          V(p->price_minor), V(low), V(p->option1_name), V(p->option2_name),
                          V(p->alias_list ? p->alias_list : "[]"), V(ch->how->now)),
                     &ch->product_id, e) &&
           db_run(ch->conn, Q_PRODUCT_SEARCH_ADD, ARGS(V(ch->product_id)), NULL, e) &&
           (flat ? save_flat(ch, v, e) : save_variants(ch, variants, e));
}

/* An option that is no longer asked is no longer answered by the variants there are. */
static bool drop_options(struct change *ch, struct err *e)
{
    bool one = ch->product->option1_name != NULL, two = ch->product->option2_name != NULL;
    return (one && two) || db_run(ch->conn, Q_VARIANT_OPTIONS_DROP,
                                  ARGS(V(ch->product_id), V(one), V(two)), NULL, e);
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
                       V(p->price_minor), V(p->low_stock), V(p->active), V(p->option1_name),
                       V(p->option2_name), V(p->alias_list), V(ch->how->now)),
                  NULL, e) &&
           db_run(ch->conn, Q_PRODUCT_SEARCH_ADD, ARGS(V(ch->product_id)), NULL, e) &&
           drop_options(ch, e) &&
           (!json_at(v, "variants") || save_variants(ch, json_at(v, "variants"), e)) &&
           (!json_at(v, "stock") || save_stock(ch, v, e));
}

/* An empty text takes an option away. */
static void empty_to_null(const char **text)
{
    if (*text && !**text)
        *text = NULL;
}

static bool read_product(struct change *ch, const json_value *v, struct product_row *p,
                         struct err *e)
{
    bool creating = ch->product_id == 0;
    if (!creating && !db_one(ch->conn, ch->arena, Q_PRODUCT_BY_ID, ARGS(V(ch->product_id), V(1)),
                             &product_model, p, NULL, e))
        return false;
    if (!creating && ch->how->seen && ch->how->seen != p->version)
        return fail(e, ERR_STALE, "product %lld is at %lld, not %lld", (long long)p->id,
                    (long long)p->version, (long long)ch->how->seen);
    if (!json_read_model(ch->arena, v, &product_model, p, creating, ch->how->currency, e) ||
        !read_picture(v, p, e) || !read_aliases(ch->arena, v, p, e))
        return false;
    empty_to_null(&p->option1_name);
    empty_to_null(&p->option2_name);
    return p->option1_name || !p->option2_name ||
           fail_field(e, "option1_name", "a second option needs a first");
}

bool product_save(struct conn *c, struct arena *a, const json_value *v,
                  const struct product_saving *how, int64_t *id, struct err *e)
{
    struct product_row p = {.active = true};
    struct change ch = {
        .conn = c, .arena = a, .how = how, .product = &p, .product_id = *id};
    bool creating = *id == 0;
    if (!read_product(&ch, v, &p, e) ||
        !(creating ? create(&ch, v, &p, e) : change(&ch, v, &p, e)) ||
        !save_tax(&ch, v, e) || !options_fit(&ch, e) || !save_pictures(&ch, v, e) || !save_translations(&ch, v, e))
        return false;
    *id = ch.product_id;
    return event_add(c, EVENT_PRODUCT, *id, how->now, e);
}

bool product_retire(struct conn *c, int64_t id, int64_t now, struct err *e)
{
    int64_t changed;
    return db_run(c, Q_PRODUCT_RETIRE, ARGS(V(id), V(now)), &changed, e) &&
           (changed == 1 || fail(e, ERR_NOT_FOUND, "no active product %lld", (long long)id)) &&
           event_add(c, EVENT_PRODUCT, id, now, e);
}
