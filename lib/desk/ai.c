/* ai.c -- which models are asked, what they took today, and how the newest calls went. */
#include "parts.h"
#include "waiter/ai.h"
#include "waiter/clock.h"
#include "waiter/completion.h"

#define CALLS_SHOWN 20
#define QUESTION_MOST 1000 /* characters, as a customer's */

struct call_row {
    int64_t id, status, prompt_tokens, completion_tokens, cost_micros, ms, created_at;
    const char *model, *verdict;
};
static const struct field call_fields[] = {
    FIELD(struct call_row, id, SHOWN),
    FIELD(struct call_row, model, SHOWN),
    FIELD(struct call_row, status, SHOWN),
    FIELD(struct call_row, prompt_tokens, SHOWN),
    FIELD(struct call_row, completion_tokens, SHOWN),
    FIELD(struct call_row, cost_micros, SHOWN),
    FIELD(struct call_row, ms, SHOWN),
    FIELD(struct call_row, verdict, SHOWN),
    FIELD(struct call_row, created_at, SHOWN | TIME),
};
static const struct model call_model = MODEL("ai_call", struct call_row, call_fields);

/* The key itself is never told. */
static void put_models(struct request *rq, struct json *j)
{
    const struct settings *s = &rq->app->settings;
    const char *models[COMPLETION_MODELS_MOST];
    size_t n = completion_models(rq->arena, s->huggingface_model, models);
    json_put_bool(j, "key_set", ai_has_key(s));
    json_put_text(j, "url", s->huggingface_api_url);
    json_open_array(j, "models");
    for (size_t i = 0; i < n; i++)
        json_put_text(j, NULL, models[i]);
    json_close(j);
}

static bool put_today(struct json *j, struct conn *c, struct err *e)
{
    struct rows *r;
    if (!rows_begin(c, Q_AI_TODAY, ARGS(V(clock_midnight(clock_now()))), &r, e))
        return false;
    if (row_next(r, e)) {
        json_open_object(j, "today");
        json_put_int(j, "calls", row_int(r, 0));
        json_put_int(j, "tokens", row_int(r, 1));
        json_put_int(j, "cost_micros", row_int(r, 2));
        json_put_int(j, "sent", row_int(r, 3));
        json_close(j);
    }
    rows_end(r);
    return e->kind == ERR_NONE;
}

static bool put_calls(struct json *j, struct conn *c, struct arena *a, enum query q, struct values args,
                      struct err *e)
{
    void *rows;
    size_t n;
    if (!db_all(c, a, q, args, &call_model, CALLS_SHOWN, &rows, &n, e))
        return false;
    json_open_array(j, "calls");
    for (size_t i = 0; i < n; i++) {
        json_open_object(j, NULL);
        json_put_model(j, &call_model, (struct call_row *)rows + i, true);
        json_close(j);
    }
    json_close(j);
    return true;
}

static bool read_ai(struct request *rq, struct conn *c, struct err *e)
{
    struct json j = reply_json(rq, 200);
    json_open_object(&j, NULL);
    put_models(rq, &j);
    if (!put_today(&j, c, e) || !put_calls(&j, c, rq->arena, Q_AI_CALLS_NEWEST, ARGS(V(CALLS_SHOWN)), e))
        return false;
    json_close(&j);
    return true;
}

bool handle_ai(struct request *rq, struct err *e)
{
    rq->doing = "showing the models";
    return desk_read(rq, read_ai, e);
}

/* -- a try: the worker asks, as for a customer, and nobody hears it -- */

struct question { const char *question; };
static const struct field question_fields[] = {
    FIELD(struct question, question, WRITABLE | NEEDED, .min = 1, .max = QUESTION_MOST),
};
static const struct model question_model = MODEL("try", struct question, question_fields);

struct try_row {
    int64_t id;
    const char *status, *outcome, *question, *prompt, *raw, *answer, *verdict, *model;
};
static const struct field try_fields[] = {
    FIELD(struct try_row, id, SHOWN),       FIELD(struct try_row, status, SHOWN),
    FIELD(struct try_row, outcome, SHOWN),  FIELD(struct try_row, question, SHOWN),
    FIELD(struct try_row, prompt, SHOWN),   FIELD(struct try_row, raw, SHOWN),
    FIELD(struct try_row, answer, SHOWN),   FIELD(struct try_row, verdict, SHOWN),
    FIELD(struct try_row, model, SHOWN),
};
static const struct model try_model = MODEL("try", struct try_row, try_fields);

static bool put_try(struct request *rq, struct conn *c, int64_t id, int status, struct err *e)
{
    struct try_row r = {0};
    bool found;
    if (!db_one(c, rq->arena, Q_AI_TRY, ARGS(V(id)), &try_model, &r, &found, e))
        return false;
    if (!found)
        return fail(e, ERR_NOT_FOUND, "no try %lld", (long long)id);
    struct json j = reply_json(rq, status);
    json_open_object(&j, NULL);
    json_put_model(&j, &try_model, &r, true);
    if (!put_calls(&j, c, rq->arena, Q_AI_TRY_CALLS, ARGS(V(id), V(CALLS_SHOWN)), e))
        return false;
    json_close(&j);
    return true;
}

static bool read_tried(struct request *rq, struct conn *c, struct err *e)
{
    int64_t id;
    return request_id_param(rq, "id", &id, e) && put_try(rq, c, id, 200, e);
}

bool handle_ai_tried(struct request *rq, struct err *e)
{
    rq->doing = "showing a try of the model";
    return desk_read(rq, read_tried, e);
}

bool handle_ai_try(struct request *rq, struct err *e)
{
    const struct staff *who = rq->who;
    struct question q = {0};
    const json_value *v;
    struct conn *c;
    int64_t id;
    rq->doing = "trying the model";
    if (!request_json(rq, &v, e) ||
        !json_read_model(rq->arena, v, &question_model, &q, true, NULL, e) ||
        !ai_try(rq->app->db, rq->arena, &rq->app->settings, who, q.question, &id, e) ||
        !db_borrow(rq->app->db, &c, e))
        return false;
    bool ok = put_try(rq, c, id, 201, e);
    db_return(rq->app->db, c);
    return ok;
}
