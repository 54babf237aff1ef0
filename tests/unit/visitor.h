/* visitor.h -- a request that no web server carried: variables in a table, body in memory. */
#ifndef TESTS_VISITOR_H
#define TESTS_VISITOR_H

#include "waiter/serve.h"

#include <string.h>

struct visitor {
    const char *variables[24][2]; /* name, value; ended by NULL */
    const char *body;
    size_t body_len, body_read; /* what there is, how much was asked for so far */
};

static inline const char *visitor_variable(void *carrier, const char *name)
{
    const struct visitor *v = carrier;

    for (size_t i = 0; i < sizeof v->variables / sizeof *v->variables && v->variables[i][0]; i++)
        if (strcmp(v->variables[i][0], name) == 0)
            return v->variables[i][1];
    return NULL;
}

static inline size_t visitor_read(void *carrier, void *into, size_t n)
{
    struct visitor *v = carrier;
    size_t left = v->body_len - v->body_read, part = n < left ? n : left;

    if (part)
        memcpy(into, v->body + v->body_read, part);
    v->body_read += part;
    return part;
}

static inline struct request visitor_request(struct visitor *v, struct app *app, struct arena *a)
{
    return (struct request){.app = app,
                            .arena = a,
                            .variable = visitor_variable,
                            .read = visitor_read,
                            .carrier = v};
}

#endif
