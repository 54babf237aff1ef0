/* money.h -- amounts are int64 minor units with an ISO 4217 code; no floating point anywhere. */
#ifndef WAITER_MONEY_H
#define WAITER_MONEY_H

#include "waiter/arena.h"
#include "waiter/err.h"

#include <stdbool.h>
#include <stdint.h>

#define MONEY_MOST 1000000000000LL /* 10^12 minor units: the largest total taken */

/* Digits after the point (0, 2 or 3), or -1 when the code is not a currency we know. */
int money_exponent(const char *currency);

/* "39.90" -> 3990 for EUR: exactly, or ERR_BAD_INPUT (more digits than the currency has,
 * signs, exponents, blanks, above MONEY_MOST). A comma is refused: "1,50" is ambiguous. */
CHECKED bool money_parse(const char *text, const char *currency, int64_t *minor, struct err *e);

/* "39.90" without sign or code, as the API writes it; negatives keep their minus. */
char *money_decimal(struct arena *a, int64_t minor, const char *currency);
/* "€39.90", "£3.50", "JPY 500": as people read it in English. */
char *money_show(struct arena *a, int64_t minor, const char *currency);

/* Prices smaller than a minor unit, in millionths of the currency: "0.005" -> 5000; false when it is
 * not digits with up to 6 decimals, or above 1000. And back: "0.005". */
bool money_micro(const char *text, int64_t *micro);
char *money_micro_text(struct arena *a, int64_t micro);

/* Checked arithmetic: false (ERR_BAD_INPUT) on overflow or above MONEY_MOST. */
CHECKED bool money_add(int64_t a, int64_t b, int64_t *sum, struct err *e);
CHECKED bool money_times(int64_t price, int64_t quantity, int64_t *product, struct err *e);

#endif
