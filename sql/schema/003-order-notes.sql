-- What the people of the shop tell each other about an order; its customer never sees it.
CREATE TABLE order_note (
    id         INTEGER PRIMARY KEY,
    order_id   INTEGER NOT NULL REFERENCES orders (id),
    text       TEXT NOT NULL,
    actor      TEXT NOT NULL,                       -- who wrote it: a name of staff
    created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX order_note_order ON order_note (order_id, id);
-- Orders by what they came to, for that way of sorting.
CREATE INDEX orders_total ON orders (total_minor, id);

-- How many orders of each standing there are, by the day (UTC, since 1970) they were placed on: the list
-- shows it with every look, and counting a million takes too long for that.
CREATE TABLE order_tally (
    day            INTEGER NOT NULL,
    status         TEXT NOT NULL,
    payment_status TEXT NOT NULL,
    orders         INTEGER NOT NULL,
    PRIMARY KEY (day, status, payment_status)
) STRICT, WITHOUT ROWID;
INSERT INTO order_tally SELECT created_at / 86400000, status, payment_status, count(*) FROM orders GROUP BY 1, 2, 3;
CREATE TRIGGER order_tally_placed AFTER INSERT ON orders BEGIN
    INSERT INTO order_tally VALUES (new.created_at / 86400000, new.status, new.payment_status, 1)
        ON CONFLICT (day, status, payment_status) DO UPDATE SET orders = orders + 1;
END;
CREATE TRIGGER order_tally_moved AFTER UPDATE OF status, payment_status, created_at ON orders
    WHEN new.status <> old.status OR new.payment_status <> old.payment_status OR new.created_at <> old.created_at BEGIN
    UPDATE order_tally SET orders = orders - 1
     WHERE day = old.created_at / 86400000 AND status = old.status AND payment_status = old.payment_status;
    INSERT INTO order_tally VALUES (new.created_at / 86400000, new.status, new.payment_status, 1)
        ON CONFLICT (day, status, payment_status) DO UPDATE SET orders = orders + 1;
END;
CREATE TRIGGER order_tally_gone AFTER DELETE ON orders BEGIN
    UPDATE order_tally SET orders = orders - 1
     WHERE day = old.created_at / 86400000 AND status = old.status AND payment_status = old.payment_status;
END;
