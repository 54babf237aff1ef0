/* ai.c -- turns for a model, as rows: put, taken, ended once. */
#include "waiter/ai.h"

#include "chat_parts.h"
#include "waiter/audit.h"
#include "waiter/clock.h"
#include "waiter/event.h"
#include "waiter/utf8.h"

#include <string.h>

#define WORDS_MOST 2000

static const struct field turn_fields[] = {
    FIELD(struct ai_turn, id, 0),          FIELD(struct ai_turn, customer_id, 0),
    FIELD(struct ai_turn, words, 0),       FIELD(struct ai_turn, language, 0),
    FIELD(struct ai_turn, message_sid, 0), FIELD(struct ai_turn, template, 0),
    FIELD(struct ai_turn, choices, 0),     FIELD(struct ai_turn, menu, 0),
    FIELD(struct ai_turn, why, 0),
    FIELD(struct ai_turn, alternatives, 0), FIELD(struct ai_turn, confidence, 0),
    FIELD(struct ai_turn, due_at, 0),      FIELD(struct ai_turn, until_at, 0),
    FIELD(struct ai_turn, status, 0),
};
static const struct model turn_model = MODEL("ai_turn", struct ai_turn, turn_fields);

bool ai_has_key(const struct settings *s) { return *s->huggingface_api_key && *s->huggingface_model; }

bool ai_may_ask(struct conn *c, struct arena *a, const struct settings *s, int64_t customer_id,
                int64_t now, struct rules *rules, const char **why, struct err *e)
{
    int64_t since = clock_midnight(now), all, own = 0;
    *why = ai_has_key(s) ? NULL : "no key is set";
    if (!rules_read(c, a, rules, e) || !db_int(c, Q_AI_TOKENS, ARGS(V(since), V(0)), &all, NULL, e) ||
        (customer_id && !db_int(c, Q_AI_TOKENS, ARGS(V(since), V(customer_id)), &own, NULL, e)))
        return false;
    if (!*why && !rules->ai_on && customer_id)
        *why = "switched off";
    else if (!*why && all >= rules->ai_day_tokens)
        *why = "the budget of the day is used up";
    else if (!*why && customer_id && own >= rules->ai_customer_tokens)
        *why = "this customer's budget is used up";
    return true;
}

/* -- the message's side -- */

static bool open_turn(struct conn *c, struct arena *a, int64_t customer_id, struct ai_turn *out,
                      bool *found, struct err *e)
{
    static const struct field fields[] = {
        FIELD(struct ai_turn, id, 0), FIELD(struct ai_turn, words, 0), FIELD(struct ai_turn, until_at, 0),
    };
    static const struct model model = MODEL("ai_turn", struct ai_turn, fields);
    return db_one(c, a, Q_AI_TURN_OPEN, ARGS(V(customer_id)), &model, out, found, e);
}

/* The end of what was written counts most. */
static const char *joined(struct arena *a, const char *before, const char *words)
{
    const char *all = arena_printf(a, "%s\n%s", before, words);
    size_t chars = utf8_length(all);
    return chars > WORDS_MOST ? all + utf8_prefix(all, chars - WORDS_MOST) : all;
}

bool ai_turn_put(struct conn *c, struct arena *a, const struct settings *s, const struct ai_wish *w,
                 int64_t now, bool *queued, struct err *e)
{
    const struct said *said = w->said;
    int64_t me = w->from->id, due = now + s->ai_debounce_ms;
    struct ai_turn open;
    struct rules rules;
    const char *why;
    *queued = false;
    if (!ai_has_key(s))
        return true;
    if (!ai_may_ask(c, a, s, me, now, &rules, &why, e) || !open_turn(c, a, me, &open, queued, e))
        return false;
    bool more = *queued;
    *queued = more || !why;
    if (!*queued)
        return true;
    const char *menu = dialogue_menu_leave(a, w->conversation);
    if (more)
        return db_run(c, Q_AI_TURN_MORE,
                      ARGS(V(open.id), V(joined(a, open.words, w->words)), V(w->from->language),
                           V(w->message_sid), V(said->text), V(w->choices), V(menu), V(said->why),
                           V(said->others), V(said->confidence), V(due)),
                      NULL, e);
    return db_run(c, Q_AI_TURN_ADD,
                  ARGS(V(me), V(w->words), V(w->from->language), V(w->message_sid), V(said->text),
                       V(w->choices), V(menu), V(said->why), V(said->others), V(said->confidence), V(due),
                       V(now + s->ai_answer_ms), V(now)),
                  NULL, e);
}

bool ai_turn_drop(struct conn *c, int64_t customer_id, const char *why, struct err *e)
{
    return db_run(c, Q_AI_TURN_CANCEL, ARGS(V(customer_id), V(why)), NULL, e);
}

bool ai_is_answering(struct conn *c, int64_t customer_id, bool *answering, struct err *e)
{
    int64_t id;
    return db_int(c, Q_AI_TURN_OPEN, ARGS(V(customer_id)), &id, answering, e);
}

/* -- the worker's side -- */

bool ai_ready(struct conn *c, int64_t now, bool *due, int64_t *next_at, struct err *e)
{
    bool found;
    *next_at = 0;
    if (!db_int(c, Q_AI_TURNS_NEXT, NO_ARGS, next_at, &found, e))
        return false;
    *due = *next_at && *next_at <= now;
    return true;
}

bool ai_due(struct conn *c, struct arena *a, int64_t now, size_t most, struct ai_turn **out, size_t *count,
            struct err *e)
{
    void *rows;
    if (!db_all(c, a, Q_AI_TURNS_DUE, ARGS(V(now), V((int64_t)most)), &turn_model, most, &rows, count, e))
        return false;
    *out = rows;
    return true;
}

struct take {
    const struct ai_turn *turn;
    const char *prompt;
    int64_t taken;
};

static bool take_job(struct conn *c, void *what, struct err *e)
{
    struct take *k = what;
    return db_run(c, Q_AI_TURN_TAKE,
                  ARGS(V(k->turn->id), V(k->turn->due_at), V(k->turn->customer_id ? "" : k->prompt)),
                  &k->taken, e);
}

bool ai_take(struct db *db, const struct ai_turn *t, const char *prompt, bool *taken, struct err *e)
{
    struct take k = {t, prompt, 0};
    if (!db_write(db, take_job, &k, e))
        return false;
    *taken = k.taken == 1;
    return true;
}

static bool rescue_job(struct conn *c, void *what, struct err *e)
{
    (void)what;
    return db_run(c, Q_AI_TURNS_RESCUE, NO_ARGS, NULL, e);
}

bool ai_rescue(struct db *db, struct err *e) { return db_write(db, rescue_job, NULL, e); }

struct call { const struct ai_turn *turn; const struct ai_call *call; };

static bool call_job(struct conn *c, void *what, struct err *e)
{
    const struct call *k = what;
    const struct ai_call *n = k->call;
    return db_run(c, Q_AI_CALL_ADD,
                  ARGS(V(k->turn->id), V(k->turn->customer_id), V(n->model), V(n->status), V(n->prompt_tokens),
                       V(n->completion_tokens), V(n->cost_micros), V(n->ms), V(n->verdict), V(clock_now())),
                  NULL, e);
}

bool ai_call_note(struct db *db, const struct ai_turn *t, const struct ai_call *call, struct err *e)
{
    struct call k = {t, call};
    return db_write(db, call_job, &k, e);
}

/* -- a try -- */

struct attempt {
    struct arena *arena;
    const struct settings *settings;
    const struct staff *who;
    const char *question;
    int64_t id;
};

static bool try_job(struct conn *c, void *what, struct err *e)
{
    struct attempt *t = what;
    const char *none = NULL, *why;
    int64_t now = clock_now();
    struct rules rules;
    if (!ai_may_ask(c, t->arena, t->settings, 0, now, &rules, &why, e))
        return false;
    if (why)
        return fail(e, ERR_NOT_ALLOWED_NOW, "%s", why);
    return db_insert(c, Q_AI_TURN_ADD,
                     ARGS(V(0), V(t->question), V(""), V(""), V(""), V(none), V(none), V(""), V(none), V(0),
                          V(now), V(now + t->settings->ai_answer_ms), V(now)),
                     &t->id, e) &&
           audit_id(c, t->who, "ai.try", "ai", t->id, NULL, NULL, e);
}

bool ai_try(struct db *db, struct arena *a, const struct settings *s, const struct staff *who,
            const char *question, int64_t *id, struct err *e)
{
    struct attempt t = {a, s, who, question, 0};
    if (!db_write(db, try_job, &t, e))
        return false;
    *id = t.id;
    return true;
}

/* -- the end -- */

struct finish {
    struct shop *shop;
    struct arena *arena;
    const struct ai_turn *turn;
    const struct ai_end *end;
};

static bool is_silent(const struct customer *to, int64_t now)
{
    return to->blocked || to->opted_out || !to->address ||
           (strcmp(to->owner, "human") == 0 && now < to->human_until);
}

static bool say(struct conn *c, const struct finish *f, const struct customer *to, const struct said *s,
                const char *choices, const char *state, int64_t now, struct err *e)
{
    const struct outbox_new how = {.choices = choices};
    int64_t outbox_id;
    return chat_say(c, f->arena, to, s, &how, now, &outbox_id, e) &&
           (!state || db_run(c, Q_CONVERSATION_STATE_PUT, ARGS(V(to->id), V(state)), NULL, e)) &&
           event_add(c, EVENT_MESSAGE, to->id, now, e);
}

/* The template's choices stay the JSON that they were kept as, and from now on its numbers count. */
static bool say_template(struct conn *c, const struct finish *f, const struct customer *to, int64_t now,
                         struct err *e)
{
    const struct ai_turn *t = f->turn;
    const struct said said = {
        .text = t->template, .source = SOURCE_FALLBACK, .confidence = (int)t->confidence,
        .why = arena_printf(f->arena, "%s (AI: %s)", t->why, f->end->why), .others = t->alternatives,
    };
    return say(c, f, to, &said, t->choices, dialogue_menu_back(f->arena, to->state, t->menu), now, e);
}

/* What the model named, in the shop's own words and as taps. */
static bool make_offer(struct conn *c, const struct finish *f, const struct customer *to, int64_t now,
                       struct outcome *out, bool *offered, struct err *e)
{
    const struct ai_end *end = f->end;
    struct turn t = {.shop = f->shop, .arena = f->arena, .conn = c, .snap = end->snap, .tongue = end->tongue,
                     .now = now, .customer = *to};
    if (!turn_view(&t, e))
        return false;
    *offered = dialogue_hint(&t.view, conversation_read(f->arena, to->state), f->turn->words, end->hint,
                             f->arena, out);
    return true;
}

static bool say_end(struct conn *c, const struct finish *f, const struct customer *to,
                    const struct outcome *offer, int64_t now, struct err *e)
{
    const struct ai_end *end = f->end;
    struct said said = {.text = end->answer, .source = SOURCE_AI, .why = end->model,
                        .confidence = end->confidence, .others = f->turn->alternatives};
    if (end->answer)
        return say(c, f, to, &said, NULL, NULL, now, e);
    if (!offer)
        return say_template(c, f, to, now, e);
    said = offer->said[0];
    said.why = end->model;
    said.others = f->turn->alternatives;
    return say(c, f, to, &said, NULL, conversation_write(f->arena, offer->conversation), now, e);
}

static bool finish_job(struct conn *c, void *what, struct err *e)
{
    const struct finish *f = what;
    const struct ai_turn *t = f->turn;
    const struct ai_end *end = f->end;
    int64_t changed, now = clock_now();
    struct customer to = {0};
    struct outcome offer;
    bool silent = false, offered = end->hint && !end->answer;
    if (t->customer_id) {
        if (!customer_find(c, f->arena, t->customer_id, &to, e))
            return false;
        silent = is_silent(&to, now);
        if (offered && !silent && !make_offer(c, f, &to, now, &offer, &offered, e))
            return false;
    }
    const char *outcome = silent ? "cancelled" : end->answer ? "answered" : offered ? "offered" : "template";
    /* An answer belongs to the words that were asked; the template does for all of them. */
    int64_t asked = end->answer || offered ? t->due_at : 0;
    if (!db_run(c, Q_AI_TURN_END,
                ARGS(V(t->id), V(outcome), V(end->why), V(end->model), V(asked), V(end->raw),
                     V(end->answer ? end->answer : "")),
                &changed, e))
        return false;
    if (!changed || !t->customer_id)
        return true;
    /* Also where nothing is said: the chat shows that an answer was on its way. */
    return silent ? event_add(c, EVENT_MESSAGE, to.id, now, e)
                  : say_end(c, f, &to, offered ? &offer : NULL, now, e);
}

bool ai_finish(struct shop *shop, struct arena *a, const struct ai_turn *t, const struct ai_end *end,
               struct err *e)
{
    struct finish f = {shop, a, t, end};
    return db_write(shop_db(shop), finish_job, &f, e);
}
