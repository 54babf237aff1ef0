/* terms.h -- on which terms the shop sells: where it delivers for how much, coupons, opening hours.
 *
 * Pure rules over the catalogue, each in one place: the conversation shows what they give, placing an
 * order checks it against what was agreed to. */
#ifndef WAITER_TERMS_H
#define WAITER_TERMS_H

#include "waiter/arena.h"
#include "waiter/catalogue.h"
#include "waiter/quote.h"

struct cart_line;

/* -- delivery -- */

/* The first zone with an area that the address names: a word ("28001"), its beginning ("280*"), numbers
 * of the same length ("28001-28020") or whole words ("Old Town"), case and accents aside. NULL: none. */
const struct zone *zone_of(const struct catalogue *c, struct arena *a, const char *address);
/* Whether the shop delivers where that zone (NULL: none) is what was found. */
bool delivers_to(const struct catalogue *c, const struct zone *z);
/* The fee there for goods of that sum; the least of all zones where it is not known yet where. */
int64_t delivery_fee(const struct catalogue *c, const struct zone *z, int64_t goods_minor);
int64_t delivery_fee_least(const struct catalogue *c, int64_t goods_minor, bool *same_everywhere);

/* -- coupons -- */

enum coupon_state {
    COUPON_COUNTS, COUPON_UNKNOWN, COUPON_EARLY, COUPON_EXPIRED, COUPON_USED_UP, COUPON_USED_BY_YOU,
    COUPON_BELOW_MINIMUM
};
/* The coupon with that code, in any letter case, or NULL. */
const struct coupon *coupon_by_code(const struct catalogue *c, const char *code);
/* Whether it counts now for goods of that sum, having been used so often, and by this customer. */
enum coupon_state coupon_check(const struct coupon *p, int64_t goods_minor, int64_t now, int64_t used,
                               int64_t used_by_customer);

/* -- what a cart comes to -- */

struct offer_wish {
    const struct cart_line *lines; /* at today's prices, whatever was seen */
    size_t count;
    bool pickup;
    const char *address;         /* "" = not known, or for pickup */
    const struct coupon *coupon; /* one that counts, or NULL */
};
struct offer {
    struct quote sum;
    const struct zone *zone; /* or NULL */
    struct quote_discount discount; /* what the coupon takes off the goods */
    struct quote_line *lines;
};
/* ERR_CONFLICT: something of it is not sold any more, or not delivered there; ERR_BAD_INPUT: too much. */
CHECKED bool offer_make(const struct catalogue *c, struct arena *a, const struct offer_wish *w,
                        struct offer *out, struct err *e);

/* -- opening hours -- */

/* A moment on the shop's own clock: days since 1970 there, and the minute of that day. */
struct shop_time { int64_t day; int minute; };

struct hours_now {
    bool known, open;
    const char *note;  /* of the closed day it is today, or NULL */
    int64_t until;     /* open: the minute it closes */
    int64_t next_day;  /* closed: when it opens again; -1 = not within a year */
    int64_t next_minute;
};
struct hours_now hours_look(const struct catalogue *c, struct shop_time now);
/* 0 = Monday. */
int weekday_of(int64_t day);
/* "2026-12-25" of such a day, and back; false when that is no date. */
char *day_text(struct arena *a, int64_t day);
bool day_read(const char *text, int64_t *day);

#endif
