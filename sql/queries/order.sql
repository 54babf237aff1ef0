-- Orders, their lines and their timeline.

-- name: order_add
INSERT INTO orders (number, customer_id, status, currency, subtotal_minor, delivery_minor, tax_minor, discount_minor,
                    total_minor, tax_included_minor, coupon_code, discount_bp, delivery_method, zone, name, phone,
                    address, review, created_at, updated_at)
    VALUES ($1, $2, 'pending', $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $18, $17, $17);

-- name: order_item_add
INSERT INTO order_item (order_id, variant_id, name, options, quantity, unit_price_minor, discount_minor, tax_bp,
                        tax_inclusive, tax_minor)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10);

-- name: order_event_add
INSERT INTO order_event (order_id, kind, to_status, actor, reason, detail, created_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: order_events
SELECT kind, to_status, actor, reason, detail, created_at FROM order_event WHERE order_id = $1 ORDER BY id;

-- name: order_by_id
SELECT o.*, (SELECT group_concat(i.quantity || ' x ' || i.name || CASE WHEN i.options = '' THEN '' ELSE ' (' || i.options || ')' END, ', ')
               FROM order_item i WHERE i.order_id = o.id AND i.quantity > 0) AS items
  FROM orders o WHERE o.id = $1;

-- name: order_by_number
SELECT o.*, (SELECT group_concat(i.quantity || ' x ' || i.name || CASE WHEN i.options = '' THEN '' ELSE ' (' || i.options || ')' END, ', ')
               FROM order_item i WHERE i.order_id = o.id AND i.quantity > 0) AS items
  FROM orders o WHERE o.number = $1;

-- name: orders_of_customer
SELECT o.*, (SELECT group_concat(i.quantity || ' x ' || i.name || CASE WHEN i.options = '' THEN '' ELSE ' (' || i.options || ')' END, ', ')
               FROM order_item i WHERE i.order_id = o.id AND i.quantity > 0) AS items
  FROM orders o WHERE o.customer_id = $1 ORDER BY o.id DESC LIMIT $2;

-- name: order_items
SELECT id, variant_id, name, options, quantity, cancelled, returned, unit_price_minor, discount_minor, tax_bp,
       tax_inclusive, tax_minor
  FROM order_item WHERE order_id = $1 ORDER BY id;

-- name: order_item_put
UPDATE order_item SET quantity = $2, cancelled = $3, discount_minor = $4, tax_minor = $5 WHERE id = $1;

-- name: order_item_returned
UPDATE order_item SET returned = returned + $2 WHERE id = $1;

-- A cancelled order's pieces are all back on the shelf.
-- name: order_items_returned
UPDATE order_item SET returned = quantity WHERE order_id = $1;

-- Only from the version it was read with.
-- name: order_totals_put
UPDATE orders SET subtotal_minor = $3, delivery_minor = $4, tax_minor = $5, discount_minor = $6, total_minor = $7,
       tax_included_minor = $8
 WHERE id = $1 AND version = $2;

-- name: order_touch
UPDATE orders SET updated_at = $2, version = version + 1 WHERE id = $1;

-- name: order_hold_put
UPDATE orders SET hold_until = $2 WHERE id = $1;

-- By orders_hold: few wait for their time, many are unpaid.
-- name: orders_any_unpaid_due
SELECT EXISTS (SELECT 1 FROM orders WHERE hold_until IS NOT NULL AND hold_until <= $1 AND +status = 'pending'
                  AND +payment_status = 'unpaid');

-- name: orders_unpaid_due
SELECT id FROM orders
 WHERE hold_until IS NOT NULL AND hold_until <= $1 AND status = 'pending' AND payment_status = 'unpaid'
 ORDER BY hold_until LIMIT $2;

-- name: order_last_address
SELECT address FROM orders WHERE customer_id = $1 AND delivery_method = 'delivery' ORDER BY id DESC LIMIT 1;

-- Only from the status it was read with: two people cannot both move it.
-- name: order_status_put
UPDATE orders SET status = $3, hold_until = NULL, updated_at = $4, version = version + 1 WHERE id = $1 AND status = $2;

-- name: orders_since
SELECT count(*), coalesce(sum(total_minor), 0) FROM orders WHERE created_at >= $1 AND status <> 'cancelled';
