/* product_csv_put.c -- the catalogue written out for a spreadsheet. */
#include "product_csv_parts.h"
#include "waiter/money.h"

#include <string.h>

#define CELL_ROOM 16384

/* -- several texts in one cell -- */

static void list_add(struct str *out, const char *text)
{
    if (out->len)
        str_add(out, " | ");
    for (; *text; text++) {
        if (*text == '|' || *text == '\\')
            str_add_char(out, '\\');
        str_add_char(out, *text);
    }
}

const char *csv_list_of_json(struct arena *a, const char *json)
{
    struct str out = str_new(a, CELL_ROOM);
    struct err ignored = {0};
    const json_value *v;
    if (!json_parse(a, json, strlen(json), &v, &ignored))
        return "";
    for (size_t i = 0; i < json_count(v); i++)
        list_add(&out, json_text(json_item(v, i), "") ? json_text(json_item(v, i), "") : "");
    return out.text;
}

bool csv_photos(struct conn *c, struct arena *a, int64_t product_id, const char **out,
                struct err *e)
{
    struct str list = str_new(a, CELL_ROOM);
    struct rows *r;
    if (!rows_begin(c, Q_PRODUCT_PHOTOS, ARGS(V(product_id)), &r, e))
        return false;
    while (row_next(r, e))
        list_add(&list, row_text(r, 0, a));
    rows_end(r);
    return e->kind == ERR_NONE && str_done(&list, out, e);
}

const char *csv_list_next(struct arena *a, const char **at)
{
    struct str one = str_new(a, CELL_ROOM);
    const char *p = *at + strspn(*at, " \t|");
    for (; *p && *p != '|'; p++) {
        p += *p == '\\' && p[1];
        str_add_char(&one, *p);
    }
    *at = p;
    while (one.len && one.text[one.len - 1] == ' ')
        one.text[--one.len] = '\0';
    return one.len ? one.text : NULL;
}

/* -- rows -- */

static void put_line(struct str *out, const char *const cells[COLUMN__MAX])
{
    for (int i = 0; i < COLUMN__MAX; i++) {
        if (i)
            str_add_char(out, ',');
        str_add_csv(out, cells[i]);
    }
    str_add(out, "\r\n");
}

static const char *yes(bool is) { return is ? "yes" : "no"; }

static void put_product(struct str *out, struct arena *a, const struct product_row *p,
                        const char *photos, const struct variant_row *v, size_t n,
                        const char *currency)
{
    const char *cells[COLUMN__MAX] = {
        [COLUMN_PRODUCT_ID] = arena_printf(a, "%lld", (long long)p->id),
        [COLUMN_NAME] = p->name,
        [COLUMN_CATEGORY] = p->category,
        [COLUMN_DESCRIPTION] = p->description,
        [COLUMN_PRICE] = money_decimal(a, p->price_minor, currency),
        [COLUMN_LOW_STOCK] = arena_printf(a, "%lld", (long long)p->low_stock),
        [COLUMN_ALIASES] = csv_list_of_json(a, p->alias_list),
        [COLUMN_PHOTOS] = photos,
        [COLUMN_ON_SALE] = yes(p->active),
        [COLUMN_OPTION1_NAME] = p->option1_name,
        [COLUMN_OPTION2_NAME] = p->option2_name,
    };
    for (size_t i = 0; i < n; i++) {
        cells[COLUMN_SKU] = v[i].sku;
        cells[COLUMN_OPTION1] = v[i].option1;
        cells[COLUMN_OPTION2] = v[i].option2;
        cells[COLUMN_OWN_PRICE] =
            v[i].own_price ? money_decimal(a, v[i].price_minor, currency) : "";
        cells[COLUMN_STOCK] = arena_printf(a, "%lld", (long long)v[i].stock);
        cells[COLUMN_STOCK_SEEN] = cells[COLUMN_STOCK];
        cells[COLUMN_VARIANT_ON_SALE] = yes(v[i].active);
        put_line(out, cells);
    }
}

static bool read_ids(struct conn *c, int64_t after, int64_t *ids, size_t *count, struct err *e)
{
    struct rows *r;
    *count = 0;
    if (!rows_begin(c, Q_PRODUCT_IDS, ARGS(V(after), V(CSV_PRODUCTS + 1)), &r, e))
        return false;
    while (*count <= CSV_PRODUCTS && row_next(r, e))
        ids[(*count)++] = row_int(r, 0);
    rows_end(r);
    return e->kind == ERR_NONE;
}

bool product_csv_put(struct str *out, struct conn *c, struct arena *a, int64_t after,
                     const char *currency, int64_t *last, struct err *e)
{
    int64_t ids[CSV_PRODUCTS + 1];
    size_t count;
    if (!read_ids(c, after, ids, &count, e))
        return false;
    *last = count > CSV_PRODUCTS ? ids[CSV_PRODUCTS - 1] : 0;
    if (!after) { /* the first bytes tell a spreadsheet that this is UTF-8 */
        str_add(out, "\xEF\xBB\xBF");
        put_line(out, csv_names);
    }
    for (size_t i = 0; i < count && i < CSV_PRODUCTS; i++) {
        struct product_row p = {0};
        const struct variant_row *v;
        const char *photos;
        size_t n;
        if (!db_one(c, a, Q_PRODUCT_BY_ID, ARGS(V(ids[i]), V(1)), &product_model, &p, NULL, e) ||
            !product_variants(c, a, ids[i], &v, &n, e) || !csv_photos(c, a, ids[i], &photos, e))
            return false;
        put_product(out, a, &p, photos, v, n, currency);
    }
    return true;
}
