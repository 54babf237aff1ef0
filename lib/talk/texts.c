/* texts.c -- reply texts from files: one line a text, one file a language.
 *
 * All languages lie in one array sorted by (language, key), so that a look-up is a binary
 * search and nothing is hashed, locked or copied: the texts are shared by all threads. */
#include "waiter/texts.h"

#include "waiter/lang.h"
#include "waiter/str.h"
#include "waiter/utf8.h"

#include <dirent.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FILE_MOST (256 * 1024)
#define SAID_MOST (64 * 1024)
#define VALUES_MOST 16 /* of one text */

struct text { const char *lang, *key, *words; };

struct texts {
    struct text *list;
    size_t count, room;
};

static int text_order(const void *a, const void *b)
{
    const struct text *one = a, *other = b;
    int by_lang = strcmp(one->lang, other->lang);
    return by_lang ? by_lang : strcmp(one->key, other->key);
}

static const char *text_find(const struct texts *t, const char *lang, const char *key)
{
    struct text wanted = {lang, key, NULL};
    const struct text *found = bsearch(&wanted, t->list, t->count, sizeof *t->list, text_order);
    return found ? found->words : NULL;
}

bool texts_has(const struct texts *t, const char *lang, const char *key)
{
    return text_find(t, lang, key) != NULL;
}

const char *texts_raw(const struct texts *t, const char *lang, const char *key)
{
    return text_find(t, lang, key);
}

bool texts_at(const struct texts *t, size_t i, struct text_entry *out)
{
    if (i >= t->count)
        return false;
    *out = (struct text_entry){t->list[i].lang, t->list[i].key, t->list[i].words};
    return true;
}

const struct texts *texts_with(struct arena *a, const struct texts *shipped,
                               const struct text_override *own, size_t count)
{
    if (!count)
        return shipped;
    struct texts *t = arena_alloc(a, sizeof *t);
    t->list = arena_copy(a, shipped->list, shipped->count * sizeof *t->list);
    t->count = t->room = shipped->count;
    for (size_t i = 0; i < count; i++) {
        struct text wanted = {own[i].language, own[i].key, NULL};
        struct text *found = bsearch(&wanted, t->list, t->count, sizeof *t->list, text_order);
        if (found)
            found->words = own[i].text;
    }
    return t;
}

static void text_keep(struct texts *t, struct arena *a, struct text what)
{
    if (t->count == t->room) {
        size_t room = t->room ? t->room * 2 : 128;
        struct text *more = arena_array(a, room, sizeof *more);
        if (t->count)
            memcpy(more, t->list, t->count * sizeof *more);
        t->list = more;
        t->room = room;
    }
    t->list[t->count++] = what;
}

/* Turns \n into a line break and \\ into a backslash, in place. */
static void unescape(char *s)
{
    char *to = s;
    for (; *s; s++) {
        if (*s == '\\' && (s[1] == 'n' || s[1] == '\\')) {
            s++;
            *to++ = *s == 'n' ? '\n' : '\\';
        } else {
            *to++ = *s;
        }
    }
    *to = '\0';
}

static char *trimmed(char *s)
{
    while (*s == ' ' || *s == '\t')
        s++;
    size_t n = strlen(s);
    while (n && strchr(" \t\r", s[n - 1]))
        s[--n] = '\0';
    return s;
}

static bool line_read(struct texts *t, struct arena *a, const char *lang, char *line,
                      const char *path, int at, struct err *e)
{
    line = trimmed(line);
    if (!*line || *line == '#')
        return true;
    char *equals = strchr(line, '=');
    if (!equals)
        return fail(e, ERR_BAD_INPUT, "%s:%d: no '=' in this line", path, at);
    *equals = '\0';
    const char *key = trimmed(line);
    if (!*key || key[strspn(key, "abcdefghijklmnopqrstuvwxyz0123456789_")])
        return fail(e, ERR_BAD_INPUT, "%s:%d: a key is made of a-z, 0-9 and _", path, at);
    char *words = trimmed(equals + 1);
    unescape(words);
    text_keep(t, a, (struct text){lang, key, words});
    return true;
}

/* The whole file, terminated; NULL and a reason when it cannot be had. */
static char *file_read(struct arena *a, const char *path, struct err *e)
{
    FILE *f = fopen(path, "re");
    if (!f) {
        fail(e, ERR_BAD_INPUT, "%s: %s", path, strerror(errno));
        return NULL;
    }
    char *all = arena_alloc(a, FILE_MOST + 1);
    size_t n = fread(all, 1, FILE_MOST + 1, f);
    bool broken = ferror(f);
    fclose(f);
    if (broken || n > FILE_MOST || memchr(all, '\0', n) || !utf8_valid(all, n)) {
        fail(e, ERR_BAD_INPUT, "%s: not readable, too long or not UTF-8", path);
        return NULL;
    }
    all[n] = '\0';
    return all;
}

static bool language_read(struct texts *t, struct arena *a, const char *lang, const char *path,
                          struct err *e)
{
    char *rest = file_read(a, path, e);
    if (!rest)
        return false;
    int at = 0;
    for (char *line; (line = strsep(&rest, "\n"));)
        if (!line_read(t, a, lang, line, path, ++at, e))
            return false;
    return true;
}

static bool all_different(const struct texts *t, struct err *e)
{
    for (size_t i = 1; i < t->count; i++)
        if (text_order(&t->list[i - 1], &t->list[i]) == 0)
            return fail(e, ERR_BAD_INPUT, "%s.txt: key %s is there twice", t->list[i].lang,
                        t->list[i].key);
    return true;
}

bool texts_load(struct arena *a, const char *folder, const struct texts **out, struct err *e)
{
    DIR *dir = opendir(folder);
    if (!dir)
        return fail(e, ERR_BAD_INPUT, "%s: %s", folder, strerror(errno));
    struct texts *t = arena_alloc(a, sizeof *t);
    bool fine = true;
    for (struct dirent *d; fine && (d = readdir(dir));) {
        size_t n = strlen(d->d_name);
        if (d->d_name[0] == '.' || n <= 4 || strcmp(d->d_name + n - 4, ".txt"))
            continue;
        fine = language_read(t, a, arena_strndup(a, d->d_name, n - 4),
                             arena_printf(a, "%s/%s", folder, d->d_name), e);
    }
    closedir(dir);
    if (!fine)
        return false;
    if (!t->count)
        return fail(e, ERR_BAD_INPUT, "%s: no texts there", folder);
    qsort(t->list, t->count, sizeof *t->list, text_order);
    if (!all_different(t, e))
        return false;
    *out = t;
    return true;
}

struct pairs { const struct text_value *at; size_t count; };

/* The value of the placeholder whose name is the n bytes at `name`; "" when there is none. */
static const char *value_of(const char *name, size_t n, struct pairs p)
{
    for (size_t i = 0; i < p.count; i++)
        if (p.at[i].value && strlen(p.at[i].name) == n && !memcmp(p.at[i].name, name, n))
            return p.at[i].value;
    return "";
}

/* "one|other": the form for this number; a # in it is the number. */
static void add_plural(struct str *s, const char *lang, const char *value, const char *forms,
                       const char *end)
{
    size_t wanted = lang_plural(lang, strtoll(value, NULL, 10));
    for (const char *bar; wanted && (bar = memchr(forms, '|', (size_t)(end - forms))); wanted--)
        forms = bar + 1;
    const char *bar = memchr(forms, '|', (size_t)(end - forms));
    for (const char *stop = bar ? bar : end; forms < stop; forms++) {
        if (*forms == '#')
            str_add(s, value);
        else
            str_add_bytes(s, forms, 1);
    }
}

/* {name} or {name:form|form}, without its braces. */
static void add_placeholder(struct str *s, struct arena *a, const char *lang, const char *what,
                            const char *end, struct pairs pairs)
{
    const char *colon = memchr(what, ':', (size_t)(end - what));
    const char *value = value_of(what, (size_t)((colon ? colon : end) - what), pairs);
    if (colon)
        add_plural(s, lang, value, colon + 1, end);
    else
        str_add(s, lang_isolate(a, lang, value));
}

const char *texts_fill(const struct texts *t, struct arena *a, const char *lang, const char *key,
                       const struct text_value *values, size_t count)
{
    struct pairs pairs = {values, count};
    const char *words = text_find(t, lang ? lang : "en", key);
    if (!words) {
        lang = "en";
        words = text_find(t, lang, key);
    }
    if (!words)
        return arena_printf(a, "[%s]", key);
    struct str s = str_new(a, SAID_MOST);
    while (*words) {
        const char *open = strchr(words, '{');
        const char *close = open ? strchr(open, '}') : NULL;
        if (!close)
            break;
        str_add_bytes(&s, words, (size_t)(open - words));
        add_placeholder(&s, a, lang, open + 1, close, pairs);
        words = close + 1;
    }
    str_add(&s, words);
    return s.text;
}

const char *texts_say(const struct texts *t, struct arena *a, const char *lang, const char *key,
                      ...)
{
    struct text_value values[VALUES_MOST];
    size_t n = 0;
    va_list ap;
    va_start(ap, key);
    for (const char *name; n < VALUES_MOST && (name = va_arg(ap, const char *)); n++) {
        values[n] = (struct text_value){name, va_arg(ap, const char *)};
        if (!values[n].value)
            break; /* a NULL value would otherwise be read as the end one pair too late */
    }
    va_end(ap);
    return texts_fill(t, a, lang, key, values, n);
}
