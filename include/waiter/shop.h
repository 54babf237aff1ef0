/* shop.h -- the shop in memory: reply texts and the current version of the catalogue with its brains.
 *
 * A snapshot is immutable and shared by all threads. It is rebuilt when catalogue_version
 * moves, and freed when its last user lets go. A language is made ready when it is first asked
 * for: most shops hear one or two of theirs a day, and plain CGI hears one message. */
#ifndef WAITER_SHOP_H
#define WAITER_SHOP_H

#include "waiter/catalogue.h"
#include "waiter/db.h"
#include "waiter/settings.h"
#include "waiter/texts.h"
#include "waiter/understand.h"

struct shop;

#define LANGUAGES_MOST 5

/* The shop in one of its languages; without catalogue and brain until snapshot_tongue hands it out. */
struct tongue {
    const char *code;
    const struct catalogue *catalogue; /* translated, where the shop has translations */
    const struct brain *brain;
};

struct snapshot {
    struct catalogue catalogue;        /* in the shop's own words */
    const struct texts *texts;         /* with the owner's own words */
    struct tongue tongues[LANGUAGES_MOST];
    size_t tongue_count;               /* at least one; the first is for who has not chosen yet */
};

/* The shop in that language; in its first where it does not speak it. */
const struct tongue *snapshot_tongue(const struct snapshot *snap, const char *lang);
/* Its place among the tongues, and nothing made ready. */
size_t snapshot_tongue_index(const struct snapshot *snap, const char *lang);
/* Whether the shop speaks that language. */
bool snapshot_speaks(const struct snapshot *snap, const char *lang);

/* Loads the reply texts; the catalogue is read when first asked for. `settings` and `db` must live on. */
CHECKED bool shop_open(const struct settings *settings, struct db *db, struct shop **out, struct err *e);
void shop_close(struct shop *s);

/* The snapshot held now, of at least that version; read anew when it is older (0 = any will do).
 * Every one taken must be released. */
CHECKED bool shop_snapshot(struct shop *s, int64_t version, const struct snapshot **out, struct err *e);
/* The one that the database has now. */
CHECKED bool shop_snapshot_now(struct shop *s, const struct snapshot **out, struct err *e);
void shop_release(struct shop *s, const struct snapshot *snap);

/* Which tongue somebody at that address was last answered in; false and the first one where that is not
 * known. A hint kept in memory, wrong at times: it tells what to prepare, never what to do. */
bool shop_tongue_guess(struct shop *s, const char *address, size_t *tongue);
void shop_tongue_heard(struct shop *s, const char *address, size_t tongue);

/* The texts as they are shipped; what customers read stands in the snapshot. */
const struct texts *shop_texts_shipped(const struct shop *s);
const struct settings *shop_settings(const struct shop *s);
struct db *shop_db(const struct shop *s);

/* The shop's currency, from the settings or the catalogue, read through c; in the arena. */
CHECKED bool shop_currency(const struct shop *s, struct conn *c, struct arena *a, const char **out,
                           struct err *e);

/* How long a person keeps a conversation: the owner's word, else the settings'. */
CHECKED bool shop_human_timeout(const struct shop *s, struct conn *c, struct arena *a, int64_t *ms,
                                struct err *e);

#endif
