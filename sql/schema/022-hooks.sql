-- Webhooks of others that want to know what happens in the shop.
CREATE TABLE hook (
    id         INTEGER PRIMARY KEY,
    url        TEXT NOT NULL,
    secret     TEXT NOT NULL,                       -- signs each call; shown once, when it is made
    events     TEXT NOT NULL,                       -- JSON array: which of hook.c's they want
    active     INTEGER NOT NULL DEFAULT 1 CHECK (active IN (0, 1)),
    version    INTEGER NOT NULL DEFAULT 1,
    created_at INTEGER NOT NULL
) STRICT;
