/* import.h -- a shop's book from the program that waiter replaces (`waiter import`). */
#ifndef WAITER_IMPORT_H
#define WAITER_IMPORT_H

#include "waiter/db.h"

#define IMPORT_NOTES_MOST 50

struct import_count { int64_t taken, known, left_out; };
struct import_report {
    struct import_count customers, products, orders, messages;
    const char *notes[IMPORT_NOTES_MOST]; /* what was left out or put right, with its id there */
    size_t note_count, notes_more;        /* more of them than were kept */
};

/* Takes customers, products, orders with their items, and chats out of the original's SQLite file
 * (tables customers, products, orders, order_items, chat_logs; missing columns are fine). What is
 * here already (phone, product's name, order number) stays as it is, so that a second run adds only
 * what is new; messages are taken for customers that the same run has added. Prices and totals become
 * minor units of `currency`, rounded half up where the original's floating point has more digits. A
 * total that is not the sum of its lines keeps its value: the difference stands as delivery or
 * discount. Stock is taken as it stands there; old orders move none. */
CHECKED bool import_original(struct db *db, struct arena *a, const char *path,
                             const char *currency, struct import_report *out, struct err *e);

#endif
