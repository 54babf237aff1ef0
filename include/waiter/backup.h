/* backup.h -- copies of the database in WAITER_HOME/backups, made while the shop is open. */
#ifndef WAITER_BACKUP_H
#define WAITER_BACKUP_H

#include "waiter/db.h"
#include "waiter/json.h"
#include "waiter/settings.h"

#define BACKUPS_KEPT 10

struct backup {
    const char *name; /* waiter-20261123-101500-a1b2.db */
    int64_t bytes, made_at;
};

/* A new copy, checked before it gets its name, readable by us alone; the oldest above BACKUPS_KEPT go. */
CHECKED bool backup_make(const struct settings *s, struct db *db, struct arena *a,
                         struct backup *out, struct err *e);

/* The newest first. */
CHECKED bool backup_list(const struct settings *s, struct arena *a, struct backup **out,
                         size_t *count, struct err *e);

/* ERR_NOT_FOUND when there is none of that name, whatever else it names. */
CHECKED bool backup_find(const struct settings *s, struct arena *a, const char *name,
                         struct backup *out, struct err *e);

#endif
