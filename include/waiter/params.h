/* params.h -- name=value pairs of a query string, a form body or a route: lengths kept, order kept. */
#ifndef WAITER_PARAMS_H
#define WAITER_PARAMS_H

#include "waiter/arena.h"
#include "waiter/err.h"

#include <stddef.h>

#define PARAMS_MOST 64       /* reliability.md, limits */
#define PARAM_NAME_MOST 64
#define PARAM_VALUE_MOST 32768

/* Decoded bytes; `value` is terminated but may hold a NUL before value_len (a signature
 * covers it; param_text refuses it). */
struct param { const char *name, *value; size_t name_len, value_len; };
struct params { struct param *at; size_t count; };

/* Decodes application/x-www-form-urlencoded. More than 64 pairs, a name over 64 bytes or a
 * value over 32 KiB: ERR_TOO_BIG; a bad %XX: ERR_BAD_INPUT. */
CHECKED bool params_parse(struct arena *a, const char *text, size_t n, struct params *out,
                          struct err *e);

/* The first value with that name as repaired UTF-8 text (utf8_repair), or NULL. */
const char *param_text(struct arena *a, const struct params *p, const char *name);
/* The first pair with that name, or NULL: raw bytes. */
const struct param *param_find(const struct params *p, const char *name);

#endif
