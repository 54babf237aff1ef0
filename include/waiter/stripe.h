/* stripe.h -- Stripe Checkout behind pay_provider.h (stripe.md is the law); pure, no network. */
#ifndef WAITER_STRIPE_H
#define WAITER_STRIPE_H

#include "waiter/pay_provider.h"

#define STRIPE_TOLERANCE_S 300 /* of a notice's time (§4) */

extern const struct pay_provider stripe_provider;

/* Our minor units as Stripe counts them (§3), and back. False: Stripe has no such amount (a
 * fraction in a currency it takes whole, a currency with three decimals). */
CHECKED bool stripe_amount(const char *currency, int64_t minor, int64_t *out);
CHECKED bool stripe_minor(const char *currency, int64_t amount, int64_t *out);

/* Stripe-Signature: any v1 that fits, not older than 300 s nor from the future beyond that.
 * Constant time in the signature. An empty secret or NULL header never holds. now_s: seconds. */
bool stripe_signature_holds(const char *secret, const char *header, const char *body, size_t len,
                            int64_t now_s);

#endif
