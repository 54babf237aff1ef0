/* phone.c -- telephone numbers out of addresses and out of what people type. */
#include "waiter/phone.h"

#include "waiter/utf8.h"

#include <string.h>

#define DIGITS_LEAST 7
#define DIGITS_MOST  15
#define MASK_SHOWS   4

/* Length of a channel such as "whatsapp:", colon included; 0 when there is none. */
static size_t channel_length(const char *address)
{
    size_t letters = strspn(address, "abcdefghijklmnopqrstuvwxyz");
    return letters && address[letters] == ':' ? letters + 1 : 0;
}

char *phone_normal(struct arena *a, const char *text)
{
    if (!text)
        return NULL;
    const char *p = text + channel_length(text);
    p += strspn(p, " ");
    if (*p == '+')
        p++;
    else if (strncmp(p, "00", 2) == 0)
        p += 2;
    char number[1 + DIGITS_MOST + 1] = "+";
    size_t digits = 0;
    for (; *p; p++) {
        if (strchr(" -.()/", *p))
            continue;
        if (*p < '0' || *p > '9' || digits == DIGITS_MOST)
            return NULL;
        number[++digits] = *p;
    }
    /* No country code begins with 0: "0600 111 222" says nothing about the country. */
    if (digits < DIGITS_LEAST || number[1] == '0')
        return NULL;
    return arena_strdup(a, number);
}

char *phone_mask(struct arena *a, const char *address)
{
    if (!address)
        return NULL;
    size_t channel = channel_length(address);
    const char *rest = address + channel;
    size_t chars = utf8_length(rest);
    /* So short that its end would be all of it: hide everything. */
    const char *end = chars > MASK_SHOWS ? rest + utf8_prefix(rest, chars - MASK_SHOWS) : "";
    return arena_printf(a, "%.*s…%s", (int)channel, address, end);
}
