-- The catalogue as a conversation sees it, and what the owner set.

-- name: catalogue_version
SELECT version FROM catalogue_version WHERE one = 1;

-- name: setting_get
SELECT value FROM setting WHERE name = $1;

-- Those of the rules that the owner has touched, without "rules." (a slash comes behind a dot).
-- name: rules
SELECT substr(name, 7), value FROM setting WHERE name > 'rules.' AND name < 'rules/';

-- name: setting_put
INSERT INTO setting (name, value) VALUES ($1, $2)
    ON CONFLICT (name) DO UPDATE SET value = excluded.value;

-- name: catalogue_categories
SELECT id, name, translations FROM category
 WHERE EXISTS (SELECT 1 FROM product p WHERE p.category_id = category.id AND p.active = 1)
 ORDER BY position, id;

-- name: catalogue_products
SELECT p.id, p.category_id, p.name, p.description, p.option1_name, p.option2_name, p.price_minor, p.aliases,
       p.translations,
       (SELECT path FROM product_photo f WHERE f.product_id = p.id ORDER BY f.position LIMIT 1) AS picture,
       coalesce(t.bp, 0) AS tax_bp, coalesce(t.inclusive, 1) AS tax_inclusive
  FROM product p
  LEFT JOIN tax_rate t ON t.id = coalesce(p.tax_rate_id, (SELECT id FROM tax_rate WHERE standard = 1))
 WHERE p.active = 1 ORDER BY p.position, p.id;

-- name: catalogue_variants
SELECT v.id, v.product_id, v.sku, v.option1, v.option2, coalesce(v.price_minor, p.price_minor) AS price_minor, v.stock
  FROM variant v JOIN product p ON p.id = v.product_id
 WHERE v.active = 1 AND p.active = 1 ORDER BY p.position, p.id, v.position, v.id;

-- name: catalogue_faq
SELECT id, question, answer, phrasings, patterns, language, translations FROM faq ORDER BY position, id;

-- name: catalogue_texts
SELECT language, key, text FROM text_override ORDER BY language, key;
