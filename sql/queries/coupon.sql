-- Coupons and their uses.

-- name: coupon_use_add
INSERT INTO coupon_use (order_id, coupon_id, customer_id) VALUES ($1, $2, $3);

-- name: coupon_use_drop
DELETE FROM coupon_use WHERE order_id = $1;
