-- The shop's own data, and what tells whether it is well.

-- name: facts_has_orders
SELECT EXISTS (SELECT 1 FROM orders);

-- name: health_last_in
SELECT created_at FROM chat_log WHERE direction = 'in' ORDER BY id DESC LIMIT 1;

-- name: health_dead
SELECT count(*) FROM outbox WHERE status = 'dead' AND updated_at > $1;

-- name: health_refused
SELECT error FROM outbox
 WHERE open = 1 AND status = 'queued'
   AND (error_code IN (20003, 63001, 63007, 63038, 63051, 63112) OR
        error IN ('account or token refused', 'no such account, or not Twilio''s API'))
 ORDER BY next_at DESC LIMIT 1;

-- name: health_oldest
SELECT min(created_at) FROM outbox WHERE open = 1 AND status <> 'handed';

-- name: health_last_sent
SELECT updated_at FROM outbox WHERE status IN ('sent', 'delivered', 'read') ORDER BY id DESC LIMIT 1;

-- name: health_products
SELECT count(*) FROM product WHERE active = 1;

-- name: health_name_given
SELECT EXISTS (SELECT 1 FROM setting WHERE name = 'shop.name' AND value <> '');

-- name: health_fee_given
SELECT EXISTS (SELECT 1 FROM setting WHERE name IN ('shop.delivery_fee_minor', 'shop.pickup_address') AND value <> '');

-- Did last night's copy fail because what was copied is damaged?
-- name: health_copy_broken
SELECT EXISTS (SELECT 1 FROM schedule WHERE name = 'backup' AND last_ok = 0
                  AND (last_result LIKE '%not whole%' OR last_result LIKE '%malformed%'));

-- name: staff_hash
SELECT password_hash FROM staff WHERE id = $1 AND active = 1;

-- name: health_queued
SELECT count(*) FROM outbox WHERE open = 1;
