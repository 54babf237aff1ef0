/* err.h -- one table of everything that can go wrong, for customers, clients and the log.
 *
 * A function that can fail returns bool and takes `struct err *` last. On failure
 * it has called fail(), which keeps the first reason and returns false, so steps
 * chain with && and the first failure wins. `why` is for the log only; the outside
 * sees the status, the stable code and the table's words. */
#ifndef WAITER_ERR_H
#define WAITER_ERR_H

#include <stdbool.h>

#define CHECKED __attribute__((warn_unused_result))

/*    kind             status  stable code          words for people                       */
#define ERRORS(X)                                                                           \
    X(ERR_NONE,           200, "ok",                "Everything is fine.")                  \
    X(ERR_BAD_INPUT,      400, "bad_input",         "Something is missing or misspelt.")    \
    X(ERR_NO_LOGIN,       401, "login_needed",      "Please sign in first.")                \
    X(ERR_BAD_LOGIN,      401, "login_failed",      "User name or password is wrong.")      \
    X(ERR_FORBIDDEN,      403, "forbidden",         "You may not do that.")                 \
    X(ERR_BAD_SIGNATURE,  403, "bad_signature",     "The signature does not hold.")         \
    X(ERR_CSRF,           403, "csrf_failed",       "The request did not come from the console; reload the page.") \
    X(ERR_NOT_FOUND,      404, "not_found",         "There is no such thing here.")         \
    X(ERR_METHOD,         405, "method_not_allowed","That cannot be done here.")            \
    X(ERR_CONFLICT,       409, "conflict",          "Someone was faster; look again.")      \
    X(ERR_OUT_OF_STOCK,   409, "out_of_stock",      "There is not enough in stock.")        \
    X(ERR_NOT_ALLOWED_NOW,409, "not_allowed_now",   "That is not possible in this state.")  \
    X(ERR_OPTED_OUT,      409, "opted_out",         "This customer said STOP and gets no messages until they write START.") \
    X(ERR_WINDOW_CLOSED,  409, "window_closed",     "WhatsApp's 24 hours since this customer's last message are over.") \
    X(ERR_BLOCKED,        409, "customer_blocked",  "This customer is blocked.")             \
    X(ERR_STALE,          412, "stale",             "Someone changed this in the meantime.")\
    X(ERR_TOO_BIG,        413, "too_big",           "That is more than we take.")           \
    X(ERR_MEDIA_TYPE,     415, "wrong_media_type",  "That content type is not understood.") \
    X(ERR_REPEAT_DIFFERS, 422, "repeat_differs",    "This Idempotency-Key was used for another request.") \
    X(ERR_MATCH_NEEDED,   428, "match_needed",      "Say with If-Match which version you saw.") \
    X(ERR_TOO_MANY,       429, "too_many_requests", "Too many tries; please wait a little.")\
    X(ERR_INTERNAL,       500, "internal",          "Something broke on our side.")         \
    X(ERR_NO_STREAM,      501, "no_stream",         "This server cannot keep a connection open; ask /admin/changes instead.") \
    X(ERR_UPSTREAM,       502, "upstream_failed",   "A service did not answer.")            \
    X(ERR_BUSY,           503, "busy",              "Busy for a moment; please try again.") \
    X(ERR_STORAGE,        503, "storage_failed",    "Storage is not available right now.")

#define ERR_AS_ENUM(kind, status, code, words) kind,
enum err_kind { ERRORS(ERR_AS_ENUM) ERR__MAX };
#undef ERR_AS_ENUM

struct err {
    enum err_kind kind;
    char field[48]; /* the input that was wrong, "" when none */
    char why[240];  /* for the log: never shown outside       */
};

/* Notes the first failure and returns false; later calls change nothing. */
bool fail(struct err *e, enum err_kind kind, const char *why, ...)
    __attribute__((format(printf, 3, 4)));

/* The same for one input field: ERR_BAD_INPUT, and `field` is told to the client. */
bool fail_field(struct err *e, const char *field, const char *why, ...)
    __attribute__((format(printf, 3, 4)));

/* Forgets a failure that has been dealt with. */
void err_clear(struct err *e);

/* HTTP status, stable code and words of a kind; static memory. */
int err_status(enum err_kind kind);
const char *err_code(enum err_kind kind);
const char *err_words(enum err_kind kind);

#endif
