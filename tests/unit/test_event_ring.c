/* test_event_ring.c -- nothing lost, nothing twice: when the ring turns over, for who is behind,
 * and with a writer and many readers at once (run it with SAN=thread, too). */
#include "waiter/clock.h"
#include "waiter/event_ring.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <pthread.h>
#include <stdatomic.h>
#include <time.h>

static struct event_ring ring;
static struct event got[EVENT_RING + 1];
static size_t count;
static int64_t edge;

static int begin(void **state)
{
    (void)state;
    ring_init(&ring);
    return 0;
}

static int end(void **state)
{
    (void)state;
    ring_done(&ring);
    return 0;
}

static struct event event_of(int64_t id)
{
    return (struct event){.id = id, .ref = id * 7, .kind = (enum event_kind)(id % EVENT__MAX)};
}

static void add(int64_t from, int64_t to)
{
    for (int64_t id = from; id <= to; id++) {
        struct event e = event_of(id);
        ring_add(&ring, &e, 1);
    }
}

static enum ring_says take(int64_t after, size_t most)
{
    return ring_take(&ring, after, got, most, &count, &edge, 0);
}

/* Exactly from..to, each as it was written. */
static void assert_got(int64_t from, int64_t to)
{
    assert_int_equal(count, to - from + 1);
    for (size_t i = 0; i < count; i++) {
        struct event e = event_of(from + (int64_t)i);
        assert_int_equal(got[i].id, e.id);
        assert_int_equal(got[i].ref, e.ref);
        assert_int_equal(got[i].kind, e.kind);
    }
}

static void an_empty_ring_is_quiet(void **state)
{
    (void)state;
    assert_int_equal(take(0, 10), RING_QUIET);
    ring_restart(&ring, 500);
    assert_int_equal(take(500, 10), RING_QUIET);
    assert_int_equal(take(600, 10), RING_QUIET); /* knows more than we: it waits */
    assert_int_equal(count, 0);
}

static void what_comes_behind_is_given_in_order(void **state)
{
    (void)state;
    ring_restart(&ring, 100);
    add(101, 110);
    assert_int_equal(take(100, 99), RING_NEWS);
    assert_got(101, 110);
    assert_int_equal(take(107, 99), RING_NEWS);
    assert_got(108, 110);
    assert_int_equal(take(110, 99), RING_QUIET);
    assert_int_equal(take(100, 3), RING_NEWS); /* the first three, not the last */
    assert_got(101, 103);
}

static void who_is_behind_is_told_so(void **state)
{
    (void)state;
    ring_restart(&ring, 100);
    assert_int_equal(take(99, 10), RING_BEHIND);
    assert_int_equal(edge, 100);
    add(101, 101);
    assert_int_equal(take(99, 10), RING_BEHIND);
    assert_int_equal(take(100, 10), RING_NEWS);
    assert_got(101, 101);
}

static void a_full_ring_turns_over(void **state)
{
    (void)state;
    add(1, EVENT_RING);
    assert_int_equal(take(0, EVENT_RING), RING_NEWS);
    assert_got(1, EVENT_RING);
    add(EVENT_RING + 1, EVENT_RING + 1);
    assert_int_equal(take(0, EVENT_RING), RING_BEHIND);
    assert_int_equal(edge, 1);
    assert_int_equal(take(1, EVENT_RING), RING_NEWS);
    assert_got(2, EVENT_RING + 1);
    add(EVENT_RING + 2, 10 * EVENT_RING + 7); /* several rounds, ending askew */
    assert_int_equal(take(9 * EVENT_RING + 6, EVENT_RING), RING_BEHIND);
    assert_int_equal(take(9 * EVENT_RING + 7, EVENT_RING), RING_NEWS);
    assert_got(9 * EVENT_RING + 8, 10 * EVENT_RING + 7);
    assert_int_equal(take(10 * EVENT_RING + 6, EVENT_RING), RING_NEWS);
    assert_got(10 * EVENT_RING + 7, 10 * EVENT_RING + 7);
}

static void many_at_once_turn_it_over_too(void **state)
{
    (void)state;
    struct event many[3 * EVENT_RING + 5];
    size_t n = sizeof many / sizeof *many;
    for (size_t i = 0; i < n; i++)
        many[i] = event_of((int64_t)i + 1);
    ring_add(&ring, many, n);
    assert_int_equal(take((int64_t)n - EVENT_RING, EVENT_RING), RING_NEWS);
    assert_got((int64_t)n - EVENT_RING + 1, (int64_t)n);
    assert_int_equal(take((int64_t)n - EVENT_RING - 1, EVENT_RING), RING_BEHIND);
}

/* Numbers may have gaps where rows were forgotten. */
static void gaps_are_no_loss(void **state)
{
    (void)state;
    ring_restart(&ring, 10);
    add(20, 20);
    add(30, 31);
    assert_int_equal(take(10, 10), RING_NEWS);
    assert_int_equal(count, 3);
    assert_int_equal(take(25, 10), RING_NEWS);
    assert_got(30, 31);
}

static void starting_anew_leaves_nobody_with_old_news(void **state)
{
    (void)state;
    add(1, 50);
    ring_restart(&ring, 80);
    assert_int_equal(take(50, 10), RING_BEHIND);
    assert_int_equal(edge, 80);
    add(81, 82);
    assert_int_equal(take(80, 10), RING_NEWS);
    assert_got(81, 82);
}

/* ---- at once ---- */

#define WRITTEN 60000

static void *write_all(void *unused)
{
    (void)unused;
    for (int64_t id = 1; id <= WRITTEN;) {
        struct event some[7];
        size_t n = 0;
        while (n < (size_t)(id % 7) + 1 && id <= WRITTEN)
            some[n++] = event_of(id++);
        ring_add(&ring, some, n);
        if (id % 512 < 8) /* sometimes the readers can keep up */
            nanosleep(&(struct timespec){.tv_nsec = 200000}, NULL);
    }
    return NULL;
}

struct reader {
    size_t most;
    int64_t nap_ns, last, strange, behind;
};

/* Who is behind fetches the rest elsewhere: here it knows what stands there. */
static void *read_all(void *of)
{
    struct reader *r = of;
    struct event mine[64];
    size_t n;
    while (r->last < WRITTEN) {
        int64_t floor;
        enum ring_says says = ring_take(&ring, r->last, mine, r->most, &n, &floor, 5000);
        if (says == RING_QUIET || says == RING_CLOSED) {
            r->strange++;
            return NULL;
        }
        if (says == RING_BEHIND) {
            r->strange += floor <= r->last;
            r->last = floor;
            r->behind++;
            continue;
        }
        r->strange += n == 0;
        for (size_t i = 0; i < n; i++) {
            struct event e = event_of(++r->last);
            r->strange += mine[i].id != e.id || mine[i].ref != e.ref || mine[i].kind != e.kind;
        }
        if (r->nap_ns)
            nanosleep(&(struct timespec){.tv_nsec = r->nap_ns}, NULL);
    }
    return NULL;
}

static void one_writer_and_many_readers(void **state)
{
    (void)state;
    struct reader readers[8] = {0};
    pthread_t threads[8], writer;
    for (size_t i = 0; i < 8; i++) {
        readers[i].most = i % 2 ? 64 : 3;
        readers[i].nap_ns = i < 4 ? 0 : i < 6 ? 50000 : 3000000; /* the last two fall behind */
        assert_int_equal(pthread_create(&threads[i], NULL, read_all, &readers[i]), 0);
    }
    assert_int_equal(pthread_create(&writer, NULL, write_all, NULL), 0);
    pthread_join(writer, NULL);
    for (size_t i = 0; i < 8; i++) {
        pthread_join(threads[i], NULL);
        assert_int_equal(readers[i].strange, 0);
        assert_int_equal(readers[i].last, WRITTEN);
    }
    assert_true(readers[6].behind > 0); /* or this proved less than it says */
}

static void *wait_for_the_end(void *says)
{
    struct event one;
    size_t n;
    int64_t floor;
    *(enum ring_says *)says = ring_take(&ring, 0, &one, 1, &n, &floor, 60000);
    return NULL;
}

static void closing_wakes_who_waits(void **state)
{
    (void)state;
    enum ring_says says[4];
    pthread_t threads[4];
    int64_t began = clock_monotonic();
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, wait_for_the_end, &says[i]), 0);
    nanosleep(&(struct timespec){.tv_nsec = 20000000}, NULL);
    ring_close(&ring);
    for (size_t i = 0; i < 4; i++) {
        pthread_join(threads[i], NULL);
        assert_int_equal(says[i], RING_CLOSED);
    }
    assert_true(clock_monotonic() - began < 5000);
    add(1, 1);
    assert_int_equal(take(0, 1), RING_CLOSED);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(an_empty_ring_is_quiet),
        TEST(what_comes_behind_is_given_in_order),
        TEST(who_is_behind_is_told_so),
        TEST(a_full_ring_turns_over),
        TEST(many_at_once_turn_it_over_too),
        TEST(gaps_are_no_loss),
        TEST(starting_anew_leaves_nobody_with_old_news),
        TEST(one_writer_and_many_readers),
        TEST(closing_wakes_who_waits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
