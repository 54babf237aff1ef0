/* key.h -- a machine's way into the admin API: made by an owner, shown once, kept as a hash. */
#ifndef WAITER_KEY_H
#define WAITER_KEY_H

#include "waiter/db.h"
#include "waiter/json.h"
#include "waiter/staff.h"

#define KEY_NAME_CHARS_MOST 64

/* Makes one: *key is its secret value, told nowhere else. ERR_BAD_INPUT for a bad name or role. */
CHECKED bool key_add(struct db *db, struct arena *a, const struct staff *who, const char *name,
                     const char *role, const char **key, int64_t *id, struct err *e);

/* Whom it stands for: "key:NAME" with the key's role. ERR_NO_LOGIN when unknown or revoked. */
CHECKED bool key_find(struct db *db, struct arena *a, const char *key, struct staff *out,
                      struct err *e);

/* Ends it at once. ERR_NOT_FOUND. */
CHECKED bool key_revoke(struct db *db, struct arena *a, const struct staff *who, int64_t id,
                        struct err *e);

/* Those that open, the newest first, into the open array; or one as members of the open object. */
CHECKED bool key_list(struct json *j, struct conn *c, struct arena *a, struct err *e);
CHECKED bool key_put(struct json *j, struct conn *c, struct arena *a, int64_t id, struct err *e);

#endif
