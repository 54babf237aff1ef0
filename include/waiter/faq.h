/* faq.h -- the entries that answer questions, as the owner keeps them. */
#ifndef WAITER_FAQ_H
#define WAITER_FAQ_H

#include "waiter/catalogue.h"
#include "waiter/db.h"
#include "waiter/json.h"
#include "waiter/staff.h"

#define FAQ_MOST 1000         /* entries */
#define FAQ_LIST_MOST 50      /* phrasings or patterns of one */
#define FAQ_PHRASING_MOST 300 /* characters */
#define FAQ_IDS_MOST 1000

struct faq_row {
    int64_t id, version;
    const char *question, *answer, *language; /* language "": for everybody */
    const char *phrasings, *patterns;         /* JSON arrays of texts */
    const char *translations;                 /* JSON object: translate.h */
};
extern const struct model faq_model;

/* The wish of a client over what `into` holds already: `creating` needs question and answer. Patterns
 * are tried (faq_pattern_holds): ERR_BAD_INPUT names "patterns.2", and *why says what is wrong with it
 * (in the arena; else NULL). */
CHECKED bool faq_read(struct arena *a, const json_value *v, bool creating, struct faq_row *into,
                      const char **why, struct err *e);

/* The ids of a member that is an array of at most FAQ_IDS_MOST; an absent one is empty. */
CHECKED bool faq_ids(struct arena *a, const json_value *v, const char *name, const int64_t **ids,
                     size_t *count, struct err *e);

/* As conversations see it. Memory: arena. */
struct faq_entry faq_entry_of(struct arena *a, const struct faq_row *row);

/* One entry as an open object's members. */
void faq_put(struct json *j, const struct faq_row *row);

/* Adds it (id 0, which is then written) or changes what `v` names of entry row->id, in a write job of
 * its own; `seen` 0 or the version looked at (ERR_STALE). Open questions `solved` are answered by it. */
CHECKED bool faq_save(struct db *db, struct arena *a, const struct staff *who, const json_value *v,
                      int64_t seen, struct faq_row *row, const char **why, struct err *e);
CHECKED bool faq_remove(struct db *db, const struct staff *who, int64_t id, struct err *e);

/* Their order from now on; those not named stay behind. */
CHECKED bool faq_arrange(struct db *db, const struct staff *who, const int64_t *ids, size_t count,
                         struct err *e);

/* Open questions answered or to be ignored, or (again) open. */
CHECKED bool unanswered_solve(struct db *db, const struct staff *who, const int64_t *ids, size_t count,
                              bool solved, struct err *e);

#endif
