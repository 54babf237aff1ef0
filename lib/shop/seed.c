/* seed.c -- reads a catalogue from JSON, strictly, and stores it in one transaction.
 *
 * Order of this file: reading one member, what must be unlike, the parts of the file from
 * variant to shop, storing. A seed is a set-up step on an empty shop, a few hundred rows, so
 * one write job is right: a half-filled shop would be worse than a long commit. */
#include "waiter/seed.h"

#include "waiter/clock.h"
#include "waiter/coupon.h"
#include "waiter/db.h"
#include "waiter/delivery.h"
#include "waiter/dialogue.h"
#include "waiter/json.h"
#include "waiter/money.h"
#include "waiter/translate.h"
#include "waiter/understand.h"
#include "waiter/utf8.h"

#include <string.h>

#define NAME_MOST     120
#define PROSE_MOST     2000
#define SKU_MOST      64
#define OPTION_MOST   60
#define LIST_MOST     50
#define LIST_JSON_MOST (64 * 1024)
#define STOCK_MOST    1000000
#define SLUG_MOST     60

struct reader {
    struct arena *a;
    const char *currency;
    struct err *e;
};

/* An object of the file and the way to it, for messages: "products.3.variants.0". */
struct place {
    const json_value *at;
    const char *path;
};

/* --- Reading one member -------------------------------------------------------------- */

static bool refuse(struct reader *r, struct place p, const char *key, const char *why)
{
    const char *field = *p.path ? arena_printf(r->a, "%s.%s", p.path, key) : key;
    return fail_field(r->e, field, "%s: %s", field, why);
}

/* The object's members are all among `names`, a list like " name price ". */
static bool only(struct reader *r, struct place p, const char *names)
{
    if (!json_is_object(p.at))
        return fail_field(r->e, p.path, "%s must be an object", *p.path ? p.path : "the file");
    for (size_t i = 0; i < json_count(p.at); i++) {
        const char *key = json_key(json_item(p.at, i));
        if (strpbrk(key, " .") || !strstr(names, arena_printf(r->a, " %s ", key)))
            return refuse(r, p, key, "there is no such name here");
    }
    return true;
}

/* A text of 1..most characters; NULL when absent, which `needed` forbids. */
static bool text(struct reader *r, struct place p, const char *key, bool needed, size_t most,
                 const char **out)
{
    *out = NULL;
    if (!json_at(p.at, key))
        return !needed || refuse(r, p, key, "is missing");
    const char *found = json_text(p.at, key);
    if (!found || !*found || strspn(found, " \t\n") == strlen(found) || utf8_length(found) > most)
        return refuse(r, p, key, arena_printf(r->a, "must be a text of 1 to %zu characters", most));
    *out = found;
    return true;
}

static bool price(struct reader *r, struct place p, const char *key, bool needed, bool *given,
                  int64_t *out)
{
    const json_value *v = json_at(p.at, key);
    *given = v != NULL;
    *out = 0;
    if (!v)
        return !needed || refuse(r, p, key, "is missing");
    const char *decimal = json_decimal(r->a, v);
    struct err reason = {0};
    return (decimal && money_parse(decimal, r->currency, out, &reason)) ||
           refuse(r, p, key, *reason.why ? reason.why : "must be a price such as \"39.90\"");
}

/* An array of texts as the JSON text that is stored; "[]" when absent. */
static bool list(struct reader *r, struct place p, const char *key, const char **out)
{
    const json_value *v = json_at(p.at, key);
    struct str s = str_new(r->a, LIST_JSON_MOST);
    struct json j = json_writer(&s);
    if (v && (!json_is_array(v) || json_count(v) > LIST_MOST))
        return refuse(r, p, key, "must be an array of at most 50 texts");
    json_open_array(&j, NULL);
    for (size_t i = 0; v && i < json_count(v); i++) {
        const char *one = json_text(json_item(v, i), "");
        if (!one || !*one || utf8_length(one) > PROSE_MOST)
            return refuse(r, p, key, "holds something that is not a text");
        json_put_text(&j, NULL, one);
    }
    json_close(&j);
    return str_done(&s, out, r->e);
}

/* The array at `key`, its i-th object as a place. */
/* Translations as they are stored; they are checked like those from the console. */
static bool translations(struct reader *r, struct place p, enum translated of, const char **out)
{
    const json_value *v = json_at(p.at, "translations");
    struct err reason = {0};
    if (v && !translations_check(v, of, &reason))
        return refuse(r, p, "translations", reason.why);
    *out = translations_text(r->a, v);
    return true;
}

static bool array(struct reader *r, struct place p, const char *key, bool needed,
                  const json_value **out, size_t *count)
{
    *out = json_at(p.at, key);
    *count = json_count(*out);
    if (!*out ? needed : !json_is_array(*out))
        return refuse(r, p, key, "must be an array");
    return !needed || *count || refuse(r, p, key, "must not be empty");
}

static struct place inside(struct reader *r, const char *key, const json_value *array, size_t i)
{
    return (struct place){json_item(array, i), arena_printf(r->a, "%s.%zu", key, i)};
}

/* --- What must be unlike others ------------------------------------------------------- */

static bool sku_is_new(const struct seed *s, const struct seed_product *last, const char *sku)
{
    for (const struct seed_product *p = s->products; p <= last; p++)
        for (size_t i = 0; i < p->variant_count; i++)
            if (p->variants[i].sku && !strcmp(p->variants[i].sku, sku))
                return false;
    return true;
}

static bool same(const char *a, const char *b)
{
    return a == b || (a && b && !strcmp(a, b));
}

static bool options_are_new(const struct seed_product *p, const struct seed_variant *v)
{
    for (const struct seed_variant *other = p->variants; other < v; other++)
        if (same(other->option1, v->option1) && same(other->option2, v->option2))
            return false;
    return true;
}

/* "Classic Hoodie" -> "classic-hoodie"; a number is added until no other product has it. */
static const char *slug(struct arena *a, const struct seed *s, size_t n, const char *name)
{
    char base[SLUG_MOST + 1];
    size_t len = 0;
    for (const char *c = name; *c && len < SLUG_MOST; c++) {
        char low = (char)(*c >= 'A' && *c <= 'Z' ? *c + 32 : *c);
        if ((low >= 'a' && low <= 'z') || (low >= '0' && low <= '9'))
            base[len++] = low;
        else if (len && base[len - 1] != '-')
            base[len++] = '-';
    }
    while (len && base[len - 1] == '-')
        len--;
    base[len] = '\0';
    const char *made = len ? base : "product";
    for (unsigned next = 2;; next++) {
        size_t i = 0;
        while (i < n && strcmp(s->products[i].slug, made))
            i++;
        if (i == n)
            return arena_strdup(a, made);
        made = arena_printf(a, "%s-%u", len ? base : "product", next);
    }
}

/* --- Parts of the file ----------------------------------------------------------------- */

static bool option(struct reader *r, struct place p, const char *key, const char *name,
                   const char **out)
{
    if (!name && json_at(p.at, key))
        return refuse(r, p, key, "the product does not name this option");
    return text(r, p, key, name != NULL, OPTION_MOST, out);
}

static bool variant(struct reader *r, struct place p, const struct seed *s,
                    const struct seed_product *of, struct seed_variant *out)
{
    struct seed_variant v = {0};
    const json_value *stock = json_at(p.at, "stock");
    if (!only(r, p, " sku option1 option2 price stock ") ||
        !text(r, p, "sku", true, SKU_MOST, &v.sku) ||
        !option(r, p, "option1", of->option1_name, &v.option1) ||
        !option(r, p, "option2", of->option2_name, &v.option2) ||
        !price(r, p, "price", false, &v.own_price, &v.price_minor))
        return false;
    if (stock && (!json_is_int(stock, &v.stock) || v.stock < 0 || v.stock > STOCK_MOST))
        return refuse(r, p, "stock", "must be a whole number from 0");
    if (!sku_is_new(s, of, v.sku))
        return refuse(r, p, "sku", "is used twice");
    *out = v;
    return options_are_new(of, out) || refuse(r, p, "option1", "is the same as another variant's");
}

static bool category_of(struct reader *r, struct place p, const struct seed *s, size_t *out)
{
    const char *name;
    if (!text(r, p, "category", true, NAME_MOST, &name))
        return false;
    for (*out = 0; *out < s->category_count; (*out)++)
        if (!strcmp(s->categories[*out], name))
            return true;
    return refuse(r, p, "category", "is not in the list of categories");
}

static bool picture(struct reader *r, struct place p, struct seed_product *out)
{
    struct place q = {json_at(p.at, "picture"), arena_printf(r->a, "%s.picture", p.path)};
    if (!q.at)
        return true;
    if (!only(r, q, " shape colour ") || !text(r, q, "shape", true, 20, &out->shape) ||
        !text(r, q, "colour", true, 7, &out->colour))
        return false;
    bool hex = strlen(out->colour) == 7 && out->colour[0] == '#' &&
               strspn(out->colour + 1, "0123456789abcdefABCDEF") == 6;
    return hex || refuse(r, q, "colour", "must be like #1f3a5f");
}

static bool product(struct reader *r, struct place p, struct seed *s, struct seed_product *out)
{
    const json_value *variants;
    bool given;
    if (!only(r, p, " name category description price picture option1 option2 aliases translations variants ") ||
        !text(r, p, "name", true, NAME_MOST, &out->name) || !category_of(r, p, s, &out->category) ||
        !text(r, p, "description", false, PROSE_MOST, &out->description) ||
        !price(r, p, "price", true, &given, &out->price_minor) || !picture(r, p, out) ||
        !text(r, p, "option1", false, OPTION_MOST, &out->option1_name) ||
        !text(r, p, "option2", false, OPTION_MOST, &out->option2_name) ||
        !list(r, p, "aliases", &out->aliases) || !translations(r, p, TRANSLATED_PRODUCT, &out->translations) ||
        !array(r, p, "variants", true, &variants, &out->variant_count))
        return false;
    if (out->option2_name && !out->option1_name)
        return refuse(r, p, "option2", "needs an option1");
    out->slug = slug(r->a, s, (size_t)(out - s->products), out->name);
    out->variants = arena_array(r->a, out->variant_count, sizeof *out->variants);
    for (size_t i = 0; i < out->variant_count; i++)
        if (!variant(r, inside(r, arena_printf(r->a, "%s.variants", p.path), variants, i), s, out,
                     &out->variants[i]))
            return false;
    s->variant_count += out->variant_count;
    return true;
}

static bool faq(struct reader *r, struct place p, struct seed_faq *out)
{
    if (!only(r, p, " question answer phrasings patterns language translations ") ||
        !text(r, p, "question", true, PROSE_MOST, &out->question) ||
        !text(r, p, "answer", true, PROSE_MOST, &out->answer) ||
        !list(r, p, "phrasings", &out->phrasings) || !list(r, p, "patterns", &out->patterns) ||
        !translations(r, p, TRANSLATED_QUESTION, &out->translations) ||
        !text(r, p, "language", false, 2, &out->language))
        return false;
    const char *unknown = answer_unknown(out->answer);
    if (unknown)
        return refuse(r, p, "answer", arena_printf(r->a, "nothing fills %.24s", unknown));
    out->language = out->language ? out->language : "";
    if (*out->language && strspn(out->language, "abcdefghijklmnopqrstuvwxyz") != 2)
        return refuse(r, p, "language", "must be two letters such as \"es\"");
    const json_value *patterns = json_at(p.at, "patterns");
    char why[PATTERN_WHY_MOST];
    for (size_t i = 0; i < json_count(patterns); i++)
        if (!faq_pattern_holds(json_text(json_item(patterns, i), ""), why))
            return refuse(r, p, "patterns", arena_printf(r->a, "holds a pattern that does not do: %s", why));
    return true;
}

static bool shop(struct reader *r, struct place file, struct seed *out)
{
    struct place p = {json_at(file.at, "shop"), "shop"};
    if (!only(r, p, " name currency greeting_name ") ||
        !text(r, p, "name", true, NAME_MOST, &out->shop_name) ||
        !text(r, p, "currency", true, 3, &out->currency) ||
        !text(r, p, "greeting_name", false, NAME_MOST, &out->greeting_name))
        return false;
    r->currency = out->currency;
    return money_exponent(out->currency) >= 0 || refuse(r, p, "currency", "is not one we know");
}

static bool delivery(struct reader *r, struct place file, struct seed *out)
{
    struct place p = {json_at(file.at, "settings"), "settings"};
    bool given;
    return !p.at || (only(r, p, " pickup_address delivery_fee delivery_free_from ") &&
                     text(r, p, "pickup_address", false, PROSE_MOST, &out->pickup_address) &&
                     price(r, p, "delivery_fee", false, &given, &out->delivery_fee_minor) &&
                     price(r, p, "delivery_free_from", false, &given,
                           &out->delivery_free_from_minor));
}

static bool categories(struct reader *r, struct place file, struct seed *out)
{
    const json_value *all;
    if (!array(r, file, "categories", true, &all, &out->category_count))
        return false;
    out->categories = arena_array(r->a, out->category_count, sizeof *out->categories);
    out->category_words = arena_array(r->a, out->category_count, sizeof *out->category_words);
    for (size_t i = 0; i < out->category_count; i++) {
        struct place p = inside(r, "categories", all, i);
        if (!only(r, p, " name translations ") || !translations(r, p, TRANSLATED_CATEGORY, &out->category_words[i]) ||
            !text(r, p, "name", true, NAME_MOST, &out->categories[i]))
            return false;
        for (size_t k = 0; k < i; k++)
            if (!strcmp(out->categories[k], out->categories[i]))
                return refuse(r, p, "name", "is used twice");
    }
    return true;
}

static bool products(struct reader *r, struct place file, struct seed *out)
{
    const json_value *all;
    if (!array(r, file, "products", true, &all, &out->product_count))
        return false;
    out->products = arena_array(r->a, out->product_count, sizeof *out->products);
    for (size_t i = 0; i < out->product_count; i++)
        if (!product(r, inside(r, "products", all, i), out, &out->products[i]))
            return false;
    return true;
}

static bool questions(struct reader *r, struct place file, struct seed *out)
{
    const json_value *all;
    if (!array(r, file, "faq", false, &all, &out->faq_count))
        return false;
    out->faq = arena_array(r->a, out->faq_count, sizeof *out->faq);
    for (size_t i = 0; i < out->faq_count; i++)
        if (!faq(r, inside(r, "faq", all, i), &out->faq[i]))
            return false;
    return true;
}

bool seed_parse(struct arena *a, const char *text, size_t n, struct seed *out, struct err *e)
{
    struct reader r = {.a = a, .e = e};
    struct place file = {.path = ""};
    struct seed s = {0};
    if (!json_parse(a, text, n, &file.at, e) ||
        !only(&r, file, " shop settings delivery coupons categories products faq ") ||
        !shop(&r, file, &s) || !delivery(&r, file, &s) ||
        !array(&r, file, "coupons", false, &s.coupons, &s.coupon_count) || !categories(&r, file, &s) || !products(&r, file, &s) ||
        !questions(&r, file, &s))
        return false;
    s.terms = json_at(file.at, "delivery");
    *out = s;
    return true;
}

/* --- Storing --------------------------------------------------------------------------- */

struct storing {
    const struct seed *seed;
    bool beside;
    int64_t now;
    int64_t position;      /* of the next product */
    int64_t *category_ids; /* by index in the seed */
    struct arena arena;
};

static bool store_setting(struct conn *c, const char *name, const char *value, struct err *e)
{
    return !value || db_run(c, Q_SEED_SETTING_SET, ARGS(V(name), V(value)), NULL, e);
}

static bool store_settings(struct conn *c, struct storing *w, struct err *e)
{
    const struct seed *s = w->seed;
    const char *fee = arena_printf(&w->arena, "%lld", (long long)s->delivery_fee_minor);
    const char *from = arena_printf(&w->arena, "%lld", (long long)s->delivery_free_from_minor);
    return store_setting(c, "shop.name", s->shop_name, e) &&
           store_setting(c, "shop.currency", s->currency, e) &&
           store_setting(c, "shop.greeting_name", s->greeting_name, e) &&
           store_setting(c, "shop.pickup_address", s->pickup_address, e) &&
           store_setting(c, "shop.delivery_fee_minor", fee, e) &&
           store_setting(c, "shop.delivery_free_from_minor", from, e);
}

/* Zones, hours and codes as the console would send them. */
static bool store_terms(struct conn *c, struct storing *w, struct err *e)
{
    const struct seed *s = w->seed;
    if (s->terms && !delivery_set(c, &w->arena, s->currency, s->terms, e))
        return false;
    for (size_t i = 0; i < s->coupon_count; i++)
        if (!coupon_add(c, &w->arena, json_item(s->coupons, i), s->currency, e))
            return false;
    return true;
}

static bool store_category(struct conn *c, const char *name, const char *words, int64_t *id,
                           struct err *e)
{
    bool found;
    return db_int(c, Q_SEED_CATEGORY_FIND, ARGS(V(name)), id, &found, e) &&
           (found || db_insert(c, Q_SEED_CATEGORY_ADD, ARGS(V(name), V(words)), id, e));
}

static bool store_variant(struct conn *c, struct storing *w, int64_t product_id, int position,
                          const struct seed_variant *v, struct err *e)
{
    int64_t id, one;
    bool taken;
    if (!db_int(c, Q_SEED_SKU_TAKEN, ARGS(V(v->sku)), &one, &taken, e))
        return false;
    if (taken)
        return fail(e, ERR_CONFLICT, "the shop already has the SKU %s", v->sku);
    struct value own = v->own_price ? V(v->price_minor) : value_text(NULL);
    return db_insert(c, Q_SEED_VARIANT_ADD,
                     ARGS(V(product_id), V(v->sku), V(v->option1), V(v->option2), own,
                          V(v->stock), V(position)), &id, e) &&
           (!v->stock ||
            db_run(c, Q_SEED_STOCK_ADD, ARGS(V(id), V(v->stock), V(w->now)), NULL, e));
}

static bool store_product(struct conn *c, struct storing *w, const struct seed_product *p,
                          struct err *e)
{
    int64_t id;
    const char *path = p->shape ? arena_printf(&w->arena, "/media/%s.png", p->slug) : NULL;
    if (!db_insert(c, Q_SEED_PRODUCT_ADD,
                   ARGS(V(w->category_ids[p->category]), V(p->name),
                        V(p->description ? p->description : ""), V(p->price_minor),
                        V(p->option1_name), V(p->option2_name), V(p->aliases),
                        V(w->position++), V(w->now), V(p->translations)), &id, e) ||
        (path && !db_run(c, Q_SEED_PHOTO_ADD, ARGS(V(id), V(path)), NULL, e)) ||
        !db_run(c, Q_PRODUCT_SEARCH_ADD, ARGS(V(id)), NULL, e))
        return false;
    for (size_t i = 0; i < p->variant_count; i++)
        if (!store_variant(c, w, id, (int)i, &p->variants[i], e))
            return false;
    return true;
}

static bool store_catalogue(struct conn *c, struct storing *w, struct err *e)
{
    const struct seed *s = w->seed;
    w->category_ids = arena_array(&w->arena, s->category_count, sizeof *w->category_ids);
    for (size_t i = 0; i < s->category_count; i++)
        if (!store_category(c, s->categories[i], s->category_words[i], &w->category_ids[i], e))
            return false;
    for (size_t i = 0; i < s->product_count; i++)
        if (!store_product(c, w, &s->products[i], e))
            return false;
    for (size_t i = 0; i < s->faq_count; i++) {
        const struct seed_faq *f = &s->faq[i];
        if (!db_run(c, Q_SEED_FAQ_ADD,
                    ARGS(V(f->question), V(f->answer), V(f->phrasings), V(f->patterns), V(f->language),
                         V(f->translations)),
                    NULL, e))
            return false;
    }
    return true;
}

/* Whether the shop is empty, and if not, whether the seed may join what is there. Prices are
 * stored as bare minor units: a catalogue in pounds must not join one in euros. */
static bool fits(struct conn *c, struct storing *w, bool *empty, struct err *e)
{
    int64_t there = 0;
    const char *currency;
    bool found;
    if (!db_int(c, Q_SEED_COUNT, NO_ARGS, &there, &found, e) ||
        !db_text(c, &w->arena, Q_SEED_CURRENCY, NO_ARGS, &currency, &found, e))
        return false;
    *empty = there == 0;
    if (there && !w->beside)
        return fail(e, ERR_CONFLICT, "the shop already has a catalogue");
    if (there && (!found || strcmp(currency, w->seed->currency) != 0))
        return fail(e, ERR_CONFLICT, "the shop counts in %s, not in %s",
                    found ? currency : "nothing yet", w->seed->currency);
    return true;
}

static bool store(struct conn *c, void *what, struct err *e)
{
    struct storing *w = what;
    bool empty, found;
    return fits(c, w, &empty, e) &&
           db_int(c, Q_SEED_POSITION, NO_ARGS, &w->position, &found, e) &&
           (!empty || (store_settings(c, w, e) && store_terms(c, w, e))) && store_catalogue(c, w, e);
}

bool seed_fits(struct db *db, const struct seed *seed, bool beside, struct err *e)
{
    struct storing w = {.seed = seed, .beside = beside};
    struct conn *c;
    bool empty, may;
    if (!db_borrow(db, &c, e))
        return false;
    arena_init(&w.arena);
    may = fits(c, &w, &empty, e);
    arena_done(&w.arena);
    db_return(db, c);
    return may;
}

bool seed_store(struct db *db, const struct seed *seed, bool beside, struct err *e)
{
    struct storing w = {.seed = seed, .beside = beside, .now = clock_now()};
    arena_init(&w.arena);
    bool stored = db_write(db, store, &w, e);
    arena_done(&w.arena);
    return stored;
}
