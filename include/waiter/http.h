/* http.h -- many HTTP requests, and mails, at once from one thread (libcurl's multi interface).
 *
 * Its own object: only programs that talk to the outside link it. Redirects are not
 * followed, proxies not used, only http and https spoken, answers cut at a stated most.
 * A POST is handed to the network at most once: libcurl's own second try on a dead
 * kept connection is made impossible, because it could deliver a message twice. */
#ifndef WAITER_HTTP_H
#define WAITER_HTTP_H

#include "waiter/arena.h"
#include "waiter/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct http; /* the connections and the requests under way; one thread */

struct http_request {
    const char *url;
    const char *body;         /* NULL: GET, else POST */
    size_t body_len;
    const char *content_type; /* of the body */
    const char *user, *password; /* Basic authentication, or NULL; never logged */
    const char *const *headers;  /* more "Name: value" lines, NULL-ended; or NULL */
    int64_t timeout_ms;       /* the whole call */
    int64_t connect_ms;       /* until connected, TLS included */
    size_t answer_most;       /* bytes of the answer's body */
    bool public_only;         /* the address was somebody's wish: nothing but the public internet,
                                 whatever its name resolves to at that moment */
};

/* A mail for one recipient; `message` is headers and body with CRLF (mail.h). */
struct http_mail {
    const char *url;             /* smtp://HOST:PORT/OUR-NAME or smtps://...; no credentials */
    bool plain;                  /* smtp without STARTTLS: a relay on this machine */
    const char *user, *password; /* or NULL; never logged */
    const char *ca_file;         /* or "": the machine's certificates */
    const char *from, *to;       /* the envelope */
    const char *message;
    size_t len;
    int64_t timeout_ms, connect_ms;
};

struct http_answer {
    int status;              /* 0: there was no complete answer */
    bool sent;               /* false: certainly not one byte of the request reached the peer */
    bool timed_out;
    const char *body;        /* terminated; "" when none */
    size_t len;
    bool too_big;            /* it was longer than answer_most */
    const char *redirect;    /* where a 3xx sends us, in full; NULL: nowhere */
    int64_t retry_after_s;   /* 0: not said */
    const char *trouble;     /* libcurl's words when status is 0, or a mail did not go */
    /* Of a mail: */
    bool taken;              /* the server has it; `status` is its last answer either way */
    bool misconfigured;      /* no TLS, no trust or no login: no mail can leave like this */
};

CHECKED bool http_open(struct http **out, struct err *e);
/* Gives up what is under way, without telling. */
void http_close(struct http *h);

/* Starts a request; everything given is copied. done(what, answer) is called from http_work
 * once, and may start further requests; the answer is gone when it returns. */
CHECKED bool http_start(struct http *h, const struct http_request *r,
                        void (*done)(void *what, const struct http_answer *answer), void *what,
                        struct err *e);

CHECKED bool http_start_mail(struct http *h, const struct http_mail *m,
                             void (*done)(void *what, const struct http_answer *answer),
                             void *what, struct err *e);

/* Moves all requests on; waits up to wait_ms for the network (a signal ends the wait). */
void http_work(struct http *h, int wait_ms);

/* Is that an address of the public internet (not private, loopback, link-local, shared ...)? */
struct sockaddr;
bool http_is_public(const struct sockaddr *address);

/* Requests under way. */
size_t http_running(const struct http *h);

#endif
