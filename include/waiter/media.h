/* media.h -- pictures, voices and papers that customers send: noted in the customer's turn, fetched
 * by the worker (fetcher.h), kept in WAITER_HOME/inbound under a random name, where no web root is. */
#ifndef WAITER_MEDIA_H
#define WAITER_MEDIA_H

#include "waiter/db.h"
#include "waiter/settings.h"

#define MEDIA_MOST (16u << 20) /* bytes of one */
#define MEDIA_A_DAY_MOST 20    /* of one customer; the rest is told, not fetched */

struct media {
    int64_t id, customer_id, chat_log_id, payment_id, bytes, attempts, next_at, created_at;
    const char *message_sid, *media_sid, *status, *type, *file, *error;
};
extern const struct model media_model;

/* Notes that something came with that message; the worker fetches it. Inside a write job. */
CHECKED bool media_note(struct conn *c, int64_t customer_id, int64_t chat_log_id,
                        const char *message_sid, const char *media_sid, int64_t now, struct err *e);

/* What the bytes are, by their beginning: "image/jpeg", "application/pdf" ...; NULL: nothing that we
 * show. What somebody says it is counts for nothing. */
const char *media_type(const void *bytes, size_t n);

/* Is it a media id of Twilio's: ME and 32 hex digits? An address is built from nothing else. */
bool media_is_sid(const char *sid);

/* Writes the bytes under a new random name; *file is that name (arena). ERR_STORAGE. */
CHECKED bool media_keep(struct arena *a, const struct settings *s, const void *bytes, size_t n,
                        const char **file, struct err *e);
/* Takes such a file away again; a name that is none of ours is left alone. */
void media_drop(struct arena *a, const struct settings *s, const char *file);

#endif
