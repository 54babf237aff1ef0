/* product_csv.c -- the catalogue read from a spreadsheet: rows into the JSON of product_save.
 *
 * Only what differs is handed on, so that a file that was written out and read back changes nothing.
 * Each product is tried in a savepoint of its own: all mistakes of a file are told at once. */
#include "product_csv_parts.h"
#include "waiter/money.h"
#include "waiter/utf8.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define JSON_ROOM (1024 * 1024)

const char *const csv_names[COLUMN__MAX] = {
    "product_id", "name", "category", "description", "price", "low_stock", "aliases", "photos",
    "on_sale", "option1_name", "option2_name", "sku", "option1", "option2", "own_price", "stock",
    "stock_seen", "variant_on_sale",
};

struct row {
    const struct csv_row *csv;
    const char *sku, *name; /* trimmed */
    int64_t product_id; /* 0: a new one */
    size_t group;       /* the first row of its product */
};

struct import {
    struct conn *conn;
    struct arena *arena;
    const struct product_saving *how;
    struct csv_import *out;
    int at[COLUMN__MAX]; /* where a column stands, -1: it does not */
    struct row *rows;
    size_t count;
    const char *wrong_sku;
};

/* -- cells -- */

static const char *raw_cell(const struct import *im, const struct row *r, enum column column)
{
    int at = im->at[column];
    return at >= 0 && (size_t)at < r->csv->count ? r->csv->cells[at] : "";
}

/* Without the blanks around it: numbers, names of things, SKUs. */
static const char *cell(const struct import *im, const struct row *r, enum column column)
{
    const char *text = raw_cell(im, r, column);
    text += strspn(text, " \t\r\n");
    size_t n = strlen(text);
    while (n && strchr(" \t\r\n", text[n - 1]))
        n--;
    return arena_strndup(im->arena, text, n);
}

static bool has(const struct import *im, enum column column) { return im->at[column] >= 0; }

/* Notes a mistake; the import goes on to find the others. Always false. */
static bool wrong(struct import *im, int64_t line, const char *column, const char *code,
                  const char *value)
{
    struct csv_import *out = im->out;
    if (out->wrong_count < CSV_ERRORS_MOST)
        out->wrong[out->wrong_count++] = (struct csv_wrong){line, column, code, value};
    return false;
}

static bool wrong_cell(struct import *im, const struct row *r, enum column column, const char *code)
{
    return wrong(im, r->csv->line, csv_names[column], code, raw_cell(im, r, column));
}

static bool read_number(struct import *im, const struct row *r, enum column column, int64_t *out)
{
    const char *text = cell(im, r, column);
    char *end;
    errno = 0;
    *out = strtoll(text, &end, 10);
    return (*text >= '0' && *text <= '9' && !*end && errno == 0) ||
           wrong_cell(im, r, column, "not_a_number");
}

/* "39.90" or, as half the world's spreadsheets write it, "39,90". */
static bool read_price(struct import *im, const struct row *r, enum column column, int64_t *out)
{
    struct err ignored = {0};
    char *text = arena_strdup(im->arena, cell(im, r, column));
    char *comma = strchr(text, ',');
    if (comma && !strchr(text, '.'))
        *comma = '.';
    return money_parse(text, im->how->currency, out, &ignored) ||
           wrong_cell(im, r, column, "not_a_price");
}

static bool read_yes(struct import *im, const struct row *r, enum column column, bool *out)
{
    static const char *const yes[] = {"yes", "true", "1", "y", "x"},
                             *const no[] = {"no", "false", "0", "n"};
    const char *text = cell(im, r, column);
    for (size_t i = 0; i < sizeof yes / sizeof *yes; i++)
        if ((*out = strcasecmp(text, yes[i]) == 0))
            return true;
    for (size_t i = 0; i < sizeof no / sizeof *no; i++)
        if (strcasecmp(text, no[i]) == 0)
            return true;
    return wrong_cell(im, r, column, "not_yes_or_no");
}

/* -- the columns' names -- */

static bool read_columns(struct import *im, const struct csv_row *head)
{
    bool ok = true;
    for (int i = 0; i < COLUMN__MAX; i++)
        im->at[i] = -1;
    for (size_t i = 0; i < head->count; i++) {
        struct row r = {.csv = head};
        char name[64];
        int known = 0;
        snprintf(name, sizeof name, "%s", head->cells[i]);
        name[strcspn(name, " \t")] = '\0';
        while (known < COLUMN__MAX && strcasecmp(csv_names[known], name) != 0)
            known++;
        if (known == COLUMN__MAX && *name)
            ok = wrong(im, head->line, "", "unknown_column", r.csv->cells[i]);
        else if (known < COLUMN__MAX && im->at[known] >= 0)
            ok = wrong(im, head->line, csv_names[known], "twice", r.csv->cells[i]);
        else if (known < COLUMN__MAX)
            im->at[known] = (int)i;
    }
    if (!has(im, COLUMN_SKU))
        ok = wrong(im, head->line, "sku", "missing_column", "");
    return ok;
}

/* -- which product a row means -- */

static bool product_named(struct import *im, struct row *r, struct err *e)
{
    struct rows *found;
    if (!*r->name)
        return true;
    if (!rows_begin(im->conn, Q_PRODUCTS_OF_NAME, ARGS(V(r->name)), &found, e))
        return false;
    if (row_next(found, e))
        r->product_id = row_int(found, 0);
    if (r->product_id && row_next(found, e))
        wrong_cell(im, r, COLUMN_NAME, "which_one");
    rows_end(found);
    return e->kind == ERR_NONE;
}

static bool find_product(struct import *im, struct row *r, struct err *e)
{
    bool found;
    int64_t version;
    if (*cell(im, r, COLUMN_PRODUCT_ID)) {
        if (!read_number(im, r, COLUMN_PRODUCT_ID, &r->product_id))
            return true;
        if (!db_int(im->conn, Q_PRODUCT_VERSION, ARGS(V(r->product_id)), &version, &found, e))
            return false;
        if (!found)
            wrong_cell(im, r, COLUMN_PRODUCT_ID, "no_such_product");
        return true;
    }
    return db_int(im->conn, Q_PRODUCT_OF_SKU, ARGS(V(r->sku)), &r->product_id, &found, e) &&
           (found || product_named(im, r, e));
}

/* Rows of one product belong together wherever they stand; a new one is known by its name. */
static void find_group(struct import *im, size_t at)
{
    struct row *r = &im->rows[at];
    r->group = at;
    for (size_t i = at; i-- > 0;) {
        const struct row *other = &im->rows[i];
        bool same = r->product_id ? other->product_id == r->product_id
                                  : !other->product_id &&
                                        strcasecmp(other->name, r->name) == 0;
        if (same) {
            r->group = other->group;
            return;
        }
    }
}

/* What is the product's own may not differ from row to row; blank is like not said again. */
static void rows_agree(struct import *im, size_t at)
{
    const struct row *r = &im->rows[at], *first = &im->rows[r->group];
    for (enum column c = COLUMN_NAME; r->group != at && c <= COLUMN_OPTION2_NAME; c++)
        if (*cell(im, r, c) && strcmp(cell(im, r, c), cell(im, first, c)) != 0)
            wrong_cell(im, r, c, "differs");
    for (size_t i = r->group; i < at; i++)
        if (im->rows[i].group == r->group &&
            strcmp(r->sku, im->rows[i].sku) == 0) {
            wrong_cell(im, r, COLUMN_SKU, "twice");
            return;
        }
}

/* -- what differs -- */

static void put_if(struct json *j, const char *name, const char *wanted, const char *known)
{
    if (!known || strcmp(wanted, known) != 0)
        json_put_text(j, name, wanted);
}

static void put_list(struct import *im, struct json *j, const char *name, const char *wanted,
                     const char *known)
{
    if (strcmp(wanted, known) == 0)
        return;
    json_open_array(j, name);
    for (const char *one; (one = csv_list_next(im->arena, &wanted));)
        json_put_text(j, NULL, one);
    json_close(j);
}

/* A new product needs a name, a category and a price; the others have them. */
static bool put_needed(struct import *im, struct json *j, const struct row *r,
                       const struct product_row *p)
{
    const char *category = cell(im, r, COLUMN_CATEGORY);
    bool ok = true;
    int64_t price;
    if (*r->name)
        put_if(j, "name", r->name, p->name);
    else if (!p->id)
        ok = wrong_cell(im, r, COLUMN_NAME, "needed");
    if (*category && (!p->category || strcasecmp(category, p->category) != 0))
        json_put_text(j, "category", category);
    else if (!*category && !p->id)
        ok = wrong_cell(im, r, COLUMN_CATEGORY, "needed");
    if (!*cell(im, r, COLUMN_PRICE))
        return (p->id || wrong_cell(im, r, COLUMN_PRICE, "needed")) && ok;
    if (!read_price(im, r, COLUMN_PRICE, &price))
        return false;
    if (!p->id || price != p->price_minor)
        json_put_int(j, "price_minor", price);
    return ok;
}

static bool put_product(struct import *im, struct json *j, const struct row *r,
                        const struct product_row *p, const char *photos, struct err *e)
{
    const char *about = raw_cell(im, r, COLUMN_DESCRIPTION);
    bool on_sale = true, ok = put_needed(im, j, r, p);
    int64_t low;
    if (has(im, COLUMN_DESCRIPTION))
        put_if(j, "description", utf8_repair(im->arena, about, strlen(about)),
               p->id ? p->description : "");
    if (has(im, COLUMN_OPTION1_NAME))
        put_if(j, "option1_name", cell(im, r, COLUMN_OPTION1_NAME),
               p->option1_name ? p->option1_name : "");
    if (has(im, COLUMN_OPTION2_NAME))
        put_if(j, "option2_name", cell(im, r, COLUMN_OPTION2_NAME),
               p->option2_name ? p->option2_name : "");
    if (has(im, COLUMN_ALIASES))
        put_list(im, j, "aliases", cell(im, r, COLUMN_ALIASES),
                 csv_list_of_json(im->arena, p->alias_list));
    if (has(im, COLUMN_PHOTOS))
        put_list(im, j, "photos", cell(im, r, COLUMN_PHOTOS), photos);
    if (*cell(im, r, COLUMN_LOW_STOCK)) {
        ok = read_number(im, r, COLUMN_LOW_STOCK, &low) && ok;
        if (ok && (!p->id || low != p->low_stock))
            json_put_int(j, "low_stock", low);
    }
    if (*cell(im, r, COLUMN_ON_SALE)) {
        ok = read_yes(im, r, COLUMN_ON_SALE, &on_sale) && ok;
        if (ok && (p->id ? on_sale != p->active : !on_sale))
            json_put_bool(j, "active", on_sale);
    }
    return ok && e->kind == ERR_NONE;
}

static bool put_stock(struct import *im, struct json *j, const struct row *r,
                      const struct variant_row *known)
{
    int64_t stock, seen;
    bool given = *cell(im, r, COLUMN_STOCK), compared = *cell(im, r, COLUMN_STOCK_SEEN);
    if (!given)
        return true;
    if (!read_number(im, r, COLUMN_STOCK, &stock) ||
        (compared && !read_number(im, r, COLUMN_STOCK_SEEN, &seen)))
        return false;
    if (!known) {
        json_put_int(j, "stock", stock);
    } else if (compared ? stock != seen : stock != known->stock) {
        json_put_int(j, "stock", stock);
        json_put_int(j, "stock_seen", compared ? seen : known->stock);
    }
    return true;
}

static bool put_own_price(struct import *im, struct json *j, const struct row *r,
                          const struct variant_row *known)
{
    int64_t price;
    if (!has(im, COLUMN_OWN_PRICE))
        return true;
    if (!*cell(im, r, COLUMN_OWN_PRICE)) {
        if (known && known->own_price)
            json_put_bool(j, "own_price", false);
        return true;
    }
    if (!read_price(im, r, COLUMN_OWN_PRICE, &price))
        return false;
    if (!known || !known->own_price || known->price_minor != price)
        json_put_int(j, "price_minor", price);
    return true;
}

static void put_option(struct import *im, struct json *j, const struct row *r, enum column column,
                       const char *known)
{
    if (*cell(im, r, column))
        put_if(j, csv_names[column], cell(im, r, column), known);
}

/* The variant's changes; its SKU alone where there are none. */
static bool put_variant(struct import *im, struct json *j, const struct row *r,
                        const struct variant_row *known)
{
    bool active = true, ok;
    if (!*r->sku)
        return wrong_cell(im, r, COLUMN_SKU, "needed");
    json_open_object(j, NULL);
    json_put_text(j, "sku", r->sku);
    put_option(im, j, r, COLUMN_OPTION1, known ? known->option1 : NULL);
    put_option(im, j, r, COLUMN_OPTION2, known ? known->option2 : NULL);
    ok = put_own_price(im, j, r, known);
    ok = put_stock(im, j, r, known) && ok;
    if (*cell(im, r, COLUMN_VARIANT_ON_SALE)) {
        ok = read_yes(im, r, COLUMN_VARIANT_ON_SALE, &active) && ok;
        if (known ? active != known->active : !active)
            json_put_bool(j, "active", active);
    }
    json_close(j);
    return ok;
}

static bool put_variants(struct import *im, struct json *j, size_t group,
                         const struct variant_row *known, size_t n)
{
    bool ok = true;
    json_open_array(j, "variants");
    for (size_t i = group; i < im->count; i++) {
        const struct variant_row *v = NULL;
        if (im->rows[i].group != group)
            continue;
        for (size_t k = 0; k < n && !v; k++)
            if (strcmp(known[k].sku, im->rows[i].sku) == 0)
                v = &known[k];
        ok = put_variant(im, j, &im->rows[i], v) && ok;
    }
    json_close(j);
    return ok;
}

/* True where some member says more than which variant it is about. */
static bool says_something(const json_value *v)
{
    const json_value *variants = json_at(v, "variants");
    if (json_count(v) > 1)
        return true;
    for (size_t i = 0; i < json_count(variants); i++)
        if (json_count(json_item(variants, i)) > 1)
            return true;
    return false;
}

/* -- saving -- */

/* The failure in the words of the file: its row and column. */
static void wrong_save(struct import *im, size_t group, const struct err *why)
{
    const struct row *r = &im->rows[group];
    const char *column = "", *value = "", *code = "refused";
    for (size_t i = group; im->wrong_sku && i < im->count; i++)
        if (im->rows[i].group == group && strcmp(im->rows[i].sku, im->wrong_sku) == 0)
            r = &im->rows[i];
    const char *field = strcmp(why->field, "price_minor") == 0 ? "price" : why->field;
    if (im->wrong_sku && strcmp(field, "price") == 0)
        field = "own_price";
    for (int i = 0; i < COLUMN__MAX; i++)
        if (strcmp(csv_names[i], field) == 0) {
            column = csv_names[i];
            value = raw_cell(im, r, (enum column)i);
        }
    if (why->kind == ERR_CONFLICT)
        code = strcmp(field, "sku") == 0 ? "sku_taken" : "stock_moved";
    else if (strcmp(field, "variants") == 0)
        code = "alike";
    wrong(im, r->csv->line, column, code, value);
}

static bool is_customers_fault(enum err_kind kind)
{
    return kind == ERR_BAD_INPUT || kind == ERR_CONFLICT || kind == ERR_TOO_BIG ||
           kind == ERR_NOT_FOUND;
}

static bool save(struct import *im, size_t group, const json_value *v, int64_t *id, struct err *e)
{
    struct product_saving how = *im->how;
    struct err why = {0};
    im->wrong_sku = NULL;
    how.wrong = &im->wrong_sku;
    if (!db_savepoint(im->conn, e))
        return false;
    if (product_save(im->conn, im->arena, v, &how, id, &why)) {
        db_savepoint_keep(im->conn);
        return true;
    }
    db_savepoint_undo(im->conn);
    if (!is_customers_fault(why.kind))
        return fail(e, why.kind, "%s", why.why);
    wrong_save(im, group, &why);
    *id = 0;
    return true;
}

/* A product with all its rows. *id: which was added or changed; 0: none. */
static bool take_product(struct import *im, size_t group, int64_t *id, struct err *e)
{
    struct str text = str_new(im->arena, JSON_ROOM);
    struct json j = json_writer(&text);
    struct product_row p = {.alias_list = "[]"};
    const struct variant_row *known = NULL;
    const char *photos = "", *json;
    const json_value *v;
    size_t n = 0;
    int64_t product = im->rows[group].product_id;
    *id = 0;
    if (product &&
        (!db_one(im->conn, im->arena, Q_PRODUCT_BY_ID, ARGS(V(product), V(1)), &product_model, &p,
                 NULL, e) ||
         !product_variants(im->conn, im->arena, product, &known, &n, e) ||
         !csv_photos(im->conn, im->arena, product, &photos, e)))
        return false;
    json_open_object(&j, NULL);
    bool ok = put_product(im, &j, &im->rows[group], &p, photos, e);
    ok = put_variants(im, &j, group, known, n) && ok;
    json_close(&j);
    if (!ok)
        return e->kind == ERR_NONE;
    if (!str_done(&text, &json, e) || !json_parse(im->arena, json, strlen(json), &v, e))
        return false;
    if (!says_something(v) && product) {
        im->out->unchanged++;
        return true;
    }
    *id = product;
    if (!save(im, group, v, id, e))
        return false;
    im->out->changed += *id && product;
    im->out->added += *id && !product;
    return true;
}

static bool take_rows(struct import *im, bool (*noted)(void *, int64_t, struct err *), void *what,
                      struct err *e)
{
    for (size_t i = 0; i < im->count; i++) {
        if (!find_product(im, &im->rows[i], e))
            return false;
        find_group(im, i);
        rows_agree(im, i);
    }
    if (im->out->wrong_count) /* which row belongs to which product is not sure */
        return true;
    for (size_t i = 0; i < im->count && im->out->wrong_count < CSV_ERRORS_MOST; i++) {
        int64_t id = 0;
        if (im->rows[i].group == i &&
            (!take_product(im, i, &id, e) || (id && !noted(what, id, e))))
            return false;
    }
    return true;
}

bool product_csv_take(struct conn *c, struct arena *a, const char *text, size_t n, bool dry,
                      const struct product_saving *how,
                      bool (*noted)(void *what, int64_t id, struct err *e), void *what,
                      struct csv_import *out, struct err *e)
{
    struct import im = {.conn = c, .arena = a, .how = how, .out = out};
    struct err why = {0};
    struct csv table;
    int64_t line;
    *out = (struct csv_import){0};
    if (!csv_read(a, text, n, CSV_ROWS_MOST, &table, &line, &why)) {
        wrong(&im, line, "", "not_csv", why.why);
        return true;
    }
    if (table.count < 2)
        return wrong(&im, 1, "", "empty", "") || true;
    if (!read_columns(&im, &table.rows[0]))
        return true;
    im.count = table.count - 1;
    out->rows = (int64_t)im.count;
    im.rows = arena_array(a, im.count, sizeof *im.rows);
    for (size_t i = 0; i < im.count; i++) {
        im.rows[i].csv = &table.rows[i + 1];
        im.rows[i].sku = cell(&im, &im.rows[i], COLUMN_SKU);
        im.rows[i].name = cell(&im, &im.rows[i], COLUMN_NAME);
    }
    if (!db_savepoint(c, e))
        return false;
    if (!take_rows(&im, noted, what, e)) {
        db_savepoint_undo(c);
        return false;
    }
    if (dry || out->wrong_count)
        db_savepoint_undo(c);
    else
        db_savepoint_keep(c);
    return true;
}
