-- What was bought together lately, so that a turn can speak of it without counting orders.

-- Counted anew each night (lib/shop/companions.c); a product with itself: the orders it was in.
CREATE TABLE companion (
    product_id INTEGER NOT NULL REFERENCES product (id),
    with_id    INTEGER NOT NULL REFERENCES product (id),
    orders     INTEGER NOT NULL,
    PRIMARY KEY (product_id, with_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX companion_with ON companion (with_id);
