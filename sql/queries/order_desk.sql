-- Orders as the desk lists them (lib/shop/order_list.c): by status, payment, words (part of a number, a name or a
-- phone), time, customer, and whether a rule wants them looked at; an empty text or 0 means all. $1 is the last row of the page before.
-- SQLite's LIKE takes letters of both cases (PostgreSQL will want ILIKE); lower() would double the time.

-- name: orders_newest
SELECT o.*, (SELECT group_concat(i.quantity || ' x ' || i.name || CASE WHEN i.options = '' THEN '' ELSE ' (' || i.options || ')' END, ', ')
               FROM order_item i WHERE i.order_id = o.id AND i.quantity > 0) AS items
  FROM orders o
 WHERE ($1 = 0 OR o.id < $1)
   AND ($3 = '' OR o.status = $3) AND o.created_at >= $5 AND o.created_at < $6 AND ($7 = 0 OR o.customer_id = $7)
   AND ($8 = '' OR o.payment_status = $8) AND ($9 = 0 OR (o.status = 'pending' AND o.review <> ''))
   AND ($4 = '' OR o.number LIKE $4 ESCAPE '~' OR o.name LIKE $4 ESCAPE '~' OR o.phone LIKE $4 ESCAPE '~')
 ORDER BY o.id DESC LIMIT $2;

-- name: orders_oldest
SELECT o.*, (SELECT group_concat(i.quantity || ' x ' || i.name || CASE WHEN i.options = '' THEN '' ELSE ' (' || i.options || ')' END, ', ')
               FROM order_item i WHERE i.order_id = o.id AND i.quantity > 0) AS items
  FROM orders o
 WHERE o.id > $1
   AND ($3 = '' OR o.status = $3) AND o.created_at >= $5 AND o.created_at < $6 AND ($7 = 0 OR o.customer_id = $7)
   AND ($8 = '' OR o.payment_status = $8) AND ($9 = 0 OR (o.status = 'pending' AND o.review <> ''))
   AND ($4 = '' OR o.number LIKE $4 ESCAPE '~' OR o.name LIKE $4 ESCAPE '~' OR o.phone LIKE $4 ESCAPE '~')
 ORDER BY o.id LIMIT $2;

-- name: orders_dearest
SELECT o.*, (SELECT group_concat(i.quantity || ' x ' || i.name || CASE WHEN i.options = '' THEN '' ELSE ' (' || i.options || ')' END, ', ')
               FROM order_item i WHERE i.order_id = o.id AND i.quantity > 0) AS items
  FROM orders o
 WHERE ($1 = 0 OR (o.total_minor, o.id) < (SELECT total_minor, id FROM orders WHERE id = $1))
   AND ($3 = '' OR o.status = $3) AND o.created_at >= $5 AND o.created_at < $6 AND ($7 = 0 OR o.customer_id = $7)
   AND ($8 = '' OR o.payment_status = $8) AND ($9 = 0 OR (o.status = 'pending' AND o.review <> ''))
   AND ($4 = '' OR o.number LIKE $4 ESCAPE '~' OR o.name LIKE $4 ESCAPE '~' OR o.phone LIKE $4 ESCAPE '~')
 ORDER BY o.total_minor DESC, o.id DESC LIMIT $2;

-- name: orders_cheapest
SELECT o.*, (SELECT group_concat(i.quantity || ' x ' || i.name || CASE WHEN i.options = '' THEN '' ELSE ' (' || i.options || ')' END, ', ')
               FROM order_item i WHERE i.order_id = o.id AND i.quantity > 0) AS items
  FROM orders o
 WHERE ($1 = 0 OR (o.total_minor, o.id) > (SELECT total_minor, id FROM orders WHERE id = $1))
   AND ($3 = '' OR o.status = $3) AND o.created_at >= $5 AND o.created_at < $6 AND ($7 = 0 OR o.customer_id = $7)
   AND ($8 = '' OR o.payment_status = $8) AND ($9 = 0 OR (o.status = 'pending' AND o.review <> ''))
   AND ($4 = '' OR o.number LIKE $4 ESCAPE '~' OR o.name LIKE $4 ESCAPE '~' OR o.phone LIKE $4 ESCAPE '~')
 ORDER BY o.total_minor, o.id LIMIT $2;

-- How many of each status the same filter finds; its own status does not count.
-- name: orders_found
SELECT o.status, count(*) FROM orders o
 WHERE o.created_at >= $2 AND o.created_at < $3 AND ($4 = 0 OR o.customer_id = $4)
   AND ($5 = '' OR o.payment_status = $5) AND ($6 = 0 OR (o.status = 'pending' AND o.review <> ''))
   AND ($1 = '' OR o.number LIKE $1 ESCAPE '~' OR o.name LIKE $1 ESCAPE '~' OR o.phone LIKE $1 ESCAPE '~')
 GROUP BY o.status;

-- The same where nothing is asked.
-- name: orders_by_status
SELECT status, orders FROM order_tally;

-- name: order_notes
SELECT id, text, actor, created_at FROM order_note WHERE order_id = $1 ORDER BY id DESC LIMIT 200;

-- name: order_note_find
SELECT id, text, actor, created_at FROM order_note WHERE id = $1 AND order_id = $2;

-- name: order_note_add
INSERT INTO order_note (order_id, text, actor, created_at) VALUES ($1, $2, $3, $4);

-- name: order_note_remove
DELETE FROM order_note WHERE id = $1;

-- What the customer bought in all: cancelled orders are no sale.
-- name: customer_bought
SELECT count(*), coalesce(sum(total_minor), 0) FROM orders WHERE customer_id = $1 AND status <> 'cancelled';

-- A notice about this order that nobody has read yet, since nobody has sent it.
-- name: order_notice_take_back
UPDATE outbox SET status = 'cancelled', error = 'the move was undone', updated_at = $3
 WHERE customer_id = $1 AND open = 1 AND status = 'queued'
   AND notice = 1 AND instr(body, $2) > 0;
