-- What a restored copy holds, told to whoever restored it (lib/shop/backup.c).

-- name: count_customers
SELECT count(*) FROM customer;

-- name: count_orders
SELECT count(*) FROM orders;

-- name: count_messages
SELECT count(*) FROM chat_log;
