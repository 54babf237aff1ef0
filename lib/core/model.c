/* model.c -- finds a field of a model by name. */
#include "waiter/model.h"

#include <string.h>

const struct field *model_field(const struct model *m, const char *name)
{
    for (size_t i = 0; i < m->count; i++)
        if (strcmp(m->fields[i].name, name) == 0)
            return &m->fields[i];
    return NULL;
}
