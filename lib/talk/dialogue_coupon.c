/* dialogue_coupon.c -- "I have a code SPRING10": whether it counts is said by rules alone.
 *
 * A code is only a word: it is noted, and looked at again each time the order is summed up, and once
 * more when it is placed. */
#include "dialogue_parts.h"

#include <ctype.h>
#include <string.h>

#define CODE_CHARS_LEAST 3
#define CODE_CHARS_MOST 40

static enum coupon_state state_of(struct turn *t, const struct coupon *p)
{
    int64_t used = 0, mine = 0;
    if (p && t->v->coupon_used && (p->uses_most || p->uses_each))
        t->v->coupon_used(t->v->shop, p->id, &used, &mine);
    return coupon_check(p, cart_total(t), t->v->now, used, mine);
}

const struct coupon *coupon_now(struct turn *t)
{
    const struct coupon *p = coupon_by_code(t->v->catalogue, t->c->coupon);
    return p && state_of(t, p) == COUPON_COUNTS ? p : NULL;
}

/* "10 %", "€5.00" or "free delivery". */
static const char *worth(struct turn *t, const struct coupon *p)
{
    if (p->kind == COUPON_DELIVERY)
        return SAY(t, "coupon_delivery");
    if (p->kind == COUPON_AMOUNT)
        return SAY(t, "coupon_off", "amount", money(t, p->value));
    const char *percent = p->value % 100 ? arena_printf(t->a, "%lld.%02lld", (long long)p->value / 100,
                                                        (long long)p->value % 100)
                                         : number(t, p->value / 100);
    return SAY(t, "coupon_off", "amount", arena_printf(t->a, "%s%%", percent));
}

static void state_say(struct turn *t, const struct coupon *p, enum coupon_state state, const char *code)
{
    static const char *const keys[] = {
        [COUPON_COUNTS] = KEY("coupon_taken"),
        [COUPON_UNKNOWN] = KEY("coupon_unknown"),
        [COUPON_EARLY] = KEY("coupon_early"),
        [COUPON_EXPIRED] = KEY("coupon_expired"),
        [COUPON_USED_UP] = KEY("coupon_used_up"),
        [COUPON_USED_BY_YOU] = KEY("coupon_used_by_you"),
        [COUPON_BELOW_MINIMUM] = KEY("coupon_minimum"),
    };
    para(t, SAY(t, keys[state], "code", safe_cut(t, p ? p->code : code, CODE_CHARS_MOST), "worth",
                p ? worth(t, p) : "", "minimum", p ? money(t, p->minimum_minor) : ""));
}

void coupon_refresh(struct turn *t)
{
    if (!t->c->coupon)
        return;
    const struct coupon *p = coupon_by_code(t->v->catalogue, t->c->coupon);
    enum coupon_state state = state_of(t, p);
    if (state == COUPON_COUNTS)
        return;
    if (t->c->stage == STAGE_SUMMARY || state != COUPON_BELOW_MINIMUM)
        state_say(t, p, state, t->c->coupon);
    if (state != COUPON_BELOW_MINIMUM) /* the cart may still grow */
        t->c->coupon = NULL;
}

/* ---- a code in a message ---- */

static size_t code_at(const char *p)
{
    size_t n = 0;
    while (isalnum((unsigned char)p[n]) || (n && (p[n] == '-' || p[n] == '_') &&
                                            isalnum((unsigned char)p[n + 1])))
        n++;
    return n;
}

/* The first word that is a code of the shop's. */
static const struct coupon *known_code(struct turn *t)
{
    for (const char *p = t->u->text; *p;) {
        size_t n = code_at(p);
        const struct coupon *found =
            n && n <= CODE_CHARS_MOST ? coupon_by_code(t->v->catalogue, arena_strndup(t->a, p, n)) : NULL;
        if (found)
            return found;
        p += n ? n : 1;
    }
    return NULL;
}

/* A word that nobody would write but as a code: letters with digits, or capitals alone. */
static bool looks_like_code(const char *p, size_t n)
{
    size_t digits = 0, capitals = 0;
    for (size_t i = 0; i < n; i++) {
        digits += isdigit((unsigned char)p[i]) != 0;
        capitals += isupper((unsigned char)p[i]) != 0;
    }
    return n >= CODE_CHARS_LEAST && n <= CODE_CHARS_MOST &&
           ((digits && digits < n) || capitals + digits == n) && capitals + digits > 1;
}

static const char *unknown_code(struct turn *t)
{
    for (const char *p = t->u->text; *p;) {
        size_t n = code_at(p);
        if (looks_like_code(p, n))
            return arena_strndup(t->a, p, n);
        p += n ? n : 1;
    }
    return NULL;
}

static void go_on(struct turn *t)
{
    if (ask_open(t))
        return;
    if (t->cart_count)
        cart_show(t);
    else
        show_menu(t);
}

static bool code_dropped(struct turn *t)
{
    if (!t->c->coupon || !says_one_of(t, SAY(t, "coupon_off_words")))
        return false;
    t->c->coupon = NULL;
    para(t, SAY(t, "coupon_dropped"));
    return true;
}

static void code_given(struct turn *t, const struct coupon *p, const char *code)
{
    enum coupon_state state = state_of(t, p);
    if (state == COUPON_BELOW_MINIMUM && !t->cart_count)
        state = COUPON_COUNTS; /* there is nothing yet that could be too little */
    if (state == COUPON_COUNTS || state == COUPON_BELOW_MINIMUM)
        t->c->coupon = p->code;
    if (state != COUPON_BELOW_MINIMUM || t->c->stage != STAGE_SUMMARY) /* the summary says it too */
        state_say(t, p, state, code);
}

bool coupon_taken(struct turn *t)
{
    bool named = has_one_of(t, SAY(t, "coupon_words"));
    bool free_text = t->c->stage == STAGE_NAME || t->c->stage == STAGE_ADDRESS;
    bool alone = t->u->text[code_at(t->u->text)] == '\0' && !t->u->item_count;
    const struct coupon *p = named || alone ? known_code(t) : NULL;
    const char *code = !p && named && !free_text && !order_wish(t) && !t->u->order_number ? unknown_code(t)
                                                                                       : NULL;
    if (code_dropped(t)) {
        source_is(t, SOURCE_RULE, "coupon", 100);
    } else if (p || code) {
        source_is(t, SOURCE_RULE, "coupon", 100);
        code_given(t, p, code);
    } else {
        return false;
    }
    go_on(t);
    return true;
}
