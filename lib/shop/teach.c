/* teach.c -- the owner's phrases, and a model from them: trained by the program `learn` beside us,
 * so that nothing that serves has to carry LIBLINEAR. */
#include "waiter/teach.h"

#include "waiter/audit.h"
#include "waiter/beside.h"
#include "waiter/clock.h"
#include "waiter/json.h"
#include "waiter/spoken.h"
#include "waiter/utf8.h"

#include <stdlib.h>
#include <string.h>

#define CONFIRMED_MOST 2000
#define LEARN_MS (20 * 1000)
#define BLOB_MOST (4 << 20)
#define LINES_MOST (8 << 20)

static const struct field phrase_fields[] = {
    FIELD(struct phrase, id, SHOWN),
    FIELD(struct phrase, intent, SHOWN | WRITABLE | NEEDED, .min = 1, .max = 40),
    FIELD(struct phrase, language, SHOWN | WRITABLE | NEEDED, .min = 2, .max = 2),
    FIELD(struct phrase, text, SHOWN | WRITABLE | NEEDED, .min = 1, .max = PHRASE_CHARS_MOST),
    FIELD(struct phrase, author, SHOWN),
    FIELD(struct phrase, created_at, SHOWN | TIME),
};
const struct model phrase_model = MODEL("phrase", struct phrase, phrase_fields);

/* ---- phrases ---- */

bool phrase_list(struct conn *c, struct arena *a, const char *intent, int64_t before, int64_t limit,
                 struct phrase **out, size_t *n, struct err *e)
{
    void *rows;
    if (!db_all(c, a, Q_PHRASE_LIST, ARGS(V(intent), V(before ? before : INT64_MAX), V(limit)),
                &phrase_model, (size_t)limit, &rows, n, e))
        return false;
    *out = rows;
    return true;
}

static const char *phrase_json(struct arena *a, const struct phrase *p)
{
    struct str s = str_new(a, 8192);
    struct json j = json_writer(&s);
    json_open_object(&j, NULL);
    json_put_model(&j, &phrase_model, p, true);
    json_close(&j);
    return s.text;
}

static bool phrase_holds(const struct phrase *p, struct err *e)
{
    enum meaning m;
    enum spoken l;
    if (!meaning_read(p->intent, &m))
        return fail_field(e, "intent", "there is no intent %s", p->intent);
    if (!spoken_read(p->language, &l))
        return fail_field(e, "language", "no phrases are learnt in %s", p->language);
    return (p->text[strspn(p->text, " ")] && !strpbrk(p->text, "\t\r\n")) ||
           fail_field(e, "text", "one line of words");
}

bool phrase_add(struct conn *c, struct arena *a, const struct staff *who, struct phrase *p,
                struct err *e)
{
    struct phrase there;
    int64_t count;
    bool found;
    if (!phrase_holds(p, e) || !db_int(c, Q_PHRASE_COUNT, NO_ARGS, &count, NULL, e))
        return false;
    if (count >= PHRASES_MOST)
        return fail(e, ERR_TOO_BIG, "more than %d phrases", PHRASES_MOST);
    if (!db_one(c, a, Q_PHRASE_BY_TEXT, ARGS(V(p->language), V(p->text)), &phrase_model, &there, &found, e))
        return false;
    if (found)
        return fail(e, ERR_CONFLICT, "it is taught already, as %s", there.intent);
    p->author = who->username;
    p->created_at = clock_now();
    return db_insert(c, Q_PHRASE_ADD,
                     ARGS(V(p->intent), V(p->language), V(p->text), V(p->author), V(p->created_at)),
                     &p->id, e) &&
           audit_id(c, who, "phrase.add", "phrase", p->id, NULL, phrase_json(a, p), e);
}

bool phrase_remove(struct conn *c, struct arena *a, const struct staff *who, int64_t id, struct err *e)
{
    struct phrase p;
    return db_one(c, a, Q_PHRASE_FIND, ARGS(V(id)), &phrase_model, &p, NULL, e) &&
           db_run(c, Q_PHRASE_REMOVE, ARGS(V(id)), NULL, e) &&
           audit_id(c, who, "phrase.remove", "phrase", id, phrase_json(a, &p), NULL, e);
}

/* ---- what there is to learn from and to be judged by ---- */

struct material {
    struct phrase *own, *confirmed;
    size_t own_n, confirmed_n;
};

static const struct field confirmed_fields[] = {
    FIELD(struct phrase, intent, 0),
    FIELD(struct phrase, language, 0),
    FIELD(struct phrase, text, 0),
};
static const struct model confirmed_model = MODEL("confirmed", struct phrase, confirmed_fields);

static bool read_material(struct db *db, struct arena *a, struct material *m, struct err *e)
{
    struct conn *c;
    void *own, *confirmed;
    if (!db_borrow(db, &c, e))
        return false;
    bool ok = db_all(c, a, Q_PHRASE_ALL, NO_ARGS, &phrase_model, PHRASES_MOST, &own, &m->own_n, e) &&
              db_all(c, a, Q_CONFIRMED_LIST, ARGS(V(CONFIRMED_MOST)), &confirmed_model, CONFIRMED_MOST,
                     &confirmed, &m->confirmed_n, e);
    db_return(db, c);
    m->own = ok ? own : NULL;
    m->confirmed = ok ? confirmed : NULL;
    return ok;
}

static const char *lines_of(struct arena *a, const struct material *m, size_t *n)
{
    struct str s = str_new(a, LINES_MOST);
    for (size_t i = 0; i < m->own_n; i++)
        str_addf(&s, "%s\t%s\t%s\n", m->own[i].intent, m->own[i].language, m->own[i].text);
    *n = s.len;
    return s.text;
}

/* ---- comparing ---- */

static enum meaning reads(const struct nlu *n, const struct phrase *p)
{
    enum spoken lang = SPOKEN_EN;
    struct reckoning r;
    (void)spoken_read(p->language, &lang);
    nlu_reckon(n, lang, NULL, NULL, p->text, &r);
    return r.order[0];
}

static void compare(const struct nlu *old, const struct nlu *new, const struct material *m,
                    struct lesson *l)
{
    for (size_t i = 0; i < m->confirmed_n; i++) {
        const struct phrase *p = &m->confirmed[i];
        enum meaning meant, before = reads(old, p), now = reads(new, p);
        if (!meaning_read(p->intent, &meant))
            continue;
        l->confirmed++;
        l->right_before += before == meant;
        l->right += now == meant;
        if (before == meant && now != meant && !l->lost_text) {
            l->lost_text = p->text;
            l->lost_intent = p->intent;
            l->lost_read = meaning_word(now);
        }
    }
    l->taken = l->right >= l->right_before;
}

/* ---- taking it ---- */

struct taking { const struct staff *who; struct arena *arena; const struct lesson *lesson;
                const struct beside *made; };

static bool take_job(struct conn *c, void *what, struct err *e)
{
    struct taking *t = what;
    const struct lesson *l = t->lesson;
    int64_t now = clock_now();
    const char *after = arena_printf(t->arena, "{\"phrases\":%lld,\"own\":%lld,\"right\":%lld,\"confirmed\":%lld}",
                                     (long long)l->phrases, (long long)l->own, (long long)l->right,
                                     (long long)l->confirmed);
    return db_run(c, Q_MODEL_PUT,
                  ARGS(value_blob(t->made->out, t->made->out_n), V(l->phrases), V(l->own),
                       V(t->who->username), V(now)), NULL, e) &&
           audit(c, t->who, "model.train", "model", "meanings", NULL, after, e);
}

/* `learn` says how many shipped phrases there were in its last line of words. */
static bool learn(struct shop *s, struct arena *a, const struct material *m, struct beside *b,
                  struct lesson *l, const struct nlu **out, struct err *e)
{
    int64_t from = clock_monotonic();
    *b = (struct beside){.program = "learn", .argument = shop_settings(s)->waiter_share,
                         .out_most = BLOB_MOST, .within_ms = LEARN_MS};
    b->in = lines_of(a, m, &b->in_n);
    if (!beside_run(a, b, e))
        return false;
    l->took_ms = clock_monotonic() - from;
    l->own = (int64_t)m->own_n;
    l->phrases = strtoll(b->words, NULL, 10);
    if (b->status != 0 || !nlu_open(a, b->out, b->out_n, out))
        return fail(e, ERR_INTERNAL, "learn ended with %d: %s", b->status, b->words);
    return true;
}

bool teach(struct shop *s, struct arena *a, const struct staff *who, struct lesson *out, struct err *e)
{
    struct material m = {0};
    struct beside made;
    const struct nlu *new;
    const struct snapshot *snap;
    *out = (struct lesson){0};
    if (!read_material(shop_db(s), a, &m, e) || !learn(s, a, &m, &made, out, &new, e) ||
        !shop_snapshot_now(s, &snap, e))
        return false;
    compare(snap->catalogue.nlu ? snap->catalogue.nlu : nlu_shipped(), new, &m, out);
    shop_release(s, snap);
    struct taking t = {who, a, out, &made};
    return !out->taken || db_write(shop_db(s), take_job, &t, e);
}

bool model_facts(struct conn *c, struct arena *a, struct model_facts *out, struct err *e)
{
    static const struct field fields[] = {
        FIELD(struct model_facts, phrases, 0), FIELD(struct model_facts, own, 0),
        FIELD(struct model_facts, created_at, 0), FIELD(struct model_facts, actor, 0),
    };
    static const struct model model = MODEL("model", struct model_facts, fields);
    bool found;
    *out = (struct model_facts){0};
    return db_one(c, a, Q_MODEL_FACTS, NO_ARGS, &model, out, &found, e);
}
