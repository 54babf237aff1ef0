-- People who may use the console, and their sessions.

-- name: staff_put
INSERT INTO staff (username, password_hash, role, created_at) VALUES ($1, $2, $3, $4)
    ON CONFLICT (username) DO UPDATE SET password_hash = excluded.password_hash, role = excluded.role,
        failures = 0, locked_until = 0;

-- name: staff_by_name
SELECT id, username, password_hash, role, failures, locked_until FROM staff WHERE username = $1;

-- name: staff_failed
UPDATE staff SET failures = $2, locked_until = $3 WHERE id = $1;

-- name: session_add
INSERT INTO session (id_hash, staff_id, csrf_token, created_at, seen_at) VALUES ($1, $2, $3, $4, $4);

-- name: session_find
SELECT s.id_hash, s.csrf_token, s.created_at AS session_created_at, s.seen_at, t.id, t.username, t.role
  FROM session s JOIN staff t ON t.id = s.staff_id WHERE s.id_hash = $1;

-- name: session_seen
UPDATE session SET seen_at = $2 WHERE id_hash = $1;

-- name: session_end
DELETE FROM session WHERE id_hash = $1;

-- name: session_end_old
DELETE FROM session WHERE created_at < $1 OR seen_at < $2;

-- name: sessions_end_of
DELETE FROM session WHERE staff_id = (SELECT id FROM staff WHERE username = $1);
