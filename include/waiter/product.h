/* product.h -- products as the API and the console see and change them. */
#ifndef WAITER_PRODUCT_H
#define WAITER_PRODUCT_H

#include "waiter/db.h"
#include "waiter/json.h"

struct product_row {
    int64_t id, category_id, price_minor, created_at, updated_at;
    const char *name, *description, *category, *picture, *option1_name, *option2_name, *aliases, *currency;
    bool active;
};
extern const struct model product_model;

struct product_filter {
    const char *category; /* "" = all */
    const char *search;   /* words as typed, or NULL */
    bool staff;           /* also inactive ones and exact stock */
    int64_t after, limit; /* ids above `after` */
};

/* Products into an open JSON array; *last is the id to go on after, 0 when there are no more. */
CHECKED bool product_list_put(struct json *j, struct conn *c, struct arena *a, const struct product_filter *f,
                              const char *currency, int64_t *last, struct err *e);

/* One product into the open object. ERR_NOT_FOUND. */
CHECKED bool product_put(struct json *j, struct conn *c, struct arena *a, int64_t id, const char *currency,
                         bool staff, struct err *e);

/* Creates (id 0) or changes a product from JSON: the model's fields, `category` by name (made when new),
 * `variants` [{sku, option1, option2, price, stock}] or the seed's flat `sizes`, `colors`, `stock`.
 * `image_url` is the seed's name for picture. A `stock` may bring `stock_seen`, the number that was looked
 * at: ERR_CONFLICT (field stock) when it has moved. A SKU of another product: ERR_CONFLICT (field sku).
 * *id is the product. Inside a write job. */
CHECKED bool product_save(struct conn *c, struct arena *a, const json_value *v, const char *currency,
                          const char *actor, int64_t now, int64_t *id, struct err *e);

/* Takes it out of the shop (orders keep their lines). ERR_NOT_FOUND. Inside a write job. */
CHECKED bool product_retire(struct conn *c, int64_t id, int64_t now, struct err *e);

#endif
