/* backup.c -- copies of the database as files of their own. */
#include "waiter/backup.h"
#include "waiter/clock.h"
#include "waiter/crypto.h"
#include "waiter/log.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

#define PATTERN "waiter-[0-9]*-[0-9]*-????.db"
#define LIST_MOST 200

static const char *folder_of(const struct settings *s, struct arena *a)
{
    return arena_printf(a, "%s/backups", s->waiter_home);
}

/* Names are ours alone: digits, letters, no way out of the folder. */
static bool named_right(const char *name)
{
    return fnmatch(PATTERN, name, 0) == 0 && strlen(name) < 64 &&
           strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-.") ==
               strlen(name);
}

static bool look(const struct settings *s, struct arena *a, const char *name, struct backup *out)
{
    struct stat st;
    if (!named_right(name) ||
        stat(arena_printf(a, "%s/%s", folder_of(s, a), name), &st) != 0 || !S_ISREG(st.st_mode))
        return false;
    *out = (struct backup){arena_strdup(a, name), st.st_size,
                           (int64_t)st.st_mtim.tv_sec * 1000 + st.st_mtim.tv_nsec / 1000000};
    return true;
}

bool backup_find(const struct settings *s, struct arena *a, const char *name, struct backup *out,
                 struct err *e)
{
    return look(s, a, name, out) || fail(e, ERR_NOT_FOUND, "no such copy");
}

static int newest_first(const void *a, const void *b)
{
    const struct backup *x = a, *y = b;
    if (x->made_at != y->made_at)
        return x->made_at < y->made_at ? 1 : -1;
    return strcmp(y->name, x->name);
}

bool backup_list(const struct settings *s, struct arena *a, struct backup **out, size_t *count,
                 struct err *e)
{
    DIR *dir = opendir(folder_of(s, a));
    struct dirent *entry;
    *out = arena_array(a, LIST_MOST, sizeof **out);
    *count = 0;
    if (!dir)
        return errno == ENOENT || fail(e, ERR_STORAGE, "backups: %s", strerror(errno));
    while (*count < LIST_MOST && (entry = readdir(dir)))
        *count += look(s, a, entry->d_name, &(*out)[*count]);
    closedir(dir);
    qsort(*out, *count, sizeof **out, newest_first);
    return true;
}

void backups_needed(const struct backup *all, size_t count, bool *keep)
{
    int64_t day = INT64_MAX, week = INT64_MAX; /* the last ones seen: they only go back */
    int days = 0, weeks = 0;
    for (size_t i = 0; i < count; i++) {
        int64_t its_day = all[i].made_at / DAY_MS, its_week = (its_day + 3) / 7; /* from Monday */
        bool daily = its_day < day && days < BACKUPS_DAILY;
        bool weekly = its_week < week && weeks < BACKUPS_WEEKLY;
        days += daily;
        weeks += weekly;
        day = its_day;
        week = its_week;
        keep[i] = i < BACKUPS_NEWEST || daily || weekly;
    }
}

static bool drop_old(const struct settings *s, struct arena *a, struct err *e)
{
    struct backup *all;
    size_t count;
    if (!backup_list(s, a, &all, &count, e))
        return false;
    bool *keep = arena_array(a, LIST_MOST, sizeof *keep);
    backups_needed(all, count, keep);
    for (size_t i = 0; i < count; i++)
        if (!keep[i])
            unlink(arena_printf(a, "%s/%s", folder_of(s, a), all[i].name));
    return true;
}

/* On disk for good: a file's bytes, or a folder's names. */
static bool settle(const char *path, struct err *e)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    bool ok = fd >= 0 && fsync(fd) == 0;
    int why = errno;
    if (fd >= 0)
        close(fd);
    return ok || fail(e, ERR_STORAGE, "%s: %s", path, strerror(why));
}

bool backup_make(const struct settings *s, struct db *db, struct arena *a, struct backup *out,
                 struct err *e)
{
    const char *folder = folder_of(s, a), *time = clock_rfc3339(a, clock_now());
    if (mkdir(folder, 0750) != 0 && errno != EEXIST)
        return fail(e, ERR_STORAGE, "cannot make %s: %s", folder, strerror(errno));
    const char *name = arena_printf(a, "waiter-%.4s%.2s%.2s-%.2s%.2s%.2s-%s.db", time, time + 5,
                                    time + 8, time + 11, time + 14, time + 17, random_code(a, 4));
    const char *path = arena_printf(a, "%s/%s", folder, name),
               *unfinished = arena_printf(a, "%s.part", path);
    bool ok = db_copy(db, unfinished, e) && db_check_copy(unfinished, e) && settle(unfinished, e) &&
              (rename(unfinished, path) == 0 ||
               fail(e, ERR_STORAGE, "naming the copy: %s", strerror(errno))) &&
              settle(folder, e);
    if (!ok) {
        unlink(unfinished);
        return false;
    }
    return drop_old(s, a, e) && backup_find(s, a, name, out, e);
}

/* --- Back again --------------------------------------------------------------------------- */

/* Beside the database, so that one rename puts it in place. */
static bool bring_near(const char *from, const char *to, struct err *e)
{
    int in = open(from, O_RDONLY | O_CLOEXEC), out = -1;
    if (in >= 0)
        out = open(to, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0640);
    ssize_t n = out < 0 ? -1 : 1;
    while (n > 0)
        n = sendfile(out, in, NULL, 1 << 24);
    int why = errno;
    if (in >= 0)
        close(in);
    if (out >= 0)
        close(out);
    return (n == 0 || fail(e, ERR_STORAGE, "copying %s: %s", from, strerror(why))) && settle(to, e);
}

static bool count_rows(struct db *db, struct restored *out, struct err *e)
{
    struct conn *c;
    if (!db_borrow(db, &c, e))
        return false;
    bool ok = db_int(c, Q_COUNT_CUSTOMERS, NO_ARGS, &out->customers, NULL, e) &&
              db_int(c, Q_COUNT_ORDERS, NO_ARGS, &out->orders, NULL, e) &&
              db_int(c, Q_COUNT_MESSAGES, NO_ARGS, &out->messages, NULL, e);
    db_return(db, c);
    return ok;
}

static bool bring_up_to_date(const char *path, struct restored *out, struct err *e)
{
    struct db *db;
    int steps;
    if (!db_open_any(path, &db, e))
        return false;
    bool ok = db_migrate(db, &steps, e) && count_rows(db, out, e);
    db_close(db);
    return ok;
}

bool backup_restore(const struct settings *s, struct arena *a, const char *path,
                    struct restored *out, struct err *e)
{
    const char *database = settings_database(a, s);
    const char *near = arena_printf(a, "%s.restoring", database);
    const char *kept = arena_printf(a, "%s.before-%s", database, clock_rfc3339(a, clock_now()));
    *out = (struct restored){0};
    if (!db_check_ours(path, e) || !bring_near(path, near, e))
        return false;
    if (!db_check_copy(near, e) || !db_replace(database, near, kept, e)) {
        unlink(near);
        return false;
    }
    out->kept = access(kept, F_OK) == 0 ? kept : NULL;
    return bring_up_to_date(database, out, e);
}
