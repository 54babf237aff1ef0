/* arena.h -- memory with one birth and one death: a request, a message, a job.
 *
 * Everything a request needs is taken from its arena and forgotten at once when
 * it ends, so an early return never leaks. Running out of memory aborts: the
 * supervisor starts the program again, and nothing unfinished was committed.
 * An arena belongs to one thread at a time. */
#ifndef WAITER_ARENA_H
#define WAITER_ARENA_H

#include <stdarg.h>
#include <stddef.h>

struct arena {
    struct arena_block *blocks; /* newest first */
    struct arena_undo *undos;   /* newest first */
};

/* An empty arena; takes no memory before the first allocation. */
void arena_init(struct arena *a);

/* n zeroed bytes, aligned for any type; never NULL. Lives until arena_reset. */
void *arena_alloc(struct arena *a, size_t n);

/* n zeroed elements of `size` bytes; aborts when the product overflows. */
void *arena_array(struct arena *a, size_t n, size_t size);

/* A copy of `n` bytes, of a C string, or of at most n bytes of one; always terminated. */
void *arena_copy(struct arena *a, const void *from, size_t n);
char *arena_strdup(struct arena *a, const char *s);            /* NULL stays NULL */
char *arena_strndup(struct arena *a, const char *s, size_t n); /* stops at a NUL  */

/* printf into the arena. */
char *arena_printf(struct arena *a, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
char *arena_vprintf(struct arena *a, const char *fmt, va_list ap)
    __attribute__((format(printf, 2, 0)));

/* Calls undo(what) when the arena is reset, newest first. */
void arena_defer(struct arena *a, void (*undo)(void *), void *what);

/* Runs the undos, frees all but one block, which is kept (zeroed) for the next use. */
void arena_reset(struct arena *a);

/* Runs the undos and frees everything; the arena can be used again. */
void arena_done(struct arena *a);

#endif
