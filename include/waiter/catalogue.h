/* catalogue.h -- the shop as a conversation sees it: read only, complete, one version at a time.
 *
 * lib/shop fills it from the database, tests fill it by hand. Everything lives in the
 * arena it was built in; nothing changes after catalogue_ready. */
#ifndef WAITER_CATALOGUE_H
#define WAITER_CATALOGUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct category { int64_t id; const char *name, *translations; /* see catalogue_in */ };

struct variant {
    int64_t id, product_id;
    const char *sku;
    const char *option1, *option2; /* values such as "L" and "Black"; NULL when the product has none */
    int64_t price_minor;
    int64_t stock;                 /* as of this version; ask view.stock for what is true now */
};

struct product {
    int64_t id, category_id;
    const char *name, *description;
    const char *picture;                 /* URL path such as "/media/classic-hoodie.png", or NULL */
    const char *option1_name, *option2_name; /* "Size", "Colour", or NULL */
    int64_t price_minor;                 /* the lowest of its variants */
    int64_t price_most_minor;            /* the highest */
    const char *const *aliases;
    size_t alias_count;
    const struct variant *variants;      /* active ones */
    size_t variant_count;
    const struct variant *own;           /* translated: the same ones in the shop's own words; or NULL */
    const char *translations;            /* JSON, or NULL; see catalogue_in */
    int64_t tax_bp;                      /* hundredths of a percent; 0 = no tax */
    bool tax_inclusive;                  /* the prices have it in them */
};

struct faq_entry {
    int64_t id;
    const char *question, *answer;
    const char *const *phrasings;
    size_t phrasing_count;
    const char *const *patterns; /* PCRE2, caseless */
    size_t pattern_count;
    const char *language;        /* "es": for customers who speak it; "" or NULL: for everybody */
    const char *translations;    /* JSON, or NULL; see catalogue_in */
    const char *own_question;    /* translated: the question in the shop's own words; else NULL */
    size_t own_from;             /* translated: from here on phrasings are in the shop's own words */
};

/* Ways to pay for an order. */
enum pay_way {
    PAY_CASH,   /* on delivery or when it is picked up */
    PAY_BANK,   /* a transfer, proven by a picture of it */
    PAY_STRIPE, /* Stripe's page, behind a link */
    PAY__MAX
};
const char *pay_way_word(enum pay_way way);             /* "cash", "bank", "stripe" */
bool pay_way_read(const char *word, enum pay_way *out); /* false when unknown */

/* Where the shop delivers for what; see terms.h for how areas are written. */
struct zone {
    const char *name;
    const char *const *areas;
    size_t area_count;
    int64_t fee_minor, free_from_minor; /* free_from 0 = never free */
};

enum coupon_kind { COUPON_PERCENT, COUPON_AMOUNT, COUPON_DELIVERY, COUPON__MAX };

struct coupon {
    int64_t id;
    const char *code;
    enum coupon_kind kind;
    int64_t value;                   /* percent: hundredths of one; amount: minor units */
    int64_t minimum_minor;           /* of goods, before the discount */
    int64_t starts_at, ends_at;      /* ms; 0 = no such limit */
    int64_t uses_most, uses_each;    /* in all, of one customer; 0 = no such limit */
};

/* In so many orders lately were the two together; a product with itself: was it at all. */
struct companion { int64_t product_id, with_id, orders; };

/* One stretch of opening, in minutes of the shop's day. Weekday 0 is Monday. */
struct opening { int64_t weekday, opens, closes; };
struct closed_day { int64_t day; const char *note; }; /* days since 1970 */

struct catalogue {
    int64_t version;
    const struct nlu *nlu;      /* the reader of meanings the owner trained; NULL: the shipped one */
    const char *language;       /* that its customers speak, "es"; NULL is English */
    const char *owner_language; /* that notices to the owner are in; never NULL in a snapshot */
    bool translated;            /* another language's words lie over the shop's own */
    const char *shop_name, *currency;
    const char *pickup_address; /* "" when there is no pickup */
    int64_t delivery_fee_minor, delivery_free_from_minor; /* free_from 0 = never free */
    bool pays[PAY__MAX];         /* the ways that are offered */
    const char *bank_account;    /* where transfers go, as customers read it */
    int64_t deposit_percent;     /* of the total, asked for up front; 100 = all of it */
    int64_t pay_link_minutes;    /* how long a link to pay works */
    const struct zone *zones;        /* none: the fee above is for everywhere */
    size_t zone_count;
    bool zones_only;                 /* no delivery outside of them */
    const struct coupon *coupons;    /* active ones */
    size_t coupon_count;
    const struct opening *opening;   /* by weekday and time; none: the shop never says */
    size_t opening_count;
    const struct closed_day *closed; /* by day */
    size_t closed_count;
    int64_t hold_minutes;            /* how long a checkout keeps its pieces */
    int64_t unpaid_hours;            /* an order that is to be paid before is cancelled then; 0 = never */
    const struct category *categories;
    size_t category_count;
    const struct product *products; /* active ones, in shop order */
    size_t product_count;
    const struct faq_entry *faq;
    size_t faq_count;
    const struct companion *companions; /* by product_id, then the most orders first */
    size_t companion_count;
};

/* The product or variant with that id, or NULL. */
const struct product *catalogue_product(const struct catalogue *c, int64_t id);
const struct variant *catalogue_variant(const struct catalogue *c, int64_t id,
                                        const struct product **product);
const struct category *catalogue_category(const struct catalogue *c, int64_t id);

#endif
