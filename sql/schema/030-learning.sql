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

-- A customer as lists show one.
CREATE VIEW customer_row AS
SELECT c.id, c.name, c.profile_name, c.phone, c.language, c.opted_out, c.blocked, c.order_count, c.spent_minor,
       c.erased_at, c.created_at, c.seen_at, coalesce(v.owner, 'bot') AS owner,
       coalesce(v.human_until, 0) AS human_until, l.body AS last_message, l.direction AS last_direction,
       (SELECT group_concat(tag, char(10)) FROM (SELECT tag FROM customer_tag g WHERE g.customer_id = c.id ORDER BY tag)) AS tags
  FROM customer c
  LEFT JOIN conversation v ON v.customer_id = c.id
  LEFT JOIN chat_log l ON l.id = c.last_log_id;
