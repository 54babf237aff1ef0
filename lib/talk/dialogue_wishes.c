/* dialogue_wishes.c -- what is asked or wished for beside an order: how it was, and "tell me when it
 * is back"; and the buttons of notices, which stand outside any turn. */
#include "dialogue_parts.h"

#include "waiter/utf8.h"

#include <stdlib.h>
#include <string.h>

#define WORDS_MOST 1000

/* ---- how was it ---- */

void feedback_marked(struct turn *t, int64_t order_id, int64_t mark)
{
    source_is(t, SOURCE_RULE, "feedback", 100);
    if (mark < 1 || mark > 5) { /* an id that we did not make */
        show_menu(t);
        return;
    }
    struct action *a = act(t, ACTION_FEEDBACK);
    a->order_id = order_id;
    a->quantity = mark;
    t->c->feedback = order_id;
    menu_clear(t);
    para(t, SAY(t, "feedback_thanks", "mark", number(t, mark)));
}

/* Only the next message, and only where it asks for nothing else. */
#define WORDS_OF_A_WISH 4

/* "a mug please" wants one, "there is a stain on the sleeve" tells of one. A complaint that lands in
 * the cart is worse than a long wish that has to be said again. */
static bool wants_something(const struct turn *t)
{
    size_t words = str_words(t->u->plain);
    for (size_t i = 0; i < t->u->item_count; i++) {
        const struct item *it = &t->u->items[i];
        bool wanted = !it->told && it->wish != WISH_SHOW && (it->wish != WISH_NONE || it->quantity > 0);
        if (wanted && (it->quantity > 1 || words <= WORDS_OF_A_WISH))
            return true;
    }
    return false;
}

static bool is_feedback(const struct turn *t)
{
    const struct understood *u = t->u;
    bool chat = u->intent == INTENT_NONE || u->intent == INTENT_YES || u->intent == INTENT_NO ||
                u->intent == INTENT_THANKS || u->intent == INTENT_GREETING || !u->whole;
    return t->m->kind == MESSAGE_TEXT && chat && !u->only_number && !u->order_number &&
           !is_question(t) && !wants_something(t);
}

bool feedback_told(struct turn *t)
{
    int64_t order_id = t->c->feedback;
    t->c->feedback = 0;
    if (!order_id || !is_feedback(t))
        return false;
    source_is(t, SOURCE_RULE, "feedback", 100);
    if (t->u->intent == INTENT_NO && t->u->whole) {
        para(t, SAY(t, "thanks"));
        return true;
    }
    struct action *a = act(t, ACTION_FEEDBACK);
    a->order_id = order_id;
    a->text = arena_strndup(t->a, t->u->text, utf8_prefix(t->u->text, WORDS_MOST));
    para(t, SAY(t, "feedback_noted"));
    return true;
}

/* ---- back in stock ---- */

void restock_offer(struct turn *t, const struct product *p)
{
    menu_nav(t, tap_id(t, "back", p->id), SAY(t, "choice_tell_me"));
}

/* "tell me when its back" says what the button beside the sold out thing says. */
bool restock_said(struct turn *t)
{
    for (size_t i = 0; i < t->c->menu_count; i++)
        if (!strncmp(t->c->menu[i].id, "back:", 5) && has_one_of(t, SAY(t, "restock_words"))) {
            restock_wished(t, strtoll(t->c->menu[i].id + 5, NULL, 10));
            return true;
        }
    return false;
}

void restock_wished(struct turn *t, int64_t product_id)
{
    const struct product *p = catalogue_product(t->v->catalogue, product_id);
    source_is(t, SOURCE_RULE, "restock", 100);
    if (!p) {
        para(t, SAY(t, "gone"));
        show_categories(t, 1);
        return;
    }
    if (stock_of(t, p)) { /* it is there already */
        show_card(t, p, NULL, NULL);
        return;
    }
    act(t, ACTION_RESTOCK)->product_id = p->id;
    para(t, SAY(t, "restock_noted", "name", safe(t, p->name)));
    if (!ask_open(t))
        show_menu(t);
}

/* ---- a menu that is not shown yet ---- */

static void menu_copy(struct conversation *to, const struct conversation *from)
{
    memcpy(to->menu, from->menu, sizeof to->menu);
    to->menu_count = from->menu_count;
    to->menu_content = from->menu_content;
}

const char *dialogue_menu_leave(struct arena *a, struct conversation *c)
{
    struct conversation *kept = conversation_new(a);
    menu_copy(kept, c);
    kept->asked = c->asked;
    c->menu_count = c->menu_content = 0;
    c->asked = NULL;
    return conversation_write(a, kept);
}

const char *dialogue_menu_back(struct arena *a, const char *state, const char *left)
{
    struct conversation *c = conversation_read(a, state), *kept = conversation_read(a, left);
    if (kept->menu_count) {
        menu_copy(c, kept);
        c->asked = kept->asked;
    }
    return conversation_write(a, c);
}

/* ---- notices ---- */

void dialogue_offer(struct arena *a, const char *before, const struct choice *choices, size_t count,
                    const char **state, const char **menu)
{
    struct conversation *c = conversation_read(a, before);
    struct str s = str_new(a, 4096);
    *state = before;
    *menu = "";
    if (open_question(c) || count == 0 || count > MENU_MOST)
        return;
    for (size_t i = 0; i < count; i++) {
        c->menu[i] = (struct menu_entry){choices[i].id, choices[i].title, NULL, NULL};
        str_addf(&s, "%s%zu. %s", i ? "\n" : "", i + 1, choices[i].title);
    }
    c->menu_count = c->menu_content = count;
    *state = conversation_write(a, c);
    *menu = s.text;
}
