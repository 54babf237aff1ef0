/* search.c -- what was typed as a way to look for it; the indexes follow their tables. */
#include "waiter/search.h"

#include "schedules.h"
#include "waiter/clock.h"
#include "waiter/str.h"
#include "waiter/utf8.h"

#include <string.h>
#include <time.h>

#define AT_ONCE 200           /* rows of one write job: customers wait for its end */
#define MERGE_PAGES 16        /* of an index, in one write job ... */
#define MERGES_EACH 4         /* ... behind each with rows: a bit more than they make necessary */
#define MESSAGE_JOBS_MOST 100 /* that a search waits for */
#define RUN_JOBS_MOST 100     /* of each index in one run of the schedule */
#define BEHIND_MOST 1000      /* rows; more than that are put in before somebody searches ... */
#define QUIET_MS SECOND_MS    /* ... once no customer has written for so long ... */
#define BEHIND_FAR (AT_ONCE * MESSAGE_JOBS_MOST) /* ... or with so many in any case: a search can just catch up */
#define GRAM 3                /* characters the trigram index knows at least */
#define SHORT_REACH 5000

static const struct index {
    const char *due;
    enum query drop, again, next, count, beyond, merge;
    int jobs_most;
} indexes[SEARCH__MAX] = {
    [SEARCH_ORDERS] = {"order", Q_SEARCH_ORDERS_DROP, Q_SEARCH_ORDERS_AGAIN, Q_SEARCH_ORDERS_NEXT,
                       Q_SEARCH_ORDERS_COUNT, Q_SEARCH_ORDERS_BEYOND, Q_SEARCH_ORDERS_MERGE, INT32_MAX},
    [SEARCH_CUSTOMERS] = {"customer", Q_SEARCH_CUSTOMERS_DROP, Q_SEARCH_CUSTOMERS_AGAIN, Q_SEARCH_CUSTOMERS_NEXT,
                          Q_SEARCH_CUSTOMERS_COUNT, Q_SEARCH_CUSTOMERS_BEYOND, Q_SEARCH_CUSTOMERS_MERGE,
                          INT32_MAX},
    [SEARCH_MESSAGES] = {.next = Q_SEARCH_MESSAGES_NEXT, .merge = Q_SEARCH_MESSAGES_MERGE,
                         .jobs_most = MESSAGE_JOBS_MOST},
};

/* -- following -- */

/* So many of the due, by the same order in each query; *done: how many there were. */
static bool drop_due(struct conn *c, const struct index *is, int64_t most, int64_t *done, struct err *e)
{
    *done = 0;
    return !is->due || (db_run(c, is->drop, ARGS(V(most)), NULL, e) && db_run(c, is->again, ARGS(V(most)), NULL, e) &&
                        db_run(c, Q_SEARCH_DUE_DONE, ARGS(V(is->due), V(most)), done, e));
}

bool search_drop_due(struct conn *c, struct err *e)
{
    int64_t done;
    return drop_due(c, &indexes[SEARCH_ORDERS], INT64_MAX, &done, e) &&
           drop_due(c, &indexes[SEARCH_CUSTOMERS], INT64_MAX, &done, e);
}

struct step {
    const struct index *index;
    bool more;
};

static bool follow_job(struct conn *c, void *what, struct err *e)
{
    struct step *s = what;
    int64_t due, next;
    if (!drop_due(c, s->index, AT_ONCE, &due, e) || !db_run(c, s->index->next, ARGS(V(AT_ONCE)), &next, e))
        return false;
    s->more = due == AT_ONCE || next == AT_ONCE;
    return true;
}

struct merging {
    enum query query;
    int64_t pages, changed;
};

static bool merge_job(struct conn *c, void *what, struct err *e)
{
    struct merging *m = what;
    int64_t before, after;
    if (!db_int(c, Q_CHANGES_SO_FAR, NO_ARGS, &before, NULL, e) ||
        !db_run(c, m->query, ARGS(V(m->pages)), NULL, e) ||
        !db_int(c, Q_CHANGES_SO_FAR, NO_ARGS, &after, NULL, e))
        return false;
    m->changed = after - before;
    return true;
}

/* FTS5 would merge by itself too, now and then for seconds (004-chats.sql). */
static bool follow_once(struct db *db, struct step *s, int merges, struct err *e)
{
    struct merging m = {.query = s->index->merge, .pages = MERGE_PAGES, .changed = 2};
    if (!db_write(db, follow_job, s, e))
        return false;
    for (; merges > 0 && m.changed > 1; merges--)
        if (!db_write(db, merge_job, &m, e))
            return false;
    return true;
}

struct lag {
    int64_t rows; /* of the index that is farthest behind */
    bool due;     /* any that have changed or gone */
    bool turns;   /* customers write just now */
};

static bool read_lag(struct conn *c, struct lag *out, struct err *e)
{
    int64_t due, last = 0, now = clock_now();
    if (!db_int(c, Q_SEARCH_BEHIND, NO_ARGS, &out->rows, NULL, e) ||
        !db_int(c, Q_SEARCH_ANY_DUE, NO_ARGS, &due, NULL, e) ||
        !db_int(c, Q_SEARCH_LAST_MESSAGE, NO_ARGS, &last, NULL, e))
        return false;
    out->due = due != 0;
    out->turns = last <= now && now < last + QUIET_MS;
    return true;
}

static bool borrow_lag(struct db *db, struct lag *out, struct err *e)
{
    struct conn *c;
    if (!db_borrow(db, &c, e))
        return false;
    bool ok = read_lag(c, out, e);
    db_return(db, c);
    return ok;
}

bool search_follow(struct db *db, enum search which, struct err *e)
{
    struct step s = {.index = &indexes[which]};
    struct lag lag;
    if (!borrow_lag(db, &lag, e))
        return false;
    s.more = lag.rows > 0 || lag.due; /* mostly not: then nobody waits for the gate */
    for (int jobs = indexes[which].jobs_most; s.more && jobs > 0; jobs--)
        if (!follow_once(db, &s, 1, e))
            return false;
    return true;
}

/* -- the schedule -- */

static bool must_wait(const struct lag *l) { return l->turns && l->rows < BEHIND_FAR; }

bool want_search(struct schedule_turn *t, struct conn *c, bool *wanted, struct err *e)
{
    struct lag lag;
    (void)t;
    if (!read_lag(c, &lag, e))
        return false;
    *wanted = (lag.due || lag.rows >= BEHIND_MOST) && !must_wait(&lag);
    return true;
}

/* Half of the time is others', all of it when they begin to write. */
static bool stand_back(struct db *db, int64_t ms, bool *stop, struct err *e)
{
    const struct timespec pause = {.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000};
    struct lag lag;
    nanosleep(&pause, NULL);
    if (!borrow_lag(db, &lag, e))
        return false;
    *stop = must_wait(&lag);
    return true;
}

bool run_search(struct schedule_turn *t, struct err *e)
{
    bool stop = false;
    for (int i = 0; i < SEARCH__MAX; i++) {
        struct step s = {.index = &indexes[i], .more = true};
        for (int jobs = RUN_JOBS_MOST; s.more && !stop && jobs > 0; jobs--) {
            int64_t began = clock_monotonic();
            if (!follow_once(t->db, &s, MERGES_EACH, e) ||
                !stand_back(t->db, clock_monotonic() - began, &stop, e))
                return false;
        }
    }
    return true;
}

/* -- cleaning -- */

#define MERGE_FIRST (-200) /* pages; negative: all parts into one */
#define MERGE_NEXT 200
#define MERGES_MOST 100000

bool search_clean(struct db *db, struct err *e)
{
    for (int i = 0; i < SEARCH__MAX; i++) {
        struct merging m = {indexes[i].merge, MERGE_FIRST, 2};
        for (int n = 0; n < MERGES_MOST && m.changed > 1; n++) {
            if (!db_write(db, merge_job, &m, e))
                return false;
            m.pages = MERGE_NEXT;
        }
    }
    return true;
}

/* -- what was typed -- */

/* Arabic and Persian digits as Latin ones. */
static const char *latin_digits(struct arena *a, const char *typed)
{
    struct str out = str_new(a, 4096);
    for (const unsigned char *c = (const unsigned char *)typed; *c; c++) {
        if (c[0] == 0xd9 && c[1] >= 0xa0 && c[1] <= 0xa9)
            str_add_char(&out, (char)('0' + *++c - 0xa0));
        else if (c[0] == 0xdb && c[1] >= 0xb0 && c[1] <= 0xb9)
            str_add_char(&out, (char)('0' + *++c - 0xb0));
        else
            str_add_char(&out, (char)*c);
    }
    return out.text;
}

/* "0034 600-111 222", "(0600) 111222", "+44 (0) 7700": the digits that a stored number holds; zeros in
 * front lead out of a town or a country and are never stored. "" when it is no phone. */
static const char *phone_digits(struct arena *a, const char *typed)
{
    struct str out = str_new(a, 4096);
    if (typed[strspn(typed, "+0123456789 -()./")] || !typed[strcspn(typed, "0123456789")])
        return "";
    for (; *typed; typed++) {
        if (strncmp(typed, "(0)", 3) == 0)
            typed += 2;
        else if (*typed >= '1' && *typed <= '9')
            str_add_char(&out, *typed);
        else if (*typed == '0' && out.len)
            str_add_char(&out, *typed);
    }
    return out.text;
}

/* FTS5's phrase: part of a text, as it stands. */
static const char *phrase(struct arena *a, const char *part)
{
    struct str out = str_new(a, 4096);
    str_add_char(&out, '"');
    for (const char *c = part; *c; c++) {
        if (*c == '"')
            str_add_char(&out, '"');
        str_add_char(&out, *c);
    }
    str_add_char(&out, '"');
    return out.text;
}

static const char *like_text(struct arena *a, const char *part)
{
    struct str out = str_new(a, 4096);
    str_add_char(&out, '%');
    for (const char *c = part; *c; c++) {
        if (strchr("%_~", *c))
            str_add_char(&out, '~');
        str_add_char(&out, *c);
    }
    str_add_char(&out, '%');
    return out.text;
}

bool search_read(struct conn *c, struct arena *a, enum search which, const char *typed, struct typed *out,
                 struct err *e)
{
    const char *phone = phone_digits(a, latin_digits(a, typed)), *part = *phone ? phone : typed;
    int64_t n;
    *out = (struct typed){0};
    if (!*part)
        return true;
    if (utf8_length(part) < GRAM) {
        out->like = like_text(a, part);
        if (!db_int(c, indexes[which].beyond, ARGS(V(SHORT_REACH)), &n, NULL, e))
            return false;
        out->reach = n ? SHORT_REACH : 0;
        return true;
    }
    out->all = phrase(a, part);
    if (strcmp(part, typed) != 0) /* "20260101-0042" may be a phone, or part of a number */
        out->all = arena_printf(a, "%s OR %s", out->all, phrase(a, typed));
    if (!db_int(c, indexes[which].count, ARGS(V(out->all), V(SEARCH_COUNT_MOST + 1)), &n, NULL, e))
        return false;
    if (n > SEARCH_COUNT_MOST)
        out->like = like_text(a, part);
    else
        out->match = out->all;
    return true;
}
