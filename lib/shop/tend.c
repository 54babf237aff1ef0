/* tend.c -- messages that were given up or refused: told another way, or told to the owner.
 *
 * A schedule looks for rows of the outbox that are dead or failed and not yet tended. A notice
 * that the closed window (63016) stopped comes once more as its template; else it goes by mail;
 * else, and for everything that was said in a chat, the owner hears of it. */
#include "schedules.h"
#include "waiter/clock.h"
#include "waiter/event.h"
#include "waiter/notify.h"
#include "waiter/outbox.h"

#include <string.h>

#define AT_ONCE 50

struct lost {
    int64_t id, customer_id, error_code;
    const char *error, *kind, *facts, *body, *to_address;
    bool was_template;
};
static const struct field lost_fields[] = {
    FIELD(struct lost, id, 0),
    FIELD(struct lost, customer_id, 0),
    FIELD(struct lost, error_code, 0),
    FIELD(struct lost, error, 0),
    FIELD(struct lost, kind, 0),
    FIELD(struct lost, facts, 0),
    FIELD(struct lost, was_template, 0),
    FIELD(struct lost, body, 0),
    FIELD(struct lost, to_address, 0),
};
static const struct model lost_model = MODEL("outbox", struct lost, lost_fields);

struct tending {
    struct schedule_turn *turn;
    size_t done;
};

bool want_tend(struct schedule_turn *t, struct conn *c, bool *wanted, struct err *e)
{
    int64_t any;
    (void)t;
    if (!db_int(c, Q_UNTENDED_ANY, NO_ARGS, &any, NULL, e))
        return false;
    *wanted = any != 0;
    return true;
}

static bool as_template(const struct notifier *by, const struct lost *row,
                        const struct customer *to, enum notice_kind kind, bool *again, struct err *e)
{
    struct notice_filled filled;
    *again = false;
    if (row->was_template || row->error_code != OUTBOX_WINDOW_CLOSED || to->opted_out)
        return true;
    if (!notice_template(by->conn, by->arena, kind, to->language, row->facts, &filled, again, e))
        return false;
    return !*again ||
           (db_run(by->conn, Q_OUTBOX_AS_TEMPLATE,
                   ARGS(V(row->id), V(filled.content_sid), V(filled.variables), V(by->now)), NULL,
                   e) &&
            db_run(by->conn, Q_OUTBOX_DETACH, ARGS(V(row->id)), NULL, e) &&
            event_add(by->conn, EVENT_MESSAGE, to->id, by->now, e));
}

static bool tell_owner(const struct notifier *by, const struct lost *row,
                       const struct customer *to, struct err *e)
{
    struct notice n = {.kind = OWNER_SEND_FAILED, .ref = to->id};
    notice_say(&n, "name", customer_called(to));
    notice_say(&n, "why", *row->error ? row->error : row->body);
    return notify_owner(by, &n, e);
}

static bool given(const char *setting) { return setting && *setting; }

static bool tend_one(const struct notifier *by, const struct lost *row, struct err *e)
{
    const struct settings *s = shop_settings(by->shop);
    const char *owner_email = s->owner_email;
    bool can_mail = given(s->smtp_url) && given(s->mail_from);
    enum notice_kind kind;
    struct customer to;
    bool notice = notice_named(row->kind, &kind), again = false;
    if (!db_run(by->conn, Q_OUTBOX_TENDED, ARGS(V(row->id)), NULL, e) ||
        !customer_find(by->conn, by->arena, row->customer_id, &to, e))
        return false;
    if (notice && !as_template(by, row, &to, kind, &again, e))
        return false;
    if (again)
        return true;
    if (notice && notice_is_owners(kind)) /* telling the owner by the same way would not help */
        return !given(owner_email) || !can_mail || notify_mail(by, owner_email, 0, row->body, e);
    bool quiet = notice && notice_types[kind].promotional;
    if (notice && to.email && can_mail && !(quiet && to.opted_out))
        return notify_mail(by, to.email, to.id, row->body, e);
    return quiet || to.opted_out || tell_owner(by, row, &to, e);
}

static bool tend_job(struct conn *c, void *what, struct err *e)
{
    struct tending *t = what;
    struct notifier by = schedule_notifier(t->turn, c);
    void *rows;
    size_t n;
    if (!db_all(c, by.arena, Q_UNTENDED, ARGS(V(AT_ONCE)), &lost_model, AT_ONCE, &rows, &n, e))
        return false;
    for (size_t i = 0; i < n; i++)
        if (!tend_one(&by, (const struct lost *)rows + i, e))
            return false;
    t->done = n;
    return true;
}

bool run_tend(struct schedule_turn *t, struct err *e)
{
    struct tending tending = {.turn = t};
    size_t all = 0;
    do {
        if (!db_write(t->db, tend_job, &tending, e))
            return false;
        all += tending.done;
    } while (tending.done == AT_ONCE);
    if (all)
        t->result = arena_printf(t->arena, "%zu not delivered", all);
    return true;
}
