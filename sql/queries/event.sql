-- What has changed, for those who watch (event.c).

-- name: event_add
INSERT INTO event (kind, ref, created_at) VALUES ($1, $2, $3);

-- name: event_list
SELECT id, kind, ref, created_at FROM event WHERE id > $1 ORDER BY id LIMIT $2;

-- The oldest and the newest that are kept; both 0 when there never was one.
-- name: event_range
SELECT coalesce((SELECT min(id) FROM event), 0), coalesce((SELECT max(id) FROM event), 0);

-- Only the oldest $3 rows are looked at, so that a round costs the same however long the table is.
-- The newest row always stays: it says how far the numbers have come.
-- name: event_forget
DELETE FROM event WHERE id IN (SELECT id FROM (SELECT id, created_at FROM event ORDER BY id LIMIT $3)
    WHERE (created_at < $1 OR id <= (SELECT max(id) FROM event) - $2)
      AND id < (SELECT max(id) FROM event));
