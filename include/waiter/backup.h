/* backup.h -- copies of the database in WAITER_HOME/backups, made while the shop is open. */
#ifndef WAITER_BACKUP_H
#define WAITER_BACKUP_H

#include "waiter/db.h"
#include "waiter/json.h"
#include "waiter/settings.h"

/* What stays: the newest few, the newest of each of so many days, and of so many weeks (UTC). */
#define BACKUPS_NEWEST 3
#define BACKUPS_DAILY  7
#define BACKUPS_WEEKLY 4

struct backup {
    const char *name; /* waiter-20261123-101500-a1b2.db */
    int64_t bytes, made_at;
};

/* A new copy, checked and on disk before it gets its name, readable by our user and group alone;
 * then those that nobody needs any more go (backups_needed). */
CHECKED bool backup_make(const struct settings *s, struct db *db, struct arena *a,
                         struct backup *out, struct err *e);

/* The newest first. */
CHECKED bool backup_list(const struct settings *s, struct arena *a, struct backup **out,
                         size_t *count, struct err *e);

/* ERR_NOT_FOUND when there is none of that name, whatever else it names. */
CHECKED bool backup_find(const struct settings *s, struct arena *a, const char *name,
                         struct backup *out, struct err *e);

/* Sets keep[i] for each of the copies (newest first) that stays. Pure. */
void backups_needed(const struct backup *all, size_t count, bool *keep);

struct restored {
    const char *kept;            /* where the database of before lies now, NULL when there was none */
    int64_t customers, orders, messages;
};

/* Puts that copy (a path) in the place of the shop's database, once it is proven whole and ours, and
 * brings it to this version. Every program must be stopped: ERR_NOT_ALLOWED_NOW when one has the
 * database open. ERR_STORAGE when the copy is not whole, not ours or newer; then nothing changed. */
CHECKED bool backup_restore(const struct settings *s, struct arena *a, const char *path,
                            struct restored *out, struct err *e);

#endif
