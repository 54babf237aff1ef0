/* test_db_write.c -- the write queue: one commit for many, each alone in failing, nothing lost. */
#include "book.h"

#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <fcntl.h>
#include <time.h>

/* --- Waiting for a state instead of for a time ------------------------------------------ */

#define until(condition)                                                        \
    for (int64_t end_ = clock_monotonic() + 20000; !(condition); sched_yield()) \
        if (clock_monotonic() > end_)                                           \
            fail_msg("waited 20 s for: %s", #condition)

static size_t queued(struct db *db)
{
    size_t n = 0;
    pthread_mutex_lock(&db->lock);
    for (struct write_call *at = db->first; at; at = at->next)
        n++;
    pthread_mutex_unlock(&db->lock);
    return n;
}

/* --- Writers ----------------------------------------------------------------------------- */

struct writer {
    struct db *db;
    db_job job;
    void *what;
    struct err e;
    bool ok;
    int64_t took; /* ms */
    pthread_t thread;
};

static void *writer_main(void *arg)
{
    struct writer *w = arg;
    int64_t began = clock_monotonic();
    w->ok = db_write(w->db, w->job, w->what, &w->e);
    w->took = clock_monotonic() - began;
    return NULL;
}

static void writer_start(struct writer *w, db_job job, void *what)
{
    *w = (struct writer){.db = book, .job = job, .what = what};
    assert_int_equal(pthread_create(&w->thread, NULL, writer_main, w), 0);
}

static void writer_join(struct writer *w) { pthread_join(w->thread, NULL); }

/* A job that waits inside the transaction until it is told to go on. */
struct plug {
    sem_t in, go;
};

static bool plug_job(struct conn *c, void *what, struct err *e)
{
    struct plug *p = what;
    (void)c, (void)e;
    sem_post(&p->in);
    sem_wait(&p->go);
    return true;
}

/* Holds the lead until plug_pull, so that what is written meanwhile becomes the next batch. */
static void plug_in(struct plug *p, struct writer *w)
{
    sem_init(&p->in, 0, 0);
    sem_init(&p->go, 0, 0);
    writer_start(w, plug_job, p);
    sem_wait(&p->in);
}

static void plug_pull(struct plug *p, struct writer *w)
{
    sem_post(&p->go);
    writer_join(w);
}

static char words[512][8];

static char *word(int i)
{
    snprintf(words[i], sizeof words[i], "w%d", i);
    return words[i];
}

/* --- Group commit ------------------------------------------------------------------------ */

struct many {
    struct db *db;
    int first, count;
    int lost;
};

/* Each write must be there when db_write returns, for everybody. */
static void *many_main(void *arg)
{
    struct many *m = arg;
    struct arena a;
    arena_init(&a);
    for (int i = m->first; i < m->first + m->count; i++) {
        struct err e = {0};
        struct conn *c;
        const char *value;
        bool found = false;
        if (!db_write(m->db, note, word(i), &e) || !db_borrow(m->db, &c, &e)) {
            m->lost++;
            continue;
        }
        if (!db_text(c, &a, Q_SETTING_GET, ARGS(V((const char *)words[i])), &value, &found, &e) ||
            !found)
            m->lost++;
        db_return(m->db, c);
    }
    arena_done(&a);
    return NULL;
}

static void many_threads_lose_nothing_and_see_their_writes(void **state)
{
    enum { THREADS = 24, EACH = 20 };
    struct many many[THREADS];
    pthread_t threads[THREADS];
    (void)state;
    for (int i = 0; i < THREADS; i++) {
        many[i] = (struct many){.db = book, .first = i * EACH, .count = EACH};
        assert_int_equal(pthread_create(&threads[i], NULL, many_main, &many[i]), 0);
    }
    for (int i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
        assert_int_equal(many[i].lost, 0);
    }
    assert_int_equal(noted(), THREADS * EACH);
}

static atomic_int commits;
static int count_commit(void *unused)
{
    (void)unused;
    commits++;
    return 0;
}

static bool watch_commits(struct conn *c, void *what, struct err *e)
{
    (void)what, (void)e;
    sqlite3_commit_hook(c->handle, count_commit, NULL);
    return true;
}

static bool do_nothing(struct conn *c, void *what, struct err *e)
{
    (void)c, (void)what, (void)e;
    return true;
}

static void jobs_that_wait_together_share_one_commit_up_to_64(void **state)
{
    enum { JOBS = DB_BATCH_MOST + 6 };
    struct err e = {0};
    struct plug plug;
    struct writer first, w[JOBS];
    (void)state;
    assert_true(db_alone(book, watch_commits, NULL, &e));
    plug_in(&plug, &first);
    for (int i = 0; i < JOBS; i++)
        writer_start(&w[i], note, word(i));
    until(queued(book) == JOBS);
    commits = 0;
    plug_pull(&plug, &first);
    for (int i = 0; i < JOBS; i++) {
        writer_join(&w[i]);
        assert_true(w[i].ok);
    }
    assert_int_equal(noted(), JOBS);
    /* The plug, 64 and 6, unless a slow machine cuts a batch by its time; never one for each. */
    assert_in_range(commits, 3, JOBS / 4);
}

static bool slow_note(struct conn *c, void *what, struct err *e)
{
    int64_t end = clock_monotonic() + 25; /* longer than a whole batch may take */
    while (clock_monotonic() < end)
        sched_yield();
    return note(c, what, e);
}

static void a_batch_ends_after_its_time(void **state)
{
    enum { JOBS = 4 };
    struct err e = {0};
    struct plug plug;
    struct writer first, w[JOBS];
    (void)state;
    assert_true(db_alone(book, watch_commits, NULL, &e));
    plug_in(&plug, &first);
    for (int i = 0; i < JOBS; i++) {
        writer_start(&w[i], slow_note, word(i));
        until(queued(book) == (size_t)i + 1);
    }
    commits = 0;
    plug_pull(&plug, &first);
    for (int i = 0; i < JOBS; i++) {
        writer_join(&w[i]);
        assert_true(w[i].ok);
    }
    assert_int_equal(commits, 1 + JOBS); /* the plug's too */
}

struct ranked {
    int rank;
    int *next;
};

static bool ranked_job(struct conn *c, void *what, struct err *e)
{
    struct ranked *r = what;
    (void)c;
    return r->rank == (*r->next)++ || (fail)(e, ERR_INTERNAL, "out of turn");
}

static void who_comes_first_is_served_first(void **state)
{
    enum { JOBS = 100 };
    int next = 0;
    struct plug plug;
    struct writer first, w[JOBS];
    struct ranked r[JOBS];
    (void)state;
    plug_in(&plug, &first);
    for (int i = 0; i < JOBS; i++) {
        r[i] = (struct ranked){i, &next};
        writer_start(&w[i], ranked_job, &r[i]);
        until(queued(book) == (size_t)i + 1);
    }
    plug_pull(&plug, &first);
    for (int i = 0; i < JOBS; i++) {
        writer_join(&w[i]);
        assert_true(w[i].ok);
    }
}

/* --- A job that fails -------------------------------------------------------------------- */

static bool note_and_fail(struct conn *c, void *what, struct err *e)
{
    return note(c, what, e) && (fail)(e, ERR_OUT_OF_STOCK, "none left");
}

static void a_failing_job_rolls_back_alone(void **state)
{
    enum { JOBS = 21 };
    struct plug plug;
    struct writer first, w[JOBS];
    (void)state;
    plug_in(&plug, &first);
    for (int i = 0; i < JOBS; i++)
        writer_start(&w[i], i % 3 ? note : note_and_fail, word(i));
    until(queued(book) == JOBS);
    plug_pull(&plug, &first);
    for (int i = 0; i < JOBS; i++) {
        writer_join(&w[i]);
        assert_int_equal(w[i].ok, i % 3 != 0);
        assert_int_equal(w[i].e.kind, i % 3 ? ERR_NONE : ERR_OUT_OF_STOCK);
    }
    assert_int_equal(noted(), JOBS - JOBS / 3);
}

static bool note_half(struct conn *c, void *what, struct err *e)
{
    struct err ignored = {0};
    (void)what;
    if (!note(c, (char *)"before", e) || !db_savepoint(c, e))
        return false;
    note(c, (char *)"undone", &ignored);
    db_savepoint_undo(c);
    if (!db_savepoint(c, e))
        return false;
    note(c, (char *)"kept", &ignored);
    db_savepoint_keep(c);
    return note(c, (char *)"after", e);
}

static void a_part_of_a_job_can_be_undone(void **state)
{
    struct err e = {0};
    (void)state;
    assert_true(db_write(book, note_half, NULL, &e));
    assert_int_equal(noted(), 3);
    assert_int_equal(book_ask("SELECT count(*) FROM setting WHERE name = 'undone'"), 0);
}

static bool write_again(struct conn *c, void *what, struct err *e)
{
    (void)c;
    return db_write(book, note, what, e);
}

static void a_job_that_writes_is_told_at_once(void **state)
{
    struct err e = {0};
    int64_t began = clock_monotonic();
    (void)state;
    assert_false(db_write(book, write_again, (char *)"inner", &e));
    assert_int_equal(e.kind, ERR_INTERNAL);
    assert_true(clock_monotonic() - began < DB_GATE_MS / 2);
    assert_noted(book, "later");
    assert_int_equal(noted(), 1);
}

/* --- A transaction that goes away under its jobs ------------------------------------------ */

static bool lose_transaction(struct conn *c, void *what, struct err *e)
{
    return note(c, what, e) && conn_exec(c, "ROLLBACK", e);
}

/* What a careless job does: sees an error, takes it for its own, and goes on writing. */
static bool lose_and_go_on(struct conn *c, void *what, struct err *e)
{
    struct err ignored = {0};
    (void)what;
    if (!db_savepoint(c, e) || !conn_exec(c, "ROLLBACK", e))
        return false;
    db_savepoint_undo(c);
    note(c, (char *)"alone", &ignored);
    if (db_savepoint(c, &ignored)) {
        note(c, (char *)"in a part", &ignored);
        db_savepoint_keep(c);
    }
    return true;
}

/* Runs into the end of the file. */
static bool run_full(struct conn *c, const char *insert, struct err *e)
{
    struct err ignored = {0};
    if (!conn_exec(c, "PRAGMA max_page_count = 1", e)) /* SQLite makes it the present size */
        return false;
    int rc = sqlite3_exec(c->handle, insert, NULL, NULL, NULL);
    conn_exec(c, "PRAGMA max_page_count = 1073741823", &ignored);
    return (rc & 0xff) == SQLITE_FULL ? (fail)(e, ERR_STORAGE, "full")
                                      : (fail)(e, ERR_INTERNAL, "not full: %d", rc);
}

/* Without a statement journal (a table without triggers) FULL takes the whole transaction. */
static bool full_takes_all(struct conn *c, void *what, struct err *e)
{
    (void)what;
    return run_full(c, "INSERT INTO inbound VALUES ('big', hex(randomblob(200000)), 1, 1, 1)",
                    e) ||
           (sqlite3_get_autocommit(c->handle) || (fail)(e, ERR_INTERNAL, "still there"));
}

static bool full_takes_one(struct conn *c, void *what, struct err *e)
{
    (void)what;
    return run_full(c, "INSERT INTO setting VALUES ('big', hex(randomblob(200000)))", e);
}

/* Before and behind the one that loses the transaction stand good jobs. Those before it are gone
 * and must be told; those behind it may run again or be told, but never half. */
static void batch_loses(db_job culprit, bool whole_batch)
{
    enum { JOBS = 9, CULPRIT = 4 };
    struct plug plug;
    struct writer first, w[JOBS];
    plug_in(&plug, &first);
    for (int i = 0; i < JOBS; i++) {
        writer_start(&w[i], i == CULPRIT ? culprit : note, word(i));
        until(queued(book) == (size_t)i + 1);
    }
    plug_pull(&plug, &first);
    for (int i = 0; i < JOBS; i++) {
        char ask[80];
        writer_join(&w[i]);
        snprintf(ask, sizeof ask, "SELECT count(*) FROM setting WHERE name = 'w%d'", i);
        assert_int_equal(book_ask(ask), w[i].ok);
        if (whole_batch && i <= CULPRIT) {
            assert_false(w[i].ok);
            assert_int_equal(w[i].e.kind, ERR_STORAGE);
        }
    }
    assert_false(w[CULPRIT].ok);
    assert_int_equal(
        book_ask("SELECT count(*) FROM setting WHERE name IN ('alone', 'in a part', 'big')"), 0);
    assert_int_equal(book_ask("SELECT count(*) FROM inbound"), 0);
    assert_noted(book, "later");
    assert_true(book_is_whole());
}

static void a_lost_transaction_fails_its_whole_batch(void **state)
{
    (void)state;
    batch_loses(lose_transaction, true);
}

static void a_job_cannot_go_on_alone_after_the_transaction(void **state)
{
    (void)state;
    batch_loses(lose_and_go_on, true);
}

static void a_full_database_fails_its_whole_batch(void **state)
{
    (void)state;
    batch_loses(full_takes_all, true);
}

static void a_full_database_may_fail_one_statement(void **state)
{
    (void)state;
    batch_loses(full_takes_one, false);
}

static int refuse_commit(void *unused)
{
    (void)unused;
    return 1;
}

static bool refuse_next_commit(struct conn *c, void *what, struct err *e)
{
    (void)e;
    sqlite3_commit_hook(c->handle, what ? refuse_commit : NULL, NULL);
    return true;
}

static void a_commit_that_fails_fails_every_job(void **state)
{
    enum { JOBS = 7 };
    struct err e = {0};
    struct plug plug;
    struct writer first, w[JOBS];
    (void)state;
    assert_true(db_alone(book, refuse_next_commit, &plug, &e));
    plug_in(&plug, &first);
    for (int i = 0; i < JOBS; i++)
        writer_start(&w[i], note, word(i));
    until(queued(book) == JOBS);
    plug_pull(&plug, &first);
    assert_false(first.ok);
    for (int i = 0; i < JOBS; i++) {
        writer_join(&w[i]);
        assert_false(w[i].ok);
        assert_int_not_equal(w[i].e.kind, ERR_NONE);
    }
    assert_int_equal(noted(), 0);
    assert_true(db_alone(book, refuse_next_commit, NULL, &e));
    assert_noted(book, "later");
}

/* --- Alone -------------------------------------------------------------------------------- */

static bool stay_alone(struct conn *c, void *what, struct err *e)
{
    struct plug *p = what;
    sem_post(&p->in);
    sem_wait(&p->go);
    /* Whoever wrote in between would make this busy or be seen. */
    return conn_exec(c, "BEGIN IMMEDIATE; INSERT INTO setting VALUES ('alone', 'noted'); COMMIT",
                     e);
}

static void *alone_main(void *arg)
{
    struct writer *w = arg;
    w->ok = db_alone(book, stay_alone, w->what, &w->e);
    return NULL;
}

static void alone_means_no_writer_beside(void **state)
{
    enum { JOBS = 5 };
    struct plug p;
    struct writer lone = {.what = &p}, w[JOBS];
    (void)state;
    sem_init(&p.in, 0, 0);
    sem_init(&p.go, 0, 0);
    assert_int_equal(pthread_create(&lone.thread, NULL, alone_main, &lone), 0);
    sem_wait(&p.in);
    for (int i = 0; i < JOBS; i++)
        writer_start(&w[i], note, word(i));
    until(queued(book) == JOBS);
    assert_int_equal(noted(), 0);
    sem_post(&p.go);
    writer_join(&lone);
    assert_true(lone.ok);
    for (int i = 0; i < JOBS; i++) {
        writer_join(&w[i]);
        assert_true(w[i].ok);
    }
    assert_int_equal(noted(), JOBS + 1);
}

static bool mark(struct conn *c, void *what, struct err *e)
{
    (void)c, (void)e;
    *(bool *)what = true;
    return true;
}

static atomic_bool stop_writing;

static void *write_on(void *arg)
{
    struct err e = {0};
    while (!atomic_load(&stop_writing) && db_write(arg, do_nothing, NULL, &e))
        ;
    return NULL;
}

static void alone_comes_to_its_turn_among_busy_writers(void **state)
{
    enum { THREADS = 6 };
    pthread_t threads[THREADS];
    (void)state;
    stop_writing = false;
    for (int i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, write_on, book), 0);
    for (int i = 0; i < 30; i++) {
        struct err e = {0};
        bool was = false;
        assert_true(db_alone(book, mark, &was, &e));
        assert_true(was);
    }
    atomic_store(&stop_writing, true);
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
}

/* --- The gate and other processes ---------------------------------------------------------- */

static pid_t hold_gate_frozen(void)
{
    char path[200];
    int ready[2], status;
    snprintf(path, sizeof path, "%s.gate", book_path);
    assert_int_equal(pipe(ready), 0);
    pid_t pid = fork();
    if (pid == 0) {
        int fd = open(path, O_RDWR | O_CLOEXEC);
        if (fd < 0 || flock(fd, LOCK_EX) != 0)
            _exit(1);
        raise(SIGSTOP);
        _exit(0);
    }
    close(ready[0]);
    close(ready[1]);
    assert_int_equal(waitpid(pid, &status, WUNTRACED), pid);
    assert_true(WIFSTOPPED(status));
    return pid;
}

static void kill_child(pid_t pid)
{
    kill(pid, SIGKILL);
    assert_int_equal(waitpid(pid, NULL, 0), pid);
}

static void *writer_deaf(void *arg) /* blocks every signal, as a thread pool may */
{
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, NULL);
    return writer_main(arg);
}

/* The only test that lasts: it waits for the very limit it is about. Many wait at once, and a
 * second wave queues behind the first one's leader: nobody may wait longer than his own time. */
static void a_frozen_process_at_the_gate_hangs_nobody(void **state)
{
    enum { JOBS = 8, LATE = 4 };
    struct writer deaf = {.db = book, .job = note, .what = word(100)}, w[JOBS + LATE];
    (void)state;
    pid_t pid = hold_gate_frozen();
    assert_int_equal(pthread_create(&deaf.thread, NULL, writer_deaf, &deaf), 0);
    for (int i = 0; i < JOBS; i++)
        writer_start(&w[i], note, word(i));
    nanosleep(&(struct timespec){.tv_sec = DB_GATE_MS / 2000},
              NULL); /* a later wave, not a wait */
    for (int i = JOBS; i < JOBS + LATE; i++)
        writer_start(&w[i], note, word(i));
    writer_join(&deaf);
    assert_int_equal(deaf.e.kind, ERR_BUSY);
    for (int i = 0; i < JOBS; i++) {
        writer_join(&w[i]);
        assert_false(w[i].ok);
        assert_int_equal(w[i].e.kind, ERR_BUSY);
        assert_in_range(w[i].took, DB_GATE_MS - 100, DB_GATE_MS + 1000);
    }
    kill_child(pid); /* those of the second wave still have time, and now succeed */
    for (int i = JOBS; i < JOBS + LATE; i++) {
        writer_join(&w[i]);
        assert_true(w[i].ok);
    }
    assert_int_equal(noted(), LATE);
    assert_noted(book, "later");
}

/* Lasts 4 s too: here the lead is taken by a job that does not end. It was taken, so it may still
 * succeed; who only waited is told in time and never runs. */
static void who_gave_up_waiting_never_runs(void **state)
{
    enum { JOBS = 3 };
    struct writer first, w[JOBS];
    struct plug plug;
    (void)state;
    plug_in(&plug, &first);
    for (int i = 0; i < JOBS; i++)
        writer_start(&w[i], note, word(i));
    for (int i = 0; i < JOBS; i++) {
        writer_join(&w[i]);
        assert_false(w[i].ok);
        assert_int_equal(w[i].e.kind, ERR_BUSY);
        assert_in_range(w[i].took, DB_GATE_MS - 100, DB_GATE_MS + 1000);
    }
    plug_pull(&plug, &first);
    assert_true(first.ok);
    assert_noted(book, "later");
    assert_int_equal(noted(), 1);
}

static void a_dead_process_frees_the_gate(void **state)
{
    struct writer w;
    (void)state;
    pid_t pid = hold_gate_frozen();
    writer_start(&w, note, word(0));
    until(queued(book) == 1);
    kill_child(pid);
    writer_join(&w);
    assert_true(w.ok);
    assert_true(w.took < DB_GATE_MS);
}

/* Two handles in one process are as strangers to each other as two processes. */
static void a_second_handle_waits_at_the_same_gate(void **state)
{
    struct db *other = book_open();
    struct plug plug;
    struct writer first, second = {.db = other, .job = note, .what = word(1)};
    (void)state;
    plug_in(&plug, &first);
    assert_int_equal(pthread_create(&second.thread, NULL, writer_main, &second), 0);
    until(queued(other) == 1);
    assert_int_equal(noted(), 0);
    plug_pull(&plug, &first);
    writer_join(&second);
    assert_true(second.ok);
    db_close(other);
}

/* Whose turn it is stands in the gate's first byte; see gate.c. */
static bool somebody_is_next(void)
{
    char path[512];
    struct flock first_byte = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_len = 1};
    snprintf(path, sizeof path, "%s.gate", book_path);
    int fd = open(path, O_RDWR | O_CLOEXEC);
    assert_int_equal(fcntl(fd, F_OFD_GETLK, &first_byte), 0);
    close(fd);
    return first_byte.l_type != F_UNLCK;
}

/* A process that waits for the gate of ours, frozen while it is next. */
static pid_t freeze_the_next(void)
{
    int status;
    struct err e = {0};
    pid_t pid = fork();
    if (pid == 0)
        _exit(!db_write(book_open(), note, word(0), &e));
    for (;;) {
        until(somebody_is_next());
        kill(pid, SIGSTOP);
        assert_int_equal(waitpid(pid, &status, WUNTRACED), pid);
        assert_true(WIFSTOPPED(status));
        if (somebody_is_next()) /* he may only have passed by */
            return pid;
        kill(pid, SIGCONT);
    }
}

/* Whoever writes on and on would keep others out, if he could have the gate again at once. */
static void who_waits_goes_first_but_not_when_he_froze(void **state)
{
    struct plug plug;
    struct writer first, last;
    (void)state;
    plug_in(&plug, &first);
    pid_t pid = freeze_the_next();
    plug_pull(&plug, &first);
    writer_start(&last, note, word(1));
    writer_join(&last);
    kill_child(pid);
    assert_true(last.ok);
    assert_in_range(last.took, 400, 3000); /* gate.c's courtesy */
}

/* --- Tidying up -------------------------------------------------------------------------- */

static off_t database_size(void)
{
    struct stat s;
    assert_int_equal(stat(book_path, &s), 0);
    return s.st_size;
}

static void what_is_written_finds_its_place_when_nobody_waits(void **state)
{
    int few = 20, many = 300;
    struct plug plug;
    struct writer w;
    struct err e = {0};
    (void)state;
    db_tidy(book, 0); /* what the schema left */
    assert_true(db_write(book, book_pages, &few, &e));
    off_t before = database_size();
    db_tidy(book, 250);
    assert_int_equal(database_size(), before); /* not worth it yet */
    assert_true(db_write(book, book_pages, &many, &e));
    plug_in(&plug, &w);
    db_tidy(book, 250); /* somebody writes: he is not kept waiting */
    assert_int_equal(database_size(), before);
    plug_pull(&plug, &w);
    struct db *second = book_open();
    assert_true(gate_try(&second->gate));
    db_tidy(book, 250); /* in another process too */
    assert_int_equal(database_size(), before);
    gate_leave(&second->gate);
    db_close(second);
    db_tidy(book, 250);
    assert_true(database_size() >= before + 4096 * many);
    assert_noted(book, "after it");
    assert_true(book_is_whole());
}

/* The worker asks again and again; as long as others write it stays away, and they never have to do it. */
static void in_a_storm_it_waits_for_a_quiet_moment(void **state)
{
    int many = 1500, few = 1;
    struct err e = {0};
    struct db *worker = book_open();
    (void)state;
    assert_true(db_write(book, book_pages, &many, &e));
    off_t before = database_size();
    int64_t begin = clock_monotonic();
    assert_true(db_write(book, book_pages, &few, &e));
    db_tidy_in_quiet(worker);
    if (clock_monotonic() - begin < 5)
        assert_int_equal(database_size(), before);
    until((db_tidy_in_quiet(worker), database_size() > before));
    assert_true(gate_noted(&book->gate).log_pages == 0);
    db_close(worker);
    assert_true(book_is_whole());
}

static void without_a_worker_the_log_is_bounded(void **state)
{
    int many = 500;
    struct err e = {0};
    (void)state;
    for (int i = 0; i < 40; i++)
        assert_true(db_write(book, book_pages, &many, &e));
    assert_in_range(db_wal_bytes(book), 1, 40 << 20); /* of some 80 MB written */
    assert_true(book_is_whole());
}

/* --- Killed in the middle ------------------------------------------------------------------ */

struct numbered {
    int64_t n;
    char name[24];
};

static bool note_number(struct conn *c, void *what, struct err *e)
{
    struct numbered *n = what;
    return db_run(c, Q_SETTING_PUT, ARGS(V((const char *)n->name), V("noted")), NULL, e);
}

struct scribe {
    struct db *db;
    int pipe, cycle, lane;
};

/* Tells a number only after db_write said it is safe. */
static void *scribe_main(void *arg)
{
    struct scribe *s = arg;
    for (int64_t i = 0;; i++) {
        struct err e = {0};
        struct numbered n = {.n = s->cycle * 1000000LL + s->lane * 100000 + i};
        snprintf(n.name, sizeof n.name, "n%lld", (long long)n.n);
        if (!db_write(s->db, note_number, &n, &e) ||
            write(s->pipe, &n.n, sizeof n.n) != sizeof n.n)
            _exit(1);
    }
}

static void scribe_process(int out, int cycle)
{
    struct err e = {0};
    struct scribe s[3];
    pthread_t threads[3];
    struct db *db;
    if (!db_open(book_path, &db, &e))
        _exit(2);
    for (int i = 0; i < 3; i++) {
        s[i] = (struct scribe){db, out, cycle, i};
        if (pthread_create(&threads[i], NULL, scribe_main, &s[i]) != 0)
            _exit(3);
    }
    for (;;)
        pause();
}

/* Kills the scribe after a few numbers; *kept is every number it told. */
static size_t scribe_killed(int cycle, size_t after, int64_t *kept, size_t most)
{
    int told[2];
    size_t n = 0;
    assert_int_equal(pipe(told), 0);
    fflush(NULL);
    pid_t pid = fork();
    if (pid == 0) {
        close(told[0]);
        scribe_process(told[1], cycle);
    }
    close(told[1]);
    while (n < after && read(told[0], &kept[n], sizeof *kept) == sizeof *kept)
        n++;
    kill(pid, SIGKILL);
    while (n < most && read(told[0], &kept[n], sizeof *kept) == sizeof *kept)
        n++;
    close(told[0]);
    assert_int_equal(waitpid(pid, NULL, 0), pid);
    assert_true(n >= after);
    return n;
}

static int killed_cycles(void)
{
    const char *given = getenv("TEST_CYCLES");
    return given ? atoi(given) : 200;
}

static void a_killed_process_loses_nothing_it_acknowledged(void **state)
{
    static int64_t kept[4096];
    struct arena a;
    int64_t all = 0;
    (void)state;
    db_close(book); /* no connection may live across the fork */
    arena_init(&a);
    for (int cycle = 1; cycle <= killed_cycles(); cycle++) {
        size_t n = scribe_killed(cycle, 1 + (size_t)cycle % 9, kept, sizeof kept / sizeof *kept);
        struct err e = {0};
        struct conn *c;
        struct db *db = book_open();
        assert_true(db_borrow(db, &c, &e));
        for (size_t i = 0; i < n; i++) {
            const char *value = NULL;
            bool found = false;
            char name[24];
            snprintf(name, sizeof name, "n%lld", (long long)kept[i]);
            assert_true(
                db_text(c, &a, Q_SETTING_GET, ARGS(V((const char *)name)), &value, &found, &e));
            if (!found)
                fail_msg("cycle %d lost %s", cycle, name);
        }
        db_return(db, c);
        if (cycle % 25 == 0)
            assert_true(db_check(db, &e));
        db_close(db);
        arena_reset(&a);
        all += (int64_t)n;
    }
    arena_done(&a);
    book = book_open();
    assert_true(noted() >= all);
    print_message("%d kills, %lld acknowledged, 0 lost\n", killed_cycles(), (long long)all);
}

#define BOOK_TEST(name) cmocka_unit_test_setup_teardown(name, book_begin, book_end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        BOOK_TEST(many_threads_lose_nothing_and_see_their_writes),
        BOOK_TEST(jobs_that_wait_together_share_one_commit_up_to_64),
        BOOK_TEST(a_batch_ends_after_its_time),
        BOOK_TEST(who_comes_first_is_served_first),
        BOOK_TEST(a_failing_job_rolls_back_alone),
        BOOK_TEST(a_part_of_a_job_can_be_undone),
        BOOK_TEST(a_job_that_writes_is_told_at_once),
        BOOK_TEST(a_lost_transaction_fails_its_whole_batch),
        BOOK_TEST(a_job_cannot_go_on_alone_after_the_transaction),
        BOOK_TEST(a_full_database_fails_its_whole_batch),
        BOOK_TEST(a_full_database_may_fail_one_statement),
        BOOK_TEST(a_commit_that_fails_fails_every_job),
        BOOK_TEST(alone_means_no_writer_beside),
        BOOK_TEST(alone_comes_to_its_turn_among_busy_writers),
        BOOK_TEST(a_frozen_process_at_the_gate_hangs_nobody),
        BOOK_TEST(who_gave_up_waiting_never_runs),
        BOOK_TEST(a_dead_process_frees_the_gate),
        BOOK_TEST(a_second_handle_waits_at_the_same_gate),
        BOOK_TEST(who_waits_goes_first_but_not_when_he_froze),
        BOOK_TEST(what_is_written_finds_its_place_when_nobody_waits),
        BOOK_TEST(in_a_storm_it_waits_for_a_quiet_moment),
        BOOK_TEST(without_a_worker_the_log_is_bounded),
        BOOK_TEST(a_killed_process_loses_nothing_it_acknowledged),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
