/* money.c -- amounts as whole minor units: read, shown and added without rounding. */
#include "waiter/money.h"

#include <inttypes.h>
#include <string.h>

/* ISO 4217. A code is three capitals, so that strstr can only find it as a whole. */
static const char with_0[] = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF "
                             "XPF";
static const char with_3[] = "BHD IQD JOD KWD LYD OMR TND";
static const char with_2[] =
    "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BOV BRL BSD BTN BWP BYN "
    "BZD CAD CDF CHE CHF CHW CNY COP COU CRC CUC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP "
    "GBP GEL GHS GIP GMD GTQ GYD HKD HNL HRK HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT "
    "LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO "
    "NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SLL SOS "
    "SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XCD "
    "XCG YER ZAR ZMW ZWG ZWL";

static bool is_code(const char *text)
{
    return text && strlen(text) == 3 && strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == 3;
}

int money_exponent(const char *currency)
{
    if (!is_code(currency))
        return -1;
    return strstr(with_2, currency) ? 2 : strstr(with_0, currency) ? 0
           : strstr(with_3, currency) ? 3 : -1;
}

/* The digits of text as one number, `zeros` more behind them; false above MONEY_MOST. */
static bool join_digits(const char *text, size_t zeros, int64_t *minor)
{
    int64_t n = 0;
    size_t length = strlen(text);
    for (size_t i = 0; i < length + zeros; i++) {
        char digit = i < length ? text[i] : '0';
        if (digit != '.')
            n = n * 10 + (digit - '0');
        if (n > MONEY_MOST)
            return false;
    }
    *minor = n;
    return true;
}

bool money_parse(const char *text, const char *currency, int64_t *minor, struct err *e)
{
    static const char digits[] = "0123456789";
    int exponent = money_exponent(currency);
    if (exponent < 0)
        return fail(e, ERR_BAD_INPUT, "unknown currency %.8s", currency ? currency : "(none)");
    if (!text)
        return fail(e, ERR_BAD_INPUT, "no amount");
    size_t whole = strspn(text, digits);
    bool point = text[whole] == '.';
    size_t decimals = point ? strspn(text + whole + 1, digits) : 0;
    if (whole == 0 || point != (decimals > 0) || decimals > (size_t)exponent ||
        text[whole + point + decimals])
        return fail(e, ERR_BAD_INPUT, "amount is not digits with up to %d decimals", exponent);
    return join_digits(text, (size_t)exponent - decimals, minor) ||
           fail(e, ERR_BAD_INPUT, "amount above %lld minor units", MONEY_MOST);
}

char *money_decimal(struct arena *a, int64_t minor, const char *currency)
{
    static const uint64_t powers[] = {1, 10, 100, 1000};
    int exponent = money_exponent(currency);
    if (exponent < 0)
        exponent = 2; /* what nearly every currency has */
    uint64_t size = minor < 0 ? -(uint64_t)minor : (uint64_t)minor;
    uint64_t unit = powers[exponent];
    const char *sign = minor < 0 ? "-" : "";
    if (exponent == 0)
        return arena_printf(a, "%s%" PRIu64, sign, size);
    return arena_printf(a, "%s%" PRIu64 ".%0*" PRIu64, sign, size / unit, exponent, size % unit);
}

bool money_micro(const char *text, int64_t *micro)
{
    static const char digits[] = "0123456789";
    size_t whole = strspn(text, digits);
    bool point = text[whole] == '.';
    size_t decimals = point ? strspn(text + whole + 1, digits) : 0;
    return whole > 0 && whole <= 4 && point == (decimals > 0) && decimals <= 6 &&
           !text[whole + point + decimals] && join_digits(text, 6 - decimals, micro) &&
           *micro <= 1000 * 1000000LL;
}

char *money_micro_text(struct arena *a, int64_t micro)
{
    char *text = arena_printf(a, "%" PRId64 ".%06" PRId64, micro / 1000000, micro % 1000000);
    size_t n = strlen(text);
    while (text[n - 1] == '0')
        n--;
    text[text[n - 1] == '.' ? n - 1 : n] = '\0';
    return text;
}

/* Signs that mean one currency everywhere; a $ alone may be twenty, but only USD gets it. */
static const char *sign_of(const char *currency)
{
    return strcmp(currency, "EUR") == 0   ? "€"
           : strcmp(currency, "GBP") == 0 ? "£"
           : strcmp(currency, "USD") == 0 ? "$"
                                          : NULL;
}

char *money_show(struct arena *a, int64_t minor, const char *currency)
{
    const char *amount = money_decimal(a, minor, currency), *minus = "";
    if (*amount == '-') {
        minus = "-";
        amount++;
    }
    const char *sign = currency ? sign_of(currency) : "";
    if (sign)
        return arena_printf(a, "%s%s%s", minus, sign, amount);
    return arena_printf(a, "%s%s %s", minus, currency, amount);
}

/* Takes a result that may have overflowed; only one within MONEY_MOST is let through. */
static bool within(bool overflowed, int64_t result, int64_t *out, struct err *e)
{
    if (overflowed || result > MONEY_MOST || result < -MONEY_MOST)
        return fail(e, ERR_BAD_INPUT, "amount above %lld minor units", MONEY_MOST);
    *out = result;
    return true;
}

bool money_add(int64_t a, int64_t b, int64_t *sum, struct err *e)
{
    int64_t n;
    bool overflowed = __builtin_add_overflow(a, b, &n);
    return within(overflowed, n, sum, e);
}

bool money_times(int64_t price, int64_t quantity, int64_t *product, struct err *e)
{
    int64_t n;
    bool overflowed = __builtin_mul_overflow(price, quantity, &n);
    return within(overflowed, n, product, e);
}
