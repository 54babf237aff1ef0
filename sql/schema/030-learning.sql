-- What the owner teaches: words of the shop's own, tags, and counts that lists of customers need.

-- The owner's words for a reply text, instead of the shipped ones (sql/seed/texts).
CREATE TABLE text_override (
    language   TEXT NOT NULL,
    key        TEXT NOT NULL,
    text       TEXT NOT NULL,
    updated_at INTEGER NOT NULL,
    PRIMARY KEY (language, key)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER version_text_add AFTER INSERT ON text_override BEGIN UPDATE catalogue_version SET version = version + 1; END;
CREATE TRIGGER version_text AFTER UPDATE ON text_override BEGIN UPDATE catalogue_version SET version = version + 1; END;
CREATE TRIGGER version_text_gone AFTER DELETE ON text_override BEGIN UPDATE catalogue_version SET version = version + 1; END;

CREATE TABLE customer_tag (
    customer_id INTEGER NOT NULL REFERENCES customer (id),
    tag         TEXT NOT NULL COLLATE NOCASE,
    PRIMARY KEY (customer_id, tag)
) STRICT, WITHOUT ROWID;
CREATE INDEX customer_tag_tag ON customer_tag (tag, customer_id);
