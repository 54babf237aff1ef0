-- What messages mean: the owner's own phrases beside the shipped ones (sql/seed/phrases), the model
-- trained from both, and what customers said they had meant.

CREATE TABLE phrase (
    id         INTEGER PRIMARY KEY,
    intent     TEXT NOT NULL,                       -- one of include/waiter/nlu.h
    language   TEXT NOT NULL,
    text       TEXT NOT NULL COLLATE NOCASE CHECK (text <> ''),
    author     TEXT NOT NULL,                       -- user name
    created_at INTEGER NOT NULL,
    UNIQUE (language, text)
) STRICT;
CREATE INDEX phrase_intent ON phrase (intent, id);

-- The model in use; none: the one built into the programs.
CREATE TABLE model (
    id         INTEGER PRIMARY KEY CHECK (id = 1),
    weights    BLOB NOT NULL,
    phrases    INTEGER NOT NULL,                    -- how many it learnt from, and how many of them are the owner's
    own        INTEGER NOT NULL,
    actor      TEXT NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;
CREATE TRIGGER version_model_add AFTER INSERT ON model BEGIN UPDATE catalogue_version SET version = version + 1; END;
CREATE TRIGGER version_model AFTER UPDATE ON model BEGIN UPDATE catalogue_version SET version = version + 1; END;

-- Messages whose meaning their writer confirmed by tapping "did you mean": no new model may do worse on them.
CREATE TABLE confirmed (
    id          INTEGER PRIMARY KEY,
    customer_id INTEGER NOT NULL REFERENCES customer (id),
    intent      TEXT NOT NULL,
    language    TEXT NOT NULL,
    text        TEXT NOT NULL,
    created_at  INTEGER NOT NULL
) STRICT;
CREATE INDEX confirmed_customer ON confirmed (customer_id);
