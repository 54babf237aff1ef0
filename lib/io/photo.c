/* photo.c -- hands a picture to the program photo and takes back what it made of it. */
#include "waiter/photo.h"
#include "waiter/beside.h"

#define WITHIN_MS (20 * 1000)
#define MADE_MOST (8 * 1024 * 1024)

static bool judge(const struct beside *b, struct err *e)
{
    if (b->status == PHOTO_MADE && b->out_n > 0)
        return true;
    if (b->status == PHOTO_UNKNOWN)
        return fail(e, ERR_MEDIA_TYPE, "%s", b->words);
    if (b->status == PHOTO_TOO_LARGE)
        return fail(e, ERR_TOO_BIG, "%s", b->words);
    if (b->status == PHOTO_BROKEN || b->status == -1) /* a limit of its own ended it */
        return fail_field(e, "photo", "%s (status %d)", b->words, b->status);
    return fail(e, ERR_INTERNAL, "photo ended with %d: %s", b->status, b->words);
}

bool photo_remake(struct arena *a, const void *bytes, size_t n, const void **out, size_t *out_n,
                  struct err *e)
{
    struct beside b = {.program = "photo", .in = bytes, .in_n = n, .out_most = MADE_MOST,
                       .within_ms = WITHIN_MS};
    if (n > PHOTO_BYTES_MOST)
        return fail(e, ERR_TOO_BIG, "a photo of %zu bytes", n);
    if (!beside_run(a, &b, e) || !judge(&b, e))
        return false;
    *out = b.out;
    *out_n = b.out_n;
    return true;
}
