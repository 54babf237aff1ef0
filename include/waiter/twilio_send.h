/* twilio_send.h -- what we say to Twilio's REST API and what its answers mean; pure, no network.
 *
 * Sending (twilio-whatsapp.md §6), looking up what became of a send, and the stored contents
 * that buttons and lists need (§9).
 *
 * Buttons: a stored content has a fixed shape whose texts may all be variables, but a variable
 * must not hold a line break (92007, §8), and our numbered menus are many lines. So each line of
 * the body is a variable of its own and the line breaks stand in the content: one content per
 * (kind, number of choices, pattern of lines), such as quick_reply.2 or list.5.l3b1l2 (three
 * lines, a blank one, two lines). A shop uses a few dozen such shapes; each is made on first use
 * and remembered. One content per text would be a POST per message; joining the lines would
 * spoil the menu. Whatever does not fit a shape leaves as plain text, which always works:
 * a picture (a quick reply has none), more than 1,024 characters, more than 24 lines, a title
 * that is too long, a content that Twilio refused. */
#ifndef WAITER_TWILIO_SEND_H
#define WAITER_TWILIO_SEND_H

#include "waiter/http.h"
#include "waiter/ref.h"
#include "waiter/settings.h"

struct twilio_message {
    struct ref oid;      /* of our outbox row: comes back in the status callback */
    const char *to;      /* exactly as received */
    const char *body;
    const char *media;   /* URL path below PUBLIC_URL, or NULL */
    const char *choices; /* JSON array of {"id","title","note"}, or NULL; the first's
                            "opener" is on the button that opens a list of them */
};

/* The shape a message's buttons need, and its texts for that shape. */
struct twilio_shape {
    const char *key;       /* "quick_reply.2": what the content's sid is remembered under */
    const char *creation;  /* JSON to make the content with */
    const char *variables; /* JSON text for ContentVariables */
};
/* False when the message has to leave as plain text. */
bool twilio_shape(struct arena *a, const struct twilio_message *m, struct twilio_shape *out);

/* Where Twilio tells what became of the message of that outbox row (§7); lives in the arena. */
const char *twilio_receipt_url(struct arena *a, const struct settings *s, struct ref oid);

/* Requests; texts live in the arena. `content_sid` NULL: plain. The caller sets the timeouts. */
struct http_request twilio_create_message(struct arena *a, const struct settings *s,
                                          const struct twilio_message *m, const char *content_sid,
                                          const struct twilio_shape *shape);
/* As above without picture and buttons. */
struct http_request twilio_create_plain(struct arena *a, const struct settings *s,
                                        const struct twilio_message *m);
struct http_request twilio_create_content(struct arena *a, const struct settings *s,
                                          const struct twilio_shape *shape);
/* Typing dots on the phone that sent that message. */
struct http_request twilio_show_typing(struct arena *a, const struct settings *s,
                                       const char *message_sid);
/* The newest messages to that address; `next` is the page named by the last answer, or NULL.
 * Without DateSent: what Twilio has taken but not yet sent has none and would be missed. */
struct http_request twilio_list_messages(struct arena *a, const struct settings *s, const char *to,
                                         const char *next);

/* What to do now. */
enum twilio_act {
    TWILIO_SENT,        /* accepted: sid */
    TWILIO_RETRY,       /* nothing was sent; again after the back-off */
    TWILIO_RETRY_SLOW,  /* the same, minutes later */
    TWILIO_NOT_REACHED, /* no connection: nothing was sent, and it is not this message's fault */
    TWILIO_UNSURE,      /* it may have been sent: wait for the receipt, then look it up */
    TWILIO_PLAIN,       /* buttons or picture refused: again, as plain text */
    TWILIO_DEAD,        /* will never be taken */
    TWILIO_DEAD_MARK,   /* neither will anything else to this address */
    TWILIO_SAID_STOP,   /* dead, and the customer wants no more messages */
    TWILIO_STOP_QUEUE   /* our account or sender: nothing can leave at the moment */
};
struct twilio_code {
    int code;
    enum twilio_act act;
    const char *why; /* for the log and the outbox row */
};
extern const struct twilio_code twilio_codes[]; /* ends with code 0 */

struct twilio_verdict {
    enum twilio_act act;
    int64_t code;       /* Twilio's, or the HTTP status when it named none; 0: no answer */
    const char *why;
    const char *sid;    /* TWILIO_SENT */
    const char *status; /* TWILIO_SENT: as Twilio calls it */
    int64_t wait_ms;    /* at least so long, when Twilio said so (<= 15 min) */
};
/* The answer to a create-message call; `rich`: it had a content or a picture (else there is
 * nothing plainer to try, and TWILIO_PLAIN becomes TWILIO_DEAD). */
struct twilio_verdict twilio_judge(struct arena *a, const struct http_answer *answer, bool rich);

/* The sid of the content made; NULL when it was not. */
const char *twilio_content_sid(struct arena *a, const struct http_answer *answer);
/* True for codes that say: there is no such content (any more). */
bool twilio_content_unknown(int64_t code);
/* True when a try that ended with this code is to be followed by a plain one. */
bool twilio_wants_plain(int64_t code);

/* A message found in a listing. */
struct twilio_listed {
    const char *sid, *status;
    int64_t error_code;
};
struct twilio_list {
    struct twilio_listed *at; /* those that can be `m`, newest first */
    size_t count;
    const char *next; /* ask on with this; NULL: the list reached back to `since` */
};
/* Reads a listing for messages like `m` made at or after `since` (ms; two minutes of difference
 * between the clocks are allowed for). False: that was no usable answer, nothing is known. */
bool twilio_list_read(struct arena *a, const struct http_answer *answer,
                      const struct twilio_message *m, int64_t since, struct twilio_list *out);

/* -- messages to us, for the reconciler (twilio-whatsapp.md §4) -- */

/* Those of the days since that moment, the newest first; `next` as above. */
struct http_request twilio_list_inbound(struct arena *a, const struct settings *s, int64_t since,
                                        const char *next);
struct twilio_inbound {
    const char *sid, *from, *body;
    int64_t sent_at, media; /* media: how many things came with it */
};
struct twilio_inbox {
    struct twilio_inbound *at;
    size_t count;
    const char *next; /* NULL: the list reached back to `since` */
};
/* False: that was no usable answer. What is no message to our number is left out. */
bool twilio_inbound_read(struct arena *a, const struct http_answer *answer,
                         const struct settings *s, int64_t since, struct twilio_inbox *out);

/* What came with a message: the first thing's sid and type; false when that cannot be told. */
struct http_request twilio_list_media(struct arena *a, const struct settings *s, const char *sid);
bool twilio_media_read(struct arena *a, const struct http_answer *answer, const char **sid,
                       const char **type);

#endif
