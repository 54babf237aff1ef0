/* reports.c -- the shop in figures, as JSON and as CSV: a report's table of columns makes both. */
#include "parts.h"
#include "waiter/clock.h"
#include "waiter/money.h"
#include "waiter/report.h"
#include "waiter/shop.h"

#include <stdlib.h>
#include <string.h>

#define PRODUCTS_MOST 100
#define SOURCES_MOST 100
#define WEEK 7
#define MONTH_DAYS 30

/* -- which days -- */

struct range { int64_t first, last, first_before; };

static int64_t today(void)
{
    int64_t day;
    int minute;
    clock_local(clock_now(), &day, &minute);
    return day;
}

static int64_t month_begin(struct arena *a, int64_t day)
{
    const char *text = clock_day_text(a, day); /* ends with the day of the month */
    return day - (strtoll(text + strlen(text) - 2, NULL, 10) - 1);
}

static bool read_day(struct request *rq, const char *name, int64_t *day, struct err *e)
{
    const char *given = request_query(rq, name);
    return !given || clock_day_read(given, day) ||
           fail_field(e, name, "not a day such as 2026-11-25");
}

/* ?range=today, 7d, 30d, month, or ?from= and ?until= (both inside); with nothing, seven days. */
static bool read_range(struct request *rq, struct range *out, struct err *e)
{
    const char *range = request_query(rq, "range");
    int64_t now = today();
    *out = (struct range){.first = now - (WEEK - 1), .last = now};
    if (range && strcmp(range, "today") == 0)
        out->first = now;
    else if (range && strcmp(range, "30d") == 0)
        out->first = now - (MONTH_DAYS - 1);
    else if (range && strcmp(range, "month") == 0)
        out->first = month_begin(rq->arena, now);
    else if (range && strcmp(range, "7d") != 0)
        return fail_field(e, "range", "not today, 7d, 30d or month");
    if (!read_day(rq, "from", &out->first, e) || !read_day(rq, "until", &out->last, e))
        return false;
    if (request_query(rq, "until") && !request_query(rq, "from"))
        out->first = out->last - (WEEK - 1);
    if (out->last < out->first || out->last - out->first >= REPORT_DAYS_MOST)
        return fail_field(e, "until", "not 1 to %d days", REPORT_DAYS_MOST);
    out->first_before = out->first - (out->last - out->first + 1);
    return true;
}

/* -- columns -- */

struct telling { /* what figures are told of */
    struct arena *arena;
    const char *currency;
    int64_t message_micro; /* what a message costs; -1: nobody said */
};

enum kind { PLAIN, IN_MONEY, IN_MICRO }; /* IN_MICRO: money in millionths */

#define UNKNOWN INT64_MIN /* such as the average of nothing */

struct column {
    const char *name;
    enum kind kind;
    int64_t (*of)(const struct telling *, const struct report_line *);
};

static int64_t ratio(int64_t part, int64_t whole) { return whole ? part / whole : UNKNOWN; }
/* In hundredths of a percent, rounded. */
static int64_t share(int64_t part, int64_t whole)
{
    return whole ? (part * 10000 + whole / 2) / whole : UNKNOWN;
}

#define COLUMN(NAME, EXPRESSION)                                                     \
    static int64_t NAME(const struct telling *v, const struct report_line *l)           \
    {                                                                                \
        (void)v;                                                                     \
        return EXPRESSION;                                                           \
    }
#define ANSWERED(l)                                                                  \
    ((l)->counts[COUNT_RULE] + (l)->counts[COUNT_FAQ] + (l)->counts[COUNT_AI] +      \
     (l)->counts[COUNT_UNANSWERED])

COLUMN(orders, l->orders)
COLUMN(cancelled, l->cancelled)
COLUMN(sales, l->sales_minor)
COLUMN(average, ratio(l->sales_minor, l->orders))
COLUMN(pieces, l->pieces)
COLUMN(delivery, l->delivery_minor)
COLUMN(tax, l->tax_minor)
COLUMN(discount, l->discount_minor)
COLUMN(refunds, l->refunds)
COLUMN(refunded, l->refunded_minor)
COLUMN(new_customers, l->counts[COUNT_CUSTOMERS])
COLUMN(buyers, l->buyers)
COLUMN(first_orders, l->first_orders)
COLUMN(repeat_orders, l->orders - l->first_orders)
COLUMN(chats, l->counts[COUNT_CHATS])
COLUMN(conversion, share(l->buyers, l->counts[COUNT_CHATS]))
COLUMN(marks, l->marks)
COLUMN(average_mark, l->marks ? (l->mark_sum * 100 + l->marks / 2) / l->marks : UNKNOWN)
COLUMN(messages_in, l->counts[COUNT_IN])
COLUMN(messages_out, l->counts[COUNT_OUT])
COLUMN(by_rule, l->counts[COUNT_RULE])
COLUMN(by_faq, l->counts[COUNT_FAQ])
COLUMN(by_ai, l->counts[COUNT_AI])
COLUMN(by_person, l->counts[COUNT_PERSON])
COLUMN(unanswered, l->counts[COUNT_UNANSWERED])
COLUMN(bot_wait, ratio(l->counts[COUNT_BOT_MS], ANSWERED(l)))
COLUMN(person_wait, ratio(l->counts[COUNT_PERSON_MS], l->counts[COUNT_PERSON]))
COLUMN(person_5m, share(l->counts[COUNT_PERSON_5M], l->counts[COUNT_PERSON]))
COLUMN(person_60m, share(l->counts[COUNT_PERSON_60M], l->counts[COUNT_PERSON]))
COLUMN(message_cost, v->message_micro < 0
                         ? UNKNOWN
                         : v->message_micro * (l->counts[COUNT_IN] + l->counts[COUNT_OUT]))

COLUMN(ai_calls, l->ai_calls)
COLUMN(ai_cost, l->ai_micro)

static const struct column sales_columns[] = {
    {"orders", PLAIN, orders},      {"cancelled", PLAIN, cancelled},
    {"sales", IN_MONEY, sales},     {"average", IN_MONEY, average},
    {"pieces", PLAIN, pieces},      {"delivery", IN_MONEY, delivery},
    {"tax", IN_MONEY, tax},         {"discount", IN_MONEY, discount},
    {"refunds", PLAIN, refunds},    {"refunded", IN_MONEY, refunded},
    {NULL, PLAIN, NULL},
};
static const struct column customer_columns[] = {
    {"new_customers", PLAIN, new_customers}, {"chats", PLAIN, chats},
    {"buyers", PLAIN, buyers},               {"conversion_bp", PLAIN, conversion},
    {"first_orders", PLAIN, first_orders},   {"repeat_orders", PLAIN, repeat_orders},
    {"marks", PLAIN, marks},                 {"average_mark_hundredths", PLAIN, average_mark},
    {NULL, PLAIN, NULL},
};
static const struct column chat_columns[] = {
    {"messages_in", PLAIN, messages_in},     {"messages_out", PLAIN, messages_out},
    {"chats", PLAIN, chats},                 {"by_rule", PLAIN, by_rule},
    {"by_faq", PLAIN, by_faq},               {"by_ai", PLAIN, by_ai},
    {"by_person", PLAIN, by_person},         {"unanswered", PLAIN, unanswered},
    {"bot_wait_ms", PLAIN, bot_wait},        {"person_wait_ms", PLAIN, person_wait},
    {"person_5m_bp", PLAIN, person_5m},      {"person_60m_bp", PLAIN, person_60m},
    {"message_cost", IN_MICRO, message_cost}, {"ai_calls", PLAIN, ai_calls},
    {"ai_cost_usd", IN_MICRO, ai_cost},      {NULL, PLAIN, NULL},
};

static const char *cell(const struct telling *v, enum kind kind, int64_t n)
{
    return n == UNKNOWN       ? ""
           : kind == IN_MONEY ? money_decimal(v->arena, n, v->currency)
           : kind == IN_MICRO ? money_micro_text(v->arena, n)
                              : arena_printf(v->arena, "%lld", (long long)n);
}

/* Money twice, as everywhere: exactly (NAME_minor, NAME_micro), and as a decimal number. */
static void put_columns(struct json *j, const struct telling *v, const struct column *columns,
                        const struct report_line *l)
{
    for (const struct column *c = columns; c->name; c++) {
        int64_t n = c->of(v, l);
        const char *exact = c->kind == IN_MONEY   ? arena_printf(v->arena, "%s_minor", c->name)
                            : c->kind == IN_MICRO ? arena_printf(v->arena, "%s_micro", c->name)
                                                  : c->name;
        if (n == UNKNOWN)
            json_put_null(j, exact);
        else
            json_put_int(j, exact, n);
        if (c->kind != PLAIN)
            json_put_raw(j, c->name, n == UNKNOWN ? "null" : cell(v, c->kind, n));
    }
}

static void put_cell(struct str *csv, const char *text)
{
    str_add_char(csv, ',');
    str_add_csv(csv, text);
}

/* -- the reports -- */

struct asked {
    struct telling view;
    struct range range;
    const struct report *report;
    bool csv;
};

struct report {
    const char *name;
    const struct column *columns; /* by days; NULL: a list of its own */
    bool (*put)(struct request *, struct conn *, const struct asked *, struct err *);
    unsigned beside;              /* what of enum report_beside its columns show */
};

/* What all have in common: which days, in which time zone and currency. */
static struct json open_report(struct request *rq, const struct asked *q)
{
    struct json j = reply_json(rq, 200);
    json_open_object(&j, NULL);
    json_put_text(&j, "report", q->report->name);
    json_put_text(&j, "from", clock_day_text(rq->arena, q->range.first));
    json_put_text(&j, "until", clock_day_text(rq->arena, q->range.last));
    json_put_text(&j, "today", clock_day_text(rq->arena, today()));
    json_put_text(&j, "time_zone", rq->app->settings.shop_timezone);
    json_put_text(&j, "currency", q->view.currency);
    return j;
}

static bool reply_csv(struct request *rq, const struct asked *q, struct str *csv, struct err *e)
{
    const char *text;
    if (!str_done(csv, &text, e))
        return false;
    reply_text(rq, 200, "text/csv; charset=utf-8", text);
    reply_header(rq, "Content-Disposition",
                 arena_printf(rq->arena, "attachment; filename=\"%s-%s-%s.csv\"", q->report->name,
                              clock_day_text(rq->arena, q->range.first),
                              clock_day_text(rq->arena, q->range.last)));
    return true;
}

static struct str csv_head(struct request *rq, const char *first)
{
    struct str csv = str_new(rq->arena, REPLY_MOST);
    str_add(&csv, "\xEF\xBB\xBF");
    str_add(&csv, first);
    return csv;
}

/* Who bought in all those days: people who come twice are one, so days do not add up to it. */
static void put_people(struct json *j, const struct asked *q, const struct report_people *p,
                       int64_t sales_minor)
{
    json_put_int(j, "buying_customers", p->buyers);
    json_put_int(j, "repeat_customers", p->again);
    if (p->buyers)
        json_put_money(j, "sales_per_customer", sales_minor / p->buyers, q->view.currency);
}

static void put_sum(struct json *j, const char *key, const struct asked *q,
                    const struct report_people *p)
{
    struct report_line sum = report_sum(p->lines, p->n);
    json_open_object(j, key);
    json_put_text(j, "from", clock_day_text(q->view.arena, p->lines[0].day));
    json_put_text(j, "until", clock_day_text(q->view.arena, p->lines[p->n - 1].day));
    put_columns(j, &q->view, q->report->columns, &sum);
    if (q->report->columns == customer_columns)
        put_people(j, q, p, sum.sales_minor);
    json_close(j);
}

static bool put_days(struct request *rq, struct conn *c, const struct asked *q, struct err *e)
{
    const struct range *days = &q->range;
    struct report_line *lines, *before;
    size_t n = (size_t)(days->last - days->first + 1);
    if (!report_read(c, rq->arena, q->view.currency, days->first, days->last, q->report->beside,
                     &lines, e) ||
        !report_read(c, rq->arena, q->view.currency, days->first_before, days->first - 1,
                     q->report->beside, &before, e))
        return false;
    struct report_people ranges[] = {{lines, n, 0, 0}, {before, n, 0, 0}};
    if (q->report->columns == customer_columns && !report_customers(c, rq->arena, ranges, 2, e))
        return false;
    struct json j = open_report(rq, q);
    put_sum(&j, "totals", q, &ranges[0]);
    put_sum(&j, "before", q, &ranges[1]);
    json_open_array(&j, "days");
    for (size_t i = 0; i < n; i++) {
        json_open_object(&j, NULL);
        json_put_text(&j, "day", clock_day_text(rq->arena, lines[i].day));
        put_columns(&j, &q->view, q->report->columns, &lines[i]);
        json_close(&j);
    }
    json_close(&j);
    json_close(&j);
    return true;
}

static bool put_days_csv(struct request *rq, struct conn *c, const struct asked *q, struct err *e)
{
    struct report_line *lines;
    size_t n = (size_t)(q->range.last - q->range.first + 1);
    struct str csv = csv_head(rq, "day");
    if (!report_read(c, rq->arena, q->view.currency, q->range.first, q->range.last,
                     q->report->beside, &lines, e))
        return false;
    for (const struct column *k = q->report->columns; k->name; k++)
        put_cell(&csv, k->name);
    put_cell(&csv, "currency");
    for (size_t i = 0; i < n; i++) {
        str_addf(&csv, "\r\n%s", clock_day_text(rq->arena, lines[i].day));
        for (const struct column *k = q->report->columns; k->name; k++)
            put_cell(&csv, cell(&q->view, k->kind, k->of(&q->view, &lines[i])));
        put_cell(&csv, q->view.currency);
    }
    str_add(&csv, "\r\n");
    return reply_csv(rq, q, &csv, e);
}

static bool put_by_day(struct request *rq, struct conn *c, const struct asked *q, struct err *e)
{
    return q->csv ? put_days_csv(rq, c, q, e) : put_days(rq, c, q, e);
}

static bool put_products(struct request *rq, struct conn *c, const struct asked *q, struct err *e)
{
    struct report_product *rows;
    size_t n;
    if (!report_products(c, rq->arena, q->view.currency, q->range.first, q->range.last,
                         PRODUCTS_MOST, &rows, &n, e))
        return false;
    if (q->csv) {
        struct str csv = csv_head(rq, "product_id,name,orders,pieces,sales,currency");
        for (size_t i = 0; i < n; i++) {
            str_addf(&csv, "\r\n%lld", (long long)rows[i].product_id);
            put_cell(&csv, rows[i].name);
            put_cell(&csv, cell(&q->view, PLAIN, rows[i].orders));
            put_cell(&csv, cell(&q->view, PLAIN, rows[i].pieces));
            put_cell(&csv, cell(&q->view, IN_MONEY, rows[i].sales_minor));
            put_cell(&csv, q->view.currency);
        }
        str_add(&csv, "\r\n");
        return reply_csv(rq, q, &csv, e);
    }
    struct json j = open_report(rq, q);
    json_open_array(&j, "products");
    for (size_t i = 0; i < n; i++) {
        json_open_object(&j, NULL);
        json_put_int(&j, "product_id", rows[i].product_id);
        json_put_text(&j, "name", rows[i].name);
        json_put_int(&j, "orders", rows[i].orders);
        json_put_int(&j, "pieces", rows[i].pieces);
        json_put_money(&j, "sales", rows[i].sales_minor, q->view.currency);
        json_close(&j);
    }
    json_close(&j);
    json_close(&j);
    return true;
}

static void put_source(struct json *j, const struct telling *v, const struct report_source *s)
{
    json_open_object(j, NULL);
    json_put_text(j, "headline", s->headline);
    json_put_text(j, "source_id", s->source_id);
    json_put_text(j, "type", s->type);
    json_put_text(j, "url", s->url);
    json_put_int(j, "clicks", s->clicks);
    json_put_int(j, "customers", s->customers);
    json_put_int(j, "new_customers", s->new_customers);
    json_put_int(j, "orders", s->orders);
    json_put_money(j, "sales", s->sales_minor, v->currency);
    json_close(j);
}

static bool put_sources(struct request *rq, struct conn *c, const struct asked *q, struct err *e)
{
    struct report_source *rows;
    size_t n;
    if (!report_sources(c, rq->arena, q->view.currency, q->range.first, q->range.last,
                        SOURCES_MOST, &rows, &n, e))
        return false;
    if (q->csv) {
        struct str csv = csv_head(rq, "headline,source_id,type,url,clicks,customers,"
                                      "new_customers,orders,sales,currency");
        for (size_t i = 0; i < n; i++) {
            const int64_t counts[] = {rows[i].clicks, rows[i].customers, rows[i].new_customers,
                                      rows[i].orders};
            str_add(&csv, "\r\n");
            str_add_csv(&csv, rows[i].headline);
            put_cell(&csv, rows[i].source_id);
            put_cell(&csv, rows[i].type);
            put_cell(&csv, rows[i].url);
            for (size_t k = 0; k < sizeof counts / sizeof *counts; k++)
                put_cell(&csv, cell(&q->view, PLAIN, counts[k]));
            put_cell(&csv, cell(&q->view, IN_MONEY, rows[i].sales_minor));
            put_cell(&csv, q->view.currency);
        }
        str_add(&csv, "\r\n");
        return reply_csv(rq, q, &csv, e);
    }
    struct json j = open_report(rq, q);
    json_open_array(&j, "sources");
    for (size_t i = 0; i < n; i++)
        put_source(&j, &q->view, &rows[i]);
    json_close(&j);
    json_close(&j);
    return true;
}

static const struct report reports[] = {
    {"sales", sales_columns, put_by_day, REPORT_REFUNDS},
    {"customers", customer_columns, put_by_day, REPORT_MARKS},
    {"chats", chat_columns, put_by_day, REPORT_AI},
    {"products", NULL, put_products, 0},
    {"sources", NULL, put_sources, 0},
};

static bool find_report(struct request *rq, struct asked *q, struct err *e)
{
    const char *name = request_route(rq, "report");
    size_t n = strlen(name);
    q->csv = n > 4 && strcmp(name + n - 4, ".csv") == 0;
    n -= q->csv ? 4 : 0;
    for (size_t i = 0; i < sizeof reports / sizeof *reports; i++)
        if (strlen(reports[i].name) == n && strncmp(reports[i].name, name, n) == 0)
            q->report = &reports[i];
    return q->report || fail(e, ERR_NOT_FOUND, "no report %.40s", name);
}

static bool read_report(struct request *rq, struct conn *c, struct err *e)
{
    const char *cost = rq->app->settings.message_cost;
    struct asked q = {.view = {.arena = rq->arena}};
    if (!*cost || !money_micro(cost, &q.view.message_micro))
        q.view.message_micro = -1;
    return find_report(rq, &q, e) && read_range(rq, &q.range, e) &&
           shop_currency(rq->app->shop, c, rq->arena, &q.view.currency, e) &&
           q.report->put(rq, c, &q, e);
}

bool handle_report(struct request *rq, struct err *e)
{
    rq->doing = "adding up a report";
    return desk_read(rq, read_report, e);
}
