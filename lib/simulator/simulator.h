/* simulator.h -- Twilio and a phone, played by us: the private contract of lib/simulator.
 *
 * Only cgi-bin/simulator.c uses these rooms, and only where WAITER_SIMULATOR is on.
 *   store.c     its own SQLite file: customers, messages, media, contents, switches
 *   switches.c  what can be made to go wrong, in one table
 *   twiml.c     reads the shop's answers, strictly          (pure)
 *   sign.c      X-Twilio-Signature and form bodies          (pure)
 *   carrier.c   the network: one thread, one curl_multi, timed jobs
 *   delivery.c  a message's way: to the webhook, its answer, its receipts
 *   rest.c      Twilio's REST API for messages
 *   content.c   Twilio's Content API: buttons and lists
 *   phone.c     the JSON API of the page
 * Written from docs/protocols alone, without a look at the production Twilio code:
 * what both sides get wrong in the same way would otherwise never show. */
#ifndef WAITER_SIMULATOR_H
#define WAITER_SIMULATOR_H

#include "waiter/arena.h"
#include "waiter/err.h"
#include "waiter/json.h"
#include "waiter/params.h"
#include "waiter/request.h"
#include "waiter/settings.h"

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* ---- switches.c: what can be made to go wrong ---- */

enum switch_id {
    SWITCH_DUPLICATE, SWITCH_DUPLICATE_AT_ONCE, SWITCH_DELAY_MS, SWITCH_REORDER, SWITCH_FORGE,
    SWITCH_WEBHOOK_DOWN, SWITCH_WEBHOOK_RETRIES,
    SWITCH_REST_FAIL, SWITCH_REST_FAIL_COUNT, SWITCH_REST_HANG_MS,
    SWITCH_FAIL_ERROR_CODE, SWITCH_CALLBACKS, SWITCH_RECEIPT_DELAY_MS, SWITCH_READ,
    SWITCH__MAX
};
enum rest_fail {
    REST_FINE, REST_429, REST_500, REST_TIMEOUT, REST_GARBAGE, REST_ACCEPT_HANG, REST_ACCEPT_DROP
};
enum callbacks { CALLBACKS_ON, CALLBACKS_OFF, CALLBACKS_TWICE, CALLBACKS_REVERSED };
enum read_receipts { READ_AUTO, READ_PHONE, READ_OFF };

struct switch_row {
    const char *name;
    const char *choices[8]; /* names of the values 0, 1, ...; empty for numbers */
    bool yes_no;
    int64_t min, max, initial;
    const char *group, *label;
};
extern const struct switch_row switch_rows[SWITCH__MAX];

/* ---- the whole ---- */

struct sqlite3;
struct carrier;

struct simulator {
    const struct settings *settings;
    const char *media_base;       /* where Twilio's API is reached: MediaUrl0 begins with it */
    pthread_mutex_t lock;         /* guards everything below, db included */
    pthread_cond_t changed;       /* version moved, or stopping */
    struct sqlite3 *db;
    int64_t version;              /* of the newest change */
    int64_t epoch;                /* version of the last reset */
    int64_t switches[SWITCH__MAX];
    int waiting, waiting_most;    /* threads held by long polls and hanging calls */
    bool stopping;
    struct carrier *carrier;
};

/* The one simulator of this process; handlers begin here. */
struct simulator *simulator_here(void);

/* ---- store.c ---- */

struct customer {
    int64_t id, version;
    const char *address; /* whatsapp:+34... or whatsapp:ES.abc123 */
    const char *bsuid;   /* whatsapp:ES.abc123, always there */
    const char *name;
    bool window_closed;      /* by the switch, whatever the clock says */
    int64_t last_inbound_at; /* 0: never wrote */
    int64_t typing_until;    /* the shop asked for typing dots */
    int64_t created_at;
};

/* Texts are never NULL in messages that come from the store; "" is "none". */
struct message {
    int64_t id, version, customer_id;
    const char *sid;
    const char *direction; /* as Twilio names it: inbound, outbound-api, outbound-reply */
    const char *from, *to, *body;
    const char *type;      /* MessageType of inbound ones: text, interactive, image, ... */
    const char *status;
    const char *via;       /* phone, rest, twiml */
    const char *media;     /* JSON array of {"url","content_type","sid"} */
    const char *choices;   /* JSON {"buttons":[...]} or {"list":{...}}, or "" */
    const char *location;  /* JSON {"latitude","longitude","label","address"}, or "" */
    const char *form;      /* inbound: the form body as Twilio posts it */
    const char *callback, *action; /* outbound: where receipts go */
    const char *content_sid, *service_sid;
    int64_t error_code;    /* 0: none */
    int64_t planned_error; /* the failure that the receipts will tell */
    const char *webhook;   /* inbound: waiting, held, kept, done, failed */
    int64_t webhook_status, webhook_error;
    int64_t created_at, sent_at, updated_at;
};

struct message_query { /* all optional; newest first unless `after_version` is set */
    int64_t customer_id, after_version, before_id;
    const char *to, *from;
    int64_t sent_from, sent_before; /* ms; 0: open */
    bool with_after_version;
    int64_t limit;
};

CHECKED bool store_open(struct simulator *s, struct err *e);
void store_close(struct simulator *s);
CHECKED bool store_reset(struct simulator *s, struct err *e);

/* By id ("3") or address ("whatsapp:+34..."); ERR_NOT_FOUND. */
CHECKED bool customer_find(struct simulator *s, struct arena *a, const char *key,
                           struct customer *out, struct err *e);
/* Adds, or gives the one that has this address already. */
CHECKED bool customer_add(struct simulator *s, struct arena *a, const char *address,
                          const char *bsuid, const char *name, struct customer *out,
                          struct err *e);
CHECKED bool customer_change(struct simulator *s, const struct customer *c, struct err *e);
CHECKED bool customer_list(struct simulator *s, struct arena *a, int64_t after_version,
                           struct customer **out, size_t *n, struct err *e);

/* Stores and numbers the message; an inbound one opens the customer's window. */
CHECKED bool message_add(struct simulator *s, struct message *m, struct err *e);
CHECKED bool message_find(struct simulator *s, struct arena *a, const char *sid,
                          struct message *out, struct err *e);
CHECKED bool message_list(struct simulator *s, struct arena *a, const struct message_query *q,
                          struct message **out, size_t *n, struct err *e);
CHECKED bool message_status_set(struct simulator *s, const char *sid, const char *status,
                                int64_t error_code, struct err *e);
CHECKED bool message_webhook_set(struct simulator *s, const char *sid, const char *state,
                                 int64_t http_status, int64_t error, struct err *e);
CHECKED bool message_delete(struct simulator *s, const char *sid, struct err *e);

/* What the network did, for people and tests: attempts at the webhook, receipts. */
struct trace {
    const char *sid, *kind; /* webhook, callback */
    const char *status;     /* callback: MessageStatus */
    const char *url, *reply;
    int64_t http_status, error, took_ms, at;
};
CHECKED bool trace_add(struct simulator *s, const struct trace *t, struct err *e);
CHECKED bool trace_list(struct simulator *s, struct arena *a, const char *sid, const char *kind,
                        struct trace **out, size_t *n, struct err *e);

struct media { const char *sid, *message_sid, *content_type; const void *bytes; size_t len; };
CHECKED bool media_add(struct simulator *s, const struct media *m, struct err *e);
CHECKED bool media_find(struct simulator *s, struct arena *a, const char *sid, struct media *out,
                        struct err *e);

struct content { const char *sid, *json, *approval; int64_t created_at; };
CHECKED bool content_add(struct simulator *s, const struct content *c, struct err *e);
CHECKED bool content_find(struct simulator *s, struct arena *a, const char *sid,
                          struct content *out, struct err *e);
CHECKED bool content_list(struct simulator *s, struct arena *a, struct content **out, size_t *n,
                          struct err *e);
CHECKED bool content_approve(struct simulator *s, const char *sid, const char *json,
                             struct err *e);

CHECKED bool switch_store(struct simulator *s, enum switch_id id, int64_t value, struct err *e);

/* Counts a change that touches no row (switches) and wakes the waiting. */
void store_touch(struct simulator *s);

/* ---- switches.c ---- */

int64_t switch_value(struct simulator *s, enum switch_id id);
/* Sets every switch named in the JSON object; ERR_BAD_INPUT names a wrong one, and none is set. */
CHECKED bool switches_read(struct simulator *s, const json_value *v, struct err *e);
/* {"duplicate":1,...} into the open object under `key`; with `rows` the table too. */
void switches_write(struct simulator *s, struct json *j, const char *key, bool rows);
/* The failure this REST call shall meet; counts it. */
enum rest_fail switch_rest_fail(struct simulator *s);

/* ---- twiml.c ---- */

#define TWIML_MEDIA_MOST 10
struct twiml_message {
    const char *body; /* joined from all <Body>; "" when none */
    const char *media[TWIML_MEDIA_MOST];
    size_t media_count;
    const char *to, *from, *action, *status_callback; /* attributes, or NULL */
};
struct twiml { struct twiml_message *messages; size_t count; };

/* Reads a whole answer. False: *code is Twilio's number (12100 not XML, 12200 not TwiML)
 * and *why says where it broke. An empty text is an answer without messages. */
bool twiml_read(struct arena *a, const char *text, size_t n, struct twiml *out, int *code,
                const char **why);

/* ---- sign.c ---- */

/* X-Twilio-Signature for the URL (a #fragment is cut off) and form; form may be NULL. */
char *form_signature(struct arena *a, const char *token, const char *url,
                     const struct params *form);
/* Appends name=value, percent-encoded; NULL values are left out. */
void form_add(struct str *form, const char *name, const char *value);
void form_add_int(struct str *form, const char *name, int64_t value);

/* ---- carrier.c ---- */

enum job_kind { JOB_WEBHOOK, JOB_STATUS, JOB_CALLBACK, JOB_MEDIA };
struct job {
    enum job_kind kind;
    char sid[40];
    char status[16];     /* JOB_STATUS: the new one; JOB_CALLBACK: the one to tell */
    char url[1024];      /* JOB_CALLBACK, JOB_MEDIA */
    int64_t error_code;  /* with failed/undelivered */
    int attempt;         /* JOB_WEBHOOK: retries already made */
    int64_t due;         /* clock_monotonic */
};
/* What a call needs and what came of it. */
struct call {
    struct arena arena;  /* reset when the call is over */
    struct job job;
    const char *url;
    const char *form;    /* NULL: GET */
    const char *headers[4];
    long status;         /* 0: no answer */
    const char *content_type;
    char *reply;
    size_t reply_len;
    const char *trouble; /* curl's words when there was no answer */
    int64_t started, took_ms;
};

CHECKED bool carrier_start(struct simulator *s, struct err *e);
void carrier_stop(struct simulator *s);
void carrier_add(struct simulator *s, const struct job *job, int64_t delay_ms);
void carrier_forget(struct simulator *s); /* drops the jobs that wait */

/* ---- delivery.c (called on the carrier's thread by job) ---- */

/* Prepares the job's call: true when there is something to send. */
bool delivery_begin(struct simulator *s, struct call *call);
void delivery_end(struct simulator *s, struct call *call);

/* A stored inbound message sets out for the webhook, as the switches say. */
void delivery_inbound(struct simulator *s, const struct message *m);
/* Again, `copies` times at once, whatever the switches say. */
void delivery_again(struct simulator *s, const struct message *m, int copies);
/* A held message goes now. */
void delivery_release(struct simulator *s);
/* A stored outbound message sets out for the phone: receipts begin. */
void delivery_outbound(struct simulator *s, const struct message *m);
/* The customer looked at the phone: delivered messages become read. */
void delivery_seen(struct simulator *s, const struct customer *c);
/* After a restart: what was on its way goes on. */
void delivery_resume(struct simulator *s);
/* True for addresses on the shop's own site: nothing else is ever called. */
bool delivery_url_ours(const struct simulator *s, const char *url);

/* ---- rest.c, content.c: Twilio's words ---- */

/* `outbound` filled with from, to, body, media, ...: looks up the customer, plans the failure
 * that closed windows and switches bring, stores it, sets it on its way. */
CHECKED bool outbound_send(struct simulator *s, struct arena *a, struct message *m,
                           bool approved, struct err *e);
/* Two letters and 32 hex digits, as Twilio makes its ids. */
char *sid_new(struct arena *a, const char *prefix);
/* {"code","message","more_info","status"}; returns true: the answer is complete. */
bool twilio_error(struct request *rq, int status, int code, const char *message);
/* Basic auth and account; false: the answer (401 or 404) is written. */
bool twilio_door(struct request *rq);

/* ContentSid + ContentVariables -> body, choices and media. Returns 0, or Twilio's code:
 * *late then says that it is told by a receipt, not by the answer. */
int content_render(struct simulator *s, struct arena *a, const char *sid, const char *variables,
                   struct message *m, bool *approved, bool *late, const char **why);

bool message_create(struct request *rq, struct err *e);
bool message_index(struct request *rq, struct err *e);
bool message_show(struct request *rq, struct err *e);
bool message_remove(struct request *rq, struct err *e);
bool message_media_index(struct request *rq, struct err *e);
bool message_media_show(struct request *rq, struct err *e);
bool typing_show(struct request *rq, struct err *e);
bool content_create(struct request *rq, struct err *e);
bool content_index(struct request *rq, struct err *e);
bool content_show(struct request *rq, struct err *e);
bool content_approval_ask(struct request *rq, struct err *e);
bool content_approval_show(struct request *rq, struct err *e);

/* ---- phone.c ---- */

bool phone_changes(struct request *rq, struct err *e);
bool phone_messages(struct request *rq, struct err *e);
bool phone_customer_add(struct request *rq, struct err *e);
bool phone_customer_change(struct request *rq, struct err *e);
bool phone_send(struct request *rq, struct err *e);
bool phone_send_image(struct request *rq, struct err *e);
bool phone_again(struct request *rq, struct err *e);
bool phone_seen(struct request *rq, struct err *e);
bool phone_media(struct request *rq, struct err *e);
bool phone_switches(struct request *rq, struct err *e);
bool phone_switches_set(struct request *rq, struct err *e);
bool phone_release(struct request *rq, struct err *e);
bool phone_reset(struct request *rq, struct err *e);

/* Holds this thread until the version is past `after` or the time is over; false when too
 * many wait already (answer at once then). */
bool simulator_wait(struct simulator *s, int64_t after, int64_t wait_ms);
/* Sleeps, but not into a shutdown. */
void simulator_hang(struct simulator *s, int64_t ms);

#endif
