-- Orders as the desk lists them (lib/shop/order_list.c).

-- $1 is the last row of the page before; $3, $4, $5 what was typed (search.h); then status, time from
-- and until, customer, payment, from and until again, whether a rule wants them looked at; and the order: newest,
-- oldest, dearest or cheapest first. $11 and $12 are $7 and $8 where so many were placed meanwhile that the orders
-- are better walked by their total: "+ 0" keeps SQLite from sorting them all. $18: what a rule wants looked at is best
-- found by its own index; by itself SQLite would take the one of all that are pending.
-- name: orders_list
SELECT o.*, (SELECT group_concat(i.quantity || ' x ' || i.name || CASE WHEN i.options = '' THEN '' ELSE ' (' || i.options || ')' END, ', ')
               FROM order_item i WHERE i.order_id = o.id AND i.quantity > 0) AS items
  FROM orders o
 WHERE o.id IN (
    SELECT o.id FROM
           order_search s CROSS JOIN                                                                -- if $3
           (SELECT id FROM orders WHERE customer_id = $9) own CROSS JOIN -- if $9
           orders o
           INDEXED BY orders_review                                                                 -- if $18
     WHERE true
       AND s.order_search MATCH $3 AND o.id = s.rowid                                               -- if $3
       AND (o.number LIKE $4 ESCAPE '~' OR o.name LIKE $4 ESCAPE '~' OR o.phone LIKE $4 ESCAPE '~') -- if $4
       AND o.created_at >= (SELECT min(created_at) FROM (SELECT created_at FROM orders ORDER BY created_at DESC LIMIT $5)) -- if $5
       AND o.status = $6                                                                            -- if $6
       AND o.created_at >= $7                                                                       -- if $7
       AND o.created_at < $8                                                                        -- if $8
       AND o.created_at + 0 >= $11                                                                  -- if $11
       AND o.created_at + 0 < $12                                                                   -- if $12
       AND o.id = own.id                                                                            -- if $9
       AND o.payment_status = $10                                                                   -- if $10
       AND o.status = 'pending' AND o.review <> ''                                                  -- if $13
       AND (o.created_at, o.id) < (SELECT created_at, id FROM orders WHERE id = $1)                 -- if $1 $14
       AND (o.created_at, o.id) > (SELECT created_at, id FROM orders WHERE id = $1)                 -- if $1 $15
       AND (o.total_minor, o.id) < (SELECT total_minor, id FROM orders WHERE id = $1)               -- if $1 $16
       AND (o.total_minor, o.id) > (SELECT total_minor, id FROM orders WHERE id = $1)               -- if $1 $17
     ORDER BY
           o.created_at DESC, o.id DESC,  -- if $14
           o.created_at, o.id,            -- if $15
           o.total_minor DESC, o.id DESC, -- if $16
           o.total_minor, o.id,           -- if $17
           o.id LIMIT $2)
 ORDER BY
       o.created_at DESC, o.id DESC,  -- if $14
       o.created_at, o.id,            -- if $15
       o.total_minor DESC, o.id DESC, -- if $16
       o.total_minor, o.id,           -- if $17
       o.id;

-- How many of each status the same filter finds; its own status does not count. Of what is typed the
-- newest $8 are counted. $10 is orders_list's $18.
-- name: orders_found
WITH found AS MATERIALIZED (
SELECT o.status FROM
       (SELECT rowid AS id FROM order_search WHERE order_search MATCH $1 ORDER BY rowid DESC LIMIT $8) s CROSS JOIN -- if $1
       (SELECT id FROM orders WHERE customer_id = $6) own CROSS JOIN -- if $6
       orders o
       INDEXED BY orders_review                                                                 -- if $10
 WHERE true
   AND o.id = s.id                                                                              -- if $1
   AND (o.number LIKE $2 ESCAPE '~' OR o.name LIKE $2 ESCAPE '~' OR o.phone LIKE $2 ESCAPE '~') -- if $2
   AND o.created_at >= (SELECT min(created_at) FROM (SELECT created_at FROM orders ORDER BY created_at DESC LIMIT $3)) -- if $3
   AND o.created_at >= $4                                                                       -- if $4
   AND o.created_at < $5                                                                        -- if $5
   AND o.id = own.id                                                                            -- if $6
   AND o.payment_status = $7                                                                    -- if $7
   AND o.status = 'pending' AND o.review <> ''                                                  -- if $9
)
SELECT status, count(*) FROM found GROUP BY status;

-- The same where only time and payment ($1) are asked: whole days from $2 until before $3, and what was
-- placed from $4 until before $5, from $6 until before $7, on parts of days.
-- name: orders_tallied
SELECT status, sum(orders) FROM (
    SELECT status, payment_status, orders FROM order_tally WHERE day >= $2 AND day < $3
    UNION ALL
    SELECT status, payment_status, 1 FROM orders WHERE created_at >= $4 AND created_at < $5
    UNION ALL
    SELECT status, payment_status, 1 FROM orders WHERE created_at >= $6 AND created_at < $7)
 WHERE $1 = '' OR payment_status = $1
 GROUP BY status;

-- name: orders_in_days
SELECT coalesce(sum(orders), 0) FROM order_tally WHERE day >= $1 AND day <= $2;

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
