-- Stock, its ledger and what customers in a checkout hold. Stock moves only here (lib/shop/stock.c).

-- name: stock_take
UPDATE variant SET stock = stock - $1 WHERE id = $2 AND stock >= $1 AND active = 1;

-- name: stock_return
UPDATE variant SET stock = stock + $1 WHERE id = $2;

-- name: stock_of
SELECT stock FROM variant WHERE id = $1 AND active = 1;

-- What is left for a customer: their own reservation counts.
-- name: stock_for
SELECT v.stock + coalesce((SELECT r.quantity FROM reservation r WHERE r.customer_id = $2 AND r.variant_id = v.id), 0)
  FROM variant v WHERE v.id = $1 AND v.active = 1;

-- name: stock_set
UPDATE variant SET stock = $2 WHERE id = $1;

-- name: stock_movement_add
INSERT INTO stock_movement (variant_id, change, reason, order_id, actor, created_at) VALUES ($1, $2, $3, $4, $5, $6);

-- The pieces that were put aside are the order's now.
-- name: stock_movement_sold
UPDATE stock_movement SET reason = 'order', order_id = $2 WHERE id = $1;

-- name: reservation_add
INSERT INTO reservation (customer_id, variant_id, quantity, movement_id, expires_at) VALUES ($1, $2, $3, $4, $5);

-- name: reservation_renew
UPDATE reservation SET expires_at = $3 WHERE customer_id = $1 AND variant_id = $2;

-- name: reservation_drop
DELETE FROM reservation WHERE customer_id = $1 AND variant_id = $2;

-- name: reservations_drop
DELETE FROM reservation WHERE customer_id = $1;

-- name: reservations_of
SELECT variant_id, quantity, movement_id FROM reservation WHERE customer_id = $1;

-- name: reservations_any_due
SELECT EXISTS (SELECT 1 FROM reservation WHERE expires_at <= $1);

-- name: reservations_due
SELECT customer_id, variant_id, quantity FROM reservation WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2;
