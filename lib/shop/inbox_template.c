/* inbox_template.c -- after the 24 h: what the owner's approved templates can still say to a customer. */
#include "waiter/inbox.h"

#include "waiter/audit.h"
#include "waiter/clock.h"
#include "waiter/event.h"
#include "waiter/notify.h"
#include "waiter/outbox.h"
#include "waiter/utf8.h"

#include <string.h>

#define WORDS_HOLE "{words}" /* stands in a text where a person's own words will be */

/* What a person may send by hand; news of an order only while they are true of the latest one. */
static const struct { enum notice_kind kind; const char *status; } by_hand[] = {
    {NOTICE_ASK_BACK, NULL},
    {NOTICE_FROM_STAFF, NULL},
    {NOTICE_ORDER_PENDING, "pending"},
    {NOTICE_ORDER_CONFIRMED, "confirmed"},
    {NOTICE_ORDER_SHIPPED, "shipped"},
    {NOTICE_ORDER_DELIVERED, "delivered"},
    {NOTICE_ORDER_CANCELLED, "cancelled"},
};
#define BY_HAND (sizeof by_hand / sizeof *by_hand)
_Static_assert(BY_HAND <= INBOX_TEMPLATES_MOST, "the list holds all");

/* Templates are for who may be written to, but not freely. */
static bool is_time(const struct customer *to, int64_t now, struct err *e)
{
    struct err why = {0};
    if (inbox_may_write(to, now, &why))
        return fail(e, ERR_NOT_ALLOWED_NOW, "one may write freely");
    if (why.kind != ERR_WINDOW_CLOSED || !to->address)
        return fail(e, why.kind, "%s", why.why);
    return true;
}

static bool latest_order(struct conn *c, struct arena *a, int64_t customer_id, struct order *out,
                         bool *found, struct err *e)
{
    return db_one(c, a, Q_ORDERS_OF_CUSTOMER, ARGS(V(customer_id), V(1)), &order_model, out, found, e);
}

struct made_offer {
    struct notice notice;
    struct notice_filled filled;
    const char *text;
};

/* The values that such a notice has for this customer. */
static bool say_values(const struct notifier *by, const struct customer *to, const struct order *o,
                       const char *words, struct notice *n, struct err *e)
{
    if (o && n->kind != NOTICE_ASK_BACK && n->kind != NOTICE_FROM_STAFF)
        return notice_of_order(by, n->kind, o, n, e);
    notice_say(n, "name", customer_called(to));
    if (n->kind == NOTICE_FROM_STAFF) {
        notice_say(n, "number", o ? o->number : "");
        notice_say(n, "words", words);
    }
    return true;
}

/* *found: a template is named, has all its values, and was not sent since they last wrote. */
static bool make_offer(const struct notifier *by, const struct customer *to, const struct order *o, size_t i,
                       const char *words, struct made_offer *out, bool *found, struct err *e)
{
    const char *facts, *name = notice_types[by_hand[i].kind].name, *status = by_hand[i].status;
    int64_t sent;
    *found = false;
    *out = (struct made_offer){.notice = {.kind = by_hand[i].kind}};
    if (status && (!o || strcmp(o->status, status) != 0))
        return true;
    if (!db_int(by->conn, Q_CHAT_NOTICED, ARGS(V(to->id), V(name)), &sent, NULL, e))
        return false;
    if (sent)
        return true;
    if (!say_values(by, to, o, words, &out->notice, e) ||
        !notice_facts(by->arena, &out->notice, &facts, e) ||
        !notice_template(by->conn, by->arena, out->notice.kind, to->language, facts, &out->filled, found, e))
        return false;
    *found = *found && out->filled.whole;
    out->text = out->filled.text ? out->filled.text
                                 : notice_words(by->arena, by->snap->texts, to->language, &out->notice);
    return true;
}

bool inbox_templates(const struct notifier *by, int64_t customer_id,
                     struct inbox_template out[INBOX_TEMPLATES_MOST], size_t *n, struct err *e)
{
    struct customer to;
    struct order o;
    struct err closed = {0};
    bool ordered;
    *n = 0;
    if (!customer_find(by->conn, by->arena, customer_id, &to, e))
        return false;
    if (!is_time(&to, by->now, &closed))
        return true;
    if (!latest_order(by->conn, by->arena, to.id, &o, &ordered, e))
        return false;
    for (size_t i = 0; i < BY_HAND; i++) {
        struct made_offer made;
        bool found;
        if (!make_offer(by, &to, ordered ? &o : NULL, i, WORDS_HOLE, &made, &found, e))
            return false;
        if (found)
            out[(*n)++] = (struct inbox_template){made.notice.kind, made.text, made.filled.text != NULL,
                                                  strstr(made.text, WORDS_HOLE) != NULL};
    }
    return true;
}

/* -- sending -- */

struct sending {
    struct shop *shop;
    struct arena *arena;
    const struct snapshot *snap;
    const struct staff *who;
    int64_t customer_id;
    enum notice_kind kind;
    const char *words;
};

static bool read_kind(enum notice_kind kind, size_t *out)
{
    for (*out = 0; *out < BY_HAND; (*out)++)
        if (by_hand[*out].kind == kind)
            return true;
    return false;
}

/* Looked at anew: what was offered may be so no more. */
static bool send_job(struct conn *c, void *what, struct err *e)
{
    const struct sending *s = what;
    const struct notifier by = {s->shop, s->snap, c, s->arena, clock_now()};
    struct customer to;
    struct order o;
    struct made_offer made;
    bool ordered, found;
    size_t i;
    if (!customer_find(c, s->arena, s->customer_id, &to, e) || !is_time(&to, by.now, e) ||
        !latest_order(c, s->arena, to.id, &o, &ordered, e))
        return false;
    if (!read_kind(s->kind, &i))
        return fail_field(e, "kind", "not sent by hand");
    if (!make_offer(&by, &to, ordered ? &o : NULL, i, s->words, &made, &found, e))
        return false;
    if (!found)
        return fail(e, ERR_NOT_ALLOWED_NOW, "no template that says all, or it was sent since they last wrote");
    return notify(&by, to.id, &made.notice, e) &&
           event_add(c, EVENT_CONVERSATION, to.id, by.now, e) &&
           audit_id(c, s->who, "chat.template", "chat", to.id, NULL,
                    arena_printf(s->arena, "{\"kind\":\"%s\"}", notice_types[s->kind].name), e);
}

bool inbox_send_template(struct shop *shop, struct arena *a, int64_t customer_id, const char *kind,
                         const char *words, const struct staff *who, struct err *e)
{
    struct sending s = {.shop = shop, .arena = a, .who = who, .customer_id = customer_id, .words = words};
    if (!notice_named(kind, &s.kind))
        return fail_field(e, "kind", "no such notice");
    if (s.kind == NOTICE_FROM_STAFF && !words[strspn(words, " \t\r\n")])
        return fail_field(e, "words", "empty");
    if (!shop_snapshot_now(shop, &s.snap, e))
        return false;
    bool ok = db_write(shop_db(shop), send_job, &s, e);
    shop_release(shop, s.snap);
    return ok;
}
