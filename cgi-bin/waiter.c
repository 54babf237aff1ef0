/* waiter.c -- the command line: one table of commands; the work is done in lib/. */
#include "waiter/backup.h"
#include "waiter/crypto.h"
#include "waiter/db.h"
#include "waiter/doctor.h"
#include "waiter/home.h"
#include "waiter/import.h"
#include "waiter/log.h"
#include "waiter/meter.h"
#include "waiter/picture.h"
#include "waiter/scoring.h"
#include "waiter/schedule.h"
#include "waiter/seed.h"
#include "waiter/setup.h"
#include "waiter/staff.h"
#include "waiter/terminal.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <termios.h>
#include <unistd.h>

#define SEED_FILE_MOST (8 << 20)
#define SHOW_MOST      (64 * 1024)

struct call {
    struct arena arena;
    struct settings settings;
    struct db *db;
    int argc;    /* what stands behind the command's name */
    char **argv;
    struct err err;
};

struct command {
    const char *name, *arguments, *help;
    bool (*run)(struct call *c);
    int arguments_least, arguments_most;
};

/* --- What several commands need ------------------------------------------------------- */

static bool open_database(struct call *c)
{
    return db_open(settings_database(&c->arena, &c->settings), &c->db, &c->err);
}

static bool read_file(struct call *c, const char *path, char **text, size_t *n)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    struct stat st;
    if (fd < 0 || fstat(fd, &st) != 0 || !S_ISREG(st.st_mode) || st.st_size > SEED_FILE_MOST) {
        int why = fd < 0 ? errno : EINVAL;
        if (fd >= 0)
            close(fd);
        return fail(&c->err, ERR_NOT_FOUND, "cannot read %s: %s", path, strerror(why));
    }
    *text = arena_alloc(&c->arena, (size_t)st.st_size + 1);
    ssize_t got = read(fd, *text, (size_t)st.st_size);
    close(fd);
    *n = (size_t)(got < 0 ? 0 : got);
    return got >= 0 || fail(&c->err, ERR_STORAGE, "cannot read %s: %s", path, strerror(errno));
}

/* One line from the terminal (not shown while typed) or from a pipe. */
static bool read_password(struct call *c, const char **out)
{
    struct termios shown, hidden;
    bool terminal = tcgetattr(STDIN_FILENO, &shown) == 0;
    if (terminal) {
        hidden = shown;
        hidden.c_lflag &= ~(tcflag_t)ECHO;
        fputs("Password: ", stderr);
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden);
    }
    char line[256];
    bool got = fgets(line, sizeof line, stdin) != NULL;
    if (terminal) {
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &shown);
        fputc('\n', stderr);
    }
    if (!got || !strchr(line, '\n'))
        return fail_field(&c->err, "password", "a password of one line is wanted on stdin");
    line[strcspn(line, "\r\n")] = '\0';
    *out = arena_strdup(&c->arena, line);
    explicit_bzero(line, sizeof line);
    return true;
}

/* --- Commands -------------------------------------------------------------------------- */

static bool run_init(struct call *c)
{
    struct home_news news;
    if (!home_init(&c->arena, &c->settings, &news, &c->err))
        return false;
    if (news.simulator_on)
        puts("No Twilio settings: the simulator plays Twilio.");
    if (news.admin_password)
        printf("Console login made, shown only this once: user %s, password %s\n",
               news.admin_username, news.admin_password);
    return true;
}

/* What an upgrade finds is kept as it was: the way back is `waiter restore`. */
static bool copy_before(struct call *c)
{
    int64_t version;
    struct backup made;
    if (!db_schema(c->db, &version, &c->err))
        return false;
    if (version == 0 || version == SCHEMA_VERSION)
        return true;
    if (!backup_make(&c->settings, c->db, &c->arena, &made, &c->err))
        return false;
    printf("Copied first: %s/backups/%s\n", c->settings.waiter_home, made.name);
    return true;
}

static bool run_setup(struct call *c)
{
    return setup_ask(&c->arena, &c->settings, settings_file(), stdin, stdout, &c->err);
}

static bool run_nginx(struct call *c)
{
    return setup_nginx(&c->arena, &c->settings, c->argc ? c->argv[0] : NULL, stdout, &c->err);
}

static bool run_migrate(struct call *c)
{
    int steps;
    if (!db_open_any(settings_database(&c->arena, &c->settings), &c->db, &c->err) ||
        !copy_before(c) || !db_migrate(c->db, &steps, &c->err))
        return false;
    if (steps)
        printf("Database brought to version %d (%d step%s).\n", SCHEMA_VERSION, steps,
               steps == 1 ? "" : "s");
    return true;
}

/* Each picture whole or not at all, and all of them before the shop speaks of them. One that lies there
 * already stays: somebody may have put a better one in its place. */
static bool draw_pictures(struct call *c, const struct seed *seed)
{
    const char *media = arena_printf(&c->arena, "%s/media", c->settings.waiter_home);
    for (size_t i = 0; i < seed->product_count; i++) {
        const struct seed_product *p = &seed->products[i];
        const char *path = arena_printf(&c->arena, "%s/%s.png", media, p->slug);
        const uint8_t *png;
        size_t n;
        if (p->shape && access(path, F_OK) != 0 && (!picture_draw(&c->arena, p->shape, p->colour, &png, &n, &c->err) ||
                         !home_write(&c->arena, path, png, n, 0644, &c->err)))
            return false;
    }
    return true;
}

static bool seed_into(struct call *c, const char *path, bool beside)
{
    char *text = NULL;
    size_t n = 0;
    struct seed seed;
    if (!read_file(c, path, &text, &n) || !seed_parse(&c->arena, text, n, &seed, &c->err) ||
        !open_database(c) || !seed_fits(c->db, &seed, beside, &c->err) ||
        !draw_pictures(c, &seed) || !seed_store(c->db, &seed, beside, &c->err))
        return false;
    printf("%s: %zu products (%zu variants) in %zu categories, %zu answers.\n", seed.shop_name,
           seed.product_count, seed.variant_count, seed.category_count, seed.faq_count);
    return true;
}

/* --if-empty makes "there is one already" a success, --force puts the file beside it. */
static bool run_seed(struct call *c)
{
    bool option = c->argc == 2;
    bool beside = option && !strcmp(c->argv[0], "--force");
    bool if_empty = option && !strcmp(c->argv[0], "--if-empty");
    if (option && !beside && !if_empty)
        return fail(&c->err, ERR_BAD_INPUT, "there is no option %s", c->argv[0]);
    if (seed_into(c, c->argv[c->argc - 1], beside))
        return true;
    if (if_empty && c->err.kind == ERR_CONFLICT)
        err_clear(&c->err);
    return c->err.kind == ERR_NONE;
}

#define SYNCED "staff.synced" /* the setting: a hash of what was synced last */

/* Once put into the database ADMIN_PASSWORD is done with: what is changed in the console later stays,
 * until somebody sets another one here. */
static bool synced_before(struct call *c, const char *what, bool *yes)
{
    struct conn *conn;
    const char *hash = NULL;
    bool found;
    if (!db_borrow(c->db, &conn, &c->err))
        return false;
    bool ok = db_text(conn, &c->arena, Q_SETTING_GET, ARGS(V(SYNCED)), &hash, &found, &c->err);
    db_return(c->db, conn);
    *yes = ok && found && password_holds(hash, what);
    return ok;
}

static bool note_synced(struct conn *c, void *hash, struct err *e)
{
    return db_run(c, Q_SETTING_PUT, ARGS(V(SYNCED), V((const char *)hash)), NULL, e);
}

static bool run_staff_sync(struct call *c)
{
    const struct settings *s = &c->settings;
    const char *what = arena_printf(&c->arena, "%s %s", s->admin_username, s->admin_password),
               *hash;
    bool before;
    if (!*s->admin_username || !*s->admin_password)
        return true;
    if (!open_database(c) || !synced_before(c, what, &before))
        return false;
    return before ||
           (staff_set(c->db, s->admin_username, s->admin_password, "owner", &c->err) &&
            password_hash(&c->arena, what, &hash, &c->err) &&
            db_write(c->db, note_synced, (char *)(uintptr_t)hash, &c->err));
}

static bool run_staff_add(struct call *c)
{
    const char *password;
    return read_password(c, &password) && open_database(c) &&
           staff_set(c->db, c->argv[0], password, c->argc > 1 ? c->argv[1] : "owner", &c->err);
}

static bool print_settings(struct call *c, struct str *s)
{
    const char *text;
    if (!str_done(s, &text, &c->err))
        return false;
    fputs(text, stdout);
    return true;
}

static bool run_settings_example(struct call *c)
{
    struct str s = str_new(&c->arena, SHOW_MOST);
    settings_example(&s);
    return print_settings(c, &s);
}

static bool run_settings(struct call *c)
{
    struct str s = str_new(&c->arena, SHOW_MOST);
    settings_show(&c->settings, &s);
    return print_settings(c, &s);
}

/* Looks the value up in the shown list, "NAME=value  (source)", where no secret stands. */
static bool run_settings_get(struct call *c)
{
    struct str out = str_new(&c->arena, SHOW_MOST);
    const char *text;
    return settings_get(&c->settings, c->argv[0], &out, &c->err) &&
           str_done(&out, &text, &c->err) && puts(text) >= 0;
}

static bool run_chat(struct call *c)
{
    return open_database(c) &&
           terminal_chat(c->db, &c->settings, stdin, stdout, &c->err);
}

static const char *option(const struct call *c, const char *name)
{
    for (int i = 0; i + 1 < c->argc; i += 2)
        if (!strcmp(c->argv[i], name))
            return c->argv[i + 1];
    return NULL;
}

/* Pairs of option and value, of those two names only. */
static bool options_known(struct call *c, const char *one, const char *two)
{
    for (int i = 0; i < c->argc; i += 2)
        if (i + 1 == c->argc || (strcmp(c->argv[i], one) && strcmp(c->argv[i], two)))
            return fail(&c->err, ERR_BAD_INPUT, "what is %s?", c->argv[i]);
    return true;
}

/* Names the file in what went wrong with its text. */
static bool of_file(struct call *c, const char *file, bool ok)
{
    struct err e = c->err;
    if (ok || !file)
        return ok;
    err_clear(&c->err);
    return fail(&c->err, e.kind, "%s: %s", file, e.why);
}

static bool run_nlu(struct call *c)
{
    const char *file = option(c, "--catalogue"), *state = option(c, "--state");
    char *text = NULL;
    size_t n = 0;
    enum waiting waiting = WAITING_NOTHING;
    const struct catalogue *catalogue;
    if (!options_known(c, "--catalogue", "--state") || (file && !read_file(c, file, &text, &n)))
        return false;
    if (state && !waiting_read(state, &waiting))
        return fail(&c->err, ERR_BAD_INPUT, "%s: a state is nothing, confirm, address or item", state);
    return of_file(c, file, scoring_catalogue(&c->arena, text, n, &catalogue, &c->err)) &&
           scoring_messages(catalogue, waiting, stdin, stdout, &c->err);
}

static bool run_faq_match(struct call *c)
{
    char *text = NULL;
    size_t n = 0;
    const struct catalogue *questions;
    return options_known(c, "--base", "--base") && read_file(c, c->argv[1], &text, &n) &&
           of_file(c, c->argv[1], scoring_questions(&c->arena, text, n, &questions, &c->err)) &&
           scoring_asked(questions, stdin, stdout, &c->err);
}

static bool run_check(struct call *c)
{
    return open_database(c) && db_check(c->db, &c->err) && puts("The database is whole.") >= 0;
}

/* Without a name: into WAITER_HOME/backups, where old ones make room. */
static bool run_backup(struct call *c)
{
    struct backup made;
    if (!open_database(c))
        return false;
    if (c->argc)
        return db_copy(c->db, c->argv[0], &c->err) && db_check_copy(c->argv[0], &c->err);
    if (!backup_make(&c->settings, c->db, &c->arena, &made, &c->err))
        return false;
    printf("%s/backups/%s\n", c->settings.waiter_home, made.name);
    return true;
}

/* A file, or the name of one in WAITER_HOME/backups. */
static bool run_restore(struct call *c)
{
    struct restored back;
    const char *path = c->argv[0];
    if (!strchr(path, '/') && access(path, F_OK) != 0)
        path = arena_printf(&c->arena, "%s/backups/%s", c->settings.waiter_home, path);
    if (access(path, R_OK) != 0)
        return fail(&c->err, ERR_NOT_FOUND, "cannot read %s: %s", path, strerror(errno));
    if (!backup_restore(&c->settings, &c->arena, path, &back, &c->err))
        return false;
    printf("Restored: %lld customers, %lld orders, %lld messages.\n", (long long)back.customers,
           (long long)back.orders, (long long)back.messages);
    if (back.kept)
        printf("The database of before is %s; remove it when you are content.\n", back.kept);
    return true;
}

static bool run_schedule(struct call *c)
{
    struct shop *shop;
    const char *result;
    if (!open_database(c) || !shop_open(&c->settings, c->db, &shop, &c->err))
        return false;
    bool ok = schedule_run(shop, &c->arena, c->argv[0], &result, &c->err);
    shop_close(shop);
    return ok && puts(result ? result : "Done.") >= 0;
}

static bool run_schedule_list(struct call *c)
{
    (void)c;
    for (const struct schedule *s = schedules; s->name; s++)
        if (puts(s->name) < 0)
            return false;
    return true;
}

static bool run_doctor(struct call *c)
{
    int broken;
    if (!doctor_look(&c->arena, &c->settings, stdout, &broken, &c->err))
        return false;
    return broken == 0 || fail(&c->err, ERR_NOT_ALLOWED_NOW, "%d thing%s to mend", broken, broken == 1 ? "" : "s");
}

static void show_count(const char *what, const struct import_count *n)
{
    printf("%-10s %6lld taken, %lld here already, %lld left out\n", what, (long long)n->taken,
           (long long)n->known, (long long)n->left_out);
}

static bool run_import(struct call *c)
{
    struct import_report report;
    const char *currency = *c->settings.shop_currency ? c->settings.shop_currency : "EUR";
    struct conn *conn;
    bool found;
    if (!open_database(c) || !db_borrow(c->db, &conn, &c->err))
        return false;
    bool ok = db_text(conn, &c->arena, Q_SETTING_GET, ARGS(V("shop.currency")), &currency, &found, &c->err);
    db_return(c->db, conn);
    if (!ok || !import_original(c->db, &c->arena, c->argv[0], currency, &report, &c->err))
        return false;
    show_count("customers", &report.customers);
    show_count("products", &report.products);
    show_count("orders", &report.orders);
    show_count("messages", &report.messages);
    for (size_t i = 0; i < report.note_count; i++)
        printf("  %s\n", report.notes[i]);
    if (report.notes_more)
        printf("  and %zu more\n", report.notes_more);
    return true;
}

/* --- The table ------------------------------------------------------------------------- */

static bool run_help(struct call *c);

static const struct command commands[] = {
    {"setup", "", "ask five questions and write the settings; safe to do again", run_setup, 0, 0},
    {"nginx", "[CERTIFICATES]", "print the nginx site for PUBLIC_URL, with TLS", run_nginx, 0, 1},
    {"init", "", "make WAITER_HOME and the secrets that nobody gave", run_init, 0, 0},
    {"migrate", "", "make the database, or bring it to this version", run_migrate, 0, 0},
    {"seed", "[--if-empty|--force] FILE", "fill the shop from a JSON file", run_seed, 1, 2},
    {"staff sync", "", "make or update ADMIN_USERNAME when ADMIN_PASSWORD is a new one", run_staff_sync, 0, 0},
    {"staff add", "NAME [owner|staff|viewer]", "make or update an account; password on stdin",
     run_staff_add, 1, 2},
    {"settings example", "", "print .env.example", run_settings_example, 0, 0},
    {"settings get", "NAME", "print one setting; secrets are not shown", run_settings_get, 1, 1},
    {"settings", "", "list the settings and where each comes from", run_settings, 0, 0},
    {"chat", "", "talk with a copy of the shop here, as a customer", run_chat, 0, 0},
    {"nlu", "[--catalogue FILE] [--state WORD]", "say what each line of stdin means, as JSON", run_nlu, 0, 4},
    {"faq match", "--base FILE", "rank the questions of a JSON file for each line of stdin",
     run_faq_match, 2, 2},
    {"doctor", "", "look at everything the shop stands on, and say what to do", run_doctor, 0, 0},
    {"check", "", "look whether the database is whole", run_check, 0, 0},
    {"backup", "[FILE]", "copy the database while the shop is open, checked; old copies make room",
     run_backup, 0, 1},
    {"import", "FILE", "take over the original program's SQLite database, with a report", run_import, 1, 1},
    {"restore", "FILE", "put a copy in the database's place; the shop must be stopped", run_restore, 1, 1},
    {"schedule run", "NAME", "do now what the worker does by itself", run_schedule, 1, 1},
    {"schedule list", "", "what the worker does by itself", run_schedule_list, 0, 0},
    {"help", "[--man]", "print this list; --man: the manual page", run_help, 0, 1},
};
#define COMMANDS (sizeof commands / sizeof commands[0])

static int usage(FILE *to, int status)
{
    fputs("usage: waiter COMMAND\n", to);
    for (size_t i = 0; i < COMMANDS; i++) {
        char call[64];
        snprintf(call, sizeof call, "%s %s", commands[i].name, commands[i].arguments);
        fprintf(to, "  %-34s %s\n", call, commands[i].help);
    }
    return status;
}

/* Words as mdoc(7) takes them: in quotes one argument, with hyphens that can be copied. */
static void put_mdoc(const char *macro, const char *words, const char *more)
{
    printf("%s \"%s%s", macro, words, *more ? " " : "");
    for (; *more; more++)
        fputs(*more == '-' ? "\\-" : (char[]){*more, '\0'}, stdout);
    puts("\"");
}

static void print_manual(struct str *settings)
{
    puts(".Dd November 25, 2026\n.Dt WAITER 1\n.Os\n.Sh NAME\n.Nm waiter\n"
         ".Nd a shop assistant for WhatsApp, from the command line\n"
         ".Sh SYNOPSIS\n.Nm\n.Ar command\n.Op Ar argument ...\n"
         ".Sh DESCRIPTION\n.Nm\nprepares, feeds, copies and examines a shop.\n"
         "The shop itself is served by other programs behind a web server.\n"
         "The commands are:\n.Bl -tag -width Ds");
    for (size_t i = 0; i < COMMANDS; i++) {
        put_mdoc(".It Ic", commands[i].name, commands[i].arguments);
        printf("%c%s.\n", commands[i].help[0] & ~0x20, commands[i].help + 1);
    }
    puts(".El\n.Sh ENVIRONMENT\nWhat the environment does not say is read from\n"
         ".Pa /etc/waiter/waiter.env\nwhere it was installed, and from\n.Pa .env\nin a checkout.\n"
         ".Bl -tag -width Ds");
    fputs(settings->text, stdout);
    puts(".El\n.Sh EXIT STATUS\n0 when done, 64 for a call that makes no sense, 78 for wrong settings, else\n"
         "another number of\n.In sysexits.h .\n"
         ".Sh EXAMPLES\nTry a shop in the terminal:\n.Dl $ waiter chat\n.Pp\n"
         "Copy the database, and put a copy back:\n.Dl $ waiter backup\n.Dl $ waiter restore FILE");
}

static bool run_help(struct call *c)
{
    if (!c->argc)
        return usage(stdout, EX_OK) == EX_OK;
    if (strcmp(c->argv[0], "--man") != 0)
        return fail(&c->err, ERR_BAD_INPUT, "there is no option %s", c->argv[0]);
    struct str s = str_new(&c->arena, SHOW_MOST);
    const char *text;
    settings_manual(&s);
    if (!str_done(&s, &text, &c->err))
        return false;
    print_manual(&s);
    return true;
}

/* How many words of argv the command's name takes; 0 when it is another command. */
static int words_matched(const struct command *command, int argc, char **argv)
{
    const char *space = strchr(command->name, ' ');
    size_t first = space ? (size_t)(space - command->name) : strlen(command->name);
    if (argc < 1 || strlen(argv[0]) != first || strncmp(argv[0], command->name, first))
        return 0;
    if (!space)
        return 1;
    return argc > 1 && !strcmp(argv[1], space + 1) ? 2 : 0;
}

static const struct command *find_command(int argc, char **argv, int *words)
{
    for (size_t i = 0; i < COMMANDS; i++)
        if ((*words = words_matched(&commands[i], argc, argv)))
            return &commands[i];
    return NULL;
}

static int exit_status(enum err_kind kind)
{
    switch (kind) {
    case ERR_NONE: return EX_OK;
    case ERR_BAD_INPUT: return EX_DATAERR;
    case ERR_NOT_FOUND: return EX_NOINPUT;
    case ERR_FORBIDDEN: return EX_NOPERM;
    case ERR_CONFLICT: return EX_CANTCREAT;
    case ERR_NOT_ALLOWED_NOW: return EX_UNAVAILABLE;
    case ERR_STORAGE: return EX_IOERR;
    case ERR_BUSY: return EX_TEMPFAIL;
    default: return EX_SOFTWARE;
    }
}

static void complain(const struct command *command, const struct err *e)
{
    fprintf(stderr, "waiter %s: %s\n", command->name, *e->why ? e->why : err_words(e->kind));
}

/* What root makes in a shop that belongs to another user that user could not open any more, so root becomes
 * that user. Not for the settings: their file is root's. */
static bool become_owner(struct call *c, const struct command *command)
{
    struct stat home;
    if (geteuid() != 0 || command->run == run_setup || stat(c->settings.waiter_home, &home) != 0 ||
        home.st_uid == 0)
        return true;
    return (setgroups(0, NULL) == 0 && setgid(home.st_gid) == 0 && setuid(home.st_uid) == 0) ||
           fail(&c->err, ERR_FORBIDDEN, "cannot become the user that %s belongs to", c->settings.waiter_home);
}

int main(int argc, char **argv)
{
    struct call c = {.argc = argc - 1, .argv = argv + 1};
    int words;
    const struct command *command = find_command(c.argc, c.argv, &words);
    if (!command)
        return usage(argc < 2 ? stdout : stderr, argc < 2 ? EX_OK : EX_USAGE);
    c.argc -= words;
    c.argv += words;
    if (c.argc < command->arguments_least || c.argc > command->arguments_most)
        return usage(stderr, EX_USAGE);
    umask(0027); /* what is made here holds names and addresses */
    log_program("waiter");
    crypto_start();
    arena_init(&c.arena);
    int status = EX_CONFIG;
    if (settings_load(&c.arena, &c.settings, &c.err) && become_owner(&c, command)) {
        meter_open(&c.settings, "waiter", false);
        status = command->run(&c) ? EX_OK : exit_status(c.err.kind);
        if (status == EX_OK && fflush(stdout) != 0)
            status = EX_IOERR;
    }
    if (status != EX_OK)
        complain(command, &c.err);
    db_close(c.db);
    arena_done(&c.arena);
    return status;
}
