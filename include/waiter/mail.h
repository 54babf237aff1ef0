/* mail.h -- a mail as the bytes that leave, and the server named by SMTP_URL; pure, no network.
 *
 * Text and HTML side by side, quoted-printable, ASCII headers whatever the names hold
 * (RFC 5322, 2045, 2047; smtp-curl.md §4). Nothing from outside can begin a header of its own:
 * control characters in names and subjects become blanks, addresses are checked. */
#ifndef WAITER_MAIL_H
#define WAITER_MAIL_H

#include "waiter/arena.h"
#include "waiter/err.h"

#include <stddef.h>
#include <stdint.h>

#define MAIL_MOST (1 << 20) /* bytes of the whole message */

struct mail {
    const char *from, *from_name; /* the name may be "" */
    const char *to;
    const char *subject;
    const char *text;     /* plain, lines end with \n; *bold* becomes bold in HTML, links links */
    const char *id;       /* the left half of its Message-ID: the same for every try */
    int64_t date;
};

/* ERR_BAD_INPUT for addresses that are none, ERR_TOO_BIG. *len its bytes. */
CHECKED bool mail_compose(struct arena *a, const struct mail *m, const char **out, size_t *len,
                          struct err *e);

struct mail_server {
    const char *url;             /* for libcurl: without credentials, with our name for EHLO */
    const char *user, *password; /* NULL: none */
    bool plain;                  /* smtp:// to this very machine: TLS is not asked for */
};
/* SMTP_URL taken apart; `from` is MAIL_FROM, whose domain is what we call ourselves. */
struct mail_server mail_server_read(struct arena *a, const char *smtp_url, const char *from);

#endif
