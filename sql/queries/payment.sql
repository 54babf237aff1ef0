-- What is paid for orders, and given back (lib/shop/payment*.c, cashier.c).

-- name: payment_add
INSERT INTO payment (order_id, way, amount_minor, currency, expires_at, errand, next_at, created_at, updated_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $7, $7);

-- name: payment_by_id
SELECT p.*, o.number AS order_number, o.status AS order_status FROM payment p JOIN orders o ON o.id = p.order_id
 WHERE p.id = $1;

-- name: payment_by_session
SELECT p.*, o.number AS order_number, o.status AS order_status FROM payment p JOIN orders o ON o.id = p.order_id
 WHERE p.session_id = $1;

-- name: payment_by_charge
SELECT p.*, o.number AS order_number, o.status AS order_status FROM payment p JOIN orders o ON o.id = p.order_id
 WHERE p.charge_id = $1 ORDER BY p.id DESC;

-- The one that says how an order stands with its money: the one that waits (there is one at most), else the
-- newest that is on its way, else the newest that is paid.
-- name: payment_standing
SELECT p.*, o.number AS order_number, o.status AS order_status FROM payment p JOIN orders o ON o.id = p.order_id
 WHERE p.order_id = $1 AND p.status IN ('waiting', 'proof', 'pending', 'paid')
 ORDER BY CASE p.status WHEN 'waiting' THEN 0 WHEN 'paid' THEN 2 ELSE 1 END, p.id DESC LIMIT 1;

-- name: payments_of_order
SELECT p.*, o.number AS order_number, o.status AS order_status FROM payment p JOIN orders o ON o.id = p.order_id
 WHERE p.order_id = $1 ORDER BY p.id;

-- The newest one of each of a customer's newest orders: how paying for it stands.
-- name: payments_of_customer
SELECT p.*, o.number AS order_number, o.status AS order_status FROM payment p JOIN orders o ON o.id = p.order_id
 WHERE p.id IN (SELECT max(m.id) FROM payment m
                 WHERE m.order_id IN (SELECT id FROM orders WHERE customer_id = $1 ORDER BY id DESC LIMIT $2)
                 GROUP BY m.order_id);

-- Only from the status it was read with.
-- name: payment_move
UPDATE payment SET status = $3, reason = $4, errand = NULL, updated_at = $5 WHERE id = $1 AND status = $2;

-- name: payment_paid_put
UPDATE payment SET status = 'paid', charge_id = coalesce($2, charge_id), session_id = coalesce($3, session_id),
                   errand = NULL, updated_at = $4
 WHERE id = $1 AND status <> 'paid';

-- Nothing is waited for any more; an open page is closed, so that nobody pays there.
-- name: payments_void
UPDATE payment SET status = 'void', updated_at = $3, attempts = 0, next_at = $3,
                   errand = CASE WHEN session_id IS NULL THEN NULL ELSE 'close' END
 WHERE order_id = $1 AND id <> $2 AND status IN ('waiting', 'proof');

-- name: payment_amount_put
UPDATE payment SET amount_minor = $2, updated_at = $3 WHERE id = $1 AND status = 'waiting';

-- The page is there. A payment that was given up meanwhile has it closed at once.
-- name: payment_opened
UPDATE payment SET session_id = $2, link = $3, expires_at = $4, attempts = 0, updated_at = $6,
                   errand = CASE WHEN status = 'waiting' THEN 'look' ELSE 'close' END,
                   next_at = CASE WHEN status = 'waiting' THEN $5 ELSE $6 END
 WHERE id = $1 AND session_id IS NULL;

-- Not for one that came to its end while the provider was asked.
-- name: payment_errand_put
UPDATE payment SET errand = $2, attempts = $3, next_at = $4, updated_at = $5
 WHERE id = $1 AND status IN ('waiting', 'pending', 'void');

-- name: payment_errands
SELECT p.*, o.number AS order_number, o.status AS order_status FROM payment p JOIN orders o ON o.id = p.order_id
 WHERE p.errand IS NOT NULL AND p.next_at <= $1 ORDER BY p.next_at LIMIT $2;

-- How the order stands with its money, from its payments and refunds alone.
-- name: order_payment_settle
UPDATE orders SET payment_status = (
    SELECT CASE WHEN back > 0 AND back >= got THEN 'refunded'
                WHEN got - back >= orders.total_minor THEN 'paid'
                WHEN back > 0 THEN 'part_refunded'
                WHEN got > 0 THEN 'part_paid'
                WHEN proof > 0 THEN 'proof_sent' ELSE 'unpaid' END
      FROM (SELECT coalesce(sum(CASE WHEN p.status = 'paid' THEN p.amount_minor END), 0) AS got,
                   count(CASE WHEN p.status = 'proof' THEN 1 END) AS proof,
                   coalesce(sum((SELECT sum(r.amount_minor) FROM refund r
                                  WHERE r.payment_id = p.id AND r.status IN ('pending', 'done'))), 0) AS back
              FROM payment p WHERE p.order_id = $1))
 WHERE id = $1;

-- What the shop has of an order's money and has not promised back.
-- name: order_money_kept
SELECT coalesce(sum(amount_minor - refunded_minor), 0) FROM payment WHERE order_id = $1 AND status = 'paid';

-- name: payment_notice_add
INSERT INTO payment_notice (way, notice_id, kind, received_at) VALUES ($1, $2, $3, $4)
    ON CONFLICT DO NOTHING;

-- name: payment_notices_forget
DELETE FROM payment_notice WHERE received_at < $1;

-- Refunds. The money is promised back (refunded_minor) before anybody is asked for it.
-- name: refund_promise
UPDATE payment SET refunded_minor = refunded_minor + $2, updated_at = $3
 WHERE id = $1 AND status = 'paid' AND refunded_minor + $2 <= amount_minor;

-- name: refund_unpromise
UPDATE payment SET refunded_minor = refunded_minor - $2, updated_at = $3 WHERE id = $1;

-- name: refund_add
INSERT INTO refund (payment_id, amount_minor, status, reason, restock, actor, next_at, created_at, updated_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $7, $7);

-- name: refund_by_id
SELECT r.*, p.order_id, p.way, p.currency, p.charge_id, o.number AS order_number
  FROM refund r JOIN payment p ON p.id = r.payment_id JOIN orders o ON o.id = p.order_id WHERE r.id = $1;

-- name: refund_by_provider
SELECT r.*, p.order_id, p.way, p.currency, p.charge_id, o.number AS order_number
  FROM refund r JOIN payment p ON p.id = r.payment_id JOIN orders o ON o.id = p.order_id WHERE r.provider_id = $1;

-- name: refunds_of_order
SELECT r.*, p.order_id, p.way, p.currency, p.charge_id, '' AS order_number
  FROM refund r JOIN payment p ON p.id = r.payment_id WHERE p.order_id = $1 ORDER BY r.id;

-- name: refunds_queued
SELECT r.*, p.order_id, p.way, p.currency, p.charge_id, o.number AS order_number
  FROM refund r JOIN payment p ON p.id = r.payment_id JOIN orders o ON o.id = p.order_id
 WHERE r.status = 'queued' AND r.next_at <= $1 ORDER BY r.next_at LIMIT $2;

-- name: refund_move
UPDATE refund SET status = $3, provider_id = coalesce($4, provider_id), error = $5, updated_at = $6
 WHERE id = $1 AND status = $2;

-- name: refund_later
UPDATE refund SET attempts = $2, next_at = $3, error = $4, updated_at = $5 WHERE id = $1 AND status = 'queued';

-- Looked at, nothing new: what waits is looked at later, what nobody shall pay is closed.
-- name: payment_errand_later
UPDATE payment SET errand = CASE WHEN status = 'void' THEN 'close' ELSE 'look' END, attempts = 0,
                   next_at = CASE WHEN status = 'void' THEN $4 ELSE $3 END
 WHERE id = $1 AND errand IS NOT NULL AND next_at <= $2 AND status IN ('waiting', 'pending', 'void');
