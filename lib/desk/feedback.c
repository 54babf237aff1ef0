/* feedback.c -- what customers thought of their orders: marks from 1 to 5, and words. */
#include "parts.h"

#define MARK_MOST 5

struct feedback_row {
    int64_t id, customer_id, mark, answered_at;
    const char *words, *number, *name;
};
static const struct field feedback_fields[] = {
    FIELD(struct feedback_row, id, SHOWN),
    FIELD(struct feedback_row, customer_id, SHOWN),
    FIELD(struct feedback_row, number, SHOWN),
    FIELD(struct feedback_row, name, SHOWN),
    FIELD(struct feedback_row, mark, SHOWN),
    FIELD(struct feedback_row, words, SHOWN),
    FIELD(struct feedback_row, answered_at, SHOWN | TIME),
};
static const struct model feedback_model = MODEL("feedback", struct feedback_row, feedback_fields);

/* How many were asked, how many gave which mark, and the average: of all there are, or of one
 * customer's, whatever mark the list is narrowed to. */
static bool put_sums(struct json *j, struct conn *c, int64_t customer_id, struct err *e)
{
    int64_t marks[MARK_MOST + 1] = {0}, asked = 0, given = 0, sum = 0;
    struct rows *r;
    if (!rows_begin(c, Q_FEEDBACK_SUMS, ARGS(V(customer_id)), &r, e))
        return false;
    while (row_next(r, e)) {
        int64_t mark = row_int(r, 0), n = row_int(r, 1); /* 0: asked, and no answer */
        marks[mark] = n;
        asked += n;
        given += mark ? n : 0;
        sum += mark * n;
    }
    rows_end(r);
    json_put_int(j, "asked", asked);
    json_put_int(j, "answered", given);
    if (given)
        json_put_int(j, "average_hundredths", (sum * 100 + given / 2) / given);
    else
        json_put_null(j, "average_hundredths");
    json_open_array(j, "marks"); /* of one star, of two ... */
    for (int mark = 1; mark <= MARK_MOST; mark++)
        json_put_int(j, NULL, marks[mark]);
    json_close(j);
    return e->kind == ERR_NONE;
}

static bool read_feedback(struct request *rq, struct conn *c, struct err *e)
{
    int64_t limit, after, mark, customer, last = 0;
    void *rows;
    size_t n;
    if (!request_page(rq, &limit, &after, e) ||
        !request_query_int(rq, "mark", 0, MARK_MOST, 0, &mark, e) ||
        !request_query_int(rq, "customer_id", 1, INT64_MAX, 0, &customer, e) ||
        !db_all(c, rq->arena, Q_FEEDBACK_LIST, ARGS(V(after), V(limit + 1), V(mark), V(customer)),
                &feedback_model, (size_t)limit + 1, &rows, &n, e))
        return false;
    const struct feedback_row *f = rows;
    if (n > (size_t)limit) { /* one more than the page holds tells that there is a next one */
        n = (size_t)limit;
        last = f[n - 1].id;
    }
    struct json j = reply_json(rq, 200);
    json_open_object(&j, NULL);
    if (!after && !put_sums(&j, c, customer, e))
        return false;
    json_open_array(&j, "feedback");
    for (size_t i = 0; i < n; i++) {
        json_open_object(&j, NULL);
        json_put_model(&j, &feedback_model, &f[i], true);
        json_close(&j);
    }
    desk_list_close(rq, &j, last);
    return true;
}

bool handle_feedback(struct request *rq, struct err *e)
{
    rq->doing = "listing what customers thought";
    return desk_read(rq, read_feedback, e);
}
