-- What the people behind the counter look at (lib/shop/desk.c).

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

-- What waits for a person: chats that nobody has yet or that were written in since somebody read them,
-- and things to see to. Pending orders and low shelves are counted as such, not as their tasks too.
-- name: attention_counts
SELECT (SELECT count(*) FROM conversation v JOIN customer c ON c.id = v.customer_id
         WHERE v.owner = 'human' AND v.human_until > $1 AND v.closed_at = 0
           AND (v.staff_id IS NULL OR c.last_in_id > c.read_id)),
       (SELECT count(*) FROM task WHERE done_at = 0 AND kind NOT IN ('owner_review', 'owner_stock_low'));

-- name: products_on_sale
SELECT count(*), coalesce(sum(EXISTS (SELECT 1 FROM variant v
           WHERE v.product_id = p.id AND v.active = 1 AND v.stock <= p.low_stock)), 0)
  FROM product p WHERE p.active = 1;
