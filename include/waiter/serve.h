/* serve.h -- a program: routes in, threads or one CGI request, a clean stop.
 *
 * One binary finds out by itself how it was started (design.md §2): systemd socket,
 * -l SOCKET, a listening fd 0, plain CGI; else usage and exit 64. */
#ifndef WAITER_SERVE_H
#define WAITER_SERVE_H

#include "waiter/request.h"
#include "waiter/settings.h"

#include <stdbool.h>
#include <stddef.h>

struct db;
struct shop;

/* SIGNED: the handler checks a provider's signature first. From VIEWER on each may what the one before may. */
enum who { ANYONE, SIGNED, VIEWER, STAFF_MEMBER, OWNER };

/* pattern: "/api/products/:id"; a :name takes one segment. Text routes before :names wins. */
struct route {
    const char *method, *pattern;
    bool (*handle)(struct request *rq, struct err *e);
    enum who who;
    size_t body_most; /* bytes; 0 = no body taken */
};

struct app {
    const char *name;
    struct settings settings;
    struct arena arena; /* settings and what lives as long as the process */
    struct db *db;
    struct shop *shop;  /* lib/shop's process-wide part (snapshot of the catalogue) */
    const struct route *routes;
    size_t route_count;
    struct feed *feed;  /* lib/shop's news of what changes (events) */
    int threads;        /* in FastCGI mode */
    int streams;        /* answers that go on (reply_stream), at most; 0: none */
    /* Says whether this request may use a route marked VIEWER or above; sets rq->who. */
    bool (*authorize)(struct request *rq, enum who who, struct err *e);
    /* Runs the route's handler in its own manner; NULL: it is just called. */
    bool (*around)(struct request *rq, const struct route *route, struct err *e);
    /* Called when the program stops, before its streams are waited for: wakes those that sleep. */
    void (*closing)(struct app *app);
};

/* main() of a FastCGI program: loads settings, calls start(app) (which sets db, routes,
 * threads, authorize), serves until SIGTERM/SIGINT, then stop(app). Returns the exit status. */
int serve_main(int argc, char **argv, const char *name, bool (*start)(struct app *, struct err *),
               void (*stop)(struct app *));

/* One request through routing, authorization and its handler; the answer is in rq->reply.
 * 404, 405 with Allow, 413 and every handler's error come out as problem+json. */
void serve_request(struct request *rq);

/* True when the program was asked for its table (`--routes`, never under CGI): it has been printed, one
 * JSON object a line. A program's main asks this first, so that tests can walk the real table. */
bool routes_asked(int argc, char **argv, const struct route *routes, size_t n);

/* The route for method and path, NULL when none; *allow then lists methods of that path ("" = 404). */
const struct route *route_find(const struct route *routes, size_t n, const char *method,
                               const char *path, struct arena *a, struct params *found,
                               const char **allow);

#endif
