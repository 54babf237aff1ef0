/* account.h -- what an owner does to accounts, and everybody to their own password and sessions.
 * Each change is audited in its transaction; the shop always keeps one owner. */
#ifndef WAITER_ACCOUNT_H
#define WAITER_ACCOUNT_H

#include "waiter/db.h"
#include "waiter/json.h"
#include "waiter/staff.h"

/* A new account (or a removed one comes back). ERR_CONFLICT when the name is taken. */
CHECKED bool account_add(struct db *db, struct arena *a, const struct staff *who,
                         const char *username, const char *password, const char *role,
                         int64_t *id, struct err *e);

/* Another role and/or password (NULL: as it is); a new password ends all its sessions.
 * ERR_NOT_FOUND; ERR_NOT_ALLOWED_NOW for the last owner's role. */
CHECKED bool account_change(struct db *db, struct arena *a, const struct staff *who, int64_t id,
                            const char *role, const char *password, struct err *e);

/* It opens nothing any more. ERR_NOT_FOUND; ERR_NOT_ALLOWED_NOW for the last owner. */
CHECKED bool account_remove(struct db *db, struct arena *a, const struct staff *who, int64_t id,
                            struct err *e);

/* One's own password: the old one is needed, all one's other sessions end. ERR_BAD_INPUT (old). */
CHECKED bool account_password(struct db *db, struct arena *a, const struct staff *who,
                              const char *old, const char *password, struct err *e);

/* Accounts into the open array; one as members of the open object. */
CHECKED bool account_list(struct json *j, struct conn *c, struct arena *a, struct err *e);
CHECKED bool account_put(struct json *j, struct conn *c, struct arena *a, int64_t id, struct err *e);

/* Sessions that still open, into the open array: of one account, of all (0). `mine` marks one's own. */
CHECKED bool session_list(struct json *j, struct conn *c, struct arena *a, int64_t staff_id,
                          const char *mine, struct err *e);
/* Ends one of them (of that account only, unless 0), or all of one's own but this one. */
CHECKED bool session_end(struct db *db, const struct staff *who, int64_t id, int64_t staff_id,
                         struct err *e);
CHECKED bool session_end_others(struct db *db, const struct staff *who, struct err *e);

#endif
