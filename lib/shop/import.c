/* import.c -- the original's tables into ours, some hundred rows a transaction.
 *
 * Each table is read whole, then written by jobs. What maps its ids to ours is kept in arrays that
 * are sorted, since tables are read by id. */
#include "waiter/import.h"

#include "waiter/clock.h"
#include "waiter/customer.h"
#include "waiter/foreign.h"
#include "waiter/json.h"
#include "waiter/money.h"
#include "waiter/order.h"
#include "waiter/phone.h"
#include "waiter/product.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define AT_ONCE 200
#define ACTOR "system:import"
#define CATEGORY "Imported"
#define PRODUCT_MOST 16384

struct pair { int64_t theirs, ours; };

struct import {
    struct db *db;
    struct arena *arena;
    struct foreign *from;
    const char *currency;
    struct import_report *report;
    struct conn *conn; /* of the job under way */
    int64_t now;
    struct pair *customers;
    size_t customer_count;
    const char ***items; /* of all orders, by id; item_count of them */
    size_t item_count;
};

/* One row; ERR_NONE and false: left out, and noted. */
typedef bool take_fn(struct import *m, const char **row, struct err *e);

static void note(struct import *m, const char *what, const char *id, const char *why)
{
    struct import_report *r = m->report;
    if (r->note_count < IMPORT_NOTES_MOST)
        r->notes[r->note_count++] = arena_printf(m->arena, "%s %s: %s", what, id ? id : "?", why);
    else
        r->notes_more++;
}

/* --- Values ------------------------------------------------------------------------------- */

static const char *or_empty(const char *text) { return text ? text : ""; }

/* "2025-06-01 10:00:00.123456" or RFC 3339; the moment of the import when it is neither. */
static int64_t time_of(struct import *m, const char *text)
{
    int64_t ms;
    char *moment = arena_strdup(m->arena, or_empty(text));
    if (strlen(moment) < 19)
        return m->now;
    if (clock_parse(moment, &ms))
        return ms;
    moment[10] = 'T';
    return clock_parse(arena_printf(m->arena, "%.19sZ", moment), &ms) ? ms : m->now;
}

/* "19.989999" of a float, to the currency's digits, half up; false: no amount. */
static bool amount(struct import *m, const char *text, int64_t *minor)
{
    struct err why = {0};
    int digits = money_exponent(m->currency);
    const char *point = strchr(or_empty(text), '.');
    size_t whole = point ? (size_t)(point - text) : strlen(or_empty(text));
    if (!text || !whole || strspn(text, "0123456789") != whole ||
        (point && strspn(point + 1, "0123456789") != strlen(point + 1)))
        return false;
    struct str exact = str_new(m->arena, 64);
    str_add_bytes(&exact, text, whole);
    for (int i = 0; i < digits; i++) {
        if (i == 0)
            str_add_char(&exact, '.');
        str_add_char(&exact, point && (size_t)i + 1 < strlen(point) ? point[1 + i] : '0');
    }
    const char *cut;
    if (!str_done(&exact, &cut, &why) || !money_parse(cut, m->currency, minor, &why))
        return false;
    *minor += point && strlen(point + 1) > (size_t)digits && point[1 + digits] >= '5';
    return true;
}

static int64_t whole(const char *text) { return strtoll(or_empty(text), NULL, 10); }

static bool yes(const char *text, bool otherwise)
{
    return text ? strcmp(text, "0") != 0 && strcmp(text, "false") != 0 : otherwise;
}

/* --- Customers ---------------------------------------------------------------------------- */

enum { C_ID, C_PHONE, C_NAME, C_CREATED, C_LAST, C__MAX };
static const char *const customer_columns[] = {"id", "phone_number", "name", "created_at",
                                               "last_interaction"};

static bool take_customer(struct import *m, const char **row, struct err *e)
{
    struct import_count *count = &m->report->customers;
    const char *phone = row[C_PHONE] ? phone_normal(m->arena, row[C_PHONE]) : NULL;
    int64_t id = 0, created = time_of(m, row[C_CREATED]);
    bool known = false;
    if (!phone) {
        note(m, "customer", row[C_ID], "no telephone number");
        count->left_out++;
        return true;
    }
    if (!db_int(m->conn, Q_CUSTOMER_BY_PHONE, ARGS(V(phone)), &id, &known, e))
        return false;
    if (!known &&
        (!db_insert(m->conn, Q_IMPORT_CUSTOMER_ADD,
                    ARGS(V(row[C_NAME]), V(phone), V(created),
                         V(row[C_LAST] ? time_of(m, row[C_LAST]) : created)), &id, e) ||
         !db_run(m->conn, Q_ADDRESS_ADD,
                 ARGS(V(arena_printf(m->arena, "whatsapp:%s", phone)), V(id), V(created)), NULL, e)))
        return false;
    known ? count->known++ : count->taken++;
    m->customers[m->customer_count++] = (struct pair){whole(row[C_ID]), known ? -id : id};
    return true;
}

/* Ours; negative: was here before. 0: unknown. */
static int64_t customer_of(const struct import *m, const char *theirs)
{
    int64_t wanted = whole(theirs);
    for (size_t low = 0, high = m->customer_count; low < high;) {
        size_t mid = (low + high) / 2;
        if (m->customers[mid].theirs == wanted)
            return m->customers[mid].ours;
        if (m->customers[mid].theirs < wanted)
            low = mid + 1;
        else
            high = mid;
    }
    return 0;
}

/* --- Products ----------------------------------------------------------------------------- */

enum { P_ID, P_NAME, P_PRICE, P_DESCRIPTION, P_CATEGORY, P_SIZES, P_COLORS, P_STOCK, P_ACTIVE, P__MAX };
static const char *const product_columns[] = {"id", "name", "price", "description", "category",
                                              "sizes", "colors", "stock", "is_active"};

/* "S, M,L" */
static void put_list(struct json *j, const char *name, struct arena *a, const char *text)
{
    char *rest = arena_strdup(a, or_empty(text));
    json_open_array(j, name);
    for (char *one; (one = strsep(&rest, ","));) {
        one += strspn(one, " \t[\"'");
        one[strcspn(one, "]\"'")] = '\0';
        for (size_t n = strlen(one); n && one[n - 1] == ' ';)
            one[--n] = '\0';
        if (*one)
            json_put_text(j, NULL, one);
    }
    json_close(j);
}

/* By the same door as the console's and the API's: the seed's flat form. */
static bool save_product(struct import *m, const char **row, int64_t price, bool active, struct err *e)
{
    struct str text = str_new(m->arena, PRODUCT_MOST);
    const struct product_saving how = {.currency = m->currency, .actor = ACTOR, .now = m->now};
    const json_value *v;
    const char *out;
    int64_t id = 0, stock = whole(row[P_STOCK]);
    struct json j = json_writer(&text);
    json_open_object(&j, NULL);
    json_put_text(&j, "name", row[P_NAME]);
    json_put_text(&j, "description", or_empty(row[P_DESCRIPTION]));
    json_put_text(&j, "category", row[P_CATEGORY] && *row[P_CATEGORY] ? row[P_CATEGORY] : CATEGORY);
    json_put_raw(&j, "price", money_decimal(m->arena, price, m->currency));
    put_list(&j, "sizes", m->arena, row[P_SIZES]);
    put_list(&j, "colors", m->arena, row[P_COLORS]);
    json_put_int(&j, "stock", stock > 0 ? stock : 0);
    json_put_bool(&j, "active", active);
    json_close(&j);
    return str_done(&text, &out, e) && json_parse(m->arena, out, strlen(out), &v, e) &&
           product_save(m->conn, m->arena, v, &how, &id, e);
}

static bool take_product(struct import *m, const char **row, struct err *e)
{
    struct import_count *count = &m->report->products;
    int64_t price, id;
    bool known;
    if (!row[P_NAME] || !*row[P_NAME] || !amount(m, row[P_PRICE], &price)) {
        note(m, "product", row[P_ID], "no name or no price");
        count->left_out++;
        return true;
    }
    if (!db_int(m->conn, Q_IMPORT_PRODUCT_KNOWN, ARGS(V(row[P_NAME])), &id, &known, e))
        return false;
    if (known) {
        count->known++;
        return true;
    }
    struct err why = {0};
    if (save_product(m, row, price, yes(row[P_ACTIVE], true), &why)) {
        count->taken++;
        return true;
    }
    if (why.kind != ERR_BAD_INPUT && why.kind != ERR_CONFLICT)
        return fail(e, why.kind, "%s", why.why);
    note(m, "product", row[P_ID], why.why);
    count->left_out++;
    return true;
}

/* --- Orders ------------------------------------------------------------------------------- */

enum { O_ID, O_NUMBER, O_CUSTOMER, O_TOTAL, O_STATUS, O_ADDRESS, O_CREATED, O__MAX };
static const char *const order_columns[] = {"id", "order_number", "customer_id", "total_amount",
                                            "status", "shipping_address", "created_at"};
enum { I_ORDER, I_NAME, I_QUANTITY, I_PRICE, I_SIZE, I_COLOR, I__MAX };
static const char *const item_columns[] = {"order_id", "product_name", "quantity",
                                           "price_at_purchase", "size", "color"};

struct line { const char *name, *options; int64_t variant, quantity, price; };

/* A name that is sold no more gets a product that is not for sale, so that the line has something to
 * hang on. */
static bool variant_of(struct import *m, const char **item, int64_t price, int64_t *id, struct err *e)
{
    const char *retired[P__MAX] = {[P_NAME] = item[I_NAME]};
    const struct values by = ARGS(V(item[I_NAME]), V(or_empty(item[I_SIZE])), V(or_empty(item[I_COLOR])));
    bool found;
    if (!db_int(m->conn, Q_IMPORT_VARIANT, by, id, &found, e))
        return false;
    return found || (save_product(m, retired, price, false, e) &&
                     db_int(m->conn, Q_IMPORT_VARIANT, by, id, NULL, e));
}

static bool read_line(struct import *m, const char **item, struct line *out, struct err *e)
{
    const char *size = or_empty(item[I_SIZE]), *color = or_empty(item[I_COLOR]);
    *out = (struct line){.name = item[I_NAME], .quantity = whole(item[I_QUANTITY])};
    out->options = arena_printf(m->arena, "%s%s%s", size, *size && *color ? ", " : "", color);
    if (!out->name || !*out->name || out->quantity < 1 || !amount(m, item[I_PRICE], &out->price))
        return fail(e, ERR_BAD_INPUT, "a line without name, quantity or price");
    return variant_of(m, item, out->price, &out->variant, e);
}

static bool read_lines(struct import *m, const char *order, struct line *lines, size_t *count,
                       int64_t *sum, struct err *e)
{
    *count = 0;
    *sum = 0;
    for (size_t i = 0; i < m->item_count; i++) {
        int64_t line;
        if (whole(m->items[i][I_ORDER]) != whole(order))
            continue;
        if (*count == CART_LINES_MOST)
            return fail(e, ERR_BAD_INPUT, "more than %d lines", CART_LINES_MOST);
        struct line *l = &lines[(*count)++];
        if (!read_line(m, m->items[i], l, e) || !money_times(l->price, l->quantity, &line, e) ||
            !money_add(*sum, line, sum, e))
            return false;
    }
    return *count > 0 || fail(e, ERR_BAD_INPUT, "no lines");
}

static enum order_status status_of(const char *theirs)
{
    enum order_status is = ORDER_PENDING;
    if (order_status_read(or_empty(theirs), &is))
        return is;
    return strcmp(or_empty(theirs), "processing") == 0 ? ORDER_CONFIRMED
           : strcmp(or_empty(theirs), "canceled") == 0 ? ORDER_CANCELLED
                                                       : ORDER_PENDING;
}

/* A line, with its part of the discount, and in the ledger what it holds: the shelf of then is not known,
 * so as many pieces came in as went out. */
static bool write_line(struct import *m, int64_t order, const struct line *l, bool bought,
                       int64_t *discount, int64_t at, struct err *e)
{
    int64_t worth = l->price * l->quantity, off = *discount < worth ? *discount : worth, zero = 0;
    const char *nothing = NULL;
    *discount -= off;
    return db_run(m->conn, Q_ORDER_ITEM_ADD,
                  ARGS(V(order), V(l->variant), V(l->name), V(l->options), V(l->quantity), V(l->price),
                       V(off), V(zero), V((int64_t)1), V(zero)), NULL, e) &&
           (!bought ||
            (db_run(m->conn, Q_STOCK_MOVEMENT_ADD,
                    ARGS(V(l->variant), V(l->quantity), V("opening"), V(nothing), V(ACTOR), V(at)), NULL, e) &&
             db_run(m->conn, Q_STOCK_MOVEMENT_ADD,
                    ARGS(V(l->variant), V(-l->quantity), V("order"), V(order), V(ACTOR), V(at)), NULL, e)));
}

static bool write_order(struct import *m, const char **row, int64_t customer, const struct line *lines,
                        size_t count, int64_t sum, int64_t total, struct err *e)
{
    const char *status = order_status_word(status_of(row[O_STATUS])), *none = "";
    const char *address = or_empty(row[O_ADDRESS]), *way = *address ? "delivery" : "pickup";
    int64_t id, at = time_of(m, row[O_CREATED]), zero = 0;
    int64_t delivery = total > sum ? total - sum : 0, discount = sum > total ? sum - total : 0;
    bool bought = strcmp(status, "cancelled") != 0;
    struct customer who;
    if (!customer_find(m->conn, m->arena, customer, &who, e))
        return false;
    const char *name = who.name ? who.name : or_empty(who.profile_name);
    if (!db_insert(m->conn, Q_ORDER_ADD,
                   ARGS(V(row[O_NUMBER]), V(customer), V(m->currency), V(sum), V(delivery), V(zero),
                        V(discount), V(total), V(zero), V(none), V(zero), V(way), V(none), V(name),
                        V(who.phone), V(address), V(at), V(none)), &id, e) ||
        !db_run(m->conn, Q_IMPORT_ORDER_SETTLE, ARGS(V(id), V(status)), NULL, e) ||
        !db_run(m->conn, Q_ORDER_EVENT_ADD,
                ARGS(V(id), V("placed"), V(status), V(ACTOR), V(none), V(none), V(at)), NULL, e))
        return false;
    for (const struct line *l = lines; l < lines + count; l++)
        if (!write_line(m, id, l, bought, &discount, at, e))
            return false;
    return (bought || db_run(m->conn, Q_IMPORT_ORDER_RETURNED, ARGS(V(id)), NULL, e)) &&
           db_run(m->conn, Q_CUSTOMER_ORDER_COUNTED,
                  ARGS(V(customer), V((int64_t)1), V(bought ? total : zero)), NULL, e);
}

static bool take_order(struct import *m, const char **row, struct err *e)
{
    struct import_count *count = &m->report->orders;
    struct line lines[CART_LINES_MOST];
    struct err why = {0};
    size_t n;
    int64_t sum, total, id, customer = llabs(customer_of(m, row[O_CUSTOMER]));
    bool known = false;
    if (row[O_NUMBER] && !db_int(m->conn, Q_IMPORT_ORDER_KNOWN, ARGS(V(row[O_NUMBER])), &id, &known, e))
        return false;
    if (known) {
        count->known++;
        return true;
    }
    const char *wrong = !row[O_NUMBER] || !*row[O_NUMBER]   ? "no number"
                        : !customer                          ? "its customer was left out"
                        : !amount(m, row[O_TOTAL], &total)   ? "no total"
                        : !read_lines(m, row[O_ID], lines, &n, &sum, &why) ? why.why : NULL;
    if (why.kind != ERR_NONE && why.kind != ERR_BAD_INPUT)
        return fail(e, why.kind, "%s", why.why);
    if (wrong) {
        note(m, "order", row[O_ID], wrong);
        count->left_out++;
        return true;
    }
    if (sum != total)
        note(m, "order", row[O_ID], "its total is not the sum of its lines; the difference is kept as delivery or discount");
    count->taken++;
    return write_order(m, row, customer, lines, n, sum, total, e);
}

/* --- Messages ----------------------------------------------------------------------------- */

enum { M_ID, M_CUSTOMER, M_TYPE, M_TEXT, M_AI, M_MODEL, M_SURE, M_TIME, M__MAX };
static const char *const message_columns[] = {"id", "customer_id", "message_type", "message_content",
                                              "ai_generated", "ai_model_used", "confidence_score", "timestamp"};

static bool take_message(struct import *m, const char **row, struct err *e)
{
    struct import_count *count = &m->report->messages;
    int64_t customer = customer_of(m, row[M_CUSTOMER]), sure = -1;
    const char *type = or_empty(row[M_TYPE]), *nothing = NULL;
    bool in = strncmp(type, "in", 2) == 0 || strcmp(type, "user") == 0 || strcmp(type, "customer") == 0;
    if (customer <= 0 || !row[M_TEXT]) {
        customer < 0 ? count->known++ : count->left_out++;
        return true;
    }
    if (row[M_SURE]) /* 0.93 */
        sure = row[M_SURE][0] == '1' ? 100 : strlen(row[M_SURE]) > 2 ? whole(arena_printf(m->arena, "%.2s0", row[M_SURE] + 2)) / 10 : 0;
    count->taken++;
    return db_run(m->conn, Q_CHAT_LOG_ADD,
                  ARGS(V(customer), V(in ? "in" : "out"), V("text"), V(row[M_TEXT]),
                       V(in ? nothing : yes(row[M_AI], false) ? "ai" : "rule"), V(in ? nothing : row[M_MODEL]),
                       V(sure), V(nothing), V(time_of(m, row[M_TIME])), V(nothing)), NULL, e);
}

/* --- The tables, in their order ------------------------------------------------------------- */

struct slice { struct import *m; take_fn *take; const char ***rows; size_t count; };

static bool take_slice(struct conn *c, void *what, struct err *e)
{
    struct slice *s = what;
    s->m->conn = c;
    for (size_t i = 0; i < s->count; i++)
        if (!s->take(s->m, s->rows[i], e))
            return false;
    return true;
}

static bool take_table(struct import *m, const char *table, const char *const *columns, size_t n,
                       take_fn *take, struct err *e)
{
    struct slice s = {.m = m, .take = take};
    size_t count;
    if (!foreign_table(m->from, m->arena, table, columns, n, &s.rows, &count, e))
        return false;
    if (take == take_customer)
        m->customers = arena_array(m->arena, count + 1, sizeof *m->customers);
    for (; count; s.rows += s.count, count -= s.count) {
        s.count = count < AT_ONCE ? count : AT_ONCE;
        if (!db_write(m->db, take_slice, &s, e))
            return false;
    }
    return true;
}

bool import_original(struct db *db, struct arena *a, const char *path, const char *currency,
                     struct import_report *out, struct err *e)
{
    struct import m = {.db = db, .arena = a, .currency = currency, .report = out, .now = clock_now()};
    *out = (struct import_report){0};
    bool ok = foreign_open(path, &m.from, e) &&
              take_table(&m, "customers", customer_columns, C__MAX, take_customer, e) &&
              take_table(&m, "products", product_columns, P__MAX, take_product, e) &&
              foreign_table(m.from, a, "order_items", item_columns, I__MAX, &m.items, &m.item_count, e) &&
              take_table(&m, "orders", order_columns, O__MAX, take_order, e) &&
              take_table(&m, "chat_logs", message_columns, M__MAX, take_message, e);
    foreign_close(m.from);
    return ok;
}
