/* twilio_sign.h -- X-Twilio-Signature (twilio-whatsapp.md §3). */
#ifndef WAITER_TWILIO_SIGN_H
#define WAITER_TWILIO_SIGN_H

#include "waiter/arena.h"
#include "waiter/params.h"

#include <stdbool.h>
#include <stddef.h>

/* The signature Twilio sends for this URL (fragment already cut) and these form parameters:
 * base64 in the arena. Repeated names: values deduplicated and sorted. `form` may be NULL. */
char *twilio_signature(struct arena *a, const char *token, const char *url, const struct params *form);

/* True when `given` is the signature of the URL with or without its port. A bodySHA256 in the
 * query means a JSON body: its hash is checked too, and `form` is ignored. Constant time in
 * the signature. An empty token or a missing signature never holds. */
bool twilio_signature_holds(struct arena *a, const char *token, const char *url,
                            const struct params *form, const char *body, size_t body_len,
                            const char *given);

#endif
