-- Conversations as the people of the shop work with them (lib/shop/inbox.c, lib/desk/chats.c).

-- Conversations, the newest first, before message $1; $3, $4, $5 what was typed (search.h). With $8
-- the open ones, with $9 the closed ones, with $10 those a person has now ($6): of staff member $7, or of
-- nobody yet (0).
-- name: chats_list
SELECT * FROM chat WHERE id IN (
    SELECT c.id FROM
           customer_search s CROSS JOIN                                                                        -- if $3
           customer c
     WHERE c.last_log_id > 0 AND c.last_log_id < $1
       AND s.customer_search MATCH $3 AND c.id = s.rowid                                                  -- if $3
       AND (c.name LIKE $4 ESCAPE '~' OR c.profile_name LIKE $4 ESCAPE '~' OR c.phone LIKE $4 ESCAPE '~') -- if $4
       AND c.last_log_id >= (SELECT min(last_log_id) FROM (SELECT last_log_id FROM customer ORDER BY last_log_id DESC LIMIT $5)) -- if $5
       AND NOT EXISTS (SELECT 1 FROM conversation v WHERE v.customer_id = c.id AND v.closed_at > 0)       -- if $8
       AND c.id IN (SELECT customer_id FROM conversation WHERE closed_at > 0)                             -- if $9
       AND c.id IN (SELECT customer_id FROM conversation WHERE owner = 'human' AND human_until > $6 -- if $10
                       AND closed_at = 0 AND coalesce(staff_id, 0) = $7)                            -- if $10
     ORDER BY c.last_log_id DESC LIMIT $2)
 ORDER BY last_log_id DESC;

-- name: chat_one
SELECT * FROM chat WHERE id = $1;

-- Waiting for a person, with this person ($2), and with messages nobody has read.
-- name: chat_counts
SELECT (SELECT count(*) FROM conversation WHERE owner = 'human' AND human_until > $1 AND closed_at = 0 AND staff_id IS NULL),
       (SELECT count(*) FROM conversation WHERE owner = 'human' AND human_until > $1 AND closed_at = 0 AND staff_id = $2),
       (SELECT count(*) FROM customer WHERE last_in_id > read_id);

-- A page of messages, the newest first.
-- name: chat_messages
SELECT l.id, l.direction, l.kind, l.body, l.source, l.why, l.confidence, l.alternatives, l.created_at,
       o.media, o.status AS delivery, o.error AS delivery_error, o.error_code,
       m.id AS media_id, m.status AS media_status, m.type AS media_type, m.error AS media_error
  FROM chat_log l LEFT JOIN outbox o ON o.chat_log_id = l.id LEFT JOIN media m ON m.chat_log_id = l.id
 WHERE l.customer_id = $1 AND l.id < $2 ORDER BY l.id DESC LIMIT $3;

-- name: chat_message_customer
SELECT customer_id FROM chat_log WHERE id = $1;

-- name: chat_message
SELECT l.id, l.customer_id, l.direction, l.kind, l.body, l.source, l.why, l.confidence, l.alternatives, l.created_at,
       o.media, o.status AS delivery, o.error AS delivery_error, o.error_code,
       m.id AS media_id, m.status AS media_status, m.type AS media_type, m.error AS media_error
  FROM chat_log l LEFT JOIN outbox o ON o.chat_log_id = l.id LEFT JOIN media m ON m.chat_log_id = l.id
 WHERE l.id = $1;

-- Those that stand between the messages $2 and $3.
-- name: chat_notes
SELECT id, after_id, kind, author, body, created_at FROM chat_note
 WHERE customer_id = $1 AND after_id >= $2 AND after_id < $3 ORDER BY after_id DESC, id DESC LIMIT $4;

-- name: chat_note
SELECT id, after_id, kind, author, body, created_at FROM chat_note WHERE id = $1;

-- name: chat_note_add
INSERT INTO chat_note (customer_id, after_id, kind, author, body, client_key, created_at)
SELECT id, last_log_id, $2, $3, $4, $5, $6 FROM customer WHERE id = $1;

-- The words are compared by whoever asks: the same key with other words is a mistake.
-- name: chat_note_by_key
SELECT id, customer_id, body FROM chat_note WHERE client_key = $1;

-- name: chat_log_by_key
SELECT id, customer_id, body FROM chat_log WHERE client_key = $1;

-- name: chat_log_key_set
UPDATE chat_log SET client_key = $2 WHERE id = (SELECT chat_log_id FROM outbox WHERE id = $1);

-- name: chat_log_of_outbox
SELECT chat_log_id FROM outbox WHERE id = $1;

-- Messages that hold these words, the newest first, before message $2.
-- name: chat_search
SELECT l.id, l.customer_id, l.direction, l.kind, l.body, l.created_at,
       coalesce(c.name, c.profile_name, c.phone) AS customer_name
  FROM chat_search s CROSS JOIN chat_log l CROSS JOIN customer c
 WHERE s.chat_search MATCH $1 AND s.rowid < $2 AND l.id = s.rowid AND c.id = l.customer_id
 ORDER BY s.rowid DESC LIMIT $3;

-- The newest of all, before message $1.
-- name: chat_newest
SELECT l.id, l.customer_id, l.direction, l.kind, l.body, l.created_at,
       coalesce(c.name, c.profile_name, c.phone) AS customer_name
  FROM chat_log l CROSS JOIN customer c
 WHERE l.id < $1 AND c.id = l.customer_id
 ORDER BY l.id DESC LIMIT $2;

-- name: conversation_take
UPDATE conversation SET owner = 'human', human_until = $2, staff_id = $3, closed_at = 0 WHERE customer_id = $1;

-- name: conversation_staff
SELECT coalesce(staff_id, 0) FROM conversation WHERE customer_id = $1 AND owner = 'human' AND human_until > $2;

-- name: conversation_give_back
UPDATE conversation SET owner = 'bot', human_until = 0, staff_id = NULL WHERE customer_id = $1 AND owner = 'human';

-- name: conversation_close
UPDATE conversation SET owner = 'bot', human_until = 0, staff_id = NULL, closed_at = $2 WHERE customer_id = $1 AND closed_at = 0;

-- name: conversation_reopen
UPDATE conversation SET closed_at = 0 WHERE customer_id = $1 AND closed_at > 0;

-- name: customer_blocked_set
UPDATE customer SET blocked = $2 WHERE id = $1 AND blocked <> $2;

-- name: customer_read
UPDATE customer SET read_id = max(read_id, min($2, last_log_id)) WHERE id = $1;

-- A message that did not arrive goes out anew; the old row keeps what became of it.
-- name: outbox_again
INSERT INTO outbox (customer_id, to_address, body, media, choices, notice, chat_log_id, next_at, created_at, updated_at,
                    kind, facts, content_sid, variables)
SELECT customer_id, to_address, body, media, choices, notice, chat_log_id, $2, $2, $2,
       kind, facts, content_sid, variables FROM outbox
 WHERE chat_log_id = $1 AND status IN ('dead', 'failed');

-- name: outbox_retire
UPDATE outbox SET chat_log_id = NULL WHERE chat_log_id = $1 AND status IN ('dead', 'failed');

-- name: canned_list
SELECT id, shortcut, text FROM canned_reply ORDER BY shortcut LIMIT $1;

-- name: canned_by_shortcut
SELECT id FROM canned_reply WHERE shortcut = $1;

-- name: canned_count
SELECT count(*) FROM canned_reply;

-- name: canned_add
INSERT INTO canned_reply (shortcut, text, updated_at) VALUES ($1, $2, $3);

-- name: canned_put
UPDATE canned_reply SET shortcut = $2, text = $3, updated_at = $4 WHERE id = $1;

-- name: canned_remove
DELETE FROM canned_reply WHERE id = $1;

-- name: merge_notes
UPDATE chat_note SET customer_id = $1 WHERE customer_id = $2;

-- Did such a notice go to them since they last wrote?
-- name: chat_noticed
SELECT EXISTS (SELECT 1 FROM chat_log o WHERE o.customer_id = $1 AND o.direction = 'out' AND o.source = 'notice'
                  AND o.why = $2 AND o.id > coalesce((SELECT max(l.id) FROM chat_log l
                                                               WHERE l.customer_id = $1 AND l.direction = 'in'), 0));
