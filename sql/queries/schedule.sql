-- What the shop does by itself.

-- name: schedule_add
INSERT INTO schedule (name, at_minute, next_at) VALUES ($1, $2, $3) ON CONFLICT (name) DO NOTHING;

-- name: schedule_find
SELECT name, active, coalesce(at_minute, -1) AS at_minute, next_at, coalesce(lease, 0) AS lease,
       coalesce(lease_until, 0) AS lease_until, runs, last_at, last_ms, last_ok, last_result, version
  FROM schedule WHERE name = $1;

-- A lease that reaches further than any can is of a clock that went back: it holds nobody up.
-- name: schedule_claim
UPDATE schedule SET lease = $2, lease_until = $4, by_worker = $5
 WHERE name = $1 AND (lease IS NULL OR lease_until <= $3 OR lease_until > $4);

-- name: schedule_finish
UPDATE schedule SET lease = NULL, lease_until = NULL, next_at = $3, runs = runs + 1, last_at = $4,
                    last_ms = $5, last_ok = $6, last_result = $7
 WHERE name = $1 AND lease = $2;

-- The worker has just started and holds its lock: nobody is at work for it.
-- name: schedule_rescue
UPDATE schedule SET lease = NULL, lease_until = NULL WHERE by_worker = 1 AND lease IS NOT NULL;

-- name: schedule_change
UPDATE schedule SET active = $2, at_minute = $3, next_at = $4, version = version + 1
 WHERE name = $1 AND ($5 = 0 OR version = $5);
