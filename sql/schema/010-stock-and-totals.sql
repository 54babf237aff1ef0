-- What customers in a checkout have put aside, where and when the shop delivers, taxes and coupons.

-- Pieces that a customer in a checkout holds. They have left variant.stock, and the ledger says so with
-- `movement_id`: the row becomes the order's when the order is placed.
CREATE TABLE reservation (
    customer_id INTEGER NOT NULL REFERENCES customer (id),
    variant_id  INTEGER NOT NULL REFERENCES variant (id),
    quantity    INTEGER NOT NULL CHECK (quantity > 0),
    movement_id INTEGER NOT NULL REFERENCES stock_movement (id),
    expires_at  INTEGER NOT NULL,
    PRIMARY KEY (customer_id, variant_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX reservation_due ON reservation (expires_at);

-- Each product has one of these or the usual one (`standard`).
CREATE TABLE tax_rate (
    id        INTEGER PRIMARY KEY,
    name      TEXT NOT NULL,
    bp        INTEGER NOT NULL CHECK (bp BETWEEN 0 AND 10000),   -- hundredths of a percent: 2100 is 21 %
    inclusive INTEGER NOT NULL DEFAULT 1 CHECK (inclusive IN (0, 1)), -- 1: prices have it in them
    standard  INTEGER NOT NULL DEFAULT 0 CHECK (standard IN (0, 1))
) STRICT;
CREATE UNIQUE INDEX tax_rate_standard ON tax_rate (standard) WHERE standard = 1;

-- Where the shop delivers, the first that fits an address counts.
CREATE TABLE delivery_zone (
    id              INTEGER PRIMARY KEY,
    name            TEXT NOT NULL,
    areas           TEXT NOT NULL,                  -- JSON array: "28001", "280*", "28001-28020", "Old Town"
    fee_minor       INTEGER NOT NULL CHECK (fee_minor >= 0),
    free_from_minor INTEGER NOT NULL DEFAULT 0 CHECK (free_from_minor >= 0), -- 0: never free
    position        INTEGER NOT NULL
) STRICT;

-- When the shop is open, in its own time zone; no row at all: it never says.
CREATE TABLE opening_hours (
    weekday INTEGER NOT NULL CHECK (weekday BETWEEN 0 AND 6),    -- 0 is Monday
    opens   INTEGER NOT NULL CHECK (opens BETWEEN 0 AND 1439),   -- minutes since midnight
    closes  INTEGER NOT NULL CHECK (closes BETWEEN 1 AND 1440),
    PRIMARY KEY (weekday, opens),
    CHECK (opens < closes)
) STRICT, WITHOUT ROWID;
CREATE TABLE closed_day (
    day  TEXT PRIMARY KEY,                          -- 2026-12-25
    note TEXT NOT NULL DEFAULT ''
) STRICT, WITHOUT ROWID;

CREATE TABLE coupon (
    id            INTEGER PRIMARY KEY,
    code          TEXT NOT NULL UNIQUE COLLATE NOCASE,
    kind          TEXT NOT NULL CHECK (kind IN ('percent', 'amount', 'delivery')),
    value         INTEGER NOT NULL CHECK (value >= 0), -- percent: hundredths of one; amount: minor units
    minimum_minor INTEGER NOT NULL DEFAULT 0 CHECK (minimum_minor >= 0),
    starts_at     INTEGER,
    ends_at       INTEGER,                          -- not any more from then on
    uses_most     INTEGER CHECK (uses_most > 0),
    uses_each     INTEGER CHECK (uses_each > 0),    -- of one customer
    active        INTEGER NOT NULL DEFAULT 1 CHECK (active IN (0, 1)),
    version       INTEGER NOT NULL DEFAULT 1,
    created_at    INTEGER NOT NULL,
    CHECK (kind <> 'percent' OR value BETWEEN 1 AND 10000)
) STRICT;

-- An order that was cancelled gives its use back.
CREATE TABLE coupon_use (
    order_id    INTEGER PRIMARY KEY REFERENCES orders (id),
    coupon_id   INTEGER NOT NULL REFERENCES coupon (id),
    customer_id INTEGER NOT NULL REFERENCES customer (id)
) STRICT;
CREATE INDEX coupon_use_coupon ON coupon_use (coupon_id, customer_id);
CREATE INDEX coupon_use_customer ON coupon_use (customer_id);

CREATE TRIGGER version_coupon_add AFTER INSERT ON coupon BEGIN UPDATE catalogue_version SET version = version + 1; END;
CREATE TRIGGER version_coupon AFTER UPDATE ON coupon BEGIN UPDATE catalogue_version SET version = version + 1; END;
CREATE TRIGGER version_coupon_drop AFTER DELETE ON coupon BEGIN UPDATE catalogue_version SET version = version + 1; END;
