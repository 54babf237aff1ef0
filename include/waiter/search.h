/* search.h -- what the desk finds orders, customers and messages by, and how an index follows its table.
 *
 * New rows go into an index when somebody searches, and where many wait once no customer writes;
 * few of them a write job, so that no turn pays for it or waits for it long. Rows that changed or
 * went are named in search_due. */
#ifndef WAITER_SEARCH_H
#define WAITER_SEARCH_H

#include "waiter/db.h"

enum search { SEARCH_ORDERS, SEARCH_CUSTOMERS, SEARCH_MESSAGES, SEARCH__MAX };

#define SEARCH_COUNT_MOST 10000 /* matches that are gone through one by one */

/* How to look for what was typed into a list's field: the first that is not NULL or 0. */
struct typed {
    const char *match; /* an FTS5 text: the trigram index tells which rows hold it */
    const char *like;  /* escaped by ~: so many hold it that the list is better read from its top ... */
    int64_t reach;     /* ... or, too short for the index, only to this depth; 0: there are not so many rows */
    const char *all;   /* an FTS5 text also where the list is read by `like`; NULL: too short */
};

/* Brings an index up to its table; of messages only some thousand: after an import there may be millions,
 * and a search does not wait for all of them (Q_SEARCH_MESSAGES_BEHIND). */
CHECKED bool search_follow(struct db *db, enum search which, struct err *e);
/* In a write job: what has changed or gone leaves the indexes of orders and customers now. */
CHECKED bool search_drop_due(struct conn *c, struct err *e);
/* What left the indexes leaves their files too. In steps: customers' messages go on meanwhile. */
CHECKED bool search_clean(struct db *db, struct err *e);

/* Orders or customers. "" gives nothing to look for. A phone is found in any spelling: with + or 00, blanks and
 * dashes, as people of the country dial it, in Arabic digits. */
CHECKED bool search_read(struct conn *c, struct arena *a, enum search which, const char *typed,
                         struct typed *out, struct err *e);

#endif
