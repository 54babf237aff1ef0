-- Asked from the command line: what a restored copy holds (lib/shop/backup.c), and the doctor.

-- name: count_customers
SELECT count(*) FROM customer;

-- name: count_orders
SELECT count(*) FROM orders;

-- name: count_messages
SELECT count(*) FROM chat_log;


-- name: doctor_owners
SELECT count(*) FROM staff WHERE role = 'owner' AND active = 1;

-- name: doctor_templates
SELECT count(*) FROM notice_template;
