/* test_serve.c -- routing, one request from door to door, and whole programs.
 *
 * The test is its own program: started again with TEST_SERVE_PROGRAM set, it calls
 * serve_main with the routes below, so that plain CGI, FastCGI and the stop are real. */
#include "fcgi_client.h"
#include "visitor.h"

#include "waiter/crypto.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>

/* ---- the program ---- */

static bool hello(struct request *rq, struct err *e)
{
    (void)e;
    reply_text(rq, 200, "text/plain", "hello");
    return true;
}

static bool echo(struct request *rq, struct err *e)
{
    (void)e;
    reply_text(rq, 200, "text/plain", rq->body);
    return true;
}

static bool thing(struct request *rq, struct err *e)
{
    int64_t id;

    if (!request_id_param(rq, "id", &id, e))
        return false;
    reply_text(rq, 200, "text/plain", arena_printf(rq->arena, "thing %lld", (long long)id));
    return true;
}

static bool thing_new(struct request *rq, struct err *e)
{
    (void)e;
    reply_text(rq, 200, "text/plain", "new thing");
    return true;
}

/* Sleeps 300 ms and says whether a signal disturbed it. */
static bool slow(struct request *rq, struct err *e)
{
    struct timespec left = {.tv_nsec = 300000000};
    bool disturbed = nanosleep(&left, &left) != 0;

    (void)e;
    reply_text(rq, 200, "text/plain", disturbed ? "disturbed" : "slept well");
    return true;
}

static bool sold_out(struct request *rq, struct err *e)
{
    rq->doing = "taking the last one";
    reply_text(rq, 200, "text/plain", "half an answer");
    return (fail)(e, ERR_OUT_OF_STOCK, "0 left"); /* ours: cmocka has a macro fail() */
}

static bool silent(struct request *rq, struct err *e)
{
    (void)rq;
    (void)e;
    return true;
}

static bool huge(struct request *rq, struct err *e)
{
    char *much = arena_alloc(rq->arena, REPLY_MOST + 2);

    (void)e;
    memset(much, 'x', REPLY_MOST + 1);
    reply_text(rq, 200, "text/plain", much);
    return true;
}

static bool megabyte(struct request *rq, struct err *e)
{
    char *much = arena_alloc(rq->arena, (1 << 20) + 1);

    (void)e;
    memset(much, 'x', 1 << 20);
    reply_text(rq, 200, "text/plain", much);
    return true;
}

static bool cached(struct request *rq, struct err *e)
{
    (void)e;
    reply_header(rq, "Cache-Control", "public, max-age=1");
    reply_text(rq, 200, "text/plain", "the same for a second");
    return true;
}

static bool who_am_i(struct request *rq, struct err *e)
{
    (void)e;
    reply_text(rq, 200, "text/plain", rq->who ? rq->who : "nobody");
    return true;
}

/* Says something every 10 ms as long as somebody listens. */
static void tick(struct request *rq, void *what)
{
    while (stream_wanted(rq) && stream_send(rq, what, strlen(what)))
        nanosleep(&(struct timespec){.tv_nsec = 10000000}, NULL);
}

/* Talks without a pause, whether anybody reads or not. */
static void flood(struct request *rq, void *what)
{
    while (stream_send(rq, what, strlen(what)))
        continue;
}

static bool ticks(struct request *rq, struct err *e)
{
    (void)e;
    reply_stream(rq, "text/plain", tick, arena_strdup(rq->arena, "tick\n"));
    return true;
}

static bool floods(struct request *rq, struct err *e)
{
    char *much = arena_alloc(rq->arena, 8001);

    (void)e;
    memset(much, 'x', 8000);
    reply_stream(rq, "text/plain", flood, much);
    return true;
}

/* Changes its mind: what counts is the last answer. */
static bool no_stream(struct request *rq, struct err *e)
{
    ticks(rq, e);
    reply_text(rq, 200, "text/plain", "no stream");
    return true;
}

static const struct route routes[] = {
    {"GET", "/ticks", ticks, ANYONE, 0},
    {"GET", "/floods", floods, ANYONE, 0},
    {"GET", "/no-stream", no_stream, ANYONE, 0},
    {"GET", "/", hello, ANYONE, 0},
    {"GET", "/hello", hello, ANYONE, 0},
    {"POST", "/echo", echo, SIGNED, 100},
    {"POST", "/echo/big", echo, ANYONE, 1 << 20},
    {"GET", "/things/:id", thing, ANYONE, 0},
    {"PUT", "/things/:id", thing, ANYONE, 0},
    {"GET", "/things/new", thing_new, ANYONE, 0},
    {"GET", "/things/:id/parts/:part", thing, ANYONE, 0},
    {"GET", "/slow", slow, ANYONE, 0},
    {"GET", "/sold-out", sold_out, ANYONE, 0},
    {"POST", "/silent", silent, ANYONE, 0},
    {"GET", "/huge", huge, ANYONE, 0},
    {"GET", "/megabyte", megabyte, ANYONE, 0},
    {"GET", "/cached", cached, ANYONE, 0},
    {"GET", "/staff", who_am_i, STAFF_MEMBER, 0},
    {"POST", "/owner", who_am_i, OWNER, 10},
};
#define ROUTES (sizeof routes / sizeof *routes)

/* The header X-Staff names who it is: the owner may everything, ana may STAFF_MEMBER. */
static bool authorize(struct request *rq, enum who who, struct err *e)
{
    const char *name = request_header(rq, "X-Staff");

    if (!name)
        return (fail)(e, ERR_NO_LOGIN, "no X-Staff");
    if (who == OWNER && strcmp(name, "owner") != 0)
        return (fail)(e, ERR_FORBIDDEN, "not the owner");
    rq->who = name;
    return true;
}

#define STREAMS 3

static void closing(struct app *app)
{
    fprintf(stderr, "closing %s\n", app->name);
}

static bool start(struct app *app, struct err *e)
{
    const char *threads = getenv("TEST_THREADS");

    if (getenv("TEST_START_FAILS"))
        return (fail)(e, ERR_STORAGE, "no database");
    app->routes = routes;
    app->route_count = ROUTES;
    app->threads = threads ? atoi(threads) : 2;
    app->authorize = authorize;
    app->streams = STREAMS;
    app->closing = closing;
    return true;
}

static void stop(struct app *app)
{
    fprintf(stderr, "stop %s\n", app->name);
}

/* ---- one request without a web server ---- */

static struct arena arena;

static int begin(void **state)
{
    (void)state;
    arena_init(&arena);
    return 0;
}

static int end(void **state)
{
    (void)state;
    arena_done(&arena);
    return 0;
}

static struct app app = {
    .name = "test", .routes = routes, .route_count = ROUTES, .authorize = authorize};

static struct request visited(struct visitor *v)
{
    struct request rq = visitor_request(v, &app, &arena);

    serve_request(&rq);
    return rq;
}

static struct request visit(const char *method, const char *target)
{
    struct visitor *v = arena_alloc(&arena, sizeof *v);

    *v = (struct visitor){.variables = {{"REQUEST_METHOD", method}, {"REQUEST_URI", target}}};
    return visited(v);
}

static bool has(const char *text, const char *part)
{
    return text && strstr(text, part);
}

static int status_of(const char *method, const char *target)
{
    return visit(method, target).reply.status;
}

/* ---- routing ---- */

static const char *pattern_of(const char *method, const char *path)
{
    struct params found;
    const char *allow;
    const struct route *r = route_find(routes, ROUTES, method, path, &arena, &found, &allow);

    return r ? r->pattern : *allow ? allow : "none";
}

static void routes_are_found(void **state)
{
    (void)state;
    assert_string_equal(pattern_of("GET", "/"), "/");
    assert_string_equal(pattern_of("GET", "/hello"), "/hello");
    assert_string_equal(pattern_of("HEAD", "/hello"), "/hello");
    assert_string_equal(pattern_of("GET", "/hell%6F"), "/hello");
    assert_string_equal(pattern_of("GET", "/things/7"), "/things/:id");
    assert_string_equal(pattern_of("GET", "/things/new"), "/things/new"); /* text wins */
    assert_string_equal(pattern_of("PUT", "/things/new"), "/things/:id");
    assert_string_equal(pattern_of("GET", "/things/7/parts/x"), "/things/:id/parts/:part");
}

static void routes_are_not_found(void **state)
{
    (void)state;
    static const char *const none[] = {
        "/hello/", "/Hello", "//hello", "/hell", "/helloo", "hello", "", "*", "/things",
        "/things/", "/things//", "/things/7/", "/things/7/parts", "/things//parts/x",
        "/./hello", "/a/../hello", "/things/a%2Fb", "/things/%2f", "/things/%00", "/things/%",
        "/things/%4", "/things/%zz", "/things/%ff", "/things/%C3", "/things/%ED%A0%80",
        "/things/%C0%AF", "/things/%0a", "/things/\x01", "/things/\xff",
        "/1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16/17"};

    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        assert_string_equal(pattern_of("GET", none[i]), "none");
}

static void allowed_methods_are_listed_once(void **state)
{
    (void)state;
    assert_string_equal(pattern_of("DELETE", "/things/new"), "GET, HEAD, PUT");
    assert_string_equal(pattern_of("POST", "/things/7"), "GET, HEAD, PUT");
    assert_string_equal(pattern_of("GET", "/echo"), "POST");
    assert_string_equal(pattern_of("HEAD", "/echo"), "POST");
    assert_string_equal(pattern_of("get", "/hello"), "GET, HEAD");
}

static void names_are_decoded_once(void **state)
{
    (void)state;
    struct params found;
    const char *allow;

    assert_non_null(route_find(routes, ROUTES, "GET", "/things/%2541/parts/caf%C3%A9+1", &arena,
                               &found, &allow));
    assert_int_equal(found.count, 2);
    assert_string_equal(param_text(&arena, &found, "id"), "%41");
    assert_string_equal(param_text(&arena, &found, "part"), "café+1"); /* no form: + is a plus */
}

/* ---- one request ---- */

static void an_ordinary_answer(void **state)
{
    (void)state;
    struct request rq = visit("GET", "/things/42?x=1");

    assert_int_equal(rq.reply.status, 200);
    assert_string_equal(rq.reply.body.text, "thing 42");
    assert_string_equal(rq.path, "/things/42");
    assert_string_equal(request_query(&rq, "x"), "1");
    assert_true(has(rq.reply.headers.text, "X-Content-Type-Options: nosniff\r\n"));
    assert_true(has(rq.reply.headers.text, "Cache-Control: no-store\r\n"));
}

static void a_handler_may_be_cached(void **state)
{
    (void)state;
    struct request rq = visit("GET", "/cached");

    assert_true(has(rq.reply.headers.text, "Cache-Control: public, max-age=1\r\n"));
    assert_false(has(rq.reply.headers.text, "no-store"));
}

static void what_is_wrong_with_paths(void **state)
{
    (void)state;
    assert_int_equal(status_of("GET", "/nothing"), 404);
    assert_int_equal(status_of("GET", "/things/x"), 404);
    assert_int_equal(status_of("GET", "/things/%00"), 400);
    assert_int_equal(status_of("GET", "/things/a%2Fb"), 400);
    assert_int_equal(status_of("GET", "/things/%2"), 400);
    assert_int_equal(status_of("GET", "/things/%FF"), 400);
    assert_int_equal(status_of("GET", "/hello?a=%0"), 400);
    assert_int_equal(status_of("GET", "http://evil/hello"), 400);
    assert_int_equal(status_of("GET", NULL), 400);
    assert_int_equal(status_of(NULL, "/hello"), 405);
    struct request rq = visit("PATCH", "/things/7");
    assert_int_equal(rq.reply.status, 405);
    assert_true(has(rq.reply.headers.text, "Allow: GET, HEAD, PUT\r\n"));
    assert_true(has(rq.reply.body.text, "\"code\":\"method_not_allowed\""));
}

static struct request post(const char *target, const char *length, const char *body)
{
    struct visitor *v = arena_alloc(&arena, sizeof *v);

    *v = (struct visitor){
        .variables = {{"REQUEST_METHOD", "POST"}, {"REQUEST_URI", target},
                      {length ? "CONTENT_LENGTH" : "X", length}},
        .body = body, .body_len = strlen(body)};
    return visited(v);
}

static size_t asked_of_body(const struct request *rq)
{
    return ((struct visitor *)rq->carrier)->body_read;
}

static void bodies(void **state)
{
    (void)state;
    char *most = memset(arena_alloc(&arena, 102), 'x', 100);
    struct request rq = post("/echo", "5", "12345 and more");

    assert_int_equal(rq.reply.status, 200);
    assert_string_equal(rq.reply.body.text, "12345");
    assert_int_equal(asked_of_body(&rq), 5);
    assert_int_equal(post("/echo", "100", most).reply.status, 200);
    assert_int_equal(post("/echo", "0", "").reply.status, 200);
    assert_int_equal(post("/echo", "", "").reply.status, 200);
    assert_int_equal(post("/echo", NULL, "").reply.status, 200);
    assert_int_equal(post("/echo", NULL, "x").reply.status, 400);  /* how long? */
    assert_int_equal(post("/echo", "9", "short").reply.status, 400);
    assert_int_equal(post("/echo", "-1", "x").reply.status, 400);
    assert_int_equal(post("/echo", "1x", "x").reply.status, 400);
    assert_int_equal(post("/echo", " 1", "x").reply.status, 400);
    assert_int_equal(post("/echo", "+1", "x").reply.status, 400);
    assert_int_equal(post("/echo", "0x1", "x").reply.status, 400);
}

static void too_much_is_refused_unread(void **state)
{
    (void)state;
    static const char *const lengths[] = {"101", "1000000000000000", "18446744073709551617",
                                          "99999999999999999999999999999999999999"};

    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
        struct request rq = post("/echo", lengths[i], "x");
        assert_int_equal(rq.reply.status, 413);
        assert_int_equal(asked_of_body(&rq), 0);
    }
    assert_int_equal(post("/silent", "1", "x").reply.status, 413); /* takes none */
    assert_int_equal(post("/silent", "0", "").reply.status, 204);
    struct request rq = post("/owner", "5", "12345"); /* strangers' bodies are not read either */
    assert_int_equal(rq.reply.status, 401);
    assert_int_equal(asked_of_body(&rq), 0);
}

static void chunked_without_a_length(void **state)
{
    (void)state;
    struct visitor v = {.variables = {{"REQUEST_METHOD", "DELETE"},
                                      {"REQUEST_URI", "/things/1"},
                                      {"HTTP_TRANSFER_ENCODING", "chunked"}}};

    assert_int_equal(visited(&v).reply.status, 405);
    v.variables[0][1] = "PUT";
    assert_int_equal(visited(&v).reply.status, 400);
}

/* A test or the simulator may bring the body along. */
static void a_body_that_is_already_there(void **state)
{
    (void)state;
    struct request rq = {.app = &app, .arena = &arena, .method = "POST", .target = "/echo",
                         .body = "here", .body_len = 4};

    serve_request(&rq);
    assert_string_equal(rq.reply.body.text, "here");
    rq = (struct request){.app = &app, .arena = &arena, .method = "POST", .target = "/echo",
                          .body = "here", .body_len = 101};
    serve_request(&rq);
    assert_int_equal(rq.reply.status, 413);
}

static struct request visit_as(const char *staff, const char *method, const char *target)
{
    struct visitor *v = arena_alloc(&arena, sizeof *v);

    *v = (struct visitor){.variables = {{"REQUEST_METHOD", method}, {"REQUEST_URI", target},
                                        {staff ? "HTTP_X_STAFF" : "X", staff}}};
    return visited(v);
}

static void who_may(void **state)
{
    (void)state;
    struct app nobody = app;
    struct visitor v = {.variables = {{"REQUEST_METHOD", "GET"}, {"REQUEST_URI", "/staff"},
                                      {"HTTP_X_STAFF", "owner"}}};

    assert_int_equal(visit_as(NULL, "GET", "/staff").reply.status, 401);
    assert_string_equal(visit_as("ana", "GET", "/staff").reply.body.text, "ana");
    assert_int_equal(visit_as("ana", "POST", "/owner").reply.status, 403);
    assert_string_equal(visit_as("owner", "POST", "/owner").reply.body.text, "owner");
    nobody.authorize = NULL;
    struct request rq = visitor_request(&v, &nobody, &arena);
    serve_request(&rq);
    assert_int_equal(rq.reply.status, 403);
}

/* No route of STAFF_MEMBER or OWNER answers a stranger, whatever its method. */
static void every_guarded_route_asks(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROUTES; i++) {
        int status = status_of(routes[i].method, routes[i].pattern);
        assert_int_equal(status == 401, routes[i].who == STAFF_MEMBER || routes[i].who == OWNER);
    }
}

static void failing_handlers(void **state)
{
    (void)state;
    struct request rq = visit("GET", "/sold-out");

    assert_int_equal(rq.reply.status, 409);
    assert_string_equal(rq.reply.content_type, "application/problem+json");
    assert_true(has(rq.reply.body.text, "\"code\":\"out_of_stock\""));
    assert_false(has(rq.reply.body.text, "half an answer"));
    assert_false(has(rq.reply.body.text, "0 left"));
    assert_int_equal(status_of("GET", "/huge"), 500);
    assert_int_equal(status_of("POST", "/silent"), 204);
}

static const char *id_for(const char *given)
{
    struct visitor v = {.variables = {{"REQUEST_METHOD", "GET"}, {"REQUEST_URI", "/hello"},
                                      {given ? "HTTP_X_REQUEST_ID" : "X", given}}};

    return visited(&v).id;
}

static void request_ids(void **state)
{
    (void)state;
    static const char *const bad[] = {NULL, "", "1234567", "123456789012345678901234567890123",
                                      "1234567_", "12345678\n", "1234567é", "1234 678"};

    assert_string_equal(id_for("12345678"), "12345678");
    assert_string_equal(id_for("0123456789abcdef0123456789ABCDEF"),
                        "0123456789abcdef0123456789ABCDEF");
    assert_string_equal(id_for("3f2b-7c1d-9"), "3f2b-7c1d-9");
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        const char *id = id_for(bad[i]);
        assert_int_equal(strlen(id), 16);
        assert_int_equal(strspn(id, "0123456789abcdef"), 16);
    }
    assert_string_not_equal(id_for(NULL), id_for(NULL));
}

static void *visit_often(void *failed)
{
    struct arena own;

    arena_init(&own);
    for (int i = 0; i < 400; i++) {
        const char *target = i % 4 == 0   ? "/things/7?x=%20"
            : i % 4 == 1                  ? "/staff"
            : i % 4 == 2                  ? "/echo"
                                          : "/nothing/+34600111222";
        struct visitor v = {.variables = {{"REQUEST_METHOD", i % 4 == 2 ? "POST" : "GET"},
                                          {"REQUEST_URI", target},
                                          {"CONTENT_LENGTH", i % 4 == 2 ? "4" : ""},
                                          {"HTTP_X_STAFF", "ana"}},
                            .body = "body", .body_len = 4};
        struct request rq = visitor_request(&v, &app, &own);
        serve_request(&rq);
        if (rq.reply.status != (i % 4 == 3 ? 404 : 200))
            atomic_fetch_add((atomic_int *)failed, 1);
        arena_reset(&own);
    }
    arena_done(&own);
    return NULL;
}

static void many_requests_at_once(void **state)
{
    (void)state;
    pthread_t threads[8];
    atomic_int failed = 0;

    for (size_t i = 0; i < 8; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, visit_often, &failed), 0);
    for (size_t i = 0; i < 8; i++)
        pthread_join(threads[i], NULL);
    assert_int_equal(atomic_load(&failed), 0);
}

/* ---- whole programs ---- */

static char home[] = "/tmp/waiter-test-serve-XXXXXX";
static char socket_path[64], log_path[64];

static int home_make(void **state)
{
    (void)state;
    if (!mkdtemp(home))
        return -1;
    snprintf(socket_path, sizeof socket_path, "%s/test.sock", home);
    snprintf(log_path, sizeof log_path, "%s/log", home);
    return 0;
}

static int home_remove(void **state)
{
    (void)state;
    unlink(socket_path);
    unlink(log_path);
    return rmdir(home);
}

static void environment_for_child(const char *const *variables)
{
    clearenv();
    setenv("TEST_SERVE_PROGRAM", "1", 1);
    setenv("WAITER_HOME", home, 1);
    setenv("WAITER_SHARE", home, 1);
    setenv("WAITER_ENV_FILE", "", 1);
    for (; variables && *variables; variables += 2)
        setenv(variables[0], variables[1], 1);
    if (getenv("LISTEN_FDS")) {
        char pid[16];
        snprintf(pid, sizeof pid, "%d", getenv("LISTEN_WRONG") ? 1 : (int)getpid());
        setenv("LISTEN_PID", pid, 1);
    }
}

/* Starts ourselves as the program; fds 0, 1 and 3 are those given (-1: /dev/null). */
static pid_t program_start(char *const *argv, const char *const *variables, int in, int out,
                           int three)
{
    pid_t pid = fork();

    if (pid != 0)
        return pid;
    int null = open("/dev/null", O_RDWR);
    int log = open(log_path, O_WRONLY | O_CREAT | O_APPEND, 0600);
    in = fcntl(in < 0 ? null : in, F_DUPFD, 20); /* out of each other's way first */
    out = fcntl(out < 0 ? null : out, F_DUPFD, 20);
    three = three < 0 ? -1 : fcntl(three, F_DUPFD, 20);
    log = fcntl(log, F_DUPFD, 20);
    dup2(in, 0);
    dup2(out, 1);
    dup2(log, 2);
    if (three >= 0)
        dup2(three, 3);
    for (int fd = three >= 0 ? 4 : 3; fd < 64; fd++)
        close(fd);
    environment_for_child(variables);
    execv("/proc/self/exe", argv);
    _exit(127);
}

static int status_after(pid_t pid)
{
    int status;

    assert_int_equal(waitpid(pid, &status, 0), pid);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status);
}

/* The end of what the program wrote on stderr. */
static char *log_text(void)
{
    enum { MOST = 1 << 16 };
    FILE *f = fopen(log_path, "r");
    char *text = arena_alloc(&arena, MOST + 1);

    assert_non_null(f);
    if (fseek(f, -MOST, SEEK_END) != 0)
        rewind(f);
    text[fread(text, 1, MOST, f)] = '\0';
    fclose(f);
    return text;
}

/* Runs the program as plain CGI and gives what it wrote. */
static char *cgi(const char *const *variables, const char *body, int *status)
{
    char *argv[] = {"test", NULL}, *text = arena_alloc(&arena, 1 << 21);
    int in[2], out[2];
    size_t n = 0;
    ssize_t part;

    unlink(log_path);
    assert_int_equal(pipe(in) + pipe(out), 0);
    pid_t pid = program_start(argv, variables, in[0], out[1], -1);
    close(in[0]);
    close(out[1]);
    if (body)
        assert_true(write(in[1], body, strlen(body)) == (ssize_t)strlen(body) ||
                    errno == EPIPE); /* it may have refused and gone already */
    while ((part = read(out[0], text + n, (1 << 21) - 1 - n)) > 0)
        n += (size_t)part;
    close(in[1]); /* only now: the program must not wait for the end of stdin */
    close(out[0]);
    *status = status_after(pid);
    return text;
}

static void plain_cgi(void **state)
{
    (void)state;
    int status;
    const char *get[] = {"GATEWAY_INTERFACE", "CGI/1.1", "REQUEST_METHOD", "GET",
                         "REQUEST_URI", "/hello", NULL};

    assert_string_equal(cgi(get, NULL, &status),
                        "Status: 200 OK\r\n"
                        "Content-Type: text/plain\r\n"
                        "Content-Length: 5\r\n"
                        "X-Content-Type-Options: nosniff\r\n"
                        "Cache-Control: no-store\r\n"
                        "\r\n"
                        "hello");
    assert_int_equal(status, 0);
    assert_true(has(log_text(), "stop test"));
    get[3] = "HEAD";
    char *head = cgi(get, NULL, &status);
    assert_true(has(head, "Content-Length: 5\r\n"));
    assert_string_equal(head + strlen(head) - 4, "\r\n\r\n");
    get[5] = "/nothing";
    assert_true(has(cgi(get, NULL, &status), "Status: 404 Not Found\r\n"));
    get[3] = "GET";
    get[5] = "/megabyte";
    assert_true(strlen(cgi(get, NULL, &status)) > 1 << 20);
}

static void plain_cgi_with_a_body(void **state)
{
    (void)state;
    int status;
    const char *with[] = {"REQUEST_METHOD", "POST", "REQUEST_URI", "/echo", "CONTENT_LENGTH", "4",
                          NULL};
    const char *without[] = {"REQUEST_METHOD", "POST", "REQUEST_URI", "/silent", NULL};

    char *answer = cgi(with, "body and nothing else", &status);
    assert_true(has(answer, "Content-Length: 4\r\n"));
    assert_string_equal(strstr(answer, "\r\n\r\n"), "\r\n\r\nbody");
    with[5] = "101";
    assert_true(has(cgi(with, "x", &status), "Status: 413 Content Too Large\r\n"));
    assert_true(has(cgi(without, "unannounced", &status), "Status: 204 No Content\r\n"));
    assert_int_equal(status, 0);
}

static void plain_cgi_that_cannot_start(void **state)
{
    (void)state;
    int status;
    const char *no_database[] = {"REQUEST_METHOD", "GET", "REQUEST_URI", "/hello",
                                 "TEST_START_FAILS", "1", NULL};
    const char *bad_setting[] = {"REQUEST_METHOD", "GET", "REQUEST_URI", "/hello",
                                 "PORT", "many", NULL};

    char *answer = cgi(no_database, NULL, &status);
    assert_true(has(answer, "Status: 503 Service Unavailable\r\n"));
    assert_true(has(answer, "\"code\":\"storage_failed\""));
    assert_false(has(answer, "no database"));
    assert_true(has(log_text(), "no database"));
    assert_false(has(log_text(), "stop test"));
    answer = cgi(bad_setting, NULL, &status);
    assert_true(has(answer, "Status: 500 Internal Server Error\r\n"));
    assert_false(has(answer, "PORT"));
    assert_true(has(log_text(), "PORT"));
}

/* Apache hands "?-l+/tmp/x" over as arguments. */
static void a_query_is_no_option(void **state)
{
    (void)state;
    char *argv[] = {"test", "-l", socket_path, NULL};
    const char *get[] = {"REQUEST_METHOD", "GET", "REQUEST_URI", "/hello?-l+/tmp/x", NULL};

    assert_int_equal(status_after(program_start(argv, get, -1, -1, -1)), 0);
    assert_int_equal(access(socket_path, F_OK), -1);
}

static void not_started_by_anybody(void **state)
{
    (void)state;
    char *alone[] = {"test", NULL};
    char *help[] = {"test", "--help", NULL}, *half[] = {"test", "-l", NULL};
    const char *wrong_pid[] = {"LISTEN_FDS", "1", "LISTEN_WRONG", "1", NULL};

    unlink(log_path);
    assert_int_equal(status_after(program_start(alone, NULL, -1, -1, -1)), 64);
    assert_true(has(log_text(), "usage: test -l SOCKET"));
    assert_int_equal(status_after(program_start(help, NULL, -1, -1, -1)), 64);
    assert_int_equal(status_after(program_start(half, NULL, -1, -1, -1)), 64);
    assert_int_equal(status_after(program_start(alone, wrong_pid, -1, -1, -1)), 64);
}

/* ---- FastCGI ---- */

static int64_t now_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void nap_ms(long ms)
{
    nanosleep(&(struct timespec){.tv_nsec = ms * 1000000}, NULL);
}

static int connected(void)
{
    for (int i = 0; i < 1000; i++) {
        int fd = fcgi_connect(socket_path);
        if (fd >= 0)
            return fd;
        nap_ms(10);
    }
    fail_msg("nobody listens");
    return -1;
}

static pid_t fastcgi_start(const char *threads)
{
    char *argv[] = {"test", "-l", socket_path, NULL};
    const char *variables[] = {"TEST_THREADS", threads, NULL};

    unlink(log_path);
    pid_t pid = program_start(argv, variables, -1, -1, -1);
    close(connected());
    return pid;
}

/* Ends the program, which has to go well and within a second. */
static void fastcgi_stop(pid_t pid, int signal)
{
    int64_t from = now_ms();

    kill(pid, signal);
    assert_int_equal(status_after(pid), 0);
    assert_true(now_ms() - from < 2000);
    assert_true(has(log_text(), "stop test"));
}

static const char *const get_hello[] = {"REQUEST_METHOD", "GET", "REQUEST_URI", "/hello",
                                        "CONTENT_LENGTH", "", NULL};
static const char *const get_slow[] = {"REQUEST_METHOD", "GET", "REQUEST_URI", "/slow", NULL};

/* One request on a connection of its own; the answer lives in the arena. */
static char *fastcgi(const char *const *variables, const char *body, size_t n)
{
    int fd = connected();

    fcgi_send(fd, false, variables, body, n);
    char *text = fcgi_receive(fd, NULL), *copy = arena_strdup(&arena, text);
    close(fd);
    free(text);
    return copy;
}

static bool answers_hello(void)
{
    char *text = fastcgi(get_hello, "", 0);

    return has(text, "Status: 200 OK\r\n") && has(text, "\r\n\r\nhello");
}

static void fastcgi_at_a_socket(void **state)
{
    (void)state;
    pid_t pid = fastcgi_start("2");
    struct stat st;

    assert_int_equal(stat(socket_path, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0660);
    assert_true(answers_hello());
    const char *missing[] = {"REQUEST_METHOD", "GET", "REQUEST_URI", "/customers/+34600111222",
                             NULL};
    assert_true(has(fastcgi(missing, "", 0), "Status: 404 Not Found\r\n"));
    const char *much[] = {"REQUEST_METHOD", "GET", "REQUEST_URI", "/megabyte", NULL};
    assert_true(strlen(fastcgi(much, "", 0)) > 1 << 20);
    fastcgi_stop(pid, SIGTERM);

    char *log = log_text();
    assert_true(has(log, "1222"));
    assert_false(has(log, "600111222")); /* no telephone number in a log */
    assert_true(has(log, "serving") && has(log, "stopped"));
}

static void fastcgi_bodies(void **state)
{
    (void)state;
    pid_t pid = fastcgi_start("2");
    enum { MOST = 1 << 20 };
    char *big = malloc(5 * MOST + 1);
    const char *post_big[] = {"REQUEST_METHOD", "POST", "REQUEST_URI", "/echo/big",
                              "CONTENT_LENGTH", "1048576", NULL};

    memset(big, 'b', 5 * MOST);
    char *answer = fastcgi(post_big, big, MOST);
    assert_true(has(answer, "Content-Length: 1048576\r\n"));
    assert_int_equal(strlen(strstr(answer, "\r\n\r\n") + 4), MOST);
    post_big[5] = "5242880";
    assert_true(has(fastcgi(post_big, big, 5 * MOST), "Status: 413 "));
    post_big[5] = "";
    assert_true(has(fastcgi(post_big, "x", 1), "Status: 400 "));
    post_big[5] = "4";
    assert_true(has(fastcgi(post_big, "no", 2), "Status: 400 "));
    assert_true(answers_hello());
    free(big);
    fastcgi_stop(pid, SIGINT);
}

/* What one request leaves behind must not reach the next on the same connection. */
static void fastcgi_on_a_kept_connection(void **state)
{
    (void)state;
    pid_t pid = fastcgi_start("1");
    int fd = connected();
    const char *post_echo[] = {"REQUEST_METHOD", "POST", "REQUEST_URI", "/echo",
                               "CONTENT_LENGTH", "4", NULL};

    for (int i = 0; i < 20; i++) {
        char *text;
        if (i % 2)
            post_echo[5] = i % 3 ? "4" : "101"; /* the latter is refused unread */
        fcgi_send(fd, true, i % 2 ? post_echo : get_hello, "body and more", i % 2 ? 13 : 0);
        text = fcgi_receive(fd, NULL);
        assert_true(has(text, i % 2 == 0 ? "hello" : i % 3 ? "\r\n\r\nbody" : "Status: 413"));
        free(text);
    }
    fastcgi_stop(pid, SIGTERM); /* although the connection is still open */
    close(fd);
}

static void fastcgi_with_strange_peers(void **state)
{
    (void)state;
    pid_t pid = fastcgi_start("3");
    int mute = connected(), half = connected(), gone = connected();

    fcgi_write(half, "\x01\x01", 2); /* half a header */
    fcgi_write(gone, "GET / HTTP/1.1\r\nHost: x\r\n\r\n", 27); /* wrong protocol */
    close(gone);
    gone = connected();
    fcgi_send(gone, false, get_hello, "", 0);
    close(gone); /* does not wait for its answer */
    for (int i = 0; i < 20; i++)
        assert_true(answers_hello());
    close(half);
    close(mute);
    mute = connected();
    fastcgi_stop(pid, SIGTERM); /* no waiting for who says nothing */
    close(mute);
}

static void a_socket_left_behind_is_replaced(void **state)
{
    (void)state;
    char *argv[] = {"test", "-l", socket_path, NULL};
    pid_t pid = fastcgi_start("1");

    kill(pid, SIGKILL);
    assert_int_equal(status_after(pid), 1000 + SIGKILL);
    pid = fastcgi_start("1");
    assert_true(answers_hello());
    fastcgi_stop(pid, SIGTERM);

    unlink(socket_path);
    close(open(socket_path, O_CREAT | O_WRONLY, 0600)); /* not a socket: not ours to remove */
    assert_int_equal(status_after(program_start(argv, NULL, -1, -1, -1)), 78);
    assert_int_equal(access(socket_path, F_OK), 0);
    unlink(socket_path);
}

/* A request under way is finished, undisturbed, and the program ends within a second. */
static void a_stop_lets_requests_finish(void **state)
{
    (void)state;
    pid_t pid = fastcgi_start("4");
    int fds[3];

    for (int i = 0; i < 3; i++) {
        fds[i] = connected();
        fcgi_send(fds[i], false, get_slow, "", 0);
    }
    nap_ms(100);
    fastcgi_stop(pid, SIGTERM);
    for (int i = 0; i < 3; i++) {
        char *text = fcgi_receive(fds[i], NULL);
        assert_true(has(text, "slept well"));
        free(text);
        close(fds[i]);
    }
}

struct crowd {
    atomic_int answered, lost;
};

/* Visits until nobody listens any more; being let in and not answered is a loss. */
static void *visit_until_closed(void *of)
{
    struct crowd *c = of;

    for (int fd; (fd = fcgi_connect(socket_path)) >= 0; close(fd)) {
        bool sent = fcgi_send(fd, false, get_hello, "", 0);
        char *text = fcgi_receive(fd, NULL);
        atomic_fetch_add(sent && has(text, "hello") ? &c->answered : &c->lost, 1);
        free(text);
    }
    return NULL;
}

/* Nobody who was let in goes unanswered, even those still in the queue. */
static void a_stop_under_load_loses_nobody(void **state)
{
    (void)state;
    for (int round = 0; round < 5; round++) {
        pid_t pid = fastcgi_start("4");
        struct crowd crowd = {0, 0};
        pthread_t visitors[16];
        for (size_t i = 0; i < 16; i++)
            assert_int_equal(pthread_create(&visitors[i], NULL, visit_until_closed, &crowd), 0);
        nap_ms(150);
        fastcgi_stop(pid, SIGTERM);
        for (size_t i = 0; i < 16; i++)
            pthread_join(visitors[i], NULL);
        assert_int_equal(atomic_load(&crowd.lost), 0);
        assert_true(atomic_load(&crowd.answered) > 16);
    }
}

/* ---- answers that go on ---- */

static const char *const get_ticks[] = {"REQUEST_METHOD", "GET", "REQUEST_URI", "/ticks", NULL};
static const char *const get_floods[] = {"REQUEST_METHOD", "GET", "REQUEST_URI", "/floods", NULL};

/* A stream on a connection of its own, heard until `n` records have come; -1 when it was refused. */
static int stream_open(const char *const *variables, bool keep, int n)
{
    int fd = connected();
    char text[8200];

    fcgi_send(fd, keep, variables, "", 0);
    for (int i = 0; i < n; i++) {
        uint8_t head[8];
        assert_true(fcgi_read_n(fd, head, sizeof head));
        size_t content = (size_t)head[4] << 8 | head[5];
        assert_true(content + head[6] < sizeof text);
        assert_true(fcgi_read_n(fd, text, content + head[6]));
        text[content] = '\0';
        if (i == 0 && has(text, "Status: 503 ")) {
            assert_true(has(text, "Retry-After: 10\r\n"));
            close(fd);
            return -1;
        }
        if (i == 0) {
            assert_true(has(text, "Status: 200 OK\r\n"));
            assert_false(has(text, "Content-Length"));
        }
    }
    return fd;
}

/* One seat: whoever streams does not sit there. */
static void streams_leave_the_seats_free(void **state)
{
    (void)state;
    pid_t pid = fastcgi_start("1");
    int fds[STREAMS];

    for (int i = 0; i < STREAMS; i++)
        assert_true((fds[i] = stream_open(get_ticks, i == 1, 3)) >= 0);
    for (int i = 0; i < 20; i++)
        assert_true(answers_hello());
    for (int i = 0; i < 5; i++)
        assert_int_equal(stream_open(get_ticks, false, 1), -1);
    for (int i = 0; i < STREAMS; i++)
        close(fds[i]);
    fastcgi_stop(pid, SIGTERM);
    assert_true(has(log_text(), "closing test\n"));
}

static void a_listener_who_left_makes_room(void **state)
{
    (void)state;
    pid_t pid = fastcgi_start("2");
    int fds[STREAMS];

    for (int round = 0; round < 20; round++) {
        for (int i = 0; i < STREAMS; i++)
            for (int tries = 0; (fds[i] = stream_open(get_ticks, false, 1)) < 0; tries++) {
                assert_true(tries < 500);
                nap_ms(10);
            }
        for (int i = 0; i < STREAMS; i++)
            close(fds[i]);
    }
    fastcgi_stop(pid, SIGTERM);
}

/* Among them one who does not read what is said, on a connection that is full by now. */
static void a_stop_ends_streams(void **state)
{
    (void)state;
    pid_t pid = fastcgi_start("2");
    int deaf = stream_open(get_floods, false, 1), left = stream_open(get_floods, false, 4);
    int ticking = stream_open(get_ticks, true, 2);
    uint8_t head[8], content[64];

    close(left);
    nap_ms(100);
    fastcgi_stop(pid, SIGTERM);
    do { /* who reads is told that it is over, not cut off */
        assert_true(fcgi_read_n(ticking, head, sizeof head));
        assert_true(fcgi_read_n(ticking, content, (size_t)head[5] + head[6]));
    } while (head[1] != FCGI_END);
    close(ticking);
    close(deaf);
}

static void no_stream_where_none_can_be(void **state)
{
    (void)state;
    struct request rq = visit("GET", "/ticks");

    assert_int_equal(rq.reply.status, 501);
    assert_true(has(rq.reply.body.text, "\"code\":\"no_stream\""));
    assert_true(has(rq.reply.body.text, "/admin/changes"));
    rq = visit("HEAD", "/ticks");
    assert_int_equal(rq.reply.status, 200);
    assert_null(rq.reply.stream);
    rq = visit("GET", "/no-stream");
    assert_int_equal(rq.reply.status, 200);
    assert_string_equal(rq.reply.body.text, "no stream");
}

static int listening_socket(void)
{
    struct sockaddr_un name = {.sun_family = AF_UNIX};
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

    unlink(socket_path);
    strcpy(name.sun_path, socket_path);
    assert_int_equal(bind(fd, (struct sockaddr *)&name, sizeof name), 0);
    assert_int_equal(listen(fd, 64), 0);
    return fd;
}

/* A socket that somebody lends us still works for our successor. */
static void a_borrowed_socket(const char *const *variables, bool as_three)
{
    char *argv[] = {"test", NULL};
    int listening = listening_socket();

    unlink(log_path);
    for (int life = 0; life < 3; life++) {
        int early = fcgi_connect(socket_path); /* before anybody accepts */
        assert_true(early >= 0);
        fcgi_send(early, false, get_hello, "", 0);
        pid_t pid = program_start(argv, variables, as_three ? -1 : listening, -1,
                                  as_three ? listening : -1);
        char *text = fcgi_receive(early, NULL);
        assert_true(has(text, "hello"));
        free(text);
        close(early);
        assert_true(answers_hello());
        int idle = connected();
        fcgi_send(idle, true, get_hello, "", 0);
        free(fcgi_receive(idle, NULL));
        fastcgi_stop(pid, SIGTERM);
        close(idle);
    }
    close(listening);
    unlink(socket_path);
}

static void fastcgi_on_fd_0(void **state)
{
    (void)state;
    a_borrowed_socket(NULL, false);
}

static void fastcgi_from_systemd(void **state)
{
    (void)state;
    const char *variables[] = {"LISTEN_FDS", "1", NULL};

    a_borrowed_socket(variables, true);
}

static void fastcgi_that_cannot_start(void **state)
{
    (void)state;
    char *argv[] = {"test", "-l", socket_path, NULL};
    const char *variables[] = {"TEST_START_FAILS", "1", NULL};

    unlink(socket_path);
    assert_int_equal(status_after(program_start(argv, variables, -1, -1, -1)), 78);
    assert_int_equal(access(socket_path, F_OK), -1);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(routes_are_found, begin, end),
        cmocka_unit_test_setup_teardown(routes_are_not_found, begin, end),
        cmocka_unit_test_setup_teardown(allowed_methods_are_listed_once, begin, end),
        cmocka_unit_test_setup_teardown(names_are_decoded_once, begin, end),
        cmocka_unit_test_setup_teardown(an_ordinary_answer, begin, end),
        cmocka_unit_test_setup_teardown(a_handler_may_be_cached, begin, end),
        cmocka_unit_test_setup_teardown(what_is_wrong_with_paths, begin, end),
        cmocka_unit_test_setup_teardown(bodies, begin, end),
        cmocka_unit_test_setup_teardown(too_much_is_refused_unread, begin, end),
        cmocka_unit_test_setup_teardown(chunked_without_a_length, begin, end),
        cmocka_unit_test_setup_teardown(a_body_that_is_already_there, begin, end),
        cmocka_unit_test_setup_teardown(who_may, begin, end),
        cmocka_unit_test_setup_teardown(every_guarded_route_asks, begin, end),
        cmocka_unit_test_setup_teardown(failing_handlers, begin, end),
        cmocka_unit_test_setup_teardown(request_ids, begin, end),
        cmocka_unit_test_setup_teardown(plain_cgi, begin, end),
        cmocka_unit_test_setup_teardown(plain_cgi_with_a_body, begin, end),
        cmocka_unit_test_setup_teardown(plain_cgi_that_cannot_start, begin, end),
        cmocka_unit_test_setup_teardown(a_query_is_no_option, begin, end),
        cmocka_unit_test_setup_teardown(not_started_by_anybody, begin, end),
        cmocka_unit_test_setup_teardown(fastcgi_at_a_socket, begin, end),
        cmocka_unit_test_setup_teardown(fastcgi_bodies, begin, end),
        cmocka_unit_test_setup_teardown(fastcgi_on_a_kept_connection, begin, end),
        cmocka_unit_test_setup_teardown(fastcgi_with_strange_peers, begin, end),
        cmocka_unit_test_setup_teardown(a_socket_left_behind_is_replaced, begin, end),
        cmocka_unit_test_setup_teardown(a_stop_lets_requests_finish, begin, end),
        cmocka_unit_test_setup_teardown(a_stop_under_load_loses_nobody, begin, end),
        cmocka_unit_test_setup_teardown(streams_leave_the_seats_free, begin, end),
        cmocka_unit_test_setup_teardown(a_listener_who_left_makes_room, begin, end),
        cmocka_unit_test_setup_teardown(a_stop_ends_streams, begin, end),
        cmocka_unit_test_setup_teardown(no_stream_where_none_can_be, begin, end),
        cmocka_unit_test_setup_teardown(fastcgi_on_fd_0, begin, end),
        cmocka_unit_test_setup_teardown(fastcgi_from_systemd, begin, end),
        cmocka_unit_test_setup_teardown(fastcgi_that_cannot_start, begin, end),
        cmocka_unit_test_setup_teardown(many_requests_at_once, begin, end),
    };

    if (getenv("TEST_SERVE_PROGRAM"))
        return serve_main(argc, argv, "test", start, stop);
    crypto_start();
    signal(SIGPIPE, SIG_IGN);
    return cmocka_run_group_tests(tests, home_make, home_remove);
}
