/* privacy.c -- one customer's personal data: handed out whole, or forgotten. */
#include "waiter/privacy.h"

#include "waiter/audit.h"
#include "waiter/clock.h"
#include "waiter/customer.h"
#include "waiter/event.h"
#include "waiter/log.h"
#include "waiter/search.h"
#include "waiter/media.h"
#include "waiter/phone.h"

#include <string.h>
#include <time.h>

/* -- handing out -- */

static bool put_part(struct json *j, const char *key, bool one, struct conn *c, struct arena *a,
                     enum query q, int64_t id, struct err *e)
{
    struct rows *r;
    if (!rows_begin(c, q, ARGS(V(id)), &r, e))
        return false;
    if (!one)
        json_open_array(j, key);
    while (row_next(r, e))
        json_put_raw(j, one ? key : NULL, row_text(r, 0, a));
    rows_end(r);
    if (!one)
        json_close(j);
    return e->kind == ERR_NONE;
}

/* Is there such a person (still)? */
static bool is_somebody(struct conn *c, struct arena *a, int64_t id, struct customer *out, struct err *e)
{
    int64_t erased;
    return customer_find(c, a, id, out, e) &&
           db_int(c, Q_CUSTOMER_ERASED, ARGS(V(id)), &erased, NULL, e) &&
           (!erased || fail(e, ERR_NOT_FOUND, "customer %lld was erased", (long long)id));
}

bool privacy_export(struct json *j, struct conn *c, struct arena *a, int64_t id, struct err *e)
{
    static const struct { const char *key; enum query query; bool one; } parts[] = {
        {"customer", Q_EXPORT_CUSTOMER, true},
        {"addresses", Q_EXPORT_ADDRESSES, false},
        {"tags", Q_EXPORT_TAGS, false},
        {"orders", Q_EXPORT_ORDERS, false},
        {"messages", Q_EXPORT_MESSAGES, false},
        {"deliveries", Q_EXPORT_DELIVERIES, false},
        {"received", Q_EXPORT_RECEIVED, false},
        {"notes", Q_EXPORT_NOTES, false},
        {"unanswered", Q_EXPORT_UNANSWERED, false},
        {"cart", Q_EXPORT_CART, false},
        {"reserved", Q_EXPORT_RESERVED, false},
        {"coupons", Q_EXPORT_COUPONS, false},
        {"payments", Q_EXPORT_PAYMENTS, false},
        {"media", Q_EXPORT_MEDIA, false},
        {"errands", Q_EXPORT_ERRANDS, false},
        {"confirmed", Q_EXPORT_CONFIRMED, false},
        {"ai", Q_EXPORT_AI, false},
        {"feedback", Q_EXPORT_FEEDBACK, false},
        {"wishes", Q_EXPORT_WISHES, false},
        {"referrals", Q_EXPORT_REFERRALS, false},
        {"conversation", Q_EXPORT_CONVERSATION, false},
    };
    struct customer who;
    if (!is_somebody(c, a, id, &who, e))
        return false;
    json_put_time(j, "exported_at", clock_now());
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (!put_part(j, parts[i].key, parts[i].one, c, a, parts[i].query, id, e))
            return false;
    return true;
}

/* -- forgetting -- */

struct erasing {
    struct arena *arena;
    const struct staff *who;
    int64_t id;
    const char *typed;
    const char **files; /* of what was sent */
    size_t file_count;
};

#define FILES_MOST 100000

static bool note_files(struct conn *c, struct erasing *w, struct err *e)
{
    struct rows *r;
    size_t room = 0;
    if (!rows_begin(c, Q_ERASE_FILES, ARGS(V(w->id), V(FILES_MOST)), &r, e))
        return false;
    for (w->file_count = 0; row_next(r, e); w->file_count++) {
        if (w->file_count == room) {
            const char **more = arena_array(w->arena, room = room ? room * 2 : 16, sizeof *more);
            if (w->file_count)
                memcpy(more, w->files, w->file_count * sizeof *more);
            w->files = more;
        }
        w->files[w->file_count] = row_text(r, 0, w->arena);
    }
    rows_end(r);
    return e->kind == ERR_NONE;
}

static bool same(const char *is, const char *typed)
{
    return is && *is && strcmp(is, typed) == 0;
}

/* Erasing cannot be undone: who wants it says whom he means. */
static bool means_it(struct erasing *w, const struct customer *who, struct err *e)
{
    const char *phone = phone_normal(w->arena, w->typed);
    return same(who->name, w->typed) || same(who->profile_name, w->typed) ||
           (phone && same(who->phone, phone)) ||
           same(arena_printf(w->arena, "%lld", (long long)w->id), w->typed) ||
           fail_field(e, "confirm", "somebody else was typed");
}

static bool erase_job(struct conn *c, void *what, struct err *e)
{
    /* In this order: the index is told the words, repeats are found by the names, before they go. */
    static const enum query steps[] = {
        Q_ERASE_FROM_SEARCH, Q_ERASE_REPEATS,      Q_ERASE_TASKS,       Q_ERASE_ERRANDS,
        Q_ERASE_MEDIA,       Q_ERASE_CONFIRMED,    Q_ERASE_OUTBOX,      Q_ERASE_INBOUND,
        Q_ERASE_MESSAGES,    Q_ERASE_NOTES,        Q_ERASE_UNANSWERED,  Q_ERASE_CART,
        Q_ERASE_CONVERSATION, Q_ERASE_TAGS,        Q_ERASE_ADDRESSES,   Q_ERASE_ORDER_NOTES,
        Q_ERASE_ORDERS,      Q_ERASE_AUDIT,        Q_ERASE_FEEDBACK,    Q_ERASE_WISHES,
        Q_ERASE_REFERRALS,   Q_ERASE_AI_CALLS,     Q_ERASE_AI_TURNS,
        Q_ERASE_CUSTOMER,
    };
    struct erasing *w = what;
    struct customer who;
    int64_t open;
    if (!is_somebody(c, w->arena, w->id, &who, e) || !means_it(w, &who, e) ||
        !db_int(c, Q_ERASE_HINDRANCE, ARGS(V(w->id)), &open, NULL, e))
        return false;
    if (open)
        return fail(e, ERR_NOT_ALLOWED_NOW, "%lld orders are not done", (long long)open);
    if (!note_files(c, w, e))
        return false;
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
        if (!db_run(c, steps[i], ARGS(V(w->id)), NULL, e))
            return false;
    return search_drop_due(c, e) && event_add(c, EVENT_CONVERSATION, w->id, clock_now(), e) &&
           event_add(c, EVENT_ORDER, 0, clock_now(), e) &&
           audit_id(c, w->who, "customer.erase", "customer", w->id, NULL, NULL, e);
}

#define REWRITTEN_MOST (64LL << 20) /* a second, in which nobody else writes */
#define EMPTY_TRIES 40

/* The write-ahead log holds the old pages until it is emptied; readers may be in the way for a moment. */
static void empty_log(struct db *db)
{
    for (int i = 0; i < EMPTY_TRIES; i++) {
        struct err e = {0};
        if (db_checkpoint(db, 0, &e) && db_wal_bytes(db) == 0)
            return;
        nanosleep(&(struct timespec){.tv_nsec = 25 * 1000 * 1000}, NULL);
    }
    log_warn("the write-ahead log still holds what was erased", NULL);
}

bool privacy_erase(struct db *db, const struct settings *s, struct arena *a, const struct staff *who,
                   int64_t id, const char *typed, struct err *e)
{
    struct erasing w = {.arena = a, .who = who, .id = id, .typed = typed};
    bool rewritten;
    if (!db_write(db, erase_job, &w, e))
        return false;
    for (size_t i = 0; i < w.file_count; i++)
        media_drop(a, s, w.files[i]);
    if (!search_clean(db, e) || !db_rewrite(db, REWRITTEN_MOST, &rewritten, e))
        return false;
    if (!rewritten)
        log_warn("too large to be written anew: traces may lie in it until others are written over them", NULL);
    empty_log(db);
    log_info("a customer was erased", NULL);
    return true;
}
