/* crypto.c -- hashes, tokens and passwords.
 *
 * libsodium does everything but SHA-1, which it rightly lacks: Twilio signs with
 * HMAC-SHA1, so the compression function is here. It is unrolled because every webhook
 * waits for it before anything else happens. */
#include "waiter/crypto.h"

#include <pthread.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

/* OWASP's minimum for argon2id (design.md §11): 19 MiB, two passes, one lane. */
#define PASSWORD_MEMORY (19u * 1024 * 1024)
#define PASSWORD_PASSES 2
/* What an unknown user's password is checked against, so that the answer takes as long. */
#define DUMMY_HASH                                                         \
    "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAA" \
    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
/* A storm of logins must not take 19 MiB for every thread. */
#define PASSWORDS_AT_ONCE 2

#define SHA1_BLOCK 64

void crypto_start(void)
{
    if (sodium_init() < 0)
        abort();
}

/* ---- SHA-1 (FIPS 180-4) ---- */

static const uint32_t sha1_first[5] = {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0};

static inline uint32_t turn(uint32_t x, int bits)
{
    return x << bits | x >> (32 - bits);
}

static inline uint32_t read_be32(const uint8_t *p)
{
    return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static inline void write_be32(uint8_t *p, uint32_t x)
{
    p[0] = (uint8_t)(x >> 24);
    p[1] = (uint8_t)(x >> 16);
    p[2] = (uint8_t)(x >> 8);
    p[3] = (uint8_t)x;
}

/* Word i of the schedule: the block itself first, then a ring of the last sixteen words. */
#define WORD(i) (w[i] = read_be32(block + (i) * 4))
#define OLD(i) w[(i) & 15]
#define NEXT(i) (OLD(i) = turn(OLD((i) + 13) ^ OLD((i) + 8) ^ OLD((i) + 2) ^ OLD(i), 1))

#define CHOOSE(b, c, d) ((d) ^ ((b) & ((c) ^ (d))))
#define PARITY(b, c, d) ((b) ^ (c) ^ (d))
#define MAJORITY(b, c, d) (((b) & (c)) | ((d) & ((b) | (c))))

#define STEP(f, k, word, a, b, c, d, e) \
    ((e) += turn((a), 5) + f((b), (c), (d)) + (k) + (word), (b) = turn((b), 30))
/* Five steps bring the five letters back to their places: no moves between steps. */
#define FIVE(f, k, W, i)                    \
    do {                                    \
        STEP(f, k, W((i)), a, b, c, d, e);     \
        STEP(f, k, W((i) + 1), e, a, b, c, d); \
        STEP(f, k, W((i) + 2), d, e, a, b, c); \
        STEP(f, k, W((i) + 3), c, d, e, a, b); \
        STEP(f, k, W((i) + 4), b, c, d, e, a); \
    } while (0)
#define TWENTY(f, k, i)         \
    do {                        \
        FIVE(f, k, NEXT, (i));      \
        FIVE(f, k, NEXT, (i) + 5);  \
        FIVE(f, k, NEXT, (i) + 10); \
        FIVE(f, k, NEXT, (i) + 15); \
    } while (0)

static void sha1_block(uint32_t h[5], const uint8_t *block)
{
    uint32_t w[16];
    uint32_t a = h[0], b = h[1], c = h[2], d = h[3], e = h[4];

    FIVE(CHOOSE, 0x5a827999, WORD, 0);
    FIVE(CHOOSE, 0x5a827999, WORD, 5);
    FIVE(CHOOSE, 0x5a827999, WORD, 10);
    STEP(CHOOSE, 0x5a827999, WORD(15), a, b, c, d, e);
    STEP(CHOOSE, 0x5a827999, NEXT(16), e, a, b, c, d);
    STEP(CHOOSE, 0x5a827999, NEXT(17), d, e, a, b, c);
    STEP(CHOOSE, 0x5a827999, NEXT(18), c, d, e, a, b);
    STEP(CHOOSE, 0x5a827999, NEXT(19), b, c, d, e, a);
    TWENTY(PARITY, 0x6ed9eba1, 20);
    TWENTY(MAJORITY, 0x8f1bbcdc, 40);
    TWENTY(PARITY, 0xca62c1d6, 60);

    h[0] += a;
    h[1] += b;
    h[2] += c;
    h[3] += d;
    h[4] += e;
}

/* Pads what is held of the last block and writes the hash of `bytes` bytes. */
static void sha1_finish(uint32_t state[5], uint8_t block[SHA1_BLOCK], uint64_t bytes,
                        uint8_t out[SHA1_BYTES])
{
    size_t held = bytes % SHA1_BLOCK;

    block[held++] = 0x80;
    if (held > SHA1_BLOCK - 8) {
        memset(block + held, 0, SHA1_BLOCK - held);
        sha1_block(state, block);
        held = 0;
    }
    memset(block + held, 0, SHA1_BLOCK - 8 - held);
    write_be32(block + SHA1_BLOCK - 8, (uint32_t)(bytes >> 29));
    write_be32(block + SHA1_BLOCK - 4, (uint32_t)(bytes << 3));
    sha1_block(state, block);
    for (int i = 0; i < 5; i++)
        write_be32(out + 4 * i, state[i]);
}

/* ---- HMAC-SHA1 (RFC 2104) ---- */

/* The key made exactly one block long: a longer one is replaced by its hash. */
static void key_block(uint8_t block[SHA1_BLOCK], const void *key, size_t n)
{
    struct hmac_sha1 plain = {.bytes = 0};

    memset(block, 0, SHA1_BLOCK);
    if (n <= SHA1_BLOCK) {
        if (n)
            memcpy(block, key, n);
        return;
    }
    /* A plain SHA-1 is the inner half of an HMAC without its key. */
    memcpy(plain.inner, sha1_first, sizeof plain.inner);
    hmac_sha1_add(&plain, key, n);
    sha1_finish(plain.inner, plain.block, plain.bytes, block);
}

void hmac_sha1_start(struct hmac_sha1 *h, const void *key, size_t n)
{
    uint8_t block[SHA1_BLOCK];

    key_block(block, key, n);
    memcpy(h->inner, sha1_first, sizeof h->inner);
    memcpy(h->outer, sha1_first, sizeof h->outer);
    for (int i = 0; i < SHA1_BLOCK; i++)
        block[i] ^= 0x36;
    sha1_block(h->inner, block);
    for (int i = 0; i < SHA1_BLOCK; i++)
        block[i] ^= 0x36 ^ 0x5c;
    sha1_block(h->outer, block);
    h->bytes = SHA1_BLOCK;
    sodium_memzero(block, sizeof block);
}

void hmac_sha1_add(struct hmac_sha1 *h, const void *bytes, size_t n)
{
    const uint8_t *p = bytes;
    size_t held = h->bytes % SHA1_BLOCK;

    h->bytes += n;
    if (held) {
        size_t room = SHA1_BLOCK - held, part = n < room ? n : room;
        if (part)
            memcpy(h->block + held, p, part);
        if (n < room)
            return;
        sha1_block(h->inner, h->block);
        p += part;
        n -= part;
    }
    for (; n >= SHA1_BLOCK; p += SHA1_BLOCK, n -= SHA1_BLOCK)
        sha1_block(h->inner, p);
    if (n)
        memcpy(h->block, p, n);
}

void hmac_sha1_end(struct hmac_sha1 *h, uint8_t out[SHA1_BYTES])
{
    uint8_t inner[SHA1_BYTES];

    sha1_finish(h->inner, h->block, h->bytes, inner);
    memcpy(h->block, inner, sizeof inner);
    sha1_finish(h->outer, h->block, SHA1_BLOCK + sizeof inner, out);
}

/* ---- SHA-256 ---- */

void hmac_sha256(const void *key, size_t key_len, const void *msg, size_t n,
                 uint8_t out[SHA256_BYTES])
{
    crypto_auth_hmacsha256_state state;

    crypto_auth_hmacsha256_init(&state, key, key_len);
    crypto_auth_hmacsha256_update(&state, msg, n);
    crypto_auth_hmacsha256_final(&state, out);
}

void sha256(const void *msg, size_t n, uint8_t out[SHA256_BYTES])
{
    crypto_hash_sha256(out, msg, n);
}

/* ---- comparing ---- */

bool same_bytes(const void *a, size_t a_len, const void *b, size_t b_len)
{
    return a_len == b_len && sodium_memcmp(a, b, a_len) == 0;
}

bool same_text(const char *a, const char *b)
{
    return a && b && same_bytes(a, strlen(a), b, strlen(b));
}

/* ---- bytes as text ---- */

char *hex_text(struct arena *a, const uint8_t *bytes, size_t n)
{
    char *text = arena_alloc(a, n * 2 + 1);

    return sodium_bin2hex(text, n * 2 + 1, bytes, n);
}

static char *base64_write(struct arena *a, const uint8_t *bytes, size_t n, int variant)
{
    size_t room = sodium_base64_encoded_len(n, variant);

    return sodium_bin2base64(arena_alloc(a, room), room, bytes, n, variant);
}

static bool base64_read(struct arena *a, const char *text, uint8_t **out, size_t *n, int variant)
{
    size_t len = strlen(text), room = len / 4 * 3 + 3;
    uint8_t *bytes = arena_alloc(a, room);

    if (sodium_base642bin(bytes, room, text, len, NULL, n, NULL, variant) != 0)
        return false;
    *out = bytes;
    return true;
}

char *base64_text(struct arena *a, const uint8_t *bytes, size_t n)
{
    return base64_write(a, bytes, n, sodium_base64_VARIANT_ORIGINAL);
}

char *base64url_text(struct arena *a, const uint8_t *bytes, size_t n)
{
    return base64_write(a, bytes, n, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

bool base64url_bytes(struct arena *a, const char *text, uint8_t **out, size_t *n)
{
    return base64_read(a, text, out, n, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

bool base64_bytes(struct arena *a, const char *text, uint8_t **out, size_t *n)
{
    return base64_read(a, text, out, n, sodium_base64_VARIANT_ORIGINAL);
}

/* ---- chance ---- */

char *random_token(struct arena *a, size_t n)
{
    uint8_t *bytes = arena_alloc(a, n);

    randombytes_buf(bytes, n);
    return base64url_text(a, bytes, n);
}

char *random_code(struct arena *a, size_t n)
{
    static const char letters[] = "23456789ABCDEFGHJKMNPQRSTVWXYZ";
    enum { LETTERS = sizeof letters - 1, FAIR = 256 / LETTERS * LETTERS };
    char *code = arena_alloc(a, n + 1);
    uint8_t bytes[32];
    size_t at = sizeof bytes;

    for (size_t i = 0; i < n;) {
        if (at == sizeof bytes) {
            randombytes_buf(bytes, sizeof bytes);
            at = 0;
        }
        uint8_t b = bytes[at++];
        if (b < FAIR) /* the rest would favour the first letters */
            code[i++] = letters[b % LETTERS];
    }
    return code;
}

int64_t random_id(void)
{
    uint64_t n;

    randombytes_buf(&n, sizeof n);
    return (int64_t)(n >> 1);
}

/* ---- passwords ---- */

static pthread_mutex_t passwords_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t passwords_free = PTHREAD_COND_INITIALIZER;
static int passwords_under_way;

static void password_turn_take(void)
{
    pthread_mutex_lock(&passwords_lock);
    while (passwords_under_way >= PASSWORDS_AT_ONCE)
        pthread_cond_wait(&passwords_free, &passwords_lock);
    passwords_under_way++;
    pthread_mutex_unlock(&passwords_lock);
}

static void password_turn_give(void)
{
    pthread_mutex_lock(&passwords_lock);
    passwords_under_way--;
    pthread_cond_signal(&passwords_free);
    pthread_mutex_unlock(&passwords_lock);
}

bool password_hash(struct arena *a, const char *password, const char **out, struct err *e)
{
    char *hash = arena_alloc(a, crypto_pwhash_STRBYTES);

    password_turn_take();
    int failed = crypto_pwhash_str_alg(hash, password, strlen(password), PASSWORD_PASSES,
                                       PASSWORD_MEMORY, crypto_pwhash_ALG_ARGON2ID13);
    password_turn_give();
    if (failed)
        return fail(e, ERR_BUSY, "argon2id got no memory");
    *out = hash;
    return true;
}

bool password_holds(const char *hash, const char *password)
{
    const char *against = hash ? hash : DUMMY_HASH;

    password_turn_take();
    bool same = crypto_pwhash_str_verify(against, password ? password : "",
                                         password ? strlen(password) : 0) == 0;
    password_turn_give();
    return same && hash && password;
}
