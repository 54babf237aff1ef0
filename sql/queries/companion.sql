-- Which goods are bought together.

-- The newest orders that stand, at most $2 since $1: pairs of products that were in at least $3 of
-- them, the $4 commonest of each product; and each product with itself.
-- name: companions_count
WITH newest AS (SELECT id FROM orders WHERE created_at >= $1 AND status <> 'cancelled' ORDER BY created_at DESC LIMIT $2),
     bought AS (SELECT DISTINCT i.order_id, v.product_id
                  FROM newest n CROSS JOIN order_item i ON i.order_id = n.id CROSS JOIN variant v ON v.id = i.variant_id
                 WHERE i.quantity > 0),
     pair AS (SELECT a.product_id, b.product_id AS with_id, count(*) AS orders
                FROM bought a JOIN bought b ON b.order_id = a.order_id
               GROUP BY 1, 2 HAVING a.product_id = b.product_id OR count(*) >= $3),
     placed AS (SELECT *, row_number() OVER (PARTITION BY product_id
                                             ORDER BY product_id = with_id DESC, orders DESC, with_id) AS place FROM pair)
SELECT product_id, with_id, orders FROM placed WHERE place <= $4 + 1 ORDER BY product_id, with_id;

-- name: companions_known
SELECT product_id, with_id, orders FROM companion ORDER BY product_id, with_id;

-- name: companion_put
INSERT INTO companion (product_id, with_id, orders) VALUES ($1, $2, $3)
    ON CONFLICT (product_id, with_id) DO UPDATE SET orders = excluded.orders;

-- name: companion_drop
DELETE FROM companion WHERE product_id = $1 AND with_id = $2;

-- name: catalogue_companions
SELECT c.product_id, c.with_id, c.orders FROM companion c
  JOIN product p ON p.id = c.product_id AND p.active = 1
  JOIN product w ON w.id = c.with_id AND w.active = 1
 ORDER BY c.product_id, c.orders DESC, c.with_id;
