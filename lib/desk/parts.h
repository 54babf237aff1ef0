/* parts.h -- what the handlers of several subjects share. */
#ifndef WAITER_DESK_PARTS_H
#define WAITER_DESK_PARTS_H

#include "waiter/desk.h"
#include "waiter/desk_handlers.h"
#include "waiter/serve.h"

#define SEARCH_CHARS_MOST 100

/* Runs the reading part of a handler with a borrowed connection. */
CHECKED bool desk_read(struct request *rq,
                       bool (*read)(struct request *, struct conn *, struct err *),
                       struct err *e);

/* ?q= ?status= ?limit= ?cursor= of the address; an unknown status is not noticed here. */
CHECKED bool desk_filter_read(struct request *rq, struct desk_filter *f, struct err *e);

/* {"orders":[...],"next_cursor":...}: open, put rows into the array, close with the last id. */
struct json desk_list_open(struct request *rq, const char *name);
void desk_list_close(struct request *rq, struct json *j, int64_t last);

#endif
