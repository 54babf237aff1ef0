/* model.h -- a struct declared once: its columns, its JSON, its limits.
 *
 * A model is a table of fields. Rows fill structs by column name, structs become
 * JSON by the SHOWN fields, and JSON from a client fills the WRITABLE ones after
 * checking type and range: unknown names are refused (no mass assignment). */
#ifndef WAITER_MODEL_H
#define WAITER_MODEL_H

#include "waiter/arena.h"
#include "waiter/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum field_kind { FIELD_INT, FIELD_BOOL, FIELD_TEXT };
enum field_flags {
    SHOWN = 1,     /* in every JSON answer                                     */
    STAFF = 2,     /* only in answers to staff                                 */
    WRITABLE = 4,  /* a client may set it                                      */
    NEEDED = 8,    /* must be there when creating                              */
    TIME = 16,     /* int64 ms, shown as RFC 3339; 0 is shown as null          */
    MONEY = 32,    /* int64 minor units: `price_minor` is also shown as the decimal number
                      `price`, and either may be written; needs a `currency` field */
    BESIDE = 64,   /* a client may send it and its reader takes it from the JSON; alone: it is no member */
};

struct field {
    const char *name; /* column, member and JSON name */
    size_t at;
    enum field_kind kind;
    unsigned flags;
    int64_t min, max; /* numbers: range; texts: characters; 0,0 = the kind's own limits */
};

struct model {
    const char *name;
    size_t size;
    const struct field *fields;
    size_t count;
};

#define FIELD_KIND_OF(T, m) \
    _Generic(((T *)0)->m, int64_t: FIELD_INT, bool: FIELD_BOOL, const char *: FIELD_TEXT)
#define FIELD(T, m, ...) \
    {.name = #m, .at = offsetof(T, m), .kind = FIELD_KIND_OF(T, m), .flags = __VA_ARGS__}
#define FIELD_BESIDE(label) {.name = label, .flags = BESIDE}
#define MODEL(label, T, table) {label, sizeof(T), table, sizeof(table) / sizeof((table)[0])}

/* The field with that name, or NULL. */
const struct field *model_field(const struct model *m, const char *name);

#endif
