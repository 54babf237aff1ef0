/* customers.c -- who writes to the shop: found, looked at, tagged, handed out, forgotten. */
#include "parts.h"
#include "waiter/audit.h"
#include "waiter/clock.h"
#include "waiter/door.h"
#include "waiter/email.h"
#include "waiter/event.h"
#include "waiter/order_list.h"
#include "waiter/privacy.h"
#include "waiter/shop.h"
#include "waiter/utf8.h"

#include <string.h>

#define GLIMPSE_CHARS 120 /* of a last message, in a list */
#define ORDERS_SHOWN 20
#define NOTES_SHOWN 50
#define TAGS_MOST 20      /* of one customer */
#define TAGS_SHOWN 200    /* of all there are */
#define TAG_CHARS_MOST 40
#define EXPORT_MOST (256u << 20)

struct customer_row {
    int64_t id, order_count, spent_minor, human_until, erased_at, created_at, seen_at;
    const char *name, *profile_name, *phone, *language, *owner, *last_message, *last_direction, *tags;
    bool opted_out, blocked;
};
static const struct field customer_fields[] = {
    FIELD(struct customer_row, id, SHOWN),
    FIELD(struct customer_row, name, SHOWN),
    FIELD(struct customer_row, profile_name, SHOWN),
    FIELD(struct customer_row, phone, SHOWN),
    FIELD(struct customer_row, language, SHOWN),
    FIELD(struct customer_row, opted_out, SHOWN),
    FIELD(struct customer_row, blocked, SHOWN),
    FIELD(struct customer_row, owner, SHOWN),
    FIELD(struct customer_row, human_until, 0),
    FIELD(struct customer_row, erased_at, 0),
    FIELD(struct customer_row, order_count, SHOWN),
    FIELD(struct customer_row, spent_minor, 0),
    FIELD(struct customer_row, tags, 0),
    FIELD(struct customer_row, last_message, SHOWN),
    FIELD(struct customer_row, last_direction, SHOWN),
    FIELD(struct customer_row, created_at, SHOWN | TIME),
    FIELD(struct customer_row, seen_at, SHOWN | TIME),
};
static const struct model customer_rows = MODEL("customer", struct customer_row, customer_fields);

/* Of "one LF other": no tag holds a line break. */
static void put_tags(struct json *j, struct arena *a, const char *lines)
{
    json_open_array(j, "tags");
    for (size_t n; lines && *lines; lines += n + (lines[n] != '\0')) {
        n = strcspn(lines, "\n");
        json_put_text(j, NULL, arena_strndup(a, lines, n));
    }
    json_close(j);
}

static void put_customer(struct json *j, struct arena *a, struct customer_row *r, const char *currency)
{
    if (strcmp(r->owner, "human") == 0 && r->human_until <= clock_now())
        r->owner = "bot"; /* the person's time is over */
    if (r->last_message)
        r->last_message = arena_strndup(a, r->last_message, utf8_prefix(r->last_message, GLIMPSE_CHARS));
    json_put_model(j, &customer_rows, r, true);
    json_put_money(j, "spent", r->spent_minor, currency);
    put_tags(j, a, r->tags);
}

/* -- the list -- */

static bool find_customers(struct request *rq, struct conn *c, const struct desk_filter *f, void **rows,
                           size_t *n, struct err *e)
{
    const char *sort = request_query(rq, "sort"), *tag = request_query(rq, "tag");
    int64_t most = f->limit + 1;
    bool spent = sort && strcmp(sort, "spent") == 0;
    struct typed typed;
    if (sort && !spent && strcmp(sort, "seen") != 0)
        return fail_field(e, "sort", "seen or spent");
    return search_read(c, rq->arena, SEARCH_CUSTOMERS, f->search, &typed, e) &&
           db_all(c, rq->arena, Q_CUSTOMERS_LIST,
                  ARGS(V(f->before), V(most), V(typed.match), V(typed.like), V(typed.reach), V(tag), V(!spent),
                       V(spent)),
                  &customer_rows, (size_t)most, rows, n, e);
}

static bool read_customers(struct request *rq, struct conn *c, struct err *e)
{
    struct desk_filter f = {0};
    const char *currency;
    void *rows;
    size_t n;
    if (!desk_filter_read(rq, &f, e) || !shop_currency(rq->app->shop, c, rq->arena, &currency, e) ||
        !find_customers(rq, c, &f, &rows, &n, e))
        return false;
    struct customer_row *r = rows;
    size_t shown = n > (size_t)f.limit ? (size_t)f.limit : n;
    struct json j = desk_list_open(rq, "customers");
    for (size_t i = 0; i < shown; i++) {
        json_open_object(&j, NULL);
        put_customer(&j, rq->arena, &r[i], currency);
        json_close(&j);
    }
    desk_list_close(rq, &j, n > shown ? r[shown - 1].id : 0);
    return true;
}

bool handle_customers(struct request *rq, struct err *e)
{
    rq->doing = "listing customers";
    return desk_search(rq, SEARCH_CUSTOMERS, read_customers, e);
}

/* -- one -- */

struct note_row {
    int64_t id, created_at;
    const char *author, *body;
};
static const struct field note_fields[] = {
    FIELD(struct note_row, id, SHOWN),
    FIELD(struct note_row, author, SHOWN),
    FIELD(struct note_row, body, SHOWN),
    FIELD(struct note_row, created_at, SHOWN | TIME),
};
static const struct model note_rows = MODEL("note", struct note_row, note_fields);

static bool put_notes(struct json *j, struct conn *c, struct arena *a, int64_t id, struct err *e)
{
    void *rows;
    size_t n;
    if (!db_all(c, a, Q_CUSTOMER_NOTES, ARGS(V(id), V(NOTES_SHOWN)), &note_rows, NOTES_SHOWN, &rows, &n, e))
        return false;
    json_open_array(j, "notes");
    for (size_t i = 0; i < n; i++) {
        json_open_object(j, NULL);
        json_put_model(j, &note_rows, (struct note_row *)rows + i, true);
        json_close(j);
    }
    json_close(j);
    return true;
}

static bool read_customer(struct request *rq, struct conn *c, struct err *e)
{
    struct customer_row r = {0};
    const char *currency;
    int64_t id;
    if (!request_id_param(rq, "id", &id, e) || !shop_currency(rq->app->shop, c, rq->arena, &currency, e) ||
        !db_one(c, rq->arena, Q_CUSTOMER_ROW_ONE, ARGS(V(id)), &customer_rows, &r, NULL, e))
        return false;
    struct json j = reply_json(rq, 200);
    json_open_object(&j, NULL);
    put_customer(&j, rq->arena, &r, currency);
    const char *email;
    bool found;
    if (!db_text(c, rq->arena, Q_CUSTOMER_EMAIL_OF, ARGS(V(id)), &email, &found, e))
        return false;
    json_put_text(&j, "email", email);
    if (!order_list_of_customer(&j, c, rq->arena, id, ORDERS_SHOWN, e) || !put_notes(&j, c, rq->arena, id, e))
        return false;
    json_close(&j);
    return true;
}

bool handle_customer(struct request *rq, struct err *e)
{
    rq->doing = "showing a customer";
    return desk_read(rq, read_customer, e);
}

/* -- where a mail reaches them -- */

struct mailing {
    int64_t id;
    const char *email;
    const struct staff *who;
};

static bool email_job(struct conn *c, void *what, struct err *e)
{
    const struct mailing *w = what;
    int64_t changed;
    return db_run(c, Q_CUSTOMER_EMAIL_SET, ARGS(V(w->id), V(w->email)), &changed, e) &&
           (changed || fail(e, ERR_NOT_FOUND, "customer %lld", (long long)w->id)) &&
           event_add(c, EVENT_CONVERSATION, w->id, clock_now(), e) &&
           audit_id(c, w->who, "customer.email", "customer", w->id, NULL, NULL, e);
}

bool handle_customer_email(struct request *rq, struct err *e)
{
    struct mailing w = {.who = rq->who};
    const json_value *v;
    rq->doing = "noting a mail address";
    if (!request_id_param(rq, "id", &w.id, e) || !request_json(rq, &v, e))
        return false;
    w.email = json_text(v, "email");
    if (json_count(v) != 1 || !w.email || (*w.email && !email_fits(w.email)))
        return fail_field(e, "email", "no mail address");
    return db_write(rq->app->db, email_job, &w, e) && desk_read(rq, read_customer, e);
}

/* -- tags -- */

struct tagging {
    int64_t id;
    const char *tag;
    const struct staff *who;
    struct arena *arena;
};

static bool note_tag(struct conn *c, struct tagging *w, bool add, struct err *e)
{
    struct str out = str_new(w->arena, 1024);
    str_add(&out, "{\"tag\":\"");
    str_add_json(&out, w->tag);
    str_add(&out, "\"}");
    return event_add(c, EVENT_CONVERSATION, w->id, clock_now(), e) &&
           audit_id(c, w->who, add ? "customer.tag" : "customer.untag", "customer", w->id,
                    add ? NULL : out.text, add ? out.text : NULL, e);
}

static bool tag_job(struct conn *c, void *what, struct err *e)
{
    struct tagging *w = what;
    struct customer_row r;
    int64_t count, changed;
    if (!db_one(c, w->arena, Q_CUSTOMER_ROW_ONE, ARGS(V(w->id)), &customer_rows, &r, NULL, e) ||
        !db_int(c, Q_CUSTOMER_TAG_COUNT, ARGS(V(w->id)), &count, NULL, e) ||
        !db_run(c, Q_CUSTOMER_TAG_ADD, ARGS(V(w->id), V(w->tag)), &changed, e))
        return false;
    if (!changed)
        audit_nothing(w->who); /* it is there already */
    else if (count >= TAGS_MOST)
        return fail(e, ERR_TOO_BIG, "more than %d tags", TAGS_MOST);
    return !changed || note_tag(c, w, true, e);
}

/* Without blanks around; one that can stand in an address. */
static bool read_tag(struct request *rq, const char **out, struct err *e)
{
    static const struct field fields[] = {
        FIELD(struct tagging, tag, WRITABLE | NEEDED, .min = 1, .max = TAG_CHARS_MOST),
    };
    static const struct model model = MODEL("tag", struct tagging, fields);
    struct tagging given = {0};
    const json_value *v;
    if (!request_json(rq, &v, e) || !json_read_model(rq->arena, v, &model, &given, true, NULL, e))
        return false;
    const char *tag = given.tag + strspn(given.tag, " ");
    size_t n = strlen(tag);
    while (n && tag[n - 1] == ' ')
        n--;
    *out = arena_strndup(rq->arena, tag, n);
    if (!n || strpbrk(*out, "/\\\n\r\t"))
        return fail_field(e, "tag", "empty, or with a slash or line break");
    return true;
}

bool handle_customer_tag(struct request *rq, struct err *e)
{
    struct tagging w = {.who = rq->who, .arena = rq->arena};
    rq->doing = "tagging a customer";
    return request_id_param(rq, "id", &w.id, e) && read_tag(rq, &w.tag, e) &&
           db_write(rq->app->db, tag_job, &w, e) && desk_read(rq, read_customer, e);
}

static bool untag_job(struct conn *c, void *what, struct err *e)
{
    struct tagging *w = what;
    int64_t changed;
    return db_run(c, Q_CUSTOMER_TAG_REMOVE, ARGS(V(w->id), V(w->tag)), &changed, e) &&
           (changed || fail(e, ERR_NOT_FOUND, "no such tag")) && note_tag(c, w, false, e);
}

bool handle_customer_untag(struct request *rq, struct err *e)
{
    struct tagging w = {.tag = request_route(rq, "tag"), .who = rq->who, .arena = rq->arena};
    rq->doing = "taking a tag away";
    return request_id_param(rq, "id", &w.id, e) &&
           (w.tag || fail(e, ERR_NOT_FOUND, "no tag")) &&
           db_write(rq->app->db, untag_job, &w, e) && desk_read(rq, read_customer, e);
}

static bool read_tags(struct request *rq, struct conn *c, struct err *e)
{
    struct rows *r;
    if (!rows_begin(c, Q_TAGS_LIST, ARGS(V(TAGS_SHOWN)), &r, e))
        return false;
    struct json j = desk_list_open(rq, "tags");
    while (row_next(r, e)) {
        json_open_object(&j, NULL);
        json_put_text(&j, "tag", row_text(r, 0, rq->arena));
        json_put_int(&j, "customers", row_int(r, 1));
        json_close(&j);
    }
    rows_end(r);
    json_close(&j);
    json_close(&j);
    return e->kind == ERR_NONE;
}

bool handle_tags(struct request *rq, struct err *e)
{
    rq->doing = "listing tags";
    return desk_read(rq, read_tags, e);
}

/* -- their own data -- */

static bool export_job(struct conn *c, void *what, struct err *e)
{
    struct tagging *w = what;
    return audit_id(c, w->who, "customer.export", "customer", w->id, NULL, NULL, e);
}

static bool read_export(struct request *rq, struct conn *c, struct err *e)
{
    int64_t id;
    if (!request_id_param(rq, "id", &id, e))
        return false;
    struct json j = reply_json(rq, 200);
    j.out->max = EXPORT_MOST;
    json_open_object(&j, NULL);
    if (!privacy_export(&j, c, rq->arena, id, e))
        return false;
    json_close(&j);
    reply_header(rq, "Content-Disposition",
                 arena_printf(rq->arena, "attachment; filename=\"customer-%lld.json\"", (long long)id));
    return true;
}

bool handle_customer_export(struct request *rq, struct err *e)
{
    struct tagging w = {.who = rq->who};
    rq->doing = "handing out a customer's data";
    return request_id_param(rq, "id", &w.id, e) && desk_read(rq, read_export, e) &&
           db_write(rq->app->db, export_job, &w, e);
}

struct confirmed {
    const char *confirm;
};

bool handle_customer_erase(struct request *rq, struct err *e)
{
    static const struct field fields[] = {
        FIELD(struct confirmed, confirm, WRITABLE | NEEDED, .min = 1, .max = 200),
    };
    static const struct model model = MODEL("erase", struct confirmed, fields);
    struct confirmed given = {0};
    const json_value *v;
    int64_t id;
    rq->doing = "erasing a customer";
    if (!door_person(rq, e) || !request_id_param(rq, "id", &id, e) || !request_json(rq, &v, e) ||
        !json_read_model(rq->arena, v, &model, &given, true, NULL, e) ||
        !privacy_erase(rq->app->db, &rq->app->settings, rq->arena, rq->who, id, given.confirm, e))
        return false;
    reply_text(rq, 204, NULL, "");
    return true;
}
