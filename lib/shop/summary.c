/* summary.c -- what the owner hears of the shop as a whole: the day in figures, what runs low. */
#include "schedules.h"
#include "waiter/clock.h"
#include "waiter/lang.h"
#include "waiter/report.h"

#define LINES_TOLD 20

static const char *number(struct arena *a, int64_t n) { return arena_printf(a, "%lld", (long long)n); }

/* -- the day -- */

struct day {
    int64_t pending, unanswered, low;
};
static const struct field day_fields[] = {
    FIELD(struct day, pending, 0),
    FIELD(struct day, unanswered, 0),
    FIELD(struct day, low, 0),
};
static const struct model day_model = MODEL("day", struct day, day_fields);

static bool summary_job(struct conn *c, void *what, struct err *e)
{
    struct schedule_turn *t = what;
    struct notifier by = schedule_notifier(t, c);
    struct arena *a = by.arena;
    const char *currency = t->snap->catalogue.currency;
    struct report_line *today;
    struct day d;
    int64_t day;
    int minute;
    clock_local(by.now, &day, &minute);
    if (!report_read(c, a, currency, day, day, 0, &today, e) ||
        !db_one(c, a, Q_SUMMARY_OF_DAY, ARGS(V(clock_midnight(by.now)), V(by.now)), &day_model, &d,
                NULL, e))
        return false;
    int64_t orders = today->orders + today->cancelled;
    struct notice n = {.kind = OWNER_SUMMARY};
    notice_say(&n, "date", clock_date(a, by.now));
    notice_say(&n, "orders", number(a, orders));
    notice_say(&n, "sales", lang_money(a, notifier_owner_lang(&by), today->sales_minor, currency));
    notice_say(&n, "customers", number(a, today->counts[COUNT_CUSTOMERS]));
    notice_say(&n, "pending", number(a, d.pending));
    notice_say(&n, "unanswered", number(a, d.unanswered));
    notice_say(&n, "low", number(a, d.low));
    t->result = arena_printf(t->arena, "%s: %lld orders", clock_date(a, by.now), (long long)orders);
    return notify_owner(&by, &n, e);
}

bool run_summary(struct schedule_turn *t, struct err *e)
{
    return db_write(t->db, summary_job, t, e);
}

/* -- low stock: told once, until there is enough again -- */

struct low_row {
    int64_t id, stock;
    const char *name, *option1, *option2;
};
static const struct field low_fields[] = {
    FIELD(struct low_row, id, 0),      FIELD(struct low_row, stock, 0),
    FIELD(struct low_row, name, 0),    FIELD(struct low_row, option1, 0),
    FIELD(struct low_row, option2, 0),
};
static const struct model low_model = MODEL("variant", struct low_row, low_fields);

bool want_stock_low(struct schedule_turn *t, struct conn *c, bool *wanted, struct err *e)
{
    int64_t any;
    (void)t;
    if (!db_int(c, Q_STOCK_LOW_ANY, NO_ARGS, &any, NULL, e))
        return false;
    *wanted = any != 0;
    return true;
}

static bool stock_low_job(struct conn *c, void *what, struct err *e)
{
    struct schedule_turn *t = what;
    struct notifier by = schedule_notifier(t, c);
    struct arena *a = by.arena;
    const char *list = "";
    int64_t count = 0;
    void *rows;
    size_t n;
    if (!db_run(c, Q_STOCK_TOLD_FORGET, NO_ARGS, NULL, e) ||
        !db_all(c, a, Q_STOCK_LOW, ARGS(V(LINES_TOLD)), &low_model, LINES_TOLD, &rows, &n, e) ||
        !db_run(c, Q_STOCK_TOLD_ALL, ARGS(V(by.now)), &count, e))
        return false;
    for (size_t i = 0; i < n; i++) {
        const struct low_row *v = (const struct low_row *)rows + i;
        list = arena_printf(a, "%s%s%s", list, i ? "\n" : "",
                            line_text(a, v->name, v->option1, v->option2, v->stock));
    }
    t->result = arena_printf(t->arena, "%lld low", (long long)count);
    if (!count)
        return true;
    struct notice told = {.kind = OWNER_STOCK_LOW};
    notice_say(&told, "count", number(a, count));
    notice_say(&told, "items", list);
    return notify_owner(&by, &told, e);
}

bool run_stock_low(struct schedule_turn *t, struct err *e)
{
    return db_write(t->db, stock_low_job, t, e);
}
