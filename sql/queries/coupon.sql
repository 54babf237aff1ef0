-- Coupons and their uses (lib/shop/coupon.c).

-- name: coupon_use_add
INSERT INTO coupon_use (order_id, coupon_id, customer_id) VALUES ($1, $2, $3);

-- name: coupon_use_drop
DELETE FROM coupon_use WHERE order_id = $1;

-- name: coupon_uses
SELECT count(*), coalesce(sum(customer_id = $2), 0) FROM coupon_use WHERE coupon_id = $1;

-- name: catalogue_coupons
SELECT id, code, kind, value, minimum_minor, coalesce(starts_at, 0) AS starts_at, coalesce(ends_at, 0) AS ends_at,
       coalesce(uses_most, 0) AS uses_most, coalesce(uses_each, 0) AS uses_each
  FROM coupon WHERE active = 1 ORDER BY id;

-- name: coupon_list
SELECT *, (SELECT count(*) FROM coupon_use u WHERE u.coupon_id = coupon.id) AS uses FROM coupon ORDER BY id DESC LIMIT $1;

-- name: coupon_by_id
SELECT *, (SELECT count(*) FROM coupon_use u WHERE u.coupon_id = coupon.id) AS uses FROM coupon WHERE id = $1;

-- name: coupon_by_code
SELECT id FROM coupon WHERE code = $1;

-- name: coupon_count
SELECT count(*) FROM coupon;

-- name: coupon_add
INSERT INTO coupon (code, kind, value, minimum_minor, starts_at, ends_at, uses_most, uses_each, active, created_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10);

-- name: coupon_change
UPDATE coupon SET code = $2, kind = $3, value = $4, minimum_minor = $5, starts_at = $6, ends_at = $7, uses_most = $8,
       uses_each = $9, active = $10, version = version + 1 WHERE id = $1;

-- name: coupon_remove
DELETE FROM coupon WHERE id = $1;
