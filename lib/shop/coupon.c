/* coupon.c -- discount codes: listed, added, changed, removed; and how often each was used. */
#include "waiter/coupon.h"
#include "waiter/audit.h"
#include "waiter/clock.h"
#include "waiter/money.h"

#include <string.h>

#define USES_MOST 1000000000LL

struct coupon_row {
    int64_t id, value, percent_bp, amount_minor, minimum_minor, starts_at, ends_at, uses_most, uses_each, uses,
        version, created_at;
    const char *code, *kind, *currency;
    bool active;
};
static const struct field fields[] = {
    FIELD(struct coupon_row, id, SHOWN),
    FIELD(struct coupon_row, code, SHOWN),
    FIELD(struct coupon_row, kind, SHOWN),
    FIELD(struct coupon_row, value, 0),
    FIELD(struct coupon_row, percent_bp, SHOWN),
    FIELD(struct coupon_row, amount_minor, SHOWN | MONEY),
    FIELD(struct coupon_row, minimum_minor, SHOWN | MONEY),
    FIELD(struct coupon_row, currency, SHOWN),
    FIELD(struct coupon_row, starts_at, SHOWN | TIME),
    FIELD(struct coupon_row, ends_at, SHOWN | TIME),
    FIELD(struct coupon_row, uses_most, SHOWN),
    FIELD(struct coupon_row, uses_each, SHOWN),
    FIELD(struct coupon_row, active, SHOWN),
    FIELD(struct coupon_row, uses, SHOWN),
    FIELD(struct coupon_row, version, SHOWN),
    FIELD(struct coupon_row, created_at, SHOWN | TIME),
};
static const struct model model = MODEL("coupon", struct coupon_row, fields);

/* What the owner may say; the times are read by read_time. */
static const struct field wish_fields[] = {
    FIELD(struct coupon_row, code, WRITABLE | NEEDED, .min = 3, .max = 40),
    FIELD(struct coupon_row, kind, WRITABLE | NEEDED, .min = 1, .max = 20),
    FIELD(struct coupon_row, percent_bp, WRITABLE, .min = 0, .max = 10000),
    FIELD(struct coupon_row, amount_minor, WRITABLE | MONEY, .max = MONEY_MOST),
    FIELD(struct coupon_row, minimum_minor, WRITABLE | MONEY, .max = MONEY_MOST),
    FIELD(struct coupon_row, uses_most, WRITABLE, .min = 0, .max = USES_MOST),
    FIELD(struct coupon_row, uses_each, WRITABLE, .min = 0, .max = USES_MOST),
    FIELD(struct coupon_row, active, WRITABLE),
    FIELD_BESIDE("starts_at"),
    FIELD_BESIDE("ends_at"),
};
static const struct model wish_model = MODEL("coupon", struct coupon_row, wish_fields);

bool coupon_uses(struct conn *c, int64_t coupon_id, int64_t customer_id, int64_t *used,
                 int64_t *by_customer, struct err *e)
{
    struct rows *r;
    if (!rows_begin(c, Q_COUPON_USES, ARGS(V(coupon_id), V(customer_id)), &r, e))
        return false;
    bool got = row_next(r, e);
    *used = got ? row_int(r, 0) : 0;
    *by_customer = got ? row_int(r, 1) : 0;
    rows_end(r);
    return e->kind == ERR_NONE;
}

/* -- showing -- */

static void split_value(struct coupon_row *p, const char *currency)
{
    p->currency = currency;
    p->percent_bp = strcmp(p->kind, "percent") == 0 ? p->value : 0;
    p->amount_minor = strcmp(p->kind, "amount") == 0 ? p->value : 0;
}

bool coupon_list(struct json *j, struct conn *c, struct arena *a, const char *currency, struct err *e)
{
    void *rows;
    size_t n;
    if (!db_all(c, a, Q_COUPON_LIST, ARGS(V(COUPONS_MOST)), &model, COUPONS_MOST, &rows, &n, e))
        return false;
    for (size_t i = 0; i < n; i++) {
        struct coupon_row *p = (struct coupon_row *)rows + i;
        split_value(p, currency);
        json_open_object(j, NULL);
        json_put_model(j, &model, p, true);
        json_close(j);
    }
    return true;
}

static bool find(struct conn *c, struct arena *a, int64_t id, const char *currency, struct coupon_row *out,
                 struct err *e)
{
    if (!db_one(c, a, Q_COUPON_BY_ID, ARGS(V(id)), &model, out, NULL, e))
        return false;
    split_value(out, currency);
    return true;
}

bool coupon_put(struct json *j, struct conn *c, struct arena *a, int64_t id, const char *currency,
                int64_t *version, struct err *e)
{
    struct coupon_row p = {0};
    if (!find(c, a, id, currency, &p, e))
        return false;
    json_put_model(j, &model, &p, true);
    *version = p.version;
    return true;
}

static const char *coupon_json(struct arena *a, const struct coupon_row *p)
{
    struct str out = str_new(a, 8192);
    struct json j = json_writer(&out);
    json_open_object(&j, NULL);
    json_put_model(&j, &model, p, true);
    json_close(&j);
    return out.text;
}

/* -- changing -- */

struct save {
    struct arena *arena;
    const struct staff *who;
    const json_value *wish;
    const char *currency;
    int64_t seen, id;
};

static bool read_time(const json_value *wish, const char *name, int64_t *out, struct err *e)
{
    const json_value *v = json_at(wish, name);
    if (!v)
        return true;
    const char *text = json_text(v, "");
    *out = 0;
    if (text)
        return (!*text || clock_parse(text, out)) || fail_field(e, name, "no time");
    int64_t n;
    return (!json_is_int(v, &n) && !json_is_object(v) && !json_is_array(v)) ||
           fail_field(e, name, "a time or null");
}

static bool is_code(const char *code)
{
    static const char letters[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    return code[strspn(code, letters)] == '\0' && code[0] != '-' && code[0] != '_';
}

/* `value` is what the kind makes of it. */
static bool settle(struct coupon_row *p, struct err *e)
{
    bool percent = strcmp(p->kind, "percent") == 0, amount = strcmp(p->kind, "amount") == 0;
    if (!percent && !amount && strcmp(p->kind, "delivery") != 0)
        return fail_field(e, "kind", "percent, amount or delivery");
    if (!is_code(p->code))
        return fail_field(e, "code", "letters, digits, - and _ only");
    if (percent && p->percent_bp < 1)
        return fail_field(e, "percent_bp", "is missing");
    if (amount && p->amount_minor < 1)
        return fail_field(e, "amount", "is missing");
    if (p->starts_at && p->ends_at && p->ends_at <= p->starts_at)
        return fail_field(e, "ends_at", "not after it starts");
    p->value = percent ? p->percent_bp : amount ? p->amount_minor : 0;
    return true;
}

static bool code_is_free(struct conn *c, const struct coupon_row *p, struct err *e)
{
    int64_t other = 0;
    bool taken;
    if (!db_int(c, Q_COUPON_BY_CODE, ARGS(V(p->code)), &other, &taken, e))
        return false;
    return !taken || other == p->id || fail(e, ERR_CONFLICT, "there is a code %s", p->code);
}

static struct value or_null(int64_t n)
{
    return n ? value_int(n) : (struct value){0};
}

static bool add(struct conn *c, struct coupon_row *p, struct err *e)
{
    int64_t count;
    if (!db_int(c, Q_COUPON_COUNT, NO_ARGS, &count, NULL, e))
        return false;
    if (count >= COUPONS_MOST)
        return fail(e, ERR_TOO_BIG, "more than %d coupons", COUPONS_MOST);
    return db_insert(c, Q_COUPON_ADD,
                     ARGS(V(p->code), V(p->kind), V(p->value), V(p->minimum_minor), or_null(p->starts_at),
                          or_null(p->ends_at), or_null(p->uses_most), or_null(p->uses_each), V(p->active),
                          V(clock_now())),
                     &p->id, e);
}

static bool change(struct conn *c, const struct coupon_row *p, struct err *e)
{
    return db_run(c, Q_COUPON_CHANGE,
                  ARGS(V(p->id), V(p->code), V(p->kind), V(p->value), V(p->minimum_minor),
                       or_null(p->starts_at), or_null(p->ends_at), or_null(p->uses_most),
                       or_null(p->uses_each), V(p->active)),
                  NULL, e);
}

/* What the wish says over what there is in *p. */
static bool put_wish(struct conn *c, struct arena *a, const json_value *wish, bool creating,
                     struct coupon_row *p, struct err *e)
{
    return json_read_model(a, wish, &wish_model, p, creating, p->currency, e) &&
           read_time(wish, "starts_at", &p->starts_at, e) && read_time(wish, "ends_at", &p->ends_at, e) &&
           settle(p, e) && code_is_free(c, p, e) && (creating ? add(c, p, e) : change(c, p, e));
}

bool coupon_add(struct conn *c, struct arena *a, const json_value *wish, const char *currency,
                struct err *e)
{
    struct coupon_row p = {.active = true, .currency = currency};
    return put_wish(c, a, wish, true, &p, e);
}

static bool save_job(struct conn *c, void *what, struct err *e)
{
    struct save *s = what;
    struct coupon_row p = {.active = true}, was = {0};
    bool creating = s->id == 0;
    if (!creating) {
        if (!find(c, s->arena, s->id, s->currency, &was, e))
            return false;
        if (s->seen && s->seen != was.version)
            return fail(e, ERR_STALE, "%s has version %lld", was.code, (long long)was.version);
        p = was;
    }
    p.currency = s->currency;
    if (!put_wish(c, s->arena, s->wish, creating, &p, e))
        return false;
    s->id = p.id;
    return audit_id(c, s->who, creating ? "coupon.add" : "coupon.change", "coupon", p.id,
                    creating ? NULL : coupon_json(s->arena, &was), coupon_json(s->arena, &p), e);
}

bool coupon_save(struct db *db, struct arena *a, const struct staff *who, const json_value *wish,
                 const char *currency, int64_t seen, int64_t *id, struct err *e)
{
    struct save s = {a, who, wish, currency, seen, *id};
    if (!db_write(db, save_job, &s, e))
        return false;
    *id = s.id;
    return true;
}

static bool remove_job(struct conn *c, void *what, struct err *e)
{
    struct save *s = what;
    int64_t changed, used, mine;
    if (!coupon_uses(c, s->id, 0, &used, &mine, e))
        return false;
    if (used)
        return fail(e, ERR_NOT_ALLOWED_NOW, "%lld orders have used it", (long long)used);
    return db_run(c, Q_COUPON_REMOVE, ARGS(V(s->id)), &changed, e) &&
           (changed || fail(e, ERR_NOT_FOUND, "no coupon %lld", (long long)s->id)) &&
           audit_id(c, s->who, "coupon.remove", "coupon", s->id, NULL, NULL, e);
}

bool coupon_remove(struct db *db, const struct staff *who, int64_t id, struct err *e)
{
    struct save s = {.who = who, .id = id};
    return db_write(db, remove_job, &s, e);
}
