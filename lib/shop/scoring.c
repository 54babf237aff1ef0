/* scoring.c -- how well messages are read, line by line. */
#include "waiter/scoring.h"

#include "waiter/json.h"
#include "waiter/sentiment.h"
#include "waiter/utf8.h"

#include <stdlib.h>
#include <string.h>

#define LINE_MOST (64 * 1024)
#define TOP_SHOWN 5
#define RANKED_SHOWN 10

/* ---- what there is to buy or to ask ---- */

static size_t texts(struct arena *a, const json_value *v, const char *const **out)
{
    size_t n = json_is_array(v) ? json_count(v) : 0, count = 0;
    const char **at = arena_array(a, n + 1, sizeof *at);
    for (size_t i = 0; i < n; i++)
        if (json_is_text(json_item(v, i)))
            at[count++] = json_text(json_item(v, i), "");
    *out = at;
    return count;
}

static bool read_product(struct arena *a, const json_value *v, int64_t id, struct product *p,
                         struct err *e)
{
    struct variant *only = arena_alloc(a, sizeof *only);
    *only = (struct variant){.id = id, .product_id = id, .stock = 1};
    *p = (struct product){.id = id, .name = json_text(v, "name"), .variants = only, .variant_count = 1};
    p->alias_count = texts(a, json_at(v, "aliases"), &p->aliases);
    return (p->name && *p->name) ||
           fail(e, ERR_BAD_INPUT, "product %lld has no name", (long long)id);
}

bool scoring_catalogue(struct arena *a, const char *json, size_t n, const struct catalogue **out,
                       struct err *e)
{
    struct catalogue *c = arena_alloc(a, sizeof *c);
    const json_value *v = NULL, *list;
    *c = (struct catalogue){.shop_name = "Shop", .currency = "EUR", .pickup_address = ""};
    *out = c;
    if (!json)
        return true;
    if (!json_parse(a, json, n, &v, e))
        return false;
    list = json_at(v, "products");
    if (!json_is_array(list))
        return fail(e, ERR_BAD_INPUT, "the catalogue has no list of products");
    struct product *products = arena_array(a, json_count(list) + 1, sizeof *products);
    for (size_t i = 0; i < json_count(list); i++)
        if (!read_product(a, json_item(list, i), (int64_t)i + 1, &products[i], e))
            return false;
    c->products = products;
    c->product_count = json_count(list);
    return true;
}

/* Ids may be numbers or texts: they are kept as JSON and given back as they came. */
static const char *id_json(struct arena *a, const json_value *v)
{
    int64_t number;
    struct str s = str_new(a, 4096);
    if (json_is_int(json_at(v, "id"), &number))
        return arena_printf(a, "%lld", (long long)number);
    if (!json_text(v, "id"))
        return NULL;
    str_add(&s, "\"");
    str_add_json(&s, json_text(v, "id"));
    str_add(&s, "\"");
    return s.too_big ? NULL : s.text;
}

/* The catalogue first: who has it finds the ids behind it. */
struct questions { struct catalogue catalogue; const char **ids; };

bool scoring_questions(struct arena *a, const char *json, size_t n, const struct catalogue **out,
                       struct err *e)
{
    const json_value *v;
    struct questions *q = arena_alloc(a, sizeof *q);
    if (!json_parse(a, json, n, &v, e))
        return false;
    if (!json_is_array(v))
        return fail(e, ERR_BAD_INPUT, "a list of questions is wanted");
    struct faq_entry *faq = arena_array(a, json_count(v) + 1, sizeof *faq);
    q->ids = arena_array(a, json_count(v) + 1, sizeof *q->ids);
    for (size_t i = 0; i < json_count(v); i++) {
        const json_value *x = json_item(v, i);
        const char *answer = json_text(x, "answer");
        faq[i] = (struct faq_entry){.id = (int64_t)i, .question = json_text(x, "question"),
                                    .answer = answer ? answer : ""};
        faq[i].phrasing_count = texts(a, json_at(x, "phrasings"), &faq[i].phrasings);
        q->ids[i] = id_json(a, x);
        if (!faq[i].question || !q->ids[i])
            return fail(e, ERR_BAD_INPUT, "entry %zu has no id or no question", i + 1);
    }
    q->catalogue = (struct catalogue){.shop_name = "Shop", .currency = "EUR", .pickup_address = "",
                                      .faq = faq, .faq_count = json_count(v)};
    *out = &q->catalogue;
    return true;
}

/* ---- line by line ---- */

/* A brain for each language in which lines came; questions are asked of the first alone. */
struct scoring {
    const struct catalogue *catalogue;
    const struct brain *brains[SPOKEN__MAX];
    enum waiting waiting;
    struct arena lasting;
};

/* Built when a language is first met, so that one that is not costs nothing. */
static const struct brain *brain_in(struct scoring *s, enum spoken lang, struct err *e)
{
    if (s->brains[lang])
        return s->brains[lang];
    struct catalogue *c = arena_copy(&s->lasting, s->catalogue, sizeof *c);
    c->language = spoken_code(lang);
    return brain_build(&s->lasting, c, &s->brains[lang], e) ? s->brains[lang] : NULL;
}

typedef bool (*line_writer)(struct scoring *s, struct arena *a, const char *line, struct json *j,
                            struct err *e);

static bool each_line(struct scoring *scoring, FILE *in, FILE *out, line_writer write, struct err *e)
{
    struct arena a;
    char *line = malloc(LINE_MOST);
    if (!line)
        abort();
    arena_init(&scoring->lasting);
    arena_init(&a);
    bool ok = true;
    while (ok && fgets(line, LINE_MOST, in)) {
        struct str s = str_new(&a, 1 << 20);
        struct json j = json_writer(&s);
        const char *text;
        size_t n = strcspn(line, "\r\n");
        ok = write(scoring, &a, utf8_repair(&a, line, n), &j, e) && str_done(&s, &text, e) &&
             fprintf(out, "%s\n", text) > 0 && fflush(out) == 0;
        arena_reset(&a);
    }
    arena_done(&a);
    arena_done(&scoring->lasting);
    free(line);
    return ok || e->kind != ERR_NONE || fail(e, ERR_STORAGE, "cannot write");
}

static void put_share(struct json *j, struct arena *a, float share)
{
    json_put_raw(j, "confidence", arena_printf(a, "%.3f", (double)share));
}

static void put_top(struct json *j, struct arena *a, const struct reckoning *r)
{
    json_open_array(j, "top");
    for (int i = 0; i < TOP_SHOWN; i++) {
        json_open_object(j, NULL);
        json_put_text(j, "intent", meaning_word(r->order[i]));
        put_share(j, a, r->share[r->order[i]]);
        json_close(j);
    }
    json_close(j);
}

static void put_item(struct json *j, struct arena *a, const struct item *it)
{
    json_open_object(j, NULL);
    json_put_text(j, "product", it->candidates[0]->name);
    json_put_int(j, "quantity", it->quantity ? it->quantity : 1);
    json_open_array(j, "options");
    if (it->option1)
        json_put_text(j, NULL, it->option1);
    if (it->option2)
        json_put_text(j, NULL, it->option2);
    json_close(j);
    json_open_array(j, "modifiers");
    for (size_t i = 0; i < it->modifier_count; i++)
        json_put_text(j, NULL, it->modifiers[i]);
    json_close(j);
    put_share(j, a, (float)it->confidence / 100);
    json_close(j);
}

static bool write_message(struct scoring *s, struct arena *a, const char *line, struct json *j,
                          struct err *e)
{
    struct understood u;
    struct reckoning r;
    struct spoken_guess g = spoken_guess(line, SPOKEN_ALL);
    const struct brain *brain = brain_in(s, g.lang, e);
    if (!brain)
        return false;
    understand(brain, a, line, &u);
    meaning_find(brain, &u, g.lang, s->waiting, &r);
    json_open_object(j, NULL);
    json_put_text(j, "text", line);
    json_put_text(j, "language", spoken_code(g.lang));
    json_put_text(j, "intent", meaning_word(r.order[0]));
    put_share(j, a, r.share[r.order[0]]);
    put_top(j, a, &r);
    json_open_array(j, "items");
    struct order_said order;
    order_said(&u, &order);
    for (size_t i = 0; i < order.count; i++)
        put_item(j, a, &order.items[i]);
    json_close(j);
    json_put_text(j, "sentiment", sentiment_word(sentiment_of(g.lang, line)));
    json_close(j);
    return true;
}

bool scoring_messages(const struct catalogue *c, enum waiting waiting, FILE *in, FILE *out,
                      struct err *e)
{
    struct scoring s = {.catalogue = c, .waiting = waiting};
    return each_line(&s, in, out, write_message, e);
}

static bool write_asked(struct scoring *s, struct arena *a, const char *line, struct json *j,
                        struct err *e)
{
    struct faq_rank ranked[RANKED_SHOWN];
    const struct brain *brain = brain_in(s, SPOKEN_EN, e);
    if (!brain)
        return false;
    size_t n = brain_questions(brain, a, line, ranked, RANKED_SHOWN);
    const struct questions *q = (const struct questions *)s->catalogue;
    json_open_object(j, NULL);
    json_put_text(j, "query", line);
    json_open_array(j, "ranked");
    for (size_t i = 0; i < n; i++) {
        json_open_object(j, NULL);
        json_put_raw(j, "id", q->ids[ranked[i].entry->id]);
        json_put_raw(j, "score", arena_printf(a, "%.2f", ranked[i].score / 100.0));
        json_close(j);
    }
    json_close(j);
    json_close(j);
    return true;
}

bool scoring_asked(const struct catalogue *c, FILE *in, FILE *out, struct err *e)
{
    struct scoring s = {.catalogue = c};
    return each_line(&s, in, out, write_asked, e);
}
