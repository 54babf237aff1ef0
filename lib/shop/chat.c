/* chat.c -- a customer wrote to us. The rooms follow below in the order a message walks through them. */
#include "chat_parts.h"
#include "waiter/ai.h"
#include "waiter/clock.h"
#include "waiter/event.h"
#include "waiter/hook.h"
#include "waiter/json.h"
#include "waiter/log.h"
#include "waiter/media.h"
#include "waiter/outbox.h"
#include "waiter/spoken.h"
#include "waiter/stock.h"
#include "waiter/str.h"
#include "waiter/utf8.h"

#include <string.h>
#include <strings.h>

#define TRIES_MOST 3 /* the catalogue may change between understanding and writing */
#define STORED_CHARS_MOST 4096

static bool read_ahead(struct turn *t, struct err *e);
static bool turn_job(struct conn *c, void *what, struct err *e);
static bool answered_before(struct turn *t, bool *was, struct err *e);
static bool meet(struct turn *t, struct err *e);
static bool note_message(struct turn *t, struct err *e);
static bool decide(struct turn *t, struct err *e);
static bool put_replies(struct turn *t, struct err *e);
static bool remember(struct turn *t, struct err *e);
static bool keep_pieces(struct turn *t, struct err *e);
static bool save_conversation(struct turn *t, struct err *e);
static bool tell_console(struct turn *t, struct err *e);

bool chat_receive(struct shop *shop, struct arena *a, const struct incoming *in, struct answer *out,
                  struct err *e)
{
    int64_t version = 0;
    for (int tries = 0; tries < TRIES_MOST; tries++) {
        struct turn t = {.shop = shop, .arena = a, .in = in, .answer = out};
        if (!shop_snapshot(shop, version, &t.snap, e))
            return false;
        int64_t knew = t.snap->catalogue.version;
        bool ok = read_ahead(&t, e) && db_write(shop_db(shop), turn_job, &t, e);
        shop_release(shop, t.snap);
        if (!ok || t.version == knew)
            return ok;
        version = t.version;
    }
    return fail(e, ERR_BUSY, "the catalogue keeps changing");
}

/* ---- reading, before anybody waits for it ---- */

#define HEARD_SURE 60       /* of 100: the message is in that language ... */
#define HEARD_SURE_FIRST 35 /* ... and when nothing is known of the customer yet */
#define HEARD_CERTAIN 95    /* ... and when it means something in the other language too */
#define NAMED_WELL 90       /* an item's confidence where it is no likeness: "casa" is no case */

/* The message as read in that tongue. Reading is pure: it may be done wherever it turns out missing. */
static const struct understood *reading_in(struct turn *t, size_t tongue)
{
    const struct understood **r = &t->readings[tongue];
    if (!*r) {
        struct understood *u = arena_alloc(t->arena, sizeof *u);
        const char *text = t->in->message.text ? t->in->message.text : "";
        understand(snapshot_tongue(t->snap, t->snap->tongues[tongue].code)->brain, t->arena, text, u);
        *r = u;
    }
    return *r;
}

/* Which of the shop's languages the words are in. */
static struct spoken_guess listen_to(const struct snapshot *snap, const struct understood *u)
{
    unsigned spoken = 0;
    for (size_t i = 0; i < snap->tongue_count; i++)
        spoken |= spoken_set(snap->tongues[i].code);
    return spoken ? spoken_winner(&u->votes, spoken) : (struct spoken_guess){SPOKEN_EN, 0};
}

static bool names_goods(const struct understood *u)
{
    for (size_t i = 0; i < u->item_count; i++)
        if (u->items[i].confidence >= NAMED_WELL)
            return true;
    return false;
}

/* Answers such as an address tell no language, and goods may have foreign names: what is understood
 * as it is counts only in a sentence that can be nothing else. */
static bool is_heard(const struct turn *t, const struct understood *u, bool stranger)
{
    if (t->in->message.kind != MESSAGE_TEXT || u->only_number || u->order_number)
        return false;
    /* A question found by its ideas is found in any language's words. */
    if (u->item_count || u->faq_score[0] >= FAQ_PATTERN)
        return t->heard.sure >= HEARD_CERTAIN && str_words(u->plain) >= (names_goods(u) ? 6 : 4);
    return (stranger || strchr(u->plain, ' ')) && t->heard.sure >= (stranger ? HEARD_SURE_FIRST : HEARD_SURE);
}

/* The language of a customer whom this program has not met yet; the first one for a stranger. */
static bool tongue_stored(struct turn *t, size_t *tongue, bool *known, struct err *e)
{
    struct conn *c;
    const char *lang = NULL;
    if (!db_borrow(shop_db(t->shop), &c, e))
        return false;
    bool ok = db_text(c, t->arena, Q_CUSTOMER_LANGUAGE_OF, ARGS(V(t->in->from.address)), &lang, known, e);
    db_return(shop_db(t->shop), c);
    *tongue = snapshot_tongue_index(t->snap, lang);
    return ok;
}

/* Reads the message in the language that the turn will most likely be held in, and in the one it is
 * written in. Only the write job knows for sure who writes; there a wrong guess costs time, no more. */
static bool read_ahead(struct turn *t, struct err *e)
{
    size_t tongue;
    bool known = shop_tongue_guess(t->shop, t->in->from.address, &tongue) && tongue < t->snap->tongue_count;
    if (!known && !tongue_stored(t, &tongue, &known, e))
        return false;
    const struct understood *u = reading_in(t, tongue);
    t->heard = listen_to(t->snap, u);
    if (is_heard(t, u, !known))
        reading_in(t, snapshot_tongue_index(t->snap, spoken_code(t->heard.lang)));
    return true;
}

static bool turn_job(struct conn *c, void *what, struct err *e)
{
    struct turn *t = what;
    bool before;
    t->conn = c;
    t->now = clock_now();
    *t->answer = (struct answer){0};
    if (!db_int(c, Q_CATALOGUE_VERSION, NO_ARGS, &t->version, NULL, e))
        return false;
    if (t->version != t->snap->catalogue.version)
        return true; /* nothing done: chat_receive looks at the new catalogue and comes back */
    if (!answered_before(t, &before, e) || before)
        return before;
    return meet(t, e) && note_message(t, e) && decide(t, e) && put_replies(t, e) && remember(t, e) &&
           keep_pieces(t, e) && save_conversation(t, e) && tell_console(t, e);
}

/* The book of every message id: a resend is answered alike and does nothing else. */
static bool answered_before(struct turn *t, bool *was, struct err *e)
{
    static const struct field fields[] = {
        FIELD(struct answer, outbox_id, 0),
        FIELD(struct answer, outbox_at, 0),
        FIELD(struct answer, text, 0),
        FIELD(struct answer, media, 0),
    };
    static const struct model model = MODEL("answer", struct answer, fields);
    if (!db_one(t->conn, t->arena, Q_INBOUND_REPLY, ARGS(V(t->in->channel), V(t->in->provider_id)), &model,
                t->answer, was, e))
        return false;
    t->answer->duplicate = *was;
    return true;
}

static bool meet(struct turn *t, struct err *e)
{
    if (!customer_meet(t->conn, t->arena, &t->in->from, t->now, &t->customer, &t->first_contact, e))
        return false;
    t->owner_before = t->customer.owner;
    return true;
}

static const char *kind_word(enum message_kind k)
{
    static const char *const words[] = {
        [MESSAGE_TEXT] = "text",       [MESSAGE_TAP] = "tap",         [MESSAGE_LOCATION] = "location",
        [MESSAGE_IMAGE] = "image",     [MESSAGE_AUDIO] = "audio",     [MESSAGE_VIDEO] = "video",
        [MESSAGE_STICKER] = "sticker", [MESSAGE_DOCUMENT] = "document", [MESSAGE_CONTACT] = "contact",
    };
    return words[k];
}

/* What the owner reads in the chat log: the words, or where the location is. */
static const char *message_body(struct turn *t)
{
    const struct message *m = &t->in->message;
    const char *text = m->text ? m->text : "";
    if (m->kind == MESSAGE_LOCATION)
        text = arena_printf(t->arena, "%s,%s %s", m->latitude, m->longitude, m->address ? m->address : "");
    return arena_strndup(t->arena, text, utf8_prefix(text, STORED_CHARS_MOST));
}

static const char *or_empty(const char *text) { return text ? text : ""; }

static bool note_referral(struct turn *t, struct err *e)
{
    const struct referral *r = t->in->referral;
    return db_run(t->conn, Q_REFERRAL_ADD,
                  ARGS(V(t->customer.id), V(or_empty(r->source_type)), V(or_empty(r->source_id)),
                       V(or_empty(r->source_url)), V(or_empty(r->headline)), V(or_empty(r->body)),
                       V(or_empty(r->click_id)), V(t->now)),
                  NULL, e);
}

static bool note_message(struct turn *t, struct err *e)
{
    const char *none = NULL;
    const struct hook_message told = {
        .customer_id = t->customer.id, .id = t->in->provider_id, .phone = t->customer.phone,
        .kind = kind_word(t->in->message.kind), .text = message_body(t),
        .name = t->customer.name ? t->customer.name : t->customer.profile_name,
    };
    return db_insert(t->conn, Q_CHAT_LOG_ADD,
                     ARGS(V(t->customer.id), V("in"), V(told.kind), V(told.text), V(none), V(none), V(0),
                          V(t->in->provider_id), V(t->now), V(none)),
                     &t->chat_log_id, e) &&
           hook_message(t->conn, t->arena, &told, t->now, e) &&
           (!t->in->referral || note_referral(t, e)) &&
           (!t->in->media_sid || media_note(t->conn, t->customer.id, t->chat_log_id, t->in->provider_id,
                                            t->in->media_sid, t->now, e));
}

/* The customer's language: as asked for in words, once and for all, or as it is heard. */
static bool settle_language(struct turn *t, const struct conversation *before, struct err *e)
{
    struct customer *me = &t->customer;
    size_t tongue = snapshot_tongue_index(t->snap, me->language);
    const struct understood *u = reading_in(t, tongue);
    bool asks = u->language && snapshot_speaks(t->snap, u->language);
    if (asks)
        tongue = snapshot_tongue_index(t->snap, u->language);
    else if (!me->language_said && !conversation_waits(before) && is_heard(t, u, t->first_contact))
        tongue = snapshot_tongue_index(t->snap, spoken_code(t->heard.lang));
    t->understood = reading_in(t, tongue);
    t->tongue = &t->snap->tongues[tongue];
    shop_tongue_heard(t->shop, t->in->from.address, tongue);
    return customer_language_set(t->conn, me, t->tongue->code, asks || me->language_said, e);
}

static bool decide(struct turn *t, struct err *e)
{
    struct message m = t->in->message;
    int64_t sent = t->in->sent_at;
    t->late = m.late = sent && (sent < t->customer.last_in_at || t->now - sent > LATE_MS);
    const struct conversation *before = conversation_read(t->arena, t->customer.state);
    if (!settle_language(t, before, e) || !turn_view(t, e))
        return false;
    if (strcmp(t->customer.owner, "human") == 0 && !t->view.blocked_by_human)
        t->customer.owner = "bot"; /* the person's time is over */
    t->holding = conversation_in_checkout(before);
    dialogue_turn(&t->view, before, &m, t->understood, t->arena, &t->outcome);
    if (t->customer.blocked)
        t->outcome.said_count = 0; /* a STOP counts all the same */
    return turn_act(t, e);
}

/* A single plain message may ride back in the webhook's answer, unless an older one is still on its way. */
static bool may_ride_back(struct turn *t, bool *may, struct err *e)
{
    const struct said *s = &t->outcome.said[0];
    bool open = true;
    bool fits = t->in->may_answer && t->outcome.said_count == 1 && s->choice_count == 0 &&
                utf8_length(s->text) <= TEXT_MOST;
    if (fits && !outbox_any_open(t->conn, t->customer.id, &open, e))
        return false;
    *may = fits && !open;
    return true;
}

/* ---- what else it could have been, for the console ---- */

#define OTHER_WORDS 120
#define OTHER_GOODS 5
#define OTHER_MEANINGS 3
#define OTHER_SHARE 0.05f

static void put_other(struct json *j, struct arena *a, const char *kind, int64_t id, const char *words, int score)
{
    json_open_object(j, NULL);
    json_put_text(j, "kind", kind);
    json_put_int(j, "id", id);
    json_put_text(j, "words", arena_strndup(a, words, utf8_prefix(words, OTHER_WORDS)));
    json_put_int(j, "score", score);
    json_close(j);
}

/* Goods the words may mean; only the first of an item has the item's sureness. */
static void put_goods(struct json *j, struct arena *a, const struct understood *u)
{
    size_t n = 0;
    for (size_t i = 0; i < u->item_count; i++)
        for (size_t k = 0; k < u->items[i].candidate_count && n < OTHER_GOODS; k++, n++) {
            const struct product *p = u->items[i].candidates[k];
            put_other(j, a, "product", p->id, p->name, k ? 0 : u->items[i].confidence);
        }
}

static void put_meanings(struct json *j, struct arena *a, const struct outcome *out)
{
    for (int i = 0; out->meant_known && !out->meant.empty && i < OTHER_MEANINGS; i++) {
        enum meaning m = out->meant.order[i];
        if (out->meant.share[m] >= OTHER_SHARE)
            put_other(j, a, "meaning", m, meaning_word(m), (int)(out->meant.share[m] * 100));
    }
}

/* The entries, goods and meanings that the words came near to; NULL where there are none. */
static const char *others_json(struct arena *a, const struct understood *u, const struct outcome *out)
{
    struct str s = str_new(a, 8192);
    struct json j = json_writer(&s);
    struct err e = {0};
    const char *text = NULL;
    json_open_array(&j, NULL);
    for (size_t i = 0; i < sizeof u->faq / sizeof *u->faq && u->faq[i]; i++)
        put_other(&j, a, "faq", u->faq[i]->id, u->faq[i]->question, u->faq_score[i]);
    put_goods(&j, a, u);
    put_meanings(&j, a, out);
    json_close(&j);
    return s.len > 2 && str_done(&s, &text, &e) ? text : NULL;
}

/* What the shop's own words do not answer a model may be asked; then nothing is said yet. */
static bool leave_to_model(struct turn *t, bool *left, struct err *e)
{
    const struct said *s = &t->outcome.said[0];
    *left = false;
    if (t->outcome.said_count == 1 && s->source == SOURCE_FALLBACK && t->in->message.kind == MESSAGE_TEXT &&
        !t->late && !s->picture && !t->understood->only_number &&
        !conversation_waits(t->outcome.conversation)) {
        const struct ai_wish w = {.from = &t->customer, .words = t->understood->text, .said = s,
                                  .message_sid = t->in->provider_id, .choices = chat_choices(t->arena, s),
                                  .conversation = t->outcome.conversation};
        if (!ai_turn_put(t->conn, t->arena, shop_settings(t->shop), &w, t->now, left, e))
            return false;
        if (*left)
            return true;
    }
    return ai_turn_drop(t->conn, t->customer.id, "a newer message", e);
}

static bool put_replies(struct turn *t, struct err *e)
{
    bool rides, left;
    int64_t outbox_id = 0;
    for (size_t i = 0; i < t->outcome.said_count; i++)
        t->outcome.said[i].others = others_json(t->arena, t->understood, &t->outcome);
    if (!leave_to_model(t, &left, e) || left)
        return left;
    if (!may_ride_back(t, &rides, e))
        return false;
    struct outbox_new how = {.look_at = rides ? t->now + shop_settings(t->shop)->receipt_wait_ms : 0,
                             .request_id = t->in->request_id};
    for (size_t i = 0; i < t->outcome.said_count; i++)
        if (!chat_say(t->conn, t->arena, &t->customer, &t->outcome.said[i], &how, t->now, &outbox_id, e))
            return false;
    if (rides)
        *t->answer = (struct answer){.outbox_id = outbox_id, .outbox_at = t->now,
                                     .text = t->outcome.said[0].text, .media = t->outcome.said[0].picture};
    return true;
}

/* From now on this id is known, with the row that answered it. */
static bool remember(struct turn *t, struct err *e)
{
    struct value handed = t->answer->outbox_id ? value_int(t->answer->outbox_id) : (struct value){0};
    return db_run(t->conn, Q_INBOUND_ADD,
                  ARGS(V(t->in->channel), V(t->in->provider_id), V(t->customer.id), handed, V(t->now)), NULL, e);
}

/* In a checkout what is in the cart is put aside for a while; outside of one nothing is. */
static bool keep_pieces(struct turn *t, struct err *e)
{
    bool now = conversation_in_checkout(t->outcome.conversation);
    if (!now && !t->holding)
        return true;
    int64_t keep_ms = t->snap->catalogue.hold_minutes * MINUTE_MS;
    return turn_cart(t, e) &&
           stock_hold(t->conn, t->arena, t->customer.id, t->view.cart,
                      now && keep_ms ? t->view.cart_count : 0, t->now + keep_ms, t->now, e);
}

static bool save_conversation(struct turn *t, struct err *e)
{
    struct customer *me = &t->customer;
    int64_t sent = t->in->sent_at ? t->in->sent_at : t->now;
    int64_t last = sent > me->last_in_at ? sent : me->last_in_at;
    const char *state = conversation_write(t->arena, t->outcome.conversation);
    return db_run(t->conn, Q_CONVERSATION_PUT,
                  ARGS(V(me->id), V(state), V(me->owner), V(me->human_until), V(last), V(last + DAY_MS)), NULL,
                  e);
}

/* One event for what was said and what was answered. That a person or the bot took over is told
 * apart, wherever in the turn it happened. */
static bool tell_console(struct turn *t, struct err *e)
{
    int64_t me = t->customer.id;
    return event_add(t->conn, EVENT_MESSAGE, me, t->now, e) &&
           (strcmp(t->owner_before, t->customer.owner) == 0 ||
            event_add(t->conn, EVENT_CONVERSATION, me, t->now, e));
}

enum message_kind chat_media_kind(const char *type)
{
    static const struct { const char *prefix; enum message_kind kind; } kinds[] = {
        {"image/webp", MESSAGE_STICKER}, {"image/", MESSAGE_IMAGE},      {"audio/", MESSAGE_AUDIO},
        {"video/", MESSAGE_VIDEO},       {"text/vcard", MESSAGE_CONTACT}, {"text/x-vcard", MESSAGE_CONTACT},
    };
    for (size_t i = 0; type && i < sizeof kinds / sizeof *kinds; i++)
        if (strncasecmp(type, kinds[i].prefix, strlen(kinds[i].prefix)) == 0)
            return kinds[i].kind;
    return MESSAGE_DOCUMENT;
}
