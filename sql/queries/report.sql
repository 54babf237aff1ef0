-- Figures by the shop's days (lib/shop/report.c, report_count.c, report_lists.c, report_clicks.c).

-- name: report_days
SELECT day, begins_at, ends_at, buyers, marks, mark_sum FROM report_day WHERE day BETWEEN $1 AND $2 AND counted = touched;

-- name: report_orders
SELECT day, status, orders, first_orders, pieces, total_minor, delivery_minor, tax_minor, discount_minor
  FROM report_order WHERE day BETWEEN $1 AND $2 AND currency = $3;

-- name: report_orders_now
SELECT o.currency, o.status, count(*),
       sum(NOT EXISTS (SELECT 1 FROM orders p WHERE p.customer_id = o.customer_id AND p.id < o.id)),
       sum((SELECT coalesce(sum(i.quantity), 0) FROM order_item i WHERE i.order_id = o.id)),
       sum(o.total_minor), sum(o.delivery_minor), sum(o.tax_minor + o.tax_included_minor), sum(o.discount_minor)
  FROM orders o WHERE o.created_at >= $1 AND o.created_at < $2 GROUP BY o.currency, o.status;

-- name: report_buyers_now
SELECT count(*), coalesce(group_concat(id, ' '), '') FROM
    (SELECT DISTINCT customer_id AS id FROM orders WHERE created_at >= $1 AND created_at < $2 AND status <> 'cancelled');

-- name: report_products_now
SELECT v.product_id, o.currency, count(DISTINCT o.id), sum(i.quantity), sum(i.quantity * i.unit_price_minor - i.discount_minor)
  FROM orders o CROSS JOIN order_item i ON i.order_id = o.id CROSS JOIN variant v ON v.id = i.variant_id
 WHERE o.created_at >= $1 AND o.created_at < $2 AND o.status <> 'cancelled' AND i.quantity > 0
 GROUP BY v.product_id, o.currency;

-- Orders that were counted, in the order of their days; and those between $1 and $2 as they are.
-- name: report_totals
SELECT d.begins_at, d.ends_at, o.status, o.currency, o.orders, o.total_minor
  FROM report_day d LEFT JOIN report_order o ON o.day = d.day
 WHERE d.counted = d.touched ORDER BY d.begins_at, d.day;

-- name: report_totals_now
SELECT status, currency, count(*), sum(total_minor) FROM orders
 WHERE created_at >= $1 AND created_at < $2 GROUP BY status, currency;

-- name: report_buyers
SELECT day, customer_ids FROM report_buyer WHERE day BETWEEN $1 AND $2;

-- name: report_again
SELECT block, bits FROM report_again;

-- name: report_refunds
SELECT count(*), coalesce(sum(r.amount_minor), 0) FROM refund r JOIN payment p ON p.id = r.payment_id
 WHERE r.status = 'done' AND r.updated_at >= $1 AND r.updated_at < $2 AND p.currency = $3;

-- name: report_marks
SELECT count(*), coalesce(sum(mark), 0) FROM feedback
 WHERE answered_at >= $1 AND answered_at < $2 AND mark IS NOT NULL;

-- name: report_ai
SELECT count(*), coalesce(sum(cost_micros), 0) FROM ai_call WHERE created_at >= $1 AND created_at < $2;

-- name: report_counts
SELECT day, name, n FROM report_count WHERE day BETWEEN $1 AND $2;

-- name: report_place
SELECT id FROM report_place WHERE name = $1;

-- Messages behind $1. For one that came: when this customer last wrote before. For an answer: when the
-- message came that it answers, NULL where something was said already.
-- name: report_messages
SELECT m.id, m.created_at, m.direction, coalesce(m.source, ''),
       CASE WHEN m.direction = 'in' THEN
           (SELECT p.created_at FROM chat_log p WHERE p.customer_id = m.customer_id AND p.id < m.id
               AND p.direction = 'in' ORDER BY p.id DESC LIMIT 1)
       WHEN m.source <> 'notice' THEN
           (SELECT CASE WHEN p.direction = 'in' THEN p.created_at END FROM chat_log p
             WHERE p.customer_id = m.customer_id AND p.id < m.id
               AND (p.direction = 'in' OR p.source = 'staff' OR (m.source <> 'staff' AND p.source <> 'notice'))
             ORDER BY p.id DESC LIMIT 1) END
  FROM chat_log m WHERE m.id > $1 ORDER BY m.id LIMIT $2;

-- name: report_new_customers
SELECT id, created_at FROM customer WHERE id > $1 ORDER BY id LIMIT $2;

-- name: report_count_add
INSERT INTO report_count (day, name, n) VALUES ($1, $2, $3)
    ON CONFLICT (day, name) DO UPDATE SET n = report_count.n + excluded.n;

-- name: report_place_move
UPDATE report_place SET id = $3 WHERE name = $1 AND id = $2;

-- Is there a message or customer to add up?
-- name: report_tail_any
SELECT EXISTS (SELECT 1 FROM chat_log WHERE id > (SELECT id FROM report_place WHERE name = 'chat_log'))
    OR EXISTS (SELECT 1 FROM customer WHERE id > (SELECT id FROM report_place WHERE name = 'customer'));

-- name: report_stale_any
SELECT EXISTS (SELECT 1 FROM report_day WHERE counted <> touched);

-- name: report_first_order
SELECT created_at FROM orders ORDER BY created_at LIMIT 1;

-- name: report_days_known
SELECT count(*) FROM report_day WHERE day BETWEEN $1 AND $2;

-- A day that is over; where its bounds are others than we knew, the shop has moved to another time zone.
-- name: report_day_add
INSERT INTO report_day (day, begins_at, ends_at) VALUES ($1, $2, $3)
    ON CONFLICT (day) DO UPDATE SET begins_at = $2, ends_at = $3, touched = report_day.touched + 1,
        clicks_touched = report_day.clicks_touched + 1
     WHERE report_day.begins_at <> $2 OR report_day.ends_at <> $3;

-- name: report_bounds
SELECT begins_at, ends_at FROM report_day WHERE day = $1;

-- name: report_stale
SELECT day, begins_at, ends_at, touched FROM report_day
 WHERE counted <> touched AND ends_at <= $2 ORDER BY day DESC LIMIT $1;

-- name: report_day_counted
UPDATE report_day SET counted = $2, buyers = $3, marks = $6, mark_sum = $7
 WHERE day = $1 AND touched = $2 AND begins_at = $4 AND ends_at = $5;

-- name: report_orders_drop
DELETE FROM report_order WHERE day = $1;
-- name: report_products_drop
DELETE FROM report_product WHERE day = $1;
-- name: report_buyers_drop
DELETE FROM report_buyer WHERE day = $1;

-- name: report_order_add
INSERT INTO report_order (day, currency, status, orders, first_orders, pieces, total_minor, delivery_minor, tax_minor, discount_minor)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10);

-- name: report_product_add
INSERT INTO report_product (day, product_id, currency, orders, pieces, sales_minor) VALUES ($1, $2, $3, $4, $5, $6);

-- name: report_buyers_add
INSERT INTO report_buyer (day, customer_ids) VALUES ($1, $2);

-- name: report_products
SELECT day, product_id, orders, pieces, sales_minor FROM report_product WHERE day BETWEEN $1 AND $2 AND currency = $3;

-- name: report_product_name
SELECT name FROM product WHERE id = $1;

-- name: referral_add
INSERT INTO referral (customer_id, source_type, source_id, source_url, headline, body, click_id, created_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- Days whose clicks are counted; as report_days has them.
-- name: report_click_days
SELECT day, begins_at, ends_at, 0, 0, 0 FROM report_day WHERE day BETWEEN $1 AND $2 AND clicks_counted = clicks_touched;

-- name: report_clicks
SELECT source, currency, told_id, last_id, clicks, new_customers, customer_ids, orders, sales_minor, day
  FROM report_click WHERE day BETWEEN $1 AND $2 AND (currency = '' OR currency = $3);

-- The same of the clicks between $1 and $2 as they are. An order of the seven days after is the newest click's.
-- name: report_clicks_now
WITH click AS MATERIALIZED
    (SELECT r.id, r.customer_id, r.created_at, CASE WHEN r.source_id <> '' THEN r.source_id ELSE r.headline END AS source,
            CASE WHEN r.headline <> '' THEN r.id ELSE 0 END AS told_id,
            min(r.created_at + 604800000, coalesce((SELECT n.created_at FROM referral n
                WHERE n.customer_id = r.customer_id AND n.id > r.id ORDER BY n.id LIMIT 1), 9000000000000000)) AS ends_at
       FROM referral r WHERE r.created_at >= $1 AND r.created_at < $2)
SELECT k.source, '', max(k.told_id), max(k.id), count(*), sum(c.created_at >= k.created_at - 60000),
       group_concat(k.customer_id, ' '), 0, 0
  FROM click k CROSS JOIN customer c ON c.id = k.customer_id GROUP BY k.source
UNION ALL
SELECT k.source, o.currency, 0, 0, 0, 0, '', count(*), sum(o.total_minor)
  FROM click k CROSS JOIN orders o ON o.customer_id = k.customer_id AND o.created_at >= k.created_at
   AND o.created_at < k.ends_at AND o.status <> 'cancelled'
 GROUP BY k.source, o.currency;

-- name: report_click_shown
SELECT headline, source_id, source_type, source_url FROM referral WHERE id = $1;

-- The same whose clicks are to be counted.
-- name: report_clicks_stale
SELECT day, begins_at, ends_at, clicks_touched FROM report_day
 WHERE clicks_counted <> clicks_touched AND ends_at <= $2 ORDER BY day DESC LIMIT $1;

-- name: report_clicks_stale_any
SELECT EXISTS (SELECT 1 FROM report_day WHERE clicks_counted <> clicks_touched AND ends_at <= $1);

-- name: report_clicks_counted
UPDATE report_day SET clicks_counted = $2 WHERE day = $1 AND clicks_touched = $2 AND begins_at = $3 AND ends_at = $4;

-- name: report_clicks_drop
DELETE FROM report_click WHERE day = $1;

-- name: report_click_add
INSERT INTO report_click (day, source, currency, told_id, last_id, clicks, new_customers, customer_ids, orders, sales_minor)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10);
