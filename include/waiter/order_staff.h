/* order_staff.h -- what the people of the shop do to an order: move it, take a move back, note things.
 *
 * A move, its audit row and the notice to the customer are one transaction. */
#ifndef WAITER_ORDER_STAFF_H
#define WAITER_ORDER_STAFF_H

#include "waiter/order.h"
#include "waiter/shop.h"
#include "waiter/staff.h"

#define ORDER_NOTE_CHARS_MOST 1000

struct order_wish {
    int64_t id, seen;     /* seen: the version looked at (ERR_STALE when it is another), 0 = whichever */
    enum order_status to; /* for order_staff_move */
    const char *reason;   /* for the timeline; NULL = none */
    const char *carrier, *tracking; /* of what is shipped, told to the customer; NULL = none */
};

CHECKED bool order_staff_move(struct shop *shop, struct arena *a, const struct order_wish *w,
                              const struct staff *who, struct order *out, struct err *e);

/* Takes staff's newest move back (order_undo). The notice about it is cancelled where it still waits;
 * else the customer is told how the order stands now. */
CHECKED bool order_staff_undo(struct shop *shop, struct arena *a, const struct order_wish *w,
                              const struct staff *who, struct order *out, struct err *e);

/* -- what is in it -- */

struct order_edit {
    const struct order_change *changes;
    size_t count;
    bool cancel;        /* so many pieces are cancelled; else: each line gets that quantity */
    const char *reason; /* or NULL */
};
/* order_change_quantities or order_cancel_part; the customer is told how the order stands now. */
CHECKED bool order_staff_edit(struct shop *shop, struct arena *a, const struct order_wish *w,
                              const struct order_edit *edit, const struct staff *who, struct order *out,
                              struct err *e);

/* Cancels what was to be paid by now and is not (order_hold), each in a transaction of its own; the
 * customers are told. *count is how many. */
CHECKED bool orders_expire_unpaid(struct shop *shop, struct arena *a, int64_t now, int64_t *count,
                                  struct err *e);

/* Adds a note; ERR_STALE as above. Removing is for its writer and for owners. */
CHECKED bool order_note_add(struct db *db, const struct order_wish *w, const char *text,
                            const struct staff *who, struct err *e);
CHECKED bool order_note_remove(struct db *db, int64_t order_id, int64_t note_id,
                               const struct staff *who, struct err *e);

#endif
