/* backup.c -- copies of the database as files of their own. */
#include "waiter/backup.h"
#include "waiter/clock.h"
#include "waiter/crypto.h"
#include "waiter/log.h"

#include <dirent.h>
#include <errno.h>
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
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

static bool drop_old(const struct settings *s, struct arena *a, struct err *e)
{
    struct backup *all;
    size_t count;
    if (!backup_list(s, a, &all, &count, e))
        return false;
    for (size_t i = BACKUPS_KEPT; i < count; i++)
        unlink(arena_printf(a, "%s/%s", folder_of(s, a), all[i].name));
    return true;
}

bool backup_make(const struct settings *s, struct db *db, struct arena *a, struct backup *out,
                 struct err *e)
{
    const char *folder = folder_of(s, a), *time = clock_rfc3339(a, clock_now());
    if (mkdir(folder, 0700) != 0 && errno != EEXIST)
        return fail(e, ERR_STORAGE, "cannot make %s: %s", folder, strerror(errno));
    const char *name = arena_printf(a, "waiter-%.4s%.2s%.2s-%.2s%.2s%.2s-%s.db", time, time + 5,
                                    time + 8, time + 11, time + 14, time + 17, random_code(a, 4));
    const char *path = arena_printf(a, "%s/%s", folder, name),
               *unfinished = arena_printf(a, "%s.part", path);
    bool ok = db_copy(db, unfinished, e) && db_check_copy(unfinished, e) &&
              (rename(unfinished, path) == 0 ||
               fail(e, ERR_STORAGE, "naming the copy: %s", strerror(errno)));
    if (!ok) {
        unlink(unfinished);
        return false;
    }
    return drop_old(s, a, e) && backup_find(s, a, name, out, e);
}
