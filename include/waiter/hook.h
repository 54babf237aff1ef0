/* hook.h -- other people's webhooks: who wants to know what, and what they are told.
 *
 * A call is queued in the transaction of the change itself (errand.h) and made by the worker:
 *   POST, JSON {"id","type","created_at","data"}
 *   Waiter-Signature: t=SECONDS,v1=HEX   HMAC-SHA256 of "SECONDS.BODY" with the webhook's secret
 *   Waiter-Delivery: the same for every try of one call */
#ifndef WAITER_HOOK_H
#define WAITER_HOOK_H

#include "waiter/json.h"
#include "waiter/order.h"
#include "waiter/staff.h"

#define HOOKS_MOST 20

enum hook_event { HOOK_ORDER_CREATED, HOOK_ORDER_STATUS, HOOK_ORDER_PAID, HOOK_MESSAGE, HOOK__MAX };
/* "order.created", "order.status", "order.paid", "message.received" */
const char *hook_event_word(enum hook_event event);

/* Tells who wants it of an order, as staff sees it. Cheap where nobody does. Inside a write job. */
CHECKED bool hook_order(struct conn *c, struct arena *a, enum hook_event event, int64_t order_id,
                        int64_t now, struct err *e);

/* Of a message that a customer wrote. */
struct hook_message {
    int64_t customer_id;
    const char *id, *kind, *text, *name, *phone; /* name and phone may be NULL */
};
CHECKED bool hook_message(struct conn *c, struct arena *a, const struct hook_message *m,
                          int64_t now, struct err *e);

struct hook {
    int64_t id, version, created_at;
    const char *url, *secret, *events; /* events: JSON array */
    bool active;
};
CHECKED bool hook_find(struct conn *c, struct arena *a, int64_t id, struct hook *out, struct err *e);

/* The header's value for that body at that moment (seconds). */
const char *hook_signature(struct arena *a, const char *secret, int64_t seconds, const char *body,
                           size_t len);

/* -- the owner's side -- */

/* {"url","events"} or, changing, also {"active"}; https only, unless `private` allows others too.
 * *secret is told this once. */
CHECKED bool hook_add(struct db *db, struct arena *a, const struct staff *who,
                      const json_value *wish, bool private, int64_t *id, const char **secret,
                      struct err *e);
CHECKED bool hook_change(struct db *db, struct arena *a, const struct staff *who, int64_t id,
                         const json_value *wish, bool private, int64_t seen, struct err *e);
/* What waits for it is cancelled. */
CHECKED bool hook_remove(struct db *db, struct arena *a, const struct staff *who, int64_t id,
                         struct err *e);
/* One call of its log once more. */
CHECKED bool hook_again(struct db *db, struct arena *a, const struct staff *who, int64_t call_id,
                        struct err *e);

/* Into the open object, open array; the log of one with *last as in desk.h. No secrets. */
CHECKED bool hook_put(struct json *j, struct conn *c, struct arena *a, int64_t id, int64_t *version,
                      struct err *e);
CHECKED bool hook_list(struct json *j, struct conn *c, struct arena *a, struct err *e);
CHECKED bool hook_calls(struct json *j, struct conn *c, struct arena *a, int64_t id, int64_t before,
                        int64_t limit, int64_t *last, struct err *e);

#endif
