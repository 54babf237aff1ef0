/* carrier.c -- the simulator's only way to the network: one thread, one curl_multi, timed jobs.
 *
 * Jobs wait in a heap by due time; what they mean is delivery.c's business. Calls run
 * side by side, so a slow shop delays nothing but its own messages, as with Twilio. */
#include "simulator.h"

#include "waiter/clock.h"
#include "waiter/log.h"

#include <curl/curl.h>
#include <stdlib.h>
#include <string.h>

#define CALLS_MOST 64
#define CONNECT_MS 3000L
#define TOTAL_MS 15000L
#define REPLY_KEPT (512u << 10)
#define REPLY_REFUSED (6u << 20)

struct waiting { struct job job; uint64_t order; };

struct transfer;

struct carrier {
    struct simulator *simulator;
    pthread_t thread;
    CURLM *multi;
    pthread_mutex_t lock; /* guards what follows */
    struct waiting *heap;
    size_t count, room;
    uint64_t order; /* equal due times keep the order they were added in */
    bool stop;
    int calls; /* these two are the thread's own */
    struct transfer *open;
};

struct transfer {
    struct call call;
    CURL *easy;
    struct transfer *next;
    struct curl_slist *headers;
    size_t seen; /* bytes of the reply, kept or not */
};

static void *carry(void *carrier);

bool carrier_start(struct simulator *s, struct err *e)
{
    struct carrier *c = calloc(1, sizeof *c);
    if (!c || curl_global_init(CURL_GLOBAL_DEFAULT) || !(c->multi = curl_multi_init()))
        return fail(e, ERR_INTERNAL, "libcurl does not start");
    c->simulator = s;
    pthread_mutex_init(&c->lock, NULL);
    s->carrier = c;
    if (pthread_create(&c->thread, NULL, carry, c) != 0)
        return fail(e, ERR_INTERNAL, "no thread for the carrier");
    return true;
}

void carrier_stop(struct simulator *s)
{
    struct carrier *c = s->carrier;
    pthread_mutex_lock(&c->lock);
    c->stop = true;
    pthread_mutex_unlock(&c->lock);
    curl_multi_wakeup(c->multi);
    pthread_join(c->thread, NULL);
    curl_multi_cleanup(c->multi);
    pthread_mutex_destroy(&c->lock);
    free(c->heap);
    free(c);
    s->carrier = NULL;
}

/* ---- the heap; the caller holds the lock ---- */

static bool earlier(const struct waiting *a, const struct waiting *b)
{
    return a->job.due != b->job.due ? a->job.due < b->job.due : a->order < b->order;
}

static void heap_swap(struct carrier *c, size_t a, size_t b)
{
    struct waiting keep = c->heap[a];
    c->heap[a] = c->heap[b];
    c->heap[b] = keep;
}

static void heap_push(struct carrier *c, const struct job *job)
{
    if (c->count == c->room) {
        c->room = c->room ? c->room * 2 : 64;
        c->heap = realloc(c->heap, c->room * sizeof *c->heap);
        if (!c->heap)
            abort();
    }
    size_t at = c->count++;
    c->heap[at] = (struct waiting){.job = *job, .order = c->order++};
    for (; at && earlier(&c->heap[at], &c->heap[(at - 1) / 2]); at = (at - 1) / 2)
        heap_swap(c, at, (at - 1) / 2);
}

static struct job heap_pop(struct carrier *c)
{
    struct job first = c->heap[0].job;
    c->heap[0] = c->heap[--c->count];
    for (size_t at = 0, child = 1; child < c->count; at = child, child = 2 * at + 1) {
        if (child + 1 < c->count && earlier(&c->heap[child + 1], &c->heap[child]))
            child++;
        if (!earlier(&c->heap[child], &c->heap[at]))
            break;
        heap_swap(c, at, child);
    }
    return first;
}

void carrier_add(struct simulator *s, const struct job *job, int64_t delay_ms)
{
    struct carrier *c = s->carrier;
    struct job timed = *job;
    timed.due = clock_monotonic() + delay_ms;
    pthread_mutex_lock(&c->lock);
    heap_push(c, &timed);
    pthread_mutex_unlock(&c->lock);
    curl_multi_wakeup(c->multi);
}

void carrier_forget(struct simulator *s)
{
    struct carrier *c = s->carrier;
    pthread_mutex_lock(&c->lock);
    c->count = 0;
    pthread_mutex_unlock(&c->lock);
}

/* ---- calls ---- */

static size_t reply_take(char *bytes, size_t size, size_t n, void *to)
{
    struct transfer *t = to;
    struct call *call = &t->call;
    n *= size;
    t->seen += n;
    if (t->seen > REPLY_REFUSED)
        return 0;
    if (call->reply_len + n > REPLY_KEPT)
        return n;
    call->reply = realloc(call->reply, call->reply_len + n + 1);
    if (!call->reply)
        abort();
    memcpy(call->reply + call->reply_len, bytes, n);
    call->reply_len += n;
    call->reply[call->reply_len] = '\0';
    return n;
}

static void call_start(struct carrier *c, struct transfer *t)
{
    struct call *call = &t->call;
    CURL *easy = t->easy = curl_easy_init();
    if (!easy)
        abort();
    t->next = c->open;
    c->open = t;
    for (size_t i = 0; i < 4 && call->headers[i]; i++)
        t->headers = curl_slist_append(t->headers, call->headers[i]);
    if (call->form) /* no "Expect: 100-continue": Twilio does not ask either */
        t->headers = curl_slist_append(t->headers, "Expect:");
    curl_easy_setopt(easy, CURLOPT_URL, call->url);
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(easy, CURLOPT_NOPROXY, "*");
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, CONNECT_MS);
    curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, TOTAL_MS);
    curl_easy_setopt(easy, CURLOPT_USERAGENT, "TwilioProxy/1.1");
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, t->headers);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, reply_take);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, t);
    curl_easy_setopt(easy, CURLOPT_PRIVATE, t);
    if (call->form)
        curl_easy_setopt(easy, CURLOPT_POSTFIELDS, call->form);
    call->started = clock_monotonic();
    curl_multi_add_handle(c->multi, easy);
    c->calls++;
}

static void transfer_free(struct transfer *t)
{
    curl_slist_free_all(t->headers);
    free(t->call.reply);
    arena_done(&t->call.arena);
    free(t);
}

static void job_start(struct carrier *c, const struct job *job)
{
    struct transfer *t = calloc(1, sizeof *t);
    if (!t)
        abort();
    arena_init(&t->call.arena);
    t->call.job = *job;
    if (delivery_begin(c->simulator, &t->call))
        call_start(c, t);
    else
        transfer_free(t);
}

static void call_finish(struct carrier *c, CURL *easy, CURLcode code, bool tell)
{
    struct transfer *t;
    char *type = NULL;
    curl_easy_getinfo(easy, CURLINFO_PRIVATE, &t);
    curl_easy_getinfo(easy, CURLINFO_CONTENT_TYPE, &type);
    if (code == CURLE_OK)
        curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &t->call.status);
    else
        t->call.trouble = curl_easy_strerror(code);
    t->call.content_type = type ? type : "";
    t->call.took_ms = clock_monotonic() - t->call.started;
    if (tell)
        delivery_end(c->simulator, &t->call);
    struct transfer **link = &c->open;
    while (*link != t)
        link = &(*link)->next;
    *link = t->next;
    curl_multi_remove_handle(c->multi, easy);
    curl_easy_cleanup(easy);
    transfer_free(t);
    c->calls--;
}

/* Starts what is due; returns the ms until the next job, at most a second. */
static int jobs_start(struct carrier *c)
{
    for (;;) {
        pthread_mutex_lock(&c->lock);
        int64_t wait = c->count ? c->heap[0].job.due - clock_monotonic() : 1000;
        bool take = c->count && wait <= 0 && c->calls < CALLS_MOST && !c->stop;
        struct job job = {0};
        if (take)
            job = heap_pop(c);
        pthread_mutex_unlock(&c->lock);
        if (!take) /* at the most calls, an answer wakes us anyway */
            return wait > 1000 || (wait <= 0 && c->calls >= CALLS_MOST) ? 1000
                 : wait > 0 ? (int)wait : 0;
        job_start(c, &job);
    }
}

static bool stopped(struct carrier *c)
{
    pthread_mutex_lock(&c->lock);
    bool stop = c->stop;
    pthread_mutex_unlock(&c->lock);
    return stop;
}

static void *carry(void *carrier)
{
    struct carrier *c = carrier;
    while (!stopped(c)) {
        int running, left, wait = jobs_start(c);
        CURLMsg *m;
        curl_multi_perform(c->multi, &running);
        while ((m = curl_multi_info_read(c->multi, &left)))
            if (m->msg == CURLMSG_DONE) {
                call_finish(c, m->easy_handle, m->data.result, true);
                wait = 0; /* an end may have added jobs */
            }
        curl_multi_poll(c->multi, NULL, 0, wait, NULL);
    }
    /* Calls under way are given up: after a restart delivery_resume begins them again. */
    while (c->open)
        call_finish(c, c->open->easy, CURLE_ABORTED_BY_CALLBACK, false);
    return NULL;
}
