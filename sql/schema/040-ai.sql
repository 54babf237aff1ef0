-- Questions that the shop's own words did not answer and a model is asked (lib/shop/ai.c).

-- One turn: what a customer wrote in one go, and the template that goes out unless an answer holds.
CREATE TABLE ai_turn (
    id          INTEGER PRIMARY KEY,
    customer_id INTEGER REFERENCES customer (id),    -- NULL: the owner tries
    status      TEXT NOT NULL DEFAULT 'waiting' CHECK (status IN ('waiting', 'asking', 'done')),
    outcome     TEXT NOT NULL DEFAULT '' CHECK (outcome IN ('', 'answered', 'offered', 'template', 'cancelled')),
    words       TEXT NOT NULL,
    language    TEXT NOT NULL,
    message_sid TEXT NOT NULL,                       -- the newest message, at the provider
    template    TEXT NOT NULL,                       -- what goes out otherwise, and its choices (JSON) ...
    choices     TEXT,
    menu        TEXT,                                -- the state whose numbers count once it is said
    why         TEXT NOT NULL,                       -- ... why it would; later: why it did
    alternatives TEXT,
    confidence  INTEGER NOT NULL,
    prompt      TEXT NOT NULL DEFAULT '',            -- a try: as it was sent
    raw         TEXT NOT NULL DEFAULT '',            -- what the model said
    answer      TEXT NOT NULL DEFAULT '',            -- ... and what of it may go out
    model       TEXT NOT NULL DEFAULT '',
    due_at      INTEGER NOT NULL,                    -- asked then, unless more is written before
    until_at    INTEGER NOT NULL,                    -- the template goes out then
    created_at  INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX ai_turn_open ON ai_turn (customer_id) WHERE status <> 'done' AND customer_id IS NOT NULL;
CREATE INDEX ai_turn_due ON ai_turn (status, due_at) WHERE status <> 'done';
CREATE INDEX ai_turn_customer ON ai_turn (customer_id);

-- One call of a model: what it took, what it cost, what became of it.
CREATE TABLE ai_call (
    id                INTEGER PRIMARY KEY,
    turn_id           INTEGER NOT NULL REFERENCES ai_turn (id),
    customer_id       INTEGER REFERENCES customer (id),
    model             TEXT NOT NULL,
    status            INTEGER NOT NULL,              -- of HTTP; 0: no answer
    prompt_tokens     INTEGER NOT NULL,
    completion_tokens INTEGER NOT NULL,
    cost_micros       INTEGER NOT NULL,              -- millionths of a dollar, at the owner's prices
    ms                INTEGER NOT NULL,
    verdict           TEXT NOT NULL,                 -- "sent", or why not
    created_at        INTEGER NOT NULL
) STRICT;
CREATE INDEX ai_call_age ON ai_call (created_at, cost_micros); -- reports read no more than this
CREATE INDEX ai_call_customer ON ai_call (customer_id, created_at);
CREATE INDEX ai_call_turn ON ai_call (turn_id);
