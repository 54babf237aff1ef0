/* staff.h -- people who may use the console: passwords, sessions, delays for guessers. */
#ifndef WAITER_STAFF_H
#define WAITER_STAFF_H

#include "waiter/db.h"
#include "waiter/settings.h"

#define SESSION_IDLE_MS (30 * 60 * 1000LL)
#define SESSION_MOST_MS (12 * 3600 * 1000LL)
#define PASSWORD_CHARS_LEAST 12

struct staff {
    int64_t id;                       /* 0: a machine with a key */
    int64_t key_id;                   /* the key's, 0: a person */
    const char *username, *role;      /* key:NAME for a machine; owner, staff, viewer */
    const char *csrf_token, *id_hash; /* of this session; NULL with a key */
    int64_t *audited;                 /* audit() counts here what was written in this request */
};

/* Where somebody signs in from: shown beside the session. */
struct visit {
    const char *device, *address;
};

/* Is it one of owner, staff, viewer? */
bool role_known(const char *role);

/* Makes or updates an account; its sessions end. ERR_BAD_INPUT for a bad name or short password. */
CHECKED bool staff_set(struct db *db, const char *username, const char *password, const char *role,
                       struct err *e);

/* A password good enough to be stored, as its hash. ERR_BAD_INPUT names `field`. */
CHECKED bool staff_password(struct arena *a, const char *field, const char *password,
                            const char **hash, struct err *e);

/* Checks the password and starts a session: *cookie is its secret value. After 5 failures each try
 * waits 1, 2, 4 ... s, at most 15 min (ERR_TOO_MANY; *wait_ms is what is left of it). Names that
 * nobody has cost the same time and are delayed alike. */
CHECKED bool staff_login(struct db *db, struct arena *a, const char *username, const char *password,
                         const struct visit *from, const char **cookie, struct staff *out,
                         int64_t *wait_ms, struct err *e);

/* The staff member behind a session cookie; ERR_NO_LOGIN when absent, idle too long or too old. */
CHECKED bool staff_session(struct db *db, struct arena *a, const char *cookie, struct staff *out,
                           struct err *e);

/* Does this session (its id_hash) still hold? Counts as no use of it: a page left open must not
 * keep its session alive. ERR_NO_LOGIN. */
CHECKED bool staff_session_holds(struct db *db, const char *id_hash, struct err *e);

/* "__Host-waiter" where PUBLIC_URL is https (browsers then hold it to this host), else "waiter_session". */
const char *staff_cookie_name(const struct settings *s);

/* Ends the session. */
CHECKED bool staff_logout(struct db *db, const struct staff *who, struct err *e);

#endif
