/* twilio_env.h -- the account of the bench: what load signs and floor checks, by environment. */
#ifndef BENCH_TWILIO_ENV_H
#define BENCH_TWILIO_ENV_H

#include <stdio.h>
#include <stdlib.h>

static inline const char *need(const char *name)
{
    const char *value = getenv(name);
    if (!value || !*value) {
        fprintf(stderr, "%s is not set\n", name);
        exit(64);
    }
    return value;
}

#endif
