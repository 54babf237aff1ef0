-- Webhooks of others.

-- name: hook_wanted
SELECT EXISTS (SELECT 1 FROM hook, json_each(hook.events) w WHERE hook.active = 1 AND w.value = $1);

-- name: hook_call
INSERT INTO errand (way, target, subject, body, customer_id, next_at, created_at, updated_at)
SELECT 'hook', hook.id, $1, $2, $3, $4, $4, $4 FROM hook, json_each(hook.events) w
 WHERE hook.active = 1 AND w.value = $1;

-- name: hook_find
SELECT id, url, secret, events, active, version, created_at FROM hook WHERE id = $1;

-- name: hook_list
SELECT id, url, secret, events, active, version, created_at FROM hook ORDER BY id DESC LIMIT $1;

-- name: hook_add
INSERT INTO hook (url, secret, events, created_at) VALUES ($1, $2, $3, $4);

-- name: hook_change
UPDATE hook SET url = $2, events = $3, active = $4, version = version + 1
 WHERE id = $1 AND ($5 = 0 OR version = $5);

-- name: hook_remove
DELETE FROM hook WHERE id = $1;

-- name: hook_drop_calls
UPDATE errand SET status = 'cancelled', updated_at = $2
 WHERE way = 'hook' AND target = $1 AND status = 'queued';

-- The log of one: the newest first.
-- name: hook_calls
SELECT id, subject, status, attempts, next_at, code, coalesce(error, '') AS error, created_at, updated_at
  FROM errand WHERE way = 'hook' AND target = $1 AND id < $2 ORDER BY id DESC LIMIT $3;

-- name: hook_call_owner
SELECT target FROM errand WHERE id = $1 AND way = 'hook';
