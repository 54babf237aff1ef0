/* text_check.c -- would the owner's own words do for a reply text? */
#include "waiter/text_check.h"

#include "waiter/lang.h"
#include "waiter/str.h"
#include "waiter/utf8.h"

#include <string.h>

#define NAMES_MOST 32

struct hole { const char *name; size_t len, forms; }; /* forms: of a number; 0: only its value */
struct holes { struct hole at[NAMES_MOST]; size_t count; bool broken; };

/* {name} or {name:form|form}, one after the other; never one in another. */
static void read_holes(const char *text, struct holes *out)
{
    *out = (struct holes){0};
    while ((text = strpbrk(text, "{}"))) {
        const char *end = *text == '{' ? strpbrk(text + 1, "{}") : NULL;
        size_t len = end ? strspn(text + 1, "abcdefghijklmnopqrstuvwxyz0123456789_") : 0;
        struct hole h = {text + 1, len, 0};
        if (!end || *end != '}' || len == 0 || (text[1 + len] != '}' && text[1 + len] != ':') ||
            out->count == NAMES_MOST) {
            out->broken = true;
            return;
        }
        if (text[1 + len] == ':') {
            h.forms = 1;
            for (const char *c = text + 2 + len; c < end; c++)
                h.forms += *c == '|';
        }
        out->at[out->count++] = h;
        text = end + 1;
    }
}

static bool has(const struct holes *h, const struct hole *wanted)
{
    for (size_t i = 0; i < h->count; i++)
        if (h->at[i].len == wanted->len && memcmp(h->at[i].name, wanted->name, wanted->len) == 0)
            return true;
    return false;
}

/* The names of `these` that `others` have not, each once; NULL: none. */
static const char *names_beyond(struct arena *a, const struct holes *these, const struct holes *others)
{
    struct holes told = {0};
    struct str out = str_new(a, 4096);
    for (size_t i = 0; i < these->count; i++) {
        if (has(others, &these->at[i]) || has(&told, &these->at[i]))
            continue;
        str_add(&out, out.len ? "," : "");
        str_add_bytes(&out, these->at[i].name, these->at[i].len);
        told.at[told.count++] = these->at[i];
    }
    return out.len ? out.text : NULL;
}

size_t text_longest(const char *key, const char *shipped)
{
    if (strncmp(key, "choice_", 7) != 0)
        return TEXT_CHARS_MOST;
    size_t is = utf8_length(shipped);
    return is > TITLE_CHARS_MOST ? is : TITLE_CHARS_MOST;
}

/* By its name, so that the owner's own words cannot turn the one into the other. */
bool text_is_heard(const char *key)
{
    return strncmp(key, "asks_", 5) == 0 || strstr(key, "_words") || strstr(key, "_lead_ins") ||
           strcmp(key, "name_changes") == 0;
}

const char *text_placeholders(struct arena *a, const char *text)
{
    struct holes all, none = {0};
    read_holes(text, &all);
    const char *names = names_beyond(a, &all, &none);
    return names ? names : "";
}

bool text_check(struct arena *a, const char *lang, const char *key, const char *shipped, const char *own,
                struct text_faults *out)
{
    struct holes needed, given;
    size_t forms = lang_plural_forms(lang);
    read_holes(shipped, &needed);
    read_holes(own, &given);
    *out = (struct text_faults){.empty = own[strspn(own, " \t\r\n")] == '\0', .broken = given.broken};
    if (!given.broken) {
        out->missing = names_beyond(a, &needed, &given);
        out->unknown = names_beyond(a, &given, &needed);
    }
    for (size_t i = 0; i < given.count; i++)
        if (given.at[i].forms && given.at[i].forms != forms)
            out->forms = forms;
    if (utf8_length(own) > text_longest(key, shipped))
        out->longest = text_longest(key, shipped);
    return !out->empty && !out->broken && !out->missing && !out->unknown && !out->forms && !out->longest;
}
