-- Products for the API and the console. `picture` is the first of a product's photos.

-- name: product_list
SELECT p.*, p.aliases AS alias_list, p.translations AS translated, c.name AS category,
       (SELECT path FROM product_photo f WHERE f.product_id = p.id ORDER BY f.position LIMIT 1) AS picture
  FROM product p JOIN category c ON c.id = p.category_id
 WHERE p.id > $1 AND ($2 = '' OR c.name = $2 COLLATE NOCASE) AND p.active = 1
 ORDER BY p.id LIMIT $3;

-- name: product_find
SELECT p.*, p.aliases AS alias_list, p.translations AS translated, c.name AS category,
       (SELECT path FROM product_photo f WHERE f.product_id = p.id ORDER BY f.position LIMIT 1) AS picture
  FROM product p JOIN category c ON c.id = p.category_id
 WHERE p.id > $1 AND p.id IN (SELECT rowid FROM product_search WHERE product_search MATCH $2)
   AND ($3 = '' OR c.name = $3 COLLATE NOCASE) AND p.active = 1
 ORDER BY p.id LIMIT $4;

-- The staff's list: every product is looked at, a shop has some thousands at most.
-- A product is low when a variant of it is and not all are gone; then it is out.
-- name: product_desk_list
WITH seen AS (
    SELECT p.*, p.aliases AS alias_list, p.translations AS translated, c.name AS category,
           (SELECT path FROM product_photo f WHERE f.product_id = p.id ORDER BY f.position LIMIT 1) AS picture,
           coalesce((SELECT sum(v.stock) FROM variant v WHERE v.product_id = p.id AND v.active = 1), 0) AS pieces,
           coalesce((SELECT min(v.stock) FROM variant v WHERE v.product_id = p.id AND v.active = 1), 0) AS fewest
      FROM product p JOIN category c ON c.id = p.category_id
     WHERE ($2 = '' OR c.name = $2 COLLATE NOCASE)
       AND ($1 = '' OR p.id IN (SELECT rowid FROM product_search WHERE product_search MATCH $1)))
SELECT * FROM seen
 WHERE CASE $3 WHEN 'on_sale' THEN active = 1 WHEN 'hidden' THEN active = 0
       WHEN 'out' THEN active = 1 AND pieces = 0
       WHEN 'low' THEN active = 1 AND pieces > 0 AND fewest <= low_stock ELSE 1 END
 ORDER BY CASE $4 WHEN 'name' THEN name END COLLATE NOCASE,
       CASE $4 WHEN 'cheapest' THEN price_minor WHEN 'dearest' THEN -price_minor WHEN 'stock' THEN pieces
               WHEN 'newest' THEN -id END, id
 LIMIT $6 OFFSET $5;

-- name: product_desk_counts
WITH seen AS (
    SELECT p.active, p.low_stock,
           coalesce((SELECT sum(v.stock) FROM variant v WHERE v.product_id = p.id AND v.active = 1), 0) AS pieces,
           coalesce((SELECT min(v.stock) FROM variant v WHERE v.product_id = p.id AND v.active = 1), 0) AS fewest
      FROM product p JOIN category c ON c.id = p.category_id
     WHERE ($2 = '' OR c.name = $2 COLLATE NOCASE)
       AND ($1 = '' OR p.id IN (SELECT rowid FROM product_search WHERE product_search MATCH $1)))
SELECT count(*), coalesce(sum(active), 0), coalesce(sum(active = 1 AND pieces > 0 AND fewest <= low_stock), 0),
       coalesce(sum(active = 1 AND pieces = 0), 0), coalesce(sum(active = 0), 0) FROM seen;

-- name: product_by_id
SELECT p.*, p.aliases AS alias_list, p.translations AS translated, c.name AS category,
       (SELECT path FROM product_photo f WHERE f.product_id = p.id ORDER BY f.position LIMIT 1) AS picture
  FROM product p JOIN category c ON c.id = p.category_id
 WHERE p.id = $1 AND (p.active = 1 OR $2 = 1);

-- name: product_variants
SELECT v.id, v.product_id, v.sku, v.option1, v.option2, v.price_minor IS NOT NULL AS own_price,
       coalesce(v.price_minor, p.price_minor) AS price_minor, v.stock, v.active
  FROM variant v JOIN product p ON p.id = v.product_id WHERE v.product_id = $1 ORDER BY v.position, v.id;

-- name: product_add
INSERT INTO product (category_id, name, description, price_minor, low_stock, option1_name, option2_name, aliases,
                     position, created_at, updated_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, (SELECT coalesce(max(position), 0) + 1 FROM product), $9, $9);

-- name: product_put
UPDATE product SET category_id = $2, name = $3, description = $4, price_minor = $5, low_stock = $6, active = $7,
       option1_name = $8, option2_name = $9, aliases = $10, version = version + 1, updated_at = $11 WHERE id = $1;

-- name: product_tax_put
UPDATE product SET tax_rate_id = NULLIF($2, 0) WHERE id = $1;

-- name: product_translations_put
UPDATE product SET translations = $2 WHERE id = $1;

-- name: product_version
SELECT version FROM product WHERE id = $1;

-- name: product_touch
UPDATE product SET version = version + 1, updated_at = $2 WHERE id = $1;

-- name: product_retire
UPDATE product SET active = 0, version = version + 1, updated_at = $2 WHERE id = $1 AND active = 1;

-- name: product_photos
SELECT path FROM product_photo WHERE product_id = $1 ORDER BY position;

-- name: product_photos_drop
DELETE FROM product_photo WHERE product_id = $1;

-- name: product_photo_add
INSERT INTO product_photo (product_id, position, path)
    VALUES ($1, (SELECT coalesce(max(position), 0) + 1 FROM product_photo WHERE product_id = $1), $2);

-- name: product_photo_count
SELECT count(*) FROM product_photo WHERE product_id = $1;

-- name: variant_add
INSERT INTO variant (product_id, sku, option1, option2, price_minor, active, position)
    VALUES ($1, $2, $3, $4, $5, $6, (SELECT coalesce(max(position), 0) + 1 FROM variant WHERE product_id = $1));

-- name: variant_name_put
UPDATE variant SET sku = $2, option1 = $3, option2 = $4 WHERE id = $1;

-- An option that the product asks no longer is answered by nobody.
-- name: variant_options_drop
UPDATE variant SET option1 = CASE WHEN $2 THEN option1 END, option2 = CASE WHEN $3 THEN option2 END
 WHERE product_id = $1 AND ((NOT $2 AND option1 IS NOT NULL) OR (NOT $3 AND option2 IS NOT NULL));

-- name: variant_price_put
UPDATE variant SET price_minor = $2 WHERE id = $1;

-- name: variant_active_put
UPDATE variant SET active = $2 WHERE id = $1;

-- name: variant_by_sku
SELECT id FROM variant WHERE sku = $1;

-- name: product_of_sku
SELECT product_id FROM variant WHERE sku = $1;

-- Two, to see that a name alone does not say which.
-- name: products_of_name
SELECT id FROM product WHERE name = $1 COLLATE NOCASE LIMIT 2;

-- name: product_ids
SELECT id FROM product WHERE id > $1 ORDER BY id LIMIT $2;

-- name: category_by_name
SELECT id FROM category WHERE name = $1 COLLATE NOCASE;

-- name: category_add
INSERT INTO category (name, position) VALUES ($1, (SELECT coalesce(max(position), 0) + 1 FROM category));

-- name: category_translations_put
UPDATE category SET translations = $2 WHERE id = $1;

-- name: category_names
SELECT name FROM category ORDER BY position, id;

-- name: category_list
SELECT c.id, c.name, c.position, c.translations AS translated, (SELECT count(*) FROM product p WHERE p.category_id = c.id) AS products
  FROM category c ORDER BY c.position, c.id LIMIT $1;

-- name: category_one
SELECT c.id, c.name, c.position, c.translations AS translated, (SELECT count(*) FROM product p WHERE p.category_id = c.id) AS products
  FROM category c WHERE c.id = $1;

-- name: category_name_put
UPDATE category SET name = $2 WHERE id = $1;

-- name: category_position_put
UPDATE category SET position = $2 WHERE id = $1 AND position <> $2;

-- name: category_remove
DELETE FROM category WHERE id = $1;

-- Shown by a product, sent in a chat, or dropped since $2.
-- name: photo_is_used
SELECT EXISTS (SELECT 1 FROM product_photo WHERE path = $1)
    OR EXISTS (SELECT 1 FROM outbox WHERE media = $1)
    OR EXISTS (SELECT 1 FROM photo_dropped WHERE path = $1 AND dropped_at > $2);

-- name: photo_dropped_forget
DELETE FROM photo_dropped WHERE path = $1;
