/* audit.h -- who changed what, and what it was before; written with the change or not at all. Open
 * consoles are told of each row (EVENT_SYSTEM): what is in the book shows on some screen. */
#ifndef WAITER_AUDIT_H
#define WAITER_AUDIT_H

#include "waiter/db.h"
#include "waiter/json.h"
#include "waiter/staff.h"

/* Call it in the write job of the change itself. `action` is SUBJECT.VERB ("product.change"), `ref` what
 * was changed (its id or name), before and after are JSON texts or NULL. Never a password, key or token. */
CHECKED bool audit(struct conn *c, const struct staff *who, const char *action, const char *subject,
                   const char *ref, const char *before, const char *after, struct err *e);

/* The same with a number as ref. */
CHECKED bool audit_id(struct conn *c, const struct staff *who, const char *action,
                      const char *subject, int64_t id, const char *before, const char *after,
                      struct err *e);

/* For a POST that changes nothing (a test box, a dry run): no row is wanted. */
void audit_nothing(const struct staff *who);

struct audit_filter {
    int64_t before, limit;              /* ids: `before` 0 = from the newest */
    const char *actor, *subject, *ref;  /* "" = all */
    int64_t since, until;               /* 0 = open */
};

/* Rows into the open array, the newest first; *last as in desk.h. */
CHECKED bool audit_list(struct json *j, struct conn *c, struct arena *a,
                        const struct audit_filter *f, int64_t *last, struct err *e);

/* The newest row about it as a member {"actor","action","before","after","at"}, or null: what a 412 tells. */
CHECKED bool audit_last(struct json *j, const char *key, struct conn *c, struct arena *a,
                        const char *subject, const char *ref, struct err *e);

#endif
