/* contents.c -- the worker's memory of stored contents, and its shadow in the database. */
#include "contents.h"

#include <stdio.h>
#include <string.h>

#define PREFIX "twilio.content."

static void take_row(struct contents *c, const char *name, const char *sid)
{
    const char *key = name + strlen(PREFIX);
    if (c->count == CONTENTS_MOST || strlen(key) >= sizeof c->at->key ||
        strlen(sid) >= sizeof c->at->sid)
        return;
    struct content *content = &c->at[c->count++];
    *content = (struct content){.making = false};
    snprintf(content->key, sizeof content->key, "%s", key);
    snprintf(content->sid, sizeof content->sid, "%s", sid);
}

bool contents_load(struct contents *c, struct db *db, struct err *e)
{
    struct err why = {0};
    struct conn *conn;
    struct rows *r;
    struct arena a;
    c->db = db;
    c->count = 0;
    if (!db_borrow(db, &conn, e))
        return false;
    bool ok = rows_begin(conn, Q_OUTBOX_CONTENTS, NO_ARGS, &r, e);
    arena_init(&a);
    while (ok && row_next(r, &why))
        take_row(c, row_text(r, 0, &a), row_text(r, 1, &a));
    arena_done(&a);
    if (ok)
        rows_end(r);
    db_return(db, conn);
    return ok && (why.kind == ERR_NONE || fail(e, why.kind, "%s", why.why));
}

struct content *contents_find(struct contents *c, const char *key)
{
    for (size_t i = 0; i < c->count; i++)
        if (strcmp(c->at[i].key, key) == 0)
            return &c->at[i];
    if (c->count == CONTENTS_MOST || strlen(key) >= sizeof c->at->key)
        return NULL;
    struct content *content = &c->at[c->count++];
    *content = (struct content){.making = false};
    snprintf(content->key, sizeof content->key, "%s", key);
    return content;
}

struct note { const char *key, *sid; };

static const char *name_of(char room[128], const char *key)
{
    snprintf(room, 128, PREFIX "%s", key);
    return room;
}

static bool keep_job(struct conn *c, void *what, struct err *e)
{
    const struct note *n = what;
    char room[128];
    return db_run(c, Q_OUTBOX_CONTENT_KEEP, ARGS(V(name_of(room, n->key)), V(n->sid)), NULL, e);
}

static bool forget_job(struct conn *c, void *what, struct err *e)
{
    const struct note *n = what;
    char room[128];
    return db_run(c, Q_OUTBOX_CONTENT_FORGET, ARGS(V(name_of(room, n->key)), V(n->sid)), NULL, e);
}

bool contents_keep(struct contents *c, struct content *content, const char *sid, struct err *e)
{
    struct note n = {content->key, content->sid};
    snprintf(content->sid, sizeof content->sid, "%s", sid);
    return db_write(c->db, keep_job, &n, e);
}

bool contents_forget(struct contents *c, struct content *content, struct err *e)
{
    char sid[sizeof content->sid];
    memcpy(sid, content->sid, sizeof sid);
    struct note n = {content->key, sid};
    content->sid[0] = '\0';
    return db_write(c->db, forget_job, &n, e);
}
