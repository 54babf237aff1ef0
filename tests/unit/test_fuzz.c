/* test_fuzz.c -- the fuzz targets of tests/fuzz on a fixed run: what is in the corpus, and ways to
 * break it, always the same ones. `make fuzz` looks further. */
#define LLVMFuzzerTestOneInput fuzz_talk
#include "../fuzz/talk.c"
#undef LLVMFuzzerTestOneInput
#define LLVMFuzzerTestOneInput fuzz_form
#include "../fuzz/form.c"
#undef LLVMFuzzerTestOneInput

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#define ROUNDS 150 /* of each text */

static const char *const corpus[] = {
    "two sourdough and a dozen buns, no seeds", "make that three", "not the small one, the large", "x2 x2 x2",
    "كعكتان وثلاثة خبز", "dos panes y media docena de croissants", "0 1 -1 999999999999999999999 ½ ٣",
    "https://a.example/?x=1 +44 7700 900000 a@b.example", "\xf0\x9f\x8d\x9e\xf0\x9f\x8d\x9e", "\xff\xc3\x28\xe2\x80",
    "MessageSid=SM1&From=whatsapp%3A%2B34600&Body=hi+%F0%9F%91%8B&NumMedia=0", "a=%&b=%0&c=%zz&=&&d", "%00=%00&Body",
};

static uint64_t seed = 20261126;

static uint32_t next(void)
{
    seed = seed * 6364136223846793005ull + 1442695040888963407ull;
    return (uint32_t)(seed >> 33);
}

/* Some bytes changed, one piece doubled or the end cut off. */
static size_t broken(const char *from, uint8_t out[512])
{
    size_t n = strlen(from);
    memcpy(out, from, n);
    for (uint32_t k = next() % 4; k > 0 && n; k--)
        out[next() % n] = (uint8_t)next();
    if (next() % 3 == 0 && n) {
        size_t at = next() % n;
        memmove(out + n, out + at, n - at);
        n += n - at;
    }
    return next() % 4 ? n : n / 2;
}

static void test_broken_texts_are_survived(void **state)
{
    (void)state;
    uint8_t text[512];
    for (size_t i = 0; i < sizeof corpus / sizeof *corpus; i++)
        for (int k = 0; k < ROUNDS; k++) {
            size_t n = broken(corpus[i], text);
            assert_int_equal(fuzz_talk(text, n), 0);
            assert_int_equal(fuzz_form(text, n), 0);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_broken_texts_are_survived)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
