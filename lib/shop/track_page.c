/* track_page.c -- the page behind an order's link. */
#include "waiter/track_page.h"

#include "waiter/clock.h"
#include "waiter/crypto.h"
#include "waiter/customer.h"

#include <string.h>

#define STEPS_MOST 200
#define NUMBER_MOST 40

/* --- Finding ------------------------------------------------------------------------- */

static bool is_over(const struct order *o, int64_t now)
{
    bool ended = strcmp(o->status, "delivered") == 0 || strcmp(o->status, "cancelled") == 0;
    return ended && now - o->updated_at > TRACK_DAYS_MS;
}

bool track_find(struct conn *c, struct arena *a, const char *secret, const char *number,
                const char *token, int64_t now, struct order *out, bool *found, struct err *e)
{
    bool key = same_text(token, order_token(a, secret, number));
    if (!order_find_number(c, a, number, out, found, e))
        return false;
    *found = *found && key && !is_over(out, now);
    return true;
}

bool track_find_page(struct conn *c, struct arena *a, const char *secret, const char *part,
                     int64_t now, struct order *out, bool *found, struct err *e)
{
    const char *dot = strchr(part, '.');
    size_t n = dot ? (size_t)(dot - part) : strlen(part);
    const char *number = arena_printf(a, "ORD-%.*s", (int)(n < NUMBER_MOST ? n : NUMBER_MOST), part);
    return track_find(c, a, secret, number, dot ? dot + 1 : "", now, out, found, e);
}

/* --- Writing ------------------------------------------------------------------------- */

struct step { const char *kind, *to_status; int64_t created_at; };
static const struct field step_fields[] = {
    FIELD(struct step, kind, 0),
    FIELD(struct step, to_status, 0),
    FIELD(struct step, created_at, 0),
};
static const struct model step_model = MODEL("order_event", struct step, step_fields);

struct page {
    struct str *out;
    struct arena *arena;
    const struct texts *texts;
    const char *lang;
    const struct step *steps;
    size_t step_count;
};

#define KEY(key) key /* tests look for it (test_texts.c) */
#define SAY(p, ...) texts_say((p)->texts, (p)->arena, (p)->lang, __VA_ARGS__, NULL)

static void add(struct page *t, const char *before, const char *text, const char *behind)
{
    str_add(t->out, before);
    str_add_xml(t->out, text);
    str_add(t->out, behind);
}

/* When it came there last: a step may have been taken back. 0: never. */
static int64_t when(const struct page *t, const char *kind, const char *status)
{
    for (size_t i = t->step_count; i-- > 0;) {
        const struct step *s = &t->steps[i];
        bool moved = strcmp(s->kind, "status") == 0 || strcmp(s->kind, "placed") == 0;
        if (kind ? strcmp(s->kind, kind) == 0 : moved && strcmp(s->to_status, status) == 0)
            return s->created_at;
    }
    return 0;
}

static void add_step(struct page *t, const char *words, int64_t at, bool done, bool now)
{
    str_add(t->out, now ? "<li class=\"done now\" aria-current=\"step\">" : done ? "<li class=\"done\">" : "<li>");
    add(t, "<b>", words, "</b>");
    if (done && at)
        add(t, "<time>", arena_printf(t->arena, "%s %s", clock_date(t->arena, at), clock_time(t->arena, at)),
            "</time>");
    str_add(t->out, "</li>");
}

static void add_steps(struct page *t, const struct order *o)
{
    static const struct { const char *status, *key; } way[] = {
        {"pending", KEY("page_placed")}, {"confirmed", KEY("status_confirmed")},
        {"shipped", KEY("status_shipped")}, {"delivered", KEY("status_delivered")},
    };
    enum { WAY = sizeof way / sizeof *way };
    size_t at = 0;
    while (at < WAY && strcmp(way[at].status, o->status) != 0)
        at++;
    str_add(t->out, "<ol>");
    if (at == WAY) { /* cancelled */
        add_step(t, SAY(t, "page_placed"), when(t, NULL, "pending"), true, false);
        add_step(t, SAY(t, "status_cancelled"), when(t, NULL, "cancelled"), true, true);
    }
    for (size_t i = 0; at < WAY && i < WAY; i++)
        add_step(t, SAY(t, way[i].key), when(t, NULL, way[i].status), i <= at, i == at);
    str_add(t->out, "</ol>");
}

static void add_money(struct page *t)
{
    int64_t paid = when(t, "paid", NULL), back = when(t, "refunded", NULL);
    if (back || paid)
        add(t, "<p class=\"money\">", SAY(t, back ? KEY("page_refunded") : KEY("page_paid")), "</p>");
}

static bool read_pieces(struct conn *c, struct arena *a, int64_t id, int64_t *pieces, struct err *e)
{
    struct order_item *items;
    size_t count;
    *pieces = 0;
    if (!order_items(c, a, id, &items, &count, e))
        return false;
    for (size_t i = 0; i < count; i++)
        *pieces += items[i].quantity;
    return true;
}

static void head(struct page *t, const char *shop)
{
    add(t, "<!doctype html><html lang=\"", t->lang, "\" dir=\"");
    str_add(t->out, strcmp(t->lang, "ar") == 0 ? "rtl" : "ltr");
    add(t, "\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">"
           "<meta name=\"robots\" content=\"noindex\"><meta name=\"color-scheme\" content=\"light dark\">"
           "<title>", shop, "</title><link rel=\"icon\" href=\"/console/icon.svg\"><link rel=\"stylesheet\" href=\"/console/track.css\"></head><body><main>");
    add(t, "<p class=\"shop\">", shop, "</p>");
}

bool track_page(struct str *out, struct conn *c, struct arena *a, const struct snapshot *shop,
                const struct order *o, struct err *e)
{
    struct page page = {.out = out, .arena = a, .texts = shop->texts, .lang = "en"}, *t = &page;
    struct customer who;
    int64_t pieces = 0;
    void *steps = NULL;
    if (o) {
        if (!customer_find(c, a, o->customer_id, &who, e) || !read_pieces(c, a, o->id, &pieces, e) ||
            !db_all(c, a, Q_ORDER_EVENTS, ARGS(V(o->id)), &step_model, STEPS_MOST, &steps, &t->step_count, e))
            return false;
        t->steps = steps;
        t->lang = who.language;
    }
    head(t, shop->catalogue.shop_name);
    if (o) {
        add(t, "<h1>", SAY(t, "page_title"), "</h1><p class=\"number\" dir=\"ltr\">");
        str_add_xml(out, o->number);
        add(t, "</p><p>", SAY(t, "page_items", "count", arena_printf(a, "%lld", (long long)pieces)), "</p>");
        add_steps(t, o);
        add_money(t);
    } else {
        add(t, "<h1>", SAY(t, "page_gone"), "</h1><p>");
        add(t, "", SAY(t, "page_gone_hint"), "</p>");
    }
    str_add(out, "</main></body></html>\n");
    return true;
}
