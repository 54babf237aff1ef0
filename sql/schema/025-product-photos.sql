-- Photos of a product in the order they are shown: the first is the one of the card in chat.
CREATE TABLE product_photo (
    product_id INTEGER NOT NULL REFERENCES product (id),
    position   INTEGER NOT NULL,
    path       TEXT NOT NULL,                       -- URL path on this server, or an https address
    PRIMARY KEY (product_id, position)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER version_photo_add AFTER INSERT ON product_photo BEGIN UPDATE catalogue_version SET version = version + 1; END;
CREATE TRIGGER version_photo_drop AFTER DELETE ON product_photo BEGIN UPDATE catalogue_version SET version = version + 1; END;

-- A file of products names them.
CREATE INDEX product_name ON product (name COLLATE NOCASE);
