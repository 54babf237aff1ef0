-- What customers send beside words (lib/shop/media.c, fetcher.c).

-- name: media_add
INSERT INTO media (customer_id, chat_log_id, message_sid, media_sid, status, error, next_at, created_at, updated_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $7, $7);

-- name: media_count_since
SELECT count(*) FROM media WHERE customer_id = $1 AND created_at >= $2;

-- name: media_by_id
SELECT * FROM media WHERE id = $1;

-- name: media_proves
UPDATE media SET payment_id = $2 WHERE chat_log_id = $1;

-- name: media_of_payment
SELECT id, status, type, error, created_at FROM media WHERE payment_id = $1 ORDER BY id;

-- name: media_waiting
SELECT * FROM media WHERE status = 'waiting' AND next_at <= $1 ORDER BY next_at, id LIMIT $2;

-- name: media_kept
UPDATE media SET status = 'kept', type = $2, bytes = $3, file = $4, error = '', updated_at = $5
 WHERE id = $1 AND status = 'waiting';

-- name: media_refused
UPDATE media SET status = 'refused', error = $2, updated_at = $3 WHERE id = $1 AND status = 'waiting';

-- name: media_later
UPDATE media SET attempts = $2, next_at = $3, error = $4, updated_at = $5 WHERE id = $1 AND status = 'waiting';

-- name: merge_media
UPDATE media SET customer_id = $1 WHERE customer_id = $2;

-- name: media_by_file
SELECT id FROM media WHERE file = $1 AND file <> '';

-- The order whose payment it proves.
-- name: media_order
SELECT p.order_id FROM media m JOIN payment p ON p.id = m.payment_id WHERE m.id = $1;
