/* parts.c -- what the handlers of several subjects share. */
#include "parts.h"
#include "waiter/utf8.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

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

bool desk_search(struct request *rq, enum search which,
                 bool (*read)(struct request *, struct conn *, struct err *), struct err *e)
{
    const char *q = request_query(rq, "q");
    return (!q || !*q || search_follow(rq->app->db, which, e)) && desk_read(rq, read, e);
}

bool desk_filter_read(struct request *rq, struct desk_filter *f, struct err *e)
{
    const char *q = request_query(rq, "q");
    f->search = q ? q : "";
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

bool desk_seen(const struct request *rq, int64_t *version, struct err *e)
{
    const char *given = request_header(rq, "If-Match");
    char *end;
    *version = 0;
    if (!given || strcmp(given, "*") == 0)
        return true;
    if (strncmp(given, "W/", 2) == 0) /* a proxy that compressed the answer made it weak */
        given += 2;
    if (given[0] != '"' || given[1] < '1' || given[1] > '9')
        return fail_field(e, "If-Match", "no version: %.40s", given);
    errno = 0;
    *version = strtoll(given + 1, &end, 10);
    return (errno == 0 && strcmp(end, "\"") == 0) ||
           fail_field(e, "If-Match", "no version: %.40s", given);
}

bool desk_seen_text(struct request *rq, const char **version, struct err *e)
{
    const char *given = request_header(rq, "If-Match");
    size_t n = given ? strlen(given) : 0;
    if (!n)
        return fail(e, ERR_MATCH_NEEDED, "no If-Match");
    bool quoted = n > 2 && given[0] == '"' && given[n - 1] == '"';
    *version = quoted ? arena_strndup(rq->arena, given + 1, n - 2) : given;
    return true;
}

void desk_version(struct request *rq, int64_t version)
{
    reply_header(rq, "ETag", arena_printf(rq->arena, "\"%lld\"", (long long)version));
}

struct json desk_problem_open(struct request *rq, const struct err *e)
{
    struct json j;
    reply_problem(rq, e);
    const char *text = arena_strdup(rq->arena, rq->reply.body.text);
    size_t inside = strlen(text) - 2; /* between the braces */
    const char *type = rq->reply.content_type;
    j = reply_json(rq, err_status(e->kind));
    rq->reply.content_type = type;
    json_open_object(&j, NULL);
    str_add_bytes(j.out, text + 1, inside);
    j.first[j.depth] = false;
    return j;
}
