/* The simulator reads TwiML as strictly as Twilio: what it takes, and what it refuses. */
#include "../../lib/simulator/simulator.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct arena a;

/* Exactly n bytes on the heap, so that a sanitizer sees a read beyond them. */
static int code_of(const char *text, struct twiml *out)
{
    size_t n = strlen(text);
    char *copy = malloc(n ? n : 1);
    int code;
    const char *why = "";
    memcpy(copy, text, n);
    bool ok = twiml_read(&a, copy, n, out, &code, &why);
    free(copy);
    return ok ? 0 : code;
}

static void takes_what_twilio_takes(void **state)
{
    struct twiml t;
    (void)state;
    assert_int_equal(code_of("", &t), 0);
    assert_int_equal(code_of("<Response/>", &t), 0);
    assert_int_equal(t.count, 0);
    assert_int_equal(code_of("\xEF\xBB\xBF<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                             "<!-- hi -->\n<Response></Response>\n", &t), 0);
    assert_int_equal(code_of("<Response><Message>  hello\n</Message></Response>", &t), 0);
    assert_string_equal(t.messages[0].body, "hello");
    assert_int_equal(code_of("<Response>\n <Message\n action='/a?x=1&amp;y=%20' "
                             "statusCallback=\"https://s.example/cb\" to=\"whatsapp:+1\" >"
                             "<Body> a &lt;b&gt; &amp;amp; &#x1F355;&#233;&quot;&apos;</Body>"
                             "<Media> https://s.example/p.png </Media><Body>!\r\nx</Body>"
                             "</Message><Message/></Response>", &t), 0);
    assert_int_equal(t.count, 2);
    assert_string_equal(t.messages[0].body, " a <b> &amp; \xF0\x9F\x8D\x95\xC3\xA9\"'!\nx");
    assert_string_equal(t.messages[0].action, "/a?x=1&y=%20");
    assert_string_equal(t.messages[0].status_callback, "https://s.example/cb");
    assert_string_equal(t.messages[0].to, "whatsapp:+1");
    assert_int_equal(t.messages[0].media_count, 1);
    assert_string_equal(t.messages[0].media[0], "https://s.example/p.png");
    assert_string_equal(t.messages[1].body, "");
    assert_int_equal(code_of("<Response><Message><Body><![CDATA[a < b & c]]></Body></Message>"
                             "</Response>", &t), 0);
    assert_string_equal(t.messages[0].body, "a < b & c");
}

static void refuses_what_is_not_xml(void **state)
{
    static const char *const bad[] = {
        "hello", "<Response>", "<Response><Message></Response>", "<Response/><Response/>",
        "<Response/>x", "<Response><Message>a & b</Message></Response>",
        "<Response><Message>&nbsp;</Message></Response>", "<Response><Message>&#0;</Message>"
        "</Response>", "<Response><Message>\x01</Message></Response>",
        "<Response><Message>\xff</Message></Response>",
        "<Response><Message action=x>a</Message></Response>",
        "<Response><Message action=\"a\" action=\"b\">a</Message></Response>",
        "<Response><Message action=\"a<\">a</Message></Response>",
        "<Response><Message action=\"a\"to=\"b\">a</Message></Response>",
        "<!DOCTYPE Response><Response/>", "<Response><!-- -- --></Response>",
        "<Response><?php ?></Response>", "<Response><Message>]]></Message></Response>",
        "<Response><Message><![CDATA[a</Message></Response>", "<", "<Response", "<Response a",
        "<Response a=", "<Response a=\"", "</Response>", "<Response><", "&", "<?xml ",
        "<Response><Message>&#x110000;</Message></Response>", " ",
        "<Response><Message>&#xD800;</Message></Response>",
    };
    struct twiml t;
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (code_of(bad[i], &t) != 12100)
            fail_msg("taken or misnamed: %s", bad[i]);
}

static void refuses_what_is_not_twiml(void **state)
{
    static const char *const bad[] = {
        "<html></html>", "<response/>", "<Response>text</Response>",
        "<Response><Say>hi</Say></Response>", "<Response><message>hi</message></Response>",
        "<Response><Message><Foo/></Message></Response>",
        "<Response><Message><Body><b>x</b></Body></Message></Response>",
        "<Response><Message onclick=\"x\">a</Message></Response>",
    };
    struct twiml t;
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (code_of(bad[i], &t) != 12200)
            fail_msg("taken or misnamed: %s", bad[i]);
}

/* No cut of a good document is read beyond its end, nor taken. */
static void refuses_every_cut(void **state)
{
    static const char whole[] = "<?xml version=\"1.0\"?><Response><!-- c --><Message action=\"a\">"
        "<Body>x &amp; &#65;<![CDATA[y]]></Body><Media>http://a/b</Media></Message></Response>";
    struct twiml t;
    int code;
    const char *why;
    (void)state;
    for (size_t n = 1; n < sizeof whole - 1; n++) {
        char *copy = malloc(n);
        memcpy(copy, whole, n);
        assert_false(twiml_read(&a, copy, n, &t, &code, &why));
        free(copy);
    }
    assert_int_equal(code_of(whole, &t), 0);
}

static int setup(void **state)
{
    (void)state;
    arena_init(&a);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    arena_done(&a);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(takes_what_twilio_takes),
        cmocka_unit_test(refuses_what_is_not_xml),
        cmocka_unit_test(refuses_what_is_not_twiml),
        cmocka_unit_test(refuses_every_cut),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
