-- What was said or asked unbidden, so that it is once.

-- "Tell me when it is back."
CREATE TABLE restock_wish (
    customer_id INTEGER NOT NULL REFERENCES customer (id),
    variant_id  INTEGER NOT NULL REFERENCES variant (id),
    created_at  INTEGER NOT NULL,
    PRIMARY KEY (customer_id, variant_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX restock_wish_variant ON restock_wish (variant_id);

-- Variants that the owner was told are running low; the row goes when there is enough again.
CREATE TABLE stock_told (
    variant_id INTEGER PRIMARY KEY REFERENCES variant (id),
    told_at    INTEGER NOT NULL
) STRICT;

-- What customers thought of an order: a mark from 1 to 5, and words. Asked once.
CREATE TABLE feedback (
    order_id    INTEGER PRIMARY KEY REFERENCES orders (id),
    customer_id INTEGER NOT NULL REFERENCES customer (id),
    asked_at    INTEGER NOT NULL,
    mark        INTEGER CHECK (mark BETWEEN 1 AND 5),
    words       TEXT NOT NULL DEFAULT '',
    answered_at INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX feedback_answered ON feedback (answered_at, mark);
CREATE INDEX feedback_customer ON feedback (customer_id, order_id);
CREATE INDEX feedback_mark ON feedback (mark);
CREATE INDEX order_event_delivered ON order_event (created_at) WHERE to_status = 'delivered';
