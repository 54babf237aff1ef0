/* chat_act.c -- what a conversation may see of the shop, and doing what it decided. */
#include "chat_parts.h"
#include "waiter/clock.h"
#include "waiter/coupon.h"
#include "waiter/handoff.h"
#include "waiter/log.h"
#include "waiter/notify.h"
#include "waiter/outbox.h"
#include "waiter/review.h"
#include "waiter/payment.h"
#include "waiter/sentiment.h"
#include "waiter/stock.h"

#include <string.h>

#define ORDERS_SHOWN 5

static const struct field cart_fields[] = {
    FIELD(struct cart_line, variant_id, 0),
    FIELD(struct cart_line, quantity, 0),
    FIELD(struct cart_line, seen_price_minor, 0),
    FIELD(struct cart_line, note, 0),
};
static const struct model cart_model = MODEL("cart_item", struct cart_line, cart_fields);

/* The dialogue asks and knows no errors: one that happens undoes the turn in the end (turn_act). */
static int64_t stock_now(void *turn, int64_t variant_id)
{
    struct turn *t = turn;
    int64_t stock = 0;
    return stock_for(t->conn, variant_id, t->customer.id, &stock, &t->broken) ? stock : 0;
}

static void coupon_used(void *turn, int64_t coupon_id, int64_t *used, int64_t *by_customer)
{
    struct turn *t = turn;
    if (!coupon_uses(t->conn, coupon_id, t->customer.id, used, by_customer, &t->broken))
        *used = *by_customer = 0;
}

static size_t order_lines(void *turn, int64_t order_id, struct cart_line *out, size_t most)
{
    struct turn *t = turn;
    struct order_item *items;
    size_t count, n = 0;
    if (!order_items(t->conn, t->arena, order_id, &items, &count, &t->broken))
        return 0;
    for (size_t i = 0; i < count && n < most; i++)
        if (items[i].quantity > 0)
            out[n++] = (struct cart_line){.variant_id = items[i].variant_id,
                                          .quantity = items[i].quantity};
    return n;
}

bool turn_cart(struct turn *t, struct err *e)
{
    void *rows;
    if (!db_all(t->conn, t->arena, Q_CART_LIST, ARGS(V(t->customer.id)), &cart_model, CART_LINES_MOST, &rows,
                &t->view.cart_count, e))
        return false;
    t->view.cart = rows;
    return true;
}

static bool read_history(struct turn *t, struct history *history, struct err *e)
{
    const struct settings *s = shop_settings(t->shop);
    void *rows;
    size_t count;
    bool found;
    if (!db_all(t->conn, t->arena, Q_ORDERS_OF_CUSTOMER, ARGS(V(t->customer.id), V(ORDERS_SHOWN)), &order_model,
                ORDERS_SHOWN, &rows, &count, e))
        return false;
    struct order_brief *briefs = arena_array(t->arena, count ? count : 1, sizeof *briefs);
    for (size_t i = 0; i < count; i++)
        briefs[i] = order_brief_of(t->arena, (struct order *)rows + i, s->public_url, s->secret_key);
    if (!payment_briefs(t->conn, t->arena, t->customer.id, briefs, count, e))
        return false;
    *history = (struct history){.orders = briefs, .order_count = count};
    return count == 0 || db_text(t->conn, t->arena, Q_ORDER_LAST_ADDRESS, ARGS(V(t->customer.id)),
                                 &history->last_address, &found, e);
}

static const struct history *history_seen(void *turn)
{
    struct turn *t = turn;
    if (!t->history) {
        struct history *history = arena_alloc(t->arena, sizeof *history);
        if (!read_history(t, history, &t->broken))
            *history = (struct history){0};
        t->history = history;
    }
    return t->history;
}

bool turn_view(struct turn *t, struct err *e)
{
    const struct customer *me = &t->customer;
    t->history = NULL;
    t->view = (struct view){
        .catalogue = t->tongue->catalogue,
        .brain = t->tongue->brain,
        .texts = t->snap->texts,
        .lang = t->tongue->code,
        .now = t->now,
        .name = me->name,
        .profile_name = me->profile_name,
        .opted_out = me->opted_out,
        .blocked_by_human = me->blocked || (strcmp(me->owner, "human") == 0 && t->now < me->human_until),
        .first_contact = t->first_contact,
        .stock = stock_now,
        .coupon_used = coupon_used,
        .order_lines = order_lines,
        .history = history_seen,
        .shop = t,
    };
    clock_local(t->now, &t->view.here.day, &t->view.here.minute);
    return turn_cart(t, e);
}

static struct notifier turn_notifier(const struct turn *t)
{
    return (struct notifier){t->shop, t->snap, t->conn, t->arena, t->now};
}

/* The code that was agreed to; NULL when it does not count any more, and then the total differs. */
static const struct coupon *coupon_agreed(struct turn *t, const char *code, int64_t goods)
{
    const struct coupon *p = coupon_by_code(t->view.catalogue, code);
    int64_t used = 0, mine = 0;
    if (p)
        coupon_used(t, p->id, &used, &mine);
    return p && coupon_check(p, goods, t->now, used, mine) == COUPON_COUNTS ? p : NULL;
}

/* What the cart comes to at today's prices. */
static bool offer_agreed(struct turn *t, const struct action *act, struct offer *out,
                         const struct coupon **coupon, struct err *e)
{
    struct offer_wish w = {.lines = t->view.cart, .count = t->view.cart_count, .pickup = act->pickup,
                           .address = act->text};
    *coupon = NULL;
    if (!offer_make(t->view.catalogue, t->arena, &w, out, e) || !act->coupon)
        return e->kind == ERR_NONE;
    *coupon = w.coupon = coupon_agreed(t, act->coupon, out->sum.subtotal_minor);
    return offer_make(t->view.catalogue, t->arena, &w, out, e);
}

/* "L, Black, no onions": what it is and how the customer wants it, for whoever packs it. */
static const char *options_and_note(struct arena *a, const struct variant *v, const char *note)
{
    const char *parts[] = {v->option1, v->option2, note};
    const char *all = "";
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (parts[i] && *parts[i])
            all = *all ? arena_printf(a, "%s, %s", all, parts[i]) : parts[i];
    return all;
}

static struct order_item item_of_line(struct turn *t, const struct cart_line *line,
                                      const struct quote_line *sold)
{
    const struct product *p; /* by the shop's own name: staff reads the order too */
    const struct variant *v = catalogue_variant(&t->snap->catalogue, line->variant_id, &p);
    return (struct order_item){
        .variant_id = v->id, .quantity = line->quantity, .unit_price_minor = sold->unit_price_minor,
        .tax_bp = sold->tax_bp, .tax_inclusive = sold->tax_inclusive, .name = p->name,
        .options = options_and_note(t->arena, v, line->note),
    };
}

/* Whether somebody should look at what is about to be placed. */
static bool review(struct turn *t, struct order_new *n, int64_t total_minor, struct err *e)
{
    struct review_facts facts = {.pickup = n->pickup, .address = n->address, .total_minor = total_minor};
    struct rules rules;
    for (size_t i = 0; i < n->count; i++)
        facts.pieces += n->items[i].quantity;
    if (!rules_read(t->conn, t->arena, &rules, e))
        return false;
    n->review = review_placed(t->arena, &rules, &facts);
    return true;
}

static bool place(struct turn *t, const struct action *act, struct action_result *how, struct order *placed,
                  struct err *e)
{
    struct order_item *items = arena_array(t->arena, CART_LINES_MOST, sizeof *items);
    const struct coupon *coupon;
    struct offer o;
    if (!turn_cart(t, e) || !offer_agreed(t, act, &o, &coupon, e))
        return false;
    if (o.sum.total_minor != act->amount_minor)
        return fail(e, ERR_CONFLICT, "the total is %lld now, %lld was agreed to",
                    (long long)o.sum.total_minor, (long long)act->amount_minor);
    for (size_t i = 0; i < t->view.cart_count; i++)
        items[i] = item_of_line(t, &t->view.cart[i], &o.lines[i]);
    struct order_new n = {
        .customer_id = t->customer.id, .currency = t->view.catalogue->currency, .name = act->name,
        .phone = t->customer.phone, .address = act->text ? act->text : "", .pickup = act->pickup,
        .zone = o.zone ? o.zone->name : NULL, .coupon_code = coupon ? coupon->code : NULL,
        .coupon_id = coupon ? coupon->id : 0, .discount = o.discount,
        .delivery_minor = o.sum.delivery_minor, .items = items, .count = t->view.cart_count,
    };
    if (!review(t, &n, act->amount_minor, e) ||
        !order_place(t->conn, t->arena, &n, t->now, placed, &how->variant_id, &how->left, e) ||
        !db_run(t->conn, Q_CART_CLEAR, ARGS(V(t->customer.id)), NULL, e))
        return false;
    t->holding = false; /* what was put aside is the order's now */
    const struct notifier by = turn_notifier(t);
    return payment_begin(t->conn, t->arena, placed, act->way, t->view.catalogue, t->now, e) &&
           notify_order(&by, OWNER_ORDER, placed, e) &&
           (!n.review || !*n.review || review_ask(&by, placed, n.review, e));
}

static bool is_own_order(struct turn *t, int64_t id, struct err *e)
{
    const struct history *history = history_seen(t);
    for (size_t i = 0; i < history->order_count; i++)
        if (history->orders[i].id == id)
            return true;
    return fail(e, ERR_NOT_FOUND, "not this customer's order");
}

/* Another try, or another way. */
static bool pay(struct turn *t, const struct action *act, struct order *o, struct err *e)
{
    return is_own_order(t, act->order_id, e) &&
           order_find(t->conn, t->arena, act->order_id, o, e) &&
           payment_again(t->conn, t->arena, o, act->way, t->view.catalogue, t->now, e);
}

/* What was paid for it comes back when a person of the shop says so: the owner hears of it. */
static bool cancel(struct turn *t, const struct action *act, struct order *o, struct err *e)
{
    const struct notifier by = turn_notifier(t);
    return is_own_order(t, act->order_id, e) &&
           order_move(t->conn, t->arena, act->order_id, ORDER_CANCELLED,
                      (struct order_by){.actor = "customer", .reason = ""}, t->now, o, e) &&
           payment_excess_told(&by, o->id, e);
}

static char *login_link(struct turn *t)
{
    const struct settings *s = shop_settings(t->shop);
    const char *phone = t->customer.phone;
    char *who = phone ? arena_strdup(t->arena, phone)
                      : arena_printf(t->arena, "c%lld", (long long)t->customer.id);
    return arena_printf(t->arena, "%s/api/customers/%s/orders?token=%s", s->public_url, who,
                        customer_token(t->arena, s->secret_key, t->customer.id, t->now));
}

/* What the customer can be told about goes back to the dialogue; a broken database does not. */
static bool is_tellable(const struct err *e)
{
    return e->kind == ERR_OUT_OF_STOCK || e->kind == ERR_CONFLICT || e->kind == ERR_NOT_ALLOWED_NOW ||
           e->kind == ERR_NOT_FOUND || e->kind == ERR_BAD_INPUT;
}

/* The picture that came is the proof of a transfer; somebody of the shop has to look at it. */
static bool prove(struct turn *t, const struct action *act, struct order *o, struct err *e)
{
    const struct notifier by = turn_notifier(t);
    return is_own_order(t, act->order_id, e) &&
           payment_prove(t->conn, t->arena, act->order_id, t->chat_log_id, t->now, e) &&
           order_find(t->conn, t->arena, act->order_id, o, e) &&
           notify_order(&by, OWNER_PROOF, o, e);
}

/* Runs in a savepoint of its own, so that a refused order leaves nothing behind. */
static bool act_with_result(struct turn *t, const struct action *act, struct err *e)
{
    const struct settings *s = shop_settings(t->shop);
    struct action_result how = {0};
    struct err why = {0};
    struct order o = {0};
    if (!db_savepoint(t->conn, e))
        return false;
    switch (act->kind) {
    case ACTION_ORDER_PLACE: how.done = place(t, act, &how, &o, &why); break;
    case ACTION_ORDER_CANCEL: how.done = cancel(t, act, &o, &why); break;
    case ACTION_PAY: how.done = pay(t, act, &o, &why); break;
    case ACTION_PROOF: how.done = prove(t, act, &o, &why); break;
    default: how.link = login_link(t); how.done = true; break;
    }
    if (how.done) {
        db_savepoint_keep(t->conn);
    } else {
        if (!is_tellable(&why))
            return fail(e, why.kind, "%s", why.why); /* the whole turn is undone */
        db_savepoint_undo(t->conn);
        how.problem = why.kind;
    }
    if (o.number)
        how.order = order_brief_of(t->arena, &o, s->public_url, s->secret_key);
    if (o.number && !payment_briefs(t->conn, t->arena, t->customer.id, &how.order, 1, e))
        return false;
    if (!turn_view(t, e))
        return false;
    dialogue_after(&t->view, t->outcome.conversation, act, &how, t->arena, &t->outcome);
    return true;
}

/* What the owner reads who may be far from the console: who, what was asked, cart, last order, mood. */
static bool tell_owner(struct turn *t, struct err *e)
{
    const struct notifier by = turn_notifier(t);
    struct notice n = {.kind = OWNER_HANDOFF, .ref = t->customer.id};
    const char *asked = "";
    struct handoff h;
    if (!handoff_read(t->conn, t->arena, t->customer.id,
                      conversation_write(t->arena, t->outcome.conversation), &h, e))
        return false;
    for (size_t i = 0; i < h.asked_count; i++)
        asked = arena_printf(t->arena, "%s%s%s", asked, i ? "\n" : "", h.asked[i]);
    notice_say(&n, "name", customer_called(&t->customer));
    notice_say(&n, "words", *asked ? asked : t->in->message.text);
    notice_say(&n, "cart", h.cart.items);
    if (h.order.number)
        notice_say(&n, "last_order", arena_printf(t->arena, "%s (%s)", h.order.number, h.order.status));
    notice_say(&n, "mood", strcmp(sentiment_word(h.mood), "negative") == 0 ? "upset" : "");
    return notify_owner(&by, &n, e);
}

static bool hand_over(struct turn *t, struct err *e)
{
    int64_t timeout_ms;
    if (!shop_human_timeout(t->shop, t->conn, t->arena, &timeout_ms, e))
        return false;
    t->customer.owner = "human";
    t->customer.human_until = t->now + timeout_ms;
    log_info("conversation handed to a person", NULL);
    return tell_owner(t, e);
}

/* A low mark is told to the owner at once, and again with the words, where some follow. */
static bool take_feedback(struct turn *t, const struct action *act, struct err *e)
{
    struct conn *c = t->conn;
    int64_t me = t->customer.id, mark = act->quantity, changed = 0;
    struct rules rules;
    struct order o;
    bool ok = mark ? db_run(c, Q_FEEDBACK_MARK, ARGS(V(act->order_id), V(me), V(mark), V(t->now)), &changed, e)
                   : db_run(c, Q_FEEDBACK_WORDS, ARGS(V(act->order_id), V(me), V(act->text), V(t->now)),
                            &changed, e);
    if (!ok || !changed) /* not asked, or about somebody else's order */
        return ok;
    if (!db_int(c, Q_FEEDBACK_MARK_OF, ARGS(V(act->order_id), V(me)), &mark, NULL, e) ||
        !rules_read(c, t->arena, &rules, e) || !order_find(c, t->arena, act->order_id, &o, e))
        return false;
    if (mark > rules.feedback_low)
        return true;
    const struct notifier by = turn_notifier(t);
    struct notice n;
    if (!notice_of_order(&by, OWNER_FEEDBACK, &o, &n, e))
        return false;
    notice_say(&n, "mark", arena_printf(t->arena, "%lld", (long long)mark));
    notice_say(&n, "words", act->text ? act->text : "");
    return notify_owner(&by, &n, e);
}

static bool opt(struct turn *t, bool out, struct err *e)
{
    return db_run(t->conn, Q_CUSTOMER_OPTED_SET, ARGS(V(t->customer.id), V(out)), NULL, e) &&
           (!out || outbox_cancel(t->conn, t->customer.id, t->now, e));
}

static bool act_one(struct turn *t, const struct action *act, struct err *e)
{
    struct conn *c = t->conn;
    int64_t me = t->customer.id;
    switch (act->kind) {
    case ACTION_CART_SET:
        if (act->quantity <= 0)
            return db_run(c, Q_CART_REMOVE, ARGS(V(me), V(act->variant_id)), NULL, e);
        return db_run(c, Q_CART_SET, ARGS(V(me), V(act->variant_id), V(act->quantity), V(act->amount_minor),
                                       V(act->text)),
                      NULL, e);
    case ACTION_CART_CLEAR: return db_run(c, Q_CART_CLEAR, ARGS(V(me)), NULL, e);
    case ACTION_NAME_SET:
        t->customer.name = act->text;
        return db_run(c, Q_CUSTOMER_NAME_SET, ARGS(V(me), V(act->text)), NULL, e);
    case ACTION_HUMAN: return hand_over(t, e);
    case ACTION_OPT_OUT: return opt(t, true, e);
    case ACTION_OPT_IN: return opt(t, false, e);
    case ACTION_FEEDBACK: return take_feedback(t, act, e);
    case ACTION_RESTOCK:
        return db_run(c, Q_RESTOCK_WISH_ADD, ARGS(V(me), V(act->product_id), V(t->now)), NULL, e);
    case ACTION_UNANSWERED:
        return db_run(c, Q_UNANSWERED_ADD, ARGS(V(me), V(act->text), V(t->now)), NULL, e);
    case ACTION_MEANT:
        return db_run(c, Q_CONFIRMED_ADD, ARGS(V(me), V(act->name), V(t->customer.language), V(act->text), V(t->now)), NULL, e);
    case ACTION_ORDER_PLACE:
    case ACTION_ORDER_CANCEL:
    case ACTION_LOGIN_CODE:
    case ACTION_PAY:
    case ACTION_PROOF: break;
    }
    return act_with_result(t, act, e);
}

bool turn_act(struct turn *t, struct err *e)
{
    /* dialogue_after may add actions: they are performed too, up to ACTIONS_MOST. */
    for (size_t i = 0; i < t->outcome.action_count && i < ACTIONS_MOST; i++) {
        struct action act = t->outcome.actions[i];
        if (!act_one(t, &act, e))
            return false;
    }
    return t->broken.kind == ERR_NONE || fail(e, t->broken.kind, "%s", t->broken.why);
}
