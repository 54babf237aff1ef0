/* dialogue_pay.c -- how an order is paid: the choice, the instruction, the proof, and what is told.
 *
 * Nothing here moves money: a choice or a picture becomes an action, and what became of it comes
 * back through pay_after or, later, as a notice. */
#include "dialogue_parts.h"

#include "waiter/lang.h"

#include <string.h>

static const char *const choice_keys[PAY__MAX] = {
    [PAY_CASH] = KEY("choice_pay_cash"),
    [PAY_BANK] = KEY("choice_pay_bank"),
    [PAY_STRIPE] = KEY("choice_pay_stripe"),
};
static const char *const word_keys[PAY__MAX] = {
    [PAY_CASH] = KEY("pay_words_cash"),
    [PAY_BANK] = KEY("pay_words_bank"),
    [PAY_STRIPE] = KEY("pay_words_stripe"),
};

int64_t pay_up_front(const struct catalogue *c, enum pay_way way, int64_t total_minor)
{
    if (way == PAY_CASH || c->deposit_percent <= 0 || c->deposit_percent >= 100)
        return total_minor;
    /* Half up, without ever multiplying the whole total. */
    int64_t percent = c->deposit_percent;
    int64_t part = total_minor / 100 * percent + (total_minor % 100 * percent + 50) / 100;
    return part > 0 ? part : total_minor;
}

/* ---- choosing ---- */

size_t pay_ways(const struct turn *t, enum pay_way *out)
{
    size_t n = 0;
    for (int way = 0; way < PAY__MAX; way++)
        if (t->v->catalogue->pays[way])
            out[n++] = (enum pay_way)way;
    return n;
}

void pay_ask(struct turn *t, const char *verb, int64_t id)
{
    enum pay_way ways[PAY__MAX];
    size_t n = pay_ways(t, ways);
    menu_clear(t);
    para(t, SAY(t, "ask_pay"));
    for (size_t i = 0; i < n; i++)
        menu_add(t, tap_id2(t, verb, ways[i], id), SAY(t, choice_keys[ways[i]]), NULL);
}

bool pay_way_said(struct turn *t, enum pay_way *out)
{
    enum pay_way ways[PAY__MAX];
    size_t n = pay_ways(t, ways), found = 0;
    for (size_t i = 0; i < n; i++)
        if (has_one_of(t, SAY(t, word_keys[ways[i]]))) {
            *out = ways[i];
            found++;
        }
    return found == 1; /* "cash or card?" is no answer */
}

/* ---- what is to be done ---- */

static const char *show(struct turn *t, int64_t minor, const struct order_brief *o)
{
    return lang_money(t->a, t->v->lang, minor, o->currency);
}

static void rest_told(struct turn *t, const struct order_brief *o)
{
    if (o->pay.rest_minor > 0)
        para_line(t, SAY(t, "pay_rest", "rest", show(t, o->pay.rest_minor, o)));
}

void pay_instruct(struct turn *t, const struct order_brief *o)
{
    const char *amount = show(t, o->pay.amount_minor, o);
    if (o->pay.state != PAY_DUE)
        return;
    switch (o->pay.way) {
    case PAY_CASH:
        para(t, SAY(t, o->pickup ? KEY("pay_cash_pickup") : KEY("pay_cash_delivery"), "amount", amount));
        return;
    case PAY_BANK:
        para(t, SAY(t, "pay_bank", "amount", amount, "account", t->v->catalogue->bank_account,
                    "number", o->number));
        break;
    default:
        if (o->pay.link)
            para(t, SAY(t, "pay_link", "amount", amount, "number", o->number, "page", o->pay.link));
        else
            para(t, SAY(t, "pay_link_soon", "amount", amount));
    }
    rest_told(t, o);
}

void pay_facts(struct turn *t, const struct order_brief *o)
{
    const struct pay_brief *p = &o->pay;
    if (p->state == PAY_SETTLED || o->status == ORDER_CANCELLED)
        return;
    if (p->state == PAY_DUE)
        pay_instruct(t, o);
    else if (p->state == PAY_PROVEN)
        para(t, SAY(t, "pay_proven"));
    else if (p->state == PAY_COMING)
        para(t, SAY(t, "pay_pending", "number", o->number));
    else
        para(t, SAY(t, "pay_lost", "amount", show(t, p->amount_minor, o)));
}

void pay_excess_told(struct turn *t, const struct order_brief *o)
{
    if (o->pay.excess_minor > 0)
        para(t, SAY(t, "pay_excess", "excess", show(t, o->pay.excess_minor, o)));
}

/* ---- another try, another way ---- */

bool pay_again_offered(const struct order_brief *o)
{
    return o->status != ORDER_CANCELLED &&
           (o->pay.state == PAY_LOST || (o->pay.state == PAY_DUE && o->pay.way != PAY_CASH));
}

static const struct order_brief *payable(struct turn *t, int64_t order_id)
{
    const struct order_brief *o = order_by_id(t, order_id);
    source_is(t, SOURCE_RULE, "pay", 100);
    if (o && pay_again_offered(o))
        return o;
    para(t, SAY(t, "pay_nothing"));
    if (!ask_open(t))
        show_menu(t);
    return NULL;
}

void pay_again(struct turn *t, int64_t order_id)
{
    enum pay_way ways[PAY__MAX];
    size_t n = pay_ways(t, ways);
    if (!payable(t, order_id))
        return;
    if (n == 1)
        pay_again_by(t, ways[0], order_id);
    else
        pay_ask(t, "payby", order_id);
}

void pay_again_by(struct turn *t, enum pay_way way, int64_t order_id)
{
    if (!payable(t, order_id))
        return;
    if (way >= PAY__MAX || !t->v->catalogue->pays[way]) {
        pay_again(t, order_id); /* switched off since that button was sent */
        return;
    }
    struct action *a = act(t, ACTION_PAY);
    a->order_id = order_id;
    a->way = way;
    menu_clear(t);
}

/* ---- the proof ---- */

/* The order a caption names, else the newest that waits for a transfer. */
static const struct order_brief *order_proven(struct turn *t)
{
    const struct order_brief *newest = NULL;
    for (size_t i = history(t)->order_count; i-- > 0;) {
        const struct order_brief *o = &history(t)->orders[i];
        bool waits = o->status != ORDER_CANCELLED && o->pay.way == PAY_BANK &&
                     (o->pay.state == PAY_DUE || o->pay.state == PAY_PROVEN);
        if (!waits)
            continue;
        if (t->u->order_number && !strcasecmp(o->number, t->u->order_number))
            return o;
        newest = o;
    }
    return newest;
}

bool proof_taken(struct turn *t)
{
    if (t->m->kind != MESSAGE_IMAGE && t->m->kind != MESSAGE_DOCUMENT)
        return false;
    const struct order_brief *o = order_proven(t);
    if (!o)
        return false;
    source_is(t, SOURCE_RULE, "proof of payment", 100);
    act(t, ACTION_PROOF)->order_id = o->id;
    return true;
}

/* ---- how it went ---- */

void pay_after(struct turn *t, const struct action *did, const struct action_result *how)
{
    source_is(t, SOURCE_RULE, did->kind == ACTION_PROOF ? "proof of payment" : "pay", 100);
    if (!how->done)
        para(t, SAY(t, "pay_nothing"));
    else if (did->kind == ACTION_PROOF)
        para(t, SAY(t, "pay_proof_taken", "number", how->order.number));
    else
        pay_instruct(t, &how->order);
    ask_open(t);
}
