/* shop.c -- the catalogue in memory: read once a version, shared by every thread, freed when unused. */
#include "waiter/shop.h"
#include "companions.h"
#include "waiter/clock.h"
#include "waiter/coupon.h"
#include "waiter/delivery.h"
#include "waiter/facts.h"
#include "waiter/json.h"
#include "waiter/log.h"
#include "waiter/nlu.h"
#include "waiter/pay_provider.h"
#include "waiter/translate.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#define ROWS_MOST 5000

struct held {
    struct snapshot snap; /* first: a snapshot pointer is a held pointer */
    struct arena arena;
    int users;            /* the shop itself counts as one while it is current */
    pthread_mutex_t learning; /* guards the arena while a tongue is made ready */
    atomic_bool ready[LANGUAGES_MOST];
};

#define SENDERS_HELD 8192 /* a power of two */

struct shop {
    const struct settings *settings;
    struct db *db;
    struct arena arena;
    const struct texts *texts;
    pthread_mutex_t lock;     /* guards current and the counts */
    pthread_mutex_t building; /* one thread builds, the others wait for it */
    struct held *current;
    _Atomic uint8_t tongue_of[SENDERS_HELD]; /* by address: 1 + index, see shop_tongue_guess */
};

struct product_columns {
    int64_t id, category_id, price_minor;
    int64_t tax_bp;
    bool tax_inclusive;
    const char *name, *description, *picture, *option1_name, *option2_name, *aliases, *translations;
};
static const struct field product_fields[] = {
    FIELD(struct product_columns, id, 0),           FIELD(struct product_columns, category_id, 0),
    FIELD(struct product_columns, price_minor, 0),  FIELD(struct product_columns, name, 0),
    FIELD(struct product_columns, description, 0),  FIELD(struct product_columns, picture, 0),
    FIELD(struct product_columns, option1_name, 0), FIELD(struct product_columns, option2_name, 0),
    FIELD(struct product_columns, aliases, 0),      FIELD(struct product_columns, translations, 0),
    FIELD(struct product_columns, tax_bp, 0),       FIELD(struct product_columns, tax_inclusive, 0),
};
static const struct model product_columns = MODEL("product", struct product_columns, product_fields);

static const struct field category_fields[] = {
    FIELD(struct category, id, 0),
    FIELD(struct category, name, 0),
    FIELD(struct category, translations, 0),
};
static const struct model category_columns = MODEL("category", struct category, category_fields);

static const struct field variant_fields[] = {
    FIELD(struct variant, id, 0),      FIELD(struct variant, product_id, 0),
    FIELD(struct variant, sku, 0),     FIELD(struct variant, option1, 0),
    FIELD(struct variant, option2, 0), FIELD(struct variant, price_minor, 0),
    FIELD(struct variant, stock, 0),
};
static const struct model variant_columns = MODEL("variant", struct variant, variant_fields);

struct faq_columns { int64_t id; const char *question, *answer, *phrasings, *patterns, *language, *translations; };
static const struct field faq_fields[] = {
    FIELD(struct faq_columns, id, 0),        FIELD(struct faq_columns, question, 0),
    FIELD(struct faq_columns, answer, 0),    FIELD(struct faq_columns, phrasings, 0),
    FIELD(struct faq_columns, patterns, 0),  FIELD(struct faq_columns, language, 0),
    FIELD(struct faq_columns, translations, 0),
};
static const struct model faq_columns = MODEL("faq", struct faq_columns, faq_fields);

static const struct field text_fields[] = {
    FIELD(struct text_override, language, 0),
    FIELD(struct text_override, key, 0),
    FIELD(struct text_override, text, 0),
};
static const struct model text_columns = MODEL("text", struct text_override, text_fields);

/* A JSON array of texts; anything else counts as empty (the writers check it). */
static size_t text_list(struct arena *a, const char *json, const char *const **out)
{
    const json_value *v;
    struct err e = {0};
    if (!json || !json_parse(a, json, strlen(json), &v, &e) || !json_is_array(v))
        return 0;
    size_t n = json_count(v), count = 0;
    const char **texts = arena_array(a, n ? n : 1, sizeof *texts);
    for (size_t i = 0; i < n; i++)
        if (json_is_text(json_item(v, i)))
            texts[count++] = json_text(json_item(v, i), "");
    *out = texts;
    return count;
}

static bool read_setting(struct conn *c, struct arena *a, const char *name, const char *otherwise,
                         const char **out, struct err *e)
{
    bool found;
    *out = otherwise;
    return db_text(c, a, Q_SETTING_GET, ARGS(V(name)), out, &found, e);
}

bool shop_currency(const struct shop *s, struct conn *c, struct arena *a, const char **out, struct err *e)
{
    if (s->settings->shop_currency && *s->settings->shop_currency) {
        *out = s->settings->shop_currency;
        return true;
    }
    return read_setting(c, a, "shop.currency", "EUR", out, e);
}

static bool read_facts(const struct shop *s, struct conn *c, struct arena *a, struct catalogue *cat,
                       const char **languages, struct err *e)
{
    struct facts f;
    if (!facts_read(s->settings, c, a, &f, e))
        return false;
    *languages = f.languages;
    cat->shop_name = f.name;
    cat->currency = f.currency;
    cat->owner_language = arena_strndup(a, *f.owner_language ? f.owner_language : f.languages, 2);
    cat->pickup_address = f.pickup_address;
    cat->delivery_fee_minor = f.delivery_fee_minor;
    cat->delivery_free_from_minor = f.delivery_free_from_minor;
    cat->pays[PAY_CASH] = f.pay_cash;
    cat->pays[PAY_BANK] = f.pay_bank && *f.bank_account;
    cat->pays[PAY_STRIPE] = f.pay_stripe && pay_way_works(PAY_STRIPE, s->settings, f.currency);
    cat->bank_account = f.bank_account;
    cat->deposit_percent = f.deposit_percent;
    cat->pay_link_minutes = f.pay_link_minutes;
    return true;
}

bool shop_human_timeout(const struct shop *s, struct conn *c, struct arena *a, int64_t *ms, struct err *e)
{
    const char *minutes;
    if (!read_setting(c, a, "shop.human_timeout_minutes", NULL, &minutes, e))
        return false;
    *ms = minutes ? strtoll(minutes, NULL, 10) * MINUTE_MS : s->settings->human_timeout_ms;
    return true;
}

/* Products and variants come in the same order, so each product takes the next run of variants. */
static void join_variants(struct product *p, const struct variant **next, const struct variant *end)
{
    const struct variant *v = *next;
    p->variants = v;
    p->price_most_minor = 0;
    for (; v < end && v->product_id == p->id; v++) {
        if (v == p->variants || v->price_minor < p->price_minor)
            p->price_minor = v->price_minor;
        if (v->price_minor > p->price_most_minor)
            p->price_most_minor = v->price_minor;
    }
    p->variant_count = (size_t)(v - p->variants);
    *next = v;
}

static bool read_products(struct conn *c, struct arena *a, struct catalogue *cat, struct err *e)
{
    void *rows, *variants;
    size_t count, variant_count;
    if (!db_all(c, a, Q_CATALOGUE_PRODUCTS, NO_ARGS, &product_columns, ROWS_MOST, &rows, &count, e) ||
        !db_all(c, a, Q_CATALOGUE_VARIANTS, NO_ARGS, &variant_columns, ROWS_MOST * 10, &variants,
                &variant_count, e))
        return false;
    const struct product_columns *row = rows;
    const struct variant *next = variants, *end = next + variant_count;
    struct product *products = arena_array(a, count ? count : 1, sizeof *products);
    for (size_t i = 0; i < count; i++) {
        struct product *p = &products[i];
        p->id = row[i].id;
        p->category_id = row[i].category_id;
        p->name = row[i].name;
        p->description = row[i].description;
        p->picture = row[i].picture;
        p->option1_name = row[i].option1_name;
        p->option2_name = row[i].option2_name;
        p->price_minor = p->price_most_minor = row[i].price_minor;
        p->translations = row[i].translations;
        p->tax_bp = row[i].tax_bp;
        p->tax_inclusive = row[i].tax_inclusive;
        p->alias_count = text_list(a, row[i].aliases, &p->aliases);
        join_variants(p, &next, end);
    }
    cat->products = products;
    cat->product_count = count;
    return true;
}

static bool read_faq(struct conn *c, struct arena *a, struct catalogue *cat, struct err *e)
{
    void *rows;
    size_t count;
    if (!db_all(c, a, Q_CATALOGUE_FAQ, NO_ARGS, &faq_columns, ROWS_MOST, &rows, &count, e))
        return false;
    const struct faq_columns *row = rows;
    struct faq_entry *faq = arena_array(a, count ? count : 1, sizeof *faq);
    for (size_t i = 0; i < count; i++) {
        faq[i].id = row[i].id;
        faq[i].question = row[i].question;
        faq[i].answer = row[i].answer;
        faq[i].language = row[i].language;
        faq[i].translations = row[i].translations;
        faq[i].phrasing_count = text_list(a, row[i].phrasings, &faq[i].phrasings);
        faq[i].pattern_count = text_list(a, row[i].patterns, &faq[i].patterns);
    }
    cat->faq = faq;
    cat->faq_count = count;
    return true;
}

/* A model of another version of the reader is left alone: the shipped one serves. */
static bool read_model(struct conn *c, struct arena *a, struct catalogue *cat, struct err *e)
{
    struct rows *r;
    cat->nlu = NULL;
    if (!rows_begin(c, Q_MODEL_GET, NO_ARGS, &r, e))
        return false;
    if (row_next(r, e)) {
        size_t n;
        const void *blob = row_blob(r, 0, a, &n);
        if (!nlu_open(a, blob, n, &cat->nlu))
            log_warn("the model in the database is of another version: train it again", NULL);
    }
    rows_end(r);
    return e->kind == ERR_NONE;
}

static bool read_texts(const struct shop *s, struct conn *c, struct arena *a, struct snapshot *snap,
                       struct err *e)
{
    void *rows;
    size_t count;
    if (!db_all(c, a, Q_CATALOGUE_TEXTS, NO_ARGS, &text_columns, ROWS_MOST, &rows, &count, e))
        return false;
    snap->texts = texts_with(a, s->texts, rows, count);
    return true;
}

struct coupon_columns {
    int64_t id, value, minimum_minor, starts_at, ends_at, uses_most, uses_each;
    const char *code, *kind;
};
static const struct field coupon_fields[] = {
    FIELD(struct coupon_columns, id, 0),            FIELD(struct coupon_columns, code, 0),
    FIELD(struct coupon_columns, kind, 0),          FIELD(struct coupon_columns, value, 0),
    FIELD(struct coupon_columns, minimum_minor, 0), FIELD(struct coupon_columns, starts_at, 0),
    FIELD(struct coupon_columns, ends_at, 0),       FIELD(struct coupon_columns, uses_most, 0),
    FIELD(struct coupon_columns, uses_each, 0),
};
static const struct model coupon_columns = MODEL("coupon", struct coupon_columns, coupon_fields);

static bool read_coupons(struct conn *c, struct arena *a, struct catalogue *cat, struct err *e)
{
    void *rows;
    if (!db_all(c, a, Q_CATALOGUE_COUPONS, NO_ARGS, &coupon_columns, COUPONS_MOST, &rows,
                &cat->coupon_count, e))
        return false;
    const struct coupon_columns *row = rows;
    struct coupon *coupons = arena_array(a, cat->coupon_count ? cat->coupon_count : 1, sizeof *coupons);
    for (size_t i = 0; i < cat->coupon_count; i++)
        coupons[i] = (struct coupon){
            row[i].id, row[i].code,
            strcmp(row[i].kind, "percent") == 0  ? COUPON_PERCENT
            : strcmp(row[i].kind, "amount") == 0 ? COUPON_AMOUNT
                                                 : COUPON_DELIVERY,
            row[i].value, row[i].minimum_minor, row[i].starts_at, row[i].ends_at, row[i].uses_most,
            row[i].uses_each};
    cat->coupons = coupons;
    return true;
}

/* The version is read before and after: a change in between means reading again. */
static bool read_snapshot(const struct shop *s, struct conn *c, struct arena *a,
                          struct snapshot *snap, const char **languages, struct err *e)
{
    struct catalogue *cat = &snap->catalogue;
    for (int tries = 0; tries < 3; tries++) {
        int64_t after;
        void *categories;
        if (!db_int(c, Q_CATALOGUE_VERSION, NO_ARGS, &cat->version, NULL, e) ||
            !read_facts(s, c, a, cat, languages, e) || !delivery_read(c, a, cat, e) ||
            !read_coupons(c, a, cat, e) || !companions_read(c, a, cat, e) ||
            !db_all(c, a, Q_CATALOGUE_CATEGORIES, NO_ARGS, &category_columns, ROWS_MOST, &categories,
                    &cat->category_count, e) ||
            !read_products(c, a, cat, e) || !read_faq(c, a, cat, e) || !read_model(c, a, cat, e) ||
            !read_texts(s, c, a, snap, e) ||
            !db_int(c, Q_CATALOGUE_VERSION, NO_ARGS, &after, NULL, e))
            return false;
        cat->categories = categories;
        if (after == cat->version)
            return true;
    }
    return fail(e, ERR_BUSY, "the catalogue keeps changing");
}

/* One tongue for each of the shop's languages ("en,es"), made ready when it is first spoken. */
static void name_tongues(struct arena *a, struct snapshot *snap, const char *languages)
{
    char *rest = arena_strdup(a, *languages ? languages : "en");
    for (char *code; (code = strsep(&rest, ", "));)
        if (*code && snap->tongue_count < LANGUAGES_MOST && !snapshot_speaks(snap, code))
            snap->tongues[snap->tongue_count++].code = code;
}

static bool build(struct shop *s, struct held *h, struct err *e)
{
    struct conn *c;
    const char *languages;
    if (!db_borrow(s->db, &c, e))
        return false;
    bool ok = read_snapshot(s, c, &h->arena, &h->snap, &languages, e);
    db_return(s->db, c);
    if (ok)
        name_tongues(&h->arena, &h->snap, languages);
    return ok;
}

/* The catalogue in that language and its brain: some milliseconds, once a version. */
static void make_ready(struct held *h, size_t i)
{
    struct tongue *t = &h->snap.tongues[i];
    struct err e = {0};
    pthread_mutex_lock(&h->learning);
    if (!h->ready[i]) {
        t->catalogue = catalogue_in(&h->arena, &h->snap.catalogue, t->code);
        if (!brain_build(&h->arena, t->catalogue, &t->brain, &e))
            abort(); /* too much for a brain is far more than ROWS_MOST */
        h->ready[i] = true;
    }
    pthread_mutex_unlock(&h->learning);
}

size_t snapshot_tongue_index(const struct snapshot *snap, const char *lang)
{
    for (size_t i = 0; i < snap->tongue_count; i++)
        if (strcmp(snap->tongues[i].code, lang ? lang : "") == 0)
            return i;
    return 0;
}

const struct tongue *snapshot_tongue(const struct snapshot *snap, const char *lang)
{
    struct held *h = (struct held *)(uintptr_t)snap;
    size_t i = snapshot_tongue_index(snap, lang);
    if (!h->ready[i])
        make_ready(h, i);
    return &snap->tongues[i];
}

bool snapshot_speaks(const struct snapshot *snap, const char *lang)
{
    for (size_t i = 0; i < snap->tongue_count; i++)
        if (strcmp(snap->tongues[i].code, lang) == 0)
            return true;
    return false;
}

static void drop(struct held *h)
{
    pthread_mutex_destroy(&h->learning);
    arena_done(&h->arena);
    free(h);
}

static struct held *take_if(struct shop *s, int64_t version)
{
    pthread_mutex_lock(&s->lock);
    struct held *h = s->current;
    if (h && h->snap.catalogue.version >= version)
        h->users++;
    else
        h = NULL;
    pthread_mutex_unlock(&s->lock);
    return h;
}

static bool renew(struct shop *s, struct err *e)
{
    struct held *h = calloc(1, sizeof *h);
    if (!h)
        abort();
    arena_init(&h->arena);
    pthread_mutex_init(&h->learning, NULL);
    h->users = 1;
    if (!build(s, h, e)) {
        drop(h);
        return false;
    }
    pthread_mutex_lock(&s->lock);
    struct held *old = s->current;
    s->current = h;
    pthread_mutex_unlock(&s->lock);
    if (old)
        shop_release(s, &old->snap);
    return true;
}

bool shop_snapshot(struct shop *s, int64_t version, const struct snapshot **out, struct err *e)
{
    struct held *h = take_if(s, version);
    if (!h) {
        pthread_mutex_lock(&s->building);
        h = take_if(s, version); /* another thread may have built it meanwhile */
        if (!h && renew(s, e))
            h = take_if(s, 0);
        pthread_mutex_unlock(&s->building);
    }
    *out = h ? &h->snap : NULL;
    return h != NULL;
}

bool shop_snapshot_now(struct shop *s, const struct snapshot **out, struct err *e)
{
    struct conn *c;
    int64_t version;
    if (!db_borrow(s->db, &c, e))
        return false;
    bool ok = db_int(c, Q_CATALOGUE_VERSION, NO_ARGS, &version, NULL, e);
    db_return(s->db, c);
    return ok && shop_snapshot(s, version, out, e);
}

void shop_release(struct shop *s, const struct snapshot *snap)
{
    struct held *h = (struct held *)(uintptr_t)snap;
    pthread_mutex_lock(&s->lock);
    bool last = --h->users == 0;
    pthread_mutex_unlock(&s->lock);
    if (last)
        drop(h);
}

bool shop_open(const struct settings *settings, struct db *db, struct shop **out, struct err *e)
{
    struct shop *s = calloc(1, sizeof *s);
    if (!s)
        abort();
    s->settings = settings;
    s->db = db;
    arena_init(&s->arena);
    pthread_mutex_init(&s->lock, NULL);
    pthread_mutex_init(&s->building, NULL);
    if (!texts_load(&s->arena, arena_printf(&s->arena, "%s/sql/seed/texts", settings->waiter_share),
                    &s->texts, e)) {
        shop_close(s);
        return false;
    }
    *out = s;
    return true;
}

void shop_close(struct shop *s)
{
    if (!s)
        return;
    if (s->current)
        shop_release(s, &s->current->snap);
    pthread_mutex_destroy(&s->lock);
    pthread_mutex_destroy(&s->building);
    arena_done(&s->arena);
    free(s);
}

const struct texts *shop_texts_shipped(const struct shop *s) { return s->texts; }
const struct settings *shop_settings(const struct shop *s) { return s->settings; }
struct db *shop_db(const struct shop *s) { return s->db; }

/* ---- who speaks what ---- */

static _Atomic uint8_t *tongue_place(struct shop *s, const char *address)
{
    return &s->tongue_of[str_hash(address, strlen(address)) & (SENDERS_HELD - 1)];
}

bool shop_tongue_guess(struct shop *s, const char *address, size_t *tongue)
{
    uint8_t held = *tongue_place(s, address);
    *tongue = held ? held - 1u : 0;
    return held;
}

void shop_tongue_heard(struct shop *s, const char *address, size_t tongue)
{
    *tongue_place(s, address) = (uint8_t)(tongue + 1);
}
