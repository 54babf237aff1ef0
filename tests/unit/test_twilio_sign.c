/* test_twilio_sign.c -- the vectors of twilio-whatsapp.md §3, and every way to be wrong. */
#include "random.h"

#include "waiter/crypto.h"
#include "waiter/twilio_sign.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#define T "12345678901234567890123456789012"
#define U "https://shop.example.com/webhook/twilio"

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

static struct params form_of(const char *text)
{
    struct params p;
    struct err e = {0};

    assert_true(params_parse(&arena, text, strlen(text), &p, &e));
    return p;
}

static bool holds(const char *token, const char *url, const char *form, const char *given)
{
    struct params p = form_of(form);

    return twilio_signature_holds(&arena, token, url, &p, form, strlen(form), given);
}

static const struct vector {
    const char *name, *token, *url, *form, *signature;
} vectors[] = {
    {"V1", "12345", "https://mycompany.com/myapp.php?foo=1&bar=2",
     "CallSid=CA1234567890ABCDE&Caller=%2B14158675309&Digits=1234&From=%2B14158675309"
     "&To=%2B18005551212",
     "RSOYDt4T1cUTdK1PDd93/VVr8B8="},
    {"V2", T, U,
     "SmsMessageSid=SM11111111111111111111111111111111&NumMedia=0&ProfileName=Ana"
     "&MessageType=text&SmsSid=SM11111111111111111111111111111111&WaId=5511988887777"
     "&SmsStatus=received&Body=hello+there&To=whatsapp%3A%2B14155238886&NumSegments=1"
     "&ReferralNumMedia=0&MessageSid=SM11111111111111111111111111111111"
     "&AccountSid=AC00000000000000000000000000000000&From=whatsapp%3A%2B5511988887777"
     "&ApiVersion=2010-04-01",
     "6jbAgj71SMP6Pz2tHU3R0fhEIXU="},
    {"V3", T, U,
     "From=whatsapp%3A%2B2348012345678&To=whatsapp%3A%2B14155238886"
     "&Body=Caf%C3%A9+%F0%9F%8D%95+%E2%9C%85%0A1%2B1%3D2+%26+50%25+off%3F&NumMedia=0"
     "&ProfileName=Zo%C3%AB+%F0%9F%98%80&WaId=2348012345678"
     "&MessageSid=SM22222222222222222222222222222222"
     "&AccountSid=AC00000000000000000000000000000000",
     "sp0kvhltj+hHMvD1Z5LGCdkBc7I="},
    {"V4", T, U,
     "MediaContentType0=image%2Fjpeg&SmsMessageSid=MM33333333333333333333333333333333"
     "&NumMedia=1&ProfileName=&Body=&MessageSid=MM33333333333333333333333333333333"
     "&MediaUrl0=https%3A%2F%2Fapi.twilio.com%2F2010-04-01%2FAccounts%2F"
     "AC00000000000000000000000000000000%2FMessages%2FMM33333333333333333333333333333333"
     "%2FMedia%2FME44444444444444444444444444444444"
     "&AccountSid=AC00000000000000000000000000000000&From=whatsapp%3A%2B5511988887777"
     "&To=whatsapp%3A%2B14155238886",
     "blnG5HrFyauzxXmOPERS+q4M6cI="},
    {"V5", T, U "?shop=a%20b&x=1%2B2&e=",
     "Body=hi&From=whatsapp%3A%2B5511988887777&MessageSid=SM55555555555555555555555555555555",
     "56sVJKuCtdUkdS4iNAddLLQRo/s="},
    {"V6", T, U "?Body=hi&From=whatsapp%3A%2B5511988887777", "", "84ID6ZyjKz0/NdPc1poE5CrGW3Y="},
    {"V7", T, U, "Tag=b&Tag=a&Tag=b&Body=x", "H5cTUaapQKwepYw2HIkX+LNcPOg="},
    {"V8", T, U, "a=1&B=2&A=3&b=4&A0=5&A_=6", "yIBwTQVPO47gnq+h6M9IqG+Tp/I="},
    {"V9", T, U,
     "From=whatsapp%3ABR.1A2B3C4D5E&To=whatsapp%3A%2B14155238886"
     "&ExternalUserId=whatsapp%3ABR.1A2B3C4D5E&Body=oi"
     "&MessageSid=SM77777777777777777777777777777777"
     "&AccountSid=AC00000000000000000000000000000000",
     "gFzBtOSATxop2z1IiHisEhAsuGY="},
    {"V10", T, U "/status",
     "ChannelPrefix=whatsapp&ApiVersion=2010-04-01&MessageStatus=undelivered"
     "&SmsSid=SM66666666666666666666666666666666&SmsStatus=undelivered"
     "&ChannelInstallSid=XE00000000000000000000000000000000&To=whatsapp%3A%2B5511988887777"
     "&From=whatsapp%3A%2B14155238886&MessageSid=SM66666666666666666666666666666666"
     "&AccountSid=AC00000000000000000000000000000000&ErrorCode=63016&ChannelStatusMessage=",
     "OF3J4mRFYxqtnaIM2CA9j+lD/H4="},
    {"V11", T, U, "Body=hi", "W5lFTCy8loRr8HMJhM330yboj4c="},
};

static void vectors_1_to_11(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof vectors / sizeof *vectors; i++) {
        const struct vector *v = &vectors[i];
        struct params p = form_of(v->form);
        if (strcmp(twilio_signature(&arena, v->token, v->url, &p), v->signature) != 0)
            fail_msg("%s is computed wrongly", v->name);
        if (!holds(v->token, v->url, v->form, v->signature))
            fail_msg("%s does not hold", v->name);
    }
    assert_string_equal(twilio_signature(&arena, T, vectors[5].url, NULL), vectors[5].signature);
}

static void vector_11_ports_pass_and_other_urls_fail(void **state)
{
    (void)state;
    const char *without = "W5lFTCy8loRr8HMJhM330yboj4c=", *with = "T5NNHqA24f8cFDPyQqFcidUHT4o=";

    assert_true(holds(T, U, "Body=hi", without));
    assert_true(holds(T, U, "Body=hi", with));
    assert_true(holds(T, "https://shop.example.com:443/webhook/twilio", "Body=hi", without));
    assert_true(holds(T, "https://shop.example.com:443/webhook/twilio", "Body=hi", with));
    assert_false(holds(T, U, "Body=hi", "7zd1SZkBXU8GBPqnbDNym4DLnSk=")); /* http://    */
    assert_false(holds(T, U, "Body=hi", "VTMT6ycxSA2y7Cw+UlZ1OTBp5Ek=")); /* trailing / */
    assert_false(holds(T, U, "Body=hi", "qNnhG5+p0RdihD+L/VMmmudJR4g=")); /* #fragment  */
}

static void a_port_of_its_own(void **state)
{
    (void)state;
    const char *own = "https://shop.example.com:8443/webhook/twilio";

    assert_true(holds(T, own, "Body=hi", "1ZEzn+GahNLl9IiBxjKJXtXkcak=")); /* with 8443 */
    assert_true(holds(T, own, "Body=hi", "W5lFTCy8loRr8HMJhM330yboj4c=")); /* without   */
    assert_false(holds(T, own, "Body=hi", "T5NNHqA24f8cFDPyQqFcidUHT4o=")); /* 443      */
    assert_true(holds(T, "http://shop.example.com/x", "Body=hi", "YOMal99QBsNiOGa2/EZdGiHD1qM="));
    /* A colon in front of the @ or inside [ ] is no port. */
    assert_true(holds(T, "https://u:p@[::1]/x", "Body=hi", "3noYDV9DGWbwQaVIDCoaR2cKiLI="));
    assert_true(holds(T, "https://u:p@[::1]/x", "Body=hi", "2UFyHhBVzcohc7HYINCuxI/47qU="));
    assert_true(holds(T, "https://u:p@[::1]:443/x", "Body=hi", "3noYDV9DGWbwQaVIDCoaR2cKiLI="));
}

static void vector_12_a_json_body(void **state)
{
    (void)state;
    const char *url = "https://shop.example.com/hook/json?bodySHA256="
                      "366d0046f42a983f35a3ace7b91613852603da85f0e1d7de1334c8e98f3e7d7b";
    const char *body = "{\"hello\":\"wörld 🍕\"}", *sign = "Rx0E5htdLzIgzFG5CyOr6mQe0Dk=";
    struct params p = form_of("a=1");

    assert_true(twilio_signature_holds(&arena, T, url, NULL, body, strlen(body), sign));
    assert_true(twilio_signature_holds(&arena, T, url, &p, body, strlen(body), sign));
    assert_false(twilio_signature_holds(&arena, T, url, NULL, body, strlen(body) - 1, sign));
    assert_false(twilio_signature_holds(&arena, T, url, NULL, "{}", 2, sign));
    assert_false(twilio_signature_holds(&arena, T, url, NULL, NULL, 0, sign));
    assert_false(twilio_signature_holds(&arena, T, U, NULL, body, strlen(body), sign));
}

/* The hash in the query has to be of this body even when the URL is signed well. */
static void a_body_hash_anywhere_in_the_query(void **state)
{
    (void)state;
    static const struct { const char *url; bool counts; } urls[] = {
        {U "?a=1&bodySHA256=00", true},
        {U "?bodySHA256=", true},
        {U "?bodySHA256=00&a=1", true},
        {U "?abodySHA256=00", false},
        {U "?a=bodySHA256=00", false},
        {U "/bodySHA256=00", false},
    };

    for (size_t i = 0; i < sizeof urls / sizeof *urls; i++) {
        const char *sign = twilio_signature(&arena, T, urls[i].url, NULL);
        assert_int_equal(twilio_signature_holds(&arena, T, urls[i].url, NULL, "{}", 2, sign),
                         !urls[i].counts);
    }
    const char *right = U "?x=1&bodySHA256="
                          "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a&y";
    assert_true(twilio_signature_holds(&arena, T, right, NULL, "{}", 2,
                                       twilio_signature(&arena, T, right, NULL)));
}

static void a_nul_inside_is_signed_too(void **state)
{
    (void)state;
    assert_true(holds(T, U, "Body=a%00b", "p7KYNpwelE0x0eltd1GspvJWXU8="));
    assert_false(holds(T, U, "Body=a%00c", "p7KYNpwelE0x0eltd1GspvJWXU8="));
    assert_false(holds(T, U, "Body=a", "p7KYNpwelE0x0eltd1GspvJWXU8="));
}

static void order_does_not_matter_but_content_does(void **state)
{
    (void)state;
    const char *sign = vectors[6].signature; /* V7 */

    assert_true(holds(T, U, "Body=x&Tag=a&Tag=b", sign));
    assert_true(holds(T, U, "Tag=a&Tag=a&Body=x&Tag=b&Body=x", sign));
    assert_false(holds(T, U, "Body=x&Tag=a", sign));
    assert_false(holds(T, U, "Body=x&Tag=a&Tag=c", sign));
    assert_false(holds(T, U, "body=x&Tag=a&Tag=b", sign));
    assert_false(holds(T, U, "Body=x&Tag=a&Tag=b&Extra=1", sign));
    assert_false(holds(T, U, "", sign));
    assert_false(holds(T "x", U, "Body=x&Tag=a&Tag=b", sign));
}

static void nothing_given_never_holds(void **state)
{
    (void)state;
    const char *sign = vectors[10].signature;
    struct params p = form_of("Body=hi");

    assert_false(holds("", U, "Body=hi", sign));
    assert_false(holds(NULL, U, "Body=hi", sign));
    assert_false(holds(T, NULL, "Body=hi", sign));
    assert_false(holds(T, U, "Body=hi", NULL));
    assert_false(holds(T, U, "Body=hi", ""));
    assert_null(twilio_signature(&arena, "", U, &p));
    assert_null(twilio_signature(&arena, NULL, U, &p));
    /* What everybody could compute: an HMAC under an empty key. */
    struct hmac_sha1 h;
    uint8_t sum[SHA1_BYTES];
    hmac_sha1_start(&h, "", 0);
    hmac_sha1_add(&h, U "Bodyhi", strlen(U "Bodyhi"));
    hmac_sha1_end(&h, sum);
    assert_false(holds("", U, "Body=hi", base64_text(&arena, sum, sizeof sum)));
}

static void nearly_right_is_wrong(void **state)
{
    (void)state;
    const char *sign = vectors[10].signature;
    size_t n = strlen(sign);

    for (size_t i = 0; i < n; i++) {
        char *other = arena_strdup(&arena, sign);
        other[i] ^= 1;
        assert_false(holds(T, U, "Body=hi", other));
        assert_false(holds(T, U, "Body=hi", arena_strndup(&arena, sign, i)));
    }
    assert_false(holds(T, U, "Body=hi", arena_printf(&arena, "%s ", sign)));
    assert_false(holds(T, U, "Body=hi", arena_printf(&arena, "%s%s", sign, sign)));
}

static void random_forgeries_fail(void **state)
{
    (void)state;
    struct random r = random_begin();
    struct params p = form_of("Body=hi&From=whatsapp%3A%2B5511988887777");

    for (int i = 0; i < 20000; i++) {
        uint64_t sum[3] = {random_next(&r), random_next(&r), random_next(&r)};
        char *given = base64_text(&arena, (const uint8_t *)sum, SHA1_BYTES);
        assert_false(twilio_signature_holds(&arena, T, U, &p, NULL, 0, given));
        arena_reset(&arena);
        p = form_of("Body=hi&From=whatsapp%3A%2B5511988887777");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(vectors_1_to_11, begin, end),
        cmocka_unit_test_setup_teardown(vector_11_ports_pass_and_other_urls_fail, begin, end),
        cmocka_unit_test_setup_teardown(a_port_of_its_own, begin, end),
        cmocka_unit_test_setup_teardown(vector_12_a_json_body, begin, end),
        cmocka_unit_test_setup_teardown(a_body_hash_anywhere_in_the_query, begin, end),
        cmocka_unit_test_setup_teardown(a_nul_inside_is_signed_too, begin, end),
        cmocka_unit_test_setup_teardown(order_does_not_matter_but_content_does, begin, end),
        cmocka_unit_test_setup_teardown(nothing_given_never_holds, begin, end),
        cmocka_unit_test_setup_teardown(nearly_right_is_wrong, begin, end),
        cmocka_unit_test_setup_teardown(random_forgeries_fail, begin, end),
    };

    crypto_start();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
