/* report_tally.c -- messages and customers become counts of the shop's days. */
#include "report_parts.h"
#include "waiter/clock.h"

#include <string.h>

const char *const report_count_names[COUNT__MAX] = {
    [COUNT_IN] = "messages_in", [COUNT_OUT] = "messages_out", [COUNT_CHATS] = "chats",
    [COUNT_RULE] = "by_rule", [COUNT_FAQ] = "by_faq", [COUNT_AI] = "by_ai",
    [COUNT_PERSON] = "by_person", [COUNT_UNANSWERED] = "unanswered", [COUNT_BOT_MS] = "bot_ms",
    [COUNT_PERSON_MS] = "person_ms", [COUNT_PERSON_5M] = "person_5m",
    [COUNT_PERSON_60M] = "person_60m", [COUNT_CUSTOMERS] = "new_customers",
};

int64_t report_day_of(struct day_finder *f, int64_t ms)
{
    int minute;
    if (ms >= f->begins_at && ms < f->ends_at)
        return f->day;
    clock_local(ms, &f->day, &minute);
    f->begins_at = clock_day_begin(f->day);
    f->ends_at = clock_day_begin(f->day + 1);
    return f->day;
}

static enum report_count who_answered(const char *source)
{
    static const struct { const char *source; enum report_count count; } known[] = {
        {"faq", COUNT_FAQ},     {"ai", COUNT_AI},           {"model", COUNT_AI},
        {"staff", COUNT_PERSON}, {"fallback", COUNT_UNANSWERED},
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (strcmp(source, known[i].source) == 0)
            return known[i].count;
    return COUNT_RULE;
}

struct tally {
    struct day_finder days, asked; /* of messages, and of those they follow */
    report_add *add;
    void *what;
};

static void tally_in(struct tally *t, int64_t day, int64_t wrote_before)
{
    t->add(t->what, day, COUNT_IN, 1);
    if (!wrote_before || report_day_of(&t->asked, wrote_before) != day)
        t->add(t->what, day, COUNT_CHATS, 1);
}

/* Answers belong to the day on which they were given. */
static void tally_out(struct tally *t, int64_t day, int64_t at, const char *source,
                      int64_t asked_at)
{
    t->add(t->what, day, COUNT_OUT, 1);
    if (!asked_at)
        return;
    enum report_count who = who_answered(source);
    int64_t waited = at > asked_at ? at - asked_at : 0;
    t->add(t->what, day, who, 1);
    t->add(t->what, day, who == COUNT_PERSON ? COUNT_PERSON_MS : COUNT_BOT_MS, waited);
    if (who == COUNT_PERSON && waited <= 5 * MINUTE_MS)
        t->add(t->what, day, COUNT_PERSON_5M, 1);
    if (who == COUNT_PERSON && waited <= HOUR_MS)
        t->add(t->what, day, COUNT_PERSON_60M, 1);
}

bool report_tally_messages(struct conn *c, struct arena *a, int64_t *place, int64_t most,
                           report_add *add, void *what, int64_t *seen, struct err *e)
{
    struct tally t = {.add = add, .what = what};
    struct rows *r;
    if (!rows_begin(c, Q_REPORT_MESSAGES, ARGS(V(*place), V(most)), &r, e))
        return false;
    for (*seen = 0; row_next(r, e); ++*seen) {
        int64_t at = row_int(r, 1), day = report_day_of(&t.days, at);
        *place = row_int(r, 0);
        if (strcmp(row_text(r, 2, a), "in") == 0)
            tally_in(&t, day, row_int(r, 4));
        else
            tally_out(&t, day, at, row_text(r, 3, a), row_int(r, 4));
    }
    rows_end(r);
    return e->kind == ERR_NONE;
}

bool report_tally_customers(struct conn *c, struct arena *a, int64_t *place, int64_t most,
                            report_add *add, void *what, int64_t *seen, struct err *e)
{
    struct day_finder days = {0};
    struct rows *r;
    (void)a;
    if (!rows_begin(c, Q_REPORT_NEW_CUSTOMERS, ARGS(V(*place), V(most)), &r, e))
        return false;
    for (*seen = 0; row_next(r, e); ++*seen) {
        *place = row_int(r, 0);
        add(what, report_day_of(&days, row_int(r, 1)), COUNT_CUSTOMERS, 1);
    }
    rows_end(r);
    return e->kind == ERR_NONE;
}
