/* value.h -- a typed value on its way into a query: V(x) picks the kind, ARGS(...) counts. */
#ifndef WAITER_VALUE_H
#define WAITER_VALUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct value {
    enum { VALUE_NULL, VALUE_INT, VALUE_TEXT, VALUE_BLOB } kind;
    int64_t number;
    const char *text; /* NULL binds NULL */
    size_t len;       /* blobs */
};

static inline struct value value_int(int64_t n) { return (struct value){.kind = VALUE_INT, .number = n}; }
static inline struct value value_bool(bool b) { return value_int(b ? 1 : 0); }
static inline struct value value_text(const char *s)
{
    return (struct value){.kind = s ? VALUE_TEXT : VALUE_NULL, .text = s};
}
static inline struct value value_blob(const void *p, size_t n)
{
    return (struct value){.kind = VALUE_BLOB, .text = p, .len = n};
}

#define V(x)                                                                               \
    _Generic((x), bool: value_bool, int: value_int, long: value_int, long long: value_int, \
             unsigned: value_int, char *: value_text, const char *: value_text)(x)

struct values {
    const struct value *at;
    size_t count;
};
#define ARGS(...)                                                           \
    ((struct values){(const struct value[]){__VA_ARGS__},                   \
                     sizeof((const struct value[]){__VA_ARGS__}) / sizeof(struct value)})
#define NO_ARGS ((struct values){NULL, 0})

#endif
