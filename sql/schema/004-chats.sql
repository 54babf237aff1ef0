-- People answer chats: who has one, what was read, private notes, ready replies, blocked customers.

ALTER TABLE customer ADD COLUMN blocked INTEGER NOT NULL DEFAULT 0 CHECK (blocked IN (0, 1)); -- stored, never answered
ALTER TABLE customer ADD COLUMN last_log_id INTEGER NOT NULL DEFAULT 0; -- newest message, in or out
ALTER TABLE customer ADD COLUMN last_in_id INTEGER NOT NULL DEFAULT 0;  -- newest message from the customer
ALTER TABLE customer ADD COLUMN read_id INTEGER NOT NULL DEFAULT 0;     -- newest message somebody of the shop has seen
UPDATE customer SET last_log_id = coalesce((SELECT max(id) FROM chat_log WHERE customer_id = customer.id), 0),
                    last_in_id = coalesce((SELECT max(id) FROM chat_log WHERE customer_id = customer.id AND direction = 'in'), 0);
UPDATE customer SET read_id = last_log_id; -- what was there before is no news
CREATE INDEX customer_last ON customer (last_log_id);
CREATE INDEX customer_unread ON customer (id) WHERE last_in_id > read_id;
CREATE TRIGGER chat_log_newest AFTER INSERT ON chat_log BEGIN
    UPDATE customer SET last_log_id = new.id,
                        last_in_id = CASE WHEN new.direction = 'in' THEN new.id ELSE last_in_id END
     WHERE id = new.customer_id;
END;

ALTER TABLE conversation ADD COLUMN staff_id INTEGER REFERENCES staff (id) ON DELETE SET NULL; -- the person who has it
ALTER TABLE conversation ADD COLUMN closed_at INTEGER NOT NULL DEFAULT 0;                     -- 0: open
CREATE INDEX conversation_closed ON conversation (customer_id) WHERE closed_at > 0;
CREATE INDEX conversation_staff ON conversation (staff_id) WHERE staff_id IS NOT NULL;

-- A click that was sent twice is one message.
ALTER TABLE chat_log ADD COLUMN client_key TEXT;
CREATE UNIQUE INDEX chat_log_client_key ON chat_log (client_key) WHERE client_key IS NOT NULL;

-- What only the shop sees between the messages: notes, and who took or gave back what when.
CREATE TABLE chat_note (
    id          INTEGER PRIMARY KEY,
    customer_id INTEGER NOT NULL REFERENCES customer (id),
    after_id    INTEGER NOT NULL,                   -- stands behind this message
    kind        TEXT NOT NULL CHECK (kind IN ('note', 'taken', 'returned', 'closed', 'reopened', 'blocked', 'unblocked')),
    author      TEXT NOT NULL,                      -- user name
    body        TEXT NOT NULL DEFAULT '',
    client_key  TEXT,
    created_at  INTEGER NOT NULL
) STRICT;
CREATE INDEX chat_note_customer ON chat_note (customer_id, after_id, id);
CREATE UNIQUE INDEX chat_note_client_key ON chat_note (client_key) WHERE client_key IS NOT NULL;

-- Replies at hand: `/shortcut` in the console. The text may hold {name} and {order}.
CREATE TABLE canned_reply (
    id         INTEGER PRIMARY KEY,
    shortcut   TEXT NOT NULL UNIQUE COLLATE NOCASE,
    text       TEXT NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;

-- The index for finding messages; no trigger may keep it (see product_search): a search first
-- puts into it what was said since the last one (chat_search_catch_up).
CREATE VIRTUAL TABLE chat_search USING fts5 (
    body, content = 'chat_log', content_rowid = 'id', tokenize = "unicode61 remove_diacritics 2", prefix = '2 3'
);
INSERT INTO chat_search (rowid, body) SELECT id, body FROM chat_log;
-- Its parts are merged in steps behind what is put in (lib/shop/search.c), not by FTS5 itself: where an
-- index is large that may take seconds, which whoever writes would wait for.
INSERT INTO chat_search (chat_search, rank) VALUES ('automerge', 0), ('crisismerge', 400);

-- A conversation as the console lists it.
CREATE VIEW chat AS
SELECT c.id, c.name, c.profile_name, c.phone, c.language, c.opted_out, c.blocked, c.last_log_id, c.created_at,
       coalesce(v.owner, 'bot') AS owner, coalesce(v.human_until, 0) AS human_until,
       s.username AS assigned_to, coalesce(v.window_end_at, 0) AS window_end_at,
       coalesce(v.closed_at, 0) AS closed_at,
       (SELECT count(*) FROM (SELECT 1 FROM chat_log u WHERE u.customer_id = c.id AND u.id > c.read_id
                                 AND u.direction = 'in' AND c.last_in_id > c.read_id LIMIT 99)) AS unread,
       l.body AS last_message, l.direction AS last_direction, l.kind AS last_kind,
       l.created_at AS last_at, (SELECT max(o.status) FROM outbox o WHERE o.chat_log_id = l.id) AS last_delivery
  FROM customer c
  LEFT JOIN conversation v ON v.customer_id = c.id
  LEFT JOIN staff s ON s.id = v.staff_id
  LEFT JOIN chat_log l ON l.id = c.last_log_id;
