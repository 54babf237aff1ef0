-- What the shop tells its customers and its owner beside the chat.

-- A message template that WhatsApp has approved, for one kind of notice in one language: it is
-- what may leave when the 24 h since the customer's last message are over.
CREATE TABLE notice_template (
    kind        TEXT NOT NULL,
    language    TEXT NOT NULL,
    content_sid TEXT NOT NULL,
    variables   TEXT NOT NULL,                      -- JSON array: which value is {{1}}, {{2}} ...
    body        TEXT NOT NULL DEFAULT '',           -- its words as approved, with {{1}} ...; '': not told
    version     INTEGER NOT NULL DEFAULT 1,
    updated_at  INTEGER NOT NULL,
    PRIMARY KEY (kind, language)
) STRICT, WITHOUT ROWID;

-- How the owner wants to hear of what; no row: as notice.c has it.
CREATE TABLE owner_choice (
    kind     TEXT PRIMARY KEY,
    whatsapp INTEGER NOT NULL CHECK (whatsapp IN (0, 1)),
    email    INTEGER NOT NULL CHECK (email IN (0, 1))
) STRICT, WITHOUT ROWID;

-- What a person has to see to. The console says it in its own language, from kind and facts.
CREATE TABLE task (
    id         INTEGER PRIMARY KEY,
    kind       TEXT NOT NULL,
    ref        INTEGER NOT NULL DEFAULT 0,          -- of the order, customer ... that it is about
    facts      TEXT NOT NULL,                       -- JSON: the notice's values
    created_at INTEGER NOT NULL,
    done_at    INTEGER NOT NULL DEFAULT 0,
    done_by    TEXT
) STRICT;
CREATE INDEX task_open ON task (kind, ref) WHERE done_at = 0;

-- What leaves by other ways than a chat: a mail, or a call of somebody's webhook. Like the outbox:
-- queued, running under a lease, done, dead (given up) or cancelled.
CREATE TABLE errand (
    id          INTEGER PRIMARY KEY,
    way         TEXT NOT NULL CHECK (way = 'mail' OR way = 'hook'),
    target      TEXT NOT NULL,                      -- the mail address, or the webhook's id
    subject     TEXT NOT NULL,                      -- of the mail, or the event's name
    body        TEXT NOT NULL,                      -- plain text, or JSON
    customer_id INTEGER NOT NULL DEFAULT 0,         -- whom it is about; 0: nobody
    status      TEXT NOT NULL DEFAULT 'queued' CHECK (status = 'queued' OR status = 'running' OR
                status = 'done' OR status = 'dead' OR status = 'cancelled'),
    attempts    INTEGER NOT NULL DEFAULT 0,
    next_at     INTEGER NOT NULL,
    lease       INTEGER,
    lease_until INTEGER,
    code        INTEGER NOT NULL DEFAULT 0,         -- the last answer's: SMTP's or HTTP's; 0: none
    error       TEXT,
    created_at  INTEGER NOT NULL,
    updated_at  INTEGER NOT NULL
) STRICT;
CREATE INDEX errand_due ON errand (next_at) WHERE status = 'queued';
CREATE INDEX errand_running ON errand (lease_until) WHERE status = 'running';
CREATE INDEX errand_way ON errand (way, target, id);
CREATE INDEX errand_customer ON errand (customer_id);
