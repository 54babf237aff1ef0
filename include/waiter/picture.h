/* picture.h -- product pictures drawn by our own code, so that a demo shop needs no photos. */
#ifndef WAITER_PICTURE_H
#define WAITER_PICTURE_H

#include "waiter/arena.h"
#include "waiter/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PICTURE_SIDE 640 /* pixels */

/* Whether there is a drawing of that name: hoodie, mug, bread, ... generic. */
bool picture_known(const char *shape);

/* The drawing in a colour like "#1f3a5f" on a soft ground, as a PNG in the arena.
 * ERR_BAD_INPUT for a shape or colour that is none. Always the same bytes for the same input. */
CHECKED bool picture_draw(struct arena *a, const char *shape, const char *colour,
                          const uint8_t **png, size_t *n, struct err *e);

#endif
