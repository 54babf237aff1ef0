/* request.h -- one HTTP request and its answer, whatever carried it (FastCGI or plain CGI). */
#ifndef WAITER_REQUEST_H
#define WAITER_REQUEST_H

#include "waiter/json.h"
#include "waiter/params.h"
#include "waiter/str.h"

#include <stdbool.h>
#include <stdint.h>

#define REPLY_MOST (4u << 20)

struct app;   /* the program: serve.h */
struct request;
struct route; /* serve.h */

struct reply {
    int status;
    const char *content_type;
    struct str body;
    struct str headers; /* "Name: value\r\n" lines beside Status and Content-Type */
    const char *file;   /* reply_file, where we send it ourselves; else NULL */
    void (*stream)(struct request *rq, void *what); /* reply_stream; else NULL */
    void *stream_what;
};

struct request {
    struct app *app;
    struct arena *arena;       /* everything of this request lives here */
    const char *method;
    const char *target;        /* REQUEST_URI as sent: what a signature covers */
    const char *path;          /* its path, undecoded, without query           */
    struct params query;       /* decoded */
    struct params route;       /* the :names of the pattern, decoded once per segment */
    const char *body;          /* raw; NULL when there is none */
    size_t body_len;
    const char *id;            /* request id from nginx (X-Request-Id) or made here */
    const char *remote;        /* REMOTE_ADDR */
    const char *doing;         /* what is being done, told when it fails */
    const void *who;           /* set by the program's authorize hook (admin: struct staff) */
    const char *(*variable)(void *carrier, const char *name); /* CGI variables */
    /* Reads the body: fewer than n bytes only at its end. NULL: body is already there. */
    size_t (*read)(void *carrier, void *into, size_t n);
    /* For answers that go on (reply_stream); all NULL where the carrier cannot keep one open. */
    bool (*place)(void *carrier, struct err *e); /* takes one of the program's places for streams */
    bool (*send)(void *carrier, const char *bytes, size_t n);
    bool (*wanted)(void *carrier);
    bool sends_files; /* the web server before us does not (plain CGI) */
    void *carrier;
    struct reply reply;
    const char *latest;        /* JSON: with a 412, who changed what; NULL: not known */
};

/* A request header by its HTTP name ("X-Twilio-Signature"), or NULL. Also finds
 * Authorization as REDIRECT_HTTP_AUTHORIZATION (Apache). */
const char *request_header(const struct request *rq, const char *name);
/* A cookie's value, or NULL. */
const char *request_cookie(const struct request *rq, const char *name);
/* A query or route parameter as text, or NULL. */
const char *request_query(const struct request *rq, const char *name);
const char *request_route(const struct request *rq, const char *name);
/* The route parameter as a positive integer; ERR_NOT_FOUND otherwise. */
CHECKED bool request_id_param(const struct request *rq, const char *name, int64_t *out, struct err *e);
/* ?name= as an integer in min..max; `otherwise` when absent; ERR_BAD_INPUT names it. */
CHECKED bool request_query_int(const struct request *rq, const char *name, int64_t min, int64_t max,
                               int64_t otherwise, int64_t *out, struct err *e);
/* The body as strict JSON (Content-Type application/json needed: ERR_MEDIA_TYPE). */
CHECKED bool request_json(struct request *rq, const json_value **out, struct err *e);
/* The body as a form (Content-Type application/x-www-form-urlencoded needed). */
CHECKED bool request_form(struct request *rq, struct params *out, struct err *e);
/* ?limit= (1..100, 50) and ?cursor= (opaque; 0 when absent) of a list; ERR_BAD_INPUT else. */
CHECKED bool request_page(const struct request *rq, int64_t *limit, int64_t *cursor, struct err *e);

/* Answers. The last one wins; each sets status, type and body anew. */
void reply_text(struct request *rq, int status, const char *content_type, const char *body);
/* The file at `path`: sent by nginx from its internal location `inside` (X-Accel-Redirect), or by us
 * where there is no nginx. */
void reply_file(struct request *rq, const char *content_type, const char *inside, const char *path);
/* Starts a JSON answer; write with the returned writer (all brackets closed by the caller). */
struct json reply_json(struct request *rq, int status);
/* An answer that goes on: once the handler is back, the head is sent and stream(rq, what) runs on
 * a thread of its own until it returns; rq and its arena live as long. 503 is answered instead when
 * app->streams are open, 501 by a carrier that ends with its answer (plain CGI). */
void reply_stream(struct request *rq, const char *content_type,
                  void (*stream)(struct request *rq, void *what), void *what);
/* Sends at once. False: nobody reads any more, or the program stops; then return. */
bool stream_send(struct request *rq, const char *text, size_t n);
/* Is somebody still there? Cheap; tells also of a reader who left without a word. */
bool stream_wanted(struct request *rq);
/* RFC 9457 problem: type,title,status,detail,code,(field) and the seed's error (a text). */
void reply_problem(struct request *rq, const struct err *e);
/* Adds a header; CR, LF and NUL in the value are dropped. */
void reply_header(struct request *rq, const char *name, const char *value);
/* `Link: <same path with cursor>; rel="next"`; also call it to put "next_cursor" into the list. */
void reply_next(struct request *rq, struct json *j, int64_t next_cursor); /* 0: there is none */

#endif
