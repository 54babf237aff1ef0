/* faq.c -- questions and their answers: kept, tried, and learnt from what nobody could answer. */
#include "waiter/faq.h"
#include "parts.h"
#include "waiter/alike.h"
#include "waiter/audit.h"
#include "waiter/dialogue.h"
#include "waiter/shop.h"
#include "waiter/translate.h"
#include "waiter/utf8.h"

#include <string.h>

#define ANSWERS_FROM 60       /* a score that answers by itself (understand.h) */
#define RECENT_MESSAGES 5000  /* looked through for "used lately" */
#define PAST_MESSAGES 1000    /* tried with a new entry */
#define PAST_SHOWN 100
#define OPEN_MOST 500         /* unanswered ones looked at */
#define TEXTS_SHOWN 5         /* of one group */
#define TRY_CHARS_MOST 1000

/* -- the list -- */

struct use { const char *question; int64_t uses; };
static const struct field use_fields[] = {FIELD(struct use, question, 0), FIELD(struct use, uses, 0)};
static const struct model use_model = MODEL("use", struct use, use_fields);

static int64_t uses_of(const struct use *all, size_t n, const char *question)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(all[i].question, question) == 0)
            return all[i].uses;
    return 0;
}

static bool read_list(struct request *rq, struct conn *c, struct err *e)
{
    void *rows, *uses;
    size_t n, used;
    if (!db_all(c, rq->arena, Q_FAQ_LIST, ARGS(V(FAQ_MOST)), &faq_model, FAQ_MOST, &rows, &n, e) ||
        !db_all(c, rq->arena, Q_FAQ_USES, ARGS(V(RECENT_MESSAGES)), &use_model, FAQ_MOST * 2, &uses, &used, e))
        return false;
    struct json j = desk_list_open(rq, "faq");
    const struct faq_row *r = rows;
    for (size_t i = 0; i < n; i++) {
        json_open_object(&j, NULL);
        faq_put(&j, &r[i]);
        json_put_int(&j, "used_lately", uses_of(uses, used, r[i].question));
        json_close(&j);
    }
    json_close(&j);
    json_close(&j);
    return true;
}

bool handle_faq_list(struct request *rq, struct err *e)
{
    rq->doing = "listing questions";
    return desk_read(rq, read_list, e);
}

static void reply_entry(struct request *rq, int status, const struct faq_row *row)
{
    struct json j = reply_json(rq, status);
    json_open_object(&j, NULL);
    faq_put(&j, row);
    json_close(&j);
    desk_version(rq, row->version);
}

static bool read_entry(struct request *rq, struct conn *c, struct err *e)
{
    struct faq_row row;
    int64_t id;
    if (!request_id_param(rq, "id", &id, e) ||
        !db_one(c, rq->arena, Q_FAQ_ONE, ARGS(V(id)), &faq_model, &row, NULL, e))
        return false;
    reply_entry(rq, 200, &row);
    return true;
}

bool handle_faq(struct request *rq, struct err *e)
{
    rq->doing = "showing a question";
    return desk_read(rq, read_entry, e);
}

/* A pattern that does not do: told with PCRE2's own words. */
static bool refused(struct request *rq, const char *why, struct err *e)
{
    if (!why)
        return false;
    struct json j = desk_problem_open(rq, e);
    json_put_text(&j, "reason", why);
    json_close(&j);
    err_clear(e);
    return true;
}

static bool read_latest(struct request *rq, struct conn *c, struct err *e)
{
    struct str out = str_new(rq->arena, REPLY_MOST);
    struct json j = json_writer(&out);
    return audit_last(&j, NULL, c, rq->arena, "faq", request_route(rq, "id"), e) &&
           str_done(&out, &rq->latest, e);
}

static bool save(struct request *rq, int64_t id, struct err *e)
{
    struct faq_row row = {.id = id};
    const json_value *v;
    const char *why = NULL;
    struct err ignored = {0};
    int64_t seen;
    if (!desk_seen(rq, &seen, e) || !request_json(rq, &v, e))
        return false;
    if (faq_save(rq->app->db, rq->arena, rq->who, v, seen, &row, &why, e)) {
        reply_entry(rq, id ? 200 : 201, &row);
        return true;
    }
    if (e->kind == ERR_STALE && !desk_read(rq, read_latest, &ignored))
        rq->latest = NULL;
    return refused(rq, why, e);
}

bool handle_faq_add(struct request *rq, struct err *e)
{
    rq->doing = "adding a question";
    return save(rq, 0, e);
}

bool handle_faq_change(struct request *rq, struct err *e)
{
    int64_t id;
    rq->doing = "changing a question";
    return request_id_param(rq, "id", &id, e) && save(rq, id, e);
}

bool handle_faq_remove(struct request *rq, struct err *e)
{
    int64_t id;
    rq->doing = "removing a question";
    if (!request_id_param(rq, "id", &id, e) || !faq_remove(rq->app->db, rq->who, id, e))
        return false;
    reply_text(rq, 204, NULL, "");
    return true;
}

/* {"ids": [...]}, and nothing else. */
static bool read_ids(struct request *rq, const int64_t **ids, size_t *count, struct err *e)
{
    static const struct field fields[] = {FIELD_BESIDE("ids")};
    static const struct model model = MODEL("ids", int64_t, fields);
    const json_value *v;
    int64_t nothing;
    return request_json(rq, &v, e) && json_read_model(rq->arena, v, &model, &nothing, true, NULL, e) &&
           faq_ids(rq->arena, v, "ids", ids, count, e) && (*count || fail_field(e, "ids", "missing"));
}

bool handle_faq_arrange(struct request *rq, struct err *e)
{
    const int64_t *ids;
    size_t count;
    rq->doing = "putting questions in order";
    return read_ids(rq, &ids, &count, e) && faq_arrange(rq->app->db, rq->who, ids, count, e) &&
           desk_read(rq, read_list, e);
}

/* -- trying -- */

static void put_ranked(struct json *j, const struct understood *u)
{
    json_open_array(j, "ranked");
    for (size_t i = 0; i < sizeof u->faq / sizeof *u->faq && u->faq[i]; i++) {
        bool by_pattern = i == 0 && u->faq_why && strcmp(u->faq_why, "pattern") == 0;
        json_open_object(j, NULL);
        json_put_int(j, "id", u->faq[i]->id);
        json_put_text(j, "question", u->faq[i]->question);
        json_put_int(j, "score", u->faq_score[i]);
        json_put_bool(j, "answers", i == 0 && u->faq_score[i] >= ANSWERS_FROM);
        json_put_text(j, "by", by_pattern ? "pattern" : "words");
        json_put_text(j, "matched", u->faq_said[i]);
        json_close(j);
    }
    json_close(j);
}

static int64_t plenty(void *shop, int64_t variant_id)
{
    (void)shop, (void)variant_id;
    return 99;
}

/* What a stranger who says that would read. */
static void put_reply(struct json *j, struct arena *a, const struct snapshot *snap,
                      const struct tongue *tongue, const char *text, const struct understood *u)
{
    struct view view = {.catalogue = tongue->catalogue, .brain = tongue->brain, .texts = snap->texts,
                        .lang = tongue->code, .stock = plenty};
    struct message m = {.kind = MESSAGE_TEXT, .text = text};
    struct outcome out = {0};
    dialogue_turn(&view, conversation_new(a), &m, u, a, &out);
    json_open_array(j, "replies");
    for (size_t i = 0; i < out.said_count; i++) {
        json_open_object(j, NULL);
        json_put_text(j, "text", out.said[i].text);
        json_put_text(j, "source", source_word(out.said[i].source));
        json_put_text(j, "why", out.said[i].why);
        json_put_int(j, "confidence", out.said[i].confidence);
        json_close(j);
    }
    json_close(j);
}

struct tried { const char *text, *language; };

bool handle_faq_try(struct request *rq, struct err *e)
{
    static const struct field fields[] = {
        FIELD(struct tried, text, WRITABLE | NEEDED, .min = 1, .max = TRY_CHARS_MOST),
        FIELD(struct tried, language, WRITABLE, .max = 2),
    };
    static const struct model model = MODEL("try", struct tried, fields);
    struct tried given = {0};
    const struct snapshot *snap;
    struct understood u;
    const json_value *v;
    rq->doing = "trying a question";
    audit_nothing(rq->who);
    if (!request_json(rq, &v, e) || !json_read_model(rq->arena, v, &model, &given, true, NULL, e) ||
        !shop_snapshot_now(rq->app->shop, &snap, e))
        return false;
    const struct tongue *tongue = snapshot_tongue(snap, given.language);
    understand(tongue->brain, rq->arena, given.text, &u);
    struct json j = reply_json(rq, 200);
    json_open_object(&j, NULL);
    put_ranked(&j, &u);
    put_reply(&j, rq->arena, snap, tongue, given.text, &u);
    json_close(&j);
    shop_release(rq->app->shop, snap);
    return true;
}

/* -- before it goes live: what would have been answered otherwise -- */

struct past { int64_t id, customer_id; const char *body; };
static const struct field past_fields[] = {
    FIELD(struct past, id, 0), FIELD(struct past, customer_id, 0), FIELD(struct past, body, 0),
};
static const struct model past_model = MODEL("past", struct past, past_fields);

/* The catalogue with that entry in the place of the one it changes, or behind all. */
static struct catalogue with_entry(struct arena *a, const struct catalogue *is, struct faq_entry f)
{
    struct catalogue c = *is;
    struct faq_entry *all = arena_array(a, is->faq_count + 1, sizeof *all);
    size_t at = is->faq_count;
    memcpy(all, is->faq, is->faq_count * sizeof *all);
    for (size_t i = 0; i < is->faq_count; i++)
        if (all[i].id == f.id)
            at = i;
    all[at] = f;
    c.faq = all;
    c.faq_count = is->faq_count + (at == is->faq_count);
    return c;
}

static const struct faq_entry *answer_of(const struct brain *b, struct arena *a, const char *text)
{
    struct understood u;
    understand(b, a, text, &u);
    return u.faq[0] && u.faq_score[0] >= ANSWERS_FROM ? u.faq[0] : NULL;
}

static void put_change(struct json *j, const struct past *p, const struct faq_entry *before,
                       const struct faq_entry *after)
{
    json_open_object(j, NULL);
    json_put_int(j, "message_id", p->id);
    json_put_int(j, "customer_id", p->customer_id);
    json_put_text(j, "text", p->body);
    json_put_text(j, "before", before ? before->question : NULL);
    json_put_text(j, "after", after ? after->question : NULL);
    json_close(j);
}

struct checking {
    const struct brain *now, *then; /* as it is, and with the entry */
    int64_t id;                     /* of the entry; of a new one -1 */
    const struct past *past;
    size_t count, gained, lost;
};

/* Messages that the entry would answer and did not (gained), or did and would not (lost). */
static void put_changes(struct json *j, struct checking *w, bool gained)
{
    size_t shown = 0, all = 0;
    json_open_array(j, gained ? "gained" : "lost");
    for (size_t i = 0; i < w->count; i++) {
        struct arena scratch;
        arena_init(&scratch);
        const struct faq_entry *before = answer_of(w->now, &scratch, w->past[i].body);
        const struct faq_entry *after = answer_of(w->then, &scratch, w->past[i].body);
        bool did = before && before->id == w->id, would = after && after->id == w->id;
        if (did != would && would == gained && ++all && shown < PAST_SHOWN) {
            put_change(j, &w->past[i], before, after);
            shown++;
        }
        arena_done(&scratch);
    }
    json_close(j);
    *(gained ? &w->gained : &w->lost) = all;
}

/* The same words were often said: each is told once. */
static size_t only_once(struct past *p, size_t n)
{
    size_t kept = 0;
    for (size_t i = 0; i < n; i++) {
        size_t k = 0;
        while (k < kept && strcmp(p[k].body, p[i].body) != 0)
            k++;
        if (k == kept)
            p[kept++] = p[i];
    }
    return kept;
}

static bool read_past(struct request *rq, struct conn *c, struct checking *w, struct err *e)
{
    void *rows;
    if (!db_all(c, rq->arena, Q_PAST_MESSAGES, ARGS(V(PAST_MESSAGES)), &past_model, PAST_MESSAGES, &rows,
                &w->count, e))
        return false;
    w->count = only_once(rows, w->count);
    w->past = rows;
    return true;
}

static bool check_with(struct request *rq, const struct snapshot *snap, struct faq_row *row, struct err *e)
{
    const struct tongue *tongue = snapshot_tongue(snap, row->language);
    struct checking w = {.now = tongue->brain, .id = row->id ? row->id : -1};
    struct conn *c;
    row->id = w.id;
    struct faq_entry entry = faq_entry_in(rq->arena, faq_entry_of(rq->arena, row), tongue->code);
    struct catalogue then = with_entry(rq->arena, tongue->catalogue, entry);
    if (!db_borrow(rq->app->db, &c, e))
        return false;
    bool ok = read_past(rq, c, &w, e);
    db_return(rq->app->db, c);
    if (!ok || !brain_build(rq->arena, &then, &w.then, e))
        return false;
    struct json j = reply_json(rq, 200);
    json_open_object(&j, NULL);
    json_put_int(&j, "checked", (int64_t)w.count);
    put_changes(&j, &w, true);
    put_changes(&j, &w, false);
    json_put_int(&j, "gained_count", (int64_t)w.gained);
    json_put_int(&j, "lost_count", (int64_t)w.lost);
    json_close(&j);
    return true;
}

bool handle_faq_check(struct request *rq, struct err *e)
{
    const struct snapshot *snap;
    struct faq_row row;
    const json_value *v;
    const char *why;
    rq->doing = "trying an entry with past messages";
    audit_nothing(rq->who);
    if (!request_json(rq, &v, e))
        return false;
    if (!faq_read(rq->arena, v, true, &row, &why, e))
        return refused(rq, why, e);
    row.id = json_int(v, "id", 0);
    if (!shop_snapshot_now(rq->app->shop, &snap, e))
        return false;
    bool ok = check_with(rq, snap, &row, e);
    shop_release(rq->app->shop, snap);
    return ok;
}

/* -- what nobody could answer -- */

struct open_row { int64_t id, customer_id, created_at; const char *text; };
static const struct field open_fields[] = {
    FIELD(struct open_row, id, 0), FIELD(struct open_row, customer_id, 0),
    FIELD(struct open_row, created_at, 0), FIELD(struct open_row, text, 0),
};
static const struct model open_model = MODEL("unanswered", struct open_row, open_fields);

struct asked { const struct open_row *rows; const size_t *group; size_t count; };

static void put_nearest(struct json *j, struct arena *a, const struct snapshot *snap, const char *text)
{
    struct understood u;
    understand(snapshot_tongue(snap, NULL)->brain, a, text, &u);
    if (!u.faq[0]) {
        json_put_null(j, "nearest");
        return;
    }
    json_open_object(j, "nearest");
    json_put_int(j, "id", u.faq[0]->id);
    json_put_text(j, "question", u.faq[0]->question);
    json_put_int(j, "score", u.faq_score[0]);
    json_close(j);
}

static void put_group(struct json *j, struct arena *a, const struct snapshot *snap, const struct asked *w,
                      size_t first)
{
    int64_t count = 0;
    size_t shown = 0;
    json_open_object(j, NULL);
    json_put_text(j, "text", w->rows[first].text);
    json_put_int(j, "customer_id", w->rows[first].customer_id);
    json_put_time(j, "last_at", w->rows[first].created_at);
    json_open_array(j, "ids");
    for (size_t i = first; i < w->count; i++)
        if (w->group[i] == first) {
            json_put_int(j, NULL, w->rows[i].id);
            count++;
        }
    json_close(j);
    json_put_int(j, "count", count);
    json_open_array(j, "texts");
    for (size_t i = first; i < w->count && shown < TEXTS_SHOWN; i++)
        if (w->group[i] == first) {
            json_put_text(j, NULL, w->rows[i].text);
            shown++;
        }
    json_close(j);
    put_nearest(j, a, snap, w->rows[first].text);
    json_close(j);
}

/* The largest group first; of two like ones the newer. */
static void put_groups(struct json *j, struct arena *a, const struct snapshot *snap, const struct asked *w)
{
    size_t *size = arena_array(a, w->count ? w->count : 1, sizeof *size), most = 0;
    for (size_t i = 0; i < w->count; i++)
        if (++size[w->group[i]] > most)
            most = size[w->group[i]];
    for (; most > 0; most--)
        for (size_t i = 0; i < w->count; i++)
            if (w->group[i] == i && size[i] == most)
                put_group(j, a, snap, w, i);
}

static bool reply_open(struct request *rq, const struct snapshot *snap, struct err *e)
{
    struct conn *c;
    void *rows;
    size_t n;
    if (!db_borrow(rq->app->db, &c, e))
        return false;
    bool ok = db_all(c, rq->arena, Q_UNANSWERED_OPEN, ARGS(V(OPEN_MOST)), &open_model, OPEN_MOST, &rows, &n, e);
    db_return(rq->app->db, c);
    if (!ok)
        return false;
    const struct open_row *r = rows;
    const char **texts = arena_array(rq->arena, n ? n : 1, sizeof *texts);
    size_t *group = arena_array(rq->arena, n ? n : 1, sizeof *group);
    for (size_t i = 0; i < n; i++)
        texts[i] = r[i].text;
    group_alike(rq->arena, texts, n, group);
    struct asked w = {r, group, n};
    struct json j = desk_list_open(rq, "unanswered");
    put_groups(&j, rq->arena, snap, &w);
    json_close(&j);
    json_close(&j);
    return true;
}

bool handle_unanswered(struct request *rq, struct err *e)
{
    const struct snapshot *snap;
    rq->doing = "listing what nobody answered";
    if (!shop_snapshot_now(rq->app->shop, &snap, e))
        return false;
    bool ok = reply_open(rq, snap, e);
    shop_release(rq->app->shop, snap);
    return ok;
}

static bool move_open(struct request *rq, bool solved, struct err *e)
{
    const int64_t *ids;
    size_t count;
    if (!read_ids(rq, &ids, &count, e) || !unanswered_solve(rq->app->db, rq->who, ids, count, solved, e))
        return false;
    reply_text(rq, 204, NULL, "");
    return true;
}

bool handle_unanswered_solve(struct request *rq, struct err *e)
{
    rq->doing = "putting open questions aside";
    return move_open(rq, true, e);
}

bool handle_unanswered_reopen(struct request *rq, struct err *e)
{
    rq->doing = "opening questions again";
    return move_open(rq, false, e);
}
