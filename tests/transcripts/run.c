/* run.c -- plays tests/transcripts/NN-name.txt through the real engine on a fresh database each and
 * compares (FORMAT.md beside it). Prints what differs, with file and line; exit 1 when anything did. */
#include "waiter/chat.h"
#include "waiter/clock.h"
#include "waiter/coupon.h"
#include "waiter/crypto.h"
#include "waiter/delivery.h"
#include "waiter/inbox.h"
#include "waiter/json.h"
#include "waiter/log.h"
#include "waiter/money.h"
#include "waiter/order_staff.h"
#include "waiter/outbox.h"
#include "waiter/payment.h"
#include "waiter/schedule.h"
#include "waiter/seed.h"

#include <ctype.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define REPLIES_MOST_HERE 16
#define LATE_BY_MS (20 * MINUTE_MS)

struct reply_row { int64_t id; const char *body, *media, *choices; };

struct play {
    const char *file;
    int line, failures;
    char folder[64];             /* templates and the database in use */
    struct settings settings;
    struct arena arena;
    struct db *db;
    struct shop *shop;
    sqlite3 *look;               /* for ? checks */
    char who[32];
    int messages;                /* counts up: makes provider ids */
    char last_text[8192];        /* for @ again */
    struct reply_row replies[REPLIES_MOST_HERE];
    int reply_count;
    int64_t seen_outbox;
    int at_reply, at_line;       /* how far the < lines of this turn have matched */
};

static void wrong(struct play *p, const char *what, const char *expected)
{
    fprintf(stderr, "%s:%d: %s: %s\n", p->file, p->line, what, expected);
    for (int i = 0; i < p->reply_count; i++)
        fprintf(stderr, "    | %s%s%s%s%s\n", p->replies[i].body, p->replies[i].media ? " [photo]" : "",
                p->replies[i].choices ? "\n    | choices " : "", p->replies[i].choices ? p->replies[i].choices : "",
                i + 1 < p->reply_count ? "\n    ---" : "");
    p->failures++;
}

static void stop_for(struct play *p, const char *what, const struct err *e)
{
    fprintf(stderr, "%s:%d: cannot go on: %s: %s %s\n", p->file, p->line, what, e->field, e->why);
    exit(2);
}

/* -- matching -- */

/* Case-insensitive, runs of blanks count as one, * stands for any text; the pattern may start anywhere. */
static bool match_here(const char *text, const char *pattern)
{
    for (;; text++, pattern++) {
        if (*pattern == '*') {
            for (;; text++) {
                if (match_here(text, pattern + 1))
                    return true;
                if (!*text)
                    return false;
            }
        }
        if (!*pattern)
            return true;
        if (isspace((unsigned char)*pattern)) {
            if (!isspace((unsigned char)*text))
                return false;
            while (isspace((unsigned char)text[1])) text++;
            while (isspace((unsigned char)pattern[1])) pattern++;
        } else if (tolower((unsigned char)*text) != tolower((unsigned char)*pattern)) {
            return false;
        }
    }
}

static bool line_matches(const char *line, const char *pattern)
{
    for (; *line; line++)
        if (match_here(line, pattern))
            return true;
    return match_here(line, pattern);
}

/* Bytes of a mark that only steers the direction of writing; a pattern need not have it. */
static size_t direction_mark(const char *at)
{
    bool mark = !strncmp(at, "\u2068", 3) || !strncmp(at, "\u2069", 3) || !strncmp(at, "\u200f", 3);
    return mark ? 3 : 0;
}

/* Walks the lines of all replies; the bold marks of WhatsApp do not count, a no-break space is one. */
static const char *reply_line(struct play *p, int reply, int line)
{
    static char out[4096];
    const char *at = p->replies[reply].body;
    for (; line > 0; line--) {
        at = strchr(at, '\n');
        if (!at)
            return NULL;
        at++;
    }
    size_t n = 0;
    while (*at && *at != '\n' && n < sizeof out - 1) {
        size_t skip = direction_mark(at);
        bool blank = !strncmp(at, "\u00a0", 2);
        if (!skip && *at != '*')
            out[n++] = blank ? ' ' : *at;
        at += skip ? skip : blank ? 2 : 1;
    }
    out[n] = '\0';
    return out;
}

static bool find_line(struct play *p, const char *pattern, int *reply, int *line)
{
    for (int r = *reply, l = *line; r < p->reply_count; r++, l = 0)
        for (const char *text; (text = reply_line(p, r, l)); l++)
            if (line_matches(text, pattern)) {
                *reply = r;
                *line = l;
                return true;
            }
    return false;
}

/* -- the world -- */

static const char *address_of(struct play *p)
{
    unsigned sum = 0;
    for (const char *c = p->who; *c; c++)
        sum = sum * 31 + (unsigned char)*c;
    return arena_printf(&p->arena, "whatsapp:+3460%07u", sum % 10000000);
}

static char *ask(struct play *p, const char *sql)
{
    sqlite3_stmt *stmt = NULL;
    char *out = NULL;
    if (sqlite3_prepare_v2(p->look, sql, -1, &stmt, NULL) != SQLITE_OK)
        out = arena_printf(&p->arena, "error: %s", sqlite3_errmsg(p->look));
    else if (sqlite3_step(stmt) == SQLITE_ROW)
        out = arena_strdup(&p->arena, (const char *)sqlite3_column_text(stmt, 0));
    sqlite3_finalize(stmt);
    return out ? out : arena_strdup(&p->arena, "null");
}

/* {order}: the number of the current customer's newest order. */
static char *fill_in(struct play *p, const char *text)
{
    const char *at = strstr(text, "{order}");
    if (!at)
        return arena_strdup(&p->arena, text);
    char *sql = arena_printf(&p->arena,
                             "SELECT number FROM orders o JOIN address a ON a.customer_id = o.customer_id "
                             "WHERE a.channel_address = '%s' ORDER BY o.id DESC LIMIT 1", address_of(p));
    char *out = arena_printf(&p->arena, "%.*s%s%s", (int)(at - text), text, ask(p, sql), at + 7);
    return fill_in(p, out);
}

static void collect(struct play *p)
{
    sqlite3_stmt *stmt = NULL;
    p->reply_count = p->at_reply = p->at_line = 0;
    sqlite3_prepare_v2(p->look, "SELECT id, body, media, choices FROM outbox WHERE id > ?1 ORDER BY id", -1, &stmt,
                       NULL);
    sqlite3_bind_int64(stmt, 1, p->seen_outbox);
    while (sqlite3_step(stmt) == SQLITE_ROW && p->reply_count < REPLIES_MOST_HERE) {
        struct reply_row *r = &p->replies[p->reply_count++];
        r->id = p->seen_outbox = sqlite3_column_int64(stmt, 0);
        r->body = arena_strdup(&p->arena, (const char *)sqlite3_column_text(stmt, 1));
        r->media = arena_strdup(&p->arena, (const char *)sqlite3_column_text(stmt, 2));
        r->choices = arena_strdup(&p->arena, (const char *)sqlite3_column_text(stmt, 3));
    }
    sqlite3_finalize(stmt);
}

static const char *tapped(struct play *p, const char *title)
{
    char *sql = arena_printf(&p->arena,
                             "SELECT x.value ->> 'id' FROM outbox o JOIN address a ON a.channel_address = o.to_address, "
                             "json_each(o.choices) x WHERE o.choices IS NOT NULL AND o.to_address = '%s' "
                             "AND x.value ->> 'title' = '%s' COLLATE NOCASE ORDER BY o.id DESC LIMIT 1",
                             address_of(p), title);
    char *id = ask(p, sql);
    return strcmp(id, "null") == 0 ? NULL : id;
}

static bool read_special(struct play *p, char *text, struct message *m)
{
    static const struct { const char *word; enum message_kind kind; } kinds[] = {
        {"image", MESSAGE_IMAGE}, {"audio", MESSAGE_AUDIO}, {"sticker", MESSAGE_STICKER},
        {"document", MESSAGE_DOCUMENT}, {"contact", MESSAGE_CONTACT}, {"tap", MESSAGE_TAP},
        {"location", MESSAGE_LOCATION},
    };
    size_t n = strlen(text);
    if (text[0] != '[' || text[n - 1] != ']')
        return false;
    char *inside = arena_strndup(&p->arena, text + 1, n - 2), *rest = strchr(inside, ' ');
    if (rest)
        *rest++ = '\0';
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (strcmp(inside, kinds[i].word) != 0)
            continue;
        m->kind = kinds[i].kind;
        m->text = rest ? rest : "";
        if (m->kind == MESSAGE_TAP && !(m->tap_id = tapped(p, m->text)))
            wrong(p, "there is no such button", m->text);
        if (m->kind == MESSAGE_LOCATION && rest) {
            char *comma = strchr(rest, ','), *blank = strchr(rest, ' ');
            m->text = "";
            m->latitude = arena_strndup(&p->arena, rest, (size_t)(comma - rest));
            m->longitude = blank ? arena_strndup(&p->arena, comma + 1, (size_t)(blank - comma - 1)) : comma + 1;
            m->address = blank ? blank + 1 : NULL;
        }
        return true;
    }
    return false;
}

static void unescape(char *s)
{
    for (char *at = s; (at = strstr(at, "\\n")); at++) {
        *at = '\n';
        memmove(at + 1, at + 2, strlen(at + 2) + 1);
    }
}

static void receive(struct play *p, char *text, bool new_id, int64_t sent_at)
{
    struct incoming in = {.channel = "whatsapp", .sent_at = sent_at};
    struct answer answer;
    struct err e = {0};
    char *name = arena_strdup(&p->arena, p->who);
    name[0] = (char)toupper((unsigned char)name[0]);
    p->messages += new_id;
    in.provider_id = arena_printf(&p->arena, "SM%032d", p->messages);
    in.from = (struct sender){.address = address_of(p), .phone = address_of(p) + 9, .profile_name = name};
    in.message.text = text;
    in.message.kind = MESSAGE_TEXT;
    if (!read_special(p, text, &in.message))
        unescape(text);
    else if (in.message.kind != MESSAGE_TAP && in.message.kind != MESSAGE_LOCATION)
        in.media_sid = arena_printf(&p->arena, "ME%032d", p->messages);
    if (!chat_receive(p->shop, &p->arena, &in, &answer, &e))
        stop_for(p, "chat_receive", &e);
    collect(p);
}

static void open_shop(struct play *p)
{
    struct err e = {0};
    char *path = arena_printf(&p->arena, "%s/play.db", p->folder);
    if (!db_open(path, &p->db, &e) || !shop_open(&p->settings, p->db, &p->shop, &e))
        stop_for(p, "opening the shop", &e);
    sqlite3_open(path, &p->look);
}

static void close_shop(struct play *p)
{
    sqlite3_close(p->look);
    shop_close(p->shop);
    db_close(p->db);
}

/* A template database per catalogue is seeded once; each transcript plays on a copy. */
static void fresh_database(struct play *p, const char *catalogue)
{
    struct err e = {0};
    struct db *db;
    struct seed seed;
    int steps;
    char *template = arena_printf(&p->arena, "%s/%s.db", p->folder, catalogue);
    char *play = arena_printf(&p->arena, "%s/play.db", p->folder);
    char *source = strcmp(catalogue, "demo") == 0 ? arena_strdup(&p->arena, "sql/seed/demo.json")
                                                  : arena_printf(&p->arena, "tests/fixtures/%s.json", catalogue);
    bool first = access(template, F_OK) != 0;
    if (!db_open_any(template, &db, &e) || !db_migrate(db, &steps, &e))
        stop_for(p, template, &e);
    if (first) {
        FILE *f = fopen(source, "r");
        char *text = arena_alloc(&p->arena, 1 << 20);
        size_t n = f ? fread(text, 1, 1 << 20, f) : 0;
        if (f)
            fclose(f);
        if (!seed_parse(&p->arena, text, n, &seed, &e) || !seed_store(db, &seed, false, &e))
            stop_for(p, source, &e);
    }
    const char *leftovers[] = {"", "-wal", "-shm", ".gate"};
    for (size_t i = 0; i < sizeof leftovers / sizeof *leftovers; i++)
        unlink(arena_printf(&p->arena, "%s%s", play, leftovers[i]));
    if (!db_copy(db, play, &e))
        stop_for(p, "copying the template", &e);
    db_close(db);
    if (!db_open_any(play, &db, &e) || !db_migrate(db, &steps, &e))
        stop_for(p, "preparing the copy", &e);
    db_close(db);
}

/* -- @ lines -- */

struct shelf { const char *sku; int64_t stock, price; };

static bool set_shelf(struct conn *c, void *what, struct err *e)
{
    struct shelf *s = what;
    int64_t id;
    if (!db_int(c, Q_VARIANT_BY_SKU, ARGS(V(s->sku)), &id, NULL, e))
        return false;
    return (s->stock < 0 || db_run(c, Q_STOCK_SET, ARGS(V(id), V(s->stock)), NULL, e)) &&
           (s->price < 0 || db_run(c, Q_VARIANT_PRICE_PUT, ARGS(V(id), V(s->price)), NULL, e));
}

struct rule { const char *name, *value; };

static bool set_rule(struct conn *c, void *what, struct err *e)
{
    const struct rule *r = what;
    return db_run(c, Q_SETTING_PUT, ARGS(V(r->name), V(r->value)), NULL, e);
}

static int64_t time_span(const char *text)
{
    char *unit;
    int64_t n = strtoll(text, &unit, 10);
    return n * (*unit == 'd' ? DAY_MS : *unit == 'h' ? HOUR_MS : *unit == 'm' ? MINUTE_MS : SECOND_MS);
}

static void staff_moves(struct play *p, const char *number, const char *word)
{
    const struct staff tester = {.username = "tester"};
    struct order_wish wish = {0};
    struct order o;
    struct err e = {0};
    char *id = ask(p, arena_printf(&p->arena, "SELECT id FROM orders WHERE number = '%s'", number));
    wish.id = strtoll(id, NULL, 10);
    if (!order_status_read(word, &wish.to) ||
        !order_staff_move(p->shop, &p->arena, &wish, &tester, &o, &e))
        wrong(p, "staff cannot move the order", e.why);
    collect(p);
}

struct fact { const char *name, *value; };

static bool set_fact(struct conn *c, void *what, struct err *e)
{
    struct fact *f = what;
    return db_run(c, Q_SETTING_PUT, ARGS(V(f->name), V(f->value)), NULL, e);
}

/* "@ payment ORDER approve", "... reject why", "... received", "... refund". */
static void staff_pays(struct play *p, const char *number, char *deed)
{
    const struct staff tester = {.username = "tester"};
    struct order_wish wish = {0};
    struct refund_wish back = {.reason = "", .restock = true};
    struct err e = {0};
    char *where = arena_printf(&p->arena, "(SELECT id FROM orders WHERE number = '%s') ORDER BY id DESC LIMIT 1",
                               number);
    char *why = strchr(deed, ' ');
    if (why)
        *why++ = '\0';
    wish.id = strtoll(ask(p, arena_printf(&p->arena, "SELECT id FROM orders WHERE number = '%s'", number)), NULL, 10);
    back.payment_id = strtoll(ask(p, arena_printf(&p->arena, "SELECT id FROM payment WHERE order_id = %s", where)), NULL, 10);
    back.amount_minor = strtoll(ask(p, arena_printf(&p->arena, "SELECT amount_minor FROM payment WHERE order_id = %s", where)), NULL, 10);
    bool ok = strcmp(deed, "approve") == 0  ? payment_approve(p->shop, &p->arena, &wish, back.payment_id, &tester, &e)
              : strcmp(deed, "reject") == 0 ? payment_reject(p->shop, &p->arena, &wish, back.payment_id, why, &tester, &e)
              : strcmp(deed, "received") == 0 ? payment_received(p->shop, &p->arena, &wish, &tester, &e)
                                              : payment_refund(p->shop, &p->arena, &wish, &back, &tester, &e);
    if (!ok)
        wrong(p, "staff cannot do that to the payment", e.why);
    collect(p);
}

/* What the owner says in the console, as the JSON that it sends. */
static void owner_says(struct play *p, const char *what, const char *json)
{
    const struct staff owner = {.username = "owner", .role = "owner"};
    char *currency = ask(p, "SELECT value FROM setting WHERE name = 'shop.currency'");
    const json_value *wish;
    struct err e = {0};
    struct conn *c;
    int64_t id = 0;
    bool ok = json_parse(&p->arena, json, strlen(json), &wish, &e);
    if (ok && strcmp(what, "coupon") == 0) {
        ok = coupon_save(p->db, &p->arena, &owner, wish, currency, 0, &id, &e);
    } else if (ok && db_borrow(p->db, &c, &e)) {
        struct str doc = str_new(&p->arena, 1 << 20);
        struct json j = json_writer(&doc);
        const json_value *now;
        json_open_object(&j, NULL);
        ok = delivery_put(&j, c, &p->arena, currency, &e);
        json_close(&j);
        db_return(p->db, c);
        ok = ok && json_parse(&p->arena, doc.text, doc.len, &now, &e) &&
             delivery_change(p->db, &p->arena, &owner, currency, json_text(now, "version"), wish, &e);
    }
    if (!ok)
        wrong(p, "the owner cannot say that", arena_printf(&p->arena, "%s %s", e.field, e.why));
}

/* `take SKU 2`: so many pieces are cancelled; `set SKU 2`: the line gets that quantity. */
static void staff_edits(struct play *p, const char *verb, const char *number, const char *rest)
{
    const struct staff tester = {.username = "tester"};
    char sku[65];
    long long n = 0;
    struct order o;
    struct err e = {0};
    if (sscanf(rest, "%64s %lld", sku, &n) != 2)
        stop_for(p, "a SKU and a number", &e);
    struct order_change change = {.quantity = n};
    struct order_edit edit = {&change, 1, strcmp(verb, "take") == 0, "out of it"};
    struct order_wish wish = {0};
    wish.id = strtoll(ask(p, arena_printf(&p->arena, "SELECT id FROM orders WHERE number = '%s'", number)), NULL, 10);
    change.item_id = strtoll(
        ask(p, arena_printf(&p->arena, "SELECT i.id FROM order_item i JOIN variant v ON v.id = i.variant_id"
                                       " WHERE i.order_id = %lld AND v.sku = '%s'", (long long)wish.id, sku)),
        NULL, 10);
    if (!order_staff_edit(p->shop, &p->arena, &wish, &edit, &tester, &o, &e))
        wrong(p, "staff cannot change the order", e.why);
    collect(p);
}

/* The clock of the shop (UTC here) shows that moment now. */
static void set_clock(struct play *p, const char *day, const char *hour)
{
    int64_t at;
    struct err e = {0};
    if (!clock_parse(arena_printf(&p->arena, "%sT%s:00Z", day, hour), &at))
        stop_for(p, "a day and an hour", &e);
    clock_shift(at - clock_now());
}

static void world(struct play *p, char *text)
{
    struct err e = {0};
    char *word = strtok(text, " "), *one = strtok(NULL, " "), *two = strtok(NULL, "");
    if (strcmp(word, "wait") == 0) {
        clock_shift(time_span(one));
    } else if (strcmp(word, "stock") == 0 || strcmp(word, "price") == 0) {
        struct shelf s = {one, -1, -1};
        bool ok = strcmp(word, "stock") == 0
                      ? (s.stock = strtoll(two, NULL, 10), true)
                      : money_parse(two, ask(p, "SELECT value FROM setting WHERE name = 'shop.currency'"), &s.price, &e);
        if (!ok || !db_write(p->db, set_shelf, &s, &e))
            stop_for(p, word, &e);
    } else if (strcmp(word, "setting") == 0) {
        struct fact f = {one, two};
        unescape(two);
        if (!db_write(p->db, set_fact, &f, &e))
            stop_for(p, word, &e);
    } else if (strcmp(word, "payment") == 0) {
        staff_pays(p, one, two);
    } else if (strcmp(word, "status") == 0) {
        staff_moves(p, one, two);
    } else if (strcmp(word, "owner") == 0) {
        owner_says(p, one, two);
    } else if (strcmp(word, "take") == 0 || strcmp(word, "set") == 0) {
        staff_edits(p, word, one, two);
    } else if (strcmp(word, "clock") == 0) {
        set_clock(p, one, two);
    } else if (strcmp(word, "handback") == 0) {
        const struct staff somebody = {.username = "owner"};
        char *id = ask(p, arena_printf(&p->arena, "SELECT customer_id FROM address WHERE channel_address = '%s'",
                                       address_of(p)));
        if (!inbox_move(p->shop, strtoll(id, NULL, 10), INBOX_GIVE_BACK, &somebody, &e))
            wrong(p, "staff cannot hand back", e.why);
    } else if (strcmp(word, "again") == 0) {
        receive(p, arena_strdup(&p->arena, p->last_text), false, 0);
    } else if (strcmp(word, "late") == 0) {
        receive(p, arena_printf(&p->arena, "%s%s%s", one, two ? " " : "", two ? two : ""), true,
                clock_now() - LATE_BY_MS);
    } else if (strcmp(word, "rule") == 0) {
        struct rule r = {arena_printf(&p->arena, "rules.%s", one), two};
        if (!db_write(p->db, set_rule, &r, &e))
            stop_for(p, word, &e);
    } else if (strcmp(word, "run") == 0) {
        if (!schedule_run(p->shop, &p->arena, one, NULL, &e))
            wrong(p, "the schedule fails", e.why);
        collect(p);
    } else if (strcmp(word, "restart") == 0) {
        close_shop(p);
        open_shop(p);
    } else {
        wrong(p, "unknown @ line", word);
    }
}

/* -- expectations -- */

/* The length of an offered title that the list starts with: titles may hold a comma themselves. */
static size_t offered_at(struct play *p, const char *list)
{
    for (int i = 0; i < p->reply_count; i++) {
        const json_value *choices;
        struct err e = {0};
        const char *json = p->replies[i].choices;
        if (!json || !json_parse(&p->arena, json, strlen(json), &choices, &e))
            continue;
        for (size_t k = 0; k < json_count(choices); k++) {
            const char *title = json_text(json_item(choices, k), "title");
            size_t n = strlen(title);
            if (strncasecmp(list, title, n) == 0 && (list[n] == ',' || !list[n]))
                return n;
        }
    }
    return 0;
}

static void expect_buttons(struct play *p, char *titles)
{
    while (*titles) {
        size_t n = offered_at(p, titles);
        if (!n) {
            n = strcspn(titles, ",");
            wrong(p, "no such button", arena_strndup(&p->arena, titles, n));
        }
        titles += n;
        titles += strspn(titles, ", ");
    }
}

static void expect_fact(struct play *p, char *check)
{
    char *arrow = strstr(check, " => ");
    if (!arrow) {
        wrong(p, "a check needs =>", check);
        return;
    }
    *arrow = '\0';
    char *got = ask(p, check);
    if (strcmp(got, arrow + 4) != 0)
        wrong(p, arena_printf(&p->arena, "%s is %s, not", check, got), arrow + 4);
}

static void expect(struct play *p, char *line)
{
    int zero_reply = 0, zero_line = 0;
    if (strncmp(line, "<silence>", 9) == 0) {
        if (p->reply_count)
            wrong(p, "expected no reply", "");
    } else if (strncmp(line, "<photo>", 7) == 0) {
        bool photo = false;
        for (int i = 0; i < p->reply_count; i++)
            photo = photo || p->replies[i].media;
        if (!photo)
            wrong(p, "expected a photo", "");
    } else if (strncmp(line, "<buttons> ", 10) == 0) {
        expect_buttons(p, line + 10);
    } else if (strncmp(line, "!< ", 3) == 0) {
        if (find_line(p, line + 3, &zero_reply, &zero_line))
            wrong(p, "must not be said", line + 3);
    } else if (!find_line(p, line + 2, &p->at_reply, &p->at_line)) {
        wrong(p, "was not said", line + 2);
    }
}

/* -- a file -- */

static void read_line(struct play *p, char *line)
{
    if (strncmp(line, "shop: ", 6) == 0) {
        fresh_database(p, strtok(line + 6, " "));
        open_shop(p);
    } else if (strncmp(line, "customer: ", 10) == 0) {
        snprintf(p->who, sizeof p->who, "%s", strtok(line + 10, " "));
    } else if (*line == '>') {
        char *text = fill_in(p, line[1] == ' ' ? line + 2 : line + 1);
        snprintf(p->last_text, sizeof p->last_text, "%s", text);
        receive(p, text, true, 0);
    } else if (*line == '@') {
        world(p, fill_in(p, line + 2));
    } else if (*line == '?') {
        expect_fact(p, fill_in(p, line + 2));
    } else if (*line == '<' || *line == '!') {
        expect(p, fill_in(p, line));
    } else if (*line && *line != '#') {
        wrong(p, "not understood", line);
    }
}

static int play_file(const char *file, const char *folder)
{
    struct play p = {.file = file, .who = "cara"};
    char line[16384];
    struct err e = {0};
    FILE *f = fopen(file, "r");
    if (!f) {
        perror(file);
        return 1;
    }
    snprintf(p.folder, sizeof p.folder, "%s", folder);
    arena_init(&p.arena);
    if (!settings_load(&p.arena, &p.settings, &e))
        stop_for(&p, "settings", &e);
    while (fgets(line, sizeof line, f)) {
        line[strcspn(line, "\n")] = '\0';
        p.line++;
        read_line(&p, line);
    }
    fclose(f);
    if (p.shop)
        close_shop(&p);
    arena_done(&p.arena);
    return p.failures;
}

int main(int argc, char **argv)
{
    char folder[] = "/tmp/waiter-transcripts-XXXXXX";
    int passed = 0, failed = 0;
    crypto_start();
    log_program("transcripts");
    if (!clock_zone("UTC"))
        return 2;
    setenv("SECRET_KEY", "a secret for transcripts, 32 characters or more", 1);
    if (!mkdtemp(folder))
        return 2;
    if (!getenv("VERBOSE") && !freopen("/dev/null", "w", stdout))
        return 2;
    for (int i = 1; i < argc; i++) {
        int64_t start = clock_monotonic();
        int failures = play_file(argv[i], folder);
        printf("%s %s (%lld ms)\n", failures ? "not ok" : "ok", argv[i], (long long)(clock_monotonic() - start));
        *(failures ? &failed : &passed) += 1;
    }
    char *remove = NULL;
    if (asprintf(&remove, "rm -rf '%s'", folder) > 0 && system(remove) != 0)
        fprintf(stderr, "cannot remove %s\n", folder);
    free(remove);
    fprintf(stderr, "transcripts: %d passed, %d failed\n", passed, failed);
    return failed || !passed;
}
