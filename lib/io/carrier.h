/* carrier.h -- what request.c, serve.c and the two carriers share and nobody else needs. */
#ifndef WAITER_IO_CARRIER_H
#define WAITER_IO_CARRIER_H

#include "waiter/serve.h"

#include <stdbool.h>

#define REPLY_HEAD_MOST (20u * 1024)

/* Status line and headers of the answer as CGI writes them, with the empty line. */
void reply_head(const struct request *rq, struct str *out);
/* False for HEAD, 204, 304 and an empty body. */
bool reply_carries_body(const struct request *rq);
bool reply_has_header(const struct request *rq, const char *name);
/* Can every segment be decoded, and into something a path may hold? (route.c) */
bool path_sound(struct arena *a, const char *path);
/* One segment of n bytes decoded, or NULL. (route.c) */
const char *segment_text(struct arena *a, const char *raw, size_t n);
/* What every answer gets, also one that no handler made. */
void reply_finish(struct request *rq);

/* Serves with app->threads threads on a listening socket until SIGTERM or SIGINT, which the
 * caller has blocked (fastcgi_signals). `ours`: nobody else accepts from this socket. */
int fastcgi_serve(struct app *app, int listening, bool ours);
/* Blocks what ends us; to be called before any thread is started. */
void fastcgi_signals(void);

/* Answers the one request in environ and on stdin. */
int cgi_serve(struct app *app);
/* The same when the program could not start: the visitor still gets an answer. */
int cgi_refuse(struct app *app, const struct err *e);

#endif
