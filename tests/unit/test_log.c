/* test_log.c -- one JSON object a line, which nobody outside can forge. */
#include "waiter/clock.h"
#include "waiter/json.h"
#include "waiter/log.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct arena arena;
static int log_file, real_stderr;

/* From here on stderr is a file, which lines_logged reads. */
static int begin(void **state)
{
    (void)state;
    char path[] = "/tmp/test_log.XXXXXX";
    arena_init(&arena);
    log_file = mkstemp(path);
    assert_true(log_file >= 0);
    unlink(path);
    real_stderr = dup(STDERR_FILENO);
    dup2(log_file, STDERR_FILENO);
    log_program("waiter");
    log_request(NULL);
    return 0;
}

static int end(void **state)
{
    (void)state;
    dup2(real_stderr, STDERR_FILENO);
    close(real_stderr);
    close(log_file);
    arena_done(&arena);
    return 0;
}

static char *logged(void)
{
    off_t size = lseek(log_file, 0, SEEK_END);
    char *text = arena_alloc(&arena, (size_t)size + 1);
    assert_int_equal(pread(log_file, text, (size_t)size, 0), size);
    return text;
}

/* The lines so far as JSON; each must be an object of its own. */
static size_t lines_logged(const json_value **lines, size_t most)
{
    char *text = logged();
    size_t count = 0;
    for (char *line; (line = strsep(&text, "\n")) && *line; count++) {
        struct err e = {0};
        assert_true(count < most);
        if (!json_parse(&arena, line, strlen(line), &lines[count], &e))
            fail_msg("%s: %s", e.why, line);
        assert_true(json_is_object(lines[count]));
    }
    return count;
}

static const json_value *line_logged(void)
{
    const json_value *lines[2];
    assert_int_equal(lines_logged(lines, 2), 1);
    return lines[0];
}

static void a_line_begins_with_time_level_program_request_and_what(void **state)
{
    (void)state;
    log_program("webhook");
    log_request("7f3c21");
    log_info("order placed", "number", "ORD-1", "from", "whatsapp:…1222", NULL);
    const json_value *line = line_logged();
    static const char *const keys[] = {"ts", "level", "program", "request", "msg", "number",
                                       "from"};
    assert_int_equal(json_count(line), 7);
    for (size_t i = 0; i < 7; i++)
        assert_string_equal(json_key(json_item(line, i)), keys[i]);
    assert_string_equal(json_text(line, "program"), "webhook");
    assert_string_equal(json_text(line, "request"), "7f3c21");
    assert_string_equal(json_text(line, "msg"), "order placed");
    assert_string_equal(json_text(line, "number"), "ORD-1");
    assert_string_equal(json_text(line, "from"), "whatsapp:…1222");
}

static void the_time_is_now_in_rfc3339(void **state)
{
    (void)state;
    int64_t ms;
    log_info("tick", NULL);
    const char *ts = json_text(line_logged(), "ts");
    assert_int_equal(strlen(ts), 24);
    assert_true(clock_parse(ts, &ms));
    assert_in_range(clock_now() - ms, 0, 10000);
}

static void each_verb_has_its_level(void **state)
{
    (void)state;
    const json_value *lines[4];
    log_info("a", NULL);
    log_warn("b", NULL);
    log_error("c", NULL);
    assert_int_equal(lines_logged(lines, 4), 3);
    assert_string_equal(json_text(lines[0], "level"), "info");
    assert_string_equal(json_text(lines[1], "level"), "warn");
    assert_string_equal(json_text(lines[2], "level"), "error");
}

static void without_a_request_there_is_no_request(void **state)
{
    (void)state;
    log_request("abc");
    log_request(NULL);
    log_info("tick", NULL);
    assert_null(json_at(line_logged(), "request"));
}

static void a_request_id_is_cut_at_32(void **state)
{
    (void)state;
    log_request("0123456789abcdef0123456789abcdefXYZ");
    log_info("tick", NULL);
    assert_string_equal(json_text(line_logged(), "request"), "0123456789abcdef0123456789abcdef");
}

static void values_cannot_forge_a_line(void **state)
{
    (void)state;
    const char *evil = "x\"}\n{\"level\":\"error\",\"msg\":\"forged\\";
    log_info("said", "text", evil, NULL);
    assert_string_equal(json_text(line_logged(), "text"), evil);
}

static void broken_utf8_stays_json(void **state)
{
    (void)state;
    log_info("said", "text", "caf\xE9\xF0\x9F", NULL);
    assert_string_equal(json_text(line_logged(), "text"), "caf\uFFFD\uFFFD\uFFFD");
}

static void null_is_null(void **state)
{
    (void)state;
    log_info("said", "text", NULL, "more", "yes", NULL);
    const json_value *line = line_logged();
    assert_non_null(json_at(line, "text"));
    assert_null(json_text(line, "text"));
    assert_string_equal(json_text(line, "more"), "yes");
}

static char *repeated(const char *piece, size_t times)
{
    struct str s = str_new(&arena, 1 << 20);
    for (size_t i = 0; i < times; i++)
        str_add(&s, piece);
    return s.text;
}

static void long_values_are_cut_between_characters(void **state)
{
    (void)state;
    for (size_t shift = 0; shift < 3; shift++)
        log_info("said", "text", arena_printf(&arena, "%.*s%s", (int)shift, "aaa",
                                              repeated("€", 1000)), NULL);
    const json_value *lines[4];
    assert_int_equal(lines_logged(lines, 4), 3);
    for (size_t i = 0; i < 3; i++) {
        const char *text = json_text(lines[i], "text");
        assert_in_range(strlen(text), 500, 603);
        assert_null(strstr(text, "\uFFFD"));
        assert_non_null(strstr(text, "…"));
    }
}

static void a_full_line_drops_pairs_and_says_so(void **state)
{
    (void)state;
    char *worst = repeated("\x01", 1000); /* six bytes each in JSON */
    log_info("said", "a", "1", "b", worst, "c", worst, "d", "4", NULL);
    assert_true(strlen(logged()) <= 4096);
    const json_value *line = line_logged();
    assert_string_equal(json_text(line, "a"), "1");
    assert_non_null(json_text(line, "b"));
    assert_null(json_at(line, "c"));
    assert_null(json_at(line, "d"));
    assert_true(json_bool(line, "cut", false));
}

static void a_failure_tells_code_field_and_why(void **state)
{
    (void)state;
    struct err e = {0};
    fail_field(&e, "price", "not an amount");
    log_err("saving a product", &e);
    const json_value *line = line_logged();
    assert_string_equal(json_text(line, "level"), "info");
    assert_string_equal(json_text(line, "msg"), "saving a product");
    assert_string_equal(json_text(line, "code"), "bad_input");
    assert_string_equal(json_text(line, "field"), "price");
    assert_string_equal(json_text(line, "why"), "not an amount");
}

static void a_failure_of_ours_is_an_error(void **state)
{
    (void)state;
    struct err e = {0};
    (fail)(&e, ERR_STORAGE, "disk full"); /* ours: cmocka has a macro fail() */
    log_err("saving", &e);
    const json_value *line = line_logged();
    assert_string_equal(json_text(line, "level"), "error");
    assert_null(json_at(line, "field"));
}

static void logging_leaves_errno_alone(void **state)
{
    (void)state;
    close(STDERR_FILENO);
    errno = EAGAIN;
    log_info("nobody hears", NULL);
    assert_int_equal(errno, EAGAIN);
}

enum { THREADS = 8, LINES = 200 };

static void *log_many(void *number)
{
    char text[300];
    memset(text, 'a' + *(int *)number, sizeof text - 1);
    text[sizeof text - 1] = '\0';
    log_request((char[]){(char)('0' + *(int *)number), '\0'});
    for (int i = 0; i < LINES; i++)
        log_info("busy", "text", text, NULL);
    return NULL;
}

static void lines_of_many_threads_do_not_mix(void **state)
{
    (void)state;
    static const json_value *lines[THREADS * LINES + 1];
    pthread_t threads[THREADS];
    int numbers[THREADS];
    for (int i = 0; i < THREADS; i++) {
        numbers[i] = i;
        assert_int_equal(pthread_create(&threads[i], NULL, log_many, &numbers[i]), 0);
    }
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    assert_int_equal(lines_logged(lines, THREADS * LINES + 1), THREADS * LINES);
    for (int i = 0; i < THREADS * LINES; i++)
        assert_int_equal(json_text(lines[i], "request")[0] - '0',
                         json_text(lines[i], "text")[0] - 'a');
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_line_begins_with_time_level_program_request_and_what),
        TEST(the_time_is_now_in_rfc3339),
        TEST(each_verb_has_its_level),
        TEST(without_a_request_there_is_no_request),
        TEST(a_request_id_is_cut_at_32),
        TEST(values_cannot_forge_a_line),
        TEST(broken_utf8_stays_json),
        TEST(null_is_null),
        TEST(long_values_are_cut_between_characters),
        TEST(a_full_line_drops_pairs_and_says_so),
        TEST(a_failure_tells_code_field_and_why),
        TEST(a_failure_of_ours_is_an_error),
        TEST(logging_leaves_errno_alone),
        TEST(lines_of_many_threads_do_not_mix),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
