/* twilio_sign.c -- is this request really Twilio's?
 *
 * The law (twilio-whatsapp.md §3): HMAC-SHA1 under the Auth Token over the URL as it was
 * configured, followed by every form parameter, sorted by name: name, then value, nothing
 * between them. All lengths are counted, because a value may hold a NUL. */
#include "waiter/twilio_sign.h"

#include "waiter/crypto.h"

#include <stdlib.h>
#include <string.h>

#define BODY_HASH "bodySHA256="

/* A URL in pieces, so that its port can be left out or put in without copying. */
struct url {
    const char *before; /* scheme and host */
    size_t before_len;
    const char *port; /* with its colon, "" when none */
    size_t port_len;
    const char *after; /* path and query */
};

/* Finds the port of the authority ("user:secret@[::1]:8443" has 8443). */
static struct url url_split(const char *text)
{
    const char *slashes = strstr(text, "://");
    const char *host = slashes ? slashes + 3 : text;
    const char *end = host + strcspn(host, "/?#");
    struct url u = {.before = text, .port = "", .after = end};
    const char *colon = end;

    while (colon > host && colon[-1] >= '0' && colon[-1] <= '9')
        colon--;
    bool has_port = colon > host && colon[-1] == ':';
    u.before_len = (size_t)((has_port ? colon - 1 : end) - text);
    if (has_port) {
        u.port = colon - 1;
        u.port_len = (size_t)(end - u.port);
    }
    return u;
}

/* The same URL the other way round: without the port it has, or with its scheme's own. */
static struct url url_other_port(struct url u)
{
    bool secure = strncmp(u.before, "https:", 6) == 0;
    bool had = u.port_len > 0;

    u.port = had ? "" : secure ? ":443" : ":80";
    u.port_len = strlen(u.port);
    return u;
}

static int bytes_order(const char *a, size_t a_len, const char *b, size_t b_len)
{
    int order = memcmp(a, b, a_len < b_len ? a_len : b_len);

    return order ? order : (a_len > b_len) - (a_len < b_len);
}

/* By name, then by value; so repeated names come out sorted, equal pairs side by side. */
static int param_order(const void *left, const void *right)
{
    const struct param *a = left, *b = right;
    int order = bytes_order(a->name, a->name_len, b->name, b->name_len);

    return order ? order : bytes_order(a->value, a->value_len, b->value, b->value_len);
}

/* The form as it is signed: sorted, each pair once. */
static struct params params_sorted(struct arena *a, const struct params *form)
{
    struct params sorted = {.count = 0};

    if (!form || !form->count)
        return sorted;
    sorted.at = arena_copy(a, form->at, form->count * sizeof *form->at);
    qsort(sorted.at, form->count, sizeof *sorted.at, param_order);
    for (size_t i = 0; i < form->count; i++)
        if (!sorted.count || param_order(&sorted.at[sorted.count - 1], &sorted.at[i]) != 0)
            sorted.at[sorted.count++] = sorted.at[i];
    return sorted;
}

static char *signature(struct arena *a, const char *token, struct url u, struct params sorted)
{
    struct hmac_sha1 h;
    uint8_t sum[SHA1_BYTES];

    hmac_sha1_start(&h, token, strlen(token));
    hmac_sha1_add(&h, u.before, u.before_len);
    hmac_sha1_add(&h, u.port, u.port_len);
    hmac_sha1_add(&h, u.after, strlen(u.after));
    for (size_t i = 0; i < sorted.count; i++) {
        hmac_sha1_add(&h, sorted.at[i].name, sorted.at[i].name_len);
        hmac_sha1_add(&h, sorted.at[i].value, sorted.at[i].value_len);
    }
    hmac_sha1_end(&h, sum);
    return base64_text(a, sum, sizeof sum);
}

char *twilio_signature(struct arena *a, const char *token, const char *url,
                       const struct params *form)
{
    if (!token || !*token)
        return NULL; /* anyone could compute it */
    return signature(a, token, url_split(url), params_sorted(a, form));
}

/* The hash of the body that the query announces, NULL when it announces none. */
static const char *body_hash(struct arena *a, const char *url)
{
    const char *at = strchr(url, '?');

    while (at && *at) {
        at++; /* the '?' or '&' */
        if (strncmp(at, BODY_HASH, strlen(BODY_HASH)) == 0) {
            at += strlen(BODY_HASH);
            return arena_strndup(a, at, strcspn(at, "&"));
        }
        at += strcspn(at, "&");
    }
    return NULL;
}

static bool body_is(struct arena *a, const char *hash, const char *body, size_t body_len)
{
    uint8_t sum[SHA256_BYTES];

    sha256(body ? body : "", body ? body_len : 0, sum);
    return same_text(hash, hex_text(a, sum, sizeof sum));
}

bool twilio_signature_holds(struct arena *a, const char *token, const char *url,
                            const struct params *form, const char *body, size_t body_len,
                            const char *given)
{
    if (!token || !*token || !url || !given || !*given)
        return false;
    struct url u = url_split(url);
    const char *hash = body_hash(a, url);
    struct params sorted = params_sorted(a, hash ? NULL : form);

    /* Twilio signs one of the two spellings; most often the one we have. */
    return (same_text(given, signature(a, token, u, sorted))
            || same_text(given, signature(a, token, url_other_port(u), sorted)))
        && (!hash || body_is(a, hash, body, body_len));
}
