/* clock.c -- the time, and the dates of RFC 3339 and RFC 5322, whatever locale and zone. */
#include "waiter/clock.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static _Atomic int64_t shift_ms;

static const char month_names[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
static const char day_names[] = "ThuFriSatSunMonTueWed"; /* 1970 began on a Thursday */

static int64_t read_clock(clockid_t which)
{
    struct timespec t;
    clock_gettime(which, &t);
    return (int64_t)t.tv_sec * SECOND_MS + t.tv_nsec / 1000000;
}

int64_t clock_now(void)
{
    return read_clock(CLOCK_REALTIME) + atomic_load(&shift_ms);
}

void clock_shift(int64_t ms)
{
    atomic_fetch_add(&shift_ms, ms);
}

int64_t clock_monotonic(void)
{
    return read_clock(CLOCK_MONOTONIC);
}

struct moment {
    int64_t year;
    int month, day, hour, minute, second, ms;
    int weekday; /* index into day_names */
};

/* Days since 1970 of a date in the proleptic Gregorian calendar. Years are counted from
 * March, so that the leap day is the last of its year. */
static int64_t days_of(int64_t year, int month, int day)
{
    year -= month <= 2;
    int64_t era = (year >= 0 ? year : year - 399) / 400;
    int64_t year_of_era = year - era * 400;
    int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return era * 146097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year -
           719468;
}

static void date_of(int64_t days, struct moment *m)
{
    days += 719468;
    int64_t era = (days >= 0 ? days : days - 146096) / 146097;
    int64_t doe = days - era * 146097;
    int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    int doy = (int)(doe - (365 * yoe + yoe / 4 - yoe / 100));
    int from_march = (5 * doy + 2) / 153;
    m->day = doy - (153 * from_march + 2) / 5 + 1;
    m->month = from_march + (from_march < 10 ? 3 : -9);
    m->year = yoe + era * 400 + (m->month <= 2);
}

static struct moment moment_of(int64_t ms)
{
    int64_t days = ms / DAY_MS - (ms % DAY_MS < 0);
    int64_t rest = ms - days * DAY_MS;
    struct moment m = {.hour = (int)(rest / HOUR_MS),
                       .minute = (int)(rest / MINUTE_MS % 60),
                       .second = (int)(rest / SECOND_MS % 60),
                       .ms = (int)(rest % SECOND_MS),
                       .weekday = (int)((days % 7 + 7) % 7)};
    date_of(days, &m);
    return m;
}

char *clock_rfc3339(struct arena *a, int64_t ms)
{
    struct moment m = moment_of(ms);
    return arena_printf(a, "%04lld-%02d-%02dT%02d:%02d:%02d.%03dZ", (long long)m.year, m.month,
                        m.day, m.hour, m.minute, m.second, m.ms);
}

char *clock_rfc5322(struct arena *a, int64_t ms)
{
    struct moment m = moment_of(ms);
    return arena_printf(a, "%.3s, %02d %.3s %04lld %02d:%02d:%02d +0000",
                        day_names + 3 * m.weekday, m.day, month_names + 3 * (m.month - 1),
                        (long long)m.year, m.hour, m.minute, m.second);
}

char *clock_yyyymmdd(struct arena *a, int64_t ms)
{
    struct moment m = moment_of(ms);
    return arena_printf(a, "%04lld%02d%02d", (long long)m.year, m.month, m.day);
}

/* Readers: each takes what it expects at *p and moves behind it, or returns false. */

static bool take(const char **p, const char *any_of)
{
    if (!**p || !strchr(any_of, **p))
        return false;
    ++*p;
    return true;
}

static bool take_digits(const char **p, int least, int most, int *n)
{
    int count = 0;
    for (*n = 0; count < most && **p >= '0' && **p <= '9'; count++)
        *n = *n * 10 + *(*p)++ - '0';
    return count >= least;
}

static bool take_name(const char **p, const char *names, int *index)
{
    for (int i = 0; names[3 * i]; i++) {
        if (strncmp(*p, names + 3 * i, 3) == 0) {
            *p += 3;
            *index = i;
            return true;
        }
    }
    return false;
}

static bool take_time(const char **p, struct moment *m)
{
    return take_digits(p, 2, 2, &m->hour) && take(p, ":") && take_digits(p, 2, 2, &m->minute) &&
           take(p, ":") && take_digits(p, 2, 2, &m->second);
}

/* Digits behind the milliseconds are read and dropped. */
static bool take_fraction(const char **p, struct moment *m)
{
    if (!take(p, "."))
        return true;
    int digit, weight = 100;
    if (**p < '0' || **p > '9')
        return false;
    for (; take_digits(p, 1, 1, &digit); weight /= 10)
        m->ms += digit * weight;
    return true;
}

static bool take_offset(const char **p, const char *colon, int64_t *offset_ms)
{
    int hours, minutes, sign = **p == '-' ? -1 : 1;
    if (!take(p, "+-") || !take_digits(p, 2, 2, &hours) || (*colon && !take(p, colon)) ||
        !take_digits(p, 2, 2, &minutes) || hours > 23 || minutes > 59)
        return false;
    *offset_ms = sign * (hours * HOUR_MS + minutes * MINUTE_MS);
    return true;
}

/* "2026-11-23T10:00:00.123+01:00" */
static bool take_rfc3339(const char **p, struct moment *m, int64_t *offset_ms)
{
    int year;
    if (!take_digits(p, 4, 4, &year) || !take(p, "-") || !take_digits(p, 2, 2, &m->month) ||
        !take(p, "-") || !take_digits(p, 2, 2, &m->day) || !take(p, "Tt ") || !take_time(p, m) ||
        !take_fraction(p, m))
        return false;
    m->year = year;
    return take(p, "Zz") || take_offset(p, ":", offset_ms);
}

/* "Mon, 23 Nov 2026 10:00:00 +0000"; the day's name may be missing. */
static bool take_rfc2822(const char **p, struct moment *m, int64_t *offset_ms)
{
    int year;
    if (take_name(p, day_names, &m->weekday) && !(take(p, ",") && take(p, " ")))
        return false;
    if (!take_digits(p, 1, 2, &m->day) || !take(p, " ") ||
        !take_name(p, month_names, &m->month) || !take(p, " ") ||
        !take_digits(p, 4, 4, &year) || !take(p, " ") || !take_time(p, m) || !take(p, " "))
        return false;
    m->year = year;
    m->month++;
    if (strcmp(*p, "GMT") == 0) {
        *p += 3;
        return true;
    }
    return take_offset(p, "", offset_ms);
}

static int days_in_month(int64_t year, int month)
{
    return (int)(days_of(year + month / 12, month % 12 + 1, 1) - days_of(year, month, 1));
}

/* A leap second (60) counts as the first of the next minute. */
static bool is_real(const struct moment *m)
{
    return m->month >= 1 && m->month <= 12 && m->day >= 1 &&
           m->day <= days_in_month(m->year, m->month) && m->hour <= 23 && m->minute <= 59 &&
           m->second <= 60;
}

bool clock_parse(const char *text, int64_t *ms)
{
    typedef bool reader(const char **, struct moment *, int64_t *);
    static reader *const readers[] = {take_rfc3339, take_rfc2822};
    for (size_t i = 0; text && i < sizeof readers / sizeof readers[0]; i++) {
        const char *p = text;
        struct moment m = {0};
        int64_t offset_ms = 0;
        if (!readers[i](&p, &m, &offset_ms) || *p || !is_real(&m))
            continue;
        *ms = days_of(m.year, m.month, m.day) * DAY_MS + m.hour * HOUR_MS +
              m.minute * MINUTE_MS + m.second * SECOND_MS + m.ms - offset_ms;
        return true;
    }
    return false;
}

/* --- The shop's own clock ------------------------------------------------------------- */

#define ZONES "/usr/share/zoneinfo/"
#define ZONE_MOST 64

static bool zone_known(const char *name)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_+-/";
    char path[sizeof ZONES + ZONE_MOST];
    if (strcmp(name, "UTC") == 0)
        return true;
    if (*name == '/' || strlen(name) >= ZONE_MOST || name[strspn(name, letters)])
        return false;
    snprintf(path, sizeof path, ZONES "%s", name);
    return access(path, R_OK) == 0;
}

bool clock_zone(const char *name)
{
    if (*name && !zone_known(name))
        return false;
    if (*name)
        setenv("TZ", name, 1);
    tzset();
    return true;
}

static struct tm local(int64_t ms)
{
    time_t seconds = ms / SECOND_MS;
    struct tm t;
    localtime_r(&seconds, &t);
    return t;
}

/* That minute of the day, `days` later. Where the clock is set forward over it, an hour later. */
static int64_t at_minute(struct tm day, int days, int minute)
{
    day.tm_mday += days;
    day.tm_hour = minute / 60;
    day.tm_min = minute % 60;
    day.tm_sec = 0;
    day.tm_isdst = -1;
    return (int64_t)mktime(&day) * SECOND_MS;
}

int64_t clock_midnight(int64_t ms) { return at_minute(local(ms), 0, 0); }

int64_t clock_next(int64_t now, int minute)
{
    struct tm today = local(now);
    int64_t at = at_minute(today, 0, minute);
    return at > now ? at : at_minute(today, 1, minute);
}

void clock_local(int64_t ms, int64_t *day, int *minute)
{
    struct tm t = local(ms);
    *day = days_of(t.tm_year + 1900, t.tm_mon + 1, t.tm_mday);
    *minute = t.tm_hour * 60 + t.tm_min;
}

char *clock_day_text(struct arena *a, int64_t day)
{
    struct moment m;
    date_of(day, &m);
    return arena_printf(a, "%04lld-%02d-%02d", (long long)m.year, m.month, m.day);
}

bool clock_day_read(const char *text, int64_t *day)
{
    struct moment m = {0};
    int year;
    const char *p = text;
    if (!take_digits(&p, 4, 4, &year) || !take(&p, "-") || !take_digits(&p, 2, 2, &m.month) ||
        !take(&p, "-") || !take_digits(&p, 2, 2, &m.day) || *p)
        return false;
    m.year = year;
    *day = is_real(&m) ? days_of(year, m.month, m.day) : 0;
    return is_real(&m);
}

static int64_t day_at(int64_t ms)
{
    int64_t day;
    int minute;
    clock_local(ms, &day, &minute);
    return day;
}

int64_t clock_day_begin(int64_t day)
{
    struct moment m;
    date_of(day, &m);
    struct tm t = {.tm_year = (int)m.year - 1900, .tm_mon = m.month - 1, .tm_mday = m.day};
    int64_t begin = at_minute(t, 0, 0);
    if (day_at(begin) == day && day_at(begin - 1) == day - 1)
        return begin;
    /* No midnight (clocks go forward at it), two, or no such day at all: the first moment behind
     * the day before. */
    int64_t before = begin - 26 * HOUR_MS, from = begin + 26 * HOUR_MS;
    while (from - before > 1) {
        int64_t middle = before + (from - before) / 2;
        if (day_at(middle) >= day)
            from = middle;
        else
            before = middle;
    }
    return from;
}

char *clock_date(struct arena *a, int64_t ms)
{
    struct tm t = local(ms);
    return arena_printf(a, "%04d-%02d-%02d", t.tm_year + 1900, t.tm_mon + 1, t.tm_mday);
}

char *clock_time(struct arena *a, int64_t ms)
{
    struct tm t = local(ms);
    return arena_printf(a, "%02d:%02d", t.tm_hour, t.tm_min);
}
