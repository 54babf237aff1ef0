/* render.c -- from paragraphs and menu entries to messages that WhatsApp takes.
 *
 * A menu is numbered text first, so that it works everywhere; buttons and list rows repeat
 * it where the channel has them. What the limits force (1,600 characters, ten choices,
 * titles of 20 or 24) is done here, so that no other room counts characters. */
#include "dialogue_parts.h"

#include "waiter/lang.h"
#include "waiter/utf8.h"

#include <string.h>

#define REPLY_MOST (32 * 1024) /* bytes of one turn before it is cut into messages */
#define FEW_CHOICES 3          /* up to here the channel shows buttons, with shorter titles */
#define FEW_TITLE_MOST 20
#define NOTE_MOST 72
#define RIGHT_TO_LEFT_MARK "\xE2\x80\x8F"

/* ---- a turn's paper ---- */

void turn_open(struct turn *t, const struct view *v, const struct conversation *before,
               struct arena *a, struct outcome *out)
{
    *t = (struct turn){.v = v, .a = a, .out = out, .name = v->name, .source = SOURCE_RULE};
    t->c = conversation_copy(a, before);
    t->first_action = out->action_count;
    t->want_was_open = before->want_count > 0;
    t->text = str_new(a, REPLY_MOST);
    t->added = str_new(a, REPLY_MOST);
    t->cart_count = v->cart_count < CART_LINES_MOST ? v->cart_count : CART_LINES_MOST;
    for (size_t i = 0; i < t->cart_count; i++)
        t->cart[i] = v->cart[i];
}

struct action *act(struct turn *t, enum action_kind kind)
{
    struct outcome *out = t->out;
    if (out->action_count == ACTIONS_MOST) /* cannot happen: fifty lines and a few more */
        return arena_alloc(t->a, sizeof(struct action));
    struct action *did = &out->actions[out->action_count++];
    *did = (struct action){.kind = kind, .text = "", .name = ""};
    return did;
}

void source_is(struct turn *t, enum source source, const char *why, int confidence)
{
    t->source = source;
    t->why = why;
    t->confidence = confidence;
}

void para(struct turn *t, const char *text)
{
    if (!*text)
        return;
    if (t->text.len)
        str_add(&t->text, "\n\n");
    str_add(&t->text, text);
}

void para_line(struct turn *t, const char *text)
{
    if (!*text)
        return;
    if (t->text.len)
        str_add(&t->text, "\n");
    str_add(&t->text, text);
}

/* ---- words ---- */

static bool is_blank(uint32_t cp) { return cp <= ' ' || cp == 0x7f || cp == 0xa0; }

static bool is_wordy(uint32_t cp)
{
    return cp >= 0x80 || (cp >= '0' && cp <= '9') || (cp >= 'A' && cp <= 'Z') ||
           (cp >= 'a' && cp <= 'z');
}

/* What looks like a formatting mark but is none; NULL for anything else. */
static const char *disarmed(uint32_t cp)
{
    switch (cp) {
    case '*': return "\u2217";
    case '_': return "\uff3f";
    case '~': return "\u223c";
    case '`': return "\u2019";
    default: return NULL;
    }
}

/* WhatsApp has no escape character. A mark between two letters formats nothing and stays
 * (ana_maria@..., 2*3); any other is replaced by its look-alike. */
const char *safe(struct turn *t, const char *text)
{
    if (!text)
        return "";
    struct str s = str_new(t->a, REPLY_MOST);
    uint32_t before = ' ';
    for (const char *p = text; *p;) {
        const char *from = p;
        uint32_t cp = utf8_next(&p);
        const char *next = p;
        uint32_t after = *next ? utf8_next(&next) : ' ';
        const char *instead = is_wordy(before) && is_wordy(after) ? NULL : disarmed(cp);
        if (is_blank(cp)) {
            if (!is_blank(before) && s.len)
                str_add_char(&s, ' ');
        } else if (instead) {
            str_add(&s, instead);
        } else {
            str_add_bytes(&s, from, (size_t)(p - from));
        }
        before = cp;
    }
    while (s.len && s.text[s.len - 1] == ' ')
        s.text[--s.len] = '\0';
    return s.text;
}

const char *text_cut(struct arena *a, const char *text, size_t chars)
{
    if (utf8_length(text) <= chars)
        return text;
    size_t n = utf8_prefix(text, chars - 1);
    while (n && text[n - 1] == ' ')
        n--;
    return arena_printf(a, "%.*s…", (int)n, text);
}

const char *safe_cut(struct turn *t, const char *text, size_t chars)
{
    return text_cut(t->a, safe(t, text), chars);
}

bool same_words(struct turn *t, const char *one, const char *other)
{
    const char *plain = plain_text(t->a, one);
    return *plain && !strcmp(plain, plain_text(t->a, other));
}

bool has_words(struct turn *t, const char *text, const char *words)
{
    return str_has_words(plain_text(t->a, text), plain_text(t->a, words));
}

bool says_one_of(struct turn *t, const char *choices)
{
    char *rest = arena_strdup(t->a, choices);
    for (char *words; (words = strsep(&rest, "|"));)
        if (*t->u->plain && !strcmp(t->u->plain, plain_text(t->a, words)))
            return true;
    return false;
}

bool has_one_of(struct turn *t, const char *choices)
{
    char *rest = arena_strdup(t->a, choices);
    for (char *words; (words = strsep(&rest, "|"));)
        if (str_has_words(t->u->plain, plain_text(t->a, words)))
            return true;
    return false;
}

bool is_question(const struct turn *t)
{
    return strchr(t->u->text, '?') || strstr(t->u->text, "？") || strstr(t->u->text, "؟");
}

const char *money(struct turn *t, int64_t minor)
{
    return lang_money(t->a, t->v->lang, minor, t->v->catalogue->currency);
}

const char *money_of(struct turn *t, const struct order_brief *o)
{
    return lang_money(t->a, t->v->lang, o->total_minor, o->currency);
}

const char *number(struct turn *t, int64_t n)
{
    return arena_printf(t->a, "%lld", (long long)n);
}

static const char *options_text(struct arena *a, const char *option1, const char *option2)
{
    bool one = option1 && *option1, two = option2 && *option2;
    if (one && two)
        return arena_printf(a, " (%s, %s)", option1, option2);
    return one || two ? arena_printf(a, " (%s)", one ? option1 : option2) : "";
}

const char *line_text(struct arena *a, const char *name, const char *option1, const char *option2,
                      int64_t quantity)
{
    return arena_printf(a, "%lld x %s%s", (long long)quantity, name,
                        options_text(a, option1, option2));
}

const char *variant_line(struct turn *t, int64_t variant_id, int64_t quantity)
{
    const struct product *p;
    const struct variant *v = catalogue_variant(t->v->catalogue, variant_id, &p);
    return v ? safe(t, line_text(t->a, p->name, v->option1, v->option2, quantity))
             : SAY(t, "line_gone");
}

const char *variant_name(struct turn *t, int64_t variant_id)
{
    const struct product *p;
    const struct variant *v = catalogue_variant(t->v->catalogue, variant_id, &p);
    return v ? safe(t, arena_printf(t->a, "%s%s", p->name,
                                    options_text(t->a, v->option1, v->option2)))
             : SAY(t, "line_gone");
}

const char *source_word(enum source s)
{
    static const char *const words[] = {"rule", "faq", "fallback", "staff", "notice",
                                        "model", "ai"};
    return (size_t)s < sizeof words / sizeof *words ? words[s] : "rule";
}

/* ---- menus ---- */

void menu_clear(struct turn *t) { t->c->menu_count = t->c->menu_content = 0; }

static void menu_put(struct turn *t, const char *id, const char *title, const char *note)
{
    struct conversation *c = t->c;
    if (c->menu_count < MENU_MOST && strlen(id) <= 200)
        c->menu[c->menu_count++] =
            (struct menu_entry){id, text_cut(t->a, title, 120), note, NULL};
}

void menu_again(struct turn *t)
{
    for (size_t i = 0; i < t->c->menu_count; i++)
        if (!t->c->menu[i].note)
            t->c->menu[i].note = "";
}

void menu_add(struct turn *t, const char *id, const char *title, const char *note)
{
    menu_put(t, id, title, note ? note : "");
    t->c->menu_content = t->c->menu_count;
}

void menu_button(struct turn *t, const char *title)
{
    if (t->c->menu_count)
        t->c->menu[t->c->menu_count - 1].button = title;
}

void menu_nav(struct turn *t, const char *id, const char *title) { menu_put(t, id, title, ""); }

const char *tap_id(struct turn *t, const char *verb, int64_t n)
{
    return arena_printf(t->a, "%s:%lld", verb, (long long)n);
}

const char *tap_id2(struct turn *t, const char *verb, int64_t n, int64_t m)
{
    return arena_printf(t->a, "%s:%lld:%lld", verb, (long long)n, (long long)m);
}

bool menu_has(const struct conversation *c, const char *id)
{
    for (size_t i = 0; i < c->menu_count; i++)
        if (!strcmp(c->menu[i].id, id))
            return true;
    return false;
}

/* A note is set while the entry is new: entries of an older menu have none, and are not
 * offered again by a reply that did not build them. */
static bool menu_is_new(const struct conversation *c) { return c->menu_count && c->menu[0].note; }

static const char *in_place(struct turn *t, const char *value)
{
    return lang_isolate(t->a, t->v->lang, value);
}

static const char *menu_text(struct turn *t)
{
    struct conversation *c = t->c;
    if (!menu_is_new(c))
        return "";
    /* Long lists get short lines, so that any menu fits into one message. */
    size_t title_most = c->menu_count > CHOICES_MOST ? 32 : 80;
    size_t note_most = c->menu_count > CHOICES_MOST ? 20 : 40;
    struct str s = str_new(t->a, REPLY_MOST);
    /* A row that starts with a foreign name still begins on the right. */
    const char *mark = lang_rtl(t->v->lang) ? RIGHT_TO_LEFT_MARK : "";
    for (size_t i = 0; i < c->menu_count; i++) {
        const char *title = safe_cut(t, c->menu[i].title, title_most);
        str_addf(&s, "%s%s%zu. %s", i ? "\n" : "", mark, i + 1, in_place(t, title));
        if (*c->menu[i].note)
            str_addf(&s, " – %s", in_place(t, safe_cut(t, c->menu[i].note, note_most)));
    }
    return s.text;
}

/* The title as the channel shows it, different from those before it. */
static const char *title_among(struct turn *t, const struct said *s, const char *title,
                               size_t most)
{
    const char *cut = text_cut(t->a, title, most);
    for (int n = 2; n < 100; n++) {
        bool taken = false;
        for (size_t i = 0; i < s->choice_count; i++)
            taken = taken || !strcmp(s->choices[i].title, cut);
        if (!taken)
            break;
        const char *tail = arena_printf(t->a, " %d", n);
        cut = arena_printf(t->a, "%s%s", text_cut(t->a, title, most - strlen(tail)), tail);
    }
    return cut;
}

static void choices_fill(struct turn *t, struct said *s)
{
    const struct conversation *c = t->c;
    if (!menu_is_new(c))
        return;
    size_t most = c->menu_count <= FEW_CHOICES ? FEW_TITLE_MOST : CHOICE_TITLE_MOST;
    for (size_t i = 0; i < c->menu_count && s->choice_count < CHOICES_MOST; i++) {
        const struct menu_entry *m = &c->menu[i];
        const char *short_title = m->button && utf8_length(m->title) > most ? m->button : m->title;
        const char *title = title_among(t, s, short_title, most);
        const char *note = *m->note ? m->note : strcmp(title, m->title) ? m->title : NULL;
        s->choices[s->choice_count++] =
            (struct choice){m->id, title, note ? text_cut(t->a, note, NOTE_MOST) : NULL};
    }
    if (s->choice_count > FEW_CHOICES)
        s->opener = text_cut(t->a, SAY(t, "list_opener"), FEW_TITLE_MOST);
}

/* ---- messages ---- */

/* Where a text that is too long is best cut: between paragraphs, lines or words, as bytes. */
static size_t cut_at(const char *text)
{
    size_t most = utf8_prefix(text, TEXT_MOST);
    static const char *const seams[] = {"\n\n", "\n", " "};
    for (size_t k = 0; k < 3; k++)
        for (size_t at = most; at > most / 2; at--)
            if (!strncmp(text + at, seams[k], strlen(seams[k])))
                return at;
    return most;
}

static struct said *said_new(struct turn *t, const char *text)
{
    struct outcome *out = t->out;
    if (out->said_count == REPLIES_MOST)
        return &out->said[REPLIES_MOST - 1];
    struct said *s = &out->said[out->said_count++];
    *s = (struct said){.text = text, .source = t->source, .why = t->why ? t->why : "",
                       .confidence = t->confidence};
    return s;
}

/* The last of the messages that `body` takes; all but it are said. `room` messages may be used. */
static const char *body_say(struct turn *t, const char *body, size_t room)
{
    while (utf8_length(body) > TEXT_MOST) {
        if (room-- <= 1)
            return text_cut(t->a, body, TEXT_MOST);
        size_t at = cut_at(body);
        said_new(t, arena_strndup(t->a, body, at));
        body += at;
        body += strspn(body, " \n");
    }
    return body;
}

static void messages_make(struct turn *t, const char *body, const char *menu)
{
    size_t first = t->out->said_count, room = REPLIES_MOST - first;
    const char *last = body_say(t, body, *menu ? room - 1 : room);
    const char *glue = *last && *menu ? "\n\n" : "";
    struct said *s;
    if (utf8_length(last) + utf8_length(menu) + strlen(glue) <= TEXT_MOST) {
        s = said_new(t, arena_printf(t->a, "%s%s%s", last, glue, menu));
    } else {
        said_new(t, last);
        s = said_new(t, menu);
    }
    choices_fill(t, s);
    if (t->out->said_count > first)
        t->out->said[first].picture = t->picture;
}

void turn_close(struct turn *t)
{
    const char *menu = menu_text(t);
    if (!t->silent && (t->text.len || *menu)) {
        const char *body = t->text.text;
        if (t->v->first_contact && !t->greeted)
            body = arena_printf(t->a, "%s\n\n%s",
                                SAY(t, "welcome", "shop", safe(t, t->v->catalogue->shop_name)),
                                body);
        if (t->out->said_count < REPLIES_MOST)
            messages_make(t, body, menu);
    }
    if (!t->missed)
        t->c->misses = 0;
    t->out->conversation = t->c;
}
