/* sign.c -- how Twilio proves that a request is Twilio's, and how it writes a form.
 *
 * base64(HMAC-SHA1(token, URL + each parameter's name + value)), the parameters sorted by
 * name in byte order; a repeated name has its values deduplicated and sorted. Our own writing
 * of twilio-whatsapp.md §3: the shop's is checked against it, so neither may know the other. */
#include "simulator.h"

#include "waiter/crypto.h"
#include "waiter/str.h"

#include <stdlib.h>
#include <string.h>

static int bytes_compare(const char *a, size_t an, const char *b, size_t bn)
{
    int order = memcmp(a, b, an < bn ? an : bn);
    return order ? order : (an > bn) - (an < bn);
}

static int param_compare(const void *left, const void *right)
{
    const struct param *a = left, *b = right;
    int order = bytes_compare(a->name, a->name_len, b->name, b->name_len);
    return order ? order : bytes_compare(a->value, a->value_len, b->value, b->value_len);
}

char *form_signature(struct arena *a, const char *token, const char *url,
                     const struct params *form)
{
    struct hmac_sha1 h;
    hmac_sha1_start(&h, token, strlen(token));
    hmac_sha1_add(&h, url, strcspn(url, "#"));
    size_t n = form ? form->count : 0;
    if (n) {
        struct param *sorted = arena_copy(a, form->at, n * sizeof *sorted);
        qsort(sorted, n, sizeof *sorted, param_compare);
        for (size_t i = 0; i < n; i++) {
            if (i && param_compare(&sorted[i - 1], &sorted[i]) == 0)
                continue;
            hmac_sha1_add(&h, sorted[i].name, sorted[i].name_len);
            hmac_sha1_add(&h, sorted[i].value, sorted[i].value_len);
        }
    }
    uint8_t sum[SHA1_BYTES];
    hmac_sha1_end(&h, sum);
    return base64_text(a, sum, sizeof sum);
}

void form_add(struct str *form, const char *name, const char *value)
{
    if (!value)
        return;
    if (form->len)
        str_add_char(form, '&');
    str_add_url(form, name);
    str_add_char(form, '=');
    str_add_url(form, value);
}

void form_add_int(struct str *form, const char *name, int64_t value)
{
    if (form->len)
        str_add_char(form, '&');
    str_add_url(form, name);
    str_add_char(form, '=');
    str_add_int(form, value);
}
