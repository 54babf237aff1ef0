/* wal_file.c -- what a commit puts into the log goes there in one write.
 *
 * SQLite writes a head and a body for each page that a commit has changed: some ninety writes for an
 * order, a seventh of its processor time. Here they are gathered as long as one follows the other,
 * and go when the file is synced, read, measured or cut, so that nobody can tell the difference:
 * with synchronous=FULL a commit syncs before it lets others know of its pages. A write that fails
 * is told of by the sync then, as the system itself does it. */
#include "db_inside.h"

#include <string.h>

#define GATHERED_MOST (120 * 1024) /* SQLite's own unix VFS takes less than 128 KiB in one write */

struct wal_file {
    sqlite3_file base;
    char *bytes; /* NULL: nothing was written yet */
    int count;
    sqlite3_int64 at; /* where they belong */
};

static sqlite3_vfs *below, ours;
const char wal_vfs[] = "gathering";

static struct wal_file *wal_of(sqlite3_file *f) { return (struct wal_file *)(void *)f; }

/* It lies behind ours, in the memory SQLite gives for both. */
static sqlite3_file *real(sqlite3_file *f) { return (sqlite3_file *)(void *)(wal_of(f) + 1); }

static int put_down(sqlite3_file *f)
{
    struct wal_file *w = wal_of(f);
    int count = w->count;
    w->count = 0;
    return count ? real(f)->pMethods->xWrite(real(f), w->bytes, count, w->at) : SQLITE_OK;
}

static int wal_write(sqlite3_file *f, const void *bytes, int n, sqlite3_int64 at)
{
    struct wal_file *w = wal_of(f);
    if (n > GATHERED_MOST || (!w->bytes && !(w->bytes = sqlite3_malloc(GATHERED_MOST))))
        return SQLITE_NOMEM; /* no page is so large */
    if (at != w->at + w->count || w->count + n > GATHERED_MOST) {
        int rc = put_down(f);
        if (rc)
            return rc;
        w->at = at;
    }
    memcpy(w->bytes + w->count, bytes, (size_t)n);
    w->count += n;
    return SQLITE_OK;
}

static int wal_read(sqlite3_file *f, void *into, int n, sqlite3_int64 at)
{
    int rc = put_down(f);
    return rc ? rc : real(f)->pMethods->xRead(real(f), into, n, at);
}

static int wal_truncate(sqlite3_file *f, sqlite3_int64 size)
{
    int rc = put_down(f);
    return rc ? rc : real(f)->pMethods->xTruncate(real(f), size);
}

static int wal_sync(sqlite3_file *f, int flags)
{
    int rc = put_down(f);
    return rc ? rc : real(f)->pMethods->xSync(real(f), flags);
}

static int wal_size(sqlite3_file *f, sqlite3_int64 *size)
{
    int rc = put_down(f);
    return rc ? rc : real(f)->pMethods->xFileSize(real(f), size);
}

/* What was not synced is no commit. */
static int wal_close(sqlite3_file *f)
{
    sqlite3_free(wal_of(f)->bytes);
    return real(f)->pMethods->xClose(real(f));
}

static int wal_lock(sqlite3_file *f, int level) { return real(f)->pMethods->xLock(real(f), level); }
static int wal_unlock(sqlite3_file *f, int level) { return real(f)->pMethods->xUnlock(real(f), level); }
static int wal_reserved(sqlite3_file *f, int *out) { return real(f)->pMethods->xCheckReservedLock(real(f), out); }
static int wal_control(sqlite3_file *f, int op, void *p) { return real(f)->pMethods->xFileControl(real(f), op, p); }
static int wal_sector(sqlite3_file *f) { return real(f)->pMethods->xSectorSize(real(f)); }
static int wal_traits(sqlite3_file *f) { return real(f)->pMethods->xDeviceCharacteristics(real(f)); }

static const sqlite3_io_methods methods = {
    .iVersion = 1, .xClose = wal_close, .xRead = wal_read, .xWrite = wal_write, .xTruncate = wal_truncate,
    .xSync = wal_sync, .xFileSize = wal_size, .xLock = wal_lock, .xUnlock = wal_unlock,
    .xCheckReservedLock = wal_reserved, .xFileControl = wal_control, .xSectorSize = wal_sector,
    .xDeviceCharacteristics = wal_traits,
};

/* Any other file is opened as if we were not there. */
static int open_file(sqlite3_vfs *vfs, const char *name, sqlite3_file *f, int flags, int *out)
{
    (void)vfs;
    if (!(flags & SQLITE_OPEN_WAL))
        return below->xOpen(below, name, f, flags, out);
    *wal_of(f) = (struct wal_file){0};
    int rc = below->xOpen(below, name, real(f), flags, out);
    if (rc == SQLITE_OK)
        f->pMethods = &methods;
    return rc;
}

void wal_vfs_start(void)
{
    below = sqlite3_vfs_find(NULL);
    ours = *below; /* everything that is not about a file goes straight below */
    ours.zName = wal_vfs;
    ours.szOsFile += (int)sizeof(struct wal_file);
    ours.xOpen = open_file;
    sqlite3_vfs_register(&ours, 0);
}
