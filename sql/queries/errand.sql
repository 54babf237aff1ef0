-- Mails and webhook calls on their way.

-- name: errand_add
INSERT INTO errand (way, target, subject, body, customer_id, next_at, created_at, updated_at)
    VALUES ($1, $2, $3, $4, $5, $6, $6, $6);

-- name: errand_ready
SELECT EXISTS (SELECT 1 FROM errand WHERE status = 'queued' AND next_at <= $1)
       OR EXISTS (SELECT 1 FROM errand WHERE status = 'running' AND lease_until <= $1),
       coalesce((SELECT min(next_at) FROM errand WHERE status = 'queued' AND next_at > $1), 0);

-- name: errand_overdue
UPDATE errand SET status = 'queued', lease = NULL, error = 'it was cut short', updated_at = $1
 WHERE status = 'running' AND ($2 = 1 OR lease_until <= $1);

-- name: errand_claimable
SELECT id, way, target, subject, body, customer_id, attempts, created_at
  FROM errand WHERE status = 'queued' AND next_at <= $1 ORDER BY next_at, id LIMIT $2;

-- name: errand_take
UPDATE errand SET status = 'running', attempts = attempts + 1, lease = $2, lease_until = $3,
                  updated_at = $4
 WHERE id = $1 AND status = 'queued';

-- name: errand_finish
UPDATE errand SET status = $3, code = $4, error = $5, next_at = $6, attempts = attempts - $7,
                  lease = NULL, updated_at = $8
 WHERE id = $1 AND lease = $2 AND status = 'running';

-- name: errand_status
SELECT status FROM errand WHERE id = $1;

-- name: errand_again
UPDATE errand SET status = 'queued', attempts = 0, next_at = $2, updated_at = $2
 WHERE id = $1 AND (status = 'done' OR status = 'dead');
