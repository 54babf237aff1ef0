/* conversation.c -- what is remembered between two messages, and its JSON.
 *
 * The state is kept in the database as {"v":1,...}. Whatever cannot be read gives a fresh
 * conversation: a customer must never be stuck behind a state we no longer understand.
 * Default values are left out, so a customer who only browses costs a few hundred bytes. */
#include "dialogue_parts.h"

#include "waiter/json.h"

#include <string.h>

#define VERSION 1
#define JSON_MOST (32 * 1024)

struct conversation *conversation_new(struct arena *a)
{
    struct conversation *c = arena_alloc(a, sizeof *c);
    c->address = "";
    return c;
}

struct conversation *conversation_copy(struct arena *a, const struct conversation *c)
{
    struct conversation *copy = arena_copy(a, c, sizeof *c);
    for (size_t i = 0; i < copy->menu_count; i++) {
        struct menu_entry *m = &copy->menu[i];
        *m = (struct menu_entry){arena_strdup(a, m->id), arena_strdup(a, m->title), NULL, NULL};
    }
    for (size_t i = 0; i < copy->want_count; i++) {
        struct want *w = &copy->wants[i];
        w->option1 = arena_strdup(a, w->option1);
        w->option2 = arena_strdup(a, w->option2);
        w->note = arena_strdup(a, w->note);
    }
    copy->address = arena_strdup(a, copy->address);
    copy->coupon = arena_strdup(a, copy->coupon);
    copy->asked = arena_strdup(a, copy->asked);
    return copy;
}

void conversation_close_questions(struct conversation *c)
{
    c->want_count = 0;
    if (c->stage != STAGE_NONE) {
        c->address = "";
        c->pickup = false;
    }
    c->stage = STAGE_NONE;
    c->agreed = 0;
    c->cancel = 0;
}

bool conversation_in_checkout(const struct conversation *c) { return c->stage != STAGE_NONE; }
int conversation_mood(const struct conversation *c) { return (int)c->mood; }
bool conversation_waits(const struct conversation *c) { return open_question(c); }

/* ---- writing ---- */

static void put_int(struct json *j, const char *key, int64_t n)
{
    if (n)
        json_put_int(j, key, n);
}

static void put_text(struct json *j, const char *key, const char *text)
{
    if (text && *text)
        json_put_text(j, key, text);
}

static void put_menu(struct json *j, const struct conversation *c)
{
    if (!c->menu_count)
        return;
    json_put_int(j, "content", (int64_t)c->menu_content);
    json_open_array(j, "menu");
    for (size_t i = 0; i < c->menu_count; i++) {
        json_open_array(j, NULL);
        json_put_text(j, NULL, c->menu[i].id);
        json_put_text(j, NULL, c->menu[i].title);
        json_close(j);
    }
    json_close(j);
}

static void put_want(struct json *j, const struct want *w)
{
    json_open_object(j, NULL);
    json_put_int(j, "kind", w->kind);
    json_open_array(j, "of");
    for (size_t i = 0; i < w->candidate_count; i++)
        json_put_int(j, NULL, w->candidates[i]);
    json_close(j);
    put_text(j, "option1", w->option1);
    put_text(j, "option2", w->option2);
    put_text(j, "note", w->note);
    put_int(j, "quantity", w->quantity);
    put_int(j, "replaces", w->replaces);
    put_int(j, "offer", w->offer);
    put_int(j, "unsure", w->unsure);
    put_int(j, "relaxed", w->relaxed);
    json_close(j);
}

const char *conversation_write(struct arena *a, const struct conversation *c)
{
    struct str s = str_new(a, JSON_MOST);
    struct json j = json_writer(&s);
    json_open_object(&j, NULL);
    json_put_int(&j, "v", VERSION);
    put_int(&j, "nonce", c->nonce);
    put_int(&j, "focus", c->focus);
    put_int(&j, "card", c->card);
    put_int(&j, "variant", c->variant);
    put_text(&j, "said1", c->said1);
    put_text(&j, "said2", c->said2);
    put_int(&j, "cart_shown", c->cart_shown);
    put_text(&j, "asked", c->asked);
    put_int(&j, "misses", c->misses);
    put_int(&j, "mood", c->mood);
    put_int(&j, "soothed", c->soothed);
    put_menu(&j, c);
    if (c->want_count) {
        json_open_array(&j, "wants");
        for (size_t i = 0; i < c->want_count; i++)
            put_want(&j, &c->wants[i]);
        json_close(&j);
    }
    put_int(&j, "stage", c->stage);
    put_int(&j, "pickup", c->pickup);
    put_text(&j, "address", c->address);
    put_text(&j, "coupon", c->coupon);
    put_int(&j, "agreed", c->agreed);
    put_int(&j, "cancel", c->cancel);
    put_int(&j, "suggested", c->suggested);
    put_int(&j, "feedback", c->feedback);
    json_close(&j);
    const char *out;
    struct err e = {0};
    if (str_done(&s, &out, &e))
        return out;
    /* Too long to keep: forget it, but never let an old yes count again. */
    return arena_printf(a, "{\"v\":%d,\"nonce\":%lld}", VERSION, (long long)c->nonce + 1);
}

/* ---- reading ---- */

static const char *get_text(struct arena *a, const json_value *v, const char *path)
{
    const char *text = json_text(v, path);
    return text && *text ? arena_strdup(a, text) : NULL;
}

static bool read_menu(struct arena *a, const json_value *v, struct conversation *c)
{
    const json_value *list = json_at(v, "menu");
    size_t n = list ? json_count(list) : 0;
    if (n > MENU_MOST)
        return false;
    for (size_t i = 0; i < n; i++) {
        const json_value *pair = json_item(list, i);
        const json_value *id = json_item(pair, 0), *title = json_item(pair, 1);
        if (json_count(pair) != 2 || !json_is_text(id) || !json_is_text(title))
            return false;
        c->menu[i] = (struct menu_entry){arena_strdup(a, json_text(id, "")),
                                         arena_strdup(a, json_text(title, "")), NULL, NULL};
    }
    c->menu_count = n;
    int64_t content = json_int(v, "content", 0);
    c->menu_content = content >= 0 && content <= (int64_t)n ? (size_t)content : n;
    return true;
}

static bool read_want(struct arena *a, const json_value *v, struct want *w)
{
    const json_value *of = json_at(v, "of");
    int64_t kind = json_int(v, "kind", -1);
    size_t n = of ? json_count(of) : 0;
    if (kind < 0 || kind >= WANT__MAX || n > CANDIDATES_MOST)
        return false;
    w->kind = (enum want_kind)kind;
    for (size_t i = 0; i < n; i++)
        if (!json_is_int(json_item(of, i), &w->candidates[i]))
            return false;
    w->candidate_count = n;
    w->option1 = get_text(a, v, "option1");
    w->option2 = get_text(a, v, "option2");
    w->note = get_text(a, v, "note");
    w->quantity = json_int(v, "quantity", 0);
    w->replaces = json_int(v, "replaces", 0);
    w->offer = json_int(v, "offer", 0);
    w->unsure = json_int(v, "unsure", 0) != 0;
    w->relaxed = json_int(v, "relaxed", 0) != 0;
    return true;
}

static bool read_wants(struct arena *a, const json_value *v, struct conversation *c)
{
    const json_value *list = json_at(v, "wants");
    size_t n = list ? json_count(list) : 0;
    if (n > WANTS_MOST)
        return false;
    for (size_t i = 0; i < n; i++)
        if (!read_want(a, json_item(list, i), &c->wants[i]))
            return false;
    c->want_count = n;
    return true;
}

struct conversation *conversation_read(struct arena *a, const char *json)
{
    struct conversation *c = conversation_new(a);
    const json_value *v;
    struct err e = {0};
    if (!json || !json_parse(a, json, strlen(json), &v, &e) || !json_is_object(v) ||
        json_int(v, "v", 0) != VERSION)
        return c;
    int64_t stage = json_int(v, "stage", STAGE_NONE);
    if (stage < 0 || stage >= STAGE__MAX || !read_menu(a, v, c) || !read_wants(a, v, c))
        return conversation_new(a);
    c->nonce = json_int(v, "nonce", 0);
    c->focus = json_int(v, "focus", 0);
    c->card = json_int(v, "card", 0);
    c->variant = json_int(v, "variant", 0);
    c->said1 = get_text(a, v, "said1");
    c->said2 = get_text(a, v, "said2");
    c->cart_shown = json_int(v, "cart_shown", 0) != 0;
    c->asked = get_text(a, v, "asked");
    c->misses = json_int(v, "misses", 0);
    c->mood = json_int(v, "mood", 0);
    c->soothed = json_int(v, "soothed", 0);
    c->stage = (enum stage)stage;
    c->pickup = json_int(v, "pickup", 0) != 0;
    const char *address = get_text(a, v, "address");
    c->address = address ? address : "";
    c->coupon = get_text(a, v, "coupon");
    c->agreed = json_int(v, "agreed", 0);
    c->cancel = json_int(v, "cancel", 0);
    c->suggested = json_int(v, "suggested", 0);
    c->feedback = json_int(v, "feedback", 0);
    return c;
}
