/* test_str.c -- text that grows to a stated most, and the escapes in its verbs. */
#include "random.h"

#include "waiter/json.h"
#include "waiter/str.h"
#include "waiter/utf8.h"

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

static const char *text_of(struct str *s)
{
    struct err e = {0};
    const char *text;
    assert_true(str_done(s, &text, &e));
    assert_int_equal(strlen(text), s->len);
    return text;
}

typedef void add_fn(struct str *s, const char *text);

static const char *added_by(add_fn *add, const char *text)
{
    struct str s = str_new(&arena, 1 << 20);
    add(&s, text);
    return text_of(&s);
}

static void begins_empty(void **state)
{
    (void)state;
    struct str s = str_new(&arena, 0);
    assert_string_equal(text_of(&s), "");
}

static void grows_to_its_most_and_not_beyond(void **state)
{
    (void)state;
    for (size_t max = 1; max < 2000; max += 37) {
        struct str s = str_new(&arena, max);
        struct err e = {0};
        const char *text = "untouched";
        for (size_t i = 0; i < max; i++)
            str_add_char(&s, 'x');
        assert_int_equal(strlen(text_of(&s)), max);
        str_add_char(&s, 'y');
        text = "untouched";
        assert_false(str_done(&s, &text, &e));
        assert_int_equal(e.kind, ERR_TOO_BIG);
        assert_string_equal(text, "untouched");
    }
}

static void stays_too_big_once_it_was(void **state)
{
    (void)state;
    struct str s = str_new(&arena, 5);
    struct err e = {0};
    const char *text;
    str_add(&s, "too long for it");
    str_add(&s, "ok");
    assert_false(str_done(&s, &text, &e));
    assert_string_equal(s.text, "");
}

static void adds_nothing_for_null(void **state)
{
    (void)state;
    assert_string_equal(added_by(str_add, NULL), "");
    assert_string_equal(added_by(str_add_xml, NULL), "");
    assert_string_equal(added_by(str_add_json, NULL), "");
    assert_string_equal(added_by(str_add_url, NULL), "");
    assert_string_equal(added_by(str_add_csv, NULL), "");
}

static void writes_whole_numbers_of_any_size(void **state)
{
    (void)state;
    struct str s = str_new(&arena, 100);
    str_add_int(&s, 0);
    str_add_char(&s, ' ');
    str_add_int(&s, -7);
    str_add_char(&s, ' ');
    str_add_int(&s, INT64_MAX);
    str_add_char(&s, ' ');
    str_add_int(&s, INT64_MIN);
    assert_string_equal(text_of(&s), "0 -7 9223372036854775807 -9223372036854775808");
}

static void formats_more_than_the_room_at_hand(void **state)
{
    (void)state;
    struct str s = str_new(&arena, 100000);
    str_add(&s, "<");
    str_addf(&s, "%*d", 3000, 5);
    str_addf(&s, "%s", ">");
    const char *text = text_of(&s);
    assert_int_equal(strlen(text), 3002);
    assert_string_equal(text + 3000, "5>");
}

static void a_format_that_does_not_fit_leaves_no_half_text(void **state)
{
    (void)state;
    struct str s = str_new(&arena, 10);
    str_add(&s, "abc");
    str_addf(&s, "%s", "12345678");
    assert_true(s.too_big);
    assert_string_equal(s.text, "abc");
}

static void xml_escapes_markup_and_drops_what_xml_forbids(void **state)
{
    (void)state;
    assert_string_equal(added_by(str_add_xml, "<b a=\"1\">Tom & 'Jo'</b>"),
                        "&lt;b a=&quot;1&quot;&gt;Tom &amp; &#39;Jo&#39;&lt;/b&gt;");
    assert_string_equal(added_by(str_add_xml, "a\x01\x08\x0B\x0C\x0E\x1F" "b\tc\nd\re"),
                        "ab\tc\nd&#13;e");
    assert_string_equal(added_by(str_add_xml, "x\uFFFE\uFFFFy\uFFFDz"), "xy\uFFFDz");
    assert_string_equal(added_by(str_add_xml, "caf\xE9"), "caf\uFFFD");
}

/* What an XML reader makes of it. */
static char *xml_unescaped(const char *xml)
{
    static const struct { const char *entity; char c; } entities[] = {
        {"&lt;", '<'}, {"&gt;", '>'}, {"&amp;", '&'}, {"&quot;", '"'}, {"&#39;", '\''},
        {"&#13;", '\r'}};
    char *text = arena_strdup(&arena, xml), *out = text;
    while (*xml) {
        size_t n = 0;
        assert_null(strchr("<>\"'\r", *xml));
        for (size_t i = 0; *xml == '&' && i < sizeof entities / sizeof entities[0]; i++)
            if (strncmp(xml, entities[i].entity, strlen(entities[i].entity)) == 0) {
                n = strlen(entities[i].entity);
                *out++ = entities[i].c;
            }
        assert_true(n || *xml != '&');
        if (!n)
            *out++ = *xml++;
        xml += n;
    }
    *out = '\0';
    return text;
}

static uint32_t any_character(struct random *r)
{
    static const uint32_t edges[] = {'<', '>', '&', '"', '\'', '\\', '\t', '\n', '\r', 1, 0x1F,
                                     0x7F, 0x80, 0xFFFD, 0xFFFE, 0xFFFF, 0x10FFFF, ';', '#'};
    uint32_t cp = random_below(r, 2) ? edges[random_below(r, sizeof edges / sizeof edges[0])]
                                     : (uint32_t)random_below(r, 0x11000);
    return cp ? cp : 1;
}

static bool xml_allows(uint32_t cp)
{
    return cp == '\t' || cp == '\n' || cp == '\r' ||
           (cp >= 0x20 && cp != 0xFFFE && cp != 0xFFFF);
}

static void xml_round_trips(void **state)
{
    (void)state;
    struct random r = random_begin();
    for (int round = 0; round < 10000; round++) {
        char text[200], allowed[200];
        size_t n = 0, m = 0;
        for (size_t chars = random_below(&r, 40); chars > 0; chars--) {
            uint32_t cp = any_character(&r);
            n += utf8_put(text + n, cp);
            if (xml_allows(cp))
                m += utf8_put(allowed + m, cp);
        }
        text[n] = allowed[m] = '\0';
        assert_string_equal(xml_unescaped(added_by(str_add_xml, text)), allowed);
        arena_reset(&arena);
    }
}

static void json_escapes_quotes_backslashes_and_controls(void **state)
{
    (void)state;
    assert_string_equal(added_by(str_add_json, "say \"hi\" \\ / é €"),
                        "say \\\"hi\\\" \\\\ / é €");
    assert_string_equal(added_by(str_add_json, "\b\t\n\f\r\x01\x1F\x7F"),
                        "\\b\\t\\n\\f\\r\\u0001\\u001f\x7F");
    assert_string_equal(added_by(str_add_json, "caf\xE9"), "caf\uFFFD");
}

static void json_round_trips(void **state)
{
    (void)state;
    struct random r = random_begin();
    for (int round = 0; round < 10000; round++) {
        char text[200];
        size_t n = 0;
        for (size_t chars = random_below(&r, 40); chars > 0; chars--)
            n += utf8_put(text + n, any_character(&r));
        text[n] = '\0';
        const json_value *v;
        struct err e = {0};
        char *json = arena_printf(&arena, "\"%s\"", added_by(str_add_json, text));
        assert_true(json_parse(&arena, json, strlen(json), &v, &e));
        assert_string_equal(json_text(v, ""), text);
        arena_reset(&arena);
    }
}

static void url_encodes_all_but_unreserved(void **state)
{
    (void)state;
    assert_string_equal(added_by(str_add_url, "AZaz09-._~"), "AZaz09-._~");
    assert_string_equal(added_by(str_add_url, "a b&c=d/é+%\n"),
                        "a%20b%26c%3Dd%2F%C3%A9%2B%25%0A");
}

static void csv_cells(void **state)
{
    (void)state;
    static const struct { const char *text, *cell; } cells[] = {
        {"", ""},
        {"plain", "plain"},
        {"with space", "with space"},
        {"a,b", "\"a,b\""},
        {"say \"hi\"", "\"say \"\"hi\"\"\""},
        {"two\nlines", "\"two\nlines\""},
        {"=1+1", "'=1+1"},
        {"=SUM(A1,A2)", "\"'=SUM(A1,A2)\""},
        {"+cmd", "'+cmd"},
        {"-cmd", "'-cmd"},
        {"@here", "'@here"},
        {"\t=1", "\"'\t=1\""},
        {"\r=1", "\"'\r=1\""},
        {"-5", "-5"},
        {"-5.25", "-5.25"},
        {"+34600111222", "+34600111222"},
        {"-5+3", "'-5+3"},
        {"+", "'+"},
        {"-.5", "'-.5"},
        {"-5.", "'-5."},
        {"=", "'="},
        {"\uff1d1+1", "'\uff1d1+1"}, /* full width: = + - @ */
        {"\uff0bcmd", "'\uff0bcmd"},
        {"\uff0dcmd", "'\uff0dcmd"},
        {"\uff20here", "'\uff20here"},
        {"'\uff1d1", "''\uff1d1"},
        {"\"", "\"\"\"\""},
    };
    for (size_t i = 0; i < sizeof cells / sizeof cells[0]; i++)
        assert_string_equal(added_by(str_add_csv, cells[i].text), cells[i].cell);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(begins_empty),
        TEST(grows_to_its_most_and_not_beyond),
        TEST(stays_too_big_once_it_was),
        TEST(adds_nothing_for_null),
        TEST(writes_whole_numbers_of_any_size),
        TEST(formats_more_than_the_room_at_hand),
        TEST(a_format_that_does_not_fit_leaves_no_half_text),
        TEST(xml_escapes_markup_and_drops_what_xml_forbids),
        TEST(xml_round_trips),
        TEST(json_escapes_quotes_backslashes_and_controls),
        TEST(json_round_trips),
        TEST(url_encodes_all_but_unreserved),
        TEST(csv_cells),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
