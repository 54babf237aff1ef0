/* settings.h -- every setting in one table: name, default, limits, help.
 *
 * Order of trust: the environment; the file named by WAITER_ENV_FILE, else ./.env,
 * else /etc/waiter/waiter.env; then $WAITER_HOME/generated.env (secrets that
 * `waiter init` made once). A file readable by everyone is refused. The table
 * prints .env.example and the settings page; secrets are never shown. */
#ifndef WAITER_SETTINGS_H
#define WAITER_SETTINGS_H

#include "waiter/arena.h"
#include "waiter/err.h"
#include "waiter/str.h"

#include <stdbool.h>
#include <stdint.h>

struct settings {
    const char *waiter_home;  /* state: database, secrets, sockets; absolute */
    const char *waiter_share; /* shipped files: holds sql/ and nginx/; absolute */
    const char *public_url;   /* as the world reaches us, no trailing slash */
    const char *database_url; /* sqlite:FILE, relative to waiter_home */
    const char *secret_key;
    const char *admin_username, *admin_password;
    const char *owner_whatsapp, *owner_email; /* whom the shop tells its news; "" = nobody */
    const char *smtp_url, *smtp_ca_file, *mail_from; /* "" = no mails */
    const char *twilio_account_sid, *twilio_auth_token, *twilio_auth_token_secondary;
    const char *twilio_whatsapp_number; /* whatsapp:+14155238886 (prefix added when missing) */
    const char *twilio_api_url, *twilio_content_url;
    const char *stripe_secret_key, *stripe_webhook_secret, *stripe_api_url, *stripe_version;
    const char *huggingface_api_key, *huggingface_model; /* "" = no model is asked; models by commas */
    const char *huggingface_api_url;
    int64_t ai_debounce_ms;    /* what is written within is asked as one */
    int64_t ai_answer_ms;      /* a template goes out when no answer came so long after a message */
    const char *media_hosts; /* where Twilio may send us on to for a customer's picture */
    const char *shop_name, *shop_currency; /* "" = as the catalogue says */
    const char *shop_timezone;             /* "" = the machine's; clock.h goes by it */
    const char *shop_languages; /* "en,es"; "" = as the console says */
    const char *message_cost;   /* "0.005" of the shop's currency; "" = reports tell none */
    int64_t port;
    bool waiter_simulator;
    const char *proxies; /* "10.0.0.2,fd00::/8": whose X-Forwarded-For is believed; "" = nobody's */
    bool hooks_private; /* outgoing webhooks may go to private addresses */
    int64_t webhook_threads, api_threads, admin_threads, simulator_threads;
    int64_t events_streams;    /* consoles told of news at once */
    int64_t silent_hours;      /* 0: nobody minds */
    const char *heartbeat_url; /* "": nobody outside watches */
    int64_t human_timeout_ms;  /* the bot returns by itself after so long */
    int64_t receipt_wait_ms;   /* a TwiML reply without receipt is looked up after this */
    int64_t reconcile_ms;      /* messages that did not reach us are asked for so often; 0: never */
    int64_t unsure_wait_ms;    /* an ambiguous send waits this long for its callback */
    int64_t lease_ms;          /* how long a claimed outbox row is ours */
    int64_t retry_base_ms;     /* first back-off; doubles, +-20 %, up to 15 min */
    int64_t send_timeout_ms;   /* whole call to Twilio; < lease_ms - 10 s */
};

/* Reads and checks everything; texts live in the arena. ERR_BAD_INPUT names the setting. */
CHECKED bool settings_load(struct arena *a, struct settings *out, struct err *e);

/* The env file of the order above, whether it is there or not; "": there shall be none. */
const char *settings_file(void);

/* The absolute path of the SQLite file. */
const char *settings_database(struct arena *a, const struct settings *s);

/* .env.example: each setting with help and default, secrets empty. */
void settings_example(struct str *out);

/* The same as items of a manual page (mdoc). */
void settings_manual(struct str *out);
/* One value as text. ERR_NOT_FOUND for an unknown name, ERR_FORBIDDEN for a secret. */
CHECKED bool settings_get(const struct settings *s, const char *name, struct str *out, struct err *e);
/* Would that text do for the setting? It is put into its usual form. ERR_BAD_INPUT says why not. */
CHECKED bool settings_check(struct arena *a, const char *name, const char **text, struct err *e);
/* One line per setting: name, value (secrets as ***), where it came from. */
void settings_show(const struct settings *s, struct str *out);

#endif
