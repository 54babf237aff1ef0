/* payment_news.c -- what a provider says, into the books: once, whatever comes twice or late. */
#include "payment_parts.h"

#include "waiter/clock.h"
#include "waiter/log.h"

#include <string.h>

#define LOOK_AGAIN_MS HOUR_MS          /* while the money is on its way */
#define LOOK_LATER_MS (2 * MINUTE_MS)  /* behind the end of a page: its notice may be lost */

struct told {
    struct pay_turn turn;
    enum pay_way way;
    const struct pay_news *news;
};

static bool is(const char *word, const char *other) { return strcmp(word, other) == 0; }

/* By the provider's ids; by ours where the page's id was not kept yet ("completed" may overtake the
 * answer that made the page). */
static bool find_payment(struct told *t, struct payment *out, bool *found, struct err *e)
{
    const struct pay_news *n = t->news;
    struct conn *c = t->turn.conn;
    struct arena *a = t->turn.arena;
    *found = false;
    if (n->session_id && !db_one(c, a, Q_PAYMENT_BY_SESSION, ARGS(V(n->session_id)),
                                 &payment_model, out, found, e))
        return false;
    if (!*found && n->session_id && n->payment.id) {
        if (!db_one(c, a, Q_PAYMENT_BY_ID, ARGS(V(n->payment.id)), &payment_model, out, found, e))
            return false;
        /* One that has a page of its own is another's. */
        *found = *found && ref_is(n->payment, out->id, out->created_at) && !out->session_id;
    }
    if (!*found && !n->session_id && n->charge_id)
        return db_one(c, a, Q_PAYMENT_BY_CHARGE, ARGS(V(n->charge_id)), &payment_model, out, found, e);
    *found = *found && is(out->way, pay_way_word(t->way));
    return true;
}

static bool fits(const struct payment *p, const struct pay_news *n)
{
    if (n->amount_minor == p->amount_minor && n->currency && is(n->currency, p->currency))
        return true;
    log_error("a payment of another amount than asked for is left alone: look at it in the provider's own console",
              "number", p->order_number, "session", n->session_id, NULL);
    return false;
}

/* --- The page ------------------------------------------------------------------------ */

static bool opened(struct told *t, const struct payment *p, struct err *e)
{
    struct conn *c = t->turn.conn;
    int64_t now = t->turn.now;
    const struct pay_news *n = t->news;
    int64_t end = n->expires_at ? n->expires_at : p->expires_at, kept;
    if (p->session_id || !n->link)
        return true;
    if (!db_run(c, Q_PAYMENT_OPENED,
                ARGS(V(p->id), V(n->session_id), V(n->link), V(end), V(end + LOOK_LATER_MS), V(now)),
                &kept, e))
        return false;
    struct payment open;
    return !kept || !is(p->status, "waiting") ||
           (payment_step(&t->turn, p->order_id, "link_sent", "", e) &&
            payment_find(&t->turn, p->id, &open, e) &&
            payment_say(&t->turn, NOTICE_PAY_LINK, &open, p->amount_minor, "", e));
}

/* It came to nothing, unless the money is there already. */
static bool lost(struct told *t, const struct payment *p, const char *status,
                 enum notice_kind what, struct err *e)
{
    struct conn *c = t->turn.conn;
    int64_t now = t->turn.now;
    bool waits = is(p->status, "waiting") || is(p->status, "pending");
    int64_t moved;
    if (is(p->status, "void"))
        return db_run(c, Q_PAYMENT_MOVE, ARGS(V(p->id), V("void"), V("void"), V(p->reason), V(now)), NULL, e);
    if (!waits || (is(status, "expired") && is(p->status, "pending")))
        return true;
    return db_run(c, Q_PAYMENT_MOVE, ARGS(V(p->id), V(p->status), V(status), V(""), V(now)), &moved, e) &&
           payment_step(&t->turn, p->order_id,
                        is(status, "expired") ? "link_expired" : "payment_failed", "", e) &&
           payment_say(&t->turn, what, p, p->amount_minor, "", e);
}

static bool coming(struct told *t, const struct payment *p, struct err *e)
{
    struct conn *c = t->turn.conn;
    int64_t now = t->turn.now;
    const struct pay_news *n = t->news;
    int64_t none = 0;
    if (is(p->status, "paid") || !fits(p, n))
        return true;
    if (is(p->status, "pending")) /* ask again later, in case its notice is lost */
        return db_run(c, Q_PAYMENT_ERRAND_PUT,
                      ARGS(V(p->id), V("look"), V(none), V(now + LOOK_AGAIN_MS), V(now)), NULL, e);
    return (p->session_id ||
            db_run(c, Q_PAYMENT_OPENED, ARGS(V(p->id), V(n->session_id), V(""), V(p->expires_at),
                                             V(now), V(now)), NULL, e)) &&
           db_run(c, Q_PAYMENT_MOVE, ARGS(V(p->id), V(p->status), V("pending"), V(""), V(now)), NULL, e) &&
           db_run(c, Q_PAYMENT_ERRAND_PUT,
                  ARGS(V(p->id), V("look"), V(none), V(now + LOOK_AGAIN_MS), V(now)), NULL, e) &&
           payment_step(&t->turn, p->order_id, "payment_pending", "", e) &&
           payment_say(&t->turn, NOTICE_PAY_PENDING, p, p->amount_minor, "", e);
}

/* --- Money back ---------------------------------------------------------------------- */

/* So much went back in all. What is more than we know of was given back in the provider's own
 * console: it gets a row of its own. */
static bool returned(struct told *t, const struct payment *p, struct err *e)
{
    struct conn *c = t->turn.conn;
    int64_t now = t->turn.now;
    const struct pay_news *n = t->news;
    struct refund r;
    int64_t promised, id, more = n->amount_minor - p->refunded_minor;
    if (more <= 0 || !n->currency || !is(n->currency, p->currency))
        return true;
    if (!db_run(c, Q_REFUND_PROMISE, ARGS(V(p->id), V(more), V(now)), &promised, e))
        return false;
    if (!promised) {
        log_error("more was given back than was paid", "number", p->order_number, NULL);
        return true;
    }
    return db_insert(c, Q_REFUND_ADD,
                     ARGS(V(p->id), V(more), V("pending"), V(""), V(false), V(p->way), V(now)), &id, e) &&
           db_one(c, t->turn.arena, Q_REFUND_BY_ID, ARGS(V(id)), &refund_model, &r, NULL, e) &&
           refund_moved(&t->turn, &r, REFUND_DONE, NULL, "", e);
}

static bool find_refund(struct told *t, struct refund *out, bool *found, struct err *e)
{
    struct conn *c = t->turn.conn;
    const struct pay_news *n = t->news;
    *found = false;
    if (n->provider_refund_id &&
        !db_one(c, t->turn.arena, Q_REFUND_BY_PROVIDER, ARGS(V(n->provider_refund_id)), &refund_model, out, found, e))
        return false;
    if (*found || !n->refund.id)
        return true;
    if (!db_one(c, t->turn.arena, Q_REFUND_BY_ID, ARGS(V(n->refund.id)), &refund_model, out, found, e))
        return false;
    *found = *found && ref_is(n->refund, out->id, out->created_at);
    return true;
}

static bool refund_news(struct told *t, struct err *e)
{
    const struct pay_news *n = t->news;
    struct refund r;
    bool found;
    if (!find_refund(t, &r, &found, e))
        return false;
    if (!found || !is(r.way, pay_way_word(t->way)))
        return true; /* of the provider's own console: "returned" tells of it */
    const char *why = n->refund_state == REFUND_FAILED ? "the provider could not give it back" : "";
    return refund_moved(&t->turn, &r, n->refund_state, n->provider_refund_id, why, e);
}

/* --- All of it ----------------------------------------------------------------------- */

static bool apply(struct told *t, const struct payment *p, struct err *e)
{
    switch (t->news->said) {
    case PAY_SAYS_OPEN: return opened(t, p, e);
    case PAY_SAYS_PENDING: return coming(t, p, e);
    case PAY_SAYS_PAID:
        return is(p->status, "paid") || !fits(p, t->news) ||
               payment_settle(&t->turn, p, t->news, e);
    case PAY_SAYS_FAILED: return lost(t, p, "failed", NOTICE_PAY_FAILED, e);
    case PAY_SAYS_EXPIRED: return lost(t, p, "expired", NOTICE_PAY_EXPIRED, e);
    case PAY_SAYS_RETURNED: return returned(t, p, e);
    case PAY_SAYS_DISPUTE:
        log_error("a customer's bank asks for a payment back: answer in the provider's own console",
                  "number", p->order_number, NULL);
        return payment_step(&t->turn, p->order_id, "disputed", "", e);
    case PAY_SAYS_REFUND:
    case PAY_SAYS_NOTHING: break;
    }
    return true;
}

static bool told_job(struct conn *c, void *what, struct err *e)
{
    struct told *t = what;
    const struct pay_news *n = t->news;
    struct payment p;
    bool found;
    int64_t fresh = 1;
    t->turn.conn = c;
    t->turn.now = clock_now();
    if (n->notice_id &&
        !db_run(c, Q_PAYMENT_NOTICE_ADD,
                ARGS(V(pay_way_word(t->way)), V(n->notice_id), V(n->kind), V(t->turn.now)), &fresh, e))
        return false;
    if (!fresh || n->said == PAY_SAYS_NOTHING)
        return true;
    if (n->said == PAY_SAYS_REFUND)
        return refund_news(t, e);
    if (!find_payment(t, &p, &found, e))
        return false;
    if (!found) {
        log_info("news of a payment that is not ours", "kind", n->kind, NULL);
        return true;
    }
    return apply(t, &p, e);
}

bool payment_told(struct shop *shop, struct arena *a, enum pay_way way, const struct pay_news *news,
                  struct err *e)
{
    struct told t = {
        .turn = {.arena = a, .shop = shop, .actor = arena_printf(a, "system:%s", pay_way_word(way))},
        .way = way, .news = news,
    };
    if (!shop_snapshot_now(shop, &t.turn.snap, e))
        return false;
    bool ok = db_write(shop_db(shop), told_job, &t, e);
    shop_release(shop, t.turn.snap);
    return ok;
}
