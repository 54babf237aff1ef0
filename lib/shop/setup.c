/* setup.c -- five questions, one file of settings, and the next steps in words. */
#include "waiter/setup.h"

#include "waiter/home.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#define ANSWER_MOST 1024
#define FILE_MOST   65536
#define TRIES_MOST  5

struct question {
    const char *name, *words;
    bool secret, needs_public; /* asked only of a shop that has an address */
};

static const struct question questions[] = {
    {"SHOP_NAME", "1/5  What is your shop called?", false, false},
    {"PUBLIC_URL",
     "2/5  How does the world reach this machine? (https://shop.example.com)\n"
     "     None yet? A tunnel gives you one, say  cloudflared tunnel --url http://127.0.0.1:8080\n"
     "     or  ngrok http 8080 . Empty: only the simulator, on this machine.", false, false},
    {"TWILIO_ACCOUNT_SID", "3/5  Twilio Account SID? (AC..., on the first page of the Twilio console)",
     false, true},
    {"TWILIO_AUTH_TOKEN", "4/5  Twilio Auth Token? (beside it; not shown while you type)", true, true},
    {"TWILIO_WHATSAPP_NUMBER", "5/5  The shop's WhatsApp number at Twilio? (+14155238886)", false, true},
};
#define QUESTIONS (sizeof questions / sizeof questions[0])

struct answers {
    const char *of[QUESTIONS]; /* "" leaves the setting as it is */
};

/* --- Asking ------------------------------------------------------------------------------- */

static bool read_line(FILE *in, bool secret, char line[ANSWER_MOST])
{
    struct termios shown, hidden;
    bool hide = secret && tcgetattr(fileno(in), &shown) == 0;
    if (hide) {
        hidden = shown;
        hidden.c_lflag &= ~(tcflag_t)ECHO;
        tcsetattr(fileno(in), TCSAFLUSH, &hidden);
    }
    bool got = fgets(line, ANSWER_MOST, in) && strchr(line, '\n');
    if (hide)
        tcsetattr(fileno(in), TCSAFLUSH, &shown);
    line[strcspn(line, "\r\n")] = '\0';
    return got;
}

/* What the sheet says an Account SID looks like (twilio-whatsapp.md §1). */
static bool sounds_right(struct arena *a, const char *name, const char **answer, struct err *e)
{
    const char *text = *answer;
    if (strcmp(name, "TWILIO_ACCOUNT_SID") == 0 && *text &&
        (strncmp(text, "AC", 2) != 0 || strlen(text) != 34 ||
         strspn(text + 2, "0123456789abcdef") != 32))
        return fail_field(e, name, "an Account SID is AC and 32 digits and letters a to f");
    if (strcmp(name, "PUBLIC_URL") == 0 && *text && strncmp(text, "https://", 8) != 0)
        return fail_field(e, name, "Twilio wants an address that begins with https://");
    return settings_check(a, name, answer, e);
}

static bool ask(struct arena *a, const struct question *q, const char *now, FILE *in, FILE *out,
                const char **answer, struct err *e)
{
    for (int tries = 0; tries < TRIES_MOST; tries++) {
        char line[ANSWER_MOST];
        struct err why = {0};
        fprintf(out, "\n%s\n", q->words);
        if (*now)
            fprintf(out, "     (Enter keeps %s)\n", q->secret ? "the one that is set" : now);
        fputs("> ", out);
        fflush(out);
        if (!read_line(in, q->secret, line))
            return fail_field(e, q->name, "the answers ended early; nothing was written");
        *answer = arena_strdup(a, line + strspn(line, " \t"));
        explicit_bzero(line, sizeof line);
        if (sounds_right(a, q->name, answer, &why))
            return true;
        fprintf(out, "That will not do: %s.\n", why.why);
    }
    return fail_field(e, q->name, "no answer to %s that will do; nothing was written", q->name);
}

static bool ask_all(struct arena *a, const struct settings *s, FILE *in, FILE *out,
                    struct answers *got, struct err *e)
{
    bool pretend = s->waiter_simulator; /* its account is made up, and nobody's to keep */
    const char *now[QUESTIONS] = {
        s->shop_name, strncmp(s->public_url, "https://", 8) == 0 ? s->public_url : "",
        pretend ? "" : s->twilio_account_sid, pretend ? "" : s->twilio_auth_token,
        pretend ? "" : s->twilio_whatsapp_number};
    for (size_t i = 0; i < QUESTIONS; i++) {
        got->of[i] = "";
        if (questions[i].needs_public && !*got->of[1] && !*now[1])
            continue;
        if (!ask(a, &questions[i], now[i], in, out, &got->of[i], e))
            return false;
    }
    return true;
}

/* --- Writing ------------------------------------------------------------------------------ */

static bool read_old(struct arena *a, const char *file, char **text, struct stat *st, struct err *e)
{
    int fd = open(file, O_RDONLY | O_CLOEXEC);
    *text = arena_alloc(a, FILE_MOST + 1);
    *st = (struct stat){.st_mode = 0600, .st_uid = geteuid(), .st_gid = getegid()};
    if (fd < 0)
        return errno == ENOENT || fail(e, ERR_STORAGE, "cannot read %s: %s", file, strerror(errno));
    ssize_t n = fstat(fd, st) == 0 ? read(fd, *text, FILE_MOST + 1) : -1;
    close(fd);
    if (n < 0 || n > FILE_MOST)
        return fail(e, ERR_STORAGE, "%s is not a file of settings", file);
    (*text)[n] = '\0';
    return true;
}

/* In double quotes, as env files, shells and systemd read it. */
static void add_setting(struct str *out, const char *name, const char *value)
{
    str_addf(out, "%s=\"", name);
    for (; *value; value++) {
        if (strchr("\"\\$`", *value))
            str_add_char(out, '\\');
        str_add_char(out, *value);
    }
    str_add(out, "\"\n");
}

/* Which answer replaces this line; QUESTIONS: none does. */
static size_t replaced_by(const struct answers *got, const char *line)
{
    for (size_t i = 0; i < QUESTIONS; i++) {
        size_t n = strlen(questions[i].name);
        if (*got->of[i] && strncmp(line, questions[i].name, n) == 0 && line[n] == '=')
            return i;
    }
    return QUESTIONS;
}

static bool write_file(struct arena *a, const char *file, const struct answers *got, struct err *e)
{
    struct str out = str_new(a, 2 * FILE_MOST);
    struct stat st;
    char *old;
    const char *text;
    if (!read_old(a, file, &old, &st, e))
        return false;
    for (char *line; (line = strsep(&old, "\n"));)
        if (replaced_by(got, line) == QUESTIONS && (*line || old))
            str_addf(&out, "%s\n", line);
    for (size_t i = 0; i < QUESTIONS; i++)
        if (*got->of[i])
            add_setting(&out, questions[i].name, got->of[i]);
    if (!str_done(&out, &text, e) ||
        !home_write(a, file, text, strlen(text), st.st_mode & 0640, e))
        return false;
    return chown(file, st.st_uid, st.st_gid) == 0 ||
           fail(e, ERR_STORAGE, "cannot give %s to its owner: %s", file, strerror(errno));
}

/* --- What next ---------------------------------------------------------------------------- */

static void say_next(const char *url, const char *file, FILE *out)
{
    fprintf(out, "\nWritten to %s.\n\n", file);
    if (!*url) {
        fputs("Next:  make run   opens the shop with a phone to try it on, /simulator/.\n", out);
        return;
    }
    fprintf(out,
            "Next:\n"
            "  1. Start it. Installed:  systemctl enable --now waiter.target\n"
            "     (then certbot and  waiter nginx : see docs/deployment.md). Else:  make run\n"
            "  2. In the Twilio console, at your WhatsApp sender, \"When a message comes in\", POST:\n"
            "     %s/webhook/whatsapp#rc=5&rp=all&ct=2000&rt=5000&tt=15000\n"
            "     \"Status callback URL\":\n"
            "     %s/webhook/whatsapp/status\n"
            "  3. Sign in at %s/console/ ; the first start shows the password.\n",
            url, url, url);
}

bool setup_ask(struct arena *a, const struct settings *s, const char *file, FILE *in, FILE *out,
               struct err *e)
{
    struct answers got;
    fputs("Five questions. Enter alone leaves a thing as it is.\n", out);
    if (!ask_all(a, s, in, out, &got, e) || !write_file(a, file, &got, e))
        return false;
    bool kept = !*got.of[1] && strncmp(s->public_url, "https://", 8) == 0;
    say_next(kept ? s->public_url : got.of[1], file, out);
    return true;
}

/* As deploy/run.sh says it: visitors have the address that a proxy of ours saw. */
static const char *proxies_text(struct arena *a, const char *proxies)
{
    const char *text = *proxies ? "real_ip_header X-Forwarded-For;" : "";
    for (char *rest = arena_strdup(a, proxies), *one; (one = strsep(&rest, ", "));)
        if (*one)
            text = arena_printf(a, "%s set_real_ip_from %s;", text, one);
    return text;
}

bool setup_nginx(struct arena *a, const struct settings *s, const char *certificates, FILE *out,
                 struct err *e)
{
    const char *path = arena_printf(a, "%s/nginx/site.conf.in", s->waiter_share);
    const char *host = s->public_url + strlen("https://");
    char *text;
    struct stat st;
    if (strncmp(s->public_url, "https://", 8) != 0 || strcspn(host, "/:") != strlen(host))
        return fail(e, ERR_NOT_ALLOWED_NOW,
                    "PUBLIC_URL must be https:// and a name; run waiter setup");
    if (!read_old(a, path, &text, &st, e))
        return false;
    if (!*text)
        return fail(e, ERR_NOT_FOUND, "%s is missing", path);
    const struct { const char *mark, *is; } marks[] = {
        {"DOMAIN", host},
        {"CERTIFICATES", certificates ? certificates
                                      : arena_printf(a, "/etc/letsencrypt/live/%s", host)},
        {"HOME", s->waiter_home},
        {"SHARE", s->waiter_share},
        {"PROXIES", proxies_text(a, s->proxies)},
        {"NAMES", "@NAMES@"},
    };
    for (char *part; (part = strsep(&text, "@"));) {
        const char *is = part;
        for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++)
            if (strcmp(part, marks[i].mark) == 0)
                is = marks[i].is;
        fputs(is, out);
    }
    return true;
}
