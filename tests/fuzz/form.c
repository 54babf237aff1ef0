/* form.c -- any bytes as a webhook's form body or a query (include/waiter/params.h). */
#include "waiter/params.h"

#include "waiter/arena.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct arena a;
    struct params p;
    struct err e = {0};
    arena_init(&a);
    if (params_parse(&a, (const char *)data, n, &p, &e))
        (void)param_text(&a, &p, "Body");
    arena_done(&a);
    return 0;
}
