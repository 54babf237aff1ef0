/* photo_sweep.c -- photos that nothing shows any more: their files are deleted.
 *
 * Files are the truth, not a list of them: whatever lies in media/ under a photo's name is asked after. So a
 * crash between an upload and its row, or between a row and its file, leaves nothing behind for ever, and
 * the sweep may be stopped anywhere. Each file is looked at and deleted inside the write gate: nobody can
 * begin to show it in between. What is young stays, dropped or never shown: an upload may be on its way to
 * its row, an undo or a restored copy of the database may name it again. */
#include "schedules.h"
#include "waiter/clock.h"

#include <dirent.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define KEEP_MS (30 * DAY_MS) /* as long as copies of the database are kept (backup.h) */

/* photo- and 32 digits: a photo that staff gave, never a picture of the demo shop. */
static bool is_photo(const char *name)
{
    return strncmp(name, "photo-", 6) == 0 && strspn(name + 6, "0123456789abcdef") == 32 &&
           strcmp(name + 38, ".jpg") == 0;
}

struct sweep {
    const char *path, *file; /* as products name it, and where it lies */
    int64_t before;
    bool deleted;
};

static bool sweep_job(struct conn *c, void *what, struct err *e)
{
    struct sweep *s = what;
    struct stat is;
    int64_t used;
    s->deleted = false;
    if (!db_int(c, Q_PHOTO_IS_USED, ARGS(V(s->path), V(s->before)), &used, NULL, e))
        return false;
    if (used || lstat(s->file, &is) != 0 || (int64_t)is.st_mtime * 1000 > s->before)
        return true;
    s->deleted = unlink(s->file) == 0;
    return db_run(c, Q_PHOTO_DROPPED_FORGET, ARGS(V(s->path)), NULL, e);
}

bool run_forget_photos(struct schedule_turn *t, struct err *e)
{
    const char *home = shop_settings(t->shop)->waiter_home;
    DIR *folder = opendir(arena_printf(t->arena, "%s/media", home));
    int64_t gone = 0;
    bool ok = true;
    for (struct dirent *one; folder && ok && (one = readdir(folder));) {
        if (!is_photo(one->d_name))
            continue;
        const char *path = arena_printf(t->arena, "/media/%s", one->d_name);
        struct sweep s = {path, arena_printf(t->arena, "%s%s", home, path), t->now - KEEP_MS, false};
        ok = db_write(t->db, sweep_job, &s, e);
        gone += s.deleted;
    }
    if (folder)
        closedir(folder);
    t->result = arena_printf(t->arena, "%lld files", (long long)gone);
    return ok;
}
