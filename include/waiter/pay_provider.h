/* pay_provider.h -- what a payment provider can do for us, as a small table of functions.
 *
 * Everything here is pure: requests out, answers and notices read. The worker makes the calls
 * (cashier.h), the webhook takes the notices, payment.h keeps the books. Another provider is one
 * more file with one more table, named in pay_provider_of (lib/io/pay_provider.c). */
#ifndef WAITER_PAY_PROVIDER_H
#define WAITER_PAY_PROVIDER_H

#include "waiter/catalogue.h"
#include "waiter/http.h"
#include "waiter/ref.h"
#include "waiter/settings.h"

/* What a provider is asked about; amounts in our minor units. */
struct pay_ask {
    struct ref payment, refund;
    int64_t amount_minor, expires_at;
    const char *order_number, *currency;
    const char *session_id, *charge_id; /* the provider's; NULL: not known yet */
    const char *thanks_url;             /* where the customer lands behind the payment */
};

/* What an answer or a notice says. */
enum pay_said {
    PAY_SAYS_NOTHING,  /* of no interest here */
    PAY_SAYS_OPEN,     /* there is a page where one pays */
    PAY_SAYS_PENDING,  /* "completed but unpaid": the money is on its way */
    PAY_SAYS_PAID,
    PAY_SAYS_FAILED,   /* the money will not come */
    PAY_SAYS_EXPIRED,  /* the page is closed, unpaid */
    PAY_SAYS_RETURNED, /* amount_minor in all was given back of that charge */
    PAY_SAYS_REFUND,   /* how one refund stands: refund_state */
    PAY_SAYS_DISPUTE   /* the customer's bank wants it back: a person has to look */
};
enum refund_state { REFUND_QUEUED, REFUND_PENDING, REFUND_DONE, REFUND_FAILED };

struct pay_news {
    enum pay_said said;
    const char *notice_id, *kind;  /* notices: the provider's id and word; dedupe by the id */
    struct ref payment, refund;    /* ours, where the provider gave them back */
    const char *session_id, *charge_id, *provider_refund_id, *link;
    int64_t amount_minor, expires_at;
    const char *currency;          /* as ours: upper case */
    enum refund_state refund_state;
};

/* What became of a call. */
enum pay_verdict {
    PAY_CALL_DONE,  /* news */
    PAY_CALL_AGAIN, /* later, with the same Idempotency-Key */
    PAY_CALL_NO     /* never: `why` */
};

struct pay_provider {
    enum pay_way way;
    const char *signature_header; /* of its notices */
    /* Are its keys set, and can it take that currency? */
    bool (*takes)(const struct settings *s, const char *currency);
    /* A page to pay on; to close it unpaid; how it stands; money back. Texts live in the arena;
     * the caller sets the timeouts. Same ask, same Idempotency-Key. */
    struct http_request (*open)(struct arena *a, const struct settings *s, const struct pay_ask *ask);
    struct http_request (*close)(struct arena *a, const struct settings *s, const struct pay_ask *ask);
    struct http_request (*look)(struct arena *a, const struct settings *s, const struct pay_ask *ask);
    struct http_request (*refund)(struct arena *a, const struct settings *s, const struct pay_ask *ask);
    /* Reads the answer to a page's call, or (refund) to a refund's. */
    enum pay_verdict (*read)(struct arena *a, const struct settings *s,
                             const struct http_answer *answer, bool refund, struct pay_news *out,
                             const char **why);
    /* A notice posted to /webhook/WAY: ERR_BAD_INPUT when the signature does not hold or it cannot
     * be read. `signature` may be NULL. now: ms. */
    bool (*notice)(struct arena *a, const struct settings *s, const char *signature,
                   const char *body, size_t len, int64_t now, struct pay_news *out, struct err *e);
};

/* The provider behind that way, or NULL: cash and transfers have none. */
const struct pay_provider *pay_provider_of(enum pay_way way);
/* True when the way can be offered in that currency with these settings. */
bool pay_way_works(enum pay_way way, const struct settings *s, const char *currency);

#endif
