/* dialogue_several.c -- a message that says two things: an order and a question, two questions.
 *
 * It is cut where a new thought may begin: behind a sentence, a comma, at an "and". Parts that
 * ask what the FAQ knows are answered; what is left is read as if it stood alone, and the
 * other rooms take it from there. */
#include "dialogue_parts.h"

#include <string.h>

#define PARTS_MOST 8
#define FAQ_PLAIN 85 /* a part without a question mark must fit this well */

struct part {
    const char *from;
    size_t len;
    const struct faq_entry *answer; /* it asks, and this answers; or NULL */
};

/* ---- cutting ---- */

static bool ends_part(const char *p)
{
    if (*p == '\n' || *p == '?' || *p == ';')
        return true;
    return (*p == '.' || *p == '!' || *p == ',') && (p[1] == ' ' || p[1] == '\n');
}

/* Bytes of " and" and the like at p; the words are in the texts, because they are language. */
static size_t joint_at(const char *p, const char *joints)
{
    if (*p != ' ')
        return 0;
    for (const char *word = joints; *word;) {
        size_t n = strcspn(word, "|");
        if (n && !strncasecmp(p + 1, word, n) && p[1 + n] == ' ')
            return 1 + n;
        word += n + (word[n] == '|');
    }
    return 0;
}

static size_t parts_cut(struct turn *t, struct part parts[PARTS_MOST])
{
    const char *joints = SAY(t, "part_words"), *text = t->u->text;
    size_t n = 0;
    for (const char *from = text, *p = text; *from; p++) {
        bool last = !*p || n == PARTS_MOST - 1;
        if (!last && !ends_part(p) && !joint_at(p, joints))
            continue;
        const char *to = last ? text + strlen(text) : joint_at(p, joints) ? p : p + 1;
        if (to > from)
            parts[n++] = (struct part){.from = from, .len = (size_t)(to - from)};
        from = p = to;
        p += joint_at(p, joints);
        if (!*p)
            p--; /* the loop ends at the end of `from` */
    }
    return n;
}

/* ---- reading the parts ---- */

static bool names_something(const struct understood *u)
{
    for (size_t i = 0; i < u->item_count; i++)
        if (u->items[i].candidate_count)
            return true;
    return false;
}

static bool asks_to_see(const struct understood *u)
{
    for (size_t i = 0; i < u->item_count; i++)
        if (u->items[i].candidate_count && u->items[i].wish == WISH_SHOW)
            return true;
    return false;
}

static void part_read(struct turn *t, struct part *part)
{
    struct understood u;
    char *text = arena_strndup(t->a, part->from, part->len);
    bool asks = strchr(text, '?') != NULL;
    understand(t->v->brain, t->a, text, &u);
    bool about_orders = u.intent == INTENT_ORDER_STATUS || u.intent == INTENT_ORDER_LIST ||
                        u.intent == INTENT_ORDER_CANCEL;
    if (u.faq[0] && u.faq_score[0] >= (asks ? FAQ_SURE : FAQ_PLAIN) && !about_orders &&
        !items_wished(&u) && (asks || !names_something(&u)))
        part->answer = u.faq[0];
}

static bool has_words_left(const char *text)
{
    for (; *text; text++)
        if ((unsigned char)*text >= 0x80 || strchr(" \n.,;!?", *text) == NULL)
            return true;
    return false;
}

/* The message without the parts that are answered; how many different answers there are. */
static size_t parts_answered(struct turn *t, struct part *parts, size_t n, const char **rest)
{
    struct str left = str_new(t->a, strlen(t->u->text) + 1);
    size_t answers = 0;
    for (size_t i = 0; i < n; i++) {
        part_read(t, &parts[i]);
        if (!parts[i].answer)
            str_add_bytes(&left, parts[i].from, parts[i].len);
        bool told = !parts[i].answer;
        for (size_t k = 0; k < i; k++)
            told = told || parts[k].answer == parts[i].answer;
        if (told)
            parts[i].answer = NULL;
        answers += !told;
    }
    *rest = left.text;
    return answers;
}

/* Is there reason to cut? What stands alone is taken whole by the other rooms. */
static bool may_be_several(const struct turn *t)
{
    bool free_text = !t->c->want_count && !t->c->cancel &&
                     (t->c->stage == STAGE_NAME || t->c->stage == STAGE_ADDRESS);
    return t->m->kind == MESSAGE_TEXT && !free_text && (is_question(t) || faq_answers(t));
}

bool several_answered(struct turn *t)
{
    struct part parts[PARTS_MOST];
    const char *rest;
    size_t n = may_be_several(t) ? parts_cut(t, parts) : 0;
    size_t answers = n > 1 ? parts_answered(t, parts, n, &rest) : 0;
    if (!answers)
        return false;
    struct understood *u = arena_alloc(t->a, sizeof *u);
    understand(t->v->brain, t->a, rest, u);
    bool order = items_wished(u) && (names_something(u) || !names_something(t->u));
    bool all = answers > 1 && !has_words_left(rest);
    if (!order && !all && !(asks_to_see(u) && !(u->faq[0] && u->faq_score[0] >= FAQ_SURE)))
        return false;
    for (size_t i = 0; i < n; i++)
        if (parts[i].answer) {
            source_is(t, SOURCE_FAQ, parts[i].answer->question, FAQ_PLAIN);
            para(t, filled(t, parts[i].answer->answer));
        }
    if (all)
        ask_open(t);
    else
        t->u = u; /* the rooms that follow take the rest */
    return all;
}
