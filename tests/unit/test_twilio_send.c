/* test_twilio_send.c -- what we say to Twilio, byte by byte, and what its answers mean. */
#include "waiter/twilio_send.h"

#include "waiter/json.h"
#include "waiter/params.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

static struct arena arena;
static const struct settings settings = {
    .public_url = "https://shop.example.com",
    .twilio_account_sid = "AC00000000000000000000000000000000",
    .twilio_auth_token = "secret",
    .twilio_whatsapp_number = "whatsapp:+14155238886",
    .twilio_api_url = "https://api.twilio.com",
    .twilio_content_url = "https://content.twilio.com",
};

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

/* --- Sending ------------------------------------------------------------------------- */

static const char *form_value(const struct http_request *r, const char *name)
{
    struct params p;
    struct err e = {0};
    assert_true(params_parse(&arena, r->body, r->body_len, &p, &e));
    const struct param *found = param_find(&p, name);
    return found ? found->value : NULL;
}

static void a_message_is_a_form(void **state)
{
    struct twilio_message m = {.oid = {42, 1764137302123},
                               .to = "whatsapp:+5511988887777",
                               .body = "Ol\xC3\xA1 & b=1+1\n50%",
                               .media = "/media/mug.png"};
    struct http_request r = twilio_create_message(&arena, &settings, &m, NULL, NULL);
    (void)state;
    assert_string_equal(r.url, "https://api.twilio.com/2010-04-01/Accounts/"
                               "AC00000000000000000000000000000000/Messages.json");
    assert_string_equal(
        r.body, "To=whatsapp%3A%2B5511988887777&From=whatsapp%3A%2B14155238886"
                "&Body=Ol%C3%A1%20%26%20b%3D1%2B1%0A50%25"
                "&MediaUrl=https%3A%2F%2Fshop.example.com%2Fmedia%2Fmug.png"
                "&StatusCallback=https%3A%2F%2Fshop.example.com%2Fwebhook%2Fwhatsapp%2Fstatus"
                "%3Foid%3D42-1764137302123");
    assert_int_equal(r.body_len, strlen(r.body));
    assert_string_equal(r.content_type, "application/x-www-form-urlencoded");
    assert_string_equal(r.user, settings.twilio_account_sid);
    assert_string_equal(r.password, "secret");
    assert_null(strstr(r.url, "secret"));
}

/* Whatever the address and text are, they arrive as they were. */
static void texts_survive_the_form(void **state)
{
    static const char *const texts[] = {
        "whatsapp:ES.ab12Cd",
        "sim:1",
        "=&%+?#/\\ \t\n\"'<>",
        "\xF0\x9F\x8D\x95 \xE2\x80\x8B\xD9\xA3",
        "%00%zz",
        "a=b&To=whatsapp:+1",
        "",
    };
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct twilio_message m = {.oid = {1, 1}, .to = texts[i], .body = texts[i]};
        struct http_request r = twilio_create_message(&arena, &settings, &m, NULL, NULL);
        assert_string_equal(form_value(&r, "To"), texts[i]);
        assert_string_equal(form_value(&r, "Body"), texts[i]);
        assert_null(form_value(&r, "MediaUrl"));
        assert_null(form_value(&r, "ContentSid"));
    }
}

static void plain_leaves_picture_and_buttons(void **state)
{
    struct twilio_message m = {
        .oid = {1, 1}, .to = "x", .body = "1. a", .media = "/m.png", .choices = "[]"};
    struct http_request r = twilio_create_plain(&arena, &settings, &m);
    (void)state;
    assert_null(form_value(&r, "MediaUrl"));
    assert_string_equal(form_value(&r, "Body"), "1. a");
}

/* --- Shapes -------------------------------------------------------------------------- */

static const json_value *json_of(const char *text)
{
    const json_value *v;
    struct err e = {0};
    if (!json_parse(&arena, text, strlen(text), &v, &e))
        fail_msg("not JSON (%s): %s", e.why, text);
    return v;
}

static const char *choices_of(int n, bool notes)
{
    struct str s = str_new(&arena, 8192);
    for (int i = 1; i <= n; i++)
        str_addf(&s, "%s{\"id\":\"id:%d\",\"title\":\"Title %d\"%s}", i > 1 ? "," : "[", i, i,
                 notes ? ",\"note\":\"note\"" : ",\"note\":null");
    str_add(&s, n ? "]" : "[]");
    return s.text;
}

static void two_choices_are_buttons(void **state)
{
    struct twilio_message m = {.oid = {7, 9}, .to = "whatsapp:+1", .body = "Delivery or pickup?",
                               .choices = choices_of(2, false)};
    struct twilio_shape shape;
    (void)state;
    assert_true(twilio_shape(&arena, &m, &shape));
    assert_string_equal(shape.key, "quick_reply.2");
    const json_value *c = json_of(shape.creation);
    assert_string_equal(json_text(c, "friendly_name"), "waiter_quick_reply_2");
    assert_string_equal(json_text(c, "language"), "en");
    const json_value *type = json_item(json_at(c, "types"), 0);
    assert_string_equal(json_key(type), "twilio/quick-reply");
    assert_string_equal(json_text(type, "body"), "{{1}}");
    assert_string_equal(json_text(type, "actions.0.title"), "{{2}}");
    assert_string_equal(json_text(type, "actions.1.id"), "{{5}}");
    assert_int_equal(json_count(json_at(type, "actions")), 2);
    assert_int_equal(json_count(json_at(c, "variables")), 5);
    assert_string_equal(shape.variables,
                        "{\"1\":\"Delivery or pickup?\",\"2\":\"Title 1\",\"3\":\"id:1\","
                        "\"4\":\"Title 2\",\"5\":\"id:2\"}");
    struct http_request r = twilio_create_message(&arena, &settings, &m, "HX1", &shape);
    assert_string_equal(form_value(&r, "ContentSid"), "HX1");
    assert_string_equal(form_value(&r, "ContentVariables"), shape.variables);
    assert_null(form_value(&r, "Body")); /* §6: then no Body */
    assert_non_null(strstr(form_value(&r, "StatusCallback"), "?oid=7-9"));
    r = twilio_create_content(&arena, &settings, &shape);
    assert_string_equal(r.url, "https://content.twilio.com/v1/Content");
    assert_string_equal(r.content_type, "application/json");
}

/* Variables hold no line break (92007): the breaks stand in the content. */
static void a_menu_is_a_list_with_its_lines(void **state)
{
    struct twilio_message m = {.to = "x",
                               .body = "Categories:\n\n1. Hoodies\n2. Mugs\n3. Tea\n4. Caps\n",
                               .choices = choices_of(4, true)};
    struct twilio_shape shape;
    (void)state;
    assert_true(twilio_shape(&arena, &m, &shape));
    assert_string_equal(shape.key, "list_notes.4.l1b1l4b1");
    const json_value *c = json_of(shape.creation);
    assert_string_equal(json_text(c, "friendly_name"), "waiter_list_notes_4_l1b1l4b1");
    const json_value *type = json_item(json_at(c, "types"), 0);
    assert_string_equal(json_key(type), "twilio/list-picker");
    assert_string_equal(json_text(type, "body"), "{{1}}\n\n{{2}}\n{{3}}\n{{4}}\n{{5}}\n");
    assert_string_equal(json_text(type, "button"), "{{6}}");
    assert_string_equal(json_text(type, "items.3.item"), "{{16}}");
    assert_string_equal(json_text(type, "items.3.id"), "{{17}}");
    assert_string_equal(json_text(type, "items.3.description"), "{{18}}");
    const json_value *v = json_of(shape.variables);
    assert_int_equal(json_count(v), 18);
    assert_string_equal(json_text(v, "2"), "1. Hoodies");
    for (size_t i = 0; i < json_count(v); i++) {
        assert_true(*json_text(json_item(v, i), ""));
        assert_null(strpbrk(json_text(json_item(v, i), ""), "\r\n"));
    }
    m.choices = choices_of(10, false);
    assert_true(twilio_shape(&arena, &m, &shape));
    assert_string_equal(shape.key, "list.10.l1b1l4b1");
    assert_null(strstr(shape.creation, "description"));
}

/* The same shape for other texts, another one for another pattern: few contents serve all. */
static void shapes_do_not_depend_on_words(void **state)
{
    struct twilio_message a = {.to = "x", .body = "A\nB", .choices = choices_of(3, false)};
    struct twilio_message b = {
        .to = "y", .body = "other {{1}} words\n\"and\" \\ more", .choices = choices_of(3, false)};
    struct twilio_shape one, two;
    (void)state;
    assert_true(twilio_shape(&arena, &a, &one) && twilio_shape(&arena, &b, &two));
    assert_string_equal(one.key, two.key);
    assert_string_equal(one.creation, two.creation);
    assert_string_equal(json_text(json_of(two.variables), "2"), "\"and\" \\ more");
}

static char *repeated(const char *text, int n)
{
    struct str s = str_new(&arena, 1 << 16);
    while (n-- > 0)
        str_add(&s, text);
    return s.text;
}

static void what_does_not_fit_is_plain_text(void **state)
{
    const char *long_title = "[{\"id\":\"a\",\"title\":\"123456789012345678901\"}]"; /* 21 */
    const struct twilio_message fine = {.to = "x", .body = "b", .choices = choices_of(2, false)};
    const struct twilio_message not_fine[] = {
        {.to = "x", .body = "b"},
        {.to = "x", .body = "b", .choices = "[]"},
        {.to = "x", .body = "b", .choices = choices_of(11, false)},
        {.to = "x", .body = "b", .choices = "not json"},
        {.to = "x", .body = "b", .choices = "{\"id\":\"a\"}"},
        {.to = "x", .body = "b", .choices = "[1,2]"},
        {.to = "x", .body = "b", .choices = "[{\"id\":\"a\"}]"},
        {.to = "x", .body = "b", .choices = "[{\"id\":\"\",\"title\":\"t\"}]"},
        {.to = "x", .body = "b", .choices = "[{\"id\":\"a\",\"title\":\" \"}]"},
        {.to = "x", .body = "b", .choices = "[{\"id\":\"a\",\"title\":\"t\\nu\"}]"},
        {.to = "x", .body = "b", .choices = long_title},
        {.to = "x", .body = "b", .choices = choices_of(2, false), .media = "/m.png"},
        {.to = "x", .body = "", .choices = choices_of(2, false)},
        {.to = "x", .body = " \n ", .choices = choices_of(2, false)},
        {.to = "x", .body = "a\rb", .choices = choices_of(2, false)},
        {.to = "x", .body = repeated("\xC3\xA9", 1025), .choices = choices_of(2, false)},
        {.to = "x", .body = repeated("l\n", 24), .choices = choices_of(2, false)},
    };
    struct twilio_shape shape;
    (void)state;
    assert_true(twilio_shape(&arena, &fine, &shape));
    for (size_t i = 0; i < sizeof not_fine / sizeof *not_fine; i++)
        if (twilio_shape(&arena, &not_fine[i], &shape))
            fail_msg("case %zu fits", i);
    struct twilio_message most = fine;
    most.body = repeated("\xC3\xA9", 1024);
    assert_true(twilio_shape(&arena, &most, &shape));
    most.body = repeated("l\n", 23);
    assert_true(twilio_shape(&arena, &most, &shape));
}

/* --- Verdicts ------------------------------------------------------------------------ */

static struct twilio_verdict judged(int status, const char *body, bool rich)
{
    struct http_answer a = {.status = status, .sent = true, .body = body, .len = strlen(body)};
    return twilio_judge(&arena, &a, rich);
}

static const char *error_body(int code, int status)
{
    return arena_printf(
        &arena, "{\"code\":%d,\"message\":\"m\",\"more_info\":\"u\",\"status\":%d}", code, status);
}

#define OK_BODY                                                                                   \
    "{\"sid\":\"SM11111111111111111111111111111111\",\"status\":\"queued\",\"error_code\":null}"

static void accepted_is_sent_only_with_an_id(void **state)
{
    static const char *const unclear[] = {
        "",
        "{}",
        "[]",
        "null",
        "<html>ok</html>",
        "{\"sid\":null}",
        "{\"sid\":\"\"}",
        "{\"sid\":\"SM\"}",
        "{\"sid\":\"HX11111111111111111111111111111111\"}",
        "{\"sid\":\"SM1';--\"}",
        "{\"sid\":5}",
        "{\"sid\":\"SM11\"",
        OK_BODY "x",
        "{\"status\":\"queued\"}",
    };
    (void)state;
    struct twilio_verdict v = judged(201, OK_BODY, true);
    assert_int_equal(v.act, TWILIO_SENT);
    assert_string_equal(v.sid, "SM11111111111111111111111111111111");
    assert_int_equal(judged(200, OK_BODY, false).act, TWILIO_SENT);
    for (size_t i = 0; i < sizeof unclear / sizeof *unclear; i++)
        if (judged(201, unclear[i], true).act != TWILIO_UNSURE)
            fail_msg("%s is taken for an acceptance", unclear[i]);
}

static void no_answer_is_unsure_only_when_something_was_sent(void **state)
{
    struct http_answer a = {.body = "", .trouble = "x"};
    (void)state;
    assert_int_equal(twilio_judge(&arena, &a, false).act, TWILIO_NOT_REACHED);
    a.timed_out = true;
    assert_int_equal(twilio_judge(&arena, &a, false).act, TWILIO_NOT_REACHED);
    a.sent = true;
    assert_int_equal(twilio_judge(&arena, &a, false).act, TWILIO_UNSURE);
    a.timed_out = false;
    assert_int_equal(twilio_judge(&arena, &a, false).act, TWILIO_UNSURE);
}

/* The sheet's §8 again, written down apart from the code's table. */
static void the_table_is_the_sheets(void **state)
{
    static const struct { int code, status; enum twilio_act rich, plain; } sheet[] = {
        {63016, 400, TWILIO_DEAD, TWILIO_DEAD},
        {63018, 429, TWILIO_RETRY_SLOW, TWILIO_RETRY_SLOW},
        {63012, 400, TWILIO_RETRY_SLOW, TWILIO_RETRY_SLOW},
        {20429, 429, TWILIO_RETRY, TWILIO_RETRY},
        {63003, 400, TWILIO_DEAD_MARK, TWILIO_DEAD_MARK},
        {63024, 400, TWILIO_DEAD_MARK, TWILIO_DEAD_MARK},
        {21211, 400, TWILIO_DEAD_MARK, TWILIO_DEAD_MARK},
        {21614, 400, TWILIO_DEAD_MARK, TWILIO_DEAD_MARK},
        {63032, 400, TWILIO_DEAD, TWILIO_DEAD},
        {21610, 400, TWILIO_SAID_STOP, TWILIO_SAID_STOP},
        {63049, 400, TWILIO_DEAD, TWILIO_DEAD},
        {63013, 400, TWILIO_PLAIN, TWILIO_DEAD}, {63005, 400, TWILIO_PLAIN, TWILIO_DEAD},
        {63021, 400, TWILIO_PLAIN, TWILIO_DEAD}, {21617, 400, TWILIO_PLAIN, TWILIO_DEAD},
        {21620, 400, TWILIO_PLAIN, TWILIO_DEAD}, {63019, 400, TWILIO_PLAIN, TWILIO_DEAD},
        {63015, 400, TWILIO_DEAD, TWILIO_DEAD},
        {63001, 400, TWILIO_STOP_QUEUE, TWILIO_STOP_QUEUE},
        {63007, 400, TWILIO_STOP_QUEUE, TWILIO_STOP_QUEUE},
        {63051, 400, TWILIO_STOP_QUEUE, TWILIO_STOP_QUEUE},
        {63112, 400, TWILIO_STOP_QUEUE, TWILIO_STOP_QUEUE},
        {20003, 401, TWILIO_STOP_QUEUE, TWILIO_STOP_QUEUE},
        {63038, 429, TWILIO_STOP_QUEUE, TWILIO_STOP_QUEUE},
        {63040, 400, TWILIO_PLAIN, TWILIO_DEAD}, {63041, 400, TWILIO_PLAIN, TWILIO_DEAD},
        {63042, 400, TWILIO_PLAIN, TWILIO_DEAD}, {92002, 400, TWILIO_PLAIN, TWILIO_DEAD},
        {92007, 400, TWILIO_PLAIN, TWILIO_DEAD}, {21655, 400, TWILIO_PLAIN, TWILIO_DEAD},
        {20404, 404, TWILIO_PLAIN, TWILIO_STOP_QUEUE},
        {99999, 400, TWILIO_DEAD, TWILIO_DEAD},
    };
    (void)state;
    for (size_t i = 0; i < sizeof sheet / sizeof *sheet; i++)
        for (int rich = 0; rich < 2; rich++) {
            struct twilio_verdict v =
                judged(sheet[i].status, error_body(sheet[i].code, sheet[i].status), rich);
            if (v.act != (rich ? sheet[i].rich : sheet[i].plain))
                fail_msg("%d (rich %d): act %d", sheet[i].code, rich, (int)v.act);
            assert_int_equal(v.code, sheet[i].code);
            assert_non_null(v.why);
            if (v.act == TWILIO_PLAIN)
                assert_true(twilio_wants_plain(v.code));
        }
    assert_false(twilio_wants_plain(0));
    assert_false(twilio_wants_plain(20429));
}

static void without_a_code_the_status_decides(void **state)
{
    static const struct { int status; enum twilio_act act;
    } statuses[] = {
        {301, TWILIO_STOP_QUEUE}, {302, TWILIO_STOP_QUEUE}, {400, TWILIO_DEAD},
        {401, TWILIO_STOP_QUEUE}, {403, TWILIO_STOP_QUEUE}, {404, TWILIO_STOP_QUEUE},
        {408, TWILIO_UNSURE},     {410, TWILIO_DEAD},       {429, TWILIO_RETRY},
        {500, TWILIO_UNSURE},     {502, TWILIO_UNSURE},     {503, TWILIO_UNSURE},
        {504, TWILIO_UNSURE},     {100, TWILIO_UNSURE},     {999, TWILIO_UNSURE},
    };
    static const char *const bodies[] = {"", "<html>", "{}", "{\"code\":\"63016\"}"};
    (void)state;
    for (size_t i = 0; i < sizeof statuses / sizeof *statuses; i++)
        for (size_t k = 0; k < sizeof bodies / sizeof *bodies; k++)
            assert_int_equal(judged(statuses[i].status, bodies[k], true).act, statuses[i].act);
    /* a 5xx is unclear whatever it says: it may have been sent */
    assert_int_equal(judged(500, error_body(20429, 500), false).act, TWILIO_UNSURE);
    assert_int_equal(judged(503, error_body(63016, 503), false).act, TWILIO_UNSURE);
}

static void retry_after_is_believed_within_reason(void **state)
{
    static const int64_t said[][2] = {{0, 0}, {3, 3000}, {900, 900000}, {86400, 900000}, {-5, 0},
                                      {INT64_MAX, 900000}};
    (void)state;
    for (size_t i = 0; i < sizeof said / sizeof *said; i++) {
        struct http_answer a = {
            .status = 429, .sent = true, .body = "", .retry_after_s = said[i][0]};
        assert_int_equal(twilio_judge(&arena, &a, false).wait_ms, said[i][1]);
    }
}

static void content_answers(void **state)
{
    struct http_answer a = {.status = 201, .body = "{\"sid\":\"HXabc\"}", .len = 15};
    (void)state;
    assert_string_equal(twilio_content_sid(&arena, &a), "HXabc");
    a.status = 400;
    assert_null(twilio_content_sid(&arena, &a));
    a = (struct http_answer){.status = 201, .body = OK_BODY, .len = strlen(OK_BODY)};
    assert_null(twilio_content_sid(&arena, &a));
}

/* --- Looking up ---------------------------------------------------------------------- */

static void the_listing_is_asked_for(void **state)
{
    struct http_request r = twilio_list_messages(&arena, &settings, "whatsapp:+34 600&x", NULL);
    (void)state;
    assert_null(r.body);
    assert_string_equal(r.url, "https://api.twilio.com/2010-04-01/Accounts/"
                               "AC00000000000000000000000000000000/Messages.json?PageSize=100"
                               "&To=whatsapp%3A%2B34%20600%26x&From=whatsapp%3A%2B14155238886");
    r = twilio_list_messages(&arena, &settings, "x",
                             "/2010-04-01/Accounts/AC/Messages.json?Page=1");
    assert_string_equal(r.url,
                        "https://api.twilio.com/2010-04-01/Accounts/AC/Messages.json?Page=1");
}

#define AT 1795428000000 /* 2026-11-23T10:00:00Z */

static const char *item(const char *sid, const char *body, const char *status, const char *date)
{
    struct str s = str_new(&arena, 4096);
    struct json j = json_writer(&s);
    json_open_object(&j, NULL);
    json_put_text(&j, "sid", sid);
    json_put_text(&j, "body", body);
    json_put_text(&j, "status", status);
    json_put_text(&j, "date_created", date);
    json_put_int(&j, "error_code", 63024);
    json_close(&j);
    return s.text;
}

static bool list(const char *items, const char *next, const struct twilio_message *m,
                 struct twilio_list *out)
{
    char *body = arena_printf(&arena, "{\"messages\":[%s],\"next_page_uri\":%s}", items, next);
    struct http_answer a = {.status = 200, .body = body, .len = strlen(body)};
    return twilio_list_read(&arena, &a, m, AT, out);
}

static void the_same_text_since_then_is_found(void **state)
{
    static const char *const near = "Mon, 23 Nov 2026 10:00:05 +0000";
    struct twilio_message m = {.to = "x", .body = "Line one\nLine & two "};
    struct twilio_list l;
    (void)state;
    assert_true(list("", "null", &m, &l));
    assert_int_equal(l.count, 0);
    const char *items = arena_printf(
        &arena, "%s,%s,%s,%s,%s", item("SM1", "Line one\r\nLine & two", "delivered", near),
        item("SM2", "another", "sent", near),
        item("SM3", m.body, "queued", "Mon, 23 Nov 2026 09:59:00 +0000"),
        item("SM4", m.body, "failed", "Mon, 23 Nov 2026 09:57:59 +0000"),
        item("SM5", m.body, NULL, near));
    assert_true(list(items, "\"/2010-04-01/more\"", &m, &l));
    assert_int_equal(l.count, 2); /* SM4 is from before, even with clocks two minutes apart */
    assert_string_equal(l.at[0].sid, "SM1");
    assert_string_equal(l.at[0].status, "delivered");
    assert_int_equal(l.at[0].error_code, 63024);
    assert_string_equal(l.at[1].sid, "SM3");
    assert_null(l.next); /* the list has reached back far enough */
}

static void further_pages_are_asked_only_of_twilio(void **state)
{
    struct twilio_message m = {.to = "x", .body = "b"};
    struct twilio_list l;
    const char *one = item("SM2", "another", "sent", "Mon, 23 Nov 2026 10:00:05 +0000");
    (void)state;
    assert_true(list(one, "\"/2010-04-01/Accounts/AC/Messages.json?PageToken=x\"", &m, &l));
    assert_string_equal(l.next, "/2010-04-01/Accounts/AC/Messages.json?PageToken=x");
    assert_true(list(one, "\"https://evil.example/2010-04-01/\"", &m, &l));
    assert_null(l.next);
    assert_true(list(one, "\"@evil.example/2010-04-01/\"", &m, &l));
    assert_null(l.next);
}

static void a_listing_without_body_may_be_buttons(void **state)
{
    static const char *const near = "2026-11-23T10:00:05Z";
    struct twilio_message m = {.to = "x", .body = "pick", .choices = "[]"};
    struct twilio_list l;
    (void)state;
    assert_true(list(item("SM1", "", "sent", near), "null", &m, &l));
    assert_int_equal(l.count, 1);
    assert_true(list(item("SM1", NULL, "sent", NULL), "null", &m, &l));
    assert_int_equal(l.count, 1);
    m.choices = NULL;
    assert_true(list(item("SM1", "", "sent", near), "null", &m, &l));
    assert_int_equal(l.count, 0);
}

/* Nothing but a real listing proves that a message is absent. */
static void other_answers_prove_nothing(void **state)
{
    static const struct { int status; const char *body;
    } answers[] = {
        {0, ""},
        {200, ""},
        {200, "{}"},
        {200, "[]"},
        {200, "{\"messages\":null}"},
        {200, "<html>"},
        {200, "{\"messages\":[]"},
        {404, "{\"messages\":[]}"},
        {500, "{\"messages\":[]}"},
        {301, "{\"messages\":[]}"},
    };
    struct twilio_message m = {.to = "x", .body = "b"};
    struct twilio_list l;
    (void)state;
    for (size_t i = 0; i < sizeof answers / sizeof *answers; i++) {
        struct http_answer a = {.status = answers[i].status, .body = answers[i].body,
                                .len = strlen(answers[i].body)};
        assert_false(twilio_list_read(&arena, &a, &m, AT, &l));
    }
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_message_is_a_form),
        TEST(texts_survive_the_form),
        TEST(plain_leaves_picture_and_buttons),
        TEST(two_choices_are_buttons),
        TEST(a_menu_is_a_list_with_its_lines),
        TEST(shapes_do_not_depend_on_words),
        TEST(what_does_not_fit_is_plain_text),
        TEST(accepted_is_sent_only_with_an_id),
        TEST(no_answer_is_unsure_only_when_something_was_sent),
        TEST(the_table_is_the_sheets),
        TEST(without_a_code_the_status_decides),
        TEST(retry_after_is_believed_within_reason),
        TEST(content_answers),
        TEST(the_listing_is_asked_for),
        TEST(the_same_text_since_then_is_found),
        TEST(further_pages_are_asked_only_of_twilio),
        TEST(a_listing_without_body_may_be_buttons),
        TEST(other_answers_prove_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
