-- What the shop does by itself, and when next: one row for each line of schedules[]
-- (lib/shop/schedule.c), made when it is first looked at.
CREATE TABLE schedule (
    name        TEXT PRIMARY KEY,
    active      INTEGER NOT NULL DEFAULT 1 CHECK (active IN (0, 1)),
    at_minute   INTEGER CHECK (at_minute BETWEEN 0 AND 1439), -- of the shop's day; NULL: every so often
    next_at     INTEGER NOT NULL,
    lease       INTEGER,                            -- the token of the run that is going on
    lease_until INTEGER,
    by_worker   INTEGER NOT NULL DEFAULT 0,         -- its lease ends with the worker's life
    runs        INTEGER NOT NULL DEFAULT 0,
    last_at     INTEGER NOT NULL DEFAULT 0,         -- when it last ended
    last_ms     INTEGER NOT NULL DEFAULT 0,         -- how long it took
    last_ok     INTEGER NOT NULL DEFAULT 1,
    last_result TEXT NOT NULL DEFAULT '',
    version     INTEGER NOT NULL DEFAULT 1          -- counts the owner's changes
) STRICT, WITHOUT ROWID;
