/* json.c -- JSON in through a strict door, JSON out through a writer that keeps count.
 *
 * Reading goes twice over the text: a scan refuses everything that cJSON would quietly
 * change or forgive, then cJSON builds the tree. Order of this file: the scan, the door,
 * looking into a value, the writer, models. */
#include "waiter/json.h"

#include "waiter/clock.h"
#include "waiter/money.h"
#include "waiter/utf8.h"

#include <cjson/cJSON.h>

#include <assert.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define INT_MOST          9007199254740991 /* 2^53 - 1: beyond it doubles skip integers */
#define NUMBER_LONGEST    63               /* what cJSON reads of one number            */
#define TEXT_LONGEST      10000            /* characters of a model's text without max  */
#define FIELD_NAME_LONGEST 64

/* --- The scan ------------------------------------------------------------------------ */

struct scan {
    const char *p, *end;
    struct err *e;
};

static bool scan_value(struct scan *s, unsigned depth);

static bool refuse(struct scan *s, const char *what)
{
    return fail(s->e, ERR_BAD_INPUT, "JSON: %s", what);
}

static char peek(const struct scan *s)
{
    return s->p < s->end ? *s->p : '\0';
}

static bool next_is(struct scan *s, char c)
{
    if (peek(s) != c)
        return false;
    s->p++;
    return true;
}

static void skip_blanks(struct scan *s)
{
    while (s->p < s->end && (*s->p == ' ' || *s->p == '\t' || *s->p == '\n' || *s->p == '\r'))
        s->p++;
}

static bool scan_word(struct scan *s, const char *word)
{
    size_t n = strlen(word);
    if ((size_t)(s->end - s->p) < n || memcmp(s->p, word, n) != 0)
        return refuse(s, "unknown word");
    s->p += n;
    return true;
}

/* The four digits behind \u; -1 when they are not hexadecimal. */
static int32_t scan_hex4(struct scan *s)
{
    int32_t n = 0;
    for (int i = 0; i < 4; i++) {
        static const char digits[] = "0123456789abcdef0123456789ABCDEF";
        const char *digit = peek(s) ? strchr(digits, peek(s)) : NULL;
        if (!digit)
            return -1;
        n = n * 16 + (int32_t)(digit - digits) % 16;
        s->p++;
    }
    return n;
}

static bool scan_unicode_escape(struct scan *s)
{
    int32_t cp = scan_hex4(s);
    if (cp < 0)
        return refuse(s, "\\u without four digits");
    if (cp == 0)
        return refuse(s, "\\u0000"); /* cJSON would end the text here */
    if (cp < 0xD800 || cp > 0xDFFF)
        return true;
    if (cp > 0xDBFF || !next_is(s, '\\') || !next_is(s, 'u'))
        return refuse(s, "lone surrogate");
    cp = scan_hex4(s);
    return (cp >= 0xDC00 && cp <= 0xDFFF) || refuse(s, "lone surrogate");
}

static bool scan_text(struct scan *s)
{
    if (!next_is(s, '"'))
        return refuse(s, "text expected");
    while (s->p < s->end) {
        unsigned char c = (unsigned char)*s->p++;
        if (c == '"')
            return true;
        if (c < 0x20)
            return refuse(s, "control character in a text");
        if (c != '\\')
            continue;
        if (next_is(s, 'u')) {
            if (!scan_unicode_escape(s))
                return false;
        } else if (!peek(s) || !strchr("\"\\/bfnrt", *s->p++)) {
            return refuse(s, "unknown escape");
        }
    }
    return refuse(s, "text without end");
}

static size_t scan_digits(struct scan *s)
{
    const char *start = s->p;
    while (peek(s) >= '0' && peek(s) <= '9')
        s->p++;
    return (size_t)(s->p - start);
}

/* True when the digits of a number say a whole one: 5, 5.0, 5e3, 0.5e1. */
static bool is_whole_text(const char *text)
{
    const char *point = strchr(text, '.');
    const char *mantissa_end = text + strcspn(text, "eE");
    const char *last = mantissa_end;
    while (last > text && (last[-1] == '0' || last[-1] == '.' || last[-1] == '-'))
        last--;
    if (last == text)
        return true; /* zero */
    const char *ones = point ? point : mantissa_end; /* behind the ones */
    long decimals = last > ones ? (long)(last - ones) - 1 : (long)(last - ones);
    long exponent = *mantissa_end ? strtol(mantissa_end + 1, NULL, 10) : 0;
    return decimals <= exponent;
}

static bool is_safe(double d)
{
    return d >= -(double)INT_MOST && d <= (double)INT_MOST;
}

/* Doubles beyond the safe ones have no fraction. */
static bool is_whole(double d)
{
    return !is_safe(d) || (double)(int64_t)d == d;
}

/* cJSON keeps numbers as doubles: refuse what would become infinite or another integer. */
static bool keeps_its_value(struct scan *s, const char *from, bool integer)
{
    char text[NUMBER_LONGEST + 1];
    size_t n = (size_t)(s->p - from);
    if (n > NUMBER_LONGEST)
        return refuse(s, "number too long");
    memcpy(text, from, n);
    text[n] = '\0';
    double d = strtod(text, NULL);
    if (!isfinite(d))
        return refuse(s, "number too large");
    if (integer && !is_safe(d))
        return refuse(s, "integer beyond 2^53");
    if (is_whole(d) && !is_whole_text(text))
        return refuse(s, "number with too many digits");
    return true;
}

static bool scan_number(struct scan *s)
{
    const char *start = s->p;
    bool integer = true;
    next_is(s, '-');
    if (!next_is(s, '0') && !scan_digits(s))
        return refuse(s, "value expected");
    if (next_is(s, '.')) {
        integer = false;
        if (!scan_digits(s))
            return refuse(s, "digits missing behind the point");
    }
    if (next_is(s, 'e') || next_is(s, 'E')) {
        integer = false;
        if (!next_is(s, '+'))
            next_is(s, '-');
        if (!scan_digits(s))
            return refuse(s, "digits missing in the exponent");
    }
    return keeps_its_value(s, start, integer);
}

static bool scan_members(struct scan *s, char close, unsigned depth)
{
    if (depth > JSON_DEPTH_MOST)
        return refuse(s, "nested too deeply");
    s->p++;
    skip_blanks(s);
    if (next_is(s, close))
        return true;
    for (;;) {
        if (close == '}') {
            skip_blanks(s);
            if (!scan_text(s))
                return false;
            skip_blanks(s);
            if (!next_is(s, ':'))
                return refuse(s, "colon expected");
        }
        if (!scan_value(s, depth))
            return false;
        if (next_is(s, close))
            return true;
        if (!next_is(s, ','))
            return refuse(s, "comma or end expected");
    }
}

/* One value with the blanks around it. */
static bool scan_value(struct scan *s, unsigned depth)
{
    bool good;
    skip_blanks(s);
    switch (peek(s)) {
    case '{': good = scan_members(s, '}', depth + 1); break;
    case '[': good = scan_members(s, ']', depth + 1); break;
    case '"': good = scan_text(s); break;
    case 't': good = scan_word(s, "true"); break;
    case 'f': good = scan_word(s, "false"); break;
    case 'n': good = scan_word(s, "null"); break;
    default: good = scan_number(s);
    }
    skip_blanks(s);
    return good;
}

/* --- The door ------------------------------------------------------------------------ */

static int compare_keys(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Looked for in the tree, where "a" and "\u0061" are the same. */
static bool has_duplicate_keys(struct arena *a, const json_value *object)
{
    size_t n = json_count(object), i = 0;
    if (n < 2)
        return false;
    const char **keys = arena_array(a, n, sizeof *keys);
    for (const cJSON *child = object->child; child; child = child->next)
        keys[i++] = child->string;
    qsort(keys, n, sizeof *keys, compare_keys);
    for (i = 1; i < n; i++)
        if (strcmp(keys[i - 1], keys[i]) == 0)
            return true;
    return false;
}

static bool keys_are_unique(struct arena *a, const json_value *v)
{
    if (cJSON_IsObject(v) && has_duplicate_keys(a, v))
        return false;
    for (const cJSON *child = v->child; child; child = child->next)
        if (!keys_are_unique(a, child))
            return false;
    return true;
}

static void json_drop(void *tree)
{
    cJSON_Delete(tree);
}

bool json_parse(struct arena *a, const char *text, size_t n, const json_value **out,
                struct err *e)
{
    struct scan s = {text, text + n, e};
    if (!utf8_valid(text, n))
        return refuse(&s, "not UTF-8");
    if (!scan_value(&s, 0))
        return false;
    if (s.p != s.end)
        return refuse(&s, "something behind the end");
    cJSON *tree = cJSON_ParseWithLength(text, n);
    if (!tree)
        return refuse(&s, "not understood");
    arena_defer(a, json_drop, tree);
    if (!keys_are_unique(a, tree))
        return refuse(&s, "the same key twice");
    *out = tree;
    return true;
}

/* --- Looking into a value ------------------------------------------------------------ */

/* The child called by the n bytes at name: a key, or a place in an array. */
static const json_value *child_named(const json_value *v, const char *name, size_t n)
{
    if (cJSON_IsArray(v)) {
        if (n == 0 || strspn(name, "0123456789") < n)
            return NULL;
        return json_item(v, (size_t)strtoull(name, NULL, 10));
    }
    if (!cJSON_IsObject(v))
        return NULL;
    for (const cJSON *child = v->child; child; child = child->next)
        if (strncmp(child->string, name, n) == 0 && child->string[n] == '\0')
            return child;
    return NULL;
}

const json_value *json_at(const json_value *v, const char *path)
{
    while (v && *path) {
        size_t n = strcspn(path, ".");
        v = child_named(v, path, n);
        path += n;
        path += *path == '.';
    }
    return v;
}

const char *json_text(const json_value *v, const char *path)
{
    return cJSON_GetStringValue(json_at(v, path));
}

int64_t json_int(const json_value *v, const char *path, int64_t otherwise)
{
    int64_t n;
    return json_is_int(json_at(v, path), &n) ? n : otherwise;
}

bool json_bool(const json_value *v, const char *path, bool otherwise)
{
    v = json_at(v, path);
    return cJSON_IsBool(v) ? cJSON_IsTrue(v) : otherwise;
}

size_t json_count(const json_value *v)
{
    return json_is_array(v) || json_is_object(v) ? (size_t)cJSON_GetArraySize(v) : 0;
}

const json_value *json_item(const json_value *v, size_t i)
{
    if (!json_is_array(v) && !json_is_object(v))
        return NULL;
    const cJSON *child = v->child;
    while (child && i-- > 0)
        child = child->next;
    return child;
}

const char *json_key(const json_value *v)
{
    return v ? v->string : NULL;
}

bool json_is_text(const json_value *v)
{
    return cJSON_IsString(v);
}

bool json_is_object(const json_value *v)
{
    return cJSON_IsObject(v);
}

bool json_is_array(const json_value *v)
{
    return cJSON_IsArray(v);
}

/* The scan has let in no integer that a double cannot hold, and nothing that became one. */
bool json_is_int(const json_value *v, int64_t *out)
{
    if (!cJSON_IsNumber(v) || !is_safe(v->valuedouble) || !is_whole(v->valuedouble))
        return false;
    *out = (int64_t)v->valuedouble;
    return true;
}

const char *json_decimal(struct arena *a, const json_value *v)
{
    if (cJSON_IsString(v))
        return v->valuestring;
    if (!cJSON_IsNumber(v))
        return NULL;
    /* 15 digits always survive the way through a double; with more it was no price. */
    const char *text = arena_printf(a, "%.15g", v->valuedouble);
    return strchr(text, 'e') || strtod(text, NULL) != v->valuedouble ? NULL : text;
}

/* --- The writer ---------------------------------------------------------------------- */

struct json json_writer(struct str *out)
{
    return (struct json){.out = out, .first[0] = true};
}

/* The comma and the key that go before a value. */
static void begin_value(struct json *j, const char *key)
{
    if (!j->first[j->depth])
        str_add_char(j->out, ',');
    j->first[j->depth] = false;
    if (key) {
        str_add_char(j->out, '"');
        str_add_json(j->out, key);
        str_add_bytes(j->out, "\":", 2);
    }
}

static void open_scope(struct json *j, const char *key, char opener, char closer)
{
    assert(j->depth < JSON_DEPTH_MOST);
    begin_value(j, key);
    str_add_char(j->out, opener);
    j->depth++;
    j->first[j->depth] = true;
    j->closers[j->depth] = closer;
}

void json_open_object(struct json *j, const char *key)
{
    open_scope(j, key, '{', '}');
}

void json_open_array(struct json *j, const char *key)
{
    open_scope(j, key, '[', ']');
}

void json_close(struct json *j)
{
    assert(j->depth > 0);
    str_add_char(j->out, j->closers[j->depth--]);
}

void json_put_raw(struct json *j, const char *key, const char *json)
{
    begin_value(j, key);
    str_add(j->out, json);
}

void json_put_text(struct json *j, const char *key, const char *text)
{
    if (!text) {
        json_put_null(j, key);
        return;
    }
    begin_value(j, key);
    str_add_char(j->out, '"');
    str_add_json(j->out, text);
    str_add_char(j->out, '"');
}

void json_put_int(struct json *j, const char *key, int64_t n)
{
    begin_value(j, key);
    str_add_int(j->out, n);
}

void json_put_bool(struct json *j, const char *key, bool b)
{
    json_put_raw(j, key, b ? "true" : "false");
}

void json_put_null(struct json *j, const char *key)
{
    json_put_raw(j, key, "null");
}

void json_put_time(struct json *j, const char *key, int64_t ms)
{
    json_put_text(j, key, ms ? clock_rfc3339(j->out->arena, ms) : NULL);
}

/* The exact amount, and the decimal one where the currency says where its point goes. */
static void put_amount(struct json *j, const char *exact, const char *decimal, int64_t minor,
                       const char *currency)
{
    json_put_int(j, exact, minor);
    if (money_exponent(currency) >= 0)
        json_put_raw(j, decimal, money_decimal(j->out->arena, minor, currency));
}

void json_put_money(struct json *j, const char *name, int64_t minor, const char *currency)
{
    put_amount(j, arena_printf(j->out->arena, "%s_minor", name), name, minor, currency);
    json_put_text(j, "currency", currency);
}

/* --- Models -------------------------------------------------------------------------- */

/* "price" of the field "price_minor", into room for FIELD_NAME_LONGEST. */
static const char *decimal_name(const struct field *f, char *room)
{
    size_t n = strlen(f->name);
    static const char ending[] = "_minor";
    assert(n > sizeof ending - 1 && n < FIELD_NAME_LONGEST);
    assert(strcmp(f->name + n - (sizeof ending - 1), ending) == 0);
    memcpy(room, f->name, n - (sizeof ending - 1));
    room[n - (sizeof ending - 1)] = '\0';
    return room;
}

static const char *model_currency(const struct model *m, const void *from)
{
    const struct field *f = model_field(m, "currency");
    return f && f->kind == FIELD_TEXT ? *(const char *const *)((const char *)from + f->at) : NULL;
}

static void put_number(struct json *j, const struct model *m, const struct field *f,
                       const void *from, int64_t n)
{
    char room[FIELD_NAME_LONGEST];
    if (f->flags & TIME)
        json_put_time(j, f->name, n);
    else if (f->flags & MONEY)
        put_amount(j, f->name, decimal_name(f, room), n, model_currency(m, from));
    else
        json_put_int(j, f->name, n);
}

void json_put_model(struct json *j, const struct model *m, const void *from, bool staff)
{
    for (const struct field *f = m->fields; f < m->fields + m->count; f++) {
        const void *at = (const char *)from + f->at;
        if (f->flags & STAFF ? !staff : !(f->flags & SHOWN)) /* STAFF beside SHOWN still hides it */
            continue;
        switch (f->kind) {
        case FIELD_INT: put_number(j, m, f, from, *(const int64_t *)at); break;
        case FIELD_BOOL: json_put_bool(j, f->name, *(const bool *)at); break;
        case FIELD_TEXT: json_put_text(j, f->name, *(const char *const *)at); break;
        }
    }
}

/* The field that a client's name means; *decimal when it is `price` for `price_minor`. */
static const struct field *field_meant(const struct model *m, const char *name, bool *decimal)
{
    char room[FIELD_NAME_LONGEST];
    const struct field *f = model_field(m, name);
    *decimal = false;
    for (size_t i = 0; !f && i < m->count; i++)
        if (m->fields[i].flags & MONEY &&
            strcmp(decimal_name(&m->fields[i], room), name) == 0) {
            f = &m->fields[i];
            *decimal = true;
        }
    return f && f->flags & (WRITABLE | BESIDE) ? f : NULL;
}

static bool in_range(const struct field *f, int64_t n, int64_t least, int64_t most)
{
    if (f->min || f->max) {
        least = f->min;
        most = f->max ? f->max : most;
    }
    return n >= least && n <= most;
}

static bool read_time(const json_value *v, int64_t *ms)
{
    *ms = 0;
    return cJSON_IsNull(v) || (json_is_text(v) && clock_parse(v->valuestring, ms));
}

static bool read_decimal(struct arena *a, const json_value *v, const char *currency,
                         int64_t *minor)
{
    struct err ignored = {0}; /* the caller names the field */
    const char *text = json_decimal(a, v);
    return text && money_parse(text, currency, minor, &ignored);
}

static bool read_int(struct arena *a, const json_value *v, const struct field *f, bool decimal,
                     const char *currency, int64_t *into, struct err *e)
{
    int64_t n;
    bool read = f->flags & TIME ? read_time(v, &n)
                : decimal       ? read_decimal(a, v, currency, &n)
                                : json_is_int(v, &n);
    if (!read)
        return fail_field(e, v->string, "not a %s",
                          f->flags & TIME ? "time" : decimal ? "amount" : "whole number");
    bool money = f->flags & MONEY;
    if (!in_range(f, n, money ? 0 : -INT_MOST, money ? MONEY_MOST : INT_MOST))
        return fail_field(e, v->string, "out of range");
    *into = n;
    return true;
}

static bool read_text(struct arena *a, const json_value *v, const struct field *f,
                      const char **into, struct err *e)
{
    if (!json_is_text(v))
        return fail_field(e, v->string, "not a text");
    const char *text = utf8_repair(a, v->valuestring, strlen(v->valuestring));
    if (!in_range(f, (int64_t)utf8_length(text), 0, TEXT_LONGEST))
        return fail_field(e, v->string, "too short or too long");
    *into = text;
    return true;
}

static bool read_bool(const json_value *v, bool *into, struct err *e)
{
    if (!cJSON_IsBool(v))
        return fail_field(e, v->string, "not true or false");
    *into = cJSON_IsTrue(v);
    return true;
}

/* `price` and `price_minor` may both come, as they do in our own answers, if they agree. */
static bool amounts_agree(struct arena *a, const json_value *object, const struct field *f,
                          const char *currency, struct err *e)
{
    char room[FIELD_NAME_LONGEST];
    const char *name = decimal_name(f, room);
    const json_value *decimal = child_named(object, name, strlen(name));
    const json_value *exact = child_named(object, f->name, strlen(f->name));
    int64_t one, other;
    if (!decimal || !exact)
        return true;
    if (!read_decimal(a, decimal, currency, &one) || !json_is_int(exact, &other) || one != other)
        return fail_field(e, name, "%s says something else", f->name);
    return true;
}

static bool read_field(struct arena *a, const json_value *v, const struct field *f, bool decimal,
                       const char *currency, void *into, struct err *e)
{
    void *at = (char *)into + f->at;
    switch (f->kind) {
    case FIELD_INT: return read_int(a, v, f, decimal, currency, at, e);
    case FIELD_BOOL: return read_bool(v, at, e);
    case FIELD_TEXT: return read_text(a, v, f, at, e);
    }
    return fail(e, ERR_INTERNAL, "field %s has no kind", f->name);
}

static bool has_needed(const json_value *object, const struct model *m, struct err *e)
{
    for (const struct field *f = m->fields; f < m->fields + m->count; f++) {
        char room[FIELD_NAME_LONGEST];
        if (!(f->flags & NEEDED) || child_named(object, f->name, strlen(f->name)))
            continue;
        const char *name = f->flags & MONEY ? decimal_name(f, room) : f->name;
        if (!child_named(object, name, strlen(name)))
            return fail_field(e, name, "is needed");
    }
    return true;
}

bool json_read_model(struct arena *a, const json_value *v, const struct model *m, void *into,
                     bool creating, const char *currency, struct err *e)
{
    if (!json_is_object(v))
        return fail(e, ERR_BAD_INPUT, "%s is not an object", m->name);
    for (const cJSON *child = v->child; child; child = child->next) {
        bool decimal;
        const struct field *f = field_meant(m, child->string, &decimal);
        if (!f)
            return fail_field(e, child->string, "%s has no such field to write", m->name);
        if (f->flags & BESIDE)
            continue;
        if (!read_field(a, child, f, decimal, currency, into, e) ||
            (decimal && !amounts_agree(a, v, f, currency, e)))
            return false;
    }
    return !creating || has_needed(v, m, e);
}
