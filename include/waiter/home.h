/* home.h -- WAITER_HOME, the folder of a shop's state, and the secrets made in it once. */
#ifndef WAITER_HOME_H
#define WAITER_HOME_H

#include "waiter/settings.h"

struct home_news {
    const char *admin_username;
    const char *admin_password; /* made just now, to be shown once; else NULL */
    bool simulator_on;          /* pretend Twilio settings are in use */
};

/* Makes the folder with run/ and media/, and generated.env (0600) with what no other source
 * gives: a secret key, an owner's password and, where no Twilio account is set, a pretend one
 * with the simulator on. Once a real account is set the pretend one is taken out again, so
 * the simulator never stays on by accident. Load the settings anew afterwards.
 * ERR_BAD_INPUT when the Twilio settings are only half there. */
CHECKED bool home_init(struct arena *a, const struct settings *s, struct home_news *news,
                       struct err *e);

/* Writes a file whole or not at all (temporary name, fsync, rename). */
CHECKED bool home_write(struct arena *a, const char *path, const void *bytes, size_t n,
                        unsigned mode, struct err *e);

#endif
