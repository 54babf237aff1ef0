/* doctor.h -- `waiter doctor`: looks at everything a shop stands on, and says what to do in plain words. */
#ifndef WAITER_DOCTOR_H
#define WAITER_DOCTOR_H

#include "waiter/settings.h"

#include <stdio.h>

/* Prints a line for each thing looked at: "ok", "note", "look" or "BAD", and beneath the last two what
 * to do. *broken is how many are BAD. It reads and asks (Twilio, the public address), and changes
 * nothing. */
CHECKED bool doctor_look(struct arena *a, const struct settings *s, FILE *out, int *broken,
                         struct err *e);

#endif
