/* terms.c -- delivery zones, coupons and what a cart comes to. */
#include "waiter/terms.h"
#include "waiter/dialogue.h"
#include "waiter/understand.h"

#include <stdlib.h>
#include <string.h>

/* -- delivery -- */

static bool is_number(const char *text, size_t n)
{
    size_t digits = strspn(text, "0123456789");
    return n > 0 && n <= 18 && digits >= n;
}

/* "28001-28020": numbers of one length, and this one between them. */
static bool in_range(const char *area, const char *word)
{
    const char *dash = strchr(area, '-');
    size_t n = strlen(word);
    if (!dash || (size_t)(dash - area) != n || strlen(dash + 1) != n || !is_number(area, n) ||
        !is_number(dash + 1, n) || !is_number(word, n))
        return false;
    return strncmp(area, word, n) <= 0 && strcmp(word, dash + 1) <= 0;
}

/* `folded` is the address in folded words with a blank around each. */
static bool area_fits(struct arena *a, const char *area, const char *folded)
{
    size_t n = strlen(area);
    bool prefix = n > 1 && area[n - 1] == '*';
    const char *plain = plain_text(a, area);
    if (!*plain)
        return false;
    if (strstr(folded, arena_printf(a, prefix ? " %s" : " %s ", plain)))
        return true;
    char *rest = arena_strdup(a, folded);
    for (char *word; strchr(area, '-') && (word = strsep(&rest, " "));)
        if (in_range(area, word))
            return true;
    return false;
}

const struct zone *zone_of(const struct catalogue *c, struct arena *a, const char *address)
{
    if (!c->zone_count || !address || !*address)
        return NULL;
    const char *folded = arena_printf(a, " %s ", plain_text(a, address));
    for (size_t i = 0; i < c->zone_count; i++)
        for (size_t k = 0; k < c->zones[i].area_count; k++)
            if (area_fits(a, c->zones[i].areas[k], folded))
                return &c->zones[i];
    return NULL;
}

bool delivers_to(const struct catalogue *c, const struct zone *z)
{
    return z || !c->zone_count || !c->zones_only;
}

static int64_t fee_of(int64_t fee, int64_t free_from, int64_t goods)
{
    return free_from > 0 && goods >= free_from ? 0 : fee;
}

int64_t delivery_fee(const struct catalogue *c, const struct zone *z, int64_t goods_minor)
{
    return z ? fee_of(z->fee_minor, z->free_from_minor, goods_minor)
             : fee_of(c->delivery_fee_minor, c->delivery_free_from_minor, goods_minor);
}

int64_t delivery_fee_least(const struct catalogue *c, int64_t goods_minor, bool *same_everywhere)
{
    const struct zone *first = c->zone_count && c->zones_only ? &c->zones[0] : NULL;
    int64_t least = delivery_fee(c, first, goods_minor);
    *same_everywhere = true;
    for (size_t i = 0; i < c->zone_count; i++) {
        int64_t fee = delivery_fee(c, &c->zones[i], goods_minor);
        *same_everywhere = *same_everywhere && fee == least;
        least = fee < least ? fee : least;
    }
    return least;
}

/* -- coupons -- */

const struct coupon *coupon_by_code(const struct catalogue *c, const char *code)
{
    for (size_t i = 0; code && i < c->coupon_count; i++)
        if (strcasecmp(c->coupons[i].code, code) == 0)
            return &c->coupons[i];
    return NULL;
}

enum coupon_state coupon_check(const struct coupon *p, int64_t goods_minor, int64_t now, int64_t used,
                               int64_t used_by_customer)
{
    return !p                                                ? COUPON_UNKNOWN
           : p->starts_at && now < p->starts_at              ? COUPON_EARLY
           : p->ends_at && now >= p->ends_at                 ? COUPON_EXPIRED
           : p->uses_each && used_by_customer >= p->uses_each ? COUPON_USED_BY_YOU
           : p->uses_most && used >= p->uses_most            ? COUPON_USED_UP
           : goods_minor < p->minimum_minor                  ? COUPON_BELOW_MINIMUM
                                                             : COUPON_COUNTS;
}

/* -- what a cart comes to -- */

static struct quote_discount discount_of(const struct coupon *p)
{
    struct quote_discount off = {0};
    if (p && p->kind == COUPON_PERCENT)
        off.bp = p->value;
    if (p && p->kind == COUPON_AMOUNT)
        off.amount_minor = p->value;
    return off;
}

bool offer_make(const struct catalogue *c, struct arena *a, const struct offer_wish *w,
                struct offer *out, struct err *e)
{
    *out = (struct offer){.lines = arena_array(a, w->count ? w->count : 1, sizeof *out->lines)};
    for (size_t i = 0; i < w->count; i++) {
        const struct product *p;
        const struct variant *v = catalogue_variant(c, w->lines[i].variant_id, &p);
        if (!v)
            return fail(e, ERR_CONFLICT, "variant %lld is not sold any more",
                        (long long)w->lines[i].variant_id);
        out->lines[i] = (struct quote_line){v->price_minor, w->lines[i].quantity, p->tax_bp,
                                            p->tax_inclusive, 0, 0, 0};
    }
    out->discount = discount_of(w->coupon);
    if (!quote_sum(out->lines, w->count, out->discount, 0, &out->sum, e) || w->pickup)
        return e->kind == ERR_NONE;
    out->zone = zone_of(c, a, w->address);
    if (w->address && *w->address && !delivers_to(c, out->zone))
        return fail(e, ERR_CONFLICT, "no delivery there");
    int64_t fee = delivery_fee(c, out->zone, out->sum.subtotal_minor);
    if (w->coupon && w->coupon->kind == COUPON_DELIVERY)
        fee = 0;
    return quote_sum(out->lines, w->count, out->discount, fee, &out->sum, e);
}
