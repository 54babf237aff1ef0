/* quote.c -- lines, discount, tax and delivery become a total. */
#include "waiter/quote.h"

#include "waiter/money.h"

__extension__ typedef __int128 wide; /* 10^12 times 10^12 */

int64_t quote_share(int64_t amount, int64_t part, int64_t whole)
{
    return (int64_t)(((wide)amount * part * 2 + whole) / ((wide)whole * 2));
}

static bool sum_lines(struct quote_line *lines, size_t count, struct quote *out, struct err *e)
{
    for (size_t i = 0; i < count; i++) {
        struct quote_line *l = &lines[i];
        if (l->quantity < 0 || l->unit_price_minor < 0 || l->tax_bp < 0 || l->tax_bp > BP_WHOLE)
            return fail(e, ERR_BAD_INPUT, "a line with a negative quantity, price or tax");
        if (!money_times(l->unit_price_minor, l->quantity, &l->sum_minor, e) ||
            !money_add(out->subtotal_minor, l->sum_minor, &out->subtotal_minor, e))
            return false;
    }
    return true;
}

/* Each line takes what the running sum owes up to it, so that the shares add up exactly. */
static void spread(struct quote_line *lines, size_t count, int64_t amount, int64_t subtotal)
{
    int64_t before = 0, given = 0;
    for (size_t i = 0; i < count && subtotal > 0; i++) {
        before += lines[i].sum_minor;
        int64_t owed = (int64_t)((wide)amount * before / subtotal);
        lines[i].discount_minor = owed - given;
        given = owed;
    }
}

static void take_off(struct quote_line *lines, size_t count, struct quote_discount off,
                     int64_t subtotal)
{
    for (size_t i = 0; i < count; i++)
        lines[i].discount_minor = quote_share(lines[i].sum_minor, off.bp, BP_WHOLE);
    if (off.amount_minor)
        spread(lines, count, off.amount_minor < subtotal ? off.amount_minor : subtotal, subtotal);
}

static void tax_line(struct quote_line *l)
{
    int64_t net = l->sum_minor - l->discount_minor;
    int64_t whole = l->tax_inclusive ? BP_WHOLE + l->tax_bp : BP_WHOLE;
    l->tax_minor = quote_share(net, l->tax_bp, whole);
}

static bool add_up(struct quote_line *lines, size_t count, int64_t delivery_minor,
                   struct quote *out, struct err *e)
{
    for (size_t i = 0; i < count; i++) {
        struct quote_line *l = &lines[i];
        if (l->discount_minor < 0 || l->discount_minor > l->sum_minor)
            return fail(e, ERR_BAD_INPUT, "a discount larger than its line");
        tax_line(l);
        out->discount_minor += l->discount_minor;
        *(l->tax_inclusive ? &out->tax_included_minor : &out->tax_minor) += l->tax_minor;
    }
    out->delivery_minor = delivery_minor;
    return (delivery_minor >= 0 || fail(e, ERR_BAD_INPUT, "a negative delivery fee")) &&
           money_add(out->subtotal_minor - out->discount_minor, delivery_minor, &out->total_minor, e) &&
           money_add(out->total_minor, out->tax_minor, &out->total_minor, e);
}

bool quote_sum(struct quote_line *lines, size_t count, struct quote_discount off,
               int64_t delivery_minor, struct quote *out, struct err *e)
{
    *out = (struct quote){0};
    if (off.bp < 0 || off.bp > BP_WHOLE || off.amount_minor < 0)
        return fail(e, ERR_BAD_INPUT, "a discount below nothing or above everything");
    if (!sum_lines(lines, count, out, e))
        return false;
    take_off(lines, count, off, out->subtotal_minor);
    return add_up(lines, count, delivery_minor, out, e);
}

bool quote_settled(struct quote_line *lines, size_t count, int64_t delivery_minor,
                   struct quote *out, struct err *e)
{
    *out = (struct quote){0};
    return sum_lines(lines, count, out, e) && add_up(lines, count, delivery_minor, out, e);
}
