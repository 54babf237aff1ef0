/* facts.c -- the shop's own data: read for conversations, shown and changed in the console. */
#include "waiter/facts.h"
#include "waiter/audit.h"
#include "waiter/clock.h"
#include "waiter/crypto.h"
#include "waiter/lang.h"
#include "waiter/money.h"
#include "waiter/utf8.h"

#include <stdlib.h>
#include <string.h>

#define FEE_MOST 100000000000LL
#define TIMEOUT_MOST (30 * 24 * 60) /* minutes */
#define LINK_MINUTES 60

static const struct field fields[] = {
    FIELD(struct facts, name, SHOWN | WRITABLE, .min = 1, .max = 100),
    FIELD(struct facts, currency, SHOWN | WRITABLE, .min = 3, .max = 3),
    FIELD(struct facts, languages, SHOWN | WRITABLE, .min = 2, .max = 40),
    FIELD(struct facts, owner_language, SHOWN | WRITABLE, .max = 2),
    FIELD(struct facts, pickup_address, SHOWN | WRITABLE, .max = 300),
    FIELD(struct facts, delivery_fee_minor, SHOWN | WRITABLE | MONEY, .max = FEE_MOST),
    FIELD(struct facts, delivery_free_from_minor, SHOWN | WRITABLE | MONEY, .max = FEE_MOST),
    FIELD(struct facts, human_timeout_minutes, SHOWN | WRITABLE, .min = 1, .max = TIMEOUT_MOST),
    FIELD(struct facts, pay_cash, SHOWN | WRITABLE),
    FIELD(struct facts, pay_bank, SHOWN | WRITABLE),
    FIELD(struct facts, pay_stripe, SHOWN | WRITABLE),
    FIELD(struct facts, bank_account, SHOWN | WRITABLE, .max = 500),
    FIELD(struct facts, deposit_percent, SHOWN | WRITABLE, .min = 1, .max = 100),
    FIELD(struct facts, pay_link_minutes, SHOWN | WRITABLE, .min = 30, .max = 24 * 60),
};
static const struct model model = MODEL("settings", struct facts, fields);

static bool text(struct conn *c, struct arena *a, const char *name, const char *otherwise,
                 const char **out, struct err *e)
{
    bool found;
    *out = otherwise;
    return db_text(c, a, Q_SETTING_GET, ARGS(V(name)), out, &found, e);
}

static bool number(struct conn *c, struct arena *a, const char *name, int64_t otherwise,
                   int64_t *out, struct err *e)
{
    const char *is;
    if (!text(c, a, name, NULL, &is, e))
        return false;
    *out = is ? strtoll(is, NULL, 10) : otherwise;
    return true;
}

static bool flag(struct conn *c, struct arena *a, const char *name, bool otherwise, bool *out,
                 struct err *e)
{
    int64_t n;
    if (!number(c, a, name, otherwise, &n, e))
        return false;
    *out = n != 0;
    return true;
}

static bool read_payment(struct conn *c, struct arena *a, struct facts *out, struct err *e)
{
    return flag(c, a, "shop.pay_cash", true, &out->pay_cash, e) &&
           flag(c, a, "shop.pay_bank", false, &out->pay_bank, e) &&
           flag(c, a, "shop.pay_stripe", false, &out->pay_stripe, e) &&
           text(c, a, "shop.bank_account", "", &out->bank_account, e) &&
           number(c, a, "shop.deposit_percent", 100, &out->deposit_percent, e) &&
           number(c, a, "shop.pay_link_minutes", LINK_MINUTES, &out->pay_link_minutes, e);
}

static bool given(const char *setting)
{
    return setting && *setting;
}

bool facts_read(const struct settings *s, struct conn *c, struct arena *a, struct facts *out,
                struct err *e)
{
    int64_t minutes = (s->human_timeout_ms + MINUTE_MS - 1) / MINUTE_MS;
    if (!text(c, a, "shop.name", "the shop", &out->name, e) ||
        !text(c, a, "shop.currency", "EUR", &out->currency, e) ||
        !text(c, a, "shop.languages", LANGUAGES_ALL, &out->languages, e) ||
        !text(c, a, "shop.owner_language", "", &out->owner_language, e) ||
        !text(c, a, "shop.pickup_address", "", &out->pickup_address, e) ||
        !number(c, a, "shop.delivery_fee_minor", 0, &out->delivery_fee_minor, e) ||
        !number(c, a, "shop.delivery_free_from_minor", 0, &out->delivery_free_from_minor, e) ||
        !number(c, a, "shop.human_timeout_minutes", minutes, &out->human_timeout_minutes, e) ||
        !read_payment(c, a, out, e))
        return false;
    if (given(s->shop_name))
        out->name = s->shop_name;
    if (given(s->shop_currency))
        out->currency = s->shop_currency;
    if (given(s->shop_languages))
        out->languages = s->shop_languages;
    return true;
}

/* The values alone, as JSON: what the version is made of and what the book of changes shows. */
static const char *facts_json(struct arena *a, const struct facts *f)
{
    struct str out = str_new(a, 8192);
    struct json j = json_writer(&out);
    json_open_object(&j, NULL);
    json_put_model(&j, &model, f, true);
    json_close(&j);
    return out.text;
}

static const char *version(struct arena *a, const struct facts *f)
{
    uint8_t hash[SHA256_BYTES];
    const char *json = facts_json(a, f);
    sha256(json, strlen(json), hash);
    return hex_text(a, hash, 8);
}

static bool has_orders(struct conn *c, bool *out, struct err *e)
{
    int64_t n;
    if (!db_int(c, Q_FACTS_HAS_ORDERS, NO_ARGS, &n, NULL, e))
        return false;
    *out = n != 0;
    return true;
}

bool facts_put(struct json *j, const struct settings *s, struct conn *c, struct arena *a,
               struct err *e)
{
    struct facts f;
    bool orders;
    if (!facts_read(s, c, a, &f, e) || !has_orders(c, &orders, e))
        return false;
    json_put_model(j, &model, &f, true);
    json_put_text(j, "version", version(a, &f));
    json_put_bool(j, "currency_fixed", orders);
    json_open_array(j, "fixed");
    if (given(s->shop_name))
        json_put_text(j, NULL, "name");
    if (given(s->shop_currency))
        json_put_text(j, NULL, "currency");
    if (!given(s->stripe_secret_key))
        json_put_text(j, NULL, "pay_stripe"); /* without a key there is no Stripe */
    if (given(s->shop_languages))
        json_put_text(j, NULL, "languages");
    json_close(j);
    return true;
}

/* -- changing -- */

struct change {
    const struct settings *settings;
    struct arena *arena;
    const struct staff *who;
    const char *seen;
    const json_value *wish;
};

/* Customers can always pay somehow, and each way has what it needs. */
static bool may_pay_so(const struct settings *s, const struct facts *now, struct err *e)
{
    if (!now->pay_cash && !now->pay_bank && !now->pay_stripe)
        return fail_field(e, "pay_cash", "no way to pay is left");
    if (now->pay_bank && !*now->bank_account)
        return fail_field(e, "bank_account", "transfers need an account");
    return !now->pay_stripe || given(s->stripe_secret_key) ||
           fail_field(e, "pay_stripe", "STRIPE_SECRET_KEY is not set");
}

/* What the environment says cannot be changed here: it would seem to work and do nothing. */
static bool may_change(struct change *w, struct conn *c, const struct facts *was,
                       const struct facts *now, struct err *e)
{
    bool orders;
    if (money_exponent(now->currency) < 0)
        return fail_field(e, "currency", "no ISO 4217 code");
    if (given(w->settings->shop_name) && strcmp(was->name, now->name) != 0)
        return fail_field(e, "name", "SHOP_NAME is set");
    if (!may_pay_so(w->settings, now, e))
        return false;
    if (!languages_known(now->languages))
        return fail_field(e, "languages", "such as en,es: of en, es, pt, fr and ar");
    if (*now->owner_language && !languages_known(now->owner_language))
        return fail_field(e, "owner_language", "en, es, pt, fr, ar or nothing");
    if (given(w->settings->shop_languages) && strcmp(was->languages, now->languages) != 0)
        return fail_field(e, "languages", "SHOP_LANGUAGES is set");
    if (strcmp(was->currency, now->currency) == 0)
        return true;
    if (given(w->settings->shop_currency))
        return fail_field(e, "currency", "SHOP_CURRENCY is set");
    return has_orders(c, &orders, e) &&
           (!orders || fail(e, ERR_NOT_ALLOWED_NOW, "there are orders in %s", was->currency));
}

static bool put_text(struct conn *c, const char *name, const char *was, const char *now,
                     struct err *e)
{
    return strcmp(was, now) == 0 || db_run(c, Q_SETTING_PUT, ARGS(V(name), V(now)), NULL, e);
}

static bool put_number(struct conn *c, struct arena *a, const char *name, int64_t was, int64_t now,
                       struct err *e)
{
    return was == now ||
           db_run(c, Q_SETTING_PUT, ARGS(V(name), V(arena_printf(a, "%lld", (long long)now))),
                  NULL, e);
}

static bool put_payment(struct conn *c, struct arena *a, const struct facts *was,
                        const struct facts *now, struct err *e)
{
    return put_number(c, a, "shop.pay_cash", was->pay_cash, now->pay_cash, e) &&
           put_number(c, a, "shop.pay_bank", was->pay_bank, now->pay_bank, e) &&
           put_number(c, a, "shop.pay_stripe", was->pay_stripe, now->pay_stripe, e) &&
           put_text(c, "shop.bank_account", was->bank_account, now->bank_account, e) &&
           put_number(c, a, "shop.deposit_percent", was->deposit_percent, now->deposit_percent,
                      e) &&
           put_number(c, a, "shop.pay_link_minutes", was->pay_link_minutes,
                      now->pay_link_minutes, e);
}

static bool change_job(struct conn *c, void *what, struct err *e)
{
    struct change *w = what;
    struct arena *a = w->arena;
    struct facts was, now;
    if (!facts_read(w->settings, c, a, &was, e))
        return false;
    if (strcmp(version(a, &was), w->seen) != 0)
        return fail(e, ERR_STALE, "seen %.20s", w->seen);
    now = was;
    const char *currency = json_text(w->wish, "currency");
    if (!json_read_model(a, w->wish, &model, &now, false, currency ? currency : was.currency, e) ||
        !may_change(w, c, &was, &now, e))
        return false;
    const char *before = facts_json(a, &was), *after = facts_json(a, &now);
    return put_text(c, "shop.name", was.name, now.name, e) &&
           put_text(c, "shop.currency", was.currency, now.currency, e) &&
           put_text(c, "shop.languages", was.languages, now.languages, e) &&
           put_text(c, "shop.owner_language", was.owner_language, now.owner_language, e) &&
           put_text(c, "shop.pickup_address", was.pickup_address, now.pickup_address, e) &&
           put_number(c, a, "shop.delivery_fee_minor", was.delivery_fee_minor,
                      now.delivery_fee_minor, e) &&
           put_number(c, a, "shop.delivery_free_from_minor", was.delivery_free_from_minor,
                      now.delivery_free_from_minor, e) &&
           put_number(c, a, "shop.human_timeout_minutes", was.human_timeout_minutes,
                      now.human_timeout_minutes, e) &&
           put_payment(c, a, &was, &now, e) &&
           (strcmp(before, after) == 0 ? (audit_nothing(w->who), true)
                                       : audit(c, w->who, "settings.change", "settings", "shop",
                                               before, after, e));
}

bool facts_change(struct db *db, const struct settings *s, struct arena *a,
                  const struct staff *who, const char *seen, const json_value *wish,
                  struct err *e)
{
    struct change w = {s, a, who, seen, wish};
    return db_write(db, change_job, &w, e);
}
