/* simulator.c -- a phone on a web page, and a stand-in for Twilio. Never on by accident.
 *
 * Serves /simulator/api/... for the page in nginx/console/simulator/, and Twilio's paths
 * /2010-04-01/..., /v1/Content..., /v2/Indicators/..., for TWILIO_API_URL pointing here.
 * The rooms are in lib/simulator/; this file is main and the route table. */
#include "../lib/simulator/simulator.h"

#include "waiter/log.h"
#include "waiter/serve.h"

#include <string.h>

#define JSON_MOST (64u << 10)
#define FORM_MOST (256u << 10)
#define IMAGE_MOST (5u << 20)

#define ACCOUNT "/2010-04-01/Accounts/:account"
#define API "/simulator/api"

static const struct route routes[] = {
    {"POST", ACCOUNT "/Messages.json", message_create, ANYONE, FORM_MOST},
    {"GET", ACCOUNT "/Messages.json", message_index, ANYONE, 0},
    {"GET", ACCOUNT "/Messages/:message", message_show, ANYONE, 0},
    {"DELETE", ACCOUNT "/Messages/:message", message_remove, ANYONE, 0},
    {"GET", ACCOUNT "/Messages/:message/Media.json", message_media_index, ANYONE, 0},
    {"GET", ACCOUNT "/Messages/:message/Media/:media", message_media_show, ANYONE, 0},
    {"POST", "/v1/Content", content_create, ANYONE, JSON_MOST},
    {"GET", "/v1/Content", content_index, ANYONE, 0},
    {"GET", "/v1/Content/:content", content_show, ANYONE, 0},
    {"POST", "/v1/Content/:content/ApprovalRequests/whatsapp", content_approval_ask, ANYONE,
     JSON_MOST},
    {"GET", "/v1/Content/:content/ApprovalRequests", content_approval_show, ANYONE, 0},
    {"POST", "/v2/Indicators/Typing.json", typing_show, ANYONE, FORM_MOST},

    {"GET", API "/changes", phone_changes, ANYONE, 0},
    {"GET", API "/messages", phone_messages, ANYONE, 0},
    {"POST", API "/messages/:sid/deliver", phone_again, ANYONE, JSON_MOST},
    {"GET", API "/media/:media", phone_media, ANYONE, 0},
    {"POST", API "/customers", phone_customer_add, ANYONE, JSON_MOST},
    {"POST", API "/customers/:customer", phone_customer_change, ANYONE, JSON_MOST},
    {"POST", API "/customers/:customer/seen", phone_seen, ANYONE, JSON_MOST},
    {"POST", API "/customers/:customer/messages", phone_send, ANYONE, JSON_MOST},
    {"POST", API "/customers/:customer/image", phone_send_image, ANYONE, IMAGE_MOST},
    {"GET", API "/switches", phone_switches, ANYONE, 0},
    {"POST", API "/switches", phone_switches_set, ANYONE, JSON_MOST},
    {"POST", API "/release", phone_release, ANYONE, JSON_MOST},
    {"POST", API "/reset", phone_reset, ANYONE, JSON_MOST},
};

static struct simulator here = {
    .lock = PTHREAD_MUTEX_INITIALIZER,
    .changed = PTHREAD_COND_INITIALIZER,
};

struct simulator *simulator_here(void)
{
    return &here;
}

/* MediaUrl0 points where the shop reaches Twilio's API; with none configured that is us. */
static const char *media_base(const struct settings *s)
{
    return strstr(s->twilio_api_url, "://api.twilio.com") ? s->public_url : s->twilio_api_url;
}

static bool start(struct app *app, struct err *e)
{
    const struct settings *s = &app->settings;
    if (!s->waiter_simulator)
        return fail(e, ERR_FORBIDDEN,
                    "WAITER_SIMULATOR is not 1: the simulator never runs by accident");
    if (!*s->twilio_account_sid || !*s->twilio_auth_token || !*s->twilio_whatsapp_number)
        return fail(e, ERR_BAD_INPUT, "TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN and"
                                      " TWILIO_WHATSAPP_NUMBER are needed (`waiter init`)");
    app->routes = routes;
    app->route_count = sizeof routes / sizeof *routes;
    app->threads = (int)s->simulator_threads;
    here.settings = s;
    here.media_base = media_base(s);
    here.waiting_most = app->threads > 2 ? app->threads * 3 / 4 : 1;
    if (!store_open(&here, e) || !carrier_start(&here, e))
        return false;
    delivery_resume(&here);
    return true;
}

static void stop(struct app *app)
{
    (void)app;
    pthread_mutex_lock(&here.lock);
    here.stopping = true;
    pthread_cond_broadcast(&here.changed);
    pthread_mutex_unlock(&here.lock);
    carrier_stop(&here);
    store_close(&here);
}

int main(int argc, char **argv)
{
    return serve_main(argc, argv, "simulator", start, stop);
}
