/* lang.c -- plural forms, direction and money of each language. The rules are CLDR's. */
#include "waiter/lang.h"

#include "waiter/money.h"
#include "waiter/utf8.h"

#include <string.h>

#define FIRST_STRONG_ISOLATE "\xE2\x81\xA8"
#define POP_ISOLATE "\xE2\x81\xA9"
#define NO_BREAK_SPACE "\xC2\xA0"

static bool is(const char *lang, const char *code) { return lang && strcmp(lang, code) == 0; }

bool languages_known(const char *list)
{
    static const char all[] = "," LANGUAGES_ALL ",";
    for (const char *p = list;; p += 3) {
        char one[] = ",xx,";
        if (strlen(p) < 2 || (p[2] && p[2] != ','))
            return false;
        memcpy(one + 1, p, 2);
        const char *again = strstr(list, (char[]){p[0], p[1], '\0'});
        if (!strstr(all, one) || again != p)
            return false;
        if (!p[2])
            return true;
    }
}

bool lang_rtl(const char *lang) { return is(lang, "ar"); }

size_t lang_plural_forms(const char *lang) { return is(lang, "ar") ? PLURAL_FORMS_MOST : 2; }

static size_t arabic_plural(uint64_t n)
{
    if (n <= 2)
        return (size_t)n;
    uint64_t tail = n % 100;
    return tail >= 3 && tail <= 10 ? 3 : tail >= 11 ? 4 : 5;
}

size_t lang_plural(const char *lang, int64_t n)
{
    uint64_t size = n < 0 ? -(uint64_t)n : (uint64_t)n;
    if (is(lang, "ar"))
        return arabic_plural(size);
    bool none_is_one = is(lang, "fr") || is(lang, "pt");
    return size == 1 || (none_is_one && size == 0) ? 0 : 1;
}

static bool is_rtl_letter(uint32_t cp)
{
    return (cp >= 0x590 && cp <= 0x8ff && !(cp >= 0x660 && cp <= 0x669)) ||
           (cp >= 0xfb1d && cp <= 0xfdff) || (cp >= 0xfe70 && cp <= 0xfefc);
}

/* Whether the value stands safely among words that run from right to left. */
static bool stands_alone(const char *value)
{
    if (!value[strspn(value, "0123456789")])
        return true;
    while (*value) {
        uint32_t cp = utf8_next(&value);
        if (is_rtl_letter(cp))
            return true;
        bool letter = (cp | 32) >= 'a' && (cp | 32) <= 'z';
        if (letter || cp >= 0xa1 || (cp >= '0' && cp <= '9'))
            return false;
    }
    return true;
}

const char *lang_isolate(struct arena *a, const char *lang, const char *value)
{
    if (!lang_rtl(lang) || stands_alone(value))
        return value;
    return arena_printf(a, "%s%s%s", FIRST_STRONG_ISOLATE, value, POP_ISOLATE);
}

static const char *sign_behind(const char *currency)
{
    return is(currency, "EUR") ? "€" : is(currency, "GBP") ? "£" : is(currency, "USD") ? "$"
                                                                                      : currency;
}

const char *lang_money(struct arena *a, const char *lang, int64_t minor, const char *currency)
{
    if (!is(lang, "es") && !is(lang, "pt") && !is(lang, "fr"))
        return money_show(a, minor, currency);
    char *amount = money_decimal(a, minor, currency);
    char *point = strchr(amount, '.');
    if (point)
        *point = ',';
    if (is(currency, "BRL"))
        return arena_printf(a, "R$" NO_BREAK_SPACE "%s", amount);
    return arena_printf(a, "%s" NO_BREAK_SPACE "%s", amount, sign_behind(currency));
}
