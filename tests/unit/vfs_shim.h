/* vfs_shim.h -- a VFS that passes everything on, and may look, fail or act in between.
 *
 * shim_install makes it SQLite's default, so that the connections of lib/io go through it too. */
#ifndef TESTS_VFS_SHIM_H
#define TESTS_VFS_SHIM_H

#include <sqlite3.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <string.h>

struct shim_file {
    sqlite3_file base;
    const char *name; /* "" for nameless temporary files */
    sqlite3_file *real;
};

/* What a test may set or read; all are 0 at first. */
static struct {
    atomic_int wal_syncs;        /* successful ones of a -wal */
    atomic_int wal_writes;
    atomic_int writes_until;     /* > 0: counts down; at 1 the write (or sync) fails */
    atomic_int fail_with;        /* that code, and... */
    atomic_bool fail_on;         /* ...every one after it too */
    atomic_int faults;           /* how many failed */
    void (*in_checkpoint)(void); /* called once, then forgotten: see shim_moment */
    bool checkpoint;             /* its lock is held */
} shim;

static sqlite3_vfs shim_vfs, *shim_below;

static inline sqlite3_file *shim_real(sqlite3_file *f)
{
    return ((struct shim_file *)(void *)f)->real;
}

static inline bool shim_is_wal(sqlite3_file *f)
{
    const char *name = ((struct shim_file *)(void *)f)->name;
    size_t n = strlen(name);
    return n > 4 && strcmp(name + n - 4, "-wal") == 0;
}

static inline int shim_fault(void)
{
    int left = atomic_load(&shim.writes_until);
    if (left <= 0)
        return SQLITE_OK;
    if (left > 1) {
        atomic_store(&shim.writes_until, left - 1);
        return SQLITE_OK;
    }
    if (!atomic_load(&shim.fail_on))
        atomic_store(&shim.writes_until, 0);
    atomic_fetch_add(&shim.faults, 1);
    return atomic_load(&shim.fail_with);
}

/* The middle of a checkpoint: it has looked at the log's header and is about to copy. SQLite then
 * gives back its mapping (xUnfetch with NULL, where the log has changed since it last looked: the
 * moment that corrupts) and shuts out readers one by one. */
static inline void shim_moment(void)
{
    void (*act)(void) = shim.in_checkpoint;
    shim.in_checkpoint = NULL;
    if (act)
        act();
}

static inline int shim_close(sqlite3_file *f)
{
    int rc = shim_real(f)->pMethods->xClose(shim_real(f));
    sqlite3_free(shim_real(f));
    return rc;
}
static inline int shim_read(sqlite3_file *f, void *p, int n, sqlite3_int64 at)
{
    return shim_real(f)->pMethods->xRead(shim_real(f), p, n, at);
}
static inline int shim_write(sqlite3_file *f, const void *p, int n, sqlite3_int64 at)
{
    int rc = shim_fault();
    if (shim_is_wal(f))
        atomic_fetch_add(&shim.wal_writes, 1);
    return rc ? rc : shim_real(f)->pMethods->xWrite(shim_real(f), p, n, at);
}
static inline int shim_truncate(sqlite3_file *f, sqlite3_int64 n)
{
    return shim_real(f)->pMethods->xTruncate(shim_real(f), n);
}
static inline int shim_sync(sqlite3_file *f, int flags)
{
    int rc = shim_fault();
    if (rc)
        return rc;
    rc = shim_real(f)->pMethods->xSync(shim_real(f), flags);
    if (rc == SQLITE_OK && shim_is_wal(f))
        atomic_fetch_add(&shim.wal_syncs, 1);
    return rc;
}
static inline int shim_size(sqlite3_file *f, sqlite3_int64 *n)
{
    return shim_real(f)->pMethods->xFileSize(shim_real(f), n);
}
static inline int shim_lock(sqlite3_file *f, int level)
{
    return shim_real(f)->pMethods->xLock(shim_real(f), level);
}
static inline int shim_unlock(sqlite3_file *f, int level)
{
    return shim_real(f)->pMethods->xUnlock(shim_real(f), level);
}
static inline int shim_reserved(sqlite3_file *f, int *out)
{
    return shim_real(f)->pMethods->xCheckReservedLock(shim_real(f), out);
}
static inline int shim_control(sqlite3_file *f, int op, void *p)
{
    return shim_real(f)->pMethods->xFileControl(shim_real(f), op, p);
}
static inline int shim_sector(sqlite3_file *f)
{
    return shim_real(f)->pMethods->xSectorSize(shim_real(f));
}
static inline int shim_traits(sqlite3_file *f)
{
    return shim_real(f)->pMethods->xDeviceCharacteristics(shim_real(f));
}
static inline int shim_map(sqlite3_file *f, int page, int size, int extend, void volatile **out)
{
    return shim_real(f)->pMethods->xShmMap(shim_real(f), page, size, extend, out);
}
static inline int shim_shm_lock(sqlite3_file *f, int at, int n, int flags)
{
    enum { CHECKPOINT_LOCK = 1, FIRST_READER_LOCK = 3 };
    if (shim.checkpoint && at >= FIRST_READER_LOCK &&
        flags == (SQLITE_SHM_LOCK | SQLITE_SHM_EXCLUSIVE))
        shim_moment();
    int rc = shim_real(f)->pMethods->xShmLock(shim_real(f), at, n, flags);
    if (rc == SQLITE_OK && at == CHECKPOINT_LOCK && n == 1 && shim.in_checkpoint)
        shim.checkpoint = flags & SQLITE_SHM_LOCK;
    return rc;
}
static inline void shim_barrier(sqlite3_file *f)
{
    shim_real(f)->pMethods->xShmBarrier(shim_real(f));
}
static inline int shim_unmap(sqlite3_file *f, int remove)
{
    return shim_real(f)->pMethods->xShmUnmap(shim_real(f), remove);
}
static inline int shim_fetch(sqlite3_file *f, sqlite3_int64 at, int n, void **out)
{
    return shim_real(f)->pMethods->xFetch(shim_real(f), at, n, out);
}
static inline int shim_unfetch(sqlite3_file *f, sqlite3_int64 at, void *p)
{
    if (at == 0 && !p)
        shim_moment();
    return shim_real(f)->pMethods->xUnfetch(shim_real(f), at, p);
}

static const sqlite3_io_methods shim_methods = {
    3,
    shim_close,
    shim_read,
    shim_write,
    shim_truncate,
    shim_sync,
    shim_size,
    shim_lock,
    shim_unlock,
    shim_reserved,
    shim_control,
    shim_sector,
    shim_traits,
    shim_map,
    shim_shm_lock,
    shim_barrier,
    shim_unmap,
    shim_fetch,
    shim_unfetch,
};

static inline int shim_open(sqlite3_vfs *v, const char *name, sqlite3_file *f, int flags, int *out)
{
    struct shim_file *file = (struct shim_file *)(void *)f;
    (void)v;
    *file =
        (struct shim_file){.name = name ? name : "", .real = sqlite3_malloc(shim_below->szOsFile)};
    memset(file->real, 0, (size_t)shim_below->szOsFile);
    int rc = shim_below->xOpen(shim_below, name, file->real, flags, out);
    if (file->real->pMethods)
        file->base.pMethods = &shim_methods;
    else
        sqlite3_free(file->real);
    return rc;
}

static inline void shim_install(void)
{
    shim_below = sqlite3_vfs_find("unix");
    shim_vfs = *shim_below; /* everything that is not about a file goes straight below */
    shim_vfs.zName = "shim";
    shim_vfs.szOsFile = (int)sizeof(struct shim_file);
    shim_vfs.xOpen = shim_open;
    sqlite3_vfs_register(&shim_vfs, 1);
}

#endif
