-- A shop's book from elsewhere (lib/shop/import.c).

-- name: import_customer_add
INSERT INTO customer (name, phone, created_at, seen_at) VALUES ($1, $2, $3, $4);

-- name: import_product_known
SELECT id FROM product WHERE name = $1 LIMIT 1;

-- The variant that a line names; an option may stand in either place.
-- name: import_variant
SELECT v.id FROM variant v JOIN product p ON p.id = v.product_id
 WHERE p.name = $1
 ORDER BY (coalesce(v.option1, '') = $2) + (coalesce(v.option2, '') = $3) +
          (coalesce(v.option1, '') = $3) + (coalesce(v.option2, '') = $2) DESC, v.id LIMIT 1;

-- name: import_order_known
SELECT id FROM orders WHERE number = $1;

-- name: import_order_settle
UPDATE orders SET status = $2 WHERE id = $1;

-- name: import_order_returned
UPDATE order_item SET returned = quantity WHERE order_id = $1;
