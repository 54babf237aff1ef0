/* test_request.c -- what handlers ask of a request, and how they answer. */
#include "random.h"
#include "visitor.h"

#include "waiter/crypto.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

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

static struct params params_of(const char *text)
{
    struct params p;
    struct err e = {0};

    assert_true(params_parse(&arena, text, strlen(text), &p, &e));
    return p;
}

static struct request asking(const char *query)
{
    return (struct request){.arena = &arena, .path = "/api/products", .query = params_of(query)};
}

static bool has(const char *text, const char *part)
{
    return text && strstr(text, part);
}

/* ---- asking ---- */

static void headers_by_their_http_names(void **state)
{
    (void)state;
    struct visitor v = {.variables = {{"HTTP_X_TWILIO_SIGNATURE", "abc="},
                                      {"CONTENT_TYPE", "text/plain"},
                                      {"CONTENT_LENGTH", "7"},
                                      {"HTTP_CONTENT_TYPE", "wrong"},
                                      {"REDIRECT_HTTP_AUTHORIZATION", "Bearer x"}}};
    struct request rq = visitor_request(&v, NULL, &arena);
    char long_name[200];

    memset(long_name, 'a', sizeof long_name - 1);
    long_name[sizeof long_name - 1] = '\0';
    assert_string_equal(request_header(&rq, "X-Twilio-Signature"), "abc=");
    assert_string_equal(request_header(&rq, "x-twilio-signature"), "abc=");
    assert_string_equal(request_header(&rq, "Content-Type"), "text/plain");
    assert_string_equal(request_header(&rq, "content-length"), "7");
    assert_string_equal(request_header(&rq, "Authorization"), "Bearer x");
    assert_null(request_header(&rq, "X-Missing"));
    assert_null(request_header(&rq, long_name));
    v.variables[5][0] = "HTTP_AUTHORIZATION";
    v.variables[5][1] = "Bearer y";
    assert_string_equal(request_header(&rq, "authorization"), "Bearer y");
    assert_null(request_header(&(struct request){.arena = &arena}, "Host"));
}

static const char *cookie(const char *header, const char *name)
{
    struct visitor v = {.variables = {{"HTTP_COOKIE", header}}};
    struct request rq = visitor_request(&v, NULL, &arena);

    return request_cookie(&rq, name);
}

static void cookies(void **state)
{
    (void)state;
    assert_string_equal(cookie("a=1; session=xyz; b=2", "session"), "xyz");
    assert_string_equal(cookie("session=xyz", "session"), "xyz");
    assert_string_equal(cookie("session=a=b==", "session"), "a=b==");
    assert_string_equal(cookie("session=\"xyz\" ; b=2", "session"), "xyz");
    assert_string_equal(cookie("session=1; session=2", "session"), "1");
    assert_string_equal(cookie("session=", "session"), "");
    assert_string_equal(cookie(";; ;session=x;", "session"), "x");
    assert_null(cookie("xsession=1; sessionx=2; session", "session"));
    assert_null(cookie("Session=1", "session"));
    assert_null(cookie("", "session"));
    assert_null(cookie(NULL, "session"));
}

static void ids_in_the_path(void **state)
{
    (void)state;
    static const char *const bad[] = {"id=0", "id=-1", "id=+1", "id=1x", "id=", "id=01", "id=%201",
                                      "id=1%00", "id=9223372036854775808", "id=1e3", "other=1",
                                      "id=99999999999999999999999999", "id=%D9%A1"};
    struct request rq = asking("");
    int64_t id = 0;
    struct err e = {0};

    rq.route = params_of("id=42");
    assert_true(request_id_param(&rq, "id", &id, &e));
    assert_int_equal(id, 42);
    rq.route = params_of("id=9223372036854775807");
    assert_true(request_id_param(&rq, "id", &id, &e));
    assert_true(id == INT64_MAX);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        err_clear(&e);
        rq.route = params_of(bad[i]);
        assert_false(request_id_param(&rq, "id", &id, &e));
        assert_int_equal(e.kind, ERR_NOT_FOUND);
    }
    assert_string_equal(request_route(&rq, "id"), "١");
    assert_null(request_route(&rq, "no"));
}

static void numbers_in_the_query(void **state)
{
    (void)state;
    static const char *const bad[] = {"n=", "n=11", "n=-11", "n=ten", "n=5%00", "n=5.0", "n=--5",
                                      "n=-", "n=9999999999999999999", "n=05", "n=-0"};
    int64_t n = 0;
    struct err e = {0};
    struct request rq = asking("m=1");

    assert_true(request_query_int(&rq, "n", -10, 10, 7, &n, &e));
    assert_int_equal(n, 7);
    rq = asking("n=-10&n=3");
    assert_true(request_query_int(&rq, "n", -10, 10, 7, &n, &e));
    assert_int_equal(n, -10);
    rq = asking("n=0");
    assert_true(request_query_int(&rq, "n", -10, 10, 7, &n, &e));
    assert_int_equal(n, 0);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        err_clear(&e);
        rq = asking(bad[i]);
        assert_false(request_query_int(&rq, "n", -10, 10, 7, &n, &e));
        assert_int_equal(e.kind, ERR_BAD_INPUT);
        assert_string_equal(e.field, "n");
    }
}

static enum err_kind json_of(const char *type, const char *body)
{
    struct visitor v = {.variables = {{type ? "CONTENT_TYPE" : "X", type}}};
    struct request rq = visitor_request(&v, NULL, &arena);
    const json_value *value;
    struct err e = {0};

    rq.body = body;
    rq.body_len = body ? strlen(body) : 0;
    if (request_json(&rq, &value, &e))
        assert_int_equal(json_int(value, "a", 0), 1);
    return e.kind;
}

static void json_bodies(void **state)
{
    (void)state;
    assert_int_equal(json_of("application/json", "{\"a\":1}"), ERR_NONE);
    assert_int_equal(json_of("Application/JSON; charset=utf-8", "{\"a\":1}"), ERR_NONE);
    assert_int_equal(json_of("application/json ;x", "{\"a\":1}"), ERR_NONE);
    assert_int_equal(json_of("application/json", "{\"a\":1} x"), ERR_BAD_INPUT);
    assert_int_equal(json_of("application/json", NULL), ERR_BAD_INPUT);
    assert_int_equal(json_of("application/jsonx", "{\"a\":1}"), ERR_MEDIA_TYPE);
    assert_int_equal(json_of("text/plain", "{\"a\":1}"), ERR_MEDIA_TYPE);
    assert_int_equal(json_of("", "{\"a\":1}"), ERR_MEDIA_TYPE);
    assert_int_equal(json_of(NULL, "{\"a\":1}"), ERR_MEDIA_TYPE);
}

static void form_bodies(void **state)
{
    (void)state;
    struct visitor v = {.variables = {{"CONTENT_TYPE", "application/x-www-form-urlencoded"}}};
    struct request rq = visitor_request(&v, NULL, &arena);
    struct params p;
    struct err e = {0};

    assert_true(request_form(&rq, &p, &e));
    assert_int_equal(p.count, 0);
    rq.body = "Body=a%00b&x=1";
    rq.body_len = strlen(rq.body);
    assert_true(request_form(&rq, &p, &e));
    assert_int_equal(p.at[0].value_len, 3);
    v.variables[0][1] = "multipart/form-data; boundary=x";
    assert_false(request_form(&rq, &p, &e));
    assert_int_equal(e.kind, ERR_MEDIA_TYPE);
}

/* ---- pages ---- */

static void pages_of_a_list(void **state)
{
    (void)state;
    int64_t limit = 0, cursor = -1;
    struct err e = {0};
    struct request rq = asking("");

    assert_true(request_page(&rq, &limit, &cursor, &e));
    assert_int_equal(limit, 50);
    assert_int_equal(cursor, 0);
    rq = asking("limit=100");
    assert_true(request_page(&rq, &limit, &cursor, &e));
    assert_int_equal(limit, 100);
    rq = asking("limit=101");
    assert_false(request_page(&rq, &limit, &cursor, &e));
    assert_string_equal(e.field, "limit");
    err_clear(&e);
    rq = asking("limit=0");
    assert_false(request_page(&rq, &limit, &cursor, &e));
}

/* The cursor that reply_next writes. */
static const char *next_of(struct request *rq, int64_t id)
{
    struct json j = reply_json(rq, 200);
    const json_value *body;
    struct err e = {0};

    json_open_object(&j, NULL);
    reply_next(rq, &j, id);
    json_close(&j);
    assert_true(json_parse(&arena, rq->reply.body.text, rq->reply.body.len, &body, &e));
    return json_text(body, "next_cursor");
}

static void cursors_come_back(void **state)
{
    (void)state;
    static const int64_t ids[] = {1, 9, 10, 123456789, INT64_MAX};

    for (size_t i = 0; i < sizeof ids / sizeof *ids; i++) {
        struct request rq = asking("limit=5");
        int64_t limit, cursor;
        struct err e = {0};
        const char *next = next_of(&rq, ids[i]);
        assert_null(strpbrk(next, "+/=&"));
        rq = asking(arena_printf(&arena, "cursor=%s", next));
        assert_true(request_page(&rq, &limit, &cursor, &e));
        assert_true(cursor == ids[i]);
    }
}

static const char *url64(const char *plain)
{
    return base64url_text(&arena, (const uint8_t *)plain, strlen(plain));
}

static void cursors_that_are_not_ours(void **state)
{
    (void)state;
    const char *bad[] = {"", "17", "!!", url64("17"), url64("id:"), url64("id:0"), url64("id:-4"),
                         url64("id:4x"), url64("ID:4"), url64("id: 4"),
                         url64("id:9223372036854775808")};

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct request rq = asking(arena_printf(&arena, "cursor=%s", bad[i]));
        int64_t limit, cursor;
        struct err e = {0};
        assert_false(request_page(&rq, &limit, &cursor, &e));
        assert_int_equal(e.kind, ERR_BAD_INPUT);
        assert_string_equal(e.field, "cursor");
    }
}

static void any_cursor_is_safe(void **state)
{
    (void)state;
    struct random r = random_begin();

    for (int round = 0; round < 5000; round++) {
        char text[20] = {0};
        for (size_t i = 0, n = random_below(&r, sizeof text - 1); i < n; i++)
            text[i] = "aWQ6MTIzNDU2-_=\xFF"[random_below(&r, 16)];
        struct request rq = {.arena = &arena};
        struct param p = {"cursor", text, 6, strlen(text)};
        rq.query = (struct params){&p, 1};
        int64_t limit, cursor = 0;
        struct err e = {0};
        bool ok = request_page(&rq, &limit, &cursor, &e);
        assert_true(ok ? cursor > 0 : e.kind == ERR_BAD_INPUT);
        arena_reset(&arena);
    }
}

static void the_next_page_has_a_link(void **state)
{
    (void)state;
    struct request rq = asking("q=a+b%26c&cursor=old&limit=5&empty=");
    const char *next = next_of(&rq, 7);

    assert_string_equal(rq.reply.headers.text,
                        arena_printf(&arena,
                                     "Link: </api/products?q=a%%20b%%26c&limit=5&empty="
                                     "&cursor=%s>; rel=\"next\"\r\n",
                                     next));
    rq = asking("");
    rq.path = "/api/%3Cx>;<";
    (void)next_of(&rq, 7);
    assert_true(has(rq.reply.headers.text, "Link: </api/%3Cx%3E;%3C?cursor="));
    rq = asking("");
    assert_null(next_of(&rq, 0));
    assert_string_equal(rq.reply.body.text, "{\"next_cursor\":null}");
    assert_null(rq.reply.headers.text);
}

/* ---- answering ---- */

static void the_last_answer_wins(void **state)
{
    (void)state;
    struct request rq = asking("");

    reply_text(&rq, 200, "text/plain", "one");
    assert_string_equal(rq.reply.body.text, "one");
    struct json j = reply_json(&rq, 201);
    json_open_object(&j, NULL);
    json_put_text(&j, "a", "b");
    json_close(&j);
    assert_int_equal(rq.reply.status, 201);
    assert_string_equal(rq.reply.content_type, "application/json");
    assert_string_equal(rq.reply.body.text, "{\"a\":\"b\"}");
    reply_text(&rq, 404, "text/xml", NULL);
    assert_int_equal(rq.reply.body.len, 0);
    assert_string_equal(rq.reply.content_type, "text/xml");
}

static void no_second_header_sneaks_in(void **state)
{
    (void)state;
    struct request rq = asking("");

    reply_header(&rq, "Location", "/x\r\nSet-Cookie: a=b\n\r\x01\x7f\té");
    assert_string_equal(rq.reply.headers.text, "Location: /xSet-Cookie: a=b\té\r\n");
    reply_header(&rq, "Set-Cookie", "a=1");
    reply_header(&rq, "Set-Cookie", "b=2");
    assert_true(has(rq.reply.headers.text, "Set-Cookie: a=1\r\nSet-Cookie: b=2\r\n"));
}

static const json_value *problem(struct request *rq, const struct err *e)
{
    const json_value *body;
    struct err ours = {0};

    reply_problem(rq, e);
    assert_string_equal(rq->reply.content_type, "application/problem+json");
    assert_true(json_parse(&arena, rq->reply.body.text, rq->reply.body.len, &body, &ours));
    return body;
}

static void problems_say_what_is_wrong(void **state)
{
    (void)state;
    struct request rq = asking("");
    struct err e = {0};

    assert_false(fail_field(&e, "price", "the secret reason"));
    const json_value *p = problem(&rq, &e);
    assert_string_equal(json_text(p, "type"), "about:blank");
    assert_string_equal(json_text(p, "title"), "Bad Request");
    assert_int_equal(json_int(p, "status", 0), 400);
    assert_string_equal(json_text(p, "detail"), "Something is missing or misspelt.");
    assert_string_equal(json_text(p, "error"), "Something is missing or misspelt.");
    assert_string_equal(json_text(p, "code"), "bad_input");
    assert_string_equal(json_text(p, "field"), "price");
    assert_false(has(rq.reply.body.text, "secret"));
}

static void every_kind_of_problem(void **state)
{
    (void)state;
    for (int kind = ERR_NONE + 1; kind < ERR__MAX; kind++) {
        struct request rq = asking("");
        struct err e = {.kind = (enum err_kind)kind};
        const json_value *p = problem(&rq, &e);
        assert_int_equal(rq.reply.status, err_status(e.kind));
        assert_string_equal(json_text(p, "code"), err_code(e.kind));
        assert_string_not_equal(json_text(p, "title"), "Error"); /* every status has its words */
        assert_null(json_text(p, "field"));
        bool again = kind == ERR_TOO_MANY || kind == ERR_BUSY;
        assert_int_equal(has(rq.reply.headers.text, "Retry-After: 1\r\n"), again);
        assert_int_equal(has(rq.reply.headers.text, "WWW-Authenticate: "), rq.reply.status == 401);
    }
}

static void a_problem_keeps_some_headers_and_drops_others(void **state)
{
    (void)state;
    struct request rq = asking("");
    struct err e = {.kind = ERR_TOO_MANY};

    reply_header(&rq, "cache-control", "public, max-age=60");
    reply_header(&rq, "X-Kept", "Cache-Control: no");
    reply_header(&rq, "Retry-After", "30");
    reply_header(&rq, "ETag", "\"1\"");
    reply_header(&rq, "Link", "</x>");
    (void)problem(&rq, &e);
    assert_string_equal(rq.reply.headers.text,
                        "X-Kept: Cache-Control: no\r\nRetry-After: 30\r\n");
    assert_int_equal(rq.reply.headers.len, strlen(rq.reply.headers.text));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(headers_by_their_http_names, begin, end),
        cmocka_unit_test_setup_teardown(cookies, begin, end),
        cmocka_unit_test_setup_teardown(ids_in_the_path, begin, end),
        cmocka_unit_test_setup_teardown(numbers_in_the_query, begin, end),
        cmocka_unit_test_setup_teardown(json_bodies, begin, end),
        cmocka_unit_test_setup_teardown(form_bodies, begin, end),
        cmocka_unit_test_setup_teardown(pages_of_a_list, begin, end),
        cmocka_unit_test_setup_teardown(cursors_come_back, begin, end),
        cmocka_unit_test_setup_teardown(cursors_that_are_not_ours, begin, end),
        cmocka_unit_test_setup_teardown(any_cursor_is_safe, begin, end),
        cmocka_unit_test_setup_teardown(the_next_page_has_a_link, begin, end),
        cmocka_unit_test_setup_teardown(the_last_answer_wins, begin, end),
        cmocka_unit_test_setup_teardown(no_second_header_sneaks_in, begin, end),
        cmocka_unit_test_setup_teardown(problems_say_what_is_wrong, begin, end),
        cmocka_unit_test_setup_teardown(every_kind_of_problem, begin, end),
        cmocka_unit_test_setup_teardown(a_problem_keeps_some_headers_and_drops_others, begin, end),
    };

    crypto_start();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
