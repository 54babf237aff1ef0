-- What the people behind the counter look at (lib/shop/desk.c).

-- Whoever wrote last comes first. The page is cut before its rows are looked at closely:
-- counting orders and finding the last message of every customer would take too long.
-- name: customers_page
SELECT c.id, c.name, c.profile_name, c.phone, c.opted_out, c.created_at, c.seen_at,
       CASE WHEN v.owner = 'human' AND v.human_until > $3 THEN 'human' ELSE 'bot' END AS owner,
       (SELECT count(*) FROM orders o WHERE o.customer_id = c.id) AS order_count,
       l.body AS last_message, l.direction AS last_direction
  FROM (SELECT id, seen_at FROM customer
         WHERE ($1 = 0 OR (seen_at, id) < (SELECT seen_at, id FROM customer WHERE id = $1))
           AND ($4 = '' OR name LIKE $4 ESCAPE '~'
                OR profile_name LIKE $4 ESCAPE '~' OR phone LIKE $4 ESCAPE '~')
         ORDER BY seen_at DESC, id DESC LIMIT $2) p
  JOIN customer c ON c.id = p.id
  LEFT JOIN conversation v ON v.customer_id = c.id
  LEFT JOIN chat_log l ON l.id = (SELECT max(id) FROM chat_log WHERE customer_id = c.id)
 ORDER BY p.seen_at DESC, p.id DESC;

-- Customers whose conversation a person has now; after human_until the bot takes it back.
-- name: customers_waiting
SELECT c.id, c.name, c.profile_name, c.phone, v.human_until, v.last_in_at
  FROM conversation v JOIN customer c ON c.id = v.customer_id
 WHERE v.owner = 'human' AND v.human_until > $1 ORDER BY v.last_in_at DESC LIMIT $2;

-- name: unanswered_newest
SELECT u.id, u.customer_id, u.text, u.created_at, coalesce(c.name, c.profile_name) AS customer_name
  FROM unanswered u JOIN customer c ON c.id = u.customer_id WHERE u.solved_at = 0 ORDER BY u.id DESC LIMIT $1;

-- The long list is the partial index's own condition (see outbox.sql).
-- name: outbox_counts
SELECT (SELECT count(*) FROM outbox
         WHERE open = 1 AND status IN ('queued', 'running')),
       (SELECT count(*) FROM outbox WHERE status = 'dead');

-- name: products_on_sale
SELECT count(*) FROM product WHERE active = 1;
