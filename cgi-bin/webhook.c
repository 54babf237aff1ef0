/* webhook.c -- where customers' messages and the provider's receipts come in.
 *
 * The order of doors (design.md §4): body limit (nginx and the route table), parameter limits,
 * signature over PUBLIC_URL + the raw target, then whether the account and number are ours;
 * only then the database. This program never calls the network. */
#include "waiter/chat.h"
#include "waiter/clock.h"
#include "waiter/crypto.h"
#include "waiter/log.h"
#include "waiter/media.h"
#include "waiter/meter.h"
#include "waiter/outbox.h"
#include "waiter/payment.h"
#include "waiter/phone.h"
#include "waiter/serve.h"
#include "waiter/twilio_send.h"
#include "waiter/twilio_sign.h"
#include "waiter/utf8.h"

#include <stdlib.h>
#include <string.h>

#define BODY_MOST (64 * 1024)
#define NOTICE_MOST (256 * 1024) /* of a payment provider */
#define ADDRESS_MOST 160 /* a username address is up to 131 bytes (twilio-whatsapp.md §2) */

static bool message_received(struct request *rq, struct err *e);
static bool receipt_received(struct request *rq, struct err *e);
static bool form_is_twilios(struct request *rq, struct params *form, struct err *e);
static bool message_read(struct request *rq, const struct params *form, struct incoming *in, struct err *e);
static void answer_twiml(struct request *rq, const struct answer *a);

static bool payment_noticed(struct request *rq, struct err *e);

static const struct route routes[] = {
    {"POST", "/webhook/whatsapp", message_received, .who = SIGNED, .body_most = BODY_MOST},
    {"POST", "/webhook/whatsapp/status", receipt_received, .who = SIGNED, .body_most = BODY_MOST},
    {"POST", "/webhook/stripe", payment_noticed, .who = SIGNED, .body_most = NOTICE_MOST},
};

static bool message_received(struct request *rq, struct err *e)
{
    struct params form;
    struct incoming in = {0};
    struct answer answer;
    rq->doing = "taking a message";
    if (!form_is_twilios(rq, &form, e) || !message_read(rq, &form, &in, e) ||
        !chat_receive(rq->app->shop, rq->arena, &in, &answer, e))
        return false;
    if (answer.duplicate)
        log_info("message delivered again", "sid", in.provider_id, NULL);
    else
        meter_count(METER_MESSAGES_IN);
    answer_twiml(rq, &answer);
    return true;
}

/* -- the door -- */

static bool is_ours(struct request *rq, const struct params *form, const char *number_field, struct err *e)
{
    const struct settings *s = &rq->app->settings;
    const char *account = param_text(rq->arena, form, "AccountSid");
    const char *number = param_text(rq->arena, form, number_field);
    if (!account || !same_text(account, s->twilio_account_sid))
        return fail(e, ERR_FORBIDDEN, "another account: %s", account ? account : "none");
    if (!number || strcmp(number, s->twilio_whatsapp_number) != 0)
        return fail(e, ERR_FORBIDDEN, "%s is not our number", number_field);
    return true;
}

static bool signature_holds(struct request *rq, const struct params *form)
{
    const struct settings *s = &rq->app->settings;
    const char *given = request_header(rq, "X-Twilio-Signature");
    const char *url = arena_printf(rq->arena, "%s%s", s->public_url, rq->target);
    return twilio_signature_holds(rq->arena, s->twilio_auth_token, url, form, rq->body, rq->body_len, given) ||
           (*s->twilio_auth_token_secondary &&
            twilio_signature_holds(rq->arena, s->twilio_auth_token_secondary, url, form, rq->body,
                                   rq->body_len, given));
}

static bool form_is_twilios(struct request *rq, struct params *form, struct err *e)
{
    if (!request_form(rq, form, e))
        return false;
    if (!signature_holds(rq, form))
        return fail(e, ERR_BAD_SIGNATURE, "X-Twilio-Signature does not hold for %s", rq->path);
    return true;
}

/* -- reading a message (twilio-whatsapp.md §1) -- */

static bool is_sid(const char *s)
{
    return s && strlen(s) == 34 && (strncmp(s, "SM", 2) == 0 || strncmp(s, "MM", 2) == 0) &&
           strspn(s + 2, "0123456789abcdefABCDEF") == 32;
}

static const char *field(struct request *rq, const struct params *form, const char *name)
{
    const char *text = param_text(rq->arena, form, name);
    return text && *text ? text : NULL;
}

static bool is_coordinate(const char *s, double most)
{
    char *end;
    double d = s ? strtod(s, &end) : 0;
    return s && *s && !*end && d >= -most && d <= most && strlen(s) < 24;
}

/* The id of a tap: documented for buttons; the list's name is not (so several are looked at). */
static const char *tap_id(struct request *rq, const struct params *form)
{
    const char *id = field(rq, form, "ListId");
    return id ? id : field(rq, form, "ButtonPayload");
}

static void message_body(struct request *rq, const struct params *form, struct message *m)
{
    const char *media = field(rq, form, "NumMedia");
    const char *text = param_text(rq->arena, form, "Body");
    m->text = text ? text : "";
    m->latitude = field(rq, form, "Latitude");
    m->longitude = field(rq, form, "Longitude");
    if (is_coordinate(m->latitude, 90) && is_coordinate(m->longitude, 180)) {
        m->kind = MESSAGE_LOCATION;
        m->address = field(rq, form, "Address");
        m->label = field(rq, form, "Label");
    } else if (media && atoi(media) > 0) {
        m->kind = chat_media_kind(field(rq, form, "MediaContentType0"));
    } else if ((m->tap_id = tap_id(rq, form))) {
        m->kind = MESSAGE_TAP;
    }
}

/* The id at the end of the address; the address itself is never used (media.h). */
static const char *media_sid(struct request *rq, const struct params *form)
{
    const char *url = field(rq, form, "MediaUrl0"), *count = field(rq, form, "NumMedia");
    const char *slash = url && count && strcmp(count, "0") != 0 ? strrchr(url, '/') : NULL;
    return slash && media_is_sid(slash + 1) ? slash + 1 : NULL;
}

#define REFERRAL_CHARS_MOST 500 /* of each text; longer ones are cut */

static const char *referral_field(struct request *rq, const struct params *form, const char *name)
{
    const char *text = field(rq, form, name);
    return text ? arena_strndup(rq->arena, text, utf8_prefix(text, REFERRAL_CHARS_MOST)) : NULL;
}

/* Somebody clicked an advertisement; ReferralNumMedia alone comes with every message. */
static const struct referral *referral_of(struct request *rq, const struct params *form)
{
    const struct referral r = {
        .source_type = referral_field(rq, form, "ReferralSourceType"),
        .source_id = referral_field(rq, form, "ReferralSourceId"),
        .source_url = referral_field(rq, form, "ReferralSourceUrl"),
        .headline = referral_field(rq, form, "ReferralHeadline"),
        .body = referral_field(rq, form, "ReferralBody"),
        .click_id = referral_field(rq, form, "ReferralCtwaClid"),
    };
    bool any = r.source_type || r.source_id || r.source_url || r.headline || r.click_id;
    return any ? arena_copy(rq->arena, &r, sizeof r) : NULL;
}

/* WaId is digits; a sender who hides his number has neither it nor digits in From. */
static const char *phone_of(struct request *rq, const struct params *form)
{
    const char *wa_id = field(rq, form, "WaId"), *from = field(rq, form, "From");
    const char *phone = wa_id ? phone_normal(rq->arena, wa_id) : NULL;
    return phone || !from || strncmp(from, "whatsapp:+", 10) != 0 ? phone : phone_normal(rq->arena, from);
}

static bool message_read(struct request *rq, const struct params *form, struct incoming *in, struct err *e)
{
    const char *sid = field(rq, form, "MessageSid"), *from = field(rq, form, "From");
    const char *other = field(rq, form, "ExternalUserId");
    if (!is_ours(rq, form, "To", e))
        return false;
    if (!is_sid(sid))
        return fail_field(e, "MessageSid", "not a message id");
    if (!from || strncmp(from, "whatsapp:", 9) != 0 || strlen(from) > ADDRESS_MOST)
        return fail_field(e, "From", "not a WhatsApp address");
    *in = (struct incoming){
        .request_id = rq->id,
        .channel = "whatsapp",
        .provider_id = sid,
        .from = {.address = from, .phone = phone_of(rq, form), .profile_name = field(rq, form, "ProfileName")},
        .media_sid = media_sid(rq, form),
        .referral = referral_of(rq, form),
        .may_answer = true,
    };
    if (other && strncmp(other, "whatsapp:", 9) == 0 && strlen(other) <= ADDRESS_MOST)
        in->from.other = other;
    message_body(rq, form, &in->message);
    return true;
}

/* -- answering (twilio-whatsapp.md §5) -- */

static void answer_twiml(struct request *rq, const struct answer *a)
{
    const struct settings *s = &rq->app->settings;
    struct str out = str_new(rq->arena, 64 * 1024);
    const char *text = "";
    struct err e = {0};
    str_add(&out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Response>");
    if (a->outbox_id) {
        /* Which of the two addresses Twilio calls depends on the account's age: give it both. */
        const char *url = twilio_receipt_url(rq->arena, s, (struct ref){a->outbox_id, a->outbox_at});
        str_add(&out, "<Message action=\"");
        str_add_xml(&out, url);
        str_add(&out, "\" statusCallback=\"");
        str_add_xml(&out, url);
        str_add(&out, "\"><Body>");
        str_add_xml(&out, a->text);
        str_add(&out, "</Body>");
        if (a->media) {
            str_add(&out, "<Media>");
            str_add_xml(&out, arena_printf(rq->arena, "%s%s", s->public_url, a->media));
            str_add(&out, "</Media>");
        }
        str_add(&out, "</Message>");
    }
    str_add(&out, "</Response>");
    if (str_done(&out, &text, &e))
        reply_text(rq, 200, "text/xml; charset=utf-8", text);
    else
        log_err("writing TwiML", &e);
}

/* -- receipts (twilio-whatsapp.md §7) -- */

struct receipt { struct ref ours; int64_t error_code; const char *provider_id, *status; };

static bool note_receipt(struct conn *c, void *what, struct err *e)
{
    struct receipt *r = what;
    return outbox_receipt(c, r->ours, r->provider_id, r->status, r->error_code, clock_now(), e);
}

/* The number that the whole text is; 0 for every other text. */
static int64_t whole_number(const char *s)
{
    size_t n = s ? strlen(s) : 0;
    return n > 0 && n <= 18 && strspn(s, "0123456789") == n ? strtoll(s, NULL, 10) : 0;
}

static bool receipt_received(struct request *rq, struct err *e)
{
    struct params form;
    rq->doing = "taking a receipt";
    if (!form_is_twilios(rq, &form, e) || !is_ours(rq, &form, "From", e))
        return false;
    struct receipt r = {
        .ours = ref_read(request_query(rq, "oid")),
        .error_code = whole_number(field(rq, &form, "ErrorCode")),
        .provider_id = field(rq, &form, "MessageSid"),
        .status = field(rq, &form, "MessageStatus"),
    };
    if (!is_sid(r.provider_id))
        return fail_field(e, "MessageSid", "not a message id");
    if (!r.status)
        return fail_field(e, "MessageStatus", "missing");
    if (!db_write(rq->app->db, note_receipt, &r, e))
        return false;
    reply_text(rq, 204, NULL, "");
    return true;
}

/* -- what payment providers tell: the end of the path names one of pay_provider.h -- */

static bool payment_noticed(struct request *rq, struct err *e)
{
    const struct settings *s = &rq->app->settings;
    enum pay_way way;
    struct pay_news news;
    rq->doing = "taking a payment's notice";
    if (!pay_way_read(strrchr(rq->path, '/') + 1, &way))
        return fail(e, ERR_NOT_FOUND, "no such provider");
    const struct pay_provider *p = pay_provider_of(way);
    if (!p || !p->notice(rq->arena, s, request_header(rq, p->signature_header), rq->body ? rq->body : "",
                         rq->body_len, clock_now(), &news, e) ||
        !payment_told(rq->app->shop, rq->arena, way, &news, e))
        return p ? false : fail(e, ERR_NOT_FOUND, "no such provider");
    reply_text(rq, 200, "application/json", "{}");
    return true;
}

/* -- the program -- */

static bool start(struct app *app, struct err *e)
{
    app->routes = routes;
    app->route_count = sizeof routes / sizeof *routes;
    app->threads = (int)app->settings.webhook_threads;
    if (strlen(app->settings.secret_key) < 32)
        return fail_field(e, "SECRET_KEY", "needed: at least 32 characters (waiter init makes one)");
    return db_open(settings_database(&app->arena, &app->settings), &app->db, e) &&
           shop_open(&app->settings, app->db, &app->shop, e);
}

static void stop(struct app *app)
{
    shop_close(app->shop);
    db_close(app->db);
}

int main(int argc, char **argv)
{
    if (routes_asked(argc, argv, routes, sizeof routes / sizeof *routes))
        return 0;
    return serve_main(argc, argv, "webhook", start, stop);
}
