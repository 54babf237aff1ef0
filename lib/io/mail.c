/* mail.c -- writing a mail: headers, its two bodies, and where it goes. */
#include "waiter/mail.h"

#include "waiter/clock.h"
#include "waiter/crypto.h"
#include "waiter/email.h"
#include "waiter/str.h"
#include "waiter/utf8.h"

#include <stdlib.h>
#include <string.h>

#define LINE_MOST 76    /* RFC 2045 */
#define ENCODED_MOST 45 /* bytes of an encoded word: 60 characters of base64 */

/* -- headers -- */

/* One line of it: what would end a header line, or is no letter at all, is a blank. */
static char *one_line(struct arena *a, const char *text)
{
    char *out = arena_strdup(a, text);
    for (char *p = out; *p; p++)
        if ((unsigned char)*p < ' ' || *p == 0x7f)
            *p = ' ';
    return out;
}

static bool is_ascii(const char *s)
{
    for (; *s; s++)
        if ((unsigned char)*s >= 0x80)
            return false;
    return true;
}

/* RFC 2047 words, cut between characters, each on a line of its own. */
static void add_words(struct str *s, struct arena *a, const char *text)
{
    for (bool first = true; *text; first = false) {
        size_t n = 0;
        for (const char *p = text; *p;) {
            const char *from = p;
            utf8_next(&p);
            if ((size_t)(p - text) > ENCODED_MOST)
                break;
            n += (size_t)(p - from);
        }
        if (!first)
            str_add(s, "\r\n ");
        str_addf(s, "=?UTF-8?B?%s?=", base64_text(a, (const uint8_t *)text, n));
        text += n;
    }
}

/* A subject, or a name in quotes; long ones of ASCII are encoded too, so that they can be cut. */
static void add_phrase(struct str *s, struct arena *a, const char *text, bool quoted)
{
    const char *line = one_line(a, text);
    bool plain = is_ascii(line) && strlen(line) < 60 && !strstr(line, "=?");
    if (!plain) {
        add_words(s, a, line);
        return;
    }
    if (quoted)
        str_add_char(s, '"');
    for (; *line; line++) {
        if (quoted && (*line == '"' || *line == '\\'))
            str_add_char(s, '\\');
        str_add_char(s, *line);
    }
    if (quoted)
        str_add_char(s, '"');
}

static const char *domain_of(const char *address) { return strrchr(address, '@') + 1; }

static void add_headers(struct str *s, struct arena *a, const struct mail *m, const char *boundary)
{
    str_addf(s, "Date: %s\r\nFrom: ", clock_rfc5322(a, m->date));
    if (*m->from_name) {
        add_phrase(s, a, m->from_name, true);
        str_add_char(s, ' ');
    }
    str_addf(s, "<%s>\r\nTo: <%s>\r\nSubject: ", m->from, m->to);
    add_phrase(s, a, m->subject, false);
    str_addf(s, "\r\nMessage-ID: <%s@%s>\r\n", m->id, domain_of(m->from));
    str_addf(s,
             "Auto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\n"
             "Content-Type: multipart/alternative; boundary=\"%s\"\r\n\r\n",
             boundary);
}

/* -- bodies -- */

static void add_printable(struct str *s, const char *text)
{
    size_t column = 0;
    for (const unsigned char *p = (const unsigned char *)text; *p; p++) {
        if (*p == '\r')
            continue;
        if (*p == '\n') {
            str_add(s, "\r\n");
            column = 0;
            continue;
        }
        bool last = p[1] == '\0' || p[1] == '\n' || p[1] == '\r';
        bool safe = (*p > ' ' && *p < 0x7f && *p != '=') || ((*p == ' ' || *p == '\t') && !last);
        if (column + (safe ? 1 : 3) > LINE_MOST - 1) {
            str_add(s, "=\r\n");
            column = 0;
        }
        if (safe)
            str_add_char(s, (char)*p);
        else
            str_addf(s, "=%02X", *p);
        column += safe ? 1 : 3;
    }
    str_add(s, "\r\n");
}

static void add_part(struct str *s, const char *boundary, const char *type, const char *text)
{
    str_addf(s,
             "--%s\r\nContent-Type: %s; charset=UTF-8\r\n"
             "Content-Transfer-Encoding: quoted-printable\r\n\r\n",
             boundary, type);
    add_printable(s, text);
}

static size_t link_length(const char *p)
{
    if (strncmp(p, "https://", 8) != 0 && strncmp(p, "http://", 7) != 0)
        return 0;
    return strcspn(p, " \t\n<>\"'");
}

static void add_html_char(struct str *s, const char **p)
{
    const char *from = *p;
    char one[8] = "";
    utf8_next(p);
    memcpy(one, from, (size_t)(*p - from));
    str_add_xml(s, one);
}

/* Paragraphs, links and WhatsApp's *bold*. */
static void add_html_text(struct str *s, struct arena *a, const char *text)
{
    bool bold = false;
    str_add(s, "<p dir=\"auto\">");
    for (const char *p = text; *p;) {
        size_t n = link_length(p);
        if (n) {
            const char *link = arena_strndup(a, p, n);
            str_add(s, "<a href=\"");
            str_add_xml(s, link);
            str_add(s, "\">");
            str_add_xml(s, link);
            str_add(s, "</a>");
            p += n;
        } else if (*p == '\n') {
            str_add(s, p[1] == '\n' ? "</p>\n<p dir=\"auto\">" : "<br>\n");
            p += p[1] == '\n' ? 2 : 1;
        } else if (*p == '*' && (bold || strchr(p + 1, '*'))) {
            str_add(s, bold ? "</b>" : "<b>");
            bold = !bold;
            p++;
        } else {
            add_html_char(s, &p);
        }
    }
    str_add(s, bold ? "</b></p>\n" : "</p>\n");
}

static const char *html_of(struct arena *a, const struct mail *m)
{
    struct str s = str_new(a, MAIL_MOST);
    str_add(&s, "<!DOCTYPE html>\n<html><head><meta charset=\"utf-8\">"
                "<meta name=\"viewport\" content=\"width=device-width\"></head>\n"
                "<body style=\"margin:0;padding:24px;background:#f4f5f7;color:#1c1e21;"
                "font:16px/1.5 system-ui,sans-serif\">\n"
                "<div style=\"max-width:34em;margin:auto;padding:20px 24px;background:#fff;"
                "border-radius:12px\">\n");
    if (*m->from_name) {
        str_add(&s, "<p dir=\"auto\" style=\"margin-top:0;font-weight:600;color:#1b7f5c\">");
        str_add_xml(&s, m->from_name);
        str_add(&s, "</p>\n");
    }
    add_html_text(&s, a, m->text);
    str_add(&s, "</div></body></html>\n");
    return s.text;
}

static char *without_stars(struct arena *a, const char *text)
{
    char *out = arena_strdup(a, text), *to = out;
    for (const char *p = text; *p; p++)
        if (*p != '*')
            *to++ = *p;
    *to = '\0';
    return out;
}

bool mail_compose(struct arena *a, const struct mail *m, const char **out, size_t *len,
                  struct err *e)
{
    struct str s = str_new(a, MAIL_MOST);
    const char *boundary = arena_printf(a, "=_%s", random_token(a, 18));
    if (!email_fits(m->from) || !email_fits(m->to))
        return fail_field(e, "to", "no mail address");
    add_headers(&s, a, m, boundary);
    add_part(&s, boundary, "text/plain", without_stars(a, m->text));
    add_part(&s, boundary, "text/html", html_of(a, m));
    str_addf(&s, "--%s--\r\n", boundary);
    *len = s.len;
    return str_done(&s, out, e);
}

/* -- the server -- */

static char *decoded(struct arena *a, const char *text, size_t n)
{
    char *out = arena_strndup(a, text, n), *to = out;
    for (const char *p = out; *p; to++) {
        char hex[3] = {0};
        if (*p == '%' && p[1] && p[2]) {
            memcpy(hex, p + 1, 2);
            *to = (char)strtol(hex, NULL, 16);
            p += 3;
        } else {
            *to = *p++;
        }
    }
    *to = '\0';
    return out;
}

static bool is_here(const char *host)
{
    static const char *const names[] = {"127.0.0.1", "localhost", "[::1]"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        size_t n = strlen(names[i]);
        if (strncmp(host, names[i], n) == 0 && (!host[n] || host[n] == ':' || host[n] == '/'))
            return true;
    }
    return false;
}

struct mail_server mail_server_read(struct arena *a, const char *smtp_url, const char *from)
{
    struct mail_server out = {0};
    const char *host = strstr(smtp_url, "://") + 3, *at = strrchr(host, '@');
    const char *scheme = arena_strndup(a, smtp_url, (size_t)(host - smtp_url));
    if (at) {
        const char *colon = memchr(host, ':', (size_t)(at - host));
        const char *end = colon ? colon : at;
        out.user = decoded(a, host, (size_t)(end - host));
        out.password = colon ? decoded(a, colon + 1, (size_t)(at - colon - 1)) : "";
        host = at + 1;
    }
    out.plain = strcmp(scheme, "smtp://") == 0 && is_here(host) && !out.user;
    out.url = arena_printf(a, "%s%.*s/%s", scheme, (int)strcspn(host, "/"), host, domain_of(from));
    return out;
}
