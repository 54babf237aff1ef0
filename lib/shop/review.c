/* review.c -- each new order is looked at once, by rules: marked for a person to look at, confirmed
 * at once, or left to wait like any other. The mark is made when it is placed; what may be confirmed
 * waits for the worker, so that the customer reads our answer first. */
#include "waiter/review.h"
#include "schedules.h"
#include "waiter/dialogue.h"

#include <string.h>

#define AT_ONCE 5

bool want_confirm(struct schedule_turn *t, struct conn *c, bool *wanted, struct err *e)
{
    int64_t any;
    (void)t;
    if (!db_int(c, Q_CONFIRM_ANY, NO_ARGS, &any, NULL, e))
        return false;
    *wanted = any != 0;
    return true;
}

#define KEY(key) key /* tests look for it (test_texts.c) */

/* By commas; the console says it in words. */
static const char *flags_of(struct arena *a, const struct rules *r, const struct review_facts *o)
{
    const char *flags = "";
    if (!o->pickup && !o->address[strspn(o->address, " ")])
        flags = "no_address";
    if (r->review_above_minor && o->total_minor > r->review_above_minor)
        flags = arena_printf(a, "%s%stotal", flags, *flags ? "," : "");
    if (o->pieces > r->review_items)
        flags = arena_printf(a, "%s%sitems", flags, *flags ? "," : "");
    return flags;
}

static bool may_confirm(const struct rules *r, int64_t total_minor)
{
    return r->auto_confirm && total_minor < r->confirm_below_minor;
}

const char *review_placed(struct arena *a, const struct rules *r, const struct review_facts *o)
{
    const char *flags = flags_of(a, r, o);
    return !*flags && may_confirm(r, o->total_minor) ? NULL : flags;
}

static bool confirm(const struct notifier *by, const struct order *o, struct err *e)
{
    struct order is;
    return order_move(by->conn, by->arena, o->id, ORDER_CONFIRMED,
                      (struct order_by){.actor = "system:rules", .reason = ""}, by->now, &is, e) &&
           notify_order(by, NOTICE_ORDER_CONFIRMED, &is, e);
}

/* The same for the owner's notice. */
static const char *why_of(const struct notifier *by, const char *flags)
{
    static const struct { const char *flag, *key; } words[] = {
        {"no_address", KEY("review_no_address")},
        {"total", KEY("review_total")},
        {"items", KEY("review_items")},
    };
    const char *why = "";
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strstr(flags, words[i].flag))
            why = arena_printf(by->arena, "%s%s%s", why, *why ? " " : "",
                               texts_say(by->snap->texts, by->arena, notifier_owner_lang(by),
                                         words[i].key, NULL));
    return why;
}

bool review_ask(const struct notifier *by, const struct order *o, const char *flags, struct err *e)
{
    struct notice n;
    if (!notice_of_order(by, OWNER_REVIEW, o, &n, e))
        return false;
    notice_say(&n, "reasons", flags);
    notice_say(&n, "why", why_of(by, flags));
    return notify_owner(by, &n, e);
}

struct look {
    struct schedule_turn *turn;
    size_t confirmed;
    bool more;
};

/* Those that are left to us needed no look when they were placed. */
static bool look_at_next(struct conn *c, struct look *l, struct err *e)
{
    struct notifier by = schedule_notifier(l->turn, c);
    struct rules rules;
    struct order o;
    int64_t id, sureness;
    if (!db_int(c, Q_CONFIRM_NEXT, NO_ARGS, &id, &l->more, e) || !l->more)
        return e->kind == ERR_NONE;
    if (!rules_read(c, by.arena, &rules, e) || !order_find(c, by.arena, id, &o, e) ||
        !db_int(c, Q_CONFIRM_SURENESS, ARGS(V(o.customer_id), V(id), V(o.created_at)), &sureness,
                NULL, e) ||
        !db_run(c, Q_CONFIRM_DONE, ARGS(V(id)), NULL, e))
        return false;
    if (strcmp(o.status, "pending") != 0 /* a person was faster */ ||
        !may_confirm(&rules, o.total_minor) || sureness <= rules.confirm_sure_percent)
        return true;
    l->confirmed++;
    return confirm(&by, &o, e);
}

/* Some with one commit, but not so many that a customer would notice. */
static bool look_job(struct conn *c, void *what, struct err *e)
{
    struct look *l = what;
    for (int i = 0; i < AT_ONCE && l->more; i++)
        if (!look_at_next(c, l, e))
            return false;
    return true;
}

bool run_confirm(struct schedule_turn *t, struct err *e)
{
    struct look l = {.turn = t, .more = true};
    while (l.more)
        if (!db_write(t->db, look_job, &l, e))
            return false;
    t->result = arena_printf(t->arena, "%zu confirmed", l.confirmed);
    return true;
}
