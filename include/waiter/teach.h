/* teach.h -- the owner teaches the shop what messages mean: phrases of their own, and a model trained
 * from them and the shipped ones (035-meanings.sql). */
#ifndef WAITER_TEACH_H
#define WAITER_TEACH_H

#include "waiter/nlu.h"
#include "waiter/shop.h"
#include "waiter/staff.h"

#define PHRASES_MOST 5000
#define PHRASE_CHARS_MOST 300

struct phrase {
    int64_t id, created_at;
    const char *intent, *language, *text, *author;
};
extern const struct model phrase_model;

/* Own phrases, the newest first, of one intent or ("") of all; before = 0: from the newest. */
CHECKED bool phrase_list(struct conn *c, struct arena *a, const char *intent, int64_t before,
                         int64_t limit, struct phrase **out, size_t *n, struct err *e);

/* In a write job; p->id is set. ERR_BAD_INPUT names the field; ERR_CONFLICT: it stands there already. */
CHECKED bool phrase_add(struct conn *c, struct arena *a, const struct staff *who, struct phrase *p,
                        struct err *e);
/* In a write job. ERR_NOT_FOUND. */
CHECKED bool phrase_remove(struct conn *c, struct arena *a, const struct staff *who, int64_t id,
                           struct err *e);

/* What came of training. */
struct lesson {
    bool taken;                    /* the new model is in use */
    int64_t phrases, own;          /* that it learnt from; of them the owner's */
    int64_t confirmed;             /* messages whose meaning customers confirmed (the newest 2,000) ... */
    int64_t right_before, right;   /* ... and how many of them the old and the new model read right */
    const char *lost_text, *lost_intent, *lost_read; /* the first one that only the new one misreads, or NULL */
    int64_t took_ms;
};

/* Trains, compares, and takes the new model unless it would read confirmed messages worse. */
CHECKED bool teach(struct shop *s, struct arena *a, const struct staff *who, struct lesson *out,
                   struct err *e);

/* The model in use: of how many phrases, by whom, when; actor NULL: the shipped one. */
struct model_facts { int64_t phrases, own, created_at; const char *actor; };
CHECKED bool model_facts(struct conn *c, struct arena *a, struct model_facts *out, struct err *e);

#endif
