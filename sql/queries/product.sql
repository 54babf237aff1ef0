-- Products for the API and the console.

-- name: product_list
SELECT p.*, c.name AS category FROM product p JOIN category c ON c.id = p.category_id
 WHERE p.id > $1 AND ($2 = '' OR c.name = $2 COLLATE NOCASE) AND (p.active = 1 OR $3 = 1)
 ORDER BY p.id LIMIT $4;

-- name: product_find
SELECT p.*, c.name AS category FROM product p JOIN category c ON c.id = p.category_id
 WHERE p.id > $1 AND p.id IN (SELECT rowid FROM product_search WHERE product_search MATCH $2)
   AND ($3 = '' OR c.name = $3 COLLATE NOCASE) AND (p.active = 1 OR $4 = 1)
 ORDER BY p.id LIMIT $5;

-- name: product_by_id
SELECT p.*, c.name AS category FROM product p JOIN category c ON c.id = p.category_id
 WHERE p.id = $1 AND (p.active = 1 OR $2 = 1);

-- name: product_variants
SELECT v.id, v.product_id, v.sku, v.option1, v.option2, v.price_minor AS own_price_minor,
       coalesce(v.price_minor, p.price_minor) AS price_minor, v.stock, v.active
  FROM variant v JOIN product p ON p.id = v.product_id WHERE v.product_id = $1 ORDER BY v.position, v.id;

-- name: product_add
INSERT INTO product (category_id, name, description, price_minor, picture, option1_name, option2_name, aliases,
                     position, created_at, updated_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, (SELECT coalesce(max(position), 0) + 1 FROM product), $9, $9);

-- name: product_put
UPDATE product SET category_id = $2, name = $3, description = $4, price_minor = $5, picture = $6, active = $7,
       option1_name = $8, option2_name = $9, updated_at = $10 WHERE id = $1;

-- name: product_retire
UPDATE product SET active = 0, updated_at = $2 WHERE id = $1 AND active = 1;

-- name: variant_add
INSERT INTO variant (product_id, sku, option1, option2, price_minor, stock, position)
    VALUES ($1, $2, $3, $4, $5, $6, (SELECT coalesce(max(position), 0) + 1 FROM variant WHERE product_id = $1));

-- name: variant_price_put
UPDATE variant SET price_minor = $2 WHERE id = $1;

-- name: variant_active_put
UPDATE variant SET active = $2 WHERE id = $1;

-- name: variant_by_sku
SELECT id, stock FROM variant WHERE sku = $1;

-- name: category_by_name
SELECT id FROM category WHERE name = $1 COLLATE NOCASE;

-- name: category_add
INSERT INTO category (name, position) VALUES ($1, (SELECT coalesce(max(position), 0) + 1 FROM category));

-- name: category_names
SELECT name FROM category ORDER BY position, id;
