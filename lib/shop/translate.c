/* translate.c -- the catalogue with the words of another language laid over it. */
#include "waiter/translate.h"

#include "waiter/dialogue.h"
#include "waiter/str.h"
#include "waiter/utf8.h"

#include <string.h>

#define NAME_MOST 120
#define PROSE_MOST 2000
#define LIST_MOST 50
#define LANGUAGES_HELD 8
#define TEXT_ALL_MOST (512 * 1024)
#define QUESTION_MOST 300 /* as in the shop's own words: faq.c */
#define ANSWER_MOST 1500

/* The object of that language; NULL where there is none (the writers check the JSON). */
static const json_value *words_in(struct arena *a, const char *translations, const char *lang)
{
    const json_value *all;
    struct err e = {0};
    if (!translations || !json_parse(a, translations, strlen(translations), &all, &e))
        return NULL;
    return json_is_object(all) ? json_at(all, lang) : NULL;
}

static const char *or_own(const json_value *words, const char *key, const char *own)
{
    const char *said = words ? json_text(words, key) : NULL;
    return said && *said ? said : own;
}

/* Values may hold dots ("0.5 l"), which json_at would take for a way. */
static const char *value_in(const json_value *values, const char *own)
{
    for (size_t i = 0; own && values && i < json_count(values); i++) {
        const json_value *v = json_item(values, i);
        if (!strcmp(json_key(v), own))
            return json_is_text(v) ? json_text(v, "") : own;
    }
    return own;
}

static void translate_variants(struct arena *a, struct product *p, const json_value *values)
{
    struct variant *v = arena_copy(a, p->variants, p->variant_count * sizeof *v);
    for (size_t i = 0; i < p->variant_count; i++) {
        v[i].option1 = value_in(values, v[i].option1);
        v[i].option2 = value_in(values, v[i].option2);
    }
    p->own = p->variants;
    p->variants = v;
}

/* The translated texts, then the shop's own name and texts: they are understood as well. *own_from:
 * where those begin; *count in: of `own`, out: of all. */
static const char *const *both(struct arena *a, const json_value *more, const char *own_name,
                               const char *const *own, size_t *count, size_t *own_from)
{
    size_t extra = json_is_array(more) ? json_count(more) : 0, n = 0;
    const char **all = arena_array(a, extra + *count + 1, sizeof *all);
    for (size_t i = 0; i < extra; i++)
        if (json_is_text(json_item(more, i)))
            all[n++] = json_text(json_item(more, i), "");
    *own_from = n;
    if (own_name)
        all[n++] = own_name;
    for (size_t i = 0; i < *count; i++)
        all[n++] = own[i];
    *count = n;
    return all;
}

static void translate_product(struct arena *a, struct product *p, const char *lang)
{
    const json_value *words = words_in(a, p->translations, lang);
    const char *own_name = p->name;
    if (!words)
        return;
    p->name = or_own(words, "name", p->name);
    p->description = or_own(words, "description", p->description);
    if (p->option1_name)
        p->option1_name = or_own(words, "option1", p->option1_name);
    if (p->option2_name)
        p->option2_name = or_own(words, "option2", p->option2_name);
    size_t own_from;
    p->aliases = both(a, json_at(words, "aliases"), strcmp(own_name, p->name) ? own_name : NULL,
                      p->aliases, &p->alias_count, &own_from);
    translate_variants(a, p, json_at(words, "values"));
}

struct faq_entry faq_entry_in(struct arena *a, struct faq_entry f, const char *lang)
{
    const json_value *words = words_in(a, f.translations, lang);
    if (!words)
        return f;
    f.own_question = f.question;
    f.question = or_own(words, "question", f.question);
    f.answer = or_own(words, "answer", f.answer);
    f.phrasings = both(a, json_at(words, "phrasings"), f.own_question, f.phrasings,
                       &f.phrasing_count, &f.own_from);
    return f;
}

static void choose_questions(struct arena *a, struct catalogue *c, const char *lang)
{
    struct faq_entry *faq = arena_array(a, c->faq_count + 1, sizeof *faq);
    size_t n = 0;
    for (int ours = 1; ours >= 0; ours--)
        for (size_t i = 0; i < c->faq_count; i++) {
            const char *of = c->faq[i].language;
            if (ours ? of && !strcmp(of, lang) : !of || !*of)
                faq[n++] = faq_entry_in(a, c->faq[i], lang);
        }
    c->faq = faq;
    c->faq_count = n;
}

const struct catalogue *catalogue_in(struct arena *a, const struct catalogue *base,
                                     const char *lang)
{
    struct catalogue *c = arena_copy(a, base, sizeof *base);
    c->language = lang;
    c->translated = true;
    struct category *categories = arena_array(a, c->category_count + 1, sizeof *categories);
    for (size_t i = 0; i < c->category_count; i++) {
        categories[i] = base->categories[i];
        categories[i].name = or_own(words_in(a, categories[i].translations, lang), "name",
                                    categories[i].name);
    }
    struct product *products = arena_array(a, c->product_count + 1, sizeof *products);
    for (size_t i = 0; i < c->product_count; i++) {
        products[i] = base->products[i];
        translate_product(a, &products[i], lang);
    }
    c->categories = categories;
    c->products = products;
    choose_questions(a, c, lang);
    return c;
}

/* ---- from outside ---- */

static bool wrong(struct err *e, const char *why)
{
    return fail_field(e, "translations", "%s", why);
}

static bool short_text(const json_value *v, size_t most)
{
    const char *s = json_is_text(v) ? json_text(v, "") : NULL;
    return s && *s && utf8_length(s) <= most;
}

static bool list_check(const json_value *v, size_t chars_most, struct err *e)
{
    if (!json_is_array(v) || json_count(v) > LIST_MOST)
        return wrong(e, "aliases and phrasings are arrays of at most 50 texts");
    for (size_t i = 0; i < json_count(v); i++)
        if (!short_text(json_item(v, i), chars_most))
            return wrong(e, "an alias has 1 to 120 characters, a phrasing 1 to 300");
    return true;
}

static bool values_check(const json_value *v, struct err *e)
{
    if (!json_is_object(v))
        return wrong(e, "values are an object");
    for (size_t i = 0; i < json_count(v); i++)
        if (!short_text(json_item(v, i), NAME_MOST))
            return wrong(e, "a value is a text of 1 to 120 characters");
    return true;
}

enum shape { SHAPE_TEXT, SHAPE_ANSWER, SHAPE_LIST, SHAPE_VALUES };

/* Members of a language's words, by what they are of. */
static const struct member { enum translated of; const char *name; enum shape shape; size_t most; } members[] = {
    {TRANSLATED_CATEGORY, "name", SHAPE_TEXT, NAME_MOST},
    {TRANSLATED_PRODUCT, "name", SHAPE_TEXT, NAME_MOST},
    {TRANSLATED_PRODUCT, "option1", SHAPE_TEXT, NAME_MOST},
    {TRANSLATED_PRODUCT, "option2", SHAPE_TEXT, NAME_MOST},
    {TRANSLATED_PRODUCT, "description", SHAPE_TEXT, PROSE_MOST},
    {TRANSLATED_PRODUCT, "aliases", SHAPE_LIST, NAME_MOST},
    {TRANSLATED_PRODUCT, "values", SHAPE_VALUES, NAME_MOST},
    {TRANSLATED_QUESTION, "question", SHAPE_TEXT, QUESTION_MOST},
    {TRANSLATED_QUESTION, "answer", SHAPE_ANSWER, ANSWER_MOST},
    {TRANSLATED_QUESTION, "phrasings", SHAPE_LIST, QUESTION_MOST},
};

static bool member_check(const json_value *v, enum translated of, struct err *e)
{
    for (size_t i = 0; i < sizeof members / sizeof members[0]; i++) {
        const struct member *m = &members[i];
        if (m->of != of || strcmp(m->name, json_key(v)))
            continue;
        if (m->shape == SHAPE_ANSWER && short_text(v, m->most) && answer_unknown(json_text(v, "")))
            return wrong(e, "an answer names something in braces that nothing fills");
        return m->shape == SHAPE_LIST     ? list_check(v, m->most, e)
               : m->shape == SHAPE_VALUES ? values_check(v, e)
                                          : short_text(v, m->most) || wrong(e, "too long or no text");
    }
    return wrong(e, of == TRANSLATED_QUESTION   ? "there are question, answer and phrasings"
                    : of == TRANSLATED_CATEGORY ? "there is a name"
                        : "there are name, description, aliases, option1, option2 and values");
}

bool translations_check(const json_value *v, enum translated of, struct err *e)
{
    if (!json_is_object(v) || json_count(v) > LANGUAGES_HELD)
        return wrong(e, "an object by language");
    for (size_t i = 0; i < json_count(v); i++) {
        const json_value *words = json_item(v, i);
        const char *lang = json_key(words);
        if (strlen(lang) != 2 || strspn(lang, "abcdefghijklmnopqrstuvwxyz") != 2)
            return wrong(e, "a language has two letters such as \"es\"");
        if (!json_is_object(words))
            return wrong(e, "each language holds an object");
        for (size_t k = 0; k < json_count(words); k++)
            if (!member_check(json_item(words, k), of, e))
                return false;
    }
    return true;
}

static void put_value(struct json *j, const char *key, const json_value *v)
{
    if (json_is_text(v)) {
        json_put_text(j, key, json_text(v, ""));
        return;
    }
    if (json_is_array(v))
        json_open_array(j, key);
    else
        json_open_object(j, key);
    for (size_t i = 0; i < json_count(v); i++)
        put_value(j, json_key(json_item(v, i)), json_item(v, i));
    json_close(j);
}

const char *translations_text(struct arena *a, const json_value *v)
{
    struct str s = str_new(a, TEXT_ALL_MOST);
    struct json j = json_writer(&s);
    if (!v)
        return "{}";
    put_value(&j, NULL, v);
    return s.text;
}
