/* audit.c -- the book of who did what, as its owner reads it. */
#include "parts.h"
#include "waiter/audit.h"
#include "waiter/clock.h"
#include "waiter/utf8.h"

static bool read_text(struct request *rq, const char *name, const char **out, struct err *e)
{
    const char *given = request_query(rq, name);
    *out = given ? given : "";
    return utf8_length(*out) <= SEARCH_CHARS_MOST ||
           fail_field(e, name, "longer than %d characters", SEARCH_CHARS_MOST);
}

static bool read_time(struct request *rq, const char *name, int64_t *out, struct err *e)
{
    const char *given = request_query(rq, name);
    return !given || (clock_parse(given, out) && *out >= 0) || fail_field(e, name, "not a time");
}

static bool read_audit(struct request *rq, struct conn *c, struct err *e)
{
    struct audit_filter f = {0};
    int64_t last;
    if (!request_page(rq, &f.limit, &f.before, e) || !read_text(rq, "actor", &f.actor, e) ||
        !read_text(rq, "subject", &f.subject, e) || !read_text(rq, "ref", &f.ref, e) ||
        !read_time(rq, "since", &f.since, e) || !read_time(rq, "until", &f.until, e))
        return false;
    struct json j = desk_list_open(rq, "audit");
    if (!audit_list(&j, c, rq->arena, &f, &last, e))
        return false;
    desk_list_close(rq, &j, last);
    return true;
}

bool handle_audit(struct request *rq, struct err *e)
{
    rq->doing = "reading the book of changes";
    return desk_read(rq, read_audit, e);
}
