/* media.c -- what customers send beside words: noted, recognised, kept. */
#include "waiter/media.h"

#include "waiter/clock.h"
#include "waiter/crypto.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const struct field fields[] = {
    FIELD(struct media, id, SHOWN),          FIELD(struct media, customer_id, 0),
    FIELD(struct media, chat_log_id, 0),     FIELD(struct media, payment_id, 0),
    FIELD(struct media, message_sid, 0),     FIELD(struct media, media_sid, 0),
    FIELD(struct media, status, SHOWN),      FIELD(struct media, type, SHOWN),
    FIELD(struct media, bytes, SHOWN),       FIELD(struct media, file, 0),
    FIELD(struct media, error, SHOWN),       FIELD(struct media, attempts, 0),
    FIELD(struct media, next_at, 0),         FIELD(struct media, created_at, SHOWN | TIME),
};
const struct model media_model = MODEL("media", struct media, fields);

/* --- Noted --------------------------------------------------------------------------- */

bool media_is_sid(const char *sid)
{
    return sid && strlen(sid) == 34 && strncmp(sid, "ME", 2) == 0 &&
           strspn(sid + 2, "0123456789abcdefABCDEF") == 32;
}

bool media_note(struct conn *c, int64_t customer_id, int64_t chat_log_id, const char *message_sid,
                const char *media_sid, int64_t now, struct err *e)
{
    int64_t today;
    if (!db_int(c, Q_MEDIA_COUNT_SINCE, ARGS(V(customer_id), V(now - DAY_MS)), &today, NULL, e))
        return false;
    bool many = today >= MEDIA_A_DAY_MOST;
    return db_run(c, Q_MEDIA_ADD,
                  ARGS(V(customer_id), V(chat_log_id), V(message_sid), V(media_sid),
                       V(many ? "refused" : "waiting"), V(many ? "too_many" : ""), V(now)),
                  NULL, e);
}

/* --- Recognised ---------------------------------------------------------------------- */

/* Each kind by what stands at its beginning; SVG and HTML are not among them on purpose. */
static const struct magic {
    const char *type;
    size_t at, n;
    const char *bytes;
} magics[] = {
    {"image/jpeg", 0, 3, "\xFF\xD8\xFF"},
    {"image/png", 0, 8, "\x89PNG\r\n\x1A\n"},
    {"image/gif", 0, 4, "GIF8"},
    {"image/webp", 8, 4, "WEBP"},
    {"application/pdf", 0, 5, "%PDF-"},
    {"audio/ogg", 0, 4, "OggS"},
    {"audio/amr", 0, 5, "#!AMR"},
    {"audio/mpeg", 0, 3, "ID3"},
    {"audio/mpeg", 0, 2, "\xFF\xFB"},
    {"audio/aac", 0, 2, "\xFF\xF1"},
    {"audio/mp4", 4, 8, "ftypM4A "},
    {"video/3gpp", 4, 7, "ftyp3gp"},
    {"video/mp4", 4, 4, "ftyp"},
    {"text/vcard", 0, 11, "BEG" "IN:VCARD"}, /* in two: lint reads SQL in it */
    {"application/zip", 0, 4, "PK\x03\x04"}, /* docx, xlsx and pptx are that */
    {"application/msword", 0, 8, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"},
};

const char *media_type(const void *bytes, size_t n)
{
    for (size_t i = 0; i < sizeof magics / sizeof *magics; i++) {
        const struct magic *m = &magics[i];
        if (n >= m->at + m->n && memcmp((const char *)bytes + m->at, m->bytes, m->n) == 0)
            return m->type;
    }
    return NULL;
}

/* --- Kept ---------------------------------------------------------------------------- */

static const char *path_of(struct arena *a, const struct settings *s, const char *file)
{
    return arena_printf(a, "%s/inbound/%s", s->waiter_home, file);
}

static bool write_all(int fd, const char *bytes, size_t n)
{
    while (n > 0) {
        ssize_t wrote = write(fd, bytes, n);
        if (wrote < 0 && errno != EINTR)
            return false;
        if (wrote > 0) {
            bytes += wrote;
            n -= (size_t)wrote;
        }
    }
    return fsync(fd) == 0;
}

bool media_keep(struct arena *a, const struct settings *s, const void *bytes, size_t n,
                const char **file, struct err *e)
{
    const char *folder = path_of(a, s, "");
    *file = random_token(a, 24);
    if (mkdir(folder, 0750) != 0 && errno != EEXIST)
        return fail(e, ERR_STORAGE, "cannot make %s: %s", folder, strerror(errno));
    const char *path = path_of(a, s, *file);
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0640);
    if (fd < 0)
        return fail(e, ERR_STORAGE, "cannot write %s: %s", path, strerror(errno));
    bool ok = write_all(fd, bytes, n);
    int why = errno;
    if (close(fd) != 0 || !ok) {
        unlink(path);
        return fail(e, ERR_STORAGE, "cannot write %s: %s", path, strerror(why));
    }
    return true;
}

void media_drop(struct arena *a, const struct settings *s, const char *file)
{
    if (*file && !strpbrk(file, "/."))
        unlink(path_of(a, s, file));
}
