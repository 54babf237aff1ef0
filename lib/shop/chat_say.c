/* chat_say.c -- what the bot says, put on the tray: a row in the chat log, a row in the outbox. */
#include "chat_parts.h"
#include "waiter/json.h"
#include "waiter/outbox.h"

#include <string.h>

/* What opens a list stands with its first choice. */
const char *chat_choices(struct arena *a, const struct said *s)
{
    if (s->choice_count == 0)
        return NULL;
    struct str out = str_new(a, 8192);
    struct json j = json_writer(&out);
    struct err e = {0};
    const char *text = NULL;
    json_open_array(&j, NULL);
    for (size_t i = 0; i < s->choice_count; i++) {
        json_open_object(&j, NULL);
        json_put_text(&j, "id", s->choices[i].id);
        json_put_text(&j, "title", s->choices[i].title);
        if (s->choices[i].note)
            json_put_text(&j, "note", s->choices[i].note);
        if (i == 0 && s->opener)
            json_put_text(&j, "opener", s->opener);
        json_close(&j);
    }
    json_close(&j);
    return str_done(&out, &text, &e) ? text : NULL; /* too long: the numbered text serves */
}

static bool put(struct conn *c, const struct customer *to, const struct said *s, struct outbox_new *row,
                int64_t now, int64_t *outbox_id, struct err *e)
{
    const char *none = NULL;
    row->customer_id = to->id;
    row->to_address = to->address;
    return db_insert(c, Q_CHAT_LOG_ADD,
                     ARGS(V(to->id), V("out"), V(row->media ? "image" : "text"), V(row->body),
                          V(source_word(s->source)), V(s->why), V(s->confidence), V(none), V(now),
                          V(s->others)),
                     &row->chat_log_id, e) &&
           outbox_add(c, row, now, outbox_id, e);
}

/* WhatsApp shows no buttons under a picture: then the picture goes first, the words follow. */
bool chat_say(struct conn *c, struct arena *a, const struct customer *to, const struct said *s,
              const struct outbox_new *how, int64_t now, int64_t *outbox_id, struct err *e)
{
    struct outbox_new words = *how;
    words.body = s->text;
    words.media = s->picture;
    if (!words.choices)
        words.choices = chat_choices(a, s);
    if (s->picture && words.choices) {
        struct outbox_new picture = {.body = "", .media = s->picture, .notice = how->notice,
                                     .request_id = how->request_id};
        words.media = NULL;
        if (!put(c, to, s, &picture, now, outbox_id, e))
            return false;
    }
    return put(c, to, s, &words, now, outbox_id, e);
}
