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

-- How many orders of each status there are: the list shows it with every look, and counting a million
-- takes too long for that.
CREATE TABLE order_tally (
    status TEXT PRIMARY KEY,
    orders INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO order_tally SELECT status, count(*) FROM orders GROUP BY status;
CREATE TRIGGER order_tally_placed AFTER INSERT ON orders BEGIN
    INSERT INTO order_tally VALUES (new.status, 1) ON CONFLICT (status) DO UPDATE SET orders = orders + 1;
END;
CREATE TRIGGER order_tally_moved AFTER UPDATE OF status ON orders WHEN new.status <> old.status BEGIN
    UPDATE order_tally SET orders = orders - 1 WHERE status = old.status;
    INSERT INTO order_tally VALUES (new.status, 1) ON CONFLICT (status) DO UPDATE SET orders = orders + 1;
END;
CREATE TRIGGER order_tally_gone AFTER DELETE ON orders BEGIN
    UPDATE order_tally SET orders = orders - 1 WHERE status = old.status;
END;
