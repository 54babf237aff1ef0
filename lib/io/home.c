/* home.c -- the folder of a shop's state, and the secrets made in it once.
 *
 * generated.env is read by settings_load as the weakest source. Here it is read again, plainly,
 * to tell "made by us" from "given by somebody": a setting that differs from the file's is
 * given elsewhere. */
#include "waiter/home.h"

#include "waiter/crypto.h"
#include "waiter/str.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FILE_MOST      16384
#define SECRET_BYTES   32
#define PASSWORD_CHARS 16 /* of 31 letters and digits: 79 bits */
#define PRETEND_NUMBER "whatsapp:+12025550142" /* 555-01xx belongs to nobody */

bool home_write(struct arena *a, const char *path, const void *bytes, size_t n, unsigned mode,
                struct err *e)
{
    const char *temporary = arena_printf(a, "%s.%s.tmp", path, random_token(a, 6));
    int fd = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
    bool written = fd >= 0 && fchmod(fd, mode) == 0;
    for (size_t done = 0; written && done < n;) {
        ssize_t now = write(fd, (const char *)bytes + done, n - done);
        written = now > 0 || (now < 0 && errno == EINTR);
        done += now > 0 ? (size_t)now : 0;
    }
    written = written && fsync(fd) == 0;
    int why = errno;
    if (fd >= 0 && close(fd) != 0 && written) {
        why = errno;
        written = false;
    }
    if (written && rename(temporary, path) == 0)
        return true;
    why = written ? errno : why;
    if (fd >= 0)
        unlink(temporary);
    return fail(e, ERR_STORAGE, "cannot write %s: %s", path, strerror(why));
}

/* mkdir -p */
static bool folder(struct arena *a, const char *path, unsigned mode, struct err *e)
{
    char *part = arena_strdup(a, path);
    for (char *slash = part; (slash = strchr(slash + 1, '/'));) {
        *slash = '\0';
        if (mkdir(part, 0755) != 0 && errno != EEXIST)
            return fail(e, ERR_STORAGE, "cannot make %s: %s", part, strerror(errno));
        *slash = '/';
    }
    if (mkdir(path, mode) != 0 && errno != EEXIST)
        return fail(e, ERR_STORAGE, "cannot make %s: %s", path, strerror(errno));
    return true;
}

/* --- generated.env ------------------------------------------------------------------- */

struct generated {
    struct arena *a;
    const char *before; /* the file as it was, "" when there was none */
};

static bool generated_read(struct generated *g, const char *path, struct err *e)
{
    g->before = "";
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return errno == ENOENT || fail(e, ERR_STORAGE, "%s: %s", path, strerror(errno));
    char *text = arena_alloc(g->a, FILE_MOST + 1);
    ssize_t n = read(fd, text, FILE_MOST);
    close(fd);
    g->before = text;
    return n >= 0 || fail(e, ERR_STORAGE, "%s: %s", path, strerror(errno));
}

/* The value in the file as it was, or NULL. */
static const char *generated_value(const struct generated *g, const char *name)
{
    size_t n = strlen(name);
    for (const char *line = g->before; line; line = strchr(line, '\n')) {
        line += *line == '\n';
        if (strncmp(line, name, n) == 0 && line[n] == '=')
            return arena_strndup(g->a, line + n + 1, strcspn(line + n + 1, "\n"));
    }
    return NULL;
}

/* True when the setting has a value that did not come from the file. */
static bool given(const struct generated *g, const char *name, const char *value)
{
    const char *made = generated_value(g, name);
    return *value && (!made || strcmp(made, value) != 0);
}

/* A line with the value made earlier, or this one. */
static void keep_or_add(const struct generated *g, struct str *out, const char *name,
                        const char *fresh)
{
    const char *made = generated_value(g, name);
    str_addf(out, "%s=%s\n", name, made && *made ? made : fresh);
}

static const char *pretend_sid(struct arena *a)
{
    uint8_t hash[SHA256_BYTES];
    const char *seed = random_token(a, SECRET_BYTES);
    sha256(seed, strlen(seed), hash);
    return arena_printf(a, "AC%s", hex_text(a, hash, 16));
}

static bool twilio_half_given(const struct generated *g, const struct settings *s, struct err *e)
{
    const char *missing = !given(g, "TWILIO_ACCOUNT_SID", s->twilio_account_sid)
                              ? "TWILIO_ACCOUNT_SID"
                          : !given(g, "TWILIO_AUTH_TOKEN", s->twilio_auth_token)
                              ? "TWILIO_AUTH_TOKEN"
                          : !given(g, "TWILIO_WHATSAPP_NUMBER", s->twilio_whatsapp_number)
                              ? "TWILIO_WHATSAPP_NUMBER"
                              : NULL;
    return missing && !fail_field(e, missing, "%s is missing: a Twilio account needs "
                                  "TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN and "
                                  "TWILIO_WHATSAPP_NUMBER", missing);
}

/* A pretend account, or nothing where a real one is set. */
static bool add_twilio(const struct generated *g, const struct settings *s, struct str *out,
                       struct home_news *news, struct err *e)
{
    if (given(g, "TWILIO_ACCOUNT_SID", s->twilio_account_sid) ||
        given(g, "TWILIO_AUTH_TOKEN", s->twilio_auth_token) ||
        given(g, "TWILIO_WHATSAPP_NUMBER", s->twilio_whatsapp_number))
        return !twilio_half_given(g, s, e);
    news->simulator_on = true;
    keep_or_add(g, out, "WAITER_SIMULATOR", "1");
    keep_or_add(g, out, "TWILIO_ACCOUNT_SID", pretend_sid(g->a));
    keep_or_add(g, out, "TWILIO_AUTH_TOKEN", random_token(g->a, SECRET_BYTES));
    keep_or_add(g, out, "TWILIO_WHATSAPP_NUMBER", PRETEND_NUMBER);
    return true;
}

static void add_owner(const struct generated *g, const struct settings *s, struct str *out,
                      struct home_news *news)
{
    bool own_name = given(g, "ADMIN_USERNAME", s->admin_username);
    const char *name = generated_value(g, "ADMIN_USERNAME");
    news->admin_username = own_name ? s->admin_username : name && *name ? name : "admin";
    if (!own_name)
        keep_or_add(g, out, "ADMIN_USERNAME", "admin");
    if (given(g, "ADMIN_PASSWORD", s->admin_password))
        return;
    const char *fresh = random_code(g->a, PASSWORD_CHARS);
    if (!generated_value(g, "ADMIN_PASSWORD"))
        news->admin_password = fresh;
    keep_or_add(g, out, "ADMIN_PASSWORD", fresh);
}

bool home_init(struct arena *a, const struct settings *s, struct home_news *news, struct err *e)
{
    struct generated g = {.a = a};
    const char *path = arena_printf(a, "%s/generated.env", s->waiter_home);
    const char *after;
    *news = (struct home_news){0};
    if (!folder(a, s->waiter_home, 0750, e) ||
        !folder(a, arena_printf(a, "%s/run", s->waiter_home), 0750, e) ||
        !folder(a, arena_printf(a, "%s/media", s->waiter_home), 0755, e) ||
        !generated_read(&g, path, e))
        return false;
    struct str out = str_new(a, FILE_MOST);
    str_add(&out, "# Made by `waiter init`. Take a line out and it is made anew.\n"
                  "# The environment and .env go before this file.\n");
    if (!given(&g, "SECRET_KEY", s->secret_key))
        keep_or_add(&g, &out, "SECRET_KEY", random_token(a, SECRET_BYTES));
    add_owner(&g, s, &out, news);
    if (!add_twilio(&g, s, &out, news, e) || !str_done(&out, &after, e))
        return false;
    return strcmp(after, g.before) == 0 || home_write(a, path, after, strlen(after), 0600, e);
}
