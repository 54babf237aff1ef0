-- Where and when the shop delivers, and its taxes (lib/shop/delivery.c).

-- name: catalogue_touch
UPDATE catalogue_version SET version = version + 1 WHERE one = 1;

-- name: delivery_zones
SELECT name, areas AS area_list, fee_minor, free_from_minor FROM delivery_zone ORDER BY position;

-- name: delivery_zones_drop
DELETE FROM delivery_zone;

-- name: delivery_zone_add
INSERT INTO delivery_zone (name, areas, fee_minor, free_from_minor, position) VALUES ($1, $2, $3, $4, $5);

-- name: opening_hours
SELECT weekday, opens, closes FROM opening_hours ORDER BY weekday, opens;

-- name: opening_hours_drop
DELETE FROM opening_hours;

-- name: opening_hours_add
INSERT INTO opening_hours (weekday, opens, closes) VALUES ($1, $2, $3);

-- name: closed_days
SELECT day, note FROM closed_day ORDER BY day;

-- name: closed_days_drop
DELETE FROM closed_day;

-- name: closed_day_add
INSERT INTO closed_day (day, note) VALUES ($1, $2);

-- name: tax_rates
SELECT id, name, bp, inclusive, standard, (SELECT count(*) FROM product p WHERE p.tax_rate_id = tax_rate.id) AS product_count
  FROM tax_rate ORDER BY id;

-- name: tax_rate_products
SELECT id FROM product WHERE tax_rate_id = $1 ORDER BY id;

-- name: tax_rate_known
SELECT EXISTS (SELECT 1 FROM tax_rate WHERE id = $1);

-- No two may be the usual one at any moment.
-- name: tax_rates_unusual
UPDATE tax_rate SET standard = 0;

-- name: tax_rate_add
INSERT INTO tax_rate (name, bp, inclusive, standard) VALUES ($1, $2, $3, $4);

-- name: tax_rate_put
UPDATE tax_rate SET name = $2, bp = $3, inclusive = $4, standard = $5 WHERE id = $1;

-- name: tax_rate_remove
DELETE FROM tax_rate WHERE id = $1;

-- name: tax_rate_leave
UPDATE product SET tax_rate_id = NULL WHERE tax_rate_id = $1;

-- name: tax_rate_give
UPDATE product SET tax_rate_id = $1 WHERE id = $2;
