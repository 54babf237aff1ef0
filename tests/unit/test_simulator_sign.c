/* The simulator's own signature against the vectors V1 to V12 of twilio-whatsapp.md §3. */
#include "../../lib/simulator/simulator.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define T "12345678901234567890123456789012"
#define U "https://shop.example.com/webhook/twilio"
#define AC "AC00000000000000000000000000000000"

static const struct vector { const char *token, *url, *form, *signature; } vectors[] = {
    {"12345", "https://mycompany.com/myapp.php?foo=1&bar=2",
     "CallSid=CA1234567890ABCDE&Caller=%2B14158675309&Digits=1234&From=%2B14158675309"
     "&To=%2B18005551212", "RSOYDt4T1cUTdK1PDd93/VVr8B8="},
    {T, U,
     "SmsMessageSid=SM11111111111111111111111111111111&NumMedia=0&ProfileName=Ana"
     "&MessageType=text&SmsSid=SM11111111111111111111111111111111&WaId=5511988887777"
     "&SmsStatus=received&Body=hello+there&To=whatsapp%3A%2B14155238886&NumSegments=1"
     "&ReferralNumMedia=0&MessageSid=SM11111111111111111111111111111111&AccountSid=" AC
     "&From=whatsapp%3A%2B5511988887777&ApiVersion=2010-04-01",
     "6jbAgj71SMP6Pz2tHU3R0fhEIXU="},
    {T, U,
     "From=whatsapp%3A%2B2348012345678&To=whatsapp%3A%2B14155238886"
     "&Body=Caf%C3%A9+%F0%9F%8D%95+%E2%9C%85%0A1%2B1%3D2+%26+50%25+off%3F&NumMedia=0"
     "&ProfileName=Zo%C3%AB+%F0%9F%98%80&WaId=2348012345678"
     "&MessageSid=SM22222222222222222222222222222222&AccountSid=" AC,
     "sp0kvhltj+hHMvD1Z5LGCdkBc7I="},
    {T, U,
     "MediaContentType0=image%2Fjpeg&SmsMessageSid=MM33333333333333333333333333333333&NumMedia=1"
     "&ProfileName=&Body=&MessageSid=MM33333333333333333333333333333333"
     "&MediaUrl0=https%3A%2F%2Fapi.twilio.com%2F2010-04-01%2FAccounts%2F" AC
     "%2FMessages%2FMM33333333333333333333333333333333"
     "%2FMedia%2FME44444444444444444444444444444444&AccountSid=" AC
     "&From=whatsapp%3A%2B5511988887777&To=whatsapp%3A%2B14155238886",
     "blnG5HrFyauzxXmOPERS+q4M6cI="},
    {T, U "?shop=a%20b&x=1%2B2&e=",
     "Body=hi&From=whatsapp%3A%2B5511988887777&MessageSid=SM55555555555555555555555555555555",
     "56sVJKuCtdUkdS4iNAddLLQRo/s="},
    {T, U "?Body=hi&From=whatsapp%3A%2B5511988887777", NULL, "84ID6ZyjKz0/NdPc1poE5CrGW3Y="},
    {T, U, "Tag=b&Tag=a&Tag=b&Body=x", "H5cTUaapQKwepYw2HIkX+LNcPOg="},
    {T, U, "a=1&B=2&A=3&b=4&A0=5&A_=6", "yIBwTQVPO47gnq+h6M9IqG+Tp/I="},
    {T, U,
     "From=whatsapp%3ABR.1A2B3C4D5E&To=whatsapp%3A%2B14155238886"
     "&ExternalUserId=whatsapp%3ABR.1A2B3C4D5E&Body=oi"
     "&MessageSid=SM77777777777777777777777777777777&AccountSid=" AC,
     "gFzBtOSATxop2z1IiHisEhAsuGY="},
    {T, U "/status",
     "ChannelPrefix=whatsapp&ApiVersion=2010-04-01&MessageStatus=undelivered"
     "&SmsSid=SM66666666666666666666666666666666&SmsStatus=undelivered"
     "&ChannelInstallSid=XE00000000000000000000000000000000&To=whatsapp%3A%2B5511988887777"
     "&From=whatsapp%3A%2B14155238886&MessageSid=SM66666666666666666666666666666666"
     "&AccountSid=" AC "&ErrorCode=63016&ChannelStatusMessage=", "OF3J4mRFYxqtnaIM2CA9j+lD/H4="},
    {T, U, "Body=hi", "W5lFTCy8loRr8HMJhM330yboj4c="},
    {T, "https://shop.example.com:443/webhook/twilio", "Body=hi", "T5NNHqA24f8cFDPyQqFcidUHT4o="},
    {T, "http://shop.example.com/webhook/twilio", "Body=hi", "7zd1SZkBXU8GBPqnbDNym4DLnSk="},
    {T, U "/", "Body=hi", "VTMT6ycxSA2y7Cw+UlZ1OTBp5Ek="},
    {T, U "#rc=2&rp=all", "Body=hi", "W5lFTCy8loRr8HMJhM330yboj4c="}, /* the fragment is cut */
    {T, "https://shop.example.com/hook/json?bodySHA256="
        "366d0046f42a983f35a3ace7b91613852603da85f0e1d7de1334c8e98f3e7d7b", NULL,
     "Rx0E5htdLzIgzFG5CyOr6mQe0Dk="},
};

static void every_vector_holds(void **state)
{
    struct arena a;
    (void)state;
    arena_init(&a);
    for (const struct vector *v = vectors; v < vectors + sizeof vectors / sizeof *v; v++) {
        struct params form = {0};
        struct err e = {0};
        if (v->form)
            assert_true(params_parse(&a, v->form, strlen(v->form), &form, &e));
        assert_string_equal(form_signature(&a, v->token, v->url, v->form ? &form : NULL),
                            v->signature);
    }
    arena_done(&a);
}

static void a_form_is_percent_encoded(void **state)
{
    struct arena a;
    (void)state;
    arena_init(&a);
    struct str f = str_new(&a, 1000);
    form_add(&f, "Body", "a b&c=\xC3\xA9+");
    form_add(&f, "WaId", NULL);
    form_add(&f, "Empty", "");
    form_add_int(&f, "ErrorCode", 63016);
    assert_string_equal(f.text, "Body=a%20b%26c%3D%C3%A9%2B&Empty=&ErrorCode=63016");
    arena_done(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_vector_holds),
        cmocka_unit_test(a_form_is_percent_encoded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
