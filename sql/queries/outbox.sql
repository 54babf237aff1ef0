-- The outbox. Its partial indexes are used only where a query says open = 1, so that is never
-- left out, even where the status says as much (test_outbox.c explains each plan).

-- name: outbox_add
INSERT INTO outbox (customer_id, to_address, body, media, choices, notice, chat_log_id, status,
                    attempts, next_at, created_at, updated_at, kind, facts, content_sid, variables,
                    request_id)
VALUES ($1, $2, $3, $4, $5, $6, NULLIF($7, 0), $8, $9, $10, $11, $11, $12, $13, $14, $15, $16);

-- name: outbox_any_open
SELECT EXISTS (SELECT 1 FROM outbox WHERE customer_id = $1 AND open = 1);

-- name: outbox_by_id
SELECT id, customer_id, created_at, status, provider_id FROM outbox WHERE id = $1;

-- name: outbox_by_provider_id
SELECT id, customer_id, status, provider_id FROM outbox WHERE provider_id = $1;

-- Another row is known to be this message of the provider's.
-- name: outbox_provider_id_taken
SELECT EXISTS (SELECT 1 FROM outbox WHERE provider_id = $1 AND id <> $2);

-- A receipt ends every lease: whoever still holds the row finds it settled.
-- name: outbox_receive
UPDATE outbox SET status = $2, provider_id = COALESCE(provider_id, $3), error_code = NULLIF($4, 0),
                  error = $5, lease = NULL, lease_until = NULL, updated_at = $6
 WHERE id = $1;

-- name: outbox_cancel_queued
UPDATE outbox SET status = 'cancelled', error = 'the customer said STOP', updated_at = $2
 WHERE customer_id = $1 AND open = 1 AND status = 'queued';

-- What is on its way at this moment may come back to be sent again: not to somebody who said STOP.
-- name: outbox_cancel_later
UPDATE outbox SET notice = 1
 WHERE customer_id = $1 AND open = 1;

-- name: outbox_opt_out
UPDATE customer SET opted_out = 1 WHERE id = $1;

-- The oldest open row of its customer, when it is due.
-- name: outbox_claimable
SELECT o.id, o.customer_id, o.attempts, o.next_at, o.created_at, o.to_address, o.body, o.media,
       o.choices, o.content_sid, o.variables, o.request_id, o.status, o.provider_id, o.error_code, o.notice, c.opted_out, c.blocked,
       CASE WHEN v.owner = 'human' AND v.human_until > $1 THEN 1 ELSE 0 END AS blocked_by_human,
       COALESCE(v.window_end_at, 0) AS window_end_at
  FROM outbox o
  JOIN customer c ON c.id = o.customer_id
  LEFT JOIN conversation v ON v.customer_id = o.customer_id
 WHERE o.open = 1 AND o.status = 'queued' AND o.next_at <= $1
   AND NOT EXISTS (SELECT 1 FROM outbox p
                    WHERE p.customer_id = o.customer_id AND p.id < o.id
                      AND p.open = 1)
 ORDER BY o.next_at, o.id
 LIMIT $2;

-- name: outbox_take
UPDATE outbox SET status = 'running', attempts = attempts + 1, lease = $2, lease_until = $3,
                  updated_at = $4
 WHERE id = $1 AND status = 'queued';

-- Ends a row that is due but must not leave.
-- name: outbox_settle
UPDATE outbox SET status = $2, error_code = NULLIF($3, 0), error = $4, updated_at = $5
 WHERE id = $1 AND status = 'queued';

-- name: outbox_finish
UPDATE outbox SET status = $3, provider_id = COALESCE($4, provider_id), error_code = NULLIF($5, 0),
                  error = $6, next_at = $7, attempts = attempts - $8,
                  lease = NULL, lease_until = NULL, updated_at = $9
 WHERE id = $1 AND lease = $2 AND status = 'running';

-- name: outbox_rescue
UPDATE outbox SET status = 'unsure', next_at = $3, error = 'the worker stopped while sending',
                  lease = NULL, lease_until = NULL, updated_at = $1
 WHERE open = 1 AND status = 'running'
   AND ($2 = 1 OR lease_until <= $1);

-- Those it was looking up are due at once.
-- name: outbox_rescue_looks
UPDATE outbox SET next_at = $1, lease = NULL WHERE open = 1 AND status IN ('handed', 'unsure') AND lease IS NOT NULL;

-- name: outbox_lookable
SELECT id, customer_id, attempts, next_at, created_at, to_address, body, media, choices, status,
       provider_id, request_id, error_code, notice
  FROM outbox
 WHERE open = 1 AND status IN ('handed', 'unsure')
   AND next_at <= $1
 ORDER BY next_at, id
 LIMIT $2;

-- name: outbox_look
UPDATE outbox SET lease = $2, next_at = $3
 WHERE id = $1 AND status IN ('handed', 'unsure');

-- name: outbox_looked
UPDATE outbox SET status = $3, next_at = $4, error = $5, lease = NULL, updated_at = $6
 WHERE id = $1 AND lease = $2 AND status IN ('handed', 'unsure');

-- Is there work now (1 to send, 2 to look up, 3 both), and when will there be some?
-- name: outbox_ready
SELECT EXISTS (SELECT 1 FROM outbox o
                WHERE o.open = 1 AND o.status = 'queued'
                  AND o.next_at <= $1
                  AND NOT EXISTS (SELECT 1 FROM outbox p
                                   WHERE p.customer_id = o.customer_id AND p.id < o.id
                                     AND p.open = 1)),
       EXISTS (SELECT 1 FROM outbox
                WHERE open = 1 AND status IN ('handed', 'unsure')
                  AND next_at <= $1),
       (SELECT MIN(next_at) FROM outbox
         WHERE open = 1 AND status <> 'running' AND next_at > $1);

-- Contents (stored shapes of buttons and lists) that were made at Twilio.
-- name: outbox_contents
SELECT name, value FROM setting WHERE name >= 'twilio.content.' AND name < 'twilio.content/';

-- name: outbox_content_keep
INSERT INTO setting (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value;

-- name: outbox_content_forget
DELETE FROM setting WHERE name = $1 AND value = $2;

-- What has been said since a row, for `waiter chat`.
-- name: outbox_since
SELECT id, body, media FROM outbox WHERE id > $1 ORDER BY id;

-- name: outbox_newest
SELECT coalesce(max(id), 0) FROM outbox;
