-- Conversations as the people of the shop work with them (lib/shop/inbox.c, lib/desk/chats.c).

-- Open conversations, the newest first; with something typed the closed ones are looked through too.
-- name: chats_open
SELECT * FROM chat WHERE id IN (
    SELECT c.id FROM customer c LEFT JOIN conversation v ON v.customer_id = c.id
     WHERE c.last_log_id > 0 AND c.last_log_id < $1 AND (coalesce(v.closed_at, 0) = 0 OR $3 <> '')
       AND ($3 = '' OR c.name LIKE $3 ESCAPE '~' OR c.profile_name LIKE $3 ESCAPE '~' OR c.phone LIKE $3 ESCAPE '~')
     ORDER BY c.last_log_id DESC LIMIT $2)
 ORDER BY last_log_id DESC;

-- name: chats_closed
SELECT * FROM chat WHERE id IN (
    SELECT c.id FROM conversation v JOIN customer c ON c.id = v.customer_id
     WHERE v.closed_at > 0 AND c.last_log_id < $1
       AND ($3 = '' OR c.name LIKE $3 ESCAPE '~' OR c.profile_name LIKE $3 ESCAPE '~' OR c.phone LIKE $3 ESCAPE '~')
     ORDER BY c.last_log_id DESC LIMIT $2)
 ORDER BY last_log_id DESC;

-- Those a person has now: of staff member $5, or of nobody yet ($5 = 0).
-- name: chats_human
SELECT * FROM chat WHERE id IN (
    SELECT c.id FROM conversation v JOIN customer c ON c.id = v.customer_id
     WHERE v.owner = 'human' AND v.human_until > $4 AND v.closed_at = 0 AND coalesce(v.staff_id, 0) = $5
       AND c.last_log_id < $1
       AND ($3 = '' OR c.name LIKE $3 ESCAPE '~' OR c.profile_name LIKE $3 ESCAPE '~' OR c.phone LIKE $3 ESCAPE '~')
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

-- Messages are put into the index when somebody searches, not in the customer's turn, where
-- FTS5 would cost as much as everything else together. Some thousand at a time.
-- name: chat_search_catch_up
INSERT INTO chat_search (rowid, body)
    SELECT id, body FROM chat_log
     WHERE id > (SELECT coalesce(max(id), 0) FROM chat_search_docsize) ORDER BY id LIMIT $1;

-- The newest first; $4 = 0: in all conversations.
-- name: chat_search
SELECT l.id, l.customer_id, l.direction, l.kind, l.body, l.created_at,
       coalesce(c.name, c.profile_name, c.phone) AS customer_name
  FROM chat_search JOIN chat_log l ON l.id = chat_search.rowid JOIN customer c ON c.id = l.customer_id
 WHERE chat_search MATCH $1 AND chat_search.rowid < $2 AND ($4 = 0 OR l.customer_id = $4)
 ORDER BY chat_search.rowid DESC LIMIT $3;

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
