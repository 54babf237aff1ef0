/* load.c -- many customers at once over HTTP/1.1 keep-alive: signs every message beforehand, then
 * only sends, waits and counts.
 *
 * usage: load PORT CONNECTIONS COUNT KIND [RATE]
 *   KIND: faq    a question, from 1,000 customers by turns
 *         order  "Yes, place order", each from another customer (prepared at the summary)
 *         mixed  what people write, from 100 customers by turns
 *         say    LOAD_SAY, from the first customer
 *         /path  GET of that path
 *   RATE: messages a second, sent at their time whether answers come or not (open loop); a
 *         latency then counts from when the message was due. Without: as fast as answers come.
 *   LOAD_FIRST=n   customers and message ids begin at n (a message id is never used twice)
 *   LOAD_MUST=text every answer's body must contain it
 * Prints: answers a second, p50, p99, max in ms, and how many answers were wrong. */
#include "twilio_env.h"

#include "waiter/arena.h"
#include "waiter/crypto.h"
#include "waiter/params.h"
#include "waiter/str.h"
#include "waiter/twilio_sign.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

#define CONNECTIONS_MOST 256
#define ANSWER_MOST (512 * 1024)

struct shot {
    const char *text;
    size_t len;
    int64_t sent;
};

struct line {
    int fd;
    bool busy;
    struct shot *shot;
    size_t written, got;
    char *in;
};

static struct arena arena;
static struct shot *shots;
static int64_t *latencies; /* ns */
static int port, connections, count, next_shot, answered, wrong, epoll;
static long rate;
static const char *kind, *must;
static struct line lines[CONNECTIONS_MOST];
static int64_t began;

static int64_t now_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000000000LL + t.tv_nsec;
}

/* --- Messages, ready to send ------------------------------------------------------------- */

static const char *message_text(int i)
{
    static const char *const questions[] = {
        "what are your opening hours?",
        "where is your shop?",
        "how long does delivery take?",
        "how can i pay?",
        "do you gift wrap?",
        "what is your return policy?",
    };
    static const char *const talk[] = {
        "hi",
        "show me the mugs",
        "2 black hoodies in L",
        "what are your opening hours?",
        "cart",
        "make it three",
        "remove the hoodies",
        "blak hodie",
        "where is my order?",
        "menu",
    };
    if (strcmp(kind, "say") == 0)
        return need("LOAD_SAY");
    if (strcmp(kind, "order") == 0)
        return "Yes, place order";
    if (strcmp(kind, "mixed") == 0)
        return talk[(i / 100) % 10];
    return questions[i % 6];
}

static int customer_of(int i, int first)
{
    return strcmp(kind, "order") == 0 ? first + i : i % (strcmp(kind, "mixed") == 0 ? 100 : 1000);
}

static void add_pair(struct str *out, struct params *form, const char *name, const char *value)
{
    form->at[form->count++] = (struct param){
        .name = name, .value = value, .name_len = strlen(name), .value_len = strlen(value)};
    str_add(out, form->count > 1 ? "&" : "");
    str_add(out, name);
    str_add(out, "=");
    for (const char *p = value; *p; p++)
        if (strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._", *p))
            str_add_char(out, *p);
        else
            str_add(out, arena_printf(&arena, "%%%02X", (unsigned char)*p));
}

static struct shot post(int i, int first)
{
    struct param pairs[20];
    struct params form = {pairs, 0};
    struct str body = str_new(&arena, 4096);
    const char *sid = arena_printf(&arena, "SM%032x", first + i);
    const char *from = arena_printf(&arena, "whatsapp:+346%08d", customer_of(i, first));
    add_pair(&body, &form, "SmsMessageSid", sid);
    add_pair(&body, &form, "NumMedia", "0");
    add_pair(&body, &form, "ProfileName", "Ben");
    add_pair(&body, &form, "MessageType", "text");
    add_pair(&body, &form, "SmsSid", sid);
    add_pair(&body, &form, "WaId", from + strlen("whatsapp:+"));
    add_pair(&body, &form, "SmsStatus", "received");
    add_pair(&body, &form, "Body", message_text(i));
    add_pair(&body, &form, "To", need("TWILIO_WHATSAPP_NUMBER"));
    add_pair(&body, &form, "NumSegments", "1");
    add_pair(&body, &form, "ReferralNumMedia", "0");
    add_pair(&body, &form, "MessageSid", sid);
    add_pair(&body, &form, "AccountSid", need("TWILIO_ACCOUNT_SID"));
    add_pair(&body, &form, "From", from);
    add_pair(&body, &form, "ApiVersion", "2010-04-01");
    const char *url = arena_printf(&arena, "%s/webhook/whatsapp", need("PUBLIC_URL"));
    const char *text = arena_printf(
        &arena,
        "POST /webhook/whatsapp HTTP/1.1\r\nHost: localhost\r\nUser-Agent: TwilioProxy/1.1\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: %zu\r\n"
        "X-Twilio-Signature: %s\r\n\r\n%s",
        strlen(body.text), twilio_signature(&arena, need("TWILIO_AUTH_TOKEN"), url, &form),
        body.text);
    return (struct shot){.text = text, .len = strlen(text)};
}

static void prepare(void)
{
    int first =
        getenv("LOAD_FIRST") ? atoi(getenv("LOAD_FIRST")) : (int)(now_ns() / 1000 % INT32_MAX);
    shots = calloc((size_t)count, sizeof *shots);
    latencies = calloc((size_t)count, sizeof *latencies);
    if (!shots || !latencies)
        abort();
    for (int i = 0; i < count; i++) {
        if (*kind != '/') {
            shots[i] = post(i, first);
            continue;
        }
        shots[i].text = arena_printf(&arena, "GET %s HTTP/1.1\r\nHost: localhost\r\n\r\n", kind);
        shots[i].len = strlen(shots[i].text);
    }
}

/* --- Lines -------------------------------------------------------------------------------- */

static void line_open(struct line *l)
{
    struct sockaddr_in to = {.sin_family = AF_INET,
                             .sin_port = htons((uint16_t)port),
                             .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int one = 1;
    l->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (l->fd < 0 || connect(l->fd, (struct sockaddr *)&to, sizeof to) != 0) {
        perror("connect");
        exit(1);
    }
    setsockopt(l->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    struct epoll_event ev = {.events = EPOLLIN, .data.ptr = l};
    epoll_ctl(epoll, EPOLL_CTL_ADD, l->fd, &ev);
    if (!l->in && !(l->in = malloc(ANSWER_MOST + 1)))
        abort();
}

static void line_send(struct line *l)
{
    struct shot *s = &shots[next_shot];
    s->sent = rate ? began + next_shot * 1000000000LL / rate : now_ns();
    next_shot++;
    l->shot = s;
    l->got = 0;
    l->busy = true;
    if (write(l->fd, s->text, s->len) != (ssize_t)s->len) { /* short messages: always at once */
        perror("write");
        exit(1);
    }
}

/* The whole answer's length once it can be told; 0: more is to come. */
static size_t answer_length(struct line *l)
{
    l->in[l->got] = '\0';
    char *end = strstr(l->in, "\r\n\r\n");
    if (!end)
        return 0;
    size_t head = (size_t)(end + 4 - l->in);
    const char *length = strstr(l->in, "Content-Length: ");
    if (length && length < end)
        return l->got >= head + strtoul(length + 16, NULL, 10) ? l->got : 0;
    if (strncmp(l->in, "HTTP/1.1 204", 12) == 0)
        return l->got;
    return memcmp(l->in + l->got - 5, "0\r\n\r\n", 5) == 0 ? l->got : 0;
}

static void line_answered(struct line *l)
{
    bool right = strncmp(l->in, "HTTP/1.1 200", 12) == 0 && (!must || strstr(l->in, must));
    latencies[answered++] = now_ns() - l->shot->sent;
    if (!right && wrong++ < 3)
        fprintf(stderr, "wrong answer: %.600s\n", l->in);
    l->busy = false;
    if (strstr(l->in, "Connection: close")) {
        close(l->fd);
        line_open(l);
    }
}

static void line_read(struct line *l)
{
    ssize_t n = read(l->fd, l->in + l->got, ANSWER_MOST - l->got);
    if (n <= 0) {
        if (l->busy && ++wrong && ++answered)
            fprintf(stderr, "cut off: %s\n", n ? strerror(errno) : "closed");
        l->busy = false;
        close(l->fd);
        line_open(l);
        return;
    }
    l->got += (size_t)n;
    if (l->busy && answer_length(l))
        line_answered(l);
}

/* --- Running -------------------------------------------------------------------------------- */

static int64_t due_in_ns(void) { return rate ? began + next_shot * 1000000000LL / rate - now_ns() : 0; }

static bool due(void) { return next_shot < count && due_in_ns() <= 0; }

static bool any_free(void)
{
    for (int i = 0; i < connections; i++)
        if (!lines[i].busy)
            return true;
    return false;
}

/* Until an answer or the next message's time: to the point, or its lateness would look like ours. */
static int wait_for_events(struct epoll_event *events)
{
    int64_t ns = rate && next_shot < count && any_free() ? due_in_ns() : 10000000000LL;
    const struct timespec most = {.tv_sec = ns / 1000000000LL, .tv_nsec = ns % 1000000000LL};
    return ns <= 0 ? 0 : epoll_pwait2(epoll, events, CONNECTIONS_MOST, &most, NULL);
}

static void send_due(void)
{
    for (int i = 0; i < connections && due(); i++)
        if (!lines[i].busy)
            line_send(&lines[i]);
}

static void run(void)
{
    struct epoll_event events[CONNECTIONS_MOST];
    began = now_ns();
    while (answered < count) {
        send_due();
        int n = wait_for_events(events);
        if (n == 0 && !rate) {
            fprintf(stderr, "no answer for 10 s\n");
            exit(1);
        }
        for (int i = 0; i < n; i++)
            line_read(events[i].data.ptr);
    }
}

static int by_size(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

int main(int argc, char **argv)
{
    if (argc < 5)
        return 64;
    port = atoi(argv[1]);
    connections = atoi(argv[2]);
    count = atoi(argv[3]);
    kind = argv[4];
    rate = argc > 5 ? atol(argv[5]) : 0;
    must = getenv("LOAD_MUST");
    if (connections < 1 || connections > CONNECTIONS_MOST || count < 1)
        return 64;
    crypto_start();
    arena_init(&arena);
    prctl(PR_SET_TIMERSLACK, 1);
    prepare();
    epoll = epoll_create1(EPOLL_CLOEXEC);
    for (int i = 0; i < connections; i++)
        line_open(&lines[i]);
    run();
    double seconds = (double)(now_ns() - began) / 1e9;
    qsort(latencies, (size_t)count, sizeof *latencies, by_size);
    printf("%.0f %.2f %.2f %.2f %d\n", count / seconds, (double)latencies[count / 2] / 1e6,
           (double)latencies[(size_t)count * 99 / 100] / 1e6, (double)latencies[count - 1] / 1e6,
           wrong);
    return wrong > 0;
}
