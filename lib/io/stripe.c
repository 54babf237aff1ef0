/* stripe.c -- Stripe Checkout as data: requests out, answers and events read (stripe.md).
 *
 * Order of this file: amounts, requests, reading objects, answers, events and their signature. */
#include "waiter/stripe.h"

#include "waiter/clock.h"
#include "waiter/crypto.h"
#include "waiter/json.h"
#include "waiter/log.h"
#include "waiter/money.h"

#include <stdlib.h>
#include <string.h>

#define FORM "application/x-www-form-urlencoded"
#define ANSWER_MOST (256u << 10)
#define FORM_MOST (16u << 10)
/* client_reference_id and Idempotency-Key: payment-42-1764137302123 */
#define PAYMENT "payment-"
#define REFUND "refund-"

/* --- Amounts (§3) -------------------------------------------------------------------- */

/* How Stripe's integer relates to whole units of the currency: not the ISO 4217 exponent. */
static int stripe_exponent(const char *currency)
{
    static const char whole[] = "BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF";
    return strstr(whole, currency) ? 0 : 2;
}

static bool rescale(int from, int to, int64_t amount, int64_t *out)
{
    for (; from < to; from++)
        if (__builtin_mul_overflow(amount, 10, &amount))
            return false;
    for (; from > to; from--, amount /= 10)
        if (amount % 10)
            return false;
    *out = amount;
    return true;
}

/* Those with three decimals are refused until somebody has tried them; ISK and UGX are written
 * with two decimals that must be 00, which rescaling from our whole units gives. */
bool stripe_amount(const char *currency, int64_t minor, int64_t *out)
{
    int ours = money_exponent(currency);
    return ours >= 0 && ours <= 2 && minor >= 0 &&
           rescale(ours, stripe_exponent(currency), minor, out);
}

bool stripe_minor(const char *currency, int64_t amount, int64_t *out)
{
    int ours = money_exponent(currency);
    return ours >= 0 && ours <= 2 && amount >= 0 &&
           rescale(stripe_exponent(currency), ours, amount, out);
}

static bool takes(const struct settings *s, const char *currency)
{
    int exponent = money_exponent(currency);
    return *s->stripe_secret_key && exponent >= 0 && exponent <= 2;
}

/* --- Requests (§1, §2, §6) ----------------------------------------------------------- */

static struct http_request request_to(struct arena *a, const struct settings *s, const char *path,
                                      const char *key)
{
    const char **headers = arena_array(a, 4, sizeof *headers);
    headers[0] = arena_printf(a, "Authorization: Bearer %s", s->stripe_secret_key);
    headers[1] = arena_printf(a, "Stripe-Version: %s", s->stripe_version);
    headers[2] = key ? arena_printf(a, "Idempotency-Key: %s", key) : NULL;
    return (struct http_request){.url = arena_printf(a, "%s/v1/%s", s->stripe_api_url, path),
                                 .headers = headers, .answer_most = ANSWER_MOST};
}

static void with_form(struct http_request *r, const struct str *form)
{
    r->body = form->text;
    r->body_len = form->len;
    r->content_type = FORM;
}

static void add_int(struct arena *a, struct str *form, const char *name, int64_t n)
{
    str_add_form(form, name, arena_printf(a, "%lld", (long long)n));
}

static char *reference(struct arena *a, const struct pay_ask *ask)
{
    return arena_printf(a, PAYMENT "%s", ref_text(a, ask->payment));
}

/* One line: what is paid may be a part of the order only. An amount that Stripe cannot have is sent
 * as -1 and refused there, with its own words. */
static struct http_request open_page(struct arena *a, const struct settings *s,
                                     const struct pay_ask *ask)
{
    struct http_request r = request_to(a, s, "checkout/sessions", reference(a, ask));
    struct str form = str_new(a, FORM_MOST);
    int64_t amount = -1;
    char *currency = arena_strdup(a, ask->currency);
    if (!stripe_amount(ask->currency, ask->amount_minor, &amount))
        amount = -1;
    for (char *p = currency; *p; p++)
        *p = (char)(*p >= 'A' && *p <= 'Z' ? *p - 'A' + 'a' : *p);
    str_add_form(&form, "mode", "payment");
    str_add_form(&form, "client_reference_id", reference(a, ask));
    str_add_form(&form, "success_url", ask->thanks_url);
    str_add_form(&form, "cancel_url", ask->thanks_url);
    add_int(a, &form, "expires_at", ask->expires_at / SECOND_MS);
    str_add_form(&form, "metadata[order_number]", ask->order_number);
    str_add_form(&form, "payment_intent_data[metadata][order_number]", ask->order_number);
    str_add_form(&form, "payment_intent_data[metadata][payment]", reference(a, ask));
    str_add_form(&form, "line_items[0][quantity]", "1");
    str_add_form(&form, "line_items[0][price_data][currency]", currency);
    add_int(a, &form, "line_items[0][price_data][unit_amount]", amount);
    str_add_form(&form, "line_items[0][price_data][product_data][name]", ask->order_number);
    with_form(&r, &form);
    return r;
}

static struct http_request close_page(struct arena *a, const struct settings *s,
                                      const struct pay_ask *ask)
{
    struct str form = str_new(a, FORM_MOST);
    struct http_request r =
        request_to(a, s, arena_printf(a, "checkout/sessions/%s/expire", ask->session_id),
                   arena_printf(a, "%s-close", reference(a, ask)));
    with_form(&r, &form);
    return r;
}

static struct http_request look(struct arena *a, const struct settings *s, const struct pay_ask *ask)
{
    return request_to(a, s, arena_printf(a, "checkout/sessions/%s", ask->session_id), NULL);
}

static struct http_request refund(struct arena *a, const struct settings *s, const struct pay_ask *ask)
{
    struct str form = str_new(a, FORM_MOST);
    char *key = arena_printf(a, REFUND "%s", ref_text(a, ask->refund));
    struct http_request r = request_to(a, s, "refunds", key);
    int64_t amount = -1;
    if (!stripe_amount(ask->currency, ask->amount_minor, &amount))
        amount = -1;
    str_add_form(&form, "payment_intent", ask->charge_id);
    add_int(a, &form, "amount", amount);
    str_add_form(&form, "metadata[refund]", key);
    with_form(&r, &form);
    return r;
}

/* --- Reading objects ----------------------------------------------------------------- */

static const char *copy(struct arena *a, const json_value *v, const char *path)
{
    const char *text = json_text(v, path);
    return text && *text ? arena_strdup(a, text) : NULL;
}

/* What stands behind PAYMENT or REFUND; {0} when it is not ours. */
static struct ref ref_behind(const char *text, const char *before)
{
    size_t n = strlen(before);
    return ref_read(text && strncmp(text, before, n) == 0 ? text + n : NULL);
}

static void read_money(struct arena *a, const json_value *v, const char *amount, struct pay_news *out)
{
    char *currency = arena_strdup(a, json_text(v, "currency") ? json_text(v, "currency") : "");
    for (char *p = currency; *p; p++)
        *p = (char)(*p >= 'a' && *p <= 'z' ? *p - 'a' + 'A' : *p);
    out->currency = currency;
    if (!stripe_minor(currency, json_int(v, amount, -1), &out->amount_minor))
        out->amount_minor = -1; /* fits no payment of ours */
}

static bool is(const json_value *v, const char *path, const char *word)
{
    const char *text = json_text(v, path);
    return text && strcmp(text, word) == 0;
}

static void read_session(struct arena *a, const json_value *v, struct pay_news *out)
{
    bool paid = is(v, "payment_status", "paid") || is(v, "payment_status", "no_payment_required");
    out->session_id = copy(a, v, "id");
    out->charge_id = copy(a, v, "payment_intent");
    out->link = copy(a, v, "url");
    out->expires_at = json_int(v, "expires_at", 0) * SECOND_MS;
    out->payment = ref_behind(json_text(v, "client_reference_id"), PAYMENT);
    read_money(a, v, "amount_total", out);
    out->said = paid                         ? PAY_SAYS_PAID
                : is(v, "status", "complete") ? PAY_SAYS_PENDING
                : is(v, "status", "expired")  ? PAY_SAYS_EXPIRED
                                              : PAY_SAYS_OPEN;
}

static void read_refund(struct arena *a, const json_value *v, struct pay_news *out)
{
    out->said = PAY_SAYS_REFUND;
    out->provider_refund_id = copy(a, v, "id");
    out->charge_id = copy(a, v, "payment_intent");
    out->refund = ref_behind(json_text(v, "metadata.refund"), REFUND);
    read_money(a, v, "amount", out);
    out->refund_state = is(v, "status", "succeeded")                                 ? REFUND_DONE
                        : is(v, "status", "failed") || is(v, "status", "canceled") ? REFUND_FAILED
                                                                                     : REFUND_PENDING;
}

/* --- Answers ------------------------------------------------------------------------- */

/* Nothing is known to have happened, and the Idempotency-Key makes asking again safe. */
static bool worth_again(const struct http_answer *answer)
{
    return answer->status == 0 || answer->status == 409 || answer->status == 429 ||
           answer->status >= 500;
}

static enum pay_verdict read_answer(struct arena *a, const struct settings *s,
                                    const struct http_answer *answer, bool refund_asked,
                                    struct pay_news *out, const char **why)
{
    const json_value *v;
    struct err e = {0};
    (void)s;
    *out = (struct pay_news){0};
    bool readable = answer->status && json_parse(a, answer->body, answer->len, &v, &e);
    if (worth_again(answer) || (answer->status < 300 && (!readable || !json_text(v, "id")))) {
        *why = answer->status ? arena_printf(a, "Stripe answered %d", answer->status)
                              : "Stripe did not answer";
        return PAY_CALL_AGAIN;
    }
    if (answer->status >= 300) {
        const char *code = readable ? copy(a, v, "error.code") : NULL;
        const char *type = readable ? copy(a, v, "error.type") : NULL;
        *why = arena_printf(a, "%d %s", answer->status, code ? code : type ? type : "refused");
        return PAY_CALL_NO;
    }
    if (refund_asked)
        read_refund(a, v, out);
    else
        read_session(a, v, out);
    return PAY_CALL_DONE;
}

/* --- Events (§4, §5) ----------------------------------------------------------------- */

static bool v1_fits(const char *given, size_t n, const uint8_t mac[SHA256_BYTES])
{
    static const char digits[] = "0123456789abcdef";
    char hex[2 * SHA256_BYTES];
    for (size_t i = 0; i < SHA256_BYTES; i++) {
        hex[2 * i] = digits[mac[i] >> 4];
        hex[2 * i + 1] = digits[mac[i] & 15];
    }
    return same_bytes(given, n, hex, sizeof hex);
}

static bool time_read(const char *header, const char **text, size_t *n, int64_t *seconds)
{
    for (const char *p = header; p; p = strchr(p, ',') ? strchr(p, ',') + 1 : NULL) {
        if (strncmp(p, "t=", 2) != 0)
            continue;
        *text = p + 2;
        *n = strspn(*text, "0123456789");
        *seconds = *n && *n <= 15 ? strtoll(*text, NULL, 10) : -1;
        return *seconds >= 0 && ((*text)[*n] == ',' || !(*text)[*n]);
    }
    return false;
}

bool stripe_signature_holds(const char *secret, const char *header, const char *body, size_t len,
                            int64_t now_s)
{
    const char *time;
    size_t n;
    int64_t said;
    uint8_t mac[SHA256_BYTES];
    bool fits = false;
    if (!secret || !*secret || !header || !time_read(header, &time, &n, &said) ||
        now_s - said > STRIPE_TOLERANCE_S || said - now_s > STRIPE_TOLERANCE_S)
        return false;
    struct arena a;
    arena_init(&a);
    char *signed_text = arena_alloc(&a, n + 1 + len + 1);
    memcpy(signed_text, time, n);
    signed_text[n] = '.';
    memcpy(signed_text + n + 1, body, len);
    hmac_sha256(secret, strlen(secret), signed_text, n + 1 + len, mac);
    for (const char *p = header; p; p = strchr(p, ',') ? strchr(p, ',') + 1 : NULL)
        if (strncmp(p, "v1=", 3) == 0)
            fits |= v1_fits(p + 3, strcspn(p + 3, ","), mac);
    arena_done(&a);
    return fits;
}

static bool live_expected(const struct settings *s)
{
    return strstr(s->stripe_secret_key, "_live_") != NULL;
}

static const struct { const char *type; enum pay_said said; } session_events[] = {
    {"checkout.session.async_payment_succeeded", PAY_SAYS_PAID},
    {"checkout.session.async_payment_failed", PAY_SAYS_FAILED},
    {"checkout.session.expired", PAY_SAYS_EXPIRED},
};

static void read_event(struct arena *a, const json_value *v, struct pay_news *out)
{
    const json_value *object = json_at(v, "data.object");
    const char *type = out->kind;
    if (strncmp(type, "checkout.session.", 17) == 0) {
        read_session(a, object, out);
        if (strcmp(type, "checkout.session.completed") == 0 && out->said != PAY_SAYS_PAID)
            out->said = PAY_SAYS_PENDING;
        for (size_t i = 0; i < sizeof session_events / sizeof *session_events; i++)
            if (strcmp(type, session_events[i].type) == 0)
                out->said = session_events[i].said;
    } else if (strcmp(type, "charge.refunded") == 0 || strcmp(type, "charge.dispute.created") == 0) {
        bool refunded = strcmp(type, "charge.refunded") == 0;
        out->said = refunded ? PAY_SAYS_RETURNED : PAY_SAYS_DISPUTE;
        out->charge_id = copy(a, object, "payment_intent");
        read_money(a, object, refunded ? "amount_refunded" : "amount", out);
    } else if (strncmp(type, "refund.", 7) == 0 || strcmp(type, "charge.refund.updated") == 0) {
        read_refund(a, object, out);
        if (strcmp(type, "refund.failed") == 0)
            out->refund_state = REFUND_FAILED;
    }
}

static bool notice(struct arena *a, const struct settings *s, const char *signature,
                   const char *body, size_t len, int64_t now, struct pay_news *out, struct err *e)
{
    const json_value *v;
    *out = (struct pay_news){0};
    if (!stripe_signature_holds(s->stripe_webhook_secret, signature, body, len, now / SECOND_MS))
        return fail_field(e, "Stripe-Signature", "does not hold");
    if (!json_parse(a, body, len, &v, e))
        return false;
    out->notice_id = copy(a, v, "id");
    out->kind = copy(a, v, "type");
    if (!out->notice_id || !out->kind || strlen(out->notice_id) > 255)
        return fail_field(e, "id", "not an event");
    if (!is(v, "object", "event"))
        return true; /* a thin event: nothing for us */
    if (json_bool(v, "livemode", false) != live_expected(s)) {
        log_warn("an event of the other mode is left alone", "event", out->notice_id, NULL);
        return true;
    }
    read_event(a, v, out);
    return true;
}

const struct pay_provider stripe_provider = {
    .way = PAY_STRIPE,
    .signature_header = "Stripe-Signature",
    .takes = takes,
    .open = open_page,
    .close = close_page,
    .look = look,
    .refund = refund,
    .read = read_answer,
    .notice = notice,
};
