/* json.h -- cJSON behind one strict door, and a writer that cannot forget a bracket.
 *
 * cJSON alone takes "admin\u0000x", trailing garbage, broken UTF-8, duplicate keys and
 * 1e400 (reliability.md §0.5). Only this room calls it. */
#ifndef WAITER_JSON_H
#define WAITER_JSON_H

#include "waiter/arena.h"
#include "waiter/err.h"
#include "waiter/model.h"
#include "waiter/str.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define JSON_DEPTH_MOST 32

typedef struct cJSON json_value; /* read only, through the functions below */

/* Parses exactly one value of n bytes: UTF-8, no NUL, depth <= 32, no duplicate keys, nothing
 * behind it. Freed with the arena. ERR_BAD_INPUT otherwise. */
CHECKED bool json_parse(struct arena *a, const char *text, size_t n, const json_value **out,
                        struct err *e);

/* The value at "choices.0.message.content", or NULL; path "" is the value itself. */
const json_value *json_at(const json_value *v, const char *path);
/* A text there, or NULL when absent or not text. */
const char *json_text(const json_value *v, const char *path);
/* An integer there (exactly representable), else `otherwise`. */
int64_t json_int(const json_value *v, const char *path, int64_t otherwise);
bool json_bool(const json_value *v, const char *path, bool otherwise);
/* Elements of an array or members of an object; 0 for anything else. */
size_t json_count(const json_value *v);
/* The i-th element or member; its key (objects), or NULL. */
const json_value *json_item(const json_value *v, size_t i);
const char *json_key(const json_value *v);
bool json_is_text(const json_value *v);
bool json_is_object(const json_value *v);
bool json_is_array(const json_value *v);
/* True when v is a whole number that fits int64 exactly; *out is written then. */
bool json_is_int(const json_value *v, int64_t *out);
/* A number as the decimal text to hand to money_parse ("39.9"), or the text if it is one;
 * NULL when it is neither. */
const char *json_decimal(struct arena *a, const json_value *v);

/* Writing. Commas and nesting are kept by the writer; keys are NULL inside arrays. */
struct json {
    struct str *out;
    unsigned depth;
    bool first[JSON_DEPTH_MOST + 1];
    char closers[JSON_DEPTH_MOST + 1];
};
struct json json_writer(struct str *out);
void json_open_object(struct json *j, const char *key);
void json_open_array(struct json *j, const char *key);
void json_close(struct json *j);
void json_put_text(struct json *j, const char *key, const char *text); /* NULL -> null */
void json_put_int(struct json *j, const char *key, int64_t n);
void json_put_bool(struct json *j, const char *key, bool b);
void json_put_null(struct json *j, const char *key);
void json_put_time(struct json *j, const char *key, int64_t ms); /* RFC 3339; 0 -> null */
void json_put_raw(struct json *j, const char *key, const char *json); /* already JSON */

/* `price_minor`, `price` (decimal number) and `currency`, for name "price". */
void json_put_money(struct json *j, const char *name, int64_t minor, const char *currency);

/* The SHOWN (and for staff the STAFF) fields of a struct, into the open object. */
void json_put_model(struct json *j, const struct model *m, const void *from, bool staff);

/* Fills the WRITABLE fields that `v` holds; ERR_BAD_INPUT names the field for unknown or
 * unwritable names, wrong types, out-of-range values, and (creating) NEEDED ones missing.
 * `currency` is used for decimal money. */
CHECKED bool json_read_model(struct arena *a, const json_value *v, const struct model *m, void *into,
                             bool creating, const char *currency, struct err *e);

#endif
