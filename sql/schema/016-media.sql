-- What customers send beside words: fetched by the worker, kept outside every web root under a
-- random name, shown to the people of the shop alone.
--   waiting  to be fetched;  kept  in WAITER_HOME/inbound/FILE;  refused  not taken: `error` says why
CREATE TABLE media (
    id          INTEGER PRIMARY KEY,
    customer_id INTEGER NOT NULL REFERENCES customer (id),
    chat_log_id INTEGER NOT NULL UNIQUE REFERENCES chat_log (id),
    payment_id  INTEGER REFERENCES payment (id),       -- it is the proof of a transfer
    message_sid TEXT NOT NULL,                         -- the provider's ids, which the address is built from
    media_sid   TEXT NOT NULL,
    status      TEXT NOT NULL DEFAULT 'waiting' CHECK (status IN ('waiting', 'kept', 'refused')),
    type        TEXT NOT NULL DEFAULT '',              -- by its first bytes, never as somebody claims
    bytes       INTEGER NOT NULL DEFAULT 0,
    file        TEXT NOT NULL DEFAULT '',
    error       TEXT NOT NULL DEFAULT '',
    attempts    INTEGER NOT NULL DEFAULT 0,
    next_at     INTEGER NOT NULL DEFAULT 0,
    created_at  INTEGER NOT NULL,
    updated_at  INTEGER NOT NULL
) STRICT;
CREATE INDEX media_customer ON media (customer_id, created_at);
CREATE INDEX media_file ON media (file) WHERE file <> '';
CREATE INDEX media_payment ON media (payment_id) WHERE payment_id IS NOT NULL;
CREATE INDEX media_waiting ON media (next_at) WHERE status = 'waiting';
