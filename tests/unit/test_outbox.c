/* test_outbox.c -- once, in order, whatever crashes: claims, fences, receipts, rescue, look-ups. */
#include "waiter/clock.h"
#include "waiter/crypto.h"
#include "waiter/outbox.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LEASE 60000
#define WAIT 60000
#define OPEN_FOR DAY_MS

static struct arena arena;
static struct db *db;
static sqlite3 *facts; /* a second look at the same file, for setting up and checking */
static char folder[64];
static int64_t now;

/* --- A fresh shop -------------------------------------------------------------------- */

static void sql(const char *text)
{
    char *why = NULL;
    if (sqlite3_exec(facts, text, NULL, NULL, &why) != SQLITE_OK)
        fail_msg("%s: %s", text, why);
}

static void sqlf(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
static void sqlf(const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    sql(arena_vprintf(&arena, fmt, ap));
    va_end(ap);
}

static const char *ask(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
static const char *ask(const char *fmt, ...)
{
    sqlite3_stmt *stmt;
    va_list ap;
    va_start(ap, fmt);
    const char *text = arena_vprintf(&arena, fmt, ap);
    va_end(ap);
    assert_int_equal(sqlite3_prepare_v2(facts, text, -1, &stmt, NULL), SQLITE_OK);
    const char *out = sqlite3_step(stmt) == SQLITE_ROW
                          ? arena_strdup(&arena, (const char *)sqlite3_column_text(stmt, 0))
                          : NULL;
    sqlite3_finalize(stmt);
    return out ? out : "NULL";
}

static const char *status_of(int64_t id)
{
    return ask("SELECT status FROM outbox WHERE id = %lld", (long long)id);
}

#define assert_status(id, word) assert_string_equal(status_of(id), word)

static void customer(int64_t id)
{
    sqlf("INSERT INTO customer (id, created_at, seen_at) VALUES (%lld, 1, 1);"
         "INSERT INTO conversation (customer_id, window_end_at) VALUES (%lld, %lld)",
         (long long)id, (long long)id, (long long)(now + OPEN_FOR));
}

static int begin(void **state)
{
    struct err e = {0};
    int steps;
    (void)state;
    snprintf(folder, sizeof folder, "%s/outbox-XXXXXX",
             access("/dev/shm", W_OK) ? "/tmp" : "/dev/shm");
    if (!mkdtemp(folder))
        return -1;
    arena_init(&arena);
    const char *path = arena_printf(&arena, "%s/waiter.db", folder);
    bool ok = db_open_any(path, &db, &e) && db_migrate(db, &steps, &e);
    db_close(db);
    ok = ok && db_open(path, &db, &e) && sqlite3_open(path, &facts) == SQLITE_OK;
    if (!ok) {
        print_error("%s\n", e.why);
        return -1;
    }
    sql("PRAGMA wal_autocheckpoint = 0; PRAGMA synchronous = OFF");
    now = clock_now();
    customer(1);
    customer(2);
    return 0;
}

static int end(void **state)
{
    (void)state;
    sqlite3_close(facts);
    db_close(db);
    char *command = arena_printf(&arena, "rm -r %s", folder);
    int rc = system(command);
    arena_done(&arena);
    return rc;
}

/* --- Steps as one call each ---------------------------------------------------------- */

static int64_t row_add(int64_t customer_id, const char *status)
{
    sqlf(
        "INSERT INTO outbox (customer_id, to_address, body, status, next_at, created_at, updated_at)"
        " VALUES (%lld, 'whatsapp:+34600111222', 'hello', '%s', %lld, %lld, %lld)",
        (long long)customer_id, status, (long long)now, (long long)now, (long long)now);
    return sqlite3_last_insert_rowid(facts);
}

static size_t claim(struct outbox_row **rows, size_t most)
{
    struct err e = {0};
    size_t n = 99;
    assert_true(outbox_claim(db, &arena, now, LEASE, most, rows, &n, &e));
    return n;
}

static struct outbox_row claim_one(void)
{
    struct outbox_row *rows;
    assert_int_equal(claim(&rows, 8), 1);
    return rows[0];
}

static bool finish(const struct outbox_row *row, enum outbox_end how)
{
    struct err e = {0};
    bool held;
    assert_true(
        outbox_finish(db, row, how, how == OUTBOX_SENT ? "SM1" : NULL, 0, NULL, now, &held, &e));
    return held;
}

static int64_t rescue(bool all)
{
    struct err e = {0};
    int64_t n = -1;
    assert_true(outbox_rescue(db, now, all, WAIT, &n, &e));
    return n;
}

static size_t look(struct outbox_row **rows, int64_t at)
{
    struct err e = {0};
    size_t n = 99;
    assert_true(outbox_look(db, &arena, at, LEASE, 8, rows, &n, &e));
    return n;
}

static bool looked(const struct outbox_row *row, enum outbox_look_end how, const char *sid,
                   const char *word)
{
    struct err e = {0};
    bool held;
    assert_true(outbox_looked(db, row, how, sid, word, 0, now, &held, &e));
    return held;
}

struct receipt { struct ref ours; int64_t code; const char *sid, *word; };

static bool receipt_job(struct conn *c, void *what, struct err *e)
{
    const struct receipt *r = what;
    return outbox_receipt(c, r->ours, r->sid, r->word, r->code, now, e);
}

static void receipt_for(struct ref ours, const char *sid, const char *word, int64_t code)
{
    struct receipt r = {ours, code, sid, word};
    struct err e = {0};
    assert_true(db_write(db, receipt_job, &r, &e));
}

/* The row as its callback names it. */
static void receipt(int64_t id, const char *sid, const char *word, int64_t code)
{
    const char *born = ask("SELECT created_at FROM outbox WHERE id = %lld", (long long)id);
    receipt_for((struct ref){id, born ? strtoll(born, NULL, 10) : now}, sid, word, code);
}

static bool cancel_job(struct conn *c, void *what, struct err *e)
{
    return outbox_cancel(c, *(int64_t *)what, now, e);
}

static void cancel(int64_t customer_id)
{
    struct err e = {0};
    assert_true(db_write(db, cancel_job, &customer_id, &e));
}

/* --- The deciding side --------------------------------------------------------------- */

struct deciding { int64_t first, second; bool open_before, open_after; };

static bool deciding_job(struct conn *c, void *what, struct err *e)
{
    struct deciding *d = what;
    struct outbox_new n = {.customer_id = 1, .to_address = "whatsapp:ES.ab12", .body = "one",
                           .media = "/media/1.png", .choices = "[]", .notice = true,
                           .look_at = now + WAIT};
    if (!outbox_any_open(c, 1, &d->open_before, e) || !outbox_add(c, &n, now, &d->first, e) ||
        !outbox_any_open(c, 1, &d->open_after, e))
        return false;
    n.look_at = 0;
    return outbox_add(c, &n, now, &d->second, e);
}

static void adds_and_hands_over(void **state)
{
    struct deciding d = {0};
    struct err e = {0};
    (void)state;
    assert_true(db_write(db, deciding_job, &d, &e));
    assert_false(d.open_before);
    assert_true(d.open_after); /* handed is open: TwiML must not overtake it */
    assert_status(d.first, "handed");
    assert_status(d.second, "queued");
    assert_string_equal(
        ask("SELECT to_address || ' ' || body || ' ' || media || ' ' || choices || notice"
            " || attempts || (chat_log_id IS NULL) FROM outbox WHERE id = %lld",
            (long long)d.first),
        "whatsapp:ES.ab12 one /media/1.png []111");
}

/* --- Claiming and finishing ---------------------------------------------------------- */

static void claim_takes_a_due_row_once(void **state)
{
    struct outbox_row *rows;
    (void)state;
    int64_t id = row_add(1, "queued");
    struct outbox_row row = claim_one();
    assert_int_equal(row.id, id);
    assert_int_equal(row.attempts, 1);
    assert_string_equal(row.to_address, "whatsapp:+34600111222");
    assert_int_equal(row.window_end_at, now + OPEN_FOR);
    assert_status(id, "running");
    assert_int_equal(claim(&rows, 8), 0);
    assert_true(finish(&row, OUTBOX_SENT));
    assert_status(id, "sent");
    assert_string_equal(ask("SELECT provider_id FROM outbox"), "SM1");
    assert_false(finish(&row, OUTBOX_RETRY)); /* the token is used up */
    assert_status(id, "sent");
}

static void claim_leaves_what_is_not_due(void **state)
{
    struct outbox_row *rows;
    (void)state;
    row_add(1, "queued");
    sqlf("UPDATE outbox SET next_at = %lld", (long long)now + 1);
    assert_int_equal(claim(&rows, 8), 0);
}

static void each_end_has_its_status(void **state)
{
    static const struct { enum outbox_end end; const char *status; int attempts; } ends[] = {
        {OUTBOX_SENT, "sent", 1}, {OUTBOX_RETRY, "queued", 1}, {OUTBOX_BACK, "queued", 0},
        {OUTBOX_UNSURE, "unsure", 1}, {OUTBOX_DEAD, "dead", 1},
    };
    (void)state;
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        int64_t id = row_add(1, "queued");
        struct outbox_row row = claim_one();
        assert_true(finish(&row, ends[i].end));
        assert_status(id, ends[i].status);
        assert_int_equal(atoi(ask("SELECT attempts FROM outbox WHERE id = %lld", (long long)id)),
                         ends[i].attempts);
        sql("DELETE FROM outbox");
    }
}

static void the_eighth_try_is_the_last(void **state)
{
    (void)state;
    int64_t id = row_add(1, "queued");
    for (int i = 1; i <= OUTBOX_TRIES_MOST; i++) {
        assert_status(id, "queued");
        struct outbox_row row = claim_one();
        assert_int_equal(row.attempts, i);
        assert_true(finish(&row, OUTBOX_RETRY));
    }
    assert_status(id, "dead");
}

static void a_try_that_was_none_is_not_counted_but_the_day_ends(void **state)
{
    struct outbox_row *rows;
    (void)state;
    int64_t id = row_add(1, "queued");
    for (int i = 0; i < 3 * OUTBOX_TRIES_MOST; i++) {
        struct outbox_row row = claim_one();
        assert_true(finish(&row, OUTBOX_BACK));
    }
    assert_status(id, "queued");
    sqlf("UPDATE outbox SET created_at = %lld", (long long)(now - OUTBOX_BUDGET_MS - 1));
    assert_int_equal(claim(&rows, 8), 0);
    assert_status(id, "dead");
}

static void retrying_past_the_budget_is_dead(void **state)
{
    (void)state;
    int64_t id = row_add(1, "queued");
    struct outbox_row row = claim_one();
    row.created_at = now - OUTBOX_BUDGET_MS - 1000;
    assert_true(finish(&row, OUTBOX_RETRY));
    assert_status(id, "dead");
}

/* --- Order --------------------------------------------------------------------------- */

static void only_the_oldest_open_row_of_a_customer_goes(void **state)
{
    static const struct { const char *older; bool blocks;
    } statuses[] = {
        {"queued", true}, {"running", true},    {"handed", true}, {"unsure", true},
        {"sent", false},  {"delivered", false}, {"read", false},  {"failed", false},
        {"dead", false},  {"cancelled", false},
    };
    struct outbox_row *rows;
    (void)state;
    for (size_t i = 0; i < sizeof statuses / sizeof *statuses; i++) {
        int64_t older = row_add(1, statuses[i].older);
        int64_t younger = row_add(1, "queued");
        sqlf("UPDATE outbox SET next_at = %lld WHERE id = %lld", (long long)now + 5000,
             (long long)older);
        int64_t other = row_add(2, "queued"); /* another customer is never delayed */
        size_t n = claim(&rows, 8);
        assert_int_equal(n, statuses[i].blocks ? 1 : 2);
        assert_int_equal(rows[n - 1].id, other);
        assert_status(younger, statuses[i].blocks ? "queued" : "running");
        sql("DELETE FROM outbox");
    }
}

static void messages_leave_in_order_across_retries_and_dead_letters(void **state)
{
    int64_t ids[4];
    (void)state;
    for (size_t i = 0; i < 4; i++)
        ids[i] = row_add(1, "queued");
    struct outbox_row row = claim_one();
    assert_true(finish(&row, OUTBOX_RETRY));
    row = claim_one();
    assert_int_equal(row.id, ids[0]);
    assert_true(finish(&row, OUTBOX_DEAD));
    for (size_t i = 1; i < 4; i++) {
        row = claim_one();
        assert_int_equal(row.id, ids[i]);
        assert_true(finish(&row, OUTBOX_SENT));
    }
}

static void a_handed_row_lets_go_by_receipt_or_look_up(void **state)
{
    struct outbox_row *rows;
    (void)state;
    int64_t first = row_add(1, "handed"), second = row_add(1, "queued");
    sqlf("UPDATE outbox SET next_at = %lld WHERE id = %lld", (long long)now + 5000,
         (long long)first);
    assert_int_equal(claim(&rows, 8), 0);
    receipt(first, "SM7", "sent", 0);
    struct outbox_row row = claim_one();
    assert_int_equal(row.id, second);
    assert_true(finish(&row, OUTBOX_SENT));

    first = row_add(2, "handed");
    second = row_add(2, "queued");
    assert_int_equal(look(&rows, now), 1);
    assert_int_equal(claim(&rows, 8), 0);
    assert_int_equal(look(&rows, now), 0);
    assert_int_equal(look(&rows, now + LEASE), 1); /* a look-up that was lost is made again */
    assert_true(looked(rows, LOOK_ABSENT, NULL, NULL));
    row = claim_one();
    assert_int_equal(row.id, first); /* proven absent: sent by REST, before the younger one */
}

/* --- What must not leave ------------------------------------------------------------- */

static void stop_cancels_what_waits(void **state)
{
    struct outbox_row *rows;
    (void)state;
    int64_t on_its_way = row_add(1, "queued");
    struct outbox_row row = claim_one();
    int64_t waiting = row_add(1, "queued"), other = row_add(2, "queued");
    sql("UPDATE customer SET opted_out = 1 WHERE id = 1");
    cancel(1);
    int64_t confirmation = row_add(1, "queued");
    assert_status(waiting, "cancelled");
    assert_status(other, "queued");
    assert_status(on_its_way, "running");
    assert_true(
        finish(&row, OUTBOX_RETRY)); /* it did not get through: not sent again after STOP */
    assert_int_equal(claim(&rows, 8), 2);
    assert_status(on_its_way, "cancelled");
    assert_int_equal(rows[0].id, other);
    assert_int_equal(rows[1].id, confirmation);
}

static void notices_do_not_reach_who_said_stop(void **state)
{
    struct outbox_row *rows;
    (void)state;
    int64_t notice = row_add(1, "queued"), answer = row_add(1, "queued");
    sqlf("UPDATE outbox SET notice = 1 WHERE id = %lld", (long long)notice);
    sql("UPDATE customer SET opted_out = 1");
    assert_int_equal(claim(&rows, 8), 1);
    assert_int_equal(rows[0].id, answer);
    assert_true(rows[0].opted_out);
    assert_status(notice, "cancelled");
}

static void a_closed_window_ends_the_row(void **state)
{
    struct outbox_row *rows;
    (void)state;
    int64_t late = row_add(1, "queued"), fine = row_add(2, "queued");
    sqlf("UPDATE conversation SET window_end_at = %lld WHERE customer_id = 1",
         (long long)(now + OUTBOX_WINDOW_MARGIN_MS));
    sqlf("UPDATE conversation SET window_end_at = %lld, owner = 'human', human_until = %lld"
         " WHERE customer_id = 2",
         (long long)(now + OUTBOX_WINDOW_MARGIN_MS + 1), (long long)now + 1);
    assert_int_equal(claim(&rows, 8), 1);
    assert_int_equal(rows[0].id, fine);
    assert_true(rows[0].blocked_by_human);
    assert_status(late, "dead");
    assert_string_equal(ask("SELECT error_code FROM outbox WHERE id = %lld", (long long)late),
                        "63016");
    sql("DELETE FROM conversation; UPDATE outbox SET status = 'queued'");
    assert_int_equal(claim(&rows, 8), 0); /* who never wrote has no window */
}

static void said_stop_to_twilio_opts_out(void **state)
{
    struct err e = {0};
    bool held;
    (void)state;
    int64_t id = row_add(1, "queued");
    struct outbox_row row = claim_one();
    int64_t waiting = row_add(1, "queued");
    assert_true(outbox_finish(db, &row, OUTBOX_DEAD, NULL, 21610, "said STOP", now, &held, &e));
    assert_status(id, "dead");
    assert_status(waiting, "cancelled");
    int64_t third = row_add(2, "handed");
    receipt(third, "SM9", "undelivered", 21610);
    assert_status(third, "failed");
    assert_string_equal(ask("SELECT sum(opted_out) FROM customer"), "2");
}

/* --- Receipts ------------------------------------------------------------------------ */

static const char *const all_statuses[] = {"queued", "running", "handed", "unsure", "sent",
                                           "delivered", "read", "failed", "dead", "cancelled"};

static void receipts_only_move_forward(void **state)
{
    static const struct { const char *word; const char *ours; int rank; } words[] = {
        {"accepted", "sent", 1}, {"scheduled", "sent", 1}, {"queued", "sent", 1},
        {"sending", "sent", 1}, {"sent", "sent", 1}, {"delivered", "delivered", 2},
        {"partially_delivered", "delivered", 2}, {"read", "read", 3}, {"failed", "failed", -1},
        {"undelivered", "failed", -1}, {"canceled", "failed", -1}, {"receiving", NULL, 0},
        {"", NULL, 0}, {"DELIVERED", NULL, 0}, {"nonsense'", NULL, 0},
    };
    static const int ranks[] = {0, 0, 0, 0, 1, 2, 3, 9, 0, 0};
    (void)state;
    for (size_t by_provider = 0; by_provider < 2; by_provider++)
        for (size_t i = 0; i < 10; i++)
            for (size_t k = 0; k < sizeof words / sizeof *words; k++) {
                int64_t id = row_add(1, all_statuses[i]);
                if (by_provider)
                    sql("UPDATE outbox SET provider_id = 'SM1'");
                receipt(by_provider ? 0 : id, "SM1", words[k].word, 63024);
                bool moves = words[k].rank < 0 ? ranks[i] < 2 : words[k].rank > ranks[i];
                const char *want = words[k].ours && moves ? words[k].ours : all_statuses[i];
                if (strcmp(status_of(id), want) != 0)
                    fail_msg("%s + %s: %s, not %s", all_statuses[i], words[k].word, status_of(id),
                             want);
                if (words[k].ours && moves)
                    assert_string_equal(
                        ask("SELECT provider_id || ifnull(error_code, 0) FROM outbox"),
                        words[k].rank < 0 ? "SM163024" : "SM10");
                sql("DELETE FROM outbox");
            }
}

static void a_receipt_takes_the_row_from_whoever_holds_it(void **state)
{
    struct outbox_row *rows;
    (void)state;
    int64_t id = row_add(1, "queued");
    struct outbox_row row = claim_one();
    receipt(id, "SM5", "delivered", 0); /* faster than the answer to our own call */
    assert_false(finish(&row, OUTBOX_UNSURE));
    assert_status(id, "delivered");
    int64_t handed = row_add(2, "handed");
    assert_int_equal(look(&rows, now), 1);
    receipt(handed, "SM6", "sent", 0);
    assert_false(looked(rows, LOOK_ABSENT, NULL, NULL));
    assert_status(handed, "sent");
    assert_true(looked(rows, LOOK_FOUND, "SM6", "read"));
    assert_status(handed, "read");
}

static void strange_receipts_change_nothing(void **state)
{
    (void)state;
    int64_t id = row_add(1, "sent");
    sql("UPDATE outbox SET provider_id = 'SM1'");
    receipt(12345, "SM-none", "read", 0);
    receipt(0, NULL, "read", 0);
    receipt(0, "SM-none", "read", 0);
    assert_status(id, "sent");
    receipt(id, "SM2", "failed", 63024); /* a second copy failed; the first is what counts */
    assert_status(id, "sent");
    receipt(12345, "SM1", "read", 0); /* our id is gone, theirs is known */
    assert_status(id, "read");
    assert_string_equal(ask("SELECT provider_id FROM outbox"), "SM1");
    int64_t next = row_add(1, "queued"); /* an earlier row had its id, before a copy was put back */
    receipt_for((struct ref){next, now - 1}, "SM3", "read", 0);
    receipt_for((struct ref){next, 0}, "SM3", "read", 0);
    assert_status(next, "queued");
}

/* --- Rescue, and every order of events ----------------------------------------------- */

static void rescue_takes_lapsed_leases_only_unless_all(void **state)
{
    struct outbox_row *rows;
    (void)state;
    int64_t id = row_add(1, "queued");
    struct outbox_row row = claim_one();
    assert_int_equal(rescue(false), 0);
    sqlf("UPDATE outbox SET lease_until = %lld", (long long)now);
    assert_int_equal(rescue(false), 1);
    assert_status(id, "unsure");
    assert_false(finish(&row, OUTBOX_SENT));
    assert_int_equal(look(&rows, now + WAIT - 1), 0); /* its receipt may still come */
    assert_int_equal(look(&rows, now + WAIT), 1);
    assert_true(looked(rows, LOOK_LATER, NULL, NULL));
    assert_status(id, "unsure");
    sql("UPDATE outbox SET status = 'running'");
    assert_int_equal(rescue(true), 1);
    assert_int_equal(rescue(true), 0);
}

/* A worker was killed while it looked: its successor does not wait for the lease. */
static void a_look_up_is_taken_over_by_the_next_worker(void **state)
{
    struct outbox_row *rows;
    (void)state;
    row_add(1, "unsure");
    row_add(2, "handed");
    assert_int_equal(look(&rows, now + HOUR_MS), 2);
    assert_int_equal(rescue(false), 0);
    assert_int_equal(look(&rows, now + HOUR_MS), 0);
    assert_int_equal(rescue(true), 0);
    assert_int_equal(look(&rows, now + HOUR_MS), 2);
}

static void looking_up_ends_too(void **state)
{
    struct outbox_row *rows;
    (void)state;
    int64_t tried_out = row_add(1, "unsure"), too_old = row_add(2, "unsure");
    sqlf("UPDATE outbox SET attempts = 8 WHERE id = %lld", (long long)tried_out);
    sqlf("UPDATE outbox SET created_at = %lld WHERE id = %lld",
         (long long)(now - OUTBOX_BUDGET_MS - 1000), (long long)too_old);
    assert_int_equal(look(&rows, now), 2);
    assert_true(looked(&rows[0], LOOK_ABSENT, NULL, NULL));
    assert_true(looked(&rows[1], LOOK_LATER, NULL, NULL));
    assert_status(tried_out, "dead");
    assert_status(too_old, "dead");
}

/* T09: worker A holds the row; its result, the rescue, the look-up that frees the row, worker B's
 * claim, B's result and a receipt come in every order. A small model says what must be. */
enum event { A_ENDS, RESCUE, ABSENT, B_CLAIMS, B_ENDS, RECEIPT, EVENTS };

struct story {
    int64_t id;
    struct outbox_row a, b;
    bool b_claimed;
    enum { RUNNING_A, RUNNING_B, UNSURE, QUEUED, SENT } model;
};

static void happen(struct story *s, enum event ev)
{
    struct outbox_row *rows;
    switch (ev) {
    case A_ENDS:
        assert_int_equal(finish(&s->a, OUTBOX_SENT), s->model == RUNNING_A);
        s->model = s->model == RUNNING_A ? SENT : s->model;
        break;
    case RESCUE:
        assert_int_equal(rescue(true), s->model == RUNNING_A || s->model == RUNNING_B);
        s->model = s->model == RUNNING_A || s->model == RUNNING_B ? UNSURE : s->model;
        break;
    case ABSENT:
        assert_int_equal(look(&rows, now + WAIT), s->model == UNSURE);
        if (s->model == UNSURE) {
            assert_true(looked(rows, LOOK_ABSENT, NULL, NULL));
            s->model = QUEUED;
        }
        break;
    case B_CLAIMS:
        s->b_claimed = claim(&rows, 8) == 1;
        assert_int_equal(s->b_claimed, s->model == QUEUED);
        if (s->b_claimed) {
            s->b = rows[0];
            s->model = RUNNING_B;
        }
        break;
    case B_ENDS:
        if (!s->b_claimed)
            break;
        assert_int_equal(finish(&s->b, OUTBOX_SENT), s->model == RUNNING_B);
        s->model = s->model == RUNNING_B ? SENT : s->model;
        break;
    case RECEIPT:
        receipt(s->id, "SM1", "sent", 0);
        s->model = SENT;
        break;
    case EVENTS:
        break;
    }
}

static void tell(const enum event *order)
{
    static const char *const words[] = {"running", "running", "unsure", "queued", "sent"};
    struct story s = {.id = row_add(1, "queued")};
    s.a = claim_one();
    for (size_t i = 0; i < EVENTS; i++) {
        happen(&s, order[i]);
        assert_status(s.id, words[s.model]);
    }
    sql("DELETE FROM outbox");
    arena_reset(&arena);
}

static size_t permute(enum event *order, size_t fixed)
{
    size_t told = 0;
    if (fixed == EVENTS) {
        tell(order);
        return 1;
    }
    for (size_t i = fixed; i < EVENTS; i++) {
        enum event keep = order[fixed];
        order[fixed] = order[i];
        order[i] = keep;
        told += permute(order, fixed + 1);
        order[i] = order[fixed];
        order[fixed] = keep;
    }
    return told;
}

static void every_order_of_events_is_safe(void **state)
{
    enum event order[] = {A_ENDS, RESCUE, ABSENT, B_CLAIMS, B_ENDS, RECEIPT};
    (void)state;
    assert_int_equal(permute(order, 0), 720);
}

/* --- Two workers at once ------------------------------------------------------------- */

#define RACE_ROWS 300

struct racer { struct db *db; int64_t got[RACE_ROWS]; size_t count; };

static void *race(void *what)
{
    struct racer *r = what;
    struct arena a;
    struct outbox_row *rows;
    size_t n;
    bool held;
    arena_init(&a);
    for (;;) {
        struct err e = {0};
        if (!outbox_claim(r->db, &a, now, LEASE, 7, &rows, &n, &e) || n == 0)
            break;
        for (size_t i = 0; i < n; i++) {
            r->got[r->count++] = rows[i].id;
            if (!outbox_finish(r->db, &rows[i], OUTBOX_SENT, "SM1", 0, NULL, now, &held, &e) ||
                !held)
                abort();
        }
        arena_reset(&a);
    }
    arena_done(&a);
    return NULL;
}

/* Two handles of the same file, as two processes would have. */
static void two_claimers_never_get_the_same_row(void **state)
{
    static struct racer racers[2];
    struct err e = {0};
    struct db *second;
    pthread_t threads[2];
    unsigned char seen[RACE_ROWS + 1] = {0};
    (void)state;
    memset(racers, 0, sizeof racers);
    sql("BEGIN");
    for (int64_t i = 0; i < 50; i++)
        customer(1000 + i);
    for (int64_t i = 0; i < RACE_ROWS; i++)
        row_add(1000 + i % 50, "queued");
    sql("COMMIT");
    assert_true(db_open(arena_printf(&arena, "%s/waiter.db", folder), &second, &e));
    racers[0].db = db;
    racers[1].db = second;
    for (size_t i = 0; i < 2; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, race, &racers[i]), 0);
    for (size_t i = 0; i < 2; i++)
        pthread_join(threads[i], NULL);
    /* One may leave early while the other holds a customer's older row: the rest is still there. */
    race(&racers[0]);
    db_close(second);
    assert_int_equal(racers[0].count + racers[1].count, RACE_ROWS);
    for (size_t k = 0; k < 2; k++)
        for (size_t i = 0; i < racers[k].count; i++)
            assert_int_equal(seen[racers[k].got[i]]++, 0);
}

/* --- Pauses, plans ------------------------------------------------------------------- */

static void the_pause_doubles_with_some_chance(void **state)
{
    (void)state;
    for (int64_t attempts = 1; attempts <= 70; attempts++) {
        int64_t want = attempts > 8 ? OUTBOX_BACKOFF_MOST_MS : 5000LL << (attempts - 1);
        int64_t least = INT64_MAX, most = 0;
        if (want > OUTBOX_BACKOFF_MOST_MS)
            want = OUTBOX_BACKOFF_MOST_MS;
        for (int i = 0; i < 500; i++) {
            int64_t pause = outbox_backoff(5000, attempts);
            assert_true(pause >= want * 4 / 5 && pause <= want * 6 / 5 &&
                        pause <= OUTBOX_BACKOFF_MOST_MS);
            least = pause < least ? pause : least;
            most = pause > most ? pause : most;
        }
        assert_true(most - least > want / 10); /* no herd */
    }
}

static void ready_says_what_and_when(void **state)
{
    struct conn *c;
    struct outbox_due due;
    struct err e = {0};
    (void)state;
    assert_true(db_borrow(db, &c, &e));
    assert_true(outbox_ready(c, now, &due, &e));
    assert_false(due.send || due.look);
    assert_int_equal(due.next_at, 0);
    row_add(1, "unsure");
    row_add(1, "queued"); /* behind it */
    assert_true(outbox_ready(c, now, &due, &e));
    assert_true(due.look && !due.send);
    row_add(2, "queued");
    sqlf("INSERT INTO outbox (customer_id, to_address, body, next_at, created_at, updated_at)"
         " VALUES (2, 'x', 'y', %lld, 1, 1)", (long long)now + 777);
    assert_true(outbox_ready(c, now, &due, &e));
    assert_true(due.look && due.send);
    assert_int_equal(due.next_at, now + 777);
    db_return(db, c);
}

/* The plan's lines; a read of the whole table is a SCAN of a name without INDEX. */
static void assert_planned(enum query q, const char *index)
{
    sqlite3_stmt *stmt;
    bool used = false;
    char *text = arena_printf(&arena, "EXPLAIN QUERY PLAN %s", query_texts[q].sql);
    assert_int_equal(sqlite3_prepare_v2(facts, text, -1, &stmt, NULL), SQLITE_OK);
    while (sqlite3_step(stmt) == SQLITE_ROW) {
        const char *line = (const char *)sqlite3_column_text(stmt, 3);
        used |= strstr(line, index) != NULL;
        if (strncmp(line, "SCAN", 4) == 0 && !strstr(line, "INDEX") &&
            strcmp(line, "SCAN CONSTANT ROW"))
            fail_msg("%s: %s", query_texts[q].name, line);
        if (strstr(line, "TEMP B-TREE"))
            fail_msg("%s sorts: %s", query_texts[q].name, line);
    }
    sqlite3_finalize(stmt);
    if (!used)
        fail_msg("%s does not use %s", query_texts[q].name, index);
}

static void due_rows_are_found_among_many_old_ones(void **state)
{
    struct outbox_row *rows;
    struct conn *c;
    struct outbox_due due;
    struct err e = {0};
    (void)state;
    assert_planned(Q_OUTBOX_CLAIMABLE, "outbox_due");
    assert_planned(Q_OUTBOX_CLAIMABLE, "outbox_open");
    assert_planned(Q_OUTBOX_LOOKABLE, "outbox_due");
    assert_planned(Q_OUTBOX_READY, "outbox_due");
    assert_planned(Q_OUTBOX_READY, "outbox_open");
    assert_planned(Q_OUTBOX_ANY_OPEN, "outbox_open");
    assert_planned(Q_OUTBOX_CANCEL_QUEUED, "outbox_open");
    assert_planned(Q_OUTBOX_CANCEL_LATER, "outbox_open");
    assert_planned(Q_OUTBOX_RESCUE, "outbox_due");
    assert_planned(Q_OUTBOX_BY_PROVIDER_ID, "outbox_provider");
    assert_planned(Q_OUTBOX_PROVIDER_ID_TAKEN, "outbox_provider");
    sqlf(
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000)"
        " INSERT INTO outbox (customer_id, to_address, body, status, next_at, created_at, updated_at)"
        " SELECT 1 + i %% 2, 'x', 'y', 'delivered', i, i, i FROM n");
    row_add(1, "queued");
    assert_true(db_borrow(db, &c, &e));
    int64_t begun = clock_monotonic();
    for (int i = 0; i < 200; i++)
        assert_true(outbox_ready(c, now, &due, &e) && due.send);
    int64_t took = clock_monotonic() - begun;
    db_return(db, c);
    print_message("200 questions among 100,000 old rows: %lld ms\n", (long long)took);
    assert_true(took < 1000); /* reading the table each time would take several */
    assert_int_equal(claim(&rows, 8), 1);
}

#define SHOP_TEST(f) cmocka_unit_test_setup_teardown(f, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        SHOP_TEST(adds_and_hands_over),
        SHOP_TEST(claim_takes_a_due_row_once),
        SHOP_TEST(claim_leaves_what_is_not_due),
        SHOP_TEST(each_end_has_its_status),
        SHOP_TEST(the_eighth_try_is_the_last),
        SHOP_TEST(a_try_that_was_none_is_not_counted_but_the_day_ends),
        SHOP_TEST(retrying_past_the_budget_is_dead),
        SHOP_TEST(only_the_oldest_open_row_of_a_customer_goes),
        SHOP_TEST(messages_leave_in_order_across_retries_and_dead_letters),
        SHOP_TEST(a_handed_row_lets_go_by_receipt_or_look_up),
        SHOP_TEST(stop_cancels_what_waits),
        SHOP_TEST(notices_do_not_reach_who_said_stop),
        SHOP_TEST(a_closed_window_ends_the_row),
        SHOP_TEST(said_stop_to_twilio_opts_out),
        SHOP_TEST(receipts_only_move_forward),
        SHOP_TEST(a_receipt_takes_the_row_from_whoever_holds_it),
        SHOP_TEST(strange_receipts_change_nothing),
        SHOP_TEST(rescue_takes_lapsed_leases_only_unless_all),
        SHOP_TEST(a_look_up_is_taken_over_by_the_next_worker),
        SHOP_TEST(looking_up_ends_too),
        SHOP_TEST(every_order_of_events_is_safe),
        SHOP_TEST(two_claimers_never_get_the_same_row),
        SHOP_TEST(the_pause_doubles_with_some_chance),
        SHOP_TEST(ready_says_what_and_when),
        SHOP_TEST(due_rows_are_found_among_many_old_ones),
    };
    crypto_start();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
