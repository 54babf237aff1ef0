-- One customer's personal data: all of it to hand out, all of it to forget (lib/shop/privacy.c).
-- Each export query gives one JSON text a row. A new table with a customer_id belongs here twice;
-- tests/http/desk-customers.test.mjs looks that none is forgotten.

-- name: export_customer
SELECT json_object('id', id, 'name', name, 'profile_name', profile_name, 'phone', phone, 'email', email, 'language', language,
       'opted_out', json(iif(opted_out, 'true', 'false')), 'blocked', json(iif(blocked, 'true', 'false')),
       'orders', order_count, 'spent_minor', spent_minor,
       'first_seen_at', strftime('%Y-%m-%dT%H:%M:%fZ', created_at / 1000.0, 'unixepoch'),
       'last_seen_at', strftime('%Y-%m-%dT%H:%M:%fZ', seen_at / 1000.0, 'unixepoch'))
  FROM customer WHERE id = $1;

-- name: export_addresses
SELECT json_object('address', channel_address, 'since', strftime('%Y-%m-%dT%H:%M:%fZ', created_at / 1000.0, 'unixepoch'))
  FROM address WHERE customer_id = $1 ORDER BY created_at;

-- name: export_tags
SELECT json_quote(tag) FROM customer_tag WHERE customer_id = $1 ORDER BY tag;

-- name: export_orders
SELECT json_object('number', number, 'status', status, 'payment_status', payment_status, 'currency', currency,
       'subtotal_minor', subtotal_minor, 'delivery_minor', delivery_minor, 'tax_minor', tax_minor,
       'discount_minor', discount_minor, 'total_minor', total_minor, 'coupon', coupon_code,
       'delivery_method', delivery_method, 'name', name, 'phone', phone, 'address', address,
       'items', (SELECT json_group_array(json_object('name', i.name, 'options', i.options, 'quantity', i.quantity,
                        'unit_price_minor', i.unit_price_minor)) FROM order_item i WHERE i.order_id = o.id),
       'timeline', (SELECT json_group_array(json_object('what', e.kind, 'status', e.to_status, 'by', e.actor,
                        'at', strftime('%Y-%m-%dT%H:%M:%fZ', e.created_at / 1000.0, 'unixepoch')))
                      FROM order_event e WHERE e.order_id = o.id),
       'notes', (SELECT json_group_array(json_object('text', n.text, 'by', n.actor,
                        'at', strftime('%Y-%m-%dT%H:%M:%fZ', n.created_at / 1000.0, 'unixepoch')))
                   FROM order_note n WHERE n.order_id = o.id),
       'payments', (SELECT json_group_array(json_object('way', p.way, 'status', p.status, 'amount_minor', p.amount_minor,
                        'refunded_minor', p.refunded_minor, 'reason', p.reason,
                        'at', strftime('%Y-%m-%dT%H:%M:%fZ', p.created_at / 1000.0, 'unixepoch')))
                      FROM payment p WHERE p.order_id = o.id),
       'placed_at', strftime('%Y-%m-%dT%H:%M:%fZ', created_at / 1000.0, 'unixepoch'))
  FROM orders o WHERE customer_id = $1 ORDER BY id;

-- name: export_messages
SELECT json_object('direction', direction, 'kind', kind, 'text', body, 'answered_by', source, 'because', why,
       'message_id', provider_id, 'at', strftime('%Y-%m-%dT%H:%M:%fZ', created_at / 1000.0, 'unixepoch'))
  FROM chat_log WHERE customer_id = $1 ORDER BY id;

-- name: export_deliveries
SELECT json_object('to', to_address, 'text', body, 'media', media, 'status', status, 'message_id', provider_id,
       'at', strftime('%Y-%m-%dT%H:%M:%fZ', created_at / 1000.0, 'unixepoch'))
  FROM outbox WHERE id IN (SELECT id FROM outbox_of WHERE customer_id = $1) ORDER BY id;

-- name: export_received
SELECT json_object('channel', channel, 'message_id', provider_id,
       'at', strftime('%Y-%m-%dT%H:%M:%fZ', received_at / 1000.0, 'unixepoch'))
  FROM inbound WHERE (channel, provider_id) IN (SELECT channel, provider_id FROM inbound_of WHERE customer_id = $1)
 ORDER BY received_at;

-- name: export_notes
SELECT json_object('kind', kind, 'text', body, 'by', author,
       'at', strftime('%Y-%m-%dT%H:%M:%fZ', created_at / 1000.0, 'unixepoch'))
  FROM chat_note WHERE customer_id = $1 ORDER BY id;

-- name: export_ai
SELECT json_object('asked', words, 'model', model, 'answer', raw, 'outcome', outcome, 'because', why,
       'at', strftime('%Y-%m-%dT%H:%M:%fZ', created_at / 1000.0, 'unixepoch'))
  FROM ai_turn WHERE customer_id = $1 ORDER BY id;

-- name: export_unanswered
SELECT json_object('text', text, 'at', strftime('%Y-%m-%dT%H:%M:%fZ', created_at / 1000.0, 'unixepoch'))
  FROM unanswered WHERE customer_id = $1 ORDER BY id;

-- name: export_cart
SELECT json_object('sku', v.sku, 'name', p.name, 'quantity', i.quantity, 'seen_price_minor', i.seen_price_minor)
  FROM cart_item i JOIN variant v ON v.id = i.variant_id JOIN product p ON p.id = v.product_id
 WHERE i.customer_id = $1 ORDER BY i.position;

-- name: export_reserved
SELECT json_object('sku', v.sku, 'quantity', r.quantity, 'until', strftime('%Y-%m-%dT%H:%M:%fZ', r.expires_at / 1000.0, 'unixepoch'))
  FROM reservation r JOIN variant v ON v.id = r.variant_id WHERE r.customer_id = $1;

-- name: export_coupons
SELECT json_object('code', c.code, 'order', o.number)
  FROM coupon_use u JOIN orders o ON o.id = u.order_id JOIN coupon c ON c.id = u.coupon_id
 WHERE o.customer_id = $1 ORDER BY o.id;

-- name: export_media
SELECT json_object('type', type, 'bytes', bytes, 'status', status, 'message_id', message_sid,
       'at', strftime('%Y-%m-%dT%H:%M:%fZ', created_at / 1000.0, 'unixepoch'))
  FROM media WHERE customer_id = $1 ORDER BY id;

-- name: export_payments
SELECT json_object('order', o.number, 'way', p.way, 'status', p.status, 'amount_minor', p.amount_minor,
       'refunded_minor', p.refunded_minor, 'currency', p.currency,
       'at', strftime('%Y-%m-%dT%H:%M:%fZ', p.created_at / 1000.0, 'unixepoch'))
  FROM orders o JOIN payment p ON p.order_id = o.id WHERE o.customer_id = $1 ORDER BY p.id;

-- name: export_errands
SELECT json_object('way', way, 'subject', subject, 'text', body, 'status', status,
       'at', strftime('%Y-%m-%dT%H:%M:%fZ', created_at / 1000.0, 'unixepoch'))
  FROM errand WHERE customer_id = $1 ORDER BY id;

-- name: export_confirmed
SELECT json_object('text', text, 'meant', intent, 'language', language,
       'at', strftime('%Y-%m-%dT%H:%M:%fZ', created_at / 1000.0, 'unixepoch'))
  FROM confirmed WHERE customer_id = $1 ORDER BY id;

-- name: export_feedback
SELECT json_object('order', o.number, 'mark', f.mark, 'text', f.words,
       'asked_at', strftime('%Y-%m-%dT%H:%M:%fZ', f.asked_at / 1000.0, 'unixepoch'))
  FROM feedback f JOIN orders o ON o.id = f.order_id WHERE f.customer_id = $1 ORDER BY f.order_id;

-- name: export_wishes
SELECT json_object('sku', v.sku, 'since', strftime('%Y-%m-%dT%H:%M:%fZ', w.created_at / 1000.0, 'unixepoch'))
  FROM restock_wish w JOIN variant v ON v.id = w.variant_id WHERE w.customer_id = $1;

-- name: export_referrals
SELECT json_object('type', source_type, 'source', source_id, 'url', source_url, 'headline', headline, 'text', body,
       'click_id', click_id, 'at', strftime('%Y-%m-%dT%H:%M:%fZ', created_at / 1000.0, 'unixepoch'))
  FROM referral WHERE customer_id = $1 ORDER BY id;

-- name: export_conversation
SELECT json_object('state', state, 'with', owner,
       'last_message_at', strftime('%Y-%m-%dT%H:%M:%fZ', last_in_at / 1000.0, 'unixepoch'))
  FROM conversation WHERE customer_id = $1;

-- Orders that are still to be done need their name and address.
-- name: erase_hindrance
SELECT count(*) FROM orders WHERE customer_id = $1 AND status IN ('pending', 'confirmed', 'shipped');

-- The search index holds no texts of its own: it is told the words that go while they are still there.
-- name: erase_from_search
INSERT INTO chat_search (chat_search, rowid, body)
SELECT 'delete', id, body FROM chat_log
 WHERE customer_id = $1 AND id IN (SELECT id FROM chat_search_docsize);

-- Answers kept for a repeated request may show the customer.
-- name: erase_repeats
DELETE FROM repeat WHERE EXISTS (SELECT 1 FROM customer c WHERE c.id = $1 AND
    (instr(body, c.phone) > 0 OR instr(body, c.name) > 0 OR instr(body, c.profile_name) > 0));

-- Tasks and mails tell the people of the shop whom they are about.
-- name: erase_tasks
DELETE FROM task WHERE EXISTS (SELECT 1 FROM customer c WHERE c.id = $1 AND
    (instr(facts, c.phone) > 0 OR instr(facts, c.name) > 0 OR instr(facts, c.profile_name) > 0));
-- name: erase_errands
DELETE FROM errand WHERE customer_id = $1 OR EXISTS (SELECT 1 FROM customer c WHERE c.id = $1 AND
    (instr(body, c.phone) > 0 OR instr(body, c.name) > 0 OR instr(body, c.profile_name) > 0));

-- Files of what was sent; they go once nothing names them.
-- name: erase_files
SELECT file FROM media WHERE customer_id = $1 AND file <> '' LIMIT $2;
-- name: erase_media
DELETE FROM media WHERE customer_id = $1;
-- name: erase_confirmed
DELETE FROM confirmed WHERE customer_id = $1;
-- The mark stays with the order; the words were the person's.
-- name: erase_feedback
UPDATE feedback SET words = '' WHERE customer_id = $1;
-- name: erase_wishes
DELETE FROM restock_wish WHERE customer_id = $1;
-- That somebody came from an advertisement stays; which click it was leads to a person.
-- name: erase_referrals
UPDATE referral SET click_id = '' WHERE customer_id = $1;
-- name: erase_outbox
DELETE FROM outbox WHERE id IN (SELECT id FROM outbox_of WHERE customer_id = $1);
-- name: erase_inbound
UPDATE inbound SET outbox_id = NULL WHERE outbox_id IS NOT NULL AND (channel, provider_id) IN
    (SELECT channel, provider_id FROM inbound_of WHERE customer_id = $1);
-- name: erase_messages
DELETE FROM chat_log WHERE customer_id = $1;
-- name: erase_notes
DELETE FROM chat_note WHERE customer_id = $1;
-- name: erase_ai_calls
DELETE FROM ai_call WHERE customer_id = $1;
-- name: erase_ai_turns
DELETE FROM ai_turn WHERE customer_id = $1;
-- name: erase_unanswered
DELETE FROM unanswered WHERE customer_id = $1;
-- name: erase_cart
DELETE FROM cart_item WHERE customer_id = $1;
-- name: erase_conversation
DELETE FROM conversation WHERE customer_id = $1;
-- name: erase_tags
DELETE FROM customer_tag WHERE customer_id = $1;
-- name: erase_addresses
DELETE FROM address WHERE customer_id = $1;
-- name: erase_order_notes
DELETE FROM order_note WHERE order_id IN (SELECT id FROM orders WHERE customer_id = $1);
-- What was sold to whom stays a sale: number, lines, sums and dates, without the person.
-- name: erase_orders
UPDATE orders SET name = '–', phone = NULL, address = '', version = version + 1 WHERE customer_id = $1;
-- name: erase_audit
UPDATE audit SET before = NULL, after = NULL WHERE subject = 'customer' AND ref = CAST($1 AS TEXT);
-- name: erase_customer
UPDATE customer SET name = NULL, profile_name = NULL, phone = NULL, email = NULL, erased_at = unixepoch() * 1000,
       last_log_id = 0, last_in_id = 0, read_id = 0 WHERE id = $1 AND erased_at = 0;

-- name: changes_so_far
SELECT total_changes();
