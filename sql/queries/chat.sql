-- Messages in and out, and the cart that grows between them.

-- name: inbound_add
INSERT INTO inbound (channel, provider_id, customer_id, outbox_id, received_at) VALUES ($1, $2, $3, $4, $5);

-- name: inbound_known
SELECT EXISTS (SELECT 1 FROM inbound WHERE channel = 'whatsapp' AND provider_id = $1);

-- What was answered to a message we have already: the row that went out with the answer, if one did.
-- name: inbound_reply
SELECT o.id AS outbox_id, o.created_at AS outbox_at, o.body AS text, o.media
  FROM inbound i LEFT JOIN outbox o ON o.id = i.outbox_id
 WHERE i.channel = $1 AND i.provider_id = $2;

-- name: chat_log_add
INSERT INTO chat_log (customer_id, direction, kind, body, source, why, confidence, alternatives, provider_id, created_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $10, $8, $9);

-- The newest first; $2 = 0: of every customer.
-- name: chat_log_list
SELECT l.id, l.customer_id, l.direction, l.kind, l.body, l.source, l.why, l.confidence, l.created_at,
       coalesce(c.name, c.profile_name) AS customer_name,
       o.media, o.status AS delivery, o.error AS delivery_error
  FROM chat_log l JOIN customer c ON c.id = l.customer_id LEFT JOIN outbox o ON o.chat_log_id = l.id
 WHERE l.id < $1 AND ($2 = 0 OR l.customer_id = $2) ORDER BY l.id DESC LIMIT $3;

-- name: unanswered_add
INSERT INTO unanswered (customer_id, text, created_at) VALUES ($1, $2, $3);

-- name: cart_list
SELECT variant_id, quantity, seen_price_minor, note FROM cart_item WHERE customer_id = $1 ORDER BY position;

-- name: cart_set
INSERT INTO cart_item (customer_id, variant_id, quantity, seen_price_minor, note, position)
    VALUES ($1, $2, $3, $4, $5, (SELECT coalesce(max(position), 0) + 1 FROM cart_item WHERE customer_id = $1))
    ON CONFLICT (customer_id, variant_id) DO UPDATE SET quantity = excluded.quantity,
        seen_price_minor = excluded.seen_price_minor, note = excluded.note;

-- name: cart_remove
DELETE FROM cart_item WHERE customer_id = $1 AND variant_id = $2;

-- name: cart_clear
DELETE FROM cart_item WHERE customer_id = $1;

-- What the customer wrote last, in words, the newest first.
-- name: chat_last_asked
SELECT body FROM chat_log WHERE customer_id = $1 AND direction = 'in' AND kind = 'text' AND body <> ''
 ORDER BY id DESC LIMIT $2;
