/* beside.h -- runs a program that lies beside ours: bytes in, bytes out, and nothing else of ours
 * reaches it (no file, no environment). For work whose libraries must stay out of what serves. */
#ifndef WAITER_BESIDE_H
#define WAITER_BESIDE_H

#include "waiter/arena.h"
#include "waiter/err.h"

#include <stddef.h>
#include <stdint.h>

struct beside {
    const char *program;        /* "photo" */
    const char *argument;       /* its only one, or NULL */
    const void *in;             /* what it reads */
    size_t in_n;
    size_t out_most;            /* it may say so much ... */
    int64_t within_ms;          /* ... and take so long */
    uint8_t *out;               /* what it said, in the arena */
    size_t out_n;
    int status;                 /* how it exited; -1: it did not exit by itself */
    char words[201];            /* the beginning of what it complained of */
};

/* ERR_BUSY when its time was over or it said too much (it is killed then), ERR_INTERNAL when it
 * could not be started. Else true, whatever its status. One at a time in a process. */
CHECKED bool beside_run(struct arena *a, struct beside *b, struct err *e);

#endif
