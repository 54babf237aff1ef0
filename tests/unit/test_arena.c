/* test_arena.c -- memory with one birth and one death. */
#include "random.h"

#include "waiter/arena.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static void takes_no_memory_before_the_first_allocation(void **state)
{
    (void)state;
    struct arena a;
    arena_init(&a);
    assert_null(a.blocks);
    arena_done(&a);
}

static bool all_zero(const unsigned char *p, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (p[i])
            return false;
    return true;
}

static void memory_is_zeroed_and_aligned_for_any_type(void **state)
{
    (void)state;
    struct arena a;
    arena_init(&a);
    for (size_t n = 1; n < 3000; n += 7) {
        unsigned char *p = arena_alloc(&a, n);
        assert_int_equal((uintptr_t)p % _Alignof(max_align_t), 0);
        assert_true(all_zero(p, n));
        memset(p, 0xAA, n);
    }
    arena_done(&a);
}

static void pieces_never_overlap(void **state)
{
    (void)state;
    enum { PIECES = 2000 };
    struct random r = random_begin();
    struct arena a;
    arena_init(&a);
    unsigned char *piece[PIECES];
    size_t size[PIECES];
    for (int i = 0; i < PIECES; i++) {
        size[i] = random_below(&r, random_below(&r, 50) == 0 ? 200000 : 300);
        piece[i] = arena_alloc(&a, size[i]);
        memset(piece[i], i & 0xFF, size[i]);
    }
    for (int i = 0; i < PIECES; i++)
        for (size_t k = 0; k < size[i]; k++)
            assert_int_equal(piece[i][k], i & 0xFF);
    arena_done(&a);
}

static void memory_is_zeroed_again_after_reset(void **state)
{
    (void)state;
    struct arena a;
    arena_init(&a);
    for (int round = 0; round < 5; round++) {
        for (int i = 0; i < 400; i++) {
            unsigned char *p = arena_alloc(&a, 500);
            assert_true(all_zero(p, 500));
            memset(p, 0xFF, 500);
        }
        arena_reset(&a);
    }
    arena_done(&a);
}

static void reset_keeps_a_block_for_the_next_use(void **state)
{
    (void)state;
    struct arena a;
    arena_init(&a);
    for (int i = 0; i < 100; i++)
        arena_alloc(&a, 4000);
    arena_reset(&a);
    struct arena_block *kept = a.blocks;
    assert_non_null(kept);
    arena_alloc(&a, 10000);
    assert_ptr_equal(a.blocks, kept);
    arena_done(&a);
}

static void a_large_piece_leaves_the_newest_block_in_use(void **state)
{
    (void)state;
    struct arena a;
    arena_init(&a);
    arena_alloc(&a, 16);
    struct arena_block *newest = a.blocks;
    arena_alloc(&a, 1000000);
    assert_ptr_equal(a.blocks, newest);
    arena_done(&a);
}

static void zero_bytes_are_a_place_of_their_own(void **state)
{
    (void)state;
    struct arena a;
    arena_init(&a);
    void *one = arena_alloc(&a, 0), *other = arena_alloc(&a, 0);
    assert_non_null(one);
    assert_ptr_not_equal(one, other);
    arena_done(&a);
}

static void copies_are_terminated(void **state)
{
    (void)state;
    struct arena a;
    arena_init(&a);
    char *copy = arena_copy(&a, "ab\0cd", 5);
    assert_memory_equal(copy, "ab\0cd", 6);
    assert_string_equal(arena_copy(&a, NULL, 0), "");
    assert_string_equal(arena_strdup(&a, "hoodie"), "hoodie");
    assert_null(arena_strdup(&a, NULL));
    arena_done(&a);
}

static void strndup_stops_at_n_or_at_the_end(void **state)
{
    (void)state;
    struct arena a;
    arena_init(&a);
    assert_string_equal(arena_strndup(&a, "hoodie", 4), "hood");
    assert_string_equal(arena_strndup(&a, "cap", 40), "cap");
    assert_null(arena_strndup(&a, NULL, 4));
    arena_done(&a);
}

static void printf_writes_short_and_long_texts(void **state)
{
    (void)state;
    struct arena a;
    arena_init(&a);
    assert_string_equal(arena_printf(&a, "%s-%d", "ORD", 7), "ORD-7");
    for (int width = 250; width < 260; width++) {
        char *text = arena_printf(&a, "%*d", width, 7);
        assert_int_equal(strlen(text), width);
        assert_int_equal(text[width - 1], '7');
    }
    arena_done(&a);
}

static char undone[8];

static void note_undo(void *what)
{
    strcat(undone, what);
}

static void undos_run_once_newest_first(void **state)
{
    (void)state;
    struct arena a;
    arena_init(&a);
    undone[0] = '\0';
    arena_defer(&a, note_undo, arena_strdup(&a, "1"));
    arena_defer(&a, note_undo, arena_strdup(&a, "2"));
    arena_defer(&a, note_undo, arena_strdup(&a, "3"));
    arena_reset(&a);
    assert_string_equal(undone, "321");
    arena_reset(&a);
    arena_done(&a);
    assert_string_equal(undone, "321");
}

static struct arena *deferring;

static void defer_another(void *what)
{
    arena_defer(deferring, note_undo, what);
}

static void an_undo_may_defer_another(void **state)
{
    (void)state;
    struct arena a;
    arena_init(&a);
    undone[0] = '\0';
    deferring = &a;
    arena_defer(&a, defer_another, arena_strdup(&a, "x"));
    arena_done(&a);
    assert_string_equal(undone, "x");
}

static void can_be_used_again_after_done(void **state)
{
    (void)state;
    struct arena a;
    arena_init(&a);
    arena_alloc(&a, 100);
    arena_done(&a);
    assert_null(a.blocks);
    assert_string_equal(arena_strdup(&a, "again"), "again");
    arena_done(&a);
}

/* The signal that ended a child that asked for n elements of `size` bytes. */
static int signal_of_asking_for(size_t n, size_t size)
{
    pid_t child = fork();
    if (child == 0) {
        struct arena a;
        setrlimit(RLIMIT_CORE, &(struct rlimit){0});
        signal(SIGABRT, SIG_DFL);
        if (!freopen("/dev/null", "w", stderr))
            _exit(1);
        arena_init(&a);
        arena_array(&a, n, size);
        _exit(0);
    }
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    return WIFSIGNALED(status) ? WTERMSIG(status) : 0;
}

static void asking_for_more_than_exists_aborts(void **state)
{
    (void)state;
    assert_int_equal(signal_of_asking_for(10, 10), 0);
    assert_int_equal(signal_of_asking_for(SIZE_MAX / 2, 3), SIGABRT);
    assert_int_equal(signal_of_asking_for(SIZE_MAX, 1), SIGABRT);
    assert_int_equal(signal_of_asking_for(SIZE_MAX - 16, 1), SIGABRT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(takes_no_memory_before_the_first_allocation),
        cmocka_unit_test(memory_is_zeroed_and_aligned_for_any_type),
        cmocka_unit_test(pieces_never_overlap),
        cmocka_unit_test(memory_is_zeroed_again_after_reset),
        cmocka_unit_test(reset_keeps_a_block_for_the_next_use),
        cmocka_unit_test(a_large_piece_leaves_the_newest_block_in_use),
        cmocka_unit_test(zero_bytes_are_a_place_of_their_own),
        cmocka_unit_test(copies_are_terminated),
        cmocka_unit_test(strndup_stops_at_n_or_at_the_end),
        cmocka_unit_test(printf_writes_short_and_long_texts),
        cmocka_unit_test(undos_run_once_newest_first),
        cmocka_unit_test(an_undo_may_defer_another),
        cmocka_unit_test(can_be_used_again_after_done),
        cmocka_unit_test(asking_for_more_than_exists_aborts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
