/* ref.h -- how one of our rows is named outside the shop: "42-1764137302123", its id and its birth.
 *
 * What we tell a provider comes back later, a receipt days later. The id alone may be another row's
 * by then: where the database was put back to an earlier copy, or begun anew with the same account,
 * ids are given a second time. No two rows have both id and birth in common. */
#ifndef WAITER_REF_H
#define WAITER_REF_H

#include "waiter/arena.h"

#include <stdbool.h>
#include <stdint.h>

struct ref {
    int64_t id;      /* 0: none */
    int64_t born_at; /* the row's created_at, ms */
};

/* Lives in the arena. */
const char *ref_text(struct arena *a, struct ref r);
/* The ref that the whole text is; {0} for every other text, NULL too. */
struct ref ref_read(const char *text);
/* Is it that row? */
static inline bool ref_is(struct ref r, int64_t id, int64_t created_at)
{
    return r.id && r.id == id && r.born_at == created_at;
}

#endif
