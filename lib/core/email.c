/* email.c -- mail addresses. */
#include "waiter/email.h"

#include <string.h>

bool email_fits(const char *address)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    const char *at = strchr(address, '@'), *host = at ? at + 1 : "", *dot = strrchr(host, '.');
    for (const char *p = address; *p; p++)
        if (!strchr(letters, *p) && !strchr(p < host ? "@.!#$%&'*+-/=?^_`{|}~" : ".-", *p))
            return false;
    return at && at > address && dot && dot > host && dot[1] && !strstr(host, "..") &&
           host[0] != '-' && strlen(address) <= EMAIL_MOST;
}
