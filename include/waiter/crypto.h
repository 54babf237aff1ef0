/* crypto.h -- hashes, tokens and passwords; libsodium does the work, SHA-1 only where Twilio asks. */
#ifndef WAITER_CRYPTO_H
#define WAITER_CRYPTO_H

#include "waiter/arena.h"
#include "waiter/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Must be called once at start, before threads; aborts when libsodium cannot start. */
void crypto_start(void);

#define SHA1_BYTES 20
#define SHA256_BYTES 32

/* HMAC-SHA1 over pieces fed one by one (twilio-whatsapp.md §3), HMAC-SHA256 and SHA-256 at once. */
struct hmac_sha1 { uint32_t inner[5], outer[5]; uint64_t bytes; uint8_t block[64]; };
void hmac_sha1_start(struct hmac_sha1 *h, const void *key, size_t n);
void hmac_sha1_add(struct hmac_sha1 *h, const void *bytes, size_t n);
void hmac_sha1_end(struct hmac_sha1 *h, uint8_t out[SHA1_BYTES]);
void hmac_sha256(const void *key, size_t key_len, const void *msg, size_t n, uint8_t out[SHA256_BYTES]);
void sha256(const void *msg, size_t n, uint8_t out[SHA256_BYTES]);

/* Constant time in the content; false at once for different lengths. */
bool same_bytes(const void *a, size_t a_len, const void *b, size_t b_len);
bool same_text(const char *a, const char *b); /* NULL is never the same */

/* Lower-case hex, and standard or URL-safe base64 (no padding in the latter), in the arena. */
char *hex_text(struct arena *a, const uint8_t *bytes, size_t n);
char *base64_text(struct arena *a, const uint8_t *bytes, size_t n);
char *base64url_text(struct arena *a, const uint8_t *bytes, size_t n);
/* Decodes URL-safe base64; false when it is not. */
bool base64url_bytes(struct arena *a, const char *text, uint8_t **out, size_t *n);
/* Decodes standard base64 (with padding), as in an Authorization header. */
bool base64_bytes(struct arena *a, const char *text, uint8_t **out, size_t *n);

/* n random bytes from the kernel, as URL-safe base64. */
char *random_token(struct arena *a, size_t n);
/* n characters from an alphabet without look-alikes (no 0 O 1 I L U). */
char *random_code(struct arena *a, size_t n);
/* A random non-negative 63-bit number (lease tokens). */
int64_t random_id(void);

/* argon2id, 19 MiB, t=2 (OWASP minimum; reliability.md E8). The hash is a self-describing text. */
CHECKED bool password_hash(struct arena *a, const char *password, const char **out, struct err *e);
bool password_holds(const char *hash, const char *password);

#endif
