/* log.h -- one JSON object a line on stderr: time, level, program, request id, what happened.
 *
 * Values are escaped, so nobody outside can forge a line. Phones go through
 * phone_mask, secrets have no way in: log what happened, not what was said. */
#ifndef WAITER_LOG_H
#define WAITER_LOG_H

#include "waiter/err.h"

/* Name of this program in every line; set once at start. */
void log_program(const char *name);
/* Request id of this thread's lines; NULL clears it. Copied (at most 32 characters). */
void log_request(const char *id);

/* log_info("order placed", "number", o.number, "from", phone_mask(a, from), NULL):
 * pairs of name and text, ended by NULL; a NULL value is written as null. */
void log_info(const char *what, ...) __attribute__((sentinel));
void log_warn(const char *what, ...) __attribute__((sentinel));
void log_error(const char *what, ...) __attribute__((sentinel));

/* A failure, once, with code, field and why; level by its status (4xx info, 5xx error). */
void log_err(const char *doing, const struct err *e);

#endif
