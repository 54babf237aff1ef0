/* schedules.h -- the functions behind schedules[], by the room that has them. */
#ifndef WAITER_SHOP_SCHEDULES_H
#define WAITER_SHOP_SCHEDULES_H

#include "waiter/schedule.h"

/* chores.c: keeping the house */
schedule_fn run_checkpoint, run_forget_events, run_backup, run_forget;
schedule_wanted_fn want_checkpoint;

/* photo_sweep.c: files that nothing shows */
schedule_fn run_forget_photos;

/* tend.c: what could not be delivered */
schedule_fn run_tend;
schedule_wanted_fn want_tend;

/* order_expiry.c: what nobody came back for */
schedule_fn run_expire_reservations, run_expire_unpaid;
schedule_wanted_fn want_expire_reservations, want_expire_unpaid;
/* review.c: new orders, by rules */
schedule_fn run_confirm;
schedule_wanted_fn want_confirm;

/* reminders.c: said once, unbidden */
schedule_fn run_carts, run_restock, run_feedback, run_waiting;
schedule_wanted_fn want_carts, want_restock, want_feedback;

/* summary.c: the shop as a whole */
schedule_fn run_summary, run_stock_low;
schedule_wanted_fn want_stock_low;
/* report_count.c: figures by days */
schedule_fn run_reports;
schedule_wanted_fn want_reports;
/* search.c: what the desk searches */
schedule_fn run_search;
schedule_wanted_fn want_search;
/* companions.c: what is bought together */
schedule_fn run_companions;
/* watch.c: the shop itself */
schedule_fn run_watch_programs, run_watch_silence;

#endif
