/* product.h -- products as the API and the console see and change them. */
#ifndef WAITER_PRODUCT_H
#define WAITER_PRODUCT_H

#include "waiter/db.h"
#include "waiter/json.h"

#define PRODUCT_PHOTOS_MOST 10

struct product_row {
    int64_t id, category_id, price_minor, low_stock, tax_rate_id /* 0: the usual one */, version, created_at, updated_at;
    const char *name, *description, *category, *picture, *option1_name, *option2_name, *alias_list, *currency; /* alias_list: JSON array */
    const char *translated; /* JSON object by language: translate.h */
    bool active;
};
extern const struct model product_model;

struct product_filter {
    const char *category; /* "" = all */
    const char *search;   /* words as typed, or NULL */
    int64_t after, limit; /* ids above `after` */
};

/* Products for sale into an open JSON array, as anybody may see them; *last is the id to go on after, 0 when
 * there are no more. */
CHECKED bool product_list_put(struct json *j, struct conn *c, struct arena *a, const struct product_filter *f,
                              const char *currency, int64_t *last, struct err *e);

struct product_desk_filter {
    const char *category, *search; /* as above */
    const char *state;             /* "", "on_sale", "low", "out" or "hidden" */
    const char *sort;              /* "", "name", "cheapest", "dearest", "stock" or "newest"; "" is by id */
    int64_t skip, limit;
};

/* The same for staff: all products, with their stock. *more says whether others follow. */
CHECKED bool product_desk_list_put(struct json *j, struct conn *c, struct arena *a,
                                   const struct product_desk_filter *f, const char *currency,
                                   bool *more, struct err *e);
/* How many there are in each state, whatever the filter's own: `counts` in the open object. */
CHECKED bool product_desk_counts(struct json *j, struct conn *c, struct arena *a,
                                 const struct product_desk_filter *f, struct err *e);

/* One product into the open object. ERR_NOT_FOUND. */
CHECKED bool product_put(struct json *j, struct conn *c, struct arena *a, int64_t id, const char *currency,
                         bool staff, struct err *e);

struct product_saving {
    const char *currency, *actor; /* actor: who stands in the ledger of stock */
    int64_t now;
    int64_t seen;                 /* the version that was looked at: ERR_STALE when it moved; 0 = any */
    const char **wrong;           /* the SKU that the failure is about, where it is about one; NULL: no need */
};

/* Creates (id 0) or changes a product from JSON: the model's fields, `category` by name (made when new),
 * `photos` (paths, the first is shown in chat; `picture` and the seed's `image_url` set the first alone),
 * `aliases`, `translations` (translate.h), and `variants` [{id or sku, sku, option1, option2, price, own_price, stock, active}] or the
 * seed's flat `sizes`, `colors`, `stock`. A `stock` may bring `stock_seen`, the number that was looked at:
 * ERR_CONFLICT (field stock) when it has moved. A SKU of another product: ERR_CONFLICT (field sku). Every
 * variant for sale answers the product's options, no two of them alike: else ERR_BAD_INPUT.
 * *id is the product. Inside a write job. */
CHECKED bool product_save(struct conn *c, struct arena *a, const json_value *v,
                          const struct product_saving *how, int64_t *id, struct err *e);

/* Puts a photo behind the product's others. ERR_NOT_FOUND; ERR_TOO_BIG when it has PRODUCT_PHOTOS_MOST.
 * Inside a write job. */
CHECKED bool product_photo_add(struct conn *c, int64_t id, const char *path, int64_t now, struct err *e);

/* Takes it out of the shop (orders keep their lines). ERR_NOT_FOUND. Inside a write job. */
CHECKED bool product_retire(struct conn *c, int64_t id, int64_t now, struct err *e);

#endif
