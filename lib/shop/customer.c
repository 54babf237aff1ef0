/* customer.c -- meeting a customer: by address, by the other address, by phone; one person, one row. */
#include "waiter/customer.h"
#include "waiter/clock.h"
#include "waiter/crypto.h"
#include "waiter/log.h"
#include "waiter/phone.h"
#include "waiter/stock.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TOKEN_MS (15 * MINUTE_MS)

static const struct field customer_fields[] = {
    FIELD(struct customer, id, SHOWN),
    FIELD(struct customer, name, SHOWN),
    FIELD(struct customer, profile_name, SHOWN),
    FIELD(struct customer, email, STAFF),
    FIELD(struct customer, phone, SHOWN),
    FIELD(struct customer, language, SHOWN),
    FIELD(struct customer, language_said, 0),
    FIELD(struct customer, opted_out, SHOWN),
    FIELD(struct customer, blocked, SHOWN),
    FIELD(struct customer, owner, SHOWN),
    FIELD(struct customer, address, 0),
    FIELD(struct customer, state, 0),
    FIELD(struct customer, human_until, 0),
    FIELD(struct customer, last_in_at, 0),
    FIELD(struct customer, window_end_at, 0),
};
const struct model customer_model = MODEL("customer", struct customer, customer_fields);

static bool by_address(struct conn *c, struct arena *a, const char *address, struct customer *out,
                       bool *found, struct err *e)
{
    *found = false;
    return !address ||
           db_one(c, a, Q_CUSTOMER_BY_ADDRESS, ARGS(V(address)), &customer_model, out, found, e);
}

/* Everything the second customer has becomes the first one's; the older id stays. */
static bool merge(struct conn *c, struct arena *a, int64_t keep, int64_t gone, int64_t now, struct err *e)
{
    /* What came and what left are found by the chat: before that has moved. */
    static const enum query moves[] = {Q_MERGE_ADDRESS, Q_MERGE_INBOUND,    Q_MERGE_OUTBOX,
                                       Q_MERGE_ORDERS,  Q_MERGE_CHAT_LOG,   Q_MERGE_MEDIA,
                                       Q_MERGE_UNANSWERED, Q_MERGE_CART,     Q_MERGE_NOTES,      Q_MERGE_TAGS,
                                       Q_MERGE_COUPON_USE, Q_MERGE_REFERRALS, Q_MERGE_AI_TURNS,
                                       Q_MERGE_AI_CALLS, Q_MERGE_FACTS};
    static const enum query drops[] = {Q_MERGE_DROP_CART, Q_MERGE_DROP_CONVERSATION, Q_MERGE_DROP_TAGS,
                                       Q_MERGE_DROP_CUSTOMER};
    if (!stock_hold(c, a, gone, NULL, 0, 0, now, e)) /* what they had put aside goes back */
        return false;
    for (size_t i = 0; i < sizeof moves / sizeof *moves; i++)
        if (!db_run(c, moves[i], ARGS(V(keep), V(gone)), NULL, e))
            return false;
    for (size_t i = 0; i < sizeof drops / sizeof *drops; i++)
        if (!db_run(c, drops[i], ARGS(V(gone)), NULL, e))
            return false;
    log_info("two addresses are one customer", NULL);
    return true;
}

static bool add_address(struct conn *c, const char *address, int64_t id, int64_t now, struct err *e)
{
    return db_run(c, Q_ADDRESS_ADD, ARGS(V(address), V(id), V(now)), NULL, e);
}

static bool add_customer(struct conn *c, const struct sender *who, int64_t now, int64_t *id, struct err *e)
{
    return db_insert(c, Q_CUSTOMER_ADD, ARGS(V(who->profile_name), V(who->phone), V(now)), id, e);
}

/* A phone that another customer already has means that they are the same person. */
static bool learn_phone(struct conn *c, struct arena *a, struct customer *me, const char *phone,
                        int64_t now, struct err *e)
{
    int64_t other = 0;
    bool found;
    if (!phone || (me->phone && strcmp(me->phone, phone) == 0))
        return true;
    if (!db_int(c, Q_CUSTOMER_BY_PHONE, ARGS(V(phone)), &other, &found, e))
        return false;
    if (!found)
        return me->phone || db_run(c, Q_CUSTOMER_PHONE_SET, ARGS(V(me->id), V(phone)), NULL, e);
    if (other == me->id)
        return true;
    int64_t keep = other < me->id ? other : me->id, gone = other < me->id ? me->id : other;
    if (!merge(c, a, keep, gone, now, e) || !db_run(c, Q_CUSTOMER_PHONE_SET, ARGS(V(keep), V(phone)), NULL, e))
        return false;
    me->id = keep;
    return true;
}

/* The sender's other address: noted, or found to belong to somebody who is the same person. */
static bool learn_other(struct conn *c, struct arena *a, struct customer *me, const char *other,
                        int64_t now, struct err *e)
{
    struct customer same = {0};
    bool found;
    if (!other || !by_address(c, a, other, &same, &found, e))
        return !other;
    if (!found)
        return add_address(c, other, me->id, now, e);
    if (same.id == me->id)
        return true;
    int64_t keep = same.id < me->id ? same.id : me->id, gone = same.id < me->id ? me->id : same.id;
    me->id = keep;
    return merge(c, a, keep, gone, now, e);
}

static bool meet_first(struct conn *c, struct arena *a, const struct sender *who, int64_t now,
                       struct customer *me, bool *is_new, struct err *e)
{
    bool found;
    if (!by_address(c, a, who->other, me, &found, e))
        return false;
    if (!found && who->phone) {
        if (!db_int(c, Q_CUSTOMER_BY_PHONE, ARGS(V(who->phone)), &me->id, &found, e))
            return false;
    }
    *is_new = !found;
    if (!found) /* nobody has that phone: it was looked for just now */
        me->phone = who->phone;
    return (found || add_customer(c, who, now, &me->id, e)) && add_address(c, who->address, me->id, now, e);
}

bool customer_meet(struct conn *c, struct arena *a, const struct sender *who, int64_t now,
                   struct customer *out, bool *is_new, struct err *e)
{
    bool found, news;
    *is_new = false;
    if (!by_address(c, a, who->address, out, &found, e) ||
        (!found && !meet_first(c, a, who, now, out, is_new, e)))
        return false;
    int64_t id = out->id;
    news = !found || (who->other && strcmp(who->other, who->address) != 0) ||
           (who->phone && (!out->phone || strcmp(out->phone, who->phone) != 0));
    if (news && (!learn_other(c, a, out, who->other && strcmp(who->other, who->address) ? who->other : NULL,
                              now, e) ||
                 !learn_phone(c, a, out, who->phone, now, e)))
        return false;
    if (!db_run(c, Q_CUSTOMER_SEEN, ARGS(V(out->id), V(now), V(who->profile_name)), NULL, e))
        return false;
    if (found && out->id == id) {
        out->profile_name = who->profile_name ? who->profile_name : out->profile_name;
        out->phone = out->phone ? out->phone : who->phone;
        return true;
    }
    return by_address(c, a, who->address, out, &found, e);
}

bool customer_language_set(struct conn *c, struct customer *who, const char *lang, bool said,
                           struct err *e)
{
    if (strcmp(who->language, lang) == 0 && who->language_said == said)
        return true;
    who->language = lang;
    who->language_said = said;
    return db_run(c, Q_CUSTOMER_LANGUAGE_SET, ARGS(V(who->id), V(lang), V((int)said)), NULL, e);
}

bool customer_find(struct conn *c, struct arena *a, int64_t id, struct customer *out, struct err *e)
{
    return db_one(c, a, Q_CUSTOMER_BY_ID, ARGS(V(id)), &customer_model, out, NULL, e);
}

static char *token_mac(struct arena *a, const char *secret, int64_t id, int64_t until)
{
    uint8_t mac[SHA256_BYTES];
    char *what = arena_printf(a, "orders-of:%lld:%lld", (long long)id, (long long)until);
    hmac_sha256(secret, strlen(secret), what, strlen(what), mac);
    return base64url_text(a, mac, 16);
}

char *customer_token(struct arena *a, const char *secret, int64_t id, int64_t now)
{
    int64_t until = now + TOKEN_MS;
    return arena_printf(a, "%lld.%s", (long long)until, token_mac(a, secret, id, until));
}

struct token_use {
    int64_t id, until;
};

static bool token_use_job(struct conn *c, void *what, struct err *e)
{
    const struct token_use *use = what;
    int64_t fresh;
    if (!db_run(c, Q_CUSTOMER_LOGIN_USE, ARGS(V(use->id), V(use->until)), &fresh, e))
        return false;
    return fresh == 1 || fail(e, ERR_NO_LOGIN, "a login code that was used");
}

bool customer_token_use(struct db *db, struct arena *a, const char *secret, int64_t id,
                        const char *token, int64_t now, struct err *e)
{
    struct token_use use = {id, token ? strtoll(token, NULL, 10) : 0};
    /* Always computed, and compared as a whole: the same time and one spelling for any token. */
    const char *right = arena_printf(a, "%lld.%s", (long long)use.until, token_mac(a, secret, id, use.until));
    if (!same_text(right, token) || use.until < now || use.until > now + TOKEN_MS)
        return fail(e, ERR_NO_LOGIN, "no valid token");
    return db_write(db, token_use_job, &use, e);
}

const char *customer_called(const struct customer *c)
{
    size_t n = c->phone ? strlen(c->phone) : 0;
    return c->name           ? c->name
           : c->profile_name ? c->profile_name
           : n > 4           ? c->phone + n - 4
                             : "?";
}
