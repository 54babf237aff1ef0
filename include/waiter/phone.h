/* phone.h -- telephone numbers, where a customer has one (identity never depends on it). */
#ifndef WAITER_PHONE_H
#define WAITER_PHONE_H

#include "waiter/arena.h"

#include <stdbool.h>

/* E.164 with a plus ("+34600111222") from "whatsapp:+34...", "0034 600-111 222" or "34600111222";
 * NULL when it is not 7 to 15 digits (a username address such as "whatsapp:ES.ab12" has none). */
char *phone_normal(struct arena *a, const char *text);

/* For logs: "whatsapp:…1222"; channel kept, all but the last 4 characters hidden. */
char *phone_mask(struct arena *a, const char *address);

#endif
