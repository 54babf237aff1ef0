/* settings.c -- one table of settings drives reading, checking, .env.example and the list.
 *
 * Order of this file: the checks, the table, reading env files, choosing values, showing.
 * An empty variable hides weaker sources and then means the default; an empty line of an env
 * file means nothing at all, so that .env.example can be copied as it is. */
#include "waiter/settings.h"

#include "waiter/clock.h"
#include "waiter/email.h"
#include "waiter/lang.h"
#include "waiter/log.h"
#include "waiter/money.h"
#include "waiter/phone.h"
#include "waiter/utf8.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#define FILE_MOST       65536
#define SECRET_KEY_LEAST 32
#define SQLITE_PREFIX   "sqlite:"
#define TWILIO_API      "https://api.twilio.com"
#define TWILIO_CONTENT  "https://content.twilio.com"
#define STRIPE_API      "https://api.stripe.com"
#define HUGGINGFACE_API "https://router.huggingface.co/v1"

extern char **environ;

/* --- Checks: each may put *text into its usual form ---------------------------------- */

typedef bool check_fn(struct arena *a, const char *name, const char **text, struct err *e);

static bool begins(const char *text, const char *with)
{
    return strncmp(text, with, strlen(with)) == 0;
}

static bool check_url(struct arena *a, const char *name, const char **text, struct err *e)
{
    const char *host = begins(*text, "http://")    ? *text + 7
                       : begins(*text, "https://") ? *text + 8
                                                   : "";
    if (!*host || *host == '/' || strpbrk(*text, " \"'<>\\^`{|}?#"))
        return fail_field(e, name, "%s must be an http:// or https:// address", name);
    size_t n = strlen(*text);
    while ((*text)[n - 1] == '/')
        n--;
    *text = arena_strndup(a, *text, n);
    return true;
}

static bool check_database(struct arena *a, const char *name, const char **text, struct err *e)
{
    (void)a;
    if (!begins(*text, SQLITE_PREFIX) || !(*text)[strlen(SQLITE_PREFIX)])
        return fail_field(e, name, "%s must be sqlite:FILE", name);
    return true;
}

static bool check_secret_key(struct arena *a, const char *name, const char **text, struct err *e)
{
    (void)a;
    if (strlen(*text) < SECRET_KEY_LEAST)
        return fail_field(e, name, "%s must have %d characters or more", name, SECRET_KEY_LEAST);
    return true;
}

static bool check_currency(struct arena *a, const char *name, const char **text, struct err *e)
{
    (void)a;
    if (money_exponent(*text) < 0)
        return fail_field(e, name, "%s must be an ISO 4217 code such as EUR", name);
    return true;
}

static bool check_cost(struct arena *a, const char *name, const char **text, struct err *e)
{
    int64_t micro;
    (void)a;
    return money_micro(*text, &micro) ||
           fail_field(e, name, "%s must be a price such as 0.005, of up to 6 decimals", name);
}

static bool check_zone(struct arena *a, const char *name, const char **text, struct err *e)
{
    (void)a;
    return clock_zone(*text) ||
           fail_field(e, name, "%s must be a time zone such as Europe/Madrid", name);
}

/* One plain address: no name, no blanks, nothing that could end a header line (smtp-curl.md §4). */
static bool check_email(struct arena *a, const char *name, const char **text, struct err *e)
{
    (void)a;
    return email_fits(*text) ||
           fail_field(e, name, "%s must be one mail address such as shop@example.com", name);
}

static bool check_smtp(struct arena *a, const char *name, const char **text, struct err *e)
{
    (void)a;
    bool ok = begins(*text, "smtp://") || begins(*text, "smtps://");
    return (ok && !strpbrk(*text, " \"'<>\\^`{|}?#\r\n")) ||
           fail_field(e, name, "%s must be smtp://... or smtps://...", name);
}

/* It becomes a part of nginx's configuration. */
static bool check_addresses(struct arena *a, const char *name, const char **text, struct err *e)
{
    (void)a;
    return strspn(*text, "0123456789abcdefABCDEF.:/, ") == strlen(*text) ||
           fail_field(e, name, "%s must be addresses or networks such as 10.0.0.2,fd00::/8", name);
}

static bool check_languages(struct arena *a, const char *name, const char **text, struct err *e)
{
    (void)a;
    return languages_known(*text) ||
           fail_field(e, name, "%s must be such as en,es: of %s", name, LANGUAGES_ALL);
}

static bool check_whatsapp(struct arena *a, const char *name, const char **text, struct err *e)
{
    if (begins(*text, "whatsapp:"))
        return true;
    const char *number = phone_normal(a, *text);
    if (!number)
        return fail_field(e, name, "%s must be like whatsapp:+14155238886", name);
    *text = arena_printf(a, "whatsapp:%s", number);
    return true;
}

/* --- The table ----------------------------------------------------------------------- */

enum setting_kind { SETTING_TEXT, SETTING_NUMBER, SETTING_FLAG };
enum setting_flags { SECRET = 1 };

struct setting {
    const char *section; /* set on the first of its section */
    const char *name;
    size_t at;
    enum setting_kind kind;
    unsigned flags;
    const char *otherwise; /* text as it would be written; NULL when it depends on others */
    int64_t min, max;
    check_fn *check; /* texts that are not empty */
    const char *help;
};

#define SETTING_KIND_OF(m)                                     \
    _Generic(((struct settings *)0)->m, const char *: SETTING_TEXT, \
             int64_t: SETTING_NUMBER, bool: SETTING_FLAG)
#define SETTING(NAME, m, ...) \
    {.name = NAME, .at = offsetof(struct settings, m), .kind = SETTING_KIND_OF(m), __VA_ARGS__}

#define THREADS_MOST 256
#define DAY          (24 * 60 * 60 * 1000)

static const struct setting table[] = {
    SETTING("WAITER_HOME", waiter_home, .section = "Where things are",
            .help = "state: database, secrets, sockets (empty: ./var)"),
    SETTING("WAITER_SHARE", waiter_share,
            .help = "shipped files: sql/ and nginx/ (empty: beside the programs' folder)"),
    SETTING("DATABASE_URL", database_url, .otherwise = "sqlite:waiter.db",
            .check = check_database, .help = "sqlite:FILE, relative to WAITER_HOME"),
    SETTING("PORT", port, .otherwise = "8080", .min = 1, .max = 65535,
            .help = "where nginx listens"),
    SETTING("PUBLIC_URL", public_url, .check = check_url,
            .help = "how the world and Twilio reach the shop (empty: http://127.0.0.1:PORT)"),
    SETTING("WAITER_PROXIES", proxies, .otherwise = "", .check = check_addresses,
            .help = "proxies in front of nginx, such as 10.0.0.2,fd00::/8: visitors are who they say (X-Forwarded-For)"),

    SETTING("SHOP_NAME", shop_name, .section = "The shop", .otherwise = "",
            .help = "empty: as the catalogue says"),
    SETTING("SHOP_CURRENCY", shop_currency, .otherwise = "", .check = check_currency,
            .help = "ISO 4217 code such as EUR (empty: as the catalogue says)"),
    SETTING("SHOP_TIMEZONE", shop_timezone, .otherwise = "", .check = check_zone,
            .help = "such as Europe/Madrid: when a day begins (empty: the machine's)"),
    SETTING("SHOP_LANGUAGES", shop_languages, .otherwise = "", .check = check_languages,
            .help = "those the shop speaks, the first where nothing is known: of en,es,pt,fr,ar "
                    "(empty: as the console says)"),

    SETTING("MESSAGE_COST", message_cost, .otherwise = "", .check = check_cost,
            .help = "what a message costs, in or out, in the shop's currency, such as 0.005 (for reports)"),

    SETTING("SECRET_KEY", secret_key, .section = "Signing in", .flags = SECRET, .otherwise = "",
            .check = check_secret_key,
            .help = "signs links and sessions; 32 characters or more; `waiter init` makes one"),
    SETTING("ADMIN_USERNAME", admin_username, .otherwise = "",
            .help = "the console's first owner, made by `waiter init`"),
    SETTING("ADMIN_PASSWORD", admin_password, .flags = SECRET, .otherwise = "",
            .help = "that owner's password; not needed any more once the owner exists"),

    SETTING("OWNER_WHATSAPP", owner_whatsapp, .section = "Telling the owner", .otherwise = "",
            .check = check_whatsapp, .help = "your own number, for news of the shop"),
    SETTING("OWNER_EMAIL", owner_email, .otherwise = "", .check = check_email,
            .help = "your own mail address, for the same"),
    SETTING("SMTP_URL", smtp_url, .flags = SECRET, .otherwise = "", .check = check_smtp,
            .help = "smtp://USER:PASSWORD@HOST:587 (STARTTLS), smtps://...:465, or smtp://127.0.0.1:25"),
    SETTING("SMTP_CA_FILE", smtp_ca_file, .otherwise = "",
            .help = "certificates that the mail server is checked against (empty: the machine's)"),
    SETTING("MAIL_FROM", mail_from, .otherwise = "", .check = check_email,
            .help = "whom mails come from; an address that the server may send for"),
    SETTING("WAITER_HOOKS_PRIVATE", hooks_private, .otherwise = "0",
            .help = "1: webhooks of others may be http:// and on private addresses"),

    SETTING("TWILIO_ACCOUNT_SID", twilio_account_sid, .section = "Twilio", .otherwise = "",
            .help = "AC...; without it there is only the simulator"),
    SETTING("TWILIO_AUTH_TOKEN", twilio_auth_token, .flags = SECRET, .otherwise = "",
            .help = "proves that a message is Twilio's, and signs us in there"),
    SETTING("TWILIO_AUTH_TOKEN_SECONDARY", twilio_auth_token_secondary, .flags = SECRET,
            .otherwise = "", .help = "the other token, while tokens are being exchanged"),
    SETTING("TWILIO_WHATSAPP_NUMBER", twilio_whatsapp_number, .otherwise = "",
            .check = check_whatsapp, .help = "the shop's number, such as whatsapp:+14155238886"),
    SETTING("TWILIO_API_URL", twilio_api_url, .check = check_url,
            .help = "where messages are sent (empty: Twilio's, or the simulator's if that is on)"),
    SETTING("TWILIO_CONTENT_URL", twilio_content_url, .check = check_url,
            .help = "where buttons and lists are made (empty: Twilio's, or TWILIO_API_URL "
                    "if that is another)"),
    SETTING("TWILIO_MEDIA_HOSTS", media_hosts,
            .otherwise = ".twilio.com .twiliocdn.com s3-external-1.amazonaws.com",
            .help = "hosts Twilio may send us on to for a customer's picture; .x: any below x"),
    SETTING("WAITER_SIMULATOR", waiter_simulator, .otherwise = "0",
            .help = "1: a phone on a web page, and a stand-in for Twilio"),

    SETTING("STRIPE_SECRET_KEY", stripe_secret_key, .section = "Stripe", .flags = SECRET,
            .otherwise = "", .help = "sk_live_... or sk_test_...; without it nobody pays online"),
    SETTING("STRIPE_WEBHOOK_SECRET", stripe_webhook_secret, .flags = SECRET, .otherwise = "",
            .help = "whsec_... of the endpoint PUBLIC_URL/webhook/stripe"),
    SETTING("STRIPE_API_URL", stripe_api_url, .otherwise = STRIPE_API, .check = check_url,
            .help = "where Stripe is asked"),
    SETTING("STRIPE_VERSION", stripe_version, .otherwise = "2026-10-28.endive",
            .help = "the API version that is spoken; set the endpoint to the same"),

    SETTING("HUGGINGFACE_API_KEY", huggingface_api_key, .section = "AI", .flags = SECRET, .otherwise = "",
            .help = "hf_... that may call inference providers, or the key of another server; "
                    "without it no model is asked"),
    SETTING("HUGGINGFACE_MODEL", huggingface_model,
            .otherwise = "openai/gpt-oss-120b:cheapest,meta-llama/Llama-3.3-70B-Instruct:cheapest",
            .help = "models by commas, the first that answers is taken"),
    SETTING("HUGGINGFACE_API_URL", huggingface_api_url, .otherwise = HUGGINGFACE_API, .check = check_url,
            .help = "where they are asked; any server that speaks chat completions"),
    SETTING("WAITER_AI_DEBOUNCE_MS", ai_debounce_ms, .otherwise = "1200", .min = 0, .max = 10 * SECOND_MS,
            .help = "what a customer writes within so long is answered as one"),
    SETTING("WAITER_AI_ANSWER_MS", ai_answer_ms, .otherwise = "4200", .min = 500, .max = MINUTE_MS,
            .help = "without an answer so long after the message, the shop's own words go out"),

    SETTING("WAITER_SILENT_HOURS", silent_hours, .section = "Watching", .otherwise = "24", .min = 0,
            .max = 24 * 30, .help = "the owner is told when no customer has written for so long (0: never)"),
    SETTING("HEARTBEAT_URL", heartbeat_url, .flags = SECRET, .check = check_url, .otherwise = "",
            .help = "asked each minute while the shop is well, by an outside watch such as healthchecks.io"),

    SETTING("WAITER_WEBHOOK_THREADS", webhook_threads, .section = "Tuning", .otherwise = "32",
            .min = 1, .max = THREADS_MOST, .help = "messages taken at once"),
    SETTING("WAITER_API_THREADS", api_threads, .otherwise = "16",
            .min = 1, .max = THREADS_MOST, .help = "public requests at once"),
    SETTING("WAITER_ADMIN_THREADS", admin_threads, .otherwise = "8",
            .min = 1, .max = THREADS_MOST, .help = "console requests at once"),
    SETTING("WAITER_EVENTS_STREAMS", events_streams, .otherwise = "200",
            .min = 1, .max = 1000,
            .help = "consoles told of news as it happens; the rest ask every few seconds"),
    SETTING("WAITER_SIMULATOR_THREADS", simulator_threads, .otherwise = "16",
            .min = 1, .max = THREADS_MOST, .help = "simulator requests at once"),
    SETTING("WAITER_HUMAN_TIMEOUT_MS", human_timeout_ms, .otherwise = "14400000",
            .min = 1000, .max = 30LL * DAY,
            .help = "the bot returns by itself when a person has had a chat for so long"),
    SETTING("WAITER_RECEIPT_WAIT_MS", receipt_wait_ms, .otherwise = "60000",
            .min = 10, .max = DAY, .help = "a reply without receipt is looked up after this"),
    SETTING("WAITER_RECONCILE_MS", reconcile_ms, .otherwise = "120000",
            .min = 0, .max = DAY,
            .help = "how often Twilio is asked for messages that never reached us; 0: never"),
    SETTING("WAITER_UNSURE_WAIT_MS", unsure_wait_ms, .otherwise = "60000",
            .min = 10, .max = DAY, .help = "a send of unclear outcome waits this long"),
    SETTING("WAITER_LEASE_MS", lease_ms, .otherwise = "60000",
            .min = 10 * SECOND_MS, .max = DAY,
            .help = "how long a message that is being sent belongs to one worker"),
    SETTING("WAITER_RETRY_BASE_MS", retry_base_ms, .otherwise = "5000",
            .min = 10, .max = 15 * MINUTE_MS,
            .help = "first pause before sending again; it doubles each time"),
    SETTING("WAITER_SEND_TIMEOUT_MS", send_timeout_ms, .otherwise = "20000",
            .min = 10, .max = DAY,
            .help = "longest call to Twilio; more than 10 s below WAITER_LEASE_MS"),
};
#define SETTINGS (sizeof table / sizeof table[0])

/* Where each value came from, for settings_show; written by settings_load at start. */
enum source { FROM_DEFAULT, FROM_ENVIRONMENT, FROM_ENV_FILE, FROM_GENERATED };
static enum source came_from[SETTINGS];

/* --- Env files ----------------------------------------------------------------------- */

struct pair {
    struct pair *next; /* the line before: the last one of a name wins */
    const char *name, *value;
};

struct reading {
    struct arena *arena;
    struct pair *env_file, *generated;
    struct err *e;
};

static void warn_if_unknown(const char *name, const char *where)
{
    if (!begins(name, "WAITER_") || strcmp(name, "WAITER_ENV_FILE") == 0)
        return;
    for (size_t i = 0; i < SETTINGS; i++)
        if (strcmp(table[i].name, name) == 0)
            return;
    log_warn("unknown setting", "name", name, "where", where, NULL);
}

/* -1 when it cannot be read, or when others could read our secrets there. */
static int open_private(struct reading *r, const char *path)
{
    struct stat st;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || fstat(fd, &st) != 0)
        fail(r->e, ERR_BAD_INPUT, "cannot read %s: %s", path, strerror(errno));
    else if (S_ISREG(st.st_mode) && st.st_mode & S_IROTH)
        fail(r->e, ERR_BAD_INPUT, "%s can be read by everyone: chmod o= %s", path, path);
    else
        return fd;
    if (fd >= 0)
        close(fd);
    return -1;
}

static bool file_text(struct reading *r, const char *path, char **text)
{
    int fd = open_private(r, path);
    if (fd < 0)
        return false;
    char *room = arena_alloc(r->arena, FILE_MOST + 1);
    size_t len = 0;
    ssize_t n;
    while ((n = read(fd, room + len, FILE_MOST + 1 - len)) > 0)
        len += (size_t)n;
    close(fd);
    if (n < 0 || len > FILE_MOST || memchr(room, 0, len) || !utf8_valid(room, len))
        return fail(r->e, ERR_BAD_INPUT, "%s is not a text of up to %d bytes", path, FILE_MOST);
    *text = room;
    return true;
}

static bool only_comment(const char *p)
{
    p += strspn(p, " \t");
    return *p == '\0' || *p == '#';
}

/* 'as it is' up to the next quote. */
static char *unquote_single(char *p)
{
    char *end = strchr(p, '\'');
    if (!end || !only_comment(end + 1))
        return NULL;
    *end = '\0';
    return p;
}

/* "with \" \\ and \$": shells and systemd agree on these. */
static char *unquote_double(char *p)
{
    char *value = p, *out = p;
    for (; *p != '"'; *out++ = *p++) {
        if (*p == '\\' && p[1] && strchr("\"\\$`", p[1]))
            p++;
        if (!*p)
            return NULL;
    }
    if (!only_comment(p + 1))
        return NULL;
    *out = '\0';
    return value;
}

/* Up to a # behind a blank, without blanks at the end. */
static char *unquoted(char *p)
{
    size_t end = 0;
    while (p[end] && !(p[end] == '#' && (end == 0 || strchr(" \t", p[end - 1]))))
        end++;
    while (end > 0 && strchr(" \t", p[end - 1]))
        end--;
    p[end] = '\0';
    return p;
}

/* One line into a pair; false when it is none. Blank lines leave *name empty. */
static bool line_read(char *line, const char **name, const char **value)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_";
    static const char alnums[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_0123456789";
    line += strspn(line, " \t");
    *name = "";
    if (only_comment(line))
        return true;
    if (begins(line, "export "))
        line += strspn(line + 6, " \t") + 6;
    size_t n = strspn(line, alnums);
    if (line[n] != '=' || !*line || !strchr(letters, *line))
        return false;
    line[n] = '\0';
    *name = line;
    char *p = line + n + 1;
    p += strspn(p, " \t");
    *value = *p == '\'' ? unquote_single(p + 1) : *p == '"' ? unquote_double(p + 1) : unquoted(p);
    return *value != NULL;
}

static bool file_read(struct reading *r, const char *path, struct pair **pairs)
{
    char *text;
    if (!file_text(r, path, &text))
        return false;
    for (int number = 1; text; number++) {
        const char *name, *value;
        char *line = strsep(&text, "\n");
        size_t n = strlen(line);
        if (n && line[n - 1] == '\r')
            line[n - 1] = '\0';
        if (!line_read(line, &name, &value))
            return fail(r->e, ERR_BAD_INPUT, "%s line %d is not NAME=value", path, number);
        if (!*name)
            continue;
        warn_if_unknown(name, path);
        struct pair *pair = arena_alloc(r->arena, sizeof *pair);
        *pair = (struct pair){*pairs, name, value};
        *pairs = pair;
    }
    return true;
}

const char *settings_file(void)
{
    static const char *const usual[] = {".env", "/etc/waiter/waiter.env"};
    const char *named = getenv("WAITER_ENV_FILE");
    if (named)
        return named;
    for (size_t i = 0; i < sizeof usual / sizeof usual[0]; i++)
        if (access(usual[i], F_OK) == 0)
            return usual[i];
    return usual[0];
}

static bool env_file_read(struct reading *r)
{
    const char *file = settings_file();
    /* Named but empty: no file at all. One that was named must be there. */
    return !*file || (!getenv("WAITER_ENV_FILE") && access(file, F_OK) != 0) ||
           file_read(r, file, &r->env_file);
}

static bool generated_read(struct reading *r, const char *home)
{
    const char *path = arena_printf(r->arena, "%s/generated.env", home);
    return access(path, F_OK) != 0 || file_read(r, path, &r->generated);
}

static void environment_check(void)
{
    for (char **p = environ; p && *p; p++) {
        char name[64];
        size_t n = strcspn(*p, "=");
        if (!begins(*p, "WAITER_") || n >= sizeof name)
            continue;
        memcpy(name, *p, n);
        name[n] = '\0';
        warn_if_unknown(name, "environment");
    }
}

/* --- Values -------------------------------------------------------------------------- */

static const char *value_in(const struct pair *pairs, const char *name)
{
    for (; pairs; pairs = pairs->next)
        if (strcmp(pairs->name, name) == 0)
            return pairs->value;
    return NULL;
}

/* The strongest source that names it; the default when that says nothing. */
static const char *choose(const struct reading *r, const struct setting *s, enum source *from)
{
    const char *value = getenv(s->name);
    *from = FROM_ENVIRONMENT;
    if (!value) {
        value = value_in(r->env_file, s->name);
        *from = FROM_ENV_FILE;
    }
    if (!value || (*from == FROM_ENV_FILE && !*value)) {
        value = value_in(r->generated, s->name);
        *from = FROM_GENERATED;
    }
    if (value && *value)
        return value;
    *from = FROM_DEFAULT;
    return s->otherwise ? s->otherwise : "";
}

static bool set_text(struct reading *r, const struct setting *s, const char *value,
                     const char **into)
{
    size_t n = strlen(value);
    if (!utf8_valid(value, n))
        return fail_field(r->e, s->name, "%s is not UTF-8", s->name);
    for (size_t i = 0; i < n; i++)
        if ((unsigned char)value[i] < 0x20 || value[i] == 0x7F)
            return fail_field(r->e, s->name, "%s has a control character", s->name);
    *into = arena_strdup(r->arena, value);
    return !*value || !s->check || s->check(r->arena, s->name, into, r->e);
}

static bool set_number(struct reading *r, const struct setting *s, const char *value,
                       int64_t *into)
{
    size_t n = strlen(value);
    int64_t number = n && n <= 18 && strspn(value, "0123456789") == n ? strtoll(value, NULL, 10)
                                                                     : -1;
    if (number < s->min || number > s->max)
        return fail_field(r->e, s->name, "%s must be a number from %" PRId64 " to %" PRId64,
                          s->name, s->min, s->max);
    *into = number;
    return true;
}

static bool set_flag(struct reading *r, const struct setting *s, const char *value, bool *into)
{
    static const char *const words[] = {"0", "1", "false", "true", "no", "yes", "off", "on"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (strcasecmp(words[i], value) == 0) {
            *into = i % 2;
            return true;
        }
    return fail_field(r->e, s->name, "%s must be 1 or 0", s->name);
}

static bool set(struct reading *r, size_t i, struct settings *out)
{
    const struct setting *s = &table[i];
    const char *value = choose(r, s, &came_from[i]);
    void *into = (char *)out + s->at;
    switch (s->kind) {
    case SETTING_TEXT: return set_text(r, s, value, into);
    case SETTING_NUMBER: return set_number(r, s, value, into);
    case SETTING_FLAG: return set_flag(r, s, value, into);
    }
    return fail(r->e, ERR_INTERNAL, "setting %s has no kind", s->name);
}

static bool set_all(struct reading *r, struct settings *out)
{
    for (size_t i = 0; i < SETTINGS; i++)
        if (!set(r, i, out))
            return false;
    return true;
}

static bool make_absolute(struct reading *r, const char **path)
{
    if (**path == '/')
        return true;
    char *here = getcwd(NULL, 0);
    if (!here)
        return fail(r->e, ERR_BAD_INPUT, "no current folder: %s", strerror(errno));
    const char *rest = begins(*path, "./") ? *path + 2 : *path;
    *path = arena_printf(r->arena, "%s%s%s", here, strcmp(here, "/") == 0 ? "" : "/", rest);
    free(here);
    return true;
}

static const char *parent_of(struct arena *a, const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash && slash > path ? arena_strndup(a, path, (size_t)(slash - path)) : "/";
}

static bool has_seed(const char *folder, struct arena *a)
{
    return access(arena_printf(a, "%s/sql/seed", folder), F_OK) == 0;
}

/* build/webhook -> the checkout; /usr/bin/waiter and /usr/lib/waiter/webhook -> /usr/share/waiter */
static bool find_share(struct reading *r, const char **share)
{
    char program[4096];
    ssize_t n = readlink("/proc/self/exe", program, sizeof program - 1);
    if (n < 0)
        return fail_field(r->e, "WAITER_SHARE", "no /proc/self/exe: set WAITER_SHARE");
    program[n] = '\0';
    const char *above = parent_of(r->arena, parent_of(r->arena, program));
    const char *const places[] = {
        above,
        arena_printf(r->arena, "%s/share/waiter", above),
        arena_printf(r->arena, "%s/share/waiter", parent_of(r->arena, above)),
    };
    *share = above;
    for (size_t i = sizeof places / sizeof places[0]; i-- > 0;)
        if (has_seed(places[i], r->arena))
            *share = places[i];
    return true;
}

/* What is still empty follows from other settings. */
static bool derive(struct reading *r, struct settings *s)
{
    if (!*s->waiter_home)
        s->waiter_home = "./var";
    if (!*s->waiter_share && !find_share(r, &s->waiter_share))
        return false;
    if (!*s->public_url)
        s->public_url = arena_printf(r->arena, "http://127.0.0.1:%" PRId64, s->port);
    if (!*s->twilio_api_url) /* a pretend account's messages must never leave this machine */
        s->twilio_api_url = s->waiter_simulator
                                ? arena_printf(r->arena, "http://127.0.0.1:%" PRId64, s->port)
                                : TWILIO_API;
    if (!*s->twilio_content_url)
        s->twilio_content_url =
            strcmp(s->twilio_api_url, TWILIO_API) == 0 ? TWILIO_CONTENT : s->twilio_api_url;
    return make_absolute(r, &s->waiter_home) && make_absolute(r, &s->waiter_share);
}

/* A lease must outlive the call made under it, or two workers send the same message. */
static bool fits_together(struct reading *r, const struct settings *s)
{
    if (s->send_timeout_ms < s->lease_ms - 10 * SECOND_MS)
        return true;
    return fail_field(r->e, "WAITER_SEND_TIMEOUT_MS",
                      "WAITER_SEND_TIMEOUT_MS must be more than 10 s below WAITER_LEASE_MS");
}

bool settings_load(struct arena *a, struct settings *out, struct err *e)
{
    struct reading r = {.arena = a, .e = e};
    *out = (struct settings){0};
    environment_check();
    /* Once without generated.env, to learn where WAITER_HOME is, then with it. */
    if (!env_file_read(&r) || !set_all(&r, out) || !derive(&r, out))
        return false;
    const char *home = out->waiter_home;
    if (!generated_read(&r, home) || !set_all(&r, out))
        return false;
    out->waiter_home = home;
    return derive(&r, out) && fits_together(&r, out);
}

const char *settings_database(struct arena *a, const struct settings *s)
{
    const char *file = s->database_url + strlen(SQLITE_PREFIX);
    return *file == '/' ? arena_strdup(a, file) : arena_printf(a, "%s/%s", s->waiter_home, file);
}

/* --- Showing ------------------------------------------------------------------------- */

void settings_example(struct str *out)
{
    str_add(out, "# Settings of waiter. Copy to .env (chmod 600) and fill in what you need;\n"
                 "# an empty value means the default. The environment goes before this file.\n");
    for (const struct setting *s = table; s < table + SETTINGS; s++) {
        if (s->section)
            str_addf(out, "\n# --- %s ---\n", s->section);
        str_addf(out, "# %s", s->help);
        if (s->kind == SETTING_NUMBER)
            str_addf(out, " (%" PRId64 " to %" PRId64 ")", s->min, s->max);
        /* Flags stay empty: a copy of the example must not turn off what generated.env turned on. */
        bool shown = s->otherwise && s->kind != SETTING_FLAG;
        str_addf(out, "\n%s=%s\n", s->name, shown ? s->otherwise : "");
    }
}

/* A dot at the start of a line would be a macro. */
void settings_manual(struct str *out)
{
    for (const struct setting *s = table; s < table + SETTINGS; s++)
        str_addf(out, ".It Ev %s\n\\&%s.\n", s->name, s->help);
}

static void add_value(struct str *out, const struct setting *s, const struct settings *from)
{
    const void *at = (const char *)from + s->at;
    const char *text = s->kind == SETTING_TEXT ? *(const char *const *)at : NULL;
    if (s->kind == SETTING_NUMBER)
        str_add_int(out, *(const int64_t *)at);
    else if (s->kind == SETTING_FLAG)
        str_add(out, *(const bool *)at ? "1" : "0");
    else if (s->flags & SECRET && text && *text)
        str_add(out, "***");
    else
        str_add(out, text);
}

bool settings_check(struct arena *a, const char *name, const char **text, struct err *e)
{
    for (size_t i = 0; i < SETTINGS; i++)
        if (strcmp(table[i].name, name) == 0)
            return !**text || !table[i].check || table[i].check(a, name, text, e);
    return fail(e, ERR_NOT_FOUND, "there is no setting %s", name);
}

bool settings_get(const struct settings *s, const char *name, struct str *out, struct err *e)
{
    for (size_t i = 0; i < SETTINGS; i++) {
        if (strcmp(table[i].name, name) != 0)
            continue;
        if (table[i].flags & SECRET)
            return fail(e, ERR_FORBIDDEN, "%s is a secret and not shown", name);
        add_value(out, &table[i], s);
        return true;
    }
    return fail(e, ERR_NOT_FOUND, "there is no setting %s", name);
}

void settings_show(const struct settings *s, struct str *out)
{
    static const char *const sources[] = {[FROM_DEFAULT] = "default",
                                          [FROM_ENVIRONMENT] = "environment",
                                          [FROM_ENV_FILE] = "env file",
                                          [FROM_GENERATED] = "generated.env"};
    for (size_t i = 0; i < SETTINGS; i++) {
        str_addf(out, "%s=", table[i].name);
        add_value(out, &table[i], s);
        str_addf(out, "  (%s)\n", sources[came_from[i]]);
    }
}
