/* shop_json.h -- a catalogue for tests out of a JSON file such as sql/seed/demo.json. */
#ifndef WAITER_TESTS_SHOP_JSON_H
#define WAITER_TESTS_SHOP_JSON_H

#include "waiter/arena.h"
#include "waiter/catalogue.h"
#include "waiter/json.h"
#include "waiter/translate.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static inline const char *const *texts_of(struct arena *a, const json_value *v, size_t *count)
{
    *count = json_count(v);
    const char **out = arena_array(a, *count + 1, sizeof *out);
    for (size_t i = 0; i < *count; i++)
        out[i] = json_text(json_item(v, i), "");
    return out;
}

/* An object's translations, as the database keeps them. */
static inline const char *words_of(struct arena *a, const json_value *x)
{
    return translations_text(a, json_at(x, "translations"));
}

static inline int64_t minor_at(const json_value *v, const char *name, int64_t otherwise)
{
    const char *t = json_text(v, name);
    return t ? (int64_t)(strtod(t, NULL) * 100 + 0.5) : otherwise;
}

static inline int64_t minor_of(const json_value *v, int64_t otherwise)
{
    return minor_at(v, "price", otherwise);
}

static inline int64_t minute_at(const json_value *v, const char *name)
{
    int hour = 0, minute = 0;
    sscanf(json_text(v, name), "%d:%d", &hour, &minute);
    return hour * 60 + minute;
}

/* What an answer's {hours}, {delivery} and {pickup} are filled from. */
static inline void terms_of(struct arena *a, const json_value *v, struct catalogue *c)
{
    const json_value *hs = json_at(v, "delivery.hours"), *zs = json_at(v, "delivery.zones");
    struct opening *opening = arena_array(a, json_count(hs) + 1, sizeof *opening);
    struct zone *zones = arena_array(a, json_count(zs) + 1, sizeof *zones);
    for (size_t i = 0; i < json_count(hs); i++)
        opening[i] = (struct opening){.weekday = json_int(json_item(hs, i), "weekday", 0),
                                      .opens = minute_at(json_item(hs, i), "opens"),
                                      .closes = minute_at(json_item(hs, i), "closes")};
    for (size_t i = 0; i < json_count(zs); i++)
        zones[i] = (struct zone){.name = json_text(json_item(zs, i), "name"),
                                 .fee_minor = minor_at(json_item(zs, i), "fee", 0),
                                 .free_from_minor = minor_at(json_item(zs, i), "free_from", 0)};
    c->opening = opening;
    c->opening_count = json_count(hs);
    c->zones = zones;
    c->zone_count = json_count(zs);
    c->pickup_address = json_text(v, "settings.pickup_address");
    c->delivery_fee_minor = minor_at(json_at(v, "settings"), "delivery_fee", 0);
    c->delivery_free_from_minor = minor_at(json_at(v, "settings"), "delivery_free_from", 0);
}

static inline void product_of(struct arena *a, const json_value *v, int64_t id,
                              const struct catalogue *c, struct product *p)
{
    const json_value *vs = json_at(v, "variants");
    struct variant *variants = arena_array(a, json_count(vs) + 1, sizeof *variants);
    *p = (struct product){.id = id, .name = json_text(v, "name"),
                          .description = json_text(v, "description"),
                          .option1_name = json_text(v, "option1"),
                          .option2_name = json_text(v, "option2"), .variants = variants,
                          .variant_count = json_count(vs), .price_minor = minor_of(v, 0),
                          .translations = words_of(a, v)};
    p->price_most_minor = p->price_minor;
    p->aliases = texts_of(a, json_at(v, "aliases"), &p->alias_count);
    for (size_t i = 0; i < c->category_count; i++)
        if (!strcmp(c->categories[i].name, json_text(v, "category")))
            p->category_id = c->categories[i].id;
    for (size_t i = 0; i < p->variant_count; i++) {
        const json_value *x = json_item(vs, i);
        variants[i] = (struct variant){.id = id * 100 + (int64_t)i, .product_id = id,
                                       .sku = json_text(x, "sku"),
                                       .option1 = json_text(x, "option1"),
                                       .option2 = json_text(x, "option2"),
                                       .price_minor = minor_of(x, p->price_minor),
                                       .stock = json_int(x, "stock", 0)};
    }
}

/* Exits with a message when the file cannot be read: no test can go on without it. */
static inline const struct catalogue *shop_read(struct arena *a, const char *path)
{
    FILE *f = fopen(path, "rb");
    size_t room = 1 << 20;
    char *text = arena_alloc(a, room);
    size_t n = f ? fread(text, 1, room - 1, f) : 0;
    struct err e = {0};
    const json_value *v;
    if (f)
        fclose(f);
    if (!n || !json_parse(a, text, n, &v, &e)) {
        fprintf(stderr, "%s: cannot be read: %s\n", path, e.why);
        exit(1);
    }
    struct catalogue *c = arena_alloc(a, sizeof *c);
    const json_value *cs = json_at(v, "categories"), *ps = json_at(v, "products");
    const json_value *fs = json_at(v, "faq");
    struct category *categories = arena_array(a, json_count(cs) + 1, sizeof *categories);
    struct product *products = arena_array(a, json_count(ps) + 1, sizeof *products);
    struct faq_entry *faq = arena_array(a, json_count(fs) + 1, sizeof *faq);
    *c = (struct catalogue){.version = 1, .shop_name = json_text(v, "shop.name"),
                            .currency = json_text(v, "shop.currency"), .categories = categories,
                            .category_count = json_count(cs), .products = products,
                            .product_count = json_count(ps), .faq = faq,
                            .faq_count = json_count(fs)};
    terms_of(a, v, c);
    for (size_t i = 0; i < c->category_count; i++)
        categories[i] = (struct category){.id = (int64_t)i + 1, .name = json_text(json_item(cs, i), "name"),
                                          .translations = words_of(a, json_item(cs, i))};
    for (size_t i = 0; i < c->product_count; i++)
        product_of(a, json_item(ps, i), (int64_t)i + 1, c, &products[i]);
    for (size_t i = 0; i < c->faq_count; i++) {
        const json_value *x = json_item(fs, i);
        faq[i] = (struct faq_entry){.id = (int64_t)i + 1, .question = json_text(x, "question"),
                                    .answer = json_text(x, "answer"),
                                    .language = json_text(x, "language"),
                                    .translations = words_of(a, x)};
        faq[i].phrasings = texts_of(a, json_at(x, "phrasings"), &faq[i].phrasing_count);
        faq[i].patterns = texts_of(a, json_at(x, "patterns"), &faq[i].pattern_count);
    }
    return c;
}

#endif
