/* db_inside.h -- what the files of the database room share; nobody else includes it but its tests. */
#ifndef WAITER_DB_INSIDE_H
#define WAITER_DB_INSIDE_H

#include "waiter/db.h"

#include <pthread.h>
#include <sqlite3.h>

#define BIND_MOST 32
#define COLUMNS_MOST 32

/* A prepared query with what is looked up once: where $1.. went and which field a column fills. */
struct statement {
    sqlite3_stmt *stmt;
    unsigned char bind_at[BIND_MOST + 1]; /* SQLite numbers $2, $1 by first appearance */
    const struct model *model;
    const struct field *fields[COLUMNS_MOST];
    unsigned given; /* which values the lines it has are for, where some are optional */
    bool running;
};

enum fixed { BEGIN_WRITE, COMMIT, ROLLBACK, JOB_OPEN, JOB_KEEP, JOB_UNDO, PART_OPEN, PART_KEEP, PART_UNDO,
             DATA_VERSION, FIXED__MAX };

struct conn {
    sqlite3 *handle;
    struct statement queries[Q__MAX];
    sqlite3_stmt *fixed[FIXED__MAX];
    bool in_job; /* a transaction is open and must stay so */
    int log_pages; /* the writer's: in the WAL after its last commit in this stay inside the gate, else -1 */
    struct conn *next;
};

/* A lock file beside the database: who holds it may write, in any process of this machine. */
struct gate {
    int fd;
};

enum call_state { WAITING, TAKEN, DONE };

/* One db_write on its way; it lives on its caller's stack and is guarded by db->lock, except
 * while TAKEN: then the leader has it. */
struct write_call {
    db_job job;
    void *what;
    struct err *e;
    struct write_call *next;
    pthread_cond_t wake;
    int64_t until; /* clock_monotonic */
    enum call_state state;
    bool ok;
};

struct db {
    char *path;            /* the real one: -wal and the gate lie beside it */
    bool any_version;      /* for migrate */
    struct gate gate;
    pthread_mutex_t lock;  /* guards everything below */
    pthread_cond_t reader_back, lead_free;
    struct conn *idle;     /* readers at rest, last used first: warm caches */
    int readers;
    struct conn *writer;   /* touched only by the leader */
    struct write_call *first, **end;
    bool leading;
};

/* db.c */
bool conn_open(struct db *db, bool writes, struct conn **out, struct err *e);
void conn_close(struct conn *c);
bool conn_exec(struct conn *c, const char *sql, struct err *e);
/* Reports the connection's last error in our words; always false. */
bool conn_fail(struct conn *c, int rc, const char *doing, struct err *e);

/* wal_file.c: the VFS of our connections, and its name. */
void wal_vfs_start(void);
extern const char wal_vfs[];

/* db_lines.c: a query's lines for these values (lowest bit: $1), to be freed by sqlite3_free; NULL: no memory. */
char *query_lines(const char *sql, unsigned given);

/* db_query.c */
bool fixed_run(struct conn *c, enum fixed which, struct err *e);

/* gate.c */
bool gate_open(struct gate *g, const char *real_path, struct err *e);
bool gate_take(struct gate *g, int64_t deadline, struct err *e); /* clock_monotonic ms */
bool gate_try(struct gate *g); /* at once or not at all; not before those who wait */
void gate_leave(struct gate *g);
/* What all programs know of the last commit: when (clock_monotonic), and how much the WAL held then. */
struct gate_note { int64_t at, log_pages; };
void gate_note(struct gate *g, int log_pages);
struct gate_note gate_noted(struct gate *g);
void gate_close(struct gate *g);

/* db_write.c: runs fn as the only writer of all processes, with the writing connection. */
bool db_alone(struct db *db, bool (*fn)(struct conn *, void *, struct err *), void *what,
              struct err *e);
/* The same at once or not at all: only when nobody in this process writes or wants to, and the gate is
 * free. */
void db_alone_if_idle(struct db *db, void (*fn)(struct conn *));
void db_deadline(struct timespec *ts, int64_t ms_from_now);

#endif
