/* track_page.h -- an order as whoever has its link sees it: how far it is, and nobody's name. */
#ifndef WAITER_TRACK_PAGE_H
#define WAITER_TRACK_PAGE_H

#include "waiter/order.h"
#include "waiter/shop.h"

#define TRACK_DAYS_MS (90LL * 24 * 60 * 60 * 1000) /* a link works so long behind the end */

/* The order that this number and token open. *found false: unknown number, wrong token or a link whose
 * time is over; all three take the same steps and are told alike. */
CHECKED bool track_find(struct conn *c, struct arena *a, const char *secret, const char *number,
                        const char *token, int64_t now, struct order *out, bool *found, struct err *e);

/* The same by the last part of the page's address: "20261125-ABCDEFGH.TOKEN". */
CHECKED bool track_find_page(struct conn *c, struct arena *a, const char *secret, const char *part,
                             int64_t now, struct order *out, bool *found, struct err *e);

/* The page (HTML without scripts; its style is /console/track.css), in the customer's language.
 * `o` NULL: that the link does not work, in the shop's own. */
CHECKED bool track_page(struct str *out, struct conn *c, struct arena *a, const struct snapshot *shop,
                        const struct order *o, struct err *e);

#endif
