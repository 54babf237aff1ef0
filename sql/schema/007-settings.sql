-- Who may do what, with what key, from which device; and who did what.

-- A removed account stays as a row: what it did keeps its name. Everybody signs in once more.
DROP TABLE session;
CREATE TABLE staff_before AS SELECT * FROM staff;
DROP TABLE staff;
CREATE TABLE staff (
    id            INTEGER PRIMARY KEY,
    username      TEXT NOT NULL UNIQUE COLLATE NOCASE,
    password_hash TEXT NOT NULL,
    role          TEXT NOT NULL DEFAULT 'owner' CHECK (role IN ('owner', 'staff', 'viewer')),
    active        INTEGER NOT NULL DEFAULT 1 CHECK (active IN (0, 1)),
    failures      INTEGER NOT NULL DEFAULT 0,
    locked_until  INTEGER NOT NULL DEFAULT 0,
    created_at    INTEGER NOT NULL
) STRICT;
INSERT INTO staff (id, username, password_hash, role, failures, locked_until, created_at)
    SELECT id, username, password_hash, role, failures, locked_until, created_at FROM staff_before;
DROP TABLE staff_before;

CREATE TABLE session (
    id         INTEGER PRIMARY KEY,
    id_hash    TEXT NOT NULL UNIQUE,                -- SHA-256 of the cookie's value
    staff_id   INTEGER NOT NULL REFERENCES staff (id),
    csrf_token TEXT NOT NULL,
    device     TEXT NOT NULL DEFAULT '',            -- User-Agent as sent
    address    TEXT NOT NULL DEFAULT '',
    created_at INTEGER NOT NULL,
    seen_at    INTEGER NOT NULL
) STRICT;
CREATE INDEX session_staff ON session (staff_id);

-- Wrong tries for names that nobody has: they are delayed like real ones. Forgotten after a day.
CREATE TABLE guess (
    name_hash    TEXT PRIMARY KEY,
    failures     INTEGER NOT NULL,
    locked_until INTEGER NOT NULL,
    tried_at     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- A machine's way in. The key itself is shown once and never stored.
CREATE TABLE api_key (
    id         INTEGER PRIMARY KEY,
    name       TEXT NOT NULL,
    key_hash   TEXT NOT NULL UNIQUE,                -- SHA-256
    hint       TEXT NOT NULL,                       -- its first characters, to tell keys apart
    role       TEXT NOT NULL CHECK (role IN ('owner', 'staff', 'viewer')),
    made_by    TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    used_at    INTEGER NOT NULL DEFAULT 0,
    revoked_at INTEGER NOT NULL DEFAULT 0
) STRICT;

-- Answers to POSTs with an Idempotency-Key, kept a day; status 0: not known how it ended.
CREATE TABLE repeat (
    actor      TEXT NOT NULL,
    key        TEXT NOT NULL,
    asked_hash TEXT NOT NULL,                       -- SHA-256 of path and body
    status     INTEGER NOT NULL DEFAULT 0,
    location   TEXT,
    body       TEXT,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (actor, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX repeat_age ON repeat (created_at);

-- One row for each thing that somebody changed through the console or with a key.
CREATE TABLE audit (
    id         INTEGER PRIMARY KEY,
    actor      TEXT NOT NULL,                       -- a user name, or key:NAME
    action     TEXT NOT NULL,                       -- product.change
    subject    TEXT NOT NULL,                       -- product
    ref        TEXT NOT NULL,                       -- its id or name
    before     TEXT,                                -- JSON, no secrets
    after      TEXT,
    created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX audit_subject ON audit (subject, ref, id);
