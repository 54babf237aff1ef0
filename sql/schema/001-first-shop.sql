-- The first shop: customers, catalogue, conversations, orders, messages, staff.
-- Times are UTC epoch milliseconds, money is minor units with its currency.

-- Somebody who writes to us. The phone is learnt when the channel tells it.
CREATE TABLE customer (
    id           INTEGER PRIMARY KEY,
    name         TEXT,                              -- as given for orders
    profile_name TEXT,                              -- as the channel shows it
    phone        TEXT,                              -- E.164, when known
    email        TEXT,                              -- for notices that WhatsApp does not take
    language     TEXT NOT NULL DEFAULT '',          -- '' until the first message
    language_said INTEGER NOT NULL DEFAULT 0 CHECK (language_said IN (0, 1)), -- asked for in words: kept
    opted_out    INTEGER NOT NULL DEFAULT 0 CHECK (opted_out IN (0, 1)),
    order_count  INTEGER NOT NULL DEFAULT 0,        -- kept with each order (customer_order_counted),
    spent_minor  INTEGER NOT NULL DEFAULT 0,        -- so that no list of customers adds orders up
    login_used   INTEGER NOT NULL DEFAULT 0,        -- the end of the newest login code used: up to it all are spent
    erased_at    INTEGER NOT NULL DEFAULT 0,        -- a shell that orders hang on; nobody any more
    created_at   INTEGER NOT NULL,
    seen_at      INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX customer_phone ON customer (phone) WHERE phone IS NOT NULL;
CREATE INDEX customer_seen ON customer (seen_at, id);
CREATE INDEX customer_spent ON customer (spent_minor, id);

-- Where a customer can be reached, exactly as received: whatsapp:+34..., whatsapp:ES.ab12
CREATE TABLE address (
    channel_address TEXT PRIMARY KEY,
    customer_id     INTEGER NOT NULL REFERENCES customer (id),
    created_at      INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX address_customer ON address (customer_id);

-- Every message id ever taken, with the reply given: a resend is answered alike.
CREATE TABLE inbound (
    channel     TEXT NOT NULL,
    provider_id TEXT NOT NULL,
    customer_id INTEGER NOT NULL,
    outbox_id   INTEGER,                            -- the reply handed over in the answer, if any
    received_at INTEGER NOT NULL,
    PRIMARY KEY (channel, provider_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE category (
    id       INTEGER PRIMARY KEY,
    name     TEXT NOT NULL UNIQUE,
    position INTEGER NOT NULL DEFAULT 0,
    translations TEXT NOT NULL DEFAULT '{}'         -- by language, see include/waiter/translate.h
) STRICT;

CREATE TABLE product (
    id           INTEGER PRIMARY KEY,
    category_id  INTEGER NOT NULL REFERENCES category (id),
    name         TEXT NOT NULL,
    description  TEXT NOT NULL DEFAULT '',
    price_minor  INTEGER NOT NULL CHECK (price_minor >= 0),
    option1_name TEXT,
    option2_name TEXT,
    tax_rate_id  INTEGER REFERENCES tax_rate (id),  -- NULL: the shop's usual rate
    aliases      TEXT NOT NULL DEFAULT '[]',        -- JSON array of texts
    low_stock    INTEGER NOT NULL DEFAULT 3 CHECK (low_stock >= 0), -- a variant with no more is low
    translations TEXT NOT NULL DEFAULT '{}',        -- by language, see include/waiter/translate.h
    active       INTEGER NOT NULL DEFAULT 1 CHECK (active IN (0, 1)),
    position     INTEGER NOT NULL DEFAULT 0,
    version      INTEGER NOT NULL DEFAULT 1,        -- of the product, not of its stock: sales do not count it up
    created_at   INTEGER NOT NULL,
    updated_at   INTEGER NOT NULL
) STRICT;
CREATE INDEX product_category ON product (category_id, position, id);

-- What is really sold: an option pair with its own stock. `stock` is what can still be sold.
CREATE TABLE variant (
    id          INTEGER PRIMARY KEY,
    product_id  INTEGER NOT NULL REFERENCES product (id),
    sku         TEXT NOT NULL UNIQUE,
    option1     TEXT,
    option2     TEXT,
    price_minor INTEGER CHECK (price_minor >= 0),   -- NULL: the product's price
    stock       INTEGER NOT NULL DEFAULT 0 CHECK (stock >= 0),
    active      INTEGER NOT NULL DEFAULT 1 CHECK (active IN (0, 1)),
    position    INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX variant_product ON variant (product_id, position, id);

-- Kept by product_search_add and _drop beside each write: in SQLite 3.40 a trigger may not touch
-- FTS5 while trusted_schema is OFF.
CREATE VIRTUAL TABLE product_search USING fts5 (
    name, description, content = 'product', content_rowid = 'id',
    tokenize = "unicode61 remove_diacritics 2", prefix = '2 3'
);

CREATE TABLE faq (
    id        INTEGER PRIMARY KEY,
    question  TEXT NOT NULL,
    answer    TEXT NOT NULL,
    phrasings TEXT NOT NULL DEFAULT '[]',           -- JSON arrays of texts
    patterns  TEXT NOT NULL DEFAULT '[]',
    language  TEXT NOT NULL DEFAULT '',             -- 'es': for who speaks it; '': for everybody
    translations TEXT NOT NULL DEFAULT '{}',        -- by language, see include/waiter/translate.h
    position  INTEGER NOT NULL DEFAULT 0,
    version   INTEGER NOT NULL DEFAULT 1
) STRICT;

-- One row: counts up whenever what a conversation can see of the shop has changed
-- (not stock: that is read fresh). Programs rebuild their snapshot when it moves.
CREATE TABLE catalogue_version (
    one     INTEGER PRIMARY KEY CHECK (one = 1),
    version INTEGER NOT NULL
) STRICT;
INSERT INTO catalogue_version VALUES (1, 1);
CREATE TRIGGER version_category_add AFTER INSERT ON category BEGIN UPDATE catalogue_version SET version = version + 1; END;
CREATE TRIGGER version_category AFTER UPDATE ON category BEGIN UPDATE catalogue_version SET version = version + 1; END;
CREATE TRIGGER version_category_drop AFTER DELETE ON category BEGIN UPDATE catalogue_version SET version = version + 1; END;
CREATE TRIGGER version_product_add AFTER INSERT ON product BEGIN UPDATE catalogue_version SET version = version + 1; END;
CREATE TRIGGER version_product AFTER UPDATE ON product BEGIN UPDATE catalogue_version SET version = version + 1; END;
CREATE TRIGGER version_variant_add AFTER INSERT ON variant BEGIN UPDATE catalogue_version SET version = version + 1; END;
CREATE TRIGGER version_variant AFTER UPDATE OF sku, option1, option2, price_minor, active, position ON variant
    BEGIN UPDATE catalogue_version SET version = version + 1; END;
CREATE TRIGGER version_faq_add AFTER INSERT ON faq BEGIN UPDATE catalogue_version SET version = version + 1; END;
CREATE TRIGGER version_faq AFTER UPDATE ON faq BEGIN UPDATE catalogue_version SET version = version + 1; END;
CREATE TRIGGER version_faq_gone AFTER DELETE ON faq BEGIN UPDATE catalogue_version SET version = version + 1; END;

-- What the owner sets once: shop name, currency, delivery fee; and what programs keep: content ids.
CREATE TABLE setting (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TRIGGER version_setting_add AFTER INSERT ON setting WHEN new.name LIKE 'shop.%'
    BEGIN UPDATE catalogue_version SET version = version + 1; END;
CREATE TRIGGER version_setting AFTER UPDATE ON setting WHEN new.name LIKE 'shop.%'
    BEGIN UPDATE catalogue_version SET version = version + 1; END;

CREATE TABLE conversation (
    customer_id   INTEGER PRIMARY KEY REFERENCES customer (id),
    state         TEXT NOT NULL DEFAULT '',         -- versioned JSON of lib/talk
    owner         TEXT NOT NULL DEFAULT 'bot' CHECK (owner IN ('bot', 'human')),
    human_until   INTEGER NOT NULL DEFAULT 0,       -- the bot returns by itself then
    last_in_at    INTEGER NOT NULL DEFAULT 0,       -- provider's time of the newest message handled
    window_end_at INTEGER NOT NULL DEFAULT 0        -- free-form messages until then
) STRICT;
CREATE INDEX conversation_human ON conversation (last_in_at) WHERE owner = 'human';

CREATE TABLE cart_item (
    customer_id      INTEGER NOT NULL REFERENCES customer (id),
    variant_id       INTEGER NOT NULL REFERENCES variant (id),
    quantity         INTEGER NOT NULL CHECK (quantity BETWEEN 1 AND 999),
    seen_price_minor INTEGER NOT NULL,              -- unit price last shown to the customer
    position         INTEGER NOT NULL,
    note             TEXT NOT NULL DEFAULT '',      -- "no onions, extra cheese", as the customer wrote
    reminded         INTEGER NOT NULL DEFAULT 0,    -- 1: the cart was left alone, and spoken of (reminders.c)
    PRIMARY KEY (customer_id, variant_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX cart_item_fresh ON cart_item (customer_id) WHERE reminded = 0;

CREATE TABLE orders (
    id                 INTEGER PRIMARY KEY,
    number             TEXT NOT NULL UNIQUE,
    customer_id        INTEGER NOT NULL REFERENCES customer (id),
    status             TEXT NOT NULL CHECK (status IN ('pending', 'confirmed', 'shipped', 'delivered', 'cancelled')),
    payment_status     TEXT NOT NULL DEFAULT 'unpaid'
                       CHECK (payment_status IN ('unpaid', 'proof_sent', 'part_paid', 'paid', 'part_refunded', 'refunded')),
    currency           TEXT NOT NULL,
    subtotal_minor     INTEGER NOT NULL CHECK (subtotal_minor >= 0), -- of the lines
    delivery_minor     INTEGER NOT NULL CHECK (delivery_minor >= 0),
    tax_minor          INTEGER NOT NULL DEFAULT 0 CHECK (tax_minor >= 0), -- comes on top of the prices
    discount_minor     INTEGER NOT NULL DEFAULT 0 CHECK (discount_minor BETWEEN 0 AND subtotal_minor),
    total_minor        INTEGER NOT NULL
                       CHECK (total_minor = subtotal_minor + delivery_minor + tax_minor - discount_minor),
    tax_included_minor INTEGER NOT NULL DEFAULT 0 CHECK (tax_included_minor >= 0), -- is in the prices already
    coupon_code        TEXT NOT NULL DEFAULT '',
    discount_bp        INTEGER NOT NULL DEFAULT 0,  -- of a coupon of so many hundredths of a percent; else 0
    delivery_method    TEXT NOT NULL CHECK (delivery_method IN ('delivery', 'pickup')),
    zone               TEXT NOT NULL DEFAULT '',    -- name of the delivery zone, if one fitted
    name               TEXT NOT NULL,               -- as at the time of the order
    phone              TEXT,
    address            TEXT NOT NULL DEFAULT '',
    review             TEXT,                        -- why somebody should look (lib/shop/review.c), '': no need; NULL: may be confirmed by the rules
    hold_until         INTEGER,                     -- unpaid by then: cancelled; NULL: no such time
    version            INTEGER NOT NULL DEFAULT 1,
    created_at         INTEGER NOT NULL,
    updated_at         INTEGER NOT NULL
) STRICT;
CREATE INDEX orders_customer ON orders (customer_id, id);
CREATE INDEX orders_to_confirm ON orders (id) WHERE review IS NULL;
CREATE INDEX orders_review ON orders (status, created_at) WHERE review <> '';
CREATE INDEX orders_status ON orders (status, created_at);
CREATE INDEX orders_payment ON orders (payment_status, created_at);
CREATE INDEX orders_hold ON orders (hold_until) WHERE hold_until IS NOT NULL;

-- Name, options, price and tax as sold. `quantity` is what the customer still gets.
CREATE TABLE order_item (
    id                 INTEGER PRIMARY KEY,
    order_id           INTEGER NOT NULL REFERENCES orders (id),
    variant_id         INTEGER NOT NULL REFERENCES variant (id),
    name               TEXT NOT NULL,
    options            TEXT NOT NULL DEFAULT '',
    quantity           INTEGER NOT NULL CHECK (quantity >= 0),
    cancelled          INTEGER NOT NULL DEFAULT 0 CHECK (cancelled >= 0), -- taken out of the order again
    returned           INTEGER NOT NULL DEFAULT 0 CHECK (returned BETWEEN 0 AND quantity), -- back on the shelf
    unit_price_minor   INTEGER NOT NULL CHECK (unit_price_minor >= 0),
    discount_minor     INTEGER NOT NULL DEFAULT 0
                       CHECK (discount_minor BETWEEN 0 AND quantity * unit_price_minor),
    tax_bp             INTEGER NOT NULL DEFAULT 0 CHECK (tax_bp BETWEEN 0 AND 10000), -- 2100 is 21 %
    tax_inclusive      INTEGER NOT NULL DEFAULT 1 CHECK (tax_inclusive IN (0, 1)),
    tax_minor          INTEGER NOT NULL DEFAULT 0 CHECK (tax_minor >= 0), -- inside or on top, as tax_inclusive says
    CHECK (quantity + cancelled > 0)
) STRICT;
CREATE INDEX order_item_order ON order_item (order_id);

-- The order's timeline.
CREATE TABLE order_event (
    id         INTEGER PRIMARY KEY,
    order_id   INTEGER NOT NULL REFERENCES orders (id),
    kind       TEXT NOT NULL,                       -- placed, status, undone, changed, cancelled_part
    to_status  TEXT NOT NULL,
    actor      TEXT NOT NULL,                       -- customer, staff:NAME, system:NAME
    reason     TEXT NOT NULL DEFAULT '',            -- why, in the actor's words
    detail     TEXT NOT NULL DEFAULT '',            -- what was changed: "Mug: 3 > 2"
    created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX order_event_order ON order_event (order_id);

-- Every change of a variant's stock, with its reason: the sum is the stock.
CREATE TABLE stock_movement (
    id         INTEGER PRIMARY KEY,
    variant_id INTEGER NOT NULL REFERENCES variant (id),
    change     INTEGER NOT NULL,
    reason     TEXT NOT NULL,                       -- opening, reserve, release, order, change, cancel, return, staff
    order_id   INTEGER REFERENCES orders (id),
    actor      TEXT NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX stock_movement_variant ON stock_movement (variant_id);

-- One row a message, in or out; what answered it and how sure it was.
CREATE TABLE chat_log (
    id          INTEGER PRIMARY KEY,
    customer_id INTEGER NOT NULL REFERENCES customer (id),
    direction   TEXT NOT NULL CHECK (direction IN ('in', 'out')),
    kind        TEXT NOT NULL DEFAULT 'text',       -- text, tap, image, location ...
    body        TEXT NOT NULL,
    source      TEXT,                               -- out: rule, faq, fallback, staff, notice, model, ai
    why         TEXT,
    confidence  INTEGER,
    alternatives TEXT,                              -- out: JSON, what else it could have been
    provider_id TEXT,
    created_at  INTEGER NOT NULL
) STRICT;
CREATE INDEX chat_log_customer ON chat_log (customer_id, id);

-- What nobody could answer; the owner turns it into an FAQ entry.
CREATE TABLE unanswered (
    id          INTEGER PRIMARY KEY,
    customer_id INTEGER NOT NULL REFERENCES customer (id),
    text        TEXT NOT NULL,
    solved_at   INTEGER NOT NULL DEFAULT 0,         -- 0: still waits for the owner
    created_at  INTEGER NOT NULL
) STRICT;
CREATE INDEX unanswered_open ON unanswered (id) WHERE solved_at = 0;
CREATE INDEX unanswered_customer ON unanswered (customer_id);

-- Every message that shall leave, in its customer's order, until it is delivered or dead.
--   queued    waits for its turn or its next try
--   running   a worker holds it (lease)
--   handed    given to the provider inside a webhook answer (TwiML); no receipt yet
--   unsure    the provider may or may not have taken it: ask before sending again
--   sent, delivered, read     the provider has it
--   failed    the provider says it could not be delivered;  dead  we gave up;  cancelled  not wanted any more
CREATE TABLE outbox (
    id          INTEGER PRIMARY KEY,
    customer_id INTEGER NOT NULL REFERENCES customer (id),
    to_address  TEXT NOT NULL,
    body        TEXT NOT NULL,
    media       TEXT,                               -- URL path of a picture
    choices     TEXT,                               -- JSON: [{"id","title","note"}]
    kind        TEXT,                               -- of a notice (lib/shop/notice.c); NULL: said in the chat
    facts       TEXT,                               -- a notice's values, JSON: a template is filled with them
    content_sid TEXT,                               -- leaves as this approved template ...
    variables   TEXT,                               -- ... with these values, JSON
    tended      INTEGER NOT NULL DEFAULT 0,         -- 1: dead or failed, and it was seen to (lib/shop/tend.c)
    status      TEXT NOT NULL DEFAULT 'queued',
    -- Spelt with OR: SQLite builds a table in memory for every IN of three or more, at every insert.
    open        INTEGER NOT NULL GENERATED ALWAYS AS (status = 'queued' OR status = 'running' OR
                    status = 'handed' OR status = 'unsure') STORED,
    notice      INTEGER NOT NULL DEFAULT 0,         -- 1: not an answer; never sent after STOP
    attempts    INTEGER NOT NULL DEFAULT 0,
    next_at     INTEGER NOT NULL,                   -- queued: not before; handed, unsure: look then
    lease       INTEGER,                            -- the claim's token
    lease_until INTEGER,
    provider_id TEXT,
    error_code  INTEGER,
    error       TEXT,
    request_id  TEXT,                               -- of the request that caused it: for reading logs
    chat_log_id INTEGER,
    created_at  INTEGER NOT NULL,
    updated_at  INTEGER NOT NULL,
    CHECK (open = 1 OR status = 'sent' OR status = 'delivered' OR status = 'read' OR
           status = 'failed' OR status = 'dead' OR status = 'cancelled')
) STRICT;
CREATE INDEX outbox_open ON outbox (customer_id, id) WHERE open = 1;
CREATE INDEX outbox_due ON outbox (next_at) WHERE open = 1;
CREATE INDEX outbox_provider ON outbox (provider_id) WHERE provider_id IS NOT NULL;
CREATE INDEX outbox_chat_log ON outbox (chat_log_id) WHERE chat_log_id IS NOT NULL;
CREATE INDEX outbox_untended ON outbox (id) WHERE tended = 0 AND (status = 'dead' OR status = 'failed');
CREATE INDEX outbox_dead ON outbox (id) WHERE status = 'dead';
CREATE INDEX outbox_unlogged ON outbox (customer_id) WHERE chat_log_id IS NULL; -- an owner's notices

-- What came from a customer and what left for them, found by the chat: one index less for each turn.
CREATE VIEW inbound_of AS
SELECT l.customer_id, i.channel, i.provider_id
  FROM chat_log l JOIN inbound i ON i.channel = 'whatsapp' AND i.provider_id = l.provider_id
 WHERE l.direction = 'in';
CREATE VIEW outbox_of AS
SELECT l.customer_id, o.id FROM chat_log l JOIN outbox o ON o.chat_log_id = l.id
 UNION ALL SELECT customer_id, id FROM outbox WHERE chat_log_id IS NULL;

CREATE TABLE staff (
    id            INTEGER PRIMARY KEY,
    username      TEXT NOT NULL UNIQUE COLLATE NOCASE,
    password_hash TEXT NOT NULL,
    role          TEXT NOT NULL DEFAULT 'owner' CHECK (role IN ('owner', 'staff')),
    failures      INTEGER NOT NULL DEFAULT 0,
    locked_until  INTEGER NOT NULL DEFAULT 0,
    created_at    INTEGER NOT NULL
) STRICT;

CREATE TABLE session (
    id_hash    TEXT PRIMARY KEY,                    -- SHA-256 of the cookie's value
    staff_id   INTEGER NOT NULL REFERENCES staff (id),
    csrf_token TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    seen_at    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
