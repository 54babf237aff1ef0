/* companions.h -- what is bought together, for the catalogue in memory. */
#ifndef WAITER_SHOP_COMPANIONS_H
#define WAITER_SHOP_COMPANIONS_H

#include "waiter/catalogue.h"
#include "waiter/db.h"

/* Reads the counts of the last night into the catalogue; memory: arena. */
CHECKED bool companions_read(struct conn *c, struct arena *a, struct catalogue *out, struct err *e);

#endif
