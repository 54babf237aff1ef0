-- People who may use the console, their sessions, and the keys of machines.

-- name: staff_put
INSERT INTO staff (username, password_hash, role, created_at) VALUES ($1, $2, $3, $4)
    ON CONFLICT (username) DO UPDATE SET password_hash = excluded.password_hash, role = excluded.role,
        active = 1, failures = 0, locked_until = 0;

-- name: staff_by_name
SELECT id, username, password_hash, role, failures, locked_until FROM staff WHERE username = $1 AND active = 1;

-- name: staff_by_id
SELECT id, username, password_hash, role, failures, locked_until FROM staff WHERE id = $1 AND active = 1;

-- name: staff_list
SELECT t.id, t.username, t.role, t.created_at, t.locked_until,
       (SELECT max(s.seen_at) FROM session s WHERE s.staff_id = t.id) AS seen_at,
       (SELECT count(*) FROM session s WHERE s.staff_id = t.id AND s.created_at > $1 AND s.seen_at > $2) AS sessions
  FROM staff t WHERE t.active = 1 ORDER BY t.username LIMIT 500;

-- name: staff_owners
SELECT count(*) FROM staff WHERE role = 'owner' AND active = 1 AND id <> $1;

-- name: staff_role_set
UPDATE staff SET role = $2 WHERE id = $1;

-- name: staff_password_set
UPDATE staff SET password_hash = $2, failures = 0, locked_until = 0 WHERE id = $1;

-- name: staff_remove
UPDATE staff SET active = 0, password_hash = '' WHERE id = $1;

-- name: staff_failed
UPDATE staff SET failures = $2, locked_until = $3 WHERE id = $1;

-- name: guess_find
SELECT 0 AS id, '' AS username, '' AS password_hash, '' AS role, failures, locked_until FROM guess WHERE name_hash = $1;

-- name: guess_failed
INSERT INTO guess (name_hash, failures, locked_until, tried_at) VALUES ($1, $2, $3, $4)
    ON CONFLICT (name_hash) DO UPDATE SET failures = excluded.failures, locked_until = excluded.locked_until,
        tried_at = excluded.tried_at;

-- name: guess_forget
DELETE FROM guess WHERE tried_at < $1;

-- name: session_add
INSERT INTO session (id_hash, staff_id, csrf_token, device, address, created_at, seen_at)
VALUES ($1, $2, $3, $4, $5, $6, $6);

-- name: session_find
SELECT s.id_hash, s.csrf_token, s.created_at AS session_created_at, s.seen_at, t.id, t.username, t.role
  FROM session s JOIN staff t ON t.id = s.staff_id WHERE s.id_hash = $1 AND t.active = 1;

-- name: session_seen
UPDATE session SET seen_at = $2 WHERE id_hash = $1;

-- name: session_end
DELETE FROM session WHERE id_hash = $1;

-- name: session_end_old
DELETE FROM session WHERE created_at < $1 OR seen_at < $2;

-- name: sessions_end_of
DELETE FROM session WHERE staff_id = (SELECT id FROM staff WHERE username = $1);

-- name: session_list
SELECT s.id, s.id_hash, s.device, s.address, s.created_at, s.seen_at, t.username
  FROM session s JOIN staff t ON t.id = s.staff_id
 WHERE ($1 = 0 OR s.staff_id = $1) AND s.created_at > $2 AND s.seen_at > $3
 ORDER BY s.seen_at DESC, s.id DESC LIMIT 500;

-- name: session_end_id
DELETE FROM session WHERE id = $1 AND ($2 = 0 OR staff_id = $2);

-- name: sessions_end_others
DELETE FROM session WHERE staff_id = $1 AND id_hash <> $2;

-- name: api_key_add
INSERT INTO api_key (name, key_hash, hint, role, made_by, created_at) VALUES ($1, $2, $3, $4, $5, $6);

-- name: api_key_list
SELECT id, name, hint, role, made_by, created_at, used_at, revoked_at FROM api_key
 WHERE revoked_at = 0 ORDER BY id DESC LIMIT 500;

-- name: api_key_one
SELECT id, name, hint, role, made_by, created_at, used_at, revoked_at FROM api_key
 WHERE id = $1 AND revoked_at = 0;

-- name: api_key_find
SELECT id, name, role, used_at FROM api_key WHERE key_hash = $1 AND revoked_at = 0;

-- name: api_key_used
UPDATE api_key SET used_at = $2 WHERE id = $1;

-- name: api_key_revoke
UPDATE api_key SET revoked_at = $2 WHERE id = $1;

-- name: repeat_begin
INSERT INTO repeat (actor, key, asked_hash, created_at) VALUES ($1, $2, $3, $4);

-- name: repeat_find
SELECT asked_hash, status, location, body FROM repeat WHERE actor = $1 AND key = $2;

-- name: repeat_end
UPDATE repeat SET status = $3, location = $4, body = $5 WHERE actor = $1 AND key = $2;

-- name: repeat_undo
DELETE FROM repeat WHERE actor = $1 AND key = $2;

-- name: repeat_forget
DELETE FROM repeat WHERE created_at < $1;
