/* email.h -- mail addresses. */
#ifndef WAITER_EMAIL_H
#define WAITER_EMAIL_H

#include <stdbool.h>

#define EMAIL_MOST 254 /* bytes; smtp-curl.md §4 */

/* One address that may stand in an envelope and a header: something@host.something, ASCII, no
 * blanks, quotes, brackets or control bytes. */
bool email_fits(const char *address);

#endif
