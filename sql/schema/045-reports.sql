-- The shop's days in figures, so that no report counts every order and message (lib/shop/report.c).

-- A day of the shop that is over, and its orders as they were counted. What is done to one of them
-- touches the day; then reports look at the orders themselves until the worker has counted anew.
CREATE TABLE report_day (
    day       INTEGER PRIMARY KEY,                  -- since 1970, on the shop's calendar
    begins_at INTEGER NOT NULL,
    ends_at   INTEGER NOT NULL,
    touched   INTEGER NOT NULL DEFAULT 0,
    counted   INTEGER NOT NULL DEFAULT -1,          -- `touched` as it was counted: equal, the figures hold
    buyers    INTEGER NOT NULL DEFAULT 0            -- different customers with an order that stands
) STRICT;
CREATE INDEX report_day_ends ON report_day (ends_at);

CREATE TABLE report_order (
    day            INTEGER NOT NULL,
    currency       TEXT NOT NULL,
    status         TEXT NOT NULL,
    orders         INTEGER NOT NULL,
    first_orders   INTEGER NOT NULL,                -- of customers who had never ordered before
    pieces         INTEGER NOT NULL,
    total_minor    INTEGER NOT NULL,
    delivery_minor INTEGER NOT NULL,
    tax_minor      INTEGER NOT NULL,                -- in the prices or on top
    discount_minor INTEGER NOT NULL,
    PRIMARY KEY (day, currency, status)
) STRICT, WITHOUT ROWID;

CREATE TABLE report_product (
    day         INTEGER NOT NULL,
    product_id  INTEGER NOT NULL,
    currency    TEXT NOT NULL,
    orders      INTEGER NOT NULL,
    pieces      INTEGER NOT NULL,
    sales_minor INTEGER NOT NULL,
    PRIMARY KEY (day, product_id, currency)
) STRICT, WITHOUT ROWID;

-- Who they were: counts of different people cannot be added up from day to day, lists can be joined.
CREATE TABLE report_buyer (
    day          INTEGER PRIMARY KEY,
    customer_ids TEXT NOT NULL                      -- "7 12 4711"
) STRICT;
CREATE INDEX customer_again ON customer (order_count) WHERE order_count > 1;

-- An order placed now meets no day that is over: one look at the end of an index.
CREATE TRIGGER report_order_placed AFTER INSERT ON orders BEGIN
    UPDATE report_day SET touched = touched + 1 WHERE ends_at > new.created_at AND begins_at <= new.created_at;
END;
CREATE TRIGGER report_order_changed AFTER UPDATE OF version, status, total_minor, created_at ON orders BEGIN
    UPDATE report_day SET touched = touched + 1 WHERE ends_at > new.created_at AND begins_at <= new.created_at;
    UPDATE report_day SET touched = touched + 1 WHERE ends_at > old.created_at AND begins_at <= old.created_at;
END;
-- Two customers turned out to be one: which of the orders was the first may change.
CREATE TRIGGER report_order_merged AFTER UPDATE OF customer_id ON orders BEGIN
    UPDATE report_day SET touched = touched + 1 WHERE EXISTS
        (SELECT 1 FROM orders o WHERE o.customer_id = new.customer_id
            AND o.created_at >= begins_at AND o.created_at < ends_at);
END;
CREATE INDEX orders_created ON orders (created_at, status, currency, total_minor, customer_id);
CREATE INDEX refund_done ON refund (updated_at) WHERE status = 'done';

-- What only grows (messages, customers) is added up by id; the counts outlive what was forgotten.
CREATE TABLE report_count (
    day  INTEGER NOT NULL,
    name TEXT NOT NULL,                             -- lib/shop/report.c has the list
    n    INTEGER NOT NULL,
    PRIMARY KEY (day, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE report_place (                         -- up to which id that was done
    name TEXT PRIMARY KEY,
    id   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO report_place VALUES ('chat_log', 0), ('customer', 0);
-- An id is given again once the newest row was deleted.
CREATE TRIGGER report_message_gone AFTER DELETE ON chat_log
 WHEN old.id = (SELECT id FROM report_place WHERE name = 'chat_log') BEGIN
    UPDATE report_place SET id = coalesce((SELECT max(id) FROM chat_log WHERE id < old.id), 0) WHERE name = 'chat_log';
END;
CREATE TRIGGER report_customer_gone AFTER DELETE ON customer
 WHEN old.id = (SELECT id FROM report_place WHERE name = 'customer') BEGIN
    UPDATE report_place SET id = coalesce((SELECT max(id) FROM customer WHERE id < old.id), 0) WHERE name = 'customer';
END;

-- An advertisement that brought somebody here: comes with the first message only (twilio-whatsapp.md §1).
CREATE TABLE referral (
    id          INTEGER PRIMARY KEY,
    customer_id INTEGER NOT NULL REFERENCES customer (id),
    source_type TEXT NOT NULL DEFAULT '',           -- ad, post
    source_id   TEXT NOT NULL DEFAULT '',
    source_url  TEXT NOT NULL DEFAULT '',
    headline    TEXT NOT NULL DEFAULT '',
    body        TEXT NOT NULL DEFAULT '',
    click_id    TEXT NOT NULL DEFAULT '',
    created_at  INTEGER NOT NULL
) STRICT;
CREATE INDEX referral_customer ON referral (customer_id, id);
CREATE INDEX referral_created ON referral (created_at);
