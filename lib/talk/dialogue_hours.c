/* dialogue_hours.c -- when the shop is open, and the owner's texts with what the shop knows now. */
#include "dialogue_parts.h"

#include <string.h>

#define FILLED_BYTES 8192

static const char *part_of(struct turn *t, const char *list, int at)
{
    char *rest = arena_strdup(t->a, list);
    for (char *word; (word = strsep(&rest, "|")); at--)
        if (at == 0)
            return word;
    return "";
}

static const char *weekday(struct turn *t, int day) { return part_of(t, SAY(t, "weekdays"), day); }

static const char *clock_of(struct turn *t, int64_t minute)
{
    return arena_printf(t->a, "%02lld:%02lld", (long long)minute / 60 % 24, (long long)minute % 60);
}

/* "today at 17:00", "tomorrow at 09:00", "Monday at 09:00", "2026-12-27 at 09:00". */
static const char *when(struct turn *t, const struct hours_now *h)
{
    int64_t ahead = h->next_day - t->v->here.day;
    const char *day = ahead == 0   ? SAY(t, "today")
                      : ahead == 1 ? SAY(t, "tomorrow")
                      : ahead < 7  ? weekday(t, weekday_of(h->next_day))
                                   : day_text(t->a, h->next_day);
    return SAY(t, "when", "day", day, "time", clock_of(t, h->next_minute));
}

static const char *open_now(struct turn *t)
{
    struct hours_now h = hours_look(t->v->catalogue, t->v->here);
    const char *note = h.note ? arena_printf(t->a, " (%s)", safe(t, h.note)) : "";
    if (!h.known)
        return "";
    if (h.open)
        return SAY(t, "open_now", "time", clock_of(t, h.until));
    return h.next_day < 0 ? SAY(t, "closed_long", "note", note)
                          : SAY(t, "closed_now", "note", note, "when", when(t, &h));
}

void closed_say(struct turn *t)
{
    struct hours_now h = hours_look(t->v->catalogue, t->v->here);
    if (h.known && !h.open)
        para(t, open_now(t));
}

/* ---- the week: days with the same hours share a line ---- */

static const char *hours_of(struct turn *t, int day)
{
    struct str s = str_new(t->a, 500);
    const struct catalogue *c = t->v->catalogue;
    for (size_t i = 0; i < c->opening_count; i++)
        if (c->opening[i].weekday == day)
            str_addf(&s, "%s%s–%s", s.len ? ", " : "", clock_of(t, c->opening[i].opens),
                     clock_of(t, c->opening[i].closes));
    return s.len ? s.text : SAY(t, "closed");
}

static const char *week(struct turn *t)
{
    struct str s = str_new(t->a, 2000);
    for (int from = 0, to; t->v->catalogue->opening_count && from < 7; from = to + 1) {
        const char *hours = hours_of(t, from);
        for (to = from; to < 6 && strcmp(hours_of(t, to + 1), hours) == 0;)
            to++;
        str_addf(&s, "%s%s%s%s: %s", s.len ? "\n" : "", weekday(t, from), to > from ? "–" : "",
                 to > from ? weekday(t, to) : "", hours);
    }
    return s.text;
}

/* ---- placeholders ---- */

static const char *delivery(struct turn *t)
{
    const struct catalogue *c = t->v->catalogue;
    struct str s = str_new(t->a, 3000);
    for (size_t i = 0; i <= c->zone_count; i++) {
        const struct zone *z = i < c->zone_count ? &c->zones[i] : NULL;
        if (!z && c->zone_count && c->zones_only)
            break;
        int64_t fee = z ? z->fee_minor : c->delivery_fee_minor;
        int64_t from = z ? z->free_from_minor : c->delivery_free_from_minor;
        str_addf(&s, "%s%s%s%s", s.len ? "\n" : "", z ? safe(t, z->name) : c->zone_count ? SAY(t, "elsewhere") : "",
                 z || c->zone_count ? ": " : "", fee ? money(t, fee) : SAY(t, "free"));
        if (fee && from)
            str_addf(&s, " (%s)", SAY(t, "free_from", "amount", money(t, from)));
    }
    return s.text;
}

static const char *pickup(struct turn *t)
{
    const char *address = t->v->catalogue->pickup_address;
    return address ? address : "";
}

static const char *shop(struct turn *t) { return t->v->catalogue->shop_name; }

static const char *usual_fee(struct turn *t)
{
    int64_t fee = t->v->catalogue->delivery_fee_minor;
    return fee ? money(t, fee) : SAY(t, "free");
}

static const char *usual_free_from(struct turn *t)
{
    return money(t, t->v->catalogue->delivery_free_from_minor);
}

static const struct place {
    const char *name;
    const char *(*value)(struct turn *t);
} places[] = {
    {"{hours}", week}, {"{open_now}", open_now}, {"{delivery}", delivery},
    {"{delivery_fee}", usual_fee}, {"{delivery_free_from}", usual_free_from},
    {"{pickup}", pickup}, {"{shop}", shop},
};

static const struct place *place_at(const char *p)
{
    for (size_t i = 0; i < sizeof places / sizeof *places; i++)
        if (strncmp(p, places[i].name, strlen(places[i].name)) == 0)
            return &places[i];
    return NULL;
}

const char *filled(struct turn *t, const char *text)
{
    struct str s = str_new(t->a, FILLED_BYTES);
    if (!strchr(text, '{'))
        return text;
    while (*text) {
        const struct place *at = *text == '{' ? place_at(text) : NULL;
        if (at)
            str_add(&s, at->value(t));
        else
            str_add_char(&s, *text);
        text += at ? strlen(at->name) : 1;
    }
    return s.text;
}

const char *answer_filled(struct arena *a, const struct view *v, const char *text)
{
    struct turn t = {.a = a, .v = v};
    return filled(&t, text);
}

const char *answer_unknown(const char *text)
{
    for (const char *p = text; (p = strchr(p, '{')); p++) {
        size_t n = strspn(p + 1, "abcdefghijklmnopqrstuvwxyz_");
        if (n > 0 && p[n + 1] == '}' && !place_at(p))
            return p;
    }
    return NULL;
}
