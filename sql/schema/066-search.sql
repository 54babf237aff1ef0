-- What the desk finds orders and customers by. LIKE reads a whole table; these answer a part of a name,
-- a phone or a number from three letters on. They follow when somebody searches, and now and then
-- (lib/shop/search.c): behind them are the rows with a higher id, and those that are named as due.

CREATE VIRTUAL TABLE order_search USING fts5 (number, name, phone, tokenize = 'trigram', columnsize = 0);
INSERT INTO order_search (rowid, number, name, phone) SELECT id, number, name, phone FROM orders;

CREATE VIRTUAL TABLE customer_search USING fts5 (name, profile_name, phone, tokenize = 'trigram', columnsize = 0);
INSERT INTO customer_search (rowid, name, profile_name, phone) SELECT id, name, profile_name, phone FROM customer;
-- As for chat_search.
INSERT INTO order_search (order_search, rank) VALUES ('automerge', 0), ('crisismerge', 400);
INSERT INTO customer_search (customer_search, rank) VALUES ('automerge', 0), ('crisismerge', 400);

CREATE TABLE search_due (
    what TEXT NOT NULL CHECK (what IN ('order', 'customer')),
    id   INTEGER NOT NULL,
    PRIMARY KEY (what, id)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER order_search_changed AFTER UPDATE OF name, phone ON orders
    WHEN new.name IS NOT old.name OR new.phone IS NOT old.phone BEGIN
    INSERT INTO search_due VALUES ('order', new.id) ON CONFLICT (what, id) DO NOTHING;
END;
CREATE TRIGGER order_search_gone AFTER DELETE ON orders BEGIN
    INSERT INTO search_due VALUES ('order', old.id) ON CONFLICT (what, id) DO NOTHING;
END;
CREATE TRIGGER customer_search_changed AFTER UPDATE OF name, profile_name, phone ON customer
    WHEN new.name IS NOT old.name OR new.profile_name IS NOT old.profile_name OR new.phone IS NOT old.phone BEGIN
    INSERT INTO search_due VALUES ('customer', new.id) ON CONFLICT (what, id) DO NOTHING;
END;
CREATE TRIGGER customer_search_gone AFTER DELETE ON customer BEGIN
    INSERT INTO search_due VALUES ('customer', old.id) ON CONFLICT (what, id) DO NOTHING;
END;
