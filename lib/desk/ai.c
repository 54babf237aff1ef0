/* ai.c -- which models are asked, what they took today, and how the newest calls went. */
#include "parts.h"
#include "waiter/ai.h"
#include "waiter/clock.h"
#include "waiter/completion.h"

#define CALLS_SHOWN 20

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

static bool read_ai(struct request *rq, struct conn *c, struct err *e)
{
    struct json j = reply_json(rq, 200);
    void *rows;
    size_t n;
    json_open_object(&j, NULL);
    put_models(rq, &j);
    if (!put_today(&j, c, e) || !db_all(c, rq->arena, Q_AI_CALLS_NEWEST, ARGS(V(CALLS_SHOWN)), &call_model,
                                        CALLS_SHOWN, &rows, &n, e))
        return false;
    json_open_array(&j, "calls");
    for (size_t i = 0; i < n; i++) {
        json_open_object(&j, NULL);
        json_put_model(&j, &call_model, (struct call_row *)rows + i, true);
        json_close(&j);
    }
    json_close(&j);
    json_close(&j);
    return true;
}

bool handle_ai(struct request *rq, struct err *e)
{
    rq->doing = "showing the models";
    return desk_read(rq, read_ai, e);
}
