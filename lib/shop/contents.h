/* contents.h -- which stored contents (shapes of buttons and lists) exist at Twilio.
 *
 * Remembered in the table `setting` as twilio.content.KEY, kept in memory by the worker. A shape
 * that Twilio refused is left alone for a while: its messages leave as plain text. */
#ifndef WAITER_CONTENTS_H
#define WAITER_CONTENTS_H

#include "waiter/db.h"

#define CONTENTS_MOST 300 /* shapes; more are not made, their messages leave as plain text */

struct content {
    char key[96], sid[68]; /* sid "": there is none */
    int64_t refused_until; /* clock_monotonic */
    bool making;           /* somebody is asking for it at this moment */
};

struct contents {
    struct db *db;
    size_t count;
    struct content at[CONTENTS_MOST];
};

CHECKED bool contents_load(struct contents *c, struct db *db, struct err *e);
/* The entry of that shape, made when new; NULL when there is no room for more. */
struct content *contents_find(struct contents *c, const char *key);
/* Twilio made it; false when it could not be written down (it is used all the same). */
CHECKED bool contents_keep(struct contents *c, struct content *content, const char *sid,
                           struct err *e);
/* Twilio does not know it (any more). */
CHECKED bool contents_forget(struct contents *c, struct content *content, struct err *e);

#endif
