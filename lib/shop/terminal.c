/* terminal.c -- the same engine as production, a keyboard instead of WhatsApp. */
#include "waiter/terminal.h"
#include "waiter/chat.h"
#include "waiter/clock.h"
#include "waiter/utf8.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LINE_MOST 8192

struct terminal {
    struct db *db;
    struct shop *shop;
    FILE *in, *out;
    int64_t shown; /* newest outbox row on the screen */
    int messages;
};

static bool show_replies(struct terminal *t, struct arena *a, struct err *e)
{
    struct conn *c;
    struct rows *r;
    if (!db_borrow(t->db, &c, e))
        return false;
    if (rows_begin(c, Q_OUTBOX_SINCE, ARGS(V(t->shown)), &r, e)) {
        while (row_next(r, e)) {
            const char *media = row_text(r, 2, a);
            t->shown = row_int(r, 0);
            if (media)
                fprintf(t->out, "[photo %s]\n", media);
            fprintf(t->out, "%s\n\n", row_text(r, 1, a));
        }
        rows_end(r);
    }
    db_return(t->db, c);
    return e->kind == ERR_NONE;
}

static bool take_line(struct terminal *t, struct arena *a, const char *line, struct err *e)
{
    struct answer answer;
    struct incoming in = {
        .channel = "terminal",
        .provider_id = arena_printf(a, "%lld-%d", (long long)clock_now(), ++t->messages),
        .from = {.address = "terminal:you", .profile_name = getenv("USER")},
        .message = {.kind = MESSAGE_TEXT, .text = utf8_repair(a, line, strlen(line))},
    };
    return chat_receive(t->shop, a, &in, &answer, e) && show_replies(t, a, e);
}

static bool talk(struct terminal *t, struct err *e)
{
    char line[LINE_MOST];
    struct arena a;
    bool ok = true;
    arena_init(&a);
    while (ok) {
        fputs("> ", t->out);
        fflush(t->out);
        if (!fgets(line, sizeof line, t->in))
            break;
        line[strcspn(line, "\n")] = '\0';
        ok = take_line(t, &a, line, e);
        arena_reset(&a);
    }
    fputc('\n', t->out);
    arena_done(&a);
    return ok;
}

static bool talk_in(const char *path, const struct settings *settings, struct terminal *t, struct err *e)
{
    int steps;
    struct db *fresh; /* a copy is made without a WAL: migrating turns it on */
    if (!db_open_any(path, &fresh, e))
        return false;
    bool ok = db_migrate(fresh, &steps, e);
    db_close(fresh);
    struct conn *c;
    bool found;
    ok = ok && db_open(path, &t->db, e) && shop_open(settings, t->db, &t->shop, e) && db_borrow(t->db, &c, e);
    if (ok) {
        ok = db_int(c, Q_OUTBOX_NEWEST, NO_ARGS, &t->shown, &found, e);
        db_return(t->db, c);
    }
    ok = ok && talk(t, e);
    shop_close(t->shop);
    db_close(t->db);
    return ok;
}

static void remove_copy(struct arena *a, const char *folder, const char *path)
{
    static const char *const ends[] = {"", "-wal", "-shm", ".gate"};
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
        unlink(arena_printf(a, "%s%s", path, ends[i]));
    rmdir(folder);
}

bool terminal_chat(struct db *db, const struct settings *settings, FILE *in, FILE *out, struct err *e)
{
    struct arena a;
    struct terminal t = {.in = in, .out = out};
    arena_init(&a);
    char *folder = arena_printf(&a, "%s/run/chat-XXXXXX", settings->waiter_home);
    bool ok = mkdtemp(folder) || fail(e, ERR_STORAGE, "%s: %s", folder, strerror(errno));
    if (ok) {
        char *path = arena_printf(&a, "%s/copy.db", folder);
        ok = db_copy(db, path, e) && talk_in(path, settings, &t, e);
        remove_copy(&a, folder, path);
    }
    arena_done(&a);
    return ok;
}
