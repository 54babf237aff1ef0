/* faq.c -- the entries that answer questions: read from the owner, kept, put in order. */
#include "waiter/faq.h"

#include "waiter/audit.h"
#include "waiter/clock.h"
#include "waiter/dialogue.h"
#include "waiter/translate.h"
#include "waiter/understand.h"
#include "waiter/utf8.h"

#include <string.h>

#define LIST_JSON_MOST (64 * 1024)

static const struct field fields[] = {
    FIELD(struct faq_row, id, SHOWN),
    FIELD(struct faq_row, question, SHOWN | WRITABLE | NEEDED, .min = 1, .max = 300),
    FIELD(struct faq_row, answer, SHOWN | WRITABLE | NEEDED, .min = 1, .max = 1500),
    FIELD(struct faq_row, language, SHOWN | WRITABLE, .max = 2),
    FIELD(struct faq_row, phrasings, 0),
    FIELD(struct faq_row, patterns, 0),
    FIELD(struct faq_row, translations, 0),
    FIELD(struct faq_row, version, SHOWN),
};
const struct model faq_model = MODEL("faq", struct faq_row, fields);

static const struct field wish_fields[] = {
    FIELD(struct faq_row, question, WRITABLE | NEEDED, .min = 1, .max = 300),
    FIELD(struct faq_row, answer, WRITABLE | NEEDED, .min = 1, .max = 1500),
    FIELD(struct faq_row, language, WRITABLE, .max = 2),
    FIELD_BESIDE("phrasings"), FIELD_BESIDE("patterns"), FIELD_BESIDE("translations"),
    FIELD_BESIDE("unanswered"), FIELD_BESIDE("id"),
};
static const struct model wish_model = MODEL("faq", struct faq_row, wish_fields);

/* -- reading -- */

static bool is_blank(const char *text)
{
    return text[strspn(text, " \t\r\n")] == '\0';
}

/* An array of texts as the JSON that is stored; blank ones are left out. */
static bool read_list(struct arena *a, const json_value *v, const char *name, size_t chars_most,
                      const char **out, struct err *e)
{
    const json_value *list = json_at(v, name);
    struct str s = str_new(a, LIST_JSON_MOST);
    struct json j = json_writer(&s);
    if (!list)
        return true;
    if (!json_is_array(list) || json_count(list) > FAQ_LIST_MOST)
        return fail_field(e, name, "no array of at most %d texts", FAQ_LIST_MOST);
    json_open_array(&j, NULL);
    for (size_t i = 0; i < json_count(list); i++) {
        const char *one = json_text(json_item(list, i), "");
        if (!one || utf8_length(one) > chars_most)
            return fail_field(e, arena_printf(a, "%s.%zu", name, i), "no text of at most %zu characters", chars_most);
        if (!is_blank(one))
            json_put_text(&j, NULL, one);
    }
    json_close(&j);
    return str_done(&s, out, e);
}

static bool check_patterns(struct arena *a, const json_value *v, const char **why, struct err *e)
{
    const json_value *list = json_at(v, "patterns");
    char said[PATTERN_WHY_MOST];
    for (size_t i = 0; i < json_count(list); i++)
        if (!faq_pattern_holds(json_text(json_item(list, i), ""), said) && !is_blank(json_text(json_item(list, i), ""))) {
            *why = arena_strdup(a, said);
            return fail_field(e, arena_printf(a, "patterns.%zu", i), "%s", said);
        }
    return true;
}

static bool read_translations(struct arena *a, const json_value *v, const char **out, struct err *e)
{
    const json_value *words = json_at(v, "translations");
    if (!words)
        return true;
    *out = translations_text(a, words);
    return translations_check(words, TRANSLATED_QUESTION, e);
}

bool faq_read(struct arena *a, const json_value *v, bool creating, struct faq_row *into,
              const char **why, struct err *e)
{
    *why = NULL;
    if (creating)
        *into = (struct faq_row){.language = "", .phrasings = "[]", .patterns = "[]", .translations = "{}"};
    if (!json_read_model(a, v, &wish_model, into, creating, NULL, e) ||
        !read_list(a, v, "phrasings", FAQ_PHRASING_MOST, &into->phrasings, e) ||
        !read_list(a, v, "patterns", 2000, &into->patterns, e) || !check_patterns(a, v, why, e) ||
        !read_translations(a, v, &into->translations, e))
        return false;
    if (is_blank(into->question) || is_blank(into->answer))
        return fail_field(e, is_blank(into->question) ? "question" : "answer", "empty");
    const char *unknown = answer_unknown(into->answer);
    if (unknown)
        return fail_field(e, "answer", "nothing fills %.24s", unknown);
    size_t letters = strspn(into->language, "abcdefghijklmnopqrstuvwxyz");
    return (into->language[letters] == '\0' && (letters == 0 || letters == 2)) ||
           fail_field(e, "language", "no two letters");
}

bool faq_ids(struct arena *a, const json_value *v, const char *name, const int64_t **ids, size_t *count,
             struct err *e)
{
    const json_value *list = json_at(v, name);
    *count = json_count(list);
    if (list && (!json_is_array(list) || *count > FAQ_IDS_MOST))
        return fail_field(e, name, "no array of at most %d ids", FAQ_IDS_MOST);
    int64_t *all = arena_array(a, *count ? *count : 1, sizeof *all);
    for (size_t i = 0; i < *count; i++)
        if (!json_is_int(json_item(list, i), &all[i]) || all[i] < 1)
            return fail_field(e, name, "no id");
    *ids = all;
    return true;
}

static size_t texts_of(struct arena *a, const char *json, const char *const **out)
{
    const json_value *v;
    struct err ignored = {0};
    size_t n = json_parse(a, json, strlen(json), &v, &ignored) ? json_count(v) : 0;
    const char **texts = arena_array(a, n ? n : 1, sizeof *texts);
    for (size_t i = 0; i < n; i++)
        texts[i] = json_text(json_item(v, i), "");
    *out = texts;
    return n;
}

struct faq_entry faq_entry_of(struct arena *a, const struct faq_row *row)
{
    struct faq_entry f = {.id = row->id, .question = row->question, .answer = row->answer,
                          .language = row->language, .translations = row->translations};
    f.phrasing_count = texts_of(a, row->phrasings, &f.phrasings);
    f.pattern_count = texts_of(a, row->patterns, &f.patterns);
    return f;
}

/* -- telling -- */

void faq_put(struct json *j, const struct faq_row *row)
{
    json_put_model(j, &faq_model, row, true);
    json_put_raw(j, "phrasings", row->phrasings);
    json_put_raw(j, "patterns", row->patterns);
    json_put_raw(j, "translations", row->translations);
}

static const char *row_json(struct arena *a, const struct faq_row *row)
{
    struct str out = str_new(a, LIST_JSON_MOST * 3);
    struct json j = json_writer(&out);
    json_open_object(&j, NULL);
    faq_put(&j, row);
    json_close(&j);
    return out.text;
}

/* -- writing -- */

struct saving {
    struct arena *arena;
    const struct staff *who;
    const json_value *wish;
    int64_t seen;
    struct faq_row *row;
    const int64_t *solved;
    size_t solved_count;
    const char **why;
};

static bool solve(struct conn *c, const int64_t *ids, size_t count, int64_t at, struct err *e)
{
    for (size_t i = 0; i < count; i++)
        if (!db_run(c, Q_UNANSWERED_SOLVE, ARGS(V(ids[i]), V(at)), NULL, e))
            return false;
    return true;
}

static bool add(struct conn *c, struct saving *w, struct err *e)
{
    struct faq_row *r = w->row;
    int64_t count;
    if (!db_int(c, Q_FAQ_COUNT, NO_ARGS, &count, NULL, e))
        return false;
    if (count >= FAQ_MOST)
        return fail(e, ERR_TOO_BIG, "more than %d entries", FAQ_MOST);
    r->version = 1;
    return db_insert(c, Q_FAQ_ADD, ARGS(V(r->question), V(r->answer), V(r->phrasings), V(r->patterns), V(r->language),
                                      V(r->translations)), &r->id, e) &&
           audit_id(c, w->who, "faq.add", "faq", r->id, NULL, row_json(w->arena, r), e);
}

static bool change(struct conn *c, struct saving *w, struct err *e)
{
    struct faq_row was, *r = w->row;
    if (!db_one(c, w->arena, Q_FAQ_ONE, ARGS(V(r->id)), &faq_model, &was, NULL, e))
        return false;
    if (w->seen && w->seen != was.version)
        return fail(e, ERR_STALE, "version %lld, not %lld", (long long)was.version, (long long)w->seen);
    *r = was;
    if (!faq_read(w->arena, w->wish, false, r, w->why, e))
        return false;
    r->version = was.version + 1;
    return db_run(c, Q_FAQ_PUT, ARGS(V(r->id), V(r->question), V(r->answer), V(r->phrasings), V(r->patterns), V(r->language),
                                V(r->translations)), NULL, e) &&
           audit_id(c, w->who, "faq.change", "faq", r->id, row_json(w->arena, &was), row_json(w->arena, r), e);
}

static bool save_job(struct conn *c, void *what, struct err *e)
{
    struct saving *w = what;
    return (w->row->id ? change(c, w, e) : add(c, w, e)) &&
           solve(c, w->solved, w->solved_count, clock_now(), e);
}

bool faq_save(struct db *db, struct arena *a, const struct staff *who, const json_value *v, int64_t seen,
              struct faq_row *row, const char **why, struct err *e)
{
    struct saving w = {.arena = a, .who = who, .wish = v, .seen = seen, .row = row, .why = why};
    *why = NULL;
    return faq_ids(a, v, "unanswered", &w.solved, &w.solved_count, e) &&
           (row->id || faq_read(a, v, true, row, why, e)) && db_write(db, save_job, &w, e);
}

struct ids_wish {
    const struct staff *who;
    const int64_t *ids;
    size_t count;
    bool solved;
};

static bool remove_job(struct conn *c, void *what, struct err *e)
{
    const struct ids_wish *w = what;
    struct arena a;
    struct faq_row was;
    arena_init(&a);
    bool ok = db_one(c, &a, Q_FAQ_ONE, ARGS(V(w->ids[0])), &faq_model, &was, NULL, e) &&
              db_run(c, Q_FAQ_REMOVE, ARGS(V(was.id)), NULL, e) &&
              audit_id(c, w->who, "faq.remove", "faq", was.id, row_json(&a, &was), NULL, e);
    arena_done(&a);
    return ok;
}

bool faq_remove(struct db *db, const struct staff *who, int64_t id, struct err *e)
{
    struct ids_wish w = {who, &id, 1, false};
    return db_write(db, remove_job, &w, e);
}

static bool arrange_job(struct conn *c, void *what, struct err *e)
{
    const struct ids_wish *w = what;
    for (size_t i = 0; i < w->count; i++)
        if (!db_run(c, Q_FAQ_PLACE, ARGS(V(w->ids[i]), V((int64_t)i - FAQ_IDS_MOST)), NULL, e))
            return false;
    return audit(c, w->who, "faq.arrange", "faq", "", NULL, NULL, e);
}

bool faq_arrange(struct db *db, const struct staff *who, const int64_t *ids, size_t count, struct err *e)
{
    struct ids_wish w = {who, ids, count, false};
    return db_write(db, arrange_job, &w, e);
}

static bool solve_job(struct conn *c, void *what, struct err *e)
{
    const struct ids_wish *w = what;
    return solve(c, w->ids, w->count, w->solved ? clock_now() : 0, e) &&
           audit(c, w->who, w->solved ? "unanswered.solve" : "unanswered.reopen", "faq", "", NULL, NULL, e);
}

bool unanswered_solve(struct db *db, const struct staff *who, const int64_t *ids, size_t count, bool solved,
                      struct err *e)
{
    struct ids_wish w = {who, ids, count, solved};
    return db_write(db, solve_job, &w, e);
}
