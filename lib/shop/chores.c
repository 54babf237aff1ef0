/* chores.c -- schedules that keep the house: the database's log, old news, a copy each night. */
#include "schedules.h"
#include "waiter/backup.h"
#include "waiter/event.h"

#define CHECKPOINT_ABOVE (16LL << 20)

bool want_checkpoint(struct schedule_turn *t, struct conn *c, bool *wanted, struct err *e)
{
    (void)c;
    (void)e;
    *wanted = db_wal_bytes(t->db) > CHECKPOINT_ABOVE;
    return true;
}

bool run_checkpoint(struct schedule_turn *t, struct err *e)
{
    return db_checkpoint(t->db, CHECKPOINT_ABOVE, e);
}

bool run_forget_events(struct schedule_turn *t, struct err *e)
{
    bool more = true;
    while (more)
        if (!event_forget(t->db, t->now, &more, e))
            return false;
    return true;
}

bool run_backup(struct schedule_turn *t, struct err *e)
{
    struct backup made;
    if (!backup_make(shop_settings(t->shop), t->db, t->arena, &made, e))
        return false;
    t->result = made.name;
    return true;
}
