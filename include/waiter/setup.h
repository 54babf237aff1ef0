/* setup.h -- `waiter setup` and `waiter nginx`: a new server's first steps. */
#ifndef WAITER_SETUP_H
#define WAITER_SETUP_H

#include "waiter/settings.h"

#include <stdio.h>

/* Asks five questions on `in` and `out` (the token is not shown while typed), again where an answer
 * will not do, and writes the answers into `file`: lines of those names are replaced, others stay, and
 * so do its owner and mode (0600 when it is new). Then says what to do next, with the address for
 * Twilio. ERR_BAD_INPUT when the input ends early: then nothing was written. */
CHECKED bool setup_ask(struct arena *a, const struct settings *s, const char *file, FILE *in,
                       FILE *out, struct err *e);

/* The nginx site for PUBLIC_URL's host. `certificates` is the folder of fullchain.pem and privkey.pem;
 * NULL: certbot's for that host. ERR_NOT_ALLOWED_NOW where PUBLIC_URL is not https. */
CHECKED bool setup_nginx(struct arena *a, const struct settings *s, const char *certificates,
                         FILE *out, struct err *e);

#endif
