/* inbox.c -- people of the shop in the middle of a customer's chat. */
#include "waiter/inbox.h"

#include "chat_parts.h"
#include "waiter/audit.h"
#include "waiter/clock.h"
#include "waiter/event.h"
#include "waiter/outbox.h"

#include <string.h>

/* A line in the book, and news for every console that has this chat open. */
static bool note_change(struct conn *c, const struct staff *who, const char *action, int64_t customer_id,
                        const char *after, struct err *e)
{
    return event_add(c, EVENT_CONVERSATION, customer_id, clock_now(), e) &&
           audit_id(c, who, action, "chat", customer_id, NULL, after, e);
}

/* -- writing -- */

struct letter {
    struct shop *shop;
    struct arena *arena;
    int64_t customer_id;
    const struct written *what;
    const struct staff *who;
    int64_t id; /* the answer */
};

bool inbox_may_write(const struct customer *to, int64_t now, struct err *e)
{
    if (to->blocked)
        return fail(e, ERR_BLOCKED, "the customer is blocked");
    if (to->opted_out)
        return fail(e, ERR_OPTED_OUT, "the customer said STOP");
    if (to->window_end_at - OUTBOX_WINDOW_MARGIN_MS <= now || !to->address)
        return fail(e, ERR_WINDOW_CLOSED, "the 24 h window is closed");
    return true;
}

/* The row that this key already made, or found = false. */
static bool sent_before(struct conn *c, enum query q, struct letter *l, bool *found, struct err *e)
{
    struct rows *r;
    if (!rows_begin(c, q, ARGS(V(l->what->key)), &r, e))
        return false;
    *found = row_next(r, e);
    bool same = *found && row_int(r, 1) == l->customer_id &&
                strcmp(row_text(r, 2, l->arena), l->what->text) == 0;
    if (*found)
        l->id = row_int(r, 0);
    rows_end(r);
    if (e->kind != ERR_NONE)
        return false;
    return !*found || same || fail(e, ERR_CONFLICT, "the key belongs to another text");
}

static bool note_add(struct conn *c, int64_t customer_id, const char *kind, const char *author,
                     const struct written *what, int64_t *id, struct err *e)
{
    return db_insert(c, Q_CHAT_NOTE_ADD,
                     ARGS(V(customer_id), V(kind), V(author), V(what ? what->text : ""),
                          V(what ? what->key : (const char *)NULL), V(clock_now())),
                     id, e);
}

/* A machine with a key is nobody to have a chat. */
static struct value person(const struct staff *who)
{
    return who->id ? value_int(who->id) : (struct value){0};
}

/* The time begins anew; a note says so only where somebody else (or the bot) had it. */
static bool take(struct conn *c, struct letter *l, int64_t now, struct err *e)
{
    int64_t had = 0, changed, note, timeout_ms, until;
    bool human;
    if (!shop_human_timeout(l->shop, c, l->arena, &timeout_ms, e))
        return false;
    until = now + timeout_ms;
    if (!db_int(c, Q_CONVERSATION_STAFF, ARGS(V(l->customer_id), V(now)), &had, &human, e) ||
        !db_run(c, Q_CONVERSATION_TAKE, ARGS(V(l->customer_id), V(until), person(l->who)), &changed, e))
        return false;
    if (!changed)
        return fail(e, ERR_NOT_FOUND, "no conversation with customer %lld", (long long)l->customer_id);
    if (human && had == l->who->id)
        return true;
    return note_add(c, l->customer_id, "taken", l->who->username, NULL, &note, e) &&
           note_change(c, l->who, "chat.taken", l->customer_id, NULL, e);
}

/* The words stand in the chat; the book only says which message it was. */
static const char *message_json(struct arena *a, int64_t id)
{
    return arena_printf(a, "{\"message\":%lld}", (long long)id);
}

static bool say(struct conn *c, struct letter *l, const struct customer *to, int64_t now, struct err *e)
{
    struct said said = {.text = l->what->text, .source = SOURCE_STAFF, .why = l->who->username};
    int64_t outbox_id;
    return chat_say(c, l->arena, to, &said, &(struct outbox_new){0}, now, &outbox_id, e) &&
           db_run(c, Q_CHAT_LOG_KEY_SET, ARGS(V(outbox_id), V(l->what->key)), NULL, e) &&
           db_int(c, Q_CHAT_LOG_OF_OUTBOX, ARGS(V(outbox_id)), &l->id, NULL, e) &&
           db_run(c, Q_CUSTOMER_READ, ARGS(V(to->id), V(l->id)), NULL, e) &&
           note_change(c, l->who, "chat.reply", l->customer_id, message_json(l->arena, l->id), e);
}

static bool reply_job(struct conn *c, void *what, struct err *e)
{
    struct letter *l = what;
    struct customer to;
    int64_t now = clock_now();
    bool before;
    if (!customer_find(c, l->arena, l->customer_id, &to, e) ||
        !sent_before(c, Q_CHAT_LOG_BY_KEY, l, &before, e))
        return false;
    if (before)
        audit_nothing(l->who);
    return before || (inbox_may_write(&to, now, e) && take(c, l, now, e) && say(c, l, &to, now, e));
}

bool inbox_reply(struct shop *shop, struct arena *a, int64_t customer_id, const struct written *what,
                 const struct staff *who, int64_t *id, struct err *e)
{
    struct letter l = {shop, a, customer_id, what, who, 0};
    bool ok = db_write(shop_db(shop), reply_job, &l, e);
    *id = l.id;
    return ok;
}

static bool note_job(struct conn *c, void *what, struct err *e)
{
    struct letter *l = what;
    struct customer about;
    bool before;
    if (!customer_find(c, l->arena, l->customer_id, &about, e) ||
        !sent_before(c, Q_CHAT_NOTE_BY_KEY, l, &before, e))
        return false;
    if (before)
        audit_nothing(l->who);
    return before ||
           (note_add(c, l->customer_id, "note", l->who->username, l->what, &l->id, e) &&
            note_change(c, l->who, "chat.note", l->customer_id, NULL, e));
}

bool inbox_note(struct shop *shop, struct arena *a, int64_t customer_id, const struct written *what,
                const struct staff *who, int64_t *id, struct err *e)
{
    struct letter l = {shop, a, customer_id, what, who, 0};
    bool ok = db_write(shop_db(shop), note_job, &l, e);
    *id = l.id;
    return ok;
}

/* -- sending anew -- */

struct again {
    struct arena *arena;
    const struct staff *who;
    int64_t message_id;
};

static bool retry_job(struct conn *c, void *what, struct err *e)
{
    const struct again *g = what;
    int64_t customer_id, changed, now = clock_now();
    struct customer to;
    if (!db_int(c, Q_CHAT_MESSAGE_CUSTOMER, ARGS(V(g->message_id)), &customer_id, NULL, e) ||
        !customer_find(c, g->arena, customer_id, &to, e) || !inbox_may_write(&to, now, e) ||
        !db_run(c, Q_OUTBOX_AGAIN, ARGS(V(g->message_id), V(now)), &changed, e))
        return false;
    if (!changed)
        return fail(e, ERR_NOT_ALLOWED_NOW, "that message did not fail");
    return db_run(c, Q_OUTBOX_RETIRE, ARGS(V(g->message_id)), NULL, e) &&
           note_change(c, g->who, "chat.retry", customer_id, message_json(g->arena, g->message_id), e);
}

bool inbox_retry(struct shop *shop, struct arena *a, const struct staff *who, int64_t message_id,
                 struct err *e)
{
    struct again g = {a, who, message_id};
    return db_write(shop_db(shop), retry_job, &g, e);
}

/* -- who has it -- */

static bool take_job(struct conn *c, void *what, struct err *e)
{
    struct letter *l = what;
    struct customer who;
    audit_nothing(l->who); /* one's own already: only its time begins anew */
    return customer_find(c, l->arena, l->customer_id, &who, e) && take(c, l, clock_now(), e);
}

bool inbox_take(struct shop *shop, struct arena *a, int64_t customer_id, const struct staff *who,
                struct err *e)
{
    struct letter l = {.shop = shop, .arena = a, .customer_id = customer_id, .who = who};
    return db_write(shop_db(shop), take_job, &l, e);
}

struct moving {
    int64_t customer_id;
    enum inbox_move move;
    const struct staff *who;
};

static bool move_row(struct conn *c, const struct moving *m, int64_t *changed, struct err *e)
{
    int64_t id = m->customer_id;
    switch (m->move) {
    case INBOX_GIVE_BACK: return db_run(c, Q_CONVERSATION_GIVE_BACK, ARGS(V(id)), changed, e);
    case INBOX_CLOSE: return db_run(c, Q_CONVERSATION_CLOSE, ARGS(V(id), V(clock_now())), changed, e);
    case INBOX_REOPEN: return db_run(c, Q_CONVERSATION_REOPEN, ARGS(V(id)), changed, e);
    case INBOX_BLOCK: return db_run(c, Q_CUSTOMER_BLOCKED_SET, ARGS(V(id), V(true)), changed, e);
    case INBOX_UNBLOCK: break;
    }
    return db_run(c, Q_CUSTOMER_BLOCKED_SET, ARGS(V(id), V(false)), changed, e);
}

static bool move_job(struct conn *c, void *what, struct err *e)
{
    static const char *const notes[] = {
        [INBOX_GIVE_BACK] = "returned", [INBOX_CLOSE] = "closed",      [INBOX_REOPEN] = "reopened",
        [INBOX_BLOCK] = "blocked",      [INBOX_UNBLOCK] = "unblocked",
    };
    const struct moving *m = what;
    struct customer who;
    struct arena a;
    int64_t changed, note;
    arena_init(&a);
    bool ok = customer_find(c, &a, m->customer_id, &who, e) && move_row(c, m, &changed, e) &&
              (changed == 1 || fail(e, ERR_NOT_ALLOWED_NOW, "it is %s already", notes[m->move])) &&
              note_add(c, m->customer_id, notes[m->move], m->who->username, NULL, &note, e) &&
              note_change(c, m->who, arena_printf(&a, "chat.%s", notes[m->move]), m->customer_id, NULL, e);
    arena_done(&a);
    return ok;
}

bool inbox_move(struct shop *shop, int64_t customer_id, enum inbox_move move,
                const struct staff *who, struct err *e)
{
    struct moving m = {customer_id, move, who};
    return db_write(shop_db(shop), move_job, &m, e);
}

/* -- seen -- */

struct seen {
    int64_t customer_id, up_to;
};

static bool read_job(struct conn *c, void *what, struct err *e)
{
    const struct seen *s = what;
    int64_t changed;
    return db_run(c, Q_CUSTOMER_READ, ARGS(V(s->customer_id), V(s->up_to)), &changed, e) &&
           (changed == 1 || fail(e, ERR_NOT_FOUND, "customer %lld", (long long)s->customer_id));
}

bool inbox_read(struct shop *shop, int64_t customer_id, int64_t up_to, struct err *e)
{
    struct seen s = {customer_id, up_to};
    return db_write(shop_db(shop), read_job, &s, e);
}
