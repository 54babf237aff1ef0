-- The shop's days in figures, so that no report counts every order and message (lib/shop/report.c).

-- A day of the shop that is over, and its orders and marks as they were counted. What is done to one of
-- them touches the day; then reports look at the orders themselves until the worker has counted anew.
CREATE TABLE report_day (
    day       INTEGER PRIMARY KEY,                  -- since 1970, on the shop's calendar
    begins_at INTEGER NOT NULL,
    ends_at   INTEGER NOT NULL,
    touched   INTEGER NOT NULL DEFAULT 0,
    counted   INTEGER NOT NULL DEFAULT -1,          -- `touched` as it was counted: equal, the figures hold
    buyers    INTEGER NOT NULL DEFAULT 0,           -- different customers with an order that stands
    marks     INTEGER NOT NULL DEFAULT 0,           -- feedback that came on that day
    mark_sum  INTEGER NOT NULL DEFAULT 0,
    clicks_touched INTEGER NOT NULL DEFAULT 0,      -- the same for its clicks, whose orders may follow later
    clicks_counted INTEGER NOT NULL DEFAULT -1
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

-- Who has ordered more than once by now: 64 customers are the bits of one row. Nobody comes with orders.
CREATE TABLE report_again (
    block INTEGER PRIMARY KEY,                      -- id / 64
    bits  INTEGER NOT NULL
) STRICT;
CREATE TRIGGER report_again_more AFTER UPDATE OF order_count ON customer
  WHEN new.order_count > 1 AND old.order_count <= 1 BEGIN
    INSERT INTO report_again VALUES (new.id >> 6, 1 << (new.id & 63))
        ON CONFLICT (block) DO UPDATE SET bits = report_again.bits | excluded.bits;
END;
CREATE TRIGGER report_again_less AFTER UPDATE OF order_count ON customer
  WHEN new.order_count <= 1 AND old.order_count > 1 BEGIN
    UPDATE report_again SET bits = bits & ~(1 << (old.id & 63)) WHERE block = old.id >> 6;
END;
CREATE TRIGGER report_again_gone AFTER DELETE ON customer WHEN old.order_count > 1 BEGIN
    UPDATE report_again SET bits = bits & ~(1 << (old.id & 63)) WHERE block = old.id >> 6;
END;

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
-- A mark that came, or was given again, on a day that is over.
CREATE TRIGGER report_mark_came AFTER INSERT ON feedback WHEN new.mark IS NOT NULL BEGIN
    UPDATE report_day SET touched = touched + 1 WHERE ends_at > new.answered_at AND begins_at <= new.answered_at;
END;
CREATE TRIGGER report_mark_changed AFTER UPDATE OF mark, answered_at ON feedback BEGIN
    UPDATE report_day SET touched = touched + 1 WHERE ends_at > new.answered_at AND begins_at <= new.answered_at;
    UPDATE report_day SET touched = touched + 1 WHERE ends_at > old.answered_at AND begins_at <= old.answered_at;
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
CREATE INDEX referral_customer ON referral (customer_id, id, created_at);
CREATE INDEX referral_created ON referral (created_at);

-- A day's clicks by their source, once no order can follow them any more. The row without a currency has the
-- clicks, and one for each currency what they sold.
CREATE TABLE report_click (
    day           INTEGER NOT NULL,
    source        TEXT NOT NULL,                    -- the advertisement's id or headline
    currency      TEXT NOT NULL,
    told_id       INTEGER NOT NULL,                 -- its newest click with a headline; 0: none
    last_id       INTEGER NOT NULL,                 -- its newest click
    clicks        INTEGER NOT NULL,
    new_customers INTEGER NOT NULL,
    customer_ids  TEXT NOT NULL,                    -- of each click, as report_buyer has them
    orders        INTEGER NOT NULL,
    sales_minor   INTEGER NOT NULL,
    PRIMARY KEY (day, source, currency)
) STRICT, WITHOUT ROWID;

-- An order counts for the click of the seven days (604800000 ms) before it.
CREATE VIEW click_day AS
SELECT r.id, r.customer_id, r.created_at, d.day
  FROM referral r CROSS JOIN report_day d ON d.ends_at > r.created_at AND d.begins_at <= r.created_at;
CREATE TRIGGER report_click_bought AFTER INSERT ON orders
  WHEN EXISTS (SELECT 1 FROM referral WHERE customer_id = new.customer_id) BEGIN
    UPDATE report_day SET clicks_touched = clicks_touched + 1 WHERE day IN
        (SELECT day FROM click_day WHERE customer_id = new.customer_id
            AND created_at > new.created_at - 604800000 AND created_at <= new.created_at);
END;
CREATE TRIGGER report_click_changed AFTER UPDATE OF status, total_minor, currency, customer_id, created_at ON orders
  WHEN (new.status = 'cancelled') <> (old.status = 'cancelled') OR new.total_minor <> old.total_minor
    OR new.currency <> old.currency OR new.customer_id <> old.customer_id OR new.created_at <> old.created_at BEGIN
    UPDATE report_day SET clicks_touched = clicks_touched + 1 WHERE day IN
        (SELECT day FROM click_day WHERE customer_id IN (old.customer_id, new.customer_id)
            AND created_at > min(old.created_at, new.created_at) - 604800000
            AND created_at <= max(old.created_at, new.created_at));
END;
-- The click before ends where a new one begins.
CREATE TRIGGER report_click_came AFTER INSERT ON referral BEGIN
    UPDATE report_day SET clicks_touched = clicks_touched + 1 WHERE day IN
        (SELECT day FROM click_day WHERE customer_id = new.customer_id
            AND (id = new.id OR created_at > new.created_at - 604800000));
END;
CREATE TRIGGER report_click_merged AFTER UPDATE OF customer_id ON referral BEGIN
    UPDATE report_day SET clicks_touched = clicks_touched + 1 WHERE day IN
        (SELECT day FROM click_day WHERE customer_id IN (old.customer_id, new.customer_id));
END;
