/* desk_handlers.h -- what the console may ask, by subject (lib/desk/SUBJECT.c); who may ask it
 * stands in the table of cgi-bin/admin.c. Each answers rq, or fails with e. */
#ifndef WAITER_DESK_HANDLERS_H
#define WAITER_DESK_HANDLERS_H

#include "waiter/serve.h"

#define LOGIN_MOST (4 * 1024)
#define STATUS_MOST 1024
#define PRODUCT_MOST (64 * 1024) /* 200 variants */

/* session.c */
bool handle_login(struct request *rq, struct err *e); /* name and password for a session */
bool handle_logout(struct request *rq, struct err *e); /* ends it */
bool handle_session(struct request *rq, struct err *e); /* who is signed in, with the CSRF token */

/* dashboard.c */
bool handle_dashboard(struct request *rq, struct err *e); /* the day so far */

/* orders.c */
bool handle_orders(struct request *rq, struct err *e); /* a page of orders */
bool handle_order(struct request *rq, struct err *e); /* one order */
bool handle_order_status(struct request *rq, struct err *e); /* moves it on and tells the customer */

/* products.c */
bool handle_products(struct request *rq, struct err *e); /* a page of products */
bool handle_product(struct request *rq, struct err *e); /* one product */
bool handle_product_add(struct request *rq, struct err *e); /* a new one */
bool handle_product_change(struct request *rq, struct err *e); /* changes what is given */
bool handle_product_remove(struct request *rq, struct err *e); /* takes it out of the shop */

/* chats.c */
bool handle_chat_logs(struct request *rq, struct err *e); /* a page of messages */
bool handle_hand_back(struct request *rq, struct err *e); /* the bot answers this customer again */

/* customers.c */
bool handle_customers(struct request *rq, struct err *e); /* a page of customers */

#endif
