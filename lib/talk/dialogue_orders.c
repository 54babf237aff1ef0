/* dialogue_orders.c -- orders already placed: the list, one of them, its cancelling, its notices.
 *
 * Only the orders in the view exist here, and they are this customer's: a number of somebody
 * else's order is answered like one that was never given out. */
#include "dialogue_parts.h"

#include <string.h>

#define ITEMS_CHARS 600

/* ---- status words ---- */

static const char *const status_words[ORDER__MAX] = {
    [ORDER_PENDING] = "pending",     [ORDER_CONFIRMED] = "confirmed", [ORDER_SHIPPED] = "shipped",
    [ORDER_DELIVERED] = "delivered", [ORDER_CANCELLED] = "cancelled",
};

const char *order_status_word(enum order_status s)
{
    return (unsigned)s < ORDER__MAX ? status_words[s] : "pending";
}

bool order_status_read(const char *word, enum order_status *out)
{
    for (int s = 0; word && s < ORDER__MAX; s++)
        if (!strcmp(word, status_words[s])) {
            *out = (enum order_status)s;
            return true;
        }
    return false;
}

const char *order_status_say(struct turn *t, enum order_status s)
{
    static const char *const keys[ORDER__MAX] = {
        [ORDER_PENDING] = KEY("status_pending"),     [ORDER_CONFIRMED] = KEY("status_confirmed"),
        [ORDER_SHIPPED] = KEY("status_shipped"),     [ORDER_DELIVERED] = KEY("status_delivered"),
        [ORDER_CANCELLED] = KEY("status_cancelled"),
    };
    return SAY(t, keys[(unsigned)s < ORDER__MAX ? s : ORDER_PENDING]);
}

/* ---- finding one ---- */

const struct order_brief *order_by_id(const struct turn *t, int64_t id)
{
    for (size_t i = 0; i < history(t)->order_count; i++)
        if (history(t)->orders[i].id == id)
            return &history(t)->orders[i];
    return NULL;
}

const struct order_brief *order_by_number(const struct turn *t, const char *wanted)
{
    for (size_t i = 0; i < history(t)->order_count; i++)
        if (!strcasecmp(history(t)->orders[i].number, wanted))
            return &history(t)->orders[i];
    return NULL;
}

static void none_yet(struct turn *t)
{
    menu_clear(t);
    para(t, SAY(t, "orders_none"));
    menu_add(t, "cats:1", SAY(t, "choice_browse"), NULL);
    menu_nav(t, "menu", SAY(t, "choice_menu"));
}

/* ---- shown ---- */

static bool cancellable(const struct order_brief *o)
{
    return o->status == ORDER_PENDING || o->status == ORDER_CONFIRMED;
}

/* What was ordered, by the names the customer knows it by: the order keeps the shop's own. */
static const char *order_items(struct turn *t, const struct order_brief *o)
{
    struct cart_line lines[CART_LINES_MOST];
    size_t n = t->v->catalogue->translated && t->v->order_lines
                   ? t->v->order_lines(t->v->shop, o->id, lines, CART_LINES_MOST)
                   : 0;
    struct str items = str_new(t->a, 4 * ITEMS_CHARS);
    for (size_t i = 0; i < n && items.len < 3 * ITEMS_CHARS; i++) {
        if (!catalogue_variant(t->v->catalogue, lines[i].variant_id, NULL))
            return safe_cut(t, o->items, ITEMS_CHARS); /* no longer sold: as it was called then */
        str_addf(&items, "%s%s", i ? ", " : "",
                 variant_line(t, lines[i].variant_id, lines[i].quantity));
    }
    return n ? text_cut(t->a, items.text, ITEMS_CHARS) : safe_cut(t, o->items, ITEMS_CHARS);
}

static void order_facts(struct turn *t, const struct order_brief *o)
{
    para(t, SAY(t, "order_status", "number", o->number, "status", order_status_say(t, o->status)));
    para(t, order_items(t, o));
    para_line(t, SAY(t, "order_total", "total", money_of(t, o)));
    pay_facts(t, o);
    if (o->track_url && *o->track_url)
        para(t, SAY(t, "track", "link", o->track_url));
}

void order_show(struct turn *t, const struct order_brief *o)
{
    menu_clear(t);
    t->c->cart_shown = false;
    order_facts(t, o);
    if (pay_again_offered(o))
        menu_add(t, tap_id(t, "opay", o->id), SAY(t, "choice_pay"), NULL);
    if (cancellable(o))
        menu_add(t, tap_id(t, "oc", o->id), SAY(t, "choice_cancel_order"),
                 NULL);
    menu_nav(t, "orders", SAY(t, "choice_orders"));
    menu_nav(t, "menu", SAY(t, "choice_menu"));
}

/* What a button can hold in full: "20261123-ABCDEFGH" without the "ORD-". */
static const char *order_button(const struct order_brief *o)
{
    const char *dash = strchr(o->number, '-');
    return dash ? dash + 1 : o->number;
}

static void order_entry(struct turn *t, const struct order_brief *o, const char *verb)
{
    const char *note = arena_printf(t->a, "%s, %s", order_status_say(t, o->status), money_of(t, o));
    menu_add(t, arena_printf(t->a, "%s:%lld", verb, (long long)o->id), o->number, note);
    menu_button(t, order_button(o));
}

void orders_list(struct turn *t)
{
    if (!history(t)->order_count) {
        none_yet(t);
        return;
    }
    menu_clear(t);
    t->c->cart_shown = false;
    para(t, SAY(t, "orders_head"));
    for (size_t i = 0; i < history(t)->order_count && i < 5; i++)
        order_entry(t, &history(t)->orders[i], "ord");
    menu_nav(t, "menu", SAY(t, "choice_menu"));
}

static void number_unknown(struct turn *t)
{
    para(t, SAY(t, "order_unknown", "number", safe_cut(t, t->u->order_number, 40)));
}

/* "where is my order": information, so a question that is open stays open and is asked again. */
void order_status_asked(struct turn *t)
{
    const struct order_brief *o =
        t->u->order_number ? order_by_number(t, t->u->order_number)
                           : history(t)->order_count ? &history(t)->orders[0] : NULL;
    bool open = open_question(t->c);
    source_is(t, SOURCE_RULE, "order status", 100);
    if (o && open)
        order_facts(t, o);
    else if (o)
        order_show(t, o);
    else if (t->u->order_number)
        number_unknown(t);
    else if (open)
        para(t, SAY(t, "orders_none"));
    else
        none_yet(t);
    ask_open(t);
}

/* ---- cancelling ---- */

void order_cancel_question(struct turn *t)
{
    const struct order_brief *o = order_by_id(t, t->c->cancel);
    if (!o || !cancellable(o)) {
        t->c->cancel = 0;
        para(t, SAY(t, "cancel_none"));
        if (!ask_open(t))
            show_menu(t);
        return;
    }
    menu_clear(t);
    t->c->nonce++;
    para(t, SAY(t, "cancel_sure", "number", o->number, "items", order_items(t, o),
                "total", money_of(t, o)));
    menu_add(t, tap_id2(t, "ocyes", o->id, t->c->nonce),
             SAY(t, "choice_cancel_yes"), NULL);
    menu_add(t, tap_id(t, "ocno", t->c->nonce), SAY(t, "choice_keep"),
             NULL);
}

static void too_late(struct turn *t, const struct order_brief *o)
{
    menu_clear(t);
    para(t,
         SAY(t, "cancel_too_late", "number", o->number, "status", order_status_say(t, o->status)));
    menu_add(t, "human", SAY(t, "choice_human"), NULL);
    menu_nav(t, "menu", SAY(t, "choice_menu"));
}

void order_cancel_ask(struct turn *t, const struct order_brief *o)
{
    t->c->cart_shown = false;
    if (cancellable(o)) {
        t->c->cancel = o->id;
        order_cancel_question(t);
    } else if (o->status == ORDER_CANCELLED) {
        para(t, SAY(t, "cancelled_already", "number", o->number));
        show_menu(t);
    } else {
        too_late(t, o);
    }
}

static void cancel_which(struct turn *t)
{
    menu_clear(t);
    para(t, SAY(t, "cancel_which"));
    for (size_t i = 0; i < history(t)->order_count; i++)
        if (cancellable(&history(t)->orders[i]))
            order_entry(t, &history(t)->orders[i], "oc");
    menu_nav(t, "menu", SAY(t, "choice_menu"));
}

void order_cancel_asked(struct turn *t)
{
    const struct order_brief *one = NULL;
    size_t n = 0;
    for (size_t i = history(t)->order_count; i-- > 0;)
        if (cancellable(&history(t)->orders[i])) {
            one = &history(t)->orders[i];
            n++;
        }
    if (t->u->order_number)
        one = order_by_number(t, t->u->order_number);
    if (t->u->order_number && !one) {
        number_unknown(t);
        orders_list(t);
    } else if (one && (n == 1 || t->u->order_number)) {
        order_cancel_ask(t, one);
    } else if (n > 1) {
        cancel_which(t);
    } else if (history(t)->order_count && history(t)->orders[0].status != ORDER_CANCELLED) {
        too_late(t, &history(t)->orders[0]);
    } else {
        para(t, SAY(t, "cancel_none"));
        show_menu(t);
    }
}

void order_cancel_yes(struct turn *t)
{
    source_is(t, SOURCE_RULE, "cancel order", 100);
    struct action *a = act(t, ACTION_ORDER_CANCEL);
    a->order_id = t->c->cancel;
    t->c->cancel = 0;
    t->c->nonce++;
    menu_clear(t);
}

void order_cancel_no(struct turn *t)
{
    source_is(t, SOURCE_RULE, "keep order", 100);
    const struct order_brief *o = order_by_id(t, t->c->cancel);
    t->c->cancel = 0;
    para(t, SAY(t, "cancel_kept", "number", o ? o->number : ""));
    if (!ask_open(t))
        show_menu(t);
}

bool order_cancel_answered(struct turn *t)
{
    if (!t->u->whole || order_wish(t))
        return false;
    if (t->u->intent == INTENT_YES || t->u->intent == INTENT_ORDER_CANCEL)
        order_cancel_yes(t);
    else if (t->u->intent == INTENT_NO)
        order_cancel_no(t);
    else
        return false;
    return true;
}

void order_cancel_after(struct turn *t, const struct action_result *how)
{
    source_is(t, SOURCE_RULE, "cancel order", 100);
    if (how->done) {
        menu_clear(t);
        para(t, SAY(t, "order_cancelled", "number", how->order.number ? how->order.number : ""));
        pay_excess_told(t, &how->order);
        return;
    }
    if (how->order.number)
        too_late(t, &how->order);
    else
        para(t, SAY(t, "cancel_none"));
}
