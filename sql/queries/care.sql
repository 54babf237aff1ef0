-- Reminders, reviews, summaries: what the schedules look for.

-- Orders that the rules may confirm.
-- name: confirm_any
SELECT EXISTS (SELECT 1 FROM orders WHERE review IS NULL);

-- name: confirm_next
SELECT id FROM orders WHERE review IS NULL ORDER BY id LIMIT 1;

-- name: confirm_done
UPDATE orders SET review = '' WHERE id = $1;

-- How sure the bot was, at its least sure, since the order before this one; product cards and
-- lists shown are no part of an order.
-- name: confirm_sureness
SELECT coalesce(min(l.confidence), 100) FROM chat_log l
 WHERE l.customer_id = $1 AND l.direction = 'out' AND l.source IN ('rule', 'ai')
   AND l.why NOT IN ('product', 'search', 'mentioned', 'category') AND l.created_at <= $3
   AND l.created_at > max(coalesce((SELECT max(o.created_at) FROM orders o WHERE o.customer_id = $1 AND o.id < $2), 0),
                          $3 - 86400000);

-- name: pending_count
SELECT count(*) FROM orders WHERE status = 'pending' AND created_at <= $1;

-- name: pending_oldest
SELECT o.number, o.name, o.total_minor, o.currency, o.created_at FROM orders o
 WHERE o.status = 'pending' AND o.created_at <= $1 ORDER BY o.id LIMIT $2;

-- Carts that were left alone since $1 and not looked at yet; `told`: spoken of before.
-- name: cart_forgotten_any
SELECT EXISTS (SELECT 1 FROM cart_item i CROSS JOIN conversation v ON v.customer_id = i.customer_id
                WHERE i.reminded = 0 AND v.last_in_at <= $1);

-- name: cart_forgotten
SELECT i.customer_id AS id, EXISTS (SELECT 1 FROM cart_item o WHERE o.customer_id = i.customer_id AND o.reminded = 1) AS told
  FROM cart_item i CROSS JOIN conversation v ON v.customer_id = i.customer_id
 WHERE i.reminded = 0 AND v.last_in_at <= $1
 GROUP BY i.customer_id LIMIT $2;

-- name: cart_reminded
UPDATE cart_item SET reminded = 1 WHERE customer_id = $1;

-- The cart as a customer reads it.
-- name: cart_words
SELECT i.quantity, p.name, v.option1, v.option2, coalesce(v.price_minor, p.price_minor) AS price_minor
  FROM cart_item i JOIN variant v ON v.id = i.variant_id JOIN product p ON p.id = v.product_id
 WHERE i.customer_id = $1 AND v.active = 1 AND p.active = 1 ORDER BY i.position LIMIT $2;

-- Every kind of a product: whichever comes back first.
-- name: restock_wish_add
INSERT INTO restock_wish (customer_id, variant_id, created_at)
SELECT $1, v.id, $3 FROM variant v WHERE v.product_id = $2 AND v.active = 1
    ON CONFLICT (customer_id, variant_id) DO NOTHING;

-- name: restock_due_any
SELECT EXISTS (SELECT 1 FROM restock_wish w JOIN variant v ON v.id = w.variant_id WHERE v.stock > 0 AND v.active = 1);

-- name: restock_due
SELECT w.customer_id, p.id AS product_id, p.name
  FROM restock_wish w JOIN variant v ON v.id = w.variant_id JOIN product p ON p.id = v.product_id
 WHERE v.stock > 0 AND v.active = 1 AND p.active = 1
 GROUP BY w.customer_id, p.id ORDER BY min(w.created_at) LIMIT $1;

-- name: restock_wish_drop
DELETE FROM restock_wish WHERE customer_id = $1
   AND variant_id IN (SELECT id FROM variant WHERE product_id = $2);

-- name: stock_low_any
SELECT EXISTS (SELECT 1 FROM variant v JOIN product p ON p.id = v.product_id
                WHERE v.active = 1 AND p.active = 1 AND v.stock <= p.low_stock
                  AND NOT EXISTS (SELECT 1 FROM stock_told t WHERE t.variant_id = v.id))
       OR EXISTS (SELECT 1 FROM stock_told t JOIN variant v ON v.id = t.variant_id
                    JOIN product p ON p.id = v.product_id WHERE v.stock > p.low_stock);

-- name: stock_low
SELECT v.id, p.name, v.option1, v.option2, v.stock FROM variant v JOIN product p ON p.id = v.product_id
 WHERE v.active = 1 AND p.active = 1 AND v.stock <= p.low_stock
   AND NOT EXISTS (SELECT 1 FROM stock_told t WHERE t.variant_id = v.id)
 ORDER BY v.stock, p.position, v.id LIMIT $1;

-- name: stock_told_all
INSERT INTO stock_told (variant_id, told_at)
SELECT v.id, $1 FROM variant v JOIN product p ON p.id = v.product_id
 WHERE v.active = 1 AND p.active = 1 AND v.stock <= p.low_stock ON CONFLICT (variant_id) DO NOTHING;

-- name: stock_told_forget
DELETE FROM stock_told WHERE variant_id IN
    (SELECT t.variant_id FROM stock_told t JOIN variant v ON v.id = t.variant_id
       JOIN product p ON p.id = v.product_id WHERE v.stock > p.low_stock);

-- Orders delivered before $1 (and not long before: $2) whose customers were not asked yet. CROSS: the
-- events of those days first, not all orders that ever were delivered.
-- name: feedback_due
SELECT DISTINCT e.order_id AS id FROM order_event e CROSS JOIN orders o ON o.id = e.order_id
 WHERE e.to_status = 'delivered' AND e.created_at <= $1 AND e.created_at > $2 AND o.status = 'delivered'
   AND NOT EXISTS (SELECT 1 FROM feedback f WHERE f.order_id = e.order_id)
 ORDER BY e.order_id LIMIT $3;

-- name: feedback_ask
INSERT INTO feedback (order_id, customer_id, asked_at) VALUES ($1, $2, $3) ON CONFLICT (order_id) DO NOTHING;

-- name: feedback_mark
UPDATE feedback SET mark = $3, answered_at = $4 WHERE order_id = $1 AND customer_id = $2;

-- name: feedback_words
UPDATE feedback SET words = $3, answered_at = $4 WHERE order_id = $1 AND customer_id = $2 AND mark IS NOT NULL;

-- name: feedback_mark_of
SELECT mark FROM feedback WHERE order_id = $1 AND customer_id = $2 AND mark IS NOT NULL;

-- $1 is the order that the page before ended with. One customer's ($4) are few; all are gone back through.
-- name: feedback_list
SELECT f.order_id AS id, f.customer_id, f.mark, f.words, f.answered_at, o.number, o.name
  FROM feedback f JOIN orders o ON o.id = f.order_id
 WHERE $4 = 0 AND f.answered_at > 0 AND ($3 = 0 OR f.mark = $3)
   AND ($1 = 0 OR (f.answered_at, f.order_id) < (SELECT answered_at, order_id FROM feedback WHERE order_id = $1))
UNION ALL
SELECT f.order_id, f.customer_id, f.mark, f.words, f.answered_at, o.number, o.name
  FROM feedback f JOIN orders o ON o.id = f.order_id
 WHERE f.customer_id = $4 AND f.answered_at > 0 AND ($3 = 0 OR f.mark = $3)
   AND ($1 = 0 OR (f.answered_at, f.order_id) < (SELECT answered_at, order_id FROM feedback WHERE order_id = $1))
 ORDER BY 5 DESC, 1 DESC LIMIT $2;

-- name: feedback_sums
SELECT mark, count(*) FROM feedback WHERE $1 = 0 AND mark IS NOT NULL GROUP BY mark
UNION ALL SELECT 0, (SELECT count(*) FROM feedback) - (SELECT count(*) FROM feedback WHERE mark IS NOT NULL) WHERE $1 = 0
UNION ALL SELECT coalesce(mark, 0), count(*) FROM feedback WHERE customer_id = $1 GROUP BY mark;

-- What waits, beside the day's own figures (report.h).
-- name: summary_of_day
SELECT (SELECT count(*) FROM orders WHERE status = 'pending') AS pending,
       (SELECT count(*) FROM unanswered WHERE created_at >= $1 AND created_at < $2) AS unanswered,
       (SELECT count(*) FROM variant v JOIN product p ON p.id = v.product_id
         WHERE v.active = 1 AND p.active = 1 AND v.stock <= p.low_stock) AS low;

-- Forgetting, some hundred rows at a time: of the oldest ones those that are old enough, so that no
-- turn waits while a table is gone through.
-- name: forget_errands
DELETE FROM errand WHERE id IN (SELECT id FROM (SELECT id, updated_at FROM errand
     WHERE status = 'done' OR status = 'dead' OR status = 'cancelled' ORDER BY id LIMIT 500) WHERE updated_at < $1);
-- name: forget_tasks
DELETE FROM task WHERE id IN (SELECT id FROM
    (SELECT id, done_at FROM task WHERE done_at > 0 ORDER BY id LIMIT 500) WHERE done_at < $1);
-- name: forget_outbox
DELETE FROM outbox WHERE id IN (SELECT id FROM
    (SELECT id, updated_at FROM outbox WHERE open = 0 ORDER BY id LIMIT 500) WHERE updated_at < $1);
-- Their order is by channel and id, not by age: they are looked for outside of the write gate.
-- name: forget_inbound_old
SELECT channel, provider_id FROM inbound WHERE received_at < $1 LIMIT $2;
-- name: forget_inbound
DELETE FROM inbound WHERE channel = $1 AND provider_id = $2;
-- name: forget_audit
DELETE FROM audit WHERE id IN (SELECT id FROM
    (SELECT id, created_at FROM audit ORDER BY id LIMIT 500) WHERE created_at < $1);
-- name: forget_sessions
DELETE FROM session WHERE id IN (SELECT id FROM session WHERE created_at < $1 LIMIT 500);
-- name: forget_guesses
DELETE FROM guess WHERE name_hash IN (SELECT name_hash FROM guess WHERE tried_at < $1 LIMIT 500);
-- name: forget_repeats
DELETE FROM repeat WHERE (actor, key) IN (SELECT actor, key FROM repeat WHERE created_at < $1 LIMIT 500);
-- What was said goes; that something was said, and what answered it, stays for the counts. Rows that
-- have nothing to forget any more are many: the next ones behind $2 are looked for outside of the gate.
-- name: forget_chats_span
SELECT coalesce(min(id), 0), coalesce(max(id), 0) FROM
    (SELECT id FROM chat_log WHERE id > $2 AND created_at < $1 AND body <> '' ORDER BY id LIMIT 500);
-- name: forget_chats_found
INSERT INTO chat_search (chat_search, rowid, body)
SELECT 'delete', l.id, l.body FROM chat_log l
 WHERE l.id BETWEEN $2 AND $3 AND l.created_at < $1 AND l.body <> '' AND l.id IN (SELECT id FROM chat_search_docsize);
-- name: forget_chats
UPDATE chat_log SET body = '' WHERE id BETWEEN $2 AND $3 AND created_at < $1 AND body <> '';
-- name: forget_ai_span
SELECT coalesce(min(id), 0), coalesce(max(id), 0) FROM
    (SELECT id FROM ai_turn WHERE id > $2 AND status = 'done' AND created_at < $1 AND words <> '' ORDER BY id LIMIT 500);
-- name: forget_ai_said
UPDATE ai_turn SET words = '', template = '', choices = NULL, menu = NULL, alternatives = NULL, prompt = '', raw = '', answer = ''
 WHERE id BETWEEN $2 AND $3 AND status = 'done' AND created_at < $1 AND words <> '';
-- name: forget_said_span
SELECT coalesce(min(id), 0), coalesce(max(id), 0) FROM
    (SELECT id FROM outbox WHERE id > $2 AND open = 0 AND updated_at < $1 AND body <> '' ORDER BY id LIMIT 500);
-- name: forget_said
UPDATE outbox SET body = '', facts = NULL, choices = NULL, variables = NULL
 WHERE id BETWEEN $2 AND $3 AND open = 0 AND updated_at < $1 AND body <> '';
-- name: forget_ai_calls
DELETE FROM ai_call WHERE id IN (SELECT id FROM ai_call WHERE created_at < $1 ORDER BY created_at LIMIT 500);
-- name: forget_ai_turns
DELETE FROM ai_turn WHERE id IN (SELECT t.id FROM
    (SELECT id, created_at FROM ai_turn WHERE status = 'done' ORDER BY id LIMIT 500) t
    WHERE t.created_at < $1 AND NOT EXISTS (SELECT 1 FROM ai_call c WHERE c.turn_id = t.id));
