/* handoff.c -- what was asked, what is in the cart, the last order, and how they sound. */
#include "waiter/handoff.h"

#include "waiter/dialogue.h"
#include "waiter/utf8.h"

#define ASKED_CHARS 300

struct asked_row { const char *body; };
static const struct field asked_fields[] = {FIELD(struct asked_row, body, 0)};
static const struct model asked_model = MODEL("chat_log", struct asked_row, asked_fields);

static bool read_asked(struct conn *c, struct arena *a, int64_t customer_id, struct handoff *out,
                       struct err *e)
{
    void *rows;
    size_t n;
    if (!db_all(c, a, Q_CHAT_LAST_ASKED, ARGS(V(customer_id), V(HANDOFF_ASKED_MOST)), &asked_model,
                HANDOFF_ASKED_MOST, &rows, &n, e))
        return false;
    const struct asked_row *newest = rows;
    for (size_t i = n; i-- > 0;) {
        const char *text = newest[i].body;
        out->asked[out->asked_count++] = arena_strndup(a, text, utf8_prefix(text, ASKED_CHARS));
    }
    return true;
}

bool handoff_read(struct conn *c, struct arena *a, int64_t customer_id, const char *state,
                  struct handoff *out, struct err *e)
{
    bool any;
    *out = (struct handoff){.mood = conversation_mood(conversation_read(a, state))};
    return read_asked(c, a, customer_id, out, e) && cart_read(c, a, customer_id, ", ", &out->cart, e) &&
           db_one(c, a, Q_ORDERS_OF_CUSTOMER, ARGS(V(customer_id), V(1)), &order_model, &out->order, &any, e);
}
