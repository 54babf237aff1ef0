/* asker.c -- from a turn that is due to an answer that may go out, or the shop's own words.
 *
 * A job is one turn under way: the facts are found, the first model that is not resting is asked,
 * another when it fails and there is time; what comes back goes through the guard. Whatever goes
 * wrong, the template goes out before the customer has waited too long (ai_turn.until_at). */
#include "waiter/asker.h"

#include "waiter/ai.h"
#include "waiter/breaker.h"
#include "waiter/clock.h"
#include "waiter/completion.h"
#include "waiter/guard.h"
#include "waiter/log.h"
#include "waiter/order.h"
#include "waiter/prompt.h"
#include "waiter/twilio_send.h"

#include <stdlib.h>
#include <string.h>

#define POLL_MS 50
#define CONNECT_MS 3000
#define TYPING_MS 3000
#define TIME_LEAST_MS 300  /* less is not worth asking */
#define FIRST_SHARE 6      /* tenths of what time is left, while there is another model */
#define SPARE_MS 100       /* between the end of a call and the template */
#define REST_MS (30 * SECOND_MS)
#define REST_MOST_MS (6 * HOUR_MS)
#define ORDERS_SEEN 5
#define MICROS_A_CENT 10000

struct job {
    struct asker *asker;
    bool busy;
    struct arena arena;
    struct ai_turn turn;
    const struct snapshot *snap;
    const struct tongue *tongue;
    struct fact facts[GUARD_FACTS_MOST];
    size_t fact_count;
    struct completion_ask ask;
    const char *system; /* the prompt for plain text */
    struct rules rules;
    int64_t asked_at;  /* clock_monotonic */
    size_t model;      /* that is asked now */
    unsigned tried;    /* models, as bits */
    const char *why;   /* the last one failed */
};

struct asker {
    struct shop *shop;
    struct db *db;
    struct http *http;
    const struct settings *settings;
    struct arena arena;
    const struct guard *guard;
    const char *models[COMPLETION_MODELS_MOST];
    struct breaker breakers[COMPLETION_MODELS_MOST];
    unsigned plain;    /* models, as bits: no schemas for these */
    const char *schema;
    size_t model_count;
    struct job jobs[ASKER_JOBS];
    size_t busy;
    int64_t version, next_at, poll_after;
    bool ask;
};

bool asker_open(struct shop *shop, struct http *http, struct asker **out, struct err *e)
{
    struct asker *k = calloc(1, sizeof *k);
    if (!k)
        abort();
    k->shop = shop;
    k->db = shop_db(shop);
    k->http = http;
    k->settings = shop_settings(shop);
    k->ask = true;
    arena_init(&k->arena);
    k->guard = guard_open(&k->arena);
    k->schema = prompt_schema(&k->arena);
    k->model_count = completion_models(&k->arena, k->settings->huggingface_model, k->models);
    for (size_t i = 0; i < COMPLETION_MODELS_MOST; i++)
        k->breakers[i].base_ms = REST_MS;
    for (size_t i = 0; i < ASKER_JOBS; i++)
        k->jobs[i].asker = k;
    if (!ai_rescue(k->db, e)) {
        asker_close(k);
        return false;
    }
    *out = k;
    return true;
}

static void job_end(struct job *job)
{
    struct asker *k = job->asker;
    if (job->snap)
        shop_release(k->shop, job->snap);
    job->snap = NULL;
    arena_reset(&job->arena);
    job->busy = false;
    k->busy--;
    k->ask = true;
    k->poll_after = 0;
}

void asker_close(struct asker *k)
{
    if (!k)
        return;
    for (size_t i = 0; i < ASKER_JOBS; i++) {
        if (k->jobs[i].snap)
            shop_release(k->shop, k->jobs[i].snap);
        arena_done(&k->jobs[i].arena);
    }
    arena_done(&k->arena);
    free(k);
}

size_t asker_busy(const struct asker *k) { return k->busy; }
bool asker_done(const struct asker *k) { return !k->busy && !k->ask && !k->next_at; }

/* -- ending -- */

/* If it cannot be noted the turn stays open and its template goes out when its time is over. */
static void finish(struct job *job, const struct ai_end *end)
{
    struct err e = {0};
    const char *id = arena_printf(&job->arena, "%lld", (long long)job->turn.id);
    log_info(end->answer ? "a model answered" : "the template goes out", "turn", id, "model", end->model, "why", end->why, NULL);
    if (!ai_finish(job->asker->shop, &job->arena, &job->turn, end, &e))
        log_err("ending a model's turn", &e);
    job_end(job);
}

static void use_template(struct job *job, const char *why, const char *raw)
{
    bool asked = job->tried != 0;
    const struct ai_end end = {.why = why, .model = asked ? job->ask.model : "", .raw = raw};
    finish(job, &end);
}

/* -- asking -- */

static void ask_next(struct job *job);
static void ask_model(struct job *job, size_t others);

static void note_call(struct job *job, const struct http_answer *a, const struct completion *c, const char *verdict)
{
    struct err e = {0};
    int64_t cost = (c->prompt_tokens * job->rules.ai_price_in + c->completion_tokens * job->rules.ai_price_out) *
                   MICROS_A_CENT / 1000000;
    const struct ai_call call = {
        .model = job->ask.model, .verdict = verdict, .status = a->status, .prompt_tokens = c->prompt_tokens,
        .completion_tokens = c->completion_tokens, .cost_micros = cost, .ms = clock_monotonic() - job->asked_at,
    };
    if (!ai_call_note(job->asker->db, &job->turn, &call, &e))
        log_err("noting a model's call", &e);
}

/* A text that holds goes out; else what it named is offered, in our own words; else the template. */
static void judge(struct job *job, const struct http_answer *a, const struct completion *c)
{
    const struct guard_case is = {job->facts, job->fact_count, job->tongue->code, job->tongue->catalogue->currency};
    struct guard_verdict v = {.why = "it only says what is wanted", .part = ""};
    struct reply r;
    prompt_reply(job->tongue->catalogue, &job->arena, c->text, c->len, &r);
    if (r.len || !r.has_hint)
        guard_check(job->asker->guard, &job->arena, &is, r.text, r.len, &v);
    const char *why = *v.part ? arena_printf(&job->arena, "%s: %s", v.why, v.part) : v.why;
    note_call(job, a, c, v.holds ? "sent" : v.why);
    const struct ai_end end = {
        .answer = v.holds ? r.text : NULL, .hint = r.has_hint ? &r.hint : NULL, .snap = job->snap,
        .tongue = job->tongue, .why = v.holds ? "every word holds" : why, .model = job->ask.model,
        .raw = c->text, .confidence = v.traced,
    };
    finish(job, &end);
}

/* Which door is knocked at no more, and for how long. */
static void let_rest(struct job *job, const struct completion *c)
{
    struct asker *k = job->asker;
    int64_t now = clock_monotonic();
    bool news = false;
    if (c->act == COMPLETION_STOP) {
        for (size_t i = 0; i < k->model_count; i++)
            news |= breaker_open(&k->breakers[i], now, REST_MOST_MS, c->why);
    } else if (c->act == COMPLETION_SPENT) {
        struct breaker *b = &k->breakers[job->model];
        news = breaker_open(b, now, REST_MOST_MS, c->why);
        if (c->wait_ms && b->open_until < now + c->wait_ms)
            b->open_until = now + (c->wait_ms < REST_MOST_MS ? c->wait_ms : REST_MOST_MS);
    } else {
        news = breaker_failure(&k->breakers[job->model], now, REST_MOST_MS, c->why);
    }
    if (news)
        log_error("a model is left alone for a while", "model", job->ask.model, "why", c->why, "told", c->told, NULL);
}

static void answered(void *what, const struct http_answer *a)
{
    struct job *job = what;
    struct completion c;
    completion_read(&job->arena, &job->ask, a, &c);
    if (c.act == COMPLETION_TEXT) {
        (void)breaker_success(&job->asker->breakers[job->model]);
        judge(job, a, &c);
        return;
    }
    note_call(job, a, &c, c.why);
    job->why = c.why;
    if (c.act == COMPLETION_PLAIN) {
        job->asker->plain |= 1u << job->model;
        ask_model(job, 0);
        return;
    }
    let_rest(job, &c);
    ask_next(job);
}

static bool choose(struct job *job, size_t *others)
{
    struct asker *k = job->asker;
    size_t found = k->model_count;
    *others = 0;
    for (size_t i = 0; i < k->model_count; i++) {
        int busy = 0;
        for (size_t n = 0; n < ASKER_JOBS; n++)
            busy += &k->jobs[n] != job && k->jobs[n].busy && k->jobs[n].tried && k->jobs[n].model == i;
        if (job->tried >> i & 1 || !breaker_room(&k->breakers[i], clock_monotonic(), ASKER_JOBS, busy))
            continue;
        if (found == k->model_count)
            found = i;
        else
            ++*others;
    }
    job->model = found;
    return found < k->model_count;
}

/* The model that was chosen, as long as there is time. */
static void ask_model(struct job *job, size_t others)
{
    struct asker *k = job->asker;
    struct err e = {0};
    bool plain = k->plain >> job->model & 1;
    int64_t left = job->turn.until_at - clock_now() - SPARE_MS;
    if (left < TIME_LEAST_MS) {
        use_template(job, job->why ? job->why : "no time was left", "");
        return;
    }
    job->tried |= 1u << job->model;
    job->ask.model = k->models[job->model];
    job->ask.schema = plain ? NULL : k->schema;
    job->ask.system = plain ? job->system : arena_printf(&job->arena, "%s%s", job->system, prompt_json);
    job->ask.timeout_ms = others && left > 2 * TIME_LEAST_MS ? left * FIRST_SHARE / 10 : left;
    job->asked_at = clock_monotonic();
    const struct http_request r = completion_request(&job->arena, &job->ask);
    if (!http_start(k->http, &r, answered, job, &e)) {
        log_err("asking a model", &e);
        use_template(job, "it could not be asked", "");
    }
}

static void ask_next(struct job *job)
{
    size_t others;
    if (choose(job, &others))
        ask_model(job, others);
    else
        use_template(job, job->why ? job->why : "every model rests", "");
}

/* -- beginning -- */

static void typing_shown(void *what, const struct http_answer *a)
{
    (void)what;
    (void)a; /* dots are a courtesy: without them the answer comes all the same */
}

static void show_typing(struct job *job)
{
    const struct settings *s = job->asker->settings;
    struct err e = {0};
    if (!*s->twilio_account_sid || strlen(job->turn.message_sid) != 34)
        return;
    struct http_request r = twilio_show_typing(&job->arena, s, job->turn.message_sid);
    r.timeout_ms = r.connect_ms = TYPING_MS;
    if (!http_start(job->asker->http, &r, typing_shown, NULL, &e))
        log_err("showing that an answer is coming", &e);
}

static bool read_orders(struct job *job, struct conn *c, struct prompt_shop *p, struct err *e)
{
    const struct settings *s = job->asker->settings;
    void *rows;
    size_t n = 0;
    if (job->turn.customer_id &&
        !db_all(c, &job->arena, Q_ORDERS_OF_CUSTOMER, ARGS(V(job->turn.customer_id), V(ORDERS_SEEN)),
                &order_model, ORDERS_SEEN, &rows, &n, e))
        return false;
    struct order_brief *briefs = arena_array(&job->arena, n + 1, sizeof *briefs);
    for (size_t i = 0; i < n; i++)
        briefs[i] = order_brief_of(&job->arena, (struct order *)rows + i, s->public_url, s->secret_key);
    p->orders = briefs;
    p->order_count = n;
    return true;
}

/* What may be said, found anew: the catalogue of now and this customer's own orders. */
static bool prepare(struct job *job, const char **hindrance, struct err *e)
{
    struct asker *k = job->asker;
    struct arena *a = &job->arena;
    struct conn *c;
    if (!shop_snapshot_now(k->shop, &job->snap, e))
        return false;
    job->tongue = snapshot_tongue(job->snap, job->turn.language);
    struct prompt_shop p = {.catalogue = job->tongue->catalogue, .brain = job->tongue->brain,
                            .texts = job->snap->texts, .lang = job->tongue->code, .guard = k->guard,
                            .shop_lang = job->snap->catalogue.language ? job->snap->catalogue.language : "en"};
    clock_local(clock_now(), &p.here.day, &p.here.minute);
    if (!db_borrow(k->db, &c, e))
        return false;
    bool ok = ai_may_ask(c, a, k->settings, job->turn.customer_id, clock_now(), &job->rules, hindrance, e) &&
              read_orders(job, c, &p, e);
    db_return(k->db, c);
    if (!ok)
        return false;
    p.tone = job->rules.ai_tone;
    job->fact_count = prompt_facts(&p, a, job->turn.words, job->facts);
    job->ask = (struct completion_ask){
        .base = k->settings->huggingface_api_url, .key = k->settings->huggingface_api_key, .model = "",
        .system = job->system = prompt_text(&p, a, job->facts, job->fact_count),
        .user = prompt_words(a, job->turn.words), .connect_ms = CONNECT_MS,
    };
    return true;
}

static void begin(struct job *job)
{
    struct err e = {0};
    const char *hindrance = NULL;
    bool taken;
    if (job->turn.until_at <= clock_now()) {
        use_template(job, "no answer in time", "");
        return;
    }
    if (!prepare(job, &hindrance, &e) ||
        !ai_take(job->asker->db, &job->turn, job->ask.system, &taken, &e)) {
        log_err("preparing a model's turn", &e);
        job_end(job);
        return;
    }
    if (!taken) {
        job_end(job);
    } else if (hindrance) {
        use_template(job, hindrance, "");
    } else {
        show_typing(job);
        ask_next(job);
    }
}

/* -- taking -- */

static struct ai_turn turn_copy(struct arena *a, const struct ai_turn *from)
{
    struct ai_turn t = *from;
    t.words = arena_strdup(a, from->words);
    t.language = arena_strdup(a, from->language);
    t.message_sid = arena_strdup(a, from->message_sid);
    t.template = arena_strdup(a, from->template);
    t.choices = arena_strdup(a, from->choices);
    t.menu = arena_strdup(a, from->menu);
    t.why = arena_strdup(a, from->why);
    t.alternatives = arena_strdup(a, from->alternatives);
    return t;
}

static bool is_under_way(const struct asker *k, const struct ai_turn *t)
{
    for (size_t i = 0; i < ASKER_JOBS; i++)
        if (k->jobs[i].busy && k->jobs[i].turn.id == t->id && k->jobs[i].turn.due_at == t->due_at)
            return true;
    return false;
}

static void take_up(struct asker *k, const struct ai_turn *t)
{
    if (is_under_way(k, t))
        return; /* its call ends before its time does */
    for (size_t i = 0; i < ASKER_JOBS; i++) {
        struct job *job = &k->jobs[i];
        if (job->busy)
            continue;
        job->busy = true;
        k->busy++;
        job->tried = 0;
        job->why = NULL;
        job->ask = (struct completion_ask){.model = ""};
        job->turn = turn_copy(&job->arena, t);
        begin(job);
        return;
    }
}

static bool worth_asking(struct asker *k, struct conn *c)
{
    if (db_changed(c, &k->version) || (k->next_at && clock_now() >= k->next_at))
        k->ask = true;
    return k->ask;
}

static bool read_due(struct asker *k, struct arena *a, struct ai_turn **rows, size_t *n, struct err *e)
{
    struct conn *c;
    bool due = false;
    *n = 0;
    if (!db_borrow(k->db, &c, e))
        return false;
    bool ok = !worth_asking(k, c) ||
              (ai_ready(c, clock_now(), &due, &k->next_at, e) &&
               (!due || ai_due(c, a, clock_now(), ASKER_JOBS, rows, n, e)));
    db_return(k->db, c);
    k->ask = due && ok;
    return ok;
}

void asker_turn(struct asker *k, bool finishing)
{
    struct ai_turn *rows = NULL;
    struct err e = {0};
    struct arena a;
    size_t n = 0;
    if (finishing || k->busy == ASKER_JOBS || clock_monotonic() < k->poll_after)
        return;
    k->poll_after = clock_monotonic() + POLL_MS;
    arena_init(&a);
    if (!read_due(k, &a, &rows, &n, &e))
        log_err("reading what a model shall answer", &e);
    for (size_t i = 0; i < n; i++)
        take_up(k, &rows[i]);
    arena_done(&a);
}
