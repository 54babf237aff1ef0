/* pay_provider.c -- which provider is behind which way to pay. */
#include "waiter/pay_provider.h"
#include "waiter/stripe.h"

static const struct pay_provider *const providers[PAY__MAX] = {
    [PAY_STRIPE] = &stripe_provider,
};

const struct pay_provider *pay_provider_of(enum pay_way way)
{
    return (unsigned)way < PAY__MAX ? providers[way] : NULL;
}

bool pay_way_works(enum pay_way way, const struct settings *s, const char *currency)
{
    const struct pay_provider *p = pay_provider_of(way);
    return !p || p->takes(s, currency);
}
