/* notice_setup.h -- what the owner sets about notices: templates, and how to hear of what; and the
 * list of things to see to. */
#ifndef WAITER_NOTICE_SETUP_H
#define WAITER_NOTICE_SETUP_H

#include "waiter/json.h"
#include "waiter/notify.h"
#include "waiter/staff.h"

/* All kinds into the open object: "customers":[{"kind","values","promotional","templates":[...]}],
 * "owner":[{"kind","whatsapp","email","task"}] and "ways": which are set up. */
CHECKED bool notices_put(struct json *j, struct conn *c, struct arena *a, const struct settings *s,
                         struct err *e);

/* {"content_sid","variables","body"}: each variable one of the kind's values; the body, where it is told,
 * has each of them as {{1}}, {{2}} ... Made anew or changed; *version
 * is the new one. `seen` as in desk.h. ERR_NOT_FOUND for a kind or language that there is not. */
struct template_wish { enum notice_kind kind; const char *language; const json_value *json; int64_t seen; };
CHECKED bool template_save(struct shop *shop, struct arena *a, const struct staff *who,
                           const struct template_wish *w, int64_t *version, struct err *e);
CHECKED bool template_remove(struct shop *shop, struct arena *a, const struct staff *who,
                             enum notice_kind kind, const char *language, struct err *e);

/* {"whatsapp","email"} for one of the owner's kinds. */
CHECKED bool owner_choice_save(struct db *db, struct arena *a, const struct staff *who,
                               enum notice_kind kind, const json_value *wish, struct err *e);

/* A letter to the owner, to see whether mails arrive. ERR_NOT_ALLOWED_NOW where nothing is set up. */
CHECKED bool notice_try_mail(struct shop *shop, struct arena *a, const struct staff *who, struct err *e);

/* Open tasks (or, done, the last ones done) into the open array, the newest first. */
CHECKED bool task_list(struct json *j, struct conn *c, struct arena *a, bool done, int64_t before,
                       int64_t limit, int64_t *last, struct err *e);
CHECKED bool task_count(struct conn *c, int64_t *open, struct err *e);
/* Done, or not after all. ERR_NOT_FOUND, ERR_NOT_ALLOWED_NOW when it is so already. */
CHECKED bool task_done(struct db *db, const struct staff *who, int64_t id, bool done, struct err *e);

#endif
