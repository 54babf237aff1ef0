/* product.c -- products for the API and the console: shown, listed, searched. */
#include "product_parts.h"
#include "waiter/money.h"

#include <string.h>
#include <strings.h>

#define PICTURE_CHARS_MOST 300

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
    FIELD(struct product_row, low_stock, STAFF | WRITABLE, .min = 0, .max = STOCK_MOST),
    FIELD(struct product_row, tax_rate_id, STAFF | WRITABLE, .min = 0, .max = INT64_MAX),
    FIELD(struct product_row, active, SHOWN | WRITABLE),
    FIELD(struct product_row, version, STAFF),
    FIELD(struct product_row, created_at, SHOWN | TIME),
    FIELD(struct product_row, updated_at, SHOWN | TIME),
    FIELD(struct product_row, category_id, 0),
    FIELD(struct product_row, alias_list, 0),
    FIELD(struct product_row, translated, 0),
    FIELD_BESIDE("aliases"),
    FIELD_BESIDE("translations"),
    FIELD_BESIDE("photos"),
    FIELD_BESIDE("variants"),
    FIELD_BESIDE("sizes"),
    FIELD_BESIDE("colors"),
    FIELD_BESIDE("stock"),
    FIELD_BESIDE("stock_seen"),
    FIELD_BESIDE("image_url"),
};
const struct model product_model = MODEL("product", struct product_row, product_fields);

static const struct field variant_fields[] = {
    FIELD(struct variant_row, id, SHOWN | BESIDE),
    FIELD(struct variant_row, sku, SHOWN | WRITABLE | NEEDED, .min = 1, .max = 64),
    FIELD(struct variant_row, option1, SHOWN | WRITABLE, .min = 1, .max = OPTION_CHARS_MOST),
    FIELD(struct variant_row, option2, SHOWN | WRITABLE, .min = 1, .max = OPTION_CHARS_MOST),
    FIELD(struct variant_row, price_minor, WRITABLE | MONEY, .min = 0, .max = MONEY_MOST),
    FIELD(struct variant_row, own_price, STAFF | WRITABLE),
    FIELD(struct variant_row, stock, STAFF | WRITABLE, .min = 0, .max = STOCK_MOST),
    FIELD(struct variant_row, active, STAFF | WRITABLE),
    FIELD(struct variant_row, product_id, 0),
    FIELD_BESIDE("stock_seen"),
};
const struct model variant_model = MODEL("variant", struct variant_row, variant_fields);

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

static const char *stock_word(const struct product_row *p, int64_t stock)
{
    return stock == 0 ? "sold_out" : stock <= p->low_stock ? "low" : "in_stock";
}

/* Strangers learn a word, staff the number (reliability.md E5). */
static void put_variants(struct json *j, const struct product_row *p, const struct variant_row *v,
                         size_t n, bool staff)
{
    json_open_array(j, "variants");
    for (size_t i = 0; i < n; i++) {
        if (!staff && !v[i].active)
            continue;
        json_open_object(j, NULL);
        json_put_model(j, &variant_model, &v[i], staff);
        json_put_money(j, "price", v[i].price_minor, p->currency);
        json_put_text(j, "availability", stock_word(p, v[i].stock));
        json_close(j);
    }
    json_close(j);
}

static bool put_photos(struct json *j, struct conn *c, struct arena *a, int64_t product_id,
                       struct err *e)
{
    struct rows *r;
    if (!rows_begin(c, Q_PRODUCT_PHOTOS, ARGS(V(product_id)), &r, e))
        return false;
    json_open_array(j, "photos");
    while (row_next(r, e))
        json_put_text(j, NULL, row_text(r, 0, a));
    json_close(j);
    rows_end(r);
    return e->kind == ERR_NONE;
}

bool product_variants(struct conn *c, struct arena *a, int64_t product_id,
                      const struct variant_row **out, size_t *count, struct err *e)
{
    void *rows;
    bool ok = db_all(c, a, Q_PRODUCT_VARIANTS, ARGS(V(product_id)), &variant_model, VARIANTS_MOST,
                     &rows, count, e);
    *out = ok ? rows : NULL;
    return ok;
}

static bool put_one(struct json *j, struct conn *c, struct arena *a, struct product_row *p,
                    const char *currency, bool staff, struct err *e)
{
    const struct variant_row *v;
    size_t n;
    int64_t stock = 0;
    if (!product_variants(c, a, p->id, &v, &n, e))
        return false;
    for (size_t i = 0; i < n; i++)
        stock += v[i].active ? v[i].stock : 0;
    p->currency = currency;
    json_put_model(j, &product_model, p, staff);
    json_put_raw(j, "aliases", p->alias_list);
    json_put_text(j, "image_url", p->picture);
    json_put_bool(j, "in_stock", stock > 0);
    if (staff) {
        json_put_int(j, "stock", stock);
        json_put_raw(j, "translations", p->translated);
    }
    put_values(j, "sizes", p, v, n, "size");
    put_values(j, "colors", p, v, n, "colo");
    put_variants(j, p, v, n, staff);
    return put_photos(j, c, a, p->id, e);
}

static bool put_rows(struct json *j, struct conn *c, struct arena *a, void *rows, size_t n,
                     const char *currency, bool staff, struct err *e)
{
    for (size_t i = 0; i < n; i++) {
        json_open_object(j, NULL);
        if (!put_one(j, c, a, (struct product_row *)rows + i, currency, staff, e))
            return false;
        json_close(j);
    }
    return true;
}

bool product_list_put(struct json *j, struct conn *c, struct arena *a,
                      const struct product_filter *f, const char *currency, int64_t *last,
                      struct err *e)
{
    const char *match = f->search ? fts_query(a, f->search) : NULL;
    size_t n = 0, most = (size_t)f->limit;
    void *rows;
    *last = 0;
    if (f->search && !match)
        return true; /* nothing that could be a word: nothing found */
    bool ok =
        match ? db_all(c, a, Q_PRODUCT_FIND,
                       ARGS(V(f->after), V(match), V(f->category), V(f->limit + 1)),
                       &product_model, most + 1, &rows, &n, e)
              : db_all(c, a, Q_PRODUCT_LIST, ARGS(V(f->after), V(f->category), V(f->limit + 1)),
                       &product_model, most + 1, &rows, &n, e);
    if (!ok)
        return false;
    if (n > most) {
        n = most;
        *last = ((struct product_row *)rows)[most - 1].id;
    }
    return put_rows(j, c, a, rows, n, currency, false, e);
}

/* -- for staff -- */

/* What can be no word finds nothing: FTS5 gets one that nobody writes. */
static const char *desk_match(struct arena *a, const struct product_desk_filter *f)
{
    const char *match = f->search && *f->search ? fts_query_all(a, f->search, true) : "";
    return match ? match : "\"\"";
}

bool product_desk_list_put(struct json *j, struct conn *c, struct arena *a,
                           const struct product_desk_filter *f, const char *currency, bool *more,
                           struct err *e)
{
    void *rows;
    size_t n;
    if (!db_all(c, a, Q_PRODUCT_DESK_LIST,
                ARGS(V(desk_match(a, f)), V(f->category), V(f->state), V(f->sort), V(f->skip),
                     V(f->limit + 1)),
                &product_model, (size_t)f->limit + 1, &rows, &n, e))
        return false;
    *more = n > (size_t)f->limit;
    return put_rows(j, c, a, rows, *more ? (size_t)f->limit : n, currency, true, e);
}

bool product_desk_counts(struct json *j, struct conn *c, struct arena *a,
                         const struct product_desk_filter *f, struct err *e)
{
    static const char *const names[] = {"all", "on_sale", "low", "out", "hidden"};
    struct rows *r;
    if (!rows_begin(c, Q_PRODUCT_DESK_COUNTS, ARGS(V(desk_match(a, f)), V(f->category)), &r, e))
        return false;
    bool got = row_next(r, e);
    json_open_object(j, "counts");
    for (int i = 0; i < 5; i++)
        json_put_int(j, names[i], got ? row_int(r, i) : 0);
    json_close(j);
    rows_end(r);
    return e->kind == ERR_NONE;
}

bool product_put(struct json *j, struct conn *c, struct arena *a, int64_t id, const char *currency,
                 bool staff, struct err *e)
{
    struct product_row p = {0};
    return db_one(c, a, Q_PRODUCT_BY_ID, ARGS(V(id), V(staff)), &product_model, &p, NULL, e) &&
           put_one(j, c, a, &p, currency, staff, e);
}

