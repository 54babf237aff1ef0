/* test_crypto.c -- hashes against published vectors, tokens, passwords. */
#include "waiter/crypto.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

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

static char *hmac_hex(const void *key, size_t key_len, const void *msg, size_t n)
{
    struct hmac_sha1 h;
    uint8_t sum[SHA1_BYTES];

    hmac_sha1_start(&h, key, key_len);
    hmac_sha1_add(&h, msg, n);
    hmac_sha1_end(&h, sum);
    return hex_text(&arena, sum, sizeof sum);
}

static uint8_t *repeated(int byte, size_t n)
{
    return memset(arena_alloc(&arena, n + 1), byte, n);
}

/* RFC 2202, all seven cases. */
static void hmac_sha1_of_rfc_2202(void **state)
{
    (void)state;
    uint8_t counted[25];
    for (size_t i = 0; i < sizeof counted; i++)
        counted[i] = (uint8_t)(i + 1);
    const char *longer = "Test Using Larger Than Block-Size Key and Larger Than One "
                         "Block-Size Data";
    const char *hash_first = "Test Using Larger Than Block-Size Key - Hash Key First";

    assert_string_equal(hmac_hex(repeated(0x0b, 20), 20, "Hi There", 8),
                        "b617318655057264e28bc0b6fb378c8ef146be00");
    assert_string_equal(hmac_hex("Jefe", 4, "what do ya want for nothing?", 28),
                        "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79");
    assert_string_equal(hmac_hex(repeated(0xaa, 20), 20, repeated(0xdd, 50), 50),
                        "125d7342b9ac11cd91a39af48aa17b4f63f175d3");
    assert_string_equal(hmac_hex(counted, sizeof counted, repeated(0xcd, 50), 50),
                        "4c9007f4026250c6bc8414f9bf50c86c2d7235da");
    assert_string_equal(hmac_hex(repeated(0x0c, 20), 20, "Test With Truncation", 20),
                        "4c1a03424b55e07fe7f27be1d58bb9324a9a5a04");
    assert_string_equal(hmac_hex(repeated(0xaa, 80), 80, hash_first, strlen(hash_first)),
                        "aa4ae5e15272d00e95705637ce8a3b55ed402112");
    assert_string_equal(hmac_hex(repeated(0xaa, 80), 80, longer, strlen(longer)),
                        "e8e99d0f45237d786d6bbaa7965c7808bbff1a91");
}

/* Every length around the block borders, of key and message: one sum over 301 HMACs,
 * computed with Python's hmac. */
static void hmac_sha1_of_every_length(void **state)
{
    (void)state;
    uint8_t *all = arena_alloc(&arena, 301 * SHA1_BYTES);

    for (size_t n = 0; n <= 300; n++) {
        uint8_t key[150], msg[300];
        struct hmac_sha1 h;
        for (size_t i = 0; i < sizeof key; i++)
            key[i] = (uint8_t)(i * 7 + n);
        for (size_t i = 0; i < sizeof msg; i++)
            msg[i] = (uint8_t)(i * 13 + n);
        hmac_sha1_start(&h, key, n % 150);
        hmac_sha1_add(&h, msg, n);
        hmac_sha1_end(&h, all + n * SHA1_BYTES);
    }
    uint8_t sum[SHA256_BYTES];
    sha256(all, 301 * SHA1_BYTES, sum);
    assert_string_equal(hex_text(&arena, sum, sizeof sum),
                        "53b76f8c0964ac303998ab2dcac67ac8be270058a5549e04ca69010ce8167eba");
}

static void hmac_sha1_in_pieces_is_the_same(void **state)
{
    (void)state;
    enum { N = 300 };
    uint8_t *msg = repeated('x', N);
    const char *whole = hmac_hex("key", 3, msg, N);

    for (size_t piece = 1; piece <= N; piece++) {
        struct hmac_sha1 h;
        uint8_t sum[SHA1_BYTES];
        hmac_sha1_start(&h, "key", 3);
        for (size_t at = 0; at < N; at += piece)
            hmac_sha1_add(&h, msg + at, at + piece <= N ? piece : N - at);
        hmac_sha1_add(&h, NULL, 0);
        hmac_sha1_end(&h, sum);
        assert_string_equal(hex_text(&arena, sum, sizeof sum), whole);
    }
}

static void hmac_sha1_of_a_megabyte(void **state)
{
    (void)state;
    assert_string_equal(hmac_hex("k", 1, repeated('a', 1000003), 1000003),
                        "4dcb5c6f2a5c6ff86b66ab52c5dd03a0fc1d9a02");
}

static void sha256_vectors(void **state)
{
    (void)state;
    uint8_t sum[SHA256_BYTES];

    sha256("abc", 3, sum);
    assert_string_equal(hex_text(&arena, sum, sizeof sum),
                        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    hmac_sha256("Jefe", 4, "what do ya want for nothing?", 28, sum); /* RFC 4231, case 2 */
    assert_string_equal(hex_text(&arena, sum, sizeof sum),
                        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

static void comparing(void **state)
{
    (void)state;
    assert_true(same_text("abc", "abc"));
    assert_true(same_text("", ""));
    assert_false(same_text("abc", "abd"));
    assert_false(same_text("abc", "ab"));
    assert_false(same_text(NULL, "abc"));
    assert_false(same_text("abc", NULL));
    assert_false(same_text(NULL, NULL));
    assert_true(same_bytes("a\0b", 3, "a\0b", 3));
    assert_false(same_bytes("a\0b", 3, "a\0c", 3));
    assert_false(same_bytes("ab", 2, "abc", 3));
}

static void base64_there_and_back(void **state)
{
    (void)state;
    uint8_t bytes[70], *back;
    size_t n;

    for (size_t len = 0; len < sizeof bytes; len++) {
        for (size_t i = 0; i < len; i++)
            bytes[i] = (uint8_t)(i * 37 + len * 11);
        assert_true(base64_bytes(&arena, base64_text(&arena, bytes, len), &back, &n));
        assert_int_equal(n, len);
        assert_memory_equal(back, bytes, len);
        char *url = base64url_text(&arena, bytes, len);
        assert_null(strpbrk(url, "+/="));
        assert_true(base64url_bytes(&arena, url, &back, &n));
        assert_int_equal(n, len);
        assert_memory_equal(back, bytes, len);
    }
    assert_string_equal(base64_text(&arena, (const uint8_t *)"\xfb\xff\xfe", 3), "+//+");
    assert_string_equal(base64url_text(&arena, (const uint8_t *)"\xfb\xff\xfe", 3), "-__-");
    assert_string_equal(base64_text(&arena, (const uint8_t *)"a", 1), "YQ==");
}

static void base64_that_is_none(void **state)
{
    (void)state;
    static const char *const standard[] = {"YQ",   "YQ=",  "Y",    "YQ==x",
                                           "Y Q=", "YR==", "-__-", "é"};
    static const char *const urlsafe[] = {"YQ==", "Y", "+//+", "YR", "YW Jj", "*"};
    uint8_t *out;
    size_t n;

    for (size_t i = 0; i < sizeof standard / sizeof *standard; i++)
        assert_false(base64_bytes(&arena, standard[i], &out, &n));
    for (size_t i = 0; i < sizeof urlsafe / sizeof *urlsafe; i++)
        assert_false(base64url_bytes(&arena, urlsafe[i], &out, &n));
}

static void random_things(void **state)
{
    (void)state;
    bool seen[256] = {false};

    assert_int_equal(strlen(random_token(&arena, 32)), 43);
    assert_string_not_equal(random_token(&arena, 16), random_token(&arena, 16));
    assert_int_equal(strlen(random_code(&arena, 0)), 0);
    char *code = random_code(&arena, 3000);
    assert_int_equal(strlen(code), 3000);
    assert_null(strpbrk(code, "0O1ILUabcdefghijklmnopqrstuvwxyz"));
    int letters = 0;
    for (char *c = code; *c; c++) {
        letters += !seen[(unsigned char)*c];
        seen[(unsigned char)*c] = true;
    }
    assert_int_equal(letters, 30); /* one of 30 missing in 3000: 30 * (29/30)^3000 < 1e-42 */
    for (int i = 0; i < 100; i++)
        assert_true(random_id() >= 0);
    assert_true(random_id() != random_id());
}

static void passwords(void **state)
{
    (void)state;
    const char *hash, *again;
    struct err e = {0};

    assert_true(password_hash(&arena, "correct horse", &hash, &e));
    assert_memory_equal(hash, "$argon2id$v=19$m=19456,t=2,p=1$", 31);
    assert_true(password_holds(hash, "correct horse"));
    assert_false(password_holds(hash, "correct horsf"));
    assert_false(password_holds(hash, ""));
    assert_false(password_holds(hash, NULL));
    assert_true(password_hash(&arena, "correct horse", &again, &e));
    assert_string_not_equal(hash, again);
    assert_false(password_holds("no hash at all", "correct horse"));
    assert_true(password_hash(&arena, "", &hash, &e));
    assert_true(password_holds(hash, ""));
    assert_false(password_holds(hash, NULL));
}

static double seconds_for(const char *hash, const char *password)
{
    struct timespec from, to;

    clock_gettime(CLOCK_MONOTONIC, &from);
    assert_false(password_holds(hash, password));
    clock_gettime(CLOCK_MONOTONIC, &to);
    return (double)(to.tv_sec - from.tv_sec) + (double)(to.tv_nsec - from.tv_nsec) / 1e9;
}

/* Nobody learns from the clock whether a user exists. */
static void an_unknown_user_takes_as_long(void **state)
{
    (void)state;
    const char *hash;
    struct err e = {0};
    double known = 1e9, unknown = 1e9;

    assert_true(password_hash(&arena, "secret", &hash, &e));
    for (int i = 0; i < 5; i++) { /* the fastest of five: the machine is shared */
        double k = seconds_for(hash, "wrong"), u = seconds_for(NULL, "wrong");
        known = k < known ? k : known;
        unknown = u < unknown ? u : unknown;
    }
    assert_true(unknown > known / 3 && unknown < known * 3);
}

static void *verify_many(void *hash)
{
    for (int i = 0; i < 3; i++)
        if (!password_holds(hash, "secret") || password_holds(hash, "other"))
            return "wrong";
    return NULL;
}

static void passwords_from_many_threads(void **state)
{
    (void)state;
    const char *hash;
    struct err e = {0};
    pthread_t threads[6];
    void *wrong;

    assert_true(password_hash(&arena, "secret", &hash, &e));
    void *shared = (void *)(uintptr_t)hash;
    for (size_t i = 0; i < 6; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, verify_many, shared), 0);
    for (size_t i = 0; i < 6; i++) {
        pthread_join(threads[i], &wrong);
        assert_null(wrong);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(hmac_sha1_of_rfc_2202, begin, end),
        cmocka_unit_test_setup_teardown(hmac_sha1_of_every_length, begin, end),
        cmocka_unit_test_setup_teardown(hmac_sha1_in_pieces_is_the_same, begin, end),
        cmocka_unit_test_setup_teardown(hmac_sha1_of_a_megabyte, begin, end),
        cmocka_unit_test_setup_teardown(sha256_vectors, begin, end),
        cmocka_unit_test_setup_teardown(comparing, begin, end),
        cmocka_unit_test_setup_teardown(base64_there_and_back, begin, end),
        cmocka_unit_test_setup_teardown(base64_that_is_none, begin, end),
        cmocka_unit_test_setup_teardown(random_things, begin, end),
        cmocka_unit_test_setup_teardown(passwords, begin, end),
        cmocka_unit_test_setup_teardown(an_unknown_user_takes_as_long, begin, end),
        cmocka_unit_test_setup_teardown(passwords_from_many_threads, begin, end),
    };

    crypto_start();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
