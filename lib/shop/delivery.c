/* delivery.c -- zones, opening hours, closed days and tax rates: read for conversations, shown and changed. */
#include "waiter/delivery.h"
#include "waiter/audit.h"
#include "waiter/clock.h"
#include "waiter/crypto.h"
#include "waiter/event.h"
#include "waiter/money.h"
#include "waiter/terms.h"
#include "waiter/utf8.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define OPENINGS_MOST (7 * 6)
#define HOLD_MINUTES 30
#define HOLD_MINUTES_MOST (24 * 60)
#define UNPAID_HOURS 72
#define UNPAID_HOURS_MOST (60 * 24)
#define DOC_MOST (1024 * 1024)
#define PRODUCTS_MOST 5000

/* -- rows -- */

struct zone_row { int64_t fee_minor, free_from_minor; const char *name, *area_list, *currency; };
static const struct field zone_fields[] = {
    FIELD(struct zone_row, name, SHOWN | WRITABLE | NEEDED, .min = 1, .max = 60),
    FIELD(struct zone_row, fee_minor, SHOWN | WRITABLE | NEEDED | MONEY, .max = MONEY_MOST),
    FIELD(struct zone_row, free_from_minor, SHOWN | WRITABLE | MONEY, .max = MONEY_MOST),
    FIELD(struct zone_row, currency, 0),
    FIELD(struct zone_row, area_list, 0),
    FIELD_BESIDE("areas"),
};
static const struct model zone_model = MODEL("zone", struct zone_row, zone_fields);

static const struct field opening_fields[] = {
    FIELD(struct opening, weekday, SHOWN | WRITABLE | NEEDED, .min = 0, .max = 6),
    FIELD_BESIDE("opens"),
    FIELD_BESIDE("closes"),
};
static const struct model opening_model = MODEL("hours", struct opening, opening_fields);

static const struct field opening_columns_fields[] = {
    FIELD(struct opening, weekday, 0),
    FIELD(struct opening, opens, 0),
    FIELD(struct opening, closes, 0),
};
static const struct model opening_columns = MODEL("hours", struct opening, opening_columns_fields);

struct closed_row { const char *day, *note; };
static const struct field closed_fields[] = {
    FIELD(struct closed_row, day, SHOWN | WRITABLE | NEEDED, .min = 10, .max = 10),
    FIELD(struct closed_row, note, SHOWN | WRITABLE, .max = 60),
};
static const struct model closed_model = MODEL("closed_day", struct closed_row, closed_fields);

struct tax_row { int64_t id, bp, product_count; const char *name; bool inclusive, standard; };
static const struct field tax_fields[] = {
    FIELD(struct tax_row, id, SHOWN | WRITABLE),
    FIELD(struct tax_row, name, SHOWN | WRITABLE | NEEDED, .min = 1, .max = 60),
    FIELD(struct tax_row, bp, SHOWN | WRITABLE | NEEDED, .min = 0, .max = BP_WHOLE),
    FIELD(struct tax_row, inclusive, SHOWN | WRITABLE),
    FIELD(struct tax_row, standard, SHOWN | WRITABLE),
    FIELD(struct tax_row, product_count, 0),
    FIELD_BESIDE("products"),
};
static const struct model tax_model = MODEL("tax_rate", struct tax_row, tax_fields);

static bool read_number(struct conn *c, struct arena *a, const char *name, int64_t otherwise, int64_t *out,
                        struct err *e)
{
    const char *is = NULL;
    bool found;
    if (!db_text(c, a, Q_SETTING_GET, ARGS(V(name)), &is, &found, e))
        return false;
    *out = found && is ? strtoll(is, NULL, 10) : otherwise;
    return true;
}

struct numbers { int64_t hold_minutes, unpaid_hours; bool zones_only; };

static bool read_numbers(struct conn *c, struct arena *a, struct numbers *n, struct err *e)
{
    int64_t only;
    if (!read_number(c, a, "shop.hold_minutes", HOLD_MINUTES, &n->hold_minutes, e) ||
        !read_number(c, a, "shop.unpaid_hours", UNPAID_HOURS, &n->unpaid_hours, e) ||
        !read_number(c, a, "shop.zones_only", 0, &only, e))
        return false;
    n->zones_only = only != 0;
    return true;
}

/* -- for conversations -- */

static size_t area_texts(struct arena *a, const char *json, const char *const **out)
{
    const json_value *v;
    struct err e = {0};
    if (!json_parse(a, json, strlen(json), &v, &e))
        return 0;
    size_t n = json_count(v);
    const char **areas = arena_array(a, n ? n : 1, sizeof *areas);
    for (size_t i = 0; i < n; i++)
        areas[i] = json_text(json_item(v, i), "");
    *out = areas;
    return n;
}

static bool read_zones(struct conn *c, struct arena *a, struct catalogue *cat, struct err *e)
{
    void *rows;
    if (!db_all(c, a, Q_DELIVERY_ZONES, NO_ARGS, &zone_model, ZONES_MOST, &rows, &cat->zone_count, e))
        return false;
    const struct zone_row *row = rows;
    struct zone *zones = arena_array(a, cat->zone_count ? cat->zone_count : 1, sizeof *zones);
    for (size_t i = 0; i < cat->zone_count; i++) {
        zones[i] = (struct zone){.name = row[i].name, .fee_minor = row[i].fee_minor,
                                 .free_from_minor = row[i].free_from_minor};
        zones[i].area_count = area_texts(a, row[i].area_list, &zones[i].areas);
    }
    cat->zones = zones;
    return true;
}

static bool read_closed(struct conn *c, struct arena *a, struct catalogue *cat, struct err *e)
{
    void *rows;
    size_t n;
    if (!db_all(c, a, Q_CLOSED_DAYS, NO_ARGS, &closed_model, CLOSED_DAYS_MOST, &rows, &n, e))
        return false;
    const struct closed_row *row = rows;
    struct closed_day *days = arena_array(a, n ? n : 1, sizeof *days);
    cat->closed_count = 0;
    for (size_t i = 0; i < n; i++)
        if (day_read(row[i].day, &days[cat->closed_count].day))
            days[cat->closed_count++].note = row[i].note;
    cat->closed = days;
    return true;
}

bool delivery_read(struct conn *c, struct arena *a, struct catalogue *cat, struct err *e)
{
    void *rows;
    struct numbers n;
    if (!read_numbers(c, a, &n, e) || !read_zones(c, a, cat, e) ||
        !read_closed(c, a, cat, e) ||
        !db_all(c, a, Q_OPENING_HOURS, NO_ARGS, &opening_columns, OPENINGS_MOST, &rows, &cat->opening_count, e))
        return false;
    cat->opening = rows;
    cat->zones_only = n.zones_only;
    cat->hold_minutes = n.hold_minutes;
    cat->unpaid_hours = n.unpaid_hours;
    return true;
}

/* -- shown -- */

static bool put_zones(struct json *j, struct conn *c, struct arena *a, const char *currency, struct err *e)
{
    void *rows;
    size_t n;
    if (!db_all(c, a, Q_DELIVERY_ZONES, NO_ARGS, &zone_model, ZONES_MOST, &rows, &n, e))
        return false;
    json_open_array(j, "zones");
    for (size_t i = 0; i < n; i++) {
        struct zone_row *z = (struct zone_row *)rows + i;
        z->currency = currency;
        json_open_object(j, NULL);
        json_put_model(j, &zone_model, z, true);
        json_put_raw(j, "areas", z->area_list);
        json_close(j);
    }
    json_close(j);
    return true;
}

static const char *clock_text(struct arena *a, int64_t minute)
{
    return arena_printf(a, "%02lld:%02lld", (long long)minute / 60, (long long)minute % 60);
}

static bool put_hours(struct json *j, struct conn *c, struct arena *a, struct err *e)
{
    void *rows;
    size_t n;
    if (!db_all(c, a, Q_OPENING_HOURS, NO_ARGS, &opening_columns, OPENINGS_MOST, &rows, &n, e))
        return false;
    json_open_array(j, "hours");
    for (size_t i = 0; i < n; i++) {
        const struct opening *o = (struct opening *)rows + i;
        json_open_object(j, NULL);
        json_put_int(j, "weekday", o->weekday);
        json_put_text(j, "opens", clock_text(a, o->opens));
        json_put_text(j, "closes", clock_text(a, o->closes));
        json_close(j);
    }
    json_close(j);
    if (!db_all(c, a, Q_CLOSED_DAYS, NO_ARGS, &closed_model, CLOSED_DAYS_MOST, &rows, &n, e))
        return false;
    json_open_array(j, "closed_days");
    for (size_t i = 0; i < n; i++) {
        json_open_object(j, NULL);
        json_put_model(j, &closed_model, (struct closed_row *)rows + i, true);
        json_close(j);
    }
    json_close(j);
    return true;
}

static bool put_products(struct json *j, struct conn *c, int64_t rate, struct err *e)
{
    struct rows *r;
    if (!rows_begin(c, Q_TAX_RATE_PRODUCTS, ARGS(V(rate)), &r, e))
        return false;
    json_open_array(j, "products");
    while (row_next(r, e))
        json_put_int(j, NULL, row_int(r, 0));
    json_close(j);
    rows_end(r);
    return e->kind == ERR_NONE;
}

static bool read_taxes(struct conn *c, struct arena *a, struct tax_row **out, size_t *n, struct err *e)
{
    void *rows;
    if (!db_all(c, a, Q_TAX_RATES, NO_ARGS, &tax_model, TAX_RATES_MOST, &rows, n, e))
        return false;
    *out = rows;
    return true;
}

static bool put_taxes(struct json *j, struct conn *c, struct arena *a, struct err *e)
{
    struct tax_row *rates;
    size_t n;
    if (!read_taxes(c, a, &rates, &n, e))
        return false;
    json_open_array(j, "tax_rates");
    for (size_t i = 0; i < n; i++) {
        json_open_object(j, NULL);
        json_put_model(j, &tax_model, &rates[i], true);
        if (!put_products(j, c, rates[i].id, e))
            return false;
        json_close(j);
    }
    json_close(j);
    return true;
}

static bool put_all(struct json *j, struct conn *c, struct arena *a, const char *currency, struct err *e)
{
    struct numbers n;
    if (!read_numbers(c, a, &n, e) || !put_zones(j, c, a, currency, e))
        return false;
    json_put_bool(j, "zones_only", n.zones_only);
    if (!put_hours(j, c, a, e) || !put_taxes(j, c, a, e))
        return false;
    json_put_int(j, "hold_minutes", n.hold_minutes);
    json_put_int(j, "unpaid_hours", n.unpaid_hours);
    return true;
}

/* What the version is made of and what the book of changes shows. */
static bool doc_text(struct conn *c, struct arena *a, const char *currency, const char **out, struct err *e)
{
    struct str s = str_new(a, DOC_MOST);
    struct json j = json_writer(&s);
    json_open_object(&j, NULL);
    if (!put_all(&j, c, a, currency, e))
        return false;
    json_close(&j);
    return str_done(&s, out, e);
}

static const char *version_of(struct arena *a, const char *doc)
{
    uint8_t hash[SHA256_BYTES];
    sha256(doc, strlen(doc), hash);
    return hex_text(a, hash, 8);
}

bool delivery_put(struct json *j, struct conn *c, struct arena *a, const char *currency, struct err *e)
{
    const char *doc;
    if (!doc_text(c, a, currency, &doc, e) || !put_all(j, c, a, currency, e))
        return false;
    json_put_text(j, "currency", currency);
    json_put_text(j, "now", arena_printf(a, "%s %s", clock_date(a, clock_now()), clock_time(a, clock_now())));
    json_put_text(j, "version", version_of(a, doc));
    return true;
}

/* -- changed -- */

struct change {
    struct arena *arena;
    const struct staff *who;
    const char *currency, *seen;
    const json_value *wish;
};

/* The list at `name`; NULL when the wish says nothing of it. */
static bool list_at(const json_value *wish, const char *name, size_t most, const json_value **out,
                    struct err *e)
{
    *out = json_at(wish, name);
    return !*out || (json_is_array(*out) && json_count(*out) <= most) ||
           fail_field(e, name, "a list of at most %zu", most);
}

/* The areas of a zone as the JSON that is kept. */
static bool read_areas(struct change *w, const json_value *v, const char **out, struct err *e)
{
    const json_value *list = json_at(v, "areas");
    struct str s = str_new(w->arena, DOC_MOST);
    struct json j = json_writer(&s);
    if (!list || !json_is_array(list) || !json_count(list) || json_count(list) > AREAS_MOST)
        return fail_field(e, "areas", "1 to %d of them", AREAS_MOST);
    json_open_array(&j, NULL);
    for (size_t i = 0; i < json_count(list); i++) {
        const char *area = json_text(json_item(list, i), "");
        if (!area || !*area || utf8_length(area) > 60 || area[strspn(area, " *-")] == '\0')
            return fail_field(e, "areas", "texts of 1 to 60 characters");
        json_put_text(&j, NULL, area);
    }
    json_close(&j);
    return str_done(&s, out, e);
}

static bool change_zones(struct change *w, struct conn *c, struct err *e)
{
    const json_value *list;
    if (!list_at(w->wish, "zones", ZONES_MOST, &list, e))
        return false;
    if (list && !db_run(c, Q_DELIVERY_ZONES_DROP, NO_ARGS, NULL, e))
        return false;
    for (size_t i = 0; i < json_count(list); i++) {
        struct zone_row z = {0};
        const char *areas;
        if (!json_read_model(w->arena, json_item(list, i), &zone_model, &z, true, w->currency, e) ||
            !read_areas(w, json_item(list, i), &areas, e) ||
            !db_run(c, Q_DELIVERY_ZONE_ADD,
                    ARGS(V(z.name), V(areas), V(z.fee_minor), V(z.free_from_minor), V((int64_t)i)), NULL, e))
            return false;
    }
    return true;
}

/* "09:30", and "24:00" for the end of a day. */
static bool read_clock(const json_value *v, const char *name, int64_t most, int64_t *minute, struct err *e)
{
    const char *text = json_text(v, name);
    int hour, min, used = 0;
    if (!text || strlen(text) != 5 || text[strspn(text, "0123456789:")] ||
        sscanf(text, "%2d:%2d%n", &hour, &min, &used) != 2 || used != 5 || min > 59 || hour * 60 + min > most)
        return fail_field(e, name, "a time like 09:30");
    *minute = hour * 60 + min;
    return true;
}

static bool read_opening(struct change *w, const json_value *v, struct opening *o, struct err *e)
{
    return json_read_model(w->arena, v, &opening_model, o, true, NULL, e) &&
           read_clock(v, "opens", 1439, &o->opens, e) && read_clock(v, "closes", 1440, &o->closes, e) &&
           (o->opens < o->closes || fail_field(e, "closes", "not after it opens"));
}

static bool change_hours(struct change *w, struct conn *c, struct err *e)
{
    const json_value *list;
    struct opening all[OPENINGS_MOST];
    if (!list_at(w->wish, "hours", OPENINGS_MOST, &list, e))
        return false;
    if (list && !db_run(c, Q_OPENING_HOURS_DROP, NO_ARGS, NULL, e))
        return false;
    for (size_t i = 0; i < json_count(list); i++) {
        struct opening *o = &all[i];
        *o = (struct opening){0};
        if (!read_opening(w, json_item(list, i), o, e))
            return false;
        for (size_t k = 0; k < i; k++)
            if (all[k].weekday == o->weekday && all[k].opens < o->closes && o->opens < all[k].closes)
                return fail_field(e, "hours", "two stretches overlap");
        if (!db_run(c, Q_OPENING_HOURS_ADD, ARGS(V(o->weekday), V(o->opens), V(o->closes)), NULL, e))
            return false;
    }
    return true;
}

static bool change_closed(struct change *w, struct conn *c, struct err *e)
{
    const json_value *list;
    if (!list_at(w->wish, "closed_days", CLOSED_DAYS_MOST, &list, e))
        return false;
    if (list && !db_run(c, Q_CLOSED_DAYS_DROP, NO_ARGS, NULL, e))
        return false;
    for (size_t i = 0; i < json_count(list); i++) {
        struct closed_row d = {0};
        int64_t day;
        if (!json_read_model(w->arena, json_item(list, i), &closed_model, &d, true, NULL, e))
            return false;
        if (!day_read(d.day, &day))
            return fail_field(e, "day", "a date like 2026-12-25");
        for (size_t k = 0; k < i; k++)
            if (strcmp(d.day, json_text(json_item(list, k), "day")) == 0)
                return fail_field(e, "day", "the same day twice");
        if (!db_run(c, Q_CLOSED_DAY_ADD, ARGS(V(d.day), V(d.note ? d.note : "")), NULL, e))
            return false;
    }
    return true;
}

/* The products that shall have this rate and not the usual one. */
static bool give_products(struct conn *c, int64_t rate, const json_value *list, struct err *e)
{
    if (!list)
        return true;
    if (!json_is_array(list) || json_count(list) > PRODUCTS_MOST)
        return fail_field(e, "products", "a list of ids");
    if (!db_run(c, Q_TAX_RATE_LEAVE, ARGS(V(rate)), NULL, e))
        return false;
    for (size_t i = 0; i < json_count(list); i++) {
        int64_t id, changed;
        if (!json_is_int(json_item(list, i), &id))
            return fail_field(e, "products", "a list of ids");
        if (!db_run(c, Q_TAX_RATE_GIVE, ARGS(V(rate), V(id)), &changed, e))
            return false;
        if (changed != 1)
            return fail_field(e, "products", "there is no product %lld", (long long)id);
    }
    return true;
}

static const struct tax_row *rate_of(const struct tax_row *rates, size_t n, int64_t id)
{
    for (size_t i = 0; i < n; i++)
        if (rates[i].id == id)
            return &rates[i];
    return NULL;
}

/* Those of `old` that the list does not name any more. */
static bool remove_rates(struct conn *c, const json_value *list, const struct tax_row *old, size_t n,
                         struct err *e)
{
    for (size_t i = 0; i < n; i++) {
        bool kept = false;
        for (size_t k = 0; k < json_count(list) && !kept; k++)
            kept = json_int(json_item(list, k), "id", 0) == old[i].id;
        if (!kept && old[i].product_count)
            return fail(e, ERR_CONFLICT, "%lld products have the rate %s", (long long)old[i].product_count,
                        old[i].name);
        if (!kept && !db_run(c, Q_TAX_RATE_REMOVE, ARGS(V(old[i].id)), NULL, e))
            return false;
    }
    return true;
}

static bool change_taxes(struct change *w, struct conn *c, struct err *e)
{
    const json_value *list;
    struct tax_row *old;
    size_t n;
    int64_t standards = 0;
    if (!list_at(w->wish, "tax_rates", TAX_RATES_MOST, &list, e) || !list)
        return e->kind == ERR_NONE;
    if (!read_taxes(c, w->arena, &old, &n, e) || !remove_rates(c, list, old, n, e) ||
        !db_run(c, Q_TAX_RATES_UNUSUAL, NO_ARGS, NULL, e))
        return false;
    for (size_t i = 0; i < json_count(list); i++) {
        struct tax_row r = {.inclusive = true};
        const json_value *v = json_item(list, i);
        if (!json_read_model(w->arena, v, &tax_model, &r, true, NULL, e))
            return false;
        if (r.id && !rate_of(old, n, r.id))
            return fail_field(e, "id", "there is no rate %lld", (long long)r.id);
        if (r.standard && standards++)
            return fail_field(e, "standard", "only one can be the usual rate");
        if (!(r.id ? db_run(c, Q_TAX_RATE_PUT,
                            ARGS(V(r.id), V(r.name), V(r.bp), V(r.inclusive), V(r.standard)), NULL, e)
                   : db_insert(c, Q_TAX_RATE_ADD, ARGS(V(r.name), V(r.bp), V(r.inclusive), V(r.standard)),
                               &r.id, e)) ||
            !give_products(c, r.id, json_at(v, "products"), e))
            return false;
    }
    return true;
}

static const struct field number_fields[] = {
    FIELD(struct numbers, hold_minutes, WRITABLE, .min = 0, .max = HOLD_MINUTES_MOST),
    FIELD(struct numbers, unpaid_hours, WRITABLE, .min = 0, .max = UNPAID_HOURS_MOST),
    FIELD(struct numbers, zones_only, WRITABLE),
    FIELD_BESIDE("zones"), FIELD_BESIDE("hours"), FIELD_BESIDE("closed_days"), FIELD_BESIDE("tax_rates"),
};
static const struct model number_model = MODEL("delivery", struct numbers, number_fields);

static bool put_number(struct conn *c, struct arena *a, const char *name, int64_t n, struct err *e)
{
    return db_run(c, Q_SETTING_PUT, ARGS(V(name), V(arena_printf(a, "%lld", (long long)n))), NULL, e);
}

/* Also the door: what the wish may hold at all. */
static bool change_numbers(struct change *w, struct conn *c, struct err *e)
{
    struct numbers n = {0};
    if (!json_read_model(w->arena, w->wish, &number_model, &n, false, NULL, e))
        return false;
    return (!json_at(w->wish, "hold_minutes") ||
            put_number(c, w->arena, "shop.hold_minutes", n.hold_minutes, e)) &&
           (!json_at(w->wish, "unpaid_hours") ||
            put_number(c, w->arena, "shop.unpaid_hours", n.unpaid_hours, e)) &&
           (!json_at(w->wish, "zones_only") || put_number(c, w->arena, "shop.zones_only", n.zones_only, e));
}

static bool change_all(struct change *w, struct conn *c, struct err *e)
{
    return change_numbers(w, c, e) && change_zones(w, c, e) && change_hours(w, c, e) &&
           change_closed(w, c, e) && change_taxes(w, c, e);
}

bool delivery_set(struct conn *c, struct arena *a, const char *currency, const json_value *wish,
                  struct err *e)
{
    struct change w = {.arena = a, .currency = currency, .wish = wish};
    return change_all(&w, c, e);
}

static bool change_job(struct conn *c, void *what, struct err *e)
{
    struct change *w = what;
    const char *before, *after;
    if (!doc_text(c, w->arena, w->currency, &before, e))
        return false;
    if (strcmp(version_of(w->arena, before), w->seen) != 0)
        return fail(e, ERR_STALE, "seen %.20s", w->seen);
    if (!change_all(w, c, e) || !doc_text(c, w->arena, w->currency, &after, e))
        return false;
    if (strcmp(before, after) == 0) {
        audit_nothing(w->who);
        return true;
    }
    return db_run(c, Q_CATALOGUE_TOUCH, NO_ARGS, NULL, e) &&
           audit(c, w->who, "delivery.change", "delivery", "shop", before, after, e);
}

bool delivery_change(struct db *db, struct arena *a, const struct staff *who, const char *currency,
                     const char *seen, const json_value *wish, struct err *e)
{
    struct change w = {a, who, currency, seen, wish};
    return db_write(db, change_job, &w, e);
}
