/* floor.c -- what the webhook cannot be faster than: 32 threads of libfcgi that check the
 * signature and write the rows of a turn, and do nothing else. No reading, no thinking.
 *
 * usage: floor SOCKET DATABASE      (TWILIO_AUTH_TOKEN, PUBLIC_URL)
 * A turn leaves what the webhook's leaves for a FAQ question (7 row changes: chat_log twice,
 * outbox, inbound, customer, conversation, event); the body "Yes, place order"
 * leaves what an order leaves (1 line: 16). `bench.sh` compares the row counts of both. */
#include "twilio_env.h"

#include "../../lib/io/db_inside.h"
#include "waiter/clock.h"
#include "waiter/crypto.h"
#include "waiter/params.h"
#include "waiter/twilio_sign.h"

#include <fcgiapp.h>
#include <pthread.h>
#include <string.h>

#define THREADS 32
#define CUSTOMERS 20000 /* ids 1.. of the prepared database */

struct turn {
    struct arena *arena;
    const char *sid, *from, *body, *answer;
    int64_t customer, now;
    bool order;
};

static struct db *db;
static const char *token, *public_url;
static int socket_fd;
static _Atomic int64_t order_count;

/* About as long as the webhook's answer and its state. */
static const char answer_text[] =
    "We are open Monday to Saturday from 9:00 to 19:00 and on Sundays from 10:00 to 14:00.";
static const char state_text[] = "{\"v\":1,\"menu\":[{\"id\":\"browse\",\"title\":\"Browse\"}]}";

static bool put_order(struct conn *c, struct turn *t, struct err *e)
{
    int64_t id;
    const char *number = arena_printf(t->arena, "ORD-20261123-%08lld", (long long)++order_count);
    return db_insert(c, Q_ORDER_ADD,
                     ARGS(V(number), V(t->customer), V("EUR"), V(1290), V(0), V(0), V(0), V(1290),
                          V(0), V(""), V(0), V("pickup"), V(""), V("Ben"),
                          V((const char *)NULL), V(""), V(t->now), V("")),
                     &id, e) &&
           db_run(c, Q_STOCK_TAKE, ARGS(V(1), V(1)), NULL, e) &&
           db_run(c, Q_ORDER_ITEM_ADD, ARGS(V(id), V(1), V("Enamel Mug"), V(""), V(1), V(1290), V(0), V(0), V(1), V(0)),
                  NULL, e) &&
           db_run(c, Q_STOCK_MOVEMENT_ADD,
                  ARGS(V(1), V(-1), V("order"), V(id), V("customer"), V(t->now)), NULL, e) &&
           db_run(c, Q_ORDER_EVENT_ADD,
                  ARGS(V(id), V("placed"), V("pending"), V("customer"), V(""), V(""), V(t->now)),
                  NULL, e) &&
           db_run(c, Q_CART_CLEAR, ARGS(V(t->customer)), NULL, e) &&
           db_run(c, Q_CUSTOMER_ORDER_COUNTED, ARGS(V(t->customer), V(1), V(1290)), NULL, e) &&
           db_run(c, Q_PAYMENT_ADD,
                  ARGS(V(id), V("cash"), V(1290), V("EUR"), V(0), V((const char *)NULL), V(t->now)), NULL, e) &&
           db_run(c, Q_EVENT_ADD, ARGS(V("order"), V(id), V(t->now)), NULL, e);
}

static bool put_turn(struct conn *c, void *what, struct err *e)
{
    struct turn *t = what;
    const char *none = NULL;
    int64_t log_id, outbox_id;
    return db_run(c, Q_CUSTOMER_SEEN, ARGS(V(t->customer), V(t->now), V("Ben")), NULL, e) &&
           db_run(c, Q_CHAT_LOG_ADD,
                  ARGS(V(t->customer), V("in"), V("text"), V(t->body), V(none), V(none), V(0),
                       V(t->sid), V(t->now), V(none)),
                  NULL, e) &&
           (!t->order || put_order(c, t, e)) &&
           db_insert(c, Q_CHAT_LOG_ADD,
                     ARGS(V(t->customer), V("out"), V("text"), V(answer_text), V("faq"),
                          V("hours"), V(95), V(none), V(t->now), V(none)),
                     &log_id, e) &&
           db_insert(c, Q_OUTBOX_ADD,
                     ARGS(V(t->customer), V(t->from), V(answer_text), V(none), V(none), V(0),
                          V(log_id), V("handed"), V(1), V(t->now + 60000), V(t->now), V(none), V(none),
                          V(none), V(none), V(none)),
                     &outbox_id, e) &&
           db_run(c, Q_EVENT_ADD, ARGS(V("message"), V(t->customer), V(t->now)), NULL, e) &&
           db_run(c, Q_INBOUND_ADD,
                  ARGS(V("whatsapp"), V(t->sid), V(t->customer), V(outbox_id), V(t->now)), NULL,
                  e) &&
           db_run(
               c, Q_CONVERSATION_PUT,
               ARGS(V(t->customer), V(state_text), V("bot"), V(0), V(t->now), V(t->now + DAY_MS)),
               NULL, e);
}

static bool answer(FCGX_Request *rq, struct arena *a, struct err *e)
{
    struct params form;
    const char *length = FCGX_GetParam("CONTENT_LENGTH", rq->envp);
    size_t n = length ? strtoul(length, NULL, 10) : 0;
    char *body = arena_alloc(a, n + 1);
    if (FCGX_GetStr(body, (int)n, rq->in) != (int)n)
        return fail(e, ERR_BAD_INPUT, "short body");
    const char *url = arena_printf(a, "%s%s", public_url, FCGX_GetParam("REQUEST_URI", rq->envp));
    if (!params_parse(a, body, n, &form, e))
        return false;
    if (!twilio_signature_holds(a, token, url, &form, body, n,
                                FCGX_GetParam("HTTP_X_TWILIO_SIGNATURE", rq->envp)))
        return fail(e, ERR_BAD_SIGNATURE, "signature");
    struct turn t = {
        .arena = a,
        .sid = param_text(a, &form, "MessageSid"),
        .from = param_text(a, &form, "From"),
        .body = param_text(a, &form, "Body"),
        .now = clock_now(),
    };
    t.order = strncmp(t.body, "Yes", 3) == 0;
    t.customer = 1 + strtoll(t.from + strlen("whatsapp:+346"), NULL, 10) % CUSTOMERS;
    return db_write(db, put_turn, &t, e);
}

static void *seat(void *unused)
{
    FCGX_Request rq;
    struct arena a;
    (void)unused;
    arena_init(&a);
    FCGX_InitRequest(&rq, socket_fd, 0);
    while (FCGX_Accept_r(&rq) == 0) {
        struct err e = {0};
        if (answer(&rq, &a, &e))
            FCGX_FPrintF(rq.out,
                         "Content-Type: text/xml\r\n\r\n<?xml version=\"1.0\"?><Response><Message>"
                         "<Body>%s</Body></Message></Response>",
                         answer_text);
        else
            FCGX_FPrintF(rq.out, "Status: %d\r\n\r\n%s\n", err_status(e.kind), e.why);
        FCGX_Finish_r(&rq);
        arena_reset(&a);
    }
    return NULL;
}

int main(int argc, char **argv)
{
    struct err e = {0};
    pthread_t threads[THREADS];
    if (argc != 3)
        return 64;
    token = need("TWILIO_AUTH_TOKEN");
    public_url = need("PUBLIC_URL");
    crypto_start();
    if (!db_open(argv[2], &db, &e)) {
        fprintf(stderr, "%s\n", e.why);
        return 1;
    }
    FCGX_Init();
    socket_fd = FCGX_OpenSocket(argv[1], 1024);
    for (int i = 0; i < THREADS; i++)
        pthread_create(&threads[i], NULL, seat, NULL);
    pthread_join(threads[0], NULL);
    return 0;
}
