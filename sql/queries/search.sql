-- The search index of products. It holds no texts of its own (external content), so whoever
-- writes a product says so: drop before an update of name or description, add after it and
-- after an insert, in the same write job.

-- name: product_search_add
INSERT INTO product_search (rowid, name, description)
SELECT id, name, description FROM product WHERE id = $1;

-- name: product_search_drop
INSERT INTO product_search (product_search, rowid, name, description)
SELECT 'delete', id, name, description FROM product WHERE id = $1;
