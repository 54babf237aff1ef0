/* random.h -- repeatable randomness for property tests: the seed is printed, and
 * TEST_SEED=n runs another one. */
#ifndef TESTS_RANDOM_H
#define TESTS_RANDOM_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

struct random {
    uint64_t state;
};

static inline struct random random_begin(void)
{
    const char *given = getenv("TEST_SEED");
    uint64_t seed = given ? strtoull(given, NULL, 10) : 20261123;
    printf("seed %llu\n", (unsigned long long)seed);
    return (struct random){seed};
}

/* splitmix64 */
static inline uint64_t random_next(struct random *r)
{
    uint64_t z = r->state += 0x9E3779B97F4A7C15u;
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
    z = (z ^ z >> 27) * 0x94D049BB133111EBu;
    return z ^ z >> 31;
}

static inline size_t random_below(struct random *r, size_t n)
{
    return (size_t)(random_next(r) % n);
}

#endif
