/* product_csv.h -- the whole catalogue as a spreadsheet, there and back: a row a variant.
 *
 * The columns of a product stand in each of its rows; a file needs only the columns it wants to change,
 * and `sku`. Which product a row means: its product_id, else the one that has its SKU, else the one with
 * its name, else a new one. A column that is there and blank takes a text, an option, aliases, photos or
 * an own price away and leaves everything else as it is. `stock_seen` is the stock as it was written out:
 * where a file still says the same, sales since then are not undone. */
#ifndef WAITER_PRODUCT_CSV_H
#define WAITER_PRODUCT_CSV_H

#include "waiter/product.h"

#define CSV_BYTES_MOST (2 * 1024 * 1024)
#define CSV_ROWS_MOST 2001 /* with the columns' names: one file is one transaction, and others wait for it */
#define CSV_ERRORS_MOST 100
#define CSV_PRODUCTS 200 /* of one answer */

/* Products with ids above `after` as CSV, with the columns' names where `after` is 0; *last as in
 * product_list_put. */
CHECKED bool product_csv_put(struct str *out, struct conn *c, struct arena *a, int64_t after,
                             const char *currency, int64_t *last, struct err *e);

struct csv_wrong {
    int64_t line;
    const char *column; /* "" = the row or file as a whole */
    const char *code;   /* needed, not_a_price, not_a_number, not_yes_or_no, unknown_column ... */
    const char *value;  /* as it stands in the file */
};

struct csv_import {
    int64_t rows, added, changed, unchanged; /* products */
    struct csv_wrong wrong[CSV_ERRORS_MOST];
    size_t wrong_count;
};

/* Reads a file into the shop, inside a write job: all of it or, where out->wrong_count is not 0, nothing.
 * `dry`: nothing either way, but everything is tried. False only when the shop itself fails. `noted` is
 * called for each product that was added or changed. */
CHECKED bool product_csv_take(struct conn *c, struct arena *a, const char *text, size_t n, bool dry,
                              const struct product_saving *how,
                              bool (*noted)(void *what, int64_t id, struct err *e), void *what,
                              struct csv_import *out, struct err *e);

#endif
