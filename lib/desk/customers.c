/* customers.c -- who writes to the shop. */
#include "parts.h"
#include "waiter/clock.h"

static bool read_customers(struct request *rq, struct conn *c, struct err *e)
{
    struct desk_filter f = {0};
    int64_t last;
    if (!desk_filter_read(rq, &f, e))
        return false;
    struct json j = desk_list_open(rq, "customers");
    if (!desk_customers(&j, c, rq->arena, &f, clock_now(), &last, e))
        return false;
    desk_list_close(rq, &j, last);
    return true;
}

bool handle_customers(struct request *rq, struct err *e)
{
    rq->doing = "listing customers";
    return desk_read(rq, read_customers, e);
}
