/* switches.c -- everything that can be made to go wrong, in one table.
 *
 * The table is also what the page shows: a new row needs no new line of JavaScript. */
#include "simulator.h"

#include "waiter/log.h"

#include <string.h>

#define IN "Customer to shop"
#define API "Shop to Twilio"
#define OUT "Twilio to customer"

const struct switch_row switch_rows[SWITCH__MAX] = {
    [SWITCH_DUPLICATE] = {"duplicate", .min = 1, .max = 10, .initial = 1, .group = IN,
        .label = "Deliver each message this many times"},
    [SWITCH_DUPLICATE_AT_ONCE] = {"duplicate_at_once", .yes_no = true, .max = 1, .group = IN,
        .label = "…all copies at the same moment"},
    [SWITCH_DELAY_MS] = {"delay_ms", .max = 60000, .group = IN,
        .label = "Wait before delivering (ms)"},
    [SWITCH_REORDER] = {"reorder", .yes_no = true, .max = 1, .group = IN,
        .label = "Swap the order: hold one message until the next"},
    [SWITCH_FORGE] = {"forge", .yes_no = true, .max = 1, .group = IN,
        .label = "Sign wrongly (the shop must answer 403)"},
    [SWITCH_WEBHOOK_DOWN] = {"webhook_down", .yes_no = true, .max = 1, .group = IN,
        .label = "Shop unreachable: messages wait in Twilio's list"},
    [SWITCH_WEBHOOK_RETRIES] = {"webhook_retries", .max = 5, .group = IN,
        .label = "Try again this often when the shop fails"},
    [SWITCH_REST_FAIL] = {"rest_fail",
        .choices = {"none", "429", "500", "timeout", "garbage", "accept_hang", "accept_drop"},
        .max = 6, .group = API, .label = "When the shop sends, answer with"},
    [SWITCH_REST_FAIL_COUNT] = {"rest_fail_count", .min = 1, .max = 100000, .initial = 1,
        .group = API, .label = "…for the next calls"},
    [SWITCH_REST_HANG_MS] = {"rest_hang_ms", .max = 60000, .initial = 20000, .group = API,
        .label = "A hanging call hangs for (ms)"},
    [SWITCH_FAIL_ERROR_CODE] = {"fail_error_code", .max = 99999, .group = OUT,
        .label = "Fail delivery with error code (0: deliver)"},
    [SWITCH_CALLBACKS] = {"callbacks", .choices = {"on", "off", "twice", "reversed"}, .max = 3,
        .group = OUT, .label = "Receipts to the shop"},
    [SWITCH_RECEIPT_DELAY_MS] = {"receipt_delay_ms", .max = 60000, .group = OUT,
        .label = "Wait before each receipt (ms)"},
    [SWITCH_READ] = {"read", .choices = {"auto", "phone", "off"}, .max = 2, .group = OUT,
        .label = "Messages count as read"},
};

int64_t switch_value(struct simulator *s, enum switch_id id)
{
    pthread_mutex_lock(&s->lock);
    int64_t value = s->switches[id];
    pthread_mutex_unlock(&s->lock);
    return value;
}

/* One value of any JSON kind that makes sense for the row. */
static bool value_read(const struct switch_row *row, const json_value *v, int64_t *out)
{
    if (row->choices[0]) {
        const char *name = json_text(v, "");
        for (int64_t i = 0; name && i <= row->max; i++) {
            *out = i;
            if (strcmp(row->choices[i], name) == 0)
                return true;
        }
        return false;
    }
    if (row->yes_no && !json_is_int(v, out)) {
        *out = json_bool(v, "", false);
        return json_bool(v, "", false) == json_bool(v, "", true);
    }
    return json_is_int(v, out) && *out >= row->min && *out <= row->max;
}

static int row_named(const char *name)
{
    for (int i = 0; i < SWITCH__MAX; i++)
        if (strcmp(switch_rows[i].name, name) == 0)
            return i;
    return -1;
}

bool switches_read(struct simulator *s, const json_value *v, struct err *e)
{
    int64_t wanted[SWITCH__MAX];
    bool named[SWITCH__MAX] = {false};

    if (!json_is_object(v))
        return fail(e, ERR_BAD_INPUT, "switches are an object");
    for (size_t i = 0; i < json_count(v); i++) {
        const json_value *item = json_item(v, i);
        int id = row_named(json_key(item));
        if (id < 0 || !value_read(&switch_rows[id], item, &wanted[id]))
            return fail_field(e, json_key(item), "no such switch, or not a value for it");
        named[id] = true;
    }
    for (int id = 0; id < SWITCH__MAX; id++)
        if (named[id] && !switch_store(s, id, wanted[id], e))
            return false;
    return true;
}

void switches_write(struct simulator *s, struct json *j, const char *key, bool rows)
{
    json_open_object(j, key);
    for (int i = 0; i < SWITCH__MAX; i++) {
        const struct switch_row *row = &switch_rows[i];
        int64_t value = switch_value(s, i);
        if (row->choices[0])
            json_put_text(j, row->name, row->choices[value]);
        else if (row->yes_no)
            json_put_bool(j, row->name, value != 0);
        else
            json_put_int(j, row->name, value);
    }
    json_close(j);
    if (!rows)
        return;
    json_open_array(j, "rows");
    for (const struct switch_row *row = switch_rows; row < switch_rows + SWITCH__MAX; row++) {
        json_open_object(j, NULL);
        json_put_text(j, "name", row->name);
        json_put_text(j, "group", row->group);
        json_put_text(j, "label", row->label);
        json_put_text(j, "kind", row->choices[0] ? "choice" : row->yes_no ? "yes_no" : "number");
        if (row->choices[0]) {
            json_put_text(j, "initial", row->choices[row->initial]);
            json_open_array(j, "choices");
            for (int64_t i = 0; i <= row->max; i++)
                json_put_text(j, NULL, row->choices[i]);
            json_close(j);
        } else if (row->yes_no) {
            json_put_bool(j, "initial", row->initial != 0);
        } else {
            json_put_int(j, "initial", row->initial);
            json_put_int(j, "min", row->min);
            json_put_int(j, "max", row->max);
        }
        json_close(j);
    }
    json_close(j);
}

enum rest_fail switch_rest_fail(struct simulator *s)
{
    struct err e = {0};
    pthread_mutex_lock(&s->lock);
    enum rest_fail now = (enum rest_fail)s->switches[SWITCH_REST_FAIL];
    int64_t left = s->switches[SWITCH_REST_FAIL_COUNT] - 1;
    if (now != REST_FINE) { /* in memory first: two calls at once must not share one failure */
        s->switches[SWITCH_REST_FAIL_COUNT] = left > 0 ? left : 1;
        s->switches[SWITCH_REST_FAIL] = left > 0 ? now : REST_FINE;
    }
    pthread_mutex_unlock(&s->lock);
    if (now == REST_FINE)
        return now;
    if (!switch_store(s, SWITCH_REST_FAIL_COUNT, left > 0 ? left : 1, &e)
        || (left <= 0 && !switch_store(s, SWITCH_REST_FAIL, REST_FINE, &e)))
        log_err("counting a failure", &e);
    return now;
}
