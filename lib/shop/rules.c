/* rules.c -- what the owner lets the shop do by itself. */
#include "waiter/rules.h"

#include "waiter/audit.h"
#include "waiter/clock.h"
#include "waiter/crypto.h"
#include "waiter/money.h"

#include <stdlib.h>
#include <string.h>

#define MINUTES_MOST (30 * 24 * 60)
#define AMOUNT_MOST 1000000000000LL
#define TONE_MOST 300
#define TOKENS_MOST 1000000000LL

static const struct field fields[] = {
    FIELD(struct rules, auto_confirm, SHOWN | WRITABLE),
    FIELD(struct rules, confirm_below_minor, SHOWN | WRITABLE | MONEY, .max = AMOUNT_MOST),
    FIELD(struct rules, confirm_sure_percent, SHOWN | WRITABLE, .max = 100),
    FIELD(struct rules, review_above_minor, SHOWN | WRITABLE | MONEY, .max = AMOUNT_MOST),
    FIELD(struct rules, review_items, SHOWN | WRITABLE, .min = 1, .max = 10000),
    FIELD(struct rules, pending_minutes, SHOWN | WRITABLE, .max = MINUTES_MOST),
    FIELD(struct rules, cart_minutes, SHOWN | WRITABLE, .max = 23 * 60),
    FIELD(struct rules, feedback_minutes, SHOWN | WRITABLE, .max = MINUTES_MOST),
    FIELD(struct rules, feedback_low, SHOWN | WRITABLE, .max = 5),
    FIELD(struct rules, ai_on, SHOWN | WRITABLE),
    FIELD(struct rules, ai_tone, SHOWN | WRITABLE, .max = TONE_MOST),
    FIELD(struct rules, ai_day_tokens, SHOWN | WRITABLE, .max = TOKENS_MOST),
    FIELD(struct rules, ai_customer_tokens, SHOWN | WRITABLE, .max = TOKENS_MOST),
    FIELD(struct rules, ai_price_in, SHOWN | WRITABLE, .max = 1000000),
    FIELD(struct rules, ai_price_out, SHOWN | WRITABLE, .max = 1000000),
    FIELD(struct rules, keep_chats_days, SHOWN | WRITABLE, .max = 3650),
};
static const struct model model = MODEL("rules", struct rules, fields);

/* As the original had it: sure above 92 %, a look at more than ten pieces, two hours of patience. */
static const struct rules first = {
    .confirm_sure_percent = 92, .review_items = 10, .pending_minutes = 120, .cart_minutes = 60,
    .feedback_minutes = 24 * 60, .feedback_low = 2,
    .ai_on = true, .ai_tone = "", .ai_day_tokens = 300000, .ai_customer_tokens = 30000,
    .ai_price_in = 15, .ai_price_out = 60,
};

static const char *name_of(struct arena *a, const struct field *f)
{
    return arena_printf(a, "rules.%s", f->name);
}

static int64_t value_of(const struct rules *r, const struct field *f)
{
    const char *at = (const char *)r + f->at;
    return f->kind == FIELD_BOOL ? *(const bool *)at : *(const int64_t *)(const void *)at;
}

/* As it is kept: a text, or a number's digits. */
static const char *text_of(struct arena *a, const struct rules *r, const struct field *f)
{
    if (f->kind == FIELD_TEXT)
        return *(const char *const *)(const void *)((const char *)r + f->at);
    return arena_printf(a, "%lld", (long long)value_of(r, f));
}

/* One of them as the settings have it. */
static void take(struct rules *r, const char *name, const char *text)
{
    for (size_t i = 0; i < model.count; i++) {
        const struct field *f = &fields[i];
        char *at = (char *)r + f->at;
        if (strcmp(f->name, name) != 0)
            continue;
        if (f->kind == FIELD_BOOL)
            *(bool *)at = strcmp(text, "1") == 0;
        else if (f->kind == FIELD_TEXT)
            *(const char **)(void *)at = text;
        else
            *(int64_t *)(void *)at = strtoll(text, NULL, 10);
    }
}

bool rules_read(struct conn *c, struct arena *a, struct rules *out, struct err *e)
{
    struct rows *r;
    *out = first;
    if (!rows_begin(c, Q_RULES, NO_ARGS, &r, e))
        return false;
    while (row_next(r, e))
        take(out, row_text(r, 0, a), row_text(r, 1, a));
    rows_end(r);
    return e->kind == ERR_NONE;
}

static const char *rules_json(struct arena *a, const struct rules *r)
{
    struct str s = str_new(a, 4096);
    struct json j = json_writer(&s);
    json_open_object(&j, NULL);
    for (size_t i = 0; i < model.count; i++)
        if (fields[i].kind == FIELD_TEXT)
            json_put_text(&j, fields[i].name, text_of(a, r, &fields[i]));
        else
            json_put_int(&j, fields[i].name, value_of(r, &fields[i]));
    json_close(&j);
    return s.text;
}

static const char *version_of(struct arena *a, const struct rules *r)
{
    uint8_t hash[SHA256_BYTES];
    const char *json = rules_json(a, r);
    sha256(json, strlen(json), hash);
    return hex_text(a, hash, 8);
}

bool rules_put(struct json *j, struct conn *c, struct arena *a, const char *currency,
               const char **version, struct err *e)
{
    struct rules r;
    if (!rules_read(c, a, &r, e))
        return false;
    for (size_t i = 0; i < model.count; i++) {
        const struct field *f = &fields[i];
        if (f->flags & MONEY) {
            const char *plain = arena_strndup(a, f->name, strlen(f->name) - strlen("_minor"));
            json_put_int(j, f->name, value_of(&r, f));
            json_put_raw(j, plain, money_decimal(a, value_of(&r, f), currency));
        } else if (f->kind == FIELD_TEXT)
            json_put_text(j, f->name, text_of(a, &r, f));
        else if (f->kind == FIELD_BOOL)
            json_put_bool(j, f->name, value_of(&r, f) != 0);
        else
            json_put_int(j, f->name, value_of(&r, f));
    }
    json_put_text(j, "currency", currency);
    *version = version_of(a, &r);
    json_put_text(j, "version", *version);
    return true;
}

struct change {
    struct shop *shop;
    struct arena *arena;
    const struct staff *who;
    const char *seen;
    const json_value *wish;
};

static bool change_job(struct conn *c, void *what, struct err *e)
{
    struct change *w = what;
    struct arena *a = w->arena;
    struct rules was, now;
    const char *currency;
    if (!rules_read(c, a, &was, e) || !shop_currency(w->shop, c, a, &currency, e))
        return false;
    if (strcmp(version_of(a, &was), w->seen) != 0)
        return fail(e, ERR_STALE, "seen %.20s", w->seen);
    now = was;
    if (!json_read_model(a, w->wish, &model, &now, false, currency, e))
        return false;
    for (size_t i = 0; i < model.count; i++) {
        const char *text = text_of(a, &now, &fields[i]);
        if (strcmp(text, text_of(a, &was, &fields[i])) != 0 &&
            !db_run(c, Q_SETTING_PUT, ARGS(V(name_of(a, &fields[i])), V(text)), NULL, e))
            return false;
    }
    return audit(c, w->who, "rules.change", "rules", "shop", rules_json(a, &was),
                 rules_json(a, &now), e);
}

bool rules_change(struct shop *shop, struct arena *a, const struct staff *who, const char *seen,
                  const json_value *wish, struct err *e)
{
    struct change w = {shop, a, who, seen, wish};
    return db_write(shop_db(shop), change_job, &w, e);
}
