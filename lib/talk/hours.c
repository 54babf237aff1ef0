/* hours.c -- whether the shop is open, and when it will be. Days and minutes are the shop's own. */
#include "waiter/terms.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DAYS_AHEAD 366

int weekday_of(int64_t day) { return (int)(((day + 3) % 7 + 7) % 7); } /* 1970 began on a Thursday */

static const struct closed_day *closed_on(const struct catalogue *c, int64_t day)
{
    for (size_t i = 0; i < c->closed_count; i++)
        if (c->closed[i].day == day)
            return &c->closed[i];
    return NULL;
}

/* The first stretch of that day that ends after `minute`. */
static const struct opening *stretch_after(const struct catalogue *c, int64_t day, int minute)
{
    const struct opening *first = NULL;
    for (size_t i = 0; i < c->opening_count; i++) {
        const struct opening *o = &c->opening[i];
        if (o->weekday == weekday_of(day) && o->closes > minute && (!first || o->opens < first->opens))
            first = o;
    }
    return closed_on(c, day) ? NULL : first;
}

struct hours_now hours_look(const struct catalogue *c, struct shop_time now)
{
    struct hours_now h = {.known = c->opening_count > 0, .next_day = -1};
    const struct closed_day *today = closed_on(c, now.day);
    const struct opening *o = stretch_after(c, now.day, now.minute);
    h.note = today && *today->note ? today->note : NULL;
    if (o && o->opens <= now.minute) {
        h.open = true;
        h.until = o->closes;
        return h;
    }
    for (int64_t ahead = 0; h.known && ahead < DAYS_AHEAD; ahead++) {
        o = stretch_after(c, now.day + ahead, ahead ? -1 : now.minute);
        if (!o)
            continue;
        h.next_day = now.day + ahead;
        h.next_minute = o->opens;
        break;
    }
    return h;
}

/* -- dates; years are counted from March, so that the leap day is the last of its year -- */

bool day_read(const char *text, int64_t *day)
{
    int year, month, date, used = 0;
    static const int days[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (!text || strlen(text) != 10 || text[strspn(text, "0123456789-")] ||
        sscanf(text, "%4d-%2d-%2d%n", &year, &month, &date, &used) != 3 || used != 10 || year < 1970 ||
        month < 1 || month > 12 || date < 1 || date > days[month - 1] ||
        (month == 2 && date == 29 && (year % 4 || (year % 100 == 0 && year % 400))))
        return false;
    int64_t y = year - (month <= 2), m = month > 2 ? month - 3 : month + 9;
    *day = y * 365 + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + date - 1 - 719468;
    return true;
}

char *day_text(struct arena *a, int64_t day)
{
    int64_t z = day + 719468, era = z / 146097, doe = z - era * 146097;
    int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100), mp = (5 * doy + 2) / 153;
    int64_t month = mp < 10 ? mp + 3 : mp - 9;
    return arena_printf(a, "%04lld-%02lld-%02lld", (long long)(yoe + era * 400 + (month <= 2)),
                        (long long)month, (long long)(doy - (153 * mp + 2) / 5 + 1));
}
