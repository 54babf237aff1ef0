/* parts.c -- what the handlers of several subjects share. */
#include "parts.h"
#include "waiter/utf8.h"

bool desk_read(struct request *rq, bool (*read)(struct request *, struct conn *, struct err *),
               struct err *e)
{
    struct conn *c;
    if (!db_borrow(rq->app->db, &c, e))
        return false;
    bool ok = read(rq, c, e);
    db_return(rq->app->db, c);
    return ok;
}

bool desk_filter_read(struct request *rq, struct desk_filter *f, struct err *e)
{
    const char *q = request_query(rq, "q"), *status = request_query(rq, "status");
    f->search = q ? q : "";
    f->status = status ? status : "";
    if (utf8_length(f->search) > SEARCH_CHARS_MOST)
        return fail_field(e, "q", "longer than %d characters", SEARCH_CHARS_MOST);
    return request_page(rq, &f->limit, &f->before, e);
}

struct json desk_list_open(struct request *rq, const char *name)
{
    struct json j = reply_json(rq, 200);
    json_open_object(&j, NULL);
    json_open_array(&j, name);
    return j;
}

void desk_list_close(struct request *rq, struct json *j, int64_t last)
{
    json_close(j);
    reply_next(rq, j, last);
    json_close(j);
}
