/* product_parts.h -- what showing and saving products share. */
#ifndef WAITER_PRODUCT_PARTS_H
#define WAITER_PRODUCT_PARTS_H

#include "waiter/product.h"

#define VARIANTS_MOST 200
#define OPTION_CHARS_MOST 40
#define STOCK_MOST 1000000

struct variant_row {
    int64_t id, product_id, price_minor, stock;
    const char *sku, *option1, *option2;
    bool own_price, active; /* own_price: price_minor is its own, not the product's */
};
extern const struct model variant_model;

/* All variants of the product, in its order. */
CHECKED bool product_variants(struct conn *c, struct arena *a, int64_t product_id,
                              const struct variant_row **out, size_t *count, struct err *e);

#endif
