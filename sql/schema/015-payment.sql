-- Money for orders: an axis of its own beside how far an order has come.

-- One row for each way and try to pay for an order.
--   waiting  the customer shall pay; by a link once `link` is there
--   proof    the customer sent a picture of the transfer: somebody has to look at it
--   pending  the provider says that the money is on its way
--   paid     the shop has it, less what was refunded
--   failed, expired, void   nothing will come of it (void: another way was chosen, or the order is off)
CREATE TABLE payment (
    id             INTEGER PRIMARY KEY,
    order_id       INTEGER NOT NULL REFERENCES orders (id),
    way            TEXT NOT NULL CHECK (way IN ('cash', 'bank', 'stripe')),
    status         TEXT NOT NULL DEFAULT 'waiting'
                   CHECK (status IN ('waiting', 'proof', 'pending', 'paid', 'failed', 'expired', 'void')),
    amount_minor   INTEGER NOT NULL CHECK (amount_minor > 0),
    currency       TEXT NOT NULL,
    refunded_minor INTEGER NOT NULL DEFAULT 0 CHECK (refunded_minor BETWEEN 0 AND amount_minor),
    reason         TEXT NOT NULL DEFAULT '',           -- why the last proof was refused, why it failed
    session_id     TEXT UNIQUE,                        -- the provider's: of the page where one pays
    charge_id      TEXT,                               -- ... and of the money that came
    link           TEXT,                               -- that page
    expires_at     INTEGER NOT NULL DEFAULT 0,         -- of the link
    errand         TEXT CHECK (errand IN ('open', 'close', 'look')), -- what the worker shall ask the provider for
    attempts       INTEGER NOT NULL DEFAULT 0,
    next_at        INTEGER NOT NULL DEFAULT 0,         -- not before
    created_at     INTEGER NOT NULL,
    updated_at     INTEGER NOT NULL,
    CHECK (refunded_minor = 0 OR status = 'paid')
) STRICT;
CREATE INDEX payment_order ON payment (order_id, id);
CREATE INDEX payment_errand ON payment (next_at) WHERE errand IS NOT NULL;
CREATE INDEX payment_charge ON payment (charge_id) WHERE charge_id IS NOT NULL;

-- Money given back. The row's id and birth are the provider's Idempotency-Key: asking again refunds once.
--   queued   the worker asks the provider;  pending  the provider is at it
--   done     given back;  failed  somebody has to look
CREATE TABLE refund (
    id           INTEGER PRIMARY KEY,
    payment_id   INTEGER NOT NULL REFERENCES payment (id),
    amount_minor INTEGER NOT NULL CHECK (amount_minor > 0),
    status       TEXT NOT NULL CHECK (status IN ('queued', 'pending', 'done', 'failed')),
    reason       TEXT NOT NULL DEFAULT '',
    restock      INTEGER NOT NULL DEFAULT 0 CHECK (restock IN (0, 1)),
    provider_id  TEXT UNIQUE,
    error        TEXT NOT NULL DEFAULT '',
    attempts     INTEGER NOT NULL DEFAULT 0,
    next_at      INTEGER NOT NULL DEFAULT 0,
    actor        TEXT NOT NULL,
    created_at   INTEGER NOT NULL,
    updated_at   INTEGER NOT NULL
) STRICT;
CREATE INDEX refund_payment ON refund (payment_id, id);
CREATE INDEX refund_queued ON refund (next_at) WHERE status = 'queued';

-- What a provider has told us already: it tells things twice, and in any order.
CREATE TABLE payment_notice (
    way         TEXT NOT NULL,
    notice_id   TEXT NOT NULL,
    kind        TEXT NOT NULL,
    received_at INTEGER NOT NULL,
    PRIMARY KEY (way, notice_id)
) STRICT, WITHOUT ROWID;
