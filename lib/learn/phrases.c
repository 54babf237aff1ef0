/* phrases.c -- the phrases that ship with waiter: files of lines, one phrase a line. */
#include "waiter/learn.h"

#include "waiter/utf8.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LINE_MOST 2048
#define FILES_MOST 64

void phrases_add(struct phrases *p, struct arena *a, enum meaning m, enum spoken lang,
                 const char *text)
{
    if (p->count == p->cap) {
        size_t cap = p->cap ? p->cap * 2 : 1024;
        struct phrase_line *at = arena_array(a, cap, sizeof *at);
        if (p->count)
            memcpy(at, p->at, p->count * sizeof *at);
        p->at = at;
        p->cap = cap;
    }
    p->at[p->count++] = (struct phrase_line){m, lang, arena_strdup(a, text)};
}

/* "sql/seed/phrases/es-more.tsv" is Spanish; a name that is no language leaves it to the lines. */
static bool language_of_file(const char *path, enum spoken *out)
{
    const char *name = strrchr(path, '/');
    char code[3] = {0};
    name = name ? name + 1 : path;
    if (strcspn(name, "-_.") != 2)
        return false;
    memcpy(code, name, 2);
    return spoken_read(code, out);
}

static bool read_line(struct arena *a, char *line, bool has_lang, enum spoken lang,
                      struct phrases *out)
{
    enum meaning m;
    char *text = strchr(line, '\t'), *third = text ? strchr(text + 1, '\t') : NULL;
    if (!text)
        return false;
    *text++ = '\0';
    if (third) {
        *third++ = '\0';
        has_lang = spoken_read(text, &lang);
        text = third;
    }
    if (!has_lang || !*text || strchr(text, '\t') || !utf8_valid(text, strlen(text)) ||
        !meaning_read(line, &m))
        return false;
    phrases_add(out, a, m, lang, text);
    return true;
}

bool phrases_read_from(struct arena *a, FILE *f, const char *path, struct phrases *out, struct err *e)
{
    char line[LINE_MOST];
    enum spoken lang = SPOKEN_EN;
    bool has_lang = language_of_file(path, &lang), ok = true;
    for (long at = 1; ok && fgets(line, sizeof line, f); at++) {
        line[strcspn(line, "\r\n")] = '\0';
        if (*line && *line != '#' && !read_line(a, line, has_lang, lang, out))
            ok = fail(e, ERR_BAD_INPUT, "%s:%ld: not \"meaning<TAB>text\"", path, at);
    }
    return ok;
}

bool phrases_read_file(struct arena *a, const char *path, struct phrases *out, struct err *e)
{
    FILE *f = fopen(path, "re");
    if (!f)
        return fail(e, ERR_NOT_FOUND, "cannot read %s: %s", path, strerror(errno));
    bool ok = phrases_read_from(a, f, path, out, e);
    fclose(f);
    return ok;
}

static int by_name(const void *x, const void *y)
{
    return strcmp(*(const char *const *)x, *(const char *const *)y);
}

bool phrases_read(struct arena *a, const char *directory, struct phrases *out, struct err *e)
{
    const char *paths[FILES_MOST];
    size_t count = 0;
    DIR *d = opendir(directory);
    if (!d)
        return fail(e, ERR_NOT_FOUND, "cannot read %s: %s", directory, strerror(errno));
    for (struct dirent *x; count < FILES_MOST && (x = readdir(d));) {
        size_t n = strlen(x->d_name);
        if (n > 4 && !strcmp(x->d_name + n - 4, ".tsv"))
            paths[count++] = arena_printf(a, "%s/%s", directory, x->d_name);
    }
    closedir(d);
    qsort(paths, count, sizeof *paths, by_name);
    for (size_t i = 0; i < count; i++)
        if (!phrases_read_file(a, paths[i], out, e))
            return false;
    return true;
}
