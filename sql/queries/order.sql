-- Orders and the stock they take. Stock moves only through stock_take and stock_return.

-- name: order_add
INSERT INTO orders (number, customer_id, status, currency, subtotal_minor, delivery_minor, total_minor,
                    delivery_method, name, phone, address, created_at, updated_at)
    VALUES ($1, $2, 'pending', $3, $4, $5, $6, $7, $8, $9, $10, $11, $11);

-- name: order_item_add
INSERT INTO order_item (order_id, variant_id, name, options, quantity, unit_price_minor)
    VALUES ($1, $2, $3, $4, $5, $6);

-- name: order_event_add
INSERT INTO order_event (order_id, kind, to_status, actor, created_at) VALUES ($1, $2, $3, $4, $5);

-- name: order_events
SELECT kind, to_status, actor, created_at FROM order_event WHERE order_id = $1 ORDER BY id;

-- name: order_by_id
SELECT o.*, (SELECT group_concat(i.quantity || ' x ' || i.name || CASE WHEN i.options = '' THEN '' ELSE ' (' || i.options || ')' END, ', ')
               FROM order_item i WHERE i.order_id = o.id) AS items
  FROM orders o WHERE o.id = $1;

-- name: order_by_number
SELECT o.*, (SELECT group_concat(i.quantity || ' x ' || i.name || CASE WHEN i.options = '' THEN '' ELSE ' (' || i.options || ')' END, ', ')
               FROM order_item i WHERE i.order_id = o.id) AS items
  FROM orders o WHERE o.number = $1;

-- name: orders_of_customer
SELECT o.*, (SELECT group_concat(i.quantity || ' x ' || i.name || CASE WHEN i.options = '' THEN '' ELSE ' (' || i.options || ')' END, ', ')
               FROM order_item i WHERE i.order_id = o.id) AS items
  FROM orders o WHERE o.customer_id = $1 ORDER BY o.id DESC LIMIT $2;

-- The newest first.
-- name: orders_all
SELECT o.*, (SELECT group_concat(i.quantity || ' x ' || i.name || CASE WHEN i.options = '' THEN '' ELSE ' (' || i.options || ')' END, ', ')
               FROM order_item i WHERE i.order_id = o.id) AS items
  FROM orders o WHERE o.id < $1 ORDER BY o.id DESC LIMIT $2;

-- name: orders_with_status
SELECT o.*, (SELECT group_concat(i.quantity || ' x ' || i.name || CASE WHEN i.options = '' THEN '' ELSE ' (' || i.options || ')' END, ', ')
               FROM order_item i WHERE i.order_id = o.id) AS items
  FROM orders o WHERE o.id < $1 AND o.status = $3 ORDER BY o.id DESC LIMIT $2;

-- name: order_items
SELECT id, variant_id, name, options, quantity, unit_price_minor FROM order_item WHERE order_id = $1 ORDER BY id;

-- name: order_last_address
SELECT address FROM orders WHERE customer_id = $1 AND delivery_method = 'delivery' ORDER BY id DESC LIMIT 1;

-- Only from the status it was read with: two people cannot both move it.
-- name: order_status_put
UPDATE orders SET status = $3, updated_at = $4, version = version + 1 WHERE id = $1 AND status = $2;

-- name: order_counts
SELECT status, count(*), coalesce(sum(total_minor), 0) FROM orders GROUP BY status;

-- name: orders_since
SELECT count(*), coalesce(sum(total_minor), 0) FROM orders WHERE created_at >= $1 AND status <> 'cancelled';

-- name: stock_take
UPDATE variant SET stock = stock - $1 WHERE id = $2 AND stock >= $1 AND active = 1;

-- name: stock_return
UPDATE variant SET stock = stock + $1 WHERE id = $2;

-- name: stock_of
SELECT stock FROM variant WHERE id = $1 AND active = 1;

-- name: stock_set
UPDATE variant SET stock = $2 WHERE id = $1;

-- name: stock_movement_add
INSERT INTO stock_movement (variant_id, change, reason, order_id, actor, created_at) VALUES ($1, $2, $3, $4, $5, $6);
