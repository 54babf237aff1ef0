/* notify.c -- which way a notice goes (notify.h says the rules). */
#include "waiter/notify.h"

#include "chat_parts.h"
#include "waiter/clock.h"
#include "waiter/errand.h"
#include "waiter/event.h"
#include "waiter/json.h"
#include "waiter/log.h"
#include "waiter/outbox.h"
#include "waiter/utf8.h"

#include <string.h>

#define SUBJECT_CHARS_MOST 120

static bool given(const char *setting) { return setting && *setting; }

static bool can_mail(const struct notifier *by)
{
    const struct settings *s = shop_settings(by->shop);
    return given(s->smtp_url) && given(s->mail_from);
}

static size_t value_count(const struct notice *n)
{
    size_t count = 0;
    while (count < NOTICE_VALUES_MOST && n->values[count].name)
        count++;
    return count;
}

/* Names and the like stand in one line, whatever was typed into them; lists and words keep theirs. */
static struct notice tidied(struct arena *a, const struct notice *given_one)
{
    static const char *const lines[] = {"items", "orders", "words", "why", "reason", "pay"};
    struct notice n = *given_one;
    for (size_t i = 0; i < value_count(&n); i++) {
        bool many = false;
        for (size_t k = 0; k < sizeof lines / sizeof *lines; k++)
            many |= strcmp(n.values[i].name, lines[k]) == 0;
        char *text = arena_strdup(a, n.values[i].value ? n.values[i].value : "");
        for (char *p = text; !many && *p; p++)
            if ((unsigned char)*p < ' ')
                *p = ' ';
        n.values[i].value = text;
    }
    return n;
}

static const char *text_of(const struct notifier *by, const struct notice *n, const char *lang)
{
    return notice_words(by->arena, by->snap->texts, lang, n);
}

/* -- mails and tasks -- */

/* The first line, without the marks of WhatsApp. */
static const char *subject_of(struct arena *a, const char *text)
{
    char *line = arena_strndup(a, text, strcspn(text, "\n"));
    char *out = line;
    for (const char *p = line; *p; p++)
        if (*p != '*')
            *out++ = *p;
    *out = '\0';
    line[utf8_prefix(line, SUBJECT_CHARS_MOST)] = '\0';
    return line;
}

bool notify_mail(const struct notifier *by, const char *address, int64_t customer_id,
                 const char *text, struct err *e)
{
    const struct errand mail = {.way = "mail", .target = address, .customer_id = customer_id,
                                .subject = subject_of(by->arena, text), .body = text};
    return errand_add(by->conn, &mail, by->now, e);
}

bool task_add(const struct notifier *by, enum notice_kind kind, int64_t ref, const char *facts,
              struct err *e)
{
    const char *name = notice_types[kind].name;
    int64_t open, id = 0;
    if (!db_int(by->conn, Q_TASK_OPEN_ABOUT, ARGS(V(name), V(ref)), &open, NULL, e))
        return false;
    if (open)
        return db_run(by->conn, Q_TASK_REFRESH, ARGS(V(name), V(ref), V(facts)), NULL, e);
    return db_insert(by->conn, Q_TASK_ADD, ARGS(V(name), V(ref), V(facts), V(by->now)), &id, e) &&
           event_add(by->conn, EVENT_TASK, id, by->now, e);
}

bool notify_settled(struct conn *c, enum notice_kind kind, int64_t ref, int64_t now, struct err *e)
{
    int64_t changed;
    return db_run(c, Q_TASK_SETTLE, ARGS(V(notice_types[kind].name), V(ref), V(now)), &changed, e) &&
           (!changed || event_add(c, EVENT_TASK, 0, now, e));
}

/* -- WhatsApp -- */

static bool is_open(const struct customer *to, int64_t now)
{
    return to->window_end_at - OUTBOX_WINDOW_MARGIN_MS > now;
}

/* Its buttons, and their numbers as the menu that counts from now on. */
static bool offer(const struct notifier *by, const struct customer *to, const struct notice *n,
                  struct said *said, struct err *e)
{
    const char *state, *menu;
    for (size_t i = 0; i < n->choice_count && i < CHOICES_MOST; i++)
        said->choices[said->choice_count++] = n->choices[i];
    said->opener = texts_say(by->snap->texts, by->arena, to->language, "list_opener", NULL);
    dialogue_offer(by->arena, to->state, said->choices, said->choice_count, &state, &menu);
    if (!*menu)
        return true;
    said->text = arena_printf(by->arena, "%s\n\n%s", said->text, menu);
    return db_run(by->conn, Q_CONVERSATION_STATE_PUT, ARGS(V(to->id), V(state)), NULL, e);
}

static bool say(const struct notifier *by, const struct customer *to, const struct notice *n,
                struct outbox_new *row, const char *text, struct err *e)
{
    struct said said = {.text = text, .source = SOURCE_NOTICE, .why = notice_types[n->kind].name,
                        .confidence = 100};
    int64_t outbox_id;
    if (!row->content_sid && n->choice_count && !offer(by, to, n, &said, e))
        return false;
    return chat_say(by->conn, by->arena, to, &said, row, by->now, &outbox_id, e) &&
           event_add(by->conn, EVENT_MESSAGE, to->id, by->now, e);
}

/* Free text or template; *gone false when neither is possible. */
static bool by_whatsapp(const struct notifier *by, const struct customer *to,
                        const struct notice *n, const char *facts, bool *gone, struct err *e)
{
    struct outbox_new row = {.notice = true, .kind = notice_types[n->kind].name, .facts = facts};
    struct notice_filled filled = {0};
    bool found = false;
    *gone = to->address && (is_open(to, by->now));
    if (!*gone && to->address) {
        if (!notice_template(by->conn, by->arena, n->kind, to->language, facts, &filled, &found, e))
            return false;
        if (found) {
            row.content_sid = filled.content_sid;
            row.variables = filled.variables;
        }
        *gone = found;
    }
    /* Once it is a template the chat shows what the customer reads, as far as that was told. */
    return !*gone || say(by, to, n, &row, filled.text ? filled.text : text_of(by, n, to->language), e);
}

bool notify(const struct notifier *by, int64_t customer_id, const struct notice *what, struct err *e)
{
    const struct notice tidy = tidied(by->arena, what), *n = &tidy;
    const struct notice_type *type = &notice_types[n->kind];
    const char *facts;
    struct customer to;
    bool gone = false;
    if (!customer_find(by->conn, by->arena, customer_id, &to, e) ||
        !notice_facts(by->arena, n, &facts, e))
        return false;
    if (to.blocked || (to.opted_out && type->promotional))
        return true;
    if (!to.opted_out && !by_whatsapp(by, &to, n, facts, &gone, e))
        return false;
    if (gone)
        return true;
    if (to.email && can_mail(by))
        return notify_mail(by, to.email, to.id, text_of(by, n, to.language), e);
    if (type->promotional || to.opted_out)
        return true;
    struct notice failed = {.kind = OWNER_SEND_FAILED, .ref = to.id};
    notice_say(&failed, "name", customer_called(&to));
    notice_say(&failed, "why", text_of(by, n, notifier_owner_lang(by)));
    return notify_owner(by, &failed, e);
}

/* -- the owner -- */

/* Nobody would hear it but the console, and there it stands already. */
static bool nobody_hears(const struct notifier *by, enum notice_kind kind)
{
    const struct settings *s = shop_settings(by->shop);
    return !notice_types[kind].task && !given(s->owner_whatsapp) && !(given(s->owner_email) && can_mail(by));
}

struct choice_row { int64_t whatsapp, email; };
static const struct field choice_fields[] = {
    FIELD(struct choice_row, whatsapp, 0),
    FIELD(struct choice_row, email, 0),
};
static const struct model choice_model = MODEL("owner_choice", struct choice_row, choice_fields);

static bool choice_of(struct conn *c, struct arena *a, enum notice_kind kind,
                      struct choice_row *out, struct err *e)
{
    const struct notice_type *type = &notice_types[kind];
    bool found;
    if (!db_one(c, a, Q_OWNER_CHOICE, ARGS(V(type->name)), &choice_model, out, &found, e))
        return false;
    if (!found)
        *out = (struct choice_row){type->whatsapp, type->email};
    return true;
}

/* The owner's phone is a customer like any other, who may have said STOP and has a window. Their
 * notices stand in no chat: those are for customers. */
static bool owner_by_whatsapp(const struct notifier *by, const struct notice *n, const char *facts,
                              bool *gone, struct err *e)
{
    const struct settings *s = shop_settings(by->shop);
    const struct sender who = {.address = s->owner_whatsapp,
                               .phone = s->owner_whatsapp + strlen("whatsapp:")};
    struct customer to;
    struct notice_filled filled = {0};
    bool is_new, found = false;
    int64_t id;
    *gone = false;
    if (!customer_meet(by->conn, by->arena, &who, by->now, &to, &is_new, e))
        return false;
    if (to.opted_out || to.blocked)
        return true;
    if (!is_open(&to, by->now) &&
        !notice_template(by->conn, by->arena, n->kind, notifier_owner_lang(by), facts, &filled, &found, e))
        return false;
    *gone = is_open(&to, by->now) || found;
    const struct outbox_new row = {
        .customer_id = to.id, .to_address = to.address, .body = text_of(by, n, notifier_owner_lang(by)),
        .notice = true, .kind = notice_types[n->kind].name, .facts = facts,
        .content_sid = filled.content_sid, .variables = filled.variables,
    };
    return !*gone || outbox_add(by->conn, &row, by->now, &id, e);
}

bool notify_owner(const struct notifier *by, const struct notice *what, struct err *e)
{
    const struct notice tidy = tidied(by->arena, what), *n = &tidy;
    const struct settings *s = shop_settings(by->shop);
    struct choice_row how;
    const char *facts;
    bool gone = false, phone = given(s->owner_whatsapp);
    if (nobody_hears(by, n->kind))
        return true;
    if (!notice_facts(by->arena, n, &facts, e) || !choice_of(by->conn, by->arena, n->kind, &how, e))
        return false;
    if (notice_types[n->kind].task && !task_add(by, n->kind, n->ref, facts, e))
        return false;
    if (how.whatsapp && phone && !owner_by_whatsapp(by, n, facts, &gone, e))
        return false;
    /* What WhatsApp would not take goes by mail, whether mail was asked for or not. */
    bool mail = how.email || (how.whatsapp && phone && !gone);
    return !mail || !given(s->owner_email) || !can_mail(by) ||
           notify_mail(by, s->owner_email, 0, text_of(by, n, notifier_owner_lang(by)), e);
}

bool notify_order(const struct notifier *by, enum notice_kind kind, const struct order *o,
                  struct err *e)
{
    struct notice n;
    if (notice_is_owners(kind) && nobody_hears(by, kind))
        return true;
    if (!notice_of_order(by, kind, o, &n, e))
        return false;
    return notice_is_owners(kind) ? notify_owner(by, &n, e) : notify(by, o->customer_id, &n, e);
}
