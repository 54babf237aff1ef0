/* parts.h -- what the handlers of several subjects share. */
#ifndef WAITER_DESK_PARTS_H
#define WAITER_DESK_PARTS_H

#include "waiter/desk.h"
#include "waiter/desk_handlers.h"
#include "waiter/order_staff.h"
#include "waiter/search.h"
#include "waiter/serve.h"

#define SEARCH_CHARS_MOST 100

/* Runs the reading part of a handler with a borrowed connection. */
CHECKED bool desk_read(struct request *rq,
                       bool (*read)(struct request *, struct conn *, struct err *),
                       struct err *e);

/* The same of a list that may be searched: with ?q= its index first follows its table. */
CHECKED bool desk_search(struct request *rq, enum search which,
                         bool (*read)(struct request *, struct conn *, struct err *),
                         struct err *e);

/* ?q= ?limit= ?cursor= of the address. */
CHECKED bool desk_filter_read(struct request *rq, struct desk_filter *f, struct err *e);

/* {"orders":[...],"next_cursor":...}: open, put rows into the array, close with the last id. */
struct json desk_list_open(struct request *rq, const char *name);
void desk_list_close(struct request *rq, struct json *j, int64_t last);

/* The version that an edit says it has seen (If-Match: "7"); 0 where it does not say. */
CHECKED bool desk_seen(const struct request *rq, int64_t *version, struct err *e);

/* The same where versions are words, and one has to be given (ERR_MATCH_NEEDED). */
CHECKED bool desk_seen_text(struct request *rq, const char **version, struct err *e);

/* Tells the version of what is answered, for the next If-Match. */
void desk_version(struct request *rq, int64_t version);

/* orders.c: which order, and which version of it was looked at. */
CHECKED bool desk_order_wish(struct request *rq, struct order_wish *w, struct err *e);
/* After an edit: the order as it stands now, or (ERR_STALE) what came between. */
CHECKED bool desk_order_answer(struct request *rq, bool ok, struct err *e);

/* problem+json left open, for more members. */
struct json desk_problem_open(struct request *rq, const struct err *e);

#endif
