/* chats.c -- conversations: listed, read, and answered by a person. */
#include "parts.h"
#include "waiter/ai.h"
#include "waiter/audit.h"
#include "waiter/chat.h"
#include "waiter/clock.h"
#include "waiter/handoff.h"
#include "waiter/inbox.h"
#include "waiter/order_list.h"
#include "waiter/sentiment.h"
#include "waiter/staff.h"
#include "waiter/utf8.h"

#include <string.h>

#define GLIMPSE_CHARS 120 /* of a last message, in a list */
#define NOTES_MOST 200    /* between the messages of one page */
#define ORDERS_SHOWN 5
#define TEMPLATE_WORDS_MOST 500 /* a template as a whole has 1,024 characters */

/* -- the log as a whole, as the seed listed it -- */

static bool read_chat_logs(struct request *rq, struct conn *c, struct err *e)
{
    struct desk_filter f = {0};
    int64_t last;
    if (!desk_filter_read(rq, &f, e) ||
        !request_query_int(rq, "customer_id", 1, INT64_MAX, 0, &f.customer_id, e))
        return false;
    struct json j = desk_list_open(rq, "chat_logs");
    if (!desk_chats(&j, c, rq->arena, &f, &last, e))
        return false;
    desk_list_close(rq, &j, last);
    return true;
}

bool handle_chat_logs(struct request *rq, struct err *e)
{
    rq->doing = "listing messages";
    return desk_read(rq, read_chat_logs, e);
}

/* -- conversations -- */

struct chat_row {
    int64_t id, last_log_id, created_at, human_until, window_end_at, closed_at, unread, last_at;
    const char *name, *profile_name, *phone, *language, *owner, *assigned_to, *last_message,
        *last_direction, *last_kind, *last_delivery;
    bool opted_out, blocked;
};
static const struct field chat_fields[] = {
    FIELD(struct chat_row, id, SHOWN),
    FIELD(struct chat_row, name, SHOWN),
    FIELD(struct chat_row, profile_name, SHOWN),
    FIELD(struct chat_row, phone, SHOWN),
    FIELD(struct chat_row, language, SHOWN),
    FIELD(struct chat_row, opted_out, SHOWN),
    FIELD(struct chat_row, blocked, SHOWN),
    FIELD(struct chat_row, owner, SHOWN),
    FIELD(struct chat_row, assigned_to, SHOWN),
    FIELD(struct chat_row, human_until, SHOWN | TIME),
    FIELD(struct chat_row, window_end_at, SHOWN | TIME),
    FIELD(struct chat_row, closed_at, SHOWN | TIME),
    FIELD(struct chat_row, unread, SHOWN),
    FIELD(struct chat_row, last_log_id, 0),
    FIELD(struct chat_row, last_message, SHOWN),
    FIELD(struct chat_row, last_direction, SHOWN),
    FIELD(struct chat_row, last_kind, SHOWN),
    FIELD(struct chat_row, last_delivery, SHOWN),
    FIELD(struct chat_row, last_at, SHOWN | TIME),
    FIELD(struct chat_row, created_at, SHOWN | TIME),
};
static const struct model chat_model = MODEL("chat", struct chat_row, chat_fields);

static void put_chat(struct json *j, struct arena *a, struct chat_row *r, int64_t now)
{
    if (strcmp(r->owner, "human") == 0 && r->human_until <= now) {
        r->owner = "bot"; /* the person's time is over */
        r->assigned_to = NULL;
    }
    if (strcmp(r->owner, "bot") == 0)
        r->human_until = 0;
    if (r->last_message)
        r->last_message = arena_strndup(a, r->last_message, utf8_prefix(r->last_message, GLIMPSE_CHARS));
    json_put_model(j, &chat_model, r, true);
}

static bool find_chats(struct request *rq, struct conn *c, const struct desk_filter *f, int64_t now,
                       void **rows, size_t *n, struct err *e)
{
    const struct staff *who = rq->who;
    const char *tab = request_query(rq, "tab");
    int64_t before = f->before > 0 ? f->before : INT64_MAX, most = f->limit + 1;
    bool all = !tab || strcmp(tab, "all") == 0, closed = !all && strcmp(tab, "closed") == 0;
    bool mine = !all && strcmp(tab, "mine") == 0, person = mine || (!all && strcmp(tab, "waiting") == 0);
    bool open = all && !*f->search; /* with something typed the closed ones are looked through too */
    struct typed typed;
    if (!all && !closed && !person)
        return fail_field(e, "tab", "waiting, mine, all or closed");
    return search_read(c, rq->arena, SEARCH_CUSTOMERS, f->search, &typed, e) &&
           db_all(c, rq->arena, Q_CHATS_LIST,
                  ARGS(V(before), V(most), V(typed.match), V(typed.like), V(typed.reach), V(now),
                       V(mine ? who->id : 0), V(open), V(closed), V(person)),
                  &chat_model, (size_t)most, rows, n, e);
}

static bool put_counts(struct request *rq, struct json *j, struct conn *c, int64_t now, struct err *e)
{
    const struct staff *who = rq->who;
    struct rows *r;
    if (!rows_begin(c, Q_CHAT_COUNTS, ARGS(V(now), V(who->id)), &r, e))
        return false;
    if (row_next(r, e)) {
        json_open_object(j, "counts");
        json_put_int(j, "waiting", row_int(r, 0));
        json_put_int(j, "mine", row_int(r, 1));
        json_put_int(j, "unread", row_int(r, 2));
        json_close(j);
    }
    rows_end(r);
    return e->kind == ERR_NONE;
}

static bool read_chats(struct request *rq, struct conn *c, struct err *e)
{
    struct desk_filter f = {0};
    int64_t now = clock_now();
    void *rows;
    size_t n;
    if (!desk_filter_read(rq, &f, e) || !find_chats(rq, c, &f, now, &rows, &n, e))
        return false;
    struct chat_row *r = rows;
    size_t shown = n > (size_t)f.limit ? (size_t)f.limit : n;
    struct json j = reply_json(rq, 200);
    json_open_object(&j, NULL);
    if (!put_counts(rq, &j, c, now, e))
        return false;
    json_open_array(&j, "chats");
    for (size_t i = 0; i < shown; i++) {
        json_open_object(&j, NULL);
        put_chat(&j, rq->arena, &r[i], now);
        json_close(&j);
    }
    desk_list_close(rq, &j, n > shown ? r[shown - 1].last_log_id : 0);
    return true;
}

bool handle_chats(struct request *rq, struct err *e)
{
    rq->doing = "listing chats";
    return desk_search(rq, SEARCH_CUSTOMERS, read_chats, e);
}

/* -- one conversation: who it is, what may be written, their last orders -- */

/* For whoever takes it over: what was asked, the cart, how they sound; the orders stand beside. */
static bool put_summary(struct json *j, struct conn *c, struct arena *a, const struct customer *of, struct err *e)
{
    struct handoff h;
    if (!handoff_read(c, a, of->id, of->state, &h, e))
        return false;
    json_open_object(j, "summary");
    json_open_array(j, "asked");
    for (size_t i = 0; i < h.asked_count; i++)
        json_put_text(j, NULL, h.asked[i]);
    json_close(j);
    json_put_text(j, "cart", h.cart.items);
    json_put_text(j, "mood", sentiment_word(h.mood));
    json_close(j);
    return true;
}

static bool read_chat(struct request *rq, struct conn *c, struct err *e)
{
    struct chat_row r = {0};
    struct customer to;
    struct err why = {0};
    int64_t id, now = clock_now();
    if (!request_id_param(rq, "id", &id, e) || !customer_find(c, rq->arena, id, &to, e) ||
        !db_one(c, rq->arena, Q_CHAT_ONE, ARGS(V(id)), &chat_model, &r, NULL, e))
        return false;
    bool may = inbox_may_write(&to, now, &why), answering;
    if (!ai_is_answering(c, id, &answering, e))
        return false;
    struct json j = reply_json(rq, 200);
    json_open_object(&j, NULL);
    put_chat(&j, rq->arena, &r, now);
    json_put_bool(&j, "may_write", may);
    json_put_bool(&j, "ai_answering", answering);
    json_put_text(&j, "may_not_because", may ? NULL : err_code(why.kind));
    if (!put_summary(&j, c, rq->arena, &to, e) ||
        !order_list_of_customer(&j, c, rq->arena, id, ORDERS_SHOWN, e))
        return false;
    json_close(&j);
    return true;
}

bool handle_chat(struct request *rq, struct err *e)
{
    rq->doing = "showing a chat";
    return desk_read(rq, read_chat, e);
}

/* -- what was said -- */

struct message_row {
    int64_t id, confidence, error_code, created_at, media_id;
    const char *direction, *kind, *body, *source, *why, *alternatives, *media, *delivery,
        *delivery_error, *media_status, *media_type, *media_error;
};
static const struct field message_fields[] = {
    FIELD(struct message_row, id, SHOWN),
    FIELD(struct message_row, direction, SHOWN),
    FIELD(struct message_row, kind, SHOWN),
    FIELD(struct message_row, body, SHOWN),
    FIELD(struct message_row, media, SHOWN),
    FIELD(struct message_row, media_id, SHOWN),
    FIELD(struct message_row, media_status, SHOWN),
    FIELD(struct message_row, media_type, SHOWN),
    FIELD(struct message_row, media_error, SHOWN),
    FIELD(struct message_row, source, SHOWN),
    FIELD(struct message_row, why, SHOWN),
    FIELD(struct message_row, confidence, SHOWN),
    FIELD(struct message_row, alternatives, 0),
    FIELD(struct message_row, delivery, SHOWN),
    FIELD(struct message_row, delivery_error, SHOWN),
    FIELD(struct message_row, error_code, SHOWN),
    FIELD(struct message_row, created_at, SHOWN | TIME),
};
static const struct model message_model = MODEL("message", struct message_row, message_fields);

struct note_row {
    int64_t id, after_id, created_at;
    const char *kind, *author, *body;
};
static const struct field note_fields[] = {
    FIELD(struct note_row, id, SHOWN),
    FIELD(struct note_row, after_id, SHOWN),
    FIELD(struct note_row, kind, SHOWN),
    FIELD(struct note_row, author, SHOWN),
    FIELD(struct note_row, body, SHOWN),
    FIELD(struct note_row, created_at, SHOWN | TIME),
};
static const struct model note_model = MODEL("note", struct note_row, note_fields);

static void put_rows(struct json *j, const struct model *m, const void *rows, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        json_open_object(j, NULL);
        json_put_model(j, m, (const char *)rows + i * m->size, true);
        json_close(j);
    }
}

/* What a message is, with what else it could have been (JSON already, or nothing). */
static void put_message(struct json *j, const struct message_row *m)
{
    json_put_model(j, &message_model, m, true);
    if (m->alternatives)
        json_put_raw(j, "others", m->alternatives);
    else
        json_put_null(j, "others");
}

/* The notes that stand between the messages of this page; behind the newest one on the first. */
static bool put_notes(struct request *rq, struct json *j, struct conn *c, int64_t id, int64_t from,
                      int64_t before, struct err *e)
{
    void *rows;
    size_t n;
    if (!db_all(c, rq->arena, Q_CHAT_NOTES, ARGS(V(id), V(from), V(before), V(NOTES_MOST)), &note_model,
                NOTES_MOST, &rows, &n, e))
        return false;
    json_open_array(j, "notes");
    put_rows(j, &note_model, rows, n);
    json_close(j);
    return true;
}

static bool read_messages(struct request *rq, struct conn *c, struct err *e)
{
    int64_t id, limit, before;
    struct customer who;
    void *rows;
    size_t n;
    if (!request_id_param(rq, "id", &id, e) || !request_page(rq, &limit, &before, e) ||
        !customer_find(c, rq->arena, id, &who, e))
        return false;
    before = before > 0 ? before : INT64_MAX;
    if (!db_all(c, rq->arena, Q_CHAT_MESSAGES, ARGS(V(id), V(before), V(limit + 1)), &message_model,
                (size_t)limit + 1, &rows, &n, e))
        return false;
    const struct message_row *m = rows;
    size_t shown = n > (size_t)limit ? (size_t)limit : n;
    int64_t last = n > shown ? m[shown - 1].id : 0;
    struct json j = reply_json(rq, 200);
    json_open_object(&j, NULL);
    if (!put_notes(rq, &j, c, id, last, before, e))
        return false;
    json_open_array(&j, "messages");
    for (size_t i = 0; i < shown; i++) {
        json_open_object(&j, NULL);
        put_message(&j, &m[i]);
        json_close(&j);
    }
    desk_list_close(rq, &j, last);
    return true;
}

bool handle_chat_messages(struct request *rq, struct err *e)
{
    rq->doing = "showing what was said";
    return desk_read(rq, read_messages, e);
}

/* -- writing -- */

#define KEY_LEAST 8
#define KEY_MOST 64

/* The text as a person means it: no blanks around, no control characters. */
static bool read_written(struct request *rq, struct written *out, struct err *e)
{
    static const struct field fields[] = {
        FIELD(struct written, text, WRITABLE | NEEDED, .min = 1, .max = TEXT_MOST),
        FIELD(struct written, key, WRITABLE | NEEDED, .min = KEY_LEAST, .max = KEY_MOST),
    };
    static const struct model model = MODEL("message", struct written, fields);
    const json_value *v;
    if (!request_json(rq, &v, e) || !json_read_model(rq->arena, v, &model, out, true, NULL, e))
        return false;
    char *text = utf8_repair(rq->arena, out->text, strlen(out->text));
    text += strspn(text, " \t\n");
    size_t n = strlen(text);
    while (n > 0 && strchr(" \t\n", text[n - 1]))
        n--;
    text[n] = '\0';
    out->text = text;
    return n > 0 || fail_field(e, "text", "empty");
}

struct shown { /* a row to show, in a handler that has just written it */
    enum query query;
    const struct model *model;
    int64_t id;
};

static bool reply_row(struct request *rq, const struct shown *what, struct err *e)
{
    struct conn *c;
    void *row = arena_alloc(rq->arena, what->model->size);
    if (!db_borrow(rq->app->db, &c, e))
        return false;
    bool ok = db_one(c, rq->arena, what->query, ARGS(V(what->id)), what->model, row, NULL, e);
    db_return(rq->app->db, c);
    if (!ok)
        return false;
    struct json j = reply_json(rq, 201);
    json_open_object(&j, NULL);
    json_put_model(&j, what->model, row, true);
    json_close(&j);
    return true;
}

bool handle_chat_reply(struct request *rq, struct err *e)
{
    struct written w = {0};
    struct shown message = {Q_CHAT_MESSAGE, &message_model, 0};
    int64_t id;
    rq->doing = "answering a customer";
    return request_id_param(rq, "id", &id, e) && read_written(rq, &w, e) &&
           inbox_reply(rq->app->shop, rq->arena, id, &w, rq->who, &message.id, e) &&
           reply_row(rq, &message, e);
}

bool handle_chat_note(struct request *rq, struct err *e)
{
    struct written w = {0};
    struct shown note = {Q_CHAT_NOTE, &note_model, 0};
    int64_t id;
    rq->doing = "keeping a note";
    return request_id_param(rq, "id", &id, e) && read_written(rq, &w, e) &&
           inbox_note(rq->app->shop, rq->arena, id, &w, rq->who, &note.id, e) && reply_row(rq, &note, e);
}

bool handle_message_retry(struct request *rq, struct err *e)
{
    struct shown message = {Q_CHAT_MESSAGE, &message_model, 0};
    rq->doing = "sending a message anew";
    return request_id_param(rq, "id", &message.id, e) &&
           inbox_retry(rq->app->shop, rq->arena, rq->who, message.id, e) && reply_row(rq, &message, e);
}

/* -- who has it: each answers with the conversation as it is now -- */

bool handle_chat_take(struct request *rq, struct err *e)
{
    int64_t id;
    rq->doing = "taking a chat";
    return request_id_param(rq, "id", &id, e) && inbox_take(rq->app->shop, rq->arena, id, rq->who, e) &&
           desk_read(rq, read_chat, e);
}

/* -- after the 24 h -- */

static void put_templates(struct request *rq, const struct inbox_template *all, size_t n)
{
    struct json j = reply_json(rq, 200);
    json_open_object(&j, NULL);
    json_open_array(&j, "templates");
    for (size_t i = 0; i < n; i++) {
        json_open_object(&j, NULL);
        json_put_text(&j, "kind", notice_types[all[i].kind].name);
        json_put_text(&j, "text", all[i].text);
        json_put_bool(&j, "approved", all[i].approved);
        json_put_bool(&j, "words", all[i].words);
        json_close(&j);
    }
    json_close(&j);
    json_close(&j);
}

bool handle_chat_templates(struct request *rq, struct err *e)
{
    struct inbox_template all[INBOX_TEMPLATES_MOST];
    const struct snapshot *snap;
    struct conn *c;
    int64_t id;
    size_t n;
    rq->doing = "listing what a template can say";
    if (!request_id_param(rq, "id", &id, e) || !shop_snapshot_now(rq->app->shop, &snap, e))
        return false;
    bool ok = db_borrow(rq->app->db, &c, e);
    if (ok) {
        const struct notifier by = {rq->app->shop, snap, c, rq->arena, clock_now()};
        ok = inbox_templates(&by, id, all, &n, e);
        db_return(rq->app->db, c);
    }
    shop_release(rq->app->shop, snap);
    if (ok)
        put_templates(rq, all, n);
    return ok;
}

struct template_asked { const char *kind, *words; };
static const struct field template_asked_fields[] = {
    FIELD(struct template_asked, kind, WRITABLE | NEEDED, .min = 1, .max = 40),
    FIELD(struct template_asked, words, WRITABLE, .max = TEMPLATE_WORDS_MOST),
};
static const struct model template_asked_model = MODEL("template", struct template_asked, template_asked_fields);

bool handle_chat_template(struct request *rq, struct err *e)
{
    struct template_asked w = {0};
    const json_value *v;
    int64_t id;
    rq->doing = "sending a template";
    return request_id_param(rq, "id", &id, e) && request_json(rq, &v, e) &&
           json_read_model(rq->arena, v, &template_asked_model, &w, true, NULL, e) &&
           inbox_send_template(rq->app->shop, rq->arena, id, w.kind, w.words ? w.words : "", rq->who, e) &&
           desk_read(rq, read_chat, e);
}

static bool move(struct request *rq, enum inbox_move how, struct err *e)
{
    int64_t id;
    return request_id_param(rq, "id", &id, e) && inbox_move(rq->app->shop, id, how, rq->who, e) &&
           desk_read(rq, read_chat, e);
}

bool handle_chat_give_back(struct request *rq, struct err *e)
{
    rq->doing = "giving a chat back to the bot";
    return move(rq, INBOX_GIVE_BACK, e);
}

bool handle_chat_close(struct request *rq, struct err *e)
{
    rq->doing = "closing a chat";
    return move(rq, INBOX_CLOSE, e);
}

bool handle_chat_reopen(struct request *rq, struct err *e)
{
    rq->doing = "opening a chat again";
    return move(rq, INBOX_REOPEN, e);
}

bool handle_chat_block(struct request *rq, struct err *e)
{
    rq->doing = "blocking a customer";
    return move(rq, INBOX_BLOCK, e);
}

bool handle_chat_unblock(struct request *rq, struct err *e)
{
    rq->doing = "unblocking a customer";
    return move(rq, INBOX_UNBLOCK, e);
}

/* The first console's way to give back. */
bool handle_hand_back(struct request *rq, struct err *e)
{
    int64_t id;
    rq->doing = "giving a conversation back to the bot";
    if (!request_id_param(rq, "customer_id", &id, e) ||
        !inbox_move(rq->app->shop, id, INBOX_GIVE_BACK, rq->who, e))
        return false;
    struct json j = reply_json(rq, 200);
    json_open_object(&j, NULL);
    json_put_int(&j, "customer_id", id);
    json_put_text(&j, "owner", "bot");
    json_close(&j);
    return true;
}

struct read_mark {
    int64_t up_to;
};

bool handle_chat_read(struct request *rq, struct err *e)
{
    static const struct field fields[] = {
        FIELD(struct read_mark, up_to, WRITABLE | NEEDED, .min = 1, .max = INT64_MAX),
    };
    static const struct model model = MODEL("read", struct read_mark, fields);
    struct read_mark mark = {0};
    const json_value *v;
    int64_t id;
    rq->doing = "noting what was read";
    audit_nothing(rq->who);
    if (!request_id_param(rq, "id", &id, e) || !request_json(rq, &v, e) ||
        !json_read_model(rq->arena, v, &model, &mark, true, NULL, e) ||
        !inbox_read(rq->app->shop, id, mark.up_to, e))
        return false;
    reply_text(rq, 204, NULL, "");
    return true;
}
