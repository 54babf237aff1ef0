/* arena.c -- blocks of memory handed out front to back and forgotten together.
 *
 * Every byte behind `used` is zero, so handing out is one addition. Blocks double
 * from 4 to 64 KiB; what fits in none of these gets a block of its own, put behind
 * the newest one so that the room left there stays in use. */
#include "waiter/arena.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BLOCK_FIRST 4096
#define BLOCK_MOST  65536 /* a message with all that is thought about it takes half of that */

/* AddressSanitizer cannot see inside blocks by itself: we tell it what is handed out,
 * and leave a gap behind each piece so that overruns do not land in a neighbour. */
#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/asan_interface.h>
#define GAP 16
#define FORBID(p, n) ASAN_POISON_MEMORY_REGION(p, n)
#define ALLOW(p, n)  ASAN_UNPOISON_MEMORY_REGION(p, n)
#else
#define GAP 0
#define FORBID(p, n) ((void)(p), (void)(n))
#define ALLOW(p, n)  ((void)(p), (void)(n))
#endif

struct arena_block {
    struct arena_block *next;
    size_t used, cap;
    _Alignas(max_align_t) unsigned char bytes[];
};

struct arena_undo {
    struct arena_undo *next;
    void (*undo)(void *);
    void *what;
};

static _Noreturn void out_of_memory(void)
{
    fputs("out of memory\n", stderr);
    abort();
}

static size_t aligned(size_t n)
{
    const size_t unit = _Alignof(max_align_t);
    if (n > PTRDIFF_MAX - sizeof(struct arena_block) - GAP - unit)
        out_of_memory();
    return n ? (n + GAP + unit - 1) & ~(unit - 1) : unit;
}

static struct arena_block *block_new(size_t cap)
{
    struct arena_block *b = calloc(1, sizeof *b + cap);
    if (!b)
        out_of_memory();
    b->cap = cap;
    FORBID(b->bytes, cap);
    return b;
}

static struct arena_block *block_with_room(struct arena *a, size_t n)
{
    struct arena_block *newest = a->blocks;
    size_t usual = !newest                       ? BLOCK_FIRST
                   : newest->cap > BLOCK_MOST / 2 ? BLOCK_MOST
                                                  : newest->cap * 2;
    struct arena_block *b = block_new(n > usual ? n : usual);
    struct arena_block **where = n > usual && newest ? &newest->next : &a->blocks;
    b->next = *where;
    return *where = b;
}

void arena_init(struct arena *a)
{
    *a = (struct arena){0};
}

void *arena_alloc(struct arena *a, size_t n)
{
    size_t room = aligned(n);
    struct arena_block *b = a->blocks;
    if (!b || room > b->cap - b->used)
        b = block_with_room(a, room);
    void *p = b->bytes + b->used;
    b->used += room;
    ALLOW(p, n);
    return p;
}

void *arena_array(struct arena *a, size_t n, size_t size)
{
    size_t bytes;
    if (__builtin_mul_overflow(n, size, &bytes))
        out_of_memory();
    return arena_alloc(a, bytes);
}

void *arena_copy(struct arena *a, const void *from, size_t n)
{
    if (n == SIZE_MAX)
        out_of_memory();
    char *copy = arena_alloc(a, n + 1);
    if (n)
        memcpy(copy, from, n);
    return copy;
}

char *arena_strdup(struct arena *a, const char *s)
{
    return s ? arena_copy(a, s, strlen(s)) : NULL;
}

char *arena_strndup(struct arena *a, const char *s, size_t n)
{
    return s ? arena_copy(a, s, strnlen(s, n)) : NULL;
}

char *arena_printf(struct arena *a, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    char *text = arena_vprintf(a, fmt, ap);
    va_end(ap);
    return text;
}

char *arena_vprintf(struct arena *a, const char *fmt, va_list ap)
{
    char brief[256]; /* most texts fit and need no second formatting */
    va_list again;
    va_copy(again, ap);
    int n = vsnprintf(brief, sizeof brief, fmt, ap);
    if (n < 0)
        out_of_memory(); /* the only way a valid format fails */
    char *text;
    if ((size_t)n < sizeof brief) {
        text = arena_copy(a, brief, (size_t)n);
    } else {
        text = arena_alloc(a, (size_t)n + 1);
        vsnprintf(text, (size_t)n + 1, fmt, again);
    }
    va_end(again);
    return text;
}

void arena_defer(struct arena *a, void (*undo)(void *), void *what)
{
    struct arena_undo *u = arena_alloc(a, sizeof *u);
    *u = (struct arena_undo){a->undos, undo, what};
    a->undos = u;
}

static void run_undos(struct arena *a)
{
    while (a->undos) {
        struct arena_undo *u = a->undos;
        a->undos = u->next;
        u->undo(u->what);
    }
}

static void block_empty(struct arena_block *b)
{
    ALLOW(b->bytes, b->used);
    memset(b->bytes, 0, b->used);
    FORBID(b->bytes, b->used);
    b->used = 0;
    b->next = NULL;
}

void arena_reset(struct arena *a)
{
    run_undos(a);
    struct arena_block *kept = NULL;
    for (struct arena_block *b = a->blocks, *next; b; b = next) {
        next = b->next;
        if (!kept && b->cap <= BLOCK_MOST)
            block_empty(kept = b);
        else
            free(b);
    }
    a->blocks = kept;
}

void arena_done(struct arena *a)
{
    arena_reset(a);
    free(a->blocks);
    arena_init(a);
}
