/* seed.h -- a whole catalogue from one JSON file: the demo shop, a fixture, a first import.
 *
 * {"shop": {"name", "currency", "greeting_name"?},
 *  "settings"?: {"pickup_address"?, "delivery_fee"?, "delivery_free_from"?},
 *  "delivery"?: {zones, hours, closed_days ... as PUT /admin/delivery}, "coupons"?: [as POST /admin/coupons],
 *  "categories": [{"name", "translations"?}],
 *  "products": [{"name", "category", "description"?, "price", "picture"?: {"shape", "colour"},
 *                "option1"?, "option2"?, "aliases"?: [], "translations"?: {},
 *                "variants": [{"sku", "option1"?, "option2"?, "price"?, "stock"?}]}],
 *  "faq"?: [{"question", "answer", "phrasings"?: [], "patterns"?: [], "language"?: "es",
 *             "translations"?: {}}]}
 * Unknown names are refused, so that a misspelt one is not quietly lost. */
#ifndef WAITER_SEED_H
#define WAITER_SEED_H

#include "waiter/arena.h"
#include "waiter/err.h"
#include "waiter/json.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct db;

struct seed_variant {
    const char *sku, *option1, *option2;
    bool own_price; /* else the product's */
    int64_t price_minor, stock;
};

struct seed_product {
    const char *name, *description, *option1_name, *option2_name;
    const char *aliases; /* JSON array of texts, as stored */
    const char *translations; /* JSON object by language, as stored: translate.h */
    const char *shape, *colour; /* NULL: no picture */
    const char *slug;           /* of its picture: /media/SLUG.png; unlike all others here */
    size_t category;            /* index */
    int64_t price_minor;
    struct seed_variant *variants;
    size_t variant_count;
};

struct seed_faq {
    const char *question, *answer, *phrasings, *patterns;
    const char *language;     /* "": everybody */
    const char *translations; /* as a product's */
};

struct seed {
    const char *shop_name, *currency, *greeting_name, *pickup_address;
    int64_t delivery_fee_minor, delivery_free_from_minor;
    const char **categories, **category_words; /* words: translations, as stored */
    struct seed_product *products;
    struct seed_faq *faq;
    const json_value *terms, *coupons; /* as the API takes them; checked where they are stored */
    size_t category_count, product_count, faq_count, variant_count, coupon_count;
};

/* Reads and checks the whole file; everything lives in the arena. ERR_BAD_INPUT names the
 * place, such as products.3.variants.0.price. */
CHECKED bool seed_parse(struct arena *a, const char *text, size_t n, struct seed *out,
                        struct err *e);

/* Whether it may be stored: ERR_CONFLICT when the shop already has a category, product or FAQ
 * entry, unless `beside` adds to them, and even then for another currency. */
CHECKED bool seed_fits(struct db *db, const struct seed *seed, bool beside, struct err *e);

/* Stores it in one transaction: all or nothing. ERR_CONFLICT as above and for a SKU that is taken.
 * `beside`: equal categories are joined, the shop's settings stay. */
CHECKED bool seed_store(struct db *db, const struct seed *seed, bool beside, struct err *e);

#endif
