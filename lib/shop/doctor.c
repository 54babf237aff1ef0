/* doctor.c -- one function a thing to look at, in the order in which a shop needs them: files, clock,
 * database, people, then the shop itself (health.c) and the world outside. */
#include "waiter/doctor.h"

#include "waiter/clock.h"
#include "waiter/db.h"
#include "waiter/health.h"
#include "waiter/http.h"
#include "waiter/json.h"
#include "waiter/meter.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/timex.h>
#include <unistd.h>

#define ANSWER_MOST 65536
#define HEALTH_MOST 65536
#define ASK_MS      (10 * SECOND_MS)
#define CONNECT_MS  (5 * SECOND_MS)
#define BUILT_AFTER 1764000000000LL /* 2025-11-24: no clock that is right says less */

struct doctor {
    struct arena *arena;
    const struct settings *settings;
    struct db *db; /* NULL: cannot be opened */
    FILE *out;
    int broken;
};

enum verdict { OK, NOTE, LOOK, BAD };

static void say(struct doctor *d, enum verdict v, const char *what, const char *todo)
{
    static const char *const words[] = {"ok", "note", "look", "BAD"};
    d->broken += v == BAD;
    fprintf(d->out, "%-4s  %s\n", words[v], what);
    if (v >= NOTE && todo && *todo)
        fprintf(d->out, "      -> %s\n", todo);
}

#define TEXT(...) arena_printf(d->arena, __VA_ARGS__)

/* --- Files -------------------------------------------------------------------------------- */

/* A secret or a customer's name is in it: nobody else of this machine may read it. */
static void look_closed(struct doctor *d, const char *path)
{
    struct stat st;
    if (stat(path, &st) != 0)
        return;
    if (st.st_mode & S_IRWXO)
        say(d, BAD, TEXT("%s can be read by every user of this machine", path), TEXT("chmod o= %s", path));
    else
        say(d, OK, TEXT("%s is closed to others", path), NULL);
}

static void look_at_files(struct doctor *d)
{
    const struct settings *s = d->settings;
    const char *media = TEXT("%s/media", s->waiter_home);
    if (access(s->waiter_home, R_OK | W_OK | X_OK) != 0)
        say(d, BAD, TEXT("the shop's folder %s: %s", s->waiter_home, strerror(errno)),
            "Run this as the user the shop runs as; the first time: waiter init, waiter migrate.");
    look_closed(d, settings_file());
    look_closed(d, TEXT("%s/generated.env", s->waiter_home));
    look_closed(d, settings_database(d->arena, s));
    if (access(media, F_OK) == 0 && access(media, W_OK) != 0)
        say(d, BAD, TEXT("photos cannot be written to %s", media), TEXT("chown it to the shop's user."));
    if (access(TEXT("%s/sql/seed/texts/en.txt", s->waiter_share), R_OK) != 0)
        say(d, BAD, TEXT("the reply texts are not in %s", s->waiter_share),
            "Install again, or set WAITER_SHARE to the folder that holds sql/seed.");
    if (strlen(s->secret_key) == 0)
        say(d, BAD, "there is no SECRET_KEY", "waiter init makes one.");
}

/* --- Clock -------------------------------------------------------------------------------- */

static void look_at_clock(struct doctor *d)
{
    struct timex t = {0};
    bool synced = adjtimex(&t) >= 0 && !(t.status & STA_UNSYNC);
    int64_t now = clock_now();
    if (now < BUILT_AFTER)
        say(d, BAD, TEXT("the clock says %s, which is past", clock_rfc3339(d->arena, now)),
            "Set it (timedatectl set-ntp true): links, sign-ins and TLS depend on it.");
    else
        say(d, synced ? OK : NOTE, TEXT("the clock says %s UTC, %s at the shop",
                                        clock_rfc3339(d->arena, now), clock_time(d->arena, now)),
            "No time service keeps it right: timedatectl set-ntp true");
    if (!*d->settings->shop_timezone)
        say(d, NOTE, "SHOP_TIMEZONE is not set: the shop's day is this machine's",
            "Set it, say SHOP_TIMEZONE=Europe/Madrid, so that opening hours are right.");
}

/* --- Database ----------------------------------------------------------------------------- */

static void look_at_sqlite(struct doctor *d)
{
    int v = db_sqlite_version();
    /* The WAL-reset bug: 3.7.0 to 3.51.2, mended in 3.44.6, 3.50.7 and 3.51.3 (reliability.md §0). */
    bool bug = v < 3051003 && !(v >= 3044006 && v < 3045000) && !(v >= 3050007 && v < 3051000);
    const char *text = TEXT("SQLite %d.%d.%d", v / 1000000, v / 1000 % 1000, v % 1000);
    say(d, bug ? NOTE : OK, bug ? TEXT("%s has the WAL-reset bug; waiter's write gate makes it harmless", text) : text,
        "Never write to the database with other programs while the shop is open.");
}

static void look_at_database(struct doctor *d)
{
    struct err why = {0};
    const char *path = settings_database(d->arena, d->settings);
    look_at_sqlite(d);
    if (!db_open(path, &d->db, &why)) {
        say(d, BAD, why.why, strstr(why.why, "waiter migrate")
                ? "waiter migrate (it copies the database first)"
                : "If it is damaged: stop the shop and waiter restore the newest copy.");
        return;
    }
    say(d, OK, TEXT("the database %s opens and is of this version", path), NULL);
}

static int64_t count(struct doctor *d, enum query q)
{
    struct conn *c;
    struct err e = {0};
    int64_t n = 0;
    if (!db_borrow(d->db, &c, &e))
        return 0;
    bool ok = db_int(c, q, NO_ARGS, &n, NULL, &e);
    db_return(d->db, c);
    return ok ? n : 0;
}

static void look_at_people(struct doctor *d)
{
    if (!count(d, Q_DOCTOR_OWNERS))
        say(d, BAD, "nobody can sign in to the console as owner", "waiter staff add NAME owner");
    else
        say(d, OK, "there is an owner who can sign in", NULL);
    if (!d->settings->waiter_simulator && !count(d, Q_DOCTOR_TEMPLATES))
        say(d, LOOK, "no message template: 24 hours after a customer's last message nothing can be told by WhatsApp",
            "Have templates approved at Twilio and name them in the console, Settings, Notices.");
}

/* --- The shop, as its console sees it -------------------------------------------------------- */

static enum verdict verdict_of(const char *level)
{
    return strcmp(level, "broken") == 0 ? BAD : strcmp(level, "attention") == 0 ? LOOK : NOTE;
}

static void look_at_shop(struct doctor *d)
{
    struct str text = str_new(d->arena, HEALTH_MOST);
    struct json j = json_writer(&text);
    struct err e = {0};
    const json_value *health;
    const char *out, *dead = meter_dead_now();
    json_open_object(&j, NULL);
    if (!health_put(&j, d->settings, d->db, d->arena, &e)) {
        say(d, BAD, e.why, "See the log.");
        return;
    }
    json_close(&j);
    if (!str_done(&text, &out, &e) || !json_parse(d->arena, out, strlen(out), &health, &e))
        return;
    const json_value *problems = json_at(health, "problems");
    for (size_t i = 0; i < json_count(problems); i++) {
        const json_value *p = json_item(problems, i);
        const char *what = json_text(p, "what");
        say(d, verdict_of(json_text(p, "level")),
            TEXT("%s%s%s%s", json_text(p, "says"), what ? " (" : "", what ? what : "",
                 what ? ")" : ""),
            json_text(p, "do"));
    }
    if (dead && strcmp(dead, "worker") != 0) /* the worker is told of above */
        say(d, BAD, TEXT("the program %s has died and nobody started it again", dead), "Start the shop again, and look into its log.");
    if (!json_count(problems) && !dead)
        say(d, OK, "the shop itself is well", NULL);
}

/* --- The world ------------------------------------------------------------------------------ */

struct asked { int status; char trouble[200]; }; /* status 0: no answer, for this reason */

static void heard(void *what, const struct http_answer *answer)
{
    struct asked *a = what;
    a->status = answer->status;
    snprintf(a->trouble, sizeof a->trouble, "%s", answer->trouble ? answer->trouble : "no connection");
}

static struct asked ask(struct doctor *d, const char *url, const char *user, const char *password)
{
    const struct http_request get = {.url = url, .user = user, .password = password, .timeout_ms = ASK_MS,
                                     .connect_ms = CONNECT_MS, .answer_most = ANSWER_MOST};
    struct asked a = {0};
    struct http *h;
    struct err e = {0};
    (void)d;
    if (!http_open(&h, &e))
        return a;
    if (http_start(h, &get, heard, &a, &e))
        while (http_running(h))
            http_work(h, 100);
    http_close(h);
    return a;
}

/* A GET to the webhook is refused by our own program: 405 says that the way is open to it. */
static void look_at_address(struct doctor *d)
{
    const char *url = TEXT("%s/webhook/whatsapp", d->settings->public_url);
    struct asked a = ask(d, url, NULL, NULL);
    if (a.status == 405)
        say(d, OK, TEXT("the webhook answers at %s", url), NULL);
    else
        say(d, d->settings->waiter_simulator ? NOTE : BAD,
            a.status ? TEXT("at %s somebody else answers (status %d)", url, a.status)
                     : TEXT("nobody answers at %s: %s", url, a.trouble),
            "Is the shop running, is PUBLIC_URL right, do DNS, firewall, nginx and the certificate fit?");
}

static void look_at_twilio(struct doctor *d)
{
    const struct settings *s = d->settings;
    if (s->waiter_simulator)
        return; /* said by the shop's health */
    if (!*s->twilio_account_sid || !*s->twilio_auth_token || !*s->twilio_whatsapp_number) {
        say(d, BAD, "the Twilio settings are not complete", "waiter setup asks for them.");
        return;
    }
    struct asked a = ask(d, TEXT("%s/2010-04-01/Accounts/%s/Messages.json?PageSize=1", s->twilio_api_url,
                                 s->twilio_account_sid), s->twilio_account_sid, s->twilio_auth_token);
    if (a.status == 200)
        say(d, OK, "Twilio knows the account and takes the token", NULL);
    else if (a.status == 401 || a.status == 403 || a.status == 404)
        say(d, BAD, TEXT("Twilio refuses the account or the token (status %d)", a.status),
            "Compare TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN with Twilio's console; waiter setup asks anew.");
    else
        say(d, LOOK, TEXT("Twilio does not answer as it should (%s)", a.status ? TEXT("status %d", a.status) : a.trouble),
            "Try again later; is the outside network open to this machine?");
}

bool doctor_look(struct arena *a, const struct settings *s, FILE *out, int *broken, struct err *e)
{
    struct doctor d = {.arena = a, .settings = s, .out = out};
    look_at_files(&d);
    look_at_clock(&d);
    look_at_database(&d);
    if (d.db) {
        look_at_people(&d);
        look_at_shop(&d);
    }
    look_at_address(&d);
    look_at_twilio(&d);
    db_close(d.db);
    *broken = d.broken;
    return fflush(out) == 0 || fail(e, ERR_STORAGE, "%s", strerror(errno));
}
