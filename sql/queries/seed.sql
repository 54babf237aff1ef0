-- Filling an empty shop from a file (lib/shop/seed.c).

-- How much there is already; the demo is never poured over a real shop.
-- name: seed_count
SELECT (SELECT count(*) FROM category) + (SELECT count(*) FROM product) + (SELECT count(*) FROM faq);

-- name: seed_currency
SELECT value FROM setting WHERE name = 'shop.currency';

-- Where the next product goes in the shop's order.
-- name: seed_position
SELECT coalesce(max(position) + 1, 0) FROM product;

-- name: seed_category_find
SELECT id FROM category WHERE name = $1;

-- name: seed_category_add
INSERT INTO category (name, translations, position)
VALUES ($1, $2, (SELECT coalesce(max(position) + 1, 0) FROM category));

-- name: seed_product_add
INSERT INTO product (category_id, name, description, price_minor, option1_name,
                     option2_name, aliases, position, created_at, updated_at, translations)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9, $10);

-- name: seed_photo_add
INSERT INTO product_photo (product_id, position, path) VALUES ($1, 1, $2);

-- name: seed_sku_taken
SELECT 1 FROM variant WHERE sku = $1;

-- name: seed_variant_add
INSERT INTO variant (product_id, sku, option1, option2, price_minor, stock, position)
VALUES ($1, $2, $3, $4, $5, $6, $7);

-- The ledger starts with what is on the shelf, so that its sum is the stock.
-- name: seed_stock_add
INSERT INTO stock_movement (variant_id, change, reason, actor, created_at)
VALUES ($1, $2, 'opening', 'seed', $3);

-- name: seed_faq_add
INSERT INTO faq (question, answer, phrasings, patterns, language, translations, position)
VALUES ($1, $2, $3, $4, $5, $6, (SELECT coalesce(max(position) + 1, 0) FROM faq));

-- name: seed_setting_set
INSERT INTO setting (name, value) VALUES ($1, $2)
ON CONFLICT (name) DO UPDATE SET value = excluded.value WHERE value <> excluded.value;
