/* phrases.c -- teaching what messages mean: the owner's phrases, and training. */
#include "parts.h"
#include "waiter/audit.h"
#include "waiter/nlu.h"
#include "waiter/teach.h"

#include <string.h>

#define LIST_MOST 200

static bool read_list(struct request *rq, struct conn *c, struct err *e)
{
    const char *intent = request_query(rq, "intent");
    struct phrase *rows;
    size_t n;
    enum meaning m;
    if (intent && *intent && !meaning_read(intent, &m))
        return fail_field(e, "intent", "there is no intent %s", intent);
    if (!phrase_list(c, rq->arena, intent ? intent : "", 0, LIST_MOST, &rows, &n, e))
        return false;
    struct json j = desk_list_open(rq, "phrases");
    for (size_t i = 0; i < n; i++) {
        json_open_object(&j, NULL);
        json_put_model(&j, &phrase_model, &rows[i], true);
        json_close(&j);
    }
    json_close(&j);
    json_open_array(&j, "intents");
    for (int k = 0; k < MEANING__MAX; k++)
        json_put_text(&j, NULL, meaning_word((enum meaning)k));
    json_close(&j);
    json_close(&j);
    return true;
}

bool handle_phrases(struct request *rq, struct err *e)
{
    rq->doing = "listing phrases";
    return desk_read(rq, read_list, e);
}

struct deed { const struct staff *who; struct arena *arena; struct phrase phrase; };

static bool add_job(struct conn *c, void *what, struct err *e)
{
    struct deed *d = what;
    return phrase_add(c, d->arena, d->who, &d->phrase, e);
}

bool handle_phrase_add(struct request *rq, struct err *e)
{
    struct deed d = {.who = rq->who, .arena = rq->arena};
    const json_value *v;
    rq->doing = "adding a phrase";
    if (!request_json(rq, &v, e) ||
        !json_read_model(rq->arena, v, &phrase_model, &d.phrase, true, NULL, e) ||
        !db_write(rq->app->db, add_job, &d, e))
        return false;
    struct json j = reply_json(rq, 201);
    json_open_object(&j, NULL);
    json_put_model(&j, &phrase_model, &d.phrase, true);
    json_close(&j);
    return true;
}

static bool remove_job(struct conn *c, void *what, struct err *e)
{
    struct deed *d = what;
    return phrase_remove(c, d->arena, d->who, d->phrase.id, e);
}

bool handle_phrase_remove(struct request *rq, struct err *e)
{
    struct deed d = {.who = rq->who, .arena = rq->arena};
    rq->doing = "removing a phrase";
    if (!request_id_param(rq, "id", &d.phrase.id, e) || !db_write(rq->app->db, remove_job, &d, e))
        return false;
    reply_text(rq, 204, NULL, "");
    return true;
}

static bool read_facts(struct request *rq, struct conn *c, struct err *e)
{
    struct model_facts f;
    if (!model_facts(c, rq->arena, &f, e))
        return false;
    struct json j = reply_json(rq, 200);
    json_open_object(&j, NULL);
    json_put_bool(&j, "shipped", !f.actor);
    json_put_int(&j, "phrases", f.phrases);
    json_put_int(&j, "own", f.own);
    json_put_text(&j, "actor", f.actor);
    json_put_time(&j, "trained_at", f.created_at);
    json_close(&j);
    return true;
}

bool handle_model(struct request *rq, struct err *e)
{
    rq->doing = "showing the model";
    return desk_read(rq, read_facts, e);
}

static const char *in_words(struct request *rq, const struct lesson *l)
{
    if (l->taken)
        return arena_printf(rq->arena, "Learnt from %lld phrases, %lld of them yours.",
                            (long long)l->phrases, (long long)l->own);
    return arena_printf(rq->arena,
                        "Not taken over: of %lld messages whose meaning customers confirmed it would "
                        "read %lld right, the present model reads %lld. \"%s\" means %s and would be "
                        "taken for %s.",
                        (long long)l->confirmed, (long long)l->right, (long long)l->right_before,
                        l->lost_text, l->lost_intent, l->lost_read);
}

bool handle_model_train(struct request *rq, struct err *e)
{
    struct lesson l;
    rq->doing = "training the model";
    if (!teach(rq->app->shop, rq->arena, rq->who, &l, e))
        return false;
    if (!l.taken)
        audit_nothing(rq->who);
    struct json j = reply_json(rq, 200);
    json_open_object(&j, NULL);
    json_put_bool(&j, "taken", l.taken);
    json_put_text(&j, "message", in_words(rq, &l));
    json_put_int(&j, "phrases", l.phrases);
    json_put_int(&j, "own", l.own);
    json_put_int(&j, "confirmed", l.confirmed);
    json_put_int(&j, "right", l.right);
    json_put_int(&j, "right_before", l.right_before);
    json_put_int(&j, "took_ms", l.took_ms);
    json_close(&j);
    return true;
}
