/* desk_handlers.h -- what the console may ask, by subject (lib/desk/SUBJECT.c); who may ask it
 * stands in the table of cgi-bin/admin.c. Each answers rq, or fails with e. */
#ifndef WAITER_DESK_HANDLERS_H
#define WAITER_DESK_HANDLERS_H

#include "waiter/serve.h"

#define LOGIN_MOST (4 * 1024)
#define STATUS_MOST 1024
#define CATEGORY_MOST 8192 /* with its name in eight languages */
#define BULK_MOST (32 * 1024)  /* 1000 ids */
#define PAY_MOST (4 * 1024)     /* 300 characters, escaped */
#define NOTE_MOST (8 * 1024)   /* 1000 characters, escaped */
#define CHAT_MOST (16 * 1024) /* 1600 characters, escaped */
#define TERMS_MOST (64 * 1024)
#define FAQ_BODY_MOST (64 * 1024) /* 50 phrasings and patterns */
#define PRODUCT_MOST (64 * 1024) /* 200 variants */

/* session.c */
bool handle_login(struct request *rq, struct err *e); /* name and password for a session */
bool handle_logout(struct request *rq, struct err *e); /* ends it */
bool handle_session(struct request *rq, struct err *e); /* who is signed in, with the CSRF token */

/* staff.c */
bool handle_staff(struct request *rq, struct err *e); /* accounts */
bool handle_staff_add(struct request *rq, struct err *e); /* a new one */
bool handle_staff_change(struct request *rq, struct err *e); /* its role or password */
bool handle_staff_remove(struct request *rq, struct err *e); /* it opens nothing any more */
bool handle_password(struct request *rq, struct err *e); /* one's own; the old one is needed */
bool handle_sessions(struct request *rq, struct err *e); /* where one is signed in; owners: everybody */
bool handle_session_end(struct request *rq, struct err *e); /* signs that device out */
bool handle_sessions_end_others(struct request *rq, struct err *e); /* all one's other devices */
bool handle_keys(struct request *rq, struct err *e); /* keys of machines */
bool handle_key_add(struct request *rq, struct err *e); /* a new one, shown this once */
bool handle_key_revoke(struct request *rq, struct err *e); /* it opens nothing any more */

/* settings.c */
bool handle_settings(struct request *rq, struct err *e); /* the shop's own data */
bool handle_settings_change(struct request *rq, struct err *e); /* with If-Match */
bool handle_backups(struct request *rq, struct err *e); /* copies of the database */
bool handle_backup_add(struct request *rq, struct err *e); /* makes one now */
bool handle_backup(struct request *rq, struct err *e); /* sends one as a file */
bool handle_health(struct request *rq, struct err *e); /* what is wrong, and what to do */
bool handle_checklist(struct request *rq, struct err *e); /* what a new shop still needs */

/* notices.c */
bool handle_notices(struct request *rq, struct err *e); /* kinds, templates, choices */
bool handle_notice_choice(struct request *rq, struct err *e); /* how the owner hears of one */
bool handle_template_save(struct request *rq, struct err *e); /* for a kind and language */
bool handle_template_remove(struct request *rq, struct err *e); /* it is gone */
bool handle_notice_try(struct request *rq, struct err *e); /* a mail to the owner */
bool handle_tasks(struct request *rq, struct err *e); /* what to see to */
bool handle_task_done(struct request *rq, struct err *e); /* seen to */
bool handle_task_reopen(struct request *rq, struct err *e); /* not after all */
bool handle_feedback(struct request *rq, struct err *e); /* marks and words of customers */

/* ai.c */
bool handle_ai(struct request *rq, struct err *e); /* models, today's cost, newest calls */
bool handle_ai_try(struct request *rq, struct err *e); /* a question of the owner's */
bool handle_ai_tried(struct request *rq, struct err *e); /* what became of it */

/* automation.c */
bool handle_rules(struct request *rq, struct err *e); /* what is done by itself */
bool handle_rules_change(struct request *rq, struct err *e); /* with If-Match */
bool handle_schedules(struct request *rq, struct err *e); /* when, and how it went */
bool handle_schedule_change(struct request *rq, struct err *e); /* on, off, at what time */
bool handle_schedule_run(struct request *rq, struct err *e); /* now */
bool handle_hooks(struct request *rq, struct err *e); /* webhooks of others */
bool handle_hook_add(struct request *rq, struct err *e); /* a new one, its secret shown once */
bool handle_hook_change(struct request *rq, struct err *e); /* address, events, on or off */
bool handle_hook_remove(struct request *rq, struct err *e); /* nothing goes there any more */
bool handle_hook_calls(struct request *rq, struct err *e); /* what went there */
bool handle_hook_again(struct request *rq, struct err *e); /* one call once more */

/* audit.c */
bool handle_audit(struct request *rq, struct err *e); /* who changed what */

/* reports.c */
bool handle_report(struct request *rq, struct err *e); /* by :report; NAME.csv is the same as a file */

/* dashboard.c */
bool handle_dashboard(struct request *rq, struct err *e); /* the day so far */

/* orders.c */
bool handle_orders(struct request *rq, struct err *e); /* a page of orders, and how many there are */
bool handle_orders_csv(struct request *rq, struct err *e); /* the same as CSV */
bool handle_order(struct request *rq, struct err *e); /* one order */
bool handle_order_status(struct request *rq, struct err *e); /* moves it on and tells the customer */
bool handle_order_undo(struct request *rq, struct err *e); /* takes the newest move back */
bool handle_order_note_add(struct request *rq, struct err *e); /* a note that only the shop sees */
bool handle_order_note_remove(struct request *rq, struct err *e); /* it is gone */
bool handle_orders_move(struct request *rq, struct err *e); /* moves many, each for itself */
bool handle_orders_undo(struct request *rq, struct err *e); /* takes many moves back */

/* payments.c: each answers with the order as it stands then */
bool handle_payment_approve(struct request *rq, struct err *e); /* the proof is good */
bool handle_payment_reject(struct request *rq, struct err *e); /* it is not, and why */
bool handle_payment_received(struct request *rq, struct err *e); /* what was due came in cash */
bool handle_payment_refund(struct request *rq, struct err *e); /* money goes back */

/* media.c */
bool handle_media(struct request *rq, struct err *e); /* what a customer sent, as a file */

/* products.c */
bool handle_products(struct request *rq, struct err *e); /* a page of products */
bool handle_product(struct request *rq, struct err *e); /* one product */
bool handle_product_add(struct request *rq, struct err *e); /* a new one */
bool handle_product_change(struct request *rq, struct err *e); /* changes what is given */
bool handle_product_remove(struct request *rq, struct err *e); /* takes it out of the shop */
bool handle_product_preview(struct request *rq, struct err *e); /* its card, as customers get it */
bool handle_photo_add(struct request *rq, struct err *e); /* a photo behind its others */

/* product_csv.c */
bool handle_products_csv(struct request *rq, struct err *e); /* the catalogue as a spreadsheet */
bool handle_products_import(struct request *rq, struct err *e); /* reads one, or only tries it */

/* categories.c */
bool handle_categories(struct request *rq, struct err *e); /* in the shop's order */
bool handle_category_add(struct request *rq, struct err *e); /* behind the others */
bool handle_category_change(struct request *rq, struct err *e); /* another name */
bool handle_categories_order(struct request *rq, struct err *e); /* another order */
bool handle_category_remove(struct request *rq, struct err *e); /* an empty one */

/* order_items.c */
bool handle_order_items(struct request *rq, struct err *e); /* other quantities, while it is pending */
bool handle_order_cancel_part(struct request *rq, struct err *e); /* takes pieces out of it */

/* terms.c */
bool handle_delivery(struct request *rq, struct err *e); /* zones, hours, closed days, taxes */
bool handle_delivery_change(struct request *rq, struct err *e); /* what is given, each as a whole */
bool handle_coupons(struct request *rq, struct err *e); /* discount codes, and their uses */
bool handle_coupon_add(struct request *rq, struct err *e); /* a new one */
bool handle_coupon_change(struct request *rq, struct err *e); /* what is given */
bool handle_coupon_remove(struct request *rq, struct err *e); /* one that nobody has used */

/* chats.c */
bool handle_chat_logs(struct request *rq, struct err *e); /* a page of messages of everybody */
bool handle_chats(struct request *rq, struct err *e); /* a page of conversations, and how many wait */
bool handle_chat(struct request *rq, struct err *e); /* one, with what may be written and orders */
bool handle_chat_messages(struct request *rq, struct err *e); /* a page of it, with its notes */
bool handle_chat_search(struct request *rq, struct err *e); /* messages that hold these words */
bool handle_chat_reply(struct request *rq, struct err *e); /* a person answers and takes it */
bool handle_chat_note(struct request *rq, struct err *e); /* a note that only the shop sees */
bool handle_message_retry(struct request *rq, struct err *e); /* sends anew what did not arrive */
bool handle_chat_templates(struct request *rq, struct err *e); /* after 24 h: what can still be said */
bool handle_chat_template(struct request *rq, struct err *e);
bool handle_chat_take(struct request *rq, struct err *e); /* the bot is silent, it is mine */
bool handle_chat_give_back(struct request *rq, struct err *e); /* the bot answers again */
bool handle_chat_close(struct request *rq, struct err *e); /* done with it, until they write */
bool handle_chat_reopen(struct request *rq, struct err *e); /* not done after all */
bool handle_chat_block(struct request *rq, struct err *e); /* kept, never answered */
bool handle_chat_unblock(struct request *rq, struct err *e); /* answered again */
bool handle_chat_read(struct request *rq, struct err *e); /* somebody has seen up to here */
bool handle_hand_back(struct request *rq, struct err *e); /* give back, by its first name */

/* canned.c */
bool handle_canned_list(struct request *rq, struct err *e); /* replies at hand */
bool handle_canned_add(struct request *rq, struct err *e); /* a new one */
bool handle_canned_change(struct request *rq, struct err *e); /* other words */
bool handle_canned_remove(struct request *rq, struct err *e); /* not needed any more */

/* changes.c */
bool handle_changes(struct request *rq, struct err *e); /* events behind ?after= */

/* customers.c */
bool handle_customers(struct request *rq, struct err *e); /* a page of customers */
bool handle_customer(struct request *rq, struct err *e); /* one, with orders, notes and tags */
bool handle_customer_email(struct request *rq, struct err *e); /* where a mail reaches them */
bool handle_customer_tag(struct request *rq, struct err *e); /* a tag more */
bool handle_customer_untag(struct request *rq, struct err *e); /* one less */
bool handle_tags(struct request *rq, struct err *e); /* all tags there are */
bool handle_customer_export(struct request *rq, struct err *e); /* all we know of them, as a file */
bool handle_customer_erase(struct request *rq, struct err *e); /* forgotten; what was sold stays */

/* faq.c */
bool handle_faq_list(struct request *rq, struct err *e); /* all entries, in their order */
bool handle_faq(struct request *rq, struct err *e); /* one */
bool handle_faq_add(struct request *rq, struct err *e); /* a new one; may answer open questions */
bool handle_faq_change(struct request *rq, struct err *e); /* with If-Match */
bool handle_faq_remove(struct request *rq, struct err *e); /* it answers no more */
bool handle_faq_arrange(struct request *rq, struct err *e); /* their order from now on */
bool handle_faq_try(struct request *rq, struct err *e); /* which entry answers that, and why */
bool handle_faq_check(struct request *rq, struct err *e); /* past messages with such an entry */
bool handle_unanswered(struct request *rq, struct err *e); /* what nobody answered, by like ones */
bool handle_unanswered_solve(struct request *rq, struct err *e); /* answered, or not worth it */
bool handle_unanswered_reopen(struct request *rq, struct err *e); /* open after all */

/* texts.c */
bool handle_texts(struct request *rq, struct err *e); /* all reply texts of a language */
bool handle_text_change(struct request *rq, struct err *e); /* the owner's own words */
bool handle_text_reset(struct request *rq, struct err *e); /* as it was shipped */

/* phrases.c */
bool handle_phrases(struct request *rq, struct err *e);
bool handle_phrase_add(struct request *rq, struct err *e);
bool handle_phrase_remove(struct request *rq, struct err *e);
bool handle_model(struct request *rq, struct err *e);
bool handle_model_train(struct request *rq, struct err *e);

#endif
