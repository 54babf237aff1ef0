/* cart.c -- a customer's cart in words. */
#include "waiter/cart.h"

#include "waiter/dialogue.h"

#define LINES_TOLD 10

struct line_row {
    int64_t quantity, price_minor;
    const char *name, *option1, *option2;
};
static const struct field line_fields[] = {
    FIELD(struct line_row, quantity, 0),
    FIELD(struct line_row, price_minor, 0),
    FIELD(struct line_row, name, 0),
    FIELD(struct line_row, option1, 0),
    FIELD(struct line_row, option2, 0),
};
static const struct model line_model = MODEL("cart_item", struct line_row, line_fields);

bool cart_read(struct conn *c, struct arena *a, int64_t customer_id, const char *glue,
               struct cart_words *out, struct err *e)
{
    void *rows;
    *out = (struct cart_words){.items = ""};
    if (!db_all(c, a, Q_CART_WORDS, ARGS(V(customer_id), V(CART_LINES_MOST)), &line_model,
                CART_LINES_MOST, &rows, &out->count, e))
        return false;
    const struct line_row *lines = rows;
    for (size_t i = 0; i < out->count; i++) {
        const struct line_row *l = &lines[i];
        out->total_minor += l->quantity * l->price_minor;
        if (i < LINES_TOLD)
            out->items = arena_printf(a, "%s%s%s", out->items, i ? glue : "",
                                      line_text(a, l->name, l->option1, l->option2, l->quantity));
    }
    return true;
}
