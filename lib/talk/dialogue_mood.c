/* dialogue_mood.c -- who sounds angry is offered a person, once, whatever else was answered. */
#include "dialogue_parts.h"

#define FURIOUS (-60)  /* one message is enough ... */
#define FED_UP (-35)   /* ... or several in a row */
#define CALM (-10)     /* from here on it may be offered again */

static bool person_comes(const struct turn *t)
{
    for (size_t i = 0; i < t->out->action_count; i++)
        if (t->out->actions[i].kind == ACTION_HUMAN)
            return true;
    return t->silent || t->v->blocked_by_human || t->v->opted_out;
}

void mood_noted(struct turn *t)
{
    struct conversation *c = t->c;
    if (t->m->kind != MESSAGE_TEXT || !t->u->text || !*t->u->text)
        return;
    int said = t->u->felt;
    c->mood = (c->mood + said) / 2;
    if (c->mood > CALM)
        c->soothed = 0;
    if (person_comes(t) || c->soothed || (said > FURIOUS && c->mood > FED_UP))
        return;
    c->soothed = 1;
    para(t, SAY(t, "upset"));
    if (!open_question(c) && !menu_has(c, "human"))
        menu_nav(t, "human", SAY(t, "choice_human"));
}
