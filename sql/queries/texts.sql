-- The owner's words for reply texts (lib/desk/texts.c).

-- name: text_list
SELECT key, text, updated_at FROM text_override WHERE language = $1 ORDER BY key;

-- name: text_one
SELECT key, text, updated_at FROM text_override WHERE language = $1 AND key = $2;

-- name: text_put
INSERT INTO text_override (language, key, text, updated_at) VALUES ($1, $2, $3, $4)
    ON CONFLICT (language, key) DO UPDATE SET text = excluded.text, updated_at = max(excluded.updated_at, text_override.updated_at + 1);

-- name: text_remove
DELETE FROM text_override WHERE language = $1 AND key = $2;
