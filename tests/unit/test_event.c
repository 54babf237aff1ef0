/* test_event.c -- numbers without gaps, in the order of the commits; what is forgotten; feeds. */
#include "waiter/clock.h"
#include "waiter/crypto.h"
#include "waiter/event.h"
#include "waiter/feed.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct arena arena;
static struct db *db;
static char folder[64];

static int begin(void **state)
{
    struct err e = {0};
    int steps;
    (void)state;
    snprintf(folder, sizeof folder, "%s/event-XXXXXX",
             access("/dev/shm", W_OK) ? "/tmp" : "/dev/shm");
    if (!mkdtemp(folder))
        return -1;
    arena_init(&arena);
    const char *path = arena_printf(&arena, "%s/waiter.db", folder);
    bool ok = db_open_any(path, &db, &e) && db_migrate(db, &steps, &e);
    db_close(db);
    if (!ok || !db_open(path, &db, &e)) {
        print_error("%s\n", e.why);
        return -1;
    }
    return 0;
}

static int end(void **state)
{
    (void)state;
    db_close(db);
    int rc = system(arena_printf(&arena, "rm -r %s", folder));
    arena_done(&arena);
    return rc;
}

struct adding {
    int64_t n, now;
    enum event_kind kind;
    bool give_up;
};

static bool add_job(struct conn *c, void *what, struct err *e)
{
    struct adding *a = what;
    for (int64_t i = 0; i < a->n; i++)
        if (!event_add(c, a->kind, i + 1, a->now, e))
            return false;
    return !a->give_up || (fail)(e, ERR_CONFLICT, "changed my mind");
}

static bool add(int64_t n, int64_t now, bool give_up)
{
    struct adding a = {n, now, EVENT_ORDER, give_up};
    struct err e = {0};
    return db_write(db, add_job, &a, &e);
}

static struct event_range range(void)
{
    struct event_range r = {-1, -1};
    struct err e = {0};
    struct conn *c;
    assert_true(db_borrow(db, &c, &e));
    assert_true(event_range(c, &r, &e));
    db_return(db, c);
    return r;
}

static size_t list(int64_t after, struct event *out, size_t most)
{
    struct err e = {0};
    struct conn *c;
    size_t n = 0;
    assert_true(db_borrow(db, &c, &e));
    assert_true(event_list(c, after, out, most, &n, &e));
    db_return(db, c);
    return n;
}

static void they_are_listed_behind_an_id(void **state)
{
    (void)state;
    struct event got[10];
    assert_int_equal(list(0, got, 10), 0);
    assert_int_equal(range().newest, 0);
    assert_true(add(5, 123, false));
    assert_int_equal(list(2, got, 10), 3);
    assert_int_equal(got[0].id, 3);
    assert_int_equal(got[0].ref, 3);
    assert_int_equal(got[0].created_at, 123);
    assert_int_equal(got[0].kind, EVENT_ORDER);
    assert_int_equal(list(0, got, 2), 2);
    assert_int_equal(got[1].id, 2);
    assert_int_equal(list(5, got, 10), 0);
    assert_int_equal(range().oldest, 1);
    assert_int_equal(range().newest, 5);
}

static void every_kind_comes_back(void **state)
{
    (void)state;
    struct event got[EVENT__MAX];
    for (enum event_kind kind = 0; kind < EVENT__MAX; kind++) {
        struct adding a = {1, 1, kind, false};
        struct err e = {0};
        assert_true(db_write(db, add_job, &a, &e));
    }
    assert_int_equal(list(0, got, EVENT__MAX), EVENT__MAX);
    for (enum event_kind kind = 0; kind < EVENT__MAX; kind++)
        assert_int_equal(got[kind].kind, kind);
}

/* What is rolled back leaves no gap, so a gap means that something was forgotten. */
static void a_change_of_mind_takes_no_number(void **state)
{
    (void)state;
    struct event got[10];
    assert_true(add(2, 1, false));
    assert_false(add(3, 1, true));
    assert_true(add(1, 1, false));
    assert_int_equal(list(0, got, 10), 3);
    assert_int_equal(got[2].id, 3);
}

static void who_was_away_too_long(void **state)
{
    (void)state;
    const struct event_range none = {0, 0}, some = {11, 20};
    assert_false(event_missed(&none, 0));
    assert_true(event_missed(&none, 7)); /* of another database */
    assert_true(event_missed(&some, 9));
    assert_false(event_missed(&some, 10));
    assert_false(event_missed(&some, 20));
    assert_true(event_missed(&some, 21));
}

static int64_t forget(int64_t now)
{
    struct err e = {0};
    bool more = true;
    int64_t rounds = 0;
    for (; more; rounds++)
        assert_true(event_forget(db, now, &more, &e));
    return rounds;
}

static void a_week_is_kept(void **state)
{
    (void)state;
    assert_true(add(1200, 1000, false));
    assert_true(add(10, DAY_MS, false));
    assert_int_equal(forget(EVENT_KEEP_MS), 1);
    assert_int_equal(range().oldest, 1);
    assert_true(forget(EVENT_KEEP_MS + 1001) >= 3); /* some at a time */
    assert_int_equal(range().oldest, 1201);
    assert_int_equal(range().newest, 1210);
    forget(EVENT_KEEP_MS + 100 * DAY_MS);
    assert_int_equal(range().oldest, 1210); /* the newest stays, however old */
    assert_true(add(1, 1, false));
    assert_int_equal(range().newest, 1211);
}

static void so_many_are_kept(void **state)
{
    (void)state;
    assert_true(add(EVENT_KEEP_ROWS + 700, 1000, false));
    forget(1000);
    assert_int_equal(range().oldest, 701);
    assert_int_equal(range().newest, EVENT_KEEP_ROWS + 700);
}

/* ---- the feed ---- */

static struct feed *feed;

struct listener {
    int64_t after, wanted, wrong, got;
};

static void *listen_until(void *of)
{
    struct listener *l = of;
    struct event some[16];
    struct err e = {0};
    feed_enter(feed);
    while (l->after < l->wanted) {
        int64_t before = l->after;
        size_t n = 0;
        enum feed_says says = feed_next(feed, &l->after, some, 16, &n, 10000, &e);
        if (says != FEED_NEWS) {
            l->wrong++;
            break;
        }
        for (size_t i = 0; i < n; i++)
            l->wrong += some[i].id != before + 1 + (int64_t)i;
        l->got += (int64_t)n;
    }
    feed_leave(feed);
    return NULL;
}

/* From the database, from the ring, and over the seam between them, while others write. */
static void listeners_hear_all_of_it_once(void **state)
{
    (void)state;
    struct err e = {0};
    struct listener l[6] = {{.after = 0}, {.after = 700}, {.after = 1499}, {.after = 1500},
                            {.after = 1500}, {.after = 3}};
    pthread_t threads[6];
    assert_true(add(1500, 1, false));
    assert_true(feed_open(db, &feed, &e));
    for (size_t i = 0; i < 6; i++) {
        l[i].wanted = 1500 + 20 * 45;
        assert_int_equal(pthread_create(&threads[i], NULL, listen_until, &l[i]), 0);
    }
    for (int i = 0; i < 20; i++) {
        assert_true(add(45, 2, false));
        usleep(15000);
    }
    for (size_t i = 0; i < 6; i++)
        pthread_join(threads[i], NULL);
    const int64_t began[6] = {0, 700, 1499, 1500, 1500, 3};
    for (size_t i = 0; i < 6; i++) {
        assert_int_equal(l[i].wrong, 0);
        assert_int_equal(l[i].got, 2400 - began[i]);
    }
    feed_close(feed);
}

/* After a time without anybody the poller begins anew: what came meanwhile is found behind it. */
static void nobody_listened_for_a_while(void **state)
{
    (void)state;
    struct err e = {0};
    struct event some[16];
    size_t n;
    int64_t after = 0;
    assert_true(feed_open(db, &feed, &e));
    for (int round = 0; round < 3; round++) {
        feed_enter(feed);
        for (int64_t until = clock_monotonic() + 10000; after < range().newest;) {
            int64_t before = after;
            assert_int_equal(feed_next(feed, &after, some, 16, &n, 1000, &e), FEED_NEWS);
            assert_int_equal(after, before + (int64_t)n);
            assert_true(clock_monotonic() < until);
        }
        assert_int_equal(feed_next(feed, &after, some, 16, &n, 10, &e), FEED_QUIET);
        feed_leave(feed);
        usleep(3 * FEED_LOOK_MS * 1000);
        assert_true(add(40, 1, false));
    }
    feed_end(feed);
    assert_int_equal(feed_next(feed, &after, some, 16, &n, 10000, &e), FEED_ENDED);
    feed_close(feed);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(they_are_listed_behind_an_id),
        TEST(every_kind_comes_back),
        TEST(a_change_of_mind_takes_no_number),
        TEST(who_was_away_too_long),
        TEST(a_week_is_kept),
        TEST(so_many_are_kept),
        TEST(listeners_hear_all_of_it_once),
        TEST(nobody_listened_for_a_while),
    };
    crypto_start();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
