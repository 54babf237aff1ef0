/* fetcher.h -- the worker fetches what customers sent: from Twilio, and from nowhere else.
 *
 * The address is built from ids, never taken from a message. Redirects are followed by hand, at
 * most three, each to a host that may be (TWILIO_MEDIA_HOSTS), by https, to public addresses alone;
 * our credentials never leave Twilio's own address. At most 16 MB and 20 s (reliability.md E4). */
#ifndef WAITER_FETCHER_H
#define WAITER_FETCHER_H

#include "waiter/http.h"
#include "waiter/shop.h"

struct fetcher; /* one thread: the worker's */

/* Takes away files that no row names: what a killed worker left. All given must live on. */
struct fetcher *fetcher_open(struct shop *shop, struct http *http);
void fetcher_close(struct fetcher *f);

void fetcher_turn(struct fetcher *f, bool finishing);
size_t fetcher_busy(const struct fetcher *f);
bool fetcher_done(const struct fetcher *f);

/* May that address be asked? *ours: it is Twilio's own, where our credentials belong. For tests. */
bool fetcher_may_ask(const struct settings *s, const char *url, bool *ours);

#endif
