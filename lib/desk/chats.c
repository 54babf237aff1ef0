/* chats.c -- what was said, and giving a conversation back to the bot. */
#include "parts.h"
#include "waiter/chat.h"

static bool read_chats(struct request *rq, struct conn *c, struct err *e)
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
    rq->doing = "listing chats";
    return desk_read(rq, read_chats, e);
}

bool handle_hand_back(struct request *rq, struct err *e)
{
    int64_t id;
    rq->doing = "giving a conversation back to the bot";
    if (!request_id_param(rq, "customer_id", &id, e) || !chat_hand_back(rq->app->shop, id, e))
        return false;
    struct json j = reply_json(rq, 200);
    json_open_object(&j, NULL);
    json_put_int(&j, "customer_id", id);
    json_put_text(&j, "owner", "bot");
    json_close(&j);
    return true;
}
