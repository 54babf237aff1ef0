-- The search index of products. It holds no texts of its own (external content), so whoever
-- writes a product says so: drop before an update of name or description, add after it and
-- after an insert, in the same write job.

-- name: product_search_add
INSERT INTO product_search (rowid, name, description)
SELECT id, name, description FROM product WHERE id = $1;

-- name: product_search_drop
INSERT INTO product_search (product_search, rowid, name, description)
SELECT 'delete', id, name, description FROM product WHERE id = $1;

-- What the desk searches (lib/shop/search.c): each index has the rows up to its highest id but those that
-- are due, which have changed or gone. New rows are put in when somebody searches and now and then, not in
-- the customer's turn, where FTS5 would cost as much as everything else together.

-- name: search_orders_drop
DELETE FROM order_search WHERE rowid IN (SELECT id FROM search_due WHERE what = 'order' ORDER BY id LIMIT $1);
-- name: search_orders_again
INSERT INTO order_search (rowid, number, name, phone)
SELECT id, number, name, phone FROM orders
 WHERE id IN (SELECT id FROM search_due WHERE what = 'order' ORDER BY id LIMIT $1)
   AND id <= coalesce((SELECT rowid FROM order_search ORDER BY rowid DESC LIMIT 1), 0);
-- name: search_orders_next
INSERT INTO order_search (rowid, number, name, phone)
SELECT id, number, name, phone FROM orders
 WHERE id > coalesce((SELECT rowid FROM order_search ORDER BY rowid DESC LIMIT 1), 0) ORDER BY id LIMIT $1;
-- name: search_orders_count
SELECT count(*) FROM (SELECT 1 FROM order_search WHERE order_search MATCH $1 LIMIT $2);

-- Are there more than so many?
-- name: search_orders_beyond
SELECT EXISTS (SELECT 1 FROM orders LIMIT 1 OFFSET $1);
-- name: search_customers_beyond
SELECT EXISTS (SELECT 1 FROM customer LIMIT 1 OFFSET $1);

-- name: search_customers_drop
DELETE FROM customer_search WHERE rowid IN (SELECT id FROM search_due WHERE what = 'customer' ORDER BY id LIMIT $1);
-- name: search_customers_again
INSERT INTO customer_search (rowid, name, profile_name, phone)
SELECT id, name, profile_name, phone FROM customer
 WHERE id IN (SELECT id FROM search_due WHERE what = 'customer' ORDER BY id LIMIT $1)
   AND id <= coalesce((SELECT rowid FROM customer_search ORDER BY rowid DESC LIMIT 1), 0);
-- name: search_customers_next
INSERT INTO customer_search (rowid, name, profile_name, phone)
SELECT id, name, profile_name, phone FROM customer
 WHERE id > coalesce((SELECT rowid FROM customer_search ORDER BY rowid DESC LIMIT 1), 0) ORDER BY id LIMIT $1;
-- name: search_customers_count
SELECT count(*) FROM (SELECT 1 FROM customer_search WHERE customer_search MATCH $1 LIMIT $2);

-- name: search_due_done
DELETE FROM search_due WHERE what = $1 AND id IN (SELECT id FROM search_due WHERE what = $1 ORDER BY id LIMIT $2);

-- name: search_messages_next
INSERT INTO chat_search (rowid, body)
SELECT id, body FROM chat_log
 WHERE id > coalesce((SELECT id FROM chat_search_docsize ORDER BY id DESC LIMIT 1), 0) ORDER BY id LIMIT $1;

-- name: search_messages_behind
SELECT coalesce((SELECT max(id) FROM chat_log), 0) - coalesce((SELECT id FROM chat_search_docsize ORDER BY id DESC LIMIT 1), 0);

-- How many rows each index is behind at most.
-- name: search_behind
SELECT max(coalesce((SELECT max(id) FROM orders), 0) - coalesce((SELECT rowid FROM order_search ORDER BY rowid DESC LIMIT 1), 0),
           coalesce((SELECT max(id) FROM customer), 0) - coalesce((SELECT rowid FROM customer_search ORDER BY rowid DESC LIMIT 1), 0),
           coalesce((SELECT max(id) FROM chat_log), 0) - coalesce((SELECT id FROM chat_search_docsize ORDER BY id DESC LIMIT 1), 0));
-- When somebody wrote last.
-- name: search_last_message
SELECT coalesce((SELECT created_at FROM chat_log WHERE id = (SELECT max(id) FROM chat_log)), 0);
-- name: search_any_due
SELECT EXISTS (SELECT 1 FROM search_due);

-- Words that were taken out of an index leave its file only when its parts are merged: begun by a
-- negative number, gone on with by positive ones until nothing changes.
-- name: search_orders_merge
INSERT INTO order_search (order_search, rank) VALUES ('merge', $1);
-- name: search_customers_merge
INSERT INTO customer_search (customer_search, rank) VALUES ('merge', $1);
-- name: search_messages_merge
INSERT INTO chat_search (chat_search, rank) VALUES ('merge', $1);
