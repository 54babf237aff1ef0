-- Who did what.

-- name: audit_add
INSERT INTO audit (actor, action, subject, ref, before, after, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7);

-- What was done to one thing ($3 and $4) is found by its index, anything else by going back in time.
-- name: audit_list
SELECT id, actor, action, subject, ref, before, after, created_at FROM audit
 WHERE ($3 = '' OR $4 = '') AND id < $1 AND ($2 = '' OR actor = $2 COLLATE NOCASE) AND ($3 = '' OR subject = $3)
   AND ($4 = '' OR ref = $4) AND created_at >= $5 AND created_at < $6
UNION ALL
SELECT id, actor, action, subject, ref, before, after, created_at FROM audit
 WHERE $3 <> '' AND $4 <> '' AND subject = $3 AND ref = $4 AND id < $1
   AND ($2 = '' OR actor = $2 COLLATE NOCASE) AND created_at >= $5 AND created_at < $6
 ORDER BY id DESC LIMIT $7;

-- name: audit_last
SELECT id, actor, action, subject, ref, before, after, created_at FROM audit
 WHERE subject = $1 AND ref = $2 ORDER BY id DESC LIMIT 1;
