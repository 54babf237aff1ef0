/* product_csv_parts.h -- what writing and reading the catalogue's file share: its columns and lists. */
#ifndef WAITER_PRODUCT_CSV_PARTS_H
#define WAITER_PRODUCT_CSV_PARTS_H

#include "product_parts.h"
#include "waiter/csv.h"
#include "waiter/product_csv.h"

/* From NAME to OPTION2_NAME they are the product's, from SKU on the variant's. */
enum column {
    COLUMN_PRODUCT_ID, COLUMN_NAME, COLUMN_CATEGORY, COLUMN_DESCRIPTION, COLUMN_PRICE,
    COLUMN_LOW_STOCK, COLUMN_ALIASES, COLUMN_PHOTOS, COLUMN_ON_SALE, COLUMN_OPTION1_NAME,
    COLUMN_OPTION2_NAME, COLUMN_SKU, COLUMN_OPTION1, COLUMN_OPTION2, COLUMN_OWN_PRICE,
    COLUMN_STOCK, COLUMN_STOCK_SEEN, COLUMN_VARIANT_ON_SALE, COLUMN__MAX
};
extern const char *const csv_names[COLUMN__MAX];

/* Several texts in one cell: "one | another", a bar inside a text as "\|". */
const char *csv_list_of_json(struct arena *a, const char *json);
CHECKED bool csv_photos(struct conn *c, struct arena *a, int64_t product_id, const char **out,
                        struct err *e);
/* The next text of such a cell, without the blanks around it; NULL: there is none. */
const char *csv_list_next(struct arena *a, const char **at);

#endif
