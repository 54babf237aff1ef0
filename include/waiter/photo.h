/* photo.h -- pictures from strangers made harmless: decoded and encoded anew as JPEG.
 *
 * Decoders are where hostile pictures bite, so they run in a program of their own (cgi-bin/photo.c)
 * that reads the file from a pipe, gives up files, network and more memory than a photo needs, and
 * answers by the pipe. Whoever asks links none of the picture libraries. */
#ifndef WAITER_PHOTO_H
#define WAITER_PHOTO_H

#include "waiter/arena.h"
#include "waiter/err.h"

#include <stddef.h>
#include <stdint.h>

#define PHOTO_BYTES_MOST (10 * 1024 * 1024) /* of an upload */
#define PHOTO_SIDE_MOST 12000               /* pixels of either side of an upload */
#define PHOTO_PIXELS_MOST (40 * 1000 * 1000)
#define PHOTO_SIDE 1600                     /* of what becomes of it, the longer side at most */

/* How the program photo ends; its standard error says why in words. */
enum photo_end { PHOTO_MADE = 0, PHOTO_UNKNOWN = 65, PHOTO_BROKEN = 66, PHOTO_TOO_LARGE = 67 };

/* JPEG, PNG or WebP (told by their content) as a JPEG of at most PHOTO_SIDE pixels a side, upright, on
 * white, with nothing else of the file in it: no place, no comment, no second file behind the picture.
 * ERR_MEDIA_TYPE: none of these; ERR_BAD_INPUT (field photo): broken; ERR_TOO_BIG: too many pixels or
 * bytes; ERR_BUSY: it took too long. One at a time in a process. Memory: arena. */
CHECKED bool photo_remake(struct arena *a, const void *bytes, size_t n, const void **out,
                          size_t *out_n, struct err *e);

/* For the program alone (lib/io/photo_make.c): the same work, in this process. *out is malloc'ed. */
enum photo_end photo_make(const uint8_t *bytes, size_t n, uint8_t **out, size_t *out_n,
                          const char **why);

#endif
