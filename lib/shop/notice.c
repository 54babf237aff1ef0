/* notice.c -- the kinds of notices, their words, and the templates that stand for them. */
#include "waiter/notify.h"

#include "waiter/json.h"
#include "waiter/lang.h"

#include <stdlib.h>
#include <string.h>

#define KEY(key) key /* tests look for it (test_texts.c) */
#define TEMPLATE_VALUES_MOST 30
#define TEMPLATE_MOST (16 * 1024)
#define FACTS_MOST (16 * 1024)

const struct notice_type notice_types[NOTICE__MAX] = {
    [NOTICE_ORDER_PENDING] = {"order_pending", KEY("notice_pending"), "name number total items link"},
    [NOTICE_ORDER_CONFIRMED] = {"order_confirmed", KEY("notice_confirmed"),
                                "name number total items link"},
    [NOTICE_ORDER_SHIPPED] = {"order_shipped", KEY("notice_shipped"),
                              "name number total items link carrier tracking"},
    [NOTICE_ORDER_DELIVERED] = {"order_delivered", KEY("notice_delivered"),
                                "name number total items link"},
    [NOTICE_ORDER_CANCELLED] = {"order_cancelled", KEY("notice_cancelled"),
                                "name number total items excess"},
    [NOTICE_PAY_LINK] = {"payment_link", KEY("pay_link"), "name number total amount page rest"},
    [NOTICE_PAY_NO_LINK] = {"payment_no_link", KEY("pay_no_link"), "name number total amount"},
    [NOTICE_PAY_PENDING] = {"payment_pending", KEY("pay_pending"), "name number total amount"},
    [NOTICE_PAY_FAILED] = {"payment_failed", KEY("pay_failed"), "name number total amount"},
    [NOTICE_PAY_EXPIRED] = {"payment_expired", KEY("pay_expired"), "name number total amount"},
    [NOTICE_PAID] = {"payment_received", KEY("notice_paid"), "name number total amount rest link"},
    [NOTICE_ORDER_CHANGED] = {"order_changed", KEY("notice_changed"),
                              "name number total items link pay excess"},
    [NOTICE_PROOF_REFUSED] = {"payment_refused", KEY("notice_proof_refused"),
                              "name number total reason"},
    [NOTICE_REFUND] = {"refund", KEY("notice_refund"), "name number amount"},
    [NOTICE_ASK_BACK] = {"ask_back", KEY("notice_ask_back"), "name"},
    [NOTICE_FROM_STAFF] = {"from_staff", KEY("notice_from_staff"), "name number words"},
    [NOTICE_RESTOCK] = {"restock", KEY("notice_restock"), "name product", .promotional = true},
    [NOTICE_CART] = {"cart_reminder", KEY("notice_cart"), "name items total", .promotional = true},
    [NOTICE_FEEDBACK] = {"feedback", KEY("notice_feedback"), "name number", .promotional = true},

    [OWNER_ORDER] = {"owner_order", KEY("owner_order"), "number name total items", .whatsapp = true,
                     .email = true},
    [OWNER_REVIEW] = {"owner_review", KEY("owner_review"), "number name total items reasons why",
                      .whatsapp = true, .email = true, .task = true},
    [OWNER_PENDING] = {"owner_pending", KEY("owner_pending"), "count orders", .whatsapp = true},
    [OWNER_HANDOFF] = {"owner_handoff", KEY("owner_handoff"),
                       "name words cart last_order mood", .whatsapp = true, .email = true},
    [OWNER_SEND_FAILED] = {"owner_send_failed", KEY("owner_send_failed"), "name why",
                           .email = true, .task = true},
    [OWNER_STOCK_LOW] = {"owner_stock_low", KEY("owner_stock_low"), "count items", .email = true,
                         .task = true},
    [OWNER_PROOF] = {"owner_proof", KEY("owner_proof"), "number name total", .whatsapp = true,
                     .email = true, .task = true},
    [OWNER_EXCESS] = {"owner_excess", KEY("owner_excess"), "number name amount", .whatsapp = true,
                      .email = true, .task = true},
    [OWNER_FEEDBACK] = {"owner_feedback", KEY("owner_feedback"), "number name mark words",
                        .whatsapp = true, .email = true, .task = true},
    [OWNER_SUMMARY] = {"owner_summary", KEY("owner_summary"),
                       "date orders sales customers pending unanswered low", .email = true},
    [OWNER_PROGRAM] = {"owner_program", KEY("owner_program"), "program", .whatsapp = true,
                       .email = true, .task = true},
    [OWNER_SILENT] = {"owner_silent", KEY("owner_silent"), "hours", .whatsapp = true, .email = true},
};

bool notice_is_owners(enum notice_kind kind) { return kind >= OWNER_ORDER; }

bool notice_named(const char *name, enum notice_kind *out)
{
    for (enum notice_kind kind = 0; name && kind < NOTICE__MAX; kind++)
        if (strcmp(notice_types[kind].name, name) == 0) {
            *out = kind;
            return true;
        }
    return false;
}

const char *notifier_owner_lang(const struct notifier *by)
{
    return by->snap->catalogue.owner_language;
}

/* -- values -- */

static size_t value_count(const struct notice *n)
{
    size_t count = 0;
    while (count < NOTICE_VALUES_MOST && n->values[count].name)
        count++;
    return count;
}

void notice_say(struct notice *n, const char *name, const char *value)
{
    size_t at = value_count(n);
    if (at < NOTICE_VALUES_MOST)
        n->values[at] = (struct text_value){name, value};
}

static const char *value_of(const struct text_value *values, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++)
        if (values[i].name && strcmp(values[i].name, name) == 0)
            return values[i].value;
    return NULL;
}

bool notice_facts(struct arena *a, const struct notice *n, const char **out, struct err *e)
{
    struct str s = str_new(a, FACTS_MOST);
    struct json j = json_writer(&s);
    json_open_object(&j, NULL);
    for (size_t i = 0; i < value_count(n); i++)
        json_put_text(&j, n->values[i].name, n->values[i].value ? n->values[i].value : "");
    json_close(&j);
    return str_done(&s, out, e);
}

bool notice_of_order(const struct notifier *by, enum notice_kind kind, const struct order *o,
                     struct notice *out, struct err *e)
{
    const struct settings *s = shop_settings(by->shop);
    struct arena *a = by->arena;
    struct customer to;
    if (!customer_find(by->conn, a, o->customer_id, &to, e))
        return false;
    *out = (struct notice){.kind = kind, .ref = o->id};
    notice_say(out, "number", o->number);
    notice_say(out, "name", o->name);
    notice_say(out, "total", lang_money(a, notice_is_owners(kind) ? notifier_owner_lang(by) : to.language, o->total_minor,
                                        o->currency));
    notice_say(out, "items", o->items ? o->items : "");
    notice_say(out, "link", order_track_url(a, s->public_url, s->secret_key, o->number));
    return true;
}

/* -- words -- */

/* What follows the text where there is such a value. */
static const struct { const char *value, *key; } tails[] = {
    {"rest", KEY("pay_rest")},
    {"pay", NULL}, /* the way is said already */
    {"excess", KEY("pay_excess")},
    {"cart", KEY("handoff_cart")},
    {"last_order", KEY("handoff_order")},
    {"mood", KEY("handoff_upset")},
    {"tracking", KEY("notice_tracking")},
    {"link", KEY("track")},
};

const char *notice_text(struct arena *a, const struct texts *t, const char *lang,
                        enum notice_kind kind, const struct text_value *values, size_t count)
{
    const struct notice_type *type = &notice_types[kind];
    const char *text = texts_fill(t, a, lang, type->key, values, count);
    for (size_t i = 0; i < sizeof tails / sizeof *tails; i++) {
        const char *value = value_of(values, count, tails[i].value);
        if (value && *value && strstr(type->values, tails[i].value))
            text = arena_printf(a, "%s\n\n%s", text,
                                tails[i].key ? texts_fill(t, a, lang, tails[i].key, values, count)
                                             : value);
    }
    return text;
}

const char *notice_words(struct arena *a, const struct texts *t, const char *lang, const struct notice *n)
{
    return notice_text(a, t, lang, n->kind, n->values, value_count(n));
}

/* -- templates -- */

struct template_row { const char *content_sid, *variables, *body; };
static const struct field template_fields[] = {
    FIELD(struct template_row, content_sid, 0),
    FIELD(struct template_row, variables, 0),
    FIELD(struct template_row, body, 0),
};
static const struct model template_model = MODEL("notice_template", struct template_row, template_fields);

/* A variable must not be empty nor hold a line break (92007, twilio-whatsapp.md §8). */
static const char *variable_text(struct arena *a, const char *value)
{
    char *text = arena_strdup(a, value && *value ? value : "-");
    for (char *p = text; *p; p++)
        if (*p == '\n' || *p == '\r' || *p == '\t')
            *p = ' ';
    return text;
}

/* The words as WhatsApp approved them, with the values for {{1}}, {{2}} ... */
static bool fill_body(struct arena *a, const char *body, const char *const *values, size_t n,
                      const char **out, struct err *e)
{
    struct str s = str_new(a, TEMPLATE_MOST);
    while (*body) {
        char *end = NULL;
        long hole = strncmp(body, "{{", 2) == 0 ? strtol(body + 2, &end, 10) : 0;
        if (hole >= 1 && hole <= (long)n && strncmp(end, "}}", 2) == 0) {
            str_add(&s, values[hole - 1]);
            body = end + 2;
        } else {
            str_add_bytes(&s, body++, 1);
        }
    }
    return str_done(&s, out, e);
}

static bool fill(struct arena *a, const struct template_row *row, const char *facts,
                 struct notice_filled *out, struct err *e)
{
    const char *values[TEMPLATE_VALUES_MOST];
    const json_value *list, *said;
    struct str s = str_new(a, TEMPLATE_MOST);
    struct json j = json_writer(&s);
    size_t n = 0;
    if (!json_parse(a, row->variables, strlen(row->variables), &list, e) ||
        !json_parse(a, facts, strlen(facts), &said, e))
        return false;
    out->content_sid = row->content_sid;
    out->whole = true;
    json_open_object(&j, NULL);
    for (; n < json_count(list) && n < TEMPLATE_VALUES_MOST; n++) {
        const char *value = json_text(said, json_text(json_item(list, n), ""));
        out->whole = out->whole && value && *value;
        values[n] = variable_text(a, value);
        json_put_text(&j, arena_printf(a, "%zu", n + 1), values[n]);
    }
    json_close(&j);
    return str_done(&s, &out->variables, e) &&
           (!*row->body || fill_body(a, row->body, values, n, &out->text, e));
}

bool notice_template(struct conn *c, struct arena *a, enum notice_kind kind, const char *lang,
                     const char *facts, struct notice_filled *out, bool *found, struct err *e)
{
    struct template_row row;
    *out = (struct notice_filled){0};
    return db_one(c, a, Q_NOTICE_TEMPLATE_FOR, ARGS(V(notice_types[kind].name), V(lang)),
                  &template_model, &row, found, e) &&
           (!*found || fill(a, &row, facts, out, e));
}
