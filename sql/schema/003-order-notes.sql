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
